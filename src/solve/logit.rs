//! The logit path: quantal response equilibria from none to all precision (McKelvey and
//! Palfrey 1995 \[McKelveyPalfrey1995\]).
//!
//! In a logit quantal response equilibrium of precision `λ` every player plays each strategy with
//! a probability proportional to `exp(λ u)`, `u` being what it pays against the others. For
//! `λ = 0` that is the even mixture; a path of such equilibria leads from there, in almost all
//! games, to one Nash equilibrium as `λ` grows, the *limiting logit equilibrium*.
//!
//! The path may turn back on the way, so that it is followed by its length: a step along the
//! tangent, then Newton's method back to the path ([`crate::numeric::continuation`]), in the
//! logarithms of the probabilities, which stay moderate where the probabilities vanish (Turocy
//! 2005 \[Turocy2005\]). A step costs O(profiles × players + strategies³).
//!
//! **What is proved.** Points on the path are estimates in floats. The equilibrium at the end is
//! proved to be one, exactly or in an enclosure, from the payoffs alone
//! ([`near`]); that the path ends there, and not elsewhere nearby,
//! is what the estimates say.
//!
//! From another start than the even mixture the same equations, with the logarithms of the
//! start's odds added, lead to other equilibria; [`one_nash`](super::one_nash) uses that.

mod responses;

use nalgebra::DVector;

use crate::form::normal::NormalGame;
use crate::numeric::continuation::{Step, Tracer, correct};
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, Found, LogitPoint, OneEquilibrium, Refusal};

use super::limits::Limits;
use super::mixed_equilibria::near;
use super::path_ends::{CLOSE, even, small_enough};

use responses::Responses;

/// The length of the first step, in units in which the largest difference of payoffs is 1.
const FIRST_STEP: f64 = 0.05;
const MOST_STEPS: u64 = 4_000;

/// The length of steps in which the precision turns, where the path's points of a precision are
/// wanted: two that are nearer to each other may be missed.
const RESOLUTION: f64 = 1e-3;

/// Where the path is given up, in the same units.
const MOST_PRECISION: f64 = 1e9;

/// How far a point of the path that is near its end is from it at most.
const AT_END: f64 = 1e-3;

/// How far a probability moves between two points that are listed.
const SPACING: f64 = 0.05;

/// Parts of one that the weights of an estimate are rounded to.
const PARTS: f64 = (1u64 << 40) as f64;

/// The path from the even mixture, and what it leads to.
///
/// ```
/// use concede::form::normal::NormalGame;
/// use concede::solution::Found;
/// use concede::solve::{limits::Limits, logit::logit};
///
/// // A stag hunt: hares are safe, and what the path leads to.
/// let game = NormalGame {
///     players: vec!["row".into(), "column".into()],
///     strategies: vec![vec!["stag".into(), "hare".into()]; 2],
///     payoffs: [[4, 4], [0, 3], [3, 0], [3, 3]].map(|pays| pays.map(i64::into).to_vec()).to_vec().into(),
/// };
/// let Found::Equilibrium(limit) = logit(&game, &Limits::default()).unwrap().found else { panic!() };
/// assert!(limit.profile[0][1].is_one());
/// ```
///
/// # Errors
/// If the game is too large.
pub fn logit(game: &NormalGame, limits: &Limits) -> Result<OneEquilibrium, Refusal> {
    small_enough(game)?;
    let all = every_strategy(game);
    let (found, path) = follow(game, &all, &even(&all), AT_END, limits);
    Ok(OneEquilibrium { found, path, players: game.players.clone(), strategies: game.strategies.clone() })
}

/// The quantal response equilibria of a precision on the path from the even mixture: several
/// where it turns back, in the order in which the path comes to them. Estimates.
///
/// # Errors
/// If the game is too large.
pub fn quantal_responses(game: &NormalGame, precision: f64, limits: &Limits) -> Result<Vec<LogitPoint>, Refusal> {
    small_enough(game)?;
    let all = every_strategy(game);
    let responses = Responses::new(game, &all, &even(&all));
    let (size, wanted) = (responses.payoffs.size, precision * responses.payoffs.unit);
    let mut precise = DVector::zeros(size + 1);
    precise[size] = 1.0;
    let mut last = responses.start();
    let mut points = Vec::new();
    trace(&responses, RESOLUTION, limits, |at| {
        let to = DVector::from_column_slice(at);
        let [before, after] = [last[size] - wanted, to[size] - wanted];
        if (before < 0.0) != (after < 0.0) {
            let mut between = &last + before / (before - after) * (&to - &last);
            between[size] = wanted;
            if let Some((point, _)) = correct(&responses, between, &precise) {
                let profile = responses.payoffs.profile(&responses.probabilities(point.as_slice()), game, &all);
                points.push(LogitPoint { precision, profile });
            }
        }
        last = to;
        true
    });
    Ok(points)
}

fn every_strategy(game: &NormalGame) -> Vec<Vec<usize>> {
    game.counts().into_iter().map(|count| (0..count).collect()).collect()
}

/// The path among some strategies of each player, outside of which nothing is played, from a
/// profile of positive probabilities of these, until an equilibrium is within some distance: that
/// or what it came to, and points on it.
pub(super) fn follow(
    game: &NormalGame,
    strategies: &[Vec<usize>],
    start: &[Vec<f64>],
    within: f64,
    limits: &Limits,
) -> (Found, Vec<LogitPoint>) {
    let responses = Responses::new(game, strategies, start);
    let size = responses.payoffs.size;
    let whole = |weights: &[f64]| responses.payoffs.profile(weights, game, strategies);
    let mut points: Vec<LogitPoint> = Vec::new();
    let mut last = whole(&responses.probabilities(responses.start().as_slice()));
    points.push(LogitPoint { precision: 0.0, profile: last.clone() });
    let mut precision = 0.0;
    let mut found = None;
    let mut tried = 0.0;
    trace(&responses, f64::INFINITY, limits, |at| {
        let weights = responses.probabilities(at);
        (last, precision) = (whole(&weights), responses.precision(at));
        let listed = points.last().is_some_and(|point| {
            point.profile.iter().flatten().zip(last.iter().flatten()).all(|(then, now)| (then - now).abs() < SPACING)
        });
        if !listed {
            points.push(LogitPoint { precision, profile: last.clone() });
        }
        if responses.payoffs.regret(&weights) < CLOSE && at[size] > 1.5 * tried {
            tried = at[size];
            found = near(game, strategies, &last, within);
        }
        found.is_none()
    });
    if points.last().is_some_and(|point| point.precision < precision) {
        points.push(LogitPoint { precision, profile: last.clone() });
    }
    (found.unwrap_or_else(|| approximate(game, &last)), points)
}

/// A profile rounded to fractions, with the most that anybody gains by deviating from it.
pub(super) fn approximate(game: &NormalGame, estimate: &[Vec<f64>]) -> Found {
    let mixture = |weights: &Vec<f64>| -> Vec<Rational> {
        let parts: Vec<i64> = weights.iter().map(|weight| (weight * PARTS).round().max(0.0) as i64).collect();
        let total = Rational::from(parts.iter().sum::<i64>().max(1));
        parts.into_iter().map(|part| &Rational::from(part) / &total).collect()
    };
    let profile: Vec<Vec<Rational>> = estimate.iter().map(mixture).collect();
    let payoffs = game.expected(&profile);
    let mut regret = Rational::ZERO;
    for (player, list) in game.strategies.iter().enumerate() {
        let mut deviating = profile.clone();
        for strategy in 0..list.len() {
            deviating[player] = (0..list.len()).map(|own| Rational::from(i64::from(own == strategy))).collect();
            regret = regret.max(&game.expected(&deviating)[player] - &payoffs[player]);
        }
    }
    let profile = Equilibrium { profile, payoffs };
    match regret.is_zero() {
        true => Found::Equilibrium(profile),
        false => Found::Approximate { profile, regret },
    }
}

/// Follows the path as long as `visit` wants more of it; it sees the logarithms of the
/// probabilities, and the precision. Steps in which the precision turns are no longer than that.
fn trace(responses: &Responses, turning: f64, limits: &Limits, mut visit: impl FnMut(&[f64]) -> bool) {
    let size = responses.payoffs.size;
    let mut precise = DVector::zeros(size + 1);
    precise[size] = 1.0;
    let Some(mut tracer) = Tracer::new(responses, responses.start(), &precise, FIRST_STEP) else { return };
    for _ in 0..MOST_STEPS.min(limits.nodes) {
        if tracer.at[size] >= MOST_PRECISION || limits.interrupted() {
            return;
        }
        let from = tracer.clone();
        match tracer.step(responses, |to| to[size] >= 0.0) {
            Step::Taken if from.length > turning && from.ahead[size] * tracer.ahead[size] < 0.0 => {
                tracer = from.shortened();
            }
            Step::Taken if !visit(tracer.at.as_slice()) => return,
            Step::Taken | Step::Shortened => {}
            Step::Stuck => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::normal::game;

    /// By the definition: the odds of two strategies are the exponential of the precision times
    /// the difference of what they pay.
    fn assert_is_on_the_path(game: &NormalGame, point: &LogitPoint) {
        let exact = |mix: &Vec<f64>| mix.iter().map(|&weight| Rational::from_f64(weight).unwrap()).collect::<Vec<_>>();
        let profile: Vec<Vec<Rational>> = point.profile.iter().map(exact).collect();
        for (player, mix) in point.profile.iter().enumerate() {
            let pays = |strategy: usize| {
                let mut pure = profile.clone();
                pure[player] = (0..mix.len()).map(|own| Rational::from(i64::from(own == strategy))).collect();
                game.expected(&pure)[player].to_f64()
            };
            let responses: Vec<f64> =
                (0..mix.len()).map(|strategy| (point.precision * (pays(strategy) - pays(0))).exp()).collect();
            let total: f64 = responses.iter().sum();
            for (weight, response) in mix.iter().zip(&responses) {
                assert!((weight - response / total).abs() < 1e-6, "{point:?}");
            }
        }
    }

    #[test]
    fn points_are_quantal_responses_to_themselves() {
        // Ochs's asymmetric matching pennies, and three players each of whom wants to match the
        // next, but the last to differ from the first.
        let pennies = game(&[2, 2], |at| if at[0] == at[1] { vec![9 - 8 * at[0] as i64, 0] } else { vec![0, 1] });
        let circle = game(&[2, 2, 2], |at| {
            vec![i64::from(at[0] == at[1]), i64::from(at[1] == at[2]), 2 * i64::from(at[2] != at[0])]
        });
        for game in [pennies, circle] {
            let found = logit(&game, &Limits::default()).unwrap();
            assert!(found.path.len() > 1 || found.path[0].profile.iter().flatten().all(|weight| *weight == 0.5));
            for point in found.path.iter().filter(|point| point.precision < 20.0) {
                assert_is_on_the_path(&game, point);
            }
            assert!(matches!(found.found, Found::Equilibrium(_)), "{found:?}");
        }
    }

    #[test]
    fn the_risk_dominant_equilibrium_is_the_limit() {
        // Symmetric 2 × 2 coordination games: the principal branch ends at the risk-dominant one
        // (Turocy 2005, theorem 7), though the path turns back on the way where the other is
        // nearer to the even mixture.
        for (stag, hare) in [(4, 3), (9, 4), (20, 11)] {
            let hunt = game(&[2, 2], |at| match (at[0], at[1]) {
                (0, 0) => vec![stag, stag],
                (0, 1) => vec![0, hare],
                (1, 0) => vec![hare, 0],
                _ => vec![hare, hare],
            });
            let Found::Equilibrium(limit) = logit(&hunt, &Limits::default()).unwrap().found else {
                panic!("it is pure");
            };
            assert!(limit.profile[0][usize::from(2 * hare > stag)].is_one(), "{stag} {hare}");
        }
    }
}
