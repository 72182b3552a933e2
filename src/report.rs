//! Reports: pure functions of a verdict.

#[cfg(feature = "cli")]
pub mod chart;
#[cfg(feature = "cli")]
pub mod compare;
#[cfg(feature = "cli")]
pub mod diagnostics;
#[cfg(feature = "cli")]
pub mod flips;
#[cfg(feature = "cli")]
pub mod guide;
pub mod json;
#[cfg(feature = "cli")]
pub mod labels;
#[cfg(feature = "cli")]
pub mod map;
#[cfg(feature = "cli")]
pub mod nearest;
#[cfg(feature = "cli")]
pub mod page;
pub mod phrases;
pub mod reason;
#[cfg(feature = "cli")]
pub mod sensitivity;
#[cfg(feature = "cli")]
pub mod streamed;
#[cfg(feature = "cli")]
pub mod sweep;
#[cfg(feature = "cli")]
pub mod table;
#[cfg(feature = "cli")]
pub mod text;

use crate::compile::Compiled;
use crate::form::TitledGame;
use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::Scenario;
use crate::solution::Solution;
use crate::verdict::{SwitchingPoint, Test, TestId, Verdict};

/// What a report is made of.
pub struct Report<'a> {
    pub scenario: &'a Scenario,
    pub compiled: &'a Compiled,
    pub verdict: &'a Verdict,
    /// Ids of the concepts to show; empty for all.
    pub concepts: &'a [String],
}

/// What a report on a game file is made of: no verdict, since nothing is asked.
pub struct GameReport<'a> {
    pub titled: &'a TitledGame,
    pub solutions: &'a [Solution],
}

/// The tests that the headline rests on: where the first fails, the concession is not rational
/// unless all the others hold.
pub const HEADLINE_TESTS: [TestId; 4] =
    [TestId::Honoured, TestId::ExpectedUtility, TestId::SubgamePerfect, TestId::RatchetProof];

/// Whether the headline of a verdict rests on a test: on `offers` alone where it is asked.
pub fn rests_on(verdict: &Verdict, id: TestId) -> bool {
    match verdict.test(TestId::Offers) {
        Some(_) => id == TestId::Offers,
        None => HEADLINE_TESTS.contains(&id),
    }
}

/// Decimals of a printed number.
pub const DECIMALS: usize = 6;

impl<'a> Report<'a> {
    /// The switching points of the headline's tests, nearest first, in units of the ranges.
    pub fn nearest_switches(&self) -> Vec<(&'a Test, &'a SwitchingPoint, f64)> {
        let mut points: Vec<_> = self
            .verdict
            .tests
            .iter()
            .filter(|test| HEADLINE_TESTS.contains(&test.id))
            .flat_map(|test| test.switches.iter().map(move |point| (test, point)))
            .filter_map(|(test, point)| Some((test, point, self.distance(point)?)))
            .collect();
        points.sort_by(|a, b| a.2.total_cmp(&b.2));
        points
    }

    /// `|θ* - base| / (high - low)`; `None` without a range.
    pub fn distance(&self, point: &SwitchingPoint) -> Option<f64> {
        let parameter = self.scenario.parameter(point.parameter);
        let width = parameter.range.as_ref().map(|range| range.width().to_f64()).filter(|width| *width > 0.0)?;
        Some((refined(&point.at).to_f64() - parameter.base.to_f64()).abs() / width)
    }
}

/// The point with an interval narrow enough to print: thirteen decimals, and for a small one as many
/// digits.
pub fn refined(at: &Root) -> Root {
    let digits = Rational::new(1, 10_000_000_000_000);
    let mut at = at.clone();
    let mut width = digits.clone();
    for _ in 0..MOST_REFINEMENTS {
        at.refine_to(&width);
        let (lo, hi) = at.bounds();
        let size = lo.abs().min(hi.abs());
        let apart = lo.signum() * hi.signum() > 0;
        let narrow = size >= Rational::new(1, 10) || hi - lo <= &size * &digits;
        if lo == hi || apart && narrow {
            break;
        }
        width = &(hi - lo) * &Rational::new(1, 1 << 16);
    }
    at
}

/// Rounds of sixteen halvings that a small point is narrowed by: it may be as small as 1e-300.
const MOST_REFINEMENTS: u32 = 100;
