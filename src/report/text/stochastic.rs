//! Answers for stochastic games, as text.

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::stochastic::{MarkovEquilibria, MarkovEquilibrium};

use super::DIM;
use super::solutions::mixture;

/// Equilibria, and states of one, that are shown before the rest is counted.
const LISTED: usize = 20;

/// Writes an answer.
pub fn equilibria(out: &mut String, answer: &MarkovEquilibria) -> std::fmt::Result {
    let scope = if answer.complete { "complete but for mixtures in ties" } else { "there may be more" };
    writeln!(out, "  {} ({scope})", phrases::counted(answer.equilibria.len(), "equilibrium", "equilibria"))?;
    if answer.equilibria.is_empty() {
        writeln!(
            out,
            "    {DIM}where play goes on undiscounted and pays, values are not bounded: give discounts below 1{DIM:#}"
        )?;
    }
    for one in answer.equilibria.iter().take(LISTED) {
        equilibrium(out, answer, one)?;
    }
    if answer.equilibria.len() > LISTED {
        writeln!(out, "    … and {} more: --format json lists all", answer.equilibria.len() - LISTED)?;
    }
    Ok(())
}

fn equilibrium(out: &mut String, answer: &MarkovEquilibria, one: &MarkovEquilibrium) -> std::fmt::Result {
    writeln!(out, "    pays {}", worth(&answer.players, &one.payoffs))?;
    let choices = answer.states.iter().zip(one.mixtures.iter().zip(&one.values));
    let choices: Vec<_> =
        choices.filter_map(|((name, mover, actions), own)| Some((name, (*mover)?, actions, own))).collect();
    for (name, mover, actions, (shares, values)) in choices.iter().take(LISTED) {
        let named = actions.iter().cloned().zip(shares.iter().cloned()).filter(|(_, share)| !share.is_zero());
        let named: Vec<(String, Rational)> = named.collect();
        let worth = worth(&answer.players, values);
        writeln!(out, "      {name}: {} plays {}  {DIM}worth {worth}{DIM:#}", answer.players[*mover], mixture(&named))?;
    }
    if choices.len() > LISTED {
        writeln!(out, "      … and {} more states", choices.len() - LISTED)?;
    }
    Ok(())
}

fn worth(players: &[String], values: &[Rational]) -> String {
    let each = players.iter().zip(values).map(|(player, value)| format!("{player} {}", phrases::plain(value, 6)));
    each.collect::<Vec<_>>().join(", ")
}
