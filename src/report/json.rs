//! The JSON report, `concede.report/1`.

pub mod alternating_offers;
pub mod bargaining;
pub mod coalitional;
mod coalitions;
pub mod game;
pub mod graph;
pub mod normal;
pub mod solutions;
pub mod stochastic;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::Scenario;
use crate::verdict::certify::certificate;
use crate::verdict::{Derivation, PathAbout, SwitchingPoint, Test};

use solutions::{mixture, path_step, solution};

use super::{DECIMALS, Report, phrases, refined};

/// The name of this format, which changes only when a reader would have to.
pub const SCHEMA: &str = "concede.report/1";

/// The whole report as one JSON text.
pub fn render(report: &Report<'_>) -> String {
    let verdict = report.verdict;
    let players: Vec<&str> = report.scenario.players.iter().map(|player| player.key.as_str()).collect();
    let mut root = Map::new();
    root.insert("schema".into(), json!(SCHEMA));
    root.insert("version".into(), json!(env!("CARGO_PKG_VERSION")));
    root.insert("title".into(), json!(report.scenario.title));
    root.insert("players".into(), json!(players));
    root.insert(
        "verdict".into(),
        json!({
            "concession": report.scenario.concessions[verdict.concession.0].key,
            "owner": report.scenario.players[verdict.owner.0].key,
            "headline": verdict.headline,
            "complete": verdict.is_complete(),
            "unstudied": verdict.unstudied.iter().map(|&id| &report.scenario.parameter(id).path).collect::<Vec<_>>(),
            "disagreement": verdict.disagreement,
            "gain": verdict.gain,
            "compliance": verdict.compliance,
            "ties": { "decisions": verdict.ties.count, "attempting": verdict.ties.attempts },
            "tests": verdict.tests.iter().map(|one| test(report, one)).collect::<Vec<_>>(),
        }),
    );
    let shown = verdict.solutions.iter().filter(|one| wanted(report, one.concept));
    root.insert("solutions".into(), shown.map(solution).collect());
    let parameters: Vec<Value> = report
        .scenario
        .parameters
        .iter()
        .filter(|one| one.given)
        .map(|one| {
            json!({
                "path": one.path,
                "base": one.base,
                "low": one.range.as_ref().map(|range| &range.low),
                "high": one.range.as_ref().map(|range| &range.high),
                "source": one.source,
                "lever": one.lever.map(|player| &report.scenario.players[player.0].key),
            })
        })
        .collect();
    root.insert("parameters".into(), Value::Array(parameters));
    with_certificate(&root, &certificate(report.scenario, report.compiled, &report.verdict.solutions))
}

/// A report with its certificate, which is for machines: one line, last.
fn with_certificate(root: &Map<String, Value>, certificate: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(root).expect("a report is plain data");
    let certificate = serde_json::to_string(certificate).expect("a certificate is plain data");
    text.truncate(text.trim_end_matches('}').trim_end().len());
    text.push_str(",\n  \"certificate\": ");
    text.push_str(&certificate);
    text.push_str("\n}\n");
    text
}

/// Whether a concept was asked for.
pub fn wanted(report: &Report<'_>, id: &str) -> bool {
    report.concepts.is_empty() || report.concepts.iter().any(|wanted| wanted == id)
}

fn test(report: &Report<'_>, test: &Test) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), json!(test.id.key()));
    object.insert("holds".into(), json!(test.holds));
    if let Some(why) = &test.why {
        object.insert("why".into(), json!(phrases::no_answer(why)));
    }
    if let Some(value) = &test.value {
        object.insert("value".into(), number(value));
        object.insert("exact".into(), json!(value));
    }
    let switches: Vec<Value> = test.switches.iter().map(|point| switch(report, point)).collect();
    object.insert("switches".into(), Value::Array(switches));
    if !test.gaps.is_empty() {
        let paths = test.gaps.iter().map(|&id| json!(report.scenario.parameter(id).path));
        object.insert("gaps".into(), paths.collect());
    }
    if !test.holds_at_ends.is_empty() {
        let paths = test.holds_at_ends.iter().map(|&id| json!(report.scenario.parameter(id).path));
        object.insert("holds_at_range_ends".into(), paths.collect());
    }
    let evidence: Vec<Value> = test.evidence.iter().map(|one| derivation(report.scenario, one)).collect();
    if !evidence.is_empty() {
        object.insert("evidence".into(), Value::Array(evidence));
    }
    Value::Object(object)
}

/// One switching point.
pub fn switch(report: &Report<'_>, point: &SwitchingPoint) -> Value {
    let parameter = report.scenario.parameter(point.parameter);
    let at = refined(&point.at);
    let mut object = Map::new();
    object.insert("parameter".into(), json!(parameter.path));
    object.insert("at".into(), number(&middle(&at)));
    match &at {
        Root::Rational(value) => object.insert("exact".into(), json!(value)),
        Root::Isolated { .. } => object.insert("enclosure".into(), json!(enclosure(&at))),
    };
    object.insert("below".into(), json!(point.below));
    object.insert("at_tie".into(), json!(point.at_tie));
    object.insert("becomes".into(), json!(point.becomes));
    object.insert("inside".into(), json!(point.inside));
    if let Some(headline) = point.headline {
        object.insert("headline".into(), json!(headline));
    }
    object.insert("kind".into(), json!(if parameter.lever.is_some() { "lever" } else { "belief" }));
    if let Some(player) = parameter.lever {
        object.insert("lever".into(), json!(report.scenario.players[player.0].key));
    }
    if let Some(distance) = report.distance(point) {
        object.insert("ranges_away".into(), json!((distance * 1e6).round() / 1e6));
    }
    if let Some(tight) = &point.tight {
        object.insert(
            "tight".into(),
            json!({ "player": tight.player, "at": tight.at, "below": tight.below, "above": tight.above }),
        );
    }
    Value::Object(object)
}

/// The middle of the bounds of a point.
pub fn middle(at: &Root) -> Rational {
    let (lo, hi) = at.bounds();
    &(lo + hi) * &Rational::new(1, 2)
}

/// Decimal bounds, rounded outwards, of a point that is not rational: twelve decimals, and of a
/// small one as many digits.
pub fn enclosure(at: &Root) -> [String; 2] {
    const PLACES: usize = 12;
    let (lo, hi) = at.bounds();
    let (ten, size) = (Rational::from(10), lo.abs().min(hi.abs()));
    let (mut places, mut scale) = (PLACES, ten.pow(PLACES as u32));
    let mut leading = size;
    while leading.is_positive() && leading < Rational::new(1, 10) {
        (leading, scale, places) = (&leading * &ten, &scale * &ten, places + 1);
    }
    let down = &(lo * &scale).floor() / &scale;
    let up = &-&(&-hi * &scale).floor() / &scale;
    [down.to_decimal(places), up.to_decimal(places)]
}

/// A number for people: rounded to six decimals, or to as many digits if it is small. The
/// exact one stands beside it.
fn number(value: &Rational) -> Value {
    let rounded: f64 = phrases::plain(value, DECIMALS).parse().expect("a decimal is a float");
    json!(rounded)
}

/// A decimal that is not its exact neighbour rounded, or not between its bounds; the first one,
/// if there is any.
pub fn wrong_decimal(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => {
            let decimal = ["value", "at"].iter().find_map(|&key| object.get(key).filter(|one| one.is_number()));
            let read = |text: &Value| text.as_str().and_then(|text| text.parse::<Rational>().ok());
            let ends = match (object.get("exact"), object.get("enclosure")) {
                (Some(exact), _) => [exact, exact],
                (None, Some(ends)) => [&ends[0], &ends[1]],
                (None, None) => return object.values().find_map(wrong_decimal),
            };
            let [lo, hi] = ends.map(|end| read(end).and_then(|end| number(&end).as_f64()));
            let within = |decimal: f64| lo.zip(hi).is_some_and(|(lo, hi)| lo <= decimal && decimal <= hi);
            let right = decimal.is_none_or(|decimal| decimal.as_f64().is_some_and(within));
            if !right {
                return decimal.map(|decimal| format!("{decimal} is not what stands beside it"));
            }
            object.values().find_map(wrong_decimal)
        }
        Value::Array(list) => list.iter().find_map(wrong_decimal),
        _ => None,
    }
}

fn derivation(scenario: &Scenario, derivation: &Derivation) -> Value {
    match derivation {
        Derivation::Path { about, steps } => {
            let steps: Vec<Value> = steps.iter().map(path_step).collect();
            let about = match about {
                PathAbout::Equilibrium => "path_of_play",
                PathAbout::IfConceded => "path_if_conceded",
            };
            json!({ "kind": about, "steps": steps })
        }
        Derivation::Deviation { player, at, instead_of, action, gain } => json!({
            "kind": "deviation", "player": player, "at": at, "instead_of": instead_of, "action": action, "gain": gain,
        }),
        Derivation::Terms(terms) => {
            let terms: Vec<Value> = terms.iter().map(|(what, value)| json!({ "term": what, "value": value })).collect();
            json!({ "kind": "sum", "terms": terms })
        }
        Derivation::Dominated { player, strategy, by } => {
            json!({ "kind": "dominated", "player": player, "plan": strategy, "by": mixture(by) })
        }
        Derivation::Equilibrium { profile, attempts, subgame_perfect } => {
            let profile: Map<String, Value> =
                profile.iter().map(|(player, mix)| (player.clone(), mixture(mix))).collect();
            json!({ "kind": "equilibrium", "plans": profile, "attempts": attempts, "subgame_perfect": subgame_perfect })
        }
        Derivation::Count { equilibria, attempting, complete, .. } => {
            json!({ "kind": "count", "equilibria": equilibria, "attempting": attempting, "complete": complete })
        }
        Derivation::Stationary { equilibria, attempting, complete } => {
            json!({ "kind": "stationary", "equilibria": equilibria, "attempting": attempting, "complete": complete })
        }
        Derivation::Offers { equilibria, complete } => {
            json!({ "kind": "offers", "equilibria": equilibria, "complete": complete })
        }
        Derivation::Offer { proposer, mixture: over, gains } => {
            let gains: Map<String, Value> = gains.iter().map(|(player, gain)| (player.clone(), json!(gain))).collect();
            json!({ "kind": "offer", "proposer": proposer, "mixture": mixture(over), "gains": gains })
        }
        Derivation::Assessments { equilibria, pure, attempting, complete } => {
            json!({ "kind": "assessments", "equilibria": equilibria, "pure": pure, "attempting": attempting, "complete": complete })
        }
        Derivation::Belief { player, at, reached, action, beliefs } => {
            let beliefs: Vec<Value> = beliefs
                .iter()
                .map(|(what, [belief, least, most])| json!({ "in": what, "belief": belief, "least": least, "most": most }))
                .collect();
            json!({ "kind": "belief", "player": player, "at": at, "reached": reached, "action": action, "beliefs": beliefs })
        }
        Derivation::Correlated { least, most } => {
            json!({ "kind": "correlated", "attempt": { "least": least, "most": most } })
        }
        Derivation::Worst { about, settings } => {
            let settings: Map<String, Value> =
                settings.iter().map(|(id, value)| (scenario.parameter(*id).path.clone(), json!(value))).collect();
            json!({ "kind": "worst_case", "about": about, "settings": settings })
        }
        Derivation::NeverSucceeds => json!({ "kind": "never_succeeds" }),
        Derivation::BeyondPlans => json!({ "kind": "beyond_plans" }),
        Derivation::Stability { state, senses: about, measured } => {
            let senses: Map<String, Value> = about
                .iter()
                .map(|sense| {
                    let leaves = sense.leaves.iter().map(|(player, to)| json!({ "player": player, "to": to }));
                    (sense.stability.id().to_owned(), leaves.collect())
                })
                .collect();
            let margins: Option<Map<String, Value>> = measured
                .then(|| about.iter().map(|sense| (sense.stability.id().to_owned(), json!(sense.margin))).collect());
            json!({ "kind": "stability", "state": state, "leaves": senses, "margins": margins })
        }
        Derivation::Package { concept, mixture: over, gains, exact } => json!({
            "kind": "package", "concept": concept, "mixture": mixture(over), "gains": mixture(gains), "exact": exact,
        }),
        Derivation::Spurned { package, losers, better } => {
            json!({ "kind": "spurned", "package": package, "losers": mixture(losers), "better": mixture(better) })
        }
        Derivation::Standing(standing) => coalitions::standing(standing),
        Derivation::Division { rule, package, payoff } => {
            json!({ "kind": "division", "worths": rule.key(), "package": package, "payoff": mixture(payoff) })
        }
        Derivation::Apart { parts, apart, together } => {
            json!({ "kind": "apart", "coalitions": parts, "apart": apart, "together": together })
        }
        Derivation::Compliance(share) => json!({ "kind": "compliance", "needed": share }),
    }
}
