//! Backward induction over a tree that is never held.
//!
//! A tree with perfect information comes in pre-order, node by node. A node's value is known when
//! its last child's is, and is then all that is kept of it, with the path of play from there to the
//! next move of chance; so memory is linear in depth, but for such paths, and time in nodes. At a
//! tie the first action is taken and the tie counted.

use std::fmt;

use crate::numeric::rational::Rational;

/// A node of a tree in pre-order.
#[derive(Debug, Clone, Copy)]
pub enum Visit<'a> {
    /// The probabilities of the branches that follow.
    Chance(&'a [Rational]),
    /// Who moves, and how many branches follow.
    Decision { player: usize, actions: usize },
    /// One payoff per player.
    End(&'a [Rational]),
}

/// What backward induction finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// By player.
    pub payoffs: Vec<Rational>,
    /// The action taken at the root, if a player moves there.
    pub first: Option<usize>,
    /// From the root to the first move of chance: who does what, where actions are named.
    pub path: Vec<(usize, String)>,
    pub nodes: u64,
    /// Decisions at which another action would have done as well.
    pub ties: u64,
    /// The most nodes that were open at once.
    pub depth: usize,
}

/// Why a sequence of nodes is no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// It ended while branches were missing.
    Unfinished,
    /// More nodes came when the tree was complete.
    Beyond,
    /// A node without branches, a player who is not there, or not one payoff per player.
    Shape,
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Misfit::Unfinished => "the tree ends before all of its branches have come",
            Misfit::Beyond => "nodes follow after the tree is complete",
            Misfit::Shape => "a node does not fit: it needs branches, a player of the game, one payoff per player",
        })
    }
}
impl std::error::Error for Misfit {}

/// The fold of a tree; feed it nodes, then ask.
///
/// ```
/// use concede::numeric::rational::Rational;
/// use concede::solve::streamed_induction::{StreamedInduction, Visit};
///
/// // Enter or stay out; fight or accommodate.
/// let mut fold = StreamedInduction::new(2);
/// let end = |a: i64, b: i64| [Rational::from(a), Rational::from(b)];
/// fold.visit(Visit::Decision { player: 0, actions: 2 }).unwrap();
/// fold.visit(Visit::End(&end(0, 2))).unwrap();
/// fold.visit(Visit::Decision { player: 1, actions: 2 }).unwrap();
/// fold.visit(Visit::End(&end(-1, -1))).unwrap();
/// fold.visit(Visit::End(&end(1, 1))).unwrap();
/// let found = fold.finish().unwrap();
/// assert_eq!((found.payoffs, found.first), (end(1, 1).to_vec(), Some(1)));
/// ```
#[derive(Debug)]
pub struct StreamedInduction {
    players: usize,
    open: Vec<Open>,
    /// For each open node what it pays as far as its branches have come.
    payoffs: Vec<Rational>,
    /// The branches' probabilities of each open chance node.
    chances: Vec<Rational>,
    done: Option<Found>,
    /// The names of the actions at each open node, where they were given.
    names: Vec<Vec<String>>,
    nodes: u64,
    ties: u64,
    depth: usize,
}

#[derive(Debug)]
struct Open {
    /// `None` for chance.
    player: Option<usize>,
    branches: usize,
    come: usize,
    best: usize,
    tied: bool,
    /// What follows the best branch, last move first.
    path: Vec<(usize, String)>,
}

impl StreamedInduction {
    pub fn new(players: usize) -> StreamedInduction {
        let (open, payoffs, chances, names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        StreamedInduction { players, open, payoffs, chances, names, done: None, nodes: 0, ties: 0, depth: 0 }
    }

    /// Names the actions of the decision that was visited last.
    pub fn name(&mut self, actions: Vec<String>) {
        if let Some(last) = self.names.last_mut() {
            *last = actions;
        }
    }

    /// The next node.
    ///
    /// # Errors
    /// If it fits nowhere.
    pub fn visit(&mut self, node: Visit<'_>) -> Result<(), Misfit> {
        if self.done.is_some() {
            return Err(Misfit::Beyond);
        }
        let (player, branches) = match node {
            Visit::End(payoffs) => {
                if payoffs.len() != self.players {
                    return Err(Misfit::Shape);
                }
                self.nodes += 1;
                self.close(payoffs.to_vec());
                return Ok(());
            }
            Visit::Chance(chances) => {
                self.chances.extend_from_slice(chances);
                (None, chances.len())
            }
            Visit::Decision { player, actions } => (Some(player), actions),
        };
        if branches == 0 || player.is_some_and(|player| player >= self.players) {
            return Err(Misfit::Shape);
        }
        self.nodes += 1;
        self.open.push(Open { player, branches, come: 0, best: 0, tied: false, path: Vec::new() });
        self.names.push(Vec::new());
        self.payoffs.extend((0..self.players).map(|_| Rational::ZERO));
        self.depth = self.depth.max(self.open.len());
        Ok(())
    }

    /// A value goes to the node above, and on while that was the last branch.
    fn close(&mut self, mut value: Vec<Rational>) {
        let mut path = Vec::new();
        loop {
            let below = self.payoffs.len().saturating_sub(self.players);
            let Some(open) = self.open.last_mut() else {
                let (nodes, ties, depth) = (self.nodes, self.ties, self.depth);
                self.done = Some(Found { payoffs: value, first: None, path, nodes, ties, depth });
                return;
            };
            let sums = &mut self.payoffs[below..];
            match open.player {
                None => {
                    let chance = &self.chances[self.chances.len() - open.branches + open.come];
                    for (sum, payoff) in sums.iter_mut().zip(&value) {
                        *sum = &*sum + &(chance * payoff);
                    }
                }
                Some(player) => {
                    let order = value[player].cmp(&sums[player]);
                    if open.come == 0 || order.is_gt() {
                        sums.clone_from_slice(&value);
                        open.best = open.come;
                        open.path = path;
                        open.tied = false;
                    } else if order.is_eq() {
                        open.tied = true;
                    }
                }
            }
            open.come += 1;
            if open.come < open.branches {
                return;
            }
            value.clone_from_slice(sums);
            self.payoffs.truncate(below);
            self.ties += u64::from(open.tied);
            let (player, best, branches) = (open.player, open.best, open.branches);
            path = std::mem::take(&mut open.path);
            let mut names = self.names.pop().unwrap_or_default();
            match player {
                None => self.chances.truncate(self.chances.len() - branches),
                Some(player) if best < names.len() => path.push((player, names.swap_remove(best))),
                Some(_) => {}
            }
            self.open.pop();
            if self.open.is_empty() {
                let (nodes, ties, depth) = (self.nodes, self.ties, self.depth);
                path.reverse();
                self.done = Some(Found { payoffs: value, first: player.map(|_| best), path, nodes, ties, depth });
                return;
            }
        }
    }

    /// What the tree comes to.
    ///
    /// # Errors
    /// If branches are missing.
    pub fn finish(self) -> Result<Found, Misfit> {
        self.done.ok_or(Misfit::Unfinished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(fold: &mut StreamedInduction, payoffs: [i64; 2]) {
        fold.visit(Visit::End(&payoffs.map(Rational::from))).unwrap();
    }

    #[test]
    fn an_ultimatum_game_of_any_size_takes_the_memory_of_its_depth() {
        let offers = 10_000;
        let mut fold = StreamedInduction::new(2);
        fold.visit(Visit::Decision { player: 0, actions: offers }).unwrap();
        for offer in 0..offers as i64 {
            fold.visit(Visit::Decision { player: 1, actions: 2 }).unwrap();
            end(&mut fold, [0, 0]);
            end(&mut fold, [offers as i64 - offer, offer]);
        }
        let found = fold.finish().unwrap();
        // At a tie the first action, to reject, is taken: an offer of one is the least accepted.
        assert_eq!(found.payoffs, [offers as i64 - 1, 1].map(Rational::from));
        assert_eq!((found.first, found.nodes, found.ties, found.depth), (Some(1), 30_001, 1, 2));
    }

    #[test]
    fn chance_is_averaged_and_depth_costs_no_stack() {
        let mut fold = StreamedInduction::new(2);
        let half = [Rational::new(1, 2), Rational::new(1, 2)];
        for _ in 0..100_000 {
            fold.visit(Visit::Chance(&half)).unwrap();
            end(&mut fold, [4, 0]);
        }
        end(&mut fold, [4, 0]);
        let found = fold.finish().unwrap();
        assert_eq!(found.payoffs[0], Rational::from(4));
        assert_eq!(found.depth, 100_000);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        let mut fold = StreamedInduction::new(2);
        assert_eq!(fold.visit(Visit::Decision { player: 2, actions: 1 }), Err(Misfit::Shape));
        assert_eq!(fold.visit(Visit::Decision { player: 0, actions: 0 }), Err(Misfit::Shape));
        end(&mut fold, [1, 2]);
        assert_eq!(fold.visit(Visit::Chance(&[Rational::ONE])), Err(Misfit::Beyond));
        let mut fold = StreamedInduction::new(1);
        fold.visit(Visit::Chance(&[Rational::ONE])).unwrap();
        assert_eq!(fold.finish(), Err(Misfit::Unfinished));
    }
}
