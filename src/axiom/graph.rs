//! Checks of stability in the graph model, by the definitions: every answer is followed step
//! by step.

use std::collections::BTreeSet;

use crate::form::graph::{Convention, Direction, GraphModel, Layout};
use crate::solution::graph::{Stability, StableStates};

use super::Check;

/// Conflicts up to this many states are checked.
pub const MAX_CHECKED: usize = 256;

/// What a saved report claims to be stable, by player, and for all.
#[derive(Debug, Clone)]
pub struct ClaimedStability {
    pub stability: Stability,
    /// From 0; by player.
    pub stable: Vec<Vec<usize>>,
    pub equilibria: Vec<usize>,
}

/// That the claims of a saved report on a conflict are right.
pub fn check(game: &GraphModel, claimed: &ClaimedStability) -> Check {
    let single: Vec<Vec<usize>> = (0..game.players.len()).map(|player| vec![player]).collect();
    let outcome = compare(game, claimed.stability, &single, &claimed.stable, &claimed.equilibria);
    Check::new(format!("{}: the stable states are as listed", claimed.stability.id()), outcome)
}

/// That an answer names exactly the stable states of a conflict. Exponential at worst in the
/// length of answers, so for small conflicts.
///
/// # Errors
/// What is wrong, in words.
pub fn is_right(game: &GraphModel, answer: &StableStates) -> Result<(), String> {
    let single: Vec<Vec<usize>> = (0..game.players.len()).map(|player| vec![player]).collect();
    compare(game, answer.stability, &single, &answer.stable, &answer.equilibria)?;
    for one in &answer.coalitions {
        let mut groups = vec![one.members.clone()];
        groups.extend(single.iter().filter(|player| !one.members.contains(&player[0])).cloned());
        compare(game, answer.stability, &groups, std::slice::from_ref(&one.stable), &one.equilibria)?;
    }
    Ok(())
}

fn compare(
    game: &GraphModel,
    stability: Stability,
    groups: &[Vec<usize>],
    stable: &[Vec<usize>],
    equilibria: &[usize],
) -> Result<(), String> {
    let mut everywhere: Vec<usize> = (0..game.states()).collect();
    for mover in 0..groups.len() {
        let held: Vec<usize> =
            (0..game.states()).filter(|&state| is_stable(game, stability, groups, mover, state)).collect();
        if stable.get(mover).is_some_and(|claimed| *claimed != held) {
            return Err(format!("group {mover} stays at {held:?}, not at {:?}", stable[mover]));
        }
        everywhere.retain(|state| held.contains(state));
    }
    if everywhere != equilibria {
        return Err(format!("stable for all are {everywhere:?}, not {equilibria:?}"));
    }
    Ok(())
}

fn is_stable(game: &GraphModel, stability: Stability, groups: &[Vec<usize>], mover: usize, start: usize) -> bool {
    let own = &groups[mover];
    let better = |group: &[usize], to: usize, from: usize| {
        group.iter().all(|&member| game.ranks[member][to] > game.ranks[member][from])
    };
    let (by_any_move, last_word) = match stability {
        Stability::Nash => return !steps(game, own, own, start).iter().any(|&to| better(own, to, start)),
        Stability::GeneralMetarational => (true, false),
        Stability::SymmetricMetarational => (true, true),
        Stability::Sequential => (false, false),
        Stability::SymmetricSequential => (false, true),
    };
    let escapes =
        |reached: usize| last_word && steps(game, own, own, reached).iter().any(|&out| better(own, out, start));
    let spoils = |reached: usize| !(better(own, reached, start) || escapes(reached));
    let joins = |next: usize, at: usize, reached: usize| by_any_move || better(&groups[next], reached, at);
    steps(game, own, own, start)
        .iter()
        .filter(|&&to| better(own, to, start))
        .all(|&to| is_answered(game, groups, mover, to, joins, spoils))
}

/// Whether some sequence of the other groups' moves from `to` on, in which each step `joins`
/// (group, from, to), comes by a state that `spoils` it for the mover.
pub(super) fn is_answered(
    game: &GraphModel,
    groups: &[Vec<usize>],
    mover: usize,
    to: usize,
    joins: impl Fn(usize, usize, usize) -> bool,
    spoils: impl Fn(usize) -> bool,
) -> bool {
    let mut sequences = vec![(to, Vec::new())];
    let mut seen = BTreeSet::new();
    while let Some((at, movers)) = sequences.pop() {
        for next in (0..groups.len()).filter(|&next| next != mover) {
            let may = match game.convention {
                Convention::Legal => movers.last() != Some(&next),
                Convention::EachOnce => !movers.contains(&next),
                Convention::SingleMove => movers.is_empty(),
            };
            if !may {
                continue;
            }
            for reached in steps(game, &groups[mover], &groups[next], at) {
                if !joins(next, at, reached) {
                    continue;
                }
                if spoils(reached) {
                    return true;
                }
                let mut movers = movers.clone();
                movers.push(next);
                // Longer sequences of the same memory lead nowhere new.
                let mut memory = movers.clone();
                match game.convention {
                    Convention::Legal => memory = vec![next],
                    Convention::EachOnce | Convention::SingleMove => memory.sort_unstable(),
                }
                if seen.insert((reached, memory)) {
                    sequences.push((reached, movers));
                }
            }
        }
    }
    false
}

/// Where a group can move to, as `viewer` sees it.
pub(super) fn steps(game: &GraphModel, viewer: &[usize], group: &[usize], from: usize) -> Vec<usize> {
    match &game.layout {
        Layout::Options { options, codes } => (0..codes.len())
            .filter(|&to| {
                let changed: Vec<usize> =
                    (0..options.len()).filter(|&option| (codes[from] ^ codes[to]) >> option & 1 == 1).collect();
                !changed.is_empty()
                    && changed.iter().all(|&option| {
                        let seen = viewer.iter().any(|&one| !game.unseen[one].contains(&option));
                        let on = codes[to] >> option & 1 == 1;
                        let allowed = match options[option].direction {
                            Direction::Reversible => true,
                            Direction::On => on,
                            Direction::Off => !on,
                        };
                        seen && allowed && group.contains(&options[option].player)
                    })
            })
            .collect(),
        Layout::Listed { .. } => {
            let mut reached = BTreeSet::new();
            let mut open: Vec<(usize, Option<usize>)> = vec![(from, None)];
            let mut seen = BTreeSet::new();
            while let Some((at, last)) = open.pop() {
                for &member in group.iter().filter(|&&member| last != Some(member)) {
                    for &to in game.moves[member].from(at) {
                        if seen.insert((to, member)) {
                            reached.insert(to as usize);
                            // Alone, a listed move is one move.
                            if group.len() > 1 {
                                open.push((to as usize, Some(member)));
                            }
                        }
                    }
                }
            }
            reached.remove(&from);
            reached.into_iter().collect()
        }
    }
}
