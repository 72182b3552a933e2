//! The test on alternating offers: is the concession part of what the parties agree on at once?

use crate::compile::offers::{OfferProcess, offer_process};
use crate::form::alternating_offers::AlternatingOffers;
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::scenario::{Protocol, Scenario};
use crate::solution::alternating_offers::{OfferAnswer, OfferEquilibrium, OfferFinding, Proposal};
use crate::solution::certificate::OfferCertificate;
use crate::solution::{Answer, Solution};
use crate::solve::limits::Limits;
use crate::solve::stationary_offers::stationary_offers;

use super::{Dependence, Derivation, NoAnswer, Test, TestId};

const GAME: &str = "alternating offers of packages";

/// Combinations of regimes that are tried.
const TRIED: u64 = 50_000;

/// Equilibria that are shown as evidence.
const SHOWN: usize = 1;

/// The test at the base values, if that is the scenario's protocol; its equilibria join
/// `solutions`.
pub fn test(scenario: &Scenario, limits: &Limits, solutions: &mut Vec<Solution>) -> Option<Test> {
    if matches!(scenario.process.protocol, Protocol::Demands) {
        return None;
    }
    let Some(process) = offer_process(scenario) else {
        return Some(Test::unanswered(TestId::Offers, NoAnswer::TooManyPackages));
    };
    let limits = Limits { nodes: limits.nodes.min(TRIED), ..limits.clone() };
    let Ok(found) = stationary_offers(&process.game, &limits) else {
        return Some(Test::unanswered(TestId::Offers, NoAnswer::OffersOpen));
    };
    let shares: Vec<[Rational; 2]> = found.equilibria.iter().map(|one| shares(&process, one)).collect();
    let least = shares.iter().map(|[least, _]| least.clone()).min();
    let most = shares.iter().map(|[_, most]| most.clone()).max();
    let surely = shares.iter().all(|[least, _]| least.is_one());
    let never = shares.iter().all(|[_, most]| most.is_zero());
    let mut evidence = vec![Derivation::Offers { equilibria: shares.len(), complete: found.complete }];
    for one in found.equilibria.iter().take(SHOWN) {
        evidence.extend(one.proposals.iter().map(|proposal| Derivation::Offer {
            proposer: process.game.players[proposal.proposer].clone(),
            mixture: mixture(&process.game, proposal),
            gains: process.game.players.iter().cloned().zip(proposal.values.iter().cloned()).collect(),
        }));
    }
    let mut test = match least.zip(most) {
        Some((least, _)) if found.complete && (surely || never) => {
            Test::answered(TestId::Offers, surely, Some(least), Vec::new())
        }
        Some((least, most)) if found.complete => {
            let on = dependence(&process, &found.equilibria);
            Test::unanswered(TestId::Offers, NoAnswer::DependsOnOffer { on, least, most })
        }
        _ if limits.nodes < TRIED || limits.interrupted() => Test::unanswered(TestId::Offers, NoAnswer::LimitReached),
        _ => Test::unanswered(TestId::Offers, NoAnswer::OffersOpen),
    };
    test.evidence = evidence;
    let packages = process.game.packages.iter().map(|package| package.name.clone()).collect();
    let (first, players) = (process.game.first(), process.game.players);
    let answer = OfferAnswer { players, packages, first, finding: OfferFinding::Stationary(found) };
    solutions.push(Solution { concept: "stationary", game: Some(GAME), answer: Ok(Answer::AlternatingOffers(answer)) });
    Some(test)
}

/// The game, for a check by other means.
pub fn certificate(scenario: &Scenario) -> Option<OfferCertificate> {
    let OfferProcess { game, holding } = offer_process(scenario)?;
    Some(OfferCertificate { game, holding })
}

fn mixture(game: &AlternatingOffers, proposal: &Proposal) -> Vec<(String, Rational)> {
    proposal.mixture.iter().map(|(place, weight)| (game.packages[*place].name.clone(), weight.clone())).collect()
}

/// The least and the most chance that what is agreed on in the first period holds the concession,
/// over all lotteries that pay what the equilibrium pays.
fn shares(process: &OfferProcess, equilibrium: &OfferEquilibrium) -> [Rational; 2] {
    let mut shares = [Rational::ZERO, Rational::ZERO];
    for (chance, proposal) in process.game.first().iter().zip(&equilibrium.proposals) {
        if chance.is_zero() || !proposal.agreed {
            continue;
        }
        for (share, sign) in shares.iter_mut().zip([-1, 1]) {
            *share = &*share + &(chance * &extreme(process, proposal, sign));
        }
    }
    shares
}

/// What it depends on whether the concession is agreed on at once: a lottery, if some proposer that
/// may come first offers one that holds it in part, or else who proposes, or which equilibrium it is.
fn dependence(process: &OfferProcess, equilibria: &[OfferEquilibrium]) -> Dependence {
    let mut of_proposer = false;
    for equilibrium in equilibria {
        let mut seen = Vec::new();
        for (chance, proposal) in process.game.first().iter().zip(&equilibrium.proposals) {
            if chance.is_zero() {
                continue;
            }
            let bound = |sign| if proposal.agreed { extreme(process, proposal, sign) } else { Rational::ZERO };
            let (least, most) = (bound(-1), bound(1));
            if !least.is_one() && !most.is_zero() {
                return Dependence::Lottery;
            }
            seen.push(least);
        }
        of_proposer |= seen.iter().any(|own| *own != seen[0]);
    }
    if of_proposer { Dependence::Proposer } else { Dependence::Equilibrium }
}

fn extreme(process: &OfferProcess, proposal: &Proposal, sign: i64) -> Rational {
    let packages = &process.game.packages;
    let mut objective = vec![Rational::ZERO; packages.len()];
    for &place in &process.holding {
        objective[place] = Rational::from(sign);
    }
    let mut program = LinearProgram::maximize(objective);
    for (player, value) in proposal.values.iter().enumerate() {
        let row: Vec<Rational> = packages.iter().map(|package| package.payoffs[player].clone()).collect();
        program.rows.push(Row::dense(&row, Relation::Equal, value.clone()));
    }
    let ones = vec![Rational::ONE; packages.len()];
    program.rows.push(Row::dense(&ones, Relation::Equal, Rational::ONE));
    // The lottery that is offered is one of them.
    solve(&program).optimal().map_or(Rational::ZERO, |optimum| &optimum.value * &Rational::from(sign))
}
