//! A scenario as a game of alternating offers (the model's section 3): the parties of its
//! bargaining problem propose packages to each other until all agree. Payoffs are gains over the
//! status quo, so that waiting does not spoil it.

use crate::form::alternating_offers::{AlternatingOffers, Package, Proposers};
use crate::numeric::program::{Builder, Operation, Program, Register};
use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{OfferOrder, Protocol, Scenario};

use super::bargaining::PackageGame;
use super::package;
use super::valuation::Valuation;

/// The game, and the way back.
#[derive(Debug, Clone)]
pub struct OfferProcess {
    pub game: AlternatingOffers,
    /// The packages that hold the concession in question.
    pub holding: Vec<usize>,
}

/// The game at the base values; `None` if that is not the scenario's protocol, or if its packages
/// are too many.
pub fn offer_process(scenario: &Scenario) -> Option<OfferProcess> {
    let Protocol::AlternatingOffers(offers) = &scenario.process.protocol else { return None };
    let packages = PackageGame::new(scenario, None)?;
    let base: Vec<Rational> = scenario.parameters.iter().map(|parameter| parameter.base.clone()).collect();
    let problem = packages.at(scenario, &base);
    let parties = &packages.players;
    let of = |id: ParameterId| scenario.parameter(id).base.clone();
    let over = |payoffs: &[Rational]| payoffs.iter().zip(&problem.disagreement).map(|(own, quo)| own - quo).collect();
    let place = |player| parties.iter().position(|party| *party == player);
    let proposers = match &offers.order {
        OfferOrder::Turns(turns) if turns.is_empty() => Proposers::InTurn((0..parties.len()).collect()),
        OfferOrder::Turns(turns) => Proposers::InTurn(turns.iter().filter_map(|&player| place(player)).collect()),
        OfferOrder::Recognition(chances) => {
            let mut each = vec![Rational::ZERO; parties.len()];
            for (player, chance) in chances {
                if let Some(place) = place(*player) {
                    each[place] = of(*chance);
                }
            }
            Proposers::Recognized(each)
        }
    };
    let disagreement = match offers.into_conflict {
        false => vec![Rational::ZERO; parties.len()],
        true => {
            let wars = conflict(scenario, &base);
            over(&parties.iter().map(|party| wars[party.0].clone()).collect::<Vec<_>>())
        }
    };
    let outside = (!offers.outside.is_empty()).then(|| {
        let stated = |party| offers.outside.iter().find(|(player, _)| player == party).map(|(_, id)| of(*id));
        let utilities: Option<Vec<Rational>> = parties.iter().map(stated).collect();
        utilities.map(|own| over(&own))
    });
    let game = AlternatingOffers {
        players: parties.iter().map(|party| scenario.players[party.0].name.clone()).collect(),
        pie: Rational::ONE,
        packages: problem.issues[0]
            .options
            .iter()
            .map(|own| Package { name: own.name.clone(), payoffs: over(&own.payoffs) })
            .collect(),
        proposers,
        quota: parties.len(),
        discounts: parties.iter().map(|party| of(scenario.players[party.0].discount)).collect(),
        breakdown: of(offers.breakdown),
        disagreement,
        costs: parties.iter().map(|party| of(scenario.players[party.0].delay)).collect(),
        outside: outside.flatten(),
        periods: None,
    };
    Some(OfferProcess { game, holding: packages.with(scenario.question).collect() })
}

/// The quantities that the making of offers depends on, besides what packages are worth.
pub fn quantities(scenario: &Scenario) -> Vec<ParameterId> {
    let Protocol::AlternatingOffers(offers) = &scenario.process.protocol else { return Vec::new() };
    let players = scenario.bargaining_parties();
    let own = players.iter().map(|player| &scenario.players[player.0]).flat_map(|own| [own.discount, own.delay]);
    let chances = match &offers.order {
        OfferOrder::Turns(_) => Vec::new(),
        OfferOrder::Recognition(chances) => chances.iter().map(|&(_, id)| id).collect(),
    };
    let outside = offers.outside.iter().map(|&(_, id)| id);
    let at_war = if offers.into_conflict { wars(scenario).1 } else { Vec::new() };
    own.chain(chances).chain(outside).chain([offers.breakdown]).chain(at_war).collect()
}

/// What conflict is worth to each player.
fn conflict(scenario: &Scenario, base: &[Rational]) -> Vec<Rational> {
    let (program, _, wars) = wars(scenario);
    let values = program.evaluate::<Rational>(base);
    wars.iter().map(|war| values[war.index()].clone()).collect()
}

/// The same as registers of a program, and the quantities that it depends on.
fn wars(scenario: &Scenario) -> (Program, Vec<ParameterId>, Vec<Register>) {
    let mut builder = Builder::default();
    let registers = package::quantities(scenario, None, &mut builder);
    let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
    let wars = valuation.war(&mut builder);
    let program = builder.finish();
    let (part, _) = program.slice(&wars);
    let on = part.operations().iter().filter_map(|operation| match operation {
        Operation::Parameter(index) => Some(ParameterId(*index as usize)),
        _ => None,
    });
    let on = on.collect();
    (program, on, wars)
}
