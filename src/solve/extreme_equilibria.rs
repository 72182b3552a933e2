//! All extreme equilibria of a two-player game, by complementary branching.
//!
//! With payoffs shifted positive let `P = {x >= 0, Bᵀx <= 1}` and `Q = {Ay <= 1, y >= 0}`. A
//! label is a pure strategy; `P` carries it where the strategy's probability is zero (its own
//! player's) or its slack is (the other's), and so does `Q`, the other way round. The pairs
//! other than (0, 0) that together carry every label are, normalised, the equilibria, and those
//! of them that are pairs of vertices are the *extreme* ones, of which the set of all equilibria
//! is made (Mangasarian 1964 \[Mangasarian1964\]; von Stengel 2002 \[vonStengel2002\], theorem
//! 2.14). There may be exponentially many.
//!
//! **The search** is that of Audet, Hansen, Jaumard and Savard 2001
//! \[AudetHansenJaumardSavard2001\]. A node is a face of `P` and a face of `Q`. It branches on a
//! label that neither face carries everywhere: in one child `P` carries it, in the other `Q`
//! does, each a facet that a few primal pivots reach from the parent's dictionary. A face that
//! is empty ends its branch; at a leaf every label is carried, all points of the two faces are
//! equilibria with each other, and all pairs of their vertices are extreme. We branch on the
//! label whose two current values have the largest product, which is probability times regret:
//! both children move far. Strictly dominated strategies go first.
//!
//! **Repetitions.** The child in which `Q` carries the label is searched second, for vertices
//! of `P` that do *not* carry it, as the others lie in the first child. So no pair is met
//! twice but within one leaf; a face ends its branch when a label it must not carry vanishes on
//! it, or when there are more such labels than equations left, since a vertex has no more
//! positive variables than that.
//!
//! **Why the answer is complete, and exact.** Floats lead the way
//! ([`crate::numeric::float_dictionary`]), and can do only three things:
//!
//! 1. *Choose* where to branch and by which pivots to go. Any choice is right: the children
//!    cover the parent whatever the label.
//! 2. *End a branch* as empty. This is done only with multipliers that prove it against the
//!    game's own payoffs, all rounding bounded, however they were come by.
//! 3. *Reach a leaf* with every label decided. There the point of each polytope at which the
//!    held constraints are tight is solved for in integers; if it is not unique the leaf is a
//!    doubt, otherwise its feasibility is decided by integers, and it is kept or dropped.
//!
//! Whatever else happens, a proof that fails, an entry too small to pivot on, too many pivots,
//! makes the node a *doubt*, and its subtree is searched in integers from the game itself
//! ([`crate::numeric::dictionary`]), where every comparison is exact and Bland's rule makes every
//! pivoting end. When doubts are many the game is degenerate, or beyond floats, and the search
//! starts anew wholly in integers.
//!
//! **Degenerate games.** In integers a label branches only if both variables are positive
//! somewhere on their faces, which linear programs on the faces decide; so a leaf may be a pair
//! of faces of any dimension, and their vertices are listed.
//!
//! Subtrees near the root run in parallel; the order of the answers does not depend on it.
//! A bound on nodes is counted in one order and so runs on one thread.

pub(super) mod bimatrix;
mod exact_search;
mod findings;
mod float_search;
mod labels;
pub mod plans;

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solve::limits::Limits;

use bimatrix::Bimatrix;
use exact_search::ExactNode;
use findings::Findings;
use float_search::FloatSearch;

/// Nodes at so many levels of the search tree may run beside each other.
const PARALLEL_DEPTH: usize = 8;

/// The players with more than one strategy.
pub fn active_players(game: &NormalGame) -> Vec<usize> {
    (0..game.players.len()).filter(|&player| game.strategies[player].len() > 1).collect()
}

/// Extreme equilibria as mixed profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtremeEquilibria {
    /// One mixed strategy per player; pure equilibria of earlier strategies first.
    pub profiles: Vec<Vec<Vec<Rational>>>,
    /// That these are all, with proof.
    pub complete: bool,
}

/// In what arithmetic the search runs. The answer is exact in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// Floats go ahead, integers prove.
    Scouted,
    /// Integers alone.
    Exact,
}

/// Every extreme equilibrium, without repetition. `None` unless exactly two players have a
/// choice.
pub fn extreme_equilibria(game: &NormalGame, limits: &Limits) -> Option<ExtremeEquilibria> {
    extreme_equilibria_in(game, Arithmetic::Scouted, limits)
}

/// The same in a given arithmetic.
pub fn extreme_equilibria_in(game: &NormalGame, arithmetic: Arithmetic, limits: &Limits) -> Option<ExtremeEquilibria> {
    let [row, column] = active_players(game)[..] else { return None };
    let whole = Bimatrix::between(game, row, column);
    let (rows, columns) = whole.undominated();
    let bimatrix = whole.restricted(&rows, &columns);
    let mut findings = Findings::new(limits);
    let depth = if bimatrix.labels() < 16 { 0 } else { PARALLEL_DEPTH };
    let scout = match arithmetic {
        Arithmetic::Scouted => FloatSearch::new(&bimatrix),
        Arithmetic::Exact => None,
    };
    if !scout.is_some_and(|scout| scout.search(&mut findings, depth)) {
        findings.restart();
        ExactNode::root(bimatrix.row_polytope(), bimatrix.column_polytope()).search(&mut findings, depth);
    }
    let (pairs, complete) = findings.finish();
    let spread = |weights: Vec<Rational>, kept: &[usize], count: usize| {
        let mut all = vec![Rational::ZERO; count];
        for (weight, &strategy) in weights.into_iter().zip(kept) {
            all[strategy] = weight;
        }
        all
    };
    let profiles = pairs
        .into_iter()
        .map(|(x, y)| {
            let mut profile: Vec<Vec<Rational>> =
                game.strategies.iter().map(|list| vec![Rational::ONE; list.len()]).collect();
            profile[row] = spread(x, &rows, whole.rows);
            profile[column] = spread(y, &columns, whole.columns);
            profile
        })
        .collect();
    Some(ExtremeEquilibria { profiles, complete })
}
