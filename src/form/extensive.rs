//! Extensive games: trees with chance moves and information sets.

use crate::numeric::program::Register;
use crate::numeric::rational::Rational;

/// Deeper trees are not read; a guard for the stack of walks that recur.
pub const MAX_DEPTH: usize = 2_000;

/// Which node, in pre-order; the root is 0 and children come after their parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

/// Which information set, in order of first visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct InformationSetId(pub u32);

impl NodeId {
    pub const ROOT: NodeId = NodeId(0);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl InformationSetId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An extensive game with its numbers: a form whose registers have these values.
///
/// Everything that walks a form over registers (backward induction, integration over
/// chance) runs on it as on the trees of a scenario.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct ExtensiveGame {
    pub form: ExtensiveForm,
    /// The value of each register that the form points at; equal values share one.
    pub registers: Vec<Rational>,
    /// What each information set is called; may be empty.
    pub labels: Vec<String>,
}

impl ExtensiveGame {
    pub fn value(&self, register: Register) -> &Rational {
        &self.registers[register.index()]
    }
}

/// A finite extensive form. Payoffs and chances are registers of a program.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct ExtensiveForm {
    pub players: Vec<String>,
    /// Pre-order.
    pub nodes: Vec<Node>,
    pub information_sets: Vec<InformationSet>,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// One payoff per player.
    Terminal(Vec<Register>),
    /// What nature draws; the probabilities sum to 1.
    Chance(Vec<ChanceAction>),
    /// A player's move; one child per action of the information set, in its order.
    Decision { information_set: InformationSetId, children: Vec<NodeId> },
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct ChanceAction {
    pub label: String,
    pub probability: Register,
    pub child: NodeId,
}

/// The nodes between which a player cannot tell, and its actions there.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct InformationSet {
    /// Index into [`ExtensiveForm::players`].
    pub player: usize,
    pub actions: Vec<String>,
    pub nodes: Vec<NodeId>,
}

impl ExtensiveForm {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub fn information_set(&self, id: InformationSetId) -> &InformationSet {
        &self.information_sets[id.index()]
    }

    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let (chance, decision): (&[ChanceAction], &[NodeId]) = match self.node(id) {
            Node::Terminal(_) => (&[], &[]),
            Node::Chance(actions) => (actions, &[]),
            Node::Decision { children, .. } => (&[], children),
        };
        chance.iter().map(|action| action.child).chain(decision.iter().copied())
    }

    pub fn terminals(&self) -> usize {
        self.nodes.iter().filter(|node| matches!(node, Node::Terminal(_))).count()
    }

    /// That every information set holds one node.
    pub fn has_perfect_information(&self) -> bool {
        self.information_sets.iter().all(|set| set.nodes.len() == 1)
    }

    /// An information set that some path meets twice, if there is one: its player cannot
    /// tell whether it has been there (absent-mindedness). Linear in nodes times depth.
    pub fn absent_minded(&self) -> Option<InformationSetId> {
        let parents = self.parents();
        self.nodes.iter().enumerate().find_map(|(index, node)| {
            let Node::Decision { information_set, .. } = node else { return None };
            let above = std::iter::successors(parents[index], |(parent, _)| parents[parent.index()]);
            let mut above = above.map(|(parent, _)| self.node(parent));
            above
                .any(|node| matches!(node, Node::Decision { information_set: other, .. } if other == information_set))
                .then_some(*information_set)
        })
    }

    /// The parent of each node, with the index of the action that leads from it.
    pub fn parents(&self) -> Vec<Option<(NodeId, usize)>> {
        let mut parents = vec![None; self.nodes.len()];
        for index in 0..self.nodes.len() {
            let id = NodeId(index as u32);
            for (action, child) in self.children(id).enumerate() {
                parents[child.index()] = Some((id, action));
            }
        }
        parents
    }
}
