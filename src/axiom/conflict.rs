//! Checks of the test `stable_state`: the conflict is laid out again from its options, its
//! utilities are taken from the program, and the test is decided by the definitions.

use crate::form::graph::{GraphModel, Layout, Moves};
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::solution::certificate::ConflictCertificate;
use crate::solution::graph::GraphAnswer;

use super::graph::{MAX_CHECKED, check, is_answered, steps};
use super::{Check, registers};

/// That the state after the concession is stable, or is not, and by that margin.
///
/// # Errors
/// If the numbers get too large to go on.
pub fn check_question(
    conflict: &ConflictCertificate,
    parameters: &[Rational],
    holds: bool,
    margin: Option<&Rational>,
) -> Result<Check, String> {
    let Some(state) = conflict.honoured else {
        return Ok(Check::new("`stable_state`", Err("its state is infeasible".to_owned())));
    };
    let worth = conflict.worth(parameters)?;
    let look = Look { game: &conflict.game(), worth: &worth, state };
    let outcome = if look.is_stable(&Rational::ZERO, holds, false) != holds {
        Err(format!("the report says {holds}, the conflict says {}", !holds))
    } else if let Some(margin) = margin {
        let gap = &margin.abs() * &Rational::from(2);
        match (margin.is_negative() && holds, look.is_stable(&gap, holds, false), look.is_stable(&gap, holds, true)) {
            (true, ..) => Err("a state that is stable has a negative margin".to_owned()),
            _ if margin.is_positive() && !holds => Err("a state that is not stable has a positive margin".to_owned()),
            (_, within, beyond) if within == holds && beyond != holds => Ok(()),
            _ => Err("the verdict does not turn at the margin".to_owned()),
        }
    } else {
        let apart = |own: &Vec<Rational>| own.iter().max().zip(own.iter().min()).map(|(most, least)| most - least);
        let most = worth.iter().filter_map(apart).max().unwrap_or(Rational::ZERO);
        match look.is_stable(&most, holds, true) == holds {
            true => Ok(()),
            false => Err("the report leaves out the margin".to_owned()),
        }
    };
    Ok(Check::new("`stable_state` and its margin", outcome))
}

/// That what a report says of the conflict's states is so.
///
/// # Errors
/// If the numbers get too large to go on.
pub fn check_states(
    conflict: &ConflictCertificate,
    parameters: &[Rational],
    claimed: &[(String, GraphAnswer)],
) -> Result<Vec<Check>, String> {
    if conflict.codes.len() > MAX_CHECKED {
        return Ok(Vec::new());
    }
    let worth = conflict.worth(parameters)?;
    // The place of each utility among all of the player's.
    let rank = |own: &Vec<Rational>| -> Vec<u32> {
        own.iter().map(|one| own.iter().filter(|other| *other < one).count() as u32).collect()
    };
    let game = GraphModel { ranks: worth.iter().map(rank).collect(), ..conflict.game() };
    Ok(claimed.iter().flat_map(|(concept, answer)| check(&game, concept, answer)).collect())
}

/// A state of a conflict with utilities that can be seen too well or too badly.
struct Look<'a> {
    game: &'a GraphModel,
    worth: &'a [Vec<Rational>],
    state: usize,
}

impl Look<'_> {
    /// Whether the state is general metarational and sequentially stable for everybody, if
    /// differences of less than `slack` (`beyond`: no more than it) are turned against what is
    /// so now: against stability if `doubting`, for it otherwise.
    fn is_stable(&self, slack: &Rational, doubting: bool, beyond: bool) -> bool {
        let groups: Vec<Vec<usize>> = (0..self.game.players.len()).map(|player| vec![player]).collect();
        // A gain that counts even when it is seen too small, and one when it is seen too large.
        let sure = |gain: Rational| gain.is_positive() && (gain > *slack || !beyond && gain == *slack);
        let maybe = |gain: Rational| gain.is_positive() || -&gain < *slack || beyond && -&gain == *slack;
        (0..groups.len()).all(|mover| {
            let gain = |player: usize, to: usize, from: usize| &self.worth[player][to] - &self.worth[player][from];
            let tempting = |to: usize| {
                let gain = gain(mover, to, self.state);
                to != self.state && if doubting { maybe(gain) } else { sure(gain) }
            };
            let improves = |next: usize, at: usize, reached: usize| {
                let gain = gain(next, reached, at);
                if doubting { sure(gain) } else { maybe(gain) }
            };
            let spoils = |reached: usize| !tempting(reached);
            steps(self.game, &groups[mover], &groups[mover], self.state).into_iter().filter(|&to| tempting(to)).all(
                |to| {
                    is_answered(self.game, &groups, mover, to, |_, _, _| true, spoils)
                        && is_answered(self.game, &groups, mover, to, improves, spoils)
                },
            )
        })
    }
}

impl ConflictCertificate {
    /// What each state is worth, by player.
    fn worth(&self, parameters: &[Rational]) -> Result<Vec<Vec<Rational>>, String> {
        let values = registers::evaluate(&self.program, parameters)?;
        let worth = |register: &Register| values[register.index()].clone();
        Ok(self.utilities.iter().map(|own| own.iter().map(worth).collect()).collect())
    }

    /// Its states and players; no moves, which `steps` works out, and no ranks.
    fn game(&self) -> GraphModel {
        GraphModel {
            players: self.players.clone(),
            layout: Layout::Options { options: self.options.clone(), codes: self.codes.clone() },
            moves: vec![Moves::new(self.codes.iter().map(|_| Vec::new())); self.players.len()],
            ranks: Vec::new(),
            status_quo: None,
            coalitions: Vec::new(),
            unseen: vec![Vec::new(); self.players.len()],
            convention: self.convention,
        }
    }
}
