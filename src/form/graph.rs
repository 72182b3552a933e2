//! The graph model for conflict resolution: decision makers who move a conflict between
//! states and only rank the states (Kilgour, Hipel and Fang 1987 \[KilgourHipelFang1987\];
//! Fang, Hipel and Kilgour 1993 \[FangHipelKilgour1993\]).

use serde::{Deserialize, Serialize};

/// Where an option may be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Reversible,
    /// From off to on only.
    On,
    /// From on to off only.
    Off,
}

/// Something that a player can do or leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphOption {
    pub name: String,
    /// Index into [`GraphModel::players`].
    pub player: usize,
    pub direction: Direction,
}

/// Who may answer a move, and how often: what counts as a sequence of the others' moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Convention {
    /// Any sequence in which nobody moves twice in a row (Fang, Hipel and Kilgour 1993).
    #[default]
    Legal,
    /// Any sequence in which everybody moves at most once.
    EachOnce,
    /// One move of one of the others.
    SingleMove,
}

impl Convention {
    pub const ALL: [Convention; 3] = [Convention::Legal, Convention::EachOnce, Convention::SingleMove];

    /// As it stands in files and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Convention::Legal => "legal",
            Convention::EachOnce => "each-once",
            Convention::SingleMove => "single-move",
        }
    }

    pub fn meaning(self) -> &'static str {
        match self {
            Convention::Legal => "others answer by any sequence of moves in which nobody moves twice in a row",
            Convention::EachOnce => "others answer by any sequence in which each moves at most once",
            Convention::SingleMove => "one other player answers by one move",
        }
    }
}

/// Targets by state, in compressed rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moves {
    starts: Vec<usize>,
    targets: Vec<u32>,
}

impl Moves {
    /// One list of targets per state, sorted and without repeats.
    pub fn new(lists: impl IntoIterator<Item = Vec<u32>>) -> Moves {
        let mut moves = Moves { starts: vec![0], targets: Vec::new() };
        for mut list in lists {
            list.sort_unstable();
            list.dedup();
            moves.targets.append(&mut list);
            moves.starts.push(moves.targets.len());
        }
        moves
    }

    pub fn states(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where a move from a state may lead, in order.
    pub fn from(&self, state: usize) -> &[u32] {
        &self.targets[self.starts[state]..self.starts[state + 1]]
    }

    pub fn count(&self) -> usize {
        self.targets.len()
    }

    /// The moves that satisfy a condition on their ends.
    pub fn filtered(&self, keep: impl Fn(usize, usize) -> bool) -> Moves {
        Moves::new(
            (0..self.states())
                .map(|state| self.from(state).iter().copied().filter(|&target| keep(state, target as usize)).collect()),
        )
    }

    /// Every move backwards.
    pub fn reversed(&self) -> Moves {
        let mut starts = vec![0; self.starts.len()];
        for &target in &self.targets {
            starts[target as usize + 1] += 1;
        }
        for state in 1..starts.len() {
            starts[state] += starts[state - 1];
        }
        let mut next = starts.clone();
        let mut targets = vec![0; self.targets.len()];
        for state in 0..self.states() {
            for &target in self.from(state) {
                targets[next[target as usize]] = state as u32;
                next[target as usize] += 1;
            }
        }
        Moves { starts, targets }
    }
}

/// How a conflict's states and moves came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Every state is a feasible combination of options; its code has one bit per option, the
    /// first option lowest. A move changes options of one's own, any number at once.
    Options { options: Vec<GraphOption>, codes: Vec<u64> },
    /// States and moves were listed one by one.
    Listed { labels: Vec<String> },
}

/// A conflict.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GraphModel {
    pub players: Vec<String>,
    pub layout: Layout,
    /// The unilateral moves of each player.
    pub moves: Vec<Moves>,
    /// How good each state is for each player: a rank, higher is better, equal is a tie.
    pub ranks: Vec<Vec<u32>>,
    pub status_quo: Option<usize>,
    /// Groups that are also analysed as acting together.
    pub coalitions: Vec<Vec<usize>>,
    /// The options that each player does not see, which makes the conflict a hypergame: a player
    /// judges stability as if these could not be switched. Empty where states are listed.
    pub unseen: Vec<Vec<usize>>,
    pub convention: Convention,
}

/// More states than this are not laid out.
pub const MAX_STATES: usize = 1 << 20;
/// More moves than this are not laid out.
pub const MAX_MOVES: usize = 1 << 26;

impl GraphModel {
    pub fn states(&self) -> usize {
        self.moves.first().map_or(0, Moves::states)
    }

    /// That every index points at something, in a conflict that was not made here.
    pub fn is_sound(&self) -> bool {
        let (players, states) = (self.players.len(), self.states());
        let laid_out = match &self.layout {
            Layout::Options { options, codes } => {
                codes.len() == states
                    && options.len() <= 64
                    && codes.is_sorted()
                    && options.iter().all(|option| option.player < players)
            }
            Layout::Listed { labels } => labels.len() == states,
        };
        let moves = |moves: &Moves| {
            moves.starts.first() == Some(&0)
                && moves.starts.is_sorted()
                && moves.starts.last() == Some(&moves.targets.len())
                && moves.states() == states
                && moves.targets.iter().all(|&target| (target as usize) < states)
        };
        laid_out
            && self.moves.len() == players
            && self.moves.iter().all(moves)
            && self.ranks.len() == players
            && self.ranks.iter().all(|ranks| ranks.len() == states)
            && self.unseen.len() == players
            && self.coalitions.iter().flatten().all(|&member| member < players)
    }

    /// A state in words: `ministry: modify; company: delay`, or its listed label.
    pub fn describe(&self, state: usize) -> String {
        match &self.layout {
            Layout::Listed { labels } => labels[state].clone(),
            Layout::Options { options, codes } => {
                let on: Vec<&str> = options
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| codes[state] >> index & 1 == 1)
                    .map(|(_, option)| option.name.as_str())
                    .collect();
                if on.is_empty() { "nothing".to_owned() } else { on.join(", ") }
            }
        }
    }

    /// The moves of players who act together: with options, any change of their options in one
    /// move; with listed moves, any sequence of theirs in which nobody moves twice in a row
    /// (Kilgour, Hipel, Fang and Peng 2001 \[KilgourHipelFangPeng2001\]).
    pub fn joint_moves(&self, members: &[usize]) -> Moves {
        if let [member] = members {
            return self.moves[*member].clone();
        }
        match &self.layout {
            Layout::Options { options, codes } => {
                option_moves(options, codes, |option| members.contains(&option.player))
            }
            Layout::Listed { .. } => Moves::new((0..self.states()).map(|start| {
                let mut reached =
                    reachable(&members.iter().map(|&player| &self.moves[player]).collect::<Vec<_>>(), start);
                reached.retain(|&state| state as usize != start);
                reached
            })),
        }
    }
}

/// The states that a legal sequence of at least one move leads to, sorted.
pub fn reachable(movers: &[&Moves], start: usize) -> Vec<u32> {
    let count = movers.len();
    let mut seen = vec![false; movers.first().map_or(0, |moves| moves.states()) * count];
    let mut queue: Vec<(usize, Option<usize>)> = vec![(start, None)];
    let mut reached = Vec::new();
    while let Some((state, last)) = queue.pop() {
        for (mover, moves) in movers.iter().enumerate().filter(|(mover, _)| last != Some(*mover)) {
            for &target in moves.from(state) {
                if !std::mem::replace(&mut seen[target as usize * count + mover], true) {
                    reached.push(target);
                    queue.push((target as usize, Some(mover)));
                }
            }
        }
    }
    reached.sort_unstable();
    reached.dedup();
    reached
}

/// The feasible combinations of options, by code in increasing order: the states.
/// `infeasible` is asked about each of the `2^options` combinations.
pub fn feasible_codes(options: usize, infeasible: impl Fn(u64) -> bool) -> Vec<u64> {
    (0..1u64 << options).filter(|&code| !infeasible(code)).collect()
}

/// The moves that change some of the options that `own` picks, and no others, each in a
/// direction in which it may be switched. At most `states · 2^own` steps.
pub fn option_moves(options: &[GraphOption], codes: &[u64], own: impl Fn(&GraphOption) -> bool) -> Moves {
    let place = |direction: Direction| {
        options
            .iter()
            .enumerate()
            .filter(|(_, option)| own(option) && option.direction == direction)
            .fold(0u64, |mask, (index, _)| mask | 1 << index)
    };
    let (free, up, down) = (place(Direction::Reversible), place(Direction::On), place(Direction::Off));
    Moves::new(codes.iter().map(|&code| {
        // What may change here: each subset of it but the empty one is a move.
        let changeable = free | up & !code | down & code;
        let mut targets = Vec::new();
        let mut change = changeable;
        while change != 0 {
            if let Ok(target) = codes.binary_search(&(code ^ change)) {
                targets.push(target as u32);
            }
            change = (change - 1) & changeable;
        }
        targets
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str, player: usize, direction: Direction) -> GraphOption {
        GraphOption { name: name.to_owned(), player, direction }
    }

    #[test]
    fn one_way_options_move_one_way() {
        let options = [option("a", 0, Direction::On), option("b", 0, Direction::Reversible)];
        let codes = feasible_codes(2, |_| false);
        let moves = option_moves(&options, &codes, |option| option.player == 0);
        assert_eq!(moves.from(0), [1, 2, 3]);
        assert_eq!(moves.from(1), [3], "a stays on");
        assert_eq!(moves.reversed().from(3), [0, 1, 2]);
    }

    #[test]
    fn nobody_moves_twice_in_a_row() {
        // One mover, a path of three states: only one step.
        let path = Moves::new([vec![1], vec![2], vec![]]);
        assert_eq!(reachable(&[&path], 0), [1]);
        let other = Moves::new([vec![], vec![1], vec![]]);
        assert_eq!(reachable(&[&path, &other], 0), [1, 2]);
    }
}
