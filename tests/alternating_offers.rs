//! Alternating offers against published answers (the shared oracle file `bargaining.json`,
//! category `bargaining`; each test names its entry), closed forms with random parameters, the
//! long finite game solved backwards, and the Nash bargaining solution.

use concede::axiom::alternating_offers::{check_first_period, check_some, check_stationary};
use concede::compile::offers::offer_process;
use concede::form::Game;
use concede::form::alternating_offers::{AlternatingOffers, Package, Proposers};
use concede::form::bargaining::BargainingProblem;
use concede::numeric::lp::{self, LinearProgram, Relation, Row};
use concede::numeric::rational::Rational;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::solution::alternating_offers::{OfferEquilibria, OfferEquilibrium, OfferFinding};
use concede::solution::bargaining::Choice;
use concede::solution::{Answer, Refusal};
use concede::solve::limits::Limits;
use concede::solve::solve;
use concede::verdict::{Dependence, NoAnswer, TestId};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn number(text: &str) -> Rational {
    text.parse().unwrap()
}

fn numbers(texts: &[&str]) -> Vec<Rational> {
    texts.iter().map(|text| number(text)).collect()
}

/// Two players in turn, both patient, who get nothing without agreement.
fn pair() -> AlternatingOffers {
    group(2, Proposers::InTurn(vec![0, 1]))
}

fn group(players: usize, proposers: Proposers) -> AlternatingOffers {
    AlternatingOffers {
        players: (1..=players).map(|player| format!("p{player}")).collect(),
        pie: Rational::ONE,
        packages: Vec::new(),
        proposers,
        quota: players,
        discounts: vec![Rational::ONE; players],
        breakdown: Rational::ZERO,
        disagreement: vec![Rational::ZERO; players],
        costs: vec![Rational::ZERO; players],
        outside: None,
        periods: None,
    }
}

/// A legislature with equal recognition.
fn legislature(players: usize, quota: usize, discount: &str) -> AlternatingOffers {
    let chances = vec![Rational::new(1, players as i64); players];
    AlternatingOffers {
        quota,
        discounts: vec![number(discount); players],
        ..group(players, Proposers::Recognized(chances))
    }
}

fn finding(game: &AlternatingOffers, concept: &str) -> Result<OfferFinding, Refusal> {
    assert_eq!(game.validate(), Ok(()));
    let solutions = solve(&Game::AlternatingOffers(Box::new(game.clone())), &[concept.to_owned()], &Limits::default());
    match solutions.into_iter().next().expect("the concept fits").answer? {
        Answer::AlternatingOffers(answer) => Ok(answer.finding),
        other => panic!("{other:?}"),
    }
}

/// The checked stationary equilibria.
#[track_caller]
fn stationary(game: &AlternatingOffers) -> OfferEquilibria {
    let OfferFinding::Stationary(found) = finding(game, "stationary").unwrap() else { panic!("it is endless") };
    let some = check_some(game, found.complete, found.equilibria.len());
    for check in check_stationary(game, &found.equilibria).into_iter().chain([some]) {
        assert_eq!(check.fault, None, "{} in {game:?}\n{found:?}", check.claim);
    }
    found
}

/// The only one, and that it is.
#[track_caller]
fn only(game: &AlternatingOffers) -> OfferEquilibrium {
    let found = stationary(game);
    assert!(found.complete, "{game:?}");
    assert_eq!(found.equilibria.len(), 1, "{game:?}\n{found:?}");
    found.equilibria.into_iter().next().unwrap()
}

/// The checked first period of the game with so many.
fn first_period(game: &AlternatingOffers, periods: u32) -> OfferEquilibrium {
    let game = AlternatingOffers { periods: Some(periods), ..game.clone() };
    let OfferFinding::FirstPeriod { equilibrium, .. } = finding(&game, "finite_offers").unwrap() else {
        panic!("it has a last period")
    };
    assert_eq!(check_first_period(&game, periods, &equilibrium).fault, None, "{game:?}");
    equilibrium
}

/// The middle of the Nash bargaining solution, which is within a tiny enclosure.
fn nash(problem: BargainingProblem) -> Vec<Rational> {
    let solved = solve(&Game::Bargaining(problem), &["nash_bargaining".to_owned()], &Limits::default());
    match solved.into_iter().next().unwrap().answer.unwrap() {
        Answer::Bargaining(answer) => match answer.choice {
            Choice::Bargain(bargain) => bargain.payoff.iter().map(|payoff| payoff.middle()).collect(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn rubinstein_and_rubinstein_symmetric() {
    let game = AlternatingOffers { discounts: numbers(&["9/10", "4/5"]), ..pair() };
    let found = only(&game);
    assert_eq!(found.payoffs, numbers(&["5/7", "2/7"]));
    assert!(found.proposals.iter().all(|own| own.agreed));
    assert_eq!(found.proposals[0].thresholds[1], number("2/7"));
    let game = AlternatingOffers { discounts: numbers(&["9/10", "9/10"]), ..pair() };
    assert_eq!(only(&game).payoffs[0], number("10/19"));
}

#[test]
fn rubinstein_with_any_pie_and_any_discount_factors() {
    let mut random = Pcg64::seed_from_u64(1);
    for _ in 0..60 {
        let mut discount = || Rational::new(random.random_range(1..100), 100);
        let (one, two) = (discount(), discount());
        let pie = Rational::new(random.random_range(1..50), 7);
        let game = AlternatingOffers { discounts: vec![one.clone(), two.clone()], pie: pie.clone(), ..pair() };
        let share = &(&Rational::ONE - &two) / &(&Rational::ONE - &(&one * &two));
        assert_eq!(only(&game).payoffs[0], &share * &pie);
    }
}

#[test]
fn breakdown_alternating_offers() {
    let game = AlternatingOffers { breakdown: number("1/10"), disagreement: numbers(&["1/5", "1/10"]), ..pair() };
    assert_eq!(only(&game).payoffs[0], number("54/95"));
}

/// The share of the first proposer nears the Nash solution as breakdown becomes rare: 11/20 in
/// the oracle, and any problem with random disagreement payoffs.
#[test]
fn rare_breakdown_leads_to_the_nash_solution() {
    let mut random = Pcg64::seed_from_u64(2);
    let mut problems = vec![numbers(&["1/5", "1/10"])];
    for _ in 0..20 {
        problems.push(vec![
            Rational::new(random.random_range(-50..50), 100),
            Rational::new(random.random_range(-50..50), 100),
        ]);
    }
    for disagreement in problems {
        let players = vec!["one".to_owned(), "two".to_owned()];
        let corner = |first: i64, second: i64| (format!("{first}"), vec![first.into(), second.into()]);
        let mut problem = BargainingProblem::of_points(players, vec![corner(1, 0), corner(0, 1)], disagreement.clone());
        problem.lotteries = true;
        let nash = nash(problem);
        let mut last: Option<Rational> = None;
        for rare in [10, 1_000, 100_000] {
            let game =
                AlternatingOffers { breakdown: Rational::new(1, rare), disagreement: disagreement.clone(), ..pair() };
            let away = (&only(&game).payoffs[0] - &nash[0]).abs();
            assert!(last.is_none_or(|last| away < last), "{disagreement:?}");
            last = Some(away);
        }
        assert!(last.unwrap() < Rational::new(1, 100_000));
    }
}

/// With rates of time preference r and periods of length Δ, δ = 1/(1 + rΔ): the shares near the
/// asymmetric Nash solution with weights 1/r.
#[test]
fn rubinstein_continuous_limit() {
    let rates = numbers(&["1/10", "3/10"]);
    let share = |length: &Rational| {
        let discount = |rate: &Rational| &Rational::ONE / &(&Rational::ONE + &(rate * length));
        let game = AlternatingOffers { discounts: rates.iter().map(discount).collect(), ..pair() };
        only(&game).payoffs[0].clone()
    };
    let length = Rational::new(1, 1_000_000);
    // r2 (1 + r1 Δ) / (r1 + r2 + r1 r2 Δ).
    let above = &rates[1] * &(&Rational::ONE + &(&rates[0] * &length));
    let below = &(&rates[0] + &rates[1]) + &(&(&rates[0] * &rates[1]) * &length);
    assert_eq!(share(&length), &above / &below);
    assert!((&share(&length) - &number("3/4")).abs() < Rational::new(1, 1_000_000));
    let players = vec!["one".to_owned(), "two".to_owned()];
    let corners = vec![("a".to_owned(), numbers(&["1", "0"])), ("b".to_owned(), numbers(&["0", "1"]))];
    let mut problem = BargainingProblem::of_points(players, corners, numbers(&["0", "0"]));
    problem.weights = Some(rates.iter().map(|rate| &Rational::ONE / rate).collect());
    let solved = solve(&Game::Bargaining(problem), &["nash_bargaining".to_owned()], &Limits::default());
    let Ok(Answer::Bargaining(answer)) = &solved[0].answer else { panic!("Nash answers") };
    let Choice::Bargain(nash) = &answer.choice else { panic!("Nash picks a point") };
    assert!(nash.payoff[0].contains(&number("3/4")));
}

#[test]
fn rubinstein_fixed_costs() {
    for (costs, share) in [(["1/20", "1/10"], "1"), (["1/10", "1/20"], "1/20")] {
        let game = AlternatingOffers { costs: numbers(&costs), ..pair() };
        assert_eq!(only(&game).payoffs[0], number(share));
        // The finite game of the oracle's own check.
        assert_eq!(first_period(&game, 401).payoffs[0], number(share));
    }
}

/// With equal costs c every first share from c to 1 is one of an equilibrium (Rubinstein 1982,
/// conclusion I): the family is found by its ends.
#[test]
fn equal_fixed_costs_leave_a_family() {
    let game = AlternatingOffers { costs: numbers(&["1/10", "1/10"]), ..pair() };
    let found = stationary(&game);
    assert!(found.complete);
    let mut shares: Vec<Rational> = found.equilibria.iter().map(|one| one.payoffs[0].clone()).collect();
    shares.sort();
    assert_eq!(shares, numbers(&["1/10", "1"]));
    assert_eq!(found.families, [vec![0, 1]]);
}

#[test]
fn baron_ferejohn_majority() {
    for (players, discount, keeps, pays) in [(3, "9/10", "7/10", "3/10"), (5, "1", "3/5", "1/5")] {
        let found = stationary(&legislature(players, players / 2 + 1, discount));
        assert!(found.complete);
        assert_eq!(found.equilibria.len(), 1, "{found:?}");
        for own in &found.equilibria[0].proposals {
            assert_eq!(own.values[own.proposer], number(keeps));
            let other = (own.proposer + 1) % players;
            assert_eq!(own.thresholds[other], number(pays));
            assert_eq!(own.partners[other], number("1/2"));
        }
    }
}

#[test]
fn baron_ferejohn_unanimity() {
    let found = only(&legislature(4, 4, "4/5"));
    assert_eq!(found.proposals[0].values, numbers(&["2/5", "1/5", "1/5", "1/5"]));
    assert_eq!(found.payoffs, vec![Rational::new(1, 4); 4]);
}

/// The proposer keeps 1 - δ(q - 1)/n, and everybody expects 1/n.
#[test]
fn symmetric_legislatures_of_every_size_and_quota() {
    let mut random = Pcg64::seed_from_u64(3);
    for players in [2_i64, 3, 4, 6, 9, 25] {
        for quota in 1..=players.min(13) {
            let discount = Rational::new(random.random_range(1..100), 100);
            let game = legislature(players as usize, quota as usize, &discount.to_string());
            let found = only(&game);
            let given = &discount * &Rational::new(quota - 1, players);
            assert_eq!(found.proposals[0].values[0], &Rational::ONE - &given, "{players} {quota}");
            assert!(found.payoffs.iter().all(|own| *own == Rational::new(1, players)));
        }
    }
}

/// Under unanimity with random proposers, `V_i = p_i Σ_j (1 - δ_j) V_j + δ_i V_i`, so shares are
/// as `p_i/(1 - δ_i)`.
#[test]
fn unanimous_lotteries_of_any_kind() {
    let mut random = Pcg64::seed_from_u64(4);
    for _ in 0..20 {
        let players = random.random_range(2..6);
        let weights: Vec<i64> = (0..players).map(|_| random.random_range(1..9)).collect();
        let total: i64 = weights.iter().sum();
        let chances: Vec<Rational> = weights.iter().map(|&own| Rational::new(own, total)).collect();
        let discounts: Vec<Rational> = (0..players).map(|_| Rational::new(random.random_range(1..20), 20)).collect();
        let game = AlternatingOffers {
            discounts: discounts.clone(),
            ..group(players, Proposers::Recognized(chances.clone()))
        };
        let parts: Vec<Rational> =
            chances.iter().zip(&discounts).map(|(chance, own)| chance / &(&Rational::ONE - own)).collect();
        let whole = parts.iter().fold(Rational::ZERO, |sum, part| &sum + part);
        let expected: Vec<Rational> = parts.iter().map(|part| part / &whole).collect();
        assert_eq!(only(&game).payoffs, expected);
    }
}

/// Random majorities: one answer by values (Eraslan 2002 \[Eraslan2002\]), which her characterisation fits: who
/// keeps what the cheapest partners leave, and is bought as often as its value says: never where it
/// is dearer than the last partner, and always where it is cheaper.
#[test]
fn random_majorities_have_one_answer() {
    let mut random = Pcg64::seed_from_u64(5);
    for round in 0..25 {
        let players = random.random_range(3..6);
        let quota = random.random_range(2..players);
        let weights: Vec<i64> = (0..players).map(|_| random.random_range(1..6)).collect();
        let total: i64 = weights.iter().sum();
        let chances = weights.iter().map(|&own| Rational::new(own, total)).collect();
        let discounts = (0..players).map(|_| Rational::new(random.random_range(1..10), 10)).collect();
        let game = AlternatingOffers { quota, discounts, ..group(players, Proposers::Recognized(chances)) };
        let values = only(&game).payoffs;
        let Proposers::Recognized(chances) = &game.proposers else { unreachable!() };
        let sum = |own: &mut dyn Iterator<Item = Rational>| own.fold(Rational::ZERO, |sum, own| &sum + &own);
        assert!(sum(&mut values.iter().cloned()).is_one(), "{round}");
        let prices: Vec<Rational> = values.iter().zip(&game.discounts).map(|(own, factor)| own * factor).collect();
        let mut bought = Rational::ZERO;
        for player in 0..players {
            let cheapest = |besides: usize| {
                let mut others: Vec<Rational> =
                    (0..players).filter(|&other| other != besides).map(|other| prices[other].clone()).collect();
                others.sort();
                others.truncate(quota - 1);
                others
            };
            let kept = &Rational::ONE - &sum(&mut cheapest(player).into_iter());
            let often = &(&values[player] - &(&chances[player] * &kept)) / &prices[player];
            // By each other proposer: surely, never, or maybe.
            let (mut least, mut most) = (Rational::ZERO, Rational::ZERO);
            for other in (0..players).filter(|&other| other != player) {
                let last = cheapest(other).pop().unwrap();
                least = if prices[player] < last { &least + &chances[other] } else { least };
                most = if prices[player] <= last { &most + &chances[other] } else { most };
            }
            assert!(least <= often && often <= most, "{round}: {player} is bought {often}, not {least} to {most}");
            bought = &bought + &often;
        }
        assert_eq!(bought, Rational::from(quota as i64 - 1), "{round}");
    }
}

/// Long finite games come near to the endless one, from any costs, outside payoffs, breakdown.
#[test]
fn long_games_of_two_come_near_to_the_endless_one() {
    let mut random = Pcg64::seed_from_u64(6);
    for round in 0..60 {
        let mut tenths = |range: std::ops::Range<i64>| Rational::new(random.random_range(range), 10);
        let game = AlternatingOffers {
            discounts: vec![tenths(3..10), tenths(3..10)],
            breakdown: tenths(0..5),
            disagreement: vec![tenths(-5..8), tenths(-5..8)],
            costs: vec![tenths(0..3), tenths(0..3)],
            outside: (round % 2 == 1).then(|| vec![tenths(-3..8), tenths(-3..8)]),
            ..pair()
        };
        let found = stationary(&game);
        let long = first_period(&game, 60);
        let near = |one: &OfferEquilibrium| {
            one.payoffs.iter().zip(&long.payoffs).all(|(a, b)| (a - b).abs() < Rational::new(1, 100))
        };
        assert!(found.equilibria.iter().any(near), "{game:?}\n{found:?}\n{long:?}");
    }
}

#[test]
fn one_sided_offers() {
    let game = AlternatingOffers { discounts: numbers(&["9/10", "9/10"]), ..group(2, Proposers::InTurn(vec![0])) };
    assert_eq!(only(&game).payoffs, numbers(&["1", "0"]));
}

/// War costs leave a range to bargain over; who makes the only offer takes its far end, and rare
/// breakdown leads to its middle.
#[test]
fn fearon_bargaining_range() {
    let at_war = numbers(&["1/2", "1/5"]);
    let once = AlternatingOffers {
        breakdown: Rational::ONE,
        disagreement: at_war.clone(),
        ..group(2, Proposers::InTurn(vec![0]))
    };
    assert_eq!(only(&once).payoffs[0], number("4/5"));
    let long = AlternatingOffers { breakdown: number("1/1000000"), disagreement: at_war, ..pair() };
    assert!((&only(&long).payoffs[0] - &number("13/20")).abs() < number("1/100000"));
}

/// Osborne and Rubinstein 1990, section 3.12: an outside option changes nothing while it is worth
/// less than the share without it, and is paid exactly where it is worth more.
#[test]
fn outside_options_bind_or_do_not_matter() {
    let with = |outside: &str| AlternatingOffers {
        discounts: numbers(&["9/10", "9/10"]),
        outside: Some(vec![Rational::ZERO, number(outside)]),
        ..pair()
    };
    assert_eq!(only(&with("9/20")).payoffs, numbers(&["10/19", "9/19"]));
    assert_eq!(only(&with("3/5")).payoffs, numbers(&["2/5", "3/5"]));
}

/// Where disagreement pays both more than the pie holds, nobody agrees.
#[test]
fn talks_fail_where_breaking_down_pays() {
    let game = AlternatingOffers {
        discounts: numbers(&["9/10", "9/10"]),
        breakdown: number("1/2"),
        disagreement: numbers(&["4/5", "4/5"]),
        ..pair()
    };
    let found = stationary(&game);
    assert_eq!(found.equilibria.len(), 1, "{found:?}");
    assert!(found.equilibria[0].proposals.iter().all(|own| !own.agreed));
    // V = 2/5 + 9/20 V.
    assert_eq!(found.equilibria[0].payoffs, numbers(&["8/11", "8/11"]));
}

/// The other player's view of a game is the same game.
#[test]
fn equilibria_do_not_depend_on_names() {
    let mut random = Pcg64::seed_from_u64(7);
    for _ in 0..10 {
        let mut tenths = |range: std::ops::Range<i64>| Rational::new(random.random_range(range), 10);
        let discounts: Vec<Rational> = (0..3).map(|_| tenths(1..10)).collect();
        let game = AlternatingOffers { quota: 2, discounts, ..group(3, Proposers::InTurn(vec![0, 1, 2])) };
        let turned = |list: &[Rational]| vec![list[1].clone(), list[2].clone(), list[0].clone()];
        let other = AlternatingOffers {
            discounts: turned(&game.discounts),
            proposers: Proposers::InTurn(vec![2, 0, 1]),
            ..game.clone()
        };
        let mut own: Vec<Vec<Rational>> = stationary(&game).equilibria.iter().map(|one| turned(&one.payoffs)).collect();
        let mut others: Vec<Vec<Rational>> = stationary(&other).equilibria.into_iter().map(|one| one.payoffs).collect();
        own.sort();
        others.sort();
        assert_eq!(own.len(), 1, "{game:?}");
        assert_eq!(own, others);
    }
}

#[test]
fn each_concept_refuses_the_other_kind_of_game() {
    assert!(matches!(finding(&pair(), "finite_offers"), Err(Refusal::Undefined(_))));
    let finite = AlternatingOffers { periods: Some(3), ..pair() };
    assert!(matches!(finding(&finite, "stationary"), Err(Refusal::Undefined(_))));
}

fn points(payoffs: &[Vec<Rational>]) -> Vec<Package> {
    let one = |(place, payoffs): (usize, &Vec<Rational>)| Package { name: place.to_string(), payoffs: payoffs.clone() };
    payoffs.iter().enumerate().map(one).collect()
}

/// Each player's whole pie, and nothing for anybody.
fn corners(players: usize) -> Vec<Package> {
    let unit = |own: usize| (0..players).map(|player| Rational::from(i64::from(player == own))).collect();
    points(&(0..=players).map(unit).collect::<Vec<Vec<Rational>>>())
}

/// Lotteries over who gets the pie are divisions of it: two methods that share no search agree.
#[test]
fn lotteries_over_the_whole_pie_are_its_divisions() {
    let mut random = Pcg64::seed_from_u64(31);
    for round in 0..40 {
        let players = 2 + round % 2;
        let mut hundredths = |from: i64, to: i64| Rational::new(random.random_range(from..to), 100);
        let proposers = match round % 4 {
            0 | 1 => Proposers::InTurn((0..players).collect()),
            _ => {
                let first = hundredths(10, 40);
                let mut chances = vec![first.clone(); players - 1];
                chances.push(&Rational::ONE - &(&first * &Rational::from(players as i64 - 1)));
                Proposers::Recognized(chances)
            }
        };
        let divided = AlternatingOffers {
            discounts: (0..players).map(|_| hundredths(50, 99)).collect(),
            breakdown: hundredths(0, 30),
            disagreement: (0..players).map(|_| hundredths(0, 30)).collect(),
            outside: (players == 2 && round % 3 == 0).then(|| (0..2).map(|_| hundredths(0, 45)).collect()),
            ..group(players, proposers)
        };
        let drawn = AlternatingOffers { packages: corners(players), ..divided.clone() };
        assert_eq!(only(&drawn).payoffs, only(&divided).payoffs, "{divided:?}");
    }
}

/// The best lottery over packages that pays the others at least this much.
fn best_offer(game: &AlternatingOffers, proposer: usize, least: &[Rational]) -> Option<Vec<Rational>> {
    let pays = |player: usize| game.packages.iter().map(move |package| package.payoffs[player].clone());
    let mut program = LinearProgram::maximize(pays(proposer).collect());
    for player in (0..least.len()).filter(|&player| player != proposer) {
        let row: Vec<Rational> = pays(player).collect();
        program.rows.push(Row::dense(&row, Relation::AtLeast, least[player].clone()));
    }
    program.rows.push(Row::dense(&vec![Rational::ONE; game.packages.len()], Relation::Equal, Rational::ONE));
    let weights = lp::solve(&program).optimal()?.primal.clone();
    let paid = |player| pays(player).zip(&weights).fold(Rational::ZERO, |sum, (own, weight)| &sum + &(&own * weight));
    Some((0..least.len()).map(paid).collect())
}

/// Long games with a last period, solved backwards by one linear program each, come near to the
/// endless one, also where packages harm some.
#[test]
fn long_games_of_packages_come_near_to_the_endless_one() {
    let mut random = Pcg64::seed_from_u64(33);
    let mut settled = 0;
    for round in 0..30 {
        let players = 2 + round % 2;
        let mut payoffs = vec![vec![Rational::ZERO; players]];
        payoffs.extend((0..4).map(|_| (0..players).map(|_| Rational::from(random.random_range(-4..12))).collect()));
        let proposers = match round % 3 {
            0 => Proposers::Recognized(vec![Rational::new(1, players as i64); players]),
            _ => Proposers::InTurn((0..players).collect()),
        };
        let mut tenths = |from: i64, to: i64| Rational::new(random.random_range(from..to), 10);
        let game = AlternatingOffers {
            packages: points(&payoffs),
            discounts: (0..players).map(|_| tenths(3, 9)).collect(),
            breakdown: tenths(0, 4),
            ..group(players, proposers)
        };
        let found = stationary(&game);
        assert!(found.complete && !found.equilibria.is_empty(), "{game:?}");
        let situations = game.situations();
        let mut values = vec![vec![Rational::ZERO; players]; situations.len()];
        for _ in 0..60 {
            values = (0..situations.len())
                .map(|at| {
                    let failed: Vec<Rational> = (0..players)
                        .map(|player| {
                            let next = game.next(at);
                            let mean = next
                                .iter()
                                .zip(&values)
                                .fold(Rational::ZERO, |sum, (chance, own)| &sum + &(chance * &own[player]));
                            let peace = &Rational::ONE - &game.breakdown;
                            let worth = &peace * &(&game.discounts[player] * &mean);
                            // Digits are cut off.
                            number(&worth.to_decimal(12))
                        })
                        .collect();
                    match best_offer(&game, situations[at], &failed) {
                        Some(paid) if paid[situations[at]] >= failed[situations[at]] => paid,
                        _ => failed,
                    }
                })
                .collect();
        }
        let first = game.first();
        let paid: Vec<Rational> = (0..players)
            .map(|player| {
                first.iter().zip(&values).fold(Rational::ZERO, |sum, (chance, own)| &sum + &(chance * &own[player]))
            })
            .collect();
        // Where several best offers differ for a third player, other choices are other equilibria.
        let near = |one: &OfferEquilibrium| {
            one.payoffs.iter().zip(&paid).all(|(a, b)| (a - b).abs() < Rational::new(1, 10_000))
        };
        let close = found.equilibria.iter().any(near);
        assert!(close || found.equilibria.len() > 1 || players > 2, "{game:?}\n{found:?}\n{paid:?}");
        settled += usize::from(close);
    }
    assert!(settled > 25, "{settled}");
}

/// Of patient players every efficient division that harms nobody is one of an equilibrium, and play
/// that never ends is worth nothing.
#[test]
fn patience_leaves_the_whole_frontier() {
    let patient = TALKS.replace("discount = 0.95", "discount = 1").replace("discount = 0.9", "discount = 1");
    let found = stationary(&talks(&patient));
    assert!(found.complete);
    let mut payoffs: Vec<Vec<Rational>> = found.equilibria.iter().map(|one| one.payoffs.clone()).collect();
    payoffs.sort();
    payoffs.dedup();
    assert_eq!(payoffs, [numbers(&["30", "10"]), numbers(&["40", "5"])]);
    // Nothing that both gain by.
    let game = AlternatingOffers { packages: points(&[numbers(&["0", "0"]), numbers(&["3", "-1"])]), ..pair() };
    let found = stationary(&game);
    assert!(found.complete);
    assert!(found.equilibria.iter().all(|one| one.payoffs == numbers(&["0", "0"])), "{found:?}");
}

/// An empty list is found out where there must be an equilibrium, and is not where there need not be.
#[test]
fn an_emptied_list_is_found_out() {
    let game = AlternatingOffers { discounts: numbers(&["9/10", "4/5"]), ..pair() };
    assert!(check_some(&game, true, 0).fault.is_some());
    assert!(check_some(&talks(TALKS), true, 0).fault.is_some());
    assert!(check_some(&AlternatingOffers { costs: numbers(&["1/10", "1/10"]), ..pair() }, true, 0).fault.is_none());
}

/// What a verdict on offers says where a lottery is agreed on, and of whom it then depends.
#[test]
fn a_lottery_is_why_the_answer_is_open() {
    let text = format!("{TALKS}[process.offers]\nrecognition = {{ owner = 0.5, demander = 0.5 }}\n");
    let (scenario, _) = Scenario::read(&Source::new("talks.toml", text.as_str())).unwrap();
    let game = offer_process(&scenario).unwrap();
    let one = only(&game.game);
    // How likely the package that holds the vote is, each of them proposing with chance one half.
    let share = |own: &concede::solution::alternating_offers::Proposal| {
        own.mixture
            .iter()
            .filter(|(place, _)| game.holding.contains(place))
            .fold(Rational::ZERO, |sum, (_, weight)| &sum + weight)
    };
    let chance = &(&share(&one.proposals[0]) + &share(&one.proposals[1])) / &Rational::from(2);
    let (compiled, verdict) = concede::uncertainty::judge(&scenario).unwrap();
    let why = verdict.test(TestId::Offers).unwrap().why.clone().unwrap();
    assert_eq!(why, NoAnswer::DependsOnOffer { on: Dependence::Lottery, least: chance.clone(), most: chance });
    assert!(compiled.unused(&scenario).iter().all(|id| !scenario.parameter(*id).path.starts_with("process.offers")));
}

/// With one discount factor, and a status quo that pays nothing, offers by lot divide a pie by the
/// chances to propose (unanimity in Baron and Ferejohn's legislature).
#[test]
fn chances_to_propose_are_shares() {
    let chances = numbers(&["1/2", "1/3", "1/6"]);
    let game = AlternatingOffers {
        packages: corners(3),
        discounts: vec![number("7/8"); 3],
        ..group(3, Proposers::Recognized(chances.clone()))
    };
    assert_eq!(only(&game).payoffs, chances);
}

/// As rounds become short, offers on any convex set near its Nash solution (Binmore, Rubinstein and
/// Wolinsky 1986; for more players Britz, Herings and Predtetchinski 2010).
#[test]
fn offers_of_packages_near_the_nash_solution() {
    let mut random = Pcg64::seed_from_u64(32);
    for players in [2, 2, 2, 2, 2, 2, 3, 3, 3] {
        let mut payoffs = vec![vec![Rational::ZERO; players]];
        payoffs.extend((0..5).map(|_| (0..players).map(|_| Rational::from(random.random_range(0..20))).collect()));
        let listed = payoffs.iter().map(|own: &Vec<Rational>| (format!("{own:?}"), own.clone())).collect();
        let names = (0..players).map(|player| player.to_string()).collect();
        let solution = nash(BargainingProblem::of_points(names, listed, vec![Rational::ZERO; players]));
        let even = Proposers::Recognized(vec![Rational::new(1, players as i64); players]);
        let game = AlternatingOffers {
            packages: points(&payoffs),
            discounts: vec![Rational::new(999_999, 1_000_000); players],
            ..group(players, even)
        };
        for found in stationary(&game).equilibria {
            for (own, limit) in found.payoffs.iter().zip(&solution) {
                assert!((own - limit).abs() < Rational::new(1, 1_000), "{payoffs:?}: {own} and {limit}");
            }
        }
    }
}

const TALKS: &str = r#"
[scenario]
title = "Talks"
question = "vote"
[players.owner]
discount = 0.9
conflict = { value = -20 }
[players.owner.payoffs]
treaty = 40
[players.demander]
discount = 0.95
conflict = { value = -5 }
[players.demander.payoffs]
treaty = 5
vote = 10
[concessions.vote]
owner = "owner"
demanded_by = "demander"
success = 0.5
cost = { attempt = 2, success = 6, failure = 10 }
[agreements.treaty]
signatories = ["owner", "demander"]
[process]
protocol = "alternating_offers"
agreement = "treaty"
demands = ["vote"]
"#;

fn talks(text: &str) -> AlternatingOffers {
    let (scenario, _) = Scenario::read(&Source::new("talks.toml", text)).unwrap();
    offer_process(&scenario).unwrap().game
}

/// Packages pay (0, 0), (-10, 5), (40, 5) and (30, 10); the frontier falls from the third to the
/// fourth by two for one. The owner offers y = 19/20 · 10, the demander's best being the last point,
/// which leaves the owner more than 9/10 of what it gets itself: (31, 19/2).
#[test]
fn a_scenario_of_offers() {
    let found = only(&talks(TALKS));
    assert_eq!(found.payoffs, numbers(&["31", "19/2"]));
    assert_eq!(found.proposals[1].values, numbers(&["30", "10"]));
    // The demander first.
    let turns = format!("{TALKS}[process.offers]\nturns = [\"demander\", \"owner\"]\n");
    assert_eq!(only(&talks(&turns)).payoffs, numbers(&["30", "10"]));
}

/// The limit of rare breakdowns is the Nash solution of the scenario's bargaining problem, from the
/// status quo or from conflict.
#[test]
fn a_scenario_of_offers_nears_its_bargaining_problem() {
    let patient = TALKS.replace("discount = 0.95", "discount = 1").replace("discount = 0.9", "discount = 1");
    for (into, disagreement) in [("status_quo", ["0", "0"]), ("conflict", ["-20", "-5"])] {
        let text = format!("{patient}[process.offers]\nbreakdown = \"1/1000000\"\nbreaks_into = \"{into}\"\n");
        let game = talks(&text);
        let listed = game.packages.iter().map(|own| (own.name.clone(), own.payoffs.clone())).collect();
        let solution = nash(BargainingProblem::of_points(game.players.clone(), listed, numbers(&disagreement)));
        for (own, limit) in only(&game).payoffs.iter().zip(&solution) {
            assert!((own - limit).abs() < Rational::new(1, 1_000), "{into}: {own} and {limit}");
        }
    }
}

/// What a deviation would gain is found out by the check.
#[test]
fn a_lottery_that_is_not_the_best_is_found_out() {
    let game = talks(TALKS);
    let mut found = only(&game);
    found.proposals[0].mixture = found.proposals[1].mixture.clone();
    found.proposals[0].values = found.proposals[1].values.clone();
    found.payoffs = found.proposals[1].values.clone();
    assert!(check_stationary(&game, &[found])[0].fault.is_some());
}
