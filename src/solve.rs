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
pub mod gately;
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
pub mod perfect;
pub mod perles_maschler;
pub mod polymatrix;
pub mod promises;
pub mod proper;
pub mod pure_nash;
pub mod raiffa;
pub mod reactive;
pub mod semireactive;
pub mod sequence_lemke;
pub mod sequential;
pub mod sequential_supports;
pub mod shapley;
pub mod signalling;
pub mod stackelberg;
pub mod stationary_offers;
pub mod streamed_induction;
pub mod subgame_equilibria;
pub mod subgame_perfect;
pub mod superadditivity;
pub mod tau;
pub mod utilitarian;
pub mod zero_sum;

use crate::form::Game;
use crate::form::alternating_offers::AlternatingOffers;
use crate::form::bargaining::BargainingProblem;
use crate::form::coalitional::CoalitionalGame;
use crate::form::extensive::ExtensiveGame;
use crate::form::graph::GraphModel;
use crate::form::normal::NormalGame;
use crate::form::reduced::{ReductionError, reduced_while};
use crate::form::stochastic::StochasticGame;
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
        let strategic = matches!(game, Game::Normal(_) | Game::Extensive(_));
        self.is_of_form(game) || strategic && matches!(self.solver, Solver::Coalitional(_))
    }

    /// Whether it is answered for games of this form unasked.
    pub fn fits(&self, game: &Game) -> bool {
        self.is_of_form(game) && !ON_REQUEST.contains(&self.id)
    }

    /// Whether it is defined on games of this form. An extensive game is seen through its reduced
    /// normal form too.
    fn is_of_form(&self, game: &Game) -> bool {
        match (self.solver, game) {
            (Solver::Normal(_), Game::Normal(_) | Game::Extensive(_)) => true,
            (Solver::Tree(_), Game::Extensive(_)) => true,
            (Solver::AlternatingOffers(_), Game::AlternatingOffers(_)) => true,
            (Solver::Stochastic(_), Game::Stochastic(_)) => true,
            (Solver::Graph(_), Game::Graph(_)) => true,
            (Solver::Bargaining { .. }, Game::Bargaining(_)) => true,
            (Solver::Coalitional(_), Game::Coalitional(_)) => true,
            (Solver::Excess(_), Game::Coalitional(game)) => game.epsilon.is_some(),
            (
                Solver::AlternatingOffers(_)
                | Solver::Bargaining { .. }
                | Solver::Coalitional(_)
                | Solver::Excess(_)
                | Solver::Graph(_)
                | Solver::Normal(_)
                | Solver::Stochastic(_)
                | Solver::Tree(_),
                _,
            ) => false,
        }
    }
}

/// Concepts that are answered only where they are asked for: a path of estimates is long, and
/// where it leads is one equilibrium of those that `nash` lists.
const ON_REQUEST: [&str; 1] = ["logit"];

/// What the normal form of an extensive game is called in its solutions.
const REDUCED: &str = "the reduced normal form";

/// Nodes for each concept of a tree, where nobody asked for it by name or said how far to go: a
/// tree of modest size has a normal form, and equilibria, beyond all counting.
const UNASKED: u64 = 100_000;

/// The most profiles of a reduced normal form that is solved though nobody asked for it by name.
const UNASKED_PROFILES: usize = 10_000;

/// Every concept of a game's form that is wanted (by id; empty for all), in the order of the
/// registry.
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
            true => concept.fits(game),
            false => concept.answers(game) && wanted.iter().any(|id| id == concept.id),
        })
        .collect();
    let follows = asked.iter().any(|one| matches!(one.solver, Solver::Coalitional(_)));
    let reduced = match game {
        Game::Extensive(tree) if follows || asked.iter().any(|one| matches!(one.solver, Solver::Normal(_))) => {
            Some(reduced_while(tree, &|| !limits.interrupted()).map(|reduced| reduced.game))
        }
        _ => None,
    };
    // The coalitional games that follow from a normal form.
    let derived = match (game, &reduced) {
        (Game::Normal(game), _) | (Game::Extensive(_), Some(Ok(game))) if follows => coalitional::follow(game, limits),
        _ => Vec::new(),
    };
    asked
        .into_iter()
        .flat_map(|concept| {
            if limits.interrupted() {
                return vec![Solution { concept: concept.id, game: None, answer: Err(Refusal::Interrupted) }];
            }
            if let (Solver::Coalitional(solver), Game::Normal(_) | Game::Extensive(_)) = (concept.solver, game) {
                let solve = |(rule, derived): &(Rule, Result<Derived, Refusal>)| {
                    let answer = derived.as_ref().map_err(Clone::clone).and_then(|one| solver(&one.game, limits));
                    Solution { concept: concept.id, game: Some(rule.game()), answer }
                };
                return derived.iter().map(solve).collect();
            }
            if let (Solver::Normal(solver), Some(reduced)) = (concept.solver, &reduced) {
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
                    Err(error) => Err(unreduced(error.clone())),
                };
                return vec![Solution { concept: concept.id, game: Some(REDUCED), answer }];
            }
            let answer = directly(concept.solver, game, limits);
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

/// What a solver says of a game of its own form; `None` for another form.
fn directly(solver: Solver, game: &Game, limits: &Limits) -> Option<Result<Answer, Refusal>> {
    match (solver, game) {
        (Solver::Normal(solver), Game::Normal(game)) => Some(solver(game, limits)),
        (Solver::Tree(solver), Game::Extensive(tree)) => Some(solver(tree, limits)),
        (Solver::AlternatingOffers(solver), Game::AlternatingOffers(game)) => {
            let packages = game.packages.iter().map(|package| package.name.clone()).collect();
            let players = game.players.clone();
            let answer = |finding| Answer::AlternatingOffers(OfferAnswer { players, packages, finding });
            Some(solver(game, limits).map(answer))
        }
        (Solver::Stochastic(solver), Game::Stochastic(game)) => Some(Ok(solver(game, limits))),
        (Solver::Graph(solver), Game::Graph(game)) => Some(solver(game).map(Answer::Graph)),
        (Solver::Coalitional(solver), Game::Coalitional(game)) => Some(solver(game, limits)),
        (Solver::Excess(solver), Game::Coalitional(game)) => {
            game.epsilon.as_ref().map(|granted| solver(game, granted, limits))
        }
        (Solver::Bargaining { solve, .. }, Game::Bargaining(problem)) => Some(solve(problem, limits)),
        (
            Solver::AlternatingOffers(_)
            | Solver::Bargaining { .. }
            | Solver::Coalitional(_)
            | Solver::Excess(_)
            | Solver::Graph(_)
            | Solver::Normal(_)
            | Solver::Stochastic(_)
            | Solver::Tree(_),
            _,
        ) => None,
    }
}

/// The concept of an id.
pub fn concept(id: &str) -> Option<&'static Concept> {
    CONCEPTS.iter().find(|concept| concept.id == id)
}
