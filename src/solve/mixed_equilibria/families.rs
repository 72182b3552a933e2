//! Equilibria that are not isolated: supports with fewer equations than unknowns.
//!
//! Where the leading equations are fewer than the unknowns, a point at which they hold and
//! their derivative has full rank lies on a manifold of solutions of positive dimension
//! (implicit function theorem); if the inequalities are strict there, its neighbours are
//! equilibria too. Such a point is the witness. The cells that pruning leaves bound the family, and
//! so do, exactly, the conditions that are linear (`extent`).

use crate::form::normal::NormalGame;
use crate::numeric::interval::Interval;
use crate::numeric::krawczyk::isolate;
use crate::numeric::linear::Solutions;
use crate::numeric::rational::Rational;
use crate::solution::{Enclosed, Equilibrium, Family, Region};

use super::cells::{CellSearch, Narrowed};
use super::extent::{Extent, extent};
use super::indifference::Indifference;
use super::multilinear::Multilinear;
use super::points::Slice;

/// Cells into which the mixtures are divided to bound a family and to find a witness, at least
/// and at most.
const COARSE: usize = 64;
const MOST: usize = 4_096;

/// What is known of a singular choice of supports.
pub enum Singular {
    /// No equilibrium.
    Nothing,
    /// Equilibria all of whose neighbourhoods hold more, and where all of these supports are.
    Family(Family),
    /// There may be some here.
    Open(Region),
}

/// Whether supports whose equations do not determine the mixtures have equilibria, and where.
/// `cells` counts the work.
pub fn family(
    game: &NormalGame,
    conditions: &Indifference,
    cells: &mut u64,
    mut go_on: impl FnMut() -> bool,
) -> Singular {
    // The rank of linear equations is known; of others it is that of the derivative.
    let (linear, rank) = match conditions.solve_linear(&[]) {
        Some(Solutions::Inconsistent { .. }) => return Singular::Nothing,
        Some(Solutions::Many { rank, .. }) => (true, rank),
        Some(Solutions::Unique(_)) | None => (false, conditions.rank),
    };
    let search = CellSearch::new(conditions);
    let mut left = std::collections::VecDeque::from([search.root()]);
    let mut witness = None;
    let mut most = MOST;
    let mut kept = Vec::new();
    while let Some(mut cell) = left.pop_front() {
        *cells += 1;
        if !go_on() {
            kept.push(search.bounds(&cell));
            break;
        }
        if !search.narrow(&mut cell) || search.relax(&mut cell) == Narrowed::Empty {
            continue;
        }
        if witness.is_none() {
            witness = self::witness(game, conditions, &search.middle(&cell), linear);
        }
        // With a witness a rough bound is enough; without, it may be that there is nothing.
        if most == 0 || (witness.is_some() && left.len() + kept.len() >= COARSE) {
            kept.push(search.bounds(&cell));
        } else {
            most -= 1;
            left.extend(search.halves(cell));
        }
    }
    kept.extend(left.iter().map(|cell| search.bounds(cell)));
    let Some(hull) = hull(&kept) else { return Singular::Nothing };
    let Some(extent) = extent(conditions) else { return Singular::Nothing };
    let Region { profile } = within(game, conditions, conditions.region(game, &hull), &extent);
    match witness {
        Some(member) => Singular::Family(Family { profile, dimension: conditions.unknowns - rank, member }),
        None => Singular::Open(Region { profile }),
    }
}

/// The part of a region in an exact extent.
fn within(game: &NormalGame, conditions: &Indifference, region: Region, extent: &Extent) -> Region {
    let [zero, one] = [Rational::ZERO, Rational::ONE].map(|value| [value.clone(), value]);
    let exact = conditions.profile(game, extent, &zero, &one);
    let meet = |([lo, hi], [least, most]): ([Rational; 2], [Rational; 2])| [lo.max(least), hi.min(most)];
    let both = region.profile.into_iter().zip(exact);
    Region { profile: both.map(|(rough, exact)| rough.into_iter().zip(exact).map(meet).collect()).collect() }
}

/// A point of a family near a point of the unknowns.
pub fn witness(game: &NormalGame, conditions: &Indifference, near: &[f64], linear: bool) -> Option<Enclosed> {
    let slice = Slice::at(conditions, near, linear)?;
    if linear {
        // Short numbers where they do.
        let short = |value: f64| -> Option<Rational> {
            let [lo, hi] = [value - 1.0 / 64.0, value + 1.0 / 64.0].map(Rational::from_f64);
            Some(Rational::simplest_between(&lo?, &hi?))
        };
        let fixed = slice.held().map(|(place, value)| Some((place, short(value)?))).collect::<Option<Vec<_>>>()?;
        let unknowns = match conditions.solve_linear(&fixed)? {
            Solutions::Unique(vector) => vector.rationals(),
            Solutions::Many { .. } | Solutions::Inconsistent { .. } => return None,
        };
        let mixtures = conditions.mixtures(&unknowns);
        let strict = |bound: &Multilinear| bound.at(&mixtures).is_negative() || conditions.is_tied(bound);
        let stands = conditions.holds(&mixtures) && conditions.bounds.iter().all(strict);
        return stands.then(|| exact(conditions.equilibrium(game, &mixtures)));
    }
    let found = isolate(&slice, &slice.start())?;
    let point = slice.whole(&found.root);
    conditions.is_strict(&point).then(|| conditions.enclosed(game, &point))
}

fn exact(equilibrium: Equilibrium) -> Enclosed {
    let ends = |value: Rational| [value.clone(), value];
    Enclosed {
        profile: equilibrium.profile.into_iter().map(|mix| mix.into_iter().map(ends).collect()).collect(),
        payoffs: equilibrium.payoffs.into_iter().map(ends).collect(),
    }
}

/// The smallest box that holds these.
pub fn hull(boxes: &[Vec<Interval>]) -> Option<Vec<Interval>> {
    let (first, rest) = boxes.split_first()?;
    Some(rest.iter().fold(first.clone(), |hull, one| {
        let join = |(a, b): (&Interval, &Interval)| Interval { lo: a.lo.min(b.lo), hi: a.hi.max(b.hi) };
        hull.iter().zip(one).map(join).collect()
    }))
}
