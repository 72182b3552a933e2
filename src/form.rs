//! The game forms that a situation is seen through.
//!
//! A form is a shape: who moves where, which strategies there are, which coalitions can form.
//! Its numbers are registers of a program ([`crate::numeric::program`]) or exact rationals.

pub mod action_graph;
pub mod alternating_offers;
pub mod bargaining;
pub mod coalitional;
pub mod enactment;
pub mod extensive;
pub mod graph;
pub mod normal;
pub mod part;
pub mod payoffs;
pub mod recall;
pub mod reduced;
pub mod sequence;
pub mod simultaneous;
pub mod stochastic;
pub mod symmetry;

/// A game with the one line that says what it is about.
#[derive(Debug, Clone)]
pub struct TitledGame {
    pub title: String,
    pub game: Game,
}

/// The most payoffs (profiles or terminals times players) of an explicit game; a guard
/// for the memory against a short file that describes a huge game.
pub const MAX_PAYOFFS: usize = 10_000_000;

/// A game in one of its forms.
#[derive(Debug, Clone)]
pub enum Game {
    ActionGraph(Box<action_graph::ActionGraph>),
    AlternatingOffers(Box<alternating_offers::AlternatingOffers>),
    Bargaining(bargaining::BargainingProblem),
    Coalitional(coalitional::CoalitionalGame),
    Extensive(extensive::ExtensiveGame),
    Graph(Box<graph::GraphModel>),
    Normal(normal::NormalGame),
    Stochastic(stochastic::StochasticGame),
}

impl Game {
    /// Their names, in order.
    pub fn players(&self) -> &[String] {
        match self {
            Game::ActionGraph(game) => &game.players,
            Game::AlternatingOffers(game) => &game.players,
            Game::Bargaining(problem) => &problem.players,
            Game::Coalitional(game) => &game.players,
            Game::Extensive(game) => &game.form.players,
            Game::Graph(game) => &game.players,
            Game::Normal(game) => &game.players,
            Game::Stochastic(game) => &game.players,
        }
    }

    /// The name of its form, as it stands in files and reports.
    pub fn form(&self) -> &'static str {
        match self {
            Game::ActionGraph(_) => "action_graph",
            Game::AlternatingOffers(_) => "alternating_offers",
            Game::Bargaining(_) => "bargaining",
            Game::Coalitional(_) => "coalitional",
            Game::Extensive(_) => "extensive",
            Game::Graph(_) => "graph",
            Game::Normal(_) => "normal",
            Game::Stochastic(_) => "stochastic",
        }
    }
}
