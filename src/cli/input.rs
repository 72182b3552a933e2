//! Reading scenarios and games: files, stdin, `--set`.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::form::TitledGame;
use crate::interop::profile::Evaluations;
use crate::interop::{Format, MAX_BYTES, ProfileFormat};
use crate::report::diagnostics;
use crate::scenario::diagnostic::{Diagnostic, Source, nearest};
use crate::scenario::{self, Content, Protocol, Scenario, document};

use super::{Failure, message};

/// What a file holds.
pub enum Input {
    Scenario(Box<Scenario>),
    Game(TitledGame),
}

/// How the profiles of a negotiation are read.
#[derive(Debug, Clone, Copy, Args)]
pub struct ProfileArguments {
    /// What the evaluations in Genius profiles mean
    #[arg(long, value_enum, value_name = "MEANING", default_value_t = Meaning::ByMaximum)]
    evaluations: Meaning,
}

impl ProfileArguments {
    pub fn evaluations(self) -> Evaluations {
        self.evaluations.evaluations()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Meaning {
    /// Shares of the largest one of their issue, as in Genius
    ByMaximum,
    /// Utilities as they stand, as in NegMAS
    AsWritten,
}

impl Meaning {
    fn evaluations(self) -> Evaluations {
        match self {
            Meaning::ByMaximum => Evaluations::ByMaximum,
            Meaning::AsWritten => Evaluations::AsWritten,
        }
    }
}

/// Reads a file (`-` is stdin) and the `--set` arguments into one source.
pub fn source(file: &Path, set: &[String]) -> Result<Source, Failure> {
    let (name, text) = text(file)?;
    let foreign = Format::of(&name, &text).is_some() || ProfileFormat::of(&name, &text).is_some();
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

/// Several files into one source: the profiles of one negotiation.
fn joint(files: &[PathBuf]) -> Result<Source, Failure> {
    let mut source = Source::default();
    let mut format = None;
    for file in files {
        let (name, text) = text(file)?;
        let own = ProfileFormat::of(&name, &text);
        if own.is_none() || *format.get_or_insert(own) != own {
            return Err(Failure::Input(format!(
                "`{name}` does not go with the other files; several are read together if they are Genius or \
                 GeniusWeb profiles of one negotiation, all in one of these formats"
            )));
        }
        source.push(name, text);
    }
    Ok(source)
}

/// The name and the text of a file (`-` is stdin).
fn text(file: &Path) -> Result<(String, String), Failure> {
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
    Ok((name, text))
}

/// At most one byte more than a file may have, so that endless input ends.
fn read(reader: impl Read, what: String) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::Input(format!("{what}: {error}")))?;
    if bytes.len() > MAX_BYTES {
        let remedy = match what.contains(".efg") {
            true => "`concede solve --stream` reads a tree of any size node by node",
            false => "is this the right file?",
        };
        return Err(Failure::Input(format!("{what}: more than {MAX_BYTES} bytes; {remedy}")));
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
    content_with(source, Evaluations::default())
}

fn content_with(source: &Source, evaluations: Evaluations) -> Result<(Input, Vec<Diagnostic>), Failure> {
    let text = &source.texts()[0];
    let titled = |mut game: TitledGame| {
        if game.title.trim().is_empty() {
            game.title.clone_from(&text.name);
        }
        Input::Game(game)
    };
    let formats = (Format::of(&text.name, &text.text), ProfileFormat::of(&text.name, &text.text));
    let read = match formats {
        (Some(format), _) => format.read(source).map(|game| (titled(game), Vec::new())),
        (None, Some(profiles)) => profiles.read(source, evaluations).map(|(game, warnings)| (titled(game), warnings)),
        (None, None) => scenario::read(source).map(|(content, warnings)| match content {
            Content::Scenario(scenario) => (Input::Scenario(scenario), warnings),
            Content::Game(game) => (Input::Game(game), warnings),
        }),
    };
    read.map_err(|found| rejected(source, &found))
}

/// Reads a scenario or a game, or the profiles of a negotiation; warnings go to stderr.
pub fn any(files: &[PathBuf], set: &[String], profiles: ProfileArguments) -> Result<Input, Failure> {
    shown(&sources(files, set)?, profiles.evaluations())
}

/// One file with its `--set` arguments, or several files that belong together.
pub fn sources(files: &[PathBuf], set: &[String]) -> Result<Source, Failure> {
    match (files, set) {
        ([file], _) => source(file, set),
        (_, []) => joint(files),
        (_, [argument, ..]) => Err(Failure::Input(format!(
            "`--set {argument}` changes a value in a TOML file, and several files are profiles of a negotiation"
        ))),
    }
}

/// What a source holds; warnings go to stderr.
pub fn shown(source: &Source, evaluations: Evaluations) -> Result<Input, Failure> {
    let (input, warnings) = content_with(source, evaluations)?;
    if !warnings.is_empty() {
        message(diagnostics::render(source, &warnings, true).trim_end());
    }
    Ok(input)
}

/// Reads a scenario of demands, whose numbers can be moved; warnings go to stderr.
pub fn demands(file: &Path, set: &[String]) -> Result<Scenario, Failure> {
    let scenario = scenario(file, set)?;
    of_demands(&scenario)?;
    Ok(scenario)
}

/// That a scenario plays the demand process, which the studies of its numbers are about.
pub fn of_demands(scenario: &Scenario) -> Result<(), Failure> {
    match scenario.process.protocol {
        Protocol::Demands => Ok(()),
        Protocol::AlternatingOffers(_) => Err(Failure::Input(
            "this is studied for the demand process, and the protocol of the file is `alternating_offers`; \
             `concede compare FILE --set PATH=VALUE` shows what a number does"
                .to_owned(),
        )),
    }
}

/// Reads a scenario; warnings go to stderr.
pub fn scenario(file: &Path, set: &[String]) -> Result<Scenario, Failure> {
    read_scenario(&source(file, set)?)
}

/// The scenario in a source; warnings go to stderr.
pub fn read_scenario(source: &Source) -> Result<Scenario, Failure> {
    match shown(source, Evaluations::default())? {
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
