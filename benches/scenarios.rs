//! "What is the verdict?": every scenario file, from its text to its verdict,
//! and every game file, from its text to its solutions.

use std::path::{Path, PathBuf};

use concede::scenario::diagnostic::Source;
use concede::scenario::{self, Content};
use concede::solve::limits::Limits;
use concede::solve::solve;
use concede::uncertainty::judge;
use criterion::{Criterion, criterion_group, criterion_main};

fn scenario_files(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory)
        .expect("the directory is there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            scenario_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
}

fn verdicts(criterion: &mut Criterion) {
    let mut files = Vec::new();
    scenario_files(Path::new("scenarios"), &mut files);
    let mut group = criterion.benchmark_group("verdict");
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a scenario is text");
        // Two authors may have a file of one name.
        let name = path.strip_prefix("scenarios").expect("it lies there").with_extension("").display().to_string();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let source = Source::new("scenario.toml", text.as_str());
                match scenario::read(&source).expect("a shipped file is valid").0 {
                    Content::Scenario(scenario) => judge(&scenario).expect("a shipped scenario is small").1.solutions,
                    Content::Game(titled) => solve(&titled.game, &[], &Limits::default()),
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
