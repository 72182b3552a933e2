//! Dominance by pure and mixed strategies, once and iterated.
//!
//! A strategy is strictly dominated, mixtures included, if and only if it is a best reply to
//! no distribution over the others' profiles (Pearce 1984 \[Pearce1984\], lemma 3). So what
//! iterated strict dominance leaves is what is rationalizable where beliefs may correlate,
//! and the two concepts share this code. With two players there is nothing to correlate
//! (Bernheim 1984); with more, beliefs that the others are independent can rule out more.

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::{Dominance, Elimination, Reduction};

/// Iterated elimination of dominated strategies, all that are dominated in a round at
/// once. For strict dominance the order does not matter (Gilboa, Kalai and Zemel 1990);
/// for weak dominance it can, and this is the maximal simultaneous order.
pub fn iterated(game: &NormalGame, dominance: Dominance) -> Reduction {
    let mut surviving: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    let mut eliminations = Vec::new();
    for round in 1.. {
        let mut found = Vec::new();
        for player in 0..surviving.len() {
            for &strategy in &surviving[player] {
                let mut pure = vec![Rational::ZERO; game.strategies[player].len()];
                pure[strategy] = Rational::ONE;
                if let Some(by) = dominator(game, &surviving, player, &pure, dominance) {
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
    Reduction { eliminations, surviving }
}

/// A mixture of the player's surviving strategies that dominates the mixture `of` against
/// the surviving strategies of the others; `None` if there is none.
///
/// One exact linear program: with `σ` the dominator, `max ε s.t. u(σ, t) - ε >= u(of, t)`
/// for strict dominance, `max Σ_t u(σ, t) - u(of, t)` with no term negative for weak.
pub fn dominator(
    game: &NormalGame,
    surviving: &[Vec<usize>],
    player: usize,
    of: &[Rational],
    dominance: Dominance,
) -> Option<Vec<Rational>> {
    let own = &surviving[player];
    if own.len() < 2 {
        return None;
    }
    let support: Vec<usize> = (0..of.len()).filter(|&strategy| !of[strategy].is_zero()).collect();
    if let [only] = support[..] {
        // Comparisons settle most cases: a strict best reply to some profile is undominated,
        // and a pure dominator is enough.
        let starts = profiles_of_others(game, surviving, player);
        let stride = game.stride(player);
        let payoff = |start: &usize, strategy: usize| game.payoff(start + strategy * stride, player);
        let rivals: Vec<usize> = own.iter().copied().filter(|&other| other != only).collect();
        let alone = |start: &usize| rivals.iter().all(|&other| payoff(start, other) < payoff(start, only));
        if starts.iter().any(alone) {
            return None;
        }
        let beats = |other: &usize| match dominance {
            Dominance::Strict => starts.iter().all(|start| payoff(start, *other) > payoff(start, only)),
            Dominance::Weak => {
                starts.iter().all(|start| payoff(start, *other) >= payoff(start, only))
                    && starts.iter().any(|start| payoff(start, *other) > payoff(start, only))
            }
        };
        if let Some(&pure) = rivals.iter().find(|other| beats(other)) {
            let mut by = vec![Rational::ZERO; of.len()];
            by[pure] = Rational::ONE;
            return Some(by);
        }
        if rivals.len() == 1 {
            return None;
        }
    }
    // One row per profile of the others: gains of each own strategy over `of`.
    let rows = gains(game, surviving, player, of);
    let zero = || Rational::ZERO;
    let count = own.len();
    let (objective, constraints): (Vec<Rational>, Vec<Vec<Rational>>) = match dominance {
        Dominance::Strict => (
            (0..=count).map(|index| if index == count { Rational::ONE } else { zero() }).collect(),
            rows.iter().map(|row| row.iter().map(|gain| -gain).chain([Rational::ONE]).collect()).collect(),
        ),
        Dominance::Weak => (
            (0..count).map(|index| rows.iter().fold(zero(), |sum, row| &sum + &row[index])).collect(),
            rows.iter().map(|row| row.iter().map(|gain| -gain).collect()).collect(),
        ),
    };
    let mut program = LinearProgram::maximize(objective);
    program.rows = constraints.iter().map(|row| Row::dense(row, Relation::AtMost, zero())).collect();
    // Gains are relative to `of`, so weight below 1 may stay on `of` itself.
    program.rows.push(Row::new((0..count).map(|index| (index, Rational::ONE)), Relation::AtMost, Rational::ONE));
    let optimum = solve(&program).optimal().expect("gains are bounded on a simplex, and zero is feasible");
    if !optimum.value.is_positive() {
        return None;
    }
    let used = optimum.primal[..count].iter().fold(zero(), |sum, weight| &sum + weight);
    let rest = &Rational::ONE - &used;
    let mut by: Vec<Rational> = of.iter().map(|weight| weight * &rest).collect();
    for (&strategy, weight) in own.iter().zip(&optimum.primal) {
        by[strategy] = &by[strategy] + weight;
    }
    Some(by)
}

/// Whether gains, one per profile of the others, amount to dominance.
pub fn dominates<'a>(gains: impl Iterator<Item = &'a Rational> + Clone, dominance: Dominance) -> bool {
    match dominance {
        Dominance::Strict => gains.clone().all(Rational::is_positive),
        Dominance::Weak => gains.clone().all(|gain| !gain.is_negative()) && gains.clone().any(Rational::is_positive),
    }
}

/// The places of the surviving profiles of the others, with the player's strategy set to 0.
fn profiles_of_others(game: &NormalGame, surviving: &[Vec<usize>], player: usize) -> Vec<usize> {
    (0..surviving.len()).fold(vec![0], |places, other| {
        let kept: &[usize] = if other == player { &[0] } else { &surviving[other] };
        let stride = game.stride(other);
        places.iter().flat_map(|place| kept.iter().map(move |strategy| place + strategy * stride)).collect()
    })
}

fn gains(game: &NormalGame, surviving: &[Vec<usize>], player: usize, of: &[Rational]) -> Vec<Vec<Rational>> {
    let stride = game.stride(player);
    profiles_of_others(game, surviving, player)
        .into_iter()
        .map(|start| {
            let payoff = |strategy: usize| game.payoff(start + strategy * stride, player);
            let reference = of
                .iter()
                .enumerate()
                .filter(|(_, weight)| !weight.is_zero())
                .fold(Rational::ZERO, |sum, (strategy, weight)| &sum + &(weight * payoff(strategy)));
            surviving[player].iter().map(|&strategy| payoff(strategy) - &reference).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let reduction = iterated(&game, Dominance::Strict);
        assert_eq!(reduction.surviving, [vec![0, 1], vec![0, 1]]);
        assert_eq!(reduction.eliminations[0].by, [Rational::new(1, 2), Rational::new(1, 2), Rational::ZERO]);
    }

    #[test]
    fn the_prisoners_dilemma_is_solved_by_strict_dominance() {
        let game = bimatrix(&[[(3, 3), (0, 5)], [(5, 0), (1, 1)]]);
        assert_eq!(iterated(&game, Dominance::Strict).surviving, [[1], [1]]);
    }

    #[test]
    fn weak_dominance_needs_one_strict_gain() {
        let game = bimatrix(&[[(1, 0), (1, 0)], [(1, 0), (0, 0)], [(1, 0), (1, 0)]]);
        let reduction = iterated(&game, Dominance::Weak);
        assert_eq!(reduction.surviving[0], [0, 2], "equal strategies do not dominate each other");
        assert!(iterated(&game, Dominance::Strict).eliminations.is_empty());
    }
}
