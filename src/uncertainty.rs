//! What happens to the verdict when the numbers move.

pub mod along;
pub mod bargain;
pub mod efficient;
pub mod evidence;
pub mod map;
pub mod nearest;
pub mod robust;
pub mod sensitivity;
pub mod stability;
pub mod sweep;
pub mod switching;

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::compile::{CompileError, Compiled, compile};
use crate::scenario::quantity::ParameterId;
use crate::scenario::{Protocol, Scenario};
use crate::solve::limits::Limits;
use crate::verdict::process_tests::{Schedules, at_base};
use crate::verdict::{TestId, Verdict, assess, assess_solved};

/// The whole verdict: every test, its switching points along every parameter with a range,
/// and the headline.
///
/// Parameters are studied in parallel; the result does not depend on the number of threads.
///
/// # Errors
/// If the game tree is too large.
pub fn judge(scenario: &Scenario) -> Result<(Compiled, Verdict), CompileError> {
    judge_with(scenario, &Limits::default(), |_, _| {})
}

/// [`judge`] within limits, saying how many parameters have been studied and how many there are.
/// Where a limit is reached, the verdict says what was left out ([`Verdict::unstudied`]):
/// those parameters may turn anything.
///
/// # Errors
/// If the game tree is too large.
pub fn judge_with(
    scenario: &Scenario,
    limits: &Limits,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<(Compiled, Verdict), CompileError> {
    let compiled = compile(scenario, None)?;
    if matches!(scenario.process.protocol, Protocol::AlternatingOffers(_)) {
        let mut verdict = assess(scenario, &compiled, limits);
        verdict.headline = verdict.headline();
        return Ok((compiled, verdict));
    }
    let studied: Vec<ParameterId> =
        (0..scenario.parameters.len()).map(ParameterId).filter(|&id| !scenario.parameter(id).is_fixed()).collect();
    let schedules = Schedules::new(&compiled);
    let solved = at_base(scenario, &schedules);
    let base = switching::Base { scenario, compiled: &compiled, schedules: &schedules, solved: &solved, limits };
    let (mut verdict, found) = rayon::join(
        || {
            let mut verdict = assess_solved(scenario, &compiled, &solved, limits);
            verdict.tests.push(robust::test(scenario, &compiled, limits));
            verdict.tests.sort_by_key(|test| test.id);
            verdict
        },
        || {
            let done = AtomicUsize::new(0);
            let switches = |&parameter: &ParameterId| {
                let found = switching::process_switches(&base, parameter, &TestId::SWITCHING);
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, studied.len());
                found
            };
            studied.par_iter().map(switches).collect::<Vec<_>>()
        },
    );
    for (&parameter, study) in studied.iter().zip(found) {
        if study.cut_short {
            verdict.unstudied.push(parameter);
        }
        record(&mut verdict, parameter, study);
    }
    verdict.headline = verdict.headline();
    Ok((compiled, verdict))
}

/// Enters what was found along a parameter into the tests that have an answer.
pub fn record(verdict: &mut Verdict, parameter: ParameterId, study: switching::Study) {
    for test in verdict.tests.iter_mut().filter(|test| test.holds.is_some()) {
        let own = study.switches.iter().filter(|(id, _)| *id == test.id);
        test.switches.extend(own.map(|(_, point)| point.clone()));
        if study.gaps.contains(&test.id) {
            test.gaps.push(parameter);
        }
        if study.holds_at_ends.contains(&test.id) {
            test.holds_at_ends.push(parameter);
        }
    }
}
