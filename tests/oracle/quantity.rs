//! Quantities: exact numbers, some with a range.

use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

/// A number of the scenario, with its lowest and highest value where it is uncertain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub base: RBig,
    /// Lowest and highest value.
    pub range: Option<(RBig, RBig)>,
}

impl Quantity {
    /// A quantity without a range.
    pub fn exact(base: &str) -> Quantity {
        Quantity { base: number(base), range: None }
    }

    /// A quantity with a range.
    pub fn between(low: &str, base: &str, high: &str) -> Quantity {
        Quantity { base: number(base), range: Some((number(low), number(high))) }
    }

    /// The quantity 0 without a range.
    pub fn zero() -> Quantity {
        Quantity { base: RBig::ZERO, range: None }
    }

    /// The quantity 1 without a range.
    pub fn one() -> Quantity {
        Quantity { base: RBig::ONE, range: None }
    }

    /// Sets the base and widens the range where the base leaves it.
    pub fn set(&mut self, value: RBig) {
        if let Some((low, high)) = &mut self.range {
            *low = low.clone().min(value.clone());
            *high = high.clone().max(value.clone());
        }
        self.base = value;
    }
}

/// Reads an integer, a decimal or a fraction exactly: `"-3"`, `"0.45"`, `"9/20"`.
pub fn number(text: &str) -> RBig {
    if let Some((numerator, denominator)) = text.split_once('/') {
        return RBig::from(integer(numerator)) / RBig::from(integer(denominator));
    }
    let Some((whole, decimals)) = text.split_once('.') else {
        return RBig::from(integer(text));
    };
    let scale = UBig::from(10u8).pow(decimals.len());
    RBig::from_parts(integer(&format!("{whole}{decimals}")), scale)
}

fn integer(text: &str) -> IBig {
    text.trim().parse().unwrap_or_else(|_| panic!("`{text}` is not an integer"))
}
