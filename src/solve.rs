//! The solution concepts, and the algorithms that compute them: one per file.

pub mod backward_induction;
pub mod bimatrix;
pub mod coarse_correlated;
pub mod correlated;
pub mod dominance;
pub mod equilibrium_facts;
pub mod extreme_equilibria;
pub mod graph_inverse;
pub mod graph_reachability;
pub mod graph_stability;
pub mod lemke_howson;
pub mod limits;
pub mod maximin;
pub mod nash;
pub mod one_nash;
pub mod pure_nash;
pub mod stackelberg;
pub mod subgame_perfect;
pub mod zero_sum;

use crate::form::Game;
use crate::form::graph::GraphModel;
use crate::form::normal::NormalGame;
use crate::form::reduced::reduced_normal_form;
use crate::solution::graph::{GraphAnswer, Stability};
use crate::solution::{Answer, Dominance, Refusal, Solution};
use limits::Limits;

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
    /// The verdict, on the trees of a scenario.
    Scenario,
    Graph(fn(&GraphModel) -> Result<GraphAnswer, Refusal>),
    Normal(fn(&NormalGame, &Limits) -> Result<Answer, Refusal>),
}

/// The game form that a concept is defined on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Extensive,
    Graph,
    Normal,
}

impl Form {
    pub fn key(self) -> &'static str {
        match self {
            Form::Extensive => "extensive",
            Form::Graph => "graph",
            Form::Normal => "normal",
        }
    }
}

/// Every concept, by id.
pub const CONCEPTS: &[Concept] = &[
    Concept {
        id: "coarse_correlated",
        name: "coarse correlated equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by turning the mediator down before it speaks; the ends of the set, with proofs.",
        citation: "MoulinVial1978",
        solver: Solver::Normal(|game, limits| {
            coarse_correlated::coarse_correlated(game, limits).map(Answer::Correlated)
        }),
    },
    Concept {
        id: "correlated",
        name: "correlated equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by disobeying what a mediator tells it; the ends of the set, with proofs.",
        citation: "Aumann1987",
        solver: Solver::Normal(|game, limits| correlated::correlated(game, limits).map(Answer::Correlated)),
    },
    Concept {
        id: "graph_gmr",
        name: "general metarational stability",
        form: Form::Graph,
        meaning: "Every improvement can be answered, by any moves of the others, with a state no better than the start.",
        citation: "Howard1971",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::GeneralMetarational)),
    },
    Concept {
        id: "graph_inverse",
        name: "inverse graph model",
        form: Form::Graph,
        meaning: "The share of a player's rankings under which a state would be stable for it.",
        citation: "WangHipelFangDang2018",
        solver: Solver::Graph(graph_inverse::inverse_analysis),
    },
    Concept {
        id: "graph_nash",
        name: "Nash stability of a state",
        form: Form::Graph,
        meaning: "Nobody has a move of its own to a state that it ranks higher.",
        citation: "FangHipelKilgour1993",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::Nash)),
    },
    Concept {
        id: "graph_seq",
        name: "sequential stability",
        form: Form::Graph,
        meaning: "Every improvement can be answered, by improvements of the others, with a state no better than the start.",
        citation: "FraserHipel1979",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::Sequential)),
    },
    Concept {
        id: "graph_smr",
        name: "symmetric metarational stability",
        form: Form::Graph,
        meaning: "As general metarational, and the mover cannot escape the answer.",
        citation: "Howard1971",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::SymmetricMetarational)),
    },
    Concept {
        id: "graph_sseq",
        name: "symmetric sequential stability",
        form: Form::Graph,
        meaning: "As sequential, and the mover cannot escape the answer.",
        citation: "RegoVieira2017",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::SymmetricSequential)),
    },
    Concept {
        id: "graph_status_quo",
        name: "status-quo analysis",
        form: Form::Graph,
        meaning: "The states that play may reach, by any moves and by improvements only.",
        citation: "LiKilgourHipel2005",
        solver: Solver::Graph(graph_reachability::status_quo_analysis),
    },
    Concept {
        id: "iterated_dominance",
        name: "iterated strict dominance",
        form: Form::Normal,
        meaning: "What is left when strictly dominated strategies go, mixed dominators included, again and again.",
        citation: "GilboaKalaiZemel1990",
        solver: Solver::Normal(|game, _| {
            Ok(Answer::Reduction { reduction: dominance::iterated(game, Dominance::Strict), game: game.clone() })
        }),
    },
    Concept {
        id: "iterated_weak_dominance",
        name: "iterated weak dominance",
        form: Form::Normal,
        meaning: "The same for weakly dominated strategies, all of a round at once; the order matters here.",
        citation: "Moulin1979",
        solver: Solver::Normal(|game, _| {
            Ok(Answer::Reduction { reduction: dominance::iterated(game, Dominance::Weak), game: game.clone() })
        }),
    },
    Concept {
        id: "maximin",
        name: "security levels",
        form: Form::Normal,
        meaning: "What each player can be sure of, and what the others together can hold it to.",
        citation: "vonNeumann1928",
        solver: Solver::Normal(|game, limits| maximin::maximin(game, limits).map(Answer::Security)),
    },
    Concept {
        id: "nash",
        name: "Nash equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; all extreme equilibria of two players, pure ones of more.",
        citation: "Nash1951",
        solver: Solver::Normal(|game, limits| Ok(Answer::Equilibria(nash::studied(game, limits)))),
    },
    Concept {
        id: "one_nash",
        name: "one Nash equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; a pure one if there is one, a mixed one of two players of any size.",
        citation: "LemkeHowson1964",
        solver: Solver::Normal(|game, limits| Ok(Answer::OneEquilibrium(one_nash::one_nash(game, limits)?))),
    },
    Concept {
        id: "pure_nash",
        name: "Nash equilibrium in pure strategies",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone, and nobody mixes.",
        citation: "Nash1951",
        solver: Solver::Normal(|game, _| Ok(Answer::Equilibria(nash::pure_equilibria(game)))),
    },
    Concept {
        id: "rationalizable",
        name: "rationalizability, with beliefs that may correlate",
        form: Form::Normal,
        meaning: "Best replies to beliefs in best replies, and so on: what iterated strict dominance leaves.",
        citation: "Pearce1984",
        solver: Solver::Normal(|game, _| {
            Ok(Answer::Reduction { reduction: dominance::iterated(game, Dominance::Strict), game: game.clone() })
        }),
    },
    Concept {
        id: "sequential",
        name: "sequential equilibrium, where types separate by their actions",
        form: Form::Extensive,
        meaning: "Every move is best given beliefs that follow from play, though types are hidden.",
        citation: "KrepsWilson1982",
        solver: Solver::Scenario,
    },
    Concept {
        id: "stackelberg",
        name: "commitment",
        form: Form::Normal,
        meaning: "What a leader gains by committing first, purely or mixed; of two players, either may lead.",
        citation: "ConitzerSandholm2006",
        solver: Solver::Normal(|game, limits| stackelberg::stackelberg(game, limits).map(Answer::Commitments)),
    },
    Concept {
        id: "subgame_perfect",
        name: "subgame-perfect equilibrium",
        form: Form::Extensive,
        meaning: "Every move is best from there on, also where play never comes.",
        citation: "Selten1965",
        solver: Solver::Scenario,
    },
];

impl Concept {
    /// Whether it is answered for games of this form. An extensive game is seen through its
    /// reduced normal form too.
    pub fn fits(&self, game: &Game) -> bool {
        match (self.solver, game) {
            (Solver::Normal(_), Game::Normal(_) | Game::Extensive(_)) => true,
            (Solver::Graph(_), Game::Graph(_)) => true,
            (Solver::Normal(_), Game::Graph(_)) | (Solver::Graph(_), Game::Normal(_) | Game::Extensive(_)) => false,
            (Solver::Scenario, _) => false,
        }
    }
}

/// What the normal form of an extensive game is called in its solutions.
const REDUCED: &str = "the reduced normal form";

/// Every concept of a game's form that is wanted (by id; empty for all), in the order of the
/// registry.
pub fn solve(game: &Game, wanted: &[String], limits: &Limits) -> Vec<Solution> {
    let asked: Vec<&Concept> = CONCEPTS
        .iter()
        .filter(|concept| concept.fits(game) && (wanted.is_empty() || wanted.iter().any(|id| id == concept.id)))
        .collect();
    let reduced = match game {
        Game::Extensive(tree) if asked.iter().any(|concept| matches!(concept.solver, Solver::Normal(_))) => {
            Some(reduced_normal_form(tree).map(|reduced| reduced.game))
        }
        Game::Extensive(_) | Game::Graph(_) | Game::Normal(_) => None,
    };
    asked
        .into_iter()
        .filter_map(|concept| {
            if limits.interrupted() {
                return Some(Solution { concept: concept.id, game: None, answer: Err(Refusal::Interrupted) });
            }
            let (derived, answer) = match (concept.solver, game) {
                (Solver::Normal(solver), Game::Normal(game)) => (None, solver(game, limits)),
                (Solver::Normal(solver), Game::Extensive(_)) => {
                    let answer = match reduced.as_ref()? {
                        Ok(game) => solver(game, limits),
                        Err(error) => Err(Refusal::Reduction(error.clone())),
                    };
                    (Some(REDUCED), answer)
                }
                (Solver::Graph(solver), Game::Graph(game)) => (None, solver(game).map(Answer::Graph)),
                // `fits` lets nothing else through.
                (Solver::Graph(_) | Solver::Normal(_) | Solver::Scenario, _) => return None,
            };
            Some(Solution { concept: concept.id, game: derived, answer })
        })
        .collect()
}

/// The concept of an id.
pub fn concept(id: &str) -> Option<&'static Concept> {
    CONCEPTS.iter().find(|concept| concept.id == id)
}
