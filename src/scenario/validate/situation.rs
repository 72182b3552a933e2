//! The tables of the situation: players, concessions, agreements, conflict, window, inducements.

use crate::scenario::condition::{Condition, is_name_character};
use crate::scenario::diagnostic::{Diagnostic, shorten, suggest};
use crate::scenario::document::{Entry, Node, Value};
use crate::scenario::format::Namespace;
use crate::scenario::quantity::{Domain, path_segment};
use crate::scenario::{
    Agreement, AgreementId, Concession, Conflict, ConflictValue, Fallback, Inducement, Player, PlayerId, Ratification,
    RatificationId, Spoiler, Window, Withdrawal,
};

use super::process::flag;
use super::{Reader, SOMEBODY};

impl<'a> Reader<'a> {
    pub(super) fn player(&mut self, entry: &Entry) -> Player {
        let (node, path) = (&entry.value, format!("players.{}", path_segment(&entry.key)));
        let discount = self.quantity(node, &path, "discount", Domain::Discount, 1);
        let delay = self.quantity(node, &path, "delay", Domain::Cost, 0);
        let conflict = self.conflict_value(node, &path);
        if node.get("conflict").is_none() && self.root.get("conflict").is_some() {
            let warning = Diagnostic::warning(format!("player `{}` has no `conflict`", entry.key))
                .at(&entry.key_span, "its utility in conflict is taken as 0")
                .help("add conflict = { value = … }, since [conflict] sets a hazard");
            self.diagnostics.push(warning);
        }
        self.check_terms(node.get("payoffs"));
        let mut payoffs = Vec::new();
        for term in node.get("payoffs").map_or(&[][..], Node::entries) {
            let path = format!("{path}.payoffs.{}", path_segment(&term.key));
            let value = self.given(&term.value, path, Domain::Utility);
            if let Some(condition) = self.condition_key(term) {
                payoffs.push((condition, value));
            }
        }
        let name = node.get("name").and_then(Node::text).unwrap_or(&entry.key).to_owned();
        Player { key: entry.key.clone(), name, discount, delay, conflict, payoffs }
    }

    fn conflict_value(&mut self, player: &Node, path: &str) -> ConflictValue {
        let path = format!("{path}.conflict");
        let Some(node) = player.get("conflict") else {
            return ConflictValue::Plain(self.default(format!("{path}.value"), Domain::Utility, 0));
        };
        let lottery = ["win_probability", "win", "lose", "cost"].iter().find_map(|key| node.get(key));
        match (node.get("value"), lottery) {
            (Some(value), Some(term)) => {
                let both = Diagnostic::error(format!("`{path}` has both a value and a lottery"))
                    .at(&term.span, "part of a lottery")
                    .at(&value.span, "a plain value")
                    .help("keep one of the two");
                self.diagnostics.push(both);
            }
            (None, Some(term)) if node.get("win_probability").is_none() => {
                self.error(
                    format!("`{path}` lacks `win_probability`"),
                    &term.span,
                    "part of a lottery",
                    "a lottery is { win_probability, win, lose, cost }",
                );
            }
            (None, None) => self.error(
                format!("`{path}` is empty"),
                &node.span,
                "",
                "write { value = … } or { win_probability, win, lose, cost }",
            ),
            _ => {}
        }
        if node.get("value").is_some() {
            return ConflictValue::Plain(self.quantity(node, &path, "value", Domain::Utility, 0));
        }
        ConflictValue::Lottery {
            win_probability: self.quantity(node, &path, "win_probability", Domain::Probability, 0),
            win: self.quantity(node, &path, "win", Domain::Utility, 0),
            lose: self.quantity(node, &path, "lose", Domain::Utility, 0),
            cost: self.quantity(node, &path, "cost", Domain::Cost, 0),
        }
    }

    pub(super) fn concession(&mut self, entry: &Entry) -> Concession {
        let (node, path) = (&entry.value, format!("concessions.{}", path_segment(&entry.key)));
        let owner = node.get("owner").and_then(|node| self.name(node, Namespace::Player));
        let demanded_by = node.get("demanded_by").and_then(|node| self.name(node, Namespace::Player));
        if let (Some(owner), Some(demander), Some(span)) =
            (owner, demanded_by, node.get("demanded_by").map(|node| &node.span))
            && owner == demander
        {
            self.error(
                format!("`{}` is demanded by its own owner", entry.key),
                span,
                "",
                "name the player who asks for it",
            );
        }
        let success = self.quantity(node, &path, "success", Domain::Probability, 1);
        let nothing = Node { span: node.span.clone(), value: Value::Table(Vec::new()) };
        let cost = node.get("cost").unwrap_or(&nothing);
        let cost_path = format!("{path}.cost");
        let attempt_cost = self.quantity(cost, &cost_path, "attempt", Domain::Cost, 0);
        let success_cost = self.quantity(cost, &cost_path, "success", Domain::Cost, 0);
        let failure_cost = self.quantity(cost, &cost_path, "failure", Domain::Cost, 0);
        let apart =
            node.get("audience_cost").is_some_and(|node| node.get("refused").is_some() || node.get("failed").is_some());
        let (refused_cost, failed_cost) = if apart {
            let (table, path) = (node.get("audience_cost").expect("seen above"), format!("{path}.audience_cost"));
            (
                self.quantity(table, &path, "refused", Domain::Cost, 0),
                self.quantity(table, &path, "failed", Domain::Cost, 0),
            )
        } else {
            let both = self.quantity(node, &path, "audience_cost", Domain::Cost, 0);
            (both, both)
        };
        let benefit = node.get("benefit").map(|node| self.given(node, format!("{path}.benefit"), Domain::Cost));
        let escrow = node.get("effect").and_then(|node| self.effect(node));
        let requires = self.condition_at(node, "requires");
        let attempts = match node.get("attempts").map(|node| &node.value) {
            Some(Value::Number(text)) => text.parse().unwrap_or(1),
            _ => 1,
        };
        let fallback = node.get("fallback").map(|node| {
            let path = format!("{path}.fallback");
            Fallback {
                success: self.quantity(node, &path, "success", Domain::Probability, 1),
                cost: self.quantity(node, &path, "cost", Domain::Cost, 0),
            }
        });
        let reversible = node
            .get("reversible")
            .map(|node| self.quantity(node, &format!("{path}.reversible"), "cost", Domain::Cost, 0));
        let observers = match node.get("observable") {
            Some(node) if matches!(node.value, Value::List(_)) => {
                Some(self.names(node, Namespace::Player).into_iter().map(PlayerId).collect())
            }
            _ => None,
        };
        Concession {
            key: entry.key.clone(),
            name: node.get("name").and_then(Node::text).unwrap_or(&entry.key).to_owned(),
            owner: owner.map_or(SOMEBODY, PlayerId),
            demanded_by: demanded_by.map_or(SOMEBODY, PlayerId),
            success,
            attempt_cost,
            success_cost,
            failure_cost,
            benefit,
            refused_cost,
            failed_cost,
            escrow,
            requires: requires.unwrap_or(Condition::Always),
            attempts,
            fallback,
            reversible,
            observers,
        }
    }

    fn effect(&mut self, node: &Node) -> Option<AgreementId> {
        let text = node.text()?;
        if text == "immediate" {
            return None;
        }
        let Some(agreement) = text.strip_prefix("on ").map(str::trim) else {
            self.error(
                format!("`{text}` is not an effect"),
                &node.span,
                "expected \"immediate\" or \"on AGREEMENT\"",
                suggest(text, ["immediate"]),
            );
            return None;
        };
        let Some(index) = self.agreements.iter().position(|known| *known == agreement) else {
            let help = suggest(agreement, self.agreements.iter().copied());
            self.error(format!("unknown agreement `{agreement}`"), &node.span, "holds the concession in escrow", help);
            return None;
        };
        Some(AgreementId(index))
    }

    /// An agreement; its ratifications join the others.
    pub(super) fn agreement(&mut self, entry: &Entry, ratifications: &mut Vec<Ratification>) -> Agreement {
        let node = &entry.value;
        let signatories: Vec<PlayerId> = node
            .get("signatories")
            .map_or_else(Vec::new, |node| self.names(node, Namespace::Player))
            .into_iter()
            .map(PlayerId)
            .collect();
        if let Some(list) = node.get("signatories")
            && matches!(&list.value, Value::List(items) if items.is_empty())
        {
            self.error(format!("`{}` has no signatory", entry.key), &list.span, "", "name who signs it");
        }
        let approvers = node
            .get("approvers")
            .map_or_else(Vec::new, |node| self.names(node, Namespace::Player))
            .into_iter()
            .map(PlayerId)
            .collect();
        let requires = self.condition_at(node, "requires");
        let path = format!("agreements.{}", path_segment(&entry.key));
        let id = self.agreements.iter().position(|known| *known == entry.key).map_or(AgreementId(0), AgreementId);
        let first = ratifications.len();
        for one in node.get("ratifications").map_or(&[][..], Node::entries) {
            ratifications.push(self.ratification(one, id, &path));
        }
        let mut withdrawals = Vec::new();
        for one in node.get("withdrawals").map_or(&[][..], Node::entries) {
            let path = format!("{path}.withdrawals.{}", path_segment(&one.key));
            let chance = self.quantity(&one.value, &path, "chance", Domain::Probability, 0);
            let cost = self.quantity(&one.value, &path, "cost", Domain::Cost, 0);
            let player = self.key_of_player(one);
            withdrawals.extend(player.map(|player| Withdrawal { player, chance, cost }));
        }
        Agreement {
            ratifications: (first..ratifications.len()).map(RatificationId).collect(),
            withdrawals,
            key: entry.key.clone(),
            name: node.get("name").and_then(Node::text).unwrap_or(&entry.key).to_owned(),
            signatories,
            approvers,
            requires: requires.unwrap_or(Condition::Always),
        }
    }

    fn ratification(&mut self, entry: &Entry, agreement: AgreementId, path: &str) -> Ratification {
        if entry.key.is_empty() || !entry.key.chars().all(is_name_character) {
            self.error(
                format!("`{}` cannot be a name", shorten(&entry.key)),
                &entry.key_span,
                "letters, digits, `_` and `-` only",
                "conditions speak of it as AGREEMENT.NAME.failed",
            );
        }
        let path = format!("{path}.ratifications.{}", path_segment(&entry.key));
        let success = self.quantity(&entry.value, &path, "success", Domain::Probability, 1);
        let mut costs = Vec::new();
        for cost in entry.value.get("cost").map_or(&[][..], Node::entries) {
            let amount = self.given(&cost.value, format!("{path}.cost.{}", path_segment(&cost.key)), Domain::Utility);
            costs.extend(self.key_of_player(cost).map(|player| (player, amount)));
        }
        Ratification { key: entry.key.clone(), agreement, success, costs }
    }

    /// The player that a key names. `None` (reported) if there is none of that name.
    pub(super) fn key_of_player(&mut self, entry: &Entry) -> Option<PlayerId> {
        let name = Node { span: entry.key_span.clone(), value: Value::Text(entry.key.clone()) };
        self.name(&name, Namespace::Player).map(PlayerId)
    }

    pub(super) fn conflict(&mut self) -> Conflict {
        let nothing = Node { span: 0..0, value: Value::Table(Vec::new()) };
        let node = self.root.get("conflict").unwrap_or(&nothing);
        let hazard = self.quantity(node, "conflict", "hazard", Domain::Probability, 0);
        self.check_terms(node.get("add"));
        self.check_terms(node.get("override"));
        let mut terms = |key: &str, domain: Domain| {
            let mut list = Vec::new();
            for term in node.get(key).map_or(&[][..], Node::entries) {
                let value = self.given(&term.value, format!("conflict.{key}.{}", path_segment(&term.key)), domain);
                if let Some(condition) = self.condition_key(term) {
                    list.push((condition, value));
                }
            }
            list
        };
        let per_period = flag(node, "per_period");
        Conflict {
            hazard,
            per_period,
            add: terms("add", Domain::Shift),
            replace: terms("override", Domain::Probability),
        }
    }

    pub(super) fn window(&mut self, node: &Node) -> Window {
        let closes = self.quantity(node, "window", "closes", Domain::Probability, 0);
        let spoiler = node.get("spoiler").map(|name| self.name(name, Namespace::Player));
        if spoiler.is_none()
            && let Some(spoil) = node.get("spoil")
        {
            self.error("`spoil` without a `spoiler`", &spoil.span, "", "name who spoils: spoiler = \"…\"");
        }
        let nothing = Node { span: node.span.clone(), value: Value::Table(Vec::new()) };
        let spoil = node.get("spoil").unwrap_or(&nothing);
        let spoiler = spoiler.map(|player| Spoiler {
            player: player.map_or(SOMEBODY, PlayerId),
            success: self.quantity(spoil, "window.spoil", "success", Domain::Probability, 1),
            cost: self.quantity(spoil, "window.spoil", "cost", Domain::Cost, 0),
        });
        Window { closes, spoiler }
    }

    pub(super) fn inducement(&mut self, entry: &Entry) -> Inducement {
        let (node, path) = (&entry.value, format!("inducements.{}", path_segment(&entry.key)));
        let from = node.get("from").and_then(|node| self.name(node, Namespace::Player));
        let to = node.get("to").and_then(|node| self.name(node, Namespace::Player));
        if let (Some(from), Some(to), Some(node)) = (from, to, node.get("to"))
            && from == to
        {
            self.error(format!("`{}` pays its own giver", entry.key), &node.span, "", "name who receives it");
        }
        let amount = self.quantity(node, &path, "amount", Domain::Cost, 0);
        let cost = self.quantity(node, &path, "cost", Domain::Cost, 0);
        let (from, to) = (from.map_or(SOMEBODY, PlayerId), to.map_or(SOMEBODY, PlayerId));
        Inducement { key: entry.key.clone(), from, to, amount, cost }
    }
}
