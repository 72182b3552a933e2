//! Threshold strips: along the range of each number, which tests hold where, and today.

use crate::numeric::root::Root;
use crate::report::page::{Cell, Table};
use crate::report::{HEADLINE_TESTS, Report, flips, labels, phrases};
use crate::scenario::quantity::ParameterId;
use crate::verdict::{SwitchingPoint, Test};

use super::{Anchor, Canvas, Chart, LINE, Scale, WIDTH};

/// Numbers that are drawn before the rest is counted.
const DRAWN: usize = 10;

const STRIP: f64 = 17.0;
const NAMES: f64 = 136.0;

/// `None` where no number turns a test of the headline inside its range.
pub fn chart(report: &Report<'_>) -> Option<Chart> {
    let scenario = report.scenario;
    let mut order: Vec<ParameterId> = Vec::new();
    for (_, point, _) in report.nearest_switches() {
        if point.inside && !order.contains(&point.parameter) {
            order.push(point.parameter);
        }
    }
    if order.is_empty() {
        return None;
    }
    let mut canvas = Canvas::default();
    let mut table = Table::new(
        "Every value inside a range at which a test of the headline changes",
        &["number", "#low", "#today", "#high", "test", "#changes at", "below", "above"],
    );
    let mut y = 4.0;
    for (place, &id) in order.iter().enumerate() {
        let parameter = scenario.parameter(id);
        let Some(range) = &parameter.range else { continue };
        let turning: Vec<(&Test, Vec<&SwitchingPoint>)> = report
            .verdict
            .tests
            .iter()
            .filter(|test| HEADLINE_TESTS.contains(&test.id))
            .map(|test| (test, test.switches.iter().filter(|point| point.parameter == id && point.inside).collect()))
            .filter(|(_, points): &(_, Vec<_>)| !points.is_empty())
            .collect();
        for (test, points) in &turning {
            for point in points {
                let at = match &point.at {
                    Root::Rational(value) => Cell::number(value, 4),
                    root => Cell::from(flips::at(root, 4)),
                };
                table.row([
                    Cell::from(labels::number(scenario, id)),
                    Cell::number(&range.low, 4),
                    Cell::number(&parameter.base, 4),
                    Cell::number(&range.high, 4),
                    Cell::from(labels::test(test.id)),
                    at,
                    Cell::answer(Some(point.below)),
                    Cell::answer(Some(point.becomes)),
                ]);
            }
        }
        let scale = Scale::new(range.low.to_f64(), range.high.to_f64(), 4.0, WIDTH - NAMES);
        let (Some(scale), true) = (scale, place < DRAWN) else { continue };
        let words = format!("{}: {} today", labels::number(scenario, id), phrases::plain(&parameter.base, 4));
        let lines = canvas.lines((4.0, y + 12.0), "small", Anchor::Start, &words, WIDTH - 8.0);
        y += 3.5 + LINE * lines as f64;
        let top = y;
        for (test, points) in &turning {
            strip(&mut canvas, &scale, y, points);
            canvas.text((WIDTH - NAMES + 8.0, y + 11.0), "small soft", Anchor::Start, labels::test(test.id));
            y += STRIP;
        }
        let now = scale.at(parameter.base.to_f64());
        canvas.line((now, top - 3.0), (now, y), "played");
        canvas.text((4.0, y + 10.0), "small soft", Anchor::Start, &phrases::plain(&range.low, 4));
        canvas.text((WIDTH - NAMES, y + 10.0), "small soft", Anchor::End, &phrases::plain(&range.high, 4));
        y += 22.0;
    }
    let more = match order.len().saturating_sub(DRAWN) {
        0 => String::new(),
        more => format!(" {more} more are in the table."),
    };
    Some(Chart {
        name: "strips",
        title: "Where single numbers change an answer".to_owned(),
        description: format!(
            "For {} numbers, nearest first, a strip along the range for each test that changes on it.",
            order.len().min(DRAWN)
        ),
        caption: format!(
            "Along each range, all else as it is: green where the test holds, red where it fails; the line is today's estimate.{more}"
        ),
        table,
        height: y,
        body: canvas.body,
    })
}

/// One test along one range, by its switching points inside.
fn strip(canvas: &mut Canvas, scale: &Scale, y: f64, points: &[&SwitchingPoint]) {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.at.cmp(&b.at));
    let class = |holds: bool| if holds { "yes" } else { "no" };
    let (mut from, mut holds) = (scale.from, points.first().is_some_and(|point| point.below));
    for point in &points {
        let to = scale.at(point.at.to_f64()).clamp(scale.from, scale.to);
        if to > from {
            canvas.rectangle((from, y), (to, y + 13.0), class(holds), "");
        }
        (from, holds) = (to, point.becomes);
    }
    if scale.to > from {
        canvas.rectangle((from, y), (scale.to, y + 13.0), class(holds), "");
    }
    for point in &points {
        let x = scale.at(point.at.to_f64()).clamp(scale.from, scale.to);
        let exact = match &point.at {
            Root::Rational(value) => value.to_string(),
            root => flips::at(root, 12),
        };
        canvas.rectangle((x - 1.0, y - 1.0), (x + 1.0, y + 14.0), "now", &format!("changes at {exact}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::diagnostic::Source;
    use crate::uncertainty::judge;

    #[test]
    fn every_point_inside_a_range_is_in_the_table_and_the_nearest_is_drawn() {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/textbook/schelling-1966/finite-ratchet.toml"))
                .to_owned();
        let (scenario, _) = Scenario::read(&Source::new("ratchet".to_owned(), text)).unwrap();
        let (compiled, verdict) = judge(&scenario).unwrap();
        let report = Report { scenario: &scenario, compiled: &compiled, verdict: &verdict, concepts: &[] };
        let inside: usize = verdict
            .tests
            .iter()
            .filter(|test| HEADLINE_TESTS.contains(&test.id))
            .flat_map(|test| &test.switches)
            .filter(|point| point.inside)
            .count();
        assert!(inside > 0);
        let chart = chart(&report).unwrap();
        assert_eq!(chart.table.rows.len(), inside);
        let (_, nearest, _) = report.nearest_switches().into_iter().find(|(_, point, _)| point.inside).unwrap();
        let Root::Rational(at) = &nearest.at else { panic!("a rational point") };
        assert!(chart.inline().contains(&format!("changes at {at}")));
    }
}
