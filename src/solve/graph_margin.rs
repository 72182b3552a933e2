//! By how much a state of a conflict is stable or not, where its rankings come from utilities.
//!
//! The question is how far utilities may move before a verdict of stability changes: the
//! largest `m` such that the verdict stays what it is however each utility of each player in
//! each state moves by less than `m`. Two utilities then close in on each other by less than
//! `g = 2m`, so the worst that can happen to a stable state is that
//!
//! * the player who might leave `s` prefers every state `x` with `u(x) - u(s) > -g`, and
//! * of the others' improvements, those by less than `g` are none any more;
//!
//! and the best that can happen to an unstable one is the reverse. Both get only worse (better)
//! as `g` grows, so the least `g` at which the verdict turns is one of the differences of
//! utilities, found by bisection in them.
//!
//! For Nash, GMR and SMR all of that can happen at once, since only comparisons with `s` count:
//! lower `u(s)` and raise the rest. There `m` is exact. For SEQ and SSEQ the others' chains of
//! improvements may not all break together; there the verdict certainly stands within `m`, and
//! may stand beyond it.

use crate::form::graph::{GraphModel, Moves};
use crate::numeric::rational::Rational;
use crate::solution::graph::Stability;

use super::graph_stability::path;

/// A conflict with more moves is not measured.
const MAX_MOVES: usize = 1 << 16;

/// Whether a conflict has few enough moves for [`margin`].
pub fn is_measured(game: &GraphModel) -> bool {
    game.moves.iter().map(Moves::count).sum::<usize>() <= MAX_MOVES
}

/// Which way utilities are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Towards {
    Stability,
    Instability,
}

/// How far the utilities may move before a state that is stable for a player in some sense is
/// so no more, or one that is not comes to be. `None` where nothing turns it, or in conflicts
/// of more than 2¹⁶ moves ([`is_measured`]).
///
/// `utilities` are by player, then state; the ranks of `game` follow from them. Nothing may be
/// unseen. `O(log(moves) · moves · players)` after sorting.
pub fn margin(
    game: &GraphModel,
    utilities: &[Vec<Rational>],
    player: usize,
    state: usize,
    stability: Stability,
) -> Option<Rational> {
    if !is_measured(game) {
        return None;
    }
    let measure = Measure { game, utilities, player, state, stability };
    let towards = match measure.stays(&Rational::ZERO, Towards::Instability, false) {
        true => Towards::Instability,
        false => Towards::Stability,
    };
    let levels = measure.levels();
    let turned = |level: &Rational| measure.stays(level, towards, true) == (towards == Towards::Stability);
    let at = levels.partition_point(|level| !turned(level));
    levels.get(at).map(|level| level * &Rational::new(1, 2))
}

struct Measure<'a> {
    game: &'a GraphModel,
    utilities: &'a [Vec<Rational>],
    player: usize,
    state: usize,
    stability: Stability,
}

impl Measure<'_> {
    fn by_improvements(&self) -> bool {
        matches!(self.stability, Stability::Sequential | Stability::SymmetricSequential)
    }

    fn others(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.game.players.len()).filter(|&other| other != self.player)
    }

    /// The differences of utilities that may decide, from 0 up, each once.
    fn levels(&self) -> Vec<Rational> {
        let own = &self.utilities[self.player];
        let mut levels: Vec<Rational> = own.iter().map(|worth| (worth - &own[self.state]).abs()).collect();
        if self.by_improvements() {
            for other in self.others() {
                let worth = &self.utilities[other];
                for from in 0..self.game.states() {
                    let ends = self.game.moves[other].from(from).iter();
                    levels.extend(ends.map(|&to| (&worth[to as usize] - &worth[from]).abs()));
                }
            }
        }
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// Whether the player stays if differences below `level` are turned; `beyond`: and those
    /// of just that level.
    fn stays(&self, level: &Rational, towards: Towards, beyond: bool) -> bool {
        let (game, own) = (self.game, &self.utilities[self.player]);
        // `reach`: gains from this level down count as gains; `none`: gains up to it do not.
        let reach = |gain: &Rational| match beyond {
            true => -gain <= *level,
            false => -gain < *level || gain.is_positive(),
        };
        let none = |gain: &Rational| match beyond {
            true => gain > level,
            false => gain >= level && gain.is_positive(),
        };
        let prefers = |other: usize| {
            let gain = &own[other] - &own[self.state];
            other != self.state
                && match towards {
                    Towards::Instability => reach(&gain),
                    Towards::Stability => none(&gain),
                }
        };
        let answers: Vec<Moves> = match self.stability {
            Stability::Nash => Vec::new(),
            Stability::GeneralMetarational | Stability::SymmetricMetarational => {
                self.others().map(|other| game.moves[other].clone()).collect()
            }
            Stability::Sequential | Stability::SymmetricSequential => self
                .others()
                .map(|other| {
                    let worth = &self.utilities[other];
                    game.moves[other].filtered(|from, to| {
                        let gain = &worth[to] - &worth[from];
                        match towards {
                            Towards::Instability => none(&gain),
                            Towards::Stability => reach(&gain),
                        }
                    })
                })
                .collect(),
        };
        let last_word = matches!(self.stability, Stability::SymmetricMetarational | Stability::SymmetricSequential);
        let spoils = |reached: usize| {
            let escapes = if last_word { game.moves[self.player].from(reached) } else { &[] };
            !prefers(reached) && !escapes.iter().any(|&out| prefers(out as usize))
        };
        let moves = game.moves[self.player].from(self.state).iter().map(|&to| to as usize);
        moves.filter(|&to| prefers(to)).all(|to| path(&answers, game.convention, to, spoils).is_some())
    }
}
