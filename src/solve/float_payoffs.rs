//! Expected payoffs in floats, and their derivatives: what paths to an equilibrium are followed by.
//!
//! Estimates; whatever they lead to is proved from the exact payoffs.

use nalgebra::DMatrix;

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// What counts as a payoff of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Units {
    /// The largest difference between two payoffs of a player, for all players.
    Common,
    /// The largest difference between two payoffs of each player, for itself.
    Own,
}

/// The payoffs among some strategies of each player, each player's least being 0.
///
/// A vector of weights lists the probabilities of all these strategies, player by player.
#[derive(Debug, Clone)]
pub struct FloatPayoffs {
    /// By player, how many strategies.
    pub counts: Vec<usize>,
    /// Where the strategies of each player start.
    pub offsets: Vec<usize>,
    /// The number of strategies of all players.
    pub size: usize,
    /// The largest unit of a player.
    pub unit: f64,
    /// By player and profile, the last player's strategy varying fastest.
    tables: Vec<Vec<f64>>,
}

impl FloatPayoffs {
    pub fn new(game: &NormalGame, strategies: &[Vec<usize>], units: Units) -> FloatPayoffs {
        let players = strategies.len();
        let counts: Vec<usize> = strategies.iter().map(Vec::len).collect();
        let offsets = (0..players).map(|player| counts[..player].iter().sum()).collect();
        let mut places = vec![0];
        for (player, list) in strategies.iter().enumerate() {
            let stride = game.stride(player);
            places = places.iter().flat_map(|place| list.iter().map(move |own| place + own * stride)).collect();
        }
        // Differences and shares are exact, so that numbers beyond the range of floats do no harm.
        let ends: Vec<(Rational, Rational)> = (0..players)
            .map(|player| {
                let own = || places.iter().map(|&place| game.payoff(place, player));
                (own().min().cloned().unwrap_or(Rational::ZERO), own().max().cloned().unwrap_or(Rational::ZERO))
            })
            .collect();
        let ranges: Vec<Rational> = ends.iter().map(|(least, most)| most - least).collect();
        let largest = ranges.iter().max().cloned().unwrap_or(Rational::ZERO);
        let tables = (0..players)
            .map(|player| {
                let unit = match units {
                    Units::Common => &largest,
                    Units::Own => &ranges[player],
                };
                // Nobody cares what happens where that is zero.
                let unit = if unit.is_zero() { &Rational::ONE } else { unit };
                let share = |&place: &usize| (&(game.payoff(place, player) - &ends[player].0) / unit).to_f64();
                places.iter().map(share).collect()
            })
            .collect();
        let unit = if largest.is_zero() { 1.0 } else { largest.to_f64() };
        FloatPayoffs { size: counts.iter().sum(), counts, offsets, unit, tables }
    }

    /// A player's part of a vector with an entry for each strategy.
    pub fn part<'a>(&self, player: usize, all: &'a [f64]) -> &'a [f64] {
        &all[self.offsets[player]..][..self.counts[player]]
    }

    /// What each strategy pays. O(players × profiles).
    pub fn pays(&self, weights: &[f64]) -> Vec<f64> {
        let players = self.counts.len();
        (0..players)
            .flat_map(|player| {
                let others: Vec<usize> = (0..players).filter(|&other| other != player).collect();
                self.averaged(self.tables[player].clone(), &mut self.counts.clone(), &others, weights)
            })
            .collect()
    }

    /// By strategy, how what it pays changes with the weight of each other one.
    ///
    /// The averages that leave out a pair of players are made by halves, each half of the others
    /// being averaged once for all pairs with one of the other half: O(players × profiles).
    pub fn slopes(&self, weights: &[f64]) -> DMatrix<f64> {
        let players = self.counts.len();
        let mut slopes = DMatrix::zeros(self.size, self.size);
        for player in 0..players {
            let others: Vec<usize> = (0..players).filter(|&other| other != player).collect();
            let mut left = vec![(self.tables[player].clone(), self.counts.clone(), others)];
            while let Some((table, counts, open)) = left.pop() {
                match *open {
                    [] => {}
                    [other] => {
                        let (own_stride, other_stride) =
                            if player < other { (self.counts[other], 1) } else { (1, self.counts[player]) };
                        for own in 0..self.counts[player] {
                            for strategy in 0..self.counts[other] {
                                let at = (self.offsets[player] + own, self.offsets[other] + strategy);
                                slopes[at] = table[own * own_stride + strategy * other_stride];
                            }
                        }
                    }
                    _ => {
                        let (first, second) = open.split_at(open.len() / 2);
                        for (kept, gone) in [(first, second), (second, first)] {
                            let mut counts = counts.clone();
                            let table = self.averaged(table.clone(), &mut counts, gone, weights);
                            left.push((table, counts, kept.to_vec()));
                        }
                    }
                }
            }
        }
        slopes
    }

    /// A table averaged over the mixtures of some players, ascending, whose counts become one.
    fn averaged(&self, mut table: Vec<f64>, counts: &mut [usize], gone: &[usize], weights: &[f64]) -> Vec<f64> {
        for &player in gone.iter().rev() {
            let inner: usize = counts[player + 1..].iter().product();
            let mixture = self.part(player, weights);
            let mut averages = vec![0.0; table.len() / counts[player]];
            for (into, block) in averages.chunks_exact_mut(inner).zip(table.chunks_exact(inner * counts[player])) {
                for (&weight, values) in mixture.iter().zip(block.chunks_exact(inner)) {
                    if weight != 0.0 {
                        into.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
                    }
                }
            }
            counts[player] = 1;
            table = averages;
        }
        table
    }

    /// The most that a player gains by deviating.
    pub fn regret(&self, weights: &[f64]) -> f64 {
        let pays = self.pays(weights);
        (0..self.counts.len())
            .map(|player| {
                let (pays, weights) = (self.part(player, &pays), self.part(player, weights));
                let mean: f64 = pays.iter().zip(weights).map(|(pays, weight)| pays * weight).sum();
                pays.iter().copied().fold(f64::NEG_INFINITY, f64::max) - mean
            })
            .fold(0.0, f64::max)
    }

    /// Weights as a profile of the whole game, each player's scaled to one.
    pub fn profile(&self, weights: &[f64], game: &NormalGame, strategies: &[Vec<usize>]) -> Vec<Vec<f64>> {
        let mut profile: Vec<Vec<f64>> = game.counts().into_iter().map(|count| vec![0.0; count]).collect();
        for (player, (mix, list)) in profile.iter_mut().zip(strategies).enumerate() {
            let own = self.part(player, weights);
            let total: f64 = own.iter().sum();
            for (&strategy, weight) in list.iter().zip(own) {
                mix[strategy] = weight / total;
            }
        }
        profile
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_those_of_the_definition() {
        let counts = [2, 3, 2, 2];
        let game = NormalGame {
            players: (0..4).map(|player| player.to_string()).collect(),
            strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
            payoffs: (0..24)
                .map(|place| (0..4).map(|player| Rational::from((place * place * (player + 3) + place) % 17)).collect())
                .collect(),
        };
        // A strategy is left out.
        let strategies = vec![vec![0, 1], vec![0, 2], vec![0, 1], vec![0, 1]];
        let payoffs = FloatPayoffs::new(&game, &strategies, Units::Own);
        let weights = [0.25, 0.75, 0.5, 0.5, 0.125, 0.875, 1.0, 0.0];
        let (pays, slopes) = (payoffs.pays(&weights), payoffs.slopes(&weights));
        let exact: Vec<Vec<Rational>> = payoffs
            .profile(&weights, &game, &strategies)
            .into_iter()
            .map(|mix| mix.into_iter().map(|weight| Rational::from_f64(weight).unwrap()).collect())
            .collect();
        let pure = |profile: &mut Vec<Vec<Rational>>, player: usize, place: usize| {
            let chosen = strategies[player][place];
            profile[player] = (0..counts[player]).map(|own| Rational::from(i64::from(own == chosen))).collect();
        };
        for player in 0..4 {
            // Differences are all that is asked of payoffs; each player's range is 16 here or less.
            let own = || (0..24).filter(|place| place / 4 % 3 != 1).map(|place| game.payoff(place, player).to_f64());
            let range = own().fold(f64::MIN, f64::max) - own().fold(f64::MAX, f64::min);
            let value = |choices: &[(usize, usize)]| {
                let mut profile = exact.clone();
                choices.iter().for_each(|&(who, place)| pure(&mut profile, who, place));
                game.expected(&profile)[player].to_f64() / range
            };
            let at = |player: usize, place: usize| payoffs.offsets[player] + place;
            let gain = pays[at(player, 1)] - pays[at(player, 0)];
            assert!((gain - (value(&[(player, 1)]) - value(&[(player, 0)]))).abs() < 1e-12);
            for other in (0..4).filter(|&other| other != player) {
                let slope = slopes[(at(player, 1), at(other, 1))] - slopes[(at(player, 1), at(other, 0))];
                let change = value(&[(player, 1), (other, 1)]) - value(&[(player, 1), (other, 0)]);
                assert!((slope - change).abs() < 1e-12);
            }
        }
    }
}
