//! A slow oracle for the demand process: every answer by plain recursion over
//! positions, in exact rationals, with no tree kept and nothing remembered.
//!
//! [`Situation`] is what a scenario says, [`Situation::to_toml`] writes it as a
//! scenario file, [`generate`] draws random ones, and the methods
//! [`Situation::honoured`], [`Situation::expected_utility`],
//! [`Situation::strategic`] and [`Situation::typed`] solve it.
#![expect(dead_code, reason = "each test binary uses its own part of the oracle")]
#![allow(unused_imports, reason = "each test binary uses its own part of the oracle")]

mod behavioural;
mod formula;
mod generate;
mod process;
mod quantity;
mod scenario;
mod situation;
mod strategic;
mod typed;

pub use formula::Formula;
pub use generate::generate;
pub use process::{Action, Node, Payoffs, Position, Process, Role, Stage};
pub use quantity::{Quantity, number};
pub use situation::{
    Agreement, Audience, Concession, Conflict, Effect, Fallback, Inducement, Lottery, Player, Prospect, Ratification,
    Situation, Spoiler, Type, Window, Withdrawal, World,
};
pub use strategic::Strategic;
