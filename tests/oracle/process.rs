//! The demand process: who moves where, and what each move leads to.

use std::collections::BTreeMap;

use dashu::rational::RBig;

use super::{Agreement, Audience, Concession, Effect, Player, Quantity, Situation, World};

/// A payoff per player.
pub type Payoffs = BTreeMap<String, RBig>;

/// The demand process of a situation, as one type of the demander plays it.
#[derive(Clone, Debug)]
pub struct Process<'a> {
    pub situation: &'a Situation,
    pub demands: Vec<String>,
    /// Whether the demander can only sign after a success.
    pub always_signs: bool,
}

/// A position in the play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub stage: Stage,
    pub world: World,
    /// The number of attempts made, fallbacks included.
    pub time: usize,
    /// The index of the present demand.
    pub demand: usize,
    /// The attempts made at the present demand, fallback excluded.
    pub attempts: usize,
    /// Whether the fallback of the present demand has been used.
    pub fell_back: bool,
    pub successes: usize,
    /// Whether the inducement has been offered.
    pub offered: bool,
    /// Whether a concession was undone while the agreement was in force.
    pub breached: bool,
    /// Discounted costs so far, by player.
    pub costs: Payoffs,
}

/// What happens next at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The giver offers its inducement or not.
    Inducement,
    /// The owner of the present demand answers it.
    Demanded,
    /// Nature decides an attempt.
    Attempted,
    /// Nature decides the fallback.
    FellBack,
    /// The owner goes on after a failure.
    Failed,
    /// The demander answers a refusal of a demand of which nothing was attempted.
    Refused,
    /// The demander answers a failure.
    GivenUp,
    /// Nature draws whether the window closes.
    Succeeded,
    /// The spoiler answers the closing of the window.
    Closed,
    /// Nature decides the spoil.
    Spoiled,
    /// The demander answers a success.
    Reply,
    /// Nature decides this ratification of the agreement, which was signed or opened; `linked`
    /// is its index among the linked ones.
    Ratified { linked: Option<usize>, index: usize },
    /// The owner of this concession, if it is reversible and made, keeps or undoes it.
    Kept { concession: usize },
    /// This holder of the right to leave stays or leaves.
    Stayed { index: usize },
    /// A party of a linked agreement opens it or not.
    Linked { agreement: usize, party: usize },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Decision { role: Role, player: String, moves: Vec<(Action, Position)> },
    Chance(Vec<(RBig, Position)>),
    End(Payoffs),
}

/// In what capacity a player moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Giver,
    /// The owner of a demand, at its first answer.
    Owner,
    /// The owner of a demand, after a failure.
    FailedOwner,
    /// The demander, after a refusal or a failure.
    DisappointedDemander,
    /// The demander, after a success.
    SatisfiedDemander,
    Spoiler,
    /// The owner of a reversible concession, once the agreement is in force.
    Keeper,
    /// Somebody who may leave the agreement: with this stated probability.
    Leaver,
    LinkedParty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    None,
    Offer,
    Concede,
    FallBack,
    Refuse,
    Hold,
    BackDown,
    Sign,
    Demand,
    Refrain,
    Spoil,
    Closed,
    Open,
    Keep,
    Undo,
    Stay,
    Withdraw,
}

impl Position {
    pub fn start() -> Position {
        Position {
            stage: Stage::Inducement,
            world: World::default(),
            time: 0,
            demand: 0,
            attempts: 0,
            fell_back: false,
            successes: 0,
            offered: false,
            breached: false,
            costs: Payoffs::new(),
        }
    }

    /// The same position at another stage.
    pub fn at(mut self, stage: Stage) -> Position {
        self.stage = stage;
        self
    }
}

impl<'a> Process<'a> {
    /// The process as it is played where there are no types.
    pub fn new(situation: &'a Situation) -> Process<'a> {
        Process { situation, demands: situation.demands.clone(), always_signs: false }
    }

    /// The node at a position. Moves of probability 0 or 1 without a range are made at once;
    /// moves come in the order in which ties are broken.
    pub fn node(&self, position: Position) -> Node {
        match position.stage {
            Stage::Inducement => self.inducement(position),
            Stage::Demanded => self.demanded(position),
            Stage::Attempted => {
                let probability = &self.concession(&position).success;
                self.chance(probability, self.succeed(&position), self.fail(&position))
            }
            Stage::FellBack => {
                let fallback = self.concession(&position).fallback.as_ref();
                let probability = &fallback.expect("the fallback is declared").success;
                let failure = position.clone().at(Stage::Failed);
                self.chance(probability, self.succeed(&position), failure)
            }
            Stage::Failed => self.failed(position),
            Stage::Refused => {
                let cost = match &self.concession(&position).audience {
                    Audience::Same(cost) => cost,
                    Audience::Apart { refused, .. } => refused,
                };
                self.disappointed(position, cost)
            }
            Stage::GivenUp => {
                let cost = match &self.concession(&position).audience {
                    Audience::Same(cost) => cost,
                    Audience::Apart { failed, .. } => failed,
                };
                self.disappointed(position, cost)
            }
            Stage::Succeeded => self.succeeded(position),
            Stage::Closed => self.closed(position),
            Stage::Spoiled => {
                let spoiler = self.situation.window.as_ref().and_then(|w| w.spoiler.as_ref());
                let probability = &spoiler.expect("there is a spoiler").success;
                let works = self.end(position.clone());
                self.chance(probability, works, position.at(Stage::Reply))
            }
            Stage::Reply => self.reply(position),
            Stage::Ratified { linked, index } => self.ratified(position, linked, index),
            Stage::Kept { concession } => self.kept(position, concession),
            Stage::Stayed { index } => self.stayed(position, index),
            Stage::Linked { agreement, party } => self.linked(position, agreement, party),
        }
    }

    fn inducement(&self, position: Position) -> Node {
        let Some(inducement) = &self.situation.inducement else {
            return self.node(position.at(Stage::Demanded));
        };
        let none = position.clone().at(Stage::Demanded);
        let mut offer = position.at(Stage::Demanded);
        offer.offered = true;
        Node::Decision {
            role: Role::Giver,
            player: inducement.from.clone(),
            moves: vec![(Action::None, none), (Action::Offer, offer)],
        }
    }

    fn demanded(&self, position: Position) -> Node {
        Node::Decision {
            role: Role::Owner,
            player: self.concession(&position).owner.clone(),
            moves: vec![(Action::Concede, self.attempt(&position)), (Action::Refuse, position.at(Stage::Refused))],
        }
    }

    fn failed(&self, position: Position) -> Node {
        let concession = self.concession(&position);
        let mut moves = Vec::new();
        if position.attempts < concession.attempts {
            moves.push((Action::Concede, self.attempt(&position)));
        }
        if concession.fallback.is_some() && !position.fell_back {
            moves.push((Action::FallBack, self.fall_back(&position)));
        }
        if moves.is_empty() {
            return self.node(position.at(Stage::GivenUp));
        }
        moves.push((Action::Refuse, position.clone().at(Stage::GivenUp)));
        Node::Decision { role: Role::FailedOwner, player: concession.owner.clone(), moves }
    }

    fn disappointed(&self, position: Position, audience_cost: &Quantity) -> Node {
        let demander = self.situation.demander();
        let mut back_down = position.clone();
        self.pay(&mut back_down, demander, &audience_cost.base);
        // An inducement is for signing after a success.
        back_down.offered = false;
        let signed = back_down.at(Stage::Ratified { linked: None, index: 0 });
        Node::Decision {
            role: Role::DisappointedDemander,
            player: demander.to_owned(),
            moves: vec![(Action::Hold, self.end(position)), (Action::BackDown, signed)],
        }
    }

    fn succeeded(&self, position: Position) -> Node {
        let Some(window) = &self.situation.window else {
            return self.node(position.at(Stage::Reply));
        };
        if position.world.window_closed {
            return self.node(position.at(Stage::Reply));
        }
        let mut closed = position.clone().at(Stage::Closed);
        closed.world.window_closed = true;
        self.chance(&window.closes, closed, position.at(Stage::Reply))
    }

    fn closed(&self, position: Position) -> Node {
        let window = self.situation.window.as_ref().expect("there is a window");
        let Some(spoiler) = &window.spoiler else {
            return self.node(position.at(Stage::Reply));
        };
        let mut spoil = position.clone().at(Stage::Spoiled);
        self.pay(&mut spoil, &spoiler.player, &spoiler.cost.base);
        Node::Decision {
            role: Role::Spoiler,
            player: spoiler.player.clone(),
            moves: vec![(Action::Refrain, position.at(Stage::Reply)), (Action::Spoil, spoil)],
        }
    }

    fn reply(&self, position: Position) -> Node {
        let mut moves = vec![(Action::Sign, self.sign(&position))];
        if !self.always_signs {
            moves.push((Action::Hold, self.end(position.clone())));
            if position.demand + 1 < self.demands.len() {
                let mut demand = position.at(Stage::Demanded);
                demand.demand += 1;
                demand.attempts = 0;
                demand.fell_back = false;
                moves.push((Action::Demand, demand));
            }
        }
        Node::Decision { role: Role::SatisfiedDemander, player: self.situation.demander().to_owned(), moves }
    }

    fn linked(&self, position: Position, index: usize, party: usize) -> Node {
        let linked = self.situation.linked();
        let Some(agreement) = linked.get(index) else {
            return Node::End(self.payoffs(&position));
        };
        let next_agreement = Stage::Linked { agreement: index + 1, party: 0 };
        let parties = parties(agreement);
        let Some(player) = parties.get(party) else {
            return self.node(position.at(Stage::Ratified { linked: Some(index), index: 0 }));
        };
        let next_party = Stage::Linked { agreement: index, party: party + 1 };
        Node::Decision {
            role: Role::LinkedParty,
            player: player.clone(),
            moves: vec![(Action::Closed, position.clone().at(next_agreement)), (Action::Open, position.at(next_party))],
        }
    }

    fn concession(&self, position: &Position) -> &'a Concession {
        self.situation.concession(&self.demands[position.demand])
    }

    /// The owner pays for an attempt, and time goes on.
    fn attempt(&self, position: &Position) -> Position {
        let concession = self.concession(position);
        let mut next = position.clone().at(Stage::Attempted);
        self.pay(&mut next, &concession.owner, &concession.attempt_cost.base);
        next.attempts += 1;
        next.time += 1;
        next
    }

    /// The owner pays for the fallback, and time goes on.
    fn fall_back(&self, position: &Position) -> Position {
        let concession = self.concession(position);
        let fallback = concession.fallback.as_ref().expect("the fallback is declared");
        let mut next = position.clone().at(Stage::FellBack);
        self.pay(&mut next, &concession.owner, &fallback.cost.base);
        next.fell_back = true;
        next.time += 1;
        next
    }

    /// The present concession succeeds; it is charged now unless it is escrowed.
    fn succeed(&self, position: &Position) -> Position {
        let concession = self.concession(position);
        let mut next = position.clone().at(Stage::Succeeded);
        next.world.succeeded.insert(concession.name.clone());
        next.world.failed.remove(&concession.name);
        next.successes += 1;
        match &concession.effect {
            Effect::Immediate => {
                self.pay(&mut next, &concession.owner, &concession.success_cost.base);
            }
            Effect::On(_) => {}
        }
        next
    }

    /// The present attempt fails and is charged.
    fn fail(&self, position: &Position) -> Position {
        let concession = self.concession(position);
        let mut next = position.clone().at(Stage::Failed);
        next.world.failed.insert(concession.name.clone());
        self.pay(&mut next, &concession.owner, &concession.failure_cost.base);
        next
    }

    /// The demander signs.
    pub fn sign(&self, position: &Position) -> Position {
        position.clone().at(Stage::Ratified { linked: None, index: 0 })
    }

    /// The ratifications of an agreement, one after another; then it is in force, or not.
    fn ratified(&self, position: Position, linked: Option<usize>, index: usize) -> Node {
        let agreement = match linked {
            Some(place) => self.situation.linked()[place],
            None => self.situation.own_agreement(),
        };
        if let Some(ratification) = agreement.ratifications.get(index) {
            let yes = position.at(Stage::Ratified { linked, index: index + 1 });
            let mut no = yes.clone();
            no.world.rejections.insert((agreement.name.clone(), ratification.name.clone()));
            for (player, cost) in &ratification.costs {
                self.pay(&mut no, player, &cost.base);
            }
            return self.chance(&ratification.success, yes, no);
        }
        let mut next = position;
        let rejected = next.world.rejections.iter().any(|(name, _)| *name == agreement.name);
        if !rejected {
            self.enact(&mut next, &agreement.name);
        }
        let stage = match linked {
            Some(place) => Stage::Linked { agreement: place + 1, party: 0 },
            None if rejected => Stage::Linked { agreement: 0, party: 0 },
            None => {
                // An inducement is paid straight after the first success.
                if let Some(inducement) = &self.situation.inducement
                    && next.offered
                    && next.successes == 1
                {
                    self.pay(&mut next, &inducement.to, &-&inducement.amount.base);
                    self.pay(&mut next, &inducement.from, &inducement.cost.base);
                }
                match agreement.withdrawals.is_empty() {
                    true => Stage::Linked { agreement: 0, party: 0 },
                    false => Stage::Kept { concession: 0 },
                }
            }
        };
        self.node(next.at(stage))
    }

    fn kept(&self, position: Position, index: usize) -> Node {
        let left = position.world.ended.contains(&self.situation.agreement);
        let Some(concession) = self.situation.concessions.get(index) else {
            return self.node(if left { self.end(position) } else { position.at(Stage::Stayed { index: 0 }) });
        };
        let next = position.at(Stage::Kept { concession: index + 1 });
        let (Some(cost), true) = (&concession.reversible, next.world.succeeded.contains(&concession.name)) else {
            return self.node(next);
        };
        let mut undone = next.clone();
        self.pay(&mut undone, &concession.owner, &cost.base);
        undone.world.succeeded.remove(&concession.name);
        undone.breached = true;
        Node::Decision {
            role: Role::Keeper,
            player: concession.owner.clone(),
            moves: vec![(Action::Keep, next), (Action::Undo, undone)],
        }
    }

    fn stayed(&self, position: Position, index: usize) -> Node {
        let Some(withdrawal) = self.situation.own_agreement().withdrawals.get(index) else {
            return self.node(self.end(position));
        };
        let mut left = position.clone().at(Stage::Kept { concession: 0 });
        self.pay(&mut left, &withdrawal.player, &withdrawal.cost.base);
        left.world.in_force.remove(&self.situation.agreement);
        left.world.ended.insert(self.situation.agreement.clone());
        Node::Decision {
            role: Role::Leaver,
            player: withdrawal.player.clone(),
            moves: vec![(Action::Stay, position.at(Stage::Stayed { index: index + 1 })), (Action::Withdraw, left)],
        }
    }

    /// An agreement comes into force, and with it the concessions escrowed on it.
    pub fn enact(&self, position: &mut Position, agreement: &str) {
        position.world.in_force.insert(agreement.to_owned());
        for concession in &self.situation.concessions {
            if concession.effect == Effect::On(agreement.to_owned())
                && position.world.succeeded.contains(&concession.name)
            {
                self.pay(position, &concession.owner, &concession.success_cost.base);
            }
        }
    }

    /// The process ends; the parties of the linked agreements move last.
    pub fn end(&self, position: Position) -> Position {
        position.at(Stage::Linked { agreement: 0, party: 0 })
    }

    /// A player pays a cost now.
    fn pay(&self, position: &mut Position, player: &str, cost: &RBig) {
        let discounted = self.discount(player, position.time) * cost;
        *position.costs.entry(player.to_owned()).or_insert(RBig::ZERO) += discounted;
    }

    /// δ^t.
    fn discount(&self, player: &str, time: usize) -> RBig {
        let discount = &self.situation.player(player).discount.base;
        (0..time).fold(RBig::ONE, |power, _| power * discount)
    }

    /// The path payoffs d + δ^t (U(ω) − d) − costs.
    fn payoffs(&self, position: &Position) -> Payoffs {
        let mut payoffs = Payoffs::new();
        for Player { name, .. } in &self.situation.players {
            let disagreement = self.situation.disagreement(name);
            let gain = self.situation.utility(name, &position.world) - &disagreement;
            let costs = position.costs.get(name).cloned().unwrap_or(RBig::ZERO);
            let waiting = (0..position.time).fold(RBig::ZERO, |sum, time| {
                sum + self.discount(name, time) * &self.situation.player(name).delay.base
            });
            let payoff = disagreement + self.discount(name, position.time) * gain - costs - waiting;
            payoffs.insert(name.clone(), payoff);
        }
        payoffs
    }

    /// A chance move, left out where it is certain and carries no range.
    fn chance(&self, probability: &Quantity, yes: Position, no: Position) -> Node {
        let likely = &probability.base;
        if probability.range.is_none() && *likely == RBig::ONE {
            return self.node(yes);
        }
        if probability.range.is_none() && *likely == RBig::ZERO {
            return self.node(no);
        }
        Node::Chance(vec![(likely.clone(), yes), (RBig::ONE - likely, no)])
    }
}

/// The signatories of an agreement, then its approvers, no player twice.
fn parties(agreement: &Agreement) -> Vec<String> {
    let mut parties: Vec<String> = Vec::new();
    for player in agreement.signatories.iter().chain(&agreement.approvers) {
        if !parties.contains(player) {
            parties.push(player.clone());
        }
    }
    parties
}

/// Σ probability · payoffs.
pub fn expectation(lottery: &[(RBig, Payoffs)]) -> Payoffs {
    let mut expected = Payoffs::new();
    for (probability, payoffs) in lottery {
        for (player, payoff) in payoffs {
            *expected.entry(player.clone()).or_insert(RBig::ZERO) += probability * payoff;
        }
    }
    expected
}

/// The index of the first of the largest values.
pub fn first_best(values: &[RBig]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

impl std::fmt::Display for Action {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Action::None => "NONE",
            Action::Offer => "OFFER",
            Action::Concede => "CONCEDE",
            Action::FallBack => "FALL BACK",
            Action::Refuse => "REFUSE",
            Action::Hold => "HOLD",
            Action::BackDown => "BACK DOWN",
            Action::Sign => "SIGN",
            Action::Demand => "DEMAND",
            Action::Refrain => "REFRAIN",
            Action::Spoil => "SPOIL",
            Action::Closed => "closed",
            Action::Open => "open",
            Action::Keep => "KEEP",
            Action::Undo => "UNDO",
            Action::Stay => "STAY",
            Action::Withdraw => "WITHDRAW",
        })
    }
}
