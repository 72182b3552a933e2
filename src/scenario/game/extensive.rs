//! `[game.extensive]`: players and moves, each with what its actions lead to.

use std::collections::HashMap;

use crate::form::MAX_PAYOFFS;
use crate::form::extensive::{
    ChanceAction, ExtensiveForm, ExtensiveGame, InformationSet, InformationSetId, MAX_DEPTH, Node as Move, NodeId,
};
use crate::numeric::program::Builder;
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Span, shorten, suggest};
use crate::scenario::document::{Entry, Node, Value};

use super::{literal, names, number, quoted};

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<ExtensiveGame> {
    let faults = diagnostics.len();
    let (listed, moves) = (table.get("players")?, table.get("moves")?);
    let players = names(listed, "player", diagnostics);
    if players.is_empty() {
        let none = Diagnostic::error("the game has no players").at(&listed.span, "");
        diagnostics.push(none.help("name them: players = [\"entrant\", \"incumbent\"]"));
    }
    let entries = moves.entries();
    let Some(first) = entries.first() else {
        let none = Diagnostic::error("the game has no moves").at(&moves.span, "");
        diagnostics.push(none.help("state at least one: entry = { player = \"a\", actions = { out = [0, 2] } }"));
        return None;
    };
    let mut reader = Reader { players, entries, diagnostics };
    let places: HashMap<&str, usize> = entries.iter().enumerate().map(|(at, entry)| (entry.key.as_str(), at)).collect();
    let root = match table.get("root") {
        None => Some(0),
        Some(node) => node.text().and_then(|name| reader.place(name, &node.span, &places)),
    };
    let nodes: Vec<Option<Stated>> = entries.iter().map(|entry| reader.stated(entry, &places)).collect();
    let nodes: Option<Vec<Stated>> = nodes.into_iter().collect();
    let (root, nodes) = (root?, nodes?);
    reader.hangs_together(root, &nodes, &first.key_span);
    if reader.diagnostics.len() > faults {
        return None;
    }
    reader.tree(root, &nodes)
}

/// A move as the file states it.
struct Stated<'a> {
    /// `None` for chance.
    player: Option<usize>,
    set: &'a str,
    actions: Vec<(&'a str, Follows)>,
    chances: Vec<Rational>,
    pays: Vec<Rational>,
}

enum Follows {
    Move(usize),
    End(Vec<Rational>),
}

struct Reader<'a, 'd> {
    players: Vec<&'a str>,
    entries: &'a [Entry],
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> Reader<'a, '_> {
    fn error(&mut self, message: impl Into<String>, span: &Span, label: &str, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(message).at(span, label).help(help));
    }

    /// The move of a name.
    fn place(&mut self, name: &str, span: &Span, places: &HashMap<&str, usize>) -> Option<usize> {
        let found = places.get(name).copied();
        if found.is_none() {
            let help = suggest(name, self.entries.iter().map(|entry| entry.key.as_str()));
            self.error(format!("unknown move `{}`", shorten(name)), span, "not in `moves`", help);
        }
        found
    }

    /// One number per player.
    fn payoffs(&mut self, node: &Node) -> Vec<Rational> {
        let count = self.players.len();
        let Value::List(items) = &node.value else { return vec![Rational::ZERO; count] };
        if items.len() != count {
            let message = format!("{} payoffs for {count} players", items.len());
            self.error(message, &node.span, "", "give one payoff per player, in their order");
            return vec![Rational::ZERO; count];
        }
        items.iter().map(|item| number(item, self.diagnostics).unwrap_or(Rational::ZERO)).collect()
    }

    fn stated(&mut self, entry: &'a Entry, places: &HashMap<&str, usize>) -> Option<Stated<'a>> {
        let faults = self.diagnostics.len();
        let node = &entry.value;
        let player = match node.get("player") {
            None => None,
            Some(name) => {
                let text = name.text()?;
                let found = self.players.iter().position(|&known| known == text);
                if found.is_none() {
                    let help = suggest(text, self.players.iter().copied());
                    self.error(format!("unknown player `{}`", shorten(text)), &name.span, "not in `players`", help);
                    return None;
                }
                found
            }
        };
        let listed = node.get("actions")?;
        if listed.entries().is_empty() {
            self.error(
                "a move has no action",
                &listed.span,
                "",
                "an end is written where it is reached: { stop = [1, 2] }",
            );
        }
        let mut actions = Vec::new();
        for action in listed.entries() {
            let follows = match &action.value.value {
                Value::Text(name) => self.place(name, &action.value.span, places).map(Follows::Move),
                _ => Some(Follows::End(self.payoffs(&action.value))),
            };
            actions.push((action.key.as_str(), follows?));
        }
        let chances = self.chances(entry, player.is_some(), actions.len());
        let pays = node.get("pays").map_or_else(Vec::new, |pays| self.payoffs(pays));
        let set = node.get("set").and_then(Node::text).unwrap_or(&entry.key);
        (self.diagnostics.len() == faults).then_some(Stated { player, set, actions, chances, pays })
    }

    fn chances(&mut self, entry: &Entry, moves: bool, actions: usize) -> Vec<Rational> {
        let stated = entry.value.get("chances");
        let (Some(node), false) = (stated, moves) else {
            match (stated, moves) {
                (Some(node), true) => {
                    self.error("both a player and chance move here", &node.span, "", "leave out `player` or `chances`");
                }
                (None, false) => {
                    let help = "name the `player`, or give the `chances` of its actions";
                    self.error(format!("nobody moves at `{}`", shorten(&entry.key)), &entry.key_span, "", help);
                }
                (Some(_), false) | (None, true) => {}
            }
            return Vec::new();
        };
        let Value::List(items) = &node.value else { return Vec::new() };
        let chances: Vec<Rational> =
            items.iter().map(|item| number(item, self.diagnostics).unwrap_or(Rational::ZERO)).collect();
        let sum = chances.iter().fold(Rational::ZERO, |sum, chance| &sum + chance);
        if chances.len() != actions {
            let message = format!("{} chances for {actions} actions", chances.len());
            self.error(message, &node.span, "", "give one per action, in their order");
        } else if chances.iter().any(Rational::is_negative) {
            self.error("a probability is negative", &node.span, "", "they lie between 0 and 1");
        } else if !sum.is_one() {
            let message = format!("the chances sum to {}, not to 1", shorten(&sum.to_string()));
            self.error(message, &node.span, "", "write thirds as fractions: \"1/3\"");
        }
        chances
    }

    /// Every move but the first is reached by one action, and moves of a set are alike.
    fn hangs_together(&mut self, root: usize, nodes: &[Stated<'a>], at: &Span) {
        let mut reached = vec![0usize; nodes.len()];
        reached[root] += 1;
        for node in nodes {
            for (_, follows) in &node.actions {
                if let Follows::Move(place) = follows {
                    reached[*place] += 1;
                }
            }
        }
        let mut known = vec![false; nodes.len()];
        let mut ahead = vec![root];
        while let Some(place) = ahead.pop() {
            if !std::mem::replace(&mut known[place], true) {
                ahead.extend(nodes[place].actions.iter().filter_map(|(_, follows)| match follows {
                    Follows::Move(next) => Some(*next),
                    Follows::End(_) => None,
                }));
            }
        }
        let mut sets: HashMap<&str, usize> = HashMap::new();
        for (place, entry) in self.entries.iter().enumerate() {
            let name = shorten(&entry.key);
            if reached[place] > 1 {
                let help = "a tree reaches every move by one way; state it again under another name, in the same `set` if \
                            it cannot be told apart";
                self.error(format!("move `{name}` is reached twice"), &entry.key_span, "", help);
            } else if !known[place] {
                let help = "let an action lead to it, or leave it out";
                self.error(format!("move `{name}` is never reached"), &entry.key_span, "", help);
            }
            let Some(player) = nodes[place].player else {
                if let Some(set) = entry.value.get("set") {
                    self.error("chance has no information sets", &set.span, "", "leave out `set`");
                }
                continue;
            };
            let first = *sets.entry(nodes[place].set).or_insert(place);
            let labels = |place: usize| nodes[place].actions.iter().map(|(label, _)| *label);
            if nodes[first].player != Some(player) || !labels(first).eq(labels(place)) {
                let help = "moves of one set have the same player and the same actions in the same order";
                let label = format!("unlike `{}` of the same set", shorten(&self.entries[first].key));
                self.error(format!("move `{name}` does not fit its set"), &entry.key_span, &label, help);
            }
        }
        if (nodes.len() + 1).saturating_mul(self.players.len()) > MAX_PAYOFFS {
            self.error("the game is too large", at, "", "leave out parts of the tree that are not reached");
        }
    }

    /// The tree in pre-order, payoffs on the way added up.
    fn tree(&mut self, root: usize, nodes: &[Stated<'a>]) -> Option<ExtensiveGame> {
        let owned = |names: &[&str]| -> Vec<String> { names.iter().map(|&name| name.to_owned()).collect() };
        let mut form = ExtensiveForm { players: owned(&self.players), ..ExtensiveForm::default() };
        let (mut numbers, mut labels) = (Builder::default(), Vec::new());
        let mut sets: HashMap<&str, InformationSetId> = HashMap::new();
        let start = Follows::Move(root);
        type Ahead<'n> = (&'n Follows, Option<(usize, usize)>, Vec<Rational>, usize);
        let mut ahead: Vec<Ahead<'_>> = vec![(&start, None, vec![Rational::ZERO; self.players.len()], 0)];
        while let Some((follows, parent, mut earned, depth)) = ahead.pop() {
            let id = NodeId(form.nodes.len() as u32);
            if let Some((parent, action)) = parent {
                match &mut form.nodes[parent] {
                    Move::Terminal(_) => {}
                    Move::Chance(actions) => actions[action].child = id,
                    Move::Decision { children, .. } => children[action] = id,
                }
            }
            let pays = match follows {
                Follows::Move(place) => &nodes[*place].pays,
                Follows::End(payoffs) => payoffs,
            };
            for (sum, payoff) in earned.iter_mut().zip(pays) {
                *sum = &*sum + payoff;
            }
            let Follows::Move(place) = follows else {
                form.nodes.push(Move::Terminal(earned.into_iter().map(|payoff| numbers.constant(payoff)).collect()));
                continue;
            };
            if depth == MAX_DEPTH {
                let span = &self.entries[*place].key_span;
                let help = "such a game is better stated as a repeated or stochastic one";
                self.error(format!("the tree is deeper than {MAX_DEPTH} moves"), span, "", help);
                return None;
            }
            let stated = &nodes[*place];
            let node = match stated.player {
                None => {
                    let draws = stated.actions.iter().zip(&stated.chances);
                    let action = |((label, _), chance): (&(&str, Follows), &Rational)| ChanceAction {
                        label: (*label).to_owned(),
                        probability: numbers.constant(chance.clone()),
                        child: NodeId::ROOT, // until the child is met
                    };
                    Move::Chance(draws.map(action).collect())
                }
                Some(player) => {
                    let set = *sets.entry(stated.set).or_insert_with(|| {
                        let actions = stated.actions.iter().map(|(label, _)| (*label).to_owned()).collect();
                        form.information_sets.push(InformationSet { player, actions, nodes: Vec::new() });
                        labels.push(stated.set.to_owned());
                        InformationSetId(labels.len() as u32 - 1)
                    });
                    form.information_sets[set.index()].nodes.push(id);
                    Move::Decision { information_set: set, children: vec![NodeId::ROOT; stated.actions.len()] }
                }
            };
            form.nodes.push(node);
            for (action, (_, next)) in stated.actions.iter().enumerate().rev() {
                ahead.push((next, Some((id.index(), action)), earned.clone(), depth + 1));
            }
        }
        let registers = numbers.finish().evaluate::<Rational>(&[]);
        Some(ExtensiveGame { form, registers, labels })
    }
}

/// A game as a file of its own, moves numbered in the order of the walk.
pub fn write(title: &str, game: &ExtensiveGame) -> String {
    let form = &game.form;
    let players: Vec<String> = form.players.iter().map(|player| quoted(player)).collect();
    let mut text = format!(
        "[game]\ntitle = {}\n\n[game.extensive]\nplayers = [{}]\n\n[game.extensive.moves]\n",
        quoted(title),
        players.join(", ")
    );
    let list = |numbers: &mut dyn Iterator<Item = &Rational>| numbers.map(literal).collect::<Vec<_>>().join(", ");
    let follows = |child: NodeId| match form.node(child) {
        Move::Terminal(payoffs) => format!("[{}]", list(&mut payoffs.iter().map(|&payoff| game.value(payoff)))),
        Move::Chance(_) | Move::Decision { .. } => format!("\"{}\"", child.0),
    };
    // Labels of sets need not differ; the number of its first node tells a set from others.
    let mut taken: HashMap<&str, usize> = HashMap::new();
    game.labels.iter().for_each(|label| *taken.entry(label).or_default() += 1);
    for (index, node) in form.nodes.iter().enumerate() {
        let line = match node {
            Move::Terminal(_) if index > 0 => continue,
            // A game without a move: chance draws its only end.
            Move::Terminal(_) => format!("chances = [1], actions = {{ \"end\" = {} }}", follows(NodeId::ROOT)),
            Move::Chance(actions) => {
                let chances = list(&mut actions.iter().map(|action| game.value(action.probability)));
                let mut labels: Vec<String> = actions.iter().map(|action| action.label.clone()).collect();
                // What chance draws is a key here, and keys differ.
                let mut known = std::collections::HashSet::new();
                if !labels.iter().all(|label| known.insert(label.clone())) {
                    labels = (1..=actions.len()).map(|number| number.to_string()).collect();
                }
                let entries: Vec<String> = labels
                    .iter()
                    .zip(actions)
                    .map(|(label, action)| format!("{} = {}", quoted(label), follows(action.child)))
                    .collect();
                format!("chances = [{chances}], actions = {{ {} }}", entries.join(", "))
            }
            Move::Decision { information_set, children } => {
                let set = form.information_set(*information_set);
                let label = game.labels.get(information_set.index()).map_or("", String::as_str);
                let first = set.nodes.first().map_or(index, |node| node.index());
                let name = match taken.get(label) {
                    Some(1) if !label.is_empty() => label.to_owned(),
                    _ if label.is_empty() => format!("#{first}"),
                    _ => format!("{label} #{first}"),
                };
                let entries: Vec<String> = set
                    .actions
                    .iter()
                    .zip(children)
                    .map(|(action, &child)| format!("{} = {}", quoted(action), follows(child)))
                    .collect();
                format!(
                    "player = {}, set = {}, actions = {{ {} }}",
                    quoted(&form.players[set.player]),
                    quoted(&name),
                    entries.join(", ")
                )
            }
        };
        text.push_str(&format!("{index} = {{ {line} }}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Game;
    use crate::scenario::game::written::{self, remarks};

    const POKER: &str = "[game.extensive]\nplayers = [\"one\", \"two\"]\n[game.extensive.moves]\n\
        deal = { chances = [\"1/3\", \"2/3\"], actions = { high = \"a\", low = \"b\" } }\n\
        a = { player = \"one\", pays = [-1, 1], actions = { bet = \"c\", pass = [0, 0] } }\n\
        b = { player = \"one\", actions = { bet = \"d\", pass = [0, 0] } }\n\
        c = { player = \"two\", set = \"call\", actions = { call = [\"5/2\", -2], fold = [1, -1] } }\n\
        d = { player = \"two\", set = \"call\", actions = { call = [-2, 2], fold = [1, -1] } }\n";

    fn game(text: &str) -> ExtensiveGame {
        match written::game(text) {
            Game::Extensive(game) => game,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sets_join_moves_and_payoffs_on_the_way_add_up() {
        let game = game(POKER);
        assert_eq!(game.form.nodes.len(), 11);
        assert_eq!(game.form.information_sets.len(), 3);
        assert_eq!(game.form.information_sets[1].nodes, [NodeId(2), NodeId(7)]);
        let Move::Terminal(payoffs) = game.form.node(NodeId(3)) else { panic!() };
        assert_eq!(game.value(payoffs[0]), &Rational::new(3, 2));
    }

    #[test]
    fn a_written_tree_is_read_as_it_was() {
        let original = game(POKER);
        let again = game(&write("a \"title\"", &original));
        assert_eq!(write("", &again), write("", &original));
        assert_eq!(serde_json::to_string(&again.form).unwrap(), serde_json::to_string(&original.form).unwrap());
        assert_eq!(again.registers, original.registers);
    }

    #[test]
    fn every_fault_comes_at_once() {
        let moves = "[game.extensive]\nplayers = [\"one\"]\n[game.extensive.moves]\n";
        let found = remarks(&format!(
            "{moves}a = {{ player = \"onne\", actions = {{ l = [1], r = [2] }} }}\n\
             b = {{ player = \"one\", actions = {{ l = [1, 2], r = \"bb\" }} }}\n\
             c = {{ actions = {{ l = [1] }} }}\nd = {{ chances = [\"1/3\"], actions = {{ l = [1] }} }}\n"
        ));
        assert_eq!(
            found,
            [
                "unknown player `onne`",
                "2 payoffs for 1 players",
                "unknown move `bb`",
                "nobody moves at `c`",
                "the chances sum to 1/3, not to 1",
            ]
        );
        let found = remarks(&format!(
            "{moves}a = {{ player = \"one\", actions = {{ l = \"b\", r = \"b\" }} }}\n\
             b = {{ player = \"one\", set = \"a\", actions = {{ l = [1], m = [2] }} }}\n\
             c = {{ player = \"one\", actions = {{ l = \"c\" }} }}\n"
        ));
        assert_eq!(found, ["move `b` is reached twice", "move `b` does not fit its set", "move `c` is never reached"]);
    }
}
