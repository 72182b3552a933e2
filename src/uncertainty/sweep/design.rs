//! Which samples a sweep takes: grids, corners, and samples over the ranges.
//!
//! A sample is a pure function of the design and its index, so that shards and resumed runs
//! agree. Random points come from a counter-based stream; a Latin hypercube (McKay, Beckman
//! and Conover 1979 \[McKayBeckmanConover1979\]) takes one permutation per dimension, named by
//! the seed; Sobol' points are shifted digitally by the seed.
//!
//! Rank correlations join inputs through a normal copula: correlated normal deviates are
//! turned back into uniform ones (Cario and Nelson 1997 \[CarioNelson1997\]). A Spearman
//! correlation ρ between inputs follows from a correlation `2 sin(πρ/6)` between the
//! deviates. Iman and Conover's reordering would need the whole sample at once.

use std::f64::consts::PI;
use std::fmt;

use crate::numeric::rational::Rational;
use crate::numeric::sobol::{MAX_DIMENSIONS, MAX_POINTS, Sobol};
use crate::numeric::{normal, stream};
use crate::scenario::Scenario;
use crate::scenario::quantity::{Distribution, ParameterId, Range};

use super::Moving;
use super::axis::Axis;

/// A list of samples.
#[derive(Debug, Clone)]
pub struct Design {
    pub parameters: Vec<ParameterId>,
    pub axes: Vec<Axis>,
    pub rows: u64,
    plan: Plan,
    correlation: Option<Correlation>,
}

#[derive(Debug, Clone)]
enum Plan {
    /// Every combination of levels, the last parameter changing fastest.
    Product,
    Random {
        seed: u64,
    },
    Latin {
        seed: u64,
    },
    Sobol(Sobol),
}

/// How samples over the ranges are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    Random,
    Latin,
    Sobol,
}

/// One varied parameter of a grid.
#[derive(Debug, Clone)]
pub struct Vary {
    pub parameter: ParameterId,
    pub low: Rational,
    pub high: Rational,
    pub count: u32,
}

/// What to sample.
#[derive(Debug, Clone)]
pub struct Sampling {
    pub rows: u64,
    pub seed: u64,
    pub spread: Spread,
    /// For quantities whose file names none.
    pub distribution: Distribution,
}

/// Why there is no such design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesignError {
    /// More rows than can be counted.
    TooManyRows,
    /// No parameter has a range.
    NothingMoves,
    TooManyDimensions {
        dimensions: usize,
    },
    TooManyPoints,
    /// The rank correlations contradict each other.
    Correlations,
}

impl fmt::Display for DesignError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DesignError::TooManyRows => {
                formatter.write_str("more than 2^62 samples; vary fewer quantities or take a sample")
            }
            DesignError::NothingMoves => formatter
                .write_str("no quantity has a range, so there is nothing to sample; give some { low, base, high }"),
            DesignError::TooManyDimensions { dimensions } => write!(
                formatter,
                "{dimensions} quantities have a range, and the Sobol sequence has {MAX_DIMENSIONS} dimensions; take a Latin hypercube"
            ),
            DesignError::TooManyPoints => {
                write!(formatter, "the Sobol sequence has {MAX_POINTS} points; take a random sample")
            }
            DesignError::Correlations => {
                formatter.write_str("the rank correlations contradict each other: no joint distribution has them all")
            }
        }
    }
}
impl std::error::Error for DesignError {}

impl Design {
    /// All combinations of evenly spaced values.
    ///
    /// # Errors
    /// If there are more combinations than can be counted.
    pub fn grid(varied: &[Vary]) -> Result<Design, DesignError> {
        let axes = varied.iter().map(|one| Axis::grid(&one.low, &one.high, one.count)).collect();
        Design::product(varied.iter().map(|one| one.parameter).collect(), axes)
    }

    /// All corners of the box of ranges of these parameters.
    ///
    /// # Errors
    /// If none of them has a range, or there are more corners than can be counted.
    pub fn vertices(scenario: &Scenario, parameters: Vec<ParameterId>) -> Result<Design, DesignError> {
        let axes: Vec<Axis> = parameters
            .iter()
            .filter_map(|&id| scenario.parameter(id).range.as_ref())
            .map(|range| Axis::levels(vec![range.low.clone(), range.high.clone()]))
            .collect();
        if axes.is_empty() {
            return Err(DesignError::NothingMoves);
        }
        Design::product(parameters, axes)
    }

    fn product(parameters: Vec<ParameterId>, axes: Vec<Axis>) -> Result<Design, DesignError> {
        let count = |axis: &Axis| match axis {
            Axis::Levels { exact, .. } => exact.len() as u64,
            Axis::Decimals { low, high, .. } => high.abs_diff(*low) + 1,
        };
        let rows = axes.iter().try_fold(1u64, |rows, axis| rows.checked_mul(count(axis)));
        let rows = rows.filter(|&rows| rows <= 1 << 62).ok_or(DesignError::TooManyRows)?;
        Ok(Design { parameters, axes, rows, plan: Plan::Product, correlation: None })
    }

    /// Samples over the ranges of these parameters.
    ///
    /// # Errors
    /// If none has a range, there are too many for a Sobol' sequence, or the rank
    /// correlations contradict each other.
    pub fn sample(
        scenario: &Scenario,
        parameters: Vec<ParameterId>,
        sampling: &Sampling,
    ) -> Result<Design, DesignError> {
        if parameters.is_empty() {
            return Err(DesignError::NothingMoves);
        }
        let axes = parameters
            .iter()
            .map(|&id| {
                let parameter = scenario.parameter(id);
                let own = Range { low: parameter.base.clone(), high: parameter.base.clone() };
                let range = parameter.range.as_ref().unwrap_or(&own);
                Axis::sampled(range, &parameter.base, parameter.distribution.unwrap_or(sampling.distribution))
            })
            .collect();
        let plan = match sampling.spread {
            Spread::Random => Plan::Random { seed: sampling.seed },
            Spread::Latin => Plan::Latin { seed: sampling.seed },
            Spread::Sobol if sampling.rows > MAX_POINTS => return Err(DesignError::TooManyPoints),
            Spread::Sobol => match Sobol::new(parameters.len(), Some(sampling.seed)) {
                Some(sequence) => Plan::Sobol(sequence),
                None => return Err(DesignError::TooManyDimensions { dimensions: parameters.len() }),
            },
        };
        let correlation = Correlation::new(scenario, &parameters)?;
        Ok(Design { parameters, axes, rows: sampling.rows, plan, correlation })
    }

    /// The parameters of a scenario that have a range.
    pub fn ranged(scenario: &Scenario) -> Vec<ParameterId> {
        (0..scenario.parameters.len()).map(ParameterId).filter(|&id| !scenario.parameter(id).is_fixed()).collect()
    }

    /// The scenario as it must be compiled for this design: what the design moves counts as
    /// given, with the range in which it moves.
    pub fn prepare(&self, scenario: &Scenario) -> Scenario {
        let mut scenario = scenario.clone();
        for one in self.moving() {
            let parameter = &mut scenario.parameters[one.parameter.0];
            parameter.given = true;
            parameter.range = Some(Range { low: one.low, high: one.high });
        }
        scenario
    }

    /// What moves, and between what values.
    pub fn moving(&self) -> Vec<Moving> {
        let ends = |axis: &Axis| match axis {
            Axis::Levels { exact, .. } => {
                let low = exact.iter().min().expect("an axis has levels").clone();
                (low, exact.iter().max().expect("an axis has levels").clone())
            }
            Axis::Decimals { low, high, .. } => (axis.exact(*low), axis.exact(*high)),
        };
        self.parameters
            .iter()
            .zip(&self.axes)
            .map(|(&parameter, axis)| {
                let (low, high) = ends(axis);
                Moving { parameter, low, high }
            })
            .collect()
    }

    /// The codes of a sample, one for each axis.
    pub fn codes(&self, row: u64, codes: &mut [i64]) {
        match &self.plan {
            Plan::Product => {
                let mut left = row;
                for (code, axis) in codes.iter_mut().zip(&self.axes).rev() {
                    if let Axis::Levels { exact, .. } = axis {
                        *code = (left % exact.len() as u64) as i64;
                        left /= exact.len() as u64;
                    }
                }
            }
            Plan::Random { .. } | Plan::Latin { .. } | Plan::Sobol(_) => {
                for (dimension, (code, axis)) in codes.iter_mut().zip(&self.axes).enumerate() {
                    *code = axis.code(self.unit(row, dimension));
                }
                if let Some(correlation) = &self.correlation {
                    correlation.join(self, row, codes);
                }
            }
        }
    }

    /// A coordinate of a sample in the unit cube, before correlation.
    fn unit(&self, row: u64, dimension: usize) -> f64 {
        let draw = |seed: u64| stream::unit(stream::word(seed, row, dimension as u64));
        match &self.plan {
            Plan::Product => 0.5,
            Plan::Random { seed } => draw(*seed),
            Plan::Latin { seed } => {
                let place = stream::permuted(row, self.rows, stream::word(*seed, u64::MAX, dimension as u64));
                (place as f64 + draw(*seed)) / self.rows as f64
            }
            Plan::Sobol(sequence) => sequence.coordinate(row, dimension),
        }
    }
}

/// What sums of at most a thousand products of correlations lose to rounding, with room to
/// spare: perfect correlations leave no more than this.
const ROUNDING: f64 = 1e-10;

/// Inputs that are joined by rank correlations.
#[derive(Debug, Clone)]
struct Correlation {
    /// Which axes.
    axes: Vec<usize>,
    /// The Cholesky factor of the deviates' correlations, row by row, lower triangle.
    factor: Vec<Vec<f64>>,
}

impl Correlation {
    fn new(scenario: &Scenario, parameters: &[ParameterId]) -> Result<Option<Correlation>, DesignError> {
        let axis = |id: ParameterId| parameters.iter().position(|&known| known == id);
        let pairs: Vec<(usize, usize, f64)> = scenario
            .rank_correlations
            .iter()
            .filter_map(|one| Some((axis(one.one)?, axis(one.other)?, 2.0 * (PI * one.value.to_f64() / 6.0).sin())))
            .collect();
        if pairs.is_empty() {
            return Ok(None);
        }
        let mut axes: Vec<usize> = pairs.iter().flat_map(|&(a, b, _)| [a, b]).collect();
        axes.sort_unstable();
        axes.dedup();
        let place = |axis: usize| axes.binary_search(&axis).expect("collected from the pairs");
        let count = axes.len();
        let mut matrix = vec![vec![0.0; count]; count];
        for (index, row) in matrix.iter_mut().enumerate() {
            row[index] = 1.0;
        }
        for (a, b, value) in pairs {
            matrix[place(a)][place(b)] = value;
            matrix[place(b)][place(a)] = value;
        }
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(count);
        for correlations in &matrix {
            let mut entries: Vec<f64> = Vec::with_capacity(factor.len() + 1);
            for (column, above) in factor.iter().enumerate() {
                let known: f64 = entries.iter().zip(above).map(|(x, y)| x * y).sum();
                let pivot = above[column];
                let left: f64 = correlations[column] - known;
                // A vanishing pivot leaves its column no freedom.
                if pivot == 0.0 && left.abs() > ROUNDING {
                    return Err(DesignError::Correlations);
                }
                entries.push(if pivot > 0.0 { left / pivot } else { 0.0 });
            }
            let rest = 1.0 - entries.iter().map(|x| x * x).sum::<f64>();
            if rest < -ROUNDING {
                return Err(DesignError::Correlations);
            }
            entries.push(if rest > ROUNDING { rest.sqrt() } else { 0.0 });
            factor.push(entries);
        }
        Ok(Some(Correlation { axes, factor }))
    }

    fn join(&self, design: &Design, row: u64, codes: &mut [i64]) {
        for (&axis, entries) in self.axes.iter().zip(&self.factor) {
            let deviates = self.axes.iter().map(|&other| normal::quantile(design.unit(row, other)));
            let joined: f64 = entries.iter().zip(deviates).map(|(entry, deviate)| entry * deviate).sum();
            codes[axis] = design.axes[axis].code(normal::cumulative(joined));
        }
    }
}
