//! The payoff vectors that set-valued concepts judge: those of the file, then the values that
//! the game itself suggests.

use crate::form::coalitional::CoalitionalGame;
use crate::numeric::rational::Rational;

use super::aumann_dreze::aumann_dreze;
use super::limits::Limits;
use super::nucleolus::nucleolus;
use super::shapley::shapley;

/// Points by name: the file's in its order, then `nucleolus` (if there are imputations) and
/// `shapley` or, where blocks have formed, `aumann_dreze`. A name that the file uses is the file's.
pub fn candidates(game: &CoalitionalGame, limits: &Limits) -> Vec<(String, Vec<Rational>)> {
    let mut points = game.points.clone();
    let given: Vec<String> = points.iter().map(|(name, _)| name.clone()).collect();
    let free = |name: &str| given.iter().all(|other| other != name);
    if free("nucleolus")
        && let Ok(value) = nucleolus(game, limits)
        && let Ok(payoff) = value.payoff
    {
        points.push(("nucleolus".to_owned(), payoff));
    }
    if game.is_united() && free("shapley") {
        points.push(("shapley".to_owned(), shapley(game)));
    }
    if !game.is_united() && free("aumann_dreze") {
        points.push(("aumann_dreze".to_owned(), aumann_dreze(game)));
    }
    points
}
