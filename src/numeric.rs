//! The numbers: exact rationals, polynomials and their real roots, intervals, linear
//! programs, and the arithmetic program that a scenario compiles to.
//!
//! Nothing here knows what a game is.

pub mod beta;
pub mod bivariate;
pub mod cofactors;
pub mod column_simplex;
pub mod complementarity;
pub mod continuation;
pub mod determinant;
pub mod dictionary;
pub mod double_description;
pub mod float_dictionary;
pub mod integer;
pub mod interval;
pub mod krawczyk;
pub mod lifting;
pub mod linear;
pub mod lp;
pub mod maxima;
pub mod mixed_radix;
pub mod multivariate;
pub mod normal;
pub mod pivoting;
pub mod polynomial;
pub mod program;
pub mod rational;
pub mod root;
pub mod scaled;
pub mod simplices;
pub mod sobol;
pub mod span;
pub mod square_root;
pub mod stream;
pub mod tableau;
pub mod vertices;
