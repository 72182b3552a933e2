//! Answers for stochastic games, to JSON and back.

use serde_json::{Map, Value, json};

use crate::solution::stochastic::{EnclosedMarkov, MarkovEquilibria, MarkovEquilibrium, Opening};

/// Writes an answer.
pub fn equilibria(object: &mut Map<String, Value>, answer: &MarkovEquilibria) {
    object.insert("complete".into(), json!(answer.complete));
    object.insert("players".into(), json!(answer.players));
    let states = answer.states.iter().map(|(name, mover, actions)| match mover {
        Some(mover) => json!({ "name": name, "mover": answer.players[*mover], "actions": actions }),
        None => json!({ "name": name }),
    });
    object.insert("states".into(), states.collect());
    object.insert("equilibria".into(), json!(answer.equilibria));
    if !answer.enclosed.is_empty() {
        object.insert("enclosed".into(), json!(answer.enclosed));
    }
    if !answer.open.is_empty() {
        object.insert("open".into(), answer.open.iter().map(|opening| self::opening(answer, opening)).collect());
    }
}

fn opening(answer: &MarkovEquilibria, opening: &Opening) -> Value {
    let (why, state, player) = match *opening {
        Opening::Unbounded { state, player } => ("unbounded", state, Some(player)),
        Opening::Mixtures { state } => ("mixtures", state, None),
        Opening::Bounds { state } => ("bounds", state, None),
        Opening::Limit { state } => ("limit", state, None),
    };
    let mut object = json!({ "why": why, "state": answer.states[state].0 });
    if let Some(player) = player {
        object["player"] = json!(answer.players[player]);
    }
    object
}

/// What of an answer can be checked.
pub struct Claimed {
    pub complete: bool,
    pub equilibria: Vec<MarkovEquilibrium>,
    pub enclosed: Vec<EnclosedMarkov>,
}

/// Equilibria as they were written.
///
/// # Errors
/// What of them cannot be read.
pub fn read(entry: &Value) -> Result<Claimed, String> {
    let unreadable = |error: serde_json::Error| error.to_string();
    // Null where there are none.
    let enclosed: Option<Vec<EnclosedMarkov>> =
        serde_json::from_value(entry["enclosed"].clone()).map_err(unreadable)?;
    Ok(Claimed {
        complete: entry["complete"] == true,
        equilibria: serde_json::from_value(entry["equilibria"].clone()).map_err(unreadable)?,
        enclosed: enclosed.unwrap_or_default(),
    })
}
