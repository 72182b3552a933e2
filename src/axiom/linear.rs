//! Checks of the answers of linear programs, from the program and the answer alone.

use crate::numeric::lp::{LinearProgram, Optimum, Outcome, Relation};
use crate::numeric::rational::Rational;

/// That an answer is right: an optimum by a feasible primal and a feasible dual of one
/// value, infeasibility by Farkas multipliers, unboundedness by a feasible point and a ray.
/// Linear in the size of the program.
///
/// # Errors
/// What is wrong, in words.
pub fn check(program: &LinearProgram, outcome: &Outcome) -> Result<(), String> {
    match outcome {
        Outcome::Optimal(optimum) => is_optimal(program, optimum),
        Outcome::Infeasible { certificate } => is_infeasible(program, certificate),
        Outcome::Unbounded { point, ray } => is_unbounded(program, point, ray),
    }
}

/// That primal and dual are feasible and of equal value.
///
/// # Errors
/// What is wrong, in words.
pub fn is_optimal(program: &LinearProgram, optimum: &Optimum) -> Result<(), String> {
    is_feasible(program, &optimum.primal)?;
    if product(&program.objective, &optimum.primal) != optimum.value {
        return Err("the point does not have the value".to_owned());
    }
    let (combined, bound) = combine(program, &optimum.dual)?;
    for (variable, (sum, cost)) in combined.iter().zip(&program.objective).enumerate() {
        if sum < cost || program.free[variable] && sum != cost {
            return Err(format!("the dual does not cover variable {variable}"));
        }
    }
    if bound == optimum.value { Ok(()) } else { Err("primal and dual differ in value".to_owned()) }
}

/// That multipliers combine the rows into a contradiction.
///
/// # Errors
/// What is wrong, in words.
pub fn is_infeasible(program: &LinearProgram, certificate: &[Rational]) -> Result<(), String> {
    let (combined, bound) = combine(program, certificate)?;
    for (variable, sum) in combined.iter().enumerate() {
        if sum.is_negative() || program.free[variable] && !sum.is_zero() {
            return Err(format!("the combined row can be met through variable {variable}"));
        }
    }
    if bound.is_negative() { Ok(()) } else { Err("the combined row is no contradiction".to_owned()) }
}

/// That a point is feasible, and stays so along a ray on which the objective grows.
///
/// # Errors
/// What is wrong, in words.
pub fn is_unbounded(program: &LinearProgram, point: &[Rational], ray: &[Rational]) -> Result<(), String> {
    is_feasible(program, point)?;
    if ray.len() != program.objective.len() {
        return Err("the ray does not fit the program".to_owned());
    }
    if ray.iter().zip(&program.free).any(|(step, &free)| !free && step.is_negative()) {
        return Err("the ray makes a variable negative".to_owned());
    }
    for (index, row) in program.rows.iter().enumerate() {
        let step =
            row.coefficients().iter().fold(Rational::ZERO, |sum, (variable, value)| &sum + &(value * &ray[*variable]));
        let holds = match row.relation {
            Relation::AtMost => !step.is_positive(),
            Relation::Equal => step.is_zero(),
            Relation::AtLeast => !step.is_negative(),
        };
        if !holds {
            return Err(format!("the ray leaves row {index}"));
        }
    }
    match product(&program.objective, ray).is_positive() {
        true => Ok(()),
        false => Err("the objective does not grow along the ray".to_owned()),
    }
}

fn is_feasible(program: &LinearProgram, point: &[Rational]) -> Result<(), String> {
    if point.len() != program.objective.len() {
        return Err("the point does not fit the program".to_owned());
    }
    if let Some(variable) = (0..point.len()).find(|&variable| !program.free[variable] && point[variable].is_negative())
    {
        return Err(format!("variable {variable} is negative"));
    }
    for (index, row) in program.rows.iter().enumerate() {
        let sum = row
            .coefficients()
            .iter()
            .fold(Rational::ZERO, |sum, (variable, value)| &sum + &(value * &point[*variable]));
        let holds = match row.relation {
            Relation::AtMost => sum <= row.bound,
            Relation::Equal => sum == row.bound,
            Relation::AtLeast => sum >= row.bound,
        };
        if !holds {
            return Err(format!("the point violates row {index}"));
        }
    }
    Ok(())
}

/// The rows combined by multipliers of the right signs: coefficients and bound.
fn combine(program: &LinearProgram, multipliers: &[Rational]) -> Result<(Vec<Rational>, Rational), String> {
    if multipliers.len() != program.rows.len() {
        return Err("there is not one multiplier per row".to_owned());
    }
    let mut combined = vec![Rational::ZERO; program.objective.len()];
    let mut bound = Rational::ZERO;
    for (index, (row, multiplier)) in program.rows.iter().zip(multipliers).enumerate() {
        let fits = match row.relation {
            Relation::AtMost => !multiplier.is_negative(),
            Relation::Equal => true,
            Relation::AtLeast => !multiplier.is_positive(),
        };
        if !fits {
            return Err(format!("the multiplier of row {index} has the wrong sign"));
        }
        for (variable, value) in row.coefficients() {
            combined[*variable] = &combined[*variable] + &(multiplier * value);
        }
        bound = &bound + &(multiplier * &row.bound);
    }
    Ok((combined, bound))
}

fn product(a: &[Rational], b: &[Rational]) -> Rational {
    a.iter().zip(b).fold(Rational::ZERO, |sum, (x, y)| &sum + &(x * y))
}
