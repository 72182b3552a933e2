//! Sets of labels, one bit each.

use smallvec::{SmallVec, smallvec};

/// A set of labels. Two words hold the labels of all but wide games without an allocation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LabelSet(SmallVec<[u64; 2]>);

impl LabelSet {
    /// No label of so many.
    pub fn empty(labels: usize) -> LabelSet {
        LabelSet(smallvec![0; labels.div_ceil(64)])
    }

    pub fn insert(&mut self, label: u32) {
        self.0[label as usize / 64] |= 1 << (label % 64);
    }

    pub fn remove(&mut self, label: u32) {
        self.0[label as usize / 64] &= !(1 << (label % 64));
    }

    pub fn contains(&self, label: u32) -> bool {
        self.0[label as usize / 64] >> (label % 64) & 1 == 1
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_within(&self, other: &LabelSet) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    pub fn intersects(&self, other: &LabelSet) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// In ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(index as u32 * 64 + bit)
            })
        })
    }
}
