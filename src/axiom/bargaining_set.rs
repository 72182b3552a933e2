//! Checks of the bargaining set as a set: of small games, by its definition.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::lp::{self, LinearProgram, Relation, Row};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::Membership;

use super::linear;

/// The most players: to pay more than three members several counter-objections may share a
/// player in further ways.
pub const MOST_PLAYERS: usize = 5;

/// Whether a payoff is an imputation of the game's structure at which every objection has a
/// counter-objection. For up to [`MOST_PLAYERS`] players.
pub fn holds(game: &CoalitionalGame, payoff: &[Rational]) -> bool {
    let everyone = game.grand();
    let stable = |objector: usize, target: usize| {
        let others = everyone.without(objector).without(target);
        others.subsets().all(|some| countered(game, payoff, (objector, target), some))
    };
    game.flaw(payoff).is_none()
        && (0..game.count())
            .all(|objector| game.block(objector).without(objector).players().all(|target| stable(objector, target)))
}

/// Whether every objection of a player with some others against a target is countered: it gains
/// nothing; or the target does without them; or, whatever it promises the others, the target can
/// pay some of them more, because such offers that do not share a player are worth as much.
fn countered(
    game: &CoalitionalGame,
    payoff: &[Rational],
    (objector, target): (usize, usize),
    others: Coalition,
) -> bool {
    let gain = game.excess(others.with(objector), payoff);
    if !gain.is_positive() {
        return true;
    }
    let outside = game.grand().minus(others).without(objector).without(target);
    let offer = |some: Coalition| {
        let joined = |more: Coalition| game.excess(some.union(more).with(target), payoff);
        outside.subsets().map(joined).max().expect("nobody joining is one way")
    };
    if !offer(Coalition::EMPTY).is_negative() {
        return true;
    }
    let pairs = others.players().map(|left_out| offer(others.without(left_out)));
    let halves = &pairs.fold(Rational::ZERO, |sum, offer| &sum + &offer) / &Rational::from(2);
    apart(others, &offer) >= gain || others.size() == 3 && halves >= gain
}

/// The most that offers to parts of a coalition without common members are worth together.
fn apart(members: Coalition, offer: &impl Fn(Coalition) -> Rational) -> Rational {
    let Some(first) = members.players().next() else { return Rational::ZERO };
    let rest = members.without(first);
    let without = apart(rest, offer);
    let with = rest.subsets().map(|some| &offer(some.with(first)) + &apart(rest.minus(some), offer));
    with.fold(without, Rational::max)
}

/// That a description of the set fits the definition and what is judged: the corners and the
/// centre of every polytope are in the set, ranges are what the polytopes span, and judged
/// members lie in both.
///
/// # Errors
/// What does not fit.
pub fn is_described(game: &CoalitionalGame, membership: &Membership) -> Result<(), String> {
    let members = || membership.points.iter().filter(|point| point.member());
    if let Some(ranges) = &membership.ranges {
        let imputations = game.structure.iter().all(|block| {
            let alone = block.players().fold(Rational::ZERO, |sum, player| &sum + game.alone(player));
            alone <= *game.worth(*block)
        });
        if ranges.iter().any(|segments| segments.is_empty() == imputations) {
            return Err("the set is empty exactly if there are no imputations".to_owned());
        }
        let ordered = |segments: &Vec<(Rational, Rational)>| {
            segments.iter().all(|(low, high)| low <= high) && segments.windows(2).all(|pair| pair[0].1 < pair[1].0)
        };
        if !ranges.iter().all(ordered) {
            return Err("its segments are not in order".to_owned());
        }
        for point in members() {
            let within = |(segments, amount): (&Vec<(Rational, Rational)>, &Rational)| {
                segments.iter().any(|(low, high)| low <= amount && amount <= high)
            };
            if !ranges.iter().zip(&point.payoff).all(within) {
                return Err(format!("`{}` is in the set, but not in its ranges", point.name));
            }
        }
    }
    let Some(pieces) = &membership.pieces else { return Ok(()) };
    for piece in pieces {
        let count = Rational::from(piece.len() as i64);
        let mean = |player: usize| {
            let sum = piece.iter().fold(Rational::ZERO, |sum, corner| &sum + &corner[player]);
            &sum / &count
        };
        let centre: Vec<Rational> = (0..game.count()).map(mean).collect();
        let inside = game.count() > MOST_PLAYERS || piece.iter().chain([&centre]).all(|point| holds(game, point));
        if piece.is_empty() || !inside {
            return Err("a polytope leaves the set".to_owned());
        }
    }
    for point in members() {
        let mut some = false;
        for piece in pieces {
            some |= is_mixture(&point.payoff, piece)?;
        }
        if !some {
            return Err(format!("`{}` is in the set, but in none of its polytopes", point.name));
        }
    }
    let Some(ranges) = &membership.ranges else { return Ok(()) };
    let spanned: Vec<_> = (0..game.count()).map(|player| spanned(pieces, player)).collect();
    if spanned == *ranges { Ok(()) } else { Err("its ranges are not what its polytopes span".to_owned()) }
}

/// What a player gets in polytopes, as segments apart from each other.
fn spanned(pieces: &[Vec<Vec<Rational>>], player: usize) -> Vec<(Rational, Rational)> {
    let ends = |piece: &Vec<Vec<Rational>>| {
        let amounts = || piece.iter().map(|corner| corner[player].clone());
        amounts().min().zip(amounts().max())
    };
    let mut shadows: Vec<(Rational, Rational)> = pieces.iter().filter_map(ends).collect();
    shadows.sort();
    let mut segments: Vec<(Rational, Rational)> = Vec::new();
    for (low, high) in shadows {
        match segments.last_mut() {
            Some(last) if low <= last.1 => last.1 = last.1.clone().max(high),
            _ => segments.push((low, high)),
        }
    }
    segments
}

/// Whether a point is a mixture of corners.
///
/// # Errors
/// If the answer of the program does not stand.
fn is_mixture(point: &[Rational], corners: &[Vec<Rational>]) -> Result<bool, String> {
    let mut program = LinearProgram::maximize(vec![Rational::ZERO; corners.len()]);
    let all = (0..corners.len()).map(|corner| (corner, Rational::ONE));
    program.rows.push(Row::new(all, Relation::Equal, Rational::ONE));
    for (player, amount) in point.iter().enumerate() {
        let terms = corners.iter().enumerate().map(|(index, corner)| (index, corner[player].clone()));
        program.rows.push(Row::new(terms, Relation::Equal, amount.clone()));
    }
    let answer = lp::solve(&program);
    linear::check(&program, &answer)?;
    Ok(answer.optimal().is_some())
}
