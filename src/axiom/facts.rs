//! Checks of what a report knows of equilibria beyond that they are some.

use std::collections::BTreeMap;

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, EquilibriumFacts};

use super::Check;
use super::dominance::is_weakly_dominated;

/// That each fact is so: purity, strictness, dominance in payoffs (where `complete` lists of
/// extreme equilibria decide it) and of the strategies in use, and that the index of a strict
/// equilibrium is one. Not checked: other indices, and dominance in risk.
pub fn check(
    game: &NormalGame,
    concept: &str,
    complete: bool,
    equilibria: &[Equilibrium],
    facts: &[EquilibriumFacts],
) -> Check {
    let mut dominated: BTreeMap<(usize, usize), Option<bool>> = BTreeMap::new();
    let mut undominated = |one: &Equilibrium| {
        let mut open = false;
        for (player, mix) in one.profile.iter().enumerate() {
            for strategy in (0..mix.len()).filter(|&strategy| !mix[strategy].is_zero()) {
                let known = dominated.entry((player, strategy)).or_insert_with(|| {
                    let pure = (0..mix.len()).map(|other| Rational::from(i64::from(other == strategy)));
                    is_weakly_dominated(game, player, &pure.collect::<Vec<_>>())
                });
                match known {
                    Some(true) => return Some(false),
                    Some(false) => {}
                    None => open = true,
                }
            }
        }
        (!open).then_some(true)
    };
    let each = equilibria.iter().zip(facts).enumerate();
    let fault = each.map(|(index, (one, facts))| {
        let mut dominance = || {
            let known = facts.undominated.and_then(|claimed| Some((claimed, undominated(one)?)));
            known.is_some_and(|(claimed, known)| claimed != known).then_some("dominance")
        };
        (index, fault(game, complete, equilibria, one, facts).or_else(&mut dominance))
    });
    let fault = fault.filter_map(|(index, fault)| Some(format!("{} of number {}", fault?, index + 1))).next();
    let counted =
        if equilibria.len() == facts.len() { None } else { Some("they are not one per equilibrium".to_owned()) };
    Check { claim: format!("{concept}: the facts on its equilibria"), fault: counted.or(fault) }
}

/// The first fact that is none.
fn fault(
    game: &NormalGame,
    complete: bool,
    equilibria: &[Equilibrium],
    one: &Equilibrium,
    facts: &EquilibriumFacts,
) -> Option<&'static str> {
    let profile: Option<Vec<usize>> = one.profile.iter().map(|mix| mix.iter().position(Rational::is_one)).collect();
    let strict = profile.as_ref().is_some_and(|profile| is_strict(game, profile));
    let pays_more = |other: &Equilibrium| {
        let gains = || one.payoffs.iter().zip(&other.payoffs);
        gains().all(|(own, theirs)| own >= theirs) && gains().any(|(own, theirs)| own > theirs)
    };
    let dominant = || equilibria.iter().all(|other| std::ptr::eq(one, other) || pays_more(other));
    if facts.pure != profile.is_some() {
        Some("purity")
    } else if facts.strict != strict {
        Some("strictness")
    } else if strict && facts.index.is_some_and(|index| index != 1) {
        Some("the index")
    } else if facts.payoff_dominant.is_some_and(|claimed| !complete || claimed != dominant()) {
        Some("dominance in payoffs")
    } else {
        None
    }
}

fn is_strict(game: &NormalGame, profile: &[usize]) -> bool {
    (0..profile.len()).all(|player| {
        let mut deviation = profile.to_vec();
        let own = &game.payoffs[game.index(profile)][player];
        (0..game.strategies[player].len()).filter(|&other| other != profile[player]).all(|other| {
            deviation[player] = other;
            game.payoffs[game.index(&deviation)][player] < *own
        })
    })
}
