//! The entries of `"solutions"`: one per concept and game.

mod graph;

use serde_json::{Map, Value, json};

use super::coalitional;
use crate::numeric::rational::Rational;
use crate::solution::{Answer, Bound, Equilibria, Found, OneEquilibrium, PathKind, PathStep, Refusal, Solution};
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
        Answer::Bargaining(answer) => super::bargaining::bargaining(&mut object, answer),
        Answer::Coalitional(answer) => coalitional::finding(&mut object, answer),
        Answer::Equilibria(Equilibria { complete, equilibria, players, strategies, facts, components }) => {
            object.insert("complete".into(), json!(complete));
            object.insert("players".into(), json!(players));
            object.insert("strategies".into(), json!(strategies));
            object.insert("equilibria".into(), json!(equilibria));
            if !facts.is_empty() {
                object.insert("facts".into(), json!(facts));
            }
            if let Some(components) = components {
                // Null where there are too many.
                object.insert("components".into(), json!(components.maximal));
                object.insert("connected_components".into(), json!(components.connected));
            }
        }
        Answer::Graph(answer) => graph::answer(&mut object, answer),
        Answer::OneEquilibrium(OneEquilibrium { found, players, strategies }) => {
            object.insert("complete".into(), json!(false));
            object.insert("players".into(), json!(players));
            object.insert("strategies".into(), json!(strategies));
            let (profile, regret) = match found {
                Found::Equilibrium(equilibrium) => (equilibrium, None),
                Found::Approximate { profile, regret } => (profile, Some(regret)),
            };
            object.insert("equilibria".into(), json!([profile]));
            if let Some(regret) = regret {
                object.insert("regret".into(), json!(regret));
            }
        }
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
        Answer::Correlated(set) => {
            object.insert("players".into(), json!(set.players));
            object.insert("strategies".into(), json!(set.strategies));
            object.insert("welfare".into(), json!(set.welfare));
            let payoffs: Vec<Value> = set
                .players
                .iter()
                .zip(&set.payoffs)
                .map(|(player, [least, most])| {
                    let end = |bound: &Bound| json!({ "distribution": bound.distribution, "proof": bound.proof });
                    json!({
                        "player": player,
                        "least": least.value,
                        "most": most.value,
                        "least_at": end(least),
                        "most_at": end(most),
                    })
                })
                .collect();
            object.insert("payoffs".into(), Value::Array(payoffs));
        }
        Answer::Commitments(commitments) => {
            object.insert("players".into(), json!(commitments.players));
            object.insert("strategies".into(), json!(commitments.strategies));
            let leaders: Vec<Value> = commitments
                .leaders
                .iter()
                .map(|one| {
                    json!({
                        "leader": commitments.players[one.leader],
                        "pure": { "strategy": one.pure, "reply": one.pure_reply, "payoffs": one.pure_payoffs },
                        "mixed": one.mixed,
                    })
                })
                .collect();
            object.insert("leaders".into(), Value::Array(leaders));
        }
        Answer::Security(security) => {
            object.insert("players".into(), json!(security.players));
            object.insert("strategies".into(), json!(security.strategies));
            let levels: Vec<Value> = security
                .players
                .iter()
                .zip(&security.levels)
                .map(|(player, level)| {
                    let mut entry = Map::new();
                    entry.insert("player".into(), json!(player));
                    if let Value::Object(rest) = json!(level) {
                        entry.extend(rest);
                    }
                    Value::Object(entry)
                })
                .collect();
            object.insert("levels".into(), Value::Array(levels));
        }
        Answer::Strategy(strategy) => {
            object.insert("payoffs".into(), json!(strategy.payoffs));
            object.insert("path".into(), strategy.path.iter().map(path_step).collect());
            object.insert("strategy".into(), json!(strategy.choice));
        }
    }
    Value::Object(object)
}

/// One step of a path of play.
pub fn path_step(step: &PathStep) -> Value {
    match &step.kind {
        PathKind::Chose { player, action, tied } => {
            json!({ "depth": step.depth, "player": player, "action": action, "tied": tied })
        }
        PathKind::Drew { label, probability } => {
            json!({ "depth": step.depth, "chance": label, "probability": probability })
        }
        PathKind::End { payoffs } => json!({ "depth": step.depth, "payoffs": payoffs }),
    }
}

/// Weights by label.
pub fn mixture(mix: &[(String, Rational)]) -> Value {
    Value::Object(mix.iter().map(|(label, weight)| (label.clone(), json!(weight))).collect())
}
