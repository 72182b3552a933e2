//! What paths to equilibria start from and lead to.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::numeric::stream::{unit, word};
use crate::solution::{Enclosed, Found, PathEquilibria, PathStop, Refusal};

use super::logit::approximate;
use super::mixed_equilibria::{NEAR, near};

/// The largest game whose paths are followed: a step takes milliseconds.
pub const MOST_PROFILES: usize = 50_000;
pub const MOST_STRATEGIES: usize = 200;

/// The paths that are followed, unless the limits say otherwise.
pub const STARTS: u64 = 6;

/// A start's weights are between this and one before they are scaled.
const LEAST_WEIGHT: f64 = 0.02;

/// Gains by deviating below which an equilibrium is looked for, in units in which the largest
/// difference of payoffs is 1.
pub const CLOSE: f64 = 1e-2;

/// # Errors
/// If the game is too large for paths.
pub fn small_enough(game: &NormalGame) -> Result<(), Refusal> {
    let sizes =
        [("profiles", game.payoffs.len(), MOST_PROFILES), ("strategies", game.counts().iter().sum(), MOST_STRATEGIES)];
    match sizes.into_iter().find(|(_, size, limit)| size > limit) {
        Some((what, size, limit)) => Err(Refusal::TooLarge { what, size, limit, instead: Some("one_nash") }),
        None => Ok(()),
    }
}

/// The even mixtures of some strategies of each player.
pub fn even(strategies: &[Vec<usize>]) -> Vec<Vec<f64>> {
    strategies.iter().map(|list| vec![1.0 / list.len() as f64; list.len()]).collect()
}

/// The even mixtures, then others of positive probabilities.
pub fn start(strategies: &[Vec<usize>], number: u64) -> Vec<Vec<f64>> {
    if number == 0 {
        return even(strategies);
    }
    let weight = |player: usize, place: usize| {
        LEAST_WEIGHT + (1.0 - LEAST_WEIGHT) * unit(word(number, player as u64, place as u64))
    };
    let mixture = |(player, list): (usize, &Vec<usize>)| {
        let weights: Vec<f64> = (0..list.len()).map(|place| weight(player, place)).collect();
        let total: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / total).collect()
    };
    strategies.iter().enumerate().map(mixture).collect()
}

/// Gathers what paths lead to.
pub struct PathEnds<'a> {
    game: &'a NormalGame,
    surviving: &'a [Vec<usize>],
    found: PathEquilibria,
}

impl<'a> PathEnds<'a> {
    /// Of a game in which nothing but these strategies is played.
    pub fn new(game: &'a NormalGame, surviving: &'a [Vec<usize>]) -> PathEnds<'a> {
        let found = PathEquilibria {
            players: game.players.clone(),
            strategies: game.strategies.clone(),
            equilibria: Vec::new(),
            enclosed: Vec::new(),
            paths: Vec::new(),
            nearest: None,
        };
        PathEnds { game, surviving, found }
    }

    /// A path begins.
    pub fn begin(&mut self) {
        self.found.paths.push(Default::default());
    }

    /// The path comes to an estimate of an equilibrium, which is proved and listed, if it can
    /// be.
    pub fn come_to(&mut self, estimate: &[Vec<f64>]) -> bool {
        let settled = near(self.game, self.surviving, estimate, NEAR);
        settled.is_some_and(|found| self.list(found))
    }

    /// The path comes to what cannot be proved to be an equilibrium near an estimate of one.
    pub fn unproved(&mut self, estimate: &[Vec<f64>]) {
        let nearest = approximate(self.game, estimate);
        if !self.list(nearest)
            && let Some(path) = self.found.paths.last_mut()
        {
            path.unproved += 1;
        }
    }

    /// Lists what is an equilibrium of the last path, and says whether it is.
    fn list(&mut self, found: Found) -> bool {
        let Some(path) = self.found.paths.last_mut() else { return false };
        let (places, place) = match found {
            Found::Equilibrium(equilibrium) => {
                (&mut path.equilibria, place(&mut self.found.equilibria, equilibrium, PartialEq::eq))
            }
            Found::Enclosed(enclosed) => (&mut path.enclosed, place(&mut self.found.enclosed, enclosed, overlap)),
            Found::Approximate { profile, regret } => {
                if self.found.nearest.as_ref().is_none_or(|(_, known)| regret < *known) {
                    self.found.nearest = Some((profile, regret));
                }
                return false;
            }
        };
        if !places.contains(&place) {
            places.push(place);
        }
        true
    }

    /// The path ends here.
    pub fn end(&mut self, stopped: Option<PathStop>) {
        if let Some(path) = self.found.paths.last_mut() {
            path.stopped = stopped;
        }
    }

    /// How many equilibria are known.
    pub fn count(&self) -> usize {
        self.found.equilibria.len() + self.found.enclosed.len()
    }

    pub fn finish(self) -> PathEquilibria {
        let nearest = if self.count() == 0 { self.found.nearest } else { None };
        PathEquilibria { nearest, ..self.found }
    }
}

/// The place of an entry in a list, to which it is added unless it is there.
fn place<T>(list: &mut Vec<T>, entry: T, same: impl Fn(&T, &T) -> bool) -> usize {
    list.iter().position(|known| same(known, &entry)).unwrap_or_else(|| {
        list.push(entry);
        list.len() - 1
    })
}

/// Whether two boxes have a point in common. Then the equilibria in them are not known to differ.
fn overlap(one: &Enclosed, other: &Enclosed) -> bool {
    let meet = |([lo, hi], [least, most]): (&[Rational; 2], &[Rational; 2])| lo <= most && least <= hi;
    one.profile.iter().flatten().zip(other.profile.iter().flatten()).all(meet)
}
