//! Trembling-hand perfect equilibria of two-player games.
//!
//! An equilibrium is perfect if it is the limit of equilibria of games in which every strategy is
//! played with some small probability at least (Selten 1975 \[Selten1975\]). Of two players an
//! equilibrium is perfect if and only if neither mixture is weakly dominated (van Damme 1991
//! \[vanDamme1991\], theorem 3.2.2). Whether a mixture is depends on its support and on what is
//! best against it, so the perfect equilibria make faces of the set of all, and those of them that
//! are extreme are extreme among all. One linear program for each mixture.

use crate::form::normal::NormalGame;
use crate::solution::{Dominance, Equilibria, Refusal};

use super::dominance::dominator;
use super::extreme_equilibria::active_players;
use super::limits::Limits;
use super::nash::nash;

/// The extreme equilibria that are perfect. A perfect one exists.
///
/// # Errors
/// If more than two players have a choice: undominated is not enough then.
pub fn perfect(game: &NormalGame, limits: &Limits) -> Result<Equilibria, Refusal> {
    if active_players(game).len() > 2 {
        return Err(Refusal::Players { only: 2 });
    }
    let mut found = nash(game, limits);
    let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    found.equilibria.retain(|one| {
        let mut mixtures = one.profile.iter().enumerate();
        mixtures.all(|(player, mixture)| dominator(game, &all, player, mixture, Dominance::Weak).is_none())
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::rational::Rational;

    fn pays(payoffs: &[[i64; 2]]) -> Vec<Vec<Rational>> {
        payoffs.iter().map(|pair| pair.map(Rational::from).to_vec()).collect()
    }

    fn game(rows: usize, columns: usize, payoffs: &[[i64; 2]]) -> NormalGame {
        let labels = |count: usize| (0..count).map(|own| own.to_string()).collect::<Vec<_>>();
        NormalGame {
            players: labels(2),
            strategies: vec![labels(rows), labels(columns)],
            payoffs: pays(payoffs).into(),
        }
    }

    /// Myerson 1978, section 1: of (top, left) and (bottom, right) the first alone is perfect.
    #[test]
    fn an_equilibrium_in_dominated_strategies_is_not_perfect() {
        let found = perfect(&game(2, 2, &[[1, 1], [0, 0], [0, 0], [0, 0]]), &Limits::default()).unwrap();
        assert_eq!(found.equilibria.len(), 1);
        assert!(found.equilibria[0].profile.iter().all(|mixture| mixture[0].is_one()));
    }

    /// Rows 0 and 1 are undominated each, but half and half earns 1 everywhere, which row 2
    /// weakly dominates.
    #[test]
    fn a_mixture_can_be_dominated_though_no_part_of_it_is() {
        let found = perfect(
            &game(3, 3, &[[2, 0], [0, 0], [1, 0], [0, 0], [2, 0], [1, 0], [1, 0], [1, 0], [2, 0]]),
            &Limits::default(),
        )
        .unwrap();
        let half = |mixture: &[Rational]| mixture[0] == Rational::new(1, 2) && mixture[1] == Rational::new(1, 2);
        assert!(!found.equilibria.is_empty());
        assert!(found.equilibria.iter().all(|one| !half(&one.profile[0])));
    }
}
