//! The modiclus (modified nucleolus).
//!
//! The efficient payoff whose differences of excesses `e(S) - e(T)`, over all pairs of coalitions
//! with the empty and the grand one included, are lexicographically least when sorted from the
//! largest down (Sudhölter 1997 \[Sudholter1997\]). It exists and is a single point. Some
//! software leaves the empty and the grand coalition out, which is another point.

use crate::form::coalitional::CoalitionalGame;
use crate::solution::Refusal;
use crate::solution::coalitional::Value;

use super::lexicographic::{Over, Rounds, minimize};
use super::limits::Limits;

/// The most players: a scan looks at the extremes of `2^n` excesses, and there are more scans
/// than for the nucleolus.
pub const MOST_PLAYERS: usize = 14;

/// The modiclus of the game's structure.
///
/// # Errors
/// If there are more than [`MOST_PLAYERS`] players, or the search is stopped.
pub fn modiclus(game: &CoalitionalGame, limits: &Limits) -> Result<Value, Refusal> {
    if game.count() > MOST_PLAYERS {
        let (size, limit) = (game.count(), MOST_PLAYERS);
        return Err(Refusal::TooLarge { what: "players", size, limit, instead: Some("prenucleolus") });
    }
    let (payoff, rounds) = minimize(game, Over::Pairs, Rounds::All, limits)?;
    Ok(Value { payoff: Ok(payoff), rounds })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;
    use crate::numeric::rational::Rational;

    #[test]
    fn the_long_side_of_a_market_keeps_half() {
        // One left glove, two right ones: the core gives all to the left one, the modiclus half.
        let names = ["left", "right", "other"].map(str::to_owned).to_vec();
        let game = family::assignment(names, &[vec![Rational::ONE, Rational::ONE]]);
        let expected = [Rational::new(1, 2), Rational::new(1, 4), Rational::new(1, 4)];
        assert_eq!(modiclus(&game, &Limits::default()).unwrap().payoff.unwrap(), expected);
    }
}
