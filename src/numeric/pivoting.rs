//! Dictionaries: the vertices of a polytope `{z ≥ 0, C z ≤ 1}` with `C ≥ 0`, and the steps
//! between them.
//!
//! With a slack for each row, a basis names as many variables as there are rows; its dictionary
//! expresses them through the others, the cobasis (Dantzig 1963 \[Dantzig1963\]). Only the
//! cobasic columns are stored, since those of the basis are unit vectors. The ratio test is
//! lexicographic, in the order of the slacks, which amounts to the right side `1 + (ε, ε², …)`
//! for a vanishing ε: no path along lexicographically positive bases cycles, however degenerate
//! the polytope (von Stengel 2002 \[vonStengel2002\], section 2.6).
//!
//! Two hold floats; their steps may be wrong, and whoever uses them confirms the basis at the end
//! by exact arithmetic. [`DenseDictionary`] keeps every entry. [`KernelDictionary`] keeps the
//! inverse of the part of the basis that is not slack, and computes a column when it is asked
//! for: much faster while few decisions are basic. [`ExactDictionary`] pivots integers.

mod dense;
mod exact;
mod kernel;

use std::cmp::Ordering;

pub use dense::DenseDictionary;
pub use exact::ExactDictionary;
pub use kernel::KernelDictionary;

/// Floats nearer than this are one number in a ratio test. Coefficients are of the order of one;
/// a wrong tie costs a detour, never a wrong answer, since bases are confirmed exactly.
const TIE: f64 = 1e-11;

/// Entries up to this are no pivots, by the same argument.
const NEGLIGIBLE: f64 = 1e-9;

/// Where a variable stands in a dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Basic: the row that expresses it.
    Row(usize),
    /// Cobasic: its column.
    Column(usize),
}

/// Which variables are basic. Variables are numbered: first those of the polytope, then the
/// slacks of its rows.
#[derive(Debug, Clone)]
pub struct Basis {
    /// The number of variables that are no slacks.
    decisions: usize,
    basic: Vec<usize>,
    cobasic: Vec<usize>,
    places: Vec<Place>,
}

impl Basis {
    /// All slacks: the vertex zero.
    fn of_slacks(rows: usize, decisions: usize) -> Basis {
        Basis {
            decisions,
            basic: (decisions..decisions + rows).collect(),
            cobasic: (0..decisions).collect(),
            places: (0..decisions).map(Place::Column).chain((0..rows).map(Place::Row)).collect(),
        }
    }

    /// The number of cobasic variables, which is that of the variables that are no slacks.
    pub fn columns(&self) -> usize {
        self.decisions
    }

    /// The variable of a column.
    pub fn cobasic(&self, column: usize) -> usize {
        self.cobasic[column]
    }

    pub fn place(&self, variable: usize) -> Place {
        self.places[variable]
    }

    /// The variable that a row expresses.
    pub fn basic(&self, row: usize) -> usize {
        self.basic[row]
    }

    /// The variables of the polytope that are basic, in order.
    pub fn decisions(&self) -> Vec<usize> {
        (0..self.decisions).filter(|&variable| matches!(self.places[variable], Place::Row(_))).collect()
    }

    /// The rows of the polytope that are tight since their slacks are cobasic, in order. There
    /// are as many as basic decisions.
    pub fn tight(&self) -> Vec<usize> {
        let slacks = self.decisions..self.places.len();
        slacks
            .filter(|&variable| matches!(self.places[variable], Place::Column(_)))
            .map(|variable| variable - self.decisions)
            .collect()
    }

    fn exchange(&mut self, row: usize, column: usize) {
        std::mem::swap(&mut self.basic[row], &mut self.cobasic[column]);
        self.places[self.basic[row]] = Place::Row(row);
        self.places[self.cobasic[column]] = Place::Column(column);
    }

    /// Of the rows that the variable of a column can push out of the basis, the
    /// lexicographically least; `compare` orders two rows by their entries at a place, or on the
    /// right side, each divided by its entry in the column.
    fn least(&self, mut rows: Vec<usize>, compare: impl Fn(Option<Place>, usize, usize) -> Ordering) -> Option<usize> {
        let slacks = self.places[self.decisions..].iter().copied().map(Some);
        for key in [None].into_iter().chain(slacks) {
            if rows.len() < 2 {
                break;
            }
            let best = rows.iter().copied().reduce(|a, b| if compare(key, b, a).is_lt() { b } else { a })?;
            rows.retain(|&row| compare(key, row, best).is_eq());
        }
        rows.first().copied()
    }
}

/// A dictionary that a path of pivots can follow.
pub trait Dictionary {
    fn basis(&self) -> &Basis;

    /// The row that leaves the basis when the variable of the column enters: the
    /// lexicographically least ratio. `None` if nothing bounds the variable.
    fn leaving(&mut self, column: usize) -> Option<usize>;

    /// Exchanges the variables of a row and of a column. The row is the one that [`leaving`]
    /// named for the column, or any other with a positive entry.
    ///
    /// [`leaving`]: Dictionary::leaving
    fn pivot(&mut self, row: usize, column: usize);
}

/// The order of two ratios of floats.
fn nearly(a: f64, b: f64) -> Ordering {
    let difference = a - b;
    if difference.abs() <= TIE { Ordering::Equal } else { difference.total_cmp(&0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashu::integer::IBig;
    use nalgebra::DMatrix;

    #[test]
    fn pivoting_back_restores_the_dictionary() {
        let rows = [[3, 0, 1], [2, 5, 4]];
        let mut exact = ExactDictionary::new(&rows.map(|row| row.map(IBig::from).to_vec()));
        let mut float = DenseDictionary::new(DMatrix::from_fn(2, 3, |i, j| f64::from(rows[i][j])));
        for (row, column) in [(0, 0), (1, 1)] {
            exact.pivot(row, column);
            float.pivot(row, column);
        }
        // 3x = 1, 2x + 5y = 1.
        assert_eq!(exact.direction(), [5, 1, 0].map(IBig::from));
        assert!((float.point()[0] - 1.0 / 3.0).abs() < 1e-15 && (float.point()[1] - 1.0 / 15.0).abs() < 1e-15);
        assert_eq!((float.basis().decisions(), float.basis().tight()), (vec![0, 1], vec![0, 1]));
        for (row, column) in [(1, 1), (0, 0)] {
            exact.pivot(row, column);
        }
        assert_eq!(exact.direction(), [0, 0, 0].map(IBig::from));
        assert!(exact.basis().tight().is_empty());
    }

    #[test]
    fn ties_are_broken_by_the_slacks_in_order() {
        // All ratios are one; the row whose slack comes last has the least inverse row.
        let rows = [[1, 2], [1, 1], [1, 3]];
        let mut exact = ExactDictionary::new(&rows.map(|row| row.map(IBig::from).to_vec()));
        let mut float = DenseDictionary::new(DMatrix::from_fn(3, 2, |i, j| f64::from(rows[i][j])));
        assert_eq!((exact.leaving(0), float.leaving(0)), (Some(2), Some(2)));
        exact.pivot(2, 0);
        float.pivot(2, 0);
        assert_eq!((exact.leaving(1), float.leaving(1)), (Some(2), Some(2)));
        assert_eq!(exact.leaving(0), float.leaving(0));
    }
}
