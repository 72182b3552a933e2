//! The tornado: the margin at both ends of each range, exactly; widest first.

use crate::report::page::{Cell, Table};
use crate::report::{labels, phrases};
use crate::scenario::Scenario;
use crate::uncertainty::sensitivity::tornado::{Bar, End};
use crate::verdict::TestId;

use super::{Anchor, Canvas, Chart, LINE, Scale, WIDTH, height, tick};

/// Bars that are drawn before the rest is counted.
const DRAWN: usize = 12;

/// The height of a row besides its label.
const ROW: f64 = 23.5;

/// `None` where nothing moves the margin.
pub fn chart(scenario: &Scenario, test: TestId, base: &End, bars: &[Bar]) -> Option<Chart> {
    let number = |end: &End| end.value.as_ref().map(|value| value.to_f64());
    let moving: Vec<&Bar> = bars.iter().filter(|bar| bar.width().is_positive()).collect();
    let drawn = &moving[..moving.len().min(DRAWN)];
    let now = number(base)?;
    let ends = drawn.iter().flat_map(|bar| [number(&bar.low), number(&bar.high)]).flatten().chain([now, 0.0]);
    let (least, most) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), end| (least.min(end), most.max(end)));
    let scale = Scale::with_room(least, most, 4.0, WIDTH - 4.0).filter(|_| !drawn.is_empty())?;

    let short = |bar: &Bar| {
        let range = scenario.parameter(bar.parameter).range.as_ref();
        let range = range.map_or_else(String::new, |range| {
            format!(": {} to {}", phrases::plain(&range.low, 3), phrases::plain(&range.high, 3))
        });
        format!("{}{range}", labels::number(scenario, bar.parameter))
    };
    let rows: Vec<f64> = drawn.iter().map(|bar| ROW + height(&short(bar), "small", WIDTH - 8.0)).collect();
    let mut canvas = Canvas::default();
    let (top, bottom) = (24.0, 24.0 + rows.iter().sum::<f64>());
    let mut next = top;
    for value in scale.ticks(6) {
        canvas.line((scale.at(value), top), (scale.at(value), bottom), "grid");
        canvas.text((scale.at(value), bottom + 16.0), "small soft", Anchor::Middle, &tick(value));
    }
    canvas.line((scale.at(0.0), top - 4.0), (scale.at(0.0), bottom + 4.0), "axis");
    canvas.line((scale.at(now), top - 4.0), (scale.at(now), bottom + 4.0), "edge dashed");
    let anchor = if scale.at(now) > WIDTH / 2.0 { Anchor::End } else { Anchor::Start };
    let today = base.value.as_ref().map_or_else(String::new, |value| phrases::signed(value, 2));
    canvas.text((scale.at(now), 14.0), "small strong", anchor, &format!("today {today}"));
    let mut table = Table::new(
        format!(
            "{} at both ends of each range; {} at today's estimates",
            phrases::capital(test.record().measures),
            today
        ),
        &["number", "#range from", "#to", "#margin at the low end", "#at the high end", "turns the test"],
    );
    for (index, bar) in moving.iter().enumerate() {
        let parameter = scenario.parameter(bar.parameter);
        let turns = bar.flips(base.holds);
        let range = parameter.range.as_ref();
        table.row([
            Cell::from(labels::number(scenario, bar.parameter)),
            Cell::maybe(range.map(|range| &range.low), 4),
            Cell::maybe(range.map(|range| &range.high), 4),
            Cell::maybe(bar.low.value.as_ref(), 3),
            Cell::maybe(bar.high.value.as_ref(), 3),
            Cell::from(if turns { "yes" } else { "" }),
        ]);
        let (Some(low), Some(high), Some(range)) = (number(&bar.low), number(&bar.high), range) else { continue };
        if index >= DRAWN {
            continue;
        }
        let y = next + rows[index] - ROW - LINE;
        canvas.lines((4.0, next + 13.0), "small", Anchor::Start, &short(bar), WIDTH - 8.0);
        next += rows[index];
        let exact = |end: &End| end.value.as_ref().map_or_else(String::new, ToString::to_string);
        let hover =
            format!("at {} the margin is {}, at {} it is {}", range.low, exact(&bar.low), range.high, exact(&bar.high));
        let (left, right) = (low.min(high), low.max(high));
        for (from, to, class) in [(left, right.min(0.0), "no"), (left.max(0.0), right, "yes")] {
            if from < to {
                canvas.rectangle((scale.at(from), y + 18.0), (scale.at(to), y + 31.0), class, &hover);
            }
        }
        // Which end is which.
        let (low_anchor, high_anchor) =
            if low < high { (Anchor::End, Anchor::Start) } else { (Anchor::Start, Anchor::End) };
        for (value, anchor, word) in [(low, low_anchor, "low"), (high, high_anchor, "high")] {
            let x = scale.at(value) + if anchor == Anchor::End { -3.0 } else { 3.0 };
            let fits = if anchor == Anchor::End { x > 26.0 } else { x < WIDTH - 28.0 };
            if fits {
                canvas.text((x, y + 29.0), "small soft", anchor, word);
            }
        }
    }
    let crossing = moving.iter().filter(|bar| bar.flips(base.holds)).count();
    let more = match moving.len() - drawn.len() {
        0 => String::new(),
        more => format!(" {more} more are in the table."),
    };
    Some(Chart {
        name: "tornado",
        title: format!("Which numbers move the margin: {}", test.record().measures),
        description: format!(
            "Bars for {} numbers, widest first, from the margin at the low end of the range to that at the high end; {crossing} of all {} cross to another answer.",
            drawn.len(),
            moving.len()
        ),
        caption: format!(
            "Each bar moves one number over its range and leaves the rest as they are. Left of zero conceding loses, right of it conceding gains; the dashed line is today.{more}"
        ),
        table,
        height: bottom + 24.0,
        body: canvas.body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::rational::Rational;
    use crate::scenario::diagnostic::Source;

    fn end(value: i64) -> End {
        End { holds: Some(value > 0), value: Some(Rational::from(value)) }
    }

    #[test]
    fn a_bar_that_crosses_zero_has_a_part_on_either_side() {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/textbook/iida-1993/one-shot-referendum.toml"))
                .to_owned();
        let (scenario, _) = Scenario::read(&Source::new("iida".to_owned(), text)).unwrap();
        let parameter = scenario.process.sign.unwrap();
        let bars = [Bar { parameter, low: end(-2), high: end(6) }];
        let chart = chart(&scenario, TestId::ExpectedUtility, &end(1), &bars).unwrap();
        let drawn = chart.inline();
        let widths: Vec<f64> = ["no", "yes"]
            .map(|class| {
                let place = drawn.split("<rect").find(|part| part.contains(&format!("class=\"{class}\""))).unwrap();
                place.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
            })
            .to_vec();
        assert!((widths[1] / widths[0] - 3.0).abs() < 0.01, "6 to the right, 2 to the left: {widths:?}");
        assert_eq!(chart.table.rows.len(), 1);
        assert_eq!(chart.table.rows[0][3].text, "-2");
        assert_eq!(chart.table.rows[0][5].text, "yes", "the low end turns the test");
        assert!(drawn.contains("the margin is -2"), "the exact number under the pointer");
    }

    #[test]
    fn a_margin_that_nothing_moves_has_no_chart() {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/textbook/iida-1993/one-shot-referendum.toml"))
                .to_owned();
        let (scenario, _) = Scenario::read(&Source::new("iida".to_owned(), text)).unwrap();
        let bars = [Bar { parameter: scenario.process.sign.unwrap(), low: end(1), high: end(1) }];
        assert!(chart(&scenario, TestId::ExpectedUtility, &end(1), &bars).is_none());
    }
}
