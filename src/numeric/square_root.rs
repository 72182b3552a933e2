//! Square roots of rationals: exact where there is one, with bounds otherwise.

use dashu::base::{SquareRoot, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use super::rational::Rational;

/// The nonnegative root of a perfect square.
pub fn exact_square_root(square: &Rational) -> Option<Rational> {
    if square.is_negative() {
        return None;
    }
    // In lowest terms both are squares or the fraction is none.
    let root = |whole: UBig| Some(whole.sqrt()).filter(|root| root * root == whole);
    let numerator = root(square.numerator().unsigned_abs())?;
    Some(Rational::from_integers(IBig::from(numerator), root(square.denominator())?))
}

/// Bounds of the root of a nonnegative number that are `2^-bits` apart, or equal.
///
/// # Panics
/// If the number is negative.
pub fn square_root_bounds(square: &Rational, bits: usize) -> (Rational, Rational) {
    assert!(!square.is_negative(), "only nonnegative numbers have real roots");
    if let Some(root) = exact_square_root(square) {
        return (root.clone(), root);
    }
    let scaled = (square.numerator().unsigned_abs() << (2 * bits)) / square.denominator();
    let low = scaled.sqrt();
    let unit = UBig::ONE << bits;
    let high = &low + UBig::ONE;
    (Rational::from_integers(low.into(), unit.clone()), Rational::from_integers(high.into(), unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_have_exact_roots_and_others_close_bounds() {
        assert_eq!(exact_square_root(&Rational::new(9, 4)), Some(Rational::new(3, 2)));
        assert_eq!(exact_square_root(&Rational::new(9, 2)), None);
        assert_eq!(exact_square_root(&Rational::ZERO), Some(Rational::ZERO));
        let two = Rational::new(2, 1);
        let (low, high) = square_root_bounds(&two, 40);
        assert!(&low * &low < two && two < &high * &high);
        assert_eq!(&high - &low, Rational::new(1, 1 << 40));
    }
}
