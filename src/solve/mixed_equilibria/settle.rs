//! The equilibrium near an estimate, with proof.

use crate::form::normal::NormalGame;
use crate::numeric::krawczyk::isolate;
use crate::numeric::linear::Solutions;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, Found};

use super::families::witness;
use super::indifference::Indifference;
use super::points::Point;
use super::supports::Supports;

/// Probabilities from which on a strategy is taken to be played, tried in this order.
const PLAYED: [f64; 3] = [1e-2, 1e-4, 1e-7];

/// How far a probability of the equilibrium may be from its estimate.
const NEAR: f64 = 0.02;

/// An equilibrium that is nowhere farther than a fiftieth from the estimate, exact or as a
/// box that holds it and no other of its supports.
pub fn near(game: &NormalGame, surviving: &[Vec<usize>], estimate: &[Vec<f64>]) -> Option<Found> {
    let mut tried: Vec<Supports> = Vec::new();
    for least in PLAYED {
        let played = |mix: &Vec<f64>| (0..mix.len()).filter(|&strategy| mix[strategy] >= least).collect::<Vec<_>>();
        let supports: Supports = estimate.iter().map(played).collect();
        if supports.iter().any(Vec::is_empty) || tried.contains(&supports) {
            continue;
        }
        tried.push(supports.clone());
        if let Some(found) = with_supports(game, supports, surviving, estimate).filter(|found| is_near(found, estimate))
        {
            return Some(found);
        }
    }
    None
}

fn with_supports(
    game: &NormalGame,
    supports: Supports,
    surviving: &[Vec<usize>],
    estimate: &[Vec<f64>],
) -> Option<Found> {
    let conditions = Indifference::new(game, supports, surviving)?;
    let exact = |unknowns: &[Rational]| {
        let mixtures = conditions.mixtures(unknowns);
        conditions.holds(&mixtures).then(|| Found::Equilibrium(conditions.equilibrium(game, &mixtures)))
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
        let member = witness(game, &conditions, &start, linear)?;
        return Equilibrium::try_from(&member).ok().map(Found::Equilibrium);
    }
    match conditions.judge(game, &isolate(&conditions, &start)?.root) {
        Point::Exact(equilibrium) => Some(Found::Equilibrium(equilibrium)),
        Point::Enclosed(enclosed) => Some(Found::Enclosed(enclosed)),
        Point::Neither | Point::Open(_) => None,
    }
}

fn is_near(found: &Found, estimate: &[Vec<f64>]) -> bool {
    let weights: Vec<f64> = match found {
        Found::Equilibrium(equilibrium) | Found::Approximate { profile: equilibrium, .. } => {
            equilibrium.profile.iter().flatten().map(Rational::to_f64).collect()
        }
        Found::Enclosed(enclosed) => enclosed.profile.iter().flatten().map(|[lo, _]| lo.to_f64()).collect(),
    };
    weights.iter().zip(estimate.iter().flatten()).all(|(weight, estimate)| (weight - estimate).abs() <= NEAR)
}
