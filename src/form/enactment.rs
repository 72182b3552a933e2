//! What every coalition can bring about by itself: the situation behind a coalitional game.
//!
//! There are items, each of which some players have to agree on: a concession needs its owner, an
//! agreement its parties. Disjoint coalitions enact items that need nobody else, and what comes
//! about of all of them together is a package, with a gain for every player over the status quo.
//! A spoiler may make the agreements of some packages fail with a certain chance.

use serde::{Deserialize, Serialize};

use super::coalitional::Coalition;
use crate::numeric::rational::Rational;

/// The most items: outcomes are listed by sets of them.
pub const MOST_ITEMS: usize = 16;

/// Who can enact what, and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enactment {
    pub players: Vec<String>,
    /// Each with the players it needs.
    pub items: Vec<Item>,
    /// The first one is the status quo.
    pub packages: Vec<EnactedPackage>,
    /// The package that comes about, by set of items (bits).
    pub outcomes: Vec<usize>,
    pub spoiler: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub name: String,
    pub needs: Coalition,
}

/// What comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnactedPackage {
    pub name: String,
    /// Its items (bits).
    pub items: usize,
    /// Expected gains over the status quo, by player.
    pub gains: Vec<Rational>,
    /// The same if the spoiler does its worst, its costs counted; `None` if it cannot.
    pub spoiled: Option<Vec<Rational>>,
}

impl Enactment {
    pub fn count(&self) -> usize {
        self.players.len()
    }

    /// Everyone.
    pub fn grand(&self) -> Coalition {
        Coalition::grand(self.count())
    }

    /// The items that a coalition can enact (bits).
    pub fn own(&self, coalition: Coalition) -> usize {
        let own = self.items.iter().enumerate().filter(|(_, item)| item.needs.within(coalition));
        own.fold(0, |set, (index, _)| set | 1 << index)
    }

    /// The players that a package needs.
    pub fn needs(&self, package: &EnactedPackage) -> Coalition {
        let items = self.items.iter().enumerate().filter(|(index, _)| package.items >> index & 1 == 1);
        items.fold(Coalition::EMPTY, |all, (_, item)| all.union(item.needs))
    }

    /// What a package pays if the spoiler is in a coalition that wants it, or outside.
    pub fn paid<'a>(&self, package: &'a EnactedPackage, coalition: Coalition) -> &'a [Rational] {
        let safe = self.spoiler.is_none_or(|spoiler| coalition.contains(spoiler));
        if safe { &package.gains } else { package.spoiled.as_deref().unwrap_or(&package.gains) }
    }

    /// The joint actions of a coalition as numbers such that those of disjoint coalitions add up:
    /// a set of its items in the lowest bits, and above them whether it spoils, if the spoiler is
    /// in it.
    pub fn moves(&self, coalition: Coalition) -> Vec<usize> {
        let own = self.own(coalition);
        // All subsets, in increasing order.
        let mut sets = vec![0];
        for bit in (0..self.items.len()).filter(|bit| own >> bit & 1 == 1) {
            for index in 0..sets.len() {
                sets.push(sets[index] | 1 << bit);
            }
        }
        if self.spoiler.is_some_and(|spoiler| coalition.contains(spoiler)) {
            for index in 0..sets.len() {
                sets.push(sets[index] | self.spoils());
            }
        }
        sets
    }

    /// The gains where the joint actions of a coalition and of the rest add up to a number.
    pub fn payoffs(&self, place: usize) -> &[Rational] {
        let package = &self.packages[self.outcomes[place & (self.spoils() - 1)]];
        let spoiled = package.spoiled.as_deref().filter(|_| place & self.spoils() != 0);
        spoiled.unwrap_or(&package.gains)
    }

    /// The bit of spoiling.
    fn spoils(&self) -> usize {
        1 << self.items.len()
    }

    /// Whether sizes and references fit: what a reader of foreign data asks.
    pub fn is_consistent(&self) -> bool {
        let (count, items) = (self.count(), self.items.len());
        let gains = |gains: &Vec<Rational>| gains.len() == count;
        (1..=super::coalitional::MOST_PLAYERS).contains(&count)
            && items <= MOST_ITEMS
            && self.items.iter().all(|item| !item.needs.is_empty() && item.needs.within(self.grand()))
            && self.outcomes.len() == 1 << items
            && self.outcomes.iter().all(|&package| package < self.packages.len())
            && self
                .packages
                .iter()
                .all(|one| one.items < 1 << items && gains(&one.gains) && one.spoiled.as_ref().is_none_or(gains))
            && self.spoiler.is_none_or(|spoiler| spoiler < count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joint_actions_add_up_to_what_comes_about() {
        // One makes a concession, both sign; a third can spoil the signature.
        let package = |name: &str, items, gains: [i64; 3], spoiled: Option<[i64; 3]>| EnactedPackage {
            name: name.to_owned(),
            items,
            gains: gains.map(Rational::from).to_vec(),
            spoiled: spoiled.map(|gains| gains.map(Rational::from).to_vec()),
        };
        let game = Enactment {
            players: ["a", "b", "c"].map(str::to_owned).to_vec(),
            items: vec![
                Item { name: "give".to_owned(), needs: Coalition(0b001) },
                Item { name: "sign".to_owned(), needs: Coalition(0b011) },
            ],
            packages: vec![
                package("status quo", 0b00, [0; 3], None),
                package("give", 0b01, [-1, 2, 0], None),
                package("give & sign", 0b11, [3, 4, -5], Some([0, 3, -1])),
            ],
            // A signature alone comes to nothing.
            outcomes: vec![0, 1, 0, 2],
            spoiler: Some(2),
        };
        assert!(game.is_consistent());
        assert_eq!(game.moves(Coalition(0b001)), [0b00, 0b01]);
        assert_eq!(game.moves(Coalition(0b100)), [0b000, 0b100]);
        assert_eq!(game.moves(Coalition(0b011)), [0b00, 0b01, 0b10, 0b11]);
        assert_eq!(game.payoffs(0b111), [0, 3, -1].map(Rational::from));
        assert_eq!(game.payoffs(0b101), [-1, 2, 0].map(Rational::from));
        assert_eq!(game.paid(&game.packages[2], Coalition(0b111)), [3, 4, -5].map(Rational::from));
        assert_eq!(game.needs(&game.packages[2]), Coalition(0b011));
    }
}
