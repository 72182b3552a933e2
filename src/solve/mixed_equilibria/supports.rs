//! The supports that equilibria may have.
//!
//! Supports are chosen player by player, and what cannot be played against any choice of the
//! rest goes at once (Porter, Nudelman and Shoham 2008 \[PorterNudelmanShoham2008\], algorithm
//! 2). A strategy is never played if another one does, for every profile of those whose support
//! is still open, as well against every profile in the supports chosen and better against one
//! of them: every profile in a chosen support has positive probability. That is more than the
//! strict dominance of the paper, and prunes games with many ties too.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// The most strategies of a player whose sets are listed one by one.
pub const MOST_STRATEGIES: usize = 24;

/// A support for each player.
pub type Supports = Vec<Vec<usize>>;

/// Every choice of supports that is not ruled out, in a fixed order.
pub struct SupportSearch<'a> {
    game: &'a NormalGame,
    /// By player, the place of each profile's payoff in the order of all its payoffs.
    ranks: Vec<Vec<u32>>,
    /// The players in the order in which they choose.
    order: Vec<usize>,
    /// What each player may ever play.
    surviving: Vec<Vec<usize>>,
    open: Vec<Node>,
}

/// Supports chosen for the first so many players of the order, and what the others may play.
struct Node {
    chosen: usize,
    domains: Supports,
    /// The next subset of the next player's strategies, as a mask.
    next: u32,
}

impl<'a> SupportSearch<'a> {
    /// Over the strategies that survive. `None` if a player has too many.
    pub fn new(game: &'a NormalGame, surviving: &[Vec<usize>]) -> Option<SupportSearch<'a>> {
        if surviving.iter().any(|list| list.len() > MOST_STRATEGIES) {
            return None;
        }
        let ranks = (0..game.players.len()).map(|player| ranks(game, player)).collect();
        let mut order: Vec<usize> = (0..game.players.len()).collect();
        order.sort_by_key(|&player| surviving[player].len());
        let mut search = SupportSearch { game, ranks, order, surviving: surviving.to_vec(), open: Vec::new() };
        search.descend(0, surviving.to_vec());
        Some(search)
    }

    fn descend(&mut self, chosen: usize, mut domains: Supports) {
        if self.prune(chosen, &mut domains) {
            self.open.push(Node { chosen, domains, next: 1 });
        }
    }

    /// Removes from the open domains what is never played, as long as anything goes; says
    /// whether the choice stands.
    fn prune(&self, chosen: usize, domains: &mut Supports) -> bool {
        loop {
            let mut changed = false;
            for (place, &player) in self.order.iter().enumerate() {
                let mut kept = domains[player].clone();
                kept.retain(|&strategy| !self.is_never_played(chosen, domains, player, strategy));
                if kept.len() == domains[player].len() {
                    continue;
                }
                if place < chosen || kept.is_empty() {
                    return false;
                }
                domains[player] = kept;
                changed = true;
            }
            if !changed {
                return true;
            }
        }
    }

    /// Whether another pure strategy dominates it conditionally.
    fn is_never_played(&self, chosen: usize, domains: &Supports, player: usize, strategy: usize) -> bool {
        let places = |players: &[usize]| {
            players.iter().filter(|&&other| other != player).fold(vec![0], |places, &other| {
                let stride = self.game.stride(other);
                let domain = &domains[other];
                places.iter().flat_map(|place| domain.iter().map(move |strategy| place + strategy * stride)).collect()
            })
        };
        let (full, open) = (places(&self.order[..chosen]), places(&self.order[chosen..]));
        let (ranks, stride) = (&self.ranks[player], self.game.stride(player));
        self.surviving[player].iter().filter(|&&other| other != strategy).any(|&other| {
            open.iter().all(|base| {
                let mut better = false;
                full.iter().all(|place| {
                    let [one, two] = [other, strategy].map(|own| ranks[base + place + own * stride]);
                    better |= one > two;
                    one >= two
                }) && better
            })
        })
    }
}

impl Iterator for SupportSearch<'_> {
    type Item = Supports;

    fn next(&mut self) -> Option<Supports> {
        while let Some(node) = self.open.last_mut() {
            let Some(&player) = self.order.get(node.chosen) else {
                return self.open.pop().map(|node| node.domains);
            };
            let domain = &node.domains[player];
            let mask = node.next;
            if mask >> domain.len() != 0 {
                self.open.pop();
                continue;
            }
            node.next += 1;
            let mut domains = node.domains.clone();
            domains[player] =
                domain.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, &s)| s).collect();
            let chosen = node.chosen + 1;
            self.descend(chosen, domains);
        }
        None
    }
}

/// Of each profile, how many different payoffs of the player are lower.
fn ranks(game: &NormalGame, player: usize) -> Vec<u32> {
    let mut sorted: Vec<&Rational> = game.payoffs.iter().map(|payoffs| &payoffs[player]).collect();
    sorted.sort();
    sorted.dedup();
    let rank = |payoffs: &[Rational]| sorted.partition_point(|&known| *known < payoffs[player]);
    game.payoffs.iter().map(|payoffs| u32::try_from(rank(payoffs)).unwrap_or(u32::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_best_together_is_listed() {
        // Everyone earns 1 if all three agree, 0 otherwise: against two who mix nobody's
        // strategy is dominated; against two who disagree purely, both are alike.
        let two = || vec!["a".to_owned(), "b".to_owned()];
        let game = NormalGame {
            players: ["x", "y", "z"].map(str::to_owned).to_vec(),
            strategies: vec![two(), two(), two()],
            payoffs: (0..8).map(|i| vec![Rational::from(i64::from(i == 0 || i == 7)); 3]).collect(),
        };
        let listed: Vec<Supports> = SupportSearch::new(&game, &vec![vec![0, 1]; 3]).unwrap().collect();
        // Both pure agreements, full mixing; where exactly one player mixes against two who
        // agree it does not pay, and where two disagree the third must mix or somebody moves.
        assert!(listed.contains(&vec![vec![0], vec![0], vec![0]]));
        assert!(listed.contains(&vec![vec![0, 1], vec![0, 1], vec![0, 1]]));
        assert!(!listed.contains(&vec![vec![0], vec![0], vec![0, 1]]));
        assert!(listed.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
