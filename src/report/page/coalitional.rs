//! What coalitional games answer, gathered: worths, values side by side, and which points belong
//! to which set.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::report::labels::Names;
use crate::report::phrases;
use crate::solution::coalitional::{CoalitionalAnswer, Finding, Judgement};
use crate::solution::{Answer, Solution};
use crate::solve::concept;

use super::solutions::{name, words};
use super::{Block, Cell, Section, Table, foreign};

/// Coalitions that are listed at most.
const MOST: usize = 256;

const DIGITS: usize = 4;

/// `None` without an answer for a coalitional game. Several games may follow from one situation;
/// each is told by itself.
pub fn section(title: &str, solutions: &[&Solution], names: Names<'_>) -> Option<Section> {
    let mut games: Vec<(Option<&str>, Vec<Answered<'_>>)> = Vec::new();
    for solution in solutions {
        let Ok(Answer::Coalitional(answer)) = &solution.answer else { continue };
        let one = Answered { solution, name: name(solution.concept), answer };
        match games.iter_mut().find(|(game, _)| *game == solution.game) {
            Some((_, answers)) => answers.push(one),
            None => games.push((solution.game, vec![one])),
        }
    }
    if games.is_empty() {
        return None;
    }
    let mut section = Section::new("coalitions", title);
    for (game, answers) in &games {
        section.blocks.extend(game.map(|game| Block::Heading { text: phrases::capital(game) }));
        self::game(&mut section, answers, names);
    }
    Some(section)
}

struct Answered<'a> {
    solution: &'a Solution,
    name: String,
    answer: &'a CoalitionalAnswer,
}

/// The answers about one game as tables, and each in words, folded away.
fn game(section: &mut Section, answers: &[Answered<'_>], names: Names<'_>) {
    let players = answers.first().map_or(&[][..], |one| one.answer.players.as_slice());
    let headed = |caption: &str, first: &str| {
        let mut table = Table::new(caption, &[first]);
        players.iter().for_each(|player| table.column(names.player(player), true));
        table
    };
    let mut values = headed("One division each", "concept");
    let mut ranges = headed("What each player can get in the set", "set");
    let mut properties = Table::new("Properties", &["property", "holds"]);
    for Answered { name, answer, .. } in answers {
        let row = |payoff: &[Rational], note: &str| {
            std::iter::once(Cell::from(format!("{name}{note}")))
                .chain(payoff.iter().map(|amount| Cell::number(amount, DIGITS)))
                .collect::<Vec<_>>()
        };
        match &answer.finding {
            Finding::Payoff(value) => {
                if let Ok(payoff) = &value.payoff {
                    values.row(row(payoff, ""));
                }
            }
            Finding::Power { raw, .. } => values.row(row(raw, "")),
            Finding::Core(core) => {
                if let Some(point) = &core.point {
                    values.row(row(point, " (a point of it)"));
                }
                properties.row([Cell::from(format!("{name} has a point")), Cell::answer(Some(!core.empty))]);
            }
            Finding::Membership(membership) => {
                if let Some(found) = &membership.ranges {
                    let cells = found.iter().map(|segments| stretches(segments));
                    let part = if membership.complete { "" } else { " (what was found of it)" };
                    ranges.row(std::iter::once(Cell::from(format!("{name}{part}"))).chain(cells));
                }
            }
            Finding::Property(property) => {
                properties.row([Cell::from(name.clone()), Cell::answer(Some(property.holds))]);
            }
            Finding::Derived { value, .. } => values.row(row(value, ": the Shapley value")),
            Finding::Dividends(_) => {}
        }
    }
    for table in [values, ranges, points(answers, names), properties] {
        if !table.rows.is_empty() {
            section.table(table);
        }
    }
    for Answered { solution, name, .. } in answers {
        let meaning = concept(solution.concept).map_or("", |concept| concept.meaning);
        words(section, solution, format!("{name}: {meaning}"));
    }
}

/// Which of the points to be judged belong to which set.
fn points(answers: &[Answered<'_>], names: Names<'_>) -> Table {
    let judged = |one: &Answered<'_>| match &one.answer.finding {
        Finding::Core(core) => core.points.clone(),
        Finding::Membership(membership) => membership.points.clone(),
        _ => Vec::new(),
    };
    let judged: Vec<(&str, Vec<Judgement>)> = answers.iter().map(|one| (one.name.as_str(), judged(one))).collect();
    let mut points: Vec<&str> = Vec::new();
    for point in judged.iter().flat_map(|(_, points)| points) {
        if !points.contains(&point.name.as_str()) {
            points.push(&point.name);
        }
    }
    let mut table = Table::new("Which points belong to which set", &["set"]);
    for point in &points {
        // A value stands for its point by its id.
        table.column(concept(point).map_or_else(|| names.outcome(point), |known| known.name.to_owned()), false);
    }
    for (set, own) in judged.iter().filter(|(_, own)| !own.is_empty()) {
        let cells = points.iter().map(|name| {
            let own = own.iter().find(|point| point.name == *name);
            own.map_or_else(Cell::default, |point| match point.member() {
                true => Cell::from("in").marked("yes"),
                false => Cell::from("out").marked("no"),
            })
        });
        table.row(std::iter::once(Cell::from(*set)).chain(cells));
    }
    table
}

/// Stretches of a player's payoffs, rounded, with the exact ones at hand.
fn stretches(segments: &[(Rational, Rational)]) -> Cell {
    let told = |number: &dyn Fn(&Rational) -> String| {
        let words = segments.iter().map(|(least, most)| match least == most {
            true => number(least),
            false => format!("{} to {}", number(least), number(most)),
        });
        words.collect::<Vec<_>>().join(" or ")
    };
    let (text, exact) = (told(&|value| phrases::plain(value, DIGITS)), told(&Rational::to_string));
    let order = segments.first().map(|(least, _)| least.to_f64()).filter(|order| order.is_finite());
    Cell { exact: (exact != text).then_some(exact), text, order, mark: None }
}

/// What every coalition is worth; where there are too many, what single players and all are.
pub fn worths(game: &CoalitionalGame) -> Table {
    let all = game.worth.len() <= MOST;
    let caption = if all { "What every coalition is worth" } else { "What single players and all together are worth" };
    let mut table = Table::new(caption, &["coalition", "#members", "#worth"]);
    let grand = Coalition::grand(game.players.len());
    let mut coalitions: Vec<Coalition> = match all {
        true => grand.subsets().filter(|coalition| !coalition.is_empty()).collect(),
        false => grand.players().map(Coalition::of).chain([grand]).collect(),
    };
    coalitions.sort_by_key(|coalition| (coalition.size(), coalition.0));
    for coalition in coalitions {
        let members: Vec<String> = coalition.players().map(|player| foreign(&game.players[player])).collect();
        table.row([
            Cell::from(members.join(", ")),
            Cell::from(coalition.size().to_string()),
            Cell::number(game.worth(coalition), DIGITS),
        ]);
    }
    table
}
