//! All extreme equilibria of a two-player game.

mod bimatrix;
mod exact_search;
mod findings;
mod float_search;
mod labels;

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
