//! Complementary branching scouted in floats, every decision of which is proved.

use std::sync::Arc;

use crate::numeric::dictionary::{Dictionary, Integers};
use crate::numeric::float_dictionary::{FloatDictionary, FloatPolytope, Held};
use crate::numeric::rational::Rational;

use super::bimatrix::Bimatrix;
use super::exact_search::ExactNode;
use super::findings::Findings;
use super::labels::LabelSet;

/// The game in floats beside the game in integers.
#[derive(Debug)]
pub struct FloatSearch<'a> {
    bimatrix: &'a Bimatrix,
    row: FloatPolytope,
    column: FloatPolytope,
}

/// The decisions on the way to a node.
#[derive(Debug, Clone)]
struct Decisions {
    undecided: LabelSet,
    /// Labels whose variable of the row polytope is held at zero.
    row: LabelSet,
    /// Labels whose variable of the column polytope is held at zero.
    column: LabelSet,
}

/// A pair of faces, which other nodes may have too, and the way to it.
#[derive(Debug)]
struct Node {
    row: Arc<FloatDictionary>,
    column: Arc<FloatDictionary>,
    decisions: Decisions,
}

/// The most doubts that are looked into one by one.
const MOST_DOUBTS: usize = 16;

/// What floats could not decide.
#[derive(Debug, Default)]
struct Doubts {
    /// Nodes whose subtrees have to be searched exactly.
    open: Vec<Decisions>,
    /// How often constraints were found to be tight by accident, which floats meet again and
    /// again and exact arithmetic once.
    count: usize,
}

impl Doubts {
    fn add(&mut self, decisions: Decisions) {
        self.open.push(decisions);
        self.count += 1;
    }

    fn too_many(&self) -> bool {
        self.count > MOST_DOUBTS
    }

    fn join(&mut self, later: Doubts) {
        self.open.extend(later.open);
        self.count += later.count;
    }
}

/// The state of one thread of the search.
struct Work<'a, 'b> {
    findings: &'a mut Findings<'b>,
    doubts: Doubts,
    scratch: Scratch,
}

/// Memory that is used again.
#[derive(Debug, Default)]
struct Scratch {
    dictionaries: Vec<FloatDictionary>,
    multipliers: Vec<f64>,
    values: Vec<f64>,
}

/// What became of a facet.
enum Facet {
    Reached(FloatDictionary),
    Empty,
    Unclear,
}

impl<'a> FloatSearch<'a> {
    /// `None` if the payoffs are nothing for floats.
    pub fn new(bimatrix: &'a Bimatrix) -> Option<FloatSearch<'a>> {
        let (rows, columns) = (bimatrix.rows, bimatrix.columns);
        Some(FloatSearch {
            bimatrix,
            row: FloatPolytope::new(columns, rows, rows as u32, 0, &bimatrix.b)?,
            column: FloatPolytope::new(rows, columns, 0, rows as u32, &bimatrix.a)?,
        })
    }

    /// Keeps every extreme equilibrium. False if floats are not up to this game: what they
    /// cannot decide is then too much to be added, and the search has to be an exact one.
    pub fn search(&self, findings: &mut Findings<'_>, depth: usize) -> bool {
        let labels = self.bimatrix.labels();
        let mut undecided = LabelSet::empty(labels);
        (0..labels as u32).for_each(|label| undecided.insert(label));
        let decisions = Decisions { undecided, row: LabelSet::empty(labels), column: LabelSet::empty(labels) };
        let start = |polytope: &FloatPolytope| {
            let mut dictionary = polytope.dictionary();
            // Away from zero, where no product would guide the first branchings.
            for column in 0..dictionary.free().len() {
                dictionary.raise(column);
            }
            Arc::new(dictionary)
        };
        let root = Node { row: start(&self.row), column: start(&self.column), decisions };
        let mut work = Work { findings, doubts: Doubts::default(), scratch: Scratch::default() };
        self.explore(root, &mut work, depth);
        if work.doubts.too_many() {
            return false;
        }
        for decisions in work.doubts.open {
            let root = ExactNode::root(self.bimatrix.row_polytope(), self.bimatrix.column_polytope());
            if let Some(node) = root.descend(&decisions.row, &decisions.column) {
                node.search(findings, depth);
            }
        }
        true
    }

    /// Looks through all below a node, depth first, on the heap: a branch is as deep as there
    /// are labels.
    fn explore(&self, root: Node, work: &mut Work<'_, '_>, depth: usize) {
        let mut waiting = vec![(root, depth)];
        while let Some((node, depth)) = waiting.pop() {
            if work.doubts.too_many() || !work.findings.open_node() {
                return;
            }
            match self.branch(node, work) {
                [Some(left), Some(right)] if depth > 0 && work.findings.may_fork() => {
                    let mut found = work.findings.fork();
                    let mut beside =
                        Work { findings: &mut found, doubts: Doubts::default(), scratch: Scratch::default() };
                    let later = depth - 1;
                    rayon::join(|| self.explore(left, work, later), || self.explore(right, &mut beside, later));
                    let doubts = beside.doubts;
                    if !work.findings.ended() {
                        work.doubts.join(doubts);
                        work.findings.join(found);
                    }
                }
                [left, right] => {
                    let children = [right, left].into_iter().flatten();
                    waiting.extend(children.map(|child| (child, depth.saturating_sub(1))));
                }
            }
        }
    }

    /// The children of a node that are not empty; none if every label is decided, and the node
    /// is looked into.
    fn branch(&self, node: Node, work: &mut Work<'_, '_>) -> [Option<Node>; 2] {
        let Node { row, column, decisions } = node;
        let Some(label) = self.branching_label(&row, &column, &decisions, &mut work.scratch.values) else {
            self.keep_point(decisions, work);
            return [None, None];
        };
        let mut first = decisions;
        first.undecided.remove(label);
        let mut second = first.clone();
        first.row.insert(label);
        second.column.insert(label);
        let is_row_label = (label as usize) < self.bimatrix.rows;
        let left = match facet(&self.row, &row, label, !is_row_label, &mut work.scratch) {
            Facet::Reached(row) => Some(Node { row: Arc::new(row), column: Arc::clone(&column), decisions: first }),
            Facet::Empty => None,
            Facet::Unclear => {
                work.doubts.add(first);
                None
            }
        };
        let right = match facet(&self.column, &column, label, is_row_label, &mut work.scratch) {
            Facet::Reached(column) => Some(Node { row: Arc::clone(&row), column: Arc::new(column), decisions: second }),
            Facet::Empty => None,
            Facet::Unclear => {
                work.doubts.add(second);
                None
            }
        };
        work.scratch.dictionaries.extend([row, column].into_iter().filter_map(Arc::into_inner));
        [left, right]
    }

    /// The undecided label with the largest product of its two values, or any.
    fn branching_label(
        &self,
        row: &FloatDictionary,
        column: &FloatDictionary,
        decisions: &Decisions,
        values: &mut Vec<f64>,
    ) -> Option<u32> {
        values.clear();
        values.resize(self.bimatrix.labels(), 0.0);
        for (&label, &value) in row.basic().iter().zip(row.values()) {
            values[label as usize] = value;
        }
        let mut best = None;
        let mut largest = 0.0;
        for (&label, &value) in column.basic().iter().zip(column.values()) {
            let product = values[label as usize] * value;
            if product > largest && decisions.undecided.contains(label) {
                (best, largest) = (Some(label), product);
            }
        }
        best.or_else(|| decisions.undecided.iter().next())
    }

    /// With every label decided the held constraints have one solution at most in each
    /// polytope, if they are independent: the pair is an equilibrium if it is feasible.
    fn keep_point(&self, decisions: Decisions, work: &mut Work<'_, '_>) {
        let (rows, labels) = (self.bimatrix.rows as u32, self.bimatrix.labels() as u32);
        let x = match point(&decisions.row, 0..rows, rows..labels, &self.bimatrix.b) {
            Point::Vertex { weights, degenerate: false } => weights,
            // A label that is held in the column polytope was held in the row polytope before:
            // where it is carried by both this point was found before.
            Point::Vertex { degenerate: true, .. } => return work.doubts.count += 1,
            Point::Outside => return,
            Point::Dependent => return work.doubts.add(decisions),
        };
        match point(&decisions.column, rows..labels, 0..rows, &self.bimatrix.a) {
            Point::Vertex { weights, degenerate } => {
                work.doubts.count += usize::from(degenerate);
                work.findings.keep((x, weights));
            }
            Point::Outside => {}
            Point::Dependent => work.doubts.add(decisions),
        }
    }
}

/// The facet of a label, from a face; the face is left as it is.
fn facet(polytope: &FloatPolytope, face: &FloatDictionary, label: u32, is_slack: bool, scratch: &mut Scratch) -> Facet {
    let mut dictionary = scratch.dictionaries.pop().unwrap_or_default();
    dictionary.copy_from(face);
    let result = match dictionary.hold_at_zero(label, is_slack) {
        Held::Zero => return Facet::Reached(dictionary),
        Held::Positive(row) if polytope.proves_empty(&dictionary, row, &mut scratch.multipliers) => Facet::Empty,
        Held::Positive(_) | Held::Unclear => Facet::Unclear,
    };
    scratch.dictionaries.push(dictionary);
    result
}

/// What held constraints leave of a polytope.
enum Point {
    /// A vertex, as a mixed strategy; degenerate if other constraints are tight too.
    Vertex { weights: Vec<Rational>, degenerate: bool },
    /// A point that is not in the polytope, or zero.
    Outside,
    /// The constraints are not independent.
    Dependent,
}

/// The point of `{z >= 0, A z <= 1}` at which the held variables are zero. `own` labels the
/// coordinates, `others` the rows of `A`.
fn point(held: &LabelSet, own: std::ops::Range<u32>, others: std::ops::Range<u32>, coefficients: &Integers) -> Point {
    let rows = others.len();
    let used: Vec<u32> = own.clone().filter(|&label| !held.contains(label)).collect();
    let tight: Vec<u32> = others.clone().filter(|&label| held.contains(label)).collect();
    let place = |column: u32, row: u32| (column - own.start) as usize * rows + (row - others.start) as usize;
    let places = used.iter().flat_map(|&column| tight.iter().map(move |&row| (column, row)));
    let selected = coefficients.select(places.map(|(column, row)| place(column, row)));
    let Some(solution) = Dictionary::tight_point(tight, used, &selected) else { return Point::Dependent };
    let mut least_sign = 1;
    for row in 0..solution.basic().len() {
        least_sign = least_sign.min(solution.value_sign(row));
    }
    for row in others.clone().filter(|&label| !held.contains(label)) {
        if least_sign < 0 {
            break;
        }
        least_sign = least_sign.min(solution.slack_sign(|column| coefficients.at(place(column, row))));
    }
    match solution.weights(own) {
        Some(weights) if least_sign >= 0 => Point::Vertex { weights, degenerate: least_sign == 0 },
        _ => Point::Outside,
    }
}
