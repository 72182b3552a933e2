//! Where the conditions of some supports can hold: branch and prune over products of simplices.
//!
//! A cell holds a simplex of mixtures for each mixing player and, of every condition, the
//! values at the cell's vertices. A multilinear function ranges exactly between the least and
//! the greatest of these, and on a subcell that replaces a vertex by the midpoint of an edge
//! they follow by averaging, as in de Casteljau's scheme. So a cell is
//!
//! * *dropped* if an equation has one sign at all vertices, or a bound is positive at all;
//! * *narrowed* towards a vertex that alone has the other sign: where along one player's axis
//!   the values are at least `m > 0` but for one vertex with `l < 0`, that vertex has a weight
//!   of at least `m / (m - l)`;
//! * narrowed, or dropped, by the linear relaxation of all conditions (`relaxation`);
//! * narrowed, or dropped, by a Krawczyk step in the barycentric coordinates of the cell, which
//!   sees the equations together, and tells where to look for a root;
//! * dropped if it lies in a box that is known to hold one root, which is on record;
//! * otherwise halved along the edge along which the equations vary most.
//!
//! **Rounding.** Values are scaled to at most 1. A cell carries a bound on how far each of its
//! floats may be off; every averaging adds a few units in the last place to it, and every
//! decision allows for it.

use crate::numeric::interval::Interval;
use crate::numeric::krawczyk::{IsolatedRoot, inverse, newton, prove};
use crate::numeric::rational::Rational;

use super::indifference::Indifference;
use super::multilinear::Multilinear;
use super::relaxation::{Relaxation, Relaxed};

/// An upper bound on the relative error of a payoff difference as a float of size at most 1:
/// two conversions and a quotient.
const CONVERSION_ERROR: f64 = 8.0 * f64::EPSILON;

/// A weight that narrows a cell enough to do so again at once.
const WORTHWHILE: f64 = 0.1;
const MOST_NARROWINGS: usize = 12;

/// Cells whose edges are all shorter are not divided further: there the equations are singular,
/// or nearly so.
const SHORTEST_EDGE: f64 = 1.0 / (1u64 << 20) as f64;

/// So many cells that cannot be divided end the search of their supports.
const MOST_STUCK: usize = 64;

/// What the search of some supports ends with.
#[derive(Debug, Default)]
pub struct Findings {
    pub roots: Vec<IsolatedRoot>,
    /// Boxes of the unknowns that may hold more.
    pub open: Vec<Vec<Interval>>,
    /// The number of cells that were looked at.
    pub cells: u64,
}

/// The search for the points at which the conditions of some supports hold.
pub struct CellSearch<'a> {
    conditions: &'a Indifference,
    functions: Vec<Layout>,
    /// The leading equations come first.
    leading: usize,
    equations: usize,
    values: Vec<f64>,
    relaxation: Option<Relaxation>,
}

/// Where the values of a function stand.
struct Layout {
    start: usize,
    end: usize,
    axes: Vec<Axis>,
}

struct Axis {
    mixer: usize,
    size: usize,
    stride: usize,
}

#[derive(Clone)]
pub struct Cell {
    /// By mixer and vertex, the probabilities of the vertex.
    vertices: Vec<Vec<Vec<f64>>>,
    /// Of every function at every vertex.
    values: Vec<f64>,
    /// A bound on the error of each of these floats.
    error: f64,
}

/// What narrowing found.
#[derive(PartialEq, Eq)]
pub enum Narrowed {
    Empty,
    Alike,
    Smaller,
}

impl<'a> CellSearch<'a> {
    pub fn new(conditions: &'a Indifference) -> CellSearch<'a> {
        let (mut functions, mut values) = (Vec::new(), Vec::new());
        for function in conditions.equations.iter().chain(&conditions.bounds) {
            let start = values.len();
            values.extend(scaled(function));
            let axis = |place: usize| Axis {
                mixer: function.axes[place],
                size: function.sizes[place],
                stride: function.stride(place),
            };
            functions.push(Layout { start, end: values.len(), axes: (0..function.axes.len()).map(axis).collect() });
        }
        let starts: Vec<usize> = functions.iter().map(|layout: &Layout| layout.start).collect();
        CellSearch {
            conditions,
            functions,
            leading: conditions.rank,
            equations: conditions.equations.len(),
            values,
            relaxation: Relaxation::new(conditions, &starts),
        }
    }

    /// All mixtures.
    pub fn root(&self) -> Cell {
        let unit = |size: usize| {
            (0..size).map(|one| (0..size).map(|other| if one == other { 1.0 } else { 0.0 }).collect()).collect()
        };
        Cell {
            vertices: self.conditions.sizes.iter().map(|&size| unit(size)).collect(),
            values: self.values.clone(),
            error: CONVERSION_ERROR,
        }
    }

    /// Every point at which the conditions can hold, where there are as many leading equations
    /// as unknowns: isolated roots of these, and boxes that stay open because the equations are
    /// singular there or `most` cells did not suffice. `go_on` is asked before every cell.
    pub fn search(&self, most: u64, mut go_on: impl FnMut() -> bool) -> Findings {
        let mut found = Findings::default();
        let mut open = vec![self.root()];
        while let Some(mut cell) = open.pop() {
            if found.cells >= most || found.open.len() >= MOST_STUCK || !go_on() {
                open.push(cell);
                break;
            }
            found.cells += 1;
            if !self.narrow(&mut cell) {
                continue;
            }
            if found.roots.iter().any(|root| self.lies_in(&cell, &root.alone_in)) {
                continue;
            }
            match self.relax(&mut cell) {
                Narrowed::Empty => continue,
                Narrowed::Smaller => {
                    open.push(cell);
                    continue;
                }
                Narrowed::Alike => {}
            }
            match self.krawczyk(&mut cell) {
                (Narrowed::Empty, _) => continue,
                (narrowed, contracting) => {
                    if contracting && self.seek(&cell, &mut found.roots) {
                        // It may lie where the root is alone.
                        open.push(cell);
                        continue;
                    }
                    if narrowed == Narrowed::Smaller {
                        open.push(cell);
                        continue;
                    }
                }
            }
            if self.longest_edge(&cell) < SHORTEST_EDGE {
                if !self.seek(&cell, &mut found.roots) {
                    found.open.push(self.bounds(&cell));
                }
                continue;
            }
            open.extend(self.halves(cell));
        }
        found.open.extend(open.iter().map(|cell| self.bounds(cell)));
        found
    }

    /// Looks for a root from the middle of a cell; says whether it is a new one.
    fn seek(&self, cell: &Cell, roots: &mut Vec<IsolatedRoot>) -> bool {
        let Some(settled) = newton(self.conditions, &self.middle(cell)) else { return false };
        if roots.iter().any(|root| settled.iter().zip(&root.alone_in).all(|(at, side)| side.contains(*at))) {
            return false;
        }
        let Some(found) = prove(self.conditions, &settled) else { return false };
        // It is a known one if it lies where that one is alone.
        let known = roots.iter().any(|root| found.root.iter().zip(&root.alone_in).all(|(x, y)| y.meet(x) == Some(*x)));
        if !known {
            roots.push(found);
        }
        !known
    }

    /// The unknowns in the middle of a cell.
    pub fn middle(&self, cell: &Cell) -> Vec<f64> {
        let mean = |vertices: &Vec<Vec<f64>>, strategy: usize| {
            vertices.iter().map(|vertex| vertex[strategy]).sum::<f64>() / vertices.len() as f64
        };
        cell.vertices
            .iter()
            .flat_map(|vertices| (1..vertices.len()).map(move |strategy| mean(vertices, strategy)))
            .collect()
    }

    /// A box of unknowns that holds a cell.
    pub fn bounds(&self, cell: &Cell) -> Vec<Interval> {
        let side = |vertices: &Vec<Vec<f64>>, strategy: usize| {
            let entries = || vertices.iter().map(|vertex| vertex[strategy]);
            let (lo, hi) = (entries().fold(1.0, f64::min), entries().fold(0.0, f64::max));
            Interval { lo: (lo - cell.error).next_down().max(0.0), hi: (hi + cell.error).next_up().min(1.0) }
        };
        cell.vertices
            .iter()
            .flat_map(|vertices| (1..vertices.len()).map(move |strategy| side(vertices, strategy)))
            .collect()
    }

    fn lies_in(&self, cell: &Cell, around: &[Interval]) -> bool {
        self.bounds(cell).iter().zip(around).all(|(side, around)| side.is_inside(around))
    }

    fn longest_edge(&self, cell: &Cell) -> f64 {
        let spread = |vertices: &Vec<Vec<f64>>, strategy: usize| {
            let entries = || vertices.iter().map(|vertex| vertex[strategy]);
            entries().fold(0.0, f64::max) - entries().fold(1.0, f64::min)
        };
        cell.vertices
            .iter()
            .flat_map(|vertices| (0..vertices.len()).map(move |strategy| spread(vertices, strategy)))
            .fold(0.0, f64::max)
    }

    /// Drops a cell (`false`) or narrows it, by each function alone, as long as that pays.
    pub fn narrow(&self, cell: &mut Cell) -> bool {
        for _ in 0..MOST_NARROWINGS {
            let mut weights: Vec<Vec<f64>> = self.conditions.sizes.iter().map(|&size| vec![0.0; size]).collect();
            for (index, layout) in self.functions.iter().enumerate() {
                for axis in &layout.axes {
                    let (mut least, mut most) = (vec![f64::INFINITY; axis.size], vec![f64::NEG_INFINITY; axis.size]);
                    for (place, value) in cell.values[layout.start..layout.end].iter().enumerate() {
                        let vertex = place / axis.stride % axis.size;
                        least[vertex] = least[vertex].min(*value);
                        most[vertex] = most[vertex].max(*value);
                    }
                    let weights = &mut weights[axis.mixer];
                    let negated: Vec<f64> = most.iter().map(|value| -value).collect();
                    let both = index < self.equations;
                    if !towards(&least, cell.error, weights) || (both && !towards(&negated, cell.error, weights)) {
                        return false;
                    }
                }
            }
            match self.shrink(cell, &weights) {
                Some(gain) if gain >= WORTHWHILE => {}
                Some(_) => return true,
                None => return false,
            }
        }
        true
    }

    /// Restricts the cell to barycentric weights that are at least these. Returns the largest
    /// total of a mixer, or `None` if nothing is left.
    fn shrink(&self, cell: &mut Cell, weights: &[Vec<f64>]) -> Option<f64> {
        let mut gain = 0.0_f64;
        for (mixer, weights) in weights.iter().enumerate() {
            // Rounded down, so that nothing is lost.
            let weights: Vec<f64> = weights.iter().map(|weight| weight * (1.0 - 1e-12)).collect();
            let total: f64 = weights.iter().sum();
            if total < WORTHWHILE / 2.0 {
                continue;
            }
            if total > 1.0 + 1e-9 {
                return None;
            }
            // What is all but a point stays a small cell.
            let scale = if total > 1.0 - 1e-9 { 1.0 - 1e-9 } else { 1.0 } / total.max(1.0);
            let weights: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
            let rest = 1.0 - weights.iter().sum::<f64>();
            gain = gain.max(total);
            let common: Vec<f64> = (0..weights.len())
                .map(|strategy| weights.iter().zip(&cell.vertices[mixer]).map(|(w, vertex)| w * vertex[strategy]).sum())
                .collect();
            for vertex in &mut cell.vertices[mixer] {
                for (entry, common) in vertex.iter_mut().zip(&common) {
                    *entry = rest * *entry + common;
                }
            }
            for (start, axis) in self.lines(mixer) {
                let line = (0..axis.size).map(|vertex| start + vertex * axis.stride);
                let common: f64 = line.clone().zip(&weights).map(|(place, weight)| weight * cell.values[place]).sum();
                for place in line {
                    cell.values[place] = rest * cell.values[place] + common;
                }
            }
            cell.error += (weights.len() + 6) as f64 * f64::EPSILON;
        }
        Some(gain)
    }

    /// The first place of every line of values along a mixer's axis.
    fn lines(&self, mixer: usize) -> impl Iterator<Item = (usize, &Axis)> {
        self.functions.iter().flat_map(move |layout| {
            layout.axes.iter().filter(move |axis| axis.mixer == mixer).flat_map(move |axis| {
                (layout.start..layout.end)
                    .step_by(axis.size * axis.stride)
                    .flat_map(move |block| (block..block + axis.stride).map(move |start| (start, axis)))
            })
        })
    }

    /// The two halves of a cell.
    pub fn halves(&self, cell: Cell) -> [Cell; 2] {
        let (mixer, one, other) = self.steepest_edge(&cell);
        let mut halves = [cell.clone(), cell];
        for (half, (gone, kept)) in halves.iter_mut().zip([(one, other), (other, one)]) {
            let middle: Vec<f64> = {
                let vertices = &half.vertices[mixer];
                vertices[gone].iter().zip(&vertices[kept]).map(|(x, y)| (x + y) / 2.0).collect()
            };
            half.vertices[mixer][gone] = middle;
            for (start, axis) in self.lines(mixer) {
                let [gone, kept] = [gone, kept].map(|vertex| start + vertex * axis.stride);
                half.values[gone] = (half.values[gone] + half.values[kept]) / 2.0;
            }
            half.error += f64::EPSILON;
        }
        halves
    }

    /// The edge of a mixer's simplex along which the functions differ most in sum, each by its
    /// largest difference; the longest one where none does.
    fn steepest_edge(&self, cell: &Cell) -> (usize, usize, usize) {
        let mut best = (0, 0, 1);
        let mut steepness = -1.0;
        let relevant = if self.equations > 0 { self.equations } else { self.functions.len() };
        for (mixer, vertices) in cell.vertices.iter().enumerate() {
            for one in 1..vertices.len() {
                for other in 0..one {
                    let length = vertices[one]
                        .iter()
                        .zip(&vertices[other])
                        .fold(0.0_f64, |most, (x, y)| most.max((x - y).abs()));
                    let mut sum = 0.0;
                    for layout in &self.functions[..relevant] {
                        for axis in layout.axes.iter().filter(|axis| axis.mixer == mixer) {
                            let mut most = 0.0_f64;
                            for block in (layout.start..layout.end).step_by(axis.size * axis.stride) {
                                for start in block..block + axis.stride {
                                    let [x, y] = [one, other].map(|vertex| cell.values[start + vertex * axis.stride]);
                                    most = most.max((x - y).abs());
                                }
                            }
                            sum += most;
                        }
                    }
                    // Long edges are not put off for ever where the functions hardly vary.
                    let merit = if length < SHORTEST_EDGE { 0.0 } else { sum + 1e-3 * length };
                    if merit > steepness {
                        (best, steepness) = ((mixer, one, other), merit);
                    }
                }
            }
        }
        best
    }

    /// What the conditions show together, by a linear relaxation.
    pub fn relax(&self, cell: &mut Cell) -> Narrowed {
        let Some(relaxation) = &self.relaxation else { return Narrowed::Alike };
        match relaxation.solve(&cell.values, cell.error) {
            Relaxed::Empty => Narrowed::Empty,
            Relaxed::Weights(weights) => match self.shrink(cell, &weights) {
                None => Narrowed::Empty,
                Some(gain) if gain >= WORTHWHILE => Narrowed::Smaller,
                Some(_) => Narrowed::Alike,
            },
        }
    }

    /// A Krawczyk step in barycentric coordinates, and whether the operator contracts.
    fn krawczyk(&self, cell: &mut Cell) -> (Narrowed, bool) {
        let conditions = self.conditions;
        let size = conditions.unknowns;
        if self.leading != size {
            return (Narrowed::Alike, false);
        }
        let (mut lower, mut upper) = (vec![vec![0.0; size]; size], vec![vec![0.0; size]; size]);
        let mut centre = vec![vec![0.0; size]; size];
        let mut values = vec![0.0; size];
        for (row, layout) in self.functions[..size].iter().enumerate() {
            let entries = &cell.values[layout.start..layout.end];
            values[row] = entries.iter().sum::<f64>() / entries.len() as f64;
            for axis in &layout.axes {
                for vertex in 1..axis.size {
                    let column = conditions.offsets[axis.mixer] + vertex - 1;
                    let (mut least, mut most, mut sum) = (f64::INFINITY, f64::NEG_INFINITY, 0.0);
                    for block in (0..entries.len()).step_by(axis.size * axis.stride) {
                        for start in block..block + axis.stride {
                            let slope = entries[start + vertex * axis.stride] - entries[start];
                            least = least.min(slope);
                            most = most.max(slope);
                            sum += slope;
                        }
                    }
                    lower[row][column] = least;
                    upper[row][column] = most;
                    centre[row][column] = sum * axis.size as f64 / entries.len() as f64;
                }
            }
        }
        let Some(inverse) = inverse(&centre) else { return (Narrowed::Alike, false) };
        let mut weights: Vec<Vec<f64>> = conditions.sizes.iter().map(|&size| vec![0.0; size]).collect();
        let mut contracting = true;
        // Values and slopes are off by the cell's error, and by rounding in sums of so many
        // numbers up to 2.
        let longest = self.functions[..size].iter().map(|layout| layout.end - layout.start).max().unwrap_or(0);
        let rounding = (8 + 4 * size + longest) as f64 * f64::EPSILON;
        for (mixer, &own_size) in conditions.sizes.iter().enumerate() {
            let own = conditions.offsets[mixer]..conditions.offsets[mixer] + own_size - 1;
            // The first barycentric coordinate is one less the others.
            for vertex in 0..own_size {
                let combination: Vec<f64> = match vertex {
                    0 => (0..size).map(|column| -own.clone().map(|row| inverse[row][column]).sum::<f64>()).collect(),
                    _ => inverse[own.start + vertex - 1].clone(),
                };
                let unit = |column: usize| match vertex {
                    0 if own.contains(&column) => -1.0,
                    _ if vertex > 0 && column == own.start + vertex - 1 => 1.0,
                    _ => 0.0,
                };
                let absolute: f64 = combination.iter().map(|factor| factor.abs()).sum();
                let slack = absolute * (3.0 * cell.error + rounding) + rounding;
                let step: f64 = combination.iter().zip(&values).map(|(factor, value)| factor * value).sum();
                let middle = 1.0 / own_size as f64 - step;
                let (mut down, mut up, mut norm) = (middle - slack, middle + slack, 0.0);
                for (other, &count) in conditions.sizes.iter().enumerate() {
                    let start = conditions.offsets[other];
                    let mut ranges = Vec::with_capacity(count - 1);
                    for column in start..start + count - 1 {
                        let (mut lo, mut hi) = (0.0, 0.0);
                        for (row, &factor) in combination.iter().enumerate() {
                            let (x, y) = (factor * lower[row][column], factor * upper[row][column]);
                            lo += x.min(y);
                            hi += x.max(y);
                        }
                        let (lo, hi) = (unit(column) - hi - slack, unit(column) - lo + slack);
                        norm += lo.abs().max(hi.abs());
                        ranges.push((lo, hi));
                    }
                    // A linear function of weights that sum to one is extreme at a vertex.
                    let mean = 1.0 / count as f64;
                    let base: (f64, f64) =
                        ranges.iter().fold((0.0, 0.0), |(lo, hi), range| (lo - range.1 * mean, hi - range.0 * mean));
                    let (mut least, mut most) = base;
                    for (lo, hi) in &ranges {
                        least = least.min(base.0 + hi * mean + lo * (1.0 - mean));
                        most = most.max(base.1 + lo * mean + hi * (1.0 - mean));
                    }
                    down += least - slack;
                    up += most + slack;
                }
                if up < 0.0 || down > 1.0 {
                    return (Narrowed::Empty, false);
                }
                if vertex > 0 {
                    contracting &= norm < 1.0;
                }
                weights[mixer][vertex] = down.max(0.0);
            }
        }
        match self.shrink(cell, &weights) {
            None => (Narrowed::Empty, false),
            Some(gain) if gain >= WORTHWHILE => (Narrowed::Smaller, contracting),
            Some(_) => (Narrowed::Alike, contracting),
        }
    }
}

/// Raises the weight of the only vertex towards which a function falls to zero. `least` holds
/// its least values by vertex. Says whether it falls to zero at all.
fn towards(least: &[f64], error: f64, weights: &mut [f64]) -> bool {
    let mut low = None;
    let mut rest = f64::INFINITY;
    for (vertex, value) in least.iter().enumerate() {
        if *value - error > 0.0 {
            rest = rest.min(*value - error);
        } else if low.is_some() {
            return true;
        } else {
            low = Some(vertex);
        }
    }
    let Some(vertex) = low else { return false };
    if rest.is_finite() {
        weights[vertex] = weights[vertex].max(rest / (rest - (least[vertex] - error)));
    }
    true
}

/// The values of a function as floats, the largest being about 1.
fn scaled(function: &Multilinear) -> Vec<f64> {
    let largest = function.values.iter().map(Rational::abs).max().unwrap_or(Rational::ONE);
    let short = largest.words().is_some() && function.values.iter().all(|value| value.words().is_some());
    let scale = largest.to_f64();
    let float = |value: &Rational| if short { value.to_f64() / scale } else { (value / &largest).to_f64() };
    function.values.iter().map(float).collect()
}
