//! Exact solutions of square integer systems by p-adic lifting (Dixon 1982 \[Dixon1982\]).
//!
//! The matrix is inverted once modulo a prime of one word; then each step of linear cost in
//! the size of the matrix finds one more p-adic digit of the solution, until fractions of
//! small height are recognised and multiply back exactly. Cubic in words for the inverse and
//! quadratic for each digit, where elimination in big integers is cubic in long numbers.

use dashu::base::BitTest;
use dashu::integer::{IBig, UBig};

/// 2³⁰ - 35: a sum of eight products of residues fits a word.
const PRIME: u64 = 1_073_741_789;
const BITS: f64 = 29.99;

/// A square integer matrix that is invertible modulo the prime.
#[derive(Debug, Clone)]
pub struct Lifting {
    size: usize,
    matrix: Vec<IBig>,
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
    pub fn new(size: usize, matrix: Vec<IBig>) -> Option<Lifting> {
        assert_eq!(matrix.len(), size * size, "the matrix is square");
        let mut left: Vec<u64> = matrix.iter().map(big_residue).collect();
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
    pub fn solve(&self, rhs: &[IBig]) -> Option<Fractions> {
        let rows = (0..self.size).map(|row| self.entries((0..self.size).map(|column| row * self.size + column)));
        self.lift(rhs, &rows.collect::<Vec<_>>(), &self.inverse)
    }

    /// `y` with `y · matrix = rhs`.
    pub fn solve_transposed(&self, rhs: &[IBig]) -> Option<Fractions> {
        let size = self.size;
        let inverse: Vec<u64> = (0..size * size).map(|at| self.inverse[at % size * size + at / size]).collect();
        let rows = (0..size).map(|row| self.entries((0..size).map(|column| column * size + row)));
        self.lift(rhs, &rows.collect::<Vec<_>>(), &inverse)
    }

    /// The entries at these places that are not zero: bases are sparse.
    fn entries(&self, places: impl Iterator<Item = usize>) -> Vec<(usize, &IBig)> {
        places.map(|at| &self.matrix[at]).enumerate().filter(|(_, entry)| !entry.is_zero()).collect()
    }

    fn lift(&self, rhs: &[IBig], rows: &[Vec<(usize, &IBig)>], inverse: &[u64]) -> Option<Fractions> {
        let size = self.size;
        assert_eq!(rhs.len(), size, "one right-hand side per row");
        if rhs.iter().all(IBig::is_zero) {
            return Some(Fractions { numerators: vec![IBig::ZERO; size], denominator: IBig::ONE });
        }
        // Hadamard: numerators and the denominator are determinants.
        let bits = |value: &IBig| value.bit_len() as f64 + 1.0;
        let height = |row: &Vec<(usize, &IBig)>| {
            row.iter().map(|(_, entry)| bits(entry)).fold(0.0, f64::max) + (row.len() as f64).log2() / 2.0
        };
        let heights: f64 = rows.iter().map(height).sum();
        let side = rhs.iter().map(bits).fold(0.0, f64::max) + (size as f64).log2() / 2.0;
        let most = ((2.0 * (heights + side) + 8.0) / BITS).ceil() as usize + 2;
        let mut residual = Residual::new(rhs, rows);
        let mut digits: Vec<Vec<u64>> = Vec::new();
        let mut target = 4;
        loop {
            while digits.len() < target.min(most) {
                let small = residual.modulo();
                let digit: Vec<u64> = inverse.chunks_exact(size).map(|row| dot(row, &small)).collect();
                residual.divide(rows, &digit);
                digits.push(digit);
            }
            if let Some(found) = recognise(&digits, size).filter(|found| multiplies_back(rows, rhs, found)) {
                return Some(found);
            }
            if digits.len() >= most {
                return None;
            }
            target *= 2;
        }
    }
}

/// What is left of the right-hand side after some digits, over the power of the prime.
enum Residual {
    /// With the rows in words too: sums of products with digits stay below 2¹²⁶.
    Words(Vec<i128>, Vec<Vec<(usize, i64)>>),
    Big(Vec<IBig>),
}

impl Residual {
    fn new(rhs: &[IBig], rows: &[Vec<(usize, &IBig)>]) -> Residual {
        let words: Result<Vec<Vec<(usize, i64)>>, _> = rows
            .iter()
            .map(|row| row.iter().map(|&(column, entry)| Ok((column, i64::try_from(entry)?))).collect())
            .collect();
        let start: Result<Vec<i64>, _> = rhs.iter().map(i64::try_from).collect();
        match (words as Result<_, dashu::base::ConversionError>, start) {
            (Ok(words), Ok(start)) => Residual::Words(start.into_iter().map(i128::from).collect(), words),
            _ => Residual::Big(rhs.to_vec()),
        }
    }

    fn modulo(&self) -> Vec<u64> {
        match self {
            Residual::Words(values, _) => values.iter().map(|&value| residue(value)).collect(),
            Residual::Big(values) => values.iter().map(big_residue).collect(),
        }
    }

    /// Takes the product of the matrix with a digit away, and divides by the prime.
    fn divide(&mut self, rows: &[Vec<(usize, &IBig)>], digit: &[u64]) {
        match self {
            Residual::Words(values, words) => {
                for (value, row) in values.iter_mut().zip(words) {
                    let terms = row.iter().map(|&(column, entry)| i128::from(entry) * i128::from(digit[column]));
                    *value = (*value - terms.sum::<i128>()) / i128::from(PRIME);
                }
            }
            Residual::Big(values) => {
                for (value, row) in values.iter_mut().zip(rows) {
                    let product = row.iter().fold(IBig::ZERO, |sum, &(column, entry)| sum + entry * digit[column]);
                    *value = (&*value - product) / PRIME;
                }
            }
        }
    }
}

fn big_residue(value: &IBig) -> u64 {
    match i128::try_from(value) {
        Ok(value) => residue(value),
        Err(_) => {
            let rest = i128::try_from(value % IBig::from(PRIME)).expect("a rest is below the prime");
            residue(rest)
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

fn multiplies_back(rows: &[Vec<(usize, &IBig)>], rhs: &[IBig], found: &Fractions) -> bool {
    rows.iter().zip(rhs).all(|(row, bound)| {
        let product = row.iter().fold(IBig::ZERO, |sum, &(column, entry)| sum + &found.numerators[column] * entry);
        product == &found.denominator * bound
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
        let matrix = (0..size * size).map(|at| IBig::from(scale / (at / size + at % size + 1) as i64)).collect();
        let lifting = Lifting::new(size, matrix).unwrap();
        let mut rhs = vec![IBig::ZERO; size];
        rhs[0] = IBig::from(scale);
        let found = lifting.solve(&rhs).unwrap();
        assert_eq!(found.denominator, IBig::ONE);
        assert_eq!(found.numerators, [25, -300, 1050, -1400, 630].map(IBig::from));
        assert_eq!(lifting.solve_transposed(&rhs).unwrap(), found, "the matrix is symmetric");
    }

    #[test]
    fn a_singular_matrix_is_told() {
        assert!(Lifting::new(2, [1, 2, 2, 4].map(IBig::from).to_vec()).is_none());
    }

    #[test]
    fn large_entries_take_more_digits() {
        for big in [IBig::from(i64::MAX), IBig::from(7).pow(90)] {
            let matrix = vec![big.clone(), IBig::from(3), IBig::from(-5), &big - IBig::from(2)];
            let found = Lifting::new(2, matrix).unwrap().solve(&[IBig::ONE, big.clone()]).unwrap();
            assert_eq!(&found.numerators[0] * big + &found.numerators[1] * IBig::from(3), found.denominator);
        }
    }
}
