//! The numbers: exact rationals, polynomials and their real roots, intervals,
//! and the arithmetic program that a scenario compiles to.
//!
//! Nothing here knows what a game is.

pub mod interval;
pub mod polynomial;
pub mod program;
pub mod rational;
pub mod root;
pub mod simplex;
