//! The tests on the normal form of plans: dominance and equilibria.

use crate::compile::{Compiled, plans::PlanGame};
use crate::form::extensive::{Node, NodeId};
use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::solution::{Answer, Dominance, Equilibria, Equilibrium, Reduction, Solution};
use crate::solve::coarse_correlated::coarse_correlated;
use crate::solve::correlated::{Polytope, deviations};
use crate::solve::dominance::{dominates, dominator, iterated};
use crate::solve::extreme_equilibria::active_players;
use crate::solve::limits::Limits;
use crate::solve::maximin::maximin;
use crate::solve::mixed_equilibria::mixed_equilibria_among;
use crate::solve::nash::{nash, pure_equilibria};
use crate::solve::stackelberg::stackelberg;

use super::process_tests::Exact;
use super::{Derivation, NoAnswer, Test, TestId};

/// Equilibria that a text report lists one by one.
const LISTED: usize = 6;

/// Profiles of plans up to which correlated equilibria are looked at: milliseconds.
const CORRELATED_PROFILES: usize = 200;

/// Bits of payoffs up to which they are: longer numbers are nobody's judgement.
const CORRELATED_HEIGHT: usize = 256;

/// The tests of this module, in order.
pub const TESTS: [TestId; 5] = [
    TestId::Undominated,
    TestId::SomeEquilibrium,
    TestId::SomeUndominatedEquilibrium,
    TestId::EveryEquilibrium,
    TestId::Dominant,
];

/// What is known of a game of plans.
pub struct Analysis {
    pub game: NormalGame,
    pub strict: Reduction,
    pub nash: Equilibria,
}

/// Supports and cells that the search for mixed equilibria of more than two players may look
/// at: a fraction of a second.
const MIXED_NODES: u64 = 5_000;

/// Dominance and equilibria of a game of plans of a scenario. Where more than two players have a
/// choice, mixed equilibria are searched if the pure ones leave a test open.
pub fn analyse(scenario: &Scenario, plans: &PlanGame, game: NormalGame, limits: &Limits) -> Analysis {
    let strict = uninterrupted(&game, Dominance::Strict);
    if active_players(&game).len() <= 2 {
        return Analysis { strict, nash: nash(&game, limits), game };
    }
    let pure = Equilibria { complete: false, ..pure_equilibria(&game) };
    let mut analysis = Analysis { strict, nash: pure, game };
    if TESTS.iter().any(|&test| holds(scenario, plans, &analysis, test).is_none()) {
        let limits = Limits { nodes: limits.nodes.min(MIXED_NODES), ..limits.clone() };
        analysis.nash = mixed_equilibria_among(&analysis.game, &analysis.strict.surviving, &limits);
    }
    analysis
}

fn uninterrupted(game: &NormalGame, dominance: Dominance) -> Reduction {
    iterated(game, dominance, &Limits::default()).expect("nothing limits it")
}

/// The answers alone, for any game of plans of a scenario: these are what switching
/// points are asked about.
pub fn holds(scenario: &Scenario, plans: &PlanGame, analysis: &Analysis, test: TestId) -> Option<bool> {
    let owner = scenario.owner().0;
    let complies = |plan: usize| plans.compliance[owner][plan].is_some_and(|k| k > 0);
    // Whether an equilibrium attempts depends on its support only, which a family shares.
    let attempts = |support: &Vec<Vec<usize>>| support[owner].iter().any(|&plan| complies(plan));
    let survives = analysis.strict.surviving[owner].iter().any(|&plan| complies(plan));
    let refusal_survives = analysis.strict.surviving[owner].iter().any(|&plan| !complies(plan));
    // What iterated dominance removes is in no equilibrium, mixed or not.
    let exists = |found: bool| match (found, analysis.nash.complete || !survives) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    match test {
        TestId::Undominated => Some(survives),
        TestId::SomeEquilibrium => exists(analysis.nash.supports().any(|one| attempts(&one))),
        TestId::SomeUndominatedEquilibrium => {
            exists(analysis.nash.supports().any(|one| attempts(&one) && !uses_dominated(&analysis.game, &one)))
        }
        TestId::EveryEquilibrium => {
            if analysis.nash.supports().any(|one| !attempts(&one)) {
                Some(false)
            } else if analysis.nash.complete || !refusal_survives {
                Some(true)
            } else {
                None
            }
        }
        TestId::Dominant => Some(dominant_plan(plans, analysis, owner).is_some()),
        _ => None,
    }
}

/// A plan that attempts and dominates every other plan, with how strongly.
fn dominant_plan(plans: &PlanGame, analysis: &Analysis, owner: usize) -> Option<(usize, Dominance)> {
    let game = &analysis.game;
    let (count, stride) = (game.strategies[owner].len(), game.stride(owner));
    let starts: Vec<usize> = (0..game.payoffs.len()).filter(|index| index / stride % count == 0).collect();
    (0..count).filter(|&plan| plans.compliance[owner][plan].is_some_and(|k| k > 0)).find_map(|plan| {
        [Dominance::Strict, Dominance::Weak]
            .into_iter()
            .find(|&dominance| {
                (0..count).filter(|&other| other != plan).all(|other| {
                    let gains: Vec<Rational> = starts
                        .iter()
                        .map(|start| {
                            game.payoff(start + plan * stride, owner) - game.payoff(start + other * stride, owner)
                        })
                        .collect();
                    dominates(gains.iter(), dominance)
                })
            })
            .map(|dominance| (plan, dominance))
    })
}

/// That some player's mixture is weakly dominated. A mixture is not if and only if it is a best
/// reply to some distribution over all profiles of the others, which depends on its support only.
fn uses_dominated(game: &NormalGame, supports: &[Vec<usize>]) -> bool {
    let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    supports.iter().enumerate().any(|(player, support)| {
        let mut even = vec![Rational::ZERO; all[player].len()];
        for &strategy in support {
            even[strategy] = &Rational::ONE / &Rational::from(support.len() as i64);
        }
        dominator(game, &all, player, &even, Dominance::Weak).is_some()
    })
}

/// The tests at the base values, with evidence; the game's solutions join `solutions`.
pub fn tests(
    scenario: &Scenario,
    compiled: &Compiled,
    solved: &Exact<'_>,
    plans: Option<&PlanGame>,
    limits: &Limits,
    solutions: &mut Vec<Solution>,
) -> Vec<Test> {
    let Some(plans) = plans else {
        return TESTS.iter().map(|&id| Test::unanswered(id, NoAnswer::TooManyPlans)).collect();
    };
    let analysis = analyse(scenario, plans, plans.at(&compiled.strategic, solved.registers()), limits);
    let owner = scenario.owner().0;
    let attempts = |profile: &[usize]| plans.compliance[owner][profile[owner]].is_some_and(|k| k > 0);
    // At the base values only: switching points do not ask for it.
    let mut polytope = Polytope::new(&analysis.game, deviations(&analysis.game), limits)
        .ok()
        .filter(|_| analysis.game.payoffs.len() <= CORRELATED_PROFILES)
        .filter(|_| analysis.game.payoffs.iter().flatten().all(|payoff| payoff.height() <= CORRELATED_HEIGHT));
    let correlated = polytope.as_mut().and_then(|polytope| {
        let [least, most] = polytope.event_interval(attempts).ok()?;
        Some(Derivation::Correlated { least: least.value, most: most.value })
    });
    let tests = TESTS
        .iter()
        .map(|&id| match holds(scenario, plans, &analysis, id) {
            Some(holds) => {
                let mut evidence = evidence(scenario, compiled, solved, plans, &analysis, id);
                if matches!(id, TestId::EveryEquilibrium | TestId::Dominant) {
                    evidence.extend(correlated.clone());
                }
                Test::answered(id, holds, None, evidence)
            }
            None if limits.interrupted() || limits.nodes < MIXED_NODES || limits.answers < usize::MAX => {
                Test::unanswered(id, NoAnswer::LimitReached)
            }
            None if active_players(&analysis.game).len() <= 2 => Test::unanswered(id, NoAnswer::TooManyPlans),
            None => Test::unanswered(id, NoAnswer::MixedBeyondTwoPlayers),
        })
        .map(|test| match (test.id, test.holds) {
            // The interval is evidence also where the test itself has no answer.
            (TestId::EveryEquilibrium | TestId::Dominant, None) => {
                Test { evidence: correlated.clone().into_iter().collect(), ..test }
            }
            _ => test,
        })
        .collect();
    let sets = [
        ("coarse_correlated", polytope.as_ref().and_then(|_| coarse_correlated(&analysis.game, limits).ok())),
        ("correlated", polytope.as_mut().and_then(|polytope| polytope.summary().ok())),
    ];
    // Linear programs over payoffs as long as a page take minutes.
    let short = polytope.is_some();
    drop(polytope);
    const GAME: &str = "the normal form of plans";
    let Analysis { game, strict, nash } = analysis;
    let weak = uninterrupted(&game, Dominance::Weak);
    let reduced = |reduction: Reduction| Answer::Reduction {
        reduction,
        players: game.players.clone(),
        strategies: game.strategies.clone(),
    };
    solutions.extend(
        [
            ("pure_nash", Answer::Equilibria(pure_equilibria(&game))),
            ("nash", Answer::Equilibria(nash)),
            ("iterated_dominance", reduced(strict)),
            ("iterated_weak_dominance", reduced(weak)),
        ]
        .map(|(concept, answer)| Solution { concept, game: Some(GAME), answer: Ok(answer) }),
    );
    let sets = sets.into_iter().filter_map(|(concept, set)| Some((concept, Answer::Correlated(set?))));
    let levels = short.then(|| maximin(&game, limits).ok()).flatten();
    let leaders = short.then(|| stackelberg(&game, limits).ok()).flatten();
    let assured = [("maximin", levels.map(Answer::Security)), ("stackelberg", leaders.map(Answer::Commitments))];
    let assured = assured.into_iter().filter_map(|(concept, answer)| Some((concept, answer?)));
    solutions.extend(sets.chain(assured).map(|(concept, answer)| Solution {
        concept,
        game: Some(GAME),
        answer: Ok(answer),
    }));
    tests
}

fn evidence(
    scenario: &Scenario,
    compiled: &Compiled,
    solved: &Exact<'_>,
    plans: &PlanGame,
    analysis: &Analysis,
    id: TestId,
) -> Vec<Derivation> {
    let owner = scenario.owner().0;
    let complies = |plan: usize| plans.compliance[owner][plan].is_some_and(|k| k > 0);
    let attempts = |equilibrium: &Equilibrium| {
        equilibrium.profile[owner].iter().enumerate().any(|(plan, weight)| weight.is_positive() && complies(plan))
    };
    let whole = |weight: &Rational| weight.is_zero() || weight.is_one();
    match id {
        TestId::Undominated => analysis
            .strict
            .eliminations
            .iter()
            .filter(|gone| gone.player == owner && complies(gone.strategy))
            .map(|gone| Derivation::Dominated {
                player: plans.players[owner].clone(),
                strategy: plans.strategies[owner][gone.strategy].clone(),
                by: mixture(&plans.strategies[owner], &gone.by),
            })
            .collect(),
        TestId::SomeEquilibrium | TestId::EveryEquilibrium => {
            let nash = &analysis.nash;
            let listed = nash.equilibria.len() + nash.enclosed.len();
            let in_use = |support: &Vec<Vec<usize>>| support[owner].iter().any(|&plan| complies(plan));
            let count = Derivation::Count {
                equilibria: listed,
                attempting: nash.supports().take(listed).filter(in_use).count(),
                complete: nash.complete,
                pure: nash.equilibria.iter().all(|one| one.profile.iter().flatten().all(whole))
                    && nash.enclosed.is_empty(),
            };
            // The equilibria of the kind that decides come first.
            let wanted = id == TestId::SomeEquilibrium;
            let listed = telling(scenario, nash.equilibria.iter().filter(|one| attempts(one) == wanted))
                .into_iter()
                .map(|one| described(compiled, solved, plans, one, attempts(one)));
            std::iter::once(count).chain(listed).collect()
        }
        TestId::SomeUndominatedEquilibrium => {
            let equilibria = analysis.nash.equilibria.iter();
            let wanted = equilibria.filter(|one| attempts(one) && !uses_dominated(&analysis.game, &one.support()));
            let listed = telling(scenario, wanted).into_iter();
            listed.map(|one| described(compiled, solved, plans, one, true)).collect()
        }
        _ => Vec::new(),
    }
}

/// The first few equilibria that differ in what the owner or a demander does; those that
/// differ only in what others would do where they are not asked say the same again.
fn telling<'a>(scenario: &Scenario, equilibria: impl Iterator<Item = &'a Equilibrium>) -> Vec<&'a Equilibrium> {
    let owner = scenario.owner().0;
    let concerned: Vec<usize> = (0..scenario.players.len())
        .filter(|&player| {
            player == owner || scenario.concessions.iter().any(|concession| concession.demanded_by.0 == player)
        })
        .collect();
    let mut told: Vec<&Equilibrium> = Vec::new();
    for one in equilibria {
        let same = |other: &&Equilibrium| concerned.iter().all(|&player| one.profile[player] == other.profile[player]);
        if !told.iter().any(same) {
            told.push(one);
        }
        if told.len() == LISTED {
            break;
        }
    }
    told
}

fn described(
    compiled: &Compiled,
    solved: &Exact<'_>,
    plans: &PlanGame,
    equilibrium: &Equilibrium,
    attempts: bool,
) -> Derivation {
    let profile = plans
        .players
        .iter()
        .zip(&plans.strategies)
        .zip(&equilibrium.profile)
        .filter(|((_, labels), _)| labels.len() > 1)
        .map(|((player, labels), weights)| (player.clone(), mixture(labels, weights)))
        .collect();
    let pure: Option<Vec<usize>> =
        equilibrium.profile.iter().map(|weights| weights.iter().position(Rational::is_one)).collect();
    // With hidden moves not every node starts a subgame, and the check below does not apply.
    let subgame_perfect = pure
        .filter(|_| compiled.strategic.form.has_perfect_information())
        .map(|pure| is_subgame_perfect(compiled, solved.registers(), plans, &pure));
    Derivation::Equilibrium { profile, attempts: Some(attempts), subgame_perfect }
}

/// Whether a pure profile of plans is optimal at every decision of the tree, reached or
/// not (the one-shot deviation principle).
fn is_subgame_perfect(compiled: &Compiled, registers: &[Rational], plans: &PlanGame, profile: &[usize]) -> bool {
    let form = &compiled.strategic.form;
    let mut payoffs: Vec<Vec<Rational>> = vec![Vec::new(); form.nodes.len()];
    for index in (0..form.nodes.len()).rev() {
        payoffs[index] = match form.node(NodeId(index as u32)) {
            Node::Terminal(terms) => terms.iter().map(|register| registers[register.index()].clone()).collect(),
            Node::Chance(actions) => (0..form.players.len())
                .map(|player| {
                    actions.iter().fold(Rational::ZERO, |sum, action| {
                        &sum + &(&registers[action.probability.index()] * &payoffs[action.child.index()][player])
                    })
                })
                .collect(),
            Node::Decision { information_set, children } => {
                let player = form.information_set(*information_set).player;
                let chosen = children[plans.action(player, profile[player], information_set.index())];
                let value = &payoffs[chosen.index()][player];
                if children.iter().any(|child| payoffs[child.index()][player] > *value) {
                    return false;
                }
                payoffs[chosen.index()].clone()
            }
        };
    }
    true
}

fn mixture(labels: &[String], weights: &[Rational]) -> Vec<(String, Rational)> {
    labels.iter().cloned().zip(weights.iter().cloned()).filter(|(_, weight)| !weight.is_zero()).collect()
}
