//! Checks of answers for bargaining problems: that a lottery pays what it is said to, that
//! nothing feasible is better, and each solution's own condition.

use std::collections::BTreeSet;

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::bargaining::{Bargain, BargainingAnswer, Choice, Enclosure, Mixture};

use super::Check;
use super::frontier::{is_frontier, is_halfway, is_limit_of_midpoints};
use super::lotteries::Lotteries;
use super::nash_product::is_nash;

/// Outcomes that are gone through one by one where a claim has no certificate.
const LISTED: u64 = 20_000;

/// Bits after the point of square roots.
pub(super) const ROOT_BITS: usize = 128;

/// Checks the answer of a concept, named by its id.
pub fn check(concept: &str, answer: &BargainingAnswer) -> Vec<Check> {
    let problem = &answer.problem;
    match &answer.choice {
        Choice::Frontier(frontier) => {
            vec![Check::new(format!("{concept}: a frontier"), is_frontier(problem, frontier))]
        }
        Choice::Bargain(bargain) => {
            let mut checks = vec![
                Check::new(format!("{concept}: feasible and individually rational"), is_feasible(problem, bargain)),
                Check::new(format!("{concept}: efficient"), is_efficient(problem, bargain)),
                Check::new(format!("{concept}: the ideal payoffs"), is_ideal(problem, &bargain.ideal)),
            ];
            let own = match concept {
                "nash_bargaining" => Some(("the greatest product of gains", is_nash(problem, bargain))),
                "kalai_smorodinsky" => {
                    Some(("the greatest least share of the ideal gains", is_level(problem, bargain, concept)))
                }
                "egalitarian" => Some(("the greatest least gain", is_level(problem, bargain, concept))),
                "equal_loss" => Some(("the smallest greatest loss", is_level(problem, bargain, concept))),
                "utilitarian" => Some(("the greatest sum", is_greatest_sum(problem, bargain))),
                "raiffa" => Some(("where the midpoints lead", is_limit_of_midpoints(problem, bargain))),
                "perles_maschler" => Some(("halfway along the frontier", is_halfway(problem, bargain))),
                _ => None,
            };
            checks.extend(own.map(|(claim, outcome)| Check::new(claim, outcome)));
            checks
        }
    }
}

/// What a lottery pays.
///
/// # Errors
/// If it is no lottery over outcomes, or one where none is allowed.
pub fn payoff(problem: &BargainingProblem, mixture: &Mixture) -> Result<Vec<Rational>, String> {
    let mut total = vec![Rational::ZERO; problem.players.len()];
    let mut mass = Rational::ZERO;
    for (outcome, weight) in mixture {
        let fits = outcome.len() == problem.issues.len()
            && outcome.iter().zip(&problem.issues).all(|(&option, issue)| option < issue.options.len());
        if !fits || !weight.is_positive() {
            return Err("the mixture is no lottery over outcomes".to_owned());
        }
        mass = &mass + weight;
        for (sum, payoff) in total.iter_mut().zip(problem.payoffs(outcome)) {
            *sum = &*sum + &(weight * &payoff);
        }
    }
    if !mass.is_one() {
        return Err("the weights of the mixture do not sum to one".to_owned());
    }
    if !problem.lotteries && mixture.len() > 1 {
        return Err("lotteries are not feasible".to_owned());
    }
    Ok(total)
}

fn is_feasible(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let paid = payoff(problem, &bargain.mixture)?;
    for (player, (own, paid)) in bargain.payoff.iter().zip(&paid).enumerate() {
        let name = &problem.players[player];
        if !own.contains(paid) {
            return Err(format!("the mixture does not pay {name} what is claimed"));
        }
        if *paid < problem.disagreement[player] {
            return Err(format!("{name} gets less than without agreement"));
        }
    }
    for (tied, mixture) in &bargain.ties {
        if payoff(problem, mixture)? != *tied {
            return Err("a tied mixture does not pay what is claimed".to_owned());
        }
    }
    Ok(())
}

/// The greatest weighted sum over all outcomes: the sum over the issues of their best options.
pub(super) fn greatest(problem: &BargainingProblem, weights: &[Rational]) -> Rational {
    problem.issues.iter().fold(Rational::ZERO, |sum, issue| {
        let best = issue.options.iter().map(|option| weighted(weights, &option.payoffs)).max();
        &sum + &best.expect("an issue has an option")
    })
}

pub(super) fn weighted(weights: &[Rational], payoffs: &[Rational]) -> Rational {
    weights.iter().zip(payoffs).fold(Rational::ZERO, |sum, (weight, payoff)| &sum + &(weight * payoff))
}

/// Every outcome, if there are not too many.
pub(super) fn outcomes(problem: &BargainingProblem) -> Option<Vec<Vec<Rational>>> {
    problem.outcomes().filter(|&count| count <= LISTED)?;
    let start = vec![vec![Rational::ZERO; problem.players.len()]];
    Some(problem.issues.iter().fold(start, |partial, issue| {
        let add = |sum: &Vec<Rational>, own: &[Rational]| sum.iter().zip(own).map(|(a, b)| a + b).collect();
        partial.iter().flat_map(|sum| issue.options.iter().map(move |option| add(sum, &option.payoffs))).collect()
    }))
}

/// The individually rational outcomes, if all outcomes are not too many.
pub(super) fn rational_outcomes(problem: &BargainingProblem) -> Option<Vec<Vec<Rational>>> {
    let mut listed = outcomes(problem)?;
    listed.retain(|own| own.iter().zip(&problem.disagreement).all(|(payoff, least)| payoff >= least));
    Some(listed)
}

pub(super) fn exact(bargain: &Bargain) -> Option<Vec<Rational>> {
    bargain.payoff.iter().map(|own| own.exact().cloned()).collect()
}

fn is_efficient(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    if problem.lotteries {
        let weights = bargain.support.as_ref().ok_or("it lacks supporting weights")?;
        if weights.len() != bargain.payoff.len() || !weights.iter().all(Rational::is_positive) {
            return Err("its supporting weights are not positive".to_owned());
        }
        let end = |end: fn(&Enclosure) -> &Rational| -> Vec<Rational> {
            bargain.payoff.iter().map(|own| end(own).clone()).collect()
        };
        // Where the payoff is enclosed, it can have the greatest sum, and nothing in the box more.
        let (low, high) = (weighted(weights, &end(|own| &own.lo)), weighted(weights, &end(|own| &own.hi)));
        let most = greatest(problem, weights);
        return match low <= most && most <= high {
            true => Ok(()),
            false => Err("its supporting weights do not show that it is efficient".to_owned()),
        };
    }
    let Some(paid) = exact(bargain) else { return Ok(()) };
    match rational_outcomes(problem) {
        Some(listed) if listed.iter().any(|own| *own != paid && own.iter().zip(&paid).all(|(a, b)| a >= b)) => {
            Err("some outcome is better for all".to_owned())
        }
        _ => Ok(()),
    }
}

/// That without lotteries an outcome ranks highest, and that those named as ties are all others
/// that do.
pub(super) fn is_first(
    problem: &BargainingProblem,
    bargain: &Bargain,
    rank: impl Fn(&[Rational]) -> Option<Vec<Rational>>,
) -> Result<(), String> {
    let paid = exact(bargain).ok_or("it is not exact")?;
    let Some(listed) = rational_outcomes(problem) else { return Ok(()) };
    let Some(ranks) = listed.iter().map(|own| rank(own)).collect::<Option<Vec<_>>>() else { return Ok(()) };
    let best = ranks.iter().max().ok_or("every outcome harms somebody")?;
    let first: BTreeSet<&[Rational]> =
        listed.iter().zip(&ranks).filter(|(_, rank)| *rank == best).map(|(own, _)| own.as_slice()).collect();
    let named = std::iter::once(paid.as_slice()).chain(bargain.ties.iter().map(|(own, _)| own.as_slice()));
    match first == named.collect() {
        true => Ok(()),
        false => Err("some outcome ranks higher, or as high and is not named".to_owned()),
    }
}

/// That nobody could get more than its ideal payoff while nobody loses, and everybody so much.
pub(super) fn is_ideal(problem: &BargainingProblem, claimed: &[Rational]) -> Result<(), String> {
    let known = if problem.lotteries {
        let Some(lotteries) = Lotteries::of(problem) else { return Ok(()) };
        lotteries.ideal()?.map(|gains| gains.iter().zip(&problem.disagreement).map(|(a, b)| a + b).collect())
    } else {
        let Some(listed) = rational_outcomes(problem) else { return Ok(()) };
        let most = |player: usize| listed.iter().map(|own| own[player].clone()).max();
        (0..problem.players.len()).map(most).collect::<Option<Vec<Rational>>>()
    };
    match known {
        Some(ideal) if ideal == claimed => Ok(()),
        Some(_) => Err("they are others".to_owned()),
        None => Err("every outcome harms somebody".to_owned()),
    }
}

/// The least level is greatest, then the next, and so on.
fn is_level(problem: &BargainingProblem, bargain: &Bargain, concept: &str) -> Result<(), String> {
    let paid = exact(bargain).ok_or("it is not exact")?;
    let gains: Vec<Rational> = paid.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
    let ideal: Vec<Rational> = bargain.ideal.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
    let levels: Vec<(usize, Rational, Rational)> = ideal
        .iter()
        .enumerate()
        .filter(|(_, most)| concept != "kalai_smorodinsky" || most.is_positive())
        .map(|(player, most)| match concept {
            "egalitarian" => (player, Rational::ONE, Rational::ZERO),
            "equal_loss" => (player, Rational::ONE, -most),
            _ => (player, &Rational::ONE / most, Rational::ZERO),
        })
        .collect();
    if problem.lotteries {
        let Some(lotteries) = Lotteries::of(problem) else { return Ok(()) };
        return lotteries.is_leximin(&gains, &levels, &lotteries.harming_none(0..gains.len()));
    }
    is_first(problem, bargain, |payoffs| {
        let level = |(player, scale, constant): &(usize, Rational, Rational)| {
            &(scale * &(&payoffs[*player] - &problem.disagreement[*player])) + constant
        };
        let mut ranked: Vec<Rational> = levels.iter().map(level).collect();
        ranked.sort();
        Some(ranked)
    })
}

fn is_greatest_sum(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let paid = exact(bargain).ok_or("it is not exact")?;
    let gains: Vec<Rational> = paid.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
    let everybody = vec![Rational::ONE; paid.len()];
    let sum = |amounts: &[Rational]| amounts.iter().fold(Rational::ZERO, |sum, amount| &sum + amount);
    let own = sum(&gains);
    if !problem.lotteries {
        return is_first(problem, bargain, |payoffs| Some(vec![sum(payoffs)]));
    }
    let Some(lotteries) = Lotteries::of(problem) else { return Ok(()) };
    let mut floors = lotteries.harming_none(0..gains.len());
    if lotteries.most(&everybody, &floors)?.is_none_or(|most| most > own) {
        return Err("some lottery has a greater sum".to_owned());
    }
    floors.push((everybody, own.clone()));
    // Everybody's best and worst among the greatest sums are named, unless that is one point.
    let base = sum(&problem.disagreement);
    let named = || bargain.ties.iter().map(|(payoff, _)| payoff).chain([&paid]);
    if named().any(|payoff| &sum(payoff) - &base != own) {
        return Err("a tie has another sum".to_owned());
    }
    for player in 0..gains.len() {
        for sign in [Rational::ONE, -&Rational::ONE] {
            let unit: Vec<Rational> = lotteries.unit(player).iter().map(|one| one * &sign).collect();
            let end = lotteries.most(&unit, &floors)?.ok_or("no lottery pays so much")?;
            let reached = |payoff: &Vec<Rational>| &(&payoff[player] - &problem.disagreement[player]) * &sign == end;
            if !named().any(reached) {
                return Err("a tie is not named".to_owned());
            }
        }
    }
    // Ties are broken by the least gain, and so on.
    let levels: Vec<_> = (0..gains.len()).map(|player| (player, Rational::ONE, Rational::ZERO)).collect();
    lotteries.is_leximin(&gains, &levels, &floors)
}
