//! The Perles–Maschler (superadditive) solution of two players (Perles and Maschler 1981
//! \[PerlesMaschler1981\]).
//!
//! Two points set out from the ends of the frontier and move towards each other so that the
//! product of the speeds of the two coordinates is the same for both; they meet in the
//! solution. So it halves the frontier measured by `√(-dx dy)`, which on an edge is `√(Δx Δy)`
//! spread evenly. The place on its edge is rational if the roots that are not commensurable
//! with that edge's cancel out, which is decided exactly: square roots of different square
//! classes are linearly independent over the rationals. Otherwise it is enclosed.
//! Nearly linear in the number of edges, quadratic where roots cancel out.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::numeric::square_root::{exact_square_root, square_root_bounds};
use crate::solution::Refusal;
use crate::solution::bargaining::{Bargain, Enclosure};

use super::efficient_chain::{Chain, between};
use super::feasible_set::{FeasibleSet, NOTHING_TO_AGREE_ON};
use super::limits::Limits;
use super::nash_bargaining::PLACES;

/// Why a solution of convex sets has no answer.
pub const NEEDS_LOTTERIES: Refusal = Refusal::Undefined("it is defined where lotteries over outcomes are feasible");

/// # Errors
/// If there are not two players, lotteries are not feasible, or nothing feasible is
/// individually rational.
pub fn perles_maschler(problem: &BargainingProblem, _limits: &Limits) -> Result<Bargain, Refusal> {
    if problem.players.len() != 2 {
        return Err(Refusal::Players { only: 2 });
    }
    if !problem.lotteries {
        return Err(NEEDS_LOTTERIES);
    }
    let chain = Chain::new(problem).ok_or(NOTHING_TO_AGREE_ON)?;
    Ok(middle(problem, chain))
}

/// `Σ factor √square`.
type Roots<'a> = Vec<(Rational, &'a Rational)>;

fn middle(problem: &BargainingProblem, chain: Chain) -> Bargain {
    let squares: Vec<Rational> =
        chain.edges().map(|(from, to)| &(&to.gains[0] - &from.gains[0]) * &(&from.gains[1] - &to.gains[1])).collect();
    // What lies left of an edge's end less what lies right of it: it grows along the chain.
    let balance = |end: usize| -> Roots<'_> {
        let side = |edge: usize| if edge < end { Rational::ONE } else { -&Rational::ONE };
        squares.iter().enumerate().map(|(edge, square)| (side(edge), square)).collect()
    };
    if squares.is_empty() {
        let only = chain.last().clone();
        return FeasibleSet::Chain(chain).at_position(problem, only);
    }
    // The first edge up to whose end lies at least half.
    let (mut edge, mut beyond) = (0, squares.len() - 1);
    while edge < beyond {
        let middle = (edge + beyond) / 2;
        if sign(&balance(middle + 1)) >= 0 {
            beyond = middle;
        } else {
            edge = middle + 1;
        }
    }
    // Left of the edge L, right of it R: the share of the edge is (1 + (R - L)/√square)/2.
    let difference: Roots<'_> = squares
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != edge)
        .map(|(index, square)| (if index < edge { -&Rational::ONE } else { Rational::ONE }, square))
        .collect();
    let half = |ratio: &Rational| &(ratio + &Rational::ONE) * &Rational::new(1, 2);
    let (from, to) = (&chain.vertices[edge], &chain.vertices[edge + 1]);
    let place = |share: &Rational| between(from, to, share);
    match rational_multiple(&difference, &squares[edge]) {
        Some(ratio) => {
            let position = place(&half(&ratio));
            FeasibleSet::Chain(chain).at_position(problem, position)
        }
        None => {
            const BITS: usize = 128;
            let (low, high) = bounds(&difference, BITS);
            let (root_low, root_high) = square_root_bounds(&squares[edge], BITS);
            let divided = |value: &Rational, smaller: &Rational, larger: &Rational| {
                value / if value.is_negative() { smaller } else { larger }
            };
            let share_low = half(&divided(&low, &root_low, &root_high)).clamp(Rational::ZERO, Rational::ONE);
            let share_high = half(&divided(&high, &root_high, &root_low)).clamp(Rational::ZERO, Rational::ONE);
            let (a, b) = (place(&share_low), place(&share_high));
            let gains: Vec<Enclosure> = (0..2)
                .map(|player| {
                    let (x, y) = (&a.gains[player], &b.gains[player]);
                    Enclosure { lo: x.min(y).clone(), hi: x.max(y).clone() }.rounded(PLACES)
                })
                .collect();
            let simple = place(&Rational::simplest_between(&share_low, &share_high));
            FeasibleSet::Chain(chain).bargain(problem, gains, simple.mixture, simple.support.to_vec())
        }
    }
}

/// The sign of a sum of square roots, exactly: by bounds, and where these leave a doubt by
/// whether all of it cancels out.
fn sign(roots: &Roots<'_>) -> i32 {
    let mut bits = 64;
    let mut cancels = None;
    loop {
        let (low, high) = bounds(roots, bits);
        if low.is_positive() {
            return 1;
        }
        if high.is_negative() {
            return -1;
        }
        if *cancels.get_or_insert_with(|| classes(roots).iter().all(|(factor, _)| factor.is_zero())) {
            return 0;
        }
        bits *= 2;
    }
}

/// `x` with `Σ factor √square = x √unit`, if there is a rational one.
fn rational_multiple(roots: &Roots<'_>, unit: &Rational) -> Option<Rational> {
    let mut multiple = Rational::ZERO;
    let mut others: Roots<'_> = Vec::new();
    for (factor, square) in roots {
        match exact_square_root(&(*square / unit)) {
            Some(ratio) => multiple = &multiple + &(factor * &ratio),
            None => others.push((factor.clone(), square)),
        }
    }
    (sign(&others) == 0).then_some(multiple)
}

/// The sum with commensurable roots collected.
fn classes<'a>(roots: &Roots<'a>) -> Roots<'a> {
    let mut classes: Roots<'a> = Vec::new();
    for (factor, square) in roots {
        let known = classes.iter_mut().find_map(|(sum, own)| Some((sum, exact_square_root(&(*square / *own))?)));
        match known {
            Some((sum, ratio)) => *sum = &*sum + &(factor * &ratio),
            None => classes.push((factor.clone(), square)),
        }
    }
    classes
}

fn bounds(roots: &Roots<'_>, bits: usize) -> (Rational, Rational) {
    roots.iter().fold((Rational::ZERO, Rational::ZERO), |(low, high), (factor, square)| {
        let (a, b) = square_root_bounds(square, bits);
        let (a, b) = if factor.is_negative() { (b, a) } else { (a, b) };
        (&low + &(factor * &a), &high + &(factor * &b))
    })
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{points, solved};
    use super::*;

    fn solution(list: &[&[i64]]) -> Bargain {
        perles_maschler(&points(list, &[0, 0]), &Limits::default()).unwrap()
    }

    #[test]
    fn the_frontier_is_halved_by_its_hyperbolic_length() {
        // Symmetric frontiers are halved on the diagonal.
        assert_eq!(solved(&solution(&[&[0, 4], &[4, 0]])), ["2", "2"]);
        assert_eq!(solved(&solution(&[&[0, 5], &[4, 4], &[5, 0]])), ["4", "4"]);
        // √(4·1) = 2 before √(1·9) = 3: a sixth of the second edge.
        assert_eq!(solved(&solution(&[&[0, 10], &[4, 9], &[5, 0]])), ["25/6", "15/2"]);
        assert_eq!(solved(&solution(&[&[3, 3]])), ["3", "3"]);
    }

    #[test]
    fn incommensurable_edges_leave_an_enclosure() {
        // √2 and √4: the share of the second edge is (1 - √2/2)/2.
        let bargain = solution(&[&[0, 5], &[2, 4], &[3, 0]]);
        let share = (1.0 - 0.5f64.sqrt()) / 2.0;
        assert!(bargain.payoff[0].exact().is_none());
        assert!((bargain.payoff[0].lo.to_f64() - (2.0 + share)).abs() < 1e-12);
        assert!((bargain.payoff[1].hi.to_f64() - (4.0 - 4.0 * share)).abs() < 1e-12);
        // Incommensurable edges that cancel out do not matter.
        assert_eq!(solved(&solution(&[&[0, 7], &[2, 6], &[4, 4], &[5, 2], &[5, 0]])), ["3", "5"]);
    }
}
