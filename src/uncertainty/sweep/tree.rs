//! A tree laid flat for many solutions: arrays of indices in the order of solving.

use crate::compile::{Action, Move, ProcessGame};
use crate::form::extensive::{ExtensiveForm, Node, NodeId};
use crate::numeric::program::Register;
use crate::solve::backward_induction::{Belief, Schedule, Step};

use super::bounds::Bound;

/// What a node is, its children a stretch of [`FlatTree::children`].
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Terminal,
    Chance { first: u32, count: u32 },
    Decision { set: u32, first: u32, count: u32 },
}

/// One step of backward induction.
#[derive(Debug)]
pub(super) enum FlatStep {
    /// Expected payoffs of a chance node go to its row, for the players of the mask.
    Chance { node: u32, row: u32, first: u32, count: u32, players: u64 },
    /// A decision at a single node. Differences up to `doubt` need a second look.
    Decide { node: u32, set: u32, player: u32, first: u32, count: u32, doubt: f64 },
    /// A decision at an information set of several nodes.
    DecideJointly(Joint),
}

#[derive(Debug)]
pub(super) struct Joint {
    pub set: u32,
    pub player: u32,
    pub actions: u32,
    pub nodes: Vec<u32>,
    /// For each node the chances on the way to it; `None` where no belief may matter.
    pub weights: Option<Vec<Vec<u32>>>,
    pub doubt: f64,
}

/// What a decision is about, as far as the tests ask.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SetShape {
    pub answers: bool,
    pub settles: bool,
    pub concede: Option<u32>,
    pub refuse: Option<u32>,
    pub sign: Option<u32>,
    pub player: u32,
    /// The step that decides it.
    pub step: u32,
}

#[derive(Debug)]
pub(super) struct FlatTree {
    players: usize,
    pub nodes: Vec<Shape>,
    pub children: Vec<u32>,
    /// Beside each child of a chance node, the slot of its probability.
    pub chances: Vec<u32>,
    /// Rows of payoff slots, a player's at `row * players + player`. Terminals with the same
    /// payoffs share a row.
    slots: Vec<u32>,
    /// The row of each terminal and each chance node.
    row_of: Vec<u32>,
    pub steps: Vec<FlatStep>,
    pub sets: Vec<SetShape>,
    /// Node and player of each slot of this tree's chance nodes.
    chance_slots: Vec<(u32, u32)>,
}

/// The outcome of backward induction at one sample.
#[derive(Debug, Default)]
pub(super) struct Solved {
    /// The row from which each node takes its payoffs.
    pub rows: Vec<u32>,
    /// The chosen action of each information set.
    pub choice: Vec<u32>,
    /// That every information set could be decided.
    pub decided: bool,
}

impl Solved {
    pub fn new(tree: &FlatTree) -> Solved {
        Solved { rows: tree.row_of.clone(), choice: vec![0; tree.sets.len()], decided: false }
    }
}

/// The registers that a tree refers to.
pub(super) fn registers(form: &ExtensiveForm) -> impl Iterator<Item = Register> {
    form.nodes.iter().flat_map(|node| {
        let (payoffs, chances): (&[Register], &[_]) = match node {
            Node::Terminal(payoffs) => (payoffs, &[]),
            Node::Chance(actions) => (&[], actions),
            Node::Decision { .. } => (&[], &[]),
        };
        payoffs.iter().copied().chain(chances.iter().map(|action| action.probability))
    })
}

impl FlatTree {
    /// Lays a tree flat. `slot_of` says where registers have gone, `first` is the first free
    /// slot, and `needed` are the players whose payoffs are asked for beside the movers'.
    pub fn new(game: &ProcessGame, schedule: &Schedule, slot_of: &[u32], first: usize, needed: [usize; 2]) -> FlatTree {
        let form = &game.form;
        let players = form.players.len();
        let slot = |register: Register| slot_of[register.index()];
        let wanted = wanted_players(form, needed);
        let mut tree = FlatTree {
            players,
            nodes: Vec::with_capacity(form.nodes.len()),
            children: Vec::new(),
            chances: Vec::new(),
            slots: Vec::new(),
            row_of: vec![0; form.nodes.len()],
            steps: Vec::with_capacity(schedule.steps.len()),
            sets: form
                .information_sets
                .iter()
                .enumerate()
                .map(|(index, set)| {
                    let position =
                        |action| game.actions[index].iter().position(|&known| known == action).map(|at| at as u32);
                    SetShape {
                        answers: matches!(game.moves[index], Move::Respond { .. }),
                        settles: matches!(game.moves[index], Move::Settle { .. }),
                        concede: position(Action::Concede),
                        refuse: position(Action::Refuse),
                        sign: position(Action::Sign),
                        player: set.player as u32,
                        step: 0,
                    }
                })
                .collect(),
            chance_slots: Vec::new(),
        };
        let mut known: std::collections::HashMap<Vec<u32>, u32> = std::collections::HashMap::new();
        for (index, node) in form.nodes.iter().enumerate() {
            let begin = tree.children.len() as u32;
            tree.children.extend(form.children(NodeId(index as u32)).map(|child| child.0));
            let count = tree.children.len() as u32 - begin;
            let next_row = (tree.slots.len() / players) as u32;
            match node {
                Node::Terminal(payoffs) => {
                    let row: Vec<u32> = payoffs.iter().map(|&register| slot(register)).collect();
                    tree.row_of[index] = *known.entry(row).or_insert_with_key(|row| {
                        tree.slots.extend_from_slice(row);
                        next_row
                    });
                    tree.nodes.push(Shape::Terminal);
                }
                Node::Chance(actions) => {
                    tree.chances.resize(begin as usize, 0);
                    tree.chances.extend(actions.iter().map(|action| slot(action.probability)));
                    tree.row_of[index] = next_row;
                    for player in 0..players {
                        tree.slots.push((first + tree.chance_slots.len()) as u32);
                        tree.chance_slots.push((index as u32, player as u32));
                    }
                    tree.nodes.push(Shape::Chance { first: begin, count });
                }
                Node::Decision { information_set, .. } => {
                    tree.nodes.push(Shape::Decision { set: information_set.0, first: begin, count });
                }
            }
        }
        for step in &schedule.steps {
            let next = tree.steps.len() as u32;
            let flat = match step {
                Step::Chance(node) => {
                    let Shape::Chance { first, count } = tree.nodes[node.index()] else {
                        unreachable!("a chance step is a chance node")
                    };
                    let (row, players) = (tree.row_of[node.index()], wanted[node.index()]);
                    FlatStep::Chance { node: node.0, row, first, count, players }
                }
                Step::Decide(set, belief) => {
                    tree.sets[set.index()].step = next;
                    let information_set = form.information_set(*set);
                    let player = information_set.player as u32;
                    match (information_set.nodes.as_slice(), belief) {
                        ([node], Belief::Certain) => {
                            let Shape::Decision { first, count, .. } = tree.nodes[node.index()] else {
                                unreachable!("an information set holds decision nodes")
                            };
                            FlatStep::Decide { node: node.0, set: set.0, player, first, count, doubt: 0.0 }
                        }
                        (nodes, _) => FlatStep::DecideJointly(Joint {
                            set: set.0,
                            player,
                            actions: information_set.actions.len() as u32,
                            nodes: nodes.iter().map(|node| node.0).collect(),
                            weights: match belief {
                                Belief::ByChance(ways) => {
                                    let slots = |way: &Vec<Register>| way.iter().map(|&one| slot(one)).collect();
                                    Some(ways.iter().map(slots).collect())
                                }
                                Belief::Certain | Belief::AnyBelief => None,
                            },
                            doubt: 0.0,
                        }),
                    }
                }
            };
            tree.steps.push(flat);
        }
        tree
    }

    /// Node and player of each slot of this tree's chance nodes, in the order of the slots.
    pub fn chance_slots(&self) -> impl Iterator<Item = (u32, u32)> {
        self.chance_slots.iter().copied()
    }

    pub fn slot(&self, row: u32, player: u32) -> u32 {
        self.slots[row as usize * self.players + player as usize]
    }

    pub fn children_of(&self, first: u32, count: u32) -> &[u32] {
        &self.children[first as usize..(first + count) as usize]
    }

    pub fn chances_of(&self, first: u32, count: u32) -> &[u32] {
        &self.chances[first as usize..(first + count) as usize]
    }

    /// Bounds the slots of this tree, appended to those of the program and of earlier trees,
    /// and sets how close two payoffs may be before their order is in doubt.
    pub fn bound(&mut self, bounds: &mut Vec<Bound>) {
        let base = bounds.len();
        bounds.resize(base + self.chance_slots.len(), Bound::EXACT_ZERO);
        // By node and player, whichever of the terminals and chances below is taken over.
        let mut of_node: Vec<Vec<Bound>> = vec![Vec::new(); self.nodes.len()];
        for (index, shape) in self.nodes.iter().enumerate() {
            if let Shape::Terminal = shape {
                let row = self.row_of[index];
                let payoffs = (0..self.players).map(|player| bounds[self.slot(row, player as u32) as usize]);
                of_node[index] = payoffs.collect();
            }
        }
        let mut steps = std::mem::take(&mut self.steps);
        for step in &mut steps {
            match step {
                FlatStep::Chance { node, row, first, count, .. } => {
                    let (children, chances) = (self.children_of(*first, *count), self.chances_of(*first, *count));
                    let sums: Vec<Bound> = (0..self.players)
                        .map(|player| {
                            let terms = children.iter().zip(chances).map(|(&child, &chance)| {
                                bounds[chance as usize].multiply(&of_node[child as usize][player])
                            });
                            terms.reduce(|sum, term| sum.add(&term)).expect("a chance node has branches")
                        })
                        .collect();
                    for (player, bound) in sums.iter().enumerate() {
                        bounds[self.slot(*row, player as u32) as usize] = *bound;
                    }
                    of_node[*node as usize] = sums;
                }
                FlatStep::Decide { node, player, first, count, doubt, .. } => {
                    let joined = self.joined(&of_node, *first, *count);
                    *doubt = joined[*player as usize].subtract(&joined[*player as usize]).error;
                    of_node[*node as usize] = joined;
                }
                FlatStep::DecideJointly(joint) => {
                    let mut total: Option<Bound> = None;
                    let mut worst: f64 = 0.0;
                    for (index, &node) in joint.nodes.iter().enumerate() {
                        let Shape::Decision { first, count, .. } = self.nodes[node as usize] else {
                            unreachable!("an information set holds decision nodes")
                        };
                        let joined = self.joined(&of_node, first, count);
                        let mut own = joined[joint.player as usize];
                        worst = worst.max(own.subtract(&own).error);
                        if let Some(weights) = &joint.weights {
                            for &chance in &weights[index] {
                                own = own.multiply(&bounds[chance as usize]);
                            }
                        }
                        total = Some(total.map_or(own, |total| total.add(&own)));
                        of_node[node as usize] = joined;
                    }
                    let total = total.expect("an information set has nodes");
                    joint.doubt = if joint.weights.is_some() { total.subtract(&total).error } else { worst };
                }
            }
        }
        self.steps = steps;
    }

    fn joined(&self, of_node: &[Vec<Bound>], first: u32, count: u32) -> Vec<Bound> {
        let mut children = self.children_of(first, count).iter().map(|&child| &of_node[child as usize]);
        let mut joined = children.next().expect("a decision has actions").clone();
        for child in children {
            for (bound, other) in joined.iter_mut().zip(child) {
                *bound = bound.join(other);
            }
        }
        joined
    }
}

/// For each node, the set of players whose payoff there can matter above it.
fn wanted_players(form: &ExtensiveForm, needed: [usize; 2]) -> Vec<u64> {
    let root = needed.iter().fold(0u64, |set, &player| set | 1 << player);
    let mut wanted = vec![root; form.nodes.len()];
    // Pre-order: parents come first.
    for index in 0..form.nodes.len() {
        let below = match &form.nodes[index] {
            Node::Decision { information_set, .. } => {
                wanted[index] | 1 << form.information_set(*information_set).player
            }
            _ => wanted[index],
        };
        for child in form.children(NodeId(index as u32)) {
            wanted[child.index()] = below;
        }
    }
    wanted
}
