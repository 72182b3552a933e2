//! What concepts answer for stochastic games.

use serde::{Deserialize, Serialize};

use crate::numeric::rational::Rational;

/// A profile of strategies that look at the state only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkovEquilibrium {
    /// At the start, by player.
    pub payoffs: Vec<Rational>,
    /// By state: the probability of each action; none where nobody chooses.
    pub mixtures: Vec<Vec<Rational>>,
    /// By state and player: what play from there on is worth.
    pub values: Vec<Vec<Rational>>,
}

/// Bounds between which lies just one equilibrium, of which some number is not rational.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnclosedMarkov {
    /// As of [`MarkovEquilibrium`], each from a least to a greatest number.
    pub payoffs: Vec<[Rational; 2]>,
    pub mixtures: Vec<Vec<[Rational; 2]>>,
    pub values: Vec<Vec<[Rational; 2]>>,
}

/// Why there may be more equilibria; states and players are given by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Opening {
    /// Play may stay where this state leads for ever, not discounted for the player and paid for
    /// again and again, so that it has no value.
    Unbounded { state: usize, player: usize },
    /// Mixtures that leave each other undetermined, in this state and those that it leads to and
    /// back from.
    Mixtures { state: usize },
    /// What follows is known by bounds only, which do not decide this state.
    Bounds { state: usize },
    /// A limit was reached there.
    Limit { state: usize },
}

/// The equilibria that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkovEquilibria {
    /// That these are all in which nobody mixes where it ties by accident.
    pub complete: bool,
    pub equilibria: Vec<MarkovEquilibrium>,
    pub enclosed: Vec<EnclosedMarkov>,
    /// Why it is not complete.
    pub open: Vec<Opening>,
    pub players: Vec<String>,
    /// The name of each state, its mover, and the names of its actions.
    pub states: Vec<(String, Option<usize>, Vec<String>)>,
}

impl MarkovEquilibria {
    /// How many were found.
    pub fn count(&self) -> usize {
        self.equilibria.len() + self.enclosed.len()
    }
}
