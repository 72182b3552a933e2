//! All extreme equilibria of a small two-player game from the definition: every pair of
//! vertices of the two best-response polytopes is looked at.
//!
//! Source: von Stengel 2002, theorem 2.14. Exponential in the strategies, hence for small games.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// The most strategies of both players together.
pub const MOST_LABELS: usize = 12;

/// A vertex with its zero coordinates and its tight rows, as sets of bits.
type Vertex = (Vec<Rational>, u64, u64);

/// The mixed profiles of all extreme equilibria, the greatest first in lexicographic order. `None`
/// unless exactly two players have a choice, of at most [`MOST_LABELS`] strategies together.
pub fn extreme_equilibria(game: &NormalGame) -> Option<Vec<Vec<Vec<Rational>>>> {
    let counts = game.counts();
    let [first, second] = (0..counts.len()).filter(|&player| counts[player] > 1).collect::<Vec<_>>()[..] else {
        return None;
    };
    let (rows, columns) = (counts[first], counts[second]);
    if rows + columns > MOST_LABELS {
        return None;
    }
    let payoff = |i: usize, j: usize, player: usize| {
        let mut profile = vec![0; counts.len()];
        (profile[first], profile[second]) = (i, j);
        game.payoff(game.index(&profile), player)
    };
    let shifted = |player: usize| {
        let cells = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
        let least = cells.map(|(i, j)| payoff(i, j, player)).min().cloned().unwrap_or(Rational::ZERO);
        move |i: usize, j: usize| &(payoff(i, j, player) - &least) + &Rational::ONE
    };
    let (a, b) = (shifted(first), shifted(second));
    let column_constraints: Vec<Vec<Rational>> = (0..columns).map(|j| (0..rows).map(|i| b(i, j)).collect()).collect();
    let row_constraints: Vec<Vec<Rational>> = (0..rows).map(|i| (0..columns).map(|j| a(i, j)).collect()).collect();
    let xs = vertices(&column_constraints, rows);
    let ys = vertices(&row_constraints, columns);
    let all = (1u64 << (rows + columns)) - 1;
    let mut equilibria = Vec::new();
    for (x, zero_x, tight_columns) in &xs {
        for (y, zero_y, tight_rows) in &ys {
            let carried = zero_x | tight_columns << rows | tight_rows | zero_y << rows;
            if carried == all && !x.iter().all(Rational::is_zero) && !y.iter().all(Rational::is_zero) {
                let mut profile: Vec<Vec<Rational>> = counts.iter().map(|_| vec![Rational::ONE]).collect();
                (profile[first], profile[second]) = (normalized(x), normalized(y));
                equilibria.push(profile);
            }
        }
    }
    equilibria.sort_by(|one, other| other.cmp(one));
    Some(equilibria)
}

fn normalized(weights: &[Rational]) -> Vec<Rational> {
    let sum = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    weights.iter().map(|weight| weight / &sum).collect()
}

/// The vertices of `{z >= 0, C z <= 1}`, each with its zero coordinates and its tight rows.
fn vertices(rows: &[Vec<Rational>], dimension: usize) -> Vec<Vertex> {
    let mut found: Vec<Vertex> = Vec::new();
    let constraints = dimension + rows.len();
    let mut chosen: Vec<usize> = (0..dimension).collect();
    let dot = |a: &[Rational], b: &[Rational]| a.iter().zip(b).fold(Rational::ZERO, |sum, (x, y)| &sum + &(x * y));
    let mask = |flags: &mut dyn Iterator<Item = bool>| {
        flags.enumerate().filter(|(_, flag)| *flag).fold(0, |mask, (index, _)| mask | 1 << index)
    };
    loop {
        if let Some(point) = solve(rows, &chosen, dimension)
            && point.iter().all(|value| !value.is_negative())
        {
            let products: Vec<Rational> = rows.iter().map(|row| dot(row, &point)).collect();
            if products.iter().all(|product| *product <= Rational::ONE)
                && !found.iter().any(|(known, ..)| *known == point)
            {
                let zeros = mask(&mut point.iter().map(Rational::is_zero));
                let tight = mask(&mut products.iter().map(Rational::is_one));
                found.push((point, zeros, tight));
            }
        }
        let Some(place) = (0..dimension).rev().find(|&place| chosen[place] < constraints - dimension + place) else {
            return found;
        };
        chosen[place] += 1;
        for later in place + 1..dimension {
            chosen[later] = chosen[later - 1] + 1;
        }
    }
}

/// The point at which the chosen constraints are tight (below `dimension` a coordinate, from
/// there on a row). `None` if it is not unique.
fn solve(rows: &[Vec<Rational>], chosen: &[usize], dimension: usize) -> Option<Vec<Rational>> {
    let free: Vec<usize> = (0..dimension).filter(|index| !chosen.contains(index)).collect();
    let mut system: Vec<Vec<Rational>> = chosen
        .iter()
        .filter(|&&index| index >= dimension)
        .map(|&index| {
            let row = &rows[index - dimension];
            free.iter().map(|&column| row[column].clone()).chain([Rational::ONE]).collect()
        })
        .collect();
    for column in 0..free.len() {
        let pivot = (column..free.len()).find(|&row| !system[row][column].is_zero())?;
        system.swap(column, pivot);
        let pivot_row = system[column].clone();
        for (index, row) in system.iter_mut().enumerate() {
            if index != column && !row[column].is_zero() {
                let factor = &row[column] / &pivot_row[column];
                for (entry, above) in row.iter_mut().zip(&pivot_row) {
                    *entry = &*entry - &(&factor * above);
                }
            }
        }
    }
    let mut point = vec![Rational::ZERO; dimension];
    for (index, &column) in free.iter().enumerate() {
        point[column] = &system[index][free.len()] / &system[index][index];
    }
    Some(point)
}
