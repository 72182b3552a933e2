//! The answers at a run of consecutive samples, column by column.

use crate::verdict::{Headline, TestId};

use super::{LANES, Outcome, Sweep, Worker};

/// How many samples a part has, given how many there are in all: enough to be worth a file of
/// its own, few enough to keep all cores busy.
pub fn rows_per_part(rows: u64) -> u64 {
    const SMALLEST: u64 = 256;
    const USUAL: u64 = 16_384;
    const MOST_PARTS: u64 = 4_096;
    let fine = (rows / 16).next_power_of_two().clamp(SMALLEST, USUAL);
    fine.max(rows.div_ceil(MOST_PARTS).next_power_of_two())
}

/// A test's column: its verdicts and the numbers behind them, `None` without an answer.
#[derive(Debug, Clone, Default)]
pub struct Column {
    pub holds: Vec<Option<bool>>,
    pub values: Vec<Option<f64>>,
}

/// Consecutive samples, judged.
#[derive(Debug, Clone)]
pub struct Part {
    pub first: u64,
    pub rows: usize,
    /// By moving parameter.
    pub parameters: Vec<Vec<f64>>,
    /// In the order of [`TestId::SWITCHING`].
    pub tests: [Column; 6],
    pub headlines: Vec<Headline>,
}

/// How often each answer was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    pub rows: u64,
    /// Rational, conditional, not rational.
    pub headlines: [u64; 3],
    /// In the order of [`TestId::SWITCHING`]: how often it holds, and how often it fails.
    pub tests: [[u64; 2]; 6],
    /// Comparisons that were too close for floats and were retaken exactly.
    pub retakes: u64,
}

impl Tally {
    /// The place of a headline in [`Tally::headlines`].
    pub const HEADLINES: [Headline; 3] = [Headline::Rational, Headline::Conditional, Headline::NotRational];

    pub fn count(&mut self, outcome: &Outcome) {
        self.rows += 1;
        let headline = outcome.headline();
        for (count, _) in self.headlines.iter_mut().zip(Tally::HEADLINES).filter(|(_, known)| *known == headline) {
            *count += 1;
        }
        for (counts, holds) in self.tests.iter_mut().zip(outcome.holds) {
            if let Some(holds) = holds {
                counts[usize::from(!holds)] += 1;
            }
        }
    }

    pub fn add(&mut self, other: &Tally) {
        self.rows += other.rows;
        self.retakes += other.retakes;
        for (count, more) in self.headlines.iter_mut().zip(other.headlines) {
            *count += more;
        }
        for (counts, more) in self.tests.iter_mut().flatten().zip(other.tests.iter().flatten()) {
            *counts += more;
        }
    }
}

impl Sweep {
    /// Judges `rows` samples from `first` on.
    pub fn part(&self, worker: &mut Worker, first: u64, rows: usize) -> (Part, Tally) {
        let mut part = Part {
            first,
            rows,
            parameters: vec![Vec::with_capacity(rows); self.design.axes.len()],
            tests: std::array::from_fn(|_| Column {
                holds: Vec::with_capacity(rows),
                values: Vec::with_capacity(rows),
            }),
            headlines: Vec::with_capacity(rows),
        };
        let mut tally = Tally::default();
        let before = worker.retakes();
        let mut outcomes = [Outcome::EMPTY; LANES];
        let mut done = 0;
        while done < rows {
            let count = LANES.min(rows - done);
            self.judge(worker, first + done as u64, &mut outcomes[..count]);
            for (moving, column) in part.parameters.iter_mut().enumerate() {
                column.extend((0..count).map(|lane| worker.value(lane, moving)));
            }
            for outcome in &outcomes[..count] {
                tally.count(outcome);
                for ((column, holds), value) in part.tests.iter_mut().zip(outcome.holds).zip(outcome.values) {
                    column.holds.push(holds);
                    column.values.push(value);
                }
                part.headlines.push(outcome.headline());
            }
            done += count;
        }
        tally.retakes = worker.retakes() - before;
        (part, tally)
    }

    /// The names of the columns: the sample, the parameters that move, each test with its
    /// value, the headline.
    pub fn columns(&self) -> Vec<String> {
        let mut names = vec!["sample".to_owned()];
        names.extend(self.design.parameters.iter().map(|&id| self.scenario.parameter(id).path.clone()));
        for test in TestId::SWITCHING {
            names.push(test.key().to_owned());
            names.push(format!("{}.value", test.key()));
        }
        names.push("headline".to_owned());
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_few_and_not_tiny() {
        assert_eq!(rows_per_part(1), 256);
        assert_eq!(rows_per_part(1_000_000), 16_384);
        for rows in [1u64, 1000, 1 << 20, 1 << 40, 1 << 62] {
            assert!(rows.div_ceil(rows_per_part(rows)) <= 4096);
        }
    }
}
