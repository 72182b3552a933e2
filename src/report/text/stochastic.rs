//! Answers for stochastic games, as text.

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::stochastic::{EnclosedMarkov, MarkovEquilibria, MarkovEquilibrium, Opening};

use super::DIM;
use super::solutions::equilibria::middle;
use super::solutions::mixture;

/// Equilibria, and states of one, that are shown before the rest is counted.
const LISTED: usize = 20;

/// Reasons that are given before the rest is counted.
const REASONS: usize = 3;

/// Decimals of values, and of shares that are rounded.
const DIGITS: usize = 6;

/// Writes an answer.
pub fn equilibria(out: &mut String, answer: &MarkovEquilibria) -> std::fmt::Result {
    let scope = if answer.complete { "complete but for mixtures in ties" } else { "there may be more" };
    writeln!(out, "  {} ({scope})", phrases::counted(answer.count(), "equilibrium", "equilibria"))?;
    for opening in answer.open.iter().take(REASONS) {
        writeln!(out, "    {DIM}{}{DIM:#}", why(answer, opening))?;
    }
    more(out, "    ", answer.open.len(), REASONS, " reasons")?;
    for one in answer.equilibria.iter().take(LISTED) {
        writeln!(out, "    pays {}", worth(&answer.players, &one.payoffs))?;
        profile(out, answer, one, mixture)?;
    }
    for one in answer.enclosed.iter().take(LISTED.saturating_sub(answer.equilibria.len())) {
        let one = middles(one);
        writeln!(out, "    pays {}; rounded from a proved enclosure", worth(&answer.players, &one.payoffs))?;
        profile(out, answer, &one, rounded)?;
    }
    more(out, "    ", answer.count(), LISTED, "")
}

fn more(out: &mut String, indent: &str, all: usize, listed: usize, what: &str) -> std::fmt::Result {
    match all > listed {
        true => writeln!(out, "{indent}… and {} more{what}: --format json lists all", all - listed),
        false => Ok(()),
    }
}

/// Why there may be more.
fn why(answer: &MarkovEquilibria, opening: &Opening) -> String {
    let name = |state: usize| &answer.states[state].0;
    match *opening {
        Opening::Unbounded { state, player } => {
            let player = &answer.players[player];
            format!(
                "where play keeps coming through `{}`, undiscounted and paying {player} each time, it has no value: \
                 let time pass on the way, and give {player} a discount below 1",
                name(state)
            )
        }
        Opening::Mixtures { state } => {
            format!("in `{}` and the states around it some mixtures leave each other undetermined", name(state))
        }
        Opening::Bounds { state } => {
            format!("what follows `{}` is known by bounds only, which do not decide what is best in it", name(state))
        }
        Opening::Limit { state } => format!("a limit was reached in `{}` and the states around it", name(state)),
    }
}

/// What is done in each state.
fn profile(
    out: &mut String,
    answer: &MarkovEquilibria,
    one: &MarkovEquilibrium,
    mixture: impl Fn(&[(String, Rational)]) -> String,
) -> std::fmt::Result {
    let choices = answer.states.iter().zip(one.mixtures.iter().zip(&one.values));
    let choices: Vec<_> =
        choices.filter_map(|((name, mover, actions), own)| Some((name, (*mover)?, actions, own))).collect();
    for (name, mover, actions, (shares, values)) in choices.iter().take(LISTED) {
        let named = actions.iter().cloned().zip(shares.iter().cloned()).filter(|(_, share)| !share.is_zero());
        let named: Vec<(String, Rational)> = named.collect();
        let worth = worth(&answer.players, values);
        writeln!(out, "      {name}: {} plays {}  {DIM}worth {worth}{DIM:#}", answer.players[*mover], mixture(&named))?;
    }
    match choices.len() > LISTED {
        true => writeln!(out, "      … and {} more states", choices.len() - LISTED),
        false => Ok(()),
    }
}

fn worth(players: &[String], values: &[Rational]) -> String {
    let each = players.iter().zip(values).map(|(player, value)| format!("{player} {}", phrases::plain(value, DIGITS)));
    each.collect::<Vec<_>>().join(", ")
}

/// A mixture whose shares are not exact.
fn rounded(mix: &[(String, Rational)]) -> String {
    match mix {
        [(label, _)] => label.clone(),
        _ => {
            let each = mix.iter().map(|(label, weight)| format!("{} {label}", phrases::plain(weight, DIGITS)));
            each.collect::<Vec<_>>().join(" + ")
        }
    }
}

/// The middles of bounds.
fn middles(one: &EnclosedMarkov) -> MarkovEquilibrium {
    let list = |own: &Vec<[Rational; 2]>| own.iter().map(middle).collect();
    MarkovEquilibrium {
        payoffs: list(&one.payoffs),
        mixtures: one.mixtures.iter().map(list).collect(),
        values: one.values.iter().map(list).collect(),
    }
}
