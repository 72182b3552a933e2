//! The game forms that a situation is seen through.
//!
//! A form is a shape: who moves where, which strategies there are. Its numbers are
//! registers of a program ([`crate::numeric::program`]) or a list of exact payoffs.

pub mod extensive;
pub mod normal;

/// A game in one of its forms.
#[derive(Debug, Clone)]
pub enum Game {
    Normal(normal::NormalGame),
}
