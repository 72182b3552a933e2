//! A basis that floats propose, confirmed or refused exactly.

use dashu::base::UnsignedAbs;
use dashu::integer::{IBig, UBig};

use super::integral::{Integral, IntegralRow};
use super::{LinearProgram, Outcome, dot};
use crate::numeric::lifting::{Fractions, Lifting};
use crate::numeric::rational::Rational;
use crate::numeric::tableau::{End, Kind, Table};

/// What a float run says of its last basis.
#[derive(Debug, Clone, Copy)]
pub enum Claim {
    Optimal,
    /// The equation of this basic variable contradicts itself.
    Infeasible {
        variable: usize,
    },
    /// Moving this nonbasic variable improves for ever.
    Unbounded {
        variable: usize,
        up: bool,
    },
}

impl Claim {
    pub fn new(table: &Table<f64>, end: End) -> Claim {
        match end {
            End::Optimal => Claim::Optimal,
            End::Infeasible { row } => Claim::Infeasible { variable: table.basic()[row] },
            End::Unbounded { column, up } => Claim::Unbounded { variable: table.nonbasic()[column], up },
        }
    }
}

/// The square system at the heart of a basis: its structural variables against the rows
/// whose slacks are not basic.
struct Core<'a> {
    integral: &'a Integral,
    columns: Vec<usize>,
    rows: Vec<usize>,
    /// Where a structural variable stands in `columns`.
    place: Vec<Option<usize>>,
    system: Lifting,
}

impl<'a> Core<'a> {
    fn new(integral: &'a Integral, basis: &[usize]) -> Option<Core<'a>> {
        let variables = integral.objective.len();
        let mut columns: Vec<usize> = basis.iter().copied().filter(|&variable| variable < variables).collect();
        columns.sort_unstable();
        let mut place = vec![None; variables];
        columns.iter().enumerate().for_each(|(index, &variable)| place[variable] = Some(index));
        let mut loose = vec![false; integral.rows.len()];
        basis.iter().filter(|&&variable| variable >= variables).for_each(|&slack| loose[slack - variables] = true);
        let rows: Vec<usize> = (0..loose.len()).filter(|&row| !loose[row]).collect();
        if rows.len() != columns.len() {
            return None;
        }
        let mut matrix = vec![IBig::ZERO; rows.len() * columns.len()];
        for (index, &row) in rows.iter().enumerate() {
            for (variable, entry) in &integral.rows[row].entries {
                if let Some(column) = place[*variable] {
                    matrix[index * columns.len() + column] = entry.clone();
                }
            }
        }
        let system = Lifting::new(rows.len(), matrix)?;
        Some(Core { integral, columns, rows, place, system })
    }

    /// The structural variables at the basis, and whether all kinds are respected.
    fn point(&self) -> Option<Vec<Rational>> {
        let bounds: Vec<IBig> = self.rows.iter().map(|&row| self.integral.rows[row].bound.clone()).collect();
        let found = self.system.solve(&bounds)?;
        self.respects(&found, |row| row.bound.clone()).then(|| self.spread(&found))
    }

    /// Whether values of the basic variables, and the slacks that follow from them, are of
    /// their kinds; `bound` gives the right-hand side of a row.
    fn respects(&self, found: &Fractions, bound: impl Fn(&IntegralRow) -> IBig) -> bool {
        let variables = self.integral.objective.len();
        let fits = |kind: Kind, value: &IBig| match kind {
            Kind::Nonnegative => *value >= IBig::ZERO,
            Kind::Free => true,
            Kind::Fixed => value.is_zero(),
        };
        let structural = self
            .columns
            .iter()
            .zip(&found.numerators)
            .all(|(&variable, value)| fits(self.integral.kinds[variable], value));
        structural
            && self.integral.rows.iter().enumerate().all(|(index, row)| {
                let used = row.entries.iter().filter_map(|(variable, entry)| Some((self.place[*variable]?, entry)));
                let slack = used.fold(bound(row) * &found.denominator, |sum, (place, entry)| {
                    let value = &found.numerators[place];
                    if value.is_zero() { sum } else { sum - value * entry }
                });
                fits(self.integral.kinds[variables + index], &slack)
            })
    }

    fn spread(&self, found: &Fractions) -> Vec<Rational> {
        let mut values = vec![Rational::ZERO; self.integral.objective.len()];
        for (&variable, value) in self.columns.iter().zip(&found.numerators) {
            values[variable] = over(value, &found.denominator);
        }
        values
    }

    /// One multiplier per row, from those of the core's rows.
    fn spread_rows(&self, found: &Fractions) -> Vec<Rational> {
        let mut values = vec![Rational::ZERO; self.integral.rows.len()];
        for (&row, value) in self.rows.iter().zip(&found.numerators) {
            values[row] = over(value, &found.denominator);
        }
        values
    }

    /// `start·D + sign·Σ y_i·a_i` for every structural variable, with `y = numerators/D`.
    fn combined(&self, found: &Fractions, start: &[IBig], negative: bool) -> Vec<IBig> {
        let mut sums: Vec<IBig> = start.iter().map(|value| value * &found.denominator).collect();
        for (&row, multiplier) in self.rows.iter().zip(&found.numerators).filter(|(_, value)| !value.is_zero()) {
            for (variable, entry) in &self.integral.rows[row].entries {
                if negative {
                    sums[*variable] -= multiplier * entry;
                } else {
                    sums[*variable] += multiplier * entry;
                }
            }
        }
        sums
    }

    fn prices_are_of_their_signs(&self, found: &Fractions) -> bool {
        let variables = self.integral.objective.len();
        self.rows
            .iter()
            .zip(&found.numerators)
            .all(|(&row, price)| self.integral.kinds[variables + row] == Kind::Fixed || *price >= IBig::ZERO)
    }
}

fn over(numerator: &IBig, denominator: &IBig) -> Rational {
    Rational::from_integers(numerator.clone(), denominator.unsigned_abs())
}

/// The outcome that a basis claims, if the claim holds exactly.
pub fn confirm(program: &LinearProgram, integral: &Integral, basis: &[usize], claim: Claim) -> Option<Outcome> {
    let core = Core::new(integral, basis)?;
    let variables = integral.objective.len();
    match claim {
        Claim::Optimal => {
            let primal = core.point()?;
            let costs: Vec<IBig> = core.columns.iter().map(|&column| integral.objective[column].clone()).collect();
            let prices = core.system.solve_transposed(&costs)?;
            let reduced = core.combined(&prices, &integral.objective, true);
            let stands = core.prices_are_of_their_signs(&prices)
                && reduced.iter().zip(&integral.kinds).all(|(cost, kind)| match kind {
                    Kind::Free => cost.is_zero(),
                    Kind::Nonnegative | Kind::Fixed => *cost <= IBig::ZERO,
                });
            stands.then(|| integral.optimum(program, primal, &core.spread_rows(&prices)))
        }
        Claim::Infeasible { variable } => {
            // The equation of a basic variable: its row of the inverse, times the rows.
            let own = variable.checked_sub(variables);
            let mut wanted = vec![IBig::ZERO; core.columns.len()];
            match own {
                None => wanted[core.place[variable]?] = IBig::ONE,
                Some(row) => {
                    for (column, entry) in &integral.rows[row].entries {
                        if let Some(place) = core.place[*column] {
                            wanted[place] = -entry;
                        }
                    }
                }
            }
            let mut found = core.system.solve_transposed(&wanted)?;
            let bound = |found: &Fractions| {
                let start = own.map_or(IBig::ZERO, |row| &integral.rows[row].bound * &found.denominator);
                let pairs = core.rows.iter().zip(&found.numerators);
                pairs.fold(start, |sum, (&row, multiplier)| sum + multiplier * &integral.rows[row].bound)
            };
            // An equation's own slack may stand on either side.
            let mut sign = IBig::ONE;
            if bound(&found) > IBig::ZERO && integral.kinds[variable] == Kind::Fixed {
                sign = -sign;
            }
            let start: Vec<IBig> = match own {
                None => vec![IBig::ZERO; variables],
                Some(row) => integral.rows[row].dense(variables),
            };
            let sums = core.combined(&found, &start, false);
            let total = bound(&found) * &sign;
            found.numerators.iter_mut().for_each(|value| *value *= &sign);
            let stands = total < IBig::ZERO
                && core.prices_are_of_their_signs(&found)
                && sums.iter().zip(&integral.kinds).all(|(sum, kind)| match kind {
                    Kind::Free => sum.is_zero(),
                    Kind::Nonnegative | Kind::Fixed => sum * &sign >= IBig::ZERO,
                });
            let mut multipliers = core.spread_rows(&found);
            if let Some(row) = own {
                multipliers[row] = Rational::from_integers(sign, UBig::ONE);
            }
            stands.then(|| integral.infeasible(&multipliers))
        }
        Claim::Unbounded { variable, up } => {
            let point = core.point()?;
            let sign = if up { 1 } else { -1 };
            let own = variable.checked_sub(variables);
            let step = |row: usize| match own {
                Some(slack) => IBig::from(if slack == row { -sign } else { 0 }),
                None => {
                    let entry = integral.rows[row].entries.iter().find(|(column, _)| *column == variable);
                    entry.map_or(IBig::ZERO, |(_, entry)| entry * IBig::from(-sign))
                }
            };
            let wanted: Vec<IBig> = core.rows.iter().map(|&row| step(row)).collect();
            let found = core.system.solve(&wanted)?;
            let steps: Vec<IBig> = (0..integral.rows.len()).map(step).collect();
            let mut ray = core.spread(&found);
            if own.is_none() {
                ray[variable] = Rational::from(sign);
            }
            let rows = integral.rows.iter().zip(&steps).enumerate().all(|(index, (row, step))| {
                let used = row.entries.iter().filter_map(|(column, entry)| Some((core.place[*column]?, entry)));
                let slack =
                    used.fold(step * &found.denominator, |sum, (place, entry)| sum - &found.numerators[place] * entry);
                match integral.kinds[variables + index] {
                    Kind::Fixed => slack.is_zero(),
                    // The slack that grows itself has its unit on top.
                    Kind::Nonnegative | Kind::Free => slack >= IBig::ZERO || own == Some(index),
                }
            });
            let kinds = ray.iter().zip(&program.free).all(|(step, &free)| free || !step.is_negative());
            let grows = dot(program.objective.iter().zip(&ray)).is_positive();
            (rows && kinds && grows).then_some(Outcome::Unbounded { point, ray })
        }
    }
}
