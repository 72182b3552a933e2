//! From a scenario to its game forms, once: shapes, and one arithmetic program over the
//! scenario's parameters. Each form keeps the way back to the words of the scenario.

pub mod bargaining;
pub mod coalitional;
mod demands;
pub mod graph;
pub mod offers;
pub mod package;
pub mod plans;
mod process;
pub mod stationary;
mod valuation;

use std::fmt;

use crate::form::extensive::{ExtensiveForm, InformationSetId, Node};
use crate::numeric::program::{Operation, Program, Register};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, ConcessionId, PlayerId, Scenario};

/// A scenario, compiled.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Payoffs and chances of all trees, as functions of the scenario's parameters.
    pub program: Program,
    /// The demand process, everybody choosing.
    pub strategic: ProcessGame,
    /// The demander signing with its stated probability; absent without `process.sign`.
    pub behavioural: Option<ProcessGame>,
    /// Nature drawing the demander's type first; absent without types.
    pub typed: Option<ProcessGame>,
    /// What follows if the demander signs at once, before anything is conceded; absent if
    /// the agreement cannot come into force then.
    pub signing_at_once: Option<ProcessGame>,
    /// Every player's status-quo utility.
    pub disagreement: Vec<Register>,
    /// The value of the test `honoured`: `-a - w + δ (g - s)`, with `w` the cost of a period.
    pub honoured: Register,
    /// `g`: the owner's gain where the concession is made and everything is signed.
    pub gain: Register,
}

/// The demand process in one of its modes.
#[derive(Debug, Clone)]
pub struct ProcessGame {
    pub form: ExtensiveForm,
    /// What each information set is about, by information set.
    pub moves: Vec<Move>,
    /// The actions of each information set, in the order in which ties are broken.
    pub actions: Vec<Vec<Action>>,
}

/// What a decision of the process is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// A player takes this step before the first demand or not.
    Signal(usize),
    /// The giver of this inducement (by index) offers it or not.
    Induce(usize),
    /// The owner answers the demand for a concession; `again` after a failed attempt.
    Respond { concession: ConcessionId, again: bool },
    /// The demander of a refused concession (`failed` after a failed attempt) holds out or
    /// backs down.
    Drop { concession: ConcessionId, failed: bool },
    /// A demander signs, holds, or demands more; `straight` if nothing but the first
    /// success lies behind.
    Settle { straight: bool },
    /// The spoiler spoils or refrains.
    Spoil,
    /// A signatory is asked for its consent.
    Consent,
    /// The owner of a reversible concession keeps it or undoes it; `left` once somebody has left
    /// the agreement.
    Reverse { concession: ConcessionId, left: bool },
    /// A party stays in the agreement or leaves it; `undone` if some concession was undone.
    Withdraw { undone: bool },
    /// A party to a linked agreement opens it or not; `signed` if the process's own
    /// agreement is in force.
    Link { agreement: AgreementId, signed: bool },
}

/// What a player can do. The order is the order in which ties are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    Sign,
    Hold,
    Demand(ConcessionId),
    Concede,
    FallBack,
    Refuse,
    BackDown,
    KeepClosed,
    Open,
    NoOffer,
    Offer,
    Refrain,
    Spoil,
    Accept,
    Decline,
    Keep,
    Undo(ConcessionId),
    Stay,
    Withdraw,
    Skip,
    Step,
}

impl Action {
    /// The word of the model for it.
    pub fn word(self) -> &'static str {
        match self {
            Action::Sign => "SIGN",
            Action::Hold => "HOLD",
            Action::Demand(_) => "DEMAND",
            Action::Concede => "CONCEDE",
            Action::FallBack => "FALL BACK",
            Action::Refuse => "REFUSE",
            Action::BackDown => "BACK DOWN",
            Action::KeepClosed => "closed",
            Action::Open => "open",
            Action::NoOffer => "NONE",
            Action::Offer => "OFFER",
            Action::Refrain => "REFRAIN",
            Action::Spoil => "SPOIL",
            Action::Accept => "ACCEPT",
            Action::Decline => "DECLINE",
            Action::Keep => "KEEP",
            Action::Undo(_) => "UNDO",
            Action::Stay => "STAY",
            Action::Withdraw => "WITHDRAW",
            Action::Skip => "SKIP",
            Action::Step => "STEP",
        }
    }
}

impl ProcessGame {
    pub fn move_at(&self, set: InformationSetId) -> Move {
        self.moves[set.index()]
    }

    /// The position of an action in an information set.
    pub fn action(&self, set: InformationSetId, action: Action) -> Option<usize> {
        self.actions[set.index()].iter().position(|&known| known == action)
    }

    pub fn player(&self, set: InformationSetId) -> PlayerId {
        PlayerId(self.form.information_set(set).player)
    }
}

/// Why a scenario does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompileError {
    /// The game tree of the process has more nodes than this.
    TooLarge { limit: usize },
}

impl fmt::Display for CompileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::TooLarge { limit } => write!(
                formatter,
                "the game tree has more than {limit} nodes; fewer demands, attempts or linked agreements would do"
            ),
        }
    }
}
impl std::error::Error for CompileError {}

/// The largest tree that is built.
pub const MAX_NODES: usize = 250_000;

/// Compiles a scenario.
///
/// Chance moves whose probability is 0 or 1 are left out of the trees, unless a parameter
/// with a range, or the parameter `studied`, could move it. Quantities that the file leaves
/// out are constants, except `studied`.
///
/// Linear in the size of the trees.
///
/// # Errors
/// If a tree would have more than [`MAX_NODES`] nodes.
pub fn compile(scenario: &Scenario, studied: Option<ParameterId>) -> Result<Compiled, CompileError> {
    process::compile(scenario, studied)
}

impl Compiled {
    /// Every register at given values of the parameters.
    pub fn evaluate(&self, parameters: &[Rational]) -> Vec<Rational> {
        self.program.evaluate(parameters)
    }

    /// The given quantities that no payoff and no chance depends on.
    pub fn unused(&self, scenario: &Scenario) -> Vec<ParameterId> {
        let trees = [Some(&self.strategic), self.behavioural.as_ref(), self.typed.as_ref()];
        let mut wanted = vec![self.honoured];
        for node in trees.into_iter().flatten().flat_map(|game| &game.form.nodes) {
            match node {
                Node::Terminal(payoffs) => wanted.extend(payoffs),
                Node::Chance(actions) => wanted.extend(actions.iter().map(|action| action.probability)),
                Node::Decision { .. } => {}
            }
        }
        let mut used: std::collections::HashSet<u32> = self
            .program
            .slice(&wanted)
            .0
            .operations()
            .iter()
            .filter_map(|operation| match operation {
                Operation::Parameter(index) => Some(*index),
                _ => None,
            })
            .collect();
        used.extend(offers::quantities(scenario).into_iter().map(|id| id.0 as u32));
        (0..scenario.parameters.len())
            .map(ParameterId)
            .filter(|id| scenario.parameter(*id).given && !used.contains(&(id.0 as u32)))
            .collect()
    }

    /// The base values of a scenario's parameters.
    pub fn base(scenario: &Scenario) -> Vec<Rational> {
        scenario.parameters.iter().map(|parameter| parameter.base.clone()).collect()
    }
}
