//! Checks of answers for bargaining problems: that a lottery pays what it is said to, that
//! nothing feasible is better, and each solution's own condition.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::bargaining::{Bargain, BargainingAnswer, Choice, Frontier, Mixture};

use super::Check;

/// Outcomes that are gone through one by one where a claim has no certificate.
const LISTED: u64 = 20_000;

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
            ];
            match concept {
                "nash_bargaining" => {
                    checks.push(Check::new("the greatest product of gains", is_nash(problem, bargain)))
                }
                "kalai_smorodinsky" | "egalitarian" | "equal_loss" => {
                    checks.push(Check::new(
                        format!("{concept}: nobody is held back"),
                        is_level(problem, bargain, concept),
                    ));
                }
                "utilitarian" => checks.push(Check::new("the greatest sum", is_greatest_sum(problem, bargain))),
                "raiffa" => {
                    checks.push(Check::new("at least midway to the ideal", is_past_the_midpoint(problem, bargain)))
                }
                _ => {}
            }
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
fn greatest(problem: &BargainingProblem, weights: &[Rational]) -> Rational {
    problem.issues.iter().fold(Rational::ZERO, |sum, issue| {
        let best = issue.options.iter().map(|option| weighted(weights, &option.payoffs)).max();
        &sum + &best.expect("an issue has an option")
    })
}

fn weighted(weights: &[Rational], payoffs: &[Rational]) -> Rational {
    weights.iter().zip(payoffs).fold(Rational::ZERO, |sum, (weight, payoff)| &sum + &(weight * payoff))
}

/// Every outcome, if there are not too many.
fn outcomes(problem: &BargainingProblem) -> Option<Vec<Vec<Rational>>> {
    problem.outcomes().filter(|&count| count <= LISTED)?;
    let start = vec![vec![Rational::ZERO; problem.players.len()]];
    Some(problem.issues.iter().fold(start, |partial, issue| {
        let add = |sum: &Vec<Rational>, own: &[Rational]| sum.iter().zip(own).map(|(a, b)| a + b).collect();
        partial.iter().flat_map(|sum| issue.options.iter().map(move |option| add(sum, &option.payoffs))).collect()
    }))
}

/// The individually rational outcomes, if all outcomes are not too many.
fn rational_outcomes(problem: &BargainingProblem) -> Option<Vec<Vec<Rational>>> {
    let mut listed = outcomes(problem)?;
    listed.retain(|own| own.iter().zip(&problem.disagreement).all(|(payoff, least)| payoff >= least));
    Some(listed)
}

fn exact(bargain: &Bargain) -> Option<Vec<Rational>> {
    bargain.payoff.iter().map(|own| own.exact().cloned()).collect()
}

fn is_efficient(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let Some(paid) = exact(bargain) else { return Ok(()) };
    match &bargain.support {
        Some(weights) => {
            if weights.len() != paid.len() || !weights.iter().all(Rational::is_positive) {
                return Err("its supporting weights are not positive".to_owned());
            }
            match greatest(problem, weights) > weighted(weights, &paid) {
                true => Err("some outcome has a greater weighted sum of payoffs".to_owned()),
                false => Ok(()),
            }
        }
        None if problem.lotteries => Err("it lacks supporting weights".to_owned()),
        None => match rational_outcomes(problem) {
            Some(listed) if listed.iter().any(|own| *own != paid && own.iter().zip(&paid).all(|(a, b)| a >= b)) => {
                Err("some outcome is better for all".to_owned())
            }
            _ => Ok(()),
        },
    }
}

/// The first-order condition: with `w_i = a_i / g_i` no outcome has a weighted gain above `Σ a_i`.
/// Where it fails by a share, the optimum is at most so far away, and the claim must cover that.
fn is_nash(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let paid = payoff(problem, &bargain.mixture)?;
    let gains: Vec<Rational> = paid.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
    let powers = problem.bargaining_weights();
    if !problem.lotteries {
        if problem.weights.is_some() {
            return Ok(());
        }
        let rank = |payoffs: &[Rational]| {
            let gains = payoffs.iter().zip(&problem.disagreement).map(|(a, b)| a - b);
            let gaining: Vec<Rational> = gains.filter(Rational::is_positive).collect();
            (gaining.len(), gaining.iter().fold(Rational::ONE, |product, gain| &product * gain))
        };
        let best = rational_outcomes(problem).and_then(|listed| listed.iter().map(|own| rank(own)).max());
        return match best {
            Some(best) if best > rank(&paid) => Err("some outcome has a greater product".to_owned()),
            _ => Ok(()),
        };
    }
    // Players who cannot gain are left out, and outcomes that would harm them do not count.
    if gains.iter().any(Rational::is_zero) {
        let idle = |player: usize| bargain.ideal[player] == problem.disagreement[player];
        let left_out = (0..gains.len()).all(|player| !gains[player].is_zero() || idle(player));
        return if left_out { Ok(()) } else { Err("somebody who could gain does not".to_owned()) };
    }
    let prices: Vec<Rational> = powers.iter().zip(&gains).map(|(power, gain)| power / gain).collect();
    let total = powers.iter().fold(Rational::ZERO, |sum, power| &sum + power);
    let excess = &(&greatest(problem, &prices) - &weighted(&prices, &problem.disagreement)) - &total;
    if exact(bargain).is_some() {
        return if excess.is_positive() {
            Err("some outcome breaks the first-order condition".to_owned())
        } else {
            Ok(())
        };
    }
    if !excess.is_positive() {
        return Ok(());
    }
    for (player, own) in bargain.payoff.iter().enumerate() {
        // r - 1 - log r <= d for the ratio r of the optimum's gain to this one implies
        // 1 - √(2d) <= r <= 1 + d + √(d² + 2d), so |r - 1| <= 3 s for any s above √(2d) and d.
        let deficit = &excess / &powers[player];
        let square = &deficit + &deficit;
        let mut reach = Rational::ONE;
        loop {
            let half = &reach * &Rational::new(1, 2);
            if &half * &half < square || half < deficit {
                break;
            }
            reach = half;
        }
        let far = &(&reach * &Rational::from(3)) * &gains[player];
        if own.lo > &paid[player] - &far || own.hi < &paid[player] + &far {
            return Err("the first-order condition does not prove the enclosure".to_owned());
        }
    }
    Ok(())
}

/// For two players: levels are equal, or who lags has all it can get.
fn is_level(problem: &BargainingProblem, bargain: &Bargain, concept: &str) -> Result<(), String> {
    let Some(paid) = exact(bargain) else { return Err("it is not exact".to_owned()) };
    if problem.players.len() != 2 || !problem.lotteries {
        return Ok(());
    }
    if let Some(ideal) = ideal_of_two(problem)
        && ideal != bargain.ideal
    {
        return Err("the ideal point is not the best of each player".to_owned());
    }
    let level = |player: usize| {
        let gain = &paid[player] - &problem.disagreement[player];
        let most = &bargain.ideal[player] - &problem.disagreement[player];
        match concept {
            "egalitarian" => Some(gain),
            "equal_loss" => Some(&gain - &most),
            _ => (!most.is_zero()).then(|| &gain / &most),
        }
    };
    match (level(0), level(1)) {
        (Some(a), Some(b)) if a < b && paid[0] < bargain.ideal[0] => Err("the first player is held back".to_owned()),
        (Some(a), Some(b)) if b < a && paid[1] < bargain.ideal[1] => Err("the second player is held back".to_owned()),
        _ => Ok(()),
    }
}

/// The best of each player over the individually rational lotteries, by going through all
/// pairs of outcomes: an optimum with one binding constraint mixes at most two.
fn ideal_of_two(problem: &BargainingProblem) -> Option<Vec<Rational>> {
    const PAIRED: usize = 200;
    let listed = outcomes(problem).filter(|listed| listed.len() <= PAIRED)?;
    (0..2)
        .map(|player| {
            let other = 1 - player;
            let least = &problem.disagreement[other];
            let mut best: Option<Rational> = None;
            let mut take = |value: Rational| {
                if best.as_ref().is_none_or(|best| value > *best) {
                    best = Some(value);
                }
            };
            for a in &listed {
                if a[other] >= *least {
                    take(a[player].clone());
                }
                for b in listed.iter().filter(|b| a[other] > *least && b[other] < *least) {
                    let share = &(&a[other] - least) / &(&a[other] - &b[other]);
                    take(&a[player] + &(&share * &(&b[player] - &a[player])));
                }
            }
            best
        })
        .collect()
}

fn is_greatest_sum(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let Some(paid) = exact(bargain) else { return Err("it is not exact".to_owned()) };
    let sum = |payoffs: &[Rational]| payoffs.iter().fold(Rational::ZERO, |sum, payoff| &sum + payoff);
    let best = rational_outcomes(problem).and_then(|listed| listed.iter().map(|own| sum(own)).max());
    match best {
        Some(best) if best > sum(&paid) => Err("some outcome has a greater sum".to_owned()),
        _ => Ok(()),
    }
}

fn is_past_the_midpoint(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let half = Rational::new(1, 2);
    let reached = bargain
        .payoff
        .iter()
        .zip(&bargain.ideal)
        .zip(&problem.disagreement)
        .all(|((own, ideal), base)| own.hi >= &(ideal + base) * &half);
    if reached { Ok(()) } else { Err("somebody gets less than midway to its ideal".to_owned()) }
}

fn is_frontier(problem: &BargainingProblem, frontier: &Frontier) -> Result<(), String> {
    for (claimed, mixture) in &frontier.points {
        if payoff(problem, mixture)? != *claimed {
            return Err("a point's mixture does not pay what is claimed".to_owned());
        }
        if claimed.iter().zip(&problem.disagreement).any(|(payoff, least)| payoff < least) {
            return Err("a point is not individually rational".to_owned());
        }
    }
    let exceeds = |a: &[Rational], b: &[Rational]| a != b && a.iter().zip(b).all(|(x, y)| x >= y);
    if frontier.points.len() <= 2_000
        && frontier.points.iter().any(|(a, _)| frontier.points.iter().any(|(b, _)| exceeds(a, b)))
    {
        return Err("a point is better than another for all".to_owned());
    }
    for face in &frontier.faces {
        let on = |index: &usize| {
            frontier.points.get(*index).is_some_and(|(payoff, _)| weighted(&face.weights, payoff) == face.value)
        };
        if !face.weights.iter().all(Rational::is_positive) || !face.points.iter().all(on) {
            return Err("a face does not hold its points".to_owned());
        }
        if greatest(problem, &face.weights) > face.value {
            return Err("an outcome lies beyond a face".to_owned());
        }
    }
    // Every point is efficient: it lies on a face, or nothing listed is better for all.
    let supported = |index: usize| frontier.faces.iter().any(|face| face.points.contains(&index));
    if problem.lotteries && frontier.points.len() > 1 && !(0..frontier.points.len()).all(supported) {
        return Err("a point lies on no face".to_owned());
    }
    match rational_outcomes(problem) {
        Some(listed) if !problem.lotteries => {
            let known =
                |own: &Vec<Rational>| frontier.points.iter().any(|(point, _)| exceeds(point, own) || point == own);
            if listed.iter().all(known) { Ok(()) } else { Err("an efficient outcome is missing".to_owned()) }
        }
        _ => Ok(()),
    }
}
