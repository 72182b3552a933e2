//! Exact solutions of linear systems with rational coefficients.
//!
//! Denominators are cleared row by row; then small systems are eliminated without fractions
//! (Bareiss 1968 \[Bareiss1968\]: every entry is a minor of the system, so that divisions are
//! exact and numbers stay as short as the answer), and larger ones are solved modulo a word-size
//! prime and lifted (`lifting`; Dixon 1982 \[Dixon1982\]). A system that is singular or
//! inconsistent is an answer, with its rank.
//!
//! Elimination takes O(n³) products of numbers of O(n) digits; lifting takes O(n³) word
//! operations.

mod lifting;

use dashu::base::{Gcd, Sign, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use super::rational::Rational;

/// Up to so many equations or unknowns, elimination is the faster way.
const SMALL: usize = 20;

/// A rational vector over one common denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    pub numerators: Vec<IBig>,
    /// Positive.
    pub denominator: UBig,
}

impl Vector {
    /// Its coordinates, each in lowest terms.
    pub fn rationals(&self) -> Vec<Rational> {
        let fraction = |numerator: &IBig| Rational::from_integers(numerator.clone(), self.denominator.clone());
        self.numerators.iter().map(fraction).collect()
    }
}

/// What is known of the solutions of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Solutions {
    Unique(Vector),
    /// The solutions are an affine space: the rank is below the number of unknowns.
    Many {
        rank: usize,
        one: Vector,
    },
    /// The equations contradict each other; the rank is that of the coefficients.
    Inconsistent {
        rank: usize,
    },
}

/// Solves `rows · x = right` exactly.
///
/// # Panics
/// If the sizes disagree.
pub fn solve(rows: &[Vec<Rational>], right: &[Rational]) -> Solutions {
    let columns = rows.first().map_or(0, Vec::len);
    assert!(rows.len() == right.len() && rows.iter().all(|row| row.len() == columns), "a system is rectangular");
    let (rows, right) = rows.iter().zip(right).map(|(row, value)| cleared(row, value)).unzip();
    let system = System { columns, rows, right };
    if system.rows.len().min(columns) <= SMALL { system.eliminate() } else { lifting::solve(&system) }
}

/// A system with integer coefficients.
struct System {
    columns: usize,
    rows: Vec<Vec<IBig>>,
    right: Vec<IBig>,
}

impl System {
    /// Fraction-free Gauss–Jordan elimination.
    fn eliminate(&self) -> Solutions {
        let columns = self.columns;
        let mut rows: Vec<Vec<IBig>> = self.rows.clone();
        for (row, value) in rows.iter_mut().zip(&self.right) {
            row.push(value.clone());
        }
        let mut pivots = Vec::new();
        // The determinant of the rows and columns of the pivots.
        let mut determinant = IBig::ONE;
        for column in 0..columns {
            let rank = pivots.len();
            let Some(place) = (rank..rows.len()).find(|&row| !rows[row][column].is_zero()) else { continue };
            rows.swap(rank, place);
            let pivot_row = rows[rank].clone();
            let pivot = &pivot_row[column];
            for row in rows.iter_mut().take(rank) {
                clear(row, &pivot_row, column, &determinant);
            }
            for row in rows.iter_mut().skip(rank + 1) {
                clear(row, &pivot_row, column, &determinant);
            }
            determinant = pivot.clone();
            pivots.push(column);
        }
        let rank = pivots.len();
        if rows[rank..].iter().any(|row| !row[columns].is_zero()) {
            return Solutions::Inconsistent { rank };
        }
        let mut numerators = vec![IBig::ZERO; columns];
        let sign = if determinant.sign() == Sign::Negative { -IBig::ONE } else { IBig::ONE };
        for (row, &column) in rows.iter().zip(&pivots) {
            numerators[column] = &sign * &row[columns];
        }
        self.answer(rank, Vector { numerators, denominator: determinant.unsigned_abs() })
    }

    /// A solution of a system of that rank.
    fn answer(&self, rank: usize, one: Vector) -> Solutions {
        if rank == self.columns { Solutions::Unique(one) } else { Solutions::Many { rank, one } }
    }
}

/// Subtracts the multiple of the pivot row that makes the row zero in the pivot's column, from
/// there to the right.
fn clear(row: &mut [IBig], pivot_row: &[IBig], column: usize, determinant: &IBig) {
    let factor = std::mem::replace(&mut row[column], IBig::ZERO);
    for (entry, above) in row.iter_mut().zip(pivot_row).skip(column + 1) {
        *entry = (&pivot_row[column] * &*entry - &factor * above) / determinant;
    }
}

/// An equation times the least common denominator of its numbers.
fn cleared(row: &[Rational], right: &Rational) -> (Vec<IBig>, IBig) {
    let numbers = || row.iter().chain([right]);
    let mut scale = UBig::ONE;
    for denominator in numbers().map(Rational::denominator).filter(|denominator| !denominator.is_one()) {
        let common = (&scale).gcd(&denominator);
        scale *= denominator / common;
    }
    let mut integers: Vec<IBig> =
        numbers().map(|number| number.numerator() * IBig::from(&scale / number.denominator())).collect();
    let right = integers.pop().expect("an equation has a right side");
    (integers, right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    /// Gauss–Jordan elimination of rationals: the rank, and the solution whose free unknowns are
    /// zero.
    fn naive(rows: &[Vec<Rational>], right: &[Rational]) -> (usize, Option<Vec<Rational>>) {
        let columns = rows[0].len();
        let mut table: Vec<Vec<Rational>> =
            rows.iter().zip(right).map(|(row, value)| row.iter().chain([value]).cloned().collect()).collect();
        let mut pivots = Vec::new();
        for column in 0..columns {
            let rank = pivots.len();
            let Some(place) = (rank..table.len()).find(|&row| !table[row][column].is_zero()) else { continue };
            table.swap(rank, place);
            let head = table[rank][column].clone();
            let pivot_row: Vec<Rational> = table[rank].iter().map(|entry| entry / &head).collect();
            for (index, row) in table.iter_mut().enumerate() {
                let factor = if index == rank { &row[column] - &Rational::ONE } else { row[column].clone() };
                for (entry, above) in row.iter_mut().zip(&pivot_row) {
                    *entry = &*entry - &(&factor * above);
                }
            }
            pivots.push(column);
        }
        let rank = pivots.len();
        if table[rank..].iter().any(|row| !row[columns].is_zero()) {
            return (rank, None);
        }
        let mut point = vec![Rational::ZERO; columns];
        for (row, &column) in table.iter().zip(&pivots) {
            point[column] = row[columns].clone();
        }
        (rank, Some(point))
    }

    /// By both ways, whatever the size.
    fn both(rows: &[Vec<Rational>], right: &[Rational]) -> Solutions {
        let columns = rows[0].len();
        let (integers, values) = rows.iter().zip(right).map(|(row, value)| cleared(row, value)).unzip();
        let system = System { columns, rows: integers, right: values };
        let (short, long) = (system.eliminate(), lifting::solve(&system));
        match (&short, &long) {
            (Solutions::Unique(a), Solutions::Unique(b)) => assert_eq!(a.rationals(), b.rationals()),
            (Solutions::Many { rank, .. }, Solutions::Many { rank: other, one }) => {
                assert_eq!(rank, other);
                let one = one.rationals();
                for (row, value) in rows.iter().zip(right) {
                    let sum = row.iter().zip(&one).fold(Rational::ZERO, |sum, (a, x)| &sum + &(a * x));
                    assert_eq!(sum, *value);
                }
            }
            _ => assert_eq!(short, long),
        }
        short
    }

    #[test]
    fn random_systems_agree_with_rational_elimination() {
        let mut random = Pcg64::seed_from_u64(1);
        for round in 0..400 {
            let (count, columns) = (random.random_range(1..9), random.random_range(1..9));
            // Few values make many singular systems; some rows are sums of others.
            let spread = [1, 2, 100][round % 3];
            let mut number = || Rational::new(random.random_range(-spread..=spread), random.random_range(1..=3));
            let mut rows: Vec<Vec<Rational>> = (0..count).map(|_| (0..columns).map(|_| number()).collect()).collect();
            let mut right: Vec<Rational> = (0..count).map(|_| number()).collect();
            if round % 4 == 0 && count > 2 {
                rows[count - 1] = rows[0].iter().zip(&rows[1]).map(|(a, b)| a + b).collect();
                if round % 8 == 0 {
                    right[count - 1] = &right[0] + &right[1];
                }
            }
            let (rank, point) = naive(&rows, &right);
            match (both(&rows, &right), point) {
                (Solutions::Unique(vector), Some(point)) => {
                    assert_eq!((rank, vector.rationals()), (columns, point));
                }
                (Solutions::Many { rank: found, one }, Some(point)) => {
                    assert_eq!((found, one.rationals()), (rank, point));
                }
                (Solutions::Inconsistent { rank: found }, None) => assert_eq!(found, rank),
                (found, expected) => panic!("{found:?} instead of {expected:?}"),
            }
        }
    }

    #[test]
    fn hilbert_matrices_have_integer_inverses() {
        // The first column of the inverse of the Hilbert matrix of size n starts with n².
        for size in [3, 12, 30, 60] {
            let rows: Vec<Vec<Rational>> =
                (0..size).map(|i| (0..size).map(|j| Rational::new(1, i + j + 1)).collect()).collect();
            let right: Vec<Rational> = (0..size).map(|i| Rational::from(i64::from(i == 0))).collect();
            let Solutions::Unique(vector) = solve(&rows, &right) else { panic!("Hilbert matrices are regular") };
            assert_eq!(vector.rationals()[0], Rational::from(size * size));
            assert!(vector.denominator.is_one() || vector.rationals().iter().all(|x| x.denominator().is_one()));
        }
    }

    #[test]
    fn large_systems_give_back_the_solution_they_were_made_from() {
        let mut random = Pcg64::seed_from_u64(2);
        for (size, spread) in [(60, 9), (100, 1_000_000_000_000), (45, i64::MAX / 2)] {
            let point: Vec<Rational> =
                (0..size).map(|_| Rational::new(random.random_range(-99..=99), random.random_range(1..=9))).collect();
            let mut rows: Vec<Vec<Rational>> =
                (0..size).map(|_| (0..size).map(|_| random.random_range(-spread..=spread).into()).collect()).collect();
            let value =
                |row: &Vec<Rational>| row.iter().zip(&point).fold(Rational::ZERO, |sum, (a, x)| &sum + &(a * x));
            let mut right: Vec<Rational> = rows.iter().map(value).collect();
            match solve(&rows, &right) {
                Solutions::Unique(vector) => assert_eq!(vector.rationals(), point),
                other => panic!("a random system is regular, not {other:?}"),
            }
            // A dependent equation: consistent, then not.
            rows[size - 1] = rows[0].iter().zip(&rows[1]).map(|(a, b)| a - b).collect();
            right[size - 1] = &right[0] - &right[1];
            assert!(matches!(solve(&rows, &right), Solutions::Many { rank, .. } if rank == size - 1));
            right[size - 1] = &right[size - 1] + &Rational::ONE;
            assert_eq!(solve(&rows, &right), Solutions::Inconsistent { rank: size - 1 });
        }
    }

    #[test]
    fn a_system_that_is_singular_modulo_the_first_prime_only_is_solved() {
        let prime = Rational::from(i64::from(lifting::FIRST_PRIME));
        let size = 30;
        let unit = |i: usize, j: usize| {
            if i != j {
                Rational::ZERO
            } else if i == 7 {
                prime.clone()
            } else {
                Rational::ONE
            }
        };
        let rows: Vec<Vec<Rational>> = (0..size).map(|i| (0..size).map(|j| unit(i, j)).collect()).collect();
        let Solutions::Unique(vector) = solve(&rows, &vec![Rational::ONE; size]) else { panic!("it is diagonal") };
        assert_eq!(vector.rationals()[7], &Rational::ONE / &prime);
    }

    #[test]
    fn no_equations_leave_everything_open() {
        assert_eq!(solve(&[], &[]), Solutions::Unique(Vector { numerators: vec![], denominator: UBig::ONE }));
    }
}
