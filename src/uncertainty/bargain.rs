//! Where the concession enters or leaves the Nash package as one number moves, with proof.
//!
//! Along a parameter the gains of packages are polynomials. The Nash point is on a package `u` as
//! long as `Σ_i g_i(Q)/g_i(u) <= n` for all packages `Q`: polynomials whose signs say how far. It is
//! strictly between two, `x = u + s (v - u)`, as long as the derivative `Σ_i (v_i - u_i)/x_i` is
//! positive at some `s₁ >= 0` and negative at some `s₂ <= 1`, and `Σ_i g_i(Q)/x_i < n` for all others
//! and all `s` between, for which the ends of `x_i` are enough. These are polynomials again. From a
//! value in what no proof covers yet the next one is taken; where the Nash point passes from a
//! package to an edge, both proofs end on the same root, which is a switching point if the answer
//! changes there.
//!
//! Where three or more packages have weight, which takes three players, nothing is proved: there
//! the answer is only looked at where the search stops dividing, each change that is seen is
//! bisected, and listed if the condition of it, with the place on an edge eliminated by a resultant
//! (Sylvester 1840 \[Sylvester1840\]), has exactly one root in the bracket. The list is then not
//! called complete.

use crate::compile::Compiled;
use crate::compile::bargaining::PackageGame;
use crate::numeric::polynomial::{Polynomial, determinant};
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, isolate};
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::solve::limits::Limits;
use crate::solve::nash_bargaining::nash_bargaining;
use crate::verdict::{SwitchingPoint, TestId};

use super::along::{Stretch, rootless_around};
use super::switching::{search_interval, stretches, switching_point};

/// Values at which the problem is solved before the search for proofs gives up.
const SOLVED: usize = 400;

/// Parts of the interval that are not divided further where nothing is proved.
const PARTS: i64 = 64;

/// Halvings of a stretch on which the answer changes.
const HALVINGS: usize = 40;

/// Halvings of what is left on either side of the place on an edge.
const NARROWINGS: u32 = 48;

/// Switching points of the test `bargain` along a parameter, and whether they are proved to be all.
pub fn bargain_switches(scenario: &Scenario, parameter: ParameterId) -> (Vec<(TestId, SwitchingPoint)>, bool) {
    let Some(game) = PackageGame::new(scenario, Some(parameter)) else { return (Vec::new(), false) };
    let interval = search_interval(scenario, parameter);
    if interval.low >= interval.high {
        return (Vec::new(), true);
    }
    let least = &(&interval.high - &interval.low) / &Rational::from(PARTS);
    let scan = Scan { scenario, game, parameter };
    let registers = scan.game.program.evaluate(&Compiled::base(scenario));
    let mut cells: Vec<Cell> = Vec::new();
    let mut left = SOLVED;
    for stretch in stretches(&scan.game.program, &registers, parameter, &interval) {
        cells.extend(scan.cover(&stretch, &least, &mut left));
    }
    let mut complete = cells.iter().all(|cell| cell.proof.is_some());
    let mut found = Vec::new();
    for pair in cells.windows(2) {
        let (below, above) = (&pair[0], &pair[1]);
        if below.holds == above.holds && below.proof.is_some() && above.proof.is_some() {
            // Between two proofs of one answer it may differ on the point alone.
            if let Root::Rational(value) = &below.hi
                && scan.holds(&scan.support(value)) != below.holds
            {
                let answers = (below.holds, Some(!below.holds), above.holds);
                found.push(switching_point(scenario, parameter, below.hi.clone(), answers, None));
            }
        } else if below.holds != above.holds {
            let point = match (&below.proof, &above.proof) {
                (Some(_), Some(_)) => {
                    let answers = (below.holds, scan.on(below, above), above.holds);
                    Some(switching_point(scenario, parameter, below.hi.clone(), answers, None))
                }
                _ => scan.change(below.at.clone(), above.at.clone()),
            };
            complete &= point.is_some();
            found.extend(point);
        }
    }
    (found.into_iter().map(|point| (TestId::Bargain, point)).collect(), complete)
}

/// A part of the parameter with the answer at a value in it, and what proves it throughout.
struct Cell {
    lo: Root,
    hi: Root,
    at: Rational,
    holds: bool,
    proof: Option<Proof>,
}

/// Why the Nash point stays where it is.
struct Proof {
    /// On one package; it is then still there on the ends.
    certain: bool,
    /// Positive where it holds.
    positive: Vec<Polynomial>,
}

struct Scan<'a> {
    scenario: &'a Scenario,
    game: PackageGame,
    parameter: ParameterId,
}

impl Scan<'_> {
    fn values(&self, at: &Rational) -> Vec<Rational> {
        let mut values = Compiled::base(self.scenario);
        values[self.parameter.0] = at.clone();
        values
    }

    /// The packages with weight in the Nash solution, ascending, with their weights.
    fn solved(&self, at: &Rational) -> Vec<(usize, Rational)> {
        let problem = self.game.at(self.scenario, &self.values(at));
        let bargain = nash_bargaining(&problem, &Limits::default()).expect("the status quo is individually rational");
        let mut support: Vec<(usize, Rational)> =
            bargain.mixture.into_iter().map(|(outcome, weight)| (outcome[0], weight)).collect();
        support.sort();
        support
    }

    fn support(&self, at: &Rational) -> Vec<usize> {
        self.solved(at).into_iter().map(|(package, _)| package).collect()
    }

    fn holds(&self, support: &[usize]) -> bool {
        self.game.with(self.scenario.question).any(|package| support.binary_search(&package).is_ok())
    }

    /// The answer where two proofs meet; `None` where that was not decided.
    fn on(&self, below: &Cell, above: &Cell) -> Option<bool> {
        if let Root::Rational(value) = &below.hi {
            return Some(self.holds(&self.support(value)));
        }
        [below, above]
            .into_iter()
            .find(|cell| cell.proof.as_ref().is_some_and(|proof| proof.certain))
            .map(|cell| cell.holds)
    }

    /// The parts of a stretch, in order.
    fn cover(&self, stretch: &Stretch<'_>, least: &Rational, left: &mut usize) -> Vec<Cell> {
        let registers: Vec<Polynomial> =
            (0..stretch.polynomials.len()).map(|index| stretch.polynomial(Register(index as u32))).collect();
        let gains = self.game.gains(&registers);
        let mut open = vec![(stretch.lo.clone(), stretch.hi.clone())];
        let mut cells: Vec<Cell> = Vec::new();
        while let Some((lo, hi)) = open.pop() {
            let at = between(&lo, &hi);
            let solved = self.solved(&at);
            let support: Vec<usize> = solved.iter().map(|(package, _)| *package).collect();
            let holds = self.holds(&support);
            *left = left.saturating_sub(1);
            let proof = prove(&gains, &solved, &at);
            let here = Root::Rational(at.clone());
            let Some(proof) = proof else {
                let wide = &(hi.bounds().1 - lo.bounds().0) > least;
                if wide && *left > 0 {
                    open.push((here.clone(), hi));
                    open.push((lo, here));
                } else {
                    cells.push(Cell { lo, hi, at, holds, proof: None });
                }
                continue;
            };
            let (from, to) = rootless_around(&here, &lo, &hi, &proof.positive);
            let rest = [(to.clone(), hi), (lo, from.clone())];
            for (lo, hi) in rest.into_iter().filter(|(lo, hi)| lo < hi) {
                match *left > 0 {
                    true => open.push((lo, hi)),
                    false => {
                        let at = between(&lo, &hi);
                        let holds = self.holds(&self.support(&at));
                        cells.push(Cell { lo, hi, at, holds, proof: None });
                    }
                }
            }
            cells.push(Cell { lo: from, hi: to, at, holds, proof: Some(proof) });
        }
        cells.sort_by(|a, b| a.lo.cmp(&b.lo));
        cells
    }

    /// The change of the answer between two points at which it differs.
    fn change(&self, mut low: Rational, mut high: Rational) -> Option<SwitchingPoint> {
        let (mut below, mut above) = (self.support(&low), self.support(&high));
        let held = self.holds(&below);
        for _ in 0..HALVINGS {
            let middle = &(&low + &high) * &Rational::new(1, 2);
            let support = self.support(&middle);
            if self.holds(&support) == held {
                (low, below) = (middle, support);
            } else {
                (high, above) = (middle, support);
            }
        }
        let roots: Vec<Root> = match self.condition(&low, &high, &below, &above)? {
            polynomial if polynomial.is_zero() => return None,
            polynomial => {
                let mut roots = isolate(&polynomial, &low, &high);
                // The bracket's ends were tried, and they may be the point itself.
                roots.extend(
                    [&low, &high]
                        .into_iter()
                        .filter(|end| polynomial.evaluate(end).is_zero())
                        .cloned()
                        .map(Root::Rational),
                );
                roots
            }
        };
        let [root] = <[Root; 1]>::try_from(roots).ok()?;
        let root = root.rationalized();
        let on = match &root {
            Root::Rational(value) => Some(self.holds(&self.support(value))),
            Root::Isolated { .. } => None,
        };
        Some(switching_point(self.scenario, self.parameter, root, (held, on, !held), None))
    }

    /// The polynomial that vanishes where one support gives way to the other.
    fn condition(&self, low: &Rational, high: &Rational, below: &[usize], above: &[usize]) -> Option<Polynomial> {
        let kept: Vec<usize> = below.iter().copied().filter(|package| above.contains(package)).collect();
        let moving = below.iter().chain(above).copied().find(|package| !kept.contains(package))?;
        let middle = &(low + high) * &Rational::new(1, 2);
        let base = self.game.program.evaluate(&self.values(&middle));
        let program = &self.game.program;
        let moved = program.along(self.parameter.0 as u32, &base, |raw| raw.clipped_around(&middle));
        let registers: Vec<Polynomial> = moved
            .into_iter()
            .zip(base)
            .map(|(polynomial, value)| polynomial.unwrap_or_else(|| Polynomial::constant(value)))
            .collect();
        let gains = self.game.gains(&registers);
        match kept.as_slice() {
            [only] => Some(tight_at(&gains[*only], &gains[moving])),
            [one, other] if gains[0].len() <= MAX_ELIMINATED => {
                Some(tight_on_edge(&gains[*one], &gains[*other], &gains[moving]))
            }
            _ => None,
        }
    }
}

/// That the Nash point stays on the packages that have weight at a value, in polynomials that are
/// positive there; `None` if that is not proved.
fn prove(gains: &[Vec<Polynomial>], solved: &[(usize, Rational)], at: &Rational) -> Option<Proof> {
    match solved {
        [(only, _)] => {
            let own = &gains[*only];
            let others = gains.iter().map(|other| short_of(own, other));
            let positive = own.iter().cloned().chain(others).filter(|polynomial| !polynomial.is_zero()).collect();
            let proof = Proof { certain: true, positive };
            let inside = own.iter().all(|gain| gain.evaluate(at).is_positive());
            (inside && holds_at(&proof.positive, at)).then_some(proof)
        }
        [(one, _), (other, share)] => {
            let rest = &Rational::ONE - share;
            (0..NARROWINGS).find_map(|step| {
                let power = Rational::from(2).pow(step);
                let low = share - &(share / &power);
                let high = share + &(&rest / &power);
                let ends = [
                    (Rational::ZERO, Rational::ONE),
                    (Rational::ZERO, high.clone()),
                    (low.clone(), Rational::ONE),
                    (low, high),
                ];
                let ends = ends.into_iter().skip(usize::from(step > 0));
                ends.into_iter().find_map(|(low, high)| {
                    let positive = between_two(gains, (*one, *other), (&low, &high), at);
                    holds_at(&positive, at).then_some(Proof { certain: false, positive })
                })
            })
        }
        _ => None,
    }
}

fn holds_at(positive: &[Polynomial], at: &Rational) -> bool {
    positive.iter().all(|polynomial| polynomial.evaluate(at).is_positive())
}

/// `n Π_i x_i - Σ_i q_i Π_{j≠i} x_j`: nonnegative, for positive `x`, exactly if `Σ q_i / x_i <= n`.
fn short_of(x: &[Polynomial], q: &[Polynomial]) -> Polynomial {
    &Polynomial::constant(Rational::ZERO) - &tight_at(x, q)
}

/// What is positive if the Nash point is between two packages, at a place between two ends.
fn between_two(
    gains: &[Vec<Polynomial>],
    (one, other): (usize, usize),
    (low, high): (&Rational, &Rational),
    at: &Rational,
) -> Vec<Polynomial> {
    let step: Vec<Polynomial> = gains[other].iter().zip(&gains[one]).map(|(to, from)| to - from).collect();
    let place = |s: &Rational| -> Vec<Polynomial> {
        gains[one].iter().zip(&step).map(|(from, step)| from + &step.scale(s)).collect()
    };
    let (first, last) = (place(low), place(high));
    // The derivative of the product, over the product.
    let zero = Polynomial::constant(Rational::ZERO);
    let slope = |x: &[Polynomial]| {
        let moved: Vec<Polynomial> = x.iter().zip(&step).map(|(own, step)| own + step).collect();
        tight_at(x, &moved)
    };
    let mut positive: Vec<Polynomial> = first.iter().chain(&last).cloned().collect();
    positive.push(slope(&first));
    positive.push(&zero - &slope(&last));
    // Signs that say at which end a term is largest.
    let mut signed = |polynomial: &Polynomial| {
        let sign = polynomial.evaluate(at).signum();
        if !polynomial.is_zero() {
            positive.push(polynomial.scale(&Rational::from(i64::from(sign))));
        }
        sign
    };
    let signs: Vec<i32> = step.iter().map(&mut signed).collect();
    let mut rest = Vec::new();
    for (_, q) in gains.iter().enumerate().filter(|(package, _)| *package != one && *package != other) {
        let worst: Vec<Polynomial> = q
            .iter()
            .enumerate()
            .map(|(player, gain)| match signed(gain) * signs[player] >= 0 {
                true => first[player].clone(),
                false => last[player].clone(),
            })
            .collect();
        rest.push(short_of(&worst, q));
    }
    positive.extend(rest);
    positive
}

/// Players up to which the place on an edge is eliminated: a determinant of size `2n - 2`.
const MAX_ELIMINATED: usize = 4;

/// `Π_i v_i (Σ_i q_i / v_i - n)`.
fn tight_at(v: &[Polynomial], q: &[Polynomial]) -> Polynomial {
    let one = Polynomial::constant(Rational::ONE);
    let mut total = Polynomial::constant(Rational::ZERO);
    for (player, own) in q.iter().enumerate() {
        let others = v.iter().enumerate().filter(|(other, _)| *other != player);
        let product = others.fold(one.clone(), |product, (_, gain)| &product * gain);
        total = &total + &(&product * &(own - &v[player]));
    }
    total
}

/// The resultant, in the place `t`, of the first-order conditions along the edge from `u` to `v`
/// and towards `q`: `Σ_i (v_i - u_i)/g_i` and `Σ_i (q_i - g_i)/g_i` for `g = u + t (v - u)`, both times
/// `Π g_i`.
fn tight_on_edge(u: &[Polynomial], v: &[Polynomial], q: &[Polynomial]) -> Polynomial {
    let zero = || Polynomial::constant(Rational::ZERO);
    // Polynomials in t, ascending, with coefficients in the parameter.
    let times = |a: &[Polynomial], b: &[Polynomial]| -> Vec<Polynomial> {
        let mut product = vec![zero(); a.len() + b.len() - 1];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                product[i + j] = &product[i + j] + &(x * y);
            }
        }
        product
    };
    let step: Vec<Polynomial> = v.iter().zip(u).map(|(to, from)| to - from).collect();
    let others = |player: usize| -> Vec<Polynomial> {
        (0..u.len())
            .filter(|other| *other != player)
            .fold(vec![Polynomial::constant(Rational::ONE)], |product, other| {
                times(&product, &[u[other].clone(), step[other].clone()])
            })
    };
    let players = u.len();
    let (mut along, mut towards) = (vec![zero(); players], vec![zero(); players + 1]);
    for player in 0..players {
        let product = others(player);
        for (sum, term) in along.iter_mut().zip(times(&product, &[step[player].clone()])) {
            *sum = &*sum + &term;
        }
        let gap = [&q[player] - &u[player], &zero() - &step[player]];
        for (sum, term) in towards.iter_mut().zip(times(&product, &gap)) {
            *sum = &*sum + &term;
        }
    }
    // Σ_i g_i/g_i being n, `towards` holds -t times `along`; without it, its degree falls.
    let shifted: Vec<Polynomial> = std::iter::once(zero()).chain(along.iter().cloned()).collect();
    let reduced: Vec<Polynomial> = towards.iter().zip(&shifted).map(|(a, b)| a + b).take(players).collect();
    resultant(&along, &reduced)
}

/// The determinant of Sylvester's matrix of two polynomials of the same formal degree.
fn resultant(a: &[Polynomial], b: &[Polynomial]) -> Polynomial {
    let degree = a.len() - 1;
    let row = |polynomial: &[Polynomial], shift: usize| -> Vec<Polynomial> {
        let mut row = vec![Polynomial::constant(Rational::ZERO); 2 * degree];
        row[shift..shift + polynomial.len()].clone_from_slice(polynomial);
        row
    };
    let rows: Vec<Vec<Polynomial>> =
        (0..degree).map(|shift| row(a, shift)).chain((0..degree).map(|shift| row(b, shift))).collect();
    determinant(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;

    #[test]
    fn the_place_on_an_edge_is_eliminated() {
        // Two players on the edge from (0, 4) to (4, 0): the Nash point is (2, 2), and q = (x, 3)
        // is as good as it in the first-order condition where x + 3 = 4.
        let constant = |value: i64| Polynomial::constant(Rational::from(value));
        let (u, v) = ([constant(0), constant(4)], [constant(4), constant(0)]);
        let condition = tight_on_edge(&u, &v, &[Polynomial::variable(), constant(3)]);
        let roots = isolate(&condition, &Rational::from(-9), &Rational::from(9));
        assert!(matches!(roots.as_slice(), [Root::Rational(one)] if one.is_one()), "{condition:?}");
    }

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
}
