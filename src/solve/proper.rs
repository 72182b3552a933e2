//! Proper equilibria (Myerson 1978 \[Myerson1978\]).
//!
//! A profile is ε-proper if everything is played, and of two strategies of a player the worse one
//! at most ε times as often as the better one; an equilibrium is proper if it is a limit of
//! ε-proper profiles as ε vanishes. One exists in every finite game, and every proper equilibrium
//! is trembling-hand perfect.
//!
//! * Of two players the proper equilibria make a finite union of products of polytopes, whose ends
//!   are listed (`orderings`). To decide whether a pure equilibrium is proper is NP-complete
//!   (Hansen and Lund 2018 \[HansenLund2018\]), and the search is exponential in the strategies that
//!   tie; where it is cut short the extreme equilibria are decided one by one.
//! * Of more players an equilibrium in use of a weakly dominated mixture is refuted, a regular
//!   one is accepted (van Damme 1991 \[vanDamme1991\], chapter 2: regular equilibria are proper), and
//!   of a pure one trembles are sought (`germs`); the rest is left undecided, and so are families:
//!   their boxes are listed as unresolved.

mod germs;
mod orderings;

use dashu::base::Gcd;
use dashu::integer::{IBig, UBig};

use crate::form::normal::NormalGame;
use crate::numeric::determinant::determinant_sign;
use crate::numeric::rational::Rational;
use crate::solution::{Dominance, Enclosed, Equilibria, Equilibrium, Region, Trembles};

use super::dominance::dominator;
use super::equilibrium_facts::components;
use super::extreme_equilibria::active_players;
use super::limits::{Limits, Spent};
use super::nash::nash;
use orderings::{Decision, Orderings};

/// The most linear programs of a search.
const PROGRAMS: u64 = 20_000;

/// The most profiles of a game of more than two players in which trembles are sought.
const PROFILES: usize = 20_000;

/// The proper equilibria, with the trembles that show it, and the equilibria that stay undecided.
/// Complete if nothing is undecided or cut short: of two players, all proper equilibria lie between
/// those of the list, though not all that lies between them is proper.
pub fn proper(game: &NormalGame, limits: &Limits) -> Equilibria {
    let found = nash(game, limits);
    match active_players(game)[..] {
        [] | [_] | [_, _] => of_two(game, found, limits),
        _ => of_many(game, found, limits),
    }
}

fn of_two(game: &NormalGame, mut found: Equilibria, limits: &Limits) -> Equilibria {
    let orderings = Orderings::of(game);
    let candidates = std::mem::take(&mut found.equilibria);
    let bounded = Limits { nodes: limits.nodes.min(PROGRAMS), ..limits.clone() };
    if found.complete
        && let Some(subsets) = subsets(game, &Equilibria { equilibria: candidates.clone(), ..found.clone() })
        && let Some(mut all) = orderings.all(&candidates, &subsets, &mut Spent::nothing_of(&bounded))
    {
        all.sort_by(|one, other| other.0.cmp(&one.0));
        found.complete = all.len() <= limits.answers;
        for (profile, trembles) in all.into_iter().take(limits.answers) {
            found.equilibria.push(Equilibrium { payoffs: game.expected(&profile), profile });
            found.trembles.push(trembles);
        }
        return found;
    }
    let mut spent = Spent::nothing_of(&bounded);
    for one in candidates {
        let decision = orderings.decide(&one.profile, &mut spent);
        keep(&mut found, one, decision);
    }
    found.complete = false;
    found
}

/// The maximal Nash subsets, as places in the list of all extreme equilibria: of two players who
/// have a choice each equilibrium alone, where no two hang together; of fewer all in one. `None` if
/// they are too many.
fn subsets(game: &NormalGame, found: &Equilibria) -> Option<Vec<Vec<usize>>> {
    let all = 0..found.equilibria.len();
    match (components(game, found), active_players(game).len()) {
        (Some(components), _) => components.maximal,
        (None, 2) => Some(all.map(|at| vec![at]).collect()),
        (None, _) => Some(vec![all.collect()]),
    }
}

fn of_many(game: &NormalGame, mut found: Equilibria, limits: &Limits) -> Equilibria {
    let candidates = std::mem::take(&mut found.equilibria);
    let small = game.payoffs.len() <= PROFILES;
    let decide = |one: &Equilibrium| {
        let pure = one.profile.iter().all(|mixture| mixture.iter().any(Rational::is_one));
        if !small {
            return Decision::Undecided;
        }
        match is_dominated(game, &one.support(), limits) {
            Some(true) => return Decision::Improper,
            Some(false) => {}
            None => return Decision::Undecided,
        }
        match is_regular(game, one, limits) {
            Some(true) => Decision::Proper(Trembles::new()),
            Some(false) if pure => {
                germs::trembles(game, &one.profile, limits).map_or(Decision::Undecided, Decision::Proper)
            }
            Some(false) | None => Decision::Undecided,
        }
    };
    for one in candidates {
        let decision = decide(&one);
        keep(&mut found, one, decision);
    }
    let open = |support: &[Vec<usize>]| !small || is_dominated(game, support, limits) != Some(true);
    for one in std::mem::take(&mut found.enclosed) {
        // Krawczyk's operator has proved that the equations are not singular there.
        match small && is_strict(game, &one, limits) {
            true => found.enclosed.push(one),
            false if open(&one.support()) => found.unresolved.push(Region { profile: one.profile }),
            false => {}
        }
    }
    for family in std::mem::take(&mut found.families) {
        if open(&family.member.support()) {
            found.unresolved.push(Region { profile: family.profile });
        }
    }
    found.complete &= found.undecided.is_empty() && found.unresolved.is_empty();
    found
}

/// Whether somebody's mixtures with a support are weakly dominated: all of them are if one is, for
/// a better mixture only has to take some weight off the support. `None` if the limits come first.
fn is_dominated(game: &NormalGame, support: &[Vec<usize>], limits: &Limits) -> Option<bool> {
    let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    for (player, used) in support.iter().enumerate() {
        if limits.interrupted() {
            return None;
        }
        let share = Rational::new(1, used.len() as i64);
        let even = |own: &usize| if used.contains(own) { share.clone() } else { Rational::ZERO };
        let mixture: Vec<Rational> = all[player].iter().map(even).collect();
        if dominator(game, &all, player, &mixture, Dominance::Weak).is_some() {
            return Some(true);
        }
    }
    Some(false)
}

/// Whether each strategy out of use loses something everywhere in a box. `false` too if the limits
/// come first.
fn is_strict(game: &NormalGame, one: &Enclosed, limits: &Limits) -> bool {
    let support = one.support();
    (0..support.len()).all(|player| {
        let used = support[player][0];
        let mut out = (0..one.profile[player].len()).filter(|own| !support[player].contains(own));
        out.all(|own| !limits.interrupted() && gains_at_most(game, one, player, [own, used]).is_negative())
    })
}

/// An upper bound, over a box, on what a player gains by one strategy over another.
fn gains_at_most(game: &NormalGame, one: &Enclosed, player: usize, [own, used]: [usize; 2]) -> Rational {
    let stride = game.stride(player);
    let mut sum = Rational::ZERO;
    for index in 0..game.payoffs.len() {
        let profile = game.profile(index);
        if profile[player] != own {
            continue;
        }
        let gain = game.payoff(index, player) - game.payoff(index - own * stride + used * stride, player);
        let end = usize::from(gain.is_positive());
        let others = profile.iter().enumerate().filter(|(who, _)| *who != player);
        sum = &sum + &others.fold(gain, |product, (who, &theirs)| &product * &one.profile[who][theirs][end]);
    }
    sum
}

fn keep(found: &mut Equilibria, one: Equilibrium, decision: Decision) {
    match decision {
        Decision::Proper(trembles) => {
            found.equilibria.push(one);
            found.trembles.push(trembles);
        }
        Decision::Improper => {}
        Decision::Undecided => found.undecided.push(one),
    }
}

/// Whether an equilibrium uses every best reply and the equations that its supports must satisfy
/// have a nonsingular Jacobian there. `None` if the limits come first.
fn is_regular(game: &NormalGame, one: &Equilibrium, limits: &Limits) -> Option<bool> {
    let mut profile = one.profile.clone();
    let fixed = |profile: &mut Vec<Vec<Rational>>, player: usize, strategy: usize| {
        for (place, weight) in profile[player].iter_mut().enumerate() {
            *weight = if place == strategy { Rational::ONE } else { Rational::ZERO };
        }
    };
    for (player, mixture) in one.profile.iter().enumerate() {
        for unused in (0..mixture.len()).filter(|&strategy| mixture[strategy].is_zero()) {
            fixed(&mut profile, player, unused);
            if limits.interrupted() {
                return None;
            }
            if game.expected(&profile)[player] >= one.payoffs[player] {
                return Some(false);
            }
        }
        profile[player].clone_from(mixture);
    }
    // An unknown is the share that one strategy of a support takes from the first.
    let support = one.support();
    let unknowns: Vec<(usize, usize)> = (0..support.len())
        .flat_map(|player| support[player][1..].iter().map(move |&strategy| (player, strategy)))
        .collect();
    let mut entries = Vec::with_capacity(unknowns.len() * unknowns.len());
    for &(player, strategy) in &unknowns {
        for &(other, shifted) in &unknowns {
            if limits.interrupted() {
                return None;
            }
            if player == other {
                entries.push(Rational::ZERO);
                continue;
            }
            let mut sum = Rational::ZERO;
            for (own, theirs, sign) in [
                (strategy, shifted, 1),
                (strategy, support[other][0], -1),
                (support[player][0], shifted, -1),
                (support[player][0], support[other][0], 1),
            ] {
                fixed(&mut profile, player, own);
                fixed(&mut profile, other, theirs);
                sum = &sum + &(&Rational::from(sign) * &game.expected(&profile)[player]);
            }
            profile[player].clone_from(&one.profile[player]);
            profile[other].clone_from(&one.profile[other]);
            entries.push(sum);
        }
    }
    let common = entries.iter().fold(UBig::ONE, |common, entry| {
        let denominator = entry.denominator();
        &common * &denominator / (&common).gcd(&denominator)
    });
    let integers = entries.iter().map(|entry| entry.numerator() * IBig::from(&common / entry.denominator()));
    Some(determinant_sign(unknowns.len(), integers.collect()) != 0)
}

/// Trembles of those who have no choice.
fn certain(game: &NormalGame) -> Trembles {
    game.strategies.iter().map(|labels| vec![vec![Rational::ONE; labels.len()]]).collect()
}
