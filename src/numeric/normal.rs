//! The standard normal distribution, for joining inputs by rank correlation.

use std::f64::consts::PI;

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// `P(Z <= z)` by Marsaglia's series (2004 \[Marsaglia2004\]); absolute error below 1e-15.
pub fn cumulative(z: f64) -> f64 {
    if z.abs() > 8.5 {
        return if z > 0.0 { 1.0 } else { 0.0 };
    }
    let (mut sum, mut term, mut odd) = (z, z, 1.0);
    loop {
        odd += 2.0;
        term *= z * z / odd;
        let next = sum + term;
        if next == sum {
            return (0.5 + sum * density(z)).clamp(0.0, 1.0);
        }
        sum = next;
    }
}

/// The inverse of [`cumulative`] on `(0, 1)`: a logistic guess, then Newton's method held
/// in a bracket.
pub fn quantile(p: f64) -> f64 {
    let (mut lo, mut hi) = (-8.5, 8.5);
    let mut z = ((p / (1.0 - p)).ln() / 1.702f64).clamp(lo, hi);
    for _ in 0..60 {
        let excess = cumulative(z) - p;
        if excess > 0.0 {
            hi = z;
        } else {
            lo = z;
        }
        let newton = z - excess / density(z);
        let next = if newton > lo && newton < hi { newton } else { 0.5 * (lo + hi) };
        if (next - z).abs() < 1e-14 {
            return next;
        }
        z = next;
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert!((cumulative(1.959_963_984_540_054) - 0.975).abs() < 1e-14);
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((cumulative(-3.0) - 0.001_349_898_031_630_094_6).abs() < 1e-15);
        for p in [1e-12, 0.01, 0.3, 0.5, 0.77, 0.9999] {
            assert!((cumulative(quantile(p)) - p).abs() < 1e-14, "{p}");
        }
    }
}
