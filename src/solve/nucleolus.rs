//! The nucleolus and the prenucleolus.
//!
//! The nucleolus is the imputation whose excesses, sorted from the largest down, are
//! lexicographically least (Schmeidler 1969 \[Schmeidler1969\]); the prenucleolus is the same
//! among all efficient payoffs (Sobolev 1975 \[Sobolev1975\]). Both are single points; the
//! nucleolus exists if there are imputations. With a coalition structure every block divides
//! its own worth, and all coalitions count. The algorithm is [`super::lexicographic`].

use crate::form::coalitional::CoalitionalGame;
use crate::solution::Refusal;
use crate::solution::coalitional::Value;

use super::lexicographic::{Over, Rounds, minimize};
use super::limits::Limits;

/// The nucleolus of the game's structure. At most one round per player, each a few scans of all
/// coalitions.
///
/// # Errors
/// If there are no imputations, or the search is stopped.
pub fn nucleolus(game: &CoalitionalGame, limits: &Limits) -> Result<Value, Refusal> {
    let (payoff, rounds) = minimize(game, Over::CoalitionsOfImputations, Rounds::All, limits)?;
    Ok(Value { payoff: Ok(payoff), rounds })
}

/// The prenucleolus of the game's structure.
///
/// # Errors
/// If the search is stopped.
pub fn prenucleolus(game: &CoalitionalGame, limits: &Limits) -> Result<Value, Refusal> {
    let (payoff, rounds) = minimize(game, Over::Coalitions, Rounds::All, limits)?;
    Ok(Value { payoff: Ok(payoff), rounds })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::{Coalition, family};
    use crate::numeric::rational::Rational;

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| Rational::from(value)).collect()
    }

    fn names(count: usize) -> Vec<String> {
        (1..=count).map(|player| player.to_string()).collect()
    }

    #[test]
    fn the_contested_garment_rule_of_the_talmud() {
        // Aumann and Maschler 1985: claims 100, 200, 300.
        for (estate, shares) in [(100, ["100/3"; 3]), (200, ["50", "75", "75"]), (300, ["50", "100", "150"])] {
            let game = family::bankruptcy(names(3), &Rational::from(estate), &numbers(&[100, 200, 300]));
            let expected: Vec<Rational> = shares.iter().map(|share| share.parse().unwrap()).collect();
            assert_eq!(nucleolus(&game, &Limits::default()).unwrap().payoff.unwrap(), expected);
            assert_eq!(prenucleolus(&game, &Limits::default()).unwrap().payoff.unwrap(), expected);
        }
    }

    #[test]
    fn a_player_who_is_worth_nothing_may_lose_in_the_prenucleolus_only() {
        // Peleg and Sudhölter 2007, example 5.5.12.
        let mut game = CoalitionalGame::new(names(3), |_| Rational::ZERO);
        game.worth[0b011] = Rational::from(10);
        game.worth[0b111] = Rational::from(2);
        assert_eq!(nucleolus(&game, &Limits::default()).unwrap().payoff.unwrap(), numbers(&[1, 1, 0]));
        assert_eq!(prenucleolus(&game, &Limits::default()).unwrap().payoff.unwrap(), numbers(&[3, 3, -4]));
    }

    #[test]
    fn each_block_divides_its_own() {
        let mut game = family::voting(names(3), &Rational::from(2), &numbers(&[1, 1, 1]));
        game.structure = vec![Coalition(0b011), Coalition(0b100)];
        let half = Rational::new(1, 2);
        assert_eq!(nucleolus(&game, &Limits::default()).unwrap().payoff.unwrap(), [half.clone(), half, Rational::ZERO]);
    }

    #[test]
    fn where_the_parts_are_worth_more_than_the_whole_there_is_no_nucleolus() {
        let game = CoalitionalGame::new(names(2), |coalition| Rational::from(2 - coalition.size() as i64));
        assert!(nucleolus(&game, &Limits::default()).is_err());
        assert!(prenucleolus(&game, &Limits::default()).is_ok());
    }

    #[test]
    fn numbers_of_any_size_are_taken() {
        // Scaling by a number that no word holds scales the answer.
        let big: Rational = "123456789012345678901234567890/7".parse().unwrap();
        let mut game = family::bankruptcy(names(3), &Rational::from(200), &numbers(&[100, 200, 300]));
        for worth in &mut game.worth {
            *worth = &*worth * &big;
        }
        let expected: Vec<Rational> = numbers(&[50, 75, 75]).iter().map(|share| share * &big).collect();
        assert_eq!(nucleolus(&game, &Limits::default()).unwrap().payoff.unwrap(), expected);
    }
}
