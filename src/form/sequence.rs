//! The sequence form of a game between two players.
//!
//! Source: a tree, or the part of one between a node and ends with known payoffs, in which
//! two players choose and both remember what they did. Target: for each, its sequences of own
//! moves, and the payoffs of every pair of sequences that comes to an end, weighted by chance.
//! A *plan* gives each sequence a weight: 1 to the empty one, and at each information set the
//! weight of what leads there, divided among the actions. Way back: [`Side::behaviour`].
//! Linear in the size of the tree, where the normal form is exponential (von Stengel 1996
//! \[vonStengel1996\]).

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::extensive::{ExtensiveGame, InformationSetId, Node, NodeId};
use crate::numeric::rational::Rational;

/// The sequence form of a game; see the module.
#[derive(Debug, Clone)]
pub struct SequenceForm {
    pub sides: [Side; 2],
    /// Pairs of sequences, the first player's first, at which play ends with positive chance.
    pub pairs: Vec<Pair>,
}

/// One player's sequences and information sets.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// Which player; `None` where nobody else moves.
    pub player: Option<usize>,
    /// What comes earlier on a path stands earlier.
    pub sets: Vec<OwnSet>,
    /// For each sequence the place of the set at which it ends, and the action there; the
    /// empty sequence is the first.
    pub sequences: Vec<Option<(usize, usize)>>,
}

/// An information set and its sequences.
#[derive(Debug, Clone)]
pub struct OwnSet {
    pub id: InformationSetId,
    /// The sequence that leads to it.
    pub before: usize,
    /// The sequence that ends with its first action; those of the others follow.
    pub first: usize,
    pub actions: usize,
}

/// What a pair of sequences leads to.
#[derive(Debug, Clone)]
pub struct Pair {
    pub sequences: [usize; 2],
    /// That chance leads to an end if both players do.
    pub chance: Rational,
    /// Of all players, weighted by chance.
    pub payoffs: Vec<Rational>,
}

/// Why there is no sequence form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SequenceError {
    /// More than two players have a choice.
    Players,
    /// This player forgets what it did.
    Forgets { player: String },
}

impl fmt::Display for SequenceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SequenceError::Players => formatter.write_str("it is answered for 2 players only"),
            SequenceError::Forgets { player } => write!(
                formatter,
                "{player} has imperfect recall: one of its information sets lies behind different moves of its own, so \
                 behaviour strategies are not all that it can do; the concepts of the reduced normal form still answer"
            ),
        }
    }
}
impl std::error::Error for SequenceError {}

/// The part of a tree that begins at `root` and ends at its terminals, and at those nodes
/// whose payoffs `ends` states.
///
/// # Errors
/// If more than two players have a choice in it, or one of them forgets.
pub fn sequence_form(
    game: &ExtensiveGame,
    root: NodeId,
    ends: &HashMap<NodeId, Vec<Rational>>,
) -> Result<SequenceForm, SequenceError> {
    let form = &game.form;
    let mut sides = [Side::new(), Side::new()];
    let mut places: HashMap<InformationSetId, usize> = HashMap::new();
    let mut pairs: BTreeMap<[usize; 2], (Rational, Vec<Rational>)> = BTreeMap::new();
    let mut ahead = vec![(root, [0, 0], Rational::ONE)];
    while let Some((id, sequences, chance)) = ahead.pop() {
        let mut end = |payoffs: &mut dyn Iterator<Item = &Rational>| {
            if chance.is_zero() {
                return;
            }
            let weighted = payoffs.map(|payoff| &chance * payoff);
            match pairs.entry(sequences) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert((chance.clone(), weighted.collect()));
                }
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    let (sum, payoffs) = place.get_mut();
                    *sum = &*sum + &chance;
                    for (payoff, more) in payoffs.iter_mut().zip(weighted) {
                        *payoff = &*payoff + &more;
                    }
                }
            }
        };
        if let Some(payoffs) = ends.get(&id).filter(|_| id != root) {
            end(&mut payoffs.iter());
            continue;
        }
        match form.node(id) {
            Node::Terminal(payoffs) => end(&mut payoffs.iter().map(|&payoff| game.value(payoff))),
            Node::Chance(actions) => {
                for action in actions.iter().rev() {
                    ahead.push((action.child, sequences, &chance * game.value(action.probability)));
                }
            }
            Node::Decision { information_set, children } => {
                let set = form.information_set(*information_set);
                // Who has no choice has no move to remember.
                if let [child] = children[..] {
                    ahead.push((child, sequences, chance));
                    continue;
                }
                let known = (0..2).find(|&side| sides[side].player == Some(set.player));
                let side = match known {
                    Some(side) => side,
                    None => {
                        let free = (0..2).find(|&side| sides[side].player.is_none()).ok_or(SequenceError::Players)?;
                        sides[free].player = Some(set.player);
                        free
                    }
                };
                let before = sequences[side];
                let place = *places
                    .entry(*information_set)
                    .or_insert_with(|| sides[side].add(*information_set, before, children.len()));
                let own = &sides[side].sets[place];
                if own.before != before {
                    return Err(SequenceError::Forgets { player: form.players[set.player].clone() });
                }
                for (action, &child) in children.iter().enumerate().rev() {
                    let mut next = sequences;
                    next[side] = own.first + action;
                    ahead.push((child, next, chance.clone()));
                }
            }
        }
    }
    if sides[1].player.is_some() && sides[0].player > sides[1].player {
        sides.swap(0, 1);
        pairs = pairs.into_iter().map(|([first, second], end)| ([second, first], end)).collect();
    }
    let pairs = pairs.into_iter().map(|(sequences, (chance, payoffs))| Pair { sequences, chance, payoffs }).collect();
    Ok(SequenceForm { sides, pairs })
}

impl Side {
    fn new() -> Side {
        Side { player: None, sets: Vec::new(), sequences: vec![None] }
    }

    fn add(&mut self, id: InformationSetId, before: usize, actions: usize) -> usize {
        let (place, first) = (self.sets.len(), self.sequences.len());
        self.sets.push(OwnSet { id, before, first, actions });
        self.sequences.extend((0..actions).map(|action| Some((place, action))));
        place
    }

    /// The sets to which each sequence leads directly.
    pub fn after(&self) -> Vec<Vec<usize>> {
        let mut after = vec![Vec::new(); self.sequences.len()];
        for (place, set) in self.sets.iter().enumerate() {
            after[set.before].push(place);
        }
        after
    }

    /// The mixture at each set to which a plan leads.
    pub fn behaviour<'a>(
        &'a self,
        plan: &'a [Rational],
    ) -> impl Iterator<Item = (InformationSetId, Vec<Rational>)> + 'a {
        self.sets.iter().filter(|set| plan[set.before].is_positive()).map(|set| {
            let weights = &plan[set.first..set.first + set.actions];
            (set.id, weights.iter().map(|weight| weight / &plan[set.before]).collect())
        })
    }
}

impl SequenceForm {
    /// What the payoffs of the two sum to at every pair, if that is one number for each unit
    /// of chance. Where one player moves alone, `None`.
    pub fn constant_sum(&self) -> Option<Rational> {
        let [first, second] = [self.sides[0].player?, self.sides[1].player?];
        let sum = |pair: &Pair| &(&pair.payoffs[first] + &pair.payoffs[second]) / &pair.chance;
        let constant = self.pairs.first().map(sum)?;
        self.pairs.iter().all(|pair| sum(pair) == constant).then_some(constant)
    }

    /// What all players expect from a pair of plans.
    pub fn payoffs(&self, plans: [&[Rational]; 2], players: usize) -> Vec<Rational> {
        let mut sum = vec![Rational::ZERO; players];
        for pair in &self.pairs {
            let weight = &plans[0][pair.sequences[0]] * &plans[1][pair.sequences[1]];
            if weight.is_zero() {
                continue;
            }
            for (total, payoff) in sum.iter_mut().zip(&pair.payoffs) {
                *total = &*total + &(&weight * payoff);
            }
        }
        sum
    }
}
