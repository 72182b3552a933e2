//! What concepts answer, as text.

mod graph;

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::{Answer, Equilibria, Solution};

use super::{BOLD, DIM};

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
        Answer::Equilibria(Equilibria { complete, equilibria, players, strategies }) => {
            let scope = if *complete { "complete" } else { "pure ones only" };
            writeln!(out, "  {} equilibria ({scope})", equilibria.len())?;
            for one in equilibria {
                let words: Vec<String> = players
                    .iter()
                    .zip(strategies)
                    .zip(&one.profile)
                    .filter(|((_, labels), _)| labels.len() > 1)
                    .map(|((player, labels), weights)| {
                        let mix: Vec<(String, Rational)> = labels
                            .iter()
                            .cloned()
                            .zip(weights.iter().cloned())
                            .filter(|(_, weight)| !weight.is_zero())
                            .collect();
                        format!("{player}: {}", mixture(&mix))
                    })
                    .collect();
                let payoffs: Vec<String> = one.payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
                writeln!(out, "    {}  {DIM}pays {}{DIM:#}", words.join(" · "), payoffs.join(", "))?;
            }
        }
        Answer::Graph(answer) => graph::answer(out, answer)?,
        Answer::Reduction { reduction, game } => {
            for gone in &reduction.eliminations {
                let labels = &game.strategies[gone.player];
                let by: Vec<(String, Rational)> = labels
                    .iter()
                    .cloned()
                    .zip(gone.by.iter().cloned())
                    .filter(|(_, weight)| !weight.is_zero())
                    .collect();
                let (player, plan) = (&game.players[gone.player], &labels[gone.strategy]);
                writeln!(out, "    round {}: {player}'s “{plan}”, by {}", gone.round, mixture(&by))?;
            }
            for ((player, labels), kept) in game.players.iter().zip(&game.strategies).zip(&reduction.surviving) {
                if labels.len() > 1 {
                    let kept: Vec<&str> = kept.iter().map(|&index| labels[index].as_str()).collect();
                    writeln!(out, "    {player} keeps {}", kept.join(", "))?;
                }
            }
        }
        Answer::Strategy(strategy) => {
            let path: Vec<String> = strategy.path.iter().map(|(player, action)| format!("{player} {action}")).collect();
            let payoffs: Vec<String> = strategy.payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
            writeln!(out, "    {}  {DIM}pays {}{DIM:#}", path.join(" → "), payoffs.join(", "))?;
        }
    }
    writeln!(out)
}

/// A mixture in words.
pub fn mixture(mix: &[(String, Rational)]) -> String {
    match mix {
        [(label, _)] => label.clone(),
        _ => mix.iter().map(|(label, weight)| format!("{weight} {label}")).collect::<Vec<_>>().join(" + "),
    }
}
