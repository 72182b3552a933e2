//! Which numbers matter: charts over the ranges, and levers apart from beliefs.

use crate::numeric::root::Root;
use crate::report::chart::{map, shares, strips, tornado};
use crate::report::flips::{self, Flip};
use crate::report::{Report, labels, phrases};
use crate::uncertainty::evidence::Evidence;
use crate::verdict::TestId;

use super::{Cell, Section, Table, banner, foreign};

/// Flips that are listed before the rest is folded away.
const LISTED: usize = 6;

/// What would change the answer: what players can do about it, and what may turn out otherwise.
pub fn changes(report: &Report<'_>) -> Section {
    let mut section = Section::new("changes", "What would change it");
    let flips = flips::flips(report);
    if report.verdict.test(TestId::Offers).is_some() {
        section.text(format!("{}.", phrases::capital(phrases::OFFERS_NOT_STUDIED)));
        return section;
    }
    if flips.is_empty() {
        section.text(match report.verdict.unstudied.is_empty() {
            true => "No number that has a range, moved alone, changes a test that the headline rests on.",
            false => "No number that was studied, moved alone, changes a test that the headline rests on.",
        });
        return section;
    }
    let inside = flips.iter().any(|flip| flip.inside);
    section.text(format!(
        "One number at a time, all others as they are, nearest first{}: what is so once it has passed the value. The distance is counted in widths of the number's range.",
        if inside { "" } else { "; none of these lies within its range" }
    ));
    let kinds = [
        (true, "Advice: what a player can move", "Values that somebody can set by its own decision."),
        (false, "Risks: what is only believed", "If an estimate is wrong by this much, an answer is another."),
    ];
    for (lever, title, words) in kinds {
        let of_kind: Vec<&Flip> =
            flips.iter().filter(|flip| report.scenario.parameter(flip.parameter).lever.is_some() == lever).collect();
        section.heading(title);
        if of_kind.is_empty() {
            section.text(if lever {
                "Nothing that a player can move changes an answer alone."
            } else {
                "Nothing that is only believed changes an answer alone."
            });
            continue;
        }
        let mut table = table(report, &of_kind, words, lever);
        let rest =
            table.split(LISTED, |count| format!("{} farther away", phrases::counted(count, "change", "changes")));
        section.table(table);
        if let Some(rest) = rest {
            section.folded(rest);
        }
    }
    section
}

fn table(report: &Report<'_>, flips: &[&Flip], caption: &str, lever: bool) -> Table {
    let mut table = Table::new(caption, &["number", "#today", "#changes at", "then", "verdict", "#distance"]);
    for flip in flips {
        let parameter = report.scenario.parameter(flip.parameter);
        let label = labels::number(report.scenario, flip.parameter);
        let number = match parameter.lever.filter(|_| lever) {
            Some(player) => format!("{label} (moved by {})", foreign(&report.scenario.players[player.0].name)),
            None => label,
        };
        let headline = Cell::from(flip.headline.clone());
        table.row([
            Cell::from(number),
            Cell::number(&parameter.base, 4),
            place(&flip.at),
            Cell::from(banner::effect(report, flip)),
            if flip.turns_headline { headline.marked("changed") } else { headline },
            Cell { order: Some(flip.distance), ..Cell::from(format!("{:.2}", flip.distance)) },
        ]);
    }
    table
}

fn place(at: &Root) -> Cell {
    match at {
        Root::Rational(value) => Cell::number(value, 4),
        root => Cell { order: Some(root.to_f64()), ..Cell::from(flips::at(root, 4)) },
    }
}

/// The charts over the ranges; `None` where nothing has one.
pub fn ranges(report: &Report<'_>, evidence: &Evidence) -> Option<Section> {
    let scenario = report.scenario;
    let mut section = Section::new("numbers", "How sure is it?");
    let charts = [
        tornado::chart(scenario, evidence.test, &evidence.base, &evidence.bars),
        strips::chart(report),
        evidence.map.as_ref().and_then(|found| map::chart(scenario, found, evidence.test)),
        evidence
            .map
            .as_ref()
            .filter(|_| evidence.test != TestId::SubgamePerfect)
            .and_then(|found| map::chart(scenario, found, TestId::SubgamePerfect)),
        evidence.tally.as_ref().and_then(|tally| shares::chart(tally, evidence.effort.seed)),
    ];
    for chart in charts.into_iter().flatten() {
        section.heading(chart.title.clone());
        section.figure(Some(chart));
    }
    (!section.blocks.is_empty()).then_some(section)
}
