//! A map over two numbers: where each test holds, and the boundary between.

use serde_json::{Value, json};

use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::Scenario;
use crate::scenario::quantity::Range;
use crate::uncertainty::map::{Line, Map, Stretches};
use crate::verdict::TestId;

use super::json::{enclosure, middle};
use super::{DECIMALS, phrases, refined};

/// How many rows and columns a map is drawn in.
const ROWS: usize = 16;
const COLUMNS: usize = 48;

pub fn text(scenario: &Scenario, map: &Map) -> String {
    let path = |id| scenario.parameter(id).path.as_str();
    let shown = |range: &Range| {
        format!("[{}, {}]", phrases::plain(&range.low, DECIMALS), phrases::plain(&range.high, DECIMALS))
    };
    let mut text = format!(
        "across: {} {}, up: {} {}; {} lines across, {} lines up, each solved exactly\n",
        path(map.across),
        shown(&map.window[0]),
        path(map.along),
        shown(&map.window[1]),
        map.lines.len(),
        map.transverse.len()
    );
    for (index, test) in TestId::SWITCHING.into_iter().enumerate() {
        let first = &map.lines[0].tests[index];
        let one_answer = map
            .lines
            .iter()
            .all(|line| line.tests[index].switches.is_empty() && line.tests[index].first == first.first);
        if one_answer {
            let answer = match first.first {
                Some(true) => "holds everywhere on the map",
                Some(false) => "fails everywhere on the map",
                None => "has no answer on the map",
            };
            text.push_str(&format!("\n{} {answer}\n", test.key()));
            continue;
        }
        text.push_str(&format!("\n{} (# holds, · fails, ? no answer)\n\n", test.key()));
        text.push_str(&drawing(map, index));
        for arc in map.arcs(index).iter().filter(|arc| arc.points.len() > 1) {
            let (from, to) = (&arc.points[0], &arc.points[arc.points.len() - 1]);
            let point = |(at, root): &(Rational, Root)| {
                format!("({}, {})", phrases::plain(at, DECIMALS), phrases::plain(&middle(&refined(root)), DECIMALS))
            };
            text.push_str(&format!(
                "boundary from {} to {} through {} exact points\n",
                point(from),
                point(to),
                arc.points.len()
            ));
        }
        for event in map.events(index) {
            text.push_str(&format!(
                "the boundary changes its course between {} and {} of {}\n",
                phrases::plain(&event.low, DECIMALS),
                phrases::plain(&event.high, DECIMALS),
                path(map.across)
            ));
        }
    }
    text
}

/// The answers at the middles of a grid of cells, read off the nearest line at or before them.
fn drawing(map: &Map, test: usize) -> String {
    let place = |range: &Range, share: &Rational| &range.low + &(&range.width() * share);
    let centre = |index: usize, count: usize| Rational::new(2 * index as i64 + 1, 2 * count as i64);
    let mut text = String::new();
    for row in (0..ROWS).rev() {
        let up = Root::Rational(place(&map.window[1], &centre(row, ROWS)));
        text.push_str("  ");
        for column in 0..COLUMNS {
            let across = place(&map.window[0], &centre(column, COLUMNS));
            let line = map.lines.partition_point(|line| line.at <= across).saturating_sub(1);
            text.push(match answer(&map.lines[line].tests[test], &up) {
                Some(true) => '#',
                Some(false) => '·',
                None => '?',
            });
        }
        text.push('\n');
    }
    text
}

fn answer(stretches: &Stretches, at: &Root) -> Option<bool> {
    match stretches.switches.iter().rfind(|(switch, _)| switch < at) {
        Some((_, becomes)) => Some(*becomes),
        None => stretches.first,
    }
}

pub fn json(scenario: &Scenario, map: &Map) -> String {
    let path = |id| scenario.parameter(id).path.as_str();
    let root = |root: &Root| {
        let at = refined(root);
        match &at {
            Root::Rational(value) => json!({ "at": value.to_f64(), "exact": value }),
            Root::Isolated { .. } => json!({ "at": middle(&at).to_f64(), "enclosure": enclosure(&at) }),
        }
    };
    let line = |line: &Line, index: usize| {
        let own = &line.tests[index];
        let switches: Vec<Value> = own
            .switches
            .iter()
            .map(|(at, becomes)| {
                let mut point = root(at);
                point["becomes"] = json!(becomes);
                point
            })
            .collect();
        json!({ "line": line.at, "first": own.first, "switches": switches, "gaps": own.gaps })
    };
    let tests: Vec<Value> = TestId::SWITCHING
        .into_iter()
        .enumerate()
        .map(|(index, test)| {
            let arcs: Vec<Value> = map
                .arcs(index)
                .iter()
                .map(|arc| {
                    let points: Vec<Value> = arc
                        .points
                        .iter()
                        .map(|(across, along)| {
                            let mut point = root(along);
                            point["across"] = json!(across);
                            point
                        })
                        .collect();
                    json!(points)
                })
                .collect();
            let events: Vec<Value> = map.events(index).iter().map(|event| json!([event.low, event.high])).collect();
            json!({
                "id": test.key(),
                "arcs": arcs,
                "events": events,
                "lines": map.lines.iter().map(|one| line(one, index)).collect::<Vec<Value>>(),
                "transverse": map.transverse.iter().map(|one| line(one, index)).collect::<Vec<Value>>(),
            })
        })
        .collect();
    let range = |range: &Range| json!([range.low, range.high]);
    let answer = json!({
        "schema": "concede.map/1",
        "across": { "parameter": path(map.across), "window": range(&map.window[0]) },
        "along": { "parameter": path(map.along), "window": range(&map.window[1]) },
        "tests": tests,
    });
    format!("{}\n", serde_json::to_string_pretty(&answer).expect("an answer is plain data"))
}
