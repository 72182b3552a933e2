//! Dictionaries of floats that keep the kernel of the basis only.
//!
//! Let `S` be the basic decisions and `T` the tight rows: as many. All of the dictionary follows
//! from the inverse of the kernel `C[T, S]`: the column of a decision `q` is
//! `d = C[T, S]⁻¹ C[T, q]` in the rows of `S` and `C[R, q] − C[R, S] d` in those of the slacks
//! `R`; that of a tight row's slack has the unit vector in place of `C[T, q]`, and zero in place
//! of `C[R, q]`. With `k` basic decisions and `m` rows, a step takes O(k (k + m)) instead of
//! O(m n). The inverse is updated as its border, a row or a column of the kernel change, and
//! computed afresh now and then, so that rounding errors do not add up along a path.

use nalgebra::{DMatrix, DVector};

use super::{Basis, Dictionary, NEGLIGIBLE, Place, TIE, nearly};

/// Steps after which the inverse is computed afresh.
const FRESH: usize = 50;

#[derive(Debug, Clone)]
pub struct KernelDictionary<'a> {
    coefficients: &'a DMatrix<f64>,
    basis: Basis,
    /// `S` and `T`, in the order of the kernel's columns and rows.
    support: Vec<usize>,
    tight: Vec<usize>,
    /// Rows by `S`, columns by `T`.
    inverse: DMatrix<f64>,
    /// The values of the basic variables, by row.
    right: Vec<f64>,
    /// The last column that was computed, by row, and its number.
    entering: (usize, Vec<f64>),
    /// Steps since the inverse was computed.
    age: usize,
}

impl<'a> KernelDictionary<'a> {
    /// At the vertex zero.
    pub fn new(coefficients: &'a DMatrix<f64>) -> KernelDictionary<'a> {
        let (rows, decisions) = coefficients.shape();
        KernelDictionary {
            coefficients,
            basis: Basis::of_slacks(rows, decisions),
            support: Vec::new(),
            tight: Vec::new(),
            inverse: DMatrix::zeros(0, 0),
            right: vec![1.0; rows],
            entering: (decisions, Vec::new()),
            age: 0,
        }
    }

    /// The values of the variables of the polytope.
    pub fn point(&self) -> Vec<f64> {
        let value = |variable: usize| match self.basis.place(variable) {
            Place::Row(row) => self.right[row],
            Place::Column(_) => 0.0,
        };
        (0..self.basis.decisions).map(value).collect()
    }

    /// Computes the column of a cobasic variable.
    fn enter(&mut self, column: usize) {
        let variable = self.basis.cobasic(column);
        let (decision, step) = if variable < self.basis.decisions {
            let of_tight = self.tight.iter().map(|&row| self.coefficients[(row, variable)]);
            (Some(variable), &self.inverse * DVector::from_iterator(self.tight.len(), of_tight))
        } else {
            let place = position(&self.tight, variable - self.basis.decisions);
            (None, self.inverse.column(place).into_owned())
        };
        // By rows of the polytope, before it is ordered by rows of the dictionary.
        let mut slacks = match decision {
            Some(decision) => self.coefficients.column(decision).into_owned(),
            None => DVector::zeros(self.coefficients.nrows()),
        };
        for (&decision, &weight) in self.support.iter().zip(&step) {
            slacks.axpy(-weight, &self.coefficients.column(decision), 1.0);
        }
        let entries = self.by_row(&step, &slacks);
        self.entering = (column, entries);
    }

    /// Values of the basic variables, given those of the support and those of the slacks.
    fn by_row(&self, of_support: &DVector<f64>, slacks: &DVector<f64>) -> Vec<f64> {
        let decisions = self.basis.decisions;
        let mut values: Vec<f64> = self
            .basis
            .basic
            .iter()
            .map(|&variable| if variable < decisions { 0.0 } else { slacks[variable - decisions] })
            .collect();
        for (&decision, &value) in self.support.iter().zip(of_support) {
            if let Place::Row(row) = self.basis.place(decision) {
                values[row] = value;
            }
        }
        values
    }

    /// The coefficients of a row of the polytope on the support, times the inverse.
    fn across(&self, row: usize) -> Vec<f64> {
        let mut product = vec![0.0; self.tight.len()];
        for (index, &decision) in self.support.iter().enumerate() {
            let coefficient = self.coefficients[(row, decision)];
            for (sum, entry) in product.iter_mut().zip(self.inverse.row(index).iter()) {
                *sum += coefficient * entry;
            }
        }
        product
    }

    /// The entry of a row of the dictionary in the column of a tight row's slack.
    fn slack_entry(&self, row: usize, tight: usize) -> f64 {
        let place = position(&self.tight, tight);
        let variable = self.basis.basic(row);
        if variable < self.basis.decisions {
            return self.inverse[(position(&self.support, variable), place)];
        }
        let coefficients =
            self.support.iter().map(|&decision| self.coefficients[(variable - self.basis.decisions, decision)]);
        -coefficients
            .zip(self.inverse.column(place).iter())
            .map(|(coefficient, entry)| coefficient * entry)
            .sum::<f64>()
    }

    /// Makes the inverse that of the kernel after the exchange.
    fn update(&mut self, entering: usize, leaving: usize) {
        let decisions = self.basis.decisions;
        let size = self.support.len();
        let old = &self.inverse;
        self.inverse = match (entering < decisions, leaving < decisions) {
            (true, false) => {
                // A new border.
                let row = leaving - decisions;
                let across = self.across(row);
                let down: Vec<f64> = (0..size).map(|index| self.step(self.support[index])).collect();
                let pivot = self.step(leaving);
                self.support.push(entering);
                self.tight.push(row);
                DMatrix::from_fn(size + 1, size + 1, |i, j| match (i < size, j < size) {
                    (true, true) => old[(i, j)] + down[i] * across[j] / pivot,
                    (true, false) => -down[i] / pivot,
                    (false, true) => -across[j] / pivot,
                    (false, false) => 1.0 / pivot,
                })
            }
            (false, true) => {
                // A row and a column go.
                let (row, column) = (position(&self.support, leaving), position(&self.tight, entering - decisions));
                self.support.remove(row);
                self.tight.remove(column);
                let kept = |index: usize, gone: usize| index + usize::from(index >= gone);
                DMatrix::from_fn(size - 1, size - 1, |i, j| {
                    let (i, j) = (kept(i, row), kept(j, column));
                    old[(i, j)] - old[(i, column)] * old[(row, j)] / old[(row, column)]
                })
            }
            (true, true) => {
                // A column of the kernel is exchanged.
                let row = position(&self.support, leaving);
                let down: Vec<f64> = self.support.iter().map(|&decision| self.step(decision)).collect();
                self.support[row] = entering;
                DMatrix::from_fn(size, size, |i, j| {
                    let share = old[(row, j)] / down[row];
                    if i == row { share } else { old[(i, j)] - down[i] * share }
                })
            }
            (false, false) => {
                // A row of the kernel is exchanged.
                let column = position(&self.tight, entering - decisions);
                let across = self.across(leaving - decisions);
                self.tight[column] = leaving - decisions;
                DMatrix::from_fn(size, size, |i, j| {
                    let share = old[(i, column)] / across[column];
                    if j == column { share } else { old[(i, j)] - share * across[j] }
                })
            }
        };
    }

    /// The entry of a basic variable in the column that enters.
    fn step(&self, variable: usize) -> f64 {
        match self.basis.place(variable) {
            Place::Row(row) => self.entering.1[row],
            Place::Column(_) => 0.0,
        }
    }

    /// Computes the inverse and the values from the coefficients.
    fn refresh(&mut self) {
        let size = self.support.len();
        let kernel = DMatrix::from_fn(size, size, |i, j| self.coefficients[(self.tight[i], self.support[j])]);
        // A kernel that is singular to working precision keeps the updated inverse.
        if let Some(inverse) = kernel.try_inverse() {
            self.inverse = inverse;
        }
        // The right side is all ones.
        let values = self.inverse.column_sum();
        let mut slacks = DVector::from_element(self.coefficients.nrows(), 1.0);
        for (&decision, &value) in self.support.iter().zip(&values) {
            slacks.axpy(-value, &self.coefficients.column(decision), 1.0);
        }
        self.right = self.by_row(&values, &slacks);
        self.age = 0;
    }
}

impl Dictionary for KernelDictionary<'_> {
    fn basis(&self) -> &Basis {
        &self.basis
    }

    fn leaving(&mut self, column: usize) -> Option<usize> {
        self.enter(column);
        let entries = &self.entering.1;
        let ratio = |row: usize| self.right[row] / entries[row];
        let pivots = || (0..entries.len()).filter(|&row| entries[row] > NEGLIGIBLE);
        let least = pivots().map(ratio).fold(f64::INFINITY, f64::min);
        let rows = pivots().filter(|&row| ratio(row) <= least + TIE).collect();
        self.basis.least(rows, |key, a, b| {
            let value = |row: usize| match key {
                None => self.right[row],
                Some(Place::Column(slack)) => self.slack_entry(row, self.basis.cobasic(slack) - self.basis.decisions),
                Some(Place::Row(own)) => f64::from(u8::from(own == row)),
            };
            nearly(value(a) / entries[a], value(b) / entries[b])
        })
    }

    fn pivot(&mut self, row: usize, column: usize) {
        if self.entering.0 != column {
            self.enter(column);
        }
        let (entering, leaving) = (self.basis.cobasic(column), self.basis.basic(row));
        self.update(entering, leaving);
        let rise = self.right[row] / self.entering.1[row];
        for (value, entry) in self.right.iter_mut().zip(&self.entering.1) {
            *value -= rise * entry;
        }
        self.right[row] = rise;
        self.basis.exchange(row, column);
        // The column number means another variable now.
        self.entering.0 = self.basis.decisions;
        self.age += 1;
        if self.age >= FRESH {
            self.refresh();
        }
    }
}

fn position(list: &[usize], item: usize) -> usize {
    list.iter().position(|&one| one == item).expect("the basis and the kernel agree")
}

#[cfg(test)]
mod tests {
    use super::super::DenseDictionary;
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    #[test]
    fn the_kernel_knows_every_column_of_the_dense_dictionary() {
        let mut random = Pcg64::seed_from_u64(5);
        for round in 0..20 {
            let (rows, columns) = (random.random_range(1..12), random.random_range(1..12));
            // Few values make ties.
            let values = if round % 2 == 0 { 3 } else { 1_000_000 };
            let coefficients = DMatrix::from_fn(rows, columns, |_, _| {
                1.0 + f64::from(random.random_range(0..values)) / f64::from(values)
            });
            let mut dense = DenseDictionary::new(coefficients.clone());
            let mut kernel = KernelDictionary::new(&coefficients);
            for _ in 0..3 * FRESH {
                let column = random.random_range(0..columns);
                let leaving = dense.leaving(column);
                assert_eq!(kernel.leaving(column), leaving);
                for row in 0..rows {
                    assert!((dense.entry(row, column) - kernel.entering.1[row]).abs() < 1e-7);
                }
                if let Some(row) = leaving {
                    dense.pivot(row, column);
                    kernel.pivot(row, column);
                    assert_eq!(
                        (dense.basis().decisions(), dense.basis().tight()),
                        (kernel.basis().decisions(), kernel.basis().tight())
                    );
                }
            }
            for (a, b) in dense.point().iter().zip(kernel.point()) {
                assert!((a - b).abs() < 1e-7);
            }
        }
    }
}
