//! `concede sensitivity`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::sensitivity as report;
use crate::uncertainty::evidence::margin_test;
use crate::uncertainty::sensitivity::{AnalysisError, Effort, analyse};
use crate::verdict::TestId;

use super::sweep::DistributionName;
use super::test_names::one_of;
use super::{Failure, Outcome, deliver, input};

/// Find which numbers matter for the verdict
///
/// Exactly: a tornado of the margin of conceding over not, with the bars that cross zero.
/// Estimated from samples, each with its seed and size: Morris screening, Sobol indices with
/// intervals, boxes in which the concession pays, the value of information, regret.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede sensitivity FILE
  concede sensitivity FILE --test subgame_perfect --samples 65536 --base 16384
  concede sensitivity FILE --format json -o sensitivity.json")]
pub struct Sensitivity {
    /// A scenario file, or - for stdin
    file: PathBuf,
    /// The test whose margin is studied
    #[arg(long, value_parser = one_of(TESTS))]
    test: Option<TestId>,
    /// Samples for shares, boxes, information and regret
    #[arg(long, value_name = "N", default_value_t = 8192, value_parser = clap::value_parser!(u64).range(64..=10_000_000))]
    samples: u64,
    /// Morris trajectories
    #[arg(long, value_name = "R", default_value_t = 40, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    trajectories: u64,
    /// Points of each matrix for Sobol indices; a power of two is best
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u64).range(16..=4_194_304))]
    base: u64,
    /// The same seed gives the same estimates
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How a range is drawn from whose quantity names no distribution
    #[arg(long, value_enum, default_value_t = DistributionName::Uniform)]
    distribution: DistributionName,
    /// Show so many numbers in each table of the text
    #[arg(long, value_name = "N", default_value_t = 12)]
    top: usize,
    /// Change values first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The tests whose margin is studied.
const TESTS: &[TestId] =
    &[TestId::Honoured, TestId::ExpectedUtility, TestId::SubgamePerfect, TestId::Sequential, TestId::Demand];

impl Sensitivity {
    pub fn run(self) -> Outcome {
        let scenario = input::demands(&self.file, &self.set)?;
        let test = self.test.unwrap_or_else(|| margin_test(&scenario));
        let effort = Effort {
            samples: self.samples,
            trajectories: self.trajectories,
            base: self.base,
            seed: self.seed,
            distribution: self.distribution.distribution(),
        };
        let analysis = analyse(&scenario, test, &effort).map_err(|error| match error {
            AnalysisError::Compile(error) => Failure::from(error),
            AnalysisError::Design(error) => Failure::Input(error.to_string()),
        })?;
        let text = match self.format {
            Format::Text => report::text(&scenario, &analysis, &effort, self.top),
            Format::Json => report::json(&scenario, &analysis, &effort),
        };
        deliver(&text, self.output.as_deref())
    }
}
