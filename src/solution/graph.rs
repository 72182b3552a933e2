//! What the concepts of the graph model answer. States are indices from 0; reports number
//! them from 1.

use crate::numeric::rational::Rational;

/// When a state is stable for a player (definitions in `solve::graph_stability`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stability {
    Nash,
    GeneralMetarational,
    SymmetricMetarational,
    Sequential,
    SymmetricSequential,
}

impl Stability {
    pub const ALL: [Stability; 5] = [
        Stability::Nash,
        Stability::GeneralMetarational,
        Stability::SymmetricMetarational,
        Stability::Sequential,
        Stability::SymmetricSequential,
    ];

    /// What is told of it in a table's head.
    pub fn short(self) -> &'static str {
        match self {
            Stability::Nash => "Nash",
            Stability::GeneralMetarational => "GMR",
            Stability::SymmetricMetarational => "SMR",
            Stability::Sequential => "SEQ",
            Stability::SymmetricSequential => "SSEQ",
        }
    }

    /// The id of its concept.
    pub fn id(self) -> &'static str {
        match self {
            Stability::Nash => "graph_nash",
            Stability::GeneralMetarational => "graph_gmr",
            Stability::SymmetricMetarational => "graph_smr",
            Stability::Sequential => "graph_seq",
            Stability::SymmetricSequential => "graph_sseq",
        }
    }
}

/// The states that are stable in one sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StableStates {
    pub stability: Stability,
    /// The convention of what counts as an answer, by its key.
    pub convention: &'static str,
    /// Stable for every player.
    pub equilibria: Vec<usize>,
    /// By player.
    pub stable: Vec<Vec<usize>>,
    /// By player: the stable states from which it has no move at all.
    pub immobile: Vec<Vec<usize>>,
    /// Where the players of a group act together and the others alone.
    pub coalitions: Vec<CoalitionStability>,
    /// Why the status quo, and in small conflicts the equilibria, are stable or not.
    pub narration: Vec<Narrative>,
    pub players: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoalitionStability {
    pub members: Vec<usize>,
    /// Stable for the group and for every player outside it.
    pub equilibria: Vec<usize>,
    /// Stable for the group.
    pub stable: Vec<usize>,
}

/// What a player thinks of improving on a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrative {
    pub state: usize,
    pub player: usize,
    /// Whether it stays.
    pub stable: bool,
    /// Whether it could move at all.
    pub moves: bool,
    /// Every move that improves its lot, with the answer that spoils it, if there is one.
    pub improvements: Vec<Improvement>,
}

/// An improvement and the others' answer to it, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    pub to: usize,
    /// Who moves and where to; `None` if no answer makes the player regret its move.
    pub answer: Option<Vec<(usize, usize)>>,
}

/// Where play may go from the status quo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusQuoAnalysis {
    pub from: usize,
    pub by_any_moves: Vec<usize>,
    pub by_improvements: Vec<usize>,
    /// Every state in words, by number.
    pub legend: Vec<String>,
}

/// Which rankings of the states, and how many, would make a state stable for a player, the
/// other players' rankings as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InverseAnalysis {
    pub players: Vec<String>,
    /// By state, then stability in the order of [`Stability::ALL`], then player.
    pub demands: Vec<Vec<Vec<Demand>>>,
}

/// What a ranking must be like for a state to be stable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Each must be met, and is met if all states of one of its sets rank no higher than the
    /// state in question. Without any, every ranking will do.
    pub requirements: Vec<Vec<Vec<usize>>>,
    /// The share of all strict rankings; `None` where too many states matter to count.
    pub share: Option<Rational>,
}

#[derive(Debug, Clone)]
pub enum GraphAnswer {
    Stable(StableStates),
    StatusQuo(StatusQuoAnalysis),
    Inverse(InverseAnalysis),
}
