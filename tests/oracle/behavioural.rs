//! The behavioural mode: the demander signs with the stated probability.

use dashu::rational::RBig;

use super::process::{expectation, first_best};
use super::{Action, Node, Payoffs, Position, Process, Role, Situation, Stage};

impl Situation {
    /// What conceding is expected to bring its owner over the status quo, where the demander
    /// signs after a success with the stated probability; `None` where none is stated.
    pub fn expected_utility(&self) -> Option<RBig> {
        let sign = &self.sign.as_ref()?.base;
        let process = Process::new(self);
        let Node::Decision { moves, .. } = process.node(Position::start().at(Stage::Demanded)) else {
            unreachable!("the owner answers the first demand");
        };
        let value = value(&process, moves[0].1.clone(), sign);
        Some(&value[self.owner()] - self.disagreement(self.owner()))
    }
}

fn value(process: &Process<'_>, position: Position, sign: &RBig) -> Payoffs {
    match process.node(position) {
        Node::End(payoffs) => payoffs,
        Node::Chance(branches) => {
            let lottery: Vec<(RBig, Payoffs)> =
                branches.into_iter().map(|(p, next)| (p, value(process, next, sign))).collect();
            expectation(&lottery)
        }
        Node::Decision { role, player, moves } => {
            let after = |action: Action| {
                let next = moves.iter().find(|(other, _)| *other == action);
                value(process, next.expect("the move is there").1.clone(), sign)
            };
            match role {
                Role::Giver => after(Action::None),
                Role::Owner => unreachable!("there is no second demand"),
                Role::FailedOwner => {
                    let values: Vec<Payoffs> = moves.iter().map(|(action, _)| after(*action)).collect();
                    let own: Vec<RBig> = values.iter().map(|v| v[&player].clone()).collect();
                    values[first_best(&own)].clone()
                }
                Role::DisappointedDemander => after(Action::Hold),
                Role::SatisfiedDemander => {
                    expectation(&[(sign.clone(), after(Action::Sign)), (RBig::ONE - sign, after(Action::Hold))])
                }
                Role::Spoiler => after(Action::Spoil),
                Role::Keeper => {
                    let values: Vec<Payoffs> = moves.iter().map(|(action, _)| after(*action)).collect();
                    let own: Vec<RBig> = values.iter().map(|v| v[&player].clone()).collect();
                    values[first_best(&own)].clone()
                }
                Role::Leaver => {
                    let stated = process.situation.own_agreement().withdrawals.iter().find(|one| one.player == player);
                    let chance = &stated.expect("whoever may leave is listed").chance.base;
                    let (leaves, stays) = (after(Action::Withdraw), after(Action::Stay));
                    expectation(&[(chance.clone(), leaves), (RBig::ONE - chance, stays)])
                }
                Role::LinkedParty => {
                    let signed = moves[0].1.world.in_force.contains(&process.situation.agreement);
                    after(if signed { Action::Open } else { Action::Closed })
                }
            }
        }
    }
}
