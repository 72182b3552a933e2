//! The test `sequential` where moves of informed players may tell what they know, so that backward
//! induction does not settle it: signals before the first demand, an owner's answer that tells its
//! type, what a third party does after a demander's move. Its equilibria carry beliefs
//! ([`crate::solve::assessments`]).

use crate::compile::{Action, Compiled, Move, ProcessGame};
use crate::form::extensive::{InformationSetId, Node, NodeId};
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::scenario::{Scenario, Type};
use crate::solution::certificate::{AssessmentCertificate, MixedCertificate, SignalledCertificate};
use crate::solution::{Answer, Solution, TreeStrategy};
use crate::solve::assessments::{Assessment, Assessments, Mixed, SetBelief, assessments, belief_at, mixed};
use crate::solve::limits::Limits;

use super::certify::tree_certificate;
use super::process_tests::{Exact, Play, Tree, describe, follow, questions};
use super::{Derivation, NoAnswer, PathAbout, Test, TestId};

/// Nodes that are gone through in all tries together.
const TRIED: u64 = 20_000_000;

/// Beliefs that are shown as evidence.
const SHOWN: usize = 8;

/// Supports of mixtures that are gone through, and mixed equilibria that are shown.
const SUPPORTS: u64 = 20_000;
const MIXED: usize = 3;

/// Nodes of a set whose beliefs are told: each bound is a linear program.
const BELIEVED: usize = 32;

/// The equilibria with their beliefs, if backward induction leaves the typed tree open.
fn found(compiled: &Compiled, solved: &Exact<'_>) -> Option<Assessments> {
    let game = compiled.typed.as_ref()?;
    if solved.induction(Tree::Typed).is_some() {
        return None;
    }
    let schedule = solved.schedule(Tree::Typed)?;
    let limits = Limits { nodes: TRIED / game.form.nodes.len() as u64 + 1, ..Limits::default() };
    Some(assessments(&game.form, schedule, solved.registers(), &limits))
}

/// The mixed equilibria, where the tree is small enough to look for them.
fn mixtures(compiled: &Compiled, solved: &Exact<'_>) -> Option<Mixed> {
    let limits = Limits { nodes: SUPPORTS, ..Limits::default() };
    mixed(&compiled.typed.as_ref()?.form, solved.schedule(Tree::Typed)?, solved.registers(), &limits)
}

/// The test at the base values, where this is how it is answered.
pub fn test(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Option<Test> {
    let Assessments { complete, found } = found(compiled, solved)?;
    let game = compiled.typed.as_ref()?;
    let mixed = mixtures(compiled, solved);
    let whole = mixed.as_ref().is_some_and(|mixed| mixed.complete);
    let mixed = mixed.map_or_else(Vec::new, |mixed| mixed.found);
    if found.is_empty() && mixed.is_empty() {
        return None;
    }
    // How surely it is attempted at each of the owner's first answers that play comes to.
    let mut answers: Vec<Vec<Rational>> = found
        .iter()
        .map(|one| {
            let asked = questions(compiled, &Assessed { compiled, solved, assessment: one }, Tree::Typed);
            let concedes =
                |set: InformationSetId| game.actions[set.index()][one.choice[set.index()]] == Action::Concede;
            asked.into_iter().map(|set| if concedes(set) { Rational::ONE } else { Rational::ZERO }).collect()
        })
        .collect();
    answers.extend(mixed.iter().map(|one| attempts(game, solved, one)));
    let attempting = answers.iter().filter(|own| surely(own) == Some(true)).count();
    let refusing = answers.iter().filter(|own| surely(own) == Some(false)).count();
    let partly = |own: &Vec<Rational>| surely(own).is_none();
    let complete = complete && whole;
    let mut evidence =
        vec![Derivation::Assessments { equilibria: answers.len(), pure: found.len(), attempting, complete }];
    if let Some(first) = found.first() {
        let mut steps = Vec::new();
        follow(game, solved.registers(), &|set| (first.choice[set.index()], false), NodeId::ROOT, 0, &mut steps);
        evidence.push(Derivation::Path { about: PathAbout::Equilibrium, steps });
        evidence.extend(first.beliefs.iter().take(SHOWN).map(|belief| in_words(scenario, game, &first.choice, belief)));
    }
    let own = mixed.iter().zip(&answers[found.len()..]);
    evidence.extend(own.take(MIXED).map(|(one, answers)| mixing(scenario, game, one, answers)));
    let depends = || {
        let of_owner = |one: &Type| scenario.typed_player(one) == scenario.owner();
        let typed = scenario.process.types.iter().any(of_owner);
        if typed { NoAnswer::DependsOnType } else { NoAnswer::DependsOnSignal }
    };
    // What was not found might do otherwise.
    let mut test = if complete && (attempting == answers.len() || refusing == answers.len()) {
        // The margin of a mixed equilibrium is another matter.
        let pure = mixed.is_empty().then_some(&found);
        let least = pure.and_then(|found| found.iter().filter_map(|one| margin(compiled, solved, one)).min());
        Test::answered(TestId::Sequential, attempting == answers.len(), least, Vec::new())
    } else if answers[..found.len()].iter().any(partly) {
        Test::unanswered(TestId::Sequential, depends())
    } else {
        Test::unanswered(TestId::Sequential, NoAnswer::SeveralBeliefs { equilibria: answers.len(), attempting })
    };
    test.evidence = evidence;
    Some(test)
}

/// What the owner believes where it answers first, and how far it may, where backward induction
/// settles the typed tree and there are few enough types to read it.
pub fn beliefs(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Vec<Derivation> {
    let (Some(game), Some(induction)) = (&compiled.typed, solved.induction(Tree::Typed)) else { return Vec::new() };
    let mut values = vec![Vec::new(); game.form.nodes.len()];
    let mut found = Vec::new();
    for set in questions(compiled, solved, Tree::Typed) {
        let nodes = &game.form.information_set(set).nodes;
        if !(2..=BELIEVED).contains(&nodes.len()) {
            continue;
        }
        for child in nodes.iter().flat_map(|&node| game.form.children(node)) {
            let of = |player: usize| solved.value(Tree::Typed, child, player).clone();
            values[child.index()] = (0..game.form.players.len()).map(of).collect();
        }
        let belief = belief_at(&game.form, solved.registers(), &induction.choice, &values, set);
        found.extend(belief.map(|belief| in_words(scenario, game, &induction.choice, &belief)));
    }
    found
}

/// How surely a profile concedes at each of the owner's first answers that play comes to.
fn attempts(game: &ProcessGame, solved: &Exact<'_>, mixtures: &[Vec<Rational>]) -> Vec<Rational> {
    let mut asked: Vec<InformationSetId> = Vec::new();
    let mut ahead = vec![NodeId::ROOT];
    while let Some(node) = ahead.pop() {
        match game.form.node(node) {
            Node::Chance(actions) => {
                let open = actions.iter().filter(|own| solved.registers()[own.probability.index()].is_positive());
                ahead.extend(open.map(|action| action.child));
            }
            Node::Decision { information_set, children } => match game.move_at(*information_set) {
                Move::Respond { .. } => asked.push(*information_set),
                _ => {
                    let played = children.iter().zip(&mixtures[information_set.index()]);
                    ahead.extend(played.filter(|(_, share)| share.is_positive()).map(|(child, _)| *child));
                }
            },
            Node::Terminal(_) => {}
        }
    }
    asked.sort();
    asked.dedup();
    let concedes = |set: InformationSetId| {
        game.action(set, Action::Concede).map_or(Rational::ZERO, |action| mixtures[set.index()][action].clone())
    };
    asked.into_iter().map(concedes).collect()
}

/// Whether it is attempted wherever it is asked for, or nowhere; `None` where that is left to
/// chance, or differs.
fn surely(answers: &[Rational]) -> Option<bool> {
    if answers.iter().all(Rational::is_one) {
        Some(true)
    } else {
        answers.iter().all(Rational::is_zero).then_some(false)
    }
}

/// Where a profile mixes, and how.
fn mixing(scenario: &Scenario, game: &ProcessGame, mixtures: &[Vec<Rational>], answers: &[Rational]) -> Derivation {
    let mixed = |(set, mixture): (usize, &Vec<Rational>)| {
        let about = &game.form.information_sets[set];
        let played: Vec<(String, Rational)> = about
            .actions
            .iter()
            .cloned()
            .zip(mixture.iter().cloned())
            .filter(|(_, share)| share.is_positive())
            .collect();
        let at = describe(scenario, game, InformationSetId(set as u32));
        let player = match own_type(scenario, game, InformationSetId(set as u32)) {
            Some(own) => format!("{} ({own})", game.form.players[about.player]),
            None => game.form.players[about.player].clone(),
        };
        (played.len() > 1).then(|| (format!("{player}, {at}"), played))
    };
    Derivation::Equilibrium {
        profile: mixtures.iter().enumerate().filter_map(mixed).collect(),
        attempts: surely(answers),
        subgame_perfect: None,
    }
}

/// The type of the mover at an information set, if it has types: it sees its own.
fn own_type<'a>(scenario: &'a Scenario, game: &ProcessGame, set: InformationSetId) -> Option<&'a str> {
    let about = game.form.information_set(set);
    let drawn = types_drawn(scenario, game, *about.nodes.first()?);
    drawn.into_iter().find(|one| scenario.typed_player(one).0 == about.player).map(|one| one.key.as_str())
}

/// The types that were drawn on the way to a node; these draws come first.
fn types_drawn<'a>(scenario: &'a Scenario, game: &ProcessGame, node: NodeId) -> Vec<&'a Type> {
    let parents = game.form.parents();
    let mut labels = Vec::new();
    let mut at = node;
    while let Some((parent, place)) = parents[at.index()] {
        if let Node::Chance(actions) = game.form.node(parent) {
            labels.push(actions[place].label.as_str());
        }
        at = parent;
    }
    let drawn = labels.into_iter().rev().take(scenario.types_by_player().len());
    drawn.filter_map(|label| scenario.process.types.iter().find(|one| one.key == label)).collect()
}

/// The first equilibrium as a solution.
pub fn solution(compiled: &Compiled, solved: &Exact<'_>) -> Option<Solution> {
    let found = found(compiled, solved)?.found;
    let first = found.into_iter().next()?;
    let game = compiled.typed.as_ref()?;
    let mut path = Vec::new();
    follow(game, solved.registers(), &|set| (first.choice[set.index()], false), NodeId::ROOT, 0, &mut path);
    let payoffs = first.values.first()?.clone();
    let answer = Answer::Strategy(TreeStrategy { payoffs, choice: first.choice, path });
    Some(Solution { concept: "sequential", game: Some("the demand process with hidden types"), answer: Ok(answer) })
}

/// The equilibria, for a check by other means.
pub fn certificate(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Option<SignalledCertificate> {
    let found = found(compiled, solved)?.found;
    let mixed = mixtures(compiled, solved);
    // Of a mixture an action that is played.
    let played = |mixture: &Vec<Rational>| mixture.iter().position(Rational::is_positive).unwrap_or_default();
    let first_mixed = || Some(mixed.as_ref()?.found.first()?.iter().map(played).collect());
    let choice = found.first().map(|one| one.choice.clone()).or_else(first_mixed)?;
    let tree = tree_certificate(scenario, compiled.typed.as_ref()?, choice);
    let stated = |one: Assessment| AssessmentCertificate {
        choice: one.choice,
        beliefs: one.beliefs.into_iter().map(|belief| (belief.set, belief.nodes)).collect(),
    };
    let mixed = mixed.filter(|mixed| !mixed.found.is_empty()).map(|Mixed { core, found, on_core, .. }| {
        let each = found.into_iter().zip(on_core);
        MixedCertificate { core, equilibria: each.collect() }
    });
    Some(SignalledCertificate { tree, assessments: found.into_iter().map(stated).collect(), mixed })
}

/// The owner's gain from conceding over refusing, at what it believes, where it answers in one
/// situation only.
fn margin(compiled: &Compiled, solved: &Exact<'_>, one: &Assessment) -> Option<Rational> {
    let game = compiled.typed.as_ref()?;
    let asked = questions(compiled, &Assessed { compiled, solved, assessment: one }, Tree::Typed);
    let [set] = asked.as_slice() else { return None };
    let about = game.form.information_set(*set);
    let (concede, refuse) = (game.action(*set, Action::Concede)?, game.action(*set, Action::Refuse)?);
    let belief = one.beliefs.iter().find(|own| own.set == *set);
    let mut gain = Rational::ZERO;
    for (place, &node) in about.nodes.iter().enumerate() {
        let Node::Decision { children, .. } = game.form.node(node) else { return None };
        let value = |action: usize| &one.values[children[action].index()][about.player];
        let single = value(concede) - value(refuse);
        let weight = match belief {
            Some(belief) => belief.nodes[place].clone(),
            None => chance(compiled, solved, node),
        };
        gain = &gain + &(&weight * &single);
    }
    Some(gain)
}

/// The product of the chances on the way to a node.
fn chance(compiled: &Compiled, solved: &Exact<'_>, node: NodeId) -> Rational {
    let Some(game) = &compiled.typed else { return Rational::ZERO };
    let parents = game.form.parents();
    let mut product = Rational::ONE;
    let mut at = node;
    while let Some((parent, place)) = parents[at.index()] {
        if let Node::Chance(actions) = game.form.node(parent) {
            product = &product * &solved.registers()[actions[place].probability.index()];
        }
        at = parent;
    }
    product
}

/// A belief by the types of the others.
fn in_words(scenario: &Scenario, game: &ProcessGame, choice: &[usize], belief: &SetBelief) -> Derivation {
    let about = game.form.information_set(belief.set);
    let drawn = |node: NodeId| -> String {
        let others = types_drawn(scenario, game, node).into_iter();
        let others = others.filter(|one| scenario.typed_player(one).0 != about.player);
        others.map(|one| one.key.as_str()).collect::<Vec<_>>().join(" and ")
    };
    let bounds = belief.nodes.iter().zip(&belief.bounds);
    let beliefs = about.nodes.iter().zip(bounds);
    Derivation::Belief {
        player: game.form.players[about.player].clone(),
        at: describe(scenario, game, belief.set),
        reached: belief.reached,
        action: about.actions[choice[belief.set.index()]].clone(),
        beliefs: beliefs
            .map(|(&node, (share, (least, most)))| (drawn(node), [share.clone(), least.clone(), most.clone()]))
            .collect(),
    }
}

/// Play by an assessment.
struct Assessed<'a> {
    compiled: &'a Compiled,
    solved: &'a Exact<'a>,
    assessment: &'a Assessment,
}

impl Play for Assessed<'_> {
    fn decided(&self, tree: Tree) -> Result<(), NoAnswer> {
        match tree {
            Tree::Typed => Ok(()),
            other => self.solved.decided(other),
        }
    }

    fn choice(&self, tree: Tree, set: InformationSetId) -> usize {
        match tree {
            Tree::Typed => self.assessment.choice[set.index()],
            other => self.solved.choice(other, set),
        }
    }

    fn sign(&self, register: Register) -> i32 {
        self.solved.sign(register)
    }

    fn sign_of_difference(&self, a: (Tree, NodeId), b: (Tree, NodeId), player: usize) -> i32 {
        let value = |(tree, node): (Tree, NodeId)| match tree {
            Tree::Typed => self.assessment.values[node.index()][player].clone(),
            other => {
                debug_assert!(self.compiled.tree(other).is_some(), "only trees that are there are asked about");
                self.solved.value(other, node, player).clone()
            }
        };
        (&value(a) - &value(b)).signum()
    }
}
