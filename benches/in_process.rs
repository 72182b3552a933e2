//! Nanoseconds to find all equilibria of each `.nfg` file of a folder, called as a library:
//! the part of the run beside the peers (benches/peers/nash.py) that process starts would
//! hide. Prints the file's name and the time. Without a folder it does nothing.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use concede::form::Game;
use concede::interop::gambit_nfg;
use concede::scenario::diagnostic::Source;
use concede::solve::limits::Limits;
use concede::solve::nash::nash;

/// How long a game is solved over and over.
const SPAN: Duration = Duration::from_millis(200);

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| Path::new(argument).is_dir()) else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let Game::Normal(game) = gambit_nfg::read(&Source::new("game", text)).unwrap().game else {
            panic!("an .nfg file holds a normal form");
        };
        let mut best = Duration::MAX;
        let begin = Instant::now();
        while best == Duration::MAX || begin.elapsed() < SPAN {
            let start = Instant::now();
            std::hint::black_box(nash(&game, &Limits::default()));
            best = best.min(start.elapsed());
        }
        println!("{} {}", path.file_stem().unwrap().to_string_lossy(), best.as_nanos());
    }
}
