//! Tables of payoffs.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::numeric::rational::Rational;

/// One payoff per player for each pure profile, in one piece of memory: a walk along a
/// player's line of profiles reads words at equal distances.
///
/// `table[profile]` is the slice of the payoffs in that profile, in the order of the players.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PayoffTable {
    players: usize,
    values: Vec<Rational>,
}

impl PayoffTable {
    /// A table of zeros.
    pub fn zeros(profiles: usize, players: usize) -> PayoffTable {
        PayoffTable { players, values: vec![Rational::ZERO; profiles * players] }
    }

    /// A table from its values, profile by profile; None unless each profile has one for each player.
    pub fn of(players: usize, values: Vec<Rational>) -> Option<PayoffTable> {
        (players > 0 && values.len().is_multiple_of(players)).then_some(PayoffTable { players, values })
    }

    /// The number of profiles.
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.players).unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The number of payoffs of a profile.
    pub fn players(&self) -> usize {
        self.players
    }

    /// The payoffs of each profile, in order.
    pub fn iter(&self) -> std::slice::ChunksExact<'_, Rational> {
        self.values.chunks_exact(self.players.max(1))
    }

    /// All payoffs, profile by profile.
    pub fn values(&self) -> &[Rational] {
        &self.values
    }
}

impl Index<usize> for PayoffTable {
    type Output = [Rational];

    fn index(&self, profile: usize) -> &[Rational] {
        &self.values[profile * self.players..][..self.players]
    }
}

impl IndexMut<usize> for PayoffTable {
    fn index_mut(&mut self, profile: usize) -> &mut [Rational] {
        &mut self.values[profile * self.players..][..self.players]
    }
}

impl<'a> IntoIterator for &'a PayoffTable {
    type Item = &'a [Rational];
    type IntoIter = std::slice::ChunksExact<'a, Rational>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// # Panics
/// If not every profile has as many payoffs as the first.
impl FromIterator<Vec<Rational>> for PayoffTable {
    fn from_iter<I: IntoIterator<Item = Vec<Rational>>>(profiles: I) -> PayoffTable {
        let mut table = PayoffTable::default();
        for payoffs in profiles {
            if table.is_empty() {
                table.players = payoffs.len();
            }
            assert_eq!(payoffs.len(), table.players, "a profile has one payoff for each player");
            table.values.extend(payoffs);
        }
        table
    }
}

/// # Panics
/// If not every profile has as many payoffs as the first.
impl From<Vec<Vec<Rational>>> for PayoffTable {
    fn from(profiles: Vec<Vec<Rational>>) -> PayoffTable {
        profiles.into_iter().collect()
    }
}

impl Serialize for PayoffTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de> Deserialize<'de> for PayoffTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PayoffTable, D::Error> {
        let profiles = Vec::<Vec<Rational>>::deserialize(deserializer)?;
        if profiles.windows(2).any(|pair| pair[0].len() != pair[1].len()) {
            return Err(serde::de::Error::custom("some profiles have more payoffs than others"));
        }
        Ok(profiles.into())
    }
}
