//! The top of a scenario's page: the verdict, why, the numbers that decide it, and what would
//! change it.

use crate::report::flips::{self, Flip};
use crate::report::{Report, labels, phrases, reason, sweep};
use crate::scenario::PlayerId;
use crate::uncertainty::evidence::Evidence;
use crate::uncertainty::sweep::part::Tally;
use crate::verdict::{Headline, TestId};

use super::{Banner, Cell, foreign};

/// The numbers that decide a verdict, in words that end "gains of the owner …".
const NUMBERS: [(TestId, &str); 5] = [
    (TestId::Honoured, "if it succeeds and the demander signs"),
    (TestId::ExpectedUtility, "expected, at the stated beliefs"),
    (TestId::SubgamePerfect, "over refusing, if everybody plays its best"),
    (TestId::Sequential, "over refusing, if types are hidden"),
    (TestId::Offers, "the chance that what is agreed on at once holds it"),
];

pub fn banner(report: &Report<'_>, evidence: &Evidence) -> Banner {
    let (scenario, verdict) = (report.scenario, report.verdict);
    let owner = verdict.owner;
    let numbers = NUMBERS
        .into_iter()
        .filter_map(|(id, words)| Some((verdict.test(id)?.value.as_ref()?, words)))
        .map(|(value, words)| {
            let cell = Cell::signed(value, 2);
            (if value.is_negative() { cell.marked("no") } else { cell }, words.to_owned())
        })
        .collect();
    Banner {
        word: phrases::headline(verdict.headline).to_owned(),
        key: verdict.headline.key(),
        reason: match verdict.is_complete() {
            true => format!("{}.", phrases::capital(&reason::why(report, foreign))),
            false => format!(
                "{}. Incomplete, since a limit was reached: {}.",
                phrases::capital(&reason::why(report, foreign)),
                phrases::cut_short(scenario, verdict)
            ),
        },
        numbers,
        about_numbers: format!(
            "Gains of {} in units of its own utility, which is {} today; below zero it loses by the concession. {}",
            foreign(&scenario.players[owner.0].name),
            phrases::plain(&verdict.disagreement[owner.0], 2),
            match verdict.headline {
                Headline::Rational => "RATIONAL: it pays as believed, best play makes it, and it is then signed.",
                Headline::NotRational =>
                    "NOT RATIONAL: it does not pay, and no single number within its range changes that.",
                Headline::Conditional =>
                    "CONDITIONAL: it would pay if all went well, but it does not pass every test that RATIONAL asks for.",
            }
        ),
        changes: changes(report, evidence),
    }
}

/// What would change the verdict: how many numbers could, then the nearest one that somebody can
/// move and the nearest that is only believed.
fn changes(report: &Report<'_>, evidence: &Evidence) -> Vec<String> {
    let flips = flips::flips(report);
    if report.verdict.test(TestId::Offers).is_some() {
        return Vec::new();
    }
    let mut found = vec![format!("{}.", phrases::capital(&reason::turning(report)))];
    for lever in [true, false] {
        let of_kind = || {
            flips
                .iter()
                .filter(|flip| report.scenario.parameter(flip.parameter).lever.is_some() == lever && flip.inside)
        };
        let Some(flip) = of_kind().find(|flip| flip.turns_headline).or_else(|| of_kind().next()) else { continue };
        let parameter = report.scenario.parameter(flip.parameter);
        let name = |player: PlayerId| foreign(&report.scenario.players[player.0].name);
        let kind = match parameter.lever {
            Some(player) => format!("Nearest lever, in the hands of {}", name(player)),
            None => "Nearest risk".to_owned(),
        };
        let below = flip.at.to_f64() < parameter.base.to_f64();
        let side = match (flip.outcome, below) {
            ("changes on the point only", _) => "exactly at",
            (_, true) => "just below",
            (_, false) => "just above",
        };
        let verdict = if flip.turns_headline {
            format!("the verdict becomes {}", flip.headline.trim_start_matches("→ "))
        } else {
            format!("the verdict is {}", flip.headline)
        };
        found.push(format!(
            "{kind}: {}, {} today; {side} {}, {}, and {verdict}.",
            labels::number(report.scenario, flip.parameter),
            Cell::number(&parameter.base, 4).text,
            flips::at(&flip.at, 4),
            effect(report, flip),
        ));
    }
    found.extend(evidence.tally.as_ref().and_then(|tally| samples(tally, evidence.effort.seed)));
    found
}

/// The share of the headlines where all numbers are drawn over their ranges at once.
fn samples(tally: &Tally, seed: u64) -> Option<String> {
    let share = |count: u64| format!("{:.1} %", 100.0 * count as f64 / tally.rows as f64);
    let shares = Tally::HEADLINES.into_iter().zip(tally.headlines).filter(|(_, count)| *count > 0);
    let words: Vec<String> =
        shares.map(|(headline, count)| format!("{} in {}", phrases::headline(headline), share(count))).collect();
    (tally.rows > 0).then(|| {
        format!(
            "All numbers at once, drawn over their ranges: {} of {} samples (an estimate, seed {seed}).",
            words.join(", "),
            sweep::grouped(tally.rows)
        )
    })
}

/// What the tests of a flip say across it.
pub fn effect(report: &Report<'_>, flip: &Flip) -> String {
    let name = |player: PlayerId| foreign(&report.scenario.players[player.0].name);
    let (owner, demander) = (name(report.scenario.owner()), name(report.scenario.demander()));
    let holds = flip.outcome.contains("holds");
    if flip.outcome.contains("point only") {
        let tests: Vec<&str> = flip.tests.iter().map(|&test| labels::test(test)).collect();
        return format!("“{}” changes", tests.join("” and “"));
    }
    let words: Vec<String> = flip
        .tests
        .iter()
        .map(|test| match (test, holds) {
            (TestId::Honoured, true) => "it pays if it succeeds and is signed".to_owned(),
            (TestId::Honoured, false) => "it does not pay even if it succeeds and is signed".to_owned(),
            (TestId::ExpectedUtility, true) => "it pays as believed".to_owned(),
            (TestId::ExpectedUtility, false) => "it does not pay as believed".to_owned(),
            (TestId::SubgamePerfect, true) => format!("{owner} would make it"),
            (TestId::SubgamePerfect, false) => format!("{owner} would not make it"),
            (TestId::RatchetProof, true) => format!("{demander} would then sign"),
            (TestId::RatchetProof, false) => format!("{demander} would not surely sign"),
            (test, true) => format!("“{}” holds", labels::test(*test)),
            (test, false) => format!("“{}” fails", labels::test(*test)),
        })
        .collect();
    words.join(" and ")
}
