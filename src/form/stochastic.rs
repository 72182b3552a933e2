//! Stochastic games with perfect information: play moves from state to state, in each of which
//! one player chooses, chance draws, or the game ends (Shapley 1953 \[Shapley1953Stochastic\];
//! Maskin and Tirole 2001 \[MaskinTirole2001\] on why strategies may look at the state only).
//! There need be no last period.

use serde::{Deserialize, Serialize};

use crate::numeric::rational::Rational;

/// More states are not read.
pub const MAX_STATES: usize = 2_000;

/// A stochastic game.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StochasticGame {
    pub players: Vec<String>,
    /// By player, in (0, 1].
    pub discounts: Vec<Rational>,
    pub states: Vec<State>,
    /// The state that play begins in.
    pub start: usize,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub name: String,
    pub turn: Turn,
}

/// What happens in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The game is over and pays this.
    End(Vec<Rational>),
    /// The probabilities sum to one.
    Chance(Vec<(Rational, Step)>),
    Choice {
        player: usize,
        actions: Vec<Step>,
    },
}

/// A way from one state to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub name: String,
    pub to: usize,
    /// What it pays each player at once.
    pub pays: Vec<Rational>,
    /// Whether a period passes, so that what follows is discounted.
    pub waits: bool,
}

impl State {
    /// Who chooses, if anybody.
    pub fn mover(&self) -> Option<usize> {
        match &self.turn {
            Turn::Choice { player, .. } => Some(*player),
            Turn::End(_) | Turn::Chance(_) => None,
        }
    }

    /// The steps that lead on from it.
    pub fn steps(&self) -> Vec<&Step> {
        match &self.turn {
            Turn::End(_) => Vec::new(),
            Turn::Chance(draws) => draws.iter().map(|(_, step)| step).collect(),
            Turn::Choice { actions, .. } => actions.iter().collect(),
        }
    }
}

impl StochasticGame {
    /// The factor by which what follows a step counts for a player.
    pub fn factor(&self, step: &Step, player: usize) -> Rational {
        if step.waits { self.discounts[player].clone() } else { Rational::ONE }
    }

    /// Where a player can make play go on for ever without being discounted or paid, whatever
    /// the others do who play these mixtures: the greatest set of states that it need not leave.
    ///
    /// Where it is worth less than nothing to be in such a state, lingering there is better: the
    /// one-shot deviation principle does not see that, as it takes payoffs to be continuous at
    /// infinity (Fudenberg and Tirole 1991 \[FudenbergTirole1991Game\], section 4.2).
    ///
    /// # Errors
    /// A state on the way in which it could earn something again and again, so that no bound is
    /// known.
    pub fn lingering(&self, player: usize, mixtures: &[Vec<Rational>]) -> Result<Vec<bool>, usize> {
        let endless = self.kept(player, mixtures, |_| true);
        let within = |state: usize| self.played(state, player, mixtures).into_iter();
        let ways: Vec<Vec<&Step>> = (0..self.states.len())
            .map(|state| {
                let stays = |step: &&Step| endless[step.to] && self.factor(step, player).is_one();
                if endless[state] { within(state).filter(stays).collect() } else { Vec::new() }
            })
            .collect();
        let leads = |from: usize, to: usize| {
            let (mut seen, mut ahead) = (vec![false; ways.len()], vec![from]);
            while let Some(state) = ahead.pop() {
                if !std::mem::replace(&mut seen[state], true) {
                    ahead.extend(ways[state].iter().map(|step| step.to));
                }
            }
            seen[to]
        };
        let earns =
            |state: usize| ways[state].iter().any(|step| step.pays[player].is_positive() && leads(step.to, state));
        if let Some(state) = (0..ways.len()).find(|&state| earns(state)) {
            return Err(state);
        }
        Ok(self.kept(player, mixtures, |step| step.pays[player].is_zero()))
    }

    /// The steps out of a state that may be taken: any of the player's own, of the others those
    /// that have positive probability.
    fn played(&self, state: usize, player: usize, mixtures: &[Vec<Rational>]) -> Vec<&Step> {
        match &self.states[state].turn {
            Turn::End(_) => Vec::new(),
            Turn::Chance(draws) => {
                draws.iter().filter(|(chance, _)| chance.is_positive()).map(|(_, step)| step).collect()
            }
            Turn::Choice { player: mover, actions } if *mover == player => actions.iter().collect(),
            Turn::Choice { actions, .. } => {
                let shares = mixtures[state].iter().zip(actions);
                shares.filter(|(share, _)| share.is_positive()).map(|(_, step)| step).collect()
            }
        }
    }

    /// The states that the player can keep play in, by undiscounted steps of a kind.
    fn kept(&self, player: usize, mixtures: &[Vec<Rational>], kind: impl Fn(&Step) -> bool) -> Vec<bool> {
        let mut kept: Vec<bool> = self.states.iter().map(|state| !matches!(state.turn, Turn::End(_))).collect();
        loop {
            let stays = |step: &Step| kept[step.to] && self.factor(step, player).is_one() && kind(step);
            let leaves: Vec<usize> = (0..kept.len())
                .filter(|&state| kept[state])
                .filter(|&state| {
                    let steps = self.played(state, player, mixtures);
                    match self.states[state].mover() == Some(player) {
                        true => !steps.into_iter().any(stays),
                        false => !steps.into_iter().all(stays),
                    }
                })
                .collect();
            if leaves.is_empty() {
                return kept;
            }
            leaves.into_iter().for_each(|state| kept[state] = false);
        }
    }

    /// That every list is about the players and every step leads somewhere.
    ///
    /// # Errors
    /// What does not fit.
    pub fn validate(&self) -> Result<(), String> {
        let players = self.players.len();
        let step = |step: &Step| step.to < self.states.len() && step.pays.len() == players;
        let chance = |chance: &Rational| !chance.is_negative() && *chance <= Rational::ONE;
        let state = |state: &State| match &state.turn {
            Turn::End(payoffs) => payoffs.len() == players,
            Turn::Chance(draws) => {
                let sum = draws.iter().fold(Rational::ZERO, |sum, (chance, _)| &sum + chance);
                sum.is_one() && draws.iter().all(|(own, to)| chance(own) && step(to))
            }
            Turn::Choice { player, actions } => *player < players && !actions.is_empty() && actions.iter().all(step),
        };
        let discounts = self.discounts.len() == players
            && self.discounts.iter().all(|discount| discount.is_positive() && chance(discount));
        if players > 0 && discounts && self.start < self.states.len() && self.states.iter().all(state) {
            Ok(())
        } else {
            Err("its stochastic game is malformed".to_owned())
        }
    }
}
