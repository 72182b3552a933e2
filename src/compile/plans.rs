//! The normal form of plans: what each player would do throughout, on the same tree.
//!
//! Owner: comply with the first k of its demands. Demander: honour, ratchet, waive, pocket.
//! Party to a linked agreement: never, if signed, always. Spoiler: refrain or spoil. Giver:
//! none or offer. Owner of a reversible concession: keep, undo once left, undo. Whoever may
//! leave the agreement: stay, leave if something was undone, leave. A player with several roles has a plan for each, in combination.

use crate::form::extensive::{Node, NodeId};
use crate::form::normal::NormalGame;
use crate::numeric::program::Ring;
use crate::numeric::rational::Rational;
use crate::scenario::{ConcessionId, PlayerId, Scenario};

use super::{Action, Move, ProcessGame};

/// The plans of every player, and what each does at every information set.
#[derive(Debug, Clone)]
pub struct PlanGame {
    pub players: Vec<String>,
    /// One label per plan of each player.
    pub strategies: Vec<Vec<String>>,
    /// For each player and plan: how far it complies (0 refuses the first demand);
    /// `None` for players that own no demanded concession.
    pub compliance: Vec<Vec<Option<usize>>>,
    /// `response[player][plan][information set]` is an action index; only the sets of that
    /// player count.
    response: Vec<Vec<Vec<usize>>>,
}

/// One role of a player and one way to fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Comply with the first `k` own demands; try again after a failure or not.
    Owner {
        k: usize,
        persist: bool,
    },
    Demander(Demander),
    Link(Link),
    Spoiler {
        spoils: bool,
    },
    Giver {
        offers: bool,
    },
    Consenter {
        accepts: bool,
    },
    /// Undo what can be undone.
    Reverser(Breach),
    /// Leave the agreement.
    Leaver(Breach),
}

/// Whether a party goes back on what is agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breach {
    Never,
    /// Once the other side has.
    InAnswer,
    Always,
}

impl Breach {
    const ALL: [Breach; 3] = [Breach::Never, Breach::InAnswer, Breach::Always];

    fn acts(self, answering: bool) -> bool {
        self == Breach::Always || self == Breach::InAnswer && answering
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demander {
    Honour,
    Ratchet,
    Waive,
    Pocket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Never,
    IfSigned,
    Always,
}

/// The most profiles that the game of plans is tabulated for.
pub const MAX_PROFILES: usize = 200_000;

impl PlanGame {
    /// The plans of a scenario on its strategic tree. `None` if there are more than
    /// [`MAX_PROFILES`] profiles.
    pub fn new(scenario: &Scenario, game: &ProcessGame) -> Option<PlanGame> {
        let mut plans = PlanGame {
            players: game.form.players.clone(),
            strategies: Vec::new(),
            compliance: Vec::new(),
            response: Vec::new(),
        };
        for index in 0..scenario.players.len() {
            let player = PlayerId(index);
            let demands: Vec<ConcessionId> = scenario
                .process
                .demands
                .iter()
                .copied()
                .filter(|id| scenario.concessions[id.0].owner == player)
                .collect();
            let combinations = combinations(&roles(scenario, game, player, &demands));
            plans.strategies.push(combinations.iter().map(|plan| label(plan, demands.len())).collect());
            plans.compliance.push(combinations.iter().map(|plan| compliance(plan)).collect());
            plans.response.push(
                combinations
                    .iter()
                    .map(|plan| {
                        (0..game.moves.len())
                            .map(|set| match game.form.information_sets[set].player == index {
                                true => respond(plan, game.moves[set], &game.actions[set], &demands),
                                false => 0,
                            })
                            .collect()
                    })
                    .collect(),
            );
        }
        let profiles = plans.strategies.iter().try_fold(1usize, |product, list| product.checked_mul(list.len()));
        profiles.filter(|&count| count <= MAX_PROFILES).map(|_| plans)
    }

    /// The action that a plan takes at an information set of its player.
    pub fn action(&self, player: usize, plan: usize, set: usize) -> usize {
        self.response[player][plan][set]
    }

    /// Expected payoffs of every profile, chance integrated out, in the order of
    /// [`NormalGame::payoffs`]. Registers in, payoffs out, in any arithmetic.
    pub fn payoffs<T: Ring>(&self, game: &ProcessGame, registers: &[T]) -> Vec<Vec<T>> {
        let profiles: usize = self.strategies.iter().map(Vec::len).product();
        (0..profiles)
            .map(|mut index| {
                // The last player's plan varies fastest.
                let mut profile = vec![0; self.strategies.len()];
                for (plan, list) in profile.iter_mut().zip(&self.strategies).rev() {
                    *plan = index % list.len();
                    index /= list.len();
                }
                self.integrate(game, registers, &profile, NodeId::ROOT)
            })
            .collect()
    }

    /// The game at given register values.
    pub fn at(&self, game: &ProcessGame, registers: &[Rational]) -> NormalGame {
        NormalGame {
            players: self.players.clone(),
            strategies: self.strategies.clone(),
            payoffs: self.payoffs(game, registers).into(),
        }
    }

    fn integrate<T: Ring>(&self, game: &ProcessGame, registers: &[T], profile: &[usize], node: NodeId) -> Vec<T> {
        match game.form.node(node) {
            Node::Terminal(payoffs) => payoffs.iter().map(|register| registers[register.index()].clone()).collect(),
            Node::Decision { information_set, children } => {
                let player = game.form.information_set(*information_set).player;
                let action = self.action(player, profile[player], information_set.index());
                self.integrate(game, registers, profile, children[action])
            }
            Node::Chance(actions) => {
                let mut total: Option<Vec<T>> = None;
                for action in actions {
                    let chance = &registers[action.probability.index()];
                    let branch: Vec<T> = self
                        .integrate(game, registers, profile, action.child)
                        .iter()
                        .map(|payoff| chance.multiply(payoff))
                        .collect();
                    total = Some(match total {
                        None => branch,
                        Some(sum) => sum.iter().zip(&branch).map(|(a, b)| a.add(b)).collect(),
                    });
                }
                total.expect("a chance node has branches")
            }
        }
    }
}

/// The ways to fill each role that a player has in this game.
fn roles(scenario: &Scenario, game: &ProcessGame, player: PlayerId, demands: &[ConcessionId]) -> Vec<Vec<Role>> {
    let own = |wanted: fn(&Move) -> bool| {
        (0..game.moves.len()).any(|set| game.form.information_sets[set].player == player.0 && wanted(&game.moves[set]))
    };
    let mut roles = Vec::new();
    if own(|about| matches!(about, Move::Induce(_))) {
        roles.push([false, true].map(|offers| Role::Giver { offers }).to_vec());
    }
    if !demands.is_empty() {
        let retries = own(|about| matches!(about, Move::Respond { again: true, .. }));
        let mut plans = vec![Role::Owner { k: 0, persist: true }];
        for k in 1..=demands.len() {
            plans.push(Role::Owner { k, persist: true });
            if retries {
                plans.push(Role::Owner { k, persist: false });
            }
        }
        roles.push(plans);
    }
    let demanded =
        scenario.process.demands.iter().filter(|id| scenario.concessions[id.0].demanded_by == player).count();
    match demanded {
        0 => {}
        // With a single demand to make, to ratchet is to honour.
        1 => roles.push([Demander::Honour, Demander::Waive, Demander::Pocket].map(Role::Demander).to_vec()),
        _ => roles.push(
            [Demander::Honour, Demander::Ratchet, Demander::Waive, Demander::Pocket].map(Role::Demander).to_vec(),
        ),
    }
    if own(|about| matches!(about, Move::Consent)) {
        roles.push([true, false].map(|accepts| Role::Consenter { accepts }).to_vec());
    }
    if own(|about| matches!(about, Move::Reverse { .. })) {
        roles.push(Breach::ALL.map(Role::Reverser).to_vec());
    }
    if own(|about| matches!(about, Move::Withdraw { .. })) {
        roles.push(Breach::ALL.map(Role::Leaver).to_vec());
    }
    if own(|about| matches!(about, Move::Link { .. })) {
        roles.push([Link::Never, Link::IfSigned, Link::Always].map(Role::Link).to_vec());
    }
    if own(|about| matches!(about, Move::Spoil)) {
        roles.push([false, true].map(|spoils| Role::Spoiler { spoils }).to_vec());
    }
    roles
}

/// Every choice of one way per role, the last role varying fastest.
fn combinations(roles: &[Vec<Role>]) -> Vec<Vec<Role>> {
    roles.iter().fold(vec![Vec::new()], |plans, ways| {
        plans.iter().flat_map(|plan| ways.iter().map(|way| [plan.as_slice(), &[*way]].concat())).collect()
    })
}

fn label(plan: &[Role], demands: usize) -> String {
    if plan.is_empty() {
        return "no move".to_owned();
    }
    let words: Vec<String> = plan
        .iter()
        .map(|role| match *role {
            Role::Owner { k: 0, .. } => "refuse".to_owned(),
            Role::Owner { k, persist } => {
                let first = match demands {
                    1 => "comply".to_owned(),
                    _ => format!("comply with {k}"),
                };
                if persist { first } else { format!("{first}, try once") }
            }
            Role::Demander(Demander::Honour) => "honour".to_owned(),
            Role::Demander(Demander::Ratchet) => "ratchet".to_owned(),
            Role::Demander(Demander::Waive) => "waive".to_owned(),
            Role::Demander(Demander::Pocket) => "pocket".to_owned(),
            Role::Link(Link::Never) => "never open".to_owned(),
            Role::Link(Link::IfSigned) => "open if signed".to_owned(),
            Role::Link(Link::Always) => "always open".to_owned(),
            Role::Spoiler { spoils } => if spoils { "spoil" } else { "refrain" }.to_owned(),
            Role::Giver { offers } => if offers { "offer" } else { "no offer" }.to_owned(),
            Role::Consenter { accepts } => if accepts { "accept" } else { "decline" }.to_owned(),
            Role::Reverser(Breach::Never) => "keep".to_owned(),
            Role::Reverser(Breach::InAnswer) => "undo once left".to_owned(),
            Role::Reverser(Breach::Always) => "undo".to_owned(),
            Role::Leaver(Breach::Never) => "stay".to_owned(),
            Role::Leaver(Breach::InAnswer) => "leave if undone".to_owned(),
            Role::Leaver(Breach::Always) => "leave".to_owned(),
        })
        .collect();
    words.join("; ")
}

fn compliance(plan: &[Role]) -> Option<usize> {
    plan.iter().find_map(|role| match role {
        Role::Owner { k, .. } => Some(*k),
        _ => None,
    })
}

/// What a plan does at a move; the first available of its preferred actions.
fn respond(plan: &[Role], about: Move, actions: &[Action], demands: &[ConcessionId]) -> usize {
    let pick = |preferred: &[Action]| {
        preferred.iter().find_map(|wanted| actions.iter().position(|action| action == wanted)).unwrap_or(0)
    };
    for role in plan {
        return match (*role, about) {
            (Role::Giver { offers }, Move::Induce(_)) => pick(&[if offers { Action::Offer } else { Action::NoOffer }]),
            (Role::Owner { k, persist }, Move::Respond { concession, again }) => {
                let complies = demands.iter().position(|&own| own == concession).is_some_and(|place| place < k);
                match complies && (!again || persist) {
                    true => pick(&[Action::Concede, Action::FallBack]),
                    false => pick(&[Action::Refuse]),
                }
            }
            (Role::Demander(plan), Move::Drop { .. }) => {
                pick(&[if plan == Demander::Waive { Action::BackDown } else { Action::Hold }])
            }
            (Role::Demander(plan), Move::Settle { .. }) => {
                let demand = actions.iter().position(|action| matches!(action, Action::Demand(_)));
                match (plan, demand) {
                    (Demander::Ratchet, Some(demand)) => demand,
                    (Demander::Pocket, _) => pick(&[Action::Hold]),
                    _ => pick(&[Action::Sign, Action::Hold]),
                }
            }
            (Role::Consenter { accepts }, Move::Consent) => {
                pick(&[if accepts { Action::Accept } else { Action::Decline }])
            }
            (Role::Reverser(plan), Move::Reverse { concession, left }) => {
                pick(&[if plan.acts(left) { Action::Undo(concession) } else { Action::Keep }])
            }
            (Role::Leaver(plan), Move::Withdraw { undone }) => {
                pick(&[if plan.acts(undone) { Action::Withdraw } else { Action::Stay }])
            }
            (Role::Link(plan), Move::Link { signed, .. }) => {
                let opens = plan == Link::Always || plan == Link::IfSigned && signed;
                pick(&[if opens { Action::Open } else { Action::KeepClosed }])
            }
            (Role::Spoiler { spoils }, Move::Spoil) => pick(&[if spoils { Action::Spoil } else { Action::Refrain }]),
            _ => continue,
        };
    }
    0
}
