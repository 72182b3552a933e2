//! The semireactive bargaining set.
//!
//! An objecting player names its coalition only after the target has chosen with whom to counter,
//! but the target may adapt to whether they overlap: a payoff is in the set unless some player
//! `i` has a coalition `S` without `j`, in its block, with `e(S) > max(0, s_ji)` while every
//! coalition of `j` disjoint from `S` has a negative excess (Sudhölter and Potters 2001
//! \[SudholterPotters2001\]). It lies between the reactive bargaining set and the classical one,
//! so it is also the sieve that leaves the classical one few programs to solve.

use std::ops::ControlFlow;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{Defence, Objection};

use super::excesses::Excesses;

/// An objection that no single coalition is sure to counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threat {
    pub objector: usize,
    pub target: usize,
    pub coalition: Coalition,
}

/// Up to this many players the defences against single coalitions are listed, not only those
/// against all at once.
pub const MOST_PLAYERS_FOR_LISTS: usize = 6;

/// Shows all objections that are open to doubt to `visit`, by target, coalition and objector,
/// until it breaks; and collects why the others are not. `O(n² 2^n)`.
pub fn sift<R>(
    excesses: &Excesses,
    mut visit: impl FnMut(Threat, &mut Vec<Defence>) -> ControlFlow<R>,
) -> ControlFlow<R, Vec<Defence>> {
    let game = excesses.game;
    let grand = game.grand();
    let listed = game.count() <= MOST_PLAYERS_FOR_LISTS;
    let best = excesses.surpluses();
    let mut defences = Vec::new();
    for target in grand.players() {
        let mut pressing = Coalition::EMPTY;
        for objector in game.block(target).without(target).players() {
            let (own, theirs) = (best[objector][target], best[target][objector]);
            let counter = if excesses.rank(own) <= 0 {
                continue;
            } else if excesses.rank(Coalition::of(target)) >= 0 {
                Coalition::of(target)
            } else if excesses.rank(own) <= excesses.rank(theirs) {
                theirs
            } else {
                pressing = pressing.with(objector);
                continue;
            };
            defences.push(Defence { objector, target, coalition: None, counters: vec![(counter, Rational::ONE)] });
        }
        if pressing.is_empty() {
            continue;
        }
        let alone = disjoint(excesses, target);
        for coalition in grand.without(target).subsets() {
            if excesses.rank(coalition) <= 0 {
                continue;
            }
            for objector in coalition.intersection(pressing).players() {
                let theirs = best[target][objector];
                let apart = alone[grand.minus(coalition).index()];
                let counter = if excesses.rank(coalition) <= excesses.rank(theirs) {
                    theirs
                } else if excesses.rank(apart) >= 0 {
                    apart
                } else {
                    visit(Threat { objector, target, coalition }, &mut defences)?;
                    continue;
                };
                if listed {
                    let counters = vec![(counter, Rational::ONE)];
                    defences.push(Defence { objector, target, coalition: Some(coalition), counters });
                }
            }
        }
    }
    ControlFlow::Continue(defences)
}

/// For each set the best coalition of a player inside it, by bits; meaningful for sets with the
/// player. The maximum over subsets, one player at a time.
fn disjoint(excesses: &Excesses, player: usize) -> Vec<Coalition> {
    let count = excesses.game.count();
    let mut best: Vec<Coalition> = (0..1u32 << count).map(Coalition).collect();
    for other in (0..count).filter(|&other| other != player) {
        for bits in 0..best.len() {
            if bits >> other & 1 == 1 && bits >> player & 1 == 1 {
                let without = best[bits & !(1 << other)];
                if excesses.rank(without) > excesses.rank(best[bits]) {
                    best[bits] = without;
                }
            }
        }
    }
    best
}

/// The most players.
pub const MOST_PLAYERS: usize = 20;

/// Whether a payoff is in the semireactive bargaining set of the game's structure: what keeps it
/// out, or why objections do not.
///
/// # Errors
/// The threat, or why the payoff is no imputation.
pub fn semireactive(game: &CoalitionalGame, payoff: &[Rational]) -> Result<Vec<Defence>, Objection> {
    if let Some(flaw) = game.flaw(payoff) {
        return Err(Objection::Flaw(flaw));
    }
    match sift(&Excesses::at(game, payoff), |threat, _| ControlFlow::Break(threat)) {
        ControlFlow::Continue(defences) => Ok(defences),
        ControlFlow::Break(Threat { objector, target, coalition }) => {
            Err(Objection::Threat { objector, target, coalition })
        }
    }
}
