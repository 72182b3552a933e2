//! Packages: sets of concessions and agreements, what comes about of them, and what that is
//! worth, as registers.
//!
//! A package's agreements are in force whatever becomes of its concessions, unless a ratification
//! fails them: those are drawn first, and a package with an agreement that may fail is a lottery.
//! Nobody leaves an agreement or undoes a concession here; a concession that may fail is a
//! lottery, tried as often as the scenario allows, then by its fallback; one that requires another
//! is tried only once that one has succeeded. Costs are expected ones. There is no discounting, no
//! audience cost, and no window.

use crate::numeric::program::{Builder, Register};
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, ConcessionId, PlayerId, RatificationId, Scenario};

use super::valuation::{State, Valuation};

/// The most packages that are formed.
pub const MAX_PACKAGES: usize = 4_096;

/// What is agreed on.
#[derive(Debug, Clone)]
pub struct Package {
    pub concessions: Vec<ConcessionId>,
    pub agreements: Vec<AgreementId>,
    /// Expected payoffs net of costs, by player of the game.
    pub payoffs: Vec<Register>,
}

impl Package {
    /// Its parts by their keys.
    pub fn name(&self, scenario: &Scenario) -> String {
        let concessions = self.concessions.iter().map(|id| scenario.concessions[id.0].key.as_str());
        let agreements = self.agreements.iter().map(|id| scenario.agreements[id.0].key.as_str());
        let parts: Vec<&str> = concessions.chain(agreements).collect();
        if parts.is_empty() { "status quo".to_owned() } else { parts.join(" & ") }
    }
}

/// The concessions and agreements that packages choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Items {
    pub concessions: Vec<ConcessionId>,
    pub agreements: Vec<AgreementId>,
}

impl Items {
    /// Those that some players can make and sign without others. `None` if their sets are more than
    /// [`MAX_PACKAGES`].
    pub fn of(scenario: &Scenario, players: &[PlayerId]) -> Option<Items> {
        let concessions: Vec<ConcessionId> = (0..scenario.concessions.len())
            .map(ConcessionId)
            .filter(|id| players.contains(&scenario.concessions[id.0].owner))
            .collect();
        let agreements: Vec<AgreementId> = (0..scenario.agreements.len())
            .map(AgreementId)
            .filter(|id| scenario.agreements[id.0].parties().iter().all(|player| players.contains(player)))
            .collect();
        let items = Items { concessions, agreements };
        (items.len() < usize::BITS as usize && 1usize << items.len() <= MAX_PACKAGES).then_some(items)
    }

    pub fn len(&self) -> usize {
        self.concessions.len() + self.agreements.len()
    }

    /// The parts of a set, given by bits: concessions first.
    pub fn chosen(&self, set: usize) -> (Vec<ConcessionId>, Vec<AgreementId>) {
        let chosen = |index: usize| set >> index & 1 == 1;
        let own = self.concessions.iter().enumerate().filter(|(index, _)| chosen(*index)).map(|(_, id)| *id);
        let first = self.concessions.len();
        let signed = self.agreements.iter().enumerate().filter(|(index, _)| chosen(first + index)).map(|(_, id)| *id);
        (own.collect(), signed.collect())
    }

    /// The set of some parts.
    pub fn set(&self, concessions: &[ConcessionId], agreements: &[AgreementId]) -> usize {
        let own = self.concessions.iter().map(|id| concessions.contains(id));
        let signed = self.agreements.iter().map(|id| agreements.contains(id));
        own.chain(signed).enumerate().fold(0, |set, (index, holds)| set | usize::from(holds) << index)
    }
}

/// A scenario's quantities as registers: those that the file leaves out are constants, except
/// `studied`.
pub(super) fn quantities(scenario: &Scenario, studied: Option<ParameterId>, builder: &mut Builder) -> Vec<Register> {
    scenario
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| match parameter.given || studied == Some(ParameterId(index)) {
            true => builder.parameter(index as u32),
            false => builder.constant(parameter.base.clone()),
        })
        .collect()
}

/// What packages are worth, found as they are asked for.
pub(super) struct Forming<'a> {
    pub scenario: &'a Scenario,
    pub builder: Builder,
    pub valuation: Valuation<'a>,
}

impl Forming<'_> {
    /// That all its parts can come about: the concessions one after another if all succeed,
    /// and the agreements then.
    pub fn is_admissible(&self, concessions: &[ConcessionId], agreements: &[AgreementId]) -> bool {
        let mut state = signed(agreements);
        let mut left = concessions.to_vec();
        while let Some(next) = self.next(&state, &left) {
            state.succeed(next);
            left.retain(|id| *id != next);
        }
        let holds =
            |id: &AgreementId| self.scenario.agreements[id.0].requires.holds(&|atom| state.holds(self.scenario, atom));
        left.is_empty() && agreements.iter().all(holds)
    }

    /// What comes about of a set of items, some of which may wait for what is not in it: an admissible
    /// package. Concessions that never can be tried are left out, and agreements that would not
    /// hold once all others have succeeded.
    pub fn come_about(
        &self,
        concessions: &[ConcessionId],
        agreements: &[AgreementId],
    ) -> (Vec<ConcessionId>, Vec<AgreementId>) {
        let mut agreements = agreements.to_vec();
        loop {
            let mut state = signed(&agreements);
            let mut left = concessions.to_vec();
            while let Some(next) = self.next(&state, &left) {
                state.succeed(next);
                left.retain(|id| *id != next);
            }
            let before = agreements.len();
            agreements
                .retain(|id| self.scenario.agreements[id.0].requires.holds(&|atom| state.holds(self.scenario, atom)));
            if agreements.len() == before {
                return (concessions.iter().copied().filter(|id| !left.contains(id)).collect(), agreements);
            }
        }
    }

    /// The first concession that can be tried.
    fn next(&self, state: &State, left: &[ConcessionId]) -> Option<ConcessionId> {
        let ready = |id: &&ConcessionId| {
            self.scenario.concessions[id.0].requires.holds(&|atom| state.holds(self.scenario, atom))
        };
        left.iter().find(ready).copied()
    }

    /// Expected payoffs of every player of the scenario.
    pub fn worth(&mut self, concessions: &[ConcessionId], agreements: &[AgreementId]) -> Vec<Register> {
        let deciding: Vec<RatificationId> =
            agreements.iter().flat_map(|id| self.scenario.agreements[id.0].ratifications.iter().copied()).collect();
        self.ratify(signed(agreements), &deciding, concessions)
    }

    /// The worth of what is left to be decided and tried.
    fn ratify(&mut self, state: State, deciding: &[RatificationId], concessions: &[ConcessionId]) -> Vec<Register> {
        let Some((&id, later)) = deciding.split_first() else {
            return self.rest(self.without_footing(state, concessions), concessions);
        };
        let about = &self.scenario.ratifications[id.0];
        let yes = self.ratify(state, later, concessions);
        let mut failed = state;
        failed.vote_down(id);
        failed.withhold(about.agreement);
        let mut no = self.ratify(failed, later, concessions);
        for &(player, amount) in &about.costs {
            no[player.0] = self.builder.subtract(no[player.0], self.valuation.register(amount));
        }
        self.lottery(about.success, &yes, no)
    }

    /// A state without the agreements that need one that was failed.
    fn without_footing(&self, mut state: State, concessions: &[ConcessionId]) -> State {
        loop {
            let mut best = state;
            concessions.iter().for_each(|id| best.succeed(*id));
            let holds = |id: &AgreementId| {
                self.scenario.agreements[id.0].requires.holds(&|atom| best.holds(self.scenario, atom))
            };
            let mut in_force = (0..self.scenario.agreements.len()).map(AgreementId).filter(|id| state.is_in_force(*id));
            match in_force.find(|id| !holds(id)) {
                Some(id) => state.withhold(id),
                None => return state,
            }
        }
    }

    /// The worth of what is left to be tried.
    fn rest(&mut self, state: State, left: &[ConcessionId]) -> Vec<Register> {
        let Some(next) = self.next(&state, left) else {
            return self.valuation.utilities(&mut self.builder, &state);
        };
        let left: Vec<ConcessionId> = left.iter().copied().filter(|id| *id != next).collect();
        let about = &self.scenario.concessions[next.0];
        let (mut succeeded, mut failed) = (state, state);
        succeeded.succeed(next);
        failed.fail(next);
        // In escrow, the cost of success falls when the agreement is signed.
        let released = about.escrow.is_none_or(|agreement| state.is_in_force(agreement));
        let mut done = self.rest(succeeded, &left);
        if released {
            let cost = self.valuation.register(about.success_cost);
            done[about.owner.0] = self.builder.subtract(done[about.owner.0], cost);
        }
        // Backwards: the fallback follows the last failure.
        let mut otherwise = None;
        if let Some(fallback) = &about.fallback {
            let lost = self.rest(failed, &left);
            otherwise = Some(self.attempt((fallback.success, fallback.cost), &done, lost, about.owner));
        }
        for _ in 0..about.attempts {
            let mut lost = match otherwise.take() {
                Some(later) => later,
                None => self.rest(failed, &left),
            };
            let cost = self.valuation.register(about.failure_cost);
            lost[about.owner.0] = self.builder.subtract(lost[about.owner.0], cost);
            otherwise = Some(self.attempt((about.success, about.attempt_cost), &done, lost, about.owner));
        }
        otherwise.expect("a concession is attempted at least once")
    }

    fn attempt(
        &mut self,
        (success, cost): (ParameterId, ParameterId),
        done: &[Register],
        lost: Vec<Register>,
        owner: PlayerId,
    ) -> Vec<Register> {
        let mut mixed = self.lottery(success, done, lost);
        let cost = self.valuation.register(cost);
        mixed[owner.0] = self.builder.subtract(mixed[owner.0], cost);
        mixed
    }

    fn lottery(&mut self, success: ParameterId, done: &[Register], lost: Vec<Register>) -> Vec<Register> {
        let chance = self.valuation.register(success);
        let rest = self.builder.complement(chance);
        done.iter()
            .zip(lost)
            .map(|(&won, lost)| {
                if won == lost {
                    return won;
                }
                let won = self.builder.multiply(chance, won);
                let lost = self.builder.multiply(rest, lost);
                self.builder.add(won, lost)
            })
            .collect()
    }
}

fn signed(agreements: &[AgreementId]) -> State {
    let mut state = State::default();
    agreements.iter().for_each(|&id| state.bring_into_force(id));
    state
}
