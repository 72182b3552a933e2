//! Convexity: `v(S) + v(T) <= v(S ∪ T) + v(S ∩ T)` for all coalitions (Shapley 1971 \[Shapley1971\]).
//!
//! It is enough that it holds for `S` and `T` that differ by one player each: a player's
//! contribution does not fall when another joins first.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::solution::coalitional::{Property, Witness};

/// Whether the game is convex, with two coalitions that show it if it is not. `O(n² 2^n)`.
pub fn convexity(game: &CoalitionalGame) -> Property {
    let (grand, scaled) = (game.grand(), game.scaled());
    let fails = |common: Coalition| {
        let outside: Vec<usize> = grand.minus(common).players().collect();
        for (index, &one) in outside.iter().enumerate() {
            for &other in &outside[index + 1..] {
                let (first, second) = (common.with(one), common.with(other));
                let together = [first.with(other).index(), common.index()];
                if scaled.sum_exceeds([first.index(), second.index()], together) {
                    return Some(Witness::Pair(first, second));
                }
            }
        }
        None
    };
    let witness = grand.subsets().find_map(fails);
    Property { holds: witness.is_none(), witness }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;
    use crate::numeric::rational::Rational;

    #[test]
    fn bankruptcy_is_convex_and_a_majority_is_not() {
        let names = || ["a", "b", "c"].map(str::to_owned).to_vec();
        let claims = [100, 200, 300].map(Rational::from);
        assert!(convexity(&family::bankruptcy(names(), &Rational::from(200), &claims)).holds);
        let majority = family::voting(names(), &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        let expected = Some(Witness::Pair(Coalition(0b011), Coalition(0b101)));
        assert_eq!(convexity(&majority), Property { holds: false, witness: expected });
    }
}
