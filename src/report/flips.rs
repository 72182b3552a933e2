//! What would change the answers: switching points in words, shared by all renderings.

use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{Headline, SwitchingPoint, Test, TestId};

use super::json::middle;
use super::{Report, phrases, refined};

/// A value of one number at which tests of the headline change, one entry per effect.
#[derive(Debug, Clone)]
pub struct Flip {
    pub parameter: ParameterId,
    pub at: Root,
    pub tests: Vec<TestId>,
    /// What the tests do when the number moves there from its base.
    pub outcome: &'static str,
    /// The headline across the point.
    pub headline: String,
    /// That the headline itself is another there, for certain.
    pub turns_headline: bool,
    /// In units of the range.
    pub distance: f64,
    pub inside: bool,
}

/// The flips that a report shows, nearest first: those within the ranges, or all where there
/// are none.
pub fn flips(report: &Report<'_>) -> Vec<Flip> {
    let nearest = report.nearest_switches();
    let inside = nearest.iter().any(|(_, point, _)| point.inside);
    let mut found: Vec<Flip> = Vec::new();
    for (test, point, distance) in nearest.into_iter().filter(|(_, point, _)| point.inside || !inside) {
        let outcome = outcome(test, point, &report.scenario.parameter(point.parameter).base);
        let same =
            |flip: &&mut Flip| flip.parameter == point.parameter && flip.at == point.at && flip.outcome == outcome;
        match found.iter_mut().find(same) {
            Some(flip) => flip.tests.push(test.id),
            None => found.push(Flip {
                parameter: point.parameter,
                at: point.at.clone(),
                tests: vec![test.id],
                outcome,
                headline: becomes(report, point),
                turns_headline: point.headline.is_some_and(|headline| headline != report.verdict.headline),
                distance,
                inside: point.inside,
            }),
        }
    }
    found
}

/// What happens when the number moves from its base across the point.
fn outcome(test: &Test, point: &SwitchingPoint, base: &Rational) -> &'static str {
    let upwards = Root::Rational(base.clone()) < point.at;
    let (near, far) = if upwards { (point.below, point.becomes) } else { (point.becomes, point.below) };
    match (near == far, far == (test.holds == Some(true)), far) {
        (true, ..) => "changes on the point only",
        (_, false, true) => "then holds",
        (_, false, false) => "then fails",
        (_, true, true) => "then holds again",
        (_, true, false) => "then fails again",
    }
}

/// The headline across a point.
fn becomes(report: &Report<'_>, point: &SwitchingPoint) -> String {
    match point.headline {
        Some(headline) if headline == report.verdict.headline => format!("still {}", phrases::headline(headline)),
        Some(headline) => format!("→ {}", phrases::headline(headline)),
        None => format!("{} or {}", phrases::headline(Headline::NotRational), phrases::headline(Headline::Conditional)),
    }
}

/// The place of a switching point; `≈` where it is not rational.
pub fn at(at: &Root, digits: usize) -> String {
    let at = refined(at);
    let text = phrases::plain(&middle(&at), digits);
    match at {
        Root::Rational(_) => text,
        Root::Isolated { .. } => format!("≈{text}"),
    }
}
