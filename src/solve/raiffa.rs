//! The discrete Raiffa solution of two players (Raiffa 1953 \[Raiffa1953\]; Luce and Raiffa 1957
//! \[LuceRaiffa1957\]).
//!
//! From the disagreement point each player names the best that it could get if the other
//! stays where it is; the midpoint of the two proposals is the next disagreement point, and
//! so on to the limit. Once the frontier beyond is a single edge the next midpoint lies on
//! it, so on a polygon the limit is met in finitely many steps, except where it is a vertex:
//! near a vertex with slopes `-m` on its left and `-1/n` on its right, the distances `e` below
//! it follow `e_1' = (e_1 - n e_2)/2`, `e_2' = (e_2 - m e_1)/2`, whose only direction that leads
//! to the vertex is `n e_2² = m e_1²`. That is tested, so the answer is exact.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::Bargain;

use super::efficient_chain::{Chain, Position};
use super::feasible_set::{FeasibleSet, NOTHING_TO_AGREE_ON};
use super::limits::Limits;
use super::perles_maschler::NEEDS_LOTTERIES;

/// # Errors
/// If there are not two players, lotteries are not feasible, or nothing feasible is
/// individually rational.
pub fn raiffa(problem: &BargainingProblem, _limits: &Limits) -> Result<Bargain, Refusal> {
    if problem.players.len() != 2 {
        return Err(Refusal::Players { only: 2 });
    }
    if !problem.lotteries {
        return Err(NEEDS_LOTTERIES);
    }
    let chain = Chain::new(problem).ok_or(NOTHING_TO_AGREE_ON)?;
    let position = limit(&chain);
    Ok(FeasibleSet::Chain(chain).at_position(problem, position))
}

fn limit(chain: &Chain) -> Position {
    let half = Rational::new(1, 2);
    let mut base = [Rational::ZERO, Rational::ZERO];
    loop {
        // The proposals are the ends of the frontier beyond the base.
        let left = chain.crossing(|gains| &gains[0] - &base[0]);
        let right = chain.crossing(|gains| &base[1] - &gains[1]);
        let within: Vec<&Position> = chain
            .vertices
            .iter()
            .filter(|vertex| left.gains[0] < vertex.gains[0] && vertex.gains[0] < right.gains[0])
            .collect();
        if left.gains == right.gains {
            return left;
        }
        // Only the strict frontier counts where the base is left of it or below it.
        let proposals_meet = left.gains[0] == base[0] && right.gains[1] == base[1];
        if within.is_empty() && proposals_meet {
            let middle = &(&left.gains[0] + &right.gains[0]) * &half;
            return chain.crossing(|gains| &gains[0] - &middle);
        }
        if let Some(vertex) = corner(chain, &base, &left, &right, &within) {
            return vertex;
        }
        base = [&(&base[0] + &right.gains[0]) * &half, &(&base[1] + &left.gains[1]) * &half];
    }
}

/// The vertex that the steps converge to, if the frontier beyond the base bends once and
/// they do.
fn corner(
    chain: &Chain,
    base: &[Rational; 2],
    left: &Position,
    right: &Position,
    within: &[&Position],
) -> Option<Position> {
    // With free disposal the frontier goes on level to the left and upright below.
    let level = left.gains[0] > base[0];
    let upright = right.gains[1] > base[1];
    let vertex = match (within, level, upright) {
        ([vertex], false, false) => *vertex,
        ([], true, false) => chain.first(),
        ([], false, true) => chain.last(),
        _ => return None,
    };
    let [x, y] = &vertex.gains;
    let steepness = match level {
        true => Rational::ZERO,
        false => &(&left.gains[1] - y) / &(x - &left.gains[0]),
    };
    let flatness = match upright {
        true => Rational::ZERO,
        false => &(&right.gains[0] - x) / &(y - &right.gains[1]),
    };
    let (below, short) = (y - &base[1], x - &base[0]);
    let converges = &flatness * &(&below * &below) == &steepness * &(&short * &short);
    converges.then(|| vertex.clone())
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{points, solved};
    use super::*;

    fn solution(list: &[&[i64]]) -> Vec<String> {
        solved(&raiffa(&points(list, &[0, 0]), &Limits::default()).unwrap())
    }

    #[test]
    fn midpoints_climb_to_the_frontier() {
        assert_eq!(solution(&[&[0, 4], &[4, 0]]), ["2", "2"]);
        // Proposals (20, 0) and (0, 9): (10, 9/2), below the edge to (20, 0); there proposals
        // (11, 9/2) and (10, 5) meet at (21/2, 19/4).
        assert_eq!(solution(&[&[0, 9], &[4, 8], &[20, 0]]), ["21/2", "19/4"]);
    }

    #[test]
    fn a_symmetric_vertex_is_a_limit_that_no_step_reaches() {
        assert_eq!(solution(&[&[0, 4], &[3, 3], &[4, 0]]), ["3", "3"]);
        assert_eq!(solution(&[&[3, 3]]), ["3", "3"]);
    }

    #[test]
    fn level_and_upright_parts_are_passed() {
        // The first player gets at least 2 whatever the second asks for.
        assert_eq!(solution(&[&[2, 4], &[4, 0]]), ["5/2", "3"]);
    }
}
