//! Beliefs that make a profile of a tree sequential.
//!
//! An assessment is consistent if it is the limit of completely mixed profiles and the beliefs
//! that Bayes' rule gives them (Kreps and Wilson 1982 \[KrepsWilson1982\]). Let an unused action
//! `z` tremble with weight `c_z t^{k_z}`, `k_z > 0`. As `t` vanishes a set's belief settles on its
//! nodes of least order, the sum of the `k_z` on the way, in proportion to chance, the mixtures
//! and the `c_z` on the way; limits of general sequences are limits of these. So we look for a
//! support at each unreached set such that
//!
//! 1. some belief, positive on the support, makes the mixture there best (a linear program for
//!    each set, as what follows is fixed);
//! 2. some orders make the supports least (one linear program);
//! 3. some `c` gives those beliefs. Where the supports' ways differ in linearly independent
//!    manners any odds can be had; otherwise only `c = 1` is tried, and failing is no proof.

use crate::form::extensive::{ExtensiveGame, InformationSetId, Node, NodeId};
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::numeric::span::Span;
use crate::solution::behaviour::Belief;

use super::limits::{Limits, Spent};

/// What is known of the beliefs that a profile needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consistency {
    /// It is sequential with these, one per information set.
    Sequential(Vec<Belief>),
    /// No belief makes it so.
    Refuted,
    /// None was found.
    Undecided,
}

/// The most choices of supports that are tried.
const CHOICES: u64 = 10_000;

/// Sets with more nodes are not tried for every support.
const MOST_NODES: usize = 12;

/// Way to a node: its weight without trembles, and the unused actions on it, each by number.
#[derive(Debug, Clone)]
struct Way {
    weight: Rational,
    trembles: Vec<usize>,
}

/// An unreached set, with the supports for which a belief makes its mixture best.
struct Open {
    set: usize,
    /// Support and belief over all nodes of the set.
    candidates: Vec<(Vec<usize>, Vec<Rational>)>,
}

/// Whether a profile, complete and exact, is sequential.
pub fn consistency(game: &ExtensiveGame, played: &[Vec<Rational>], limits: &Limits) -> Consistency {
    let form = &game.form;
    let (ways, trembles) = ways(game, played);
    let values = values(game, played);
    let mut beliefs: Vec<Option<Belief>> = vec![None; form.information_sets.len()];
    let mut open = Vec::new();
    for (set, held) in form.information_sets.iter().enumerate() {
        let reached = |node: &NodeId| match ways[node.index()].trembles.is_empty() {
            true => ways[node.index()].weight.clone(),
            false => Rational::ZERO,
        };
        let weights: Vec<Rational> = held.nodes.iter().map(reached).collect();
        let total = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
        let gains = gains(game, played, &values, set);
        if total.is_positive() {
            let weights: Vec<Rational> = weights.iter().map(|weight| weight / &total).collect();
            if !gains.iter().all(|gain| !weighed(gain, &weights).is_positive()) {
                return Consistency::Refuted;
            }
            beliefs[set] = Some(Belief { weights, ranges: Vec::new() });
            continue;
        }
        if held.nodes.len() > MOST_NODES || held.nodes.iter().any(|node| ways[node.index()].weight.is_zero()) {
            return Consistency::Undecided;
        }
        let candidates: Vec<_> = (1usize..1 << held.nodes.len())
            .filter_map(|bits| {
                let support: Vec<usize> = (0..held.nodes.len()).filter(|at| bits >> at & 1 == 1).collect();
                let belief = positive_belief(&gains, &support, held.nodes.len())?;
                Some((support, belief))
            })
            .collect();
        if candidates.is_empty() {
            return Consistency::Refuted;
        }
        open.push(Open { set, candidates });
    }
    let mut chosen = vec![0; open.len()];
    let mut undecided = false;
    let mut spent = Spent::nothing_of(limits);
    loop {
        if spent.nodes() >= CHOICES || !spent.node() {
            return Consistency::Undecided;
        }
        if ordered(game, &open, &chosen, &ways, trembles) {
            match with_odds(game, &open, &chosen, &ways, &values, played, trembles) {
                Some(found) => {
                    for (set, belief) in found {
                        beliefs[set] = Some(belief);
                    }
                    return beliefs
                        .into_iter()
                        .collect::<Option<_>>()
                        .map_or(Consistency::Undecided, Consistency::Sequential);
                }
                None => undecided = true,
            }
        }
        if !advance(&mut chosen, |at| open[at].candidates.len()) {
            return if undecided { Consistency::Undecided } else { Consistency::Refuted };
        }
    }
}

/// The way to each node, and how many actions are unused.
fn ways(game: &ExtensiveGame, played: &[Vec<Rational>]) -> (Vec<Way>, usize) {
    let form = &game.form;
    let mut numbers: Vec<Vec<Option<usize>>> = Vec::new();
    let mut count = 0;
    for mixture in played {
        let number = |weight: &Rational| {
            weight.is_zero().then(|| {
                count += 1;
                count - 1
            })
        };
        numbers.push(mixture.iter().map(number).collect());
    }
    let mut ways = vec![Way { weight: Rational::ONE, trembles: Vec::new() }; form.nodes.len()];
    for index in 0..form.nodes.len() {
        let id = NodeId(index as u32);
        for (action, child) in form.children(id).enumerate() {
            let mut way = ways[index].clone();
            match form.node(id) {
                Node::Chance(actions) => way.weight = &way.weight * game.value(actions[action].probability),
                Node::Decision { information_set: InformationSetId(set), .. } => {
                    let set = *set as usize;
                    match numbers[set][action] {
                        Some(tremble) => way.trembles.push(tremble),
                        None => way.weight = &way.weight * &played[set][action],
                    }
                }
                Node::Terminal(_) => {}
            }
            ways[child.index()] = way;
        }
    }
    (ways, count)
}

/// What each player expects from each node on.
pub(super) fn values(game: &ExtensiveGame, played: &[Vec<Rational>]) -> Vec<Vec<Rational>> {
    let form = &game.form;
    let mut values: Vec<Vec<Rational>> = vec![Vec::new(); form.nodes.len()];
    for index in (0..form.nodes.len()).rev() {
        let mut sum = vec![Rational::ZERO; form.players.len()];
        let mut add = |weight: &Rational, child: &NodeId| {
            for (total, value) in sum.iter_mut().zip(&values[child.index()]) {
                *total = &*total + &(weight * value);
            }
        };
        match &form.nodes[index] {
            Node::Terminal(payoffs) => sum = payoffs.iter().map(|&payoff| game.value(payoff).clone()).collect(),
            Node::Chance(actions) => {
                actions.iter().for_each(|action| add(game.value(action.probability), &action.child));
            }
            Node::Decision { information_set, children } => {
                played[information_set.index()].iter().zip(children).for_each(|(weight, child)| add(weight, child));
            }
        }
        values[index] = sum;
    }
    values
}

/// For every action in use and every other action, what the other gains at each node of a set.
fn gains(game: &ExtensiveGame, played: &[Vec<Rational>], values: &[Vec<Rational>], set: usize) -> Vec<Vec<Rational>> {
    let held = &game.form.information_sets[set];
    let value = |node: NodeId, action: usize| {
        game.form.children(node).nth(action).map_or(&Rational::ZERO, |child| &values[child.index()][held.player])
    };
    let mut gains = Vec::new();
    for used in (0..held.actions.len()).filter(|&action| played[set][action].is_positive()) {
        for other in (0..held.actions.len()).filter(|&other| other != used) {
            gains.push(held.nodes.iter().map(|&node| value(node, other) - value(node, used)).collect());
        }
    }
    gains
}

fn weighed(gain: &[Rational], weights: &[Rational]) -> Rational {
    gain.iter().zip(weights).fold(Rational::ZERO, |sum, (gain, weight)| &sum + &(gain * weight))
}

/// A belief with exactly this support at which nothing gains: weights of at least 1 on it that
/// satisfy the inequalities, scaled.
fn positive_belief(gains: &[Vec<Rational>], support: &[usize], nodes: usize) -> Option<Vec<Rational>> {
    let mut program = LinearProgram::maximize(vec![Rational::from(-1); support.len()]);
    for at in 0..support.len() {
        program.rows.push(Row::new([(at, Rational::ONE)], Relation::AtLeast, Rational::ONE));
    }
    for gain in gains {
        let terms = support.iter().enumerate().map(|(at, &node)| (at, gain[node].clone()));
        program.rows.push(Row::new(terms, Relation::AtMost, Rational::ZERO));
    }
    let optimum = match solve(&program) {
        Outcome::Optimal(optimum) => optimum,
        Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => return None,
    };
    let total = optimum.primal.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
    let mut belief = vec![Rational::ZERO; nodes];
    for (&node, weight) in support.iter().zip(&optimum.primal) {
        belief[node] = weight / &total;
    }
    Some(belief)
}

/// Whether orders of trembles make the chosen supports the nodes of least order at their sets.
fn ordered(game: &ExtensiveGame, open: &[Open], chosen: &[usize], ways: &[Way], trembles: usize) -> bool {
    let mut program = LinearProgram::maximize(vec![Rational::ZERO; trembles]);
    for tremble in 0..trembles {
        program.rows.push(Row::new([(tremble, Rational::ONE)], Relation::AtLeast, Rational::ONE));
    }
    for (open, &at) in open.iter().zip(chosen) {
        let nodes = &game.form.information_sets[open.set].nodes;
        let support = &open.candidates[at].0;
        let of = |place: usize, sign: i64| {
            let way = &ways[nodes[place].index()];
            way.trembles.iter().map(move |&tremble| (tremble, Rational::from(sign)))
        };
        for place in (0..nodes.len()).filter(|&place| place != support[0]) {
            let (relation, bound) = match support.contains(&place) {
                true => (Relation::Equal, Rational::ZERO),
                false => (Relation::AtLeast, Rational::ONE),
            };
            program.rows.push(Row::new(of(place, 1).chain(of(support[0], -1)), relation, bound));
        }
    }
    matches!(solve(&program), Outcome::Optimal(_))
}

/// Beliefs on the chosen supports that some weights of the trembles give.
fn with_odds(
    game: &ExtensiveGame,
    open: &[Open],
    chosen: &[usize],
    ways: &[Way],
    values: &[Vec<Rational>],
    played: &[Vec<Rational>],
    trembles: usize,
) -> Option<Vec<(usize, Belief)>> {
    let mut span = Span::empty(trembles);
    let mut free = true;
    for (open, &at) in open.iter().zip(chosen) {
        let nodes = &game.form.information_sets[open.set].nodes;
        let support = &open.candidates[at].0;
        for &place in &support[1..] {
            let mut difference = vec![Rational::ZERO; trembles];
            for (place, sign) in [(place, 1), (support[0], -1)] {
                for &tremble in &ways[nodes[place].index()].trembles {
                    difference[tremble] = &difference[tremble] + &Rational::from(sign);
                }
            }
            free &= span.insert(&difference);
        }
    }
    let chosen = open.iter().zip(chosen);
    if free {
        let belief = |(open, &at): (&Open, &usize)| {
            (open.set, Belief { weights: open.candidates[at].1.clone(), ranges: Vec::new() })
        };
        return Some(chosen.map(belief).collect());
    }
    chosen
        .map(|(open, &at)| {
            let nodes = &game.form.information_sets[open.set].nodes;
            let mut weights = vec![Rational::ZERO; nodes.len()];
            for &place in &open.candidates[at].0 {
                weights[place] = ways[nodes[place].index()].weight.clone();
            }
            let total = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
            let weights: Vec<Rational> = weights.iter().map(|weight| weight / &total).collect();
            let best = gains(game, played, values, open.set).iter().all(|gain| !weighed(gain, &weights).is_positive());
            best.then_some((open.set, Belief { weights, ranges: Vec::new() }))
        })
        .collect()
}
