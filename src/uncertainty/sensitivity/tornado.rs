//! The tornado: the margin at both ends of every range, all else at its base, exactly.
//!
//! Only a bar that crosses zero can flip the test by itself at an end of its range. (A margin
//! that is not monotone may flip inside though its bar does not cross; switching points, which
//! `solve` and `threshold` list, miss nothing.)

use rayon::prelude::*;

use crate::compile::Compiled;
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::verdict::TestId;
use crate::verdict::process_tests::{Schedules, Solved, holds, value};

/// The margin along one parameter.
#[derive(Debug, Clone)]
pub struct Bar {
    pub parameter: ParameterId,
    pub low: End,
    pub high: End,
}

/// The margin at an end of a range.
#[derive(Debug, Clone)]
pub struct End {
    pub holds: Option<bool>,
    pub value: Option<Rational>,
}

impl Bar {
    /// How far apart the ends are; 0 where one has no value.
    pub fn width(&self) -> Rational {
        match (&self.low.value, &self.high.value) {
            (Some(low), Some(high)) => (high - low).abs(),
            _ => Rational::ZERO,
        }
    }

    /// That an end gives another answer than the base.
    pub fn flips(&self, base: Option<bool>) -> bool {
        self.low.holds != base || self.high.holds != base
    }
}

/// The bars of a test, widest first, and the margin at the base.
pub fn tornado(scenario: &Scenario, compiled: &Compiled, test: TestId) -> (End, Vec<Bar>) {
    let schedules = Schedules::new(compiled);
    let end = |change: Option<(ParameterId, &Rational)>| {
        let mut parameters = Compiled::base(scenario);
        if let Some((id, value)) = change {
            parameters[id.0] = value.clone();
        }
        let solved: Solved<'_, Rational, fn(&Rational) -> i32> =
            Solved::new(&schedules, compiled.evaluate(&parameters), Rational::signum);
        let holds = holds(scenario, compiled, &solved, test);
        End { holds, value: holds.and_then(|_| value(scenario, compiled, &solved, test)) }
    };
    let mut bars: Vec<Bar> = (0..scenario.parameters.len())
        .into_par_iter()
        .map(ParameterId)
        .filter_map(|id| {
            let parameter = scenario.parameter(id);
            let range = parameter.range.as_ref().filter(|_| !parameter.is_fixed())?;
            Some(Bar { parameter: id, low: end(Some((id, &range.low))), high: end(Some((id, &range.high))) })
        })
        .collect();
    bars.sort_by_cached_key(|bar| std::cmp::Reverse(bar.width()));
    (end(None), bars)
}
