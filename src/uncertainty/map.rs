//! A map over two parameters: where in the plane a test changes its answer.
//!
//! The boundary is traced on lines. On a line one parameter is fixed and all switching points
//! along the other are isolated with proof ([`super::switching`]), so every vertex of the map
//! is exact and none on its line is missing. Neighbouring lines that show the same succession
//! of answers are joined point by point. Where they differ, boundaries begin, end or meet
//! between them: such a gap is halved until it is 1/128 of what it was, and then said to be
//! an event. (A boundary that closes on itself between two lines, without
//! touching any, is not seen; lines of the other direction are drawn to catch it.)
//!
//! One study of a parameter per line.

use rayon::prelude::*;

use crate::compile::{CompileError, Compiled, compile};
use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::Scenario;
use crate::scenario::quantity::{ParameterId, Range};
use crate::solve::limits::Limits;
use crate::verdict::TestId;
use crate::verdict::process_tests::{Schedules, at_base, holds};

use super::switching::{Base, process_switches, search_interval};

/// How often a gap between lines is halved.
const HALVINGS: u32 = 7;

/// The map of one test.
#[derive(Debug, Clone)]
pub struct Map {
    /// The parameter that is fixed on a line, and the one that runs along it.
    pub across: ParameterId,
    pub along: ParameterId,
    pub window: [Range; 2],
    /// Ascending in the fixed parameter.
    pub lines: Vec<Line>,
    /// Lines in the other direction: their switching points lie on the same boundaries.
    pub transverse: Vec<Line>,
}

/// All switching points on a line inside the window.
#[derive(Debug, Clone)]
pub struct Line {
    pub at: Rational,
    /// In the order of [`TestId::SWITCHING`].
    pub tests: [Stretches; 6],
}

/// The answers of one test along a line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stretches {
    /// At the start of the line; `None` without an answer.
    pub first: Option<bool>,
    /// Where the answer changes, ascending, and what it becomes.
    pub switches: Vec<(Root, bool)>,
    /// That the test has no answer somewhere on the line.
    pub gaps: bool,
}

impl Stretches {
    /// That two lines show the same succession of answers.
    pub fn matches(&self, other: &Stretches) -> bool {
        self.first == other.first && self.switches.len() == other.switches.len() && self.gaps == other.gaps
    }
}

/// A stretch of a boundary: a polyline through exact points.
#[derive(Debug, Clone)]
pub struct Arc {
    pub points: Vec<(Rational, Root)>,
}

/// Maps all tests with switching points, on `count + 1` evenly spaced lines and those that the
/// gaps ask for.
///
/// # Errors
/// If the game tree is too large.
pub fn map(scenario: &Scenario, across: ParameterId, along: ParameterId, count: u32) -> Result<Map, CompileError> {
    let window = [window(scenario, across), window(scenario, along)];
    let mut scenario = scenario.clone();
    for (id, range) in [across, along].into_iter().zip(&window) {
        // Both count as given, so that they are parameters of the program.
        let parameter = &mut scenario.parameters[id.0];
        parameter.given = true;
        parameter.range = Some(range.clone());
    }
    let compiled = compile(&scenario, None)?;
    let plane = Plane { scenario: &scenario, compiled: &compiled };
    let evenly = |range: &Range| -> Vec<Rational> {
        let step = &range.width() * &Rational::new(1, i64::from(count));
        (0..=count).map(|index| &range.low + &(&step * &Rational::from(i64::from(index)))).collect()
    };
    let study = |values: Vec<Rational>, fixed: ParameterId, moving: ParameterId, range: &Range| -> Vec<Line> {
        values.into_par_iter().map(|at| plane.line(fixed, at, moving, range)).collect()
    };
    let mut lines = study(evenly(&window[0]), across, along, &window[1]);
    for _ in 0..HALVINGS {
        let gaps: Vec<Rational> = lines
            .windows(2)
            .filter(|pair| pair[0].tests.iter().zip(&pair[1].tests).any(|(left, right)| !left.matches(right)))
            .map(|pair| &(&pair[0].at + &pair[1].at) * &Rational::new(1, 2))
            .collect();
        if gaps.is_empty() {
            break;
        }
        lines.extend(study(gaps, across, along, &window[1]));
        lines.sort_by(|a, b| a.at.cmp(&b.at));
    }
    let transverse = study(evenly(&window[1]), along, across, &window[0]);
    Ok(Map { across, along, window, lines, transverse })
}

/// The range, or where switching points would be looked for.
fn window(scenario: &Scenario, id: ParameterId) -> Range {
    let parameter = scenario.parameter(id);
    match &parameter.range {
        Some(range) if !parameter.is_fixed() => range.clone(),
        _ => search_interval(scenario, id),
    }
}

struct Plane<'a> {
    scenario: &'a Scenario,
    compiled: &'a Compiled,
}

impl Plane<'_> {
    fn line(&self, fixed: ParameterId, at: Rational, moving: ParameterId, range: &Range) -> Line {
        let mut scenario = self.scenario.clone();
        scenario.parameters[fixed.0].base = at.clone();
        // Studies start at the base; the start of the line serves, and gives the first answers.
        scenario.parameters[moving.0].base = range.low.clone();
        let schedules = Schedules::new(self.compiled);
        let solved = at_base(&scenario, &schedules);
        let limits = Limits::default();
        let base = Base {
            scenario: &scenario,
            compiled: self.compiled,
            schedules: &schedules,
            solved: &solved,
            limits: &limits,
        };
        let study = process_switches(&base, moving, &TestId::SWITCHING);
        let tests = TestId::SWITCHING.map(|test| {
            let own: Vec<_> = study.switches.iter().filter(|(id, _)| *id == test).map(|(_, point)| point).collect();
            let (low, high) = (Root::Rational(range.low.clone()), Root::Rational(range.high.clone()));
            // What holds just inside the window, not on its edge.
            let before = own.iter().rfind(|point| point.at <= low).map(|point| point.becomes);
            let after = own.iter().find(|point| point.at > low).map(|point| point.below);
            let first = before.or(after).or_else(|| holds(&scenario, self.compiled, &solved, test));
            let inside = own.iter().filter(|point| point.at > low && point.at < high && point.below != point.becomes);
            Stretches {
                first,
                switches: inside.map(|point| (point.at.clone(), point.becomes)).collect(),
                gaps: study.gaps.contains(&test),
            }
        });
        Line { at, tests }
    }
}

impl Map {
    /// The boundary of a test as polylines, joined wherever neighbouring lines agree.
    pub fn arcs(&self, test: usize) -> Vec<Arc> {
        let mut done = Vec::new();
        let mut open: Vec<Arc> = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let own = &line.tests[test];
            let joins = index > 0 && self.lines[index - 1].tests[test].matches(own);
            if !joins {
                done.append(&mut open);
                open = own.switches.iter().map(|_| Arc { points: Vec::new() }).collect();
            }
            for (arc, (at, _)) in open.iter_mut().zip(&own.switches) {
                arc.points.push((line.at.clone(), at.clone()));
            }
        }
        done.append(&mut open);
        done
    }

    /// The stretches of the fixed parameter, narrower than can be told apart, in which the
    /// boundary of a test changes its course.
    pub fn events(&self, test: usize) -> Vec<Range> {
        self.lines
            .windows(2)
            .filter(|pair| !pair[0].tests[test].matches(&pair[1].tests[test]))
            .map(|pair| Range { low: pair[0].at.clone(), high: pair[1].at.clone() })
            .collect()
    }
}
