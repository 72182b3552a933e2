//! A list of rationals as integers over one common denominator: in machine words where they
//! fit, so that a scan of millions of values costs a pass over memory.

use dashu::base::Gcd;
use dashu::integer::{IBig, UBig};

use super::integer::Integer;
use super::rational::Rational;

/// Integers `values` with `values[k] / denominator` the rationals they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    /// Positive; the least one.
    pub denominator: IBig,
    pub values: Values,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// None has more than [`WORD_BITS`] bits.
    Words(Vec<i64>),
    Big(Vec<IBig>),
}

/// The most bits of a value that is kept as a word: two more than these still fit one.
pub const WORD_BITS: u32 = 61;

impl Scaled {
    /// Linear in the length, plus the cost of large numbers where there are some.
    pub fn new(rationals: &[Rational]) -> Scaled {
        if let Some(words) = in_words(rationals) {
            return words;
        }
        let denominator = rationals.iter().fold(UBig::ONE, |common, value| {
            let denominator = value.denominator();
            &common / (&common).gcd(&denominator) * denominator
        });
        let denominator = IBig::from(denominator);
        let values: Vec<IBig> = rationals
            .iter()
            .map(|value| value.numerator() * (&denominator / IBig::from(value.denominator())))
            .collect();
        let words: Option<Vec<i64>> =
            values.iter().map(|value| value.word().filter(|word| fits(i128::from(*word)))).collect();
        match words {
            Some(words) => Scaled { denominator, values: Values::Words(words) },
            None => Scaled { denominator, values: Values::Big(values) },
        }
    }

    /// The most bits of a value.
    pub fn bits(&self) -> u32 {
        match &self.values {
            Values::Words(words) => 64 - words.iter().fold(0, |all, word| all | word.unsigned_abs()).leading_zeros(),
            Values::Big(values) => {
                use dashu::base::BitTest;
                values.iter().map(|value| value.bit_len() as u32).max().unwrap_or(0)
            }
        }
    }

    /// Whether two values sum to more than two others.
    pub fn sum_exceeds(&self, first: [usize; 2], second: [usize; 2]) -> bool {
        match &self.values {
            // Words have bits to spare.
            Values::Words(words) => words[first[0]] + words[first[1]] > words[second[0]] + words[second[1]],
            Values::Big(values) => &values[first[0]] + &values[first[1]] > &values[second[0]] + &values[second[1]],
        }
    }

    /// One value, in whichever integers.
    pub fn value<T: Integer>(&self, index: usize) -> T {
        match &self.values {
            Values::Words(words) => T::from_word(words[index]),
            Values::Big(values) => T::from_big(&values[index]),
        }
    }
}

fn fits(value: i128) -> bool {
    value.unsigned_abs() < 1 << WORD_BITS
}

/// The common case: everything is small.
fn in_words(rationals: &[Rational]) -> Option<Scaled> {
    let mut common: i64 = 1;
    for value in rationals {
        let (_, denominator) = value.words()?;
        if common % denominator != 0 {
            let shared = common.unsigned_abs().gcd(denominator.unsigned_abs()) as i64;
            common = common.checked_mul(denominator / shared).filter(|&product| fits(product.into()))?;
        }
    }
    let values = rationals
        .iter()
        .map(|value| {
            let (numerator, denominator) = value.words()?;
            let scaled = i128::from(numerator) * i128::from(common / denominator);
            fits(scaled).then_some(scaled as i64)
        })
        .collect::<Option<Vec<i64>>>()?;
    Some(Scaled { denominator: common.into(), values: Values::Words(values) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_fractions_share_the_least_denominator_and_large_ones_leave_words() {
        let scaled = Scaled::new(&[Rational::new(1, 4), Rational::new(-5, 6), Rational::from(2)]);
        assert_eq!(scaled.denominator, IBig::from(12));
        assert_eq!(scaled.values, Values::Words(vec![3, -10, 24]));
        let large = Scaled::new(&[Rational::new(1, (1 << 61) - 1), Rational::new(5, 3)]);
        assert!(matches!(large.values, Values::Big(_)));
        assert_eq!(large.value::<IBig>(1).over(&large.denominator), Rational::new(5, 3));
    }
}
