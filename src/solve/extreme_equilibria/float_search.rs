//! Complementary branching scouted in floats, every decision of which is proved.

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

    /// Keeps every extreme equilibrium.
    pub fn search(&self, findings: &mut Findings<'_>, depth: usize) {
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
            dictionary
        };
        let (row, column) = (start(&self.row), start(&self.column));
        self.explore(&row, &column, &decisions, findings, &mut Scratch::default(), depth);
    }

    fn explore(
        &self,
        row: &FloatDictionary,
        column: &FloatDictionary,
        decisions: &Decisions,
        findings: &mut Findings<'_>,
        scratch: &mut Scratch,
        depth: usize,
    ) {
        if !findings.open_node() {
            return;
        }
        let Some(label) = self.branching_label(row, column, decisions, scratch) else {
            self.keep_point(decisions, findings);
            return;
        };
        let mut first = decisions.clone();
        first.undecided.remove(label);
        let mut second = first.clone();
        first.row.insert(label);
        second.column.insert(label);
        let is_row_label = (label as usize) < self.bimatrix.rows;
        let left = facet(&self.row, row, label, !is_row_label, scratch);
        let right = facet(&self.column, column, label, is_row_label, scratch);
        let go_left = |findings: &mut Findings<'_>, scratch: &mut Scratch, depth: usize| match &left {
            Facet::Reached(row) => self.explore(row, column, &first, findings, scratch, depth),
            Facet::Empty => {}
            Facet::Unclear => self.search_exactly(&first, findings, depth),
        };
        let go_right = |findings: &mut Findings<'_>, scratch: &mut Scratch, depth: usize| match &right {
            Facet::Reached(column) => self.explore(row, column, &second, findings, scratch, depth),
            Facet::Empty => {}
            Facet::Unclear => self.search_exactly(&second, findings, depth),
        };
        let both = !matches!(left, Facet::Empty) && !matches!(right, Facet::Empty);
        if both && depth > 0 && findings.may_fork() {
            let mut beside = findings.fork();
            rayon::join(
                || go_left(findings, scratch, depth - 1),
                || go_right(&mut beside, &mut Scratch::default(), depth - 1),
            );
            findings.join(beside);
        } else {
            go_left(findings, scratch, depth);
            go_right(findings, scratch, depth);
        }
        for done in [left, right] {
            if let Facet::Reached(dictionary) = done {
                scratch.dictionaries.push(dictionary);
            }
        }
    }

    /// The undecided label with the largest product of its two values, or any.
    fn branching_label(
        &self,
        row: &FloatDictionary,
        column: &FloatDictionary,
        decisions: &Decisions,
        scratch: &mut Scratch,
    ) -> Option<u32> {
        let values = &mut scratch.values;
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

    /// A subtree in exact arithmetic, where floats do not decide.
    fn search_exactly(&self, decisions: &Decisions, findings: &mut Findings<'_>, depth: usize) {
        let root = ExactNode::root(self.bimatrix.row_polytope(), self.bimatrix.column_polytope());
        if let Some(node) = root.descend(&decisions.row, &decisions.column) {
            node.search(findings, depth);
        }
    }

    /// With every label decided the held constraints have one solution at most in each
    /// polytope, if they are independent: the pair is an equilibrium if it is feasible.
    fn keep_point(&self, decisions: &Decisions, findings: &mut Findings<'_>) {
        let (rows, labels) = (self.bimatrix.rows as u32, self.bimatrix.labels() as u32);
        // A label that is held in the column polytope was held in the row polytope before, so
        // that only what is positive there is new.
        let x = match point(&decisions.row, 0..rows, rows..labels, &self.bimatrix.b, 1) {
            Point::Vertex(x) => x,
            Point::Outside => return,
            Point::Dependent => return self.search_exactly(decisions, findings, 0),
        };
        match point(&decisions.column, rows..labels, 0..rows, &self.bimatrix.a, 0) {
            Point::Vertex(y) => {
                findings.keep((x, y));
            }
            Point::Outside => {}
            Point::Dependent => self.search_exactly(decisions, findings, 0),
        }
    }
}

/// The facet of a label, from a face; the face is left as it is.
fn facet(
    polytope: &FloatPolytope,
    face: &FloatDictionary,
    label: u32,
    is_slack: bool,
    scratch: &mut Scratch,
) -> Facet {
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
    /// A vertex, as a mixed strategy.
    Vertex(Vec<Rational>),
    /// A point that is outside, or was found before.
    Outside,
    /// The constraints are not independent.
    Dependent,
}

/// The point of `{z >= 0, A z <= 1}` at which the held variables are zero, all others at least
/// `least_sign` in sign. `own` labels the coordinates, `others` the rows of `A`.
fn point(
    held: &LabelSet,
    own: std::ops::Range<u32>,
    others: std::ops::Range<u32>,
    coefficients: &Integers,
    least_sign: i32,
) -> Point {
    let rows = others.len();
    let used: Vec<u32> = own.clone().filter(|&label| !held.contains(label)).collect();
    let tight: Vec<u32> = others.clone().filter(|&label| held.contains(label)).collect();
    let place = |column: u32, row: u32| (column - own.start) as usize * rows + (row - others.start) as usize;
    let places = used.iter().flat_map(|&column| tight.iter().map(move |&row| (column, row)));
    let selected = coefficients.select(places.map(|(column, row)| place(column, row)));
    let Some(solution) = Dictionary::tight_point(tight, used, &selected) else { return Point::Dependent };
    let inside = (0..solution.basic().len()).all(|row| solution.value_sign(row) >= least_sign)
        && others.clone().filter(|&label| !held.contains(label)).all(|row| {
            solution.slack_sign(|column| coefficients.at(place(column, row))) >= least_sign
        });
    match solution.weights(own) {
        Some(weights) if inside => Point::Vertex(weights),
        _ => Point::Outside,
    }
}
