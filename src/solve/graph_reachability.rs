//! Status-quo analysis of a conflict: which states play may reach from where it stands
//! (Li, Kilgour and Hipel 2005 \[LiKilgourHipel2005\]), by any moves and by improvements only.
//! Nobody moves twice in a row.

use crate::form::graph::{GraphModel, Moves, reachable};
use crate::solution::Refusal;
use crate::solution::graph::{GraphAnswer, StatusQuoAnalysis};

use super::graph_stability::{alone, movers};

/// Linear in the moves.
///
/// # Errors
/// Without a status quo.
pub fn status_quo_analysis(game: &GraphModel) -> Result<GraphAnswer, Refusal> {
    let from = game.status_quo.ok_or(Refusal::Empty("the file names no `status_quo`"))?;
    let movers = movers(game, &alone(game));
    let others = |moves: Vec<&Moves>| {
        let reached = reachable(&moves, from).into_iter().map(|state| state as usize);
        reached.filter(|&state| state != from).collect()
    };
    Ok(GraphAnswer::StatusQuo(StatusQuoAnalysis {
        from,
        by_any_moves: others(movers.iter().map(|mover| &mover.moves).collect()),
        by_improvements: others(movers.iter().map(|mover| &mover.improvements).collect()),
        legend: (0..game.states()).map(|state| game.describe(state)).collect(),
    }))
}
