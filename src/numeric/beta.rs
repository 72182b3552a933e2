//! The beta distribution on the unit interval, for PERT estimates.

/// Its regularised incomplete beta function by Lentz's evaluation of the continued
/// fraction (DLMF 8.17.22 \[DLMF\]).
#[derive(Debug, Clone, Copy)]
pub struct Beta {
    a: f64,
    b: f64,
    /// `ln B(a, b)`.
    log_beta: f64,
}

impl Beta {
    pub fn new(a: f64, b: f64) -> Beta {
        Beta { a, b, log_beta: log_gamma(a) + log_gamma(b) - log_gamma(a + b) }
    }

    pub fn density(&self, x: f64) -> f64 {
        if x <= 0.0 || x >= 1.0 {
            return 0.0;
        }
        ((self.a - 1.0) * x.ln() + (self.b - 1.0) * (1.0 - x).ln() - self.log_beta).exp()
    }

    /// `P(X <= x)`; absolute error around 1e-14.
    pub fn cumulative(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        let front = (self.a * x.ln() + self.b * (1.0 - x).ln() - self.log_beta).exp();
        // The fraction converges fast on its own side of the mode.
        if x < (self.a + 1.0) / (self.a + self.b + 2.0) {
            front * continued_fraction(self.a, self.b, x) / self.a
        } else {
            1.0 - front * continued_fraction(self.b, self.a, 1.0 - x) / self.b
        }
    }

    /// The inverse of [`Beta::cumulative`], by Newton's method held in a bracket.
    pub fn quantile(&self, p: f64, guess: f64) -> f64 {
        let (mut lo, mut hi) = (0.0, 1.0);
        let mut x = guess.clamp(1e-300, 1.0 - 1e-16);
        for _ in 0..200 {
            let excess = self.cumulative(x) - p;
            if excess > 0.0 {
                hi = x;
            } else {
                lo = x;
            }
            let newton = x - excess / self.density(x);
            let next = if newton > lo && newton < hi { newton } else { 0.5 * (lo + hi) };
            if (next - x).abs() <= 1e-15 {
                return next;
            }
            x = next;
        }
        x
    }
}

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..500 {
        let m = f64::from(step);
        for coefficient in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away(1.0 + coefficient * d);
            c = away(1.0 + coefficient / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// `ln Γ(x)` for `x >= 1`: Stirling's series after shifting the argument above 15
/// (DLMF 5.11.1 \[DLMF\]).
fn log_gamma(x: f64) -> f64 {
    let mut product = 1.0;
    let mut x = x;
    while x < 15.0 {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert!((log_gamma(5.0) - 24f64.ln()).abs() < 1e-13);
        // Beta(2, 3): F(x) = 6x² - 8x³ + 3x⁴.
        let beta = Beta::new(2.0, 3.0);
        for x in [0.001, 0.1, 0.35, 0.5, 0.9, 0.999] {
            let exact = 6.0 * x * x - 8.0 * x * x * x + 3.0 * x * x * x * x;
            assert!((beta.cumulative(x) - exact).abs() < 1e-14, "{x}");
            // Near the ends the quantile is ill-conditioned; its probability is not.
            assert!((beta.cumulative(beta.quantile(exact, 0.5)) - exact).abs() < 1e-14, "{x}");
        }
    }
}
