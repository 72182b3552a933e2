//! An exact simplex method for small dense linear programs that start feasible.

use super::rational::Rational;

/// An optimum of `max c·x  s.t.  A x <= b, x >= 0`, with its dual certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimum {
    pub value: Rational,
    /// The optimal `x`.
    pub primal: Vec<Rational>,
    /// One multiplier per row: `y >= 0`, `yᵀA >= c`, `y·b = value`.
    pub dual: Vec<Rational>,
}

/// Maximises `objective · x` subject to `rows · x <= bounds`, `x >= 0`, where all bounds
/// are nonnegative, so that `x = 0` is feasible. `None` if the maximum is unbounded.
///
/// The tableau method with Bland's rule (Bland 1977 \[Bland1977\]), which ends on
/// degenerate programs too; exact throughout.
///
/// # Panics
/// If a bound is negative or the sizes disagree.
pub fn maximize(objective: &[Rational], rows: &[Vec<Rational>], bounds: &[Rational]) -> Option<Optimum> {
    assert!(bounds.iter().all(|bound| !bound.is_negative()), "the origin is feasible");
    assert!(rows.len() == bounds.len() && rows.iter().all(|row| row.len() == objective.len()));
    let (variables, slacks) = (objective.len(), rows.len());
    let width = variables + slacks;
    // Row i: [A | I | b]; last row: reduced costs and the negated value.
    let mut tableau: Vec<Vec<Rational>> = rows
        .iter()
        .zip(bounds)
        .enumerate()
        .map(|(index, (row, bound))| {
            let unit = (0..slacks).map(|slack| if slack == index { Rational::ONE } else { Rational::ZERO });
            row.iter().cloned().chain(unit).chain([bound.clone()]).collect()
        })
        .collect();
    tableau.push(objective.iter().cloned().chain(vec![Rational::ZERO; slacks + 1]).collect());
    let mut basis: Vec<usize> = (variables..width).collect();

    while let Some(entering) = (0..width).find(|&column| tableau[slacks][column].is_positive()) {
        let ratio = |row: usize| &tableau[row][width] / &tableau[row][entering];
        let leaving = (0..slacks)
            .filter(|&row| tableau[row][entering].is_positive())
            .min_by(|&a, &b| ratio(a).cmp(&ratio(b)).then(basis[a].cmp(&basis[b])))?;
        pivot(&mut tableau, leaving, entering);
        basis[leaving] = entering;
    }

    let mut primal = vec![Rational::ZERO; variables];
    for (row, &variable) in basis.iter().enumerate() {
        if variable < variables {
            primal[variable] = tableau[row][width].clone();
        }
    }
    let dual = (variables..width).map(|column| -&tableau[slacks][column]).collect();
    Some(Optimum { value: -&tableau[slacks][width], primal, dual })
}

fn pivot(tableau: &mut [Vec<Rational>], row: usize, column: usize) {
    let inverse = &Rational::ONE / &tableau[row][column];
    for entry in &mut tableau[row] {
        *entry = &*entry * &inverse;
    }
    let pivot_row = tableau[row].clone();
    for (index, other) in tableau.iter_mut().enumerate() {
        if index != row && !other[column].is_zero() {
            let factor = other[column].clone();
            for (entry, pivot_entry) in other.iter_mut().zip(&pivot_row) {
                if !pivot_entry.is_zero() {
                    *entry = &*entry - &(&factor * pivot_entry);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| Rational::from(value)).collect()
    }

    #[test]
    fn optimum_and_dual_agree() {
        // Chvátal 1983, chapter 2: max 5x+4y+3z has value 13 at (2, 0, 1).
        let rows = [numbers(&[2, 3, 1]), numbers(&[4, 1, 2]), numbers(&[3, 4, 2])];
        let optimum = maximize(&numbers(&[5, 4, 3]), &rows, &numbers(&[5, 11, 8])).unwrap();
        assert_eq!(optimum.value, Rational::from(13));
        assert_eq!(optimum.primal, numbers(&[2, 0, 1]));
        assert_eq!(optimum.dual, numbers(&[1, 0, 1]));
    }

    #[test]
    fn beale_cycles_under_the_largest_coefficient_rule_but_not_here() {
        let fraction = |n, d| Rational::new(n, d);
        let rows = [
            vec![fraction(1, 4), fraction(-60, 1), fraction(-1, 25), fraction(9, 1)],
            vec![fraction(1, 2), fraction(-90, 1), fraction(-1, 50), fraction(3, 1)],
            numbers(&[0, 0, 1, 0]),
        ];
        let objective = [fraction(3, 4), fraction(-150, 1), fraction(1, 50), fraction(-6, 1)];
        assert_eq!(maximize(&objective, &rows, &numbers(&[0, 0, 1])).unwrap().value, fraction(1, 20));
    }

    #[test]
    fn an_unbounded_program_has_no_optimum() {
        assert_eq!(maximize(&numbers(&[1]), &[numbers(&[-1])], &numbers(&[1])), None);
    }
}
