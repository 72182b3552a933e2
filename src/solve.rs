//! The solution concepts, and the algorithms that compute them: one per file.

pub mod assessments;
pub mod aumann_dreze;
pub mod backward_induction;
pub mod banzhaf;
pub mod bargaining_range;
pub mod bargaining_set;
pub mod behaviour_nash;
pub mod bimatrix;
pub mod candidates;
pub mod characteristic;
pub mod coalitional;
pub mod coarse_correlated;
pub mod concepts;
pub mod consistency;
pub mod convexity;
pub mod core;
pub mod correlated;
pub mod dividends;
pub mod dominance;
pub mod efficient_chain;
pub mod efficient_outcomes;
pub mod egalitarian;
pub mod equal_loss;
pub mod equilibrium_facts;
pub mod excess_scan;
pub mod excesses;
pub mod extreme_equilibria;
pub mod feasible_set;
pub mod finite_offers;
pub mod float_payoffs;
pub mod gately;
pub mod global_newton;
pub mod graph_inverse;
pub mod graph_margin;
pub mod graph_reachability;
pub mod graph_stability;
pub mod kalai_smorodinsky;
pub mod kernel;
pub mod lemke_howson;
pub mod lexicographic;
pub mod limits;
pub mod logit;
pub mod lottery_program;
pub mod market;
pub mod markov_perfect;
pub mod mas_colell;
pub mod matrix_game;
pub mod maximin;
pub mod mixed_equilibria;
pub mod modiclus;
pub mod nash;
pub mod nash_bargaining;
pub mod ntu_bargaining_set;
pub mod nucleolus;
pub mod one_nash;
pub mod owen;
pub mod packings;
pub mod pareto_frontier;
pub mod path_ends;
pub mod perfect;
pub mod perles_maschler;
pub mod polymatrix;
pub mod promises;
pub mod proper;
pub mod pure_counts;
pub mod pure_nash;
pub mod raiffa;
pub mod reactive;
pub mod semireactive;
pub mod sequence_lemke;
pub mod sequential;
pub mod sequential_supports;
pub mod shapley;
pub mod signalling;
pub mod simplicial;
pub mod stackelberg;
pub mod stationary_offers;
pub mod streamed_induction;
pub mod subgame_equilibria;
pub mod subgame_perfect;
pub mod superadditivity;
pub mod symmetric_nash;
pub mod tau;
pub mod utilitarian;
pub mod zero_sum;

use crate::form::action_graph::ActionGraph;
use crate::form::alternating_offers::AlternatingOffers;
use crate::form::bargaining::BargainingProblem;
use crate::form::coalitional::CoalitionalGame;
use crate::form::extensive::ExtensiveGame;
use crate::form::graph::GraphModel;
use crate::form::normal::NormalGame;
use crate::form::reduced::{ReductionError, reduced_while};
use crate::form::stochastic::StochasticGame;
use crate::form::{Game, MAX_PAYOFFS};
use crate::numeric::rational::Rational;
use crate::solution::alternating_offers::{OfferAnswer, OfferFinding};
use crate::solution::coalitional::{Derived, Rule};
use crate::solution::graph::GraphAnswer;
use crate::solution::{Answer, Refusal, Solution};
use limits::Limits;

pub use concepts::CONCEPTS;

/// A solution concept: what is computed, not how.
#[derive(Debug, Clone, Copy)]
pub struct Concept {
    /// As it stands in JSON and on the command line.
    pub id: &'static str,
    pub name: &'static str,
    pub form: Form,
    /// What it asks of an answer.
    pub meaning: &'static str,
    /// Keyed to references.bib.
    pub citation: &'static str,
    pub solver: Solver,
}

/// Who computes a concept.
#[derive(Debug, Clone, Copy)]
pub enum Solver {
    /// Of action-graph games, without a payoff for each profile.
    ActionGraph(fn(&ActionGraph, &Limits) -> Result<Answer, Refusal>),
    AlternatingOffers(fn(&AlternatingOffers, &Limits) -> Result<OfferFinding, Refusal>),
    Coalitional(fn(&CoalitionalGame, &Limits) -> Result<Answer, Refusal>),
    Bargaining {
        solve: fn(&BargainingProblem, &Limits) -> Result<Answer, Refusal>,
        /// What the solution satisfies for two players who may agree on lotteries, proved in
        /// the literature; tests try each.
        axioms: &'static [BargainingAxiom],
    },
    Graph(fn(&GraphModel) -> Result<GraphAnswer, Refusal>),
    /// Of a coalitional game that says what it costs to leave.
    Excess(fn(&CoalitionalGame, &Rational, &Limits) -> Result<Answer, Refusal>),
    Normal(fn(&NormalGame, &Limits) -> Result<Answer, Refusal>),
    Stochastic(fn(&StochasticGame, &Limits) -> Answer),
    /// Of normal forms, and of action-graph games whose normal form is large.
    Strategic {
        table: fn(&NormalGame, &Limits) -> Result<Answer, Refusal>,
        graph: fn(&ActionGraph, &Limits) -> Result<Answer, Refusal>,
    },
    /// On trees; in a scenario, the verdict's.
    Tree(fn(&ExtensiveGame, &Limits) -> Result<Answer, Refusal>),
}

/// A property of a solution of bargaining problems (Thomson 1994 \[Thomson1994\]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BargainingAxiom {
    /// Nothing feasible is better for one player and no worse for the others.
    Efficiency,
    /// Nobody gets less than at disagreement.
    IndividualRationality,
    /// Players whose names may be exchanged get the same.
    Symmetry,
    /// A change of origin or unit of a player's utility changes its payoff likewise.
    ScaleInvariance,
    /// A change of everybody's unit by one factor, and of anybody's origin, changes payoffs
    /// likewise.
    CommonScaleInvariance,
    /// What is chosen from a set is chosen from a part of it that still holds it.
    IndependenceOfIrrelevantAlternatives,
    /// A larger set with the same ideal point harms nobody.
    RestrictedMonotonicity,
    /// Nobody gets less than halfway from disagreement to its ideal payoff.
    MidpointDomination,
    /// Two problems solved as one, their sum, give everybody at least the sum.
    Superadditivity,
}

/// The game form that a concept is defined on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    ActionGraph,
    AlternatingOffers,
    Coalitional,
    Bargaining,
    Extensive,
    Graph,
    Normal,
    Stochastic,
}

impl Form {
    pub fn key(self) -> &'static str {
        match self {
            Form::ActionGraph => "action_graph",
            Form::AlternatingOffers => "alternating_offers",
            Form::Coalitional => "coalitional",
            Form::Bargaining => "bargaining",
            Form::Extensive => "extensive",
            Form::Graph => "graph",
            Form::Normal => "normal",
            Form::Stochastic => "stochastic",
        }
    }
}

impl Concept {
    /// Whether it is answered for games of this form if it is asked for: what fits, and coalitional
    /// concepts for the coalitional games that follow from a normal form.
    pub fn answers(&self, game: &Game) -> bool {
        let strategic = matches!(game, Game::Normal(_) | Game::Extensive(_) | Game::ActionGraph(_));
        self.is_of_form(game) || strategic && matches!(self.solver, Solver::Coalitional(_))
    }

    /// Whether it is answered for games of this form unasked.
    pub fn fits(&self, game: &Game) -> bool {
        self.is_of_form(game) && !ON_REQUEST.contains(&self.id)
    }

    /// Whether it is defined on games of this form. An extensive game is seen through its reduced
    /// normal form too, and an action-graph game through its normal form.
    fn is_of_form(&self, game: &Game) -> bool {
        let through = matches!(
            (self.solver, game),
            (Solver::Normal(_) | Solver::Strategic { .. }, Game::Extensive(_))
                | (Solver::Normal(_), Game::ActionGraph(_))
        );
        through || applied(self.solver, game).is_some()
    }
}

/// Concepts that are answered only where they are asked for: paths are long, and where they lead
/// are equilibria of those that `nash` lists.
const ON_REQUEST: [&str; 3] = ["global_newton", "logit", "simplicial"];

/// What the normal form of an extensive game is called in its solutions, and that of an
/// action-graph game.
const REDUCED: &str = "the reduced normal form";
pub const EXPANDED: &str = "the normal form";

/// Nodes for each concept of a tree, where nobody asked for it by name or said how far to go: a
/// tree of modest size has a normal form, and equilibria, beyond all counting.
const UNASKED: u64 = 100_000;

/// The most profiles of a reduced normal form that is solved though nobody asked for it by name.
const UNASKED_PROFILES: usize = 10_000;

/// Every concept of a game's form that is wanted (by id; empty for all), in the order of the
/// registry. None may take the time that is left from those after it.
pub fn solve(game: &Game, wanted: &[String], limits: &Limits) -> Vec<Solution> {
    let boundless = limits.nodes == u64::MAX && limits.deadline.is_none();
    let bounded = match matches!(game, Game::Extensive(_)) && wanted.is_empty() && boundless {
        true => Limits { nodes: UNASKED, ..limits.clone() },
        false => limits.clone(),
    };
    let limits = &bounded;
    let asked: Vec<&Concept> = CONCEPTS
        .iter()
        .filter(|concept| match wanted.is_empty() {
            true => concept.fits(game) && !needs_large_table(concept, game),
            false => concept.answers(game) && wanted.iter().any(|id| id == concept.id),
        })
        .collect();
    let follows = asked.iter().any(|one| matches!(one.solver, Solver::Coalitional(_)));
    let tabled = |one: &&Concept| matches!(one.solver, Solver::Normal(_) | Solver::Strategic { .. });
    let reduced: Option<(&'static str, Result<NormalGame, Refusal>)> = match game {
        Game::Extensive(tree) if follows || asked.iter().any(tabled) => {
            let share = limits.share(2);
            let reduced = reduced_while(tree, &|| !share.interrupted());
            Some((REDUCED, reduced.map(|reduced| reduced.game).map_err(unreduced)))
        }
        Game::ActionGraph(graph) if follows || asked.iter().any(tabled) => {
            let needed = follows || asked.iter().any(|one| matches!(one.solver, Solver::Normal(_)));
            Some((EXPANDED, expanded(graph, if needed && !wanted.is_empty() { MAX_PAYOFFS } else { 0 })))
        }
        _ => None,
    };
    // The coalitional games that follow from a normal form.
    let derived = match (game, &reduced) {
        (Game::Normal(game), _) | (Game::Extensive(_) | Game::ActionGraph(_), Some((_, Ok(game)))) if follows => {
            coalitional::follow(game, &limits.share(asked.len() + 1))
        }
        _ => Vec::new(),
    };
    let count = asked.len();
    asked
        .into_iter()
        .enumerate()
        .flat_map(|(place, concept)| {
            let limits = &limits.share(count - place);
            if limits.interrupted() {
                return vec![Solution { concept: concept.id, game: None, answer: Err(Refusal::Interrupted) }];
            }
            let strategic = matches!(game, Game::Normal(_) | Game::Extensive(_) | Game::ActionGraph(_));
            if let (Solver::Coalitional(solver), true) = (concept.solver, strategic) {
                let solve = |(rule, derived): &(Rule, Result<Derived, Refusal>)| {
                    let answer = derived.as_ref().map_err(Clone::clone).and_then(|one| solver(&one.game, limits));
                    Solution { concept: concept.id, game: Some(rule.game()), answer }
                };
                return derived.iter().map(solve).collect();
            }
            let table = match (concept.solver, game) {
                (Solver::Strategic { .. }, Game::ActionGraph(graph)) if !is_small(graph) => None,
                (Solver::Normal(solver) | Solver::Strategic { table: solver, .. }, _) => Some(solver),
                _ => None,
            };
            if let (Some(solver), Some((name, reduced))) = (table, &reduced) {
                let answer = match reduced {
                    Ok(game) if wanted.is_empty() && boundless && game.payoffs.len() > UNASKED_PROFILES => {
                        Err(Refusal::TooLarge {
                            what: "profiles in reduced normal form",
                            size: game.payoffs.len(),
                            limit: UNASKED_PROFILES,
                            instead: Some("subgame_perfect"),
                        })
                    }
                    Ok(game) => solver(game, limits),
                    Err(refusal) => Err(refusal.clone()),
                };
                return vec![Solution { concept: concept.id, game: Some(name), answer }];
            }
            let answer = applied(concept.solver, game).map(|answer| answer(limits));
            answer.into_iter().map(|answer| Solution { concept: concept.id, game: None, answer }).collect()
        })
        .collect()
}

/// Why there is no normal form.
fn unreduced(error: ReductionError) -> Refusal {
    match error {
        ReductionError::Interrupted => Refusal::Interrupted,
        error @ (ReductionError::AbsentMinded { .. } | ReductionError::TooLarge { .. }) => Refusal::Reduction(error),
    }
}

/// Whether a concept asks for a payoff for each profile of an action-graph game that has many:
/// nobody wants to read that it has no answer.
fn needs_large_table(concept: &Concept, game: &Game) -> bool {
    matches!((concept.solver, game), (Solver::Normal(_), Game::ActionGraph(graph)) if !is_small(graph))
}

/// Whether an action-graph game is solved through its normal form though nobody insists.
fn is_small(graph: &ActionGraph) -> bool {
    graph.profiles().is_some_and(|profiles| profiles <= UNASKED_PROFILES)
}

/// The normal form of an action-graph game, if it is small or has at most so many payoffs.
fn expanded(graph: &ActionGraph, most: usize) -> Result<NormalGame, Refusal> {
    let size = graph.profiles().unwrap_or(usize::MAX);
    let most = if is_small(graph) { MAX_PAYOFFS.max(most) } else { most };
    graph.normal_form(most).ok_or(Refusal::TooLarge {
        what: "profiles in normal form",
        size,
        limit: UNASKED_PROFILES.max(most / graph.players.len().max(1)),
        instead: Some("symmetric_nash"),
    })
}

/// What a solver says of a game, within limits.
type Answering<'a> = Box<dyn FnOnce(&Limits) -> Result<Answer, Refusal> + 'a>;

/// A solver with a game of its own form; `None` if the game has another, or lacks what the solver
/// needs.
fn applied<'a>(solver: Solver, game: &'a Game) -> Option<Answering<'a>> {
    Some(match (solver, game) {
        (Solver::Normal(solve) | Solver::Strategic { table: solve, .. }, Game::Normal(game)) => {
            Box::new(move |limits| solve(game, limits))
        }
        (Solver::ActionGraph(solve) | Solver::Strategic { graph: solve, .. }, Game::ActionGraph(game)) => {
            Box::new(move |limits| solve(game, limits))
        }
        (Solver::Tree(solve), Game::Extensive(tree)) => Box::new(move |limits| solve(tree, limits)),
        (Solver::AlternatingOffers(solve), Game::AlternatingOffers(game)) => Box::new(move |limits| {
            let packages = game.packages.iter().map(|package| package.name.clone()).collect();
            let (players, first) = (game.players.clone(), game.first());
            let answer = |finding| Answer::AlternatingOffers(OfferAnswer { players, packages, first, finding });
            solve(game, limits).map(answer)
        }),
        (Solver::Stochastic(solve), Game::Stochastic(game)) => Box::new(move |limits| Ok(solve(game, limits))),
        (Solver::Graph(solve), Game::Graph(game)) => Box::new(move |_| solve(game).map(Answer::Graph)),
        (Solver::Coalitional(solve), Game::Coalitional(game)) => Box::new(move |limits| solve(game, limits)),
        (Solver::Excess(solve), Game::Coalitional(game)) => {
            let granted = game.epsilon.as_ref()?;
            Box::new(move |limits| solve(game, granted, limits))
        }
        (Solver::Bargaining { solve, .. }, Game::Bargaining(problem)) => Box::new(move |limits| solve(problem, limits)),
        (
            Solver::ActionGraph(_)
            | Solver::AlternatingOffers(_)
            | Solver::Bargaining { .. }
            | Solver::Coalitional(_)
            | Solver::Excess(_)
            | Solver::Graph(_)
            | Solver::Normal(_)
            | Solver::Stochastic(_)
            | Solver::Strategic { .. }
            | Solver::Tree(_),
            _,
        ) => return None,
    })
}

/// The concept of an id.
pub fn concept(id: &str) -> Option<&'static Concept> {
    CONCEPTS.iter().find(|concept| concept.id == id)
}
