//! A progress bar on stderr for work that takes a while.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use crate::solve::limits::Limits;

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

    /// A sign of life for a search whose length nobody knows: how long it runs, and the nodes that
    /// it has visited.
    pub fn searching(limits: &Limits) -> Progress {
        let visited = Arc::clone(&limits.visited);
        let life = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // What cannot be shown is not worth stopping for.
            let _ = match (state.elapsed() > PATIENCE, visited.load(Ordering::Relaxed)) {
                (false, _) => Ok(()),
                (true, 0) => write!(out, "solving, {:#}", HumanDuration(state.elapsed())),
                (true, nodes) => {
                    write!(out, "solving, {:#}, {} nodes", HumanDuration(state.elapsed()), HumanCount(nodes))
                }
            };
        };
        let style = ProgressStyle::with_template("{life}").expect("the template names known fields");
        let bar = ProgressBar::no_length().with_style(style.with_key("life", life));
        bar.enable_steady_tick(PATIENCE);
        Progress { started: Instant::now(), bar }
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
