//! A scenario as a conflict in graph form (the model's section 3).
//!
//! Options: each concession, its owner's to make, and to take back only if it is reversible;
//! for each agreement one signature per party, which may be withdrawn. An agreement is in
//! force when all its parties have signed and its prerequisites hold. Attempts succeed, and
//! so do ratifications; a withdrawn signature ends an agreement without a trace. A
//! combination in which a concession is made without its prerequisites is infeasible. A player
//! ranks the states by `U` less the expected costs of its own concessions made, with the window open; there
//! is no time, so nothing is discounted.
//!
//! The way back: option `k < concessions` is that concession; the others are signatures.

use crate::form::graph::{Direction, GraphModel, GraphOption, Layout, feasible_codes, option_moves};
use crate::numeric::program::{Builder, Program, Register};
use crate::numeric::rational::Rational;
use crate::scenario::{AgreementId, ConcessionId, PlayerId, Scenario};

use super::valuation::{State, Valuation};

/// More options would make more states than anybody would read.
const MAX_OPTIONS: usize = 14;

/// The conflict with its utilities as functions of the parameters.
#[derive(Debug, Clone)]
pub struct Conflict {
    pub options: Vec<GraphOption>,
    pub codes: Vec<u64>,
    /// Utilities of all states, net of costs.
    pub program: Program,
    /// By player, then state.
    pub utilities: Vec<Vec<Register>>,
    /// The state in which the concession in question, and no other, is made and every agreement
    /// is signed by all its parties; `None` if it is infeasible.
    pub honoured: Option<usize>,
}

/// The conflict of a scenario; `None` if it has too many options.
///
/// `O(2^options)` states, each valued once.
pub fn conflict(scenario: &Scenario) -> Option<Conflict> {
    let signatures: Vec<(AgreementId, PlayerId)> = (0..scenario.agreements.len())
        .map(AgreementId)
        .flat_map(|id| scenario.agreements[id.0].parties().into_iter().map(move |party| (id, party)))
        .collect();
    let concessions = scenario.concessions.iter().map(|concession| GraphOption {
        name: concession.key.clone(),
        player: concession.owner.0,
        direction: if concession.reversible.is_some() { Direction::Reversible } else { Direction::On },
    });
    let signing = signatures.iter().map(|&(agreement, party)| GraphOption {
        name: format!("{} signs {}", scenario.players[party.0].key, scenario.agreements[agreement.0].key),
        player: party.0,
        direction: Direction::Reversible,
    });
    let options: Vec<GraphOption> = concessions.chain(signing).collect();
    if options.len() > MAX_OPTIONS {
        return None;
    }
    let state = |code: u64| situation(scenario, &signatures, code);
    let codes = feasible_codes(options.len(), |code| {
        let state = state(code);
        let stands = |id: usize| scenario.concessions[id].requires.holds(&|atom| state.holds(scenario, atom));
        (0..scenario.concessions.len()).any(|id| state.is_done(ConcessionId(id)) && !stands(id))
    });

    let mut builder = Builder::default();
    let registers: Vec<Register> =
        (0..scenario.parameters.len()).map(|index| builder.parameter(index as u32)).collect();
    let mut valuation = Valuation::new(scenario, &registers, &[], &mut builder);
    let mut utilities = vec![Vec::with_capacity(codes.len()); scenario.players.len()];
    for &code in &codes {
        let state = state(code);
        let mut net = valuation.utilities(&mut builder, &state);
        for (id, concession) in scenario.concessions.iter().enumerate() {
            if !state.is_done(ConcessionId(id)) {
                continue;
            }
            let owner = concession.owner.0;
            net[owner] = builder.subtract(net[owner], valuation.register(concession.attempt_cost));
            // In escrow the success is paid for at the signing.
            if concession.escrow.is_none_or(|agreement| state.is_in_force(agreement)) {
                net[owner] = builder.subtract(net[owner], valuation.register(concession.success_cost));
            }
        }
        for (own, register) in utilities.iter_mut().zip(net) {
            own.push(register);
        }
    }

    let every_signature = ((1u64 << signatures.len()) - 1) << scenario.concessions.len();
    let honoured = codes.binary_search(&(every_signature | 1 << scenario.question.0)).ok();
    Some(Conflict { options, codes, program: builder.finish(), utilities, honoured })
}

/// The state that a code stands for. Agreements may wait for one another.
fn situation(scenario: &Scenario, signatures: &[(AgreementId, PlayerId)], code: u64) -> State {
    let mut state = State::default();
    for id in (0..scenario.concessions.len()).filter(|id| code >> id & 1 == 1) {
        state.succeed(ConcessionId(id));
    }
    let signed = |wanted: AgreementId| {
        signatures
            .iter()
            .enumerate()
            .filter(|(_, (agreement, _))| *agreement == wanted)
            .all(|(index, _)| code >> (scenario.concessions.len() + index) & 1 == 1)
    };
    loop {
        let ready = (0..scenario.agreements.len()).map(AgreementId).find(|&id| {
            let agreement = &scenario.agreements[id.0];
            !state.is_in_force(id) && signed(id) && agreement.requires.holds(&|atom| state.holds(scenario, atom))
        });
        match ready {
            Some(id) => state.bring_into_force(id),
            None => return state,
        }
    }
}

impl Conflict {
    /// The utilities at given values of the parameters, by player, then state.
    pub fn values(&self, parameters: &[Rational]) -> Vec<Vec<Rational>> {
        let values = self.program.evaluate(parameters);
        let worth = |register: &Register| values[register.index()].clone();
        self.utilities.iter().map(|own| own.iter().map(worth).collect()).collect()
    }

    /// The conflict at given values of the parameters: utilities become ranks.
    pub fn at(&self, scenario: &Scenario, parameters: &[Rational]) -> GraphModel {
        let ranks = self
            .values(parameters)
            .iter()
            .map(|worth| {
                let mut levels: Vec<&Rational> = worth.iter().collect();
                levels.sort_unstable();
                levels.dedup();
                worth.iter().map(|value| levels.binary_search(&value).expect("collected above") as u32).collect()
            })
            .collect();
        let players: Vec<String> = scenario.players.iter().map(|player| player.name.clone()).collect();
        let moves = (0..players.len())
            .map(|player| option_moves(&self.options, &self.codes, |option| option.player == player))
            .collect();
        GraphModel {
            unseen: vec![Vec::new(); players.len()],
            players,
            layout: Layout::Options { options: self.options.clone(), codes: self.codes.clone() },
            moves,
            ranks,
            status_quo: self.codes.iter().position(|&code| code == 0),
            coalitions: Vec::new(),
            convention: scenario.convention,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Compiled;
    use crate::scenario::diagnostic::Source;

    #[test]
    fn agreements_need_every_signature_and_concessions_stay_made() {
        let text = r#"
            [scenario]
            title = "t"
            question = "vote"
            [players.owner.payoffs]
            treaty = 40
            [players.demander.payoffs]
            treaty = 5
            vote = 1
            [concessions.vote]
            owner = "owner"
            demanded_by = "demander"
            cost = { attempt = 2, success = 6 }
            [agreements.treaty]
            signatories = ["owner", "demander"]
            [process]
            agreement = "treaty"
            demands = ["vote"]
        "#;
        let (scenario, _) = Scenario::read(&Source::new("t.toml", text)).unwrap();
        let conflict = conflict(&scenario).unwrap();
        let game = conflict.at(&scenario, &Compiled::base(&scenario));
        // vote, owner's signature, demander's signature: 8 states.
        assert_eq!(game.states(), 8);
        assert_eq!(conflict.honoured, Some(7));
        // A vote is not taken back: from 7 the owner can only withdraw its signature.
        assert_eq!(game.moves[0].from(7), [5]);
        // The treaty is worth 40 with both signatures only; the vote costs 8.
        let values = conflict.program.evaluate(&Compiled::base(&scenario));
        let owner: Vec<String> =
            conflict.utilities[0].iter().map(|register| values[register.index()].to_string()).collect();
        assert_eq!(owner, ["0", "-8", "0", "-8", "0", "-8", "40", "32"]);
    }
}
