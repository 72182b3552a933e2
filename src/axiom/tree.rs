//! Sequential rationality of a strategy profile, by one-shot deviations.

use crate::form::extensive::{ExtensiveForm, InformationSet, InformationSetId, Node, NodeId};
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

/// The product of the chances on the way to a node.
pub fn chance(form: &ExtensiveForm, registers: &[Rational], node: NodeId) -> Rational {
    ways(form, registers)[node.index()].0.clone()
}

/// The decisions of a tree with perfect information at which another action would have done as
/// well.
pub fn ties(form: &ExtensiveForm, registers: &[Rational], choice: &[usize]) -> usize {
    let tied = |(index, set): (usize, &InformationSet)| {
        let value = |child: NodeId| payoffs(form, registers, choice, child)[set.player].clone();
        let values: Vec<Rational> = form.children(set.nodes[0]).map(value).collect();
        values.iter().filter(|value| **value == values[choice[index]]).count() > 1
    };
    form.information_sets.iter().enumerate().filter(|&set| tied(set)).count()
}

/// The chance of a node, and the moves on the way to it.
pub(super) type Way = (Rational, Vec<(InformationSetId, usize)>);

/// For each node: the product of the chances and the players' moves on the way to it.
pub(super) fn ways(form: &ExtensiveForm, registers: &[Rational]) -> Vec<Way> {
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

/// The first-best choices of a tree, used to re-decide a test at other parameter values: node
/// by node from the ends, as often as it takes. At a set of several nodes they count as in
/// [`is_sequentially_rational`]; `None` where that does not settle a choice.
pub fn solve(form: &ExtensiveForm, registers: &[Rational]) -> Option<Vec<usize>> {
    let ways = ways(form, registers);
    let mut values: Vec<Option<Vec<Rational>>> = vec![None; form.nodes.len()];
    let mut choice: Vec<Option<usize>> = vec![None; form.information_sets.len()];
    loop {
        let mut changed = false;
        for index in (0..form.nodes.len()).rev() {
            if values[index].is_some() {
                continue;
            }
            values[index] = match &form.nodes[index] {
                Node::Terminal(payoffs) => {
                    Some(payoffs.iter().map(|register| registers[register.index()].clone()).collect())
                }
                Node::Chance(actions) => {
                    actions.iter().try_fold(vec![Rational::ZERO; form.players.len()], |sum, action| {
                        let branch = values[action.child.index()].as_ref()?;
                        let chance = &registers[action.probability.index()];
                        Some(sum.iter().zip(branch).map(|(total, payoff)| total + &(chance * payoff)).collect())
                    })
                }
                Node::Decision { information_set, children } => {
                    let set = information_set.index();
                    if choice[set].is_none() {
                        choice[set] = first_best(form, *information_set, &ways, &values)?;
                    }
                    choice[set].and_then(|action| values[children[action].index()].clone())
                }
            };
            changed |= values[index].is_some();
        }
        if !changed {
            return choice.into_iter().collect();
        }
    }
}

/// The first best action of a set: `Some(None)` while what follows is not solved yet, `None`
/// where it takes a theory of beliefs.
fn first_best(
    form: &ExtensiveForm,
    id: InformationSetId,
    ways: &[Way],
    values: &[Option<Vec<Rational>>],
) -> Option<Option<usize>> {
    let set = form.information_set(id);
    let mut payoffs: Vec<Vec<&Rational>> = Vec::new();
    for &node in &set.nodes {
        let row: Option<Vec<&Rational>> =
            form.children(node).map(|child| values[child.index()].as_ref().map(|value| &value[set.player])).collect();
        match row {
            Some(row) => payoffs.push(row),
            None => return Some(None),
        }
    }
    let same_moves = set.nodes.iter().all(|node| ways[node.index()].1 == ways[set.nodes[0].index()].1);
    let gain = |action: usize, other: usize| -> Vec<Rational> {
        let single: Vec<Rational> = payoffs.iter().map(|row| row[action] - row[other]).collect();
        if !same_moves || single.len() == 1 {
            return single;
        }
        let weighed = single.iter().zip(&set.nodes).map(|(gain, node)| gain * &ways[node.index()].0);
        vec![weighed.fold(Rational::ZERO, |sum, gain| &sum + &gain)]
    };
    let count = set.actions.len();
    let best =
        (0..count).find(|&action| (0..count).all(|other| gain(action, other).iter().all(|gain| !gain.is_negative())));
    best.map(Some)
}
