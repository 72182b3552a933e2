//! Linear programs with exact answers; the only file that names good_lp.
//!
//! `max c·x` over rows `a·x <= b`, `= b` or `>= b` and variables that are nonnegative or
//! free, all rational. The answer is an optimum with a dual that proves it (strong duality
//! holds to the last digit), a proof that no point satisfies the rows (Farkas), or a ray
//! along which the objective grows for ever.
//!
//! How. Rows are scaled to integers. A small program goes to the exact simplex method in
//! machine words ([`super::tableau`]). A larger one, and one whose numbers outgrow words, is
//! solved in floats: on the same dictionary in `f64`, or by microlp through good_lp where
//! that would be too large to be dense. Floats only propose a basis: its primal and dual
//! solutions are computed exactly ([`super::lifting`]) and every sign is checked
//! (Applegate, Cook, Dash and Espinoza 2007 \[ApplegateCookDashEspinoza2007\]). From a basis
//! that does not stand, exact pivots in big integers take over, so that an answer never
//! depends on a float. Bases are remembered, so that a program that changes little is solved
//! again in a few pivots ([`Sequence`]).
//!
//! microlp gives no duals; the basis is guessed from its solutions of the program and of the
//! dual, as a second program. It has been seen to cycle on such duals, hence its time limit.
//!
//! Measured (best of five, model and proof included): zero-sum 3 × 3 in 4 µs, 20 × 20 in
//! 0.1 ms, 50 × 50 in 0.8 ms, 200 × 200 in 46 ms; correlated equilibria of a five-player game
//! of 243 profiles in 0.34 ms; the least core of 10 players (1,022 rows) in 0.9 ms. microlp
//! alone, without a proof, takes 1.5 to 8 times as long on each of these.

mod basis;
mod integral;

use dashu::integer::IBig;
use good_lp::{Expression, Solution, SolverModel, Variable, WithTimeLimit, microlp, variable, variables};

use super::rational::Rational;
pub use super::tableau::Watch;
use super::tableau::{End, Integer, Kind, Stop, Table};
use basis::{Claim, confirm};
use integral::{Integral, IntegralRow, kind, word, words};

/// How a row's terms relate to its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    AtMost,
    Equal,
    AtLeast,
}

/// One constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// By variable, ascending, none zero.
    coefficients: Vec<(usize, Rational)>,
    pub relation: Relation,
    pub bound: Rational,
}

impl Row {
    /// From terms; those of one variable are summed.
    pub fn new(terms: impl IntoIterator<Item = (usize, Rational)>, relation: Relation, bound: Rational) -> Row {
        let mut terms: Vec<(usize, Rational)> = terms.into_iter().collect();
        terms.sort_by_key(|(variable, _)| *variable);
        let mut coefficients: Vec<(usize, Rational)> = Vec::with_capacity(terms.len());
        for (variable, value) in terms {
            match coefficients.last_mut() {
                Some((last, sum)) if *last == variable => *sum = &*sum + &value,
                _ => coefficients.push((variable, value)),
            }
        }
        coefficients.retain(|(_, value)| !value.is_zero());
        Row { coefficients, relation, bound }
    }

    /// From one coefficient per variable.
    pub fn dense(coefficients: &[Rational], relation: Relation, bound: Rational) -> Row {
        Row::new(coefficients.iter().cloned().enumerate(), relation, bound)
    }

    pub fn coefficients(&self) -> &[(usize, Rational)] {
        &self.coefficients
    }

    /// The sum of the terms at a point.
    pub fn at(&self, point: &[Rational]) -> Rational {
        dot(self.coefficients.iter().map(|(variable, value)| (value, &point[*variable])))
    }

    /// Whether a point satisfies it.
    pub fn holds(&self, point: &[Rational]) -> bool {
        match self.relation {
            Relation::AtMost => self.at(point) <= self.bound,
            Relation::Equal => self.at(point) == self.bound,
            Relation::AtLeast => self.at(point) >= self.bound,
        }
    }
}

/// `max objective · x` subject to rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinearProgram {
    /// One coefficient per variable.
    pub objective: Vec<Rational>,
    pub rows: Vec<Row>,
    /// For each variable, whether it may be negative.
    pub free: Vec<bool>,
}

impl LinearProgram {
    /// Over nonnegative variables, without rows yet.
    pub fn maximize(objective: Vec<Rational>) -> LinearProgram {
        LinearProgram { free: vec![false; objective.len()], objective, rows: Vec::new() }
    }
}

/// What is true of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Optimal(Optimum),
    /// One multiplier per row, of the signs of a dual, such that the combined row has no
    /// negative coefficient (none at all on a free variable) and a negative bound.
    Infeasible {
        certificate: Vec<Rational>,
    },
    /// From the point, the objective grows along the ray, and all rows go on holding.
    Unbounded {
        point: Vec<Rational>,
        ray: Vec<Rational>,
    },
}

impl Outcome {
    /// The optimum of a program that has one.
    pub fn optimal(self) -> Option<Optimum> {
        match self {
            Outcome::Optimal(optimum) => Some(optimum),
            Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => None,
        }
    }
}

/// An optimum with its dual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimum {
    pub value: Rational,
    pub primal: Vec<Rational>,
    /// One multiplier per row: nonnegative for `<=`, nonpositive for `>=`, any for `=`. The
    /// combined row has at least the objective's coefficients (on free variables exactly
    /// these), and its bound is the value.
    pub dual: Vec<Rational>,
}

/// Solves a program once.
///
/// ```
/// use concede::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
/// use concede::numeric::rational::Rational;
/// let one = || Rational::ONE;
/// let mut program = LinearProgram::maximize(vec![one(), one()]);
/// program.rows.push(Row::dense(&[Rational::from(3), one()], Relation::AtMost, one()));
/// program.rows.push(Row::dense(&[one(), Rational::from(2)], Relation::AtMost, one()));
/// let Outcome::Optimal(optimum) = solve(&program) else { panic!() };
/// assert_eq!(optimum.value, Rational::new(3, 5));
/// assert_eq!(optimum.dual, [Rational::new(1, 5), Rational::new(2, 5)]);
/// ```
pub fn solve(program: &LinearProgram) -> Outcome {
    Sequence::new(program.clone()).solve()
}

/// Solves a program whose rows are too many to write down. Whenever the rows so far have an
/// optimum, `oracle` is asked for rows that it violates; where they leave the objective
/// unbounded, for rows that are violated by the point or that the ray, given second, leaves.
/// Ends when there are none. The dual in the answer has one multiplier per row of the
/// program that is returned beside it.
pub fn generate_rows(
    program: LinearProgram,
    mut oracle: impl FnMut(&[Rational], Option<&[Rational]>) -> Vec<Row>,
) -> (LinearProgram, Outcome) {
    let mut sequence = Sequence::new(program);
    loop {
        let outcome = sequence.solve();
        let violated = match &outcome {
            Outcome::Optimal(optimum) => oracle(&optimum.primal, None),
            Outcome::Unbounded { point, ray } => oracle(point, Some(ray)),
            Outcome::Infeasible { .. } => Vec::new(),
        };
        if violated.is_empty() {
            return (sequence.program, outcome);
        }
        violated.into_iter().for_each(|row| sequence.add_row(row));
    }
}

/// Programs that differ little, each solved from the last basis of the one before.
#[derive(Debug, Clone)]
pub struct Sequence {
    program: LinearProgram,
    integral: Integral,
    state: State,
    /// How often floats found no basis that stands.
    failures: usize,
}

#[derive(Debug, Clone)]
enum State {
    Fresh,
    Words(Table<i64>),
    Big(Table<IBig>),
    Float(Table<f64>),
}

/// Entries up to which words are tried before floats. Measured on games and cores with small
/// numbers, words win up to here and overflow beyond; trying them in vain costs little.
const SMALL: usize = 500;

/// Entries up to which floats are dense; beyond, microlp works on the sparse rows. Measured,
/// the dense dictionary with its confirmation takes a half to a tenth of microlp's time.
const DENSE: usize = 2_000_000;

/// Degenerate pivots in a row after which a run of floats is helped against ties.
const STALL: usize = 48;

/// Failures of floats after which a sequence stays with big integers.
const FAILURES: usize = 3;

impl Sequence {
    pub fn new(program: LinearProgram) -> Sequence {
        assert_eq!(program.objective.len(), program.free.len(), "every variable is free or not");
        let integral = Integral::new(&program);
        Sequence { program, integral, state: State::Fresh, failures: 0 }
    }

    /// The same, whose runs another may end: [`Sequence::solve_watched`].
    pub fn watched(mut self, watch: Watch) -> Sequence {
        self.integral.watch = watch;
        self
    }

    pub fn program(&self) -> &LinearProgram {
        &self.program
    }

    /// Maximises something else; the last basis stays feasible.
    pub fn set_objective(&mut self, objective: Vec<Rational>) {
        assert_eq!(objective.len(), self.program.objective.len(), "one coefficient per variable");
        self.integral.set_objective(&objective);
        self.program.objective = objective;
        let integral = &self.integral;
        self.state.update(
            |table| table.set_objective(&words(&integral.objective)?),
            |table| table.set_objective(&integral.objective),
            |table| table.set_objective(&integral.float_objective()),
        );
    }

    /// Moves the bounds of all rows; the last basis keeps its prices.
    pub fn set_bounds(&mut self, bounds: Vec<Rational>) {
        assert_eq!(bounds.len(), self.program.rows.len(), "one bound per row");
        let variables = self.program.objective.len();
        let mut rescaled = false;
        for ((row, integral), bound) in self.program.rows.iter_mut().zip(&mut self.integral.rows).zip(bounds) {
            row.bound = bound;
            let scaled = &row.bound * &integral.scale;
            if scaled.denominator().is_one() {
                integral.bound = scaled.numerator();
            } else {
                *integral = IntegralRow::new(row);
                rescaled = true;
            }
        }
        if rescaled {
            // The rows of the table are no longer these.
            if let Some(basis) = self.state.basis() {
                self.state = match (&self.state, self.integral.float_table(), self.integral.word_table()) {
                    (State::Float(_), Some(table), _) => State::Float(table),
                    (State::Words(_), _, Ok(table)) => State::Words(table),
                    _ => State::Big(self.integral.big_table()),
                };
                self.state.move_to(&basis);
            }
            return;
        }
        let rows = &self.integral.rows;
        let integers: Vec<IBig> = rows.iter().map(|row| row.bound.clone()).collect();
        self.state.update(
            |table| table.set_bounds(&words(&integers)?, variables),
            |table| table.set_bounds(&integers, variables),
            |table| {
                let floats: Vec<f64> = rows.iter().map(IntegralRow::float_bound).collect();
                table.set_bounds(&floats, variables)
            },
        );
    }

    /// Adds a row; the last basis keeps its prices.
    pub fn add_row(&mut self, row: Row) {
        let width = self.program.objective.len();
        assert!(row.coefficients.iter().all(|(variable, _)| *variable < width), "a row is about the variables");
        let integral = IntegralRow::new(&row);
        let slack = width + self.integral.rows.len();
        self.state.update(
            |table| table.add_row(&words(&integral.dense(width))?, &word(&integral.bound)?, slack),
            |table| table.add_row(&integral.dense(width), &integral.bound, slack),
            |table| {
                let (row, bound) = integral.float(width);
                table.add_row(&row, &bound, slack)
            },
        );
        self.integral.kinds.push(kind(row.relation));
        self.integral.rows.push(integral);
        self.program.rows.push(row);
    }

    /// The present program's answer.
    ///
    /// # Panics
    /// If who watches ends it.
    pub fn solve(&mut self) -> Outcome {
        self.solve_watched().expect("nobody watches")
    }

    /// The present program's answer; `None` if who watches ends it.
    pub fn solve_watched(&mut self) -> Option<Outcome> {
        let entries = (self.integral.rows.len() + 1) * (self.program.objective.len() + 1);
        if matches!(self.state, State::Fresh) {
            if entries > DENSE
                && let Some(outcome) = sparse(&self.program, &self.integral)
            {
                return Some(outcome);
            }
            let words = if entries <= SMALL { self.integral.word_table().ok() } else { None };
            self.state = match (words, self.integral.float_table()) {
                (Some(table), _) => State::Words(table),
                (None, Some(table)) => State::Float(table),
                (None, None) => State::Big(self.integral.big_table()),
            };
        }
        if let State::Words(table) = &mut self.state {
            match table.solve(&self.integral.kinds) {
                Ok(end) => return Some(read(&self.program, &self.integral, table, end)),
                Err(Stop::Interrupted) => return None,
                // Floats find the way faster than long integers do.
                Err(Stop::Overflow | Stop::Pivots | Stop::Stalled) => {
                    self.state = match self.integral.float_table() {
                        Some(floats) => State::Float(floats),
                        None => State::Big(table.widen()),
                    };
                }
            }
        }
        if let Some(outcome) = self.by_floats()? {
            return Some(outcome);
        }
        let State::Big(table) = &mut self.state else { unreachable!("words and floats have been answered") };
        let end = within(table.solve(&self.integral.kinds))?;
        let outcome = read(&self.program, &self.integral, table, end);
        // The next program of the sequence may suit floats again.
        self.failures += 1;
        if self.failures < FAILURES
            && let Some(mut floats) = self.integral.float_table()
        {
            // Wherever it stops is a start for the next program.
            let _ = within(floats.move_to(table.basic()));
            self.state = State::Float(floats);
        }
        Some(outcome)
    }

    /// The answer that floats find and that is confirmed. Rounding adds up over a sequence, so
    /// that a second attempt starts afresh; after that the state is big integers at the last
    /// basis. Where ties hold a run up it goes on with numbers that are moved a little, and then
    /// moves them back. `None` if who watches ends it.
    fn by_floats(&mut self) -> Option<Option<Outcome>> {
        let State::Float(table) = &mut self.state else { return Some(None) };
        let kinds = &self.integral.kinds;
        for fresh in [false, true] {
            if fresh {
                *table = self.integral.float_table().expect("the sequence has a float table");
            }
            let mut end = table.solve_unless_stalled(kinds, STALL);
            if end == Err(Stop::Stalled) {
                end = self.integral.solve_shaken(table);
            }
            if end == Err(Stop::Interrupted) {
                return None;
            }
            // Rounding has led it astray, and would again: a method that factors anew does better.
            if end == Err(Stop::Pivots)
                && let Some(outcome) = sparse(&self.program, &self.integral)
            {
                *table = self.integral.float_table().expect("the sequence has a float table");
                return Some(Some(outcome));
            }
            if let Ok(end) = end
                && let Some(outcome) = confirm(&self.program, &self.integral, table.basic(), Claim::new(table, end))
            {
                return Some(Some(outcome));
            }
        }
        let mut big = self.integral.big_table();
        within(big.move_to(table.basic()))?;
        self.state = State::Big(big);
        Some(None)
    }
}

impl State {
    fn move_to(&mut self, basis: &[usize]) {
        self.update(|table| table.move_to(basis), |table| table.move_to(basis), |table| table.move_to(basis));
    }

    fn basis(&self) -> Option<Vec<usize>> {
        match self {
            State::Fresh => None,
            State::Words(table) => Some(table.basic().to_vec()),
            State::Big(table) => Some(table.basic().to_vec()),
            State::Float(table) => Some(table.basic().to_vec()),
        }
    }

    /// Changes the table; words that overflow become big integers.
    fn update(
        &mut self,
        words: impl FnOnce(&mut Table<i64>) -> Result<(), Stop>,
        big: impl FnOnce(&mut Table<IBig>) -> Result<(), Stop>,
        float: impl FnOnce(&mut Table<f64>) -> Result<(), Stop>,
    ) {
        if let State::Words(table) = self {
            if words(table).is_ok() {
                return;
            }
            *self = State::Big(table.widen());
        }
        match self {
            State::Fresh | State::Words(_) => {}
            // What was ended is ended again by the run that follows.
            State::Big(table) => drop(within(big(table))),
            State::Float(table) => drop(within(float(table))),
        }
    }
}

/// What numbers that do not overflow come to; `None` if who watches ended it.
fn within<T>(result: Result<T, Stop>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Stop::Interrupted) => None,
        Err(stop) => unreachable!("neither big integers nor floats stop by themselves: {stop:?}"),
    }
}

fn dot<'a>(pairs: impl Iterator<Item = (&'a Rational, &'a Rational)>) -> Rational {
    pairs.filter(|(x, y)| !x.is_zero() && !y.is_zero()).fold(Rational::ZERO, |sum, (x, y)| &sum + &(x * y))
}

/// The answer that an exact table has reached.
fn read<T: Integer>(program: &LinearProgram, integral: &Integral, table: &Table<T>, end: End) -> Outcome {
    let (variables, count) = (integral.objective.len(), integral.kinds.len());
    match end {
        End::Optimal => integral.optimum(program, table.values(variables), &table.prices(count)[variables..]),
        End::Infeasible { row } => {
            let multipliers = table.equation(row, count).split_off(variables);
            // The equation has a negative side, or (an equation's own slack) a nonzero one.
            match table.is_negative(row) {
                true => integral.infeasible(&multipliers),
                false => integral.infeasible(&multipliers.iter().map(|one| -one).collect::<Vec<_>>()),
            }
        }
        End::Unbounded { column, up } => {
            let mut ray = table.ray(column, count);
            ray.truncate(variables);
            if !up {
                ray.iter_mut().for_each(|step| *step = -&*step);
            }
            Outcome::Unbounded { point: table.values(variables), ray }
        }
    }
}

/// Solves a large sparse program through good_lp, and confirms the basis that its solution
/// and that of its dual suggest.
fn sparse(program: &LinearProgram, integral: &Integral) -> Option<Outcome> {
    let floats = FloatProgram::new(integral);
    let point = floats.maximize()?;
    let prices = floats.dual().maximize()?;
    let basis = floats.suggested_basis(&point, &prices);
    confirm(program, integral, &basis, Claim::Optimal)
}

/// A program over rows `a·x <= b` or `a·x = b`, in floats.
struct FloatProgram {
    costs: Vec<f64>,
    free: Vec<bool>,
    rows: Vec<FloatRow>,
}

struct FloatRow {
    entries: Vec<(usize, f64)>,
    bound: f64,
    equation: bool,
}

/// Seconds after which microlp is given up: it has been seen to cycle on the dual of an
/// assignment program of 25 variables. The value of an answer never depends on it, but which
/// of several optima is found can.
const PATIENCE: f64 = 20.0;

/// What counts as zero when a basis is guessed.
const NEGLIGIBLE: f64 = 1e-7;

impl FloatProgram {
    fn new(integral: &Integral) -> FloatProgram {
        let (variables, slacks) = integral.kinds.split_at(integral.objective.len());
        let row = |(row, kind): (&IntegralRow, &Kind)| FloatRow {
            entries: row.float_entries().collect(),
            bound: row.float_bound(),
            equation: *kind == Kind::Fixed,
        };
        FloatProgram {
            costs: integral.float_objective(),
            free: variables.iter().map(|kind| *kind == Kind::Free).collect(),
            rows: integral.rows.iter().zip(slacks).map(row).collect(),
        }
    }

    /// `min b·y` over `Aᵀy >= c`, as a maximum.
    fn dual(&self) -> FloatProgram {
        let transposed = self.costs.iter().zip(&self.free);
        let mut rows: Vec<FloatRow> =
            transposed.map(|(cost, &free)| FloatRow { entries: Vec::new(), bound: -cost, equation: free }).collect();
        for (index, row) in self.rows.iter().enumerate() {
            row.entries.iter().for_each(|&(column, entry)| rows[column].entries.push((index, -entry)));
        }
        FloatProgram {
            costs: self.rows.iter().map(|row| -row.bound).collect(),
            free: self.rows.iter().map(|row| row.equation).collect(),
            rows,
        }
    }

    /// The maximum by microlp. `None` where it finds none: exact pivots find out why, and
    /// prove it.
    fn maximize(&self) -> Option<Vec<f64>> {
        let mut list = variables!();
        let names: Vec<Variable> =
            self.free.iter().map(|&free| list.add(if free { variable() } else { variable().min(0.0) })).collect();
        let sum = |terms: &mut dyn Iterator<Item = (usize, f64)>| {
            let mut expression = Expression::with_capacity(terms.size_hint().0);
            terms.for_each(|(column, entry)| {
                expression.add_mul(entry, names[column]);
            });
            expression
        };
        let mut model = list.maximise(sum(&mut self.costs.iter().copied().enumerate())).using(microlp);
        for row in &self.rows {
            let terms = sum(&mut row.entries.iter().copied());
            model.add_constraint(if row.equation { terms.eq(row.bound) } else { terms.leq(row.bound) });
        }
        let solution = model.with_time_limit(PATIENCE).solve().ok()?;
        Some(names.iter().map(|&name| solution.value(name)).collect())
    }

    /// By complementary slackness: variables that are not zero are basic, rows that have a
    /// price are tight, and elimination picks an independent square part.
    fn suggested_basis(&self, point: &[f64], prices: &[f64]) -> Vec<usize> {
        let mut reduced = self.costs.clone();
        let mut slack: Vec<f64> = self.rows.iter().map(|row| row.bound).collect();
        for (index, row) in self.rows.iter().enumerate() {
            for &(column, entry) in &row.entries {
                reduced[column] -= prices[index] * entry;
                slack[index] -= point[column] * entry;
            }
        }
        let must = |column: usize| point[column].abs() > NEGLIGIBLE || self.free[column];
        let priced = |row: usize| prices[row].abs() > NEGLIGIBLE;
        let may = |column: &usize| must(*column) || reduced[*column].abs() <= NEGLIGIBLE;
        let mut columns: Vec<usize> = (0..self.costs.len()).filter(may).collect();
        columns.sort_by_key(|&column| !must(column));
        let mut place = vec![None; self.costs.len()];
        columns.iter().enumerate().for_each(|(index, &column)| place[column] = Some(index));
        // The tight rows, those with a price first.
        let mut tight: Vec<usize> = (0..self.rows.len()).filter(|&row| slack[row].abs() <= NEGLIGIBLE).collect();
        tight.sort_by_key(|&row| !priced(row));
        let mut system: Vec<(usize, Vec<f64>)> = tight
            .iter()
            .map(|&row| {
                let mut dense = vec![0.0; columns.len()];
                let entries =
                    self.rows[row].entries.iter().filter_map(|&(column, entry)| Some((place[column]?, entry)));
                entries.for_each(|(index, entry)| dense[index] = entry);
                (row, dense)
            })
            .collect();
        let mut basic = Vec::with_capacity(self.rows.len());
        let mut pivoted = vec![false; self.rows.len()];
        for (index, &column) in columns.iter().enumerate() {
            let usable =
                |(row, line): &(usize, Vec<f64>)| line[index].abs() > NEGLIGIBLE && (must(column) || priced(*row));
            let weight = |(row, line): &(usize, Vec<f64>)| (priced(*row), line[index].abs());
            let candidates = (0..system.len()).filter(|&at| usable(&system[at]));
            let best =
                candidates.reduce(|known, at| if weight(&system[at]) > weight(&system[known]) { at } else { known });
            let Some(best) = best else { continue };
            let (row, above) = system.swap_remove(best);
            pivoted[row] = true;
            basic.push(column);
            for (_, line) in &mut system {
                let factor = line[index] / above[index];
                if factor != 0.0 {
                    line[index..].iter_mut().zip(&above[index..]).for_each(|(entry, above)| *entry -= factor * above);
                }
            }
        }
        basic.extend((0..self.rows.len()).filter(|&row| !pivoted[row]).map(|row| self.costs.len() + row));
        basic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_microlp_finds_is_confirmed_from_its_basis() {
        // A transport program: from 12 sources to 12 sinks, cost (i - j)² mod 7; degenerate.
        let size = 12;
        let cost = |i: usize, j: usize| Rational::from(-1 - (i.abs_diff(j).pow(2) % 7) as i64);
        let mut program = LinearProgram::maximize((0..size * size).map(|at| cost(at / size, at % size)).collect());
        for index in 0..size {
            let one = |at: usize| (at, Rational::ONE);
            program.rows.push(Row::new((0..size).map(|j| one(index * size + j)), Relation::AtMost, Rational::from(3)));
            program.rows.push(Row::new((0..size).map(|i| one(i * size + index)), Relation::AtLeast, Rational::from(3)));
        }
        let found = sparse(&program, &Integral::new(&program)).and_then(Outcome::optimal).unwrap();
        assert_eq!(Some(found.value), solve(&program).optimal().map(|optimum| optimum.value));
    }
}
