//! All Nash equilibria in pure strategies (Nash 1951).

use crate::form::normal::NormalGame;

/// Every pure profile from which no player gains by deviating alone, in order.
///
/// Compares along each player's line of profiles: linear in the size of the table.
pub fn pure_nash(game: &NormalGame) -> Vec<Vec<usize>> {
    let size = game.payoffs.len();
    let mut stands = vec![true; size];
    for (player, strategies) in game.strategies.iter().enumerate() {
        let (count, stride) = (strategies.len(), game.stride(player));
        for block in (0..size).step_by(count * stride) {
            for offset in block..block + stride {
                let line = (0..count).map(|strategy| offset + strategy * stride);
                let best = line.clone().map(|index| game.payoff(index, player)).max();
                for index in line {
                    stands[index] &= Some(game.payoff(index, player)) == best;
                }
            }
        }
    }
    (0..size).filter(|&index| stands[index]).map(|index| game.profile(index)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::rational::Rational;

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
