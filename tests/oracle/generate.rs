//! Random situations.

use dashu::rational::RBig;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::{
    Agreement, Audience, Concession, Conflict, Effect, Fallback, Formula, Inducement, Lottery, Player, Prospect,
    Quantity, Ratification, Situation, Spoiler, Type, Window, Withdrawal,
};

/// A random situation: small integers and multiples of 1/20, so that ties occur.
pub fn generate(seed: u64) -> Situation {
    let mut draw = Draw { random: Pcg64::seed_from_u64(seed), coarse: false };
    draw.coarse = draw.percent(25);
    let coarse = draw.coarse;
    let mut situation = draw.situation(seed);
    // A stream of its own: what is drawn above stays the same.
    let mut draw = Draw { random: Pcg64::seed_from_u64(seed ^ 0x5eed_0001), coarse };
    draw.second_thoughts(&mut situation);
    situation
}

struct Draw {
    random: Pcg64,
    /// No discounting, no conflict, few values: ties abound.
    coarse: bool,
}

/// The players by what they do. Names come in the order of the file.
struct Cast {
    players: Vec<String>,
    owner: String,
    demander: String,
    /// Everybody but the owner and the demander.
    others: Vec<String>,
    /// The giver of an inducement.
    giver: Option<String>,
}

impl Draw {
    fn situation(mut self, seed: u64) -> Situation {
        let cast = self.cast();
        let mut names: Vec<String> = words(&["vote", "apology", "transit", "release", "audit_2"]);
        names.shuffle(&mut self.random);
        let demands = names[..self.integer(1, 4) as usize].to_vec();
        let mut agreements: Vec<String> = words(&["treaty", "border", "pact"]);
        agreements.shuffle(&mut self.random);
        agreements.truncate(self.integer(1, 3) as usize);
        let agreement = self.pick(&agreements);
        let window = self.percent(60).then(|| self.window(&cast));

        let mut conditions: Vec<Formula> = Vec::new();
        for demand in &demands {
            conditions.push(Formula::done(demand));
            conditions.push(Formula::failed(demand));
        }
        conditions.extend(agreements.iter().map(|name| Formula::in_force(name)));
        if window.is_some() {
            conditions.push(Formula::WindowClosed);
        }

        let conflict = (!self.coarse && self.percent(75)).then(|| self.conflict(&agreement, &conditions));
        let mut players = Vec::new();
        for name in &cast.players {
            let prospect = (conflict.is_some() || self.percent(10)).then(|| self.prospect());
            players.push(Player {
                name: name.clone(),
                discount: self.discount(),
                delay: Quantity::zero(),
                conflict: prospect,
                payoffs: self.payoffs(name, &cast, &demands, &agreement, &agreements, &conditions),
            });
        }
        let mut concessions = self.concessions(&cast, &demands, &agreement);
        concessions.shuffle(&mut self.random);
        let inducement = cast.giver.as_ref().map(|giver| Inducement {
            name: "aid".to_owned(),
            from: giver.clone(),
            to: cast.demander.clone(),
            amount: self.amount(0, 10, true),
            cost: self.amount(0, 4, true),
        });
        Situation {
            title: format!("situation {seed}"),
            agreements: self.agreements(&cast, &agreement, &agreements),
            sign: self.percent(85).then(|| self.probability(50)),
            types: if self.percent(50) { self.types(&demands[0]) } else { Vec::new() },
            players,
            concessions,
            conflict,
            window,
            inducement,
            agreement,
            demands,
        }
    }

    fn cast(&mut self) -> Cast {
        let mut players = words(&["north", "alder", "south", "mesa", "birch", "delta"]);
        players.shuffle(&mut self.random);
        players.truncate(self.integer(2, 5) as usize);
        let mut shuffled = players.clone();
        shuffled.shuffle(&mut self.random);
        let owner = shuffled.remove(0);
        let demander = shuffled.remove(0);
        let giver = (!shuffled.is_empty() && self.percent(45)).then(|| self.pick(&shuffled));
        Cast { players, owner, demander, others: shuffled, giver }
    }

    fn window(&mut self, cast: &Cast) -> Window {
        let spoiler = (!cast.others.is_empty() && self.percent(65)).then(|| Spoiler {
            player: self.pick(&cast.others),
            success: self.probability(50),
            cost: self.amount(0, 6, true),
        });
        Window { closes: self.probability(30), spoiler }
    }

    fn conflict(&mut self, agreement: &str, conditions: &[Formula]) -> Conflict {
        let most = if self.percent(15) { 19 } else { 8 };
        let base = self.twentieths(0, most);
        let hazard = self.quantity(base, "1/20", Some(RBig::ZERO), Some(RBig::ONE));
        let mut add = Vec::new();
        for _ in 0..self.integer(0, 3) {
            let condition = self.formula(conditions, 1);
            let base = self.twentieths(-9, 9);
            push_distinct(&mut add, condition, self.quantity(base, "1/20", None, None));
        }
        let mut overrides = Vec::new();
        for index in 0..self.integer(0, 2) {
            let condition =
                if index == 0 && self.percent(60) { Formula::in_force(agreement) } else { self.formula(conditions, 1) };
            let base = self.twentieths(0, 10);
            let hazard = self.quantity(base, "1/20", Some(RBig::ZERO), Some(RBig::ONE));
            push_distinct(&mut overrides, condition, hazard);
        }
        Conflict { hazard, add, overrides }
    }

    fn prospect(&mut self) -> Prospect {
        if self.percent(50) {
            return Prospect::Value(self.amount(-10, 40, false));
        }
        Prospect::Lottery(Box::new(Lottery {
            win_probability: self.probability(50),
            win: self.amount(20, 60, false),
            lose: self.amount(0, 20, false),
            cost: self.amount(0, 10, true),
        }))
    }

    fn payoffs(
        &mut self,
        player: &str,
        cast: &Cast,
        demands: &[String],
        agreement: &str,
        agreements: &[String],
        conditions: &[Formula],
    ) -> Vec<(Formula, Quantity)> {
        let mut payoffs = Vec::new();
        if self.percent(90) {
            payoffs.push((Formula::Always, self.amount(0, 50, false)));
        }
        let signed = if player == cast.owner {
            self.amount(8, 30, false)
        } else if player == cast.demander {
            self.amount(-4, 8, false)
        } else if cast.giver.as_deref() == Some(player) {
            self.amount(4, 20, false)
        } else {
            self.amount(-15, 15, false)
        };
        payoffs.push((Formula::in_force(agreement), signed));
        for demand in demands {
            if player == cast.demander {
                payoffs.push((Formula::done(demand), self.amount(1, 14, false)));
            } else if self.percent(20) {
                payoffs.push((Formula::done(demand), self.amount(-4, 4, false)));
            }
        }
        for name in agreements.iter().filter(|name| *name != agreement) {
            if self.percent(70) {
                payoffs.push((Formula::in_force(name), self.amount(-5, 12, false)));
            }
        }
        for _ in 0..self.integer(0, 2) {
            let condition = self.formula(conditions, 2);
            let value = self.amount(-8, 8, false);
            push_distinct(&mut payoffs, condition, value);
        }
        payoffs.shuffle(&mut self.random);
        payoffs
    }

    fn concessions(&mut self, cast: &Cast, demands: &[String], agreement: &str) -> Vec<Concession> {
        // Second chances multiply the tree: longer lists get one at most.
        let mut second_chances = if demands.len() > 2 { 1 } else { demands.len() };
        let mut concessions = Vec::new();
        for (index, name) in demands.iter().enumerate() {
            let success = if self.percent(40) { Quantity::one() } else { self.probability(50) };
            let mut attempts = 1;
            let mut fallback = None;
            if success != Quantity::one() && second_chances > 0 && self.percent(45) {
                second_chances -= 1;
                if self.percent(60) {
                    attempts = 2;
                }
                if attempts == 1 || self.percent(50) {
                    let success = self.probability(50);
                    fallback = Some(Fallback { success, cost: self.amount(0, 5, true) });
                }
            }
            let other_owner = index > 0 && !cast.others.is_empty() && self.percent(20);
            let owner = if other_owner { self.pick(&cast.others) } else { cast.owner.clone() };
            let escrowed = self.percent(25);
            let audience = if self.percent(70) {
                Audience::Same(self.amount(0, 14, true))
            } else {
                Audience::Apart { refused: self.amount(0, 14, true), failed: self.amount(0, 14, true) }
            };
            concessions.push(Concession {
                name: name.clone(),
                owner,
                demanded_by: cast.demander.clone(),
                success,
                attempt_cost: self.amount(0, 4, true),
                success_cost: self.amount(0, 10, true),
                failure_cost: self.amount(0, 6, true),
                audience,
                effect: if escrowed { Effect::On(agreement.to_owned()) } else { Effect::Immediate },
                attempts,
                fallback,
                reversible: None,
            });
        }
        concessions
    }

    fn agreements(&mut self, cast: &Cast, own: &str, names: &[String]) -> Vec<Agreement> {
        let mut agreements = Vec::new();
        for name in names {
            let (signatories, approvers) = if name == own {
                let mut signatories = vec![cast.owner.clone(), cast.demander.clone()];
                signatories.shuffle(&mut self.random);
                (signatories, Vec::new())
            } else {
                let pool = if cast.others.is_empty() { &cast.players } else { &cast.others };
                let signatories = vec![self.pick(pool)];
                let approvers = if self.percent(30) { vec![self.pick(&cast.players)] } else { Vec::new() };
                (signatories, approvers)
            };
            agreements.push(Agreement {
                name: name.clone(),
                signatories,
                approvers,
                ratifications: Vec::new(),
                withdrawals: Vec::new(),
            });
        }
        agreements
    }

    /// In some situations, waiting costs, ballots after the signature, and the right to leave and
    /// to undo, with payoffs that depend on them.
    fn second_thoughts(&mut self, situation: &mut Situation) {
        let names: Vec<String> = situation.players.iter().map(|player| player.name.clone()).collect();
        if self.percent(25) {
            for player in &mut situation.players {
                player.delay = self.amount(0, 3, true);
            }
        }
        let mut conditions = Vec::new();
        for agreement in &mut situation.agreements {
            let ballots = if self.percent(25) { self.integer(1, 2) } else { 0 };
            for name in &words(&["north", "council"])[..ballots as usize] {
                let success = self.probability(50);
                let mut costs = Vec::new();
                for player in &names {
                    if self.percent(30) {
                        costs.push((player.clone(), self.amount(-3, 5, false)));
                    }
                }
                agreement.ratifications.push(Ratification { name: name.clone(), success, costs });
                conditions.push(Formula::RejectedBy(agreement.name.clone(), name.clone()));
                conditions.push(Formula::Rejected(agreement.name.clone()));
            }
        }
        if self.percent(25) {
            let own = situation.agreement.clone();
            let agreement = situation.agreements.iter_mut().find(|one| one.name == own).expect("it is declared");
            let mut parties = agreement.signatories.clone();
            parties.truncate(self.integer(1, 2) as usize);
            for player in parties {
                let chance = self.probability(50);
                agreement.withdrawals.push(Withdrawal { player, chance, cost: self.amount(0, 4, true) });
            }
            conditions.push(Formula::Ended(own));
            for concession in &mut situation.concessions {
                concession.reversible = self.percent(50).then(|| self.amount(0, 4, true));
            }
        }
        if conditions.is_empty() {
            return;
        }
        for player in &mut situation.players {
            for _ in 0..self.integer(0, 2) {
                let condition = self.formula(&conditions, 1);
                let value = self.amount(-12, 12, false);
                push_distinct(&mut player.payoffs, condition, value);
            }
        }
    }

    /// A sincere type and a ratcheting one, one of which leaves out its prior.
    fn types(&mut self, first_demand: &str) -> Vec<Type> {
        let prior = self.probability(50);
        let stated = self.percent(50);
        let mut types = vec![
            Type {
                name: "sincere".to_owned(),
                prior: stated.then(|| prior.clone()),
                demands: Some(vec![first_demand.to_owned()]),
                always_signs: true,
            },
            Type {
                name: "ratcheting".to_owned(),
                prior: (!stated).then_some(prior),
                demands: None,
                always_signs: false,
            },
        ];
        types.shuffle(&mut self.random);
        types
    }

    /// A condition of at most 2^depth atoms, some of them negated.
    fn formula(&mut self, atoms: &[Formula], depth: usize) -> Formula {
        if depth == 0 || self.percent(25) {
            let atom = atoms.choose(&mut self.random).expect("there are conditions").clone();
            return if self.percent(30) { atom.negate() } else { atom };
        }
        let left = self.formula(atoms, depth - 1);
        let right = self.formula(atoms, depth - 1);
        let joined = if self.percent(60) { left.and(right) } else { left.or(right) };
        if self.percent(15) { joined.negate() } else { joined }
    }

    fn discount(&mut self) -> Quantity {
        if self.coarse {
            return Quantity::one();
        }
        let base = if self.percent(25) { RBig::ONE } else { self.twentieths(15, 19) };
        self.quantity(base, "1/50", Some(RBig::ZERO), Some(RBig::ONE))
    }

    /// A multiple of 1/20 around a percentage, now and then 0 or 1.
    fn probability(&mut self, around: i64) -> Quantity {
        let base = match self.integer(0, 19) {
            0 => RBig::ZERO,
            1 => RBig::ONE,
            _ if self.coarse => self.twentieths(10, 10),
            _ => {
                let middle = around / 5;
                let spread = middle.min(20 - middle) - 1;
                self.twentieths(middle - spread, middle + spread)
            }
        };
        self.quantity(base, "1/20", Some(RBig::ZERO), Some(RBig::ONE))
    }

    /// An integer, sometimes with a half or a third; `cost` keeps its range above zero.
    fn amount(&mut self, least: i64, most: i64, cost: bool) -> Quantity {
        if self.coarse {
            let base = RBig::from(self.integer(least / 4, most / 4));
            return self.quantity(base, "1", cost.then_some(RBig::ZERO), None);
        }
        let mut base = RBig::from(self.integer(least, most));
        match self.integer(0, 15) {
            0 => base += RBig::ONE / RBig::from(2),
            1 => base += RBig::ONE / RBig::from(3),
            _ => {}
        }
        self.quantity(base, "1", cost.then_some(RBig::ZERO), None)
    }

    /// A quantity, one in five with a range of a few steps on either side.
    fn quantity(&mut self, base: RBig, step: &str, floor: Option<RBig>, ceiling: Option<RBig>) -> Quantity {
        let step = super::number(step);
        let mut low = &base - RBig::from(self.integer(0, 5)) * &step;
        let mut high = &base + RBig::from(self.integer(0, 5)) * &step;
        if let Some(floor) = floor {
            low = low.max(floor);
        }
        if let Some(ceiling) = ceiling {
            high = high.min(ceiling);
        }
        let ranged = self.percent(20) && low < high;
        Quantity { base, range: ranged.then_some((low, high)) }
    }

    fn twentieths(&mut self, least: i64, most: i64) -> RBig {
        RBig::from(self.integer(least, most)) / RBig::from(20)
    }

    fn integer(&mut self, least: i64, most: i64) -> i64 {
        self.random.random_range(least..=most)
    }

    fn percent(&mut self, percentage: i64) -> bool {
        self.integer(1, 100) <= percentage
    }

    fn pick(&mut self, names: &[String]) -> String {
        names.choose(&mut self.random).expect("there is a name").clone()
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Adds a term unless its condition is already there: a TOML table has each key once.
fn push_distinct(terms: &mut Vec<(Formula, Quantity)>, condition: Formula, quantity: Quantity) {
    let text = condition.to_string();
    if terms.iter().all(|(other, _)| other.to_string() != text) {
        terms.push((condition, quantity));
    }
}
