//! Security levels: what a player can be sure of, and what it can be held to (von Neumann
//! 1928 \[vonNeumann1928\]).
//!
//! In pure strategies the maximin `max_a min_t u(a, t)` is at most the minmax
//! `min_t max_a u(a, t)`. In mixed strategies, against others who may correlate, they are one
//! number, the value of the zero-sum game of the player against all others together: one
//! linear program per player, with a row per profile of the others, whose dual is the
//! mixture of these profiles that punishes. (Where the others cannot correlate, three or
//! more players' minmax can be higher; that is not a linear program, and not computed.)

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::{PureLevel, Refusal, Security, SecurityLevel, Weighted};

use super::limits::Limits;

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
    // max v  s.t.  v - Σ σ(a)·u(a, t) <= 0 for all t,  Σ σ = 1.
    let unit = |variable: usize| if variable == count { Rational::ONE } else { Rational::ZERO };
    let mut program = LinearProgram::maximize((0..=count).map(unit).collect());
    program.free[count] = true;
    program.rows = others
        .iter()
        .map(|&rest| {
            let terms = (0..count).map(|own| (own, -payoff(own, rest))).chain([(count, Rational::ONE)]);
            Row::new(terms, Relation::AtMost, Rational::ZERO)
        })
        .collect();
    program.rows.push(Row::new((0..count).map(|own| (own, Rational::ONE)), Relation::Equal, Rational::ONE));
    let optimum = solve(&program).optimal().expect("a finite zero-sum game has a value");
    let punishment = others
        .iter()
        .zip(&optimum.dual)
        .filter(|(_, weight)| !weight.is_zero())
        .map(|(&rest, weight)| {
            let mut profile = game.profile(rest);
            profile.remove(player);
            Weighted { profile, weight: weight.clone() }
        })
        .collect();
    SecurityLevel {
        pure_maximin,
        pure_minmax,
        value: optimum.value,
        strategy: optimum.primal[..count].to_vec(),
        punishment,
    }
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
