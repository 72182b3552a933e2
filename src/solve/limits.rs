//! What a search may use up, and who may stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// Bounds on a search. One that meets a bound answers with what it has, marked incomplete.
///
/// Node counts are the same on every machine and so are answers that end on them; the clock
/// and the stop flag are for people.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Most nodes of a search tree, pivots, or states, whichever the search counts.
    pub nodes: u64,
    /// Most answers that are kept, which bounds the memory.
    pub answers: usize,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// Set from outside to stop, as Ctrl-C does.
    pub stop: Arc<AtomicBool>,
    /// About how many nodes were visited so far, for those who watch.
    pub visited: Arc<AtomicU64>,
    /// Set once the clock or the stop flag has ended anything.
    pub met: Arc<AtomicBool>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            nodes: u64::MAX,
            answers: usize::MAX,
            deadline: None,
            stop: Arc::default(),
            visited: Arc::default(),
            met: Arc::default(),
        }
    }
}

impl Limits {
    /// Whether the clock or the stop flag ends the search. Cheap, but not free: ask every few
    /// hundred nodes.
    pub fn interrupted(&self) -> bool {
        let over =
            self.stop.load(Ordering::Relaxed) || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if over {
            self.met.store(true, Ordering::Relaxed);
        }
        over
    }

    /// Whether the clock or the stop flag has ended anything.
    pub fn were_met(&self) -> bool {
        self.met.load(Ordering::Relaxed)
    }

    /// The limits of the first of so many searches that share what time is left. What it does not
    /// use is left to the others.
    pub fn share(&self, searches: usize) -> Limits {
        let deadline = self.deadline.map(|deadline| {
            let now = Instant::now();
            now + deadline.saturating_duration_since(now) / u32::try_from(searches).unwrap_or(u32::MAX).max(1)
        });
        Limits { deadline, ..self.clone() }
    }
}

/// What a search has used up of its limits.
#[derive(Debug, Clone)]
pub struct Spent<'a> {
    limits: &'a Limits,
    nodes: u64,
}

impl<'a> Spent<'a> {
    pub fn nothing_of(limits: &'a Limits) -> Spent<'a> {
        Spent { limits, nodes: 0 }
    }

    /// The number of nodes.
    pub fn nodes(&self) -> u64 {
        self.nodes
    }

    /// Counts one more node, unless the limits forbid it.
    pub fn node(&mut self) -> bool {
        if self.exhausted() {
            return false;
        }
        self.nodes += 1;
        true
    }

    /// Whether the limits end the search.
    pub fn exhausted(&self) -> bool {
        self.nodes >= self.limits.nodes || self.limits.interrupted()
    }
}
