//! Polynomials in a place on a line whose coefficients are polynomials in a parameter.

use std::ops::{Add, Mul};

use super::polynomial::{Polynomial, determinant};
use super::rational::Rational;

/// Coefficients ascend by power of the place; the last one is nonzero (zero has none).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bivariate {
    coefficients: Vec<Polynomial>,
}

impl Bivariate {
    pub fn new(mut coefficients: Vec<Polynomial>) -> Bivariate {
        while coefficients.last().is_some_and(Polynomial::is_zero) {
            coefficients.pop();
        }
        Bivariate { coefficients }
    }

    pub fn zero() -> Bivariate {
        Bivariate { coefficients: Vec::new() }
    }

    pub fn constant(value: Polynomial) -> Bivariate {
        Bivariate::new(vec![value])
    }

    pub fn is_zero(&self) -> bool {
        self.coefficients.is_empty()
    }

    pub fn scale(&self, factor: &Polynomial) -> Bivariate {
        Bivariate::new(self.coefficients.iter().map(|coefficient| coefficient * factor).collect())
    }

    /// At a place, as a polynomial in the parameter.
    pub fn at(&self, place: &Rational) -> Polynomial {
        let zero = Polynomial::constant(Rational::ZERO);
        self.coefficients.iter().rev().fold(zero, |value, coefficient| &value.scale(place) + coefficient)
    }

    /// Its coefficients in Bernstein's basis over an interval of places: where all are positive, so
    /// is the polynomial on the interval, being a mixture of them.
    pub fn bernstein(&self, low: &Rational, high: &Rational) -> Vec<Polynomial> {
        // On `low + (high - low) w`, by Horner's rule.
        let inner = Bivariate::new([low.clone(), high - low].map(Polynomial::constant).to_vec());
        let unit = self.coefficients.iter().rev().fold(Bivariate::zero(), |value, coefficient| {
            &(&value * &inner) + &Bivariate::constant(coefficient.clone())
        });
        let degree = self.coefficients.len().saturating_sub(1);
        (0..=degree)
            .map(|index| {
                let terms = unit.coefficients.iter().enumerate().take(index + 1);
                terms.fold(Polynomial::constant(Rational::ZERO), |sum, (power, coefficient)| {
                    &sum + &coefficient.scale(&(&binomial(index, power) / &binomial(degree, power)))
                })
            })
            .collect()
    }

    /// The determinant of Sylvester's matrix (Sylvester 1840 \[Sylvester1840\]): it vanishes at every
    /// parameter at which the two share a place where they vanish.
    pub fn resultant(&self, other: &Bivariate) -> Polynomial {
        let (Some(own), Some(others)) =
            (self.coefficients.len().checked_sub(1), other.coefficients.len().checked_sub(1))
        else {
            return Polynomial::constant(Rational::ZERO);
        };
        let size = own + others;
        let row = |polynomial: &Bivariate, shift: usize| {
            let mut row = vec![Polynomial::constant(Rational::ZERO); size];
            row[shift..shift + polynomial.coefficients.len()].clone_from_slice(&polynomial.coefficients);
            row
        };
        let rows: Vec<Vec<Polynomial>> =
            (0..others).map(|shift| row(self, shift)).chain((0..own).map(|shift| row(other, shift))).collect();
        determinant(&rows)
    }
}

fn binomial(of: usize, chosen: usize) -> Rational {
    (0..chosen).fold(Rational::ONE, |value, index| &value * &Rational::new((of - index) as i64, index as i64 + 1))
}

impl Add for &Bivariate {
    type Output = Bivariate;
    fn add(self, other: &Bivariate) -> Bivariate {
        let (long, short) =
            if self.coefficients.len() < other.coefficients.len() { (other, self) } else { (self, other) };
        let mut sum = long.coefficients.clone();
        for (total, term) in sum.iter_mut().zip(&short.coefficients) {
            *total = &*total + term;
        }
        Bivariate::new(sum)
    }
}

impl Mul for &Bivariate {
    type Output = Bivariate;
    fn mul(self, other: &Bivariate) -> Bivariate {
        if self.is_zero() || other.is_zero() {
            return Bivariate::zero();
        }
        let zero = Polynomial::constant(Rational::ZERO);
        let mut product = vec![zero; self.coefficients.len() + other.coefficients.len() - 1];
        for (i, a) in self.coefficients.iter().enumerate() {
            for (j, b) in other.coefficients.iter().enumerate() {
                product[i + j] = &product[i + j] + &(a * b);
            }
        }
        Bivariate::new(product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::root::{Root, isolate};

    fn polynomial(coefficients: &[i64]) -> Polynomial {
        Polynomial::new(coefficients.iter().map(|&value| Rational::from(value)))
    }

    #[test]
    fn a_resultant_vanishes_where_there_is_a_common_root() {
        // s² - t and s - 2 share a root at t = 4; s³ - t and s² - 2 where t² = 8.
        let square = Bivariate::new(vec![polynomial(&[0, -1]), polynomial(&[]), polynomial(&[1])]);
        let two = Bivariate::new(vec![polynomial(&[-2]), polynomial(&[1])]);
        assert_eq!(square.resultant(&two).evaluate(&Rational::from(4)), Rational::ZERO);
        let cube = &(&square + &Bivariate::constant(polynomial(&[0, 1])))
            * &Bivariate::new(vec![polynomial(&[]), polynomial(&[1])]);
        let cube = &cube + &Bivariate::constant(polynomial(&[0, -1]));
        let other = Bivariate::new(vec![polynomial(&[-2]), polynomial(&[]), polynomial(&[1])]);
        let roots = isolate(&cube.resultant(&other), &Rational::ZERO, &Rational::from(9));
        let [Root::Isolated { .. }] = roots.as_slice() else { panic!("{roots:?}") };
        assert!((roots[0].to_f64() - 8f64.sqrt()).abs() < 1e-4);
    }

    #[test]
    fn bernstein_coefficients_bound_a_polynomial_and_meet_it_at_the_ends() {
        // 1 - 3s + 3s² is positive: at least 1/4 on [0, 1].
        let curve = Bivariate::new([1, -3, 3].map(|value| polynomial(&[value])).to_vec());
        let (zero, one) = (Rational::ZERO, Rational::ONE);
        let bounds: Vec<Rational> = curve.bernstein(&zero, &one).iter().map(|own| own.evaluate(&zero)).collect();
        assert_eq!(bounds, [Rational::ONE, Rational::new(-1, 2), Rational::ONE]);
        let (low, high) = (Rational::new(1, 4), Rational::new(3, 4));
        let bounds: Vec<Rational> = curve.bernstein(&low, &high).iter().map(|own| own.evaluate(&zero)).collect();
        assert!(bounds.iter().all(Rational::is_positive));
        assert_eq!(bounds[0], curve.at(&low).evaluate(&zero));
    }
}
