//! Where an efficient package with the concession comes or goes as one number moves, exactly.
//!
//! Along a parameter the gains of packages are polynomials. At a value a package is efficient
//! among all lotteries exactly if positive weights support it (some vertex `w` of the weights with
//! `w >= 1` and `w (g(Q) - g(P)) <= 0` for all packages `Q`), and inefficient if some lottery is
//! better. Either proof is the solution of a square linear system, so by Cramer's rule it is a
//! vector of polynomials over one determinant, and it goes on to hold as long as finitely many
//! polynomials keep their signs: up to a root, isolated exactly. From a value in what is not
//! covered yet the next proof is taken, until the whole interval is covered. All ends are roots of
//! finitely many polynomials, so this ends; a budget bounds it where there are very many.

use crate::compile::Compiled;
use crate::compile::bargaining::PackageGame;
use crate::form::bargaining::BargainingProblem;
use crate::numeric::polynomial::{Polynomial, determinant};
use crate::numeric::program::Register;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, sign_at};
use crate::numeric::span::Span;
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::solve::lottery_program::{Affine, LotteryProgram, dot};
use crate::verdict::{SwitchingPoint, TestId};

use super::along::{Stretch, rootless_around, roots_between};
use super::switching::{search_interval, stretches, switching_point};

/// Proofs after which the search gives up.
const PROOFS: usize = 4_000;

/// Values that are tried until one is on no special point.
const TRIES: usize = 16;

/// Switching points of the test `efficient` along a parameter, and whether they are all.
pub fn efficient_switches(scenario: &Scenario, parameter: ParameterId) -> (Vec<(TestId, SwitchingPoint)>, bool) {
    let Some(game) = PackageGame::new(scenario, Some(parameter)) else { return (Vec::new(), false) };
    let interval = search_interval(scenario, parameter);
    if interval.low >= interval.high {
        return (Vec::new(), true);
    }
    let registers = game.program.evaluate(&Compiled::base(scenario));
    let stretches = stretches(&game.program, &registers, parameter, &interval);
    let (mut found, mut complete) = (Vec::new(), true);
    // The last cell of the stretch before, and where it ends.
    let mut before: Option<(Root, Option<bool>)> = None;
    for stretch in &stretches {
        let search = Search::new(scenario, &game, parameter, stretch);
        let cells = search.cells();
        complete &= search.proofs < PROOFS;
        for (lo, hi, holds) in cells {
            complete &= holds.is_some();
            if let (Some((_, Some(below))), Some(becomes)) = (&before, holds) {
                let on = search.on(&lo);
                if *below != becomes || on.is_some_and(|on| on != becomes) {
                    let point = switching_point(scenario, parameter, lo, (*below, on, becomes), None);
                    found.push((TestId::Efficient, point));
                }
            }
            before = Some((hi, holds));
        }
    }
    (found, complete)
}

/// What is known of one package between two roots.
struct Cell {
    lo: Root,
    hi: Root,
    proof: Option<Proof>,
}

/// Why a package is efficient or not, in polynomials of the parameter.
struct Proof {
    efficient: bool,
    /// Positive where the proof has been found, and as long as they are, it holds. Where they
    /// vanish, it still holds but for the first of them, the determinant; and for one that speaks
    /// of a better lottery, the last, what it is better by.
    positive: Vec<Polynomial>,
}

struct Search<'a> {
    scenario: &'a Scenario,
    game: &'a PackageGame,
    parameter: ParameterId,
    stretch: &'a Stretch<'a>,
    /// By package and player.
    gains: Vec<Vec<Polynomial>>,
    /// By package with the concession: where it is individually rational.
    packages: Vec<(usize, Vec<Cell>)>,
    proofs: usize,
}

impl<'a> Search<'a> {
    fn new(
        scenario: &'a Scenario,
        game: &'a PackageGame,
        parameter: ParameterId,
        stretch: &'a Stretch<'a>,
    ) -> Search<'a> {
        let registers: Vec<Polynomial> =
            (0..stretch.polynomials.len()).map(|index| stretch.polynomial(Register(index as u32))).collect();
        let gains = game.gains(&registers);
        let mut search = Search { scenario, game, parameter, stretch, gains, packages: Vec::new(), proofs: 0 };
        for package in game.with(scenario.question) {
            let cells = search.covered(package);
            search.packages.push((package, cells));
        }
        search
    }

    /// The stretch in parts on which the answer of the test does not change.
    fn cells(&self) -> Vec<(Root, Root, Option<bool>)> {
        let ends =
            self.packages.iter().flat_map(|(_, cells)| cells).flat_map(|cell| [cell.lo.clone(), cell.hi.clone()]);
        let mut cuts: Vec<Root> = ends.chain([self.stretch.lo.clone(), self.stretch.hi.clone()]).collect();
        cuts.sort();
        cuts.dedup();
        cuts.windows(2)
            .map(|pair| {
                let inside = Root::Rational(between(&pair[0], &pair[1]));
                let answers: Vec<Option<bool>> = self
                    .packages
                    .iter()
                    .filter_map(|(_, cells)| cells.iter().find(|cell| cell.lo < inside && inside < cell.hi))
                    .map(|cell| cell.proof.as_ref().map(|proof| proof.efficient))
                    .collect();
                let some = answers.contains(&Some(true));
                let holds = (some || !answers.contains(&None)).then_some(some);
                (pair[0].clone(), pair[1].clone(), holds)
            })
            .collect()
    }

    /// The answer on a root; `None` where that was not decided.
    fn on(&self, at: &Root) -> Option<bool> {
        if let Root::Rational(value) = at {
            let own = self.at(value);
            let program = own.program();
            let acceptable = |package: &usize| own.gains[*package].iter().all(|gain| !gain.is_negative());
            return Some(
                self.game
                    .with(self.scenario.question)
                    .filter(acceptable)
                    .any(|package| program.support(&own.gains[package]).is_some()),
            );
        }
        let mut open = false;
        for (package, cells) in &self.packages {
            if self.gains[*package].iter().any(|gain| sign_at(gain, at) < 0) {
                continue;
            }
            let around: Vec<&Proof> = cells
                .iter()
                .filter(|cell| cell.lo <= *at && *at <= cell.hi)
                .filter_map(|cell| cell.proof.as_ref())
                .filter(|proof| {
                    let strict = if proof.efficient { proof.positive.first() } else { proof.positive.last() };
                    proof.positive.first().is_none_or(|whole| sign_at(whole, at) > 0)
                        && strict.is_none_or(|strict| sign_at(strict, at) > 0)
                })
                .collect();
            match around.first() {
                Some(proof) if proof.efficient => return Some(true),
                Some(_) => {}
                None => open = true,
            }
        }
        (!open).then_some(false)
    }

    /// The parts of the stretch in which a package is individually rational, with proofs.
    fn covered(&mut self, package: usize) -> Vec<Cell> {
        let mut cuts = vec![self.stretch.lo.clone(), self.stretch.hi.clone()];
        for gain in &self.gains[package] {
            cuts.extend(roots_between(gain, &self.stretch.lo, &self.stretch.hi));
        }
        cuts.sort();
        cuts.dedup();
        let mut open: Vec<(Root, Root)> = cuts
            .windows(2)
            .filter(|pair| {
                let inside = between(&pair[0], &pair[1]);
                self.gains[package].iter().all(|gain| !gain.evaluate(&inside).is_negative())
            })
            .map(|pair| (pair[0].clone(), pair[1].clone()))
            .collect();
        let mut cells = Vec::new();
        while let Some((lo, hi)) = open.pop() {
            let mut value = between(&lo, &hi);
            let mut proof = None;
            for _ in 0..TRIES {
                self.proofs += 1;
                if self.proofs >= PROOFS {
                    break;
                }
                proof = self.prove(package, &value);
                if proof.is_some() {
                    break;
                }
                value = between(&lo, &Root::Rational(value));
            }
            let Some(proof) = proof else {
                cells.push(Cell { lo, hi, proof: None });
                continue;
            };
            let here = Root::Rational(value);
            let (from, to) = rootless_around(&here, &lo, &hi, &proof.positive);
            if lo < from {
                open.push((lo, from.clone()));
            }
            if to < hi {
                open.push((to.clone(), hi));
            }
            cells.push(Cell { lo: from, hi: to, proof: Some(proof) });
        }
        cells
    }

    fn at(&self, value: &Rational) -> Here {
        let gains =
            self.gains.iter().map(|own| own.iter().map(|gain| gain.evaluate(value)).collect::<Vec<_>>()).collect();
        let mut parameters = Compiled::base(self.scenario);
        parameters[self.parameter.0] = value.clone();
        Here { value: value.clone(), gains, problem: self.game.at(self.scenario, &parameters) }
    }

    /// A proof at a value that goes on beside it; `None` on a special point.
    fn prove(&self, package: usize, value: &Rational) -> Option<Proof> {
        let here = self.at(value);
        let program = here.program();
        let proof = match program.support(&here.gains[package]) {
            Some((weights, _)) => self.supported(package, &here, &weights),
            None => self.surpassed(package, &here, &program),
        }?;
        // All must be positive, not only where the proof was found to hold.
        proof.positive.iter().all(|polynomial| polynomial.evaluate(value).is_positive()).then_some(proof)
    }

    /// `g_i(Q) - g_i(P)`.
    fn beyond(&self, other: usize, package: usize) -> Vec<Polynomial> {
        self.gains[other].iter().zip(&self.gains[package]).map(|(a, b)| a - b).collect()
    }

    /// Weights that support a package, as the solution of what is tight.
    fn supported(&self, package: usize, here: &Here, weights: &[Rational]) -> Option<Proof> {
        let count = weights.len();
        let unit = |player: usize| -> Vec<Polynomial> {
            (0..count).map(|other| Polynomial::constant(Rational::from(i64::from(other == player)))).collect()
        };
        let value = |row: &[Rational]| dot(row, weights);
        let mut system = System::new(count);
        for other in 0..self.gains.len() {
            let gap: Vec<Rational> = here.gap(other, package);
            if value(&gap).is_zero() {
                system.add(&gap, || (self.beyond(other, package), Rational::ZERO));
            }
        }
        // What is free is held where it is; a weight of one comes first.
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&player| !weights[player].is_one());
        for player in order {
            let row: Vec<Rational> = (0..count).map(|other| Rational::from(i64::from(other == player))).collect();
            system.add(&row, || (unit(player), weights[player].clone()));
        }
        let (whole, solution) = system.solve()?;
        let zero = Polynomial::constant(Rational::ZERO);
        let margins = solution.iter().map(|part| part - &whole);
        let losses = (0..self.gains.len()).map(|other| &zero - &inner(&solution, &self.beyond(other, package)));
        let rest: Vec<Polynomial> = nonzero(margins.chain(losses)).collect();
        let positive = [whole].into_iter().chain(rest).collect();
        Some(Proof { efficient: true, positive: oriented(positive, &here.value)? })
    }

    /// A lottery that is better, as the solution of what is tight.
    fn surpassed(&self, package: usize, here: &Here, program: &LotteryProgram) -> Option<Proof> {
        let own = &here.gains[package];
        let players = own.len();
        let at_least: Vec<Affine> = own
            .iter()
            .enumerate()
            .map(|(player, gain)| Affine::of_player(player, players, Rational::ONE, -gain))
            .collect();
        let better = program.maximin(&[Affine::sum(players)], &at_least)?;
        let used: Vec<usize> = better.mixture.iter().map(|(outcome, _)| outcome[0]).collect();
        let mut system = System::new(used.len());
        let one = Polynomial::constant(Rational::ONE);
        system.add(&vec![Rational::ONE; used.len()], || (vec![one.clone(); used.len()], Rational::ONE));
        let gaps: Vec<Vec<Polynomial>> = used.iter().map(|&other| self.beyond(other, package)).collect();
        let tight: Vec<usize> = (0..players).filter(|&player| better.gains[player] == own[player]).collect();
        for &player in &tight {
            let row: Vec<Rational> = used.iter().map(|&other| here.gap(other, package)[player].clone()).collect();
            system.add(&row, || (gaps.iter().map(|gap| gap[player].clone()).collect(), Rational::ZERO));
        }
        for (place, (_, weight)) in better.mixture.iter().enumerate() {
            let at = |other: usize| i64::from(other == place);
            let row: Vec<Rational> = (0..used.len()).map(|other| Rational::from(at(other))).collect();
            let polynomials = || row.iter().cloned().map(Polynomial::constant).collect();
            system.add(&row, || (polynomials(), weight.clone()));
        }
        let (whole, solution) = system.solve()?;
        let gains: Vec<Polynomial> = (0..players)
            .map(|player| inner(&solution, &gaps.iter().map(|gap| gap[player].clone()).collect::<Vec<_>>()))
            .collect();
        let total = gains.iter().fold(Polynomial::constant(Rational::ZERO), |sum, gain| &sum + gain);
        let rest: Vec<Polynomial> = nonzero(solution.into_iter().chain(gains)).collect();
        let positive = [whole].into_iter().chain(rest).chain([total]).collect();
        Some(Proof { efficient: false, positive: oriented(positive, &here.value)? })
    }
}

/// The problem at one value.
struct Here {
    value: Rational,
    gains: Vec<Vec<Rational>>,
    problem: BargainingProblem,
}

impl Here {
    fn program(&self) -> LotteryProgram {
        LotteryProgram::new(&self.problem)
    }

    fn gap(&self, other: usize, package: usize) -> Vec<Rational> {
        self.gains[other].iter().zip(&self.gains[package]).map(|(a, b)| a - b).collect()
    }
}

/// A square system of linear equations whose coefficients are polynomials, of rows that are
/// independent at one value.
struct System {
    span: Span,
    count: usize,
    rows: Vec<(Vec<Polynomial>, Rational)>,
}

impl System {
    fn new(count: usize) -> System {
        System { span: Span::empty(count), count, rows: Vec::new() }
    }

    /// Adds a row, given at the value and in general, unless it depends on those before.
    fn add(&mut self, here: &[Rational], row: impl FnOnce() -> (Vec<Polynomial>, Rational)) {
        if self.rows.len() < self.count && self.span.insert(here) {
            self.rows.push(row());
        }
    }

    /// The determinant, and the unknowns times it (Cramer's rule).
    fn solve(&self) -> Option<(Polynomial, Vec<Polynomial>)> {
        if self.rows.len() < self.count {
            return None;
        }
        let matrix = |replaced: Option<usize>| -> Vec<Vec<Polynomial>> {
            let entry = |row: &(Vec<Polynomial>, Rational), column: usize| match replaced == Some(column) {
                true => Polynomial::constant(row.1.clone()),
                false => row.0[column].clone(),
            };
            self.rows.iter().map(|row| (0..self.count).map(|column| entry(row, column)).collect()).collect()
        };
        let unknown = |column: usize| determinant(&matrix(Some(column)));
        Some((determinant(&matrix(None)), (0..self.count).map(unknown).collect()))
    }
}

fn inner(a: &[Polynomial], b: &[Polynomial]) -> Polynomial {
    a.iter().zip(b).fold(Polynomial::constant(Rational::ZERO), |sum, (x, y)| &sum + &(x * y))
}

/// What vanishes everywhere is tight by nature and keeps no sign.
fn nonzero(polynomials: impl IntoIterator<Item = Polynomial>) -> impl Iterator<Item = Polynomial> {
    polynomials.into_iter().filter(|polynomial| !polynomial.is_zero())
}

/// Cramer's numerators, led by the determinant, in the sign that makes that positive.
fn oriented(numerators: Vec<Polynomial>, at: &Rational) -> Option<Vec<Polynomial>> {
    let sign = numerators.first()?.evaluate(at).signum();
    let sign = Rational::from(i64::from(sign));
    Some(numerators.into_iter().map(|polynomial| polynomial.scale(&sign)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::diagnostic::Source;

    /// The treaty pays 4 and 6. The vote with it pays the owner 2 and the demander 4 + 10 π, the
    /// vote alone the demander 10 π at a cost of 2 to the owner.
    const VOTE: &str = r#"
[scenario]
title = "A vote"
question = "vote"
[players.owner.payoffs]
treaty = 4
[players.demander.payoffs]
treaty = 6
vote = 10
"treaty & vote" = -2
"treaty & vote.failed" = -2
[concessions.vote]
owner = "owner"
demanded_by = "demander"
success = { low = 0.1, base = 0.4, high = 0.9 }
cost = { attempt = 2 }
[agreements.treaty]
signatories = ["owner", "demander"]
[process]
agreement = "treaty"
demands = ["vote"]
"#;

    fn found(text: &str, path: &str) -> Vec<SwitchingPoint> {
        let (scenario, _) = Scenario::read(&Source::new("vote.toml", text)).unwrap();
        let parameter = scenario.parameter_at(path).unwrap();
        let (found, complete) = efficient_switches(&scenario, parameter);
        assert!(complete);
        found.into_iter().map(|(_, point)| point).collect()
    }

    #[test]
    fn a_vote_is_efficient_once_the_demander_gains_by_it() {
        // With the vote (2, 4 + 10 π), without it (4, 6): efficient once 4 + 10 π > 6, at π = 1/5. At
        // the point itself the treaty alone is better for the owner.
        let points = found(VOTE, "concessions.vote.success");
        let [point] = points.as_slice() else { panic!("{points:?}") };
        assert_eq!(point.at, Root::Rational(Rational::new(1, 5)));
        assert!(!point.below && point.becomes && point.at_tie == Some(false));
    }

    #[test]
    fn a_vote_that_costs_the_owner_more_than_the_treaty_gives_is_not_rational() {
        // At π = 2/5: (4 - c, 8). Rational up to c = 4, where it still is; beyond the range of the cost.
        let text = VOTE.replace("attempt = 2", "attempt = { low = 0, base = 2, high = 3 }");
        let points = found(&text, "concessions.vote.cost.attempt");
        let [point] = points.as_slice() else { panic!("{points:?}") };
        assert_eq!(point.at, Root::Rational(Rational::from(4)));
        assert!(point.below && !point.becomes && point.at_tie == Some(true) && !point.inside);
    }

    #[test]
    fn what_a_lottery_beats_is_not_efficient() {
        // A third package, of an annex that is signed by both: (10, -2 + 8 x). With the treaty it
        // excludes the vote; the line from it to the vote with a loss for the owner passes the treaty.
        let text = VOTE.to_owned()
            + r#"
[agreements.annex]
signatories = ["owner", "demander"]
requires = "!treaty & !vote"
"#;
        let text = text
            .replace("[players.owner.payoffs]\n", "[players.owner.payoffs]\nannex = 12\n")
            .replace("[players.demander.payoffs]\n", "[players.demander.payoffs]\nannex = 5\n");
        // Vote (2, 4 + 10 π), annex (12, 5): the treaty (4, 6) is not between, and the vote enters where
        // the demander gets more by it than by anything else: 4 + 10 π > 6.
        let points = found(&text, "concessions.vote.success");
        assert_eq!(
            points.iter().map(|point| point.at.clone()).collect::<Vec<_>>(),
            [Root::Rational(Rational::new(1, 5))]
        );
    }
}
