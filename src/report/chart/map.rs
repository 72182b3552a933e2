//! The map of two numbers: where a test holds, its boundary through exact points, and today.

use crate::numeric::root::Root;
use crate::report::page::{Cell, Table};
use crate::report::{flips, labels, phrases};
use crate::scenario::Scenario;
use crate::uncertainty::map::{Line, Map};
use crate::verdict::TestId;

use super::{Anchor, Canvas, Chart, Scale, WIDTH, height, tick};

const LEFT: f64 = 52.0;
const SIDE: f64 = 320.0;

/// `None` where the test gives one answer all over the map, or none.
pub fn chart(scenario: &Scenario, map: &Map, test: TestId) -> Option<Chart> {
    let index = TestId::SWITCHING.iter().position(|&known| known == test)?;
    let varies = map.lines.iter().any(|line| !line.tests[index].switches.is_empty())
        || map.lines.windows(2).any(|pair| pair[0].tests[index].first != pair[1].tests[index].first);
    if !varies {
        return None;
    }
    let [across, up] = &map.window;
    let (across_label, up_label) = (labels::number(scenario, map.across), labels::number(scenario, map.along));
    let (across_words, up_words) = (format!("{across_label} →"), format!("↑ {up_label}"));
    let top = 8.0 + height(&up_words, "small", WIDTH - 16.0);
    let below = height(&across_words, "small", WIDTH - 24.0);
    let x = Scale::new(across.low.to_f64(), across.high.to_f64(), LEFT, WIDTH - 12.0)?;
    let y = Scale::new(up.low.to_f64(), up.high.to_f64(), top + SIDE, top)?;
    let mut canvas = Canvas::default();
    canvas.pale(areas(map, index, &x, &y));
    for value in x.ticks(6) {
        canvas.line((x.at(value), top + SIDE), (x.at(value), top + SIDE + 4.0), "axis");
        canvas.text((x.at(value), top + SIDE + 18.0), "small soft", Anchor::Middle, &tick(value));
    }
    for value in y.ticks(6) {
        canvas.line((LEFT - 4.0, y.at(value)), (LEFT, y.at(value)), "axis");
        canvas.text((LEFT - 7.0, y.at(value) + 4.0), "small soft", Anchor::End, &tick(value));
    }
    canvas.rectangle((LEFT, top), (WIDTH - 12.0, top + SIDE), "frame", "");
    canvas.lines((4.0, 12.0), "small", Anchor::Start, &up_words, WIDTH - 16.0);
    canvas.lines((WIDTH - 12.0, top + SIDE + 36.0), "small", Anchor::End, &across_words, WIDTH - 24.0);
    let mut table =
        Table::new(format!("Exact points on the boundary of “{}”", labels::test(test)), &["piece", "#across", "#up"]);
    table.columns[1].name.clone_from(&across_label);
    table.columns[2].name.clone_from(&up_label);
    for (piece, arc) in map.arcs(index).iter().enumerate() {
        let points: Vec<(f64, f64)> =
            arc.points.iter().map(|(at, root)| (x.at(at.to_f64()), y.at(root.to_f64()))).collect();
        canvas.polyline(&points, false, "edge", "");
        for (at, root) in &arc.points {
            let exact =
                if let Root::Rational(value) = root { Cell::number(value, 4) } else { Cell::from(flips::at(root, 4)) };
            table.row([Cell::from((piece + 1).to_string()), Cell::number(at, 4), exact]);
        }
    }
    for event in map.events(index) {
        let between = format!("{} to {}", phrases::plain(&event.low, 4), phrases::plain(&event.high, 4));
        table.row([Cell::from("begins, ends or turns"), Cell::from(between), Cell::default()]);
    }
    let (now_across, now_up) = (&scenario.parameter(map.across).base, &scenario.parameter(map.along).base);
    let now = (x.at(now_across.to_f64()), y.at(now_up.to_f64()));
    canvas.line((now.0, top), (now.0, top + SIDE), "axis dashed");
    canvas.line((LEFT, now.1), (WIDTH - 12.0, now.1), "axis dashed");
    canvas.circle(now, 6.0, "now", &format!("today: {now_across} across, {now_up} up"));
    let shown = |value| phrases::plain(value, 4);
    Some(Chart {
        name: if test == TestId::SubgamePerfect { "map-best-play" } else { "map" },
        title: format!("Where “{}” holds, over two numbers", labels::test(test)),
        description: format!(
            "A map over {across_label} from {} to {} and {up_label} from {} to {}; today's estimate is at {} and {}.",
            shown(&across.low),
            shown(&across.high),
            shown(&up.low),
            shown(&up.high),
            shown(now_across),
            shown(now_up)
        ),
        caption: format!(
            "Green where the test “{}” holds ({}), red where it fails, all other numbers as they are. The frame is the box of both ranges, the dot today's estimate; the boundary runs through exact points.",
            labels::test(test),
            test.record().claim
        ),
        table,
        height: top + SIDE + 30.0 + below,
        body: canvas.body,
    })
}

/// The areas where the test holds and fails, strip by strip between neighbouring lines.
fn areas(map: &Map, test: usize, x: &Scale, y: &Scale) -> Canvas {
    let mut canvas = Canvas::default();
    let (bottom, top) = (map.window[1].low.to_f64(), map.window[1].high.to_f64());
    // The stretches of a line: where each ends, and its answer.
    let stretches = |line: &Line| -> Vec<(f64, Option<bool>)> {
        let own = &line.tests[test];
        let mut answer = own.first;
        let mut found = Vec::new();
        for (at, becomes) in &own.switches {
            found.push((at.to_f64(), answer));
            answer = Some(*becomes);
        }
        found.push((top, answer));
        found
    };
    for pair in map.lines.windows(2) {
        let (left, right) = (stretches(&pair[0]), stretches(&pair[1]));
        let (from, to) = (x.at(pair[0].at.to_f64()), x.at(pair[1].at.to_f64()));
        // A strip in which the boundary changes its course is as narrow as can be: its left line
        // stands for it.
        let right = if pair[0].tests[test].matches(&pair[1].tests[test]) { right } else { left.clone() };
        let (mut left_low, mut right_low) = (bottom, bottom);
        for (&(left_high, answer), &(right_high, _)) in left.iter().zip(&right) {
            let class = match answer {
                Some(true) => "yes",
                Some(false) => "no",
                None => "open",
            };
            // Strips overlap by a hair, so that no seams show.
            let to = to + 0.3;
            let corners =
                [(from, y.at(left_low)), (to, y.at(right_low)), (to, y.at(right_high)), (from, y.at(left_high))];
            canvas.polyline(&corners, true, class, "");
            (left_low, right_low) = (left_high, right_high);
        }
    }
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;
    use crate::uncertainty::map::map;

    #[test]
    fn the_boundary_and_today_are_where_they_belong() {
        // Holding the vote pays where q · sign exceeds a threshold: a hyperbola.
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/textbook/iida-1993/one-shot-referendum.toml"))
                .to_owned();
        let (scenario, _) = Scenario::read(&Source::new("iida".to_owned(), text)).unwrap();
        let sign = scenario.process.sign.unwrap();
        let success = scenario.concessions[0].success;
        let found = map(&scenario, sign, success, 8).unwrap();
        let chart = chart(&scenario, &found, TestId::ExpectedUtility).unwrap();
        let drawn = chart.inline();
        assert!(drawn.contains("class=\"yes\"") && drawn.contains("class=\"no\""), "both answers have an area");
        let exact: usize = found.arcs(1).iter().map(|arc| arc.points.len()).sum();
        assert!(exact > 2);
        let events = found.events(1).len();
        assert_eq!(chart.table.rows.len(), exact + events, "every point of the boundary is in the table");
        let base = &scenario.parameter(sign).base;
        assert!(drawn.contains(&format!("today: {base} across")), "{drawn}");
        assert!(super::chart(&scenario, &found, TestId::Honoured).is_none(), "one answer everywhere is no map");
    }
}
