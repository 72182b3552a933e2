//! Equilibria of trees in behaviour strategies.

use serde::{Deserialize, Serialize};

use crate::form::extensive::ExtensiveGame;
use crate::numeric::rational::Rational;

/// A mixture over the actions of each information set. `None` where the player's own moves keep
/// play away, so that any mixture is realisation-equivalent.
pub type Behaviour = Vec<Option<Vec<Rational>>>;

/// Why there may be more where the limits came first.
pub const LIMIT: &str = "a limit was reached; there may be more";

/// Equilibria of a tree.
#[derive(Debug, Clone)]
pub struct BehaviourEquilibria {
    /// That these are all extreme ones of the kind that was asked for, with proof.
    pub complete: bool,
    /// Why there may be more, where they are not all.
    pub why: Option<&'static str>,
    /// What the concept asks besides being an equilibrium.
    pub demand: Demand,
    pub players: Vec<String>,
    pub sets: Vec<SetName>,
    pub equilibria: Vec<BehaviourEquilibrium>,
}

/// What is asked of an equilibrium of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// That it is one.
    Nash,
    /// That it is one, of a game of constant sum, so that its payoffs are the value.
    Value,
    /// In each of so many subgames.
    Subgames(usize),
    /// At every information set, given beliefs.
    Beliefs,
}

/// What an information set is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetName {
    /// Whose it is.
    pub player: usize,
    pub label: String,
    pub actions: Vec<String>,
}

/// An equilibrium in behaviour strategies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BehaviourEquilibrium {
    /// By information set.
    pub behaviour: Behaviour,
    /// By player.
    pub payoffs: Vec<Rational>,
    /// What the mover believes at each information set; empty where beliefs were not asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beliefs: Vec<Belief>,
    /// That it survives the intuitive criterion, where that is defined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intuitive: Option<bool>,
}

/// What a mover thinks where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belief {
    /// A probability for each node of the set.
    pub weights: Vec<Rational>,
    /// The least and the most that each may be, the rest of the assessment as it is; empty where
    /// play comes here, so that Bayes' rule leaves no choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<[Rational; 2]>,
}

impl BehaviourEquilibria {
    /// Of this tree.
    pub fn of(
        game: &ExtensiveGame,
        demand: Demand,
        equilibria: Vec<BehaviourEquilibrium>,
        why: Option<&'static str>,
    ) -> Self {
        let label = |set: usize| game.labels.get(set).cloned().unwrap_or_default();
        let sets = game.form.information_sets.iter().enumerate().map(|(index, set)| SetName {
            player: set.player,
            label: label(index),
            actions: set.actions.clone(),
        });
        BehaviourEquilibria {
            complete: why.is_none(),
            why,
            demand,
            players: game.form.players.clone(),
            sets: sets.collect(),
            equilibria,
        }
    }
}
