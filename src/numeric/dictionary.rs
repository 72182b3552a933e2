//! Faces of a polytope, by exact integer pivoting.
//!
//! A dictionary writes the basic variables of `{z >= 0, A z <= 1}` by the free ones,
//!
//! ```text
//! d · basic_i = c_i − Σ_j a_ij · free_j,        d > 0, all c_i >= 0,
//! ```
//!
//! with integers only: every entry is a minor of the input, so that divisions leave no
//! remainder (Bareiss 1968 \[Bareiss1968\]; Avis 2000 \[Avis2000\], section 3).
//! A variable that is held at zero has no column, hence a dictionary stands for the *face*
//! on which the dropped variables vanish, and for the vertex at which the free ones do too.
//!
//! Entries are machine words while all of them fit; when one outgrows a word the table moves
//! to big integers, and back when it fits again. The arithmetic of a pivot is that of
//! [`super::tableau`]; what differs is the use: that solves programs with an objective, this
//! walks among the faces of one polytope, column by column, and drops what it has fixed.

use std::cmp::Ordering;
use std::collections::HashSet;

use dashu::base::{Abs, AbsOrd, BitTest, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use super::rational::Rational;
use super::tableau::{Entry, Integer};

/// Integers that are words if all of them are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integers {
    Words(Vec<i64>),
    Big(Vec<IBig>),
}

impl Integers {
    /// In words if they fit.
    pub fn new(values: Vec<IBig>) -> Integers {
        match values.iter().map(|value| i64::try_from(value).ok()).collect() {
            Some(words) => Integers::Words(words),
            None => Integers::Big(values),
        }
    }

    /// The integers at some places.
    pub fn select(&self, places: impl Iterator<Item = usize>) -> Integers {
        match self {
            Integers::Words(words) => Integers::Words(places.map(|place| words[place]).collect()),
            Integers::Big(values) => Integers::Big(places.map(|place| values[place].clone()).collect()),
        }
    }

    pub fn at(&self, place: usize) -> IBig {
        match self {
            Integers::Words(words) => IBig::from(words[place]),
            Integers::Big(values) => values[place].clone(),
        }
    }
}

/// A face of a polytope and a vertex of it. Variables are known by labels.
#[derive(Debug, Clone)]
pub struct Dictionary {
    /// The label of each row.
    basic: Vec<u32>,
    /// The label of each column but the first, which holds the constants.
    free: Vec<u32>,
    table: Table,
}

/// Column after column.
#[derive(Debug, Clone)]
enum Table {
    Words { denominator: i64, entries: Vec<i64> },
    Big { denominator: IBig, entries: Vec<IBig> },
}
use Table::{Big, Words};

impl Dictionary {
    /// The polytope `{z >= 0, A z <= 1}` at its vertex zero: `free` labels the coordinates,
    /// `basic` the slacks, and `coefficients` are those of `A`, column after column.
    ///
    /// # Panics
    /// If the sizes disagree.
    pub fn new(basic: Vec<u32>, free: Vec<u32>, coefficients: &Integers) -> Dictionary {
        let table = match coefficients {
            Integers::Words(words) => {
                assert_eq!(words.len(), basic.len() * free.len(), "one coefficient per row and column");
                let mut entries = Vec::with_capacity(basic.len() + words.len());
                entries.resize(basic.len(), 1);
                entries.extend_from_slice(words);
                Words { denominator: 1, entries }
            }
            Integers::Big(values) => {
                assert_eq!(values.len(), basic.len() * free.len(), "one coefficient per row and column");
                let ones = basic.iter().map(|_| IBig::ONE);
                Big { denominator: IBig::ONE, entries: ones.chain(values.iter().cloned()).collect() }
            }
        };
        Dictionary { basic, free, table }
    }

    /// The dictionary of these entries, column after column, the constants first; with
    /// denominator 1, `basic = c − Σ a_j free_j`.
    ///
    /// # Panics
    /// If the sizes disagree.
    pub fn of(basic: Vec<u32>, free: Vec<u32>, entries: Integers) -> Dictionary {
        let size = basic.len() * (free.len() + 1);
        let table = match entries {
            Integers::Words(entries) => Words { denominator: 1, entries },
            Integers::Big(entries) => Big { denominator: IBig::ONE, entries },
        };
        let held = match &table {
            Words { entries, .. } => entries.len(),
            Big { entries, .. } => entries.len(),
        };
        assert_eq!(held, size, "one entry per row and column, and the constants");
        Dictionary { basic, free, table }
    }

    /// The labels of the basic variables, one per row.
    pub fn basic(&self) -> &[u32] {
        &self.basic
    }

    /// The labels of the nonbasic variables that are not held at zero.
    pub fn free(&self) -> &[u32] {
        &self.free
    }

    /// A column's entry, or the constant in column 0: its sign.
    fn sign(&self, row: usize, column: usize) -> i32 {
        let place = column * self.basic.len() + row;
        match &self.table {
            Words { entries, .. } => Entry::sign(&entries[place]),
            Big { entries, .. } => Entry::sign(&entries[place]),
        }
    }

    /// The sign of the value of a row's basic variable at the vertex: 0 or 1, or -1 for a
    /// dictionary that is no vertex of the polytope.
    pub fn value_sign(&self, row: usize) -> i32 {
        self.sign(row, 0)
    }

    /// About the value of a row's basic variable at the vertex.
    pub fn estimate(&self, row: usize) -> f64 {
        match &self.table {
            Words { denominator, entries } => entries[row] as f64 / *denominator as f64,
            Big { denominator, entries } => ratio_estimate(&entries[row], denominator),
        }
    }

    /// The value of a row's basic variable at the vertex: numerator over the common
    /// denominator of all.
    pub fn numerator(&self, row: usize) -> IBig {
        match &self.table {
            Words { entries, .. } => IBig::from(entries[row]),
            Big { entries, .. } => entries[row].clone(),
        }
    }

    /// The sign of `1 − Σ a_j z_j` at the vertex, with the coefficient of each basic variable.
    pub fn slack_sign(&self, coefficient: impl Fn(u32) -> IBig) -> i32 {
        let used = self.basic.iter().enumerate().map(|(row, &label)| self.numerator(row) * coefficient(label));
        Entry::sign(&used.fold(self.denominator(), |slack, product| slack - product))
    }

    /// The common denominator, positive.
    pub fn denominator(&self) -> IBig {
        match &self.table {
            Words { denominator, .. } => IBig::from(*denominator),
            Big { denominator, .. } => denominator.clone(),
        }
    }

    /// The weights of the labels in `range` at the vertex, divided by their sum; `None` if
    /// all are zero.
    pub fn weights(&self, range: std::ops::Range<u32>) -> Option<Vec<Rational>> {
        let mut weights = vec![Rational::ZERO; range.len()];
        let rows = || self.basic.iter().enumerate().filter(|(_, label)| range.contains(label));
        if let Words { entries, .. } = &self.table {
            let sum: i128 = rows().map(|(row, _)| i128::from(entries[row])).sum();
            if sum == 0 {
                return None;
            }
            if let Ok(sum) = i64::try_from(sum) {
                for (row, &label) in rows().filter(|(row, _)| entries[*row] != 0) {
                    weights[(label - range.start) as usize] = Rational::new(entries[row], sum);
                }
                return Some(weights);
            }
        }
        let sum: IBig = rows().map(|(row, _)| self.numerator(row)).sum();
        if sum.is_zero() {
            return None;
        }
        let sum: UBig = sum.unsigned_abs();
        for (row, &label) in rows().filter(|(row, _)| self.value_sign(*row) != 0) {
            weights[(label - range.start) as usize] = Rational::from_integers(self.numerator(row), sum.clone());
        }
        Some(weights)
    }

    /// The point at which all constraints of `A z <= 1` hold with equality, feasible or not,
    /// as a dictionary without free variables. `None` if there is none or it is not unique.
    pub fn tight_point(basic: Vec<u32>, free: Vec<u32>, coefficients: &Integers) -> Option<Dictionary> {
        if basic.len() != free.len() {
            return None;
        }
        let mut dictionary = Dictionary::new(basic, free, coefficients);
        for row in 0..dictionary.basic.len() {
            let column = (1..=dictionary.free.len()).find(|&column| dictionary.sign(row, column) != 0)?;
            dictionary.pivot(row, column);
            dictionary.drop_column(column);
        }
        Some(dictionary)
    }

    /// Exchanges a basic and a free variable.
    ///
    /// # Panics
    /// If the entry is zero.
    pub fn pivot(&mut self, row: usize, column: usize) {
        let rows = self.basic.len();
        match &mut self.table {
            Words { denominator, entries } => {
                let before = entries.clone();
                match pivot_entries(rows, entries, denominator, row, column) {
                    Some(pivot) => *denominator = pivot,
                    None => {
                        let mut wide: Vec<IBig> = before.into_iter().map(IBig::from).collect();
                        let denominator = pivot_entries(rows, &mut wide, &IBig::from(*denominator), row, column)
                            .expect("big integers have room");
                        self.table = Big { denominator, entries: wide };
                    }
                }
            }
            Big { denominator, entries } => {
                *denominator = pivot_entries(rows, entries, denominator, row, column).expect("big integers have room");
                if let Ok(word) = i64::try_from(&*denominator)
                    && let Some(words) = entries.iter().map(|entry| i64::try_from(entry).ok()).collect()
                {
                    self.table = Words { denominator: word, entries: words };
                }
            }
        }
        std::mem::swap(&mut self.basic[row], &mut self.free[column - 1]);
    }

    /// Holds the free variable of a column at zero.
    fn drop_column(&mut self, column: usize) {
        let rows = self.basic.len();
        let last = self.free.len();
        self.free.swap_remove(column - 1);
        match &mut self.table {
            Words { entries, .. } => {
                entries.copy_within(last * rows.., column * rows);
                entries.truncate(last * rows);
            }
            Big { entries, .. } => {
                for row in 0..rows {
                    entries.swap(column * rows + row, last * rows + row);
                }
                entries.truncate(last * rows);
            }
        }
    }

    /// Forgets a basic variable that vanishes on the whole face.
    fn drop_row(&mut self, row: usize) {
        let rows = self.basic.len();
        let mut place = 0;
        let mut keep = || {
            place += 1;
            (place - 1) % rows != row
        };
        match &mut self.table {
            Words { entries, .. } => entries.retain(|_| keep()),
            Big { entries, .. } => entries.retain(|_| keep()),
        }
        self.basic.remove(row);
    }

    /// The row that leaves when a column enters: a least ratio of constant and positive
    /// entry; of several the preferred one, else that of least label. `None` if the column
    /// is unbounded.
    fn leaving(&self, column: usize, preferred: Option<usize>) -> Option<usize> {
        let mut best: Option<usize> = None;
        for row in (0..self.basic.len()).filter(|&row| self.sign(row, column) > 0) {
            best = match best {
                None => Some(row),
                Some(other) => match self.compare_ratios(row, other, column, 0) {
                    Ordering::Less => Some(row),
                    Ordering::Greater => Some(other),
                    Ordering::Equal if preferred == Some(other) => Some(other),
                    Ordering::Equal if preferred == Some(row) || self.basic[row] < self.basic[other] => Some(row),
                    Ordering::Equal => Some(other),
                },
            };
        }
        best
    }

    /// Compares `entry(row, by) / entry(row, column)` of two rows whose entries in `column`
    /// are positive.
    fn compare_ratios(&self, row: usize, other: usize, column: usize, by: usize) -> Ordering {
        let rows = self.basic.len();
        let (by, column) = (by * rows, column * rows);
        match &self.table {
            Words { entries, .. } => {
                let product = |a: usize, b: usize| i128::from(entries[by + a]) * i128::from(entries[column + b]);
                product(row, other).cmp(&product(other, row))
            }
            Big { entries, .. } => {
                (&entries[by + row] * &entries[column + other]).cmp(&(&entries[by + other] * &entries[column + row]))
            }
        }
    }

    /// A column in which the row's entry has the wanted sign: the largest such entry, or the
    /// one of least label. `None` if there is none.
    fn entering(&self, row: usize, wanted: i32, least_label: bool) -> Option<usize> {
        let rows = self.basic.len();
        let columns = (1..=self.free.len()).filter(|&column| self.sign(row, column) == wanted);
        if least_label {
            return columns.min_by_key(|&column| self.free[column - 1]);
        }
        match &self.table {
            Words { entries, .. } => columns.max_by_key(|&column| entries[column * rows + row].unsigned_abs()),
            Big { entries, .. } => {
                columns.max_by(|&a, &b| AbsOrd::abs_cmp(&entries[a * rows + row], &entries[b * rows + row]))
            }
        }
    }

    /// Goes to the facet on which a variable is zero, and says whether there is one; if not
    /// the variable is positive everywhere on this face, and the dictionary is at one of its
    /// vertices still. A variable that is held at zero already stays so.
    ///
    /// The primal simplex method, stopped at zero; Bland's rule \[Bland1977\] after a
    /// degenerate step, which makes it end.
    pub fn hold_at_zero(&mut self, label: u32) -> bool {
        if let Some(index) = self.free.iter().position(|&free| free == label) {
            self.drop_column(index + 1);
            return true;
        }
        let Some(row) = self.basic.iter().position(|&basic| basic == label) else { return true };
        let mut cautious = false;
        loop {
            if self.sign(row, 0) == 0 {
                // Any exchange leaves the vertex where it is.
                match (1..=self.free.len()).find(|&column| self.sign(row, column) != 0) {
                    Some(column) => {
                        self.pivot(row, column);
                        self.drop_column(column);
                    }
                    None => self.drop_row(row),
                }
                return true;
            }
            let Some(entering) = self.entering(row, 1, cautious) else { return false };
            let leaving = self.leaving(entering, Some(row)).expect("the variable's own row bounds the step");
            cautious = self.sign(leaving, 0) == 0;
            self.pivot(leaving, entering);
            if leaving == row {
                self.drop_column(entering);
                return true;
            }
        }
    }

    /// Whether a variable is zero on the whole face. If not, the dictionary moves to a vertex
    /// at which it is positive; if so, it is held at zero from now on, and so are others that
    /// turn out to vanish, each of which is passed to `vanishes`.
    pub fn is_zero(&mut self, label: u32, mut vanishes: impl FnMut(u32)) -> bool {
        let mut cautious = false;
        if let Some(index) = self.free.iter().position(|&free| free == label) {
            let leaving = self.leaving(index + 1, None).expect("the polytope is bounded");
            cautious = self.sign(leaving, 0) == 0;
            self.pivot(leaving, index + 1);
        }
        loop {
            let Some(row) = self.basic.iter().position(|&basic| basic == label) else { return true };
            if self.sign(row, 0) > 0 {
                return false;
            }
            let Some(entering) = self.entering(row, -1, cautious) else {
                self.drop_vanishing_row(row, &mut vanishes);
                return true;
            };
            let leaving = self.leaving(entering, None).expect("the polytope is bounded");
            cautious = self.sign(leaving, 0) == 0;
            self.pivot(leaving, entering);
        }
    }

    /// Holds at zero what a look at the rows shows to vanish on the whole face: where
    /// `basic = 0 − Σ a_j free_j` with all `a_j >= 0`.
    pub fn drop_vanishing(&mut self, mut vanishes: impl FnMut(u32)) {
        while let Some(row) = (0..self.basic.len())
            .find(|&row| self.sign(row, 0) == 0 && (1..=self.free.len()).all(|column| self.sign(row, column) >= 0))
        {
            self.drop_vanishing_row(row, &mut vanishes);
        }
    }

    fn drop_vanishing_row(&mut self, row: usize, vanishes: &mut impl FnMut(u32)) {
        vanishes(self.basic[row]);
        for column in (1..=self.free.len()).rev() {
            if self.sign(row, column) > 0 {
                vanishes(self.free[column - 1]);
                self.drop_column(column);
            }
        }
        self.drop_row(row);
    }

    /// Calls `visit` with a dictionary at each vertex of the face, at degenerate ones perhaps
    /// several times, until it answers false.
    ///
    /// Walks over the vertices of the face with its constraints moved by a symbolic ε,
    /// lexicographically (Dantzig, Orden and Wolfe 1955 \[DantzigOrdenWolfe1955\]): the moved
    /// polytope is simple, its graph is connected, and every vertex of the face is the limit of
    /// one of its vertices. One pivot for each edge.
    pub fn visit_vertices(&self, mut visit: impl FnMut(&Dictionary) -> bool) {
        if self.free.is_empty() {
            visit(self);
            return;
        }
        let order = &self.basic;
        let key = |dictionary: &Dictionary| {
            let mut key = dictionary.free.clone();
            key.sort_unstable();
            key
        };
        let mut known = HashSet::from([key(self)]);
        let mut open = vec![self.clone()];
        while let Some(dictionary) = open.pop() {
            if !visit(&dictionary) {
                return;
            }
            for column in 1..=dictionary.free.len() {
                let leaving = dictionary.leaving_lexicographically(column, order).expect("the polytope is bounded");
                let mut next = key(&dictionary);
                let gone = next.binary_search(&dictionary.free[column - 1]).expect("the column is free");
                next[gone] = dictionary.basic[leaving];
                next.sort_unstable();
                if known.insert(next) {
                    let mut neighbour = dictionary.clone();
                    neighbour.pivot(leaving, column);
                    open.push(neighbour);
                }
            }
        }
    }

    /// The one row that bounds a column when the constraints are moved by powers of ε, those
    /// of the labels in `order` by smaller and smaller ones. `None` if nothing bounds it.
    pub fn leaving_lexicographically(&self, column: usize, order: &[u32]) -> Option<usize> {
        let mut tied: Vec<usize> = (0..self.basic.len()).filter(|&row| self.sign(row, column) > 0).collect();
        let keep_least = |tied: &mut Vec<usize>, by: usize| {
            if let Some(least) = tied.iter().copied().min_by(|&a, &b| self.compare_ratios(a, b, column, by)) {
                tied.retain(|&row| self.compare_ratios(row, least, column, by) == Ordering::Equal);
            }
        };
        keep_least(&mut tied, 0);
        for &label in order {
            if tied.len() <= 1 {
                break;
            }
            // The entry of a basic variable's own column is 1 in its row and 0 elsewhere.
            if let Some(free) = self.free.iter().position(|&free| free == label) {
                keep_least(&mut tied, free + 1);
            } else {
                tied.retain(|&row| self.basic[row] != label);
            }
        }
        tied.first().copied()
    }
}

/// About `numerator / denominator`, also where neither is a float.
fn ratio_estimate(numerator: &IBig, denominator: &IBig) -> f64 {
    let excess = denominator.bit_len().saturating_sub(900);
    let shrunk = |value: &IBig| (value.abs() >> excess).to_f64().value();
    let ratio = shrunk(numerator) / shrunk(denominator);
    if *numerator < IBig::ZERO { -ratio } else { ratio }
}

/// Pivots in place and returns the new denominator; `None` if an entry outgrows its type,
/// after which the entries are void.
fn pivot_entries<T: Integer>(rows: usize, entries: &mut [T], denominator: &T, row: usize, column: usize) -> Option<T> {
    let pivot_column: Vec<T> = entries[column * rows..][..rows].to_vec();
    // A negative pivot negates the table, which keeps the denominator positive.
    let negative = pivot_column[row].sign() < 0;
    let signed = |entry: &T| if negative { entry.negated() } else { entry.clone() };
    let pivot = signed(&pivot_column[row]);
    assert!(pivot.sign() > 0, "a pivot is not zero");
    let divisor = denominator.divisor();
    for (index, other) in entries.chunks_exact_mut(rows).enumerate() {
        if index == column {
            for entry in other.iter_mut() {
                *entry = signed(&entry.negated());
            }
            other[row] = signed(denominator);
            continue;
        }
        let factor = signed(&other[row]);
        if factor.sign() == 0 && pivot == *denominator {
            continue;
        }
        if !T::eliminate(other, &pivot, &factor, &pivot_column, &divisor) {
            return None;
        }
        other[row] = factor;
    }
    Some(pivot)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The unit cube, as `z <= 1` for each coordinate.
    fn cube(dimension: usize) -> Dictionary {
        let unit = |place: usize| i64::from(place / dimension == place % dimension);
        let labels = |from: usize| (from..from + dimension).map(|label| label as u32).collect();
        let entries = (0..dimension * dimension).map(unit).collect();
        Dictionary::new(labels(dimension), labels(0), &Integers::Words(entries))
    }

    #[test]
    fn a_cube_has_two_to_the_n_vertices_and_facets_half_of_them() {
        let mut seen = 0;
        cube(4).visit_vertices(|_| {
            seen += 1;
            true
        });
        assert_eq!(seen, 16);
        let mut facet = cube(4);
        assert!(facet.hold_at_zero(5), "the slack of the second coordinate can vanish");
        assert!(!facet.clone().hold_at_zero(1), "but not together with the coordinate");
        seen = 0;
        facet.visit_vertices(|_| {
            seen += 1;
            true
        });
        assert_eq!(seen, 8);
    }

    #[test]
    fn words_and_big_integers_pivot_alike_and_change_over_when_entries_outgrow_words() {
        // A Hilbert-like matrix of large entries: 4 × 4 minors outgrow a word.
        let entry = |place: usize| 1_000_003_000 / (1 + (place / 4 + place % 4) as i64) + (place * place) as i64;
        let small: Vec<i64> = (0..16).map(entry).collect();
        let (basic, free) = ((4..8).collect::<Vec<u32>>(), (0..4).collect::<Vec<u32>>());
        let mut dictionary = Dictionary::new(basic.clone(), free.clone(), &Integers::Words(small.clone()));
        let mut reference = Dictionary {
            basic,
            free,
            table: Big {
                denominator: IBig::ONE,
                entries: [1i64; 4].iter().chain(&small).map(|&word| IBig::from(word)).collect(),
            },
        };
        let value = |dictionary: &Dictionary, place: usize| match &dictionary.table {
            Words { entries, .. } => IBig::from(entries[place]),
            Big { entries, .. } => entries[place].clone(),
        };
        let mut went_big = false;
        for index in 0..4 {
            dictionary.pivot(index, index + 1);
            went_big |= matches!(dictionary.table, Big { .. });
            if let Big { denominator, entries } = &mut reference.table {
                *denominator = pivot_entries(4, entries, denominator, index, index + 1).unwrap();
            }
            for place in 0..20 {
                assert_eq!(value(&dictionary, place), value(&reference, place));
            }
        }
        assert!(went_big);
        for index in 0..4 {
            dictionary.pivot(index, index + 1);
        }
        assert_eq!(dictionary.denominator(), IBig::ONE, "pivoting back restores the input");
        assert!(matches!(&dictionary.table, Words { entries, .. } if entries[4..] == small));
    }

    #[test]
    fn what_vanishes_on_a_face_is_found() {
        // x + y <= 1 and x + y <= 1 again: on the facet of one slack the other is zero too.
        let mut twice = Dictionary::new(vec![2, 3], vec![0, 1], &Integers::Words(vec![1, 1, 1, 1]));
        assert!(twice.hold_at_zero(2));
        let mut vanished = Vec::new();
        twice.drop_vanishing(|label| vanished.push(label));
        assert_eq!(vanished, [3]);
        assert!(!twice.is_zero(0, |_| {}), "each coordinate is positive somewhere");
        assert!(!twice.is_zero(1, |_| {}));
    }
}
