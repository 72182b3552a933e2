//! Coalitional games that follow from what coalitions can do: published answers, slow obvious
//! methods, and the laws of these games.

use concede::axiom::agreement::stands;
use concede::axiom::worths::{Behind, check};
use concede::compile::Compiled;
use concede::compile::coalitional::EnactmentGame;
use concede::form::Game;
use concede::form::coalitional::{Coalition, sum};
use concede::form::enactment::{EnactedPackage, Enactment, Item};
use concede::form::normal::NormalGame;
use concede::numeric::rational::Rational;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::solution::Answer;
use concede::solution::coalitional::{Derived, Finding, PackageObjection};
use concede::solve::characteristic::{Powers, cover, enactment, maximin, threats};
use concede::solve::limits::Limits;
use concede::solve::ntu_bargaining_set::ntu_bargaining_set;
use concede::solve::shapley::shapley;
use concede::solve::solve;
use concede::verdict::{Derivation, TestId};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|player| player.to_string()).collect()
}

fn normal(counts: &[usize], payoffs: Vec<Vec<i64>>) -> NormalGame {
    NormalGame {
        players: names(counts.len()),
        strategies: counts.iter().map(|&count| names(count)).collect(),
        payoffs: payoffs.into_iter().map(|own| own.into_iter().map(Rational::from).collect::<Vec<_>>()).collect(),
    }
}

fn random_normal(generator: &mut Pcg64) -> NormalGame {
    let counts: Vec<usize> = (0..generator.random_range(2..=4)).map(|_| generator.random_range(1..=3)).collect();
    let profiles = counts.iter().product();
    let payoffs = (0..profiles).map(|_| (0..counts.len()).map(|_| generator.random_range(-9..=9)).collect()).collect();
    normal(&counts, payoffs)
}

/// Items of one or two players, each worth something by itself to everybody, and at random
/// something together; some cannot be spoiled.
fn random_enactment(generator: &mut Pcg64) -> Enactment {
    let players = generator.random_range(2..=4);
    let items: Vec<Item> = (0..generator.random_range(1..=4))
        .map(|index| Item {
            name: index.to_string(),
            needs: Coalition::of(generator.random_range(0..players)).with(generator.random_range(0..players)),
        })
        .collect();
    let spoiler = generator.random_bool(0.5).then(|| generator.random_range(0..players));
    let packages: Vec<EnactedPackage> = (0..1usize << items.len())
        .map(|set| {
            let mut gains = || {
                (0..players)
                    .map(|_| Rational::from(if set == 0 { 0 } else { generator.random_range(-6..=9) }))
                    .collect()
            };
            let (paid, spoiled) = (gains(), gains());
            let spoiled = (set.count_ones() > 1 && spoiler.is_some()).then_some(spoiled);
            EnactedPackage { name: set.to_string(), items: set, gains: paid, spoiled }
        })
        .collect();
    Enactment { players: names(players), outcomes: (0..packages.len()).collect(), items, packages, spoiler }
}

#[test]
fn nash_variable_threats() {
    // Nash 1953: threats A and B, a pie of 6; the value of A - B is -1, the shares 5/2 and 7/2. The
    // third strategy agrees on the pie; it does not pay against a threat.
    let (a, b) = ([[0, 4], [-2, 1]], [[1, -3], [2, 0]]);
    let cell = |row: usize, column: usize| match (row, column) {
        (2, 2) => vec![3, 3],
        (2, _) => vec![-9, 9],
        (_, 2) => vec![9, -9],
        _ => vec![a[row][column], b[row][column]],
    };
    let game = normal(&[3, 3], (0..9).map(|at| cell(at / 3, at % 3)).collect());
    let found = solve(&Game::Normal(game), &["threats".to_owned()], &Limits::default());
    let Ok(Answer::Coalitional(answer)) = &found[0].answer else { panic!("{found:?}") };
    let Finding::Derived { derived, value } = &answer.finding else { panic!("{answer:?}") };
    assert_eq!(derived.proofs[0b01].value, Rational::from(-1));
    assert_eq!(*value, [Rational::new(5, 2), Rational::new(7, 2)]);
}

#[test]
fn the_value_averages_threats_over_sizes() {
    // Kohlberg and Neyman 2021: value_i = 1/n Σ_k of the average of δ(S) over S with i and |S| = k.
    let mut generator = Pcg64::seed_from_u64(1);
    for _ in 0..60 {
        let game = random_normal(&mut generator);
        let derived = threats(Powers::Strategies(&game), &Limits::default()).unwrap();
        let count = game.players.len();
        let everyone = Coalition::grand(count);
        let expected: Vec<Rational> = (0..count)
            .map(|player| {
                (1..=count).fold(Rational::ZERO, |total, size| {
                    let own: Vec<&Rational> = everyone
                        .subsets()
                        .filter(|one| one.contains(player) && one.size() == size)
                        .map(|one| &derived.proofs[one.index()].value)
                        .collect();
                    let mean = own.iter().fold(Rational::ZERO, |sum, delta| &sum + delta);
                    &total + &(&mean / &Rational::from((own.len() * count) as i64))
                })
            })
            .collect();
        assert_eq!(shapley(&derived.game), expected);
        assert_eq!(check(Behind::Strategies(&game), &derived, None).fault, None);
    }
}

#[test]
fn what_coalitions_secure_is_proved_and_superadditive() {
    let mut generator = Pcg64::seed_from_u64(2);
    for _ in 0..60 {
        let game = random_normal(&mut generator);
        let derived = maximin(Powers::Strategies(&game), &Limits::default()).unwrap();
        assert_eq!(check(Behind::Strategies(&game), &derived, None).fault, None);
        assert_eq!(cover(&derived).game, derived.game);
        // All together are worth the best profile.
        let best = game.payoffs.iter().map(|own| own.iter().fold(Rational::ZERO, |sum, one| &sum + one)).max();
        assert_eq!(Some(derived.game.worth(derived.game.grand())), best.as_ref());
    }
}

/// Every partition of a coalition.
fn partitions(whole: Coalition) -> Vec<Vec<Coalition>> {
    let Some(first) = whole.players().next() else { return vec![Vec::new()] };
    let rest = whole.without(first);
    rest.subsets()
        .flat_map(|some| {
            let block = some.with(first);
            partitions(whole.minus(block)).into_iter().map(move |mut blocks| {
                blocks.push(block);
                blocks
            })
        })
        .collect()
}

#[test]
fn enactment_and_its_cover_are_those_of_the_definitions() {
    let mut generator = Pcg64::seed_from_u64(3);
    let mut differ = 0;
    for _ in 0..100 {
        let situation = random_enactment(&mut generator);
        assert!(situation.is_consistent());
        let raw = enactment(&situation);
        let covered = cover(&raw);
        assert_eq!(check(Behind::Enactment(&situation), &raw, None).fault, None);
        assert_eq!(check(Behind::Enactment(&situation), &covered, Some(&raw.game)).fault, None);
        for whole in situation.grand().subsets().skip(1) {
            let apart = |blocks: &Vec<Coalition>| {
                blocks.iter().fold(Rational::ZERO, |sum, &block| &sum + raw.game.worth(block))
            };
            assert_eq!(partitions(whole).iter().map(apart).max().as_ref(), Some(covered.game.worth(whole)));
        }
        differ += usize::from(raw.game.worth != covered.game.worth);
        let (powers, limits) = (Powers::Enactment(&situation), Limits::default());
        for derived in [maximin(powers, &limits).unwrap(), threats(powers, &limits).unwrap()] {
            assert_eq!(check(Behind::Enactment(&situation), &derived, None).fault, None);
        }
        // Others who may do harm leave a coalition no more than others who are passive.
        let secured = maximin(powers, &limits).unwrap();
        let passive = |one: Coalition| situation.spoiler.is_none() && secured.game.worth(one) > raw.game.worth(one);
        assert!(!situation.grand().subsets().skip(1).any(passive));
    }
    assert!(differ > 10, "{differ}");
}

#[test]
fn a_false_worth_is_found_out() {
    let mut generator = Pcg64::seed_from_u64(4);
    let situation = random_enactment(&mut generator);
    let limits = Limits::default();
    let spoilt = |mut derived: Derived| {
        let last = derived.game.worth.len() - 1;
        derived.game.worth[last] = derived.game.worth(derived.game.grand()) + &Rational::ONE;
        derived
    };
    let raw = enactment(&situation);
    for derived in [raw.clone(), maximin(Powers::Enactment(&situation), &limits).unwrap(), cover(&raw)] {
        assert!(check(Behind::Enactment(&situation), &spoilt(derived), Some(&raw.game)).fault.is_some());
    }
}

#[test]
fn agreements_on_packages_are_judged_as_the_definition_says() {
    let mut generator = Pcg64::seed_from_u64(5);
    let (mut inside, mut objected) = (0, 0);
    for _ in 0..400 {
        let situation = random_enactment(&mut generator);
        for package in 0..situation.packages.len() {
            let judged = ntu_bargaining_set(&situation, package);
            assert_eq!(judged.is_ok(), stands(&situation, package), "{situation:?} {package}");
            inside += usize::from(judged.is_ok());
            objected += usize::from(matches!(judged, Err(PackageObjection::Justified { .. })));
        }
    }
    assert!(inside > 50 && objected > 20, "{inside} {objected}");
}

fn shipped(name: &str) -> Scenario {
    let path = format!("scenarios/{name}.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    Scenario::read(&Source::new(&path, &text)).unwrap().0
}

#[test]
fn the_lead_scenario_by_hand() {
    // Gains over d = (36, 70.8, 48, 51, 37). With the treaty the hazard is 3 %.
    let scenario = shipped("south-caucasus");
    let situation = EnactmentGame::new(&scenario, None).unwrap().at(&scenario, &Compiled::base(&scenario));
    let place = |name: &str| situation.packages.iter().position(|one| one.name == name).unwrap();
    let treaty = &situation.packages[place("treaty")];
    // Armenia: 0.97·65 + 0.03·0 - 36; Azerbaijan: 0.97·75 + 0.03·66 - 70.8.
    let number = |text: &str| text.parse::<Rational>().unwrap();
    assert_eq!(treaty.gains[..2], [number("27.05"), number("3.93")]);
    assert_eq!(situation.needs(treaty), Coalition(0b00011));
    assert_eq!(situation.spoiler, Some(3));
    // The vote succeeds with 45 %; a failed one costs 15, one that succeeds 10, and 3 in any case.
    let both = &situation.packages[place("referendum & treaty")];
    // 27.05 - 3 - 0.45·10 - 0.55·15.
    assert_eq!(both.gains[0], number("11.3"));
    // Russia outside: one time in 10 the window closes, and then 6 in 10 the spoil works.
    assert!(both.spoiled.as_ref().unwrap()[0] < both.gains[0]);
    assert_eq!(treaty.spoiled, None);
    let raw = enactment(&situation);
    assert_eq!(*raw.game.worth(Coalition(0b00011)), sum(Coalition(0b00011), &treaty.gains).max(Rational::ZERO));
}

#[test]
fn the_test_names_every_rule_that_it_was_decided_by() {
    for name in ["south-caucasus", "prespa-2018", "good-friday-1998", "textbook/iida-1993/one-shot-referendum"] {
        let scenario = shipped(name);
        let (_, verdict) = concede::uncertainty::judge(&scenario).unwrap();
        let test = verdict.test(TestId::BargainingSet).unwrap();
        let mut rules: Vec<&str> = Vec::new();
        for one in &test.evidence {
            if let Derivation::Standing(standing) = one {
                rules.push(standing.rule.map_or("none", |rule| rule.key()));
                if rules.last() == Some(&"enactment") {
                    assert_eq!(test.holds, Some(standing.objection.is_none()), "{name}");
                }
            }
        }
        for rule in ["enactment", "maximin", "threats", "none"] {
            assert!(rules.contains(&rule), "{name}: {rules:?}");
        }
    }
}
