//! A game-theory solver for bargaining scenarios.
//!
//! A TOML file describes a negotiation: the players, the concessions asked of them, what
//! outcomes are worth, how sure the analyst is. The library solves it exactly and judges
//! whether the concession in question is rational, what would flip the answer, and why.
//!
//! ```text
//! TOML ─▶ scenario ─▶ compile ─▶ form ─▶ solve ─▶ solution ─▶ verdict ─▶ report
//!                                           └── axiom checks a saved report again
//! ```
//!
//! The whole way, on a vote that an owner may hold at a demander's request:
//!
//! ```
//! use concede::scenario::{Scenario, diagnostic::Source};
//! use concede::uncertainty::judge;
//! use concede::verdict::{Headline, TestId};
//!
//! let text = r#"
//!     [scenario]
//!     title = "A vote before a treaty"
//!     question = "vote"
//!
//!     [players.owner.payoffs]
//!     treaty = 40
//!     [players.demander.payoffs]
//!     treaty = 5
//!     vote = 1
//!
//!     [concessions.vote]
//!     owner = "owner"
//!     demanded_by = "demander"
//!     success = { low = 0.3, base = 0.5, high = 0.7 }
//!     cost = { attempt = 2, success = 6, failure = 10 }
//!     audience_cost = 9
//!
//!     [agreements.treaty]
//!     signatories = ["owner", "demander"]
//!
//!     [process]
//!     agreement = "treaty"
//!     demands = ["vote"]
//!     sign = { low = 0.2, base = 0.4, high = 0.9 }   # does it sign after a yes?
//! "#;
//!
//! // Every mistake in the file would come at once, with its place and the likely fix.
//! let (scenario, _warnings) = Scenario::read(&Source::new("vote.toml", text)).unwrap();
//! let (_compiled, verdict) = judge(&scenario).unwrap();
//!
//! // At the stated beliefs the vote does not pay; against best play it does.
//! let expected = verdict.test(TestId::ExpectedUtility).unwrap();
//! assert_eq!(expected.value.as_ref().unwrap().to_string(), "-2");
//! assert_eq!(verdict.test(TestId::SubgamePerfect).unwrap().holds, Some(true));
//! assert_eq!(verdict.headline, Headline::Conditional);
//!
//! // It would pay if the demander were believed to sign with more than one half.
//! let sign = scenario.parameter_at("process.sign").unwrap();
//! let point = expected.switches.iter().find(|point| point.parameter == sign).unwrap();
//! assert_eq!(point.at.bounds().0.to_string(), "1/2");
//! assert!(point.inside && point.becomes);
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`scenario`] | the format, its diagnostics, the validated scenario |
//! | [`compile`] | the demand process as trees and as plans, over one arithmetic program |
//! | [`form`] | extensive and normal games |
//! | [`interop`] | files of other programs: Gambit's, spreadsheets' |
//! | [`solve`] | the concepts ([`solve::CONCEPTS`]) and their algorithms |
//! | [`solution`] | what a concept answers, and the certificate that travels with a report |
//! | [`axiom`] | checks of answers that share no code with the search |
//! | [`verdict`] | the tests, the headline rule, reasons as data |
//! | [`uncertainty`] | switching points, robustness over the ranges |
//! | [`report`] | text, JSON |
//! | [`numeric`] | exact rationals, polynomials and their roots, intervals, programs |

pub mod axiom;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compile;
pub mod form;
pub mod interop;
pub mod numeric;
pub mod report;
pub mod scenario;
pub mod solution;
pub mod solve;
pub mod uncertainty;
pub mod verdict;
