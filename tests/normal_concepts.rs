//! Correlated equilibria, commitment, security levels and rationalizability on normal forms:
//! published games (entries of the shared oracle file `bargaining.json`, category `normal`,
//! named in each test), and random games whose every answer is checked by code that shares
//! nothing with the solvers.

use concede::axiom::normal::{eliminations_stand, is_correlated_bound, is_optimal_commitment, is_security_level};
use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::solution::{Bound, CorrelatedSet, Dominance, Refusal};
use concede::solve::coarse_correlated::{self, coarse_correlated};
use concede::solve::correlated::{Polytope, correlated, deviations, event_interval};
use concede::solve::dominance::iterated;
use concede::solve::limits::Limits;
use concede::solve::maximin::maximin;
use concede::solve::nash::nash;
use concede::solve::stackelberg::stackelberg;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn game(counts: &[usize], pay: impl FnMut(usize) -> Vec<Rational>) -> NormalGame {
    let size: usize = counts.iter().product();
    NormalGame {
        players: (0..counts.len()).map(|player| player.to_string()).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|strategy| strategy.to_string()).collect()).collect(),
        payoffs: (0..size).map(pay).collect(),
    }
}

fn bimatrix(a: &[&[i64]], b: &[&[i64]]) -> NormalGame {
    let columns = a[0].len();
    game(&[a.len(), columns], |at| vec![a[at / columns][at % columns].into(), b[at / columns][at % columns].into()])
}

fn number(text: &str) -> Rational {
    text.parse().unwrap()
}

fn goal(game: &NormalGame, player: usize) -> Vec<Rational> {
    game.payoffs.iter().map(|payoffs| payoffs[player].clone()).collect()
}

fn welfare(game: &NormalGame) -> Vec<Rational> {
    game.payoffs.iter().map(|payoffs| payoffs.iter().fold(Rational::ZERO, |sum, payoff| &sum + payoff)).collect()
}

fn check(game: &NormalGame, set: &CorrelatedSet, coarse: bool) {
    is_correlated_bound(game, &welfare(game), &set.welfare, false, coarse).unwrap();
    for (player, [least, most]) in set.payoffs.iter().enumerate() {
        is_correlated_bound(game, &goal(game, player), least, true, coarse).unwrap();
        is_correlated_bound(game, &goal(game, player), most, false, coarse).unwrap();
    }
}

#[test]
fn prisoners_dilemma_has_one_correlated_equilibrium() {
    let game = bimatrix(&[&[3, 0], &[5, 1]], &[&[3, 5], &[0, 1]]);
    let set = correlated(&game, &Limits::default()).unwrap();
    check(&game, &set, false);
    assert_eq!(set.welfare.value, Rational::from(2));
    assert_eq!(iterated(&game, Dominance::Strict, &Limits::default()).unwrap().surviving, [[1], [1]]);
}

#[test]
fn battle_of_sexes_egalitarian_correlated_equilibrium_is_the_coin_flip() {
    // max z with z at most either payoff: 3/2 each, as a goal over the set it is the most of
    // half the sum, attained where both are equal.
    let game = bimatrix(&[&[2, 0], &[0, 1]], &[&[1, 0], &[0, 2]]);
    let set = correlated(&game, &Limits::default()).unwrap();
    check(&game, &set, false);
    assert_eq!(&set.welfare.value * &Rational::new(1, 2), number("3/2"));
    let security = maximin(&game, &Limits::default()).unwrap();
    assert_eq!(security.levels[0].value, number("2/3"));
}

#[test]
fn chicken_correlated() {
    let game = bimatrix(&[&[6, 2], &[7, 0]], &[&[6, 7], &[2, 0]]);
    let set = correlated(&game, &Limits::default()).unwrap();
    check(&game, &set, false);
    assert_eq!(set.welfare.value, number("21/2"));
    let yields = |profile: &[usize]| profile == [0, 0];
    let [_, most] = event_interval(&game, yields).unwrap();
    assert_eq!(most.value, number("1/2"));
    let event: Vec<Rational> = (0..4).map(|at| Rational::from(i64::from(at == 0))).collect();
    is_correlated_bound(&game, &event, &most, false, false).unwrap();
    let coarse = coarse_correlated(&game, &Limits::default()).unwrap();
    check(&game, &coarse, true);
    assert!(coarse.welfare.value >= set.welfare.value);
}

#[test]
fn stackelberg_commitment() {
    let game = bimatrix(&[&[2, 4], &[1, 3]], &[&[1, 0], &[0, 1]]);
    let commitments = stackelberg(&game, &Limits::default()).unwrap();
    commitments.leaders.iter().for_each(|one| is_optimal_commitment(&game, one).unwrap());
    let row = &commitments.leaders[0];
    assert_eq!(nash(&game, &Limits::default()).equilibria[0].payoffs[0], Rational::from(2));
    assert_eq!((&row.pure_payoffs[0], &row.mixed.payoffs[0]), (&Rational::from(3), &number("7/2")));
    assert_eq!(row.mixed.mixture[0], number("1/2"));
}

#[test]
fn zero_sum_3x3_is_one_number_for_every_concept() {
    let a: [&[i64]; 3] = [&[3, -1, -3], &[-2, 4, -1], &[-5, -6, 2]];
    let b: [&[i64]; 3] = [&[-3, 1, 3], &[2, -4, 1], &[5, 6, -2]];
    let game = bimatrix(&a, &b);
    let value = number("-99/109");
    let security = maximin(&game, &Limits::default()).unwrap();
    assert_eq!(security.levels[0].value, value);
    assert_eq!(security.levels[1].value, -&value);
    let set = correlated(&game, &Limits::default()).unwrap();
    assert!(set.payoffs[0].iter().all(|bound| bound.value == value));
    let commitments = stackelberg(&game, &Limits::default()).unwrap();
    assert_eq!(commitments.leaders[0].mixed.payoffs[0], value);
}

#[test]
fn volunteers_dilemma_can_be_correlated_away() {
    // Three players, value 4, cost 1: one volunteer drawn by lot is a correlated equilibrium.
    let game = game(&[2, 2, 2], |at| {
        (0..3)
            .map(|player| {
                let volunteers = at >> (2 - player) & 1 == 1;
                Rational::from(if at == 0 { 0 } else { 4 - i64::from(volunteers) })
            })
            .collect()
    });
    let set = correlated(&game, &Limits::default()).unwrap();
    check(&game, &set, false);
    assert_eq!(set.welfare.value, Rational::from(11));
    let [least, _] = event_interval(&game, |profile| profile == [0, 0, 0]).unwrap();
    assert_eq!(least.value, Rational::ZERO);
    assert_eq!(stackelberg(&game, &Limits::default()), Err(Refusal::Players { only: 2 }));
}

#[test]
fn random_games_are_answered_with_proofs_that_stand() {
    let mut generator = Pcg64::seed_from_u64(11);
    let shapes: [&[usize]; 9] = [&[1], &[3], &[1, 4], &[2, 2], &[3, 4], &[5, 5], &[2, 2, 2], &[2, 3, 4], &[2, 2, 2, 3]];
    let limits = Limits::default();
    for round in 0..90 {
        let counts = shapes[round % shapes.len()];
        let (reach, bottom) = if round % 2 == 0 { (3, 1) } else { (1_000_000, 999) };
        let mut pay = || Rational::new(generator.random_range(-reach..=reach), generator.random_range(1..=bottom));
        let game = game(counts, |_| counts.iter().map(|_| pay()).collect());
        let (fine, coarse) = (correlated(&game, &limits).unwrap(), coarse_correlated(&game, &limits).unwrap());
        check(&game, &fine, false);
        check(&game, &coarse, true);
        assert!(fine.welfare.value <= coarse.welfare.value);
        // Every Nash equilibrium is inside.
        for one in nash(&game, &limits).equilibria {
            for (payoff, [least, most]) in one.payoffs.iter().zip(&fine.payoffs) {
                assert!(least.value <= *payoff && *payoff <= most.value);
            }
        }
        let security = maximin(&game, &limits).unwrap();
        for (player, level) in security.levels.iter().enumerate() {
            is_security_level(&game, player, level).unwrap();
            assert!(level.pure_maximin.value <= level.value && level.value <= level.pure_minmax.value);
            assert!(level.value <= coarse.payoffs[player][0].value, "nobody is held below its security level");
        }
        if counts.len() == 2 {
            for one in stackelberg(&game, &limits).unwrap().leaders {
                is_optimal_commitment(&game, &one).unwrap();
                let best = nash(&game, &limits).equilibria.iter().map(|nash| nash.payoffs[one.leader].clone()).max();
                assert!(best.is_none_or(|best| one.mixed.payoffs[one.leader] >= best));
            }
        }
        for dominance in [Dominance::Strict, Dominance::Weak] {
            let reduction = iterated(&game, dominance, &Limits::default()).unwrap();
            eliminations_stand(&game, &reduction, dominance).unwrap();
            if dominance == Dominance::Strict {
                // What is not rationalizable is in no correlated equilibrium.
                let gone = |profile: &[usize]| {
                    profile.iter().zip(&reduction.surviving).any(|(strategy, kept)| !kept.contains(strategy))
                };
                assert_eq!(event_interval(&game, gone).unwrap()[1].value, Rational::ZERO);
            }
        }
    }
}

#[test]
fn a_false_bound_does_not_pass() {
    let game = bimatrix(&[&[6, 2], &[7, 0]], &[&[6, 7], &[2, 0]]);
    let set = correlated(&game, &Limits::default()).unwrap();
    let goal = welfare(&game);
    let wrong = Bound { value: Rational::from(12), ..set.welfare.clone() };
    assert!(is_correlated_bound(&game, &goal, &wrong, false, false).is_err());
    let unproved = Bound { proof: Vec::new(), ..set.welfare };
    assert!(is_correlated_bound(&game, &goal, &unproved, false, false).is_err());
}

#[test]
fn five_players_with_192_profiles_take_milliseconds() {
    let counts = [4, 4, 3, 2, 2];
    let mut generator = Pcg64::seed_from_u64(5);
    let mut pay = || Rational::new(generator.random_range(-1_000_000_000..=1_000_000_000), 156_250_000);
    let game = game(&counts, |_| counts.iter().map(|_| pay()).collect());
    let start = std::time::Instant::now();
    let set = correlated(&game, &Limits::default()).unwrap();
    let fine = start.elapsed();
    let coarse = coarse_correlated(&game, &Limits::default()).unwrap();
    println!("correlated {fine:?}, coarse {:?}", start.elapsed() - fine);
    check(&game, &set, false);
    check(&game, &coarse, true);
}

#[test]
fn beyond_its_size_a_game_is_refused() {
    let game = game(&[200, 200], |_| vec![Rational::ZERO; 2]);
    assert!(matches!(correlated(&game, &Limits::default()), Err(Refusal::TooLarge { .. })));
    let mut polytope = Polytope::new(&game, coarse_correlated::deviations(&game), &Limits::default()).err();
    assert!(matches!(polytope.take(), Some(Refusal::TooLarge { .. })));
    assert_eq!(deviations(&game).len(), 2 * 200 * 199);
}
