//! `concede convert`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::compile::plans::PlanGame;
use crate::compile::{Compiled, compile};
use crate::form::action_graph::ActionGraph;
use crate::form::extensive::ExtensiveGame;
use crate::form::normal::NormalGame;
use crate::form::reduced::reduced_normal_form;
use crate::form::simultaneous::simultaneous_moves;
use crate::form::{Game, MAX_PAYOFFS, TitledGame};
use crate::interop::{csv, gambit_efg, gambit_nfg};
use crate::scenario::Scenario;
use crate::scenario::game::{action_graph, alternating_offers, bargaining, coalitional, extensive, normal, stochastic};

use super::input::{self, Input, ProfileArguments};
use super::{Failure, Outcome, deliver, message};

/// Write a game, or the game of a scenario, for another program
///
/// A scenario gives its demand process as a tree (efg) or the normal form of its plans (nfg,
/// toml, csv), at base values. A tree gives its reduced normal form where a table is asked for,
/// and a table a tree in which nobody sees the others' moves.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  concede convert game.efg --to nfg -o game.nfg
  concede convert payoffs.csv --to toml
  concede convert domain.xml buyer.xml seller.xml --to toml --evaluations as-written
  concede convert scenarios/south-caucasus.toml --to efg --set process.sign=0.8 -o tree.efg")]
pub struct Convert {
    /// A scenario or a game file, or - for stdin; or the Genius or GeniusWeb profiles of a negotiation
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format to write
    #[arg(long, value_enum)]
    to: Target,
    /// Change a value first, as in `concede solve`
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    profiles: ProfileArguments,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// A table for spreadsheets
    Csv,
    /// Gambit's extensive form
    Efg,
    /// Gambit's normal form
    Nfg,
    /// A TOML game file
    Toml,
}

impl Convert {
    pub fn run(self) -> Outcome {
        let TitledGame { title, game } = match input::any(&self.files, &self.set, self.profiles)? {
            Input::Game(game) => game,
            Input::Scenario(scenario) => derived(&scenario, self.to)?,
        };
        let text = match self.to {
            Target::Efg => gambit_efg::write(&title, &tree(game)?),
            Target::Csv => csv::write(&table(game)?),
            Target::Nfg => gambit_nfg::write(&title, &table(game)?),
            Target::Toml => match game {
                Game::ActionGraph(graph) => action_graph::write(&title, &graph),
                Game::AlternatingOffers(game) => alternating_offers::write(&title, &game),
                Game::Bargaining(problem) => bargaining::write(&title, &problem),
                Game::Coalitional(game) => coalitional::write(&title, &game),
                Game::Extensive(tree) => extensive::write(&title, &tree),
                Game::Stochastic(game) => stochastic::write(&title, &game),
                Game::Graph(_) | Game::Normal(_) => normal::write(&title, &table(game)?),
            },
        };
        deliver(&text, self.output.as_deref())
    }
}

/// The game of a scenario at base values, in the form that the target wants.
fn derived(scenario: &Scenario, to: Target) -> Result<TitledGame, Failure> {
    let compiled = compile(scenario, None)?;
    let registers = compiled.evaluate(&Compiled::base(scenario));
    let process = &compiled.strategic;
    let game = match to {
        Target::Efg => {
            let labels = vec![String::new(); process.form.information_sets.len()];
            Game::Extensive(ExtensiveGame { form: process.form.clone(), registers, labels })
        }
        Target::Csv | Target::Nfg | Target::Toml => {
            let plans = PlanGame::new(scenario, process)
                .ok_or_else(|| Failure::Limit("the game of plans is too large to tabulate".to_owned()))?;
            Game::Normal(plans.at(process, &registers))
        }
    };
    Ok(TitledGame { title: scenario.title.clone(), game })
}

const NO_STRATEGIES: &str =
    "a coalitional game has no strategies that another form could list; write it with --to toml";

fn table(game: Game) -> Result<NormalGame, Failure> {
    match game {
        Game::ActionGraph(graph) => expand(&graph),
        Game::AlternatingOffers(_) => Err(endless()),
        Game::Stochastic(_) => Err(cyclic()),
        Game::Bargaining(_) => Err(outcomes_only()),
        Game::Coalitional(_) => Err(Failure::Input(NO_STRATEGIES.to_owned())),
        Game::Normal(game) => Ok(game),
        Game::Extensive(tree) => {
            let reduced = reduced_normal_form(&tree).map_err(|error| Failure::Limit(error.to_string()))?;
            message("note: a tree becomes its reduced normal form; who knows what, and when, is not kept");
            Ok(reduced.game)
        }
        Game::Graph(_) => Err(ranks_only()),
    }
}

fn tree(game: Game) -> Result<ExtensiveGame, Failure> {
    Ok(match game {
        Game::ActionGraph(graph) => simultaneous_moves(&expand(&graph)?),
        Game::AlternatingOffers(_) => return Err(endless()),
        Game::Stochastic(_) => return Err(cyclic()),
        Game::Bargaining(_) => return Err(outcomes_only()),
        Game::Coalitional(_) => return Err(Failure::Input(NO_STRATEGIES.to_owned())),
        Game::Extensive(tree) => tree,
        Game::Graph(_) => return Err(ranks_only()),
        Game::Normal(game) => {
            message("note: a table becomes a tree in which nobody sees the others' moves");
            simultaneous_moves(&game)
        }
    })
}

fn expand(graph: &ActionGraph) -> Result<NormalGame, Failure> {
    message("note: an action-graph game becomes a table with payoffs for each profile");
    graph.normal_form(MAX_PAYOFFS).ok_or_else(|| {
        Failure::Limit(format!("its normal form has more than {MAX_PAYOFFS} payoffs; --to toml keeps it as it is"))
    })
}

fn endless() -> Failure {
    Failure::Input(
        "offers are any division of the pie, which no finite form lists; --to toml keeps it as it is".to_owned(),
    )
}

fn cyclic() -> Failure {
    Failure::Input(
        "a stochastic game may come back to a state, which no finite form does; --to toml keeps it as it is".to_owned(),
    )
}

fn outcomes_only() -> Failure {
    Failure::Input("a bargaining problem has outcomes but no strategies; --to toml keeps it as it is".to_owned())
}

fn ranks_only() -> Failure {
    Failure::Input("a conflict in graph form ranks its states and has no payoffs to convert".to_owned())
}
