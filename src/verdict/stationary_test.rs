//! The test on the process without a last demand: is the concession made in every stationary
//! equilibrium?

use crate::compile::stationary::{StationaryProcess, stationary_process};
use crate::numeric::rational::Rational;
use crate::scenario::{Agreement, Scenario};
use crate::solution::certificate::StationaryCertificate;
use crate::solution::stochastic::{EnclosedMarkov, MarkovEquilibrium};
use crate::solution::{Answer, Solution};
use crate::solve::limits::Limits;
use crate::solve::markov_perfect::markov_perfect;

use super::{Derivation, NoAnswer, Test, TestId};

const GAME: &str = "the demand process without a last demand";

/// Combinations of supports that are tried.
const TRIED: u64 = 1_000_000;

/// Equilibria that are shown as evidence.
const SHOWN: usize = 3;

/// The test at the base values, if the process has no last demand; its equilibria join
/// `solutions`.
pub fn test(scenario: &Scenario, solutions: &mut Vec<Solution>) -> Option<Test> {
    if !scenario.process.endless {
        return None;
    }
    let after = |one: &Agreement| !one.ratifications.is_empty() || !one.withdrawals.is_empty();
    if scenario.agreements.iter().any(after) {
        return Some(Test::unanswered(TestId::Stationary, NoAnswer::AfterTheSignature));
    }
    let Ok(process) = stationary_process(scenario) else {
        return Some(Test::unanswered(TestId::Stationary, NoAnswer::TooManyStates));
    };
    let limits = Limits { nodes: TRIED, ..Limits::default() };
    let found = markov_perfect(&process.game, &limits);
    let exact = found.equilibria.iter().map(|one| twice(margin(&process, one)));
    let margins: Vec<[Rational; 2]> = exact.chain(found.enclosed.iter().map(|one| bounds(&process, one))).collect();
    // In bounds a chance is positive, or it is 0 and 1.
    let least = |one: &EnclosedMarkov| one.mixtures[process.question][process.concede][0].clone();
    let attempts: Vec<Rational> = found
        .equilibria
        .iter()
        .map(|one| one.mixtures[process.question][process.concede].clone())
        .chain(found.enclosed.iter().map(least))
        .collect();
    let holds = attempts.iter().all(Rational::is_one);
    let mut evidence = vec![Derivation::Stationary {
        equilibria: found.count(),
        attempting: attempts.iter().filter(|chance| !chance.is_zero()).count(),
        complete: found.complete,
    }];
    evidence.extend(found.equilibria.iter().take(SHOWN).map(|one| shown(&process, one)));
    // One that does not attempt refutes it; that all do is proved only where all are known.
    let open = attempts.is_empty() || holds && !found.complete;
    solutions.push(Solution { concept: "markov_perfect", game: Some(GAME), answer: Ok(Answer::Markov(found)) });
    if open {
        return Some(Test::unanswered(TestId::Stationary, NoAnswer::StationaryOpen));
    }
    // The least gain, if that is known exactly.
    let known = margins.iter().filter(|[least, most]| least == most).map(|[least, _]| least).min();
    let value = known.filter(|known| margins.iter().all(|[least, _]| least >= known)).cloned();
    Some(Test::answered(TestId::Stationary, holds, value, evidence))
}

fn twice(value: Rational) -> [Rational; 2] {
    [value.clone(), value]
}

/// The game, for a check by other means.
pub fn certificate(scenario: &Scenario) -> Option<StationaryCertificate> {
    if !scenario.process.endless {
        return None;
    }
    let StationaryProcess { game, question, concede, refuse } = stationary_process(scenario).ok()?;
    Some(StationaryCertificate { game, question, concede, refuse })
}

/// Bounds on the owner's gain from conceding over refusing.
fn bounds(process: &StationaryProcess, equilibrium: &EnclosedMarkov) -> [Rational; 2] {
    let [concedes, _] = &equilibrium.mixtures[process.question][process.concede];
    let [refuses, _] = &equilibrium.mixtures[process.question][process.refuse];
    if concedes.is_positive() && refuses.is_positive() {
        return twice(Rational::ZERO);
    }
    let at = |place: usize, ahead: usize| {
        let state = &process.game.states[process.question];
        let step = state.steps()[place];
        let owner = state.mover().unwrap_or_default();
        &step.pays[owner] + &(&process.game.factor(step, owner) * &equilibrium.values[step.to][owner][ahead])
    };
    let difference = |[one, other]: [usize; 2]| &at(process.concede, one) - &at(process.refuse, other);
    [difference([0, 1]), difference([1, 0])]
}

/// The owner's gain from conceding over refusing.
fn margin(process: &StationaryProcess, equilibrium: &MarkovEquilibrium) -> Rational {
    let state = &process.game.states[process.question];
    let steps = state.steps();
    let owner = state.mover().unwrap_or_default();
    let worth = |action: usize| {
        let step = steps[action];
        let ahead = &equilibrium.values[step.to][owner];
        &step.pays[owner] + &(&process.game.factor(step, owner) * ahead)
    };
    &worth(process.concede) - &worth(process.refuse)
}

/// What each player does in each state that play comes to.
fn shown(process: &StationaryProcess, equilibrium: &MarkovEquilibrium) -> Derivation {
    let game = &process.game;
    let mut reached = vec![game.start];
    let mut next = 0;
    while let Some(&state) = reached.get(next) {
        let shares = equilibrium.mixtures[state].iter();
        for (place, step) in game.states[state].steps().into_iter().enumerate() {
            let played = shares.clone().nth(place).is_none_or(|share| !share.is_zero());
            if played && !reached.contains(&step.to) {
                reached.push(step.to);
            }
        }
        next += 1;
    }
    let profile = reached.iter().filter_map(|&state| {
        let place = &game.states[state];
        let mover = &game.players[place.mover()?];
        let named = place.steps().into_iter().zip(&equilibrium.mixtures[state]);
        let mixture =
            named.filter(|(_, share)| !share.is_zero()).map(|(step, share)| (step.name.clone(), share.clone()));
        Some((format!("{mover} ({})", place.name), mixture.collect()))
    });
    Derivation::Equilibrium {
        profile: profile.collect(),
        attempts: Some(!equilibrium.mixtures[process.question][process.concede].is_zero()),
        subgame_perfect: Some(true),
    }
}
