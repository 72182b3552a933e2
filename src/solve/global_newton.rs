//! The global Newton method (Govindan and Wilson 2003 \[GovindanWilson2003\]).
//!
//! A *ray* of games adds to what a player gets from each of its strategies a bonus, `λ` times a
//! vector: the game itself is at `λ = 0`. Far out on the ray each player has one strategy that
//! is best whatever the others do, so that there is one equilibrium, and it is pure. The graph of
//! the equilibria over the space of games is homeomorphic to that space (Kohlberg and Mertens
//! 1986 \[KohlbergMertens1986\]), so that over almost every ray it is a curve without branches. Followed from far out, it
//! comes to an equilibrium at `λ = 0`; on beyond, where it may turn back, to others, an odd number
//! in all of regular ones, until it is far out on the other side.
//!
//! **How it is followed.** Where the supports do not change, the curve is smooth (`cell`), and
//! is followed by predictor and corrector ([`crate::numeric::continuation`]), which keep it in
//! place of the paper's wobble and local Newton steps. Where a probability or a loss by deviating
//! becomes zero, the strategy leaves or enters the support, and the curve goes on into the
//! neighbouring cell: Lemke and Howson's rule. A step costs
//! O(players × profiles + strategies³); curves may be long in the worst case.
//!
//! **What is proved.** The curve is an estimate in floats. The equilibria that it comes to are
//! proved to be such from the payoffs alone ([`near`](super::mixed_equilibria::near)). An end that
//! cannot be proved, as where the equilibrium is degenerate, is left out, and counted.
//!
//! Rays with other bonuses lead to other equilibria; not every equilibrium is on one.

mod cell;

use nalgebra::DVector;

use crate::form::normal::NormalGame;
use crate::numeric::continuation::{Step, Tracer, correct};
use crate::numeric::stream::{unit, word};
use crate::solution::{Dominance, PathEquilibria, PathStop, Refusal};

use super::dominance::iterated;
use super::float_payoffs::{FloatPayoffs, Units};
use super::limits::{Limits, Spent};
use super::path_ends::{PathEnds, STARTS, small_enough};

use cell::{Cell, Exit};

const FIRST_STEP: f64 = 0.1;

/// The least length of the first step in a new cell.
const ENTERING: f64 = 1e-4;

/// The lengths that steps do not exceed, the second where the first came to no end: long steps may
/// jump to another part of the graph, which may be a loop.
const LONGEST: [f64; 2] = [2.0, 0.1];

/// Steps on one ray.
const MOST_STEPS: u64 = 5_000;

/// Multiples of the bonus that count as none, and beyond which the curve has left an equilibrium.
const AT_ZERO: f64 = 1e-10;
const AWAY: f64 = 1e-7;

/// The multiple of the bonus below which an equilibrium is looked for where the curve is singular.
const SINGULAR: f64 = 0.05;

/// The equilibria that the curves over some rays come to.
///
/// ```
/// use concede::form::normal::NormalGame;
/// use concede::solve::{global_newton::global_newton, limits::Limits};
///
/// // Two meet for an opera or a fight. The curves come to one of the pure equilibria and, some of
/// // them, on to the mixed and the other pure one.
/// let game = NormalGame {
///     players: vec!["she".into(), "he".into()],
///     strategies: vec![vec!["opera".into(), "fight".into()]; 2],
///     payoffs: [[2, 1], [0, 0], [0, 0], [1, 2]].map(|pays| pays.map(i64::into).to_vec()).to_vec().into(),
/// };
/// let found = global_newton(&game, &Limits::default()).unwrap();
/// assert_eq!(found.equilibria.len(), 3);
/// ```
///
/// # Errors
/// If the game is too large, or time is up before the curves begin.
pub fn global_newton(game: &NormalGame, limits: &Limits) -> Result<PathEquilibria, Refusal> {
    small_enough(game)?;
    let surviving = iterated(game, Dominance::Strict, limits)?.surviving;
    Ok(over_rays(game, &surviving, limits))
}

/// The same where it is known that nothing but these strategies is played.
pub(super) fn over_rays(game: &NormalGame, surviving: &[Vec<usize>], limits: &Limits) -> PathEquilibria {
    let payoffs = FloatPayoffs::new(game, surviving, Units::Own);
    let mut ends = PathEnds::new(game, surviving);
    let mut spent = Spent::nothing_of(limits);
    for number in 0..STARTS {
        if ends.count() >= limits.answers || (number > 0 && spent.exhausted()) {
            break;
        }
        ends.begin();
        let bonuses = bonuses(&payoffs, number);
        for longest in LONGEST {
            let stopped = follow(&payoffs, &bonuses, longest, &mut spent, |weights| {
                let estimate = payoffs.profile(weights, game, surviving);
                if !ends.come_to(&estimate) {
                    ends.unproved(&estimate);
                }
                ends.count() < limits.answers
            });
            ends.end(stopped);
            if stopped.is_none() {
                break;
            }
        }
    }
    ends.finish()
}

/// The bonuses of a ray. Those of a player are apart by at least half of one over the number of
/// its strategies, and the rays favour one strategy of each player after the other.
fn bonuses(payoffs: &FloatPayoffs, number: u64) -> Vec<f64> {
    let mut bonuses = vec![0.0; payoffs.size];
    for (player, &count) in payoffs.counts.iter().enumerate() {
        let drawn = |strategy: usize| unit(word(number, player as u64, strategy as u64));
        let favourite = number as usize % count;
        let mut order: Vec<usize> = (0..count).filter(|&strategy| strategy != favourite).collect();
        order.sort_by(|&one, &other| drawn(one).total_cmp(&drawn(other)));
        order.push(favourite);
        for (rank, &strategy) in order.iter().enumerate() {
            let jitter = unit(word(number, player as u64, (count + strategy) as u64)) / 2.0;
            bonuses[payoffs.offsets[player] + strategy] = (rank as f64 + jitter) / count as f64;
        }
    }
    bonuses
}

/// Follows the curve over one ray from far out on one side to far out on the other, and shows
/// the weights of the equilibria of the game itself that it comes to, as long as more are wanted.
fn follow(
    payoffs: &FloatPayoffs,
    bonuses: &[f64],
    longest: f64,
    spent: &mut Spent,
    mut visit: impl FnMut(&[f64]) -> bool,
) -> Option<PathStop> {
    // Payoffs of a player differ by one at most, its bonuses by half of one over the number of its
    // strategies at least: from there on the largest, or the least, decides.
    let far = 2.0 * payoffs.counts.iter().copied().max().unwrap_or(1) as f64 + 1.0;
    let mut cell = Cell::favourites(payoffs, bonuses);
    let multiple = cell.unknowns() - 1;
    let mut at = cell.far_out(far);
    let mut towards = DVector::zeros(cell.unknowns());
    towards[multiple] = -1.0;
    let mut length = FIRST_STEP;
    let mut entered = None;
    let (mut steps, mut away) = (0, true);
    loop {
        let Some(mut tracer) = Tracer::new(&cell, at.clone(), &towards, length) else {
            if away && at[multiple].abs() < SINGULAR {
                visit(&cell.weights(at.as_slice()));
            }
            return Some(PathStop::Singular);
        };
        let (strategy, exit) = loop {
            steps += 1;
            if steps > MOST_STEPS || !spent.node() {
                return Some(PathStop::Limit);
            }
            tracer.length = tracer.length.min(longest);
            let from = tracer.clone();
            match tracer.step(&cell, |_| true) {
                Step::Taken => {}
                Step::Shortened => continue,
                Step::Stuck => {
                    if away && from.at[multiple].abs() < SINGULAR {
                        visit(&cell.weights(from.at.as_slice()));
                    }
                    return Some(PathStop::Singular);
                }
            }
            let exit = match cell.exit(&from.at, &tracer.at, entered) {
                Exit::None => None,
                Exit::At { strategy, point } => Some((strategy, point)),
                Exit::Unclear if from.length > ENTERING * ENTERING => {
                    tracer = from.shortened();
                    continue;
                }
                Exit::Unclear => return Some(PathStop::Singular),
            };
            let to = exit.as_ref().map_or(&tracer.at, |(_, point)| point);
            let [before, after] = [from.at[multiple], to[multiple]];
            if (before > 0.0) != (after > 0.0) || after.abs() < AT_ZERO {
                if away {
                    let between = interpolated(&from.at, to);
                    let point = match at_zero(&cell, &between, (to - &from.at).norm()) {
                        Some(point) => point,
                        // The step is too long to tell where the curve passes.
                        None if from.length > ENTERING => {
                            tracer = from.shortened();
                            continue;
                        }
                        None => between,
                    };
                    if !visit(&cell.weights(point.as_slice())) {
                        return None;
                    }
                }
                away = false;
            }
            away |= after.abs() > AWAY;
            if after < -far {
                return None;
            }
            if let Some(exit) = exit {
                break exit;
            }
            entered = None;
        };
        at = exit;
        length = tracer.length.max(ENTERING);
        towards = cell.cross(strategy);
        entered = Some(strategy);
    }
}

/// Between two points, where the multiple of the bonus, the last unknown, would be zero.
fn interpolated(from: &DVector<f64>, to: &DVector<f64>) -> DVector<f64> {
    let multiple = from.len() - 1;
    let change = from[multiple] - to[multiple];
    let share = if change == 0.0 { 1.0 } else { (from[multiple] / change).clamp(0.0, 1.0) };
    let mut between = from + share * (to - from);
    between[multiple] = 0.0;
    between
}

/// The point of the curve over the game itself near one that is nearly on it; `None` if there
/// seems to be none as near as it should be after such a step.
fn at_zero(cell: &Cell, near: &DVector<f64>, step: f64) -> Option<DVector<f64>> {
    let mut across = DVector::zeros(cell.unknowns());
    across[cell.unknowns() - 1] = 1.0;
    let (point, _) = correct(cell, near.clone(), &across)?;
    ((&point - near).norm() <= CORRECTED * step).then_some(point)
}

/// The most that Newton's method moves a point between two of a curve, as a share of how far apart
/// they are: it shall not come to another equilibrium nearby.
const CORRECTED: f64 = 0.05;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::normal::game;
    use crate::numeric::rational::Rational;

    #[test]
    fn every_ray_of_three_who_chase_each_other_leads_to_the_even_mixture() {
        // Each wants to match the next, the last to differ from the first: one equilibrium.
        let circle = game(&[2, 2, 2], |at| {
            vec![i64::from(at[0] == at[1]), i64::from(at[1] == at[2]), i64::from(at[2] != at[0])]
        });
        let found = global_newton(&circle, &Limits::default()).unwrap();
        assert_eq!(found.equilibria.len(), 1);
        assert_eq!(found.equilibria[0].profile, vec![vec![Rational::new(1, 2); 2]; 3]);
        assert!(found.paths.iter().all(|path| path.equilibria == [0] && path.stopped.is_none()), "{found:?}");
    }

    #[test]
    fn games_without_a_care_end_at_once_and_limits_are_kept() {
        let nothing = game(&[2, 3, 2], |_| vec![0; 3]);
        let found = global_newton(&nothing, &Limits::default()).unwrap();
        assert!(!found.equilibria.is_empty());
        let stopped = global_newton(&nothing, &Limits { nodes: 1, ..Limits::default() }).unwrap();
        assert!(stopped.equilibria.is_empty() && stopped.paths[0].stopped == Some(PathStop::Limit));
    }
}
