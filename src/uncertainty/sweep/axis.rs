//! The values that a sweep gives to one parameter.
//!
//! Every value is an exact rational, and its float is what the sweep computes with first.
//! Sampled values are decimals of about ten digits, so that a row of the output can be set
//! with `--set` as it stands and judged again.

use crate::numeric::beta::Beta;
use crate::numeric::rational::Rational;
use crate::scenario::quantity::{Distribution, Range};

/// How finely a range is divided: into at least this many steps, if floats can tell them apart.
const STEPS: i64 = 1_000_000_000;

/// Integers up to here are floats.
const LARGEST: i64 = 1 << 53;

/// The values of one parameter, each named by a code.
#[derive(Debug, Clone)]
pub enum Axis {
    /// The listed values; the code is the index.
    Levels { exact: Vec<Rational>, floats: Vec<f64> },
    /// Decimals `code / 10^digits`, drawn through a quantile function.
    Decimals { power: i64, low: i64, high: i64, quantile: Quantile },
}

impl Axis {
    pub fn levels(exact: Vec<Rational>) -> Axis {
        let floats = exact.iter().map(Rational::to_f64).collect();
        Axis::Levels { exact, floats }
    }

    /// `count` values from `low` to `high`, evenly spaced, exactly.
    pub fn grid(low: &Rational, high: &Rational, count: u32) -> Axis {
        let width = high - low;
        let at = |index: u32| match count {
            1 => low.clone(),
            _ => low + &(&width * &Rational::new(i64::from(index), i64::from(count - 1))),
        };
        Axis::levels((0..count).map(at).collect())
    }

    /// Samples of a range whose middle guess is `base`.
    pub fn sampled(range: &Range, base: &Rational, distribution: Distribution) -> Axis {
        let width = range.width().to_f64();
        let largest = range.low.to_f64().abs().max(range.high.to_f64().abs());
        let fits = |power: i64| (largest * power as f64) < LARGEST as f64;
        let mut power = 1;
        while width * (power as f64) < STEPS as f64 && power < 1_000_000_000_000_000_000 && fits(power * 10) {
            power *= 10;
        }
        let scaled = |value: &Rational| value * &Rational::from(power);
        let integer = |value: Rational| value.to_f64() as i64;
        let low = integer(-&(-&scaled(&range.low)).floor());
        let high = integer(scaled(&range.high).floor());
        if !fits(power) || low > high {
            // No decimal lies in so narrow a range; its ends stand for it.
            return Axis::levels(vec![range.low.clone(), range.high.clone()]);
        }
        let share = (&(base - &range.low) / &range.width()).to_f64();
        Axis::Decimals { power, low, high, quantile: Quantile::new(distribution, share) }
    }

    /// The code at a position of the unit interval.
    pub fn code(&self, unit: f64) -> i64 {
        match self {
            Axis::Levels { exact, .. } => ((unit * exact.len() as f64) as i64).min(exact.len() as i64 - 1),
            Axis::Decimals { low, high, quantile, .. } => {
                let span = (high - low) as f64;
                (low + (quantile.at(unit) * span).round() as i64).clamp(*low, *high)
            }
        }
    }

    /// The code of the value next to a number.
    pub fn nearest(&self, value: f64) -> i64 {
        match self {
            Axis::Levels { floats, .. } => {
                let off = |code: &usize| (floats[*code] - value).abs();
                (0..floats.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0) as i64
            }
            Axis::Decimals { power, low, high, .. } => ((value * *power as f64).round() as i64).clamp(*low, *high),
        }
    }

    pub fn float(&self, code: i64) -> f64 {
        match self {
            Axis::Levels { floats, .. } => floats[code as usize],
            // Both are floats, so the quotient is rounded once.
            Axis::Decimals { power, .. } => code as f64 / *power as f64,
        }
    }

    pub fn exact(&self, code: i64) -> Rational {
        match self {
            Axis::Levels { exact, .. } => exact[code as usize].clone(),
            Axis::Decimals { power, .. } => Rational::new(code, *power),
        }
    }
}

/// How many pieces the table of a quantile function has.
const PIECES: usize = 256;

/// The inverse of a distribution function on the unit interval.
#[derive(Debug, Clone)]
pub enum Quantile {
    Uniform,
    /// With its mode at this share of the range.
    Triangular(f64),
    /// A beta distribution with mean `(low + 4 base + high) / 6` (Clark 1962 \[Clark1962\]),
    /// tabled: at the ends of each piece the value and its slope. Cubic interpolation between
    /// them is off by less than 1e-8; the outermost pieces are solved for.
    Pert {
        beta: Beta,
        knots: Vec<(f64, f64)>,
    },
}

impl Quantile {
    /// `mode` is where the base lies, as a share of the range.
    pub fn new(distribution: Distribution, mode: f64) -> Quantile {
        match distribution {
            Distribution::Uniform => Quantile::Uniform,
            Distribution::Triangular => Quantile::Triangular(mode),
            Distribution::Pert => {
                let beta = Beta::new(1.0 + 4.0 * mode, 5.0 - 4.0 * mode);
                let mut guess = 1.0 / PIECES as f64;
                let knots = (0..=PIECES)
                    .map(|index| {
                        let p = index as f64 / PIECES as f64;
                        guess = match index {
                            0 => 0.0,
                            PIECES => 1.0,
                            _ => beta.quantile(p, guess.max(1e-3)),
                        };
                        (guess, 1.0 / beta.density(guess) / PIECES as f64)
                    })
                    .collect();
                Quantile::Pert { beta, knots }
            }
        }
    }

    pub fn at(&self, p: f64) -> f64 {
        match self {
            Quantile::Uniform => p,
            Quantile::Triangular(mode) if p < *mode => (p * mode).sqrt(),
            Quantile::Triangular(mode) => 1.0 - ((1.0 - p) * (1.0 - mode)).sqrt(),
            Quantile::Pert { beta, knots } => {
                let place = p * PIECES as f64;
                let piece = (place as usize).min(PIECES - 1);
                let ((left, slope), (right, last)) = (knots[piece], knots[piece + 1]);
                if !(24..PIECES - 24).contains(&piece) {
                    return beta.quantile(p, 0.5 * (left + right));
                }
                let t = place - piece as f64;
                let (s, square) = (1.0 - t, t * t);
                (1.0 + 2.0 * t) * s * s * left + t * s * s * slope + square * (3.0 - 2.0 * t) * right
                    - square * s * last
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: &str, high: &str) -> Range {
        Range { low: low.parse().unwrap(), high: high.parse().unwrap() }
    }

    #[test]
    fn sampled_values_are_decimals_inside_the_range() {
        for (low, high) in [("1/3", "2/3"), ("0.005", "0.03"), ("-60", "-15"), ("1000000", "1000000.5"), ("0", "1")] {
            let range = range(low, high);
            let axis = Axis::sampled(&range, &range.low, Distribution::Uniform);
            for unit in [1e-17, 0.123456, 0.5, 1.0 - 1e-16] {
                let code = axis.code(unit);
                let (exact, float) = (axis.exact(code), axis.float(code));
                assert!(range.low <= exact && exact <= range.high);
                assert_eq!(format!("{float}").parse::<Rational>().unwrap(), exact, "what is printed is what is meant");
            }
        }
    }

    #[test]
    fn a_grid_is_exact() {
        let axis = Axis::grid(&Rational::ZERO, &Rational::ONE, 4);
        assert_eq!((0..4).map(|code| axis.exact(code).to_string()).collect::<Vec<_>>(), ["0", "1/3", "2/3", "1"]);
    }

    #[test]
    fn quantiles_invert_their_distributions() {
        let triangular = Quantile::new(Distribution::Triangular, 0.25);
        // F(0.25) = 0.25 and F(x) = 1 - (1 - x)^2 / 0.75 beyond.
        assert!((triangular.at(0.25) - 0.25).abs() < 1e-15);
        assert!((triangular.at(1.0 - 0.25 / 0.75) - 0.5).abs() < 1e-15);
        for mode in [0.0, 0.1, 0.5, 1.0] {
            let pert = Quantile::new(Distribution::Pert, mode);
            let Quantile::Pert { beta, .. } = &pert else { unreachable!() };
            let mut before = 0.0;
            for index in 1..1000 {
                let p = (f64::from(index) - 0.37) / 1000.0;
                let x = pert.at(p);
                assert!((beta.cumulative(x) - p).abs() < 1e-8, "{mode} {p}: {x}");
                assert!(x > before);
                before = x;
            }
        }
    }
}
