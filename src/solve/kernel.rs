//! Membership in the kernel and the prekernel.
//!
//! The maximum surplus `s_ij` of a player over another of its block is the largest excess of a
//! coalition with the first and without the second. In the prekernel surpluses balance, `s_ij =
//! s_ji`; in the kernel a player may outweigh another that is held at what it gets alone (Davis
//! and Maschler 1965 \[DavisMaschler1965\]; Maschler, Peleg and Shapley 1979
//! \[MaschlerPelegShapley1979\]). Both hold the respective nucleolus of the structure, so the
//! kernel is not empty if there are imputations; it lies in the bargaining set.

use crate::form::coalitional::CoalitionalGame;
use crate::numeric::rational::Rational;
use crate::solution::coalitional::Objection;

use super::excesses::Excesses;

/// What keeps a payoff out of the kernel of the game's structure, if anything. `O(n² 2^n)`.
pub fn outside_kernel(game: &CoalitionalGame, payoff: &[Rational]) -> Option<Objection> {
    match game.flaw(payoff) {
        Some(flaw) => Some(Objection::Flaw(flaw)),
        None => outweighs(game, payoff, |target| payoff[target] > *game.alone(target)),
    }
}

/// What keeps a payoff out of the prekernel of the game's structure, if anything. `O(n² 2^n)`.
pub fn outside_prekernel(game: &CoalitionalGame, payoff: &[Rational]) -> Option<Objection> {
    match game.inefficiency(payoff) {
        Some(flaw) => Some(Objection::Flaw(flaw)),
        None => outweighs(game, payoff, |_| true),
    }
}

/// The first pair of a block of which one outweighs another that has something to lose.
fn outweighs(game: &CoalitionalGame, payoff: &[Rational], can_lose: impl Fn(usize) -> bool) -> Option<Objection> {
    let excesses = Excesses::at(game, payoff);
    let best = excesses.surpluses();
    let (objector, target) = excesses.pairs().find(|&(objector, target)| {
        excesses.rank(best[objector][target]) > excesses.rank(best[target][objector]) && can_lose(target)
    })?;
    Some(Objection::Surplus {
        objector,
        target,
        coalition: best[objector][target],
        surplus: excesses.exact(best[objector][target]),
        against: excesses.exact(best[target][objector]),
    })
}
