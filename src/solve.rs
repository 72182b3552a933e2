//! Solvers: one concept or algorithm per file.

pub mod backward_induction;
pub mod dominance;
pub mod extreme_equilibria;
pub mod pure_nash;
pub mod subgame_perfect;
