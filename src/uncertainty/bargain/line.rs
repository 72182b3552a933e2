//! Lines on which the place of the Nash point is eliminated: between two packages, or of the prices
//! at which all packages with weight are worth the same. See [`super::face`].

use crate::numeric::bivariate::Bivariate;
use crate::numeric::cofactors::{cofactors, column_sums, dot};
use crate::numeric::polynomial::{Polynomial, determinant};
use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::uncertainty::along::rootless_around;

use super::face::{Conditions, Proof, Reach, negated, positive_at, sign_of};

/// Halvings of what is left on either side of a place.
const NARROWINGS: u32 = 48;

/// Where a proof on a line starts: at a value of the number, about at a place, from an interval of
/// places that is at first so much wider on either side; and between which ends it looks.
pub struct Around<'a> {
    pub place: Rational,
    pub wide: Rational,
    pub at: Rational,
    pub ends: (&'a Root, &'a Root),
    pub reach: Reach,
}

/// Positive numbers `base + s step`, one per player, whose inverses sum with the steps to zero.
pub struct Line {
    /// Different ones, and for each player which of them it is a multiple of, and by how much.
    forms: Vec<Bivariate>,
    of_player: Vec<(usize, Rational)>,
    /// `Σ step_i / form_i`, times the product of the forms.
    pub slope: Bivariate,
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
    pub fn of_points(one: &[Polynomial], other: &[Polynomial]) -> Line {
        let step: Vec<Polynomial> = other.iter().zip(one).map(|(to, from)| to - from).collect();
        Line::new(one, &step, Vec::new())
    }

    /// What keeps the Nash point between two packages. That no other is worth more, `Σ q_i/x_i < n`,
    /// is `Σ (q_i - u_i)/x_i < 0`, since the second and so the first are worth just that.
    pub fn edge(&self, one: &[Polynomial], others: &[Vec<Polynomial>]) -> Conditions<Bivariate> {
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
    pub fn of_prices(
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
            .map(|(player, own)| match (player + free).is_multiple_of(2) {
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
                Bivariate::new(vec![&worth - &dot(gains, &base), &zero - &dot(gains, &step)])
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
    pub fn prove(
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
