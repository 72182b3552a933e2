//! Quantal responses in floats: the equations of the logit path and their derivative.

use nalgebra::{DMatrix, DVector};

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// The equations among some strategies of each player.
pub struct Responses {
    counts: Vec<usize>,
    /// Where the strategies of each player start.
    offsets: Vec<usize>,
    /// The number of strategies of all players.
    pub size: usize,
    /// By profile and player, in units of the scale.
    payoffs: Vec<f64>,
    /// The largest difference between two payoffs of a player.
    pub scale: f64,
    /// The logarithms of the probabilities at no precision.
    prior: Vec<f64>,
}

impl Responses {
    pub fn new(game: &NormalGame, strategies: &[Vec<usize>], start: &[Vec<f64>]) -> Responses {
        let players = strategies.len();
        let counts: Vec<usize> = strategies.iter().map(Vec::len).collect();
        let offsets = (0..players).map(|player| counts[..player].iter().sum()).collect();
        let mut places = vec![0];
        for (player, list) in strategies.iter().enumerate() {
            let stride = game.stride(player);
            places = places.iter().flat_map(|place| list.iter().map(move |own| place + own * stride)).collect();
        }
        let mut payoffs: Vec<f64> =
            places.iter().flat_map(|&place| game.payoffs[place].iter().map(Rational::to_f64)).collect();
        let mut scale = 0.0_f64;
        for player in 0..players {
            let own = || payoffs[player..].iter().step_by(players);
            let (least, most) =
                (own().copied().fold(f64::INFINITY, f64::min), own().copied().fold(f64::NEG_INFINITY, f64::max));
            scale = scale.max(most - least);
        }
        // Nobody cares what happens.
        if scale == 0.0 || !scale.is_finite() {
            scale = 1.0;
        }
        payoffs.iter_mut().for_each(|payoff| *payoff /= scale);
        let prior = start.iter().flatten().map(|weight| weight.ln()).collect();
        Responses { size: counts.iter().sum(), counts, offsets, payoffs, scale, prior }
    }

    pub fn start(&self) -> Vec<f64> {
        self.prior.clone()
    }

    /// From their logarithms, which come first.
    pub fn probabilities(&self, logarithms: &[f64]) -> Vec<f64> {
        logarithms[..self.size].iter().map(|value| value.exp()).collect()
    }

    /// The probabilities as a profile of the whole game, each player's scaled to one.
    pub fn profile(&self, weights: &[f64], game: &NormalGame, strategies: &[Vec<usize>]) -> Vec<Vec<f64>> {
        let mut profile: Vec<Vec<f64>> = game.counts().into_iter().map(|count| vec![0.0; count]).collect();
        for ((mix, list), &offset) in profile.iter_mut().zip(strategies).zip(&self.offsets) {
            let total: f64 = weights[offset..][..list.len()].iter().sum();
            for (&strategy, weight) in list.iter().zip(&weights[offset..]) {
                mix[strategy] = weight / total;
            }
        }
        profile
    }

    /// What each strategy pays, and how that changes with each probability.
    fn pays(&self, weights: &[f64]) -> (Vec<f64>, DMatrix<f64>) {
        let players = self.counts.len();
        let (mut pays, mut slopes) = (vec![0.0; self.size], DMatrix::zeros(self.size, self.size));
        let mut at = self.offsets.clone();
        for payoffs in self.payoffs.chunks_exact(players) {
            for (player, &payoff) in payoffs.iter().enumerate() {
                let chance = |but: usize| {
                    let others = (0..players).filter(|&who| who != player && who != but);
                    others.map(|who| weights[at[who]]).product::<f64>()
                };
                pays[at[player]] += payoff * chance(player);
                for other in (0..players).filter(|&other| other != player) {
                    slopes[(at[player], at[other])] += payoff * chance(other);
                }
            }
            for player in (0..players).rev() {
                at[player] += 1;
                if at[player] < self.offsets[player] + self.counts[player] {
                    break;
                }
                at[player] = self.offsets[player];
            }
        }
        (pays, slopes)
    }

    /// The most that a player gains by deviating.
    pub fn regret(&self, weights: &[f64]) -> f64 {
        let (pays, _) = self.pays(weights);
        let own = self.offsets.iter().zip(&self.counts);
        own.map(|(&offset, &count)| {
            let (pays, weights) = (&pays[offset..][..count], &weights[offset..][..count]);
            let mean: f64 = pays.iter().zip(weights).map(|(pays, weight)| pays * weight).sum();
            pays.iter().copied().fold(f64::NEG_INFINITY, f64::max) - mean
        })
        .fold(0.0, f64::max)
    }

    /// The values of the equations, and their derivative by the logarithms and the precision:
    /// probabilities sum to one, and the logarithm of the odds against the first strategy is as
    /// the start has it plus the precision times the difference in payoff.
    pub fn system(&self, at: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let weights = self.probabilities(at);
        let precision = at[self.size];
        let (pays, slopes) = self.pays(&weights);
        let mut values = DVector::zeros(self.size);
        let mut derivative = DMatrix::zeros(self.size, self.size + 1);
        for (&first, &count) in self.offsets.iter().zip(&self.counts) {
            values[first] = weights[first..first + count].iter().sum::<f64>() - 1.0;
            for own in first..first + count {
                derivative[(first, own)] = weights[own];
            }
            for own in first + 1..first + count {
                let gain = pays[own] - pays[first];
                values[own] = (at[own] - at[first]) - (self.prior[own] - self.prior[first]) - precision * gain;
                for other in 0..self.size {
                    let slope = slopes[(own, other)] - slopes[(first, other)];
                    derivative[(own, other)] = -precision * slope * weights[other];
                }
                derivative[(own, own)] += 1.0;
                derivative[(own, first)] -= 1.0;
                derivative[(own, self.size)] = -gain;
            }
        }
        (values, derivative)
    }
}
