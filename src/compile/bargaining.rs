//! The bargaining problem of a scenario (the model's section 3): what the parties could agree
//! on, as registers.
//!
//! A package is a set of concessions and a set of agreements. Its agreements are in force
//! whatever becomes of its concessions, unless a ratification fails them: those are drawn
//! first, and a package with an agreement that may fail is a lottery. Nobody leaves an
//! agreement or undoes a concession here; a concession that may fail is a lottery, tried as
//! often as the scenario allows, then by its fallback; one that requires another is tried
//! only once that one has succeeded. Costs are expected ones. There is no discounting, no
//! audience cost, and no window.
//!
//! The players are the parties to any agreement, with the owner and the demander of the
//! concession in question, unless the scenario names them. Concessions of others, and
//! agreements that need others, are in no package.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::program::{Builder, Program, Register, Ring};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{AgreementId, ConcessionId, PlayerId, RatificationId, Scenario};

use super::valuation::{State, Valuation};

/// The packages of a scenario and what each is worth.
#[derive(Debug, Clone)]
pub struct PackageGame {
    /// Payoffs as functions of the scenario's parameters.
    pub program: Program,
    pub players: Vec<PlayerId>,
    /// The first one is empty: the status quo.
    pub packages: Vec<Package>,
    /// By player of the game.
    pub disagreement: Vec<Register>,
}

/// What is agreed on.
#[derive(Debug, Clone)]
pub struct Package {
    pub concessions: Vec<ConcessionId>,
    pub agreements: Vec<AgreementId>,
    /// Expected payoffs net of costs, by player of the game.
    pub payoffs: Vec<Register>,
}

/// The most packages that are formed.
pub const MAX_PACKAGES: usize = 4_096;

/// The most players who bargain: frontiers grow exponentially with them.
pub const MAX_PLAYERS: usize = 6;

impl PackageGame {
    /// `None` if there are more than [`MAX_PACKAGES`] sets of concessions and agreements, or more
    /// than [`MAX_PLAYERS`] players.
    /// Quantities that the file leaves out are constants, except `studied`.
    ///
    /// Linear in the number of packages times the outcomes of their lotteries.
    pub fn new(scenario: &Scenario, studied: Option<ParameterId>) -> Option<PackageGame> {
        let players = parties(scenario);
        let concessions: Vec<ConcessionId> = (0..scenario.concessions.len())
            .map(ConcessionId)
            .filter(|id| players.contains(&scenario.concessions[id.0].owner))
            .collect();
        let agreements: Vec<AgreementId> = (0..scenario.agreements.len())
            .map(AgreementId)
            .filter(|id| scenario.agreements[id.0].parties().iter().all(|player| players.contains(player)))
            .collect();
        let items = concessions.len() + agreements.len();
        if players.len() > MAX_PLAYERS || items >= usize::BITS as usize || 1usize << items > MAX_PACKAGES {
            return None;
        }
        let mut builder = Builder::default();
        let registers: Vec<Register> = scenario
            .parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| match parameter.given || studied == Some(ParameterId(index)) {
                true => builder.parameter(index as u32),
                false => builder.constant(parameter.base.clone()),
            })
            .collect();
        let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
        let disagreement = players.iter().map(|player| valuation.disagreement[player.0]).collect();
        let mut forming = Forming { scenario, builder, valuation };
        let mut packages = Vec::new();
        for set in 0..1usize << items {
            let chosen = |index: usize| set >> index & 1 == 1;
            let own: Vec<ConcessionId> =
                concessions.iter().enumerate().filter(|(index, _)| chosen(*index)).map(|(_, id)| *id).collect();
            let signed: Vec<AgreementId> = agreements
                .iter()
                .enumerate()
                .filter(|(index, _)| chosen(concessions.len() + index))
                .map(|(_, id)| *id)
                .collect();
            if forming.is_admissible(&own, &signed) {
                let worth = forming.worth(&own, &signed);
                let payoffs = players.iter().map(|player| worth[player.0]).collect();
                packages.push(Package { concessions: own, agreements: signed, payoffs });
            }
        }
        Some(PackageGame { program: forming.builder.finish(), players, packages, disagreement })
    }

    /// Payoffs of each package less those of the status quo, by player, in any arithmetic.
    pub fn gains<T: Ring>(&self, registers: &[T]) -> Vec<Vec<T>> {
        let gain =
            |register: &Register, base: &Register| registers[register.index()].subtract(&registers[base.index()]);
        let gains =
            |package: &Package| package.payoffs.iter().zip(&self.disagreement).map(|(a, b)| gain(a, b)).collect();
        self.packages.iter().map(gains).collect()
    }

    /// The problem at given values of the parameters; lotteries over packages are feasible.
    pub fn at(&self, scenario: &Scenario, parameters: &[Rational]) -> BargainingProblem {
        let values = self.program.evaluate(parameters);
        let number = |register: &Register| values[register.index()].clone();
        let points = self
            .packages
            .iter()
            .map(|package| (package.name(scenario), package.payoffs.iter().map(number).collect()))
            .collect();
        let players = self.players.iter().map(|player| scenario.players[player.0].key.clone()).collect();
        BargainingProblem::of_points(players, points, self.disagreement.iter().map(number).collect())
    }

    /// The packages that hold a concession.
    pub fn with(&self, concession: ConcessionId) -> impl Iterator<Item = usize> + '_ {
        let holds = move |package: &Package| package.concessions.contains(&concession);
        self.packages.iter().enumerate().filter(move |(_, package)| holds(package)).map(|(index, _)| index)
    }
}

impl Package {
    /// Its parts by their keys.
    pub fn name(&self, scenario: &Scenario) -> String {
        let concessions = self.concessions.iter().map(|id| scenario.concessions[id.0].key.as_str());
        let agreements = self.agreements.iter().map(|id| scenario.agreements[id.0].key.as_str());
        let parts: Vec<&str> = concessions.chain(agreements).collect();
        if parts.is_empty() { "status quo".to_owned() } else { parts.join(" & ") }
    }
}

/// In the order of the file.
fn parties(scenario: &Scenario) -> Vec<PlayerId> {
    let mut players = match &scenario.bargaining_players {
        Some(stated) => stated.clone(),
        None => {
            let mut players = vec![scenario.owner(), scenario.demander()];
            players.extend(scenario.agreements.iter().flat_map(|agreement| agreement.parties()));
            players
        }
    };
    players.sort();
    players.dedup();
    players
}

struct Forming<'a> {
    scenario: &'a Scenario,
    builder: Builder,
    valuation: Valuation<'a>,
}

impl Forming<'_> {
    /// That all its parts can come about: the concessions one after another if all succeed,
    /// and the agreements then.
    fn is_admissible(&self, concessions: &[ConcessionId], agreements: &[AgreementId]) -> bool {
        let mut state = signed(agreements);
        let mut left = concessions.to_vec();
        while let Some(next) = self.next(&state, &left) {
            state.succeed(next);
            left.retain(|id| *id != next);
        }
        let holds =
            |id: &AgreementId| self.scenario.agreements[id.0].requires.holds(&|atom| state.holds(self.scenario, atom));
        left.is_empty() && agreements.iter().all(holds)
    }

    /// The first concession that can be tried.
    fn next(&self, state: &State, left: &[ConcessionId]) -> Option<ConcessionId> {
        let ready = |id: &&ConcessionId| {
            self.scenario.concessions[id.0].requires.holds(&|atom| state.holds(self.scenario, atom))
        };
        left.iter().find(ready).copied()
    }

    /// Expected payoffs of every player of the scenario.
    fn worth(&mut self, concessions: &[ConcessionId], agreements: &[AgreementId]) -> Vec<Register> {
        let deciding: Vec<RatificationId> =
            agreements.iter().flat_map(|id| self.scenario.agreements[id.0].ratifications.iter().copied()).collect();
        self.ratify(signed(agreements), &deciding, concessions)
    }

    /// The worth of what is left to be decided and tried.
    fn ratify(&mut self, state: State, deciding: &[RatificationId], concessions: &[ConcessionId]) -> Vec<Register> {
        let Some((&id, later)) = deciding.split_first() else {
            return self.rest(self.without_footing(state, concessions), concessions);
        };
        let about = &self.scenario.ratifications[id.0];
        let yes = self.ratify(state, later, concessions);
        let mut failed = state;
        failed.vote_down(id);
        failed.withhold(about.agreement);
        let mut no = self.ratify(failed, later, concessions);
        for &(player, amount) in &about.costs {
            no[player.0] = self.builder.subtract(no[player.0], self.valuation.register(amount));
        }
        self.lottery(about.success, &yes, no)
    }

    /// A state without the agreements that need one that was failed.
    fn without_footing(&self, mut state: State, concessions: &[ConcessionId]) -> State {
        loop {
            let mut best = state;
            concessions.iter().for_each(|id| best.succeed(*id));
            let holds = |id: &AgreementId| {
                self.scenario.agreements[id.0].requires.holds(&|atom| best.holds(self.scenario, atom))
            };
            let mut in_force = (0..self.scenario.agreements.len()).map(AgreementId).filter(|id| state.is_in_force(*id));
            match in_force.find(|id| !holds(id)) {
                Some(id) => state.withhold(id),
                None => return state,
            }
        }
    }

    /// The worth of what is left to be tried.
    fn rest(&mut self, state: State, left: &[ConcessionId]) -> Vec<Register> {
        let Some(next) = self.next(&state, left) else {
            return self.valuation.utilities(&mut self.builder, &state);
        };
        let left: Vec<ConcessionId> = left.iter().copied().filter(|id| *id != next).collect();
        let about = &self.scenario.concessions[next.0];
        let (mut succeeded, mut failed) = (state, state);
        succeeded.succeed(next);
        failed.fail(next);
        // In escrow, the cost of success falls when the agreement is signed.
        let released = about.escrow.is_none_or(|agreement| state.is_in_force(agreement));
        let mut done = self.rest(succeeded, &left);
        if released {
            let cost = self.valuation.register(about.success_cost);
            done[about.owner.0] = self.builder.subtract(done[about.owner.0], cost);
        }
        // Backwards: the fallback follows the last failure.
        let mut otherwise = None;
        if let Some(fallback) = &about.fallback {
            let lost = self.rest(failed, &left);
            otherwise = Some(self.attempt((fallback.success, fallback.cost), &done, lost, about.owner));
        }
        for _ in 0..about.attempts {
            let mut lost = match otherwise.take() {
                Some(later) => later,
                None => self.rest(failed, &left),
            };
            let cost = self.valuation.register(about.failure_cost);
            lost[about.owner.0] = self.builder.subtract(lost[about.owner.0], cost);
            otherwise = Some(self.attempt((about.success, about.attempt_cost), &done, lost, about.owner));
        }
        otherwise.expect("a concession is attempted at least once")
    }

    fn attempt(
        &mut self,
        (success, cost): (ParameterId, ParameterId),
        done: &[Register],
        lost: Vec<Register>,
        owner: PlayerId,
    ) -> Vec<Register> {
        let mut mixed = self.lottery(success, done, lost);
        let cost = self.valuation.register(cost);
        mixed[owner.0] = self.builder.subtract(mixed[owner.0], cost);
        mixed
    }

    fn lottery(&mut self, success: ParameterId, done: &[Register], lost: Vec<Register>) -> Vec<Register> {
        let chance = self.valuation.register(success);
        let rest = self.builder.complement(chance);
        done.iter()
            .zip(lost)
            .map(|(&won, lost)| {
                if won == lost {
                    return won;
                }
                let won = self.builder.multiply(chance, won);
                let lost = self.builder.multiply(rest, lost);
                self.builder.add(won, lost)
            })
            .collect()
    }
}

fn signed(agreements: &[AgreementId]) -> State {
    let mut state = State::default();
    agreements.iter().for_each(|&id| state.bring_into_force(id));
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;

    fn packages(text: &str) -> Vec<(String, Vec<String>)> {
        let (scenario, _) = Scenario::read(&Source::new("test.toml", text)).unwrap();
        let game = PackageGame::new(&scenario, None).unwrap();
        let base: Vec<Rational> = scenario.parameters.iter().map(|parameter| parameter.base.clone()).collect();
        let problem = game.at(&scenario, &base);
        let payoffs = |own: &Vec<Rational>| own.iter().map(ToString::to_string).collect();
        problem.issues[0].options.iter().map(|own| (own.name.clone(), payoffs(&own.payoffs))).collect()
    }

    const VOTE: &str = r#"
[scenario]
title = "A vote"
question = "vote"
[players.owner.payoffs]
treaty = 40
[players.demander.payoffs]
treaty = 5
vote = 10
[players.neighbour.payoffs]
treaty = 3
[concessions.vote]
owner = "owner"
demanded_by = "demander"
success = 0.5
cost = { attempt = 2, success = 6, failure = 10 }
[agreements.treaty]
signatories = ["owner", "demander"]
requires = "vote"
[process]
agreement = "treaty"
demands = ["vote"]
"#;

    #[test]
    fn agreements_hold_whatever_the_vote_and_costs_are_expected() {
        let expected = [("status quo", ["0", "0"]), ("vote", ["-10", "5"]), ("vote & treaty", ["30", "10"])];
        let expected: Vec<(String, Vec<String>)> = expected
            .iter()
            .map(|(name, payoffs)| ((*name).to_owned(), payoffs.iter().map(|text| (*text).to_owned()).collect()))
            .collect();
        // The neighbour signs nothing and is no party.
        assert_eq!(packages(VOTE), expected);
    }

    #[test]
    fn attempts_are_made_until_one_succeeds() {
        // Two attempts: 2 + ½ 6 + ½ (10 + 2 + ½ 6 + ½ 10) = 15 in costs, ¾ in success.
        let twice = VOTE.replace("success = 0.5", "success = 0.5\nattempts = 2");
        assert_eq!(packages(&twice)[1].1, ["-15", "15/2"]);
    }
}
