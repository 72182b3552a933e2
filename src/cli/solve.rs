//! `concede solve`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::{Report, json, text};
use crate::scenario::diagnostic::suggest;
use crate::solve::{CONCEPTS, concept};
use crate::uncertainty::judge_with;
use crate::verdict::Headline;

use super::progress::Progress;
use super::{Failure, Outcome, deliver, input};

/// Judge the concession that a scenario asks about
///
/// Prints the headline, the numbers that decide it, what would flip it, every test, and the
/// evidence. All answers are exact.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede solve scenarios/south-caucasus.toml
  concede solve FILE --set process.sign=0.95 --set 'players.turkey.payoffs.\"border & !treaty\"=0'
  concede solve FILE --format json -o report.json
  cat FILE | concede solve - --fail-unless rational")]
pub struct Solve {
    /// A scenario file, or - for stdin
    file: PathBuf,
    /// Change a value: TOML dotted keys; sets the base of a quantity and widens a range that it leaves
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Show the solutions of these concepts only (see `concede concepts`)
    #[arg(long, value_name = "ID", num_args = 1..)]
    concept: Vec<String>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Exit with 1 unless the headline is this one
    #[arg(long, value_enum, value_name = "HEADLINE")]
    fail_unless: Option<Wanted>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Wanted {
    Rational,
    NotRational,
    Conditional,
}

impl Wanted {
    fn headline(self) -> Headline {
        match self {
            Wanted::Rational => Headline::Rational,
            Wanted::NotRational => Headline::NotRational,
            Wanted::Conditional => Headline::Conditional,
        }
    }
}

impl Solve {
    pub fn run(self) -> Outcome {
        if let Some(unknown) = self.concept.iter().find(|id| concept(id).is_none()) {
            let hint = suggest(unknown, CONCEPTS.iter().map(|concept| concept.id));
            return Err(Failure::Input(format!("there is no concept `{unknown}`; {hint}")));
        }
        let scenario = input::scenario(&self.file, &self.set)?;
        let progress = Progress::new("studying each number");
        let (compiled, verdict) = judge_with(&scenario, |done, total| progress.tell(done, total))?;
        drop(progress);
        let report = Report { scenario: &scenario, compiled: &compiled, verdict: &verdict, concepts: &self.concept };
        let rendered = match self.format {
            Format::Text => text::render(&report),
            Format::Json => json::render(&report),
        };
        deliver(&rendered, self.output.as_deref())?;
        match self.fail_unless {
            Some(wanted) if wanted.headline() != verdict.headline => Err(Failure::Negative(format!(
                "the headline is {}, not {}",
                verdict.headline.key(),
                wanted.headline().key()
            ))),
            _ => Ok(()),
        }
    }
}
