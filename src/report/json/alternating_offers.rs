//! Answers for games of alternating offers, to JSON and back.

use serde_json::{Map, Value, json};

use crate::solution::alternating_offers::{OfferAnswer, OfferEquilibria, OfferEquilibrium, OfferFinding};

/// Writes an answer.
pub fn offers(object: &mut Map<String, Value>, answer: &OfferAnswer) {
    let one = |equilibrium: &OfferEquilibrium| named(json!(equilibrium), &answer.players);
    object.insert("players".into(), json!(answer.players));
    match &answer.finding {
        OfferFinding::Stationary(found) => {
            object.insert("complete".into(), json!(found.complete));
            object.insert("equilibria".into(), found.equilibria.iter().map(one).collect());
            if !found.families.is_empty() {
                object.insert("families".into(), json!(found.families));
            }
        }
        OfferFinding::FirstPeriod { periods, equilibrium } => {
            object.insert("complete".into(), json!(true));
            object.insert("periods".into(), json!(periods));
            object.insert("equilibrium".into(), one(equilibrium));
        }
    }
}

/// With the names of proposers in place of their numbers.
fn named(mut equilibrium: Value, players: &[String]) -> Value {
    for proposal in equilibrium["proposals"].as_array_mut().into_iter().flatten() {
        let place = proposal["proposer"].as_u64().unwrap_or_default() as usize;
        proposal["proposer"] = json!(players[place]);
    }
    equilibrium
}

/// An answer as it was written.
///
/// # Errors
/// What of it cannot be read.
pub fn read(entry: &Value, players: &[String]) -> Result<OfferFinding, String> {
    let numbered = |mut equilibrium: Value| -> Result<OfferEquilibrium, String> {
        for proposal in equilibrium["proposals"].as_array_mut().into_iter().flatten() {
            let place = players.iter().position(|player| proposal["proposer"] == **player);
            proposal["proposer"] = json!(place.ok_or_else(|| format!("{} is no player", proposal["proposer"]))?);
        }
        serde_json::from_value(equilibrium).map_err(|error| error.to_string())
    };
    if entry["equilibrium"].is_object() {
        let periods = entry["periods"].as_u64().and_then(|count| u32::try_from(count).ok());
        return Ok(OfferFinding::FirstPeriod {
            periods: periods.ok_or("it does not count its periods")?,
            equilibrium: numbered(entry["equilibrium"].clone())?,
        });
    }
    let equilibria = entry["equilibria"].as_array().ok_or("a list of equilibria is missing")?;
    Ok(OfferFinding::Stationary(OfferEquilibria {
        complete: entry["complete"] == true,
        equilibria: equilibria.iter().cloned().map(numbered).collect::<Result<_, _>>()?,
        families: Vec::new(),
    }))
}
