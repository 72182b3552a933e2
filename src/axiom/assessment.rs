//! Checks of assessments: strategies with the beliefs that they rest on.

use crate::form::extensive::{ExtensiveForm, ExtensiveGame, InformationSetId, Node, NodeId};
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

/// The mixed equilibria: on the core that each is best at its beliefs, and on the whole tree that
/// nobody gains by deviating.
pub fn check_mixed(form: &ExtensiveForm, registers: &[Rational], claimed: &MixedCertificate) -> Vec<Check> {
    let whole = ExtensiveGame { form: form.clone(), registers: registers.to_vec(), labels: Vec::new() };
    let each = claimed.equilibria.iter().map(|(mixtures, on_core)| {
        let behaviour = mixtures.iter().cloned().map(Some).collect();
        let own = BehaviourEquilibrium { behaviour, beliefs: Vec::new(), intuitive: None, ..on_core.clone() };
        let outcome = behaviour::holds(&claimed.core, Claim::Sequential, on_core)
            .and_then(|()| behaviour::holds(&whole, Claim::Nash, &own));
        Check::new("sequential: a mixed equilibrium stands", outcome)
    });
    each.collect()
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
