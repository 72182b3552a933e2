//! The span of a few vectors, in reduced echelon form.

use dashu::base::Gcd;
use dashu::integer::{IBig, UBig};

use super::rational::Rational;

/// A subspace of `Q^dimension`.
#[derive(Debug, Clone)]
pub struct Span {
    dimension: usize,
    /// Each with its pivot column, in which all others are zero and it is one.
    rows: Vec<(usize, Vec<Rational>)>,
}

impl Span {
    pub fn empty(dimension: usize) -> Span {
        Span { dimension, rows: Vec::new() }
    }

    pub fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Adds a vector; whether it was new.
    pub fn insert(&mut self, vector: &[Rational]) -> bool {
        let rest = self.remainder(vector);
        let Some(pivot) = rest.iter().position(|entry| !entry.is_zero()) else {
            return false;
        };
        let row: Vec<Rational> = rest.iter().map(|entry| entry / &rest[pivot]).collect();
        for (_, other) in &mut self.rows {
            let factor = other[pivot].clone();
            if !factor.is_zero() {
                subtract(other, &factor, &row);
            }
        }
        self.rows.push((pivot, row));
        true
    }

    pub fn contains(&self, vector: &[Rational]) -> bool {
        self.remainder(vector).iter().all(Rational::is_zero)
    }

    /// What is left of a vector after elimination; zero exactly on the span.
    pub fn remainder(&self, vector: &[Rational]) -> Vec<Rational> {
        let mut rest = vector.to_vec();
        for (pivot, row) in &self.rows {
            let factor = rest[*pivot].clone();
            if !factor.is_zero() {
                subtract(&mut rest, &factor, row);
            }
        }
        rest
    }

    /// Integer functionals that vanish together exactly on the span, packed: for vectors with
    /// entries -1, 0 and 1 they tell its cosets apart.
    ///
    /// Each free column gives one functional `x_c - Σ R_pc x_p`, cleared of denominators. As many
    /// as fit become the digits of one word, in a base that no value reaches.
    ///
    /// # Panics
    /// If a functional has entries that leave no room in a word; minors of 0-1 matrices do not.
    pub fn functionals(&self) -> Vec<Vec<i64>> {
        let free = (0..self.dimension).filter(|&column| self.rows.iter().all(|(pivot, _)| *pivot != column));
        let mut packed: Vec<(Vec<i64>, i64)> = Vec::new();
        for column in free {
            let clear = self.rows.iter().fold(UBig::ONE, |common, (_, row)| {
                let denominator = row[column].denominator();
                &common / (&common).gcd(&denominator) * denominator
            });
            let clear = IBig::from(clear);
            let word = |value: IBig| i64::try_from(value).expect("minors of 0-1 matrices are small");
            let mut functional = vec![0; self.dimension];
            functional[column] = word(clear.clone());
            for (pivot, row) in &self.rows {
                let entry = &row[column];
                functional[*pivot] = word(-(entry.numerator() * (&clear / IBig::from(entry.denominator()))));
            }
            // A value lies in [-reach, reach], a difference of two in twice that.
            let reach: i64 = functional.iter().map(|entry| entry.abs()).sum();
            let base = 4 * reach + 1;
            match packed.last_mut() {
                Some((word, size)) if size.checked_mul(base).is_some_and(|product| product < 1 << 60) => {
                    for (digit, entry) in word.iter_mut().zip(&functional) {
                        *digit += *size * entry;
                    }
                    *size *= base;
                }
                _ => packed.push((functional, base)),
            }
        }
        packed.into_iter().map(|(word, _)| word).collect()
    }
}

fn subtract(from: &mut [Rational], factor: &Rational, row: &[Rational]) {
    for (entry, other) in from.iter_mut().zip(row) {
        if !other.is_zero() {
            *entry = &*entry - &(factor * other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functionals_vanish_exactly_on_the_span() {
        let numbers = |values: [i64; 4]| values.map(Rational::from);
        let mut span = Span::empty(4);
        assert!(span.insert(&numbers([1, 1, 1, 1])));
        assert!(span.insert(&numbers([1, 1, 0, 0])));
        assert!(!span.insert(&numbers([0, 0, 1, 1])));
        let functionals = span.functionals();
        for bits in 0..16u32 {
            let vector = [0, 1, 2, 3].map(|player| Rational::from(i64::from(bits >> player & 1)));
            let vanish =
                functionals.iter().all(|word| (0..4).map(|k| i64::from(bits >> k & 1) * word[k]).sum::<i64>() == 0);
            assert_eq!(vanish, span.contains(&vector), "{bits:04b}");
        }
    }
}
