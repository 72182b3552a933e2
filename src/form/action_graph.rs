//! Action-graph games (Jiang, Leyton-Brown and Bhat 2011 \[JiangLeytonBrownBhat2011\]).
//!
//! Players choose among action nodes, which several may share. What a node pays depends on how
//! many chose each of its *neighbours*, in whatever way (on its *configuration*), and not on who
//! did. Where neighbourhoods are small, or players many and alike, that is exponentially smaller
//! than the normal form. Players with the same actions are alike: they may change places.
//!
//! A neighbour may count several nodes at once, or say no more than whether one was chosen, or
//! which is the highest: whatever can be joined player by player (*contribution-independent
//! function nodes* in the paper).

pub mod expectation;

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::normal::NormalGame;
use super::payoffs::PayoffTable;
use crate::numeric::rational::Rational;

/// The most configurations of a node that are listed: those that may come about when some of the
/// players have chosen count too.
pub const MOST_CONFIGURATIONS: usize = 2_000_000;

/// The most steps in which those of all nodes are listed.
pub const MOST_STEPS: usize = 30_000_000;

/// The most that a choice may add to a number of a configuration, either way: sums over all players
/// stay words.
pub const MOST_WEIGHT: i64 = 1_000_000_000_000;

/// The most players, and action nodes.
pub const MOST_PLAYERS: usize = 10_000;

/// What payoffs depend on.
pub type Configuration = Vec<i64>;

/// An action-graph game.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionGraph {
    pub players: Vec<String>,
    /// By player, the nodes that it may choose, ascending.
    pub actions: Vec<Vec<usize>>,
    pub nodes: Vec<Node>,
}

/// An action that players may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    pub name: String,
    pub neighbours: Vec<Neighbour>,
    /// What it pays to everyone who chose it, by configuration, ascending. Those that never come
    /// about may be missing.
    pub payoffs: Vec<(Configuration, Rational)>,
}

/// One number of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    pub rule: Rule,
    /// What it makes of one player's choice of each node, each once; of the others, nothing.
    pub of: Vec<(usize, i64)>,
}

/// How what it makes of two players' choices is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Sum,
    /// 1 if it makes anything positive of a choice, else 0.
    Exists,
    /// The highest, or this if there is none.
    Highest(i64),
    /// The lowest, or this if there is none.
    Lowest(i64),
}

/// What stands for the highest or lowest of nothing as choices are counted: no weight is as low.
const NOTHING: i64 = i64::MIN;

impl Rule {
    /// What it makes of no choice, as choices are counted.
    fn nothing(self) -> i64 {
        match self {
            Rule::Sum | Rule::Exists => 0,
            Rule::Highest(_) | Rule::Lowest(_) => NOTHING,
        }
    }

    /// What is left once all choices are counted.
    fn settled(self, counted: i64) -> i64 {
        match self {
            Rule::Highest(none) | Rule::Lowest(none) if counted == NOTHING => none,
            Rule::Sum | Rule::Exists | Rule::Highest(_) | Rule::Lowest(_) => counted,
        }
    }

    pub fn join(self, one: i64, other: i64) -> i64 {
        match self {
            Rule::Sum => one.saturating_add(other),
            Rule::Exists => i64::from(one > 0 || other > 0),
            Rule::Highest(_) | Rule::Lowest(_) if one == NOTHING => other,
            Rule::Highest(_) | Rule::Lowest(_) if other == NOTHING => one,
            Rule::Highest(_) => one.max(other),
            Rule::Lowest(_) => one.min(other),
        }
    }
}

impl Node {
    /// What one player's choice of a node makes of the configuration.
    pub fn contribution(&self, action: usize) -> Configuration {
        let of = |neighbour: &Neighbour| {
            let known = neighbour.of.iter().find(|(node, _)| *node == action);
            known.map_or(neighbour.rule.nothing(), |(_, makes)| match neighbour.rule {
                Rule::Exists => i64::from(*makes > 0),
                Rule::Sum | Rule::Highest(_) | Rule::Lowest(_) => *makes,
            })
        };
        self.neighbours.iter().map(of).collect()
    }

    pub fn join(&self, one: &[i64], other: &[i64]) -> Configuration {
        let rules = self.neighbours.iter().map(|neighbour| neighbour.rule);
        rules.zip(one.iter().zip(other)).map(|(rule, (&one, &other))| rule.join(one, other)).collect()
    }

    /// A configuration as payoffs name it, once all choices are counted.
    fn settled(&self, counted: &[i64]) -> Configuration {
        self.neighbours.iter().zip(counted).map(|(neighbour, &counted)| neighbour.rule.settled(counted)).collect()
    }

    /// What is paid once all choices are counted.
    pub fn payoff(&self, counted: &[i64]) -> Option<&Rational> {
        let configuration = self.settled(counted);
        let place = self.payoffs.binary_search_by(|(known, _)| known.cmp(&configuration)).ok()?;
        Some(&self.payoffs[place].1)
    }
}

/// Players who may choose the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What it is called: by its only player, or by what the names of several share.
    pub name: String,
    pub players: Vec<usize>,
    /// Nodes.
    pub actions: Vec<usize>,
}

/// What keeps a game from being complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A configuration that may come about has no payoff.
    Missing { node: usize, configuration: Configuration },
    /// A node has more configurations than [`MOST_CONFIGURATIONS`], or listing them and those of
    /// the nodes before takes more than [`MOST_STEPS`].
    TooMany { node: usize },
}

impl ActionGraph {
    /// Players by what they may choose, in the order of their first ones.
    pub fn classes(&self) -> Vec<Class> {
        let mut classes: Vec<Class> = Vec::new();
        let mut known = HashMap::new();
        for (player, actions) in self.actions.iter().enumerate() {
            let place = *known.entry(actions).or_insert(classes.len());
            if place == classes.len() {
                classes.push(Class { name: String::new(), players: Vec::new(), actions: actions.clone() });
            }
            classes[place].players.push(player);
        }
        for class in &mut classes {
            class.name = self.shared_name(&class.players);
        }
        classes
    }

    fn shared_name(&self, players: &[usize]) -> String {
        let names: Vec<&str> = players.iter().map(|&player| self.players[player].as_str()).collect();
        let [first, .., last] = names.as_slice() else { return names.concat() };
        let stem = |name: &str| name.trim_end_matches(|end: char| end.is_ascii_digit()).trim_end().to_owned();
        let shared = stem(first);
        if !shared.is_empty() && names.iter().all(|name| stem(name) == shared) {
            return format!("{shared} × {}", names.len());
        }
        match names.len() {
            2 | 3 => names.join(", "),
            count => format!("{first}, …, {last} ({count})"),
        }
    }

    /// The labels of each player's actions.
    pub fn strategies(&self) -> Vec<Vec<String>> {
        self.actions.iter().map(|actions| self.labels(actions)).collect()
    }

    pub fn labels(&self, actions: &[usize]) -> Vec<String> {
        actions.iter().map(|&action| self.nodes[action].name.clone()).collect()
    }

    /// The number of pure profiles, if it is a word.
    pub fn profiles(&self) -> Option<usize> {
        self.actions.iter().try_fold(1_usize, |product, actions| product.checked_mul(actions.len()))
    }

    /// The number of payoffs that say it all.
    pub fn size(&self) -> usize {
        self.nodes.iter().map(|node| node.payoffs.len()).sum()
    }

    /// The configurations of a node that may come about, when somebody chose it, in so many steps,
    /// which are taken from what is `left`. `None` if they are too many, or it is not enough.
    pub fn configurations(&self, node: usize, classes: &[Class], left: &mut usize) -> Option<BTreeSet<Configuration>> {
        let own = &self.nodes[node];
        let mut all = BTreeSet::new();
        for place in (0..classes.len()).filter(|&place| classes[place].actions.contains(&node)) {
            let mut reached = BTreeSet::from([own.contribution(node)]);
            for (other, members) in classes.iter().enumerate() {
                let makes: BTreeSet<_> = members.actions.iter().map(|&action| own.contribution(action)).collect();
                for _ in usize::from(other == place)..members.players.len() {
                    *left = left.checked_sub(reached.len().saturating_mul(makes.len()))?;
                    reached =
                        reached.iter().flat_map(|one| makes.iter().map(move |other| own.join(one, other))).collect();
                    if reached.len() > MOST_CONFIGURATIONS {
                        return None;
                    }
                }
            }
            all.extend(reached.iter().map(|one| own.settled(one)));
        }
        (all.len() <= MOST_CONFIGURATIONS).then_some(all)
    }

    /// That every index points at something, nothing is counted twice, sums are words, and payoffs
    /// can be looked up.
    pub fn is_sound(&self) -> bool {
        let fits = |node: &Node| {
            let known = |(action, makes): &(usize, i64)| {
                *action < self.nodes.len() && (-MOST_WEIGHT..=MOST_WEIGHT).contains(makes)
            };
            let once = |one: &Neighbour| {
                let mut met = HashSet::new();
                one.of.iter().all(|(action, _)| met.insert(*action))
            };
            node.neighbours.iter().all(|one| one.of.iter().all(known) && once(one))
                && node.payoffs.iter().all(|(one, _)| one.len() == node.neighbours.len())
                && node.payoffs.windows(2).all(|pair| pair[0].0 < pair[1].0)
        };
        let ascending = |own: &Vec<usize>| {
            !own.is_empty()
                && own.windows(2).all(|pair| pair[0] < pair[1])
                && own.iter().all(|&at| at < self.nodes.len())
        };
        (1..=MOST_PLAYERS).contains(&self.players.len())
            && self.players.len() == self.actions.len()
            && self.actions.iter().all(ascending)
            && self.nodes.iter().all(fits)
    }

    /// # Errors
    /// The first configuration without a payoff.
    pub fn validate(&self) -> Result<(), Fault> {
        let (classes, mut left) = (self.classes(), MOST_STEPS);
        for (node, own) in self.nodes.iter().enumerate() {
            let configurations = self.configurations(node, &classes, &mut left).ok_or(Fault::TooMany { node })?;
            if let Some(configuration) = configurations.into_iter().find(|one| own.payoff(one).is_none()) {
                return Err(Fault::Missing { node, configuration });
            }
        }
        Ok(())
    }

    /// The configuration of a node where so many of each class choose each of its actions.
    pub fn configuration(&self, node: usize, classes: &[Class], counts: &[Vec<usize>]) -> Configuration {
        let own = &self.nodes[node];
        let chosen = classes.iter().zip(counts).flat_map(|(class, counts)| class.actions.iter().zip(counts));
        let mut configuration: Configuration = own.neighbours.iter().map(|one| one.rule.nothing()).collect();
        for (&action, &count) in chosen.filter(|(_, count)| **count > 0) {
            let once = own.contribution(action);
            let times = |(neighbour, makes): (&Neighbour, i64)| match neighbour.rule {
                Rule::Sum => makes.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX)),
                Rule::Exists | Rule::Highest(_) | Rule::Lowest(_) => makes,
            };
            let all: Configuration = own.neighbours.iter().zip(once).map(times).collect();
            configuration = own.join(&configuration, &all);
        }
        configuration
    }

    /// The same game with a payoff for each profile; `None` beyond that many payoffs, or where one
    /// is missing.
    pub fn normal_form(&self, most: usize) -> Option<NormalGame> {
        let players = self.players.len();
        let profiles = self.profiles().filter(|profiles| profiles.saturating_mul(players) <= most)?;
        let strategies = self.strategies();
        let mut values = Vec::with_capacity(profiles * players);
        let mut at = vec![0; players];
        for _ in 0..profiles {
            let chosen: Vec<usize> = at.iter().zip(&self.actions).map(|(&own, actions)| actions[own]).collect();
            let mut known: HashMap<usize, &Rational> = HashMap::new();
            for &action in &chosen {
                let payoff = match known.get(&action) {
                    Some(payoff) => payoff,
                    None => {
                        let node = &self.nodes[action];
                        let makes = chosen.iter().map(|&other| node.contribution(other));
                        let configuration = makes.reduce(|one, other| node.join(&one, &other))?;
                        let payoff = node.payoff(&configuration)?;
                        known.entry(action).or_insert(payoff)
                    }
                };
                values.push((*payoff).clone());
            }
            for (own, actions) in at.iter_mut().zip(&self.actions).rev() {
                *own += 1;
                if *own < actions.len() {
                    break;
                }
                *own = 0;
            }
        }
        Some(NormalGame { players: self.players.clone(), strategies, payoffs: PayoffTable::of(players, values)? })
    }
}
