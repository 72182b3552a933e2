//! Answers of the graph model. States are numbered from 1.

use serde_json::{Map, Value, json};

use crate::solution::graph::{
    Demand, GraphAnswer, InverseAnalysis, Narrative, Stability, StableStates, StatusQuoAnalysis,
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
