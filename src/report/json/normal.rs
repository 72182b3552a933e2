//! Answers about normal forms that are no equilibria: as JSON, and read back from it.

use serde_json::{Map, Value, json};

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{
    Bound, Commitment, Commitments, CorrelatedSet, Elimination, MixedCommitment, Reduction, Security, SecurityLevel,
};

use super::solutions::mixture;

/// The surviving strategies by player, and the eliminations in order.
pub fn reduction(
    object: &mut Map<String, Value>,
    reduction: &Reduction,
    players: &[String],
    strategies: &[Vec<String>],
) {
    let surviving: Map<String, Value> = players
        .iter()
        .zip(strategies)
        .zip(&reduction.surviving)
        .map(|((player, labels), kept)| {
            (player.clone(), kept.iter().map(|&index| json!(labels[index])).collect::<Vec<_>>().into())
        })
        .collect();
    let eliminated: Vec<Value> = reduction
        .eliminations
        .iter()
        .map(|gone| {
            let labels = &strategies[gone.player];
            let by: Vec<(String, Rational)> =
                labels.iter().cloned().zip(gone.by.iter().cloned()).filter(|(_, weight)| !weight.is_zero()).collect();
            json!({
                "round": gone.round,
                "player": players[gone.player],
                "strategy": labels[gone.strategy],
                "by": mixture(&by),
            })
        })
        .collect();
    object.insert("surviving".into(), Value::Object(surviving));
    object.insert("eliminated".into(), json!(eliminated));
}

/// Reads what [`reduction`] wrote.
///
/// # Errors
/// What does not fit the game.
pub fn read_reduction(solution: &Value, game: &NormalGame) -> Result<Reduction, String> {
    let place = |names: &[String], name: &Value| -> Result<usize, String> {
        let place = name.as_str().and_then(|name| names.iter().position(|known| known == name));
        place.ok_or_else(|| format!("its game has no {name}"))
    };
    let mut eliminations = Vec::new();
    for gone in solution["eliminated"].as_array().into_iter().flatten() {
        let player = place(&game.players, &gone["player"])?;
        let labels = &game.strategies[player];
        let mut by = vec![Rational::ZERO; labels.len()];
        for (label, weight) in gone["by"].as_object().into_iter().flatten() {
            by[place(labels, &Value::from(label.as_str()))?] = read(weight)?;
        }
        let round = gone["round"].as_u64().ok_or("an elimination has no round")? as usize;
        eliminations.push(Elimination { round, player, strategy: place(labels, &gone["strategy"])?, by });
    }
    let surviving = game.players.iter().zip(&game.strategies).map(|(player, labels)| {
        let kept = solution["surviving"][player].as_array().into_iter().flatten();
        kept.map(|label| place(labels, label)).collect::<Result<Vec<_>, _>>()
    });
    Ok(Reduction { eliminations, surviving: surviving.collect::<Result<_, _>>()? })
}

/// The ends of the sum of payoffs and of each player's.
pub fn correlated(object: &mut Map<String, Value>, set: &CorrelatedSet) {
    object.insert("players".into(), json!(set.players));
    object.insert("strategies".into(), json!(set.strategies));
    object.insert("welfare".into(), json!(set.welfare));
    let payoffs: Vec<Value> = set
        .players
        .iter()
        .zip(&set.payoffs)
        .map(|(player, [least, most])| {
            let end = |bound: &Bound| json!({ "distribution": bound.distribution, "proof": bound.proof });
            json!({
                "player": player,
                "least": least.value,
                "most": most.value,
                "least_at": end(least),
                "most_at": end(most),
            })
        })
        .collect();
    object.insert("payoffs".into(), Value::Array(payoffs));
}

/// Reads the ends that [`correlated`] wrote.
///
/// # Errors
/// What cannot be read.
pub fn read_correlated(solution: &Value) -> Result<(Bound, Vec<[Bound; 2]>), String> {
    let bound = |entry: &Value, end: &str| {
        let mut bound = entry[format!("{end}_at")].clone();
        if let Some(object) = bound.as_object_mut() {
            object.insert("value".to_owned(), entry[end].clone());
        }
        read::<Bound>(&bound)
    };
    let entries = solution["payoffs"].as_array().into_iter().flatten();
    let payoffs = entries.map(|entry| Ok([bound(entry, "least")?, bound(entry, "most")?]));
    Ok((read(&solution["welfare"])?, payoffs.collect::<Result<_, String>>()?))
}

/// Each leader's commitments.
pub fn commitments(object: &mut Map<String, Value>, commitments: &Commitments) {
    object.insert("players".into(), json!(commitments.players));
    object.insert("strategies".into(), json!(commitments.strategies));
    let leaders: Vec<Value> = commitments
        .leaders
        .iter()
        .map(|one| {
            json!({
                "leader": commitments.players[one.leader],
                "pure": { "strategy": one.pure, "reply": one.pure_reply, "payoffs": one.pure_payoffs },
                "mixed": one.mixed,
            })
        })
        .collect();
    object.insert("leaders".into(), Value::Array(leaders));
}

/// Reads what [`commitments`] wrote.
///
/// # Errors
/// What does not fit the game.
pub fn read_commitments(solution: &Value, game: &NormalGame) -> Result<Vec<Commitment>, String> {
    let leaders = solution["leaders"].as_array().into_iter().flatten();
    let leader = |entry: &Value| -> Result<Commitment, String> {
        let leader = game.players.iter().position(|player| entry["leader"] == player.as_str());
        Ok(Commitment {
            leader: leader.ok_or_else(|| format!("its game has no {}", entry["leader"]))?,
            pure: read(&entry["pure"]["strategy"])?,
            pure_reply: read(&entry["pure"]["reply"])?,
            pure_payoffs: read(&entry["pure"]["payoffs"])?,
            mixed: read::<MixedCommitment>(&entry["mixed"])?,
        })
    };
    leaders.map(leader).collect()
}

/// Each player's level.
pub fn security(object: &mut Map<String, Value>, security: &Security) {
    object.insert("players".into(), json!(security.players));
    object.insert("strategies".into(), json!(security.strategies));
    let levels: Vec<Value> = security
        .players
        .iter()
        .zip(&security.levels)
        .map(|(player, level)| {
            let mut entry = Map::new();
            entry.insert("player".into(), json!(player));
            if let Value::Object(rest) = json!(level) {
                entry.extend(rest);
            }
            Value::Object(entry)
        })
        .collect();
    object.insert("levels".into(), Value::Array(levels));
}

/// Reads the levels that [`security`] wrote, in the order of the players.
///
/// # Errors
/// What cannot be read.
pub fn read_security(solution: &Value) -> Result<Vec<SecurityLevel>, String> {
    solution["levels"].as_array().into_iter().flatten().map(read).collect()
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}
