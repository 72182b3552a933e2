//! "How many worlds a second?": the lead scenario at samples over all its ranges, one core.

use std::path::Path;

use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::scenario::quantity::Distribution;
use concede::uncertainty::sweep::design::{Design, Sampling, Spread};
use concede::uncertainty::sweep::{LANES, Outcome, Sweep};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// How many samples one measured step judges.
const SAMPLES: u64 = 4096;

fn sweeps(criterion: &mut Criterion) {
    let path = Path::new("scenarios/south-caucasus.toml");
    let text = std::fs::read_to_string(path).expect("the lead scenario is there");
    let (scenario, _) = Scenario::read(&Source::new("south-caucasus.toml", text)).expect("it is valid");
    let mut group = criterion.benchmark_group("sweep");
    group.throughput(Throughput::Elements(SAMPLES));
    for (name, spread, distribution) in [
        ("random, uniform", Spread::Random, Distribution::Uniform),
        ("sobol, uniform", Spread::Sobol, Distribution::Uniform),
        ("latin, pert", Spread::Latin, Distribution::Pert),
    ] {
        let sampling = Sampling { rows: 1 << 30, seed: 1, spread, distribution };
        let design = Design::sample(&scenario, Design::ranged(&scenario), &sampling).expect("it has ranges");
        let sweep = Sweep::new(&scenario, design).expect("its tree is small");
        let mut worker = sweep.worker();
        let mut next = 0;
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut outcomes = [Outcome::EMPTY; LANES];
                let mut rational = 0;
                for block in (next..next + SAMPLES).step_by(LANES) {
                    sweep.judge(&mut worker, block, &mut outcomes);
                    rational += outcomes.iter().filter(|outcome| outcome.holds[1] == Some(true)).count();
                }
                next = (next + SAMPLES) % (1 << 29);
                rational
            });
        });
    }
    group.finish();
}

criterion_group!(benches, sweeps);
criterion_main!(benches);
