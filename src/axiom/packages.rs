//! Checks of the tests on what the parties could agree on: `efficient` and `bargain`.

use crate::numeric::rational::Rational;
use crate::solution::bargaining::{Acceptance, Mixture};
use crate::solution::certificate::PackageCertificate;

use super::Check;
use super::bargaining::payoff;
use super::nash_product::far_from_nash;

/// That the test `efficient` says what the packages with the concession do: whether one of them
/// harms nobody and is efficient, each by its own proof.
pub fn check_efficient(certificate: &PackageCertificate, claimed: Option<bool>) -> Check {
    let outcome = certificate.asked.iter().try_fold(false, |some, (option, acceptance)| {
        accepts(certificate, *option, acceptance).map(|()| some || matches!(acceptance, Acceptance::Efficient(_)))
    });
    Check::new("`efficient`", outcome.and_then(|holds| agrees(holds, claimed)))
}

fn agrees(holds: bool, claimed: Option<bool>) -> Result<(), String> {
    match claimed == Some(holds) {
        true => Ok(()),
        false => Err(format!("the report says otherwise, the packages say {holds}")),
    }
}

/// That a package is what is said of it.
fn accepts(certificate: &PackageCertificate, option: usize, acceptance: &Acceptance) -> Result<(), String> {
    let problem = &certificate.problem;
    let options = &problem.issues[0].options;
    let own = &options[option].payoffs;
    let fault = |what: &str| Err(format!("“{}”: {what}", options[option].name));
    match acceptance {
        Acceptance::Harms(player) => match own[*player] < problem.disagreement[*player] {
            true => Ok(()),
            false => fault("it harms nobody"),
        },
        Acceptance::Efficient(weights) => {
            let sum = |payoffs: &[Rational]| {
                weights.iter().zip(payoffs).fold(Rational::ZERO, |sum, (weight, payoff)| &sum + &(weight * payoff))
            };
            let positive = weights.iter().all(Rational::is_positive);
            let rational = own.iter().zip(&problem.disagreement).all(|(payoff, least)| payoff >= least);
            let most = sum(own);
            match positive && rational && options.iter().all(|other| sum(&other.payoffs) <= most) {
                true => Ok(()),
                false => fault("its weights do not show that it is efficient"),
            }
        }
        Acceptance::Dominated(mixture) => {
            let paid = payoff(problem, &outcomes(mixture))?;
            match paid != *own && paid.iter().zip(own).all(|(better, own)| better >= own) {
                true => Ok(()),
                false => fault("the lottery is not better"),
            }
        }
    }
}

fn outcomes(mixture: &[(usize, Rational)]) -> Mixture {
    mixture.iter().map(|(option, weight)| (vec![*option], weight.clone())).collect()
}

/// That the test `bargain` says what a Nash lottery does: how likely the concession is in it.
///
/// Where the Nash payoffs are irrational the lottery is only close to one, which is proved; that
/// it has weight on the right packages is then taken from it.
pub fn check_bargain(certificate: &PackageCertificate, claimed: Option<bool>, value: Option<&Rational>) -> Check {
    let asked = |option: &usize| certificate.asked.iter().any(|(other, _)| other == option);
    let held = certificate.nash.iter().filter(|(option, _)| asked(option));
    let share = held.fold(Rational::ZERO, |sum, (_, weight)| &sum + weight);
    let outcome =
        is_close(certificate).and_then(|()| agrees(share.is_positive(), claimed)).and_then(|()| match value {
            Some(value) if *value == share => Ok(()),
            _ => Err(format!("its share in the lottery is {share}")),
        });
    Check::new("`bargain`", outcome)
}

/// How close a lottery must be to a Nash lottery, in shares of each player's gain.
fn close() -> Rational {
    Rational::new(1, 1 << 30)
}

fn is_close(certificate: &PackageCertificate) -> Result<(), String> {
    let problem = &certificate.problem;
    let mixture = outcomes(&certificate.nash);
    let Some(far) = far_from_nash(problem, &mixture)? else { return Ok(()) };
    let paid = payoff(problem, &mixture)?;
    let near =
        paid.iter().zip(&problem.disagreement).zip(&far).all(|((own, base), far)| *far <= &(own - base) * &close());
    if near { Ok(()) } else { Err("its lottery is not the Nash solution".to_owned()) }
}
