//! The numbers: exact rationals, polynomials and their real roots, intervals, linear
//! programs, and the arithmetic program that a scenario compiles to.
//!
//! Nothing here knows what a game is.

pub mod beta;
pub mod determinant;
pub mod dictionary;
pub mod double_description;
pub mod float_dictionary;
pub mod interval;
pub mod lifting;
pub mod linear;
pub mod lp;
pub mod maxima;
pub mod normal;
pub mod pivoting;
pub mod polynomial;
pub mod program;
pub mod rational;
pub mod root;
pub mod sobol;
pub mod square_root;
pub mod stream;
pub mod tableau;
