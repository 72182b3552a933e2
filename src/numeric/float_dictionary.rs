//! A dictionary in floats: the scout of [`super::dictionary`].
//!
//! Nothing it says is taken for granted. What it offers is a *basis*, to be solved exactly,
//! and *multipliers* that may prove a face empty ([`FloatPolytope::proves_empty`]), which are
//! checked against the polytope's own coefficients with a bound on every rounding error.

use super::dictionary::Integers;

/// Smaller entries are taken for zero by the scout. This decides nothing: what the scout
/// cannot prove is retaken exactly.
const SMALL: f64 = 1e-9;

/// The most bits of a coefficient: scaled below 1 the least stays far from underflow.
const MOST_BITS: usize = 200;

/// A polytope `{z >= 0, A z <= 1}` with positive coefficients, scaled by a power of two.
#[derive(Debug, Clone)]
pub struct FloatPolytope {
    rows: usize,
    columns: usize,
    /// Column after column; within (0, 1], each the nearest float to the scaled integer.
    coefficients: Vec<f64>,
    /// Upper bounds of the coordinates, up to a rounding error.
    bounds: Vec<f64>,
    /// The labels of the coordinates begin here; those of the rows at `first_row`.
    first_column: u32,
    first_row: u32,
}

impl FloatPolytope {
    /// `None` if the coefficients differ too much for floats.
    ///
    /// # Panics
    /// If a coefficient is not positive.
    pub fn new(
        rows: usize,
        columns: usize,
        first_row: u32,
        first_column: u32,
        coefficients: &Integers,
    ) -> Option<FloatPolytope> {
        let floats: Vec<f64> = match coefficients {
            Integers::Words(words) => words.iter().map(|&word| word as f64).collect(),
            Integers::Big(values) => {
                use dashu::base::BitTest;
                if values.iter().any(|value| value.bit_len() > MOST_BITS) {
                    return None;
                }
                values.iter().map(|value| value.to_f64().value()).collect()
            }
        };
        assert!(floats.iter().all(|&value| value > 0.0), "the coefficients are positive");
        // A power of two changes no digit.
        let largest = floats.iter().copied().fold(0.0, f64::max);
        let scale = 2f64.powi(-(largest.log2().ceil() as i32));
        let coefficients: Vec<f64> = floats.into_iter().map(|value| value * scale).collect();
        let bounds =
            coefficients.chunks_exact(rows).map(|column| 1.0 / column.iter().copied().fold(0.0, f64::max)).collect();
        Some(FloatPolytope { rows, columns, coefficients, bounds, first_column, first_row })
    }

    /// The polytope at its vertex zero.
    pub fn dictionary(&self) -> FloatDictionary {
        let mut entries = vec![1.0; self.rows];
        entries.extend_from_slice(&self.coefficients);
        FloatDictionary {
            rows: self.rows,
            basic: (self.first_row..self.first_row + self.rows as u32).collect(),
            labels: (self.first_column..self.first_column + self.columns as u32).collect(),
            free: self.columns,
            entries,
        }
    }

    /// Whether the row of a variable in a dictionary proves, rigorously, that the variable is
    /// positive on the whole face.
    ///
    /// The row is a sum of the constraints with multipliers λ, so that for every point
    /// `Σ_j λ_j s_j + Σ_i (Σ_j a_ji λ_j) z_i = Σ_j λ_j` with slacks `s`. Where the variable is
    /// zero only the other variables that are not held at zero remain on the left; each lies
    /// between 0 and a known bound, so the left is at most the sum of the positive parts of
    /// their coefficients times these bounds. If that is less than the right, no point is left.
    /// This holds for *any* λ: how the scout came by it, and with what errors, is immaterial.
    /// (Safe bounds by interval arithmetic on the original data: Neumaier and Shcherbina 2004
    /// \[NeumaierShcherbina2004\].)
    ///
    /// Rounding: with `u = 2⁻⁵³`, `L = Σ|λ_j|` and `k = rows + columns`, a computed
    /// `Σ_j a_ji λ_j` is off by at most `(rows + 2) u Σ_j a_ji |λ_j|`, of which the bound of
    /// `z_i` makes at most `(rows + 2) u L`, as `a_ji z_i <= 1`; bound and product add a few
    /// `u L` more, and the final sums of at most `k` terms, each at most `L`, add `k (k + 1) u L`.
    /// Together below `4 (k + 8)² u L`, which is demanded as a margin; the rounding of the
    /// margin itself is within the slack of the factor 4.
    pub fn proves_empty(&self, dictionary: &FloatDictionary, row: usize, multipliers: &mut Vec<f64>) -> bool {
        let variable = dictionary.basic[row];
        multipliers.clear();
        multipliers.resize(self.rows, 0.0);
        let slack = |label: u32| {
            label.checked_sub(self.first_row).map(|index| index as usize).filter(|&index| index < self.rows)
        };
        let mut excess = 0.0;
        if let Some(index) = slack(variable) {
            multipliers[index] = 1.0;
        }
        for (index, &label) in dictionary.labels.iter().enumerate() {
            if let Some(place) = slack(label) {
                let entry = dictionary.entries[(index + 1) * self.rows + row];
                multipliers[place] = entry;
                if index < dictionary.free {
                    // A slack is at most 1.
                    excess += entry.max(0.0);
                }
            }
        }
        let (mut right, mut size) = (0.0, 0.0);
        for &multiplier in multipliers.iter() {
            right += multiplier;
            size += multiplier.abs();
        }
        let coordinates = dictionary.basic.iter().chain(&dictionary.labels[..dictionary.free]);
        for &label in coordinates.filter(|&&label| label != variable && slack(label).is_none()) {
            let place = (label - self.first_column) as usize;
            let column = &self.coefficients[place * self.rows..][..self.rows];
            excess += dot(column, multipliers).max(0.0) * self.bounds[place];
        }
        let terms = (self.rows + self.columns + 8) as f64;
        let margin = 2.0 * f64::EPSILON * terms * terms * size;
        // The second condition keeps clear of underflow; a NaN fails both.
        right - excess > margin && right > 1e-60
    }
}

/// Adds up in four lanes, which is any order as far as the error bound goes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut lanes, rest) = ([0.0; 4], a.len() / 4 * 4);
    for (x, y) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        for lane in 0..4 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let tail: f64 = a[rest..].iter().zip(&b[rest..]).map(|(x, y)| x * y).sum();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + tail
}

/// Whether a variable could be brought to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It is zero now and stays so.
    Zero,
    /// It seems to be positive on the whole face, as this row should prove.
    Positive(usize),
    /// Rounding errors are in the way.
    Unclear,
}

/// A face and a vertex of it, as far as floats can tell: `basic_i = c_i − Σ_j a_ij z_j`.
#[derive(Debug, Clone, Default)]
pub struct FloatDictionary {
    rows: usize,
    basic: Vec<u32>,
    /// The labels of the columns after the first, which holds the constants: `free` ones that
    /// may grow, then the slacks that are held at zero, whose entries are multipliers.
    /// Coordinates that are held at zero have no column.
    labels: Vec<u32>,
    free: usize,
    /// Column after column.
    entries: Vec<f64>,
}

impl FloatDictionary {
    pub fn basic(&self) -> &[u32] {
        &self.basic
    }

    /// The labels of the nonbasic variables that are not held at zero.
    pub fn free(&self) -> &[u32] {
        &self.labels[..self.free]
    }

    /// The values of the basic variables.
    pub fn values(&self) -> &[f64] {
        &self.entries[..self.rows]
    }

    /// Becomes a copy, in the memory that it has.
    pub fn copy_from(&mut self, other: &FloatDictionary) {
        self.rows = other.rows;
        self.basic.clone_from(&other.basic);
        self.labels.clone_from(&other.labels);
        self.free = other.free;
        self.entries.clone_from(&other.entries);
    }

    /// Tries to go to the facet on which a variable is zero, by the primal simplex method.
    pub fn hold_at_zero(&mut self, label: u32, is_slack: bool) -> Held {
        if let Some(index) = self.free().iter().position(|&free| free == label) {
            self.hold_column(index, is_slack);
            return Held::Zero;
        }
        let Some(row) = self.basic.iter().position(|&basic| basic == label) else { return Held::Unclear };
        // Long before so many pivots the scout has lost its way.
        for _ in 0..20 + 4 * self.rows {
            let by_size = |&a: &usize, &b: &usize| self.entry(row, a).abs().total_cmp(&self.entry(row, b).abs());
            if self.entries[row] < SMALL {
                let Some(column) = (0..self.free).max_by(by_size) else { return Held::Unclear };
                if self.entry(row, column).abs() < SMALL {
                    return Held::Unclear;
                }
                self.pivot(row, column);
                self.hold_column(column, is_slack);
                return Held::Zero;
            }
            let Some(column) = (0..self.free).filter(|&column| self.entry(row, column) > SMALL).max_by(by_size) else {
                return Held::Positive(row);
            };
            let leaving = self.leaving(column, row);
            self.pivot(leaving, column);
            if leaving == row {
                self.hold_column(column, is_slack);
                return Held::Zero;
            }
        }
        Held::Unclear
    }

    /// Goes to a neighbouring vertex at which a free variable is positive, if it can.
    pub fn raise(&mut self, column: usize) {
        let rows = (0..self.rows).filter(|&row| self.entry(row, column) > SMALL);
        let ratio = |row: usize| self.entries[row] / self.entry(row, column);
        if let Some(leaving) = rows.min_by(|&a, &b| ratio(a).total_cmp(&ratio(b))) {
            self.pivot(leaving, column);
        }
    }

    fn entry(&self, row: usize, column: usize) -> f64 {
        self.entries[(column + 1) * self.rows + row]
    }

    /// The row of least ratio of constant and positive entry, `preferred` among near equals.
    fn leaving(&self, column: usize, preferred: usize) -> usize {
        let own = &self.entries[(column + 1) * self.rows..][..self.rows];
        let mut best = preferred;
        let mut least = self.entries[preferred].max(0.0) / own[preferred] * (1.0 - SMALL);
        for (row, (&constant, &entry)) in self.entries[..self.rows].iter().zip(own).enumerate() {
            if entry > SMALL && constant < least * entry {
                best = row;
                least = constant / entry;
            }
        }
        best
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let rows = self.rows;
        let (before, rest) = self.entries.split_at_mut((column + 1) * rows);
        let (own, after) = rest.split_at_mut(rows);
        let inverse = 1.0 / own[row];
        for other in before.chunks_exact_mut(rows).chain(after.chunks_exact_mut(rows)) {
            let factor = other[row] * inverse;
            if factor != 0.0 {
                for (entry, &in_column) in other.iter_mut().zip(&*own) {
                    *entry -= in_column * factor;
                }
                other[row] = factor;
            }
        }
        for entry in own.iter_mut() {
            *entry *= -inverse;
        }
        own[row] = inverse;
        std::mem::swap(&mut self.basic[row], &mut self.labels[column]);
    }

    /// Holds a free variable at zero; a slack's column is kept for its multipliers.
    fn hold_column(&mut self, column: usize, is_slack: bool) {
        let last = self.free - 1;
        self.swap_columns(column, last);
        self.free = last;
        if !is_slack {
            let end = self.labels.len() - 1;
            self.swap_columns(last, end);
            self.labels.truncate(end);
            self.entries.truncate((end + 1) * self.rows);
        }
    }

    fn swap_columns(&mut self, a: usize, b: usize) {
        if a != b {
            let (low, high) = (a.min(b), a.max(b));
            let (left, right) = self.entries.split_at_mut((high + 1) * self.rows);
            left[(low + 1) * self.rows..][..self.rows].swap_with_slice(&mut right[..self.rows]);
            self.labels.swap(low, high);
        }
    }
}
