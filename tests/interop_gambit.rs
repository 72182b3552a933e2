//! Gambit's games, read and written: every file of the shared collection has the shape that
//! Gambit reports of it (`gambit.json`), and is the same after a round trip.

use std::path::Path;

use concede::form::Game;
use concede::form::extensive::ExtensiveGame;
use concede::form::normal::NormalGame;
use concede::form::reduced::{ReductionError, reduced_normal_form, reduced_strategies};
use concede::interop::{gambit_efg, gambit_nfg};
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solve::pure_nash::pure_nash;
use serde_json::Value;

const SHARED: &str = "../shared";

/// The entries of the oracle file, with the text of each game. `None` (and a word) where the
/// collection is not at hand.
fn games(format: &str) -> Option<Vec<(String, Value, String)>> {
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
        let file = entry["file"].as_str().unwrap();
        let text = std::fs::read_to_string(Path::new(SHARED).join(file)).unwrap();
        (entry["name"].as_str().unwrap().to_owned(), entry, text)
    };
    Some(entries.into_iter().filter(|entry| entry["format"] == format).map(read).collect())
}

fn normal(name: &str, text: &str) -> (String, NormalGame) {
    let read = gambit_nfg::read(&Source::new(name, text)).unwrap_or_else(|found| panic!("{name}: {found:?}"));
    match read.game {
        Game::Normal(game) => (read.title, game),
        other => panic!("{name}: {other:?}"),
    }
}

fn extensive(name: &str, text: &str) -> (String, ExtensiveGame) {
    let read = gambit_efg::read(&Source::new(name, text)).unwrap_or_else(|found| panic!("{name}: {found:?}"));
    match read.game {
        Game::Extensive(game) => (read.title, game),
        other => panic!("{name}: {other:?}"),
    }
}

/// The numbers of strategies; `None` where there were too many for Gambit.
fn counts(value: &Value) -> Vec<Option<usize>> {
    value.as_array().unwrap().iter().map(|count| count.as_u64().map(|count| count as usize)).collect()
}

/// The pure equilibria of an entry, as the strategies chosen, sorted.
fn pure(entry: &Value) -> Option<Vec<Vec<usize>>> {
    let listed = &entry["enumpure"];
    if listed["status"] != "ok" {
        return None;
    }
    let chosen = |mix: &Value| mix.as_array().unwrap().iter().position(|weight| weight == "1");
    let profile = |profile: &Value| profile.as_array().unwrap().iter().map(chosen).collect::<Option<Vec<usize>>>();
    let mut profiles = listed["profiles"].as_array()?.iter().map(profile).collect::<Option<Vec<_>>>()?;
    profiles.sort();
    Some(profiles)
}

#[test]
fn every_normal_form_of_the_collection_is_read_and_survives_a_round_trip() {
    let Some(games) = games("nfg") else { return };
    assert!(games.len() > 30);
    for (name, entry, text) in games {
        let (title, game) = normal(&name, &text);
        assert_eq!(title, entry["title"].as_str().unwrap(), "{name}");
        let found: Vec<_> = game.counts().into_iter().map(Some).collect();
        assert_eq!(found, counts(&entry["strategies"]), "{name}");
        if let Some(expected) = pure(&entry) {
            assert_eq!(pure_nash(&game), expected, "{name}: pure equilibria");
        }
        let again = normal(&name, &gambit_nfg::write(&title, &game));
        assert_eq!(again, (title, game), "{name}");
    }
}

#[test]
fn every_extensive_form_of_the_collection_has_the_shape_and_the_pure_equilibria_that_gambit_finds() {
    let Some(games) = games("efg") else { return };
    assert!(games.len() > 90);
    let mut compared = 0;
    for (name, entry, text) in games {
        let (title, game) = extensive(&name, &text);
        let form = &game.form;
        assert_eq!(form.nodes.len() as u64, entry["nodes"].as_u64().unwrap(), "{name}: nodes");
        assert_eq!(form.terminals() as u64, entry["terminals"].as_u64().unwrap(), "{name}: terminals");
        let mut profiles = Some(1usize);
        for (player, expected) in counts(&entry["strategies"]).into_iter().enumerate() {
            let found = reduced_strategies(form, player, 1_000_000).map(|own| own.len());
            assert!(expected.is_none() || found == expected, "{name}: {found:?} strategies of player {player}");
            profiles = profiles.zip(found).and_then(|(product, found)| product.checked_mul(found));
        }
        let again = extensive(&name, &gambit_efg::write(&title, &game)).1;
        assert_eq!(again.form.nodes.len(), form.nodes.len(), "{name}: written again");
        let reduced = match reduced_normal_form(&game) {
            Ok(reduced) => reduced,
            Err(ReductionError::AbsentMinded { player }) => {
                assert_eq!(entry["perfect_recall"], false, "{name}: {player} is not absent-minded");
                continue;
            }
            Err(ReductionError::TooLarge { limit }) => {
                let payoffs = profiles.map(|profiles| profiles * form.players.len());
                assert!(payoffs.is_none_or(|payoffs| payoffs > limit), "{name}: {payoffs:?} are not too many");
                continue;
            }
            Err(ReductionError::Interrupted) => panic!("{name}: nobody said to stop"),
        };
        assert_eq!(reduced_normal_form(&again).unwrap().game, reduced.game, "{name}: the game is the same");
        if let Some(expected) = pure(&entry) {
            assert_eq!(pure_nash(&reduced.game), expected, "{name}: pure equilibria");
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared} were compared");
}

/// The payoffs of a pure profile by walking the tree: what the reduction must agree with.
fn walk(game: &ExtensiveGame, plans: &[&[(concede::form::extensive::InformationSetId, usize)]]) -> Vec<Rational> {
    use concede::form::extensive::{Node, NodeId};
    fn at(
        game: &ExtensiveGame,
        plans: &[&[(concede::form::extensive::InformationSetId, usize)]],
        id: NodeId,
    ) -> Vec<Rational> {
        match game.form.node(id) {
            Node::Terminal(payoffs) => payoffs.iter().map(|&payoff| game.value(payoff).clone()).collect(),
            Node::Decision { information_set, children } => {
                let player = game.form.information_set(*information_set).player;
                let (_, action) = plans[player].iter().find(|(set, _)| set == information_set).unwrap();
                at(game, plans, children[*action])
            }
            Node::Chance(actions) => {
                let mut total = vec![Rational::ZERO; game.form.players.len()];
                for action in actions {
                    let chance = game.value(action.probability);
                    if chance.is_zero() {
                        continue;
                    }
                    for (sum, payoff) in total.iter_mut().zip(at(game, plans, action.child)) {
                        *sum = &*sum + &(chance * &payoff);
                    }
                }
                total
            }
        }
    }
    at(game, plans, NodeId::ROOT)
}

#[test]
fn the_reduced_normal_form_pays_what_play_of_the_tree_pays() {
    let Some(games) = games("efg") else { return };
    for (name, _, text) in games {
        let (_, game) = extensive(&name, &text);
        let Ok(reduced) = reduced_normal_form(&game) else { continue };
        // A sample of the profiles, spread over the table.
        let step = (reduced.game.payoffs.len() / 200).max(1);
        for index in (0..reduced.game.payoffs.len()).step_by(step) {
            let profile = reduced.game.profile(index);
            let plans: Vec<&[_]> =
                profile.iter().enumerate().map(|(player, &own)| reduced.plans[player][own].as_slice()).collect();
            assert_eq!(walk(&game, &plans), reduced.game.payoffs[index], "{name}: profile {profile:?}");
        }
    }
}
