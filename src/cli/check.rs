//! `concede check`.

use std::path::PathBuf;

use clap::Args;

use crate::compile::compile;
use crate::form::TitledGame;
use crate::interop::Format;
use crate::report::{diagnostics, phrases};
use crate::scenario::diagnostic::{Diagnostic, Source};
use crate::scenario::quantity::Parameter;
use crate::scenario::{Scenario, format, overlay};

use super::input::Input;
use super::{Failure, Outcome, input, message, print};

/// Say everything that is wrong with scenario and game files, at once
///
/// Errors and warnings carry file, line, column, the text they are about, and the likely fix.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede check scenarios/*.toml
  concede check FILE --explain             every key with its value or its default
  concede check FILE --require-sources     a number without a source is an error")]
pub struct Check {
    /// Scenario or game files, or - for stdin
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change a value first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print the resolved scenario: every key, defaults included
    #[arg(long)]
    explain: bool,
    /// Make a number without a source an error
    #[arg(long)]
    require_sources: bool,
}

impl Check {
    pub fn run(self) -> Outcome {
        if let [file] = self.files.as_slice() {
            return print(&self.check(file)?);
        }
        let mut worst: Option<Failure> = None;
        for file in &self.files {
            // Every file is checked, whatever is wrong with the one before.
            match self.check(file) {
                Ok(report) => print(&report)?,
                Err(failure) => {
                    message(&failure.to_string());
                    if worst.as_ref().is_none_or(|worst| worst.code() == 3) {
                        worst = Some(failure);
                    }
                }
            }
        }
        match worst {
            None => Ok(()),
            Some(Failure::Limit(_)) => Err(Failure::Limit("some files are too large to solve".to_owned())),
            Some(_) => Err(Failure::Input("some files have errors".to_owned())),
        }
    }

    fn check(&self, file: &std::path::Path) -> Result<String, Failure> {
        let source = input::source(file, &self.set)?;
        let (scenario, mut warnings) = match input::content(&source)? {
            (Input::Scenario(scenario), warnings) => (scenario, warnings),
            (Input::Game(game), warnings) => return self.check_game(&source, &game, &warnings),
        };
        let compiled = compile(&scenario, None)?;
        for id in compiled.unused(&scenario) {
            let path = &scenario.parameter(id).path;
            let unused = format!("the parameter `{path}` is unused: nothing in the process depends on it");
            warnings.push(Diagnostic::warning(unused).at(&scenario.parameter(id).span, ""));
        }
        let unsourced: Vec<&Parameter> = scenario.without_source().collect();
        if self.require_sources && !unsourced.is_empty() {
            let found: Vec<Diagnostic> = unsourced.iter().map(|parameter| missing_source(parameter)).collect();
            return Err(input::rejected(&source, &found));
        }
        if !warnings.is_empty() {
            message(diagnostics::render(&source, &warnings, true).trim_end());
        }
        let given = scenario.parameters.iter().filter(|parameter| parameter.given).count();
        let name = &source.texts()[0].name;
        let mut report = format!(
            "{name}: ok, {given} numbers, {} without a source, {} nodes\n",
            unsourced.len(),
            compiled.strategic.form.nodes.len()
        );
        if self.explain {
            report.push_str(&explain(&source, &scenario));
        }
        Ok(report)
    }
}

impl Check {
    fn check_game(&self, source: &Source, game: &TitledGame, warnings: &[Diagnostic]) -> Result<String, Failure> {
        if !warnings.is_empty() {
            message(diagnostics::render(source, warnings, true).trim_end());
        }
        let text = &source.texts()[0];
        let mut report = format!("{}: ok, {}\n", text.name, phrases::game(&game.game));
        if self.explain && Format::of(&text.name, &text.text).is_none() {
            report.push('\n');
            report.push_str(&explain_keys(source));
        }
        Ok(report)
    }
}

fn missing_source(parameter: &Parameter) -> Diagnostic {
    Diagnostic::error(format!("`{}` has no source", parameter.path))
        .at(&parameter.span, "")
        .help("write { base = …, source = \"…\" }; a judgement is a source if it says so")
}

/// Every key of the format with its value in this file, or its default.
fn explain_keys(source: &Source) -> String {
    let root = overlay::read(source, &mut Vec::new()).expect("a file that was read is TOML");
    format::explain(&root).into_iter().map(|line| line + "\n").collect()
}

/// The keys, and the quantities that the scenario comes to.
fn explain(source: &Source, scenario: &Scenario) -> String {
    let mut text = format!("\n{}", explain_keys(source));
    text.push_str("\nquantities (exact; low … high where a range is stated)\n");
    for parameter in scenario.parameters.iter() {
        let range = parameter
            .range
            .as_ref()
            .map_or_else(String::new, |range| format!("  [{} … {}]", range.low.written(), range.high.written()));
        let origin = if parameter.given { "" } else { "  (default)" };
        text.push_str(&format!("  {} = {}{range}{origin}\n", parameter.path, parameter.base.written()));
    }
    text
}
