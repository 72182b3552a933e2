//! The equilibria of states that lead to each other, given what the states beyond are worth.

use crate::form::stochastic::{Step, StochasticGame, Turn};
use crate::numeric::linear::{Solutions, solve as solve_linear};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::solve::limits::Spent;

use super::{Partial, worth};

/// More combinations of supports of one component are not tried.
const MOST_SUPPORTS: u64 = 300_000;

/// Equilibria of a component: by member, a mixture and the values.
pub(super) struct Solved {
    pub complete: bool,
    pub found: Vec<Found>,
}
type Found = (Vec<Vec<Rational>>, Vec<Vec<Rational>>);

/// Why a combination of supports gives no equilibrium.
enum Failure {
    /// There is none.
    None,
    /// There may be some, which are not isolated or have no value.
    Open,
}

/// Goes through all combinations of supports.
pub(super) fn solve(game: &StochasticGame, members: &[usize], known: &Partial, spent: &mut Spent<'_>) -> Solved {
    let component = Component { game, members, known };
    let supports: Vec<Vec<Vec<usize>>> = members.iter().map(|&state| component.supports(state)).collect();
    let mut places = vec![0; members.len()];
    let mut solved = Solved { complete: true, found: Vec::new() };
    let mut tried = 0;
    loop {
        tried += 1;
        if tried > MOST_SUPPORTS || !spent.node() {
            solved.complete = false;
            return solved;
        }
        let chosen: Vec<&[usize]> =
            places.iter().zip(&supports).map(|(&place, own)| own.get(place).map_or(&[][..], Vec::as_slice)).collect();
        match component.equilibrium(&chosen) {
            Ok(found) => solved.found.push(found),
            Err(Failure::None) => {}
            Err(Failure::Open) => solved.complete = false,
        }
        if !advance(&mut places, |turn| supports[turn].len()) {
            return solved;
        }
    }
}

struct Component<'a> {
    game: &'a StochasticGame,
    members: &'a [usize],
    known: &'a Partial,
}

/// An equation over the values of the members for one player.
struct Equation {
    coefficients: Vec<Rational>,
    right: Rational,
}

impl Component<'_> {
    /// Single actions first, then pairs.
    fn supports(&self, state: usize) -> Vec<Vec<usize>> {
        let Turn::Choice { actions, .. } = &self.game.states[state].turn else { return vec![Vec::new()] };
        let mut supports: Vec<Vec<usize>> = (0..actions.len()).map(|action| vec![action]).collect();
        // Alone, a state that does not come back has nobody to make indifferent.
        if self.members.len() > 1 {
            for one in 0..actions.len() {
                supports.extend((one + 1..actions.len()).map(|other| vec![one, other]));
            }
        }
        supports
    }

    fn mover(&self, member: usize) -> Option<usize> {
        match &self.game.states[self.members[member]].turn {
            Turn::Choice { player, .. } => Some(*player),
            Turn::End(_) | Turn::Chance(_) => None,
        }
    }

    fn actions(&self, member: usize) -> &[Step] {
        match &self.game.states[self.members[member]].turn {
            Turn::Choice { actions, .. } => actions,
            Turn::End(_) | Turn::Chance(_) => &[],
        }
    }

    fn equilibrium(&self, supports: &[&[usize]]) -> Result<Found, Failure> {
        let mixing: Vec<usize> = (0..supports.len()).filter(|&member| supports[member].len() == 2).collect();
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
            [_] => return Err(Failure::None),
            [one, two] => {
                for (mixer, other) in [(*one, *two), (*two, *one)] {
                    let values = self.indifferent(supports, mixer)?;
                    for &member in mixing.iter().filter(|&&member| self.mover(member) == Some(other)) {
                        let [first, second] = supports[member] else { continue };
                        let ahead = |action: usize| self.ahead(&self.actions(member)[action], mixer, &values);
                        let (low, high) = (ahead(*first), ahead(*second));
                        let spread = &high - &low;
                        if spread.is_zero() {
                            return Err(if values[member] == low { Failure::Open } else { Failure::None });
                        }
                        let share = &(&values[member] - &low) / &spread;
                        if !share.is_positive() || share >= Rational::ONE {
                            return Err(Failure::None);
                        }
                        mixtures[member][*first] = &Rational::ONE - &share;
                        mixtures[member][*second] = share;
                    }
                }
            }
            _ => return Err(Failure::Open),
        }
        let values = self.values(&mixtures)?;
        self.is_best(&mixtures, &values).then_some((mixtures, values)).ok_or(Failure::None)
    }

    /// A player's values where it is indifferent wherever it mixes, and the others mix as they must.
    fn indifferent(&self, supports: &[&[usize]], player: usize) -> Result<Vec<Rational>, Failure> {
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
            Solutions::Unique(values) => Ok(values.rationals()),
            Solutions::Many { .. } => Err(Failure::Open),
            Solutions::Inconsistent { .. } => Err(Failure::None),
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
    fn recursion(&self, member: usize, mixture: &[Rational], player: usize) -> Equation {
        let mut coefficients = vec![Rational::ZERO; self.members.len()];
        coefficients[member] = Rational::ONE;
        let mut right = Rational::ZERO;
        let mut take = |chance: &Rational, step: &Step| {
            if chance.is_zero() {
                return;
            }
            right = &right + &(chance * &step.pays[player]);
            let weight = chance * &self.game.factor(step, player);
            match self.members.binary_search(&step.to) {
                Ok(next) => coefficients[next] = &coefficients[next] - &weight,
                Err(_) => right = &right + &(&weight * &self.known.values[step.to][player]),
            }
        };
        match &self.game.states[self.members[member]].turn {
            Turn::End(payoffs) => right = payoffs[player].clone(),
            Turn::Chance(draws) => draws.iter().for_each(|(chance, step)| take(chance, step)),
            Turn::Choice { actions, .. } => mixture.iter().zip(actions).for_each(|(chance, step)| take(chance, step)),
        }
        Equation { coefficients, right }
    }

    /// What the strategies are worth, by member and player.
    fn values(&self, mixtures: &[Vec<Rational>]) -> Result<Vec<Vec<Rational>>, Failure> {
        let endless = self.endless(mixtures);
        let mut values = vec![Vec::new(); self.members.len()];
        for player in 0..self.game.players.len() {
            let equations = || (0..mixtures.len()).map(|member| self.recursion(member, &mixtures[member], player));
            let mut solved = self.solve(equations().collect());
            if let Solutions::Many { .. } = solved {
                // Play that goes on for ever undiscounted is worth nothing if it pays nothing.
                let idle =
                    equations().enumerate().filter(|(member, _)| endless[*member]).all(|(_, own)| own.right.is_zero());
                if !idle {
                    return Err(Failure::Open);
                }
                let zero = |member: usize| {
                    let mut coefficients = vec![Rational::ZERO; self.members.len()];
                    coefficients[member] = Rational::ONE;
                    Equation { coefficients, right: Rational::ZERO }
                };
                solved =
                    self.solve(equations().chain((0..mixtures.len()).filter(|&at| endless[at]).map(zero)).collect());
            }
            let Solutions::Unique(own) = solved else { return Err(Failure::Open) };
            for (value, own) in values.iter_mut().zip(own.rationals()) {
                value.push(own);
            }
        }
        Ok(values)
    }

    /// The members from which play never leaves the component.
    fn endless(&self, mixtures: &[Vec<Rational>]) -> Vec<bool> {
        let next = |member: usize| -> Vec<Result<usize, usize>> {
            let place = |step: &Step| self.members.binary_search(&step.to);
            match &self.game.states[self.members[member]].turn {
                Turn::End(_) => vec![Err(0)],
                Turn::Chance(draws) => {
                    draws.iter().filter(|(chance, _)| !chance.is_zero()).map(|(_, step)| place(step)).collect()
                }
                Turn::Choice { actions, .. } => {
                    let taken = mixtures[member].iter().zip(actions).filter(|(chance, _)| !chance.is_zero());
                    taken.map(|(_, step)| place(step)).collect()
                }
            }
        };
        let mut leaving = vec![false; self.members.len()];
        for _ in 0..self.members.len() {
            for member in 0..self.members.len() {
                leaving[member] |= next(member).iter().any(|to| to.map_or(true, |inside| leaving[inside]));
            }
        }
        leaving.into_iter().map(|leaves| !leaves).collect()
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
