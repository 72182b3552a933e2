//! Published trees that the shared oracles do not hold, from the command line: what is printed as
//! JSON is the published answer, and `concede verify` accepts the report.

use std::path::PathBuf;
use std::process::{Command, Output};

use concede::axiom::behaviour::{Claim, holds};
use concede::form::Game;
use concede::interop::gambit_efg;
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solution::behaviour::BehaviourEquilibrium;
use concede::solve::consistency::{Consistency, consistency};
use concede::solve::limits::Limits;
use serde_json::Value;

fn concede(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap()
}

/// A file of this test's own, for a tree.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("published-{name}.efg"));
    std::fs::write(&path, text).unwrap();
    path
}

/// The solutions of a tree by these concepts, after `verify` has accepted the report.
fn solved(name: &str, text: &str, concepts: &[&str]) -> Vec<Value> {
    let path = file(name, text);
    let report = path.with_extension("json");
    let (path, report) = (path.to_str().unwrap(), report.to_str().unwrap());
    let mut arguments = vec!["solve", path, "--format", "json", "-o", report, "--concept"];
    arguments.extend(concepts);
    let output = concede(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let checked = concede(&["verify", report]);
    assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stdout));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    concepts
        .iter()
        .map(|id| report["solutions"].as_array().unwrap().iter().find(|one| one["concept"] == *id).unwrap().clone())
        .collect()
}

/// Each equilibrium in behaviour strategies as text: mixtures by set, what they pay.
fn listed(solution: &Value) -> Vec<String> {
    let numbers = |list: &Value| -> String {
        list.as_array().unwrap().iter().map(|number| number.as_str().unwrap()).collect::<Vec<_>>().join(" ")
    };
    let equilibria = solution["behaviour_equilibria"].as_array().unwrap();
    let mut all: Vec<String> = equilibria
        .iter()
        .map(|one| {
            let sets: Vec<String> = one["behaviour"].as_array().unwrap().iter().map(numbers).collect();
            format!("{} pays {}", sets.join(" | "), numbers(&one["payoffs"]))
        })
        .collect();
    all.sort();
    all
}

/// Myerson 1991, section 2.1: a player who sees a red or a black card raises or folds, the other
/// meets or passes. Black bluffs a third of the time, two thirds of raises are met, and the game is
/// worth 1/3.
#[test]
fn myersons_card_game() {
    let text = "EFG 2 R \"cards\" { \"1\" \"2\" } c \"\" 1 \"\" { \"red\" 1/2 \"black\" 1/2 } 0 \
        p \"\" 1 1 \"\" { \"raise\" \"fold\" } 0 p \"\" 2 1 \"\" { \"meet\" \"pass\" } 0 t \"\" 1 \"\" { 2, -2 } t \"\" 2 \"\" { 1, -1 } t \"\" 3 \"\" { 1, -1 } \
        p \"\" 1 2 \"\" { \"raise\" \"fold\" } 0 p \"\" 2 1 \"\" { \"meet\" \"pass\" } 0 t \"\" 4 \"\" { -2, 2 } t \"\" 5 \"\" { 1, -1 } t \"\" 6 \"\" { -1, 1 }";
    for solution in solved("cards", text, &["behaviour_nash", "subgame_perfect", "sequential"]) {
        assert_eq!(listed(&solution), ["1 0 | 2/3 1/3 | 1/3 2/3 pays 1/3 -1/3"], "{}", solution["concept"]);
    }
}

/// Kreps and Wilson 1982 (Reputation and imperfect information), two entrants, a = 2, b = 1/2, a
/// tough monopolist with probability 1/8 < b². The first entrant enters; a weak monopolist fights
/// with probability p(1-b)/((1-p)b) = 1/7; after a fight the second entrant believes in b = 1/2 and
/// stays out with probability 1/a = 1/2; after acquiescence or no entry it enters.
#[test]
fn reputation_is_bought_at_its_price() {
    let mut outcome = 0;
    let mut end = |text: &mut String, entrants: [&str; 2], monopolist: i64| {
        outcome += 1;
        text.push_str(&format!("t \"\" {outcome} \"\" {{ {}, {}, {monopolist} }}\n", entrants[0], entrants[1]));
    };
    let mut text = "EFG 2 R \"reputation\" { \"first\" \"second\" \"monopolist\" }\n\
                    c \"\" 1 \"\" { \"weak\" 7/8 \"tough\" 1/8 } 0\n"
        .to_owned();
    let mut sets = 10;
    for weak in [true, false] {
        // The second market, after what the first entrant got and the monopolist got from it.
        let mut second = |text: &mut String, set: usize, first: &str, earned: i64| {
            text.push_str(&format!("p \"\" 2 {set} \"\" {{ \"enter\" \"out\" }} 0\n"));
            if weak {
                sets += 1;
                text.push_str(&format!("p \"\" 3 {sets} \"\" {{ \"acquiesce\" \"fight\" }} 0\n"));
                end(text, [first, "1/2"], earned);
                end(text, [first, "-1/2"], earned - 1);
            } else {
                end(text, [first, "-1/2"], earned);
            }
            end(text, [first, "0"], earned + 2);
        };
        text.push_str("p \"\" 1 1 \"\" { \"enter\" \"out\" } 0\n");
        if weak {
            text.push_str("p \"\" 3 1 \"\" { \"acquiesce\" \"fight\" } 0\n");
            second(&mut text, 1, "1/2", 0);
            second(&mut text, 2, "-1/2", -1);
        } else {
            second(&mut text, 2, "-1/2", 0);
        }
        second(&mut text, 3, "0", 2);
    }
    let [solution] = &solved("reputation", &text, &["sequential"])[..] else { panic!() };
    let sets = ["1 0", "6/7 1/7", "1 0", "1 0", "1/2 1/2", "1 0", "1 0", "1 0"];
    let listed = listed(solution);
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(listed[0].starts_with(&sets.join(" | ")), "{listed:?}");
    assert_eq!(solution["complete"], true);
}

/// Spence 1973 (Job market signaling) with two levels of education: productivity 1 or 2, even odds, which costs
/// the able 1/4 and the others 3/2; the wage is the expected productivity, as the employer loses
/// the square of its error. To separate is an equilibrium; so is that nobody goes to school, which
/// the intuitive criterion (Cho and Kreps 1987) rejects.
#[test]
fn schooling_separates() {
    let wages = [(Rational::new(1, 1), "low"), (Rational::new(3, 2), "middle"), (Rational::new(2, 1), "high")];
    let mut text =
        "EFG 2 R \"school\" { \"worker\" \"employer\" }\nc \"\" 1 \"\" { \"dull\" 1/2 \"able\" 1/2 } 0\n".to_owned();
    let mut outcome = 0;
    for (set, (productivity, cost)) in [(1, Rational::new(3, 2)), (2, Rational::new(1, 4))].into_iter().enumerate() {
        text.push_str(&format!("p \"\" 1 {} \"\" {{ \"none\" \"school\" }} 0\n", set + 1));
        for school in [false, true] {
            let labels: Vec<String> = wages.iter().map(|(_, label)| format!("\"{label}\"")).collect();
            text.push_str(&format!("p \"\" 2 {} \"\" {{ {} }} 0\n", 1 + usize::from(school), labels.join(" ")));
            for (wage, _) in &wages {
                outcome += 1;
                let worker = if school { wage - &cost } else { wage.clone() };
                let error = wage - &Rational::from(productivity);
                text.push_str(&format!("t \"\" {outcome} \"\" {{ {worker}, {} }}\n", -&(&error * &error)));
            }
        }
    }
    let [solution] = &solved("school", &text, &["sequential"])[..] else { panic!() };
    let equilibria = solution["behaviour_equilibria"].as_array().unwrap();
    let with = |behaviour: [&[&str]; 2]| -> Vec<&Value> {
        // The order of sets: the dull, what follows none and school, the able.
        let plays = |one: &&Value| {
            [(0, behaviour[0]), (3, behaviour[1])]
                .iter()
                .all(|(set, own)| one["behaviour"][*set] == serde_json::json!(own))
        };
        equilibria.iter().filter(plays).collect()
    };
    let separating = with([&["1", "0"], &["0", "1"]]);
    assert!(!separating.is_empty());
    for one in separating {
        assert_eq!((one["payoffs"].clone(), &one["intuitive"]), (serde_json::json!(["11/8", "0"]), &Value::Bool(true)));
    }
    let pooling = with([&["1", "0"], &["1", "0"]]);
    assert!(!pooling.is_empty());
    assert!(pooling.iter().all(|one| one["intuitive"] == false && one["payoffs"][0] == "3/2"));
    assert!(with([&["0", "1"], &["0", "1"]]).is_empty(), "school is too dear for the dull");
}

/// The battle of the sexes behind an option outside (Kohlberg and Mertens 1986, figure 3; van
/// Damme 1989): each equilibrium of the battle makes one of the whole, and they are the proper
/// ones of its normal form.
#[test]
fn an_option_outside_the_battle_of_the_sexes() {
    let text = "EFG 2 R \"outside\" { \"1\" \"2\" } p \"\" 1 1 \"\" { \"out\" \"in\" } 0 t \"\" 1 \"\" { 2, 2 } \
        p \"\" 1 2 \"\" { \"T\" \"B\" } 0 p \"\" 2 1 \"\" { \"L\" \"R\" } 0 t \"\" 2 \"\" { 3, 1 } t \"\" 3 \"\" { 0, 0 } \
        p \"\" 2 1 \"\" { \"L\" \"R\" } 0 t \"\" 4 \"\" { 0, 0 } t \"\" 5 \"\" { 1, 3 }";
    let expected = ["0 1 | 1 0 | 1 0 pays 3 1", "1 0 | 0 1 | 0 1 pays 2 2", "1 0 | 3/4 1/4 | 1/4 3/4 pays 2 2"];
    let solutions = solved("outside", text, &["subgame_perfect", "sequential", "proper"]);
    assert_eq!(listed(&solutions[0]), expected);
    assert_eq!(listed(&solutions[1]), expected);
    let proper: Vec<&Value> =
        solutions[2]["equilibria"].as_array().unwrap().iter().map(|one| &one["profile"][1]).collect();
    assert_eq!(solutions[2]["complete"], true);
    assert_eq!(proper.len(), 3);
    for mixture in [["1", "0"], ["0", "1"], ["1/4", "3/4"]] {
        assert!(proper.contains(&&serde_json::json!(mixture)), "{proper:?}");
    }
}

/// The first steps of Rubinstein's electronic mail game (1989): state b with probability 1/3, a
/// message is lost with probability 1/10, B pays M = 1 to both in state b and costs who plays it
/// alone, or in state a, L = 2. Whoever is not told, or has no answer, plays A in every
/// equilibrium.
#[test]
fn one_message_is_not_enough() {
    let mut text = "EFG 2 R \"mail\" { \"1\" \"2\" }\n\
        c \"\" 1 \"\" { \"a\" 2/3 \"b, lost\" 1/30 \"b, told\" 27/100 \"b, told, lost\" 3/100 } 0\n"
        .to_owned();
    let mut outcome = 0;
    for (b, one, two) in [(false, 1, 1), (true, 2, 1), (true, 3, 2), (true, 2, 2)] {
        text.push_str(&format!("p \"\" 1 {one} \"\" {{ \"A\" \"B\" }} 0\n"));
        for first in ["A", "B"] {
            text.push_str(&format!("p \"\" 2 {two} \"\" {{ \"A\" \"B\" }} 0\n"));
            for second in ["A", "B"] {
                outcome += 1;
                let (x, y) = match (b, first, second) {
                    (false, "A", "A") => (1, 1),
                    (true, "B", "B") => (1, 1),
                    (true, "A", "A") => (0, 0),
                    (_, "B", "A") => (-2, 0),
                    (_, "A", "B") => (0, -2),
                    _ => (-2, -2),
                };
                text.push_str(&format!("t \"\" {outcome} \"\" {{ {x}, {y} }}\n"));
            }
        }
    }
    let [solution] = &solved("mail", &text, &["behaviour_nash"])[..] else { panic!() };
    let equilibria = solution["behaviour_equilibria"].as_array().unwrap();
    assert_eq!(solution["complete"], true);
    assert!(equilibria.len() > 1);
    for one in equilibria {
        // Sets: 1 in state a, 2 untold, 1 without an answer; then 1 with one, 2 told.
        for set in 0..3 {
            assert_eq!(one["behaviour"][set], serde_json::json!(["1", "0"]), "{one}");
        }
    }
}

/// Chatterjee and Samuelson 1983: a buyer and a seller whose values are uniform bid at once and
/// trade halfway between the bids. On even grids of values and bids their linear strategies,
/// s(c) = 2c/3 + 1/4 and b(v) = 2v/3 + 1/12, rounded to the nearest bid, are an equilibrium
/// exactly, with trade if and only if v >= c + 1/4 (`chatterjee_samuelson_uniform`).
#[test]
fn chatterjee_samuelson_uniform() {
    for (types, bids) in [(4usize, 12usize), (8, 24)] {
        let (text, linear) = double_auction(types, bids);
        let game = match gambit_efg::read(&Source::new("auction.efg", text)).unwrap().game {
            Game::Extensive(game) => game,
            other => panic!("{other:?}"),
        };
        let unit = |chosen: usize| -> Vec<Rational> {
            (0..=bids).map(|bid| if bid == chosen { Rational::ONE } else { Rational::ZERO }).collect()
        };
        // Sets by first visit: the first seller, every buyer, then the other sellers.
        let [sellers, buyers] = &linear;
        let order = sellers[..1].iter().chain(buyers).chain(&sellers[1..]);
        let profile: Vec<Vec<Rational>> = order.map(|&bid| unit(bid)).collect();
        let pairs = || (0..types).flat_map(|seller| (0..types).map(move |buyer| (seller, buyer)));
        for (seller, buyer) in pairs() {
            let trade = sellers[seller] <= buyers[buyer];
            assert_eq!(trade, 4 * buyer >= 4 * seller + types, "{types} types: {seller} and {buyer}");
        }
        let count = (types * types) as i64;
        let gained: i64 = pairs()
            .map(|(seller, buyer)| (4 * buyer >= 4 * seller + types) as i64 * (buyer as i64 - seller as i64))
            .sum();
        let Consistency::Sequential(beliefs) = consistency(&game, &profile, &Limits::default()) else {
            panic!("{types} types: the linear strategies are no equilibrium")
        };
        // Of the seller; what the buyer gets is the rest.
        let half = |index: usize| Rational::new(2 * index as i64 + 1, 2 * types as i64);
        let earned = pairs().filter(|&(seller, buyer)| sellers[seller] <= buyers[buyer]).fold(
            Rational::ZERO,
            |sum, (seller, buyer)| {
                let price = Rational::new((sellers[seller] + buyers[buyer]) as i64, 2 * bids as i64);
                &sum + &(&price - &half(seller))
            },
        );
        let sum = Rational::new(gained, count * types as i64);
        let earned = &earned / &Rational::from(count);
        let payoffs = vec![earned.clone(), &sum - &earned];
        let behaviour = profile.into_iter().map(Some).collect();
        let one = BehaviourEquilibrium { behaviour, payoffs, beliefs, intuitive: None };
        assert_eq!(holds(&game, Claim::Sequential, &one), Ok(()));
        // 9/64 up to the grid, and below the first best.
        let off = (&sum - &Rational::new(9, 64)).abs();
        assert!(off < Rational::new(1, 8 * types as i64) && sum < Rational::new(1, 6), "{sum}");
    }
}

/// The tree, and what sellers and buyers bid, by type.
fn double_auction(types: usize, bids: usize) -> (String, [Vec<usize>; 2]) {
    let half = |index: usize| Rational::new(2 * index as i64 + 1, 2 * types as i64);
    let near = |wanted: Rational| {
        let distance = |bid: &usize| (&Rational::new(*bid as i64, bids as i64) - &wanted).abs();
        (0..=bids).min_by_key(distance).unwrap()
    };
    let linear = |constant: Rational| -> Vec<usize> {
        (0..types).map(|own| near(&(&Rational::new(2, 3) * &half(own)) + &constant)).collect()
    };
    let labels: Vec<String> = (0..=bids).map(|bid| format!("\"{bid}\"")).collect();
    let labels = labels.join(" ");
    let odds = types * types;
    let mut text = "EFG 2 R \"auction\" { \"seller\" \"buyer\" }\nc \"\" 1 \"\" {".to_owned();
    for place in 0..odds {
        text.push_str(&format!(" \"{place}\" 1/{odds}"));
    }
    text.push_str(" } 0\n");
    let mut outcome = 0;
    for seller in 0..types {
        for buyer in 0..types {
            text.push_str(&format!("p \"\" 1 {} \"\" {{ {labels} }} 0\n", seller + 1));
            for ask in 0..=bids {
                text.push_str(&format!("p \"\" 2 {} \"\" {{ {labels} }} 0\n", buyer + 1));
                for bid in 0..=bids {
                    outcome += 1;
                    let price = Rational::new((ask + bid) as i64, 2 * bids as i64);
                    let (gain, worth) = (&price - &half(seller), &half(buyer) - &price);
                    match bid >= ask {
                        true => text.push_str(&format!("t \"\" {outcome} \"\" {{ {gain}, {worth} }}\n")),
                        false => text.push_str("t \"\" 0\n"),
                    }
                }
            }
        }
    }
    (text, [linear(Rational::new(1, 4)), linear(Rational::new(1, 12))])
}

/// An offer of any size is read and solved node by node, and the same is found as from the tree.
#[test]
fn a_stream_finds_what_the_tree_has() {
    let mut text = "EFG 2 R \"ultimatum\" { \"a\" \"b\" }\np \"\" 1 1 \"\" {".to_owned();
    let offers = 40;
    (0..=offers).for_each(|offer| text.push_str(&format!(" \"offer {offer}\"")));
    text.push_str(" } 1 \"fee\" { -1, 0 }\n");
    for offer in 0..=offers {
        text.push_str(&format!("p \"\" 2 {} \"\" {{ \"no\" \"yes\" }} 0\nt \"\" 0\n", offer + 1));
        text.push_str(&format!("t \"\" {} \"\" {{ {}, {offer} }}\n", offer + 2, offers - offer));
    }
    let path = file("stream", &text);
    let path = path.to_str().unwrap();
    let output = concede(&["solve", path, "--stream", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let streamed = &report["solutions"][0];
    // Nothing is refused as readily as it is taken, and the first action, no, is taken then.
    assert_eq!(streamed["payoffs"], serde_json::json!(["38", "1"]));
    assert_eq!(streamed["path"][0]["action"], "offer 1");
    assert_eq!((&report["nodes"], &streamed["ties"], &streamed["complete"]), (&124.into(), &1.into(), &false.into()));
    let [whole] = &solved("stream", &text, &["subgame_perfect"])[..] else { panic!() };
    let same = |one: &Value| one["payoffs"] == streamed["payoffs"];
    assert!(whole["behaviour_equilibria"].as_array().unwrap().iter().any(same));
    let text = String::from_utf8(concede(&["solve", path, "--stream"]).stdout).unwrap();
    assert!(text.contains("a offer 1 → b yes") && text.contains("pays 38, 1"), "{text}");
    // What cannot be streamed says so.
    let hidden = file(
        "hidden",
        "EFG 2 R \"\" { \"a\" \"b\" } p \"\" 1 1 \"\" { \"l\" \"r\" } 0 p \"\" 2 1 \"\" { \"u\" } 0 t \"\" 0 p \"\" 2 1 \"\" { \"u\" } 0 t \"\" 0",
    );
    let refused = concede(&["solve", hidden.to_str().unwrap(), "--stream"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("information set 1 of b is met again"));
    assert!(!concede(&["solve", path, "--stream", "--concept", "nash"]).status.success());
    assert_eq!(concede(&["solve", path, "--stream", "--node-limit", "10"]).status.code(), Some(3));
}
