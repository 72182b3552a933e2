//! Stationary subgame-perfect equilibria of alternating offers: strategies depend on who
//! proposes and on the proposal only (Rubinstein 1982 \[Rubinstein1982\]; Baron and Ferejohn
//! 1989 \[BaronFerejohn1989\]; for random proposers Merlo and Wilson 1995 \[MerloWilson1995\]).
//!
//! Let `V_j(s)` be the worth of a period with situation s to player j. A failed offer leaves
//! `w_j(s) = q b_j + (1 - q)(δ_j E[V_j(s')] - c_j)`, with breakdown probability q. A responder
//! accepts from its threshold `r_j(s) = max(0, w_j(s))` on (of two with outside payoffs,
//! `max(0, w_j, o_j)`), whether or not its vote decides. The proposer buys the cheapest
//! acceptances that the quota asks for, mixing between equally cheap ones as it may, and agrees
//! if that leaves it no less than a failed offer does. Values solve a system that is linear once
//! it is known which thresholds are zero, who is bought surely, maybe or never, and where
//! proposals fail: these regimes are gone through, each system is solved exactly, and its
//! solution is kept if the regime's inequalities hold. Where a system leaves a family of
//! solutions, its extreme ones are listed.
//!
//! Where packages are offered in place of shares of a pie: `packages`.
//!
//! Existence: if the payoffs on disagreement could be had within the pie, no offer fails for
//! good reason, and equilibria exist by Brouwer's theorem. Uniqueness: with all discount factors
//! below one and neither breakdown nor costs, the values of a quota game with random proposers
//! are unique (Eraslan 2002 \[Eraslan2002\]). The number of regimes is exponential in the number of
//! players who differ; under unanimity with nothing below zero there is one.

mod packages;
mod recognized;
mod regimes;

use crate::form::alternating_offers::{AlternatingOffers, Proposers};
use crate::numeric::rational::Rational;
use crate::numeric::vertices::Affine;
use crate::solution::Refusal;
use crate::solution::alternating_offers::{OfferEquilibria, OfferEquilibrium, Proposal};

use super::limits::Limits;

/// Most extreme points that are listed of one family.
const MOST_EXTREME: usize = 200;

/// All stationary equilibria, by their values, of the endless game.
///
/// # Errors
/// [`Refusal::Undefined`] if the game has a last period.
pub fn stationary_offers(game: &AlternatingOffers, limits: &Limits) -> Result<OfferEquilibria, Refusal> {
    if game.periods.is_some() {
        return Err(Refusal::Undefined("the game has a last period; `finite_offers` solves it backwards"));
    }
    if !game.packages.is_empty() {
        return Ok(packages::equilibria(game, limits));
    }
    let by_majority = game.quota < game.players.len();
    match &game.proposers {
        Proposers::Recognized(chances) if by_majority && !offers_may_fail(game) => {
            Ok(recognized::equilibria(game, chances, limits))
        }
        Proposers::Recognized(_) | Proposers::InTurn(_) => Ok(regimes::equilibria(game, limits)),
    }
}

/// Whether a proposer may gain by an offer that fails: only where what players get without
/// agreement is together more than the pie.
fn offers_may_fail(game: &AlternatingOffers) -> bool {
    let beyond = |payoffs: &[Rational]| {
        payoffs.iter().filter(|own| own.is_positive()).fold(Rational::ZERO, |sum, own| &sum + own) > game.pie
    };
    game.breakdown.is_positive() && beyond(&game.disagreement)
        || game.outside.as_ref().is_some_and(|outside| beyond(outside))
}

/// Whether a player may be worth less than nothing after a failed offer.
fn may_be_pressed(game: &AlternatingOffers, player: usize) -> bool {
    let peace = &Rational::ONE - &game.breakdown;
    if offers_may_fail(game) {
        return game.breakdown.is_positive() && game.disagreement[player].is_negative()
            || peace.is_positive() && game.costs[player].is_positive();
    }
    // Where every offer is agreed on, nobody's period is worth less than nothing.
    &game.breakdown * &game.disagreement[player] < &peace * &game.costs[player]
}

/// `w_j` as a function of the expected worth of the next period to the player.
fn continuation(game: &AlternatingOffers, player: usize, expected: &Affine) -> Affine {
    let peace = &Rational::ONE - &game.breakdown;
    let fixed = &(&game.breakdown * &game.disagreement[player]) - &(&peace * &game.costs[player]);
    let mut worth = Affine::constant(expected.coefficients.len(), fixed);
    worth.add(&(&peace * &game.discounts[player]), expected);
    worth
}

/// Whether play ends for sure, wherever it is, if it ends in these situations. A game that nobody
/// ends is worth nothing to anybody, and whoever proposes would keep the pie.
fn ends_for_sure(game: &AlternatingOffers, ending: Vec<bool>) -> bool {
    ending_for_sure(game, ending).into_iter().all(|own| own)
}

/// The situations from which it does.
fn ending_for_sure(game: &AlternatingOffers, mut ending: Vec<bool>) -> Vec<bool> {
    if game.breakdown.is_positive() {
        return vec![true; ending.len()];
    }
    for _ in 0..ending.len() {
        for at in 0..ending.len() {
            let next = game.next(at);
            ending[at] |= next.iter().zip(&ending).any(|(chance, end)| *end && chance.is_positive());
        }
    }
    ending
}

/// The equilibrium of these proposals.
fn starting(game: &AlternatingOffers, proposals: Vec<Proposal>) -> OfferEquilibrium {
    let payoffs = (0..game.players.len())
        .map(|player| {
            let worth = game.first().iter().zip(&proposals).map(|(chance, own)| chance * &own.values[player]).collect();
            sum(worth)
        })
        .collect();
    OfferEquilibrium { payoffs, proposals }
}

fn sum(numbers: Vec<Rational>) -> Rational {
    numbers.iter().fold(Rational::ZERO, |sum, number| &sum + number)
}

/// What is found, each once by its values.
#[derive(Default)]
struct Findings {
    equilibria: Vec<OfferEquilibrium>,
    families: Vec<Vec<usize>>,
}

impl Findings {
    /// Adds equilibria: one, or the extreme ones of a family.
    fn add(&mut self, found: Vec<OfferEquilibrium>) {
        let same = |a: &OfferEquilibrium, b: &OfferEquilibrium| {
            a.proposals.iter().zip(&b.proposals).all(|(a, b)| a.values == b.values && a.agreed == b.agreed)
        };
        let mut places: Vec<usize> = Vec::new();
        for one in found {
            let place = self.equilibria.iter().position(|known| same(known, &one));
            places.push(place.unwrap_or(self.equilibria.len()));
            if place.is_none() {
                self.equilibria.push(one);
            }
        }
        places.sort_unstable();
        places.dedup();
        let within = |family: &Vec<usize>| places.iter().all(|place| family.contains(place));
        if places.len() > 1 && !self.families.iter().any(within) {
            self.families.retain(|family| !family.iter().all(|place| places.contains(place)));
            self.families.push(places);
        }
    }

    fn finish(self, complete: bool) -> OfferEquilibria {
        OfferEquilibria { complete, equilibria: self.equilibria, families: self.families }
    }
}
