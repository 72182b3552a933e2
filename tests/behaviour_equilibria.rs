//! Trees: equilibria in behaviour strategies against published answers, and against the reduced
//! normal form on random trees.

use std::collections::HashMap;

use concede::axiom::behaviour::{Claim, holds};
use concede::form::Game;
use concede::form::extensive::{ExtensiveGame, NodeId};
use concede::form::recall::forgotten;
use concede::form::reduced::reduced_normal_form;
use concede::form::sequence::sequence_form;
use concede::interop::gambit_efg;
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solution::Answer;
use concede::solution::behaviour::{BehaviourEquilibria, BehaviourEquilibrium};
use concede::solve::behaviour_nash::{behaviour_nash, one_behaviour_nash};
use concede::solve::consistency::{Consistency, consistency};
use concede::solve::extreme_equilibria::extreme_equilibria;
use concede::solve::extreme_equilibria::plans::extreme_plans;
use concede::solve::limits::{Limits, Spent};
use concede::solve::sequence_lemke::lemke;
use concede::solve::sequential::sequential;
use concede::solve::sequential_supports::by_supports;
use concede::solve::subgame_equilibria::subgame_perfect;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn tree(text: &str) -> ExtensiveGame {
    match gambit_efg::read(&Source::new("test.efg", text)).unwrap_or_else(|found| panic!("{found:?}\n{text}")).game {
        Game::Extensive(game) => game,
        other => panic!("{other:?}"),
    }
}

fn found(answer: Result<Answer, concede::solution::Refusal>) -> BehaviourEquilibria {
    match answer {
        Ok(Answer::Behaviour(found)) => found,
        other => panic!("{other:?}"),
    }
}

fn numbers(values: &[&str]) -> Vec<Rational> {
    values.iter().map(|value| value.parse().unwrap()).collect()
}

fn check_all(game: &ExtensiveGame, claim: Claim, equilibria: &[BehaviourEquilibrium]) {
    for one in equilibria {
        assert_eq!(holds(game, claim, one), Ok(()), "{one:?}");
    }
}

/// Kuhn's poker with three cards, ante 1, bet 1.
fn kuhn_poker() -> ExtensiveGame {
    let mut text = "EFG 2 R \"Kuhn\" { \"1\" \"2\" }\nc \"\" 1 \"\" {".to_owned();
    let deals: Vec<(i64, i64)> = (1..=3).flat_map(|a| (1..=3).filter(move |&b| b != a).map(move |b| (a, b))).collect();
    deals.iter().for_each(|(a, b)| text.push_str(&format!(" \"{a}{b}\" 1/6")));
    text.push_str(" } 0\n");
    let mut outcome = 0;
    let mut end = |pays: i64| {
        outcome += 1;
        format!("t \"\" {outcome} \"\" {{ {pays} {} }}\n", -pays)
    };
    for (a, b) in deals {
        let wins = if a > b { 1 } else { -1 };
        text.push_str(&format!("p \"\" 1 {a} \"\" {{ \"check\" \"bet\" }} 0\n"));
        text.push_str(&format!("p \"\" 2 {b} \"\" {{ \"check\" \"bet\" }} 0\n"));
        text.push_str(&end(wins));
        text.push_str(&format!("p \"\" 1 {} \"\" {{ \"fold\" \"call\" }} 0\n", a + 3));
        text.push_str(&end(-1));
        text.push_str(&end(2 * wins));
        text.push_str(&format!("p \"\" 2 {} \"\" {{ \"fold\" \"call\" }} 0\n", b + 3));
        text.push_str(&end(1));
        text.push_str(&end(2 * wins));
    }
    tree(&text)
}

/// Kuhn 1950: the value is −1/18, and the first player's optimal strategies are a segment, from
/// never bluffing to betting the king surely.
#[test]
fn kuhn_poker_is_worth_minus_an_eighteenth() {
    let game = kuhn_poker();
    let value = found(one_behaviour_nash(&game, &Limits::default()));
    assert_eq!(value.equilibria[0].payoffs, numbers(&["-1/18", "1/18"]));
    check_all(&game, Claim::Nash, &value.equilibria);
    let form = sequence_form(&game, NodeId::ROOT, &HashMap::new()).unwrap();
    let plans = lemke(&form, &Limits::default()).unwrap();
    assert_eq!(form.payoffs([&plans[0], &plans[1]], 2), numbers(&["-1/18", "1/18"]));
    let all = found(behaviour_nash(&game, &Limits::default()));
    assert!(all.complete);
    check_all(&game, Claim::Nash, &all.equilibria);
    assert!(all.equilibria.iter().all(|one| one.payoffs == numbers(&["-1/18", "1/18"])));
    // The jack bets with probability 0 or 1/3 at the ends of the segment.
    let mut bluffs: Vec<Rational> =
        all.equilibria.iter().filter_map(|one| Some(one.behaviour[0].as_ref()?[1].clone())).collect();
    bluffs.sort();
    bluffs.dedup();
    assert_eq!(bluffs, numbers(&["0", "1/3"]));
}

/// Cho and Kreps 1987: strong with 9/10; breakfast 1, no duel 2.
fn beer_quiche() -> ExtensiveGame {
    let mut text =
        "EFG 2 R \"beer\" { \"sender\" \"receiver\" }\nc \"\" 1 \"\" { \"strong\" 9/10 \"weak\" 1/10 } 0\n".to_owned();
    let mut outcome = 0;
    for (set, favourite, duel_pays) in [(1, 0, [0, 1]), (2, 1, [1, 0])] {
        text.push_str(&format!("p \"\" 1 {set} \"\" {{ \"beer\" \"quiche\" }} 0\n"));
        for message in 0..2 {
            text.push_str(&format!("p \"\" 2 {} \"\" {{ \"duel\" \"let\" }} 0\n", message + 1));
            for (spared, duel_pays) in [0, 1].into_iter().zip(duel_pays) {
                outcome += 1;
                let pays = i64::from(message == favourite) + 2 * spared;
                text.push_str(&format!("t \"\" {outcome} \"\" {{ {pays} {duel_pays} }}\n"));
            }
        }
    }
    tree(&text)
}

/// Two outcomes: pooling on beer pays 29/10, on quiche 21/10, which the intuitive criterion
/// rules out; off the path the weak type has at least half of the belief (oracle `beer_quiche`).
#[test]
fn beer_survives_and_quiche_does_not() {
    let game = beer_quiche();
    let all = found(sequential(&game, &Limits::default()));
    assert!(all.complete);
    check_all(&game, Claim::Sequential, &all.equilibria);
    let mut outcomes: Vec<(Rational, Option<bool>)> =
        all.equilibria.iter().map(|one| (one.payoffs[0].clone(), one.intuitive)).collect();
    outcomes.sort();
    outcomes.dedup();
    assert_eq!(outcomes, [("21/10".parse().unwrap(), Some(false)), ("29/10".parse().unwrap(), Some(true))]);
    for one in &all.equilibria {
        let off = one.beliefs.iter().find(|belief| !belief.ranges.is_empty()).expect("a message is not sent");
        assert_eq!(off.ranges[1][0], Rational::new(1, 2));
    }
}

fn selten_horse() -> ExtensiveGame {
    tree(
        "EFG 2 R \"horse\" { \"1\" \"2\" \"3\" }\n\
         p \"\" 1 1 \"\" { \"C\" \"D\" } 0\n\
         p \"\" 2 1 \"\" { \"c\" \"d\" } 0\n\
         t \"\" 1 \"\" { 1 1 1 }\n\
         p \"\" 3 1 \"\" { \"L\" \"R\" } 0\n\
         t \"\" 2 \"\" { 4 4 0 }\n\
         t \"\" 3 \"\" { 0 0 1 }\n\
         p \"\" 3 1 \"\" { \"L\" \"R\" } 0\n\
         t \"\" 4 \"\" { 3 3 2 }\n\
         t \"\" 5 \"\" { 0 0 0 }\n",
    )
}

/// Selten 1975: (D, c, L) is an equilibrium and subgame perfect, but not sequential; (C, c, R) is.
#[test]
fn the_horse_is_ridden_to_the_right() {
    let game = selten_horse();
    let perfect = found(subgame_perfect(&game, &Limits::default()));
    check_all(&game, Claim::SubgamePerfect, &perfect.equilibria);
    assert!(perfect.why.is_some(), "two families of equilibria are not among them");
    let pays = |found: &BehaviourEquilibria, payoffs: &[&str]| {
        found.equilibria.iter().any(|one| one.payoffs == numbers(payoffs))
    };
    assert!(pays(&perfect, &["3", "3", "2"]) && pays(&perfect, &["1", "1", "1"]));
    let all = found(sequential(&game, &Limits::default()));
    check_all(&game, Claim::Sequential, &all.equilibria);
    assert!(all.complete);
    assert!(all.equilibria.iter().all(|one| one.payoffs == numbers(&["1", "1", "1"])));
    // Whatever the third player does that keeps both others from turning down: L with at most 1/4.
    let mut left: Vec<Rational> =
        all.equilibria.iter().map(|one| one.behaviour[2].as_ref().expect("it has a belief")[0].clone()).collect();
    left.sort();
    left.dedup();
    assert_eq!(left, numbers(&["0", "1/4"]));
}

/// An outside option above matching pennies: what is mixed where play does not come is found too.
#[test]
fn mixtures_off_the_path_are_found() {
    let game = tree(
        "EFG 2 R \"out\" { \"1\" \"2\" }\n\
         p \"\" 1 1 \"\" { \"out\" \"in\" } 0\n\
         t \"\" 1 \"\" { 2 2 }\n\
         p \"\" 1 2 \"\" { \"h\" \"t\" } 0\n\
         p \"\" 2 1 \"\" { \"h\" \"t\" } 0\n\
         t \"\" 2 \"\" { 3 0 }\n\
         t \"\" 3 \"\" { 0 1 }\n\
         p \"\" 2 1 \"\" { \"h\" \"t\" } 0\n\
         t \"\" 4 \"\" { 0 1 }\n\
         t \"\" 5 \"\" { 3 0 }\n",
    );
    let all = found(sequential(&game, &Limits::default()));
    check_all(&game, Claim::Sequential, &all.equilibria);
    assert!(all.complete);
    let [only] = &all.equilibria[..] else { panic!("{all:?}") };
    assert_eq!(only.payoffs, numbers(&["2", "2"]));
    for set in [1, 2] {
        assert_eq!(only.behaviour[set].as_deref(), Some(&numbers(&["1/2", "1/2"])[..]));
    }
}

/// Fudenberg and Tirole 1983: a seller names a price to a buyer that values the good at 3 or at 1
/// (oracle `one_sided_screening_price`): at 3 once the chance of that is more than 1/3.
#[test]
fn one_sided_screening_price() {
    let at = |high: &str, low: &str| {
        tree(&format!(
            "EFG 2 R \"screening\" {{ \"seller\" \"buyer\" }}\n\
             c \"\" 1 \"\" {{ \"high\" {high} \"low\" {low} }} 0\n\
             p \"\" 1 1 \"\" {{ \"3\" \"1\" }} 0\n\
             p \"\" 2 1 \"\" {{ \"buy\" \"leave\" }} 0\nt \"\" 1 \"\" {{ 3 0 }}\nt \"\" 2 \"\" {{ 0 0 }}\n\
             p \"\" 2 2 \"\" {{ \"buy\" \"leave\" }} 0\nt \"\" 3 \"\" {{ 1 2 }}\nt \"\" 4 \"\" {{ 0 0 }}\n\
             p \"\" 1 1 \"\" {{ \"3\" \"1\" }} 0\n\
             p \"\" 2 3 \"\" {{ \"buy\" \"leave\" }} 0\nt \"\" 5 \"\" {{ 3 -2 }}\nt \"\" 6 \"\" {{ 0 0 }}\n\
             p \"\" 2 4 \"\" {{ \"buy\" \"leave\" }} 0\nt \"\" 7 \"\" {{ 1 0 }}\nt \"\" 8 \"\" {{ 0 0 }}\n"
        ))
    };
    // A buyer that gains nothing may buy or not; the seller's best is taken where it buys.
    let prices = |game: &ExtensiveGame| {
        let all = found(sequential(game, &Limits::default()));
        check_all(game, Claim::Sequential, &all.equilibria);
        assert!(all.complete);
        let best = all.equilibria.iter().map(|one| one.payoffs[0].clone()).max().expect("there is one");
        let mut prices: Vec<Vec<Rational>> = all
            .equilibria
            .into_iter()
            .filter(|one| one.payoffs[0] == best)
            .map(|one| one.behaviour[0].clone().expect("the seller moves first"))
            .collect();
        prices.sort();
        prices.dedup();
        prices
    };
    assert_eq!(prices(&at("34/100", "66/100")), [numbers(&["1", "0"])]);
    assert_eq!(prices(&at("33/100", "67/100")), [numbers(&["0", "1"])]);
    assert_eq!(prices(&at("1/3", "2/3")).len(), 2);
}

/// Fearon 1994, Schultz 1998: a threat may be a bluff (oracle `audience_cost_bluffing`). Resolved
/// with chance 1/4; backing down costs 1/2, war costs the other side 1.
#[test]
fn audience_cost_bluffing() {
    let game = tree(
        "EFG 2 R \"bluff\" { \"A\" \"B\" }\n\
         c \"\" 1 \"\" { \"resolved\" 1/4 \"not\" 3/4 } 0\n\
         p \"\" 1 1 \"\" { \"threaten\" \"quiet\" } 0\n\
         p \"\" 2 1 \"\" { \"concede\" \"resist\" } 0\n\
         t \"\" 1 \"\" { 1 0 }\n\
         t \"\" 2 \"war\" { 1/2 -1 }\n\
         t \"\" 3 \"quiet\" { 0 1 }\n\
         p \"\" 1 2 \"\" { \"threaten\" \"quiet\" } 0\n\
         p \"\" 2 1 \"\" { \"concede\" \"resist\" } 0\n\
         t \"\" 4 \"\" { 1 0 }\n\
         t \"\" 5 \"down\" { -1/2 1 }\n\
         t \"\" 6 \"quiet\" { 0 1 }\n",
    );
    let all = found(sequential(&game, &Limits::default()));
    check_all(&game, Claim::Sequential, &all.equilibria);
    assert!(all.complete);
    let [only] = &all.equilibria[..] else { panic!("{all:?}") };
    let chances: Vec<&Rational> =
        only.behaviour.iter().map(|mixture| &mixture.as_ref().expect("all move")[0]).collect();
    assert_eq!(chances, [&Rational::ONE, &Rational::new(1, 3), &Rational::new(1, 3)]);
}

/// Fearon 1995, Powell 2006 (oracle `powell_shifting_power`): who will be weaker fights now if not
/// even the whole pie of this period, and what war would bring the next, makes up for it.
#[test]
fn powell_shifting_power() {
    let (delta, first, cost) = (Rational::new(9, 10), Rational::new(7, 10), Rational::new(1, 10));
    let one = &Rational::ONE;
    let later = one - &delta;
    let war = |chance: &Rational| &(chance / &later) - &cost;
    let pays = |own: Rational, other: Rational| format!("{{ {other} {own} }}");
    let at = |second: &Rational| {
        let lost = |chance: &Rational| war(&(one - chance));
        let mut text = "EFG 2 R \"shift\" { \"rising\" \"declining\" }\n\
                        p \"\" 1 1 \"\" { \"0\" \"1/2\" \"1\" } 0\n"
            .to_owned();
        for (place, share) in [Rational::ZERO, Rational::new(1, 2), Rational::ONE].iter().enumerate() {
            let number = 100 * place + 1;
            text.push_str(&format!("p \"\" 2 {number} \"\" {{ \"accept\" \"fight\" }} 0\n"));
            // Then the other offers what fighting would bring, or all, for ever.
            text.push_str(&format!("p \"\" 1 {} \"\" {{ \"least\" \"all\" }} 0\n", number + 1));
            for (next, worth) in [war(second), one / &later].iter().enumerate() {
                let all = one / &later;
                let peace = pays(share + &(&delta * worth), &(one - share) + &(&delta * &(&all - worth)));
                let fight = pays(share + &(&delta * &war(second)), &(one - share) + &(&delta * &lost(second)));
                text.push_str(&format!("p \"\" 2 {} \"\" {{ \"accept\" \"fight\" }} 0\n", number + 1 + next));
                text.push_str(&format!("t \"\" {} \"\" {peace}\n", number + 10 + 2 * next));
                text.push_str(&format!("t \"\" {} \"\" {fight}\n", number + 11 + 2 * next));
            }
            text.push_str(&format!("t \"\" {} \"\" {}\n", number + 20, pays(war(&first), lost(&first))));
        }
        tree(&text)
    };
    let threshold = Rational::new(599, 900);
    let fights = |second: Rational| {
        let game = at(&second);
        let perfect = found(subgame_perfect(&game, &Limits::default()));
        let worth = perfect.equilibria.iter().map(|one| one.payoffs[1].clone());
        worth.collect::<Vec<_>>().iter().all(|own| *own == war(&first))
    };
    assert!(fights(&threshold - &Rational::new(1, 1000)));
    assert!(!fights(&threshold + &Rational::new(1, 1000)));
}

/// Maynard Smith 1974, Hendricks, Weiss and Wilson 1988 (oracle `war_of_attrition_discrete`): a
/// period of the stationary equilibrium, going on being worth its value, nothing.
#[test]
fn war_of_attrition_discrete() {
    let game = tree(
        "EFG 2 R \"attrition\" { \"1\" \"2\" }\n\
         p \"\" 1 1 \"\" { \"concede\" \"stay\" } 0\n\
         p \"\" 2 1 \"\" { \"concede\" \"stay\" } 0\n\
         t \"\" 1 \"\" { 0 0 }\nt \"\" 2 \"\" { 0 4 }\n\
         p \"\" 2 1 \"\" { \"concede\" \"stay\" } 0\n\
         t \"\" 3 \"\" { 4 0 }\nt \"\" 4 \"\" { -1 -1 }\n",
    );
    for answer in [behaviour_nash(&game, &Limits::default()), sequential(&game, &Limits::default())] {
        let all = found(answer);
        assert!(all.complete);
        let symmetric: Vec<_> = all.equilibria.iter().filter(|one| one.behaviour[0] == one.behaviour[1]).collect();
        let [only] = &symmetric[..] else { panic!("{all:?}") };
        assert_eq!(only.behaviour[0].as_deref(), Some(&numbers(&["1/5", "4/5"])[..]));
        assert_eq!(only.payoffs, numbers(&["0", "0"]));
    }
}

/// Out pays one 2 and stays best if two answers l. That is best where two believes for certain in
/// the node of B, at which r pays no more, though three sees no reason for either tremble.
#[test]
fn a_belief_off_the_path_may_be_certain() {
    let game = tree(
        "EFG 2 R \"\" { \"one\" \"two\" \"three\" } \"\"\n\
         p \"\" 1 1 \"\" { \"Out\" \"A\" \"B\" } 0\n\
         p \"\" 3 1 \"\" { \"x\" \"y\" } 0\nt \"\" 1 \"\" { 2, 5, 1 }\nt \"\" 6 \"\" { 2, 5, 0 }\n\
         p \"\" 2 1 \"\" { \"l\" \"r\" } 0\nt \"\" 2 \"\" { 0, 0, 0 }\nt \"\" 3 \"\" { 3, 1, 0 }\n\
         p \"\" 2 1 \"\" { \"l\" \"r\" } 0\nt \"\" 4 \"\" { 0, 0, 0 }\nt \"\" 5 \"\" { 3, 0, 0 }\n",
    );
    let all = found(sequential(&game, &Limits::default()));
    check_all(&game, Claim::Sequential, &all.equilibria);
    let out = |one: &&BehaviourEquilibrium| {
        one.behaviour.iter().any(|own| own.as_deref() == Some(&numbers(&["1", "0", "0"])[..]))
    };
    let answers: Vec<_> = all.equilibria.iter().filter(out).flat_map(|one| &one.behaviour).flatten().collect();
    assert!(answers.contains(&&numbers(&["1", "0"])), "{all:?}");
}

/// Sets with very many actions are left to other ways, and nothing is claimed of them.
#[test]
fn a_set_of_many_actions_is_not_cut() {
    let ends = |count: usize| -> String {
        (0..count)
            .map(|at| format!("t \"\" {} \"\" {{ {} }}\n", at + 2, if at + 1 == count { 100 } else { 1 }))
            .collect()
    };
    let names: String = (0..17).map(|at| format!("\"a{at}\" ")).collect();
    let game = tree(&format!(
        "EFG 2 R \"\" {{ \"one\" }} \"\"\np \"\" 1 1 \"\" {{ \"Out\" \"In\" }} 0\nt \"\" 1 \"\" {{ -9 }}\n\
         p \"\" 1 2 \"\" {{ {names}}} 0\n{}",
        ends(17)
    ));
    assert!(by_supports(&game, &mut Spent::nothing_of(&Limits::default())).is_none());
    let all = found(sequential(&game, &Limits::default()));
    assert_eq!(all.equilibria.len(), 1);
    assert_eq!(all.equilibria[0].payoffs, numbers(&["100"]));
}

/// Every pure profile that consistency proves sequential is in a list that claims to hold all.
#[test]
fn lists_by_supports_lack_no_pure_equilibrium() {
    let mut compared = 0;
    for seed in 3000..3120 {
        let game = random_tree(seed);
        let sets = &game.form.information_sets;
        let profiles: usize = sets.iter().map(|set| set.actions.len()).product();
        let Some(found) = by_supports(&game, &mut Spent::nothing_of(&Limits { nodes: 20_000, ..Limits::default() }))
        else {
            continue;
        };
        check_all(&game, Claim::Sequential, &found.equilibria);
        if !found.complete || profiles > 2_000 {
            continue;
        }
        assert!(!found.equilibria.is_empty(), "seed {seed}: every game with perfect recall has one");
        for number in 0..profiles {
            let mut rest = number;
            let profile: Vec<Vec<Rational>> = sets
                .iter()
                .map(|set| {
                    let chosen = rest % set.actions.len();
                    rest /= set.actions.len();
                    (0..set.actions.len()).map(|at| Rational::from(i64::from(at == chosen))).collect()
                })
                .collect();
            if let Consistency::Sequential(_) = consistency(&game, &profile, &Limits::default()) {
                let behaviour: Vec<_> = profile.into_iter().map(Some).collect();
                assert!(found.equilibria.iter().any(|one| one.behaviour == behaviour), "seed {seed}: {behaviour:?}");
            }
        }
        compared += 1;
    }
    assert!(compared > 40, "{compared} trees were settled");
}

/// Güth, Schmittberger and Schwarze 1982, in integers: exactly the offers 0 and 1 (oracle
/// `ultimatum_integer`).
#[test]
fn the_ultimatum_game_keeps_both_of_its_equilibria() {
    let mut text = "EFG 2 R \"ultimatum\" { \"1\" \"2\" }\np \"\" 1 1 \"\" {".to_owned();
    (0..=10).for_each(|offer| text.push_str(&format!(" \"{offer}\"")));
    text.push_str(" } 0\n");
    for offer in 0..=10 {
        text.push_str(&format!("p \"\" 2 {} \"\" {{ \"accept\" \"reject\" }} 0\n", offer + 1));
        text.push_str(&format!("t \"\" {} \"\" {{ {} {offer} }}\n", offer + 1, 10 - offer));
        text.push_str(if offer == 0 { "t \"\" 20 \"\" { 0 0 }\n" } else { "t \"\" 20\n" });
    }
    let game = tree(&text);
    let perfect = found(subgame_perfect(&game, &Limits::default()));
    let payoffs: Vec<Vec<Rational>> = perfect.equilibria.iter().map(|one| one.payoffs.clone()).collect();
    assert_eq!(payoffs, [numbers(&["10", "0"]), numbers(&["9", "1"])]);
    check_all(&game, Claim::SubgamePerfect, &perfect.equilibria);
    // A reply of which half accept makes other games above; the list does not hide it.
    assert!(!perfect.complete);
}

/// What a player did: the sets it was at, and the actions.
type Done = Vec<(usize, usize)>;

/// A random tree with perfect recall: random information sets among nodes of one player at which
/// the same own moves lie behind.
fn random_tree(seed: u64) -> ExtensiveGame {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let payoffs = if seed.is_multiple_of(3) { -2..=2 } else { -20..=20 };
    let constant = seed.is_multiple_of(4);
    let mut text = "EFG 2 R \"random\" { \"1\" \"2\" }\n".to_owned();
    // Depth left, and what each player did.
    let mut ahead: Vec<(usize, [Done; 2])> = vec![(4, [Vec::new(), Vec::new()])];
    let mut sets: HashMap<(usize, usize, Done), usize> = HashMap::new();
    let (mut draws, mut outcomes, mut count) = (0, 0, 1);
    while let Some((left, done)) = ahead.pop() {
        let kind = random.random_range(0..10);
        if left == 0 || (left < 4 && kind < 2) {
            outcomes += 1;
            let (a, b): (i64, i64) = (random.random_range(payoffs.clone()), random.random_range(payoffs.clone()));
            text.push_str(&format!("t \"\" {outcomes} \"\" {{ {a} {} }}\n", if constant { 3 - a } else { b }));
        } else if kind < 4 {
            draws += 1;
            let share = random.random_range(1..=3);
            text.push_str(&format!("c \"\" {draws} \"\" {{ \"a\" {share}/4 \"b\" {}/4 }} 0\n", 4 - share));
            ahead.extend([(left - 1, done.clone()), (left - 1, done)]);
        } else {
            let player = random.random_range(0..2usize);
            let group = random.random_range(0..2usize);
            let actions = 2 + usize::from(group == 0 && left > 2);
            let next = sets.len() + 1;
            let key = (player, group * 10 + left, done[player].clone());
            let set = *sets.entry(key).or_insert(next);
            count = count.max(set);
            let labels: Vec<String> = (0..actions).map(|action| format!("\"{action}\"")).collect();
            text.push_str(&format!("p \"\" {} {set} \"\" {{ {} }} 0\n", player + 1, labels.join(" ")));
            for action in (0..actions).rev() {
                let mut done = done.clone();
                done[player].push((set, action));
                ahead.push((left - 1, done));
            }
        }
    }
    tree(&text)
}

/// The slow oracle: extreme equilibria of the reduced normal form as plans; of these, by the
/// definition, those that lie between no two others with the same plan of the other player.
fn by_normal_form(game: &ExtensiveGame) -> Option<Vec<[Vec<Rational>; 2]>> {
    let form = sequence_form(game, NodeId::ROOT, &HashMap::new()).unwrap();
    let reduced = reduced_normal_form(game).unwrap();
    if reduced.game.counts().iter().product::<usize>() > 150 || form.sides.iter().any(|side| side.player.is_none()) {
        return None;
    }
    let found = extreme_equilibria(&reduced.game, &Limits::default())?;
    let plan = |profile: &[Vec<Rational>], side: usize| -> Vec<Rational> {
        let own = &form.sides[side];
        let player = own.player.unwrap();
        let mut weights = vec![Rational::ZERO; own.sequences.len()];
        weights[0] = Rational::ONE;
        for (strategy, weight) in reduced.plans[player].iter().zip(&profile[player]) {
            for (set, action) in strategy {
                if let Some(place) = own.sets.iter().find(|one| one.id == *set) {
                    weights[place.first + action] = &weights[place.first + action] + weight;
                }
            }
        }
        weights
    };
    let mut pairs: Vec<[Vec<Rational>; 2]> =
        found.profiles.iter().map(|profile| [plan(profile, 0), plan(profile, 1)]).collect();
    pairs.sort();
    pairs.dedup();
    let between = |point: &Vec<Rational>, others: &[&Vec<Rational>]| {
        use concede::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
        let mut program = LinearProgram::maximize(vec![Rational::ZERO; others.len()]);
        program.rows.push(Row::dense(&vec![Rational::ONE; others.len()], Relation::Equal, Rational::ONE));
        for (at, weight) in point.iter().enumerate() {
            let entries: Vec<Rational> = others.iter().map(|other| other[at].clone()).collect();
            program.rows.push(Row::dense(&entries, Relation::Equal, weight.clone()));
        }
        matches!(solve(&program), Outcome::Optimal(_))
    };
    let extreme = |pair: &[Vec<Rational>; 2], side: usize| {
        let others: Vec<&Vec<Rational>> = pairs
            .iter()
            .filter(|other| other[1 - side] == pair[1 - side] && other[side] != pair[side])
            .map(|other| &other[side])
            .collect();
        others.is_empty() || !between(&pair[side], &others)
    };
    Some(pairs.iter().filter(|pair| extreme(pair, 0) && extreme(pair, 1)).cloned().collect())
}

#[test]
fn the_sequence_form_finds_what_the_normal_form_does() {
    let seeds: u64 = std::env::var("CONCEDE_ORACLE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let mut compared = 0;
    for seed in 0..seeds {
        let game = random_tree(seed);
        assert_eq!(forgotten(&game.form), None, "seed {seed}");
        let Some(expected) = by_normal_form(&game) else { continue };
        let form = sequence_form(&game, NodeId::ROOT, &HashMap::new()).unwrap();
        let (mut plans, complete) = extreme_plans(&form, &Limits::default());
        assert!(complete);
        plans.sort();
        assert_eq!(plans, expected, "seed {seed}");
        let all = found(behaviour_nash(&game, &Limits::default()));
        check_all(&game, Claim::Nash, &all.equilibria);
        let plans = lemke(&form, &Limits::default()).expect("Lemke's path ends");
        let one = concede::solve::behaviour_nash::played(&game, &form, &plans);
        assert_eq!(holds(&game, Claim::Nash, &one), Ok(()), "seed {seed}");
        if let Some(sum) = form.constant_sum() {
            let value = found(one_behaviour_nash(&game, &Limits::default()));
            check_all(&game, Claim::Nash, &value.equilibria);
            let [first, second] = &value.equilibria[0].payoffs[..] else { panic!() };
            assert_eq!(first + second, sum);
            assert!(all.equilibria.iter().all(|one| one.payoffs == value.equilibria[0].payoffs), "seed {seed}");
        }
        compared += 1;
    }
    assert!(compared > 40, "{compared} trees were small enough");
}

/// Subgame perfection is checked by plain evaluation from every subgame's root.
#[test]
fn subgame_perfect_equilibria_are_equilibria_of_every_subgame() {
    let mut perfect_trees = 0;
    for seed in 1000..1150 {
        let game = random_tree(seed);
        let perfect = found(subgame_perfect(&game, &Limits::default()));
        assert!(!perfect.equilibria.is_empty(), "seed {seed}: every game with perfect recall has one");
        check_all(&game, Claim::SubgamePerfect, &perfect.equilibria);
        let all = found(sequential(&game, &Limits::default()));
        check_all(&game, Claim::Sequential, &all.equilibria);
        check_all(&game, Claim::SubgamePerfect, &all.equilibria);
        perfect_trees += usize::from(perfect.complete);
    }
    assert!(perfect_trees > 50, "{perfect_trees} had all listed");
}

/// Rosenthal 1981, pots of 4 and 1 that double: taken at every node (oracle `centipede`).
#[test]
fn the_centipede_is_taken_at_once_in_its_only_perfect_equilibrium() {
    let mut text = "EFG 2 R \"centipede\" { \"1\" \"2\" }\n".to_owned();
    let pots = |round: u32| {
        let (big, small) = (4i64 << round, 1i64 << round);
        if round.is_multiple_of(2) { format!("{big} {small}") } else { format!("{small} {big}") }
    };
    for round in 0..6 {
        text.push_str(&format!("p \"\" {} {} \"\" {{ \"take\" \"pass\" }} 0\n", round % 2 + 1, round + 1));
        text.push_str(&format!("t \"\" {} \"\" {{ {} }}\n", round + 1, pots(round)));
    }
    text.push_str(&format!("t \"\" 7 \"\" {{ {} }}\n", pots(6)));
    let game = tree(&text);
    let perfect = found(subgame_perfect(&game, &Limits::default()));
    assert!(perfect.complete);
    let [only] = &perfect.equilibria[..] else { panic!("{perfect:?}") };
    assert_eq!(only.payoffs, numbers(&["4", "1"]));
    assert!(only.behaviour.iter().all(|mixture| mixture.as_ref().is_some_and(|weights| weights[0].is_one())));
    // All equilibria take at the first node, whatever would be done later.
    let all = found(behaviour_nash(&game, &Limits::default()));
    assert!(all.equilibria.iter().all(|one| one.payoffs == numbers(&["4", "1"])));
}

/// A wrong claim of each kind is found out.
#[test]
fn what_is_no_equilibrium_falls() {
    let game = selten_horse();
    let pure = |choices: [usize; 3]| -> Vec<Option<Vec<Rational>>> {
        let unit = |choice: usize| Some((0..2).map(|at| Rational::from(i64::from(at == choice))).collect());
        choices.map(unit).to_vec()
    };
    let claim = |choices: [usize; 3], payoffs: [i64; 3]| BehaviourEquilibrium {
        behaviour: pure(choices),
        payoffs: payoffs.map(Rational::from).to_vec(),
        beliefs: Vec::new(),
        intuitive: None,
    };
    assert_eq!(holds(&game, Claim::Nash, &claim([1, 0, 0], [3, 3, 2])), Ok(()));
    assert!(holds(&game, Claim::Nash, &claim([1, 0, 0], [3, 3, 3])).unwrap_err().contains("payoffs"));
    assert!(holds(&game, Claim::Nash, &claim([0, 0, 0], [1, 1, 1])).unwrap_err().contains("gains 2"));
    assert!(holds(&game, Claim::Sequential, &claim([1, 0, 0], [3, 3, 2])).is_err(), "it comes without beliefs");
    let mut open = claim([0, 0, 1], [1, 1, 1]);
    open.behaviour[0] = None;
    assert!(holds(&game, Claim::Nash, &open).unwrap_err().contains("no mixture"));
}
