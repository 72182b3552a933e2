//! `concede solve`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::axiom::coalitional;
use crate::axiom::graph::MAX_CHECKED;
use crate::form::graph::Convention;
use crate::form::normal::NormalGame;
use crate::form::reduced::reduced_normal_form;
use crate::form::{Game, MAX_PAYOFFS, TitledGame};
use crate::report::page::{self, html, markdown};
use crate::report::streamed::StreamedReport;
use crate::report::{GameReport, Report, json, phrases, text};
use crate::scenario::Scenario;
use crate::scenario::diagnostic::{Source, suggest};
use crate::solution::alternating_offers::OfferFinding;
use crate::solution::behaviour::LIMIT;
use crate::solution::certificate::{CoalitionalCertificate, DerivedCertificate, GameCertificate};
use crate::solution::coalitional::{Finding, Rule};
use crate::solution::{Answer, Found, Refusal, Solution};
use crate::solve::coalitional::follow;
use crate::solve::limits::Limits;
use crate::solve::{self, CONCEPTS, concept};
use crate::uncertainty::{evidence, judge_with};
use crate::verdict::Headline;
use crate::verdict::coalition_test::{self, BARGAINING_SET};

use super::footer;
use super::input::{Input, ProfileArguments};
use super::limits::LimitArguments;
use super::progress::Progress;
use super::streamed;
use super::{Failure, Outcome, deliver, input};

/// Judge the concession that a scenario asks about, or solve a game
///
/// For a scenario it prints the headline, the numbers that decide it, what would flip it, every
/// test, and the evidence. For a game (a TOML file with a table below [game], a Gambit .nfg,
/// .efg or .agg file) it prints every solution of its form. All answers are exact.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede solve scenarios/south-caucasus.toml
  concede solve FILE --set process.sign=0.95 --set 'players.turkey.payoffs.\"border & !treaty\"=0'
  concede solve FILE --format json -o report.json
  concede solve FILE --format html -o report.html
  concede solve game.nfg --concept nash --time-limit 60
  concede solve conflict.toml --convention single-move
  concede solve tree.efg --stream
  concede solve domain.xml buyer.xml seller.xml
  cat FILE | concede solve - --fail-unless rational")]
pub struct Solve {
    /// A scenario or a game file, or - for stdin; or the Genius or GeniusWeb profiles of a negotiation
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change a value: TOML dotted keys; sets the base of a quantity and widens a range that it leaves
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Show the solutions of these concepts only (see `concede concepts`); of a scenario,
    /// `bargaining_set` also describes the sets themselves
    #[arg(long, value_name = "ID", num_args = 1..)]
    concept: Vec<String>,
    /// How others may answer a move in a conflict in graph form, in place of what the file says
    #[arg(long, value_enum, value_name = "CONVENTION")]
    convention: Option<Answering>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Exit with 1 unless the headline is this one
    #[arg(long, value_enum, value_name = "HEADLINE")]
    fail_unless: Option<Wanted>,
    /// Solve a tree in a Gambit .efg file by backward induction while it is read, in memory linear
    /// in its depth and its longest node (of at most 256 MiB); every player must see everything
    #[arg(long, conflicts_with_all = ["set", "convention", "fail_unless"])]
    stream: bool,
    #[command(flatten)]
    profiles: ProfileArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    /// For people: headline, charts as tables, every input
    Markdown,
    /// The same as one file for a browser, with charts
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answering {
    /// By any sequence of moves in which nobody moves twice in a row
    Legal,
    /// By any sequence in which each moves at most once
    EachOnce,
    /// By one move of one of them
    SingleMove,
}

impl Answering {
    fn convention(self) -> Convention {
        match self {
            Answering::Legal => Convention::Legal,
            Answering::EachOnce => Convention::EachOnce,
            Answering::SingleMove => Convention::SingleMove,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Wanted {
    Rational,
    NotRational,
    Conditional,
}

impl Wanted {
    fn headline(self) -> Headline {
        match self {
            Wanted::Rational => Headline::Rational,
            Wanted::NotRational => Headline::NotRational,
            Wanted::Conditional => Headline::Conditional,
        }
    }
}

impl Solve {
    pub fn run(self) -> Outcome {
        if let Some(unknown) = self.concept.iter().find(|id| concept(id).is_none()) {
            let hint = suggest(unknown, CONCEPTS.iter().map(|concept| concept.id));
            return Err(Failure::Input(format!("there is no concept `{unknown}`; {hint}")));
        }
        self.limits.set_threads()?;
        if self.stream {
            return self.streamed();
        }
        let source = input::sources(&self.files, &self.set)?;
        let mut read = input::shown(&source, self.profiles.evaluations())?;
        if let Some(answering) = self.convention {
            let convention = match &mut read {
                Input::Scenario(scenario) => &mut scenario.convention,
                Input::Game(TitledGame { game: Game::Graph(conflict), .. }) => &mut conflict.convention,
                Input::Game(other) => {
                    return Err(Failure::Input(format!(
                        "--convention is about conflicts in graph form, and this game is in {} form",
                        other.game.form()
                    )));
                }
            };
            *convention = answering.convention();
        }
        match read {
            Input::Scenario(scenario) => self.judge(&scenario, &source),
            Input::Game(game) => self.solve(&game, &source),
        }
    }

    fn streamed(&self) -> Outcome {
        if let Some(other) = self.concept.iter().find(|id| *id != "subgame_perfect") {
            return Err(Failure::Input(format!(
                "--stream answers `subgame_perfect`, and `{other}` needs the whole tree"
            )));
        }
        let [file] = &self.files[..] else {
            return Err(Failure::Input("--stream reads one file".to_owned()));
        };
        let limits = self.limits.start();
        let progress = Progress::searching(&limits);
        let (title, players, found) = streamed::solve(file, &limits)?;
        drop(progress);
        let title = if title.trim().is_empty() { file.display().to_string() } else { title };
        let report = StreamedReport { title: &title, players: &players, found: &found };
        let rendered = match self.format {
            Format::Text => crate::report::streamed::text(&report),
            Format::Json => crate::report::streamed::json(&report),
            Format::Markdown | Format::Html => {
                return Err(Failure::Input("--stream writes text or JSON; a page needs the whole tree".to_owned()));
            }
        };
        deliver(&rendered, self.output.as_deref())
    }

    fn judge(&self, scenario: &Scenario, source: &Source) -> Outcome {
        let limits = self.limits.start();
        let progress = Progress::new("studying each number");
        let (compiled, mut verdict) = judge_with(scenario, &limits, |done, total| progress.tell(done, total))?;
        drop(progress);
        if self.concept.iter().any(|id| id == BARGAINING_SET) {
            coalition_test::describe(scenario, &limits, &mut verdict.solutions);
        }
        let report = Report { scenario, compiled: &compiled, verdict: &verdict, concepts: &self.concept };
        let rendered = match self.format {
            Format::Text => text::render(&report),
            Format::Json => json::render(&report),
            Format::Markdown | Format::Html => {
                let effort = evidence::Effort::default();
                let seed = effort.seed;
                let gathered = evidence::gather(scenario, &compiled, &verdict, effort, &limits)?;
                self.written(&page::verdict::page(&report, &gathered, self.footer(source, Some(seed))))
            }
        };
        deliver(&rendered, self.output.as_deref())?;
        if !verdict.is_complete() {
            return Err(Failure::Limit(format!("a limit was reached; {}", phrases::cut_short(scenario, &verdict))));
        }
        match self.fail_unless {
            Some(wanted) if wanted.headline() != verdict.headline => Err(Failure::Negative(format!(
                "the headline is {}, not {}",
                verdict.headline.key(),
                wanted.headline().key()
            ))),
            _ => Ok(()),
        }
    }

    fn written(&self, page: &page::Page) -> String {
        if matches!(self.format, Format::Html) { html::render(page) } else { markdown::render(page) }
    }

    fn footer(&self, source: &Source, seed: Option<u64>) -> Vec<(String, String)> {
        let format = if matches!(self.format, Format::Html) { "html" } else { "markdown" };
        let mut words = vec!["solve".to_owned()];
        words.extend(self.files.iter().map(|file| file.display().to_string()));
        words.extend(self.set.iter().flat_map(|set| ["--set".to_owned(), set.clone()]));
        if !self.concept.is_empty() {
            words.push("--concept".to_owned());
            words.extend(self.concept.iter().cloned());
        }
        if let Some(convention) = self.convention {
            words.extend(["--convention".to_owned(), convention.convention().key().to_owned()]);
        }
        words.extend(["--format".to_owned(), format.to_owned()]);
        footer::lines(&[source], seed, &words)
    }

    fn solve(&self, titled: &TitledGame, source: &Source) -> Outcome {
        let game = &titled.game;
        if self.fail_unless.is_some() {
            return Err(Failure::Input("--fail-unless asks for a headline, and a game has none".to_owned()));
        }
        let fitting = || CONCEPTS.iter().filter(|concept| concept.answers(game)).map(|concept| concept.id);
        if let Some(other) = self.concept.iter().find(|id| !fitting().any(|fits| fits == id.as_str())) {
            let named: Vec<String> = fitting().map(|id| format!("`{id}`")).collect();
            return Err(Failure::Input(format!(
                "`{other}` is not answered for a game in {} form; these are: {}",
                game.form(),
                named.join(", ")
            )));
        }
        let limits = self.limits.start();
        let progress = Progress::searching(&limits);
        let solutions = solve::solve(game, &self.concept, &limits);
        drop(progress);
        let stopped = limits.were_met();
        let report = GameReport { titled, solutions: &solutions };
        let rendered = match self.format {
            Format::Text => text::game::render(&report),
            Format::Json => json::game::render(&report, &certificate(game, &solutions)),
            Format::Markdown | Format::Html => self.written(&page::game::page(&report, self.footer(source, None))),
        };
        deliver(&rendered, self.output.as_deref())?;
        let partial = solutions.iter().any(is_partial);
        match partial && (stopped || self.limits.is_counted()) {
            true => Err(Failure::Limit("a limit was reached; what is marked incomplete may miss answers".to_owned())),
            false => Ok(()),
        }
    }
}

/// What the solutions of a game can be checked against.
fn certificate(game: &Game, solutions: &[Solution]) -> GameCertificate {
    let mut certificate = GameCertificate::default();
    match game {
        Game::ActionGraph(graph) => {
            if solutions.iter().any(|solution| solution.game.is_some() && solution.answer.is_ok()) {
                certificate.normal = graph.normal_form(MAX_PAYOFFS);
                certificate.derived =
                    certificate.normal.as_ref().map_or_else(Vec::new, |game| derived(game, solutions));
            }
            certificate.action_graph = Some((**graph).clone());
        }
        Game::AlternatingOffers(game) => certificate.alternating_offers = Some((**game).clone()),
        Game::Bargaining(problem) => certificate.bargaining = Some(problem.clone()),
        Game::Coalitional(game) if game.count() <= coalitional::MOST_PLAYERS => {
            let answers = solutions.iter().filter_map(|solution| match &solution.answer {
                Ok(Answer::Coalitional(answer)) => Some((solution.concept.to_owned(), answer.clone())),
                _ => None,
            });
            certificate.coalitional = Some(CoalitionalCertificate { game: game.clone(), answers: answers.collect() });
        }
        Game::Coalitional(_) => {}
        Game::Normal(game) => {
            certificate.normal = Some(game.clone());
            certificate.derived = derived(game, solutions);
        }
        Game::Stochastic(game) => certificate.stochastic = Some(game.clone()),
        // Without a reduced normal form nothing was claimed of it.
        Game::Extensive(tree) => {
            if solutions.iter().any(|solution| solution.game.is_some() && solution.answer.is_ok()) {
                certificate.normal = reduced_normal_form(tree).ok().map(|reduced| reduced.game);
                certificate.derived =
                    certificate.normal.as_ref().map_or_else(Vec::new, |game| derived(game, solutions));
            }
            let claimed = solutions.iter().any(|solution| matches!(solution.answer, Ok(Answer::Behaviour(_))));
            certificate.extensive = claimed.then(|| tree.clone());
        }
        Game::Graph(game) if game.states() <= MAX_CHECKED => certificate.graph = Some((**game).clone()),
        Game::Graph(_) => {}
    }
    certificate
}

/// The coalitional games that follow from a normal form, with what was found of them.
fn derived(game: &NormalGame, solutions: &[Solution]) -> Vec<DerivedCertificate> {
    let about = |rule: Rule| {
        move |solution: &Solution| match &solution.answer {
            Ok(Answer::Coalitional(answer)) => {
                let own = matches!(&answer.finding, Finding::Derived { derived, .. } if derived.rule == rule);
                let follows = solution.game == Some(rule.game());
                (own || follows).then(|| (solution.concept.to_owned(), answer.clone()))
            }
            _ => None,
        }
    };
    let mentioned = |rule: Rule| solutions.iter().any(|one| about(rule)(one).is_some());
    if !Rule::ALL.into_iter().any(mentioned) {
        return Vec::new();
    }
    let derived = follow(game, &Limits::default());
    derived
        .into_iter()
        .filter_map(|(rule, derived)| {
            let answers: Vec<_> = solutions.iter().filter_map(about(rule)).collect();
            (!answers.is_empty()).then_some(DerivedCertificate { derived: derived.ok()?, answers })
        })
        .collect()
}

/// That a search ended before it was done.
fn is_partial(solution: &Solution) -> bool {
    match &solution.answer {
        Ok(Answer::Equilibria(equilibria)) => !equilibria.complete,
        Ok(Answer::Counts(answer)) => !answer.complete,
        Ok(Answer::Behaviour(found)) => found.why == Some(LIMIT),
        Ok(Answer::Markov(found)) => !found.complete,
        Ok(Answer::AlternatingOffers(answer)) => match &answer.finding {
            OfferFinding::Stationary(found) => !found.complete,
            OfferFinding::FirstPeriod { .. } => false,
        },
        Ok(
            Answer::Bargaining(_)
            | Answer::Coalitional(_)
            | Answer::Commitments(_)
            | Answer::Correlated(_)
            | Answer::Graph(_)
            | Answer::Reduction { .. }
            | Answer::Security(_)
            | Answer::Strategy(_),
        ) => false,
        Ok(Answer::OneEquilibrium(one)) => matches!(one.found, Found::Approximate { .. }),
        Ok(Answer::PathEquilibria(found)) => found.equilibria.is_empty() && found.enclosed.is_empty(),
        Err(refusal) => matches!(refusal, Refusal::Interrupted),
    }
}
