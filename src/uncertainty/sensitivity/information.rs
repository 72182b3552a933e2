//! The value of information for the owner's decision, and the regret it risks.
//!
//! With a margin m of conceding over not, the owner concedes if its mean is positive and gets
//! `max(E m, 0)` above the status quo. Knowing everything it would get `E max(m, 0)`; knowing
//! one input θ, `E max(E(m | θ), 0)` (the expected value of partial perfect information). The
//! conditional mean is fitted by a cubic in the quantile of θ (regression as in Strong,
//! Oakley and Brennan 2014 \[StrongOakleyBrennan2014\]); the margin is affine in most inputs.

/// What knowing an input is worth, and knowing everything.
#[derive(Debug, Clone)]
pub struct Information {
    /// The mean margin.
    pub mean: f64,
    /// Knowing everything.
    pub perfect: f64,
    /// By input.
    pub partial: Vec<f64>,
}

/// The greatest regret of each decision over the samples: what the other one would have been
/// better by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regret {
    pub concede: f64,
    pub refuse: f64,
}

impl Regret {
    pub fn of(margins: &[f64]) -> Regret {
        let most = |sign: f64| margins.iter().fold(0.0f64, |most, margin| most.max(sign * margin));
        Regret { concede: most(-1.0), refuse: most(1.0) }
    }
}

/// From samples: `quantiles` row by row, one margin per row.
pub fn information(inputs: usize, quantiles: &[f64], margins: &[f64]) -> Information {
    let count = margins.len() as f64;
    let mean = margins.iter().sum::<f64>() / count;
    let now = mean.max(0.0);
    let perfect = margins.iter().map(|margin| margin.max(0.0)).sum::<f64>() / count - now;
    let partial = (0..inputs)
        .map(|input| {
            let at = |row: usize| quantiles[row * inputs + input];
            let coefficients = cubic((0..margins.len()).map(|row| (at(row), margins[row] - mean)));
            let informed = (0..margins.len()).map(|row| (mean + legendre(at(row), &coefficients)).max(0.0));
            // Fitted means average to the mean, so the gain is never negative but for rounding.
            (informed.sum::<f64>() / count - now).max(0.0)
        })
        .collect();
    Information { mean, perfect, partial }
}

/// Legendre polynomials of degrees 1 to 3 on the unit interval.
fn basis(u: f64) -> [f64; 3] {
    let x = 2.0 * u - 1.0;
    [x, 0.5 * (3.0 * x * x - 1.0), 0.5 * x * (5.0 * x * x - 3.0)]
}

fn legendre(u: f64, coefficients: &[f64; 3]) -> f64 {
    basis(u).iter().zip(coefficients).map(|(value, coefficient)| value * coefficient).sum()
}

/// Projection on the basis: it is orthogonal under a uniform quantile, and the mean is gone.
fn cubic(points: impl Iterator<Item = (f64, f64)>) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let mut count = 0.0;
    for (u, value) in points {
        for (sum, factor) in sums.iter_mut().zip(basis(u)) {
            *sum += factor * value;
        }
        count += 1.0;
    }
    [3.0 * sums[0] / count, 5.0 * sums[1] / count, 7.0 * sums[2] / count]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::sobol::Sobol;

    #[test]
    fn information_on_a_linear_margin_has_its_closed_form() {
        // m = u₁ - 1/2, u₂ idle: without information 0, with u₁ E max(u - 1/2, 0) = 1/8.
        let sequence = Sobol::new(2, Some(1)).unwrap();
        let rows = 1 << 14;
        let quantiles: Vec<f64> =
            (0..rows * 2).map(|index| sequence.coordinate(index / 2, (index % 2) as usize)).collect();
        let margins: Vec<f64> = quantiles.chunks(2).map(|row| row[0] - 0.5).collect();
        let found = information(2, &quantiles, &margins);
        assert!((found.perfect - 0.125).abs() < 1e-4);
        assert!((found.partial[0] - 0.125).abs() < 1e-3);
        assert!(found.partial[1] < 1e-3);
        let regret = Regret::of(&margins);
        assert!((regret.concede - 0.5).abs() < 1e-3 && (regret.refuse - 0.5).abs() < 1e-3);
    }
}
