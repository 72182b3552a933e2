//! Quantal response equilibria against published values and those of another program.

use concede::axiom::normal::is_equilibrium;
use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::solution::Found;
use concede::solve::limits::Limits;
use concede::solve::logit::{logit, quantal_responses};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn game(counts: &[usize], payoffs: &[Vec<&str>]) -> NormalGame {
    NormalGame {
        players: (0..counts.len()).map(|player| format!("player {player}")).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
        payoffs: (0..counts.iter().product())
            .map(|place| payoffs.iter().map(|own| own[place].parse::<Rational>().unwrap()).collect())
            .collect(),
    }
}

/// The probabilities of first strategies on the principal branch at a precision, once for each
/// time that the branch has it.
fn first(game: &NormalGame, precision: f64) -> Vec<Vec<f64>> {
    let points = quantal_responses(game, precision, &Limits::default()).unwrap();
    points.iter().map(|point| point.profile.iter().map(|mix| mix[0]).collect()).collect()
}

fn assert_near(found: &[Vec<f64>], expected: &[f64], precision: f64) {
    let near = |point: &Vec<f64>| point.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-6);
    assert!(found.iter().any(near), "precision {precision}: {found:?}, not {expected:?}");
}

/// Ochs's matching pennies in which one player gets four times as much for one of the matches,
/// in the units of McKelvey and Palfrey 1995. Their estimate from Ochs's data is a precision of
/// 1.85 at which 61.6 and 38.3 in a hundred play the first strategy; Gambit's documentation of
/// its estimator says that it replicates theirs, and pygambit 16.7.0 (`logit_estimate`) has these
/// digits. The other rows are what its `logit_solve_lambda` answers.
#[test]
fn ochs_asymmetric_matching_pennies_is_as_mckelvey_and_palfrey_have_it() {
    let pennies = game(&[2, 2], &[vec!["1.1141", "0", "0", "0.2785"], vec!["0", "1.1141", "1.1141", "0"]]);
    let expected = [
        (1.845_609_753_685_586_4, [0.615_651_314_427_859, 0.383_290_940_045_629_1]),
        (0.5, [0.549_653_975_487_397, 0.486_173_652_298_429_6]),
        (1.0, [0.586_784_036_567_657_4, 0.451_807_031_521_878_07]),
        (2.0, [0.617_521_945_840_085_9, 0.371_981_664_849_224_96]),
        (5.0, [0.595_876_300_422_705_6, 0.255_753_565_723_701_8]),
        (10.0, [0.557_688_520_616_957_7, 0.216_629_776_057_034_76]),
    ];
    for (precision, expected) in expected {
        let found = first(&pennies, precision);
        assert_eq!(found.len(), 1);
        assert_near(&found, &expected, precision);
    }
    // The limit is the only equilibrium: the second player's odds make the first indifferent.
    let Found::Equilibrium(limit) = logit(&pennies, &Limits::default()).unwrap().found else { panic!() };
    let share = &Rational::new(2785, 10_000) / &(&Rational::new(11_141, 10_000) + &Rational::new(2785, 10_000));
    assert_eq!(limit.profile[0][0], Rational::new(1, 2));
    assert_eq!(limit.profile[1][0], share);
}

/// The same with nine times as much, by pygambit 16.7.0 (`logit_solve_lambda`).
#[test]
fn nine_times_as_much_moves_the_wrong_player_first() {
    let pennies = game(&[2, 2], &[vec!["9", "0", "0", "1"], vec!["0", "1", "1", "0"]]);
    let expected = [
        (0.25, [0.717_500_716_896_072, 0.472_839_173_557_199_4]),
        (0.5, [0.830_670_591_460_537_2, 0.418_077_466_810_403_03]),
        (1.0, [0.893_576_330_575_439_2, 0.312_780_374_896_852_34]),
        (2.0, [0.860_754_394_340_978_4, 0.191_078_494_317_410_95]),
        (5.0, [0.701_984_236_798_329_6, 0.117_135_291_346_282_73]),
    ];
    for (precision, expected) in expected {
        assert_near(&first(&pennies, precision), &expected, precision);
    }
}

/// Three players whose principal branch turns back at a precision above 1.2643 and forward again
/// below 0.9925: from and to there pygambit 16.7.0 follows it (`logit_solve_branch`;
/// `logit_solve_lambda` answers with the first point only).
#[test]
fn a_branch_that_turns_back_is_followed() {
    let turning = game(
        &[2, 2, 2],
        &[
            vec!["8", "5", "2", "8", "8", "4", "8", "3"],
            vec!["6", "2", "2", "1", "7", "3", "3", "8"],
            vec!["8", "8", "2", "7", "3", "0", "1", "6"],
        ],
    );
    let counts = [0.5, 0.95, 0.995, 1.1, 1.264, 1.3, 2.0].map(|precision| first(&turning, precision).len());
    assert_eq!(counts, [1, 1, 3, 3, 3, 1, 1]);
    let expected = [
        (0.5, [0.637_191_197_462_050_7, 0.549_675_605_449_195_6, 0.304_349_585_294_848_35]),
        (0.9, [0.777_560_489_886_944_9, 0.642_317_999_437_039, 0.227_268_171_643_769_2]),
        (1.1, [0.795_667_980_845_33, 0.703_702_079_690_687_3, 0.239_552_349_517_112_82]),
        (2.0, [0.525_932_438_184_719_5, 0.999_359_382_294_541_7, 0.944_599_741_154_743_1]),
    ];
    for (precision, expected) in expected {
        assert_near(&first(&turning, precision), &expected, precision);
    }
    let Found::Equilibrium(limit) = logit(&turning, &Limits::default()).unwrap().found else { panic!() };
    let half = Rational::new(1, 2);
    let sure = vec![Rational::ONE, Rational::ZERO];
    assert_eq!(limit.profile, vec![vec![half.clone(), half], sure.clone(), sure]);
}

/// In symmetric games the principal branch is symmetric; where other branches leave it, it goes
/// on, and so its limit is symmetric too.
#[test]
fn branches_that_cross_the_path_do_not_end_it() {
    let mut random = Pcg64Mcg::seed_from_u64(1);
    for _ in 0..20 {
        // Symmetric: what a player gets depends on its strategy and how many others play the first.
        let table: Vec<i64> = (0..6).map(|_| random.random_range(-5..=5)).collect();
        let mut symmetric = game(&[2, 2, 2], &[vec!["0"; 8], vec!["0"; 8], vec!["0"; 8]]);
        for place in 0..8 {
            let at = symmetric.profile(place);
            for player in 0..3 {
                let others = (0..3).filter(|&who| who != player && at[who] == 0).count();
                symmetric.payoffs[place][player] = table[3 * at[player] + others].into();
            }
        }
        match logit(&symmetric, &Limits::default()).unwrap().found {
            Found::Equilibrium(limit) => {
                assert_eq!(is_equilibrium(&symmetric, &limit), Ok(()));
                assert!(limit.profile.iter().all(|mix| *mix == limit.profile[0]), "{table:?}: {limit:?}");
            }
            Found::Enclosed(limit) => {
                let [lo, hi] = limit.profile[0][0].clone();
                assert!(limit.profile.iter().all(|mix| mix[0][0] <= hi && lo <= mix[0][1]), "{table:?}: {limit:?}");
            }
            Found::Approximate { regret, .. } => panic!("{table:?}: up to {regret}"),
        }
    }
}
