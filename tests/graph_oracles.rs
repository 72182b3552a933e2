//! The graph model against published conflicts (tests/oracles/graph-model.json names the source
//! of each) and against a slow search that follows the definitions word by word.

use std::collections::BTreeSet;

use concede::axiom::graph as slow;
use concede::form::Game;
use concede::form::graph::{
    Convention, Direction, GraphModel, GraphOption, Layout, Moves, feasible_codes, option_moves,
};
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::scenario::{self, Content};
use concede::solution::graph::{GraphAnswer, Stability, StableStates};
use concede::solve::graph_inverse::inverse_analysis;
use concede::solve::graph_margin::margin;
use concede::solve::graph_reachability::status_quo_analysis;
use concede::solve::graph_stability::stable_states;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;

fn oracles() -> Vec<Value> {
    let text = include_str!("oracles/graph-model.json");
    let file: Value = serde_json::from_str(text).unwrap();
    file["conflicts"].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|state| state.as_u64().unwrap() as usize - 1).collect()
}

/// A conflict of the file, its moves as listed there.
fn listed(conflict: &Value) -> GraphModel {
    let players: Vec<String> =
        conflict["decision_makers"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let states = conflict["states"].as_array().unwrap().len();
    let moves = players
        .iter()
        .map(|player| {
            Moves::new((0..states).map(|state| {
                let list = &conflict["unilateral_moves"][player][(state + 1).to_string()];
                if list.is_null() { Vec::new() } else { numbers(list).into_iter().map(|to| to as u32).collect() }
            }))
        })
        .collect();
    let ranks = players
        .iter()
        .map(|player| {
            let payoffs = conflict["ordinal_payoff_by_state"][player].as_array().unwrap();
            payoffs.iter().map(|payoff| payoff.as_u64().unwrap() as u32).collect()
        })
        .collect();
    GraphModel {
        layout: Layout::Listed { labels: (1..=states).map(|state| state.to_string()).collect() },
        coalitions: Vec::new(),
        unseen: vec![Vec::new(); players.len()],
        status_quo: Some(conflict["status_quo"].as_u64().unwrap() as usize - 1),
        convention: Convention::Legal,
        players,
        moves,
        ranks,
    }
}

fn stable(game: &GraphModel, stability: Stability) -> StableStates {
    match stable_states(game, stability).unwrap() {
        GraphAnswer::Stable(stable) => stable,
        other => panic!("not a set of stable states: {other:?}"),
    }
}

const KEYS: [(&str, Stability); 4] = [
    ("Nash", Stability::Nash),
    ("GMR", Stability::GeneralMetarational),
    ("SMR", Stability::SymmetricMetarational),
    ("SEQ", Stability::Sequential),
];

#[test]
fn published_conflicts_have_their_published_stabilities() {
    for conflict in oracles() {
        let mut game = listed(&conflict);
        for (key, stability) in KEYS {
            let computed = &conflict["computed"];
            for convention in Convention::ALL {
                // "same" is said of the two other conventions.
                game.convention = convention;
                let answer = stable(&game, stability);
                assert_eq!(answer.equilibria, numbers(&computed["equilibria"][key]), "{} {key}", conflict["id"]);
            }
            game.convention = Convention::Legal;
            let answer = stable(&game, stability);
            for (player, states) in game.players.iter().zip(&answer.stable) {
                let expected = numbers(&computed["stable_per_dm"][key][player]);
                assert_eq!(*states, expected, "{} {key} {player}", conflict["id"]);
            }
        }
        if let GraphAnswer::StatusQuo(analysis) = status_quo_analysis(&game).unwrap()
            && !conflict["status_quo_analysis"].is_null()
        {
            let expected = &conflict["status_quo_analysis"];
            assert_eq!(analysis.by_improvements, numbers(&expected["reachable_by_unilateral_improvements"]));
            assert_eq!(analysis.by_any_moves, numbers(&expected["reachable_by_any_moves"]));
        }
    }
}

/// How many states of the Garrison conflict are general metarational depends on the convention.
/// The counts are those of the literature's three readings of an answer by several others.
#[test]
fn garrison_has_twelve_fourteen_or_fifteen_general_metarational_states() {
    let text = include_str!("../scenarios/textbook/fang-hipel-kilgour-1993/garrison.toml");
    let (Content::Game(titled), _) = scenario::read(&Source::new("garrison.toml", text)).unwrap() else {
        panic!("not a game");
    };
    let Game::Graph(mut game) = titled.game else { panic!("not a conflict") };
    assert_eq!(game.states(), 23);
    let expected = [
        (Convention::Legal, vec![2, 3, 4, 6, 8, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22]),
        (Convention::EachOnce, vec![2, 3, 4, 8, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22]),
        (Convention::SingleMove, vec![2, 3, 8, 11, 13, 14, 15, 17, 18, 19, 21, 22]),
    ];
    for (convention, states) in expected {
        game.convention = convention;
        let answer = stable(&game, Stability::GeneralMetarational);
        assert_eq!(answer.equilibria.iter().map(|state| state + 1).collect::<Vec<_>>(), states, "{convention:?}");
        slow::is_right(&game, &answer).unwrap();
    }
}

/// The twelve-state Elmira conflict, from its options.
fn elmira() -> GraphModel {
    let conflict = &oracles()[0];
    let direction = |index| [Direction::On, Direction::Off, Direction::Reversible, Direction::On][index];
    let owner = [0, 1, 1, 1, 2];
    let options: Vec<GraphOption> = (0..5)
        .map(|index| GraphOption {
            name: conflict["options"][index]["name"].as_str().unwrap().to_owned(),
            player: owner[index],
            direction: if index == 4 { Direction::Reversible } else { direction(index) },
        })
        .collect();
    let on = |code: u64, option: u32| code >> option & 1 == 1;
    let codes = feasible_codes(5, |code| {
        let company = [1, 2, 3].into_iter().filter(|&option| on(code, option)).count();
        company != 1
    });
    let moves = (0..3).map(|player| option_moves(&options, &codes, |option| option.player == player)).collect();
    GraphModel { layout: Layout::Options { options, codes }, moves, coalitions: vec![vec![0, 1]], ..listed(conflict) }
}

#[test]
fn options_and_coalitions_of_elmira() {
    let conflict = &oracles()[0];
    let game = elmira();
    let coalition = &conflict["coalition_MoE+Uniroyal"]["equilibria"];
    for (key, stability) in KEYS {
        let answer = stable(&game, stability);
        assert_eq!(answer.equilibria, numbers(&conflict["computed"]["equilibria"][key]), "{key}");
        assert_eq!(answer.coalitions[0].equilibria, numbers(&coalition[key]), "coalition {key}");
    }
    // The deadlock of state 7 is left by the ministry and the company together.
    assert!(!stable(&game, Stability::Nash).coalitions[0].stable.contains(&6));
}

fn random_game(seed: u64) -> GraphModel {
    let mut random = Pcg64::seed_from_u64(seed);
    let players = random.random_range(1..=4usize);
    let count = random.random_range(players..=6);
    let options: Vec<GraphOption> = (0..count)
        .map(|index| GraphOption {
            name: format!("o{index}"),
            player: if index < players { index } else { random.random_range(0..players) },
            direction: [Direction::Reversible, Direction::Reversible, Direction::On, Direction::Off]
                [random.random_range(0..4)],
        })
        .collect();
    let dropped: BTreeSet<u64> = (0..1 << count).filter(|_| random.random_bool(0.2)).collect();
    let codes = feasible_codes(count, |code| code != 0 && dropped.contains(&code));
    let states = codes.len();
    let moves: Vec<Moves> =
        (0..players).map(|player| option_moves(&options, &codes, |option| option.player == player)).collect();
    let spread = if random.random_bool(0.5) { 4 } else { 1000 };
    let ranks = (0..players).map(|_| (0..states).map(|_| random.random_range(0..spread)).collect()).collect();
    let coalitions = if players > 2 { vec![vec![0, 1], vec![0, 2]] } else { Vec::new() };
    let hides = random.random_bool(0.3);
    let unseen = (0..players)
        .map(|player| match hides {
            true => (0..count).filter(|&o| options[o].player != player && random.next_u32() % 3 == 0).collect(),
            false => Vec::new(),
        })
        .collect();
    GraphModel {
        players: (0..players).map(|player| format!("p{player}")).collect(),
        layout: Layout::Options { options, codes },
        moves,
        ranks,
        status_quo: Some(0),
        coalitions,
        unseen,
        convention: Convention::ALL[random.random_range(0..3)],
    }
}

#[test]
fn a_search_by_the_definition_agrees_on_random_conflicts() {
    let seeds = std::env::var("CONCEDE_ORACLE_SEEDS").map_or(1000, |seeds| seeds.parse().unwrap());
    for seed in 0..seeds {
        let game = random_game(seed);
        for stability in Stability::ALL {
            let answer = stable(&game, stability);
            slow::is_right(&game, &answer).unwrap_or_else(|fault| panic!("seed {seed}, {stability:?}: {fault}"));
        }
    }
}

#[test]
fn rankings_that_stabilise_are_those_described() {
    // Every strict ranking of a few states, and random ones with ties, one player's at a time.
    for seed in 0..120 {
        let mut game = random_game(seed);
        game.coalitions.clear();
        if game.states() > 6 {
            continue;
        }
        let GraphAnswer::Inverse(inverse) = inverse_analysis(&game).unwrap() else { panic!("not an inverse") };
        let mut random = Pcg64::seed_from_u64(seed);
        let strict = permutations(game.states());
        let tied: Vec<Vec<u32>> =
            (0..100).map(|_| (0..game.states()).map(|_| random.random_range(0..3)).collect()).collect();
        for player in 0..game.players.len() {
            let mut counts = vec![[0i64; 5]; game.states()];
            let kept = game.ranks[player].clone();
            for (place, ranking) in strict.iter().chain(&tied).enumerate() {
                game.ranks[player].clone_from(ranking);
                for (index, &stability) in Stability::ALL.iter().enumerate() {
                    let held = &stable(&game, stability).stable[player];
                    for (state, counts) in counts.iter_mut().enumerate() {
                        let demand = &inverse.demands[state][index][player];
                        let no_higher = |way: &Vec<usize>| way.iter().all(|&one| ranking[one] <= ranking[state]);
                        let met = demand.requirements.iter().all(|ways| ways.iter().any(no_higher));
                        assert_eq!(
                            met,
                            held.contains(&state),
                            "seed {seed}, state {state}, {stability:?}, {ranking:?}"
                        );
                        counts[index] += i64::from(met && place < strict.len());
                    }
                }
            }
            game.ranks[player] = kept;
            for (state, counts) in counts.iter().enumerate() {
                for (index, &count) in counts.iter().enumerate() {
                    let share = Rational::new(count, strict.len() as i64);
                    let told = &inverse.demands[state][index][player].share;
                    assert_eq!(*told, Some(share), "seed {seed}, state {state}");
                }
            }
        }
    }
}

/// Ranks from utilities, as a scenario has them.
fn ranked(game: &mut GraphModel, utilities: &[Vec<Rational>]) {
    game.ranks = utilities
        .iter()
        .map(|own| own.iter().map(|one| own.iter().filter(|other| *other < one).count() as u32).collect())
        .collect();
}

#[test]
fn no_utility_that_moves_by_less_than_the_margin_turns_a_state() {
    let (mut measured, mut turned) = (0, 0);
    for seed in 0..150 {
        let mut game = random_game(seed);
        game.coalitions.clear();
        game.unseen.iter_mut().for_each(Vec::clear);
        let mut random = Pcg64::seed_from_u64(seed);
        let utilities: Vec<Vec<Rational>> = game
            .ranks
            .iter()
            .map(|own| own.iter().map(|_| Rational::from(random.random_range(0..9i64))).collect())
            .collect();
        ranked(&mut game, &utilities);
        let state = random.random_range(0..game.states());
        for stability in Stability::ALL {
            let now = stable(&game, stability);
            for player in 0..game.players.len() {
                let held = now.stable[player].contains(&state);
                let margin = margin(&game, &utilities, player, state, stability);
                let at_most = margin.clone().unwrap_or(Rational::from(9));
                let moved = |by: &Rational, sign: &mut dyn FnMut(usize, usize) -> i64| {
                    let mut game = game.clone();
                    let moved: Vec<Vec<Rational>> = (0..utilities.len())
                        .map(|who| {
                            let at = |at: usize| &utilities[who][at] + &(by * &Rational::from(sign(who, at)));
                            (0..game.states()).map(at).collect()
                        })
                        .collect();
                    ranked(&mut game, &moved);
                    stable(&game, stability).stable[player].contains(&state)
                };
                // Within it nothing turns: at random, and where the state alone is pushed.
                let within = &at_most * &Rational::new(99, 100);
                for _ in 0..4 {
                    assert_eq!(
                        moved(&within, &mut |_, _| random.random_range(-1..=1)),
                        held,
                        "seed {seed} {stability:?}"
                    );
                }
                let down = if held { -1 } else { 1 };
                let mut push = |who: usize, at: usize| match (who == player, at == state) {
                    (false, _) => 0,
                    (true, true) => down,
                    (true, false) => -down,
                };
                assert_eq!(moved(&within, &mut push), held, "seed {seed} {stability:?} pushed");
                // Just beyond it the first three turn.
                if let (Some(margin), false) =
                    (&margin, matches!(stability, Stability::Sequential | Stability::SymmetricSequential))
                {
                    let beyond = margin + &Rational::new(1, 100);
                    assert_ne!(moved(&beyond, &mut push), held, "seed {seed} {stability:?} beyond {margin}");
                    turned += 1;
                }
                measured += usize::from(margin.is_some());
            }
        }
    }
    assert!(measured > 300 && turned > 200, "{measured} {turned}");
}

fn permutations(count: usize) -> Vec<Vec<u32>> {
    (0..count).fold(vec![Vec::new()], |lists, next| {
        lists
            .iter()
            .flat_map(|list| {
                (0..=list.len()).map(move |place| {
                    let mut list = list.clone();
                    list.insert(place, next as u32);
                    list
                })
            })
            .collect()
    })
}
