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
//! Lemke's path ends in a solution (Koller, Megiddo and von Stengel 1996
//! \[KollerMegiddoVonStengel1996\], theorem 4.1; [`crate::numeric::complementarity`]). It can be
//! exponentially long; each step takes the square of the number of sequences.

use dashu::integer::IBig;

use crate::form::sequence::SequenceForm;
use crate::numeric::complementarity::Complementarity;

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
    let mut problem = Complementarity::new(size);
    let mut set = |row: usize, column: usize, value: IBig| problem.add(row, column, -value);
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
        problem.constants[most[side]] = IBig::ONE;
        problem.constants[least[side]] = IBig::from(-1);
    }
    let mut spent = Spent::nothing_of(limits);
    let solution = problem.lemke(|| spent.node())?;
    let found = [0, 1].map(|side| solution[plans[side]..][..sequences[side]].to_vec());
    Some(found)
}
