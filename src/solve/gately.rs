//! The Gately value: the efficient payoff at which every player's propensity to disrupt is equal.
//!
//! Player `i`'s propensity to disrupt at `x` is what the others would lose by its leaving over
//! what it would lose itself, `(x(N∖i) - v(N∖i)) / (x_i - v(i))` (Gately 1974 \[Gately1974\]).
//! Equal propensities give `x_i = v(i) + (M_i - v(i)) (v(N) - Σ v(j)) / Σ (M_j - v(j))` with
//! `M_i = v(N) - v(N∖i)`. There is none if the denominator is zero and there is something to
//! divide.

use crate::form::coalitional::CoalitionalGame;
use crate::numeric::rational::Rational;

use super::tau::marginal;

/// The Gately value for the grand coalition, or why there is none.
///
/// # Errors
/// Why it is not defined.
pub fn gately(game: &CoalitionalGame) -> Result<Vec<Rational>, &'static str> {
    let count = game.count();
    let alone: Vec<Rational> = (0..count).map(|player| game.alone(player).clone()).collect();
    let surplus = alone.iter().fold(game.worth(game.grand()).clone(), |left, amount| &left - amount);
    if surplus.is_zero() {
        return Ok(alone);
    }
    let weights: Vec<Rational> = (0..count).map(|player| &marginal(game, player) - &alone[player]).collect();
    let total = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    if total.is_zero() {
        return Err("nobody's leaving costs the others anything on balance, so no propensities to disrupt are equal");
    }
    let rate = &surplus / &total;
    Ok(alone.iter().zip(&weights).map(|(amount, weight)| amount + &(weight * &rate)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn a_majority_of_three_has_no_gately_value() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        assert!(gately(&game).is_err());
    }
}
