//! The extreme rays of a pointed polyhedral cone `{x : A x >= 0}`: the double description
//! method (Motzkin, Raiffa, Thompson and Thrall 1953 \[MotzkinRaiffaThompsonThrall1953\]; Fukuda and Prodon 1996
//! \[FukudaProdon1996\]), exact.
//!
//! Inequalities join one at a time; a new ray lies between two adjacent old ones on
//! different sides. Two rays are adjacent if no third one is tight wherever both are.
//! The number of rays may grow exponentially with the dimension.

use super::rational::Rational;

/// A ray and the inequalities that are tight on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ray {
    /// Scaled so that its first nonzero entry is 1 or -1.
    pub direction: Vec<Rational>,
    /// Indices, ascending.
    pub tight: Vec<usize>,
}

/// The extreme rays, or `None` once there are more than `limit` of them.
///
/// # Panics
/// If the first `dimension` inequalities are not linearly independent.
pub fn extreme_rays(inequalities: &[Vec<Rational>], limit: usize) -> Option<Vec<Ray>> {
    let dimension = inequalities[0].len();
    let start = inverse(&inequalities[..dimension]).expect("the first inequalities are independent");
    let mut rays: Vec<Ray> = (0..dimension)
        .map(|column| Ray {
            direction: scaled(start.iter().map(|row| row[column].clone()).collect()),
            tight: (0..dimension).filter(|&row| row != column).collect(),
        })
        .collect();
    for (index, inequality) in inequalities.iter().enumerate().skip(dimension) {
        let values: Vec<Rational> = rays.iter().map(|ray| dot(inequality, &ray.direction)).collect();
        let mut next: Vec<Ray> = Vec::new();
        for (a, above) in values.iter().enumerate().filter(|(_, value)| value.is_positive()) {
            for (b, below) in values.iter().enumerate().filter(|(_, value)| value.is_negative()) {
                let shared = intersection(&rays[a].tight, &rays[b].tight);
                // Two adjacent rays span a face of dimension two.
                let adjacent = shared.len() + 2 >= dimension
                    && !rays.iter().enumerate().any(|(c, ray)| c != a && c != b && includes(&ray.tight, &shared));
                if adjacent {
                    let direction = rays[a]
                        .direction
                        .iter()
                        .zip(&rays[b].direction)
                        .map(|(x, y)| &(above * y) - &(below * x))
                        .collect();
                    let mut tight = shared;
                    tight.push(index);
                    next.push(Ray { direction: scaled(direction), tight });
                }
            }
        }
        let mut values = values.into_iter();
        rays.retain_mut(|ray| {
            let value = values.next().expect("one value per ray");
            if value.is_zero() {
                ray.tight.push(index);
            }
            !value.is_negative()
        });
        rays.extend(next);
        if rays.len() > limit {
            return None;
        }
    }
    Some(rays)
}

fn dot(a: &[Rational], b: &[Rational]) -> Rational {
    a.iter().zip(b).fold(Rational::ZERO, |sum, (x, y)| &sum + &(x * y))
}

fn scaled(direction: Vec<Rational>) -> Vec<Rational> {
    let scale = direction.iter().find(|entry| !entry.is_zero()).expect("a ray is not zero").abs();
    direction.iter().map(|entry| entry / &scale).collect()
}

fn intersection(a: &[usize], b: &[usize]) -> Vec<usize> {
    a.iter().copied().filter(|index| b.binary_search(index).is_ok()).collect()
}

fn includes(set: &[usize], part: &[usize]) -> bool {
    set.len() >= part.len() && part.iter().all(|index| set.binary_search(index).is_ok())
}

/// Gauss–Jordan elimination. `None` for a singular matrix.
fn inverse(matrix: &[Vec<Rational>]) -> Option<Vec<Vec<Rational>>> {
    let size = matrix.len();
    let unit = |row: usize, column: usize| if row == column { Rational::ONE } else { Rational::ZERO };
    let mut rows: Vec<Vec<Rational>> = matrix
        .iter()
        .enumerate()
        .map(|(row, entries)| entries.iter().cloned().chain((0..size).map(|column| unit(row, column))).collect())
        .collect();
    for column in 0..size {
        let pivot = (column..size).find(|&row| !rows[row][column].is_zero())?;
        rows.swap(column, pivot);
        let scale = rows[column][column].clone();
        for entry in &mut rows[column] {
            *entry = &*entry / &scale;
        }
        let pivot_row = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(index, _)| *index != column) {
            let factor = row[column].clone();
            if !factor.is_zero() {
                for (entry, pivot_entry) in row.iter_mut().zip(&pivot_row) {
                    *entry = &*entry - &(&factor * pivot_entry);
                }
            }
        }
    }
    Some(rows.into_iter().map(|row| row[size..].to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cone_over_a_square_has_four_rays_and_a_cut_corner_makes_five() {
        let row = |entries: [i64; 3]| entries.map(Rational::from).to_vec();
        // 0 <= x, 0 <= y, x <= t, y <= t.
        let mut inequalities = vec![row([1, 0, 0]), row([0, 1, 0]), row([-1, 0, 1]), row([0, -1, 1])];
        assert_eq!(extreme_rays(&inequalities, 100).unwrap().len(), 4);
        inequalities.push(vec![-&Rational::ONE, -&Rational::ONE, Rational::new(3, 2)]);
        let rays = extreme_rays(&inequalities, 100).unwrap();
        assert_eq!(rays.len(), 5);
        assert!(rays.iter().all(|ray| ray.tight.len() == 2));
        assert_eq!(extreme_rays(&inequalities, 4), None);
    }
}
