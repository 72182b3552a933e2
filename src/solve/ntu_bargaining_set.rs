//! The bargaining set without side payments, where coalitions divide nothing but choose among
//! packages.
//!
//! An agreement of all on a package is in the set if nobody does better by what it can enact alone,
//! no other package is better for somebody and worse for nobody, and every objection has a
//! counter-objection. An objection of `i` against `j` is a coalition `S` with `i` and without `j`
//! and a package that it can enact and that is better for all its members; a counter-objection a
//! coalition `T` with `j` and without `i` and a package that it can enact, no worse for the members
//! of `T ∩ S` than the objection and for all others than the agreement (Peleg 1963 \[Peleg1963\]).
//! Utilities of different players are never compared.
//!
//! Packages are taken as they are, without lotteries among them. Free disposal makes no
//! difference: to promise less than a package pays is easier to counter. So the objections that
//! matter are those of all who gain by a package, without the target, and the counter-objections
//! those of as few as are needed: `O(n² p²)` for `p` packages, where the members of a coalition
//! count but for the spoiler, with whom and without whom each is tried.

use crate::form::coalitional::Coalition;
use crate::form::enactment::{EnactedPackage, Enactment};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::PackageObjection;

/// The most packages.
pub const MAX_PACKAGES: usize = 512;

/// Whether an agreement on a package is in the set.
///
/// # Errors
/// Why it is not.
pub fn ntu_bargaining_set(game: &Enactment, agreed: usize) -> Result<(), PackageObjection> {
    let now = &game.packages[agreed].gains;
    let better = |other: &[Rational]| {
        other.iter().zip(now).all(|(other, now)| other >= now) && other.iter().zip(now).any(|(other, now)| other > now)
    };
    if let Some(package) = game.packages.iter().position(|one| better(&one.gains)) {
        return Err(PackageObjection::Better { package });
    }
    for (player, gain) in now.iter().enumerate() {
        let alone = Coalition::of(player);
        let own = |one: &EnactedPackage| game.needs(one).within(alone) && game.paid(one, alone)[player] > *gain;
        if let Some(package) = game.packages.iter().position(own) {
            return Err(PackageObjection::Alone { player, package });
        }
    }
    let needs: Vec<Coalition> = game.packages.iter().map(|package| game.needs(package)).collect();
    for package in 0..game.packages.len() {
        for target in 0..game.count() {
            for coalition in objecting(game, now, package, needs[package], target) {
                let promised = game.paid(&game.packages[package], coalition);
                for objector in coalition.players() {
                    let countered = (0..game.packages.len()).any(|answer| {
                        counters(game, now, promised, coalition, (objector, target), answer, needs[answer])
                    });
                    if !countered {
                        return Err(PackageObjection::Justified { objector, target, coalition, package });
                    }
                }
            }
        }
    }
    Ok(())
}

/// The largest coalitions without the target that gain by a package: with the spoiler in them and
/// with it outside.
fn objecting(
    game: &Enactment,
    now: &[Rational],
    package: usize,
    needs: Coalition,
    target: usize,
) -> impl Iterator<Item = Coalition> {
    let everyone = game.grand().without(target);
    let outside = game.spoiler.map(|spoiler| everyone.without(spoiler));
    [Some(everyone), outside].into_iter().flatten().filter_map(move |willing| {
        let paid = game.paid(&game.packages[package], willing);
        let gaining = Coalition::from_players(willing.players().filter(|&player| paid[player] > now[player]));
        // The spoiler must gain itself if its passivity is part of the plan.
        let same = std::ptr::eq(game.paid(&game.packages[package], gaining), paid);
        (same && !gaining.is_empty() && needs.within(gaining)).then_some(gaining)
    })
}

/// Whether the target can counter with a package.
fn counters(
    game: &Enactment,
    now: &[Rational],
    promised: &[Rational],
    objecting: Coalition,
    (objector, target): (usize, usize),
    answer: usize,
    needs: Coalition,
) -> bool {
    let least = needs.with(target);
    let with_spoiler = game.spoiler.map(|spoiler| least.with(spoiler));
    [Some(least), with_spoiler].into_iter().flatten().filter(|one| !one.contains(objector)).any(|coalition| {
        let paid = game.paid(&game.packages[answer], coalition);
        coalition.players().all(|player| {
            let asked = if objecting.contains(player) { &promised[player] } else { &now[player] };
            paid[player] >= *asked
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::enactment::Item;

    /// Any two of three may divide ten in whole units, about evenly, or all three.
    fn division() -> Enactment {
        let pairs = [Coalition(0b011), Coalition(0b101), Coalition(0b110)];
        let mut items = Vec::new();
        let mut packages = vec![EnactedPackage {
            name: "nothing".to_owned(),
            items: 0,
            gains: vec![Rational::ZERO; 3],
            spoiled: None,
        }];
        for pair in pairs {
            for first in [4, 5, 6] {
                let members: Vec<usize> = pair.players().collect();
                let mut gains = vec![Rational::ZERO; 3];
                gains[members[0]] = Rational::from(first);
                gains[members[1]] = Rational::from(10 - first);
                packages.push(EnactedPackage { name: String::new(), items: 1 << items.len(), gains, spoiled: None });
                items.push(Item { name: String::new(), needs: pair });
            }
        }
        items.push(Item { name: String::new(), needs: Coalition(0b111) });
        let gains = [3, 3, 4].map(Rational::from).to_vec();
        packages.push(EnactedPackage { name: String::new(), items: 1 << 9, gains, spoiled: None });
        // They exclude each other: the first in the list comes about.
        let outcomes =
            (0..1usize << items.len()).map(|set| if set == 0 { 0 } else { set.trailing_zeros() as usize + 1 });
        Enactment { players: vec![String::new(); 3], outcomes: outcomes.collect(), items, packages, spoiler: None }
    }

    #[test]
    fn whoever_is_left_out_objects_and_all_three_are_stable() {
        let game = division();
        assert!(game.is_consistent());
        assert_eq!(ntu_bargaining_set(&game, 10), Ok(()));
        // Of (5, 5, 0): the third offers the first 6, and the second cannot pay that and keep its 5.
        let objection = PackageObjection::Justified { objector: 2, target: 1, coalition: Coalition(0b101), package: 6 };
        assert_eq!(ntu_bargaining_set(&game, 2), Err(objection));
        // Nothing at all is worse for all.
        assert!(matches!(ntu_bargaining_set(&game, 0), Err(PackageObjection::Better { .. })));
    }
}
