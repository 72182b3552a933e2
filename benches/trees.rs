//! Trees: the value, one and all equilibria of poker by the sequence form, and backward induction
//! over ultimatum games that are never held.

use std::collections::HashMap;

use concede::form::Game;
use concede::form::extensive::{ExtensiveGame, NodeId};
use concede::form::sequence::sequence_form;
use concede::interop::gambit_efg;
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solve::behaviour_nash::minimax;
use concede::solve::extreme_equilibria::plans::extreme_plans;
use concede::solve::limits::Limits;
use concede::solve::sequence_lemke::lemke;
use concede::solve::streamed_induction::{StreamedInduction, Visit};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// Kuhn's poker with so many cards; who wins a pot that was called pays the rake.
fn poker(cards: i64, rake: i64) -> ExtensiveGame {
    let deals: Vec<(i64, i64)> =
        (1..=cards).flat_map(|a| (1..=cards).filter(move |&b| b != a).map(move |b| (a, b))).collect();
    let mut text = "EFG 2 R \"poker\" { \"1\" \"2\" }\nc \"\" 1 \"\" {".to_owned();
    deals.iter().for_each(|(a, b)| text.push_str(&format!(" \"{a} {b}\" 1/{}", deals.len())));
    text.push_str(" } 0\n");
    let mut outcome = 0;
    let mut end = |a: i64, b: i64| {
        outcome += 1;
        format!("t \"\" {outcome} \"\" {{ {a} {b} }}\n")
    };
    for (a, b) in deals {
        let sign = if a > b { 1 } else { -1 };
        let raked = |pays: i64| if pays > 0 { pays - rake } else { pays };
        let mut showdown = |stake: i64| end(raked(sign * stake), raked(-sign * stake));
        let (low, high) = (showdown(1), [showdown(2), showdown(2)]);
        let folds = [end(-1, 1), end(1, -1)];
        text.push_str(&format!(
            "p \"\" 1 {a} \"\" {{ \"check\" \"bet\" }} 0\np \"\" 2 {b} \"\" {{ \"check\" \"bet\" }} 0\n{low}\
             p \"\" 1 {} \"\" {{ \"fold\" \"call\" }} 0\n{}{}p \"\" 2 {} \"\" {{ \"fold\" \"call\" }} 0\n{}{}",
            cards + a,
            folds[0],
            high[0],
            cards + b,
            folds[1],
            high[1],
        ));
    }
    match gambit_efg::read(&Source::new("poker", text)).expect("it is well formed").game {
        Game::Extensive(game) => game,
        other => panic!("{other:?}"),
    }
}

fn sequence_forms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("trees/sequence form");
    group.sample_size(10);
    let limits = Limits::default();
    for cards in [3, 5, 8, 12] {
        let form = sequence_form(&poker(cards, 0), NodeId::ROOT, &HashMap::new()).expect("two players");
        group.bench_with_input(BenchmarkId::new("value", cards), &form, |bencher, form| bencher.iter(|| minimax(form)));
    }
    for cards in [3, 5, 8] {
        let form = sequence_form(&poker(cards, 1), NodeId::ROOT, &HashMap::new()).expect("two players");
        group.bench_with_input(BenchmarkId::new("Lemke", cards), &form, |bencher, form| {
            bencher.iter(|| lemke(form, &limits));
        });
    }
    for cards in [3, 4] {
        let form = sequence_form(&poker(cards, 1), NodeId::ROOT, &HashMap::new()).expect("two players");
        group.bench_with_input(BenchmarkId::new("all", cards), &form, |bencher, form| {
            bencher.iter(|| extreme_plans(form, &limits));
        });
    }
    group.finish();
}

/// Three nodes for each offer.
fn ultimatum(offers: usize) -> Option<Rational> {
    let mut fold = StreamedInduction::new(2);
    fold.visit(Visit::Decision { player: 0, actions: offers }).ok()?;
    let nothing = [Rational::ZERO, Rational::ZERO];
    for offer in 0..offers as i64 {
        fold.visit(Visit::Decision { player: 1, actions: 2 }).ok()?;
        fold.visit(Visit::End(&[Rational::from(offers as i64 - offer), Rational::from(offer)])).ok()?;
        fold.visit(Visit::End(&nothing)).ok()?;
    }
    fold.finish().ok()?.payoffs.pop()
}

fn streamed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("trees/backward induction, nodes");
    group.sample_size(10);
    for nodes in [100_000, 10_000_000] {
        group.bench_function(BenchmarkId::from_parameter(nodes), |bencher| bencher.iter(|| ultimatum(nodes / 3)));
    }
    group.finish();
}

criterion_group!(benches, sequence_forms, streamed);
criterion_main!(benches);
