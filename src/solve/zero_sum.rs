//! Two-player games in which one side's gain is the other's loss, by linear programming.
//!
//! A constant-sum game has a value, and its equilibria are the pairs of optimal strategies (von
//! Neumann 1928 \[vonNeumann1928\]). The same program solves games that are zero-sum in
//! disguise: if `α A + B` is a sum of a function of the row and a function of the column for some
//! `α > 0`, then adding to a player's payoffs a function of the other's strategy, which changes
//! no best reply, makes `B = −α A` (part of the strategically zero-sum games of Moulin and Vial
//! 1978 \[MoulinVial1978\]; payoffs at the equilibria may differ then).
//!
//! With positive payoffs `A`, the column player's optimal strategy is proportional to a solution
//! of `max Σ y, A y ≤ 1, y ≥ 0`, the row player's to its dual (Dantzig 1963 \[Dantzig1963\],
//! chapter 13). The simplex method runs in floats, from zero, entering the variable that gains
//! most among the most promising; the lexicographic ratio test excludes cycles. The final basis
//! is made exact: both strategies solve its linear systems, and have no regret.

use nalgebra::DMatrix;

use crate::form::normal::NormalGame;
use crate::numeric::pivoting::{DenseDictionary, Dictionary, Place};
use crate::numeric::rational::Rational;
use crate::solution::Found;

use super::bimatrix::{Bimatrix, rounded, scaled};
use super::limits::{Limits, Spent};

/// Reduced costs up to this do not call for another step; the exact regret has the last word.
const OPTIMAL: f64 = 1e-9;

/// Of how many variables with the largest reduced costs the gain is computed.
const CANDIDATES: usize = 12;

/// How often a basis that is not optimal exactly is recomputed and improved.
const REPAIRS: usize = 2;

/// The sum of the payoffs of two players, if it is the same in every profile.
pub fn constant_sum(game: &NormalGame) -> Option<Rational> {
    let sum = |payoffs: &[Rational]| (game.players.len() == 2).then(|| &payoffs[0] + &payoffs[1]);
    let first = sum(game.payoffs.iter().next()?)?;
    game.payoffs.iter().all(|payoffs| sum(payoffs).as_ref() == Some(&first)).then_some(first)
}

/// Optimal strategies of both players, which are an equilibrium; in a constant-sum game the first
/// player's payoff is the value. If floats fail or the limits end the search, the nearest profile
/// with its exact regret. `None` unless two players have a choice and the game is constant-sum, or
/// so in disguise.
///
/// O(rows × columns) per step of the simplex method, and about as many steps as rows and columns
/// as a rule.
pub fn zero_sum(game: &NormalGame, limits: &Limits) -> Option<Found> {
    let two = Bimatrix::of(game)?;
    let start = DenseDictionary::new(matrix(&two)?);
    let mut spent = Spent::nothing_of(limits);
    let mut dictionary = start.clone();
    let mut prices = vec![1.0; two.count(1)];
    let mut optimal = OPTIMAL;
    for _ in 0..=REPAIRS {
        let ended = maximize(&mut dictionary, &mut prices, optimal, &mut spent);
        let (tight, support) = (dictionary.basis().tight(), dictionary.basis().decisions());
        let exact = two.indifference(0, &tight, &support).zip(two.indifference(1, &support, &tight));
        if let Some((second, first)) = exact
            && let found @ Found::Equilibrium(_) = two.judged([first, second])
        {
            return Some(found);
        }
        if !ended {
            break;
        }
        (dictionary, prices) = rebuilt(&start, &dictionary);
        optimal /= 1e3;
    }
    let first = dual(&dictionary, &prices, two.count(0));
    Some(two.judged([rounded(&first), rounded(&dictionary.point())]))
}

/// The first side's payoffs, transformed so that the other's are their negation up to scale.
fn matrix(two: &Bimatrix<'_>) -> Option<DMatrix<f64>> {
    let (rows, columns) = (two.count(0), two.count(1));
    let (a, b) = (|i, j| two.payoff(0, i, j), |i, j| two.payoff(1, j, i));
    // What is left of payoffs when functions of the row and of the column are taken off.
    let rest = |payoff: &dyn Fn(usize, usize) -> Rational, i, j| {
        &(&payoff(i, j) - &payoff(i, 0)) - &(&payoff(0, j) - &payoff(0, 0))
    };
    let mut scale: Option<Rational> = None;
    for i in 1..rows {
        for j in 1..columns {
            let (of_first, of_second) = (rest(&|i, j| a(i, j).clone(), i, j), rest(&|i, j| b(i, j).clone(), i, j));
            match &scale {
                _ if of_first.is_zero() && of_second.is_zero() => {}
                Some(scale) if (&(scale * &of_first) + &of_second).is_zero() => {}
                None if of_first.signum() * of_second.signum() < 0 => scale = Some(-&(&of_second / &of_first)),
                _ => return None,
            }
        }
    }
    let scale = scale.unwrap_or(Rational::ONE);
    let of_column: Vec<Rational> = (0..columns).map(|j| a(0, j) + &(b(0, j) / &scale)).collect();
    let entries: Vec<Rational> =
        (0..rows).flat_map(|i| of_column.iter().enumerate().map(move |(j, part)| a(i, j) - part)).collect();
    Some(scaled(rows, columns, &entries))
}

/// Pivots until no variable has a reduced cost above `optimal`. `false` if the limits, or errors
/// of floats, ended it before.
fn maximize(dictionary: &mut DenseDictionary, prices: &mut [f64], optimal: f64, spent: &mut Spent<'_>) -> bool {
    loop {
        let mut promising: Vec<usize> = (0..prices.len()).filter(|&column| prices[column] > optimal).collect();
        if promising.len() > CANDIDATES {
            promising.select_nth_unstable_by(CANDIDATES, |&a, &b| prices[b].total_cmp(&prices[a]).then(a.cmp(&b)));
            promising.truncate(CANDIDATES);
            promising.sort_unstable();
        }
        let gain = |column: usize| prices[column] * dictionary.reach(column);
        let gains = promising.into_iter().map(|column| (column, gain(column)));
        let Some((column, _)) = gains.reduce(|best, next| if next.1 > best.1 { next } else { best }) else {
            return true;
        };
        let Some(row) = dictionary.leaving(column) else { return false };
        if !spent.node() {
            return false;
        }
        step(dictionary, prices, row, column);
    }
}

/// A pivot of the dictionary and of the row of reduced costs.
fn step(dictionary: &mut DenseDictionary, prices: &mut [f64], row: usize, column: usize) {
    dictionary.pivot(row, column);
    let price = std::mem::replace(&mut prices[column], 0.0);
    for (index, other) in prices.iter_mut().enumerate() {
        *other -= price * dictionary.entry(row, index);
    }
}

/// The dictionary of the same basis, computed afresh from the start with large pivots, which
/// leaves the errors of a long path behind.
fn rebuilt(start: &DenseDictionary, end: &DenseDictionary) -> (DenseDictionary, Vec<f64>) {
    let (mut dictionary, tight) = (start.clone(), end.basis().tight());
    let mut prices = vec![1.0; start.basis().columns()];
    let mut rows = tight;
    for column in end.basis().decisions() {
        let size = |row: usize| dictionary.entry(row, column).abs();
        let place = (0..rows.len()).max_by(|&a, &b| size(rows[a]).total_cmp(&size(rows[b])));
        let row = rows.swap_remove(place.expect("a basis has as many tight rows as decisions"));
        if dictionary.entry(row, column) != 0.0 {
            step(&mut dictionary, &mut prices, row, column);
        }
    }
    (dictionary, prices)
}

/// The dual solution: the negated reduced costs of the slacks.
fn dual(dictionary: &DenseDictionary, prices: &[f64], rows: usize) -> Vec<f64> {
    let columns = prices.len();
    let value = |row: usize| match dictionary.basis().place(columns + row) {
        Place::Column(column) => -prices[column],
        Place::Row(_) => 0.0,
    };
    (0..rows).map(value).collect()
}
