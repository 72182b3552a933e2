//! Reading scenarios and games: files, stdin, `--set`.

use std::io::Read;
use std::path::Path;

use crate::form::TitledGame;
use crate::interop::{Format, MAX_BYTES};
use crate::report::diagnostics;
use crate::scenario::diagnostic::{Diagnostic, Source, nearest};
use crate::scenario::{self, Content, Scenario, document};

use super::{Failure, message};

/// What a file holds.
pub enum Input {
    Scenario(Box<Scenario>),
    Game(TitledGame),
}

/// Reads a file (`-` is stdin) and the `--set` arguments into one source.
pub fn source(file: &Path, set: &[String]) -> Result<Source, Failure> {
    let (name, bytes) = if file.as_os_str() == "-" {
        ("<stdin>".to_owned(), read(std::io::stdin().lock(), "reading stdin".to_owned())?)
    } else {
        let what = || format!("reading `{}`", file.display());
        let opened = std::fs::File::open(file).map_err(|error| Failure::Input(format!("{}: {error}", what())))?;
        (file.display().to_string(), read(opened, what())?)
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::Input(format!("`{name}` is not UTF-8 text (first bad byte at {at}); save it as UTF-8"))
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let foreign = Format::of(&name, &text).is_some();
    if !foreign && text.len() > document::MAX_BYTES {
        return Err(too_long(&name, document::MAX_BYTES));
    }
    if let (true, [argument, ..]) = (foreign, set) {
        return Err(Failure::Input(format!(
            "`--set {argument}` changes a value at its path in a TOML file, and `{name}` is none; \
             `concede convert {name} --to toml` makes one of it"
        )));
    }
    let mut source = Source::new(name, text);
    for argument in set {
        let line = document::assignment(argument).ok_or_else(|| {
            Failure::Input(format!("`--set {argument}` is not PATH=VALUE, as in --set process.sign=0.8"))
        })?;
        source.push("--set".to_owned(), line);
    }
    Ok(source)
}

/// At most one byte more than a file may have, so that endless input ends.
fn read(reader: impl Read, what: String) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::Input(format!("{what}: {error}")))?;
    if bytes.len() > MAX_BYTES {
        return Err(Failure::Input(format!("{what}: more than {MAX_BYTES} bytes; is this the right file?")));
    }
    Ok(bytes)
}

fn too_long(name: &str, limit: usize) -> Failure {
    Failure::Input(format!(
        "reading `{name}`: more than {limit} bytes; a scenario file is smaller, is this the right file?"
    ))
}

/// Reads what a source holds, with its warnings.
pub fn content(source: &Source) -> Result<(Input, Vec<Diagnostic>), Failure> {
    let text = &source.texts()[0];
    let read = match Format::of(&text.name, &text.text) {
        Some(format) => format.read(source).map(|mut game| {
            if game.title.trim().is_empty() {
                game.title.clone_from(&text.name);
            }
            (Input::Game(game), Vec::new())
        }),
        None => scenario::read(source).map(|(content, warnings)| match content {
            Content::Scenario(scenario) => (Input::Scenario(scenario), warnings),
            Content::Game(game) => (Input::Game(game), warnings),
        }),
    };
    read.map_err(|found| rejected(source, &found))
}

/// Reads a scenario or a game; warnings go to stderr.
pub fn any(file: &Path, set: &[String]) -> Result<Input, Failure> {
    shown(&source(file, set)?)
}

/// What a source holds; warnings go to stderr.
fn shown(source: &Source) -> Result<Input, Failure> {
    let (input, warnings) = content(source)?;
    if !warnings.is_empty() {
        message(diagnostics::render(source, &warnings, true).trim_end());
    }
    Ok(input)
}

/// Reads a scenario; warnings go to stderr.
pub fn scenario(file: &Path, set: &[String]) -> Result<Scenario, Failure> {
    read_scenario(&source(file, set)?)
}

/// The scenario in a source; warnings go to stderr.
pub fn read_scenario(source: &Source) -> Result<Scenario, Failure> {
    match shown(source)? {
        Input::Scenario(scenario) => Ok(*scenario),
        Input::Game(_) => Err(Failure::Input(format!(
            "`{}` holds a game where a scenario is needed; `concede solve` takes games",
            source.texts()[0].name
        ))),
    }
}

/// Diagnostics with a closing count.
pub fn rejected(source: &Source, found: &[Diagnostic]) -> Failure {
    let errors = found.iter().filter(|one| one.is_error()).count();
    let name = &source.texts()[0].name;
    let count = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
    Failure::Diagnostics(format!("{}`{name}`: {count}", diagnostics::render(source, found, true)))
}

/// The parameter at a path, or the nearest path there is.
pub fn parameter(scenario: &Scenario, path: &str) -> Result<crate::scenario::quantity::ParameterId, Failure> {
    scenario.parameter_at(path).ok_or_else(|| {
        let paths = scenario.parameters.iter().map(|parameter| parameter.path.as_str());
        let hint = match nearest(path, paths) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`concede check --explain FILE` lists the paths".to_owned(),
        };
        Failure::Input(format!("there is no quantity `{path}`; {hint}"))
    })
}
