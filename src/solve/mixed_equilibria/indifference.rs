//! What holds at the equilibria of given supports.
//!
//! Every player is indifferent between the strategies of its support, all of which have
//! positive probability, and gains nothing by any other. These are equations and inequalities
//! between multilinear functions and zero, in the mixtures of the players whose support has
//! several strategies.

use crate::form::normal::NormalGame;
use crate::numeric::interval::Interval;
use crate::numeric::krawczyk::SquareSystem;
use crate::numeric::linear::{self, Solutions};
use crate::numeric::rational::Rational;

use super::multilinear::{Enclosure, Multilinear, Sign};

/// The conditions of one choice of supports.
#[derive(Debug, Clone)]
pub struct Indifference {
    pub supports: Vec<Vec<usize>>,
    /// The players whose support has several strategies.
    pub mixers: Vec<usize>,
    /// The number of strategies in the support of each mixer.
    pub sizes: Vec<usize>,
    /// Where the unknowns of each mixer start: the probabilities of its support but the first.
    pub offsets: Vec<usize>,
    pub unknowns: usize,
    /// Functions that vanish. The first [`Indifference::rank`] imply the others.
    pub equations: Vec<Multilinear>,
    pub rank: usize,
    /// By leading equation, the player who is indifferent.
    pub owners: Vec<usize>,
    /// Functions that are nowhere positive: gains by strategies outside of the supports.
    pub bounds: Vec<Multilinear>,
    /// By bound, the player and the strategy outside.
    pub bound_owners: Vec<(usize, usize)>,
    /// The equations that imply the others, in interval arithmetic.
    leading: Vec<Enclosure>,
}

impl Indifference {
    /// The conditions; `None` if the signs of payoffs rule the supports out.
    pub fn new(game: &NormalGame, supports: Vec<Vec<usize>>, surviving: &[Vec<usize>]) -> Option<Indifference> {
        let mixers = mixers(&supports);
        let known = supports.clone();
        Indifference::of(supports, surviving, |player, pair| Multilinear::gain(game, &known, &mixers, player, pair))
    }

    /// The same where what a player gains by one strategy over another has, at every equilibrium of
    /// these supports, the sign of the function that `gain` gives, and gains over a third strategy
    /// are differences.
    pub fn of(
        supports: Vec<Vec<usize>>,
        surviving: &[Vec<usize>],
        gain: impl Fn(usize, [usize; 2]) -> Multilinear,
    ) -> Option<Indifference> {
        let mixers = mixers(&supports);
        let sizes: Vec<usize> = mixers.iter().map(|&player| supports[player].len()).collect();
        let offsets: Vec<usize> =
            (0..sizes.len()).map(|place| sizes[..place].iter().map(|size| size - 1).sum()).collect();
        let (mut equations, mut implied, mut bounds) = (Vec::new(), Vec::new(), Vec::new());
        let (mut owners, mut bound_owners) = (Vec::new(), Vec::new());
        for (player, support) in supports.iter().enumerate() {
            let gain = |one, other| gain(player, [one, other]).sign();
            // Strategies between which the player is known to be indifferent, by class.
            let mut class: Vec<usize> = (0..support.len()).collect();
            let mut pairs = Vec::new();
            for (one, &first) in support.iter().enumerate() {
                for (other, &second) in support[..one].iter().enumerate() {
                    match gain(first, second) {
                        Sign::Positive | Sign::Negative => return None,
                        Sign::Zero => unite(&mut class, one, other),
                        Sign::Open(function) => pairs.push((function, one, other)),
                    }
                }
            }
            // A spanning tree of the simplest equations implies the rest.
            pairs.sort_by_key(|(function, ..)| function.values.len());
            for (function, one, other) in pairs {
                if class[one] == class[other] {
                    implied.push(function);
                } else {
                    unite(&mut class, one, other);
                    equations.push(function);
                    owners.push(player);
                }
            }
            for &outside in surviving[player].iter().filter(|strategy| !support.contains(strategy)) {
                for &own in support {
                    match gain(outside, own) {
                        Sign::Positive => return None,
                        Sign::Zero | Sign::Negative => {}
                        Sign::Open(function) if bounds.contains(&function) => {}
                        Sign::Open(function) => {
                            bounds.push(function);
                            bound_owners.push((player, outside));
                        }
                    }
                }
            }
        }
        let rank = equations.len();
        for function in implied {
            if !equations.contains(&function) {
                equations.push(function);
            }
        }
        let leading = equations[..rank].iter().map(Enclosure::from).collect();
        let unknowns = sizes.iter().map(|size| size - 1).sum();
        Some(Indifference {
            supports,
            mixers,
            sizes,
            offsets,
            unknowns,
            equations,
            rank,
            owners,
            bounds,
            bound_owners,
            leading,
        })
    }

    /// An equation or, after them, a bound.
    pub fn function(&self, place: usize) -> &Multilinear {
        self.equations.get(place).unwrap_or_else(|| &self.bounds[place - self.equations.len()])
    }

    /// The boxes of the unknowns by mixer.
    pub fn by_mixer<'a>(&self, unknowns: &'a [Interval]) -> Vec<&'a [Interval]> {
        self.offsets.iter().zip(&self.sizes).map(|(&start, &size)| &unknowns[start..start + size - 1]).collect()
    }

    /// The probabilities of each mixer's support, from the unknowns.
    pub fn mixtures(&self, unknowns: &[Rational]) -> Vec<Vec<Rational>> {
        self.offsets
            .iter()
            .zip(&self.sizes)
            .map(|(&start, &size)| {
                let rest = &unknowns[start..start + size - 1];
                let first = rest.iter().fold(Rational::ONE, |left, weight| &left - weight);
                std::iter::once(first).chain(rest.iter().cloned()).collect()
            })
            .collect()
    }

    /// Whether exact mixtures are an equilibrium with just these supports.
    pub fn holds(&self, mixtures: &[Vec<Rational>]) -> bool {
        mixtures.iter().flatten().all(Rational::is_positive)
            && self.equations.iter().all(|function| function.at(mixtures).is_zero())
            && self.bounds.iter().all(|function| !function.at(mixtures).is_positive())
    }

    /// The mixed profile of the whole game.
    pub fn profile<T: Clone>(&self, game: &NormalGame, mixtures: &[Vec<T>], zero: &T, one: &T) -> Vec<Vec<T>> {
        let mut profile: Vec<Vec<T>> = game.counts().into_iter().map(|count| vec![zero.clone(); count]).collect();
        for (player, support) in self.supports.iter().enumerate() {
            match self.mixers.iter().position(|&mixer| mixer == player) {
                Some(place) => {
                    for (&strategy, weight) in support.iter().zip(&mixtures[place]) {
                        profile[player][strategy] = weight.clone();
                    }
                }
                None => profile[player][support[0]] = one.clone(),
            }
        }
        profile
    }

    /// The equations as linear ones in the unknowns, with `fixed` ones added; `None` if one is
    /// not linear.
    pub fn solve_linear(&self, fixed: &[(usize, Rational)]) -> Option<Solutions> {
        let (mut rows, mut right) = (Vec::new(), Vec::new());
        for function in &self.equations[..self.rank] {
            let (constant, slopes) = function.affine()?;
            let mut row = vec![Rational::ZERO; self.unknowns];
            for (&mixer, slopes) in function.axes.iter().zip(slopes) {
                for (place, slope) in slopes.into_iter().enumerate() {
                    row[self.offsets[mixer] + place] = slope;
                }
            }
            rows.push(row);
            right.push(-&constant);
        }
        for (unknown, value) in fixed {
            rows.push(
                (0..self.unknowns).map(|at| if at == *unknown { Rational::ONE } else { Rational::ZERO }).collect(),
            );
            right.push(value.clone());
        }
        // A system without equations has no unknowns for the solver.
        if rows.is_empty() {
            let one = linear::Vector { numerators: Vec::new(), denominator: dashu::integer::UBig::ONE };
            return Some(Solutions::Many { rank: 0, one });
        }
        Some(linear::solve(&rows, &right))
    }
}

/// The players whose support has several strategies.
pub fn mixers(supports: &[Vec<usize>]) -> Vec<usize> {
    (0..supports.len()).filter(|&player| supports[player].len() > 1).collect()
}

fn unite(class: &mut [usize], one: usize, other: usize) {
    let (kept, gone) = (class[one], class[other]);
    for entry in class.iter_mut().filter(|entry| **entry == gone) {
        *entry = kept;
    }
}

/// The leading equations; there must be as many as unknowns.
impl SquareSystem for Indifference {
    fn size(&self) -> usize {
        self.unknowns
    }

    fn values(&self, at: &[Interval]) -> Vec<Interval> {
        let mixtures = self.by_mixer(at);
        self.leading.iter().map(|function| function.over(&mixtures)).collect()
    }

    fn jacobian(&self, over: &[Interval]) -> Vec<Vec<Interval>> {
        let mixtures = self.by_mixer(over);
        self.leading
            .iter()
            .map(|function| {
                let mut row = vec![Interval::ZERO; self.unknowns];
                for (mixer, slopes) in function.slopes(&mixtures) {
                    let start = self.offsets[mixer];
                    row[start..start + slopes.len()].copy_from_slice(&slopes);
                }
                row
            })
            .collect()
    }
}
