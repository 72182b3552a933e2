//! What can happen in some subgame-perfect equilibrium, ties and all.
//!
//! Backward induction picks one action at a tie; here every resolution of every tie is
//! kept, as the set of payoff vectors that subgame-perfect equilibria in pure strategies
//! can reach from each node (Selten 1965; the set is computed bottom up: at a decision,
//! a successor's vector can be chosen if every other action has some continuation that is
//! no better for the mover).

use crate::form::extensive::{ExtensiveForm, Node, NodeId};
use crate::numeric::rational::Rational;
use crate::solve::backward_induction::{Schedule, Step};

/// Payoffs that an equilibrium reaches, and what its play does on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub payoffs: Vec<Rational>,
    /// One flag per event of [`outcomes`]: whether it happens with positive probability.
    pub events: Vec<bool>,
}

/// Every outcome of a pure subgame-perfect equilibrium, without repetition.
///
/// `event` names, for an action of a decision node, the events that choosing it brings
/// about. `None` if a node would hold more than `limit` outcomes (or 16 times as many before
/// repetitions go), or if the tree has
/// imperfect information. Linear in the size of the tree where there are no ties.
pub fn outcomes(
    form: &ExtensiveForm,
    schedule: &Schedule,
    registers: &[Rational],
    events: usize,
    event: impl Fn(NodeId, usize) -> Option<usize>,
    limit: usize,
) -> Option<Vec<Outcome>> {
    if !form.has_perfect_information() {
        return None;
    }
    let mut reached: Vec<Vec<Outcome>> = form
        .nodes
        .iter()
        .map(|node| match node {
            Node::Terminal(payoffs) => vec![Outcome {
                payoffs: payoffs.iter().map(|register| registers[register.index()].clone()).collect(),
                events: vec![false; events],
            }],
            Node::Chance(_) | Node::Decision { .. } => Vec::new(),
        })
        .collect();
    for step in &schedule.steps {
        let (node, combined) = match step {
            Step::Chance(node) => {
                let Node::Chance(actions) = form.node(*node) else { unreachable!("a chance step is a chance node") };
                let mut sums =
                    vec![Outcome { payoffs: vec![Rational::ZERO; form.players.len()], events: vec![false; events] }];
                for action in actions {
                    let chance = &registers[action.probability.index()];
                    if sums.len() * reached[action.child.index()].len() > 16 * limit {
                        return None;
                    }
                    sums = sums
                        .iter()
                        .flat_map(|sum| reached[action.child.index()].iter().map(|next| sum.plus(chance, next)))
                        .collect();
                    deduplicate(&mut sums);
                    if sums.len() > limit {
                        return None;
                    }
                }
                (*node, sums)
            }
            Step::Decide(set, _) => {
                let information_set = form.information_set(*set);
                let (node, player) = (information_set.nodes[0], information_set.player);
                let Node::Decision { children, .. } = form.node(node) else {
                    unreachable!("an information set holds decision nodes")
                };
                // What each action secures the mover in its worst continuation.
                let floors: Vec<&Rational> = children
                    .iter()
                    .map(|child| {
                        let payoffs = reached[child.index()].iter().map(|outcome| &outcome.payoffs[player]);
                        payoffs.min().expect("a solved node has outcomes")
                    })
                    .collect();
                let mut chosen = Vec::new();
                for (action, child) in children.iter().enumerate() {
                    let others = || (0..children.len()).filter(|&other| other != action);
                    for outcome in &reached[child.index()] {
                        if others().all(|other| *floors[other] <= outcome.payoffs[player]) {
                            let mut outcome = outcome.clone();
                            if let Some(event) = event(node, action) {
                                outcome.events[event] = true;
                            }
                            chosen.push(outcome);
                        }
                    }
                }
                (node, chosen)
            }
        };
        let mut combined = combined;
        deduplicate(&mut combined);
        if combined.len() > limit {
            return None;
        }
        reached[node.index()] = combined;
    }
    Some(std::mem::take(&mut reached[NodeId::ROOT.index()]))
}

impl Outcome {
    fn plus(&self, chance: &Rational, next: &Outcome) -> Outcome {
        let happens = chance.is_positive();
        Outcome {
            payoffs: self.payoffs.iter().zip(&next.payoffs).map(|(sum, payoff)| sum + &(chance * payoff)).collect(),
            events: self.events.iter().zip(&next.events).map(|(sum, next)| *sum || (happens && *next)).collect(),
        }
    }
}

fn deduplicate(outcomes: &mut Vec<Outcome>) {
    let mut kept: Vec<Outcome> = Vec::with_capacity(outcomes.len());
    for outcome in outcomes.drain(..) {
        if !kept.contains(&outcome) {
            kept.push(outcome);
        }
    }
    *outcomes = kept;
}
