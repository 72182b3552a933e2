//! From a document to a scenario: names resolved, numbers exact, every rule checked.

mod conditions;
mod names;
mod offers;
mod process;
mod quantities;
mod rules;
mod situation;

use crate::form::graph::Convention;

use super::diagnostic::{Diagnostic, Span};
use super::document::{Entry, Node};
use super::format::Namespace;
use super::quantity::Parameter;
use super::{
    Agreement, Concession, ConcessionId, Inducement, MAX_AGREEMENTS, MAX_CONCESSIONS, MAX_INDUCEMENTS, MAX_PLAYERS,
    MAX_RATIFICATIONS, Player, PlayerId, Scenario,
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
        if question_id.is_some() {
            self.check_offers(&scenario);
        }
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
}
