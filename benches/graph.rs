//! How long the stability of every state of a conflict takes, by size.

use criterion::{Criterion, criterion_group, criterion_main};

use concede::form::graph::{
    Convention, Direction, GraphModel, GraphOption, Layout, Moves, feasible_codes, option_moves,
};
use concede::solution::graph::Stability;
use concede::solve::graph_stability::stable_states;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Five players with options in turn, all combinations feasible, random strict rankings.
fn conflict(options: usize) -> GraphModel {
    const PLAYERS: usize = 5;
    let mut random = Pcg64::seed_from_u64(options as u64);
    let options: Vec<GraphOption> = (0..options)
        .map(|index| GraphOption {
            name: format!("o{index}"),
            player: index % PLAYERS,
            direction: if index % 4 == 3 { Direction::On } else { Direction::Reversible },
        })
        .collect();
    let codes = feasible_codes(options.len(), |_| false);
    let moves: Vec<Moves> =
        (0..PLAYERS).map(|player| option_moves(&options, &codes, |option| option.player == player)).collect();
    let ranks = (0..PLAYERS).map(|_| codes.iter().map(|_| random.random()).collect()).collect();
    GraphModel {
        players: (0..PLAYERS).map(|player| player.to_string()).collect(),
        layout: Layout::Options { options, codes },
        moves,
        ranks,
        status_quo: Some(0),
        coalitions: Vec::new(),
        unseen: vec![Vec::new(); PLAYERS],
        convention: Convention::Legal,
    }
}

fn stability(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("graph");
    group.sample_size(10);
    for options in [8, 12, 16] {
        let game = conflict(options);
        group.bench_function(format!("all five stabilities, 5 players, 2^{options} states"), |bencher| {
            bencher.iter(|| Stability::ALL.map(|stability| stable_states(&game, stability)));
        });
    }
    group.finish();
}

criterion_group!(benches, stability);
criterion_main!(benches);
