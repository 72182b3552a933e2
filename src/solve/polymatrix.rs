//! Polymatrix games: separable payoffs.
//!
//! Everybody plays a game of two with each other player, one strategy in all of them, and gets the
//! sum; or whatever else leaves the same gains by deviating (Yanovskaya 1968; Howson 1972
//! \[Howson1972\]). Then the gains are linear in the others' mixtures: equilibria are rational, those of
//! given supports solve linear equations, and one solves a linear complementarity problem. With
//! costs `A` made positive, mixtures `x` and a free value `v` of each player,
//!
//! ```text
//! Σ_j A_ij x_j − v_i >= 0  ⊥  x_i >= 0        Σ_s x_is = 1
//! ```
//!
//! Lemke's path ends in a solution: an equation being two inequalities, `z · M z` is `x · A x`, and
//! nonnegative; and if the homogeneous inequalities hold, `x = 0` and no `v` is positive, so that
//! `q · z ≥ 0` ([`crate::numeric::complementarity`]).

use dashu::integer::IBig;

use crate::form::normal::NormalGame;
use crate::numeric::complementarity::Complementarity;
use crate::numeric::rational::Rational;
use crate::solution::Equilibrium;

use super::bimatrix::common_denominator;
use super::limits::{Limits, Spent};

/// What each strategy of each player costs against each strategy of each other player: by player,
/// strategy, other player and its strategy. Up to a constant for each player.
pub type Costs = Vec<Vec<Vec<Vec<Rational>>>>;

/// The parts that a game's payoffs are sums of, exactly; `None` if it is not separable. Linear in
/// the number of payoffs times the number of players.
pub fn separable(game: &NormalGame) -> Option<Costs> {
    let counts = game.counts();
    let players = counts.len();
    if players < 2 {
        return None;
    }
    // What a player gains by a strategy over its first, at a profile of the others.
    let gain = |player: usize, strategy: usize, place: usize| {
        let stride = game.stride(player);
        game.payoff(place + strategy * stride, player) - game.payoff(place, player)
    };
    let mut costs: Costs = Vec::with_capacity(players);
    for player in 0..players {
        let mut own = Vec::with_capacity(counts[player]);
        for strategy in 0..counts[player] {
            let base = gain(player, strategy, 0);
            let mut lines: Vec<Vec<Rational>> = (0..players)
                .map(|other| {
                    let stride = game.stride(other);
                    let part = |at: usize| &gain(player, strategy, at * stride) - &base;
                    if other == player { Vec::new() } else { (0..counts[other]).map(part).collect() }
                })
                .collect();
            let starts =
                (0..game.payoffs.len()).filter(|place| (place / game.stride(player)).is_multiple_of(counts[player]));
            for place in starts {
                let sum = lines
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != player)
                    .fold(base.clone(), |sum, (other, line)| &sum + &line[place / game.stride(other) % counts[other]]);
                if sum != gain(player, strategy, place) {
                    return None;
                }
            }
            // The constant goes to one of the games; a cost is what is not gained.
            let first = usize::from(player == 0);
            for (other, line) in lines.iter_mut().enumerate() {
                for part in line {
                    *part = if other == first { -&(&*part + &base) } else { -&*part };
                }
            }
            own.push(lines);
        }
        costs.push(own);
    }
    Some(costs)
}

/// One equilibrium; `None` if the limits come first.
pub fn equilibrium(game: &NormalGame, costs: &Costs, limits: &Limits) -> Option<Equilibrium> {
    let counts = game.counts();
    let players = counts.len();
    let offsets: Vec<usize> = (0..players).map(|player| counts[..player].iter().sum()).collect();
    let strategies: usize = counts.iter().sum();
    // After the mixtures, the multipliers of `<=`, then of `>=`: v is the latter less the former.
    let (most, least) = (strategies, strategies + players);
    let mut problem = Complementarity::new(strategies + 2 * players);
    for (player, own) in costs.iter().enumerate() {
        let all = || own.iter().flatten().flatten();
        let scale = common_denominator(all().map(Rational::denominator));
        let lowest = all().min().cloned().unwrap_or(Rational::ZERO);
        for (strategy, lines) in own.iter().enumerate() {
            let row = offsets[player] + strategy;
            for (other, line) in lines.iter().enumerate() {
                for (place, cost) in line.iter().enumerate() {
                    let above = cost - &lowest;
                    let integer = above.numerator() * IBig::from(&scale / above.denominator()) + IBig::ONE;
                    problem.add(row, offsets[other] + place, integer);
                }
            }
            problem.add(row, most + player, IBig::ONE);
            problem.add(row, least + player, IBig::from(-1));
            problem.add(most + player, row, IBig::from(-1));
            problem.add(least + player, row, IBig::ONE);
        }
        problem.constants[most + player] = IBig::ONE;
        problem.constants[least + player] = IBig::from(-1);
    }
    let mut spent = Spent::nothing_of(limits);
    let solution = problem.lemke(|| spent.node())?;
    let profile: Vec<Vec<Rational>> =
        offsets.iter().zip(&counts).map(|(&offset, &count)| solution[offset..][..count].to_vec()).collect();
    Some(Equilibrium { payoffs: game.expected(&profile), profile })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::stream::word;

    /// Random games of two between all pairs, and something that depends on the others only.
    fn random(seed: u64, counts: &[usize]) -> NormalGame {
        let players = counts.len();
        let mut game = NormalGame {
            players: (0..players).map(|player| format!("player {player}")).collect(),
            strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
            payoffs: (0..counts.iter().product()).map(|_| vec![Rational::ZERO; players]).collect(),
        };
        let draw = |key: [usize; 4]| {
            let column = key.iter().fold(0, |column, part| column * 64 + *part as u64);
            Rational::new((word(seed, 1, column) % 41) as i64 - 20, 3)
        };
        for place in 0..game.payoffs.len() {
            let at = game.profile(place);
            for player in 0..players {
                let others = (0..players).filter(|&other| other != player);
                let sum = others
                    .clone()
                    .fold(Rational::ZERO, |sum, other| &sum + &draw([player, at[player], other, at[other]]));
                let product: usize = others.map(|other| at[other]).product();
                game.payoffs[place][player] = &sum + &Rational::from(product as i64);
            }
        }
        game
    }

    #[test]
    fn separable_games_are_recognized_and_solved() {
        for (seed, counts) in (0..30).zip([&[2, 2, 2][..], &[3, 2, 4], &[2, 2, 2, 2], &[3, 3, 3]].iter().cycle()) {
            let mut game = random(seed, counts);
            let costs = separable(&game).unwrap();
            let found = equilibrium(&game, &costs, &Limits::default()).unwrap();
            for (player, list) in game.strategies.iter().enumerate() {
                for strategy in 0..list.len() {
                    let mut deviating = found.profile.clone();
                    deviating[player] = (0..list.len()).map(|own| Rational::from(i64::from(own == strategy))).collect();
                    assert!(game.expected(&deviating)[player] <= found.payoffs[player], "{seed} {counts:?}");
                }
                assert_eq!(
                    found.profile[player].iter().fold(Rational::ZERO, |sum, weight| &sum + weight),
                    Rational::ONE
                );
            }
            let last = game.payoffs.len() - 1;
            game.payoffs[last][0] = &game.payoffs[last][0] + &Rational::ONE;
            assert!(separable(&game).is_none());
        }
    }
}
