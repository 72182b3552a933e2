//! A progress bar on stderr for work that takes a while.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How long work may take before a bar is shown.
const PATIENCE: Duration = Duration::from_millis(700);

/// A bar that stays hidden while the work is quick, and where stderr is no terminal.
pub struct Progress {
    started: Instant,
    bar: ProgressBar,
}

impl Progress {
    pub fn new(what: &'static str) -> Progress {
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}, {eta} left")
            .expect("the template names known fields");
        Progress { started: Instant::now(), bar: ProgressBar::no_length().with_style(style).with_message(what) }
    }

    pub fn tell(&self, done: usize, total: usize) {
        if self.started.elapsed() > PATIENCE {
            self.bar.set_length(total as u64);
            self.bar.set_position(done as u64);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
