//! `[game.normal]`: players, strategies, and payoffs nested by player.

use crate::form::normal::NormalGame;
use crate::form::payoffs::PayoffTable;
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, Value};

use super::{literal, names, number, quoted};

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<NormalGame> {
    let faults = diagnostics.len();
    let (listed, strategies, payoffs) = (table.get("players")?, table.get("strategies")?, table.get("payoffs")?);
    let players = names(listed, "player", diagnostics);
    if players.is_empty() {
        let none = Diagnostic::error("the game has no players").at(&listed.span, "");
        diagnostics.push(none.help("name them: players = [\"row\", \"column\"]"));
    }
    let Value::List(lists) = &strategies.value else { return None };
    let lists: Vec<(&Node, Vec<&str>)> =
        lists.iter().map(|list| (list, names(list, "strategy", diagnostics))).collect();
    for (list, own) in &lists {
        if own.is_empty() && matches!(&list.value, Value::List(items) if items.is_empty()) {
            let none = Diagnostic::error("a player has no strategy").at(&list.span, "");
            diagnostics.push(none.help("a player without a choice has one strategy"));
        }
    }
    if lists.len() != players.len() {
        let wrong = Diagnostic::error(format!("{} lists of strategies for {} players", lists.len(), players.len()));
        diagnostics.push(wrong.at(&strategies.span, "").help("give each player a list, in the order of the players"));
    }
    if diagnostics.len() > faults {
        return None;
    }
    let strategies: Vec<Vec<&str>> = lists.into_iter().map(|(_, own)| own).collect();
    let mut reader = Payoffs { players: &players, strategies: &strategies, values: Vec::new(), diagnostics };
    reader.read(payoffs, 0);
    let values = reader.values;
    if diagnostics.len() > faults {
        return None;
    }
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Some(NormalGame {
        players: owned(&players),
        strategies: strategies.iter().map(|own| owned(own)).collect(),
        payoffs: PayoffTable::of(players.len(), values)?,
    })
}

/// The walk over nested lists: one level per player, then the payoffs.
struct Payoffs<'a> {
    players: &'a [&'a str],
    strategies: &'a [Vec<&'a str>],
    /// Profile by profile.
    values: Vec<Rational>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Payoffs<'_> {
    /// Depth is bounded by the number of players, and that by the lists of strategies.
    fn read(&mut self, node: &Node, depth: usize) {
        let Some(own) = self.strategies.get(depth) else { return self.profile(node) };
        let player = self.players[depth];
        let Value::List(items) = &node.value else {
            let wrong = Diagnostic::error(format!("{player}'s strategies belong here; this is {}", node.value.kind()));
            let help =
                format!("payoffs are nested {} lists deep, and the payoffs themselves are a list", self.players.len());
            self.diagnostics.push(wrong.at(&node.span, "expected a list").help(help));
            return;
        };
        if items.len() != own.len() {
            let wrong = Diagnostic::error(format!(
                "{} entries for {player}'s {} strategies ({})",
                items.len(),
                own.len(),
                own.join(", ")
            ));
            self.diagnostics.push(wrong.at(&node.span, "").help("give one entry per strategy, in their order"));
            return;
        }
        for item in items {
            self.read(item, depth + 1);
        }
    }

    fn profile(&mut self, node: &Node) {
        let count = self.players.len();
        let Value::List(items) = &node.value else {
            let wrong =
                Diagnostic::error(format!("the payoffs of a profile belong here; this is {}", node.value.kind()));
            let help = format!("give one payoff per player, in a list of {count}");
            self.diagnostics.push(wrong.at(&node.span, "expected a list").help(help));
            return;
        };
        if items.len() != count {
            let wrong = Diagnostic::error(format!("{} payoffs for {count} players", items.len()));
            self.diagnostics.push(wrong.at(&node.span, "").help("give one payoff per player, in their order"));
            return;
        }
        for item in items {
            self.values.push(number(item, self.diagnostics).unwrap_or(Rational::ZERO));
        }
    }
}

/// A game as a file of its own.
pub fn write(title: &str, game: &NormalGame) -> String {
    let list = |labels: &[String]| labels.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(", ");
    let strategies: Vec<String> = game.strategies.iter().map(|own| format!("[{}]", list(own))).collect();
    let mut text = format!(
        "[game]\ntitle = {}\n\n[game.normal]\nplayers    = [{}]\nstrategies = [{}]\npayoffs    = [",
        quoted(title),
        list(&game.players),
        strategies.join(", ")
    );
    for (index, payoffs) in game.payoffs.iter().enumerate() {
        // A list opens before the first profile of each run, and closes after its last.
        let opened = (1..game.strategies.len()).filter(|&player| index % game.stride(player - 1) == 0).count();
        let closed = (1..game.strategies.len()).filter(|&player| (index + 1) % game.stride(player - 1) == 0).count();
        if opened > 0 {
            text.push_str("\n  ");
            text.push_str(&"[".repeat(opened));
        }
        let payoffs: Vec<String> = payoffs.iter().map(literal).collect();
        text.push_str(&format!("[{}]{}, ", payoffs.join(", "), "]".repeat(closed)));
        if closed > 0 {
            text.truncate(text.trim_end().len());
        }
    }
    text.push_str("\n]\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Game;
    use crate::scenario::game::written::{self, remarks};

    fn game(text: &str) -> NormalGame {
        match written::game(text) {
            Game::Normal(game) => game,
            other => panic!("{other:?}"),
        }
    }

    const BIMATRIX: &str = "[game.normal]\nplayers = [\"row\", \"column\"]\nstrategies = [[\"top\", \"bottom\"], \
                            [\"left\", \"middle\", \"right\"]]\n";

    #[test]
    fn payoffs_are_nested_by_player_and_exact() {
        let game =
            game(&format!("{BIMATRIX}payoffs = [[[\"3/2\", 1], [0.1, -2e1], [0, 0]], [[1, 2], [3, 4], [5, 6]]]"));
        assert_eq!(game.payoffs[game.index(&[0, 1])], ["1/10".parse().unwrap(), (-20).into()]);
        assert_eq!(game.payoffs[game.index(&[1, 2])], [5.into(), 6.into()]);
    }

    #[test]
    fn every_fault_comes_at_once() {
        let found = remarks(&format!("{BIMATRIX}payoffs = [[[1, 1], [\"x\", 2, 3], [0]], [[1, 2], [3, \"1/0\"]], 7]"));
        assert_eq!(found, ["3 entries for row's 2 strategies (top, bottom)"]);
        let found =
            remarks(&format!("{BIMATRIX}payoffs = [[[1, 1], [1, 2, 3], [\"x\", true]], [[1, 2], [3, \"1/0\"]]]"));
        assert_eq!(
            found,
            [
                "3 payoffs for 2 players",
                "`x` is not a number",
                "a number belongs here; this is true or false",
                "2 entries for column's 3 strategies (left, middle, right)",
            ]
        );
        let found =
            remarks("[game.normal]\nplayers = [\"a\", \"a\", \"\"]\nstrategies = [[\"x\", \"x\"], []]\npayoffs = []\n");
        assert_eq!(
            found,
            [
                "duplicate player `a`",
                "a player has no name",
                "2 lists of strategies for 3 players",
                "duplicate strategy `x`",
                "a player has no strategy",
            ]
        );
    }

    #[test]
    fn a_written_game_is_read_as_it_was() {
        for counts in [vec![2, 3], vec![4], vec![2, 1, 3], vec![1, 1], vec![2, 2, 2, 2]] {
            let size: usize = counts.iter().product();
            let value = |index: usize| Rational::new(index as i64 - 5, 1 + (index as i64 % 4));
            let original = NormalGame {
                players: (0..counts.len()).map(|player| format!("p \"{player}\"")).collect(),
                strategies: counts.iter().map(|&count| (0..count).map(|own| format!("s\\{own}")).collect()).collect(),
                payoffs: (0..size)
                    .map(|index| (0..counts.len()).map(|player| value(index * 3 + player)).collect())
                    .collect(),
            };
            assert_eq!(game(&write("a \"title\"\n", &original)), original, "{}", write("", &original));
        }
    }
}
