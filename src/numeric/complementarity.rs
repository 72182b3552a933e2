//! Linear complementarity problems, by Lemke's algorithm.
//!
//! To find `z ≥ 0` with `w = M z + q ≥ 0` and `w · z = 0`, an artificial variable is added to every
//! `w` (the covering vector is all ones) and driven out again along a path of almost complementary
//! bases (Lemke 1965 \[Lemke1965\]; Cottle, Pang and Stone 1992, section 4.4). The path ends in a
//! solution if `M` is copositive and `q · z ≥ 0` for every `z ≥ 0` with `M z ≥ 0` and
//! `z · M z = 0`; otherwise it may end in a ray. Pivots are exact, and the lexicographic ratio
//! test keeps the path unique. It can be exponentially long; each step takes the square of the
//! number of variables.

use dashu::integer::IBig;

use super::dictionary::{Dictionary, Integers};
use super::rational::Rational;

/// `w = M z + q`.
pub struct Complementarity {
    size: usize,
    /// Column by column, the negative of the matrix.
    entries: Vec<IBig>,
    pub constants: Vec<IBig>,
}

impl Complementarity {
    /// With zeros only.
    pub fn new(size: usize) -> Complementarity {
        Complementarity { size, entries: vec![IBig::ZERO; size * size], constants: vec![IBig::ZERO; size] }
    }

    /// Adds to an entry of the matrix.
    pub fn add(&mut self, row: usize, column: usize, value: IBig) {
        self.entries[column * self.size + row] -= value;
    }

    /// The solution `z` at the end of the path; `None` if that is a ray, or `go_on`, which is asked
    /// before every step, ends it first.
    pub fn lemke(self, mut go_on: impl FnMut() -> bool) -> Option<Vec<Rational>> {
        let size = self.size;
        // The constants are raised by powers of ε, those of later rows by smaller ones: raising them
        // keeps what the theorem asks of them. The artificial variable enters where one is least.
        let (lowest, least) = self.constants.iter().enumerate().rev().min_by_key(|(_, constant)| *constant)?;
        if *least >= IBig::ZERO {
            return Some(vec![Rational::ZERO; size]);
        }
        // Slack i is variable size + i, the artificial variable the last of all; a column's entries
        // are those of `slack = constant − Σ entry · variable`.
        let mut entries = self.constants.clone();
        entries.extend(self.entries);
        entries.extend(std::iter::repeat_n(IBig::from(-1), size));
        let artificial = 2 * size as u32;
        let slacks: Vec<u32> = (size as u32..artificial).collect();
        let free: Vec<u32> = (0..size as u32).chain([artificial]).collect();
        let mut dictionary = Dictionary::of(slacks.clone(), free, Integers::new(entries));
        dictionary.pivot(lowest, size + 1);
        let mut left = (size + lowest) as u32;
        while left != artificial {
            if !go_on() {
                return None;
            }
            // The complement of what left enters.
            let entering = if left < size as u32 { left + size as u32 } else { left - size as u32 };
            let column = dictionary.free().iter().position(|&label| label == entering)? + 1;
            let row = dictionary.leaving_lexicographically(column, &slacks)?;
            left = dictionary.basic()[row];
            dictionary.pivot(row, column);
        }
        let denominator = dictionary.denominator();
        let mut solution = vec![Rational::ZERO; size];
        for (row, &label) in dictionary.basic().iter().enumerate() {
            if let Some(value) = solution.get_mut(label as usize) {
                *value = Rational::from_integers(dictionary.numerator(row), denominator.clone().try_into().ok()?);
            }
        }
        Some(solution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadratic_program_is_solved_by_its_optimality_conditions() {
        // min x² + y² - xy - 3x subject to x, y ≥ 0: x = 2, y = 1.
        let mut problem = Complementarity::new(2);
        for (row, column, value) in [(0, 0, 2), (0, 1, -1), (1, 0, -1), (1, 1, 2)] {
            problem.add(row, column, value.into());
        }
        problem.constants[0] = (-3).into();
        assert_eq!(problem.lemke(|| true), Some(vec![Rational::from(2), Rational::from(1)]));
    }
}
