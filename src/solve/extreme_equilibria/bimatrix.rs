//! A two-player game in positive integers.

use dashu::base::{Gcd, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use crate::form::normal::NormalGame;
use crate::numeric::dictionary::{Dictionary, Integers};
use crate::numeric::rational::Rational;

/// Integer payoffs, all at least 1, that are positive affine images of a game's payoffs,
/// player by player: the equilibria are the same.
///
/// Labels `0..rows` are the row player's strategies, `rows..rows + columns` the column
/// player's. A strategy's label is carried by its own probability zero and by being a best
/// reply.
#[derive(Debug, Clone)]
pub struct Bimatrix {
    pub rows: usize,
    pub columns: usize,
    /// The column player's payoffs, row after row: the columns of `Bᵀ`.
    pub b: Integers,
    /// The row player's payoffs, column after column: the columns of `A`.
    pub a: Integers,
}

impl Bimatrix {
    /// The game between two players of a normal form whose other players have no choice.
    pub fn between(game: &NormalGame, row: usize, column: usize) -> Bimatrix {
        let (rows, columns) = (game.strategies[row].len(), game.strategies[column].len());
        let (down, across) = (game.stride(row), game.stride(column));
        let b = (0..rows * columns).map(|place| game.payoff(place / columns * down + place % columns * across, column));
        let a = (0..rows * columns).map(|place| game.payoff(place % rows * down + place / rows * across, row));
        Bimatrix { rows, columns, b: positive_integers(b), a: positive_integers(a) }
    }

    pub fn labels(&self) -> usize {
        self.rows + self.columns
    }

    /// `P = {x >= 0, Bᵀx <= 1}` at zero.
    pub fn row_polytope(&self) -> Dictionary {
        let (rows, labels) = (self.rows as u32, self.labels() as u32);
        Dictionary::new((rows..labels).collect(), (0..rows).collect(), &self.b)
    }

    /// `Q = {Ay <= 1, y >= 0}` at zero.
    pub fn column_polytope(&self) -> Dictionary {
        let (rows, labels) = (self.rows as u32, self.labels() as u32);
        Dictionary::new((0..rows).collect(), (rows..labels).collect(), &self.a)
    }

    /// What strategies survive when strategies that a pure one strictly dominates go, again and
    /// again. No equilibrium uses the others.
    pub fn undominated(&self) -> (Vec<usize>, Vec<usize>) {
        match (&self.a, &self.b) {
            (Integers::Words(a), Integers::Words(b)) => surviving(self.rows, self.columns, a, b),
            _ => {
                let all = |integers: &Integers| -> Vec<IBig> {
                    (0..self.rows * self.columns).map(|place| integers.at(place)).collect()
                };
                surviving(self.rows, self.columns, &all(&self.a), &all(&self.b))
            }
        }
    }

    /// The game in which only these strategies are left.
    pub fn restricted(&self, rows: &[usize], columns: &[usize]) -> Bimatrix {
        Bimatrix {
            rows: rows.len(),
            columns: columns.len(),
            b: self.b.select(rows.iter().flat_map(|i| columns.iter().map(move |j| i * self.columns + j))),
            a: self.a.select(columns.iter().flat_map(|j| rows.iter().map(move |i| j * self.rows + i))),
        }
    }
}

/// Scaled to integers without a common divisor of their differences, the least of them 1.
fn positive_integers<'a>(payoffs: impl Iterator<Item = &'a Rational> + Clone) -> Integers {
    let mut common = UBig::ONE;
    for payoff in payoffs.clone() {
        let denominator = payoff.denominator();
        if !denominator.is_one() {
            let divisor = (&common).gcd(&denominator);
            common *= denominator / divisor;
        }
    }
    let common = IBig::from(common);
    let mut values: Vec<IBig> =
        payoffs.map(|payoff| payoff.numerator() * (&common / IBig::from(payoff.denominator()))).collect();
    let least = values.iter().min().expect("a game has a profile").clone();
    let mut divisor = UBig::ZERO;
    for value in &mut values {
        *value -= &least;
        if !value.is_zero() && !divisor.is_one() {
            let magnitude = (&*value).unsigned_abs();
            divisor = if divisor.is_zero() { magnitude } else { divisor.gcd(magnitude) };
        }
    }
    let divisor = IBig::from(if divisor.is_zero() { UBig::ONE } else { divisor });
    for value in &mut values {
        *value = &*value / &divisor + IBig::ONE;
    }
    Integers::new(values)
}

fn surviving<T: Ord>(rows: usize, columns: usize, a: &[T], b: &[T]) -> (Vec<usize>, Vec<usize>) {
    let (mut kept_rows, mut kept_columns): (Vec<usize>, Vec<usize>) = ((0..rows).collect(), (0..columns).collect());
    loop {
        let before = kept_rows.len() + kept_columns.len();
        kept_rows = undominated(&kept_rows, &kept_columns, |row, column| &a[column * rows + row]);
        kept_columns = undominated(&kept_columns, &kept_rows, |column, row| &b[row * columns + column]);
        if kept_rows.len() + kept_columns.len() == before {
            return (kept_rows, kept_columns);
        }
    }
}

/// The strategies among `own` that no other one beats against all of `others`.
fn undominated<'a, T: Ord + 'a>(own: &[usize], others: &[usize], payoff: impl Fn(usize, usize) -> &'a T) -> Vec<usize> {
    let beats = |one: usize, two: usize| others.iter().all(|&other| payoff(one, other) > payoff(two, other));
    own.iter().copied().filter(|&strategy| !own.iter().any(|&other| beats(other, strategy))).collect()
}
