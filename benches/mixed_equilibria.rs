//! "What are all the equilibria of more than two players?", by the shape of random games.

use std::hint::black_box;

use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::solve::limits::Limits;
use concede::solve::mixed_equilibria::mixed_equilibria;
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

criterion_group!(benches, shapes);
criterion_main!(benches);
