//! The bargaining sets of Mas-Colell and of Zhou, and Shimomura's versions of them.
//!
//! Here coalitions object, not players against players. Sets of imputations, here as in the other
//! bargaining sets: a payoff that leaves somebody less than it has alone is in none of them,
//! though Mas-Colell's own definition starts from all divisions. A coalition `S` objects to an
//! imputation with payoffs `y(S) = v(S)` that give no member less and some more. A coalition `T`
//! counters if it can give its members in `S` what `y` promises and the others what they have,
//! and some of them more. A payoff is in the set of Mas-Colell (1989 \[MasColell1989\]) if every
//! objection has a counter. Shimomura (1997 \[Shimomura1997\]) asks that an objection give every
//! member more. Zhou (1994 \[Zhou1994\]) asks moreover that a counter overlap the objecting
//! coalition, leave some of it out, and have outsiders too; we take his set in Shimomura's form.
//!
//! `S` with `e(S) > 0` carries a justified objection exactly if no coalition of outsiders has a
//! positive excess (not asked by Zhou) and its members can be kept for at most `e(S)`
//! ([`super::promises`]), each for more than nothing where that is asked.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::Objection;

use super::excesses::Excesses;
use super::promises::{Asked, Offers, Rules, cheapest};

/// Which of the sets is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    MasColell,
    Shimomura,
    Zhou,
}

/// The most players: offers to one coalition cost `2^n`, and there are as many coalitions.
pub const MOST_PLAYERS: usize = 12;

/// What keeps a payoff out of the set, if anything: one covering program for each coalition with
/// a positive excess.
pub fn outside(game: &CoalitionalGame, payoff: &[Rational], version: Version) -> Option<Objection> {
    if let Some(flaw) = game.flaw(payoff) {
        return Some(Objection::Flaw(flaw));
    }
    let excesses = Excesses::at(game, payoff);
    let inside = positive_inside(&excesses);
    game.grand().subsets().find_map(|coalition| {
        let outsiders = game.grand().minus(coalition);
        if excesses.rank(coalition) <= 0 || version != Version::Zhou && inside[outsiders.index()] {
            return None;
        }
        let overlap = version == Version::Zhou;
        let offers = Offers::new(&excesses, coalition, Rules { leader: None, beside: overlap, proper: overlap });
        let promise = cheapest(&excesses, &offers, Asked::Something);
        let promise = if promise.left.is_zero() && version != Version::MasColell {
            // Nothing is left to share out: whether all can have more is a question of its own.
            cheapest(&excesses, &offers, Asked::More)
        } else {
            promise
        };
        let promised = (!promise.left.is_negative()).then(|| promise.payoffs(payoff))?;
        Some(Objection::Coalitional { coalition, promised })
    })
}

/// For each set whether some coalition inside it has a positive excess, by bits.
fn positive_inside(excesses: &Excesses) -> Vec<bool> {
    let mut positive: Vec<bool> = excesses.ranks().iter().map(|&rank| rank > 0).collect();
    for player in 0..excesses.game.count() {
        for bits in 0..positive.len() {
            if bits >> player & 1 == 1 {
                positive[bits] |= positive[Coalition(bits as u32).without(player).index()];
            }
        }
    }
    positive
}
