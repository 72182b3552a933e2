//! Checks of bounds that are claimed to hold one Markov perfect equilibrium, in exact interval
//! arithmetic: the equations of values and of indifference, in the shares and the values together,
//! hold at exactly one point between them (Krawczyk), and no other action is better there.

use crate::form::stochastic::{Step, StochasticGame, Turn};
use crate::numeric::rational::Rational;
use crate::solution::stochastic::EnclosedMarkov;

use super::range::{Range, maps_inside};

/// That there is exactly one equilibrium with these supports between the bounds.
pub(super) fn holds_one(game: &StochasticGame, claimed: &EnclosedMarkov) -> Result<(), String> {
    let players = game.players.len();
    let shaped = claimed.values.len() == game.states.len()
        && claimed.mixtures.len() == game.states.len()
        && claimed.values.iter().all(|own| own.len() == players)
        && claimed.values.iter().chain(&claimed.mixtures).flatten().all(|[lo, hi]| lo <= hi);
    if !shaped {
        return Err("it is not about the states of the game".to_owned());
    }
    if claimed.payoffs != claimed.values[game.start] {
        return Err("its payoffs are not those of the first state".to_owned());
    }
    let mut claim = Claim { game, claimed, supports: Vec::new(), unknowns: Vec::new(), idle: Vec::new() };
    for (state, mixture) in game.states.iter().zip(&claimed.mixtures) {
        let Turn::Choice { actions, .. } = &state.turn else {
            claim.supports.push(Vec::new());
            continue;
        };
        let support: Vec<usize> = (0..mixture.len()).filter(|&action| mixture[action][1].is_positive()).collect();
        let one = [Rational::ONE, Rational::ONE];
        let sure = support.len() != 1 || mixture[support[0]] == one;
        let positive = support.iter().all(|&action| mixture[action][0].is_positive());
        if mixture.len() != actions.len() || support.is_empty() || !sure || !positive {
            return Err(format!("no mixture of actions is played in `{}`", state.name));
        }
        claim.supports.push(support);
    }
    for player in 0..players {
        claim.idle.push(claim.idle(player)?);
    }
    claim.choose_unknowns();
    claim.is_root()?;
    claim.is_best()?;
    claim.is_held()
}

/// A number that is known by bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// Of an action in a support, but the first.
    Share {
        state: usize,
        action: usize,
    },
    Value {
        state: usize,
        player: usize,
    },
}

struct Claim<'a> {
    game: &'a StochasticGame,
    claimed: &'a EnclosedMarkov,
    /// By state, the actions that are taken.
    supports: Vec<Vec<usize>>,
    unknowns: Vec<Unknown>,
    /// By player and state: that play goes on for ever undiscounted, for nothing.
    idle: Vec<Vec<bool>>,
}

impl Claim<'_> {
    fn side(&self, unknown: Unknown) -> Range {
        let [lo, hi] = match unknown {
            Unknown::Share { state, action } => &self.claimed.mixtures[state][action],
            Unknown::Value { state, player } => &self.claimed.values[state][player],
        };
        Range { lo: lo.clone(), hi: hi.clone() }
    }

    fn choose_unknowns(&mut self) {
        let shares = self.supports.iter().enumerate().flat_map(|(state, support)| {
            support.iter().skip(1).map(move |&action| Unknown::Share { state, action }).collect::<Vec<_>>()
        });
        let values = (0..self.game.states.len())
            .flat_map(|state| (0..self.game.players.len()).map(move |player| (state, player)))
            .filter(|&(state, player)| {
                let [lo, hi] = &self.claimed.values[state][player];
                lo < hi && !self.idle[player][state]
            })
            .map(|(state, player)| Unknown::Value { state, player });
        self.unknowns = shares.chain(values).collect();
    }

    /// The steps that may be taken.
    fn taken(&self, state: usize) -> Vec<&Step> {
        match &self.game.states[state].turn {
            Turn::End(_) => Vec::new(),
            Turn::Chance(draws) => {
                draws.iter().filter(|(chance, _)| chance.is_positive()).map(|(_, step)| step).collect()
            }
            Turn::Choice { actions, .. } => self.supports[state].iter().map(|&action| &actions[action]).collect(),
        }
    }

    fn idle(&self, player: usize) -> Result<Vec<bool>, String> {
        let mut idle: Vec<bool> = self.game.states.iter().map(|state| !matches!(state.turn, Turn::End(_))).collect();
        while let Some(state) = (0..idle.len()).find(|&state| {
            let stays = |step: &&Step| idle[step.to] && self.game.factor(step, player).is_one();
            idle[state] && !self.taken(state).iter().all(stays)
        }) {
            idle[state] = false;
        }
        for state in (0..idle.len()).filter(|&state| idle[state]) {
            let [lo, hi] = &self.claimed.values[state][player];
            let paid = self.taken(state).iter().any(|step| !step.pays[player].is_zero());
            if paid || lo.is_positive() || hi.is_negative() {
                let name = &self.game.states[state].name;
                return Err(format!("play from `{name}` never ends, and its worth is made up"));
            }
        }
        Ok(idle)
    }

    /// At the middle of the bounds, or all of them.
    fn at(&self, unknown: Unknown, middle: bool) -> Range {
        let side = self.side(unknown);
        if middle && self.unknowns.contains(&unknown) { Range::exactly(&side.middle()) } else { side }
    }

    fn value(&self, state: usize, player: usize, middle: bool) -> Range {
        match self.idle[player][state] {
            true => Range::exactly(&Rational::ZERO),
            false => self.at(Unknown::Value { state, player }, middle),
        }
    }

    fn share(&self, state: usize, action: usize, middle: bool) -> Range {
        match self.supports[state].split_first() {
            Some((first, rest)) if *first == action => rest
                .iter()
                .map(|&action| self.at(Unknown::Share { state, action }, middle))
                .fold(Range::exactly(&Rational::ONE), |left, share| left.minus(&share)),
            _ => self.at(Unknown::Share { state, action }, middle),
        }
    }

    fn ahead(&self, step: &Step, player: usize, middle: bool) -> Range {
        let later = Range::exactly(&self.game.factor(step, player)).times(&self.value(step.to, player, middle));
        Range::exactly(&step.pays[player]).plus(&later)
    }

    /// The steps of a state with their chances.
    fn draws(&self, state: usize, middle: bool) -> Vec<(Range, &Step)> {
        match &self.game.states[state].turn {
            Turn::End(_) => Vec::new(),
            Turn::Chance(draws) => draws.iter().map(|(chance, step)| (Range::exactly(chance), step)).collect(),
            Turn::Choice { actions, .. } => {
                let support = self.supports[state].iter();
                support.map(|&action| (self.share(state, action, middle), &actions[action])).collect()
            }
        }
    }

    /// What play from a state pays, by one step ahead.
    fn recursion(&self, state: usize, player: usize, middle: bool) -> Range {
        if let Turn::End(payoffs) = &self.game.states[state].turn {
            return Range::exactly(&payoffs[player]);
        }
        let each =
            self.draws(state, middle).into_iter().map(|(chance, step)| (chance, self.ahead(step, player, middle)));
        each.fold(Range::exactly(&Rational::ZERO), |sum, (chance, ahead)| sum.plus(&chance.times(&ahead)))
    }

    /// The mover and two steps of a mixture whose worths are equal.
    fn indifferent(&self, state: usize, action: usize) -> Option<(usize, &Step, &Step)> {
        let Turn::Choice { player, actions } = &self.game.states[state].turn else { return None };
        Some((*player, &actions[action], &actions[*self.supports[state].first()?]))
    }

    /// The equation of an unknown: that of a share says that its action is as good as the first.
    fn equation(&self, unknown: Unknown, middle: bool) -> Range {
        match unknown {
            Unknown::Value { state, player } => {
                self.value(state, player, middle).minus(&self.recursion(state, player, middle))
            }
            Unknown::Share { state, action } => match self.indifferent(state, action) {
                Some((player, one, other)) => self.ahead(one, player, middle).minus(&self.ahead(other, player, middle)),
                None => Range::exactly(&Rational::ZERO),
            },
        }
    }

    /// The derivative of an equation with respect to an unknown.
    fn slope(&self, equation: Unknown, by: Unknown, middle: bool) -> Range {
        let mut sum = Range::exactly(&Rational::ZERO);
        let mut add = |weight: Range, sign: i64| sum = sum.plus(&weight.times(&Range::exactly(&Rational::from(sign))));
        match (equation, by) {
            (Unknown::Value { state, player }, Unknown::Value { state: to, player: own }) if player == own => {
                if state == to {
                    add(Range::exactly(&Rational::ONE), 1);
                }
                for (chance, step) in self.draws(state, middle).into_iter().filter(|(_, step)| step.to == to) {
                    add(chance.times(&Range::exactly(&self.game.factor(step, player))), -1);
                }
            }
            (Unknown::Value { state, player }, Unknown::Share { state: at, action }) if state == at => {
                if let Some((_, one, first)) = self.indifferent(state, action) {
                    add(self.ahead(one, player, middle), -1);
                    add(self.ahead(first, player, middle), 1);
                }
            }
            (Unknown::Share { state, action }, Unknown::Value { state: to, player: own }) => {
                if let Some((player, one, first)) = self.indifferent(state, action).filter(|(who, ..)| *who == own) {
                    for (step, sign) in [(one, 1), (first, -1)].into_iter().filter(|(step, _)| step.to == to) {
                        add(Range::exactly(&self.game.factor(step, player)), sign);
                    }
                }
            }
            _ => {}
        }
        sum
    }

    fn is_root(&self) -> Result<(), String> {
        // What is stated exactly follows exactly.
        for (state, own) in self.claimed.values.iter().enumerate() {
            for (player, [lo, hi]) in own.iter().enumerate().filter(|(player, _)| !self.idle[*player][state]) {
                let follows = self.recursion(state, player, false);
                if lo == hi && !(follows.lo == *lo && follows.hi == *lo) {
                    let who = &self.game.players[player];
                    return Err(format!("`{}` is worth something else to {who}", self.game.states[state].name));
                }
            }
        }
        for (state, support) in self.supports.iter().enumerate() {
            if let Some(&first) = support.first() {
                let (left, [lo, hi]) = (self.share(state, first, false), &self.claimed.mixtures[state][first]);
                if left.lo > *hi || left.hi < *lo || !left.lo.is_positive() {
                    return Err(format!("no mixture of actions is played in `{}`", self.game.states[state].name));
                }
            }
        }
        let all = || self.unknowns.iter();
        let sides: Vec<Range> = all().map(|&one| self.side(one)).collect();
        let values: Vec<Rational> = all().map(|&one| self.equation(one, true).lo).collect();
        let slopes = |middle: bool| -> Vec<Vec<Range>> {
            all().map(|&row| all().map(|&column| self.slope(row, column, middle)).collect()).collect()
        };
        let at_middle: Vec<Vec<Rational>> =
            slopes(true).into_iter().map(|row| row.into_iter().map(|slope| slope.lo).collect()).collect();
        maps_inside(&sides, &values, &at_middle, &slopes(false))
    }

    fn is_best(&self) -> Result<(), String> {
        for (state, support) in self.supports.iter().enumerate() {
            let Turn::Choice { player, actions } = &self.game.states[state].turn else { continue };
            for action in (0..actions.len()).filter(|action| !support.contains(action)) {
                let own = &actions[support[0]];
                let other = &actions[action];
                let alike = other.to == own.to && self.game.factor(other, *player) == self.game.factor(own, *player);
                let gain = match alike {
                    true => Range::exactly(&(&other.pays[*player] - &own.pays[*player])),
                    false => self.ahead(other, *player, false).minus(&self.ahead(own, *player, false)),
                };
                if gain.hi.is_positive() {
                    let (who, place) = (&self.game.players[*player], &self.game.states[state].name);
                    return Err(format!("{who} may gain by `{}` in `{place}`", other.name));
                }
            }
        }
        Ok(())
    }

    /// That nobody gains by making play go on for ever.
    fn is_held(&self) -> Result<(), String> {
        let mixtures: Vec<Vec<Rational>> =
            self.claimed.mixtures.iter().map(|own| own.iter().map(|[lo, _]| lo.clone()).collect()).collect();
        for player in 0..self.game.players.len() {
            let name = &self.game.players[player];
            let place = |state: usize| &self.game.states[state].name;
            let lingers = self
                .game
                .lingering(player, &mixtures)
                .map_err(|state| format!("{name} could earn without end in `{}`", place(state)))?;
            let less = |&state: &usize| lingers[state] && self.claimed.values[state][player][0].is_negative();
            if let Some(state) = (0..lingers.len()).find(less) {
                return Err(format!("{name} may gain by making play from `{}` go on for ever", place(state)));
            }
        }
        Ok(())
    }
}
