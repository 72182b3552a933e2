//! All Nash equilibria in pure strategies (Nash 1951).

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// Every pure profile from which no player gains by deviating alone, in order.
///
/// Two passes for each player in the order of the memory, one for the payoff of a best reply to
/// each profile of the others, one to compare with it: linear in the size of the table.
pub fn pure_nash(game: &NormalGame) -> Vec<Vec<usize>> {
    let size = game.payoffs.len();
    let mut stands = vec![true; size];
    for (player, strategies) in game.strategies.iter().enumerate() {
        let (count, stride) = (strategies.len(), game.stride(player));
        // In a block the others ahead of the player stand still; those behind it run through
        // their profiles once for each strategy of the player.
        for block in (0..size).step_by(count * stride) {
            let mut best: Vec<&Rational> = (block..block + stride).map(|index| game.payoff(index, player)).collect();
            for first in (block..block + count * stride).step_by(stride).skip(1) {
                for (offset, best) in best.iter_mut().enumerate() {
                    *best = game.payoff(first + offset, player).max(best);
                }
            }
            for first in (block..block + count * stride).step_by(stride) {
                for (offset, &best) in best.iter().enumerate() {
                    stands[first + offset] &= game.payoff(first + offset, player) == best;
                }
            }
        }
    }
    (0..size).filter(|&index| stands[index]).map(|index| game.profile(index)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_players_who_must_agree_have_two_equilibria_more_than_one_dissenter_apart() {
        // Everyone earns 1 if all agree, 0 otherwise.
        let payoffs = (0..8).map(|i| vec![Rational::from(i64::from(i == 0 || i == 7)); 3]).collect();
        let two = || vec!["a".to_owned(), "b".to_owned()];
        let game = NormalGame {
            players: ["x", "y", "z"].map(str::to_owned).to_vec(),
            strategies: vec![two(), two(), two()],
            payoffs,
        };
        assert_eq!(pure_nash(&game), [[0, 0, 0], [1, 1, 1]]);
    }
}
