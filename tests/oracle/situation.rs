//! The situation: what a scenario says, and what its states are worth.

use std::collections::BTreeSet;

use dashu::rational::RBig;

use super::{Formula, Quantity};

/// Everything that the demand process needs. Lists keep the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    pub title: String,
    pub players: Vec<Player>,
    pub concessions: Vec<Concession>,
    pub agreements: Vec<Agreement>,
    pub conflict: Option<Conflict>,
    pub window: Option<Window>,
    pub inducement: Option<Inducement>,
    /// The agreement that SIGN brings into force.
    pub agreement: String,
    /// The concessions in the order in which they are demanded; the first is the one in question.
    pub demands: Vec<String>,
    /// The stated probability that the demander signs after a success.
    pub sign: Option<Quantity>,
    /// The types of the demander.
    pub types: Vec<Type>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    pub name: String,
    pub discount: Quantity,
    /// What each period of the process costs.
    pub delay: Quantity,
    pub conflict: Option<Prospect>,
    /// The values that add up where their conditions hold.
    pub payoffs: Vec<(Formula, Quantity)>,
}

/// What a player expects of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prospect {
    Value(Quantity),
    Lottery(Box<Lottery>),
}

/// A conflict that is won or lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lottery {
    pub win_probability: Quantity,
    pub win: Quantity,
    pub lose: Quantity,
    pub cost: Quantity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concession {
    pub name: String,
    pub owner: String,
    pub demanded_by: String,
    /// The probability that an attempt succeeds.
    pub success: Quantity,
    pub attempt_cost: Quantity,
    pub success_cost: Quantity,
    pub failure_cost: Quantity,
    pub audience: Audience,
    pub effect: Effect,
    /// How many attempts are allowed, the fallback not counted.
    pub attempts: usize,
    pub fallback: Option<Fallback>,
    /// What undoing it costs, where it can be undone.
    pub reversible: Option<Quantity>,
}

/// What dropping the demand costs the demander.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    Same(Quantity),
    Apart { refused: Quantity, failed: Quantity },
}

/// When a successful concession takes effect and charges its success cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Immediate,
    /// Escrowed: once this agreement is in force.
    On(String),
}

/// A second route after a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    pub success: Quantity,
    pub cost: Quantity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub name: String,
    pub signatories: Vec<String>,
    pub approvers: Vec<String>,
    pub ratifications: Vec<Ratification>,
    pub withdrawals: Vec<Withdrawal>,
}

/// What decides on a signed agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratification {
    pub name: String,
    pub success: Quantity,
    /// What players pay after a no.
    pub costs: Vec<(String, Quantity)>,
}

/// The right of a player to leave an agreement in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub player: String,
    /// The stated belief that it leaves.
    pub chance: Quantity,
    pub cost: Quantity,
}

/// The hazard that the process ends in a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub hazard: Quantity,
    pub add: Vec<(Formula, Quantity)>,
    pub overrides: Vec<(Formula, Quantity)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The probability that the window closes, drawn after each success while it is open.
    pub closes: Quantity,
    pub spoiler: Option<Spoiler>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoiler {
    pub player: String,
    pub success: Quantity,
    pub cost: Quantity,
}

/// A payment for signing straight after the first success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inducement {
    pub name: String,
    pub from: String,
    pub to: String,
    pub amount: Quantity,
    pub cost: Quantity,
}

/// A type of the demander.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    pub name: String,
    /// At most one type leaves its prior out and takes the complement.
    pub prior: Option<Quantity>,
    /// The demands of the process where left out.
    pub demands: Option<Vec<String>>,
    pub always_signs: bool,
}

/// The state ω.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Concessions whose attempt has succeeded, whether or not they are in effect yet.
    pub succeeded: BTreeSet<String>,
    /// Concessions that have failed and not succeeded since.
    pub failed: BTreeSet<String>,
    pub in_force: BTreeSet<String>,
    /// Agreements that were in force until somebody left them.
    pub ended: BTreeSet<String>,
    /// Ratifications that said no: agreement and name.
    pub rejections: BTreeSet<(String, String)>,
    pub window_closed: bool,
}

impl Situation {
    pub fn player(&self, name: &str) -> &Player {
        self.players.iter().find(|player| player.name == name).unwrap_or_else(|| panic!("no player `{name}`"))
    }

    pub fn concession(&self, name: &str) -> &Concession {
        self.concessions
            .iter()
            .find(|concession| concession.name == name)
            .unwrap_or_else(|| panic!("no concession `{name}`"))
    }

    /// The concession in question.
    pub fn question(&self) -> &Concession {
        self.concession(&self.demands[0])
    }

    /// The owner of the concession in question.
    pub fn owner(&self) -> &str {
        &self.question().owner
    }

    pub fn demander(&self) -> &str {
        &self.question().demanded_by
    }

    /// The agreement that SIGN signs.
    pub fn own_agreement(&self) -> &Agreement {
        let own = self.agreements.iter().find(|agreement| agreement.name == self.agreement);
        own.unwrap_or_else(|| panic!("no agreement `{}`", self.agreement))
    }

    /// All agreements but the process's own.
    pub fn linked(&self) -> Vec<&Agreement> {
        self.agreements.iter().filter(|agreement| agreement.name != self.agreement).collect()
    }

    pub fn holds(&self, condition: &Formula, world: &World) -> bool {
        match condition {
            Formula::Always => true,
            Formula::Done(name) => {
                world.succeeded.contains(name)
                    && match &self.concession(name).effect {
                        Effect::Immediate => true,
                        Effect::On(agreement) => world.in_force.contains(agreement) || world.ended.contains(agreement),
                    }
            }
            Formula::Failed(name) => world.failed.contains(name),
            Formula::InForce(name) => world.in_force.contains(name),
            Formula::Rejected(name) => world.rejections.iter().any(|(agreement, _)| agreement == name),
            Formula::RejectedBy(name, ballot) => world.rejections.contains(&(name.clone(), ballot.clone())),
            Formula::Ended(name) => world.ended.contains(name),
            Formula::WindowClosed => world.window_closed,
            Formula::Not(inner) => !self.holds(inner, world),
            Formula::And(left, right) => self.holds(left, world) && self.holds(right, world),
            Formula::Or(left, right) => self.holds(left, world) || self.holds(right, world),
        }
    }

    /// The probability h(ω) of conflict: base and matching additions clipped to [0, 1], or the
    /// last matching override.
    pub fn hazard(&self, world: &World) -> RBig {
        let Some(conflict) = &self.conflict else {
            return RBig::ZERO;
        };
        let mut hazard = conflict.hazard.base.clone();
        for (condition, addition) in &conflict.add {
            if self.holds(condition, world) {
                hazard += &addition.base;
            }
        }
        hazard = hazard.clamp(RBig::ZERO, RBig::ONE);
        for (condition, replacement) in &conflict.overrides {
            if self.holds(condition, world) {
                hazard = replacement.base.clone();
            }
        }
        hazard
    }

    /// The value W of a conflict to a player.
    pub fn war(&self, player: &str) -> Option<RBig> {
        self.player(player).conflict.as_ref().map(|prospect| match prospect {
            Prospect::Value(value) => value.base.clone(),
            Prospect::Lottery(lottery) => {
                let wins = &lottery.win_probability.base;
                let losing = (RBig::ONE - wins) * &lottery.lose.base;
                wins * &lottery.win.base + losing - &lottery.cost.base
            }
        })
    }

    /// The utility U(ω) = (1 − h(ω))·u(ω) + h(ω)·W.
    pub fn utility(&self, player: &str, world: &World) -> RBig {
        let mut peace = RBig::ZERO;
        for (condition, value) in &self.player(player).payoffs {
            if self.holds(condition, world) {
                peace += &value.base;
            }
        }
        let hazard = self.hazard(world);
        if hazard == RBig::ZERO {
            return peace;
        }
        let war = self.war(player).expect("a hazard needs the value of a conflict to every player");
        (RBig::ONE - &hazard) * peace + hazard * war
    }

    /// The disagreement payoff d: the utility of the status quo.
    pub fn disagreement(&self, player: &str) -> RBig {
        self.utility(player, &World::default())
    }

    /// −a − w + δ(g − s), w the cost of a period: the concession succeeds, is honoured, and every linked agreement opens.
    pub fn honoured(&self) -> RBig {
        let question = self.question();
        let owner = self.owner();
        let honoured = World {
            succeeded: BTreeSet::from([question.name.clone()]),
            failed: BTreeSet::new(),
            in_force: self.agreements.iter().map(|agreement| agreement.name.clone()).collect(),
            ended: BTreeSet::new(),
            rejections: BTreeSet::new(),
            window_closed: false,
        };
        let gain = self.utility(owner, &honoured) - self.disagreement(owner);
        let discount = &self.player(owner).discount.base;
        let now = &question.attempt_cost.base + &self.player(owner).delay.base;
        discount * (gain - &question.success_cost.base) - now
    }

    /// The situation with the base of one quantity changed, for example `process.sign` or
    /// `players.armenia.payoffs."border & treaty"`. Its range widens where the base leaves it.
    pub fn with(&self, path: &str, value: RBig) -> Situation {
        let mut changed = self.clone();
        let wanted = segments(path);
        let (_, quantity) = changed
            .quantities()
            .into_iter()
            .find(|(path, _)| segments(path) == wanted)
            .unwrap_or_else(|| panic!("no quantity `{path}`"));
        quantity.set(value);
        changed
    }

    /// The value at a path, as in [`Situation::with`].
    pub fn quantity(&self, path: &str) -> Quantity {
        let wanted = segments(path);
        let mut copy = self.clone();
        let found = copy.quantities().into_iter().find(|(path, _)| segments(path) == wanted);
        found.map(|(_, quantity)| quantity.clone()).unwrap_or_else(|| panic!("no quantity `{path}`"))
    }

    /// The paths of the quantities that carry a range, in the order of the file.
    pub fn paths(&self) -> Vec<String> {
        let mut copy = self.clone();
        copy.quantities().into_iter().filter(|(_, quantity)| quantity.range.is_some()).map(|(path, _)| path).collect()
    }

    /// The paths of all quantities, in the order of the file.
    pub fn every_path(&self) -> Vec<String> {
        self.clone().quantities().into_iter().map(|(path, _)| path).collect()
    }

    /// Every quantity with its path.
    fn quantities(&mut self) -> Vec<(String, &mut Quantity)> {
        let mut all = Vec::new();
        for player in &mut self.players {
            let path = format!("players.{}", player.name);
            all.push((format!("{path}.discount"), &mut player.discount));
            all.push((format!("{path}.delay"), &mut player.delay));
            match &mut player.conflict {
                None => {}
                Some(Prospect::Value(value)) => {
                    all.push((format!("{path}.conflict.value"), value));
                }
                Some(Prospect::Lottery(lottery)) => {
                    all.push((format!("{path}.conflict.win_probability"), &mut lottery.win_probability));
                    all.push((format!("{path}.conflict.win"), &mut lottery.win));
                    all.push((format!("{path}.conflict.lose"), &mut lottery.lose));
                    all.push((format!("{path}.conflict.cost"), &mut lottery.cost));
                }
            }
            for (condition, value) in &mut player.payoffs {
                all.push((format!("{path}.payoffs.{}", key(condition)), value));
            }
        }
        for concession in &mut self.concessions {
            let path = format!("concessions.{}", concession.name);
            all.push((format!("{path}.success"), &mut concession.success));
            all.push((format!("{path}.cost.attempt"), &mut concession.attempt_cost));
            all.push((format!("{path}.cost.success"), &mut concession.success_cost));
            all.push((format!("{path}.cost.failure"), &mut concession.failure_cost));
            match &mut concession.audience {
                Audience::Same(cost) => all.push((format!("{path}.audience_cost"), cost)),
                Audience::Apart { refused, failed } => {
                    all.push((format!("{path}.audience_cost.refused"), refused));
                    all.push((format!("{path}.audience_cost.failed"), failed));
                }
            }
            if let Some(fallback) = &mut concession.fallback {
                all.push((format!("{path}.fallback.success"), &mut fallback.success));
                all.push((format!("{path}.fallback.cost"), &mut fallback.cost));
            }
            if let Some(cost) = &mut concession.reversible {
                all.push((format!("{path}.reversible.cost"), cost));
            }
        }
        for agreement in &mut self.agreements {
            for ratification in &mut agreement.ratifications {
                let path = format!("agreements.{}.ratifications.{}", agreement.name, ratification.name);
                all.push((format!("{path}.success"), &mut ratification.success));
                for (player, cost) in &mut ratification.costs {
                    all.push((format!("{path}.cost.{player}"), cost));
                }
            }
            for withdrawal in &mut agreement.withdrawals {
                let path = format!("agreements.{}.withdrawals.{}", agreement.name, withdrawal.player);
                all.push((format!("{path}.chance"), &mut withdrawal.chance));
                all.push((format!("{path}.cost"), &mut withdrawal.cost));
            }
        }
        if let Some(conflict) = &mut self.conflict {
            all.push(("conflict.hazard".to_owned(), &mut conflict.hazard));
            for (condition, value) in &mut conflict.add {
                all.push((format!("conflict.add.{}", key(condition)), value));
            }
            for (condition, value) in &mut conflict.overrides {
                all.push((format!("conflict.override.{}", key(condition)), value));
            }
        }
        if let Some(window) = &mut self.window {
            all.push(("window.closes".to_owned(), &mut window.closes));
            if let Some(spoiler) = &mut window.spoiler {
                all.push(("window.spoil.success".to_owned(), &mut spoiler.success));
                all.push(("window.spoil.cost".to_owned(), &mut spoiler.cost));
            }
        }
        if let Some(sign) = &mut self.sign {
            all.push(("process.sign".to_owned(), sign));
        }
        for kind in &mut self.types {
            if let Some(prior) = &mut kind.prior {
                all.push((format!("process.types.{}.prior", kind.name), prior));
            }
        }
        if let Some(inducement) = &mut self.inducement {
            let path = format!("inducements.{}", inducement.name);
            all.push((format!("{path}.amount"), &mut inducement.amount));
            all.push((format!("{path}.cost"), &mut inducement.cost));
        }
        all
    }
}

/// A condition as a TOML key: bare where TOML allows it, quoted otherwise.
pub fn key(condition: &Formula) -> String {
    let text = condition.to_string();
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if text.chars().all(bare) { text } else { format!("\"{text}\"") }
}

/// The keys of a TOML path, without their quotes.
fn segments(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut quoted = false;
    for c in path.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => keys.push(String::new()),
            _ => keys.last_mut().expect("never empty").push(c),
        }
    }
    keys
}
