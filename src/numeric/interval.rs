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

    /// The interval that holds one float only.
    pub fn point(value: f64) -> Interval {
        Interval { lo: value, hi: value }
    }

    pub fn contains(&self, value: f64) -> bool {
        self.lo <= value && value <= self.hi
    }

    /// Whether it lies in the interior of another.
    pub fn is_inside(&self, other: &Interval) -> bool {
        other.lo < self.lo && self.hi < other.hi
    }

    /// A float about halfway, inside the interval if that is bounded.
    pub fn middle(&self) -> f64 {
        (self.lo + (self.hi - self.lo) / 2.0).clamp(self.lo, self.hi)
    }

    /// An upper bound on how far apart the ends are.
    pub fn width(&self) -> f64 {
        (self.hi - self.lo).next_up()
    }

    /// The largest absolute value of its members.
    pub fn magnitude(&self) -> f64 {
        self.lo.abs().max(self.hi.abs())
    }

    /// What two intervals share; `None` if that is nothing.
    pub fn meet(&self, other: &Interval) -> Option<Interval> {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        (lo <= hi).then_some(Interval { lo, hi })
    }

    /// One rounded float operation is off by at most half a unit in the last place; the
    /// neighbouring floats enclose the exact value, zero's being the least subnormals.
    fn outward(lo: f64, hi: f64) -> Interval {
        Interval { lo: lo.next_down(), hi: hi.next_up() }
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
