//! All extreme equilibria of a small two-player game, by vertex enumeration.
//!
//! With payoffs shifted positive, `P = {x >= 0, Bᵀx <= 1}` and `Q = {Ay <= 1, y >= 0}`;
//! an equilibrium is a pair of vertices, not both zero, that together carry every label
//! (Mangasarian 1964; von Stengel 2002 \[vonStengel2002\], theorem 2.14). Every choice of
//! tight constraints is solved, so this suits small games and serves as an oracle for
//! faster methods.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;

/// The most choices of tight constraints that are tried for one polytope.
pub const MAX_BASES: u128 = 20_000;

/// The players with more than one strategy.
pub fn active_players(game: &NormalGame) -> Vec<usize> {
    (0..game.players.len()).filter(|&player| game.strategies[player].len() > 1).collect()
}

/// Every extreme equilibrium as one mixed strategy per player, ordered. `None` unless
/// exactly two players have a choice and the game is small enough ([`MAX_BASES`]).
///
/// Exponential in the number of strategies.
pub fn extreme_equilibria(game: &NormalGame) -> Option<Vec<Vec<Vec<Rational>>>> {
    let active = active_players(game);
    let [row, column] = active[..] else { return None };
    let (rows, columns) = (game.strategies[row].len(), game.strategies[column].len());
    // Label sets are kept in words.
    if rows + columns >= 64 || binomial(rows + columns, rows) > MAX_BASES {
        return None;
    }
    let payoff = |player: usize, i: usize, j: usize| {
        let mut profile = vec![0; game.players.len()];
        (profile[row], profile[column]) = (i, j);
        game.payoff(game.index(&profile), player)
    };
    let shifted = |player: usize| {
        let entries = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
        let least = entries.map(|(i, j)| payoff(player, i, j)).min().expect("a game has a profile").clone();
        move |i: usize, j: usize| &(payoff(player, i, j) - &least) + &Rational::ONE
    };
    let (a, b) = (shifted(row), shifted(column));
    // Labels: 0..rows are the row player's strategies, then the column player's.
    let column_constraints: Vec<Vec<Rational>> = (0..columns).map(|j| (0..rows).map(|i| b(i, j)).collect()).collect();
    let row_constraints: Vec<Vec<Rational>> = (0..rows).map(|i| (0..columns).map(|j| a(i, j)).collect()).collect();
    let xs = vertices(&column_constraints, rows);
    let ys = vertices(&row_constraints, columns);
    let all = (1u64 << (rows + columns)) - 1;
    let mut equilibria = Vec::new();
    for (x, zero_x, tight_columns) in &xs {
        for (y, zero_y, tight_rows) in &ys {
            let labels = zero_x | tight_columns << rows | tight_rows | zero_y << rows;
            let artificial = x.iter().all(Rational::is_zero) || y.iter().all(Rational::is_zero);
            if labels == all && !artificial {
                let mut profile: Vec<Vec<Rational>> =
                    game.strategies.iter().map(|list| vec![Rational::ONE; list.len()]).collect();
                profile[row] = normalized(x);
                profile[column] = normalized(y);
                equilibria.push(profile);
            }
        }
    }
    // Pure equilibria of earlier strategies first.
    equilibria.sort_by(|a: &Vec<Vec<Rational>>, b| b.cmp(a));
    Some(equilibria)
}

fn normalized(weights: &[Rational]) -> Vec<Rational> {
    let sum = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    weights.iter().map(|weight| weight / &sum).collect()
}

/// The vertices of `{z >= 0, C z <= 1}`, each with the set of its zero coordinates and the
/// set of its tight rows.
fn vertices(rows: &[Vec<Rational>], dimension: usize) -> Vec<(Vec<Rational>, u64, u64)> {
    let mut found: Vec<(Vec<Rational>, u64, u64)> = Vec::new();
    let constraints = dimension + rows.len();
    let mut chosen: Vec<usize> = (0..dimension).collect();
    loop {
        if let Some(point) = solve(rows, &chosen, dimension)
            && point.iter().all(|value| !value.is_negative())
        {
            let products: Vec<Rational> = rows.iter().map(|row| dot(row, &point)).collect();
            if products.iter().all(|product| *product <= Rational::ONE)
                && !found.iter().any(|(known, ..)| *known == point)
            {
                let zeros = mask(point.iter().map(Rational::is_zero));
                let tight = mask(products.iter().map(Rational::is_one));
                found.push((point, zeros, tight));
            }
        }
        // The next combination in lexicographic order.
        let Some(place) = (0..dimension).rev().find(|&place| chosen[place] < constraints - dimension + place) else {
            return found;
        };
        chosen[place] += 1;
        for later in place + 1..dimension {
            chosen[later] = chosen[later - 1] + 1;
        }
    }
}

fn mask(flags: impl Iterator<Item = bool>) -> u64 {
    flags.enumerate().filter(|(_, flag)| *flag).fold(0, |mask, (index, _)| mask | 1 << index)
}

fn dot(a: &[Rational], b: &[Rational]) -> Rational {
    a.iter().zip(b).filter(|(_, y)| !y.is_zero()).fold(Rational::ZERO, |sum, (x, y)| &sum + &(x * y))
}

/// The point at which the chosen constraints are tight (below `dimension`: a coordinate is
/// zero; from there on: a row equals 1), by Gaussian elimination. `None` if not unique.
fn solve(rows: &[Vec<Rational>], chosen: &[usize], dimension: usize) -> Option<Vec<Rational>> {
    let zero: Vec<usize> = chosen.iter().copied().filter(|&index| index < dimension).collect();
    let free: Vec<usize> = (0..dimension).filter(|index| !zero.contains(index)).collect();
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

fn binomial(n: usize, k: usize) -> u128 {
    (0..k.min(n - k) as u128).fold(1u128, |product, i| product.saturating_mul(n as u128 - i) / (i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(payoffs: &[&[(i64, i64)]]) -> NormalGame {
        NormalGame {
            players: vec!["row".into(), "column".into()],
            strategies: vec![
                (0..payoffs.len()).map(|i| i.to_string()).collect(),
                (0..payoffs[0].len()).map(|j| j.to_string()).collect(),
            ],
            payoffs: payoffs.iter().flat_map(|row| row.iter()).map(|&(a, b)| vec![a.into(), b.into()]).collect(),
        }
    }

    #[test]
    fn battle_of_the_sexes_has_three() {
        // Luce and Raiffa 1957: mixed (2/3, 1/3), (1/3, 2/3), payoffs 2/3 each.
        let game = game(&[&[(2, 1), (0, 0)], &[(0, 0), (1, 2)]]);
        let equilibria = extreme_equilibria(&game).unwrap();
        assert_eq!(equilibria.len(), 3);
        let third = |n| Rational::new(n, 3);
        assert!(equilibria.contains(&vec![vec![third(2), third(1)], vec![third(1), third(2)]]));
        assert_eq!(game.expected(&equilibria[1]), [third(2), third(2)]);
    }

    #[test]
    fn a_game_of_nothing_has_every_vertex_pair() {
        let game = game(&[&[(0, 0), (0, 0)], &[(0, 0), (0, 0)]]);
        assert_eq!(extreme_equilibria(&game).unwrap().len(), 4);
    }

    #[test]
    fn a_component_is_given_by_its_extreme_points() {
        // The column player does not care: row plays top; y ranges over a segment.
        let game = game(&[&[(1, 0), (1, 0)], &[(0, 0), (2, 0)]]);
        let equilibria = extreme_equilibria(&game).unwrap();
        let half = Rational::new(1, 2);
        assert!(equilibria.contains(&vec![vec![Rational::ONE, Rational::ZERO], vec![half.clone(), half]]));
    }
}
