//! From the signature on: ratification, what falls due, undoing and withdrawal, and the agreements
//! that wait for the end.

use crate::compile::{Action, Move};
use crate::scenario::{AgreementId, ConcessionId};

use super::path::{Path, What};
use super::{Made, Mode, Unroll};

impl Unroll<'_> {
    /// The process's agreement is ratified and comes into force; escrow is released, inducements
    /// are paid.
    pub(super) fn in_force(&mut self, path: Path) -> Made {
        let agreement = self.scenario.process.agreement;
        self.ratify(path, agreement, 0, &mut |unroll, mut path, ratified| {
            if !ratified {
                return unroll.end(path);
            }
            unroll.release(&mut path, agreement);
            if path.straight {
                for (index, inducement) in unroll.scenario.inducements.iter().enumerate() {
                    if path.offers >> index & 1 == 1 {
                        unroll.pay(&mut path, inducement.from, inducement.cost);
                        unroll.receive(&mut path, inducement.to, inducement.amount);
                    }
                }
            }
            match unroll.scenario.agreements[agreement.0].withdrawals.is_empty() {
                true => unroll.end(path),
                false => unroll.reverse(path, 0),
            }
        })
    }

    /// Step 7: what decides on a signed agreement is drawn, in file order and all of it;
    /// `follow` learns whether nothing failed it.
    pub(super) fn ratify(
        &mut self,
        path: Path,
        agreement: AgreementId,
        index: usize,
        follow: &mut dyn FnMut(&mut Self, Path, bool) -> Made,
    ) -> Made {
        let scenario = self.scenario;
        let deciding = &scenario.agreements[agreement.0].ratifications;
        let Some(&id) = deciding.get(index) else {
            let ratified = !deciding.iter().any(|one| path.state.is_voted_down(*one));
            return follow(self, path, ratified);
        };
        let about = &scenario.ratifications[id.0];
        let (yes, no) = (format!("{} ratifies", about.key), format!("{} rejects", about.key));
        self.draw(about.success, &yes, &no, |unroll, ratified| {
            let mut path = unroll.after(&path, What::Ratified(id, ratified));
            if !ratified {
                path.state.vote_down(id);
                for &(player, amount) in &about.costs {
                    unroll.pay(&mut path, player, amount);
                }
            }
            unroll.ratify(path, agreement, index + 1, follow)
        })
    }

    /// An agreement comes into force: what it holds in escrow takes effect and costs.
    pub(super) fn release(&mut self, path: &mut Path, agreement: AgreementId) {
        path.state.bring_into_force(agreement);
        let scenario = self.scenario;
        for (index, concession) in scenario.concessions.iter().enumerate() {
            if concession.escrow == Some(agreement) && path.state.is_done(ConcessionId(index)) {
                self.pay(path, concession.owner, concession.success_cost);
            }
        }
    }

    /// Step 8: while an agreement that can be left is in force, and once more when it has been
    /// left, the owners of reversible concessions keep or undo them, in file order.
    pub(super) fn reverse(&mut self, path: Path, index: usize) -> Made {
        let scenario = self.scenario;
        let left = path.state.has_ended(scenario.process.agreement);
        let reversible = |&id: &usize| {
            let made = path.state.is_done(ConcessionId(id));
            made.then_some(scenario.concessions[id].reversible).flatten().is_some()
        };
        let Some(id) = (index..scenario.concessions.len()).find(reversible) else {
            return if left { self.end(path) } else { self.withdraw(path, 0) };
        };
        let (about, concession) = (&scenario.concessions[id], ConcessionId(id));
        let actions = vec![Action::Keep, Action::Undo(concession)];
        let asked = Move::Reverse { concession, left };
        self.decision(path, about.owner, asked, actions, |unroll, mut path, action| {
            if let (Action::Undo(_), Some(cost)) = (action, about.reversible) {
                unroll.pay(&mut path, about.owner, cost);
                path.state.undo(concession);
                path.undone = true;
            }
            unroll.reverse(path, id + 1)
        })
    }

    /// Those who may leave the agreement stay or withdraw, in file order, until one has left.
    pub(super) fn withdraw(&mut self, path: Path, index: usize) -> Made {
        let scenario = self.scenario;
        let agreement = scenario.process.agreement;
        let Some(about) = scenario.agreements[agreement.0].withdrawals.get(index) else {
            return self.end(path);
        };
        let follow = |unroll: &mut Self, mut path: Path, leaves: bool| {
            if !leaves {
                return unroll.withdraw(path, index + 1);
            }
            unroll.pay(&mut path, about.player, about.cost);
            path.state.end(agreement);
            unroll.reverse(path, 0)
        };
        if self.mode == Mode::Behavioural {
            let key = &scenario.players[about.player.0].key;
            let (leaves, stays) = (format!("{key} withdraws"), format!("{key} stays"));
            return self.draw(about.chance, &leaves, &stays, |unroll, leaves| {
                let path = unroll.after(&path, What::Left(about.player, leaves));
                follow(unroll, path, leaves)
            });
        }
        let asked = Move::Withdraw { undone: path.undone };
        self.decision(path, about.player, asked, vec![Action::Stay, Action::Withdraw], |unroll, path, action| {
            follow(unroll, path, action == Action::Withdraw)
        })
    }

    /// Step 9: the parties to the linked agreements move last, in file order.
    pub(super) fn end(&mut self, path: Path) -> Made {
        let linked: Vec<AgreementId> = self.scenario.linked_agreements().collect();
        self.link(path, &linked, 0)
    }

    pub(super) fn link(&mut self, path: Path, linked: &[AgreementId], party: usize) -> Made {
        let scenario = self.scenario;
        let Some((&agreement, rest)) = linked.split_first() else {
            return self.terminal(&path);
        };
        let about = &scenario.agreements[agreement.0];
        if !about.requires.holds(&|atom| path.state.holds(scenario, atom)) {
            return self.link(path, rest, 0);
        }
        let signed = path.state.is_in_force(scenario.process.agreement);
        if self.mode == Mode::Behavioural {
            return if signed { self.open(path, agreement, rest) } else { self.link(path, rest, 0) };
        }
        let Some(&player) = about.parties().get(party) else {
            return self.open(path, agreement, rest);
        };
        let actions = vec![Action::KeepClosed, Action::Open];
        self.decision(path, player, Move::Link { agreement, signed }, actions, |unroll, path, action| match action {
            Action::Open => unroll.link(path, linked, party + 1),
            _ => unroll.link(path, rest, 0),
        })
    }

    /// A linked agreement that all its parties open is ratified and comes into force.
    pub(super) fn open(&mut self, path: Path, agreement: AgreementId, rest: &[AgreementId]) -> Made {
        self.ratify(path, agreement, 0, &mut |unroll, mut path, ratified| {
            if ratified {
                unroll.release(&mut path, agreement);
            }
            unroll.link(path, rest, 0)
        })
    }
}
