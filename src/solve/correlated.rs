//! Correlated equilibrium (Aumann 1974, 1987 \[Aumann1974, Aumann1987\]).
//!
//! A distribution over profiles, from which a mediator draws and tells each player its own
//! part alone, such that nobody gains by playing something else when told something. These
//! are finitely many linear inequalities: for each player and each pair of strategies `a`,
//! `b`, `Σ p(a, t)·(u(b, t) - u(a, t)) <= 0` over the profiles `t` of the others. The set is
//! a polytope, never empty (Hart and Schmeidler 1989), and holds every Nash equilibrium; so
//! any linear goal has an interval, each end one linear program with a row per pair and a
//! column per profile. All programs share the rows: each starts from the basis of the last.
//!
//! The duals of the rows prove an end: see [`Bound`].

use std::sync::atomic::{AtomicU64, Ordering};

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Relation, Row, Sequence, Watch};
use crate::numeric::rational::Rational;
use crate::solution::{Bound, CorrelatedSet, Incentive, Refusal, Weighted};

use super::limits::Limits;

/// The most entries (incentives times profiles) of a program.
pub const MAX_ENTRIES: usize = 2_000_000;

/// A deviation that must not pay: to `instead` when told `played`, or, in the coarse notion
/// (`None`), whatever one would have been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation {
    pub player: usize,
    pub played: Option<usize>,
    pub instead: usize,
}

/// The deviations of Aumann's notion, players and strategies in order.
pub fn deviations(game: &NormalGame) -> Vec<Deviation> {
    let counts = game.counts();
    let pairs = |player: usize, count: usize| {
        (0..count).flat_map(move |played| {
            let others = (0..count).filter(move |&instead| instead != played);
            others.map(move |instead| Deviation { player, played: Some(played), instead })
        })
    };
    counts.iter().enumerate().flat_map(|(player, &count)| pairs(player, count)).collect()
}

/// The best total of payoffs, and each player's least and most, over the correlated
/// equilibria.
///
/// # Errors
/// [`Refusal::TooLarge`] beyond [`MAX_ENTRIES`].
pub fn correlated(game: &NormalGame, limits: &Limits) -> Result<CorrelatedSet, Refusal> {
    Polytope::new(game, deviations(game), limits)?.summary()
}

/// The least and the most probability that a correlated equilibrium gives to an event, a set
/// of profiles.
///
/// # Errors
/// [`Refusal::TooLarge`] beyond [`MAX_ENTRIES`].
pub fn event_interval(game: &NormalGame, event: impl Fn(&[usize]) -> bool) -> Result<[Bound; 2], Refusal> {
    Polytope::new(game, deviations(game), &Limits::default())?.event_interval(event)
}

/// The distributions from which no deviation pays.
pub struct Polytope<'a> {
    game: &'a NormalGame,
    deviations: Vec<Deviation>,
    sequence: Sequence,
}

impl<'a> Polytope<'a> {
    /// The limits count pivots, of all goals together.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`] beyond [`MAX_ENTRIES`].
    pub fn new(game: &'a NormalGame, deviations: Vec<Deviation>, limits: &Limits) -> Result<Polytope<'a>, Refusal> {
        let profiles = game.payoffs.len();
        let size = deviations.len().saturating_mul(profiles);
        if size > MAX_ENTRIES {
            return Err(Refusal::TooLarge {
                what: "incentives times profiles",
                size,
                limit: MAX_ENTRIES,
                instead: Some("iterated_dominance"),
            });
        }
        let mut program = LinearProgram::maximize(vec![Rational::ZERO; profiles]);
        program.rows = deviations
            .iter()
            .map(|deviation| {
                let (count, stride) = (game.strategies[deviation.player].len(), game.stride(deviation.player));
                let terms = (0..profiles).filter_map(|profile| {
                    let told = profile / stride % count;
                    (told != deviation.instead && deviation.played.is_none_or(|played| played == told)).then(|| {
                        let other = profile - told * stride + deviation.instead * stride;
                        (profile, game.payoff(other, deviation.player) - game.payoff(profile, deviation.player))
                    })
                });
                Row::new(terms, Relation::AtMost, Rational::ZERO)
            })
            .collect();
        program.rows.push(Row::new((0..profiles).map(|at| (at, Rational::ONE)), Relation::Equal, Rational::ONE));
        let (limits, pivots) = (limits.clone(), AtomicU64::new(0));
        let over = move || pivots.fetch_add(1, Ordering::Relaxed) >= limits.nodes || limits.interrupted();
        let sequence = Sequence::new(program).watched(Watch::new(over));
        Ok(Polytope { game, deviations, sequence })
    }

    /// The distribution that maximises a goal, given by profile, with its proof.
    ///
    /// # Errors
    /// [`Refusal::Interrupted`] where the limits end it before it is done.
    pub fn most(&mut self, goal: Vec<Rational>) -> Result<Bound, Refusal> {
        self.sequence.set_objective(goal);
        let outcome = self.sequence.solve_watched().ok_or(Refusal::Interrupted)?;
        let optimum = outcome.optimal().expect("correlated equilibria exist and probabilities are bounded");
        let weights = optimum.primal.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        let distribution = weights.map(|(at, weight)| Weighted { profile: self.game.profile(at), weight }).collect();
        let proof = self
            .deviations
            .iter()
            .zip(optimum.dual)
            .filter(|(_, weight)| !weight.is_zero())
            .map(|(deviation, weight)| Incentive {
                player: deviation.player,
                played: deviation.played,
                instead: deviation.instead,
                weight,
            })
            .collect();
        Ok(Bound { value: optimum.value, distribution, proof })
    }

    /// The same for the minimum.
    ///
    /// # Errors
    /// As [`Polytope::most`].
    pub fn least(&mut self, goal: Vec<Rational>) -> Result<Bound, Refusal> {
        let bound = self.most(goal.iter().map(|value| -value).collect())?;
        Ok(Bound { value: -&bound.value, ..bound })
    }

    /// The least and the most probability of an event.
    ///
    /// # Errors
    /// As [`Polytope::most`].
    pub fn event_interval(&mut self, event: impl Fn(&[usize]) -> bool) -> Result<[Bound; 2], Refusal> {
        let goal: Vec<Rational> = (0..self.game.payoffs.len())
            .map(|at| if event(&self.game.profile(at)) { Rational::ONE } else { Rational::ZERO })
            .collect();
        Ok([self.least(goal.clone())?, self.most(goal)?])
    }

    /// # Errors
    /// As [`Polytope::most`].
    pub fn summary(&mut self) -> Result<CorrelatedSet, Refusal> {
        let game = self.game;
        let sum = |payoffs: &[Rational]| payoffs.iter().fold(Rational::ZERO, |sum, payoff| &sum + payoff);
        let welfare = self.most(game.payoffs.iter().map(sum).collect())?;
        let mut payoffs = Vec::new();
        for player in 0..game.players.len() {
            let goal: Vec<Rational> = game.payoffs.iter().map(|payoffs| payoffs[player].clone()).collect();
            payoffs.push([self.least(goal.clone())?, self.most(goal)?]);
        }
        Ok(CorrelatedSet { welfare, payoffs, players: game.players.clone(), strategies: game.strategies.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coin_flip_is_between_the_equilibria_of_the_battle_of_the_sexes() {
        let payoffs = [(2, 1), (0, 0), (0, 0), (1, 2)].map(|(a, b): (i64, i64)| vec![a.into(), b.into()]).to_vec();
        let two = || vec!["a".to_owned(), "b".to_owned()];
        let game = NormalGame { players: two(), strategies: vec![two(), two()], payoffs: payoffs.into() };
        let set = correlated(&game, &Limits::default()).unwrap();
        assert_eq!(set.welfare.value, Rational::from(3));
        let [least, most] = &set.payoffs[0];
        assert_eq!((&least.value, &most.value), (&Rational::new(2, 3), &Rational::from(2)));
        let [least, most] = event_interval(&game, |profile| profile == [0, 1]).unwrap();
        // At most 1/2: told apart, they need 2 p(a, a) and 2 p(b, b) to outweigh p(a, b).
        assert_eq!((least.value, most.value), (Rational::ZERO, Rational::new(1, 2)));
    }
}
