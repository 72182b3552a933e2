//! Bounds on rounding errors, valid for every sample of a box at once.
//!
//! Forward error analysis (Higham 2002 \[Higham2002\], chapters 2 and 3): with an enclosure of
//! every register over the box, the error of a sum, difference or product is at most what its
//! operands bring along and half a unit in the last place of the largest result. The bounds
//! are computed in floats themselves; `round_up` covers what that loses.

use crate::numeric::interval::Interval;
use crate::numeric::program::{Arithmetic, Operation, Program, Ring};
use crate::numeric::rational::Rational;

/// The relative error of one rounded operation.
const UNIT: f64 = f64::EPSILON / 2.0;

/// What is known of a number over the whole box.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// Holds the exact value at every point.
    pub enclosure: Interval,
    /// The float value is at most this far from the exact one.
    pub error: f64,
}

impl Bound {
    pub const EXACT_ZERO: Bound = Bound { enclosure: Interval::ZERO, error: 0.0 };

    fn magnitude(&self) -> f64 {
        self.enclosure.lo.abs().max(self.enclosure.hi.abs())
    }

    pub fn add(&self, other: &Bound) -> Bound {
        rounded(self.enclosure.add(&other.enclosure), self.error + other.error)
    }

    pub fn subtract(&self, other: &Bound) -> Bound {
        rounded(self.enclosure.subtract(&other.enclosure), self.error + other.error)
    }

    pub fn multiply(&self, other: &Bound) -> Bound {
        let brought = self.magnitude() * other.error + other.magnitude() * self.error + self.error * other.error;
        // Nothing times zero is zero, however large.
        let brought = if brought.is_nan() { f64::INFINITY } else { brought };
        rounded(self.enclosure.multiply(&other.enclosure), brought)
    }

    /// Clipping is exact and moves no two numbers apart.
    pub fn clip(&self) -> Bound {
        Bound { enclosure: self.enclosure.clip(), error: self.error }
    }

    /// One of two numbers, whichever.
    pub fn join(&self, other: &Bound) -> Bound {
        Bound {
            enclosure: Interval {
                lo: self.enclosure.lo.min(other.enclosure.lo),
                hi: self.enclosure.hi.max(other.enclosure.hi),
            },
            error: self.error.max(other.error),
        }
    }
}

/// A rounded result whose operands brought an error along.
fn rounded(enclosure: Interval, brought: f64) -> Bound {
    let largest = enclosure.lo.abs().max(enclosure.hi.abs()) + brought;
    Bound { enclosure, error: round_up(brought + UNIT * largest) }
}

/// Covers the handful of roundings behind a bound, and results below the normal numbers.
fn round_up(bound: f64) -> f64 {
    bound * (1.0 + 1e-12) + f64::MIN_POSITIVE
}

/// The bound of every register; `sides` encloses each parameter of the scenario.
pub fn of_program(program: &Program, sides: &[Interval]) -> Vec<Bound> {
    let mut bounds: Vec<Bound> = Vec::with_capacity(program.operations().len());
    for operation in program.operations() {
        let bound = match operation {
            Operation::Constant(value) => {
                let near = value.to_f64();
                let exact = Rational::from_f64(near).is_some_and(|near| near == *value);
                // `to_f64` is within two units in the last place.
                let error = if exact { 0.0 } else { round_up(4.0 * UNIT * near.abs()) };
                Bound { enclosure: Interval::hull(value, value), error }
            }
            Operation::Parameter(index) => {
                let enclosure = sides[*index as usize];
                let largest = enclosure.lo.abs().max(enclosure.hi.abs());
                Bound { enclosure, error: round_up(4.0 * UNIT * largest) }
            }
            Operation::Add(a, b) => bounds[a.index()].add(&bounds[b.index()]),
            Operation::Subtract(a, b) => bounds[a.index()].subtract(&bounds[b.index()]),
            Operation::Multiply(a, b) => bounds[a.index()].multiply(&bounds[b.index()]),
            Operation::Clip(a) => bounds[a.index()].clip(),
        };
        bounds.push(bound);
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::program::Builder;

    #[test]
    fn errors_stay_within_their_bounds() {
        // (x - y) (x + y) + 1/3 over [0, 1] x [0.5, 2]: cancellation where x is near y.
        let mut builder = Builder::default();
        let (x, y) = (builder.parameter(0), builder.parameter(1));
        let (difference, sum) = (builder.subtract(x, y), builder.add(x, y));
        let product = builder.multiply(difference, sum);
        let third = builder.constant(Rational::new(1, 3));
        let result = builder.add(product, third);
        let program = builder.finish();
        let bounds = of_program(&program, &[Interval { lo: 0.0, hi: 1.0 }, Interval { lo: 0.5, hi: 2.0 }]);
        let bound = bounds[result.index()].error;
        assert!(bound < 1e-14);
        for (x, y) in [("0.7", "0.7000001"), ("1/3", "1.9"), ("0.999", "0.5")] {
            let exact: [Rational; 2] = [x.parse().unwrap(), y.parse().unwrap()];
            let [x, y] = [exact[0].to_f64(), exact[1].to_f64()];
            let float = Rational::from_f64((x - y) * (x + y) + 1.0 / 3.0).unwrap();
            let off = (&float - &program.evaluate(&exact)[result.index()]).abs();
            assert!(off <= Rational::from_f64(bound).unwrap());
        }
    }
}
