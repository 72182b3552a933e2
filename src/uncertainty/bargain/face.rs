//! Proofs that the Nash point stays on the packages that have weight, as one number moves.
//!
//! With gains `g_k` of the packages with weight, `x = Σ s_k g_k` is the Nash point exactly if all
//! `x_i`, `s_k > 0` and the prices `p_i = 1/x_i` make every `Σ_i g_ki p_i = n` and no other package
//! worth more (the first-order conditions; `Σ log x_i` is concave). The gains are polynomials in the
//! number, and so is what has to stay positive, if the unknowns are few:
//!
//! * one package: `x` is known;
//! * as many packages as players: the prices solve a linear system (Cramer's rule);
//! * two packages: `x` is on a line, `u + s (v - u)`, where `Σ_i (v_i - u_i)/x_i = 0`;
//! * one package less than players: the prices are on a line, `p = a + s b` with `Σ_k g_ki b_i = 0`,
//!   and `x` is a mixture exactly if it is orthogonal to `b`: `Σ_i b_i/p_i = 0` again.
//!
//! On a line the place is the only root of that sum, which falls with `s`, between two constants at
//! which its sign is right. A condition on it holds while its coefficients in Bernstein's basis
//! between these are positive, or, without any loss, from the value in question to the next root of
//! its resultant with the sum. So neighbouring proofs end on the same root where a package enters.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::cofactors::{cofactors, column_sums, dot};
use crate::numeric::linear::{self, Solutions};
use crate::numeric::lp::{self, LinearProgram, Relation, Row};
use crate::numeric::polynomial::Polynomial;
use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::solve::limits::Limits;
use crate::solve::nash_bargaining::nash_bargaining;
use crate::uncertainty::along::rootless_around;

use super::line::{Around, Line};

/// How far a proof should reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Just around the value: roots of resultants that belong to other places are no ends then.
    Near,
    /// To where the packages with weight change, if it can.
    Far,
}

impl Reach {
    /// Conditions that are taken exactly from the start, so that the interval of places may be wide,
    /// and so many again where they end the proof.
    pub fn exact(self) -> usize {
        match self {
            Reach::Near => 0,
            Reach::Far => 6,
        }
    }
}

/// An open interval of the number on which the Nash point stays on a face.
pub struct Proof {
    pub from: Root,
    pub to: Root,
    /// Positive throughout; on an end on which they are positive too, the same packages have weight.
    pub keeps: Vec<Polynomial>,
}

/// What has to be positive: that packages keep their weight, and that no other is worth more.
pub struct Conditions<T> {
    pub keeps: Vec<T>,
    pub slack: Vec<T>,
}

/// Packages by their gains, as polynomials in the number.
pub struct Packages {
    pub gains: Vec<Vec<Polynomial>>,
    /// Whether a package holds the concession in question.
    pub asked: Vec<bool>,
}

impl Packages {
    /// The packages with weight in the Nash solution at a value, ascending, with their weights.
    pub fn solved(&self, at: &Rational) -> Vec<(usize, Rational)> {
        let players = self.gains[0].len();
        let named = |index: usize| index.to_string();
        let points = self.gains.iter().enumerate();
        let points = points.map(|(index, own)| (named(index), own.iter().map(|gain| gain.evaluate(at)).collect()));
        let nothing = vec![Rational::ZERO; players];
        let problem = BargainingProblem::of_points((0..players).map(named).collect(), points.collect(), nothing);
        let bargain = nash_bargaining(&problem, &Limits::default()).expect("the status quo is individually rational");
        let mut support: Vec<(usize, Rational)> =
            bargain.mixture.into_iter().map(|(outcome, weight)| (outcome[0], weight)).collect();
        support.sort();
        support
    }

    /// Whether the concession in question has weight.
    pub fn holds(&self, at: &Rational) -> bool {
        self.has_weight(&self.solved(at))
    }

    pub fn has_weight(&self, solved: &[(usize, Rational)]) -> bool {
        solved.iter().any(|(package, _)| self.asked[*package])
    }

    /// That the packages that have weight at a value keep it around, between two ends, and that the
    /// answer does not depend on how the Nash point is mixed; `None` if that is not proved.
    pub fn prove(
        &self,
        solved: &[(usize, Rational)],
        at: &Rational,
        ends: (&Root, &Root),
        reach: Reach,
    ) -> Option<Proof> {
        let mut reduced = Reduced::new(&self.gains, at)?;
        let support: Vec<usize> = solved.iter().map(|(package, _)| *package).collect();
        if support.iter().any(|package| !reduced.packages.contains(package)) {
            return None;
        }
        let own: Vec<Vec<Polynomial>> = support.iter().map(|&package| reduced.of(&self.gains, package)).collect();
        let mut others = Vec::new();
        for &package in reduced.packages.iter().filter(|package| !support.contains(package)) {
            let gains = reduced.of(&self.gains, package);
            match mixed(&own, &gains, at) {
                // It is on the face whatever the number: the share of those with the concession has to
                // be the same function of the point with it and without it.
                Some(weights) => {
                    let asked = support.iter().zip(&weights).filter(|(own, _)| self.asked[**own]);
                    let share = asked.fold(Rational::ZERO, |sum, (_, weight)| &sum + weight);
                    if share != Rational::from(i64::from(self.asked[package])) {
                        return None;
                    }
                }
                None => others.push(gains),
            }
        }
        let players = reduced.players.len();
        let here = Root::Rational(at.clone());
        let around = |place: Rational, wide: Rational| Around { place, wide, at: at.clone(), ends, reach };
        let conditions = match own.as_slice() {
            [] => return None,
            [one] if one.iter().all(Polynomial::is_zero) => stalemate(&others, at)?,
            [one] => vertex(one, &others),
            own if own.len() == players => facet(own, &others, at),
            [one, other] => {
                let line = Line::of_points(one, other);
                let around = around(solved[1].1.clone(), Rational::ONE);
                return line.prove(line.edge(one, &others), around, reduced.positive);
            }
            own if own.len() + 1 == players => {
                let mean = |player: usize| {
                    let terms = own.iter().zip(solved);
                    terms.fold(Rational::ZERO, |sum, (gains, (_, share))| &sum + &(share * &gains[player].evaluate(at)))
                };
                let (line, conditions, free) = Line::of_prices(own, &others, at)?;
                let gain = mean(free);
                if gain.is_zero() {
                    return None;
                }
                let place = &Rational::ONE / &gain;
                return line.prove(conditions, around(place.clone(), place), reduced.positive);
            }
            _ => return None,
        };
        reduced.positive.extend(conditions.keeps);
        let all: Vec<Polynomial> = reduced.positive.iter().chain(&conditions.slack).cloned().collect();
        if !positive_at(&all, at) {
            return None;
        }
        let (from, to) = rootless_around(&here, ends.0, ends.1, &all);
        Some(Proof { from, to, keeps: reduced.positive })
    }
}

/// The game without the players who cannot gain, and the packages by which they lose.
struct Reduced {
    players: Vec<usize>,
    packages: Vec<usize>,
    /// Positive as long as they lose.
    positive: Vec<Polynomial>,
}

impl Reduced {
    /// `None` if somebody neither gains nor loses at a value, but beside it.
    fn new(gains: &[Vec<Polynomial>], at: &Rational) -> Option<Reduced> {
        let mut left = Reduced {
            players: (0..gains.first()?.len()).collect(),
            packages: (0..gains.len()).collect(),
            positive: Vec::new(),
        };
        let gainless = |left: &Reduced| {
            let gains_by = |package: &usize, player: usize| gains[*package][player].evaluate(at).is_positive();
            left.players.iter().position(|&player| !left.packages.iter().any(|package| gains_by(package, player)))
        };
        while let Some(place) = gainless(&left) {
            let player = left.players.remove(place);
            let mut kept = Vec::new();
            for package in left.packages {
                let gain = &gains[package][player];
                match gain.evaluate(at).is_negative() {
                    true => left.positive.push(negated(gain)),
                    false if gain.is_zero() => kept.push(package),
                    false => return None,
                }
            }
            left.packages = kept;
        }
        Some(left)
    }

    fn of(&self, gains: &[Vec<Polynomial>], package: usize) -> Vec<Polynomial> {
        self.players.iter().map(|&player| gains[package][player].clone()).collect()
    }
}

/// The weights of a mixture of packages, summing to one but perhaps negative, that pays the same as
/// another package whatever the number.
fn mixed(own: &[Vec<Polynomial>], other: &[Polynomial], at: &Rational) -> Option<Vec<Rational>> {
    let mut rows: Vec<Vec<Rational>> =
        (0..other.len()).map(|player| own.iter().map(|gains| gains[player].evaluate(at)).collect()).collect();
    let mut right: Vec<Rational> = other.iter().map(|gain| gain.evaluate(at)).collect();
    rows.push(vec![Rational::ONE; own.len()]);
    right.push(Rational::ONE);
    let weights = match linear::solve(&rows, &right) {
        Solutions::Unique(weights) => weights.rationals(),
        Solutions::Many { .. } | Solutions::Inconsistent { .. } => return None,
    };
    let same = (0..other.len()).all(|player| {
        let terms = own.iter().zip(&weights);
        terms.fold(Polynomial::constant(Rational::ZERO), |sum, (gains, weight)| &sum + &gains[player].scale(weight))
            == other[player]
    });
    same.then_some(weights)
}

/// Nobody can gain without somebody's loss: by some weights of the players every package but the
/// status quo loses. The weights are those that make the least loss largest, as functions of the
/// number if as many packages lose so little as players have weight.
fn stalemate(others: &[Vec<Polynomial>], at: &Rational) -> Option<Conditions<Polynomial>> {
    let players = others.first().map_or(0, Vec::len);
    let mut program =
        LinearProgram::maximize((0..=players).map(|variable| Rational::from(i64::from(variable == players))).collect());
    program.rows.push(Row::new((0..players).map(|player| (player, Rational::ONE)), Relation::Equal, Rational::ONE));
    for gains in others {
        let terms = gains.iter().enumerate().map(|(player, gain)| (player, gain.evaluate(at)));
        let terms = terms.chain([(players, Rational::ONE)]);
        program.rows.push(Row::new(terms, Relation::AtMost, Rational::ZERO));
    }
    if others.is_empty() {
        return Some(Conditions { keeps: Vec::new(), slack: Vec::new() });
    }
    let optimum = lp::solve(&program).optimal()?;
    let weights = &optimum.primal[..players];
    let weighted: Vec<usize> = (0..players).filter(|&player| weights[player].is_positive()).collect();
    let loss = |gains: &[Polynomial]| {
        let terms = gains.iter().zip(weights);
        terms.fold(Rational::ZERO, |sum, (gain, weight)| &sum - &(weight * &gain.evaluate(at)))
    };
    let least = others.iter().map(|gains| loss(gains)).min()?;
    let tight: Vec<&Vec<Polynomial>> = others.iter().filter(|gains| loss(gains) == least).collect();
    let constant = |player: &usize| Polynomial::constant(weights[*player].clone());
    let mut prices: Vec<Polynomial> = weighted.iter().map(constant).collect();
    let mut keeps = Vec::new();
    let mut equally = false;
    if tight.len() == weighted.len() {
        let matrix: Vec<Vec<Polynomial>> =
            tight.iter().map(|gains| weighted.iter().map(|&player| negated(&gains[player])).collect()).collect();
        let minors = cofactors(&matrix);
        let (determinant, numerators) = (dot(&matrix[0], &minors[0]), column_sums(&minors));
        let sign = sign_of(&determinant, at);
        if sign.is_positive() || sign.is_negative() {
            equally = true;
            keeps.push(determinant.scale(&sign));
            prices = numerators.iter().map(|numerator| numerator.scale(&sign)).collect();
        }
    }
    keeps.extend(prices.iter().cloned());
    for gains in others.iter().filter(|gains| !equally || !tight.contains(gains)) {
        let terms = weighted.iter().zip(&prices);
        keeps.push(
            terms.fold(Polynomial::constant(Rational::ZERO), |sum, (&player, price)| &sum - &(&gains[player] * price)),
        );
    }
    Some(Conditions { keeps, slack: Vec::new() })
}

/// On one package.
fn vertex(own: &[Polynomial], others: &[Vec<Polynomial>]) -> Conditions<Polynomial> {
    let one = Polynomial::constant(Rational::ONE);
    let product = |without: usize| {
        let rest = own.iter().enumerate().filter(|(player, _)| *player != without);
        rest.fold(one.clone(), |product, (_, gain)| &product * gain)
    };
    let products: Vec<Polynomial> = (0..own.len()).map(product).collect();
    // Σ (g_i - q_i)/g_i, times the product of the g_i.
    let short = |other: &Vec<Polynomial>| {
        let terms = own.iter().zip(other).zip(&products);
        terms.fold(Polynomial::constant(Rational::ZERO), |sum, ((own, other), product)| {
            &sum + &(&(own - other) * product)
        })
    };
    Conditions { keeps: own.to_vec(), slack: others.iter().map(short).collect() }
}

/// On as many packages as there are players.
fn facet(own: &[Vec<Polynomial>], others: &[Vec<Polynomial>], at: &Rational) -> Conditions<Polynomial> {
    let cofactors = cofactors(own);
    let determinant = dot(&own[0], &cofactors[0]);
    let sign = sign_of(&determinant, at);
    let count = Rational::from(own.len() as i64);
    let oriented = |polynomial: &Polynomial| polynomial.scale(&sign);
    // Prices times the determinant; 1/n of them are sums of columns of the inverse.
    let prices: Vec<Polynomial> = column_sums(&cofactors).iter().map(|sum| oriented(&sum.scale(&count))).collect();
    let share = |row: &Vec<Polynomial>| {
        let terms = row.iter().enumerate().map(|(player, cofactor)| {
            let rest = prices.iter().enumerate().filter(|(other, _)| *other != player);
            rest.fold(oriented(cofactor), |product, (_, price)| &product * price)
        });
        terms.fold(Polynomial::constant(Rational::ZERO), |sum, term| &sum + &term)
    };
    let shares: Vec<Polynomial> = cofactors.iter().map(share).collect();
    let worth = oriented(&determinant.scale(&count));
    let slack = others.iter().map(|gains| &worth - &dot(gains, &prices)).collect();
    Conditions {
        keeps: [oriented(&determinant)].into_iter().chain(prices.iter().cloned()).chain(shares).collect(),
        slack,
    }
}

/// Where a package that gains weight beside others that keep theirs is just worth it, if one or two
/// keep theirs: zeros of this polynomial.
pub fn entry(kept: &[Vec<Polynomial>], moving: &[Polynomial]) -> Option<Polynomial> {
    match kept {
        [one] => vertex(one, &[moving.to_vec()]).slack.pop(),
        [one, other] => {
            let line = Line::of_points(one, other);
            let condition = line.edge(one, &[moving.to_vec()]).slack.pop()?;
            Some(line.slope.resultant(&condition))
        }
        _ => None,
    }
}

pub fn negated(polynomial: &Polynomial) -> Polynomial {
    polynomial.scale(&Rational::from(-1))
}

pub fn sign_of(polynomial: &Polynomial, at: &Rational) -> Rational {
    Rational::from(i64::from(polynomial.evaluate(at).signum()))
}

pub fn positive_at(polynomials: &[Polynomial], at: &Rational) -> bool {
    polynomials.iter().all(|polynomial| polynomial.evaluate(at).is_positive())
}
