//! The Kalai–Smorodinsky solution: everybody gets the same share of the most it could gain
//! (Kalai and Smorodinsky 1975 \[KalaiSmorodinsky1975\]).
//!
//! With ideal gains `a_i`, the greatest of each player over the individually rational part,
//! it maximises the least ratio `g_i / a_i`. For two players the ratios are then equal and
//! the point is efficient. For more it need not be, and for them this is the lexicographic
//! extension (Imai 1983 \[Imai1983\]): the next least ratio is raised, and so on; that point
//! is unique and efficient. Players who cannot gain are left out. In a discrete set ratios
//! are compared in the same lexicographic order, and several outcomes may tie.
//!
//! Two players: linear in the vertices of the frontier. Others: at most two exact linear
//! programs per player.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::Bargain;

use super::feasible_set::FeasibleSet;
use super::limits::Limits;
use super::lottery_program::Affine;

/// # Errors
/// If nothing feasible is individually rational, or a discrete frontier is too large.
pub fn kalai_smorodinsky(problem: &BargainingProblem, limits: &Limits) -> Result<Bargain, Refusal> {
    let set = FeasibleSet::new(problem, limits)?;
    let ideal = set.ideal();
    let ratio = |player: usize, scale| Affine::of_player(player, ideal.len(), scale, Rational::ZERO);
    let mut ratios: Vec<Affine> = ideal
        .iter()
        .enumerate()
        .filter(|(_, most)| most.is_positive())
        .map(|(player, most)| ratio(player, &Rational::ONE / most))
        .collect();
    if ratios.is_empty() {
        ratios = (0..ideal.len()).map(|player| ratio(player, Rational::ONE)).collect();
    }
    Ok(set.leximin(problem, &ratios))
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{points, solved};
    use super::*;

    #[test]
    fn ratios_to_the_ideal_gains_are_equal() {
        let problem = points(&[&[0, 0], &[20, 0], &[4, 8], &[0, 9]], &[0, 0]);
        let bargain = kalai_smorodinsky(&problem, &Limits::default()).unwrap();
        assert_eq!(solved(&bargain), ["200/19", "90/19"]);
        assert_eq!(bargain.ideal, [Rational::from(20), Rational::from(9)]);
    }

    #[test]
    fn the_third_player_is_not_held_back_by_the_first_two() {
        let problem = points(&[&[2, 0, 0], &[0, 2, 0], &[2, 0, 3], &[0, 2, 3]], &[0, 0, 0]);
        assert_eq!(solved(&kalai_smorodinsky(&problem, &Limits::default()).unwrap()), ["1", "1", "3"]);
    }

    #[test]
    fn who_cannot_gain_is_left_out() {
        let problem = points(&[&[0, 4, 1], &[0, 0, 3], &[-1, 9, 9]], &[0, 0, 0]);
        assert_eq!(solved(&kalai_smorodinsky(&problem, &Limits::default()).unwrap()), ["0", "12/5", "9/5"]);
        let two = points(&[&[0, 4], &[-1, 9]], &[0, 0]);
        assert_eq!(solved(&kalai_smorodinsky(&two, &Limits::default()).unwrap()), ["0", "4"]);
    }
}
