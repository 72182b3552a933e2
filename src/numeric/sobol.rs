//! Sobol' sequences: points that fill the unit cube more evenly than random ones.
//!
//! Construction in base 2 with the direction numbers of Joe and Kuo 2008 \[JoeKuo2008\]
//! (their set of criterion `D(6)`, dimensions 1 to [`MAX_DIMENSIONS`]; a line of the data
//! file holds degree, inner coefficients of the primitive polynomial, and the initial
//! direction numbers of one dimension from the second on). A seed shifts all points
//! digitally (exclusive or), which keeps the net's structure and makes estimates unbiased.
//! Constant time per coordinate: the point of an index is the sum over its binary digits.

use super::stream::word;

/// How many dimensions the direction numbers reach.
pub const MAX_DIMENSIONS: usize = 1024;

/// How many points the sequence has.
pub const MAX_POINTS: u64 = 1 << BITS;

const BITS: usize = 32;
const DIRECTIONS: &str = include_str!("sobol/joe-kuo-6.txt");

/// A digitally shifted Sobol' sequence.
#[derive(Debug, Clone)]
pub struct Sobol {
    /// By dimension: what each binary digit of the index contributes.
    directions: Vec<[u32; BITS]>,
    shifts: Vec<u32>,
}

impl Sobol {
    /// `None` beyond [`MAX_DIMENSIONS`]. Without a seed, the sequence itself.
    pub fn new(dimensions: usize, seed: Option<u64>) -> Option<Sobol> {
        if dimensions > MAX_DIMENSIONS {
            return None;
        }
        let first = std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
        let others = DIRECTIONS.lines().map(direction_numbers);
        let directions: Vec<[u32; BITS]> = std::iter::once(first).chain(others).take(dimensions).collect();
        let shift = |dimension: usize| seed.map_or(0, |seed| (word(seed, u64::MAX, dimension as u64) >> 32) as u32);
        Some(Sobol { shifts: (0..dimensions).map(shift).collect(), directions })
    }

    /// A coordinate of the point of an index, strictly between 0 and 1.
    ///
    /// # Panics
    /// If the dimension is out of range.
    pub fn coordinate(&self, index: u64, dimension: usize) -> f64 {
        let directions = &self.directions[dimension];
        let mut digits = self.shifts[dimension];
        let mut left = index & (MAX_POINTS - 1);
        while left != 0 {
            digits ^= directions[left.trailing_zeros() as usize];
            left &= left - 1;
        }
        (f64::from(digits) + 0.5) * (1.0 / MAX_POINTS as f64)
    }
}

/// The direction numbers of a dimension by the recurrence of its primitive polynomial
/// (Joe and Kuo 2008, equation 2).
fn direction_numbers(line: &str) -> [u32; BITS] {
    let mut numbers = line.split(' ').map(|number| number.parse::<u32>().expect("the data file holds numbers"));
    let degree = numbers.next().expect("a line starts with the degree") as usize;
    let inner = numbers.next().expect("the inner coefficients follow");
    let mut directions = [0; BITS];
    for (bit, initial) in numbers.enumerate() {
        directions[bit] = initial << (BITS - 1 - bit);
    }
    for bit in degree..BITS {
        let mut direction = directions[bit - degree] ^ (directions[bit - degree] >> degree);
        for term in 1..degree {
            if inner >> (degree - 1 - term) & 1 == 1 {
                direction ^= directions[bit - term];
            }
        }
        directions[bit] = direction;
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_the_published_ones() {
        // Joe and Kuo's example output for three dimensions, in the order of the plain
        // binary index: points 1, 2 and 3.
        let sobol = Sobol::new(3, None).unwrap();
        let point = |index: u64| {
            (0..3).map(|dimension| sobol.coordinate(index, dimension) - 0.5 / 4294967296.0).collect::<Vec<_>>()
        };
        assert_eq!(point(1), [0.5, 0.5, 0.5]);
        assert_eq!(point(2), [0.25, 0.75, 0.75]);
        assert_eq!(point(3), [0.75, 0.25, 0.25]);
    }

    #[test]
    fn every_dimension_fills_every_dyadic_interval_once() {
        let sobol = Sobol::new(MAX_DIMENSIONS, Some(3)).unwrap();
        for dimension in (0..MAX_DIMENSIONS).step_by(31) {
            let mut cells: Vec<usize> =
                (0..256).map(|index| (sobol.coordinate(index, dimension) * 256.0) as usize).collect();
            cells.sort_unstable();
            assert_eq!(cells, (0..256).collect::<Vec<_>>(), "dimension {dimension}");
        }
    }

    #[test]
    fn neighbouring_dimensions_fill_the_square() {
        // A (t, m, 2)-net property of the first two dimensions: t = 0.
        let sobol = Sobol::new(2, Some(11)).unwrap();
        let mut cells: Vec<(usize, usize)> = (0..256)
            .map(|index| ((sobol.coordinate(index, 0) * 16.0) as usize, (sobol.coordinate(index, 1) * 16.0) as usize))
            .collect();
        cells.sort_unstable();
        cells.dedup();
        assert_eq!(cells.len(), 256);
        assert!(Sobol::new(MAX_DIMENSIONS + 1, None).is_none());
    }
}
