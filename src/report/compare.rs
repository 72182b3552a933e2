//! Verdicts side by side: headlines, tests, switching points, and the inputs that differ.

use serde_json::{Map, Value, json};

use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::scenario::quantity::{Parameter, ParameterId};
use crate::verdict::{TestId, Verdict};

use super::page::{Cell, Page, Section, Table, foreign};
use super::{HEADLINE_TESTS, flips, labels, phrases, rests_on, table};

/// The name of the JSON format.
pub const SCHEMA: &str = "concede.compare/1";

/// A verdict to be set beside others; the first of a list is what the others are compared with.
pub struct Entry<'a> {
    /// A file, or a file with a change.
    pub name: &'a str,
    pub scenario: &'a Scenario,
    pub verdict: &'a Verdict,
}

/// How tests and numbers are called: as the file and the command line call them, or in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Called {
    ByKey,
    InWords,
}

impl Called {
    fn test(self, id: TestId) -> &'static str {
        match self {
            Called::ByKey => id.key(),
            Called::InWords => labels::test(id),
        }
    }

    fn number(self, entries: &[Entry<'_>], path: &str) -> String {
        let known = |entry: &Entry<'_>| entry.scenario.parameters.iter().position(|one| one.path == path);
        let found = entries.iter().find_map(|entry| Some((entry.scenario, known(entry)?)));
        match (self, found) {
            (Called::InWords, Some((scenario, place))) => labels::number(scenario, ParameterId(place)),
            _ => foreign(path),
        }
    }
}

/// Headlines and tests, switching points inside the ranges, inputs that differ. A cell that
/// differs from the first of its row is marked as changed.
fn tables(entries: &[Entry<'_>], called: Called) -> [Table; 3] {
    [answers(entries, called), points(entries, called), inputs(entries, called)]
}

fn headed(caption: &str, first: &str, entries: &[Entry<'_>], number: bool) -> Table {
    let mut table = Table::new(caption, &[first]);
    entries.iter().for_each(|entry| table.column(foreign(entry.name), number));
    table
}

/// A row whose cells are marked where they differ from the first.
fn row(table: &mut Table, name: String, cells: Vec<Cell>) {
    let first = cells.first().map(|cell| (cell.text.clone(), cell.exact.clone()));
    let marked = cells.into_iter().map(|cell| match &first {
        Some((text, exact)) if cell.text != *text || cell.exact != *exact => cell.marked("changed"),
        _ => Cell { mark: None, ..cell },
    });
    table.row(std::iter::once(Cell::from(name)).chain(marked));
}

fn answers(entries: &[Entry<'_>], called: Called) -> Table {
    let mut table = headed("Headlines and tests", "test", entries, false);
    let headline = |entry: &Entry<'_>| Cell::from(phrases::headline(entry.verdict.headline));
    row(&mut table, "headline".to_owned(), entries.iter().map(headline).collect());
    // What only other files can ask is left out.
    let asked = |id: TestId| entries.iter().any(|entry| entry.verdict.test(id).is_some());
    for record in TestId::ALL.iter().filter(|record| asked(record.id)) {
        let cell = |entry: &Entry<'_>| {
            let Some(test) = entry.verdict.test(record.id) else { return Cell::from("not asked") };
            let answer = Cell::answer(test.holds);
            match &test.value {
                Some(value) => {
                    let number = Cell::signed(value, 3);
                    Cell { text: format!("{} ({})", answer.text, number.text), order: None, ..number }
                }
                None => answer,
            }
        };
        let star = if entries.iter().any(|entry| rests_on(entry.verdict, record.id)) { " *" } else { "" };
        row(&mut table, format!("{}{star}", called.test(record.id)), entries.iter().map(cell).collect());
    }
    table
}

/// Where the tests of the headline change along single numbers, inside the ranges.
fn points(entries: &[Entry<'_>], called: Called) -> Table {
    let mut table = headed("Where single numbers change a test of the headline", "test and number", entries, false);
    for test in HEADLINE_TESTS {
        let mut paths: Vec<&str> = Vec::new();
        for entry in entries {
            let switches = entry.verdict.test(test).map_or(&[][..], |test| &test.switches);
            for point in switches.iter().filter(|point| point.inside) {
                let path = entry.scenario.parameter(point.parameter).path.as_str();
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
        }
        for path in paths {
            let cell = |entry: &Entry<'_>| {
                let switches = entry.verdict.test(test).map_or(&[][..], |test| &test.switches);
                let own = switches
                    .iter()
                    .filter(|point| point.inside && entry.scenario.parameter(point.parameter).path == path)
                    .map(|point| flips::at(&point.at, 4));
                Cell::from(own.collect::<Vec<_>>().join(", "))
            };
            row(
                &mut table,
                format!("{}: {}", called.test(test), called.number(entries, path)),
                entries.iter().map(cell).collect(),
            );
        }
    }
    table
}

/// The given numbers that are not the same everywhere, in the order of the files.
fn differing<'a>(entries: &[Entry<'a>]) -> Vec<&'a str> {
    let mut paths: Vec<&str> = Vec::new();
    for entry in entries {
        for parameter in entry.scenario.parameters.iter().filter(|one| one.given) {
            if !paths.contains(&parameter.path.as_str()) {
                paths.push(&parameter.path);
            }
        }
    }
    let same = |a: Option<&Parameter>, b: Option<&Parameter>| match (a, b) {
        (Some(a), Some(b)) => a.base == b.base && a.range == b.range,
        (None, None) => true,
        _ => false,
    };
    paths.retain(|path| {
        let first = entries.first().and_then(|entry| given(entry, path));
        entries.iter().any(|entry| !same(first, given(entry, path)))
    });
    paths
}

fn given<'a>(entry: &Entry<'a>, path: &str) -> Option<&'a Parameter> {
    entry.scenario.parameters.iter().find(|one| one.given && one.path == path)
}

fn inputs(entries: &[Entry<'_>], called: Called) -> Table {
    let mut table = headed("Inputs that differ", "number", entries, true);
    for path in differing(entries) {
        let cell = |entry: &Entry<'_>| match given(entry, path) {
            None => Cell::from("–"),
            Some(parameter) => {
                let base = Cell::number(&parameter.base, 6);
                match &parameter.range {
                    None => base,
                    Some(range) => {
                        let (low, high) = (phrases::plain(&range.low, 6), phrases::plain(&range.high, 6));
                        Cell { text: format!("{} [{low}, {high}]", base.text), ..base }
                    }
                }
            }
        };
        row(&mut table, called.number(entries, path), entries.iter().map(cell).collect());
    }
    table
}

/// The comparison as a page.
pub fn page(entries: &[Entry<'_>], footer: Vec<(String, String)>) -> Page {
    let mut sections = Vec::new();
    for (id, title, table, nothing) in with_titles(entries, tables(entries, Called::InWords)) {
        let mut section = Section::new(id, title);
        if table.rows.is_empty() {
            section.text(nothing);
        } else {
            section.table(table);
        }
        sections.push(section);
    }
    let names: Vec<String> = entries.iter().map(|entry| foreign(entry.name)).collect();
    Page {
        title: "Scenarios side by side".to_owned(),
        subtitle: format!(
            "{}: {}. What differs from the first is set off.",
            phrases::counted(entries.len(), "verdict", "verdicts"),
            names.join(", ")
        ),
        banner: None,
        sections,
        footer,
    }
}

fn with_titles(
    entries: &[Entry<'_>],
    [answers, points, inputs]: [Table; 3],
) -> [(&'static str, &'static str, Table, &'static str); 3] {
    let offers = |entry: &Entry<'_>| entry.verdict.test(TestId::Offers).is_some();
    let unmoved = match (entries.iter().any(offers), entries.iter().all(offers)) {
        (false, _) => "No number alone changes a test of the headline inside its range.",
        (true, true) => "Where offers are made, numbers are not moved: give variants with --set.",
        (true, false) => {
            "No number alone changes a test of the headline inside its range where demands are made; \
             where offers are made, numbers are not moved."
        }
    };
    [
        ("answers", "The answers", answers, "Nothing is answered."),
        ("points", "What would change them", points, unmoved),
        ("inputs", "Inputs that differ", inputs, "The inputs are the same."),
    ]
}

/// The comparison for a terminal; what differs from the first column is marked with `≠`.
pub fn text(entries: &[Entry<'_>]) -> String {
    let mut text = String::new();
    for (_, title, table, nothing) in with_titles(entries, tables(entries, Called::ByKey)) {
        text.push_str(&format!("{title}\n{}\n", lines(&table, false).unwrap_or_else(|| format!("  {nothing}\n"))));
    }
    text.push_str("* the headline rests on these; ≠ differs from the first column\n");
    text
}

/// What changed between two verdicts of one file, as lines; `None` where nothing did.
pub fn changes(before: Entry<'_>, after: Entry<'_>) -> Option<String> {
    let found: String = tables(&[before, after], Called::ByKey).iter().filter_map(|table| lines(table, true)).collect();
    (!found.is_empty()).then_some(found)
}

/// The rows of a table, or those with a change only; `None` without any.
fn lines(table: &Table, changed_only: bool) -> Option<String> {
    let plain = |text: &str| text.replace(['\u{2068}', '\u{2069}'], "");
    let mut out = table::bare();
    if !changed_only {
        let names: Vec<String> = table.columns.iter().map(|column| plain(&column.name)).collect();
        out.set_header(std::iter::once(format!("  {}", names[0])).chain(names[1..].iter().cloned()));
    }
    let mut any = false;
    for cells in &table.rows {
        let changed = cells.iter().any(|cell| cell.mark == Some("changed"));
        if changed_only && !changed {
            continue;
        }
        any = true;
        let words = cells.iter().enumerate().map(|(index, cell)| match (index, cell.mark) {
            (0, _) => format!("  {}", plain(&cell.text)),
            (_, Some("changed")) if !changed_only => format!("{} ≠", plain(&cell.text)),
            (2, _) if changed_only => format!("→ {}", plain(&cell.text)),
            _ => plain(&cell.text),
        });
        out.add_row(words);
    }
    any.then(|| format!("{}\n", table::lines(&out)))
}

/// `concede.compare/1`.
pub fn json(entries: &[Entry<'_>]) -> String {
    let verdicts: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let tests: Map<String, Value> = entry
                .verdict
                .tests
                .iter()
                .map(|test| (test.id.key().to_owned(), json!({ "holds": test.holds, "exact": test.value })))
                .collect();
            let points: Vec<Value> = HEADLINE_TESTS
                .iter()
                .filter_map(|&id| entry.verdict.test(id))
                .flat_map(|test| test.switches.iter().filter(|point| point.inside).map(move |point| (test, point)))
                .map(|(test, point)| {
                    json!({
                        "test": test.id.key(),
                        "parameter": entry.scenario.parameter(point.parameter).path,
                        "at": point.at.to_f64(),
                        "becomes": point.becomes,
                    })
                })
                .collect();
            json!({
                "name": entry.name,
                "title": entry.scenario.title,
                "headline": entry.verdict.headline,
                "tests": tests,
                "switches": points,
            })
        })
        .collect();
    let number = |parameter: Option<&Parameter>| match parameter {
        None => Value::Null,
        Some(parameter) => {
            let end = |pick: fn(&crate::scenario::quantity::Range) -> &Rational| parameter.range.as_ref().map(pick);
            json!({ "base": parameter.base, "low": end(|range| &range.low), "high": end(|range| &range.high) })
        }
    };
    let inputs: Vec<Value> = differing(entries)
        .into_iter()
        .map(|path| {
            let values: Vec<Value> = entries.iter().map(|entry| number(given(entry, path))).collect();
            json!({ "path": path, "values": values })
        })
        .collect();
    let answer = json!({ "schema": SCHEMA, "verdicts": verdicts, "inputs": inputs });
    format!("{}\n", serde_json::to_string_pretty(&answer).expect("an answer is plain data"))
}
