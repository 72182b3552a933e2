//! The vertices of a polyhedron `{x : A x + b = 0, C x + d >= 0}`, exact.
//!
//! Where the equations leave one point, it is tried against the inequalities. Otherwise the
//! solutions are parametrized by as many of their coordinates as are open, and the double
//! description method ([`super::double_description`]) lists the vertices in these.

use super::double_description::extreme_rays;
use super::linear::{Solutions, solve};
use super::rational::Rational;
use super::span::Span;

/// An affine function of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affine {
    pub coefficients: Vec<Rational>,
    pub constant: Rational,
}

impl Affine {
    pub fn constant(dimension: usize, constant: Rational) -> Affine {
        Affine { coefficients: vec![Rational::ZERO; dimension], constant }
    }

    /// One coordinate.
    pub fn coordinate(dimension: usize, place: usize) -> Affine {
        let mut own = Affine::constant(dimension, Rational::ZERO);
        own.coefficients[place] = Rational::ONE;
        own
    }

    /// Adds a multiple of another one.
    pub fn add(&mut self, factor: &Rational, other: &Affine) {
        for (own, value) in self.coefficients.iter_mut().zip(&other.coefficients) {
            if !value.is_zero() {
                *own = &*own + &(factor * value);
            }
        }
        self.constant = &self.constant + &(factor * &other.constant);
    }

    pub fn minus(&self, other: &Affine) -> Affine {
        let mut difference = self.clone();
        difference.add(&-&Rational::ONE, other);
        difference
    }

    pub fn at(&self, point: &[Rational]) -> Rational {
        self.coefficients.iter().zip(point).fold(self.constant.clone(), |sum, (a, x)| &sum + &(a * x))
    }
}

/// What is known of the vertices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vertices {
    /// All of them; the polyhedron is their convex hull. None if it is empty.
    Of(Vec<Vec<Rational>>),
    /// It has no vertex, is not bounded, or has too many vertices.
    Unlisted,
}

/// The vertices of the points at which the equations are zero and the inequalities not negative.
///
/// # Panics
/// If the functions are not all of the given dimension.
pub fn vertices(dimension: usize, equations: &[Affine], inequalities: &[Affine], limit: usize) -> Vertices {
    let mut rows: Vec<Vec<Rational>> = equations.iter().map(|one| one.coefficients.clone()).collect();
    let mut right: Vec<Rational> = equations.iter().map(|one| -&one.constant).collect();
    if rows.is_empty() {
        rows.push(vec![Rational::ZERO; dimension]);
        right.push(Rational::ZERO);
    }
    match solve(&rows, &right) {
        Solutions::Inconsistent { .. } => Vertices::Of(Vec::new()),
        Solutions::Unique(point) => {
            let point = point.rationals();
            let inside = inequalities.iter().all(|one| !one.at(&point).is_negative());
            Vertices::Of(if inside { vec![point] } else { Vec::new() })
        }
        Solutions::Many { .. } => open(dimension, rows, right, inequalities, limit),
    }
}

fn open(
    dimension: usize,
    mut rows: Vec<Vec<Rational>>,
    mut right: Vec<Rational>,
    inequalities: &[Affine],
    limit: usize,
) -> Vertices {
    let unit = |place: usize| Affine::coordinate(dimension, place).coefficients;
    let mut span = Span::empty(dimension);
    for row in &rows {
        span.insert(row);
    }
    let free: Vec<usize> = (0..dimension).filter(|&place| span.insert(&unit(place))).collect();
    let equations = rows.len();
    for &place in &free {
        rows.push(unit(place));
        right.push(Rational::ZERO);
    }
    let point = |right: &[Rational]| match solve(&rows, right) {
        Solutions::Unique(point) => point.rationals(),
        Solutions::Many { .. } | Solutions::Inconsistent { .. } => {
            unreachable!("the open coordinates complete the rank of consistent equations")
        }
    };
    let base = point(&right);
    let directions: Vec<Vec<Rational>> = (0..free.len())
        .map(|index| {
            let mut right = vec![Rational::ZERO; right.len()];
            right[equations + index] = Rational::ONE;
            point(&right)
        })
        .collect();
    // In the open coordinates and one more, which scales: the cone over the polyhedron.
    let linear = |one: &Affine, direction: &Vec<Rational>| {
        Affine { coefficients: one.coefficients.clone(), constant: Rational::ZERO }.at(direction)
    };
    let mut cone: Vec<Vec<Rational>> = inequalities
        .iter()
        .map(|one| directions.iter().map(|direction| linear(one, direction)).chain([one.at(&base)]).collect())
        .collect();
    let mut last = vec![Rational::ZERO; free.len() + 1];
    last[free.len()] = Rational::ONE;
    cone.push(last);
    let mut span = Span::empty(free.len() + 1);
    let (mut first, rest): (Vec<Vec<Rational>>, Vec<Vec<Rational>>) =
        cone.into_iter().partition(|row| span.insert(row));
    if first.len() <= free.len() {
        return Vertices::Unlisted;
    }
    first.extend(rest);
    let Some(rays) = extreme_rays(&first, limit) else { return Vertices::Unlisted };
    // A cone that never scales up stands over nothing.
    if rays.iter().all(|ray| !ray.direction[free.len()].is_positive()) {
        return Vertices::Of(Vec::new());
    }
    let mut found = Vec::new();
    for ray in rays {
        let scale = &ray.direction[free.len()];
        if !scale.is_positive() {
            return Vertices::Unlisted;
        }
        let mut vertex = base.clone();
        for (direction, share) in directions.iter().zip(&ray.direction) {
            let share = share / scale;
            for (own, step) in vertex.iter_mut().zip(direction) {
                *own = &*own + &(&share * step);
            }
        }
        found.push(vertex);
    }
    Vertices::Of(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affine(coefficients: &[i64], constant: i64) -> Affine {
        Affine { coefficients: coefficients.iter().map(|&one| one.into()).collect(), constant: constant.into() }
    }

    #[test]
    fn a_triangle_in_a_plane_has_its_three_corners() {
        let nonnegative: Vec<Affine> = (0..3).map(|place| Affine::coordinate(3, place)).collect();
        let Vertices::Of(mut corners) = vertices(3, &[affine(&[1, 1, 1], -2)], &nonnegative, 10) else {
            panic!("a triangle is bounded")
        };
        corners.sort();
        let two = || Rational::from(2);
        let zero = || Rational::ZERO;
        assert_eq!(corners, [vec![zero(), zero(), two()], vec![zero(), two(), zero()], vec![two(), zero(), zero()]]);
    }

    #[test]
    fn one_point_is_kept_or_refused_and_a_ray_is_not_listed() {
        let point = [affine(&[1], -3)];
        assert_eq!(vertices(1, &point, &[affine(&[1], 0)], 10), Vertices::Of(vec![vec![3.into()]]));
        assert_eq!(vertices(1, &point, &[affine(&[1], -4)], 10), Vertices::Of(vec![]));
        assert_eq!(vertices(1, &[], &[affine(&[1], 0)], 10), Vertices::Unlisted);
        let Vertices::Of(mut ends) = vertices(1, &[], &[affine(&[1], 0), affine(&[-1], 1)], 10) else {
            panic!("a segment is bounded")
        };
        ends.sort();
        assert_eq!(ends, [[Rational::ZERO], [Rational::ONE]]);
    }
}
