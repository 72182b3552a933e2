//! `[game.action_graph]`: alike players, actions, and payoffs by how many choose what.

use std::collections::HashSet;
use std::fmt::Write;

use crate::form::action_graph::{
    ActionGraph, Fault, MOST_CONFIGURATIONS, MOST_PLAYERS, MOST_WEIGHT, Neighbour, Node, Rule,
};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, shorten, suggest};
use crate::scenario::document::{self, Entry, Value};

use super::{literal, number, quoted};

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &document::Node, diagnostics: &mut Vec<Diagnostic>) -> Option<ActionGraph> {
    let faults = diagnostics.len();
    let (classes, actions) = (table.get("players")?, table.get("actions")?);
    let totals = table.get("totals").map_or(&[][..], document::Node::entries);
    for (node, noun) in [(classes, "players"), (actions, "actions")] {
        if node.entries().is_empty() {
            let none = Diagnostic::error(format!("the game has no {noun}")).at(&node.span, "");
            diagnostics.push(none.help(format!("state each as a table of its own: [game.action_graph.{noun}.NAME]")));
        }
    }
    let mut reader = Reader { actions: actions.entries(), totals: Vec::new(), diagnostics };
    for entry in totals {
        if reader.action(&entry.key).is_some() {
            let twice = Diagnostic::error(format!("`{}` is an action and a total", shorten(&entry.key)));
            reader.diagnostics.push(twice.at(&entry.key_span, "").help("rename one"));
        }
        let total = reader.total(entry);
        reader.totals.push((entry.key.as_str(), total));
    }
    let nodes: Vec<Option<Node>> = actions.entries().iter().map(|entry| reader.node(entry)).collect();
    let (mut players, mut chosen) = (Vec::new(), Vec::new());
    for entry in classes.entries() {
        let count = reader.count(entry);
        let own = reader.chosen(entry);
        if players.len() + count > MOST_PLAYERS {
            let many = Diagnostic::error(format!("more than {MOST_PLAYERS} players")).at(&entry.key_span, "");
            reader.diagnostics.push(many.help("let one player stand for several"));
            break;
        }
        for place in 1..=count {
            players.push(if count == 1 { entry.key.clone() } else { format!("{} {place}", entry.key) });
            chosen.push(own.clone());
        }
    }
    if diagnostics.len() > faults {
        return None;
    }
    let graph = ActionGraph { players, actions: chosen, nodes: nodes.into_iter().collect::<Option<_>>()? };
    if let Err(fault) = graph.validate() {
        let (Fault::Missing { node, .. } | Fault::TooMany { node }) = &fault;
        let entry = &actions.entries()[*node];
        let name = shorten(&entry.key);
        diagnostics.push(match fault {
            Fault::Missing { configuration, .. } => {
                let missing =
                    Diagnostic::error(format!("`{name}` has no payoff where its neighbours count {configuration:?}"));
                missing.at(&entry.key_span, "").help("give a row for every count that may come about, oneself included")
            }
            Fault::TooMany { .. } => {
                let many = Diagnostic::error(format!(
                    "`{name}` depends on more than {MOST_CONFIGURATIONS} counts, or listing them takes too long"
                ));
                many.at(&entry.key_span, "").help("name fewer neighbours, or totals of them")
            }
        });
        return None;
    }
    Some(graph)
}

struct Reader<'a, 'd> {
    actions: &'a [Entry],
    totals: Vec<(&'a str, Neighbour)>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn action(&self, name: &str) -> Option<usize> {
        self.actions.iter().position(|entry| entry.key == name)
    }

    /// The actions of a list of names; what is unknown is reported.
    fn named(&mut self, list: &document::Node) -> Vec<usize> {
        let Value::List(items) = &list.value else { return Vec::new() };
        let named: Vec<_> = items.iter().filter_map(|item| Some((item.text()?, &item.span))).collect();
        let mut found = Vec::new();
        for (name, span) in named {
            match self.action(name) {
                Some(place) => found.push(place),
                None => {
                    let unknown = Diagnostic::error(format!("unknown action `{}`", shorten(name))).at(span, "");
                    let known = self.actions.iter().map(|entry| entry.key.as_str());
                    self.diagnostics.push(unknown.help(suggest(name, known)));
                }
            }
        }
        found
    }

    fn count(&mut self, entry: &Entry) -> usize {
        let Some(node) = entry.value.get("count") else { return 1 };
        let Some(stated) = number(node, self.diagnostics) else { return 1 };
        let count = stated.to_string().parse::<usize>().ok().filter(|count| (1..=MOST_PLAYERS).contains(count));
        count.unwrap_or_else(|| {
            let wrong = Diagnostic::error(format!("{stated} players")).at(&node.span, "");
            self.diagnostics.push(wrong.help(format!("count them: a whole number from 1 to {MOST_PLAYERS}")));
            1
        })
    }

    /// The actions of a class, ascending.
    fn chosen(&mut self, entry: &Entry) -> Vec<usize> {
        let Some(list) = entry.value.get("actions") else { return Vec::new() };
        let mut own = self.named(list);
        let stated = own.len();
        own.sort_unstable();
        own.dedup();
        if own.is_empty() || own.len() < stated {
            let name = shorten(&entry.key);
            let (what, help) = match own.is_empty() {
                true => (format!("`{name}` has no action"), "a player without a choice has one action"),
                false => (format!("`{name}` has an action twice"), "leave one out"),
            };
            self.diagnostics.push(Diagnostic::error(what).at(&list.span, "").help(help));
        }
        own
    }

    /// What an action counts for in a total.
    fn weight(&mut self, node: &document::Node) -> i64 {
        let weight = self.whole(node);
        if !(-MOST_WEIGHT..=MOST_WEIGHT).contains(&weight) {
            let large = Diagnostic::error(format!("a weight of {weight}")).at(&node.span, "");
            self.diagnostics.push(large.help(format!("weights are from -{MOST_WEIGHT} to {MOST_WEIGHT}")));
        }
        weight
    }

    /// A whole number; 0 (reported) where there is none.
    fn whole(&mut self, node: &document::Node) -> i64 {
        let Some(value) = number(node, self.diagnostics) else { return 0 };
        value.to_string().parse().unwrap_or_else(|_| {
            let wrong = Diagnostic::error(format!("{value} is not a whole number")).at(&node.span, "");
            self.diagnostics.push(wrong.help("choices are counted: write 0, 1, 2, …"));
            0
        })
    }

    fn total(&mut self, entry: &Entry) -> Neighbour {
        let of = entry.value.get("of").map_or_else(Vec::new, |list| self.named(list));
        if let (Some(list), true) = (entry.value.get("of"), of.iter().collect::<HashSet<_>>().len() < of.len()) {
            let twice = Diagnostic::error(format!("`{}` has an action twice", shorten(&entry.key)));
            self.diagnostics.push(twice.at(&list.span, "").help("leave one out; `weights` say how much each counts"));
        }
        let weights = match entry.value.get("weights").map(|node| (&node.value, node)) {
            Some((Value::List(items), node)) => {
                if items.len() != of.len() {
                    let wrong = Diagnostic::error(format!("{} weights for {} actions", items.len(), of.len()));
                    self.diagnostics.push(wrong.at(&node.span, "").help("give one for each action of the total"));
                }
                items.iter().map(|item| self.weight(item)).collect()
            }
            _ => vec![1; of.len()],
        };
        let none = entry.value.get("none").map_or(0, |node| self.whole(node));
        let rule = match entry.value.get("rule").and_then(document::Node::text) {
            Some("exists") => Rule::Exists,
            Some("highest") => Rule::Highest(none),
            Some("lowest") => Rule::Lowest(none),
            _ => Rule::Sum,
        };
        Neighbour { rule, of: of.into_iter().zip(weights).collect() }
    }

    fn node(&mut self, entry: &Entry) -> Option<Node> {
        let own = self.action(&entry.key)?;
        let itself = Neighbour { rule: Rule::Sum, of: vec![(own, 1)] };
        let neighbours = match entry.value.get("neighbours").map(|node| &node.value) {
            Some(Value::List(items)) => items.iter().filter_map(|item| self.neighbour(item)).collect(),
            _ => vec![itself],
        };
        let Value::List(rows) = &entry.value.get("payoffs")?.value else { return None };
        let mut payoffs = Vec::with_capacity(rows.len());
        for row in rows {
            let Value::List(items) = &row.value else { continue };
            let Some((payoff, counts)) = items.split_last().filter(|(_, counts)| counts.len() == neighbours.len())
            else {
                let wrong = Diagnostic::error(format!("{} numbers in a row of `{}`", items.len(), shorten(&entry.key)));
                let help = format!("count its neighbours ({}), and then say what it pays", neighbours.len());
                self.diagnostics.push(wrong.at(&row.span, "").help(help));
                continue;
            };
            let counts: Vec<i64> = counts.iter().map(|item| self.whole(item)).collect();
            payoffs.push((counts, number(payoff, self.diagnostics).unwrap_or(Rational::ZERO), &row.span));
        }
        payoffs.sort_by(|one, other| one.0.cmp(&other.0));
        for pair in payoffs.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let twice = Diagnostic::error(format!("two payoffs of `{}` for the same counts", shorten(&entry.key)));
            self.diagnostics.push(twice.at(pair[1].2, "again").at(pair[0].2, "first").help("leave one out"));
        }
        let payoffs = payoffs.into_iter().map(|(counts, payoff, _)| (counts, payoff)).collect();
        Some(Node { name: entry.key.clone(), neighbours, payoffs })
    }

    fn neighbour(&mut self, item: &document::Node) -> Option<Neighbour> {
        let name = item.text()?;
        if let Some(action) = self.action(name) {
            return Some(Neighbour { rule: Rule::Sum, of: vec![(action, 1)] });
        }
        let total = self.totals.iter().find(|(known, _)| *known == name);
        if total.is_none() {
            let unknown = Diagnostic::error(format!("unknown action or total `{}`", shorten(name))).at(&item.span, "");
            let known = self.actions.iter().map(|entry| entry.key.as_str());
            self.diagnostics
                .push(unknown.help(suggest(name, known.chain(self.totals.iter().map(|(known, _)| *known)))));
        }
        total.map(|(_, total)| total.clone())
    }
}

/// A game as a file of its own.
pub fn write(title: &str, graph: &ActionGraph) -> String {
    let mut text = format!("[game]\ntitle = {}\n", quoted(title));
    fill(&mut text, graph).expect("writing to a string does not fail");
    text
}

fn fill(out: &mut String, graph: &ActionGraph) -> std::fmt::Result {
    let list = |actions: &mut dyn Iterator<Item = usize>| {
        actions.map(|action| quoted(&graph.nodes[action].name)).collect::<Vec<_>>().join(", ")
    };
    // Alike players in a row are one entry, if their names say so.
    let mut player = 0;
    while player < graph.players.len() {
        let stem = graph.players[player].strip_suffix(" 1");
        let alike = |stem: &str| {
            (player..graph.players.len())
                .take_while(|&other| {
                    graph.actions[other] == graph.actions[player]
                        && graph.players[other] == format!("{stem} {}", other - player + 1)
                })
                .count()
        };
        let (name, count) = match stem.map(|stem| (stem, alike(stem))) {
            Some((stem, count)) if count > 1 => (stem, count),
            _ => (graph.players[player].as_str(), 1),
        };
        writeln!(out, "\n[game.action_graph.players.{}]", quoted(name))?;
        if count > 1 {
            writeln!(out, "count   = {count}")?;
        }
        writeln!(out, "actions = [{}]", list(&mut graph.actions[player].iter().copied()))?;
        player += count;
    }
    let mut totals: Vec<&Neighbour> = Vec::new();
    let mut name = |neighbour| {
        let place = totals.iter().position(|known| *known == neighbour).unwrap_or_else(|| {
            totals.push(neighbour);
            totals.len() - 1
        });
        quoted(&total_name(graph, place))
    };
    for node in &graph.nodes {
        let neighbours: Vec<String> = node
            .neighbours
            .iter()
            .map(|neighbour| match (neighbour.rule, neighbour.of.as_slice()) {
                (Rule::Sum, [(action, 1)]) => quoted(&graph.nodes[*action].name),
                _ => name(neighbour),
            })
            .collect();
        writeln!(out, "\n[game.action_graph.actions.{}]", quoted(&node.name))?;
        writeln!(out, "neighbours = [{}]\npayoffs = [", neighbours.join(", "))?;
        for (configuration, payoff) in &node.payoffs {
            let counts: String = configuration.iter().map(|count| format!("{count}, ")).collect();
            writeln!(out, "  [{counts}{}],", literal(payoff))?;
        }
        writeln!(out, "]")?;
    }
    for (place, total) in totals.iter().enumerate() {
        let (rule, none) = match total.rule {
            Rule::Sum => ("sum", None),
            Rule::Exists => ("exists", None),
            Rule::Highest(none) => ("highest", Some(none)),
            Rule::Lowest(none) => ("lowest", Some(none)),
        };
        let weights: Vec<String> = total.of.iter().map(|(_, weight)| weight.to_string()).collect();
        writeln!(out, "\n[game.action_graph.totals.{}]", quoted(&total_name(graph, place)))?;
        writeln!(out, "of      = [{}]", list(&mut total.of.iter().map(|(action, _)| *action)))?;
        writeln!(out, "weights = [{}]\nrule    = \"{rule}\"", weights.join(", "))?;
        if let Some(none) = none {
            writeln!(out, "none    = {none}")?;
        }
    }
    Ok(())
}

/// A name that no action has.
fn total_name(graph: &ActionGraph, place: usize) -> String {
    let mut name = format!("total {}", place + 1);
    while graph.nodes.iter().any(|node| node.name == name) {
        name.push('\'');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Game;
    use crate::scenario::game::written::{self, remarks};

    fn game(text: &str) -> ActionGraph {
        match written::game(text) {
            Game::ActionGraph(game) => *game,
            other => panic!("{other:?}"),
        }
    }

    const ROADS: &str = "[game.action_graph.players.driver]\ncount = 3\nactions = [\"south\", \"north\"]\n\
                         [game.action_graph.players.cyclist]\nactions = [\"path\", \"north\"]\n";

    #[test]
    fn what_is_written_is_read_again() {
        let text = format!(
            "{ROADS}[game.action_graph.actions]\n\
             north = {{ payoffs = [[1, 9], [2, \"15/2\"], [3, 4], [4, 0]] }}\n\
             south = {{ neighbours = [\"south\", \"busy\"], payoffs = [[1, 1, 5], [2, 1, 3], [3, 1, 2], [1, 0, 1], [2, 0, 1], [3, 0, 0]] }}\n\
             path = {{ neighbours = [], payoffs = [[1]] }}\n\
             [game.action_graph.totals.busy]\nof = [\"north\"]\nrule = \"exists\"\n"
        );
        let own = game(&text);
        assert_eq!(own.players, ["driver 1", "driver 2", "driver 3", "cyclist"]);
        assert!(own.is_sound());
        assert_eq!(game(&write("again", &own)), own);
    }

    #[test]
    fn every_fault_is_told() {
        let text = "[game.action_graph.players.driver]\ncount = 1.5\nactions = [\"nroth\"]\n\
                    [game.action_graph.players.cyclist]\nactions = []\n\
                    [game.action_graph.actions]\nnorth = { neighbours = [\"east\"], payoffs = [[1, 9], [3]] }\n\
                    south = { payoffs = [[1, 2], [1, 3], [1.5, 2]] }\n\
                    [game.action_graph.totals.south]\nof = [\"north\"]\nweights = [1, 2]\n";
        assert_eq!(
            remarks(text),
            [
                "3/2 players",
                "`driver` has no action",
                "unknown action `nroth`",
                "`cyclist` has no action",
                "unknown action or total `east`",
                "2 numbers in a row of `north`",
                "two payoffs of `south` for the same counts",
                "3/2 is not a whole number",
                "`south` is an action and a total",
                "2 weights for 1 actions",
            ]
        );
        let twice = format!(
            "{ROADS}[game.action_graph.actions]\nnorth = {{ payoffs = [] }}\nsouth = {{ payoffs = [] }}\n\
             path = {{ payoffs = [] }}\n[game.action_graph.totals.busy]\n\
             of = [\"north\", \"north\"]\nweights = [1, -1000000000001]\n"
        );
        assert_eq!(remarks(&twice), ["`busy` has an action twice", "a weight of -1000000000001"]);
        let text = format!(
            "{ROADS}[game.action_graph.actions]\nnorth = {{ payoffs = [[1, 9], [2, 7], [3, 4]] }}\n\
             south = {{ payoffs = [[1, 5], [2, 1], [3, 0]] }}\npath = {{ payoffs = [[1, 0]] }}\n"
        );
        assert_eq!(remarks(&text), ["`north` has no payoff where its neighbours count [4]"]);
    }
}
