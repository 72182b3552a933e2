//! An exact revised simplex method for programs with few rows and more columns than one
//! wants to write down.
//!
//! `max Σ c_k λ_k` subject to `Σ λ_k a_k = b`, `λ_k >= 0` except for free columns. The columns
//! have small integer entries and come from an oracle that is shown the prices and answers
//! with columns that would improve (column generation: Gilmore and Gomory 1961
//! \[GilmoreGomory1961\]). The basis is kept as its integer adjugate and determinant, so that no
//! fraction is ever formed and a pivot costs the square of the number of rows (Edmonds 1967
//! \[Edmonds1967\], Bareiss 1968 \[Bareiss1968\]). With entries in {-1, 0, 1} and fewer than 27
//! rows Hadamard's bound keeps the adjugate in words; costs and prices are as large as the
//! integers that are chosen for them.
//!
//! The column that improves most enters. After a run of pivots that gain nothing the least
//! identifier enters and leaves (Bland 1977 \[Bland1977\]) until something is gained, so the
//! method ends.

use super::integer::Integer;

/// A column of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<T> {
    /// What it stands for; unique.
    pub id: u64,
    pub entries: Vec<i8>,
    pub cost: T,
    /// Its weight may be negative.
    pub free: bool,
}

/// An optimal basis.
#[derive(Debug, Clone)]
pub struct Optimum<T> {
    /// The prices of the rows, times the determinant: `price · a_k >= cost_k · determinant`
    /// for all columns.
    pub prices: Vec<T>,
    /// Positive.
    pub determinant: i64,
    /// The basic columns with their weights times the determinant.
    pub weights: Vec<(Column<T>, i64)>,
}

/// Solves from a basis of columns on which `b` has nonnegative weights (but for free columns).
/// `known` are columns to try before the oracle is asked; `improving` is shown the prices and
/// the determinant and answers with columns `cost · determinant > prices · entries`, none if
/// there are none. `None` if the maximum is unbounded.
///
/// # Panics
/// If the columns of the start are no basis or `b` has a negative weight on it.
pub fn maximize<T: Integer>(
    start: Vec<Column<T>>,
    right: &[i64],
    mut known: Vec<Column<T>>,
    mut improving: impl FnMut(&[T], i64) -> Vec<Column<T>>,
) -> Option<Optimum<T>> {
    let mut basis = Basis::new(start, right);
    let mut stalled = 0;
    loop {
        let prices = basis.prices();
        let cautious = stalled > 4 * right.len();
        let mut entering = best(&known, &prices, basis.determinant, cautious);
        if entering.is_none() {
            let fresh = improving(&prices, basis.determinant);
            if fresh.is_empty() {
                return Some(basis.optimum(prices));
            }
            let first = known.len();
            known.extend(fresh);
            entering = best(&known[first..], &prices, basis.determinant, cautious).map(|index| first + index);
        }
        let entering = known.swap_remove(entering.expect("the oracle answers with columns that improve"));
        let (left, gained) = basis.enter(entering)?;
        stalled = if gained { 0 } else { stalled + 1 };
        known.push(left);
        if gained && known.len() > KEPT {
            drop_worst(&mut known, &basis);
        }
    }
}

/// More columns than these are not kept beside the basis.
const KEPT: usize = 400;

/// The column that improves most per unit, or, if cautious, the improving one of least id.
fn best<T: Integer>(columns: &[Column<T>], prices: &[T], determinant: i64, cautious: bool) -> Option<usize> {
    let mut found: Option<(usize, T)> = None;
    for (index, column) in columns.iter().enumerate() {
        let gain = reduced(column, prices, determinant);
        if gain.signum() <= 0 {
            continue;
        }
        let better = match &found {
            None => true,
            Some((other, _)) if cautious => column.id < columns[*other].id,
            Some((other, most)) => gain > *most || gain == *most && column.id < columns[*other].id,
        };
        if better {
            found = Some((index, gain));
        }
    }
    found.map(|(index, _)| index)
}

/// The reduced cost, times the determinant.
fn reduced<T: Integer>(column: &Column<T>, prices: &[T], determinant: i64) -> T {
    let paid = column.cost.scale(determinant);
    column.entries.iter().zip(prices).filter(|(entry, _)| **entry != 0).fold(
        paid,
        |left, (&entry, price)| match entry {
            1 => left.sub(price),
            -1 => left.add(price),
            _ => left.sub(&price.scale(entry.into())),
        },
    )
}

/// Forgets the half of the columns that is furthest from improving.
fn drop_worst<T: Integer>(known: &mut Vec<Column<T>>, basis: &Basis<T>) {
    let prices = basis.prices();
    let mut order: Vec<(T, u64)> =
        known.iter().map(|column| (reduced(column, &prices, basis.determinant), column.id)).collect();
    order.sort_by(|a, b| b.cmp(a));
    let (worst, id) = order[KEPT / 2].clone();
    known.retain(|column| (reduced(column, &prices, basis.determinant), column.id) > (worst.clone(), id));
}

struct Basis<T> {
    columns: Vec<Column<T>>,
    /// Row `k` belongs to basic column `k`: determinant times the inverse.
    adjugate: Vec<Vec<i64>>,
    determinant: i64,
    /// Determinant times the weights.
    level: Vec<i64>,
}

impl<T: Integer> Basis<T> {
    fn new(start: Vec<Column<T>>, right: &[i64]) -> Basis<T> {
        let size = right.len();
        assert!(start.len() == size, "a basis has as many columns as rows");
        let unit = |row: usize| (0..size).map(|column| i64::from(column == row)).collect();
        let mut basis = Basis {
            columns: Vec::new(),
            adjugate: (0..size).map(unit).collect(),
            determinant: 1,
            level: right.to_vec(),
        };
        // The unit basis is exchanged column by column; `home` says which of the start sits where.
        let mut home: Vec<Option<Column<T>>> = vec![None; size];
        for column in start {
            let direction = basis.direction(&column.entries);
            let row = (0..size)
                .find(|&row| home[row].is_none() && direction[row] != 0)
                .expect("the columns of the start are independent");
            basis.pivot(row, &direction);
            home[row] = Some(column);
        }
        basis.columns = home.into_iter().map(|column| column.expect("every row has its column")).collect();
        let feasible = basis.columns.iter().zip(&basis.level).all(|(column, &level)| column.free || level >= 0);
        assert!(feasible, "the start is feasible");
        basis
    }

    fn prices(&self) -> Vec<T> {
        let mut prices = vec![T::zero(); self.columns.len()];
        for (column, row) in self.columns.iter().zip(&self.adjugate) {
            if column.cost.signum() != 0 {
                for (price, &entry) in prices.iter_mut().zip(row) {
                    if entry != 0 {
                        *price = price.add(&column.cost.scale(entry));
                    }
                }
            }
        }
        prices
    }

    /// What a unit of a column takes from each basic weight, times the determinant.
    fn direction(&self, entries: &[i8]) -> Vec<i64> {
        self.adjugate.iter().map(|row| row.iter().zip(entries).map(|(a, &b)| a * i64::from(b)).sum()).collect()
    }

    /// Lets a column enter. Who left, and whether the objective grew; `None` if it grows for ever.
    fn enter(&mut self, column: Column<T>) -> Option<(Column<T>, bool)> {
        let direction = self.direction(&column.entries);
        let mut leaving: Option<usize> = None;
        for row in 0..direction.len() {
            if self.columns[row].free || direction[row] <= 0 {
                continue;
            }
            let better = leaving.is_none_or(|other| {
                let ours = i128::from(self.level[row]) * i128::from(direction[other]);
                let theirs = i128::from(self.level[other]) * i128::from(direction[row]);
                ours < theirs || ours == theirs && self.columns[row].id < self.columns[other].id
            });
            if better {
                leaving = Some(row);
            }
        }
        let row = leaving?;
        let gained = self.level[row] > 0;
        self.pivot(row, &direction);
        Some((std::mem::replace(&mut self.columns[row], column), gained))
    }

    fn pivot(&mut self, row: usize, direction: &[i64]) {
        let (old, sign) = (i128::from(self.determinant), direction[row].signum());
        let pivot = i128::from(direction[row].abs());
        let pivot_row: Vec<i64> = self.adjugate[row].iter().map(|entry| entry * sign).collect();
        let pivot_level = self.level[row] * sign;
        let exchange = |mine: i64, step: i64, theirs: i64| {
            let value = (pivot * i128::from(mine) - i128::from(step) * i128::from(theirs)) / old;
            i64::try_from(value).expect("Hadamard's bound keeps minors of few small columns in words")
        };
        for (index, other) in self.adjugate.iter_mut().enumerate() {
            if index != row {
                let step = direction[index];
                if step == 0 && pivot == old {
                    continue;
                }
                for (mine, &theirs) in other.iter_mut().zip(&pivot_row) {
                    *mine = exchange(*mine, step, theirs);
                }
                self.level[index] = exchange(self.level[index], step, pivot_level);
            }
        }
        self.adjugate[row] = pivot_row;
        self.level[row] = pivot_level;
        self.determinant = direction[row].abs();
    }

    fn optimum(self, prices: Vec<T>) -> Optimum<T> {
        Optimum { prices, determinant: self.determinant, weights: self.columns.into_iter().zip(self.level).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: u64, entries: &[i8], cost: i128) -> Column<i128> {
        Column { id, entries: entries.to_vec(), cost, free: false }
    }

    #[test]
    fn half_of_each_pair_covers_a_triangle() {
        // max λ_12 + λ_13 + λ_23 with every player used once: 3/2.
        let start = (0..3).map(|k| column(k, &[0, 1, 2].map(|row| i8::from(row == k as usize)), 0)).collect();
        let pairs = vec![column(3, &[1, 1, 0], 1), column(4, &[1, 0, 1], 1), column(5, &[0, 1, 1], 1)];
        let optimum = maximize(start, &[1, 1, 1], pairs, |_, _| Vec::new()).unwrap();
        assert_eq!(optimum.determinant, 2);
        assert_eq!(optimum.prices, [1, 1, 1]);
        let mut weights: Vec<(u64, i64)> =
            optimum.weights.iter().map(|(column, weight)| (column.id, *weight)).collect();
        weights.sort_unstable();
        assert_eq!(weights, [(3, 1), (4, 1), (5, 1)]);
    }

    #[test]
    fn a_free_column_takes_up_what_the_others_leave() {
        // max 2λ - μ with λ - μ = 0 and λ + s = 3; μ free.
        let start = vec![Column { free: true, ..column(0, &[-1, 0], -1) }, column(1, &[0, 1], 0)];
        let optimum = maximize(start, &[0, 3], vec![column(2, &[1, 1], 2)], |_, _| Vec::new()).unwrap();
        assert_eq!(optimum.prices, [1, 1]);
    }

    #[test]
    fn a_ray_has_no_optimum() {
        let start = vec![column(0, &[1], 0)];
        assert!(maximize(start, &[1], vec![column(1, &[-1], 1)], |_, _| Vec::new()).is_none());
    }
}
