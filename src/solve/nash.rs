//! Nash equilibria of a normal form (Nash 1951 \[Nash1951\]): all that this program can
//! prove, by the method that suits the number of players who have a choice.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibria, Equilibrium};

use super::equilibrium_facts::{components, facts};
use super::extreme_equilibria::{active_players, extreme_equilibria};
use super::limits::Limits;
use super::mixed_equilibria::mixed_equilibria;
use super::pure_nash::pure_nash;

/// All extreme equilibria where at most two players have a choice; all isolated ones otherwise,
/// and where the others are. What the limits cut short is marked incomplete.
pub fn nash(game: &NormalGame, limits: &Limits) -> Equilibria {
    match extreme_equilibria(game, limits) {
        Some(found) => equilibria(game, found.profiles, found.complete),
        // With one player or none to choose, pure equilibria span all.
        None if active_players(game).len() < 2 => pure_equilibria(game),
        None => mixed_equilibria(game, limits),
    }
}

/// The same with what is worth knowing of each, and how they hang together.
pub fn studied(game: &NormalGame, limits: &Limits) -> Equilibria {
    let found = nash(game, limits);
    let facts = facts(game, &found, limits);
    let components = if found.complete { components(game, &found) } else { None };
    Equilibria { facts, components, ..found }
}

/// All equilibria in pure strategies, as mixed profiles.
pub fn pure_equilibria(game: &NormalGame) -> Equilibria {
    let unit = |chosen: usize, count: usize| -> Vec<Rational> {
        (0..count).map(|index| if index == chosen { Rational::ONE } else { Rational::ZERO }).collect()
    };
    let profiles = pure_nash(game)
        .into_iter()
        .map(|profile| profile.iter().zip(&game.strategies).map(|(&chosen, list)| unit(chosen, list.len())).collect())
        .collect();
    equilibria(game, profiles, true)
}

pub(super) fn equilibria(game: &NormalGame, profiles: Vec<Vec<Vec<Rational>>>, complete: bool) -> Equilibria {
    let equilibria =
        profiles.into_iter().map(|profile| Equilibrium { payoffs: game.expected(&profile), profile }).collect();
    Equilibria {
        complete,
        equilibria,
        players: game.players.clone(),
        strategies: game.strategies.clone(),
        facts: Vec::new(),
        components: None,
        enclosed: Vec::new(),
        families: Vec::new(),
        unresolved: Vec::new(),
        trembles: Vec::new(),
        undecided: Vec::new(),
    }
}
