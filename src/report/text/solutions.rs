//! What concepts answer, as text.

mod behaviour;
pub mod equilibria;
mod graph;

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::{Answer, Equilibrium, Found, OneEquilibrium, PathKind, PathStep, Solution, Weighted};

use super::{BOLD, DIM, coalitional};

/// Sets, members of a set, and profiles of a distribution that are listed before the rest is
/// counted.
const LISTED: usize = 12;

/// The answer of one concept, with its heading.
pub fn solution(out: &mut String, solution: &Solution) -> std::fmt::Result {
    match solution.game {
        Some(game) => writeln!(out, "{BOLD}{}{BOLD:#} of {game}", solution.concept)?,
        None => writeln!(out, "{BOLD}{}{BOLD:#}", solution.concept)?,
    }
    let answer = match &solution.answer {
        Ok(answer) => answer,
        Err(refusal) => return writeln!(out, "  no answer: {refusal}\n"),
    };
    match answer {
        Answer::AlternatingOffers(answer) => super::alternating_offers::offers(out, answer)?,
        Answer::Bargaining(answer) => super::bargaining::bargaining(out, answer)?,
        Answer::Behaviour(found) => behaviour::equilibria(out, found)?,
        Answer::Coalitional(answer) => coalitional::finding(out, answer)?,
        Answer::Counts(answer) => equilibria::counts(out, answer)?,
        Answer::Equilibria(answer) => equilibria::equilibria(out, answer)?,
        Answer::Markov(answer) => super::stochastic::equilibria(out, answer)?,
        Answer::Graph(answer) => graph::answer(out, answer)?,
        Answer::OneEquilibrium(one) => one_equilibrium(out, one)?,
        Answer::PathEquilibria(found) => equilibria::by_paths(out, found)?,
        Answer::Reduction { reduction, players, strategies } => {
            for gone in &reduction.eliminations {
                let labels = &strategies[gone.player];
                let by: Vec<(String, Rational)> = labels
                    .iter()
                    .cloned()
                    .zip(gone.by.iter().cloned())
                    .filter(|(_, weight)| !weight.is_zero())
                    .collect();
                let (player, plan) = (&players[gone.player], &labels[gone.strategy]);
                writeln!(out, "    round {}: {player}'s “{plan}”, by {}", gone.round, mixture(&by))?;
            }
            for ((player, labels), kept) in players.iter().zip(strategies).zip(&reduction.surviving) {
                if labels.len() > 1 {
                    let kept: Vec<&str> = kept.iter().map(|&index| labels[index].as_str()).collect();
                    writeln!(out, "    {player} keeps {}", kept.join(", "))?;
                }
            }
        }
        Answer::Correlated(set) => {
            writeln!(out, "    payoffs sum to {} at most, at", phrases::plain(&set.welfare.value, 3))?;
            for one in set.welfare.distribution.iter().take(LISTED) {
                writeln!(out, "      {}  {}", one.weight, joint(&set.strategies, one))?;
            }
            let more = set.welfare.distribution.len().saturating_sub(LISTED);
            if more > 0 {
                writeln!(out, "      and {more} more profiles")?;
            }
            for (player, [least, most]) in set.players.iter().zip(&set.payoffs) {
                let (least, most) = (phrases::plain(&least.value, 3), phrases::plain(&most.value, 3));
                writeln!(out, "    {player} gets from {least} to {most}")?;
            }
        }
        Answer::Commitments(commitments) => {
            for one in &commitments.leaders {
                let (own, replies) = (&commitments.strategies[one.leader], &commitments.strategies[1 - one.leader]);
                let player = &commitments.players[one.leader];
                writeln!(out, "    {player} leads")?;
                let pays = |payoffs: &[Rational]| {
                    payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect::<Vec<_>>().join(", ")
                };
                writeln!(
                    out,
                    "      purely: {} → {}  {DIM}pays {}{DIM:#}",
                    own[one.pure],
                    replies[one.pure_reply],
                    pays(&one.pure_payoffs)
                )?;
                let mix = weighted(own, &one.mixed.mixture);
                writeln!(
                    out,
                    "      mixed: {} → {}  {DIM}pays {}{DIM:#}",
                    mixture(&mix),
                    replies[one.mixed.reply],
                    pays(&one.mixed.payoffs)
                )?;
            }
        }
        Answer::Security(security) => {
            for ((player, labels), level) in security.players.iter().zip(&security.strategies).zip(&security.levels) {
                writeln!(
                    out,
                    "    {player} secures {} by {}  {DIM}in pure strategies {}, and is held to {}{DIM:#}",
                    phrases::plain(&level.value, 3),
                    mixture(&weighted(labels, &level.strategy)),
                    phrases::plain(&level.pure_maximin.value, 3),
                    phrases::plain(&level.pure_minmax.value, 3)
                )?;
            }
        }
        Answer::Strategy(strategy) => {
            let payoffs: Vec<String> = strategy.payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
            writeln!(out, "    pays {}; path of play:", payoffs.join(", "))?;
            path(out, &strategy.path, |payoffs| {
                payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect::<Vec<_>>().join(", ")
            })?;
        }
    }
    writeln!(out)
}

/// The strategies of a profile, of players who have a choice.
fn joint(strategies: &[Vec<String>], one: &Weighted) -> String {
    let chosen = strategies.iter().zip(&one.profile).filter(|(labels, _)| labels.len() > 1);
    chosen.map(|(labels, &strategy)| labels[strategy].as_str()).collect::<Vec<_>>().join(" · ")
}

/// Labels with their weights, without those of no weight.
fn weighted(labels: &[String], weights: &[Rational]) -> Vec<(String, Rational)> {
    labels.iter().cloned().zip(weights.iter().cloned()).filter(|(_, weight)| !weight.is_zero()).collect()
}

/// A path of play, chance branches indented; `paid` words the payoffs at an end.
pub fn path(out: &mut String, steps: &[PathStep], paid: impl Fn(&[Rational]) -> String) -> std::fmt::Result {
    let mut line = String::new();
    let flush = |out: &mut String, line: &mut String| match line.is_empty() {
        true => Ok(()),
        false => writeln!(out, "{}", std::mem::take(line)),
    };
    for step in steps {
        let indent = " ".repeat(6 + 2 * step.depth);
        match &step.kind {
            PathKind::Chose { player, action, tied } => {
                let tie = if *tied { " (tied)" } else { "" };
                let word = format!("{player} {action}{tie}");
                if line.is_empty() {
                    line = format!("{indent}{word}");
                } else {
                    write!(line, " → {word}")?;
                }
            }
            PathKind::Drew { label, probability } => {
                flush(out, &mut line)?;
                line = format!("{indent}{DIM}{label} ({}){DIM:#}", phrases::plain(probability, 4));
            }
            PathKind::End { payoffs } => {
                if line.is_empty() {
                    line = format!("{indent}end");
                }
                write!(line, "  {DIM}{}{DIM:#}", paid(payoffs))?;
                flush(out, &mut line)?;
            }
        }
    }
    flush(out, &mut line)
}

/// The mixtures of those who have a choice, what the profile pays, and a remark.
fn one_equilibrium(out: &mut String, one: &OneEquilibrium) -> std::fmt::Result {
    let OneEquilibrium { found, path, players, strategies } = one;
    if !path.is_empty() {
        writeln!(out, "  points on the path, estimates")?;
    }
    for point in path {
        let words: Vec<String> = players
            .iter()
            .zip(strategies)
            .zip(&point.profile)
            .filter(|((_, labels), _)| labels.len() > 1)
            .map(|((player, labels), mix)| {
                let weights = labels.iter().zip(mix).map(|(label, weight)| format!("{weight:.4} {label}"));
                format!("{player}: {}", weights.collect::<Vec<_>>().join(" + "))
            })
            .collect();
        writeln!(out, "    {DIM}precision {:.4}{DIM:#}  {}", point.precision, words.join(" · "))?;
    }
    let leads = if path.is_empty() { "one equilibrium, of possibly many" } else { "it leads to the equilibrium" };
    match found {
        Found::Equilibrium(equilibrium) => {
            writeln!(out, "  {leads}")?;
            profile(out, players, strategies, equilibrium, "")
        }
        Found::Enclosed(enclosed) => {
            writeln!(out, "  {leads}")?;
            equilibria::enclosure(out, players, strategies, enclosed)
        }
        Found::Approximate { profile: near, regret } => nearly(out, players, strategies, near, regret),
    }
}

/// A profile and what it lacks of an equilibrium.
fn nearly(
    out: &mut String,
    players: &[String],
    strategies: &[Vec<String>],
    near: &Equilibrium,
    regret: &Rational,
) -> std::fmt::Result {
    // Raised by more than the digits cut off, so that what is printed still bounds it.
    let bound = regret.float_bounds().1 * 1.01;
    writeln!(out, "  no equilibrium found; nobody gains more than {bound:.2e} by leaving this profile")?;
    profile(out, players, strategies, near, "")
}

fn profile(
    out: &mut String,
    players: &[String],
    strategies: &[Vec<String>],
    Equilibrium { profile, payoffs }: &Equilibrium,
    remark: &str,
) -> std::fmt::Result {
    let words: Vec<String> = players
        .iter()
        .zip(strategies)
        .zip(profile)
        .filter(|((_, labels), _)| labels.len() > 1)
        .map(|((player, labels), weights)| format!("{player}: {}", mixture(&weighted(labels, weights))))
        .collect();
    let payoffs: Vec<String> = payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
    writeln!(out, "    {}  {DIM}pays {}{remark}{DIM:#}", words.join(" · "), payoffs.join(", "))
}

/// A mixture in words.
pub fn mixture(mix: &[(String, Rational)]) -> String {
    match mix {
        [(label, _)] => label.clone(),
        _ => mix.iter().map(|(label, weight)| format!("{weight} {label}")).collect::<Vec<_>>().join(" + "),
    }
}
