//! The tests on the bargaining problem: is the concession part of what the parties, bargaining
//! over packages, would agree on?

use crate::compile::Compiled;
use crate::compile::bargaining::PackageGame;
use crate::form::Game;
use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::solution::bargaining::{Acceptance, Bargain, Choice, Mixture};
use crate::solution::certificate::PackageCertificate;
use crate::solution::{Answer, Solution};
use crate::solve::limits::Limits;
use crate::solve::lottery_program::{Affine, LotteryProgram};
use crate::solve::{CONCEPTS, Form, solve};

use super::{Derivation, NoAnswer, Test, TestId};

/// The tests of this module, in order.
pub const TESTS: [TestId; 2] = [TestId::Efficient, TestId::Bargain];

/// What the game is called in reports.
pub const GAME: &str = "the bargaining problem of packages";

/// The tests at the base values, with evidence; the game's solutions join `solutions`.
pub fn tests(scenario: &Scenario, limits: &Limits, solutions: &mut Vec<Solution>) -> Vec<Test> {
    let unanswered = |why: NoAnswer| TESTS.iter().map(|&id| Test::unanswered(id, why.clone())).collect();
    let Some(game) = PackageGame::new(scenario, None) else { return unanswered(NoAnswer::TooManyPackages) };
    let base: Vec<Rational> = scenario.parameters.iter().map(|parameter| parameter.base.clone()).collect();
    let problem = game.at(scenario, &base);
    let wanted: Vec<String> = CONCEPTS
        .iter()
        .filter(|concept| concept.form == Form::Bargaining)
        .map(|concept| concept.id.to_owned())
        .collect();
    let solved = solve(&Game::Bargaining(problem.clone()), &wanted, limits);
    if limits.interrupted() {
        return unanswered(NoAnswer::LimitReached);
    }
    let picked = |id: &str| picked(&solved, id).expect("the status quo is individually rational");
    let names = |bargain: &Bargain| -> Vec<(String, Rational)> {
        let name = |outcome: &Vec<usize>| problem.issues[0].options[outcome[0]].name.clone();
        bargain.mixture.iter().map(|(outcome, weight)| (name(outcome), weight.clone())).collect()
    };
    let mut evidence: Vec<Derivation> = Vec::new();
    for id in ["nash_bargaining", "kalai_smorodinsky"] {
        let own = picked(id);
        evidence.push(Derivation::Package {
            concept: Some(id),
            mixture: names(own),
            gains: gains(&game, scenario, own.payoff.iter().map(|payoff| payoff.middle()), &problem.disagreement),
            exact: own.payoff.iter().all(|payoff| payoff.exact().is_some()),
        });
    }
    let share = share(&game, scenario, picked("nash_bargaining"));
    let bargained = Test::answered(TestId::Bargain, share.is_positive(), Some(share), evidence);

    let program = LotteryProgram::new(&problem);
    let mut evidence = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    let mut efficient = false;
    for index in game.with(scenario.question) {
        if limits.interrupted() {
            return unanswered(NoAnswer::LimitReached);
        }
        let payoffs = &problem.issues[0].options[index].payoffs;
        let own: Vec<Rational> = payoffs.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
        let losing = own.iter().filter(|gain| gain.is_negative()).count();
        if losing == 0 && program.support(&own).is_some() {
            efficient = true;
            evidence.push(Derivation::Package {
                concept: None,
                mixture: vec![(problem.issues[0].options[index].name.clone(), Rational::ONE)],
                gains: gains(&game, scenario, payoffs.iter().cloned(), &problem.disagreement),
                exact: true,
            });
        } else if best.is_none_or(|(known, _)| losing < known) {
            best = Some((losing, index));
        }
    }
    if let (false, Some((losing, index))) = (efficient, best) {
        evidence.push(objection(&game, scenario, &problem, &program, index, losing));
    }
    let efficient = Test::answered(TestId::Efficient, efficient, None, evidence);
    solutions.extend(solved.into_iter().map(|one| Solution { game: Some(GAME), ..one }));
    vec![efficient, bargained]
}

/// The problem with what proves the tests on it, given the solutions that the tests have added.
pub fn certificate(scenario: &Scenario, solutions: &[Solution]) -> Option<PackageCertificate> {
    let game = PackageGame::new(scenario, None)?;
    let problem = game.at(scenario, &Compiled::base(scenario));
    let program = LotteryProgram::new(&problem);
    let flat = |mixture: &Mixture| mixture.iter().map(|(outcome, weight)| (outcome[0], weight.clone())).collect();
    let asked = game.with(scenario.question).map(|option| {
        let payoffs = &problem.issues[0].options[option].payoffs;
        let own: Vec<Rational> = payoffs.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
        let acceptance = match (own.iter().position(Rational::is_negative), program.support(&own)) {
            (Some(player), _) => Acceptance::Harms(player),
            (None, Some((weights, _))) => Acceptance::Efficient(weights),
            (None, None) => Acceptance::Dominated(flat(&better(&program, &own))),
        };
        (option, acceptance)
    });
    let asked = asked.collect();
    // A limit may have left the tests without an answer.
    let nash = flat(&picked(solutions, "nash_bargaining")?.mixture);
    Some(PackageCertificate { problem, asked, nash })
}

/// What a concept picks.
fn picked<'a>(solutions: &'a [Solution], id: &str) -> Option<&'a Bargain> {
    solutions.iter().find(|one| one.concept == id).and_then(|one| match &one.answer {
        Ok(Answer::Bargaining(answer)) => match &answer.choice {
            Choice::Bargain(bargain) => Some(bargain),
            Choice::Frontier(_) => None,
        },
        _ => None,
    })
}

/// A lottery that gains everybody at least as much as a package, and all together most.
fn better(program: &LotteryProgram, own: &[Rational]) -> Mixture {
    let players = own.len();
    let at_least: Vec<Affine> =
        own.iter().enumerate().map(|(player, gain)| Affine::of_player(player, players, Rational::ONE, -gain)).collect();
    program.maximin(&[Affine::sum(players)], &at_least).expect("the package itself is feasible").mixture
}

/// How likely the concession in question is attempted under a lottery over packages.
fn share(game: &PackageGame, scenario: &Scenario, bargain: &Bargain) -> Rational {
    let holding: Vec<usize> = game.with(scenario.question).collect();
    let attempting = bargain.mixture.iter().filter(|(outcome, _)| holding.contains(&outcome[0]));
    attempting.fold(Rational::ZERO, |sum, (_, weight)| &sum + weight)
}

fn gains(
    game: &PackageGame,
    scenario: &Scenario,
    payoffs: impl Iterator<Item = Rational>,
    disagreement: &[Rational],
) -> Vec<(String, Rational)> {
    let names = game.players.iter().map(|player| scenario.players[player.0].name.clone());
    names.zip(payoffs.zip(disagreement).map(|(payoff, base)| &payoff - base)).collect()
}

/// Why the most acceptable package with the concession is not both efficient and rational:
/// who loses by it, or the lottery that is better for all.
fn objection(
    game: &PackageGame,
    scenario: &Scenario,
    problem: &BargainingProblem,
    program: &LotteryProgram,
    index: usize,
    losing: usize,
) -> Derivation {
    let option = &problem.issues[0].options[index];
    let own: Vec<Rational> = option.payoffs.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
    let losers = gains(game, scenario, option.payoffs.iter().cloned(), &problem.disagreement);
    if losing > 0 {
        let losers = losers.into_iter().filter(|(_, gain)| gain.is_negative()).collect();
        return Derivation::Spurned { package: option.name.clone(), losers, better: Vec::new() };
    }
    let better = better(program, &own);
    let name = |outcome: &Vec<usize>| problem.issues[0].options[outcome[0]].name.clone();
    Derivation::Spurned {
        package: option.name.clone(),
        losers: Vec::new(),
        better: better.iter().map(|(outcome, weight)| (name(outcome), weight.clone())).collect(),
    }
}
