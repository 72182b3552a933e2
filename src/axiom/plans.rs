//! Checks of claims about the game of plans: dominance by replay, equilibria by their
//! definition.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Elimination, Enclosed, Equilibrium};

use super::dominance::{profiles, uses_dominated, weakly_dominates_all};
use super::{enclosure, normal};

/// What a report says about the game of plans, as far as its tests rest on it.
#[derive(Debug, Clone)]
pub struct PlanClaims {
    /// The equilibria of the concept `nash`, and whether they are claimed to be all that are
    /// extreme or isolated.
    pub equilibria: Vec<Equilibrium>,
    /// Those in boxes, and members of families.
    pub enclosed: Vec<Enclosed>,
    pub complete: bool,
    /// The rounds of iterated strict dominance, in order.
    pub eliminations: Vec<Elimination>,
}

/// Replays iterated strict dominance: every elimination must be by a mixture of what is left
/// that is better against everything that is left. Returns what survives.
///
/// # Errors
/// The first elimination that does not stand, in words.
pub fn replay(game: &NormalGame, eliminations: &[Elimination]) -> Result<Vec<Vec<usize>>, String> {
    let mut surviving: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    for gone in eliminations {
        let Elimination { player, strategy, by, .. } = gone;
        let fits =
            surviving.get(*player).is_some_and(|left| left.contains(strategy) && by.len() == game.counts()[*player]);
        if !fits {
            return Err("an elimination names a strategy that is not there".to_owned());
        }
        let name = || format!("{}'s `{}`", game.players[*player], game.strategies[*player][*strategy]);
        let sum = by.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
        let outside = (0..by.len()).any(|index| !by[index].is_zero() && !surviving[*player].contains(&index));
        if by.iter().any(Rational::is_negative) || !sum.is_one() || outside {
            return Err(format!("what dominates {} is no mixture of what is left", name()));
        }
        let better = profiles(&surviving, *player).all(|mut profile| {
            let mut payoff = |strategy: usize| {
                profile[*player] = strategy;
                game.payoffs[game.index(&profile)][*player].clone()
            };
            let own = payoff(*strategy);
            let mixed = (0..by.len())
                .filter(|&index| !by[index].is_zero())
                .fold(Rational::ZERO, |sum, index| &sum + &(&by[index] * &payoff(index)));
            mixed > own
        });
        if !better {
            return Err(format!("{} is not strictly dominated", name()));
        }
        surviving[*player].retain(|kept| kept != strategy);
    }
    Ok(surviving)
}

/// Whether the claims and the game settle a test on plans. `attempting` marks the owner's plans
/// that attempt the concession. `Ok(None)` where they leave it open.
///
/// # Errors
/// As [`replay`].
pub fn decide(
    game: &NormalGame,
    owner: usize,
    attempting: &[bool],
    claims: &PlanClaims,
    test: &str,
) -> Result<Option<bool>, String> {
    let surviving = replay(game, &claims.eliminations)?;
    let attempts = |support: &[Vec<usize>]| support[owner].iter().any(|&plan| attempting[plan]);
    let stands = |one: &&Equilibrium| normal::is_equilibrium(game, one).is_ok();
    let listed = || claims.equilibria.iter().filter(stands).map(Equilibrium::support);
    // Members of families need not be alone in their box: what is not shown here is left open.
    let fits = |one: &&Enclosed| one.profile.iter().map(Vec::len).eq(game.counts());
    let boxed = || claims.enclosed.iter().filter(fits);
    let shown = || boxed().filter(|one| enclosure::holds_one(game, one).is_ok()).map(Enclosed::support);
    let open = |wanted: bool| boxed().any(|one| attempts(&one.support()) == wanted);
    let pure = || normal::pure_equilibria(game).into_iter().map(|profile| attempting[profile[owner]]);
    let left = |wanted: bool| surviving[owner].iter().any(|&plan| attempting[plan] == wanted);
    Ok(match test {
        // That nothing more can be eliminated is not repeated here.
        "undominated" => Some(left(true)),
        "some_equilibrium" => {
            let found = listed().chain(shown()).any(|one| attempts(&one)) || pure().any(|attempts| attempts);
            (found || (claims.complete && !open(true)) || !left(true)).then_some(found)
        }
        "every_equilibrium" => {
            let refuted = listed().chain(shown()).any(|one| !attempts(&one)) || pure().any(|attempts| !attempts);
            (refuted || (claims.complete && !open(false)) || !left(false)).then_some(!refuted)
        }
        "some_undominated_equilibrium" => {
            let attempting = || claims.equilibria.iter().filter(stands).filter(|one| attempts(&one.support()));
            let used: Vec<Option<bool>> = attempting().map(|one| uses_dominated(game, one)).collect();
            let known = !used.contains(&None) && (!open(true) || used.contains(&Some(false)));
            let all = claims.complete || !left(true);
            (known && (used.contains(&Some(false)) || all)).then_some(used.contains(&Some(false)))
        }
        "dominant" => {
            Some((0..attempting.len()).any(|plan| attempting[plan] && weakly_dominates_all(game, owner, plan)))
        }
        _ => None,
    })
}
