//! Answers for games of alternating offers, to JSON and back.

use serde_json::{Map, Value, json};

use crate::form::alternating_offers::Package;
use crate::solution::alternating_offers::{OfferAnswer, OfferEquilibria, OfferEquilibrium, OfferFinding};

/// Writes an answer.
pub fn offers(object: &mut Map<String, Value>, answer: &OfferAnswer) {
    let one = |equilibrium: &OfferEquilibrium| named(json!(equilibrium), answer);
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

/// With names in place of the numbers of proposers and packages.
fn named(mut equilibrium: Value, answer: &OfferAnswer) -> Value {
    for proposal in equilibrium["proposals"].as_array_mut().into_iter().flatten() {
        let place = proposal["proposer"].as_u64().unwrap_or_default() as usize;
        proposal["proposer"] = json!(answer.players[place]);
        for weighed in lottery(proposal) {
            let place = weighed[0].as_u64().unwrap_or_default() as usize;
            *weighed = json!({ "package": answer.packages[place], "weight": weighed[1] });
        }
    }
    equilibrium
}

/// The lottery that a proposal offers, where it offers one.
fn lottery(proposal: &mut Value) -> impl Iterator<Item = &mut Value> {
    proposal.get_mut("mixture").and_then(Value::as_array_mut).into_iter().flatten()
}

/// An answer as it was written, about these players and packages.
///
/// # Errors
/// What of it cannot be read.
pub fn read(entry: &Value, players: &[String], packages: &[Package]) -> Result<OfferFinding, String> {
    let numbered = |mut equilibrium: Value| -> Result<OfferEquilibrium, String> {
        for proposal in equilibrium["proposals"].as_array_mut().into_iter().flatten() {
            let place = players.iter().position(|player| proposal["proposer"] == **player);
            proposal["proposer"] = json!(place.ok_or_else(|| format!("{} is no player", proposal["proposer"]))?);
            for weighed in lottery(proposal) {
                let place = packages.iter().position(|package| weighed["package"] == *package.name);
                let place = place.ok_or_else(|| format!("{} is no package", weighed["package"]))?;
                *weighed = json!([place, weighed["weight"]]);
            }
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
