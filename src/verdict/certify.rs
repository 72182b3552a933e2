//! The certificate of a verdict: the games and the strategies claimed for them.

use crate::compile::plans::PlanGame;
use crate::compile::{Action, Compiled, Move, ProcessGame};
use crate::form::extensive::{Node, NodeId};
use crate::scenario::{Protocol, Scenario};
use crate::solution::Solution;
use crate::solution::certificate::{Certificate, DerivedCertificate, EnactmentCertificate, TreeCertificate};
use crate::solution::coalitional::Rule;
use crate::solve::limits::Limits;

use super::coalition_test::{Coalitions, answer};
use super::process_tests::{Schedules, Tree, at_base};
use super::{bargain_tests, offers_test, signal_test, stability_test, stationary_test};

/// Everything that an independent check of the verdict, with these solutions, needs.
pub fn certificate(scenario: &Scenario, compiled: &Compiled, solutions: &[Solution]) -> Certificate {
    let base = Compiled::base(scenario);
    let schedules = Schedules::new(compiled);
    let solved = at_base(scenario, &schedules);
    let offers = offers_test::certificate(scenario);
    let demanded = matches!(scenario.process.protocol, Protocol::Demands);
    let tree = |tree: Tree| {
        if !demanded {
            return None;
        }
        let choice = solved.induction(tree)?.choice.clone();
        Some(tree_certificate(scenario, compiled.tree(tree)?, choice))
    };
    let plans = if demanded { PlanGame::new(scenario, &compiled.strategic) } else { None };
    // A limit may have left the test without an answer.
    let enacted = solutions.iter().any(|one| one.game == Some(Rule::Enactment.game()));
    Certificate {
        parameters: scenario.parameters.iter().map(|parameter| parameter.path.clone()).zip(base).collect(),
        program: compiled.program.clone(),
        honoured: compiled.honoured,
        gain: compiled.gain,
        disagreement: compiled.disagreement.clone(),
        owner: scenario.owner().0,
        demander: scenario.demander().0,
        strategic: tree(Tree::Strategic),
        behavioural: tree(Tree::Behavioural),
        typed: tree(Tree::Typed),
        signing_at_once: tree(Tree::SigningAtOnce),
        attempting: plans.as_ref().map_or_else(Vec::new, |plans| {
            plans.compliance[scenario.owner().0].iter().map(|k| k.is_some_and(|k| k > 0)).collect()
        }),
        packages: bargain_tests::certificate(scenario, solutions),
        signalled: demanded.then(|| signal_test::certificate(scenario, compiled, &solved)).flatten(),
        stationary: demanded.then(|| stationary_test::certificate(scenario)).flatten(),
        offers,
        conflict: stability_test::certificate(scenario),
        coalitions: enacted
            .then(|| Coalitions::new(scenario, &Limits::default()))
            .flatten()
            .map(|found| coalitions(found, solutions)),
        plans: plans.map(|plans| plans.at(&compiled.strategic, solved.registers())),
    }
}

fn coalitions(found: Coalitions, solutions: &[Solution]) -> EnactmentCertificate {
    let Coalitions { situation, asked, games, .. } = found;
    let games = games.into_iter().map(|derived| {
        let about = solutions.iter().filter(|one| one.game == Some(derived.rule.game()));
        let answers = about.filter_map(|one| Some((one.concept.to_owned(), answer(one)?.clone()))).collect();
        DerivedCertificate { derived, answers }
    });
    EnactmentCertificate { situation, asked, games: games.collect() }
}

pub(super) fn tree_certificate(scenario: &Scenario, game: &ProcessGame, choice: Vec<usize>) -> TreeCertificate {
    let asked = Move::Respond { concession: scenario.question, again: false };
    let mut answers = Vec::new();
    for (index, node) in game.form.nodes.iter().enumerate() {
        if let Node::Decision { information_set, children } = node
            && game.move_at(*information_set) == asked
            && let Some(concede) = game.action(*information_set, Action::Concede)
            && let Some(refuse) = game.action(*information_set, Action::Refuse)
        {
            answers.push((NodeId(index as u32), children[concede], children[refuse]));
        }
    }
    // What follows a refusal or a failure for good does not follow a success.
    let parents = game.form.parents();
    let after_drop = |set: usize| {
        let mut at = game.form.information_sets[set].nodes[0];
        std::iter::from_fn(|| {
            at = parents[at.index()]?.0;
            Some(at)
        })
        .any(|node| match game.form.node(node) {
            Node::Decision { information_set, .. } => matches!(game.move_at(*information_set), Move::Drop { .. }),
            Node::Chance(_) | Node::Terminal(_) => false,
        })
    };
    let settlements = (0..game.moves.len())
        .filter(|&set| matches!(game.moves[set], Move::Settle { .. }) && !after_drop(set))
        .map(|set| {
            let sign = game.actions[set].iter().position(|&action| action == Action::Sign);
            (set, sign.unwrap_or(usize::MAX))
        })
        .collect();
    TreeCertificate { form: game.form.clone(), choice, answers, settlements }
}
