//! Published coalitional games with their published or independently computed answers: every
//! entry of tests/oracles/coalitional.json, exactly. Each entry names its source.

use concede::form::Game;
use concede::form::coalitional::{Coalition, CoalitionalGame, family};
use concede::numeric::rational::Rational;
use concede::solution::coalitional::{CoalitionalAnswer, Core, Finding, Membership};
use concede::solution::{Answer, Solution};
use concede::solve::limits::Limits;
use concede::solve::solve;
use serde_json::Value;

fn entries() -> Vec<Value> {
    serde_json::from_str(include_str!("oracles/coalitional.json")).unwrap()
}

fn rational(value: &Value) -> Rational {
    value.as_str().unwrap().parse().unwrap()
}

fn rationals(value: &Value) -> Vec<Rational> {
    value.as_array().unwrap().iter().map(rational).collect()
}

fn game(entry: &Value) -> CoalitionalGame {
    let count = entry["n"].as_u64().unwrap() as usize;
    let names = (1..=count).map(|player| player.to_string()).collect();
    CoalitionalGame::new(names, |coalition| rational(&entry["v"][coalition.0.to_string()]))
}

/// The answer of one concept, through the registry as a user gets it.
fn find(game: &CoalitionalGame, concept: &str) -> Finding {
    let mut found = solve(&Game::Coalitional(game.clone()), &[concept.to_owned()], &Limits::default());
    assert_eq!(found.len(), 1, "{concept} is one concept");
    match found.remove(0) {
        Solution { answer: Ok(Answer::Coalitional(CoalitionalAnswer { finding, .. })), .. } => finding,
        other => panic!("{concept}: {other:?}"),
    }
}

fn payoff(game: &CoalitionalGame, concept: &str) -> Option<Vec<Rational>> {
    match find(game, concept) {
        Finding::Payoff(value) => value.payoff.ok(),
        Finding::Power { raw, .. } => Some(raw),
        other => panic!("{concept}: {other:?}"),
    }
}

fn core(game: &CoalitionalGame, concept: &str) -> Core {
    match find(game, concept) {
        Finding::Core(core) => core,
        other => panic!("{concept}: {other:?}"),
    }
}

fn holds(game: &CoalitionalGame, concept: &str) -> bool {
    match find(game, concept) {
        Finding::Property(property) => property.holds,
        other => panic!("{concept}: {other:?}"),
    }
}

/// The flags of the file by the concepts that decide them.
const FLAGS: [(&str, &str); 10] = [
    ("imputation", "imputations"),
    ("core", "core"),
    ("kernel", "kernel"),
    ("prekernel", "prekernel"),
    ("bargaining_M1", "bargaining_set"),
    ("semireactive", "semireactive"),
    ("reactive", "reactive"),
    ("mas_colell", "mas_colell"),
    ("mas_colell_shimomura", "mas_colell_shimomura"),
    ("zhou_shimomura", "zhou"),
];

/// Judges the listed points by every concept that the file has a flag for; how many were compared.
fn compare_points(name: &str, game: &mut CoalitionalGame, points: &[Value]) -> usize {
    game.points = points.iter().enumerate().map(|(k, point)| (format!("p{k}"), rationals(&point["x"]))).collect();
    let mut compared = 0;
    for (flag, concept) in FLAGS {
        let judged = match find(game, concept) {
            Finding::Core(core) => core.points,
            Finding::Membership(membership) => membership.points,
            other => panic!("{concept}: {other:?}"),
        };
        for (point, judgement) in points.iter().zip(&judged) {
            if let Some(expected) = point.get(flag) {
                let (x, found) = (&point["x"], judgement.member());
                assert_eq!(found, expected.as_bool().unwrap(), "{name}: {concept} at {x}: {:?}", judgement.objection);
                compared += 1;
            }
        }
    }
    game.points.clear();
    compared
}

#[test]
fn values_and_properties_are_those_of_the_sources() {
    for entry in entries() {
        let (name, expected, game) = (entry["name"].as_str().unwrap(), &entry["expected"], game(&entry));
        let source = &entry["source"];
        for concept in ["nucleolus", "prenucleolus", "shapley", "banzhaf", "tau", "gately", "modiclus"] {
            let wanted = &expected[concept];
            // The one modiclus that the file leaves out is not the claim that there is none.
            if concept == "modiclus" && wanted.is_null() {
                continue;
            }
            let wanted = wanted.as_array().map(|_| rationals(wanted));
            assert_eq!(payoff(&game, concept), wanted, "{name} ({source}): {concept}");
        }
        let found = core(&game, "core");
        assert_eq!(found.empty, expected["core_empty"].as_bool().unwrap(), "{name} ({source})");
        let worth = found
            .collection
            .iter()
            .fold(Rational::ZERO, |sum, (coalition, weight)| &sum + &(weight * game.worth(*coalition)));
        assert_eq!(worth, rational(&expected["bondareva_value"]), "{name} ({source})");
        assert_eq!(found.epsilon, Some(rational(&expected["least_core_eps"])), "{name} ({source})");
        assert_eq!(core(&game, "least_core").epsilon, found.epsilon, "{name} ({source})");
        assert_eq!(holds(&game, "convexity"), expected["convex"].as_bool().unwrap(), "{name} ({source})");
        assert_eq!(holds(&game, "superadditivity"), expected["superadditive"].as_bool().unwrap(), "{name} ({source})");
        assert_eq!(holds(&game, "balancedness"), !found.empty, "{name} ({source})");
    }
}

#[test]
fn points_are_judged_as_in_the_sources() {
    let mut compared = 0;
    for entry in entries() {
        let mut game = game(&entry);
        let points = entry["expected"]["points"].as_array().unwrap().clone();
        compared += compare_points(entry["name"].as_str().unwrap(), &mut game, &points);
    }
    assert!(compared > 300, "only {compared} flags were compared");
}

#[test]
fn structures_are_judged_as_in_the_sources() {
    let mut compared = 0;
    for entry in entries() {
        for structure in entry["expected"]["coalition_structures"].as_array().into_iter().flatten() {
            let name = format!("{} {}", entry["name"], structure["blocks"]);
            let mut game = game(&entry);
            game.structure =
                structure["blocks"].as_array().unwrap().iter().map(|b| Coalition(b.as_u64().unwrap() as u32)).collect();
            assert_eq!(payoff(&game, "nucleolus"), Some(rationals(&structure["nucleolus"])), "{name}");
            compared += compare_points(&name, &mut game, structure["points"].as_array().unwrap());
        }
    }
    assert!(compared > 20, "only {compared} flags were compared");
}

fn membership(game: &CoalitionalGame, concept: &str) -> Membership {
    match find(game, concept) {
        Finding::Membership(membership) => membership,
        other => panic!("{concept}: {other:?}"),
    }
}

#[test]
fn ranges_of_the_bargaining_set_are_those_of_the_sources() {
    let mut compared = 0;
    for entry in entries() {
        for (player, range) in entry["expected"]["M1_payoff_ranges"].as_object().into_iter().flatten() {
            let found = membership(&game(&entry), "bargaining_set").ranges.unwrap();
            let player: usize = player[1..].parse().unwrap();
            let range = rationals(range);
            assert_eq!(found[player - 1], [(range[0].clone(), range[1].clone())], "{}", entry["name"]);
            compared += 1;
        }
    }
    assert!(compared >= 5, "only {compared} ranges were compared");
}

fn numbers(values: &[i64]) -> Vec<Rational> {
    values.iter().map(|&value| Rational::from(value)).collect()
}

fn fractions(values: &[&str]) -> Vec<Rational> {
    values.iter().map(|value| value.parse().unwrap()).collect()
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|player| player.to_string()).collect()
}

/// Shapley and Shubik's glove market (entry `glove_game`).
#[test]
fn the_short_side_of_a_glove_market_gets_all() {
    let game = family::assignment(names(3), &[numbers(&[1, 1])]);
    assert_eq!(payoff(&game, "shapley"), Some(fractions(&["2/3", "1/6", "1/6"])));
    assert_eq!(payoff(&game, "nucleolus"), Some(numbers(&[1, 0, 0])));
    assert_eq!(core(&game, "core").vertices, Some(vec![numbers(&[1, 0, 0])]));
}

/// Aumann and Maschler 1964, Davis and Maschler 1967 (entry `three_person_majority`).
#[test]
fn three_who_decide_by_majority_share_equally_and_a_pair_shares_by_half() {
    let mut game = family::voting(names(3), &Rational::from(2), &numbers(&[1, 1, 1]));
    let found = core(&game, "core");
    assert!(found.empty && found.epsilon == Some(Rational::new(1, 3)));
    let third = Rational::new(1, 3);
    assert_eq!(membership(&game, "bargaining_set").ranges.unwrap(), vec![vec![(third.clone(), third)]; 3]);
    game.structure = vec![Coalition(0b011), Coalition(0b100)];
    let half = Rational::new(1, 2);
    assert_eq!(membership(&game, "bargaining_set").ranges.unwrap()[0], [(half.clone(), half)]);
}

/// Davis and Maschler 1965 (entry `apex_game_bargaining_set`): exactly [1/2, 2/3].
#[test]
fn an_apex_player_with_one_other_gets_between_half_and_two_thirds() {
    let mut game = family::voting(names(4), &Rational::from(3), &numbers(&[2, 1, 1, 1]));
    assert_eq!(payoff(&game, "shapley"), Some(fractions(&["1/2", "1/6", "1/6", "1/6"])));
    assert_eq!(payoff(&game, "nucleolus"), Some(fractions(&["2/5", "1/5", "1/5", "1/5"])));
    game.structure = [0b0011, 0b0100, 0b1000].map(Coalition).to_vec();
    let found = membership(&game, "bargaining_set").ranges.unwrap();
    assert_eq!(found[0], [(Rational::new(1, 2), Rational::new(2, 3))]);
}

/// Littlechild and Owen 1973 (entry `airport_game`): each part of the runway is shared by its users.
#[test]
fn the_cost_of_a_runway_is_shared_part_by_part() {
    let costs = numbers(&[1, 2, 3]);
    let saved = payoff(&family::airport(names(3), &costs), "shapley").unwrap();
    let shares: Vec<Rational> = costs.iter().zip(&saved).map(|(cost, saved)| cost - saved).collect();
    assert_eq!(shares, fractions(&["1/3", "5/6", "11/6"]));
}

/// Shapley 1971; Maschler, Peleg and Shapley 1972 (entry `convex_symmetric`).
#[test]
fn in_a_convex_game_a_point_is_stable_exactly_in_the_core() {
    let mut game = CoalitionalGame::new(names(3), |coalition| Rational::from([0, 0, 2, 6][coalition.size()]));
    assert!(holds(&game, "convexity"));
    assert_eq!(payoff(&game, "shapley"), Some(numbers(&[2, 2, 2])));
    assert_eq!(payoff(&game, "nucleolus"), Some(numbers(&[2, 2, 2])));
    game.points = vec![("in".to_owned(), numbers(&[4, 2, 0])), ("out".to_owned(), numbers(&[5, 1, 0]))];
    let judged = membership(&game, "bargaining_set").points;
    assert!(judged[0].member() && !judged[1].member());
}

/// Shapley and Shubik 1971 (entry `assignment_game`).
#[test]
fn the_best_points_of_either_side_of_a_market_are_extreme() {
    let game = family::assignment(names(4), &[numbers(&[6, 4]), numbers(&[5, 1])]);
    assert_eq!(*game.worth(game.grand()), Rational::from(9));
    let vertices = core(&game, "core").vertices.unwrap();
    assert!(vertices.contains(&numbers(&[4, 3, 2, 0])) && vertices.contains(&numbers(&[1, 0, 5, 3])));
}

#[test]
fn the_json_has_the_documented_fields() {
    let mut game = family::voting(names(3), &Rational::from(2), &numbers(&[1, 1, 1]));
    game.points = vec![("pair".to_owned(), fractions(&["1/2", "1/2", "0"]))];
    let json = |concept: &str| {
        let found = solve(&Game::Coalitional(game.clone()), &[concept.to_owned()], &Limits::default());
        concede::report::json::solutions::solution(&found[0])
    };
    assert_eq!(json("nucleolus")["form"], "coalitional");
    assert_eq!(json("nucleolus")["payoff"], serde_json::json!(["1/3", "1/3", "1/3"]));
    let tau = json("tau");
    assert!(tau["payoff"].is_null() && tau["why"].as_str().unwrap().contains("quasi-balanced"));
    let core = json("core");
    assert_eq!(core["empty"], true);
    assert_eq!(core["epsilon"], "1/3");
    assert_eq!(core["certificate"]["coalitions"]["1 2"], "1/2");
    let set = json("bargaining_set");
    assert_eq!(set["ranges"]["1"], serde_json::json!([["1/3", "1/3"]]));
    assert_eq!(set["points"][0]["name"], "pair");
    assert_eq!(set["points"][0]["member"], false);
    assert_eq!(set["points"][0]["objection"]["coalition"].as_str().unwrap().len(), 3);
    assert_eq!(set["points"][1]["name"], "nucleolus");
    assert_eq!(set["points"][1]["member"], true);
}
