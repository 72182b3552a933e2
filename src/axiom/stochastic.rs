//! Checks of Markov perfect equilibria: values that follow from the strategies, and no player
//! that gains by another action in any state.

use crate::form::stochastic::{Step, StochasticGame, Turn};
use crate::numeric::rational::Rational;
use crate::solution::certificate::StationaryCertificate;
use crate::solution::stochastic::{EnclosedMarkov, MarkovEquilibrium};

use super::range::Range;
use super::stochastic_bounds::holds_one;
use super::{Check, is_distribution};

/// Checks claimed equilibria.
pub fn check(game: &StochasticGame, equilibria: &[MarkovEquilibrium], enclosed: &[EnclosedMarkov]) -> Vec<Check> {
    let exact = equilibria.iter().map(|one| stands(game, one));
    let all = exact.chain(enclosed.iter().map(|one| holds_one(game, one))).enumerate();
    all.map(|(index, outcome)| Check::new(format!("markov_perfect: equilibrium {} stands", index + 1), outcome))
        .collect()
}

/// That a complete list is not empty where there must be an equilibrium: where on every way back to
/// a state everybody discounts (Fink 1964 \[Fink1964\]).
pub fn check_some(game: &StochasticGame, complete: bool, listed: usize) -> Check {
    let exists = (0..game.players.len()).all(|player| discounts(game, player));
    let fault = (complete && listed == 0 && exists).then(|| "there is one, and none is listed".to_owned());
    Check { claim: "markov_perfect: not all are left out".to_owned(), fault }
}

/// That no way of undiscounted steps leads back.
fn discounts(game: &StochasticGame, player: usize) -> bool {
    let mut left: Vec<usize> = (0..game.states.len()).collect();
    loop {
        let on = |step: &&Step| left.contains(&step.to) && game.factor(step, player).is_one();
        let next: Vec<usize> =
            left.iter().copied().filter(|&state| game.states[state].steps().iter().any(on)).collect();
        if next.is_empty() || next.len() == left.len() {
            return next.is_empty();
        }
        left = next;
    }
}

/// That a test says of the question what the equilibria say.
pub fn check_question(
    stationary: &StationaryCertificate,
    equilibria: &[MarkovEquilibrium],
    enclosed: &[EnclosedMarkov],
    holds: bool,
    value: Option<&Rational>,
) -> Check {
    let claim = "stationary: follows from the equilibria";
    Check::new(claim, question(stationary, equilibria, enclosed, holds, value))
}

fn question(
    stationary: &StationaryCertificate,
    equilibria: &[MarkovEquilibrium],
    enclosed: &[EnclosedMarkov],
    holds: bool,
    value: Option<&Rational>,
) -> Result<(), String> {
    let game = &stationary.game;
    let Turn::Choice { player, actions } = &game.states[stationary.question].turn else {
        return Err("nobody answers the question".to_owned());
    };
    let exact = |value: &Rational| Range::exactly(value);
    let between = |[lo, hi]: &[Rational; 2]| Range { lo: lo.clone(), hi: hi.clone() };
    let mut cases: Vec<(Vec<Range>, Vec<Range>)> = Vec::new();
    let about = |mixtures: usize, values: usize| mixtures == game.states.len() && values == game.states.len();
    for one in equilibria {
        let mixture = one.mixtures.get(stationary.question).filter(|_| about(one.mixtures.len(), one.values.len()));
        let mixture = mixture.ok_or("an equilibrium is not about its states")?.iter().map(exact).collect();
        cases.push((mixture, actions.iter().map(|step| exact(&one.values[step.to][*player])).collect()));
    }
    for one in enclosed {
        let mixture = one.mixtures.get(stationary.question).filter(|_| about(one.mixtures.len(), one.values.len()));
        let mixture = mixture.ok_or("an equilibrium is not about its states")?.iter().map(between).collect();
        cases.push((mixture, actions.iter().map(|step| between(&one.values[step.to][*player])).collect()));
    }
    let mut margins = Vec::new();
    let mut surely = true;
    for (mixture, ahead) in &cases {
        let worth = |action: usize| {
            let step = &actions[action];
            let later = Range::exactly(&game.factor(step, *player)).times(&ahead[action]);
            Range::exactly(&step.pays[*player]).plus(&later)
        };
        let (concede, refuse) = (stationary.concede, stationary.refuse);
        let share = |action: usize| mixture.get(action).ok_or("an equilibrium is not about its actions");
        surely &= share(concede)?.lo.is_one();
        // Whoever mixes between the two is indifferent.
        margins.push(match share(concede)?.lo.is_positive() && share(refuse)?.lo.is_positive() {
            true => Range::exactly(&Rational::ZERO),
            false => worth(concede).minus(&worth(refuse)),
        });
    }
    if holds != surely || margins.is_empty() {
        return Err("the equilibria say something else".to_owned());
    }
    let least = |value: &Rational| {
        margins.iter().all(|own| own.lo >= *value) && margins.iter().any(|own| own.lo == *value && own.hi == *value)
    };
    // Without a value, the least gain is one that is not known exactly.
    let known = margins.iter().filter(|own| own.lo == own.hi).any(|own| least(&own.lo));
    match value {
        Some(value) if least(value) => Ok(()),
        None if !known => Ok(()),
        _ => Err("the equilibria say something else".to_owned()),
    }
}

fn stands(game: &StochasticGame, claimed: &MarkovEquilibrium) -> Result<(), String> {
    let players = game.players.len();
    let about = claimed.values.len() == game.states.len()
        && claimed.mixtures.len() == game.states.len()
        && claimed.values.iter().all(|own| own.len() == players);
    if !about {
        return Err("it is not about the states of the game".to_owned());
    }
    if claimed.payoffs != claimed.values[game.start] {
        return Err("its payoffs are not those of the first state".to_owned());
    }
    let ahead = |step: &Step, player: usize| {
        &step.pays[player] + &(&game.factor(step, player) * &claimed.values[step.to][player])
    };
    for (state, (mixture, values)) in game.states.iter().zip(claimed.mixtures.iter().zip(&claimed.values)) {
        let draws: Vec<(&Rational, &Step)> = match &state.turn {
            Turn::End(payoffs) => {
                if payoffs != values {
                    return Err(format!("the end `{}` pays something else", state.name));
                }
                continue;
            }
            Turn::Chance(draws) => draws.iter().map(|(chance, step)| (chance, step)).collect(),
            Turn::Choice { actions, .. } => {
                if mixture.len() != actions.len() || !is_distribution(mixture) {
                    return Err(format!("no mixture of actions is played in `{}`", state.name));
                }
                mixture.iter().zip(actions).collect()
            }
        };
        for (player, value) in values.iter().enumerate() {
            let worth =
                draws.iter().fold(Rational::ZERO, |sum, (chance, step)| &sum + &(*chance * &ahead(step, player)));
            if worth != *value {
                return Err(format!("`{}` is worth something else to {}", state.name, game.players[player]));
            }
        }
        if let Turn::Choice { player, actions } = &state.turn
            && let Some(better) = actions.iter().find(|step| ahead(step, *player) > values[*player])
        {
            return Err(format!("{} gains by `{}` in `{}`", game.players[*player], better.name, state.name));
        }
    }
    bounded(game, claimed)?;
    for player in 0..players {
        let lingers = game.lingering(player, &claimed.mixtures).map_err(|state| {
            format!("{} could earn without end in `{}`", game.players[player], game.states[state].name)
        })?;
        let held = |state: &usize| lingers[*state] && claimed.values[*state][player].is_negative();
        if let Some(state) = (0..lingers.len()).find(held) {
            let name = &game.states[state].name;
            return Err(format!("{} gains by making play from `{name}` go on for ever", game.players[player]));
        }
    }
    Ok(())
}

/// That values are what play pays: undiscounted play that never ends is worth nothing, and pays
/// nothing.
fn bounded(game: &StochasticGame, claimed: &MarkovEquilibrium) -> Result<(), String> {
    let played = |state: usize| -> Vec<&Step> {
        match &game.states[state].turn {
            Turn::End(_) => Vec::new(),
            Turn::Chance(draws) => {
                draws.iter().filter(|(chance, _)| chance.is_positive()).map(|(_, step)| step).collect()
            }
            Turn::Choice { actions, .. } => {
                let shares = claimed.mixtures[state].iter().zip(actions);
                shares.filter(|(share, _)| share.is_positive()).map(|(_, step)| step).collect()
            }
        }
    };
    for player in 0..game.players.len() {
        // Play that ends or is discounted with positive probability, from each state.
        let mut tame: Vec<bool> = game.states.iter().map(|state| matches!(state.turn, Turn::End(_))).collect();
        loop {
            let next: Vec<usize> = (0..tame.len())
                .filter(|&state| {
                    let leads = |step: &&Step| tame[step.to] || !game.factor(step, player).is_one();
                    !tame[state] && played(state).iter().any(leads)
                })
                .collect();
            if next.is_empty() {
                break;
            }
            for state in next {
                tame[state] = true;
            }
        }
        for state in (0..tame.len()).filter(|&state| !tame[state]) {
            let idle = played(state).iter().all(|step| step.pays[player].is_zero());
            if !idle || !claimed.values[state][player].is_zero() {
                return Err(format!("play from `{}` never ends, and its worth is made up", game.states[state].name));
            }
        }
    }
    Ok(())
}
