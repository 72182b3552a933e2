//! What would change the answers: switching points in words, shared by all renderings.

use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{Headline, SwitchingPoint, Test, TestId};

use super::json::middle;
use super::{HEADLINE_TESTS, Report, phrases, refined};

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

/// One clause on why the headline is what it is.
pub fn headline_reason(report: &Report<'_>) -> String {
    let verdict = report.verdict;
    let holds = |id: TestId| verdict.test(id).and_then(|test| test.holds);
    if verdict.test(TestId::Offers).is_some() {
        let words = match verdict.headline {
            Headline::Rational => "it is part of what the parties agree on at once, whoever proposes.",
            Headline::NotRational => "it is no part of what the parties agree on at once, whoever proposes.",
            Headline::Conditional => {
                "whether it is part of what the parties agree on depends on the equilibrium or on who proposes."
            }
        };
        return words.to_owned();
    }
    match verdict.headline {
        Headline::Rational => "it pays at the stated beliefs and against best play, and the demander then signs.".to_owned(),
        Headline::NotRational if holds(TestId::Honoured) == Some(false) => {
            "it does not pay even if it succeeds and the demander signs.".to_owned()
        }
        Headline::NotRational => {
            "it pays neither at the stated beliefs nor against best play, and no single number within its range changes that."
                .to_owned()
        }
        Headline::Conditional => {
            let yes_no = |id: TestId, yes: &str, no: &str, unknown: &str| match holds(id) {
                Some(true) => yes.to_owned(),
                Some(false) => no.to_owned(),
                None => unknown.to_owned(),
            };
            let stated = yes_no(
                TestId::ExpectedUtility,
                "it pays at the stated beliefs",
                "it does not pay at the stated beliefs",
                "no belief about signing is stated",
            );
            let played = yes_no(TestId::SubgamePerfect, "best play makes it", "best play does not make it", "best play is open");
            let ratchet = match holds(TestId::SubgamePerfect) {
                Some(true) => yes_no(TestId::RatchetProof, " and ends in a signature", ", though the demander would not always sign then", ""),
                _ => String::new(),
            };
            let flips = turning(report);
            format!("{stated}; {played}{ratchet}; {flips}.")
        }
    }
}

/// What single numbers can do to the answers, moved within their ranges.
fn turning(report: &Report<'_>) -> String {
    let verdict = report.verdict;
    let distinct = |mut parameters: Vec<ParameterId>| {
        parameters.sort();
        parameters.dedup();
        parameters
    };
    let tests = || verdict.tests.iter().filter(|test| HEADLINE_TESTS.contains(&test.id));
    let inside = || tests().flat_map(|test| &test.switches).filter(|point| point.inside);
    let at_ends = tests().flat_map(|test| test.holds_at_ends.iter().copied());
    let turns = distinct(inside().map(|point| point.parameter).chain(at_ends).collect());
    let other = |point: &&SwitchingPoint| point.headline.is_some_and(|headline| headline != verdict.headline);
    let headline = distinct(inside().filter(other).map(|point| point.parameter).collect()).len();
    let gaps = distinct(tests().flat_map(|test| test.gaps.iter().copied()).collect());
    let open = gaps.iter().filter(|gap| !turns.contains(gap)).count();
    let mut words = match turns.len() {
        0 => "no single number within its range changes these answers".to_owned(),
        1 => "one number, moved within its range, would change an answer".to_owned(),
        count => format!("each of {count} numbers, moved alone within its range, would change an answer"),
    };
    if !turns.is_empty() {
        words.push_str(&match headline {
            0 => ", none of them the headline".to_owned(),
            count if count == turns.len() => " and the headline".to_owned(),
            count => format!(", {count} of them the headline"),
        });
    }
    match open {
        0 => {}
        1 => words.push_str("; for one more number this is not known"),
        count => words.push_str(&format!("; for {count} more numbers this is not known")),
    }
    words
}
