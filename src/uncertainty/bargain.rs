//! Where the concession enters or leaves the Nash package as one number moves, with proof.
//!
//! From a value that no proof covers yet, the Nash point is computed, and proved to stay on the
//! packages that have weight as far as that is so (`face`). Neighbouring proofs end on the same
//! root; it is a switching point if the answer changes there. A part of the number on which the
//! proofs do not meet is divided until it is narrow, and then left out: the list is not called
//! complete.
//!
//! Proved are any mixtures of up to four parties, mixtures of one or two packages, of as many as there
//! are parties or one less of any number of parties, and that nobody can gain without another's
//! loss. Not proved are other mixtures of five and six parties, points at which several packages
//! come and go at once beside an irrational mixture, and packages that pay all parties the same
//! while only one holds the concession. There each change that is seen is bisected, and listed if the
//! condition of it has exactly one root in the bracket.

mod face;
mod line;

use std::collections::VecDeque;

use crate::compile::Compiled;
use crate::compile::bargaining::PackageGame;
use crate::numeric::polynomial::Polynomial;
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, isolate, sign_at};
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{SwitchingPoint, TestId};

use super::switching::{search_interval, stretches, switching_point};
use face::{Packages, Proof, Reach, entry};

/// Values at which the problem is solved before the search for proofs gives up.
const SOLVED: usize = 400;

/// Parts of the interval that are not divided further where nothing is proved.
const PARTS: i64 = 1 << 12;

/// The bits of the first width to which a boundary is narrowed, and how often these are doubled.
const NARROW: u32 = 40;
const NARROWER: usize = 5;

/// Halvings of a stretch on which the answer changes.
const HALVINGS: usize = 40;

/// Switching points of the test `bargain` along a parameter, and whether they are proved to be all.
pub fn bargain_switches(scenario: &Scenario, parameter: ParameterId) -> (Vec<(TestId, SwitchingPoint)>, bool) {
    let Some(game) = PackageGame::new(scenario, Some(parameter)) else { return (Vec::new(), false) };
    let interval = search_interval(scenario, parameter);
    if interval.low >= interval.high {
        return (Vec::new(), true);
    }
    let least = &(&interval.high - &interval.low) / &Rational::from(PARTS);
    let registers = game.program.evaluate(&Compiled::base(scenario));
    let mut asked = vec![false; game.packages.len()];
    for package in game.with(scenario.question) {
        asked[package] = true;
    }
    let mut left = SOLVED;
    let mut parts: Vec<(Packages, Vec<Cell>)> = Vec::new();
    for stretch in stretches(&game.program, &registers, parameter, &interval) {
        let registers: Vec<Polynomial> =
            (0..stretch.polynomials.len()).map(|index| stretch.polynomial(Register(index as u32))).collect();
        let packages = Packages { gains: game.gains(&registers), asked: asked.clone() };
        let cells = cover(&packages, (&stretch.lo, &stretch.hi), &least, &mut left);
        parts.push((packages, cells));
    }
    let cells: Vec<(&Packages, &Cell)> =
        parts.iter().flat_map(|(packages, cells)| cells.iter().map(move |cell| (packages, cell))).collect();
    let (changes, complete) = changes(&cells);
    let point = |change: Change| {
        let answers = (change.below, change.on, change.above);
        (TestId::Bargain, switching_point(scenario, parameter, change.at, answers, None))
    };
    (changes.into_iter().map(point).collect(), complete)
}

/// A part of the parameter with the answer at a value in it, and what proves it throughout.
struct Cell {
    lo: Root,
    hi: Root,
    at: Rational,
    holds: bool,
    /// What is positive where it stays, on an end too if the same packages have weight there.
    proof: Option<Vec<Polynomial>>,
}

/// A value at which the answer changes.
#[derive(Debug)]
struct Change {
    at: Root,
    below: bool,
    /// On the value itself; `None` where that was not decided.
    on: Option<bool>,
    above: bool,
}

/// The parts of a stretch of the parameter, in order.
fn cover(packages: &Packages, (lo, hi): (&Root, &Root), least: &Rational, left: &mut usize) -> Vec<Cell> {
    // The widest part first, more or less, so that a part without proofs does not use up all tries.
    let mut open = VecDeque::from([(lo.clone(), hi.clone())]);
    let mut cells: Vec<Cell> = Vec::new();
    while let Some((lo, hi)) = open.pop_front() {
        let at = between(&lo, &hi);
        let solved = packages.solved(&at);
        let holds = packages.has_weight(&solved);
        if *left == 0 {
            cells.push(Cell { lo, hi, at, holds, proof: None });
            continue;
        }
        *left -= 1;
        let wide = &(hi.bounds().1 - lo.bounds().0) > least;
        let rest = match packages.prove(&solved, &at, (&lo, &hi), Reach::Far) {
            Some(Proof { from, to, keeps }) => {
                let rest = [(lo, from.clone()), (to.clone(), hi)];
                cells.push(Cell { lo: from, hi: to, at, holds, proof: Some(keeps) });
                rest.into_iter().filter(|(lo, hi)| lo < hi).collect()
            }
            None if wide => {
                let here = Root::Rational(at);
                vec![(lo, here.clone()), (here, hi)]
            }
            None => {
                cells.push(Cell { lo, hi, at, holds, proof: None });
                Vec::new()
            }
        };
        open.extend(rest);
    }
    cells.sort_by(|a, b| a.lo.cmp(&b.lo));
    cells
}

/// Where the answer changes from part to part, and whether that is proved to be all.
fn changes(cells: &[(&Packages, &Cell)]) -> (Vec<Change>, bool) {
    let mut complete = cells.iter().all(|(_, cell)| cell.proof.is_some());
    let mut found = Vec::new();
    for pair in cells.windows(2) {
        let [(packages, below), (next, above)] = [pair[0], pair[1]];
        if below.proof.is_some() && above.proof.is_some() {
            let on = on(packages, below, above);
            // Between two proofs of one answer it may differ on the point alone.
            if below.holds != above.holds || on.is_some_and(|on| on != below.holds) {
                found.push(Change { at: below.hi.clone(), below: below.holds, on, above: above.holds });
            } else {
                complete &= on.is_some();
            }
        } else if below.holds != above.holds {
            let change = match std::ptr::eq(packages, next) {
                true => bisected(packages, below.at.clone(), above.at.clone()),
                false => across(packages, next, below, above),
            };
            complete &= change.is_some();
            found.extend(change);
        }
    }
    (found, complete)
}

/// The answer where two proofs meet; `None` where that was not decided.
fn on(packages: &Packages, below: &Cell, above: &Cell) -> Option<bool> {
    let stays = |keeps: &Vec<Polynomial>| keeps.iter().all(|polynomial| sign_at(polynomial, &below.hi) > 0);
    let kept = [below, above].into_iter().find(|cell| cell.proof.as_ref().is_some_and(stays));
    match (kept, &below.hi) {
        (Some(cell), _) => Some(cell.holds),
        (None, Root::Rational(value)) => Some(packages.holds(value)),
        (None, Root::Isolated { .. }) => {
            // Perhaps a proof ends here for no good reason. One that starts nearby may go on.
            let root = refined(&below.hi, &below.lo, &above.hi)?;
            let at = root.bounds().0;
            if let Root::Rational(value) = &root {
                return Some(packages.holds(value));
            }
            let solved = packages.solved(at);
            let Proof { from, to, .. } = packages.prove(&solved, at, (&below.lo, &above.hi), Reach::Near)?;
            (from < root && root < to).then(|| packages.has_weight(&solved))
        }
    }
}

/// A number with narrow bounds strictly between two others that it is between. `None` if these are
/// too close.
fn refined(root: &Root, low: &Root, high: &Root) -> Option<Root> {
    let mut root = root.clone();
    let mut width = Rational::new(1, 1 << NARROW);
    for _ in 0..NARROWER {
        root.refine_to(&width);
        let (lo, hi) = root.bounds();
        if *low < Root::Rational(lo.clone()) && Root::Rational(hi.clone()) < *high {
            return Some(root);
        }
        width = &width * &width;
    }
    None
}

/// The change of the answer from one stretch of the number to the next, on whichever side of the
/// boundary it is: gains are other polynomials there, which meet on it.
fn across(packages: &Packages, next: &Packages, below: &Cell, above: &Cell) -> Option<Change> {
    let point = |value: &Rational| Root::Rational(value.clone());
    let boundary = refined(&below.hi, &point(&below.at), &point(&above.at))?;
    let (left, right) = boundary.bounds();
    let (on_left, on_right) = (packages.holds(left), next.holds(right));
    if on_left != on_right {
        // In between, where nothing tells it from the boundary but a bracket.
        None
    } else if on_left != below.holds {
        bisected(packages, below.at.clone(), left.clone())
    } else {
        bisected(next, right.clone(), above.at.clone())
    }
}

/// The change of the answer between two values at which it differs, if where the packages with
/// weight change is the only root of what says so.
fn bisected(packages: &Packages, mut low: Rational, mut high: Rational) -> Option<Change> {
    let support = |at: &Rational| -> Vec<usize> { packages.solved(at).into_iter().map(|(own, _)| own).collect() };
    let holds = |support: &[usize]| support.iter().any(|&own| packages.asked[own]);
    let (mut below, mut above) = (support(&low), support(&high));
    let held = holds(&below);
    for _ in 0..HALVINGS {
        let middle = &(&low + &high) * &Rational::new(1, 2);
        let support = support(&middle);
        if holds(&support) == held {
            (low, below) = (middle, support);
        } else {
            (high, above) = (middle, support);
        }
    }
    let kept: Vec<usize> = below.iter().copied().filter(|package| above.contains(package)).collect();
    let moving = below.iter().chain(&above).find(|package| !kept.contains(package))?;
    let kept: Vec<Vec<Polynomial>> = kept.into_iter().map(|package| packages.gains[package].clone()).collect();
    let condition = entry(&kept, &packages.gains[*moving])?;
    if condition.is_zero() {
        return None;
    }
    let mut roots = isolate(&condition, &low, &high);
    // The bracket's ends were tried, and they may be the point itself.
    let ends = [&low, &high].into_iter().filter(|end| condition.evaluate(end).is_zero());
    roots.extend(ends.cloned().map(Root::Rational));
    let [root] = <[Root; 1]>::try_from(roots).ok()?;
    let at = root.rationalized();
    let on = match &at {
        Root::Rational(value) => Some(packages.holds(value)),
        Root::Isolated { .. } => None,
    };
    Some(Change { at, below: held, on, above: !held })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::stream::word;
    use crate::scenario::diagnostic::Source;

    #[test]
    fn a_vote_enters_the_package_once_it_is_likely_enough() {
        // The treaty pays 4 and 6. The vote costs the owner 1 and gives the demander 10 π - 3 more: on
        // the point (4, 6) it enters where -1/4 + (10 π - 3)/6 > 0, at π = 9/20.
        let text = r#"
[scenario]
title = "A vote"
question = "vote"
[players.owner.payoffs]
treaty = 4
[players.demander.payoffs]
treaty = 6
vote = 10
"vote.failed" = 0
"treaty & vote" = -3
"treaty & vote.failed" = -3
[concessions.vote]
owner = "owner"
demanded_by = "demander"
success = { low = 0.1, base = 0.4, high = 0.9 }
cost = { attempt = 1 }
[agreements.treaty]
signatories = ["owner", "demander"]
[process]
agreement = "treaty"
demands = ["vote"]
"#;
        let (scenario, _) = Scenario::read(&Source::new("vote.toml", text)).unwrap();
        let parameter = scenario.parameter_at("concessions.vote.success").unwrap();
        let (found, complete) = bargain_switches(&scenario, parameter);
        assert!(complete);
        let [(TestId::Bargain, point)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(point.at, Root::Rational(Rational::new(9, 20)));
        assert!(!point.below && point.becomes && point.inside);
    }

    /// Beside the point (4, 6) the package pays 3 and more than 6 by `s`, and enters where
    /// `-1/4 + s/6 > 0`: where `s` is 3/2. Up to 2/5 `s = 10 π - 3`, and then it is twice as steep.
    #[test]
    fn a_change_next_to_a_boundary_is_where_the_gains_beyond_it_say() {
        let packages = |start: Rational, slope: i64| {
            let constant = |value: i64| Polynomial::new([Rational::from(value)]);
            let more = Polynomial::new([&start + &Rational::from(6), Rational::from(slope)]);
            Packages { gains: vec![vec![constant(4), constant(6)], vec![constant(3), more]], asked: vec![false, true] }
        };
        let cell = |ends: [Rational; 2], at: Rational, holds: bool| {
            let [lo, hi] = ends.map(Root::Rational);
            Cell { lo, hi, at, holds, proof: None }
        };
        let (near, far) = (packages(Rational::from(-3), 10), packages(Rational::from(-7), 20));
        let boundary = Rational::new(2, 5);
        let below = cell([Rational::ZERO, boundary.clone()], Rational::new(1, 5), false);
        let above = cell([boundary, Rational::ONE], Rational::new(7, 10), true);
        let (found, complete) = changes(&[(&near, &below), (&far, &above)]);
        let [change] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(change.at, Root::Rational(Rational::new(17, 40)));
        assert!(!complete && !change.below && change.above);
    }

    /// The Nash share of the first two packages by the multiplicative method, in floats: each share
    /// grows by what the package is worth at the prices of the point, which takes long and shares
    /// nothing with the solver.
    fn slow_share(gains: &[Vec<f64>]) -> f64 {
        let players = gains[0].len();
        let mut shares = vec![1.0 / gains.len() as f64; gains.len()];
        let mut point = vec![0.0; players];
        for round in 0..20_000 {
            point.fill(0.0);
            for (gain, share) in gains.iter().zip(&shares) {
                for (sum, gain) in point.iter_mut().zip(gain) {
                    *sum += gain * share;
                }
            }
            for (gain, share) in gains.iter().zip(&mut shares) {
                let mut worth = 0.0;
                for (gain, point) in gain.iter().zip(&point) {
                    worth += gain / point;
                }
                *share *= worth / players as f64;
            }
            let share = shares[0] + shares[1];
            if round > 600 && !(1e-4..0.25).contains(&share) {
                break;
            }
        }
        shares[0] + shares[1]
    }

    #[test]
    fn of_three_and_four_parties_every_change_is_proved_and_a_slow_method_agrees() {
        let mut drawn = 0;
        let mut number = |most: u64| {
            drawn += 1;
            Rational::from((word(7, 0, drawn) % most) as i64 + 1)
        };
        let (mut mixed, mut changed) = (0, 0);
        for case in 0..12 {
            let players = 3 + case % 2;
            let count = 5 + case % 3;
            // Gains from one end of the unit interval to the other, all positive.
            let gains: Vec<Vec<Polynomial>> = (0..count)
                .map(|package| {
                    let gain = |_| {
                        let (start, end) = (number(9), number(9));
                        Polynomial::new([start.clone(), &end - &start])
                    };
                    let mut gains: Vec<Polynomial> = (0..players).map(gain).collect();
                    // Most packages are good for one of the parties, which takes mixtures.
                    let liked = &mut gains[package % players];
                    *liked = &*liked + &Polynomial::constant(Rational::from(15));
                    gains
                })
                .collect();
            let packages = Packages { gains, asked: (0..count).map(|package| package < 2).collect() };
            let (zero, one) = (Root::Rational(Rational::ZERO), Root::Rational(Rational::ONE));
            let cells = cover(&packages, (&zero, &one), &Rational::new(1, 4096), &mut 400);
            let all: Vec<(&Packages, &Cell)> = cells.iter().map(|cell| (&packages, cell)).collect();
            let (changes, complete) = changes(&all);
            assert!(complete, "case {case}: {:?}", packages.gains);
            changed += changes.len();
            for index in 0..20 {
                let at = Rational::new(2 * index + 1, 40);
                let here = Root::Rational(at.clone());
                let gains: Vec<Vec<f64>> = packages
                    .gains
                    .iter()
                    .map(|own| own.iter().map(|gain| gain.evaluate(&at).to_f64()).collect())
                    .collect();
                let share = slow_share(&gains);
                let (tiny, clear) = (1e-3, 5e-2);
                let expected = match changes.iter().rev().find(|change| change.at < here) {
                    Some(change) => change.above,
                    None => changes.first().map_or(cells[0].holds, |change| change.below),
                };
                if share > clear
                    || share < tiny && changes.iter().all(|change| (change.at.to_f64() - at.to_f64()).abs() > 0.02)
                {
                    assert_eq!(share > clear, expected, "case {case} at {at}: {share}");
                }
                mixed += usize::from(packages.solved(&at).len() > 2);
            }
            // On either side of each change the answers are those that are claimed.
            for change in &changes {
                let near = Rational::new(1, 1 << 14);
                let (lo, hi) = change.at.bounds();
                assert_eq!(packages.holds(&(lo - &near)), change.below);
                assert_eq!(packages.holds(&(hi + &near)), change.above);
            }
        }
        assert!(mixed > 40 && changed > 5, "{mixed} values with three packages or more, {changed} changes");
    }

    #[test]
    fn a_referendum_enters_a_mixture_of_three_agreements() {
        // Three agreements that exclude each other pay (9, 1, 2), (1, 8, 1) and (2, 2, 7): each is worth 3
        // at prices in proportion to (36, 47, 41), and all have weight. A referendum beside any of them
        // costs the first party π + 1/2 and brings the second 4 π, which pays from
        // 47 · 4 π = 36 (π + 1/2) on, at π = 9/76: then the three change for the three with it.
        let text = r#"
[scenario]
title = "Three capitals and a referendum"
question = "referendum"
[players.north.payoffs]
line = 9
port = 1
rail = 2
referendum = -1
"port & rail" = -3
"line & port" = -10
"line & rail" = -11
[players.south.payoffs]
line = 1
port = 8
rail = 2
referendum = 4
"port & rail" = -10
"line & port" = -9
"line & rail" = -3
[players.east.payoffs]
line = 2
port = 1
rail = 7
"port & rail" = -8
"line & port" = -3
"line & rail" = -9
[concessions.referendum]
owner = "north"
demanded_by = "south"
success = { low = 0.05, base = 0.4, high = 0.95 }
cost = { attempt = 0.5 }
[agreements.line]
signatories = ["north", "south", "east"]
[agreements.port]
signatories = ["north", "south", "east"]
[agreements.rail]
signatories = ["north", "south", "east"]
[process]
agreement = "line"
demands = ["referendum"]
"#;
        let (scenario, _) = Scenario::read(&Source::new("capitals.toml", text)).unwrap();
        let parameter = scenario.parameter_at("concessions.referendum.success").unwrap();
        let (found, complete) = bargain_switches(&scenario, parameter);
        let [(TestId::Bargain, point)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((&point.at, complete), (&Root::Rational(Rational::new(9, 76)), true));
        assert!(!point.below && point.becomes);
    }

    #[test]
    fn of_five_parties_a_mixture_of_three_packages_is_left_open_and_said_to_be() {
        let constant = |gains: [i64; 5]| gains.map(|gain| Polynomial::constant(Rational::from(gain))).to_vec();
        let gains = [[6, 1, 1, 1, 2], [1, 6, 1, 2, 1], [1, 1, 7, 1, 1]].map(constant).to_vec();
        let packages = Packages { gains, asked: vec![true, false, false] };
        let (zero, one) = (Root::Rational(Rational::ZERO), Root::Rational(Rational::ONE));
        assert_eq!(packages.solved(&Rational::new(1, 2)).len(), 3);
        let cells = cover(&packages, (&zero, &one), &Rational::new(1, 4), &mut 8);
        let all: Vec<(&Packages, &Cell)> = cells.iter().map(|cell| (&packages, cell)).collect();
        let (changes, complete) = changes(&all);
        assert!(changes.is_empty() && !complete);
    }
}
