//! The entries of `"solutions"`: one per concept and game.

mod behaviour;

use serde_json::{Map, Value, json};

use super::{coalitional, normal};
use crate::numeric::rational::Rational;
use crate::solution::{Answer, Equilibria, Found, OneEquilibrium, PathKind, PathStep, Refusal, Solution};
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
        Answer::AlternatingOffers(answer) => super::alternating_offers::offers(&mut object, answer),
        Answer::Bargaining(answer) => super::bargaining::bargaining(&mut object, answer),
        Answer::Behaviour(found) => behaviour::equilibria(&mut object, found),
        Answer::Counts(answer) => {
            object.insert("complete".into(), json!(answer.complete));
            object.insert("classes".into(), json!(answer.players));
            object.insert("sizes".into(), json!(answer.sizes));
            object.insert("actions".into(), json!(answer.actions));
            object.insert("counts".into(), json!(answer.equilibria));
        }
        Answer::Coalitional(answer) => coalitional::finding(&mut object, answer),
        Answer::Equilibria(Equilibria {
            complete,
            equilibria,
            players,
            strategies,
            facts,
            components,
            enclosed,
            families,
            unresolved,
            trembles,
            undecided,
        }) => {
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
            if !enclosed.is_empty() {
                object.insert("enclosed".into(), json!(enclosed));
            }
            if !families.is_empty() {
                object.insert("families".into(), json!(families));
            }
            if !unresolved.is_empty() {
                object.insert("unresolved".into(), json!(unresolved));
            }
            if !trembles.is_empty() {
                object.insert("trembles".into(), json!(trembles));
            }
            if !undecided.is_empty() {
                object.insert("undecided".into(), json!(undecided));
            }
        }
        Answer::Markov(answer) => super::stochastic::equilibria(&mut object, answer),
        Answer::Graph(answer) => super::graph::answer(&mut object, answer),
        Answer::OneEquilibrium(OneEquilibrium { found, path, players, strategies }) => {
            object.insert("complete".into(), json!(false));
            object.insert("players".into(), json!(players));
            object.insert("strategies".into(), json!(strategies));
            let exact = match found {
                Found::Equilibrium(profile) | Found::Approximate { profile, .. } => vec![profile],
                Found::Enclosed(_) => Vec::new(),
            };
            object.insert("equilibria".into(), json!(exact));
            match found {
                Found::Equilibrium(_) => {}
                Found::Enclosed(enclosed) => {
                    object.insert("enclosed".into(), json!([enclosed]));
                }
                Found::Approximate { regret, .. } => {
                    object.insert("regret".into(), json!(regret));
                }
            }
            if !path.is_empty() {
                object.insert("estimates".into(), json!(path));
            }
        }
        Answer::PathEquilibria(found) => {
            object.insert("complete".into(), json!(false));
            object.insert("players".into(), json!(found.players));
            object.insert("strategies".into(), json!(found.strategies));
            let nearest = found.nearest.iter().map(|(profile, _)| profile);
            object.insert("equilibria".into(), found.equilibria.iter().chain(nearest).map(|one| json!(one)).collect());
            if !found.enclosed.is_empty() {
                object.insert("enclosed".into(), json!(found.enclosed));
            }
            if let Some((_, regret)) = &found.nearest {
                object.insert("regret".into(), json!(regret));
            }
            object.insert("paths".into(), json!(found.paths));
        }
        Answer::Reduction { reduction, players, strategies } => {
            normal::reduction(&mut object, reduction, players, strategies);
        }
        Answer::Correlated(set) => normal::correlated(&mut object, set),
        Answer::Commitments(commitments) => normal::commitments(&mut object, commitments),
        Answer::Security(security) => normal::security(&mut object, security),
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
