//! What concepts answer for games of alternating offers.

use serde::{Deserialize, Serialize};

use crate::numeric::rational::Rational;

/// How everybody plays a period that one player's proposal opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub proposer: usize,
    /// Whether the proposal is one that is accepted.
    pub agreed: bool,
    /// By player, the probability that it is among those whose acceptance is bought; 1 for
    /// the proposer. The share of a bought player is its threshold, and others get nothing.
    pub partners: Vec<Rational>,
    /// By player, the least share that it accepts; of the proposer, what a failed proposal is
    /// worth to it.
    pub thresholds: Vec<Rational>,
    /// That a responder who rejects leaves for its outside payoff.
    pub leaves: bool,
    /// What the period is worth to each player.
    pub values: Vec<Rational>,
    /// Where packages are proposed: the lottery that is, by place in the list of the game.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mixture: Vec<(usize, Rational)>,
}

/// A profile of strategies that depend on who proposes only, and on the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferEquilibrium {
    /// At the start of the first period, before its proposer is drawn.
    pub payoffs: Vec<Rational>,
    /// By situation: by proposer, or by the place in the turn.
    pub proposals: Vec<Proposal>,
}

/// The equilibria that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferEquilibria {
    /// That their values are all that stationary equilibria may have (of families, the extreme
    /// ones).
    pub complete: bool,
    pub equilibria: Vec<OfferEquilibrium>,
    /// Where equilibria are not isolated: places of extreme ones whose values may be mixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<Vec<usize>>,
}

/// What a concept says of a game of alternating offers.
#[derive(Debug, Clone)]
pub struct OfferAnswer {
    pub players: Vec<String>,
    /// The names of the packages that can be proposed; none where a pie is divided.
    pub packages: Vec<String>,
    /// How likely each situation is in the first period.
    pub first: Vec<Rational>,
    pub finding: OfferFinding,
}

#[derive(Debug, Clone)]
pub enum OfferFinding {
    /// Of the endless game.
    Stationary(OfferEquilibria),
    /// Of the game that ends: how its first period is played.
    FirstPeriod { periods: u32, equilibrium: OfferEquilibrium },
}
