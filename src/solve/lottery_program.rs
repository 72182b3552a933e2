//! Linear programs over lotteries on the outcomes of a bargaining problem: maximin and
//! lexicographic maximin of affine functions of the gains, exact.
//!
//! Lotteries of different issues are independent, since only their sum counts, so the
//! variables are the options, not the outcomes. The lexicographic version (Dresher 1961
//! \[Dresher1961\]; for bargaining Imai 1983 \[Imai1983\]) raises the least function as far as it
//! goes, fixes the functions that are tight in every optimum (those with a positive dual,
//! by complementary slackness), and goes on with the rest: at most one program per function.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::bargaining::Mixture;

/// The feasible set, by gains over the disagreement point.
#[derive(Debug, Clone)]
pub struct LotteryProgram {
    players: usize,
    issues: usize,
    columns: Vec<Column>,
}

/// The probability of one option of one issue.
#[derive(Debug, Clone)]
struct Column {
    issue: usize,
    option: usize,
    gains: Vec<Rational>,
}

/// The affine function `normal · gains + offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affine {
    pub normal: Vec<Rational>,
    pub offset: Rational,
}

impl Affine {
    /// `scale` times the gain of one of so many players, plus `offset`.
    pub fn of_player(player: usize, players: usize, scale: Rational, offset: Rational) -> Affine {
        let mut normal = vec![Rational::ZERO; players];
        normal[player] = scale;
        Affine { normal, offset }
    }

    pub fn sum(players: usize) -> Affine {
        Affine { normal: vec![Rational::ONE; players], offset: Rational::ZERO }
    }

    pub fn at(&self, gains: &[Rational]) -> Rational {
        &dot(&self.normal, gains) + &self.offset
    }
}

/// A lottery that is best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimum {
    /// The least of the functions.
    pub level: Rational,
    pub gains: Vec<Rational>,
    pub mixture: Mixture,
    /// One multiplier per function; they sum to one.
    pub levels: Vec<Rational>,
    /// One multiplier per constraint.
    pub constraints: Vec<Rational>,
}

impl LotteryProgram {
    pub fn new(problem: &BargainingProblem) -> LotteryProgram {
        let columns = problem
            .gains()
            .into_iter()
            .enumerate()
            .flat_map(|(issue, options)| {
                options.into_iter().enumerate().map(move |(option, gains)| Column { issue, option, gains })
            })
            .collect();
        LotteryProgram { players: problem.players.len(), issues: problem.issues.len(), columns }
    }

    /// That nobody gets less than at disagreement.
    pub fn individually_rational(&self) -> Vec<Affine> {
        (0..self.players).map(|player| Affine::of_player(player, self.players, Rational::ONE, Rational::ZERO)).collect()
    }

    /// The greatest level that all functions reach where the constraints are not negative.
    /// `None` if no lottery satisfies these.
    pub fn maximin(&self, functions: &[Affine], constraints: &[Affine]) -> Option<Optimum> {
        let level = self.columns.len();
        let below = |function: &Affine| {
            let terms = self.columns.iter().map(|column| -&dot(&function.normal, &column.gains));
            terms.enumerate().collect::<Vec<(usize, Rational)>>()
        };
        let mut objective = vec![Rational::ZERO; level + 1];
        objective[level] = Rational::ONE;
        let mut program = LinearProgram::maximize(objective);
        program.free[level] = true;
        for function in functions {
            let terms = below(function).into_iter().chain([(level, Rational::ONE)]);
            program.rows.push(Row::new(terms, Relation::AtMost, function.offset.clone()));
        }
        for constraint in constraints {
            program.rows.push(Row::new(below(constraint), Relation::AtMost, constraint.offset.clone()));
        }
        for issue in 0..self.issues {
            let own = self.columns.iter().enumerate().filter(|(_, column)| column.issue == issue);
            let mass = own.map(|(index, _)| (index, Rational::ONE));
            program.rows.push(Row::new(mass, Relation::Equal, Rational::ONE));
        }
        let optimum = match solve(&program) {
            Outcome::Optimal(optimum) => optimum,
            Outcome::Infeasible { .. } => return None,
            Outcome::Unbounded { .. } => unreachable!("probabilities are bounded"),
        };
        let gains = (0..self.players)
            .map(|player| {
                self.columns.iter().zip(&optimum.primal).fold(Rational::ZERO, |sum, (column, weight)| {
                    if weight.is_zero() { sum } else { &sum + &(weight * &column.gains[player]) }
                })
            })
            .collect();
        Some(Optimum {
            level: optimum.value,
            gains,
            mixture: self.mixture(&optimum.primal),
            levels: optimum.dual[..functions.len()].to_vec(),
            constraints: optimum.dual[functions.len()..functions.len() + constraints.len()].to_vec(),
        })
    }

    /// The lexicographic maximin of functions under constraints.
    pub fn leximin(&self, functions: &[Affine], constraints: &[Affine]) -> Option<Optimum> {
        let mut free: Vec<&Affine> = functions.iter().collect();
        let mut constraints = constraints.to_vec();
        loop {
            let now: Vec<Affine> = free.iter().map(|function| (*function).clone()).collect();
            let optimum = self.maximin(&now, &constraints)?;
            let tight: Vec<bool> = optimum.levels.iter().map(Rational::is_positive).collect();
            for (function, _) in now.iter().zip(&tight).filter(|(_, tight)| **tight) {
                constraints.push(Affine { normal: function.normal.clone(), offset: &function.offset - &optimum.level });
            }
            let mut tight = tight.into_iter();
            free.retain(|_| !tight.next().expect("one flag per function"));
            if free.is_empty() {
                return Some(optimum);
            }
        }
    }

    /// The greatest gain of each player where nobody gets less than at disagreement.
    pub fn ideal(&self) -> Option<Vec<Rational>> {
        let rational = self.individually_rational();
        rational.iter().map(|own| Some(self.maximin(std::slice::from_ref(own), &rational)?.level)).collect()
    }

    /// Positive weights under which no lottery is better than an efficient point, and a
    /// lottery that realises it. `None` if the point is not efficient or not feasible.
    pub fn support(&self, gains: &[Rational]) -> Option<(Vec<Rational>, Mixture)> {
        let at_least: Vec<Affine> = gains
            .iter()
            .enumerate()
            .map(|(player, gain)| Affine::of_player(player, self.players, Rational::ONE, -gain))
            .collect();
        let optimum = self.maximin(&[Affine::sum(self.players)], &at_least)?;
        let weights = optimum.constraints.iter().map(|multiplier| multiplier + &Rational::ONE).collect();
        (optimum.gains == gains).then_some((weights, optimum.mixture))
    }

    /// A joint lottery with given probabilities of the options: the issues' distributions
    /// laid side by side on the unit interval, so that few outcomes have weight.
    fn mixture(&self, probabilities: &[Rational]) -> Mixture {
        let mut left: Vec<Vec<(usize, Rational)>> = vec![Vec::new(); self.issues];
        for (column, weight) in self.columns.iter().zip(probabilities).rev().filter(|(_, weight)| weight.is_positive())
        {
            left[column.issue].push((column.option, weight.clone()));
        }
        let mut mixture = Mixture::new();
        while left.iter().all(|own| !own.is_empty()) {
            let next = |own: &Vec<(usize, Rational)>| own.last().expect("not empty").clone();
            let outcome = left.iter().map(|own| next(own).0).collect();
            let step = left.iter().map(|own| next(own).1).min().expect("there is an issue");
            for own in &mut left {
                let head = own.last_mut().expect("not empty");
                head.1 = &head.1 - &step;
                if head.1.is_zero() {
                    own.pop();
                }
            }
            mixture.push((outcome, step));
        }
        mixture
    }
}

/// The inner product.
pub fn dot(a: &[Rational], b: &[Rational]) -> Rational {
    a.iter().zip(b).filter(|(x, _)| !x.is_zero()).fold(Rational::ZERO, |sum, (x, y)| &sum + &(x * y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(points: &[&[i64]]) -> BargainingProblem {
        let players = (0..points[0].len()).map(|player| player.to_string()).collect();
        let zero = vec![Rational::ZERO; points[0].len()];
        let points =
            points.iter().map(|p| (format!("{p:?}"), p.iter().map(|&x| Rational::from(x)).collect())).collect();
        BargainingProblem::of_points(players, points, zero)
    }

    #[test]
    fn the_least_is_raised_first_then_the_next() {
        // The first two players share a unit, the third has its own.
        let program = LotteryProgram::new(&problem(&[&[2, 0, 0], &[0, 2, 0], &[2, 0, 5], &[0, 2, 4]]));
        let functions = program.individually_rational();
        assert_eq!(program.maximin(&functions, &functions).unwrap().level, Rational::ONE);
        let optimum = program.leximin(&functions, &functions).unwrap();
        assert_eq!(optimum.gains, [Rational::ONE, Rational::ONE, Rational::new(9, 2)]);
        assert_eq!(program.ideal().unwrap(), [2, 2, 5].map(Rational::from));
        let (weights, _) = program.support(&optimum.gains).unwrap();
        assert!(weights.iter().all(Rational::is_positive));
    }

    #[test]
    fn no_lottery_is_rational_for_all() {
        let program = LotteryProgram::new(&problem(&[&[-1, 2], &[1, -3]]));
        let functions = program.individually_rational();
        assert_eq!(program.leximin(&functions, &functions), None);
    }
}
