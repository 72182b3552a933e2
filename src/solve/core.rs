//! The core and the least core.
//!
//! The core holds the payoffs that no coalition can improve upon: every block divides its worth
//! and `x(S) >= v(S)` for all `S` (Gillies 1959 \[Gillies1959\]). It has a point exactly if no
//! balanced collection of coalitions is worth more than what there is to divide, `Σ δ_S v(S)` with
//! `Σ δ_S 1_S = 1_N`, `δ >= 0` (Bondareva 1963 \[Bondareva1963\]; Shapley 1967 \[Shapley1967\]). The
//! program over collections has a row for each player; its columns are priced by a scan, its
//! prices are the point or its weights the proof that there is none.
//!
//! The ε-core grants every coalition an excess of ε, but for the blocks, which divide their worth;
//! the least core is the ε-core for the least ε at which something is left (Maschler, Peleg and
//! Shapley 1979 \[MaschlerPelegShapley1979\]). It is never empty. With a coalition structure all
//! coalitions count (Aumann and Drèze 1974 \[AumannDreze1974\]), those that unite blocks too, so that
//! the ε-core for ε = 0 is the core. The excess of a union of blocks is the same at all payoffs: if it
//! is the largest, the least core is all that keeps the others to it. Elsewhere the least core is the
//! first round of [`super::lexicographic`].

use dashu::integer::IBig;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::column_simplex::{self, Column};
use crate::numeric::integer::Integer;
use crate::numeric::rational::Rational;
use crate::numeric::scaled::{Scaled, Values};
use crate::numeric::simplices::{Halfspace, Simplices, vertices};
use crate::solution::Refusal;
use crate::solution::coalitional::{Core, Judgement, Objection, Property, Witness};

use super::candidates::candidates;
use super::excess_scan::Query;
use super::excesses::Excesses;
use super::lexicographic::{Over, Rounds, minimize};
use super::limits::Limits;

/// Up to this many players the extreme points are listed.
pub const MOST_PLAYERS_FOR_VERTICES: usize = 6;

/// The core, with a point and its extreme points, or the balanced collection that empties it.
///
/// # Errors
/// If the search is stopped.
pub fn core(game: &CoalitionalGame, limits: &Limits) -> Result<Core, Refusal> {
    let (point, collection) = balanced_cover(game);
    let divided = game.structure.iter().fold(Rational::ZERO, |sum, &block| &sum + game.worth(block));
    let asked = point.iter().fold(Rational::ZERO, |sum, amount| &sum + amount);
    let empty = asked > divided;
    let vertices = (game.count() <= MOST_PLAYERS_FOR_VERTICES).then(|| corners(game));
    Ok(Core {
        empty,
        epsilon: least(game, limits)?.epsilon,
        point: (!empty).then_some(point),
        collection,
        vertices,
        points: judge(game, limits, &Rational::ZERO),
    })
}

/// The ε-core: what is left of the division if it costs every coalition but the blocks so much to
/// leave (the strong ε-core of Maschler, Peleg and Shapley 1979 \[MaschlerPelegShapley1979\]). It is
/// the core of the game in which each is worth so much less, and has a point exactly if ε is at
/// least that of the least core.
///
/// # Errors
/// If the search is stopped.
pub fn epsilon_core(game: &CoalitionalGame, granted: &Rational, limits: &Limits) -> Result<Core, Refusal> {
    let mut taxed = game.clone();
    for coalition in game.grand().subsets().skip(1).filter(|coalition| !game.structure.contains(coalition)) {
        taxed.worth[coalition.index()] = game.worth(coalition) - granted;
    }
    Ok(Core { points: judge(game, limits, granted), ..core(&taxed, limits)? })
}

/// The least core with a point of it.
///
/// # Errors
/// If the search is stopped.
pub fn least_core(game: &CoalitionalGame, limits: &Limits) -> Result<Core, Refusal> {
    let Least { epsilon, point, collection } = least(game, limits)?;
    Ok(Core {
        empty: false,
        point: Some(point),
        collection,
        vertices: None,
        points: judge(game, limits, epsilon.as_ref().unwrap_or(&Rational::ZERO)),
        epsilon,
    })
}

/// Whether a payoff is in the ε-core: every block divides its worth and no other coalition has an
/// excess above `epsilon`.
pub fn in_epsilon_core(game: &CoalitionalGame, payoff: &[Rational], epsilon: &Rational) -> bool {
    objection(game, payoff, epsilon).is_none()
}

/// Whether the game is balanced, with a balanced collection that is worth as much as the grand
/// coalition, or more if it is not.
pub fn balancedness(game: &CoalitionalGame) -> Property {
    let (point, collection) = balanced_cover(game);
    let asked = point.iter().fold(Rational::ZERO, |sum, amount| &sum + amount);
    Property { holds: asked <= *game.worth(game.grand()), witness: Some(Witness::Collection(collection)) }
}

/// The cheapest payoff that denies no coalition its worth, and the balanced collection that is
/// worth as much.
fn balanced_cover(game: &CoalitionalGame) -> (Vec<Rational>, Vec<(Coalition, Rational)>) {
    let scaled = game.scaled();
    match &scaled.values {
        Values::Words(_) => cover::<i128>(game, &scaled),
        Values::Big(_) => cover::<IBig>(game, &scaled),
    }
}

fn cover<T: Integer>(game: &CoalitionalGame, scaled: &Scaled) -> (Vec<Rational>, Vec<(Coalition, Rational)>) {
    let count = game.count();
    let column = |id: u64| Column {
        id,
        entries: (0..count).map(|player| i8::from(Coalition(id as u32).contains(player))).collect(),
        cost: scaled.value::<T>(id as usize),
        free: false,
    };
    let start = (0..count).map(|player| column(1 << player)).collect();
    // Only the empty coalition is settled.
    let functionals = [vec![1; count]];
    let optimum = column_simplex::maximize(start, &vec![1; count], Vec::new(), |prices, determinant| {
        let query = Query {
            count,
            scaled,
            scale: T::from_word(determinant),
            payoff: prices.to_vec(),
            threshold: T::zero(),
            functionals: &functionals,
        };
        query.coalitions().into_iter().map(column).collect()
    })
    .expect("every player is counted once, so weights are at most one");
    let unit = Rational::from_integers(scaled.denominator.clone(), dashu::integer::UBig::ONE);
    let whole = T::from_word(optimum.determinant);
    let point = optimum.prices.iter().map(|price| &price.over(&whole) / &unit).collect();
    let mut collection: Vec<(Coalition, Rational)> = optimum
        .weights
        .into_iter()
        .filter(|(_, weight)| *weight != 0)
        .map(|(column, weight)| (Coalition(column.id as u32), Rational::new(weight, optimum.determinant)))
        .collect();
    collection.sort();
    (point, collection)
}

/// What the least core grants.
struct Least {
    /// `None` if no coalition but the blocks can complain.
    epsilon: Option<Rational>,
    point: Vec<Rational>,
    /// Weights of coalitions that have this excess, balanced over the blocks.
    collection: Vec<(Coalition, Rational)>,
}

/// The least excess that must be tolerated, with what proves it: a union of blocks, whose excess no
/// division changes, or the first round.
fn least(game: &CoalitionalGame, limits: &Limits) -> Result<Least, Refusal> {
    let (point, rounds) = minimize(game, Over::Coalitions, Rounds::First, limits)?;
    let union =
        |some: Coalition| some.players().fold(Coalition::EMPTY, |union, index| union.union(game.structure[index]));
    let united = Coalition::grand(game.structure.len())
        .subsets()
        .filter(|some| some.size() > 1)
        .map(|some| (game.excess(union(some), &point), union(some)))
        .max();
    let round = rounds.into_iter().next();
    Ok(match (united, round) {
        (Some((excess, coalition)), round) if round.as_ref().is_none_or(|round| round.excess < excess) => {
            Least { epsilon: Some(excess), point, collection: vec![(coalition, Rational::ONE)] }
        }
        (_, Some(round)) => {
            let collection = round.weights.into_iter().map(|(coalition, _, weight)| (coalition, weight)).collect();
            Least { epsilon: Some(round.excess), point, collection }
        }
        (_, None) => Least { epsilon: None, point, collection: Vec::new() },
    })
}

/// The extreme points of the core.
pub fn corners(game: &CoalitionalGame) -> Vec<Vec<Rational>> {
    let count = game.count();
    let cuts: Vec<Halfspace> = game
        .grand()
        .subsets()
        .filter(|coalition| coalition.size() > 1 && !game.structure.contains(coalition))
        .map(|coalition| Halfspace {
            coefficients: (0..count).map(|player| Rational::from(i64::from(coalition.contains(player)))).collect(),
            bound: game.worth(coalition).clone(),
        })
        .collect();
    vertices(&imputations(game), &cuts)
}

/// The imputations of the game's structure.
pub fn imputations(game: &CoalitionalGame) -> Simplices {
    Simplices {
        least: (0..game.count()).map(|player| game.alone(player).clone()).collect(),
        parts: game.structure.iter().map(|&block| (block.players().collect(), game.worth(block).clone())).collect(),
    }
}

fn judge(game: &CoalitionalGame, limits: &Limits, epsilon: &Rational) -> Vec<Judgement> {
    candidates(game, limits)
        .into_iter()
        .map(|(name, payoff)| Judgement {
            objection: objection(game, &payoff, epsilon),
            name,
            payoff,
            defences: Vec::new(),
        })
        .collect()
}

fn objection(game: &CoalitionalGame, payoff: &[Rational], epsilon: &Rational) -> Option<Objection> {
    if let Some(flaw) = game.inefficiency(payoff) {
        return Some(Objection::Flaw(flaw));
    }
    let excesses = Excesses::at(game, payoff);
    let worst = game
        .grand()
        .subsets()
        .skip(1)
        .filter(|coalition| !game.structure.contains(coalition))
        .reduce(|worst, next| if excesses.rank(next) > excesses.rank(worst) { next } else { worst })?;
    let excess = excesses.exact(worst);
    (excess > *epsilon).then_some(Objection::Excess { coalition: worst, excess })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;

    #[test]
    fn a_majority_of_three_leaves_nothing_to_agree_on() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        let core = core(&game, &Limits::default()).unwrap();
        assert!(core.empty && core.point.is_none());
        let half = |bits| (Coalition(bits), Rational::new(1, 2));
        assert_eq!(core.collection, [half(3), half(5), half(6)]);
        assert_eq!(core.epsilon, Some(Rational::new(1, 3)));
        assert_eq!(core.vertices, Some(Vec::new()));
    }

    #[test]
    fn a_majority_of_three_agrees_once_leaving_costs_a_third() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let game = family::voting(names, &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        let at = |numerator| epsilon_core(&game, &Rational::new(numerator, 12), &Limits::default()).unwrap();
        assert!(at(3).empty);
        let third = Rational::new(1, 3);
        assert_eq!(at(4).vertices, Some(vec![vec![third; 3]]));
        // At 1/2 nobody gets more than 1/2: a triangle.
        let half = at(6).vertices.unwrap();
        assert_eq!(half.len(), 3);
        assert!(half.contains(&vec![Rational::ZERO, Rational::new(1, 2), Rational::new(1, 2)]));
    }

    #[test]
    fn with_blocks_the_epsilon_core_at_nothing_is_the_core_and_unions_count() {
        // A majority of three in the blocks {a, b} and {c}: all three together are worth no more than
        // the pair, so unions ask for nothing, and a and b need half each to keep c from either.
        let names = || ["a", "b", "c"].map(str::to_owned).to_vec();
        let mut game = family::voting(names(), &Rational::from(2), &[Rational::ONE, Rational::ONE, Rational::ONE]);
        game.structure = vec![Coalition(0b011), Coalition(0b100)];
        let limits = Limits::default();
        let half = Rational::new(1, 2);
        let found = least_core(&game, &limits).unwrap();
        assert_eq!((found.epsilon, found.point), (Some(half.clone()), Some(vec![half.clone(), half, Rational::ZERO])));
        // If they are worth 3 together, the union of the blocks complains of 2 whatever they divide.
        game.worth[0b111] = Rational::from(3);
        let two = Rational::from(2);
        let found = least_core(&game, &limits).unwrap();
        assert_eq!(found.epsilon, Some(two.clone()));
        assert_eq!(found.collection, [(Coalition(0b111), Rational::ONE)]);
        assert!(epsilon_core(&game, &Rational::new(199, 100), &limits).unwrap().empty);
        let granted = epsilon_core(&game, &two, &limits).unwrap();
        assert!(!granted.empty && granted.vertices.unwrap().len() == 2);
        let (none, core) = (epsilon_core(&game, &Rational::ZERO, &limits).unwrap(), core(&game, &limits).unwrap());
        assert_eq!((none.empty, none.point, none.vertices), (core.empty, core.point, core.vertices));
    }

    #[test]
    fn extreme_points_of_a_matching_game() {
        // Shapley and Shubik 1971: surplus 6, 4 / 5, 1; the sides' best points are extreme.
        let names = ["s1", "s2", "b1", "b2"].map(str::to_owned).to_vec();
        let numbers = |values: &[i64]| values.iter().map(|&value| Rational::from(value)).collect::<Vec<_>>();
        let game = family::assignment(names, &[numbers(&[6, 4]), numbers(&[5, 1])]);
        let core = core(&game, &Limits::default()).unwrap();
        let vertices = core.vertices.unwrap();
        assert!(vertices.contains(&numbers(&[4, 3, 2, 0])) && vertices.contains(&numbers(&[1, 0, 5, 3])));
    }
}
