//! Sequential rationality of a strategy profile, by one-shot deviations.

use crate::form::extensive::{ExtensiveForm, InformationSetId, Node, NodeId};
use crate::numeric::rational::Rational;

/// Payoffs from a node on if everybody plays `choice`. Recursive.
pub fn payoffs(form: &ExtensiveForm, registers: &[Rational], choice: &[usize], node: NodeId) -> Vec<Rational> {
    match form.node(node) {
        Node::Terminal(payoffs) => payoffs.iter().map(|register| registers[register.index()].clone()).collect(),
        Node::Decision { information_set, children } => {
            payoffs(form, registers, choice, children[choice[information_set.index()]])
        }
        Node::Chance(actions) => {
            let mut sum = vec![Rational::ZERO; form.players.len()];
            for action in actions {
                let branch = payoffs(form, registers, choice, action.child);
                for (total, payoff) in sum.iter_mut().zip(&branch) {
                    *total = &*total + &(&registers[action.probability.index()] * payoff);
                }
            }
            sum
        }
    }
}

/// That no player gains by changing its action at one information set, wherever that is.
/// On trees with perfect information this is subgame perfection (Hendon, Jacobsen and
/// Sloth 1996 for the principle). At a larger set the nodes count by the chances on the
/// way to them if the same moves of players lead to all; otherwise no action may be
/// better at any of its nodes. Quadratic in the size of the tree.
///
/// # Errors
/// The first deviation that pays, in words.
pub fn is_sequentially_rational(form: &ExtensiveForm, registers: &[Rational], choice: &[usize]) -> Result<(), String> {
    if choice.len() != form.information_sets.len() {
        return Err("the strategy does not name an action for every information set".to_owned());
    }
    let ways = ways(form, registers);
    for (index, set) in form.information_sets.iter().enumerate() {
        let value = |node: NodeId, action: usize| {
            let child = form.children(node).nth(action).expect("an action leads somewhere");
            payoffs(form, registers, choice, child)[set.player].clone()
        };
        let chosen = choice[index];
        if chosen >= set.actions.len() {
            return Err(format!("information set {index} has no action {chosen}"));
        }
        let same_moves = set.nodes.iter().all(|node| ways[node.index()].1 == ways[set.nodes[0].index()].1);
        for other in (0..set.actions.len()).filter(|&other| other != chosen) {
            let gains =
                set.nodes.iter().map(|&node| (&value(node, other) - &value(node, chosen), &ways[node.index()].0));
            let pays = if same_moves {
                gains.fold(Rational::ZERO, |sum, (gain, weight)| &sum + &(&gain * weight)).is_positive()
            } else {
                gains.into_iter().any(|(gain, _)| gain.is_positive())
            };
            if pays {
                let player = &form.players[set.player];
                return Err(format!(
                    "{player} does better with {} than with {}",
                    set.actions[other], set.actions[chosen]
                ));
            }
        }
    }
    Ok(())
}

type Way = (Rational, Vec<(InformationSetId, usize)>);

/// For each node: the product of the chances and the players' moves on the way to it.
fn ways(form: &ExtensiveForm, registers: &[Rational]) -> Vec<Way> {
    let mut ways: Vec<Way> = vec![(Rational::ONE, Vec::new()); form.nodes.len()];
    for index in 0..form.nodes.len() {
        let (weight, moves) = ways[index].clone();
        match form.node(NodeId(index as u32)) {
            Node::Terminal(_) => {}
            Node::Chance(actions) => {
                for action in actions {
                    let chance = &weight * &registers[action.probability.index()];
                    ways[action.child.index()] = (chance, moves.clone());
                }
            }
            Node::Decision { information_set, children } => {
                for (action, child) in children.iter().enumerate() {
                    let mut moves = moves.clone();
                    moves.push((*information_set, action));
                    ways[child.index()] = (weight.clone(), moves);
                }
            }
        }
    }
    ways
}

/// The first-best choices of a tree with perfect information, by plain recursion; used to
/// re-decide a test at other parameter values. `None` with imperfect information.
pub fn solve(form: &ExtensiveForm, registers: &[Rational]) -> Option<Vec<usize>> {
    fn best(form: &ExtensiveForm, registers: &[Rational], node: NodeId, choice: &mut Vec<usize>) -> Vec<Rational> {
        match form.node(node) {
            Node::Terminal(payoffs) => payoffs.iter().map(|register| registers[register.index()].clone()).collect(),
            Node::Chance(actions) => {
                let mut sum = vec![Rational::ZERO; form.players.len()];
                for action in actions {
                    let branch = best(form, registers, action.child, choice);
                    for (total, payoff) in sum.iter_mut().zip(&branch) {
                        *total = &*total + &(&registers[action.probability.index()] * payoff);
                    }
                }
                sum
            }
            Node::Decision { information_set, children } => {
                let player = form.information_set(*information_set).player;
                let mut top: Option<Vec<Rational>> = None;
                for (action, child) in children.iter().enumerate() {
                    let value = best(form, registers, *child, choice);
                    if top.as_ref().is_none_or(|top| value[player] > top[player]) {
                        choice[information_set.index()] = action;
                        top = Some(value);
                    }
                }
                top.expect("a decision has actions")
            }
        }
    }
    let perfect = form.information_sets.iter().all(|set| set.nodes.len() == 1);
    perfect.then(|| {
        let mut choice = vec![0; form.information_sets.len()];
        best(form, registers, NodeId::ROOT, &mut choice);
        choice
    })
}
