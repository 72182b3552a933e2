//! Lexicographic minimisation of excesses: the engine of the least core, the nucleoli and the
//! modiclus.
//!
//! Round by round (Kopelowitz 1967 \[Kopelowitz1967\]; Maschler, Peleg and Shapley 1979
//! \[MaschlerPelegShapley1979\]) the largest excess that is not settled yet is made as small as
//! it can be; what is tight in every optimum, seen by a positive dual weight, is settled, and so
//! is all that its indicators span. The rank grows in each round, so there are fewer rounds than
//! players.
//!
//! A round is solved on its short side: the dual program has a row for each player and one for
//! the weights' sum, and its columns are the coalitions. They are not written down: a scan over
//! all excesses, in integers over a common denominator, prices them and hands over the worst of
//! several parts of the lattice ([`column_simplex`]). Costs are excesses at the current point,
//! so that settled coalitions cost nothing and numbers stay small. Everything is exact. A scan
//! is `O(2^n)`; in practice a round takes a handful.

use dashu::integer::IBig;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::column_simplex::{self, Column};
use crate::numeric::integer::Integer;
use crate::numeric::rational::Rational;
use crate::numeric::scaled::Scaled;
use crate::numeric::span::Span;
use crate::solution::Refusal;
use crate::solution::coalitional::Round;

use super::excess_scan::{Query, times};
use super::limits::Limits;

/// Whose excesses are minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Coalitions, among all efficient payoffs.
    Coalitions,
    /// Coalitions, among the imputations.
    CoalitionsOfImputations,
    /// Differences of the excesses of two coalitions, among all efficient payoffs.
    Pairs,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    First,
    All,
}

/// The payoff that is left and the rounds that led to it. Efficient for the game's structure.
///
/// # Errors
/// If there are no imputations to choose from, or the search is stopped.
pub fn minimize(
    game: &CoalitionalGame,
    over: Over,
    rounds: Rounds,
    limits: &Limits,
) -> Result<(Vec<Rational>, Vec<Round>), Refusal> {
    if over == Over::CoalitionsOfImputations && game.structure.iter().any(|&block| !divisible(game, block)) {
        return Err(Refusal::Empty("there are no imputations: some block is worth less than its members alone"));
    }
    let scaled = game.scaled();
    let unit = Rational::from_integers(scaled.denominator.clone(), dashu::integer::UBig::ONE);
    let mut scheme = Scheme::new(game, &scaled, over);
    let mut history = Vec::new();
    while scheme.span.rank() < game.count() {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        history.push(scheme.round(&unit));
        if rounds == Rounds::First {
            break;
        }
    }
    let payoff = scheme.point.iter().map(|amount| amount / &unit).collect();
    Ok((payoff, history))
}

fn divisible(game: &CoalitionalGame, block: Coalition) -> bool {
    let alone = block.players().fold(Rational::ZERO, |sum, player| &sum + game.alone(player));
    alone <= *game.worth(block)
}

/// Ids: a coalition by its bits, a pair with the second 32 bits up; then these.
const BOUND: u64 = 1 << 62;
const SETTLED: u64 = 1 << 63;

struct Scheme<'a> {
    count: usize,
    scaled: &'a Scaled,
    over: Over,
    /// The current payoff, in units of the scaled worths.
    point: Vec<Rational>,
    /// Independent indicators whose payoff is settled, and their span.
    settled: Vec<Vec<i8>>,
    span: Span,
    /// Columns that were of use before.
    known: Vec<u64>,
}

impl Scheme<'_> {
    fn new<'a>(game: &CoalitionalGame, scaled: &'a Scaled, over: Over) -> Scheme<'a> {
        let count = game.count();
        let mut scheme = Scheme {
            count,
            scaled,
            over,
            point: vec![Rational::ZERO; count],
            settled: Vec::new(),
            span: Span::empty(count),
            known: Vec::new(),
        };
        for &block in &game.structure {
            let worth = scaled.value::<IBig>(block.index());
            let share = worth.over(&IBig::from(block.size()));
            for player in block.players() {
                scheme.point[player] = share.clone();
            }
            scheme.settle(indicator(count, block));
        }
        scheme
    }

    fn settle(&mut self, entries: Vec<i8>) {
        let vector: Vec<Rational> = entries.iter().map(|&entry| Rational::from(i64::from(entry))).collect();
        if self.span.insert(&vector) {
            self.settled.push(entries);
        }
    }

    fn round(&mut self, unit: &Rational) -> Round {
        let point = Scaled::new(&self.point);
        // 128 bits hold a price: a cost times a minor (at most 36 bits), summed.
        use dashu::base::BitTest;
        let bits = (self.scaled.bits() + point.denominator.bit_len() as u32).max(point.bits());
        if bits <= 72 { self.solve::<i128>(&point, unit) } else { self.solve::<IBig>(&point, unit) }
    }

    fn solve<T: Integer>(&mut self, point: &Scaled, unit: &Rational) -> Round {
        let (count, scaled, over) = (self.count, self.scaled, self.over);
        let rows = count + 1;
        // A denominator of words is the rule; a larger one comes with big integers.
        let denominator = T::from_big(&point.denominator);
        let amounts: Vec<T> = (0..count).map(|player| point.value(player)).collect();
        let excess = |coalition: Coalition| {
            let worth = times(&scaled.value::<T>(coalition.index()), &denominator);
            coalition.players().fold(worth, |left, player| left.sub(&amounts[player]))
        };
        let column = |id: u64| {
            let mut entries = vec![0; rows];
            let cost = if id & BOUND != 0 {
                let player = (id & !BOUND) as usize;
                entries[player] = 1;
                excess(Coalition::of(player))
            } else {
                let (first, second) = pair(id);
                entries[count] = 1;
                for player in first.players() {
                    entries[player] += 1;
                }
                for player in second.players() {
                    entries[player] -= 1;
                }
                excess(first).sub(&excess(second))
            };
            Column { id, entries, cost, free: false }
        };

        // A start: the settled ones, one unsettled player against its opposite with weight one
        // half each, and players to complete the basis.
        let mut start: Vec<Column<T>> = Vec::with_capacity(rows);
        for (index, entries) in self.settled.iter().enumerate() {
            let mut entries = entries.clone();
            entries.push(0);
            start.push(Column { id: SETTLED | index as u64, entries, cost: T::zero(), free: true });
        }
        let mut span = self.span.clone();
        for player in 0..count {
            let alone: Vec<Rational> = (0..count).map(|k| Rational::from(i64::from(k == player))).collect();
            if span.insert(&alone) {
                if start.len() == self.settled.len() {
                    let opposite = match over {
                        Over::Pairs => Coalition::of(player).0 as u64 * (1 << 32),
                        _ => Coalition::grand(count).without(player).0.into(),
                    };
                    start.push(column(opposite));
                }
                start.push(column(Coalition::of(player).0.into()));
            }
        }
        let mut known: Vec<u64> = self.known.drain(..).collect();
        if over == Over::CoalitionsOfImputations {
            known.extend((0..count as u64).map(|player| BOUND | player));
        }
        known.retain(|id| start.iter().all(|other| other.id != *id) && !settled(&self.span, count, *id));
        let known = known.into_iter().map(column).collect();

        let functionals = self.span.functionals();
        let mut right = vec![0; rows];
        right[count] = 1;
        let optimum = column_simplex::maximize(start, &right, known, |prices, determinant| {
            // At the payoff `point + prices`: excess > prices[count], all over one denominator.
            let query = Query {
                count,
                scaled,
                scale: denominator.scale(determinant),
                payoff: amounts
                    .iter()
                    .zip(prices)
                    .map(|(amount, price)| amount.scale(determinant).add(price))
                    .collect(),
                threshold: prices[count].clone(),
                functionals: &functionals,
            };
            let ids = if over == Over::Pairs { query.pairs() } else { query.coalitions() };
            ids.into_iter().map(column).collect()
        })
        .expect("imputations exist, so the excess has a least maximum");

        let whole = denominator.scale(optimum.determinant);
        for (player, amount) in self.point.iter_mut().enumerate() {
            *amount = &*amount + &optimum.prices[player].over(&whole);
        }
        let mut round =
            Round { excess: &optimum.prices[count].over(&whole) / unit, weights: Vec::new(), bounds: Vec::new() };
        for (column, weight) in optimum.weights {
            if column.free {
                continue;
            }
            self.known.push(column.id);
            if weight == 0 {
                continue;
            }
            if column.id & BOUND != 0 {
                round.bounds.push(((column.id & !BOUND) as usize, Rational::new(weight, optimum.determinant)));
            } else {
                let (first, second) = pair(column.id);
                round.weights.push((first, second, Rational::new(weight, optimum.determinant)));
            }
            self.settle(column.entries[..count].to_vec());
        }
        self.known.retain(|id| id & BOUND == 0);
        round.weights.sort_by_key(|(first, second, _)| (*first, *second));
        round.bounds.sort();
        round
    }
}

fn indicator(count: usize, coalition: Coalition) -> Vec<i8> {
    (0..count).map(|player| i8::from(coalition.contains(player))).collect()
}

/// The two coalitions of an id; the second is empty for a plain coalition.
fn pair(id: u64) -> (Coalition, Coalition) {
    (Coalition(id as u32), Coalition((id >> 32) as u32))
}

fn settled(span: &Span, count: usize, id: u64) -> bool {
    let vector: Vec<Rational> = if id & BOUND != 0 {
        (0..count).map(|player| Rational::from(i64::from(player as u64 == id & !BOUND))).collect()
    } else {
        let (first, second) = pair(id);
        let sign = |player| i64::from(first.contains(player)) - i64::from(second.contains(player));
        (0..count).map(|player| Rational::from(sign(player))).collect()
    };
    span.contains(&vector)
}
