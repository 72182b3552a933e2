//! `concede compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::compare::{Entry, json, page, text};
use crate::report::page::{html, markdown};
use crate::scenario::Scenario;
use crate::scenario::diagnostic::Source;
use crate::uncertainty::judge;
use crate::verdict::Verdict;

use super::{Failure, Outcome, deliver, footer, input};

/// Set verdicts side by side: answers, switching points, and the inputs that differ
///
/// Each file is a column, and for each --set a variant of each file is another. What differs
/// from the first column is set off.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede compare scenarios/south-caucasus.toml scenarios/south-caucasus-escrow.toml
  concede compare FILE --set process.sign=0.95 --set 'process.sign=0.95; inducements.west.amount=10'
  concede compare A.toml B.toml --format html -o comparison.html")]
pub struct Compare {
    /// Scenario files; the first is what the others are compared with
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A variant of every file, as in `concede solve`; `;` joins several changes of one variant
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// How to print the comparison
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
    Html,
}

struct Judged {
    name: String,
    source: Source,
    scenario: Scenario,
    verdict: Verdict,
}

impl Compare {
    pub fn run(self) -> Outcome {
        if self.files.len() == 1 && self.set.is_empty() {
            return Err(Failure::Input("one file alone is compared with nothing; name another, or a --set".to_owned()));
        }
        let mut judged = Vec::new();
        for file in &self.files {
            // Standard input can be read only once.
            if file.as_os_str() == "-"
                && (self.files.iter().filter(|one| one.as_os_str() == "-").count() > 1 || !self.set.is_empty())
            {
                return Err(Failure::Input("stdin can be one column only; save it in a file first".to_owned()));
            }
            let name = file.display().to_string();
            judged.push(judged_with(file, name.clone(), &[])?);
            for variant in &self.set {
                let changes = changes(variant);
                let title = if self.files.len() == 1 { variant.clone() } else { format!("{name}: {variant}") };
                judged.push(judged_with(file, title, &changes)?);
            }
        }
        let entries: Vec<Entry<'_>> = judged
            .iter()
            .map(|one| Entry { name: &one.name, scenario: &one.scenario, verdict: &one.verdict })
            .collect();
        let rendered = match self.format {
            Format::Text => text(&entries),
            Format::Json => json(&entries),
            Format::Markdown => markdown::render(&page(&entries, self.footer(&judged, "markdown"))),
            Format::Html => html::render(&page(&entries, self.footer(&judged, "html"))),
        };
        deliver(&rendered, self.output.as_deref())
    }

    fn footer(&self, judged: &[Judged], format: &str) -> Vec<(String, String)> {
        let mut words = vec!["compare".to_owned()];
        words.extend(self.files.iter().map(|file| file.display().to_string()));
        words.extend(self.set.iter().flat_map(|set| ["--set".to_owned(), set.clone()]));
        words.extend(["--format".to_owned(), format.to_owned()]);
        // The variants of a file come from the same text.
        let sources: Vec<&Source> = judged.iter().step_by(1 + self.set.len()).map(|one| &one.source).collect();
        footer::lines(&sources, None, &words)
    }
}

fn judged_with(file: &std::path::Path, name: String, set: &[String]) -> Result<Judged, Failure> {
    let source = input::source(file, set)?;
    let scenario = input::read_scenario(&source)?;
    let (_, verdict) = judge(&scenario)?;
    Ok(Judged { name, source, scenario, verdict })
}

/// The changes of one variant, which semicolons outside quotes divide.
fn changes(variant: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = variant.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn semicolons_in_quotes_do_not_divide() {
        assert_eq!(changes("a=1; b=\"x;y\" ;"), ["a=1", "b=\"x;y\""]);
    }
}
