//! Checks of the Pareto frontier of a bargaining problem, and of the solutions of two players that
//! are found by going along it.

use std::collections::BTreeSet;

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::numeric::square_root::square_root_bounds;
use crate::solution::bargaining::{Bargain, Frontier};

use super::bargaining::{ROOT_BITS, greatest, is_ideal, outcomes, payoff, rational_outcomes, weighted};
use super::lotteries::Lotteries;

/// Points of a frontier up to which it is held against every outcome.
const COVERED: usize = 200;

/// Steps of midpoints that are followed.
const MIDPOINTS: usize = 24;

/// Each step's best of one player while the other stays where it is bounds the limit from above,
/// and the next point, midway, from below.
pub fn is_limit_of_midpoints(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let Some(lotteries) = Lotteries::of(problem).filter(|_| problem.players.len() == 2) else { return Ok(()) };
    let mut base = vec![Rational::ZERO; 2];
    for _ in 0..MIDPOINTS {
        let most = |player: usize| {
            let other = 1 - player;
            let floors = [
                (lotteries.unit(other), base[other].clone()),
                // Only what harms nobody counts.
                (lotteries.unit(player), Rational::ZERO),
            ];
            lotteries.most(&lotteries.unit(player), &floors)
        };
        let (Some(first), Some(second)) = (most(0)?, most(1)?) else {
            return Err("every outcome harms somebody".to_owned());
        };
        let ideal = [first, second];
        for player in 0..2 {
            let own = &bargain.payoff[player];
            let disagreement = &problem.disagreement[player];
            if own.hi < disagreement + &base[player] || own.lo > disagreement + &ideal[player] {
                return Err("the midpoints lead elsewhere".to_owned());
            }
        }
        let half = Rational::new(1, 2);
        base = base.iter().zip(&ideal).map(|(low, high)| &(low + high) * &half).collect();
    }
    Ok(())
}

/// That the frontier left of the point is as long as that right of it, an edge being as long as
/// the root of the product of what one player gains and the other loses along it.
pub fn is_halfway(problem: &BargainingProblem, bargain: &Bargain) -> Result<(), String> {
    let Some(chain) = frontier_of_two(problem) else { return Ok(()) };
    let ends = |place: &Rational| -> (Rational, Rational) {
        let mut balance = (Rational::ZERO, Rational::ZERO);
        let mut add = |from: &[Rational; 2], to: &[Rational; 2], sign: i64| {
            let area = &(&to[0] - &from[0]) * &(&from[1] - &to[1]);
            let (low, high) = square_root_bounds(&area, ROOT_BITS);
            match sign > 0 {
                true => balance = (&balance.0 + &low, &balance.1 + &high),
                false => balance = (&balance.0 - &high, &balance.1 - &low),
            }
        };
        for pair in chain.windows(2) {
            let (from, to) = (&pair[0], &pair[1]);
            if to[0] <= *place {
                add(from, to, 1);
            } else if *place <= from[0] {
                add(from, to, -1);
            } else {
                let way = &(place - &from[0]) / &(&to[0] - &from[0]);
                let there = [place.clone(), &from[1] + &(&way * &(&to[1] - &from[1]))];
                add(from, &there, 1);
                add(&there, to, -1);
            }
        }
        balance
    };
    let own = &bargain.payoff[0];
    // Left less right grows along the chain.
    let (low, high) = (ends(&own.lo).0, ends(&own.hi).1);
    match low.is_positive() || high.is_negative() {
        true => Err("one side of the frontier is longer".to_owned()),
        false => Ok(()),
    }
}

/// The efficient and individually rational points of two players' lotteries: the corners, from
/// the second player's best to the first's. `None` if there are too many outcomes.
fn frontier_of_two(problem: &BargainingProblem) -> Option<Vec<[Rational; 2]>> {
    let mut listed: Vec<[Rational; 2]> =
        outcomes(problem)?.into_iter().filter_map(|own| <[Rational; 2]>::try_from(own).ok()).collect();
    // From the left; of those above each other the highest first.
    listed.sort_by(|a, b| a[0].cmp(&b[0]).then_with(|| b[1].cmp(&a[1])));
    listed.dedup_by(|later, first| later[0] == first[0]);
    let below = |a: &[Rational; 2], b: &[Rational; 2], c: &[Rational; 2]| {
        let (one, other) = (&(&b[0] - &a[0]) * &(&c[1] - &a[1]), &(&c[0] - &a[0]) * &(&b[1] - &a[1]));
        one >= other
    };
    let mut hull: Vec<[Rational; 2]> = Vec::new();
    for point in listed {
        while hull.len() > 1 && below(&hull[hull.len() - 2], &hull[hull.len() - 1], &point) {
            hull.pop();
        }
        hull.push(point);
    }
    // The falling part.
    let top = hull.iter().enumerate().max_by(|a, b| a.1[1].cmp(&b.1[1]).then(a.0.cmp(&b.0)))?.0;
    let falling = &hull[top..];
    let disagreement = &problem.disagreement;
    let mut kept: Vec<[Rational; 2]> = Vec::new();
    let inside = |point: &[Rational; 2]| point[0] >= disagreement[0] && point[1] >= disagreement[1];
    for (index, point) in falling.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|before| &falling[before]) {
            // Where the edge enters and where it leaves what is rational, by the first player's payoff.
            let way = |level: &Rational, axis: usize| {
                let part = &(level - &before[axis]) / &(&point[axis] - &before[axis]);
                let at = |axis: usize| &before[axis] + &(&part * &(&point[axis] - &before[axis]));
                [at(0), at(1)]
            };
            if before[0] < disagreement[0] && disagreement[0] < point[0] {
                kept.extend(Some(way(&disagreement[0], 0)).filter(inside));
            }
            if before[1] > disagreement[1] && disagreement[1] > point[1] {
                kept.extend(Some(way(&disagreement[1], 1)).filter(inside));
            }
        }
        kept.extend(Some(point.clone()).filter(inside));
    }
    Some(kept)
}

pub fn is_frontier(problem: &BargainingProblem, frontier: &Frontier) -> Result<(), String> {
    for (claimed, mixture) in &frontier.points {
        if payoff(problem, mixture)? != *claimed {
            return Err("a point's mixture does not pay what is claimed".to_owned());
        }
        if claimed.iter().zip(&problem.disagreement).any(|(payoff, least)| payoff < least) {
            return Err("a point is not individually rational".to_owned());
        }
    }
    let exceeds = |a: &[Rational], b: &[Rational]| a != b && a.iter().zip(b).all(|(x, y)| x >= y);
    if frontier.points.len() <= 2_000
        && frontier.points.iter().any(|(a, _)| frontier.points.iter().any(|(b, _)| exceeds(a, b)))
    {
        return Err("a point is better than another for all".to_owned());
    }
    for face in &frontier.faces {
        let on = |index: &usize| weighted(&face.weights, &frontier.points[*index].0) == face.value;
        let points: BTreeSet<usize> = face.points.iter().copied().collect();
        let fits = face.weights.len() == problem.players.len() && face.weights.iter().all(Rational::is_positive);
        if !fits || points != (0..frontier.points.len()).filter(on).collect() {
            return Err("a face does not hold its points".to_owned());
        }
        if greatest(problem, &face.weights) > face.value {
            return Err("an outcome lies beyond a face".to_owned());
        }
    }
    zone(problem, frontier)?;
    // Every point is efficient: it lies on a face, or nothing listed is better for all.
    let supported = |index: usize| frontier.faces.iter().any(|face| face.points.contains(&index));
    if problem.lotteries && frontier.points.len() > 1 && !(0..frontier.points.len()).all(supported) {
        return Err("a point lies on no face".to_owned());
    }
    match rational_outcomes(problem) {
        Some(listed) if !problem.lotteries => {
            let known =
                |own: &Vec<Rational>| frontier.points.iter().any(|(point, _)| exceeds(point, own) || point == own);
            if listed.iter().all(known) { Ok(()) } else { Err("an efficient outcome is missing".to_owned()) }
        }
        _ => Ok(()),
    }
}

/// That the zone is what the points span, up to the ideal payoffs, and that with lotteries every
/// outcome that harms nobody lies below some lottery over the points.
fn zone(problem: &BargainingProblem, frontier: &Frontier) -> Result<(), String> {
    let span = |player: usize| {
        let amounts = || frontier.points.iter().map(move |(own, _)| own[player].clone());
        amounts().min().zip(amounts().max())
    };
    let zone: Option<Vec<_>> = (0..problem.players.len()).map(span).collect();
    if zone.as_ref() != Some(&frontier.zone) {
        return Err("the zone is not what the points span".to_owned());
    }
    let ideal: Vec<Rational> = frontier.zone.iter().map(|(_, most)| most.clone()).collect();
    is_ideal(problem, &ideal).map_err(|_| "somebody could get more than on it".to_owned())?;
    let few = frontier.points.len() <= COVERED && problem.outcomes().is_some_and(|count| count <= COVERED as u64);
    if !problem.lotteries || !few {
        return Ok(());
    }
    let points = frontier.points.iter().map(|(own, _)| (String::new(), own.clone())).collect();
    let spanned = BargainingProblem::of_points(problem.players.clone(), points, problem.disagreement.clone());
    let Some(lotteries) = Lotteries::of(&spanned) else { return Ok(()) };
    for own in rational_outcomes(problem).into_iter().flatten() {
        let gains = own.iter().zip(&problem.disagreement).map(|(a, b)| a - b);
        let floors: Vec<_> = gains.enumerate().map(|(player, gain)| (lotteries.unit(player), gain)).collect();
        if lotteries.most(&vec![Rational::ZERO; own.len()], &floors)?.is_none() {
            return Err("an outcome lies beyond it".to_owned());
        }
    }
    Ok(())
}
