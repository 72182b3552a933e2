//! Coalitional games at random: what theorems say of every game, what an independent library
//! says of the same games, and that every answer passes the checks that share no code with it.
//!
//! `CONCEDE_COALITIONAL_GAMES=2000 cargo test --test coalitional_laws` runs all at the size at which
//! the other library is asked.

use concede::axiom::bargaining_set::{holds, is_described};
use concede::axiom::coalitional as axiom;
use concede::form::Game;
use concede::form::coalitional::{Coalition, CoalitionalGame, family, sum};
use concede::numeric::rational::Rational;
use concede::solution::Answer;
use concede::solution::coalitional::{CoalitionalAnswer, Core, Finding, Judgement, Membership, Value};
use concede::solve::bargaining_range::{describe, pieces, ranges};
use concede::solve::bargaining_set::bargaining_set;
use concede::solve::convexity::convexity;
use concede::solve::core::{balancedness, core, epsilon_core, in_epsilon_core, least_core};
use concede::solve::kernel::{outside_kernel, outside_prekernel};
use concede::solve::limits::Limits;
use concede::solve::modiclus::modiclus;
use concede::solve::nucleolus::{nucleolus, prenucleolus};
use concede::solve::reactive::reactive;
use concede::solve::semireactive::semireactive;
use concede::solve::shapley::shapley;
use concede::solve::solve;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// How many random games a test looks at.
fn games(default: u64) -> u64 {
    std::env::var("CONCEDE_COALITIONAL_GAMES").map_or(default, |text| text.parse().unwrap())
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|player| ((b'a' + player as u8) as char).to_string()).collect()
}

/// A game in which the grand coalition is worth most of what its members could make otherwise.
fn random(generator: &mut Pcg64, count: usize) -> CoalitionalGame {
    let simple = generator.random_bool(0.3);
    let grand = Coalition::grand(count);
    let mut game = CoalitionalGame::new(names(count), |coalition| {
        if coalition.size() == 1 {
            return Rational::from(if simple { 0 } else { generator.random_range(0..3) });
        }
        let size = coalition.size() as i64;
        Rational::from(if simple { generator.random_range(0..2) } else { generator.random_range(0..6 * size * size) })
    });
    let most = game.worth.iter().max().unwrap().clone();
    let alone = (0..count).fold(Rational::ZERO, |sum, player| &sum + game.alone(player));
    game.worth[grand.index()] = most.max(alone);
    game
}

fn imputation(generator: &mut Pcg64, game: &CoalitionalGame) -> Vec<Rational> {
    let mut payoff: Vec<Rational> = (0..game.count()).map(|player| game.alone(player).clone()).collect();
    for &block in &game.structure {
        let left = block.players().fold(game.worth(block).clone(), |left, player| &left - game.alone(player));
        let weights: Vec<(usize, i64)> = block.players().map(|player| (player, generator.random_range(0..5))).collect();
        let total: i64 = weights.iter().map(|(_, weight)| weight).sum();
        for (player, weight) in &weights {
            let share = if total == 0 { Rational::new(1, block.size() as i64) } else { Rational::new(*weight, total) };
            payoff[*player] = &payoff[*player] + &(&left * &share);
        }
    }
    payoff
}

/// A random structure each block of which can give its members what they get alone.
fn structured(generator: &mut Pcg64, game: &CoalitionalGame) -> CoalitionalGame {
    let mut game = game.clone();
    let count = game.count();
    let mut blocks = vec![Coalition::EMPTY; 2];
    for player in 0..count {
        let index = generator.random_range(0..2);
        blocks[index] = blocks[index].with(player);
    }
    blocks.retain(|block| !block.is_empty());
    for &block in &blocks {
        let alone = block.players().fold(Rational::ZERO, |sum, player| &sum + game.alone(player));
        if *game.worth(block) < alone {
            game.worth[block.index()] = alone;
        }
    }
    game.structure = blocks;
    game
}

fn value(found: Result<Value, concede::solution::Refusal>) -> Vec<Rational> {
    found.unwrap().payoff.unwrap()
}

#[test]
fn the_nucleolus_is_in_the_kernel_and_the_kernel_in_the_bargaining_sets() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(1);
    for round in 0..games(300) {
        let count = 2 + (round % 4) as usize;
        let united = random(&mut generator, count);
        for game in [structured(&mut generator, &united), united] {
            // So the kernel of a structure is not empty either.
            let point = value(nucleolus(&game, &limits));
            assert_eq!(outside_kernel(&game, &point), None, "{game:?}");
            assert_eq!(outside_prekernel(&game, &value(prenucleolus(&game, &limits))), None, "{game:?}");
            for point in [point, imputation(&mut generator, &game)] {
                let kernel = outside_kernel(&game, &point).is_none();
                let chain = [
                    kernel,
                    reactive(&game, &point).is_ok(),
                    semireactive(&game, &point).is_ok(),
                    bargaining_set(&game, &point).is_ok(),
                ];
                assert!(chain.is_sorted(), "{chain:?}: {game:?} at {point:?}");
            }
        }
    }
}

#[test]
fn the_core_is_in_the_bargaining_set_and_fills_it_where_theorems_say_so() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(2);
    let (mut balanced, mut convex) = (0, 0);
    for round in 0..games(300) {
        let count = 3 + (round % 3) as usize;
        let mut game = random(&mut generator, count);
        if round % 5 == 0 {
            let claims: Vec<Rational> = (0..count).map(|_| Rational::from(generator.random_range(1..9))).collect();
            game = family::bankruptcy(names(count), &Rational::from(generator.random_range(1..12)), &claims);
        }
        let found = core(&game, &limits).unwrap();
        assert_eq!(found.empty, found.epsilon.as_ref().unwrap().is_positive(), "{game:?}");
        assert_eq!(found.empty, !balancedness(&game).holds);
        assert_eq!(found.empty, found.vertices.as_ref().unwrap().is_empty());
        for point in found.vertices.iter().flatten() {
            assert!(bargaining_set(&game, point).is_ok(), "{game:?} at {point:?}");
        }
        // Maschler, Peleg and Shapley 1972 for convex games, Solymosi 2002 for up to four players.
        let coincide = convexity(&game).holds || count <= 4 && !found.empty;
        convex += u64::from(convexity(&game).holds);
        balanced += u64::from(!found.empty);
        if coincide {
            for _ in 0..5 {
                let point = imputation(&mut generator, &game);
                let stable = game.grand().subsets().all(|coalition| !game.excess(coalition, &point).is_positive());
                assert_eq!(bargaining_set(&game, &point).is_ok(), stable, "{game:?} at {point:?}");
            }
        }
    }
    assert!(balanced > games(300) / 20 && convex > games(300) / 20, "{balanced} balanced, {convex} convex");
}

#[test]
fn a_market_of_pairs_is_stable_exactly_in_its_core() {
    // Solymosi 1999: the bargaining set of an assignment game is its core.
    let mut generator = Pcg64::seed_from_u64(3);
    for _ in 0..games(40) / 2 {
        let (sellers, buyers) = (generator.random_range(1..4), generator.random_range(1..3));
        let surplus: Vec<Vec<Rational>> =
            (0..sellers).map(|_| (0..buyers).map(|_| Rational::from(generator.random_range(0..8))).collect()).collect();
        let game = family::assignment(names(sellers + buyers), &surplus);
        let point = value(nucleolus(&game, &Limits::default()));
        assert!(bargaining_set(&game, &point).is_ok());
        for _ in 0..5 {
            let point = imputation(&mut generator, &game);
            let stable = game.grand().subsets().all(|coalition| !game.excess(coalition, &point).is_positive());
            assert_eq!(bargaining_set(&game, &point).is_ok(), stable, "{surplus:?} at {point:?}");
        }
    }
}

#[test]
fn a_change_of_scale_and_of_origin_changes_nothing_else() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(4);
    for round in 0..games(60) {
        let game = random(&mut generator, 2 + (round % 4) as usize);
        let scale = Rational::new(generator.random_range(1..9), generator.random_range(1..9));
        let shift: Vec<Rational> = (0..game.count()).map(|_| Rational::new(generator.random_range(-9..9), 7)).collect();
        let mut other = game.clone();
        for coalition in game.grand().subsets() {
            other.worth[coalition.index()] = &(game.worth(coalition) * &scale) + &sum(coalition, &shift);
        }
        let moved = |payoff: &[Rational]| -> Vec<Rational> {
            payoff.iter().zip(&shift).map(|(amount, shift)| &(amount * &scale) + shift).collect()
        };
        assert_eq!(value(nucleolus(&other, &limits)), moved(&value(nucleolus(&game, &limits))));
        assert_eq!(value(prenucleolus(&other, &limits)), moved(&value(prenucleolus(&game, &limits))));
        assert_eq!(value(modiclus(&other, &limits)), moved(&value(modiclus(&game, &limits))));
        assert_eq!(shapley(&other), moved(&shapley(&game)));
        let point = imputation(&mut generator, &game);
        assert_eq!(bargaining_set(&other, &moved(&point)).is_ok(), bargaining_set(&game, &point).is_ok());
        assert_eq!(reactive(&other, &moved(&point)).is_ok(), reactive(&game, &point).is_ok());
    }
}

#[test]
fn every_answer_passes_its_check() {
    let mut generator = Pcg64::seed_from_u64(5);
    let mut passed = 0;
    for round in 0..games(80) {
        let united = random(&mut generator, 1 + (round % 4) as usize);
        let apart = structured(&mut generator, &united);
        for mut game in [united, apart] {
            game.points = (0..2).map(|k| (format!("p{k}"), imputation(&mut generator, &game))).collect();
            game.epsilon = Some(Rational::new(generator.random_range(-2..8), 3));
            for solution in solve(&Game::Coalitional(game.clone()), &[], &Limits::default()) {
                let Ok(Answer::Coalitional(answer)) = &solution.answer else { panic!("{solution:?}") };
                for check in axiom::check(&game, solution.concept, answer) {
                    assert_eq!(check.fault, None, "{}: {game:?}\n{answer:?}", check.claim);
                    passed += 1;
                }
            }
        }
    }
    assert!(passed > 1000, "only {passed} checks were made");
}

/// Maschler, Peleg and Shapley 1979 for the grand coalition; Aumann and Drèze 1974: all coalitions
/// count, those that unite blocks too.
#[test]
fn of_any_structure_the_epsilon_core_has_a_point_exactly_from_the_least_core_on() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(17);
    for round in 0..games(60) {
        let united = random(&mut generator, 2 + (round % 3) as usize);
        let apart = structured(&mut generator, &united);
        for game in [united, apart] {
            let whole = core(&game, &limits).unwrap();
            let none = epsilon_core(&game, &Rational::ZERO, &limits).unwrap();
            assert_eq!((whole.empty, whole.vertices), (none.empty, none.vertices), "{game:?}");
            let Some(epsilon) = least_core(&game, &limits).unwrap().epsilon else { continue };
            assert_eq!(whole.empty, epsilon.is_positive(), "{game:?}");
            assert!(!epsilon_core(&game, &epsilon, &limits).unwrap().empty, "{game:?}");
            let less = &epsilon - &Rational::new(1, 97);
            assert!(epsilon_core(&game, &less, &limits).unwrap().empty, "{game:?}");
            let member = prenucleolus(&game, &limits).unwrap().payoff.unwrap();
            assert!(in_epsilon_core(&game, &member, &epsilon) && !in_epsilon_core(&game, &member, &less), "{game:?}");
        }
    }
}

/// My aunt and I: Osborne and Rubinstein 1994, chapter 14.
#[test]
fn a_changed_answer_falls() {
    let mut game = family::voting(names(4), &Rational::from(3), &[2, 1, 1, 1].map(Rational::from));
    game.points = vec![("even".to_owned(), vec![Rational::new(1, 4); 4])];
    type Change = fn(&mut Finding);
    fn membership(finding: &mut Finding) -> &mut Membership {
        let Finding::Membership(found) = finding else { panic!("{finding:?}") };
        found
    }
    fn core_of(finding: &mut Finding) -> &mut Core {
        let Finding::Core(core) = finding else { panic!("{finding:?}") };
        core
    }
    let changes: [(&str, Change); 16] = [
        ("least_core", |finding| core_of(finding).points[0].objection = None),
        ("least_core", |finding| {
            let epsilon = core_of(finding).epsilon.as_mut().unwrap();
            *epsilon = &*epsilon + &Rational::ONE;
        }),
        ("bargaining_set", |finding| {
            let found = membership(finding);
            let pieces = found.pieces.take().unwrap();
            let ends = |player: usize| {
                let by = |a: &&Vec<Rational>, b: &&Vec<Rational>| a[player].cmp(&b[player]);
                let corner = |found: Option<&Vec<Rational>>| found.unwrap().clone();
                vec![(corner(pieces[0].iter().min_by(by)), corner(pieces[0].iter().max_by(by)))]
            };
            let mut ends: Vec<_> = (0..4).map(ends).collect();
            // As much for the aunt, but the others are not treated alike.
            ends[0][0].0.swap(1, 2);
            ends[0][0].0[1] = Rational::ZERO;
            ends[0][0].0[2] = Rational::new(2, 5);
            found.ends = Some(ends);
        }),
        ("bargaining_set", |finding| {
            let found = membership(finding);
            found.pieces = None;
            found.ends = Some(vec![Vec::new(); 4]);
        }),
        ("bargaining_set", |finding| membership(finding).points.clear()),
        ("bargaining_set", |finding| membership(finding).ranges.as_mut().unwrap()[0].clear()),
        ("bargaining_set", |finding| membership(finding).ranges.as_mut().unwrap()[0][0].0 = Rational::ZERO),
        ("bargaining_set", |finding| membership(finding).pieces.as_mut().unwrap().clear()),
        ("bargaining_set", |finding| {
            membership(finding).pieces.as_mut().unwrap()[0][0] = [1, 0, 0, 0].map(Rational::from).to_vec();
        }),
        ("kernel", |finding| membership(finding).points.clear()),
        ("core", |finding| {
            let Finding::Core(core) = finding else { panic!("{finding:?}") };
            core.points.clear();
        }),
        ("banzhaf", |finding| {
            let Finding::Power { normalised, .. } = finding else { panic!("{finding:?}") };
            *normalised = None;
        }),
        ("gately", |finding| *finding = gives(&["1", "0", "0", "0"])),
        ("owen", |finding| *finding = gives(&["1", "0", "0", "0"])),
        ("aumann_dreze", |finding| *finding = gives(&["1", "0", "0", "0"])),
        ("tau", |finding| *finding = gives(&["1/2", "1/6", "1/6", "1/6"])),
    ];
    fn gives(payoff: &[&str]) -> Finding {
        let payoff = payoff.iter().map(|text| text.parse().unwrap()).collect();
        Finding::Payoff(Value { payoff: Ok(payoff), rounds: Vec::new() })
    }
    for (concept, change) in changes {
        let solved = solve(&Game::Coalitional(game.clone()), &[concept.to_owned()], &Limits::default());
        let Ok(Answer::Coalitional(answer)) = &solved[0].answer else { panic!("{solved:?}") };
        let stands =
            |answer: &CoalitionalAnswer| axiom::check(&game, concept, answer).iter().all(|check| check.fault.is_none());
        assert!(stands(answer), "{concept}: {answer:?}");
        let mut changed = answer.clone();
        change(&mut changed.finding);
        assert!(!stands(&changed), "{concept}: {changed:?}");
    }
    // The corners of a core, of a game that has one.
    let shared = family::bankruptcy(names(3), &Rational::from(4), &[1, 2, 3].map(Rational::from));
    let mut found = core(&shared, &Limits::default()).unwrap();
    found.vertices.as_mut().unwrap().pop().unwrap();
    let answer = CoalitionalAnswer { players: shared.players.clone(), finding: Finding::Core(found) };
    assert!(axiom::check(&shared, "core", &answer).iter().any(|check| check.fault.is_some()));
}

/// Maschler, Peleg and Shapley 1972: the set of a convex game is its core. Solymosi 1999: that of an
/// assignment game too. For so few players the search says the same as the theorems.
#[test]
fn the_set_of_convex_games_and_markets_is_their_core_by_search_and_by_theorem() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(8);
    for round in 0..games(30) {
        let count = 2 + (round % 3) as usize;
        let claims: Vec<Rational> = (0..count).map(|_| Rational::from(generator.random_range(1..9))).collect();
        let game = match round % 2 {
            0 => family::bankruptcy(names(count), &Rational::from(generator.random_range(1..12)), &claims),
            _ => {
                let sellers = 1 + (round / 2 % 2) as usize;
                let mut row =
                    || (0..count + 1 - sellers).map(|_| Rational::from(generator.random_range(0..6))).collect();
                let values: Vec<Vec<Rational>> = (0..sellers).map(|_| row()).collect();
                family::assignment(names(count + 1), &values)
            }
        };
        let mut told =
            Membership { points: Vec::new(), ranges: None, ends: None, complete: true, pieces: None, why: None };
        describe(&game, &limits, &mut told);
        assert_eq!(told.ranges, Some(ranges(&game, &[], &limits).amounts()), "{game:?}");
        let sorted = |pieces: Option<Vec<Vec<Vec<Rational>>>>| {
            pieces.map(|pieces| {
                pieces
                    .into_iter()
                    .map(|mut piece| {
                        piece.sort();
                        piece
                    })
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(sorted(told.pieces), sorted(pieces(&game, &limits)), "{game:?}");
    }
}

#[test]
fn points_are_in_the_described_set_exactly_if_they_are_judged_to_be() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(6);
    for round in 0..games(60) {
        let count = if round % 30 == 7 { 5 } else { 3 + usize::from(round % 3 == 0) };
        let united = random(&mut generator, count);
        for game in [structured(&mut generator, &united), united] {
            let found = ranges(&game, &[], &limits);
            assert!(found.complete, "{game:?}");
            let segments = found.amounts();
            let parts = pieces(&game, &limits).expect("small");
            // Corners and middles of the pieces are members, and the ranges are their shadows.
            let count = game.count();
            let mut shadows: Vec<Vec<(Rational, Rational)>> = vec![Vec::new(); count];
            for part in &parts {
                let middle: Vec<Rational> = (0..count)
                    .map(|player| {
                        let total = part.iter().fold(Rational::ZERO, |sum, corner| &sum + &corner[player]);
                        &total / &Rational::from(part.len() as i64)
                    })
                    .collect();
                for point in part.iter().chain([&middle]) {
                    assert!(bargaining_set(&game, point).is_ok(), "{game:?} at {point:?}");
                }
                for (player, shadow) in shadows.iter_mut().enumerate() {
                    let amounts: Vec<&Rational> = part.iter().map(|corner| &corner[player]).collect();
                    shadow.push(((*amounts.iter().min().unwrap()).clone(), (*amounts.iter().max().unwrap()).clone()));
                }
            }
            for (shadow, segments) in shadows.iter_mut().zip(&segments) {
                shadow.sort();
                let mut merged: Vec<(Rational, Rational)> = Vec::new();
                for (low, high) in shadow.drain(..) {
                    match merged.last_mut() {
                        Some((_, last)) if low <= *last => *last = high.max(last.clone()),
                        _ => merged.push((low, high)),
                    }
                }
                assert_eq!(merged, *segments, "{game:?}");
            }
            for _ in 0..10 {
                let point = imputation(&mut generator, &game);
                let inside = bargaining_set(&game, &point).is_ok();
                // By the definition, in code that shares nothing with either.
                assert_eq!(holds(&game, &point), Ok(inside), "{game:?} at {point:?}");
                let told = Membership {
                    points: vec![Judgement {
                        name: String::new(),
                        payoff: point.clone(),
                        objection: None,
                        defences: Vec::new(),
                    }],
                    ranges: Some(segments.clone()),
                    ends: Some(found.ends.clone()),
                    complete: true,
                    pieces: Some(parts.clone()),
                    why: None,
                };
                assert_eq!(is_described(&game, &told).is_ok(), inside, "{game:?} at {point:?}");
                // Ranges that nothing shows, or not of everybody.
                let unshown = Membership { pieces: None, ends: None, ..told.clone() };
                assert!(is_described(&game, &unshown).is_err());
                let mut short = Membership { points: Vec::new(), pieces: None, ..told };
                assert_eq!(is_described(&game, &short), Ok(()));
                short.ends.as_mut().unwrap().pop();
                assert!(is_described(&game, &short).is_err());
                short.ranges.as_mut().unwrap().pop();
                assert!(is_described(&game, &short).is_err());
                if inside {
                    for (amount, segments) in point.iter().zip(&segments) {
                        assert!(segments.iter().any(|(low, high)| low <= amount && amount <= high), "{game:?}");
                    }
                }
            }
        }
    }
}

/// The same game for the other library, whose numbers are floats: small integers are exact.
fn as_floats(game: &CoalitionalGame) -> coopgame::ExplicitGame {
    let worths: Vec<f64> = game.worth[1..].iter().map(Rational::to_f64).collect();
    coopgame::ExplicitGame::from_binary(&worths).unwrap()
}

/// coopgame 0.3 decides in floats with a tolerance of about 1e-6, so the points compared with
/// it have small denominators and no decision of theirs is that close unless it is a tie. Its
/// modiclus leaves the empty and the grand coalition out, which is another point than
/// Sudhölter's, so that is not compared.
#[test]
fn membership_and_nucleoli_agree_with_coopgame() {
    let limits = Limits::default();
    let mut generator = Pcg64::seed_from_u64(7);
    let (mut inside, mut outside) = (0, 0);
    for round in 0..games(2_000) {
        let game = random(&mut generator, 3 + (round % 3) as usize);
        let other = as_floats(&game);
        let close = |ours: &[Rational], theirs: &[f64]| {
            assert!(
                ours.iter().zip(theirs).all(|(a, b)| (a.to_f64() - b).abs() < 1e-5),
                "{ours:?} {theirs:?} {game:?}"
            );
        };
        let point = value(nucleolus(&game, &limits));
        close(&point, coopgame::nucleolus::nucleolus(&other).unwrap().allocation());
        close(&value(prenucleolus(&game, &limits)), coopgame::nucleolus::prenucleolus(&other).unwrap().allocation());
        close(&shapley(&game), &coopgame::values::shapley(&other));
        let epsilon = least_core(&game, &limits).unwrap().epsilon.unwrap();
        let theirs = coopgame::nucleolus::least_core(&other, coopgame::Domain::Preimputation).unwrap().epsilon();
        close(&[epsilon], &[theirs]);
        for point in [point, shapley(&game), imputation(&mut generator, &game), imputation(&mut generator, &game)] {
            let floats: Vec<f64> = point.iter().map(Rational::to_f64).collect();
            let domain = coopgame::Domain::Imputation;
            if game.flaw(&point).is_some() {
                continue;
            }
            let member = bargaining_set(&game, &point).is_ok();
            let theirs = coopgame::bargaining::is_in_bargaining_set(&other, &floats, domain).unwrap();
            assert_eq!(member, theirs, "{game:?} at {point:?}");
            let kernel = coopgame::kernel::is_in_kernel(&other, &floats, domain, 1e-6);
            assert_eq!(outside_kernel(&game, &point).is_none(), kernel, "{game:?} at {point:?}");
            if member { inside += 1 } else { outside += 1 }
        }
    }
    assert!(inside > games(2_000) / 4 && outside > games(2_000) / 4, "{inside} in, {outside} out");
}
