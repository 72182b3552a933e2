//! Bargaining problems: what a group of players can agree on, and what happens if they do not
//! (Nash 1950 \[Nash1950\]).
//!
//! An outcome settles every issue by one option, and pays each player the sum of what the
//! options pay it (additive utilities). A plain list of points is a problem with one issue.
//! The outcomes are never listed: issues with 10, 10 and 10 options have 1000.

use crate::numeric::rational::Rational;

/// A bargaining problem.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BargainingProblem {
    pub players: Vec<String>,
    /// At least one.
    pub issues: Vec<Issue>,
    /// Whether lotteries over outcomes are feasible too, which makes the feasible set the
    /// convex hull of the outcomes.
    pub lotteries: bool,
    /// What each player gets without an agreement.
    pub disagreement: Vec<Rational>,
    /// The bargaining weights of the asymmetric Nash solution, all positive; equal if absent.
    pub weights: Option<Vec<Rational>>,
}

/// A question that an outcome settles.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Issue {
    pub name: String,
    /// At least one.
    pub options: Vec<Settlement>,
}

/// One way to settle an issue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Settlement {
    pub name: String,
    /// By player.
    pub payoffs: Vec<Rational>,
}

/// The option of each issue.
pub type Outcome = Vec<usize>;

impl BargainingProblem {
    /// The problem whose outcomes are a list of named points.
    pub fn of_points(
        players: Vec<String>,
        points: Vec<(String, Vec<Rational>)>,
        disagreement: Vec<Rational>,
    ) -> BargainingProblem {
        let options = points.into_iter().map(|(name, payoffs)| Settlement { name, payoffs }).collect();
        let issues = vec![Issue { name: "point".to_owned(), options }];
        BargainingProblem { players, issues, lotteries: true, disagreement, weights: None }
    }

    /// That there are players, issues and options, and one payoff per player everywhere.
    ///
    /// # Errors
    /// What does not fit.
    pub fn validate(&self) -> Result<(), String> {
        let players = self.players.len();
        let fits = |payoffs: &Vec<Rational>| payoffs.len() == players;
        let options = |issue: &Issue| !issue.options.is_empty() && issue.options.iter().all(|one| fits(&one.payoffs));
        let weights = self.weights.as_ref().is_none_or(|own| fits(own) && own.iter().all(Rational::is_positive));
        let whole = players > 0 && !self.issues.is_empty() && self.issues.iter().all(options);
        if whole && weights && fits(&self.disagreement) {
            Ok(())
        } else {
            Err("its bargaining problem is malformed".to_owned())
        }
    }

    /// How many outcomes there are; `None` beyond 2^64.
    pub fn outcomes(&self) -> Option<u64> {
        self.issues.iter().try_fold(1u64, |product, issue| product.checked_mul(issue.options.len() as u64))
    }

    /// What an outcome pays each player.
    pub fn payoffs(&self, outcome: &[usize]) -> Vec<Rational> {
        let mut total = vec![Rational::ZERO; self.players.len()];
        for (issue, &option) in self.issues.iter().zip(outcome) {
            for (sum, payoff) in total.iter_mut().zip(&issue.options[option].payoffs) {
                *sum = &*sum + payoff;
            }
        }
        total
    }

    /// The bargaining weights.
    pub fn bargaining_weights(&self) -> Vec<Rational> {
        self.weights.clone().unwrap_or_else(|| vec![Rational::ONE; self.players.len()])
    }

    /// Payoffs by issue, option and player, less the disagreement payoffs (in the first
    /// issue), so that the sum over the issues is what an outcome gains.
    pub fn gains(&self) -> Vec<Vec<Vec<Rational>>> {
        let less = |payoffs: &[Rational]| payoffs.iter().zip(&self.disagreement).map(|(a, b)| a - b).collect();
        self.issues
            .iter()
            .enumerate()
            .map(|(index, issue)| {
                let gain =
                    |option: &Settlement| if index == 0 { less(&option.payoffs) } else { option.payoffs.clone() };
                issue.options.iter().map(gain).collect()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_pays_the_sum_of_its_options() {
        let settlement = |name: &str, a, b| Settlement {
            name: name.to_owned(),
            payoffs: vec![Rational::from(a), Rational::from(b)],
        };
        let issue = |name: &str, options| Issue { name: name.to_owned(), options };
        let problem = BargainingProblem {
            players: vec!["a".to_owned(), "b".to_owned()],
            issues: vec![
                issue("price", vec![settlement("low", 0, 3), settlement("high", 3, 0)]),
                issue("date", vec![settlement("soon", 1, 0)]),
            ],
            lotteries: false,
            disagreement: vec![Rational::ONE, Rational::ZERO],
            weights: None,
        };
        assert_eq!(problem.outcomes(), Some(2));
        assert_eq!(problem.payoffs(&[1, 0]), [Rational::from(4), Rational::ZERO]);
        assert_eq!(problem.gains()[0][1][0], Rational::from(2));
    }
}
