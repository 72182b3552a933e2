//! Univariate polynomials with rational coefficients.

use std::ops::{Add, Mul, Sub};

use smallvec::{SmallVec, smallvec};

use super::rational::Rational;

/// A polynomial in one variable.
///
/// Coefficients ascend by power; the last one is nonzero (the zero polynomial has none).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polynomial {
    /// Most are constant or linear and need no memory of their own.
    coefficients: SmallVec<[Rational; 2]>,
}

impl Polynomial {
    /// From coefficients that ascend by power.
    pub fn new(coefficients: impl IntoIterator<Item = Rational>) -> Polynomial {
        Polynomial::trimmed(coefficients.into_iter().collect())
    }

    fn trimmed(mut coefficients: SmallVec<[Rational; 2]>) -> Polynomial {
        while coefficients.last().is_some_and(Rational::is_zero) {
            coefficients.pop();
        }
        Polynomial { coefficients }
    }

    pub fn constant(value: Rational) -> Polynomial {
        Polynomial::new([value])
    }

    /// The polynomial `x`.
    pub fn variable() -> Polynomial {
        Polynomial { coefficients: smallvec![Rational::ZERO, Rational::ONE] }
    }

    /// Ascending by power, without trailing zeros.
    pub fn coefficients(&self) -> &[Rational] {
        &self.coefficients
    }

    pub fn is_zero(&self) -> bool {
        self.coefficients.is_empty()
    }

    /// The degree; 0 for constants, the zero polynomial included.
    pub fn degree(&self) -> usize {
        self.coefficients.len().saturating_sub(1)
    }

    /// Horner's rule, exact.
    pub fn evaluate(&self, at: &Rational) -> Rational {
        let mut value = Rational::ZERO;
        for coefficient in self.coefficients.iter().rev() {
            value = &(&value * at) + coefficient;
        }
        value
    }

    /// What the polynomial clipped to [0, 1] is on a stretch around a point, on which it does not
    /// cross 0 or 1: itself or a constant.
    pub fn clipped_around(&self, point: &Rational) -> Polynomial {
        let value = self.evaluate(point);
        if value.is_negative() {
            Polynomial::constant(Rational::ZERO)
        } else if value > Rational::ONE {
            Polynomial::constant(Rational::ONE)
        } else {
            self.clone()
        }
    }

    pub fn scale(&self, factor: &Rational) -> Polynomial {
        Polynomial::new(self.coefficients.iter().map(|c| c * factor))
    }

    pub fn derivative(&self) -> Polynomial {
        let powers = (1..).map(Rational::from);
        Polynomial::new(self.coefficients.iter().skip(1).zip(powers).map(|(c, power)| c * &power))
    }

    /// `self(inner(x))` for `inner = offset + slope x`.
    pub fn compose_affine(&self, offset: &Rational, slope: &Rational) -> Polynomial {
        let inner = Polynomial::new([offset.clone(), slope.clone()]);
        let mut value = Polynomial::new([]);
        for coefficient in self.coefficients.iter().rev() {
            value = &(&value * &inner) + &Polynomial::constant(coefficient.clone());
        }
        value
    }

    /// Quotient and remainder of the Euclidean division.
    ///
    /// # Panics
    /// If the divisor is zero.
    pub fn divide(&self, divisor: &Polynomial) -> (Polynomial, Polynomial) {
        let leading = divisor.coefficients.last().expect("a divisor is nonzero");
        let mut remainder = self.coefficients.clone();
        let mut quotient = vec![Rational::ZERO; (remainder.len() + 1).saturating_sub(divisor.coefficients.len())];
        for shift in (0..quotient.len()).rev() {
            let factor = &remainder[shift + divisor.degree()] / leading;
            for (index, coefficient) in divisor.coefficients.iter().enumerate() {
                remainder[shift + index] = &remainder[shift + index] - &(&factor * coefficient);
            }
            quotient[shift] = factor;
        }
        (Polynomial::new(quotient), Polynomial::new(remainder))
    }

    /// The monic greatest common divisor (Euclid); zero only if both are zero.
    pub fn gcd(&self, other: &Polynomial) -> Polynomial {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !b.is_zero() {
            let rest = a.divide(&b).1;
            a = b;
            b = rest.monic();
        }
        a.monic()
    }

    /// The product of the distinct irreducible factors: same roots, each simple.
    pub fn squarefree(&self) -> Polynomial {
        match self.degree() {
            0 | 1 => self.clone(),
            _ => self.divide(&self.gcd(&self.derivative())).0,
        }
    }

    fn monic(&self) -> Polynomial {
        match self.coefficients.last() {
            Some(leading) if !leading.is_one() => self.scale(&(&Rational::ONE / leading)),
            _ => self.clone(),
        }
    }
}

/// The determinant of a square matrix: of a small one by expansion along the first row, of others by
/// elimination without fractions (Bareiss 1968 \[Bareiss1968\]).
pub fn determinant(rows: &[Vec<Polynomial>]) -> Polynomial {
    /// Up to this size expansion takes fewer products.
    const SMALL: usize = 3;
    fn minor(rows: &[Vec<Polynomial>], columns: &[usize]) -> Polynomial {
        let Some((first, rest)) = rows.split_first() else { return Polynomial::constant(Rational::ONE) };
        let mut total = Polynomial::constant(Rational::ZERO);
        for (place, &column) in columns.iter().enumerate().filter(|(_, column)| !first[**column].is_zero()) {
            let others: Vec<usize> = columns.iter().copied().filter(|other| *other != column).collect();
            let term = &first[column] * &minor(rest, &others);
            total = if place % 2 == 0 { &total + &term } else { &total - &term };
        }
        total
    }
    let size = rows.len();
    if size <= SMALL {
        return minor(rows, &(0..size).collect::<Vec<_>>());
    }
    let mut rows = rows.to_vec();
    let mut previous = Polynomial::constant(Rational::ONE);
    let mut odd = false;
    for step in 0..size - 1 {
        let Some(pivot) = (step..size).find(|&row| !rows[row][step].is_zero()) else {
            return Polynomial::constant(Rational::ZERO);
        };
        odd ^= pivot != step;
        rows.swap(pivot, step);
        let (above, below) = rows.split_at_mut(step + 1);
        let above = &above[step];
        for row in below {
            for column in step + 1..size {
                let entry = &(&row[column] * &above[step]) - &(&row[step] * &above[column]);
                // Every entry is a minor, so nothing remains.
                row[column] = entry.divide(&previous).0;
            }
        }
        previous = above[step].clone();
    }
    let last = rows[size - 1][size - 1].clone();
    if odd { last.scale(&Rational::from(-1)) } else { last }
}

impl Add for &Polynomial {
    type Output = Polynomial;
    fn add(self, other: &Polynomial) -> Polynomial {
        let (long, short) =
            if self.coefficients.len() < other.coefficients.len() { (other, self) } else { (self, other) };
        let mut sum = long.coefficients.clone();
        for (total, term) in sum.iter_mut().zip(&short.coefficients) {
            *total = &*total + term;
        }
        Polynomial::trimmed(sum)
    }
}

impl Sub for &Polynomial {
    type Output = Polynomial;
    fn sub(self, other: &Polynomial) -> Polynomial {
        let mut difference = self.coefficients.clone();
        difference.resize(self.coefficients.len().max(other.coefficients.len()), Rational::ZERO);
        for (total, term) in difference.iter_mut().zip(&other.coefficients) {
            *total = &*total - term;
        }
        Polynomial::trimmed(difference)
    }
}

impl Mul for &Polynomial {
    type Output = Polynomial;
    fn mul(self, other: &Polynomial) -> Polynomial {
        match (self.coefficients.as_slice(), other.coefficients.as_slice()) {
            ([], _) | (_, []) => Polynomial::new([]),
            ([factor], _) => other.scale(factor),
            (_, [factor]) => self.scale(factor),
            (left, right) => {
                let mut product = vec![Rational::ZERO; left.len() + right.len() - 1];
                for (i, a) in left.iter().enumerate() {
                    for (j, b) in right.iter().enumerate() {
                        product[i + j] = &product[i + j] + &(a * b);
                    }
                }
                Polynomial::new(product)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polynomial(coefficients: &[i64]) -> Polynomial {
        Polynomial::new(coefficients.iter().map(|&c| Rational::from(c)))
    }

    #[test]
    fn division_and_gcd_undo_multiplication() {
        let (a, b) = (polynomial(&[-2, 1, 3]), polynomial(&[5, -1]));
        let product = &a * &b;
        assert_eq!(product.divide(&b), (a.clone(), polynomial(&[])));
        assert_eq!(product.gcd(&(&b * &b)), b.monic());
        assert_eq!((&product * &b).squarefree().degree(), 3);
    }

    #[test]
    fn determinants_of_any_size_are_products_along_a_triangle() {
        // A product of a lower and an upper triangle with rows swapped: minus the product of the
        // diagonals, (x + 1) (x + 2) (x + 3) (x + 4).
        let zero = || polynomial(&[]);
        let lower = |i: usize, j: usize| match i.cmp(&j) {
            std::cmp::Ordering::Less => zero(),
            std::cmp::Ordering::Equal => polynomial(&[1]),
            std::cmp::Ordering::Greater => polynomial(&[i as i64, -(j as i64), 2]),
        };
        let upper = |i: usize, j: usize| match i.cmp(&j) {
            std::cmp::Ordering::Less => polynomial(&[j as i64, 3]),
            std::cmp::Ordering::Equal => polynomial(&[i as i64 + 1, 1]),
            std::cmp::Ordering::Greater => zero(),
        };
        let entry = |i: usize, j: usize| (0..4).fold(zero(), |sum, k| &sum + &(&lower(i, k) * &upper(k, j)));
        let rows: Vec<Vec<Polynomial>> = [2, 1, 0, 3].iter().map(|&i| (0..4).map(|j| entry(i, j)).collect()).collect();
        let expected = (1..=4).fold(polynomial(&[-1]), |product, value| &product * &polynomial(&[value, 1]));
        assert_eq!(determinant(&rows), expected);
    }

    #[test]
    fn affine_composition_substitutes() {
        let p = polynomial(&[1, -4, 0, 2]);
        let (offset, slope) = (Rational::new(1, 3), Rational::new(-5, 2));
        let at = Rational::new(7, 11);
        let inner = &offset + &(&slope * &at);
        assert_eq!(p.compose_affine(&offset, &slope).evaluate(&at), p.evaluate(&inner));
    }
}
