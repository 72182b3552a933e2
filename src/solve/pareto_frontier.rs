//! The Pareto frontier, individually rational part: what cannot be improved for one player
//! without harming another, and leaves nobody below disagreement.
//!
//! Two players with lotteries: the exact chain ([`super::efficient_chain`]). Outcomes alone:
//! merged issue by issue ([`super::efficient_outcomes`]). Three and more players with
//! lotteries: two double descriptions ([`crate::numeric::double_description`]). The first
//! turns the outcomes into the facets of what free disposal makes of them, `{x : x <= some
//! feasible point}`, whose normals are not negative; the second turns these facets and
//! individual rationality into vertices. A vertex is efficient if the normals of its facets
//! sum to a positive vector, and so is the face where several facets meet. The sizes may grow
//! exponentially with the number of players.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::double_description::extreme_rays;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::bargaining::{Face, Frontier, Mixture};

use super::efficient_chain::{Chain, between};
use super::efficient_outcomes::efficient_outcomes;
use super::feasible_set::{FeasibleSet, payoffs};
use super::limits::Limits;
use super::lottery_program::{LotteryProgram, dot};

/// The most facets or vertices of three and more players.
pub const MAX_FACES: usize = 2_000;

/// The most efficient outcomes whose hull is described.
pub const MAX_OUTCOMES: usize = 2_000;

/// # Errors
/// If nothing feasible is individually rational, or the frontier is too large to describe.
pub fn pareto_frontier(problem: &BargainingProblem, limits: &Limits) -> Result<Frontier, Refusal> {
    let (points, faces) = match FeasibleSet::new(problem, limits)? {
        FeasibleSet::Chain(chain) => of_chain(problem, &chain),
        FeasibleSet::Lotteries(program, _) => of_lotteries(problem, &program, limits)?,
        FeasibleSet::Outcomes(outcomes) => {
            let certain = |outcome| vec![(outcome, Rational::ONE)];
            let points = outcomes.into_iter().map(|one| (payoffs(problem, &one.gains), certain(one.outcome)));
            (points.collect(), Vec::new())
        }
    };
    Ok(Frontier { zone: zone(&points), points, faces })
}

type Described = (Vec<(Vec<Rational>, Mixture)>, Vec<Face>);

/// The least and greatest payoffs are found at vertices.
fn zone(points: &[(Vec<Rational>, Mixture)]) -> Vec<(Rational, Rational)> {
    (0..points[0].0.len())
        .map(|player| {
            let own = || points.iter().map(|(payoff, _)| &payoff[player]);
            (own().min().expect("a point").clone(), own().max().expect("a point").clone())
        })
        .collect()
}

fn of_chain(problem: &BargainingProblem, chain: &Chain) -> Described {
    let points: Vec<(Vec<Rational>, Mixture)> =
        chain.vertices.iter().map(|vertex| (payoffs(problem, &vertex.gains), vertex.mixture.clone())).collect();
    let faces = chain
        .edges()
        .enumerate()
        .map(|(index, (from, to))| {
            let normal = between(from, to, &Rational::new(1, 2)).support;
            face(&normal, &points, vec![index, index + 1])
        })
        .collect();
    (points, faces)
}

/// A face with its weights scaled to sum to one.
fn face(normal: &[Rational], points: &[(Vec<Rational>, Mixture)], members: Vec<usize>) -> Face {
    let sum = normal.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    let weights: Vec<Rational> = normal.iter().map(|weight| weight / &sum).collect();
    Face { value: dot(&weights, &points[members[0]].0), weights, points: members }
}

fn of_lotteries(problem: &BargainingProblem, program: &LotteryProgram, limits: &Limits) -> Result<Described, Refusal> {
    let too_large = |what, size, limit| Refusal::TooLarge { what, size, limit, instead: Some("nash_bargaining") };
    let players = problem.players.len();
    let unit = |player: usize, length: usize| -> Vec<Rational> {
        (0..length).map(|index| if index == player { Rational::ONE } else { Rational::ZERO }).collect()
    };
    // Outcomes that others exceed are no vertices; individual rationality comes later, since
    // lotteries mix what is rational with what is not.
    let bottom = problem.issues.iter().fold(vec![Rational::ZERO; players], |sum, issue| {
        let least = |player: usize| issue.options.iter().map(|one| &one.payoffs[player]).min().expect("an option");
        sum.iter().enumerate().map(|(player, sum)| sum + least(player)).collect()
    });
    let unbound = BargainingProblem { disagreement: bottom, ..problem.clone() };
    let outcomes = efficient_outcomes(&unbound, limits)?;
    if outcomes.len() > MAX_OUTCOMES {
        return Err(too_large("efficient outcomes", outcomes.len(), MAX_OUTCOMES));
    }
    let gains: Vec<Vec<Rational>> = outcomes
        .iter()
        .map(|one| problem.payoffs(&one.outcome).iter().zip(&problem.disagreement).map(|(a, b)| a - b).collect())
        .collect();
    // The cone of (w, c) with w >= 0 and c - w·g >= 0 for every outcome.
    let mut inequalities: Vec<Vec<Rational>> = (0..players).map(|player| unit(player, players + 1)).collect();
    for gain in &gains {
        inequalities.push(gain.iter().map(|value| -value).chain([Rational::ONE]).collect());
    }
    let facets: Vec<Vec<Rational>> = extreme_rays(&inequalities, MAX_FACES)
        .ok_or_else(|| too_large("facets or more", MAX_FACES + 1, MAX_FACES))?
        .into_iter()
        .map(|ray| ray.direction)
        // Without weights it bounds nothing.
        .filter(|ray| ray[..players].iter().any(Rational::is_positive))
        .collect();
    // The cone of (g, t) with g >= 0, t >= 0 and c t - w·g >= 0 for every facet.
    let mut inequalities: Vec<Vec<Rational>> = (0..=players).map(|index| unit(index, players + 1)).collect();
    inequalities.extend(
        facets
            .iter()
            .map(|facet| facet[..players].iter().map(|weight| -weight).chain([facet[players].clone()]).collect()),
    );
    let rays = extreme_rays(&inequalities, MAX_FACES)
        .ok_or_else(|| too_large("vertices or more", MAX_FACES + 1, MAX_FACES))?;
    let sum_of = |tight: &[usize]| -> Vec<Rational> {
        (0..players)
            .map(|player| tight.iter().fold(Rational::ZERO, |sum, &index| &sum + &facets[index][player]))
            .collect()
    };
    let positive = |normal: &[Rational]| normal.iter().all(Rational::is_positive);
    let mut vertices: Vec<(Vec<Rational>, Vec<usize>)> = rays
        .into_iter()
        .filter_map(|ray| {
            let scale = &ray.direction[players];
            let tight: Vec<usize> =
                ray.tight.iter().filter(|&&index| index > players).map(|index| index - players - 1).collect();
            if scale.is_zero() || !positive(&sum_of(&tight)) {
                return None;
            }
            Some((ray.direction[..players].iter().map(|value| value / scale).collect(), tight))
        })
        .collect();
    vertices.sort();
    let points: Vec<(Vec<Rational>, Mixture)> = vertices
        .iter()
        .map(|(gains, _)| {
            let (_, mixture) = program.support(gains).expect("the vertex is efficient");
            (payoffs(problem, gains), mixture)
        })
        .collect();
    // Sets of facets that meet in a face with a positive normal, least ones first; only facets
    // without a positive normal of their own need company.
    let on = |set: &[usize]| -> Vec<usize> {
        (0..vertices.len()).filter(|&index| set.iter().all(|facet| vertices[index].1.contains(facet))).collect()
    };
    let mut faces: Vec<(Vec<usize>, Vec<Rational>)> = Vec::new();
    let mut growing: Vec<Vec<usize>> = (0..facets.len()).map(|facet| vec![facet]).collect();
    while let Some(set) = growing.pop() {
        let members = on(&set);
        if members.is_empty() {
            continue;
        }
        let normal = sum_of(&set);
        if positive(&normal) {
            faces.push((members, normal));
        } else if set.len() < players {
            let last = *set.last().expect("not empty");
            growing.extend((last + 1..facets.len()).map(|facet| [set.as_slice(), &[facet]].concat()));
        }
    }
    faces.sort();
    let includes = |set: &[usize], part: &[usize]| part.iter().all(|index| set.binary_search(index).is_ok());
    let maximal = (0..faces.len()).filter(|&index| {
        !(0..faces.len()).any(|other| {
            let (a, b) = (&faces[index].0, &faces[other].0);
            other != index && includes(b, a) && (a != b || other < index)
        })
    });
    let faces = maximal.map(|index| face(&faces[index].1, &points, faces[index].0.clone())).collect();
    Ok((points, faces))
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{discrete, points};
    use super::*;

    fn payoff(frontier: &Frontier) -> Vec<String> {
        let words = |values: &Vec<Rational>| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        frontier.points.iter().map(|(payoff, _)| words(payoff)).collect()
    }

    #[test]
    fn the_simplex_is_clipped_to_what_is_rational() {
        let problem = points(&[&[3, 0, 0], &[0, 3, 0], &[0, 0, 3], &[1, 0, 1]], &[0, 0, 1]);
        let frontier = pareto_frontier(&problem, &Limits::default()).unwrap();
        assert_eq!(payoff(&frontier), ["0 0 3", "0 2 1", "2 0 1"]);
        assert_eq!(frontier.faces.len(), 1);
        assert_eq!(frontier.faces[0].points, [0, 1, 2]);
        assert_eq!(frontier.zone[2], (Rational::ONE, Rational::from(3)));
    }

    #[test]
    fn a_frontier_of_three_players_may_be_an_edge() {
        // The third gets 1 whenever the others agree; they share along an edge.
        let problem = points(&[&[2, 0, 1], &[0, 2, 1], &[0, 0, 0]], &[0, 0, 0]);
        let frontier = pareto_frontier(&problem, &Limits::default()).unwrap();
        assert_eq!(payoff(&frontier), ["0 2 1", "2 0 1"]);
        assert_eq!(frontier.faces.len(), 1);
        assert!(frontier.faces[0].weights.iter().all(Rational::is_positive));
        let single = points(&[&[1, 1, 1]], &[0, 0, 0]);
        assert_eq!(payoff(&pareto_frontier(&single, &Limits::default()).unwrap()), ["1 1 1"]);
    }

    #[test]
    fn two_players_and_outcomes_alone() {
        let list: &[&[i64]] = &[&[0, 4], &[1, 3], &[3, 3], &[4, 0]];
        let frontier = pareto_frontier(&points(list, &[0, 1]), &Limits::default()).unwrap();
        assert_eq!(payoff(&frontier), ["0 4", "3 3", "11/3 1"]);
        assert_eq!(frontier.faces[1].weights, [Rational::new(3, 4), Rational::new(1, 4)]);
        let frontier = pareto_frontier(&discrete(list, &[0, 1]), &Limits::default()).unwrap();
        assert_eq!(payoff(&frontier), ["0 4", "3 3"]);
        assert!(frontier.faces.is_empty());
    }
}
