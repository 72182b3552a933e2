//! Harsanyi dividends: the worth of a coalition beyond the dividends of its parts,
//! `v(S) = Σ_{T⊆S} d(T)` (Harsanyi 1959 \[Harsanyi1959\]). The game is the sum of unanimity games
//! with these weights.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;

/// The most players of whom the registry asks: the list may have an entry for every coalition.
pub const MOST_PLAYERS: usize = 14;

/// The dividends that are not zero, by the bits of their coalitions. Möbius inversion, `O(n 2^n)`.
pub fn dividends(game: &CoalitionalGame) -> Vec<(Coalition, Rational)> {
    let mut dividend = game.worth.clone();
    for player in 0..game.count() {
        for bits in 0..dividend.len() {
            if bits >> player & 1 == 1 {
                dividend[bits] = &dividend[bits] - &dividend[bits & !(1 << player)];
            }
        }
    }
    let list = dividend.into_iter().enumerate().filter(|(_, amount)| !amount.is_zero());
    list.map(|(bits, amount)| (Coalition(bits as u32), amount)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn a_majority_is_three_pairs_less_twice_the_whole() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        let found: Vec<(u32, Rational)> = dividends(&game).into_iter().map(|(coalition, d)| (coalition.0, d)).collect();
        assert_eq!(found, [(3, 1), (5, 1), (6, 1), (7, -2)].map(|(bits, d)| (bits, Rational::from(d))));
    }
}
