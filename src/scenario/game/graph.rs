//! `[game.graph]`: players, options or listed states, and how each player ranks them.

use crate::form::graph::{
    Convention, Direction, GraphModel, GraphOption, Layout, MAX_MOVES, MAX_STATES, Moves, feasible_codes, option_moves,
};
use crate::scenario::condition::{Condition, Name};
use crate::scenario::diagnostic::{Diagnostic, Span, shorten, suggest};
use crate::scenario::document::{Entry, Node, Value};

use super::names;

/// Most options: every combination is asked whether it is feasible.
const MAX_OPTIONS: usize = 22;

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<GraphModel> {
    let faults = diagnostics.len();
    let listed = table.get("players")?;
    let players = names(listed, "player", diagnostics);
    if players.is_empty() {
        let none = Diagnostic::error("the conflict has no players").at(&listed.span, "");
        diagnostics.push(none.help("name them: players = [\"ministry\", \"company\"]"));
    }
    let mut reader = Reader { table, players, options: Vec::new(), diagnostics };
    let (layout, moves) = match (table.get("options"), table.get("states")) {
        (Some(options), None) => reader.by_options(options)?,
        (None, Some(states)) => reader.by_list(states)?,
        (options, states) => {
            let (message, span) = match options.and(states) {
                Some(states) => ("the conflict has both options and listed states", &states.span),
                None => ("the conflict has no states", &table.span),
            };
            reader.error(message, span, "", "give `options` by player, or `states` and `moves`");
            return None;
        }
    };
    let states = moves.first().map_or(0, Moves::states);
    let ranks = reader.ranks(&layout, states);
    let status_quo = table.get("status_quo").and_then(|node| reader.state(node, states));
    let coalitions = reader.coalitions();
    let unseen = reader.unseen();
    let convention = table
        .get("convention")
        .and_then(Node::text)
        .and_then(|key| Convention::ALL.into_iter().find(|convention| convention.key() == key))
        .unwrap_or_default();
    let players = reader.players.iter().map(|&name| name.to_owned()).collect();
    if diagnostics.len() > faults {
        return None;
    }
    Some(GraphModel { players, layout, moves, ranks: ranks?, status_quo, coalitions, unseen, convention })
}

struct Reader<'a, 'd> {
    table: &'a Node,
    players: Vec<&'a str>,
    options: Vec<GraphOption>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> Reader<'a, '_> {
    fn error(&mut self, message: impl Into<String>, span: &Span, label: &str, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(message).at(span, label).help(help));
    }

    fn entries(&self, key: &str) -> &'a [Entry] {
        self.table.get(key).map_or(&[][..], Node::entries)
    }

    /// The player of a name.
    fn player(&mut self, name: &str, span: &Span) -> Option<usize> {
        let found = self.players.iter().position(|&known| known == name);
        if found.is_none() {
            let help = suggest(name, self.players.iter().copied());
            self.error(format!("unknown player `{}`", shorten(name)), span, "not in `players`", help);
        }
        found
    }

    /// The option of a name, or of a number from 1.
    fn option(&mut self, name: &str, span: &Span) -> Option<usize> {
        let numbered = name.parse::<usize>().ok().filter(|number| (1..=self.options.len()).contains(number));
        let found = self.options.iter().position(|option| option.name == name).or(numbered.map(|number| number - 1));
        if found.is_none() {
            let help = suggest(name, self.options.iter().map(|option| option.name.as_str()));
            self.error(format!("unknown option `{}`", shorten(name)), span, "not in `options`", help);
        }
        found
    }

    /// A state number from 1, as an index.
    fn state(&mut self, node: &Node, states: usize) -> Option<usize> {
        let number = match &node.value {
            Value::Number(text) => text.parse::<usize>().ok(),
            _ => None,
        };
        match number {
            Some(number) if (1..=states).contains(&number) => Some(number - 1),
            _ => {
                let what = node.value.written();
                let help = format!("the states are numbered from 1 to {states}; `concede solve` prints them");
                self.error(format!("`{}` is no state", shorten(&what)), &node.span, "", help);
                None
            }
        }
    }

    fn by_options(&mut self, options: &'a Node) -> Option<(Layout, Vec<Moves>)> {
        let faults = self.diagnostics.len();
        let mut spans: Vec<&Span> = Vec::new();
        for entry in options.entries() {
            let Some(player) = self.player(&entry.key, &entry.key_span) else { continue };
            let Value::List(items) = &entry.value.value else { continue };
            for item in items {
                let Some(name) = item.text() else { continue };
                if let Some(known) = self.options.iter().position(|option| option.name == name) {
                    self.diagnostics.push(
                        Diagnostic::error(format!("duplicate option `{}`", shorten(name)))
                            .at(&item.span, "named before")
                            .at(spans[known], "first named here")
                            .help("conditions could not tell them apart; rename one"),
                    );
                }
                spans.push(&item.span);
                self.options.push(GraphOption { name: name.to_owned(), player, direction: Direction::Reversible });
            }
        }
        for key in ["states", "moves"] {
            if let Some(node) = self.table.get(key) {
                self.error(format!("`{key}` goes with listed states"), &node.span, "", "options say both already");
            }
        }
        let count = self.options.len();
        if count > MAX_OPTIONS || count == 0 {
            let help = format!("up to {MAX_OPTIONS} options make a conflict; leave out what nobody would switch");
            self.error(format!("{count} options"), &options.span, "", help);
            return None;
        }
        for entry in self.entries("one_way") {
            let Some(option) = self.option(&entry.key, &entry.key_span) else { continue };
            self.options[option].direction =
                if entry.value.text() == Some("on") { Direction::On } else { Direction::Off };
        }
        let mut infeasible = Vec::new();
        if let Some(Value::List(items)) = self.table.get("infeasible").map(|node| &node.value) {
            for item in items {
                infeasible.extend(item.text().and_then(|text| self.condition(text, &item.span)));
            }
        }
        if self.diagnostics.len() > faults {
            return None;
        }
        let codes = feasible_codes(count, |code| infeasible.iter().any(|condition| holds(condition, code)));
        let choices: Vec<u32> = (0..self.players.len())
            .map(|player| self.options.iter().filter(|option| option.player == player).count() as u32)
            .collect();
        let moves_at_most = choices.iter().map(|&own| codes.len() << own).fold(0usize, usize::saturating_add);
        if codes.is_empty() || codes.len() > MAX_STATES || moves_at_most > MAX_MOVES {
            let message = format!("{} feasible states", codes.len());
            let help = format!("from 1 to {MAX_STATES} states, and {MAX_MOVES} moves, are laid out; see `infeasible`");
            self.error(message, &options.span, "", help);
            return None;
        }
        let options = self.options.clone();
        let moves = (0..self.players.len())
            .map(|player| option_moves(&options, &codes, |option| option.player == player))
            .collect();
        Some((Layout::Options { options, codes }, moves))
    }

    fn by_list(&mut self, states: &'a Node) -> Option<(Layout, Vec<Moves>)> {
        let labels: Vec<String> =
            names(states, "state", self.diagnostics).into_iter().map(|label| label.to_owned()).collect();
        for key in ["infeasible", "one_way", "priorities", "unseen"] {
            if let Some(node) = self.table.get(key) {
                self.error(format!("`{key}` goes with options"), &node.span, "", "states are listed here");
            }
        }
        if labels.is_empty() || labels.len() > MAX_STATES {
            self.error(format!("{} states", labels.len()), &states.span, "", "list each state in words");
            return None;
        }
        let mut lists = vec![vec![Vec::new(); labels.len()]; self.players.len()];
        for entry in self.entries("moves") {
            let Some(player) = self.player(&entry.key, &entry.key_span) else { continue };
            let Value::List(pairs) = &entry.value.value else { continue };
            for pair in pairs {
                match &pair.value {
                    Value::List(ends) if ends.len() == 2 => {
                        let ends: Vec<_> = ends.iter().map(|end| self.state(end, labels.len())).collect();
                        match ends[..] {
                            [Some(from), Some(to)] if from == to => {
                                self.error("a move stays where it is", &pair.span, "", "leave it out");
                            }
                            [Some(from), Some(to)] => lists[player][from].push(to as u32),
                            _ => {}
                        }
                    }
                    _ => {
                        self.error("a move is a pair of states", &pair.span, "", "write [1, 2] for a move from 1 to 2")
                    }
                }
            }
        }
        Some((Layout::Listed { labels }, lists.into_iter().map(Moves::new).collect()))
    }

    /// A formula over options; `a if b`, `a iff b` and numbered options as in statements.
    fn condition(&mut self, text: &str, span: &Span) -> Option<Condition<usize>> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let joint = |word: &str| words.iter().position(|one| one.eq_ignore_ascii_case(word));
        let (parts, iff) = match (joint("iff"), joint("if")) {
            (Some(at), _) => (vec![words[..at].join(" "), words[at + 1..].join(" ")], true),
            (None, Some(at)) => (vec![words[..at].join(" "), words[at + 1..].join(" ")], false),
            (None, None) => (vec![text.to_owned()], false),
        };
        let mut formulas = Vec::new();
        for part in &parts {
            match Condition::parse(part) {
                Ok(parsed) => formulas.push(self.resolve(&parsed, span)?),
                Err(error) => {
                    self.error(
                        format!("`{}` is not a condition", shorten(text)),
                        span,
                        &error.reason.to_string(),
                        "write a formula over options: a & !b, (a | b), a if b, a iff b",
                    );
                    return None;
                }
            }
        }
        let mut formulas = formulas.into_iter();
        let first = formulas.next()?;
        Some(match formulas.next() {
            None => first,
            Some(second) => {
                let not = |one: &Condition<usize>| Box::new(Condition::Not(Box::new(one.clone())));
                let implied = Condition::Or(not(&second), Box::new(first.clone()));
                match iff {
                    false => implied,
                    true => {
                        let back = Condition::Or(not(&first), Box::new(second));
                        Condition::And(Box::new(implied), Box::new(back))
                    }
                }
            }
        })
    }

    /// Names to options; a number with a minus is the option's negation.
    fn resolve(&mut self, condition: &Condition<Name>, span: &Span) -> Option<Condition<usize>> {
        Some(match condition {
            Condition::Always => Condition::Always,
            Condition::Atom(name) => match name.text.strip_prefix('-') {
                Some(rest) if rest.parse::<usize>().is_ok() => {
                    Condition::Not(Box::new(Condition::Atom(self.option(rest, span)?)))
                }
                _ => Condition::Atom(self.option(&name.text, span)?),
            },
            Condition::Not(inner) => Condition::Not(Box::new(self.resolve(inner, span)?)),
            Condition::And(left, right) => {
                let (left, right) = (self.resolve(left, span), self.resolve(right, span));
                Condition::And(Box::new(left?), Box::new(right?))
            }
            Condition::Or(left, right) => {
                let (left, right) = (self.resolve(left, span), self.resolve(right, span));
                Condition::Or(Box::new(left?), Box::new(right?))
            }
        })
    }

    /// One rank per state and player, from a ranking or from priorities.
    fn ranks(&mut self, layout: &Layout, states: usize) -> Option<Vec<Vec<u32>>> {
        let mut ranks: Vec<Option<Vec<u32>>> = vec![None; self.players.len()];
        let mut given: Vec<Option<&Span>> = vec![None; self.players.len()];
        for (key, by_priorities) in [("rankings", false), ("priorities", true)] {
            for entry in self.entries(key) {
                let Some(player) = self.player(&entry.key, &entry.key_span) else { continue };
                if let Some(before) = given[player].replace(&entry.key_span) {
                    let twice = Diagnostic::error(format!("{} ranks the states twice", self.players[player]));
                    let twice = twice.at(&entry.key_span, "again").at(before, "first here");
                    self.diagnostics.push(twice.help("keep the ranking or the priorities"));
                    continue;
                }
                let Value::List(items) = &entry.value.value else { continue };
                ranks[player] = match by_priorities {
                    false => self.ranking(items, &entry.value.span, states),
                    true => self.priorities(items, layout),
                };
            }
        }
        for (player, span) in given.iter().enumerate() {
            if span.is_none() {
                let message = format!("{} does not rank the states", self.players[player]);
                let help = "give it `rankings` from best to worst, or `priorities`";
                self.error(message, &self.table.span, "", help);
            }
        }
        ranks.into_iter().collect()
    }

    fn ranking(&mut self, items: &[Node], span: &Span, states: usize) -> Option<Vec<u32>> {
        let mut ranks: Vec<Option<u32>> = vec![None; states];
        let mut sound = true;
        for (place, item) in items.iter().enumerate() {
            let tied = match &item.value {
                Value::List(tied) => tied.as_slice(),
                _ => std::slice::from_ref(item),
            };
            for node in tied {
                let Some(state) = self.state(node, states) else {
                    sound = false;
                    continue;
                };
                if ranks[state].replace((items.len() - place) as u32).is_some() {
                    self.error(format!("state {} is ranked twice", state + 1), &node.span, "", "keep one place");
                    sound = false;
                }
            }
        }
        let missing: Vec<String> =
            (0..states).filter(|&state| ranks[state].is_none()).map(|state| (state + 1).to_string()).collect();
        if !missing.is_empty() {
            let shown = shorten(&missing.join(", "));
            self.error(format!("states without a rank: {shown}"), span, "", "rank every state; ties go in a list");
            sound = false;
        }
        if sound { ranks.into_iter().collect() } else { None }
    }

    fn priorities(&mut self, items: &[Node], layout: &Layout) -> Option<Vec<u32>> {
        let Layout::Options { codes, .. } = layout else { return None };
        let mut statements = Vec::new();
        for item in items {
            statements.push(item.text().and_then(|text| self.condition(text, &item.span)));
        }
        let statements: Vec<Condition<usize>> = statements.into_iter().collect::<Option<_>>()?;
        let scores: Vec<Vec<bool>> =
            codes.iter().map(|&code| statements.iter().map(|statement| holds(statement, code)).collect()).collect();
        let mut levels: Vec<&Vec<bool>> = scores.iter().collect();
        levels.sort_unstable();
        levels.dedup();
        Some(scores.iter().map(|score| levels.binary_search(&score).expect("collected above") as u32).collect())
    }

    fn coalitions(&mut self) -> Vec<Vec<usize>> {
        let Some(Value::List(groups)) = self.table.get("coalitions").map(|node| &node.value) else {
            return Vec::new();
        };
        let mut coalitions = Vec::new();
        for group in groups {
            let members: Vec<Option<usize>> = names(group, "member", self.diagnostics)
                .into_iter()
                .map(|name| self.player(name, &group.span))
                .collect();
            let mut members: Vec<usize> = members.into_iter().flatten().collect();
            members.sort_unstable();
            match members.is_empty() {
                true => self.error("a coalition has no members", &group.span, "", "name at least two players"),
                false => coalitions.push(members),
            }
        }
        coalitions
    }

    fn unseen(&mut self) -> Vec<Vec<usize>> {
        let mut unseen = vec![Vec::new(); self.players.len()];
        for entry in self.entries("unseen") {
            let Some(player) = self.player(&entry.key, &entry.key_span) else { continue };
            let Value::List(items) = &entry.value.value else { continue };
            for item in items {
                let Some(option) = item.text().and_then(|name| self.option(name, &item.span)) else { continue };
                unseen[player].push(option);
            }
        }
        unseen
    }
}

fn holds(condition: &Condition<usize>, code: u64) -> bool {
    condition.holds(&|&option| code >> option & 1 == 1)
}
