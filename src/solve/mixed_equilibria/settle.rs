//! The equilibrium near an estimate, with proof.
//!
//! With the supports of the estimate, a regular equilibrium is what Newton's method leads to, in a
//! box in which Krawczyk's operator proves it. Where the equations are singular, as in degenerate
//! games, no box holds just one; there short fractions near the estimate, which may be
//! equilibria exactly, are tried instead.

use nalgebra::{DMatrix, DVector};

use crate::form::normal::NormalGame;
use crate::numeric::interval::Interval;
use crate::numeric::krawczyk::{SquareSystem, isolate};
use crate::numeric::linear::Solutions;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, Found};

use super::families::witness;
use super::indifference::Indifference;
use super::points::{Point, Slice};
use super::supports::Supports;

/// Probabilities from which on a strategy is taken to be played, tried in this order.
const PLAYED: [f64; 3] = [1e-2, 1e-4, 1e-7];

/// How far a probability of the equilibrium may be from its estimate, where any near it will do.
pub const NEAR: f64 = 0.02;

/// How far from an estimate fractions are looked for: the simplest are tried first.
const ROUNDED: [f64; 6] = [1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10];

/// How many of these serve for unknowns that may be chosen.
const COARSE: usize = 3;

/// Steps of Newton's method towards where singular equations hold: it halves the distance only.
const STEPS: usize = 60;

/// Iterations of a singular value decomposition, which needs a few for each value.
const TURNS: usize = 10_000;

/// Singular values below this share of the largest count as none.
const SINGULAR: f64 = 1e-6;

/// The nearest equilibrium of those that are found no probability of which is farther from the
/// estimate than `within`: exact, or as a box that holds it and no other of its supports.
pub fn near(game: &NormalGame, surviving: &[Vec<usize>], estimate: &[Vec<f64>], within: f64) -> Option<Found> {
    let mut tried: Vec<Supports> = Vec::new();
    let mut nearest: Option<(f64, Found)> = None;
    for least in PLAYED {
        let played = |mix: &Vec<f64>| (0..mix.len()).filter(|&strategy| mix[strategy] >= least).collect::<Vec<_>>();
        let supports: Supports = estimate.iter().map(played).collect();
        if supports.iter().any(Vec::is_empty) || tried.contains(&supports) {
            continue;
        }
        tried.push(supports.clone());
        let within = nearest.as_ref().map_or(within, |(distance, _)| *distance);
        let is_near = |found: &Found| distance(found, estimate) <= within;
        if let Some(found) = with_supports(game, supports, surviving, estimate, is_near) {
            nearest = Some((distance(&found, estimate), found));
        }
    }
    nearest.map(|(_, found)| found)
}

fn with_supports(
    game: &NormalGame,
    supports: Supports,
    surviving: &[Vec<usize>],
    estimate: &[Vec<f64>],
    is_near: impl Fn(&Found) -> bool,
) -> Option<Found> {
    let conditions = Indifference::new(game, supports, surviving)?;
    let exact = |unknowns: &[Rational]| {
        let mixtures = conditions.mixtures(unknowns);
        let found = conditions.holds(&mixtures).then(|| Found::Equilibrium(conditions.equilibrium(game, &mixtures)));
        found.filter(&is_near)
    };
    if conditions.unknowns == 0 {
        return exact(&[]);
    }
    let start: Vec<f64> = conditions
        .mixers
        .iter()
        .flat_map(|&mixer| conditions.supports[mixer][1..].iter().map(move |&strategy| estimate[mixer][strategy]))
        .collect();
    let linear = match conditions.solve_linear(&[]) {
        Some(Solutions::Inconsistent { .. }) => return None,
        Some(Solutions::Unique(vector)) => return exact(&vector.rationals()),
        Some(Solutions::Many { .. }) => true,
        None => false,
    };
    if linear || conditions.rank < conditions.unknowns {
        // Not alone, so that no box holds it only; an exact one will do.
        let member = witness(game, &conditions, &start, linear);
        let member = member.and_then(|member| Equilibrium::try_from(&member).ok()).map(Found::Equilibrium);
        return member.filter(&is_near).or_else(|| short(&conditions, &start, &exact));
    }
    match isolate(&conditions, &start).map(|found| conditions.judge(game, &found.root)) {
        Some(Point::Exact(equilibrium)) => Some(Found::Equilibrium(equilibrium)).filter(is_near),
        Some(Point::Enclosed(enclosed)) => Some(Found::Enclosed(enclosed)).filter(is_near),
        Some(Point::Neither) => None,
        Some(Point::Open(_)) | None => short(&conditions, &start, &exact),
    }
}

/// What is exact at short fractions near an estimate: near the estimate as it is, near where the
/// equations hold, and near where they hold if as many unknowns as they leave free are short
/// fractions already.
fn short(conditions: &Indifference, start: &[f64], exact: &impl Fn(&[Rational]) -> Option<Found>) -> Option<Found> {
    let rounded = |at: &[f64], by: f64, chosen: &[(usize, Rational)]| {
        let mut unknowns = at.iter().map(|&value| simplest_near(value, by)).collect::<Option<Vec<_>>>()?;
        chosen.iter().for_each(|(place, value)| unknowns[*place] = value.clone());
        exact(&unknowns)
    };
    let around = |at: &[f64]| ROUNDED.iter().find_map(|&by| rounded(at, by, &[]));
    if let Some(found) = around(start) {
        return Some(found);
    }
    let solution = approach(conditions, start, &[])?;
    if let Some(found) = around(&solution) {
        return Some(found);
    }
    let held: Vec<usize> = Slice::at(conditions, &solution, true)?.held().map(|(place, _)| place).collect();
    if held.is_empty() {
        return None;
    }
    ROUNDED[..COARSE].iter().find_map(|&by| {
        let chosen = held.iter().map(|&place| Some((place, simplest_near(solution[place], by)?)));
        let chosen: Vec<(usize, Rational)> = chosen.collect::<Option<_>>()?;
        let mut fixed = solution.clone();
        chosen.iter().for_each(|(place, value)| fixed[*place] = value.to_f64());
        let fixed = approach(conditions, &fixed, &held)?;
        ROUNDED[COARSE..].iter().find_map(|&by| rounded(&fixed, by, &chosen))
    })
}

fn simplest_near(value: f64, by: f64) -> Option<Rational> {
    Some(Rational::simplest_between(&Rational::from_f64(value - by)?, &Rational::from_f64(value + by)?))
}

/// Newton's method with the least steps that solve the equations where they leave a choice, some
/// unknowns being held: where it comes to, an estimate.
fn approach(conditions: &Indifference, start: &[f64], held: &[usize]) -> Option<Vec<f64>> {
    let free: Vec<usize> = (0..start.len()).filter(|place| !held.contains(place)).collect();
    let mut at = start.to_vec();
    for _ in 0..STEPS {
        let point: Vec<Interval> = at.iter().map(|&value| Interval::point(value)).collect();
        let values: Vec<f64> = conditions.values(&point).iter().map(Interval::middle).collect();
        let jacobian = conditions.jacobian(&point);
        if free.is_empty() || values.is_empty() {
            return Some(at);
        }
        let slopes = DMatrix::from_fn(values.len(), free.len(), |row, column| jacobian[row][free[column]].middle());
        if !slopes.iter().chain(&values).all(|entry| entry.is_finite()) {
            return None;
        }
        let factors = slopes.try_svd(true, true, f64::EPSILON, TURNS)?;
        let least = SINGULAR * factors.singular_values.max();
        let step = factors.solve(&DVector::from_vec(values), least).ok()?;
        if !step.norm().is_finite() {
            return None;
        }
        free.iter().zip(step.iter()).for_each(|(&place, step)| at[place] -= step);
        if step.norm() < 1e-13 {
            break;
        }
    }
    Some(at)
}

/// The largest difference between a probability and its estimate.
fn distance(found: &Found, estimate: &[Vec<f64>]) -> f64 {
    let weights: Vec<f64> = match found {
        Found::Equilibrium(equilibrium) | Found::Approximate { profile: equilibrium, .. } => {
            equilibrium.profile.iter().flatten().map(Rational::to_f64).collect()
        }
        Found::Enclosed(enclosed) => enclosed.profile.iter().flatten().map(|[lo, _]| lo.to_f64()).collect(),
    };
    let pairs = weights.iter().zip(estimate.iter().flatten());
    pairs.map(|(weight, estimate)| (weight - estimate).abs()).fold(0.0, f64::max)
}
