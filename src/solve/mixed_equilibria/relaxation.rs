//! Linear relaxations of the conditions in a cell, which see all of them together.
//!
//! The mixtures in a cell are averages of its vertices. The products of their weights are a
//! distribution over the combinations of vertices, one of each mixer, and on average over it
//! every equation holds, also after it is multiplied by a weight of the player who is
//! indifferent, on whose own mixture it does not depend (reformulation and linearization: Sherali
//! and Adams 1990 \[SheraliAdams1990\]; with all mixtures in the cell these are the correlated
//! equilibria that keep each player indifferent over its support). So
//!
//! * where multiples of the conditions add up to a function that is positive at all
//!   combinations, the cell is *empty*;
//! * where with the weight of one vertex they add up to at least `w` at all of them, that weight
//!   is at least `w`.
//!
//! The multipliers come from the simplex method in floats. That they prove what they should is
//! computed from the conditions, with a bound on the rounding, so that no error of the method
//! counts; right-hand sides are moved a little, since all but one vanish and it would cycle.

use super::indifference::Indifference;

/// More combinations of vertices times rows than this are not relaxed.
const MOST_ENTRIES: usize = 1 << 16;

/// What the right-hand sides are moved by, and what counts as zero in the simplex method.
const SHIFT: f64 = 1e-6;
const SMALL: f64 = 1e-9;

/// A vertex's least weight that is worth finding.
const WORTHWHILE: f64 = 0.02;

/// The shape of the relaxations of all cells of some supports.
pub struct Relaxation {
    /// The number of combinations of vertices.
    columns: usize,
    /// The equations in as many rows each as the player has vertices, then the bounds.
    rows: usize,
    first_bound: usize,
    conditions: usize,
    /// By combination and condition, its row and the place of its value.
    entries: Vec<(u32, u32)>,
    /// By combination and mixer, the vertex.
    vertices: Vec<u32>,
    sizes: Vec<usize>,
}

/// What a relaxation shows.
#[derive(Debug, PartialEq)]
pub enum Relaxed {
    Empty,
    /// By mixer and vertex, the least weight.
    Weights(Vec<Vec<f64>>),
}

impl Relaxation {
    /// `starts` holds where the values of each equation and bound start. `None` if it would be
    /// too large.
    pub fn new(conditions: &Indifference, starts: &[usize]) -> Option<Relaxation> {
        let sizes = conditions.sizes.clone();
        let columns = sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(size))?;
        let equations = conditions.equations.len();
        let sources = (0..conditions.rank).map(|place| (place, conditions.owners[place]));
        let outside = (0..conditions.bounds.len()).filter(|&place| {
            // The gains over the strategies of a support differ by equations.
            !conditions.bound_owners[..place].contains(&conditions.bound_owners[place])
        });
        let sources: Vec<(usize, usize)> =
            sources.chain(outside.map(|place| (equations + place, conditions.bound_owners[place].0))).collect();
        let mixer = |player: usize| conditions.mixers.iter().position(|&mixer| mixer == player);
        let (mut rows, mut first_bound, mut first_rows) = (0, 0, Vec::new());
        for (place, &(_, owner)) in sources.iter().enumerate() {
            if place == conditions.rank {
                first_bound = rows;
            }
            first_rows.push(rows);
            rows += mixer(owner).map_or(1, |mixer| sizes[mixer]);
        }
        if sources.len() <= conditions.rank {
            first_bound = rows;
        }
        if columns.checked_mul(rows)? > MOST_ENTRIES {
            return None;
        }
        // By condition, how far its value and its row move with a step of each mixer.
        let steps: Vec<Vec<[usize; 2]>> = sources
            .iter()
            .map(|&(function, owner)| {
                let mut steps = vec![[0, 0]; sizes.len()];
                let multilinear = conditions.function(function);
                for (axis, &mixer) in multilinear.axes.iter().enumerate() {
                    steps[mixer][0] = multilinear.stride(axis);
                }
                if let Some(mixer) = mixer(owner) {
                    steps[mixer][1] = 1;
                }
                steps
            })
            .collect();
        let mut entries = Vec::with_capacity(columns * sources.len());
        let mut vertices = Vec::with_capacity(columns * sizes.len());
        let mut at = vec![0; sizes.len()];
        for _ in 0..columns {
            for ((&(function, _), &first), steps) in sources.iter().zip(&first_rows).zip(&steps) {
                let moved = |which: usize| at.iter().zip(steps).map(|(at, step)| at * step[which]).sum::<usize>();
                entries.push(((first + moved(1)) as u32, (starts[function] + moved(0)) as u32));
            }
            vertices.extend(at.iter().map(|&vertex| vertex as u32));
            for (place, size) in at.iter_mut().zip(&sizes).rev() {
                *place += 1;
                if *place < *size {
                    break;
                }
                *place = 0;
            }
        }
        Some(Relaxation { columns, rows, first_bound, conditions: sources.len(), entries, vertices, sizes })
    }

    /// What the conditions show together of a cell with these values, each off by `error` at most.
    pub fn solve(&self, values: &[f64], error: f64) -> Relaxed {
        let entries = self.entries.iter().map(|&(row, place)| (row as usize, values[place as usize])).collect();
        let mut simplex = Simplex::new(self, entries, error);
        let mut weights: Vec<Vec<f64>> = self.sizes.iter().map(|&size| vec![0.0; size]).collect();
        match simplex.feasible() {
            Feasible::Never => return Relaxed::Empty,
            Feasible::Unknown => return Relaxed::Weights(weights),
            Feasible::Yes => {}
        }
        let mut least = simplex.marginals();
        for mixer in 0..self.sizes.len() {
            for vertex in 0..self.sizes[mixer] {
                if least[mixer][vertex] >= WORTHWHILE {
                    weights[mixer][vertex] = simplex.least_weight(mixer, vertex, &mut least);
                }
            }
        }
        Relaxed::Weights(weights)
    }

    fn has(&self, column: usize, mixer: usize, vertex: usize) -> bool {
        self.vertices[column * self.sizes.len() + mixer] as usize == vertex
    }
}

/// Whether some distribution satisfies the conditions on average.
enum Feasible {
    /// Proved.
    Never,
    /// As far as floats can tell.
    Yes,
    Unknown,
}

#[derive(Clone, Copy, PartialEq)]
enum Basic {
    Column(usize),
    /// Of a bound, by its row.
    Slack(usize),
    Artificial,
}

/// The revised simplex method with an explicit inverse: a column has one entry per condition,
/// and one in the row of the sum of all weights, which is the last.
struct Simplex<'a> {
    shape: &'a Relaxation,
    entries: Vec<(usize, f64)>,
    error: f64,
    size: usize,
    /// Column by column.
    inverse: Vec<f64>,
    basis: Vec<Basic>,
    levels: Vec<f64>,
    /// The multipliers of the rows for the objective at hand.
    multipliers: Vec<f64>,
    pivots: usize,
}

/// What is better, by price.
struct Entering {
    what: Basic,
    /// How much the objective falls with it.
    fall: f64,
}

impl<'a> Simplex<'a> {
    fn new(shape: &'a Relaxation, entries: Vec<(usize, f64)>, error: f64) -> Simplex<'a> {
        let size = shape.rows + 1;
        let mut inverse = vec![0.0; size * size];
        for row in 0..size {
            inverse[row * size + row] = 1.0;
        }
        let is_bound = |row: usize| (shape.first_bound..shape.rows).contains(&row);
        let basis: Vec<Basic> =
            (0..size).map(|row| if is_bound(row) { Basic::Slack(row) } else { Basic::Artificial }).collect();
        let shift = |row: usize| SHIFT * (1.0 + (row as f64 * 0.618_033_988_75).fract());
        let levels = (0..size).map(|row| if row == shape.rows { 1.0 } else { shift(row) }).collect();
        let multipliers = basis.iter().map(|basic| if *basic == Basic::Artificial { 1.0 } else { 0.0 }).collect();
        Simplex { shape, entries, error, size, inverse, basis, levels, multipliers, pivots: 0 }
    }

    fn column(&self, column: usize) -> &[(usize, f64)] {
        &self.entries[column * self.shape.conditions..][..self.shape.conditions]
    }

    /// The sum of the conditions at a combination, by their multipliers.
    fn combination(&self, column: usize) -> f64 {
        self.column(column).iter().map(|&(row, value)| self.multipliers[row] * value).sum()
    }

    /// A bound on the error of a combination.
    fn slack(&self) -> f64 {
        let total: f64 = self.multipliers[..self.shape.rows].iter().map(|multiplier| multiplier.abs()).sum();
        (total * (self.error + (self.shape.conditions + 4) as f64 * f64::EPSILON) + 4.0 * f64::EPSILON) * 1.01
    }

    fn worst_bound(&self) -> Option<(usize, f64)> {
        let bounds = self.shape.first_bound..self.shape.rows;
        bounds.map(|row| (row, self.multipliers[row])).max_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// Minimizes the artificial levels.
    fn feasible(&mut self) -> Feasible {
        loop {
            let best = (0..self.shape.columns)
                .map(|column| (column, self.combination(column)))
                .max_by(|one, other| one.1.total_cmp(&other.1));
            let Some((column, greatest)) = best else { return Feasible::Unknown };
            let bound = self.worst_bound();
            if greatest < -self.slack() && bound.is_none_or(|(_, multiplier)| multiplier <= 0.0) {
                return Feasible::Never;
            }
            let mut entering =
                Entering { what: Basic::Column(column), fall: greatest + self.multipliers[self.size - 1] };
            if let Some((row, fall)) = bound
                && fall > entering.fall
            {
                entering = Entering { what: Basic::Slack(row), fall };
            }
            if entering.fall <= SMALL {
                let artificial = self.basis.iter().zip(&self.levels).filter(|(basic, _)| **basic == Basic::Artificial);
                let left: f64 = artificial.map(|(_, level)| level).sum();
                return if left < SHIFT { Feasible::Yes } else { Feasible::Unknown };
            }
            if !self.pivot(&entering) {
                return Feasible::Unknown;
            }
        }
    }

    /// A proved lower bound of the weight of a vertex. `least` holds the least weights that
    /// were met, and is brought up to date.
    fn least_weight(&mut self, mixer: usize, vertex: usize, least: &mut [Vec<f64>]) -> f64 {
        let shape = self.shape;
        let cost = |basic: &Basic| match basic {
            Basic::Column(column) => f64::from(u8::from(shape.has(*column, mixer, vertex))),
            Basic::Slack(_) | Basic::Artificial => 0.0,
        };
        for row in 0..self.size {
            let line = &self.inverse[row * self.size..][..self.size];
            self.multipliers[row] = self.basis.iter().zip(line).map(|(basic, factor)| cost(basic) * factor).sum();
        }
        let mut proved = 0.0_f64;
        loop {
            let rest = |column: usize| cost(&Basic::Column(column)) - self.combination(column);
            let best =
                (0..shape.columns).map(|column| (column, rest(column))).min_by(|one, other| one.1.total_cmp(&other.1));
            let Some((column, lowest)) = best else { return 0.0 };
            let bound = self.worst_bound();
            if bound.is_none_or(|(_, multiplier)| multiplier <= 0.0) {
                proved = proved.max(lowest - self.slack());
            }
            let mut entering = Entering { what: Basic::Column(column), fall: self.multipliers[self.size - 1] - lowest };
            if let Some((row, fall)) = bound
                && fall > entering.fall
            {
                entering = Entering { what: Basic::Slack(row), fall };
            }
            // The last hundredth is not worth a pivot.
            if entering.fall <= 0.01 * proved.max(WORTHWHILE) || !self.pivot(&entering) {
                return proved;
            }
            for (least, now) in least.iter_mut().flatten().zip(self.marginals().into_iter().flatten()) {
                *least = least.min(now);
            }
            if least[mixer][vertex] < WORTHWHILE {
                return proved;
            }
        }
    }

    /// The weights of the vertices in the distribution at hand.
    fn marginals(&self) -> Vec<Vec<f64>> {
        let mut weights: Vec<Vec<f64>> = self.shape.sizes.iter().map(|&size| vec![0.0; size]).collect();
        for (basic, level) in self.basis.iter().zip(&self.levels) {
            if let Basic::Column(column) = *basic {
                let vertices = &self.shape.vertices[column * weights.len()..];
                for (weights, &vertex) in weights.iter_mut().zip(vertices) {
                    weights[vertex as usize] += level;
                }
            }
        }
        weights
    }

    /// Brings something into the basis; `false` if it cannot be, or this takes too long.
    fn pivot(&mut self, entering: &Entering) -> bool {
        let size = self.size;
        self.pivots += 1;
        if self.pivots > 20 * (size + 20) {
            return false;
        }
        let mut direction = vec![0.0; size];
        let mut add = |row: usize, value: f64, inverse: &[f64]| {
            for (entry, factor) in direction.iter_mut().zip(&inverse[row * size..][..size]) {
                *entry += value * factor;
            }
        };
        match entering.what {
            Basic::Column(column) => {
                for &(row, value) in self.column(column) {
                    add(row, value, &self.inverse);
                }
                add(size - 1, 1.0, &self.inverse);
            }
            Basic::Slack(row) => add(row, 1.0, &self.inverse),
            Basic::Artificial => return false,
        }
        let mut leaving: Option<(usize, f64)> = None;
        for (row, &step) in direction.iter().enumerate() {
            // What is artificial and zero stays zero.
            let stuck = self.basis[row] == Basic::Artificial && self.levels[row] <= SMALL && step.abs() > SMALL;
            if step <= SMALL && !stuck {
                continue;
            }
            let ratio = if stuck { 0.0 } else { self.levels[row] / step };
            let better = leaving
                .is_none_or(|(best, least)| ratio < least || (ratio == least && step.abs() > direction[best].abs()));
            if better {
                leaving = Some((row, ratio));
            }
        }
        let Some((row, ratio)) = leaving else { return false };
        let pivot = direction[row];
        for (level, step) in self.levels.iter_mut().zip(&direction) {
            *level = (*level - ratio * step).max(0.0);
        }
        self.levels[row] = ratio;
        self.basis[row] = entering.what;
        for (line, multiplier) in self.inverse.chunks_exact_mut(size).zip(&mut self.multipliers) {
            let factor = line[row] / pivot;
            if factor == 0.0 {
                continue;
            }
            for (entry, step) in line.iter_mut().zip(&direction) {
                *entry -= factor * step;
            }
            line[row] = factor;
            *multiplier -= entering.fall * factor;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::normal::NormalGame;

    /// What the relaxation shows of all mixtures of three players with two strategies each, who
    /// gain by the first one what `gains` says of the probabilities of the others' first ones.
    fn relaxed(gains: impl Fn([i64; 3]) -> [i64; 3]) -> Relaxed {
        let two = || vec!["1".to_owned(), "2".to_owned()];
        let payoffs = |place: usize| {
            let first = [place >> 2 & 1, place >> 1 & 1, place & 1].map(|second| 1 - second as i64);
            first.iter().zip(gains(first)).map(|(own, gain)| (own * gain).into()).collect()
        };
        let game = NormalGame {
            players: ["x", "y", "z"].map(str::to_owned).to_vec(),
            strategies: vec![two(), two(), two()],
            payoffs: (0..8).map(payoffs).collect(),
        };
        let all = vec![vec![0, 1]; 3];
        let conditions = Indifference::new(&game, all.clone(), &all).unwrap();
        let values: Vec<f64> =
            conditions.equations.iter().flat_map(|one| one.values.iter().map(|value| value.to_f64())).collect();
        let lengths = conditions.equations.iter().map(|one| one.values.len());
        let starts: Vec<usize> = lengths.scan(0, |end, length| Some(std::mem::replace(end, *end + length))).collect();
        Relaxation::new(&conditions, &starts).unwrap().solve(&values, 0.0)
    }

    #[test]
    fn equations_that_hold_one_by_one_are_refuted_together() {
        // x = y, y = z and x = z + 1/2.
        assert_eq!(relaxed(|[x, y, z]| [y - z, 2 * x - 2 * z - 1, x - y]), Relaxed::Empty);
        assert_ne!(relaxed(|[x, y, z]| [y - z, x - z, x - y]), Relaxed::Empty);
    }

    #[test]
    fn weights_are_bounded_from_below() {
        // x = 3/4, y = x and z = 1/4.
        let Relaxed::Weights(weights) = relaxed(|[x, y, z]| [4 * z - 1, 4 * x - 3, x - y]) else {
            panic!("there is a solution");
        };
        let exact = [[0.75, 0.25], [0.75, 0.25], [0.25, 0.75]];
        for (found, exact) in weights.iter().flatten().zip(exact.iter().flatten()) {
            assert!(*found <= *exact && *found > exact - 0.01, "{weights:?}");
        }
    }
}
