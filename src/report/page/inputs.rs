//! What the answer rests on: every number with its source, one calculation in full, and the
//! conventions.

use crate::numeric::rational::Rational;
use crate::report::{Report, labels, phrases};
use crate::verdict::TestId;

use super::{Cell, Section, Table, foreign};

/// Every number that the file states.
pub fn numbers(report: &Report<'_>) -> Section {
    let scenario = report.scenario;
    let mut section = Section::new("inputs", "Every number, and where it comes from");
    let given = scenario.parameters.iter().filter(|one| one.given).count();
    let unsourced = scenario.without_source().count();
    section.text(format!(
        "{} of the file, {}. They are judgements: the answer follows from them and is no better than they are.",
        phrases::counted(given, "number", "numbers"),
        match unsourced {
            0 => "all with a source".to_owned(),
            count => format!("{count} without a source"),
        }
    ));
    let mut table = Table::new(
        "Today's estimate, the range that is thought possible, and the source",
        &["number", "#low", "#today", "#high", "lever of", "source", "path in the file"],
    );
    for (index, parameter) in scenario.parameters.iter().enumerate().filter(|(_, one)| one.given) {
        let range = parameter.range.as_ref();
        let source = parameter.source.as_ref();
        table.row([
            Cell::from(labels::number(scenario, crate::scenario::quantity::ParameterId(index))),
            Cell::maybe(range.map(|range| &range.low), 6),
            Cell::number(&parameter.base, 6),
            Cell::maybe(range.map(|range| &range.high), 6),
            Cell::from(parameter.lever.map_or_else(String::new, |player| foreign(&scenario.players[player.0].name))),
            match source {
                Some(source) => Cell::from(foreign(source)),
                None => Cell::from("no source").marked("no"),
            },
            Cell::from(foreign(&parameter.path)).marked("code"),
        ]);
    }
    section.table(table);
    section
}

/// One number of the report, step by step: what the concession is worth if it succeeds and the
/// demander signs.
pub fn example(report: &Report<'_>) -> Option<Section> {
    let (scenario, verdict) = (report.scenario, report.verdict);
    let value = verdict.test(TestId::Honoured)?.value.as_ref()?;
    let about = &scenario.concessions[scenario.question.0];
    let owner = &scenario.players[about.owner.0];
    let base = |id| &scenario.parameter(id).base;
    let (attempt, success, discount) = (base(about.attempt_cost), base(about.success_cost), base(owner.discount));
    let (name, concession) = (foreign(&owner.name), foreign(&about.name));
    let without = &verdict.disagreement[about.owner.0];
    let with = without + &verdict.gain;
    let mut section = Section::new("example", "How a number was computed");
    section.text(format!(
        "The first number at the top: what {name} gains by “{concession}” if it succeeds and the demander signs. All steps are exact fractions; they are rounded for print only."
    ));
    let mut table = Table::new("Step by step", &["what", "how", "#is"]);
    let mut step = |what: String, how: String, is: &Rational| {
        table.row([Cell::from(what), Cell::from(how), Cell::number(is, 6)]);
    };
    let shown = |value: &Rational| phrases::plain(value, 6);
    step(
        format!("utility of {name} today"),
        "(1 − chance of conflict) · worth in peace + chance of conflict · worth in conflict".to_owned(),
        without,
    );
    step(
        "its utility once the concession is made and all is signed".to_owned(),
        "the same, in that state".to_owned(),
        &with,
    );
    step("gain".to_owned(), format!("{} − {}", shown(&with), shown(without)), &verdict.gain);
    let net = &verdict.gain - success;
    step("less the cost of success".to_owned(), format!("{} − {}", shown(&verdict.gain), shown(success)), &net);
    let later = discount * &net;
    step(format!("one {} later", foreign(&scenario.period)), format!("{} · {}", shown(discount), shown(&net)), &later);
    step("less the cost of attempting it".to_owned(), format!("{} − {}", shown(&later), shown(attempt)), value);
    section.table(table);
    Some(section)
}

/// What is assumed, in force in this file.
pub fn conventions(report: &Report<'_>) -> Section {
    let scenario = report.scenario;
    let mut section = Section::new("conventions", "Assumptions and conventions");
    let mut items = vec![
        "Only differences within one player's utilities mean anything; nobody's are compared with another's.".to_owned(),
        format!(
            "Gains over the status quo are discounted by {}; conflict, if it comes, comes at the end.",
            foreign(&scenario.period)
        ),
        "Everybody knows the numbers of this file and plays its best, save where a test says otherwise.".to_owned(),
        "“Pays as believed” lets the demander sign with the stated chance, a spoil come by itself, and linked agreements open exactly after a signature.".to_owned(),
        "Ties go to the first of: sign, hold, demand; concede, fall back, refuse; no offer, offer; refrain, spoil; accept, decline.".to_owned(),
    ];
    if report.verdict.ties.count > 0 {
        let ties = phrases::ties(report.verdict.ties.count, report.verdict.ties.attempts);
        items.push(format!("In this scenario {ties}."));
    }
    if let Some(window) = &scenario.window {
        let chance = phrases::plain(&scenario.parameter(window.closes).base, 4);
        items.push(match &window.spoiler {
            Some(spoiler) => format!(
                "After each success the window closes with chance {chance}; then {} may spoil the process.",
                foreign(&scenario.players[spoiler.player.0].name)
            ),
            None => format!("After each success the window closes with chance {chance}."),
        });
    }
    let demands: Vec<String> =
        scenario.process.demands.iter().map(|id| format!("“{}”", foreign(&scenario.concessions[id.0].name))).collect();
    items.push(format!("Demands come in this order: {}.", demands.join(", ")));
    let escrowed = scenario.concessions.iter().filter_map(|one| {
        let agreement = &scenario.agreements[one.escrow?.0].name;
        Some(format!("“{}” is held in escrow until “{}” is signed.", foreign(&one.name), foreign(agreement)))
    });
    items.extend(escrowed);
    let types: Vec<String> = scenario.process.types.iter().map(|one| format!("“{}”", foreign(&one.key))).collect();
    if !types.is_empty() {
        items.push(format!(
            "{} may be of these types, which nobody else sees: {}.",
            foreign(&scenario.players[scenario.informed().0].name),
            types.join(", ")
        ));
    }
    let defaults = scenario.parameters.iter().filter(|one| !one.given).count();
    if defaults > 0 {
        items.push(format!(
            "{} left out by the file and taken at the default; concede check --explain prints them.",
            phrases::counted(defaults, "number is", "numbers are")
        ));
    }
    items.push(
        "Every printed number is exact or rounded from an exact one, apart from shares of samples, which are estimates.".to_owned(),
    );
    section.blocks.push(super::Block::List { items });
    section
}
