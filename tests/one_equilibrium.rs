//! One equilibrium of a game against all equilibria of it, found slowly, and against every
//! deviation.
//!
//! `CONCEDE_ORACLE_GAMES` says how many random games of each kind (400 by default),
//! `CONCEDE_ORACLE_STRATEGIES` how many strategies the large ones have (120 by default; 1000 takes
//! some seconds in an optimised build).

use concede::axiom::normal::{is_approximate, is_equilibrium};
use concede::form::Game;
use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::solution::{Answer, Equilibrium, Found, OneEquilibrium, Refusal};
use concede::solve::extreme_equilibria::extreme_equilibria;
use concede::solve::lemke_howson::{Label, from_all_labels, labels, lemke_howson};
use concede::solve::limits::Limits;
use concede::solve::one_nash::one_nash;
use concede::solve::zero_sum::{constant_sum, zero_sum};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

fn games() -> u64 {
    from_environment("CONCEDE_ORACLE_GAMES", 400)
}

fn game(rows: usize, columns: usize, mut payoff: impl FnMut(usize, usize) -> [Rational; 2]) -> NormalGame {
    let named = |count: usize| (0..count).map(|index| format!("s{index}")).collect();
    NormalGame {
        players: vec!["row".into(), "column".into()],
        strategies: vec![named(rows), named(columns)],
        payoffs: (0..rows * columns).map(|index| payoff(index / columns, index % columns).to_vec()).collect(),
    }
}

fn of_integers<const R: usize, const C: usize>(a: [[i64; C]; R], b: [[i64; C]; R]) -> NormalGame {
    game(R, C, |i, j| [a[i][j], b[i][j]].map(Rational::from))
}

fn random_game(random: &mut Pcg64, rows: usize, columns: usize, spread: i64) -> NormalGame {
    game(rows, columns, |_, _| [(); 2].map(|()| random.random_range(-spread..=spread).into()))
}

fn exact(game: &NormalGame, found: Found) -> Equilibrium {
    let Found::Equilibrium(equilibrium) = found else { panic!("{found:?} of {game:?}") };
    assert_eq!(is_equilibrium(game, &equilibrium), Ok(()));
    equilibrium
}

fn profile(weights: &[&[i64]]) -> Vec<Vec<Rational>> {
    let mix = |mix: &&[i64]| mix.iter().map(|&weight| Rational::new(weight, mix.iter().sum())).collect();
    weights.iter().map(mix).collect()
}

fn numbers(found: &[Label]) -> Vec<(usize, usize)> {
    found.iter().map(|label| (label.player, label.strategy)).collect()
}

#[test]
fn every_label_of_a_random_game_leads_to_one_of_its_odd_number_of_equilibria() {
    let mut random = Pcg64::seed_from_u64(64);
    let mut several = 0;
    for _ in 0..games() {
        let (rows, columns) = (random.random_range(2..=5), random.random_range(2..=5));
        let game = random_game(&mut random, rows, columns, 1_000_000_000);
        let all = extreme_equilibria(&game, &Limits::default()).unwrap().profiles;
        // Of nondegenerate games, which random ones almost surely are (Lemke and Howson 1964).
        assert_eq!(all.len() % 2, 1);
        let reached = from_all_labels(&game, &Limits::default()).unwrap();
        assert!(reached.open.is_empty());
        let mut seen: Vec<Label> = reached.equilibria.iter().flat_map(|(_, labels)| labels.clone()).collect();
        seen.sort();
        assert_eq!(seen, labels(&game).unwrap());
        several += usize::from(reached.equilibria.len() > 1);
        for (equilibrium, labels) in &reached.equilibria {
            assert_eq!(is_equilibrium(&game, equilibrium), Ok(()));
            assert!(all.contains(&equilibrium.profile));
            for label in labels {
                let number = label.strategy + if label.player == 0 { 0 } else { rows };
                assert_eq!(exact(&game, lemke_howson(&game, number, &Limits::default()).unwrap()), *equilibrium);
            }
        }
    }
    assert!(several > 0);
}

#[test]
fn degenerate_games_of_few_values_end_too() {
    let mut random = Pcg64::seed_from_u64(65);
    for round in 0..4 * games() {
        let (rows, columns) = (random.random_range(1..=6), random.random_range(1..=6));
        let game = random_game(&mut random, rows, columns, [1, 2][round as usize % 2]);
        let reached = from_all_labels(&game, &Limits::default()).unwrap();
        assert!(reached.open.is_empty());
        // Ends of paths are pairs of vertices, hence extreme.
        let all = extreme_equilibria(&game, &Limits::default()).map(|all| all.profiles);
        for (equilibrium, _) in &reached.equilibria {
            assert_eq!(is_equilibrium(&game, equilibrium), Ok(()));
            assert!(all.as_ref().is_none_or(|all| all.contains(&equilibrium.profile)));
        }
    }
}

#[test]
fn floats_and_a_tie_at_every_step_still_end_exactly() {
    // Large enough for the path of floats; most vertices are degenerate.
    let mut random = Pcg64::seed_from_u64(66);
    for round in 0..games() / 20 {
        let (rows, columns) = (random.random_range(21..=40), random.random_range(21..=40));
        let game = random_game(&mut random, rows, columns, [1, 2, 1000][round as usize % 3]);
        for start in [0, rows, rows + columns - 1] {
            exact(&game, lemke_howson(&game, start, &Limits::default()).unwrap());
        }
    }
    let reached = from_all_labels(&random_game(&mut random, 24, 24, 100), &Limits::default()).unwrap();
    assert!(reached.open.is_empty());
}

#[test]
fn labels_lead_where_von_stengel_says() {
    // Von Stengel 2007, in Algorithmic Game Theory, figure 3.1.
    let game = of_integers([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]);
    let reached = from_all_labels(&game, &Limits::default()).unwrap();
    let at = |weights: &[&[i64]]| {
        let found = reached.equilibria.iter().find(|(equilibrium, _)| equilibrium.profile == profile(weights));
        numbers(&found.expect("it is reached").1)
    };
    assert!(at(&[&[1, 0, 0], &[1, 0]]).contains(&(0, 0)));
    assert!(at(&[&[0, 1, 2], &[1, 2]]).contains(&(0, 1)));
}

#[test]
fn an_equilibrium_may_lie_on_no_path() {
    // Wilson's symmetric game, in Shapley 1974.
    let a = [[0, 3, 0], [2, 2, 0], [3, 0, 1]];
    let transposed = std::array::from_fn(|i| std::array::from_fn(|j| a[j][i]));
    let game = of_integers(a, transposed);
    let all = extreme_equilibria(&game, &Limits::default()).unwrap().profiles;
    let reached = from_all_labels(&game, &Limits::default()).unwrap();
    assert_eq!((all.len(), reached.equilibria.len()), (3, 1));
    assert_eq!(reached.equilibria[0].0.profile, profile(&[&[0, 0, 1], &[0, 0, 1]]));
}

#[test]
fn the_game_without_a_pure_equilibrium_on_which_fictitious_play_cycles() {
    // Shapley 1964: the unique equilibrium is uniform.
    let game = of_integers([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]);
    let reached = from_all_labels(&game, &Limits::default()).unwrap();
    assert_eq!(reached.equilibria.len(), 1);
    assert_eq!(reached.equilibria[0].0.profile, profile(&[&[1, 1, 1], &[1, 1, 1]]));
    assert_eq!(reached.equilibria[0].1.len(), 6);
}

#[test]
fn paths_that_cycle_under_simpler_rules_do_not_here() {
    // Ties broken by the least row cycle on the first, by the least variable on the second; both
    // are among the tests of QuantEcon.
    let a = [[0, 0, 0], [0, 1, 1], [1, 1, 0]];
    let b = [[1, 0, 1], [1, 1, 0], [0, 0, 2]];
    let order = [2, 0, 1];
    let c = a.map(|row| order.map(|column| row[column]));
    let d = order.map(|row| b[row]);
    // There the second player's payoffs are given with its own strategies as rows.
    let transposed = |b: [[i64; 3]; 3]| std::array::from_fn(|i| std::array::from_fn(|j| b[j][i]));
    for (a, b) in [(a, transposed(b)), (c, transposed(d))] {
        let reached = from_all_labels(&of_integers(a, b), &Limits::default()).unwrap();
        assert!(reached.open.is_empty());
    }
    let first = lemke_howson(&of_integers(a, transposed(b)), 0, &Limits::default()).unwrap();
    exact(&of_integers(a, transposed(b)), first);
}

#[test]
fn forty_digits_and_fractions_of_them_are_no_obstacle() {
    let mut random = Pcg64::seed_from_u64(67);
    for (rows, columns) in [(2, 3), (6, 6), (25, 30)] {
        let mut long = |_: ()| -> Rational {
            let digits: String = (0..40).map(|_| char::from(b'0' + random.random_range(0..10u8))).collect();
            let sign = if random.random_range(0..2) == 0 { "-" } else { "" };
            format!("{sign}{}.{}", &digits[..20], &digits[20..]).parse().unwrap()
        };
        let game = game(rows, columns, |_, _| [(); 2].map(&mut long));
        exact(&game, lemke_howson(&game, 0, &Limits::default()).unwrap());
        let zero = self::game(rows, columns, |_, _| {
            let payoff = long(());
            let minus = -&payoff;
            [payoff, minus]
        });
        exact(&zero, zero_sum(&zero, &Limits::default()).unwrap());
    }
    // Payoffs beyond the range of floats, next to tiny ones.
    let wild = ["1e350", "-1e350", "1e-350", "3"].map(|text| text.parse::<Rational>().unwrap());
    let game = game(2, 2, |i, j| [wild[2 * i + j].clone(), wild[(3 * i + j + 1) % 4].clone()]);
    exact(&game, lemke_howson(&game, 0, &Limits::default()).unwrap());
}

#[test]
fn minimax_agrees_with_all_equilibria() {
    let mut random = Pcg64::seed_from_u64(68);
    for round in 0..2 * games() {
        let (rows, columns) = (random.random_range(1..=5), random.random_range(1..=5));
        let spread = [1, 2, 100, 1_000_000][round as usize % 4];
        let constant: i64 = random.random_range(-3..=3);
        let game = game(rows, columns, |_, _| {
            let payoff: i64 = random.random_range(-spread..=spread);
            [payoff.into(), (constant - payoff).into()]
        });
        assert_eq!(constant_sum(&game), Some(constant.into()));
        let optimal = exact(&game, zero_sum(&game, &Limits::default()).unwrap());
        if let Some(all) = extreme_equilibria(&game, &Limits::default()).map(|all| all.profiles) {
            assert!(all.contains(&optimal.profile));
            assert!(all.iter().all(|profile| game.expected(profile) == optimal.payoffs), "a game has one value");
        }
    }
}

#[test]
fn games_that_are_zero_sum_in_disguise_are_recognized() {
    let mut random = Pcg64::seed_from_u64(69);
    for _ in 0..games() {
        let (rows, columns) = (random.random_range(2..=5), random.random_range(2..=5));
        let mut numbers = |count: usize| -> Vec<i64> { (0..count).map(|_| random.random_range(-9..=9)).collect() };
        let (of_row, of_column, matrix) = (numbers(rows), numbers(columns), numbers(rows * columns));
        let disguised = game(rows, columns, |i, j| {
            let payoff = matrix[i * columns + j];
            [Rational::from(payoff + of_column[j]), Rational::new(of_row[i] - 2 * payoff, 3)]
        });
        exact(&disguised, zero_sum(&disguised, &Limits::default()).unwrap());
    }
    let dilemma = of_integers([[2, 0], [3, 1]], [[2, 3], [0, 1]]);
    assert!(zero_sum(&dilemma, &Limits::default()).is_some(), "payoffs add up over the two choices");
    let sexes = of_integers([[2, 0], [0, 1]], [[1, 0], [0, 2]]);
    assert!(zero_sum(&sexes, &Limits::default()).is_none());
}

#[test]
fn hundreds_of_strategies_are_solved_exactly() {
    let mut random = Pcg64::seed_from_u64(70);
    let size = from_environment("CONCEDE_ORACLE_STRATEGIES", 120) as usize;
    let general = random_game(&mut random, size * 3 / 4, size, 100);
    exact(&general, lemke_howson(&general, 3, &Limits::default()).unwrap());
    for spread in [1, 100] {
        let constant = game(size, size * 3 / 4, |_, _| {
            let payoff: i64 = random.random_range(-spread..=spread);
            [payoff.into(), (-payoff).into()]
        });
        exact(&constant, zero_sum(&constant, &Limits::default()).unwrap());
    }
}

#[test]
fn where_the_limits_end_the_search_the_bound_on_regret_holds() {
    let mut random = Pcg64::seed_from_u64(71);
    for (rows, columns) in [(5, 5), (30, 30)] {
        let game = random_game(&mut random, rows, columns, 1_000);
        for nodes in 0..4 {
            let limits = Limits { nodes, ..Limits::default() };
            match lemke_howson(&game, 1, &limits).unwrap() {
                Found::Equilibrium(equilibrium) => assert_eq!(is_equilibrium(&game, &equilibrium), Ok(())),
                Found::Enclosed(_) => panic!("equilibria of two players are rational"),
                Found::Approximate { profile, regret } => {
                    assert!(regret.is_positive());
                    assert_eq!(is_approximate(&game, &profile, &regret), Ok(()));
                    let less = &regret * &Rational::new(999_999, 1_000_000);
                    assert!(is_approximate(&game, &profile, &less).is_err(), "the bound is attained");
                }
            }
        }
        let limits = Limits { nodes: 0, ..Limits::default() };
        assert!(from_all_labels(&game, &limits).unwrap().equilibria.is_empty());
    }
}

#[test]
fn one_nash_answers_through_the_registry() {
    let mut random = Pcg64::seed_from_u64(72);
    for _ in 0..games() / 4 {
        let game = random_game(&mut random, 3, 4, 9);
        let answers = concede::solve::solve(&Game::Normal(game.clone()), &["one_nash".to_owned()], &Limits::default());
        let Ok(Answer::OneEquilibrium(OneEquilibrium { found, .. })) = answers[0].answer.clone() else { panic!() };
        let equilibrium = exact(&game, found);
        let json = concede::report::json::solutions::solution(&answers[0]);
        assert_eq!(json["equilibria"], serde_json::json!([equilibrium]));
        assert_eq!((&json["complete"], &json["regret"]), (&false.into(), &serde_json::Value::Null));
    }
    let nobody = NormalGame {
        players: vec!["one".into()],
        strategies: vec![vec!["only".into()]],
        payoffs: vec![vec![Rational::ONE]].into(),
    };
    exact(&nobody, one_nash(&nobody, &Limits::default()).unwrap().found);
    assert_eq!(lemke_howson(&nobody, 0, &Limits::default()), Err(Refusal::Players { only: 2 }));
}
