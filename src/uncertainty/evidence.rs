//! What a report shows beside the verdict: the margin over the ranges, a map of the two numbers
//! that matter most, shares of samples. Computed here, so that reports only write down.

use rayon::prelude::*;

use crate::compile::graph::conflict;
use crate::compile::{CompileError, Compiled};
use crate::form::graph::GraphModel;
use crate::scenario::quantity::{Distribution, ParameterId};
use crate::scenario::{Protocol, Scenario};
use crate::solve::limits::Limits;
use crate::verdict::{TestId, Verdict};

use super::map::{Map, map};
use super::sensitivity::tornado::{Bar, End, tornado};
use super::sweep::design::{Design, Sampling, Spread};
use super::sweep::part::Tally;
use super::sweep::{LANES, Outcome, Sweep};

/// How much work goes into it.
#[derive(Debug, Clone)]
pub struct Effort {
    pub samples: u64,
    pub seed: u64,
    /// How many strips the lines of the map divide it into.
    pub lines: u32,
}

impl Default for Effort {
    /// Well under a third of a second for a scenario with some fifty ranges.
    fn default() -> Effort {
        Effort { samples: 4096, seed: 1, lines: 12 }
    }
}

/// See the module's documentation.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub effort: Effort,
    /// The test whose margin is studied.
    pub test: TestId,
    pub base: End,
    /// Widest first.
    pub bars: Vec<Bar>,
    /// `None` where fewer than two numbers move the margin.
    pub map: Option<Map>,
    /// `None` where nothing has a range.
    pub tally: Option<Tally>,
    /// The conflict in graph form, and the state after the concession; `None` where it has too
    /// many options.
    pub conflict: Option<(GraphModel, Option<usize>)>,
}

/// The test whose margin a report studies: what the owner expects, if a belief about the
/// demander is stated, and otherwise what best play gives.
pub fn margin_test(scenario: &Scenario) -> TestId {
    if scenario.process.sign.is_some() { TestId::ExpectedUtility } else { TestId::SubgamePerfect }
}

/// # Errors
/// If a game tree is too large.
pub fn gather(
    scenario: &Scenario,
    compiled: &Compiled,
    verdict: &Verdict,
    effort: Effort,
    limits: &Limits,
) -> Result<Evidence, CompileError> {
    let test = margin_test(scenario);
    if matches!(scenario.process.protocol, Protocol::AlternatingOffers(_)) {
        let conflict = conflict(scenario).map(|found| (found.at(scenario, &Compiled::base(scenario)), found.honoured));
        return Ok(Evidence {
            effort,
            test,
            base: End { holds: None, value: None },
            bars: Vec::new(),
            map: None,
            tally: None,
            conflict,
        });
    }
    let (base, bars) = tornado(scenario, compiled, test);
    let (map, tally) = rayon::join(
        || match axes(verdict, &bars, test).filter(|_| !limits.interrupted()) {
            Some([across, along]) => map(scenario, across, along, effort.lines).map(Some),
            None => Ok(None),
        },
        || if limits.interrupted() { Ok(None) } else { shares(scenario, &effort) },
    );
    let conflict = conflict(scenario).map(|found| (found.at(scenario, &Compiled::base(scenario)), found.honoured));
    Ok(Evidence { effort, test, base, bars, map: map?, tally: tally?, conflict })
}

/// The two numbers to map: first those that turn the test inside their range, then those that
/// move its margin most.
pub fn axes(verdict: &Verdict, bars: &[Bar], test: TestId) -> Option<[ParameterId; 2]> {
    let turns = |id: ParameterId| {
        let switches = verdict.test(test).map_or(&[][..], |test| &test.switches);
        switches.iter().any(|point| point.inside && point.parameter == id)
    };
    let moving = || bars.iter().filter(|bar| bar.width().is_positive()).map(|bar| bar.parameter);
    let mut order = moving().filter(|&id| turns(id)).chain(moving().filter(|&id| !turns(id)));
    Some([order.next()?, order.next()?])
}

/// How often each headline comes out over samples of the ranges; `None` without ranges.
///
/// # Errors
/// If a game tree is too large.
pub fn shares(scenario: &Scenario, effort: &Effort) -> Result<Option<Tally>, CompileError> {
    let sampling = Sampling {
        rows: effort.samples,
        seed: effort.seed,
        spread: Spread::Random,
        distribution: Distribution::Uniform,
    };
    let Ok(design) = Design::sample(scenario, Design::ranged(scenario), &sampling) else { return Ok(None) };
    let sweep = Sweep::new(scenario, design)?;
    let blocks = effort.samples.div_ceil(LANES as u64);
    let tally = (0..blocks)
        .into_par_iter()
        .map_init(
            || sweep.worker(),
            |worker, block| {
                let first = block * LANES as u64;
                let mut outcomes = vec![Outcome::EMPTY; (effort.samples - first).min(LANES as u64) as usize];
                sweep.judge(worker, first, &mut outcomes);
                let mut tally = Tally::default();
                outcomes.iter().for_each(|outcome| tally.count(outcome));
                tally
            },
        )
        .reduce(Tally::default, |mut sum, part| {
            sum.add(&part);
            sum
        });
    Ok(Some(tally))
}
