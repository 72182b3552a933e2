//! Which numbers matter: sensitivity of the margin of conceding over not.
//!
//! Exact: the tornado. Estimates, each with its seed and sample size: Morris screening,
//! Sobol' indices, boxes of scenario discovery, the value of information, regret.
//!
//! Estimates work on a [`Model`] over the unit cube, whose coordinates are the quantiles of
//! the inputs; the margin of a scenario is one, a test function with known indices another.
//! Morris and Sobol' treat inputs as independent, whatever rank correlations a file states.

pub mod boxes;
pub mod indices;
pub mod information;
pub mod screening;
pub mod tornado;

use rayon::prelude::*;

use crate::compile::{CompileError, compile};
use crate::scenario::Scenario;
use crate::scenario::quantity::{Distribution, ParameterId};
use crate::verdict::{Headline, TestId};

use super::sweep::design::{Design, DesignError, Sampling, Spread};
use super::sweep::part::{Tally, rows_per_part};
use super::sweep::{LANES, Outcome, Sweep};

use boxes::Box;
use indices::Indices;
use information::{Information, Regret};
use screening::Effect;
use tornado::{Bar, End};

/// How much work goes into the estimates.
#[derive(Debug, Clone)]
pub struct Effort {
    /// Samples for shares, boxes, information and regret.
    pub samples: u64,
    /// Morris trajectories.
    pub trajectories: u64,
    /// Points of each matrix for Sobol' indices.
    pub base: u64,
    pub seed: u64,
    /// For quantities whose file names none.
    pub distribution: Distribution,
}

/// Everything about one margin.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The test whose margin is studied.
    pub test: TestId,
    /// In the order of all the lists below by input.
    pub parameters: Vec<ParameterId>,
    pub base: End,
    /// Widest first.
    pub bars: Vec<Bar>,
    pub effects: Vec<Effect>,
    /// `None` if the margin never changes, or there are too many inputs.
    pub indices: Option<Vec<Indices>>,
    pub tally: Tally,
    /// What boxes are found for, with the boxes.
    pub boxes: Vec<(Target, Vec<Box>)>,
    pub information: Information,
    pub regret: Regret,
}

/// Which samples boxes are found for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Headline(Headline),
    Holds(TestId),
}

impl Target {
    fn holds(self, outcome: &Outcome) -> bool {
        match self {
            Target::Headline(headline) => outcome.headline() == headline,
            Target::Holds(test) => outcome.holds(test) == Some(true),
        }
    }
}

/// Why there is no analysis.
#[derive(Debug)]
pub enum AnalysisError {
    Compile(CompileError),
    Design(DesignError),
}

/// How many boxes are looked for.
const BOXES: usize = 3;

/// Studies the margin of a test over all ranges of a scenario.
///
/// # Errors
/// If the game tree is too large, or nothing has a range.
pub fn analyse(scenario: &Scenario, test: TestId, effort: &Effort) -> Result<Analysis, AnalysisError> {
    let compiled = compile(scenario, None).map_err(AnalysisError::Compile)?;
    let parameters = Design::ranged(scenario);
    let sampling =
        Sampling { rows: effort.samples, seed: effort.seed, spread: Spread::Random, distribution: effort.distribution };
    let design = Design::sample(scenario, parameters.clone(), &sampling).map_err(AnalysisError::Design)?;
    let sweep = Sweep::new(scenario, design).map_err(AnalysisError::Compile)?;
    let margin = Margin { sweep: &sweep, test };
    let (base, bars) = tornado::tornado(scenario, &compiled, test);

    let (values, outcomes) = sweep.samples();
    let mut tally = Tally::default();
    for outcome in &outcomes {
        tally.count(outcome);
    }
    let boxes = [Target::Headline(Headline::Rational), Target::Holds(test)]
        .into_par_iter()
        .map(|target| {
            let interesting: Vec<bool> = outcomes.iter().map(|outcome| target.holds(outcome)).collect();
            (target, boxes::prim(parameters.len(), &values, &interesting, BOXES))
        })
        .collect();
    let margins: Vec<f64> = outcomes.iter().map(|outcome| margin.value(outcome)).collect();
    Ok(Analysis {
        test,
        base,
        bars,
        effects: screening::morris(&margin, effort.trajectories, effort.seed),
        indices: indices::sobol(&margin, effort.base, effort.seed),
        tally,
        boxes,
        information: information::information(parameters.len(), &ranks(parameters.len(), &values), &margins),
        regret: Regret::of(&margins),
        parameters,
    })
}

/// Row by row, each value replaced by its quantile in its column.
fn ranks(columns: usize, values: &[f64]) -> Vec<f64> {
    let rows = values.len() / columns;
    let mut ranks = vec![0.0; values.len()];
    for column in 0..columns {
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by(|&a, &b| values[a * columns + column].total_cmp(&values[b * columns + column]));
        for (rank, row) in order.into_iter().enumerate() {
            ranks[row * columns + column] = (rank as f64 + 0.5) / rows as f64;
        }
    }
    ranks
}

impl Sweep {
    /// All samples at once: values row by row, and outcomes. For designs that fit in memory.
    pub fn samples(&self) -> (Vec<f64>, Vec<Outcome>) {
        let rows = self.design.rows;
        let block = rows_per_part(rows).min(1024);
        let parts: Vec<(Vec<f64>, Vec<Outcome>)> = (0..rows.div_ceil(block))
            .into_par_iter()
            .map_init(
                || self.worker(),
                |worker, part| {
                    let first = part * block;
                    let count = (rows - first).min(block) as usize;
                    let mut values = Vec::with_capacity(count * self.design.axes.len());
                    let mut outcomes = vec![Outcome::EMPTY; count];
                    for (index, outcomes) in outcomes.chunks_mut(LANES).enumerate() {
                        self.judge(worker, first + (index * LANES) as u64, outcomes);
                        for lane in 0..outcomes.len() {
                            values.extend((0..self.design.axes.len()).map(|moving| worker.value(lane, moving)));
                        }
                    }
                    (values, outcomes)
                },
            )
            .collect();
        let (mut values, mut outcomes) = (Vec::new(), Vec::new());
        for (more_values, more_outcomes) in parts {
            values.extend(more_values);
            outcomes.extend(more_outcomes);
        }
        (values, outcomes)
    }
}

/// A function of a point of the unit cube.
pub trait Model: Sync {
    fn dimensions(&self) -> usize;

    /// The values at points, which stand one after the other in `points`.
    fn evaluate(&self, points: &[f64]) -> Vec<f64>;
}

/// The number behind a test of a scenario, as a function of its ranges' quantiles.
pub struct Margin<'a> {
    pub sweep: &'a Sweep,
    pub test: TestId,
}

impl Margin<'_> {
    /// The outcomes at points of the unit cube, in parallel.
    pub fn outcomes(&self, points: &[f64]) -> Vec<Outcome> {
        let dimensions = self.dimensions();
        points
            .par_chunks(dimensions * LANES * 32)
            .map_init(
                || self.sweep.worker(),
                |worker, chunk| {
                    let mut outcomes = vec![Outcome::EMPTY; chunk.len() / dimensions];
                    for (points, outcomes) in chunk.chunks(dimensions * LANES).zip(outcomes.chunks_mut(LANES)) {
                        self.sweep.judge_quantiles(worker, points, outcomes);
                    }
                    outcomes
                },
            )
            .flatten_iter()
            .collect()
    }

    /// The value of the test in an outcome; 0 where there is none.
    pub fn value(&self, outcome: &Outcome) -> f64 {
        outcome.value(self.test).unwrap_or(0.0)
    }
}

impl Model for Margin<'_> {
    fn dimensions(&self) -> usize {
        self.sweep.design.axes.len()
    }

    fn evaluate(&self, points: &[f64]) -> Vec<f64> {
        self.outcomes(points).iter().map(|outcome| self.value(outcome)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Model;

    /// Ishigami and Homma 1990 \[IshigamiHomma1990\]:
    /// `sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁` on `[-π, π]³`.
    pub(super) struct Ishigami;

    impl Model for Ishigami {
        fn dimensions(&self) -> usize {
            3
        }

        fn evaluate(&self, points: &[f64]) -> Vec<f64> {
            use std::f64::consts::PI;
            let value = |point: &[f64]| {
                let x: Vec<f64> = point.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
                x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
            };
            points.chunks(3).map(value).collect()
        }
    }
}
