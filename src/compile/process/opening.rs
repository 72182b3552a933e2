//! Before the first demand: types are drawn, public steps taken, inducements offered.

use crate::compile::valuation::Valuation;
use crate::compile::{Action, Move};
use crate::numeric::program::Register;
use crate::scenario::PlayerId;

use super::path::{Path, What};
use super::{Made, Mode, Unroll};

impl Unroll<'_> {
    /// Nature draws the type of each informed player; only that player sees it.
    pub(super) fn types(&mut self, path: Path) -> Made {
        let groups = self.scenario.types_by_player();
        self.draw_types(path, &groups, &mut Vec::new())
    }

    pub(super) fn draw_types(&mut self, path: Path, groups: &[(PlayerId, Vec<usize>)], drawn: &mut Vec<usize>) -> Made {
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
    pub(super) fn take_types(&mut self, drawn: &[usize]) {
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
    pub(super) fn signals(&mut self, path: Path, index: usize) -> Made {
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
    pub(super) fn inducements(&mut self, path: Path) -> Made {
        self.induce(path, 0)
    }

    pub(super) fn induce(&mut self, path: Path, index: usize) -> Made {
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
}
