//! `[game.coalitional]`: players, what coalitions are worth, who has formed, points to judge.

use std::collections::HashMap;

use crate::form::coalitional::{Coalition, CoalitionalGame, MOST_PLAYERS, family, sum};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Span, shorten, suggest};
use crate::scenario::document::{Node, Value};

use super::{literal, names, number, quoted};

/// The keys of which exactly one says what coalitions are worth.
const SOURCES: [&str; 5] = ["worth", "voting", "bankruptcy", "airport", "assignment"];

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<CoalitionalGame> {
    let faults = diagnostics.len();
    let listed = table.get("players")?;
    let players = names(listed, "player", diagnostics);
    if let Value::List(items) = &listed.value {
        for item in
            items.iter().filter(|item| item.text().is_some_and(|name| name.trim().contains(char::is_whitespace)))
        {
            let spaced = Diagnostic::error("a player's name holds a space").at(&item.span, "");
            diagnostics.push(spaced.help("coalitions are named by their members, apart by spaces; write `_` or `-`"));
        }
    }
    if players.is_empty() {
        let none = Diagnostic::error("the game has no players").at(&listed.span, "");
        diagnostics.push(none.help("name them: players = [\"a\", \"b\", \"c\"]"));
    }
    if players.len() > MOST_PLAYERS {
        let many = Diagnostic::error(format!("{} players; a coalitional game may have {MOST_PLAYERS}", players.len()));
        diagnostics
            .push(many.at(&listed.span, "").help("it has a worth for every coalition; leave out or merge players"));
    }
    if diagnostics.len() > faults {
        return None;
    }
    let mut reader = Reader { players: &players, diagnostics };
    let game = reader.game(table);
    let structure = table.get("structure").map(|structure| reader.structure(structure));
    let points = table.get("points").map(|points| reader.points(points)).unwrap_or_default();
    if reader.diagnostics.len() > faults {
        return None;
    }
    let mut game = game?;
    if let Some(epsilon) = table.get("epsilon") {
        game.epsilon = Some(number(epsilon, diagnostics)?);
    }
    if let Some(structure) = structure {
        game.structure = structure;
    }
    for (name, span, payoff) in points {
        if let Some(block) = game.structure.iter().find(|&&block| sum(block, &payoff) != *game.worth(block)) {
            let (paid, worth) = (sum(*block, &payoff), game.worth(*block));
            let unfit = Diagnostic::warning(format!("the point `{}` is not efficient", shorten(&name)))
                .at(&span, format!("gives {} {paid}, which divides {worth}", game.name(*block)));
            diagnostics.push(unfit.help("it is in no solution; let the payoffs of every block sum to its worth"));
        }
        game.points.push((name, payoff));
    }
    Some(game)
}

struct Reader<'a> {
    players: &'a [&'a str],
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, message: impl Into<String>, span: &Span, label: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(message).at(span, label).help(help));
    }

    fn owned(&self) -> Vec<String> {
        self.players.iter().map(|&name| name.to_owned()).collect()
    }

    fn game(&mut self, table: &Node) -> Option<CoalitionalGame> {
        let stated: Vec<(&str, &Node)> = SOURCES.iter().filter_map(|&key| Some((key, table.get(key)?))).collect();
        if let (Some(default), false) = (table.get("default"), stated.iter().any(|(key, _)| *key == "worth")) {
            let help = "take it out, or list the worths of the other coalitions in `worth`";
            self.fault(
                "`default` goes with `worth`",
                &default.span,
                "there are no worths that it could complete",
                help,
            );
        }
        match stated.as_slice() {
            [("worth", worths)] => self.worths(worths, table.get("default")),
            [(key, family)] => self.family(key, family),
            [] => {
                let help =
                    "list them: worth = { \"a b\" = 1, … }, or state `voting`, `bankruptcy`, `airport` or `assignment`";
                self.fault("nothing says what coalitions are worth", &table.span, "", help);
                None
            }
            [(first, place), (second, other), ..] => {
                let twice = Diagnostic::error(format!("`{first}` and `{second}` both say what coalitions are worth"))
                    .at(&other.span, "stated again")
                    .at(&place.span, "stated first");
                self.diagnostics.push(twice.help("keep one of them"));
                None
            }
        }
    }

    /// The player of a name; an unknown one is reported.
    fn player(&mut self, name: &str, span: &Span) -> Option<usize> {
        let found = self.players.iter().position(|player| *player == name);
        if found.is_none() {
            let help = suggest(name, self.players.iter().copied());
            self.fault(format!("unknown player `{}`", shorten(name)), span, "not among the players", help);
        }
        found
    }

    /// A coalition from its members' names; unknown and repeated ones are reported.
    fn coalition<'n>(&mut self, members: impl Iterator<Item = (&'n str, &'n Span)>) -> Option<Coalition> {
        let mut coalition = Some(Coalition::EMPTY);
        for (name, span) in members {
            let Some(player) = self.player(name, span) else {
                coalition = None;
                continue;
            };
            if coalition.is_some_and(|coalition| coalition.contains(player)) {
                self.fault(format!("`{name}` is named twice in one coalition"), span, "", "name each member once");
                return None;
            }
            coalition = coalition.map(|coalition| coalition.with(player));
        }
        coalition
    }

    fn worths(&mut self, table: &Node, default: Option<&Node>) -> Option<CoalitionalGame> {
        let default = match default {
            Some(node) => Some(number(node, self.diagnostics)?),
            None => None,
        };
        let mut worths: HashMap<Coalition, (Rational, &Span)> = HashMap::new();
        let mut readable = true;
        for entry in table.entries() {
            let worth = number(&entry.value, self.diagnostics);
            let members = entry.key.split_whitespace().map(|name| (name, &entry.key_span));
            let (Some(worth), Some(coalition)) = (worth, self.coalition(members)) else {
                readable = false;
                continue;
            };
            if coalition.is_empty() {
                if !worth.is_zero() {
                    let help = "the coalition of nobody is worth 0; leave it out";
                    self.fault("nobody is worth something", &entry.key_span, "names no player", help);
                }
            } else if let Some((_, first)) = worths.get(&coalition) {
                let twice = Diagnostic::error(format!("the worth of `{}` is given twice", shorten(&entry.key)))
                    .at(&entry.key_span, "the same members")
                    .at(first, "first given here");
                self.diagnostics.push(twice.help("the order of the members does not matter; keep one"));
            } else {
                worths.insert(coalition, (worth, &entry.key_span));
            }
        }
        if default.is_none() && readable {
            self.missing(table, &worths);
        }
        let fallback = default.unwrap_or(Rational::ZERO);
        Some(CoalitionalGame::new(self.owned(), |coalition| {
            worths.get(&coalition).map_or_else(|| fallback.clone(), |(worth, _)| worth.clone())
        }))
    }

    fn missing(&mut self, table: &Node, worths: &HashMap<Coalition, (Rational, &Span)>) {
        let count = self.players.len();
        let absent = (1 << count) - 1 - worths.len();
        if absent == 0 {
            return;
        }
        let name = |coalition: Coalition| {
            let members: Vec<&str> = coalition.players().map(|player| self.players[player]).collect();
            format!("`{}`", members.join(" "))
        };
        let some: Vec<String> = Coalition::grand(count)
            .subsets()
            .skip(1)
            .filter(|coalition| !worths.contains_key(coalition))
            .take(5)
            .map(name)
            .collect();
        let more = if absent > some.len() { ", …" } else { "" };
        let message = match absent {
            1 => "the worth of a coalition is missing".to_owned(),
            _ => format!("the worths of {absent} coalitions are missing"),
        };
        let label = format!("says nothing of {}{more}", some.join(", "));
        self.fault(message, &table.span, label, "add them, or state what the others are worth: default = 0");
    }

    /// Numbers that must not be negative, as many as there are players.
    fn amounts(&mut self, node: &Node, noun: &str) -> Option<Vec<Rational>> {
        let Value::List(items) = &node.value else { return None };
        let amounts: Vec<Option<Rational>> = items.iter().map(|item| self.amount(item, noun)).collect();
        if items.len() != self.players.len() {
            let message = format!("{} {noun}s for {} players", items.len(), self.players.len());
            self.fault(message, &node.span, "", format!("give one {noun} per player, in their order"));
            return None;
        }
        amounts.into_iter().collect()
    }

    fn amount(&mut self, node: &Node, noun: &str) -> Option<Rational> {
        let amount = number(node, self.diagnostics)?;
        if amount.is_negative() {
            let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            let (wrong, remedy) = (format!("{article} {noun} is negative"), format!("{article} {noun} is 0 or more"));
            self.fault(wrong, &node.span, "", remedy);
            return None;
        }
        Some(amount)
    }

    fn family(&mut self, key: &str, table: &Node) -> Option<CoalitionalGame> {
        match key {
            "voting" => {
                let (quota, weights) = (table.get("quota")?, table.get("weights")?);
                let weights = self.amounts(weights, "weight");
                let least = self.amount(quota, "quota")?;
                if least.is_zero() {
                    let help = "with a quota of 0 nobody would win too; let it be more than 0";
                    self.fault("the quota is 0", &quota.span, "", help);
                    return None;
                }
                Some(family::voting(self.owned(), &least, &weights?))
            }
            "bankruptcy" => {
                let (estate, claims) = (table.get("estate")?, table.get("claims")?);
                let claims = self.amounts(claims, "claim");
                let (span, estate) = (&estate.span, self.amount(estate, "estate")?);
                let claims = claims?;
                let total = claims.iter().fold(Rational::ZERO, |sum, claim| &sum + claim);
                if estate > total {
                    let help = "nobody is bankrupt who can pay all claims; lower the estate, or name the worths";
                    self.fault(format!("the estate is more than all claims, {total}"), span, "", help);
                    return None;
                }
                Some(family::bankruptcy(self.owned(), &estate, &claims))
            }
            "airport" => {
                let costs = self.amounts(table.get("costs")?, "cost")?;
                Some(family::airport(self.owned(), &costs))
            }
            _ => self.assignment(table),
        }
    }

    fn assignment(&mut self, table: &Node) -> Option<CoalitionalGame> {
        let values = table.get("values")?;
        let Value::List(rows) = &values.value else { return None };
        let mut surplus: Vec<Vec<Rational>> = Vec::new();
        let mut readable = true;
        for row in rows {
            let Value::List(entries) = &row.value else { return None };
            let amounts: Option<Vec<Rational>> = entries.iter().map(|entry| number(entry, self.diagnostics)).collect();
            readable &= amounts.is_some();
            surplus.push(amounts.unwrap_or_default());
        }
        if !readable {
            return None;
        }
        let count = self.players.len();
        let mut side = |key: &str, others: Coalition| -> Option<Vec<usize>> {
            let Some(node) = table.get(key) else { return Some(others.players().collect()) };
            let Value::List(items) = &node.value else { return None };
            let named: Vec<usize> = items
                .iter()
                .map(|item| self.player(item.text().unwrap_or_default(), &item.span))
                .collect::<Option<_>>()?;
            if Coalition::from_players(named.iter().copied()).size() < named.len() {
                self.fault(format!("`{key}` names a player twice"), &node.span, "", "name each once");
                return None;
            }
            Some(named)
        };
        let sellers = side("sellers", Coalition::grand(surplus.len().min(count)))?;
        let selling = Coalition::from_players(sellers.iter().copied());
        let buyers = side("buyers", Coalition::grand(count).minus(selling))?;
        let buying = Coalition::from_players(buyers.iter().copied());
        if selling.meets(buying) || selling.union(buying) != Coalition::grand(count) {
            let help = "every player is either a seller or a buyer";
            self.fault("the sellers and the buyers are not all players, each once", &table.span, "", help);
            return None;
        }
        if sellers.len() != surplus.len() {
            let message = format!("{} lists of values for {} sellers", surplus.len(), sellers.len());
            self.fault(message, &values.span, "", "give one list per seller, in their order");
            return None;
        }
        for (row, entries) in rows.iter().zip(&surplus) {
            if entries.len() != buyers.len() {
                let message = format!("{} values for {} buyers", entries.len(), buyers.len());
                self.fault(message, &row.span, "", "give one value per buyer, in their order");
                return None;
            }
        }
        // The family has the sellers first; the file's order is kept.
        let order: Vec<usize> = sellers.iter().chain(&buyers).copied().collect();
        let sorted =
            family::assignment(order.iter().map(|&player| self.players[player].to_owned()).collect(), &surplus);
        Some(CoalitionalGame::new(self.owned(), |coalition| {
            let places = order.iter().enumerate().filter(|(_, player)| coalition.contains(**player));
            sorted.worth(Coalition::from_players(places.map(|(place, _)| place))).clone()
        }))
    }

    fn structure(&mut self, node: &Node) -> Vec<Coalition> {
        let Value::List(blocks) = &node.value else { return Vec::new() };
        let mut structure: Vec<Coalition> = Vec::new();
        let mut readable = true;
        for block in blocks {
            let Value::List(items) = &block.value else { return structure };
            let members = items.iter().map(|item| (item.text().unwrap_or_default(), &item.span));
            let Some(coalition) = self.coalition(members) else {
                readable = false;
                continue;
            };
            if coalition.is_empty() {
                self.fault("a block has no members", &block.span, "", "leave it out");
                continue;
            }
            let taken = structure.iter().fold(Coalition::EMPTY, |union, other| union.union(*other));
            for player in coalition.intersection(taken).players() {
                let message = format!("`{}` is in two blocks", self.players[player]);
                self.fault(message, &block.span, "", "each player is in exactly one block");
            }
            structure.push(coalition.minus(taken));
        }
        let all = structure.iter().fold(Coalition::EMPTY, |union, block| union.union(*block));
        if readable {
            for player in Coalition::grand(self.players.len()).minus(all).players() {
                let message = format!("`{}` is in no block", self.players[player]);
                let help = format!("who stays alone is a block alone: [\"{}\"]", self.players[player]);
                self.fault(message, &node.span, "", help);
            }
        }
        structure
    }

    fn points(&mut self, node: &Node) -> Vec<(String, Span, Vec<Rational>)> {
        let mut points = Vec::new();
        for entry in node.entries() {
            let Value::List(items) = &entry.value.value else { continue };
            let payoff: Option<Vec<Rational>> = items.iter().map(|item| number(item, self.diagnostics)).collect();
            if items.len() != self.players.len() {
                let message = format!("{} payoffs for {} players", items.len(), self.players.len());
                self.fault(message, &entry.value.span, "", "give one payoff per player, in their order");
            } else if let Some(payoff) = payoff {
                points.push((entry.key.clone(), entry.value.span.clone(), payoff));
            }
        }
        points
    }
}

/// A game as a file of its own: every worth that is not 0.
pub fn write(title: &str, game: &CoalitionalGame) -> String {
    let list = |coalition: Coalition| {
        let names: Vec<String> = coalition.players().map(|player| quoted(&game.players[player])).collect();
        format!("[{}]", names.join(", "))
    };
    let mut text = format!(
        "[game]\ntitle = {}\n\n[game.coalitional]\nplayers = {}\ndefault = 0\n",
        quoted(title),
        list(game.grand())
    );
    if !game.is_united() {
        let blocks: Vec<String> = game.structure.iter().map(|&block| list(block)).collect();
        text.push_str(&format!("structure = [{}]\n", blocks.join(", ")));
    }
    if let Some(epsilon) = &game.epsilon {
        text.push_str(&format!("epsilon = {}\n", literal(epsilon)));
    }
    text.push_str("\n[game.coalitional.worth]\n");
    for coalition in game.grand().subsets().filter(|&coalition| !game.worth(coalition).is_zero()) {
        text.push_str(&format!("{} = {}\n", quoted(&game.name(coalition)), literal(game.worth(coalition))));
    }
    if !game.points.is_empty() {
        text.push_str("\n[game.coalitional.points]\n");
        for (name, payoff) in &game.points {
            let payoff: Vec<String> = payoff.iter().map(literal).collect();
            text.push_str(&format!("{} = [{}]\n", quoted(name), payoff.join(", ")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Game;
    use crate::scenario::game::written::{self, remarks};

    fn game(text: &str) -> CoalitionalGame {
        let text = format!("[game.coalitional]\nplayers = [\"a\", \"b\", \"c\"]\n{text}");
        match written::game(&text) {
            Game::Coalitional(game) => game,
            other => panic!("{other:?}"),
        }
    }

    fn told(text: &str) -> Vec<String> {
        let text = format!("[game.coalitional]\nplayers = [\"a\", \"b\", \"c\"]\n{text}");
        remarks(&text)
    }

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| Rational::from(value)).collect()
    }

    #[test]
    fn members_stand_in_any_order_and_what_is_left_out_has_the_default() {
        let found = game("worth = { \"b a\" = 1, \"c a\" = \"3/2\", \"c b a\" = 2.5 }\ndefault = 0\n");
        assert_eq!(found.worth[0b011], Rational::ONE);
        assert_eq!(found.worth[0b101], Rational::new(3, 2));
        assert_eq!(found.worth[0b111], Rational::new(5, 2));
        assert_eq!(found.structure, [Coalition(0b111)]);
    }

    #[test]
    fn families_are_read() {
        assert_eq!(game("voting = { quota = 51, weights = [50, 49, 1] }").worth, numbers(&[0, 0, 0, 1, 0, 1, 0, 1]));
        let talmud = game("bankruptcy = { estate = 200, claims = [100, 200, 300] }");
        assert_eq!(talmud.worth, numbers(&[0, 0, 0, 0, 0, 0, 100, 200]));
        assert_eq!(game("airport = { costs = [1, 2, 3] }").worth, numbers(&[0, 0, 0, 1, 0, 1, 2, 3]));
        assert_eq!(game("assignment = { values = [[3, 5]] }").worth, numbers(&[0, 0, 0, 3, 0, 5, 0, 5]));
        let middle = game("assignment = { values = [[3, 5]], sellers = [\"b\"], buyers = [\"c\", \"a\"] }");
        assert_eq!(middle.worth, numbers(&[0, 0, 0, 5, 0, 0, 3, 5]));
    }

    #[test]
    fn every_fault_of_the_worths_comes_at_once() {
        let found = told("worth = { \"a b\" = 1, \"b a\" = 2, \"a d\" = 1, \"c c\" = 1, \"\" = 3, c = \"x\" }\n");
        assert_eq!(
            found,
            [
                "the worth of `b a` is given twice",
                "unknown player `d`",
                "`c` is named twice in one coalition",
                "nobody is worth something",
                "`x` is not a number",
            ]
        );
        assert_eq!(told("worth = { a = 0, \"a b\" = 1 }\n"), ["the worths of 5 coalitions are missing"]);
        assert_eq!(told(""), ["nothing says what coalitions are worth"]);
        assert_eq!(
            told("voting = { quota = 2, weights = [1, 1, 1] }\nairport = { costs = [1, 1, 1] }\ndefault = 1\n"),
            ["`default` goes with `worth`", "`voting` and `airport` both say what coalitions are worth"][..]
                .iter()
                .rev()
                .copied()
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn faults_of_structures_points_and_families_are_told() {
        let voting = "voting = { quota = 2, weights = [1, 1, 1] }\n";
        assert_eq!(
            told(&format!("{voting}structure = [[\"a\", \"b\"], [\"b\"]]")),
            ["`b` is in two blocks", "`c` is in no block"][..].iter().rev().copied().collect::<Vec<_>>()
        );
        assert_eq!(told(&format!("{voting}points = {{ p = [1, 0] }}")), ["2 payoffs for 3 players"]);
        assert_eq!(told(&format!("{voting}points = {{ p = [1, 1, 0] }}")), ["the point `p` is not efficient"]);
        assert_eq!(
            told("voting = { quota = 0, weights = [1, -1] }"),
            ["the quota is 0", "2 weights for 3 players", "a weight is negative"]
        );
        assert_eq!(told("assignment = { values = [[1, 2], [1]] }"), ["2 values for 1 buyers"]);
    }

    #[test]
    fn a_written_game_is_read_as_it_was() {
        let original = game(
            "bankruptcy = { estate = \"400/3\", claims = [100, 200, 300] }\nstructure = [[\"a\", \"c\"], [\"b\"]]\npoints = { x = [1, 0, \"-1/3\"] }\nepsilon = \"1/7\"",
        );
        let again = written::game(&write("a title", &original));
        assert!(matches!(again, Game::Coalitional(game) if game == original));
    }
}
