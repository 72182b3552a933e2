//! Dictionaries of integers: a dictionary times the determinant of its basis (Edmonds 1967
//! \[Edmonds1967\]). Every entry is a minor of the coefficients: a word while it fits, then the
//! whole dictionary moves to big integers.

use std::cmp::Ordering;

use dashu::integer::IBig;

use super::{Basis, Dictionary, Place};

/// A dictionary of exact numbers.
#[derive(Debug, Clone)]
pub struct ExactDictionary {
    table: Table,
    basis: Basis,
}

#[derive(Debug, Clone)]
enum Table {
    Words(Minors<i64>),
    Big(Minors<IBig>),
}

/// A dictionary times its determinant.
#[derive(Debug, Clone)]
struct Minors<T> {
    /// By rows: the cobasic columns, then the right side.
    entries: Vec<T>,
    width: usize,
    /// Of the basis; positive.
    determinant: T,
}

impl ExactDictionary {
    /// At the vertex zero; the coefficients are given by rows.
    pub fn new(coefficients: &[Vec<IBig>]) -> ExactDictionary {
        let decisions = coefficients.first().map_or(0, Vec::len);
        let entries = coefficients.iter().flat_map(|row| row.iter().cloned().chain([IBig::ONE])).collect();
        let big = Minors { entries, width: decisions + 1, determinant: IBig::ONE };
        let table = big.words().map_or(Table::Big(big), Table::Words);
        ExactDictionary { table, basis: Basis::of_slacks(coefficients.len(), decisions) }
    }

    /// The variables of the polytope, all times the same positive number.
    pub fn direction(&self) -> Vec<IBig> {
        let width = self.basis.decisions + 1;
        let value = |variable: usize| match (self.basis.place(variable), &self.table) {
            (Place::Column(_), _) => IBig::ZERO,
            (Place::Row(row), Table::Words(minors)) => IBig::from(minors.entries[(row + 1) * width - 1]),
            (Place::Row(row), Table::Big(minors)) => minors.entries[(row + 1) * width - 1].clone(),
        };
        (0..self.basis.decisions).map(value).collect()
    }
}

impl Dictionary for ExactDictionary {
    fn basis(&self) -> &Basis {
        &self.basis
    }

    fn leaving(&mut self, column: usize) -> Option<usize> {
        match &self.table {
            Table::Words(minors) => minors.leaving(&self.basis, column),
            Table::Big(minors) => minors.leaving(&self.basis, column),
        }
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let next = match &self.table {
            Table::Words(minors) => match minors.pivoted(row, column) {
                Some(next) => Table::Words(next),
                None => Table::Big(minors.big().pivoted(row, column).expect("big integers hold every minor")),
            },
            Table::Big(minors) => Table::Big(minors.pivoted(row, column).expect("big integers hold every minor")),
        };
        self.table = next;
        self.basis.exchange(row, column);
    }
}

/// An integer type that minors are kept in.
trait Minor: Clone + PartialOrd {
    const ZERO: Self;
    /// `(a b − c d) / divisor`, which is an integer; `None` if it does not fit.
    fn of(products: [&Self; 4], divisor: &Self) -> Option<Self>;
    fn negated(&self) -> Self;
    /// Orders `a b` and `c d`.
    fn compare(products: [&Self; 4]) -> Ordering;
}

impl Minor for i64 {
    const ZERO: i64 = 0;

    fn of([a, b, c, d]: [&i64; 4], divisor: &i64) -> Option<i64> {
        // No entry is i64::MIN, so that the difference of two products fits.
        let minor = (i128::from(*a) * i128::from(*b) - i128::from(*c) * i128::from(*d)) / i128::from(*divisor);
        i64::try_from(minor).ok().filter(|&minor| minor != i64::MIN)
    }

    fn negated(&self) -> i64 {
        -self
    }

    fn compare([a, b, c, d]: [&i64; 4]) -> Ordering {
        (i128::from(*a) * i128::from(*b)).cmp(&(i128::from(*c) * i128::from(*d)))
    }
}

impl Minor for IBig {
    const ZERO: IBig = IBig::ZERO;

    fn of([a, b, c, d]: [&IBig; 4], divisor: &IBig) -> Option<IBig> {
        Some((a * b - c * d) / divisor)
    }

    fn negated(&self) -> IBig {
        -self
    }

    fn compare([a, b, c, d]: [&IBig; 4]) -> Ordering {
        (a * b).cmp(&(c * d))
    }
}

impl<T: Minor> Minors<T> {
    fn row(&self, row: usize) -> &[T] {
        &self.entries[row * self.width..(row + 1) * self.width]
    }

    fn leaving(&self, basis: &Basis, column: usize) -> Option<usize> {
        let zero = T::ZERO;
        let entry = |row: usize| &self.row(row)[column];
        let rows = (0..basis.basic.len()).filter(|&row| *entry(row) > zero).collect();
        basis.least(rows, |key, a, b| {
            let value = |row: usize| match key {
                None => &self.row(row)[self.width - 1],
                Some(Place::Column(slack)) => &self.row(row)[slack],
                Some(Place::Row(own)) if own == row => &self.determinant,
                Some(Place::Row(_)) => &zero,
            };
            T::compare([value(a), entry(b), value(b), entry(a)])
        })
    }

    /// The dictionary after the exchange of a row and a column whose entry is positive; `None` if
    /// a minor does not fit.
    fn pivoted(&self, row: usize, column: usize) -> Option<Minors<T>> {
        let across = self.row(row);
        let pivot = &across[column];
        let mut entries = Vec::with_capacity(self.entries.len());
        for (index, old) in self.entries.chunks_exact(self.width).enumerate() {
            if index == row {
                entries.extend_from_slice(across);
                entries[row * self.width + column] = self.determinant.clone();
                continue;
            }
            for (place, (entry, above)) in old.iter().zip(across).enumerate() {
                entries.push(if place == column {
                    entry.negated()
                } else {
                    T::of([pivot, entry, &old[column], above], &self.determinant)?
                });
            }
        }
        Some(Minors { entries, width: self.width, determinant: pivot.clone() })
    }
}

impl Minors<i64> {
    fn big(&self) -> Minors<IBig> {
        Minors {
            entries: self.entries.iter().copied().map(IBig::from).collect(),
            width: self.width,
            determinant: self.determinant.into(),
        }
    }
}

impl Minors<IBig> {
    /// The same in words, if they fit.
    fn words(&self) -> Option<Minors<i64>> {
        let word = |entry: &IBig| i64::try_from(entry).ok().filter(|&word| word != i64::MIN);
        let entries = self.entries.iter().map(word).collect::<Option<Vec<i64>>>()?;
        Some(Minors { entries, width: self.width, determinant: word(&self.determinant)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_way_to_big_integers() {
        let large = i64::MAX / 3;
        let rows = [[large, 7], [5, large]].map(|row| row.map(IBig::from).to_vec());
        let mut exact = ExactDictionary::new(&rows);
        exact.pivot(0, 0);
        exact.pivot(1, 1);
        assert!(matches!(exact.table, Table::Big(_)));
        assert_eq!(exact.direction(), [large - 7, large - 5].map(IBig::from));
    }
}
