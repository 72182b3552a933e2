//! A game in which two players have a choice, as two matrices of payoffs.
//!
//! What the fast methods find is made exact and judged here: the mixtures that make given
//! strategies best replies solve a linear system, and a profile's regret, the most that a player
//! gains by deviating alone, is computed exactly. It is zero at an equilibrium and nowhere else.

use dashu::base::{Gcd, UnsignedAbs};
use dashu::integer::{IBig, UBig};
use nalgebra::DMatrix;

use crate::form::normal::NormalGame;
use crate::numeric::linear::{Solutions, Vector, solve};
use crate::numeric::pivoting::Basis;
use crate::numeric::rational::Rational;
use crate::solution::{Equilibrium, Found};

use super::extreme_equilibria::active_players;

/// Parts of one that the weights of a float mixture are rounded to.
const PARTS: f64 = (1u64 << 52) as f64;

/// Float weights below this share of the sum are taken for zero in an approximate profile.
const SPECK: f64 = 1e-9;

/// Two sides, 0 and 1, of a game. Each has its own strategies and faces those of the other.
#[derive(Debug, Clone, Copy)]
pub struct Bimatrix<'a> {
    game: &'a NormalGame,
    /// The players' places in the game.
    players: [usize; 2],
}

impl<'a> Bimatrix<'a> {
    /// `None` if the game has fewer than two players, or more than two with a choice.
    pub fn of(game: &'a NormalGame) -> Option<Bimatrix<'a>> {
        let active = active_players(game);
        let idle = (0..game.players.len()).filter(|player| !active.contains(player));
        let mut players: Vec<usize> =
            active.iter().copied().chain(idle.take(2usize.saturating_sub(active.len()))).collect();
        players.sort_unstable();
        Some(Bimatrix { game, players: players.try_into().ok()? })
    }

    /// A side's place among the players of the game.
    pub fn player(&self, side: usize) -> usize {
        self.players[side]
    }

    /// The number of strategies of a side.
    pub fn count(&self, side: usize) -> usize {
        self.game.strategies[self.players[side]].len()
    }

    /// What a player of the game gets when the sides play these strategies.
    fn payoff_of(&self, player: usize, strategies: [usize; 2]) -> &'a Rational {
        let [first, second] = self.players.map(|player| self.game.stride(player));
        self.game.payoff(strategies[0] * first + strategies[1] * second, player)
    }

    /// What a side gets when it plays `own` and the other side `other`.
    pub fn payoff(&self, side: usize, own: usize, other: usize) -> &'a Rational {
        self.payoff_of(self.players[side], if side == 0 { [own, other] } else { [other, own] })
    }

    /// A side's payoffs, its own strategies as rows.
    fn payoffs(&self, side: usize) -> impl Iterator<Item = &'a Rational> {
        let (own, other) = (self.count(side), self.count(1 - side));
        (0..own).flat_map(move |row| (0..other).map(move |column| self.payoff(side, row, column)))
    }

    /// A side's payoffs as floats, its own strategies as rows, brought to the interval from one
    /// to two without a change of best replies.
    pub fn floats(&self, side: usize) -> DMatrix<f64> {
        let exact = self.payoffs(side).cloned().collect::<Vec<_>>();
        scaled(self.count(side), self.count(1 - side), &exact)
    }

    /// A side's payoffs as positive integers, by its own strategies, with the same best replies.
    pub fn integers(&self, side: usize) -> Vec<Vec<IBig>> {
        let least = self.payoffs(side).min().expect("a player has a strategy");
        let differences: Vec<Rational> = self.payoffs(side).map(|payoff| payoff - least).collect();
        let scale = common_denominator(differences.iter().map(Rational::denominator));
        let integer = |value: &Rational| value.numerator() * IBig::from(&scale / value.denominator()) + IBig::ONE;
        differences.chunks(self.count(1 - side)).map(|row| row.iter().map(integer).collect()).collect()
    }

    /// The mixture of the other side that a basis of this side's best-reply polytope stands for:
    /// on the basic strategies, such that the tight ones of this side pay the same.
    /// `None` if it is no mixture, which happens only when the basis was wrong.
    pub fn mixture(&self, side: usize, basis: &Basis) -> Option<Vector> {
        self.indifference(side, &basis.tight(), &basis.decisions())
    }

    /// The mixture of the other side over `support` that makes the strategies `tight` of this
    /// side pay the same.
    pub fn indifference(&self, side: usize, tight: &[usize], support: &[usize]) -> Option<Vector> {
        // Unknown are the weights and this side's payoff.
        let mut rows: Vec<Vec<Rational>> = tight
            .iter()
            .map(|&own| {
                let payoffs = support.iter().map(|&other| self.payoff(side, own, other).clone());
                payoffs.chain([Rational::from(-1)]).collect()
            })
            .collect();
        rows.push(support.iter().map(|_| Rational::ONE).chain([Rational::ZERO]).collect());
        let mut right = vec![Rational::ZERO; tight.len()];
        right.push(Rational::ONE);
        let Solutions::Unique(Vector { numerators: weights, denominator }) = solve(&rows, &right) else { return None };
        let mut numerators = vec![IBig::ZERO; self.count(1 - side)];
        for (&strategy, weight) in support.iter().zip(weights) {
            if weight < IBig::ZERO {
                return None;
            }
            numerators[strategy] = weight;
        }
        Some(Vector { numerators, denominator })
    }

    /// What each player gets and the exact regret: an equilibrium if it is zero.
    pub fn judged(&self, mixtures: [Vector; 2]) -> Found {
        let mut regret = Rational::ZERO;
        let mut payoffs = Vec::with_capacity(self.game.players.len());
        for player in 0..self.game.players.len() {
            // A player without a choice is looked at from the first side.
            let side = usize::from(player == self.players[1]);
            let own = &mixtures[side];
            let replies = self.replies(player, side, &mixtures[1 - side]);
            let expected: IBig =
                own.numerators.iter().zip(&replies.numerators).map(|(weight, pays)| weight * pays).sum();
            if self.players.contains(&player) {
                let best = replies.numerators.iter().max().expect("a player has a strategy");
                let gain = best * IBig::from(own.denominator.clone()) - &expected;
                if gain > IBig::ZERO {
                    regret = regret.max(Rational::from_integers(gain, &own.denominator * &replies.denominator));
                }
            }
            payoffs.push(Rational::from_integers(expected, &own.denominator * replies.denominator));
        }
        let mut profile: Vec<Vec<Rational>> =
            self.game.strategies.iter().map(|list| vec![Rational::ONE; list.len()]).collect();
        for (player, mixture) in self.players.iter().zip(&mixtures) {
            profile[*player] = mixture.rationals();
        }
        let profile = Equilibrium { profile, payoffs };
        if regret.is_zero() { Found::Equilibrium(profile) } else { Found::Approximate { profile, regret } }
    }

    /// What each strategy of a side yields the player against a mixture of the other side.
    fn replies(&self, player: usize, side: usize, other: &Vector) -> Vector {
        let mut sums = vec![(IBig::ZERO, UBig::ONE); self.count(side)];
        // In the order of the table in memory.
        for first in 0..self.count(0) {
            for second in 0..self.count(1) {
                let (own, weight) = if side == 0 { (first, second) } else { (second, first) };
                let weight = &other.numerators[weight];
                if weight.is_zero() {
                    continue;
                }
                let payoff = self.payoff_of(player, [first, second]);
                let (sum, denominator) = &mut sums[own];
                let of_payoff = payoff.denominator();
                if *denominator == of_payoff {
                    *sum += payoff.numerator() * weight;
                } else {
                    let common = common_denominator([&*denominator, &of_payoff].into_iter().cloned());
                    *sum = &*sum * IBig::from(&common / &*denominator)
                        + payoff.numerator() * IBig::from(&common / of_payoff) * weight;
                    *denominator = common;
                }
            }
        }
        let common = common_denominator(sums.iter().map(|(_, denominator)| denominator.clone()));
        let numerators = sums.into_iter().map(|(sum, denominator)| sum * IBig::from(&common / denominator)).collect();
        Vector { numerators, denominator: common * &other.denominator }
    }
}

/// Numbers by rows as floats from one to two, in the same order and proportion.
pub fn scaled(rows: usize, columns: usize, numbers: &[Rational]) -> DMatrix<f64> {
    let least = numbers.iter().min().expect("a matrix of payoffs is not empty");
    let span = numbers.iter().max().expect("a matrix of payoffs is not empty") - least;
    let float_span = span.to_f64();
    let share = |number: &Rational| {
        let above = number - least;
        if float_span.is_normal() && float_span < f64::MAX {
            above.to_f64() / float_span
        } else if span.is_zero() {
            0.0
        } else {
            (&above / &span).to_f64()
        }
    };
    DMatrix::from_row_iterator(rows, columns, numbers.iter().map(|number| 1.0 + share(number)))
}

/// Float weights as exact ones that sum to one; uniform if there are none.
pub fn rounded(weights: &[f64]) -> Vector {
    let sum: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
    let part = |weight: &f64| if *weight > SPECK * sum { (weight / sum * PARTS).round() as i64 } else { 0 };
    normalized(weights.iter().map(part).map(IBig::from).collect())
}

/// Nonnegative weights as a mixture; uniform if all are zero.
pub fn normalized(mut weights: Vec<IBig>) -> Vector {
    if weights.iter().all(IBig::is_zero) {
        weights.fill(IBig::ONE);
    }
    let denominator = weights.iter().sum::<IBig>().unsigned_abs();
    Vector { numerators: weights, denominator }
}

pub(super) fn common_denominator(denominators: impl Iterator<Item = UBig>) -> UBig {
    denominators.fold(UBig::ONE, |common, denominator| {
        if denominator.is_one() || denominator == common {
            common.max(denominator)
        } else {
            let shared = (&common).gcd(&denominator);
            common * (denominator / shared)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(counts: [usize; 3], payoff: impl Fn(usize) -> [i64; 3]) -> NormalGame {
        NormalGame {
            players: ["a", "b", "c"].map(str::to_owned).to_vec(),
            strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
            payoffs: (0..counts.iter().product()).map(|index| payoff(index).map(Rational::from).to_vec()).collect(),
        }
    }

    #[test]
    fn the_two_who_choose_are_the_sides_wherever_they_stand() {
        let game = game([2, 1, 3], |index| [index as i64, 0, -(index as i64)]);
        let two = Bimatrix::of(&game).unwrap();
        assert_eq!((two.players, two.count(0), two.count(1)), ([0, 2], 2, 3));
        assert_eq!(*two.payoff(1, 2, 1), Rational::from(-5));
        let lonely = self::game([1, 1, 3], |_| [0; 3]);
        assert_eq!(Bimatrix::of(&lonely).unwrap().players, [0, 2]);
        assert!(Bimatrix::of(&self::game([2, 2, 2], |_| [0; 3])).is_none());
    }

    #[test]
    fn regret_is_the_most_that_anybody_gains() {
        // Matching pennies for a and b; c only watches, and gets what a gets.
        let game = game([2, 2, 1], |index| if index % 3 == 0 { [1, -1, 1] } else { [-1, 1, -1] });
        let two = Bimatrix::of(&game).unwrap();
        let half = || rounded(&[0.5, 0.5]);
        assert!(matches!(two.judged([half(), half()]), Found::Equilibrium(_)));
        let Found::Approximate { profile, regret } = two.judged([half(), rounded(&[0.75, 0.25])]) else { panic!() };
        assert_eq!(regret, Rational::new(1, 2));
        assert_eq!(profile.payoffs, vec![Rational::ZERO; 3]);
    }

    #[test]
    fn floats_keep_order_even_beyond_their_range() {
        let numbers: Vec<Rational> = ["-1e400", "1e400", "0"].map(|text| text.parse().unwrap()).to_vec();
        assert_eq!(scaled(1, 3, &numbers).as_slice(), [1.0, 2.0, 1.5]);
        assert_eq!(scaled(1, 2, &vec![Rational::ONE; 2]).as_slice(), [1.0, 1.0]);
    }
}
