//! Checks of equilibria of alternating offers: values that follow from the strategies, and no
//! player that gains by deviating once. Where discounting, breakdown or agreement bound what the
//! future is worth, that is enough for an equilibrium (the one-shot deviation principle).

use crate::form::alternating_offers::AlternatingOffers;
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::alternating_offers::{OfferEquilibrium, Proposal};
use crate::solution::certificate::OfferCertificate;

use super::{Check, linear};

/// Checks stationary equilibria.
pub fn check_stationary(game: &AlternatingOffers, equilibria: &[OfferEquilibrium]) -> Vec<Check> {
    let each = equilibria.iter().enumerate();
    each.map(|(index, one)| {
        let claim = format!("stationary: equilibrium {} stands", index + 1);
        Check::new(claim, stands(game, one).and_then(|()| ends(game, one)))
    })
    .collect()
}

/// That a complete list is not empty where there must be an equilibrium: where what players have
/// without agreement could be had by all with one (Banks and Duggan 2000 \[BanksDuggan2000\]; of a pie
/// the same), and time is worth something to everybody.
pub fn check_some(game: &AlternatingOffers, complete: bool, listed: usize) -> Check {
    let patient =
        (0..game.players.len()).any(|player| game.discounts[player].is_one() && !game.breakdown.is_positive());
    let costly = game.costs.iter().any(Rational::is_positive);
    let zero = vec![Rational::ZERO; game.players.len()];
    let covered = |wanted: &[Rational]| match game.packages.is_empty() {
        true => {
            let sum = wanted.iter().filter(|own| own.is_positive()).fold(Rational::ZERO, |sum, own| &sum + own);
            sum <= game.pie
        }
        false => game.packages.iter().any(|one| one.payoffs.iter().zip(wanted).all(|(own, wanted)| own >= wanted)),
    };
    let exists = !patient
        && !costly
        && game.outside.is_none()
        && covered(&zero)
        && (game.breakdown.is_zero()
            || game.disagreement.iter().all(|own| !own.is_negative()) && covered(&game.disagreement));
    let fault = (complete && listed == 0 && exists).then(|| "there is one, and none is listed".to_owned());
    Check { claim: "stationary: not all are left out".to_owned(), fault }
}

/// Checks the first period of a game with a last one, by going back from the end with values
/// only.
pub fn check_first_period(game: &AlternatingOffers, periods: u32, claimed: &OfferEquilibrium) -> Check {
    Check::new("finite_offers: the first period follows from the last", first_period(game, periods, claimed))
}

fn first_period(game: &AlternatingOffers, periods: u32, claimed: &OfferEquilibrium) -> Result<(), String> {
    if game.periods != Some(periods) {
        return Err("it counts other periods than the game".to_owned());
    }
    fits(game, claimed)?;
    let proposers = game.situations();
    let mut failed = vec![game.disagreement.clone(); proposers.len()];
    for _ in 1..periods {
        let values: Vec<Vec<Rational>> =
            proposers.iter().zip(&failed).map(|(&proposer, failed)| period(game, proposer, failed)).collect();
        failed = (0..proposers.len()).map(|at| after_failure(game, &mean(&game.next(at), &values))).collect();
    }
    for (proposal, failed) in claimed.proposals.iter().zip(&failed) {
        is_best(game, proposal, failed)?;
        if proposal.values != period(game, proposal.proposer, failed) {
            return Err("ties are broken in another way".to_owned());
        }
    }
    starts(game, claimed)
}

/// What a period is worth to everybody if a failed offer leaves so much, equally cheap partners
/// being drawn evenly.
fn period(game: &AlternatingOffers, proposer: usize, failed: &[Rational]) -> Vec<Rational> {
    let players = failed.len();
    let others = || (0..players).filter(|&player| player != proposer);
    let (left, _) = game.after_refusal(proposer, failed);
    let price = |player: usize| if left[player].is_negative() { Rational::ZERO } else { left[player].clone() };
    let mut values = vec![Rational::ZERO; players];
    let mut kept = game.pie.clone();
    for player in others() {
        let cheaper = others().filter(|&other| price(other) < price(player)).count();
        let equal = others().filter(|&other| price(other) == price(player)).count();
        let places = (game.quota - 1).saturating_sub(cheaper).min(equal);
        values[player] = &price(player) * &Rational::new(places as i64, equal as i64);
        kept = &kept - &values[player];
    }
    if kept < left[proposer] {
        return left;
    }
    values[proposer] = kept;
    values
}

fn mean(chances: &[Rational], values: &[Vec<Rational>]) -> Vec<Rational> {
    (0..values[0].len())
        .map(|player| {
            chances.iter().zip(values).fold(Rational::ZERO, |sum, (chance, own)| &sum + &(chance * &own[player]))
        })
        .collect()
}

/// What everybody has after a failed offer, if the next period is worth so much.
fn after_failure(game: &AlternatingOffers, next: &[Rational]) -> Vec<Rational> {
    let again = &Rational::ONE - &game.breakdown;
    (0..next.len())
        .map(|player| {
            let later = &(&game.discounts[player] * &next[player]) - &game.costs[player];
            &(&game.breakdown * &game.disagreement[player]) + &(&again * &later)
        })
        .collect()
}

fn fits(game: &AlternatingOffers, claimed: &OfferEquilibrium) -> Result<(), String> {
    let players = game.players.len();
    let proposers = game.situations();
    let whole = |proposal: &Proposal| {
        proposal.values.len() == players
            && proposal.thresholds.len() == players
            && proposal.partners.len() == players
            && proposal.proposer < players
    };
    let in_order = claimed.proposals.iter().map(|own| own.proposer).eq(proposers);
    if in_order && claimed.payoffs.len() == players && claimed.proposals.iter().all(whole) {
        Ok(())
    } else {
        Err("it is not about the players of the game".to_owned())
    }
}

fn starts(game: &AlternatingOffers, claimed: &OfferEquilibrium) -> Result<(), String> {
    let values: Vec<Vec<Rational>> = claimed.proposals.iter().map(|own| own.values.clone()).collect();
    match mean(&game.first(), &values) == claimed.payoffs {
        true => Ok(()),
        false => Err("the payoffs do not follow from its proposals".to_owned()),
    }
}

fn stands(game: &AlternatingOffers, claimed: &OfferEquilibrium) -> Result<(), String> {
    fits(game, claimed)?;
    let values: Vec<Vec<Rational>> = claimed.proposals.iter().map(|own| own.values.clone()).collect();
    for (at, proposal) in claimed.proposals.iter().enumerate() {
        is_best(game, proposal, &after_failure(game, &mean(&game.next(at), &values)))?;
    }
    starts(game, claimed)
}

/// That nobody gains in this period, if a failed offer leads to the next one with such worths.
fn is_best(game: &AlternatingOffers, proposal: &Proposal, going_on: &[Rational]) -> Result<(), String> {
    let Proposal { proposer, agreed, partners, thresholds, leaves, values, mixture } = proposal;
    let name = |player: usize| &game.players[player];
    let responders: Vec<usize> = (0..values.len()).filter(|player| player != proposer).collect();
    if let Some(outside) = &game.outside {
        for &player in &responders {
            let gains = if *leaves { going_on[player] > outside[player] } else { outside[player] > going_on[player] };
            if gains {
                return Err(format!("{} gains by {}", name(player), if *leaves { "staying" } else { "leaving" }));
            }
        }
    } else if *leaves {
        return Err("nobody can leave".to_owned());
    }
    let failed = match &game.outside {
        Some(outside) if *leaves => outside.as_slice(),
        _ => going_on,
    };
    if !game.packages.is_empty() {
        return is_best_lottery(game, proposal, failed);
    }
    if !mixture.is_empty() {
        return Err("a lottery is offered, and there is a pie to divide".to_owned());
    }
    for &player in &responders {
        if thresholds[player] != failed[player].clone().max(Rational::ZERO) {
            return Err(format!("{} accepts too little or too much when {} proposes", name(player), name(*proposer)));
        }
    }
    if thresholds[*proposer] != failed[*proposer] {
        return Err(format!("a failed offer is worth something else to {}", name(*proposer)));
    }
    let mut prices: Vec<&Rational> = responders.iter().map(|&player| &thresholds[player]).collect();
    prices.sort();
    let cheapest = prices.iter().take(game.quota - 1).fold(Rational::ZERO, |sum, price| &sum + price);
    let most = &game.pie - &cheapest;
    if !agreed {
        if most > failed[*proposer] {
            return Err(format!("{} gains by an offer that is accepted", name(*proposer)));
        }
        return match values == failed {
            true => Ok(()),
            false => Err("a failed offer is worth what it leaves".to_owned()),
        };
    }
    let possible = |share: &Rational| !share.is_negative() && *share <= Rational::ONE;
    let count = responders.iter().fold(Rational::ZERO, |sum, &player| &sum + &partners[player]);
    if !partners.iter().all(possible) || count != Rational::from(game.quota as i64 - 1) {
        return Err(format!("{} does not buy as many as it needs", name(*proposer)));
    }
    for &player in &responders {
        if values[player] != &partners[player] * &thresholds[player] {
            return Err(format!("{} does not get what it is offered", name(player)));
        }
    }
    if values[*proposer] != most {
        return Err(format!("{} does not keep the most that it can", name(*proposer)));
    }
    match most < failed[*proposer] {
        true => Err(format!("{} gains by an offer that fails", name(*proposer))),
        false => Ok(()),
    }
}

/// That a lottery over packages pays what it is said to pay, that nobody has reason to refuse it,
/// and that no lottery which nobody refuses is better for its proposer: by the duals of the
/// program that would find one.
fn is_best_lottery(game: &AlternatingOffers, proposal: &Proposal, failed: &[Rational]) -> Result<(), String> {
    let Proposal { proposer, agreed, thresholds, values, mixture, .. } = proposal;
    let name = |player: usize| &game.players[player];
    if thresholds != failed {
        return Err(format!("the thresholds are not what a failed offer of {} leaves", name(*proposer)));
    }
    let pays = |player: usize| game.packages.iter().map(move |package| package.payoffs[player].clone());
    let mut program = LinearProgram::maximize(pays(*proposer).collect());
    for player in (0..values.len()).filter(|player| player != proposer) {
        let row: Vec<Rational> = pays(player).collect();
        program.rows.push(Row::dense(&row, Relation::AtLeast, failed[player].clone()));
    }
    let ones = vec![Rational::ONE; game.packages.len()];
    program.rows.push(Row::dense(&ones, Relation::Equal, Rational::ONE));
    let outcome = solve(&program);
    linear::check(&program, &outcome)?;
    let most = match outcome {
        Outcome::Optimal(optimum) => Some(optimum.value),
        Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => None,
    };
    if !agreed {
        return match most {
            Some(most) if most > failed[*proposer] => {
                Err(format!("{} gains by an offer that is accepted", name(*proposer)))
            }
            _ if values != failed => Err("a failed offer is worth what it leaves".to_owned()),
            _ => Ok(()),
        };
    }
    let mut weights = vec![Rational::ZERO; game.packages.len()];
    for (package, weight) in mixture {
        let Some(own) = weights.get_mut(*package) else { return Err("it offers what is no package".to_owned()) };
        *own = &*own + weight;
    }
    let mass = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    if !mass.is_one() || weights.iter().any(Rational::is_negative) {
        return Err("what is offered is no lottery".to_owned());
    }
    for (player, value) in values.iter().enumerate() {
        let paid = pays(player).zip(&weights).fold(Rational::ZERO, |sum, (payoff, weight)| &sum + &(&payoff * weight));
        if paid != *value {
            return Err(format!("{} does not get what it is offered", name(player)));
        }
        if *value < failed[player] {
            return Err(format!("{} does better if the offer fails", name(player)));
        }
    }
    match most {
        Some(most) if most == values[*proposer] => Ok(()),
        _ => Err(format!("{} does not get the most that it can", name(*proposer))),
    }
}

/// That the test `offers` says of the question what these equilibria say, with the least chance
/// that what is agreed on at once holds it, as its value.
pub fn check_question(
    certificate: &OfferCertificate,
    equilibria: &[OfferEquilibrium],
    holds: bool,
    value: Option<&Rational>,
) -> Check {
    let claim = "`offers` follows from its equilibria";
    let OfferCertificate { game, holding } = certificate;
    let mut least: Option<Rational> = None;
    for equilibrium in equilibria {
        let mut shares = [Rational::ZERO, Rational::ZERO];
        for (chance, proposal) in game.first().iter().zip(&equilibrium.proposals).filter(|(_, own)| own.agreed) {
            for (share, sign) in shares.iter_mut().zip([-1, 1]) {
                let mut program = LinearProgram::maximize(vec![Rational::ZERO; game.packages.len()]);
                for &place in holding {
                    program.objective[place] = Rational::from(sign);
                }
                for (player, own) in proposal.values.iter().enumerate() {
                    let row: Vec<Rational> = game.packages.iter().map(|one| one.payoffs[player].clone()).collect();
                    program.rows.push(Row::dense(&row, Relation::Equal, own.clone()));
                }
                let ones = vec![Rational::ONE; game.packages.len()];
                program.rows.push(Row::dense(&ones, Relation::Equal, Rational::ONE));
                let outcome = solve(&program);
                if let Err(fault) = linear::check(&program, &outcome) {
                    return Check::new(claim, Err(fault));
                }
                let Outcome::Optimal(optimum) = outcome else {
                    return Check::new(claim, Err("no lottery pays what is claimed".to_owned()));
                };
                *share = &*share + &(chance * &(&optimum.value * &Rational::from(sign)));
            }
        }
        let [lo, hi] = shares;
        if if holds { !lo.is_one() } else { !hi.is_zero() } {
            return Check::new(claim, Err("an equilibrium does otherwise".to_owned()));
        }
        least = Some(least.map_or(lo.clone(), |known| known.min(lo)));
    }
    let outcome = match (least, value) {
        (None, _) => Err("there are none".to_owned()),
        (Some(least), Some(value)) if least != *value => Err("its value is another one".to_owned()),
        _ => Ok(()),
    };
    Check::new(claim, outcome)
}

/// That the values are what the strategies pay: play that never ends pays nothing to who neither
/// discounts nor pays for waiting.
fn ends(game: &AlternatingOffers, claimed: &OfferEquilibrium) -> Result<(), String> {
    if game.breakdown.is_positive() {
        return Ok(());
    }
    let mut ending: Vec<bool> = claimed.proposals.iter().map(|own| own.agreed || own.leaves).collect();
    loop {
        let more: Vec<usize> = (0..ending.len())
            .filter(|&at| {
                !ending[at] && game.next(at).iter().zip(&ending).any(|(chance, end)| *end && chance.is_positive())
            })
            .collect();
        if more.is_empty() {
            break;
        }
        for at in more {
            ending[at] = true;
        }
    }
    let patient = |player: &usize| game.discounts[*player].is_one();
    for player in (0..game.players.len()).filter(patient) {
        let open = ending.iter().zip(&claimed.proposals).filter(|(ends, _)| !**ends);
        if open.into_iter().any(|(_, own)| !game.costs[player].is_zero() || !own.values[player].is_zero()) {
            return Err(format!("play may never end, and its worth to {} is made up", game.players[player]));
        }
        let less = claimed.proposals.iter().any(|own| own.values[player].is_negative());
        if game.costs[player].is_zero() && less {
            return Err(format!("{} gains by refusing for ever", game.players[player]));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::alternating_offers::Proposers;

    /// Rubinstein's game with δ = 1/2: the proposer keeps 2/3.
    #[test]
    fn a_division_that_is_too_greedy_is_found_out() {
        let both = |value: Rational| vec![value.clone(), value];
        let game = AlternatingOffers {
            players: vec!["a".into(), "b".into()],
            pie: Rational::ONE,
            packages: Vec::new(),
            proposers: Proposers::InTurn(vec![0, 1]),
            quota: 2,
            discounts: both(Rational::new(1, 2)),
            breakdown: Rational::ZERO,
            disagreement: both(Rational::ZERO),
            costs: both(Rational::ZERO),
            outside: None,
            periods: None,
        };
        let shares = |proposer: usize, kept: Rational| {
            let given = &Rational::ONE - &kept;
            let of = |own: &Rational, other: &Rational| match proposer {
                0 => vec![own.clone(), other.clone()],
                _ => vec![other.clone(), own.clone()],
            };
            Proposal {
                proposer,
                agreed: true,
                partners: both(Rational::ONE),
                thresholds: of(&(&given * &Rational::new(1, 2)), &given),
                leaves: false,
                values: of(&kept, &given),
                mixture: Vec::new(),
            }
        };
        let divided = |kept: Rational| OfferEquilibrium {
            payoffs: vec![kept.clone(), &Rational::ONE - &kept],
            proposals: vec![shares(0, kept.clone()), shares(1, kept)],
        };
        assert_eq!(check_stationary(&game, &[divided(Rational::new(2, 3))])[0].fault, None);
        assert!(check_stationary(&game, &[divided(Rational::new(3, 4))])[0].fault.is_some());
    }
}
