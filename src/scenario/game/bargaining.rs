//! `[game.bargaining]`: players, points or issues, disagreement, weights.

use crate::form::bargaining::{BargainingProblem, Issue, Settlement};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, shorten, suggest};
use crate::scenario::document::{Entry, Node, Value};

use super::{literal, names, number, quoted};

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<BargainingProblem> {
    let faults = diagnostics.len();
    let listed = table.get("players")?;
    let players = names(listed, "player", diagnostics);
    if players.is_empty() {
        let none = Diagnostic::error("the game has no players").at(&listed.span, "");
        diagnostics.push(none.help("name them: players = [\"one\", \"two\"]"));
    }
    let issues = match (table.get("points"), table.get("issues")) {
        (Some(points), None) => {
            vec![Issue { name: "point".to_owned(), options: points_of(points, &players, diagnostics) }]
        }
        (None, Some(issues)) => issues_of(issues, table.get("issue_weights"), &players, diagnostics),
        (None, None) => {
            let none = Diagnostic::error("the game states nothing that can be agreed on").at(&table.span, "");
            diagnostics.push(none.help("state `points`, or `issues` with their options"));
            Vec::new()
        }
        (Some(points), Some(issues)) => {
            let both = Diagnostic::error("the game states both points and issues")
                .at(&issues.span, "issues")
                .at(&points.span, "points");
            diagnostics
                .push(both.help("points are outcomes, options of issues are parts of them; keep one of the two"));
            Vec::new()
        }
    };
    if let (Some(weights), None) = (table.get("issue_weights"), table.get("issues")) {
        let idle = Diagnostic::error("`issue_weights` belong to issues, and there are none").at(&weights.span, "");
        diagnostics.push(idle.help("remove them"));
    }
    let disagreement = match table.get("disagreement") {
        Some(node) => payoffs(node, &players, "disagreement", diagnostics),
        None => vec![Rational::ZERO; players.len()],
    };
    let weights = table.get("weights").map(|node| {
        let weights = payoffs(node, &players, "weights", diagnostics);
        if let Value::List(items) = &node.value {
            for (item, _) in items.iter().zip(&weights).filter(|(_, weight)| !weight.is_positive()) {
                let wrong = Diagnostic::error("a bargaining weight must be positive").at(&item.span, "");
                diagnostics.push(wrong.help("leave out a player without a say"));
            }
        }
        weights
    });
    let lotteries = match table.get("hull").map(|node| &node.value) {
        Some(Value::Flag(flag)) => *flag,
        _ => table.get("issues").is_none(),
    };
    if diagnostics.len() > faults {
        return None;
    }
    Some(BargainingProblem {
        players: players.into_iter().map(str::to_owned).collect(),
        issues,
        lotteries,
        disagreement,
        weights,
    })
}

/// One number per player; zeros where there is a fault, which is reported.
pub(super) fn payoffs(node: &Node, players: &[&str], what: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Rational> {
    // What is not a list has been reported with the structure.
    let Value::List(items) = &node.value else { return vec![Rational::ZERO; players.len()] };
    if items.len() != players.len() {
        let wrong =
            Diagnostic::error(format!("{} numbers for {} players in `{}`", items.len(), players.len(), shorten(what)));
        diagnostics.push(wrong.at(&node.span, "").help("give one number per player, in their order"));
        return vec![Rational::ZERO; players.len()];
    }
    items.iter().map(|item| number(item, diagnostics).unwrap_or(Rational::ZERO)).collect()
}

pub(super) fn points_of(node: &Node, players: &[&str], diagnostics: &mut Vec<Diagnostic>) -> Vec<Settlement> {
    let options: Vec<Settlement> = match &node.value {
        Value::List(items) => items
            .iter()
            .map(|item| {
                let payoffs = payoffs(item, players, "points", diagnostics);
                let words: Vec<String> = payoffs.iter().map(ToString::to_string).collect();
                Settlement { name: format!("({})", words.join(", ")), payoffs }
            })
            .collect(),
        Value::Table(entries) => settlements(entries, players, None, diagnostics),
        _ => return Vec::new(),
    };
    if options.is_empty() {
        let none = Diagnostic::error("there is no point to agree on").at(&node.span, "");
        diagnostics.push(none.help("list payoffs in the order of the players: points = [[0, 4], [4, 0]]"));
    }
    options
}

fn settlements(
    entries: &[Entry],
    players: &[&str],
    factors: Option<&[Rational]>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Settlement> {
    let one = |entry: &Entry, diagnostics: &mut Vec<Diagnostic>| {
        let payoffs = payoffs(&entry.value, players, &entry.key, diagnostics);
        let payoffs = match factors {
            Some(factors) => payoffs.iter().zip(factors).map(|(payoff, factor)| payoff * factor).collect(),
            None => payoffs,
        };
        Settlement { name: entry.key.clone(), payoffs }
    };
    entries.iter().map(|entry| one(entry, diagnostics)).collect()
}

fn issues_of(node: &Node, weights: Option<&Node>, players: &[&str], diagnostics: &mut Vec<Diagnostic>) -> Vec<Issue> {
    let known: Vec<&str> = node.entries().iter().map(|entry| entry.key.as_str()).collect();
    for entry in weights.map(Node::entries).unwrap_or_default() {
        if !known.contains(&entry.key.as_str()) {
            let unknown = Diagnostic::error(format!("unknown issue `{}`", shorten(&entry.key))).at(&entry.key_span, "");
            diagnostics.push(unknown.help(suggest(&entry.key, known.iter().copied())));
        }
    }
    let mut issues = Vec::new();
    for entry in node.entries() {
        let factors = weights
            .and_then(|weights| weights.get(&entry.key))
            .map(|factors| payoffs(factors, players, &entry.key, diagnostics));
        if matches!(&entry.value.value, Value::Table(options) if options.is_empty()) {
            let none = Diagnostic::error(format!("the issue `{}` has no option", shorten(&entry.key)));
            diagnostics.push(none.at(&entry.value.span, "").help("an issue that is settled has one option"));
        }
        let options = settlements(entry.value.entries(), players, factors.as_deref(), diagnostics);
        issues.push(Issue { name: entry.key.clone(), options });
    }
    if known.is_empty() {
        let none = Diagnostic::error("there is no issue to agree on").at(&node.span, "");
        diagnostics.push(none.help("state issues with their options: price = { low = [0, 3], high = [3, 0] }"));
    }
    issues
}

/// A problem as a file of its own.
pub fn write(title: &str, problem: &BargainingProblem) -> String {
    let list = |numbers: &[Rational]| numbers.iter().map(literal).collect::<Vec<_>>().join(", ");
    let players: Vec<String> = problem.players.iter().map(|player| quoted(player)).collect();
    let mut text = format!(
        "[game]\ntitle = {}\n\n[game.bargaining]\nplayers      = [{}]\ndisagreement = [{}]\nhull         = {}\n",
        quoted(title),
        players.join(", "),
        list(&problem.disagreement),
        problem.lotteries
    );
    if let Some(weights) = &problem.weights {
        text.push_str(&format!("weights      = [{}]\n", list(weights)));
    }
    let options = |issue: &Issue| -> String {
        issue.options.iter().map(|one| format!("{} = [{}]\n", quoted(&one.name), list(&one.payoffs))).collect()
    };
    match problem.issues.as_slice() {
        [points] => text.push_str(&format!("\n[game.bargaining.points]\n{}", options(points))),
        issues => {
            for issue in issues {
                text.push_str(&format!("\n[game.bargaining.issues.{}]\n{}", quoted(&issue.name), options(issue)));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Game;
    use crate::scenario::game::written::{self, remarks};

    fn problem(text: &str) -> BargainingProblem {
        match written::game(text) {
            Game::Bargaining(problem) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn points_and_issues_are_read_as_they_are_written() {
        let listed = problem(
            "[game.bargaining]\nplayers = [\"a\", \"b\"]\npoints = [[0, 0.5], [\"1/3\", -2]]\ndisagreement = [0, -3]\nweights = [1, 2]\n",
        );
        assert!(listed.lotteries);
        assert_eq!(listed.issues[0].options[1].name, "(1/3, -2)");
        assert_eq!(listed.disagreement[1], Rational::from(-3));
        let domain = problem(
            "[game.bargaining]\nplayers = [\"a\", \"b\"]\nissue_weights = { date = [10, 1] }\n[game.bargaining.issues]\nprice = { low = [0, 3], high = [3, 0] }\ndate = { \"very soon\" = [1, 2] }\n",
        );
        assert!(!domain.lotteries);
        assert_eq!(domain.payoffs(&[1, 0]), [13, 2].map(Rational::from));
        for original in [listed, domain] {
            let text = write("a \"title\"", &original);
            assert_eq!(problem(&text), original, "{text}");
        }
    }

    #[test]
    fn every_fault_comes_at_once() {
        let found = remarks(
            "[game.bargaining]\nplayers = [\"a\", \"a\"]\npoints = [[0, 1, 2], [\"x\", 3]]\ndisagreement = [1]\nweights = [1, 0]\nissue_weights = {}\n",
        );
        assert_eq!(
            found,
            [
                "duplicate player `a`",
                "3 numbers for 2 players in `points`",
                "`x` is not a number",
                "1 numbers for 2 players in `disagreement`",
                "a bargaining weight must be positive",
                "`issue_weights` belong to issues, and there are none",
            ]
        );
        let both = "[game.bargaining]\nplayers = [\"a\"]\npoints = []\nissues = { x = {} }\n";
        assert_eq!(remarks(both), ["the game states both points and issues"]);
        assert_eq!(remarks("[game.bargaining]\nplayers = [\"a\"]\npoints = {}\n"), ["there is no point to agree on"]);
        let domain = "[game.bargaining]\nplayers = [\"a\"]\nissue_weights = { pirce = [1] }\nissues = { price = {}, date = { soon = 1 } }\n";
        assert_eq!(
            remarks(domain),
            [
                "unknown issue `pirce`",
                "the issue `price` has no option",
                "`soon` must be a list of numbers ([12, 0.45, \"9/20\"]); this is a number",
            ]
        );
        assert_eq!(
            remarks("[game.bargaining]\nplayers = [\"a\"]\n"),
            ["the game states nothing that can be agreed on"]
        );
    }
}
