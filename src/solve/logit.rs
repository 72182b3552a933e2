//! One equilibrium of a game with any number of players, by following logit equilibria.
//!
//! In a logit equilibrium with precision `λ` every player plays each strategy with a probability
//! proportional to the exponential of `λ` times what it pays (McKelvey and Palfrey 1995
//! \[McKelveyPalfrey1995\]). For almost all games these form a path from even play at `λ = 0` to
//! a Nash equilibrium as `λ` grows without bound, the *limiting logit equilibrium*; on the way
//! `λ` may fall for a while. The path is followed in the logarithms of the probabilities, by its
//! arc length, so that turning points are nothing special (Turocy 2005 \[Turocy2005\]).
//!
//! Floats follow it. Again and again the strategies played with more than a small probability
//! are tried as supports: an equilibrium with these that is proved near the path ends it. It need
//! not be the limit, if the path would have turned away; it is an equilibrium. Otherwise the
//! last profile is judged by its exact regret.
//!
//! A step costs a pass over the table of payoffs for every pair of players, and O(m³) for m
//! strategies in all.

use nalgebra::{DMatrix, DVector};

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, Found};

use super::limits::Limits;
use super::mixed_equilibria::near;

/// Steps along the path, and the precision, in units of the range of payoffs, at which it ends.
const MOST_STEPS: u64 = 5_000;
const MOST_PRECISION: f64 = 1e6;

/// Probabilities up to these are taken for none where supports are tried.
const THRESHOLDS: [f64; 3] = [0.05, 0.01, 0.001];

/// The arc length of the first step, of the shortest and of the longest.
const FIRST_STEP: f64 = 0.05;
const SHORTEST_STEP: f64 = 1e-7;
const LONGEST_STEP: f64 = 1e4;

/// Steps after which supports are tried again, and the factor of the precision.
const STEPS_BETWEEN_TRIES: u64 = 25;
const BETWEEN_TRIES: f64 = 1.5;

/// Parts of a probability in a profile that is made rational.
const PARTS: i64 = 1 << 40;

/// An equilibrium near the path, or the end of the path with its exact regret.
pub fn logit(game: &NormalGame, limits: &Limits) -> Found {
    let path = Path::new(game);
    let mut at = path.start();
    let mut tangent = DVector::zeros(at.len());
    tangent[at.len() - 1] = 1.0;
    let mut length = FIRST_STEP;
    let mut next_try = 1.0;
    let most = MOST_STEPS.min(limits.nodes);
    for step in 0..most {
        if limits.interrupted() {
            break;
        }
        let Some(direction) = path.tangent(&at, &tangent) else { break };
        tangent = direction;
        // Shorter steps until the way back to the path is short.
        let next = loop {
            match path.corrected(&at, &tangent, length) {
                Some((next, easy)) => {
                    if easy {
                        length = (2.0 * length).min(LONGEST_STEP);
                    }
                    break Some(next);
                }
                None if length > SHORTEST_STEP => length /= 2.0,
                None => break None,
            }
        };
        let Some(next) = next else { break };
        at = next;
        let precision = at[at.len() - 1];
        if precision >= next_try || step % STEPS_BETWEEN_TRIES == STEPS_BETWEEN_TRIES - 1 {
            next_try = next_try.max(precision * BETWEEN_TRIES);
            if let Some(found) = tried(game, &path.profile(&at)) {
                return found;
            }
        }
        if precision > MOST_PRECISION {
            break;
        }
    }
    let profile = path.profile(&at);
    tried(game, &profile).unwrap_or_else(|| judged(game, &profile))
}

/// An equilibrium whose supports are what a profile plays more than a little.
fn tried(game: &NormalGame, profile: &[Vec<f64>]) -> Option<Found> {
    THRESHOLDS.iter().find_map(|&threshold| near(game, profile, threshold))
}

/// A profile made rational, with the most that anybody gains by deviating from it.
fn judged(game: &NormalGame, profile: &[Vec<f64>]) -> Found {
    let rational = |mix: &Vec<f64>| -> Vec<Rational> {
        let parts: Vec<i64> = mix.iter().map(|weight| (weight.clamp(0.0, 1.0) * PARTS as f64) as i64).collect();
        let total = parts.iter().sum::<i64>().max(1);
        parts.iter().map(|&part| Rational::new(part, total)).collect()
    };
    let profile: Vec<Vec<Rational>> = profile.iter().map(rational).collect();
    let payoffs = game.expected(&profile);
    let mut regret = Rational::ZERO;
    for (player, mix) in profile.iter().enumerate() {
        for strategy in 0..mix.len() {
            let mut deviation = profile.clone();
            deviation[player] = vec![Rational::ZERO; mix.len()];
            deviation[player][strategy] = Rational::ONE;
            regret = regret.max(&game.expected(&deviation)[player] - &payoffs[player]);
        }
    }
    let profile = Equilibrium { profile, payoffs };
    if regret.is_zero() { Found::Equilibrium(profile) } else { Found::Approximate { profile, regret } }
}

/// The path of a game. A point is the logarithm of every probability, player by player, and
/// the precision.
struct Path<'a> {
    game: &'a NormalGame,
    counts: Vec<usize>,
    /// Where each player's coordinates start.
    offsets: Vec<usize>,
    /// By player, the payoff at each profile, scaled to the unit interval.
    payoffs: Vec<Vec<f64>>,
}

impl<'a> Path<'a> {
    fn new(game: &'a NormalGame) -> Path<'a> {
        let counts = game.counts();
        let offsets = (0..counts.len()).map(|player| counts[..player].iter().sum()).collect();
        let scaled = |player: usize| -> Vec<f64> {
            let own = || game.payoffs.iter().map(|payoffs| &payoffs[player]);
            let (Some(least), Some(most)) = (own().min(), own().max()) else { return Vec::new() };
            let range = most - least;
            let unit = |payoff: &Rational| if range.is_zero() { 0.0 } else { (&(payoff - least) / &range).to_f64() };
            own().map(unit).collect()
        };
        let payoffs = (0..counts.len()).map(scaled).collect();
        Path { game, counts, offsets, payoffs }
    }

    fn start(&self) -> DVector<f64> {
        let even = self.counts.iter().flat_map(|&count| vec![-(count as f64).ln(); count]);
        let coordinates: Vec<f64> = even.chain([0.0]).collect();
        DVector::from_vec(coordinates)
    }

    fn profile(&self, at: &DVector<f64>) -> Vec<Vec<f64>> {
        let mix = |(&start, &count): (&usize, &usize)| (start..start + count).map(|place| at[place].exp()).collect();
        self.offsets.iter().zip(&self.counts).map(mix).collect()
    }

    /// What each strategy pays, and its derivatives by the probabilities of the others, both by
    /// place.
    fn values(&self, profile: &[Vec<f64>]) -> (Vec<f64>, DMatrix<f64>) {
        let size: usize = self.counts.iter().sum();
        let players = self.counts.len();
        let (mut values, mut slopes) = (vec![0.0; size], DMatrix::zeros(size, size));
        let mut pure = vec![0; players];
        for place in 0..self.game.payoffs.len() {
            for player in 0..players {
                let payoff = self.payoffs[player][place];
                let own = self.offsets[player] + pure[player];
                let mut chance = 1.0;
                for other in (0..players).filter(|&other| other != player) {
                    chance *= profile[other][pure[other]];
                    let rest: f64 = (0..players)
                        .filter(|&third| third != player && third != other)
                        .map(|third| profile[third][pure[third]])
                        .product();
                    slopes[(own, self.offsets[other] + pure[other])] += payoff * rest;
                }
                values[own] += payoff * chance;
            }
            // The last player's strategy varies fastest.
            for player in (0..players).rev() {
                pure[player] += 1;
                if pure[player] < self.counts[player] {
                    break;
                }
                pure[player] = 0;
            }
        }
        (values, slopes)
    }

    /// The equations of a logit equilibrium, and their derivatives by all coordinates.
    fn equations(&self, at: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let size = at.len() - 1;
        let precision = at[size];
        let profile = self.profile(at);
        let (values, slopes) = self.values(&profile);
        let (mut left, mut derivative) = (DVector::zeros(size), DMatrix::zeros(size, size + 1));
        for (player, (&start, &count)) in self.offsets.iter().zip(&self.counts).enumerate() {
            left[start] = profile[player].iter().sum::<f64>() - 1.0;
            for (strategy, weight) in profile[player].iter().enumerate() {
                derivative[(start, start + strategy)] = *weight;
            }
            for row in start + 1..start + count {
                let gain = values[row] - values[start];
                left[row] = at[row] - at[start] - precision * gain;
                for (other, mix) in profile.iter().enumerate().filter(|(other, _)| *other != player) {
                    for (strategy, weight) in mix.iter().enumerate() {
                        let column = self.offsets[other] + strategy;
                        derivative[(row, column)] =
                            -precision * (slopes[(row, column)] - slopes[(start, column)]) * weight;
                    }
                }
                derivative[(row, row)] += 1.0;
                derivative[(row, start)] -= 1.0;
                derivative[(row, size)] = -gain;
            }
        }
        (left, derivative)
    }

    /// The equations' derivative with one more row.
    fn bordered(derivative: DMatrix<f64>, row: &DVector<f64>) -> DMatrix<f64> {
        let size = derivative.nrows();
        let mut whole = derivative.insert_row(size, 0.0);
        whole.row_mut(size).copy_from(&row.transpose());
        whole
    }

    /// The direction of the path, on the side of the last one.
    fn tangent(&self, at: &DVector<f64>, last: &DVector<f64>) -> Option<DVector<f64>> {
        let (_, derivative) = self.equations(at);
        let mut right = DVector::zeros(at.len());
        right[at.len() - 1] = 1.0;
        let direction = Self::bordered(derivative, last).lu().solve(&right)?;
        let norm = direction.norm();
        (norm.is_finite() && norm > 0.0).then(|| direction / norm)
    }

    /// The point of the path in the plane across the tangent at the end of a step, and whether
    /// it was easily found; `None` if Newton's method does not get there soon.
    fn corrected(&self, at: &DVector<f64>, tangent: &DVector<f64>, length: f64) -> Option<(DVector<f64>, bool)> {
        let mut next = at + tangent * length;
        let mut last = f64::INFINITY;
        for round in 0..8 {
            let (left, derivative) = self.equations(&next);
            let mut right = DVector::zeros(at.len());
            right.rows_mut(0, left.len()).copy_from(&-left);
            let step = Self::bordered(derivative, tangent).lu().solve(&right)?;
            let size = step.amax();
            if !size.is_finite() || size > 0.5 * last || (round == 0 && size > 1.0) {
                return None;
            }
            next += step;
            if size < 1e-8 {
                return Some((next, round <= 2));
            }
            last = size;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(counts: &[usize], payoff: impl Fn(usize) -> Vec<i64>) -> NormalGame {
        NormalGame {
            players: (0..counts.len()).map(|player| format!("player {player}")).collect(),
            strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
            payoffs: (0..counts.iter().product())
                .map(|index| payoff(index).into_iter().map(Rational::from).collect::<Vec<_>>())
                .collect(),
        }
    }

    #[test]
    fn the_path_of_a_stag_hunt_leads_to_the_safe_side() {
        // Hunting pays 10 if all three hunt and nothing otherwise, staying 6: the best reply to
        // even play is to stay, and so it is all along the path.
        let hunt = game(&[2, 2, 2], |index| {
            (0..3)
                .map(|player| {
                    if index >> (2 - player) & 1 == 1 {
                        6
                    } else if index == 0 {
                        10
                    } else {
                        0
                    }
                })
                .collect()
        });
        let Found::Equilibrium(found) = logit(&hunt, &Limits::default()) else { panic!("it is pure") };
        assert!(found.profile.iter().all(|mix| mix[1].is_one()));
    }

    #[test]
    fn a_cycle_of_three_who_would_match_or_differ_is_played_evenly() {
        let cycle = game(&[2, 2, 2], |index| {
            let [a, b, c] = [index >> 2 & 1, index >> 1 & 1, index & 1];
            vec![i64::from(a == b), i64::from(b == c), i64::from(c != a)]
        });
        let Found::Equilibrium(found) = logit(&cycle, &Limits::default()) else { panic!("it is rational") };
        assert!(found.profile.iter().flatten().all(|weight| *weight == Rational::new(1, 2)));
    }
}
