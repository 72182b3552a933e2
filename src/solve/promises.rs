//! How little a coalition must promise its members so that nobody can be bought away.
//!
//! The members of `S` are promised `u_k >= 0` beyond what they have. A coalition `T` that takes
//! `B ⊆ S` along can pay `B` its excess beyond what they have; nobody is bought away if `u(B) >=
//! a_B` for all `B`, with `a_B` the largest excess of the coalitions `T` with `T ∩ S = B`. The
//! least total is a covering program. Its dual is a packing program: weights `λ >= 0` with
//! `Σ_{B∋k} λ_B <= 1` that make `Σ λ_B a_B` largest. The packing has a row for each member and a
//! start, and only its columns with `a_B > 0` matter; its prices are the promises, and its
//! weights prove that less does not do. (Maschler 1966 \[Maschler1966\] has the inequalities.)

use dashu::integer::IBig;

use crate::form::coalitional::Coalition;
use crate::numeric::column_simplex::{self, Column};
use crate::numeric::integer::Integer;
use crate::numeric::rational::Rational;

use super::excesses::Excesses;

/// Which coalitions may buy members of an objecting coalition away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules {
    /// Whom all of them have: the player that the objection is against.
    pub leader: Option<usize>,
    /// Whether some outsider must be among them, besides the leader.
    pub beside: bool,
    /// Whether some member of the objecting coalition must not be.
    pub proper: bool,
}

/// For each part of a coalition the best that others can do with exactly that part.
#[derive(Debug)]
pub struct Offers {
    coalition: Coalition,
    /// Bit `k` of a part stands for the `k`-th of these.
    members: Vec<usize>,
    /// By the bits of the part.
    best: Vec<Option<Coalition>>,
}

impl Offers {
    /// `O(2^n)`.
    pub fn new(excesses: &Excesses, coalition: Coalition, rules: Rules) -> Offers {
        let leader = rules.leader.map_or(Coalition::EMPTY, Coalition::of);
        let outsiders = excesses.game.grand().minus(coalition).minus(leader);
        let best = coalition
            .subsets()
            .map(|part| {
                if part.is_empty() || rules.proper && part == coalition {
                    return None;
                }
                outsiders
                    .subsets()
                    .skip(usize::from(rules.beside))
                    .map(|some| some.union(part).union(leader))
                    .reduce(|best, next| if excesses.rank(next) > excesses.rank(best) { next } else { best })
            })
            .collect();
        Offers { coalition, members: coalition.players().collect(), best }
    }
}

/// Who must be promised what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing at the least.
    Something,
    /// Nothing at the least; this member cannot be bought.
    SomethingBut(usize),
    /// More than nothing: an amount so small that it decides nothing else.
    More,
}

/// A cheapest promise and what proves it cheapest.
#[derive(Debug, Clone)]
pub struct Promise {
    /// What each member is promised beyond what it has; together at least `total`.
    raises: Vec<(usize, Rational)>,
    pub total: Rational,
    /// What is left of the coalition's excess.
    pub left: Rational,
    /// Coalitions that would buy their members away otherwise; their weights count no member
    /// more than once.
    pub collection: Vec<(Coalition, Rational)>,
}

impl Promise {
    /// The promised payoffs, with what is left shared equally by all members.
    pub fn payoffs(&self, payoff: &[Rational]) -> Vec<(usize, Rational)> {
        let share = &self.left / &Rational::from(self.raises.len() as i64);
        self.raises.iter().map(|(player, raise)| (*player, &(&payoff[*player] + raise) + &share)).collect()
    }
}

/// The cheapest promise. One simplex method with a row for each member; a scan of its parts per
/// few pivots.
pub fn cheapest(excesses: &Excesses, offers: &Offers, asked: Asked) -> Promise {
    // A price is a cost times a minor (29 bits for up to 22 members), summed (5 bits); with
    // infinitesimals costs have `INFINITESIMAL` more.
    if excesses.bits() <= 54 { pack::<i128>(excesses, offers, asked) } else { pack::<IBig>(excesses, offers, asked) }
}

/// `1 << INFINITESIMAL` infinitesimals make one unit of an excess. Totals at the vertices of a
/// packing differ from an excess by a multiple of the inverse of a minor, which is larger than
/// 2^-29 (Hadamard), and at most 22 infinitesimals are spent, so they decide only what is equal
/// without them.
const INFINITESIMAL: u32 = 34;

/// Ids beyond the bits of all parts.
const SLACK: u64 = 1 << 32;

fn pack<T: Integer>(excesses: &Excesses, offers: &Offers, asked: Asked) -> Promise {
    let scale = if asked == Asked::More { 1i64 << INFINITESIMAL } else { 1 };
    let exempt = match asked {
        Asked::SomethingBut(player) => offers.members.iter().position(|&member| member == player),
        _ => None,
    };
    let rows: Vec<usize> = (0..offers.members.len()).filter(|&index| Some(index) != exempt).collect();
    let least = T::from_word(i64::from(asked == Asked::More));
    let cost = |part: usize| {
        let offer = offers.best[part].map_or(T::zero(), |best| excesses.value::<T>(best).scale(scale));
        if part.is_power_of_two() { offer.max(least.clone()) } else { offer }
    };
    // The parts that matter, with their costs.
    let parts: Vec<(usize, T)> = (1..offers.best.len())
        .filter(|part| exempt.is_none_or(|index| part >> index & 1 == 0))
        .map(|part| (part, cost(part)))
        .filter(|(_, cost)| cost.signum() > 0)
        .collect();
    let column = |part: usize, cost: &T| Column {
        id: part as u64,
        entries: rows.iter().map(|index| (part >> index & 1) as i8).collect(),
        cost: cost.clone(),
        free: false,
    };
    let slack = |row: usize| Column {
        id: SLACK | row as u64,
        entries: (0..rows.len()).map(|other| i8::from(other == row)).collect(),
        cost: T::zero(),
        free: false,
    };
    let start = (0..rows.len()).map(slack).collect();
    let optimum = column_simplex::maximize(start, &vec![1; rows.len()], Vec::new(), |prices, determinant| {
        let mut sums = vec![T::zero()];
        let mut next = prices.iter();
        for index in 0..offers.members.len() {
            let price = if Some(index) == exempt { T::zero() } else { next.next().cloned().unwrap_or_else(T::zero) };
            for part in 0..sums.len() {
                sums.push(sums[part].add(&price));
            }
        }
        let mut found: Option<(T, usize)> = None;
        for (place, (part, cost)) in parts.iter().enumerate() {
            let gain = cost.scale(determinant).sub(&sums[*part]);
            if gain.signum() > 0 && found.as_ref().is_none_or(|(most, _)| gain > *most) {
                found = Some((gain, place));
            }
        }
        found.into_iter().map(|(_, place)| column(parts[place].0, &parts[place].1)).collect()
    })
    .expect("no member is counted more than once, so weights are at most one");

    let whole = T::from_word(optimum.determinant);
    let unit = Rational::from_integers(excesses.unit() * IBig::from(scale), dashu::integer::UBig::ONE);
    let mut raises: Vec<(usize, Rational)> = rows
        .iter()
        .zip(&optimum.prices)
        .map(|(&index, price)| (offers.members[index], &price.over(&whole) / &unit))
        .collect();
    if let Asked::SomethingBut(player) = asked {
        raises.push((player, Rational::ZERO));
        raises.sort();
    }
    let total = raises.iter().fold(Rational::ZERO, |sum, (_, raise)| &sum + raise);
    let left = &excesses.exact(offers.coalition) - &total;
    let mut collection: Vec<(Coalition, Rational)> = optimum
        .weights
        .into_iter()
        .filter(|(column, weight)| column.id & SLACK == 0 && *weight != 0)
        .filter_map(|(column, weight)| {
            let best = offers.best[column.id as usize]?;
            Some((best, Rational::new(weight, optimum.determinant)))
        })
        .collect();
    collection.sort();
    Promise { raises, total, left, collection }
}
