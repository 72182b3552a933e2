//! The process: its demands, types and signals.

use crate::scenario::document::{Entry, Node, Value};
use crate::scenario::format::Namespace;
use crate::scenario::quantity::{Domain, path_segment};
use crate::scenario::{AgreementId, ConcessionId, PlayerId, Process, Signal, Type};

use super::{Reader, SOMEBODY};

impl<'a> Reader<'a> {
    pub(super) fn process(&mut self, node: &Node) -> Process {
        let agreement = node.get("agreement").and_then(|node| self.name(node, Namespace::Agreement));
        let demands = self.demands(node.get("demands"));
        let sign = node.get("sign").map(|node| self.given(node, "process.sign".to_owned(), Domain::Probability));
        let consent = node
            .get("consent")
            .map_or_else(Vec::new, |node| self.names(node, Namespace::Player))
            .into_iter()
            .map(PlayerId)
            .collect();
        // Before the types, whose overrides may name their costs.
        let signals =
            node.get("signals").map_or(&[][..], Node::entries).iter().map(|entry| self.signal(entry)).collect();
        let mut types = Vec::new();
        for entry in node.get("types").map_or(&[][..], Node::entries) {
            types.push(self.demander_type(entry, &demands));
        }
        if let (Some(entries), [_]) = (node.get("types"), types.as_slice()) {
            self.error(
                "one type alone is no uncertainty",
                &entries.span,
                "",
                "add a second type, or drop [process.types]",
            );
        }
        let informed = node.get("informed").and_then(|node| self.name(node, Namespace::Player)).map(PlayerId);
        // An agreement that could not be read is none of the file's.
        let agreement = AgreementId(agreement.unwrap_or(usize::MAX));
        let endless = flag(node, "endless");
        let protocol = self.protocol(node);
        Process { protocol, agreement, demands, sign, consent, endless, types, signals, informed }
    }

    fn demands(&mut self, node: Option<&Node>) -> Vec<ConcessionId> {
        let Some(node) = node else {
            self.demands_unread = true;
            return Vec::new();
        };
        let demands: Vec<ConcessionId> =
            self.names(node, Namespace::Concession).into_iter().map(ConcessionId).collect();
        self.demands_unread |= !matches!(&node.value, Value::List(items) if items.len() == demands.len());
        if matches!(&node.value, Value::List(items) if items.is_empty()) {
            self.error(
                "nothing is demanded",
                &node.span,
                "an empty list",
                "list the concessions in the order of the demands",
            );
        }
        demands
    }

    fn demander_type(&mut self, entry: &Entry, all: &[ConcessionId]) -> Type {
        let (node, path) = (&entry.value, format!("process.types.{}", path_segment(&entry.key)));
        let prior = node.get("prior").map(|node| self.given(node, format!("{path}.prior"), Domain::Probability));
        let demands = match node.get("demands") {
            Some(list) => self.demands(Some(list)),
            None => all.to_vec(),
        };
        if let (Some(list), Some(first)) = (node.get("demands"), all.first())
            && !demands.is_empty()
            && demands.first() != Some(first)
        {
            let name = self.concessions[first.0];
            self.error(
                format!("type `{}` does not make the first demand", entry.key),
                &list.span,
                "",
                format!("the first demand is public, so every type makes it: start the list with \"{name}\""),
            );
        }
        let always_signs = matches!(node.get("always_signs").map(|node| &node.value), Some(Value::Flag(true)));
        let mut replacements = Vec::new();
        for change in node.get("override").map_or(&[][..], Node::entries) {
            if let Some(target) = self.quantity_named(&change.key, &change.key_span) {
                let domain = self.parameters[target.0].domain;
                let own = format!("{path}.override.{}", path_segment(&change.key));
                let value = self.given(&change.value, own, domain);
                replacements.push((target, value));
            }
        }
        let player = node.get("player").and_then(|node| self.name(node, Namespace::Player)).map(PlayerId);
        Type { key: entry.key.clone(), player, prior, demands, always_signs, replacements }
    }

    fn signal(&mut self, entry: &Entry) -> Signal {
        let path = format!("process.signals.{}", path_segment(&entry.key));
        let by = entry.value.get("by").and_then(|node| self.name(node, Namespace::Player));
        let cost = self.quantity(&entry.value, &path, "cost", Domain::Cost, 0);
        Signal { key: entry.key.clone(), by: by.map_or(SOMEBODY, PlayerId), cost }
    }
}

/// Whether a flag is set.
pub(super) fn flag(table: &Node, key: &str) -> bool {
    matches!(table.get(key).map(|node| &node.value), Some(Value::Flag(true)))
}
