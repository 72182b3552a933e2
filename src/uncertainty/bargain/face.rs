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
use crate::numeric::bivariate::Bivariate;
use crate::numeric::linear::{self, Solutions};
use crate::numeric::lp::{self, LinearProgram, Relation, Row};
use crate::numeric::polynomial::{Polynomial, determinant};
use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::solve::limits::Limits;
use crate::solve::nash_bargaining::nash_bargaining;
use crate::uncertainty::along::rootless_around;

/// Halvings of what is left on either side of a place.
const NARROWINGS: u32 = 48;

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
    fn exact(self) -> usize {
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
struct Conditions<T> {
    keeps: Vec<T>,
    slack: Vec<T>,
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
        let (determinant, numerators) = unit_prices(&matrix);
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
    let determinant = expansion(&own[0], &cofactors[0]);
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
    let slack = others.iter().map(|gains| &worth - &expansion(gains, &prices)).collect();
    Conditions {
        keeps: [oriented(&determinant)].into_iter().chain(prices.iter().cloned()).chain(shares).collect(),
        slack,
    }
}

/// Where a proof on a line starts: at a value of the number, about at a place, from an interval of
/// places that is at first so much wider on either side; and between which ends it looks.
struct Around<'a> {
    place: Rational,
    wide: Rational,
    at: Rational,
    ends: (&'a Root, &'a Root),
    reach: Reach,
}

/// Positive numbers `base + s step`, one per player, whose inverses sum with the steps to zero.
struct Line {
    /// Different ones, and for each player which of them it is a multiple of, and by how much.
    forms: Vec<Bivariate>,
    of_player: Vec<(usize, Rational)>,
    /// `Σ step_i / form_i`, times the product of the forms.
    slope: Bivariate,
    /// Positive for reasons of their own.
    positive: Vec<Polynomial>,
}

impl Line {
    fn new(base: &[Polynomial], step: &[Polynomial], positive: Vec<Polynomial>) -> Line {
        let mut line = Line { forms: Vec::new(), of_player: Vec::new(), slope: Bivariate::zero(), positive };
        let mut known: Vec<(&Polynomial, &Polynomial)> = Vec::new();
        for (base, step) in base.iter().zip(step) {
            let found = known.iter().enumerate().find_map(|(index, &(other_base, other_step))| {
                let ratio = ratio((base, step), (other_base, other_step))?;
                Some((index, ratio))
            });
            line.of_player.push(found.unwrap_or_else(|| {
                known.push((base, step));
                line.forms.push(Bivariate::new(vec![base.clone(), step.clone()]));
                (line.forms.len() - 1, Rational::ONE)
            }));
        }
        line.slope = line.sum(step);
        line
    }

    /// The points between two packages.
    fn of_points(one: &[Polynomial], other: &[Polynomial]) -> Line {
        let step: Vec<Polynomial> = other.iter().zip(one).map(|(to, from)| to - from).collect();
        Line::new(one, &step, Vec::new())
    }

    /// What keeps the Nash point between two packages. That no other is worth more, `Σ q_i/x_i < n`,
    /// is `Σ (q_i - u_i)/x_i < 0`, since the second and so the first are worth just that.
    fn edge(&self, one: &[Polynomial], others: &[Vec<Polynomial>]) -> Conditions<Bivariate> {
        let place = |base: i64, step: i64| {
            Bivariate::new([base, step].map(|value| Polynomial::constant(Rational::from(value))).to_vec())
        };
        let slack = |gains: &Vec<Polynomial>| {
            let short: Vec<Polynomial> = one.iter().zip(gains).map(|(one, other)| one - other).collect();
            self.sum(&short)
        };
        Conditions { keeps: vec![place(0, 1), place(1, -1)], slack: others.iter().map(slack).collect() }
    }

    /// The prices at which packages, one less than players, are worth the number of players, with
    /// what keeps the Nash point among them; the place on the line is the price of some player, who
    /// is the last of the answer. Prices and place are all times the same minor.
    fn of_prices(
        own: &[Vec<Polynomial>],
        others: &[Vec<Polynomial>],
        at: &Rational,
    ) -> Option<(Line, Conditions<Bivariate>, usize)> {
        let players = own.len() + 1;
        let without = |player: usize| -> Vec<Vec<Polynomial>> {
            let left = |gains: &Vec<Polynomial>| {
                let rest = gains.iter().enumerate().filter(|(other, _)| *other != player);
                rest.map(|(_, gain)| gain.clone()).collect()
            };
            own.iter().map(left).collect()
        };
        let minors: Vec<Polynomial> = (0..players).map(|player| determinant(&without(player))).collect();
        let free = (0..players).find(|&player| !minors[player].evaluate(at).is_zero())?;
        let sign = sign_of(&minors[free], at);
        let count = Rational::from(players as i64);
        let minor = minors[free].scale(&sign);
        // Steps alternate, so that the packages are worth none; the free player's is the minor.
        let step: Vec<Polynomial> = minors
            .iter()
            .enumerate()
            .map(|(player, own)| match (player + free) % 2 == 0 {
                true => own.scale(&sign),
                false => own.scale(&-&sign),
            })
            .collect();
        let mut cofactors = cofactors(&without(free));
        for row in &mut cofactors {
            row.insert(free, Polynomial::constant(Rational::ZERO));
        }
        let base: Vec<Polynomial> = column_sums(&cofactors).iter().map(|sum| sum.scale(&(&sign * &count))).collect();
        let slack = others
            .iter()
            .map(|gains| {
                let worth = minor.scale(&count);
                let zero = Polynomial::constant(Rational::ZERO);
                Bivariate::new(vec![&worth - &expansion(gains, &base), &zero - &expansion(gains, &step)])
            })
            .collect();
        let line = Line::new(&base, &step, vec![minor]);
        // Shares are the inverse matrix times the gains, which are inverses of prices.
        let share =
            |row: &Vec<Polynomial>| line.sum(&row.iter().map(|cofactor| cofactor.scale(&sign)).collect::<Vec<_>>());
        let keeps = cofactors.iter().map(share).collect();
        Some((line, Conditions { keeps, slack }, free))
    }

    /// `Σ numerator_i / form_i`, times the product of the forms.
    fn sum(&self, numerators: &[Polynomial]) -> Bivariate {
        let zero = Polynomial::constant(Rational::ZERO);
        let mut together = vec![zero; self.forms.len()];
        for ((form, ratio), numerator) in self.of_player.iter().zip(numerators) {
            together[*form] = &together[*form] + &numerator.scale(&(&Rational::ONE / ratio));
        }
        let mut total = Bivariate::zero();
        for (form, numerator) in together.iter().enumerate() {
            let rest = self.forms.iter().enumerate().filter(|(other, _)| *other != form);
            total = &total + &rest.fold(Bivariate::constant(numerator.clone()), |product, (_, form)| &product * form);
        }
        total
    }

    /// The conditions as long as they hold around a value.
    fn prove(
        &self,
        conditions: Conditions<Bivariate>,
        Around { place, wide, at, ends, reach }: Around<'_>,
        mut positive: Vec<Polynomial>,
    ) -> Option<Proof> {
        let (at, most) = (&at, reach.exact());
        positive.extend(self.positive.iter().cloned());
        let all: Vec<&Bivariate> = conditions.keeps.iter().chain(&conditions.slack).collect();
        let around = |step: u32| {
            let way = &wide / &Rational::from(2).pow(step);
            (&place - &way, &place + &way)
        };
        let bounds = |step: u32| -> Vec<Polynomial> {
            let (low, high) = around(step);
            let forms = self.forms.iter().flat_map(|form| [form.at(&low), form.at(&high)]);
            forms.chain([self.slope.at(&low), negated(&self.slope.at(&high))]).collect()
        };
        let cheap = |condition: &Bivariate, step: u32| {
            let (low, high) = around(step);
            Some(condition.bernstein(&low, &high)).filter(|bound| positive_at(bound, at))
        };
        // Everything is true at the value itself: known from an interval that is narrow enough.
        let sure = |step: &u32| {
            positive_at(&bounds(*step), at) && all.iter().all(|condition| cheap(condition, *step).is_some())
        };
        let narrow = (0..NARROWINGS).find(sure)?;
        if !positive_at(&positive, at) {
            return None;
        }
        let exactly = |condition: &Bivariate| {
            let resultant = self.slope.resultant(condition);
            let sign = sign_of(&resultant, at);
            (!sign.is_zero()).then(|| vec![resultant.scale(&sign)])
        };
        let placed = (0..=narrow).filter(|&step| positive_at(&bounds(step), at)).find_map(|step| {
            let known: Vec<Option<Vec<Polynomial>>> = all.iter().map(|condition| cheap(condition, step)).collect();
            let hard = known.iter().filter(|known| known.is_none()).count();
            if hard > most && step < narrow {
                return None;
            }
            let filled = known.into_iter().zip(&all).map(|(known, condition)| known.or_else(|| exactly(condition)));
            Some((step, filled.collect::<Option<Vec<_>>>()?))
        });
        let (step, mut filled) = placed?;
        positive.extend(bounds(step));
        let here = Root::Rational(at.clone());
        let (mut from, mut to) = rootless_around(&here, ends.0, ends.1, &positive);
        let mut replaced = 0;
        let mut index = 0;
        while index < filled.len() {
            let (lower, upper) = rootless_around(&here, &from, &to, &filled[index]);
            let shorter = lower != from || upper != to;
            if shorter && replaced < most && filled[index].len() > 1 {
                replaced += 1;
                if let Some(exact) = exactly(all[index]) {
                    let (least, most) = rootless_around(&here, &from, &to, &exact);
                    if least <= lower && upper <= most {
                        filled[index] = exact;
                        (from, to) = (least, most);
                        index += 1;
                        continue;
                    }
                }
            }
            (from, to) = (lower, upper);
            index += 1;
        }
        positive.extend(filled.into_iter().take(conditions.keeps.len()).flatten());
        Some(Proof { from, to, keeps: positive })
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

/// How many times two forms one is of the other, if it is a constant.
fn ratio(one: (&Polynomial, &Polynomial), other: (&Polynomial, &Polynomial)) -> Option<Rational> {
    let leading = |polynomial: &Polynomial| polynomial.coefficients().last().cloned();
    let ratio = match (leading(other.0), leading(other.1)) {
        (Some(other), _) => &leading(one.0)? / &other,
        (None, Some(other)) => &leading(one.1)? / &other,
        (None, None) => return None,
    };
    (other.0.scale(&ratio) == *one.0 && other.1.scale(&ratio) == *one.1).then_some(ratio)
}

/// The cofactors of a square matrix, by its rows.
fn cofactors(rows: &[Vec<Polynomial>]) -> Vec<Vec<Polynomial>> {
    let minor = |row: usize, column: usize| {
        let left: Vec<Vec<Polynomial>> = rows
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != row)
            .map(|(_, entries)| {
                entries
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != column)
                    .map(|(_, entry)| entry.clone())
                    .collect()
            })
            .collect();
        let minor = determinant(&left);
        if (row + column) % 2 == 0 { minor } else { negated(&minor) }
    };
    (0..rows.len()).map(|row| (0..rows.len()).map(|column| minor(row, column)).collect()).collect()
}

/// The determinant, and the solution of a system with ones on the right times it.
fn unit_prices(rows: &[Vec<Polynomial>]) -> (Polynomial, Vec<Polynomial>) {
    let cofactors = cofactors(rows);
    let determinant = rows.first().map_or(Polynomial::constant(Rational::ONE), |row| expansion(row, &cofactors[0]));
    (determinant, column_sums(&cofactors))
}

fn column_sums(rows: &[Vec<Polynomial>]) -> Vec<Polynomial> {
    let columns = rows.first().map_or(0, Vec::len);
    let sum = |column: usize| rows.iter().fold(Polynomial::constant(Rational::ZERO), |sum, row| &sum + &row[column]);
    (0..columns).map(sum).collect()
}

/// The sum of products.
fn expansion(a: &[Polynomial], b: &[Polynomial]) -> Polynomial {
    a.iter().zip(b).fold(Polynomial::constant(Rational::ZERO), |sum, (x, y)| &sum + &(x * y))
}

fn negated(polynomial: &Polynomial) -> Polynomial {
    polynomial.scale(&Rational::from(-1))
}

fn sign_of(polynomial: &Polynomial, at: &Rational) -> Rational {
    Rational::from(i64::from(polynomial.evaluate(at).signum()))
}

fn positive_at(polynomials: &[Polynomial], at: &Rational) -> bool {
    polynomials.iter().all(|polynomial| polynomial.evaluate(at).is_positive())
}
