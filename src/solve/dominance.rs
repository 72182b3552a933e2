//! Dominance by pure and mixed strategies, once and iterated.
//!
//! A strategy is strictly dominated, mixtures included, if and only if it is a best reply to
//! no distribution over the others' profiles (Pearce 1984 \[Pearce1984\], lemma 3). So what
//! iterated strict dominance leaves is what is rationalizable where beliefs may correlate,
//! and the two concepts share this code. With two players there is nothing to correlate
//! (Bernheim 1984); with more, beliefs that the others are independent can rule out more.

use std::cmp::Ordering;

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Relation, Row, generate_rows};
use crate::numeric::rational::Rational;
use crate::solution::{Dominance, Elimination, Reduction, Refusal};

use super::limits::Limits;

/// Iterated elimination of dominated strategies, all that are dominated in a round at
/// once. For strict dominance the order does not matter (Gilboa, Kalai and Zemel 1990);
/// for weak dominance it can, and this is the maximal simultaneous order.
///
/// # Errors
/// [`Refusal::Interrupted`] where the limits end it before it is done.
pub fn iterated(game: &NormalGame, dominance: Dominance, limits: &Limits) -> Result<Reduction, Refusal> {
    let mut surviving: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    let mut eliminations = Vec::new();
    for round in 1.. {
        let mut found = Vec::new();
        for player in 0..surviving.len() {
            let stage = Stage::new(game, &surviving, player);
            let needed = stage.strict_best_replies();
            for (&strategy, _) in surviving[player].iter().zip(needed).filter(|(_, needed)| !needed) {
                if limits.interrupted() {
                    return Err(Refusal::Interrupted);
                }
                if let Some(by) = stage.dominator_of_pure(strategy, dominance) {
                    found.push(Elimination { round, player, strategy, by });
                }
            }
        }
        if found.is_empty() {
            break;
        }
        for gone in &found {
            surviving[gone.player].retain(|&strategy| strategy != gone.strategy);
        }
        eliminations.append(&mut found);
    }
    Ok(Reduction { eliminations, surviving })
}

/// A mixture of the player's surviving strategies that dominates the mixture `of` against
/// the surviving strategies of the others; `None` if there is none.
pub fn dominator(
    game: &NormalGame,
    surviving: &[Vec<usize>],
    player: usize,
    of: &[Rational],
    dominance: Dominance,
) -> Option<Vec<Rational>> {
    let stage = Stage::new(game, surviving, player);
    let mut support = (0..of.len()).filter(|&strategy| !of[strategy].is_zero());
    match (support.next(), support.next()) {
        (Some(only), None) => stage.dominator_of_pure(only, dominance),
        _ => stage.mixed_dominator(of, dominance),
    }
}

/// A player's strategies that are left, against what is left of the others.
struct Stage<'a> {
    game: &'a NormalGame,
    player: usize,
    own: &'a [usize],
    /// The places of the others' profiles, with the player's first strategy.
    others: Vec<usize>,
}

impl<'a> Stage<'a> {
    fn new(game: &'a NormalGame, surviving: &'a [Vec<usize>], player: usize) -> Stage<'a> {
        let others = (0..surviving.len()).fold(vec![0], |places, other| {
            let kept: &[usize] = if other == player { &[0] } else { &surviving[other] };
            let stride = game.stride(other);
            places.iter().flat_map(|place| kept.iter().map(move |strategy| place + strategy * stride)).collect()
        });
        Stage { game, player, own: &surviving[player], others }
    }

    fn payoff(&self, others: usize, strategy: usize) -> &Rational {
        self.game.payoff(others + strategy * self.game.stride(self.player), self.player)
    }

    /// Which of the strategies left are the only best reply to some profile: nothing dominates
    /// them. One pass over the table.
    fn strict_best_replies(&self) -> Vec<bool> {
        let mut found = vec![false; self.own.len()];
        for &others in &self.others {
            let mut best = (0, self.payoff(others, self.own[0]));
            let mut alone = true;
            for (index, &strategy) in self.own.iter().enumerate().skip(1) {
                let payoff = self.payoff(others, strategy);
                match payoff.cmp(best.1) {
                    Ordering::Greater => (best, alone) = ((index, payoff), true),
                    Ordering::Equal => alone = false,
                    Ordering::Less => {}
                }
            }
            found[best.0] |= alone;
        }
        found
    }

    /// Comparisons with pure strategies first, which settle most cases.
    fn dominator_of_pure(&self, only: usize, dominance: Dominance) -> Option<Vec<Rational>> {
        let unit = |strategy: usize| {
            let mut unit = vec![Rational::ZERO; self.game.strategies[self.player].len()];
            unit[strategy] = Rational::ONE;
            unit
        };
        let mut rivals = self.own.iter().copied().filter(|&other| other != only);
        let beats = |&other: &usize| {
            let compare = |&others: &usize| self.payoff(others, other).cmp(self.payoff(others, only));
            match dominance {
                Dominance::Strict => self.others.iter().map(compare).all(Ordering::is_gt),
                Dominance::Weak => {
                    self.others.iter().map(compare).all(Ordering::is_ge)
                        && self.others.iter().map(compare).any(Ordering::is_gt)
                }
            }
        };
        match rivals.find(beats) {
            Some(pure) => Some(unit(pure)),
            None if self.own.len() < 3 => None,
            None => self.mixed_dominator(&unit(only), dominance),
        }
    }

    /// One exact linear program: with `σ` the dominator, `max ε s.t. u(σ, t) - ε >= u(of, t)`
    /// for strict dominance, `max Σ_t u(σ, t) - u(of, t)` with no term negative for weak. Rows
    /// are the others' profiles, and only those are written down that some mixture on the way
    /// does not meet.
    fn mixed_dominator(&self, of: &[Rational], dominance: Dominance) -> Option<Vec<Rational>> {
        let count = self.own.len();
        if count < 2 {
            return None;
        }
        let reference: Vec<Rational> = self.others.iter().map(|&others| self.mixed_payoff(others, of)).collect();
        let gain = |at: usize, strategy: usize| self.payoff(self.others[at], strategy) - &reference[at];
        let weak = dominance == Dominance::Weak;
        let zero = || Rational::ZERO;
        // For strict dominance the last variable is ε.
        let objective: Vec<Rational> = match dominance {
            Dominance::Strict => (0..=count).map(|index| Rational::from(i64::from(index == count))).collect(),
            Dominance::Weak => {
                let total = |&strategy: &usize| (0..reference.len()).fold(zero(), |sum, at| &sum + &gain(at, strategy));
                self.own.iter().map(total).collect()
            }
        };
        let row = |at: usize| {
            let gains = self.own.iter().enumerate().map(|(index, &strategy)| (index, -&gain(at, strategy)));
            Row::new(gains.chain((!weak).then_some((count, Rational::ONE))), Relation::AtMost, zero())
        };
        let mut program = LinearProgram::maximize(objective);
        // Gains are relative to `of`, so weight below 1 may stay on `of` itself.
        program.rows.push(Row::new((0..count).map(|index| (index, Rational::ONE)), Relation::AtMost, Rational::ONE));
        program.rows.push(row(0));
        let (_, outcome) = generate_rows(program, |point, _| {
            let earned = |at: usize| {
                let used = self.own.iter().zip(point).filter(|(_, weight)| !weight.is_zero());
                used.fold(zero(), |sum, (&strategy, weight)| &sum + &(weight * &gain(at, strategy)))
            };
            let least = if weak { zero() } else { point[count].clone() };
            // A bound of zero on ε settles it.
            if !weak && least.is_zero() {
                return Vec::new();
            }
            let worst = (0..reference.len()).map(|at| (earned(at), at)).min();
            worst.filter(|(worst, _)| *worst < least).map(|(_, at)| row(at)).into_iter().collect()
        });
        let optimum = outcome.optimal().expect("gains are bounded on a simplex, and zero is feasible");
        if !optimum.value.is_positive() {
            return None;
        }
        let used = optimum.primal[..count].iter().fold(zero(), |sum, weight| &sum + weight);
        let rest = &Rational::ONE - &used;
        let mut by: Vec<Rational> = of.iter().map(|weight| weight * &rest).collect();
        for (&strategy, weight) in self.own.iter().zip(&optimum.primal) {
            by[strategy] = &by[strategy] + weight;
        }
        Some(by)
    }

    fn mixed_payoff(&self, others: usize, mix: &[Rational]) -> Rational {
        let used = mix.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        used.fold(Rational::ZERO, |sum, (strategy, weight)| &sum + &(weight * self.payoff(others, strategy)))
    }
}

/// Whether gains, one per profile of the others, amount to dominance.
pub fn dominates<'a>(gains: impl Iterator<Item = &'a Rational> + Clone, dominance: Dominance) -> bool {
    match dominance {
        Dominance::Strict => gains.clone().all(Rational::is_positive),
        Dominance::Weak => gains.clone().all(|gain| !gain.is_negative()) && gains.clone().any(Rational::is_positive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(game: &NormalGame, dominance: Dominance) -> Reduction {
        iterated(game, dominance, &Limits::default()).unwrap()
    }

    fn bimatrix(payoffs: &[[(i64, i64); 2]]) -> NormalGame {
        NormalGame {
            players: vec!["row".into(), "column".into()],
            strategies: vec![(0..payoffs.len()).map(|i| i.to_string()).collect(), vec!["l".into(), "r".into()]],
            payoffs: payoffs.iter().flatten().map(|&(a, b)| vec![Rational::from(a), Rational::from(b)]).collect(),
        }
    }

    #[test]
    fn a_mixture_can_dominate_what_no_pure_strategy_does() {
        // Osborne and Rubinstein 1994, figure 61.1 in spirit: (3,0), (0,3) mixed beat (1,1).
        let game = bimatrix(&[[(3, 0), (0, 0)], [(0, 0), (3, 0)], [(1, 0), (1, 0)]]);
        let reduction = left(&game, Dominance::Strict);
        assert_eq!(reduction.surviving, [vec![0, 1], vec![0, 1]]);
        assert_eq!(reduction.eliminations[0].by, [Rational::new(1, 2), Rational::new(1, 2), Rational::ZERO]);
    }

    #[test]
    fn the_prisoners_dilemma_is_solved_by_strict_dominance() {
        let game = bimatrix(&[[(3, 3), (0, 5)], [(5, 0), (1, 1)]]);
        assert_eq!(left(&game, Dominance::Strict).surviving, [[1], [1]]);
    }

    #[test]
    fn weak_dominance_needs_one_strict_gain() {
        let game = bimatrix(&[[(1, 0), (1, 0)], [(1, 0), (0, 0)], [(1, 0), (1, 0)]]);
        let reduction = left(&game, Dominance::Weak);
        assert_eq!(reduction.surviving[0], [0, 2], "equal strategies do not dominate each other");
        assert!(left(&game, Dominance::Strict).eliminations.is_empty());
    }
}
