//! The sensitivity report: which numbers matter, in tables and words.

use serde_json::{Value, json};

use crate::scenario::Scenario;
use crate::uncertainty::sensitivity::boxes::Box;
use crate::uncertainty::sensitivity::indices::Estimate;
use crate::uncertainty::sensitivity::tornado::{Bar, End};
use crate::uncertainty::sensitivity::{Analysis, Effort, Target};
use crate::uncertainty::sweep::part::Tally;

use super::{phrases, sweep, table};

/// How wide the tornado is drawn.
const WIDTH: usize = 41;

/// Significant digits of an estimate.
fn estimate(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { format!("{value:.4}") }
}

fn per_cent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn exact(end: &End) -> String {
    end.value.as_ref().map_or("–".to_owned(), |value| phrases::plain(value, 4))
}

pub fn text(scenario: &Scenario, analysis: &Analysis, effort: &Effort, top: usize) -> String {
    let path = |input: usize| scenario.parameter(analysis.parameters[input]).path.as_str();
    let key = analysis.test.key();
    let mut text = format!(
        "Margin: {} (`{key}`), {} at the base values\n",
        analysis.test.record().measures,
        exact(&analysis.base)
    );

    let crossing = analysis.bars.iter().filter(|bar| bar.flips(analysis.base.holds)).count();
    text.push_str(&format!(
        "\nTornado: the margin at both ends of each range, exactly; {crossing} of {} bars turn the test at an end (*)\n\n",
        analysis.bars.len()
    ));
    text.push_str(&drawing(scenario, analysis, top));

    text.push_str(&format!(
        "\nMorris screening (estimate: {} trajectories, seed {})\n\n",
        effort.trajectories, effort.seed
    ));
    let mut order: Vec<usize> = (0..analysis.effects.len()).collect();
    order.sort_by(|&a, &b| analysis.effects[b].mean_absolute.total_cmp(&analysis.effects[a].mean_absolute));
    let mut rows = table::bare();
    rows.set_header(["number", "mean |effect|", "mean effect", "deviation"]);
    for &input in order.iter().take(top) {
        let effect = analysis.effects[input];
        rows.add_row([
            path(input),
            &estimate(effect.mean_absolute),
            &estimate(effect.mean),
            &estimate(effect.deviation),
        ]);
    }
    text.push_str(&table::lines(&rows));

    text.push_str(&format!(
        "\n\nSobol indices (estimate: {} points, seed {}; 95 % intervals by bootstrap)\n\n",
        effort.base, effort.seed
    ));
    match &analysis.indices {
        None => text.push_str("The margin does not change over the ranges, or there are too many of them.\n"),
        Some(indices) => {
            let mut order: Vec<usize> = (0..indices.len()).collect();
            order.sort_by(|&a, &b| indices[b].total.value.total_cmp(&indices[a].total.value));
            let mut rows = table::bare();
            rows.set_header(["number", "alone", "", "with interactions", "", ""]);
            let interval = |estimate: &Estimate| format!("[{:.3}, {:.3}]", estimate.low, estimate.high);
            for &input in order.iter().take(top) {
                let own = &indices[input];
                let remark = if own.first.converged() && own.total.converged() { "" } else { "not converged" };
                rows.add_row([
                    path(input),
                    &format!("{:.3}", own.first.value),
                    &interval(&own.first),
                    &format!("{:.3}", own.total.value),
                    &interval(&own.total),
                    remark,
                ]);
            }
            text.push_str(&table::lines(&rows));
            text.push('\n');
        }
    }

    text.push_str(&format!(
        "\nOver {} random samples (estimates, seed {})\n\n",
        sweep::grouped(effort.samples),
        effort.seed
    ));
    let mut rows = table::bare();
    for (headline, count) in Tally::HEADLINES.into_iter().zip(analysis.tally.headlines) {
        let share = 100.0 * count as f64 / analysis.tally.rows as f64;
        rows.add_row([headline.key().to_owned(), format!("{share:.1} %")]);
    }
    text.push_str(&table::lines(&rows));
    text.push('\n');
    for (target, boxes) in &analysis.boxes {
        text.push('\n');
        if boxes.is_empty() {
            text.push_str(&format!("No box of the ranges sets apart where {}.\n", describe(*target)));
        }
        for found in boxes {
            text.push_str(&format!(
                "{} where {}: {} of the samples there, {} of all such samples.\n",
                phrases::capital(&describe(*target)),
                conditions(scenario, analysis, found),
                per_cent(found.density),
                per_cent(found.coverage)
            ));
        }
    }

    let information = &analysis.information;
    text.push_str(&format!(
        "\nMean margin {}: on this belief the owner {}. Knowing every number would be worth {} to it; knowing one:\n\n",
        estimate(information.mean),
        if information.mean > 0.0 { "concedes" } else { "refuses" },
        estimate(information.perfect)
    ));
    let mut order: Vec<usize> = (0..information.partial.len()).collect();
    order.sort_by(|&a, &b| information.partial[b].total_cmp(&information.partial[a]));
    let mut rows = table::bare();
    for &input in order.iter().take(top).filter(|&&input| information.partial[input] > 0.0) {
        rows.add_row([path(input), &estimate(information.partial[input])]);
    }
    let worth = table::lines(&rows);
    text.push_str(if worth.is_empty() { " nothing: no single number would change the decision" } else { &worth });
    let regret = analysis.regret;
    text.push_str(&format!(
        "\n\nGreatest regret in these samples: {} for conceding, {} for refusing; the smaller is for {}.\n",
        estimate(regret.concede),
        estimate(regret.refuse),
        if regret.concede < regret.refuse { "conceding" } else { "refusing" }
    ));
    text
}

/// The bars, the zero line drawn.
fn drawing(scenario: &Scenario, analysis: &Analysis, top: usize) -> String {
    let value = |end: &End| end.value.as_ref().map(crate::numeric::rational::Rational::to_f64);
    let shown: Vec<&Bar> = analysis.bars.iter().take(top).collect();
    let ends = shown.iter().flat_map(|bar| [value(&bar.low), value(&bar.high)]).flatten().chain(value(&analysis.base));
    let (least, most) = ends.fold((0.0f64, 0.0f64), |(least, most), end| (least.min(end), most.max(end)));
    let scale = if most > least { (WIDTH - 1) as f64 / (most - least) } else { 0.0 };
    let column = |value: f64| ((value - least) * scale).round() as usize;
    let mut rows = table::bare();
    rows.set_header(["", "number", "at low", "at high", ""]);
    for bar in shown {
        let mut cells = vec![' '; WIDTH];
        if let (Some(low), Some(high)) = (value(&bar.low), value(&bar.high)) {
            for cell in &mut cells[column(low.min(high))..=column(low.max(high))] {
                *cell = '━';
            }
        }
        let zero = column(0.0);
        cells[zero] = if cells[zero] == '━' { '┿' } else { '│' };
        let mark = if bar.flips(analysis.base.holds) { "*" } else { "" };
        let path = scenario.parameter(bar.parameter).path.as_str();
        let drawn: String = cells.into_iter().collect();
        rows.add_row([mark, path, &exact(&bar.low), &exact(&bar.high), &drawn]);
    }
    format!("{}\n", table::lines(&rows))
}

fn describe(target: Target) -> String {
    match target {
        Target::Headline(headline) => format!("the headline is {}", headline.key()),
        Target::Holds(test) => format!("`{}` holds", test.key()),
    }
}

/// "process.sign ≥ 0.7 and window.closes ≤ 0.1".
fn conditions(scenario: &Scenario, analysis: &Analysis, found: &Box) -> String {
    let conditions: Vec<String> = found
        .restricted()
        .map(|input| {
            let path = &scenario.parameter(analysis.parameters[input]).path;
            let (low, high) = found.bounds[input];
            match (low.is_finite(), high.is_finite()) {
                (true, true) => format!("{low:.4} ≤ {path} ≤ {high:.4}"),
                (true, false) => format!("{path} ≥ {low:.4}"),
                _ => format!("{path} ≤ {high:.4}"),
            }
        })
        .collect();
    conditions.join(" and ")
}

pub fn json(scenario: &Scenario, analysis: &Analysis, effort: &Effort) -> String {
    let path = |input: usize| scenario.parameter(analysis.parameters[input]).path.as_str();
    let end = |end: &End| {
        json!({
            "holds": end.holds,
            "value": end.value.as_ref().map(crate::numeric::rational::Rational::to_f64),
            "exact": end.value,
        })
    };
    let tornado: Vec<Value> = analysis
        .bars
        .iter()
        .map(|bar| {
            json!({
                "parameter": scenario.parameter(bar.parameter).path,
                "low": end(&bar.low),
                "high": end(&bar.high),
                "flips": bar.flips(analysis.base.holds),
            })
        })
        .collect();
    let morris: Vec<Value> = analysis
        .effects
        .iter()
        .enumerate()
        .map(|(input, effect)| {
            json!({
                "parameter": path(input),
                "mean_absolute": effect.mean_absolute,
                "mean": effect.mean,
                "deviation": effect.deviation,
            })
        })
        .collect();
    let sobol = analysis.indices.as_ref().map(|indices| {
        indices
            .iter()
            .enumerate()
            .map(|(input, own)| {
                json!({
                    "parameter": path(input),
                    "first": own.first,
                    "total": own.total,
                    "converged": own.first.converged() && own.total.converged(),
                })
            })
            .collect::<Vec<Value>>()
    });
    let boxes: Vec<Value> = analysis
        .boxes
        .iter()
        .map(|(target, boxes)| {
            let boxes: Vec<Value> = boxes
                .iter()
                .map(|found| {
                    let limits: Vec<Value> = found
                        .restricted()
                        .map(|input| {
                            let (low, high) = found.bounds[input];
                            let bound = |value: f64| value.is_finite().then_some(value);
                            json!({ "parameter": path(input), "low": bound(low), "high": bound(high) })
                        })
                        .collect();
                    json!({
                        "limits": limits,
                        "words": conditions(scenario, analysis, found),
                        "coverage": found.coverage,
                        "density": found.density,
                        "support": found.support,
                    })
                })
                .collect();
            let target = match target {
                Target::Headline(headline) => json!({ "headline": headline }),
                Target::Holds(test) => json!({ "test": test.key() }),
            };
            json!({ "target": target, "boxes": boxes })
        })
        .collect();
    let partial: Vec<Value> = analysis
        .information
        .partial
        .iter()
        .enumerate()
        .map(|(input, worth)| json!({ "parameter": path(input), "worth": worth }))
        .collect();
    let headlines: serde_json::Map<String, Value> = Tally::HEADLINES
        .into_iter()
        .zip(analysis.tally.headlines)
        .map(|(headline, count)| (headline.key().to_owned(), json!(count as f64 / analysis.tally.rows as f64)))
        .collect();
    let preferred = if analysis.regret.concede < analysis.regret.refuse { "concede" } else { "refuse" };
    let answer = json!({
        "schema": "concede.sensitivity/1",
        "test": analysis.test.key(),
        "seed": effort.seed,
        "base": end(&analysis.base),
        "tornado": tornado,
        "morris": { "estimate": true, "trajectories": effort.trajectories, "effects": morris },
        "sobol": { "estimate": true, "points": effort.base, "confidence": 0.95, "indices": sobol },
        "samples": {
            "estimate": true,
            "size": effort.samples,
            "headlines": headlines,
            "discovery": boxes,
            "information": {
                "mean_margin": analysis.information.mean,
                "perfect": analysis.information.perfect,
                "partial": partial,
            },
            "regret": { "concede": analysis.regret.concede, "refuse": analysis.regret.refuse, "least": preferred },
        },
    });
    format!("{}\n", serde_json::to_string_pretty(&answer).expect("an answer is plain data"))
}
