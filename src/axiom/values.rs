//! Checks of values of coalitional games: each computed again from its definition, order by order
//! or coalition by coalition.

use crate::form::coalitional::{Coalition, CoalitionalGame, sum};
use crate::numeric::rational::Rational;

/// Up to this many players all orders of arrival are gone through.
const MOST_PLAYERS_FOR_ORDERS: usize = 7;

/// What a value is by its definition, as far as that is gone through here: `Ok(None)` where the
/// concept is none of these, or there are too many players.
///
/// # Errors
/// If the game has no such value.
pub fn value(game: &CoalitionalGame, concept: &str) -> Result<Option<Vec<Rational>>, String> {
    let few = game.count() <= MOST_PLAYERS_FOR_ORDERS;
    match concept {
        "shapley" if few => Ok(Some(by_orders(game, &[game.grand()], &[game.grand()]))),
        "owen" if few => Ok(Some(by_orders(game, &game.structure, &[game.grand()]))),
        "aumann_dreze" if few => Ok(Some(by_orders(game, &game.structure, &game.structure))),
        "gately" => gately(game).map(Some),
        "tau" => tau(game).map(Some),
        _ => Ok(None),
    }
}

/// The average of what players add over all orders of arrival in which nobody comes between the
/// players of a union; within parts that play their own game each.
fn by_orders(game: &CoalitionalGame, unions: &[Coalition], parts: &[Coalition]) -> Vec<Rational> {
    let mut total = vec![Rational::ZERO; game.count()];
    let mut orders = Rational::ZERO;
    for part in parts {
        orders = arrive(game, unions, *part, Coalition::EMPTY, &mut total);
        for player in part.players() {
            total[player] = &total[player] / &orders;
        }
    }
    debug_assert!(orders.is_positive(), "there is a part");
    total
}

/// Goes on with whoever may arrive next; the number of ways in which all arrive.
fn arrive(
    game: &CoalitionalGame,
    unions: &[Coalition],
    part: Coalition,
    present: Coalition,
    total: &mut [Rational],
) -> Rational {
    let absent = part.minus(present);
    if absent.is_empty() {
        return Rational::ONE;
    }
    // A union that has begun to arrive goes on.
    let begun = unions.iter().find(|union| union.meets(present) && union.meets(absent));
    let next = begun.map_or(absent, |union| union.intersection(absent));
    let mut orders = Rational::ZERO;
    for player in next.players() {
        let after = arrive(game, unions, part, present.with(player), total);
        let adds = game.worth(present.with(player)) - game.worth(present);
        total[player] = &total[player] + &(&adds * &after);
        // Each order of those present leads here; they are counted on the way back.
        orders = &orders + &after;
    }
    orders
}

/// Swings averaged over all coalitions of the others: the Banzhaf value.
pub fn by_swings(game: &CoalitionalGame) -> Vec<Rational> {
    (0..game.count())
        .map(|player| {
            let others = game.grand().without(player);
            let adds = others.subsets().map(|some| game.worth(some.with(player)) - game.worth(some));
            let total = adds.fold(Rational::ZERO, |sum, adds| &sum + &adds);
            &total / &Rational::from(1 << others.size())
        })
        .collect()
}

/// What each player adds to all the others.
fn hopes(game: &CoalitionalGame) -> Vec<Rational> {
    let grand = game.grand();
    (0..game.count()).map(|player| game.worth(grand) - game.worth(grand.without(player))).collect()
}

fn gately(game: &CoalitionalGame) -> Result<Vec<Rational>, String> {
    let alone: Vec<Rational> = (0..game.count()).map(|player| game.alone(player).clone()).collect();
    let left = game.worth(game.grand()) - &sum(game.grand(), &alone);
    if left.is_zero() {
        return Ok(alone);
    }
    let stakes: Vec<Rational> = hopes(game).iter().zip(&alone).map(|(hope, own)| hope - own).collect();
    let total = sum(game.grand(), &stakes);
    if total.is_zero() {
        return Err("it has none: stakes sum to zero".to_owned());
    }
    Ok(alone.iter().zip(&stakes).map(|(own, stake)| own + &(&(stake * &left) / &total)).collect())
}

fn tau(game: &CoalitionalGame) -> Result<Vec<Rational>, String> {
    let (grand, hopes) = (game.grand(), hopes(game));
    let right = |player: usize| {
        let paid = |some: Coalition| game.worth(some.with(player)) - &sum(some, &hopes);
        grand.without(player).subsets().map(paid).max().expect("the player alone is one")
    };
    let rights: Vec<Rational> = (0..game.count()).map(right).collect();
    let (least, most, worth) = (sum(grand, &rights), sum(grand, &hopes), game.worth(grand));
    let balanced = rights.iter().zip(&hopes).all(|(right, hope)| right <= hope) && least <= *worth && *worth <= most;
    if !balanced {
        return Err("it has none: it is not quasi-balanced".to_owned());
    }
    let gap = &most - &least;
    let way = if gap.is_zero() { Rational::ZERO } else { &(worth - &least) / &gap };
    Ok(rights.iter().zip(&hopes).map(|(right, hope)| right + &(&way * &(hope - right))).collect())
}
