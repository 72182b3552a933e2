//! The efficient, individually rational outcomes of a problem without lotteries.
//!
//! An efficient outcome takes an efficient option of every issue, given any others, and what
//! it takes of the first k issues is efficient among these: otherwise a better part would
//! make a better whole, utilities being sums. So the frontier grows issue by issue,
//! `frontier ⊕ options`, pruned to its maxima each time ([`crate::numeric::maxima`]), and to
//! what can still become individually rational. No list of all outcomes is ever made: the
//! work follows the size of the frontiers, which two players' utilities keep small.
//!
//! Utilities are scaled to integers, a scale per player, which changes no comparison.

use crate::form::bargaining::{BargainingProblem, Outcome};
use crate::numeric::maxima::maxima;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use dashu::base::{Abs, Gcd, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use super::limits::Limits;

/// The most sums that one step forms, which bounds the memory.
pub const MAX_SUMS: usize = 1 << 26;

/// An outcome with its gains over the disagreement point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub gains: Vec<Rational>,
    pub outcome: Outcome,
}

/// One outcome for every efficient and individually rational vector of payoffs, in ascending
/// order of the first player's payoff. Empty if no outcome is individually rational.
///
/// # Errors
/// If a frontier on the way is too large, or the numbers have too many digits.
pub fn efficient_outcomes(problem: &BargainingProblem, limits: &Limits) -> Result<Vec<Candidate>, Refusal> {
    let gains = problem.gains();
    let players = problem.players.len();
    let scales: Vec<UBig> = (0..players)
        .map(|player| {
            gains.iter().flatten().fold(UBig::ONE, |lcm, option| {
                let denominator = option[player].denominator();
                let common = (&lcm).gcd(&denominator);
                lcm * (denominator / common)
            })
        })
        .collect();
    let integers: Vec<Vec<Vec<IBig>>> = gains
        .iter()
        .map(|options| {
            let scaled = |(gain, scale): (&Rational, &UBig)| gain.numerator() * (scale / gain.denominator());
            options.iter().map(|option| option.iter().zip(&scales).map(scaled).collect()).collect()
        })
        .collect();
    // No sum on the way is greater than this.
    let reach: UBig = (0..players)
        .map(|player| {
            integers
                .iter()
                .map(|options| {
                    options.iter().map(|option| (&option[player]).abs().unsigned_abs()).max().unwrap_or(UBig::ZERO)
                })
                .fold(UBig::ZERO, |sum, largest| sum + largest)
        })
        .max()
        .unwrap_or(UBig::ZERO);
    let (frontier, outcomes) = if i64::try_from(&reach).is_ok() {
        widened(merged::<i64>(&integers, players, limits)?)
    } else if i128::try_from(&reach).is_ok() {
        widened(merged::<i128>(&integers, players, limits)?)
    } else {
        return Err(Refusal::TooLarge { what: "digits in a payoff", size: 39, limit: 38, instead: None });
    };
    let mut candidates: Vec<Candidate> = outcomes
        .into_iter()
        .enumerate()
        .map(|(index, outcome)| Candidate {
            gains: (0..players)
                .map(|player| {
                    Rational::from_integers(frontier[index * players + player].into(), scales[player].clone())
                })
                .collect(),
            outcome,
        })
        .collect();
    candidates.reverse();
    Ok(candidates)
}

/// The machine integers that the sums are formed in.
trait Integer: Copy + Ord + std::ops::Add<Output = Self> + for<'a> TryFrom<&'a IBig> + Into<i128> {}
impl Integer for i64 {}
impl Integer for i128 {}

/// Payoffs, player by player, of the outcomes beside them.
type Merged<T> = (Vec<T>, Vec<Outcome>);

fn widened<T: Integer>((frontier, outcomes): Merged<T>) -> Merged<i128> {
    (frontier.into_iter().map(Into::into).collect(), outcomes)
}

/// How an element of a frontier came to be.
struct Step {
    /// Its place in the frontier before.
    before: Vec<u32>,
    option: Vec<u32>,
}

/// The frontier by descending gains of the first player.
fn merged<T: Integer>(integers: &[Vec<Vec<IBig>>], players: usize, limits: &Limits) -> Result<Merged<T>, Refusal> {
    let narrow = |value: &IBig| T::try_from(value).ok().expect("sums were bounded");
    let zero = narrow(&IBig::ZERO);
    // The efficient options of each issue, and the most that the later issues can add.
    let issues: Vec<(Vec<T>, Vec<u32>)> = integers
        .iter()
        .map(|options| {
            let flat: Vec<T> = options.iter().flatten().map(narrow).collect();
            let kept = maxima(&flat, players);
            let values = kept.iter().flat_map(|&index| flat[index as usize * players..][..players].to_vec());
            (values.collect(), kept)
        })
        .collect();
    let mut rest: Vec<Vec<T>> = vec![vec![zero; players]];
    for (values, _) in issues.iter().rev() {
        let later = rest.last().expect("not empty");
        let most = |player: usize| values.iter().skip(player).step_by(players).copied().max().expect("an option");
        rest.push((0..players).map(|player| later[player] + most(player)).collect());
    }
    rest.pop();
    let mut frontier: Vec<T> = vec![zero; players];
    let mut steps: Vec<Step> = Vec::with_capacity(issues.len());
    for (values, options) in &issues {
        let later = rest.pop().expect("one bound per issue");
        let sums_count = frontier.len() / players * options.len();
        if sums_count > MAX_SUMS || limits.interrupted() {
            return Err(Refusal::TooLarge {
                what: "sums of efficient outcomes of some issues",
                size: sums_count,
                limit: MAX_SUMS,
                instead: None,
            });
        }
        let mut sums: Vec<T> = Vec::with_capacity(sums_count * players);
        let mut step = Step { before: Vec::with_capacity(sums_count), option: Vec::with_capacity(sums_count) };
        for (before, partial) in frontier.chunks_exact(players).enumerate() {
            for (value, &option) in values.chunks_exact(players).zip(options) {
                let start = sums.len();
                sums.extend(partial.iter().zip(value).map(|(&a, &b)| a + b));
                // What cannot become individually rational is dropped at once.
                if sums[start..].iter().zip(&later).any(|(&sum, &most)| sum + most < zero) {
                    sums.truncate(start);
                } else {
                    step.before.push(before as u32);
                    step.option.push(option);
                }
            }
        }
        let kept = maxima(&sums, players);
        frontier = kept.iter().flat_map(|&index| sums[index as usize * players..][..players].iter().copied()).collect();
        steps.push(Step {
            before: kept.iter().map(|&index| step.before[index as usize]).collect(),
            option: kept.iter().map(|&index| step.option[index as usize]).collect(),
        });
    }
    let outcomes = (0..frontier.len() / players)
        .map(|index| {
            let mut outcome = vec![0; steps.len()];
            let mut at = index;
            for (slot, step) in outcome.iter_mut().zip(&steps).rev() {
                *slot = step.option[at] as usize;
                at = step.before[at] as usize;
            }
            outcome
        })
        .collect();
    Ok((frontier, outcomes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::bargaining::{Issue, Settlement};

    /// Utilities from a fixed sequence, coarse so that there are ties.
    pub fn domain(players: usize, sizes: &[usize], coarse: u64, seed: u64) -> BargainingProblem {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            Rational::new(((state >> 33) % coarse) as i64, 10)
        };
        let issues = sizes
            .iter()
            .map(|&size| Issue {
                name: "issue".to_owned(),
                options: (0..size)
                    .map(|option| Settlement {
                        name: option.to_string(),
                        payoffs: (0..players).map(|_| next()).collect(),
                    })
                    .collect(),
            })
            .collect();
        BargainingProblem {
            players: (0..players).map(|player| player.to_string()).collect(),
            issues,
            lotteries: false,
            disagreement: vec![Rational::new(coarse as i64 * sizes.len() as i64, 25); players],
            weights: None,
        }
    }

    #[test]
    fn merging_by_issue_agrees_with_listing_every_outcome() {
        for (players, seed) in [(2, 1), (2, 2), (3, 3), (3, 4), (4, 5), (1, 6)] {
            let problem = domain(players, &[4, 3, 5, 2], 9, seed);
            let mut all: Vec<Outcome> = vec![Vec::new()];
            for issue in &problem.issues {
                let longer = |outcome: Outcome| {
                    (0..issue.options.len()).map(move |option| [outcome.as_slice(), &[option]].concat())
                };
                all = all.into_iter().flat_map(longer).collect();
            }
            let gains = |outcome: &Outcome| -> Vec<Rational> {
                problem.payoffs(outcome).iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect()
            };
            let rational: Vec<Vec<Rational>> =
                all.iter().map(gains).filter(|own| !own.iter().any(Rational::is_negative)).collect();
            let exceeds = |a: &[Rational], b: &[Rational]| a != b && a.iter().zip(b).all(|(x, y)| x >= y);
            let mut expected: Vec<&Vec<Rational>> =
                rational.iter().filter(|own| !rational.iter().any(|other| exceeds(other, own))).collect();
            expected.sort();
            expected.dedup();
            let found = efficient_outcomes(&problem, &Limits::default()).unwrap();
            assert!(found.iter().all(|one| gains(&one.outcome) == one.gains));
            assert_eq!(found.iter().map(|one| &one.gains).collect::<Vec<_>>(), expected);
        }
    }
}
