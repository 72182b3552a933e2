//! The value of a matrix game, with optimal strategies of both sides (von Neumann 1928
//! \[vonNeumann1928\]).
//!
//! A saddle point is an answer by itself. Otherwise one linear program gives the row side's
//! strategy, and its dual the column side's. Rows and columns that repeat others are left out.

use std::collections::HashMap;

use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;

/// The value and what proves it: the first mixture secures it, the second allows no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimum {
    pub value: Rational,
    /// Rows with positive probability.
    pub rows: Vec<(usize, Rational)>,
    /// Columns with positive probability.
    pub columns: Vec<(usize, Rational)>,
}

/// The row side gets `matrix[row][column]` and wants it large. Neither side may be without a
/// strategy. The simplex method on a program of the matrix's size.
pub fn optimum(matrix: &[Vec<Rational>]) -> Optimum {
    let rows = distinct(matrix.iter().collect());
    let width = matrix.first().map_or(0, Vec::len);
    let column = |column: usize| rows.iter().map(|&row| &matrix[row][column]).collect::<Vec<_>>();
    let columns = distinct((0..width).map(column).collect());
    if let Some(saddle) = saddle(matrix, &rows, &columns) {
        return saddle;
    }
    // max v  s.t.  v - Σ σ(row)·u(row, column) <= 0 for all columns,  Σ σ = 1.
    let count = rows.len();
    let unit = |variable: usize| if variable == count { Rational::ONE } else { Rational::ZERO };
    let mut program = LinearProgram::maximize((0..=count).map(unit).collect());
    program.free[count] = true;
    program.rows = columns
        .iter()
        .map(|&column| {
            let terms = rows.iter().enumerate().map(|(place, &row)| (place, -&matrix[row][column]));
            Row::new(terms.chain([(count, Rational::ONE)]), Relation::AtMost, Rational::ZERO)
        })
        .collect();
    program.rows.push(Row::new((0..count).map(|place| (place, Rational::ONE)), Relation::Equal, Rational::ONE));
    let optimum = solve(&program).optimal().expect("a finite zero-sum game has a value");
    let used = |places: &[usize], weights: &[Rational]| {
        places
            .iter()
            .zip(weights)
            .filter(|(_, weight)| !weight.is_zero())
            .map(|(&place, weight)| (place, weight.clone()))
            .collect()
    };
    Optimum { rows: used(&rows, &optimum.primal), columns: used(&columns, &optimum.dual), value: optimum.value }
}

/// The first place of each different entry.
fn distinct<T: std::hash::Hash + Eq>(entries: Vec<T>) -> Vec<usize> {
    let mut known = HashMap::with_capacity(entries.len());
    let mut places: Vec<usize> =
        entries.into_iter().enumerate().map(|(place, entry)| *known.entry(entry).or_insert(place)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn saddle(matrix: &[Vec<Rational>], rows: &[usize], columns: &[usize]) -> Option<Optimum> {
    let (low, row) = rows
        .iter()
        .map(|&row| (columns.iter().map(|&column| &matrix[row][column]).min(), row))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let (high, column) = columns
        .iter()
        .map(|&column| (rows.iter().map(|&row| &matrix[row][column]).max(), column))
        .reduce(|best, next| if next.0 < best.0 { next } else { best })?;
    let pure = |place: usize| vec![(place, Rational::ONE)];
    (low == high).then(|| Optimum { value: matrix[row][column].clone(), rows: pure(row), columns: pure(column) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[i64]]) -> Vec<Vec<Rational>> {
        rows.iter().map(|row| row.iter().map(|&entry| Rational::from(entry)).collect()).collect()
    }

    #[test]
    fn matching_pennies_with_a_spare_penny() {
        let half = Rational::new(1, 2);
        let optimum = optimum(&matrix(&[&[1, -1, -1], &[-1, 1, 1], &[1, -1, -1]]));
        assert_eq!(optimum.value, Rational::ZERO);
        assert_eq!(optimum.rows, [(0, half.clone()), (1, half.clone())]);
        assert_eq!(optimum.columns, [(0, half.clone()), (1, half)]);
    }

    #[test]
    fn a_saddle_point_is_pure() {
        let optimum = optimum(&matrix(&[&[4, 2], &[1, 0]]));
        assert_eq!((optimum.value, optimum.rows), (Rational::from(2), vec![(0, Rational::ONE)]));
        assert_eq!(optimum.columns, [(1, Rational::ONE)]);
    }
}
