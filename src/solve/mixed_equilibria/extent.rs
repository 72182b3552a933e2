//! Exact bounds on the mixtures of given supports, from those conditions that are linear.
//!
//! Indifference equations and bounds that are affine in all mixtures together cut a polytope out
//! of the product of simplices; all equilibria of the supports lie in it. Where all conditions are
//! affine it is the closure of the set of these equilibria, so that its extent is that of the
//! family. Two linear programs for each strategy.

use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, Sequence};
use crate::numeric::rational::Rational;

use super::indifference::Indifference;
use super::multilinear::Multilinear;

/// By mixer and strategy of its support, bounds on the probability.
pub type Extent = Vec<Vec<[Rational; 2]>>;

/// The extent of the polytope; `None` if it is empty.
pub fn extent(conditions: &Indifference) -> Option<Extent> {
    let offsets: Vec<usize> = (0..conditions.sizes.len()).map(|mixer| conditions.sizes[..mixer].iter().sum()).collect();
    let variables: usize = conditions.sizes.iter().sum();
    let mut program = LinearProgram::maximize(vec![Rational::ZERO; variables]);
    for (&offset, &size) in offsets.iter().zip(&conditions.sizes) {
        let terms = (offset..offset + size).map(|variable| (variable, Rational::ONE));
        program.rows.push(Row::new(terms, Relation::Equal, Rational::ONE));
    }
    let row = |function: &Multilinear, relation| {
        let (constant, slopes) = function.affine()?;
        let terms = function.axes.iter().zip(slopes).flat_map(|(&mixer, slopes)| {
            let start = offsets[mixer] + 1;
            slopes.into_iter().enumerate().map(move |(place, slope)| (start + place, slope))
        });
        Some(Row::new(terms, relation, -&constant))
    };
    program.rows.extend(conditions.equations.iter().filter_map(|function| row(function, Relation::Equal)));
    program.rows.extend(conditions.bounds.iter().filter_map(|function| row(function, Relation::AtMost)));
    let mut programs = Sequence::new(program);
    let mut extreme = |variable: usize, sign: Rational| {
        let mut objective = vec![Rational::ZERO; variables];
        objective[variable] = sign.clone();
        programs.set_objective(objective);
        match programs.solve() {
            Outcome::Optimal(optimum) => Some(&optimum.value * &sign),
            Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => None,
        }
    };
    let mut bounds = |variable: usize| Some([extreme(variable, -&Rational::ONE)?, extreme(variable, Rational::ONE)?]);
    offsets
        .iter()
        .zip(&conditions.sizes)
        .map(|(&offset, &size)| (offset..offset + size).map(&mut bounds).collect())
        .collect()
}
