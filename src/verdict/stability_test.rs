//! The test on the graph model: is the state after the concession stable?
//!
//! The state is the one in which the concession is made and everything is signed, as in the
//! test `honoured`. It is called stable if it is general metarational and sequentially stable
//! for every player.

use crate::compile::Compiled;
use crate::compile::graph::conflict;
use crate::form::graph::GraphModel;
use crate::scenario::Scenario;
use crate::solution::graph::Stability;
use crate::solution::{Answer, Solution};
use crate::solve::graph_reachability::status_quo_analysis;
use crate::solve::graph_stability::{narrative, stable_states};

use super::{Derivation, NoAnswer, Sense, Test, TestId};

const GAME: &str = "the conflict as a graph";

/// The senses in which the state has to be stable.
const NEEDED: [Stability; 2] = [Stability::GeneralMetarational, Stability::Sequential];

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
    let senses: Vec<Sense> = Stability::ALL
        .into_iter()
        .map(|stability| {
            let leaves = (0..game.players.len())
                .filter_map(|player| {
                    let thoughts = narrative(&game, player, state, stability);
                    let move_away = thoughts.improvements.into_iter().find(|one| one.answer.is_none())?;
                    Some((game.players[player].clone(), game.describe(move_away.to)))
                })
                .collect();
            Sense { stability, leaves }
        })
        .collect();
    let holds = senses.iter().filter(|sense| NEEDED.contains(&sense.stability)).all(|sense| sense.leaves.is_empty());
    let evidence = vec![Derivation::Stability { state: game.describe(state), senses }];
    Test::answered(TestId::StableState, holds, None, evidence)
}
