//! All Nash equilibria of games with more than two players, with proof.
//!
//! Equilibria of given supports are the roots of a system of multilinear equations at which
//! some inequalities hold (`indifference`). With two players the equations are linear; with
//! more they need not have rational roots, nor finitely many. The answer consists of
//!
//! * equilibria that are the only one of their supports nearby: exact where they are rational,
//!   otherwise an enclosure that is proved to hold exactly one;
//! * *families*: supports whose equations leave the mixtures undetermined, with a box that
//!   holds all equilibria of these supports and a member that is not isolated;
//! * boxes that stay unresolved, because the equations are singular there though they are as
//!   many as the unknowns, or because a limit was reached.
//!
//! It is complete if nothing is unresolved: then every equilibrium is listed, or lies in a
//! family. An equilibrium that is alone with its supports may still be an end of a family.
//!
//! **The search.** Strictly dominated strategies go first. Supports are enumerated with
//! conditional dominance (`supports`; Porter, Nudelman and Shoham 2008
//! \[PorterNudelmanShoham2008\]), one choice of each orbit where players or strategies may change
//! places ([`crate::form::symmetry`]): a symmetry takes equilibria, and proofs, to equilibria. Systems that are linear, as where two players mix and in
//! polymatrix games, are solved exactly. The others are searched by branch and prune over
//! products of simplices (`cells`), most of which a linear program rules out at once
//! (`relaxation`), and every root is proved to exist, and to be alone in a
//! box, by Krawczyk's operator ([`crate::numeric::krawczyk`]). Floats lead; every decision
//! allows for their errors, and ties are decided exactly or left open (`points`).
//!
//! There may be more equilibria than supports: McKelvey and McLennan 1997
//! \[McKelveyMcLennan1997\] construct games with as many regular ones as the mixed volume of
//! the equations allows.

pub(super) mod cells;
mod extent;
mod families;
pub(super) mod indifference;
pub(super) mod multilinear;
pub(super) mod points;
mod relaxation;
mod settle;
mod supports;

use std::cell::Cell;

use rayon::prelude::*;

use crate::form::normal::NormalGame;
use crate::form::symmetry::{Symmetries, Symmetry};
use crate::numeric::linear::Solutions;
use crate::numeric::rational::Rational;
use crate::solution::{Dominance, Enclosed, Equilibria, Equilibrium, Family, Region};

use super::dominance::iterated;
use super::limits::Limits;
use super::nash::{equilibria, pure_equilibria};

use cells::CellSearch;
use families::{Singular, family, hull};
use indifference::Indifference;
use points::Point;
pub use settle::{NEAR, near};
use supports::{SupportSearch, Supports};

/// Cells of one choice of supports, and of a game, after which it is left unresolved unless
/// the limits say otherwise: seconds, and minutes.
const CELLS_OF_SUPPORTS: u64 = 1 << 18;
const CELLS_OF_GAME: u64 = 1 << 26;

/// Choices of supports that are looked at together.
const BATCH: usize = 1024;

/// Cells between two looks at the clock.
const BETWEEN_LOOKS: u64 = 64;

/// Choices of supports, most of them images of others, between two looks at the clock.
const BETWEEN_SUPPORTS: u64 = 1024;

/// What one choice of supports holds.
#[derive(Default)]
struct Found {
    exact: Vec<Equilibrium>,
    enclosed: Vec<Enclosed>,
    families: Vec<Family>,
    unresolved: Vec<Region>,
    /// Supports and cells that were looked at.
    nodes: u64,
    cut: bool,
}

impl Found {
    /// With what there is in the other supports of an orbit.
    fn with_images(mut self, symmetries: &Symmetries, orbit: &[&Symmetry]) -> Found {
        let (zero, none) = (Rational::ZERO, [Rational::ZERO, Rational::ZERO]);
        let counts = [self.exact.len(), self.enclosed.len(), self.families.len(), self.unresolved.len()];
        for one in orbit {
            let enclosed = |it: &Enclosed| Enclosed {
                profile: symmetries.image(one, &it.profile, &none),
                payoffs: one.permute(&it.payoffs),
            };
            for place in 0..counts[0] {
                let Equilibrium { profile, payoffs } = &self.exact[place];
                let (profile, payoffs) = (symmetries.image(one, profile, &zero), one.permute(payoffs));
                self.exact.push(Equilibrium { profile, payoffs });
            }
            for place in 0..counts[1] {
                self.enclosed.push(enclosed(&self.enclosed[place]));
            }
            for place in 0..counts[2] {
                let Family { profile, dimension, member } = &self.families[place];
                let profile = symmetries.image(one, profile, &none);
                self.families.push(Family { profile, dimension: *dimension, member: enclosed(member) });
            }
            for place in 0..counts[3] {
                let profile = symmetries.image(one, &self.unresolved[place].profile, &none);
                self.unresolved.push(Region { profile });
            }
        }
        self
    }
}

/// All equilibria, isolated or in families, as far as the limits allow: a node is a choice of
/// supports or a cell.
pub fn mixed_equilibria(game: &NormalGame, limits: &Limits) -> Equilibria {
    match iterated(game, Dominance::Strict, limits) {
        Ok(reduction) => mixed_equilibria_among(game, &reduction.surviving, limits),
        // Too little time even for that.
        Err(_) => Equilibria { complete: false, ..pure_equilibria(game) },
    }
}

/// The same where it is known that nothing but these strategies is played.
pub fn mixed_equilibria_among(game: &NormalGame, surviving: &[Vec<usize>], limits: &Limits) -> Equilibria {
    mixed_equilibria_under(&Symmetries::of(game, surviving), game, surviving, limits)
}

/// The same under known symmetries of the game of these strategies.
pub fn mixed_equilibria_under(
    symmetries: &Symmetries,
    game: &NormalGame,
    surviving: &[Vec<usize>],
    limits: &Limits,
) -> Equilibria {
    let pure = pure_equilibria(game);
    let mut all = Found { exact: pure.equilibria, ..Found::default() };
    let bounded = limits.nodes < u64::MAX;
    match SupportSearch::new(game, surviving) {
        None => all.cut = true,
        Some(search) => {
            let (mut seen, stopped) = (0_u64, Cell::new(false));
            let mut search = search
                .take_while(|_| {
                    seen += 1;
                    stopped.set(seen.is_multiple_of(BETWEEN_SUPPORTS) && limits.interrupted());
                    !stopped.get()
                })
                .filter(|supports| supports.iter().any(|support| support.len() > 1))
                .filter_map(|supports| symmetries.orbit(&supports).map(|orbit| (supports, orbit)));
            // A bound on nodes is counted in one order.
            let size = if bounded { 1 } else { BATCH };
            loop {
                let batch: Vec<(Supports, Vec<&Symmetry>)> = search.by_ref().take(size).collect();
                if batch.is_empty() {
                    all.cut |= stopped.get();
                    break;
                }
                let most = if bounded { limits.nodes } else { CELLS_OF_GAME };
                if all.nodes >= most || all.exact.len() + all.enclosed.len() >= limits.answers || limits.interrupted() {
                    all.cut = true;
                    break;
                }
                let most = if bounded { most - all.nodes } else { CELLS_OF_SUPPORTS };
                let found: Vec<Found> = batch
                    .into_par_iter()
                    .map(|(supports, orbit)| {
                        equilibria_of(game, supports, surviving, most, limits).with_images(symmetries, &orbit)
                    })
                    .collect();
                for one in found {
                    all.exact.extend(one.exact);
                    all.enclosed.extend(one.enclosed);
                    all.families.extend(one.families);
                    all.unresolved.extend(one.unresolved);
                    all.nodes += one.nodes;
                    all.cut |= one.cut;
                }
            }
        }
    }
    all.exact.sort_by(|one, other| other.profile.cmp(&one.profile));
    all.enclosed.sort_by(|one, other| other.profile.cmp(&one.profile));
    if all.exact.len() > limits.answers {
        all.exact.truncate(limits.answers);
        all.cut = true;
    }
    Equilibria {
        complete: !all.cut && all.unresolved.is_empty(),
        equilibria: all.exact,
        enclosed: all.enclosed,
        families: all.families,
        unresolved: all.unresolved,
        ..equilibria(game, Vec::new(), true)
    }
}

/// The equilibria of given supports.
fn equilibria_of(game: &NormalGame, supports: Supports, surviving: &[Vec<usize>], most: u64, limits: &Limits) -> Found {
    let mut found = Found { nodes: 1, ..Found::default() };
    let Some(conditions) = Indifference::new(game, supports, surviving) else { return found };
    let mut asked = 0;
    let mut go_on = || {
        asked += 1;
        asked < most && (asked % BETWEEN_LOOKS != 0 || !limits.interrupted())
    };
    let linear = if conditions.rank == conditions.unknowns { conditions.solve_linear(&[]) } else { None };
    match linear {
        Some(Solutions::Inconsistent { .. }) => return found,
        Some(Solutions::Unique(vector)) => {
            let mixtures = conditions.mixtures(&vector.rationals());
            if conditions.holds(&mixtures) {
                found.exact.push(conditions.equilibrium(game, &mixtures));
            }
            return found;
        }
        Some(Solutions::Many { .. }) | None => {}
    }
    if linear.is_some() || conditions.rank < conditions.unknowns {
        match family(game, &conditions, &mut found.nodes, &mut go_on) {
            Singular::Nothing => {}
            Singular::Family(family) => found.families.push(family),
            Singular::Open(region) => found.unresolved.push(region),
        }
        return found;
    }
    let findings = CellSearch::new(&conditions).search(most, &mut go_on);
    found.nodes += findings.cells;
    for root in &findings.roots {
        match conditions.judge(game, &root.root) {
            Point::Exact(equilibrium) => found.exact.push(equilibrium),
            Point::Enclosed(enclosed) => found.enclosed.push(enclosed),
            Point::Neither => {}
            Point::Open(region) => found.unresolved.push(region),
        }
    }
    if let Some(hull) = hull(&findings.open) {
        found.unresolved.push(conditions.region(game, &hull));
    }
    found
}
