//! The demand process unrolled into trees (the model's section 2).
//!
//! One recursion serves every mode: each function below is one step of the process, takes
//! the path so far and returns the node it made.

use std::collections::HashMap;

use crate::form::extensive::{ChanceAction, ExtensiveForm, InformationSet, InformationSetId, Node, NodeId};
use crate::numeric::program::{Builder, Register};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, ConcessionId, PlayerId, RatificationId, Scenario};

use super::valuation::{State, Valuation};
use super::{Action, CompileError, Compiled, MAX_NODES, Move, ProcessGame};

/// See [`super::compile`].
pub(super) fn compile(scenario: &Scenario, studied: Option<ParameterId>) -> Result<Compiled, CompileError> {
    let mut builder = Builder::default();
    let registers: Vec<Register> = (0..scenario.parameters.len())
        .map(|index| {
            let parameter = &scenario.parameters[index];
            if parameter.given || studied == Some(ParameterId(index)) {
                builder.parameter(index as u32)
            } else {
                builder.constant(parameter.base.clone())
            }
        })
        .collect();
    let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
    let disagreement = valuation.disagreement.clone();
    let mut unroll = Unroll {
        scenario,
        studied,
        registers: &registers,
        builder,
        valuation,
        demands: Vec::new(),
        mode: Mode::Strategic,
        always_sign: 0,
        secrets: false,
        game: Growing::default(),
    };

    let strategic = unroll.game(Mode::Strategic, Unroll::inducements)?;
    let behavioural = match scenario.process.sign {
        Some(_) => Some(unroll.game(Mode::Behavioural, Unroll::inducements)?),
        None => None,
    };
    let typed = match scenario.process.types.as_slice() {
        [] | [_] => None,
        _ => Some(unroll.game(Mode::Typed, Unroll::types)?),
    };
    let start = Path::new(scenario);
    let signing_at_once = match unroll.can_sign(&start) {
        true => Some(unroll.game(Mode::Strategic, |unroll, path| unroll.sign(path, scenario.demander()))?),
        false => None,
    };
    let (gain, honoured) = unroll.honoured();
    Ok(Compiled {
        program: unroll.builder.finish(),
        strategic,
        behavioural,
        typed,
        signing_at_once,
        disagreement,
        honoured,
        gain,
    })
}

/// How the process is played; each test of the verdict uses its own mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Strategic,
    Behavioural,
    Typed,
}

/// Where play has got to.
#[derive(Debug, Clone)]
struct Path {
    state: State,
    /// Attempts made.
    time: u32,
    /// Discounted costs so far (gifts count negative), by player.
    costs: Vec<Option<Register>>,
    /// That nothing but the first success lies behind since the start.
    straight: bool,
    /// Attempts made at the concession under demand, and whether its fallback was used.
    tries: u32,
    fell_back: bool,
    /// Inducements on offer, as a set.
    offers: u64,
    /// Demanders that have signed off, as a set of players.
    signed_off: u32,
    /// That a concession was undone while the agreement was in force.
    undone: bool,
    /// What happened, with the players that did not see it.
    history: Vec<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Event {
    what: What,
    /// A set of players.
    hidden_from: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Type(usize),
    Chose(PlayerId, Action),
    Outcome(ConcessionId, bool),
    Window {
        closed: bool,
    },
    Spoiled(bool),
    Ratified(RatificationId, bool),
    /// By the draw of a stated belief.
    Left(PlayerId, bool),
}

impl Path {
    fn new(scenario: &Scenario) -> Path {
        Path {
            state: State::default(),
            time: 0,
            costs: vec![None; scenario.players.len()],
            straight: false,
            tries: 0,
            fell_back: false,
            offers: 0,
            signed_off: 0,
            undone: false,
            history: Vec::new(),
        }
    }
}

/// A tree under construction.
#[derive(Default)]
struct Growing {
    nodes: Vec<Node>,
    sets: Vec<InformationSet>,
    moves: Vec<Move>,
    actions: Vec<Vec<Action>>,
    /// What a player has seen, is asked and can do identifies its information set.
    known: HashMap<(PlayerId, Move, Vec<What>, Vec<Action>), InformationSetId>,
}

struct Unroll<'a> {
    scenario: &'a Scenario,
    studied: Option<ParameterId>,
    registers: &'a [Register],
    builder: Builder,
    valuation: Valuation<'a>,
    demands: Vec<ConcessionId>,
    mode: Mode,
    /// The players who sign after any success, as a set.
    always_sign: u32,
    /// That some player may not see something; otherwise every node is an information set.
    secrets: bool,
    game: Growing,
}

type Made = Result<NodeId, CompileError>;

impl<'a> Unroll<'a> {
    /// Unrolls one tree from the start of the process.
    fn game(&mut self, mode: Mode, first: impl FnOnce(&mut Self, Path) -> Made) -> Result<ProcessGame, CompileError> {
        self.mode = mode;
        self.demands = self.scenario.process.demands.clone();
        self.always_sign = 0;
        self.secrets = mode == Mode::Typed || self.scenario.concessions.iter().any(|one| one.observers.is_some());
        self.game = Growing::default();
        first(self, Path::new(self.scenario))?;
        let grown = std::mem::take(&mut self.game);
        let players = self.scenario.players.iter().map(|player| player.name.clone()).collect();
        Ok(ProcessGame {
            form: ExtensiveForm { players, nodes: grown.nodes, information_sets: grown.sets },
            moves: grown.moves,
            actions: grown.actions,
        })
    }

    // --- the steps of the process ---

    /// Nature draws the type of each informed player; only that player sees it.
    fn types(&mut self, path: Path) -> Made {
        let groups = self.scenario.types_by_player();
        self.draw_types(path, &groups, &mut Vec::new())
    }

    fn draw_types(&mut self, path: Path, groups: &[(PlayerId, Vec<usize>)], drawn: &mut Vec<usize>) -> Made {
        let scenario = self.scenario;
        let all = &scenario.process.types;
        let Some(((player, places), rest_of_groups)) = groups.split_first() else {
            self.take_types(drawn);
            return self.signals(path, 0);
        };
        let one = self.builder.one();
        let mut rest = one;
        // The type without a prior, or else the last one, takes what the others leave.
        let residual = places.iter().position(|&place| all[place].prior.is_none()).unwrap_or(places.len() - 1);
        let mut priors = Vec::new();
        for (index, &place) in places.iter().enumerate() {
            let prior = all[place].prior.filter(|_| index != residual).map(|prior| self.registers[prior.0]);
            if let Some(prior) = prior {
                rest = self.builder.subtract(rest, prior);
            }
            priors.push(prior);
        }
        let unseen_by = !(1u32 << player.0);
        let branches: Vec<(String, Register)> =
            places.iter().zip(&priors).map(|(&place, prior)| (all[place].key.clone(), prior.unwrap_or(rest))).collect();
        let node = self.chance(branches, |unroll, index| {
            drawn.push(places[index]);
            let path = unroll.after_hidden(&path, What::Type(places[index]), unseen_by);
            let made = unroll.draw_types(path, rest_of_groups, drawn);
            drawn.pop();
            made
        });
        self.take_types(&[]);
        node
    }

    /// The world of these types: what they override, demand, and always do.
    fn take_types(&mut self, drawn: &[usize]) {
        let scenario = self.scenario;
        let types: Vec<&crate::scenario::Type> = drawn.iter().map(|&place| &scenario.process.types[place]).collect();
        let replacements: Vec<_> = types.iter().flat_map(|one| one.replacements.iter().copied()).collect();
        self.valuation = Valuation::new(scenario, self.registers, &replacements, &mut self.builder);
        // The informed player's list; what another player's type leaves out is not demanded.
        let lists = || types.iter().map(|one| &one.demands);
        self.demands =
            match types.iter().find(|one| scenario.typed_player(one) == scenario.informed()).or(types.first()) {
                Some(first) => {
                    first.demands.iter().copied().filter(|demand| lists().all(|list| list.contains(demand))).collect()
                }
                None => scenario.process.demands.clone(),
            };
        self.always_sign =
            types.iter().filter(|one| one.always_signs).fold(0, |set, one| set | 1 << scenario.typed_player(one).0);
    }

    /// Before the first demand, players may take public steps, in file order.
    fn signals(&mut self, path: Path, index: usize) -> Made {
        let scenario = self.scenario;
        let Some(signal) = scenario.process.signals.get(index) else { return self.inducements(path) };
        let actions = vec![Action::Skip, Action::Step];
        self.decision(path, signal.by, Move::Signal(index), actions, |unroll, mut path, action| {
            if action == Action::Step {
                unroll.pay(&mut path, signal.by, signal.cost);
            }
            unroll.signals(path, index + 1)
        })
    }

    /// Step 1: the givers of inducements move first, in file order.
    fn inducements(&mut self, path: Path) -> Made {
        self.induce(path, 0)
    }

    fn induce(&mut self, path: Path, index: usize) -> Made {
        let scenario = self.scenario;
        match scenario.inducements.get(index) {
            Some(inducement) if self.mode != Mode::Behavioural => {
                let actions = vec![Action::NoOffer, Action::Offer];
                self.decision(path, inducement.from, Move::Induce(index), actions, |unroll, mut path, action| {
                    if action == Action::Offer {
                        path.offers |= 1 << index;
                    }
                    unroll.induce(path, index + 1)
                })
            }
            _ => {
                let first = self.demands[0];
                self.respond(path, first)
            }
        }
    }

    /// Step 2: the owner of a demanded concession answers.
    fn respond(&mut self, path: Path, concession: ConcessionId) -> Made {
        let about = &self.scenario.concessions[concession.0];
        let again = path.tries > 0 || path.fell_back;
        let mut actions = Vec::new();
        if path.tries < about.attempts {
            actions.push(Action::Concede);
        }
        if again && about.fallback.is_some() && !path.fell_back {
            actions.push(Action::FallBack);
        }
        if actions.is_empty() {
            return self.refused(path, concession, true);
        }
        actions.push(Action::Refuse);
        let owner = about.owner;
        self.decision(path, owner, Move::Respond { concession, again }, actions, |unroll, path, action| match action {
            Action::Concede | Action::FallBack => unroll.attempt(path, concession, action),
            _ => unroll.refused(path, concession, again),
        })
    }

    /// Step 4: an attempt, or the fallback, and its outcome.
    fn attempt(&mut self, mut path: Path, concession: ConcessionId, action: Action) -> Made {
        let about = &self.scenario.concessions[concession.0];
        let (success, cost) = match (action, &about.fallback) {
            (Action::FallBack, Some(fallback)) => (fallback.success, fallback.cost),
            _ => (about.success, about.attempt_cost),
        };
        self.pay(&mut path, about.owner, cost);
        path.time += 1;
        let fallback = action == Action::FallBack;
        if fallback {
            path.fell_back = true;
        } else {
            path.tries += 1;
        }
        let unseen = match &about.observers {
            None => 0,
            Some(seeing) => {
                let see =
                    |player: PlayerId| player == about.owner || player == about.demanded_by || seeing.contains(&player);
                (0..self.scenario.players.len())
                    .filter(|&index| !see(PlayerId(index)))
                    .fold(0, |set, index| set | 1 << index)
            }
        };
        self.peace(&path, |unroll| {
            unroll.draw(success, "success", "failure", |unroll, succeeded| {
                let mut path = unroll.after_hidden(&path, What::Outcome(concession, succeeded), unseen);
                let about = &unroll.scenario.concessions[concession.0];
                if succeeded {
                    path.state.succeed(concession);
                    path.straight = concession == unroll.scenario.question;
                    if let Some(benefit) = about.benefit {
                        unroll.receive(&mut path, about.demanded_by, benefit);
                    }
                    if about.escrow.is_none_or(|agreement| path.state.is_in_force(agreement)) {
                        unroll.pay(&mut path, about.owner, about.success_cost);
                    }
                    path.tries = 0;
                    path.fell_back = false;
                    unroll.window(path, concession, unseen)
                } else {
                    path.state.fail(concession);
                    if !fallback {
                        unroll.pay(&mut path, about.owner, about.failure_cost);
                    }
                    unroll.respond(path, concession)
                }
            })
        })
    }

    /// In a period that may bring conflict, nature draws that first; conflict ends the process.
    fn peace(&mut self, path: &Path, follow: impl Fn(&mut Self) -> Made) -> Made {
        if !self.scenario.conflict.per_period {
            return follow(self);
        }
        let hazard = self.valuation.hazard(&mut self.builder, &path.state);
        if self.builder.known_constant(hazard).is_some_and(Rational::is_zero) {
            return follow(self);
        }
        let rest = self.builder.complement(hazard);
        let branches = vec![("conflict".to_owned(), hazard), ("peace".to_owned(), rest)];
        self.chance(branches, |unroll, index| {
            if index == 1 {
                return follow(unroll);
            }
            let war = unroll.valuation.war(&mut unroll.builder);
            unroll.payoffs(path, &war)
        })
    }

    /// Step 3: after a refusal or a failure the demander holds, or backs down and signs.
    fn refused(&mut self, path: Path, concession: ConcessionId, failed: bool) -> Made {
        let about = &self.scenario.concessions[concession.0];
        let mut actions = vec![Action::Hold];
        if self.can_sign(&path) && self.mode != Mode::Behavioural {
            actions.push(Action::BackDown);
        }
        let demander = about.demanded_by;
        self.decision(path, demander, Move::Drop { concession, failed }, actions, |unroll, mut path, action| {
            if action == Action::Hold {
                return unroll.end(path);
            }
            path.straight = false;
            let about = &unroll.scenario.concessions[concession.0];
            unroll.pay(&mut path, demander, if failed { about.failed_cost } else { about.refused_cost });
            unroll.sign(path, demander)
        })
    }

    /// Step 5: the window may close after a success, and a spoiler then moves.
    fn window(&mut self, path: Path, concession: ConcessionId, unseen: u32) -> Made {
        let scenario = self.scenario;
        let demander = scenario.concessions[concession.0].demanded_by;
        let Some(window) = scenario.window.as_ref().filter(|_| !path.state.window_closed) else {
            return self.settle(path, demander);
        };
        self.draw(window.closes, "window closes", "window stays open", |unroll, closed| {
            // That it stays open is news only to those who know that it was at stake.
            let mut path = unroll.after_hidden(&path, What::Window { closed }, if closed { 0 } else { unseen });
            path.state.window_closed = closed;
            match &window.spoiler {
                Some(spoiler) if closed => {
                    let actions = match unroll.mode {
                        Mode::Behavioural => vec![Action::Spoil],
                        Mode::Strategic | Mode::Typed => vec![Action::Refrain, Action::Spoil],
                    };
                    unroll.decision(path, spoiler.player, Move::Spoil, actions, |unroll, mut path, action| {
                        if action == Action::Refrain {
                            return unroll.settle(path, demander);
                        }
                        unroll.pay(&mut path, spoiler.player, spoiler.cost);
                        unroll.draw(spoiler.success, "spoiled", "spoil fails", |unroll, spoiled| {
                            let path = unroll.after(&path, What::Spoiled(spoiled));
                            if spoiled { unroll.end(path) } else { unroll.settle(path, demander) }
                        })
                    })
                }
                _ => unroll.settle(path, demander),
            }
        })
    }

    /// Step 6: a demander signs, holds, or demands its next concession.
    fn settle(&mut self, path: Path, demander: PlayerId) -> Made {
        let can_sign = self.can_sign(&path);
        if self.mode == Mode::Behavioural {
            let sign = self.scenario.process.sign.expect("the behavioural mode needs a stated belief");
            if !can_sign {
                return self.end(path);
            }
            return self.draw(sign, "signs", "holds", |unroll, signs| {
                let action = if signs { Action::Sign } else { Action::Hold };
                let path = unroll.after(&path, What::Chose(demander, action));
                if signs { unroll.in_force(path) } else { unroll.end(path) }
            });
        }
        let next = self.next_demand(&path, demander);
        let mut actions = Vec::new();
        if can_sign {
            actions.push(Action::Sign);
        }
        if !(can_sign && self.always_sign >> demander.0 & 1 == 1) {
            actions.push(Action::Hold);
            actions.extend(next.map(Action::Demand));
        }
        let about = Move::Settle { straight: path.straight };
        self.decision(path, demander, about, actions, |unroll, mut path, action| match action {
            Action::Sign => unroll.sign(path, demander),
            Action::Demand(concession) => {
                path.straight = false;
                path.tries = 0;
                path.fell_back = false;
                unroll.respond(path, concession)
            }
            _ => unroll.end(path),
        })
    }

    /// A demander has signed off; the next one with a demand left moves, and when the last
    /// has signed off, those whose consent is needed are asked.
    fn sign(&mut self, mut path: Path, demander: PlayerId) -> Made {
        path.signed_off |= 1 << demander.0;
        let waiting = self
            .demands
            .iter()
            .map(|demand| self.scenario.concessions[demand.0].demanded_by)
            .find(|&other| path.signed_off >> other.0 & 1 == 0 && self.next_demand(&path, other).is_some());
        match waiting {
            Some(other) => self.settle(path, other),
            None => self.consent(path, 0),
        }
    }

    fn consent(&mut self, path: Path, index: usize) -> Made {
        let process = &self.scenario.process;
        let asked = process.consenting(&self.scenario.agreements[process.agreement.0]).nth(index);
        match asked {
            None => self.in_force(path),
            Some(player) => {
                let actions = vec![Action::Accept, Action::Decline];
                self.decision(path, player, Move::Consent, actions, |unroll, path, action| match action {
                    Action::Accept => unroll.consent(path, index + 1),
                    _ => unroll.end(path),
                })
            }
        }
    }

    /// The process's agreement is ratified and comes into force; escrow is released, inducements
    /// are paid.
    fn in_force(&mut self, path: Path) -> Made {
        let agreement = self.scenario.process.agreement;
        self.ratify(path, agreement, 0, &mut |unroll, mut path, ratified| {
            if !ratified {
                return unroll.end(path);
            }
            unroll.release(&mut path, agreement);
            if path.straight {
                for (index, inducement) in unroll.scenario.inducements.iter().enumerate() {
                    if path.offers >> index & 1 == 1 {
                        unroll.pay(&mut path, inducement.from, inducement.cost);
                        unroll.receive(&mut path, inducement.to, inducement.amount);
                    }
                }
            }
            match unroll.scenario.agreements[agreement.0].withdrawals.is_empty() {
                true => unroll.end(path),
                false => unroll.reverse(path, 0),
            }
        })
    }

    /// Step 7: what decides on a signed agreement is drawn, in file order and all of it;
    /// `follow` learns whether nothing failed it.
    fn ratify(
        &mut self,
        path: Path,
        agreement: AgreementId,
        index: usize,
        follow: &mut dyn FnMut(&mut Self, Path, bool) -> Made,
    ) -> Made {
        let scenario = self.scenario;
        let deciding = &scenario.agreements[agreement.0].ratifications;
        let Some(&id) = deciding.get(index) else {
            let ratified = !deciding.iter().any(|one| path.state.is_voted_down(*one));
            return follow(self, path, ratified);
        };
        let about = &scenario.ratifications[id.0];
        let (yes, no) = (format!("{} ratifies", about.key), format!("{} rejects", about.key));
        self.draw(about.success, &yes, &no, |unroll, ratified| {
            let mut path = unroll.after(&path, What::Ratified(id, ratified));
            if !ratified {
                path.state.vote_down(id);
                for &(player, amount) in &about.costs {
                    unroll.pay(&mut path, player, amount);
                }
            }
            unroll.ratify(path, agreement, index + 1, follow)
        })
    }

    /// Step 8: while an agreement that can be left is in force, and once more when it has been
    /// left, the owners of reversible concessions keep or undo them, in file order.
    fn reverse(&mut self, path: Path, index: usize) -> Made {
        let scenario = self.scenario;
        let left = path.state.has_ended(scenario.process.agreement);
        let reversible = |&id: &usize| {
            let made = path.state.is_done(ConcessionId(id));
            made.then_some(scenario.concessions[id].reversible).flatten().is_some()
        };
        let Some(id) = (index..scenario.concessions.len()).find(reversible) else {
            return if left { self.end(path) } else { self.withdraw(path, 0) };
        };
        let (about, concession) = (&scenario.concessions[id], ConcessionId(id));
        let actions = vec![Action::Keep, Action::Undo(concession)];
        let asked = Move::Reverse { concession, left };
        self.decision(path, about.owner, asked, actions, |unroll, mut path, action| {
            if let (Action::Undo(_), Some(cost)) = (action, about.reversible) {
                unroll.pay(&mut path, about.owner, cost);
                path.state.undo(concession);
                path.undone = true;
            }
            unroll.reverse(path, id + 1)
        })
    }

    /// Those who may leave the agreement stay or withdraw, in file order, until one has left.
    fn withdraw(&mut self, path: Path, index: usize) -> Made {
        let scenario = self.scenario;
        let agreement = scenario.process.agreement;
        let Some(about) = scenario.agreements[agreement.0].withdrawals.get(index) else {
            return self.end(path);
        };
        let follow = |unroll: &mut Self, mut path: Path, leaves: bool| {
            if !leaves {
                return unroll.withdraw(path, index + 1);
            }
            unroll.pay(&mut path, about.player, about.cost);
            path.state.end(agreement);
            unroll.reverse(path, 0)
        };
        if self.mode == Mode::Behavioural {
            let key = &scenario.players[about.player.0].key;
            let (leaves, stays) = (format!("{key} withdraws"), format!("{key} stays"));
            return self.draw(about.chance, &leaves, &stays, |unroll, leaves| {
                let path = unroll.after(&path, What::Left(about.player, leaves));
                follow(unroll, path, leaves)
            });
        }
        let asked = Move::Withdraw { undone: path.undone };
        self.decision(path, about.player, asked, vec![Action::Stay, Action::Withdraw], |unroll, path, action| {
            follow(unroll, path, action == Action::Withdraw)
        })
    }

    /// Step 9: the parties to the linked agreements move last, in file order.
    fn end(&mut self, path: Path) -> Made {
        let linked: Vec<AgreementId> = self.scenario.linked_agreements().collect();
        self.link(path, &linked, 0)
    }

    fn link(&mut self, path: Path, linked: &[AgreementId], party: usize) -> Made {
        let scenario = self.scenario;
        let Some((&agreement, rest)) = linked.split_first() else {
            return self.terminal(&path);
        };
        let about = &scenario.agreements[agreement.0];
        if !about.requires.holds(&|atom| path.state.holds(scenario, atom)) {
            return self.link(path, rest, 0);
        }
        let signed = path.state.is_in_force(scenario.process.agreement);
        if self.mode == Mode::Behavioural {
            return if signed { self.open(path, agreement, rest) } else { self.link(path, rest, 0) };
        }
        let Some(&player) = about.parties().get(party) else {
            return self.open(path, agreement, rest);
        };
        let actions = vec![Action::KeepClosed, Action::Open];
        self.decision(path, player, Move::Link { agreement, signed }, actions, |unroll, path, action| match action {
            Action::Open => unroll.link(path, linked, party + 1),
            _ => unroll.link(path, rest, 0),
        })
    }

    /// A linked agreement that all its parties open is ratified and comes into force.
    fn open(&mut self, path: Path, agreement: AgreementId, rest: &[AgreementId]) -> Made {
        self.ratify(path, agreement, 0, &mut |unroll, mut path, ratified| {
            if ratified {
                unroll.release(&mut path, agreement);
            }
            unroll.link(path, rest, 0)
        })
    }

    /// The path payoffs: `d + δ^t (U(ω) - d) - Σ δ^{t_e} cost_e - Σ_{k<t} δ^k delay`.
    fn terminal(&mut self, path: &Path) -> Made {
        let utilities = self.valuation.utilities(&mut self.builder, &path.state);
        self.payoffs(path, &utilities)
    }

    /// The payoffs of a path that ends in these utilities.
    fn payoffs(&mut self, path: &Path, utilities: &[Register]) -> Made {
        let payoffs = utilities
            .iter()
            .copied()
            .enumerate()
            .map(|(index, utility)| {
                let disagreement = self.valuation.disagreement[index];
                let discount = self.valuation.discount(&mut self.builder, PlayerId(index), path.time);
                let gain = self.builder.subtract(utility, disagreement);
                let discounted = self.builder.multiply(discount, gain);
                let mut net = self.builder.add(disagreement, discounted);
                for cost in [path.costs[index], self.waiting(PlayerId(index), path.time)].into_iter().flatten() {
                    net = self.builder.subtract(net, cost);
                }
                net
            })
            .collect();
        let id = self.reserve()?;
        self.game.nodes[id.index()] = Node::Terminal(payoffs);
        Ok(id)
    }

    // --- rules ---

    fn can_sign(&self, path: &Path) -> bool {
        let agreement = &self.scenario.agreements[self.scenario.process.agreement.0];
        agreement.requires.holds(&|atom| path.state.holds(self.scenario, atom))
    }

    /// A demander's first demand on the list that is not settled and may be made now.
    fn next_demand(&self, path: &Path, demander: PlayerId) -> Option<ConcessionId> {
        let asked = |id: &&ConcessionId| path.state.is_done(**id);
        // A demander goes down its own list: what comes before its last success is past.
        let own: Vec<ConcessionId> =
            self.demands.iter().copied().filter(|id| self.scenario.concessions[id.0].demanded_by == demander).collect();
        let past = own.iter().rposition(|id| asked(&id)).map_or(0, |position| position + 1);
        own[past..]
            .iter()
            .copied()
            .find(|id| self.scenario.concessions[id.0].requires.holds(&|atom| path.state.holds(self.scenario, atom)))
    }

    /// An agreement comes into force: what it holds in escrow takes effect and costs.
    fn release(&mut self, path: &mut Path, agreement: AgreementId) {
        path.state.bring_into_force(agreement);
        let scenario = self.scenario;
        for (index, concession) in scenario.concessions.iter().enumerate() {
            if concession.escrow == Some(agreement) && path.state.is_done(ConcessionId(index)) {
                self.pay(path, concession.owner, concession.success_cost);
            }
        }
    }

    /// Charges a cost at the time of the path.
    fn pay(&mut self, path: &mut Path, player: PlayerId, amount: ParameterId) {
        let due = self.due(path, player, amount);
        let sum = match path.costs[player.0] {
            Some(cost) => self.builder.add(cost, due),
            None => due,
        };
        path.costs[player.0] = self.nonzero(sum);
    }

    fn receive(&mut self, path: &mut Path, player: PlayerId, amount: ParameterId) {
        let due = self.due(path, player, amount);
        let so_far = path.costs[player.0].unwrap_or_else(|| self.builder.zero());
        let sum = self.builder.subtract(so_far, due);
        path.costs[player.0] = self.nonzero(sum);
    }

    fn due(&mut self, path: &Path, player: PlayerId, amount: ParameterId) -> Register {
        let discount = self.valuation.discount(&mut self.builder, player, path.time);
        let amount = self.valuation.register(amount);
        self.builder.multiply(discount, amount)
    }

    /// What a number of periods cost a player: `Σ_{k<t} δ^k delay`.
    fn waiting(&mut self, player: PlayerId, periods: u32) -> Option<Register> {
        let delay = self.valuation.register(self.scenario.players[player.0].delay);
        let delay = self.nonzero(delay)?;
        (0..periods).fold(None, |sum, period| {
            let discount = self.valuation.discount(&mut self.builder, player, period);
            let due = self.builder.multiply(discount, delay);
            Some(sum.map_or(due, |sum| self.builder.add(sum, due)))
        })
    }

    fn nonzero(&self, register: Register) -> Option<Register> {
        let zero = self.builder.known_constant(register).is_some_and(Rational::is_zero);
        (!zero).then_some(register)
    }

    /// `g` and `-a - w + δ (g - s)` of the first demand, with `w` what a period costs.
    fn honoured(&mut self) -> (Register, Register) {
        let scenario = self.scenario;
        let about = &scenario.concessions[scenario.question.0];
        let mut state = State::default();
        state.succeed(scenario.question);
        state.bring_into_force(scenario.process.agreement);
        for agreement in scenario.linked_agreements() {
            if scenario.agreements[agreement.0].requires.holds(&|atom| state.holds(scenario, atom)) {
                state.bring_into_force(agreement);
            }
        }
        let signed = self.valuation.utilities(&mut self.builder, &state)[about.owner.0];
        let gain = self.builder.subtract(signed, self.valuation.disagreement[about.owner.0]);
        let net = self.builder.subtract(gain, self.valuation.register(about.success_cost));
        let discount = self.valuation.discount(&mut self.builder, about.owner, 1);
        let later = self.builder.multiply(discount, net);
        let mut value = self.builder.subtract(later, self.valuation.register(about.attempt_cost));
        if let Some(delay) = self.waiting(about.owner, 1) {
            value = self.builder.subtract(value, delay);
        }
        (gain, value)
    }

    // --- what is seen ---

    fn after(&self, path: &Path, what: What) -> Path {
        self.after_hidden(path, what, 0)
    }

    fn after_hidden(&self, path: &Path, what: What, hidden_from: u32) -> Path {
        let mut path = path.clone();
        if self.secrets {
            path.history.push(Event { what, hidden_from });
        }
        path
    }

    /// The information set of a new node: the one of the same player with the same actions
    /// that has seen the same, or a new one.
    fn information_set(&mut self, path: &Path, player: PlayerId, about: Move, actions: &[Action]) -> InformationSetId {
        let next = InformationSetId(self.game.sets.len() as u32);
        if self.secrets {
            let visible = path.history.iter().filter(|event| event.hidden_from >> player.0 & 1 == 0);
            let seen: Vec<What> = visible.map(|event| event.what).collect();
            let set = *self.game.known.entry((player, about, seen, actions.to_vec())).or_insert(next);
            if set != next {
                return set;
            }
        }
        let labels = actions.iter().map(|action| self.label(*action)).collect();
        self.game.sets.push(InformationSet { player: player.0, actions: labels, nodes: Vec::new() });
        self.game.moves.push(about);
        self.game.actions.push(actions.to_vec());
        next
    }

    // --- nodes ---

    fn reserve(&mut self) -> Made {
        if self.game.nodes.len() >= MAX_NODES {
            return Err(CompileError::TooLarge { limit: MAX_NODES });
        }
        self.game.nodes.push(Node::Terminal(Vec::new()));
        Ok(NodeId((self.game.nodes.len() - 1) as u32))
    }

    /// A player's move. A single action is no move and makes no node, except where a demander
    /// cannot sign: that it holds is what `ratchet_proof` must see.
    fn decision(
        &mut self,
        path: Path,
        player: PlayerId,
        about: Move,
        actions: Vec<Action>,
        mut follow: impl FnMut(&mut Self, Path, Action) -> Made,
    ) -> Made {
        let unsigned = matches!(about, Move::Settle { .. }) && actions == [Action::Hold];
        if let ([only], false) = (&actions[..], unsigned) {
            let path = self.after(&path, What::Chose(player, *only));
            return follow(self, path, *only);
        }
        let id = self.reserve()?;
        let set = self.information_set(&path, player, about, &actions);
        self.game.sets[set.index()].nodes.push(id);
        let mut children = Vec::with_capacity(actions.len());
        for action in actions {
            children.push(follow(self, self.after(&path, What::Chose(player, action)), action)?);
        }
        self.game.nodes[id.index()] = Node::Decision { information_set: set, children };
        Ok(id)
    }

    fn label(&self, action: Action) -> String {
        match action {
            Action::Demand(concession) | Action::Undo(concession) => {
                format!("{} {}", action.word(), self.scenario.concessions[concession.0].key)
            }
            _ => action.word().to_owned(),
        }
    }

    /// A yes-or-no draw; left out where it is certain and nothing could move it.
    fn draw(
        &mut self,
        probability: ParameterId,
        yes: &str,
        no: &str,
        mut follow: impl FnMut(&mut Self, bool) -> Made,
    ) -> Made {
        let register = self.valuation.register(probability);
        let standing = self.valuation.stand_in(probability);
        let parameter = self.scenario.parameter(standing);
        let fixed = parameter.is_fixed() && self.studied != Some(standing);
        if fixed && parameter.base.is_zero() {
            return follow(self, false);
        }
        if fixed && parameter.base.is_one() {
            return follow(self, true);
        }
        let rest = self.builder.complement(register);
        self.chance(vec![(yes.to_owned(), register), (no.to_owned(), rest)], |unroll, index| follow(unroll, index == 0))
    }

    fn chance(&mut self, branches: Vec<(String, Register)>, mut follow: impl FnMut(&mut Self, usize) -> Made) -> Made {
        let id = self.reserve()?;
        let mut actions = Vec::with_capacity(branches.len());
        for (index, (label, probability)) in branches.into_iter().enumerate() {
            let child = follow(self, index)?;
            actions.push(ChanceAction { label, probability, child });
        }
        self.game.nodes[id.index()] = Node::Chance(actions);
        Ok(id)
    }
}
