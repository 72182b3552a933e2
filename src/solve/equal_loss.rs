//! The equal-loss solution: everybody falls equally far short of its ideal payoff (Chun 1988
//! \[Chun1988\]), the ideal payoffs being the greatest ones over the individually rational part.
//!
//! For more than two players equal losses may leave somebody below its disagreement payoff;
//! here the greatest loss is minimised over the individually rational part (the rational
//! equal-loss solution of Herrero and Marco 1993 \[HerreroMarco1993\]), then the next, and so
//! on, which makes the answer efficient and unique. It compares losses across players, so it
//! assumes that their scales are comparable. Complexity as of [`super::kalai_smorodinsky`].

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::Bargain;

use super::feasible_set::FeasibleSet;
use super::limits::Limits;
use super::lottery_program::Affine;

/// # Errors
/// If nothing feasible is individually rational, or a discrete frontier is too large.
pub fn equal_loss(problem: &BargainingProblem, limits: &Limits) -> Result<Bargain, Refusal> {
    let set = FeasibleSet::new(problem, limits)?;
    let ideal = set.ideal();
    let less = |(player, most): (usize, &Rational)| Affine::of_player(player, ideal.len(), Rational::ONE, -most);
    let losses: Vec<Affine> = ideal.iter().enumerate().map(less).collect();
    Ok(set.leximin(problem, &losses))
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{points, solved};
    use super::*;

    #[test]
    fn losses_from_the_ideal_point_are_equal() {
        // The ideal point is (10, 1): both lose 10/11.
        let problem = points(&[&[10, 0], &[0, 1]], &[0, 0]);
        assert_eq!(solved(&equal_loss(&problem, &Limits::default()).unwrap()), ["100/11", "1/11"]);
    }

    #[test]
    fn nobody_is_driven_below_disagreement() {
        // Nobody loses less than 5 if the first two lose equally; the third player has but 1.
        let problem = points(&[&[10, 0, 0], &[0, 10, 0], &[0, 0, 1]], &[0, 0, 0]);
        assert_eq!(solved(&equal_loss(&problem, &Limits::default()).unwrap()), ["5", "5", "0"]);
    }
}
