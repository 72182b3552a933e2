//! The maxima of a set of vectors: those that no other one weakly exceeds in every coordinate.
//!
//! Divide and conquer over the coordinates (Kung, Luccio and Preparata 1975 \[KungLuccioPreparata1975\]):
//! O(n log n) for two coordinates and O(n (log n)^(d-1)) for d. Of equal vectors the first stays.

/// The indices of the maxima among `count = values.len() / dimension` vectors, in descending
/// lexicographic order of the vectors.
pub fn maxima<T: Copy + Ord>(values: &[T], dimension: usize) -> Vec<u32> {
    let vectors = Vectors { values, dimension };
    let mut order: Vec<u32> = (0..(values.len() / dimension) as u32).collect();
    order.sort_unstable_by(|&a, &b| vectors.at(b).cmp(vectors.at(a)).then(a.cmp(&b)));
    order.dedup_by(|b, a| vectors.at(*a) == vectors.at(*b));
    // Sorted so, a vector is exceeded by earlier ones only.
    vectors.filtered(order)
}

struct Vectors<'a, T> {
    values: &'a [T],
    dimension: usize,
}

/// Below this size every pair is compared.
const SMALL: usize = 24;

impl<T: Copy + Ord> Vectors<'_, T> {
    fn at(&self, index: u32) -> &[T] {
        let start = index as usize * self.dimension;
        &self.values[start..start + self.dimension]
    }

    fn coordinate(&self, index: u32, axis: usize) -> T {
        self.values[index as usize * self.dimension + axis]
    }

    /// The maxima of distinct vectors in descending lexicographic order, in that order.
    fn filtered(&self, order: Vec<u32>) -> Vec<u32> {
        if self.dimension <= 2 {
            let mut best: Option<T> = None;
            let last = self.dimension - 1;
            let mut kept = Vec::new();
            for index in order {
                let value = self.coordinate(index, last);
                if kept.is_empty() || self.dimension == 2 && best.is_none_or(|best| value > best) {
                    best = Some(value);
                    kept.push(index);
                }
            }
            return kept;
        }
        if order.len() <= 1 {
            return order;
        }
        let mut high = order;
        let low = high.split_off(high.len() / 2);
        let mut high = self.filtered(high);
        let low = self.filtered(low);
        high.extend(self.unexceeded(&high, low, 1));
        high
    }

    /// Those of `low`, in their order, that none of `high` weakly exceeds in the coordinates
    /// from `axis` on.
    fn unexceeded(&self, high: &[u32], mut low: Vec<u32>, axis: usize) -> Vec<u32> {
        if high.is_empty() || low.is_empty() {
            return low;
        }
        if high.len().min(low.len()) <= SMALL || axis + 1 == self.dimension {
            let exceeds = |a: u32, b: u32| self.at(a)[axis..].iter().zip(&self.at(b)[axis..]).all(|(x, y)| x >= y);
            if axis + 1 == self.dimension {
                let best = high.iter().map(|&index| self.coordinate(index, axis)).max().expect("not empty");
                low.retain(|&index| self.coordinate(index, axis) > best);
            } else {
                low.retain(|&index| !high.iter().any(|&other| exceeds(other, index)));
            }
            return low;
        }
        if axis + 2 == self.dimension {
            return self.unexceeded_in_the_plane(high, low, axis);
        }
        let mut values: Vec<T> = high.iter().chain(&low).map(|&index| self.coordinate(index, axis)).collect();
        let (least, greatest) = (*values.iter().min().expect("not empty"), *values.iter().max().expect("not empty"));
        if least == greatest {
            return self.unexceeded(high, low, axis + 1);
        }
        let middle = values.len() / 2;
        let (_, &mut median, _) = values.select_nth_unstable(middle);
        // Both sides are smaller than the whole: the lower side lacks the greatest value, the
        // upper one the least.
        let cut = if median == least {
            *values.iter().filter(|&&value| value > least).min().expect("some value is above the least")
        } else {
            median
        };
        let upper = |&index: &u32| self.coordinate(index, axis) >= cut;
        let (high_above, high_below): (Vec<u32>, Vec<u32>) = high.iter().partition(|index| upper(index));
        let place: std::collections::HashMap<u32, usize> =
            low.iter().enumerate().map(|(at, &index)| (index, at)).collect();
        let (low_above, low_below): (Vec<u32>, Vec<u32>) = low.iter().partition(|index| upper(index));
        let low_above = self.unexceeded(&high_above, low_above, axis);
        let low_below = self.unexceeded(&high_above, low_below, axis + 1);
        let low_below = self.unexceeded(&high_below, low_below, axis);
        let mut kept = [low_above, low_below].concat();
        kept.sort_unstable_by_key(|index| place[index]);
        kept
    }

    /// The same for the last two coordinates: a sweep from the greatest on.
    fn unexceeded_in_the_plane(&self, high: &[u32], low: Vec<u32>, axis: usize) -> Vec<u32> {
        let mut sweep: Vec<(T, T)> =
            high.iter().map(|&index| (self.coordinate(index, axis), self.coordinate(index, axis + 1))).collect();
        sweep.sort_unstable_by(|a, b| b.cmp(a));
        // By descending first coordinate, the greatest second one so far.
        let mut best = sweep[0].1;
        for (_, second) in &mut sweep {
            best = best.max(*second);
            *second = best;
        }
        let exceeded = |index: u32| {
            let (first, second) = (self.coordinate(index, axis), self.coordinate(index, axis + 1));
            let reach = sweep.partition_point(|(own, _)| *own >= first);
            reach > 0 && sweep[reach - 1].1 >= second
        };
        low.into_iter().filter(|&index| !exceeded(index)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maxima_are_what_no_other_vector_exceeds() {
        // A linear congruential generator: small values make ties and twins.
        let mut state = 12345u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % below
        };
        for dimension in 1..=5 {
            for (count, below) in [(1, 3), (40, 4), (300, 7), (400, 1000)] {
                let values: Vec<u64> = (0..count * dimension).map(|_| random(below)).collect();
                let at = |index: usize| &values[index * dimension..(index + 1) * dimension];
                let mut expected: Vec<u32> = (0..count)
                    .filter(|&index| {
                        !(0..count).any(|other| {
                            at(other).iter().zip(at(index)).all(|(a, b)| a >= b)
                                && (at(other) != at(index) || other < index)
                        })
                    })
                    .map(|index| index as u32)
                    .collect();
                let mut found = maxima(&values, dimension);
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected, "{count} vectors of dimension {dimension} below {below}");
            }
        }
    }
}
