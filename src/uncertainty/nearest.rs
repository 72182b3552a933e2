//! The nearest flip: the smallest joint change of the numbers that changes the headline.
//!
//! Changes are measured in units of the ranges: the Euclidean norm of `(θ - base) / (high -
//! low)`, inside the box of ranges. Along a ray from the base the first flip is found by a
//! scan and then a section; at a flip the normal of the boundary follows from the rays beside
//! it, and the next ray points along the normal (the idea of Hasofer and Lind's design point
//! and Rackwitz and Fiessler's iteration \[RackwitzFiessler1978\], with radii in place of
//! derivatives, since play is piecewise). Starts are every axis and the nearest flips of a
//! sample. Every point is judged as a sample of a sweep is, so that the flip found is a flip
//! for certain, and its size an upper bound; that nothing is nearer is not proved.

use rayon::prelude::*;

use crate::numeric::rational::Rational;
use crate::numeric::stream::{unit, word};
use crate::scenario::PlayerId;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{Headline, TestId};

use super::sweep::{LANES, Outcome, Sweep, Worker};

/// Points at which a ray is looked at before the section.
const SCAN: usize = 64;

/// Samples that starts are taken from, and how many starts.
const SAMPLES: u64 = 8192;
const STARTS: usize = 12;

/// Rounds of turning a ray to the normal.
const ROUNDS: usize = 40;

/// How far a ray is tilted to feel the boundary beside it.
const TILT: f64 = 1e-3;

/// A joint change that flips the headline.
#[derive(Debug, Clone)]
pub struct Flip {
    /// In units of the ranges.
    pub size: f64,
    /// What moves and where to, the longest way first.
    pub moves: Vec<(ParameterId, Rational)>,
    pub headline: Headline,
}

/// What the levers of a player can do.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// `None` for the levers of all players together.
    pub player: Option<PlayerId>,
    pub levers: Vec<ParameterId>,
    /// The cheapest bundle found that makes the concession rational.
    pub rational: Option<Flip>,
    /// The cheapest bundle found that makes best play attempt it (`subgame_perfect`).
    pub attempt: Option<Flip>,
}

/// A search from the base values over some of the axes of a sweep.
struct Search<'a, W> {
    sweep: &'a Sweep,
    /// By axis.
    base: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// The axes that may move.
    free: &'a [usize],
    wanted: W,
}

/// Moves of less than this share of a range are left out where the rest does without them.
const NOISE: f64 = 0.005;

/// By how much a change may grow for the sake of values that can be written down.
const ROUNDING: f64 = 0.01;

/// The nearest point found, moving only the axes in `free`, whose outcome is wanted.
pub fn nearest(sweep: &Sweep, free: &[usize], wanted: impl Fn(&Outcome) -> bool + Sync, seed: u64) -> Option<Flip> {
    let side = |pick: fn(&super::sweep::Moving) -> &Rational| -> Vec<f64> {
        sweep.engine.moving().iter().map(|moving| pick(moving).to_f64()).collect()
    };
    let base = sweep.design.parameters.iter().map(|&id| sweep.scenario.parameter(id).base.to_f64()).collect();
    let search =
        Search { sweep, base, low: side(|moving| &moving.low), high: side(|moving| &moving.high), free, wanted };
    let still = vec![0.0; free.len()];
    let here = search.outcomes(&mut sweep.worker(), std::slice::from_ref(&still))[0];
    if (search.wanted)(&here) {
        return Some(Flip { size: 0.0, moves: Vec::new(), headline: here.headline() });
    }
    let mut starts = search.starts(seed);
    starts.truncate(STARTS);
    let best = starts
        .into_par_iter()
        .filter_map(|direction| search.descend(&mut sweep.worker(), direction))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    search.flip(&best.1)
}

/// What each player that holds levers could do alone, and all of them together.
pub fn bundles(sweep: &Sweep, seed: u64) -> Vec<Bundle> {
    let lever = |axis: usize| sweep.scenario.parameter(sweep.design.parameters[axis]).lever;
    let axes = |wanted: &dyn Fn(PlayerId) -> bool| -> Vec<usize> {
        (0..sweep.design.axes.len()).filter(|&axis| lever(axis).is_some_and(wanted)).collect()
    };
    let mut players: Vec<PlayerId> = (0..sweep.design.axes.len()).filter_map(lever).collect();
    players.sort();
    players.dedup();
    let mut groups: Vec<(Option<PlayerId>, Vec<usize>)> =
        players.iter().map(|&player| (Some(player), axes(&|owner| owner == player))).collect();
    if players.len() > 1 {
        groups.push((None, axes(&|_| true)));
    }
    groups
        .into_iter()
        .map(|(player, free)| Bundle {
            player,
            levers: free.iter().map(|&axis| sweep.design.parameters[axis]).collect(),
            rational: nearest(sweep, &free, |outcome| outcome.headline() == Headline::Rational, seed),
            attempt: nearest(sweep, &free, |outcome| outcome.holds(TestId::SubgamePerfect) == Some(true), seed),
        })
        .collect()
}

impl<W: Fn(&Outcome) -> bool + Sync> Search<'_, W> {
    fn width(&self, axis: usize) -> f64 {
        self.high[axis] - self.low[axis]
    }

    /// How far the point at `radius` along a direction (one entry per free axis) really is from
    /// the base: it stays inside the box.
    fn moved(&self, direction: &[f64], radius: f64) -> Vec<f64> {
        let within = |(&axis, &part): (&usize, &f64)| {
            let (low, high) = (self.low[axis] - self.base[axis], self.high[axis] - self.base[axis]);
            (radius * part * self.width(axis)).clamp(low, high) / self.width(axis)
        };
        self.free.iter().zip(direction).map(within).collect()
    }

    /// Judges up to [`LANES`] changes.
    fn outcomes(&self, worker: &mut Worker, changes: &[Vec<f64>]) -> [Outcome; LANES] {
        let mut outcomes = [Outcome::EMPTY; LANES];
        self.sweep.judge_codes(worker, &mut outcomes[..changes.len()], |lane, codes| self.codes(&changes[lane], codes));
        outcomes
    }

    fn codes(&self, change: &[f64], codes: &mut [i64]) {
        for (axis, code) in codes.iter_mut().enumerate() {
            *code = self.sweep.design.axes[axis].nearest(self.base[axis]);
        }
        for (&axis, &part) in self.free.iter().zip(change) {
            codes[axis] = self.sweep.design.axes[axis].nearest(self.base[axis] + part * self.width(axis));
        }
    }

    /// The least radius along a direction at which the outcome is wanted, if the scan meets one.
    fn radius(&self, worker: &mut Worker, direction: &[f64]) -> Option<f64> {
        let reach = self
            .free
            .iter()
            .zip(direction)
            .filter(|(_, part)| part.abs() > 1e-9)
            .map(|(&axis, part)| {
                let room =
                    if *part > 0.0 { self.high[axis] - self.base[axis] } else { self.base[axis] - self.low[axis] };
                room / self.width(axis) / part.abs()
            })
            .fold(0.0, f64::max)
            .min(2.0 * (self.free.len() as f64).sqrt());
        if reach == 0.0 {
            return None;
        }
        let step = reach / SCAN as f64;
        let mut found = None;
        'scan: for block in (1..=SCAN).step_by(LANES) {
            let radii: Vec<f64> = (block..block + LANES).map(|index| index as f64 * step).collect();
            let changes: Vec<Vec<f64>> = radii.iter().map(|&radius| self.moved(direction, radius)).collect();
            for (outcome, &radius) in self.outcomes(worker, &changes).iter().zip(&radii) {
                if (self.wanted)(outcome) {
                    found = Some(radius);
                    break 'scan;
                }
            }
        }
        let mut high = found?;
        let mut low = high - step;
        // Each round leaves a ninth of the stretch: eleven leave less than the values' digits.
        for _ in 0..11 {
            let radii: Vec<f64> =
                (1..=LANES).map(|index| low + (high - low) * index as f64 / (LANES + 1) as f64).collect();
            let changes: Vec<Vec<f64>> = radii.iter().map(|&radius| self.moved(direction, radius)).collect();
            let outcomes = self.outcomes(worker, &changes);
            let first = outcomes.iter().position(|outcome| (self.wanted)(outcome));
            (low, high) = match first {
                Some(0) => (low, radii[0]),
                Some(index) => (radii[index - 1], radii[index]),
                None => (radii[LANES - 1], high),
            };
        }
        Some(high)
    }

    /// Directions to start from, the most promising first.
    fn starts(&self, seed: u64) -> Vec<Vec<f64>> {
        let count = self.free.len();
        let axis_ray = |index: usize| {
            let mut direction = vec![0.0; count];
            direction[index / 2] = if index.is_multiple_of(2) { 1.0 } else { -1.0 };
            direction
        };
        let sampled = |row: u64| -> Vec<f64> {
            let change = self.free.iter().enumerate().map(|(column, &axis)| {
                let value = self.low[axis] + unit(word(seed, row, column as u64)) * self.width(axis);
                (value - self.base[axis]) / self.width(axis)
            });
            change.collect()
        };
        let mut found: Vec<(f64, Vec<f64>)> = (0..2 * count)
            .into_par_iter()
            .map_init(
                || self.sweep.worker(),
                |worker, index| {
                    let direction = axis_ray(index);
                    Some((self.radius(worker, &direction)?, direction))
                },
            )
            .flatten()
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.truncate(STARTS / 2);
        let mut samples: Vec<(f64, Vec<f64>)> = (0..SAMPLES / LANES as u64)
            .into_par_iter()
            .map_init(
                || self.sweep.worker(),
                |worker, block| {
                    let changes: Vec<Vec<f64>> =
                        (0..LANES as u64).map(|lane| sampled(block * LANES as u64 + lane)).collect();
                    let outcomes = self.outcomes(worker, &changes);
                    let wanted = changes.into_iter().zip(outcomes).filter(|(_, outcome)| (self.wanted)(outcome));
                    wanted.map(|(change, _)| (norm(&change), normalized(change))).collect::<Vec<_>>()
                },
            )
            .flatten()
            .collect();
        samples.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.extend(samples);
        found.into_iter().map(|(_, direction)| direction).collect()
    }

    /// Turns a ray to the normal of the boundary, as long as the flip comes nearer.
    fn descend(&self, worker: &mut Worker, direction: Vec<f64>) -> Option<(f64, Vec<f64>)> {
        let mut direction = normalized(direction);
        let mut change = self.moved(&direction, self.radius(worker, &direction)?);
        let mut size = norm(&change);
        for _ in 0..ROUNDS {
            let here = self.radius(worker, &direction)?;
            let slopes: Vec<f64> = (0..direction.len())
                .map(|index| {
                    let mut tilted = direction.clone();
                    tilted[index] += TILT;
                    self.radius(worker, &tilted).map_or(0.0, |radius| (here - radius) / TILT)
                })
                .collect();
            if norm(&slopes) == 0.0 {
                break;
            }
            let normal = normalized(slopes);
            let before = size;
            let mut share = 1.0;
            for _ in 0..8 {
                let turned: Vec<f64> =
                    direction.iter().zip(&normal).map(|(own, other)| (1.0 - share) * own + share * other).collect();
                let turned = normalized(turned);
                if let Some(radius) = self.radius(worker, &turned) {
                    let candidate = self.moved(&turned, radius);
                    if norm(&candidate) < size {
                        (size, change, direction) = (norm(&candidate), candidate, turned);
                        break;
                    }
                }
                share *= 0.5;
            }
            if size > before * (1.0 - 1e-5) {
                break;
            }
        }
        Some((size, change))
    }

    /// A change that is as good and can be written down: without the moves that do nothing, and
    /// with values of few decimals, rounded away from the base. The change itself if none is.
    fn written(&self, worker: &mut Worker, change: &[f64]) -> Vec<f64> {
        let most = norm(change) * (1.0 + ROUNDING);
        let bare: Vec<f64> = change.iter().map(|&part| if part.abs() < NOISE { 0.0 } else { part }).collect();
        let candidates = (2..=6).flat_map(|digits| [(&bare[..], digits), (change, digits)]);
        for (change, digits) in candidates {
            let scale = 10f64.powi(digits);
            let rounded = self.free.iter().zip(change).map(|(&axis, &part)| {
                let to = (self.base[axis] + part * self.width(axis)) * scale;
                // What is a float's error away from a short decimal is that decimal.
                let near = (to - to.round()).abs() < 1e-6;
                let to = match (near, part > 0.0) {
                    (true, _) => to.round(),
                    (false, true) => to.ceil(),
                    (false, false) => to.floor(),
                };
                let to = (to / scale).clamp(self.low[axis], self.high[axis]);
                if part == 0.0 { 0.0 } else { (to - self.base[axis]) / self.width(axis) }
            });
            let rounded: Vec<f64> = rounded.collect();
            if norm(&rounded) <= most && (self.wanted)(&self.outcomes(worker, std::slice::from_ref(&rounded))[0]) {
                return rounded;
            }
        }
        change.to_vec()
    }

    fn flip(&self, change: &[f64]) -> Option<Flip> {
        let worker = &mut self.sweep.worker();
        let change = &self.written(worker, change)[..];
        let outcome = self.outcomes(worker, &[change.to_vec()])[0];
        // The point that is reported is the one that was judged.
        if !(self.wanted)(&outcome) {
            return None;
        }
        let mut codes = vec![0; self.sweep.design.axes.len()];
        self.codes(change, &mut codes);
        let mut order: Vec<usize> = (0..self.free.len()).filter(|&index| change[index].abs() > 1e-9).collect();
        order.sort_by(|&a, &b| change[b].abs().total_cmp(&change[a].abs()));
        let moves = order
            .into_iter()
            .map(|index| {
                let axis = self.free[index];
                (self.sweep.design.parameters[axis], self.sweep.design.axes[axis].exact(codes[axis]))
            })
            .collect();
        Some(Flip { size: norm(change), moves, headline: outcome.headline() })
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|part| part * part).sum::<f64>().sqrt()
}

fn normalized(mut vector: Vec<f64>) -> Vec<f64> {
    let length = norm(&vector);
    for part in vector.iter_mut().filter(|_| length > 0.0) {
        *part /= length;
    }
    vector
}
