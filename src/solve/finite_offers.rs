//! Alternating offers with a last period, solved backwards: the finite game of Ståhl 1972
//! \[Stahl1972\], and of Baron and Ferejohn 1989 \[BaronFerejohn1989\] for many players.
//!
//! Thresholds are as in [`super::stationary_offers`], with what the next period is worth there.
//! Responders that are indifferent accept, and stay ([`AlternatingOffers::after_refusal`]).
//! A proposer that is indifferent agrees, and draws evenly among partners that cost the same:
//! other ways to break such ties are other equilibria, of other values where more than the
//! partner's own share depends on them. Between two players there are none but by accident.
//!
//! Periods times players squared.

use crate::form::alternating_offers::AlternatingOffers;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::alternating_offers::{OfferEquilibrium, OfferFinding, Proposal};

use super::limits::Limits;

/// How the first period is played.
///
/// # Errors
/// [`Refusal::Undefined`] if the game has no last period.
pub fn finite_offers(game: &AlternatingOffers, limits: &Limits) -> Result<OfferFinding, Refusal> {
    let Some(periods) = game.periods else {
        return Err(Refusal::Undefined("the game has no last period; `stationary` solves it"));
    };
    let situations = game.situations();
    // What every situation of the next period is worth; after the last one, disagreement.
    let mut ahead: Option<Vec<Proposal>> = None;
    for _ in 0..periods {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        let now = (0..situations.len()).map(|situation| {
            let expected = ahead.as_ref().map(|proposals| expected(&game.next(situation), proposals));
            propose(game, situations[situation], expected.as_deref())
        });
        ahead = Some(now.collect());
    }
    let proposals = ahead.expect("there is a period");
    let payoffs = expected(&game.first(), &proposals);
    Ok(OfferFinding::FirstPeriod { periods, equilibrium: OfferEquilibrium { payoffs, proposals } })
}

/// What proposals are worth to everybody, drawn with these chances.
fn expected(chances: &[Rational], proposals: &[Proposal]) -> Vec<Rational> {
    let players = proposals[0].values.len();
    let mut worth = vec![Rational::ZERO; players];
    for (chance, proposal) in chances.iter().zip(proposals).filter(|(chance, _)| !chance.is_zero()) {
        for (sum, value) in worth.iter_mut().zip(&proposal.values) {
            *sum = &*sum + &(chance * value);
        }
    }
    worth
}

/// How a period is played of which the next one is worth so much; none if it is the last.
fn propose(game: &AlternatingOffers, proposer: usize, next: Option<&[Rational]>) -> Proposal {
    let players = game.players.len();
    let peace = &Rational::ONE - &game.breakdown;
    let worth: Vec<Rational> = match next {
        None => game.disagreement.clone(),
        Some(next) => (0..players)
            .map(|player| {
                let later = &(&game.discounts[player] * &next[player]) - &game.costs[player];
                &(&game.breakdown * &game.disagreement[player]) + &(&peace * &later)
            })
            .collect(),
    };
    let (failed, leaves) = game.after_refusal(proposer, &worth);
    let mut thresholds: Vec<Rational> = failed.iter().map(|own| own.clone().max(Rational::ZERO)).collect();
    let mut responders: Vec<usize> = (0..players).filter(|&player| player != proposer).collect();
    responders.sort_by(|&a, &b| thresholds[a].cmp(&thresholds[b]));
    let wanted = game.quota - 1;
    let mut partners = vec![Rational::ZERO; players];
    partners[proposer] = Rational::ONE;
    if let Some(&last) = wanted.checked_sub(1).and_then(|place| responders.get(place)) {
        let cheaper = responders.iter().filter(|&&player| thresholds[player] < thresholds[last]).count();
        let tied = responders.iter().filter(|&&player| thresholds[player] == thresholds[last]).count();
        for &player in &responders {
            partners[player] = match thresholds[player].cmp(&thresholds[last]) {
                std::cmp::Ordering::Less => Rational::ONE,
                std::cmp::Ordering::Equal => Rational::new((wanted - cheaper) as i64, tied as i64),
                std::cmp::Ordering::Greater => Rational::ZERO,
            };
        }
    }
    let mut values: Vec<Rational> = (0..players)
        .map(|player| if player == proposer { Rational::ZERO } else { &partners[player] * &thresholds[player] })
        .collect();
    let paid = values.iter().fold(Rational::ZERO, |sum, value| &sum + value);
    values[proposer] = &game.pie - &paid;
    let agreed = values[proposer] >= failed[proposer];
    thresholds[proposer] = failed[proposer].clone();
    if agreed {
        Proposal { proposer, agreed, partners, thresholds, leaves, values, mixture: Vec::new() }
    } else {
        let mut partners = vec![Rational::ZERO; players];
        partners[proposer] = Rational::ONE;
        Proposal { proposer, agreed, partners, thresholds, leaves, values: failed, mixture: Vec::new() }
    }
}
