//! The top of a scenario's page: the verdict, why, the numbers that decide it, and what would
//! change it.

use crate::report::flips::{self, Flip};
use crate::report::{Report, labels, phrases, reason, sweep};
use crate::scenario::PlayerId;
use crate::uncertainty::evidence::Evidence;
use crate::uncertainty::sweep::part::Tally;
use crate::verdict::{Headline, TestId};

use super::{Banner, Cell, foreign};

pub fn banner(report: &Report<'_>, evidence: &Evidence) -> Banner {
    let (scenario, verdict) = (report.scenario, report.verdict);
    let owner = verdict.owner;
    let numbers = reason::DECIDING
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
        reason: [
            Some(format!("{}.", phrases::capital(&reason::why(report, foreign)))),
            evidence.tally.as_ref().and_then(|tally| firmness(tally, verdict.headline)),
            (!verdict.is_complete())
                .then(|| format!("Incomplete, since a limit was reached: {}.", phrases::cut_short(scenario, verdict))),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" "),
        numbers,
        about_numbers: format!(
            "Points of {}, on its own scale, which stands at {} today; below zero conceding makes it worse off. {}",
            foreign(&scenario.players[owner.0].name),
            phrases::plain(&verdict.disagreement[owner.0], 2),
            reason::meaning(report)
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
            Some(player) => format!("Nearest number that {} can move", name(player)),
            None => "Nearest number that is only believed".to_owned(),
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
            "{kind}: {}, here {}; {side} {}, {}, and {verdict}.",
            labels::number(report.scenario, flip.parameter),
            Cell::number(&parameter.base, 4).text,
            flips::at(&flip.at, 4),
            effect(report, flip),
        ));
    }
    found.extend(evidence.tally.as_ref().and_then(|tally| samples(tally, evidence.effort.seed)));
    found
}

/// A share of the samples of a sweep, kept on one line.
fn share(count: u64, tally: &Tally) -> String {
    format!("{:.1}\u{a0}%", 100.0 * count as f64 / tally.rows as f64)
}

/// How firm a headline is: how often it comes out where all numbers are drawn at once, and what
/// comes out more often.
fn firmness(tally: &Tally, headline: Headline) -> Option<String> {
    let shares = || Tally::HEADLINES.into_iter().zip(tally.headlines);
    let (_, own) = shares().find(|(one, _)| *one == headline)?;
    let (most, count) =
        shares().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > own).unwrap_or((headline, own));
    (tally.rows > 0).then(|| {
        let own = share(own, tally);
        match most == headline {
            true => format!("With all numbers varied at once within their ranges, that holds in {own} of cases."),
            false => format!(
                "With all numbers varied at once within their ranges, that holds in {own} of cases, and {} comes out more often ({}).",
                phrases::headline(most),
                share(count, tally)
            ),
        }
    })
}

/// The share of the headlines where all numbers are drawn over their ranges at once.
fn samples(tally: &Tally, seed: u64) -> Option<String> {
    let shares = Tally::HEADLINES.into_iter().zip(tally.headlines).filter(|(_, count)| *count > 0);
    let words: Vec<String> =
        shares.map(|(headline, count)| format!("{} in {}", phrases::headline(headline), share(count, tally))).collect();
    (tally.rows > 0).then(|| {
        format!(
            "All numbers varied at once: {} of {} samples (an estimate, seed {seed}).",
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
            (TestId::ExpectedUtility, true) => "it pays on the odds assumed".to_owned(),
            (TestId::ExpectedUtility, false) => "it does not pay on the odds assumed".to_owned(),
            (TestId::SubgamePerfect, true) => format!("{owner} would concede"),
            (TestId::SubgamePerfect, false) => format!("{owner} would refuse"),
            (TestId::RatchetProof, true) => format!("{demander} would then sign"),
            (TestId::RatchetProof, false) => format!("{demander} might then not sign"),
            (test, true) => format!("“{}” holds", labels::test(*test)),
            (test, false) => format!("“{}” fails", labels::test(*test)),
        })
        .collect();
    words.join(" and ")
}
