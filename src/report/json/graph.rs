//! Answers of the graph model, to JSON and back. States are numbered from 1.

use serde_json::{Map, Value, json};

use crate::form::graph::Convention;
use crate::solution::graph::{
    CoalitionStability, Demand, GraphAnswer, Improvement, InverseAnalysis, Narrative, Stability, StableStates,
    StatusQuoAnalysis,
};

/// Adds the fields of an answer.
pub fn answer(object: &mut Map<String, Value>, answer: &GraphAnswer) {
    match answer {
        GraphAnswer::Stable(stable) => stable_states(object, stable),
        GraphAnswer::StatusQuo(StatusQuoAnalysis { from, by_any_moves, by_improvements, legend }) => {
            object.insert("from".into(), json!(from + 1));
            object.insert("reachable_by_any_moves".into(), numbers(by_any_moves));
            object.insert("reachable_by_improvements".into(), numbers(by_improvements));
            object.insert("legend".into(), json!(legend));
        }
        GraphAnswer::Inverse(InverseAnalysis { players, demands }) => {
            let by_player = |of: &dyn Fn(&Demand) -> Value, demands: &[Demand]| {
                Value::Object(players.iter().cloned().zip(demands.iter().map(of)).collect())
            };
            let share = |demand: &Demand| json!(demand.share);
            let sets = |demand: &Demand| -> Value {
                let requirement = |ways: &Vec<Vec<usize>>| ways.iter().map(|way| numbers(way)).collect::<Value>();
                demand.requirements.iter().map(requirement).collect()
            };
            let states: Vec<Value> = demands
                .iter()
                .enumerate()
                .map(|(state, by_stability)| {
                    let mut entry = Map::new();
                    entry.insert("state".into(), json!(state + 1));
                    let mut no_higher = Map::new();
                    for (stability, demands) in Stability::ALL.iter().zip(by_stability) {
                        entry.insert(stability.id().into(), by_player(&share, demands));
                        no_higher.insert(stability.id().into(), by_player(&sets, demands));
                    }
                    entry.insert("no_higher".into(), Value::Object(no_higher));
                    Value::Object(entry)
                })
                .collect();
            object.insert("shares".into(), Value::Array(states));
        }
    }
}

fn stable_states(object: &mut Map<String, Value>, answer: &StableStates) {
    let by_player = |lists: &[Vec<usize>]| -> Value {
        let entries = answer.players.iter().cloned().zip(lists.iter().map(|list| numbers(list)));
        Value::Object(entries.collect())
    };
    let names = |members: &[usize]| members.iter().map(|&member| &answer.players[member]).collect::<Vec<_>>();
    object.insert("convention".into(), json!(answer.convention));
    object.insert("states".into(), numbers(&answer.equilibria));
    object.insert("stable".into(), by_player(&answer.stable));
    object.insert("without_moves".into(), by_player(&answer.immobile));
    let coalitions: Vec<Value> = answer
        .coalitions
        .iter()
        .map(|one| {
            json!({
                "members": names(&one.members),
                "states": numbers(&one.equilibria),
                "stable": numbers(&one.stable),
            })
        })
        .collect();
    object.insert("coalitions".into(), Value::Array(coalitions));
    if !answer.narration.is_empty() {
        let told: Vec<Value> = answer.narration.iter().map(|one| narrative(&answer.players, one)).collect();
        object.insert("narration".into(), Value::Array(told));
    }
}

fn narrative(players: &[String], narrative: &Narrative) -> Value {
    let improvements: Vec<Value> = narrative
        .improvements
        .iter()
        .map(|improvement| {
            let answer = improvement.answer.as_ref().map(|steps| {
                let steps = steps.iter().map(|&(mover, to)| json!({ "player": players[mover], "to": to + 1 }));
                steps.collect::<Vec<_>>()
            });
            json!({ "to": improvement.to + 1, "answer": answer })
        })
        .collect();
    json!({
        "state": narrative.state + 1,
        "player": players[narrative.player],
        "stable": narrative.stable,
        "has_moves": narrative.moves,
        "improvements": improvements,
    })
}

fn numbers(states: &[usize]) -> Value {
    states.iter().map(|state| json!(state + 1)).collect()
}

/// An answer as it was written about a conflict of these players.
///
/// # Errors
/// What of it cannot be read.
pub fn read(entry: &Value, players: &[String]) -> Result<GraphAnswer, String> {
    if let Some(&stability) = Stability::ALL.iter().find(|one| entry["concept"] == one.id()) {
        return read_stable_states(entry, stability, players).map(GraphAnswer::Stable);
    }
    if entry["shares"].is_array() {
        let demands = list(&entry["shares"])?.iter().enumerate().map(|(state, told)| {
            if told["state"] != json!(state + 1) {
                return Err(format!("state {} is not where it belongs", state + 1));
            }
            let of = |stability: &Stability| {
                let (shares, sets) = (&told[stability.id()], &told["no_higher"][stability.id()]);
                players.iter().map(|player| read_demand(&shares[player], &sets[player])).collect()
            };
            Stability::ALL.iter().map(of).collect()
        });
        let demands = demands.collect::<Result<_, String>>()?;
        return Ok(GraphAnswer::Inverse(InverseAnalysis { players: players.to_vec(), demands }));
    }
    Ok(GraphAnswer::StatusQuo(StatusQuoAnalysis {
        from: read_number(&entry["from"])?,
        by_any_moves: read_numbers(&entry["reachable_by_any_moves"])?,
        by_improvements: read_numbers(&entry["reachable_by_improvements"])?,
        legend: serde_json::from_value(entry["legend"].clone()).map_err(|error| error.to_string())?,
    }))
}

fn read_stable_states(entry: &Value, stability: Stability, players: &[String]) -> Result<StableStates, String> {
    let by_player =
        |key: &str| players.iter().map(|player| read_numbers(&entry[key][player])).collect::<Result<_, _>>();
    let convention = Convention::ALL.iter().find(|one| entry["convention"] == one.key());
    let coalitions = list(&entry["coalitions"])?.iter().map(|one| {
        let members = list(&one["members"])?.iter().map(|name| read_player(name, players)).collect::<Result<_, _>>()?;
        let (equilibria, stable) = (read_numbers(&one["states"])?, read_numbers(&one["stable"])?);
        Ok::<_, String>(CoalitionStability { members, equilibria, stable })
    });
    let narration = entry["narration"].as_array().into_iter().flatten();
    Ok(StableStates {
        stability,
        convention: convention.ok_or("there is no such convention")?.key(),
        equilibria: read_numbers(&entry["states"])?,
        stable: by_player("stable")?,
        immobile: by_player("without_moves")?,
        coalitions: coalitions.collect::<Result<_, _>>()?,
        narration: narration.map(|one| read_narrative(one, players)).collect::<Result<_, _>>()?,
        players: players.to_vec(),
    })
}

fn read_narrative(told: &Value, players: &[String]) -> Result<Narrative, String> {
    let improvements = list(&told["improvements"])?.iter().map(|improvement| {
        let steps = improvement["answer"].as_array().map(|steps| {
            let step = |step: &Value| Ok((read_player(&step["player"], players)?, read_number(&step["to"])?));
            steps.iter().map(step).collect::<Result<_, String>>()
        });
        Ok::<_, String>(Improvement { to: read_number(&improvement["to"])?, answer: steps.transpose()? })
    });
    let flag = |key: &str| told[key].as_bool().ok_or_else(|| format!("`{key}` is neither true nor false"));
    Ok(Narrative {
        state: read_number(&told["state"])?,
        player: read_player(&told["player"], players)?,
        stable: flag("stable")?,
        moves: flag("has_moves")?,
        improvements: improvements.collect::<Result<_, _>>()?,
    })
}

fn read_demand(share: &Value, sets: &Value) -> Result<Demand, String> {
    let requirement = |ways: &Value| list(ways)?.iter().map(read_numbers).collect::<Result<_, String>>();
    Ok(Demand {
        requirements: list(sets)?.iter().map(requirement).collect::<Result<_, _>>()?,
        share: serde_json::from_value(share.clone()).map_err(|error| format!("a share: {error}"))?,
    })
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| "a list is missing".to_owned())
}

fn read_numbers(value: &Value) -> Result<Vec<usize>, String> {
    list(value)?.iter().map(read_number).collect()
}

fn read_number(value: &Value) -> Result<usize, String> {
    let number = value.as_u64().filter(|&number| number > 0).ok_or_else(|| format!("`{value}` is no state"))?;
    Ok(number as usize - 1)
}

fn read_player(name: &Value, players: &[String]) -> Result<usize, String> {
    players.iter().position(|player| name == player).ok_or_else(|| format!("`{name}` is no player"))
}
