//! Files of other programs, read and written: one format per file.
//!
//! Readers are liberal where no reader could be misled (commas, empty or repeated labels)
//! and strict where a number could be lost. What they refuse they place: every diagnostic
//! has a span and a remedy. Nothing is allocated on the word of a header.

mod gambit;
pub mod gambit_efg;
pub mod gambit_nfg;
