//! Checks of the bargaining set as a set: of small games, by its definition.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::lp::{self, LinearProgram, Relation, Row};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{Ends, Membership};

use super::linear;

/// The most players for whom a member that is not in the core is checked.
pub const MOST_PLAYERS: usize = 6;

/// Whether a payoff is an imputation of the game's structure at which every objection has a
/// counter-objection.
///
/// # Errors
/// If the answer of a program does not stand, or there are more than [`MOST_PLAYERS`] players and
/// somebody can object.
pub fn holds(game: &CoalitionalGame, payoff: &[Rational]) -> Result<bool, String> {
    let everyone = game.grand();
    if game.flaw(payoff).is_some() {
        return Ok(false);
    }
    if everyone.subsets().all(|coalition| !game.excess(coalition, payoff).is_positive()) {
        return Ok(true);
    }
    if game.count() > MOST_PLAYERS {
        return Err(format!("objections of more than {MOST_PLAYERS} players are not gone through"));
    }
    for objector in 0..game.count() {
        for target in game.block(objector).without(objector).players() {
            for some in everyone.without(objector).without(target).subsets() {
                if !countered(game, payoff, (objector, target), some)? {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

/// Whether every objection of a player with some others against a target is countered: it gains
/// nothing; or the target does without them; or, whatever it promises the others, the target can
/// pay some of them more, because such offers that do not share a player are worth as much.
fn countered(
    game: &CoalitionalGame,
    payoff: &[Rational],
    (objector, target): (usize, usize),
    others: Coalition,
) -> Result<bool, String> {
    let gain = game.excess(others.with(objector), payoff);
    if !gain.is_positive() {
        return Ok(true);
    }
    let outside = game.grand().minus(others).without(objector).without(target);
    let offer = |some: Coalition| {
        let joined = |more: Coalition| game.excess(some.union(more).with(target), payoff);
        outside.subsets().map(joined).max().expect("nobody joining is one way")
    };
    if !offer(Coalition::EMPTY).is_negative() {
        return Ok(true);
    }
    let pairs = others.players().map(|left_out| offer(others.without(left_out)));
    let halves = &pairs.fold(Rational::ZERO, |sum, offer| &sum + &offer) / &Rational::from(2);
    let plainly = apart(others, &offer) >= gain || others.size() == 3 && halves >= gain;
    if plainly || others.size() <= 3 {
        return Ok(plainly);
    }
    // Of more members offers may share some in further ways: any weights that count none of them more
    // than once.
    let parts: Vec<Coalition> = others.subsets().skip(1).collect();
    let mut program = LinearProgram::maximize(parts.iter().map(|&part| offer(part)).collect());
    for member in others.players() {
        let with = parts.iter().enumerate().filter(|(_, part)| part.contains(member));
        program.rows.push(Row::new(with.map(|(place, _)| (place, Rational::ONE)), Relation::AtMost, Rational::ONE));
    }
    let answer = lp::solve(&program);
    linear::check(&program, &answer)?;
    Ok(answer.optimal().is_some_and(|optimum| optimum.value >= gain))
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
        if ranges.len() != game.count() {
            return Err("its ranges are not one for each player".to_owned());
        }
        match &membership.ends {
            Some(ends) => attained(game, ranges, ends)?,
            None if membership.pieces.is_none() => return Err("nothing shows the ends of its ranges".to_owned()),
            None => {}
        }
        for point in members().filter(|_| membership.complete) {
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
        let mut inside = !piece.is_empty();
        for point in piece.iter().chain([&centre]) {
            inside = inside && holds(game, point)?;
        }
        if !inside {
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

/// That members of the set have a player get the ends of its segments.
fn attained(game: &CoalitionalGame, ranges: &[Vec<(Rational, Rational)>], ends: &[Vec<Ends>]) -> Result<(), String> {
    if ends.len() != ranges.len() {
        return Err("payoffs do not show the ends of everybody's ranges".to_owned());
    }
    for (player, (segments, ends)) in ranges.iter().zip(ends).enumerate() {
        let same = segments.len() == ends.len()
            && segments
                .iter()
                .zip(ends)
                .all(|((low, high), (least, most))| (Some(low), Some(high)) == (least.get(player), most.get(player)));
        if !same {
            return Err("payoffs do not show the ends of its ranges".to_owned());
        }
        for point in ends.iter().flat_map(|(least, most)| [least, most]) {
            if !holds(game, point)? {
                return Err("an end of its ranges is shown by a payoff that is not in it".to_owned());
            }
        }
    }
    Ok(())
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
