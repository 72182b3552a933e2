//! The search for the coalition that complains most, over all of them at once.
//!
//! The lattice is cut in two: payoffs of the subsets of either half of the players are tabulated,
//! so that an excess is a product and two additions. Machine words where a bound says that
//! nothing overflows, larger integers elsewhere. `O(2^n)`, shared between threads when large.

use dashu::base::BitTest;
use dashu::integer::IBig;
use rayon::prelude::*;

use crate::numeric::integer::Integer;
use crate::numeric::scaled::{Scaled, Values};

/// A search for coalitions that are not settled with `v(S) · scale - payoff(S) > threshold`.
pub struct Query<'a, T> {
    pub count: usize,
    pub scaled: &'a Scaled,
    pub scale: T,
    pub payoff: Vec<T>,
    pub threshold: T,
    /// Vanish together exactly on what is settled, the empty coalition included; on differences,
    /// exactly where two coalitions differ by what is settled.
    pub functionals: &'a [Vec<i64>],
}

impl<T: Integer> Query<'_, T> {
    /// The worst of several parts of the lattice, worst first, by bits; none if there are none.
    pub fn coalitions(&self) -> Vec<u64> {
        let low = self.count.div_ceil(2);
        let keys: Vec<(Vec<i64>, Vec<i64>)> =
            self.functionals.iter().map(|word| (sums(&word[..low]), sums(&word[low..]))).collect();
        let mut found: Vec<(T, u64)> = match self.words() {
            Some((worths, scale, payoff, threshold)) => {
                let (near, far) = (sums(&payoff[..low]), sums(&payoff[low..]));
                let part = |high: usize| {
                    let part = &worths[high << low..(high + 1) << low];
                    let bar = threshold + far[high];
                    let most = part.iter().zip(&near).map(|(worth, paid)| worth * scale - paid).max()?;
                    if most <= bar {
                        return None;
                    }
                    let mut best: Option<(i64, usize)> = None;
                    for (index, (worth, paid)) in part.iter().zip(&near).enumerate() {
                        let excess = worth * scale - paid;
                        if excess > bar
                            && best.is_none_or(|(most, _)| excess > most)
                            && keys.iter().any(|(near, far)| near[index] + far[high] != 0)
                        {
                            best = Some((excess, index));
                        }
                    }
                    best.map(|(excess, index)| (T::from_word(excess - far[high]), (high << low | index) as u64))
                };
                if self.count >= PARALLEL {
                    (0..far.len()).into_par_iter().filter_map(part).collect()
                } else {
                    (0..far.len()).filter_map(part).collect()
                }
            }
            None => {
                let (near, far) = (totals(&self.payoff[..low]), totals(&self.payoff[low..]));
                let part = |high: usize| {
                    let bar = self.threshold.add(&far[high]);
                    let mut best: Option<(T, usize)> = None;
                    for (index, paid) in near.iter().enumerate() {
                        let excess = times(&self.scaled.value::<T>(high << low | index), &self.scale).sub(paid);
                        if excess > bar
                            && best.as_ref().is_none_or(|(most, _)| excess > *most)
                            && keys.iter().any(|(near, far)| near[index] + far[high] != 0)
                        {
                            best = Some((excess, index));
                        }
                    }
                    best.map(|(excess, index)| (excess.sub(&far[high]), (high << low | index) as u64))
                };
                (0..far.len()).filter_map(part).collect()
            }
        };
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(self.count);
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// The same for the difference of two excesses: the greatest and the least excess, apart
    /// where both are in one coset of what is settled, since that difference is settled too.
    pub fn pairs(&self) -> Vec<u64> {
        let paid = totals(&self.payoff);
        let excess = |index: usize| times(&self.scaled.value::<T>(index), &self.scale).sub(&paid[index]);
        let excesses: Vec<T> = (0..paid.len()).map(excess).collect();
        let keys: Vec<Vec<i64>> = self.functionals.iter().map(|word| sums(word)).collect();
        let apart = |a: usize, b: usize| keys.iter().any(|key| key[a] != key[b]);
        // The first of equals, so that the order is fixed.
        let greatest = |beside: Option<usize>| {
            (0..excesses.len())
                .filter(|&index| beside.is_none_or(|other| apart(index, other)))
                .reduce(|best, index| if excesses[index] > excesses[best] { index } else { best })
        };
        let least = |beside: Option<usize>| {
            (0..excesses.len())
                .filter(|&index| beside.is_none_or(|other| apart(index, other)))
                .reduce(|best, index| if excesses[index] < excesses[best] { index } else { best })
        };
        let (Some(top), Some(bottom)) = (greatest(None), least(None)) else {
            return Vec::new();
        };
        let mut found: Vec<(T, u64)> = [(Some(top), least(Some(top))), (greatest(Some(bottom)), Some(bottom))]
            .into_iter()
            .filter_map(|(first, second)| {
                let (first, second) = (first?, second?);
                let difference = excesses[first].sub(&excesses[second]);
                (difference > self.threshold).then_some((difference, first as u64 | (second as u64) << 32))
            })
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        found.dedup_by_key(|(_, id)| *id);
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// Everything as words, if no excess overflows one.
    fn words(&self) -> Option<(&[i64], i64, Vec<i64>, i64)> {
        let Values::Words(worths) = &self.scaled.values else {
            return None;
        };
        let (scale, threshold) = (self.scale.word()?, self.threshold.word()?);
        let payoff: Vec<i64> = self.payoff.iter().map(Integer::word).collect::<Option<_>>()?;
        let paid: i128 =
            payoff.iter().map(|amount| i128::from(amount.abs())).sum::<i128>() + i128::from(threshold).abs();
        let room = self.scaled.bits() + IBig::from(scale).bit_len() as u32 <= 61 && paid < 1 << 61;
        room.then_some((worths.as_slice(), scale, payoff, threshold))
    }
}

/// `value · factor` where the factor is a word unless integers are big.
pub fn times<T: Integer>(value: &T, factor: &T) -> T {
    match (factor.word(), value.word()) {
        (Some(word), _) => value.scale(word),
        (None, Some(word)) => factor.scale(word),
        (None, None) => value.product(factor),
    }
}

/// From this many players on a scan is shared between threads.
const PARALLEL: usize = 17;

/// The sums of all subsets, by bits.
fn sums(amounts: &[i64]) -> Vec<i64> {
    let mut total = vec![0];
    for amount in amounts {
        for index in 0..total.len() {
            total.push(total[index] + amount);
        }
    }
    total
}

fn totals<T: Integer>(amounts: &[T]) -> Vec<T> {
    let mut total = vec![T::zero()];
    for amount in amounts {
        for index in 0..total.len() {
            total.push(total[index].add(amount));
        }
    }
    total
}
