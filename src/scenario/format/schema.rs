//! The format as a JSON Schema.

use serde_json::{Map, Value as Json, json};

use super::Default::{Absent, Is, Required};
use super::game::GAME_FORMAT;
use super::situation::{FORMAT, QUANTITY};
use super::{Key, Kind, MAX_COUNT};

/// The JSON Schema (draft 2020-12) of a scenario or game file.
pub fn schema() -> Json {
    let mut object = Map::new();
    object.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    object.insert("title".into(), json!("concede scenario or game"));
    object.insert("type".into(), json!("object"));
    // Which of the two a file is, is plain from one key; so an editor shows the faults of that one.
    object.insert("if".into(), json!({ "required": ["game"] }));
    object.insert("then".into(), table_schema(GAME_FORMAT));
    object.insert("else".into(), table_schema(FORMAT));
    let mut number = json!({ "anyOf": [
        { "type": "number" },
        { "type": "string", "pattern": r"^\s*[+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*(/\s*[+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*)?$" }
    ] });
    number["description"] = json!("An exact number: 12, 0.45, or a fraction in a string, \"9/20\".");
    let mut quantity = table_schema(QUANTITY);
    for end in ["low", "base", "high"] {
        let description = quantity["properties"][end]["description"].clone();
        quantity["properties"][end] = json!({ "$ref": "#/$defs/number", "description": description });
    }
    let nested =
        json!({ "type": "array", "items": { "anyOf": [{ "$ref": "#/$defs/number" }, { "$ref": "#/$defs/nested" }] } });
    object.insert(
        "$defs".into(),
        json!({ "number": number, "nested": nested, "quantity": { "anyOf": [{ "$ref": "#/$defs/number" }, quantity] } }),
    );
    Json::Object(object)
}

fn table_schema(keys: &'static [Key]) -> Json {
    let mut properties = Map::new();
    for key in keys {
        let mut property = kind_schema(&key.kind);
        let default = match key.default {
            Required => "Required.".to_owned(),
            Is(value) => format!("Default: {value}."),
            Absent => "Optional.".to_owned(),
        };
        property["description"] = json!(format!("{} {default}", key.meaning));
        properties.insert(key.name.to_owned(), property);
    }
    let required: Vec<&str> = keys.iter().filter(|key| key.default == Required).map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn kind_schema(kind: &'static Kind) -> Json {
    match kind {
        Kind::Quantity(_) => json!({ "$ref": "#/$defs/quantity" }),
        Kind::Text | Kind::Condition | Kind::Name(_) => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count => json!({ "type": "integer", "minimum": 1, "maximum": MAX_COUNT }),
        Kind::Version => json!({ "const": 1 }),
        Kind::Names(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Effect => json!({ "type": "string", "pattern": r"^(immediate|on\s+\S+)$" }),
        Kind::Audience => {
            json!({ "anyOf": [{ "const": "public" }, { "type": "array", "items": { "type": "string" } }] })
        }
        Kind::Table(keys) => table_schema(keys),
        Kind::Map(_, kind) => {
            json!({ "type": "object", "additionalProperties": kind_schema(kind) })
        }
        Kind::QuantityOrTable(_, keys) => {
            json!({ "anyOf": [{ "$ref": "#/$defs/quantity" }, table_schema(keys)] })
        }
        Kind::Number => json!({ "$ref": "#/$defs/number" }),
        Kind::List(kind) => json!({ "type": "array", "items": kind_schema(kind) }),
        Kind::ListOrMap(kind) => {
            let inner = kind_schema(kind);
            json!({ "anyOf": [{ "type": "array", "items": inner }, { "type": "object", "additionalProperties": inner }] })
        }
        Kind::NumbersOrName => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "$ref": "#/$defs/number" } }] })
        }
        Kind::Nested => json!({ "$ref": "#/$defs/nested" }),
    }
}
