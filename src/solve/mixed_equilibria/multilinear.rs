//! Functions of the mixtures of some players that are linear in each of them.

use crate::form::normal::NormalGame;
use crate::numeric::interval::Interval;
use crate::numeric::program::{Arithmetic, Ring};
use crate::numeric::rational::Rational;

/// A function given by its values at pure profiles: at mixtures it is their average.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multilinear {
    /// On whose mixtures it depends, as places among the players who mix, ascending.
    pub axes: Vec<usize>,
    /// The number of strategies of each.
    pub sizes: Vec<usize>,
    /// The last axis varies fastest.
    pub values: Vec<Rational>,
}

/// An equation or inequality between a multilinear function and zero, once what is plain from
/// the signs of its values is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    Zero,
    /// At every profile of positive probabilities.
    Positive,
    Negative,
    Open(Multilinear),
}

impl Multilinear {
    /// What `player` gains by playing one strategy and not another, where everybody mixes over
    /// its support and `mixers` are the players whose support has several strategies.
    pub fn gain(
        game: &NormalGame,
        supports: &[Vec<usize>],
        mixers: &[usize],
        player: usize,
        [one, other]: [usize; 2],
    ) -> Multilinear {
        let axes: Vec<usize> = (0..mixers.len()).filter(|&place| mixers[place] != player).collect();
        let pure = (0..supports.len()).filter(|who| *who != player && !mixers.contains(who));
        let start: usize = pure.map(|who| supports[who][0] * game.stride(who)).sum();
        let mut places = vec![start];
        for &axis in &axes {
            let (support, stride) = (&supports[mixers[axis]], game.stride(mixers[axis]));
            places =
                places.iter().flat_map(|place| support.iter().map(move |strategy| place + strategy * stride)).collect();
        }
        let stride = game.stride(player);
        let values = places
            .iter()
            .map(|place| game.payoff(place + one * stride, player) - game.payoff(place + other * stride, player))
            .collect();
        Multilinear { sizes: axes.iter().map(|&axis| supports[mixers[axis]].len()).collect(), axes, values }
    }

    /// The distance between neighbours along an axis.
    pub fn stride(&self, axis: usize) -> usize {
        self.sizes[axis + 1..].iter().product()
    }

    /// The values at one strategy of an axis.
    fn slice(&self, axis: usize, strategy: usize) -> impl Iterator<Item = &Rational> + Clone {
        let (stride, size) = (self.stride(axis), self.sizes[axis]);
        let start = strategy * stride;
        (0..self.values.len() / (stride * size))
            .flat_map(move |block| (0..stride).map(move |inner| &self.values[block * stride * size + start + inner]))
    }

    /// Its sign where all probabilities are positive, or the function without its positive
    /// factors, which has the same sign.
    ///
    /// Such a factor is a mixture's weight on some strategies: the values along an axis are
    /// then nonnegative multiples of the same numbers. An axis that makes no difference is the
    /// case of equal numbers.
    pub fn sign(mut self) -> Sign {
        let (some_positive, some_negative) =
            (self.values.iter().any(Rational::is_positive), self.values.iter().any(Rational::is_negative));
        match (some_positive, some_negative) {
            (false, false) => return Sign::Zero,
            (true, false) => return Sign::Positive,
            (false, true) => return Sign::Negative,
            (true, true) => {}
        }
        let mut axis = 0;
        while axis < self.axes.len() {
            match self.factor(axis) {
                Some(strategy) => {
                    let values = self.slice(axis, strategy).cloned().collect();
                    self.values = values;
                    self.axes.remove(axis);
                    self.sizes.remove(axis);
                }
                None => axis += 1,
            }
        }
        Sign::Open(self)
    }

    /// A strategy of the axis of whose slice all other slices are nonnegative multiples.
    fn factor(&self, axis: usize) -> Option<usize> {
        let (chosen, at, head) = (0..self.sizes[axis]).find_map(|strategy| {
            let (at, head) = self.slice(axis, strategy).enumerate().find(|(_, value)| !value.is_zero())?;
            Some((strategy, at, head))
        })?;
        let multiple = |strategy: usize| {
            let Some(factor) = self.slice(axis, strategy).nth(at) else { return false };
            factor.signum() * head.signum() >= 0
                && self
                    .slice(axis, strategy)
                    .zip(self.slice(axis, chosen))
                    .all(|(value, base)| if factor == head { value == base } else { value * head == base * factor })
        };
        (chosen + 1..self.sizes[axis]).all(multiple).then_some(chosen)
    }

    /// The constant and, by axis, the slopes towards each strategy but the first, if the
    /// function is affine in all mixtures together.
    pub fn affine(&self) -> Option<(Rational, Vec<Vec<Rational>>)> {
        let constant = self.values[0].clone();
        let slopes: Vec<Vec<Rational>> = (0..self.axes.len())
            .map(|axis| {
                let stride = self.stride(axis);
                (1..self.sizes[axis]).map(|strategy| &self.values[strategy * stride] - &constant).collect()
            })
            .collect();
        let separable = self.values.iter().enumerate().all(|(place, value)| {
            let mut sum = constant.clone();
            for (axis, slopes) in slopes.iter().enumerate() {
                let strategy = place / self.stride(axis) % self.sizes[axis];
                if strategy > 0 {
                    sum = &sum + &slopes[strategy - 1];
                }
            }
            sum == *value
        });
        separable.then_some((constant, slopes))
    }

    /// Its value where the probabilities of each mixing player are given.
    pub fn at(&self, mixtures: &[Vec<Rational>]) -> Rational {
        let mut values = self.values.clone();
        for (&axis, &size) in self.axes.iter().zip(&self.sizes).rev() {
            let mixture = &mixtures[axis];
            values = values
                .chunks(size)
                .map(|chunk| {
                    chunk.iter().zip(mixture).fold(Rational::ZERO, |sum, (value, weight)| &sum + &(value * weight))
                })
                .collect();
        }
        values.swap_remove(0)
    }
}

/// The same in interval arithmetic, a mixture being given by the probabilities of its
/// strategies but the first.
#[derive(Debug, Clone)]
pub struct Enclosure {
    axes: Vec<usize>,
    sizes: Vec<usize>,
    values: Vec<Interval>,
}

impl From<&Multilinear> for Enclosure {
    fn from(function: &Multilinear) -> Enclosure {
        Enclosure {
            axes: function.axes.clone(),
            sizes: function.sizes.clone(),
            values: function.values.iter().map(Interval::constant).collect(),
        }
    }
}

impl Enclosure {
    /// An enclosure of its range over boxes of mixtures.
    pub fn over(&self, mixtures: &[&[Interval]]) -> Interval {
        contracted(self.values.clone(), &self.axes, &self.sizes, mixtures, None)[0]
    }

    /// By axis, the mixing player and enclosures of the derivatives with respect to the
    /// probabilities of its strategies but the first.
    pub fn slopes<'a>(&'a self, mixtures: &'a [&[Interval]]) -> impl Iterator<Item = (usize, Vec<Interval>)> + 'a {
        (0..self.axes.len()).map(move |axis| {
            (self.axes[axis], contracted(self.values.clone(), &self.axes, &self.sizes, mixtures, Some(axis)))
        })
    }
}

/// Averages along every axis, but for one of which the differences to its first strategy are
/// kept.
fn contracted(
    mut values: Vec<Interval>,
    axes: &[usize],
    sizes: &[usize],
    mixtures: &[&[Interval]],
    kept: Option<usize>,
) -> Vec<Interval> {
    // What is kept moves to the end, so that the rest is fastest at the front.
    let mut tail = 1;
    if let Some(kept) = kept {
        let stride: usize = sizes[kept + 1..].iter().product();
        let size = sizes[kept];
        let mut differences = Vec::with_capacity(values.len());
        for block in values.chunks(size * stride) {
            for inner in 0..stride {
                for strategy in 1..size {
                    differences.push(block[strategy * stride + inner].subtract(&block[inner]));
                }
            }
        }
        values = differences;
        tail = size - 1;
    }
    for (axis, &size) in sizes.iter().enumerate().rev() {
        if kept == Some(axis) {
            continue;
        }
        let mixture = mixtures[axes[axis]];
        let mut averages = Vec::with_capacity(values.len() / size);
        for block in values.chunks(size * tail) {
            for inner in 0..tail {
                let base = block[inner];
                averages.push((1..size).fold(base, |sum, strategy| {
                    let slope = block[strategy * tail + inner].subtract(&base);
                    sum.add(&mixture[strategy - 1].multiply(&slope))
                }));
            }
        }
        values = averages;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(sizes: &[usize], values: &[i64]) -> Multilinear {
        Multilinear {
            axes: (0..sizes.len()).collect(),
            sizes: sizes.to_vec(),
            values: values.iter().map(|&value| value.into()).collect(),
        }
    }

    #[test]
    fn positive_factors_are_taken_out() {
        // 3 p₂ (q₁ - q₂), with p the first mixture.
        let product = function(&[2, 2], &[0, 0, 3, -3]);
        let Sign::Open(rest) = product.sign() else { panic!("its sign is open") };
        assert_eq!((rest.axes, rest.values), (vec![1], vec![Rational::from(3), Rational::from(-3)]));
        // (p₁ - p₂)(q₁ - q₂) has none.
        let other = function(&[2, 2], &[1, -1, -1, 1]);
        assert_eq!(other.clone().sign(), Sign::Open(other));
        assert_eq!(function(&[2, 2], &[0, 1, 0, 0]).sign(), Sign::Positive);
    }

    #[test]
    fn sums_of_functions_of_one_mixture_each_are_affine() {
        let sum = function(&[2, 3], &[1, 2, 3, 5, 6, 7]);
        let slopes = vec![vec![Rational::from(4)], vec![Rational::from(1), Rational::from(2)]];
        assert_eq!(sum.affine(), Some((Rational::ONE, slopes)));
        assert_eq!(function(&[2, 2], &[0, 0, 0, 1]).affine(), None);
    }

    #[test]
    fn enclosures_hold_the_exact_values() {
        let exact = function(&[2, 3, 2], &[3, -1, 4, 1, -5, 9, 2, -6, 5, 3, -5, 8]);
        let third = Rational::new(1, 3);
        let mixtures = [
            vec![&Rational::ONE - &third, third.clone()],
            vec![third.clone(), third.clone(), third.clone()],
            vec![Rational::new(3, 4), Rational::new(1, 4)],
        ];
        let boxes: Vec<Vec<Interval>> =
            mixtures.iter().map(|mixture| mixture[1..].iter().map(Interval::constant).collect()).collect();
        let boxes: Vec<&[Interval]> = boxes.iter().map(Vec::as_slice).collect();
        let range = Enclosure::from(&exact).over(&boxes);
        let value = exact.at(&mixtures).to_f64();
        assert!(range.contains(value) && range.width() < 1e-13);
        // The slope towards a strategy is the value there less the value at the first one.
        let pure = |strategy: usize| {
            let mut at = mixtures.to_vec();
            at[1] = (0..3).map(|index| Rational::from(i64::from(index == strategy))).collect();
            exact.at(&at).to_f64()
        };
        let enclosure = Enclosure::from(&exact);
        let (player, slopes) = enclosure.slopes(&boxes).nth(1).unwrap();
        assert_eq!(player, 1);
        for strategy in 1..3 {
            assert!((slopes[strategy - 1].middle() - (pure(strategy) - pure(0))).abs() < 1e-12);
        }
    }
}
