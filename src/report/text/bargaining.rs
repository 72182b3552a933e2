//! Answers for bargaining problems, as text.

use std::fmt::Write;

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::bargaining::{Bargain, BargainingAnswer, Choice, Enclosure, Frontier, Mixture};

use super::solutions::mixture;
use super::{DIM, table};

/// Points of a frontier that are listed before the rest is counted.
const LISTED: usize = 40;

/// Writes an answer.
pub fn bargaining(out: &mut String, answer: &BargainingAnswer) -> std::fmt::Result {
    let problem = &answer.problem;
    match &answer.choice {
        Choice::Bargain(Bargain { payoff, mixture, ties, .. }) => {
            let payoffs = payoff.iter().map(number);
            let words: Vec<String> =
                problem.players.iter().zip(payoffs).map(|(player, payoff)| format!("{player} {payoff}")).collect();
            writeln!(out, "  {}", words.join(", "))?;
            writeln!(out, "    by {}", lottery(problem, mixture))?;
            for (payoff, mixture) in ties {
                let words: Vec<String> = payoff.iter().map(|payoff| phrases::plain(payoff, 3)).collect();
                writeln!(out, "    as good: {} by {}", words.join(", "), lottery(problem, mixture))?;
            }
        }
        Choice::Frontier(frontier) => self::frontier(out, problem, frontier)?,
    }
    writeln!(out, "    {DIM}{}{DIM:#}", answer.convention)
}

fn frontier(out: &mut String, problem: &BargainingProblem, frontier: &Frontier) -> std::fmt::Result {
    let Frontier { points, faces, zone } = frontier;
    let (one, many) =
        if problem.lotteries { ("vertex", "vertices") } else { ("efficient outcome", "efficient outcomes") };
    let points_in_words = phrases::counted(points.len(), one, many);
    let faces = match faces.len() {
        0 => String::new(),
        count => format!(", {}", phrases::counted(count, "maximal face", "maximal faces")),
    };
    writeln!(out, "  {points_in_words}{faces}")?;
    let mut rows = table::bare();
    for (payoff, mixture) in points.iter().take(LISTED) {
        let mut row = vec!["   ".to_owned()];
        row.extend(payoff.iter().map(|payoff| phrases::plain(payoff, 3)));
        row.push(lottery(problem, mixture));
        rows.add_row(row);
    }
    for player in 0..problem.players.len() {
        table::right(&mut rows, player + 1);
    }
    writeln!(out, "{}", table::lines(&rows))?;
    if points.len() > LISTED {
        writeln!(out, "    {DIM}… and {} more: --format json lists all{DIM:#}", points.len() - LISTED)?;
    }
    let words: Vec<String> = problem
        .players
        .iter()
        .zip(zone)
        .map(|(player, (low, high))| format!("{player} from {} to {}", phrases::plain(low, 3), phrases::plain(high, 3)))
        .collect();
    writeln!(out, "  zone of possible agreement: {}", words.join(", "))
}

/// A lottery over outcomes in words.
fn lottery(problem: &BargainingProblem, over: &Mixture) -> String {
    let label = |outcome: &[usize]| -> String {
        match problem.issues.as_slice() {
            [only] => only.options[outcome[0]].name.clone(),
            issues => {
                let words = issues.iter().zip(outcome);
                let words: Vec<String> =
                    words.map(|(issue, &option)| format!("{} {}", issue.name, issue.options[option].name)).collect();
                format!("({})", words.join(", "))
            }
        }
    };
    let named: Vec<(String, Rational)> =
        over.iter().map(|(outcome, weight)| (label(outcome), weight.clone())).collect();
    mixture(&named)
}

/// `≈` where it is not exact.
fn number(payoff: &Enclosure) -> String {
    match payoff.exact() {
        Some(value) => phrases::plain(value, 6),
        None => format!("≈{}", phrases::plain(&payoff.middle(), 6)),
    }
}
