//! "What are all the equilibria of more than two players?", by the shape of random games.

use std::hint::black_box;

use concede::form::normal::NormalGame;
use concede::form::symmetry::Symmetries;
use concede::numeric::rational::Rational;
use concede::numeric::stream::word;
use concede::solve::limits::Limits;
use concede::solve::mixed_equilibria::{mixed_equilibria, mixed_equilibria_under};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn random(seed: u64, counts: &[usize]) -> NormalGame {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut payoffs = || (0..counts.len()).map(|_| Rational::from(random.random_range(-100..=100))).collect::<Vec<_>>();
    NormalGame {
        players: (0..counts.len()).map(|player| format!("player {player}")).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
        payoffs: (0..counts.iter().product::<usize>()).map(|_| payoffs()).collect(),
    }
}

fn shapes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mixed_equilibria/random");
    group.sample_size(10);
    let limits = Limits::default();
    let shapes: [&[usize]; 6] = [&[2, 2, 2], &[3, 3, 3], &[4, 4, 4], &[5, 5, 5], &[2, 2, 2, 2], &[2, 2, 2, 2, 2]];
    for counts in shapes {
        let games: Vec<NormalGame> = (0..8).map(|seed| random(seed, counts)).collect();
        let name = counts.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
        group.bench_with_input(BenchmarkId::from_parameter(name), &games, |bencher, games| {
            let mut next = games.iter().cycle();
            bencher.iter(|| black_box(mixed_equilibria(next.next().expect("there is a game"), &limits)));
        });
    }
    group.finish();
}

/// Games of players who are all alike, with and without looking for who may change places.
fn symmetric(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mixed_equilibria/symmetric");
    group.sample_size(10);
    let limits = Limits::default();
    let shapes: [&[usize]; 4] = [&[3, 3, 3], &[4, 4, 4], &[2, 2, 2, 2, 2], &[2, 2, 2, 2, 2, 2]];
    for counts in shapes {
        let all: Vec<Vec<usize>> = counts.iter().map(|&count| (0..count).collect()).collect();
        let games: Vec<NormalGame> = (0..8).map(|seed| anonymous(seed, counts)).collect();
        let name = counts.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
        for used in [true, false] {
            let id = BenchmarkId::new(if used { "used" } else { "not" }, &name);
            group.bench_with_input(id, &games, |bencher, games| {
                let mut next = games.iter().cycle();
                bencher.iter(|| {
                    let game = next.next().expect("there is a game");
                    let symmetries = if used { Symmetries::of(game, &all) } else { Symmetries::none(&all) };
                    black_box(mixed_equilibria_under(&symmetries, game, &all, &limits))
                });
            });
        }
    }
    group.finish();
}

/// What one gets depends on its strategy and on how many play each.
fn anonymous(seed: u64, counts: &[usize]) -> NormalGame {
    let mut game = random(seed, counts);
    for place in 0..game.payoffs.len() {
        let profile = game.profile(place);
        for player in 0..counts.len() {
            let mut others = profile.clone();
            let own = others.swap_remove(player);
            others.sort_unstable();
            let key = others.iter().fold(own as u64, |key, &other| key * 16 + other as u64);
            game.payoffs[place][player] = Rational::from((word(seed, 0, key) % 201) as i64 - 100);
        }
    }
    game
}

criterion_group!(benches, shapes, symmetric);
criterion_main!(benches);
