//! Exact interval arithmetic, and Krawczyk's test in it ([`crate::numeric::krawczyk`] has the
//! sources).

use crate::numeric::linear::{self, Solutions};
use crate::numeric::rational::Rational;

/// A closed interval with exact ends.
#[derive(Debug, Clone)]
pub(super) struct Range {
    pub lo: Rational,
    pub hi: Rational,
}

impl Range {
    pub fn exactly(value: &Rational) -> Range {
        Range { lo: value.clone(), hi: value.clone() }
    }

    pub fn plus(&self, other: &Range) -> Range {
        Range { lo: &self.lo + &other.lo, hi: &self.hi + &other.hi }
    }

    pub fn minus(&self, other: &Range) -> Range {
        Range { lo: &self.lo - &other.hi, hi: &self.hi - &other.lo }
    }

    pub fn times(&self, other: &Range) -> Range {
        let products = [&self.lo * &other.lo, &self.lo * &other.hi, &self.hi * &other.lo, &self.hi * &other.hi];
        let [first, rest @ ..] = products;
        rest.into_iter().fold(Range::exactly(&first), |range, product| Range {
            lo: range.lo.min(product.clone()),
            hi: range.hi.max(product),
        })
    }

    pub fn middle(&self) -> Rational {
        &(&self.lo + &self.hi) / &Rational::from(2)
    }

    pub fn is_zero(&self) -> bool {
        self.lo.is_zero() && self.hi.is_zero()
    }
}

/// That Krawczyk's operator maps a box into its interior, so that square equations hold at exactly
/// one point of it: from their values and derivatives at the middle, and their derivatives over it.
pub(super) fn maps_inside(
    sides: &[Range],
    values: &[Rational],
    at_middle: &[Vec<Rational>],
    over: &[Vec<Range>],
) -> Result<(), String> {
    let size = sides.len();
    let centre: Vec<Rational> = sides.iter().map(Range::middle).collect();
    // Column by column, the inverse of the derivative at the centre, in fewer digits.
    let mut columns = Vec::with_capacity(size);
    for column in 0..size {
        let unit: Vec<Rational> = (0..size).map(|row| Rational::from(i64::from(row == column))).collect();
        let Solutions::Unique(vector) = linear::solve(at_middle, &unit) else {
            return Err("the equations are singular in the box".to_owned());
        };
        let short = |value: Rational| Rational::from_f64(value.to_f64()).unwrap_or(value);
        columns.push(vector.rationals().into_iter().map(short).collect::<Vec<_>>());
    }
    for (row, side) in sides.iter().enumerate() {
        let step = (0..size).fold(Rational::ZERO, |sum, k| &sum + &(&columns[k][row] * &values[k]));
        let mut image = Range::exactly(&(&centre[row] - &step));
        for column in 0..size {
            let known = (0..size).filter(|&k| !columns[k][row].is_zero() && !over[k][column].is_zero());
            let product = known.fold(Range::exactly(&Rational::ZERO), |sum, k| {
                sum.plus(&Range::exactly(&columns[k][row]).times(&over[k][column]))
            });
            let unit = Range::exactly(&Rational::from(i64::from(row == column)));
            let deviation = sides[column].minus(&Range::exactly(&centre[column]));
            image = image.plus(&unit.minus(&product).times(&deviation));
        }
        if !(side.lo < image.lo && image.hi < side.hi) {
            return Err("the equations need not hold in the box".to_owned());
        }
    }
    Ok(())
}
