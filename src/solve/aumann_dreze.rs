//! The Aumann–Drèze value of a coalition structure: every block divides its worth by the Shapley
//! value of the game restricted to it (Aumann and Drèze 1974 \[AumannDreze1974\]).

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;

use super::shapley::shapley;

/// The value, by player; the Shapley value if the grand coalition forms.
pub fn aumann_dreze(game: &CoalitionalGame) -> Vec<Rational> {
    let mut value = vec![Rational::ZERO; game.count()];
    for &block in &game.structure {
        let members: Vec<usize> = block.players().collect();
        let names = members.iter().map(|&player| game.players[player].clone()).collect();
        let within = CoalitionalGame::new(names, |coalition| {
            game.worth(Coalition::from_players(coalition.players().map(|index| members[index]))).clone()
        });
        for (&player, share) in members.iter().zip(shapley(&within)) {
            value[player] = share;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn outsiders_do_not_matter() {
        // Two of three votes: the pair that forms splits equally.
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let mut game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        game.structure = vec![Coalition(0b011), Coalition(0b100)];
        assert_eq!(aumann_dreze(&game), [Rational::new(1, 2), Rational::new(1, 2), Rational::ZERO]);
    }
}
