//! Rules that hold across tables.

use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Span};
use crate::scenario::{AgreementId, Atom, ConcessionId, PlayerId, Scenario, Type};

use super::Reader;

impl<'a> Reader<'a> {
    pub(super) fn check_question(&mut self, scenario: &Scenario, span: Span) {
        let Some(&first) = scenario.process.demands.first() else { return };
        if first != scenario.question {
            let (asked, first) = (self.concessions[scenario.question.0], self.concessions[first.0]);
            let demanded = scenario.process.demands.contains(&scenario.question);
            self.error(
                format!("the question `{asked}` is not the first demand"),
                &span,
                if demanded { "demanded later" } else { "never demanded" },
                format!("the verdict judges the first demand, here `{first}`; start `process.demands` with \"{asked}\" to judge that one"),
            );
        }
    }

    pub(super) fn check_priors(&mut self, scenario: &Scenario) {
        if scenario.process.types.len() < 2 {
            return;
        }
        let span = self.span_of(&["process", "types"]);
        for (player, places) in scenario.types_by_player() {
            let types: Vec<&Type> = places.iter().map(|&place| &scenario.process.types[place]).collect();
            if let ([one], Some(player)) = (types.as_slice(), scenario.players.get(player.0)) {
                self.error(
                    format!("`{}` is the only type of {}", one.key, player.key),
                    &span,
                    "",
                    "add a second type of this player, or drop this one",
                );
                continue;
            }
            self.check_priors_of(scenario, &types, &span);
        }
    }

    fn check_priors_of(&mut self, scenario: &Scenario, types: &[&Type], span: &Span) {
        let without: Vec<&str> = types.iter().filter(|one| one.prior.is_none()).map(|one| one.key.as_str()).collect();
        if without.len() > 1 {
            self.error(
                format!("types {} leave out their prior", list(&without)),
                span,
                "",
                "only one type may leave it out; it takes what the others leave",
            );
        }
        let sum = types
            .iter()
            .filter_map(|one| one.prior)
            .fold(Rational::ZERO, |sum, prior| &sum + &scenario.parameter(prior).base);
        if without.is_empty() && sum != Rational::ONE {
            self.error(
                format!("the priors of the types sum to {}, not to 1", sum.written()),
                span,
                "",
                "leave one prior out; that type takes the rest",
            );
        } else if sum > Rational::ONE {
            let message = format!("the priors of the types sum to {}, more than 1", sum.written());
            self.error(message, span, "", "lower one of them");
        }
    }

    /// Only parties leave an agreement, and only the one that the process is about.
    pub(super) fn check_withdrawals(&mut self, scenario: &Scenario) {
        for (index, agreement) in scenario.agreements.iter().enumerate() {
            let span =
                |reader: &Self, player: &str| reader.span_of(&["agreements", &agreement.key, "withdrawals", player]);
            for withdrawal in &agreement.withdrawals {
                let player = self.players[withdrawal.player.0];
                if !agreement.parties().contains(&withdrawal.player) {
                    let message = format!("`{player}` cannot leave `{}`: it is no party to it", agreement.key);
                    let place = span(self, player);
                    self.error(message, &place, "", "name a signatory or an approver");
                }
            }
            if AgreementId(index) != scenario.process.agreement && scenario.process.agreement.0 != usize::MAX {
                let message = format!("nobody can leave `{}`: linked agreements come last", agreement.key);
                if let Some(first) = agreement.withdrawals.first() {
                    let place = span(self, self.players[first.player.0]);
                    self.error(message, &place, "", "only the agreement of the process can be left");
                }
            }
        }
    }

    /// Every demand can be made when its turn comes, every agreement can come into force,
    /// and no concession waits for itself.
    pub(super) fn check_prerequisites(&mut self, scenario: &Scenario) {
        let cycle = self.check_cycles(scenario);
        let demands = &scenario.process.demands;
        for (position, &demand) in demands.iter().enumerate() {
            let concession = &scenario.concessions[demand.0];
            let earlier = |id: &ConcessionId| demands[..position].contains(id);
            // What can hold when this demand's turn comes: nothing is signed yet.
            let possible = concession.requires.could_hold(&|atom| match atom {
                Atom::Done(id) if earlier(id) && scenario.concessions[id.0].escrow.is_none() => None,
                Atom::Failed(id) if earlier(id) => None,
                Atom::WindowClosed if scenario.window.is_some() && position > 0 => None,
                Atom::Done(_)
                | Atom::Failed(_)
                | Atom::InForce(_)
                | Atom::Rejected(_)
                | Atom::VotedDown(_)
                | Atom::Ended(_)
                | Atom::WindowClosed => Some(false),
            });
            if possible == Some(false) && !cycle.contains(&demand) {
                let span = self.span_of(&["concessions", &concession.key, "requires"]);
                let help = if position == 0 {
                    "nothing has been done when the first demand is made; drop the condition"
                } else {
                    "when its turn comes only earlier demands can be done, and nothing is signed; mind the order of `process.demands`"
                };
                self.error(
                    format!("the demand `{}` can never be made", concession.key),
                    &span,
                    "never holds in time",
                    help,
                );
            }
        }
        for (index, agreement) in scenario.agreements.iter().enumerate() {
            let own = scenario.process.agreement == AgreementId(index);
            let comes_later = |id: &AgreementId| own || id.0 >= index && *id != scenario.process.agreement;
            let possible = agreement.requires.could_hold(&|atom| match atom {
                Atom::Done(id) => {
                    let waits = scenario.concessions[id.0].escrow.is_some_and(|on| on == AgreementId(index) || own);
                    if !demands.contains(id) || waits { Some(false) } else { None }
                }
                Atom::Failed(id) => {
                    if demands.contains(id) {
                        None
                    } else {
                        Some(false)
                    }
                }
                Atom::InForce(id) | Atom::Rejected(id) | Atom::Ended(id) => {
                    if comes_later(id) {
                        Some(false)
                    } else {
                        None
                    }
                }
                Atom::VotedDown(id) => {
                    if comes_later(&scenario.ratifications[id.0].agreement) {
                        Some(false)
                    } else {
                        None
                    }
                }
                Atom::WindowClosed => {
                    if scenario.window.is_some() {
                        None
                    } else {
                        Some(false)
                    }
                }
            });
            if possible == Some(false) {
                let span = self.span_of(&["agreements", &agreement.key, "requires"]);
                self.error(
                    format!("the agreement `{}` can never come into force", agreement.key),
                    &span,
                    "never holds in time",
                    "an escrowed concession takes effect only when its agreement is signed, linked agreements follow in file order, and only demanded concessions can be done",
                );
            }
        }
    }

    /// Reports cycles of prerequisites; returns the concessions on one.
    fn check_cycles(&mut self, scenario: &Scenario) -> Vec<ConcessionId> {
        // What a concession cannot do without: its condition fails whenever that fails.
        let needs = |id: usize| -> Vec<usize> {
            let requires = &scenario.concessions[id].requires;
            let necessary = |wanted: &Atom| {
                requires.could_hold(&|atom: &Atom| if atom == wanted { Some(false) } else { None }) == Some(false)
            };
            requires
                .atoms()
                .into_iter()
                .filter(|atom| necessary(atom))
                .filter_map(|atom| match atom {
                    Atom::Done(other) | Atom::Failed(other) => Some(other.0),
                    Atom::InForce(_) | Atom::Rejected(_) | Atom::VotedDown(_) | Atom::Ended(_) | Atom::WindowClosed => {
                        None
                    }
                })
                .collect()
        };
        let count = scenario.concessions.len();
        let mut reported = Vec::new();
        for start in 0..count {
            // A shortest way from `start` back to itself, breadth first.
            let mut from: Vec<Option<usize>> = vec![None; count];
            let mut queue = std::collections::VecDeque::from([start]);
            let mut closed = None;
            while let Some(at) = queue.pop_front() {
                for next in needs(at) {
                    if next == start {
                        closed.get_or_insert(at);
                    } else if from[next].is_none() {
                        from[next] = Some(at);
                        queue.push_back(next);
                    }
                }
            }
            let Some(mut at) = closed else { continue };
            let mut way = vec![start];
            let mut back = Vec::new();
            while at != start {
                back.push(at);
                at = from[at].expect("a node on the way has a predecessor");
            }
            way.extend(back.into_iter().rev());
            if way.iter().any(|id| reported.contains(&ConcessionId(*id))) {
                reported.push(ConcessionId(start));
                continue;
            }
            reported.extend(way.iter().map(|id| ConcessionId(*id)));
            let names: Vec<&str> = way.iter().chain([&start]).map(|id| self.concessions[*id]).collect();
            let span = self.span_of(&["concessions", self.concessions[start], "requires"]);
            self.error(
                format!("the prerequisites form a cycle: {}", names.join(" → ")),
                &span,
                "waits for itself",
                "drop one of these conditions",
            );
        }
        reported
    }

    /// Warnings about what plays no part.
    pub(super) fn check_use(&mut self, scenario: &Scenario) {
        for (index, concession) in scenario.concessions.iter().enumerate() {
            let demanded = scenario.process.demands.contains(&ConcessionId(index))
                || scenario.process.types.iter().any(|one| one.demands.contains(&ConcessionId(index)));
            if !demanded {
                let span = self.span_of(&["concessions", &concession.key]);
                let warning = Diagnostic::warning(format!("the concession `{}` is never demanded", concession.key))
                    .at(&span, "not in `process.demands`");
                self.diagnostics.push(warning);
            }
        }
        for (index, player) in scenario.players.iter().enumerate() {
            let id = PlayerId(index);
            let moves =
                scenario.concessions.iter().any(|concession| concession.owner == id || concession.demanded_by == id)
                    || scenario.agreements.iter().any(|agreement| agreement.parties().contains(&id))
                    || scenario
                        .window
                        .as_ref()
                        .and_then(|window| window.spoiler.as_ref())
                        .is_some_and(|spoiler| spoiler.player == id)
                    || scenario.inducements.iter().any(|inducement| inducement.from == id || inducement.to == id)
                    || scenario.ratifications.iter().any(|one| one.costs.iter().any(|(payer, _)| *payer == id))
                    || scenario.parameters.iter().any(|parameter| parameter.lever == Some(id))
                    || scenario.process.consent.contains(&id);
            if !moves {
                let span = self.span_of(&["players", &player.key]);
                let warning = Diagnostic::warning(format!(
                    "the player `{}` is unused: it has no move and receives nothing",
                    player.key
                ))
                .at(&span, "owns, demands, signs, spoils and offers nothing");
                self.diagnostics.push(warning);
            }
        }
    }
}

pub(super) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
