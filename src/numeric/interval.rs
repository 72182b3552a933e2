//! Interval arithmetic over floats, rounded outwards: every result encloses the exact one.

use super::program::{Arithmetic, Ring};
use super::rational::Rational;

/// A closed interval of reals with float ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub lo: f64,
    pub hi: f64,
}

impl Interval {
    pub const ZERO: Interval = Interval { lo: 0.0, hi: 0.0 };

    /// The smallest float interval known to hold every number between the two.
    pub fn hull(lo: &Rational, hi: &Rational) -> Interval {
        Interval { lo: lo.float_bounds().0, hi: hi.float_bounds().1 }
    }

    /// One rounded float operation is off by at most half a unit in the last place;
    /// the neighbouring floats enclose the exact value. Exact zeros stay exact.
    fn outward(lo: f64, hi: f64) -> Interval {
        let down = if lo == 0.0 { lo } else { lo.next_down() };
        let up = if hi == 0.0 { hi } else { hi.next_up() };
        // Underflow to zero loses the sign of what was lost: widen by the least subnormal.
        Interval {
            lo: if lo == 0.0 { -f64::from_bits(1) } else { down },
            hi: if hi == 0.0 { f64::from_bits(1) } else { up },
        }
    }

    pub fn max(self, other: Interval) -> Interval {
        Interval { lo: self.lo.max(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The smallest interval that holds both.
    pub fn join(self, other: Interval) -> Interval {
        Interval { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
}

impl Ring for Interval {
    fn add(&self, other: &Interval) -> Interval {
        Interval::outward(self.lo + other.lo, self.hi + other.hi)
    }

    fn subtract(&self, other: &Interval) -> Interval {
        Interval::outward(self.lo - other.hi, self.hi - other.lo)
    }

    fn multiply(&self, other: &Interval) -> Interval {
        if *self == Interval::ZERO || *other == Interval::ZERO {
            return Interval::ZERO;
        }
        let products = [self.lo * other.lo, self.lo * other.hi, self.hi * other.lo, self.hi * other.hi];
        Interval::outward(
            products.iter().copied().fold(f64::INFINITY, f64::min),
            products.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        )
    }
}

impl Arithmetic for Interval {
    fn constant(value: &Rational) -> Interval {
        Interval::hull(value, value)
    }

    fn clip(&self) -> Interval {
        Interval { lo: self.lo.clamp(0.0, 1.0), hi: self.hi.clamp(0.0, 1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_enclose_the_exact_value() {
        let numbers: Vec<Rational> =
            ["1/3", "-2/7", "0", "1e-200", "123456789.123", "-0.1"].map(|t| t.parse().unwrap()).into();
        let holds = |interval: Interval, exact: &Rational| {
            Rational::from_f64(interval.lo).unwrap() <= *exact && *exact <= Rational::from_f64(interval.hi).unwrap()
        };
        for a in &numbers {
            for b in &numbers {
                let (x, y) = (Interval::constant(a), Interval::constant(b));
                assert!(holds(x.add(&y), &(a + b)));
                assert!(holds(x.subtract(&y), &(a - b)));
                assert!(holds(x.multiply(&y), &(a * b)));
            }
        }
    }
}
