//! Sobol' indices: which share of the variance an input explains alone (first order), and
//! which with all its interactions (total).
//!
//! Two matrices A and B of N points each from one Sobol' sequence of twice the dimension, and
//! for each input i the matrix A with its column i from B (Saltelli et al. 2010
//! \[Saltelli2010\], table 2): first order by `Σ f(B) (f(AB_i) - f(A)) / (N V)`, total by
//! Jansen's `Σ (f(A) - f(AB_i))² / (2 N V)` \[Jansen1999\]. `N (k + 2)` evaluations. Intervals
//! come from a bootstrap over the N rows, which ignores that the points are spread more
//! evenly than random ones, and so errs on the side of width.

use rayon::prelude::*;

use crate::numeric::sobol::Sobol;
use crate::numeric::stream::word;

use super::Model;

/// How many resamples an interval rests on.
const RESAMPLES: u64 = 400;

/// An index is large, and its interval must be narrow, from here on.
const LARGE: f64 = 0.05;

/// How wide half an interval may be, as a share of a large index.
const TOLERATED: f64 = 0.1;

/// An estimate with the interval that holds it with 95 % confidence.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// Half the interval is within a tenth of the index, or the index is small.
    pub fn converged(&self) -> bool {
        self.value < LARGE || (self.high - self.low) / 2.0 <= TOLERATED * self.value
    }
}

/// The indices of one input.
#[derive(Debug, Clone, Copy)]
pub struct Indices {
    pub first: Estimate,
    pub total: Estimate,
}

/// The indices of every input, from `base` points (a power of two is best).
///
/// `None` if twice the dimension is beyond the Sobol' sequence, or the model is constant.
pub fn sobol(model: &impl Model, base: u64, seed: u64) -> Option<Vec<Indices>> {
    let count = model.dimensions();
    let sequence = Sobol::new(2 * count, Some(seed))?;
    let rows = base as usize;
    let matrix = |offset: usize| -> Vec<f64> {
        (0..base)
            .flat_map(|row| {
                let sequence = &sequence;
                (0..count).map(move |column| sequence.coordinate(row, offset + column))
            })
            .collect()
    };
    let (a, b) = (matrix(0), matrix(count));
    let (of_a, of_b) = (model.evaluate(&a), model.evaluate(&b));
    // Centred values lose less to cancellation.
    let mean = of_a.iter().chain(&of_b).sum::<f64>() / (2 * rows) as f64;
    let centred = |values: Vec<f64>| values.into_iter().map(|value| value - mean).collect::<Vec<f64>>();
    let (of_a, of_b) = (centred(of_a), centred(of_b));
    let squares = |row: usize| (of_a[row].powi(2) + of_b[row].powi(2)) / 2.0;
    if (0..rows).map(squares).sum::<f64>() == 0.0 {
        return None;
    }
    let resamples: Vec<Vec<u32>> = (0..RESAMPLES)
        .map(|resample| (0..base).map(|row| (word(seed ^ 1, resample, row) % base) as u32).collect())
        .collect();
    let indices = (0..count)
        .map(|input| {
            let mut mixed = a.clone();
            for row in 0..rows {
                mixed[row * count + input] = b[row * count + input];
            }
            let of_mixed = centred(model.evaluate(&mixed));
            let first = |row: usize| of_b[row] * (of_mixed[row] - of_a[row]);
            let total = |row: usize| (of_a[row] - of_mixed[row]).powi(2) / 2.0;
            let estimates = |rows: &mut dyn Iterator<Item = usize>| {
                let (mut variance, mut alone, mut together, mut sums, mut number) = (0.0, 0.0, 0.0, 0.0, 0.0);
                for row in rows {
                    variance += squares(row);
                    sums += (of_a[row] + of_b[row]) / 2.0;
                    alone += first(row);
                    together += total(row);
                    number += 1.0;
                }
                let variance = variance - sums * sums / number;
                [alone / variance, together / variance]
            };
            let [alone, together] = estimates(&mut (0..rows));
            let boot: Vec<[f64; 2]> =
                resamples.par_iter().map(|resample| estimates(&mut resample.iter().map(|&row| row as usize))).collect();
            let interval = |value: f64, which: usize| {
                let mut values: Vec<f64> = boot.iter().map(|pair| pair[which]).collect();
                values.sort_by(f64::total_cmp);
                let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
                Estimate { value, low: at(0.025), high: at(0.975) }
            };
            Indices { first: interval(alone, 0), total: interval(together, 1) }
        })
        .collect();
    Some(indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ishigamis_function_has_its_known_indices() {
        let indices = sobol(&super::super::tests::Ishigami, 1 << 14, 1).unwrap();
        for (found, (first, total)) in indices.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]) {
            assert!((found.first.value - first).abs() < 0.005, "{found:?}");
            assert!((found.total.value - total).abs() < 0.005, "{found:?}");
            assert!(found.first.low - 0.005 <= first && first <= found.first.high + 0.005);
            assert!(found.first.converged() && found.total.converged());
        }
    }

    #[test]
    fn few_points_are_said_not_to_converge() {
        let indices = sobol(&super::super::tests::Ishigami, 32, 1).unwrap();
        assert!(indices.iter().any(|found| !found.total.converged()));
    }
}
