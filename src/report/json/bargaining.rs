//! Answers for bargaining problems.

use serde_json::{Map, Value, json};

use crate::form::bargaining::{BargainingProblem, Issue, Outcome};
use crate::numeric::rational::Rational;
use crate::solution::bargaining::{Bargain, BargainingAnswer, Choice, Enclosure, Face, Frontier, Mixture};

/// The fields of an answer.
pub fn bargaining(object: &mut Map<String, Value>, answer: &BargainingAnswer) {
    let problem = &answer.problem;
    object.insert("players".into(), json!(problem.players));
    object.insert("disagreement".into(), json!(problem.disagreement));
    match &answer.choice {
        Choice::Bargain(Bargain { payoff, mixture, ties, ideal, support }) => {
            object.insert("payoff".into(), json!(payoff));
            object.insert("mixture".into(), lottery(problem, mixture));
            if !ties.is_empty() {
                let ties = ties.iter().map(|(payoff, mixture)| point(problem, payoff, mixture));
                object.insert("ties".into(), ties.collect());
            }
            object.insert("ideal".into(), json!(ideal));
            if let Some(support) = support {
                object.insert("certificate".into(), json!({ "weights": support }));
            }
        }
        Choice::Frontier(Frontier { points, faces, zone }) => {
            object.insert("points".into(), points.iter().map(|(own, mix)| point(problem, own, mix)).collect());
            let faces =
                faces.iter().map(|face| json!({ "weights": face.weights, "value": face.value, "points": face.points }));
            object.insert("faces".into(), faces.collect());
            let zone = problem.players.iter().cloned().zip(zone.iter().map(|(low, high)| json!([low, high])));
            object.insert("zone".into(), Value::Object(zone.collect()));
        }
    }
    object.insert("convention".into(), json!(answer.convention));
}

fn point(problem: &BargainingProblem, payoff: &[Rational], mixture: &Mixture) -> Value {
    json!({ "payoff": payoff, "mixture": lottery(problem, mixture) })
}

/// A lottery: the name of a point, or the option of each issue, with its weight.
fn lottery(problem: &BargainingProblem, mixture: &Mixture) -> Value {
    mixture
        .iter()
        .map(|(outcome, weight)| match problem.issues.as_slice() {
            [only] => json!({ "point": only.options[outcome[0]].name, "weight": weight }),
            issues => {
                let package: Map<String, Value> = issues
                    .iter()
                    .zip(outcome)
                    .map(|(issue, &option)| (issue.name.clone(), json!(issue.options[option].name)))
                    .collect();
                json!({ "package": package, "weight": weight })
            }
        })
        .collect()
}

/// An answer as it was written.
///
/// # Errors
/// What of it cannot be read.
pub fn read(entry: &Value, problem: &BargainingProblem) -> Result<BargainingAnswer, String> {
    if entry["players"] != json!(problem.players) || entry["disagreement"] != json!(problem.disagreement) {
        return Err("it is about another problem than its certificate".to_owned());
    }
    let choice = if entry["payoff"].is_array() {
        Choice::Bargain(Bargain {
            payoff: items(&entry["payoff"])?.iter().map(enclosure).collect::<Result<_, _>>()?,
            mixture: read_lottery(&entry["mixture"], problem)?,
            ties: match &entry["ties"] {
                Value::Null => Vec::new(),
                ties => items(ties)?.iter().map(|tie| read_point(tie, problem)).collect::<Result<_, _>>()?,
            },
            ideal: numbers(&entry["ideal"])?,
            support: match &entry["certificate"]["weights"] {
                Value::Null => None,
                weights => Some(numbers(weights)?),
            },
        })
    } else {
        let points: Vec<(Vec<Rational>, Mixture)> =
            items(&entry["points"])?.iter().map(|point| read_point(point, problem)).collect::<Result<_, _>>()?;
        let face = |face: &Value| -> Result<Face, String> {
            let index =
                |index: &Value| index.as_u64().map(|index| index as usize).ok_or("an index is no number".to_owned());
            Ok(Face {
                weights: numbers(&face["weights"])?,
                value: number(&face["value"])?,
                points: items(&face["points"])?.iter().map(index).collect::<Result<_, _>>()?,
            })
        };
        let bounds = |player: &String| -> Result<(Rational, Rational), String> {
            let pair = &entry["zone"][player];
            Ok((number(&pair[0])?, number(&pair[1])?))
        };
        Choice::Frontier(Frontier {
            points,
            faces: items(&entry["faces"])?.iter().map(face).collect::<Result<_, _>>()?,
            zone: problem.players.iter().map(bounds).collect::<Result<_, _>>()?,
        })
    };
    let counts = |payoff: usize| payoff == problem.players.len();
    let whole = match &choice {
        Choice::Bargain(own) => counts(own.payoff.len()) && counts(own.ideal.len()),
        Choice::Frontier(own) => !own.points.is_empty() && own.points.iter().all(|(payoff, _)| counts(payoff.len())),
    };
    if !whole {
        return Err("a payoff does not fit the players".to_owned());
    }
    Ok(BargainingAnswer { problem: problem.clone(), convention: "", choice })
}

fn items(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| "a list is missing".to_owned())
}

fn number(value: &Value) -> Result<Rational, String> {
    let text = value.as_str().ok_or("a number is not a string")?;
    text.parse().map_err(|error| format!("`{text}`: {error}"))
}

fn numbers(value: &Value) -> Result<Vec<Rational>, String> {
    items(value)?.iter().map(number).collect()
}

fn enclosure(value: &Value) -> Result<Enclosure, String> {
    match value {
        Value::Array(ends) if ends.len() == 2 => Ok(Enclosure { lo: number(&ends[0])?, hi: number(&ends[1])? }),
        exact => number(exact).map(Enclosure::from),
    }
}

fn read_point(value: &Value, problem: &BargainingProblem) -> Result<(Vec<Rational>, Mixture), String> {
    Ok((numbers(&value["payoff"])?, read_lottery(&value["mixture"], problem)?))
}

fn read_lottery(value: &Value, problem: &BargainingProblem) -> Result<Mixture, String> {
    let part = |part: &Value| -> Result<(Outcome, Rational), String> {
        let named = |issue: &Issue| -> Result<usize, String> {
            let name = if part["point"].is_string() { &part["point"] } else { &part["package"][&issue.name] };
            let found = issue.options.iter().position(|option| Some(option.name.as_str()) == name.as_str());
            found.ok_or_else(|| format!("{name} is no option of `{}`", issue.name))
        };
        Ok((problem.issues.iter().map(named).collect::<Result<_, _>>()?, number(&part["weight"])?))
    };
    items(value)?.iter().map(part).collect()
}
