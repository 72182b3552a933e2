//! What a path pays: costs as they fall due, and the utilities of its end.

use crate::compile::valuation::State;
use crate::form::extensive::Node;
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::scenario::PlayerId;
use crate::scenario::quantity::ParameterId;

use super::path::Path;
use super::{Made, Unroll};

impl Unroll<'_> {
    /// The path payoffs: `d + δ^t (U(ω) - d) - Σ δ^{t_e} cost_e - Σ_{k<t} δ^k delay`.
    pub(super) fn terminal(&mut self, path: &Path) -> Made {
        let utilities = self.valuation.utilities(&mut self.builder, &path.state);
        self.payoffs(path, &utilities)
    }

    /// The payoffs of a path that ends in these utilities.
    pub(super) fn payoffs(&mut self, path: &Path, utilities: &[Register]) -> Made {
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

    /// Charges a cost at the time of the path.
    pub(super) fn pay(&mut self, path: &mut Path, player: PlayerId, amount: ParameterId) {
        let due = self.due(path, player, amount);
        let sum = match path.costs[player.0] {
            Some(cost) => self.builder.add(cost, due),
            None => due,
        };
        path.costs[player.0] = self.nonzero(sum);
    }

    pub(super) fn receive(&mut self, path: &mut Path, player: PlayerId, amount: ParameterId) {
        let due = self.due(path, player, amount);
        let so_far = path.costs[player.0].unwrap_or_else(|| self.builder.zero());
        let sum = self.builder.subtract(so_far, due);
        path.costs[player.0] = self.nonzero(sum);
    }

    pub(super) fn due(&mut self, path: &Path, player: PlayerId, amount: ParameterId) -> Register {
        let discount = self.valuation.discount(&mut self.builder, player, path.time);
        let amount = self.valuation.register(amount);
        self.builder.multiply(discount, amount)
    }

    /// What a number of periods cost a player: `Σ_{k<t} δ^k delay`.
    pub(super) fn waiting(&mut self, player: PlayerId, periods: u32) -> Option<Register> {
        let delay = self.valuation.register(self.scenario.players[player.0].delay);
        let delay = self.nonzero(delay)?;
        (0..periods).fold(None, |sum, period| {
            let discount = self.valuation.discount(&mut self.builder, player, period);
            let due = self.builder.multiply(discount, delay);
            Some(sum.map_or(due, |sum| self.builder.add(sum, due)))
        })
    }

    pub(super) fn nonzero(&self, register: Register) -> Option<Register> {
        let zero = self.builder.known_constant(register).is_some_and(Rational::is_zero);
        (!zero).then_some(register)
    }

    /// `g` and `-a - w + δ (g - s)` of the first demand, with `w` what a period costs.
    pub(super) fn honoured(&mut self) -> (Register, Register) {
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
}
