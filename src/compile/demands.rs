//! Who demands what next, and who signs: the rules that the process as trees and the process as
//! states share.

use crate::scenario::{ConcessionId, PlayerId, Scenario};

use super::valuation::State;

/// The demands of a process.
pub(super) struct Demands<'a> {
    pub scenario: &'a Scenario,
    pub list: &'a [ConcessionId],
    /// That the last one on the list can be made again and again.
    pub endless: bool,
}

impl Demands<'_> {
    /// Whether the prerequisites of the process's agreement hold.
    pub fn can_sign(&self, state: &State) -> bool {
        let agreement = &self.scenario.agreements[self.scenario.process.agreement.0];
        agreement.requires.holds(&|atom| state.holds(self.scenario, atom))
    }

    fn demander(&self, demand: ConcessionId) -> PlayerId {
        self.scenario.concessions[demand.0].demanded_by
    }

    /// A demander's first demand on the list that is not settled and may be made now. A demander
    /// goes down its own list: what comes before its last success is past.
    pub fn next(&self, state: &State, demander: PlayerId) -> Option<ConcessionId> {
        let allowed = |id: &ConcessionId| {
            self.scenario.concessions[id.0].requires.holds(&|atom| state.holds(self.scenario, atom))
        };
        let own: Vec<ConcessionId> = self.list.iter().copied().filter(|&id| self.demander(id) == demander).collect();
        let past = own.iter().rposition(|&id| state.is_done(id)).map_or(0, |position| position + 1);
        let again = self.list.last().copied().filter(|id| self.endless && own.contains(id));
        own[past..].iter().copied().find(allowed).or_else(|| again.filter(allowed))
    }

    /// Who settles next once these demanders have signed off: the first on the list with a demand
    /// left. `None` if all is settled.
    pub fn next_demander(&self, state: &State, signed_off: u32) -> Option<PlayerId> {
        let demanders = self.list.iter().map(|&demand| self.demander(demand));
        demanders.into_iter().find(|&other| signed_off >> other.0 & 1 == 0 && self.next(state, other).is_some())
    }
}
