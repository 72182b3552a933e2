//! Normal-form games with exact payoffs.

use super::coalitional::Coalition;
use crate::numeric::rational::Rational;

use super::payoffs::PayoffTable;

/// A finite game in normal form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NormalGame {
    pub players: Vec<String>,
    /// The strategies of each player, in order.
    pub strategies: Vec<Vec<String>>,
    /// One payoff per player for each profile; the last player's strategy varies fastest.
    pub payoffs: PayoffTable,
}

impl NormalGame {
    /// The number of strategies of each player.
    pub fn counts(&self) -> Vec<usize> {
        self.strategies.iter().map(Vec::len).collect()
    }

    /// The place of a pure profile in [`NormalGame::payoffs`].
    pub fn index(&self, profile: &[usize]) -> usize {
        profile.iter().zip(&self.strategies).fold(0, |index, (&strategy, list)| index * list.len() + strategy)
    }

    /// The pure profile at a place.
    pub fn profile(&self, mut index: usize) -> Vec<usize> {
        let mut profile = vec![0; self.strategies.len()];
        for (slot, list) in profile.iter_mut().zip(&self.strategies).rev() {
            *slot = index % list.len();
            index /= list.len();
        }
        profile
    }

    /// How far apart the places of two profiles are that differ by one step of `player`.
    pub fn stride(&self, player: usize) -> usize {
        self.strategies[player + 1..].iter().map(Vec::len).product()
    }

    /// The joint strategies of a coalition as numbers such that those of a coalition and of all
    /// others add up to the place of a profile; the last member's strategy varies fastest.
    pub fn moves(&self, coalition: Coalition) -> Vec<usize> {
        coalition.players().fold(vec![0], |places, player| {
            let (count, stride) = (self.strategies[player].len(), self.stride(player));
            places.iter().flat_map(|place| (0..count).map(move |strategy| place + strategy * stride)).collect()
        })
    }

    pub fn payoff(&self, profile: usize, player: usize) -> &Rational {
        &self.payoffs[profile][player]
    }

    /// Expected payoffs of a mixed profile (one probability per strategy of each player).
    /// Linear in the number of pure profiles that have positive probability.
    pub fn expected(&self, mixed: &[Vec<Rational>]) -> Vec<Rational> {
        // Places and probabilities of the profiles in use, player by player.
        let mut used = vec![(0, Rational::ONE)];
        for (player, mix) in mixed.iter().enumerate() {
            let stride = self.stride(player);
            let support: Vec<(usize, &Rational)> =
                mix.iter().enumerate().filter(|(_, weight)| !weight.is_zero()).collect();
            used = used
                .iter()
                .flat_map(|(place, chance)| {
                    support.iter().map(move |(strategy, weight)| (place + strategy * stride, chance * weight))
                })
                .collect();
        }
        let mut total = vec![Rational::ZERO; self.players.len()];
        for (place, chance) in &used {
            for (sum, payoff) in total.iter_mut().zip(&self.payoffs[*place]) {
                *sum = &*sum + &(chance * payoff);
            }
        }
        total
    }
}

/// A game of numbered players and strategies, with the payoffs of each profile: for tests.
#[cfg(test)]
pub fn game(counts: &[usize], payoff: impl Fn(&[usize]) -> Vec<i64>) -> NormalGame {
    let mut game = NormalGame {
        players: (0..counts.len()).map(|player| player.to_string()).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|own| own.to_string()).collect()).collect(),
        payoffs: (0..counts.iter().product()).map(|_| vec![Rational::ZERO; counts.len()]).collect(),
    };
    for place in 0..game.payoffs.len() {
        let payoffs: Vec<Rational> = payoff(&game.profile(place)).into_iter().map(Rational::from).collect();
        game.payoffs[place].clone_from_slice(&payoffs);
    }
    game
}
