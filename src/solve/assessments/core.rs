//! Mixed sequential equilibria: what backward induction decides is cut off, and the supports of
//! what is left are gone through ([`crate::solve::sequential_supports`]).

use std::collections::HashMap;

use crate::form::extensive::{
    ChanceAction, ExtensiveForm, ExtensiveGame, InformationSet, InformationSetId, Node, NodeId,
};
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::solution::behaviour::BehaviourEquilibrium;
use crate::solve::backward_induction::{Belief, Schedule, Step, best};
use crate::solve::limits::{Limits, Spent};
use crate::solve::sequential_supports::by_supports;

use super::{Tree, ways};

/// Those that mix somewhere.
#[derive(Debug, Clone)]
pub struct Mixed {
    /// That there are no others but between these and pure ones, but for ties that no belief bears
    /// on.
    pub complete: bool,
    /// By equilibrium and information set.
    pub found: Vec<Vec<Vec<Rational>>>,
    /// The tree that backward induction leaves, and each of them on it, with its beliefs.
    pub core: ExtensiveGame,
    pub on_core: Vec<BehaviourEquilibrium>,
}

/// The mixed sequential equilibria of a tree with the given order. `None` where what is left is too
/// large to be gone through, or chance excludes some of its moves.
pub fn mixed(form: &ExtensiveForm, schedule: &Schedule, registers: &[Rational], limits: &Limits) -> Option<Mixed> {
    let tree = Tree { form, registers, ways: ways(form, registers) };
    let (values, choice) = tree.decided(schedule);
    let (core, sets) = tree.core(&values);
    let found = by_supports(&core, &mut Spent::nothing_of(limits))?;
    let surely = |set: usize| -> Vec<Rational> {
        let one = |action: usize| if action == choice[set] { Rational::ONE } else { Rational::ZERO };
        (0..form.information_sets[set].actions.len()).map(one).collect()
    };
    let mixes = |mixture: &Vec<Rational>| mixture.iter().filter(|share| share.is_positive()).count() > 1;
    let whole = found.equilibria.into_iter().filter_map(|one| {
        let mut mixtures: Vec<Vec<Rational>> = (0..form.information_sets.len()).map(surely).collect();
        for (&set, mixture) in sets.iter().zip(&one.behaviour) {
            mixtures[set] = mixture.clone()?;
        }
        mixtures.iter().any(mixes).then_some((mixtures, one))
    });
    let (whole, on_core) = whole.unzip();
    Some(Mixed { complete: found.complete, found: whole, core, on_core })
}

impl Tree<'_> {
    /// What each node is worth where backward induction says so whatever is believed, and the
    /// actions that are chosen there.
    fn decided(&self, schedule: &Schedule) -> (Vec<Option<Vec<Rational>>>, Vec<usize>) {
        let form = self.form;
        let mut known: Vec<bool> = form.nodes.iter().map(|node| matches!(node, Node::Terminal(_))).collect();
        let mut values: Vec<Vec<Rational>> = vec![Vec::new(); form.nodes.len()];
        for (value, node) in values.iter_mut().zip(&form.nodes) {
            if let Node::Terminal(payoffs) = node {
                *value = payoffs.iter().map(|register| self.registers[register.index()].clone()).collect();
            }
        }
        let mut choice = vec![0; form.information_sets.len()];
        for step in &schedule.steps {
            match step {
                Step::Chance(node) => {
                    let Node::Chance(actions) = form.node(*node) else { continue };
                    if !actions.iter().all(|action| known[action.child.index()]) {
                        continue;
                    }
                    let mut sum = vec![Rational::ZERO; form.players.len()];
                    for action in actions {
                        let chance = &self.registers[action.probability.index()];
                        for (total, value) in sum.iter_mut().zip(&values[action.child.index()]) {
                            *total = &*total + &(chance * value);
                        }
                    }
                    values[node.index()] = sum;
                    known[node.index()] = true;
                }
                Step::Decide(set, belief) => {
                    let about = form.information_set(*set);
                    let all = about.nodes.iter().flat_map(|node| self.children(*node));
                    if !all.into_iter().all(|child| known[child.index()]) {
                        continue;
                    }
                    let action = match belief {
                        Belief::Certain => best(&self.worth(*set, &values, &[Rational::ONE]), &Rational::signum).0,
                        Belief::ByChance(_) => {
                            let weights: Vec<Rational> =
                                about.nodes.iter().map(|node| self.ways[node.index()].chance.clone()).collect();
                            best(&self.worth(*set, &values, &weights), &Rational::signum).0
                        }
                        Belief::AnyBelief => {
                            let groups = self.each_alone(*set);
                            let fits = |action: &usize| self.supported(*set, *action, &values, &groups, None).is_some();
                            let fit: Vec<usize> = (0..about.actions.len()).filter(fits).collect();
                            let [only] = fit.as_slice() else { continue };
                            *only
                        }
                    };
                    choice[set.index()] = action;
                    for &node in &about.nodes {
                        values[node.index()] = values[self.children(node)[action].index()].clone();
                        known[node.index()] = true;
                    }
                }
            }
        }
        let values = values.into_iter().zip(known).map(|(value, known)| known.then_some(value)).collect();
        (values, choice)
    }

    /// The tree down to the nodes whose worth is known, and the information sets of the whole that
    /// its own are.
    fn core(&self, values: &[Option<Vec<Rational>>]) -> (ExtensiveGame, Vec<usize>) {
        let whole = self.form;
        let mut form = ExtensiveForm { players: whole.players.clone(), ..Default::default() };
        let mut registers: Vec<Rational> = Vec::new();
        let mut register = |value: &Rational| {
            registers.push(value.clone());
            Register(registers.len() as u32 - 1)
        };
        let mut sets: Vec<usize> = Vec::new();
        let mut known: HashMap<usize, usize> = HashMap::new();
        // Nodes of the whole, with where their place in the core is entered.
        let mut ahead: Vec<(NodeId, Option<(usize, usize)>)> = vec![(NodeId::ROOT, None)];
        while let Some((node, from)) = ahead.pop() {
            let id = NodeId(form.nodes.len() as u32);
            if let Some((parent, place)) = from {
                match &mut form.nodes[parent] {
                    Node::Chance(actions) => actions[place].child = id,
                    Node::Decision { children, .. } => children[place] = id,
                    Node::Terminal(_) => {}
                }
            }
            let made = match (&values[node.index()], whole.node(node)) {
                (Some(worth), _) => Node::Terminal(worth.iter().map(&mut register).collect()),
                (None, Node::Chance(actions)) => Node::Chance(
                    actions
                        .iter()
                        .map(|action| ChanceAction {
                            label: action.label.clone(),
                            probability: register(&self.registers[action.probability.index()]),
                            child: NodeId::ROOT,
                        })
                        .collect(),
                ),
                (None, Node::Decision { information_set, children }) => {
                    let about = whole.information_set(*information_set);
                    let own = *known.entry(information_set.index()).or_insert_with(|| {
                        sets.push(information_set.index());
                        form.information_sets.push(InformationSet { nodes: Vec::new(), ..about.clone() });
                        sets.len() - 1
                    });
                    form.information_sets[own].nodes.push(id);
                    let children = vec![NodeId::ROOT; children.len()];
                    Node::Decision { information_set: InformationSetId(own as u32), children }
                }
                (None, Node::Terminal(payoffs)) => {
                    Node::Terminal(payoffs.iter().map(|payoff| register(&self.registers[payoff.index()])).collect())
                }
            };
            if !matches!(made, Node::Terminal(_)) {
                let below: Vec<NodeId> = whole.children(node).collect();
                let places = below.into_iter().enumerate().rev();
                ahead.extend(places.map(|(place, child)| (child, Some((id.index(), place)))));
            }
            form.nodes.push(made);
        }
        (ExtensiveGame { form, registers, labels: Vec::new() }, sets)
    }
}
