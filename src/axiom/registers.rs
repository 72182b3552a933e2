//! The registers of a certificate's program, evaluated under a guard.
//!
//! A report may come from anywhere, and a short program of repeated squarings makes numbers of
//! more digits than there is memory. No scenario comes near the bounds below.

use crate::numeric::program::{Operation, Program};
use crate::numeric::rational::Rational;

/// Bits of numerator and denominator together, of one number and of all.
const LARGEST: usize = 1 << 16;
const TOGETHER: usize = 1 << 27;

/// The value of every register, in order.
///
/// # Errors
/// If the numbers get too large to go on.
pub fn evaluate(program: &Program, parameters: &[Rational]) -> Result<Vec<Rational>, String> {
    let mut values: Vec<Rational> = Vec::with_capacity(program.operations().len());
    let mut sizes: Vec<usize> = Vec::with_capacity(program.operations().len());
    let mut together = 0;
    for (index, operation) in program.operations().iter().enumerate() {
        // Before the work: a sum or a product is at most as long as both together.
        let expected = match operation {
            Operation::Constant(_) | Operation::Parameter(_) => 0,
            Operation::Add(a, b) | Operation::Subtract(a, b) | Operation::Multiply(a, b) => {
                sizes[a.index()] + sizes[b.index()]
            }
            Operation::Clip(a) => sizes[a.index()],
        };
        if expected > 2 * LARGEST {
            return Err(too_large(index));
        }
        let value = match operation {
            Operation::Constant(value) => value.clone(),
            Operation::Parameter(parameter) => parameters[*parameter as usize].clone(),
            Operation::Add(a, b) => &values[a.index()] + &values[b.index()],
            Operation::Subtract(a, b) => &values[a.index()] - &values[b.index()],
            Operation::Multiply(a, b) => &values[a.index()] * &values[b.index()],
            Operation::Clip(a) => values[a.index()].clone().max(Rational::ZERO).min(Rational::ONE),
        };
        let size = value.bits();
        together += size;
        if size > LARGEST || together > TOGETHER {
            return Err(too_large(index));
        }
        values.push(value);
        sizes.push(size);
    }
    Ok(values)
}

fn too_large(step: usize) -> String {
    format!("step {step} of its program makes a number of more bits than are followed here ({LARGEST})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::program::Builder;

    #[test]
    fn repeated_squarings_are_given_up_in_time() {
        let mut builder = Builder::default();
        let mut power = builder.parameter(0);
        for _ in 0..200 {
            power = builder.multiply(power, power);
        }
        let program = builder.finish();
        assert!(evaluate(&program, &[Rational::new(3, 2)]).is_err());
        assert_eq!(evaluate(&program, &[Rational::ONE]).unwrap()[power.index()], Rational::ONE);
    }
}
