//! Linear systems modulo a prime, lifted to the rationals.
//!
//! With `A⁻¹` known modulo `p` (as triangular factors), the solution of `A x = b` is found one
//! digit to the base `p` at a time: `d = A⁻¹ r mod p`, then `r ← (r − A d) / p`, beginning with
//! `r = b` (Dixon 1982 \[Dixon1982\], Algorithm 1). From enough digits the fractions follow by
//! Euclid's algorithm stopped half way (Wang 1981 \[Wang1981\]). They are tried early, and
//! accepted only if they satisfy every equation exactly, so that no bound has to be trusted.
//!
//! The rank modulo `p` never exceeds the rank. That it is the rank where it is short of rows and
//! columns is proved by expressing each remaining column through the chosen ones, exactly; if
//! that fails, the prime was unlucky and the next one is taken.

use dashu::base::{Abs, BitTest, DivRem, Sign, UnsignedAbs};
use dashu::integer::IBig;

use super::{Solutions, System, Vector};

/// The largest prime below 2³⁰: sixteen products of residues fit a word.
pub const FIRST_PRIME: u32 = 1_073_741_789;

/// How many products of residues are summed before they are reduced.
const CHUNK: usize = 16;

/// Bits of one limb of a coefficient.
const LIMB: usize = 31;

/// Digits before fractions are tried for the first time.
const FIRST_TRIAL: usize = 4;

pub fn solve(system: &System) -> Solutions {
    let mut prime = FIRST_PRIME;
    loop {
        if let Some(solutions) = Lifting::new(system, prime).solutions() {
            return solutions;
        }
        prime = previous_prime(prime);
    }
}

/// The system restricted to rows and columns on which it is regular, with its factors.
struct Lifting<'a> {
    system: &'a System,
    prime: u32,
    /// Rows in the order of elimination.
    rows: Vec<usize>,
    columns: Vec<usize>,
    /// Unit lower and upper triangular factors in one square, by rows; the diagonal is inverted.
    factors: Vec<u32>,
    /// Signed limbs of the coefficients, least first; each a square by rows.
    limbs: Vec<Vec<i32>>,
    /// How many products of a limb and a digit are summed in a word.
    chunk: usize,
}

impl<'a> Lifting<'a> {
    /// Gaussian elimination modulo the prime.
    fn new(system: &'a System, prime: u32) -> Lifting<'a> {
        let (height, width) = (system.rows.len(), system.columns);
        let mut table: Vec<Vec<u32>> =
            system.rows.iter().map(|row| row.iter().map(|entry| residue(entry, prime)).collect()).collect();
        let mut rows: Vec<usize> = (0..height).collect();
        let mut columns = Vec::new();
        for column in 0..width {
            let rank = columns.len();
            let Some(place) = (rank..height).find(|&row| table[row][column] != 0) else { continue };
            table.swap(rank, place);
            rows.swap(rank, place);
            let inverse = power(table[rank][column], prime - 2, prime);
            table[rank][column] = inverse;
            let (above, below) = table.split_at_mut(rank + 1);
            let pivot_row = &above[rank];
            for row in below {
                let factor = multiply(row[column], inverse, prime);
                row[column] = factor;
                if factor != 0 {
                    subtract_multiple(&mut row[column + 1..], &pivot_row[column + 1..], factor, prime);
                }
            }
            columns.push(column);
        }
        let rank = columns.len();
        rows.truncate(rank);
        let factors = table[..rank].iter().flat_map(|row| columns.iter().map(|&column| row[column])).collect();
        let (limbs, largest) = limbs(system, &rows, &columns);
        let chunk = usize::try_from(i64::MAX / (i64::from(prime) * largest.max(1))).unwrap_or(usize::MAX);
        Lifting { system, prime, rows, columns, factors, limbs, chunk }
    }

    /// The answer for the whole system; `None` if the prime is unlucky.
    fn solutions(&self) -> Option<Solutions> {
        let System { rows, columns, right } = self.system;
        let rank = self.rows.len();
        let one = self.lift(&self.rows.iter().map(|&row| right[row].clone()).collect::<Vec<_>>());
        if rank < rows.len() && rank < *columns {
            let mut rest = (0..*columns).filter(|column| !self.columns.contains(column));
            let proved = rest.all(|column| {
                let values: Vec<IBig> = rows.iter().map(|row| row[column].clone()).collect();
                let chosen: Vec<IBig> = self.rows.iter().map(|&row| values[row].clone()).collect();
                self.satisfied(&self.lift(&chosen), &values)
            });
            if !proved {
                return None;
            }
        }
        if !self.satisfied(&one, right) {
            return Some(Solutions::Inconsistent { rank });
        }
        let mut numerators = vec![IBig::ZERO; *columns];
        for (&column, numerator) in self.columns.iter().zip(one.numerators) {
            numerators[column] = numerator;
        }
        Some(self.system.answer(rank, Vector { numerators, denominator: one.denominator }))
    }

    /// That the chosen columns with these weights sum to the values, in every row.
    fn satisfied(&self, weights: &Vector, values: &[IBig]) -> bool {
        self.system.rows.iter().zip(values).all(|(row, value)| self.holds(row, weights, value))
    }

    fn holds(&self, row: &[IBig], weights: &Vector, value: &IBig) -> bool {
        let mut sum = -(value * &weights.denominator);
        for (&column, numerator) in self.columns.iter().zip(&weights.numerators) {
            sum += &row[column] * numerator;
        }
        sum.is_zero()
    }

    /// The solution on the chosen rows and columns.
    fn lift(&self, right: &[IBig]) -> Vector {
        let prime = IBig::from(self.prime);
        let mut residual = right.to_vec();
        let mut values = vec![IBig::ZERO; right.len()];
        let mut modulus = IBig::ONE;
        let (mut digits_known, mut trial) = (0, FIRST_TRIAL);
        loop {
            let digits = self.solve_modulo(&residual);
            for (value, &digit) in values.iter_mut().zip(&digits) {
                *value += &modulus * IBig::from(digit);
            }
            for (row, rest) in residual.iter_mut().enumerate() {
                // Exact: the digits solve the system modulo the prime.
                *rest = (&*rest - self.product(row, &digits)) / &prime;
            }
            modulus *= &prime;
            digits_known += 1;
            if digits_known == trial || residual.iter().all(IBig::is_zero) {
                if let Some(vector) = fractions(&values, &modulus)
                    && self
                        .rows
                        .iter()
                        .zip(right)
                        .all(|(&row, value)| self.holds(&self.system.rows[row], &vector, value))
                {
                    return vector;
                }
                trial = digits_known * 5 / 4 + 1;
            }
        }
    }

    /// `A⁻¹ r` modulo the prime.
    fn solve_modulo(&self, right: &[IBig]) -> Vec<u32> {
        let (size, prime) = (right.len(), self.prime);
        let mut solution: Vec<u32> = right.iter().map(|value| residue(value, prime)).collect();
        for row in 1..size {
            let factors = &self.factors[row * size..row * size + row];
            solution[row] = difference(solution[row], dot(factors, &solution[..row], prime), prime);
        }
        for row in (0..size).rev() {
            let factors = &self.factors[row * size + row + 1..(row + 1) * size];
            let rest = difference(solution[row], dot(factors, &solution[row + 1..], prime), prime);
            solution[row] = multiply(rest, self.factors[row * size + row], prime);
        }
        solution
    }

    /// A row of the chosen coefficients times the digits.
    fn product(&self, row: usize, digits: &[u32]) -> IBig {
        let size = digits.len();
        let mut sum = IBig::ZERO;
        for limb in self.limbs.iter().rev() {
            let mut partial = 0i128;
            for (entries, digits) in
                limb[row * size..(row + 1) * size].chunks(self.chunk).zip(digits.chunks(self.chunk))
            {
                let terms = entries.iter().zip(digits).map(|(&entry, &digit)| i64::from(entry) * i64::from(digit));
                partial += i128::from(terms.sum::<i64>());
            }
            sum = (sum << LIMB) + IBig::from(partial);
        }
        sum
    }
}

/// The coefficients as signed limbs, and the largest limb.
fn limbs(system: &System, rows: &[usize], columns: &[usize]) -> (Vec<Vec<i32>>, i64) {
    let entries = || rows.iter().flat_map(|&row| columns.iter().map(move |&column| &system.rows[row][column]));
    let bits = entries().map(|entry| entry.unsigned_abs().bit_len()).max().unwrap_or(0);
    let count = bits.div_ceil(LIMB).max(1);
    let mut limbs = vec![Vec::with_capacity(rows.len() * columns.len()); count];
    let mask = (1u128 << LIMB) - 1;
    let mut largest = 0;
    for entry in entries() {
        let sign = if entry.sign() == Sign::Negative { -1 } else { 1 };
        let mut rest = entry.unsigned_abs();
        for limb in &mut limbs {
            let low = i64::try_from(&rest & mask).expect("a limb fits a word");
            largest = largest.max(low);
            limb.push(i32::try_from(sign * low).expect("a limb has 31 bits"));
            rest >>= LIMB;
        }
    }
    (limbs, largest)
}

/// Fractions with a common denominator that are congruent to the values, if short ones exist.
fn fractions(values: &[IBig], modulus: &IBig) -> Option<Vector> {
    // Numerators and denominators up to this bound are unique: twice its square is at most the
    // modulus.
    let bound = IBig::ONE << ((modulus.unsigned_abs().bit_len().max(2) - 2) / 2);
    let mut denominator = IBig::ONE;
    let mut numerators: Vec<IBig> = Vec::with_capacity(values.len());
    for value in values {
        let mut rest = (&denominator * value) % modulus;
        if &rest + &rest > *modulus {
            rest -= modulus;
        }
        if (&rest).abs() <= bound {
            numerators.push(rest);
            continue;
        }
        let (numerator, factor) = fraction(&rest, modulus, &bound)?;
        denominator *= &factor;
        if denominator > bound {
            return None;
        }
        for earlier in &mut numerators {
            *earlier *= &factor;
        }
        numerators.push(numerator);
    }
    Some(Vector { numerators, denominator: denominator.unsigned_abs() })
}

/// A fraction congruent to the value with numerator and denominator within the bound.
fn fraction(value: &IBig, modulus: &IBig, bound: &IBig) -> Option<(IBig, IBig)> {
    let positive = if value.sign() == Sign::Negative { value + modulus } else { value.clone() };
    let (mut larger, mut smaller) = (modulus.clone(), positive);
    let (mut before, mut factor) = (IBig::ZERO, IBig::ONE);
    while smaller > *bound {
        let (quotient, rest) = (&larger).div_rem(&smaller);
        (larger, smaller) = (smaller, rest);
        let next = before - quotient * &factor;
        (before, factor) = (factor, next);
    }
    if factor.is_zero() || (&factor).abs() > *bound {
        return None;
    }
    Some(if factor.sign() == Sign::Negative { (-smaller, -factor) } else { (smaller, factor) })
}

/// The least nonnegative residue.
fn residue(value: &IBig, prime: u32) -> u32 {
    let (sign, words) = value.as_sign_words();
    let prime = u64::from(prime);
    let rest = words.iter().rev().fold(0u64, |rest, &word| {
        if rest == 0 { word % prime } else { ((u128::from(rest) << 64 | u128::from(word)) % u128::from(prime)) as u64 }
    });
    (if sign == Sign::Negative && rest != 0 { prime - rest } else { rest }) as u32
}

fn multiply(a: u32, b: u32, prime: u32) -> u32 {
    (u64::from(a) * u64::from(b) % u64::from(prime)) as u32
}

fn difference(a: u32, b: u32, prime: u32) -> u32 {
    if a >= b { a - b } else { a + prime - b }
}

fn power(base: u32, mut exponent: u32, prime: u32) -> u32 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, square, prime);
        }
        square = multiply(square, square, prime);
        exponent >>= 1;
    }
    result
}

fn dot(a: &[u32], b: &[u32], prime: u32) -> u32 {
    let mut total = 0u64;
    for (a, b) in a.chunks(CHUNK).zip(b.chunks(CHUNK)) {
        let sum: u64 = a.iter().zip(b).map(|(&a, &b)| u64::from(a) * u64::from(b)).sum();
        total += sum % u64::from(prime);
    }
    (total % u64::from(prime)) as u32
}

/// `row − factor · other`, with the quotient by the prime estimated from a precomputed reciprocal
/// of the one factor (Shoup's multiplication; Harvey 2014 \[Harvey2014\], section 2), so that no
/// entry needs a division.
fn subtract_multiple(row: &mut [u32], other: &[u32], factor: u32, prime: u32) {
    let reciprocal = (u64::from(factor) << 32) / u64::from(prime);
    for (entry, &above) in row.iter_mut().zip(other) {
        let quotient = (reciprocal * u64::from(above)) >> 32;
        // Below twice the prime, so that the wrapped words suffice.
        let product = factor.wrapping_mul(above).wrapping_sub((quotient as u32).wrapping_mul(prime));
        let product = product.min(product.wrapping_sub(prime));
        let rest = entry.wrapping_sub(product);
        *entry = rest.min(rest.wrapping_add(prime));
    }
}

fn previous_prime(mut number: u32) -> u32 {
    loop {
        number -= 1;
        if (2..).take_while(|divisor| divisor * divisor <= number).all(|divisor| !number.is_multiple_of(divisor)) {
            return number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_prime_is_one() {
        assert_eq!(previous_prime(1 << 30), FIRST_PRIME);
    }

    #[test]
    fn a_fraction_is_found_from_its_residue() {
        // 355/113 modulo 10^9 + 7.
        let modulus = IBig::from(1_000_000_007);
        let value = (0..1_000_000_007u64).step_by(1).find(|k| (355 + k * 1_000_000_007) % 113 == 0).unwrap();
        let value = IBig::from((355 + value * 1_000_000_007) / 113);
        let bound = IBig::from(20_000);
        assert_eq!(fraction(&value, &modulus, &bound), Some((IBig::from(355), IBig::from(113))));
    }
}
