//! Conditions of a file, their names resolved to what they stand for.

use std::collections::HashMap;

use crate::scenario::condition::{self, Condition, Name};
use crate::scenario::diagnostic::{Diagnostic, Span, shorten, suggest};
use crate::scenario::document::{Entry, Node};
use crate::scenario::{AgreementId, Atom, ConcessionId, RatificationId};

use super::Reader;

impl<'a> Reader<'a> {
    pub(super) fn condition_key(&mut self, entry: &Entry) -> Option<Condition<Atom>> {
        self.condition(&entry.key, &entry.key_span)
    }

    /// Warns of two terms with one condition, which is seldom meant.
    pub(super) fn check_terms(&mut self, terms: Option<&Node>) {
        let mut known: HashMap<String, &Entry> = HashMap::new();
        for term in terms.map_or(&[][..], Node::entries) {
            if Condition::parse(&term.key).is_ok()
                && let Some(first) = known.insert(condition::canonical(&term.key), term)
            {
                let twice =
                    Diagnostic::warning(format!("`{}` is a condition that has a term already", shorten(&term.key)))
                        .at(&term.key_span, "again")
                        .at(&first.key_span, "first")
                        .help("keep one of the two");
                self.diagnostics.push(twice);
            }
        }
    }

    pub(super) fn condition_at(&mut self, table: &Node, key: &str) -> Option<Condition<Atom>> {
        match table.get(key) {
            None => Some(Condition::Always),
            Some(node) => self.condition(node.text()?, &node.span),
        }
    }

    fn condition(&mut self, text: &str, span: &Span) -> Option<Condition<Atom>> {
        // The literal may be quoted; then its text starts one byte in.
        let quote = usize::from(span.len() == text.len() + 2);
        let exact = span.len() == text.len() + 2 * quote;
        let place = |inner: &std::ops::Range<usize>| match exact {
            true => {
                span.start + quote + inner.start..(span.start + quote + inner.end).max(span.start + quote + inner.start)
            }
            false => span.clone(),
        };
        let parsed = match Condition::parse(text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let reason = error.reason.to_string();
                let shown = shorten(text);
                self.error(
                    format!("`{shown}` is not a condition"),
                    &place(&error.at),
                    &reason,
                    "conditions use names, `NAME.failed`, `window.closed`, `!`, `&`, `|` and parentheses",
                );
                return None;
            }
        };
        parsed.translate(&mut |name| self.atom(name, &place(&name.span)))
    }

    fn atom(&mut self, name: &Name, span: &Span) -> Option<Atom> {
        if name.text == "window.closed" {
            return Some(Atom::WindowClosed);
        }
        let (base, failed) = match name.text.strip_suffix(".failed") {
            Some(base) => (base, true),
            None => (name.text.as_str(), false),
        };
        if let Some(atom) = self.fate_of_agreement(&name.text) {
            return Some(atom);
        }
        if let Some(index) = self.concessions.iter().position(|known| *known == base) {
            let id = ConcessionId(index);
            return Some(if failed { Atom::Failed(id) } else { Atom::Done(id) });
        }
        if let Some(index) = self.agreements.iter().position(|known| *known == base)
            && !failed
        {
            return Some(Atom::InForce(AgreementId(index)));
        }
        let known: Vec<&str> =
            self.concessions.iter().chain(&self.agreements).copied().chain(["window.closed", "always"]).collect();
        let (noun, help) = if failed && self.agreements.contains(&base) {
            ("agreements do not fail", format!("write `!{base}` where it is not in force"))
        } else if let Some(agreement) = base.strip_suffix(".ended").filter(|name| self.agreements.contains(name)) {
            ("nobody may leave it", format!("declare who may: [agreements.{agreement}.withdrawals.PLAYER]"))
        } else {
            ("neither a concession nor an agreement", suggest(base, known.iter().copied()))
        };
        self.error(format!("unknown name `{}` in a condition", shorten(&name.text)), span, noun, help);
        None
    }

    /// `AGREEMENT.failed`, `AGREEMENT.RATIFICATION.failed` or `AGREEMENT.ended`, where the file
    /// says how that could come about.
    fn fate_of_agreement(&self, text: &str) -> Option<Atom> {
        let agreement = |name: &str| self.agreements.iter().position(|known| *known == name);
        let (base, fate) = text.rsplit_once('.')?;
        match fate {
            "ended" => {
                let index = agreement(base)?;
                let left = self.table("agreements")[index].value.get("withdrawals");
                left.map(|_| Atom::Ended(AgreementId(index)))
            }
            "failed" => match base.rsplit_once('.') {
                None => {
                    let index = agreement(base)?;
                    let decided = self.ratifications.iter().any(|(on, _)| *on == index);
                    decided.then_some(Atom::Rejected(AgreementId(index)))
                }
                Some((base, ballot)) => {
                    let wanted = (agreement(base)?, ballot);
                    let place = self.ratifications.iter().position(|one| *one == wanted);
                    place.map(|place| Atom::VotedDown(RatificationId(place)))
                }
            },
            _ => None,
        }
    }
}
