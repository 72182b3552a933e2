//! The test on the process without a last demand: is the concession made in every stationary
//! equilibrium?

use crate::compile::stationary::{StationaryProcess, stationary_process};
use crate::numeric::rational::Rational;
use crate::scenario::{Agreement, Scenario};
use crate::solution::certificate::StationaryCertificate;
use crate::solution::stochastic::MarkovEquilibrium;
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
    let margins: Vec<Rational> = found.equilibria.iter().map(|one| margin(&process, one)).collect();
    let attempts = |one: &MarkovEquilibrium| one.mixtures[process.question][process.concede].clone();
    let surely = found.equilibria.iter().filter(|one| attempts(one).is_one()).count();
    let holds = surely == found.equilibria.len();
    let mut evidence = vec![Derivation::Stationary {
        equilibria: found.equilibria.len(),
        attempting: found.equilibria.iter().filter(|one| !attempts(one).is_zero()).count(),
        complete: found.complete,
    }];
    evidence.extend(found.equilibria.iter().take(SHOWN).map(|one| shown(&process, one)));
    // One that does not attempt refutes it; that all do is proved only where all are known.
    let open = found.equilibria.is_empty() || holds && !found.complete;
    solutions.push(Solution { concept: "markov_perfect", game: Some(GAME), answer: Ok(Answer::Markov(found)) });
    Some(match (open, margins.into_iter().min()) {
        (false, Some(least)) => Test::answered(TestId::Stationary, holds, Some(least), evidence),
        _ => Test::unanswered(TestId::Stationary, NoAnswer::StationaryOpen),
    })
}

/// The game, for a check by other means.
pub fn certificate(scenario: &Scenario) -> Option<StationaryCertificate> {
    if !scenario.process.endless {
        return None;
    }
    let StationaryProcess { game, question, concede, refuse } = stationary_process(scenario).ok()?;
    Some(StationaryCertificate { game, question, concede, refuse })
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
