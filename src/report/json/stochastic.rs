//! Answers for stochastic games, to JSON and back.

use serde_json::{Map, Value, json};

use crate::solution::stochastic::{MarkovEquilibria, MarkovEquilibrium};

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
}

/// Equilibria as they were written.
///
/// # Errors
/// What of them cannot be read.
pub fn read(entry: &Value) -> Result<Vec<MarkovEquilibrium>, String> {
    serde_json::from_value(entry["equilibria"].clone()).map_err(|error| error.to_string())
}
