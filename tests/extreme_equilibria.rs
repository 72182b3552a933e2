//! All extreme equilibria, against a slow enumeration of all pairs of vertices.

use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::solve::extreme_equilibria::extreme_equilibria;
use concede::solve::limits::Limits;
use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

type Profile = Vec<Vec<Rational>>;

fn bimatrix(rows: usize, columns: usize, mut payoffs: impl FnMut(usize, usize) -> (Rational, Rational)) -> NormalGame {
    let labels = |count: usize| (0..count).map(|index| index.to_string()).collect();
    let cells = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
    NormalGame {
        players: vec!["row".into(), "column".into()],
        strategies: vec![labels(rows), labels(columns)],
        payoffs: cells
            .map(|(i, j)| {
                let (a, b) = payoffs(i, j);
                vec![a, b]
            })
            .collect(),
    }
}

/// The definition: vertices of `{x >= 0, Bᵀx <= 1}` and `{y >= 0, Ay <= 1}` that carry every
/// label together (Mangasarian 1964), by solving every choice of tight constraints.
fn slow_equilibria(game: &NormalGame) -> Vec<Profile> {
    let (rows, columns) = (game.strategies[0].len(), game.strategies[1].len());
    let shifted = |player: usize| {
        let least = game.payoffs.iter().map(|pair| &pair[player]).min().unwrap().clone();
        move |i: usize, j: usize| &(&game.payoffs[i * columns + j][player] - &least) + &Rational::ONE
    };
    let (a, b) = (shifted(0), shifted(1));
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
                equilibria.push(vec![normalized(x), normalized(y)]);
            }
        }
    }
    equilibria.sort_by(|a: &Profile, b| b.cmp(a));
    equilibria
}

fn normalized(weights: &[Rational]) -> Vec<Rational> {
    let sum = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    weights.iter().map(|weight| weight / &sum).collect()
}

/// The vertices of `{z >= 0, C z <= 1}`, each with its zero coordinates and its tight rows.
fn vertices(rows: &[Vec<Rational>], dimension: usize) -> Vec<(Vec<Rational>, u64, u64)> {
    let mut found: Vec<(Vec<Rational>, u64, u64)> = Vec::new();
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

fn soak(default: u64) -> u64 {
    std::env::var("CONCEDE_SOAK").map_or(default, |text| text.parse().expect("CONCEDE_SOAK is a count"))
}

fn fast(game: &NormalGame) -> Vec<Profile> {
    let found = extreme_equilibria(game, &Limits::default()).unwrap();
    assert!(found.complete);
    found.profiles
}

#[test]
fn small_payoffs_with_many_ties() {
    for seed in 0..soak(3_000) {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let (rows, columns) = (random.random_range(2..=5), random.random_range(2..=5));
        let game = bimatrix(rows, columns, |_, _| {
            (random.random_range(-2..=2i64).into(), random.random_range(-2..=2i64).into())
        });
        assert_eq!(fast(&game), slow_equilibria(&game), "seed {seed}: {:?}", game.payoffs);
    }
}
