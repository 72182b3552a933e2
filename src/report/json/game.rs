//! The JSON report on a game file.

use serde_json::{Map, Value, json};

use crate::form::Game;
use crate::report::GameReport;
use crate::solution::certificate::GameCertificate;

use super::solutions::solution;
use super::{SCHEMA, with_certificate};

/// The whole report as one JSON text, with what its solutions can be checked against.
pub fn render(report: &GameReport<'_>, certificate: &GameCertificate) -> String {
    let game = &report.titled.game;
    let mut root = Map::new();
    root.insert("schema".into(), json!(SCHEMA));
    root.insert("version".into(), json!(env!("CARGO_PKG_VERSION")));
    root.insert("title".into(), json!(report.titled.title));
    root.append(&mut inputs(game));
    root.insert("solutions".into(), report.solutions.iter().map(solution).collect());
    with_certificate(&root, certificate)
}

/// What the report says of the game itself.
pub fn inputs(game: &Game) -> Map<String, Value> {
    let mut root = Map::new();
    root.insert("form".into(), json!(game.form()));
    root.insert("players".into(), json!(game.players()));
    match game {
        Game::AlternatingOffers(game) => {
            root.insert("quota".into(), json!(game.quota));
        }
        Game::Bargaining(problem) => {
            root.insert("disagreement".into(), json!(problem.disagreement));
            root.insert("lotteries".into(), json!(problem.lotteries));
            if let Some(weights) = &problem.weights {
                root.insert("weights".into(), json!(weights));
            }
        }
        Game::Coalitional(game) => {
            let blocks: Vec<Vec<&String>> = game
                .structure
                .iter()
                .map(|block| block.players().map(|player| &game.players[player]).collect())
                .collect();
            root.insert("structure".into(), json!(blocks));
            if let Some(epsilon) = &game.epsilon {
                root.insert("epsilon".into(), json!(epsilon));
            }
        }
        Game::ActionGraph(graph) => {
            let classes: Vec<Value> = graph
                .classes()
                .iter()
                .map(|class| json!({ "name": class.name, "count": class.players.len(), "actions": graph.labels(&class.actions) }))
                .collect();
            root.insert("classes".into(), Value::Array(classes));
        }
        Game::Stochastic(_) => {}
        Game::Normal(game) => {
            root.insert("strategies".into(), json!(game.strategies));
        }
        Game::Extensive(game) => {
            let sets: Vec<Value> = game
                .form
                .information_sets
                .iter()
                .zip(&game.labels)
                .map(|(set, label)| {
                    json!({ "player": game.form.players[set.player], "label": label, "actions": set.actions })
                })
                .collect();
            root.insert("information_sets".into(), Value::Array(sets));
        }
        Game::Graph(game) => {
            root.insert("convention".into(), json!(game.convention.key()));
            root.insert("state_count".into(), json!(game.states()));
        }
    }
    root
}
