//! Sequential equilibria in pure strategies of trees in which moves may signal what their players
//! know (Kreps and Wilson 1982 \[KrepsWilson1982\]).
//!
//! An assessment is a strategy profile with a belief at every information set. Backward
//! induction decides all sets but those whose belief earlier moves shape. There every action is
//! tried that some belief makes best, and what comes of it is kept if the beliefs that it needs
//! are there: by Bayes' rule where play comes; elsewhere, as limits of trembles. A node's trembles
//! are the moves on the way to it that its players do not make. A node whose trembles include
//! those of another node and more is infinitely less likely; nodes with the same trembles are as
//! likely as chance makes them; otherwise trembles can make any of them as likely as it takes.
//! Consistency is so decided set by set. Ties elsewhere go to the first action. Mixtures
//! (semi-separating equilibria) are found by [`mixed`].
//!
//! Exponential in the number of sets that need a belief, linear in the tree for each try.

mod core;

pub use core::{Mixed, mixed};

use crate::form::extensive::{ExtensiveForm, InformationSetId, Node, NodeId};
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;

use super::backward_induction::{Belief, Schedule, Step, best};
use super::limits::{Limits, Spent};

/// A pure strategy profile, the beliefs that it rests on, and what it pays.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The action of each information set.
    pub choice: Vec<usize>,
    /// At the sets that need one.
    pub beliefs: Vec<SetBelief>,
    /// Payoffs from each node on.
    pub values: Vec<Vec<Rational>>,
}

/// A belief at an information set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBelief {
    pub set: InformationSetId,
    /// Whether play comes here.
    pub reached: bool,
    /// By node of the set.
    pub nodes: Vec<Rational>,
    /// By node: the least and the most that may be believed of it while the action stays best.
    pub bounds: Vec<(Rational, Rational)>,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Assessments {
    /// That there are no others, but for ties that no belief bears on, and mixtures.
    pub complete: bool,
    pub found: Vec<Assessment>,
}

/// The pure sequential equilibria of a tree with the given order.
pub fn assessments(form: &ExtensiveForm, schedule: &Schedule, registers: &[Rational], limits: &Limits) -> Assessments {
    let tree = Tree { form, registers, ways: ways(form, registers) };
    let mut spent = Spent::nothing_of(limits);
    let mut found = Vec::new();
    let mut ahead: Vec<Vec<usize>> = vec![Vec::new()];
    while let Some(prefix) = ahead.pop() {
        if !spent.node() {
            return Assessments { complete: false, found };
        }
        match tree.solve(schedule, &prefix) {
            Progress::Open(candidates) => {
                // The first candidate is tried first.
                ahead.extend(candidates.into_iter().rev().map(|action| {
                    let mut longer = prefix.clone();
                    longer.push(action);
                    longer
                }));
            }
            Progress::Solved { choice, values, signalled } => {
                let beliefs: Option<Vec<SetBelief>> =
                    signalled.iter().map(|&set| tree.belief(set, &choice, &values)).collect();
                found.extend(beliefs.map(|beliefs| Assessment { choice, beliefs, values }));
            }
        }
    }
    Assessments { complete: true, found }
}

/// The belief at one set of a strategy that backward induction settles, with the beliefs under which
/// its action stays best; `values` are needed where the moves of the set lead.
pub fn belief_at(
    form: &ExtensiveForm,
    registers: &[Rational],
    choice: &[usize],
    values: &[Vec<Rational>],
    set: InformationSetId,
) -> Option<SetBelief> {
    Tree { form, registers, ways: ways(form, registers) }.belief(set, choice, values)
}

enum Progress {
    /// The next set that needs a belief, by the actions that some belief makes best.
    Open(Vec<usize>),
    Solved {
        choice: Vec<usize>,
        values: Vec<Vec<Rational>>,
        /// The sets that need a belief.
        signalled: Vec<InformationSetId>,
    },
}

/// The chance of a node but for players' moves, and these moves.
struct Way {
    chance: Rational,
    moves: Vec<(InformationSetId, usize)>,
}

fn ways(form: &ExtensiveForm, registers: &[Rational]) -> Vec<Way> {
    let mut ways: Vec<Way> = (0..form.nodes.len()).map(|_| Way { chance: Rational::ONE, moves: Vec::new() }).collect();
    // Children come after their parents.
    for index in 0..form.nodes.len() {
        match form.node(NodeId(index as u32)) {
            Node::Terminal(_) => {}
            Node::Chance(actions) => {
                for action in actions {
                    ways[action.child.index()] = Way {
                        chance: &ways[index].chance * &registers[action.probability.index()],
                        moves: ways[index].moves.clone(),
                    };
                }
            }
            Node::Decision { information_set, children } => {
                for (action, child) in children.iter().enumerate() {
                    let mut moves = ways[index].moves.clone();
                    moves.push((*information_set, action));
                    ways[child.index()] = Way { chance: ways[index].chance.clone(), moves };
                }
            }
        }
    }
    ways
}

struct Tree<'a> {
    form: &'a ExtensiveForm,
    registers: &'a [Rational],
    ways: Vec<Way>,
}

impl Tree<'_> {
    fn children(&self, node: NodeId) -> &[NodeId] {
        match self.form.node(node) {
            Node::Decision { children, .. } => children,
            Node::Chance(_) | Node::Terminal(_) => &[],
        }
    }

    /// Backward induction with the given actions at the sets that need a belief, in order.
    fn solve(&self, schedule: &Schedule, prefix: &[usize]) -> Progress {
        let form = self.form;
        let mut values: Vec<Vec<Rational>> = vec![Vec::new(); form.nodes.len()];
        for (value, node) in values.iter_mut().zip(&form.nodes) {
            if let Node::Terminal(payoffs) = node {
                *value = payoffs.iter().map(|register| self.registers[register.index()].clone()).collect();
            }
        }
        let mut choice = vec![0; form.information_sets.len()];
        let mut signalled = Vec::new();
        let mut open = prefix.iter().copied();
        for step in &schedule.steps {
            match step {
                Step::Chance(node) => {
                    let Node::Chance(actions) = form.node(*node) else { continue };
                    let mut sum = vec![Rational::ZERO; form.players.len()];
                    for action in actions {
                        let chance = &self.registers[action.probability.index()];
                        for (total, value) in sum.iter_mut().zip(&values[action.child.index()]) {
                            *total = &*total + &(chance * value);
                        }
                    }
                    values[node.index()] = sum;
                }
                Step::Decide(set, belief) => {
                    let action = match belief {
                        Belief::Certain => best(&self.worth(*set, &values, &[Rational::ONE]), &Rational::signum).0,
                        Belief::ByChance(_) => {
                            let nodes = &form.information_set(*set).nodes;
                            let weights: Vec<Rational> =
                                nodes.iter().map(|node| self.ways[node.index()].chance.clone()).collect();
                            best(&self.worth(*set, &values, &weights), &Rational::signum).0
                        }
                        Belief::AnyBelief => {
                            let groups = self.each_alone(*set);
                            let count = form.information_set(*set).actions.len();
                            let fit: Vec<usize> = (0..count)
                                .filter(|&action| self.supported(*set, action, &values, &groups, None).is_some())
                                .collect();
                            signalled.push(*set);
                            match fit.as_slice() {
                                [only] => *only,
                                _ => match open.next() {
                                    Some(action) => action,
                                    None => return Progress::Open(fit),
                                },
                            }
                        }
                    };
                    choice[set.index()] = action;
                    for &node in &form.information_set(*set).nodes {
                        values[node.index()] = values[self.children(node)[action].index()].clone();
                    }
                }
            }
        }
        Progress::Solved { choice, values, signalled }
    }

    /// The mover's worth of each action of a set, its nodes weighed.
    fn worth(&self, set: InformationSetId, values: &[Vec<Rational>], weights: &[Rational]) -> Vec<Rational> {
        let about = self.form.information_set(set);
        (0..about.actions.len())
            .map(|action| {
                about.nodes.iter().zip(weights).fold(Rational::ZERO, |sum, (node, weight)| {
                    let ahead = &values[self.children(*node)[action].index()][about.player];
                    &sum + &(weight * ahead)
                })
            })
            .collect()
    }

    fn each_alone(&self, set: InformationSetId) -> Vec<Vec<Rational>> {
        let count = self.form.information_set(set).nodes.len();
        let unit = |place: usize| {
            (0..count).map(|other| if other == place { Rational::ONE } else { Rational::ZERO }).collect()
        };
        (0..count).map(unit).collect()
    }

    /// A mixture of the groups (each a belief over the nodes) under which the action is best; the
    /// one with the least or most weight on a node if that is asked for.
    fn supported(
        &self,
        set: InformationSetId,
        action: usize,
        values: &[Vec<Rational>],
        groups: &[Vec<Rational>],
        goal: Option<(usize, bool)>,
    ) -> Option<Vec<Rational>> {
        let objective = groups.iter().map(|group| match goal {
            Some((node, true)) => group[node].clone(),
            Some((node, false)) => -&group[node],
            None => Rational::ZERO,
        });
        let mut program = LinearProgram::maximize(objective.collect());
        let ones = vec![Rational::ONE; groups.len()];
        program.rows.push(Row::dense(&ones, Relation::Equal, Rational::ONE));
        let worth: Vec<Vec<Rational>> = groups.iter().map(|group| self.worth(set, values, group)).collect();
        for other in (0..self.form.information_set(set).actions.len()).filter(|&other| other != action) {
            let gains: Vec<Rational> = worth.iter().map(|own| &own[action] - &own[other]).collect();
            program.rows.push(Row::dense(&gains, Relation::AtLeast, Rational::ZERO));
        }
        let mixture = solve(&program).optimal()?.primal;
        let nodes = self.form.information_set(set).nodes.len();
        let belief = (0..nodes).map(|node| {
            mixture.iter().zip(groups).fold(Rational::ZERO, |sum, (share, group)| &sum + &(share * &group[node]))
        });
        Some(belief.collect())
    }

    /// The belief at a set under which its choice is best, if a consistent one is.
    fn belief(&self, set: InformationSetId, choice: &[usize], values: &[Vec<Rational>]) -> Option<SetBelief> {
        let nodes = &self.form.information_set(set).nodes;
        let action = choice[set.index()];
        let trembles = |node: &NodeId| -> Vec<(InformationSetId, usize)> {
            let moves = self.ways[node.index()].moves.iter();
            moves.filter(|(set, action)| choice[set.index()] != *action).copied().collect()
        };
        let off: Vec<Vec<(InformationSetId, usize)>> = nodes.iter().map(trembles).collect();
        let possible: Vec<bool> = nodes.iter().map(|node| self.ways[node.index()].chance.is_positive()).collect();
        let likely = |place: usize| {
            let fewer = |other: usize| {
                possible[other]
                    && off[other].len() < off[place].len()
                    && off[other].iter().all(|tremble| off[place].contains(tremble))
            };
            possible[place] && !(0..nodes.len()).any(fewer)
        };
        let mut groups: Vec<Vec<Rational>> = Vec::new();
        let mut grouped: Vec<&Vec<(InformationSetId, usize)>> = Vec::new();
        for place in (0..nodes.len()).filter(|&place| likely(place)) {
            if grouped.contains(&&off[place]) {
                continue;
            }
            grouped.push(&off[place]);
            let weight = |other: usize| {
                if likely(other) && off[other] == off[place] {
                    self.ways[nodes[other].index()].chance.clone()
                } else {
                    Rational::ZERO
                }
            };
            let weights: Vec<Rational> = (0..nodes.len()).map(weight).collect();
            let total = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
            groups.push(weights.iter().map(|weight| weight / &total).collect());
        }
        let reached = grouped.iter().any(|trembles| trembles.is_empty());
        let belief = self.supported(set, action, values, &groups, None)?;
        let alone = self.each_alone(set);
        let bounds = (0..nodes.len()).map(|node| {
            let end = |most| Some(self.supported(set, action, values, &alone, Some((node, most)))?[node].clone());
            Some((end(false)?, end(true)?))
        });
        Some(SetBelief { set, reached, nodes: belief, bounds: bounds.collect::<Option<_>>()? })
    }
}
