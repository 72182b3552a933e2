//! From roots of the conditions to equilibria: exact where rational, decided with proof.

use crate::form::normal::NormalGame;
use crate::numeric::interval::Interval;
use crate::numeric::krawczyk::SquareSystem;
use crate::numeric::linear::{self, Solutions};
use crate::numeric::program::Ring;
use crate::numeric::rational::Rational;
use crate::solution::{Enclosed, Equilibrium, Region};

use super::indifference::Indifference;
use super::multilinear::{Enclosure, Multilinear};

/// What a root of the equations is.
#[derive(Debug)]
pub enum Point {
    Exact(Equilibrium),
    Enclosed(Enclosed),
    /// Not an equilibrium with these supports.
    Neither,
    /// A condition is tied as far as floats can tell.
    Open(Region),
}

/// What is known of whether the conditions hold at a root of the equations.
#[derive(Debug)]
pub enum Holding {
    /// They do, at these mixtures of the mixers.
    At(Vec<Vec<Rational>>),
    /// They do, somewhere in the box.
    Within,
    Nowhere,
    Open,
}

impl Indifference {
    /// Judges the one root of the leading equations in a box.
    pub fn judge(&self, game: &NormalGame, root: &[Interval]) -> Point {
        match self.holding(root) {
            Holding::At(mixtures) => Point::Exact(self.equilibrium(game, &mixtures)),
            Holding::Within => Point::Enclosed(self.enclosed(game, root)),
            Holding::Nowhere => Point::Neither,
            Holding::Open => Point::Open(self.region(game, root)),
        }
    }

    /// Whether the conditions hold at the one root of the leading equations in a box.
    pub fn holding(&self, root: &[Interval]) -> Holding {
        let guess: Option<Vec<Rational>> = root.iter().map(simplest).collect();
        if let Some(guess) = guess {
            let mixtures = self.mixtures(&guess);
            // A rational root in the box is the root.
            if self.equations.iter().all(|function| function.at(&mixtures).is_zero()) {
                return if self.holds(&mixtures) { Holding::At(mixtures) } else { Holding::Nowhere };
            }
        }
        let mixtures = self.by_mixer(root);
        let fails = self.weights(root).iter().flatten().any(|weight| weight.hi <= 0.0)
            || self.bounds.iter().any(|bound| Enclosure::from(bound).over(&mixtures).lo > 0.0);
        match fails {
            true => Holding::Nowhere,
            false if self.is_strict(root) => Holding::Within,
            false => Holding::Open,
        }
    }

    /// Whether everywhere in a box all probabilities are positive, and gains outside of the
    /// supports negative or zero wherever the equations hold.
    pub fn is_strict(&self, over: &[Interval]) -> bool {
        let mixtures = self.by_mixer(over);
        self.weights(over).iter().flatten().all(|weight| weight.lo > 0.0)
            && self.bounds.iter().all(|bound| Enclosure::from(bound).over(&mixtures).hi < 0.0 || self.is_tied(bound))
    }

    /// Whether a function vanishes wherever the equations do because it is a linear
    /// combination of them.
    pub fn is_tied(&self, function: &Multilinear) -> bool {
        let alike: Vec<&Multilinear> =
            self.equations.iter().filter(|equation| equation.axes == function.axes).collect();
        if alike.is_empty() {
            return false;
        }
        let rows: Vec<Vec<Rational>> = (0..function.values.len())
            .map(|place| alike.iter().map(|equation| equation.values[place].clone()).collect())
            .collect();
        !matches!(linear::solve(&rows, &function.values), Solutions::Inconsistent { .. })
    }

    pub fn equilibrium(&self, game: &NormalGame, mixtures: &[Vec<Rational>]) -> Equilibrium {
        let profile = self.profile(game, mixtures, &Rational::ZERO, &Rational::ONE);
        Equilibrium { payoffs: game.expected(&profile), profile }
    }

    /// Enclosures of the probabilities of each mixer's support.
    pub fn weights(&self, unknowns: &[Interval]) -> Vec<Vec<Interval>> {
        self.by_mixer(unknowns)
            .into_iter()
            .map(|rest| {
                let first = rest.iter().fold(Interval::point(1.0), |left, weight| left.subtract(weight));
                std::iter::once(first).chain(rest.iter().copied()).collect()
            })
            .collect()
    }

    /// The box as one of profiles, cut to probabilities.
    pub fn region(&self, game: &NormalGame, unknowns: &[Interval]) -> Region {
        let ends = |weight: &Interval| {
            let end = |value: f64| Rational::from_f64(value.clamp(0.0, 1.0)).unwrap_or(Rational::ZERO);
            [end(weight.lo), end(weight.hi)]
        };
        let mixtures: Vec<Vec<[Rational; 2]>> =
            self.weights(unknowns).iter().map(|weights| weights.iter().map(ends).collect()).collect();
        let [zero, one] = [Rational::ZERO, Rational::ONE].map(|value| [value.clone(), value]);
        Region { profile: self.profile(game, &mixtures, &zero, &one) }
    }

    /// A proved enclosure of an equilibrium, with those of its payoffs.
    pub fn enclosed(&self, game: &NormalGame, root: &[Interval]) -> Enclosed {
        let Region { profile } = self.region(game, root);
        let zero = [Rational::ZERO, Rational::ZERO];
        let intervals: Vec<Vec<Interval>> =
            profile.iter().map(|weights| weights.iter().map(|[lo, hi]| Interval::hull(lo, hi)).collect()).collect();
        let mut sums = vec![Interval::ZERO; game.players.len()];
        for (place, payoffs) in game.payoffs.iter().enumerate() {
            let pure = game.profile(place);
            if pure.iter().zip(&profile).any(|(&strategy, weights)| weights[strategy] == zero) {
                continue;
            }
            let chance = pure
                .iter()
                .zip(&intervals)
                .fold(Interval::point(1.0), |chance, (&strategy, weights)| chance.multiply(&weights[strategy]));
            for (sum, payoff) in sums.iter_mut().zip(payoffs) {
                *sum = sum.add(&chance.multiply(&Interval::hull(payoff, payoff)));
            }
        }
        let end = |value: f64| Rational::from_f64(value).unwrap_or(Rational::ZERO);
        Enclosed { profile, payoffs: sums.iter().map(|sum| [end(sum.lo), end(sum.hi)]).collect() }
    }
}

/// Derivatives below this count as none where unknowns are chosen; what is chosen is proved.
const SMALLEST_PIVOT: f64 = 1e-9;

/// The simplest rational in an interval.
fn simplest(side: &Interval) -> Option<Rational> {
    Some(Rational::simplest_between(&Rational::from_f64(side.lo)?, &Rational::from_f64(side.hi)?))
}

/// The equations in some of the unknowns, the others being held fixed: what is left of an
/// underdetermined system.
pub struct Slice<'a> {
    conditions: &'a Indifference,
    fixed: Vec<Interval>,
    free: Vec<usize>,
}

impl<'a> Slice<'a> {
    /// At a point, with as many free unknowns as there are leading equations: those on which
    /// elimination pivots there. `None` if the derivative is short of rank there, unless
    /// `dependent` equations are expected.
    pub fn at(conditions: &'a Indifference, point: &[f64], dependent: bool) -> Option<Slice<'a>> {
        let fixed: Vec<Interval> = point.iter().map(|&value| Interval::point(value)).collect();
        let mut rows: Vec<Vec<f64>> =
            conditions.jacobian(&fixed).iter().map(|row| row.iter().map(Interval::middle).collect()).collect();
        let mut free = Vec::new();
        for row in 0..rows.len() {
            let largest = |row: &Vec<f64>| row.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            let best = (row..rows.len()).max_by(|&a, &b| largest(&rows[a]).total_cmp(&largest(&rows[b])))?;
            rows.swap(row, best);
            let head = rows[row].clone();
            let pivot = (0..head.len()).max_by(|&a, &b| head[a].abs().total_cmp(&head[b].abs()))?;
            if head[pivot].is_nan() || head[pivot].abs() <= SMALLEST_PIVOT {
                if dependent {
                    break;
                }
                return None;
            }
            free.push(pivot);
            for below in rows.iter_mut().skip(row + 1) {
                let factor = below[pivot] / head[pivot];
                for (entry, above) in below.iter_mut().zip(&head) {
                    *entry -= factor * above;
                }
                below[pivot] = 0.0;
            }
        }
        Some(Slice { conditions, fixed, free })
    }

    /// All unknowns, given the free ones.
    pub fn whole(&self, free: &[Interval]) -> Vec<Interval> {
        let mut whole = self.fixed.clone();
        for (&place, value) in self.free.iter().zip(free) {
            whole[place] = *value;
        }
        whole
    }

    pub fn start(&self) -> Vec<f64> {
        self.free.iter().map(|&place| self.fixed[place].lo).collect()
    }

    /// The unknowns that are held fixed.
    pub fn held(&self) -> impl Iterator<Item = (usize, f64)> {
        (0..self.fixed.len()).filter(|place| !self.free.contains(place)).map(|place| (place, self.fixed[place].lo))
    }
}

impl SquareSystem for Slice<'_> {
    fn size(&self) -> usize {
        self.free.len()
    }

    fn values(&self, at: &[Interval]) -> Vec<Interval> {
        self.conditions.values(&self.whole(at))
    }

    fn jacobian(&self, over: &[Interval]) -> Vec<Vec<Interval>> {
        let whole = self.conditions.jacobian(&self.whole(over));
        whole.iter().map(|row| self.free.iter().map(|&place| row[place]).collect()).collect()
    }
}
