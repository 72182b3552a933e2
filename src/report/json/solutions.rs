//! The entries of `"solutions"`: one per concept and game.

mod graph;

use serde_json::{Map, Value, json};

use crate::numeric::rational::Rational;
use crate::solution::{Answer, Equilibria, Refusal, Solution};
use crate::solve::concept;

/// The entry of one concept.
pub fn solution(solution: &Solution) -> Value {
    let mut object = Map::new();
    object.insert("concept".into(), json!(solution.concept));
    let form = concept(solution.concept).expect("a solution names a concept of the registry").form;
    object.insert("form".into(), json!(form.key()));
    if let Some(game) = solution.game {
        object.insert("game".into(), json!(game));
    }
    let answer = match &solution.answer {
        Ok(answer) => answer,
        Err(refusal) => {
            if matches!(refusal, Refusal::Interrupted) {
                object.insert("complete".into(), json!(false));
            }
            object.insert("why".into(), json!(refusal.to_string()));
            return Value::Object(object);
        }
    };
    match answer {
        Answer::Equilibria(Equilibria { complete, equilibria, players, strategies }) => {
            object.insert("complete".into(), json!(complete));
            object.insert("players".into(), json!(players));
            object.insert("strategies".into(), json!(strategies));
            object.insert("equilibria".into(), json!(equilibria));
        }
        Answer::Graph(answer) => graph::answer(&mut object, answer),
        Answer::Reduction { reduction, game } => {
            let surviving: Map<String, Value> = game
                .players
                .iter()
                .zip(&game.strategies)
                .zip(&reduction.surviving)
                .map(|((player, labels), kept)| {
                    (player.clone(), kept.iter().map(|&index| json!(labels[index])).collect::<Vec<_>>().into())
                })
                .collect();
            let eliminated: Vec<Value> = reduction
                .eliminations
                .iter()
                .map(|gone| {
                    let labels = &game.strategies[gone.player];
                    let by: Vec<(String, Rational)> = labels
                        .iter()
                        .cloned()
                        .zip(gone.by.iter().cloned())
                        .filter(|(_, weight)| !weight.is_zero())
                        .collect();
                    json!({
                        "round": gone.round,
                        "player": game.players[gone.player],
                        "strategy": labels[gone.strategy],
                        "by": mixture(&by),
                    })
                })
                .collect();
            object.insert("surviving".into(), Value::Object(surviving));
            object.insert("eliminated".into(), json!(eliminated));
        }
        Answer::Strategy(strategy) => {
            object.insert("payoffs".into(), json!(strategy.payoffs));
            let path: Vec<Value> =
                strategy.path.iter().map(|(player, action)| json!({ "player": player, "action": action })).collect();
            object.insert("path".into(), Value::Array(path));
            object.insert("strategy".into(), json!(strategy.choice));
        }
    }
    Value::Object(object)
}

/// Weights by label.
pub fn mixture(mix: &[(String, Rational)]) -> Value {
    Value::Object(mix.iter().map(|(label, weight)| (label.clone(), json!(weight))).collect())
}
