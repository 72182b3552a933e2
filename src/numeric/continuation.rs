//! Following curves of solutions of equations with one unknown more than there are equations, by
//! predictor and corrector (Allgower and Georg 1990 \[AllgowerGeorg1990\]).
//!
//! A step goes along the tangent and then, by Newton's method at right angles to it, back to the
//! curve. The curve is followed by its length, so that any unknown may turn back on the way. The
//! sign of the determinant of the derivative above the tangent is the same all along a curve; a
//! step that finds another has jumped to a neighbouring part and is taken again, shorter. If it
//! still finds another when it is short and straight, another curve crosses this one, as happens
//! in symmetric systems: the way on is straight ahead.
//!
//! In floats: what is on the curve is an estimate. A step costs a few values of the equations
//! and O(unknowns³).

use nalgebra::{DMatrix, DVector};

/// Equations with one unknown more.
pub trait Curve {
    /// The values of the equations, and their derivative.
    fn system(&self, at: &[f64]) -> (DVector<f64>, DMatrix<f64>);
}

/// The length below which steps are given up.
const SHORTEST: f64 = 1e-9;

/// The most that a direction may turn in one step, and in one after which steps become longer:
/// the cosine.
const TURN: f64 = 0.9;
const STRAIGHT: f64 = 0.98;

/// The length below which a straight step with another sign crosses another curve.
const CROSSING: f64 = 1e-3;

/// How far from the tangent a step may lead, as a share of its length.
const OFF: f64 = 0.25;

/// Corrections after which a step is taken to be too long, and those of an easy one.
const CORRECTIONS: usize = 8;
const EASY: usize = 4;

/// What one attempt at a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Taken,
    /// It was too long; the next attempt is half as long.
    Shortened,
    /// Steps have become too short: the curve is singular here, as far as floats can tell.
    Stuck,
}

/// A place on a curve and the way on.
#[derive(Debug, Clone)]
pub struct Tracer {
    pub at: DVector<f64>,
    /// Of length one.
    pub ahead: DVector<f64>,
    /// The length of the next step.
    pub length: f64,
    orientation: f64,
}

impl Tracer {
    /// From a point on a curve, to the side to which `towards` points; `None` if the curve is
    /// singular there.
    pub fn new(curve: &impl Curve, at: DVector<f64>, towards: &DVector<f64>, length: f64) -> Option<Tracer> {
        let (ahead, orientation) = tangent(&curve.system(at.as_slice()).1, towards)?;
        Some(Tracer { at, ahead, length, orientation })
    }

    /// The same place with a step half as long.
    pub fn shortened(self) -> Tracer {
        Tracer { length: self.length / 2.0, ..self }
    }

    /// One step, if it is short enough, to a point that is admitted.
    pub fn step(&mut self, curve: &impl Curve, admits: impl Fn(&[f64]) -> bool) -> Step {
        let predicted = &self.at + self.length * &self.ahead;
        let step = correct(curve, predicted, &self.ahead).and_then(|(to, corrections)| {
            let (next, orientation) = tangent(&curve.system(to.as_slice()).1, &self.ahead)?;
            let off = (&to - &self.at - self.length * &self.ahead).norm();
            let turn = next.dot(&self.ahead);
            let same = orientation == self.orientation;
            let crosses = self.length < CROSSING && turn > STRAIGHT && off < 0.1 * self.length;
            let follows = turn > TURN && off < OFF * self.length && (same || crosses);
            let easy = corrections <= EASY && turn > STRAIGHT;
            (follows && admits(to.as_slice())).then_some((to, next, orientation, easy))
        });
        match step {
            Some((to, next, orientation, easy)) => {
                (self.at, self.ahead, self.orientation) = (to, next, orientation);
                if easy {
                    self.length *= 2.0;
                }
                Step::Taken
            }
            None => {
                self.length /= 2.0;
                if self.length < SHORTEST { Step::Stuck } else { Step::Shortened }
            }
        }
    }
}

/// The direction of the curve where the equations have this derivative, to the side of an old
/// one, and the sign of the determinant of the derivative above it.
fn tangent(derivative: &DMatrix<f64>, old: &DVector<f64>) -> Option<(DVector<f64>, f64)> {
    let mut right = DVector::zeros(old.len());
    right[old.len() - 1] = 1.0;
    let factors = bordered(derivative, old).lu();
    let direction = factors.solve(&right)?;
    let norm = direction.norm();
    let sign = factors.u().diagonal().iter().map(|pivot| pivot.signum()).product::<f64>();
    let oriented = sign * factors.p().determinant::<f64>();
    (norm.is_finite() && norm > 0.0).then(|| (direction / norm, oriented))
}

/// The derivative with a row below it.
fn bordered(derivative: &DMatrix<f64>, row: &DVector<f64>) -> DMatrix<f64> {
    let mut matrix = derivative.clone().insert_row(derivative.nrows(), 0.0);
    matrix.set_row(derivative.nrows(), &row.transpose());
    matrix
}

/// Newton's method back to the curve, at right angles to a direction; with the number of
/// corrections.
pub fn correct(curve: &impl Curve, from: DVector<f64>, across: &DVector<f64>) -> Option<(DVector<f64>, usize)> {
    let mut at = from;
    for corrections in 1..=CORRECTIONS {
        let (values, derivative) = curve.system(at.as_slice());
        let equations = values.len();
        let change = bordered(&derivative, across).lu().solve(&values.insert_row(equations, 0.0))?;
        let off = change.norm();
        if !off.is_finite() {
            return None;
        }
        at -= change;
        if off < 1e-10 * (1.0 + at.norm()) {
            return Some((at, corrections));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Circle;

    impl Curve for Circle {
        fn system(&self, at: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
            let [x, y] = [at[0], at[1]];
            (DVector::from_element(1, x * x + y * y - 1.0), DMatrix::from_row_slice(1, 2, &[2.0 * x, 2.0 * y]))
        }
    }

    #[test]
    fn a_circle_leads_back_to_where_it_began() {
        let [start, up] = [[1.0, 0.0], [0.0, 1.0]].map(|entries| DVector::from_row_slice(&entries));
        let mut tracer = Tracer::new(&Circle, start, &up, 0.05).unwrap();
        let mut seen = [false; 2];
        for _ in 0..200 {
            assert_ne!(tracer.step(&Circle, |_| true), Step::Stuck);
            let [x, y] = [tracer.at[0], tracer.at[1]];
            assert!((x * x + y * y - 1.0).abs() < 1e-9);
            seen[0] |= x < -0.5;
            seen[1] |= seen[0] && x > 0.5 && y < 0.0;
        }
        assert!(seen[0] && seen[1], "the first coordinate turns back twice");
    }
}
