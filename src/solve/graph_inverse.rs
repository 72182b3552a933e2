//! The inverse question of the graph model: which rankings of a player would make a state
//! stable for it (Wang, Hipel, Fang and Dang 2018 \[WangHipelFangDang2018\])?
//!
//! Stability of a state `s` for a player depends on its ranking only through the set `B` of
//! states that it ranks below `s` (strict rankings): every UI must have an answer inside `B`.
//! If `m` states matter, a share `|B|! (m - |B|)! / (m + 1)!` of all rankings puts exactly `B`
//! of them below `s`; summing over the sets that stabilise `s` gives the share of rankings.
//! The other players' rankings, and with them their improvements, stay as they are.

use rayon::prelude::*;

use crate::form::graph::{GraphModel, Moves, reachable};
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::graph::{GraphAnswer, InverseAnalysis, Stability};

use super::graph_stability::{Mover, alone, movers};

/// Most states for which every share is counted.
const MAX_STATES: usize = 64;
/// Most states that may matter to one share: `2^m` sets are looked at.
const MAX_RELEVANT: usize = 18;

/// # Errors
/// Beyond `MAX_STATES` states.
pub fn inverse_analysis(game: &GraphModel) -> Result<GraphAnswer, Refusal> {
    if game.states() > MAX_STATES {
        let size = game.states();
        return Err(Refusal::TooLarge { what: "states", size, limit: MAX_STATES, instead: Some("graph_gmr") });
    }
    let movers = movers(game, &alone(game));
    let shares = (0..game.states())
        .into_par_iter()
        .map(|state| {
            Stability::ALL
                .iter()
                .map(|&stability| (0..movers.len()).map(|player| share(&movers, player, state, stability)).collect())
                .collect()
        })
        .collect();
    Ok(GraphAnswer::Inverse(InverseAnalysis { players: game.players.clone(), shares }))
}

/// The share of a player's strict rankings under which a state is stable for it.
fn share(movers: &[Mover], player: usize, state: usize, stability: Stability) -> Option<Rational> {
    let own = &movers[player].moves;
    let others = || movers.iter().enumerate().filter(|(index, _)| *index != player).map(|(_, other)| other);
    let answers: Vec<&Moves> = match stability {
        Stability::Nash => Vec::new(),
        Stability::GeneralMetarational | Stability::SymmetricMetarational => {
            others().map(|other| &other.moves).collect()
        }
        Stability::Sequential | Stability::SymmetricSequential => others().map(|other| &other.improvements).collect(),
    };
    let final_word = matches!(stability, Stability::SymmetricMetarational | Stability::SymmetricSequential);
    // One requirement per move: the move itself is below the start, or the states of one answer are.
    let requirements: Vec<Vec<Vec<u32>>> = own
        .from(state)
        .iter()
        .map(|&to| {
            let mut ways = vec![vec![to]];
            ways.extend(reachable(&answers, to as usize).into_iter().map(|reached| {
                let out = if final_word { own.from(reached as usize) } else { &[] };
                std::iter::once(reached).chain(out.iter().copied()).filter(|&one| one as usize != state).collect()
            }));
            ways
        })
        .collect();
    let mut relevant: Vec<u32> = requirements.iter().flatten().flatten().copied().collect();
    relevant.sort_unstable();
    relevant.dedup();
    let count = relevant.len();
    if count > MAX_RELEVANT {
        return None;
    }
    let place = |state: &u32| relevant.binary_search(state).expect("collected above");
    let masks: Vec<Vec<u32>> = requirements
        .iter()
        .map(|ways| ways.iter().map(|way| way.iter().fold(0, |mask, state| mask | 1 << place(state))).collect())
        .collect();
    let mut stabilising = vec![0i64; count + 1];
    for below in 0..1u32 << count {
        if masks.iter().all(|ways| ways.iter().any(|way| way & !below == 0)) {
            stabilising[below.count_ones() as usize] += 1;
        }
    }
    // |B|! (m - |B|)! / (m + 1)! = 1 / ((m + 1) binomial(m, |B|)).
    let mut binomial = Rational::ONE;
    let mut share = Rational::ZERO;
    for (size, &sets) in stabilising.iter().enumerate() {
        let each = &Rational::ONE / &(&Rational::from(count as i64 + 1) * &binomial);
        share = &share + &(&Rational::from(sets) * &each);
        binomial = &binomial * &Rational::new((count - size) as i64, size as i64 + 1);
    }
    Some(share)
}
