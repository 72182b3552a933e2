//! Checks of assessments: strategies with the beliefs that they rest on.

use crate::form::extensive::{ChanceAction, ExtensiveForm, ExtensiveGame, InformationSetId, Node, NodeId};
use crate::numeric::rational::Rational;
use crate::solution::behaviour::BehaviourEquilibrium;
use crate::solution::certificate::{AssessmentCertificate, MixedCertificate, SignalledCertificate};

use super::Check;
use super::behaviour::{self, Claim};
use super::tree::{Way, payoffs, ways};

/// That at every information set the choice is best at a belief, and that the beliefs follow
/// from the strategies: by Bayes' rule where play comes; elsewhere no belief is put on a node that
/// takes the deviations of another node and more, and nodes that take the same ones count as
/// chance makes them.
pub fn check(form: &ExtensiveForm, registers: &[Rational], claimed: &AssessmentCertificate) -> Check {
    Check::new("sequential: an equilibrium with its beliefs stands", stands(form, registers, claimed))
}

/// The mixed equilibria: on the core that each is best at its beliefs, on the whole tree that nobody
/// gains by deviating, and that the core is what is left of the whole where it is cut off at what
/// is best whatever is believed.
pub fn check_mixed(form: &ExtensiveForm, registers: &[Rational], claimed: &MixedCertificate) -> Vec<Check> {
    let whole = ExtensiveGame { form: form.clone(), registers: registers.to_vec(), labels: Vec::new() };
    let each = claimed.equilibria.iter().map(|(mixtures, on_core)| {
        let behaviour = mixtures.iter().cloned().map(Some).collect();
        let own = BehaviourEquilibrium { behaviour, beliefs: Vec::new(), intuitive: None, ..on_core.clone() };
        let outcome = behaviour::holds(&claimed.core, Claim::Sequential, on_core)
            .and_then(|()| behaviour::holds(&whole, Claim::Nash, &own))
            .and_then(|()| is_core(&whole, mixtures, &claimed.core, on_core));
        Check::new("sequential: a mixed equilibrium stands", outcome)
    });
    each.collect()
}

/// That a core is the tree down to nodes at which it pays what the tree does if play goes on by the
/// mixtures, that these are the core's own in it, and that below it each is best whatever is
/// believed. The shapes of all are known to fit.
fn is_core(
    whole: &ExtensiveGame,
    mixtures: &[Vec<Rational>],
    core: &ExtensiveGame,
    on_core: &BehaviourEquilibrium,
) -> Result<(), String> {
    let differs = |what: &str| Err(format!("the core is not of this tree: {what}"));
    if core.form.players != whole.form.players {
        return differs("its players differ");
    }
    let by_player: Vec<Vec<Rational>> =
        (0..whole.form.players.len()).map(|player| behaviour::expected(whole, mixtures, player)).collect();
    // By information set of the core that of the tree, and the nodes that were met there.
    let mut sets: Vec<Option<InformationSetId>> = vec![None; core.form.information_sets.len()];
    let mut met: Vec<usize> = vec![0; core.form.information_sets.len()];
    let mut ahead = vec![(NodeId::ROOT, NodeId::ROOT)];
    while let Some((own, node)) = ahead.pop() {
        match (core.form.node(own), whole.form.node(node)) {
            (Node::Terminal(payoffs), _) => {
                let same = payoffs.iter().zip(&by_player);
                if !same.into_iter().all(|(payoff, values)| *core.value(*payoff) == values[node.index()]) {
                    return differs("it pays otherwise");
                }
                continue;
            }
            (Node::Chance(own), Node::Chance(all)) => {
                let chances = |pair: (&ChanceAction, &ChanceAction)| {
                    core.value(pair.0.probability) == whole.value(pair.1.probability)
                };
                if own.len() != all.len() || !own.iter().zip(all).all(chances) {
                    return differs("its chances differ");
                }
            }
            (Node::Decision { information_set: own, .. }, Node::Decision { information_set: set, .. }) => {
                let (about, of_tree) = (core.form.information_set(*own), whole.form.information_set(*set));
                let known = *sets[own.index()].get_or_insert(*set);
                if known != *set || about.player != of_tree.player || about.actions != of_tree.actions {
                    return differs("its moves differ");
                }
                met[own.index()] += 1;
            }
            _ => return differs("its nodes differ"),
        }
        ahead.extend(core.form.children(own).zip(whole.form.children(node)));
    }
    let mut inside = vec![false; whole.form.information_sets.len()];
    for (own, set) in sets.iter().enumerate() {
        let Some(set) = set else { return differs("it has other moves") };
        let nodes = whole.form.information_set(*set).nodes.len();
        if std::mem::replace(&mut inside[set.index()], true) || met[own] != nodes {
            return differs("what a mover knows differs");
        }
        if on_core.behaviour[own].as_ref() != Some(&mixtures[set.index()]) {
            return Err("it mixes otherwise on the core than on the tree".to_owned());
        }
    }
    let ways = ways(&whole.form, &whole.registers);
    for (at, set) in whole.form.information_sets.iter().enumerate().filter(|(at, _)| !inside[*at]) {
        let worth = |&node: &NodeId| -> Vec<Rational> {
            whole.form.children(node).map(|child| by_player[set.player][child.index()].clone()).collect()
        };
        let mut worths: Vec<Vec<Rational>> = set.nodes.iter().map(worth).collect();
        // Where the same moves lead to all nodes, beliefs follow from chance.
        let moves = &ways[set.nodes[0].index()].1;
        if set.nodes.iter().all(|node| ways[node.index()].1 == *moves) {
            let mut sum = vec![Rational::ZERO; set.actions.len()];
            for (own, node) in worths.iter().zip(&set.nodes) {
                for (total, worth) in sum.iter_mut().zip(own) {
                    *total = &*total + &(&ways[node.index()].0 * worth);
                }
            }
            worths = vec![sum];
        }
        let played = |worth: &[Rational]| {
            let best = worth.iter().max();
            worth.iter().zip(&mixtures[at]).all(|(worth, share)| share.is_zero() || Some(worth) == best)
        };
        if !worths.iter().all(|worth| played(worth)) {
            return Err(format!("{} does better below the core", whole.form.players[set.player]));
        }
    }
    Ok(())
}

/// That the test says of the question what these equilibria say: whether they all attempt.
pub fn check_question(claimed: &SignalledCertificate, registers: &[Rational], holds: bool) -> Check {
    let claim = "`sequential` follows from its equilibria";
    let form = &claimed.tree.form;
    let surely = |one: &AssessmentCertificate| -> Vec<Vec<Rational>> {
        let sets = one.choice.iter().zip(&form.information_sets);
        let share = |chosen: bool| if chosen { Rational::ONE } else { Rational::ZERO };
        sets.map(|(&own, set)| (0..set.actions.len()).map(|action| share(action == own)).collect()).collect()
    };
    let mut profiles: Vec<Vec<Vec<Rational>>> = claimed.assessments.iter().map(surely).collect();
    profiles.extend(claimed.mixed.iter().flat_map(|mixed| mixed.equilibria.iter().map(|(own, _)| own.clone())));
    for profile in &profiles {
        if profile.len() != form.information_sets.len() {
            return Check::new(claim, Err("an equilibrium is not about its tree".to_owned()));
        }
        let mut ahead = vec![NodeId::ROOT];
        while let Some(node) = ahead.pop() {
            if let Some((_, concede, _)) = claimed.tree.answers.iter().find(|(at, ..)| *at == node) {
                let Node::Decision { information_set, children } = form.node(node) else { continue };
                let shares = children.iter().zip(&profile[information_set.index()]);
                let share = shares.filter(|(child, _)| *child == concede).map(|(_, share)| share).next();
                if share.is_none_or(|share| if holds { !share.is_one() } else { !share.is_zero() }) {
                    return Check::new(claim, Err("an equilibrium does otherwise".to_owned()));
                }
                continue;
            }
            match form.node(node) {
                Node::Terminal(_) => {}
                Node::Chance(actions) => {
                    let open = actions.iter().filter(|action| registers[action.probability.index()].is_positive());
                    ahead.extend(open.map(|action| action.child));
                }
                Node::Decision { information_set, children } => {
                    let shares = children.iter().zip(&profile[information_set.index()]);
                    ahead.extend(shares.filter(|(_, share)| share.is_positive()).map(|(child, _)| *child));
                }
            }
        }
    }
    Check::new(claim, if profiles.is_empty() { Err("there are none".to_owned()) } else { Ok(()) })
}

fn stands(form: &ExtensiveForm, registers: &[Rational], claimed: &AssessmentCertificate) -> Result<(), String> {
    let choice = &claimed.choice;
    let sets = form.information_sets.iter();
    if choice.len() != form.information_sets.len()
        || !choice.iter().zip(sets).all(|(&action, set)| action < set.actions.len())
    {
        return Err("the strategy does not name an action for every information set".to_owned());
    }
    let ways = ways(form, registers);
    for (index, set) in form.information_sets.iter().enumerate() {
        let id = InformationSetId(index as u32);
        let stated = claimed.beliefs.iter().find(|(own, _)| *own == id).map(|(_, belief)| belief.clone());
        let likely = likely(&set.nodes, &ways, choice);
        let belief = match stated {
            Some(belief) => {
                is_consistent(&belief, &set.nodes, &ways, choice, &likely)?;
                belief
            }
            // Unless moves tell something, a belief follows from chance.
            None => {
                let moves = &ways[set.nodes[0].index()].1;
                if set.nodes.iter().any(|node| ways[node.index()].1 != *moves) {
                    return Err(format!("no belief is stated at information set {index}"));
                }
                set.nodes.iter().map(|node| ways[node.index()].0.clone()).collect()
            }
        };
        let worth = |action: usize| {
            set.nodes.iter().zip(&belief).fold(Rational::ZERO, |sum, (&node, weight)| {
                let child = form.children(node).nth(action).expect("an action leads somewhere");
                &sum + &(weight * &payoffs(form, registers, choice, child)[set.player])
            })
        };
        let chosen = worth(choice[index]);
        if let Some(better) = (0..set.actions.len()).find(|&action| worth(action) > chosen) {
            let player = &form.players[set.player];
            return Err(format!("{player} does better with {}", set.actions[better]));
        }
    }
    Ok(())
}

fn deviations(way: &Way, choice: &[usize]) -> Vec<(InformationSetId, usize)> {
    way.1.iter().filter(|(set, action)| choice[set.index()] != *action).copied().collect()
}

/// For each node, whether it may be believed in at all.
fn likely(nodes: &[NodeId], ways: &[Way], choice: &[usize]) -> Vec<bool> {
    let off = |node: &NodeId| deviations(&ways[node.index()], choice);
    nodes
        .iter()
        .map(|node| {
            let own = off(node);
            let easier = |other: &NodeId| {
                let theirs = off(other);
                ways[other.index()].0.is_positive()
                    && theirs.len() < own.len()
                    && theirs.iter().all(|deviation| own.contains(deviation))
            };
            ways[node.index()].0.is_positive() && !nodes.iter().any(easier)
        })
        .collect()
}

fn is_consistent(
    belief: &[Rational],
    nodes: &[NodeId],
    ways: &[Way],
    choice: &[usize],
    likely: &[bool],
) -> Result<(), String> {
    let mass = belief.iter().fold(Rational::ZERO, |sum, share| &sum + share);
    if belief.len() != nodes.len() || !mass.is_one() || belief.iter().any(Rational::is_negative) {
        return Err("a belief is no distribution over its information set".to_owned());
    }
    for (place, node) in nodes.iter().enumerate() {
        if !likely[place] && !belief[place].is_zero() {
            return Err("something is believed that takes more deviations than it must".to_owned());
        }
        for (other, twin) in nodes.iter().enumerate() {
            let (own, theirs) = (&ways[node.index()], &ways[twin.index()]);
            let alike = likely[place] && likely[other] && deviations(own, choice) == deviations(theirs, choice);
            if alike && &belief[place] * &theirs.0 != &belief[other] * &own.0 {
                return Err("a belief does not follow from the chances".to_owned());
            }
        }
    }
    Ok(())
}
