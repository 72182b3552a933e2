//! What a search has found, and what it has used up.

use std::sync::atomic::Ordering;

use crate::numeric::rational::Rational;
use crate::solve::limits::Limits;

/// Mixed strategies of the two players.
pub type Pair = (Vec<Rational>, Vec<Rational>);

/// Nodes between two looks at the clock.
const PATIENCE: u64 = 128;

/// The equilibria found so far, and the account of the limits.
#[derive(Debug)]
pub struct Findings<'a> {
    limits: &'a Limits,
    pairs: Vec<Pair>,
    /// How many pairs to hold before repetitions are looked for.
    crowded: usize,
    nodes: u64,
    /// Whether a limit ended the search.
    ended: bool,
}

impl<'a> Findings<'a> {
    pub fn new(limits: &'a Limits) -> Findings<'a> {
        Findings { limits, pairs: Vec::new(), crowded: limits.answers, nodes: 0, ended: false }
    }

    /// Counts a node; false if the search is over.
    pub fn open_node(&mut self) -> bool {
        if self.nodes >= self.limits.nodes {
            self.ended = true;
        }
        if self.nodes.is_multiple_of(PATIENCE) {
            self.ended |= self.limits.interrupted();
            self.limits.visited.fetch_add(PATIENCE, Ordering::Relaxed);
        }
        self.nodes += 1;
        !self.ended
    }

    /// Keeps an equilibrium; false if the search is over.
    pub fn keep(&mut self, pair: Pair) -> bool {
        if self.ended {
            return false;
        }
        self.pairs.push(pair);
        if self.pairs.len() > self.crowded {
            self.settle();
        }
        !self.ended
    }

    /// Removes repetitions, and what is beyond the limit of answers: the later ones.
    fn settle(&mut self) {
        let mut known = std::collections::HashSet::with_capacity(self.pairs.len());
        self.pairs.retain(|pair| known.insert(pair.clone()));
        if self.pairs.len() > self.limits.answers {
            self.pairs.truncate(self.limits.answers);
            self.ended = true;
        }
        self.crowded = self.limits.answers.saturating_add(self.limits.answers - self.pairs.len());
    }

    /// Whether a limit has ended the search.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Forgets what was found, not what was used up.
    pub fn restart(&mut self) {
        self.pairs.clear();
    }

    /// For a part of the search that runs beside this one.
    pub fn fork(&self) -> Findings<'a> {
        Findings::new(self.limits)
    }

    /// Appends what a later part of the search has found.
    pub fn join(&mut self, later: Findings<'a>) {
        self.nodes += later.nodes;
        if self.ended {
            return;
        }
        self.ended = later.ended;
        self.pairs.extend(later.pairs);
        if self.pairs.len() > self.limits.answers {
            self.settle();
        }
    }

    /// All pairs without repetition, and whether the search was exhaustive.
    pub fn finish(mut self) -> (Vec<Pair>, bool) {
        if self.pairs.len() > self.limits.answers {
            self.settle();
        }
        // Pure equilibria of earlier strategies first.
        self.pairs.sort_unstable_by(|one, other| other.cmp(one));
        self.pairs.dedup();
        (self.pairs, !self.ended)
    }

    /// Whether parts may run beside each other: a bound on nodes is kept in one order.
    pub fn may_fork(&self) -> bool {
        self.limits.nodes == u64::MAX
    }
}
