//! The nearest flip and the bundles of levers, as text and as JSON.

use serde_json::{Value, json};

use crate::scenario::Scenario;
use crate::uncertainty::nearest::{Bundle, Flip};
use crate::verdict::Headline;

use super::{DECIMALS, phrases, table};

/// What was found around the base values.
pub struct Nearest<'a> {
    pub scenario: &'a Scenario,
    /// The headline at the base values, every number known.
    pub base: Headline,
    pub flip: Option<Flip>,
    /// The nearest flip of a single number.
    pub single: Option<Flip>,
    pub bundles: Vec<Bundle>,
    pub seed: u64,
}

/// Show so many moves of a joint change in the text.
const SHOWN: usize = 8;

pub fn text(found: &Nearest<'_>) -> String {
    let mut text = format!(
        "With every number at its base and known, the headline is {}.\n\
         (`concede solve` also asks whether one number in its range could turn a test, and may say conditional.)\n",
        found.base.key()
    );
    let section = |text: &mut String, title: &str, flip: &Option<Flip>| match flip {
        None => text.push_str(&format!("\n{title}: none found inside the ranges.\n")),
        Some(flip) => {
            text.push_str(&format!(
                "\n{title}: {:.4} in units of the ranges; the headline becomes {}\n\n{}\n",
                flip.size,
                flip.headline.key(),
                moves(found.scenario, flip)
            ));
        }
    };
    section(&mut text, "Nearest flip of one number", &found.single);
    section(&mut text, "Nearest joint flip", &found.flip);
    if found.bundles.is_empty() {
        text.push_str("\nNo quantity of the file names a lever.\n");
    }
    for bundle in &found.bundles {
        let who = match bundle.player {
            Some(player) => found.scenario.players[player.0].name.clone(),
            None => "all who hold levers, together".to_owned(),
        };
        text.push_str(&format!("\nLevers of {who} ({}):\n", bundle.levers.len()));
        let aims = [
            (&bundle.rational, "the concession is rational"),
            (&bundle.attempt, "best play attempts it (`subgame_perfect`)"),
        ];
        for (flip, aim) in aims {
            text.push_str(&match flip {
                None => format!("* no setting inside the ranges was found at which {aim}\n"),
                Some(flip) if flip.moves.is_empty() => format!("* {aim} as things stand\n"),
                Some(flip) => {
                    format!(
                        "* {aim} for {:.4} in units of the ranges:\n\n{}\n\n",
                        flip.size,
                        moves(found.scenario, flip)
                    )
                }
            });
        }
    }
    text.push_str(&format!(
        "\nEvery flip shown was checked exactly, so each size is an upper bound; the search (seed {}) does not prove that nothing is nearer.\n",
        found.seed
    ));
    text
}

fn moves(scenario: &Scenario, flip: &Flip) -> String {
    let mut rows = table::bare();
    for (id, value) in flip.moves.iter().take(SHOWN) {
        let parameter = scenario.parameter(*id);
        let range = parameter.range.as_ref();
        let share = range.map_or(0.0, |range| (value - &parameter.base).to_f64() / range.width().to_f64());
        rows.add_row([
            parameter.path.as_str(),
            &format!("{} → {}", phrases::plain(&parameter.base, DECIMALS), value.written()),
            &format!("{share:+.3} of its range"),
        ]);
    }
    let mut text = table::lines(&rows);
    if flip.moves.len() > SHOWN {
        text.push_str(&format!("\n and {} others by less", flip.moves.len() - SHOWN));
    }
    text
}

pub fn json(found: &Nearest<'_>) -> String {
    let flip = |flip: &Option<Flip>| -> Value {
        let Some(flip) = flip else { return Value::Null };
        let moves: Vec<Value> = flip
            .moves
            .iter()
            .map(|(id, value)| {
                let parameter = found.scenario.parameter(*id);
                json!({ "parameter": parameter.path, "from": parameter.base, "to": value, "at": value.to_f64() })
            })
            .collect();
        json!({ "size": flip.size, "headline": flip.headline, "moves": moves })
    };
    let bundles: Vec<Value> = found
        .bundles
        .iter()
        .map(|bundle| {
            let levers: Vec<&str> =
                bundle.levers.iter().map(|&id| found.scenario.parameter(id).path.as_str()).collect();
            json!({
                "player": bundle.player.map(|player| found.scenario.players[player.0].key.as_str()),
                "levers": levers,
                "rational": flip(&bundle.rational),
                "attempt": flip(&bundle.attempt),
            })
        })
        .collect();
    let answer = json!({
        "schema": "concede.nearest/1",
        "base": found.base,
        "single": flip(&found.single),
        "joint": flip(&found.flip),
        "levers": bundles,
        "seed": found.seed,
        "bound": "upper",
    });
    format!("{}\n", serde_json::to_string_pretty(&answer).expect("an answer is plain data"))
}
