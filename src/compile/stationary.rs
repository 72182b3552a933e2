//! The demand process as a stochastic game: its states are what is done, what failed, what is
//! in force, the window, and whose move it is. Payoffs are gains over the status quo, as of the
//! period that a state is in.
//!
//! The way back: the owner's first answer is the state that [`StationaryProcess::question`] names.
//! With `process.endless` there is no last demand: once its list is through, the demander may
//! make the last demand on it again and again.

use std::collections::HashMap;

use crate::form::stochastic::{MAX_STATES, State as Place, Step, StochasticGame, Turn};
use crate::numeric::program::{Builder, Register};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, ConcessionId, PlayerId, Scenario};

use super::demands::Demands;
use super::valuation::{State, Valuation};
use super::{Action, CompileError};

/// The process as a stochastic game.
#[derive(Debug, Clone)]
pub struct StationaryProcess {
    pub game: StochasticGame,
    /// The state of the owner's first answer, and the places of CONCEDE and REFUSE in it.
    pub question: usize,
    pub concede: usize,
    pub refuse: usize,
}

/// Lays the process out at the base values; inducements are left aside.
///
/// # Errors
/// If there would be more than [`MAX_STATES`] states.
pub fn stationary_process(scenario: &Scenario) -> Result<StationaryProcess, CompileError> {
    let mut builder = Builder::default();
    let registers: Vec<Register> =
        scenario.parameters.iter().map(|parameter| builder.constant(parameter.base.clone())).collect();
    let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
    let mut layout =
        Layout { scenario, builder, valuation, known: HashMap::new(), places: Vec::new(), ends: Vec::new() };
    let first = Situation { state: State::default(), signed_off: 0, at: At::respond(scenario.question) };
    layout.place(first);
    let mut next = 0;
    while let Some((situation, _)) = layout.places.get(next).cloned() {
        if layout.places.len() > MAX_STATES {
            return Err(CompileError::TooLarge { limit: MAX_STATES });
        }
        let turn = layout.turn(situation);
        layout.places[next].1 = Some(turn);
        next += 1;
    }
    let values = layout.builder.finish().evaluate::<Rational>(&[]);
    let gains = |registers: &[Register]| -> Vec<Rational> {
        let status_quo = layout.valuation.disagreement.iter();
        registers.iter().zip(status_quo).map(|(own, base)| &values[own.index()] - &values[base.index()]).collect()
    };
    let mut states = Vec::new();
    for (index, (situation, turn)) in layout.places.into_iter().enumerate() {
        let turn = match turn.expect("every state was visited") {
            Laid::End(place) => Turn::End(gains(&layout.ends[place])),
            Laid::Turn(turn) => turn,
        };
        states.push(Place { name: format!("{}: {}", index + 1, situation.describe(scenario)), turn });
    }
    let base = |id: ParameterId| scenario.parameter(id).base.clone();
    let game = StochasticGame {
        players: scenario.players.iter().map(|player| player.name.clone()).collect(),
        discounts: scenario.players.iter().map(|player| base(player.discount)).collect(),
        states,
        start: 0,
    };
    let named = |action: Action| {
        let steps = game.states[0].steps();
        steps.iter().position(|step| step.name == action.word()).unwrap_or_default()
    };
    let (concede, refuse) = (named(Action::Concede), named(Action::Refuse));
    Ok(StationaryProcess { game, question: 0, concede, refuse })
}

/// What is to happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum At {
    Respond { concession: ConcessionId, tries: u32, fell_back: bool },
    Outcome { concession: ConcessionId, tries: u32, fell_back: bool, fallback: bool },
    Drop { concession: ConcessionId, failed: bool },
    Window { demander: PlayerId },
    Spoil { demander: PlayerId },
    Spoiled { demander: PlayerId },
    Settle { demander: PlayerId },
    Consent { asked: usize },
    Link { place: usize, party: usize },
    End,
    Conflict,
}

impl At {
    fn respond(concession: ConcessionId) -> At {
        At::Respond { concession, tries: 0, fell_back: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Situation {
    state: State,
    /// Demanders that have signed off, as a set of players.
    signed_off: u32,
    at: At,
}

impl Situation {
    fn describe(&self, scenario: &Scenario) -> String {
        let name = |id: ConcessionId| scenario.concessions[id.0].key.clone();
        let done = (0..scenario.concessions.len()).map(ConcessionId).filter(|&id| self.state.is_done(id));
        let done: Vec<String> = done.map(name).collect();
        let what = match self.at {
            At::Respond { concession, tries: 0, .. } => format!("{} is demanded", name(concession)),
            At::Respond { concession, .. } => format!("{} may be tried again", name(concession)),
            At::Outcome { concession, .. } => format!("{} is tried", name(concession)),
            At::Drop { concession, failed: false } => format!("{} was refused", name(concession)),
            At::Drop { concession, failed: true } => format!("{} failed", name(concession)),
            At::Window { .. } => "the window may close".to_owned(),
            At::Spoil { .. } => "the window has closed".to_owned(),
            At::Spoiled { .. } => "a spoil is tried".to_owned(),
            At::Settle { demander } => format!("{} may sign", scenario.players[demander.0].key),
            At::Consent { .. } => "consent is asked".to_owned(),
            At::Link { .. } => "a linked agreement is open".to_owned(),
            At::End => "the end".to_owned(),
            At::Conflict => "conflict".to_owned(),
        };
        if done.is_empty() { what } else { format!("{what}, after {}", done.join(" and ")) }
    }
}

/// A turn, or an end whose payoffs are known later.
#[derive(Debug, Clone)]
enum Laid {
    End(usize),
    Turn(Turn),
}

/// A probability, what happens with it, where that leads, and what it pays.
type Branch<'a> = (Rational, &'a str, Situation, Vec<(PlayerId, Rational)>);

struct Layout<'a> {
    scenario: &'a Scenario,
    builder: Builder,
    valuation: Valuation<'a>,
    known: HashMap<Situation, usize>,
    places: Vec<(Situation, Option<Laid>)>,
    ends: Vec<Vec<Register>>,
}

impl Layout<'_> {
    fn base(&self, id: ParameterId) -> Rational {
        self.scenario.parameter(id).base.clone()
    }

    /// What an attempt costs its owner, and the period that it takes everybody.
    fn attempt(&self, owner: PlayerId, cost: ParameterId) -> Vec<(PlayerId, Rational)> {
        let players = self.scenario.players.iter().enumerate();
        let delays = players.map(|(index, player)| (PlayerId(index), -&self.base(player.delay)));
        delays.chain([(owner, -&self.base(cost))]).collect()
    }

    fn place(&mut self, situation: Situation) -> usize {
        let fresh = self.places.len();
        let place = *self.known.entry(situation).or_insert(fresh);
        if place == fresh {
            self.places.push((situation, None));
        }
        place
    }

    fn step(&mut self, name: &str, to: Situation, pays: &[(PlayerId, Rational)], waits: bool) -> Step {
        let mut payments = vec![Rational::ZERO; self.scenario.players.len()];
        for (player, amount) in pays {
            payments[player.0] = &payments[player.0] + amount;
        }
        Step { name: name.to_owned(), to: self.place(to), pays: payments, waits }
    }

    /// A draw; what cannot happen is left out.
    fn chance(&mut self, branches: Vec<Branch<'_>>) -> Laid {
        let possible = branches.into_iter().filter(|(chance, ..)| !chance.is_zero());
        let steps = possible.map(|(chance, name, to, pays)| (chance, self.step(name, to, &pays, false)));
        Laid::Turn(Turn::Chance(steps.collect()))
    }

    fn choice(player: PlayerId, actions: Vec<Step>) -> Laid {
        Laid::Turn(Turn::Choice { player: player.0, actions })
    }

    fn turn(&mut self, here: Situation) -> Laid {
        let scenario = self.scenario;
        let to = |at: At| Situation { at, ..here };
        match here.at {
            At::Respond { concession, tries, fell_back } => {
                let about = &scenario.concessions[concession.0];
                let again = tries > 0 || fell_back;
                let mut actions = Vec::new();
                if tries < about.attempts {
                    let costs = self.attempt(about.owner, about.attempt_cost);
                    let tried = At::Outcome { concession, tries: tries + 1, fell_back, fallback: false };
                    actions.push(self.step(Action::Concede.word(), to(tried), &costs, true));
                }
                if let (true, false, Some(second)) = (again, fell_back, &about.fallback) {
                    let costs = self.attempt(about.owner, second.cost);
                    let tried = At::Outcome { concession, tries, fell_back: true, fallback: true };
                    actions.push(self.step(Action::FallBack.word(), to(tried), &costs, true));
                }
                let dropped = to(At::Drop { concession, failed: again });
                actions.push(self.step(Action::Refuse.word(), dropped, &[], false));
                Layout::choice(about.owner, actions)
            }
            At::Outcome { concession, tries, fell_back, fallback } => {
                self.outcome(here, concession, tries, fell_back, fallback)
            }
            At::Drop { concession, failed } => {
                let about = &scenario.concessions[concession.0];
                let mut actions = vec![self.end_step(Action::Hold, here)];
                if self.rules().can_sign(&here.state) {
                    let cost = self.base(if failed { about.failed_cost } else { about.refused_cost });
                    let signed = self.after_signing(here, about.demanded_by);
                    actions.push(self.step(Action::BackDown.word(), signed, &[(about.demanded_by, -&cost)], false));
                }
                Layout::choice(about.demanded_by, actions)
            }
            At::Window { demander } => {
                let settle = to(At::Settle { demander });
                let mut closed = here.state;
                closed.window_closed = true;
                let spoiler = scenario.window.as_ref().and_then(|window| window.spoiler.as_ref());
                let at = if spoiler.is_some() { At::Spoil { demander } } else { At::Settle { demander } };
                let closed = Situation { state: closed, at, ..here };
                let chance = scenario.window.as_ref().map_or(Rational::ZERO, |window| self.base(window.closes));
                let rest = &Rational::ONE - &chance;
                self.chance(vec![
                    (chance, "window closes", closed, Vec::new()),
                    (rest, "window stays open", settle, Vec::new()),
                ])
            }
            At::Spoil { demander } => {
                let Some(spoiler) = scenario.window.as_ref().and_then(|window| window.spoiler.as_ref()) else {
                    return self.end(here);
                };
                let cost = -&self.base(spoiler.cost);
                let refrain = self.step(Action::Refrain.word(), to(At::Settle { demander }), &[], false);
                let spoil = to(At::Spoiled { demander });
                let spoil = self.step(Action::Spoil.word(), spoil, &[(spoiler.player, cost)], false);
                Layout::choice(spoiler.player, vec![refrain, spoil])
            }
            At::Spoiled { demander } => {
                let spoiler = scenario.window.as_ref().and_then(|window| window.spoiler.as_ref());
                let works = spoiler.map_or(Rational::ZERO, |spoiler| self.base(spoiler.success));
                let fails = &Rational::ONE - &works;
                let spoiled = self.ending(here);
                self.chance(vec![
                    (works, "spoiled", spoiled, Vec::new()),
                    (fails, "spoil fails", to(At::Settle { demander }), Vec::new()),
                ])
            }
            At::Settle { demander } => {
                let mut actions = Vec::new();
                if self.rules().can_sign(&here.state) {
                    let signed = self.after_signing(here, demander);
                    actions.push(self.step(Action::Sign.word(), signed, &[], false));
                }
                actions.push(self.end_step(Action::Hold, here));
                if let Some(next) = self.rules().next(&here.state, demander) {
                    let name = format!("{} {}", Action::Demand(next).word(), scenario.concessions[next.0].key);
                    actions.push(self.step(&name, to(At::respond(next)), &[], false));
                }
                Layout::choice(demander, actions)
            }
            At::Consent { asked } => {
                let Some(player) = self.asked(asked) else { return self.end(here) };
                let accepted = self.consented(here, asked + 1);
                let declined = self.ending(here);
                // What falls due at the signature falls due with the last consent.
                let pays = self.due_at_signature(&here.state, &accepted.state);
                let accept = self.step(Action::Accept.word(), accepted, &pays, false);
                let decline = self.step(Action::Decline.word(), declined, &[], false);
                Layout::choice(player, vec![accept, decline])
            }
            At::Link { place, party } => {
                let agreement = self.linked(place);
                let Some(agreement) = agreement else { return self.end(here) };
                let about = &scenario.agreements[agreement.0];
                let Some(&player) = about.parties().get(party) else { return self.end(here) };
                let closed = self.linking(here, place + 1);
                let keep = self.step(Action::KeepClosed.word(), closed, &[], false);
                let (opened, pays) = if party + 1 < about.parties().len() {
                    (to(At::Link { place, party: party + 1 }), Vec::new())
                } else {
                    let mut state = here.state;
                    state.bring_into_force(agreement);
                    let pays = self.due_at_signature(&here.state, &state);
                    (self.linking(Situation { state, ..here }, place + 1), pays)
                };
                let open = self.step(Action::Open.word(), opened, &pays, false);
                Layout::choice(player, vec![keep, open])
            }
            At::End => self.end(here),
            At::Conflict => {
                let war = self.valuation.war(&mut self.builder);
                self.ends.push(war);
                Laid::End(self.ends.len() - 1)
            }
        }
    }

    /// How an attempt ends: in conflict, if that may break out in the period, or else one way or
    /// the other.
    fn outcome(
        &mut self,
        here: Situation,
        concession: ConcessionId,
        tries: u32,
        fell_back: bool,
        fallback: bool,
    ) -> Laid {
        let scenario = self.scenario;
        let about = &scenario.concessions[concession.0];
        let success = match (&about.fallback, fallback) {
            (Some(second), true) => second.success,
            _ => about.success,
        };
        let mut done = here.state;
        done.succeed(concession);
        let immediate = about.escrow.is_none_or(|agreement| here.state.is_in_force(agreement));
        let mut pays: Vec<(PlayerId, Rational)> =
            about.benefit.map(|own| (about.demanded_by, self.base(own))).into_iter().collect();
        if immediate {
            pays.push((about.owner, -&self.base(about.success_cost)));
        }
        let open = scenario.window.is_some() && !done.window_closed;
        let demander = about.demanded_by;
        let at = if open { At::Window { demander } } else { At::Settle { demander } };
        let succeeded = Situation { state: done, at, ..here };
        let mut failed = here.state;
        // What was conceded before stays conceded.
        if !here.state.is_done(concession) {
            failed.fail(concession);
        }
        let cost = if fallback { Rational::ZERO } else { -&self.base(about.failure_cost) };
        let spent = tries >= about.attempts && (about.fallback.is_none() || fell_back);
        let next =
            if spent { At::Drop { concession, failed: true } } else { At::Respond { concession, tries, fell_back } };
        let failed = Situation { state: failed, at: next, ..here };
        let costs = vec![(about.owner, cost)];
        let success = self.base(success);
        let hazard = match scenario.conflict.per_period {
            true => self.valuation.hazard(&mut self.builder, &here.state),
            false => self.builder.zero(),
        };
        let hazard = self.builder.known_constant(hazard).cloned().unwrap_or(Rational::ZERO);
        let peace = &Rational::ONE - &hazard;
        let failure = &Rational::ONE - &success;
        self.chance(vec![
            (&peace * &success, "success", succeeded, pays),
            (&peace * &failure, "failure", failed, costs),
            (hazard, "conflict", Situation { at: At::Conflict, ..here }, Vec::new()),
        ])
    }

    /// As in the process that ends; after the last demand of an endless one, that demand again.
    fn rules(&self) -> Demands<'_> {
        let process = &self.scenario.process;
        Demands { scenario: self.scenario, list: &process.demands, endless: process.endless }
    }

    /// A demander has signed off.
    fn after_signing(&self, here: Situation, demander: PlayerId) -> Situation {
        let signed_off = here.signed_off | 1 << demander.0;
        let here = Situation { signed_off, ..here };
        match self.rules().next_demander(&here.state, signed_off) {
            Some(demander) => Situation { at: At::Settle { demander }, ..here },
            // A state of its own, so that what falls due at the signature is paid on the way out.
            None => Situation { at: At::Consent { asked: 0 }, ..here },
        }
    }

    fn asked(&self, place: usize) -> Option<PlayerId> {
        let process = &self.scenario.process;
        process.consenting(&self.scenario.agreements[process.agreement.0]).nth(place)
    }

    fn consented(&self, here: Situation, asked: usize) -> Situation {
        if self.asked(asked).is_some() {
            return Situation { at: At::Consent { asked }, ..here };
        }
        let mut state = here.state;
        state.bring_into_force(self.scenario.process.agreement);
        self.ending(Situation { state, ..here })
    }

    /// What the agreements cost that came into force between two states: what they held in escrow.
    fn due_at_signature(&self, before: &State, after: &State) -> Vec<(PlayerId, Rational)> {
        let released = |concession: &&crate::scenario::Concession| {
            concession.escrow.is_some_and(|agreement| after.is_in_force(agreement) && !before.is_in_force(agreement))
        };
        let all = self.scenario.concessions.iter().enumerate();
        all.filter(|(index, own)| before.is_done(ConcessionId(*index)) && released(own))
            .map(|(_, own)| (own.owner, -&self.base(own.success_cost)))
            .collect()
    }

    fn linked(&self, place: usize) -> Option<AgreementId> {
        self.scenario.linked_agreements().nth(place)
    }

    /// The process is over: the parties to linked agreements move.
    fn ending(&self, here: Situation) -> Situation {
        self.linking(here, 0)
    }

    fn linking(&self, here: Situation, from: usize) -> Situation {
        let open = |agreement: AgreementId| {
            let about = &self.scenario.agreements[agreement.0];
            about.requires.holds(&|atom| here.state.holds(self.scenario, atom))
        };
        let places = self.scenario.linked_agreements().enumerate().skip(from);
        let at = places
            .into_iter()
            .find(|(_, agreement)| open(*agreement))
            .map_or(At::End, |(place, _)| At::Link { place, party: 0 });
        Situation { at, ..here }
    }

    fn end_step(&mut self, action: Action, here: Situation) -> Step {
        let ended = self.ending(here);
        self.step(action.word(), ended, &[], false)
    }

    fn end(&mut self, here: Situation) -> Laid {
        // Without anybody to ask, the agreement comes into force by itself.
        if let (At::Consent { asked }, true) = (here.at, self.rules().can_sign(&here.state)) {
            let signed = self.consented(here, asked);
            let pays = self.due_at_signature(&here.state, &signed.state);
            return self.chance(vec![(Rational::ONE, "in force", signed, pays)]);
        }
        let utilities = self.valuation.utilities(&mut self.builder, &here.state);
        self.ends.push(utilities);
        Laid::End(self.ends.len() - 1)
    }
}
