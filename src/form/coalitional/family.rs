//! Families of games that a few numbers describe.

use super::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;

/// Weighted voting `[quota; weights]`: a coalition whose weights reach the quota is worth 1.
pub fn voting(players: Vec<String>, quota: &Rational, weights: &[Rational]) -> CoalitionalGame {
    let total = sums(weights);
    CoalitionalGame::new(players, |coalition| Rational::from(i64::from(total[coalition.index()] >= *quota)))
}

/// Bankruptcy: a coalition can count on what is left of the estate when all others are paid in
/// full (O'Neill 1982 \[ONeill1982\]; Aumann and Maschler 1985 \[AumannMaschler1985\]).
pub fn bankruptcy(players: Vec<String>, estate: &Rational, claims: &[Rational]) -> CoalitionalGame {
    let total = sums(claims);
    let grand = Coalition::grand(claims.len());
    CoalitionalGame::new(players, |coalition| {
        let left = estate - &total[grand.minus(coalition).index()];
        if left.is_negative() { Rational::ZERO } else { left }
    })
}

/// An airport as a game of savings: a coalition saves the runways that it does not build,
/// `v(S) = Σ c_i - max c_i`, where each member needs a runway that costs `c_i` (Littlechild and
/// Owen 1973 \[LittlechildOwen1973\]). Cost shares are `c_i - x_i`.
pub fn airport(players: Vec<String>, costs: &[Rational]) -> CoalitionalGame {
    let total = sums(costs);
    CoalitionalGame::new(players, |coalition| {
        let longest = coalition.players().map(|player| &costs[player]).max().expect("not empty");
        &total[coalition.index()] - longest
    })
}

/// Assignment: a coalition is worth the best matching of its sellers with its buyers, where
/// `surplus[s][b]` is what seller `s` and buyer `b` make together; nobody need be matched
/// (Shapley and Shubik 1971 \[ShapleyShubik1971\]). The players are the sellers, then the buyers.
pub fn assignment(players: Vec<String>, surplus: &[Vec<Rational>]) -> CoalitionalGame {
    let sellers = surplus.len();
    let mut worth = vec![Rational::ZERO; 1 << players.len()];
    for bits in 1..worth.len() {
        let coalition = Coalition(bits as u32);
        let first = bits.trailing_zeros() as usize;
        let rest = coalition.without(first);
        let mut best = worth[rest.index()].clone();
        if first < sellers {
            for buyer in rest.players().filter(|&player| player >= sellers) {
                let pair = &surplus[first][buyer - sellers];
                best = best.max(pair + &worth[rest.without(buyer).index()]);
            }
        }
        worth[bits] = best;
    }
    CoalitionalGame::new(players, |coalition| std::mem::replace(&mut worth[coalition.index()], Rational::ZERO))
}

/// `Σ_{i∈S} a_i` of every coalition, by bits.
fn sums(amounts: &[Rational]) -> Vec<Rational> {
    let mut total = vec![Rational::ZERO];
    for amount in amounts {
        for index in 0..total.len() {
            total.push(&total[index] + amount);
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (1..=count).map(|player| player.to_string()).collect()
    }

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| Rational::from(value)).collect()
    }

    #[test]
    fn a_matching_may_leave_a_player_alone() {
        // Two sellers, one buyer: the better pair.
        let game = assignment(names(3), &[numbers(&[3]), numbers(&[5])]);
        assert_eq!(game.worth, numbers(&[0, 0, 0, 0, 0, 3, 5, 5]));
    }

    #[test]
    fn the_talmud_of_two_hundred() {
        let game = bankruptcy(names(3), &Rational::from(200), &numbers(&[100, 200, 300]));
        assert_eq!(game.worth, numbers(&[0, 0, 0, 0, 0, 0, 100, 200]));
    }

    #[test]
    fn an_airport_saves_the_shorter_runways() {
        let game = airport(names(3), &numbers(&[1, 2, 3]));
        assert_eq!(game.worth, numbers(&[0, 0, 0, 1, 0, 1, 2, 3]));
    }
}
