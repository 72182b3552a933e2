//! Quantal responses in floats: the equations of the logit path and their derivative.

use nalgebra::{DMatrix, DVector};

use crate::form::normal::NormalGame;
use crate::numeric::continuation::Curve;
use crate::solve::float_payoffs::{FloatPayoffs, Units};

/// The equations among some strategies of each player, in the logarithms of the probabilities
/// and, after them, the precision, which is in units of payoff.
pub struct Responses {
    pub payoffs: FloatPayoffs,
    /// The logarithms of the probabilities at no precision.
    prior: Vec<f64>,
}

impl Responses {
    pub fn new(game: &NormalGame, strategies: &[Vec<usize>], start: &[Vec<f64>]) -> Responses {
        let prior = start.iter().flatten().map(|weight| weight.ln()).collect();
        Responses { payoffs: FloatPayoffs::new(game, strategies, Units::Common), prior }
    }

    /// Where the path starts.
    pub fn start(&self) -> DVector<f64> {
        DVector::from_iterator(self.payoffs.size + 1, self.prior.iter().copied().chain([0.0]))
    }

    /// The probabilities at a point.
    pub fn probabilities(&self, at: &[f64]) -> Vec<f64> {
        at[..self.payoffs.size].iter().map(|value| value.exp()).collect()
    }

    /// The precision at a point, in the game's own unit.
    pub fn precision(&self, at: &[f64]) -> f64 {
        at[self.payoffs.size] / self.payoffs.unit
    }
}

impl Curve for Responses {
    /// Probabilities sum to one, and the logarithm of the odds against the first strategy is as
    /// the start has it plus the precision times the difference in payoff.
    fn system(&self, at: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let size = self.payoffs.size;
        let weights = self.probabilities(at);
        let precision = at[size];
        let (pays, slopes) = (self.payoffs.pays(&weights), self.payoffs.slopes(&weights));
        let mut values = DVector::zeros(size);
        let mut derivative = DMatrix::zeros(size, size + 1);
        for (&first, &count) in self.payoffs.offsets.iter().zip(&self.payoffs.counts) {
            values[first] = weights[first..first + count].iter().sum::<f64>() - 1.0;
            for own in first..first + count {
                derivative[(first, own)] = weights[own];
            }
            for own in first + 1..first + count {
                let gain = pays[own] - pays[first];
                values[own] = (at[own] - at[first]) - (self.prior[own] - self.prior[first]) - precision * gain;
                for other in 0..size {
                    let slope = slopes[(own, other)] - slopes[(first, other)];
                    derivative[(own, other)] = -precision * slope * weights[other];
                }
                derivative[(own, own)] += 1.0;
                derivative[(own, first)] -= 1.0;
                derivative[(own, size)] = -gain;
            }
        }
        (values, derivative)
    }
}
