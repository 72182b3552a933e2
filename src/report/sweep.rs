//! The summary of a sweep: how many samples have which answer.

use serde_json::{Map, json};

use crate::uncertainty::sweep::part::Tally;
use crate::verdict::TestId;

use super::table;

/// What a sweep found.
pub struct Summary<'a> {
    /// Which samples, in words.
    pub design: &'a str,
    pub tally: &'a Tally,
    /// How many quantities move.
    pub moving: usize,
}

/// A share in per cent.
fn share(count: u64, rows: u64) -> String {
    if rows == 0 { "–".to_owned() } else { format!("{:.2} %", 100.0 * count as f64 / rows as f64) }
}

pub fn text(summary: &Summary<'_>) -> String {
    let tally = summary.tally;
    let mut text = format!("{} samples: {}\n\n", grouped(tally.rows), summary.design);
    let mut table = table::bare();
    table.set_header(["headline", "samples", "share"]);
    for (headline, count) in Tally::HEADLINES.into_iter().zip(tally.headlines) {
        table.add_row([headline.key(), &grouped(count), &share(count, tally.rows)]);
    }
    text.push_str(&table::lines(&table));
    text.push_str("\n\n");
    let mut table = table::bare();
    table.set_header(["test", "holds", "fails", "no answer"]);
    for (test, [holds, fails]) in TestId::SWITCHING.into_iter().zip(tally.tests) {
        let unanswered = tally.rows - holds - fails;
        table.add_row([
            test.key(),
            &share(holds, tally.rows),
            &share(fails, tally.rows),
            &share(unanswered, tally.rows),
        ]);
    }
    text.push_str(&table::lines(&table));
    text.push_str(&format!(
        "\n\n{} comparisons were too close for floats and were retaken exactly.\n",
        grouped(tally.retakes)
    ));
    text
}

pub fn json(summary: &Summary<'_>) -> String {
    let tally = summary.tally;
    let headlines: Map<String, serde_json::Value> = Tally::HEADLINES
        .into_iter()
        .zip(tally.headlines)
        .map(|(one, count)| (one.key().to_owned(), json!(count)))
        .collect();
    let tests: Vec<serde_json::Value> = TestId::SWITCHING
        .into_iter()
        .zip(tally.tests)
        .map(|(test, [holds, fails])| {
            json!({ "id": test.key(), "holds": holds, "fails": fails, "unanswered": tally.rows - holds - fails })
        })
        .collect();
    let answer = json!({
        "schema": "concede.sweep/1",
        "samples": tally.rows,
        "design": summary.design,
        "moving": summary.moving,
        "headlines": headlines,
        "tests": tests,
        "retaken": tally.retakes,
    });
    format!("{}\n", serde_json::to_string_pretty(&answer).expect("an answer is plain data"))
}

/// A count with its thousands set off: 1,000,000.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
