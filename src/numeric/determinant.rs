//! Determinants of integer matrices.

use dashu::integer::IBig;

/// The sign of the determinant of a square matrix, row after row: -1, 0 or 1.
///
/// # Panics
/// If the matrix is not square.
pub fn determinant_sign(size: usize, matrix: Vec<IBig>) -> i32 {
    match determinant(size, matrix) {
        value if value < IBig::ZERO => -1,
        value => i32::from(value > IBig::ZERO),
    }
}

/// The determinant of a square matrix, row after row.
///
/// Fraction-free elimination (Bareiss 1968 \[Bareiss1968\]): every entry on the way is a minor,
/// so that the divisions leave no remainder. Cubic in the size.
///
/// # Panics
/// If the matrix is not square.
pub fn determinant(size: usize, mut matrix: Vec<IBig>) -> IBig {
    assert_eq!(matrix.len(), size * size, "the matrix is square");
    let mut sign = IBig::ONE;
    let mut previous = IBig::ONE;
    for step in 0..size {
        let Some(pivot) = (step..size).find(|&row| !matrix[row * size + step].is_zero()) else { return IBig::ZERO };
        if pivot != step {
            for column in 0..size {
                matrix.swap(pivot * size + column, step * size + column);
            }
            sign = -sign;
        }
        let (above, below) = matrix.split_at_mut((step + 1) * size);
        let above = &above[step * size..];
        for row in below.chunks_exact_mut(size) {
            let (factor, rest) = row[step..].split_first_mut().expect("the row reaches beyond the step");
            for (entry, upper) in rest.iter_mut().zip(&above[step + 1..]) {
                *entry = (&*entry * &above[step] - &*factor * upper) / &previous;
            }
        }
        previous = above[step].clone();
    }
    // The last pivot is the determinant, but for the exchanges.
    sign * previous
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchanges_and_dependence_count() {
        let value = |size, entries: &[i64]| determinant(size, entries.iter().copied().map(IBig::from).collect());
        assert_eq!(value(3, &[2, 1, 1, 1, 3, 2, 1, 0, 5]), IBig::from(24));
        assert_eq!(value(2, &[0, 2, 3, 4]), IBig::from(-6));
        let sign = |size, entries: &[i64]| determinant_sign(size, entries.iter().copied().map(IBig::from).collect());
        assert_eq!(sign(2, &[1, 2, 3, 4]), -1);
        assert_eq!(sign(2, &[0, 2, -3, 4]), 1);
        assert_eq!(sign(2, &[1, 2, 2, 4]), 0);
        assert_eq!(sign(3, &[0, 0, 1, 0, 1, 0, 1, 0, 0]), -1);
        assert_eq!(sign(3, &[2, 1, 1, 1, 3, 2, 1, 0, 0]), -1);
        assert_eq!(sign(0, &[]), 1);
    }
}
