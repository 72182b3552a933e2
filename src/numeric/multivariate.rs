//! Polynomials in several variables, as sums of monomials; and systems of equations and
//! inequalities of them over positive numbers up to one, as far as elimination settles them.

use std::collections::BTreeMap;

use super::polynomial::Polynomial;
use super::rational::Rational;
use super::root::{Root, isolate};
use super::vertices::{Affine, Vertices, vertices};

/// A product of variables, ascending, each as often as its power.
type Monomial = Vec<usize>;

/// A polynomial.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Multivariate {
    /// No coefficient is zero.
    terms: BTreeMap<Monomial, Rational>,
}

impl Multivariate {
    pub fn constant(value: Rational) -> Multivariate {
        Multivariate::of(Vec::new(), value)
    }

    pub fn variable(place: usize) -> Multivariate {
        Multivariate::of(vec![place], Rational::ONE)
    }

    fn of(monomial: Monomial, coefficient: Rational) -> Multivariate {
        let mut terms = BTreeMap::new();
        if !coefficient.is_zero() {
            terms.insert(monomial, coefficient);
        }
        Multivariate { terms }
    }

    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// Adds a multiple of another one.
    pub fn add(&mut self, factor: &Rational, other: &Multivariate) {
        for (monomial, coefficient) in &other.terms {
            let sum = self.terms.get(monomial).map_or(Rational::ZERO, Clone::clone);
            let sum = &sum + &(factor * coefficient);
            if sum.is_zero() {
                self.terms.remove(monomial);
            } else {
                self.terms.insert(monomial.clone(), sum);
            }
        }
    }

    pub fn minus(&self, other: &Multivariate) -> Multivariate {
        let mut difference = self.clone();
        difference.add(&Rational::from(-1), other);
        difference
    }

    pub fn times(&self, other: &Multivariate) -> Multivariate {
        let mut product = Multivariate::default();
        for (one, a) in &self.terms {
            for (two, b) in &other.terms {
                let mut monomial: Monomial = one.iter().chain(two).copied().collect();
                monomial.sort_unstable();
                product.add(&Rational::ONE, &Multivariate::of(monomial, a * b));
            }
        }
        product
    }

    /// With a variable replaced.
    fn with(&self, place: usize, value: &Multivariate) -> Multivariate {
        let mut sum = Multivariate::default();
        for (monomial, coefficient) in &self.terms {
            let rest = monomial.iter().copied().filter(|&own| own != place).collect();
            let mut product = Multivariate::of(rest, coefficient.clone());
            for _ in monomial.iter().filter(|&&own| own == place) {
                product = product.times(value);
            }
            sum.add(&Rational::ONE, &product);
        }
        sum
    }

    pub fn at(&self, point: &[Rational]) -> Rational {
        self.terms.iter().fold(Rational::ZERO, |sum, (monomial, coefficient)| {
            &sum + &monomial.iter().fold(coefficient.clone(), |product, &place| &product * &point[place])
        })
    }

    /// Divided by the variables that all terms share.
    fn without_common_factors(&self) -> Multivariate {
        let mut terms = self.terms.keys();
        let Some(first) = terms.next() else { return self.clone() };
        let shared = terms.fold(first.clone(), |shared, monomial| {
            let mut left = monomial.clone();
            let mut common = Vec::new();
            for place in shared {
                if let Some(found) = left.iter().position(|&own| own == place) {
                    left.remove(found);
                    common.push(place);
                }
            }
            common
        });
        let reduced = |monomial: &Monomial| {
            let mut left = monomial.clone();
            for place in &shared {
                if let Some(found) = left.iter().position(|own| own == place) {
                    left.remove(found);
                }
            }
            left
        };
        Multivariate { terms: self.terms.iter().map(|(own, value)| (reduced(own), value.clone())).collect() }
    }

    /// As an affine function of the variables at these places, if it is one.
    fn affine(&self, places: &[usize]) -> Option<Affine> {
        let mut found = Affine::constant(places.len(), Rational::ZERO);
        for (monomial, coefficient) in &self.terms {
            match monomial.as_slice() {
                [] => found.constant = coefficient.clone(),
                [place] => found.coefficients[places.iter().position(|own| own == place)?] = coefficient.clone(),
                _ => return None,
            }
        }
        Some(found)
    }

    /// As a polynomial in its only variable.
    fn univariate(&self) -> Option<(usize, Polynomial)> {
        let place = *self.terms.keys().flatten().next()?;
        let mut coefficients = Vec::new();
        for (monomial, coefficient) in &self.terms {
            if monomial.iter().any(|&own| own != place) {
                return None;
            }
            if coefficients.len() <= monomial.len() {
                coefficients.resize(monomial.len() + 1, Rational::ZERO);
            }
            coefficients[monomial.len()] = coefficient.clone();
        }
        Some((place, Polynomial::new(coefficients)))
    }

    /// The sums of its negative and of its positive coefficients, the constant in both: bounds over
    /// the unit box.
    fn bounds(&self) -> (Rational, Rational) {
        let constant = self.terms.get(&Vec::new()).map_or(Rational::ZERO, Clone::clone);
        let mut bounds = (constant.clone(), constant);
        for (_, coefficient) in self.terms.iter().filter(|(monomial, _)| !monomial.is_empty()) {
            let side = if coefficient.is_negative() { &mut bounds.0 } else { &mut bounds.1 };
            *side = &*side + coefficient;
        }
        bounds
    }

    /// Whether all its terms have one sign, so that it is not zero where no variable is.
    fn sign(&self) -> Option<i32> {
        let mut signs = self.terms.values().map(Rational::signum);
        let first = signs.next()?;
        signs.all(|sign| sign == first).then_some(first)
    }
}

/// Equations and inequalities (at least zero) of variables in (0, 1], some of which are zero.
#[derive(Debug, Clone, Default)]
pub struct System {
    pub variables: usize,
    pub equations: Vec<Multivariate>,
    pub inequalities: Vec<Multivariate>,
    /// The variables that are zero.
    pub zero: Vec<usize>,
}

/// What is known of the solutions.
#[derive(Debug, Clone, Default)]
pub struct Solved {
    /// The extreme ones (of each affine piece, its closure), each checked against every condition.
    pub points: Vec<Vec<Rational>>,
    /// That there may be others.
    pub open: bool,
}

/// Most extreme points of one piece.
const MOST_EXTREME: usize = 2_000;

impl System {
    /// Eliminates a variable by each equation that is affine once factors that are positive are
    /// left out; where one equation in one variable is left, its rational roots are tried. What
    /// remains is settled if all inequalities are affine then.
    pub fn solve(&self) -> Solved {
        let mut solved = Solved::default();
        let start = |place: usize| match self.zero.contains(&place) {
            true => Multivariate::default(),
            false => Multivariate::variable(place),
        };
        let given: Vec<Multivariate> = (0..self.variables).map(start).collect();
        let without = |one: &Multivariate| {
            self.zero.iter().fold(one.clone(), |one, &place| one.with(place, &Multivariate::default()))
        };
        let mut ahead = vec![(self.equations.iter().map(without).collect(), given)];
        while let Some((equations, values)) = ahead.pop() {
            self.piece(equations, values, &mut ahead, &mut solved);
        }
        // On the closure of a piece a denominator that was left out may vanish.
        let zero = |point: &[Rational]| self.equations.iter().all(|own| own.at(point).is_zero());
        let held = |point: &[Rational]| self.inequalities.iter().all(|own| !own.at(point).is_negative());
        solved.points.retain(|point| zero(point) && held(point));
        solved
    }

    fn piece(
        &self,
        mut equations: Vec<Multivariate>,
        mut values: Vec<Multivariate>,
        ahead: &mut Vec<(Vec<Multivariate>, Vec<Multivariate>)>,
        solved: &mut Solved,
    ) {
        loop {
            equations = equations.iter().map(Multivariate::without_common_factors).collect();
            equations.retain(|one| !one.is_zero());
            let impossible = |one: &Multivariate| {
                let (least, most) = one.bounds();
                one.sign().is_some() || least.is_positive() || most.is_negative()
            };
            if equations.iter().any(impossible) {
                return;
            }
            let affine = |one: &Multivariate| one.terms.keys().all(|monomial| monomial.len() <= 1);
            let Some(place) = equations.iter().position(affine) else { break };
            let equation = equations.swap_remove(place);
            let Some((monomial, coefficient)) = equation.terms.iter().rfind(|(monomial, _)| !monomial.is_empty())
            else {
                return;
            };
            let variable = monomial[0];
            let mut value = equation.minus(&Multivariate::of(monomial.clone(), coefficient.clone()));
            let scale = -&(&Rational::ONE / coefficient);
            value = value.times(&Multivariate::constant(scale));
            for one in equations.iter_mut().chain(&mut values) {
                *one = one.with(variable, &value);
            }
        }
        if let Some(one) = equations.first() {
            match equations.iter().find_map(Multivariate::univariate) {
                Some((variable, polynomial)) => {
                    for root in isolate(&polynomial.squarefree(), &Rational::ZERO, &Rational::ONE) {
                        match root.rationalized() {
                            Root::Rational(root) => {
                                let root = Multivariate::constant(root);
                                let fixed = |own: &Multivariate| own.with(variable, &root);
                                ahead.push((equations.iter().map(fixed).collect(), values.iter().map(fixed).collect()));
                            }
                            Root::Isolated { .. } => solved.open = true,
                        }
                    }
                }
                None => solved.open |= !one.is_zero(),
            }
            return;
        }
        self.extreme(&values, solved);
    }

    /// The extreme points of a piece without equations.
    fn extreme(&self, values: &[Multivariate], solved: &mut Solved) {
        let mut conditions: Vec<Multivariate> = values.to_vec();
        conditions.extend(self.inequalities.iter().map(|one| {
            let mut sum = Multivariate::default();
            for (monomial, coefficient) in &one.terms {
                let product = monomial
                    .iter()
                    .fold(Multivariate::constant(coefficient.clone()), |product, &place| product.times(&values[place]));
                sum.add(&Rational::ONE, &product);
            }
            sum.without_common_factors()
        }));
        // Less than nothing everywhere, as far as bounds can tell.
        if conditions.iter().any(|one| one.bounds().1.is_negative() || one.sign() == Some(-1)) {
            return;
        }
        conditions.retain(|one| one.sign() != Some(1) || one.terms.keys().all(|monomial| monomial.len() == 1));
        let mut free: Vec<usize> = values.iter().flat_map(|one| one.terms.keys().flatten().copied()).collect();
        free.sort_unstable();
        free.dedup();
        let mut rows: Vec<Affine> = Vec::new();
        for one in &conditions {
            match one.affine(&free) {
                Some(row) => rows.push(row),
                None => solved.open = true,
            }
        }
        for place in 0..free.len() {
            let own = Affine::coordinate(free.len(), place);
            rows.push(Affine::constant(free.len(), Rational::ONE).minus(&own));
            rows.push(own);
        }
        if free.is_empty() {
            solved.points.push(values.iter().map(|value| value.at(&[])).collect());
            return;
        }
        match vertices(free.len(), &[], &rows, MOST_EXTREME) {
            Vertices::Of(found) => {
                for point in found {
                    let mut whole = vec![Rational::ZERO; self.variables];
                    for (&place, value) in free.iter().zip(&point) {
                        whole[place] = value.clone();
                    }
                    solved.points.push(values.iter().map(|value| value.at(&whole)).collect());
                }
            }
            Vertices::Unlisted => solved.open = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(terms: &[(&[usize], i64)]) -> Multivariate {
        let mut sum = Multivariate::default();
        for (monomial, coefficient) in terms {
            sum.add(&Rational::ONE, &Multivariate::of(monomial.to_vec(), Rational::from(*coefficient)));
        }
        sum
    }

    /// x (3 y - 1) = 0, x + y = 1: with x positive y = 1/3.
    #[test]
    fn factors_that_are_positive_are_left_out() {
        let system = System {
            variables: 2,
            equations: vec![sum(&[(&[0, 1], 3), (&[0], -1)]), sum(&[(&[0], 1), (&[1], 1), (&[], -1)])],
            inequalities: Vec::new(),
            zero: Vec::new(),
        };
        let solved = system.solve();
        assert_eq!(solved.points, [[Rational::new(2, 3), Rational::new(1, 3)]]);
        assert!(!solved.open);
    }

    /// 4 x² = 1 has a rational root, 2 x² = 1 has none.
    #[test]
    fn irrational_roots_stay_open() {
        let of = |factor: i64| System {
            variables: 1,
            equations: vec![sum(&[(&[0, 0], factor), (&[], -1)])],
            inequalities: Vec::new(),
            zero: Vec::new(),
        };
        assert_eq!(of(4).solve().points, [[Rational::new(1, 2)]]);
        let open = of(2).solve();
        assert!(open.points.is_empty() && open.open);
    }

    /// A family has its ends.
    #[test]
    fn a_family_is_given_by_its_ends() {
        let system = System {
            variables: 2,
            equations: vec![sum(&[(&[0], 1), (&[1], 1), (&[], -1)])],
            inequalities: vec![sum(&[(&[0], 4), (&[], -1)])],
            zero: Vec::new(),
        };
        let mut points = system.solve().points;
        points.sort();
        assert_eq!(points, [[Rational::new(1, 4), Rational::new(3, 4)], [Rational::ONE, Rational::ZERO]]);
    }
}
