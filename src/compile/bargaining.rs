//! The bargaining problem of a scenario (the model's section 3): what the parties could agree
//! on, as registers.
//!
//! The players are the parties to any agreement, with the owner and the demander of the
//! concession in question, unless the scenario names them. Concessions of others, and
//! agreements that need others, are in no package.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::program::{Builder, Program, Register, Ring};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{ConcessionId, PlayerId, Scenario};

use super::package::{Forming, Items, Package, quantities};
use super::valuation::Valuation;

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

/// The most players who bargain: frontiers grow exponentially with them.
pub const MAX_PLAYERS: usize = 6;

impl PackageGame {
    /// `None` if there are more than [`super::package::MAX_PACKAGES`] sets of concessions and agreements, or more
    /// than [`MAX_PLAYERS`] players.
    /// Quantities that the file leaves out are constants, except `studied`.
    ///
    /// Linear in the number of packages times the outcomes of their lotteries.
    pub fn new(scenario: &Scenario, studied: Option<ParameterId>) -> Option<PackageGame> {
        let players = scenario.bargaining_parties();
        let items = Items::of(scenario, &players).filter(|_| players.len() <= MAX_PLAYERS)?;
        let mut builder = Builder::default();
        let registers = quantities(scenario, studied, &mut builder);
        let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
        let disagreement = players.iter().map(|player| valuation.disagreement[player.0]).collect();
        let mut forming = Forming { scenario, builder, valuation };
        let mut packages = Vec::new();
        for set in 0..1usize << items.len() {
            let (own, signed) = items.chosen(set);
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
