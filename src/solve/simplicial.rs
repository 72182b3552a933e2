//! Simplicial subdivision: the variable dimension restart algorithm on the product of the
//! players' simplices of mixtures (van der Laan, Talman and van der Heyden 1987
//! \[vanderLaanTalmanvanderHeyden1987\]; Doup and Talman 1987 \[DoupTalman1987\]).
//!
//! From any profile a path of simplices, whose vertices are labelled by who gains most by what,
//! leads to one that is nearly an equilibrium (`subdivision`). There it starts again with half
//! the mesh, until the regret is small enough for Newton's method and the proof that it is near
//! an equilibrium ([`near`](super::mixed_equilibria::near)). Payoffs need not be smooth for it, nor
//! the equilibrium regular, so that it takes its time: a pivot is one value of all payoffs,
//! O(players × profiles), and in the worst case pivots are exponentially many.
//!
//! **What is proved.** The path is labelled in floats and leads to an estimate; the equilibria
//! that are listed are proved from the payoffs alone. Other starts lead to other equilibria.

mod subdivision;

use crate::form::normal::NormalGame;
use crate::solution::{Dominance, PathEquilibria, PathStop, Refusal};

use super::dominance::iterated;
use super::float_payoffs::{FloatPayoffs, Units};
use super::limits::{Limits, Spent};
use super::path_ends::{CLOSE, PathEnds, STARTS, small_enough, start};

use subdivision::Subdivision;

/// Steps to a pure strategy on the first path; they double with each restart.
const FIRST_GRID: i64 = 4;

/// The finest mesh: beyond, floats have no more digits for it.
const FINEST_GRID: i64 = 1 << 40;

/// Pivots of one path.
const MOST_PIVOTS: u64 = 100_000;

/// The equilibria that paths from the even mixture and from other profiles lead to.
///
/// ```
/// use concede::form::normal::NormalGame;
/// use concede::solve::{limits::Limits, simplicial::simplicial};
///
/// // Matching pennies.
/// let game = NormalGame {
///     players: vec!["same".into(), "other".into()],
///     strategies: vec![vec!["heads".into(), "tails".into()]; 2],
///     payoffs: [[1, -1], [-1, 1], [-1, 1], [1, -1]].map(|pays| pays.map(i64::into).to_vec()).to_vec().into(),
/// };
/// let found = simplicial(&game, &Limits::default()).unwrap();
/// assert_eq!(found.equilibria.len(), 1);
/// ```
///
/// # Errors
/// If the game is too large, or time is up before the paths begin.
pub fn simplicial(game: &NormalGame, limits: &Limits) -> Result<PathEquilibria, Refusal> {
    small_enough(game)?;
    let surviving = iterated(game, Dominance::Strict, limits)?.surviving;
    Ok(from_starts(game, &surviving, limits))
}

/// The same where it is known that nothing but these strategies is played.
pub(super) fn from_starts(game: &NormalGame, surviving: &[Vec<usize>], limits: &Limits) -> PathEquilibria {
    let payoffs = FloatPayoffs::new(game, surviving, Units::Own);
    let mut ends = PathEnds::new(game, surviving);
    let mut spent = Spent::nothing_of(limits);
    for number in 0..STARTS {
        if ends.count() >= limits.answers || (number > 0 && spent.exhausted()) {
            break;
        }
        ends.begin();
        let mut weights: Vec<f64> = start(surviving, number).concat();
        let mut stopped = None;
        let mut grid = FIRST_GRID;
        let proved = loop {
            match (Subdivision { payoffs: &payoffs, start: &weights, grid }).search(&mut spent, MOST_PIVOTS) {
                Some(end) => weights = end,
                None => {
                    stopped = Some(PathStop::Limit);
                    break false;
                }
            }
            let close = payoffs.regret(&weights) < CLOSE;
            if close && ends.come_to(&payoffs.profile(&weights, game, surviving)) {
                break true;
            }
            if grid >= FINEST_GRID {
                break false;
            }
            grid *= 2;
        };
        if !proved {
            ends.unproved(&payoffs.profile(&weights, game, surviving));
        }
        ends.end(stopped);
    }
    ends.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::rational::Rational;

    #[test]
    fn several_starts_lead_to_several_equilibria() {
        // Three players meet in one of two places, one of which is better: two strict equilibria
        // and mixed ones.
        let game = NormalGame {
            players: (0..3).map(|player| player.to_string()).collect(),
            strategies: vec![vec!["here".into(), "there".into()]; 3],
            payoffs: (0..8).map(|place| vec![Rational::from([2, 0, 0, 0, 0, 0, 0, 1][place]); 3]).collect(),
        };
        let found = simplicial(&game, &Limits::default()).unwrap();
        assert!(!found.equilibria.is_empty() && found.paths.iter().all(|path| path.stopped.is_none()), "{found:?}");
        let stopped = simplicial(&game, &Limits { nodes: 1, ..Limits::default() }).unwrap();
        assert_eq!(stopped.paths[0].stopped, Some(PathStop::Limit));
    }
}
