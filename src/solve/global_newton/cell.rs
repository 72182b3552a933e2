//! The equilibria over a ray with given supports: smooth pieces of a curve.

use nalgebra::{DMatrix, DVector};

use crate::numeric::continuation::{Curve, correct};
use crate::solve::float_payoffs::FloatPayoffs;

/// A choice of supports and the conditions of an equilibrium with these.
///
/// The unknowns are, for each strategy, its probability if it is in the support, else what is
/// lost by playing it, negated; for each player, what the best strategies pay, bonus included;
/// and the multiple of the bonus. The negated loss goes on where the probability ends: inside the
/// cell probabilities are positive and these entries of other strategies negative.
pub struct Cell<'a> {
    payoffs: &'a FloatPayoffs,
    bonuses: &'a [f64],
    in_support: Vec<bool>,
}

/// How a step of the curve leaves a cell.
pub enum Exit {
    None,
    /// Through the wall on which this strategy's entry is zero, at this point.
    At {
        strategy: usize,
        point: DVector<f64>,
    },
    /// The step was too long to tell.
    Unclear,
}

/// How far from a chord of the curve its point on a wall may be, as a share of the chord.
const OFF: f64 = 0.1;

/// How far outside a point on a wall may be, for rounding.
const ROUNDING: f64 = 1e-9;

impl<'a> Cell<'a> {
    /// The supports of each player's largest bonus.
    pub fn favourites(payoffs: &'a FloatPayoffs, bonuses: &'a [f64]) -> Cell<'a> {
        let mut in_support = vec![false; payoffs.size];
        for (player, &start) in payoffs.offsets.iter().enumerate() {
            let own = payoffs.part(player, bonuses);
            let favourite = (0..own.len()).max_by(|&one, &other| own[one].total_cmp(&own[other])).unwrap_or(0);
            in_support[start + favourite] = true;
        }
        Cell { payoffs, bonuses, in_support }
    }

    pub fn unknowns(&self) -> usize {
        self.payoffs.size + self.payoffs.counts.len() + 1
    }

    /// The point of this cell, whose supports are single strategies, at a multiple of the bonus.
    pub fn far_out(&self, multiple: f64) -> DVector<f64> {
        let mut at = DVector::zeros(self.unknowns());
        for (strategy, &used) in self.in_support.iter().enumerate() {
            at[strategy] = f64::from(u8::from(used));
        }
        at[self.unknowns() - 1] = multiple;
        let pays = self.payoffs.pays(&self.weights(at.as_slice()));
        let with_bonus: Vec<f64> = pays.iter().zip(self.bonuses).map(|(pays, bonus)| pays + multiple * bonus).collect();
        for (player, &start) in self.payoffs.offsets.iter().enumerate() {
            let own = start..start + self.payoffs.counts[player];
            let best = own.clone().filter(|&strategy| self.in_support[strategy]).map(|strategy| with_bonus[strategy]);
            let best = best.fold(f64::NEG_INFINITY, f64::max);
            at[self.payoffs.size + player] = best;
            for strategy in own.filter(|&strategy| !self.in_support[strategy]) {
                at[strategy] = with_bonus[strategy] - best;
            }
        }
        at
    }

    /// The probabilities at a point.
    pub fn weights(&self, at: &[f64]) -> Vec<f64> {
        let weight = |(&entry, &used): (&f64, &bool)| if used { entry.max(0.0) } else { 0.0 };
        at.iter().zip(&self.in_support).map(weight).collect()
    }

    /// How far outside of the cell an entry is.
    fn outside(&self, strategy: usize, at: &DVector<f64>) -> f64 {
        if self.in_support[strategy] { -at[strategy] } else { at[strategy] }
    }

    /// Where a step from inside the cell leaves it. The cell may have been entered through the
    /// wall of a strategy just before.
    pub fn exit(&self, from: &DVector<f64>, to: &DVector<f64>, entered: Option<usize>) -> Exit {
        let mut known: Option<(usize, DVector<f64>)> = None;
        for _ in 0..=self.payoffs.size {
            // The first wall on the way to the point that is known to be outside or on a wall.
            let (end, on) = known.as_ref().map_or((to, None), |(strategy, point)| (point, Some(*strategy)));
            let passed = (0..self.payoffs.size)
                .filter(|&strategy| Some(strategy) != on && self.outside(strategy, end) > ROUNDING)
                .map(|strategy| {
                    let [inside, outside] = [-self.outside(strategy, from), self.outside(strategy, end)];
                    (strategy, inside.max(0.0) / (inside.max(0.0) + outside))
                })
                .min_by(|(_, one), (_, other)| one.total_cmp(other));
            let Some((strategy, share)) = passed else {
                return known.map_or(Exit::None, |(strategy, point)| Exit::At { strategy, point });
            };
            if share == 0.0 && entered == Some(strategy) {
                return Exit::Unclear;
            }
            let mut on_wall = from + share * (end - from);
            on_wall[strategy] = 0.0;
            let mut across = DVector::zeros(self.unknowns());
            across[strategy] = 1.0;
            match correct(self, on_wall.clone(), &across) {
                Some((mut point, _)) if (&point - &on_wall).norm() <= OFF * (to - from).norm() => {
                    point[strategy] = 0.0;
                    known = Some((strategy, point));
                }
                Some(_) | None => return Exit::Unclear,
            }
        }
        Exit::Unclear
    }

    /// Goes through the wall of a strategy; the direction in which the curve goes on.
    pub fn cross(&mut self, strategy: usize) -> DVector<f64> {
        let mut towards = DVector::zeros(self.unknowns());
        self.in_support[strategy] = !self.in_support[strategy];
        towards[strategy] = if self.in_support[strategy] { 1.0 } else { -1.0 };
        towards
    }
}

impl Curve for Cell<'_> {
    /// By strategy, what it pays with the bonus, less what the best pay, plus the loss; by player,
    /// the sum of the probabilities less one.
    fn system(&self, at: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let (size, players) = (self.payoffs.size, self.payoffs.counts.len());
        let multiple = at[size + players];
        // Beyond a wall probabilities are negative: the equations go on smoothly.
        let weight = |(&entry, &used): (&f64, &bool)| if used { entry } else { 0.0 };
        let weights: Vec<f64> = at.iter().zip(&self.in_support).map(weight).collect();
        let (pays, slopes) = (self.payoffs.pays(&weights), self.payoffs.slopes(&weights));
        let mut values = DVector::zeros(size + players);
        let mut derivative = DMatrix::zeros(size + players, size + players + 1);
        for (player, &start) in self.payoffs.offsets.iter().enumerate() {
            values[size + player] = -1.0;
            for own in start..start + self.payoffs.counts[player] {
                values[own] = at[size + player] - pays[own] - multiple * self.bonuses[own];
                for other in (0..size).filter(|&other| self.in_support[other]) {
                    derivative[(own, other)] = -slopes[(own, other)];
                }
                derivative[(own, size + player)] = 1.0;
                derivative[(own, size + players)] = -self.bonuses[own];
                if self.in_support[own] {
                    values[size + player] += at[own];
                    derivative[(size + player, own)] = 1.0;
                } else {
                    values[own] += at[own];
                    derivative[(own, own)] = 1.0;
                }
            }
        }
        (values, derivative)
    }
}
