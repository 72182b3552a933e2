//! What the solutions of a bargaining problem answer.

use serde::{Deserialize, Serialize, Serializer};

use crate::form::bargaining::{BargainingProblem, Outcome};
use crate::numeric::rational::Rational;

/// A real number between two rationals; exact where they are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    pub lo: Rational,
    pub hi: Rational,
}

impl Enclosure {
    pub fn exact(&self) -> Option<&Rational> {
        (self.lo == self.hi).then_some(&self.lo)
    }

    pub fn contains(&self, value: &Rational) -> bool {
        self.lo <= *value && *value <= self.hi
    }

    /// The middle: the number itself where it is exact.
    pub fn middle(&self) -> Rational {
        &(&self.lo + &self.hi) * &Rational::new(1, 2)
    }

    /// The bounds with at most so many decimals, rounded outwards; exact ones stay.
    pub fn rounded(&self, decimals: u32) -> Enclosure {
        if self.exact().is_some() {
            return self.clone();
        }
        let scale = Rational::from(10).pow(decimals);
        let down = &(&self.lo * &scale).floor() / &scale;
        let up = &-&(&-&self.hi * &scale).floor() / &scale;
        Enclosure { lo: down, hi: up }
    }
}

impl From<Rational> for Enclosure {
    fn from(value: Rational) -> Enclosure {
        Enclosure { lo: value.clone(), hi: value }
    }
}

impl Serialize for Enclosure {
    /// A reduced fraction, or a list of two.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.exact() {
            Some(value) => value.serialize(serializer),
            None => [&self.lo, &self.hi].serialize(serializer),
        }
    }
}

/// A lottery over outcomes.
pub type Mixture = Vec<(Outcome, Rational)>;

/// Whether an outcome harms nobody and is efficient among all lotteries, with what proves it.
/// Outcomes of a problem with one issue, by option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// The player gets less than at disagreement.
    Harms(usize),
    /// Under these positive weights of the players no outcome has a greater sum of payoffs.
    Efficient(Vec<Rational>),
    /// This lottery is better for somebody and worse for nobody.
    Dominated(Vec<(usize, Rational)>),
}

/// What a solution picks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bargain {
    /// By player.
    pub payoff: Vec<Enclosure>,
    /// A lottery that pays so much; where the payoff is an enclosure, one that pays
    /// something inside it.
    pub mixture: Mixture,
    /// Other points that are as good by the solution's own criterion, before ties are broken:
    /// the ends of a face, or the outcomes of a discrete set.
    pub ties: Vec<(Vec<Rational>, Mixture)>,
    /// The best that each player could get while nobody gets less than at disagreement.
    pub ideal: Vec<Rational>,
    /// Positive weights of the players under which no outcome has a greater weighted sum of
    /// payoffs: a proof of efficiency. `None` in a discrete set, where there need not be any.
    pub support: Option<Vec<Rational>>,
}

/// The individually rational part of the Pareto frontier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frontier {
    /// Its vertices, or its points where the feasible set is discrete; for two players from
    /// the second player's best to the first player's best.
    pub points: Vec<(Vec<Rational>, Mixture)>,
    /// Its maximal faces; none in a discrete set.
    pub faces: Vec<Face>,
    /// For each player the least and the greatest payoff on it: the zone of possible
    /// agreement. The greatest ones make the ideal point.
    pub zone: Vec<(Rational, Rational)>,
}

/// A face of a frontier: the points at which `weights · payoffs = value`, which no feasible
/// point exceeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub weights: Vec<Rational>,
    pub value: Rational,
    /// Indices into [`Frontier::points`].
    pub points: Vec<usize>,
}

/// What a concept answers for a bargaining problem.
#[derive(Debug, Clone)]
pub struct BargainingAnswer {
    pub problem: BargainingProblem,
    /// The convention that the answer rests on, for people.
    pub convention: &'static str,
    pub choice: Choice,
}

#[derive(Debug, Clone)]
pub enum Choice {
    Bargain(Bargain),
    Frontier(Frontier),
}
