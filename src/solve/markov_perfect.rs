//! Markov perfect equilibria of stochastic games with perfect information: every player's
//! strategy looks at the state only and is best from every state on (Maskin and Tirole 2001
//! \[MaskinTirole2001\]).
//!
//! States that lead to each other and back are solved together, after those that they lead on
//! to. Within such a component every combination of supports is gone through. Without mixing the
//! values solve a linear system. Where two players mix, between two actions in each of their states,
//! each player's values solve one too: its own indifference gives two equations where it mixes, and
//! the other's mixing none; the probabilities follow from the other player's values. Other mixtures
//! solve multilinear systems (`agents`), whose roots are exact where they are rational and linear or
//! simple, and else enclosed with proof. A solution is kept if no other action is better anywhere
//! (the one-shot deviation principle).
//!
//! Play that never ends and is never discounted is worth what it pays, if that is nothing; if it is
//! not, there is no value. Who can make play go on so is not held to less than nothing
//! ([`StochasticGame::lingering`]); who could earn without end in it has no best strategy. Then the
//! answer is incomplete, and names the state.
//!
//! Equilibria in stationary strategies exist if payoffs are discounted (Fink 1964 \[Fink1964\]).
//! Mixtures that are not isolated are left open, and those of one player alone, which ties by
//! accident, are left out. Exponential in the number of choices of a component.

mod agents;
mod component;

use crate::form::stochastic::{State, Step, StochasticGame, Turn};
use crate::numeric::rational::Rational;
use crate::solution::stochastic::{EnclosedMarkov, MarkovEquilibria, MarkovEquilibrium, Opening};

use super::limits::{Limits, Spent};

use component::{Found, Solved};

/// More equilibria are not listed.
const MOST: usize = 1_000;

/// The equilibria, most often all.
///
/// # Panics
/// If the game is malformed.
pub fn markov_perfect(game: &StochasticGame, limits: &Limits) -> MarkovEquilibria {
    let states = game.states.len();
    let mut partial = vec![Partial {
        mixtures: vec![Vec::new(); states],
        values: vec![Vec::new(); states],
        boxes: vec![None; states],
    }];
    let mut open: Vec<Opening> = Vec::new();
    let mut spent = Spent::nothing_of(limits);
    for component in components(game) {
        let mut next = Vec::new();
        for one in &partial {
            let solved = solve_component(game, &component, one, &mut spent);
            open.extend(solved.open.into_iter().filter(|new| !open.contains(new)).collect::<Vec<_>>());
            next.extend(solved.found.into_iter().map(|found| one.with(&component, found)));
            if next.len() > MOST.min(limits.answers) {
                next.truncate(MOST.min(limits.answers));
                open.push(Opening::Limit { state: component[0] });
                break;
            }
        }
        partial = next;
    }
    let mut found = MarkovEquilibria {
        complete: false,
        equilibria: Vec::new(),
        enclosed: Vec::new(),
        open: Vec::new(),
        players: game.players.clone(),
        states: game.states.iter().map(named).collect(),
    };
    for one in partial {
        match one.is_held(game) {
            Ok(true) if one.boxes.iter().all(Option::is_none) => found.equilibria.push(MarkovEquilibrium {
                payoffs: one.values[game.start].clone(),
                mixtures: one.mixtures,
                values: one.values,
            }),
            Ok(true) => found.enclosed.push(one.enclosed(game)),
            Ok(false) => {}
            Err(opening) => open.extend((!open.contains(&opening)).then_some(opening)),
        }
    }
    found.complete = open.is_empty();
    found.open = open;
    found
}

fn named(state: &State) -> (String, Option<usize>, Vec<String>) {
    match &state.turn {
        Turn::Choice { player, actions } => {
            (state.name.clone(), Some(*player), actions.iter().map(|action| action.name.clone()).collect())
        }
        Turn::End(_) | Turn::Chance(_) => (state.name.clone(), None, Vec::new()),
    }
}

fn solve_component(game: &StochasticGame, members: &[usize], known: &Partial, spent: &mut Spent<'_>) -> Solved {
    let steps = || members.iter().flat_map(|&state| game.states[state].steps());
    if !steps().any(|step| known.boxes[step.to].is_some()) {
        return component::solve(game, members, known, spent);
    }
    match members {
        [state] if steps().all(|step| step.to != *state) => match component::pass(game, *state, known) {
            Ok(own) => Solved { found: vec![Found::Boxed(vec![own])], open: Vec::new() },
            Err(opening) => Solved { found: Vec::new(), open: vec![opening] },
        },
        _ => Solved { found: Vec::new(), open: vec![Opening::Bounds { state: members[0] }] },
    }
}

/// What is known of the states solved so far.
#[derive(Debug, Clone)]
struct Partial {
    /// By state; empty where only bounds are known.
    mixtures: Vec<Vec<Rational>>,
    values: Vec<Vec<Rational>>,
    boxes: Vec<Option<Boxed>>,
}

/// Bounds on how a state is played, and on what it is worth to each player.
#[derive(Debug, Clone)]
struct Boxed {
    mixture: Vec<[Rational; 2]>,
    values: Vec<[Rational; 2]>,
}

impl Partial {
    fn with(&self, component: &[usize], found: Found) -> Partial {
        let mut extended = self.clone();
        match found {
            Found::Exact(mixtures, values) => {
                for ((&state, mixture), value) in component.iter().zip(mixtures).zip(values) {
                    extended.mixtures[state] = mixture;
                    extended.values[state] = value;
                }
            }
            Found::Boxed(boxes) => {
                for (&state, own) in component.iter().zip(boxes) {
                    extended.boxes[state] = Some(own);
                }
            }
        }
        extended
    }

    /// Between what a state is worth to a player.
    fn range(&self, state: usize, player: usize) -> [Rational; 2] {
        match &self.boxes[state] {
            Some(own) => own.values[player].clone(),
            None => [self.values[state][player].clone(), self.values[state][player].clone()],
        }
    }

    /// That undiscounted nobody gains by making play go on for ever.
    fn is_held(&self, game: &StochasticGame) -> Result<bool, Opening> {
        let least = |own: &Boxed| own.mixture.iter().map(|[lo, _]| lo.clone()).collect();
        let states = self.mixtures.iter().zip(&self.boxes);
        let mixtures: Vec<Vec<Rational>> =
            states.map(|(exact, own)| own.as_ref().map_or_else(|| exact.clone(), least)).collect();
        for player in 0..game.players.len() {
            let lingers = game.lingering(player, &mixtures).map_err(|state| Opening::Unbounded { state, player })?;
            for state in (0..lingers.len()).filter(|&state| lingers[state]) {
                match self.range(state, player).map(|end| end.is_negative()) {
                    [_, true] => return Ok(false),
                    [true, false] => return Err(Opening::Bounds { state }),
                    [false, _] => {}
                }
            }
        }
        Ok(true)
    }

    fn enclosed(self, game: &StochasticGame) -> EnclosedMarkov {
        let players = 0..game.players.len();
        let values: Vec<Vec<[Rational; 2]>> = (0..game.states.len())
            .map(|state| players.clone().map(|player| self.range(state, player)).collect())
            .collect();
        let twice = |exact: Vec<Rational>| exact.into_iter().map(|own| [own.clone(), own]).collect();
        let states = self.mixtures.into_iter().zip(self.boxes);
        EnclosedMarkov {
            payoffs: values[game.start].clone(),
            mixtures: states.map(|(exact, own)| own.map_or_else(|| twice(exact), |own| own.mixture)).collect(),
            values,
        }
    }
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
