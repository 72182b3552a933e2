//! What coalitional games answer, gathered: worths, values side by side, and which points belong
//! to which set.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{CoalitionalAnswer, Finding, Judgement};
use crate::solution::{Answer, Solution};

use super::solutions::{name, words};
use super::{Cell, Section, Table, foreign};

/// Coalitions that are listed at most.
const MOST: usize = 256;

const DIGITS: usize = 4;

/// `None` without an answer for a coalitional game.
pub fn section(title: &str, solutions: &[&Solution]) -> Option<Section> {
    let answers: Vec<(&Solution, &CoalitionalAnswer)> = solutions
        .iter()
        .filter_map(|one| match &one.answer {
            Ok(Answer::Coalitional(answer)) => Some((*one, answer)),
            _ => None,
        })
        .collect();
    let players: Vec<String> = answers.first()?.1.players.iter().map(|player| foreign(player)).collect();
    let mut section = Section::new("coalitions", title);
    let mut values = Table::new("One division each", &["concept"]);
    players.iter().for_each(|player| values.column(player.clone(), true));
    let mut ranges = Table::new("What each player can get in the set", &["set"]);
    players.iter().for_each(|player| ranges.column(player.clone(), false));
    let mut properties = Table::new("Properties", &["property", "holds"]);
    let mut judged: Vec<(String, &[Judgement])> = Vec::new();
    for (solution, answer) in &answers {
        // Several games may follow from one situation.
        let name = match solution.game {
            Some(game) => format!("{}, {game}", name(solution.concept)),
            None => name(solution.concept),
        };
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
                judged.push((name, &core.points));
            }
            Finding::Membership(membership) => {
                if let Some(found) = &membership.ranges {
                    let cells = found.iter().map(|segments| Cell::from(stretches(segments)));
                    ranges.row(std::iter::once(Cell::from(name.clone())).chain(cells));
                }
                judged.push((name, &membership.points));
            }
            Finding::Property(property) => {
                properties.row([Cell::from(name.clone()), Cell::answer(Some(property.holds))]);
            }
            Finding::Derived { value, .. } => values.row(row(value, ": the Shapley value")),
            Finding::Dividends(_) => {}
        }
    }
    for table in [values, ranges, points(&judged), properties] {
        if !table.rows.is_empty() {
            section.table(table);
        }
    }
    for (solution, _) in &answers {
        section.heading(name(solution.concept));
        if let Some(concept) = crate::solve::concept(solution.concept) {
            section.text(concept.meaning);
        }
        words(&mut section, solution);
    }
    Some(section)
}

/// Which of the points to be judged belong to which set.
fn points(judged: &[(String, &[Judgement])]) -> Table {
    let mut table = Table::new("Which points belong to which set", &["point"]);
    let judged: Vec<_> = judged.iter().filter(|(_, points)| !points.is_empty()).collect();
    judged.iter().for_each(|(name, _)| table.column(name.clone(), false));
    let mut names: Vec<&str> = Vec::new();
    for point in judged.iter().flat_map(|(_, points)| points.iter()) {
        if !names.contains(&point.name.as_str()) {
            names.push(&point.name);
        }
    }
    for name in names {
        let cells = judged.iter().map(|(_, points)| {
            let own = points.iter().find(|point| point.name == name);
            own.map_or_else(Cell::default, |point| match point.member() {
                true => Cell::from("in").marked("yes"),
                false => Cell::from("out").marked("no"),
            })
        });
        table.row(std::iter::once(Cell::from(foreign(name))).chain(cells));
    }
    table
}

fn stretches(segments: &[(Rational, Rational)]) -> String {
    let words: Vec<String> = segments
        .iter()
        .map(|(least, most)| if least == most { least.to_string() } else { format!("{least} to {most}") })
        .collect();
    words.join(" or ")
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
