//! Membership in the bargaining set M₁⁽ⁱ⁾ of Aumann, Davis and Maschler.
//!
//! At an imputation `x` of a coalition structure a player `i` objects against another `j` of its
//! block with a coalition `S` that has `i` and not `j`, and payoffs `y(S) = v(S)`, `y > x` on
//! `S`. A counter-objection is a coalition `T` with `j` and without `i` that can pay everyone in
//! `T ∩ S` what `y` promises and all others what they have. The bargaining set holds the
//! imputations at which every objection has a counter-objection (Aumann and Maschler 1964
//! \[AumannMaschler1964\]; Davis and Maschler 1967 \[DavisMaschler1967\]). It is not empty if there
//! are imputations: the nucleolus of the structure is in it.
//!
//! `S` carries a justified objection exactly if `e(S) > 0`, every `T` of `j` disjoint from `S`
//! has a negative excess, and the members other than `i` can be kept for less than `e(S)`
//! ([`super::promises`]): slack in the last makes every inequality strict. Most objections are
//! settled by the sieve of [`super::semireactive`], all of them if the payoff is in the kernel; a
//! program is solved only for those that it leaves. For a game given by its worths the test is
//! polynomial in their number but for the simplex method; for succinct worths it is complete for
//! the second level of the hierarchy (Greco et al. 2011 \[GrecoEtAl2011\]).

use std::ops::ControlFlow;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::coalitional::{Defence, Membership, Objection};

use super::coalitional::{at_most, membership};
use super::excesses::Excesses;
use super::limits::Limits;
use super::promises::{Asked, Offers, Rules, cheapest};
use super::semireactive::sift;

/// The most players. A payoff in the kernel costs no program at any size; one that is in the set
/// for other reasons may cost one for each pair and coalition.
pub const MOST_PLAYERS: usize = 16;

/// The concept that still works where a costlier set is not computed.
pub fn instead(game: &CoalitionalGame) -> &'static str {
    if game.count() <= MOST_PLAYERS { "bargaining_set" } else { "kernel" }
}

/// The judgement of every candidate, without the set itself, which
/// [`super::bargaining_range::describe`] adds.
///
/// # Errors
/// If there are too many players, or if it is stopped.
pub fn judgements(game: &CoalitionalGame, limits: &Limits) -> Result<Membership, Refusal> {
    at_most(game, MOST_PLAYERS, "kernel")?;
    membership(game, limits, |payoff| judge(game, payoff, limits))
}

/// Whether a payoff is in the bargaining set of the game's structure: a justified objection if it
/// is not, or why every objection is countered.
///
/// # Errors
/// The justified objection, or why the payoff is no imputation.
pub fn bargaining_set(game: &CoalitionalGame, payoff: &[Rational]) -> Result<Vec<Defence>, Objection> {
    judge(game, payoff, &Limits::default()).expect("nothing stops it")
}

/// The same within limits; `None` if it is stopped.
pub fn judge(game: &CoalitionalGame, payoff: &[Rational], limits: &Limits) -> Option<Result<Vec<Defence>, Objection>> {
    if let Some(flaw) = game.flaw(payoff) {
        return Some(Err(Objection::Flaw(flaw)));
    }
    let excesses = Excesses::at(game, payoff);
    // The offers against one target and coalition serve all its objectors.
    let mut last: Option<((usize, Coalition), Offers)> = None;
    let sifted = sift(&excesses, |threat, defences| {
        let key = (threat.target, threat.coalition);
        if last.as_ref().is_none_or(|(other, _)| *other != key) {
            let rules = Rules { leader: Some(threat.target), ..Rules::default() };
            last = Some((key, Offers::new(&excesses, threat.coalition, rules)));
        }
        let (_, offers) = last.as_ref().expect("just made");
        if limits.interrupted() {
            return ControlFlow::Break(None);
        }
        let promise = cheapest(&excesses, offers, Asked::SomethingBut(threat.objector));
        if promise.left.is_positive() {
            return ControlFlow::Break(Some(Objection::Justified {
                objector: threat.objector,
                target: threat.target,
                coalition: threat.coalition,
                promised: promise.payoffs(payoff),
            }));
        }
        defences.push(Defence {
            objector: threat.objector,
            target: threat.target,
            coalition: Some(threat.coalition),
            counters: promise.collection,
        });
        ControlFlow::Continue(())
    });
    match sifted {
        ControlFlow::Continue(defences) => Some(Ok(defences)),
        ControlFlow::Break(objection) => objection.map(Err),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    /// My aunt and I: Osborne and Rubinstein 1994, chapter 14.
    fn apex() -> CoalitionalGame {
        let names = ["aunt", "me", "you", "her"].map(str::to_owned).to_vec();
        family::voting(names, &Rational::from(3), &[2, 1, 1, 1].map(Rational::from))
    }

    fn payoff(parts: [&str; 4]) -> Vec<Rational> {
        parts.iter().map(|part| part.parse().unwrap()).collect()
    }

    #[test]
    fn the_small_players_hold_between_a_seventh_and_a_fifth() {
        let game = apex();
        for inside in [["4/7", "1/7", "1/7", "1/7"], ["2/5", "1/5", "1/5", "1/5"], ["1/2", "1/6", "1/6", "1/6"]] {
            assert!(bargaining_set(&game, &payoff(inside)).is_ok(), "{inside:?}");
        }
        for outside in [["19/33", "14/99", "14/99", "14/99"], ["37/100", "21/100", "21/100", "21/100"]] {
            let objection = bargaining_set(&game, &payoff(outside)).unwrap_err();
            assert!(matches!(objection, Objection::Justified { .. }), "{outside:?}: {objection:?}");
        }
    }

    #[test]
    fn a_pair_divides_between_half_and_two_thirds() {
        // Davis and Maschler 1965: the apex player with one other.
        let mut game = apex();
        game.structure = [0b0011, 0b0100, 0b1000].map(Coalition).to_vec();
        assert!(bargaining_set(&game, &payoff(["1/2", "1/2", "0", "0"])).is_ok());
        assert!(bargaining_set(&game, &payoff(["2/3", "1/3", "0", "0"])).is_ok());
        assert!(bargaining_set(&game, &payoff(["67/100", "33/100", "0", "0"])).is_err());
        assert!(bargaining_set(&game, &payoff(["49/100", "51/100", "0", "0"])).is_err());
    }
}
