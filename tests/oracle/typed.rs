//! The typed mode: only the demander knows its type.

use std::collections::BTreeMap;

use dashu::rational::RBig;

use super::process::{expectation, first_best};
use super::{Action, Node, Payoffs, Position, Process, Role, Situation};

/// The process as each type of the demander plays it, with the prior of the type.
struct Types<'a> {
    situation: &'a Situation,
    types: Vec<(RBig, Process<'a>)>,
}

impl Situation {
    /// V(CONCEDE) − V(REFUSE) for the owner at its first information set, where its belief is the
    /// prior. `None` where there are no types, or where what an uninformed player does after a
    /// move of the demander depends on its belief.
    pub fn typed(&self) -> Option<RBig> {
        if self.types.is_empty() {
            return None;
        }
        let types = Types { situation: self, types: self.processes() };
        let root = Position::start();
        let first = match types.types[0].1.node(root.clone()) {
            Node::Decision { role: Role::Giver, player, moves } => {
                let mut own = Vec::new();
                for (_, next) in &moves {
                    own.push(types.prospect(&player, &types.pooled(next.clone())?));
                }
                moves[first_best(&own)].1.clone()
            }
            _ => root,
        };
        let Node::Decision { role: Role::Owner, player: owner, moves } = types.types[0].1.node(first) else {
            unreachable!("the owner answers the first demand");
        };
        let concede = types.prospect(&owner, &types.pooled(moves[0].1.clone())?);
        let refuse = types.prospect(&owner, &types.pooled(moves[1].1.clone())?);
        Some(concede - refuse)
    }

    /// The process of each type with its prior.
    fn processes(&self) -> Vec<(RBig, Process<'_>)> {
        let stated: Vec<RBig> = self.types.iter().flat_map(|kind| &kind.prior).map(|p| p.base.clone()).collect();
        let rest = stated.iter().fold(RBig::ONE, |rest, prior| rest - prior);
        let mut processes = Vec::new();
        for kind in &self.types {
            let prior = kind.prior.as_ref().map_or(rest.clone(), |prior| prior.base.clone());
            let demands = kind.demands.clone().unwrap_or(self.demands.clone());
            assert_eq!(demands[0], self.demands[0], "every type makes the first demand");
            let always_signs = kind.always_signs;
            processes.push((prior, Process { situation: self, demands, always_signs }));
        }
        processes
    }
}

impl Types<'_> {
    /// The values of a position to which the demander has contributed nothing yet, by type. All
    /// types are at the same position, and every other player still believes the prior.
    fn pooled(&self, position: Position) -> Option<Vec<Payoffs>> {
        match self.types[0].1.node(position.clone()) {
            Node::End(payoffs) => Some(vec![payoffs; self.types.len()]),
            Node::Chance(branches) => {
                let mut outcomes = Vec::new();
                for (probability, next) in branches {
                    outcomes.push((probability, self.pooled(next)?));
                }
                let by_type = (0..self.types.len()).map(|kind| {
                    let lottery: Vec<(RBig, Payoffs)> =
                        outcomes.iter().map(|(p, values)| (p.clone(), values[kind].clone())).collect();
                    expectation(&lottery)
                });
                Some(by_type.collect())
            }
            Node::Decision { player, .. } if player == self.situation.demander() => self.separate(&position),
            Node::Decision { player, moves, .. } => {
                let mut values = Vec::new();
                for (_, next) in moves {
                    values.push(self.pooled(next)?);
                }
                let own: Vec<RBig> = values.iter().map(|by_type| self.prospect(&player, by_type)).collect();
                Some(values[first_best(&own)].clone())
            }
        }
    }

    /// The values of a position at which the demander moves, by type, each type played as if it
    /// were known. That is right where every uninformed player has, after each public history,
    /// an action that is best against every type from which it can meet that history; it then
    /// selects the first such action.
    fn separate(&self, position: &Position) -> Option<Vec<Payoffs>> {
        let mut settled = Choices::new();
        loop {
            let mut values = Vec::new();
            let mut met: BTreeMap<Vec<String>, Vec<Vec<Action>>> = BTreeMap::new();
            for (_, process) in &self.types {
                let mut own = BTreeMap::new();
                values.push(known(process, position.clone(), &[], &settled, &mut own));
                for (history, best) in own {
                    met.entry(history).or_default().push(best);
                }
            }
            // What comes later is settled first: earlier choices depend on it.
            met.retain(|history, by_type| {
                !settled.contains_key(history) && by_type.iter().any(|best| best[0] != by_type[0][0])
            });
            let Some((history, by_type)) = met.into_iter().max_by_key(|(history, _)| history.len()) else {
                return Some(values);
            };
            let common = by_type[0].iter().find(|action| by_type.iter().all(|best| best.contains(action)));
            settled.insert(history, *common?);
        }
    }

    /// What an uninformed player expects under the prior.
    fn prospect(&self, player: &str, by_type: &[Payoffs]) -> RBig {
        let mut expected = RBig::ZERO;
        for ((prior, _), values) in self.types.iter().zip(by_type) {
            expected += prior * &values[player];
        }
        expected
    }
}

/// Actions by public history.
type Choices = BTreeMap<Vec<String>, Action>;

/// The values of a position of a known type, with what is best for each uninformed player after
/// each public history noted. A player selects what is settled, or else the first best action.
fn known(
    process: &Process<'_>,
    position: Position,
    history: &[String],
    settled: &Choices,
    noted: &mut BTreeMap<Vec<String>, Vec<Action>>,
) -> Payoffs {
    let then = |event: String| {
        let mut longer = history.to_vec();
        longer.push(event);
        longer
    };
    match process.node(position) {
        Node::End(payoffs) => payoffs,
        Node::Chance(branches) => {
            let mut lottery = Vec::new();
            for (index, (probability, next)) in branches.into_iter().enumerate() {
                let longer = then(format!("outcome {index}"));
                lottery.push((probability, known(process, next, &longer, settled, noted)));
            }
            expectation(&lottery)
        }
        Node::Decision { player, moves, .. } => {
            let mut values = Vec::new();
            for (action, next) in &moves {
                let longer = then(format!("{player} {action}"));
                values.push(known(process, next.clone(), &longer, settled, noted));
            }
            let own: Vec<RBig> = values.iter().map(|v| v[&player].clone()).collect();
            let first = first_best(&own);
            if player == process.situation.demander() {
                return values[first].clone();
            }
            let best = (0..moves.len()).filter(|&index| own[index] == own[first]);
            noted.insert(history.to_vec(), best.map(|index| moves[index].0).collect());
            let selected = settled.get(history).and_then(|action| moves.iter().position(|(other, _)| other == action));
            values[selected.unwrap_or(first)].clone()
        }
    }
}
