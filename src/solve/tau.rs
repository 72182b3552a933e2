//! The τ-value: the efficient compromise between what a player can hope for and what it can insist on.
//!
//! With the utopia payoff `M_i = v(N) - v(N∖i)` and the minimal right
//! `m_i = max_{S∋i} (v(S) - Σ_{j∈S∖i} M_j)` it is the efficient point between `m` and `M`. It is
//! defined for quasi-balanced games, `m <= M` and `Σ m <= v(N) <= Σ M` (Tijs 1981 \[Tijs1981\]).

use crate::form::coalitional::{Coalition, CoalitionalGame, sum};
use crate::numeric::rational::Rational;

/// The τ-value for the grand coalition, or why there is none. `O(n 2^n)`.
///
/// # Errors
/// Why the game is not quasi-balanced.
pub fn tau(game: &CoalitionalGame) -> Result<Vec<Rational>, &'static str> {
    let (count, grand) = (game.count(), game.grand());
    let utopia: Vec<Rational> = (0..count).map(|player| marginal(game, player)).collect();
    let mut rights: Vec<Rational> = (0..count).map(|player| game.alone(player).clone()).collect();
    for coalition in grand.subsets() {
        let left = game.worth(coalition) - &sum(coalition, &utopia);
        for player in coalition.players() {
            let right = &left + &utopia[player];
            if right > rights[player] {
                rights[player] = right;
            }
        }
    }
    if rights.iter().zip(&utopia).any(|(right, hope)| right > hope) {
        return Err("the game is not quasi-balanced: some player can insist on more than it can hope for");
    }
    let worth = game.worth(grand);
    let (least, most) = (sum(grand, &rights), sum(grand, &utopia));
    if least > *worth || *worth > most {
        return Err(
            "the game is not quasi-balanced: the worth is not between what all insist on and what all hope for",
        );
    }
    let share = if least == most { Rational::ZERO } else { &(worth - &least) / &(&most - &least) };
    Ok(rights.iter().zip(&utopia).map(|(right, hope)| right + &(&share * &(hope - right))).collect())
}

/// What a player adds to all the others.
pub fn marginal(game: &CoalitionalGame, player: usize) -> Rational {
    let grand: Coalition = game.grand();
    game.worth(grand) - game.worth(grand.without(player))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn a_market_with_one_seller_gives_it_all_and_a_majority_has_none() {
        let names = || ["a", "b", "c"].map(str::to_owned).to_vec();
        let market = family::assignment(names(), &[vec![Rational::ONE, Rational::ONE]]);
        assert_eq!(tau(&market), Ok(vec![Rational::ONE, Rational::ZERO, Rational::ZERO]));
        let majority = family::voting(names(), &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        assert!(tau(&majority).is_err());
    }
}
