//! Checks of claims about normal forms.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::Equilibrium;

use super::Check;

/// That a profile is one (probabilities), pays what it says, and that no pure deviation
/// pays more. Linear in the size of the game for each player and strategy.
///
/// # Errors
/// What is wrong, in words.
pub fn is_equilibrium(game: &NormalGame, equilibrium: &Equilibrium) -> Result<(), String> {
    let Equilibrium { profile, payoffs } = equilibrium;
    let counts = game.counts();
    if profile.len() != counts.len() || profile.iter().zip(&counts).any(|(mix, &count)| mix.len() != count) {
        return Err("the profile does not fit the game".to_owned());
    }
    for (player, mix) in profile.iter().enumerate() {
        let sum = mix.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
        if mix.iter().any(Rational::is_negative) || !sum.is_one() {
            return Err(format!("{}'s mixture is no probability distribution", game.players[player]));
        }
    }
    if expected(game, profile) != *payoffs {
        return Err("the payoffs are not those of the profile".to_owned());
    }
    for player in 0..counts.len() {
        for strategy in 0..counts[player] {
            let mut deviation = profile.clone();
            deviation[player] = (0..counts[player])
                .map(|index| if index == strategy { Rational::ONE } else { Rational::ZERO })
                .collect();
            if expected(game, &deviation)[player] > payoffs[player] {
                let (who, what) = (&game.players[player], &game.strategies[player][strategy]);
                return Err(format!("{who} gains by deviating to `{what}`"));
            }
        }
    }
    Ok(())
}

/// That claimed equilibria are equilibria, and that no pure one is missing where all are
/// claimed.
pub fn check_equilibria(game: &NormalGame, concept: &str, complete: bool, equilibria: &[Equilibrium]) -> Vec<Check> {
    let mut checks: Vec<Check> = equilibria
        .iter()
        .enumerate()
        .map(|(index, one)| Check::new(format!("{concept} {}", index + 1), is_equilibrium(game, one)))
        .collect();
    if complete {
        let missing = pure_equilibria(game).into_iter().find(|pure| {
            !equilibria.iter().any(|one| {
                one.profile.iter().zip(pure).all(|(mix, &strategy)| mix.get(strategy).is_some_and(Rational::is_one))
            })
        });
        let outcome = match missing {
            None => Ok(()),
            Some(pure) => Err(format!("the pure equilibrium {pure:?} is missing")),
        };
        checks.push(Check::new(format!("{concept} misses no pure equilibrium"), outcome));
    }
    checks
}

/// The pure equilibria, by the definition.
pub fn pure_equilibria(game: &NormalGame) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for index in 0..game.payoffs.len() {
        let profile = game.profile(index);
        let stands = (0..profile.len()).all(|player| {
            (0..game.strategies[player].len()).all(|strategy| {
                let mut other = profile.clone();
                other[player] = strategy;
                game.payoffs[game.index(&other)][player] <= game.payoffs[index][player]
            })
        });
        if stands {
            found.push(profile);
        }
    }
    found
}

fn expected(game: &NormalGame, profile: &[Vec<Rational>]) -> Vec<Rational> {
    let mut total = vec![Rational::ZERO; game.players.len()];
    for (index, payoffs) in game.payoffs.iter().enumerate() {
        let mut weight = Rational::ONE;
        for (player, strategy) in game.profile(index).into_iter().enumerate() {
            weight = &weight * &profile[player][strategy];
            if weight.is_zero() {
                break;
            }
        }
        if !weight.is_zero() {
            for (sum, payoff) in total.iter_mut().zip(payoffs) {
                *sum = &*sum + &(&weight * payoff);
            }
        }
    }
    total
}
