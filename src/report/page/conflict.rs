//! The conflict in graph form: its picture, its states and who would leave them.

use crate::form::graph::GraphModel;
use crate::report::chart::{Chart, conflict};
use crate::report::labels::Names;
use crate::report::phrases;
use crate::solution::graph::{GraphAnswer, Stability, StableStates};
use crate::solution::{Answer, Solution};

use super::{Cell, Section, Table};

/// States that tables list at most.
const MOST: usize = 200;

/// The states that are stable for everybody in some sense, with the senses, the most stable first;
/// `None` without an answer for a graph.
fn lasting(solutions: &[&Solution]) -> Option<Vec<(usize, Vec<Stability>)>> {
    let answers: Vec<&StableStates> = solutions
        .iter()
        .filter_map(|one| match &one.answer {
            Ok(Answer::Graph(GraphAnswer::Stable(stable))) => Some(stable),
            _ => None,
        })
        .collect();
    let mut stable: Vec<(usize, Vec<Stability>)> = Vec::new();
    for answer in &answers {
        for &state in &answer.equilibria {
            match stable.iter_mut().find(|(held, _)| *held == state) {
                Some((_, senses)) => senses.push(answer.stability),
                None => stable.push((state, vec![answer.stability])),
            }
        }
    }
    stable.sort_by(|(a, one), (b, other)| other.len().cmp(&one.len()).then(a.cmp(b)));
    (!answers.is_empty()).then_some(stable)
}

/// The chart alone.
pub fn picture(
    game: &GraphModel,
    solutions: &[&Solution],
    marked: Option<(usize, &str)>,
    names: Names<'_>,
) -> Option<Chart> {
    let words = |senses: &[Stability]| senses.iter().map(|sense| sense.short()).collect::<Vec<_>>().join(", ");
    let named: Vec<(usize, String)> =
        lasting(solutions)?.iter().map(|(state, senses)| (*state, words(senses))).collect();
    conflict::chart(game, &named, marked, names)
}

/// `None` without an answer for a graph.
pub fn section(
    game: &GraphModel,
    solutions: &[&Solution],
    marked: Option<(usize, &str)>,
    names: Names<'_>,
) -> Option<Section> {
    let stable = lasting(solutions)?;
    let mut section = Section::new("conflict", "Which outcomes could last");
    section.text(format!(
        "The same situation without time and chance: {}, {}. A state is stable for a player if every move away that it would like can be answered so that it regrets it, or if there is none; the standards differ in what answers count.",
        phrases::counted(game.states(), "state", "states"),
        game.convention.meaning()
    ));
    section.figure(picture(game, solutions, marked, names));
    let mut table = Table::new("States that are stable for everybody", &["#state", "in words", "#standards", "by"]);
    for (state, senses) in stable.iter().take(MOST) {
        let by: Vec<&str> = senses.iter().map(|sense| sense.short()).collect();
        table.row([
            Cell { order: Some(*state as f64), ..Cell::from((state + 1).to_string()) },
            Cell::from(names.outcome(&game.describe(*state))),
            Cell::from(format!("{} of {}", by.len(), Stability::ALL.len())),
            Cell::from(by.join(", ")),
        ]);
    }
    if table.rows.is_empty() {
        section.text("No state is stable for everybody by any of the standards.");
    } else if table.rows.len() > 12 {
        table.caption = format!("{}: {}", table.caption, stable.len());
        section.folded(table);
    } else {
        section.table(table);
    }
    Some(section)
}
