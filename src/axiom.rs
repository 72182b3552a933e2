//! What an answer must satisfy, checked independently of any solver.
//!
//! Nothing here shares code with the search: payoffs are summed by plain recursion, and a
//! claim is accepted only if the inequality behind it holds exactly. `concede verify` runs
//! these checks on a saved report with nothing but the report.

pub mod action_graph;
pub mod agreement;
pub mod alternating_offers;
pub mod assessment;
pub mod bargaining;
pub mod bargaining_set;
pub mod behaviour;
pub mod coalitional;
pub mod conflict;
pub mod dominance;
pub mod enclosure;
pub mod extreme;
pub mod facts;
pub mod frontier;
pub mod graph;
pub mod headline;
pub mod linear;
pub mod lotteries;
pub mod nash_product;
pub mod normal;
pub mod objections;
pub mod packages;
pub mod plans;
pub mod proper;
mod range;
pub mod registers;
pub mod stochastic;
mod stochastic_bounds;
pub mod tree;
pub mod values;
pub mod verdict;
pub mod worths;

use crate::numeric::rational::Rational;

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was claimed.
    pub claim: String,
    /// `None` if it holds; otherwise what is wrong.
    pub fault: Option<String>,
}

impl Check {
    fn new(claim: impl Into<String>, outcome: Result<(), String>) -> Check {
        Check { claim: claim.into(), fault: outcome.err() }
    }
}

/// That weights are probabilities which sum to one.
fn is_distribution<'a>(weights: impl IntoIterator<Item = &'a Rational>) -> bool {
    let mut sum = Rational::ZERO;
    for weight in weights {
        if weight.is_negative() {
            return false;
        }
        sum = &sum + weight;
    }
    sum.is_one()
}
