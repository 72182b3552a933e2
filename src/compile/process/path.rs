//! Where the process has got to.

use crate::numeric::program::Register;
use crate::scenario::{ConcessionId, PlayerId, RatificationId, Scenario};

use crate::compile::Action;
use crate::compile::valuation::State;

/// Where play has got to.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub state: State,
    /// Attempts made.
    pub time: u32,
    /// Discounted costs so far (gifts count negative), by player.
    pub costs: Vec<Option<Register>>,
    /// That nothing but the first success lies behind since the start.
    pub straight: bool,
    /// Attempts made at the concession under demand, and whether its fallback was used.
    pub tries: u32,
    pub fell_back: bool,
    /// Inducements on offer, as a set.
    pub offers: u64,
    /// Demanders that have signed off, as a set of players.
    pub signed_off: u32,
    /// That a concession was undone while the agreement was in force.
    pub undone: bool,
    /// What happened, with the players that did not see it.
    pub history: Vec<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Event {
    pub what: What,
    /// A set of players.
    pub hidden_from: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    Type(usize),
    Chose(PlayerId, Action),
    Outcome(ConcessionId, bool),
    Window {
        closed: bool,
    },
    Spoiled(bool),
    Ratified(RatificationId, bool),
    /// By the draw of a stated belief.
    Left(PlayerId, bool),
}

impl Path {
    pub fn new(scenario: &Scenario) -> Path {
        Path {
            state: State::default(),
            time: 0,
            costs: vec![None; scenario.players.len()],
            straight: false,
            tries: 0,
            fell_back: false,
            offers: 0,
            signed_off: 0,
            undone: false,
            history: Vec::new(),
        }
    }
}
