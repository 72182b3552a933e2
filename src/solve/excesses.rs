//! The excesses `e(S, x) = v(S) - x(S)` of all coalitions at a payoff, in a form that compares
//! fast, and the maximum surpluses of players over each other.

use dashu::base::BitTest;
use dashu::integer::IBig;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::integer::Integer;
use crate::numeric::rational::Rational;
use crate::numeric::scaled::{Scaled, Values};

/// All excesses at one payoff.
#[derive(Debug)]
pub struct Excesses<'a> {
    pub game: &'a CoalitionalGame,
    /// By bits: words in the order of the excesses, with their signs.
    ranks: Vec<i64>,
    /// The excesses times `unit`, where they are no words; the ranks are these otherwise.
    big: Option<Vec<IBig>>,
    unit: IBig,
}

impl Excesses<'_> {
    /// `O(2^n)`; where the numbers are too large for words, sorting them is added.
    pub fn at<'a>(game: &'a CoalitionalGame, payoff: &[Rational]) -> Excesses<'a> {
        let worths = game.scaled();
        let amounts = Scaled::new(payoff);
        // e(S) = (V(S) q - X(S) p) / (p q) with worths V / p and payoffs X / q.
        let (p, q) = (worths.denominator.word(), amounts.denominator.word());
        if let (Values::Words(worths), Values::Words(amounts), Some(p), Some(q)) =
            (&worths.values, &amounts.values, p, q)
        {
            let most = worths.iter().map(|worth| worth.unsigned_abs()).max().unwrap_or(0);
            let paid: u128 = amounts.iter().map(|amount| u128::from(amount.unsigned_abs())).sum();
            let worst = u128::from(most)
                .checked_mul(q.unsigned_abs().into())
                .zip(paid.checked_mul(p.unsigned_abs().into()))
                .and_then(|(worth, paid)| worth.checked_add(paid));
            if worst.is_some_and(|worst| worst < 1 << 62) {
                let mut ranks: Vec<i64> = Vec::with_capacity(worths.len());
                // x(S) by its highest player and the rest.
                let mut sums: Vec<i64> = vec![0];
                for amount in amounts {
                    for index in 0..sums.len() {
                        sums.push(sums[index] + amount * p);
                    }
                }
                ranks.extend(worths.iter().zip(&sums).map(|(worth, paid)| worth * q - paid));
                return Excesses { game, ranks, big: None, unit: IBig::from(p) * IBig::from(q) };
            }
        }
        let exact: Vec<Rational> = game.grand().subsets().map(|coalition| game.excess(coalition, payoff)).collect();
        let scaled = Scaled::new(&exact);
        let big: Vec<IBig> = (0..exact.len()).map(|index| scaled.value(index)).collect();
        let ranks = order(&big);
        Excesses { game, ranks, big: Some(big), unit: scaled.denominator }
    }

    /// A word that orders the coalitions by excess and has the excess's sign.
    pub fn rank(&self, coalition: Coalition) -> i64 {
        self.ranks[coalition.index()]
    }

    /// All of them, by bits.
    pub fn ranks(&self) -> &[i64] {
        &self.ranks
    }

    pub fn exact(&self, coalition: Coalition) -> Rational {
        self.value::<IBig>(coalition).over(&self.unit)
    }

    /// The excess in units that all share.
    pub fn value<T: Integer>(&self, coalition: Coalition) -> T {
        match &self.big {
            None => T::from_word(self.rank(coalition)),
            Some(big) => T::from_big(&big[coalition.index()]),
        }
    }

    /// How many of those units make one.
    pub fn unit(&self) -> &IBig {
        &self.unit
    }

    /// The most bits of a value.
    pub fn bits(&self) -> usize {
        match &self.big {
            None => IBig::from(self.ranks.iter().fold(0, |all, rank| all | rank.unsigned_abs())).bit_len(),
            Some(big) => big.iter().map(BitTest::bit_len).max().unwrap_or(0),
        }
    }

    /// For each ordered pair of players a coalition of the first without the second with the
    /// largest excess: what the first can gain without the second's help. `O(n² 2^n)`.
    pub fn surpluses(&self) -> Vec<Vec<Coalition>> {
        let count = self.game.count();
        let mut best: Vec<Vec<Coalition>> = (0..count).map(|player| vec![Coalition::of(player); count]).collect();
        for (bits, &rank) in self.ranks.iter().enumerate() {
            let coalition = Coalition(bits as u32);
            let outside = self.game.grand().minus(coalition);
            for player in coalition.players() {
                for other in outside.players() {
                    if rank > self.rank(best[player][other]) {
                        best[player][other] = coalition;
                    }
                }
            }
        }
        best
    }

    /// The ordered pairs of different players that are in one block.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let blocks = self.game.structure.clone();
        let count = self.game.count();
        (0..count).flat_map(move |player| {
            let block = blocks.iter().find(|block| block.contains(player)).copied().unwrap_or_default();
            block.without(player).players().map(move |other| (player, other)).collect::<Vec<_>>()
        })
    }
}

/// Places in the order of the values, counted from those that are zero: equals share theirs.
fn order(values: &[IBig]) -> Vec<i64> {
    let mut sorted: Vec<&IBig> = values.iter().collect();
    sorted.sort();
    sorted.dedup();
    // The empty coalition's excess is zero.
    let zero = sorted.partition_point(|value| **value < IBig::ZERO) as i64;
    values.iter().map(|value| sorted.partition_point(|other| *other < value) as i64 - zero).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn ranks_of_huge_numbers_order_and_sign_like_the_excesses() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let mut game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        let payoff = [Rational::new(1, 2), Rational::new(1, 2), Rational::ZERO];
        let small = Excesses::at(&game, &payoff).ranks.iter().map(|rank| rank.signum()).collect::<Vec<_>>();
        let big: Rational = "1000000000000000000000000000000".parse().unwrap();
        game.worth.iter_mut().for_each(|worth| *worth = &*worth * &big);
        let payoff = payoff.map(|amount| &amount * &big);
        let excesses = Excesses::at(&game, &payoff);
        assert!(excesses.big.is_some());
        assert_eq!(excesses.ranks.iter().map(|rank| rank.signum()).collect::<Vec<_>>(), small);
        assert_eq!(excesses.exact(Coalition(0b110)), &big / &Rational::from(2));
    }
}
