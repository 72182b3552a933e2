//! Random numbers that are a pure function of a seed and a position.
//!
//! The mixing function of SplitMix64 (Steele, Lea and Flood 2014 \[SteeleLeaFlood2014\],
//! variant 13 of Stafford) over counters: any sample of any shard can be drawn without
//! drawing the ones before it, and threads share nothing.

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// A bijection of words whose every output bit depends on every input bit.
pub fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// The word at a position (of two coordinates) of the stream of a seed.
pub fn word(seed: u64, row: u64, column: u64) -> u64 {
    let row = mix(mix(seed.wrapping_add(GAMMA)) ^ row.wrapping_mul(GAMMA).wrapping_add(GAMMA));
    mix(row ^ mix(column.wrapping_mul(GAMMA).wrapping_add(GAMMA)))
}

/// The upper 53 bits of a word as a number strictly between 0 and 1.
pub fn unit(word: u64) -> f64 {
    ((word >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}

/// The position of `index` in a permutation of `0..length` that `seed` names.
///
/// Four rounds of a Feistel network over the least even number of bits that hold the
/// length, repeated until the result is in range (cycle walking; Black and Rogaway 2002
/// \[BlackRogaway2002\]). Under four repetitions on average.
pub fn permuted(index: u64, length: u64, seed: u64) -> u64 {
    let half = (64 - length.saturating_sub(1).leading_zeros()).div_ceil(2).max(1);
    let mask = (1u64 << half) - 1;
    let mut at = index;
    loop {
        let (mut left, mut right) = (at >> half, at & mask);
        for round in 0..4 {
            (left, right) = (right, left ^ (word(seed, round, right) & mask));
        }
        at = left << half | right;
        if at < length {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_takes_every_place_once() {
        for length in [1, 2, 3, 10, 64, 1000] {
            let mut places: Vec<u64> = (0..length).map(|index| permuted(index, length, 7)).collect();
            places.sort_unstable();
            assert_eq!(places, (0..length).collect::<Vec<_>>());
        }
    }

    #[test]
    fn units_are_spread_evenly() {
        let count = 100_000;
        let (mut sum, mut squares, mut product) = (0.0, 0.0, 0.0);
        for row in 0..count {
            let (x, y) = (unit(word(1, row, 0)), unit(word(1, row, 1)));
            sum += x;
            squares += x * x;
            product += x * y;
        }
        let mean = |total: f64| total / count as f64;
        // Five standard errors.
        assert!((mean(sum) - 0.5).abs() < 5.0 * (1.0f64 / 12.0 / count as f64).sqrt());
        assert!((mean(squares) - 1.0 / 3.0).abs() < 5.0 * (4.0f64 / 45.0 / count as f64).sqrt());
        assert!((mean(product) - 0.25).abs() < 5.0 * (7.0f64 / 144.0 / count as f64).sqrt());
    }
}
