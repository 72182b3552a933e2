//! Declared names, and names that stand for what is declared.

use std::collections::HashMap;

use crate::scenario::condition::is_name_character;
use crate::scenario::diagnostic::{Diagnostic, Span, shorten, suggest};
use crate::scenario::document::{Node, Value};
use crate::scenario::format::Namespace;

use super::Reader;

impl<'a> Reader<'a> {
    fn known(&self, namespace: Namespace) -> &[&'a str] {
        match namespace {
            Namespace::Player => &self.players,
            Namespace::Concession => &self.concessions,
            Namespace::Agreement => &self.agreements,
            Namespace::Inducement | Namespace::Ratification | Namespace::Type => &[],
        }
    }

    /// The index of a declared thing. `None` (reported) if there is none of that name.
    pub(super) fn name(&mut self, node: &Node, namespace: Namespace) -> Option<usize> {
        let text = node.text()?;
        let known = self.known(namespace);
        if let Some(index) = known.iter().position(|name| *name == text) {
            return Some(index);
        }
        let help = suggest(text, known.iter().copied());
        self.misspelt = true;
        self.error(format!("unknown {} `{}`", namespace.noun(), shorten(text)), &node.span, "not declared", help);
        None
    }

    /// A list of declared things, each once.
    pub(super) fn names(&mut self, node: &Node, namespace: Namespace) -> Vec<usize> {
        let Value::List(items) = &node.value else { return Vec::new() };
        let mut indices = Vec::new();
        for item in items {
            let Some(index) = self.name(item, namespace) else { continue };
            if indices.contains(&index) {
                let name = item.text().unwrap_or_default();
                self.error(
                    format!("duplicate {} `{name}` in the list", namespace.noun()),
                    &item.span,
                    "named before",
                    "list it once",
                );
            } else {
                indices.push(index);
            }
        }
        indices
    }

    /// Declared names are letters, digits, `_`, `-`; concessions and agreements share the
    /// names that conditions use.
    pub(super) fn check_names(&mut self) {
        let mut atoms: HashMap<&str, &Span> = HashMap::new();
        for table in ["players", "concessions", "agreements", "inducements"] {
            for entry in self.table(table) {
                let legal = !entry.key.is_empty() && entry.key.chars().all(is_name_character);
                if !legal {
                    self.error(
                        format!("`{}` cannot be a name", entry.key),
                        &entry.key_span,
                        "letters, digits, `_` and `-` only",
                        "put the full title into `name`",
                    );
                }
                if !matches!(table, "concessions" | "agreements") {
                    continue;
                }
                if matches!(entry.key.as_str(), "always" | "window") {
                    self.error(
                        format!("`{}` has a meaning of its own in conditions", entry.key),
                        &entry.key_span,
                        "reserved",
                        "choose another name",
                    );
                }
                if let Some(first) = atoms.insert(&entry.key, &entry.key_span) {
                    let duplicate = Diagnostic::error(format!("`{}` is both a concession and an agreement", entry.key))
                        .at(&entry.key_span, "declared again")
                        .at(first, "declared first")
                        .help("conditions could not tell them apart; rename one");
                    self.diagnostics.push(duplicate);
                }
            }
        }
        // Reports tell players apart by what they print.
        let mut shown: HashMap<&str, &Span> = HashMap::new();
        for entry in self.table("players") {
            let (name, span) = match entry.value.get("name") {
                Some(node) => (node.text().unwrap_or_default(), &node.span),
                None => (entry.key.as_str(), &entry.key_span),
            };
            if let Some(first) = shown.insert(name, span) {
                let twice = Diagnostic::error(format!("two players are called `{}`", shorten(name)))
                    .at(span, "again")
                    .at(first, "first")
                    .help("reports could not tell them apart; change one `name`");
                self.diagnostics.push(twice);
            }
        }
        for (table, noun) in [("players", "player"), ("concessions", "concession"), ("agreements", "agreement")] {
            if let Some(node) = self.root.get(table)
                && node.entries().is_empty()
            {
                self.error(format!("there is no {noun}"), &node.span, "", format!("declare one as [{table}.NAME]"));
            }
        }
    }
}
