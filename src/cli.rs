//! The command line: the only place with input and output. One subcommand per file.

mod check;
mod compare;
mod completions;
mod concepts;
mod convert;
mod footer;
mod input;
mod limits;
mod man;
mod merge;
mod new;
mod plot;
mod progress;
mod rows;
mod schema;
mod sensitivity;
mod solve;
mod streamed;
mod sweep;
mod test_names;
mod threshold;
mod verify;
mod watch;

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::compile::CompileError;

/// Is a concession rational, what would flip the answer, and why.
#[derive(Debug, Parser)]
#[command(name = "concede", version, about, long_about = LONG, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const LONG: &str = "\
Is a concession rational, what would flip the answer, and why.

A TOML file describes a negotiation: the players, the concessions that are asked of them, what \
the outcomes are worth, and how sure you are. concede solves it exactly and judges the concession \
by sixteen tests of game theory.";

const EXAMPLES: &str = "\
Examples:
  concede new border-talks                     a commented template to start from
  concede check border-talks.toml              what is wrong with the file, all at once
  concede solve border-talks.toml              the verdict, what would flip it, and why
  concede solve border-talks.toml --set process.sign=0.8 --set concessions.vote.success=9/20
  concede solve border-talks.toml --format html -o report.html    for those who decide
  concede compare border-talks.toml --set process.sign=0.8
  concede threshold border-talks.toml --parameter process.sign
  concede sweep border-talks.toml --sample 100000 --seed 7 -o samples.parquet
  concede sensitivity border-talks.toml
  concede solve border-talks.toml --format json -o report.json && concede verify report.json

Exit codes: 0 solved, 1 internal error or a failed --fail-unless or verify, 2 bad input,
3 a limit was reached.";

#[derive(Debug, Subcommand)]
enum Command {
    Solve(solve::Solve),
    Check(check::Check),
    Compare(compare::Compare),
    Plot(plot::Plot),
    Watch(watch::Watch),
    Threshold(threshold::Threshold),
    Sweep(sweep::Sweep),
    Merge(merge::Merge),
    Sensitivity(sensitivity::Sensitivity),
    Concepts(concepts::Concepts),
    Convert(convert::Convert),
    Verify(verify::Verify),
    New(new::New),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Why a command ends without success.
#[derive(Debug)]
enum Failure {
    /// Diagnostics of the input, rendered.
    Diagnostics(String),
    /// Bad input without a place in a file.
    Input(String),
    /// A limit was reached.
    Limit(String),
    /// The command did its work and the answer is no.
    Negative(String),
    /// Reading or writing failed.
    Io { what: String, error: std::io::Error },
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Negative(_) | Failure::Io { .. } => 1,
            Failure::Diagnostics(_) | Failure::Input(_) => 2,
            Failure::Limit(_) => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Diagnostics(text) => formatter.write_str(text.trim_end()),
            Failure::Input(text) | Failure::Limit(text) => write!(formatter, "error: {text}"),
            Failure::Negative(text) => formatter.write_str(text),
            Failure::Io { what, error } => write!(formatter, "error: {what}: {error}"),
        }
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Failure {
        Failure::Limit(error.to_string())
    }
}

type Outcome = Result<(), Failure>;

/// Runs a command line and returns the exit code of the process.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; a closed pipe is none of our business.
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    let outcome = match arguments.command {
        Command::Solve(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Plot(command) => command.run(),
        Command::Watch(command) => command.run(),
        Command::Threshold(command) => command.run(),
        Command::Sweep(command) => command.run(),
        Command::Merge(command) => command.run(),
        Command::Sensitivity(command) => command.run(),
        Command::Concepts(command) => command.run(),
        Command::Convert(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::New(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            message(&failure.to_string());
            ExitCode::from(failure.code())
        }
    }
}

/// The description of the command line, for completions and the manual page.
fn command() -> clap::Command {
    Arguments::command()
}

/// Writes a result to stdout; styles are stripped where the stream wants none. A reader that
/// has seen enough (`| head`) is no error, and the command goes on to its exit code.
fn print(text: &str) -> Outcome {
    let mut stream = anstream::stdout().lock();
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Io { what: "writing to stdout".to_owned(), error })
        }
        _ => Ok(()),
    }
}

/// Writes progress and diagnostics to stderr.
fn message(text: &str) {
    // Nothing is left to tell anybody if stderr is gone.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Writes a result to a file, or to stdout without one.
fn deliver(text: &str, output: Option<&std::path::Path>) -> Outcome {
    match output {
        None => print(text),
        Some(path) => {
            let plain = anstream::adapter::strip_str(text).to_string();
            std::fs::write(path, plain)
                .map_err(|error| Failure::Io { what: format!("writing `{}`", path.display()), error })
        }
    }
}
