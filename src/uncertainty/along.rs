//! Backward induction along one parameter: piecewise polynomials instead of numbers.
//!
//! On a stretch on which no hazard changes between clipped and unclipped, every terminal
//! payoff and every chance is a polynomial in the parameter. Going up the tree, a chance
//! node adds polynomials on the common refinement of its branches' pieces, and a decision
//! splits its pieces at the roots of the differences between actions, which are isolated
//! with proof. So every parameter value at which play changes is found, and none is missed.

use std::borrow::Cow;
use std::sync::Arc;

use crate::form::extensive::{ExtensiveForm, InformationSetId, Node, NodeId};
use crate::numeric::polynomial::Polynomial;
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, isolate};
use crate::solve::backward_induction::{Belief, Induction, Schedule, Step, Undecided, best};

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

/// Payoffs, one polynomial per player, up to (not including) `end`.
#[derive(Debug, Clone)]
pub struct Piece {
    pub end: Root,
    /// That somewhere below actions tie at the end: on that point alone play may differ from
    /// both sides, so such an end is never merged away.
    pub tie: bool,
    pub payoffs: Arc<Vec<Polynomial>>,
}

/// A tree solved on a stretch.
pub struct Along<'a> {
    form: &'a ExtensiveForm,
    base: &'a Induction<Rational>,
    stretch: &'a Stretch<'a>,
    /// The pieces of each node, ascending; `None` for a node that the parameter does not touch.
    pieces: Vec<Option<Vec<Piece>>>,
    /// The choices of each information set, each up to an end; `None` as above.
    choices: Vec<Option<Vec<(Root, usize)>>>,
}

impl<'a> Along<'a> {
    /// Solves a tree on a stretch. `base` is its solution at the base values.
    ///
    /// # Errors
    /// [`Undecided::Signal`] if some information set needs a theory of beliefs somewhere
    /// on the stretch.
    pub fn solve(
        form: &'a ExtensiveForm,
        schedule: &Schedule,
        base: &'a Induction<Rational>,
        stretch: &'a Stretch<'a>,
    ) -> Result<Along<'a>, Undecided> {
        let mut along = Along {
            form,
            base,
            stretch,
            pieces: form.nodes.iter().map(|node| terminal(node, stretch)).collect(),
            choices: vec![None; form.information_sets.len()],
        };
        for step in &schedule.steps {
            match step {
                Step::Chance(node) => along.chance(*node),
                Step::Decide(set, belief) => along.decide(*set, belief)?,
            }
        }
        Ok(along)
    }

    /// The pieces of a node's payoffs; one piece for a node that nothing touches.
    pub fn pieces(&self, node: NodeId) -> Cow<'_, [Piece]> {
        match &self.pieces[node.index()] {
            Some(pieces) => Cow::Borrowed(pieces),
            None => {
                let constant =
                    |player| Polynomial::constant(self.base.value(self.form, self.stretch.base, node, player).clone());
                let payoffs = (0..self.form.players.len()).map(constant).collect();
                Cow::Owned(vec![Piece { end: self.stretch.hi.clone(), tie: false, payoffs: Arc::new(payoffs) }])
            }
        }
    }

    /// The payoffs of a node around a point that is no end of a piece.
    pub fn payoffs_at(&self, node: NodeId, point: &Rational) -> Arc<Vec<Polynomial>> {
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
        let pieces = refine(&branches)
            .into_iter()
            .map(|Cell { end, tie, parts }| {
                let payoffs = (0..self.form.players.len())
                    .map(|player| {
                        let terms = chances.iter().zip(&parts).map(|(chance, part)| chance * &part[player]);
                        terms.reduce(|sum, term| &sum + &term).expect("a chance node has branches")
                    })
                    .collect();
                Piece { end, tie, payoffs: Arc::new(payoffs) }
            })
            .collect();
        self.pieces[node.index()] = Some(pieces);
    }

    fn decide(&mut self, set: InformationSetId, belief: &Belief) -> Result<(), Undecided> {
        let information_set = self.form.information_set(set);
        let (nodes, count) = (&information_set.nodes, information_set.actions.len());
        let children: Vec<NodeId> = nodes.iter().flat_map(|&node| self.form.children(node)).collect();
        let weighed = match belief {
            Belief::ByChance(chances) => chances.iter().flatten().any(|&chance| self.stretch.moves(chance)),
            Belief::Certain | Belief::AnyBelief => false,
        };
        if !weighed && children.iter().all(|child| self.pieces[child.index()].is_none()) {
            return Ok(());
        }
        let branches: Vec<Cow<'_, [Piece]>> = children.iter().map(|&child| self.pieces(child)).collect();
        let mut choices: Vec<(Root, usize)> = Vec::new();
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
                let choice = choose(&comparisons, &between(&lo, &next)).ok_or(Undecided::Signal(set))?;
                // Only a tie of the chosen action ends its stretch.
                let mut cut = None;
                while let Some((root, pair)) = ahead.next_if(|(root, _)| cut.as_ref().is_none_or(|cut| cut == root)) {
                    if pair.contains(&choice) {
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
            self.pieces[node.index()] = Some(merge(pieces));
        }
        self.choices[set.index()] = Some(choices);
        Ok(())
    }

    fn comparisons(
        &self,
        set: InformationSetId,
        belief: &Belief,
        parts: &[Arc<Vec<Polynomial>>],
        count: usize,
    ) -> Vec<Vec<Polynomial>> {
        let player = self.form.information_set(set).player;
        let by_node: Vec<Vec<Polynomial>> =
            parts.chunks(count).map(|node| node.iter().map(|payoffs| payoffs[player].clone()).collect()).collect();
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

fn terminal(node: &Node, stretch: &Stretch<'_>) -> Option<Vec<Piece>> {
    let Node::Terminal(payoffs) = node else { return None };
    payoffs.iter().any(|&register| stretch.moves(register)).then(|| {
        let payoffs = payoffs.iter().map(|&register| stretch.polynomial(register)).collect();
        vec![Piece { end: stretch.hi.clone(), tie: false, payoffs: Arc::new(payoffs) }]
    })
}

/// A part of the common refinement of several lists of pieces.
struct Cell {
    end: Root,
    /// That some list has a tie at this end.
    tie: bool,
    parts: Vec<Arc<Vec<Polynomial>>>,
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
