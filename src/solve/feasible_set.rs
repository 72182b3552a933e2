//! The feasible set of a bargaining problem in the shape that its solutions are found in, and
//! the lexicographic maximin that several of them are.
//!
//! All solutions look at the individually rational part only, and all pick an efficient
//! point of it; so it makes no difference to them whether utility can be thrown away (free
//! disposal), and sets that are not comprehensive need no care.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::{Bargain, Enclosure, Mixture};

use super::efficient_chain::{Chain, Position};
use super::efficient_outcomes::{Candidate, efficient_outcomes};
use super::limits::Limits;
use super::lottery_program::{Affine, LotteryProgram};

/// What is feasible, individually rational and, but for lotteries of three and more, efficient.
pub enum FeasibleSet {
    /// Lotteries of two players.
    Chain(Chain),
    /// Lotteries of any other number of players, with the ideal gains.
    Lotteries(LotteryProgram, Vec<Rational>),
    /// Outcomes alone.
    Outcomes(Vec<Candidate>),
}

/// Why there is no individually rational point to choose.
pub const NOTHING_TO_AGREE_ON: Refusal =
    Refusal::Empty("no feasible agreement gives every player at least what it gets without one");

impl FeasibleSet {
    /// # Errors
    /// If nothing feasible is individually rational, or a discrete frontier is too large.
    pub fn new(problem: &BargainingProblem, limits: &Limits) -> Result<FeasibleSet, Refusal> {
        if !problem.lotteries {
            let outcomes = efficient_outcomes(problem, limits)?;
            return if outcomes.is_empty() { Err(NOTHING_TO_AGREE_ON) } else { Ok(FeasibleSet::Outcomes(outcomes)) };
        }
        if problem.players.len() == 2 {
            return Chain::new(problem).map(FeasibleSet::Chain).ok_or(NOTHING_TO_AGREE_ON);
        }
        let program = LotteryProgram::new(problem);
        let ideal = program.ideal().ok_or(NOTHING_TO_AGREE_ON)?;
        Ok(FeasibleSet::Lotteries(program, ideal))
    }

    /// The greatest gain of each player.
    pub fn ideal(&self) -> Vec<Rational> {
        match self {
            FeasibleSet::Chain(chain) => chain.ideal().to_vec(),
            FeasibleSet::Lotteries(_, ideal) => ideal.clone(),
            FeasibleSet::Outcomes(outcomes) => (0..outcomes[0].gains.len())
                .map(|player| outcomes.iter().map(|one| &one.gains[player]).max().expect("not empty").clone())
                .collect(),
        }
    }

    /// The point at which the least of some functions of the gains, each growing in one
    /// player's gain, is greatest, then the next, and so on.
    pub fn leximin(&self, problem: &BargainingProblem, functions: &[Affine]) -> Bargain {
        match self {
            FeasibleSet::Chain(chain) => {
                let position = match functions {
                    [one, other] => chain.crossing(|gains| &one.at(gains) - &other.at(gains)),
                    // One player cannot gain: the frontier is a point.
                    _ => chain.last().clone(),
                };
                self.at_position(problem, position)
            }
            FeasibleSet::Lotteries(program, _) => {
                let optimum = program
                    .leximin(functions, &program.individually_rational())
                    .expect("some lottery is individually rational");
                self.at_gains(problem, program, &optimum.gains)
            }
            FeasibleSet::Outcomes(outcomes) => {
                let ranked = |candidate: &Candidate| {
                    let mut values: Vec<Rational> =
                        functions.iter().map(|function| function.at(&candidate.gains)).collect();
                    values.sort();
                    values
                };
                self.best_outcomes(problem, outcomes, |a, b| ranked(a).cmp(&ranked(b)))
            }
        }
    }

    /// The first of the best outcomes by an order, with the others as ties.
    pub fn best_outcomes(
        &self,
        problem: &BargainingProblem,
        outcomes: &[Candidate],
        order: impl Fn(&Candidate, &Candidate) -> std::cmp::Ordering,
    ) -> Bargain {
        let mut best: Vec<&Candidate> = Vec::new();
        for candidate in outcomes {
            match best.first().map(|known| order(candidate, known)) {
                Some(std::cmp::Ordering::Less) => {}
                Some(std::cmp::Ordering::Equal) => best.push(candidate),
                Some(std::cmp::Ordering::Greater) | None => best = vec![candidate],
            }
        }
        let certain = |candidate: &Candidate| vec![(candidate.outcome.clone(), Rational::ONE)];
        let ties = best[1..].iter().map(|one| (payoffs(problem, &one.gains), certain(one))).collect();
        Bargain { ties, support: None, ..self.bargain(problem, exact(&best[0].gains), certain(best[0]), Vec::new()) }
    }

    pub fn at_position(&self, problem: &BargainingProblem, position: Position) -> Bargain {
        self.bargain(problem, exact(&position.gains), position.mixture, position.support.to_vec())
    }

    /// The bargain with given gains, which are efficient.
    pub fn at_gains(&self, problem: &BargainingProblem, program: &LotteryProgram, gains: &[Rational]) -> Bargain {
        let (support, mixture) = program.support(gains).expect("the gains are efficient");
        self.bargain(problem, exact(gains), mixture, support)
    }

    pub fn bargain(
        &self,
        problem: &BargainingProblem,
        gains: Vec<Enclosure>,
        mixture: Mixture,
        support: Vec<Rational>,
    ) -> Bargain {
        let payoff = gains
            .into_iter()
            .zip(&problem.disagreement)
            .map(|(gain, base)| Enclosure { lo: &gain.lo + base, hi: &gain.hi + base })
            .collect();
        let ideal = payoffs(problem, &self.ideal());
        Bargain { payoff, mixture, ties: Vec::new(), ideal, support: Some(support) }
    }
}

/// Payoffs from gains over the disagreement point.
pub fn payoffs(problem: &BargainingProblem, gains: &[Rational]) -> Vec<Rational> {
    gains.iter().zip(&problem.disagreement).map(|(gain, base)| gain + base).collect()
}

fn exact(gains: &[Rational]) -> Vec<Enclosure> {
    gains.iter().cloned().map(Enclosure::from).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A problem whose outcomes are points.
    pub fn points(points: &[&[i64]], disagreement: &[i64]) -> BargainingProblem {
        let numbers = |values: &[i64]| values.iter().map(|&value| Rational::from(value)).collect::<Vec<_>>();
        let players = (1..=disagreement.len()).map(|player| player.to_string()).collect();
        let named = points.iter().map(|point| (format!("{point:?}"), numbers(point))).collect();
        BargainingProblem::of_points(players, named, numbers(disagreement))
    }

    /// The same without lotteries.
    pub fn discrete(list: &[&[i64]], disagreement: &[i64]) -> BargainingProblem {
        BargainingProblem { lotteries: false, ..points(list, disagreement) }
    }

    /// The payoffs of an exact answer.
    pub fn solved(bargain: &Bargain) -> Vec<String> {
        bargain.payoff.iter().map(|payoff| payoff.exact().expect("an exact answer").to_string()).collect()
    }
}
