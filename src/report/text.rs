//! The report that a person reads first: the headline, the numbers that decide it, what
//! would flip it, the tests, the evidence.

pub mod alternating_offers;
pub mod bargaining;
pub mod coalitional;
mod coalitions;
pub mod game;
pub mod solutions;
pub mod stochastic;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::numeric::rational::Rational;
use crate::solve::concept;
use crate::verdict::{Derivation, Headline, PathAbout, TestId, Worst};

use solutions::{mixture, path, solution};

use super::json::wanted;
use super::{Report, flips, phrases, reason, rests_on, table};

/// Switching points that are listed before the rest is counted.
const LISTED: usize = 8;

/// Changes to the base values that are listed before the rest is counted.
const SETTINGS: usize = 4;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

/// Renders the report. Styles are escape codes; a stream that wants none strips them.
pub fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    write(&mut text, report).expect("writing to a string does not fail");
    text
}

fn write(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    headline(out, report)?;
    deciding_numbers(out, report)?;
    flips(out, report)?;
    tests(out, report)?;
    evidence(out, report)?;
    asked_solutions(out, report)?;
    footer(out, report)
}

fn headline(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    let (scenario, verdict) = (report.scenario, report.verdict);
    let colour = match verdict.headline {
        Headline::Rational => AnsiColor::Green,
        Headline::NotRational => AnsiColor::Red,
        Headline::Conditional => AnsiColor::Yellow,
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let concession = &scenario.concessions[verdict.concession.0].name;
    let (owner, demander) = (&scenario.players[scenario.owner().0].name, &scenario.players[scenario.demander().0].name);
    writeln!(out, "{BOLD}{}{BOLD:#}", scenario.title)?;
    writeln!(out, "Is it rational for {owner} to make the concession “{concession}”, demanded by {demander}?\n")?;
    let word = phrases::headline(verdict.headline);
    writeln!(out, "{style}{word}{style:#}: {}\n", reason::line(report))?;
    if !verdict.is_complete() {
        writeln!(out, "{BOLD}Incomplete:{BOLD:#} a limit was reached; {}\n", phrases::cut_short(scenario, verdict))?;
    }
    Ok(())
}

fn deciding_numbers(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    let owner = &report.scenario.players[report.verdict.owner.0].name;
    let disagreement = &report.verdict.disagreement[report.verdict.owner.0];
    writeln!(
        out,
        "{BOLD}What decides it{BOLD:#} {DIM}(utility of {owner}, whose status quo is worth {}){DIM:#}",
        phrases::plain(disagreement, 2)
    )?;
    let mut table = table::bare();
    for (id, words) in reason::DECIDING {
        if let Some(value) = report.verdict.test(id).and_then(|test| test.value.as_ref()) {
            table.add_row(["  ".to_owned(), phrases::signed(value, 2), words.to_owned()]);
        }
    }
    table::right(&mut table, 1);
    writeln!(out, "{}\n", table::lines(&table))
}

fn flips(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    if report.verdict.test(TestId::Offers).is_some() {
        return writeln!(out, "{BOLD}What would flip it{BOLD:#}\n  {}\n", phrases::OFFERS_NOT_STUDIED);
    }
    let shown = flips::flips(report);
    let place = if shown.iter().any(|flip| flip.inside) { "within the ranges" } else { "beyond the ranges only" };
    writeln!(out, "{BOLD}What would flip it{BOLD:#} {DIM}(one number at a time, nearest first, {place}){DIM:#}")?;
    if shown.is_empty() {
        let others: Vec<&str> =
            report.verdict.tests.iter().filter(|test| !test.switches.is_empty()).map(|test| test.id.key()).collect();
        let others = match others.len() {
            0 => String::new(),
            _ => format!(" (switching points of {}: --format json lists them)", others.join(", ")),
        };
        let along = match report.verdict.unstudied.is_empty() {
            true => "along any number that has a range",
            false => "along those numbers that were studied",
        };
        return writeln!(out, "  nothing that the headline rests on, {along}{others}\n");
    }
    for (title, wants_lever) in [("Advice: what a player can move", true), ("Risks: what is only believed", false)] {
        let mut rows: Vec<[String; 6]> = Vec::new();
        for flip in &shown {
            let parameter = report.scenario.parameter(flip.parameter);
            if parameter.lever.is_some() != wants_lever {
                continue;
            }
            let who = parameter
                .lever
                .map_or_else(String::new, |player| format!(" ({})", report.scenario.players[player.0].name));
            let tests: Vec<&str> = flip.tests.iter().map(|test| test.key()).collect();
            rows.push([
                format!("    {}{who}", parameter.path),
                format!("{} → {}", phrases::plain(&parameter.base, 4), flips::at(&flip.at, 4)),
                tests.join(", "),
                flip.outcome.to_owned(),
                flip.headline.clone(),
                format!("{:.2} ranges away", flip.distance),
            ]);
        }
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "  {title}")?;
        let more = rows.len().saturating_sub(LISTED);
        let mut table = table::bare();
        table.add_rows(rows.into_iter().take(LISTED));
        writeln!(out, "{}", table::lines(&table))?;
        if more > 0 {
            writeln!(out, "     {DIM}… and {more} more: --format json lists all{DIM:#}")?;
        }
    }
    writeln!(out)
}

fn tests(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    writeln!(out, "{BOLD}Tests{BOLD:#}")?;
    let mut table = table::bare();
    for test in &report.verdict.tests {
        let answer = match test.holds {
            Some(true) => "yes",
            Some(false) => "no",
            None => "–",
        };
        let value = test.value.as_ref().map_or_else(String::new, |value| phrases::signed(value, 3));
        let star = if rests_on(report.verdict, test.id) { "*" } else { " " };
        let claim = match &test.why {
            Some(why) => format!("{}; no answer: {}", test.id.record().claim, phrases::no_answer(why)),
            None => test.id.record().claim.to_owned(),
        };
        table.add_row([format!(" {star}"), test.id.key().to_owned(), answer.to_owned(), value, claim]);
    }
    table::right(&mut table, 3);
    writeln!(out, "{}", table::lines(&table))?;
    writeln!(out, "  {DIM}* the headline rests on these{DIM:#}\n")
}

fn evidence(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    writeln!(out, "{BOLD}Why{BOLD:#}")?;
    for test in &report.verdict.tests {
        if test.evidence.is_empty() {
            continue;
        }
        writeln!(out, "  {BOLD}{}{BOLD:#}", test.id.key())?;
        for derivation in &test.evidence {
            derive(out, report, derivation)?;
        }
    }
    if report.verdict.ties.count > 0 {
        writeln!(out, "  {BOLD}ties{BOLD:#}")?;
        writeln!(out, "    {}", phrases::ties(report.verdict.ties.count, report.verdict.ties.attempts))?;
    }
    writeln!(out)
}

/// The lines of a reason.
pub fn derive(out: &mut String, report: &Report<'_>, derivation: &Derivation) -> std::fmt::Result {
    match derivation {
        Derivation::Path { about, steps } => {
            let title = match about {
                PathAbout::Equilibrium => "path of play",
                PathAbout::IfConceded => "if conceded",
            };
            writeln!(out, "    {title}:")?;
            let owner = report.verdict.owner.0;
            let name = &report.scenario.players[owner].name;
            path(out, steps, |payoffs| format!("{name} {}", phrases::plain(&payoffs[owner], 2)))
        }
        Derivation::Deviation { player, at, instead_of, action, gain } => {
            writeln!(out, "    {player}, {at}, gains {} by {action} instead of {instead_of}", phrases::plain(gain, 3))
        }
        Derivation::Terms(terms) => {
            let words: Vec<String> =
                terms.iter().map(|(what, value)| format!("{} {what}", phrases::signed(value, 3))).collect();
            writeln!(out, "    {}", words.join(", "))
        }
        Derivation::Dominated { player, strategy, by } => {
            writeln!(out, "    {player}'s plan “{strategy}” is strictly dominated by {}", mixture(by))
        }
        Derivation::Equilibrium { profile, attempts, subgame_perfect } => {
            let words: Vec<String> =
                profile.iter().map(|(player, mix)| format!("{player}: {}", mixture(mix))).collect();
            let attempts = match attempts {
                Some(true) => "attempts",
                Some(false) => "does not attempt",
                None => "may attempt",
            };
            let perfect = match subgame_perfect {
                Some(true) => ", subgame perfect",
                Some(false) => ", rests on an empty threat or promise",
                None => "",
            };
            writeln!(out, "    {} ({attempts}{perfect})", words.join(" · "))
        }
        Derivation::Count { equilibria, attempting, complete, pure } => {
            let scope = match (complete, pure) {
                (true, _) => "all extreme or isolated ones",
                (false, true) => "the pure ones",
                (false, false) => "those found",
            };
            writeln!(out, "    equilibria of plans ({scope}): {equilibria}; with an attempt: {attempting}")
        }
        Derivation::NeverSucceeds => writeln!(
            out,
            "    the attempt cannot succeed, so there is no success after which the demander could fail to sign"
        ),
        Derivation::BeyondPlans => writeln!(
            out,
            "    yet backward induction attempts it, by a strategy that none of these plans is: plans treat a refusal and a failure alike (see docs/model.md)"
        ),
        Derivation::Stationary { equilibria, attempting, complete } => {
            let scope = if *complete { "" } else { " (those found)" };
            writeln!(out, "    stationary equilibria{scope}: {equilibria}; with an attempt: {attempting}")
        }
        Derivation::Offers { equilibria, complete } => {
            let scope = if *complete { "" } else { " found; there may be more" };
            let count = phrases::counted(*equilibria, "stationary equilibrium", "stationary equilibria");
            writeln!(out, "    {count}{scope}; in the first, by who proposes:")
        }
        Derivation::Offer { proposer, mixture, gains } => {
            let words: Vec<String> =
                gains.iter().map(|(player, gain)| format!("{player} {}", phrases::signed(gain, 2))).collect();
            let offered = if mixture.is_empty() { "what is refused".to_owned() } else { rounded(mixture) };
            writeln!(out, "    {proposer} offers {offered}  {DIM}gains {}{DIM:#}", words.join(", "))
        }
        Derivation::Assessments { equilibria, pure, attempting, complete } => {
            let mixed = match equilibria - pure {
                0 => String::new(),
                count => format!(" and {count} mixed"),
            };
            let count = phrases::counted(*pure, "pure equilibrium", "pure equilibria");
            let more = if *complete { "" } else { " found; there may be more" };
            let first = if *pure > 0 { "; in the first:" } else { ":" };
            writeln!(out, "    {count}{mixed}{more}, {attempting} of them attempt{first}")
        }
        Derivation::Belief { player, at, reached, action, beliefs } => {
            let words: Vec<String> = beliefs
                .iter()
                .map(|(what, [belief, least, most])| {
                    let (belief, least, most) =
                        (phrases::plain(belief, 4), phrases::plain(least, 4), phrases::plain(most, 4));
                    format!("{what} with {belief} (best from {least} to {most})")
                })
                .collect();
            let off = if *reached { "" } else { ", where play does not come" };
            writeln!(out, "    {player}, {at}{off}, believes in {}, and chooses {action}", words.join(", "))
        }
        Derivation::Correlated { least, most } if least == most => writeln!(
            out,
            "    every correlated equilibrium of plans attempts with probability {}",
            phrases::plain(least, 4)
        ),
        Derivation::Correlated { least, most } => writeln!(
            out,
            "    correlated equilibria of plans attempt with a probability from {} to {}",
            phrases::plain(least, 4),
            phrases::plain(most, 4)
        ),
        Derivation::Worst { about, settings } => {
            let words: Vec<String> = settings
                .iter()
                .take(SETTINGS)
                .map(|(id, value)| format!("{} = {}", report.scenario.parameter(*id).path, phrases::plain(value, 4)))
                .collect();
            let more = settings.len().saturating_sub(SETTINGS);
            let more = if more > 0 {
                format!(" and {more} more {}", if more == 1 { "change" } else { "changes" })
            } else {
                String::new()
            };
            let place =
                if settings.is_empty() { "the base values".to_owned() } else { format!("{}{more}", words.join(", ")) };
            match about {
                Worst::FailsAtBase => {
                    writeln!(out, "    fails at the base values already; the worst point found has {place}")
                }
                Worst::FailsThere => writeln!(out, "    fails at {place}"),
                Worst::HoldsEverywhere => {
                    writeln!(out, "    proved on the whole box; the least gain found is at {place}")
                }
            }
        }
        Derivation::Stability { state, senses, measured } => {
            let stable: Vec<&str> =
                senses.iter().filter(|sense| sense.leaves.is_empty()).map(|sense| sense.stability.short()).collect();
            let held = if stable.is_empty() { "in no sense".to_owned() } else { format!("by {}", stable.join(", ")) };
            writeln!(out, "    the state “{state}” is stable {held}")?;
            if *measured {
                let margins: Vec<String> = senses
                    .iter()
                    .map(|sense| match &sense.margin {
                        Some(margin) => format!("{} {}", sense.stability.short(), phrases::plain(margin, 3)),
                        None => format!("{} any", sense.stability.short()),
                    })
                    .collect();
                let margins = margins.join(", ");
                writeln!(out, "    {DIM}how far each utility may move before that could change: {margins}{DIM:#}")?;
            }
            let Some(sense) = senses.iter().find(|sense| !sense.leaves.is_empty()) else { return Ok(()) };
            let words: Vec<String> =
                sense.leaves.iter().map(|(player, to)| format!("{player} would move to “{to}”")).collect();
            writeln!(out, "    not by {}: {}", sense.stability.short(), words.join("; "))
        }
        Derivation::Package { concept: id, mixture: over, gains, exact } => {
            let title = match id {
                Some(id) => concept(id).expect("evidence names a concept of the registry").name,
                None => "efficient, and nobody loses",
            };
            let words: Vec<String> =
                gains.iter().map(|(player, gain)| format!("{player} {}", phrases::signed(gain, 2))).collect();
            let about = if *exact { "" } else { "about " };
            writeln!(out, "    {title}: {}  {DIM}gains {about}{}{DIM:#}", rounded(over), words.join(", "))
        }
        Derivation::Spurned { package, losers, better } if losers.is_empty() => {
            writeln!(out, "    “{package}” harms nobody, but all could do better by {}", rounded(better))
        }
        Derivation::Spurned { package, losers, .. } => {
            let words: Vec<String> =
                losers.iter().map(|(player, gain)| format!("{player} {}", phrases::signed(gain, 2))).collect();
            writeln!(out, "    every package with it harms somebody; “{package}”: {}", words.join(", "))
        }
        Derivation::Standing(standing) => coalitions::standing(out, standing),
        Derivation::Division { rule, package, payoff } => writeln!(
            out,
            "    by {}, side payments would make “{package}” stand: {}",
            rule.key(),
            coalitions::amounts(payoff, phrases::signed)
        ),
        Derivation::Apart { parts: [one, other], apart, together } => writeln!(
            out,
            "    {DIM}warning: by enactment {} and {} gain {} apart and {} together; the superadditive cover is solved too{DIM:#}",
            coalitions::set(one),
            coalitions::set(other),
            phrases::plain(apart, 2),
            phrases::plain(together, 2)
        ),
        Derivation::Compliance(share) => {
            let needed = phrases::plain(&(share * &Rational::from(100)), 1);
            if !share.is_positive() {
                writeln!(out, "    demanding pays however unlikely compliance is")
            } else if *share > Rational::ONE {
                writeln!(out, "    not even certain compliance would make demanding pay")
            } else {
                writeln!(out, "    demanding pays once compliance is more than {needed} % likely")
            }
        }
    }
}

/// A lottery over packages in words, its weights rounded where they are long.
fn rounded(mix: &[(String, Rational)]) -> String {
    const PLACES: usize = 4;
    match mix {
        [(label, _)] => label.clone(),
        _ => {
            let words: Vec<String> =
                mix.iter().map(|(label, weight)| format!("{} ({label})", phrases::plain(weight, PLACES))).collect();
            words.join(" + ")
        }
    }
}

/// Solutions that were asked for by id are printed; otherwise they stay in the JSON.
fn asked_solutions(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    if report.concepts.is_empty() {
        return Ok(());
    }
    for one in report.verdict.solutions.iter().filter(|one| wanted(report, one.concept)) {
        solution(out, one)?;
    }
    Ok(())
}

fn footer(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    let form = &report.compiled.strategic.form;
    let (given, unsourced) =
        (report.scenario.parameters.iter().filter(|one| one.given).count(), report.scenario.without_source().count());
    let sources = match unsourced {
        0 => "all with a source".to_owned(),
        count => format!("{count} without a source"),
    };
    let size = match report.verdict.test(TestId::Offers) {
        Some(_) => String::new(),
        None => format!("game tree of {} nodes, {} of them terminal; ", form.nodes.len(), form.terminals()),
    };
    writeln!(
        out,
        "{DIM}{given} numbers, {sources}; {size}every printed number is exact or rounded from an exact one; concede {}{DIM:#}",
        env!("CARGO_PKG_VERSION")
    )
}
