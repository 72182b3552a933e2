//! The Lemke–Howson algorithm: one equilibrium of a two-player game, of any size that fits the
//! memory.
//!
//! With payoffs made positive, a point of a side's best-reply polytope `{z ≥ 0, C z ≤ 1}` is a
//! mixture of the other side, not normalized. A vertex has as labels the strategies of the other
//! side that it does not use and the own ones that are best replies to it; a pair of vertices
//! that has all labels is an equilibrium, or the pair of zeros. From the zeros, one label is
//! given up; the path along edges that keep all others ends at an equilibrium (Lemke and Howson
//! 1964 \[LemkeHowson1964\]; labels: Shapley 1974 \[Shapley1974\]; von Stengel 2002
//! \[vonStengel2002\], section 2.3). The lexicographic ratio test keeps the path unique where
//! the game is degenerate.
//!
//! Existence: every label leads to an equilibrium, and different labels may lead to different
//! ones. Not every equilibrium need be reached from any label. A path can be exponentially long
//! (Savani and von Stengel 2006 \[SavaniVonStengel2006\]); each step takes O(rows × columns).
//!
//! The path is followed in floats, and the basis at its end is made exact: its linear systems are
//! solved, and the profile is an equilibrium only if its exact regret is zero. In small games the
//! path is exact from the start.
//!
//! Lengths of paths in one game differ by orders of magnitude. So the search for one equilibrium
//! gives up a path that is not short for the path from another label, and allows more steps in
//! every round (Codenotti, De Rossi and Pagan 2008 \[CodenottiDeRossiPagan2008\]).

use std::collections::HashMap;

use crate::form::normal::NormalGame;
use crate::numeric::linear::Vector;
use crate::numeric::pivoting::{Dictionary, ExactDictionary, KernelDictionary, Place};
use crate::solution::{Equilibrium, Found, Refusal};

use super::bimatrix::{Bimatrix, normalized, rounded};
use super::limits::{Limits, Spent};

/// Up to so many pure profiles the path is exact from the start.
const EXACT_AT_ONCE: usize = 400;

/// Up to so many pure profiles the path is followed exactly where floats failed.
const EXACT_AT_LAST: usize = 40_000;

/// Steps after which a path is given up for the one from another label, at first.
const SHORT: u64 = 50;

/// Paths that are tried before such paths may be twice as long.
const ROUND: usize = 100;

/// Rounds until floats are given up.
const ROUNDS: usize = 10;

/// A pure strategy of a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label {
    pub player: usize,
    pub strategy: usize,
}

/// What the paths from all labels lead to.
#[derive(Debug, Clone)]
pub struct Reached {
    /// Distinct equilibria with the labels that lead there, in the order of the first label.
    /// Others may exist.
    pub equilibria: Vec<(Equilibrium, Vec<Label>)>,
    /// Labels whose paths were not followed to an equilibrium: the limits ended them, or floats
    /// failed in a game too large for exact arithmetic.
    pub open: Vec<Label>,
}

/// Every label: the strategies of the first player with a choice, then of the second.
///
/// # Errors
/// If not two players have a choice.
pub fn labels(game: &NormalGame) -> Result<Vec<Label>, Refusal> {
    let two = Bimatrix::of(game).ok_or(Refusal::Players { only: 2 })?;
    let of = |side| (0..two.count(side)).map(move |strategy| Label { player: two.player(side), strategy });
    Ok([0, 1].into_iter().flat_map(of).collect())
}

/// The equilibrium at the end of the path from the label of that number (as [`labels`] lists
/// them, beginning again after the last). In a large game where that path is long, the one at the
/// end of another path; if none is found within the limits, a profile with its exact regret.
///
/// ```
/// use concede::form::normal::NormalGame;
/// use concede::solution::Found;
/// use concede::solve::{lemke_howson::lemke_howson, limits::Limits};
///
/// // Matching pennies.
/// let game = NormalGame {
///     players: vec!["row".into(), "column".into()],
///     strategies: vec![vec!["heads".into(), "tails".into()]; 2],
///     payoffs: [1, -1, -1, 1].map(|pays| vec![i64::into(pays), i64::into(-pays)]).to_vec().into(),
/// };
/// let Ok(Found::Equilibrium(equilibrium)) = lemke_howson(&game, 0, &Limits::default()) else { panic!() };
/// assert_eq!(equilibrium.profile[0][0].to_string(), "1/2");
/// ```
///
/// # Errors
/// If not two players have a choice.
pub fn lemke_howson(game: &NormalGame, start: usize, limits: &Limits) -> Result<Found, Refusal> {
    let two = Bimatrix::of(game).ok_or(Refusal::Players { only: 2 })?;
    let (size, labels) = (two.count(0) * two.count(1), two.count(0) + two.count(1));
    let mut spent = Spent::nothing_of(limits);
    let mut best: Option<Found> = None;
    if size > EXACT_AT_ONCE {
        let payoffs = [0, 1].map(|side| two.floats(side));
        // Labels are tried in an order that goes about all of them.
        let stride = (1..labels).rev().find(|&stride| stride * 21 < labels * 8 && coprime(stride, labels)).unwrap_or(1);
        let round = ROUND.min(labels);
        for trial in 0..round * ROUNDS {
            let mut pair = payoffs.each_ref().map(KernelDictionary::new);
            let most = SHORT << (trial / round);
            let end = follow(&mut pair, label(&two, start + trial * stride), most, &mut spent);
            let exact = (end == End::Equilibrium).then(|| confirmed(&two, &pair)).flatten();
            if let Some(Found::Equilibrium(equilibrium)) = exact {
                return Ok(Found::Equilibrium(equilibrium));
            }
            // Profiles on the way are near equilibria by accident only; one is kept for the answer.
            if best.is_none() || spent.exhausted() {
                best = Some(Found::better(best, two.judged([rounded(&pair[1].point()), rounded(&pair[0].point())])));
            }
            if spent.exhausted() {
                break;
            }
        }
    }
    if size <= EXACT_AT_LAST && (best.is_none() || !spent.exhausted()) {
        let mut pair = [0, 1].map(|side| ExactDictionary::new(&two.integers(side)));
        follow(&mut pair, label(&two, start), u64::MAX, &mut spent);
        best = Some(Found::better(best, two.judged(directions(&pair))));
    }
    Ok(best.expect("a game is small, or tried in floats"))
}

/// The equilibria at the ends of the paths from all labels.
///
/// # Errors
/// If not two players have a choice.
pub fn from_all_labels(game: &NormalGame, limits: &Limits) -> Result<Reached, Refusal> {
    let two = Bimatrix::of(game).ok_or(Refusal::Players { only: 2 })?;
    let size = two.count(0) * two.count(1);
    let mut spent = Spent::nothing_of(limits);
    let floats = (size > EXACT_AT_ONCE).then(|| [0, 1].map(|side| two.floats(side)));
    let exact = (size <= EXACT_AT_LAST).then(|| [0, 1].map(|side| ExactDictionary::new(&two.integers(side))));
    let mut ends = Ends::default();
    let mut open = Vec::new();
    for (number, name) in labels(game)?.into_iter().enumerate() {
        let mut traced_in_floats = || {
            let mut pair = floats.as_ref()?.each_ref().map(KernelDictionary::new);
            (follow(&mut pair, label(&two, number), u64::MAX, &mut spent) == End::Equilibrium).then_some(())?;
            ends.place(&pair, limits.answers, || confirmed(&two, &pair))
        };
        let place = traced_in_floats().or_else(|| {
            let mut pair = exact.clone()?;
            (follow(&mut pair, label(&two, number), u64::MAX, &mut spent) == End::Equilibrium).then_some(())?;
            ends.place(&pair, limits.answers, || Some(two.judged(directions(&pair))))
        });
        match place {
            Some(place) => ends.equilibria[place].1.push(name),
            None => open.push(name),
        }
    }
    Ok(Reached { equilibria: ends.equilibria, open })
}

/// The ends of the paths so far.
#[derive(Default)]
struct Ends {
    equilibria: Vec<(Equilibrium, Vec<Label>)>,
    /// Most paths end at bases that were seen before; those need not be made exact again.
    bases: HashMap<[Vec<usize>; 4], usize>,
}

impl Ends {
    /// The place of the equilibrium at a pair of bases among those found, which it joins unless
    /// there are too many. `exact` says what is found there.
    fn place<D: Dictionary>(
        &mut self,
        [first, second]: &[D; 2],
        most: usize,
        exact: impl FnOnce() -> Option<Found>,
    ) -> Option<usize> {
        let [first, second] = [first.basis(), second.basis()];
        let key = [first.decisions(), first.tight(), second.decisions(), second.tight()];
        if let Some(&place) = self.bases.get(&key) {
            return Some(place);
        }
        let Some(Found::Equilibrium(equilibrium)) = exact() else { return None };
        let known = self.equilibria.iter().position(|(known, _)| *known == equilibrium);
        if known.is_none() {
            if self.equilibria.len() >= most {
                return None;
            }
            self.equilibria.push((equilibrium, Vec::new()));
        }
        let place = known.unwrap_or(self.equilibria.len() - 1);
        self.bases.insert(key, place);
        Some(place)
    }
}

/// A label as side and strategy, by its number, beginning again after the last.
fn label(two: &Bimatrix<'_>, number: usize) -> (usize, usize) {
    let number = number % (two.count(0) + two.count(1));
    if number < two.count(0) { (0, number) } else { (1, number - two.count(0)) }
}

/// How a path ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Equilibrium,
    /// More steps are forbidden.
    Limits,
    /// An edge without an end, or a label where it cannot be: floats went astray.
    Lost,
}

/// Follows the path from the pair of zeros that gives up a label, for `most` steps. The dictionary of a side holds
/// the mixture of the other side and slacks for its own strategies.
fn follow<D: Dictionary>(pair: &mut [D; 2], missing: (usize, usize), most: u64, spent: &mut Spent<'_>) -> End {
    // A vertex of the other side's polytope says how much this side uses its strategy.
    let mut entering = missing;
    let mut at = 1 - missing.0;
    let decisions = [0, 1].map(|side: usize| pair[side].basis().columns());
    for _ in 0..most {
        let (side, strategy) = entering;
        let variable = if side == at { decisions[at] + strategy } else { strategy };
        let dictionary = &mut pair[at];
        let Place::Column(column) = dictionary.basis().place(variable) else { return End::Lost };
        let Some(row) = dictionary.leaving(column) else { return End::Lost };
        if !spent.node() {
            return End::Limits;
        }
        let leaving = dictionary.basis().basic(row);
        dictionary.pivot(row, column);
        let left = if leaving < decisions[at] { (1 - at, leaving) } else { (at, leaving - decisions[at]) };
        if left == missing {
            return End::Equilibrium;
        }
        // The label that is now twice there is dropped on the other side.
        (entering, at) = (left, 1 - at);
    }
    End::Limits
}

fn coprime(mut a: usize, mut b: usize) -> bool {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

/// What the bases at the end of a path are, exactly.
fn confirmed<D: Dictionary>(two: &Bimatrix<'_>, pair: &[D; 2]) -> Option<Found> {
    let of_second = two.mixture(0, pair[0].basis())?;
    let of_first = two.mixture(1, pair[1].basis())?;
    Some(two.judged([of_first, of_second]))
}

/// The mixtures that an exact pair holds.
fn directions([first, second]: &[ExactDictionary; 2]) -> [Vector; 2] {
    [normalized(second.direction()), normalized(first.direction())]
}
