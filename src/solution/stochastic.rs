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

/// The equilibria that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkovEquilibria {
    /// That these are all in which nobody mixes where it ties by accident.
    pub complete: bool,
    pub equilibria: Vec<MarkovEquilibrium>,
    pub players: Vec<String>,
    /// The name of each state, its mover, and the names of its actions.
    pub states: Vec<(String, Option<usize>, Vec<String>)>,
}
