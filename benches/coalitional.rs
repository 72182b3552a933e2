//! "Is the nucleolus stable, and how soon is it found?": by players, beside coopgame 0.3.
//!
//! `cargo bench --bench coalitional -- ratios` times both in one run, the best of a few, and prints
//! how many times as long coopgame takes.

use std::hint::black_box;
use std::time::{Duration, Instant};

use concede::form::coalitional::CoalitionalGame;
use concede::numeric::rational::Rational;
use concede::solve::bargaining_set::bargaining_set;
use concede::solve::limits::Limits;
use concede::solve::nucleolus::nucleolus;
use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Random worths that grow with the size, as coopgame's own benches have them.
fn random(count: usize) -> CoalitionalGame {
    let mut generator = Pcg64::seed_from_u64(count as u64);
    let names = (0..count).map(|player| player.to_string()).collect();
    CoalitionalGame::new(names, |coalition| {
        let size = coalition.size() as i64;
        Rational::from(generator.random_range(0..100 * size))
    })
}

fn grand(count: usize) -> CoalitionalGame {
    let mut game = random(count);
    let grand = game.grand().index();
    game.worth[grand] = Rational::from(100 * count as i64);
    game
}

fn floats(game: &CoalitionalGame) -> coopgame::ExplicitGame {
    let worths: Vec<f64> = game.worth[1..].iter().map(Rational::to_f64).collect();
    coopgame::ExplicitGame::from_binary(&worths).expect("worths are finite")
}

fn nucleoli(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("nucleolus");
    group.sample_size(10);
    for count in [12, 16, 18, 20, 22] {
        let game = grand(count);
        group.bench_function(format!("concede/{count}"), |bencher| {
            bencher.iter(|| nucleolus(black_box(&game), &Limits::default()).expect("there are imputations"));
        });
        let other = floats(&game);
        group.bench_function(format!("coopgame/{count}"), |bencher| {
            bencher.iter(|| coopgame::nucleolus::nucleolus(black_box(&other)).expect("there are imputations"));
        });
    }
    group.finish();
}

fn stability(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bargaining_set_of_the_nucleolus");
    group.sample_size(10);
    for count in [8, 9, 10, 12, 14, 16] {
        let game = grand(count);
        let found = nucleolus(&game, &Limits::default()).expect("there are imputations");
        let payoff = found.payoff.expect("there are imputations");
        group.bench_function(format!("concede/{count}"), |bencher| {
            bencher.iter(|| bargaining_set(black_box(&game), &payoff).is_ok());
        });
        if count <= 9 {
            let other = floats(&game);
            let point: Vec<f64> = payoff.iter().map(Rational::to_f64).collect();
            group.bench_function(format!("coopgame/{count}"), |bencher| {
                bencher.iter(|| {
                    coopgame::bargaining::is_in_bargaining_set(black_box(&other), &point, coopgame::Domain::Imputation)
                });
            });
        }
    }
    group.finish();
}

/// The best of up to five runs; one that takes longer than a second is not repeated.
fn best<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        black_box(run());
        best = best.min(start.elapsed());
        if best > Duration::from_secs(1) {
            break;
        }
    }
    best
}

fn row(what: &str, count: usize, ours: Duration, theirs: Option<Duration>) {
    let times = theirs.map_or("–".to_owned(), |theirs| format!("{:.1}×", theirs.as_secs_f64() / ours.as_secs_f64()));
    let theirs = theirs.map_or("–".to_owned(), |theirs| format!("{theirs:.2?}"));
    println!("| {what} | {count} | {ours:.2?} | {theirs} | {times} |");
}

/// A table of ratios, if it is asked for.
fn ratios(_: &mut Criterion) {
    if !std::env::args().any(|argument| argument == "ratios") {
        return;
    }
    println!("| | players | concede | coopgame | ratio |\n|---|---|---|---|---|");
    for count in [12, 16, 18, 20, 22] {
        let game = grand(count);
        let other = floats(&game);
        let ours = best(|| nucleolus(&game, &Limits::default()).expect("there are imputations"));
        row("nucleolus", count, ours, Some(best(|| coopgame::nucleolus::nucleolus(&other))));
    }
    for count in [8, 9, 10, 11, 12, 14, 16] {
        let game = grand(count);
        let found = nucleolus(&game, &Limits::default()).expect("there are imputations");
        let payoff = found.payoff.expect("there are imputations");
        let ours = best(|| assert!(bargaining_set(&game, &payoff).is_ok(), "the nucleolus is in the bargaining set"));
        let theirs = (count <= 12).then(|| {
            let other = floats(&game);
            let point: Vec<f64> = payoff.iter().map(Rational::to_f64).collect();
            best(|| coopgame::bargaining::is_in_bargaining_set(&other, &point, coopgame::Domain::Imputation))
        });
        row("bargaining set of the nucleolus", count, ours, theirs);
    }
}

criterion_group!(benches, nucleoli, stability, ratios);
criterion_main!(benches);
