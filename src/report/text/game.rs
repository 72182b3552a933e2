//! The text report on a game file.

use std::fmt::Write;

use crate::form::Game;
use crate::form::graph::Layout;
use crate::form::stochastic::Turn;
use crate::report::{GameReport, phrases};
use crate::solution::{Answer, Solution};

use super::solutions::solution;
use super::{BOLD, DIM};

/// Labels that are listed before the rest is counted.
const LISTED: usize = 8;

/// Renders the report. Styles are escape codes; a stream that wants none strips them.
pub fn render(report: &GameReport<'_>) -> String {
    let mut text = String::new();
    write(&mut text, report).expect("writing to a string does not fail");
    text
}

fn write(out: &mut String, report: &GameReport<'_>) -> std::fmt::Result {
    let game = &report.titled.game;
    writeln!(out, "{BOLD}{}{BOLD:#}", report.titled.title)?;
    writeln!(out, "{}", phrases::game(game))?;
    if let Game::ActionGraph(graph) = game {
        let classes = graph.classes();
        let width = classes.iter().map(|class| class.name.chars().count()).max().unwrap_or(0);
        for class in &classes {
            let labels = graph.labels(&class.actions);
            writeln!(out, "  {:width$}  {DIM}{}{DIM:#}", class.name, listed(labels.iter().map(String::as_str)))?;
        }
        writeln!(out)?;
        return solutions(out, report);
    }
    let width = game.players().iter().map(|player| player.chars().count()).max().unwrap_or(0);
    for (index, player) in game.players().iter().enumerate() {
        let choices = match game {
            Game::ActionGraph(graph) => listed(graph.strategies()[index].iter().map(String::as_str)),
            Game::AlternatingOffers(game) => {
                let mut words = vec![format!("discount {}", game.discounts[index])];
                if !game.costs[index].is_zero() {
                    words.push(format!("cost of a round {}", game.costs[index]));
                }
                if game.breakdown.is_positive() {
                    words.push(format!("{} on breakdown", phrases::plain(&game.disagreement[index], 3)));
                }
                if let Some(outside) = &game.outside {
                    words.push(format!("{} outside", phrases::plain(&outside[index], 3)));
                }
                words.join(", ")
            }
            Game::Bargaining(problem) => {
                format!("{} without agreement", phrases::plain(&problem.disagreement[index], 3))
            }
            Game::Coalitional(game) => format!("alone {}", game.alone(index)),
            Game::Stochastic(game) => {
                let own = game
                    .states
                    .iter()
                    .filter(|state| matches!(state.turn, Turn::Choice { player, .. } if player == index));
                listed(own.map(|state| state.name.as_str()).collect::<Vec<_>>().into_iter())
            }
            Game::Normal(game) => listed(game.strategies[index].iter().map(String::as_str)),
            Game::Extensive(game) => {
                let own = game.form.information_sets.iter().filter(|set| set.player == index);
                let sets: Vec<String> = own.map(|set| set.actions.join("/")).collect();
                match sets.is_empty() {
                    true => "no move".to_owned(),
                    false => listed(sets.iter().map(String::as_str)),
                }
            }
            Game::Graph(game) => match &game.layout {
                Layout::Options { options, .. } => {
                    let own: Vec<&str> =
                        options.iter().filter(|one| one.player == index).map(|one| one.name.as_str()).collect();
                    listed(own.into_iter())
                }
                Layout::Listed { .. } => format!("{} moves", game.moves[index].count()),
            },
        };
        writeln!(out, "  {player:width$}  {DIM}{choices}{DIM:#}")?;
    }
    writeln!(out)?;
    solutions(out, report)
}

fn solutions(out: &mut String, report: &GameReport<'_>) -> std::fmt::Result {
    for one in report.solutions {
        solution(out, one)?;
    }
    let traced = |one: &Solution| matches!(&one.answer, Ok(Answer::OneEquilibrium(found)) if !found.path.is_empty());
    let estimates = if report.solutions.iter().any(traced) { ", apart from points on a path" } else { "" };
    writeln!(
        out,
        "{DIM}every printed number is exact or rounded from an exact one{estimates}; concede {}{DIM:#}",
        env!("CARGO_PKG_VERSION")
    )
}

fn listed<'a>(labels: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = labels.len();
    let mut shown: Vec<String> = labels.take(LISTED).map(str::to_owned).collect();
    if count > LISTED {
        shown.push(format!("… ({count} in all)"));
    }
    shown.join(", ")
}
