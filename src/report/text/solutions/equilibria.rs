//! Lists of equilibria, as text.

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::report::text::DIM;
use crate::solution::{
    Components, CountsAnswer, Enclosed, Equilibria, EquilibriumFacts, FollowedPath, PathEquilibria, PathStop,
};

use super::{LISTED, nearly, profile};

/// The equilibria that were found, exact ones first, and what is known of the rest.
pub fn equilibria(out: &mut String, answer: &Equilibria) -> std::fmt::Result {
    let Equilibria { equilibria, players, strategies, facts, enclosed, families, unresolved, undecided, .. } = answer;
    let scope = match (answer.complete, unresolved.is_empty() && undecided.is_empty()) {
        (true, _) => "complete",
        (false, true) => "a limit was reached; there may be more",
        (false, false) => "there may be more, see below",
    };
    let points = phrases::counted(equilibria.len() + enclosed.len(), "equilibrium", "equilibria");
    match families.len() {
        0 => writeln!(out, "  {points} ({scope})")?,
        count => {
            let families = phrases::counted(count, "family", "families");
            writeln!(out, "  {points}, not all of them alone, and {families} ({scope})")?;
        }
    }
    let two = strategies.iter().filter(|own| own.len() > 1).count() == 2;
    for (at, one) in equilibria.iter().enumerate() {
        let known = facts.get(at).map_or_else(Vec::new, |facts| known(facts, two));
        let known = if known.is_empty() { String::new() } else { format!("; {}", known.join(", ")) };
        profile(out, players, strategies, one, &known)?;
    }
    for one in enclosed {
        enclosure(out, players, strategies, one)?;
    }
    for family in families.iter().take(LISTED) {
        let dimension = family.dimension;
        writeln!(
            out,
            "    a family of dimension {dimension}, within {}",
            ranges(players, strategies, &family.profile)
        )?;
        writeln!(out, "      {DIM}for instance {}{DIM:#}", mixtures(players, strategies, &family.member))?;
    }
    more(out, families.len(), "families")?;
    for region in unresolved.iter().take(LISTED) {
        writeln!(out, "    unresolved: {}", ranges(players, strategies, &region.profile))?;
    }
    more(out, unresolved.len(), "unresolved regions")?;
    for one in undecided.iter().take(LISTED) {
        profile(out, players, strategies, one, "; undecided")?;
    }
    more(out, undecided.len(), "undecided ones")?;
    match &answer.components {
        Some(components) => hanging_together(out, components),
        None => Ok(()),
    }
}

/// Pure equilibria by how many play what.
pub fn counts(out: &mut String, answer: &CountsAnswer) -> std::fmt::Result {
    let scope = if answer.complete { "complete" } else { "a limit was reached; there may be more" };
    let found = answer.equilibria.len();
    writeln!(
        out,
        "  {} up to who is who among alike players ({scope})",
        phrases::counted(found, "pure equilibrium", "pure equilibria")
    )?;
    for one in answer.equilibria.iter().take(LISTED) {
        let classes = answer.players.iter().zip(&answer.actions).zip(one.counts.iter().zip(&one.payoffs));
        let words = classes.map(|((class, labels), (counts, payoffs))| {
            let used = labels.iter().zip(counts.iter().zip(payoffs)).filter(|(_, (count, _))| **count > 0);
            let used = used.map(|(label, (count, payoff))| {
                let pays =
                    payoff.as_ref().map_or_else(String::new, |payoff| format!(" (pays {})", phrases::plain(payoff, 3)));
                if counts.iter().sum::<usize>() == 1 {
                    format!("{label}{pays}")
                } else {
                    format!("{count} {label}{pays}")
                }
            });
            format!("{class}: {}", used.collect::<Vec<_>>().join(", "))
        });
        let words = words.collect::<Vec<_>>().join(" · ");
        let stands = if one.profiles == "1" {
            String::new()
        } else {
            format!("  {DIM}{} profiles{DIM:#}", short(&one.profiles))
        };
        writeln!(out, "    {words}{stands}")?;
    }
    more(out, found, "pure equilibria")
}

/// A long number by its size.
fn short(digits: &str) -> String {
    if digits.len() <= 15 { digits.to_owned() } else { format!("about {}·10^{}", &digits[..1], digits.len() - 1) }
}

/// The equilibria that paths lead to, and which lead to each.
pub fn by_paths(out: &mut String, found: &PathEquilibria) -> std::fmt::Result {
    let PathEquilibria { players, strategies, equilibria, enclosed, paths, nearest } = found;
    if let Some((near, regret)) = nearest {
        nearly(out, players, strategies, near, regret)?;
    } else {
        let count = phrases::counted(equilibria.len() + enclosed.len(), "equilibrium", "equilibria");
        let paths = phrases::counted(paths.len(), "path", "paths");
        writeln!(out, "  {count} on {paths}, of possibly more")?;
    }
    let on = |leads: &dyn Fn(&FollowedPath) -> bool| {
        let numbers: Vec<String> =
            (1..).zip(paths).filter(|(_, path)| leads(path)).map(|(number, _)| number.to_string()).collect();
        match &numbers[..] {
            [] => None,
            [one] => Some(format!("path {one}")),
            _ => Some(format!("paths {}", numbers.join(", "))),
        }
    };
    for (place, one) in equilibria.iter().enumerate() {
        let on = on(&|path| path.equilibria.contains(&place)).unwrap_or_default();
        profile(out, players, strategies, one, &format!("; on {on}"))?;
    }
    for (place, one) in enclosed.iter().enumerate() {
        enclosure(out, players, strategies, one)?;
        let on = on(&|path| path.enclosed.contains(&place)).unwrap_or_default();
        writeln!(out, "      {DIM}on {on}{DIM:#}")?;
    }
    let lost = [
        (on(&|path| path.unproved > 0), "come to what could not be proved to be an equilibrium; it is left out"),
        (on(&|path| path.stopped == Some(PathStop::Limit)), "ended by a limit on the way"),
        (on(&|path| path.stopped == Some(PathStop::Singular)), "given up where the way on is not clear"),
    ];
    for (paths, why) in lost {
        if let Some(paths) = paths {
            writeln!(out, "  {DIM}{paths}: {why}{DIM:#}")?;
        }
    }
    Ok(())
}

/// An equilibrium in a box.
pub fn enclosure(out: &mut String, players: &[String], strategies: &[Vec<String>], one: &Enclosed) -> std::fmt::Result {
    let payoffs: Vec<String> = one.payoffs.iter().map(|ends| phrases::plain(&middle(ends), 3)).collect();
    let words = mixtures(players, strategies, one);
    writeln!(out, "    {words}  {DIM}pays {}; rounded from a proved enclosure{DIM:#}", payoffs.join(", "))
}

fn more(out: &mut String, count: usize, what: &str) -> std::fmt::Result {
    match count.saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "    and {more} more {what}"),
    }
}

pub fn middle([lo, hi]: &[Rational; 2]) -> Rational {
    &(lo + hi) / &Rational::from(2)
}

/// The mixtures of those who have a choice, rounded.
fn mixtures(players: &[String], strategies: &[Vec<String>], one: &Enclosed) -> String {
    each(players, strategies, &one.profile, |label, ends| match ends[0].is_one() {
        true => label.to_owned(),
        false => format!("{} {label}", phrases::plain(&middle(ends), 6)),
    })
}

/// The ranges of the probabilities of those who have a choice, rounded outwards.
fn ranges(players: &[String], strategies: &[Vec<String>], profile: &[Vec<[Rational; 2]>]) -> String {
    let thousand = Rational::from(1_000);
    let down = |value: &Rational| &(value * &thousand).floor() / &thousand;
    let up = |value: &Rational| -&down(&-value);
    each(players, strategies, profile, |label, [lo, hi]| match lo.is_one() {
        true => label.to_owned(),
        false => format!("{label} {}–{}", phrases::plain(&down(lo), 3), phrases::plain(&up(hi), 3)),
    })
}

/// Words for each strategy that may be played, by player who has a choice.
fn each(
    players: &[String],
    strategies: &[Vec<String>],
    profile: &[Vec<[Rational; 2]>],
    word: impl Fn(&str, &[Rational; 2]) -> String,
) -> String {
    let lists = players.iter().zip(strategies).zip(profile);
    let words: Vec<String> = lists
        .filter(|((_, labels), _)| labels.len() > 1)
        .map(|((player, labels), weights)| {
            let used = labels.iter().zip(weights).filter(|(_, [_, hi])| !hi.is_zero());
            let words: Vec<String> = used.map(|(label, ends)| word(label, ends)).collect();
            format!("{player}: {}", words.join(" + "))
        })
        .collect();
    words.join(" · ")
}

/// What is known of an equilibrium, in words. That it has no index says something only where `two`
/// players have a choice: of more, most indices are not computed.
fn known(facts: &EquilibriumFacts, two: bool) -> Vec<String> {
    let words = [
        (facts.strict, "strict"),
        (facts.payoff_dominant == Some(true), "payoff-dominant"),
        (facts.risk_dominant == Some(true), "risk-dominant"),
        (facts.undominated == Some(false), "uses a weakly dominated strategy"),
    ];
    let mut words: Vec<String> = words.iter().filter(|(holds, _)| *holds).map(|(_, word)| (*word).to_owned()).collect();
    words.extend(facts.index.map(|index| format!("index {index:+}")));
    if facts.index.is_none() && two {
        words.push("no index".to_owned());
    }
    words
}

/// Which equilibria of the list above belong together, counted from 1.
fn hanging_together(out: &mut String, components: &Components) -> std::fmt::Result {
    let sets = |lists: &[Vec<usize>]| {
        let mut words: Vec<String> = lists
            .iter()
            .take(LISTED)
            .map(|list| {
                let mut places: Vec<String> = list.iter().take(LISTED).map(|at| (at + 1).to_string()).collect();
                if list.len() > LISTED {
                    places.push(format!("… ({} in all)", list.len()));
                }
                format!("{{{}}}", places.join(", "))
            })
            .collect();
        if lists.len() > LISTED {
            words.push(format!("… ({} in all)", lists.len()));
        }
        words.join(" ")
    };
    writeln!(out, "  {DIM}connected components, by place in this list: {}{DIM:#}", sets(&components.connected))?;
    match &components.maximal {
        Some(maximal) => writeln!(out, "  {DIM}maximal Nash subsets: {}{DIM:#}", sets(maximal)),
        None => writeln!(out, "  {DIM}maximal Nash subsets: too many to list{DIM:#}"),
    }
}
