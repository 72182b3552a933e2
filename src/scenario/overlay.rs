//! Settings (`--set`) laid over a document.
//!
//! A number laid over a quantity with a range sets its base; tables merge; anything else is
//! replaced. A setting changes what the file has: it declares no new player, concession,
//! agreement, inducement or type, since that would nearly always be a slip of the pen. A
//! formula is the same key however it is spaced and in whichever order its operands stand.

use std::cmp::Ordering;

use crate::numeric::rational::Rational;

use super::condition;
use super::diagnostic::{Diagnostic, Source, Span, shorten, suggest};
use super::document::{self, Entry, Node, Value};
use super::format::{Key, Kind, MapKey, keys_of};
use super::normalized;

/// Parses every text of a source and lays the later ones over the first. `None` (reported) if
/// one is not TOML.
pub fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut layers: Vec<Node> = source.texts().iter().map(|text| document::parse(text, diagnostics)).collect();
    if diagnostics.iter().any(Diagnostic::is_error) {
        return None;
    }
    let mut root = layers.remove(0);
    let keys = keys_of(&root);
    for above in layers {
        lay_over(&mut root, above, Place::Table(keys), diagnostics);
    }
    Some(root)
}

/// What the format says about the keys of a place.
#[derive(Clone, Copy)]
enum Place {
    Table(&'static [Key]),
    Map(MapKey, &'static Kind),
    /// Below a quantity, or nowhere in the format.
    Other,
}

impl Place {
    fn of(kind: &'static Kind) -> Place {
        match kind {
            Kind::Table(keys) | Kind::QuantityOrTable(_, keys) => Place::Table(keys),
            Kind::Map(key, kind) => Place::Map(*key, kind),
            Kind::ListOrMap(kind) => Place::Map(MapKey::Label, kind),
            _ => Place::Other,
        }
    }

    /// The place below a key.
    fn below(self, key: &str) -> Place {
        match self {
            Place::Table(keys) => {
                keys.iter().find(|known| known.name == key).map_or(Place::Other, |key| Place::of(&key.kind))
            }
            Place::Map(_, kind) => Place::of(kind),
            Place::Other => Place::Other,
        }
    }

    /// Whether two keys mean the same.
    fn same(self, key: &str, other: &str) -> bool {
        match self {
            Place::Map(MapKey::Condition, _) => condition::canonical(key) == condition::canonical(other),
            Place::Map(MapKey::Path, _) => normalized(key) == normalized(other),
            Place::Map(MapKey::Coalition, _) => members(key) == members(other),
            Place::Map(MapKey::Declares(_) | MapKey::Label | MapKey::Listed | MapKey::Names(_), _)
            | Place::Table(_)
            | Place::Other => key == other,
        }
    }
}

/// The members of a coalition, in whatever order they were named.
fn members(key: &str) -> Vec<&str> {
    let mut members: Vec<&str> = key.split_whitespace().collect();
    members.sort_unstable();
    members
}

fn lay_over(below: &mut Node, above: Node, place: Place, diagnostics: &mut Vec<Diagnostic>) {
    let Value::Table(new_entries) = above.value else {
        let is_number = matches!(above.value, Value::Number(_) | Value::Text(_));
        match &mut below.value {
            Value::Table(entries) if is_number && entries.iter().any(|entry| entry.key == "base") => {
                let base = entries.iter_mut().find(|entry| entry.key == "base").expect("looked up above");
                base.value = above;
                widen(entries, diagnostics);
            }
            _ => *below = above,
        }
        return;
    };
    let Value::Table(entries) = &mut below.value else {
        *below = Node { span: above.span, value: Value::Table(new_entries) };
        return;
    };
    for new in new_entries {
        let inner = place.below(&new.key);
        // Formulas that a file keeps apart are told apart by how they are written.
        let written = entries.iter().position(|entry| entry.key == new.key);
        let found = written.or_else(|| entries.iter().position(|entry| place.same(&entry.key, &new.key)));
        if let Some(index) = found {
            lay_over(&mut entries[index].value, new.value, inner, diagnostics);
        } else if let Place::Map(MapKey::Declares(namespace), _) = place {
            let help = suggest(&new.key, entries.iter().map(|entry| entry.key.as_str()));
            diagnostics.push(
                Diagnostic::error(format!("unknown {} `{}`", namespace.noun(), shorten(&new.key)))
                    .at(&new.key_span, "a setting declares nothing new")
                    .help(help),
            );
        } else {
            entries.push(new);
        }
    }
}

/// Moves the end of a range to a base that was set outside it, with a warning.
fn widen(entries: &mut [Entry], diagnostics: &mut Vec<Diagnostic>) {
    let read = |entries: &[Entry], key: &str| -> Option<(Rational, Value, Span)> {
        let node = &entries.iter().find(|entry| entry.key == key)?.value;
        let (Value::Number(text) | Value::Text(text)) = &node.value else { return None };
        Some((text.parse().ok()?, node.value.clone(), node.span.clone()))
    };
    let Some((base, literal, span)) = read(entries, "base") else { return };
    for (key, outside) in [("low", Ordering::Less), ("high", Ordering::Greater)] {
        if let Some((end, ..)) = read(entries, key)
            && base.cmp(&end) == outside
        {
            let entry = entries.iter_mut().find(|entry| entry.key == key).expect("read above");
            entry.value = Node { span: span.clone(), value: literal.clone() };
            diagnostics.push(
                Diagnostic::warning(format!(
                    "the value {} leaves the range; its `{key}` moves from {} to {}",
                    base.written(),
                    end.written(),
                    base.written()
                ))
                .at(&span, ""),
            );
        }
    }
}
