//! The inverse question of the graph model: which rankings of a player would make a state
//! stable for it (Wang, Hipel, Fang and Dang 2018 \[WangHipelFangDang2018\])?
//!
//! Stability of a state `s` for a player depends on its ranking only through the set `B` of
//! states that it ranks no higher than `s`: for every move of its own, `B` must hold the
//! state that it leads to, or some state that an answer leads to (with the states that the
//! player could still go on to, where it has the last word). So the rankings, ties and all,
//! are described exactly by one requirement per move, each a choice of sets of states; what
//! follows from another requirement or another choice is left out.
//!
//! Of strict rankings a share `|B|! (m - |B|)! / (m + 1)!` puts exactly `B` of the `m` states
//! that matter below `s`; summing over the sets that stabilise `s` gives the share of rankings.
//! The other players' rankings, and with them their improvements, stay as they are.

use rayon::prelude::*;

use crate::form::graph::{GraphModel, Moves};
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::graph::{Demand, GraphAnswer, InverseAnalysis, Stability};

use super::graph_stability::{Mover, View, alone, answered, movers};

/// Most states that are asked about.
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
    let demands = (0..game.states())
        .into_par_iter()
        .map(|state| {
            let of =
                |stability| (0..movers.len()).map(|player| demand(game, &movers, player, state, stability)).collect();
            Stability::ALL.iter().map(|&stability| of(stability)).collect()
        })
        .collect();
    Ok(GraphAnswer::Inverse(InverseAnalysis { players: game.players.clone(), demands }))
}

/// What a player's ranking must be like for a state to be stable for it, and the share of strict
/// rankings that are.
fn demand(game: &GraphModel, movers: &[Mover], player: usize, state: usize, stability: Stability) -> Demand {
    let view = View::new(game, movers, player);
    let own = view.seen(&movers[player].moves);
    let answers: Vec<Moves> = match stability {
        Stability::Nash => Vec::new(),
        Stability::GeneralMetarational | Stability::SymmetricMetarational => view.others(|other| &other.moves),
        Stability::Sequential | Stability::SymmetricSequential => view.others(|other| &other.improvements),
    };
    let final_word = matches!(stability, Stability::SymmetricMetarational | Stability::SymmetricSequential);
    let requirements = own.from(state).iter().map(|&to| {
        let mut ways = vec![vec![to]];
        ways.extend(answered(&answers, game.convention, to as usize).into_iter().map(|reached| {
            let out = if final_word { own.from(reached as usize) } else { &[] };
            let mut way: Vec<u32> = std::iter::once(reached).chain(out.iter().copied()).collect();
            way.retain(|&one| one as usize != state);
            way.sort_unstable();
            way.dedup();
            way
        }));
        least(ways, |weaker, way| is_subset(weaker, way))
    });
    // A requirement follows from another if each way to meet that one meets it too.
    let follows = |stronger: &Vec<Vec<u32>>, one: &Vec<Vec<u32>>| {
        stronger.iter().all(|way| one.iter().any(|other| is_subset(other, way)))
    };
    // What nothing at all satisfies already is no requirement.
    let requirements = least(requirements.filter(|ways| !ways.iter().any(Vec::is_empty)).collect(), follows);
    let share = share(&requirements);
    let numbers = |way: &Vec<u32>| way.iter().map(|&one| one as usize).collect();
    Demand { requirements: requirements.iter().map(|ways| ways.iter().map(numbers).collect()).collect(), share }
}

fn is_subset(small: &[u32], large: &[u32]) -> bool {
    small.iter().all(|one| large.binary_search(one).is_ok())
}

/// The items that no other one makes superfluous, in order; of equals the first.
fn least<T>(items: Vec<T>, covers: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let kept: Vec<bool> = (0..items.len())
        .map(|at| {
            !(0..items.len()).any(|other| {
                let (one, by) = (&items[at], &items[other]);
                other != at && covers(by, one) && (other < at || !covers(one, by))
            })
        })
        .collect();
    items.into_iter().zip(kept).filter_map(|(item, kept)| kept.then_some(item)).collect()
}

/// The share of strict rankings that meet the requirements; `None` where too many states matter.
fn share(requirements: &[Vec<Vec<u32>>]) -> Option<Rational> {
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
