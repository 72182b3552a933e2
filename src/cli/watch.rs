//! `concede watch`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use clap::Args;
use notify::{Event, RecursiveMode, Watcher};

use crate::compile::Compiled;
use crate::report::compare::{Entry, changes};
use crate::report::{Report, phrases, reason};
use crate::scenario::Scenario;
use crate::uncertainty::judge;
use crate::verdict::Verdict;

use super::{Failure, Outcome, input, message, print};

/// How long a file must be left alone before it is read: editors write in several steps.
const CALM: Duration = Duration::from_millis(80);

/// Solve a scenario again whenever it is saved, and show what changed
///
/// Until it is stopped with Ctrl-C. A file that is wrong at the moment gets its diagnostics, and
/// the comparison goes on from the last one that was right.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede watch border-talks.toml")]
pub struct Watch {
    /// A scenario file
    file: PathBuf,
    /// Change values first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Stop after so many saves
    #[arg(long, value_name = "N")]
    saves: Option<u64>,
}

struct Solved {
    scenario: Scenario,
    compiled: Compiled,
    verdict: Verdict,
}

impl Watch {
    pub fn run(self) -> Outcome {
        if self.file.as_os_str() == "-" {
            return Err(Failure::Input("stdin cannot be watched; name a file".to_owned()));
        }
        // What is read here is older than what is solved, so that no save falls in between.
        let mut text = self.text();
        let mut last = match self.solve() {
            Ok(solved) => Some(solved),
            // A file that is there may be put right while it is watched.
            Err(failure) if text.is_some() => {
                message(&failure.to_string());
                None
            }
            Err(failure) => return Err(failure),
        };
        if let Some(solved) = &last {
            print(&headline(solved))?;
        }
        let (sender, events) = channel();
        let unwatchable =
            |error: notify::Error| Failure::Input(format!("`{}` cannot be watched: {error}", self.file.display()));
        let mut watcher = notify::recommended_watcher(sender).map_err(unwatchable)?;
        // Editors put a new file in the place of the old one, so the folder is watched.
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        watcher.watch(folder, RecursiveMode::NonRecursive).map_err(unwatchable)?;
        message(&format!("watching `{}`; Ctrl-C ends it", self.file.display()));
        let mut saves = 0;
        let mut now = self.text();
        while self.saves.is_none_or(|wanted| saves < wanted) {
            // Other files of the folder, and saves that change nothing, are passed over; a file that
            // is gone may come back.
            if now.is_none() || now == text {
                if !self.touched(&events) {
                    return Ok(());
                }
                now = self.text();
                continue;
            }
            text.clone_from(&now);
            saves += 1;
            match self.solve() {
                Err(failure) => message(&failure.to_string()),
                Ok(solved) => {
                    let words = last.as_ref().map_or_else(String::new, |before| {
                        let difference = changes(entry(before), entry(&solved));
                        difference.unwrap_or_else(|| "  no answer and no number changed\n".to_owned())
                    });
                    print(&format!("{}{words}", headline(&solved)))?;
                    last = Some(solved);
                }
            }
        }
        Ok(())
    }

    fn solve(&self) -> Result<Solved, Failure> {
        let scenario = input::scenario(&self.file, &self.set)?;
        let (compiled, verdict) = judge(&scenario)?;
        Ok(Solved { scenario, compiled, verdict })
    }

    fn text(&self) -> Option<Vec<u8>> {
        std::fs::read(&self.file).ok()
    }

    /// Waits for something to happen in the folder, and then for calm; false at the end of all
    /// events.
    fn touched(&self, events: &Receiver<notify::Result<Event>>) -> bool {
        if events.recv().is_err() {
            return false;
        }
        while events.recv_timeout(CALM).is_ok() {}
        true
    }
}

fn entry(solved: &Solved) -> Entry<'_> {
    Entry { name: "", scenario: &solved.scenario, verdict: &solved.verdict }
}

fn headline(solved: &Solved) -> String {
    let report =
        Report { scenario: &solved.scenario, compiled: &solved.compiled, verdict: &solved.verdict, concepts: &[] };
    format!("{}: {}\n", phrases::headline(solved.verdict.headline), reason::line(&report))
}
