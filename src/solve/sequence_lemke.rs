//! One equilibrium of a two-player tree, by Lemke's algorithm on the sequence form.
//!
//! With payoffs turned into positive costs `A`, `B`, plans `x`, `y` and free values `p`, `q` of
//! the information sets solve the linear complementarity problem
//!
//! ```text
//! A y − Eᵀp  >= 0  ⊥  x >= 0        E x = e
//! Bᵀx − Fᵀq >= 0  ⊥  y >= 0        F y = f
//! ```
//!
//! in which an equation is two inequalities and a free value the difference of their multipliers.
//! The covering vector is all ones; Lemke's path then ends in a solution (Koller, Megiddo and von
//! Stengel 1996 \[KollerMegiddoVonStengel1996\], theorem 4.1). The lexicographic ratio test keeps
//! it unique, and the pivots are exact. A path can be exponentially long; each step takes the
//! square of the number of sequences.

use dashu::integer::IBig;

use crate::form::sequence::SequenceForm;
use crate::numeric::dictionary::{Dictionary, Integers};
use crate::numeric::rational::Rational;

use super::extreme_equilibria::plans::{Plans, costs};
use super::limits::{Limits, Spent};

/// The equilibrium at the end of the path; `None` if the limits come first.
pub fn lemke(form: &SequenceForm, limits: &Limits) -> Option<Plans> {
    let sequences = [0, 1].map(|side: usize| form.sides[side].sequences.len());
    let equations = [0, 1].map(|side: usize| form.sides[side].sets.len() + 1);
    // Where the variables of each block begin: plans, then multipliers of `<=` and of `>=`.
    let plans = [0, sequences[0]];
    let most = [sequences[0] + sequences[1], sequences[0] + sequences[1] + 2 * equations[0]];
    let least = [most[0] + equations[0], most[1] + equations[1]];
    let size = most[1] + 2 * equations[1];
    // Slack i is variable size + i, the artificial variable the last of all; a column's entries
    // are those of `slack = constant − Σ entry · variable`.
    let mut entries = vec![IBig::ZERO; size * (size + 2)];
    let mut set = |row: usize, column: usize, value: IBig| entries[(column + 1) * size + row] += value;
    for side in [0, 1] {
        for ([other, own], cost) in costs(form, 1 - side) {
            set(plans[side] + own, plans[1 - side] + other, -cost);
        }
        // Row 0 of E: the empty sequence is 1; row h + 1: the actions sum to what leads there.
        let own = &form.sides[side];
        let mut coefficient = |equation: usize, sequence: usize, value: i64| {
            let (x, up, down) = (plans[side] + sequence, most[side] + equation, least[side] + equation);
            // p = p_least − p_most stands in A y − Eᵀp.
            set(x, down, IBig::from(value));
            set(x, up, IBig::from(-value));
            // Slacks of E x <= e and of E x >= e.
            set(up, x, IBig::from(value));
            set(down, x, IBig::from(-value));
        };
        coefficient(0, 0, 1);
        for (place, set) in own.sets.iter().enumerate() {
            coefficient(place + 1, set.before, -1);
            for action in 0..set.actions {
                coefficient(place + 1, set.first + action, 1);
            }
        }
    }
    for side in [0, 1] {
        entries[most[side]] = IBig::ONE;
        entries[least[side]] = IBig::from(-1);
    }
    for row in 0..size {
        entries[(size + 1) * size + row] = IBig::from(-1);
    }
    let artificial = 2 * size as u32;
    let slacks: Vec<u32> = (size as u32..artificial).collect();
    let free: Vec<u32> = (0..size as u32).chain([artificial]).collect();
    let mut dictionary = Dictionary::of(slacks.clone(), free, Integers::new(entries));
    // The constants are raised by powers of ε, those of later slacks by smaller ones: raising them
    // keeps what the theorem asks of them. The artificial variable enters where one is least.
    let order = slacks;
    dictionary.pivot(least[1], size + 1);
    let mut left = (size + least[1]) as u32;
    let mut spent = Spent::nothing_of(limits);
    while left != artificial {
        if !spent.node() {
            return None;
        }
        // The complement of what left enters.
        let entering = if left < size as u32 { left + size as u32 } else { left - size as u32 };
        let column = dictionary.free().iter().position(|&label| label == entering)? + 1;
        let row = dictionary.leaving_lexicographically(column, &order)?;
        left = dictionary.basic()[row];
        dictionary.pivot(row, column);
    }
    let denominator = dictionary.denominator();
    let mut found = sequences.map(|count| vec![Rational::ZERO; count]);
    for (row, &label) in dictionary.basic().iter().enumerate() {
        let at = label as usize;
        let place = if at < plans[1] { (0, at) } else { (1, at - plans[1]) };
        if at < sequences[0] + sequences[1] {
            let value = Rational::from_integers(dictionary.numerator(row), denominator.clone().try_into().ok()?);
            found[place.0][place.1] = value;
        }
    }
    Some(found)
}
