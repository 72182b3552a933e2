//! A demand and what follows it, up to the signature: the answer, the attempt, the window, and who
//! signs.

use crate::compile::{Action, Move};
use crate::numeric::rational::Rational;
use crate::scenario::{ConcessionId, PlayerId};

use super::path::{Path, What};
use super::{Made, Mode, Unroll};

impl Unroll<'_> {
    /// Step 2: the owner of a demanded concession answers.
    pub(super) fn respond(&mut self, path: Path, concession: ConcessionId) -> Made {
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
    pub(super) fn attempt(&mut self, mut path: Path, concession: ConcessionId, action: Action) -> Made {
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
    pub(super) fn peace(&mut self, path: &Path, follow: impl Fn(&mut Self) -> Made) -> Made {
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
    pub(super) fn refused(&mut self, path: Path, concession: ConcessionId, failed: bool) -> Made {
        let about = &self.scenario.concessions[concession.0];
        let mut actions = vec![Action::Hold];
        if self.rules().can_sign(&path.state) && self.mode != Mode::Behavioural {
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
    pub(super) fn window(&mut self, path: Path, concession: ConcessionId, unseen: u32) -> Made {
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
    pub(super) fn settle(&mut self, path: Path, demander: PlayerId) -> Made {
        let can_sign = self.rules().can_sign(&path.state);
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
        let next = self.rules().next(&path.state, demander);
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
    pub(super) fn sign(&mut self, mut path: Path, demander: PlayerId) -> Made {
        path.signed_off |= 1 << demander.0;
        match self.rules().next_demander(&path.state, path.signed_off) {
            Some(other) => self.settle(path, other),
            None => self.consent(path, 0),
        }
    }

    pub(super) fn consent(&mut self, path: Path, index: usize) -> Made {
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
}
