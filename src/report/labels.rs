//! The numbers of a scenario in words, for readers who do not know its file.

use crate::scenario::condition::Condition;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{Atom, ConflictValue, Scenario};
use crate::verdict::TestId;

use super::page::foreign;

/// What a number is: "chance that Azerbaijan signs". Names of the file are marked as such.
/// A number that has no words of its own is named by its path.
pub fn number(scenario: &Scenario, id: ParameterId) -> String {
    let words = of_player(scenario, id)
        .or_else(|| of_concession(scenario, id))
        .or_else(|| of_situation(scenario, id))
        .or_else(|| of_process(scenario, id));
    words.unwrap_or_else(|| foreign(&scenario.parameter(id).path))
}

fn of_player(scenario: &Scenario, id: ParameterId) -> Option<String> {
    scenario.players.iter().find_map(|player| {
        let name = foreign(&player.name);
        if player.discount == id {
            return Some(format!("weight of the future for {name} (discount factor)"));
        }
        if player.payoffs.iter().any(|(_, worth)| *worth == id) {
            return Some(match term(scenario, id) {
                None => format!("what {name} has whatever happens"),
                Some(when) => format!("worth of “{when}” to {name}"),
            });
        }
        let conflict = match &player.conflict {
            ConflictValue::Plain(value) => [(*value, "what a conflict leaves")].to_vec(),
            ConflictValue::Lottery { win_probability, win, lose, cost } => [
                (*win_probability, "chance of winning a conflict,"),
                (*win, "worth of winning a conflict,"),
                (*lose, "worth of losing a conflict,"),
                (*cost, "cost of fighting,"),
            ]
            .to_vec(),
        };
        let (_, words) = conflict.into_iter().find(|(own, _)| *own == id)?;
        Some(format!("{words} {name}"))
    })
}

/// The condition of a term, as the file writes it; `None` for what always holds.
fn term(scenario: &Scenario, id: ParameterId) -> Option<String> {
    let path = &scenario.parameter(id).path;
    let key =
        path.split_once(".payoffs.").or_else(|| path.split_once(".add.")).or_else(|| path.split_once(".override."));
    let key = key.map_or(path.as_str(), |(_, key)| key).trim_matches('"');
    (key != "always").then(|| foreign(key))
}

fn of_concession(scenario: &Scenario, id: ParameterId) -> Option<String> {
    scenario.concessions.iter().find_map(|one| {
        let (name, demander) = (foreign(&one.name), foreign(&scenario.players[one.demanded_by.0].name));
        let mut known = vec![
            (one.success, format!("chance that “{name}” succeeds")),
            (one.attempt_cost, format!("cost of attempting “{name}”")),
            (one.success_cost, format!("cost of “{name}” once it succeeds")),
            (one.failure_cost, format!("cost of “{name}” failing")),
        ];
        if one.refused_cost == one.failed_cost {
            known.push((one.refused_cost, format!("cost for {demander} of dropping the demand for “{name}”")));
        } else {
            known.push((one.refused_cost, format!("cost for {demander} of dropping “{name}” once refused")));
            known.push((one.failed_cost, format!("cost for {demander} of dropping “{name}” once failed")));
        }
        if let Some(fallback) = &one.fallback {
            known.push((fallback.success, format!("chance that the second route to “{name}” succeeds")));
            known.push((fallback.cost, format!("cost of the second route to “{name}”")));
        }
        if let Some(undo) = one.reversible {
            known.push((undo, format!("cost of undoing “{name}”")));
        }
        known.into_iter().find(|(own, _)| *own == id).map(|(_, words)| words)
    })
}

fn of_situation(scenario: &Scenario, id: ParameterId) -> Option<String> {
    let conflict = &scenario.conflict;
    if conflict.hazard == id {
        return Some("chance of conflict".to_owned());
    }
    let among = |list: &[(Condition<Atom>, ParameterId)], words: &str| {
        list.iter().find(|(_, own)| *own == id)?;
        Some(match term(scenario, id) {
            Some(when) => format!("{words} “{when}”"),
            None => format!("{words} anything"),
        })
    };
    if let Some(words) = among(&conflict.add, "change in the chance of conflict after") {
        return Some(words);
    }
    if let Some(words) = among(&conflict.replace, "chance of conflict after") {
        return Some(words);
    }
    let window = scenario.window.as_ref()?;
    if window.closes == id {
        return Some("chance that the window closes".to_owned());
    }
    let spoiler = window.spoiler.as_ref()?;
    let name = foreign(&scenario.players[spoiler.player.0].name);
    let known = [
        (spoiler.success, format!("chance that a spoil by {name} works")),
        (spoiler.cost, format!("cost of spoiling for {name}")),
    ];
    known.into_iter().find(|(own, _)| *own == id).map(|(_, words)| words)
}

fn of_process(scenario: &Scenario, id: ParameterId) -> Option<String> {
    let demander = foreign(&scenario.players[scenario.demander().0].name);
    if scenario.process.sign == Some(id) {
        return Some(format!("chance that {demander} signs after a success"));
    }
    let informed = foreign(&scenario.players[scenario.informed().0].name);
    if let Some(one) = scenario.process.types.iter().find(|one| one.prior == Some(id)) {
        return Some(format!("chance that {informed} is “{}”", foreign(&one.key)));
    }
    let replaced = scenario.process.types.iter().find_map(|one| {
        let (changed, _) = one.replacements.iter().find(|(_, own)| *own == id)?;
        Some(format!("{}, if {informed} is “{}”", number(scenario, *changed), foreign(&one.key)))
    });
    replaced.or_else(|| {
        scenario.inducements.iter().find_map(|one| {
            let (from, to) = (foreign(&scenario.players[one.from.0].name), foreign(&scenario.players[one.to.0].name));
            match id {
                id if id == one.amount => Some(format!("what {from} offers {to} (“{}”)", foreign(&one.key))),
                id if id == one.cost => Some(format!("cost of that offer for {from} (“{}”)", foreign(&one.key))),
                _ => None,
            }
        })
    })
}

/// A test in a few words, as the name of a row.
pub fn test(id: TestId) -> &'static str {
    match id {
        TestId::Honoured => "worth it if honoured",
        TestId::ExpectedUtility => "pays as believed",
        TestId::SubgamePerfect => "best play makes it",
        TestId::RatchetProof => "then it is signed",
        TestId::Sequential => "despite hidden types",
        TestId::Demand => "demanding it pays",
        other => other.record().claim,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;

    #[test]
    fn every_number_of_a_file_has_words_of_its_own() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/south-caucasus.toml")).to_owned();
        let (scenario, _) = Scenario::read(&Source::new("lead".to_owned(), text)).unwrap();
        let given = (0..scenario.parameters.len()).map(ParameterId).filter(|&id| scenario.parameter(id).given);
        let mut words: Vec<String> = given.map(|id| number(&scenario, id)).collect();
        assert!(words.iter().all(|words| words.contains(' ')), "{words:#?}");
        words.sort();
        words.dedup();
        let count = scenario.parameters.iter().filter(|one| one.given).count();
        assert_eq!(words.len(), count, "no two numbers share their words");
    }
}
