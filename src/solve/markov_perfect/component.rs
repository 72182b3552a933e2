//! The equilibria of states that lead to each other, given what the states beyond are worth.

use crate::form::stochastic::{Step, StochasticGame, Turn};
use crate::numeric::linear::{Solutions, solve as solve_linear};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::solution::stochastic::Opening;
use crate::solve::limits::Spent;

use super::agents::{self, OfSupports};
use super::{Boxed, Partial, worth};

/// More combinations of supports of one component are not tried, first of those with one or two
/// actions each, then of the others.
const MOST_SUPPORTS: u64 = 300_000;

/// States with more actions are tried with one or two at once only.
const MOST_ACTIONS: usize = 8;

/// Equilibria of a component, and why there may be more.
#[derive(Default)]
pub(super) struct Solved {
    pub found: Vec<Found>,
    pub open: Vec<Opening>,
}

/// By member, a mixture and the values.
pub(super) enum Found {
    Exact(Vec<Vec<Rational>>, Vec<Vec<Rational>>),
    Boxed(Vec<Boxed>),
}

impl Solved {
    fn add(&mut self, own: OfSupports) {
        self.found.extend(own.found);
        if let Some(opening) = own.open.filter(|opening| !self.open.contains(opening)) {
            self.open.push(opening);
        }
    }
}

/// Goes through all combinations of supports.
pub(super) fn solve(game: &StochasticGame, members: &[usize], known: &Partial, spent: &mut Spent<'_>) -> Solved {
    let component = Component { game, members, known };
    let supports: Vec<Vec<Vec<usize>>> = (0..members.len()).map(|member| component.supports(member)).collect();
    let mut solved = Solved::default();
    for large in [false, true] {
        let fits = |own: &[usize]| large || own.len() <= 2;
        let counts: Vec<usize> = supports.iter().map(|own| own.iter().take_while(|own| fits(own)).count()).collect();
        let mut places = vec![0; members.len()];
        let mut tried = 0;
        loop {
            let chosen: Vec<&[usize]> =
                places.iter().zip(&supports).map(|(&place, own)| own[place].as_slice()).collect();
            if !large || chosen.iter().any(|own| own.len() > 2) {
                tried += 1;
                if tried > MOST_SUPPORTS || !spent.node() {
                    solved.open.push(Opening::Limit { state: members[0] });
                    return solved;
                }
                solved.add(component.equilibria(&chosen, spent));
            }
            if !advance(&mut places, |turn| counts[turn]) {
                break;
            }
        }
    }
    if members.len() > 1
        && let Some(member) = (0..members.len()).find(|&member| component.actions(member).len() > MOST_ACTIONS)
    {
        solved.open.push(Opening::Limit { state: members[member] });
    }
    solved
}

/// A state that does not come back, where what follows is known by bounds.
pub(super) fn pass(game: &StochasticGame, state: usize, known: &Partial) -> Result<Boxed, Opening> {
    let players = 0..game.players.len();
    let ahead = |step: &Step, player: usize| known.range(step.to, player).map(|end| worth(game, step, player, &end));
    match &game.states[state].turn {
        Turn::End(payoffs) => {
            let values = payoffs.iter().map(|own| [own.clone(), own.clone()]).collect();
            Ok(Boxed { mixture: Vec::new(), values })
        }
        Turn::Chance(draws) => {
            let mean = |player: usize| {
                draws.iter().fold([Rational::ZERO, Rational::ZERO], |[lo, hi], (chance, step)| {
                    let [least, most] = ahead(step, player);
                    [&lo + &(chance * &least), &hi + &(chance * &most)]
                })
            };
            Ok(Boxed { mixture: Vec::new(), values: players.map(mean).collect() })
        }
        Turn::Choice { player, actions } => {
            let best = (0..actions.len()).find(|&one| {
                let [least, _] = ahead(&actions[one], *player);
                (0..actions.len()).all(|other| other == one || ahead(&actions[other], *player)[1] < least)
            });
            let Some(best) = best else { return Err(Opening::Bounds { state }) };
            let share = |action| if action == best { Rational::ONE } else { Rational::ZERO };
            Ok(Boxed {
                mixture: (0..actions.len()).map(|action| [share(action), share(action)]).collect(),
                values: players.map(|player| ahead(&actions[best], player)).collect(),
            })
        }
    }
}

pub(super) struct Component<'a> {
    pub game: &'a StochasticGame,
    pub members: &'a [usize],
    known: &'a Partial,
}

/// An equation over the values of the members for one player.
pub(super) struct Equation {
    pub coefficients: Vec<Rational>,
    pub right: Rational,
}

impl Equation {
    /// That the value of a member is nothing.
    pub fn naught(members: usize, member: usize) -> Equation {
        let mut coefficients = vec![Rational::ZERO; members];
        coefficients[member] = Rational::ONE;
        Equation { coefficients, right: Rational::ZERO }
    }
}

/// What a player's indifference says of its values.
enum Values {
    Known(Vec<Rational>),
    Undetermined,
}

impl Component<'_> {
    /// Single actions first, then pairs, then more.
    fn supports(&self, member: usize) -> Vec<Vec<usize>> {
        let actions = self.actions(member).len();
        // Alone, a state has nobody to make indifferent.
        let most = match self.members.len() {
            1 => 1,
            _ if actions > MOST_ACTIONS => 2,
            _ => actions,
        };
        let mut supports: Vec<Vec<usize>> = vec![Vec::new()];
        let mut last = supports.clone();
        for _ in 0..most.min(actions) {
            let longer = |own: &Vec<usize>| {
                let from = own.last().map_or(0, |last| last + 1);
                let own = own.clone();
                (from..actions).map(move |action| own.iter().copied().chain([action]).collect()).collect::<Vec<_>>()
            };
            last = last.iter().flat_map(longer).collect();
            supports.extend(last.iter().cloned());
        }
        if actions > 0 {
            supports.remove(0);
        }
        supports
    }

    pub fn mover(&self, member: usize) -> Option<usize> {
        self.game.states[self.members[member]].mover()
    }

    pub fn actions(&self, member: usize) -> &[Step] {
        match &self.game.states[self.members[member]].turn {
            Turn::Choice { actions, .. } => actions,
            Turn::End(_) | Turn::Chance(_) => &[],
        }
    }

    fn equilibria(&self, supports: &[&[usize]], spent: &mut Spent<'_>) -> OfSupports {
        let mixing: Vec<usize> = (0..supports.len()).filter(|&member| supports[member].len() > 1).collect();
        let mut mixers: Vec<usize> = mixing.iter().filter_map(|&member| self.mover(member)).collect();
        mixers.sort_unstable();
        mixers.dedup();
        let mut mixtures: Vec<Vec<Rational>> = supports
            .iter()
            .enumerate()
            .map(|(member, support)| {
                let mut mixture = vec![Rational::ZERO; self.actions(member).len()];
                if let [only] = support {
                    mixture[*only] = Rational::ONE;
                }
                mixture
            })
            .collect();
        match mixers.as_slice() {
            [] => {}
            // One player that is indifferent by accident: what it does in a tie is not isolated.
            [_] => return OfSupports::default(),
            [one, two] if mixing.iter().all(|&member| supports[member].len() == 2) => {
                let pairs = [(*one, *two), (*two, *one)];
                let mut values = Vec::new();
                for (mixer, _) in pairs {
                    match self.indifferent(supports, mixer) {
                        Some(own) => values.push(own),
                        None => return OfSupports::default(),
                    }
                }
                for ((mixer, other), values) in pairs.into_iter().zip(values) {
                    let Values::Known(values) = values else { return agents::solve(self, supports, spent) };
                    for &member in mixing.iter().filter(|&&member| self.mover(member) == Some(other)) {
                        let [first, second] = supports[member] else { continue };
                        let ahead = |action: usize| self.ahead(&self.actions(member)[action], mixer, &values);
                        let (low, high) = (ahead(*first), ahead(*second));
                        let spread = &high - &low;
                        if spread.is_zero() {
                            return match values[member] == low {
                                true => agents::solve(self, supports, spent),
                                false => OfSupports::default(),
                            };
                        }
                        let share = &(&values[member] - &low) / &spread;
                        if !share.is_positive() || share >= Rational::ONE {
                            return OfSupports::default();
                        }
                        mixtures[member][*first] = &Rational::ONE - &share;
                        mixtures[member][*second] = share;
                    }
                }
            }
            _ => return agents::solve(self, supports, spent),
        }
        match self.standing(mixtures) {
            Ok(found) => OfSupports { found: found.into_iter().collect(), open: None },
            Err(opening) => OfSupports { found: Vec::new(), open: Some(opening) },
        }
    }

    /// Mixtures with their values, if nobody gains by another action anywhere.
    pub fn standing(&self, mixtures: Vec<Vec<Rational>>) -> Result<Option<Found>, Opening> {
        let values = self.values(&mixtures)?;
        Ok(self.is_best(&mixtures, &values).then_some(Found::Exact(mixtures, values)))
    }

    /// A player's values where it is indifferent wherever it mixes, and the others mix as they must.
    /// `None` if it cannot be.
    fn indifferent(&self, supports: &[&[usize]], player: usize) -> Option<Values> {
        let mut equations = Vec::new();
        for (member, support) in supports.iter().enumerate() {
            match self.mover(member) {
                None => equations.push(self.recursion(member, &[], player)),
                Some(mover) if support.len() == 1 || mover == player => {
                    for &action in *support {
                        let mut mixture = vec![Rational::ZERO; self.actions(member).len()];
                        mixture[action] = Rational::ONE;
                        equations.push(self.recursion(member, &mixture, player));
                    }
                }
                Some(_) => {}
            }
        }
        match self.solve(equations) {
            Solutions::Unique(values) => Some(Values::Known(values.rationals())),
            Solutions::Many { .. } => Some(Values::Undetermined),
            Solutions::Inconsistent { .. } => None,
        }
    }

    fn solve(&self, equations: Vec<Equation>) -> Solutions {
        let (mut rows, mut right): (Vec<Vec<Rational>>, Vec<Rational>) =
            equations.into_iter().map(|own| (own.coefficients, own.right)).unzip();
        if rows.is_empty() {
            rows.push(vec![Rational::ZERO; self.members.len()]);
            right.push(Rational::ZERO);
        }
        solve_linear(&rows, &right)
    }

    /// `V(member) - Σ probability · factor · V(next) = Σ probability · what is paid, and beyond`.
    pub fn recursion(&self, member: usize, mixture: &[Rational], player: usize) -> Equation {
        let mut equation = Equation::naught(self.members.len(), member);
        for (chance, step) in self.drawn(member, mixture) {
            self.take(&mut equation, chance, step, player);
        }
        if let Turn::End(payoffs) = &self.game.states[self.members[member]].turn {
            equation.right = payoffs[player].clone();
        }
        equation
    }

    /// Adds a step to an equation, with a weight: what is known of it on the right.
    pub fn take(&self, equation: &mut Equation, chance: &Rational, step: &Step, player: usize) {
        equation.right = &equation.right + &(chance * &step.pays[player]);
        let weight = chance * &self.game.factor(step, player);
        match self.members.binary_search(&step.to) {
            Ok(next) => equation.coefficients[next] = &equation.coefficients[next] - &weight,
            Err(_) => equation.right = &equation.right + &(&weight * &self.known.values[step.to][player]),
        }
    }

    /// The steps that have positive probability.
    fn drawn<'s>(&'s self, member: usize, mixture: &'s [Rational]) -> Vec<(&'s Rational, &'s Step)> {
        let all: Vec<(&Rational, &Step)> = match &self.game.states[self.members[member]].turn {
            Turn::End(_) => Vec::new(),
            Turn::Chance(draws) => draws.iter().map(|(chance, step)| (chance, step)).collect(),
            Turn::Choice { actions, .. } => mixture.iter().zip(actions).collect(),
        };
        all.into_iter().filter(|(chance, _)| !chance.is_zero()).collect()
    }

    /// What the strategies are worth, by member and player.
    fn values(&self, mixtures: &[Vec<Rational>]) -> Result<Vec<Vec<Rational>>, Opening> {
        let mut values = vec![Vec::new(); self.members.len()];
        for player in 0..self.game.players.len() {
            let idle = self.idle(mixtures, player)?;
            let equation = |member: usize| match idle[member] {
                true => Equation::naught(self.members.len(), member),
                false => self.recursion(member, &mixtures[member], player),
            };
            // Play ends or is discounted from everywhere else.
            let Solutions::Unique(own) = self.solve((0..mixtures.len()).map(equation).collect()) else {
                return Err(Opening::Unbounded { state: self.members[0], player });
            };
            for (value, own) in values.iter_mut().zip(own.rationals()) {
                value.push(own);
            }
        }
        Ok(values)
    }

    /// The members from which play goes on for ever inside the component, undiscounted for a player:
    /// worth nothing if it pays nothing.
    ///
    /// # Errors
    /// A member on such a way where it pays.
    pub fn idle(&self, mixtures: &[Vec<Rational>], player: usize) -> Result<Vec<bool>, Opening> {
        let steps: Vec<Vec<&Step>> = (0..mixtures.len())
            .map(|member| self.drawn(member, &mixtures[member]).into_iter().map(|(_, step)| step).collect())
            .collect();
        let end = |&member: &usize| matches!(self.game.states[self.members[member]].turn, Turn::End(_));
        let mut tame: Vec<bool> = (0..mixtures.len()).map(|member| end(&member)).collect();
        loop {
            let leads = |step: &&Step| {
                let inside = self.members.binary_search(&step.to);
                inside.map_or(true, |next| tame[next]) || !self.game.factor(step, player).is_one()
            };
            let more: Vec<usize> =
                (0..tame.len()).filter(|&member| !tame[member] && steps[member].iter().any(leads)).collect();
            if more.is_empty() {
                break;
            }
            more.into_iter().for_each(|member| tame[member] = true);
        }
        let paid = |&member: &usize| !tame[member] && steps[member].iter().any(|step| !step.pays[player].is_zero());
        match (0..tame.len()).find(paid) {
            Some(member) => Err(Opening::Unbounded { state: self.members[member], player }),
            None => Ok(tame.into_iter().map(|tame| !tame).collect()),
        }
    }

    /// What a step is worth to a player.
    fn ahead(&self, step: &Step, player: usize, values: &[Rational]) -> Rational {
        match self.members.binary_search(&step.to) {
            Ok(member) => worth(self.game, step, player, &values[member]),
            Err(_) => worth(self.game, step, player, &self.known.values[step.to][player]),
        }
    }

    /// That no action is better than what the mover does.
    fn is_best(&self, mixtures: &[Vec<Rational>], values: &[Vec<Rational>]) -> bool {
        let column = |player: usize| -> Vec<Rational> { values.iter().map(|own| own[player].clone()).collect() };
        (0..mixtures.len()).all(|member| {
            let Some(player) = self.mover(member) else { return true };
            let own = column(player);
            self.actions(member).iter().all(|step| self.ahead(step, player, &own) <= own[member])
        })
    }
}
