//! Complementary branching in exact arithmetic.

use std::sync::Arc;

use crate::numeric::dictionary::Dictionary;

use super::findings::Findings;
use super::labels::LabelSet;

/// A pair of faces and what is known of them.
#[derive(Debug, Clone)]
pub struct ExactNode {
    row: Side,
    column: Side,
}

/// A face of one player's polytope.
#[derive(Debug, Clone)]
struct Side {
    /// The labels of the player's own strategies.
    own: std::ops::Range<u32>,
    face: Dictionary,
    /// Labels whose variable vanishes on the face.
    zero: LabelSet,
    /// Labels whose variable must be positive: vertices at which it vanishes have been searched
    /// before.
    positive: LabelSet,
    /// Further variables, each to be held at zero where those of the labels beside it vanish.
    idle: Arc<[(u32, LabelSet)]>,
}

impl Side {
    fn new(own: std::ops::Range<u32>, face: Dictionary, variables: usize) -> Side {
        Side { own, face, zero: LabelSet::empty(variables), positive: LabelSet::empty(variables), idle: Arc::new([]) }
    }

    /// Goes to the facet of a label; false if there is none or if it was searched before.
    fn hold_at_zero(&mut self, label: u32) -> bool {
        if !self.face.hold_at_zero(label) {
            return false;
        }
        self.zero.insert(label);
        let zero = &mut self.zero;
        self.face.drop_vanishing(|label| zero.insert(label));
        let idle = Arc::clone(&self.idle);
        for (variable, reaching) in idle.iter() {
            if !self.zero.contains(*variable) && reaching.is_within(&self.zero) {
                if !self.face.hold_at_zero(*variable) {
                    return false;
                }
                self.zero.insert(*variable);
                let zero = &mut self.zero;
                self.face.drop_vanishing(|label| zero.insert(label));
            }
        }
        self.has_new_vertices()
    }

    /// Whether the face may have a vertex at which all labels of `positive` are positive: none
    /// of them vanishes on it, and they are no more than the equations that remain.
    fn has_new_vertices(&self) -> bool {
        !self.zero.intersects(&self.positive) && self.positive.len() <= self.face.basic().len()
    }

    /// Whether all labels of `positive` are positive at a vertex.
    fn is_new(&self, vertex: &Dictionary) -> bool {
        let positive = (0..vertex.basic().len()).filter(|&row| vertex.value_sign(row) > 0);
        positive.filter(|&row| self.positive.contains(vertex.basic()[row])).count() == self.positive.len()
    }

    /// Whether a label's variable vanishes on the face; if not, the face moves to a vertex at
    /// which it is positive.
    fn is_zero(&mut self, label: u32) -> bool {
        let zero = &mut self.zero;
        zero.contains(label) || self.face.is_zero(label, |label| zero.insert(label))
    }

    /// About the variables of the labels at the current vertex.
    fn values(&self, labels: usize) -> Vec<f64> {
        let mut values = vec![0.0; labels];
        for (row, &label) in self.face.basic().iter().enumerate() {
            if let Some(value) = values.get_mut(label as usize).filter(|_| self.face.value_sign(row) != 0) {
                // Positive though it may be too small for a float.
                *value = self.face.estimate(row).max(f64::MIN_POSITIVE);
            }
        }
        values
    }
}

impl ExactNode {
    /// The whole game: both polytopes at zero.
    pub fn root(row: Dictionary, column: Dictionary) -> ExactNode {
        let (rows, columns) = (row.free().len() as u32, column.free().len() as u32);
        ExactNode::beyond(row, column, [rows, columns], 0)
    }

    /// The same where the polytopes have so many `other` variables beyond those of the labels,
    /// numbered after them, which no label is carried by.
    pub fn beyond(row: Dictionary, column: Dictionary, own: [u32; 2], other: usize) -> ExactNode {
        let [rows, columns] = own;
        let all = (rows + columns) as usize + other;
        ExactNode { row: Side::new(0..rows, row, all), column: Side::new(rows..rows + columns, column, all) }
    }

    /// Holds further variables at zero wherever those of some labels vanish, by polytope. Where
    /// that loses points, the caller knows that no equilibrium is lost.
    pub fn holding(mut self, idle: [Vec<(u32, LabelSet)>; 2]) -> ExactNode {
        let [row, column] = idle;
        self.row.idle = row.into();
        self.column.idle = column.into();
        self
    }

    /// The part of it on which labels are carried by the row polytope or by the column
    /// polytope, the latter for the first time: with the row polytope's variable positive
    /// somewhere. `None` if nothing is left.
    pub fn descend(mut self, row: &LabelSet, column: &LabelSet) -> Option<ExactNode> {
        for (side, held) in [(&mut self.row, row), (&mut self.column, column)] {
            // Own strategies first: that costs no pivot.
            let own = side.own.clone();
            let (first, then): (Vec<u32>, Vec<u32>) = held.iter().partition(|label| own.contains(label));
            if !first.into_iter().chain(then).all(|label| side.hold_at_zero(label)) {
                return None;
            }
        }
        self.row.positive = column.clone();
        self.row.has_new_vertices().then_some(self)
    }

    /// Keeps every extreme equilibrium on the pair of faces that was not searched before; depth
    /// first, on the heap, since a branch is as deep as there are labels.
    pub fn search(self, findings: &mut Findings<'_>, depth: usize) {
        let mut waiting = vec![(self, depth)];
        while let Some((node, depth)) = waiting.pop() {
            if !findings.open_node() {
                return;
            }
            match node.branch(findings) {
                [Some(first), Some(second)] if depth > 0 && findings.may_fork() => {
                    let mut beside = findings.fork();
                    rayon::join(|| first.search(findings, depth - 1), || second.search(&mut beside, depth - 1));
                    findings.join(beside);
                }
                [first, second] => {
                    let children = [second, first].into_iter().flatten();
                    waiting.extend(children.map(|child| (child, depth.saturating_sub(1))));
                }
            }
        }
    }

    /// The parts of the pair of faces that are not empty: where the row polytope's variable of
    /// some label vanishes, then where the column polytope's does but the first does not. None
    /// if all points of the two faces are equilibria with each other; their vertices are kept.
    fn branch(mut self, findings: &mut Findings<'_>) -> [Option<ExactNode>; 2] {
        let Some(label) = self.branching_label() else {
            self.keep_vertices(findings);
            return [None, None];
        };
        if !self.row.has_new_vertices() {
            return [None, None];
        }
        let mut first = self.clone();
        let first = first.row.hold_at_zero(label).then_some(first);
        self.row.positive.insert(label);
        let second = (self.row.has_new_vertices() && self.column.hold_at_zero(label)).then_some(self);
        [first, second]
    }

    /// A label that both variables of are positive somewhere, and if possible at the current
    /// vertices, where their product is largest. `None` if there is none: all points of the
    /// two faces are then equilibria with each other.
    fn branching_label(&mut self) -> Option<u32> {
        let labels = self.row.own.len() + self.column.own.len();
        let (x, y) = (self.row.values(labels), self.column.values(labels));
        let mut best = None;
        for label in 0..labels {
            let product = x[label] * y[label];
            if x[label] > 0.0 && y[label] > 0.0 && best.is_none_or(|(_, largest)| product > largest) {
                best = Some((label as u32, product));
            }
        }
        if let Some((label, _)) = best {
            return Some(label);
        }
        (0..labels as u32).find(|&label| !self.row.is_zero(label) && !self.column.is_zero(label))
    }

    /// Pairs every vertex of the one face with every vertex of the other.
    fn keep_vertices(&self, findings: &mut Findings<'_>) {
        let mut vertices = |side: &Side| {
            let mut found = Vec::new();
            if !side.has_new_vertices() {
                return found;
            }
            side.face.visit_vertices(|vertex| {
                // Zero is no strategy.
                if side.is_new(vertex) {
                    found.extend(vertex.weights(side.own.clone()));
                }
                findings.open_node()
            });
            found.sort_unstable();
            found.dedup();
            found
        };
        let xs = vertices(&self.row);
        if xs.is_empty() {
            return;
        }
        let ys = vertices(&self.column);
        for x in &xs {
            for y in &ys {
                if !findings.keep((x.clone(), y.clone())) {
                    return;
                }
            }
        }
    }
}
