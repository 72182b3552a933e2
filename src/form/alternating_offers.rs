//! Alternating offers: players divide a pie, and time passes while they do not agree
//! (Rubinstein 1982 \[Rubinstein1982\]; Baron and Ferejohn 1989 \[BaronFerejohn1989\]).
//!
//! In each period one player proposes a division of the pie, with no share below zero. If so
//! many accept as the quota asks for, the proposer included, that division is final. If not,
//! the talks break down with the breakdown probability, and everybody gets its disagreement
//! payoff (Binmore, Rubinstein and Wolinsky 1986 \[BinmoreRubinsteinWolinsky1986\]); else
//! everybody pays its cost of a round, and the next period begins, its payoffs discounted.
//! Of two players, the one that rejects may leave instead, and both get their outside payoffs.
//!
//! In place of divisions of a pie, lotteries over packages may be what is proposed, each of which
//! has a payoff for everybody. Then all must agree, and a payoff may be below zero.

use serde::{Deserialize, Serialize};

use crate::numeric::rational::Rational;

/// More periods are not solved backwards: shares grow by some digits in each.
pub const MAX_PERIODS: u32 = 10_000;

/// A game of alternating offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternatingOffers {
    pub players: Vec<String>,
    /// What there is to divide; positive.
    pub pie: Rational,
    /// What can be proposed, with lotteries over it, in place of divisions of the pie.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Package>,
    pub proposers: Proposers,
    /// How many must agree, the proposer included.
    pub quota: usize,
    /// By player, in (0, 1].
    pub discounts: Vec<Rational>,
    /// Probability that a rejection ends the talks.
    pub breakdown: Rational,
    /// What each player gets when talks break down, or when the last period ends unagreed.
    pub disagreement: Vec<Rational>,
    /// What a further round costs each player, not negative; paid when an offer fails.
    pub costs: Vec<Rational>,
    /// What each of two players gets if the responder leaves.
    pub outside: Option<Vec<Rational>>,
    /// How many periods there are; endless if absent.
    pub periods: Option<u32>,
}

/// Something that can be agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    pub name: String,
    /// By player.
    pub payoffs: Vec<Rational>,
}

/// Who proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposers {
    /// These players in turn, over and over.
    InTurn(Vec<usize>),
    /// Each player with its probability, drawn anew in each period.
    Recognized(Vec<Rational>),
}

impl AlternatingOffers {
    /// The situations that a period may begin in: the proposer of each.
    pub fn situations(&self) -> Vec<usize> {
        match &self.proposers {
            Proposers::InTurn(turns) => turns.clone(),
            Proposers::Recognized(probabilities) => (0..probabilities.len()).collect(),
        }
    }

    /// The situation of the next period after this one, as probabilities.
    pub fn next(&self, situation: usize) -> Vec<Rational> {
        match &self.proposers {
            Proposers::InTurn(turns) => {
                let mut next = vec![Rational::ZERO; turns.len()];
                next[(situation + 1) % turns.len()] = Rational::ONE;
                next
            }
            Proposers::Recognized(probabilities) => probabilities.clone(),
        }
    }

    /// The situation of the first period, as probabilities.
    pub fn first(&self) -> Vec<Rational> {
        match &self.proposers {
            Proposers::InTurn(turns) => {
                let mut first = vec![Rational::ZERO; turns.len()];
                first[0] = Rational::ONE;
                first
            }
            Proposers::Recognized(probabilities) => probabilities.clone(),
        }
    }

    /// What a failed offer leaves everybody if going on is worth so much, and whether a responder
    /// leaves then: one that is indifferent stays. (And a responder accepts what pays it as much as
    /// refusing.)
    pub fn after_refusal(&self, proposer: usize, going_on: &[Rational]) -> (Vec<Rational>, bool) {
        let better =
            |own: &[Rational]| (0..own.len()).any(|player| player != proposer && own[player] > going_on[player]);
        match self.outside.as_deref().filter(|own| better(own)) {
            Some(outside) => (outside.to_vec(), true),
            None => (going_on.to_vec(), false),
        }
    }

    /// That every list is about the players and every number in its range.
    ///
    /// # Errors
    /// What does not fit.
    pub fn validate(&self) -> Result<(), String> {
        let players = self.players.len();
        let one_each = |list: &Vec<Rational>| list.len() == players;
        let probable = |value: &Rational| !value.is_negative() && *value <= Rational::ONE;
        let proposers = match &self.proposers {
            Proposers::InTurn(turns) => !turns.is_empty() && turns.iter().all(|&player| player < players),
            Proposers::Recognized(chances) => {
                let sum = chances.iter().fold(Rational::ZERO, |sum, chance| &sum + chance);
                one_each(chances) && chances.iter().all(probable) && sum.is_one()
            }
        };
        let lists = one_each(&self.discounts) && one_each(&self.disagreement) && one_each(&self.costs);
        let numbers = self.pie.is_positive()
            && probable(&self.breakdown)
            && self.discounts.iter().all(|discount| discount.is_positive() && probable(discount))
            && self.costs.iter().all(|cost| !cost.is_negative());
        let outside = self.outside.as_ref().is_none_or(|own| players == 2 && one_each(own) && self.quota == 2);
        let periods = self.periods.is_none_or(|count| (1..=MAX_PERIODS).contains(&count));
        let packages = self.packages.iter().all(|package| one_each(&package.payoffs));
        let by_all = self.packages.is_empty() || self.quota == players && self.periods.is_none();
        if players > 0
            && packages
            && by_all
            && proposers
            && lists
            && numbers
            && outside
            && periods
            && (1..=players).contains(&self.quota)
        {
            Ok(())
        } else {
            Err("its game of alternating offers is malformed".to_owned())
        }
    }
}
