//! Checks of weak dominance, by comparing profile by profile and by a linear program.

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::Equilibrium;

/// Profiles of the others up to which mixtures that dominate are looked for.
const MAX_ROWS: usize = 4_096;

/// Every profile of the surviving strategies, the strategy of `player` left at its first.
pub(super) fn profiles(surviving: &[Vec<usize>], player: usize) -> impl Iterator<Item = Vec<usize>> + use<> {
    let lists: Vec<Vec<usize>> =
        surviving.iter().enumerate().map(|(who, list)| if who == player { vec![0] } else { list.clone() }).collect();
    let count: usize = lists.iter().map(Vec::len).product();
    (0..count).map(move |mut index| {
        lists
            .iter()
            .map(|list| {
                let strategy = list[index % list.len()];
                index /= list.len();
                strategy
            })
            .collect()
    })
}

/// The gains of one strategy of a player over another, by profile of the others.
fn gains(game: &NormalGame, player: usize, strategy: usize, other: usize) -> impl Iterator<Item = Rational> {
    let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    profiles(&all, player).map(move |mut profile| {
        profile[player] = strategy;
        let own = game.payoffs[game.index(&profile)][player].clone();
        profile[player] = other;
        &own - &game.payoffs[game.index(&profile)][player]
    })
}

fn weakly_dominates(game: &NormalGame, player: usize, strategy: usize, other: usize) -> bool {
    let mut somewhere = false;
    gains(game, player, strategy, other).all(|gain| {
        somewhere |= gain.is_positive();
        !gain.is_negative()
    }) && somewhere
}

pub(super) fn weakly_dominates_all(game: &NormalGame, player: usize, plan: usize) -> bool {
    (0..game.strategies[player].len()).all(|other| other == plan || weakly_dominates(game, player, plan, other))
}

/// Whether some mixture of a player's strategies weakly dominates one: of those that lose to it
/// nowhere, the one that earns the most over all profiles of the others earns more. `None` in
/// large games.
pub(super) fn is_weakly_dominated(game: &NormalGame, player: usize, mix: &[Rational]) -> Option<bool> {
    let count = game.strategies[player].len();
    if let Some(played) = mix.iter().position(Rational::is_one)
        && (0..count).any(|other| other != played && weakly_dominates(game, player, other, played))
    {
        return Some(true);
    }
    if game.payoffs.len() / count.max(1) > MAX_ROWS {
        return None;
    }
    let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    let earned: Vec<Vec<Rational>> = profiles(&all, player)
        .map(|mut profile| {
            let mut payoff = |strategy: usize| {
                profile[player] = strategy;
                game.payoffs[game.index(&profile)][player].clone()
            };
            (0..count).map(&mut payoff).collect()
        })
        .collect();
    let sum = |terms: &mut dyn Iterator<Item = Rational>| terms.fold(Rational::ZERO, |sum, term| &sum + &term);
    let own = |earned: &Vec<Rational>| sum(&mut earned.iter().zip(mix).map(|(payoff, weight)| payoff * weight));
    let own: Vec<Rational> = earned.iter().map(own).collect();
    let total = |other: usize| sum(&mut earned.iter().map(|earned| earned[other].clone()));
    let mut program = LinearProgram::maximize((0..count).map(total).collect());
    program.rows.push(Row::dense(&vec![Rational::ONE; count], Relation::Equal, Rational::ONE));
    let rows = earned.iter().zip(&own).map(|(earned, own)| Row::dense(earned, Relation::AtLeast, own.clone()));
    program.rows.extend(rows);
    // The mixture itself fits, so that there is an optimum.
    let most = solve(&program).optimal()?;
    Some(most.value > sum(&mut own.into_iter()))
}

/// Whether somebody's mixture is weakly dominated. `None` in large games.
pub(super) fn uses_dominated(game: &NormalGame, one: &Equilibrium) -> Option<bool> {
    let each = one.profile.iter().enumerate().map(|(player, mix)| is_weakly_dominated(game, player, mix));
    let known: Vec<Option<bool>> = each.collect();
    if known.contains(&Some(true)) { Some(true) } else { (!known.contains(&None)).then_some(false) }
}
