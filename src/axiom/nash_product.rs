//! Checks of the Nash solution of a bargaining problem: the greatest product of gains.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::numeric::square_root::square_root_bounds;
use crate::solution::bargaining::{Bargain, Mixture};

use super::bargaining::{ROOT_BITS, exact, greatest, is_first, payoff, weighted};
use super::lotteries::Lotteries;

/// Proportional integers.
fn whole(weights: &[Rational]) -> Vec<Rational> {
    weights.iter().fold(weights.to_vec(), |scaled, weight| {
        // What is whole already stays so.
        let place = weights.iter().position(|one| one == weight).expect("it is one of them");
        let rest = Rational::from_integers(scaled[place].denominator().into(), 1u8.into());
        scaled.iter().map(|one| one * &rest).collect()
    })
}

/// Bits up to which products of powers are compared exactly.
const MOST_BITS: usize = 1 << 20;

/// How many gain, and the product of the gains to the power of whole weights; `None` if it is
/// too large to write down.
fn product(gains: &[Rational], weights: &[Rational]) -> Option<Vec<Rational>> {
    let mut count = Rational::ZERO;
    let mut product = Rational::ONE;
    for (gain, weight) in gains.iter().zip(weights).filter(|(gain, _)| gain.is_positive()) {
        let exponent = u32::try_from(weight.numerator()).ok()?;
        let bits = gain.bits().checked_mul(exponent as usize)?.checked_add(product.bits())?;
        if bits > MOST_BITS {
            return None;
        }
        product = &product * &gain.pow(exponent);
        count = &count + &Rational::ONE;
    }
    Some(vec![count, product])
}

/// The first-order condition: with `w_i = a_i / g_i` no outcome has a weighted gain above `Σ a_i`.
/// Where it fails by a share, the optimum is at most so far away, and the claim must cover that.
pub fn is_nash(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let paid = payoff(problem, &bargain.mixture)?;
    if !problem.lotteries {
        let weights = whole(&problem.bargaining_weights());
        return is_first(problem, bargain, |payoffs| {
            let gains: Vec<Rational> = payoffs.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
            product(&gains, &weights)
        });
    }
    let Some(far) = far_from_nash(problem, &bargain.mixture)? else { return Ok(()) };
    let exact = exact(bargain).is_some();
    for ((own, paid), far) in bargain.payoff.iter().zip(&paid).zip(&far) {
        if exact && !far.is_zero() {
            return Err("some outcome breaks the first-order condition".to_owned());
        }
        if own.lo > paid - far || own.hi < paid + far {
            return Err("the first-order condition does not prove the enclosure".to_owned());
        }
    }
    Ok(())
}

/// How far each player's Nash payoff can be from what a lottery pays, at most; zero throughout
/// if it is a Nash lottery. `None` if there are too many outcomes to say so.
///
/// # Errors
/// If it is no lottery that may be chosen.
pub fn far_from_nash(problem: &BargainingProblem, mixture: &Mixture) -> Result<Option<Vec<Rational>>, String> {
    let paid = payoff(problem, mixture)?;
    let gains: Vec<Rational> = paid.iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect();
    if gains.iter().any(Rational::is_negative) {
        return Err("somebody gets less than without agreement".to_owned());
    }
    let powers = problem.bargaining_weights();
    let idle: Vec<usize> = (0..gains.len()).filter(|&player| gains[player].is_zero()).collect();
    let price = |(power, gain): (&Rational, &Rational)| {
        if gain.is_zero() { Rational::ZERO } else { power / gain }
    };
    let prices: Vec<Rational> = powers.iter().zip(&gains).map(price).collect();
    let active = powers.iter().zip(&gains).filter(|(_, gain)| !gain.is_zero());
    let total = active.fold(Rational::ZERO, |sum, (power, _)| &sum + power);
    let greatest = if idle.is_empty() {
        &greatest(problem, &prices) - &weighted(&prices, &problem.disagreement)
    } else {
        // Players who cannot gain are left out, and lotteries that would harm them do not count.
        let Some(lotteries) = Lotteries::of(problem) else { return Ok(None) };
        let ideal = lotteries.ideal()?.ok_or("every outcome harms somebody")?;
        if idle.iter().any(|&player| ideal[player].is_positive()) {
            return Err("somebody who could gain does not".to_owned());
        }
        lotteries.most(&prices, &lotteries.harming_none(idle))?.ok_or("every outcome harms somebody")?
    };
    let excess = &greatest - &total;
    let far = |(power, gain): (&Rational, &Rational)| {
        if gain.is_zero() || !excess.is_positive() {
            return Rational::ZERO;
        }
        // r - 1 - log r <= d for the ratio r of the optimum's gain to this one implies
        // 1 - √(2d) <= r <= 1 + d + √(d² + 2d), so |r - 1| <= 3 s for any s above √(2d) and d.
        let deficit = &excess / power;
        let square = &deficit + &deficit;
        let (_, root) = square_root_bounds(&square, ROOT_BITS);
        &(&root.max(deficit) * &Rational::from(3)) * gain
    };
    Ok(Some(powers.iter().zip(&gains).map(far).collect()))
}
