//! The egalitarian solution: everybody gains the same over disagreement (Kalai 1977
//! \[Kalai1977\]), lexicographically: where the gain of some player cannot be raised further,
//! the others' still are, which makes the answer efficient and unique
//! (Imai 1983 \[Imai1983\]; Chun and Peters 1988 \[ChunPeters1988\]).
//!
//! It compares gains across players, so it assumes that their scales are comparable.
//! Complexity as of [`super::kalai_smorodinsky`].

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::Bargain;

use super::feasible_set::FeasibleSet;
use super::limits::Limits;
use super::lottery_program::Affine;

/// # Errors
/// If nothing feasible is individually rational, or a discrete frontier is too large.
pub fn egalitarian(problem: &BargainingProblem, limits: &Limits) -> Result<Bargain, Refusal> {
    let set = FeasibleSet::new(problem, limits)?;
    Ok(set.leximin(problem, &gains(problem.players.len())))
}

/// The gain of each player.
pub fn gains(players: usize) -> Vec<Affine> {
    (0..players).map(|player| Affine::of_player(player, players, Rational::ONE, Rational::ZERO)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{discrete, points, solved};
    use super::*;

    #[test]
    fn gains_are_equal_where_they_can_be() {
        let problem = points(&[&[0, 0], &[20, 0], &[4, 8], &[0, 9]], &[0, 0]);
        assert_eq!(solved(&egalitarian(&problem, &Limits::default()).unwrap()), ["20/3", "20/3"]);
        // The first cannot get more than 2, whatever the second gets: no equal gains on the
        // frontier, with or without free disposal.
        let problem = points(&[&[2, 3], &[1, 5]], &[0, 0]);
        assert_eq!(solved(&egalitarian(&problem, &Limits::default()).unwrap()), ["2", "3"]);
    }

    #[test]
    fn without_lotteries_outcomes_may_tie() {
        let problem = discrete(&[&[1, 4], &[4, 1], &[0, 9], &[-1, 99]], &[0, 0]);
        let bargain = egalitarian(&problem, &Limits::default()).unwrap();
        assert_eq!(solved(&bargain), ["1", "4"]);
        assert_eq!(bargain.ties.len(), 1);
    }
}
