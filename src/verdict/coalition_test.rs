//! The test on coalitions: does an agreement that holds the concession stand against every
//! objection?
//!
//! Judged are the agreements of all players on a package with the concession that gains them most
//! together, at what it pays, without side payments. The worths of coalitions by enactment decide;
//! the other rules, and the set without side payments, are evidence.

use rayon::prelude::*;

use crate::compile::Compiled;
use crate::compile::coalitional::EnactmentGame;
use crate::form::Game;
use crate::form::coalitional::{Coalition, Flaw, sum};
use crate::form::enactment::Enactment;
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::solution::coalitional::{CoalitionalAnswer, Derived, Finding, Objection, PackageObjection, Rule, Witness};
use crate::solution::{Answer, Solution};
use crate::solve::bargaining_range;
use crate::solve::bargaining_set::judgements;
use crate::solve::characteristic::{Powers, cover, enactment, maximin, threats};
use crate::solve::coalitional;
use crate::solve::limits::Limits;
use crate::solve::ntu_bargaining_set::{MAX_PACKAGES, ntu_bargaining_set};
use crate::solve::solve;
use crate::solve::superadditivity::superadditivity;

use super::{Complaint, Derivation, NoAnswer, Standing, Test, TestId};

/// What is solved for each game besides the bargaining set.
const WANTED: [&str; 4] = ["core", "least_core", "nucleolus", "shapley"];

/// The concept that the test is about.
pub const BARGAINING_SET: &str = "bargaining_set";

/// What coalitions can do, and what they are worth by each rule.
#[derive(Debug)]
pub struct Coalitions {
    pub situation: Enactment,
    /// The packages with the concession in question.
    pub asked: Vec<usize>,
    /// Those of them that gain all together most.
    pub agreed: Vec<usize>,
    /// By enactment first.
    pub games: Vec<Derived>,
}

impl Coalitions {
    /// At the base values; `None` if the scenario is too large.
    pub fn new(scenario: &Scenario, limits: &Limits) -> Option<Coalitions> {
        let game = EnactmentGame::new(scenario, None)?;
        let situation = game.at(scenario, &Compiled::base(scenario));
        let asked: Vec<usize> = game.with(scenario.question).collect();
        let total = |package: &usize| sum(situation.grand(), &situation.packages[*package].gains);
        let most = asked.iter().map(total).max();
        let agreed: Vec<usize> = asked.iter().copied().filter(|one| Some(total(one)) == most).collect();
        let powers = Powers::Enactment(&situation);
        let raw = enactment(&situation);
        let covered = Some(cover(&raw)).filter(|covered| covered.game.worth != raw.game.worth);
        let others = [maximin(powers, limits), threats(powers, limits)].into_iter().flatten();
        let games = [raw].into_iter().chain(covered).chain(others).map(|mut derived| {
            let point = |&one: &usize| (situation.packages[one].name.clone(), situation.packages[one].gains.clone());
            derived.game.points = agreed.iter().map(point).collect();
            derived
        });
        let games = games.collect();
        Some(Coalitions { situation, asked, agreed, games })
    }

    /// What the concepts say of each game, in the order of the registry. Of the bargaining set only
    /// which payoffs are in it: see [`describe`].
    fn solve(&self, limits: &Limits) -> Vec<Vec<Solution>> {
        let wanted = WANTED.map(str::to_owned);
        let solved = |derived: &Derived| {
            let judged = judgements(&derived.game, limits)
                .map(|judged| coalitional::answer(&derived.game, Finding::Membership(judged)));
            let judged = Solution { concept: BARGAINING_SET, game: None, answer: judged };
            let others = solve(&Game::Coalitional(derived.game.clone()), &wanted, limits);
            let named = |one| Solution { game: Some(derived.rule.game()), ..one };
            std::iter::once(judged).chain(others).map(named).collect()
        };
        self.games.par_iter().map(solved).collect()
    }
}

/// Adds to the answers on the bargaining sets of a scenario's coalitional games the sets
/// themselves, as far as their sizes and the limits allow: what each player can get, and the
/// polytopes. No test rests on that, and it takes as long as the rest of a verdict, so a verdict
/// leaves it out.
pub fn describe(scenario: &Scenario, limits: &Limits, solutions: &mut [Solution]) {
    let Some(found) = Coalitions::new(scenario, limits) else { return };
    solutions.par_iter_mut().filter(|one| one.concept == BARGAINING_SET).for_each(|solution| {
        let derived = found.games.iter().find(|derived| solution.game == Some(derived.rule.game()));
        if let (Some(derived), Ok(Answer::Coalitional(answer))) = (derived, &mut solution.answer)
            && let Finding::Membership(membership) = &mut answer.finding
        {
            bargaining_range::describe(&derived.game, limits, membership);
        }
    });
}

/// The answer of a solution about a coalitional game.
pub fn answer(solution: &Solution) -> Option<&CoalitionalAnswer> {
    match &solution.answer {
        Ok(Answer::Coalitional(answer)) => Some(answer),
        _ => None,
    }
}

/// The test at the base values, with evidence; the games' solutions join `solutions`.
pub fn test(scenario: &Scenario, limits: &Limits, solutions: &mut Vec<Solution>) -> Test {
    let Some(found) = Coalitions::new(scenario, limits) else {
        return Test::unanswered(TestId::BargainingSet, NoAnswer::TooManyCoalitions);
    };
    let mut words = Words { scenario, found: &found, evidence: Vec::new() };
    let solved = found.solve(limits);
    if limits.interrupted() {
        return Test::unanswered(TestId::BargainingSet, NoAnswer::LimitReached);
    }
    let games = found.games.iter().zip(&solved);
    let stands = games.map(|(derived, solved)| words.standing(derived, solved)).collect::<Vec<bool>>();
    words.without_side_payments();
    words.apart();
    let evidence = words.evidence;
    let holds = (!found.agreed.is_empty()).then(|| stands.first().copied()).flatten();
    solutions.extend(solved.into_iter().flatten());
    match holds {
        Some(holds) => Test::answered(TestId::BargainingSet, holds, None, evidence),
        None => Test::unanswered(TestId::BargainingSet, NoAnswer::NotByItself),
    }
}

/// Findings in the words of the scenario.
struct Words<'a> {
    scenario: &'a Scenario,
    found: &'a Coalitions,
    evidence: Vec<Derivation>,
}

impl Words<'_> {
    fn player(&self, player: usize) -> String {
        self.scenario.players[player].name.clone()
    }

    fn members(&self, coalition: Coalition) -> Vec<String> {
        coalition.players().map(|player| self.player(player)).collect()
    }

    fn amounts(&self, amounts: &[(usize, Rational)]) -> Vec<(String, Rational)> {
        amounts.iter().map(|(player, amount)| (self.player(*player), amount.clone())).collect()
    }

    fn package(&self, package: usize) -> String {
        self.found.situation.packages[package].name.clone()
    }

    fn gains(&self, package: usize) -> Vec<(String, Rational)> {
        let gains = self.found.situation.packages[package].gains.iter().cloned();
        gains.enumerate().map(|(player, gain)| (self.player(player), gain)).collect()
    }

    /// Whether some agreement stands, by one rule for the worths; each becomes evidence, and how its
    /// total could be divided so that it does, if it is all there is.
    fn standing(&mut self, derived: &Derived, solved: &[Solution]) -> bool {
        let finding = |id: &str| solved.iter().find(|one| one.concept == id).and_then(answer).map(|one| &one.finding);
        let Some(Finding::Membership(membership)) = finding(BARGAINING_SET) else { return false };
        let mut some = false;
        // The agreements come first.
        for (&package, judged) in self.found.agreed.iter().zip(&membership.points) {
            let objection =
                judged.objection.as_ref().map(|objection| self.complaint(derived, &judged.payoff, objection));
            some |= objection.is_none();
            let standing = Standing {
                rule: Some(derived.rule),
                package: self.package(package),
                gains: self.gains(package),
                objection,
            };
            self.evidence.push(Derivation::Standing(standing));
        }
        if let Some(Finding::Payoff(value)) = finding("nucleolus")
            && let Ok(payoff) = &value.payoff
            && let Some(&package) = self.found.agreed.first()
            && derived.rule == Rule::Enactment
            && !some
            && derived.game.inefficiency(&self.found.situation.packages[package].gains).is_none()
        {
            let shares: Vec<(usize, Rational)> = payoff.iter().cloned().enumerate().collect();
            let package = self.package(package);
            self.evidence.push(Derivation::Division { rule: derived.rule, package, payoff: self.amounts(&shares) });
        }
        some
    }

    fn complaint(&self, derived: &Derived, payoff: &[Rational], objection: &Objection) -> Complaint {
        let game = &derived.game;
        match objection {
            Objection::Flaw(Flaw::BelowAlone { player }) => Complaint::Alone {
                player: self.player(*player),
                gets: payoff[*player].clone(),
                alone: game.alone(*player).clone(),
            },
            Objection::Justified { objector, target, coalition, promised } => {
                let mut after = payoff.to_vec();
                for (player, amount) in promised {
                    after[*player] = amount.clone();
                }
                let others = game.grand().without(*objector).without(*target);
                let counters = others.subsets().map(|some| some.with(*target));
                let (short, nearest) = counters
                    .map(|counter| (&sum(counter, &after) - game.worth(counter), counter))
                    .min()
                    .expect("the target alone is one");
                Complaint::Justified {
                    objector: self.player(*objector),
                    target: self.player(*target),
                    members: self.members(*coalition),
                    promised: self.amounts(promised),
                    nearest: self.members(nearest),
                    short,
                }
            }
            // Other objections are not raised against membership of the bargaining set.
            Objection::Flaw(Flaw::Inefficient { .. })
            | Objection::Excess { .. }
            | Objection::Surplus { .. }
            | Objection::Threat { .. }
            | Objection::Coalitional { .. } => {
                Complaint::Total { total: sum(game.grand(), payoff), most: game.worth(game.grand()).clone() }
            }
        }
    }

    fn without_side_payments(&mut self) {
        let situation = &self.found.situation;
        if situation.packages.len() > MAX_PACKAGES {
            return;
        }
        for &package in &self.found.agreed {
            let objection = ntu_bargaining_set(situation, package).err().map(|objection| match objection {
                PackageObjection::Better { package } => Complaint::Better { package: self.package(package) },
                PackageObjection::Alone { player, package } => {
                    Complaint::AlonePackage { player: self.player(player), package: self.package(package) }
                }
                PackageObjection::Justified { objector, target, coalition, package } => Complaint::Package {
                    objector: self.player(objector),
                    target: self.player(target),
                    members: self.members(coalition),
                    package: self.package(package),
                },
            });
            let standing =
                Standing { rule: None, package: self.package(package), gains: self.gains(package), objection };
            self.evidence.push(Derivation::Standing(standing));
        }
    }

    /// Warns of two coalitions that are worth more apart, by enactment.
    fn apart(&mut self) {
        let Some(raw) = self.found.games.first() else { return };
        if let Ok(property) = superadditivity(&raw.game)
            && let Some(Witness::Pair(one, other)) = property.witness
        {
            let (apart, together) =
                (raw.game.worth(one) + raw.game.worth(other), raw.game.worth(one.union(other)).clone());
            let parts = [self.members(one), self.members(other)];
            self.evidence.push(Derivation::Apart { parts, apart, together });
        }
    }
}
