//! Square systems whose entries are polynomials, by Cramer's rule.

use super::polynomial::{Polynomial, determinant};
use super::rational::Rational;

/// The cofactors of a square matrix, by its rows.
pub fn cofactors(rows: &[Vec<Polynomial>]) -> Vec<Vec<Polynomial>> {
    let minor = |row: usize, column: usize| {
        let left: Vec<Vec<Polynomial>> = rows
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != row)
            .map(|(_, entries)| {
                entries
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != column)
                    .map(|(_, entry)| entry.clone())
                    .collect()
            })
            .collect();
        let minor = determinant(&left);
        if (row + column).is_multiple_of(2) { minor } else { minor.scale(&Rational::from(-1)) }
    };
    (0..rows.len()).map(|row| (0..rows.len()).map(|column| minor(row, column)).collect()).collect()
}

/// The solution of a system with ones on the right, times the determinant, from the cofactors.
pub fn column_sums(rows: &[Vec<Polynomial>]) -> Vec<Polynomial> {
    let columns = rows.first().map_or(0, Vec::len);
    let sum = |column: usize| rows.iter().fold(Polynomial::constant(Rational::ZERO), |sum, row| &sum + &row[column]);
    (0..columns).map(sum).collect()
}

/// The sum of products.
pub fn dot(a: &[Polynomial], b: &[Polynomial]) -> Polynomial {
    a.iter().zip(b).fold(Polynomial::constant(Rational::ZERO), |sum, (x, y)| &sum + &(x * y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cofactors_expand_the_determinant_along_every_row_and_solve() {
        let polynomial = |coefficients: &[i64]| Polynomial::new(coefficients.iter().map(|&one| Rational::from(one)));
        let entry = |i: i64, j: i64| polynomial(&[i + 2 * j, i * j - 1, j]);
        let rows: Vec<Vec<Polynomial>> = (0..3).map(|i| (0..3).map(|j| entry(i * i + 1, j + 1)).collect()).collect();
        let (cofactors, whole) = (cofactors(&rows), determinant(&rows));
        let solution = column_sums(&cofactors);
        for (row, minors) in rows.iter().zip(&cofactors) {
            assert_eq!(dot(row, minors), whole);
            // Times the determinant, every row's product is one.
            assert_eq!(dot(row, &solution), whole);
        }
    }
}
