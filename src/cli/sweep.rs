//! `concede sweep`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::json;

use crate::numeric::rational::Rational;
use crate::report::sweep as report;
use crate::scenario::Scenario;
use crate::scenario::quantity::{Distribution, ParameterId};
use crate::uncertainty::sweep::Sweep as Engine;
use crate::uncertainty::sweep::design::{Design, Sampling, Spread, Vary};
use crate::uncertainty::sweep::part::{Tally, rows_per_part};

use super::progress::Progress;
use super::rows::{self, FileFormat};
use super::{Failure, Outcome, input, print};

/// Judge the concession at many values of the numbers
///
/// Solves the game anew at every point of a grid, at every corner of the ranges, or at samples
/// drawn over the ranges, and writes one row per sample: the numbers that move, value and verdict
/// of each test, the headline. Verdicts are those of exact arithmetic. A sweep that was stopped
/// goes on where it was when the same command is given again.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede sweep FILE --vary process.sign=0.2:0.9:15 --vary window.closes=0:0.3:7 -o grid.csv
  concede sweep FILE --sample 1000000 --seed 7 -o sample.parquet
  concede sweep FILE --sample 100000 --design sobol --distribution pert
  concede sweep FILE --vertices --over process.sign --over window.closes -o corners.csv
  concede sweep FILE --sample 1000000000 --shard 3/64 -o part-3.parquet

The headline of a row is that of a world in which the numbers are known: see docs/uncertainty.md.")]
pub struct Sweep {
    /// A scenario file, or - for stdin
    file: PathBuf,
    /// A grid: N evenly spaced values of a quantity (repeatable: all combinations)
    #[arg(long, value_name = "PATH=LO:HI:N", required_unless_present_any = ["sample", "vertices"], conflicts_with_all = ["sample", "vertices"])]
    vary: Vec<String>,
    /// So many samples over the ranges of the file
    #[arg(long, value_name = "N", conflicts_with = "vertices", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Every corner of the box of ranges
    #[arg(long)]
    vertices: bool,
    /// Move only these quantities (samples and corners; otherwise all that have a range)
    #[arg(long, value_name = "PATH")]
    over: Vec<String>,
    /// Which samples: the same seed gives the same ones
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// How samples are spread
    #[arg(long, value_enum, default_value_t = DesignName::Random)]
    design: DesignName,
    /// How samples are drawn from a range whose quantity names no distribution
    #[arg(long, value_enum, default_value_t = DistributionName::Uniform)]
    distribution: DistributionName,
    /// Do one of N equal shares of the work (from 1/N to N/N); `concede merge` joins them
    #[arg(long, value_name = "I/N", requires = "output")]
    shard: Option<String>,
    /// Change values first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Write the rows to this file (.csv or .parquet)
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// How to print the summary
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DesignName {
    Random,
    Latin,
    Sobol,
}

/// How samples are drawn from a range, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DistributionName {
    Uniform,
    Triangular,
    Pert,
}

impl DistributionName {
    pub fn distribution(self) -> Distribution {
        match self {
            DistributionName::Uniform => Distribution::Uniform,
            DistributionName::Triangular => Distribution::Triangular,
            DistributionName::Pert => Distribution::Pert,
        }
    }
}

impl Sweep {
    pub fn run(self) -> Outcome {
        let format = self.output.as_deref().map(FileFormat::of).transpose()?;
        let shard = self.shard.as_deref().map_or(Ok(Shard { index: 1, count: 1 }), Shard::parse)?;
        let source = input::source(&self.file, &self.set)?;
        let texts: Vec<&str> = source.texts().iter().map(|text| text.text.as_str()).collect();
        let fingerprint = rows::fingerprint(texts.iter());
        let scenario = input::read_scenario(&source)?;
        input::of_demands(&scenario)?;
        let design = self.design(&scenario)?;
        let described = self.describe(&scenario, &design);
        let engine = Engine::new(&scenario, design)?;
        let rows = engine.design.rows;
        let work = Work {
            engine: &engine,
            names: engine.columns(),
            description: json!({
                "version": env!("CARGO_PKG_VERSION"),
                "title": scenario.title,
                "input": format!("{fingerprint:016x}"),
                "samples": rows,
                "design": described,
            })
            .to_string(),
            rows_per_part: rows_per_part(rows),
            parts: shard.parts(rows),
        };
        let tally = match (&self.output, format) {
            (Some(output), Some(format)) => work.to_file(output, format, shard)?,
            _ => work.count_only(),
        };
        let summary = report::Summary { design: &described, tally: &tally, moving: engine.design.axes.len() };
        print(&match self.format {
            Format::Text => report::text(&summary),
            Format::Json => report::json(&summary),
        })
    }

    fn design(&self, scenario: &Scenario) -> Result<Design, Failure> {
        let bad = |error: crate::uncertainty::sweep::design::DesignError| Failure::Input(error.to_string());
        if !self.vary.is_empty() {
            let mut varied: Vec<Vary> = Vec::new();
            for argument in &self.vary {
                let one = vary(scenario, argument)?;
                if varied.iter().any(|known| known.parameter == one.parameter) {
                    return Err(Failure::Input(format!("`--vary {argument}`: this quantity is varied already")));
                }
                varied.push(one);
            }
            return Design::grid(&varied).map_err(bad);
        }
        let parameters = match self.over.as_slice() {
            [] => Design::ranged(scenario),
            paths => over(scenario, paths)?,
        };
        match self.sample {
            Some(rows) => {
                let spread = match self.design {
                    DesignName::Random => Spread::Random,
                    DesignName::Latin => Spread::Latin,
                    DesignName::Sobol => Spread::Sobol,
                };
                let sampling =
                    Sampling { rows, seed: self.seed, spread, distribution: self.distribution.distribution() };
                Design::sample(scenario, parameters, &sampling).map_err(bad)
            }
            None => Design::vertices(scenario, parameters).map_err(bad),
        }
    }

    fn describe(&self, scenario: &Scenario, design: &Design) -> String {
        let moving = match design.parameters.as_slice() {
            [only] => format!("`{}`", scenario.parameter(*only).path),
            many => format!("{} quantities", many.len()),
        };
        if self.sample.is_some() {
            let spread = match self.design {
                DesignName::Random => "random samples",
                DesignName::Latin => "a Latin hypercube",
                DesignName::Sobol => "a Sobol sequence",
            };
            let distribution = self.distribution.distribution().key();
            return format!(
                "{spread} over {moving}, {distribution} unless the file says otherwise, seed {}",
                self.seed
            );
        }
        if self.vertices {
            return format!("the corners of the ranges of {moving}");
        }
        format!("the grid {}", self.vary.join(", "))
    }
}

/// Quantities with a range, by their paths.
pub fn over(scenario: &Scenario, paths: &[String]) -> Result<Vec<ParameterId>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let id = input::parameter(scenario, path)?;
        if scenario.parameter(id).is_fixed() {
            return Err(Failure::Input(format!("`{path}` has no range; give it {{ low, base, high }}")));
        }
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// `PATH=LO:HI:N`.
fn vary(scenario: &Scenario, argument: &str) -> Result<Vary, Failure> {
    let malformed =
        || Failure::Input(format!("`--vary {argument}` is not PATH=LO:HI:N, as in --vary process.sign=0.2:0.9:15"));
    let (path, values) = argument.rsplit_once('=').ok_or_else(malformed)?;
    let [low, high, count] = values.split(':').collect::<Vec<_>>()[..] else { return Err(malformed()) };
    let parameter = input::parameter(scenario, path.trim())?;
    let domain = scenario.parameter(parameter).domain;
    let number = |text: &str| -> Result<Rational, Failure> {
        let value: Rational =
            text.parse().map_err(|error| Failure::Input(format!("`--vary {argument}`: `{text}` is {error}")))?;
        match domain.holds(&value) {
            true => Ok(value),
            false => Err(Failure::Input(format!("`--vary {argument}`: {value} is not {}", domain.describe()))),
        }
    };
    let (low, high) = (number(low)?, number(high)?);
    let count = count.trim().parse::<u32>().ok().filter(|&count| count > 0).ok_or_else(malformed)?;
    if low > high || (low == high && count > 1) {
        return Err(Failure::Input(format!("`--vary {argument}`: LO must lie below HI")));
    }
    Ok(Vary { parameter, low, high, count })
}

/// One of several equal shares of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shard {
    /// From 1.
    index: u64,
    count: u64,
}

impl Shard {
    fn parse(text: &str) -> Result<Shard, Failure> {
        let numbers = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match numbers {
            Some((index, count)) if 1 <= index && index <= count => Ok(Shard { index, count }),
            _ => Err(Failure::Input(format!("`--shard {text}` is not I/N with I from 1 to N"))),
        }
    }

    /// The parts of this share: whole ones, so that shards join to the same file.
    fn parts(self, rows: u64) -> std::ops::Range<u64> {
        let all = u128::from(rows.div_ceil(rows_per_part(rows)));
        let before = |index: u64| (all * u128::from(index) / u128::from(self.count)) as u64;
        before(self.index - 1)..before(self.index)
    }
}

/// The parts to be done and how to write them.
struct Work<'a> {
    engine: &'a Engine,
    names: Vec<String>,
    description: String,
    rows_per_part: u64,
    parts: std::ops::Range<u64>,
}

impl Work<'_> {
    fn first(&self, part: u64) -> u64 {
        part * self.rows_per_part
    }

    fn rows(&self, part: u64) -> usize {
        (self.engine.design.rows - self.first(part)).min(self.rows_per_part) as usize
    }

    fn total(&self) -> u64 {
        self.parts.clone().map(|part| self.rows(part) as u64).sum()
    }

    /// Judges every sample and keeps the counts only.
    fn count_only(&self) -> Tally {
        let (progress, done, total) = (Progress::new("judging samples"), AtomicU64::new(0), self.total());
        let tally = |part: u64| {
            move |worker: &mut crate::uncertainty::sweep::Worker| {
                self.engine.part(worker, self.first(part), self.rows(part)).1
            }
        };
        self.parts
            .clone()
            .into_par_iter()
            .map_init(
                || self.engine.worker(),
                |worker, part| {
                    let counted = tally(part)(worker);
                    let rows = done.fetch_add(counted.rows, Ordering::Relaxed) + counted.rows;
                    progress.tell(rows as usize, total as usize);
                    counted
                },
            )
            .reduce(Tally::default, |mut sum, part| {
                sum.add(&part);
                sum
            })
    }

    /// Writes the rows in parts, in a directory beside the output, and assembles them. Parts that
    /// are there already are kept, so that a sweep that was stopped goes on.
    fn to_file(&self, output: &Path, format: FileFormat, shard: Shard) -> Result<Tally, Failure> {
        let failed = |what: String| move |error| Failure::Io { what, error };
        let mut directory = output.as_os_str().to_owned();
        directory.push(".parts");
        let directory = PathBuf::from(directory);
        fs::create_dir_all(&directory).map_err(failed(format!("creating `{}`", directory.display())))?;
        let manifest = json!({
            "description": self.description,
            "shard": format!("{}/{}", shard.index, shard.count),
            "columns": self.names,
        })
        .to_string();
        let manifest_path = directory.join("manifest.json");
        match rows::text(&manifest_path) {
            Ok(known) if known == manifest => {}
            Ok(_) => {
                return Err(Failure::Input(format!(
                    "`{}` holds parts of another sweep; finish that one, delete the directory, or choose another output",
                    directory.display()
                )));
            }
            Err(_) => replace(&manifest_path, manifest.as_bytes())?,
        }
        let path = |part: u64| directory.join(format!("{part:08}.part"));
        let tally_path = |part: u64| directory.join(format!("{part:08}.json"));
        // The counts of a part are written before it.
        let known = |part: u64| -> Option<Tally> {
            let counts = rows::text(&tally_path(part)).ok()?;
            path(part).is_file().then(|| serde_json::from_str(&counts).ok())?
        };
        let (progress, done, total) = (Progress::new("judging samples"), AtomicU64::new(0), self.total());
        let tallies: Result<Vec<Tally>, Failure> = self
            .parts
            .clone()
            .into_par_iter()
            .map_init(
                || self.engine.worker(),
                |worker, part| {
                    let counts = match known(part) {
                        Some(counts) => counts,
                        None => {
                            let (judged, counts) = self.engine.part(worker, self.first(part), self.rows(part));
                            let bytes = format.encode(&judged, &self.names, &self.description)?;
                            let text = serde_json::to_string(&counts).expect("counts are plain data");
                            replace(&tally_path(part), text.as_bytes())?;
                            replace(&path(part), &bytes)?;
                            counts
                        }
                    };
                    let rows = done.fetch_add(counts.rows, Ordering::Relaxed) + counts.rows;
                    progress.tell(rows as usize, total as usize);
                    Ok(counts)
                },
            )
            .collect();
        let mut tally = Tally::default();
        for counts in tallies? {
            tally.add(&counts);
        }
        let assembled = directory.join("assembled");
        let paths: Vec<PathBuf> = self.parts.clone().map(path).collect();
        format.assemble(paths.iter().map(PathBuf::as_path), &self.names, &self.description, &assembled)?;
        fs::rename(&assembled, output).map_err(failed(format!("writing `{}`", output.display())))?;
        fs::remove_dir_all(&directory).map_err(failed(format!("removing `{}`", directory.display())))?;
        Ok(tally)
    }
}

/// Writes a file so that it is there whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> Outcome {
    let failed = |error| Failure::Io { what: format!("writing `{}`", path.display()), error };
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, bytes).map_err(failed)?;
    fs::rename(&unfinished, path).map_err(failed)
}
