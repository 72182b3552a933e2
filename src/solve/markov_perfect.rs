//! Markov perfect equilibria of stochastic games with perfect information: every player's
//! strategy looks at the state only and is best from every state on (Maskin and Tirole 2001
//! \[MaskinTirole2001\]).
//!
//! States that lead to each other and back are solved together, after those that they lead on
//! to. Within such a component every combination of supports is gone through in which each
//! chooser takes one action or mixes between two. Without mixing the values solve a linear
//! system. Where two players mix, each player's values solve one too: its own indifference gives
//! two equations where it mixes, and the other's mixing none; the probabilities follow from the
//! other player's values. Every system is solved exactly, and a solution is kept if no other
//! action is better anywhere (the one-shot deviation principle). Play that never ends and is
//! never discounted is worth what it pays, if that is nothing; if it is not, there is no value.
//! Who can make play go on so is not held to less than nothing
//! ([`StochasticGame::lingering`]); who could earn without end in it has no best strategy, and
//! the answer is incomplete.
//!
//! Equilibria in stationary strategies exist if payoffs are discounted (Fink 1964 \[Fink1964\]), but
//! may need more players to mix, or more actions, than are tried here; then the answer is marked
//! incomplete. Exponential in the number of choices of a component.

mod component;

use crate::form::stochastic::{State, Step, StochasticGame, Turn};
use crate::numeric::rational::Rational;
use crate::solution::stochastic::{MarkovEquilibria, MarkovEquilibrium};

use super::limits::{Limits, Spent};

/// More equilibria are not listed.
const MOST: usize = 1_000;

/// The equilibria, most often all.
///
/// # Panics
/// If the game is malformed.
pub fn markov_perfect(game: &StochasticGame, limits: &Limits) -> MarkovEquilibria {
    let states = game.states.len();
    let mut partial = vec![Partial { mixtures: vec![Vec::new(); states], values: vec![Vec::new(); states] }];
    let mut complete = true;
    let mut spent = Spent::nothing_of(limits);
    for component in components(game) {
        let mut next = Vec::new();
        for one in &partial {
            let solved = component::solve(game, &component, one, &mut spent);
            complete &= solved.complete;
            for (mixtures, values) in solved.found {
                let mut extended = one.clone();
                for ((&state, mixture), value) in component.iter().zip(mixtures).zip(values) {
                    extended.mixtures[state] = mixture;
                    extended.values[state] = value;
                }
                next.push(extended);
            }
            if next.len() > MOST.min(limits.answers) {
                next.truncate(MOST.min(limits.answers));
                complete = false;
                break;
            }
        }
        partial = next;
    }
    let mut equilibria: Vec<MarkovEquilibrium> = partial
        .into_iter()
        .map(|Partial { mixtures, values }| MarkovEquilibrium { payoffs: values[game.start].clone(), mixtures, values })
        .collect();
    // Undiscounted, nobody must gain by making play go on for ever either.
    let mut unbounded = false;
    equilibria.retain(|one| {
        (0..game.players.len()).all(|player| match game.lingering(player, &one.mixtures) {
            Some(lingers) => (0..states).all(|state| !lingers[state] || !one.values[state][player].is_negative()),
            None => {
                unbounded = true;
                false
            }
        })
    });
    complete &= !unbounded;
    let named = |state: &State| match &state.turn {
        Turn::Choice { player, actions } => {
            (state.name.clone(), Some(*player), actions.iter().map(|action| action.name.clone()).collect())
        }
        Turn::End(_) | Turn::Chance(_) => (state.name.clone(), None, Vec::new()),
    };
    MarkovEquilibria {
        complete,
        equilibria,
        players: game.players.clone(),
        states: game.states.iter().map(named).collect(),
    }
}

/// What is known of the states solved so far.
#[derive(Debug, Clone)]
struct Partial {
    mixtures: Vec<Vec<Rational>>,
    values: Vec<Vec<Rational>>,
}

/// The strongly connected components, each after those that it leads on to (Tarjan's algorithm
/// without recursion).
fn components(game: &StochasticGame) -> Vec<Vec<usize>> {
    let states = game.states.len();
    let next: Vec<Vec<usize>> =
        game.states.iter().map(|state| state.steps().into_iter().map(|step| step.to).collect()).collect();
    let mut order: Vec<Option<usize>> = vec![None; states];
    let mut low = vec![0; states];
    let mut open = vec![false; states];
    let (mut stack, mut found, mut count) = (Vec::new(), Vec::new(), 0);
    for root in 0..states {
        if order[root].is_some() {
            continue;
        }
        let mut walk = vec![(root, 0)];
        while let Some((state, place)) = walk.pop() {
            if place == 0 {
                order[state] = Some(count);
                low[state] = count;
                count += 1;
                stack.push(state);
                open[state] = true;
            } else {
                // Back from the child before.
                low[state] = low[state].min(low[next[state][place - 1]]);
            }
            let mut place = place;
            let mut deeper = None;
            while place < next[state].len() {
                let child = next[state][place];
                place += 1;
                match order[child] {
                    None => {
                        deeper = Some(child);
                        break;
                    }
                    Some(seen) if open[child] => low[state] = low[state].min(seen),
                    Some(_) => {}
                }
            }
            if let Some(child) = deeper {
                walk.push((state, place));
                walk.push((child, 0));
                continue;
            }
            if Some(low[state]) == order[state] {
                let mut members = Vec::new();
                while let Some(member) = stack.pop() {
                    open[member] = false;
                    members.push(member);
                    if member == state {
                        break;
                    }
                }
                members.sort_unstable();
                found.push(members);
            }
        }
    }
    found
}

/// What a step is worth to a player, given the worth of where it leads.
fn worth(game: &StochasticGame, step: &Step, player: usize, ahead: &Rational) -> Rational {
    &step.pays[player] + &(&game.factor(step, player) * ahead)
}
