//! The integers that pivots and prices are made of: 128 bits where a bound says that they
//! suffice, big integers elsewhere.

use std::fmt::Debug;

use dashu::base::UnsignedAbs;
use dashu::integer::IBig;

use super::rational::Rational;

/// An exact integer; the size is chosen by whoever knows a bound on it.
pub trait Integer: Clone + Ord + Debug + Send + Sync {
    fn zero() -> Self;
    fn from_word(value: i64) -> Self;
    fn from_big(value: &IBig) -> Self;
    fn add(&self, other: &Self) -> Self;
    fn sub(&self, other: &Self) -> Self;
    /// The product with a word.
    fn scale(&self, factor: i64) -> Self;
    fn product(&self, other: &Self) -> Self;
    fn signum(&self) -> i32;
    /// As a word, if it is one.
    fn word(&self) -> Option<i64>;
    /// `self / denominator` in lowest terms.
    fn over(&self, denominator: &Self) -> Rational;
}

impl Integer for i128 {
    fn zero() -> i128 {
        0
    }
    fn from_word(value: i64) -> i128 {
        value.into()
    }
    fn from_big(value: &IBig) -> i128 {
        i128::try_from(value).expect("whoever chose 128 bits has a bound on the values")
    }
    fn add(&self, other: &i128) -> i128 {
        self + other
    }
    fn sub(&self, other: &i128) -> i128 {
        self - other
    }
    fn scale(&self, factor: i64) -> i128 {
        self * i128::from(factor)
    }
    fn product(&self, other: &i128) -> i128 {
        self * other
    }
    fn signum(&self) -> i32 {
        i128::signum(*self) as i32
    }
    fn word(&self) -> Option<i64> {
        i64::try_from(*self).ok()
    }
    fn over(&self, denominator: &i128) -> Rational {
        match (self.word(), denominator.word()) {
            (Some(numerator), Some(denominator)) => Rational::new(numerator, denominator),
            _ => IBig::from(*self).over(&IBig::from(*denominator)),
        }
    }
}

impl Integer for IBig {
    fn zero() -> IBig {
        IBig::ZERO
    }
    fn from_word(value: i64) -> IBig {
        value.into()
    }
    fn from_big(value: &IBig) -> IBig {
        value.clone()
    }
    fn add(&self, other: &IBig) -> IBig {
        self + other
    }
    fn sub(&self, other: &IBig) -> IBig {
        self - other
    }
    fn scale(&self, factor: i64) -> IBig {
        self * factor
    }
    fn product(&self, other: &IBig) -> IBig {
        self * other
    }
    fn signum(&self) -> i32 {
        match self.cmp(&IBig::ZERO) {
            std::cmp::Ordering::Less => -1,
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => 1,
        }
    }
    fn word(&self) -> Option<i64> {
        i64::try_from(self).ok()
    }
    fn over(&self, denominator: &IBig) -> Rational {
        let numerator = if Integer::signum(denominator) < 0 { -self } else { self.clone() };
        Rational::from_integers(numerator, denominator.clone().unsigned_abs())
    }
}
