//! "What are all the equilibria?": extreme equilibria of two-player games, by family and size.

use concede::form::normal::NormalGame;
use concede::form::payoffs::PayoffTable;
use concede::numeric::rational::Rational;
use concede::solve::extreme_equilibria::extreme_equilibria;
use concede::solve::limits::Limits;
use concede::solve::pure_nash::pure_nash;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main, measurement::WallTime};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn square(size: usize, mut payoffs: impl FnMut(usize, usize) -> (i64, i64)) -> NormalGame {
    let labels = || (0..size).map(|index| index.to_string()).collect::<Vec<_>>();
    let cells = (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
    NormalGame {
        players: vec!["row".into(), "column".into()],
        strategies: vec![labels(), labels()],
        payoffs: cells
            .map(|(i, j)| {
                let (a, b) = payoffs(i, j);
                vec![Rational::from(a), Rational::from(b)]
            })
            .collect(),
    }
}

fn solve(group: &mut BenchmarkGroup<'_, WallTime>, size: usize, games: &[NormalGame]) {
    let limits = Limits::default();
    group.bench_with_input(BenchmarkId::from_parameter(size), games, |bencher, games| {
        let mut next = games.iter().cycle();
        bencher.iter(|| extreme_equilibria(next.next().expect("there is a game"), &limits).map(|found| found.profiles));
    });
}

fn families(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("equilibria/random");
    group.sample_size(10);
    for size in [3, 5, 8, 12, 16, 18, 20] {
        let mut random = Pcg64Mcg::seed_from_u64(size as u64);
        let mut payoff = || random.random_range(-100..=100);
        let games: Vec<NormalGame> = (0..8).map(|_| square(size, |_, _| (payoff(), payoff()))).collect();
        solve(&mut group, size, &games);
    }
    group.finish();
    let mut group = criterion.benchmark_group("equilibria/ties");
    group.sample_size(10);
    for size in [5, 8, 12] {
        let mut random = Pcg64Mcg::seed_from_u64(size as u64);
        let mut payoff = || random.random_range(-2..=2);
        let games: Vec<NormalGame> = (0..8).map(|_| square(size, |_, _| (payoff(), payoff()))).collect();
        solve(&mut group, size, &games);
    }
    group.finish();
    let mut group = criterion.benchmark_group("equilibria/zero_sum");
    group.sample_size(10);
    for size in [10, 20] {
        let mut random = Pcg64Mcg::seed_from_u64(size as u64);
        let mut payoffs = || {
            let payoff = random.random_range(-100..=100);
            (payoff, -payoff)
        };
        solve(&mut group, size, &[square(size, |_, _| payoffs())]);
    }
    group.finish();
    let mut group = criterion.benchmark_group("equilibria/coordination");
    group.sample_size(10);
    for size in [6, 10] {
        solve(&mut group, size, &[square(size, |i, j| (i64::from(i == j), i64::from(i == j)))]);
    }
    group.finish();
    let mut group = criterion.benchmark_group("equilibria/nothing_matters");
    group.sample_size(10);
    for size in [8, 16] {
        solve(&mut group, size, &[square(size, |_, _| (0, 0))]);
    }
    group.finish();
}

/// Ten million profiles of three players.
fn pure(criterion: &mut Criterion) {
    const COUNT: usize = 215;
    let mut random = Pcg64Mcg::seed_from_u64(1);
    let labels = || (0..COUNT).map(|index| index.to_string()).collect::<Vec<_>>();
    let values = (0..COUNT.pow(3) * 3).map(|_| Rational::from(random.random_range(-1000..=1000))).collect();
    let game = NormalGame {
        players: ["a", "b", "c"].map(str::to_owned).to_vec(),
        strategies: vec![labels(), labels(), labels()],
        payoffs: PayoffTable::of(3, values).expect("three payoffs a profile"),
    };
    let mut group = criterion.benchmark_group("equilibria/pure");
    group.sample_size(10);
    group.bench_with_input(BenchmarkId::from_parameter(COUNT.pow(3)), &game, |bencher, game| {
        bencher.iter(|| pure_nash(game));
    });
    group.finish();
}

criterion_group!(benches, families, pure);
criterion_main!(benches);
