//! Assignment games: markets whose coalitions are worth their best matching of two sides (Shapley
//! and Shubik 1971 \[ShapleyShubik1971\]).
//!
//! The bargaining set of such a game is its core (Solymosi 1999 \[Solymosi1999\]). In it each player of
//! a side gets at most what it adds to all others, all of them at once, at the core's best point for
//! the side (Leonard 1983 \[Leonard1983\]), which is the worst for the other side: partners of an
//! optimal matching divide what they make.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;

/// The best points of the two sides in the core of a game, so that each player gets least at one of
/// them and most at the other; `None` if it is no assignment game of two sides. What players get
/// alone is set aside first.
///
/// `O(2^n n)`.
pub fn best_for_sides(game: &CoalitionalGame) -> Option<[Vec<Rational>; 2]> {
    let count = game.count();
    let beyond = |coalition: Coalition| {
        coalition.players().fold(game.worth(coalition).clone(), |left, player| &left - game.alone(player))
    };
    let pair = |one: usize, other: usize| beyond(Coalition::of(one).with(other));
    let side = sides(count, |one, other| pair(one, other).is_positive())?;
    // The best matching of each coalition, by its first player's partner.
    let mut partner: Vec<Option<usize>> = vec![None; 1 << count];
    let mut best: Vec<Rational> = vec![Rational::ZERO; 1 << count];
    for coalition in game.grand().subsets().skip(1) {
        let Some(first) = coalition.players().next() else { continue };
        let rest = coalition.without(first);
        let index = coalition.index();
        best[index] = best[rest.index()].clone();
        for other in rest.players() {
            let matched = &pair(first, other) + &best[rest.without(other).index()];
            if matched > best[index] {
                (best[index], partner[index]) = (matched, Some(other));
            }
        }
        if best[index] != beyond(coalition) {
            return None;
        }
    }
    let added = |player: usize| &best[game.grand().index()] - &best[game.grand().without(player).index()];
    let mut points = [0, 1].map(|own| {
        let payoff = |player: usize| if side[player] == own { added(player) } else { Rational::ZERO };
        (0..count).map(payoff).collect::<Vec<Rational>>()
    });
    let mut left = game.grand();
    while let Some(first) = left.players().next() {
        let found = partner[left.index()];
        left = left.without(first);
        let Some(other) = found else { continue };
        left = left.without(other);
        for (own, point) in points.iter_mut().enumerate() {
            let (gains, divides) = if side[first] == own { (first, other) } else { (other, first) };
            point[divides] = &pair(first, other) - &point[gains];
        }
    }
    for point in &mut points {
        for (player, amount) in point.iter_mut().enumerate() {
            *amount = &*amount + game.alone(player);
        }
    }
    Some(points)
}

/// Two sides such that no two of one side are joined; `None` if there are none.
fn sides(count: usize, joined: impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    let mut side: Vec<Option<usize>> = vec![None; count];
    for start in 0..count {
        if side[start].is_some() {
            continue;
        }
        side[start] = Some(0);
        let mut open = vec![start];
        while let Some(one) = open.pop() {
            let other_side = side[one].map(|own| 1 - own);
            for other in (0..count).filter(|&other| other != one && joined(one, other)) {
                match side[other] {
                    None => {
                        side[other] = other_side;
                        open.push(other);
                    }
                    own if own != other_side => return None,
                    Some(_) => {}
                }
            }
        }
    }
    side.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| Rational::from(value)).collect()
    }

    #[test]
    fn the_market_of_houses_has_a_best_point_for_each_side() {
        // Shapley and Shubik 1971, section 3: (5, 6, 1; 1, 3, 0) for the sellers, (3, 5, 0; 2, 5, 1)
        // for the buyers.
        let names = ["s1", "s2", "s3", "b1", "b2", "b3"].map(str::to_owned).to_vec();
        let game = family::assignment(names, &[numbers(&[5, 8, 2]), numbers(&[7, 9, 6]), numbers(&[2, 3, 0])]);
        let expected = [numbers(&[5, 6, 1, 1, 3, 0]), numbers(&[3, 5, 0, 2, 5, 1])];
        assert_eq!(best_for_sides(&game).unwrap(), expected);
    }

    #[test]
    fn majorities_and_three_who_pair_are_no_markets() {
        let names = |count: usize| (0..count).map(|player| player.to_string()).collect::<Vec<_>>();
        assert!(best_for_sides(&family::voting(names(3), &Rational::from(2), &numbers(&[1, 1, 1]))).is_none());
        let whole = CoalitionalGame::new(names(3), |one| Rational::from(i64::from(one.size() == 3)));
        assert!(best_for_sides(&whole).is_none());
    }
}
