//! Where the state after the concession gains or loses its stability as one number moves.
//!
//! In the conflict as a graph, utilities are polynomials along a parameter between the points
//! at which a clipped hazard reaches 0 or 1. Stability of one state rests on the order of two
//! kinds of pairs only: any state against that one, for each player, and the two ends of each
//! move, for the player who makes it. Between the roots of these differences no answer changes,
//! so the answer is taken once in each cell and on each root that is rational.

use std::collections::HashSet;

use crate::compile::Compiled;
use crate::compile::graph::{Conflict, conflict};
use crate::numeric::polynomial::Polynomial;
use crate::numeric::program::{Operation, Register};
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between};
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{SwitchingPoint, TestId, stability_test};

use super::along::roots_between;
use super::switching::{search_interval, switching_point};

/// More pairs of utilities are not compared: a conflict that large is not searched.
const MAX_PAIRS: usize = 1 << 16;

/// Switching points of the test `stable_state` along a parameter, all of them; `None` if the
/// conflict has no answer at all, or is too large to be searched.
pub fn stability_switches(scenario: &Scenario, parameter: ParameterId) -> Option<Vec<(TestId, SwitchingPoint)>> {
    let conflict = conflict(scenario)?;
    let state = conflict.honoured?;
    let pairs = pairs(scenario, &conflict, state)?;
    let interval = search_interval(scenario, parameter);
    if interval.low >= interval.high {
        return Some(Vec::new());
    }
    let (lo, hi) = (Root::Rational(interval.low.clone()), Root::Rational(interval.high.clone()));
    let mut cuts: Vec<Root> = Vec::new();
    let mut from = lo.clone();
    for to in clips(scenario, &conflict, parameter, &lo, &hi).into_iter().chain([hi.clone()]) {
        let inside = between(&from, &to);
        let base = conflict.program.evaluate(&values(scenario, parameter, &inside));
        let moved = conflict.program.along(parameter.0 as u32, &base, |raw| raw.clipped_around(&inside));
        let polynomial = |register: Register| match &moved[register.index()] {
            Some(polynomial) => polynomial.clone(),
            None => Polynomial::constant(base[register.index()].clone()),
        };
        let still = |register: &Register| moved[register.index()].is_none();
        for (a, b) in pairs.iter().filter(|(a, b)| !(still(a) && still(b))) {
            cuts.extend(roots_between(&(&polynomial(*a) - &polynomial(*b)), &from, &to));
        }
        if to != hi {
            cuts.push(to.clone());
        }
        from = to;
    }
    cuts.sort();
    cuts.dedup();
    let holds = |at: &Rational| {
        let game = conflict.at(scenario, &values(scenario, parameter, at));
        stability_test::is_stable(&game, state)
    };
    let mut found = Vec::new();
    let mut below = holds(&between(&lo, cuts.first().unwrap_or(&hi)));
    for (index, at) in cuts.iter().enumerate() {
        let becomes = holds(&between(at, cuts.get(index + 1).unwrap_or(&hi)));
        let on = match at.clone().rationalized() {
            Root::Rational(value) => Some(holds(&value)),
            Root::Isolated { .. } => None,
        };
        if below != becomes || on.is_some_and(|on| on != below) {
            let point = switching_point(scenario, parameter, at.clone(), (below, on, becomes), None);
            found.push((TestId::StableState, point));
        }
        below = becomes;
    }
    Some(found)
}

fn values(scenario: &Scenario, parameter: ParameterId, at: &Rational) -> Vec<Rational> {
    let mut values = Compiled::base(scenario);
    values[parameter.0] = at.clone();
    values
}

/// The points within at which a clipped sum reaches 0 or 1, ascending.
fn clips(scenario: &Scenario, conflict: &Conflict, parameter: ParameterId, lo: &Root, hi: &Root) -> Vec<Root> {
    let clipping = conflict.program.operations().iter().any(|operation| matches!(operation, Operation::Clip(_)));
    if !clipping {
        return Vec::new();
    }
    let base = conflict.program.evaluate(&Compiled::base(scenario));
    let mut cuts = Vec::new();
    conflict.program.along(parameter.0 as u32, &base, |raw| {
        for level in [Rational::ZERO, Rational::ONE] {
            cuts.extend(roots_between(&(raw - &Polynomial::constant(level)), lo, hi));
        }
        raw.clone()
    });
    cuts.sort();
    cuts.dedup();
    cuts
}

/// The pairs of utilities whose order stability of a state rests on, each once; `None` if they
/// are too many.
fn pairs(scenario: &Scenario, conflict: &Conflict, state: usize) -> Option<Vec<(Register, Register)>> {
    let moves = conflict.at(scenario, &Compiled::base(scenario)).moves;
    let mut seen = HashSet::new();
    let mut pairs = Vec::new();
    for (own, moves) in conflict.utilities.iter().zip(&moves) {
        let ends = (0..moves.states()).flat_map(|from| moves.from(from).iter().map(move |&to| (from, to as usize)));
        for (a, b) in (0..own.len()).map(|other| (other, state)).chain(ends) {
            let (a, b) = (own[a], own[b]);
            let pair = if a.index() <= b.index() { (a, b) } else { (b, a) };
            if a != b && seen.insert((pair.0.index(), pair.1.index())) {
                pairs.push(pair);
                if pairs.len() > MAX_PAIRS {
                    return None;
                }
            }
        }
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;

    #[test]
    fn a_signature_stays_while_the_treaty_pays_for_whom_it_binds() {
        // The owner signs at a cost to nobody else. Signed by both, the treaty is worth v to the
        // demander, and a withdrawn signature leaves it with nothing: the state is stable for
        // v ≥ 0 by Nash; below, leaving pays and the owner has no answer that hurts.
        let text = r#"
[scenario]
title = "A treaty"
question = "vote"
[players.owner.payoffs]
treaty = 4
[players.demander.payoffs]
treaty = { low = -3, base = 2, high = 6 }
[concessions.vote]
owner = "owner"
demanded_by = "demander"
[agreements.treaty]
signatories = ["owner", "demander"]
[process]
agreement = "treaty"
demands = ["vote"]
"#;
        let (scenario, _) = Scenario::read(&Source::new("treaty.toml", text)).unwrap();
        let parameter = scenario.parameter_at("players.demander.payoffs.treaty").unwrap();
        let found = stability_switches(&scenario, parameter).unwrap();
        let [(TestId::StableState, point)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(point.at, Root::Rational(Rational::ZERO));
        assert_eq!((point.below, point.at_tie, point.becomes), (false, Some(true), true));
        // What nobody's order depends on turns nothing.
        let other = scenario.parameter_at("players.owner.discount").unwrap();
        assert!(stability_switches(&scenario, other).unwrap().is_empty());
    }
}
