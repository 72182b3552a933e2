//! Explicit games in TOML: the tables `[game.FORM]`, one form per file below.
//!
//! To add a form: its keys in [`super::format`], a file here with `read` and `write`, and a
//! line in `FORMS`.

pub mod action_graph;
pub mod alternating_offers;
pub mod bargaining;
pub mod coalitional;
pub mod extensive;
pub mod graph;
pub mod normal;
pub mod stochastic;

use crate::form::{Game, TitledGame};
use crate::numeric::rational::Rational;

use super::diagnostic::{Diagnostic, Span, shorten};
use super::document::{Node, Value};

/// How a form is read: its table, and where faults are reported.
type Reader = fn(&Node, &mut Vec<Diagnostic>) -> Option<Game>;

/// The forms that a file may state, by their tables.
const FORMS: &[(&str, Reader)] = &[
    ("action_graph", |table, diagnostics| {
        action_graph::read(table, diagnostics).map(|game| Game::ActionGraph(Box::new(game)))
    }),
    ("alternating_offers", |table, diagnostics| {
        alternating_offers::read(table, diagnostics).map(|game| Game::AlternatingOffers(Box::new(game)))
    }),
    ("bargaining", |table, diagnostics| bargaining::read(table, diagnostics).map(Game::Bargaining)),
    ("coalitional", |table, diagnostics| coalitional::read(table, diagnostics).map(Game::Coalitional)),
    ("extensive", |table, diagnostics| extensive::read(table, diagnostics).map(Game::Extensive)),
    ("graph", |table, diagnostics| graph::read(table, diagnostics).map(|conflict| Game::Graph(Box::new(conflict)))),
    ("normal", |table, diagnostics| normal::read(table, diagnostics).map(Game::Normal)),
    ("stochastic", |table, diagnostics| stochastic::read(table, diagnostics).map(Game::Stochastic)),
];

/// The game of a table `[game]`, called `name` unless it has a title. What is wrong is
/// reported; the structural check has reported keys and kinds.
pub(super) fn read(table: &Node, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<TitledGame> {
    let stated: Vec<(&Node, Reader)> =
        FORMS.iter().filter_map(|(form, reader)| Some((table.get(form)?, *reader))).collect();
    let title = table.get("title").and_then(Node::text).unwrap_or(name).to_owned();
    match stated.as_slice() {
        [(table, reader)] => Some(TitledGame { title, game: reader(table, diagnostics)? }),
        [] => {
            let known: Vec<String> = FORMS.iter().map(|(form, _)| format!("`[game.{form}]`")).collect();
            let missing = Diagnostic::error("there is no game in `[game]`").at(&table.span, "");
            diagnostics.push(missing.help(format!("state one as {}", known.join(" or "))));
            None
        }
        [(first, _), (second, _), ..] => {
            let twice = Diagnostic::error("the file states more than one game")
                .at(&second.span, "another game")
                .at(&first.span, "the first");
            diagnostics.push(twice.help("keep one to a file"));
            None
        }
    }
}

/// A text in a list that names things, and where it stands.
type Named<'a> = (&'a str, &'a Span);

/// The texts of a list of names, each told once: empty and repeated ones are reported.
fn names<'a>(list: &'a Node, noun: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<&'a str> {
    let Value::List(items) = &list.value else { return Vec::new() };
    let mut seen: std::collections::HashMap<&str, &Span> = std::collections::HashMap::new();
    let named: Vec<Named<'a>> = items.iter().filter_map(|item| Some((item.text()?, &item.span))).collect();
    for (name, span) in &named {
        if name.trim().is_empty() {
            let empty = Diagnostic::error(format!("a {noun} has no name")).at(span, "");
            diagnostics.push(empty.help("reports need something to call it"));
        } else if let Some(first) = seen.insert(name, span) {
            let twice = Diagnostic::error(format!("duplicate {noun} `{}`", shorten(name)))
                .at(span, "named before")
                .at(first, "first named here");
            diagnostics.push(twice.help("reports could not tell them apart; rename one"));
        }
    }
    named.into_iter().map(|(name, _)| name).collect()
}

/// An exact number; `None` (reported) where there is none.
fn number(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Rational> {
    let (Value::Number(text) | Value::Text(text)) = &node.value else {
        let wrong = Diagnostic::error(format!("a number belongs here; this is {}", node.value.kind()));
        diagnostics.push(wrong.at(&node.span, "expected a number").help("write 12, 0.45 or \"9/20\""));
        return None;
    };
    match text.parse() {
        Ok(number) => Some(number),
        Err(error) => {
            let wrong = Diagnostic::error(format!("`{}` is not a number", shorten(text)));
            diagnostics.push(wrong.at(&node.span, error.to_string()).help("write 12, 0.45 or \"9/20\""));
            None
        }
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A number as TOML has it: integers bare, fractions (and what no 64-bit reader would take)
/// in quotes.
fn literal(value: &Rational) -> String {
    let text = value.to_string();
    if text.parse::<i64>().is_ok() { text } else { format!("\"{text}\"") }
}

/// What tests of a form's reader ask of a file.
#[cfg(test)]
mod written {
    use crate::form::Game;
    use crate::scenario::diagnostic::{Diagnostic, Source};
    use crate::scenario::{Content, read};

    fn content(text: &str) -> Result<(Content, Vec<Diagnostic>), Vec<Diagnostic>> {
        read(&Source::new("test.toml", text))
    }

    /// The game of a file without errors.
    pub fn game(text: &str) -> Game {
        match content(text) {
            Ok((Content::Game(titled), _)) => titled.game,
            other => panic!("{other:?}"),
        }
    }

    /// What is said of a file: its errors, or its warnings if there are none.
    pub fn remarks(text: &str) -> Vec<String> {
        let found = content(text).map_or_else(|errors| errors, |(_, warnings)| warnings);
        found.into_iter().map(|one| one.message).collect()
    }
}
