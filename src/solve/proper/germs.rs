//! Trembles of any number of players, as polynomials in a small positive number.
//!
//! If each strategy `s` is played with probability near `t^k(s)`, payoffs are polynomials in `t`,
//! and near zero the first coefficient in which two of them differ decides which is better. The
//! exponents are set by the ranks that follow, again and again until nothing changes. That finds
//! trembles or not; it refutes nothing.

use crate::form::normal::NormalGame;
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::solution::Trembles;

use super::super::limits::Limits;

/// How often ranks are taken anew.
const ROUNDS: usize = 20;

/// The most levels of all players together, as many as are multiplied out where they are checked.
const LEVELS: usize = 2_000;

/// The most players whose trembles are tried at either of two speeds each.
const SPEEDS: usize = 5;

/// Trembles that show a pure profile to be proper, if any are found.
pub fn trembles(game: &NormalGame, profile: &[Vec<Rational>], limits: &Limits) -> Option<Trembles> {
    let players = profile.len();
    let ranks: usize = game.counts().iter().sum();
    let mut speeds = vec![0; players];
    loop {
        if limits.interrupted() {
            return None;
        }
        let speed: Vec<usize> = speeds.iter().map(|&slow| if slow == 1 { ranks } else { 1 }).collect();
        if let Some(found) = at_speeds(game, profile, &speed, limits) {
            return Some(found);
        }
        if players > SPEEDS || !advance(&mut speeds, |_| 2) {
            return None;
        }
    }
}

fn at_speeds(game: &NormalGame, profile: &[Vec<Rational>], speed: &[usize], limits: &Limits) -> Option<Trembles> {
    let used = |player: usize, strategy: usize| !profile[player][strategy].is_zero();
    let mut orders: Vec<Vec<usize>> = (0..profile.len())
        .map(|player| (0..profile[player].len()).map(|own| if used(player, own) { 0 } else { speed[player] }).collect())
        .collect();
    for _ in 0..ROUNDS {
        let levels: usize = orders.iter().filter_map(|own| own.iter().max()).map(|last| last + 1).sum();
        if levels > LEVELS || limits.interrupted() {
            return None;
        }
        let payoffs = payoffs(game, &orders);
        let ranked: Vec<Vec<usize>> = payoffs
            .iter()
            .enumerate()
            .map(|(player, own)| {
                let mut distinct: Vec<&Vec<Rational>> = own.iter().collect();
                distinct.sort_unstable_by(|a, b| b.cmp(a));
                distinct.dedup();
                own.iter()
                    .enumerate()
                    .map(|(strategy, payoff)| match distinct.iter().position(|other| *other == payoff) {
                        Some(0) if used(player, strategy) => 0,
                        Some(rank) => (rank + 1) * speed[player],
                        None => 0,
                    })
                    .collect()
            })
            .collect();
        if ranked == orders {
            // Strategies in use that are not best against these trembles are not what they come to.
            let comes_to = |player: usize, own: usize| (orders[player][own] == 0) == used(player, own);
            if !(0..orders.len()).all(|player| (0..orders[player].len()).all(|own| comes_to(player, own))) {
                return None;
            }
            let levels = |orders: &Vec<usize>| {
                let last = orders.iter().max().copied().unwrap_or(0);
                let level = |level: usize| {
                    orders.iter().map(|&order| if order == level { Rational::ONE } else { Rational::ZERO }).collect()
                };
                (0..=last).map(level).collect()
            };
            return Some(orders.iter().map(levels).collect());
        }
        orders = ranked;
    }
    None
}

/// What each strategy pays, by player: coefficients that ascend by power, all of one length.
fn payoffs(game: &NormalGame, orders: &[Vec<usize>]) -> Vec<Vec<Vec<Rational>>> {
    let longest: usize = orders.iter().filter_map(|own| own.iter().max()).sum();
    let mut sums: Vec<Vec<Vec<Rational>>> =
        orders.iter().map(|own| vec![vec![Rational::ZERO; longest + 1]; own.len()]).collect();
    for (index, payoffs) in game.payoffs.iter().enumerate() {
        let profile = game.profile(index);
        let total: usize = profile.iter().zip(orders).map(|(&own, orders)| orders[own]).sum();
        for (player, &own) in profile.iter().enumerate() {
            let sum = &mut sums[player][own][total - orders[player][own]];
            *sum = &*sum + &payoffs[player];
        }
    }
    sums
}
