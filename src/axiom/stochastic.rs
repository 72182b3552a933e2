//! Checks of Markov perfect equilibria: values that follow from the strategies, and no player
//! that gains by another action in any state.

use crate::form::stochastic::{Step, StochasticGame, Turn};
use crate::numeric::rational::Rational;
use crate::solution::certificate::StationaryCertificate;
use crate::solution::stochastic::MarkovEquilibrium;

use super::{Check, is_distribution};

/// Checks claimed equilibria.
pub fn check(game: &StochasticGame, equilibria: &[MarkovEquilibrium]) -> Vec<Check> {
    let each = equilibria.iter().enumerate();
    each.map(|(index, one)| Check::new(format!("markov_perfect: equilibrium {} stands", index + 1), stands(game, one)))
        .collect()
}

/// That a test says of the question what the equilibria say.
pub fn check_question(
    stationary: &StationaryCertificate,
    equilibria: &[MarkovEquilibrium],
    holds: bool,
    value: Option<&Rational>,
) -> Check {
    let state = &stationary.game.states[stationary.question];
    let claim = "stationary: follows from the equilibria";
    let Turn::Choice { player, actions } = &state.turn else {
        return Check::new(claim, Err("nobody answers the question".to_owned()));
    };
    let worth = |one: &MarkovEquilibrium, action: usize| {
        let step = &actions[action];
        &step.pays[*player] + &(&stationary.game.factor(step, *player) * &one.values[step.to][*player])
    };
    let mut least: Option<Rational> = None;
    let mut surely = true;
    for one in equilibria {
        if one.values.len() != stationary.game.states.len() || one.mixtures.len() != stationary.game.states.len() {
            return Check::new(claim, Err("an equilibrium is not about its states".to_owned()));
        }
        let margin = &worth(one, stationary.concede) - &worth(one, stationary.refuse);
        surely &= one.mixtures[stationary.question].get(stationary.concede).is_some_and(Rational::is_one);
        least = Some(least.map_or(margin.clone(), |least| least.min(margin)));
    }
    let same = holds == surely && least.as_ref() == value;
    Check::new(claim, if same { Ok(()) } else { Err("the equilibria say something else".to_owned()) })
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
        let Some(lingers) = game.lingering(player, &claimed.mixtures) else {
            return Err(format!("{} could earn without end", game.players[player]));
        };
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
