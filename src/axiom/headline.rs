//! The headline, from the answers of the tests as a report states them.

use crate::numeric::rational::Rational;

use super::verdict::{Claim, ClaimedSwitch};

/// A parameter's path and its range, where it has one.
pub type ClaimedRange = (String, Option<(Rational, Rational)>);

/// The headline that follows: `rational` if the concession pays at the stated beliefs and
/// against best play, and the demander then signs; otherwise `not_rational` if it does not even
/// pay when honoured, or if it pays in neither way and no parameter alone, within its range,
/// turns that; otherwise `conditional`.
pub fn headline(claims: &[Claim], ranges: &[ClaimedRange]) -> &'static str {
    let claim = |test: &str| claims.iter().find(|claim| claim.test == test);
    // Where the parties make each other offers, that test decides.
    if let Some(offers) = claim("offers") {
        return match offers.holds {
            Some(true) => "rational",
            Some(false) => "not_rational",
            None => "conditional",
        };
    }
    let answer = |test: &str| claim(test).and_then(|claim| claim.holds);
    let firm = |test: &str| answer(test) == Some(false) && claim(test).is_some_and(|claim| !turns(claim, ranges));
    if ["expected_utility", "subgame_perfect", "ratchet_proof"].iter().all(|test| answer(test) == Some(true)) {
        "rational"
    } else if answer("honoured") == Some(false) || firm("expected_utility") && firm("subgame_perfect") {
        "not_rational"
    } else {
        "conditional"
    }
}

/// Whether a test that fails may hold somewhere within the range of one parameter.
fn turns(claim: &Claim, ranges: &[ClaimedRange]) -> bool {
    let holds_within = |point: &ClaimedSwitch| {
        let range = ranges.iter().find(|(path, _)| *path == point.parameter).and_then(|(_, range)| range.as_ref());
        range.is_some_and(|(low, high)| {
            let within = *low <= point.lo && point.hi <= *high;
            let on = point.at_tie == Some(true);
            within && (on || point.below && *low < point.lo || point.becomes && point.hi < *high)
        })
    };
    claim.open || claim.switches.iter().any(holds_within)
}
