//! The Banzhaf value.
//!
//! Each player gets its average marginal contribution over all coalitions of the others,
//! `β_i = 2^{1-n} Σ_{S∌i} (v(S ∪ i) - v(S))` (Banzhaf 1965 \[Banzhaf1965\]; Dubey and Shapley 1979
//! \[DubeyShapley1979\]). It is not efficient in general; normalised it sums to one.

use dashu::integer::IBig;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::integer::Integer;
use crate::numeric::rational::Rational;
use crate::numeric::scaled::Values;

/// The raw value and the one that sums to one, which is missing if the raw one sums to zero.
/// `O(n 2^n)` additions of integers.
pub fn banzhaf(game: &CoalitionalGame) -> (Vec<Rational>, Option<Vec<Rational>>) {
    let count = game.count();
    let scaled = game.scaled();
    let swings: Vec<IBig> = (0..count)
        .map(|player| {
            let sign = |bits: usize| if Coalition(bits as u32).contains(player) { 1 } else { -1 };
            match &scaled.values {
                // 2^22 words of 61 bits sum to less than 128 bits.
                Values::Words(worths) => {
                    let sum: i128 =
                        worths.iter().enumerate().map(|(bits, &worth)| sign(bits) * i128::from(worth)).sum();
                    IBig::from(sum)
                }
                Values::Big(worths) => {
                    worths.iter().enumerate().map(|(bits, worth)| worth * IBig::from(sign(bits) as i64)).sum()
                }
            }
        })
        .collect();
    let whole = &scaled.denominator << (count - 1);
    let raw: Vec<Rational> = swings.iter().map(|swing| swing.over(&whole)).collect();
    let total = raw.iter().fold(Rational::ZERO, |sum, part| &sum + part);
    let normalised = (!total.is_zero()).then(|| raw.iter().map(|part| part / &total).collect());
    (raw, normalised)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn swings_are_counted() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let weights = [50, 49, 1].map(Rational::from);
        let (raw, normalised) = banzhaf(&family::voting(names, &Rational::from(51), &weights));
        assert_eq!(raw, [Rational::new(3, 4), Rational::new(1, 4), Rational::new(1, 4)]);
        assert_eq!(normalised.unwrap(), [Rational::new(3, 5), Rational::new(1, 5), Rational::new(1, 5)]);
    }
}
