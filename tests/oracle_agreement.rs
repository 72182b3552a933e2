//! The library against the slow oracle on random scenarios: the same answers, the same verdicts
//! on both sides of every switching point, and no switching point missed.
//!
//! `CONCEDE_ORACLE_SEEDS` says how many scenarios (300 by default), `CONCEDE_ORACLE_GRID` at how
//! many points each parameter is looked at besides its switching points (12 by default; fewer
//! where the tree is large).

mod oracle;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Instant;

use concede::compile::{Compiled, compile};
use concede::numeric::rational::Rational;
use concede::numeric::root::{Root, between};
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::scenario::quantity::{ParameterId, Range};
use concede::solution::Answer;
use concede::uncertainty::judge;
use concede::uncertainty::switching::{Base, process_switches, search_interval};
use concede::verdict::process_tests::{Schedules, at_base, holds};
use concede::verdict::{SwitchingPoint, TestId, Verdict};
use dashu::rational::RBig;
use oracle::{Action, Effect, Quantity, Situation, Strategic, Type, generate};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

/// Parameters with a range along which each scenario is studied.
const STUDIED: usize = 2;
/// Trees of up to so many nodes get the whole grid, larger ones in proportion less.
const SMALL_TREE: usize = 48;
/// Points of the grid that every study has, however large the tree.
const FEWEST_POINTS: usize = 1;
/// Discrepancies that a failure prints.
const PRINTED: usize = 12;

fn from_environment(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

fn seeds() -> u64 {
    from_environment("CONCEDE_ORACLE_SEEDS", 300) as u64
}

/// A random situation. Some have types whose lists of demands have several lengths, so that an
/// uninformed player meets the same move of several types; some hold a concession in escrow for a
/// linked agreement.
fn situation(seed: u64) -> Situation {
    let mut situation = generate(seed);
    let mut random = Pcg64::seed_from_u64(!seed);
    if seed % 3 == 2 && situation.demands.len() > 1 {
        situation.types = types(&situation.demands, &mut random);
    }
    if seed % 5 == 4
        && let Some(linked) = situation.linked().first().map(|agreement| agreement.name.clone())
    {
        let index = random.random_range(0..situation.concessions.len());
        situation.concessions[index].effect = Effect::On(linked);
    }
    situation
}

/// Two or three types that make the first demand and more or fewer of the others.
fn types(demands: &[String], random: &mut Pcg64) -> Vec<Type> {
    let mut lengths: Vec<usize> = (1..=demands.len()).collect();
    lengths.shuffle(random);
    lengths.truncate(3);
    let complement = random.random_range(0..lengths.len());
    let kind = |(index, length): (usize, usize)| {
        let base = RBig::from(random.random_range(0..=6)) / RBig::from(20);
        let high = &base + RBig::ONE / RBig::from(10);
        let prior = Quantity { base, range: Some((RBig::ZERO, high)) };
        Type {
            name: format!("kind_{length}"),
            prior: (index != complement).then_some(prior),
            demands: Some(demands[..length].to_vec()),
            always_signs: random.random_range(0..5) == 0,
        }
    };
    lengths.into_iter().enumerate().map(kind).collect()
}

/// The scenario that the library reads from the situation's file.
fn read(situation: &Situation) -> Scenario {
    let text = situation.to_toml();
    match Scenario::read(&Source::new("scenario.toml", text.as_str())) {
        Ok((scenario, _)) => scenario,
        Err(diagnostics) => panic!("{diagnostics:#?}\n{text}"),
    }
}

fn compiled(scenario: &Scenario, studied: Option<ParameterId>) -> Compiled {
    compile(scenario, studied).expect("random trees are small")
}

fn judged(scenario: &Scenario) -> (Compiled, Verdict) {
    judge(scenario).expect("random trees are small")
}

fn exact(value: &Rational) -> RBig {
    RBig::from_parts(value.numerator(), value.denominator())
}

/// What the oracle says of a situation.
struct Answers {
    honoured: RBig,
    expected_utility: Option<RBig>,
    strategic: Strategic,
    /// The margin of the typed game.
    typed: Option<RBig>,
}

impl Answers {
    fn new(situation: &Situation) -> Answers {
        Answers {
            honoured: situation.honoured(),
            expected_utility: situation.expected_utility(),
            strategic: situation.strategic(),
            typed: situation.typed(),
        }
    }

    /// The value behind a test. `None` without an answer, and for `ratchet_proof`, which the
    /// oracle decides without one.
    fn value(&self, test: TestId) -> Option<RBig> {
        match test {
            TestId::Honoured => Some(self.honoured.clone()),
            TestId::ExpectedUtility => self.expected_utility.clone(),
            TestId::SubgamePerfect => Some(self.strategic.margin()),
            TestId::Sequential => self.typed.clone(),
            TestId::Demand => Some(self.strategic.demand.clone()),
            _ => None,
        }
    }

    /// Whether each test with switching points holds, in their order.
    fn holds(&self) -> [Option<bool>; 6] {
        TestId::SWITCHING.map(|test| match test {
            TestId::RatchetProof => Some(self.strategic.ratchet_proof),
            TestId::SubgamePerfect => Some(self.strategic.answer == Action::Concede),
            // An indifferent owner concedes; the other tests ask for a gain.
            TestId::Sequential => self.typed.as_ref().map(|margin| *margin >= RBig::ZERO),
            _ => self.value(test).map(|value| value > RBig::ZERO),
        })
    }
}

/// The library's answers to the tests with switching points, in their order.
fn library_holds(situation: &Situation) -> [Option<bool>; 6] {
    let scenario = read(situation);
    let compiled = compiled(&scenario, None);
    let schedules = Schedules::new(&compiled);
    let solved = at_base(&scenario, &schedules);
    TestId::SWITCHING.map(|test| holds(&scenario, &compiled, &solved, test))
}

/// What the comparisons of one or several scenarios found.
#[derive(Default)]
struct Findings {
    /// By seed.
    discrepancies: Vec<(u64, String)>,
    /// How many things of each kind were compared.
    counts: BTreeMap<&'static str, usize>,
}

impl Findings {
    fn compare<T: PartialEq + Debug>(&mut self, seed: u64, what: &str, library: T, oracle: T) {
        if library != oracle {
            self.report(seed, format!("{what}: {library:?} by the library, {oracle:?} by the oracle"));
        }
    }

    fn report(&mut self, seed: u64, text: String) {
        self.discrepancies.push((seed, text));
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn join(mut self, other: Findings) -> Findings {
        self.discrepancies.extend(other.discrepancies);
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self
    }
}

/// Seeds at which there was a discrepancy once. 884: a switching point beside a gap.
const REGRESSIONS: [u64; 1] = [884];

/// Looks at every seed and fails with the first discrepancies.
fn check(about: &str, look: impl Fn(u64, &mut Findings) + Sync) {
    let start = Instant::now();
    let seeds: Vec<u64> = (0..seeds()).chain(REGRESSIONS).collect();
    let found: Vec<Findings> = seeds
        .par_iter()
        .map(|&seed| {
            let mut findings = Findings::default();
            look(seed, &mut findings);
            findings
        })
        .collect();
    let Findings { discrepancies, counts } = found.into_iter().fold(Findings::default(), Findings::join);
    println!("{about}: {} scenarios in {:.1?}, {counts:?}", seeds.len(), start.elapsed());
    if let Some((first, _)) = discrepancies.first() {
        let shown: Vec<String> =
            discrepancies.iter().take(PRINTED).map(|(seed, text)| format!("seed {seed}, {text}")).collect();
        let file = situation(*first).to_toml();
        panic!("{} discrepancies:\n{}\nThe first one's scenario:\n{file}", discrepancies.len(), shown.join("\n"));
    }
}

#[test]
fn every_quantity_is_read_exactly() {
    check("quantities", |seed, findings| {
        let situation = situation(seed);
        let scenario = read(&situation);
        for path in situation.every_path() {
            let quantity = situation.quantity(&path);
            let parameter = scenario.parameter_at(&path).map(|id| scenario.parameter(id));
            let base = parameter.map(|parameter| exact(&parameter.base));
            let range = parameter.and_then(|parameter| parameter.range.as_ref());
            let range = range.map(|range| (exact(&range.low), exact(&range.high)));
            findings.compare(seed, &path, (base, range), (Some(quantity.base), quantity.range));
            findings.count("quantities");
        }
    });
}

#[test]
fn every_answer_is_the_same() {
    check("answers", |seed, findings| {
        let situation = situation(seed);
        let scenario = read(&situation);
        let (compiled, verdict) = judged(&scenario);
        let answers = Answers::new(&situation);
        let strategic = &answers.strategic;
        let form = &compiled.strategic.form;
        let size = (form.nodes.len(), form.terminals());
        findings.compare(seed, "nodes and terminals", size, (strategic.nodes, strategic.terminals));
        let by_player = |value: &dyn Fn(&str) -> RBig| -> Vec<RBig> {
            scenario.players.iter().map(|player| value(&player.key)).collect()
        };
        let disagreement = by_player(&|player| situation.disagreement(player));
        findings.compare(seed, "disagreement", verdict.disagreement.iter().map(exact).collect(), disagreement);
        let values = by_player(&|player| strategic.values[player].clone());
        findings.compare(seed, "payoffs", subgame_perfect_payoffs(&verdict), values);
        for (test, holds) in TestId::SWITCHING.into_iter().zip(answers.holds()) {
            let library = verdict.test(test).expect("every test is in the verdict");
            findings.compare(seed, test.key(), library.holds, holds);
            findings.count(if holds.is_some() { "verdicts" } else { "questions without an answer" });
            if let Some(value) = answers.value(test) {
                findings.compare(seed, test.key(), library.value.as_ref().map(exact), Some(value));
                findings.count("values");
            }
        }
    });
}

/// What backward induction gives to each player.
fn subgame_perfect_payoffs(verdict: &Verdict) -> Vec<RBig> {
    let solution = verdict.solutions.iter().find(|solution| solution.concept == "subgame_perfect");
    match &solution.expect("every process is solved").answer {
        Ok(Answer::Strategy(strategy)) => strategy.payoffs.iter().map(exact).collect(),
        other => panic!("a tree is solved by a strategy, not by {other:?}"),
    }
}

#[test]
fn along_a_range_every_switching_point_is_right_and_none_is_missed() {
    check("ranges", |seed, findings| {
        let situation = situation(seed);
        let scenario = read(&situation);
        let (compiled, verdict) = judged(&scenario);
        let mut paths = situation.paths();
        paths.shuffle(&mut Pcg64::seed_from_u64(seed));
        for path in paths.iter().take(STUDIED) {
            let id = scenario.parameter_at(path).expect("every path is found");
            let switches = TestId::SWITCHING.map(|test| {
                let test = verdict.test(test).expect("every test is in the verdict");
                let switches = test.switches.iter().filter(|point| point.parameter == id).cloned().collect();
                test.holds.map(|_| switches)
            });
            let nodes = compiled.strategic.form.nodes.len();
            let interval = search_interval(&scenario, id);
            Study { seed, situation: &situation, path, interval, switches, nodes }.look(findings);
        }
    });
}

#[test]
fn along_a_number_without_a_range_every_switching_point_is_right_and_none_is_missed() {
    check("numbers without a range", |seed, findings| {
        let situation = situation(seed);
        let mut paths = situation.every_path();
        paths.retain(|path| situation.quantity(path).range.is_none());
        paths.shuffle(&mut Pcg64::seed_from_u64(seed));
        let Some(path) = paths.first() else { return };
        let scenario = read(&situation);
        let id = scenario.parameter_at(path).expect("every path is found");
        let compiled = compiled(&scenario, Some(id));
        let schedules = Schedules::new(&compiled);
        let solved = at_base(&scenario, &schedules);
        let limits = concede::solve::limits::Limits::default();
        let base =
            Base { scenario: &scenario, compiled: &compiled, schedules: &schedules, solved: &solved, limits: &limits };
        let found = process_switches(&base, id, &TestId::SWITCHING);
        let switches = TestId::SWITCHING.map(|test| {
            let switches =
                found.switches.iter().filter(|(about, _)| *about == test).map(|(_, point)| point.clone()).collect();
            holds(&scenario, &compiled, &solved, test).map(|_| switches)
        });
        let nodes = compiled.strategic.form.nodes.len();
        let interval = search_interval(&scenario, id);
        Study { seed, situation: &situation, path, interval, switches, nodes }.look(findings);
    });
}

/// A scenario along one of its parameters.
struct Study<'a> {
    seed: u64,
    situation: &'a Situation,
    path: &'a str,
    /// Where the library looks for switching points.
    interval: Range,
    /// The library's switching points, by test; `None` where it has no answer at the base value.
    switches: [Option<Vec<SwitchingPoint>>; 6],
    /// The size of the tree.
    nodes: usize,
}

impl Study<'_> {
    fn look(&self, findings: &mut Findings) {
        if self.interval.low >= self.interval.high {
            return;
        }
        let asked: Vec<(Rational, [Option<bool>; 6])> = self
            .points()
            .into_iter()
            .map(|point| {
                let answers = Answers::new(&self.at(&point)).holds();
                (point, answers)
            })
            .collect();
        findings.count("parameters");
        for (index, switches) in self.switches.iter().enumerate() {
            let Some(switches) = switches else { continue };
            self.check_order(index, switches, findings);
            let answers: Vec<(&Rational, Option<bool>)> =
                asked.iter().map(|(point, answers)| (point, answers[index])).collect();
            self.compare(index, switches, &answers, findings);
        }
    }

    fn at(&self, point: &Rational) -> Situation {
        self.situation.with(self.path, exact(point))
    }

    /// Switching points ascend inside the interval, and each changes something.
    fn check_order(&self, index: usize, switches: &[SwitchingPoint], findings: &mut Findings) {
        let inside = |point: &SwitchingPoint| {
            side(&self.interval.low, &point.at) == Ordering::Less
                && side(&self.interval.high, &point.at) == Ordering::Greater
        };
        let changes = |point: &SwitchingPoint| point.below != point.becomes || point.at_tie == Some(!point.below);
        if !switches.iter().all(|point| inside(point) && changes(point)) || !switches.is_sorted_by(|a, b| a.at < b.at) {
            self.report(index, switches, "out of order", findings);
        }
        for point in switches {
            findings.count(match point.at {
                Root::Rational(_) => "rational switching points",
                Root::Isolated { .. } => "irrational switching points",
            });
        }
    }

    /// Walks up the parameter: between switching points the oracle's answer stays, and below, on
    /// and above each of them it is what the point says. Where the oracle has no answer the walk
    /// starts anew.
    fn compare(
        &self,
        index: usize,
        switches: &[SwitchingPoint],
        answers: &[(&Rational, Option<bool>)],
        findings: &mut Findings,
    ) {
        let mut ahead = switches.iter().peekable();
        // What holds from the last point on, and that point.
        let mut from_here: Option<bool> = None;
        let mut last: Option<&Rational> = None;
        for &(point, oracle) in answers {
            let mut expected = from_here;
            let mut on = false;
            while let Some(next) = ahead.next_if(|next| side(point, &next.at) != Ordering::Less) {
                if expected.is_some_and(|holds| holds != next.below) {
                    let wrong = format!("not {}, as the oracle has it, just below {}", !next.below, described(next));
                    self.report(index, switches, &wrong, findings);
                }
                on = side(point, &next.at) == Ordering::Equal;
                expected = if on { next.at_tie } else { Some(next.becomes) };
                from_here = Some(next.becomes);
            }
            let Some(oracle) = oracle else {
                findings.count("points without an answer");
                (from_here, last) = (None, None);
                continue;
            };
            findings.count("verdicts");
            if expected.is_some_and(|holds| holds != oracle) && !self.is_silent_between(index, last, point) {
                let wrong = format!("not {oracle}, as the oracle has it, at {point}");
                self.report(index, switches, &wrong, findings);
            }
            if !on {
                from_here = Some(oracle);
            }
            last = Some(point);
        }
    }

    /// That the library has no answer at some of a few points between two, so that a switch there
    /// may be none between answers.
    fn is_silent_between(&self, index: usize, last: Option<&Rational>, point: &Rational) -> bool {
        const PARTS: i64 = 16;
        let Some(from) = last.filter(|_| TestId::SWITCHING[index] == TestId::Sequential) else { return false };
        (1..PARTS).any(|part| {
            let between = from + &(&(point - from) * &Rational::new(part, PARTS));
            library_holds(&self.at(&between))[index].is_none()
        })
    }

    fn report(&self, index: usize, switches: &[SwitchingPoint], what: &str, findings: &mut Findings) {
        let test = TestId::SWITCHING[index].key();
        let listed: Vec<String> = switches.iter().map(described).collect();
        findings.report(self.seed, format!("{test} along {}: {what}; {listed:?}", self.path));
    }

    /// Where the oracle is asked: on and close around every switching point, between neighbouring
    /// ones, and on a grid of evenly spaced, round and random numbers.
    fn points(&self) -> Vec<Rational> {
        let Range { low, high } = &self.interval;
        let width = self.interval.width();
        let mut roots: Vec<Root> = self.switches.iter().flatten().flatten().map(|point| point.at.clone()).collect();
        roots.sort();
        roots.dedup();
        roots.insert(0, Root::Rational(low.clone()));
        roots.push(Root::Rational(high.clone()));
        let mut points: Vec<Rational> = roots.windows(2).map(|pair| between(&pair[0], &pair[1])).collect();
        points.extend(roots.windows(3).flat_map(|triple| around(&triple[0], &triple[1], &triple[2], &width)));

        let grid = from_environment("CONCEDE_ORACLE_GRID", 12);
        let count = (grid * SMALL_TREE / self.nodes.max(SMALL_TREE)).max(FEWEST_POINTS) as i64;
        // Ties are most common at multiples of what random quantities are multiples of.
        let unit = if width > Rational::from(2) { Rational::ONE } else { Rational::new(1, 20) };
        let mut random = Pcg64::seed_from_u64(self.seed);
        for index in 0..count {
            let anywhere = low + &(&width * &Rational::new(random.random_range(1..100_003), 100_003));
            points.push(match index % 3 {
                0 => low + &(&width * &Rational::new(2 * index + 1, 2 * count)),
                1 => &(&anywhere / &unit).floor() * &unit,
                _ => anywhere,
            });
        }
        points.retain(|point| low < point && point < high);
        points.sort();
        points.dedup();
        points
    }
}

/// A root, where it is rational, and numbers close to it on both sides, closer than its neighbours.
fn around(before: &Root, root: &Root, after: &Root, width: &Rational) -> Vec<Rational> {
    let mut root = root.clone();
    let mut near = width * &Rational::new(1, 1 << 20);
    loop {
        root.refine_to(&near);
        let (low, high) = match &root {
            Root::Rational(value) => (value - &near, value + &near),
            Root::Isolated { lo, hi, .. } => (lo.clone(), hi.clone()),
        };
        if side(&low, before) == Ordering::Greater && side(&high, after) == Ordering::Less {
            return match root {
                Root::Rational(value) => vec![low, value, high],
                Root::Isolated { .. } => vec![low, high],
            };
        }
        near = &near * &Rational::new(1, 1 << 10);
    }
}

/// How a number compares to a root.
fn side(value: &Rational, root: &Root) -> Ordering {
    let mut root = root.clone();
    loop {
        let half = match &root {
            Root::Rational(at) => return value.cmp(at),
            Root::Isolated { lo, .. } if value <= lo => return Ordering::Less,
            Root::Isolated { hi, .. } if value >= hi => return Ordering::Greater,
            Root::Isolated { polynomial, .. } if polynomial.evaluate(value).is_zero() => return Ordering::Equal,
            Root::Isolated { lo, hi, .. } => &(hi - lo) * &Rational::new(1, 2),
        };
        root.refine_to(&half);
    }
}

fn described(point: &SwitchingPoint) -> String {
    let at = match &point.at {
        Root::Rational(value) => value.to_string(),
        Root::Isolated { lo, hi, .. } => format!("between {lo} and {hi}"),
    };
    format!("{at}: {}, {:?}, {}", point.below, point.at_tie, point.becomes)
}
