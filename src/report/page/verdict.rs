//! The page of a scenario: the answer first, then what it rests on.

use crate::form::bargaining::BargainingProblem;
use crate::report::chart::{Chart, tree};
use crate::report::labels::{self, Names};
use crate::report::{Report, phrases, rests_on, text};
use crate::scenario::{PlayerId, Scenario};
use crate::solution::{Answer, Solution};
use crate::uncertainty::evidence::Evidence;
use crate::verdict::{Derivation, TestId};

use super::{
    Block, Cell, Page, Section, Table, agreement, banner, coalitional, conflict, foreign, game, inputs, isolated_runs,
    play, solutions, uncertainty,
};

/// The page; `footer` says what it was made from.
pub fn page(report: &Report<'_>, evidence: &Evidence, footer: Vec<(String, String)>) -> Page {
    let scenario = report.scenario;
    let concession = foreign(&scenario.concessions[report.verdict.concession.0].name);
    let name = |player: PlayerId| foreign(&scenario.players[player.0].name);
    let mut sections = vec![uncertainty::changes(report)];
    sections.extend(playing(report));
    sections.push(tests(report));
    sections.extend(uncertainty::ranges(report, evidence));
    sections.extend(bargain(report));
    sections.extend(coalitions(report));
    sections.extend(stability(report, evidence));
    sections.push(evidence_in_words(report));
    sections.extend(asked(report));
    sections.extend(inputs::example(report));
    sections.push(inputs::conventions(report));
    sections.push(inputs::numbers(report));
    let derived: Vec<&Solution> = report.verdict.solutions.iter().collect();
    sections.push(game::concepts(&derived));
    Page {
        title: foreign(&scenario.title),
        subtitle: format!(
            "Is it rational for {} to make the concession “{concession}”, demanded by {}?",
            name(scenario.owner()),
            name(scenario.demander())
        ),
        banner: Some(banner::banner(report, evidence)),
        sections,
        footer,
    }
}

/// The outline of the game tree.
fn playing(report: &Report<'_>) -> Option<Section> {
    if report.verdict.test(TestId::Offers).is_some() {
        return None;
    }
    let outline = play::outline(report.scenario, report.compiled)?;
    let mut section = Section::new("play", "How it plays out");
    section.text("Everybody plays its best at every step, foreseeing what the others will do.");
    let names = Names::from(report.scenario);
    let breaking = report.verdict.tests.iter().flat_map(|test| &test.evidence).filter_map(|reason| match reason {
        Derivation::Deviation { player, at, instead_of, action, gain } => Some(format!(
            "{}, {}, gains {} by {} instead of {}.",
            foreign(player),
            names.place(at),
            phrases::plain(gain, 3),
            names.action(action),
            names.action(instead_of)
        )),
        _ => None,
    });
    let items: Vec<String> = breaking.collect();
    if !items.is_empty() {
        section.text("What breaks the concession:");
        section.blocks.push(Block::List { items });
    }
    let owner = foreign(&report.scenario.players[report.scenario.owner().0].name);
    section.figure(tree::chart(&outline.rows, &owner, outline.left_out, outline.cut));
    Some(section)
}

fn tests(report: &Report<'_>) -> Section {
    let mut section = Section::new("tests", "The tests");
    section.text("The headline rests on the tests with a star; the others tell more about it.");
    let mut table = Table::new("Tests of one concession", &["test", "claim", "holds", "#number", "what it measures"]);
    let mut unanswered: Vec<(String, Vec<&str>)> = Vec::new();
    for test in &report.verdict.tests {
        let star = if rests_on(report.verdict, test.id) { " *" } else { "" };
        let record = test.id.record();
        if let Some(why) = test.why.as_ref().map(phrases::no_answer) {
            match unanswered.iter_mut().find(|(known, _)| *known == why) {
                Some((_, tests)) => tests.push(labels::test(test.id)),
                None => unanswered.push((why, vec![labels::test(test.id)])),
            }
        }
        let number = test.value.as_ref().map_or_else(Cell::default, |value| Cell::signed(value, 3));
        table.row([
            Cell::from(format!("{}{star}", labels::test(test.id))),
            Cell::from(record.claim),
            Cell::answer(test.holds),
            number,
            Cell::from(if test.value.is_some() { record.measures } else { "" }),
        ]);
    }
    table.caption = format!("{} tests of one concession", table.rows.len());
    section.table(table);
    for (why, tests) in unanswered {
        section.text(format!("No answer to “{}”: {why}.", tests.join("”, “")));
    }
    section
}

/// The owner and the demander in the bargaining problem, whom its chart shows.
fn pair(scenario: &Scenario, problem: &BargainingProblem) -> [usize; 2] {
    let place = |id: PlayerId, otherwise: usize| {
        problem.players.iter().position(|key| *key == scenario.players[id.0].key).unwrap_or(otherwise)
    };
    let (owner, demander) = (place(scenario.owner(), 0), place(scenario.demander(), 1));
    if owner == demander { [owner, usize::from(owner == 0)] } else { [owner, demander] }
}

/// The chart of what the parties could agree on.
pub fn frontier(report: &Report<'_>) -> Option<Chart> {
    let all: Vec<&Solution> = report.verdict.solutions.iter().collect();
    agreement::picture(&all, report.scenario.into(), |problem| pair(report.scenario, problem))
}

fn bargain(report: &Report<'_>) -> Option<Section> {
    let scenario = report.scenario;
    let all: Vec<&Solution> = report.verdict.solutions.iter().collect();
    let mut section =
        agreement::section("What they could agree on", &all, scenario.into(), |problem| pair(scenario, problem))?;
    section.blocks.insert(
        0,
        Block::Text {
            text: "If the parties could bind themselves: packages of concessions and agreements, and lotteries over them, against the status quo."
                .to_owned(),
        },
    );
    Some(section)
}

/// Coalitional games of the scenario, where there are any.
fn coalitions(report: &Report<'_>) -> Option<Section> {
    let all: Vec<&Solution> = report.verdict.solutions.iter().collect();
    coalitional::section("Which coalitions could hold", &all, report.scenario.into())
}

fn stability(report: &Report<'_>, evidence: &Evidence) -> Option<Section> {
    let (game, honoured) = evidence.conflict.as_ref()?;
    let all: Vec<&Solution> = report.verdict.solutions.iter().collect();
    conflict::section(game, &all, marked(*honoured), report.scenario.into())
}

/// What the state after the concession is called in the chart of the conflict.
pub fn marked(honoured: Option<usize>) -> Option<(usize, &'static str)> {
    honoured.map(|state| (state, "conceded and signed"))
}

/// The reasons behind each test, folded away.
fn evidence_in_words(report: &Report<'_>) -> Section {
    let mut section = Section::new("evidence", "The evidence, test by test");
    for test in report.verdict.tests.iter().filter(|test| !test.evidence.is_empty()) {
        let mut lines = String::new();
        for reason in &test.evidence {
            text::derive(&mut lines, report, reason).expect("writing to a string does not fail");
        }
        let plain = anstream::adapter::strip_str(&lines).to_string();
        section.blocks.push(Block::Lines {
            summary: format!("{}: {}", phrases::capital(labels::test(test.id)), test.id.record().claim),
            text: isolated_runs(&outdented(&plain)),
        });
    }
    section
}

/// The solutions that were asked for by id.
fn asked(report: &Report<'_>) -> Option<Section> {
    if report.concepts.is_empty() {
        return None;
    }
    let mut section = Section::new("solutions", "The solutions asked for");
    let wanted = |one: &&Solution| report.concepts.iter().any(|id| id == one.concept);
    let found: Vec<&Solution> = report.verdict.solutions.iter().filter(wanted).collect();
    for one in &found {
        solutions::write(&mut section, one);
        if let (Some(game), Ok(Answer::Equilibria(_) | Answer::Strategy(_))) = (one.game, &one.answer) {
            section.text(format!("Of {game}."));
        }
    }
    solutions::refusals(&mut section, &found);
    (!section.blocks.is_empty()).then_some(section)
}

/// Lines without the indent that they share.
fn outdented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let least = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    text.lines().map(|line| line.get(least..).unwrap_or("")).collect::<Vec<_>>().join("\n")
}
