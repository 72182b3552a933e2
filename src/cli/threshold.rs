//! `concede threshold`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::compile::compile;
use crate::numeric::root::Root;
use crate::report::{DECIMALS, Report, json as report_json, phrases, refined, table};
use crate::uncertainty::bargain::bargain_switches;
use crate::uncertainty::record;
use crate::uncertainty::switching::{Base, plan_switches, process_switches, search_interval};
use crate::verdict::process_tests::{Schedules, at_base};
use crate::verdict::{TestId, assess_solved, plan_tests};

use super::{Outcome, input, print};

/// Find every value of one number at which a test changes its answer
///
/// All switching points of all tests, inside the stated range and beyond it, exact or as proved
/// enclosures. Where a test on the normal form of plans rests on mixed dominators or mixed
/// equilibria, its list may miss some, and so may that of the Nash package, which a scan
/// finds; such lists are marked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede threshold FILE --parameter process.sign
  concede threshold FILE --parameter 'players.turkey.payoffs.\"border & !treaty\"' --format json")]
pub struct Threshold {
    /// A scenario file, or - for stdin
    file: PathBuf,
    /// The quantity to move, by its TOML path
    #[arg(long, value_name = "PATH")]
    parameter: String,
    /// Change other values first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Threshold {
    pub fn run(self) -> Outcome {
        let scenario = input::scenario(&self.file, &self.set)?;
        let id = input::parameter(&scenario, &self.parameter)?;
        let compiled = compile(&scenario, Some(id))?;
        let schedules = Schedules::new(&compiled);
        let solved = at_base(&scenario, &schedules);
        let mut verdict = assess_solved(&scenario, &compiled, &solved);
        let base = Base { scenario: &scenario, compiled: &compiled, schedules: &schedules, solved: &solved };
        let mut study = process_switches(&base, id, &TestId::SWITCHING);
        study.switches.extend(plan_switches(&base, id));
        study.switches.extend(bargain_switches(&scenario, id));
        record(&mut verdict, id, study);
        let report = Report { scenario: &scenario, compiled: &compiled, verdict: &verdict, concepts: &[] };
        let interval = search_interval(&scenario, id);
        let parameter = scenario.parameter(id);
        match self.format {
            Format::Json => {
                let tests: Vec<Value> = verdict
                    .tests
                    .iter()
                    .map(|test| {
                        let switches: Vec<Value> =
                            test.switches.iter().map(|point| report_json::switch(&report, point)).collect();
                        json!({
                            "id": test.id.key(),
                            "holds": test.holds,
                            "complete": TestId::SWITCHING.contains(&test.id) && test.holds.is_some() && test.gaps.is_empty(),
                            "switches": switches,
                        })
                    })
                    .collect();
                let answer = json!({
                    "schema": "concede.threshold/1",
                    "parameter": parameter.path,
                    "base": parameter.base,
                    "searched": [interval.low, interval.high],
                    "tests": tests,
                });
                print(&format!("{}\n", serde_json::to_string_pretty(&answer).expect("an answer is plain data")))
            }
            Format::Text => {
                let range = match &parameter.range {
                    Some(range) => format!(
                        "range [{}, {}], ",
                        phrases::plain(&range.low, DECIMALS),
                        phrases::plain(&range.high, DECIMALS)
                    ),
                    None => String::new(),
                };
                let mut text = format!(
                    "{} = {} ({range}searched from {} to {})\n\n",
                    parameter.path,
                    parameter.base,
                    phrases::plain(&interval.low, DECIMALS),
                    phrases::plain(&interval.high, DECIMALS)
                );
                let mut table = table::bare();
                table.set_header(["test", "now", "at", "exact", "below → on → above", ""]);
                for test in &verdict.tests {
                    let now = word(test.holds);
                    if test.switches.is_empty() {
                        let remark = match TestId::SWITCHING.contains(&test.id) {
                            true if test.holds.is_none() => "no answer",
                            true => "no switch",
                            false if plan_tests::TESTS.contains(&test.id) => "no switch found",
                            false => "not searched along a number",
                        };
                        table.add_row([test.id.key(), now, "", "", "", remark]);
                    }
                    for (index, point) in test.switches.iter().enumerate() {
                        let at = refined(&point.at);
                        let exact = match &at {
                            Root::Rational(value) => value.to_string(),
                            Root::Isolated { .. } => {
                                let [lo, hi] = report_json::enclosure(&at);
                                format!("in [{lo}, {hi}]")
                            }
                        };
                        let change = format!(
                            "{} → {} → {}",
                            word(Some(point.below)),
                            word(point.at_tie),
                            word(Some(point.becomes))
                        );
                        let name = if index == 0 { test.id.key() } else { "" };
                        let now = if index == 0 { now } else { "" };
                        let place = if point.inside { "inside the range" } else { "" };
                        table.add_row([
                            name,
                            now,
                            &phrases::plain(&report_json::middle(&at), DECIMALS),
                            &exact,
                            &change,
                            place,
                        ]);
                    }
                }
                text.push_str(&table::lines(&table));
                text.push('\n');
                print(&text)
            }
        }
    }
}

fn word(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "–",
    }
}
