//! Dictionaries of floats with every entry at hand.

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::{Basis, Dictionary, NEGLIGIBLE, Place, TIE, nearly};

/// Entries from which on a pivot is shared among the processor's cores; each column comes out the
/// same by whichever core.
const LARGE: usize = 1 << 16;

/// Ratios that are compared at once.
const LANES: usize = 8;

/// A dictionary of floats, every entry of it.
#[derive(Debug, Clone)]
pub struct DenseDictionary {
    /// Rows by cobasic columns.
    table: DMatrix<f64>,
    /// The values of the basic variables.
    right: Vec<f64>,
    basis: Basis,
}

impl DenseDictionary {
    /// At the vertex zero.
    pub fn new(coefficients: DMatrix<f64>) -> DenseDictionary {
        let (rows, decisions) = coefficients.shape();
        DenseDictionary { table: coefficients, right: vec![1.0; rows], basis: Basis::of_slacks(rows, decisions) }
    }

    /// An entry of a row and a cobasic column.
    pub fn entry(&self, row: usize, column: usize) -> f64 {
        self.table[(row, column)]
    }

    /// How far the variable of a column can rise; infinite if nothing bounds it.
    pub fn reach(&self, column: usize) -> f64 {
        let rows = self.table.nrows();
        let entries = &self.table.as_slice()[column * rows..(column + 1) * rows];
        // Lanes, since the least of floats is not found in parallel otherwise.
        let mut least = [f64::INFINITY; LANES];
        for (entries, right) in entries.chunks(LANES).zip(self.right.chunks(LANES)) {
            for ((least, &entry), &right) in least.iter_mut().zip(entries).zip(right) {
                let ratio = if entry > NEGLIGIBLE { right / entry } else { f64::INFINITY };
                *least = if ratio < *least { ratio } else { *least };
            }
        }
        least.into_iter().fold(f64::INFINITY, f64::min)
    }

    /// The values of the variables of the polytope.
    pub fn point(&self) -> Vec<f64> {
        let value = |variable: usize| match self.basis.place(variable) {
            Place::Row(row) => self.right[row],
            Place::Column(_) => 0.0,
        };
        (0..self.basis.decisions).map(value).collect()
    }
}

impl Dictionary for DenseDictionary {
    fn basis(&self) -> &Basis {
        &self.basis
    }

    fn leaving(&mut self, column: usize) -> Option<usize> {
        let least = self.reach(column);
        let entries = self.table.column(column);
        let rows = (0..entries.len())
            .filter(|&row| entries[row] > NEGLIGIBLE && self.right[row] / entries[row] <= least + TIE)
            .collect();
        self.basis.least(rows, |key, a, b| {
            let ratio = |row: usize| match key {
                None => self.right[row] / entries[row],
                Some(Place::Column(slack)) => self.table[(row, slack)] / entries[row],
                Some(Place::Row(own)) => f64::from(u8::from(own == row)) / entries[row],
            };
            nearly(ratio(a), ratio(b))
        })
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let rows = self.table.nrows();
        let entering: Vec<f64> = self.table.column(column).iter().copied().collect();
        let pivot = entering[row];
        let step = |entries: &mut [f64]| {
            let factor = entries[row] / pivot;
            if factor != 0.0 {
                for (entry, across) in entries.iter_mut().zip(&entering) {
                    *entry -= factor * across;
                }
                entries[row] = factor;
            }
        };
        let elsewhere = |(index, entries): (usize, &mut [f64])| {
            if index != column {
                step(entries);
            }
        };
        let table = self.table.as_mut_slice();
        if table.len() >= LARGE {
            table.par_chunks_exact_mut(rows).enumerate().for_each(elsewhere);
        } else {
            table.chunks_exact_mut(rows).enumerate().for_each(elsewhere);
        }
        step(&mut self.right);
        for (entry, across) in self.table.column_mut(column).iter_mut().zip(&entering) {
            *entry = -across / pivot;
        }
        self.table[(row, column)] = 1.0 / pivot;
        self.basis.exchange(row, column);
    }
}
