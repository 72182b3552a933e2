//! Whether a file has the keys and kinds of the format.

use crate::scenario::diagnostic::{Diagnostic, nearest, shorten, suggest};
use crate::scenario::document::{Node, Value};

use super::Default::Required;
use super::situation::QUANTITY;
use super::{Key, Kind, MAX_COUNT, keys_of};

/// Checks keys and kinds of a whole document against the format. A misspelt key is reported
/// and then taken for the key that it most likely stands for, so that nothing else is said
/// about its absence.
pub fn check(root: &mut Node, diagnostics: &mut Vec<Diagnostic>) {
    let keys = keys_of(root);
    check_table(root, keys, "the file", diagnostics);
}

fn check_table(node: &mut Node, keys: &'static [Key], place: &str, diagnostics: &mut Vec<Diagnostic>) {
    let mut present: Vec<&str> = keys.iter().map(|key| key.name).filter(|name| node.get(name).is_some()).collect();
    let Value::Table(entries) = &mut node.value else { return };
    for entry in entries {
        if !keys.iter().any(|key| key.name == entry.key) {
            diagnostics.push(
                Diagnostic::error(format!("unknown key `{}` in {place}", shorten(&entry.key)))
                    .at(&entry.key_span, "not a key of this table")
                    .help(suggest(&entry.key, keys.iter().map(|key| key.name))),
            );
            let absent = keys.iter().map(|key| key.name).filter(|name| !present.contains(name));
            let Some(meant) = nearest(&entry.key, absent) else { continue };
            entry.key = meant.to_owned();
            present.push(meant);
        }
        if let Some(key) = keys.iter().find(|key| key.name == entry.key) {
            check_value(&mut entry.value, &key.kind, &entry.key, diagnostics);
        }
    }
    for key in keys.iter().filter(|key| key.default == Required) {
        if node.get(key.name).is_none() {
            diagnostics.push(
                Diagnostic::error(format!("`{}` is missing from {place}", key.name))
                    .at(&node.span, format!("needs `{}`", key.name))
                    .help(key.meaning),
            );
        }
    }
}

fn check_value(node: &mut Node, kind: &'static Kind, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let fits = match (kind, &mut node.value) {
        (Kind::Quantity(_), Value::Table(_)) => {
            check_table(node, QUANTITY, &format!("the quantity `{name}`"), diagnostics);
            return;
        }
        (Kind::QuantityOrTable(_, keys), Value::Table(entries)) => {
            let quantity =
                entries.is_empty() || entries.iter().any(|entry| QUANTITY.iter().any(|key| key.name == entry.key));
            let keys = if quantity { QUANTITY } else { keys };
            check_table(node, keys, &format!("`{name}`"), diagnostics);
            return;
        }
        (Kind::Table(keys), Value::Table(_)) => {
            check_table(node, keys, &format!("`{name}`"), diagnostics);
            return;
        }
        (Kind::Map(_, kind), Value::Table(entries)) => {
            for entry in entries {
                check_value(&mut entry.value, kind, &entry.key, diagnostics);
            }
            return;
        }
        (Kind::Quantity(_) | Kind::QuantityOrTable(..), Value::Number(_) | Value::Text(_)) => true,
        (Kind::Text | Kind::Condition | Kind::Effect | Kind::Name(_), Value::Text(_)) => true,
        (Kind::Choice(words), Value::Text(text)) => {
            if !words.contains(&text.as_str()) {
                diagnostics.push(
                    Diagnostic::error(format!("`{text}` is not a value of `{name}`"))
                        .at(&node.span, "")
                        .help(suggest(text, words.iter().copied())),
                );
            }
            return;
        }
        (Kind::Flag, Value::Flag(_)) => true,
        // Whether the text is a number is found where the number is read.
        (Kind::Number, Value::Number(_) | Value::Text(_)) => true,
        (Kind::Nested, Value::List(_)) => true,
        (Kind::NumbersOrName, Value::Text(_)) => true,
        (Kind::NumbersOrName, Value::List(_)) => {
            return check_value(node, &Kind::List(&Kind::Number), name, diagnostics);
        }
        (Kind::ListOrMap(kind), Value::Table(entries)) => {
            for entry in entries {
                check_value(&mut entry.value, kind, &entry.key, diagnostics);
            }
            return;
        }
        (Kind::List(kind) | Kind::ListOrMap(kind), Value::List(items)) => {
            for item in items {
                check_value(item, kind, name, diagnostics);
            }
            return;
        }
        (Kind::Count, Value::Number(text)) => text.parse::<u32>().is_ok_and(|count| (1..=MAX_COUNT).contains(&count)),
        (Kind::Version, Value::Number(text)) => {
            if text != "1" {
                diagnostics.push(
                    Diagnostic::error(format!("format {text} is not known"))
                        .at(&node.span, "")
                        .help("this version reads `format = 1`"),
                );
            }
            return;
        }
        (Kind::Audience, Value::Text(text)) => text == "public",
        (Kind::Names(_) | Kind::Audience, Value::List(items)) => {
            for item in items.iter().filter(|item| item.text().is_none()) {
                diagnostics.push(
                    Diagnostic::error(format!("`{name}` lists names; this is {}", item.value.kind()))
                        .at(&item.span, ""),
                );
            }
            return;
        }
        _ => false,
    };
    if !fits {
        diagnostics.push(
            Diagnostic::error(format!("`{name}` must be {}; this is {}", kind.expected(), node.value.kind()))
                .at(&node.span, format!("expected {}", kind.expected())),
        );
    }
}
