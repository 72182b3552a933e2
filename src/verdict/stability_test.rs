//! The test on the graph model: is the state after the concession stable?
//!
//! The state is the one in which the concession is made and everything is signed, as in the
//! test `honoured`. It is called stable if it is general metarational and sequentially stable
//! for every player. Its value is how far utilities may move before that changes (negative
//! where it does not hold).

use crate::compile::Compiled;
use crate::compile::graph::conflict;
use crate::form::graph::GraphModel;
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::solution::certificate::ConflictCertificate;
use crate::solution::graph::Stability;
use crate::solution::{Answer, Solution};
use crate::solve::graph_margin::{is_measured, margin};
use crate::solve::graph_reachability::status_quo_analysis;
use crate::solve::graph_stability::{narrative, stable_states};

use super::{Derivation, NoAnswer, Sense, Test, TestId};

const GAME: &str = "the conflict as a graph";

/// The senses in which the state has to be stable.
const NEEDED: [Stability; 2] = [Stability::GeneralMetarational, Stability::Sequential];

/// States of a conflict that travels with a report, at most.
const MAX_CERTIFIED: usize = 512;

/// Whether a state is stable in every sense that is needed, for every player.
pub fn is_stable(game: &GraphModel, state: usize) -> bool {
    let stays = |player: usize, stability: Stability| narrative(game, player, state, stability).stable;
    (0..game.players.len()).all(|player| NEEDED.into_iter().all(|stability| stays(player, stability)))
}

/// The test at the base values, with evidence; the conflict's solutions join `solutions`.
pub fn test(scenario: &Scenario, solutions: &mut Vec<Solution>) -> Test {
    let Some(conflict) = conflict(scenario) else {
        return Test::unanswered(TestId::StableState, NoAnswer::TooManyOptions);
    };
    let game = conflict.at(scenario, &Compiled::base(scenario));
    let stabilities =
        Stability::ALL.map(|stability| (stability.id(), stable_states(&game, stability).map(Answer::Graph)));
    let reach = ("graph_status_quo", status_quo_analysis(&game).map(Answer::Graph));
    solutions.extend(stabilities.into_iter().chain([reach]).map(|(concept, answer)| Solution {
        concept,
        game: Some(GAME),
        answer,
    }));
    let Some(state) = conflict.honoured else {
        return Test::unanswered(TestId::StableState, NoAnswer::NotByItself);
    };
    let utilities = conflict.values(&Compiled::base(scenario));
    let senses: Vec<Sense> =
        Stability::ALL.into_iter().map(|stability| sense(&game, &utilities, state, stability)).collect();
    let needed: Vec<&Sense> = senses.iter().filter(|sense| NEEDED.contains(&sense.stability)).collect();
    let holds = needed.iter().all(|sense| sense.leaves.is_empty());
    // Of the senses in which it is stable the first to give way counts; else all must come round
    // that fail.
    let margin = match holds {
        true => needed.iter().filter_map(|sense| sense.margin.clone()).min(),
        false => needed
            .iter()
            .filter(|sense| !sense.leaves.is_empty())
            .map(|sense| sense.margin.clone())
            .try_fold(Rational::ZERO, |most, one| Some(most.max(one?)))
            .map(|margin| -&margin),
    };
    let measured = is_measured(&game);
    let evidence = vec![Derivation::Stability { state: game.describe(state), senses, measured }];
    Test::answered(TestId::StableState, holds, margin, evidence)
}

/// Who would leave a state in one sense of stability, and how far utilities may move before
/// that changes for everybody together.
fn sense(game: &GraphModel, utilities: &[Vec<Rational>], state: usize, stability: Stability) -> Sense {
    let away: Vec<Option<usize>> = (0..game.players.len())
        .map(|player| {
            let thoughts = narrative(game, player, state, stability);
            thoughts.improvements.into_iter().find(|one| one.answer.is_none()).map(|one| one.to)
        })
        .collect();
    let margin_of = |player: usize| margin(game, utilities, player, state, stability);
    let stays = away.iter().all(Option::is_none);
    let players = (0..away.len()).filter(|&player| stays || away[player].is_some());
    let margin = match stays {
        true => players.filter_map(margin_of).min(),
        false => players.map(margin_of).try_fold(Rational::ZERO, |most, one| Some(most.max(one?))),
    };
    let leaves = away.iter().enumerate().filter_map(|(player, to)| {
        let to = (*to)?;
        Some((game.players[player].clone(), game.describe(to)))
    });
    Sense { stability, leaves: leaves.collect(), margin }
}

/// What the test can be checked against; `None` where there is no conflict, or a large one.
pub fn certificate(scenario: &Scenario) -> Option<ConflictCertificate> {
    let conflict = conflict(scenario)?;
    let measured = is_measured(&conflict.at(scenario, &Compiled::base(scenario)));
    (measured && conflict.codes.len() <= MAX_CERTIFIED).then_some(ConflictCertificate {
        players: scenario.players.iter().map(|player| player.name.clone()).collect(),
        options: conflict.options,
        codes: conflict.codes,
        program: conflict.program,
        utilities: conflict.utilities,
        honoured: conflict.honoured,
        convention: scenario.convention,
    })
}
