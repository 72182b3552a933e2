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
//! 4. with more players whose payoffs are separable, the end of Lemke's path
//!    ([`polymatrix`]);
//! 5. with more players otherwise, what is left after strictly dominated strategies are gone: the end of the
//!    logit path ([`logit`](super::logit)) from the even mixture or, should that fail, from another;
//!    the first on the curves of [`global_newton`](super::global_newton), then of
//!    [`simplicial`](super::simplicial) subdivision; then the first that the search for all comes to
//!    ([`mixed_equilibria`](super::mixed_equilibria)). These need not be rational; they are exact
//!    or in a box in which there is just one.
//!
//! Which of several equilibria is found says nothing about which will be played. If none is proved
//! within the limits, the answer is a profile with what it lacks.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Dominance, Equilibrium, Found, OneEquilibrium, PathEquilibria, Refusal};

use super::dominance::iterated;
use super::global_newton::over_rays;
use super::lemke_howson::lemke_howson;
use super::limits::Limits;
use super::logit::follow;
use super::mixed_equilibria::{NEAR, mixed_equilibria_among};
use super::path_ends::{MOST_PROFILES, MOST_STRATEGIES, STARTS, start};
use super::polymatrix;
use super::pure_nash::pure_nash;
use super::simplicial::from_starts;
use super::zero_sum::zero_sum;

/// One equilibrium, or a profile near one with a proved bound on what anybody gains by leaving it.
///
/// # Errors
/// If more than two players have a choice, the game is too large for the logit path, and the
/// limits end the search for all equilibria before it comes to one.
pub fn one_nash(game: &NormalGame, limits: &Limits) -> Result<OneEquilibrium, Refusal> {
    let found = match pure_nash(game).first() {
        Some(profile) => Found::Equilibrium(pure(game, profile)),
        None => mixed(game, limits)?,
    };
    let path = Vec::new();
    Ok(OneEquilibrium { found, path, players: game.players.clone(), strategies: game.strategies.clone() })
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
    match lemke_howson(game, 0, limits) {
        Err(Refusal::Players { .. }) => many(game, limits),
        found => found,
    }
}

/// With more than two players.
fn many(game: &NormalGame, limits: &Limits) -> Result<Found, Refusal> {
    if game.counts().iter().sum::<usize>() <= MOST_STRATEGIES
        && let Some(costs) = polymatrix::separable(game)
        && let Some(found) = polymatrix::equilibrium(game, &costs, limits)
    {
        return Ok(Found::Equilibrium(found));
    }
    let surviving = iterated(game, Dominance::Strict, limits)?.surviving;
    let profiles = surviving.iter().try_fold(1_usize, |product, list| product.checked_mul(list.len()));
    let strategies: usize = surviving.iter().map(Vec::len).sum();
    let mut nearest: Option<Found> = None;
    if profiles.is_some_and(|profiles| profiles <= MOST_PROFILES) && strategies <= MOST_STRATEGIES {
        for trial in 0..STARTS {
            match follow(game, &surviving, &start(&surviving, trial), NEAR, limits).0 {
                found @ (Found::Equilibrium(_) | Found::Enclosed(_)) => return Ok(found),
                near @ Found::Approximate { .. } => nearest = Some(Found::better(nearest, near)),
            }
        }
        let one = Limits { answers: 1, ..limits.clone() };
        for paths in [over_rays, from_starts] {
            match first(paths(game, &surviving, &one)) {
                Some(near @ Found::Approximate { .. }) => nearest = Some(Found::better(nearest, near)),
                Some(found) => return Ok(found),
                None => {}
            }
        }
    }
    let first = mixed_equilibria_among(game, &surviving, &Limits { answers: 1, ..limits.clone() });
    let exact = first.equilibria.into_iter().next().map(Found::Equilibrium);
    exact
        .or_else(|| first.enclosed.into_iter().next().map(Found::Enclosed))
        .or_else(|| {
            let mut members = first.families.iter().filter_map(|family| Equilibrium::try_from(&family.member).ok());
            members.next().map(Found::Equilibrium)
        })
        .or(nearest)
        .ok_or(Refusal::Interrupted)
}

/// The first equilibrium that paths lead to, or what came nearest.
fn first(paths: PathEquilibria) -> Option<Found> {
    let exact = paths.equilibria.into_iter().next().map(Found::Equilibrium);
    let proved = exact.or_else(|| paths.enclosed.into_iter().next().map(Found::Enclosed));
    proved.or_else(|| paths.nearest.map(|(profile, regret)| Found::Approximate { profile, regret }))
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
            Found::Enclosed(_) | Found::Approximate { .. } => panic!("small games are solved exactly"),
        }
    }

    #[test]
    fn a_pure_equilibrium_comes_first() {
        // A coordination game.
        let game = game(&[2, 2], |index| vec![i64::from(index % 3 == 0); 2]);
        assert_eq!(equilibrium(&game).profile[0], [Rational::ONE, Rational::ZERO]);
    }

    #[test]
    fn pennies_are_matched_evenly() {
        let two = game(&[2, 2], |index| if index % 3 == 0 { vec![1, -1] } else { vec![-1, 1] });
        assert_eq!(equilibrium(&two).profile, vec![vec![Rational::new(1, 2); 2]; 2]);
        // Each of three wants to match the next; the last wants to differ from the first.
        let three = game(&[2, 2, 2], |index| {
            let [a, b, c] = [index >> 2 & 1, index >> 1 & 1, index & 1];
            vec![i64::from(a == b), i64::from(b == c), i64::from(c != a)]
        });
        assert_eq!(equilibrium(&three).profile, vec![vec![Rational::new(1, 2); 2]; 3]);
    }

    #[test]
    fn a_lonely_player_takes_the_best() {
        let alone = game(&[3], |index| vec![[1, 5, 2][index]]);
        assert_eq!(equilibrium(&alone).payoffs, [Rational::from(5)]);
    }
}
