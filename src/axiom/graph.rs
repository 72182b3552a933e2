//! Checks of stability in the graph model, by the definitions: every answer is followed step
//! by step.

use std::collections::BTreeSet;

use crate::form::graph::{Convention, Direction, GraphModel, Layout};
use crate::numeric::rational::Rational;
use crate::solution::graph::{GraphAnswer, InverseAnalysis, Stability, StableStates, StatusQuoAnalysis};

use super::Check;

/// Conflicts up to this many states are checked.
pub const MAX_CHECKED: usize = 256;

/// Rankings that make a state stable are counted in conflicts of up to this many states.
const MAX_COUNTED: usize = 10;

/// That the claims of a saved report on a conflict are right.
pub fn check(game: &GraphModel, concept: &str, answer: &GraphAnswer) -> Vec<Check> {
    match answer {
        GraphAnswer::Stable(stable) => vec![
            Check::new(format!("{concept}: the stable states are as listed"), is_right(game, stable)),
            Check::new(format!("{concept}: what holds players back is as told"), is_told(game, stable)),
        ],
        GraphAnswer::StatusQuo(analysis) => {
            vec![Check::new(format!("{concept}: play can go where it is said to"), is_reached(game, analysis))]
        }
        GraphAnswer::Inverse(inverse) if game.states() <= MAX_COUNTED => {
            vec![Check::new(format!("{concept}: these rankings are the ones"), is_counted(game, inverse))]
        }
        GraphAnswer::Inverse(_) => Vec::new(),
    }
}

/// That an answer names exactly the stable states of a conflict. Exponential at worst in the
/// length of answers, so for small conflicts.
///
/// # Errors
/// What is wrong, in words.
pub fn is_right(game: &GraphModel, answer: &StableStates) -> Result<(), String> {
    let single: Vec<Vec<usize>> = (0..game.players.len()).map(|player| vec![player]).collect();
    compare(game, answer.stability, &single, &answer.stable, &answer.equilibria)?;
    if answer.convention != game.convention.key() {
        return Err(format!("answers are counted as `{}`, not `{}`", game.convention.key(), answer.convention));
    }
    for (player, immobile) in answer.immobile.iter().enumerate() {
        let stuck = |&state: &usize| steps(game, &single[player], &single[player], state).is_empty();
        if !(0..game.states()).filter(stuck).eq(immobile.iter().copied()) {
            return Err(format!("player {player} cannot move at other states than {immobile:?}"));
        }
    }
    if !game.coalitions.iter().eq(answer.coalitions.iter().map(|one| &one.members)) {
        return Err("the coalitions are others".to_owned());
    }
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
    let sense = Sense { game, stability, groups, mover, start };
    let joins = |next: usize, at: usize, reached: usize| sense.joins(next, at, reached);
    let spoils = |reached: usize| sense.spoils(reached);
    sense
        .improvements()
        .iter()
        .all(|&to| stability != Stability::Nash && is_answered(game, groups, mover, to, joins, spoils))
}

/// A mover at a state, in one sense of stability.
struct Sense<'a> {
    game: &'a GraphModel,
    stability: Stability,
    groups: &'a [Vec<usize>],
    mover: usize,
    start: usize,
}

impl Sense<'_> {
    fn better(&self, group: usize, to: usize, from: usize) -> bool {
        self.groups[group].iter().all(|&member| self.game.ranks[member][to] > self.game.ranks[member][from])
    }

    fn own_steps(&self, from: usize) -> Vec<usize> {
        steps(self.game, &self.groups[self.mover], &self.groups[self.mover], from)
    }

    fn improvements(&self) -> Vec<usize> {
        let mut improving = self.own_steps(self.start);
        improving.retain(|&to| self.better(self.mover, to, self.start));
        improving
    }

    /// Whether the others' step may be part of an answer.
    fn joins(&self, next: usize, at: usize, reached: usize) -> bool {
        match self.stability {
            Stability::Nash => false,
            Stability::GeneralMetarational | Stability::SymmetricMetarational => true,
            Stability::Sequential | Stability::SymmetricSequential => self.better(next, reached, at),
        }
    }

    /// Whether the mover would regret where an answer ends.
    fn spoils(&self, reached: usize) -> bool {
        let last_word = matches!(self.stability, Stability::SymmetricMetarational | Stability::SymmetricSequential);
        let escapes = || self.own_steps(reached).iter().any(|&out| self.better(self.mover, out, self.start));
        !(self.better(self.mover, reached, self.start) || last_word && escapes())
    }
}

/// That every improvement is told, with an answer that spoils it wherever there is one.
fn is_told(game: &GraphModel, answer: &StableStates) -> Result<(), String> {
    let groups: Vec<Vec<usize>> = (0..game.players.len()).map(|player| vec![player]).collect();
    for told in &answer.narration {
        if told.state >= game.states() {
            return Err(format!("there is no state {}", told.state + 1));
        }
        let (mover, start) = (told.player, told.state);
        let sense = Sense { game, stability: answer.stability, groups: &groups, mover, start };
        let fault = |what: &str| Err(format!("state {}, {}: {what}", start + 1, game.players[mover]));
        if told.moves == sense.own_steps(start).is_empty() {
            return fault("whether it can move is told wrongly");
        }
        if !told.improvements.iter().map(|one| one.to).eq(sense.improvements()) {
            return fault("its improvements are others");
        }
        if told.stable != told.improvements.iter().all(|one| one.answer.is_some()) {
            return fault("it stays only if every improvement is answered");
        }
        let joins = |next: usize, at: usize, reached: usize| sense.joins(next, at, reached);
        let spoils = |reached: usize| sense.spoils(reached);
        for one in &told.improvements {
            match &one.answer {
                None if is_answered(game, &groups, mover, one.to, joins, spoils) => {
                    return fault("an answer is left out");
                }
                Some(answer) if !is_answer(&sense, one.to, answer) => return fault("an answer is none"),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether steps of the others from `to` on, each allowed and taken, end where the mover regrets.
fn is_answer(sense: &Sense<'_>, to: usize, answer: &[(usize, usize)]) -> bool {
    let mut at = to;
    for (place, &(next, reached)) in answer.iter().enumerate() {
        let before = &answer[..place];
        let may = match sense.game.convention {
            Convention::Legal => before.last().is_none_or(|&(last, _)| last != next),
            Convention::EachOnce => before.iter().all(|&(earlier, _)| earlier != next),
            Convention::SingleMove => before.is_empty(),
        };
        let possible = may && next != sense.mover && steps(sense.game, &[sense.mover], &[next], at).contains(&reached);
        if !possible || !sense.joins(next, at, reached) {
            return false;
        }
        at = reached;
    }
    !answer.is_empty() && sense.spoils(at)
}

/// That the states are those which sequences reach in which nobody moves twice in a row.
fn is_reached(game: &GraphModel, analysis: &StatusQuoAnalysis) -> Result<(), String> {
    let from = analysis.from;
    if from >= game.states() || game.status_quo.is_some_and(|state| state != from) {
        return Err(format!("state {} is not the status quo", from + 1));
    }
    for (claimed, improving) in [(&analysis.by_any_moves, false), (&analysis.by_improvements, true)] {
        let mut seen = BTreeSet::new();
        let mut open = vec![(from, None)];
        while let Some((at, last)) = open.pop() {
            for player in (0..game.players.len()).filter(|&player| last != Some(player)) {
                for to in steps(game, &[player], &[player], at) {
                    let better = game.ranks[player][to] > game.ranks[player][at];
                    if (better || !improving) && seen.insert((to, player)) {
                        open.push((to, Some(player)));
                    }
                }
            }
        }
        let reached: BTreeSet<usize> =
            seen.into_iter().map(|(state, _)| state).filter(|&state| state != from).collect();
        if !reached.iter().eq(claimed) {
            return Err(format!("it reaches {reached:?}, not {claimed:?}"));
        }
    }
    let names = (0..game.states()).map(|state| game.describe(state));
    if names.eq(analysis.legend.iter().cloned()) { Ok(()) } else { Err("states are described wrongly".to_owned()) }
}

/// That the rankings which make a state stable are those described, and as many as said: every
/// set of states is put below the one in question.
fn is_counted(game: &GraphModel, inverse: &InverseAnalysis) -> Result<(), String> {
    let states = game.states();
    let groups: Vec<Vec<usize>> = (0..game.players.len()).map(|player| vec![player]).collect();
    let factorial = |of: usize| (1..=of as i64).fold(Rational::ONE, |product, one| &product * &Rational::from(one));
    if inverse.demands.len() != states {
        return Err("states are missing".to_owned());
    }
    let mut ranked = game.clone();
    for (start, by_stability) in inverse.demands.iter().enumerate() {
        for (&stability, by_player) in Stability::ALL.iter().zip(by_stability) {
            for (mover, demand) in by_player.iter().enumerate() {
                let mut share = Rational::ZERO;
                for below in (0..1u32 << states).filter(|below| below >> start & 1 == 0) {
                    let above = |state: usize| state != start && below >> state & 1 == 0;
                    ranked.ranks[mover] = (0..states).map(|state| u32::from(above(state))).collect();
                    let met = demand
                        .requirements
                        .iter()
                        .all(|ways| ways.iter().any(|way| way.iter().all(|&state| state < states && !above(state))));
                    let holds = is_stable(&ranked, stability, &groups, mover, start);
                    if met != holds {
                        let place = format!("state {}, {}, {}", start + 1, stability.id(), game.players[mover]);
                        return Err(format!("{place}: a ranking is described as {met}, and is {holds}"));
                    }
                    if holds {
                        let count = below.count_ones() as usize;
                        share = &share + &(&factorial(count) * &factorial(states - 1 - count));
                    }
                }
                ranked.ranks[mover].clone_from(&game.ranks[mover]);
                let share = &share / &factorial(states);
                if demand.share.as_ref().is_some_and(|claimed| *claimed != share) {
                    return Err(format!("state {}, {}: the share is {share}", start + 1, game.players[mover]));
                }
            }
        }
    }
    Ok(())
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
