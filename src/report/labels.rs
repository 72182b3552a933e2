//! The numbers of a scenario in words, for readers who do not know its file.

use crate::scenario::condition::Condition;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, Atom, ConcessionId, ConflictValue, PlayerId, Scenario, Type};
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
        if player.delay == id {
            return Some(format!("cost of each {} of waiting for {name}", foreign(&scenario.period)));
        }
        if let Some((when, _)) = player.payoffs.iter().find(|(_, worth)| *worth == id) {
            return Some(match when {
                Condition::Always => format!("what {name} has whatever happens"),
                when => format!("worth for {name} of {}", condition(scenario, when)),
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

/// A condition in words: "“Referendum” and not “Treaty”".
pub fn condition(scenario: &Scenario, of: &Condition<Atom>) -> String {
    let concession = |id: ConcessionId| format!("“{}”", foreign(&scenario.concessions[id.0].name));
    let agreement = |id: AgreementId| format!("“{}”", foreign(&scenario.agreements[id.0].name));
    // What binds more loosely than its surroundings is put in parentheses.
    let inner = |one: &Condition<Atom>| match one {
        Condition::Or(..) => format!("({})", condition(scenario, one)),
        _ => condition(scenario, one),
    };
    match of {
        Condition::Always => "whatever happens".to_owned(),
        Condition::Not(one) => match one.as_ref() {
            Condition::And(..) | Condition::Or(..) => format!("not ({})", condition(scenario, one)),
            _ => format!("not {}", condition(scenario, one)),
        },
        Condition::And(one, other) => format!("{} and {}", inner(one), inner(other)),
        Condition::Or(one, other) => format!("{} or {}", condition(scenario, one), condition(scenario, other)),
        Condition::Atom(atom) => match *atom {
            Atom::Done(id) => concession(id),
            Atom::Failed(id) => format!("{} failed", concession(id)),
            Atom::InForce(id) => agreement(id),
            Atom::Rejected(id) => format!("{} rejected", agreement(id)),
            Atom::VotedDown(id) => {
                let vote = &scenario.ratifications[id.0];
                format!("{} rejected by “{}”", agreement(vote.agreement), foreign(&vote.key))
            }
            Atom::Ended(id) => format!("{} left again", agreement(id)),
            Atom::WindowClosed => "the window closed".to_owned(),
        },
    }
}

/// What the keys in answers stand for: those of a scenario for its names, those of a game for
/// themselves.
#[derive(Clone, Copy, Default)]
pub struct Names<'a> {
    scenario: Option<&'a Scenario>,
}

impl<'a> From<&'a Scenario> for Names<'a> {
    fn from(scenario: &'a Scenario) -> Names<'a> {
        Names { scenario: Some(scenario) }
    }
}

impl Names<'_> {
    /// The name of a concession or an agreement.
    fn thing(&self, key: &str) -> Option<String> {
        let scenario = self.scenario?;
        let concession = scenario.concessions.iter().find(|one| one.key == key).map(|one| &one.name);
        let name = concession.or_else(|| scenario.agreements.iter().find(|one| one.key == key).map(|one| &one.name))?;
        Some(format!("“{}”", foreign(name)))
    }

    pub fn player(&self, key: &str) -> String {
        let player = self.scenario.and_then(|scenario| scenario.players.iter().find(|one| one.key == key));
        foreign(player.map_or(key, |player| &player.name))
    }

    /// An outcome, a package or a state of the conflict, which list keys ("a & b", "a, b signs c").
    pub fn outcome(&self, listed: &str) -> String {
        if self.scenario.is_none() {
            return foreign(listed);
        }
        let part = |part: &str| match part.split_once(" signs ").map(|(who, what)| (who, self.thing(what))) {
            Some((who, Some(what))) => format!("{} signs {what}", self.player(who)),
            _ => self.thing(part).unwrap_or_else(|| foreign(part)),
        };
        let parts: Vec<String> = listed.split(" & ").flat_map(|part| part.split(", ")).map(part).collect();
        parts.join(", ")
    }

    /// A move, which names what it is about by its key ("DEMAND border").
    pub fn action(&self, label: &str) -> String {
        let about = label.split_once(' ').and_then(|(verb, key)| Some((verb, self.thing(key)?)));
        about.map_or_else(|| foreign(label), |(verb, thing)| format!("{verb} {thing}"))
    }

    /// Where somebody decides ("answering the demand for `border`").
    pub fn place(&self, at: &str) -> String {
        let parts = at.split('`').enumerate();
        let named = |key: &str| self.thing(key).unwrap_or_else(|| foreign(key));
        parts.map(|(index, part)| if index % 2 == 1 { named(part) } else { part.to_owned() }).collect()
    }
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
        if let Some(benefit) = one.benefit {
            known.push((benefit, format!("what each success of “{name}” gives {demander} at once")));
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
        let (when, _) = list.iter().find(|(_, own)| *own == id)?;
        Some(format!("{words} {}", condition(scenario, when)))
    };
    let found = among(&conflict.add, "change in the chance of conflict with")
        .or_else(|| among(&conflict.replace, "chance of conflict with"))
        .or_else(|| after_the_signature(scenario, id));
    if found.is_some() {
        return found;
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

/// Numbers of ratifications and withdrawals.
fn after_the_signature(scenario: &Scenario, id: ParameterId) -> Option<String> {
    let name = |player: PlayerId| foreign(&scenario.players[player.0].name);
    let vote = scenario.ratifications.iter().find_map(|vote| {
        let (key, about) = (foreign(&vote.key), foreign(&scenario.agreements[vote.agreement.0].name));
        if vote.success == id {
            return Some(format!("chance that “{key}” approves “{about}”"));
        }
        let (player, _) = vote.costs.iter().find(|(_, cost)| *cost == id)?;
        Some(format!("cost for {} if “{key}” rejects “{about}”", name(*player)))
    });
    vote.or_else(|| {
        scenario.agreements.iter().find_map(|one| {
            let about = foreign(&one.name);
            one.withdrawals.iter().find_map(|right| match id {
                id if id == right.chance => Some(format!("chance that {} leaves “{about}”", name(right.player))),
                id if id == right.cost => Some(format!("cost for {} of leaving “{about}”", name(right.player))),
                _ => None,
            })
        })
    })
}

fn of_process(scenario: &Scenario, id: ParameterId) -> Option<String> {
    let demander = foreign(&scenario.players[scenario.demander().0].name);
    if scenario.process.sign == Some(id) {
        return Some(format!("chance that {demander} signs after a success"));
    }
    let typed = |one: &Type| {
        format!("{} is “{}”", foreign(&scenario.players[scenario.typed_player(one).0].name), foreign(&one.key))
    };
    if let Some(one) = scenario.process.types.iter().find(|one| one.prior == Some(id)) {
        return Some(format!("chance that {}", typed(one)));
    }
    let replaced = scenario.process.types.iter().find_map(|one| {
        let (changed, _) = one.replacements.iter().find(|(_, own)| *own == id)?;
        Some(format!("{}, if {}", number(scenario, *changed), typed(one)))
    });
    let signalled = scenario.process.signals.iter().find(|one| one.cost == id);
    let signalled = signalled.map(|one| {
        format!("cost of the step “{}” for {}", foreign(&one.key), foreign(&scenario.players[one.by.0].name))
    });
    replaced.or(signalled).or_else(|| {
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
        TestId::Undominated => "not dominated",
        TestId::SomeEquilibrium => "in some equilibrium",
        TestId::SomeUndominatedEquilibrium => "in an undominated equilibrium",
        TestId::EveryEquilibrium => "in every equilibrium",
        TestId::Dominant => "dominant",
        TestId::SubgamePerfect => "best play makes it",
        TestId::RatchetProof => "then it is signed",
        TestId::Sequential => "despite hidden types",
        TestId::Robust => "pays all over the ranges",
        TestId::Efficient => "efficient",
        TestId::BargainingSet => "stands against objections",
        TestId::Bargain => "what bargaining gives",
        TestId::StableState => "a state that lasts",
        TestId::Demand => "demanding it pays",
        TestId::Stationary => "without a last demand",
        TestId::Offers => "agreed on at once",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;

    fn read(text: &str) -> Scenario {
        Scenario::read(&Source::new("file".to_owned(), text.to_owned())).unwrap().0
    }

    #[test]
    fn keys_become_names() {
        let scenario = read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/iran-2015.toml")));
        let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        let names = Names::from(&scenario);
        let missiles = scenario.concessions.iter().find(|one| one.key == "missile_curbs").unwrap();
        let deal = &scenario.agreements[0];
        assert_eq!(plain(names.action("DEMAND missile_curbs")), format!("DEMAND “{}”", missiles.name));
        assert_eq!(plain(names.action("BACK DOWN")), "BACK DOWN");
        assert_eq!(
            plain(names.outcome("missile_curbs, iran signs jcpoa")),
            format!("“{}”, Iran signs “{}”", missiles.name, deal.name)
        );
        assert_eq!(
            plain(names.place("answering the demand for `missile_curbs`")),
            format!("answering the demand for “{}”", missiles.name)
        );
        assert_eq!(plain(Names::default().outcome("a & missile_curbs")), "a & missile_curbs");
        let when = Condition::And(
            Box::new(Condition::Atom(Atom::InForce(AgreementId(0)))),
            Box::new(Condition::Not(Box::new(Condition::Or(
                Box::new(Condition::Atom(Atom::WindowClosed)),
                Box::new(Condition::Atom(Atom::Ended(AgreementId(0)))),
            )))),
        );
        let name = &deal.name;
        assert_eq!(
            plain(condition(&scenario, &when)),
            format!("“{name}” and not (the window closed or “{name}” left again)")
        );
    }
}
