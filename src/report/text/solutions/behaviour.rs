//! Equilibria of trees, as text.

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::behaviour::{BehaviourEquilibria, BehaviourEquilibrium, Demand, SetName};

use super::super::DIM;
use super::{LISTED, mixture, weighted};

/// Information sets of one equilibrium that are printed before the rest is counted.
const SETS: usize = 40;

pub fn equilibria(out: &mut String, found: &BehaviourEquilibria) -> std::fmt::Result {
    let scope = found.why.unwrap_or("complete");
    let within = match found.demand {
        Demand::Subgames(1) => " of a tree without proper subgames".to_owned(),
        Demand::Subgames(count) => format!(" in {count} subgames"),
        Demand::Nash | Demand::Value | Demand::Beliefs => String::new(),
    };
    let count = phrases::counted(found.equilibria.len(), "equilibrium", "equilibria");
    writeln!(out, "  {count}{within} ({scope})")?;
    let names = names(found);
    for (index, one) in found.equilibria.iter().take(LISTED).enumerate() {
        equilibrium(out, found, &names, index, one)?;
    }
    match found.equilibria.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "    and {more} more; --format json lists them"),
    }
}

fn equilibrium(
    out: &mut String,
    found: &BehaviourEquilibria,
    names: &[String],
    index: usize,
    one: &BehaviourEquilibrium,
) -> std::fmt::Result {
    let payoffs: Vec<String> = one.payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
    let verdict = match one.intuitive {
        Some(true) => "; passes the intuitive criterion",
        Some(false) => "; fails the intuitive criterion",
        None => "",
    };
    writeln!(out, "    {}. {DIM}pays {}{verdict}{DIM:#}", index + 1, payoffs.join(", "))?;
    let choices = found.sets.iter().zip(names).zip(&one.behaviour).enumerate();
    let choices: Vec<_> = choices.filter(|(_, ((set, _), _))| set.actions.len() > 1).collect();
    for (place, ((set, name), played)) in choices.iter().take(SETS) {
        let words = match played {
            Some(weights) => mixture(&weighted(&set.actions, weights)),
            None => "anything: its own moves keep play away".to_owned(),
        };
        let belief = one.beliefs.get(*place).map_or(String::new(), |belief| believed(&belief.weights, &belief.ranges));
        writeln!(out, "       {name}: {words}{DIM}{belief}{DIM:#}")?;
    }
    match choices.len().saturating_sub(SETS) {
        0 => Ok(()),
        more => writeln!(out, "       and {more} more information sets"),
    }
}

/// A belief in words, where there is something to believe.
fn believed(weights: &[Rational], ranges: &[[Rational; 2]]) -> String {
    if weights.len() < 2 {
        return String::new();
    }
    let one = |(at, weight): (usize, &Rational)| match ranges.get(at) {
        Some([least, most]) if least != most => format!("{least}…{most}"),
        Some(_) | None => weight.to_string(),
    };
    let words: Vec<String> = weights.iter().enumerate().map(one).collect();
    let kind = if ranges.is_empty() { "believes" } else { "off the path, may believe" };
    format!("  {kind} ({})", words.join(", "))
}

/// Whose set it is and which of its sets.
fn names(found: &BehaviourEquilibria) -> Vec<String> {
    let mut counts = vec![0usize; found.players.len()];
    let name = |set: &SetName| {
        counts[set.player] += 1;
        let player = &found.players[set.player];
        match set.label.is_empty() {
            true => format!("{player}, set {}", counts[set.player]),
            false => format!("{player} at {}", set.label),
        }
    };
    found.sets.iter().map(name).collect()
}
