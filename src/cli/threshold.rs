//! `concede threshold`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::compile::compile;
use crate::numeric::root::Root;
use crate::report::{self, DECIMALS, Report, json as report_json, phrases, refined, table};
use crate::scenario::Scenario;
use crate::scenario::quantity::Distribution;
use crate::solve::limits::Limits;
use crate::uncertainty::bargain::bargain_switches;
use crate::uncertainty::efficient::efficient_switches;
use crate::uncertainty::stability::stability_switches;
use crate::uncertainty::sweep::design::{Design, Sampling, Spread};
use crate::uncertainty::sweep::{self, Sweep, point_headline};
use crate::uncertainty::switching::{Base, plan_switches, process_switches, search_interval};
use crate::uncertainty::{map, nearest, record};
use crate::verdict::process_tests::{Schedules, at_base, holds};
use crate::verdict::{Headline, TestId, assess_solved, bargain_tests, plan_tests};

use super::{Failure, Outcome, input, print};

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
  concede threshold FILE --parameter 'players.turkey.payoffs.\"border & !treaty\"' --format json
  concede threshold FILE --map process.sign window.closes
  concede threshold FILE --nearest")]
pub struct Threshold {
    /// A scenario file, or - for stdin
    file: PathBuf,
    /// The quantity to move, by its TOML path
    #[arg(long, value_name = "PATH", required_unless_present_any = ["map", "nearest"], conflicts_with_all = ["map", "nearest"])]
    parameter: Option<String>,
    /// A map over two quantities: where each test holds, its boundary traced on exact lines
    #[arg(long, value_names = ["ACROSS", "UP"], num_args = 2, conflicts_with = "nearest")]
    map: Vec<String>,
    /// How many strips the lines of a map divide it into
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(2..=1024))]
    lines: u32,
    /// The smallest joint change of the numbers that changes the headline, and the cheapest
    /// bundle of levers of each player that makes the concession rational
    #[arg(long)]
    nearest: bool,
    /// Where the search for the nearest flip starts
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
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
        let scenario = input::demands(&self.file, &self.set)?;
        if self.nearest {
            return self.nearest(&scenario);
        }
        if let [across, up] = self.map.as_slice() {
            return self.map(&scenario, across, up);
        }
        let path = self.parameter.as_deref().expect("the arguments ask for a parameter, a map, or the nearest flip");
        let id = input::parameter(&scenario, path)?;
        let compiled = compile(&scenario, Some(id))?;
        let schedules = Schedules::new(&compiled);
        let solved = at_base(&scenario, &schedules);
        let mut verdict = assess_solved(&scenario, &compiled, &solved, &Limits::default());
        let limits = Limits::default();
        let base =
            Base { scenario: &scenario, compiled: &compiled, schedules: &schedules, solved: &solved, limits: &limits };
        let mut study = process_switches(&base, id, &TestId::SWITCHING);
        study.switches.extend(plan_switches(&base, id));
        let (bargained, all_bargained) = bargain_switches(&scenario, id);
        let (efficient, all_efficient) = efficient_switches(&scenario, id);
        let stability = stability_switches(&scenario, id);
        let all_of_stability = stability.is_some();
        study.switches.extend(bargained);
        study.switches.extend(efficient);
        study.switches.extend(stability.into_iter().flatten());
        let whole = |test: TestId| match test {
            TestId::Efficient => all_efficient,
            TestId::Bargain => all_bargained,
            TestId::StableState => all_of_stability,
            _ => TestId::SWITCHING.contains(&test),
        };
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
                            "complete": match test.id {
                                TestId::StableState => all_of_stability,
                                id => whole(id) && test.holds.is_some() && test.gaps.is_empty(),
                            },
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
                        let remark = match whole(test.id) {
                            true if test.holds.is_none() => "no answer",
                            true => "no switch",
                            false
                                if plan_tests::TESTS.contains(&test.id) || bargain_tests::TESTS.contains(&test.id) =>
                            {
                                "no switch found"
                            }
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

impl Threshold {
    fn map(&self, scenario: &Scenario, across: &str, up: &str) -> Outcome {
        let (across, up) = (input::parameter(scenario, across)?, input::parameter(scenario, up)?);
        if across == up {
            return Err(Failure::Input("a map needs two different quantities".to_owned()));
        }
        let found = map::map(scenario, across, up, self.lines)?;
        print(&match self.format {
            Format::Text => report::map::text(scenario, &found),
            Format::Json => report::map::json(scenario, &found),
        })
    }

    fn nearest(&self, scenario: &Scenario) -> Outcome {
        let sampling =
            Sampling { rows: 1, seed: self.seed, spread: Spread::Random, distribution: Distribution::Uniform };
        let design = Design::sample(scenario, Design::ranged(scenario), &sampling)
            .map_err(|error| Failure::Input(error.to_string()))?;
        let sweep = Sweep::new(scenario, design)?;
        let compiled = compile(scenario, None)?;
        let schedules = Schedules::new(&compiled);
        let solved = at_base(scenario, &schedules);
        let base = point_headline(|test| holds(scenario, &compiled, &solved, test));
        let all: Vec<usize> = (0..sweep.design.axes.len()).collect();
        let wanted = |outcome: &sweep::Outcome| outcome.headline() != base;
        let single = all
            .iter()
            .filter_map(|&axis| nearest::nearest(&sweep, &[axis], wanted, self.seed))
            .min_by(|a, b| a.size.total_cmp(&b.size));
        let found = report::nearest::Nearest {
            scenario,
            base,
            flip: nearest::nearest(&sweep, &all, wanted, self.seed),
            single,
            bundles: if base == Headline::Rational { Vec::new() } else { nearest::bundles(&sweep, self.seed) },
            seed: self.seed,
        };
        print(&match self.format {
            Format::Text => report::nearest::text(&found),
            Format::Json => report::nearest::json(&found),
        })
    }
}

fn word(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "–",
    }
}
