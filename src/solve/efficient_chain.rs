//! The individually rational Pareto frontier of two players who may agree on lotteries: a
//! concave chain of edges, exact.
//!
//! The feasible set of a problem with several issues is the Minkowski sum of the hulls of
//! the issues, so its chain is that of each issue (Andrew's scan, Andrew 1979
//! \[Andrew1979\]), the edges merged by slope. Sorting dominates: O(m log m) for m options
//! in all, however many outcomes they span.

use crate::form::bargaining::{BargainingProblem, Outcome};
use crate::numeric::rational::Rational;
use crate::solution::bargaining::Mixture;

/// A point of the chain and a lottery that realises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Over the disagreement point.
    pub gains: [Rational; 2],
    pub mixture: Mixture,
    /// Positive weights under which nothing feasible is better.
    pub support: [Rational; 2],
}

/// The individually rational part of the frontier, by gains over the disagreement point.
///
/// Vertices go from the second player's best to the first one's: the first gain increases
/// strictly, the second decreases strictly, and the slopes decrease strictly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub vertices: Vec<Position>,
}

impl Chain {
    /// `None` if no feasible point gives both at least what they get without agreement.
    ///
    /// # Panics
    /// If there are not two players.
    pub fn new(problem: &BargainingProblem) -> Option<Chain> {
        assert!(problem.players.len() == 2, "a chain is a frontier of two players");
        let issues: Vec<Vec<(usize, [Rational; 2])>> =
            problem.gains().iter().map(|options| upper_right(options)).collect();
        let outcomes = sum(&issues);
        let support = |index: usize| match index + 1 < outcomes.len() {
            true => normal(&outcomes[index].1, &outcomes[index + 1].1),
            false if index > 0 => normal(&outcomes[index - 1].1, &outcomes[index].1),
            false => [Rational::ONE, Rational::ONE],
        };
        let vertices: Vec<Position> = outcomes
            .iter()
            .enumerate()
            .map(|(index, (outcome, gains))| Position {
                gains: gains.clone(),
                mixture: vec![(outcome.clone(), Rational::ONE)],
                support: support(index),
            })
            .collect();
        let chain = Chain { vertices };
        chain.beyond(|gains| gains[0].clone())?.reversed().beyond(|gains| gains[1].clone()).map(Chain::reversed)
    }

    /// The part on which a function that is affine and grows along the chain is not negative.
    fn beyond(self, height: impl Fn(&[Rational; 2]) -> Rational) -> Option<Chain> {
        let first = self.vertices.iter().position(|vertex| !height(&vertex.gains).is_negative())?;
        let start = match first {
            0 => None,
            _ => {
                let (below, above) = (&self.vertices[first - 1], &self.vertices[first]);
                let (low, high) = (height(&below.gains), height(&above.gains));
                (!high.is_zero()).then(|| between(below, above, &(&low / &(&low - &high))))
            }
        };
        Some(Chain { vertices: start.into_iter().chain(self.vertices.into_iter().skip(first)).collect() })
    }

    fn reversed(mut self) -> Chain {
        self.vertices.reverse();
        self
    }

    pub fn edges(&self) -> impl Iterator<Item = (&Position, &Position)> {
        self.vertices.windows(2).map(|pair| (&pair[0], &pair[1]))
    }

    /// The second player's best.
    pub fn first(&self) -> &Position {
        &self.vertices[0]
    }

    /// The first player's best.
    pub fn last(&self) -> &Position {
        self.vertices.last().expect("a chain has a vertex")
    }

    /// The greatest gain of each player.
    pub fn ideal(&self) -> [Rational; 2] {
        [self.last().gains[0].clone(), self.first().gains[1].clone()]
    }

    /// Where a function that is affine and grows along the chain crosses zero; the nearest end
    /// if it does not.
    pub fn crossing(&self, height: impl Fn(&[Rational; 2]) -> Rational) -> Position {
        let Some(first) = self.vertices.iter().position(|vertex| !height(&vertex.gains).is_negative()) else {
            return self.last().clone();
        };
        if first == 0 {
            return self.first().clone();
        }
        let (below, above) = (&self.vertices[first - 1], &self.vertices[first]);
        let (low, high) = (height(&below.gains), height(&above.gains));
        between(below, above, &(&low / &(&low - &high)))
    }
}

/// The point at a share of the way from one position to the next on the same edge.
pub fn between(from: &Position, to: &Position, share: &Rational) -> Position {
    if share.is_zero() {
        return from.clone();
    }
    if share.is_one() {
        return to.clone();
    }
    let rest = &Rational::ONE - share;
    let gain = |player: usize| &(&rest * &from.gains[player]) + &(share * &to.gains[player]);
    let mut mixture: Mixture = Vec::new();
    let scaled = |position: &Position, factor: &Rational| -> Mixture {
        position.mixture.iter().map(|(outcome, weight)| (outcome.clone(), weight * factor)).collect()
    };
    for (outcome, weight) in scaled(from, &rest).into_iter().chain(scaled(to, share)) {
        match mixture.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, sum)) => *sum = &*sum + &weight,
            None => mixture.push((outcome, weight)),
        }
    }
    Position { gains: [gain(0), gain(1)], mixture, support: normal(&from.gains, &to.gains) }
}

/// The positive normal of an edge, whichever way it is gone.
fn normal(from: &[Rational; 2], to: &[Rational; 2]) -> [Rational; 2] {
    [(&from[1] - &to[1]).abs(), (&to[0] - &from[0]).abs()]
}

/// The vertices of the efficient part of the hull of an issue's options, first gain ascending.
fn upper_right(options: &[Vec<Rational>]) -> Vec<(usize, [Rational; 2])> {
    let mut sorted: Vec<(usize, [Rational; 2])> =
        options.iter().enumerate().map(|(index, gain)| (index, [gain[0].clone(), gain[1].clone()])).collect();
    // From the right, the best second gain first among equals; the first option among twins.
    sorted.sort_by(|(i, a), (j, b)| b.cmp(a).then(i.cmp(j)));
    let mut chain: Vec<(usize, [Rational; 2])> = Vec::new();
    for candidate in sorted {
        if chain.last().is_some_and(|(_, last)| candidate.1[1] <= last[1]) {
            continue;
        }
        while let [.., (_, before), (_, last)] = chain.as_slice()
            && turn(before, last, &candidate.1) <= 0
        {
            chain.pop();
        }
        chain.push(candidate);
    }
    chain.reverse();
    chain
}

/// Positive for a left turn.
fn turn(a: &[Rational; 2], b: &[Rational; 2], c: &[Rational; 2]) -> i32 {
    cross(&[&b[0] - &a[0], &b[1] - &a[1]], &[&c[0] - &b[0], &c[1] - &b[1]]).signum()
}

fn cross(a: &[Rational; 2], b: &[Rational; 2]) -> Rational {
    &(&a[0] * &b[1]) - &(&a[1] * &b[0])
}

/// The Minkowski sum of chains: their edges, flattest first; parallel ones make one edge.
fn sum(issues: &[Vec<(usize, [Rational; 2])>]) -> Vec<(Outcome, [Rational; 2])> {
    let mut outcome: Outcome = issues.iter().map(|chain| chain[0].0).collect();
    let mut gains =
        [0, 1].map(|player| issues.iter().fold(Rational::ZERO, |total, chain| &total + &chain[0].1[player]));
    let mut edges: Vec<(usize, usize, [Rational; 2])> = Vec::new();
    for (issue, chain) in issues.iter().enumerate() {
        for pair in chain.windows(2) {
            let step = [0, 1].map(|player| &pair[1].1[player] - &pair[0].1[player]);
            edges.push((issue, pair[1].0, step));
        }
    }
    // Steps point right and down: the flatter one turns right to reach the steeper one. The
    // sort is stable and an issue's own edges steepen, so each issue's options come in order.
    edges.sort_by(|(_, _, a), (_, _, b)| cross(a, b).signum().cmp(&0));
    let mut vertices = vec![(outcome.clone(), gains.clone())];
    for (index, (issue, option, step)) in edges.iter().enumerate() {
        outcome[*issue] = *option;
        gains = [0, 1].map(|player| &gains[player] + &step[player]);
        let parallel = edges.get(index + 1).is_some_and(|(_, _, next)| cross(step, next).is_zero());
        if !parallel {
            vertices.push((outcome.clone(), gains.clone()));
        }
    }
    vertices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(points: &[[i64; 2]], d: [i64; 2]) -> BargainingProblem {
        let points = points.iter().map(|p| (format!("{p:?}"), p.map(Rational::from).to_vec())).collect();
        let players = vec!["one".to_owned(), "two".to_owned()];
        BargainingProblem::of_points(players, points, d.map(Rational::from).to_vec())
    }

    fn gains(chain: &Chain) -> Vec<String> {
        chain.vertices.iter().map(|vertex| format!("{} {}", vertex.gains[0], vertex.gains[1])).collect()
    }

    #[test]
    fn the_chain_is_clipped_where_somebody_would_rather_not() {
        let chain = Chain::new(&problem(&[[-2, 5], [2, 4], [1, 1], [4, 0], [5, -2], [3, 2]], [0, 1])).unwrap();
        assert_eq!(gains(&chain), ["0 7/2", "2 3", "7/2 0"]);
        assert_eq!(chain.first().mixture.len(), 2);
    }

    #[test]
    fn single_points_segments_and_weakly_dominated_parts() {
        assert_eq!(gains(&Chain::new(&problem(&[[3, 3]], [0, 0])).unwrap()), ["3 3"]);
        // A horizontal and a vertical side are weakly dominated by the corner.
        assert_eq!(gains(&Chain::new(&problem(&[[0, 3], [3, 3], [3, 0]], [0, 0])).unwrap()), ["3 3"]);
        // Collinear points: the middle one is no vertex.
        assert_eq!(gains(&Chain::new(&problem(&[[0, 4], [2, 2], [4, 0]], [0, 0])).unwrap()), ["0 4", "4 0"]);
        // The disagreement point lies on the frontier.
        assert_eq!(gains(&Chain::new(&problem(&[[0, 4], [4, 0]], [1, 3])).unwrap()), ["0 0"]);
        assert_eq!(Chain::new(&problem(&[[0, 4], [4, 0]], [2, 3])), None);
    }

    #[test]
    fn edges_of_several_issues_are_merged_by_slope() {
        let mut several = problem(&[[0, 4], [3, 3], [4, 0]], [0, 0]);
        let mut second = several.issues[0].clone();
        second.options.truncate(2);
        several.issues.push(second);
        let chain = Chain::new(&several).unwrap();
        assert_eq!(gains(&chain), ["0 8", "6 6", "7 3"]);
        assert_eq!(chain.vertices[1].mixture[0].0, [1, 1]);
    }
}
