//! The share of samples by headline.

use crate::report::page::{Cell, Table};
use crate::report::{phrases, sweep};
use crate::uncertainty::sweep::part::Tally;
use crate::verdict::Headline;

use super::{Anchor, Canvas, Chart, WIDTH};

/// `None` without samples.
pub fn chart(tally: &Tally, seed: u64) -> Option<Chart> {
    if tally.rows == 0 {
        return None;
    }
    let mut canvas = Canvas::default();
    let mut table =
        Table::new(format!("Headlines of {} samples, seed {seed}", tally.rows), &["headline", "#samples", "#share"]);
    let mut x = 4.0;
    let mut legend = 4.0;
    let mut words = Vec::new();
    for (headline, count) in Tally::HEADLINES.into_iter().zip(tally.headlines) {
        let share = count as f64 / tally.rows as f64;
        let (name, class) = (phrases::headline(headline), class(headline));
        let per_cent = format!("{:.1} %", 100.0 * share);
        table.row([Cell::from(name), Cell::from(count.to_string()), Cell::from(per_cent.clone())]);
        words.push(format!("{name} {per_cent}"));
        let width = share * (WIDTH - 8.0);
        if count > 0 {
            canvas.rectangle((x, 4.0), (x + width, 34.0), class, &format!("{name}: {count} of {}", tally.rows));
        }
        x += width;
        canvas.rectangle((legend, 46.0), (legend + 11.0, 57.0), class, "");
        let label = format!("{} {per_cent}", capitalised(name));
        canvas.text((legend + 16.0, 56.0), "small", Anchor::Start, &label);
        legend += 138.0;
    }
    Some(Chart {
        name: "shares",
        title: "Headlines over the ranges".to_owned(),
        description: format!("One bar in three parts: {}.", words.join(", ")),
        caption: format!(
            "{} samples, every number drawn over its range (seed {seed}): an estimate. In a sample all numbers are known, so its headline is sharper than that of the file.",
            sweep::grouped(tally.rows)
        ),
        table,
        height: 64.0,
        body: canvas.body,
    })
}

fn class(headline: Headline) -> &'static str {
    match headline {
        Headline::Rational => "yes",
        Headline::Conditional => "maybe",
        Headline::NotRational => "no",
    }
}

/// "Not rational" for "NOT RATIONAL".
fn capitalised(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_as_wide_as_their_shares() {
        let tally = Tally { rows: 1000, headlines: [250, 0, 750], ..Tally::default() };
        let chart = chart(&tally, 7).unwrap();
        let drawn = chart.inline();
        let width = |hover: &str| -> f64 {
            let part = drawn.split("<rect").find(|part| part.contains(hover)).unwrap();
            part.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!((width("NOT RATIONAL: 750 of 1000") / width("RATIONAL: 250 of 1000") - 3.0).abs() < 0.01);
        assert!(!drawn.contains("CONDITIONAL: 0"), "nothing is drawn for nothing");
        let texts: Vec<&str> = chart.table.rows.iter().map(|row| row[2].text.as_str()).collect();
        assert_eq!(texts, ["25.0 %", "0.0 %", "75.0 %"]);
        assert!(chart.caption.contains("seed 7"));
    }
}
