//! What a solution concept answers.

pub mod certificate;
pub mod graph;

use std::fmt;

use serde::Serialize;

use crate::form::normal::NormalGame;
use crate::form::reduced::ReductionError;
use crate::numeric::rational::Rational;

/// The answer of one concept for one game.
#[derive(Debug, Clone)]
pub struct Solution {
    /// The id in the registry of concepts.
    pub concept: &'static str,
    /// The game it was solved for, where that was derived from a scenario.
    pub game: Option<&'static str>,
    pub answer: Result<Answer, Refusal>,
}

#[derive(Debug, Clone)]
pub enum Answer {
    Equilibria(Equilibria),
    /// What iterated elimination leaves.
    Reduction {
        reduction: Reduction,
        game: NormalGame,
    },
    Graph(graph::GraphAnswer),
    /// A strategy profile of a tree and what it pays.
    Strategy(TreeStrategy),
}

/// Equilibria in mixed strategies of a normal form.
#[derive(Debug, Clone)]
pub struct Equilibria {
    /// That these are all (extreme) ones of the kind that was asked for, with proof.
    pub complete: bool,
    pub equilibria: Vec<Equilibrium>,
    pub players: Vec<String>,
    /// The labels of each player's strategies.
    pub strategies: Vec<Vec<String>>,
}

/// Why a concept has no answer for a game.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is defined, or implemented, for so many players only.
    Players { only: usize },
    /// The game is beyond the size up to which it is computed; another concept still works.
    TooLarge { what: &'static str, size: usize, limit: usize, instead: Option<&'static str> },
    /// The extensive game has no reduced normal form to solve.
    Reduction(ReductionError),
    /// Time was up, or it was stopped, before it began.
    Interrupted,
    /// What it would choose from is empty.
    Empty(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Players { only } => write!(formatter, "it is answered for {only} players only"),
            Refusal::TooLarge { what, size, limit, instead } => {
                write!(formatter, "the game has {size} {what}, and it is computed up to {limit}")?;
                match instead {
                    Some(concept) => write!(formatter, "; `{concept}` still works"),
                    None => Ok(()),
                }
            }
            Refusal::Reduction(error) => write!(formatter, "{error}"),
            Refusal::Interrupted => formatter.write_str("time was up before it began"),
            Refusal::Empty(what) => write!(formatter, "{what}"),
        }
    }
}
impl std::error::Error for Refusal {}

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
