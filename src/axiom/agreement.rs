//! Checks that an agreement stands against objections, or does not.

use crate::form::coalitional::{Coalition, sum};
use crate::form::enactment::{EnactedPackage, Enactment};
use crate::numeric::rational::Rational;
use crate::solution::certificate::EnactmentCertificate;
use crate::solution::coalitional::{Finding, Rule};

use super::Check;

/// That the test `bargaining_set` says what the answer for the game by enactment does, and that it
/// judges the right agreements: the packages with the concession that gain all together most. The
/// judgements are checked with the answer itself.
pub fn check(certificate: &EnactmentCertificate, claimed: Option<bool>) -> Check {
    Check::new("`bargaining_set`", agrees(certificate, claimed))
}

fn agrees(certificate: &EnactmentCertificate, claimed: Option<bool>) -> Result<(), String> {
    let situation = &certificate.situation;
    let everyone = situation.grand();
    let total = |package: usize| sum(everyone, &situation.packages[package].gains);
    let Some(most) = certificate.asked.iter().map(|&package| total(package)).max() else {
        return if claimed.is_none() { Ok(()) } else { Err("no package holds the concession".to_owned()) };
    };
    let agreed: Vec<(&String, &Vec<Rational>)> = certificate
        .asked
        .iter()
        .filter(|&&package| total(package) == most)
        .map(|&package| (&situation.packages[package].name, &situation.packages[package].gains))
        .collect();
    let enacted = certificate.games.iter().find(|one| one.derived.rule == Rule::Enactment);
    let answer = enacted.and_then(|one| one.answers.iter().find(|(id, _)| id == "bargaining_set"));
    let Some((_, answer)) = answer else {
        return Err("its certificate holds no answer by enactment".to_owned());
    };
    let Finding::Membership(membership) = &answer.finding else {
        return Err("its certificate does not judge agreements".to_owned());
    };
    let judged = membership.points.get(..agreed.len()).unwrap_or_default();
    if !judged.iter().map(|point| (&point.name, &point.payoff)).eq(agreed) {
        return Err("other agreements are judged".to_owned());
    }
    let stands = judged.iter().any(|point| point.objection.is_none());
    match claimed {
        Some(claimed) if claimed == stands => Ok(()),
        _ => Err(format!("the report says otherwise, the game by enactment says {stands}")),
    }
}

/// The most pairs of coalitions times pairs of packages that are gone through.
const MOST: usize = 1 << 24;

/// That an agreement on a package (by its name) stands, or does not, where nothing is divided.
/// `None` if there is too much to go through.
pub fn check_packages(situation: &Enactment, package: &str, claimed: bool) -> Option<Check> {
    let pairs = 1usize.checked_shl(2 * situation.players.len() as u32)?;
    let size = pairs.checked_mul(situation.packages.len())?.checked_mul(situation.packages.len())?;
    if size > MOST {
        return None;
    }
    let outcome = match situation.packages.iter().position(|one| one.name == package) {
        None => Err("there is no such package".to_owned()),
        Some(agreed) if stands(situation, agreed) == claimed => Ok(()),
        Some(_) => Err(format!("the report says {claimed}")),
    };
    Some(Check::new(format!("“{package}” stands without side payments or not"), outcome))
}

/// By the definition: every coalition, every package that it can enact, every answer.
pub fn stands(situation: &Enactment, agreed: usize) -> bool {
    let now = &situation.packages[agreed].gains;
    let everyone = (1u32 << situation.players.len()) - 1;
    let coalitions = || (1..=everyone).map(Coalition);
    let options: Vec<Vec<&[Rational]>> = (0..=everyone).map(|bits| options(situation, Coalition(bits))).collect();
    let alone = (0..now.len()).any(|player| options[1 << player].iter().any(|paid| paid[player] > now[player]));
    let better = |one: &EnactedPackage| one.gains != *now && one.gains.iter().zip(now).all(|(other, now)| other >= now);
    if alone || situation.packages.iter().any(better) {
        return false;
    }
    let answered = |promised: &[Rational], objecting: Coalition, objector: usize, target: usize| {
        coalitions().filter(|one| one.contains(target) && !one.contains(objector)).any(|counter| {
            options[counter.index()].iter().any(|paid| {
                counter
                    .players()
                    .all(|one| paid[one] >= *if objecting.contains(one) { &promised[one] } else { &now[one] })
            })
        })
    };
    coalitions().all(|objecting| {
        let gain = |paid: &&&[Rational]| objecting.players().all(|one| paid[one] > now[one]);
        options[objecting.index()].iter().filter(gain).all(|promised| {
            objecting.players().all(|objector| {
                let mut targets = (0..now.len()).filter(|&one| !objecting.contains(one));
                targets.all(|target| answered(promised, objecting, objector, target))
            })
        })
    })
}

/// What the packages pay that need nobody outside a coalition.
fn options(situation: &Enactment, coalition: Coalition) -> Vec<&[Rational]> {
    let inside = |one: &&EnactedPackage| {
        let mut items = situation.items.iter().enumerate().filter(|(bit, _)| one.items >> bit & 1 == 1);
        items.all(|(_, item)| item.needs.within(coalition))
    };
    let spoiled = situation.spoiler.is_some_and(|spoiler| !coalition.contains(spoiler));
    situation
        .packages
        .iter()
        .filter(inside)
        .map(|one| one.spoiled.as_deref().filter(|_| spoiled).unwrap_or(&one.gains))
        .collect()
}
