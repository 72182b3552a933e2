//! A linear program in integers, as the tables want it.

use dashu::base::{BitTest, Gcd, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use super::{LinearProgram, Optimum, Outcome, Relation, Row, dot};
use crate::numeric::rational::Rational;
use crate::numeric::tableau::{End, Kind, Stop, Table, Watch};

/// The program scaled to integers, all rows as `a·x + slack = b`. Slack `i` is variable
/// `variables + i`.
#[derive(Debug, Clone)]
pub struct Integral {
    pub objective: Vec<IBig>,
    /// What the objective was multiplied by.
    pub scale: Rational,
    pub rows: Vec<IntegralRow>,
    pub kinds: Vec<Kind>,
    /// Who may end the runs of its tables.
    pub watch: Watch,
}

#[derive(Debug, Clone)]
pub struct IntegralRow {
    pub entries: Vec<(usize, IBig)>,
    pub bound: IBig,
    /// What the row was multiplied by: negative for `>=`.
    pub scale: Rational,
    /// For floats, entries are shifted by so many bits, which leaves them finite, and
    /// multiplied by `norm`, which makes the largest one.
    shift: usize,
    norm: f64,
}

pub fn kind(relation: Relation) -> Kind {
    match relation {
        Relation::AtMost | Relation::AtLeast => Kind::Nonnegative,
        Relation::Equal => Kind::Fixed,
    }
}

/// The least positive factor that makes integers without a common divisor of all of these.
fn scale<'a>(values: impl Iterator<Item = &'a Rational>) -> Rational {
    let (mut divisor, mut multiple) = (UBig::ZERO, UBig::ONE);
    for value in values.filter(|value| !value.is_zero()) {
        divisor = divisor.gcd(value.numerator().unsigned_abs());
        let denominator = value.denominator();
        if !denominator.is_one() {
            let common = (&multiple).gcd(&denominator);
            multiple *= denominator / common;
        }
    }
    if divisor.is_zero() { Rational::ONE } else { Rational::from_integers(multiple.into(), divisor) }
}

/// The bits by which the longest of these is beyond what a float holds with ease.
fn excess<'a>(values: impl Iterator<Item = &'a IBig>) -> usize {
    values.map(IBig::bit_len).max().unwrap_or(0).saturating_sub(900)
}

fn shifted(value: &IBig, shift: usize) -> f64 {
    match shift {
        0 => value.to_f64().value(),
        _ => (value >> shift).to_f64().value(),
    }
}

pub fn word(value: &IBig) -> Result<i64, Stop> {
    i64::try_from(value).ok().filter(|&word| word != i64::MIN).ok_or(Stop::Overflow)
}

pub fn words(values: &[IBig]) -> Result<Vec<i64>, Stop> {
    values.iter().map(word).collect()
}

impl IntegralRow {
    pub fn new(row: &Row) -> IntegralRow {
        let positive = scale(row.coefficients.iter().map(|(_, value)| value).chain([&row.bound]));
        let scale = if row.relation == Relation::AtLeast { -&positive } else { positive };
        let entries: Vec<(usize, IBig)> =
            row.coefficients.iter().map(|(variable, value)| (*variable, (value * &scale).numerator())).collect();
        let shift = excess(entries.iter().map(|(_, entry)| entry));
        let largest = entries.iter().map(|(_, entry)| shifted(entry, shift).abs()).fold(0.0, f64::max);
        IntegralRow {
            entries,
            bound: (&row.bound * &scale).numerator(),
            scale,
            shift,
            norm: if largest > 0.0 { 1.0 / largest } else { 1.0 },
        }
    }

    pub fn dense(&self, width: usize) -> Vec<IBig> {
        let mut row = vec![IBig::ZERO; width];
        for (variable, entry) in &self.entries {
            row[*variable] = entry.clone();
        }
        row
    }

    pub fn float_entries(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.entries.iter().map(|(variable, entry)| (*variable, shifted(entry, self.shift) * self.norm))
    }

    pub fn float_bound(&self) -> f64 {
        shifted(&self.bound, self.shift) * self.norm
    }

    pub fn float(&self, width: usize) -> (Vec<f64>, f64) {
        let mut row = vec![0.0; width];
        self.float_entries().for_each(|(variable, entry)| row[variable] = entry);
        (row, self.float_bound())
    }
}

impl Integral {
    pub fn new(program: &LinearProgram) -> Integral {
        let variables = program.free.iter().map(|&free| if free { Kind::Free } else { Kind::Nonnegative });
        let mut integral = Integral {
            objective: Vec::new(),
            scale: Rational::ONE,
            rows: program.rows.iter().map(IntegralRow::new).collect(),
            kinds: variables.chain(program.rows.iter().map(|row| kind(row.relation))).collect(),
            watch: Watch::default(),
        };
        integral.set_objective(&program.objective);
        integral
    }

    pub fn set_objective(&mut self, objective: &[Rational]) {
        self.scale = scale(objective.iter());
        self.objective = objective.iter().map(|value| (value * &self.scale).numerator()).collect();
    }

    pub fn float_objective(&self) -> Vec<f64> {
        let shift = excess(self.objective.iter());
        let floats: Vec<f64> = self.objective.iter().map(|value| shifted(value, shift)).collect();
        let largest = floats.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        if largest > 0.0 { floats.iter().map(|value| value / largest).collect() } else { floats }
    }

    /// Solves a float table of this program with all its numbers moved a little, then with the
    /// true bounds, which leaves few rows for the dual method to mend, then with the true
    /// objective.
    pub fn solve_shaken(&self, table: &mut Table<f64>) -> Result<End, Stop> {
        table.shake(&self.kinds);
        table.solve(&self.kinds)?;
        let bounds: Vec<f64> = self.rows.iter().map(IntegralRow::float_bound).collect();
        table.set_bounds(&bounds, self.objective.len())?;
        table.solve(&self.kinds)?;
        table.set_objective(&self.float_objective())?;
        table.solve(&self.kinds)
    }

    pub fn word_table(&self) -> Result<Table<i64>, Stop> {
        let width = self.objective.len();
        let rows = self.rows.iter().map(|row| Ok((words(&row.dense(width))?, word(&row.bound)?)));
        Ok(Table::new(words(&self.objective)?, rows.collect::<Result<Vec<_>, Stop>>()?).watched(&self.watch))
    }

    pub fn big_table(&self) -> Table<IBig> {
        let width = self.objective.len();
        Table::new(self.objective.clone(), self.rows.iter().map(|row| (row.dense(width), row.bound.clone())))
            .watched(&self.watch)
    }

    /// Without a table where a number is beyond floats.
    pub fn float_table(&self) -> Option<Table<f64>> {
        let width = self.objective.len();
        let finite = |row: &(Vec<f64>, f64)| row.1.is_finite() && row.0.iter().all(|entry| entry.is_finite());
        let objective = self.float_objective();
        let rows: Vec<(Vec<f64>, f64)> = self.rows.iter().map(|row| row.float(width)).collect();
        (objective.iter().all(|cost| cost.is_finite()) && rows.iter().all(finite))
            .then(|| Table::new(objective, rows).watched(&self.watch))
    }

    /// An optimum in the program's own scale, from integral prices of rows.
    pub fn optimum(&self, program: &LinearProgram, primal: Vec<Rational>, prices: &[Rational]) -> Outcome {
        let dual: Vec<Rational> =
            prices.iter().zip(&self.rows).map(|(price, row)| &(price * &row.scale) / &self.scale).collect();
        let value = dot(program.objective.iter().zip(&primal));
        let bound = dot(dual.iter().zip(program.rows.iter().map(|row| &row.bound)));
        assert_eq!(value, bound, "the duality gap of an optimal basis is zero");
        Outcome::Optimal(Optimum { value, primal, dual })
    }

    pub fn infeasible(&self, multipliers: &[Rational]) -> Outcome {
        Outcome::Infeasible {
            certificate: multipliers.iter().zip(&self.rows).map(|(multiplier, row)| multiplier * &row.scale).collect(),
        }
    }
}
