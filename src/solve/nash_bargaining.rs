//! The Nash bargaining solution: the greatest product of gains (Nash 1950 \[Nash1950\]); with
//! bargaining weights `a_i`, of `Π g_i^a_i` (Kalai 1977b \[Kalai1977Nonsymmetric\]).
//!
//! Over lotteries the point is unique. A player who cannot gain at all would make every
//! product zero; it is left out of the product, at no gain.
//!
//! * Two players: on an edge `w·g = c` the product is greatest at `g_i = a_i c / (w_i Σa)`, so
//!   a walk along the chain finds the exact, rational answer.
//! * More players: `Σ a_i log g_i` is concave. Column generation over the vertices (von
//!   Hohenbalken 1977 \[vonHohenbalken1977\]) with a barrier method for the few active ones finds
//!   the optimum in floats; Newton's method in rationals then refines it on its face. A
//!   rational optimum is recognised as the simplest number nearby and proved by the
//!   first-order condition `Σ a_i p_i / g_i <= Σ a_i` for every feasible `p`, exactly. Otherwise
//!   that condition holds up to a gap, and the gap bounds the distance to the optimum
//!   ([`enclosure`]).
//! * Outcomes alone: the greatest product over the frontier, compared exactly; if all products
//!   are zero, the most players with a gain, then the product of theirs. Outcomes may tie.

use std::cmp::Ordering;

use nalgebra::{DMatrix, DVector};

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::numeric::square_root::square_root_bounds;
use crate::solution::Refusal;
use crate::solution::bargaining::{Bargain, Enclosure, Mixture};

use super::efficient_chain::{Chain, Position, between};
use super::efficient_outcomes::Candidate;
use super::feasible_set::FeasibleSet;
use super::limits::Limits;
use super::lottery_program::{Affine, LotteryProgram, dot};

/// # Errors
/// If nothing feasible is individually rational, or a discrete frontier is too large.
pub fn nash_bargaining(problem: &BargainingProblem, limits: &Limits) -> Result<Bargain, Refusal> {
    let set = FeasibleSet::new(problem, limits)?;
    let weights = problem.bargaining_weights();
    Ok(match &set {
        FeasibleSet::Chain(chain) => set.at_position(problem, of_chain(chain, &weights)),
        FeasibleSet::Lotteries(program, ideal) => of_lotteries(problem, &set, program, ideal, &weights),
        FeasibleSet::Outcomes(outcomes) => {
            let weights = whole(&weights);
            set.best_outcomes(problem, outcomes, |a, b| compare(a, b, &weights))
        }
    })
}

fn of_chain(chain: &Chain, weights: &[Rational]) -> Position {
    let share = &weights[0] / &(&weights[0] + &weights[1]);
    for (from, to) in chain.edges() {
        let normal = &between(from, to, &Rational::new(1, 2)).support;
        let constant = dot(normal, &from.gains);
        let best = &(&share * &constant) / &normal[0];
        if best <= from.gains[0] {
            return from.clone();
        }
        if best <= to.gains[0] {
            let way = &(&best - &from.gains[0]) / &(&to.gains[0] - &from.gains[0]);
            return between(from, to, &way);
        }
    }
    chain.last().clone()
}

/// Proportional integers.
fn whole(weights: &[Rational]) -> Vec<Rational> {
    let multiple = weights.iter().fold(Rational::ONE, |scale, weight| {
        let rest = &scale * weight;
        &scale * &Rational::from_integers(rest.denominator().into(), 1u8.into())
    });
    weights.iter().map(|weight| weight * &multiple).collect()
}

/// By the number of players with a gain, then by the product of the gains to the power of
/// integer weights. Logarithms decide unless they are too close to.
fn compare(a: &Candidate, b: &Candidate, weights: &[Rational]) -> Ordering {
    let gaining = |one: &Candidate| one.gains.iter().filter(|gain| gain.is_positive()).count();
    gaining(a).cmp(&gaining(b)).then_with(|| {
        let logarithm = |one: &Candidate| {
            let terms = one.gains.iter().zip(weights).filter(|(gain, _)| gain.is_positive());
            terms.fold((0.0, 0.0), |(sum, size), (gain, weight)| {
                let (log, weight) = (gain.to_f64().ln(), weight.to_f64());
                (sum + weight * log, size + weight * (log.abs() + 1.0))
            })
        };
        let ((x, x_size), (y, y_size)) = (logarithm(a), logarithm(b));
        // A few roundings of 2^-53 per term, each relative to at most the size of the term.
        let doubt = (x_size + y_size) * 1e-13;
        if (x - y).abs() > doubt {
            return x.total_cmp(&y);
        }
        if a.gains == b.gains {
            return Ordering::Equal;
        }
        let product = |one: &Candidate| {
            let terms = one.gains.iter().zip(weights).filter(|(gain, _)| gain.is_positive());
            terms.fold(Rational::ONE, |product, (gain, weight)| &product * &power(gain, weight))
        };
        product(a).cmp(&product(b))
    })
}

/// A whole power, by repeated squaring.
fn power(base: &Rational, exponent: &Rational) -> Rational {
    let half = (exponent * &Rational::new(1, 2)).floor();
    let rest = exponent - &(&half + &half);
    if half.is_zero() {
        return if rest.is_zero() { Rational::ONE } else { base.clone() };
    }
    let root = power(base, &half);
    let square = &root * &root;
    if rest.is_zero() { square } else { &square * base }
}

/// A vertex of the feasible set by the gains of the players in the product.
struct Vertex {
    gains: Vec<Rational>,
    all: Vec<Rational>,
    mixture: Mixture,
}

/// What the search asks about the feasible set.
struct Search<'a> {
    program: &'a LotteryProgram,
    /// The players in the product.
    active: Vec<usize>,
    players: usize,
    weights: Vec<Rational>,
    total: Rational,
    /// That the others get no less than at disagreement.
    constraints: Vec<Affine>,
}

/// Shares that the barrier method leaves to vertices that are not needed; a wrong guess costs
/// time or width, since the optimum is proved afterwards.
const NO_WEIGHT: f64 = 1e-10;
const INSIGNIFICANT: f64 = 1e-7;

/// Decimals of an enclosure.
pub const PLACES: u32 = 12;

/// Vertices that column generation may meet; far more than it does.
const MAX_ROUNDS: usize = 2_000;

fn of_lotteries(
    problem: &BargainingProblem,
    set: &FeasibleSet,
    program: &LotteryProgram,
    ideal: &[Rational],
    weights: &[Rational],
) -> Bargain {
    let players = problem.players.len();
    let active: Vec<usize> = (0..players).filter(|&player| ideal[player].is_positive()).collect();
    if active.is_empty() {
        return set.at_gains(problem, program, &vec![Rational::ZERO; players]);
    }
    let inactive = (0..players).filter(|player| !active.contains(player));
    let search = Search {
        program,
        players,
        weights: active.iter().map(|&player| weights[player].clone()).collect(),
        total: active.iter().fold(Rational::ZERO, |sum, &player| &sum + &weights[player]),
        constraints: inactive.map(|player| Affine::of_player(player, players, Rational::ONE, Rational::ZERO)).collect(),
        active,
    };
    let (vertices, shares) = search.face();
    search.refine(problem, set, vertices, shares)
}

impl Search<'_> {
    /// A vertex that is greatest under prices for the active players' gains.
    fn best(&self, prices: &[Rational]) -> (Rational, Vertex) {
        let mut normal = vec![Rational::ZERO; self.players];
        for (&player, price) in self.active.iter().zip(prices) {
            normal[player] = price.clone();
        }
        let function = Affine { normal, offset: Rational::ZERO };
        let optimum = self.program.maximin(&[function], &self.constraints).expect("something is rational");
        (optimum.level, self.vertex(optimum.gains, optimum.mixture))
    }

    fn vertex(&self, all: Vec<Rational>, mixture: Mixture) -> Vertex {
        Vertex { gains: self.active.iter().map(|&player| all[player].clone()).collect(), all, mixture }
    }

    /// The vertices of the face that holds the optimum, affinely independent, with their
    /// shares near the optimum.
    fn face(&self) -> (Vec<Vertex>, Vec<Rational>) {
        let functions: Vec<Affine> = self
            .active
            .iter()
            .map(|&player| Affine::of_player(player, self.players, Rational::ONE, Rational::ZERO))
            .collect();
        let start = self.program.maximin(&functions, &self.constraints).expect("something is rational");
        // Everybody active gains here, so the logarithms are finite.
        let mut vertices = vec![self.vertex(start.gains, start.mixture)];
        let mut shares = vec![1.0];
        for _ in 0..MAX_ROUNDS {
            let prices = self.prices(&vertices, &shares);
            let (value, vertex) = self.best(&prices);
            let gap = (&value / &self.total).to_f64() - 1.0;
            if gap <= 1e-13 || vertices.iter().any(|known| known.gains == vertex.gains) {
                break;
            }
            vertices.push(vertex);
            shares.push(0.0);
            shares = self.barrier(&vertices, &shares);
            // Vertices without weight may come back; the product grows in between.
            let mut each = shares.iter();
            vertices.retain(|_| *each.next().expect("one share per vertex") > NO_WEIGHT);
            shares.retain(|share| *share > NO_WEIGHT);
        }
        let mut each = shares.iter();
        vertices.retain(|_| *each.next().expect("one share per vertex") > INSIGNIFICANT);
        let significant = shares.iter().filter(|share| **share > INSIGNIFICANT);
        let rational = significant.map(|&share| Rational::from_f64(share).expect("shares are finite")).collect();
        independent(vertices, rational)
    }

    fn prices(&self, vertices: &[Vertex], shares: &[f64]) -> Vec<Rational> {
        let gains = |player: usize| -> f64 {
            vertices.iter().zip(shares).map(|(vertex, share)| vertex.gains[player].to_f64() * share).sum()
        };
        let price = |(player, weight): (usize, &Rational)| {
            Rational::from_f64(weight.to_f64() / gains(player)).expect("an active player gains")
        };
        self.weights.iter().enumerate().map(price).collect()
    }

    /// Shares of the vertices that maximise `Σ a_i log g_i`, from some at which all gain, by Newton's method with a
    /// logarithmic barrier that is lowered (Boyd and Vandenberghe 2004, chapter 11
    /// \[BoydVandenberghe2004\]).
    fn barrier(&self, vertices: &[Vertex], start: &[f64]) -> Vec<f64> {
        let (count, active) = (vertices.len(), self.active.len());
        let scale = self.total.to_f64();
        let weights: Vec<f64> = self.weights.iter().map(|weight| weight.to_f64() / scale).collect();
        let gains = DMatrix::from_fn(active, count, |player, vertex| vertices[vertex].gains[player].to_f64());
        let value = |shares: &DVector<f64>, barrier: f64| -> f64 {
            let own = &gains * shares;
            let product: f64 = own.iter().zip(&weights).map(|(gain, weight)| weight * gain.ln()).sum();
            product + barrier * shares.iter().map(|share| share.ln()).sum::<f64>()
        };
        // Every vertex has some weight at first, little enough that everybody still gains.
        let start = DVector::from_column_slice(start);
        let even = DVector::from_element(count, 1.0 / count as f64);
        let mut evened = 0.5;
        let mut shares = &start * (1.0 - evened) + &even * evened;
        while (&gains * &shares).iter().any(|&gain| gain <= 0.0) && evened > 1e-12 {
            evened *= 0.5;
            shares = &start * (1.0 - evened) + &even * evened;
        }
        let mut barrier = 1e-2;
        while barrier > 1e-16 {
            for _ in 0..30 {
                let own = &gains * &shares;
                let slope = DVector::from_fn(active, |player, _| weights[player] / own[player]);
                let curve = DMatrix::from_diagonal(&DVector::from_fn(active, |player, _| {
                    weights[player] / own[player].powi(2)
                }));
                let mut system = DMatrix::zeros(count + 1, count + 1);
                let hessian = gains.transpose() * curve * &gains;
                system.view_mut((0, 0), (count, count)).copy_from(&hessian);
                for vertex in 0..count {
                    system[(vertex, vertex)] += barrier / shares[vertex].powi(2);
                    system[(vertex, count)] = 1.0;
                    system[(count, vertex)] = 1.0;
                }
                let gradient =
                    gains.transpose() * slope + DVector::from_fn(count, |vertex, _| barrier / shares[vertex]);
                let mut right = DVector::zeros(count + 1);
                right.rows_mut(0, count).copy_from(&gradient);
                let Some(step) = system.lu().solve(&right) else { break };
                let step = step.rows(0, count).into_owned();
                let decrement = gradient.dot(&step);
                if decrement.is_nan() || decrement <= barrier * 1e-3 {
                    break;
                }
                let before = value(&shares, barrier);
                let mut length = 1.0;
                let next = loop {
                    let next = &shares + &step * length;
                    let feasible =
                        next.iter().all(|&share| share > 0.0) && (&gains * &next).iter().all(|&gain| gain > 0.0);
                    if feasible && value(&next, barrier) >= before + 1e-4 * length * decrement.min(0.1) {
                        break Some(next);
                    }
                    length *= 0.5;
                    if length < 1e-12 {
                        break None;
                    }
                };
                let Some(next) = next else { break };
                shares = next;
            }
            barrier *= 0.1;
        }
        let sum = shares.sum();
        shares.iter().map(|share| share / sum).collect()
    }

    /// From shares near the optimum on a face to the optimum, exactly or enclosed.
    fn refine(
        &self,
        problem: &BargainingProblem,
        set: &FeasibleSet,
        mut vertices: Vec<Vertex>,
        mut shares: Vec<Rational>,
    ) -> Bargain {
        let mut precision = 60;
        let mut steps = 0;
        while steps < 8 {
            steps += 1;
            precision = (precision * 2).min(320);
            let Some(next) = self.newton(&vertices, &shares, precision) else { break };
            // A vertex that is not needed: the optimum lies on a smaller face. The way there stops
            // where the first share is used up; gains stay positive, being so at both ends.
            let used_up = shares
                .iter()
                .zip(&next)
                .enumerate()
                .filter(|(_, (_, to))| !to.is_positive())
                .map(|(index, (from, to))| (index, from / &(from - to)))
                .min_by(|a, b| a.1.cmp(&b.1));
            if let Some((gone, way)) = used_up {
                shares = shares.iter().zip(&next).map(|(from, to)| from + &(&way * &(to - from))).collect();
                vertices.remove(gone);
                shares.remove(gone);
                (precision, steps) = (60, 0);
                continue;
            }
            shares = next;
        }
        if let Some(bargain) = self.proved(problem, set, &vertices, &shares) {
            return bargain;
        }
        self.enclosed(problem, set, &vertices, &shares)
    }

    /// One step of Newton's method for the first-order condition on the face, rounded to so
    /// many bits. `None` where the face is a point or the step leaves the region of gains.
    fn newton(&self, vertices: &[Vertex], shares: &[Rational], bits: u32) -> Option<Vec<Rational>> {
        if vertices.len() == 1 {
            return None;
        }
        let gains = mean(vertices, shares, |vertex| &vertex.gains);
        let directions: Vec<Vec<Rational>> = vertices[1..]
            .iter()
            .map(|vertex| vertex.gains.iter().zip(&vertices[0].gains).map(|(a, b)| a - b).collect())
            .collect();
        let slope: Vec<Rational> = self.weights.iter().zip(&gains).map(|(weight, gain)| weight / gain).collect();
        let curve: Vec<Rational> = slope.iter().zip(&gains).map(|(slope, gain)| slope / gain).collect();
        let curved = |a: &[Rational], b: &[Rational]| {
            let terms = a.iter().zip(b).zip(&curve);
            terms.fold(Rational::ZERO, |sum, ((x, y), curve)| &sum + &(&(x * y) * curve))
        };
        let system: Vec<Vec<Rational>> = directions
            .iter()
            .map(|a| directions.iter().map(|b| curved(a, b)).chain([dot(a, &slope)]).collect())
            .collect();
        let step = solve(system)?;
        let scale = Rational::from(2).pow(bits);
        let mut next: Vec<Rational> =
            shares[1..].iter().zip(&step).map(|(share, step)| &(&(share + step) * &scale).floor() / &scale).collect();
        let rest = next.iter().fold(Rational::ONE, |rest, share| &rest - share);
        next.insert(0, rest);
        let inside = mean(vertices, &next, |vertex| &vertex.gains).iter().all(Rational::is_positive);
        inside.then_some(next)
    }

    /// The optimum, if it is a rational point near the shares; proved by the first-order
    /// condition.
    fn proved(
        &self,
        problem: &BargainingProblem,
        set: &FeasibleSet,
        vertices: &[Vertex],
        shares: &[Rational],
    ) -> Option<Bargain> {
        let near = Rational::new(1, 1 << 60);
        let mut simple: Vec<Rational> =
            shares[1..].iter().map(|share| Rational::simplest_between(&(share - &near), &(share + &near))).collect();
        simple.insert(0, simple.iter().fold(Rational::ONE, |rest, share| &rest - share));
        if simple.iter().any(Rational::is_negative) {
            return None;
        }
        let gains = mean(vertices, &simple, |vertex| &vertex.gains);
        if !gains.iter().all(Rational::is_positive) {
            return None;
        }
        let prices: Vec<Rational> = self.weights.iter().zip(&gains).map(|(weight, gain)| weight / gain).collect();
        if self.best(&prices).0 > self.total {
            return None;
        }
        let all = mean(vertices, &simple, |vertex| &vertex.all);
        if self.constraints.is_empty() {
            let exact = all.into_iter().map(Enclosure::from).collect();
            return Some(set.bargain(problem, exact, mixed(vertices, &simple), prices));
        }
        Some(set.at_gains(problem, self.program, &all))
    }

    /// Bounds of the optimum from the gap that the first-order condition leaves.
    fn enclosed(
        &self,
        problem: &BargainingProblem,
        set: &FeasibleSet,
        vertices: &[Vertex],
        shares: &[Rational],
    ) -> Bargain {
        let gains = mean(vertices, shares, |vertex| &vertex.gains);
        let prices: Vec<Rational> = self.weights.iter().zip(&gains).map(|(weight, gain)| weight / gain).collect();
        let gap = &(&self.best(&prices).0 / &self.total) - &Rational::ONE;
        let mut bounds: Vec<Enclosure> = vec![Rational::ZERO.into(); self.players];
        for ((&player, gain), weight) in self.active.iter().zip(&gains).zip(&self.weights) {
            bounds[player] = enclosure(gain, &(&(&gap * &self.total) / weight)).rounded(PLACES);
        }
        // A short lottery that pays something within the bounds, near enough to prove them.
        let near = &Rational::ONE / &Rational::from(2).pow(120);
        let mut simple: Vec<Rational> =
            shares[1..].iter().map(|share| Rational::simplest_between(&(share - &near), &(share + &near))).collect();
        simple.insert(0, simple.iter().fold(Rational::ONE, |rest, share| &rest - share));
        let paid = mean(vertices, &simple, |vertex| &vertex.all);
        let fits = simple.iter().all(|share| !share.is_negative())
            && paid.iter().zip(&bounds).all(|(gain, bound)| bound.contains(gain));
        let mixture = mixed(vertices, if fits { &simple } else { shares });
        let paid = mean(vertices, if fits { &simple } else { shares }, |vertex| &vertex.gains);
        let support = self.weights.iter().zip(&paid).map(|(weight, gain)| weight / gain);
        let mut normal = vec![Rational::ZERO; self.players];
        for (&player, price) in self.active.iter().zip(support) {
            normal[player] = price;
        }
        let support = self.constraints.is_empty().then_some(normal);
        Bargain { support, ..set.bargain(problem, bounds, mixture, Vec::new()) }
    }
}

/// Bounds of a player's gain at the optimum from its gain `g` at a point where the
/// first-order condition fails by a share `d` of the player's weight.
///
/// Let `r_i` be the optimum's gain over `g_i`. The optimum is no worse: `Σ a_i log r_i >= 0`;
/// it is feasible: `Σ a_i r_i <= (1 + gap) Σ a`. So `a_i (r_i - 1 - log r_i) <= gap Σ a`,
/// every term of the sum being nonnegative. Below 1, `r - 1 - log r >= (1 - r)²/2`; above,
/// it is at least `(r - 1)²/(2 r)`. Hence `1 - √(2d) <= r <= 1 + d + √(d² + 2d)`.
pub fn enclosure(gain: &Rational, deficit: &Rational) -> Enclosure {
    if !deficit.is_positive() {
        return gain.clone().into();
    }
    const BITS: usize = 256;
    let twice = deficit + deficit;
    let below = &Rational::ONE - &square_root_bounds(&twice, BITS).1;
    let above = &(&Rational::ONE + deficit) + &square_root_bounds(&(&(deficit * deficit) + &twice), BITS).1;
    Enclosure { lo: &below.max(Rational::ZERO) * gain, hi: &above * gain }
}

fn mean(vertices: &[Vertex], shares: &[Rational], of: impl Fn(&Vertex) -> &Vec<Rational>) -> Vec<Rational> {
    let mut total = vec![Rational::ZERO; of(&vertices[0]).len()];
    for (vertex, share) in vertices.iter().zip(shares) {
        for (sum, gain) in total.iter_mut().zip(of(vertex)) {
            *sum = &*sum + &(share * gain);
        }
    }
    total
}

fn mixed(vertices: &[Vertex], shares: &[Rational]) -> Mixture {
    let mut mixture = Mixture::new();
    for (vertex, share) in vertices.iter().zip(shares).filter(|(_, share)| !share.is_zero()) {
        for (outcome, weight) in &vertex.mixture {
            let weight = weight * share;
            match mixture.iter_mut().find(|(known, _)| known == outcome) {
                Some((_, sum)) => *sum = &*sum + &weight,
                None => mixture.push((outcome.clone(), weight)),
            }
        }
    }
    mixture
}

/// Moves weight between vertices, keeping the mean, until they are affinely independent
/// (Carathéodory).
fn independent(mut vertices: Vec<Vertex>, mut shares: Vec<Rational>) -> (Vec<Vertex>, Vec<Rational>) {
    let sum = shares.iter().fold(Rational::ZERO, |sum, share| &sum + share);
    shares = shares.iter().map(|share| share / &sum).collect();
    while let Some(relation) = affine_relation(&vertices) {
        let (gone, ratio) = shares
            .iter()
            .zip(&relation)
            .enumerate()
            .filter(|(_, (_, factor))| factor.is_positive())
            .map(|(index, (share, factor))| (index, share / factor))
            .min_by(|a, b| a.1.cmp(&b.1))
            .expect("the factors sum to zero and are not all zero");
        shares = shares.iter().zip(&relation).map(|(share, factor)| share - &(&ratio * factor)).collect();
        vertices.remove(gone);
        shares.remove(gone);
    }
    (vertices, shares)
}

/// Factors that sum to zero, not all zero, whose combination of the vertices is zero.
fn affine_relation(vertices: &[Vertex]) -> Option<Vec<Rational>> {
    // Columns are vertices; the last row is the sum of the factors.
    let count = vertices.len();
    let mut rows: Vec<Vec<Rational>> = (0..vertices[0].gains.len())
        .map(|player| vertices.iter().map(|vertex| vertex.gains[player].clone()).collect())
        .collect();
    rows.push(vec![Rational::ONE; count]);
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..count {
        let row = pivots.len();
        let Some(pivot) = (row..rows.len()).find(|&index| !rows[index][column].is_zero()) else {
            // A free column: the earlier ones combine to it.
            let mut relation = vec![Rational::ZERO; count];
            relation[column] = Rational::ONE;
            for (index, &pivot) in pivots.iter().enumerate() {
                relation[pivot] = -&rows[index][column];
            }
            return Some(relation);
        };
        rows.swap(row, pivot);
        eliminate(&mut rows, row, column);
        pivots.push(column);
    }
    None
}

/// Solves a square system given with its right side as last column. `None` if singular.
fn solve(mut rows: Vec<Vec<Rational>>) -> Option<Vec<Rational>> {
    for column in 0..rows.len() {
        let pivot = (column..rows.len()).find(|&row| !rows[row][column].is_zero())?;
        rows.swap(column, pivot);
        eliminate(&mut rows, column, column);
    }
    Some(rows.into_iter().map(|row| row.last().expect("a right side").clone()).collect())
}

/// Makes a column a unit vector by row operations.
fn eliminate(rows: &mut [Vec<Rational>], row: usize, column: usize) {
    let scale = rows[row][column].clone();
    for entry in &mut rows[row] {
        *entry = &*entry / &scale;
    }
    let pivot = rows[row].clone();
    for (index, other) in rows.iter_mut().enumerate() {
        let factor = other[column].clone();
        if index != row && !factor.is_zero() {
            for (entry, pivot_entry) in other.iter_mut().zip(&pivot) {
                *entry = &*entry - &(&factor * pivot_entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::feasible_set::tests::{discrete, points, solved};
    use super::*;

    fn nash(problem: &BargainingProblem) -> Bargain {
        nash_bargaining(problem, &Limits::default()).unwrap()
    }

    #[test]
    fn the_product_is_greatest_on_an_edge_or_at_a_vertex() {
        let problem = points(&[&[0, 0], &[20, 0], &[4, 8], &[0, 9]], &[0, 0]);
        assert_eq!(solved(&nash(&problem)), ["10", "5"]);
        assert_eq!(solved(&nash(&points(&[&[0, 4], &[3, 3], &[4, 0]], &[0, 0]))), ["3", "3"]);
        let weighted = BargainingProblem { weights: Some(vec![Rational::from(3), Rational::ONE]), ..problem };
        assert_eq!(solved(&nash(&weighted)), ["15", "5/2"]);
    }

    #[test]
    fn three_players_share_a_simplex_by_their_weights() {
        let corners = points(&[&[6, 0, 0], &[0, 12, 0], &[0, 0, 3], &[1, 1, 0]], &[0, 0, 0]);
        assert_eq!(solved(&nash(&corners)), ["2", "4", "1"]);
        let weights = Some([1, 2, 3].map(Rational::from).to_vec());
        assert_eq!(solved(&nash(&BargainingProblem { weights, ..corners })), ["1", "4", "3/2"]);
    }

    #[test]
    fn an_irrational_optimum_is_enclosed() {
        // On the edge from (1, 2, 3) to (4, 1, 1): the cubic's derivative has irrational roots.
        let bargain = nash(&points(&[&[1, 2, 3], &[4, 1, 1]], &[0, 0, 0]));
        let product = |t: f64| (1.0 + 3.0 * t) * (2.0 - t) * (3.0 - 2.0 * t);
        let best = (0..=100_000).map(|k| f64::from(k) / 100_000.0).max_by(|a, b| product(*a).total_cmp(&product(*b)));
        let first = &bargain.payoff[0];
        assert!(first.exact().is_none());
        assert!(&first.hi - &first.lo < Rational::new(1, 100_000_000_000));
        assert!((first.lo.to_f64() - (1.0 + 3.0 * best.unwrap())).abs() < 1e-4);
    }

    #[test]
    fn players_who_cannot_gain_are_left_out() {
        assert_eq!(solved(&nash(&points(&[&[0, 4], &[-1, 9]], &[0, 0]))), ["0", "4"]);
        let problem = points(&[&[0, 4, 0], &[0, 0, 3], &[-1, 9, 9]], &[0, 0, 0]);
        assert_eq!(solved(&nash(&problem)), ["0", "2", "3/2"]);
        let stuck = points(&[&[0, 0, 0], &[-1, 9, 9]], &[0, 0, 0]);
        assert_eq!(solved(&nash(&stuck)), ["0", "0", "0"]);
    }

    #[test]
    fn without_lotteries_products_are_compared_exactly() {
        let bargain = nash(&discrete(&[&[2, 6], &[3, 4], &[1, 11], &[9, 1]], &[0, 0]));
        assert_eq!(solved(&bargain), ["2", "6"]);
        assert_eq!(bargain.ties.len(), 1);
        // No outcome gives both a gain.
        let bargain = nash(&discrete(&[&[0, 6], &[3, 0]], &[0, 0]));
        assert_eq!(solved(&bargain), ["0", "6"]);
    }
}
