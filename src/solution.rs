//! What a solution concept answers.

pub mod certificate;

use serde::Serialize;

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// The answer of one concept for one game.
#[derive(Debug, Clone)]
pub struct Solution {
    /// The id in the registry of concepts.
    pub concept: &'static str,
    /// The game it was solved for, where that was derived from a scenario.
    pub game: &'static str,
    pub answer: Answer,
}

#[derive(Debug, Clone)]
pub enum Answer {
    /// Equilibria in mixed strategies of a normal form; `complete` if these are all
    /// extreme ones.
    Equilibria { complete: bool, equilibria: Vec<Equilibrium>, strategies: Vec<Vec<String>>, players: Vec<String> },
    /// What iterated elimination leaves.
    Reduction { reduction: Reduction, game: NormalGame },
    /// A strategy profile of a tree and what it pays.
    Strategy(TreeStrategy),
}

/// A mixed profile with its payoffs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Equilibrium {
    /// One probability per strategy, by player.
    pub profile: Vec<Vec<Rational>>,
    pub payoffs: Vec<Rational>,
}

/// A pure behaviour strategy profile of an extensive game.
#[derive(Debug, Clone)]
pub struct TreeStrategy {
    /// Payoffs at the root, by player.
    pub payoffs: Vec<Rational>,
    /// The chosen action of each information set.
    pub choice: Vec<usize>,
    /// The decisions on the path of play, in words: player and action.
    pub path: Vec<(String, String)>,
}

/// How strong the dominance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dominance {
    /// Better against every profile of the others.
    Strict,
    /// Never worse, better against some profile.
    Weak,
}

/// An eliminated strategy and what dominates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elimination {
    pub round: usize,
    pub player: usize,
    pub strategy: usize,
    /// The dominating mixture over the player's strategies.
    pub by: Vec<Rational>,
}

/// What iterated elimination leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// In order; within a round all are dominated at once.
    pub eliminations: Vec<Elimination>,
    /// The surviving strategies of each player.
    pub surviving: Vec<Vec<usize>>,
}
