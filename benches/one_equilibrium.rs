//! "Just give me one": an equilibrium of a large random game, exact at the end.

use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::solve::lemke_howson::lemke_howson;
use concede::solve::limits::Limits;
use concede::solve::zero_sum::zero_sum;
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const SIZES: [usize; 4] = [50, 200, 500, 1000];

/// Payoffs from −100 to 100, of which the second player's may be the first's negated.
fn game(size: usize, zero_sum: bool) -> NormalGame {
    let mut random = Pcg64::seed_from_u64(size as u64);
    let mut payoffs = || {
        let first: i64 = random.random_range(-100..=100);
        let second = if zero_sum { -first } else { random.random_range(-100..=100) };
        [first, second].map(Rational::from).to_vec()
    };
    let named = || (0..size).map(|index| index.to_string()).collect();
    NormalGame {
        players: vec!["row".into(), "column".into()],
        strategies: vec![named(), named()],
        payoffs: (0..size * size).map(|_| payoffs()).collect(),
    }
}

fn one_equilibrium(criterion: &mut Criterion) {
    // `cargo test` runs benches too; the large games are for measuring.
    let sizes = if std::env::args().any(|argument| argument == "--test") { &SIZES[..1] } else { &SIZES[..] };
    let mut group = criterion.benchmark_group("one equilibrium");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for &size in sizes {
        let general = game(size, false);
        group.bench_with_input(BenchmarkId::new("lemke_howson", size), &general, |bencher, game| {
            bencher.iter(|| lemke_howson(game, 0, &Limits::default()));
        });
        let constant = game(size, true);
        group.bench_with_input(BenchmarkId::new("zero_sum", size), &constant, |bencher, game| {
            bencher.iter(|| zero_sum(game, &Limits::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, one_equilibrium);
criterion_main!(benches);
