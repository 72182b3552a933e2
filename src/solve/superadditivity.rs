//! Superadditivity: two coalitions without a common member are worth no more apart than together.

use crate::form::coalitional::CoalitionalGame;
use crate::solution::Refusal;
use crate::solution::coalitional::{Property, Witness};

/// The most players: there are `3^n` pairs.
pub const MOST_PLAYERS: usize = 16;

/// Whether the game is superadditive, with two coalitions that show it if it is not. `O(3^n)`.
///
/// # Errors
/// If there are more than [`MOST_PLAYERS`] players.
pub fn superadditivity(game: &CoalitionalGame) -> Result<Property, Refusal> {
    if game.count() > MOST_PLAYERS {
        let (size, limit) = (game.count(), MOST_PLAYERS);
        return Err(Refusal::TooLarge { what: "players", size, limit, instead: Some("convexity") });
    }
    let scaled = game.scaled();
    let witness = game.grand().subsets().find_map(|whole| {
        let lowest = whole.players().next()?;
        // Each way to split it, once.
        whole.without(lowest).subsets().skip(1).find_map(|part| {
            let rest = whole.minus(part);
            // The empty coalition is worth nothing.
            let apart = scaled.sum_exceeds([part.index(), rest.index()], [whole.index(), 0]);
            apart.then_some(Witness::Pair(rest, part))
        })
    });
    Ok(Property { holds: witness.is_none(), witness })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::Coalition;
    use crate::numeric::rational::Rational;

    #[test]
    fn a_pair_that_is_worth_less_than_its_members_shows_it() {
        let names = ["a", "b"].map(str::to_owned).to_vec();
        let game = CoalitionalGame::new(names, |coalition| Rational::from(2 - coalition.size() as i64));
        let expected = Some(Witness::Pair(Coalition(0b01), Coalition(0b10)));
        assert_eq!(superadditivity(&game), Ok(Property { holds: false, witness: expected }));
    }
}
