//! What coalitions can enact in a scenario (the model's section 3), as registers.
//!
//! All players count. A concession needs its owner, an agreement its signatories and approvers. A
//! spoiler makes every agreement of a package fail that holds a concession too, if the window
//! closes and the spoil works: with probability `βψ`. It then has spent its cost, if the window
//! closes. What is not in a package stays undone, whoever could have done it.

use crate::form::coalitional::Coalition;
use crate::form::enactment::{EnactedPackage, Enactment, Item, MOST_ITEMS};
use crate::numeric::program::{Builder, Program, Register};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{ConcessionId, PlayerId, Scenario};

use super::package::{Forming, Items, Package, quantities};
use super::valuation::Valuation;

/// The most sets of items times coalitions that are gone through.
pub const MAX_PAIRS: usize = 1 << 16;

/// What coalitions can enact, and what each package is worth.
#[derive(Debug, Clone)]
pub struct EnactmentGame {
    /// Payoffs as functions of the scenario's parameters.
    pub program: Program,
    /// The first one is empty: the status quo.
    pub packages: Vec<Package>,
    /// Payoffs if the spoiler spoils, by package and player; `None` where it cannot.
    spoiled: Vec<Option<Vec<Register>>>,
    disagreement: Vec<Register>,
    items: Vec<Item>,
    /// By package.
    sets: Vec<usize>,
    outcomes: Vec<usize>,
}

impl EnactmentGame {
    /// `None` if the scenario is too large: see [`MAX_PAIRS`].
    /// Quantities that the file leaves out are constants, except `studied`.
    ///
    /// Linear in the number of packages times the outcomes of their lotteries.
    pub fn new(scenario: &Scenario, studied: Option<ParameterId>) -> Option<EnactmentGame> {
        let players: Vec<PlayerId> = (0..scenario.players.len()).map(PlayerId).collect();
        let items = Items::of(scenario, &players)?;
        let pairs = 1usize.checked_shl((items.len() + players.len()) as u32)?;
        if items.len() > MOST_ITEMS || pairs > MAX_PAIRS {
            return None;
        }
        let mut builder = Builder::default();
        let registers = quantities(scenario, studied, &mut builder);
        let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
        let disagreement = valuation.disagreement.clone();
        let mut forming = Forming { scenario, builder, valuation };
        let (mut packages, mut spoiled, mut sets) = (Vec::new(), Vec::new(), Vec::new());
        let mut outcomes = Vec::new();
        for set in 0..1usize << items.len() {
            let (own, signed) = items.chosen(set);
            let (own, signed) = forming.come_about(&own, &signed);
            let result = items.set(&own, &signed);
            // What comes about of a set is a part of it, and so has come before or is all of it.
            let known = sets.iter().position(|&other| other == result);
            outcomes.push(known.unwrap_or(packages.len()));
            if known.is_none() {
                let payoffs = forming.worth(&own, &signed);
                let package = Package { concessions: own, agreements: signed, payoffs };
                spoiled.push(spoil(&mut forming, &package));
                packages.push(package);
                sets.push(result);
            }
        }
        let needs = needs(scenario, &items);
        let program = forming.builder.finish();
        Some(EnactmentGame { program, packages, spoiled, disagreement, items: needs, sets, outcomes })
    }

    /// The situation at given values of the parameters.
    pub fn at(&self, scenario: &Scenario, parameters: &[Rational]) -> Enactment {
        let values = self.program.evaluate(parameters);
        let gains = |payoffs: &Vec<Register>| {
            payoffs.iter().zip(&self.disagreement).map(|(a, b)| &values[a.index()] - &values[b.index()]).collect()
        };
        let packages = self
            .packages
            .iter()
            .zip(&self.spoiled)
            .zip(&self.sets)
            .map(|((package, spoiled), &items)| EnactedPackage {
                name: package.name(scenario),
                items,
                gains: gains(&package.payoffs),
                spoiled: spoiled.as_ref().map(gains),
            })
            .collect();
        Enactment {
            players: scenario.players.iter().map(|player| player.key.clone()).collect(),
            items: self.items.clone(),
            packages,
            outcomes: self.outcomes.clone(),
            spoiler: scenario.window.as_ref().and_then(|window| window.spoiler.as_ref()).map(|one| one.player.0),
        }
    }

    /// The packages that hold a concession.
    pub fn with(&self, concession: ConcessionId) -> impl Iterator<Item = usize> + '_ {
        let holds = move |package: &Package| package.concessions.contains(&concession);
        self.packages.iter().enumerate().filter(move |(_, package)| holds(package)).map(|(index, _)| index)
    }
}

fn needs(scenario: &Scenario, items: &Items) -> Vec<Item> {
    let concessions = items.concessions.iter().map(|id| {
        let about = &scenario.concessions[id.0];
        Item { name: about.key.clone(), needs: Coalition::of(about.owner.0) }
    });
    let agreements = items.agreements.iter().map(|id| {
        let about = &scenario.agreements[id.0];
        let parties = about.parties().into_iter().map(|player| player.0);
        Item { name: about.key.clone(), needs: Coalition::from_players(parties) }
    });
    concessions.chain(agreements).collect()
}

/// `(1 - βψ) U(package) + βψ U(its concessions alone)`, and the spoiler pays its cost with
/// probability `β`.
fn spoil(forming: &mut Forming<'_>, package: &Package) -> Option<Vec<Register>> {
    let window = forming.scenario.window.as_ref()?;
    let spoiler = window.spoiler.as_ref()?;
    if package.concessions.is_empty() || package.agreements.is_empty() {
        return None;
    }
    let failed = forming.worth(&package.concessions, &[]);
    let (closes, works) = (forming.valuation.register(window.closes), forming.valuation.register(spoiler.success));
    let cost = forming.valuation.register(spoiler.cost);
    let builder = &mut forming.builder;
    let chance = builder.multiply(closes, works);
    let rest = builder.complement(chance);
    let mut payoffs: Vec<Register> = package
        .payoffs
        .iter()
        .zip(failed)
        .map(|(&held, failed)| {
            let (held, failed) = (builder.multiply(rest, held), builder.multiply(chance, failed));
            builder.add(held, failed)
        })
        .collect();
    let cost = builder.multiply(closes, cost);
    payoffs[spoiler.player.0] = builder.subtract(payoffs[spoiler.player.0], cost);
    Some(payoffs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Compiled;
    use crate::scenario::diagnostic::Source;

    const TALKS: &str = r#"
[scenario]
title = "Talks"
question = "vote"
[players.owner.payoffs]
treaty = 40
[players.demander.payoffs]
treaty = 5
vote = 10
[players.spoiler.payoffs]
treaty = -20
[concessions.vote]
owner = "owner"
demanded_by = "demander"
success = 0.5
cost = { attempt = 2, success = 6, failure = 10 }
[agreements.treaty]
signatories = ["owner", "demander"]
[agreements.appendix]
signatories = ["demander"]
requires = "treaty"
[window]
closes = 0.5
spoiler = "spoiler"
spoil = { success = 0.4, cost = 3 }
[process]
agreement = "treaty"
demands = ["vote"]
"#;

    #[test]
    fn what_waits_for_others_comes_to_nothing_and_a_spoil_undoes_signatures() {
        let (scenario, _) = Scenario::read(&Source::new("test.toml", TALKS)).unwrap();
        let game = EnactmentGame::new(&scenario, None).unwrap().at(&scenario, &Compiled::base(&scenario));
        assert!(game.is_consistent());
        let name = |place: usize| game.packages[game.outcomes[place]].name.as_str();
        // Bits: vote, treaty, appendix.
        assert_eq!([name(0b000), name(0b100), name(0b101)], ["status quo", "status quo", "vote"]);
        assert_eq!([name(0b110), name(0b111)], ["treaty & appendix", "vote & treaty & appendix"]);
        let whole = &game.packages[game.outcomes[0b011]];
        let numbers = |values: [i64; 3]| values.map(Rational::from).to_vec();
        assert_eq!(whole.gains, numbers([30, 10, -20]));
        // One time in five the treaty fails: 8, 1 and 4 less of a loss; the spoil costs 3/2.
        assert_eq!(whole.spoiled.as_ref().unwrap()[..2], numbers([22, 9, 0])[..2]);
        assert_eq!(whole.spoiled.as_ref().unwrap()[2], Rational::new(-35, 2));
        assert_eq!(game.packages[game.outcomes[0b010]].spoiled, None);
        assert_eq!(game.needs(whole), Coalition(0b011));
    }
}
