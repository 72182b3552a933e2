//! Coalitional games with transferable utility: what every coalition can secure for itself.

pub mod family;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::numeric::rational::Rational;
use crate::numeric::scaled::Scaled;

/// The most players of an explicit game: 4,194,304 worths.
pub const MOST_PLAYERS: usize = 22;

/// A set of players: bit `k` is player `k`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Coalition(pub u32);

impl Coalition {
    pub const EMPTY: Coalition = Coalition(0);

    /// The first `count` players.
    pub fn grand(count: usize) -> Coalition {
        Coalition(((1u64 << count) - 1) as u32)
    }

    pub fn of(player: usize) -> Coalition {
        Coalition(1 << player)
    }

    pub fn from_players(players: impl IntoIterator<Item = usize>) -> Coalition {
        players.into_iter().fold(Coalition::EMPTY, Coalition::with)
    }

    pub fn contains(self, player: usize) -> bool {
        self.0 >> player & 1 == 1
    }

    pub fn with(self, player: usize) -> Coalition {
        Coalition(self.0 | 1 << player)
    }

    pub fn without(self, player: usize) -> Coalition {
        Coalition(self.0 & !(1 << player))
    }

    pub fn union(self, other: Coalition) -> Coalition {
        Coalition(self.0 | other.0)
    }

    pub fn intersection(self, other: Coalition) -> Coalition {
        Coalition(self.0 & other.0)
    }

    pub fn minus(self, other: Coalition) -> Coalition {
        Coalition(self.0 & !other.0)
    }

    pub fn meets(self, other: Coalition) -> bool {
        self.0 & other.0 != 0
    }

    pub fn within(self, other: Coalition) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The number of members.
    pub fn size(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Its place in a list by bits.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The members in order.
    pub fn players(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let player = left.trailing_zeros() as usize;
                left &= left - 1;
                player
            })
        })
    }

    /// All subsets, the empty one and itself included, in increasing order of bits.
    pub fn subsets(self) -> impl Iterator<Item = Coalition> {
        let mut next = Some(0);
        std::iter::from_fn(move || {
            let subset = next?;
            next = (subset != self.0).then(|| (subset | !self.0).wrapping_add(1) & self.0);
            Some(Coalition(subset))
        })
    }
}

/// A game with transferable utility in characteristic form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoalitionalGame {
    pub players: Vec<String>,
    /// By the bits of the coalition; the empty one is worth nothing.
    pub worth: Vec<Rational>,
    /// Who has formed: a partition of the players. One block, the grand coalition, unless said
    /// otherwise.
    pub structure: Vec<Coalition>,
    /// Payoff vectors that set-valued concepts judge, by name.
    pub points: Vec<(String, Vec<Rational>)>,
    /// What it costs a coalition to leave, less than which it does not gain: the ε of the ε-core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epsilon: Option<Rational>,
}

impl CoalitionalGame {
    /// A game in which the grand coalition forms. The worth of the empty coalition is not asked.
    ///
    /// # Panics
    /// If there is no player or more than [`MOST_PLAYERS`].
    pub fn new(players: Vec<String>, mut worth: impl FnMut(Coalition) -> Rational) -> CoalitionalGame {
        let count = players.len();
        assert!((1..=MOST_PLAYERS).contains(&count), "a coalitional game has 1 to {MOST_PLAYERS} players");
        let worth =
            (0..1u32 << count).map(|bits| if bits == 0 { Rational::ZERO } else { worth(Coalition(bits)) }).collect();
        CoalitionalGame { players, worth, structure: vec![Coalition::grand(count)], points: Vec::new(), epsilon: None }
    }

    /// Whether worths, structure and points fit the players: what a reader of foreign data asks.
    pub fn is_consistent(&self) -> bool {
        let count = self.players.len();
        let mut left = if (1..=MOST_PLAYERS).contains(&count) { self.grand() } else { return false };
        let partition = self.structure.iter().all(|block| {
            let fresh = !block.is_empty() && block.within(left);
            left = left.minus(*block);
            fresh
        });
        partition
            && left.is_empty()
            && self.worth.len() == 1 << count
            && self.worth[0].is_zero()
            && self.points.iter().all(|(_, payoff)| payoff.len() == count)
    }

    pub fn count(&self) -> usize {
        self.players.len()
    }

    /// Everyone.
    pub fn grand(&self) -> Coalition {
        Coalition::grand(self.count())
    }

    pub fn worth(&self, coalition: Coalition) -> &Rational {
        &self.worth[coalition.index()]
    }

    /// What a player gets alone.
    pub fn alone(&self, player: usize) -> &Rational {
        self.worth(Coalition::of(player))
    }

    /// The block of the structure that a player is in.
    pub fn block(&self, player: usize) -> Coalition {
        let own = self.structure.iter().find(|block| block.contains(player));
        *own.expect("a structure is a partition of the players")
    }

    /// Whether the grand coalition forms.
    pub fn is_united(&self) -> bool {
        self.structure.len() == 1
    }

    /// `e(S, x) = v(S) - x(S)`.
    pub fn excess(&self, coalition: Coalition, payoff: &[Rational]) -> Rational {
        self.worth(coalition) - &sum(coalition, payoff)
    }

    /// The worths as integers over a common denominator.
    pub fn scaled(&self) -> Scaled {
        Scaled::new(&self.worth)
    }

    /// The names of the members, apart by spaces, in order.
    pub fn name(&self, coalition: Coalition) -> String {
        coalition.players().map(|player| self.players[player].as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Why a payoff vector is no imputation of the structure, if it is none: every block divides
    /// its worth and everyone gets at least what it can secure alone.
    pub fn flaw(&self, payoff: &[Rational]) -> Option<Flaw> {
        self.inefficiency(payoff).or_else(|| {
            (0..self.count())
                .find(|&player| payoff[player] < *self.alone(player))
                .map(|player| Flaw::BelowAlone { player })
        })
    }

    /// The block that divides more or less than its worth, if there is one.
    pub fn inefficiency(&self, payoff: &[Rational]) -> Option<Flaw> {
        let unfit = |block: &&Coalition| sum(**block, payoff) != *self.worth(**block);
        self.structure.iter().find(unfit).map(|&block| Flaw::Inefficient { block })
    }
}

/// Why a payoff vector is no imputation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// The payoffs of a block do not sum to its worth.
    Inefficient { block: Coalition },
    /// A player gets less than alone.
    BelowAlone { player: usize },
}

/// `x(S)`.
pub fn sum(coalition: Coalition, payoff: &[Rational]) -> Rational {
    coalition.players().fold(Rational::ZERO, |sum, player| &sum + &payoff[player])
}

impl fmt::Display for Coalition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.players().map(|player| player + 1)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_come_in_order_and_all() {
        let subsets: Vec<u32> = Coalition(0b1010).subsets().map(|subset| subset.0).collect();
        assert_eq!(subsets, [0b0000, 0b0010, 0b1000, 0b1010]);
        assert_eq!(Coalition::EMPTY.subsets().count(), 1);
        assert_eq!(Coalition(0b1101).players().collect::<Vec<_>>(), [0, 2, 3]);
    }
}
