//! All extreme equilibria, against a slow enumeration of all pairs of vertices.

use std::collections::BTreeSet;
use std::path::Path;

use concede::axiom::extreme::extreme_equilibria as by_vertices;
use concede::form::Game;
use concede::form::normal::NormalGame;
use concede::form::reduced::reduced_normal_form;
use concede::interop::Format;
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solution::Equilibrium;
use concede::solve::extreme_equilibria::{Arithmetic, ExtremeEquilibria, extreme_equilibria, extreme_equilibria_in};
use concede::solve::limits::Limits;
use concede::solve::nash::studied;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;

type Profile = Vec<Vec<Rational>>;

fn bimatrix(rows: usize, columns: usize, mut payoffs: impl FnMut(usize, usize) -> (Rational, Rational)) -> NormalGame {
    let labels = |count: usize| (0..count).map(|index| index.to_string()).collect();
    let cells = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
    NormalGame {
        players: vec!["row".into(), "column".into()],
        strategies: vec![labels(rows), labels(columns)],
        payoffs: cells
            .map(|(i, j)| {
                let (a, b) = payoffs(i, j);
                vec![a, b]
            })
            .collect(),
    }
}

/// A game with these payoffs.
fn integers(a: &[&[i64]], b: &[&[i64]]) -> NormalGame {
    bimatrix(a.len(), a[0].len(), |i, j| (a[i][j].into(), b[i][j].into()))
}

fn soak(default: u64) -> u64 {
    std::env::var("CONCEDE_SOAK").map_or(default, |text| text.parse().expect("CONCEDE_SOAK is a count"))
}

/// Both searches, which must agree.
fn fast(game: &NormalGame) -> Vec<Profile> {
    let [scouted, exact] = [Arithmetic::Scouted, Arithmetic::Exact].map(|arithmetic| {
        let found = extreme_equilibria_in(game, arithmetic, &Limits::default()).unwrap();
        assert!(found.complete);
        found.profiles
    });
    assert_eq!(scouted, exact, "{:?}", game.payoffs);
    scouted
}

/// Random games of up to 5 × 5 strategies: the search finds what the definition says.
fn agrees(count: u64, mut payoff: impl FnMut(&mut Pcg64Mcg) -> Rational) {
    for seed in 0..count {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let (rows, columns) = (random.random_range(2..=5), random.random_range(2..=5));
        let game = bimatrix(rows, columns, |_, _| (payoff(&mut random), payoff(&mut random)));
        assert_eq!(Some(fast(&game)), by_vertices(&game), "seed {seed}: {:?}", game.payoffs);
    }
}

#[test]
fn small_payoffs_with_many_ties() {
    agrees(soak(3_000), |random| random.random_range(-2..=2i64).into());
}

#[test]
fn wide_payoffs() {
    agrees(soak(5_000) / 10, |random| random.random_range(-100..=100i64).into());
}

#[test]
fn payoffs_that_differ_by_less_than_floats_can_tell() {
    for exponent in [9, 12, 15, 18] {
        let unit = &Rational::ONE / &Rational::from(10).pow(exponent);
        agrees(soak(3_000) / 20, |random| {
            let (coarse, fine) = (random.random_range(-2..=2i64), random.random_range(-1..=1i64));
            &Rational::from(coarse) + &(&Rational::from(fine) * &unit)
        });
    }
}

#[test]
fn payoffs_of_forty_digits_and_beyond_words() {
    let digits = |random: &mut Pcg64Mcg, count: usize| -> Rational {
        (0..count).map(|_| char::from(b'0' + random.random_range(0..10u8))).collect::<String>().parse().unwrap()
    };
    agrees(soak(2_000) / 20, |random| digits(random, 40));
    agrees(soak(2_000) / 20, |random| &digits(random, 2) * &Rational::from(i64::from(i32::MAX) + 7));
    // Ties of long numbers, far from each other.
    agrees(soak(2_000) / 20, |random| &Rational::from(random.random_range(-1..=1)) * &Rational::from(10).pow(80));
    // A few digits beside many.
    agrees(soak(2_000) / 20, |random| {
        let length = if random.random_range(0..3) == 0 { 70 } else { 1 };
        digits(random, length)
    });
}

#[test]
fn payoffs_that_are_fractions() {
    agrees(soak(2_000) / 10, |random| Rational::new(random.random_range(-7..=7), random.random_range(1..=12)));
}

/// Larger games: both searches agree, and every answer is an equilibrium without repetition.
#[test]
fn larger_games_are_found_alike_by_both_searches() {
    for seed in 0..soak(200) / 10 {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let (rows, columns) = (random.random_range(6..=9), random.random_range(6..=9));
        let range = [1, 3, 100][seed as usize % 3];
        let sparse = seed % 2 == 0;
        let mut payoff = || match sparse && random.random_range(0..2) == 0 {
            true => Rational::ZERO,
            false => random.random_range(-range..=range).into(),
        };
        let game = bimatrix(rows, columns, |_, _| (payoff(), payoff()));
        let found = fast(&game);
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "in order, none twice");
        for profile in found {
            let equilibrium = Equilibrium { payoffs: game.expected(&profile), profile };
            concede::axiom::normal::is_equilibrium(&game, &equilibrium).unwrap();
        }
    }
}

#[test]
fn battle_of_the_sexes_has_three() {
    // Luce and Raiffa 1957: mixed (2/3, 1/3), (1/3, 2/3), payoffs 2/3 each.
    let game = integers(&[&[2, 0], &[0, 1]], &[&[1, 0], &[0, 2]]);
    let equilibria = fast(&game);
    assert_eq!(equilibria.len(), 3);
    let third = |n| Rational::new(n, 3);
    assert_eq!(equilibria[1], [vec![third(2), third(1)], vec![third(1), third(2)]]);
    assert_eq!(game.expected(&equilibria[1]), [third(2), third(2)]);
}

#[test]
fn von_stengels_game_has_75() {
    // von Stengel 1999, "New maximal numbers of equilibria in bimatrix games", Discrete and
    // Computational Geometry 21:557, the 6 × 6 game of its section 4.
    let a: [&[i64]; 6] = [
        &[9504, -660, 19976, -20526, 1776, -8976],
        &[-111771, 31680, -130944, 168124, -8514, 52764],
        &[397584, -113850, 451176, -586476, 29216, -178761],
        &[171204, -45936, 208626, -263076, 14124, -84436],
        &[1303104, -453420, 1227336, -1718376, 72336, -461736],
        &[737154, -227040, 774576, -1039236, 48081, -300036],
    ];
    // Written by the column player's strategies.
    let b: [&[i64]; 6] = [
        &[72336, -461736, 1227336, -1718376, 1303104, -453420],
        &[48081, -300036, 774576, -1039236, 737154, -227040],
        &[29216, -178761, 451176, -586476, 397584, -113850],
        &[14124, -84436, 208626, -263076, 171204, -45936],
        &[1776, -8976, 19976, -20526, 9504, -660],
        &[-8514, 52764, -130944, 168124, -111771, 31680],
    ];
    let game = bimatrix(6, 6, |i, j| (a[i][j].into(), b[j][i].into()));
    assert_eq!(fast(&game).len(), 75);
}

#[test]
fn coordination_games_have_one_for_every_set_of_strategies() {
    for size in 2..=9 {
        let unit = |i, j| Rational::from(i64::from(i == j));
        assert_eq!(fast(&bimatrix(size, size, |i, j| (unit(i, j), unit(i, j)))).len(), (1 << size) - 1);
    }
}

#[test]
fn where_nothing_matters_every_pair_is_one() {
    for (rows, columns) in [(2, 2), (3, 7), (12, 12)] {
        assert_eq!(fast(&bimatrix(rows, columns, |_, _| (Rational::ZERO, Rational::ONE))).len(), rows * columns);
    }
}

/// A branch is as deep as there are labels, which no stack has to hold.
#[test]
fn a_deep_branch_needs_no_stack() {
    let game = bimatrix(3, 150, |i, j| (Rational::from(((i * j * j + 3 * i + j) % 11) as i64), Rational::ZERO));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(256 << 10).build().unwrap();
    for arithmetic in [Arithmetic::Scouted, Arithmetic::Exact] {
        let limits = Limits { nodes: 400, ..Limits::default() };
        let found = pool.install(|| extreme_equilibria_in(&game, arithmetic, &limits)).unwrap();
        assert!(!found.complete);
    }
}

#[test]
fn players_without_a_choice_stand_aside() {
    // Matching pennies between the first and the third of three players.
    let labels = |count: usize| (0..count).map(|index| index.to_string()).collect::<Vec<_>>();
    let wins = |i: usize, j: usize| Rational::from(if i == j { 1 } else { -1 });
    let game = NormalGame {
        players: ["one", "idle", "two"].map(str::to_owned).to_vec(),
        strategies: vec![labels(2), labels(1), labels(2)],
        payoffs: (0..4).map(|at| vec![wins(at / 2, at % 2), 7.into(), -&wins(at / 2, at % 2)]).collect(),
    };
    let half = || vec![Rational::new(1, 2), Rational::new(1, 2)];
    assert_eq!(fast(&game), [[half(), vec![Rational::ONE], half()]]);
}

#[test]
fn limits_leave_a_part_that_says_so() {
    let unit = |i, j| Rational::from(i64::from(i == j));
    let game = bimatrix(8, 8, |i, j| (unit(i, j), unit(i, j)));
    let all = fast(&game);
    for arithmetic in [Arithmetic::Scouted, Arithmetic::Exact] {
        let find = |limits: Limits| extreme_equilibria_in(&game, arithmetic, &limits).unwrap();
        let by_nodes = find(Limits { nodes: 300, ..Limits::default() });
        assert!(!by_nodes.complete && by_nodes.profiles.iter().all(|profile| all.contains(profile)));
        assert_eq!(by_nodes, find(Limits { nodes: 300, ..Limits::default() }), "the same every time");
        let by_answers = find(Limits { answers: 10, ..Limits::default() });
        assert!(!by_answers.complete);
        assert_eq!(by_answers.profiles.len(), 10);
        assert_eq!(by_answers, find(Limits { answers: 10, ..Limits::default() }), "the same every time");
        let enough = find(Limits { answers: 255, ..Limits::default() });
        assert!(enough.complete && enough.profiles == all);
        let stopped = Limits::default();
        stopped.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(find(stopped), ExtremeEquilibria { profiles: Vec::new(), complete: false });
    }
}

/// Every two-player game of Gambit's files in normal form whose extreme equilibria its
/// `enummixed` (checked by lrsnash) lists.
#[test]
fn gambits_games() {
    let shared = Path::new("../shared");
    let Ok(text) = std::fs::read_to_string(shared.join("oracles/gambit.json")) else {
        println!("skipped: no shared oracles here");
        return;
    };
    let oracle: Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for entry in oracle["games"].as_array().unwrap() {
        let listed = &entry["enummixed"];
        let file = entry["file"].as_str().unwrap();
        // Where Gambit is wrong the file says what is right.
        let profiles = if listed["gambit_wrong"] == true { "correct_profiles" } else { "profiles" };
        if entry["num_players"] != 2 || !listed[profiles].is_array() {
            continue;
        }
        let text = std::fs::read_to_string(shared.join(file)).unwrap();
        let source = Source::new(file, text.as_str());
        let game = match Format::of(file, &text).expect("the ending tells").read(&source).unwrap().game {
            Game::Normal(game) => game,
            Game::Extensive(tree) => reduced_normal_form(&tree).unwrap().game,
            other => panic!("{file} is no {}", other.form()),
        };
        let mut expected: Vec<Profile> = serde_json::from_value(listed[profiles].clone()).unwrap();
        expected.sort_by(|a, b| b.cmp(a));
        if extreme_equilibria(&game, &Limits::default()).is_none() {
            continue;
        }
        assert_eq!(fast(&game), expected, "{file}");
        // The lists of places, as sets of profiles.
        let listed_sets = |key: &str| -> BTreeSet<BTreeSet<Profile>> {
            let places: Vec<Vec<usize>> = serde_json::from_value(listed[key].clone()).unwrap();
            let profile = |at: usize| serde_json::from_value::<Profile>(listed[profiles][at].clone()).unwrap();
            places.into_iter().map(|list| list.into_iter().map(profile).collect()).collect()
        };
        let found = studied(&game, &Limits::default());
        let sets = |lists: &[Vec<usize>]| -> BTreeSet<BTreeSet<Profile>> {
            lists.iter().map(|list| list.iter().map(|&at| found.equilibria[at].profile.clone()).collect()).collect()
        };
        match &found.components {
            Some(components) => {
                assert_eq!(sets(components.maximal.as_ref().unwrap()), listed_sets("maximal_nash_subsets"), "{file}");
                assert_eq!(sets(&components.connected), listed_sets("connected_components"), "{file}");
            }
            None => assert!(listed_sets("connected_components").iter().all(|one| one.len() == 1), "{file}"),
        }
        compared += 1;
    }
    println!("{compared} games compared");
    assert!(compared > 60, "{compared} games were compared");
}
