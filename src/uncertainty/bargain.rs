//! Where the concession enters or leaves the Nash package as one number moves.
//!
//! Along a parameter the payoffs of packages are polynomials, and the packages with weight in
//! the Nash solution change at isolated points. A scan with bisection brackets each change of
//! the answer. Within the bracket the condition of the change is algebraic: with the packages
//! that keep their weight on a point or an edge, the first-order condition of the package that
//! enters or leaves is tight. On a point `v` that reads `Σ_i g_i(q)/g_i(v) = n`; on an edge the
//! place on it is eliminated by a resultant (Sylvester 1840 \[Sylvester1840\]). The point is listed
//! if that polynomial has exactly one root in the bracket; other changes, and pairs of changes
//! between two points of the scan, are not found, so the list may lack some.

use crate::compile::Compiled;
use crate::compile::bargaining::PackageGame;
use crate::numeric::polynomial::Polynomial;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, isolate};
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::solve::limits::Limits;
use crate::solve::nash_bargaining::nash_bargaining;
use crate::verdict::{SwitchingPoint, TestId};

use super::switching::{search_interval, switching_point};

/// Stretches of the scan.
const STRETCHES: i64 = 48;

/// Halvings of a stretch on which the answer changes.
const HALVINGS: usize = 40;

/// Switching points of the test `bargain` along a parameter.
pub fn bargain_switches(scenario: &Scenario, parameter: ParameterId) -> Vec<(TestId, SwitchingPoint)> {
    let Some(game) = PackageGame::new(scenario, Some(parameter)) else { return Vec::new() };
    let interval = search_interval(scenario, parameter);
    if interval.low >= interval.high {
        return Vec::new();
    }
    let scan = Scan { scenario, game, parameter };
    let width = &interval.high - &interval.low;
    let at = |step: i64| &interval.low + &(&width * &Rational::new(step, STRETCHES));
    let mut found = Vec::new();
    let mut before = scan.support(&at(0));
    for step in 1..=STRETCHES {
        let after = scan.support(&at(step));
        if scan.holds(&before) != scan.holds(&after) {
            found.extend(scan.change(at(step - 1), before, at(step), after.clone()));
        }
        before = after;
    }
    found.into_iter().map(|point| (TestId::Bargain, point)).collect()
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

    /// The packages with weight in the Nash solution, ascending.
    fn support(&self, at: &Rational) -> Vec<usize> {
        let problem = self.game.at(self.scenario, &self.values(at));
        let bargain = nash_bargaining(&problem, &Limits::default()).expect("the status quo is individually rational");
        let mut support: Vec<usize> = bargain.mixture.iter().map(|(outcome, _)| outcome[0]).collect();
        support.sort_unstable();
        support
    }

    fn holds(&self, support: &[usize]) -> bool {
        self.game.with(self.scenario.question).any(|package| support.binary_search(&package).is_ok())
    }

    /// The change of the answer between two points at which it differs.
    fn change(
        &self,
        mut low: Rational,
        mut below: Vec<usize>,
        mut high: Rational,
        mut above: Vec<usize>,
    ) -> Option<SwitchingPoint> {
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
    let columns: Vec<usize> = (0..2 * degree).collect();
    determinant(&rows, &columns)
}

/// By expansion along the first row.
fn determinant(rows: &[Vec<Polynomial>], columns: &[usize]) -> Polynomial {
    let Some((first, rest)) = rows.split_first() else { return Polynomial::constant(Rational::ONE) };
    let mut total = Polynomial::constant(Rational::ZERO);
    for (place, &column) in columns.iter().enumerate().filter(|(_, column)| !first[**column].is_zero()) {
        let others: Vec<usize> = columns.iter().copied().filter(|other| *other != column).collect();
        let minor = &first[column] * &determinant(rest, &others);
        total = if place % 2 == 0 { &total + &minor } else { &total - &minor };
    }
    total
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
        let found = bargain_switches(&scenario, parameter);
        let [(TestId::Bargain, point)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(point.at, Root::Rational(Rational::new(9, 20)));
        assert!(!point.below && point.becomes && point.inside);
    }
}
