//! The shared collection of trees, solved as trees: Gambit's recorded answers (`gambit.json`) for
//! the values of games of constant sum, for what equilibria pay, and for who forgets.

use std::path::Path;

use concede::axiom::behaviour::{Claim, holds};
use concede::form::Game;
use concede::form::extensive::ExtensiveGame;
use concede::form::recall::forgotten;
use concede::interop::gambit_efg;
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::scenario::{Content, game::extensive};
use concede::solution::behaviour::{BehaviourEquilibria, Demand};
use concede::solution::{Answer, Refusal};
use concede::solve::behaviour_nash::{behaviour_nash, one_behaviour_nash};
use concede::solve::limits::Limits;
use concede::solve::sequential::sequential;
use concede::solve::subgame_equilibria::subgame_perfect;
use serde_json::Value;

const SHARED: &str = "../shared";

/// The entries on trees; `None` (and a word) where the collection is not at hand.
fn games() -> Option<Vec<(String, Value, ExtensiveGame)>> {
    let Ok(text) = std::fs::read_to_string(Path::new(SHARED).join("oracles/gambit.json")) else {
        println!("skipped: {SHARED}/oracles/gambit.json is not here");
        return None;
    };
    let oracle: Value = serde_json::from_str(&text).unwrap();
    let entries: Vec<Value> = match &oracle["games"] {
        Value::Array(list) => list.clone(),
        Value::Object(map) => map.values().cloned().collect(),
        _ => panic!("the oracle lists games"),
    };
    let read = |entry: Value| {
        let name = entry["name"].as_str().unwrap().to_owned();
        let text = std::fs::read_to_string(Path::new(SHARED).join(entry["file"].as_str().unwrap())).unwrap();
        let read = gambit_efg::read(&Source::new(&name, text)).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        match read.game {
            Game::Extensive(game) => (name, entry, game),
            other => panic!("{name}: {other:?}"),
        }
    };
    Some(entries.into_iter().filter(|entry| entry["format"] == "efg").map(read).collect())
}

fn behaviour(answer: Result<Answer, Refusal>) -> Option<BehaviourEquilibria> {
    match answer {
        Ok(Answer::Behaviour(found)) => Some(found),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    }
}

fn rationals(list: &Value) -> Vec<Rational> {
    list.as_array().unwrap().iter().map(|value| value.as_str().unwrap().parse().unwrap()).collect()
}

#[test]
fn gambit_says_the_same_of_trees() {
    let Some(games) = games() else { return };
    let limits = Limits { nodes: 20_000, ..Limits::default() };
    let (mut values, mut lists) = (0, 0);
    for (name, entry, game) in games {
        if let Some(recalls) = entry["perfect_recall"].as_bool() {
            // A move without an alternative is none to remember here.
            let trivial = game.form.information_sets.iter().any(|set| set.actions.len() == 1);
            assert!(forgotten(&game.form).is_none() == recalls || (trivial && !recalls), "{name}");
        }
        let Some(one) = behaviour(one_behaviour_nash(&game, &limits)) else { continue };
        assert_eq!(holds(&game, Claim::Nash, &one.equilibria[0]), Ok(()), "{name}");
        let recorded = &entry["lp"]["payoffs"][0];
        if one.demand == Demand::Value && recorded.is_array() {
            assert_eq!(one.equilibria[0].payoffs, rationals(recorded), "{name}");
            values += 1;
        }
        let mixed = &entry["enummixed"];
        if mixed["status"] != "ok" || !mixed["gambit_wrong"].is_null() || game.form.nodes.len() > 150 {
            continue;
        }
        let all = behaviour(behaviour_nash(&game, &limits)).expect("one was found");
        for one in &all.equilibria {
            assert_eq!(holds(&game, Claim::Nash, one), Ok(()), "{name}");
        }
        if !all.complete {
            continue;
        }
        // Plans that are extreme come from mixed strategies that are.
        let recorded: Vec<Vec<Rational>> = mixed["payoffs"].as_array().unwrap().iter().map(rationals).collect();
        assert!(all.equilibria.iter().all(|one| recorded.contains(&one.payoffs)), "{name}");
        // What a maximal set of equilibria pays at most and least, it pays at extreme ones.
        for player in 0..2 {
            let ends = |payoffs: &mut dyn Iterator<Item = &Rational>| {
                let all: Vec<&Rational> = payoffs.collect();
                (all.iter().min().map(|&end| end.clone()), all.iter().max().map(|&end| end.clone()))
            };
            let ours = ends(&mut all.equilibria.iter().map(|one| &one.payoffs[player]));
            assert_eq!(ours, ends(&mut recorded.iter().map(|one| &one[player])), "{name}");
        }
        lists += 1;
    }
    assert!(values > 10 && lists > 30, "{values} values, {lists} lists");
}

#[test]
fn what_is_said_of_a_tree_stands() {
    let Some(games) = games() else { return };
    let limits = Limits { nodes: 5_000, answers: 200, ..Limits::default() };
    let mut checked = 0;
    for (name, _, game) in games.into_iter().filter(|(_, _, game)| game.form.nodes.len() <= 80) {
        for (answer, claim) in
            [(subgame_perfect(&game, &limits), Claim::SubgamePerfect), (sequential(&game, &limits), Claim::Sequential)]
        {
            let Some(found) = behaviour(answer) else { continue };
            for one in &found.equilibria {
                assert_eq!(holds(&game, claim, one), Ok(()), "{name} {claim:?}");
                checked += 1;
            }
        }
        let text = extensive::write(&name, &game);
        match concede::scenario::read(&Source::new("tree.toml", &text)) {
            Ok((Content::Game(again), _)) => match again.game {
                Game::Extensive(again) => {
                    let lines = |game: &ExtensiveGame| gambit_efg::write("", game).lines().count();
                    assert_eq!(lines(&again), lines(&game), "{name}");
                }
                other => panic!("{name}: {other:?}"),
            },
            other => panic!("{name}: {other:?}\n{text}"),
        }
    }
    assert!(checked > 100, "{checked}");
}
