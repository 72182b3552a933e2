//! Backward induction along one parameter: piecewise polynomials instead of numbers.
//!
//! On a stretch on which no hazard changes between clipped and unclipped, every terminal
//! payoff and every chance is a polynomial in the parameter. Going up the tree, a chance
//! node adds polynomials on the common refinement of its branches' pieces, and a decision
//! splits its pieces at the roots of the differences between actions, which are isolated
//! with proof. So every parameter value at which play changes is found, and none is missed.

use std::borrow::Cow;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::form::extensive::{ExtensiveForm, InformationSetId, Node, NodeId};
use crate::numeric::polynomial::Polynomial;
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, isolate};
use crate::solve::backward_induction::{Belief, Induction, Players, Schedule, Step, Undecided, best};
use crate::solve::limits::Limits;

/// An open stretch of a parameter and how every register behaves on it.
pub struct Stretch<'a> {
    pub lo: Root,
    pub hi: Root,
    /// Constant registers (`None` in `polynomials`).
    pub base: &'a [Rational],
    /// Registers that change with the parameter.
    pub polynomials: Vec<Option<Polynomial>>,
}

impl Stretch<'_> {
    pub fn polynomial(&self, register: Register) -> Polynomial {
        match &self.polynomials[register.index()] {
            Some(polynomial) => polynomial.clone(),
            None => Polynomial::constant(self.base[register.index()].clone()),
        }
    }

    fn moves(&self, register: Register) -> bool {
        self.polynomials[register.index()].is_some()
    }
}

/// What a node is worth to each player around a point; `None` for players whose payoff
/// from there on nobody asks about.
pub type Payoffs = [Option<Polynomial>];

/// Payoffs up to (not including) `end`.
#[derive(Debug, Clone)]
pub struct Piece {
    pub end: Root,
    /// That somewhere below actions tie at the end: on that point alone play may differ from
    /// both sides, so such an end is never merged away.
    pub tie: bool,
    pub payoffs: Arc<Payoffs>,
}

/// A tree solved on a stretch.
pub struct Along<'a> {
    form: &'a ExtensiveForm,
    schedule: &'a Schedule,
    base: &'a Induction<Rational>,
    stretch: &'a Stretch<'a>,
    watched: Players,
    /// The pieces of each node, ascending; `None` for a node that the parameter does not touch.
    pieces: Vec<Option<Arc<[Piece]>>>,
    /// The choices of each information set, each up to an end; `None` as above.
    choices: Vec<Option<Choices>>,
    /// Where some information set needs a theory of beliefs, and which one.
    gaps: Vec<Gap>,
}

/// An open interval of the parameter on which a tree is undecided.
struct Gap {
    lo: Root,
    hi: Root,
    why: Undecided,
}

/// The choice at an information set, each up to an end.
type Choices = Arc<[(Root, usize)]>;

/// A tree that shares subtrees with the one to solve, solved on the same stretch.
pub struct Twin<'t> {
    pub along: &'t Along<'t>,
    /// For each node of the tree to solve, the node of the other at which the same subtree
    /// begins ([`crate::solve::backward_induction::twins`]).
    pub nodes: &'t [Option<NodeId>],
}

impl<'a> Along<'a> {
    /// Solves a tree on a stretch. `base` is its solution at the base values. The payoffs of
    /// the `watched` players are known everywhere, those of others where choices depend on them.
    /// Where an information set needs a theory of beliefs, there is a gap ([`Along::decided`]).
    /// If the limits are interrupted, what comes back is unfinished and must not be used.
    pub fn solve(
        form: &'a ExtensiveForm,
        schedule: &'a Schedule,
        base: &'a Induction<Rational>,
        stretch: &'a Stretch<'a>,
        watched: Players,
        twin: Option<Twin<'_>>,
        limits: &Limits,
    ) -> Along<'a> {
        // What the twin has solved with at least the payoffs that are wanted here.
        let solved = |node: NodeId| {
            let twin = twin.as_ref()?;
            let other = twin.nodes[node.index()]?;
            twin.along.wanted(other).contains_all(schedule.movers(node).union(watched)).then_some((twin.along, other))
        };
        let pieces = (0..form.nodes.len() as u32).map(NodeId).map(|node| match (form.node(node), solved(node)) {
            (_, Some((along, other))) => along.pieces[other.index()].clone(),
            (Node::Terminal(payoffs), None) => terminal(payoffs, schedule.movers(node).union(watched), stretch),
            (Node::Chance(_) | Node::Decision { .. }, None) => None,
        });
        let mut along = Along {
            form,
            schedule,
            base,
            stretch,
            watched,
            pieces: pieces.collect(),
            choices: vec![None; form.information_sets.len()],
            gaps: Vec::new(),
        };
        for step in &schedule.steps {
            if limits.interrupted() {
                break;
            }
            match step {
                Step::Chance(node) if solved(*node).is_none() => along.chance(*node),
                Step::Chance(_) => {}
                Step::Decide(set, belief) => match solved(form.information_set(*set).nodes[0]) {
                    None => along.decide(*set, belief),
                    Some((other, node)) => along.choices[set.index()] = other.choices_at(node),
                },
            }
        }
        along
    }

    /// That the tree has an answer around a point that is no end of a piece.
    ///
    /// # Errors
    /// The information set that needs a theory of beliefs there.
    pub fn decided(&self, point: &Rational) -> Result<(), Undecided> {
        let point = Root::Rational(point.clone());
        match self.gaps.iter().find(|gap| gap.lo < point && point < gap.hi) {
            Some(gap) => Err(gap.why),
            None => Ok(()),
        }
    }

    /// The ends of the gaps, in no order.
    pub fn gap_ends(&self) -> impl Iterator<Item = &Root> {
        self.gaps.iter().flat_map(|gap| [&gap.lo, &gap.hi])
    }

    /// The pieces of a node's payoffs; one piece for a node that nothing touches.
    pub fn pieces(&self, node: NodeId) -> Cow<'_, [Piece]> {
        match &self.pieces[node.index()] {
            Some(pieces) => Cow::Borrowed(&pieces[..]),
            None => {
                let wanted = self.wanted(node);
                let constant = |player| {
                    let value = || self.base.value(self.form, self.stretch.base, node, player).clone();
                    wanted.contains(player).then(|| Polynomial::constant(value()))
                };
                let payoffs = (0..self.form.players.len()).map(constant).collect();
                Cow::Owned(vec![Piece { end: self.stretch.hi.clone(), tie: false, payoffs }])
            }
        }
    }

    /// The players whose payoffs from a node on are known.
    fn wanted(&self, node: NodeId) -> Players {
        self.schedule.movers(node).union(self.watched)
    }

    /// The payoffs of a node around a point that is no end of a piece.
    pub fn payoffs_at(&self, node: NodeId, point: &Rational) -> Arc<Payoffs> {
        let pieces = self.pieces(node);
        let point = Root::Rational(point.clone());
        let index = pieces.partition_point(|piece| piece.end <= point);
        Arc::clone(&pieces[index.min(pieces.len() - 1)].payoffs)
    }

    /// The choice at an information set around a point that is no end of a piece.
    pub fn choice_at(&self, set: InformationSetId, point: &Rational) -> usize {
        match &self.choices[set.index()] {
            None => self.base.choice[set.index()],
            Some(choices) => {
                let point = Root::Rational(point.clone());
                let index = choices.partition_point(|(end, _)| *end <= point);
                choices[index.min(choices.len() - 1)].1
            }
        }
    }

    fn choices_at(&self, node: NodeId) -> Option<Choices> {
        match self.form.node(node) {
            Node::Decision { information_set, .. } => self.choices[information_set.index()].clone(),
            Node::Chance(_) | Node::Terminal(_) => None,
        }
    }

    fn chance(&mut self, node: NodeId) {
        let Node::Chance(actions) = self.form.node(node) else { unreachable!("a chance step is a chance node") };
        let touched = actions
            .iter()
            .any(|action| self.pieces[action.child.index()].is_some() || self.stretch.moves(action.probability));
        if !touched {
            return;
        }
        let chances: Vec<Polynomial> =
            actions.iter().map(|action| self.stretch.polynomial(action.probability)).collect();
        let branches: Vec<Cow<'_, [Piece]>> = actions.iter().map(|action| self.pieces(action.child)).collect();
        let wanted = self.wanted(node);
        let pieces = refine(&branches)
            .into_iter()
            .map(|Cell { end, tie, parts }| {
                let expected = |player| mean(&chances, parts.iter().map(|part| known(part, player)));
                let payoffs = (0..self.form.players.len())
                    .map(|player| wanted.contains(player).then(|| expected(player)))
                    .collect();
                Piece { end, tie, payoffs }
            })
            .collect();
        self.pieces[node.index()] = Some(pieces);
    }

    fn decide(&mut self, set: InformationSetId, belief: &Belief) {
        let information_set = self.form.information_set(set);
        let (nodes, count) = (&information_set.nodes, information_set.actions.len());
        let children: Vec<NodeId> = nodes.iter().flat_map(|&node| self.form.children(node)).collect();
        let weighed = match belief {
            Belief::ByChance(chances) => chances.iter().flatten().any(|&chance| self.stretch.moves(chance)),
            Belief::Certain | Belief::AnyBelief => false,
        };
        if !weighed && children.iter().all(|child| self.pieces[child.index()].is_none()) {
            return;
        }
        let branches: Vec<Cow<'_, [Piece]>> = children.iter().map(|&child| self.pieces(child)).collect();
        let mut choices: Vec<(Root, usize)> = Vec::new();
        let mut gaps = Vec::new();
        let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); nodes.len()];
        let mut lo = self.stretch.lo.clone();
        for Cell { end, tie, parts } in refine(&branches) {
            // The mover's payoff of each action: at each node, or weighed over the nodes.
            let comparisons: Vec<Vec<Polynomial>> = self.comparisons(set, belief, &parts, count);
            // Where two actions are equally good for the mover, and which two.
            let mut cuts: Vec<(Root, [usize; 2])> = Vec::new();
            for values in &comparisons {
                for (index, value) in values.iter().enumerate() {
                    for (other, against) in values[..index].iter().enumerate() {
                        let roots = roots_between(&(value - against), &lo, &end);
                        cuts.extend(roots.into_iter().map(|root| (root, [index, other])));
                    }
                }
            }
            cuts.sort();
            let mut ahead = cuts.into_iter().peekable();
            loop {
                let next = ahead.peek().map_or(&end, |(cut, _)| cut).clone();
                let best = choose(&comparisons, &between(&lo, &next));
                if best.is_none() {
                    gaps.push(Gap { lo: lo.clone(), hi: next.clone(), why: Undecided::Signal(set) });
                }
                // Whatever is chosen in a gap is never asked about.
                let choice = best.unwrap_or(0);
                // Only a tie of the chosen action ends its stretch, and every cut ends a gap.
                let mut cut = None;
                while let Some((root, pair)) = ahead.next_if(|(root, _)| cut.as_ref().is_none_or(|cut| cut == root)) {
                    if best.is_none() || pair.contains(&choice) {
                        cut = Some(root);
                    }
                }
                let (until, tie) = cut.map_or((end.clone(), tie), |cut| (cut, true));
                for (index, pieces) in pieces.iter_mut().enumerate() {
                    let payoffs = Arc::clone(&parts[index * count + choice]);
                    pieces.push(Piece { end: until.clone(), tie, payoffs });
                }
                choices.push((until.clone(), choice));
                lo = until;
                if lo == end {
                    break;
                }
            }
        }
        for (&node, pieces) in nodes.iter().zip(pieces) {
            self.pieces[node.index()] = Some(merge(pieces).into());
        }
        self.choices[set.index()] = Some(choices.into());
        self.gaps.extend(gaps);
    }

    fn comparisons(
        &self,
        set: InformationSetId,
        belief: &Belief,
        parts: &[Arc<Payoffs>],
        count: usize,
    ) -> Vec<Vec<Polynomial>> {
        let player = self.form.information_set(set).player;
        let by_node: Vec<Vec<Polynomial>> = parts
            .chunks(count)
            .map(|node| node.iter().map(|payoffs| known(payoffs, player).clone()).collect())
            .collect();
        let Belief::ByChance(chances) = belief else { return by_node };
        let weights: Vec<Polynomial> = chances
            .iter()
            .map(|way| {
                let one = Polynomial::constant(Rational::ONE);
                way.iter().fold(one, |product, &chance| &product * &self.stretch.polynomial(chance))
            })
            .collect();
        let weighed = (0..count).map(|action| {
            let terms = weights.iter().zip(&by_node).map(|(weight, values)| weight * &values[action]);
            terms.reduce(|sum, term| &sum + &term).expect("an information set has nodes")
        });
        vec![weighed.collect()]
    }
}

fn terminal(payoffs: &[Register], wanted: Players, stretch: &Stretch<'_>) -> Option<Arc<[Piece]>> {
    let wanted = |player: usize| wanted.contains(player);
    payoffs.iter().enumerate().any(|(player, &register)| wanted(player) && stretch.moves(register)).then(|| {
        let polynomial = |(player, &register)| wanted(player).then(|| stretch.polynomial(register));
        let payoffs = payoffs.iter().enumerate().map(polynomial).collect();
        Arc::new([Piece { end: stretch.hi.clone(), tie: false, payoffs }]) as Arc<[Piece]>
    })
}

/// A player's payoff among those of a piece.
pub fn known(payoffs: &Payoffs, player: usize) -> &Polynomial {
    payoffs[player].as_ref().expect("only payoffs that were asked for are read")
}

/// The expectation over branches whose chances sum to 1.
fn mean<'p>(chances: &[Polynomial], payoffs: impl Iterator<Item = &'p Polynomial>) -> Polynomial {
    let payoffs: SmallVec<[&Polynomial; 4]> = payoffs.collect();
    match (chances, payoffs.as_slice()) {
        (_, [first, rest @ ..]) if rest.iter().all(|other| other == first) => (*first).clone(),
        ([chance, _], [one, other]) => *other + &(chance * &(*one - *other)),
        _ => {
            let terms = chances.iter().zip(payoffs).map(|(chance, payoff)| chance * payoff);
            terms.reduce(|sum, term| &sum + &term).expect("a chance node has branches")
        }
    }
}

/// A part of the common refinement of several lists of pieces.
struct Cell {
    end: Root,
    /// That some list has a tie at this end.
    tie: bool,
    parts: Vec<Arc<Payoffs>>,
}

/// The common refinement of several lists of pieces that end together.
fn refine(branches: &[Cow<'_, [Piece]>]) -> Vec<Cell> {
    let mut place = vec![0; branches.len()];
    let mut refined = Vec::new();
    loop {
        let current = || branches.iter().zip(&place).map(|(pieces, &at)| &pieces[at]);
        let end = current().map(|piece| &piece.end).min().expect("a node has branches").clone();
        let tie = current().any(|piece| piece.tie && piece.end == end);
        let last = branches.iter().zip(&place).all(|(pieces, &at)| at + 1 == pieces.len());
        let parts = current().map(|piece| Arc::clone(&piece.payoffs)).collect();
        if last {
            refined.push(Cell { end, tie, parts });
            return refined;
        }
        for (at, pieces) in place.iter_mut().zip(branches) {
            if *at + 1 < pieces.len() && pieces[*at].end == end {
                *at += 1;
            }
        }
        refined.push(Cell { end, tie, parts });
    }
}

/// Joins neighbouring pieces that are one: the same payoffs, and no tie between them.
fn merge(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match merged.last_mut() {
            Some(last) if !last.tie && Arc::ptr_eq(&last.payoffs, &piece.payoffs) => {
                last.end = piece.end;
                last.tie = piece.tie;
            }
            _ => merged.push(piece),
        }
    }
    merged
}

/// The first action that is best in every comparison around a point.
fn choose(comparisons: &[Vec<Polynomial>], point: &Rational) -> Option<usize> {
    let at: Vec<Vec<Rational>> =
        comparisons.iter().map(|values| values.iter().map(|value| value.evaluate(point)).collect()).collect();
    if let [values] = at.as_slice() {
        return Some(best(values, &Rational::signum).0);
    }
    (0..at[0].len()).find(|&action| at.iter().all(|values| values.iter().all(|other| *other <= values[action])))
}

/// The roots of a polynomial strictly between two numbers.
pub fn roots_between(polynomial: &Polynomial, lo: &Root, hi: &Root) -> Vec<Root> {
    if polynomial.degree() == 0 {
        return Vec::new();
    }
    let mut roots = isolate(polynomial, lo.bounds().0, hi.bounds().1);
    roots.retain(|root| lo < root && root < hi);
    roots
}

/// The largest interval around a point, between two numbers, on which no polynomial vanishes; none
/// vanishes on the point.
pub fn rootless_around(point: &Root, lo: &Root, hi: &Root, polynomials: &[Polynomial]) -> (Root, Root) {
    let (mut from, mut to) = (lo.clone(), hi.clone());
    for polynomial in polynomials {
        for root in roots_between(polynomial, &from, &to) {
            if root < *point {
                from = root;
            } else {
                to = root;
                break;
            }
        }
    }
    (from, to)
}
