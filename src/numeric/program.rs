//! Arithmetic programs: payoffs and chances as straight-line functions of parameters.
//!
//! A scenario compiles once into a shape (a tree, a profile table) and one program.
//! The same program is then evaluated over exact rationals (answers), intervals (error
//! bounds), and polynomials in one parameter (switching points), so that no numeric value
//! is baked into a node and no sweep rebuilds a game.

use std::collections::HashMap;

use super::polynomial::Polynomial;
use super::rational::Rational;

/// Which result of a program: an index into the list that evaluation returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Register(pub u32);

impl Register {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One step; its operands are earlier registers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Constant(Rational),
    /// The parameter with this index.
    Parameter(u32),
    Add(Register, Register),
    Subtract(Register, Register),
    Multiply(Register, Register),
    /// Clipped to the unit interval.
    Clip(Register),
}

/// What payoffs are computed in.
///
/// With [`Arithmetic`], the one trait over scalars in the crate: a program and the walks
/// over trees that follow it are evaluated in several arithmetics.
pub trait Ring: Clone {
    fn add(&self, other: &Self) -> Self;
    fn subtract(&self, other: &Self) -> Self;
    fn multiply(&self, other: &Self) -> Self;
}

/// A ring with constants and a clip to the unit interval: what a program is evaluated in.
pub trait Arithmetic: Ring {
    fn constant(value: &Rational) -> Self;
    fn clip(&self) -> Self;
}

impl Ring for Rational {
    fn add(&self, other: &Rational) -> Rational {
        self + other
    }
    fn subtract(&self, other: &Rational) -> Rational {
        self - other
    }
    fn multiply(&self, other: &Rational) -> Rational {
        self * other
    }
}

impl Arithmetic for Rational {
    fn constant(value: &Rational) -> Rational {
        value.clone()
    }
    fn clip(&self) -> Rational {
        self.clone().clamp(Rational::ZERO, Rational::ONE)
    }
}

impl Ring for f64 {
    fn add(&self, other: &f64) -> f64 {
        self + other
    }
    fn subtract(&self, other: &f64) -> f64 {
        self - other
    }
    fn multiply(&self, other: &f64) -> f64 {
        self * other
    }
}

impl Ring for Polynomial {
    fn add(&self, other: &Polynomial) -> Polynomial {
        self + other
    }
    fn subtract(&self, other: &Polynomial) -> Polynomial {
        self - other
    }
    fn multiply(&self, other: &Polynomial) -> Polynomial {
        self * other
    }
}

/// A straight-line program.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Program {
    operations: Vec<Operation>,
}

impl Program {
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The value of every register, in order. Linear in the length of the program.
    ///
    /// # Panics
    /// If a parameter index is out of range.
    pub fn evaluate<T: Arithmetic>(&self, parameters: &[T]) -> Vec<T> {
        let mut values: Vec<T> = Vec::with_capacity(self.operations.len());
        for operation in &self.operations {
            let value = match operation {
                Operation::Constant(value) => T::constant(value),
                Operation::Parameter(index) => parameters[*index as usize].clone(),
                Operation::Add(a, b) => values[a.index()].add(&values[b.index()]),
                Operation::Subtract(a, b) => values[a.index()].subtract(&values[b.index()]),
                Operation::Multiply(a, b) => values[a.index()].multiply(&values[b.index()]),
                Operation::Clip(a) => values[a.index()].clip(),
            };
            values.push(value);
        }
        values
    }

    /// The shortest program that computes the wanted registers, and where they are in it.
    pub fn slice(&self, wanted: &[Register]) -> (Program, Vec<Register>) {
        let mut needed = vec![false; self.operations.len()];
        for register in wanted {
            needed[register.index()] = true;
        }
        for index in (0..self.operations.len()).rev() {
            if needed[index] {
                match &self.operations[index] {
                    Operation::Constant(_) | Operation::Parameter(_) => {}
                    Operation::Add(a, b) | Operation::Subtract(a, b) | Operation::Multiply(a, b) => {
                        needed[a.index()] = true;
                        needed[b.index()] = true;
                    }
                    Operation::Clip(a) => needed[a.index()] = true,
                }
            }
        }
        let mut place = vec![Register(0); self.operations.len()];
        let mut operations = Vec::new();
        for (index, operation) in self.operations.iter().enumerate().filter(|(index, _)| needed[*index]) {
            let at = |register: &Register| place[register.index()];
            let moved = match operation {
                Operation::Constant(_) | Operation::Parameter(_) => operation.clone(),
                Operation::Add(a, b) => Operation::Add(at(a), at(b)),
                Operation::Subtract(a, b) => Operation::Subtract(at(a), at(b)),
                Operation::Multiply(a, b) => Operation::Multiply(at(a), at(b)),
                Operation::Clip(a) => Operation::Clip(at(a)),
            };
            place[index] = Register(operations.len() as u32);
            operations.push(moved);
        }
        (Program { operations }, wanted.iter().map(|register| place[register.index()]).collect())
    }

    /// The program with some parameters fixed, what is constant then folded, and where each
    /// register has gone.
    pub fn specialize(&self, fixed: impl Fn(u32) -> Option<Rational>) -> (Program, Vec<Register>) {
        let mut builder = Builder::default();
        let mut place: Vec<Register> = Vec::with_capacity(self.operations.len());
        for operation in &self.operations {
            let at = |register: &Register| place[register.index()];
            place.push(match operation {
                Operation::Constant(value) => builder.constant(value.clone()),
                Operation::Parameter(index) => match fixed(*index) {
                    Some(value) => builder.constant(value),
                    None => builder.parameter(*index),
                },
                Operation::Add(a, b) => builder.add(at(a), at(b)),
                Operation::Subtract(a, b) => builder.subtract(at(a), at(b)),
                Operation::Multiply(a, b) => builder.multiply(at(a), at(b)),
                Operation::Clip(a) => builder.clip(at(a)),
            });
        }
        (builder.finish(), place)
    }

    /// The registers that change with one parameter, as polynomials in it, the others
    /// (`None`) being constant at `base`.
    ///
    /// `clip` says how a clipped register behaves: it receives the polynomial that is
    /// clipped and returns what it is on the stretch under study.
    pub fn along(
        &self,
        parameter: u32,
        base: &[Rational],
        mut clip: impl FnMut(&Polynomial) -> Polynomial,
    ) -> Vec<Option<Polynomial>> {
        let mut values: Vec<Option<Polynomial>> = vec![None; self.operations.len()];
        for (index, operation) in self.operations.iter().enumerate() {
            let (a, b) = match operation {
                Operation::Constant(_) => continue,
                Operation::Parameter(own) => {
                    if *own == parameter {
                        values[index] = Some(Polynomial::variable());
                    }
                    continue;
                }
                Operation::Add(a, b) | Operation::Subtract(a, b) | Operation::Multiply(a, b) => (a.index(), b.index()),
                Operation::Clip(a) => (a.index(), a.index()),
            };
            if values[a].is_none() && values[b].is_none() {
                continue;
            }
            let operand = |at: usize| match &values[at] {
                Some(polynomial) => polynomial.clone(),
                None => Polynomial::constant(base[at].clone()),
            };
            values[index] = Some(match operation {
                Operation::Add(..) => &operand(a) + &operand(b),
                Operation::Subtract(..) => &operand(a) - &operand(b),
                Operation::Multiply(..) => &operand(a) * &operand(b),
                Operation::Clip(_) => clip(&operand(a)),
                Operation::Constant(_) | Operation::Parameter(_) => unreachable!("handled above"),
            });
        }
        values
    }
}

/// Builds a [`Program`], sharing equal steps and folding what is constant.
#[derive(Debug, Default)]
pub struct Builder {
    operations: Vec<Operation>,
    known: HashMap<Operation, Register>,
}

impl Builder {
    /// Goes on where a finished program ends.
    pub fn resume(program: Program) -> Builder {
        let register = |index: usize| Register(index as u32);
        let known =
            program.operations.iter().cloned().enumerate().map(|(index, operation)| (operation, register(index)));
        Builder { known: known.collect(), operations: program.operations }
    }

    pub fn finish(self) -> Program {
        Program { operations: self.operations }
    }

    pub fn constant(&mut self, value: Rational) -> Register {
        self.push(Operation::Constant(value))
    }

    pub fn parameter(&mut self, index: u32) -> Register {
        self.push(Operation::Parameter(index))
    }

    pub fn zero(&mut self) -> Register {
        self.constant(Rational::ZERO)
    }

    pub fn one(&mut self) -> Register {
        self.constant(Rational::ONE)
    }

    pub fn add(&mut self, a: Register, b: Register) -> Register {
        match (self.known_constant(a), self.known_constant(b)) {
            (Some(x), Some(y)) => {
                let sum = x + y;
                self.constant(sum)
            }
            (Some(x), None) if x.is_zero() => b,
            (None, Some(y)) if y.is_zero() => a,
            _ => self.push(Operation::Add(a.min(b), a.max(b))),
        }
    }

    pub fn subtract(&mut self, a: Register, b: Register) -> Register {
        match (self.known_constant(a), self.known_constant(b)) {
            (Some(x), Some(y)) => {
                let difference = x - y;
                self.constant(difference)
            }
            (None, Some(y)) if y.is_zero() => a,
            _ if a == b => self.zero(),
            _ => self.push(Operation::Subtract(a, b)),
        }
    }

    pub fn multiply(&mut self, a: Register, b: Register) -> Register {
        match (self.known_constant(a), self.known_constant(b)) {
            (Some(x), Some(y)) => {
                let product = x * y;
                self.constant(product)
            }
            (Some(x), None) if x.is_zero() => a,
            (None, Some(y)) if y.is_zero() => b,
            (Some(x), None) if x.is_one() => b,
            (None, Some(y)) if y.is_one() => a,
            _ => self.push(Operation::Multiply(a.min(b), a.max(b))),
        }
    }

    /// `1 - a`.
    pub fn complement(&mut self, a: Register) -> Register {
        let one = self.one();
        self.subtract(one, a)
    }

    /// Clipped to the unit interval.
    pub fn clip(&mut self, a: Register) -> Register {
        match self.known_constant(a) {
            Some(value) => {
                let clipped = value.clip();
                self.constant(clipped)
            }
            None => self.push(Operation::Clip(a)),
        }
    }

    /// The value of a register that no parameter changes.
    pub fn known_constant(&self, register: Register) -> Option<&Rational> {
        match &self.operations[register.index()] {
            Operation::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn push(&mut self, operation: Operation) -> Register {
        if let Some(&register) = self.known.get(&operation) {
            return register;
        }
        let register = Register(u32::try_from(self.operations.len()).expect("a program has fewer than 2^32 steps"));
        self.operations.push(operation.clone());
        self.known.insert(operation, register);
        register
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_program_serves_rationals_and_polynomials() {
        // (1 - x) (x + y)
        let mut builder = Builder::default();
        let (x, y) = (builder.parameter(0), builder.parameter(1));
        let left = builder.complement(x);
        let right = builder.add(y, x);
        let product = builder.multiply(left, right);
        assert_eq!(builder.multiply(right, left), product, "equal steps are shared");
        let program = builder.finish();
        let base = program.evaluate(&[Rational::new(1, 3), Rational::from(2)]);
        assert_eq!(base[product.index()], Rational::new(14, 9));
        let along = program.along(0, &base, |_| unreachable!("nothing is clipped"));
        let polynomial = along[product.index()].as_ref().unwrap();
        assert_eq!(polynomial.evaluate(&Rational::new(1, 3)), Rational::new(14, 9));
        assert_eq!(polynomial.degree(), 2);
        assert!(along[y.index()].is_none());
        let (fixed, place) = program.specialize(|index| (index == 0).then(|| Rational::new(1, 3)));
        let values = fixed.evaluate(&[Rational::ZERO, Rational::from(2)]);
        assert_eq!(values[place[product.index()].index()], Rational::new(14, 9));
        let left = &fixed.operations()[place[left.index()].index()];
        assert!(matches!(left, Operation::Constant(_)), "constants are folded");
    }
}
