//! Checks of behaviour strategies of trees, by exact evaluation from the ends.

use crate::form::extensive::{ExtensiveForm, ExtensiveGame, Node, NodeId};
use crate::form::recall::{forgotten, subgame_roots};
use crate::numeric::rational::Rational;
use crate::solution::behaviour::{Behaviour, BehaviourEquilibrium, Belief};

use super::{Check, is_distribution};

/// What is checked of each equilibrium, besides what it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nobody gains by any other strategy.
    Nash,
    /// The same in every subgame.
    SubgamePerfect,
    /// Nobody gains at any information set given beliefs that follow from play where it comes.
    Sequential,
}

/// Checks each claimed equilibrium.
pub fn check(game: &ExtensiveGame, concept: &str, claim: Claim, equilibria: &[BehaviourEquilibrium]) -> Vec<Check> {
    let each = equilibria.iter().enumerate();
    each.map(|(index, one)| Check::new(format!("{concept} {}", index + 1), holds(game, claim, one))).collect()
}

/// Whether one does.
///
/// # Errors
/// What is wrong, in words.
pub fn holds(game: &ExtensiveGame, claim: Claim, claimed: &BehaviourEquilibrium) -> Result<(), String> {
    let form = &game.form;
    if claimed.behaviour.len() != form.information_sets.len() || claimed.payoffs.len() != form.players.len() {
        return Err("the strategies do not fit the game".to_owned());
    }
    let mut played = Vec::with_capacity(claimed.behaviour.len());
    for (set, mixture) in form.information_sets.iter().zip(&claimed.behaviour) {
        let mixture = match mixture {
            Some(mixture) => mixture.clone(),
            // Where its own moves keep play away any mixture will do.
            None => std::iter::once(Rational::ONE).chain(set.actions.iter().skip(1).map(|_| Rational::ZERO)).collect(),
        };
        if mixture.len() != set.actions.len() || !is_distribution(&mixture) {
            return Err(format!("a mixture of {} is no probability distribution", form.players[set.player]));
        }
        played.push(mixture);
    }
    let values: Vec<Vec<Rational>> = (0..form.players.len()).map(|player| expected(game, &played, player)).collect();
    if values.iter().zip(&claimed.payoffs).any(|(values, payoff)| values[0] != *payoff) {
        return Err("the payoffs are not those of the strategies".to_owned());
    }
    untouched(form, &claimed.behaviour, &played)?;
    match claim {
        Claim::Nash => best_replies(game, &played, &values, &only_root(form)),
        Claim::SubgamePerfect => best_replies(game, &played, &values, &subgame_roots(form)),
        Claim::Sequential => rational_given(game, &played, &values, &claimed.beliefs),
    }
}

fn only_root(form: &ExtensiveForm) -> Vec<bool> {
    (0..form.nodes.len()).map(|index| index == 0 && form.nodes.len() > 1).collect()
}

/// What a player expects from each node on.
pub(super) fn expected(game: &ExtensiveGame, played: &[Vec<Rational>], player: usize) -> Vec<Rational> {
    let form = &game.form;
    let mut values = vec![Rational::ZERO; form.nodes.len()];
    for index in (0..form.nodes.len()).rev() {
        values[index] = match &form.nodes[index] {
            Node::Terminal(payoffs) => game.value(payoffs[player]).clone(),
            Node::Chance(_) | Node::Decision { .. } => {
                let id = NodeId(index as u32);
                weights(game, played, id).zip(form.children(id)).fold(Rational::ZERO, |sum, (weight, child)| {
                    if weight.is_zero() { sum } else { &sum + &(weight * &values[child.index()]) }
                })
            }
        };
    }
    values
}

/// The weights of a node's children.
fn weights<'a>(
    game: &'a ExtensiveGame,
    played: &'a [Vec<Rational>],
    id: NodeId,
) -> impl Iterator<Item = &'a Rational> + 'a {
    let (chance, decision) = match game.form.node(id) {
        Node::Terminal(_) => (None, None),
        Node::Chance(actions) => (Some(actions.iter().map(|action| game.value(action.probability))), None),
        Node::Decision { information_set, .. } => (None, Some(played[information_set.index()].iter())),
    };
    chance.into_iter().flatten().chain(decision.into_iter().flatten())
}

/// With which probability play comes to each node: the moves of `without` count 1, and so does
/// the way to a root.
fn reached(game: &ExtensiveGame, played: &[Vec<Rational>], without: Option<usize>, roots: &[bool]) -> Vec<Rational> {
    let form = &game.form;
    let mut reached = vec![Rational::ONE; form.nodes.len()];
    for index in 0..form.nodes.len() {
        let id = NodeId(index as u32);
        let own = match form.node(id) {
            Node::Decision { information_set, .. } => Some(form.information_set(*information_set).player) == without,
            Node::Chance(_) | Node::Terminal(_) => false,
        };
        for (weight, child) in weights(game, played, id).zip(form.children(id)) {
            if !roots[child.index()] {
                reached[child.index()] = if own { reached[index].clone() } else { &reached[index] * weight };
            }
        }
    }
    reached
}

/// A set without a mixture must be one that its player's own moves keep play away from.
fn untouched(form: &ExtensiveForm, behaviour: &Behaviour, played: &[Vec<Rational>]) -> Result<(), String> {
    for player in 0..form.players.len() {
        if form.information_sets.iter().zip(behaviour).all(|(set, one)| set.player != player || one.is_some()) {
            continue;
        }
        let mut allowed = vec![true; form.nodes.len()];
        for index in 0..form.nodes.len() {
            let id = NodeId(index as u32);
            for (action, child) in form.children(id).enumerate() {
                allowed[child.index()] = allowed[index]
                    && match form.node(id) {
                        Node::Decision { information_set, .. }
                            if form.information_set(*information_set).player == player =>
                        {
                            played[information_set.index()][action].is_positive()
                        }
                        Node::Decision { .. } | Node::Chance(_) | Node::Terminal(_) => true,
                    };
            }
        }
        let open =
            form.information_sets.iter().zip(behaviour).filter(|(set, one)| set.player == player && one.is_none());
        for (set, _) in open {
            if set.nodes.iter().any(|node| allowed[node.index()]) {
                return Err(format!("{} has no mixture where its own moves lead", form.players[player]));
            }
        }
    }
    Ok(())
}

/// That from no root on a player has a strategy that pays it more. At a set, its nodes count by
/// the others' and chance's way from the root of their subgame.
fn best_replies(
    game: &ExtensiveGame,
    played: &[Vec<Rational>],
    values: &[Vec<Rational>],
    roots: &[bool],
) -> Result<(), String> {
    let form = &game.form;
    if let Some(set) = forgotten(form) {
        return Err(format!(
            "{} forgets, so its strategies are not compared",
            form.players[form.information_set(set).player]
        ));
    }
    for (player, values) in values.iter().enumerate() {
        let reached = reached(game, played, Some(player), roots);
        let mut own: Vec<usize> =
            (0..form.information_sets.len()).filter(|&set| form.information_sets[set].player == player).collect();
        // A move without an alternative is no choice, and need not be remembered.
        own.retain(|&set| form.information_sets[set].actions.len() > 1);
        own.sort_by_key(|&set| std::cmp::Reverse(form.information_sets[set].nodes.iter().min().copied()));
        let mut best: Vec<Option<Rational>> = vec![None; form.nodes.len()];
        let mut choice: Vec<Option<usize>> = vec![None; form.information_sets.len()];
        for set in own {
            let held = &form.information_sets[set];
            let mut sums = vec![Rational::ZERO; held.actions.len()];
            for &node in &held.nodes {
                for (sum, child) in sums.iter_mut().zip(form.children(node)) {
                    let value = evaluate(game, played, player, &choice, &mut best, child)?;
                    *sum = &*sum + &(&reached[node.index()] * &value);
                }
            }
            let most = (0..sums.len()).max_by(|&a, &b| sums[a].cmp(&sums[b]).then(b.cmp(&a)));
            choice[set] = most;
        }
        for index in (0..form.nodes.len()).filter(|&index| roots[index]) {
            let most = evaluate(game, played, player, &choice, &mut best, NodeId(index as u32))?;
            if most > values[index] {
                let gain = &most - &values[index];
                return Err(format!("{} gains {gain} by another strategy from node {index} on", form.players[player]));
            }
        }
    }
    Ok(())
}

/// What a player gets from a node on by its choices so far, the others playing their mixtures.
fn evaluate(
    game: &ExtensiveGame,
    played: &[Vec<Rational>],
    player: usize,
    choice: &[Option<usize>],
    known: &mut [Option<Rational>],
    node: NodeId,
) -> Result<Rational, String> {
    let form = &game.form;
    let mut ahead = vec![node];
    while let Some(&id) = ahead.last() {
        if known[id.index()].is_some() {
            ahead.pop();
            continue;
        }
        let own = match form.node(id) {
            Node::Terminal(payoffs) => {
                known[id.index()] = Some(game.value(payoffs[player]).clone());
                continue;
            }
            Node::Decision { information_set, children } if form.information_set(*information_set).player == player => {
                let only = (children.len() == 1).then_some(0);
                let action =
                    choice[information_set.index()].or(only).ok_or("a later set comes before an earlier one")?;
                Some(children[action])
            }
            Node::Decision { .. } | Node::Chance(_) => None,
        };
        let needed: Vec<(Rational, NodeId)> = match own {
            Some(child) => vec![(Rational::ONE, child)],
            None => {
                let weighted = weights(game, played, id).cloned().zip(form.children(id));
                weighted.filter(|(weight, _)| !weight.is_zero()).collect()
            }
        };
        let open: Vec<NodeId> =
            needed.iter().map(|(_, child)| *child).filter(|child| known[child.index()].is_none()).collect();
        if open.is_empty() {
            let sum = needed.iter().fold(Rational::ZERO, |sum, (weight, child)| match &known[child.index()] {
                Some(value) => &sum + &(weight * value),
                None => sum,
            });
            known[id.index()] = Some(sum);
        } else {
            ahead.extend(open);
        }
    }
    known[node.index()].clone().ok_or_else(|| "a node has no value".to_owned())
}

/// That every mixture is best given the beliefs, and that these follow from play by Bayes' rule
/// where it comes.
fn rational_given(
    game: &ExtensiveGame,
    played: &[Vec<Rational>],
    values: &[Vec<Rational>],
    beliefs: &[Belief],
) -> Result<(), String> {
    let form = &game.form;
    if beliefs.len() != form.information_sets.len() {
        return Err("there is not one belief for each information set".to_owned());
    }
    let reached = reached(game, played, None, &only_root(form));
    for ((set, belief), mixture) in form.information_sets.iter().zip(beliefs).zip(played) {
        let player = &form.players[set.player];
        if belief.weights.len() != set.nodes.len() || !is_distribution(&belief.weights) {
            return Err(format!("a belief of {player} is no probability distribution"));
        }
        let total = set.nodes.iter().fold(Rational::ZERO, |sum, node| &sum + &reached[node.index()]);
        let follows = |(node, weight): (&NodeId, &Rational)| reached[node.index()] == &total * weight;
        if total.is_positive() && !set.nodes.iter().zip(&belief.weights).all(follows) {
            return Err(format!("a belief of {player} does not follow from play"));
        }
        let mut sums = vec![Rational::ZERO; set.actions.len()];
        for (&node, weight) in set.nodes.iter().zip(&belief.weights) {
            for (sum, child) in sums.iter_mut().zip(form.children(node)) {
                *sum = &*sum + &(weight * &values[set.player][child.index()]);
            }
        }
        let most = sums.iter().max().cloned().unwrap_or(Rational::ZERO);
        if let Some(action) = (0..sums.len()).find(|&action| mixture[action].is_positive() && sums[action] < most) {
            return Err(format!("{player} does better than `{}` given its belief", set.actions[action]));
        }
    }
    Ok(())
}
