//! The Owen value of a coalition structure.
//!
//! Blocks arrive in a random order and, within each, players do; each player gets its expected
//! marginal contribution (Owen 1977 \[Owen1977\]). The blocks are unions that bargain for the
//! division of the grand coalition's worth, so the value is efficient for all.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;

/// The value, by player. `O(2^m Σ_k |B_k| 2^|B_k|)` for `m` blocks `B_k`.
pub fn owen(game: &CoalitionalGame) -> Vec<Rational> {
    let blocks = &game.structure;
    let mut value = vec![Rational::ZERO; game.count()];
    for (own, &block) in blocks.iter().enumerate() {
        let outer = orders(blocks.len());
        let inner = orders(block.size());
        // The blocks that came before, all but the own one.
        for before in Coalition::grand(blocks.len()).without(own).subsets() {
            let present = before.players().fold(Coalition::EMPTY, |union, index| union.union(blocks[index]));
            for some in block.subsets() {
                let worth = game.worth(present.union(some));
                if worth.is_zero() {
                    continue;
                }
                // The worth counts for whoever came last and against whoever comes next.
                let share = |size: usize| &(&outer[before.size()] * &inner[size]) * worth;
                for player in some.players() {
                    value[player] = &value[player] + &share(some.size() - 1);
                }
                for player in block.minus(some).players() {
                    value[player] = &value[player] - &share(some.size());
                }
            }
        }
    }
    value
}

/// The chance that exactly a given set of `size` others is before one of `count`.
fn orders(count: usize) -> Vec<Rational> {
    // 1 / (n C(n-1, s))
    let mut chance = vec![Rational::new(1, count as i64)];
    for size in 1..count {
        chance.push(&chance[size - 1] * &Rational::new(size as i64, (count - size) as i64));
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;
    use crate::solve::shapley::shapley;

    #[test]
    fn a_union_gains_and_trivial_structures_change_nothing() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let mut game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        assert_eq!(owen(&game), shapley(&game));
        game.structure = (0..3).map(Coalition::of).collect();
        assert_eq!(owen(&game), shapley(&game));
        // a and b decide together: the third is never needed.
        game.structure = vec![Coalition(0b011), Coalition(0b100)];
        assert_eq!(owen(&game), [Rational::new(1, 2), Rational::new(1, 2), Rational::ZERO]);
    }
}
