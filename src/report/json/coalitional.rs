//! Findings on coalitional games, as JSON.
//!
//! A payoff is a list in the order of the players; coalitions are named by their members.

use serde_json::{Map, Value, json};

use crate::form::coalitional::{Coalition, Flaw};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{
    CoalitionalAnswer, Core, Defence, Derived, Finding, Judgement, Membership, Objection, Round, Witness,
};

/// Adds the fields of a finding to the entry of its concept.
pub fn finding(object: &mut Map<String, Value>, answer: &CoalitionalAnswer) {
    let names = Names(&answer.players);
    object.insert("players".into(), json!(answer.players));
    match &answer.finding {
        Finding::Payoff(value) => {
            match &value.payoff {
                Ok(payoff) => object.insert("payoff".into(), json!(payoff)),
                Err(why) => {
                    object.insert("payoff".into(), Value::Null);
                    object.insert("why".into(), json!(why))
                }
            };
            if !value.rounds.is_empty() {
                object.insert("rounds".into(), value.rounds.iter().map(|round| names.round(round)).collect());
            }
        }
        Finding::Power { raw, normalised } => {
            object.insert("payoff".into(), json!(raw));
            object.insert("normalised".into(), json!(normalised));
        }
        Finding::Core(core) => names.core(object, core),
        Finding::Membership(membership) => names.membership(object, membership),
        Finding::Property(property) => {
            object.insert("holds".into(), json!(property.holds));
            match &property.witness {
                Some(Witness::Pair(first, second)) => {
                    object.insert("witness".into(), json!([names.of(*first), names.of(*second)]));
                }
                Some(Witness::Collection(collection)) => {
                    object.insert("certificate".into(), json!({ "coalitions": names.weights(collection) }));
                }
                None => {}
            }
        }
        Finding::Derived { derived, value } => {
            object.insert("rule".into(), json!(derived.rule));
            object.insert("worths".into(), names.worths(derived));
            object.insert("payoff".into(), json!(value));
        }
        Finding::Dividends(dividends) => {
            object.insert("dividends".into(), names.weights(dividends));
        }
    }
}

struct Names<'a>(&'a [String]);

impl Names<'_> {
    fn of(&self, coalition: Coalition) -> String {
        coalition.players().map(|player| self.0[player].as_str()).collect::<Vec<_>>().join(" ")
    }

    fn weights(&self, collection: &[(Coalition, Rational)]) -> Value {
        Value::Object(collection.iter().map(|(coalition, weight)| (self.of(*coalition), json!(weight))).collect())
    }

    fn round(&self, round: &Round) -> Value {
        let weights: Vec<Value> = round
            .weights
            .iter()
            .map(|(first, second, weight)| {
                let mut entry = json!({ "coalition": self.of(*first), "weight": weight });
                if !second.is_empty() {
                    entry["against"] = json!(self.of(*second));
                }
                entry
            })
            .collect();
        let mut entry = json!({ "excess": round.excess, "weights": weights });
        if !round.bounds.is_empty() {
            let bounds: Map<String, Value> =
                round.bounds.iter().map(|(player, weight)| (self.0[*player].clone(), json!(weight))).collect();
            entry["bounds"] = Value::Object(bounds);
        }
        entry
    }

    fn core(&self, object: &mut Map<String, Value>, core: &Core) {
        object.insert("empty".into(), json!(core.empty));
        object.insert("epsilon".into(), json!(core.epsilon));
        object.insert("point".into(), json!(core.point));
        object.insert("certificate".into(), json!({ "coalitions": self.weights(&core.collection) }));
        if let Some(vertices) = &core.vertices {
            object.insert("vertices".into(), json!(vertices));
        }
        object.insert("points".into(), self.judgements(&core.points));
    }

    /// For each coalition its worth, the value of its game against all others, and the mixtures over
    /// joint actions that prove it: numbers such that those of both sides add up to a profile's.
    fn worths(&self, derived: &Derived) -> Value {
        let entry = |coalition: Coalition| {
            let proof = derived.proofs.get(coalition.index());
            json!({
                "coalition": self.of(coalition),
                "worth": derived.game.worth(coalition),
                "value": proof.map(|proof| &proof.value),
                "own": proof.map(|proof| &proof.own),
                "others": proof.map(|proof| &proof.others),
            })
        };
        derived.game.grand().subsets().skip(1).map(entry).collect()
    }

    fn membership(&self, object: &mut Map<String, Value>, membership: &Membership) {
        object.insert("points".into(), self.judgements(&membership.points));
        if let Some(ranges) = &membership.ranges {
            let ranges: Map<String, Value> =
                self.0.iter().zip(ranges).map(|(player, segments)| (player.clone(), json!(segments))).collect();
            object.insert("ranges".into(), Value::Object(ranges));
            object.insert("complete".into(), json!(membership.complete));
        }
        if let Some(ends) = &membership.ends {
            let ends: Map<String, Value> =
                self.0.iter().zip(ends).map(|(player, segments)| (player.clone(), json!(segments))).collect();
            object.insert("ends".into(), Value::Object(ends));
        }
        if let Some(pieces) = &membership.pieces {
            object.insert("pieces".into(), json!(pieces));
        }
        if let Some(why) = &membership.why {
            object.insert("why".into(), json!(why));
        }
    }

    fn judgements(&self, points: &[Judgement]) -> Value {
        points
            .iter()
            .map(|point| {
                let mut entry = json!({ "name": point.name, "payoff": point.payoff, "member": point.member() });
                if let Some(objection) = &point.objection {
                    entry["objection"] = self.objection(objection);
                }
                if !point.defences.is_empty() {
                    entry["defences"] = point.defences.iter().map(|defence| self.defence(defence)).collect();
                }
                entry
            })
            .collect()
    }

    fn objection(&self, objection: &Objection) -> Value {
        let promises = |promised: &[(usize, Rational)]| -> Map<String, Value> {
            promised.iter().map(|(player, amount)| (self.0[*player].clone(), json!(amount))).collect()
        };
        match objection {
            Objection::Flaw(Flaw::Inefficient { block }) => json!({ "inefficient": self.of(*block) }),
            Objection::Flaw(Flaw::BelowAlone { player }) => json!({ "below_alone": self.0[*player] }),
            Objection::Excess { coalition, excess } => json!({ "coalition": self.of(*coalition), "excess": excess }),
            Objection::Surplus { objector, target, coalition, surplus, against } => json!({
                "objector": self.0[*objector],
                "target": self.0[*target],
                "coalition": self.of(*coalition),
                "surplus": surplus,
                "against": against,
            }),
            Objection::Threat { objector, target, coalition } => json!({
                "objector": self.0[*objector],
                "target": self.0[*target],
                "coalition": self.of(*coalition),
            }),
            Objection::Justified { objector, target, coalition, promised } => json!({
                "objector": self.0[*objector],
                "target": self.0[*target],
                "coalition": self.of(*coalition),
                "promised": promises(promised),
            }),
            Objection::Coalitional { coalition, promised } => json!({
                "coalition": self.of(*coalition),
                "promised": promises(promised),
            }),
        }
    }

    fn defence(&self, defence: &Defence) -> Value {
        let mut entry = json!({ "objector": self.0[defence.objector], "target": self.0[defence.target] });
        if let Some(coalition) = defence.coalition {
            entry["coalition"] = json!(self.of(coalition));
        }
        entry["counters"] = self.weights(&defence.counters);
        entry
    }
}
