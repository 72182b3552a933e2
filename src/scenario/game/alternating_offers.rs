//! `[game.alternating_offers]`: players, who proposes, and what time does to them.

use crate::form::alternating_offers::{AlternatingOffers, MAX_PERIODS, Package, Proposers};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, shorten, suggest};
use crate::scenario::document::{Node, Value};

use super::bargaining::points_of;
use super::{literal, names, number, quoted};

/// More players are not read: tables grow with their square.
const MAX_PLAYERS: usize = 200;

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<AlternatingOffers> {
    let faults = diagnostics.len();
    let listed = table.get("players")?;
    let players = names(listed, "player", diagnostics);
    if players.len() < 2 || players.len() > MAX_PLAYERS {
        let count = Diagnostic::error(format!("{} players cannot bargain", players.len())).at(&listed.span, "");
        diagnostics.push(count.help(format!("name from 2 to {MAX_PLAYERS}: players = [\"one\", \"two\"]")));
        return None;
    }
    let list = |key: &str, default: Rational, diagnostics: &mut Vec<Diagnostic>| match table.get(key) {
        Some(node) => one_each(node, key, players.len(), diagnostics),
        None => vec![default; players.len()],
    };
    let zero = || Rational::ZERO;
    let discounts = list("discounts", Rational::ONE, diagnostics);
    let disagreement = list("disagreement", zero(), diagnostics);
    let costs = list("costs", zero(), diagnostics);
    let single = |key: &str, default: Rational, diagnostics: &mut Vec<Diagnostic>| match table.get(key) {
        Some(node) => number(node, diagnostics).unwrap_or(default),
        None => default,
    };
    let pie = single("pie", Rational::ONE, diagnostics);
    let breakdown = single("breakdown", zero(), diagnostics);
    let proposers = proposers(table, &players, diagnostics);
    let quota = count(table, "quota", players.len(), diagnostics).unwrap_or(players.len());
    let periods = count(table, "periods", MAX_PERIODS as usize, diagnostics).map(|count| count as u32);
    let outside = table.get("outside").map(|node| {
        if players.len() != 2 || quota != 2 {
            let many = Diagnostic::error("`outside` is for two players who must both agree").at(&node.span, "");
            diagnostics.push(many.help("remove it; `disagreement` with `breakdown` works for any number"));
        }
        one_each(node, "outside", players.len(), diagnostics)
    });
    let packages: Vec<Package> = table.get("points").map_or_else(Vec::new, |node| {
        let points = points_of(node, &players, diagnostics);
        points.into_iter().map(|own| Package { name: own.name, payoffs: own.payoffs }).collect()
    });
    if !packages.is_empty() {
        let remedies = [
            ("pie", "keep `points`, or divide a `pie`"),
            ("quota", "remove it: all must agree on a point"),
            ("periods", "remove it: talks about points have no last period"),
        ];
        for (key, remedy) in remedies {
            if let Some(node) = table.get(key) {
                let both = Diagnostic::error(format!("`{key}` goes with a pie, and this game has points"));
                diagnostics.push(both.at(&node.span, "").help(remedy.to_owned()));
            }
        }
    }
    let mut refuse = |key: &str, index: Option<usize>, what: &str, remedy: &str| {
        let node = table.get(key).and_then(|node| match (&node.value, index) {
            (Value::List(items), Some(index)) => items.get(index),
            _ => Some(node),
        });
        let span = node.map_or(&table.span, |node| &node.span);
        diagnostics.push(Diagnostic::error(what.to_owned()).at(span, "").help(remedy.to_owned()));
    };
    if !pie.is_positive() {
        refuse("pie", None, "the pie must be positive", "payoffs count from nothing: leave what is worth less out");
    }
    if breakdown.is_negative() || breakdown > Rational::ONE {
        refuse("breakdown", None, "a probability lies between 0 and 1", "write one in a hundred as 0.01");
    }
    for (index, discount) in discounts.iter().enumerate() {
        if !discount.is_positive() || *discount > Rational::ONE {
            let remedy = "it is the worth of a share one period later, as a part of its worth now: 0.95";
            refuse("discounts", Some(index), "a discount factor is above 0 and at most 1", remedy);
        }
    }
    for (index, _) in costs.iter().enumerate().filter(|(_, cost)| cost.is_negative()) {
        refuse(
            "costs",
            Some(index),
            "a cost of waiting is not negative",
            "what disagreement pays goes in `disagreement`",
        );
    }
    if diagnostics.len() > faults {
        return None;
    }
    Some(AlternatingOffers {
        players: players.into_iter().map(str::to_owned).collect(),
        pie,
        packages,
        proposers: proposers?,
        quota,
        discounts,
        breakdown,
        disagreement,
        costs,
        outside,
        periods,
    })
}

/// One number per player; none where there is a fault, which is reported.
fn one_each(node: &Node, key: &str, players: usize, diagnostics: &mut Vec<Diagnostic>) -> Vec<Rational> {
    let Value::List(items) = &node.value else { return vec![Rational::ONE; players] };
    if items.len() != players {
        let wrong = Diagnostic::error(format!("{} numbers for {players} players in `{key}`", items.len()));
        diagnostics.push(wrong.at(&node.span, "").help("give one number per player, in their order"));
        return vec![Rational::ONE; players];
    }
    items.iter().map(|item| number(item, diagnostics).unwrap_or(Rational::ONE)).collect()
}

/// A whole number from 1 to the most, if the key is there.
fn count(table: &Node, key: &str, most: usize, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let node = table.get(key)?;
    let value = number(node, diagnostics)?;
    let whole = value.to_string().parse::<usize>().ok().filter(|count| (1..=most).contains(count));
    if whole.is_none() {
        let wrong = Diagnostic::error(format!("`{key}` is a whole number from 1 to {most}"));
        let remedy = if key == "quota" {
            "count the proposer too; without it all must agree"
        } else {
            "leave it out for talks without end"
        };
        diagnostics.push(wrong.at(&node.span, "").help(remedy));
    }
    whole
}

fn proposers(table: &Node, players: &[&str], diagnostics: &mut Vec<Diagnostic>) -> Option<Proposers> {
    match (table.get("turns"), table.get("recognition")) {
        (None, None) => Some(Proposers::InTurn((0..players.len()).collect())),
        (Some(turns), None) => {
            let Value::List(items) = &turns.value else { return None };
            if items.is_empty() {
                let none = Diagnostic::error("nobody ever proposes").at(&turns.span, "");
                diagnostics.push(none.help("list the proposers in their order: turns = [\"one\", \"two\"]"));
                return None;
            }
            let mut places = Vec::new();
            for item in items {
                let Some(name) = item.text() else { continue };
                match players.iter().position(|player| *player == name) {
                    Some(place) => places.push(place),
                    None => {
                        let unknown = Diagnostic::error(format!("unknown player `{}`", shorten(name)));
                        diagnostics.push(unknown.at(&item.span, "").help(suggest(name, players.iter().copied())));
                    }
                }
            }
            (places.len() == items.len()).then_some(Proposers::InTurn(places))
        }
        (None, Some(recognition)) => {
            let chances = one_each(recognition, "recognition", players.len(), diagnostics);
            let sum = chances.iter().fold(Rational::ZERO, |sum, chance| &sum + chance);
            if !sum.is_one() || chances.iter().any(Rational::is_negative) {
                let wrong = Diagnostic::error(format!("probabilities that sum to {sum}")).at(&recognition.span, "");
                let even = Rational::new(1, players.len() as i64);
                diagnostics.push(wrong.help(format!("make them sum to 1: \"{even}\" each would be even")));
                return None;
            }
            Some(Proposers::Recognized(chances))
        }
        (Some(turns), Some(recognition)) => {
            let both = Diagnostic::error("proposers come in turn, or are drawn")
                .at(&recognition.span, "drawn")
                .at(&turns.span, "in turn");
            diagnostics.push(both.help("keep one of the two"));
            None
        }
    }
}

/// A game as a file of its own.
pub fn write(title: &str, game: &AlternatingOffers) -> String {
    let list = |numbers: &[Rational]| numbers.iter().map(literal).collect::<Vec<_>>().join(", ");
    let players: Vec<String> = game.players.iter().map(|player| quoted(player)).collect();
    let proposers = match &game.proposers {
        Proposers::InTurn(turns) => {
            let names: Vec<&str> = turns.iter().map(|&player| players[player].as_str()).collect();
            format!("turns        = [{}]", names.join(", "))
        }
        Proposers::Recognized(chances) => format!("recognition  = [{}]", list(chances)),
    };
    let shared = match game.packages.is_empty() {
        true => format!("pie          = {}\nquota        = {}\n", literal(&game.pie), game.quota),
        false => String::new(),
    };
    let mut text = format!(
        "[game]\ntitle = {}\n\n[game.alternating_offers]\nplayers      = [{}]\n{shared}{proposers}\n\
         discounts    = [{}]\nbreakdown    = {}\ndisagreement = [{}]\ncosts        = [{}]\n",
        quoted(title),
        players.join(", "),
        list(&game.discounts),
        literal(&game.breakdown),
        list(&game.disagreement),
        list(&game.costs),
    );
    if let Some(outside) = &game.outside {
        text.push_str(&format!("outside      = [{}]\n", list(outside)));
    }
    if let Some(periods) = game.periods {
        text.push_str(&format!("periods      = {periods}\n"));
    }
    if !game.packages.is_empty() {
        text.push_str("\n[game.alternating_offers.points]\n");
        for package in &game.packages {
            text.push_str(&format!("{} = [{}]\n", quoted(&package.name), list(&package.payoffs)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::form::Game;
    use crate::scenario::game::written::{self, remarks};

    fn game(text: &str) -> crate::form::alternating_offers::AlternatingOffers {
        match written::game(text) {
            Game::AlternatingOffers(game) => *game,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "[game.alternating_offers]\nplayers = [\"a\", \"b\"]\ndiscounts = [0.9, \"4/5\"]\noutside = [0, 0.25]\nperiods = 7\n";
        let own = game(text);
        assert_eq!(own.validate(), Ok(()));
        assert_eq!(game(&super::write("again", &own)), own);
    }

    #[test]
    fn every_fault_is_told() {
        let text = "[game.alternating_offers]\nplayers = [\"a\", \"b\", \"c\"]\nrecognition = [0.5, 0.5, 0.5]\nquota = 4\n\
                    discounts = [1.5, 1, 1]\nbreakdown = 2\npie = 0\ncosts = [0, -1, 0]\noutside = [0, 0, 0]\n";
        assert_eq!(
            remarks(text),
            [
                "probabilities that sum to 3/2",
                "`quota` is a whole number from 1 to 3",
                "a discount factor is above 0 and at most 1",
                "a probability lies between 0 and 1",
                "the pie must be positive",
                "a cost of waiting is not negative",
                "`outside` is for two players who must both agree",
            ]
        );
    }
}
