//! From a document to a scenario: names resolved, numbers exact, every rule checked.

use std::collections::HashMap;

use crate::form::graph::Convention;
use crate::numeric::rational::Rational;

use super::condition::{self, Condition, Name, is_name_character};
use super::diagnostic::{Diagnostic, Span, shorten, suggest};
use super::document::{Entry, Node, Value};
use super::format::Namespace;
use super::quantity::{Distribution, Domain, Parameter, ParameterId, Range, RankCorrelation, path_segment};
use super::{
    Agreement, AgreementId, Atom, Concession, ConcessionId, Conflict, ConflictValue, Fallback, Inducement,
    MAX_AGREEMENTS, MAX_CONCESSIONS, MAX_INDUCEMENTS, MAX_PLAYERS, MAX_RATIFICATIONS, Player, PlayerId, Process,
    Ratification, RatificationId, Scenario, Signal, Spoiler, Type, Window, Withdrawal,
};

/// The scenario of a document, or nothing where an error (reported) stands in the way.
pub(super) fn read(root: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Scenario> {
    Reader::new(root, diagnostics).scenario()
}

/// Reads on through errors: what cannot be read has been reported, and something stands in for
/// it, so that the rules across tables are checked too. No scenario with an error gets out.
struct Reader<'a> {
    root: &'a Node,
    diagnostics: &'a mut Vec<Diagnostic>,
    players: Vec<&'a str>,
    concessions: Vec<&'a str>,
    agreements: Vec<&'a str>,
    /// Agreement and name of every ratification.
    ratifications: Vec<(usize, &'a str)>,
    parameters: Vec<Parameter>,
    /// That some demand could not be read, so that nothing is known to be undemanded.
    demands_unread: bool,
    /// That some name stands for nothing, so that what it was meant for may seem unused.
    misspelt: bool,
}

/// Stands in for a player that could not be read.
const SOMEBODY: PlayerId = PlayerId(0);

impl<'a> Reader<'a> {
    fn new(root: &'a Node, diagnostics: &'a mut Vec<Diagnostic>) -> Reader<'a> {
        let keys = |table: &str| -> Vec<&'a str> {
            root.get(table).map_or(&[][..], Node::entries).iter().map(|entry| entry.key.as_str()).collect()
        };
        Reader {
            root,
            diagnostics,
            players: keys("players"),
            concessions: keys("concessions"),
            agreements: keys("agreements"),
            ratifications: root
                .get("agreements")
                .map_or(&[][..], Node::entries)
                .iter()
                .enumerate()
                .flat_map(|(index, entry)| {
                    let ratifications = entry.value.get("ratifications").map_or(&[][..], Node::entries);
                    ratifications.iter().map(move |ratification| (index, ratification.key.as_str()))
                })
                .collect(),
            parameters: Vec::new(),
            demands_unread: false,
            misspelt: false,
        }
    }

    fn error(&mut self, message: impl Into<String>, span: &Span, label: &str, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(message).at(span, label).help(help));
    }

    fn scenario(mut self) -> Option<Scenario> {
        let within_limits = [
            ("players", self.players.len(), MAX_PLAYERS),
            ("concessions", self.concessions.len(), MAX_CONCESSIONS),
            ("agreements", self.agreements.len(), MAX_AGREEMENTS),
            ("inducements", self.table("inducements").len(), MAX_INDUCEMENTS),
            ("ratifications", self.ratifications.len(), MAX_RATIFICATIONS),
        ]
        .map(|(table, count, limit)| {
            if count > limit {
                let place = if table == "ratifications" { "agreements" } else { table };
                let span = self.root.get(place).map_or(0..0, |node| node.span.clone());
                self.error(
                    format!("{count} {table}; at most {limit} are supported"),
                    &span,
                    "",
                    "keep those that the process demands or the payoffs depend on",
                );
            }
            count <= limit
        });
        if within_limits.contains(&false) {
            return None;
        }
        self.check_names();

        let header = self.root.get("scenario");
        let text = |key: &str| header.and_then(|node| node.get(key)).and_then(Node::text);
        let title = text("title").unwrap_or_default().to_owned();
        let period = text("period").unwrap_or("period").to_owned();
        let question = header.and_then(|node| node.get("question"));
        let question_id = question.and_then(|node| self.name(node, Namespace::Concession)).map(ConcessionId);

        let players: Vec<Player> = self.table("players").iter().map(|entry| self.player(entry)).collect();
        let concessions: Vec<Concession> =
            self.table("concessions").iter().map(|entry| self.concession(entry)).collect();
        let mut ratifications = Vec::new();
        let agreements: Vec<Agreement> =
            self.table("agreements").iter().map(|entry| self.agreement(entry, &mut ratifications)).collect();
        let conflict = self.conflict();
        let window = self.root.get("window").map(|node| self.window(node));
        let inducements: Vec<Inducement> =
            self.table("inducements").iter().map(|entry| self.inducement(entry)).collect();
        // Types come after everything that they may override.
        let process = self.root.get("process").map(|node| self.process(node));
        let bargaining_players = self
            .root
            .get("bargaining")
            .and_then(|node| node.get("players"))
            .map(|node| self.names(node, Namespace::Player).into_iter().map(PlayerId).collect());

        let rank_correlations = self.rank_correlations();

        let scenario = Scenario {
            title,
            period,
            // A question that could not be read is no demand.
            question: question_id.unwrap_or(ConcessionId(usize::MAX)),
            players,
            concessions,
            agreements,
            ratifications,
            conflict,
            window,
            process: process?,
            inducements,
            bargaining_players,
            parameters: std::mem::take(&mut self.parameters),
            rank_correlations,
            convention: Convention::default(),
        };
        if question_id.is_some() && !self.demands_unread {
            self.check_question(&scenario, question.map_or(0..0, |node| node.span.clone()));
        }
        self.check_priors(&scenario);
        self.check_withdrawals(&scenario);
        if !self.demands_unread {
            self.check_prerequisites(&scenario);
        }
        if !self.misspelt && !self.demands_unread {
            self.check_use(&scenario);
        }
        Some(scenario)
    }

    fn table(&self, key: &str) -> &'a [Entry] {
        self.root.get(key).map_or(&[], Node::entries)
    }

    // --- names ---

    fn known(&self, namespace: Namespace) -> &[&'a str] {
        match namespace {
            Namespace::Player => &self.players,
            Namespace::Concession => &self.concessions,
            Namespace::Agreement => &self.agreements,
            Namespace::Inducement | Namespace::Ratification | Namespace::Type => &[],
        }
    }

    /// The index of a declared thing. `None` (reported) if there is none of that name.
    fn name(&mut self, node: &Node, namespace: Namespace) -> Option<usize> {
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
    fn names(&mut self, node: &Node, namespace: Namespace) -> Vec<usize> {
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
    fn check_names(&mut self) {
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

    // --- conditions ---

    fn condition_key(&mut self, entry: &Entry) -> Option<Condition<Atom>> {
        self.condition(&entry.key, &entry.key_span)
    }

    /// Warns of two terms with one condition, which is seldom meant.
    fn check_terms(&mut self, terms: Option<&Node>) {
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

    fn condition_at(&mut self, table: &Node, key: &str) -> Option<Condition<Atom>> {
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

    // --- quantities ---

    /// The quantity at `key` of a table, or its default.
    fn quantity(&mut self, table: &Node, path: &str, key: &str, domain: Domain, default: i64) -> ParameterId {
        let path = format!("{path}.{}", path_segment(key));
        match table.get(key) {
            Some(node) => self.given(node, path, domain),
            None => self.default(path, domain, default),
        }
    }

    fn default(&mut self, path: String, domain: Domain, value: i64) -> ParameterId {
        self.parameters.push(Parameter {
            path,
            domain,
            base: Rational::from(value),
            range: None,
            source: None,
            lever: None,
            distribution: None,
            given: false,
            span: 0..0,
        });
        ParameterId(self.parameters.len() - 1)
    }

    fn given(&mut self, node: &Node, path: String, domain: Domain) -> ParameterId {
        let number = |reader: &mut Self, node: Option<&Node>| node.and_then(|node| reader.number(node, &path, domain));
        let (base, range) = match &node.value {
            Value::Table(_) => {
                let base = number(self, node.get("base"));
                let low = number(self, node.get("low"));
                let high = number(self, node.get("high"));
                (base.clone(), self.range(node, &path, base, low, high))
            }
            _ => (number(self, Some(node)), None),
        };
        let source = node.get("source").and_then(Node::text).map(str::to_owned);
        let lever = node.get("lever").and_then(|lever| self.name(lever, Namespace::Player)).map(PlayerId);
        let drawn = node.get("distribution").and_then(Node::text);
        let distribution = drawn.and_then(|word| Distribution::ALL.into_iter().find(|known| known.key() == word));
        if let (Some(word), None) = (node.get("distribution"), node.get("low").or_else(|| node.get("high"))) {
            self.error(
                format!("`{path}` has a distribution but no range"),
                &word.span,
                "nothing to draw from",
                "give `low` and `high` too",
            );
        }
        // An unreadable base has been reported; a stand-in lets the reading go on.
        let base = base.unwrap_or(Rational::ZERO);
        self.parameters.push(Parameter {
            path,
            domain,
            base,
            range,
            source,
            lever,
            distribution,
            given: true,
            span: node.span.clone(),
        });
        ParameterId(self.parameters.len() - 1)
    }

    fn range(
        &mut self,
        node: &Node,
        path: &str,
        base: Option<Rational>,
        low: Option<Rational>,
        high: Option<Rational>,
    ) -> Option<Range> {
        for (end, other) in [("low", "high"), ("high", "low")] {
            if let Some(entry) = node.get(end)
                && node.get(other).is_none()
            {
                self.error(
                    format!("`{path}` has `{end}` but no `{other}`"),
                    &entry.span,
                    "half a range",
                    "give both ends, or none",
                );
            }
        }
        let (low, high) = (low?, high?);
        let base = base?;
        if low <= base && base <= high {
            return Some(Range { low, high });
        }
        let span = node.get("base").map_or(node.span.clone(), |node| node.span.clone());
        let message = if low > high {
            format!("the range of `{path}` is upside down: low {} is above high {}", low.written(), high.written())
        } else {
            format!(
                "the base {} of `{path}` lies outside its range [{}, {}]",
                base.written(),
                low.written(),
                high.written()
            )
        };
        self.error(message, &span, "", "the order is low ≤ base ≤ high");
        None
    }

    fn number(&mut self, node: &Node, path: &str, domain: Domain) -> Option<Rational> {
        let (Value::Number(text) | Value::Text(text)) = &node.value else {
            if !matches!(node.value, Value::Table(_)) {
                return None; // the structural check has said so
            }
            self.error(
                format!("`{path}` holds a table where a number belongs"),
                &node.span,
                "",
                "write 12, 0.45 or \"9/20\"",
            );
            return None;
        };
        match text.parse::<Rational>() {
            Err(error) => {
                let shown = shorten(text);
                self.error(
                    format!("`{shown}` is not a number"),
                    &node.span,
                    &error.to_string(),
                    "write 12, 0.45 or \"9/20\"",
                );
                None
            }
            Ok(value) if !domain.holds(&value) => {
                let help = match domain {
                    Domain::Probability | Domain::Discount
                        if value >= Rational::from(2) && value <= Rational::from(100) =>
                    {
                        let share = &value / &Rational::from(100);
                        format!("for {} per cent write {}", text.trim(), share.written())
                    }
                    Domain::Probability | Domain::Discount if value.is_positive() => "it is at most 1".to_owned(),
                    _ => "check the sign and the size".to_owned(),
                };
                let shown = shorten(text.trim());
                self.error(format!("{shown} is not {}", domain.describe()), &node.span, path, help);
                None
            }
            Ok(value) => Some(value),
        }
    }

    // --- the tables ---

    fn player(&mut self, entry: &Entry) -> Player {
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

    fn concession(&mut self, entry: &Entry) -> Concession {
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
    fn agreement(&mut self, entry: &Entry, ratifications: &mut Vec<Ratification>) -> Agreement {
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
    fn key_of_player(&mut self, entry: &Entry) -> Option<PlayerId> {
        let name = Node { span: entry.key_span.clone(), value: Value::Text(entry.key.clone()) };
        self.name(&name, Namespace::Player).map(PlayerId)
    }

    fn conflict(&mut self) -> Conflict {
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

    fn window(&mut self, node: &Node) -> Window {
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

    fn inducement(&mut self, entry: &Entry) -> Inducement {
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

    fn process(&mut self, node: &Node) -> Process {
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
        Process { agreement, demands, sign, consent, endless, types, signals, informed }
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

    /// The quantity at a path that the file names.
    fn quantity_named(&mut self, path: &str, span: &Span) -> Option<ParameterId> {
        let wanted = super::normalized(path);
        let written = self.parameters.iter().position(|parameter| parameter.path == path);
        let found = written
            .or_else(|| self.parameters.iter().position(|parameter| super::normalized(&parameter.path) == wanted));
        if found.is_none() {
            let help = suggest(path, self.parameters.iter().map(|parameter| parameter.path.as_str()));
            self.error(format!("unknown quantity `{path}`"), span, "not a path of this file", help);
        }
        found.map(ParameterId)
    }

    /// `[uncertainty] rank_correlations`, once everything that it may name has been read.
    fn rank_correlations(&mut self) -> Vec<RankCorrelation> {
        let table = self.root.get("uncertainty").and_then(|node| node.get("rank_correlations"));
        let mut found: Vec<RankCorrelation> = Vec::new();
        for row in table.map_or(&[][..], Node::entries) {
            let one = self.quantity_named(&row.key, &row.key_span);
            for cell in row.value.entries() {
                let other = self.quantity_named(&cell.key, &cell.key_span);
                let value = self.number(&cell.value, "rank_correlations", Domain::Shift);
                let (Some(one), Some(other), Some(value)) = (one, other, value) else { continue };
                let same = |known: &RankCorrelation| {
                    [(known.one, known.other), (known.other, known.one)].contains(&(one, other))
                };
                if one == other {
                    self.error(
                        format!("`{}` is correlated with itself", cell.key),
                        &cell.key_span,
                        "",
                        "name two different quantities",
                    );
                } else if found.iter().any(same) {
                    self.error(
                        format!("the correlation of `{}` and `{}` is given twice", row.key, cell.key),
                        &cell.key_span,
                        "again",
                        "keep one of the two",
                    );
                } else {
                    found.push(RankCorrelation { one, other, value });
                }
            }
        }
        found
    }

    // --- rules across tables ---

    fn span_of(&self, path: &[&str]) -> Span {
        let mut node = self.root;
        for key in path {
            match node.get(key) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node.span.clone()
    }

    fn check_question(&mut self, scenario: &Scenario, span: Span) {
        let Some(&first) = scenario.process.demands.first() else { return };
        if first != scenario.question {
            let (asked, first) = (self.concessions[scenario.question.0], self.concessions[first.0]);
            let demanded = scenario.process.demands.contains(&scenario.question);
            self.error(
                format!("the question `{asked}` is not the first demand"),
                &span,
                if demanded { "demanded later" } else { "never demanded" },
                format!("the verdict judges the first demand, here `{first}`; start `process.demands` with \"{asked}\" to judge that one"),
            );
        }
    }

    fn check_priors(&mut self, scenario: &Scenario) {
        if scenario.process.types.len() < 2 {
            return;
        }
        let span = self.span_of(&["process", "types"]);
        for (player, places) in scenario.types_by_player() {
            let types: Vec<&Type> = places.iter().map(|&place| &scenario.process.types[place]).collect();
            if let ([one], Some(player)) = (types.as_slice(), scenario.players.get(player.0)) {
                self.error(
                    format!("`{}` is the only type of {}", one.key, player.key),
                    &span,
                    "",
                    "add a second type of this player, or drop this one",
                );
                continue;
            }
            self.check_priors_of(scenario, &types, &span);
        }
    }

    fn check_priors_of(&mut self, scenario: &Scenario, types: &[&Type], span: &Span) {
        let without: Vec<&str> = types.iter().filter(|one| one.prior.is_none()).map(|one| one.key.as_str()).collect();
        if without.len() > 1 {
            self.error(
                format!("types {} leave out their prior", list(&without)),
                span,
                "",
                "only one type may leave it out; it takes what the others leave",
            );
        }
        let sum = types
            .iter()
            .filter_map(|one| one.prior)
            .fold(Rational::ZERO, |sum, prior| &sum + &scenario.parameter(prior).base);
        if without.is_empty() && sum != Rational::ONE {
            self.error(
                format!("the priors of the types sum to {}, not to 1", sum.written()),
                span,
                "",
                "leave one prior out; that type takes the rest",
            );
        } else if sum > Rational::ONE {
            let message = format!("the priors of the types sum to {}, more than 1", sum.written());
            self.error(message, span, "", "lower one of them");
        }
    }

    /// Only parties leave an agreement, and only the one that the process is about.
    fn check_withdrawals(&mut self, scenario: &Scenario) {
        for (index, agreement) in scenario.agreements.iter().enumerate() {
            let span =
                |reader: &Self, player: &str| reader.span_of(&["agreements", &agreement.key, "withdrawals", player]);
            for withdrawal in &agreement.withdrawals {
                let player = self.players[withdrawal.player.0];
                if !agreement.parties().contains(&withdrawal.player) {
                    let message = format!("`{player}` cannot leave `{}`: it is no party to it", agreement.key);
                    let place = span(self, player);
                    self.error(message, &place, "", "name a signatory or an approver");
                }
            }
            if AgreementId(index) != scenario.process.agreement && scenario.process.agreement.0 != usize::MAX {
                let message = format!("nobody can leave `{}`: linked agreements come last", agreement.key);
                if let Some(first) = agreement.withdrawals.first() {
                    let place = span(self, self.players[first.player.0]);
                    self.error(message, &place, "", "only the agreement of the process can be left");
                }
            }
        }
    }

    /// Every demand can be made when its turn comes, every agreement can come into force,
    /// and no concession waits for itself.
    fn check_prerequisites(&mut self, scenario: &Scenario) {
        let cycle = self.check_cycles(scenario);
        let demands = &scenario.process.demands;
        for (position, &demand) in demands.iter().enumerate() {
            let concession = &scenario.concessions[demand.0];
            let earlier = |id: &ConcessionId| demands[..position].contains(id);
            // What can hold when this demand's turn comes: nothing is signed yet.
            let possible = concession.requires.could_hold(&|atom| match atom {
                Atom::Done(id) if earlier(id) && scenario.concessions[id.0].escrow.is_none() => None,
                Atom::Failed(id) if earlier(id) => None,
                Atom::WindowClosed if scenario.window.is_some() && position > 0 => None,
                Atom::Done(_)
                | Atom::Failed(_)
                | Atom::InForce(_)
                | Atom::Rejected(_)
                | Atom::VotedDown(_)
                | Atom::Ended(_)
                | Atom::WindowClosed => Some(false),
            });
            if possible == Some(false) && !cycle.contains(&demand) {
                let span = self.span_of(&["concessions", &concession.key, "requires"]);
                let help = if position == 0 {
                    "nothing has been done when the first demand is made; drop the condition"
                } else {
                    "when its turn comes only earlier demands can be done, and nothing is signed; mind the order of `process.demands`"
                };
                self.error(
                    format!("the demand `{}` can never be made", concession.key),
                    &span,
                    "never holds in time",
                    help,
                );
            }
        }
        for (index, agreement) in scenario.agreements.iter().enumerate() {
            let own = scenario.process.agreement == AgreementId(index);
            let comes_later = |id: &AgreementId| own || id.0 >= index && *id != scenario.process.agreement;
            let possible = agreement.requires.could_hold(&|atom| match atom {
                Atom::Done(id) => {
                    let waits = scenario.concessions[id.0].escrow.is_some_and(|on| on == AgreementId(index) || own);
                    if !demands.contains(id) || waits { Some(false) } else { None }
                }
                Atom::Failed(id) => {
                    if demands.contains(id) {
                        None
                    } else {
                        Some(false)
                    }
                }
                Atom::InForce(id) | Atom::Rejected(id) | Atom::Ended(id) => {
                    if comes_later(id) {
                        Some(false)
                    } else {
                        None
                    }
                }
                Atom::VotedDown(id) => {
                    if comes_later(&scenario.ratifications[id.0].agreement) {
                        Some(false)
                    } else {
                        None
                    }
                }
                Atom::WindowClosed => {
                    if scenario.window.is_some() {
                        None
                    } else {
                        Some(false)
                    }
                }
            });
            if possible == Some(false) {
                let span = self.span_of(&["agreements", &agreement.key, "requires"]);
                self.error(
                    format!("the agreement `{}` can never come into force", agreement.key),
                    &span,
                    "never holds in time",
                    "an escrowed concession takes effect only when its agreement is signed, linked agreements follow in file order, and only demanded concessions can be done",
                );
            }
        }
    }

    /// Reports cycles of prerequisites; returns the concessions on one.
    fn check_cycles(&mut self, scenario: &Scenario) -> Vec<ConcessionId> {
        // What a concession cannot do without: its condition fails whenever that fails.
        let needs = |id: usize| -> Vec<usize> {
            let requires = &scenario.concessions[id].requires;
            let necessary = |wanted: &Atom| {
                requires.could_hold(&|atom: &Atom| if atom == wanted { Some(false) } else { None }) == Some(false)
            };
            requires
                .atoms()
                .into_iter()
                .filter(|atom| necessary(atom))
                .filter_map(|atom| match atom {
                    Atom::Done(other) | Atom::Failed(other) => Some(other.0),
                    Atom::InForce(_) | Atom::Rejected(_) | Atom::VotedDown(_) | Atom::Ended(_) | Atom::WindowClosed => {
                        None
                    }
                })
                .collect()
        };
        let count = scenario.concessions.len();
        let mut reported = Vec::new();
        for start in 0..count {
            // A shortest way from `start` back to itself, breadth first.
            let mut from: Vec<Option<usize>> = vec![None; count];
            let mut queue = std::collections::VecDeque::from([start]);
            let mut closed = None;
            while let Some(at) = queue.pop_front() {
                for next in needs(at) {
                    if next == start {
                        closed.get_or_insert(at);
                    } else if from[next].is_none() {
                        from[next] = Some(at);
                        queue.push_back(next);
                    }
                }
            }
            let Some(mut at) = closed else { continue };
            let mut way = vec![start];
            let mut back = Vec::new();
            while at != start {
                back.push(at);
                at = from[at].expect("a node on the way has a predecessor");
            }
            way.extend(back.into_iter().rev());
            if way.iter().any(|id| reported.contains(&ConcessionId(*id))) {
                reported.push(ConcessionId(start));
                continue;
            }
            reported.extend(way.iter().map(|id| ConcessionId(*id)));
            let names: Vec<&str> = way.iter().chain([&start]).map(|id| self.concessions[*id]).collect();
            let span = self.span_of(&["concessions", self.concessions[start], "requires"]);
            self.error(
                format!("the prerequisites form a cycle: {}", names.join(" → ")),
                &span,
                "waits for itself",
                "drop one of these conditions",
            );
        }
        reported
    }

    /// Warnings about what plays no part.
    fn check_use(&mut self, scenario: &Scenario) {
        for (index, concession) in scenario.concessions.iter().enumerate() {
            let demanded = scenario.process.demands.contains(&ConcessionId(index))
                || scenario.process.types.iter().any(|one| one.demands.contains(&ConcessionId(index)));
            if !demanded {
                let span = self.span_of(&["concessions", &concession.key]);
                let warning = Diagnostic::warning(format!("the concession `{}` is never demanded", concession.key))
                    .at(&span, "not in `process.demands`");
                self.diagnostics.push(warning);
            }
        }
        for (index, player) in scenario.players.iter().enumerate() {
            let id = PlayerId(index);
            let moves =
                scenario.concessions.iter().any(|concession| concession.owner == id || concession.demanded_by == id)
                    || scenario.agreements.iter().any(|agreement| agreement.parties().contains(&id))
                    || scenario
                        .window
                        .as_ref()
                        .and_then(|window| window.spoiler.as_ref())
                        .is_some_and(|spoiler| spoiler.player == id)
                    || scenario.inducements.iter().any(|inducement| inducement.from == id || inducement.to == id)
                    || scenario.ratifications.iter().any(|one| one.costs.iter().any(|(payer, _)| *payer == id))
                    || scenario.parameters.iter().any(|parameter| parameter.lever == Some(id))
                    || scenario.process.consent.contains(&id);
            if !moves {
                let span = self.span_of(&["players", &player.key]);
                let warning = Diagnostic::warning(format!(
                    "the player `{}` is unused: it has no move and receives nothing",
                    player.key
                ))
                .at(&span, "owns, demands, signs, spoils and offers nothing");
                self.diagnostics.push(warning);
            }
        }
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// Whether a flag is set.
fn flag(table: &Node, key: &str) -> bool {
    matches!(table.get(key).map(|node| &node.value), Some(Value::Flag(true)))
}
