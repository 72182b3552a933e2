//! Morris screening: which inputs matter at all (Morris 1991 \[Morris1991\], with the mean of
//! absolute effects of Campolongo, Cariboni and Saltelli 2007 \[CampolongoCariboniSaltelli2007\]).
//!
//! A trajectory starts at a random point of a grid of `LEVELS` quantiles and moves one input
//! after the other, in random order, by half the unit interval. `r (k + 1)` evaluations.

use crate::numeric::stream::{permuted, unit, word};

use super::Model;

/// Quantiles 1/8, 3/8, 5/8, 7/8: the ends of unbounded distributions are never asked for.
const LEVELS: f64 = 4.0;
const STEP: f64 = 0.5;

/// What moving an input does, over all trajectories.
#[derive(Debug, Clone, Copy, Default)]
pub struct Effect {
    /// The mean change over half the range of quantiles, per unit of it.
    pub mean: f64,
    /// The mean of absolute values: how much the input matters.
    pub mean_absolute: f64,
    /// The standard deviation: how much that depends on the other inputs, or on where the
    /// input stands.
    pub deviation: f64,
}

/// The elementary effects of every input over `trajectories` (20 or more are wise).
pub fn morris(model: &impl Model, trajectories: u64, seed: u64) -> Vec<Effect> {
    let count = model.dimensions();
    let mut points = Vec::with_capacity(count * (count + 1) * trajectories as usize);
    let order =
        |trajectory: u64, step: usize| permuted(step as u64, count as u64, word(seed, trajectory, u64::MAX)) as usize;
    for trajectory in 0..trajectories {
        let level = |input: usize| {
            let level = (unit(word(seed, trajectory, input as u64)) * LEVELS).floor();
            (level + 0.5) / LEVELS
        };
        let mut point: Vec<f64> = (0..count).map(level).collect();
        points.extend_from_slice(&point);
        for step in 0..count {
            let input = order(trajectory, step);
            point[input] += if point[input] < STEP { STEP } else { -STEP };
            points.extend_from_slice(&point);
        }
    }
    let values = model.evaluate(&points);
    let mut effects = vec![Vec::with_capacity(trajectories as usize); count];
    for trajectory in 0..trajectories as usize {
        let start = trajectory * (count + 1);
        for step in 0..count {
            let input = order(trajectory as u64, step);
            let rise = points[(start + step + 1) * count + input] - points[(start + step) * count + input];
            effects[input].push((values[start + step + 1] - values[start + step]) / rise);
        }
    }
    effects.iter().map(|effects| summary(effects)).collect()
}

fn summary(effects: &[f64]) -> Effect {
    let count = effects.len() as f64;
    let mean = effects.iter().sum::<f64>() / count;
    let mean_absolute = effects.iter().map(|effect| effect.abs()).sum::<f64>() / count;
    let squares = effects.iter().map(|effect| (effect - mean).powi(2)).sum::<f64>();
    Effect { mean, mean_absolute, deviation: (squares / (count - 1.0).max(1.0)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Linear;
    impl Model for Linear {
        fn dimensions(&self) -> usize {
            3
        }
        fn evaluate(&self, points: &[f64]) -> Vec<f64> {
            points.chunks(3).map(|point| 3.0 * point[0] - 2.0 * point[1]).collect()
        }
    }

    #[test]
    fn a_linear_model_has_its_coefficients_as_effects() {
        let effects = morris(&Linear, 20, 1);
        for (effect, slope) in effects.iter().zip([3.0, -2.0, 0.0]) {
            assert!((effect.mean - slope).abs() < 1e-12);
            assert!((effect.mean_absolute - f64::abs(slope)).abs() < 1e-12);
            assert!(effect.deviation < 1e-12);
        }
    }

    #[test]
    fn ishigami_interacts_everywhere_but_in_the_second_input() {
        let effects = morris(&super::super::tests::Ishigami, 200, 1);
        assert!(effects[2].mean_absolute > 1.0 && effects[2].deviation > 1.0);
    }
}
