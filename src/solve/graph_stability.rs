//! Stability in the graph model: who would move from a state, and what holds them back
//! (Fang, Hipel and Kilgour 1993 \[FangHipelKilgour1993\], chapter 3).
//!
//! A unilateral improvement (UI) of a player is a move of its own to a state that it ranks
//! strictly higher. A state is stable for a player
//!
//! * Nash: if it has no UI;
//! * general metarational (GMR; Howard 1971 \[Howard1971\]): if every UI can be answered by moves
//!   of the others to a state that the player ranks no higher than where it started;
//! * symmetric metarational (SMR): if it has, after such an answer, no move of its own to
//!   anything that it ranks higher than the start either;
//! * sequential (SEQ; Fraser and Hipel 1979 \[FraserHipel1979\]): as GMR, where every mover of
//!   the answer improves by its own move;
//! * symmetric sequential (SSEQ): as SMR, with such answers.
//!
//! A group of players who act together improves where each of them does, and an answer holds
//! it back unless it leaves every member better off than at the start (Kilgour, Hipel, Fang
//! and Peng 2001 \[KilgourHipelFangPeng2001\]).
//!
//! An answer need not be searched state by state. What decides is the worst that the others
//! can lead to: the least value over the states that their sequences reach. The nodes of
//! that search are pairs of a state and of who moved last, and one backward sweep in
//! increasing order of value labels each node with the least value that it leads to. So a
//! player costs `O(moves · players)` steps, not `O(states)` searches.

use std::collections::{HashMap, VecDeque};

use rayon::prelude::*;

use crate::form::graph::{Convention, GraphModel, Layout, Moves};
use crate::solution::Refusal;
use crate::solution::graph::{CoalitionStability, GraphAnswer, Improvement, Narrative, Stability, StableStates};

/// Up to this many states the equilibria are narrated, and not the status quo alone.
const NARRATED: usize = 16;

/// With [`Convention::EachOnce`] who has moved is a set, and sets are many.
const MAX_MOVERS_EACH_ONCE: usize = 12;

/// Somebody who moves: a player, or several who act together.
pub struct Mover {
    pub members: Vec<usize>,
    pub moves: Moves,
    pub improvements: Moves,
}

/// The movers when the players of each group of a partition act together.
pub fn movers(game: &GraphModel, partition: &[Vec<usize>]) -> Vec<Mover> {
    partition
        .iter()
        .map(|members| {
            let moves = game.joint_moves(members);
            let improvements = moves.filtered(|from, to| prefers(game, members, to, from));
            Mover { members: members.clone(), moves, improvements }
        })
        .collect()
}

/// Each player for itself.
pub fn alone(game: &GraphModel) -> Vec<Vec<usize>> {
    (0..game.players.len()).map(|player| vec![player]).collect()
}

/// Whether every member ranks a state strictly higher than another.
fn prefers(game: &GraphModel, members: &[usize], better: usize, than: usize) -> bool {
    members.iter().all(|&member| game.ranks[member][better] > game.ranks[member][than])
}

/// What tempts a mover and what deters it, in one sense of stability.
struct Prospect {
    improvements: Moves,
    /// The moves with which each of the others may answer.
    answers: Vec<Moves>,
    /// The mover's own moves after an answer, where it has the last word.
    escapes: Option<Moves>,
}

impl Prospect {
    fn new(game: &GraphModel, movers: &[Mover], mover: usize, stability: Stability) -> Prospect {
        let view = View::new(game, movers, mover);
        let answers = match stability {
            Stability::Nash => Vec::new(),
            Stability::GeneralMetarational | Stability::SymmetricMetarational => view.others(|other| &other.moves),
            Stability::Sequential | Stability::SymmetricSequential => view.others(|other| &other.improvements),
        };
        let escapes = match stability {
            Stability::Nash | Stability::GeneralMetarational | Stability::Sequential => None,
            Stability::SymmetricMetarational | Stability::SymmetricSequential => Some(view.seen(&movers[mover].moves)),
        };
        Prospect { improvements: view.seen(&movers[mover].improvements), answers, escapes }
    }

    /// Whether a state that an answer leads to makes the mover regret having left `start`.
    fn spoils(&self, game: &GraphModel, members: &[usize], start: usize, reached: usize) -> bool {
        let escapes = self.escapes.as_ref().map_or(&[][..], |escapes| escapes.from(reached));
        let better = |state: usize| prefers(game, members, state, start);
        !better(reached) && !escapes.iter().any(|&out| better(out as usize))
    }

    /// A shortest answer to a move from `start` to `to`: who moves (an index among the others)
    /// and where to.
    fn answer(&self, game: &GraphModel, members: &[usize], start: usize, to: usize) -> Option<Vec<(usize, usize)>> {
        path(&self.answers, game.convention, to, |reached| self.spoils(game, members, start, reached))
    }
}

/// Which states are stable for a mover (an index into `movers`).
pub fn stable(game: &GraphModel, movers: &[Mover], mover: usize, stability: Stability) -> Vec<bool> {
    let prospect = Prospect::new(game, movers, mover, stability);
    let members = &movers[mover].members;
    let every_improvement = |start: usize, answered: &dyn Fn(usize) -> bool| {
        prospect.improvements.from(start).iter().all(|&to| answered(to as usize))
    };
    if prospect.escapes.is_some() && members.len() > 1 {
        // One escape for every member at once is no matter of a single least value.
        let answered = |start: usize, to: usize| prospect.answer(game, members, start, to).is_some();
        return (0..game.states()).map(|start| every_improvement(start, &|to| answered(start, to))).collect();
    }
    // An answer holds a group back if it spoils the move for one member.
    let worst: Vec<Vec<u32>> = members
        .iter()
        .map(|&member| {
            let rank = &game.ranks[member];
            let value: Vec<u32> = match &prospect.escapes {
                None => rank.clone(),
                // What the player makes of a state if it has the last word.
                Some(escapes) => (0..game.states())
                    .map(|state| escapes.from(state).iter().map(|&out| rank[out as usize]).fold(rank[state], u32::max))
                    .collect(),
            };
            least_answer(&value, &prospect.answers, game.convention)
        })
        .collect();
    let answered = |start: usize, to: usize| {
        members.iter().zip(&worst).any(|(&member, worst)| worst[to] <= game.ranks[member][start])
    };
    (0..game.states()).map(|start| every_improvement(start, &|to| answered(start, to))).collect()
}

/// The conflict as one mover sees it: without the options that it does not see.
pub(super) struct View<'a> {
    movers: &'a [Mover],
    mover: usize,
    /// Codes of the states and the hidden bits, where something is hidden.
    hidden: Option<(&'a [u64], u64)>,
}

impl<'a> View<'a> {
    pub(super) fn new(game: &'a GraphModel, movers: &'a [Mover], mover: usize) -> View<'a> {
        // Members of a group tell each other.
        let members = &movers[mover].members;
        let options = game.unseen.get(members[0]).map_or(&[][..], Vec::as_slice).iter();
        let mask = options
            .filter(|option| members.iter().all(|&member| game.unseen[member].contains(option)))
            .fold(0u64, |mask, &option| mask | 1 << option);
        let hidden = match &game.layout {
            Layout::Options { codes, .. } if mask != 0 => Some((codes.as_slice(), mask)),
            _ => None,
        };
        View { movers, mover, hidden }
    }

    pub(super) fn seen(&self, moves: &Moves) -> Moves {
        match self.hidden {
            None => moves.clone(),
            Some((codes, mask)) => moves.filtered(|from, to| (codes[from] ^ codes[to]) & mask == 0),
        }
    }

    pub(super) fn others(&self, of: impl Fn(&Mover) -> &Moves) -> Vec<Moves> {
        let others = self.movers.iter().enumerate().filter(|(index, _)| *index != self.mover);
        others.map(|(_, other)| self.seen(of(other))).collect()
    }
}

/// Who may move next, given what is remembered of a sequence of answers.
struct Memory {
    convention: Convention,
    movers: usize,
}

impl Memory {
    fn states(&self) -> usize {
        match self.convention {
            Convention::Legal => self.movers,
            Convention::EachOnce => 1 << self.movers,
            Convention::SingleMove => 1,
        }
    }

    /// What is remembered after a first move.
    fn first(&self, mover: usize) -> usize {
        match self.convention {
            Convention::Legal => mover,
            Convention::EachOnce => 1 << mover,
            Convention::SingleMove => 0,
        }
    }

    /// What is remembered after a further move; `None` if the mover may not move now.
    fn next(&self, memory: usize, mover: usize) -> Option<usize> {
        match self.convention {
            Convention::Legal => (memory != mover).then_some(mover),
            Convention::EachOnce => (memory >> mover & 1 == 0).then_some(memory | 1 << mover),
            Convention::SingleMove => None,
        }
    }
}

/// For each state the least value of a state that a sequence of at least one answer reaches
/// from it; `u32::MAX` where there is no answer.
fn least_answer(value: &[u32], answers: &[Moves], convention: Convention) -> Vec<u32> {
    const UNKNOWN: u32 = u32::MAX;
    let memory = Memory { convention, movers: answers.len() };
    let width = memory.states();
    // What came before: the memory, and who moved then.
    let mut before: Vec<Vec<(usize, usize)>> = vec![Vec::new(); width];
    for from in 0..width {
        for mover in 0..answers.len() {
            if let Some(to) = memory.next(from, mover) {
                before[to].push((from, mover));
            }
        }
    }
    let backwards: Vec<Moves> = answers.iter().map(Moves::reversed).collect();
    let mut order: Vec<usize> = (0..value.len()).collect();
    order.sort_by_key(|&state| value[state]);
    let mut least = vec![UNKNOWN; value.len() * width];
    let mut stack = Vec::new();
    for state in order {
        for remembered in 0..width {
            if least[state * width + remembered] == UNKNOWN {
                least[state * width + remembered] = value[state];
                stack.push((state, remembered));
            }
            while let Some((reached, remembered)) = stack.pop() {
                for &(earlier, mover) in &before[remembered] {
                    for &source in backwards[mover].from(reached) {
                        let node = source as usize * width + earlier;
                        if least[node] == UNKNOWN {
                            least[node] = value[state];
                            stack.push((source as usize, earlier));
                        }
                    }
                }
            }
        }
    }
    (0..value.len())
        .map(|state| {
            let first = |(mover, moves): (usize, &Moves)| {
                let after = memory.first(mover);
                moves.from(state).iter().map(|&to| least[to as usize * width + after]).min()
            };
            answers.iter().enumerate().filter_map(first).min().unwrap_or(UNKNOWN)
        })
        .collect()
}

/// The states that sequences of at least one answer reach from a state, sorted.
pub(super) fn answered(answers: &[Moves], convention: Convention, start: usize) -> Vec<u32> {
    let mut reached = Vec::new();
    path(answers, convention, start, |state| {
        reached.push(state as u32);
        false
    });
    reached.sort_unstable();
    reached.dedup();
    reached
}

/// A shortest sequence of answers from a state to one that `spoils`: who moves (an index into
/// `answers`) and where to.
pub(super) fn path(
    answers: &[Moves],
    convention: Convention,
    start: usize,
    mut spoils: impl FnMut(usize) -> bool,
) -> Option<Vec<(usize, usize)>> {
    let memory = Memory { convention, movers: answers.len() };
    let mut parent: HashMap<(usize, usize), Option<(usize, usize)>> = HashMap::new();
    let mut last: HashMap<(usize, usize), usize> = HashMap::new();
    let mut queue: VecDeque<Option<(usize, usize)>> = VecDeque::from([None]);
    while let Some(node) = queue.pop_front() {
        for (mover, moves) in answers.iter().enumerate() {
            let Some(remembered) = (match node {
                None => Some(memory.first(mover)),
                Some((_, remembered)) => memory.next(remembered, mover),
            }) else {
                continue;
            };
            for &to in moves.from(node.map_or(start, |(state, _)| state)) {
                let next = (to as usize, remembered);
                if parent.contains_key(&next) {
                    continue;
                }
                parent.insert(next, node);
                last.insert(next, mover);
                if spoils(to as usize) {
                    let mut steps = Vec::new();
                    let mut at = Some(next);
                    while let Some(node) = at {
                        steps.push((last[&node], node.0));
                        at = parent[&node];
                    }
                    steps.reverse();
                    return Some(steps);
                }
                queue.push_back(Some(next));
            }
        }
    }
    None
}

/// The states that are stable in one sense: for all, by player, and with each coalition
/// acting as one.
///
/// # Errors
/// Where the convention remembers sets and the players are too many for that.
pub fn stable_states(game: &GraphModel, stability: Stability) -> Result<GraphAnswer, Refusal> {
    if game.convention == Convention::EachOnce && game.players.len() > MAX_MOVERS_EACH_ONCE {
        return Err(Refusal::TooLarge {
            what: "players",
            size: game.players.len(),
            limit: MAX_MOVERS_EACH_ONCE,
            instead: None,
        });
    }
    let single = movers(game, &alone(game));
    let flags: Vec<Vec<bool>> =
        (0..single.len()).into_par_iter().map(|player| stable(game, &single, player, stability)).collect();
    let coalitions = game
        .coalitions
        .iter()
        .map(|members| {
            let mut partition = vec![members.clone()];
            partition.extend(alone(game).into_iter().filter(|player| !members.contains(&player[0])));
            let groups = movers(game, &partition);
            let flags: Vec<Vec<bool>> =
                (0..groups.len()).into_par_iter().map(|mover| stable(game, &groups, mover, stability)).collect();
            CoalitionStability { members: members.clone(), equilibria: everywhere(&flags), stable: chosen(&flags[0]) }
        })
        .collect();
    let equilibria = everywhere(&flags);
    let immobile = single
        .iter()
        .map(|mover| (0..game.states()).filter(|&state| mover.moves.from(state).is_empty()).collect())
        .collect();
    let mut told: Vec<usize> = game.status_quo.into_iter().collect();
    if game.states() <= NARRATED {
        told.extend(&equilibria);
        told.sort_unstable();
        told.dedup();
    }
    let pairs = told.iter().flat_map(|&state| (0..single.len()).map(move |player| (state, player)));
    let narration = pairs.map(|(state, player)| narrate(game, &single, player, state, stability)).collect();
    Ok(GraphAnswer::Stable(StableStates {
        stability,
        convention: game.convention.key(),
        equilibria,
        stable: flags.iter().map(|flags| chosen(flags)).collect(),
        immobile,
        coalitions,
        narration,
        players: game.players.clone(),
    }))
}

fn chosen(flags: &[bool]) -> Vec<usize> {
    (0..flags.len()).filter(|&state| flags[state]).collect()
}

fn everywhere(flags: &[Vec<bool>]) -> Vec<usize> {
    let states = flags.first().map_or(0, Vec::len);
    (0..states).filter(|&state| flags.iter().all(|flags| flags[state])).collect()
}

/// A player's thoughts at a state: each improvement, and the answer that deters it.
pub fn narrative(game: &GraphModel, player: usize, state: usize, stability: Stability) -> Narrative {
    narrate(game, &movers(game, &alone(game)), player, state, stability)
}

/// [`narrative`] among given movers: each improvement, and the answer that deters it.
fn narrate(game: &GraphModel, movers: &[Mover], player: usize, state: usize, stability: Stability) -> Narrative {
    let prospect = Prospect::new(game, movers, player, stability);
    // Answers are numbered among the others.
    let name = |other: usize| if other < player { other } else { other + 1 };
    let improvements: Vec<Improvement> = prospect
        .improvements
        .from(state)
        .iter()
        .map(|&to| Improvement {
            to: to as usize,
            answer: prospect
                .answer(game, &movers[player].members, state, to as usize)
                .map(|steps| steps.into_iter().map(|(mover, state)| (name(mover), state)).collect()),
        })
        .collect();
    Narrative {
        state,
        player,
        stable: improvements.iter().all(|improvement| improvement.answer.is_some()),
        moves: !movers[player].moves.from(state).is_empty(),
        improvements,
    }
}
