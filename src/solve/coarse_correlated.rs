//! Coarse correlated equilibrium (Moulin and Vial 1978 \[MoulinVial1978\]).
//!
//! As a correlated equilibrium, but a player decides before it is told anything: to follow
//! the mediator, whatever it says, or to play one strategy instead. One inequality per
//! player and strategy, `Σ p(s)·(u(b, s_-i) - u(s)) <= 0`, all implied by Aumann's; so the
//! set is larger, and it is where play goes when nobody regrets (Hannan consistency).

use crate::form::normal::NormalGame;
use crate::solution::{CorrelatedSet, Refusal};

use super::correlated::{Deviation, Polytope};
use super::limits::Limits;

/// The deviations of the coarse notion, players and strategies in order.
pub fn deviations(game: &NormalGame) -> Vec<Deviation> {
    let counts = game.counts().into_iter().enumerate().filter(|(_, count)| *count > 1);
    counts
        .flat_map(|(player, count)| (0..count).map(move |instead| Deviation { player, played: None, instead }))
        .collect()
}

/// The best total of payoffs, and each player's least and most, over the coarse correlated
/// equilibria.
///
/// # Errors
/// [`Refusal::TooLarge`] beyond [`super::correlated::MAX_ENTRIES`].
pub fn coarse_correlated(game: &NormalGame, limits: &Limits) -> Result<CorrelatedSet, Refusal> {
    Polytope::new(game, deviations(game), limits)?.summary()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::rational::Rational;
    use crate::solve::correlated::correlated;

    #[test]
    fn a_dominated_strategy_can_be_played_in_the_coarse_notion_only() {
        // Moulin and Vial's point: better than every correlated equilibrium, since nobody
        // may look first. Rock, paper, scissors in which ties hurt both.
        let pay = |i: usize, j: usize| match (3 + i - j) % 3 {
            0 => (-3, -3),
            1 => (1, -1),
            _ => (-1, 1),
        };
        let three = || ["r", "p", "s"].map(str::to_owned).to_vec();
        let payoffs = (0..9).map(|at| pay(at / 3, at % 3)).map(|(a, b): (i64, i64)| vec![a.into(), b.into()]).collect();
        let players = vec!["row".to_owned(), "column".to_owned()];
        let game = NormalGame { players, strategies: vec![three(), three()], payoffs };
        let limits = Limits::default();
        let (fine, coarse) = (correlated(&game, &limits).unwrap(), coarse_correlated(&game, &limits).unwrap());
        assert_eq!(coarse.welfare.value, Rational::ZERO);
        assert!(fine.payoffs[0][0].value >= coarse.payoffs[0][0].value);
        assert!(fine.welfare.value <= coarse.welfare.value);
    }
}
