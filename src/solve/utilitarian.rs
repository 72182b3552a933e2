//! The utilitarian solution: the greatest sum of payoffs, over the individually rational part.
//!
//! Where several points have the greatest sum, the one that is best by the lexicographic
//! egalitarian order of gains is picked, and the vertices of the face of all of them are
//! reported as ties. It sums payoffs across players, so it assumes that their scales are
//! comparable. Complexity as of [`super::kalai_smorodinsky`].

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::Bargain;

use super::efficient_chain::{Chain, between};
use super::egalitarian::gains;
use super::feasible_set::{FeasibleSet, payoffs};
use super::limits::Limits;
use super::lottery_program::{Affine, LotteryProgram};

/// # Errors
/// If nothing feasible is individually rational, or a discrete frontier is too large.
pub fn utilitarian(problem: &BargainingProblem, limits: &Limits) -> Result<Bargain, Refusal> {
    let set = FeasibleSet::new(problem, limits)?;
    let total = |gains: &[Rational]| gains.iter().fold(Rational::ZERO, |sum, gain| &sum + gain);
    Ok(match &set {
        FeasibleSet::Chain(chain) => {
            let best = chain.vertices.iter().map(|vertex| total(&vertex.gains)).max().expect("a chain has a vertex");
            let face: Vec<_> = chain.vertices.iter().filter(|vertex| total(&vertex.gains) == best).cloned().collect();
            let ends: Vec<_> = face.iter().map(|end| (payoffs(problem, &end.gains), end.mixture.clone())).collect();
            let face = Chain { vertices: face };
            let mut position = face.crossing(|gains| &gains[0] - &gains[1]);
            if let [from, to] = face.vertices.as_slice() {
                // An end of the face is supported by the face's own normal too.
                position.support = between(from, to, &Rational::new(1, 2)).support;
            }
            let ties = if face.vertices.len() > 1 { ends } else { Vec::new() };
            Bargain { ties, ..set.at_position(problem, position) }
        }
        FeasibleSet::Lotteries(program, _) => of_lotteries(problem, &set, program),
        FeasibleSet::Outcomes(outcomes) => {
            set.best_outcomes(problem, outcomes, |a, b| total(&a.gains).cmp(&total(&b.gains)))
        }
    })
}

fn of_lotteries(problem: &BargainingProblem, set: &FeasibleSet, program: &LotteryProgram) -> Bargain {
    let players = problem.players.len();
    let mut constraints = program.individually_rational();
    let sum = Affine::sum(players);
    let best = program.maximin(std::slice::from_ref(&sum), &constraints).expect("something is rational").level;
    constraints.push(Affine { offset: -&best, ..sum });
    let chosen = program.leximin(&gains(players), &constraints).expect("the best sum is reached");
    // The extremes of each player's gain over the face show whether it is a point.
    let mut ties = Vec::new();
    for player in 0..players {
        for sign in [Rational::ONE, -&Rational::ONE] {
            let extreme = Affine::of_player(player, players, sign, Rational::ZERO);
            let optimum = program.maximin(&[extreme], &constraints).expect("the face is not empty");
            let tie = (payoffs(problem, &optimum.gains), optimum.mixture);
            if optimum.gains != chosen.gains && !ties.iter().any(|(known, _)| *known == tie.0) {
                ties.push(tie);
            }
        }
    }
    Bargain { ties, ..set.at_gains(problem, program, &chosen.gains) }
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{discrete, points, solved};
    use super::*;

    #[test]
    fn a_whole_edge_may_have_the_greatest_sum() {
        let problem = points(&[&[0, 4], &[1, 4], &[4, 1], &[4, 0]], &[0, 0]);
        let bargain = utilitarian(&problem, &Limits::default()).unwrap();
        assert_eq!(solved(&bargain), ["5/2", "5/2"]);
        assert_eq!(bargain.ties.len(), 2);
        let problem = points(&[&[0, 4, 0], &[1, 4, 0], &[4, 1, 0], &[4, 0, 0]], &[0, 0, 0]);
        let bargain = utilitarian(&problem, &Limits::default()).unwrap();
        assert_eq!(solved(&bargain), ["5/2", "5/2", "0"]);
        assert_eq!(bargain.ties.len(), 2);
    }

    #[test]
    fn only_individually_rational_points_count() {
        let problem = points(&[&[9, -1], &[3, 2]], &[0, 0]);
        assert_eq!(solved(&utilitarian(&problem, &Limits::default()).unwrap()), ["7", "0"]);
        let problem = discrete(&[&[9, -1], &[3, 2]], &[0, 0]);
        assert_eq!(solved(&utilitarian(&problem, &Limits::default()).unwrap()), ["3", "2"]);
    }
}
