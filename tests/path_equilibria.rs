//! Equilibria that paths lead to, against all equilibria of the same games.
//!
//! `CONCEDE_SOAK` says how many random games of each kind.

use std::path::Path;

use concede::axiom::enclosure::holds_one;
use concede::axiom::normal::is_equilibrium;
use concede::form::Game;
use concede::form::normal::NormalGame;
use concede::form::reduced::reduced_normal_form;
use concede::interop::Format;
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solution::{Answer, Equilibria, Found, PathEquilibria, PathStop, Refusal};
use concede::solve::extreme_equilibria::active_players;
use concede::solve::global_newton::global_newton;
use concede::solve::limits::Limits;
use concede::solve::logit::logit;
use concede::solve::nash::nash;
use concede::solve::one_nash::one_nash;
use concede::solve::simplicial::simplicial;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

type Method = fn(&NormalGame, &Limits) -> Result<PathEquilibria, Refusal>;

const METHODS: [(&str, Method); 2] = [("global_newton", global_newton), ("simplicial", simplicial)];

fn soak(default: u64) -> u64 {
    std::env::var("CONCEDE_SOAK").map_or(default, |text| text.parse().expect("CONCEDE_SOAK is a count"))
}

fn random_game(seed: u64, counts: &[usize], range: i64) -> NormalGame {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let players = counts.len();
    NormalGame {
        players: (0..players).map(|player| format!("player {player}")).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
        payoffs: (0..counts.iter().product())
            .map(|_| (0..players).map(|_| random.random_range(-range..=range).into()).collect())
            .collect(),
    }
}

/// Proves every equilibrium that is listed, by code that shares nothing with the search; their
/// profiles in floats.
fn proved(game: &NormalGame, found: &PathEquilibria) -> Vec<Vec<f64>> {
    for one in &found.equilibria {
        is_equilibrium(game, one).unwrap();
    }
    for one in &found.enclosed {
        holds_one(game, one).unwrap_or_else(|fault| panic!("{fault}: {one:?} of {:?}", game.payoffs));
    }
    let exact = found.equilibria.iter().map(|one| one.profile.iter().flatten().map(Rational::to_f64).collect());
    let boxed = found.enclosed.iter().map(|one| one.profile.iter().flatten().map(|[lo, _]| lo.to_f64()).collect());
    exact.chain(boxed).collect()
}

/// Whether a list of all has a profile, or a family with such bounds.
fn is_among(all: &Equilibria, profile: &[f64]) -> bool {
    let near = |flat: Vec<[f64; 2]>| flat.iter().zip(profile).all(|([lo, hi], x)| lo - 1e-9 <= *x && *x <= hi + 1e-9);
    let ends = |mixes: &Vec<Vec<[Rational; 2]>>| {
        mixes.iter().flatten().map(|[lo, hi]| [lo.to_f64(), hi.to_f64()]).collect::<Vec<_>>()
    };
    let exact = |mixes: &Vec<Vec<Rational>>| mixes.iter().flatten().map(|one| [one.to_f64(); 2]).collect::<Vec<_>>();
    all.equilibria.iter().any(|one| near(exact(&one.profile)))
        || all.enclosed.iter().any(|one| near(ends(&one.profile)))
        || all.families.iter().any(|one| near(ends(&one.profile)))
}

/// Generic games: what paths come to is proved, and in the list of all. Over a ray there is an odd
/// number of equilibria (Govindan and Wilson 2003). Pivots may be too many, but seldom are.
#[test]
fn paths_of_random_games_lead_to_some_of_all() {
    let shapes: [&[usize]; 7] = [&[2, 2], &[4, 3], &[2, 2, 2], &[3, 2, 2], &[3, 3, 3], &[2, 2, 2, 2], &[2, 2, 2, 2, 2]];
    let (mut several, mut lost, mut paths) = (0, 0, [0; 2]);
    for seed in 0..soak(30) {
        let game = random_game(seed, shapes[seed as usize % shapes.len()], 1_000_000);
        let all = nash(&game, &Limits::default());
        assert!(all.complete, "seed {seed}");
        let mut total = [0; 2];
        for (place, (name, method)) in METHODS.into_iter().enumerate() {
            let found = method(&game, &Limits::default()).unwrap();
            for profile in proved(&game, &found) {
                assert!(is_among(&all, &profile), "seed {seed}, {name}: {profile:?}");
            }
            for (number, path) in found.paths.iter().enumerate() {
                let on = path.equilibria.len() + path.enclosed.len();
                if place == 0 {
                    assert_eq!((path.unproved, path.stopped), (0, None), "seed {seed}, path {number}");
                    assert_eq!(on % 2, 1, "seed {seed}, path {number}: {on}");
                } else {
                    assert!(on == 1 || path.stopped == Some(PathStop::Limit), "seed {seed}, start {number}");
                    lost += u64::from(path.stopped.is_some());
                }
            }
            total[place] = found.equilibria.len() + found.enclosed.len();
            paths[place] += total[place];
        }
        several += u64::from(total[0] > 1);
    }
    println!("{paths:?} equilibria on the paths of each method, {lost} starts without an end");
    assert!(lost < soak(30) / 5, "{lost} starts without an end");
    assert!(several > soak(30) / 5, "in {several} games there were several");
}

/// Games of few values are degenerate: whatever is listed is proved, no path runs for ever, and
/// in nearly all games there is something.
#[test]
fn degenerate_games_end_too() {
    let shapes: [&[usize]; 5] = [&[2, 2, 2], &[3, 2, 2], &[2, 2, 2, 2], &[3, 3, 2], &[3, 3, 3]];
    let mut without = [0; 2];
    for seed in 0..soak(30) {
        let game = random_game(seed, shapes[seed as usize % shapes.len()], 1 + seed as i64 % 3);
        for (place, (_, method)) in METHODS.into_iter().enumerate() {
            let found = method(&game, &Limits::default()).unwrap();
            without[place] += u64::from(proved(&game, &found).is_empty());
        }
    }
    println!("{without:?} games of {} without an equilibrium", soak(30));
    assert!(without.into_iter().max() <= Some(soak(30) / 30), "{without:?}");
}

/// Their equilibria are rational more often than not, and singular: one is found exactly, or in a
/// box.
#[test]
fn one_equilibrium_of_a_degenerate_game_is_proved() {
    let shapes: [&[usize]; 5] = [&[2, 2, 2], &[3, 2, 2], &[2, 2, 2, 2], &[3, 3, 2], &[3, 3, 3]];
    for seed in 0..soak(200) {
        let game = random_game(seed, shapes[seed as usize % shapes.len()], 1 + seed as i64 % 3);
        match one_nash(&game, &Limits::default()).unwrap().found {
            Found::Equilibrium(one) => is_equilibrium(&game, &one).unwrap(),
            Found::Enclosed(one) => holds_one(&game, &one).unwrap(),
            Found::Approximate { regret, .. } => panic!("seed {seed}: only up to {regret}"),
        }
    }
}

/// Ends of logit paths that Newton's method does not settle: in families, and beyond the crossing
/// of other branches.
#[test]
fn singular_ends_of_logit_paths_are_exact() {
    for (seed, counts, range) in [
        (368, [3, 3, 2], 3),
        (2955, [2, 2, 2], 1),
        (1260, [2, 2, 2], 1),
        (12_826, [3, 2, 2], 2),
        (17_700, [2, 2, 2], 1),
    ] {
        let game = random_game(seed, &counts, range);
        match logit(&game, &Limits::default()).unwrap().found {
            Found::Equilibrium(one) => is_equilibrium(&game, &one).unwrap(),
            Found::Enclosed(one) => holds_one(&game, &one).unwrap(),
            Found::Approximate { regret, .. } => panic!("seed {seed}: only up to {regret}"),
        }
    }
}

/// Ten players of two strategies, and five of up to three.
#[test]
fn larger_games_are_no_obstacle() {
    for (counts, seed) in [(vec![2; 10], 1), (vec![3; 5], 2), (vec![2, 3, 2, 3, 2], 3)] {
        let game = random_game(seed, &counts, 1_000);
        for (name, method) in METHODS {
            let found = method(&game, &Limits { answers: 1, ..Limits::default() }).unwrap();
            assert!(!proved(&game, &found).is_empty(), "{name} of {counts:?}: {:?}", found.paths);
        }
    }
}

/// Gambit's files: what is listed is proved and, in games that `nash` completes, in its list.
#[test]
fn gambits_games() {
    let shared = Path::new("../shared/games/nfg");
    let Ok(files) = std::fs::read_dir(shared) else {
        println!("skipped: no shared games here");
        return;
    };
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut compared = 0;
    for file in files {
        let name = file.to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let read = Format::of(&name, &text).expect("the ending tells").read(&Source::new(&name, text.as_str()));
        let game = match read.unwrap().game {
            Game::Normal(game) => game,
            Game::Extensive(tree) => reduced_normal_form(&tree).unwrap().game,
            other => panic!("{name} is no {}", other.form()),
        };
        if game.payoffs.len() > 100 {
            continue;
        }
        let all = nash(&game, &Limits { nodes: 20_000, ..Limits::default() });
        for (method, solve) in METHODS {
            let found = solve(&game, &Limits::default()).unwrap();
            let profiles = proved(&game, &found);
            assert!(!profiles.is_empty(), "{name}, {method}: {found:?}");
            // Of two players who choose only the extreme ones are listed.
            if all.complete && active_players(&game).len() > 2 {
                for profile in profiles {
                    assert!(is_among(&all, &profile), "{name}, {method}: {profile:?}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 10, "{compared} games were compared");
}

#[test]
fn the_registry_answers_and_its_report_is_checked() {
    let game = random_game(5, &[2, 2, 2], 9);
    for id in ["global_newton", "simplicial"] {
        let form = Game::Normal(game.clone());
        let solutions = concede::solve::solve(&form, &[id.to_owned()], &Limits::default());
        let Ok(Answer::PathEquilibria(found)) = &solutions[0].answer else { panic!("{solutions:?}") };
        let json = concede::report::json::solutions::solution(&solutions[0]);
        assert_eq!(json["equilibria"].as_array().unwrap().len(), found.equilibria.len());
        assert_eq!(json["paths"].as_array().unwrap().len(), found.paths.len());
        assert_eq!(json["complete"], false);
        // Unasked, there are no paths.
        let unasked = concede::solve::solve(&form, &[], &Limits::default());
        assert!(unasked.iter().all(|one| one.concept != id));
    }
    let stopped = global_newton(&game, &Limits { nodes: 3, ..Limits::default() }).unwrap();
    assert_eq!(stopped.paths[0].stopped, Some(PathStop::Limit));
    let large = random_game(1, &[300, 2], 9);
    assert!(matches!(simplicial(&large, &Limits::default()), Err(Refusal::TooLarge { size: 302, .. })));
}
