//! The report on a tree that was read node by node.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::solve::streamed_induction::Found;

use super::json::SCHEMA;
use super::phrases;
use super::sweep::grouped;
use super::text::{BOLD, DIM};

/// What such a report is made of.
pub struct StreamedReport<'a> {
    pub title: &'a str,
    pub players: &'a [String],
    pub found: &'a Found,
}

/// Renders the report. Styles are escape codes; a stream that wants none strips them.
pub fn text(report: &StreamedReport<'_>) -> String {
    let mut text = String::new();
    write(&mut text, report).expect("writing to a string does not fail");
    text
}

fn write(out: &mut String, StreamedReport { title, players, found }: &StreamedReport<'_>) -> std::fmt::Result {
    writeln!(out, "{BOLD}{title}{BOLD:#}")?;
    let count = phrases::counted(players.len(), "player", "players");
    writeln!(
        out,
        "an extensive form, {count}, {} nodes, read one by one, {} of them open at once at most\n",
        grouped(found.nodes),
        grouped(found.depth as u64)
    )?;
    let payoffs: Vec<String> = found.payoffs.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
    writeln!(out, "{BOLD}subgame_perfect{BOLD:#}\n  pays {}", payoffs.join(", "))?;
    if !found.path.is_empty() {
        let steps: Vec<String> =
            found.path.iter().map(|(player, action)| format!("{} {action}", players[*player])).collect();
        writeln!(out, "  path of play, up to the first move of chance: {}", steps.join(" → "))?;
    }
    let ties = match found.ties {
        0 => "no decision is tied: there is no other equilibrium".to_owned(),
        1 => "1 decision is tied, and its first best action is taken; there may be other equilibria".to_owned(),
        ties => format!(
            "{} decisions are tied, and the first best action is taken; there may be other equilibria",
            grouped(ties)
        ),
    };
    writeln!(out, "  {DIM}{ties}{DIM:#}\n")?;
    writeln!(
        out,
        "{DIM}every printed number is exact or rounded from an exact one; concede {}{DIM:#}",
        env!("CARGO_PKG_VERSION")
    )
}

/// The same as one JSON text. Without the tree there is nothing that it could be checked against.
pub fn json(StreamedReport { title, players, found }: &StreamedReport<'_>) -> String {
    let step = |(player, action): &(usize, String)| json!({ "player": players[*player], "action": action });
    let root = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "title": title,
        "form": "extensive",
        "players": players,
        "nodes": found.nodes,
        "open_at_once": found.depth,
        "solutions": [{
            "concept": "subgame_perfect",
            "form": "extensive",
            "complete": found.ties == 0,
            "payoffs": found.payoffs,
            "path": found.path.iter().map(step).collect::<Vec<Value>>(),
            "ties": found.ties,
        }],
    });
    let mut text = serde_json::to_string_pretty(&root).expect("a report is plain data");
    text.push('\n');
    text
}
