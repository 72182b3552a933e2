//! Security levels: what a player can be sure of, and what it can be held to (von Neumann
//! 1928 \[vonNeumann1928\]).
//!
//! In pure strategies the maximin `max_a min_t u(a, t)` is at most the minmax
//! `min_t max_a u(a, t)`. In mixed strategies, against others who may correlate, they are one
//! number, the value of the matrix game of the player against all others together
//! ([`super::matrix_game`]), whose other side's mixture of profiles punishes. (Where the others
//! cannot correlate, three or more players' minmax can be higher; that is not a linear program,
//! and not computed.)

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{PureLevel, Refusal, Security, SecurityLevel, Weighted};

use super::limits::Limits;
use super::matrix_game::optimum;

/// The most entries (own strategies times profiles of the others) of a program.
pub const MAX_ENTRIES: usize = 2_000_000;

/// The security level of every player.
///
/// # Errors
/// [`Refusal::TooLarge`] if the game has more than [`MAX_ENTRIES`] profiles.
pub fn maximin(game: &NormalGame, limits: &Limits) -> Result<Security, Refusal> {
    let size = game.payoffs.len();
    if size > MAX_ENTRIES {
        return Err(Refusal::TooLarge { what: "profiles", size, limit: MAX_ENTRIES, instead: Some("pure_nash") });
    }
    let mut levels = Vec::new();
    for player in 0..game.players.len() {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        levels.push(level(game, player));
    }
    Ok(Security { levels, players: game.players.clone(), strategies: game.strategies.clone() })
}

fn level(game: &NormalGame, player: usize) -> SecurityLevel {
    let (count, stride) = (game.strategies[player].len(), game.stride(player));
    // Profiles of the others, as profiles in which the player plays its first strategy.
    let others: Vec<usize> = (0..game.payoffs.len()).filter(|index| index / stride % count == 0).collect();
    let payoff = |own: usize, rest: usize| game.payoff(rest + own * stride, player);
    let pure_maximin = (0..count)
        .map(|own| {
            let worst = others.iter().copied().min_by_key(|&rest| payoff(own, rest)).expect("a game has a profile");
            PureLevel { value: payoff(own, worst).clone(), profile: game.profile(worst + own * stride) }
        })
        .reduce(|best, next| if next.value > best.value { next } else { best })
        .expect("a player has a strategy");
    let pure_minmax = others
        .iter()
        .map(|&rest| {
            let reply = (0..count).reduce(|best, own| if payoff(own, rest) > payoff(best, rest) { own } else { best });
            let reply = reply.expect("a player has a strategy");
            PureLevel { value: payoff(reply, rest).clone(), profile: game.profile(rest + reply * stride) }
        })
        .reduce(|best, next| if next.value < best.value { next } else { best })
        .expect("a game has a profile");
    let matrix: Vec<Vec<Rational>> =
        (0..count).map(|own| others.iter().map(|&rest| payoff(own, rest).clone()).collect()).collect();
    let optimum = optimum(&matrix);
    let mut strategy = vec![Rational::ZERO; count];
    for (own, weight) in optimum.rows {
        strategy[own] = weight;
    }
    let punishment = optimum
        .columns
        .into_iter()
        .map(|(place, weight)| {
            let mut profile = game.profile(others[place]);
            profile.remove(player);
            Weighted { profile, weight }
        })
        .collect();
    SecurityLevel { pure_maximin, pure_minmax, value: optimum.value, strategy, punishment }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_players_can_punish_together_what_they_cannot_alone() {
        // Player 1 wins 1 unless both others match its choice: matching pennies times two.
        let two = || vec!["h".to_owned(), "t".to_owned()];
        let pays = |at: usize| i64::from(!matches!(at, 0 | 7));
        let payoffs = (0..8).map(|at| vec![Rational::from(pays(at)), Rational::ZERO, Rational::ZERO]).collect();
        let players = ["x", "y", "z"].map(str::to_owned).to_vec();
        let game = NormalGame { players, strategies: vec![two(), two(), two()], payoffs };
        let security = maximin(&game, &Limits::default()).unwrap();
        let level = &security.levels[0];
        assert_eq!((&level.pure_maximin.value, &level.pure_minmax.value), (&Rational::ZERO, &Rational::ONE));
        assert_eq!(level.value, Rational::new(1, 2));
        assert_eq!(level.punishment.len(), 2, "they must correlate");
    }
}
