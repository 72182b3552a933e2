//! Offers of lotteries over packages, to which all must agree.
//!
//! A proposer offers the acceptable lottery that is best for itself. By the duality of linear
//! programs its offer is on a face of the feasible set: let `(μ, θ)` be a vertex of the polyhedron
//! `θ ≥ g_i(k) + Σ_j μ_j g_j(k)` for all packages k, `μ ≥ 0`. Whatever the thresholds are, some
//! best offer mixes only packages on which `θ` is tight, and meets the thresholds of those j
//! exactly that have `μ_j > 0`; and every such acceptable offer is best. So the vertices are the
//! regimes of a situation, and the equilibria of one regime per situation are those of a linear
//! system. An offer fails for good reason where `θ - Σ_j μ_j r_j` is no more than a failed offer
//! leaves, or where a ray of the polyhedron shows that no offer is acceptable.
//!
//! Existence: if what players get without agreement could be had by all with a package, stationary
//! equilibria without delay exist (Banks and Duggan 2000 \[BanksDuggan2000\]). As the discount
//! factors go to one together, payoffs tend to the Nash solution whose weights are the chances to
//! propose (Britz, Herings and Predtetchinski 2010 \[BritzHeringsPredtetchinski2010\]; of two
//! players Binmore, Rubinstein and Wolinsky 1986 \[BinmoreRubinsteinWolinsky1986\]).
//!
//! Regimes of one situation to the power of the situations.

use crate::form::alternating_offers::{AlternatingOffers, Package};
use crate::numeric::double_description::{Ray, extreme_rays};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::numeric::vertices::{Affine, Vertices, vertices};
use crate::solution::alternating_offers::{OfferEquilibria, OfferEquilibrium, Proposal};
use crate::solve::limits::{Limits, Spent};

use super::{Findings, MOST_EXTREME, continuation, ending_for_sure, starting};

/// More vertices or rays of one situation are not laid out.
const MOST_FACES: usize = 20_000;

/// A vertex of the polyhedron of a proposer, or a ray (`level` and `weights` of which prove that
/// no offer is acceptable).
#[derive(Debug, Clone)]
struct Face {
    ray: bool,
    /// `θ`.
    level: Rational,
    /// `μ` by player; the proposer's is one, or zero on a ray.
    weights: Vec<Rational>,
    /// The packages on it.
    packages: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Regime {
    face: usize,
    agreed: bool,
    /// That a responder who rejects leaves.
    leaves: bool,
}

/// Goes through all regimes.
pub(super) fn equilibria(game: &AlternatingOffers, limits: &Limits) -> OfferEquilibria {
    let packages = game.packages.as_slice();
    let mut findings = Findings::default();
    let situations = game.situations();
    let mut faces: Vec<Option<Vec<Face>>> = vec![None; game.players.len()];
    for &proposer in &situations {
        if faces[proposer].is_none() {
            match faces_of(game, packages, proposer) {
                Some(own) => faces[proposer] = Some(own),
                None => return findings.finish(false),
            }
        }
    }
    let faces: Vec<&[Face]> = situations.iter().map(|&proposer| faces[proposer].as_deref().unwrap_or(&[])).collect();
    let system = System { game, packages, faces: &faces, situations: &situations };
    let regimes: Vec<Vec<Regime>> = faces.iter().map(|own| system.regimes(own)).collect();
    let mut places = vec![0; regimes.len()];
    let mut complete = true;
    let mut spent = Spent::nothing_of(limits);
    loop {
        if !spent.node() {
            complete = false;
            break;
        }
        let chosen: Vec<&Regime> = places.iter().zip(&regimes).map(|(&place, own)| &own[place]).collect();
        match system.solve(&chosen) {
            Some((found, whole)) => {
                complete &= whole;
                findings.add(found);
            }
            None => complete = false,
        }
        if !advance(&mut places, |turn| regimes[turn].len()) {
            break;
        }
    }
    findings.finish(complete)
}

/// Whether an offer may fail for good reason: only where what players have without agreement is
/// more than some package gives them all, or less than nothing.
fn offers_may_fail(game: &AlternatingOffers, packages: &[Package]) -> bool {
    let covered = |payoffs: &[Rational]| {
        packages.iter().any(|one| one.payoffs.iter().zip(payoffs).all(|(own, wanted)| own >= wanted))
    };
    let zero = vec![Rational::ZERO; game.players.len()];
    let pressed = game.costs.iter().any(Rational::is_positive)
        || game.breakdown.is_positive() && game.disagreement.iter().any(Rational::is_negative);
    pressed
        || !covered(&zero)
        || game.breakdown.is_positive() && !covered(&game.disagreement)
        || game.outside.as_ref().is_some_and(|own| !covered(own))
}

/// The vertices and rays of a proposer's polyhedron; `None` if they are too many.
fn faces_of(game: &AlternatingOffers, packages: &[Package], proposer: usize) -> Option<Vec<Face>> {
    let players = game.players.len();
    // Coordinates: the scale in the place of the proposer, the other weights, then the level.
    let unit = |place: usize| {
        let mut row = vec![Rational::ZERO; players + 1];
        row[place] = Rational::ONE;
        row
    };
    let mut rows: Vec<Vec<Rational>> = (0..players).map(unit).collect();
    rows.extend(packages.iter().map(|one| {
        let mut row: Vec<Rational> = one.payoffs.iter().map(|payoff| -payoff).collect();
        row.push(Rational::ONE);
        row
    }));
    let rays = extreme_rays(&rows, MOST_FACES)?;
    let face = |ray: &Ray| {
        let scale = &ray.direction[proposer];
        let divisor = if scale.is_positive() { scale.clone() } else { Rational::ONE };
        let scaled: Vec<Rational> = ray.direction.iter().map(|own| own / &divisor).collect();
        Face {
            ray: !scale.is_positive(),
            level: scaled[players].clone(),
            weights: scaled[..players].to_vec(),
            packages: ray.tight.iter().filter_map(|row| row.checked_sub(players)).collect(),
        }
    };
    Some(rays.iter().map(face).collect())
}

struct System<'a> {
    game: &'a AlternatingOffers,
    packages: &'a [Package],
    /// By situation.
    faces: &'a [&'a [Face]],
    situations: &'a [usize],
}

impl System<'_> {
    fn regimes(&self, faces: &[Face]) -> Vec<Regime> {
        let may_fail = offers_may_fail(self.game, self.packages);
        let mut regimes = Vec::new();
        for leaves in [false, true] {
            if leaves && self.game.outside.is_none() {
                continue;
            }
            for (face, own) in faces.iter().enumerate() {
                // A ray along which the level alone grows proves nothing.
                let proves = !own.ray || own.weights.iter().any(Rational::is_positive);
                regimes.extend((!own.ray).then_some(Regime { face, agreed: true, leaves }));
                regimes.extend((may_fail && proves).then_some(Regime { face, agreed: false, leaves }));
            }
        }
        regimes
    }

    /// Whether play that never ends is worth nothing to a player, which neither discounts nor pays
    /// for waiting: no period settles that. `None` if it pays for waiting, so that there is no value.
    fn idles(&self, player: usize) -> Option<bool> {
        let patient = self.game.discounts[player].is_one();
        (!patient || self.game.costs[player].is_zero()).then_some(patient)
    }

    /// The equilibria of these regimes: none, one, or the extreme ones of a family; and whether
    /// these are all extreme ones. An offer that just reaches every threshold is accepted, so
    /// that a ray proves that offers fail only where it does so strictly.
    fn solve(&self, chosen: &[&Regime]) -> Option<(Vec<OfferEquilibrium>, bool)> {
        let players = self.game.players.len();
        // Values by situation and player, then the weights of packages by situation.
        let values = chosen.len() * players;
        let mut offsets = Vec::new();
        let mut dimension = values;
        for (regime, faces) in chosen.iter().zip(self.faces) {
            offsets.push(dimension);
            if regime.agreed {
                dimension += faces[regime.face].packages.len();
            }
        }
        let value = |at: usize, player: usize| Affine::coordinate(dimension, at * players + player);
        let constant = |number: &Rational| Affine::constant(dimension, number.clone());
        let (mut equations, mut inequalities) = (Vec::new(), Vec::new());
        let mut strict: Vec<Affine> = Vec::new();
        let ends = ending_for_sure(self.game, chosen.iter().map(|own| own.agreed || own.leaves).collect());
        let idles: Vec<Option<bool>> = (0..players).map(|player| self.idles(player)).collect();
        if !ends.iter().all(|ends| *ends) && idles.contains(&None) {
            return None;
        }
        // Refusing for ever pays nothing to who neither discounts nor pays for waiting: no deviation in a
        // single period shows that.
        let held = (0..players).filter(|&player| idles[player] == Some(true) && !self.game.breakdown.is_positive());
        inequalities.extend(held.flat_map(|player| (0..chosen.len()).map(move |at| value(at, player))));
        for (at, regime) in chosen.iter().enumerate() {
            let (proposer, face) = (self.situations[at], &self.faces[at][regime.face]);
            let going_on = self.going_on(at, dimension);
            let failed: Vec<Affine> = match &self.game.outside {
                Some(outside) if regime.leaves => outside.iter().map(constant).collect(),
                _ => going_on.clone(),
            };
            if let Some(outside) = &self.game.outside {
                for player in (0..players).filter(|&player| player != proposer) {
                    let stays = going_on[player].minus(&constant(&outside[player]));
                    inequalities.push(if regime.leaves { constant(&Rational::ZERO).minus(&stays) } else { stays });
                }
            }
            if !regime.agreed {
                equations.extend((0..players).map(|player| match ends[at] || idles[player] == Some(false) {
                    true => value(at, player).minus(&failed[player]),
                    false => value(at, player),
                }));
                // Σ μ r ≥ θ, the proposer counted with what failing leaves it.
                let mut lost = constant(&-&face.level);
                for (weight, failed) in face.weights.iter().zip(&failed) {
                    lost.add(weight, failed);
                }
                if face.ray {
                    strict.push(lost.clone());
                }
                inequalities.push(lost);
                continue;
            }
            let mut mass = constant(&-&Rational::ONE);
            let mut paid: Vec<Affine> = (0..players).map(|player| value(at, player)).collect();
            for (place, &package) in face.packages.iter().enumerate() {
                let weight = Affine::coordinate(dimension, offsets[at] + place);
                mass.add(&Rational::ONE, &weight);
                for (own, payoff) in paid.iter_mut().zip(&self.packages[package].payoffs) {
                    own.add(&-payoff, &weight);
                }
                inequalities.push(weight);
            }
            equations.push(mass);
            equations.extend(paid);
            for (player, failed) in failed.iter().enumerate() {
                let over = value(at, player).minus(failed);
                if player != proposer && face.weights[player].is_positive() {
                    equations.push(over);
                } else {
                    inequalities.push(over);
                }
            }
        }
        match vertices(dimension, &equations, &inequalities, MOST_EXTREME) {
            Vertices::Of(points) => {
                let never = strict.iter().any(|own| points.iter().all(|point| own.at(point).is_zero()));
                let stands = |point: &&Vec<Rational>| strict.iter().all(|own| own.at(point).is_positive());
                let kept: Vec<&Vec<Rational>> = points.iter().filter(stands).collect();
                let whole = never || kept.len() == points.len();
                Some((kept.into_iter().map(|point| self.equilibrium(chosen, &offsets, point)).collect(), whole))
            }
            Vertices::Unlisted => None,
        }
    }

    fn equilibrium(&self, chosen: &[&Regime], offsets: &[usize], point: &[Rational]) -> OfferEquilibrium {
        let players = self.game.players.len();
        let values: Vec<Vec<Rational>> = point.chunks(players).take(chosen.len()).map(<[Rational]>::to_vec).collect();
        let proposals = chosen.iter().enumerate().map(|(at, regime)| {
            let face = &self.faces[at][regime.face];
            let thresholds = match &self.game.outside {
                Some(outside) if regime.leaves => outside.clone(),
                _ => self.going_on(at, point.len()).iter().map(|own| own.at(point)).collect(),
            };
            let weights = &point[offsets[at]..];
            let mixture = match regime.agreed {
                true => face.packages.iter().copied().zip(weights.iter().cloned()).collect(),
                false => Vec::new(),
            };
            Proposal {
                proposer: self.situations[at],
                agreed: regime.agreed,
                partners: vec![Rational::ONE; players],
                thresholds,
                leaves: regime.leaves,
                values: values[at].clone(),
                mixture: mixture.into_iter().filter(|(_, weight): &(usize, Rational)| !weight.is_zero()).collect(),
            }
        });
        starting(self.game, proposals.collect())
    }

    /// What going on after a failed offer is worth to each player.
    fn going_on(&self, situation: usize, dimension: usize) -> Vec<Affine> {
        let players = self.game.players.len();
        let next = self.game.next(situation);
        let ahead = |player: usize| {
            let mut expected = Affine::constant(dimension, Rational::ZERO);
            for (next, chance) in next.iter().enumerate().filter(|(_, chance)| !chance.is_zero()) {
                expected.add(chance, &Affine::coordinate(dimension, next * players + player));
            }
            continuation(self.game, player, &expected)
        };
        (0..players).map(ahead).collect()
    }
}
