//! "What could they agree on?": the frontier and the Nash point of additive multi-issue domains.

use std::hint::black_box;

use concede::form::bargaining::{BargainingProblem, Issue, Settlement};
use concede::numeric::rational::Rational;
use concede::solve::limits::Limits;
use concede::solve::nash_bargaining::nash_bargaining;
use concede::solve::pareto_frontier::pareto_frontier;
use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A domain with so many options per issue and utilities of three decimals.
fn domain(players: usize, sizes: &[usize], lotteries: bool) -> BargainingProblem {
    let mut random = Pcg64::seed_from_u64(2024);
    let issues = sizes
        .iter()
        .map(|&size| Issue {
            name: "issue".to_owned(),
            options: (0..size)
                .map(|option| Settlement {
                    name: option.to_string(),
                    payoffs: (0..players).map(|_| Rational::new(random.random_range(0..1_000), 1_000)).collect(),
                })
                .collect(),
        })
        .collect();
    BargainingProblem {
        players: (0..players).map(|player| player.to_string()).collect(),
        issues,
        lotteries,
        disagreement: vec![Rational::ZERO; players],
        weights: None,
    }
}

fn domains(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("domain");
    group.sample_size(10);
    let shapes: [(&str, &[usize]); 3] =
        [("10k", &[10, 10, 10, 10]), ("391k", &[5, 5, 5, 5, 5, 5, 5, 5]), ("5.76M", &[12, 10, 10, 10, 8, 10, 6])];
    for (name, sizes) in shapes {
        for players in [2, 3] {
            let problem = domain(players, sizes, false);
            group.bench_function(format!("frontier and Nash point, {name} outcomes, {players} parties"), |bencher| {
                bencher.iter(|| {
                    let limits = Limits::default();
                    let frontier = pareto_frontier(black_box(&problem), &limits).expect("something is rational");
                    let nash = nash_bargaining(&problem, &limits).expect("something is rational");
                    (frontier.points.len(), nash.payoff)
                });
            });
        }
        let problem = domain(2, sizes, true);
        group.bench_function(format!("frontier of lotteries, {name} outcomes, 2 parties"), |bencher| {
            bencher.iter(|| pareto_frontier(black_box(&problem), &Limits::default()).expect("something is rational"));
        });
    }
    group.finish();
}

criterion_group!(benches, domains);
criterion_main!(benches);
