//! One Nash equilibrium (Nash 1951 \[Nash1951\]), by the fastest way that is certain.
//!
//! Every finite game has an equilibrium; this answers where one can be proved exactly:
//!
//! 1. an equilibrium in pure strategies, the first in the order of the table, if there is one:
//!    one pass over the payoffs, and the easiest answer to read;
//! 2. with two players who choose, optimal strategies by linear programming if one's gain is the
//!    other's loss ([`zero_sum`](super::zero_sum)): the simplex method is the shorter way there;
//! 3. with two players otherwise, the Lemke–Howson path from the first player's first strategy
//!    ([`lemke_howson`](super::lemke_howson)).
//!
//! Which of several equilibria is found says nothing about which will be played. Mixed equilibria
//! of three or more players need not be rational, and are not looked for.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, Found, OneEquilibrium, Refusal};

use super::lemke_howson::lemke_howson;
use super::limits::Limits;
use super::pure_nash::pure_nash;
use super::zero_sum::zero_sum;

/// One equilibrium, or a profile near one with a proved bound on what anybody gains by leaving it.
///
/// # Errors
/// If more than two players have a choice and no equilibrium is pure.
pub fn one_nash(game: &NormalGame, limits: &Limits) -> Result<OneEquilibrium, Refusal> {
    let found = match pure_nash(game).first() {
        Some(profile) => Found::Equilibrium(pure(game, profile)),
        None => mixed(game, limits)?,
    };
    Ok(OneEquilibrium { found, players: game.players.clone(), strategies: game.strategies.clone() })
}

fn pure(game: &NormalGame, profile: &[usize]) -> Equilibrium {
    let unit = |(&chosen, list): (&usize, &Vec<String>)| {
        (0..list.len()).map(|index| if index == chosen { Rational::ONE } else { Rational::ZERO }).collect()
    };
    Equilibrium {
        profile: profile.iter().zip(&game.strategies).map(unit).collect(),
        payoffs: game.payoffs[game.index(profile)].to_vec(),
    }
}

fn mixed(game: &NormalGame, limits: &Limits) -> Result<Found, Refusal> {
    if let Some(found @ Found::Equilibrium(_)) = zero_sum(game, limits) {
        return Ok(found);
    }
    lemke_howson(game, 0, limits).map_err(|_| {
        Refusal::Empty("no equilibrium is in pure strategies, and mixed ones are computed for two players only")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(counts: &[usize], payoff: impl Fn(usize) -> Vec<i64>) -> NormalGame {
        NormalGame {
            players: (0..counts.len()).map(|player| format!("player {player}")).collect(),
            strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
            payoffs: (0..counts.iter().product())
                .map(|index| payoff(index).into_iter().map(Rational::from).collect())
                .collect(),
        }
    }

    fn equilibrium(game: &NormalGame) -> Equilibrium {
        match one_nash(game, &Limits::default()).unwrap().found {
            Found::Equilibrium(equilibrium) => equilibrium,
            Found::Approximate { .. } => panic!("small games are solved exactly"),
        }
    }

    #[test]
    fn a_pure_equilibrium_comes_first() {
        // A coordination game.
        let game = game(&[2, 2], |index| vec![i64::from(index % 3 == 0); 2]);
        assert_eq!(equilibrium(&game).profile[0], [Rational::ONE, Rational::ZERO]);
    }

    #[test]
    fn pennies_are_matched_evenly_by_two_and_not_by_three() {
        let two = game(&[2, 2], |index| if index % 3 == 0 { vec![1, -1] } else { vec![-1, 1] });
        assert_eq!(equilibrium(&two).profile, vec![vec![Rational::new(1, 2); 2]; 2]);
        // Each of three wants to match the next; the last wants to differ from the first.
        let three = game(&[2, 2, 2], |index| {
            let [a, b, c] = [index >> 2 & 1, index >> 1 & 1, index & 1];
            vec![i64::from(a == b), i64::from(b == c), i64::from(c != a)]
        });
        assert!(matches!(one_nash(&three, &Limits::default()), Err(Refusal::Empty(_))));
    }

    #[test]
    fn a_lonely_player_takes_the_best() {
        let alone = game(&[3], |index| vec![[1, 5, 2][index]]);
        assert_eq!(equilibrium(&alone).payoffs, [Rational::from(5)]);
    }
}
