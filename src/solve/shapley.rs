//! The Shapley value.
//!
//! Each player gets its expected marginal contribution when players arrive in a random order:
//! `φ_i = Σ_{S∌i} |S|! (n-|S|-1)! / n! (v(S ∪ i) - v(S))` (Shapley 1953 \[Shapley1953\]). It exists
//! and is unique; it is efficient for the grand coalition whatever the structure.

use dashu::integer::{IBig, UBig};

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::numeric::scaled::Values;

/// The Shapley value, in `O(n 2^n)` additions of integers: the worths are summed by size, with
/// and without each player, and weighted once.
pub fn shapley(game: &CoalitionalGame) -> Vec<Rational> {
    let count = game.count();
    let scaled = game.scaled();
    // with[i][s]: the total worth of the coalitions of size s that have player i.
    let mut with = vec![vec![IBig::ZERO; count + 1]; count];
    let mut total = vec![IBig::ZERO; count + 1];
    match &scaled.values {
        Values::Words(worths) => {
            // 2^22 words of 61 bits sum to less than 128 bits.
            let mut sums = vec![vec![0i128; count + 1]; count];
            let mut all = vec![0i128; count + 1];
            for (bits, &worth) in worths.iter().enumerate() {
                if worth != 0 {
                    let coalition = Coalition(bits as u32);
                    all[coalition.size()] += i128::from(worth);
                    for player in coalition.players() {
                        sums[player][coalition.size()] += i128::from(worth);
                    }
                }
            }
            total = all.into_iter().map(IBig::from).collect();
            with = sums.into_iter().map(|sizes| sizes.into_iter().map(IBig::from).collect()).collect();
        }
        Values::Big(worths) => {
            for (bits, worth) in worths.iter().enumerate() {
                let coalition = Coalition(bits as u32);
                total[coalition.size()] += worth;
                for player in coalition.players() {
                    with[player][coalition.size()] += worth;
                }
            }
        }
    }
    // A coalition of size s with the player counts (s-1)! (n-s)!, one without -s! (n-s-1)!.
    let factorial = factorials(count);
    let denominator = scaled.denominator * &factorial[count];
    (0..count)
        .map(|player| {
            let joined = |size: usize| &factorial[size - 1] * &factorial[count - size] * &with[player][size];
            let absent =
                |size: usize| &factorial[size] * &factorial[count - size - 1] * (&total[size] - &with[player][size]);
            let gained: IBig = (1..=count).map(joined).sum();
            let missed: IBig = (0..count).map(absent).sum();
            Rational::from_integers(gained - missed, positive(&denominator))
        })
        .collect()
}

fn factorials(count: usize) -> Vec<IBig> {
    let mut list = vec![IBig::ONE];
    for factor in 1..=count {
        list.push(&list[factor - 1] * IBig::from(factor));
    }
    list
}

fn positive(value: &IBig) -> UBig {
    UBig::try_from(value.clone()).expect("a product of positive numbers is positive")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn a_large_party_between_two_small_ones() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let weights = [50, 49, 1].map(Rational::from);
        let game = family::voting(names, &Rational::from(51), &weights);
        assert_eq!(shapley(&game), [Rational::new(2, 3), Rational::new(1, 6), Rational::new(1, 6)]);
    }
}
