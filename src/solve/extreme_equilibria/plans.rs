//! Complementary branching on the sequence form (Audet, Belhaiza and Hansen 2009
//! \[AudetBelhaizaHansen2009\]), by the search that serves normal forms.
//!
//! Let the payoffs be positive at every end. A plan `x` of one player, in any scale, with a value
//! `v_h` for each information set of the other, is a point of the polytope
//!
//! ```text
//! x >= 0,  x_before(h) = Σ_a x_ha   for the own sets h,
//! v_h(τ) >= Σ_σ b_στ x_σ + Σ_{h after τ} v_h   for the other's sequences τ,   v_∅ = 1.
//! ```
//!
//! It is bounded: all values lie between 0 and 1, and so does what the other gets from any of its
//! plans. Labels are sequences, carried by their weight being zero or by their inequality being
//! tight; a pair of points other than zero that carries every label is, scaled, an equilibrium
//! (von Stengel 1996 \[vonStengel1996\]). An equilibrium is *extreme* here if neither plan lies
//! between two others that would be equilibria with the other player's plan.
//!
//! **Why all are found.** A plan determines the least values, from the last sets up. Let a pair of
//! faces carry all labels and contain an extreme equilibrium with its least values. Each plan is
//! extreme in the projection of its face, and the least values are a vertex of those that go with
//! it, so both points are vertices. Where nothing on a face reaches a set of the other, the least
//! value is zero, and is held there: it saves the vertices that differ off the path only.
//! Conversely every pair of vertices is an equilibrium, and whether it is extreme is a matter of
//! rank, decided last.

use dashu::integer::IBig;

use crate::form::sequence::{OwnSet, Pair, SequenceForm, Side};
use crate::numeric::dictionary::{Dictionary, Integers};
use crate::numeric::rational::Rational;
use crate::numeric::span::Span;
use crate::solve::bimatrix::common_denominator;
use crate::solve::limits::Limits;

use super::PARALLEL_DEPTH;
use super::exact_search::ExactNode;
use super::findings::Findings;
use super::labels::LabelSet;

/// Plans of the two players.
pub type Plans = [Vec<Rational>; 2];

/// Every extreme equilibrium in plans without repetition, and whether these are all.
pub fn extreme_plans(form: &SequenceForm, limits: &Limits) -> (Vec<Plans>, bool) {
    let counts = [0, 1].map(|side: usize| form.sides[side].sequences.len() as u32);
    let sets = [0, 1].map(|side: usize| form.sides[side].sets.len() as u32);
    let labels = counts[0] + counts[1];
    let layout = Layout { first: [0, counts[0]], values: [labels, labels + sets[0]] };
    let other = (sets[0] + sets[1]) as usize;
    let faces = [0, 1].map(|side| layout.polytope(form, side));
    let mut root = [LabelSet::empty(labels as usize + other), LabelSet::empty(labels as usize + other)];
    // Zero is no plan: the empty sequences have weight, so their inequalities are tight.
    root[0].insert(counts[0]);
    root[1].insert(0);
    let [row, column] = faces;
    let idle = [0, 1].map(|side| layout.idle(form, side, labels as usize + other));
    let node = ExactNode::beyond(row, column, counts, other).holding(idle);
    let mut findings = Findings::new(limits);
    let depth = if labels < 16 { 0 } else { PARALLEL_DEPTH };
    if let Some(node) = node.descend(&root[0], &root[1]) {
        node.search(&mut findings, depth);
    }
    let (pairs, complete) = findings.finish();
    let mut plans: Vec<Plans> = pairs.into_iter().filter_map(|(x, y)| Some([scaled(x)?, scaled(y)?])).collect();
    plans.dedup();
    plans.retain(|[x, y]| is_extreme(form, 0, x) && is_extreme(form, 1, y));
    (plans, complete)
}

/// With weight 1 for the empty sequence.
fn scaled(weights: Vec<Rational>) -> Option<Vec<Rational>> {
    let whole = weights.first().filter(|whole| whole.is_positive())?.clone();
    Some(weights.iter().map(|weight| weight / &whole).collect())
}

/// How variables are numbered: by side, the first sequence and the first value of a set.
struct Layout {
    first: [u32; 2],
    values: [u32; 2],
}

impl Layout {
    /// The polytope of a side's plans at zero.
    fn polytope(&self, form: &SequenceForm, side: usize) -> Dictionary {
        let (own, other) = (&form.sides[side], &form.sides[1 - side]);
        let (free, expansions) = expansions(own);
        let columns = free.len() + other.sets.len();
        let mut basic: Vec<u32> = (0..other.sequences.len() as u32).map(|at| self.first[1 - side] + at).collect();
        basic.extend(own.sets.iter().map(|set| self.first[side] + set.first as u32));
        let rows = basic.len();
        let mut entries = vec![IBig::ZERO; rows * (columns + 1)];
        entries[0] = IBig::ONE;
        for ([sigma, tau], payoff) in positive_payoffs(form, side) {
            for &(column, sign) in &expansions[sigma] {
                entries[(column + 1) * rows + tau] += IBig::from(sign) * &payoff;
            }
        }
        for (place, set) in other.sets.iter().enumerate() {
            let column = (1 + free.len() + place) * rows;
            entries[column + set.before] += IBig::ONE;
            for action in 0..set.actions {
                entries[column + set.first + action] -= IBig::ONE;
            }
        }
        for (place, set) in own.sets.iter().enumerate() {
            for &(column, sign) in &expansions[set.first] {
                entries[(column + 1) * rows + other.sequences.len() + place] -= IBig::from(sign);
            }
        }
        let mut names: Vec<u32> = free.iter().map(|&sequence| self.first[side] + sequence as u32).collect();
        names.extend((0..other.sets.len() as u32).map(|set| self.values[1 - side] + set));
        Dictionary::of(basic, names, Integers::new(entries))
    }

    /// For each value of the other's sets, the labels of the own sequences that reach the set.
    fn idle(&self, form: &SequenceForm, side: usize, variables: usize) -> Vec<(u32, LabelSet)> {
        let other = &form.sides[1 - side];
        let mut reaching = vec![LabelSet::empty(variables); other.sets.len()];
        for pair in &form.pairs {
            let mut at = other.sequences[pair.sequences[1 - side]];
            while let Some((set, _)) = at {
                reaching[set].insert(self.first[side] + pair.sequences[side] as u32);
                at = other.sequences[other.sets[set].before];
            }
        }
        reaching.into_iter().enumerate().map(|(set, labels)| (self.values[1 - side] + set as u32, labels)).collect()
    }
}

/// A plan's weights by those of the sequences that do not end with a set's first action, which
/// are listed first: each sequence as a sum of them (by place) with signs.
fn expansions(side: &Side) -> (Vec<usize>, Vec<Vec<(usize, i64)>>) {
    let mut free = vec![0];
    let mut sums: Vec<Vec<(usize, i64)>> = vec![Vec::new(); side.sequences.len()];
    sums[0] = vec![(0, 1)];
    for set in &side.sets {
        let mut rest = sums[set.before].clone();
        for action in 1..set.actions {
            rest.push((free.len(), -1));
            sums[set.first + action] = vec![(free.len(), 1)];
            free.push(set.first + action);
        }
        sums[set.first] = rest;
    }
    (free, sums)
}

/// The payoffs of the other side at each pair, in integers, all positive: own sequence first.
fn positive_payoffs(form: &SequenceForm, side: usize) -> Vec<([usize; 2], IBig)> {
    let player = form.sides[1 - side].player;
    positive(form, side, |pair| player.map_or(Rational::ZERO, |player| pair.payoffs[player].clone()))
}

/// The same with payoffs negated.
pub(in crate::solve) fn costs(form: &SequenceForm, side: usize) -> Vec<([usize; 2], IBig)> {
    let player = form.sides[1 - side].player;
    positive(form, side, |pair| player.map_or(Rational::ZERO, |player| -&pair.payoffs[player]))
}

fn positive(form: &SequenceForm, side: usize, payoff: impl Fn(&Pair) -> Rational) -> Vec<([usize; 2], IBig)> {
    let least = form.pairs.iter().map(|pair| &payoff(pair) / &pair.chance).min().unwrap_or(Rational::ZERO);
    let lift = &Rational::ONE - &least;
    let lifted: Vec<Rational> = form.pairs.iter().map(|pair| &payoff(pair) + &(&lift * &pair.chance)).collect();
    let common = common_denominator(lifted.iter().map(Rational::denominator));
    let whole = |value: &Rational| value.numerator() * IBig::from(&common / value.denominator());
    let own = |pair: &Pair| [pair.sequences[side], pair.sequences[1 - side]];
    form.pairs.iter().zip(&lifted).map(|(pair, value)| (own(pair), whole(value))).collect()
}

/// Whether a plan of an equilibrium lies between no two others that are equilibria with the
/// other's plan: whether no direction keeps its zeros, and the value that the other's best replies
/// share. Along such a direction all that are best from the top down change alike.
fn is_extreme(form: &SequenceForm, side: usize, plan: &[Rational]) -> bool {
    let (own, other) = (&form.sides[side], &form.sides[1 - side]);
    let mut gains = vec![Rational::ZERO; other.sequences.len()];
    if let Some(player) = other.player {
        for pair in &form.pairs {
            let weight = &plan[pair.sequences[side]];
            if !weight.is_zero() {
                let gain = &mut gains[pair.sequences[1 - side]];
                *gain = &*gain + &(weight * &pair.payoffs[player]);
            }
        }
    }
    let after = other.after();
    let mut values = vec![Rational::ZERO; other.sets.len()];
    let total = |sequence: usize, values: &[Rational]| {
        after[sequence].iter().fold(gains[sequence].clone(), |sum, &next| &sum + &values[next])
    };
    for (place, set) in other.sets.iter().enumerate().rev() {
        let most = (set.first..set.first + set.actions).map(|sequence| total(sequence, &values)).max();
        values[place] = most.unwrap_or(Rational::ZERO);
    }
    // Unknowns: the used sequences, then the value of the root and those of the sets that best
    // replies meet.
    let used: Vec<Option<usize>> = {
        let mut count = 0;
        let mut place = |weight: &Rational| {
            weight.is_positive().then(|| {
                count += 1;
                count - 1
            })
        };
        plan.iter().map(&mut place).collect()
    };
    let count = used.iter().flatten().count();
    let (mut best, mut met) = (vec![0], Vec::new());
    let mut next = 0;
    while next < best.len() {
        for &set in &after[best[next]] {
            met.push(set);
            let OwnSet { first, actions, .. } = other.sets[set];
            best.extend((first..first + actions).filter(|&sequence| total(sequence, &values) == values[set]));
        }
        next += 1;
    }
    let mut place_of = vec![None; other.sets.len()];
    for (at, &set) in met.iter().enumerate() {
        place_of[set] = Some(count + 1 + at);
    }
    let unknowns = count + 1 + met.len();
    let mut span = Span::empty(unknowns);
    let mut row = vec![Rational::ZERO; unknowns];
    row[0] = Rational::ONE;
    span.insert(&row);
    for set in own.sets.iter().filter(|set| plan[set.before].is_positive()) {
        let mut row = vec![Rational::ZERO; unknowns];
        if let Some(before) = used[set.before] {
            row[before] = Rational::ONE;
        }
        for at in (set.first..set.first + set.actions).filter_map(|sequence| used[sequence]) {
            row[at] = Rational::from(-1);
        }
        span.insert(&row);
    }
    let mut rows = vec![vec![Rational::ZERO; unknowns]; other.sequences.len()];
    if let Some(player) = other.player {
        for pair in &form.pairs {
            if let Some(at) = used[pair.sequences[side]] {
                let entry = &mut rows[pair.sequences[1 - side]][at];
                *entry = &*entry - &pair.payoffs[player];
            }
        }
    }
    for &sequence in &best {
        let mut row = std::mem::take(&mut rows[sequence]);
        let own_value = match other.sequences[sequence] {
            None => Some(count),
            Some((set, _)) => place_of[set],
        };
        if let Some(at) = own_value {
            row[at] = Rational::ONE;
        }
        for at in after[sequence].iter().filter_map(|&set| place_of[set]) {
            row[at] = Rational::from(-1);
        }
        span.insert(&row);
    }
    span.rank() == unknowns
}
