//! What a state of affairs is worth: `U = (1 - h) u + h W`, as registers.

use std::collections::HashMap;

use crate::numeric::program::{Builder, Register};
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, Atom, ConcessionId, ConflictValue, PlayerId, RatificationId, Scenario};

/// A state ω: what has been done, what failed, what is in force, the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct State {
    /// Concessions that succeeded, those in escrow included.
    pub done: u64,
    pub failed: u64,
    pub in_force: u32,
    /// Agreements that somebody left.
    pub ended: u32,
    /// Ratifications that said no.
    pub voted_down: u32,
    pub window_closed: bool,
}

impl State {
    pub fn is_done(&self, id: ConcessionId) -> bool {
        self.done >> id.0 & 1 == 1
    }

    pub fn is_in_force(&self, id: AgreementId) -> bool {
        self.in_force >> id.0 & 1 == 1
    }

    pub fn succeed(&mut self, id: ConcessionId) {
        self.done |= 1 << id.0;
        self.failed &= !(1 << id.0);
    }

    pub fn fail(&mut self, id: ConcessionId) {
        self.failed |= 1 << id.0;
    }

    pub fn undo(&mut self, id: ConcessionId) {
        self.done &= !(1 << id.0);
    }

    pub fn bring_into_force(&mut self, id: AgreementId) {
        self.in_force |= 1 << id.0;
    }

    pub fn withhold(&mut self, id: AgreementId) {
        self.in_force &= !(1 << id.0);
    }

    pub fn end(&mut self, id: AgreementId) {
        self.withhold(id);
        self.ended |= 1 << id.0;
    }

    pub fn has_ended(&self, id: AgreementId) -> bool {
        self.ended >> id.0 & 1 == 1
    }

    pub fn vote_down(&mut self, id: RatificationId) {
        self.voted_down |= 1 << id.0;
    }

    pub fn is_voted_down(&self, id: RatificationId) -> bool {
        self.voted_down >> id.0 & 1 == 1
    }

    /// Whether an atom of a condition holds. A concession in escrow is not done yet.
    pub fn holds(&self, scenario: &Scenario, atom: &Atom) -> bool {
        match *atom {
            Atom::Done(id) => {
                // What an agreement has released stays done when somebody leaves it.
                let came_into_force = |agreement| self.is_in_force(agreement) || self.has_ended(agreement);
                let released = scenario.concessions[id.0].escrow.is_none_or(came_into_force);
                self.is_done(id) && released
            }
            Atom::Failed(id) => self.failed >> id.0 & 1 == 1,
            Atom::InForce(id) => self.is_in_force(id),
            Atom::Rejected(id) => scenario.agreements[id.0].ratifications.iter().any(|one| self.is_voted_down(*one)),
            Atom::VotedDown(id) => self.is_voted_down(id),
            Atom::Ended(id) => self.has_ended(id),
            Atom::WindowClosed => self.window_closed,
        }
    }
}

/// Utilities of one type's world (a type may override parameters).
pub(super) struct Valuation<'a> {
    scenario: &'a Scenario,
    registers: &'a [Register],
    /// The parameter that stands in for each one in this world.
    stands: Vec<ParameterId>,
    pub disagreement: Vec<Register>,
    known: HashMap<State, Vec<Register>>,
    discounts: HashMap<(PlayerId, u32), Register>,
}

impl<'a> Valuation<'a> {
    /// The world in which the first of each pair of parameters has the value of the second.
    pub fn new(
        scenario: &'a Scenario,
        registers: &'a [Register],
        replacements: &[(ParameterId, ParameterId)],
        builder: &mut Builder,
    ) -> Valuation<'a> {
        let mut stands: Vec<ParameterId> = (0..registers.len()).map(ParameterId).collect();
        for &(target, replacement) in replacements {
            stands[target.0] = replacement;
        }
        let mut valuation = Valuation {
            scenario,
            registers,
            stands,
            disagreement: Vec::new(),
            known: HashMap::new(),
            discounts: HashMap::new(),
        };
        valuation.disagreement = valuation.utilities(builder, &State::default());
        valuation
    }

    pub fn register(&self, id: ParameterId) -> Register {
        self.registers[self.stands[id.0].0]
    }

    /// The parameter that stands in for this one.
    pub fn stand_in(&self, id: ParameterId) -> ParameterId {
        self.stands[id.0]
    }

    /// `U_i(ω)` of every player.
    pub fn utilities(&mut self, builder: &mut Builder, state: &State) -> Vec<Register> {
        if let Some(known) = self.known.get(state) {
            return known.clone();
        }
        let hazard = self.hazard(builder, state);
        let peace = builder.complement(hazard);
        let scenario = self.scenario;
        let utilities: Vec<Register> = scenario
            .players
            .iter()
            .map(|player| {
                let mut utility = builder.zero();
                for (condition, value) in &player.payoffs {
                    if condition.holds(&|atom| state.holds(scenario, atom)) {
                        utility = builder.add(utility, self.register(*value));
                    }
                }
                let war = self.war_of(builder, &player.conflict);
                let in_peace = builder.multiply(peace, utility);
                let in_war = builder.multiply(hazard, war);
                builder.add(in_peace, in_war)
            })
            .collect();
        self.known.insert(*state, utilities.clone());
        utilities
    }

    /// `W_i`.
    fn war_of(&self, builder: &mut Builder, conflict: &ConflictValue) -> Register {
        match conflict {
            ConflictValue::Plain(value) => self.register(*value),
            ConflictValue::Lottery { win_probability, win, lose, cost } => {
                let chance = self.register(*win_probability);
                let rest = builder.complement(chance);
                let won = builder.multiply(chance, self.register(*win));
                let lost = builder.multiply(rest, self.register(*lose));
                let gross = builder.add(won, lost);
                builder.subtract(gross, self.register(*cost))
            }
        }
    }

    /// `W_i` of every player.
    pub fn war(&self, builder: &mut Builder) -> Vec<Register> {
        self.scenario.players.iter().map(|player| self.war_of(builder, &player.conflict)).collect()
    }

    /// `h(ω)`.
    pub fn hazard(&self, builder: &mut Builder, state: &State) -> Register {
        let conflict = &self.scenario.conflict;
        let applies = |condition: &crate::scenario::condition::Condition<Atom>| {
            condition.holds(&|atom| state.holds(self.scenario, atom))
        };
        if let Some((_, value)) = conflict.replace.iter().rev().find(|(condition, _)| applies(condition)) {
            return self.register(*value);
        }
        let mut hazard = self.register(conflict.hazard);
        for (condition, value) in &conflict.add {
            if applies(condition) {
                hazard = builder.add(hazard, self.register(*value));
            }
        }
        // A lone hazard is a probability already.
        if hazard == self.register(conflict.hazard) { hazard } else { builder.clip(hazard) }
    }

    /// `δ_i^t`.
    pub fn discount(&mut self, builder: &mut Builder, player: PlayerId, time: u32) -> Register {
        if time == 0 {
            return builder.one();
        }
        if let Some(&known) = self.discounts.get(&(player, time)) {
            return known;
        }
        let before = self.discount(builder, player, time - 1);
        let power = builder.multiply(before, self.register(self.scenario.players[player.0].discount));
        self.discounts.insert((player, time), power);
        power
    }
}
