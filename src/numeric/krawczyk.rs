//! Proved enclosures of the roots of square nonlinear systems.
//!
//! For a box `X` with centre `c`, any real matrix `Y` and an enclosure `J` of the derivatives of
//! `f` over `X`, the Krawczyk operator is `K = c - Y f(c) + (I - Y J)(X - c)`. Every root in `X`
//! lies in `K`; if `K` lies in the interior of `X` there is exactly one root in `X`, and the
//! derivative is regular throughout `X` (Krawczyk 1969 \[Krawczyk1969\]; Moore 1977
//! \[Moore1977\]). `Y` is the inverse, in floats, of the derivative at the centre.
//!
//! A step costs the evaluation of the derivatives and O(n³) interval operations.

use super::interval::Interval;
use super::program::Ring;

/// As many equations as unknowns, with enclosures of values and derivatives.
pub trait SquareSystem {
    /// The number of unknowns.
    fn size(&self) -> usize;

    /// One enclosure per equation.
    fn values(&self, at: &[Interval]) -> Vec<Interval>;

    /// By equation and unknown, an enclosure of the partial derivative over a box.
    fn jacobian(&self, over: &[Interval]) -> Vec<Vec<Interval>>;
}

/// A root that is proved to exist.
#[derive(Debug, Clone)]
pub struct IsolatedRoot {
    /// A box that holds this root and no other.
    pub alone_in: Vec<Interval>,
    /// A box, as tight as floats make it, that holds it.
    pub root: Vec<Interval>,
}

/// Newton steps from a start before it is given up.
const NEWTON_STEPS: usize = 40;

/// The least radius of a box in which a root is sought, and how many larger ones are tried, each
/// eight times as large.
const NARROWEST: f64 = 1e-14;
const NARROW_TRIES: usize = 12;

/// The largest radius of a box in which a root may be alone, and how many smaller ones are
/// tried, each half as large.
const WIDEST: f64 = 0.5;
const WIDE_TRIES: usize = 30;

/// Newton's method in floats: where it settles, if it does. An estimate.
pub fn newton(system: &impl SquareSystem, start: &[f64]) -> Option<Vec<f64>> {
    let mut at = start.to_vec();
    let mut last = f64::INFINITY;
    for _ in 0..NEWTON_STEPS {
        let point: Vec<Interval> = at.iter().map(|&value| Interval::point(value)).collect();
        let values: Vec<f64> = system.values(&point).iter().map(Interval::middle).collect();
        let inverse = inverse(&middles(&system.jacobian(&point)))?;
        let step: Vec<f64> = inverse.iter().map(|row| dot(row, &values)).collect();
        let length = step.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        if !length.is_finite() || at.iter().any(|value| value.abs() > 1e3) {
            return None;
        }
        for (value, step) in at.iter_mut().zip(&step) {
            *value -= step;
        }
        if length < 1e-14 || (length < 1e-10 && length >= last) {
            return Some(at);
        }
        last = length;
    }
    None
}

/// The root that Newton's method reaches from a start, with proof.
pub fn isolate(system: &impl SquareSystem, start: &[f64]) -> Option<IsolatedRoot> {
    prove(system, &newton(system, start)?)
}

/// The root near a point at which Newton's method settled, with proof: in the largest box
/// around it in which it can be shown to be alone.
pub fn prove(system: &impl SquareSystem, centre: &[f64]) -> Option<IsolatedRoot> {
    let point: Vec<Interval> = centre.iter().map(|&value| Interval::point(value)).collect();
    let inverse = inverse(&middles(&system.jacobian(&point)))?;
    let around = |radius: f64| -> Vec<Interval> {
        centre.iter().map(|&value| Interval { lo: value - radius, hi: value + radius }).collect()
    };
    let maps_inside = |side: &Vec<Interval>| {
        operator(system, &inverse, centre, side).iter().zip(side).all(|(image, side)| image.is_inside(side))
    };
    // A narrow box shows that there is a root, a wide one that it is the only one there.
    let radii = |from: f64, factor: f64| std::iter::successors(Some(from), move |radius| Some(radius * factor));
    let narrow = radii(NARROWEST, 8.0).take(NARROW_TRIES).map(around).find(maps_inside)?;
    let alone_in = radii(WIDEST, 0.5).take(WIDE_TRIES).map(around).find(maps_inside);
    let alone_in = alone_in.unwrap_or_else(|| narrow.clone());
    let root = refine(system, &inverse, narrow);
    Some(IsolatedRoot { alone_in, root })
}

/// Applies the operator to an enclosure of a root as long as that makes it tighter. The result
/// is a little wider than the tightest, so that the operator maps it into its own interior, as
/// anyone can check.
fn refine(system: &impl SquareSystem, inverse: &[Vec<f64>], found: Vec<Interval>) -> Vec<Interval> {
    let image = |over: &[Interval]| {
        let centre: Vec<f64> = over.iter().map(Interval::middle).collect();
        operator(system, inverse, &centre, over)
    };
    let mut root = found.clone();
    for _ in 0..NEWTON_STEPS {
        let tighter: Vec<Interval> =
            root.iter().zip(&image(&root)).map(|(root, image)| root.meet(image).unwrap_or(*root)).collect();
        let gain = root.iter().zip(&tighter).any(|(old, new)| new.width() < 0.75 * old.width());
        root = tighter;
        if !gain {
            break;
        }
    }
    for widening in [1.0, 4.0, 64.0] {
        let wider: Vec<Interval> = root
            .iter()
            .zip(&found)
            .map(|(side, found)| {
                let by = widening * side.width();
                Interval { lo: (side.lo - by).max(found.lo), hi: (side.hi + by).min(found.hi) }
            })
            .collect();
        if image(&wider).iter().zip(&wider).all(|(image, side)| image.is_inside(side)) {
            return wider;
        }
    }
    root
}

/// `c - Y f(c) + (I - Y J)(X - c)`.
fn operator(system: &impl SquareSystem, inverse: &[Vec<f64>], centre: &[f64], over: &[Interval]) -> Vec<Interval> {
    let point: Vec<Interval> = centre.iter().map(|&value| Interval::point(value)).collect();
    let (values, jacobian) = (system.values(&point), system.jacobian(over));
    let deviation: Vec<Interval> = over.iter().zip(&point).map(|(over, point)| over.subtract(point)).collect();
    let combined = |row: &[f64], column: &mut dyn Iterator<Item = Interval>| {
        row.iter().zip(column).fold(Interval::ZERO, |sum, (&factor, value)| {
            if factor == 0.0 { sum } else { sum.add(&Interval::point(factor).multiply(&value)) }
        })
    };
    (0..system.size())
        .map(|row| {
            let step = combined(&inverse[row], &mut values.iter().copied());
            let start = point[row].subtract(&step);
            (0..system.size()).fold(start, |sum, column| {
                let product = combined(&inverse[row], &mut jacobian.iter().map(|line| line[column]));
                let unit = Interval::point(if row == column { 1.0 } else { 0.0 });
                sum.add(&unit.subtract(&product).multiply(&deviation[column]))
            })
        })
        .collect()
}

fn middles(matrix: &[Vec<Interval>]) -> Vec<Vec<f64>> {
    matrix.iter().map(|row| row.iter().map(Interval::middle).collect()).collect()
}

fn dot(row: &[f64], column: &[f64]) -> f64 {
    row.iter().zip(column).map(|(a, b)| a * b).sum()
}

/// The inverse of a square matrix in floats, by Gauss–Jordan elimination with partial
/// pivoting; `None` if a pivot all but vanishes beside the entries of its column.
pub fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let mut rows: Vec<Vec<f64>> = matrix
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let unit = (0..size).map(|column| if column == index { 1.0 } else { 0.0 });
            row.iter().copied().chain(unit).collect()
        })
        .collect();
    let scale = matrix.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        let largest = rows[pivot][column].abs();
        if largest.is_nan() || largest <= scale * 1e-13 {
            return None;
        }
        rows.swap(column, pivot);
        let head = rows[column].clone();
        let factor = head[column];
        for (index, row) in rows.iter_mut().enumerate() {
            let multiple = if index == column { 1.0 - 1.0 / factor } else { row[column] / factor };
            if multiple != 0.0 {
                for (entry, above) in row.iter_mut().zip(&head).skip(column) {
                    *entry -= multiple * above;
                }
            }
        }
    }
    Some(rows.into_iter().map(|row| row[size..].to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circle of radius √5 and the hyperbola xy = 2, which meet in (1, 2), (2, 1) and
    /// their negatives.
    struct Conics;

    impl SquareSystem for Conics {
        fn size(&self) -> usize {
            2
        }
        fn values(&self, at: &[Interval]) -> Vec<Interval> {
            let [x, y] = [at[0], at[1]];
            let circle = x.multiply(&x).add(&y.multiply(&y)).subtract(&Interval::point(5.0));
            vec![circle, x.multiply(&y).subtract(&Interval::point(2.0))]
        }
        fn jacobian(&self, over: &[Interval]) -> Vec<Vec<Interval>> {
            let two = Interval::point(2.0);
            vec![vec![two.multiply(&over[0]), two.multiply(&over[1])], vec![over[1], over[0]]]
        }
    }

    #[test]
    fn two_conics_meet_where_they_do() {
        let found = isolate(&Conics, &[1.3, 1.8]).unwrap();
        assert!(found.root[0].contains(1.0) && found.root[1].contains(2.0));
        assert!(found.root.iter().all(|side| side.width() < 1e-12));
        // The box of uniqueness leaves the mirror image out.
        assert!(!(found.alone_in[0].contains(2.0) && found.alone_in[1].contains(1.0)));
        assert!(isolate(&Conics, &[1.0, 1.0]).is_none(), "the derivative is singular on the diagonal");
    }
}
