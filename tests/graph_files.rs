//! Conflicts as files, random ones, against a reading of the definitions that shares nothing
//! with the library: the file is written from formulas that the test evaluates itself, and
//! stability is searched through sets of states, sequence by sequence.

use std::collections::{BTreeMap, BTreeSet};

use concede::form::Game;
use concede::form::graph::{Convention, GraphModel};
use concede::scenario::diagnostic::Source;
use concede::scenario::{self, Content};
use concede::solution::graph::{GraphAnswer, Stability, StableStates};
use concede::solve::graph_reachability::status_quo_analysis;
use concede::solve::graph_stability::stable_states;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A formula over options by their index.
enum Formula {
    Option(usize),
    Not(Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
}

impl Formula {
    fn random(random: &mut Pcg64, options: usize, depth: usize) -> Formula {
        let inner = |random: &mut Pcg64| Box::new(Formula::random(random, options, depth - 1));
        match if depth == 0 { 0 } else { random.random_range(0..4) } {
            1 => Formula::Not(inner(random)),
            2 => Formula::And(inner(random), inner(random)),
            3 => Formula::Or(inner(random), inner(random)),
            _ => Formula::Option(random.random_range(0..options)),
        }
    }

    fn holds(&self, on: &[bool]) -> bool {
        match self {
            Formula::Option(index) => on[*index],
            Formula::Not(inner) => !inner.holds(on),
            Formula::And(left, right) => left.holds(on) && right.holds(on),
            Formula::Or(left, right) => left.holds(on) || right.holds(on),
        }
    }

    /// By name, or by number from 1, a negated number with a minus.
    fn written(&self, random: &mut Pcg64) -> String {
        match self {
            Formula::Option(index) if random.random_bool(0.5) => format!("o{index}"),
            Formula::Option(index) => (index + 1).to_string(),
            Formula::Not(inner) => match **inner {
                Formula::Option(index) if random.random_bool(0.5) => format!("-{}", index + 1),
                _ => format!("!({})", inner.written(random)),
            },
            Formula::And(left, right) => format!("({} & {})", left.written(random), right.written(random)),
            Formula::Or(left, right) => format!("({} | {})", left.written(random), right.written(random)),
        }
    }
}

/// A statement of a priority list: `a`, `a if b` or `a iff b`.
struct Statement {
    first: Formula,
    second: Option<(Formula, bool)>,
}

impl Statement {
    fn holds(&self, on: &[bool]) -> bool {
        match &self.second {
            None => self.first.holds(on),
            Some((condition, false)) => !condition.holds(on) || self.first.holds(on),
            Some((condition, true)) => condition.holds(on) == self.first.holds(on),
        }
    }

    fn written(&self, random: &mut Pcg64) -> String {
        let first = self.first.written(random);
        match &self.second {
            None => first,
            Some((condition, iff)) => {
                format!("{first} {} {}", if *iff { "iff" } else { "if" }, condition.written(random))
            }
        }
    }
}

/// A conflict as the test understands it.
struct Conflict {
    players: usize,
    /// Combinations of options; empty where states are listed.
    states: Vec<Vec<bool>>,
    owner: Vec<usize>,
    /// `Some(true)`: on only.
    one_way: Vec<Option<bool>>,
    /// Moves of listed states.
    listed: Vec<Vec<BTreeSet<usize>>>,
    /// How good a state is: any number, larger is better.
    worth: Vec<Vec<Vec<i64>>>,
    unseen: Vec<BTreeSet<usize>>,
    coalition: Option<Vec<usize>>,
    convention: Convention,
    status_quo: usize,
}

/// A random conflict and its file.
fn random_file(seed: u64) -> Option<(Conflict, String)> {
    let mut random = Pcg64::seed_from_u64(seed);
    let players = random.random_range(1..=4usize);
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    let quoted = |text: String| format!("\"{text}\"");
    let mut file = format!(
        "[game]\ntitle = \"c{seed}\"\n[game.graph]\nplayers = {}\n",
        list((0..players).map(|player| quoted(format!("p{player}"))).collect())
    );
    let convention = Convention::ALL[random.random_range(0..3)];
    file.push_str(&format!("convention = \"{}\"\n", convention.key()));
    let by_options = random.random_bool(0.75);
    let (mut states, mut owner, mut one_way, mut listed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tables = String::new();
    let mut unseen = vec![BTreeSet::new(); players];
    let count;
    if by_options {
        let options = random.random_range(players..=5);
        // Options stand by player in the file.
        owner = (0..options).map(|index| index % players).collect();
        owner.sort_unstable();
        one_way = (0..options).map(|_| [None, None, Some(true), Some(false)][random.random_range(0..4)]).collect();
        let infeasible: Vec<Formula> = (0..random.random_range(0..2))
            .map(|_| {
                let (one, other) = (Formula::random(&mut random, options, 1), Formula::random(&mut random, options, 1));
                Formula::And(Box::new(one), Box::new(other))
            })
            .collect();
        states = (0..1usize << options)
            .map(|code| (0..options).map(|option| code >> option & 1 == 1).collect::<Vec<bool>>())
            .filter(|on| !infeasible.iter().any(|formula| formula.holds(on)))
            .collect();
        if states.len() < 2 {
            return None;
        }
        count = states.len();
        file.push_str(&format!(
            "infeasible = {}\n",
            list(infeasible.iter().map(|formula| quoted(formula.written(&mut random))).collect())
        ));
        tables.push_str("[game.graph.options]\n");
        for player in 0..players {
            let own = (0..options).filter(|&option| owner[option] == player).map(|option| quoted(format!("o{option}")));
            tables.push_str(&format!("p{player} = {}\n", list(own.collect())));
        }
        tables.push_str("[game.graph.one_way]\n");
        for (option, way) in one_way.iter().enumerate() {
            if let Some(on) = way {
                tables.push_str(&format!("o{option} = \"{}\"\n", if *on { "on" } else { "off" }));
            }
        }
        if random.random_bool(0.3) {
            tables.push_str("[game.graph.unseen]\n");
            for (player, unseen) in unseen.iter_mut().enumerate() {
                unseen.extend((0..options).filter(|&option| owner[option] != player && random.random_bool(0.4)));
                let names = unseen.iter().map(|option| quoted(format!("o{option}")));
                tables.push_str(&format!("p{player} = {}\n", list(names.collect())));
            }
        }
    } else {
        count = random.random_range(2..=9usize);
        file.push_str(&format!("states = {}\n", list((0..count).map(|state| quoted(format!("s{state}"))).collect())));
        tables.push_str("[game.graph.moves]\n");
        for player in 0..players {
            let mut moves = vec![BTreeSet::new(); count];
            for (from, moves) in moves.iter_mut().enumerate() {
                moves.extend((0..count).filter(|&to| to != from && random.random_bool(0.2)));
            }
            let pairs = moves
                .iter()
                .enumerate()
                .flat_map(|(from, to)| to.iter().map(move |to| format!("[{}, {}]", from + 1, to + 1)));
            tables.push_str(&format!("p{player} = {}\n", list(pairs.collect())));
            listed.push(moves);
        }
    }
    let mut worth: Vec<Vec<Vec<i64>>> = Vec::new();
    let (mut rankings, mut priorities) = (String::new(), String::new());
    for player in 0..players {
        if by_options && random.random_bool(0.5) {
            let statements: Vec<Statement> = (0..random.random_range(1..=4))
                .map(|_| Statement {
                    first: Formula::random(&mut random, owner.len(), 2),
                    second: random
                        .random_bool(0.4)
                        .then(|| (Formula::random(&mut random, owner.len(), 1), random.random_bool(0.5))),
                })
                .collect();
            worth.push(
                states
                    .iter()
                    .map(|on| statements.iter().map(|statement| i64::from(statement.holds(on))).collect())
                    .collect(),
            );
            let lines = statements.iter().map(|statement| quoted(statement.written(&mut random)));
            priorities.push_str(&format!("p{player} = {}\n", list(lines.collect())));
        } else {
            let spread = if random.random_bool(0.5) { 3 } else { 1000 };
            let ranks: Vec<i64> = (0..count).map(|_| random.random_range(0..spread)).collect();
            let mut levels: BTreeMap<i64, Vec<String>> = BTreeMap::new();
            for (state, rank) in ranks.iter().enumerate() {
                levels.entry(-rank).or_default().push((state + 1).to_string());
            }
            let levels = levels.into_values().map(|tied| match tied.as_slice() {
                [one] => one.clone(),
                _ => list(tied),
            });
            rankings.push_str(&format!("p{player} = {}\n", list(levels.collect())));
            worth.push(ranks.into_iter().map(|rank| vec![rank]).collect());
        }
    }
    let coalition = (players > 2).then(|| vec![0, 2]);
    if coalition.is_some() {
        file.push_str("coalitions = [[\"p2\", \"p0\"]]\n");
    }
    let status_quo = random.random_range(0..count);
    file.push_str(&format!("status_quo = {}\n{tables}", status_quo + 1));
    file.push_str(&format!("[game.graph.rankings]\n{rankings}"));
    if !priorities.is_empty() {
        file.push_str(&format!("[game.graph.priorities]\n{priorities}"));
    }
    let conflict =
        Conflict { players, states, owner, one_way, listed, worth, unseen, coalition, convention, status_quo };
    Some((conflict, file))
}

impl Conflict {
    fn count(&self) -> usize {
        self.worth[0].len()
    }

    fn better(&self, group: &[usize], to: usize, from: usize) -> bool {
        group.iter().all(|&member| self.worth[member][to] > self.worth[member][from])
    }

    /// The moves of a group from a state; `hidden` options cannot be switched.
    fn moves(&self, group: &[usize], from: usize, hidden: &BTreeSet<usize>) -> BTreeSet<usize> {
        if self.states.is_empty() {
            return match group {
                [one] => self.listed[*one][from].clone(),
                _ => {
                    let steps = |member: usize, at: usize| self.listed[member][at].clone();
                    let mut reached = self.sequences(group, from, Convention::Legal, &steps);
                    reached.remove(&from);
                    reached
                }
            };
        }
        let may = |to: usize| {
            let changed: Vec<usize> =
                (0..self.owner.len()).filter(|&option| self.states[from][option] != self.states[to][option]).collect();
            !changed.is_empty()
                && changed.iter().all(|&option| {
                    group.contains(&self.owner[option])
                        && !hidden.contains(&option)
                        && self.one_way[option].is_none_or(|on| self.states[to][option] == on)
                })
        };
        (0..self.count()).filter(|&to| may(to)).collect()
    }

    /// Where sequences of at least one step lead, by rounds: after each round the set of pairs of
    /// a state and of who has moved (in order), cut to what the convention remembers.
    fn sequences(
        &self,
        movers: &[usize],
        from: usize,
        convention: Convention,
        steps: &dyn Fn(usize, usize) -> BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut known: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
        let mut round: BTreeSet<(usize, Vec<usize>)> = BTreeSet::from([(from, Vec::new())]);
        while !round.is_empty() {
            let mut next = BTreeSet::new();
            for (at, moved) in &round {
                for &mover in movers {
                    let memory = match convention {
                        Convention::Legal if moved.contains(&mover) => continue,
                        Convention::Legal => vec![mover],
                        Convention::EachOnce if moved.contains(&mover) => continue,
                        Convention::EachOnce => {
                            let mut all = moved.clone();
                            all.push(mover);
                            all.sort_unstable();
                            all
                        }
                        Convention::SingleMove if !moved.is_empty() => continue,
                        Convention::SingleMove => vec![mover],
                    };
                    for to in steps(mover, *at) {
                        reached.insert(to);
                        if known.insert((to, memory.clone())) {
                            next.insert((to, memory.clone()));
                        }
                    }
                }
            }
            round = next;
        }
        reached
    }

    /// Whether a state is stable for one group of a partition.
    fn is_stable(&self, groups: &[Vec<usize>], group: usize, state: usize, stability: Stability) -> bool {
        let own = &groups[group];
        // Members tell each other what they see.
        let hidden: BTreeSet<usize> = self.unseen[own[0]]
            .iter()
            .copied()
            .filter(|option| own.iter().all(|&member| self.unseen[member].contains(option)))
            .collect();
        let improvements: Vec<usize> =
            self.moves(own, state, &hidden).into_iter().filter(|&to| self.better(own, to, state)).collect();
        if stability == Stability::Nash {
            return improvements.is_empty();
        }
        let credible = matches!(stability, Stability::Sequential | Stability::SymmetricSequential);
        let last_word = matches!(stability, Stability::SymmetricMetarational | Stability::SymmetricSequential);
        let others: Vec<usize> = (0..groups.len()).filter(|&other| other != group).collect();
        let steps = |other: usize, at: usize| -> BTreeSet<usize> {
            let all = self.moves(&groups[other], at, &hidden);
            all.into_iter().filter(|&to| !credible || self.better(&groups[other], to, at)).collect()
        };
        improvements.iter().all(|&to| {
            self.sequences(&others, to, self.convention, &steps).iter().any(|&answer| {
                let out = if last_word { self.moves(own, answer, &hidden) } else { BTreeSet::new() };
                !self.better(own, answer, state) && !out.iter().any(|&out| self.better(own, out, state))
            })
        })
    }
}

fn read(file: &str) -> GraphModel {
    match scenario::read(&Source::new("conflict.toml", file)) {
        Ok((Content::Game(titled), _)) => match titled.game {
            Game::Graph(game) => *game,
            other => panic!("not a graph: {}", other.form()),
        },
        Ok(_) => panic!("not a game:\n{file}"),
        Err(diagnostics) => panic!("{diagnostics:?}\n{file}"),
    }
}

fn solved(game: &GraphModel, stability: Stability) -> StableStates {
    match stable_states(game, stability).unwrap() {
        GraphAnswer::Stable(stable) => stable,
        other => panic!("not a set of stable states: {other:?}"),
    }
}

#[test]
fn random_files_are_stable_where_the_definitions_say() {
    let seeds: u64 = std::env::var("CONCEDE_ORACLE_SEEDS").map_or(1200, |seeds| seeds.parse().unwrap());
    let (mut read_in, mut stable, mut unstable) = (0, 0, 0);
    for seed in 0..seeds {
        let Some((conflict, file)) = random_file(seed) else { continue };
        let game = read(&file);
        read_in += 1;
        assert_eq!(game.states(), conflict.count(), "{file}");
        let alone: Vec<Vec<usize>> = (0..conflict.players).map(|player| vec![player]).collect();
        for stability in Stability::ALL {
            let answer = solved(&game, stability);
            for player in 0..conflict.players {
                let expected: Vec<usize> =
                    (0..conflict.count()).filter(|&at| conflict.is_stable(&alone, player, at, stability)).collect();
                assert_eq!(answer.stable[player], expected, "player {player}, {stability:?}\n{file}");
                stable += expected.len();
                unstable += conflict.count() - expected.len();
                let none = BTreeSet::new();
                let stuck: Vec<usize> =
                    (0..conflict.count()).filter(|&at| conflict.moves(&[player], at, &none).is_empty()).collect();
                assert_eq!(answer.immobile[player], stuck, "player {player} without moves\n{file}");
            }
            // What is told of the status quo is true step by step.
            for told in answer.narration.iter().filter(|told| told.state == conflict.status_quo) {
                let held = conflict.is_stable(&alone, told.player, told.state, stability);
                assert_eq!(told.stable, held, "{stability:?}\n{file}");
                for improvement in &told.improvements {
                    assert!(conflict.better(&[told.player], improvement.to, told.state), "{file}");
                    let mut at = improvement.to;
                    for &(mover, to) in improvement.answer.iter().flatten() {
                        assert!(mover != told.player, "{file}");
                        assert!(conflict.moves(&[mover], at, &conflict.unseen[told.player]).contains(&to), "{file}");
                        at = to;
                    }
                    if improvement.answer.is_some() {
                        assert!(!conflict.better(&[told.player], at, told.state), "{stability:?}\n{file}");
                    }
                }
            }
            if let Some(members) = &conflict.coalition {
                let mut groups = vec![members.clone()];
                groups.extend(alone.iter().filter(|player| !members.contains(&player[0])).cloned());
                let expected: Vec<usize> =
                    (0..conflict.count()).filter(|&at| conflict.is_stable(&groups, 0, at, stability)).collect();
                let all: Vec<usize> = (0..conflict.count())
                    .filter(|&at| (0..groups.len()).all(|group| conflict.is_stable(&groups, group, at, stability)))
                    .collect();
                assert_eq!(answer.coalitions[0].stable, expected, "coalition, {stability:?}\n{file}");
                assert_eq!(answer.coalitions[0].equilibria, all, "coalition and others, {stability:?}\n{file}");
            }
        }
        let GraphAnswer::StatusQuo(reach) = status_quo_analysis(&game).unwrap() else { panic!("no analysis") };
        let none = BTreeSet::new();
        let all: Vec<usize> = (0..conflict.players).collect();
        let any = |mover: usize, at: usize| conflict.moves(&[mover], at, &none);
        let gains = |mover: usize, at: usize| -> BTreeSet<usize> {
            conflict.moves(&[mover], at, &none).into_iter().filter(|&to| conflict.better(&[mover], to, at)).collect()
        };
        for (told, steps) in
            [(&reach.by_any_moves, &any as &dyn Fn(usize, usize) -> BTreeSet<usize>), (&reach.by_improvements, &gains)]
        {
            let mut expected = conflict.sequences(&all, conflict.status_quo, Convention::Legal, steps);
            expected.remove(&conflict.status_quo);
            assert_eq!(*told, expected.into_iter().collect::<Vec<_>>(), "{file}");
        }
    }
    assert!(read_in > 1000 || seeds < 1200, "{read_in} of {seeds} files hold a conflict");
    assert!(stable > unstable / 20 && unstable > stable / 20, "{stable} stable, {unstable} not");
}
