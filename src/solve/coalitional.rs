//! The concepts of coalitional games as the registry asks for them: up to which size, of which
//! points, with what answer.

use crate::form::coalitional::CoalitionalGame;
use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{
    CoalitionalAnswer, Defence, Derived, Finding, Judgement, Membership, Objection, Rule, Value,
};
use crate::solution::{Answer, Refusal};

use super::candidates::candidates;
use super::characteristic::{Powers, maximin, threats};
use super::limits::Limits;
use super::shapley::shapley;

/// An answer with the names that a report needs.
pub fn answer(game: &CoalitionalGame, finding: Finding) -> Answer {
    Answer::Coalitional(CoalitionalAnswer { players: game.players.clone(), finding })
}

/// A coalitional game that follows from another form.
pub fn derived(derived: Derived) -> Answer {
    let value = shapley(&derived.game);
    answer(&derived.game.clone(), Finding::Derived { derived, value })
}

/// The coalitional games that follow from a normal form, by rule, or why they do not.
pub fn follow(game: &NormalGame, limits: &Limits) -> Vec<(Rule, Result<Derived, Refusal>)> {
    let powers = Powers::Strategies(game);
    vec![(Rule::Maximin, maximin(powers, limits)), (Rule::Threats, threats(powers, limits))]
}

/// A value that may not be defined.
pub fn value(game: &CoalitionalGame, payoff: Result<Vec<Rational>, &'static str>) -> Answer {
    let payoff = payoff.map_err(str::to_owned);
    answer(game, Finding::Payoff(Value { payoff, rounds: Vec::new() }))
}

/// The answer of a lexicographic concept, which has no payoff where there is nothing to choose from.
pub fn lexicographic(game: &CoalitionalGame, found: Result<Value, Refusal>) -> Result<Answer, Refusal> {
    match found {
        Ok(value) => Ok(answer(game, Finding::Payoff(value))),
        Err(Refusal::Empty(why)) => Ok(value(game, Err(why))),
        Err(refusal) => Err(refusal),
    }
}

/// The judgement of a set-valued concept on every candidate; `judge` gives none if it is stopped.
///
/// # Errors
/// If it is stopped.
pub fn membership(
    game: &CoalitionalGame,
    limits: &Limits,
    judge: impl Fn(&[Rational]) -> Option<Result<Vec<Defence>, Objection>>,
) -> Result<Membership, Refusal> {
    let mut points = Vec::new();
    for (name, payoff) in candidates(game, limits) {
        let judgement = judge(&payoff).filter(|_| !limits.interrupted()).ok_or(Refusal::Interrupted)?;
        let (objection, defences) = match judgement {
            Ok(defences) => (None, defences),
            Err(objection) => (Some(objection), Vec::new()),
        };
        points.push(Judgement { name, payoff, objection, defences });
    }
    Ok(Membership { points, ranges: None, ends: None, complete: true, pieces: None, why: None })
}

/// Refuses more players than a concept is computed for.
pub fn at_most(game: &CoalitionalGame, limit: usize, instead: &'static str) -> Result<(), Refusal> {
    let size = game.count();
    if size <= limit { Ok(()) } else { Err(Refusal::TooLarge { what: "players", size, limit, instead: Some(instead) }) }
}
