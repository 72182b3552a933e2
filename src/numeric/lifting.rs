//! Exact solutions of square integer systems by p-adic lifting (Dixon 1982 \[Dixon1982\]).
//!
//! The matrix is inverted once modulo a prime of one word; then each step of linear cost in
//! the size of the matrix finds one more p-adic digit of the solution, until fractions of
//! small height are recognised and multiply back exactly. Cubic in words for the inverse and
//! quadratic for each digit, where elimination in big integers is cubic in long numbers.

use dashu::integer::{IBig, UBig};

/// 2³⁰ - 35: a sum of eight products of residues fits a word.
const PRIME: u64 = 1_073_741_789;
const BITS: f64 = 29.99;

/// A square integer matrix that is invertible modulo the prime.
#[derive(Debug, Clone)]
pub struct Lifting {
    size: usize,
    matrix: Vec<i64>,
    inverse: Vec<u64>,
}

/// A vector of fractions over one positive denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fractions {
    pub numerators: Vec<IBig>,
    pub denominator: IBig,
}

impl Lifting {
    /// Row by row. `None` if singular, or singular modulo the prime, which is as good as never
    /// seen otherwise.
    pub fn new(size: usize, matrix: Vec<i64>) -> Option<Lifting> {
        assert_eq!(matrix.len(), size * size, "the matrix is square");
        let mut left: Vec<u64> = matrix.iter().map(|&entry| residue(entry.into())).collect();
        let mut right = vec![0; size * size];
        for index in 0..size {
            right[index * size + index] = 1;
        }
        for column in 0..size {
            let pivot = (column..size).find(|&row| left[row * size + column] != 0)?;
            for entry in 0..size {
                left.swap(pivot * size + entry, column * size + entry);
                right.swap(pivot * size + entry, column * size + entry);
            }
            let inverse = power(left[column * size + column], PRIME - 2);
            for half in [&mut left, &mut right] {
                half[column * size..(column + 1) * size].iter_mut().for_each(|entry| *entry = *entry * inverse % PRIME);
            }
            let (above_left, above_right) =
                (left[column * size..(column + 1) * size].to_vec(), right[column * size..(column + 1) * size].to_vec());
            for row in (0..size).filter(|&row| row != column) {
                let factor = (PRIME - left[row * size + column]) % PRIME;
                if factor == 0 {
                    continue;
                }
                for (half, above, from) in [(&mut left, &above_left, column), (&mut right, &above_right, 0)] {
                    for (entry, above) in half[row * size + from..(row + 1) * size].iter_mut().zip(&above[from..]) {
                        *entry = (*entry + factor * above) % PRIME;
                    }
                }
            }
        }
        Some(Lifting { size, matrix, inverse: right })
    }

    /// `x` with `matrix · x = rhs`. `None` where the solution is beyond its own bound, which
    /// a right implementation never meets.
    pub fn solve(&self, rhs: &[i64]) -> Option<Fractions> {
        self.lift(rhs, |matrix, size, row, column| matrix[row * size + column], &self.inverse)
    }

    /// `y` with `y · matrix = rhs`.
    pub fn solve_transposed(&self, rhs: &[i64]) -> Option<Fractions> {
        let size = self.size;
        let inverse: Vec<u64> = (0..size * size).map(|at| self.inverse[at % size * size + at / size]).collect();
        self.lift(rhs, |matrix, size, row, column| matrix[column * size + row], &inverse)
    }

    fn lift(&self, rhs: &[i64], entry: fn(&[i64], usize, usize, usize) -> i64, inverse: &[u64]) -> Option<Fractions> {
        let size = self.size;
        assert_eq!(rhs.len(), size, "one right-hand side per row");
        if rhs.iter().all(|&value| value == 0) {
            return Some(Fractions { numerators: vec![IBig::ZERO; size], denominator: IBig::ONE });
        }
        // Zeros of the matrix are skipped: bases are sparse.
        let rows: Vec<Vec<(usize, i64)>> = (0..size)
            .map(|row| {
                let entries = (0..size).map(|column| (column, entry(&self.matrix, size, row, column)));
                entries.filter(|(_, entry)| *entry != 0).collect()
            })
            .collect();
        // Hadamard: numerators and the denominator are determinants.
        let norm = |values: &mut dyn Iterator<Item = i64>| {
            values.map(|value| (value as f64).powi(2)).sum::<f64>().max(1.0).log2() / 2.0
        };
        let heights: f64 = rows.iter().map(|row| norm(&mut row.iter().map(|&(_, entry)| entry))).sum();
        let most = ((2.0 * heights + 2.0 * norm(&mut rhs.iter().copied()) + 8.0) / BITS).ceil() as usize + 2;
        let mut residual: Vec<i128> = rhs.iter().map(|&value| value.into()).collect();
        let mut digits: Vec<Vec<u64>> = Vec::new();
        let mut target = 4;
        loop {
            while digits.len() < target.min(most) {
                let small: Vec<u64> = residual.iter().map(|&value| residue(value)).collect();
                let digit: Vec<u64> = inverse.chunks_exact(size).map(|row| dot(row, &small)).collect();
                for (value, row) in residual.iter_mut().zip(&rows) {
                    let product: i128 =
                        row.iter().map(|&(column, entry)| i128::from(entry) * i128::from(digit[column])).sum();
                    *value = (*value - product) / i128::from(PRIME);
                }
                digits.push(digit);
            }
            if let Some(found) = recognise(&digits, size).filter(|found| multiplies_back(&rows, rhs, found)) {
                return Some(found);
            }
            if digits.len() >= most {
                return None;
            }
            target *= 2;
        }
    }
}

fn residue(value: i128) -> u64 {
    value.rem_euclid(PRIME.into()) as u64
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut base, mut product) = (base, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            product = product * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    product
}

fn dot(a: &[u64], b: &[u64]) -> u64 {
    let sums = a.chunks(8).zip(b.chunks(8)).map(|(a, b)| a.iter().zip(b).map(|(x, y)| x * y).sum::<u64>() % PRIME);
    sums.sum::<u64>() % PRIME
}

fn multiplies_back(rows: &[Vec<(usize, i64)>], rhs: &[i64], found: &Fractions) -> bool {
    rows.iter().zip(rhs).all(|(row, &bound)| {
        let product =
            row.iter().fold(IBig::ZERO, |sum, &(column, entry)| sum + &found.numerators[column] * IBig::from(entry));
        product == &found.denominator * IBig::from(bound)
    })
}

/// The fractions of small height that have these digits (rational reconstruction, Wang 1981
/// \[Wang1981\]); the common denominator grows as it is met.
fn recognise(digits: &[Vec<u64>], size: usize) -> Option<Fractions> {
    let prime = UBig::from(PRIME);
    let modulus = prime.pow(digits.len());
    let half = IBig::from(&modulus >> 1);
    let whole = IBig::from(modulus);
    // Numerators and denominators below the square root of half the modulus are unique.
    let bound = IBig::from(dashu::base::SquareRoot::sqrt(&half.clone().into_parts().1));
    let centred = |value: IBig| -> IBig {
        let value = value % &whole;
        let value = if value < IBig::ZERO { value + &whole } else { value };
        if value > half { value - &whole } else { value }
    };
    let mut denominator = IBig::ONE;
    let mut numerators: Vec<IBig> = Vec::with_capacity(size);
    for index in 0..size {
        let value = digits.iter().rev().fold(IBig::ZERO, |sum, digit| sum * PRIME + digit[index]);
        let scaled = centred(value * &denominator);
        if scaled <= bound && -&scaled <= bound {
            numerators.push(scaled);
            continue;
        }
        let (numerator, extra) = fraction(scaled, &whole, &bound)?;
        denominator *= &extra;
        if denominator > bound {
            return None;
        }
        numerators.iter_mut().for_each(|known| *known *= &extra);
        numerators.push(numerator);
    }
    Some(Fractions { numerators, denominator })
}

/// `numerator / denominator` congruent to the value, both within the bound; the half-way
/// remainder of Euclid's algorithm.
fn fraction(value: IBig, modulus: &IBig, bound: &IBig) -> Option<(IBig, IBig)> {
    let value = if value < IBig::ZERO { value + modulus } else { value };
    let (mut old, mut new) = ((modulus.clone(), IBig::ZERO), (value, IBig::ONE));
    while new.0 > *bound {
        let quotient = &old.0 / &new.0;
        let next = (&old.0 - &quotient * &new.0, &old.1 - &quotient * &new.1);
        old = std::mem::replace(&mut new, next);
    }
    let (numerator, denominator) = if new.1 < IBig::ZERO { (-new.0, -new.1) } else { new };
    (denominator != IBig::ZERO && denominator <= *bound).then_some((numerator, denominator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hilbert_like_system_is_solved_and_multiplies_back() {
        // The inverse of a Hilbert matrix is integral: with rows scaled to integers, the
        // solution for the scaled first unit vector is its first column.
        let size = 5;
        let scale = 2520i64;
        let matrix: Vec<i64> = (0..size * size).map(|at| scale / (at / size + at % size + 1) as i64).collect();
        let lifting = Lifting::new(size, matrix).unwrap();
        let mut rhs = vec![0; size];
        rhs[0] = scale;
        let found = lifting.solve(&rhs).unwrap();
        assert_eq!(found.denominator, IBig::ONE);
        assert_eq!(found.numerators, [25, -300, 1050, -1400, 630].map(IBig::from));
        assert_eq!(lifting.solve_transposed(&rhs).unwrap(), found, "the matrix is symmetric");
    }

    #[test]
    fn a_singular_matrix_is_told() {
        assert!(Lifting::new(2, vec![1, 2, 2, 4]).is_none());
    }

    #[test]
    fn large_entries_take_more_digits() {
        let big = i64::MAX;
        let lifting = Lifting::new(2, vec![big, 3, -5, big - 2]).unwrap();
        let found = lifting.solve(&[1, big]).unwrap();
        let back = &found.numerators[0] * IBig::from(big) + &found.numerators[1] * IBig::from(3);
        assert_eq!(back, found.denominator);
    }
}
