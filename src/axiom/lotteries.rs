//! What lotteries over the outcomes of a bargaining problem can reach, by linear programs over
//! the list of outcomes whose answers are held against their duals.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::lp::{self, LinearProgram, Relation, Row};
use crate::numeric::rational::Rational;

use super::linear;

/// The most outcomes that are listed for a program.
pub const MOST_OUTCOMES: u64 = 1_000;

/// The gains of every outcome over disagreement.
pub struct Lotteries {
    gains: Vec<Vec<Rational>>,
    players: usize,
}

/// What a lottery must give: a weighted sum of gains, and the least that it must be.
pub type Floor = (Vec<Rational>, Rational);

impl Lotteries {
    /// `None` if there are too many outcomes.
    pub fn of(problem: &BargainingProblem) -> Option<Lotteries> {
        problem.outcomes().filter(|&count| count <= MOST_OUTCOMES)?;
        let start = vec![problem.disagreement.iter().map(|base| -base).collect::<Vec<_>>()];
        let gains = problem.issues.iter().fold(start, |partial, issue| {
            let add = |sum: &Vec<Rational>, own: &[Rational]| sum.iter().zip(own).map(|(a, b)| a + b).collect();
            partial.iter().flat_map(|sum| issue.options.iter().map(move |option| add(sum, &option.payoffs))).collect()
        });
        Some(Lotteries { gains, players: problem.players.len() })
    }

    /// That every player in a list gains something or nothing, but does not lose.
    pub fn harming_none(&self, players: impl IntoIterator<Item = usize>) -> Vec<Floor> {
        players.into_iter().map(|player| (self.unit(player), Rational::ZERO)).collect()
    }

    /// The weights that count one player alone.
    pub fn unit(&self, player: usize) -> Vec<Rational> {
        (0..self.players).map(|other| Rational::from(i64::from(other == player))).collect()
    }

    /// The greatest weighted sum of gains over all lotteries that keep to some floors; `None` if
    /// none does.
    ///
    /// # Errors
    /// If the answer of the program does not stand.
    pub fn most(&self, weights: &[Rational], floors: &[Floor]) -> Result<Option<Rational>, String> {
        let value = |weights: &[Rational], gains: &[Rational]| {
            weights.iter().zip(gains).fold(Rational::ZERO, |sum, (weight, gain)| &sum + &(weight * gain))
        };
        let objective = self.gains.iter().map(|gains| value(weights, gains)).collect();
        let mut program = LinearProgram::maximize(objective);
        let everything = (0..self.gains.len()).map(|outcome| (outcome, Rational::ONE));
        program.rows.push(Row::new(everything, Relation::Equal, Rational::ONE));
        for (weights, least) in floors {
            let terms = self.gains.iter().enumerate().map(|(outcome, gains)| (outcome, value(weights, gains)));
            program.rows.push(Row::new(terms, Relation::AtLeast, least.clone()));
        }
        let answer = lp::solve(&program);
        linear::check(&program, &answer)?;
        Ok(answer.optimal().map(|optimum| optimum.value))
    }

    /// The most that each player can gain while nobody loses; `None` if somebody always does.
    ///
    /// # Errors
    /// If the answer of a program does not stand.
    pub fn ideal(&self) -> Result<Option<Vec<Rational>>, String> {
        let floors = self.harming_none(0..self.players);
        (0..self.players).map(|player| self.most(&self.unit(player), &floors)).collect()
    }

    /// Whether the least of some levels cannot be raised, then the next, and so on, over the
    /// lotteries that keep to some floors. A level is a player's gain times a positive scale
    /// plus a constant.
    ///
    /// For each value that levels take at the gains: with those below held and all others at
    /// least there, the levels that take it do not grow in sum. In a convex set that is
    /// necessary, since a small step towards a point where they do would raise one of them and
    /// bring no other below. It is sufficient, since a better point cannot differ in the levels
    /// of the least value, hence not in those of the next, and so on.
    ///
    /// # Errors
    /// If they can, or the answer of a program does not stand.
    pub fn is_leximin(
        &self,
        gains: &[Rational],
        levels: &[(usize, Rational, Rational)],
        floors: &[Floor],
    ) -> Result<(), String> {
        let at = |(player, scale, constant): &(usize, Rational, Rational)| &(scale * &gains[*player]) + constant;
        let mut taken: Vec<Rational> = levels.iter().map(at).collect();
        taken.sort();
        taken.dedup();
        for value in &taken {
            let mut floors = floors.to_vec();
            let mut raised = vec![Rational::ZERO; self.players];
            let mut now = Rational::ZERO;
            for level in levels {
                let (player, scale, constant) = level;
                let own = at(level);
                // The gain at which the level is held.
                let held = if own < *value { gains[*player].clone() } else { &(value - constant) / scale };
                floors.push((self.unit(*player), held));
                if own == *value {
                    raised[*player] = scale.clone();
                    now = &now + &(scale * &gains[*player]);
                }
            }
            match self.most(&raised, &floors)? {
                Some(most) if most > now => return Err("somebody's level could be raised".to_owned()),
                Some(_) => {}
                None => return Err("no lottery pays so much".to_owned()),
            }
        }
        Ok(())
    }
}
