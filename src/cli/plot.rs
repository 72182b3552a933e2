//! `concede plot`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::compile::Compiled;
use crate::compile::graph::conflict;
use crate::form::{Game, TitledGame};
use crate::interop::profile::Evaluations;
use crate::report::chart::{self, Chart};
use crate::report::labels::Names;
use crate::report::page::{agreement, foreign, play};
use crate::report::{Report, page};
use crate::scenario::Scenario;
use crate::solution::Solution;
use crate::solve::limits::Limits;
use crate::solve::solve;
use crate::uncertainty::evidence::{Effort, axes, margin_test, shares};
use crate::uncertainty::sensitivity::tornado::tornado;
use crate::uncertainty::{judge, map};
use crate::verdict::{TestId, Verdict};

use super::input::Input;
use super::test_names::one_of;
use super::{Failure, Outcome, deliver, input};

/// Draw one chart of the report, as SVG or PNG
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede plot scenarios/south-caucasus.toml --chart tornado -o tornado.svg
  concede plot FILE --chart map --axes process.sign window.closes -o map.png
  concede plot scenarios/textbook/hipel-1993/elmira.toml --chart conflict -o elmira.svg")]
pub struct Plot {
    /// A scenario or a game file, or - for stdin
    file: PathBuf,
    /// Which chart
    #[arg(long, value_enum)]
    chart: Name,
    /// The two numbers of a map, across and up, by their TOML paths; otherwise those that matter most
    #[arg(long, value_names = ["ACROSS", "UP"], num_args = 2)]
    axes: Vec<String>,
    /// How many strips the lines of a map divide it into
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(2..=1024))]
    lines: u32,
    /// The test of a tornado or a map; otherwise the margin at the stated beliefs
    #[arg(long, value_name = "TEST", value_parser = one_of(&TestId::SWITCHING))]
    test: Option<TestId>,
    /// How many samples the shares are taken from
    #[arg(long, value_name = "N", default_value_t = 8192, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    samples: u64,
    /// The same seed gives the same samples
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Change values first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Write to this file, .svg or .png; SVG on stdout without it
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// The margin at both ends of each range
    Tornado,
    /// Where single numbers change an answer
    Strips,
    /// Where a test holds, over two numbers
    Map,
    /// The share of samples by headline
    Shares,
    /// The path of play and what breaks the concession
    Tree,
    /// What can be agreed on, and the solutions
    Frontier,
    /// The conflict as a graph
    Conflict,
}

impl Plot {
    pub fn run(self) -> Outcome {
        let png = match &self.output {
            None => false,
            Some(path) => match path.extension().and_then(|ending| ending.to_str()) {
                Some("svg") => false,
                Some("png") => true,
                _ => return Err(Failure::Input(format!("`{}` ends neither in .svg nor in .png", path.display()))),
            },
        };
        let source = input::source(&self.file, &self.set)?;
        let drawn = match input::shown(&source, Evaluations::default())? {
            Input::Scenario(scenario) => self.of_scenario(&scenario)?,
            Input::Game(game) => self.of_game(&game)?,
        };
        let Some(chart) = drawn else {
            let name = self.chart.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
            return Err(Failure::Input(format!(
                "there is nothing to draw: `{}` has no {name} with more than one answer on it",
                self.file.display()
            )));
        };
        match (&self.output, png) {
            (Some(path), true) => write_png(&chart.standalone(), path),
            (path, _) => deliver(&chart.standalone(), path.as_deref()),
        }
    }

    fn of_scenario(&self, scenario: &Scenario) -> Result<Option<Chart>, Failure> {
        let test = self.test.unwrap_or_else(|| margin_test(scenario));
        if !matches!(self.chart, Name::Frontier | Name::Conflict) {
            input::of_demands(scenario)?;
        }
        match self.chart {
            Name::Tornado => {
                let compiled = crate::compile::compile(scenario, None)?;
                let (base, bars) = tornado(scenario, &compiled, test);
                Ok(chart::tornado::chart(scenario, test, &base, &bars))
            }
            Name::Shares => {
                let effort = Effort { samples: self.samples, seed: self.seed, ..Effort::default() };
                Ok(shares(scenario, &effort)?.and_then(|tally| chart::shares::chart(&tally, self.seed)))
            }
            Name::Tree => {
                let compiled = crate::compile::compile(scenario, None)?;
                let owner = foreign(&scenario.players[scenario.owner().0].name);
                let outline = play::outline(scenario, &compiled);
                Ok(outline.and_then(|found| chart::tree::chart(&found.rows, &owner, found.left_out, found.cut)))
            }
            Name::Strips | Name::Map | Name::Frontier | Name::Conflict => {
                let (compiled, verdict) = judge(scenario)?;
                self.of_verdict(scenario, &compiled, &verdict, test)
            }
        }
    }

    fn of_verdict(
        &self,
        scenario: &Scenario,
        compiled: &Compiled,
        verdict: &Verdict,
        test: TestId,
    ) -> Result<Option<Chart>, Failure> {
        let report = Report { scenario, compiled, verdict, concepts: &[] };
        match self.chart {
            Name::Map => {
                let chosen = match self.axes.as_slice() {
                    [across, up] => Some([input::parameter(scenario, across)?, input::parameter(scenario, up)?]),
                    _ => axes(verdict, &tornado(scenario, compiled, test).1, test),
                };
                let Some([across, up]) = chosen else { return Ok(None) };
                if across == up {
                    return Err(Failure::Input("a map needs two different quantities".to_owned()));
                }
                let found = map::map(scenario, across, up, self.lines)?;
                Ok(chart::map::chart(scenario, &found, test))
            }
            Name::Strips => Ok(chart::strips::chart(&report)),
            Name::Frontier => Ok(page::verdict::frontier(&report)),
            _ => {
                let all: Vec<&Solution> = verdict.solutions.iter().collect();
                let found =
                    conflict(scenario).map(|found| (found.at(scenario, &Compiled::base(scenario)), found.honoured));
                Ok(found.and_then(|(game, honoured)| {
                    page::conflict::picture(&game, &all, page::verdict::marked(honoured), scenario.into())
                }))
            }
        }
    }

    fn of_game(&self, titled: &TitledGame) -> Result<Option<Chart>, Failure> {
        let limits = Limits::default();
        let solutions = solve(&titled.game, &[], &limits);
        let all: Vec<&Solution> = solutions.iter().collect();
        match (self.chart, &titled.game) {
            (Name::Frontier, Game::Bargaining(_)) => Ok(agreement::picture(&all, Names::default(), |_| [0, 1])),
            (Name::Conflict, Game::Graph(game)) => Ok(page::conflict::picture(game, &all, None, Names::default())),
            _ => Err(Failure::Input(format!(
                "a game in {} form has no such chart; bargaining problems have a frontier, graphs a conflict, scenarios all of them",
                titled.game.form()
            ))),
        }
    }
}

/// Draws an SVG as pixels. Letters need a font of the machine.
fn write_png(svg: &str, path: &Path) -> Outcome {
    use resvg::{tiny_skia, usvg};
    let broken = |error: String| Failure::Input(format!("`{}` was not drawn: {error}", path.display()));
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    let known = |name: &str| options.fontdb.faces().any(|face| face.families.iter().any(|(family, _)| family == name));
    let Some(first) = options.fontdb.faces().find_map(|face| face.families.first().map(|(name, _)| name.clone()))
    else {
        return Err(broken("no font is installed on this machine; an .svg needs none".to_owned()));
    };
    let family = ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Arial"].into_iter().find(|name| known(name));
    let family = family.map_or(first, str::to_owned);
    options.fontdb_mut().set_sans_serif_family(family);
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| broken(error.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels =
        tiny_skia::Pixmap::new(size.width(), size.height()).ok_or_else(|| broken("it has no extent".to_owned()))?;
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixels.as_mut());
    let bytes = pixels.encode_png().map_err(|error| broken(error.to_string()))?;
    std::fs::write(path, bytes).map_err(|error| Failure::Io { what: format!("writing `{}`", path.display()), error })
}
