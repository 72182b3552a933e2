//! Equilibria of trees.

use serde_json::{Map, Value, json};

use crate::solution::behaviour::{BehaviourEquilibria, Demand};

pub fn equilibria(object: &mut Map<String, Value>, found: &BehaviourEquilibria) {
    object.insert("complete".into(), json!(found.complete));
    if let Some(why) = found.why {
        object.insert("incomplete_because".into(), json!(why));
    }
    match found.demand {
        Demand::Subgames(count) => {
            object.insert("subgames".into(), json!(count));
        }
        Demand::Value => {
            object.insert("value".into(), json!(found.equilibria.first().map(|one| &one.payoffs)));
        }
        Demand::Nash | Demand::Beliefs => {}
    }
    object.insert("behaviour_equilibria".into(), json!(found.equilibria));
}
