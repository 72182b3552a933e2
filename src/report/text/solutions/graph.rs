//! Answers of the graph model, as text. States are numbered from 1.

use std::fmt::{Result, Write};

use crate::report::table;
use crate::report::text::DIM;
use crate::solution::graph::{
    Demand, GraphAnswer, InverseAnalysis, Narrative, Stability, StableStates, StatusQuoAnalysis,
};

/// Runs of states, and states in words, that are listed before the rest is counted.
const LISTED: usize = 24;

pub fn answer(out: &mut String, answer: &GraphAnswer) -> Result {
    match answer {
        GraphAnswer::Stable(stable) => stable_states(out, stable),
        GraphAnswer::StatusQuo(StatusQuoAnalysis { from, by_any_moves, by_improvements, legend }) => {
            writeln!(out, "  from {}, by any moves: {}", from + 1, listed(by_any_moves))?;
            writeln!(out, "  from {}, by improvements only: {}", from + 1, listed(by_improvements))?;
            for (number, words) in legend.iter().enumerate().take(LISTED) {
                writeln!(out, "    {DIM}{:>3}  {words}{DIM:#}", number + 1)?;
            }
            match legend.len().saturating_sub(LISTED) {
                0 => Ok(()),
                more => writeln!(out, "    {DIM}… and {more} more states{DIM:#}"),
            }
        }
        GraphAnswer::Inverse(answer) => inverse(out, answer),
    }
}

fn stable_states(out: &mut String, answer: &StableStates) -> Result {
    writeln!(out, "  stable for all: {}  {DIM}(answers: {}){DIM:#}", listed(&answer.equilibria), answer.convention)?;
    let mut table = table::bare();
    for ((player, stable), immobile) in answer.players.iter().zip(&answer.stable).zip(&answer.immobile) {
        let held: Vec<usize> = stable.iter().copied().filter(|state| immobile.binary_search(state).is_err()).collect();
        let without_moves = match immobile.is_empty() {
            true => String::new(),
            false => format!("has no move at {}", listed(immobile)),
        };
        table.add_row([format!("    {player}"), format!("stays at {}", listed(&held)), without_moves]);
    }
    writeln!(out, "{}", table::lines(&table))?;
    for one in &answer.coalitions {
        let members: Vec<&str> = one.members.iter().map(|&member| answer.players[member].as_str()).collect();
        writeln!(out, "  with {} acting together, stable for all: {}", members.join(" and "), listed(&one.equilibria))?;
    }
    for one in answer.narration.iter().filter(|one| !one.improvements.is_empty()) {
        narrative(out, &answer.players, one)?;
    }
    Ok(())
}

fn narrative(out: &mut String, players: &[String], narrative: &Narrative) -> Result {
    let player = &players[narrative.player];
    for improvement in &narrative.improvements {
        write!(out, "    at {}, {player} would gain by moving to {}", narrative.state + 1, improvement.to + 1)?;
        match &improvement.answer {
            None => writeln!(out, ", and nothing holds it back")?,
            Some(steps) => {
                let steps: Vec<String> =
                    steps.iter().map(|&(mover, to)| format!("{} moving to {}", players[mover], to + 1)).collect();
                writeln!(out, ", which is answered by {}", steps.join(", then "))?;
            }
        }
    }
    Ok(())
}

fn inverse(out: &mut String, answer: &InverseAnalysis) -> Result {
    writeln!(out, "  {DIM}share of a player's rankings under which the state is stable for it{DIM:#}")?;
    let mut table = table::bare();
    let head = ["    state".to_owned(), "player".to_owned()];
    table.set_header(head.into_iter().chain(Stability::ALL.iter().map(|one| one.short().to_owned())));
    for (state, by_stability) in answer.demands.iter().enumerate() {
        for (player, name) in answer.players.iter().enumerate() {
            let number = if player == 0 { format!("    {}", state + 1) } else { String::new() };
            let shares = by_stability
                .iter()
                .map(|demands| demands[player].share.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string));
            table.add_row([number, name.clone()].into_iter().chain(shares));
        }
    }
    writeln!(out, "{}", table::lines(&table))?;
    writeln!(
        out,
        "  {DIM}these rankings: those with the states below no higher than the state (+: all of a set; or: one set is enough){DIM:#}"
    )?;
    let mut table = table::bare();
    let head = ["    state", "player", "in the sense of", "ranks no higher"].map(str::to_owned);
    table.set_header(head);
    for (state, by_stability) in answer.demands.iter().enumerate() {
        for (player, name) in answer.players.iter().enumerate() {
            // Senses that ask the same of the ranking share a row.
            let mut rows: Vec<(&Demand, Vec<&str>)> = Vec::new();
            for (stability, demands) in Stability::ALL.iter().zip(by_stability) {
                let demand = &demands[player];
                match rows.iter_mut().find(|(known, _)| known.requirements == demand.requirements) {
                    Some((_, senses)) => senses.push(stability.short()),
                    None => rows.push((demand, vec![stability.short()])),
                }
            }
            for (place, (demand, senses)) in rows.iter().enumerate() {
                let first = |text: String| if place == 0 { text } else { String::new() };
                let number = if player == 0 { first(format!("    {}", state + 1)) } else { String::new() };
                table.add_row([number, first(name.clone()), senses.join(", "), requirements(demand)]);
            }
        }
    }
    writeln!(out, "{}", table::lines(&table))
}

/// `2, 3, (5 or 6 + 7)`: what must rank no higher than the state; long lists end in `…`.
fn requirements(demand: &Demand) -> String {
    let number = |state: &usize| (state + 1).to_string();
    let one = |ways: &Vec<Vec<usize>>| {
        let sets: Vec<String> = ways.iter().map(|way| way.iter().map(number).collect::<Vec<_>>().join(" + ")).collect();
        let shown = sets.iter().take(LISTED).cloned().collect::<Vec<_>>().join(" or ");
        match sets.len() {
            1 => shown,
            count if count > LISTED => format!("({shown} or … {} more sets)", count - LISTED),
            _ => format!("({shown})"),
        }
    };
    if demand.requirements.is_empty() {
        return "nothing: every ranking will do".to_owned();
    }
    demand.requirements.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// State numbers, runs of three and more as ranges.
fn listed(states: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &state in states {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == state => *last = state,
            _ => runs.push((state, state)),
        }
    }
    let words: Vec<String> = runs
        .iter()
        .take(LISTED)
        .map(|&(first, last)| match last - first {
            0 => (first + 1).to_string(),
            1 => format!("{}, {}", first + 1, last + 1),
            _ => format!("{}–{}", first + 1, last + 1),
        })
        .collect();
    match runs.len() {
        0 => "none".to_owned(),
        count if count > LISTED => format!("{}, … ({} in all)", words.join(", "), states.len()),
        _ => words.join(", "),
    }
}
