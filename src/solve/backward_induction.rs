//! Backward induction (Zermelo 1913; Kuhn 1953), in any arithmetic, with ties.
//!
//! On trees with perfect information the result is a subgame-perfect equilibrium. Larger
//! information sets are decided where the choice does not need a theory of beliefs:
//!
//! * the same moves of players lead to all nodes of the set, so that the belief follows
//!   from the chance moves alone (Bayes' rule; it holds off the path too, since a
//!   deviation by a player who knows no more than others tells nothing: Kreps and Wilson
//!   1982 \[KrepsWilson1982\], consistency);
//! * or some action is best at every node of the set, so that no belief matters.
//!
//! Otherwise a player's own earlier move could have signalled what it knows; there is no
//! answer here and [`Undecided::Signal`] says where.

use std::collections::HashMap;

use crate::form::extensive::{ChanceAction, ExtensiveForm, InformationSetId, Node, NodeId};
use crate::numeric::program::{Register, Ring};

/// In which order the nodes of a tree are solved, and how each information set is decided.
#[derive(Debug, Clone)]
pub struct Schedule {
    pub steps: Vec<Step>,
    /// For each node, the players that move on the way to it: nobody else's payoff from
    /// there on bears on any choice.
    movers: Vec<Players>,
}

/// A set of players. The first 64 are told apart; all others are always in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Players(u64);

impl Players {
    pub const ALL: Players = Players(u64::MAX);

    pub fn of(players: impl IntoIterator<Item = usize>) -> Players {
        Players(players.into_iter().filter(|&player| player < 64).fold(0, |set, player| set | 1 << player))
    }

    pub fn contains(self, player: usize) -> bool {
        player >= 64 || self.0 >> player & 1 == 1
    }

    pub fn contains_all(self, other: Players) -> bool {
        other.0 & !self.0 == 0
    }

    pub fn union(self, other: Players) -> Players {
        Players(self.0 | other.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Chance(NodeId),
    Decide(InformationSetId, Belief),
}

/// What decides an information set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Belief {
    /// One node: nothing to believe.
    Certain,
    /// For each node, the chance probabilities on the way to it, whose product weighs it.
    ByChance(Vec<Vec<Register>>),
    /// Only if some action is best at every node.
    AnyBelief,
}

/// Why backward induction has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// At this information set the best action depends on a belief that earlier moves of
    /// informed players shape.
    Signal(InformationSetId),
    /// Information sets that are each other's future: no order of solving exists.
    Entangled,
}

impl Schedule {
    /// Orders a tree. Linear in its size, apart from information sets of several nodes.
    ///
    /// # Errors
    /// [`Undecided::Entangled`] if information sets cannot be ordered.
    pub fn new(form: &ExtensiveForm) -> Result<Schedule, Undecided> {
        let parents = form.parents();
        let mut open_children: Vec<usize> =
            (0..form.nodes.len()).map(|index| form.children(NodeId(index as u32)).count()).collect();
        let mut open_nodes: Vec<usize> = form.information_sets.iter().map(|set| set.nodes.len()).collect();
        let mut steps = Vec::with_capacity(form.nodes.len());
        // Nodes whose children are all solved. Starting from the last terminals keeps the
        // order close to reverse pre-order.
        let mut ready: Vec<NodeId> = (0..form.nodes.len())
            .map(|index| NodeId(index as u32))
            .filter(|node| open_children[node.index()] == 0)
            .collect();
        let mut solved = 0;
        while let Some(node) = ready.pop() {
            let finished: &[NodeId] = match form.node(node) {
                Node::Terminal(_) => &[node],
                Node::Chance(_) => {
                    steps.push(Step::Chance(node));
                    &[node]
                }
                Node::Decision { information_set, .. } => {
                    open_nodes[information_set.index()] -= 1;
                    if open_nodes[information_set.index()] > 0 {
                        continue;
                    }
                    steps.push(Step::Decide(*information_set, belief(form, &parents, *information_set)));
                    &form.information_set(*information_set).nodes
                }
            };
            for &done in finished {
                solved += 1;
                if let Some((parent, _)) = parents[done.index()] {
                    open_children[parent.index()] -= 1;
                    if open_children[parent.index()] == 0 {
                        ready.push(parent);
                    }
                }
            }
        }
        if solved == form.nodes.len() {
            Ok(Schedule { steps, movers: movers(form) })
        } else {
            Err(Undecided::Entangled)
        }
    }

    /// The players whose payoffs from a node on bear on a choice before it.
    pub fn movers(&self, node: NodeId) -> Players {
        self.movers[node.index()]
    }
}

fn movers(form: &ExtensiveForm) -> Vec<Players> {
    let mut movers = vec![Players::of([]); form.nodes.len()];
    let mut ahead = vec![NodeId::ROOT];
    while let Some(node) = ahead.pop() {
        let moving = match form.node(node) {
            Node::Decision { information_set, .. } => Players::of([form.information_set(*information_set).player]),
            Node::Chance(_) | Node::Terminal(_) => Players::of([]),
        };
        for child in form.children(node) {
            movers[child.index()] = movers[node.index()].union(moving);
            ahead.push(child);
        }
    }
    movers
}

/// For each node of `form`, a node of `other` at which the same subtree begins: the same
/// chances, payoffs and moves throughout, and every move with full knowledge of the play so
/// far, so that both are solved alike. Linear in the size of the trees.
pub fn twins(form: &ExtensiveForm, other: &ExtensiveForm) -> Vec<Option<NodeId>> {
    /// A node with its children by class.
    #[derive(PartialEq, Eq, Hash)]
    enum Shape<'a> {
        Terminal(&'a [Register]),
        Chance(Vec<(Register, usize)>),
        Decision(usize, &'a [String], Vec<usize>),
    }
    let mut classes: HashMap<Shape<'_>, usize> = HashMap::new();
    fn classify<'a>(form: &'a ExtensiveForm, classes: &mut HashMap<Shape<'a>, usize>) -> Vec<Option<usize>> {
        let mut class: Vec<Option<usize>> = vec![None; form.nodes.len()];
        // Children come after their parents.
        for (index, node) in form.nodes.iter().enumerate().rev() {
            let shape = match node {
                Node::Terminal(payoffs) => Some(Shape::Terminal(payoffs)),
                Node::Chance(actions) => {
                    let branch = |action: &ChanceAction| Some((action.probability, class[action.child.index()]?));
                    actions.iter().map(branch).collect::<Option<_>>().map(Shape::Chance)
                }
                Node::Decision { information_set, children } => {
                    let set = form.information_set(*information_set);
                    let children: Option<_> = children.iter().map(|child| class[child.index()]).collect();
                    children
                        .filter(|_| set.nodes.len() == 1)
                        .map(|below| Shape::Decision(set.player, &set.actions, below))
                }
            };
            class[index] = shape.map(|shape| {
                let fresh = classes.len();
                *classes.entry(shape).or_insert(fresh)
            });
        }
        class
    }
    let (own, others) = (classify(form, &mut classes), classify(other, &mut classes));
    let places: HashMap<usize, NodeId> = others
        .iter()
        .enumerate()
        .filter_map(|(index, class)| class.map(|class| (class, NodeId(index as u32))))
        .collect();
    own.into_iter().map(|class| places.get(&class?).copied()).collect()
}

fn belief(form: &ExtensiveForm, parents: &[Option<(NodeId, usize)>], set: InformationSetId) -> Belief {
    let nodes = &form.information_set(set).nodes;
    if let [_] = nodes.as_slice() {
        return Belief::Certain;
    }
    // The players' moves and the chances on the way to a node.
    let way = |node: NodeId| {
        let (mut moves, mut chances) = (Vec::new(), Vec::new());
        let mut at = node;
        while let Some((parent, action)) = parents[at.index()] {
            match form.node(parent) {
                Node::Decision { information_set, .. } => moves.push((*information_set, action)),
                Node::Chance(actions) => chances.push(actions[action].probability),
                Node::Terminal(_) => unreachable!("a terminal has no children"),
            }
            at = parent;
        }
        (moves, chances)
    };
    let (moves, chances): (Vec<_>, Vec<_>) = nodes.iter().map(|&node| way(node)).unzip();
    if moves[1..].iter().all(|other| *other == moves[0]) { Belief::ByChance(chances) } else { Belief::AnyBelief }
}

impl Schedule {
    /// The mover's value of each action of an information set; see [`action_values`].
    ///
    /// # Panics
    /// If the set is not of this tree.
    pub fn action_values<T: Ring>(
        &self,
        form: &ExtensiveForm,
        set: InformationSetId,
        registers: &[T],
        induction: &Induction<T>,
    ) -> Vec<T> {
        let belief = self.steps.iter().find_map(|step| match step {
            Step::Decide(decided, belief) if *decided == set => Some(belief),
            _ => None,
        });
        action_values(form, set, belief.expect("every information set is decided once"), registers, induction)
    }
}

/// The outcome of backward induction.
#[derive(Debug, Clone)]
pub struct Induction<T> {
    /// The chosen action of each information set, an index into its actions.
    pub choice: Vec<usize>,
    /// The information sets at which another action would have done as well.
    pub tied: Vec<InformationSetId>,
    /// For each node, the terminal or chance node whose payoffs it takes over.
    carrier: Vec<NodeId>,
    /// Payoffs at chance nodes, of the players that were asked for.
    expected: Vec<Option<Vec<Option<T>>>>,
}

impl<T: Ring> Induction<T> {
    /// A player's payoff from a node on.
    ///
    /// # Panics
    /// If the player was not watched and does not move on the way to the node.
    pub fn value<'a>(&'a self, form: &ExtensiveForm, registers: &'a [T], node: NodeId, player: usize) -> &'a T {
        let carrier = self.carrier[node.index()];
        match (form.node(carrier), &self.expected[carrier.index()]) {
            (Node::Terminal(payoffs), _) => &registers[payoffs[player].index()],
            (_, Some(payoffs)) => payoffs[player].as_ref().expect("only payoffs that were asked for are read"),
            _ => unreachable!("a solved node takes its payoffs from a terminal or a chance node"),
        }
    }
}

/// Solves a tree whose payoffs and chances are given by registers.
///
/// Ties go to the first action in the order of the information set. `sign` decides
/// comparisons: the sign of a difference of payoffs. Linear in the size of the tree.
///
/// # Errors
/// [`Undecided::Signal`] where an information set needs a theory of beliefs.
pub fn backward_induction<T: Ring>(
    form: &ExtensiveForm,
    schedule: &Schedule,
    registers: &[T],
    sign: impl Fn(&T) -> i32,
) -> Result<Induction<T>, Undecided> {
    backward_induction_watching(form, schedule, registers, Players::ALL, sign)
}

/// [`backward_induction`] that knows the payoffs of the `watched` players everywhere and of
/// others only where a choice depends on them.
///
/// # Errors
/// As [`backward_induction`].
pub fn backward_induction_watching<T: Ring>(
    form: &ExtensiveForm,
    schedule: &Schedule,
    registers: &[T],
    watched: Players,
    sign: impl Fn(&T) -> i32,
) -> Result<Induction<T>, Undecided> {
    let mut induction = Induction {
        choice: vec![0; form.information_sets.len()],
        tied: Vec::new(),
        carrier: (0..form.nodes.len()).map(|index| NodeId(index as u32)).collect(),
        expected: vec![None; form.nodes.len()],
    };
    for step in &schedule.steps {
        match step {
            Step::Chance(node) => {
                let Node::Chance(actions) = form.node(*node) else { unreachable!("a chance step is a chance node") };
                let wanted = schedule.movers(*node).union(watched);
                let payoffs = (0..form.players.len())
                    .map(|player| {
                        if !wanted.contains(player) {
                            return None;
                        }
                        let branches = actions.iter().map(|action| {
                            registers[action.probability.index()].multiply(induction.value(
                                form,
                                registers,
                                action.child,
                                player,
                            ))
                        });
                        Some(branches.reduce(|sum, branch| sum.add(&branch)).expect("a chance node has branches"))
                    })
                    .collect();
                induction.expected[node.index()] = Some(payoffs);
            }
            Step::Decide(set, belief) => {
                let (choice, tie) = match belief {
                    Belief::Certain | Belief::ByChance(_) => {
                        best(&action_values(form, *set, belief, registers, &induction), &sign)
                    }
                    Belief::AnyBelief => {
                        best_everywhere(form, *set, registers, &induction, &sign).ok_or(Undecided::Signal(*set))?
                    }
                };
                induction.choice[set.index()] = choice;
                if tie {
                    induction.tied.push(*set);
                }
                for &node in &form.information_set(*set).nodes {
                    let Node::Decision { children, .. } = form.node(node) else {
                        unreachable!("an information set holds decision nodes")
                    };
                    induction.carrier[node.index()] = induction.carrier[children[choice].index()];
                }
            }
        }
    }
    Ok(induction)
}

/// The mover's value of each action of an information set, its nodes weighed by the
/// chances on the way to them (not normalised: only comparisons count).
pub fn action_values<T: Ring>(
    form: &ExtensiveForm,
    set: InformationSetId,
    belief: &Belief,
    registers: &[T],
    induction: &Induction<T>,
) -> Vec<T> {
    let information_set = form.information_set(set);
    let value = |node: NodeId, action: usize| match form.node(node) {
        Node::Decision { children, .. } => {
            induction.value(form, registers, children[action], information_set.player).clone()
        }
        _ => unreachable!("an information set holds decision nodes"),
    };
    let actions = 0..information_set.actions.len();
    let Belief::ByChance(chances) = belief else {
        return actions.map(|action| value(information_set.nodes[0], action)).collect();
    };
    let weigh = |node: usize, payoff: T| {
        chances[node].iter().fold(payoff, |product, chance| product.multiply(&registers[chance.index()]))
    };
    actions
        .map(|action| {
            let terms =
                information_set.nodes.iter().enumerate().map(|(index, &node)| weigh(index, value(node, action)));
            terms.reduce(|sum, term| sum.add(&term)).expect("an information set has nodes")
        })
        .collect()
}

/// The first best action, and whether another one is as good.
pub fn best<T: Ring>(values: &[T], sign: &impl Fn(&T) -> i32) -> (usize, bool) {
    let mut choice = 0;
    let mut tie = false;
    for action in 1..values.len() {
        match sign(&values[action].subtract(&values[choice])) {
            1 => (choice, tie) = (action, false),
            0 => tie = true,
            _ => {}
        }
    }
    (choice, tie)
}

/// The first action that is best at every node of a set, and whether a second one is.
fn best_everywhere<T: Ring>(
    form: &ExtensiveForm,
    set: InformationSetId,
    registers: &[T],
    induction: &Induction<T>,
    sign: &impl Fn(&T) -> i32,
) -> Option<(usize, bool)> {
    let information_set = form.information_set(set);
    let mut fit: Vec<usize> = (0..information_set.actions.len()).collect();
    for &node in &information_set.nodes {
        let Node::Decision { children, .. } = form.node(node) else {
            unreachable!("an information set holds decision nodes")
        };
        let value = |action: usize| induction.value(form, registers, children[action], information_set.player);
        let highest = (1..children.len())
            .fold(0, |top, action| if sign(&value(action).subtract(value(top))) > 0 { action } else { top });
        fit.retain(|&action| sign(&value(action).subtract(value(highest))) == 0);
    }
    fit.first().map(|&first| (first, fit.len() > 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::program::Builder;
    use crate::numeric::rational::Rational;

    /// Entry deterrence (Selten 1978): out (0,2); enter, then fight (-1,-1) or
    /// accommodate (1,1). The only subgame-perfect equilibrium enters and accommodates.
    #[test]
    fn an_empty_threat_is_not_believed() {
        let mut builder = Builder::default();
        let mut number = |value: i64| builder.constant(Rational::from(value));
        let nodes = vec![
            Node::Decision { information_set: InformationSetId(0), children: vec![NodeId(1), NodeId(2)] },
            Node::Terminal(vec![number(0), number(2)]),
            Node::Decision { information_set: InformationSetId(1), children: vec![NodeId(3), NodeId(4)] },
            Node::Terminal(vec![number(-1), number(-1)]),
            Node::Terminal(vec![number(1), number(1)]),
        ];
        let set = |player, node, actions: [&str; 2]| crate::form::extensive::InformationSet {
            player,
            actions: actions.map(str::to_owned).to_vec(),
            nodes: vec![NodeId(node)],
        };
        let form = ExtensiveForm {
            players: vec!["entrant".into(), "incumbent".into()],
            nodes,
            information_sets: vec![set(0, 0, ["out", "enter"]), set(1, 2, ["fight", "accommodate"])],
        };
        let registers = builder.finish().evaluate::<Rational>(&[]);
        let schedule = Schedule::new(&form).unwrap();
        let induction = backward_induction(&form, &schedule, &registers, Rational::signum).unwrap();
        assert_eq!(induction.choice, [1, 1]);
        assert_eq!(*induction.value(&form, &registers, NodeId::ROOT, 0), Rational::ONE);
    }
}
