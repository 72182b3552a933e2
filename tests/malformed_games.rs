//! Malformed game files: every diagnostic is golden, and nothing panics, aborts or hangs.
//!
//! Each `malformed-games/NAME.{nfg,efg,csv,toml}` is wrong in one way that a person or a
//! program would be, and `NAME.EXTENSION.stderr` is what is said about it.
//! `CONCEDE_BLESS=1 cargo test --test malformed_games` writes these goldens anew; review the
//! difference.

use std::path::{Path, PathBuf};

use concede::interop::Format;
use concede::report::diagnostics;
use concede::scenario;
use concede::scenario::diagnostic::{Diagnostic, Source};

fn read(name: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
    let source = Source::new(name, text);
    match Format::of(name, text) {
        Some(format) => format.read(&source).map(|_| ()),
        None => scenario::read(&source).map(|_| ()),
    }
}

fn fixtures() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/malformed-games");
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "stderr"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_malformed_game_is_told_what_is_wrong_where_and_what_to_do() {
    let files = fixtures();
    assert!(files.len() >= 25, "{} fixtures", files.len());
    let mut faults = Vec::new();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let found = read(&name, &text).expect_err(&name);
        for one in &found {
            assert!(!one.labels.is_empty(), "{name}: {} has no place", one.message);
            assert!(one.help.is_some(), "{name}: {} has no remedy", one.message);
        }
        let rendered = diagnostics::render(&Source::new(name.clone(), text), &found, false);
        let golden = path.with_file_name(format!("{name}.stderr"));
        if std::env::var_os("CONCEDE_BLESS").is_some() {
            std::fs::write(&golden, &rendered).unwrap();
        }
        if std::fs::read_to_string(&golden).unwrap_or_default() != rendered {
            faults.push(format!("{name}:\n{rendered}"));
        }
    }
    assert!(faults.is_empty(), "these differ from their goldens:\n{}", faults.join("\n"));
}

/// Splitmix64: small, seeded, and all the randomness that is needed here.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

const SOUND: &[(&str, &str)] = &[
    ("a.nfg", "NFG 1 R \"t\" { \"a\" \"b\" } { { \"x\" \"y\" } { \"l\" \"r\" } } \"c\" 1 2 3/4 .5 -6e1 +7 8 9\n"),
    ("b.nfg", "NFG 1 D \"t\" { \"a\" \"b\" } { 2 2 } { { \"w\" 1, 0 } { \"\" 0 1/3 } } 1 2 0 1\n"),
    (
        "a.efg",
        "EFG 2 R \"t\" { \"a\" \"b\" } \"\" c \"\" 1 \"\" { \"h\" 1/2 \"t\" 1/2 } 0 p \"\" 1 1 \"s\" { \"l\" \"r\" } 1 \"o\" { 1, 2 } \
         t \"\" 2 \"\" { 3 4 } p \"\" 2 1 \"\" { \"u\" } 0 t \"\" 0 p \"\" 1 1 0 t \"\" 2 t \"\" 1\n",
    ),
    ("a.csv", "us \\ them,left,right\ntop,\"3, 3\",\"0, 1/2\"\nbottom,(5 0),1;1\n"),
    ("b.csv", "a,b,payoff a,payoff b\nx,l,1,2\nx,r,3,4\n"),
    (
        "a.toml",
        "[game]\ntitle = \"t\"\n[game.normal]\nplayers = [\"a\", \"b\"]\nstrategies = [[\"x\", \"y\"], [\"l\"]]\n\
         payoffs = [[[1, \"1/2\"]], [[0.5, -3]]]\n",
    ),
];

/// Reads, and renders whatever is found; only panics matter.
fn survive(name: &str, text: &str) {
    if let Err(found) = read(name, text) {
        assert!(!found.is_empty(), "{name} is refused without a word:\n{text}");
        diagnostics::render(&Source::new(name, text), &found, false);
    }
}

#[test]
fn files_cut_short_never_panic() {
    for (name, text) in SOUND {
        read(name, text).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        for end in 0..text.len() {
            survive(name, &text[..end]);
        }
    }
}

#[test]
fn files_with_bytes_changed_never_panic() {
    let rounds = std::env::var("CONCEDE_FUZZ_ROUNDS").map_or(3_000, |rounds| rounds.parse().unwrap());
    let mut dice = Dice(7);
    let palette: Vec<char> = " \n\t\r{}\",;0123456789/.-+eE\\()[]cptNFGR=#xä−".chars().collect();
    for round in 0..rounds {
        let (name, text) = SOUND[round % SOUND.len()];
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=dice.below(4) {
            let at = dice.below(characters.len());
            match dice.below(4) {
                0 => drop(characters.remove(at)),
                1 => characters.insert(at, palette[dice.below(palette.len())]),
                2 => characters[at] = palette[dice.below(palette.len())],
                _ => {
                    let from = dice.below(characters.len());
                    characters.swap(at, from);
                }
            }
        }
        survive(name, &characters.into_iter().collect::<String>());
    }
}

#[test]
fn promises_cost_nothing() {
    let started = std::time::Instant::now();
    for (name, text) in [
        ("huge.nfg", "NFG 1 R \"\" { \"a\" \"b\" } { 1000000 1000000 } 1 2 3".to_owned()),
        ("huge.nfg", "NFG 1 R \"\" { \"a\" \"b\" } { 18446744073709551615 18446744073709551615 } 1 2 3".to_owned()),
        ("huge.nfg", "NFG 1 R \"\" { \"a\" } { 9000000 } 1 2 3".to_owned()),
        ("huge.nfg", "NFG 1 R \"\" { \"a\" } { 2 } 1e999999999 1".to_owned()),
        ("huge.nfg", "NFG 1 R \"\" { \"a\" } { 2 } 1 1e-999999999999999999999".to_owned()),
        (
            "huge.nfg",
            format!("NFG 1 R \"\" {{ \"a\" }} {{ 2 }} {{ {} }} 1 1", "{ \"\" 1 }".repeat(100_000) + "{ 1 2 }"),
        ),
        ("deep.efg", format!("EFG 2 R \"\" {{ \"a\" }} {}", "p \"\" 1 1 \"\" { \"x\" } 0 ".repeat(100_000))),
        ("deep.efg", format!("EFG 2 R \"\" {{ \"a\" }} {}", "{".repeat(1_000_000))),
        ("wide.csv", ",".repeat(1_000_000)),
        ("long.csv", "1\n\n".repeat(300_000)),
    ] {
        assert!(read(name, &text).is_err(), "{name}");
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn a_wide_and_a_long_game_are_read() {
    let size = 60_000;
    let numbers: String = (0..2 * size).map(|number| format!("{number} ")).collect();
    read("long.nfg", &format!("NFG 1 R \"\" {{ \"a\" \"b\" }} {{ {size} 1 }} {numbers}")).unwrap();
    let actions: String = (0..size).map(|number| format!("\"{number}\" ")).collect();
    let ends = "t \"\" 1 \"\" { 1 } ".repeat(size);
    read("wide.efg", &format!("EFG 2 R \"\" {{ \"a\" }} p \"\" 1 1 \"\" {{ {actions} }} 0 {ends}")).unwrap();
}
