//! The test `robust`: does the concession beat the status quo everywhere in the ranges?
//!
//! Branch and bound on the sign of the expected gain over the box of all ranges: interval
//! enclosures with gradients (Moore, Kearfott and Cloud 2009 \[MooreKearfottCloud2009\],
//! chapters 6 and 8) prove it positive on a part of the box, fix the parameters in which it
//! is monotone, and split what is left. A descent over the corners finds counterexamples.

use crate::compile::{Compiled, ProcessGame};
use crate::form::extensive::{Node, NodeId};
use crate::numeric::interval::Interval;
use crate::numeric::program::{Builder, Operation, Program, Register, Ring};
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::solve::limits::Limits;
use crate::verdict::process_tests::Tree;
use crate::verdict::{Derivation, NoAnswer, Test, TestId, Worst};

/// How many parts of the box are looked at before the test gives up.
const BOXES: usize = 20_000;

/// Ways for the owner to go on after failures that are told apart.
const WAYS: usize = 64;

/// Decides `robust` for a scenario.
pub fn test(scenario: &Scenario, compiled: &Compiled, limits: &Limits) -> Test {
    let Some(game) = compiled.tree(Tree::Behavioural) else {
        return Test::unanswered(TestId::Robust, NoAnswer::NoStatedBelief);
    };
    let Some(gains) = Gains::new(scenario, compiled, game) else {
        return Test::unanswered(TestId::Robust, NoAnswer::TooManyPlans);
    };
    let (corner, worst) = gains.descend();
    let settings = |corner: &[Rational]| {
        gains
            .moving
            .iter()
            .map(|&id| (id, corner[id.0].clone()))
            .filter(|(id, value)| *value != scenario.parameter(*id).base)
            .collect()
    };
    if !worst.is_positive() {
        let fails_at_base = !gains.at(&Compiled::base(scenario)).is_positive();
        let about = if fails_at_base { Worst::FailsAtBase } else { Worst::FailsThere };
        let evidence = vec![Derivation::Worst { about, settings: settings(&corner) }];
        return Test::answered(TestId::Robust, false, Some(worst), evidence);
    }
    if gains.positive_everywhere(limits) {
        let evidence = vec![Derivation::Worst { about: Worst::HoldsEverywhere, settings: settings(&corner) }];
        return Test::answered(TestId::Robust, true, Some(worst), evidence);
    }
    let why = if limits.interrupted() { NoAnswer::LimitReached } else { NoAnswer::BoxLimit { boxes: BOXES } };
    Test::unanswered(TestId::Robust, why)
}

/// The owner's expected gain as a program: one register for each way to go on after
/// failures, of which the owner takes the best.
struct Gains<'a> {
    scenario: &'a Scenario,
    program: Program,
    ways: Vec<Register>,
    /// The parameters that matter and have a range.
    moving: Vec<ParameterId>,
}

impl<'a> Gains<'a> {
    /// `None` if the owner has more than [`WAYS`] ways to go on.
    fn new(scenario: &'a Scenario, compiled: &Compiled, game: &ProcessGame) -> Option<Gains<'a>> {
        let owner = scenario.owner().0;
        // In this mode nobody moves before the first answer.
        let children: Vec<NodeId> = game.form.children(NodeId::ROOT).collect();
        let mut builder = Builder::resume(compiled.program.clone());
        let refused = expectations(game, &mut builder, children[1], owner)?;
        let ways: Vec<Register> = expectations(game, &mut builder, children[0], owner)?
            .into_iter()
            .flat_map(|conceded| refused.iter().map(move |&refused| (conceded, refused)))
            .map(|(conceded, refused)| builder.subtract(conceded, refused))
            .collect();
        let (program, ways) = builder.finish().slice(&ways);
        let used = |id: &ParameterId| program.operations().contains(&Operation::Parameter(id.0 as u32));
        let moving = (0..scenario.parameters.len())
            .map(ParameterId)
            .filter(|id| !scenario.parameter(*id).is_fixed() && used(id))
            .collect();
        Some(Gains { scenario, program, ways, moving })
    }

    /// The owner's best gain at a point, exactly.
    fn at(&self, point: &[Rational]) -> Rational {
        let values = self.program.evaluate(point);
        self.ways.iter().map(|way| values[way.index()].clone()).max().expect("there is a way to go on")
    }

    /// Walks from the base to ever worse corners, one parameter at a time.
    fn descend(&self) -> (Vec<Rational>, Rational) {
        let mut point = Compiled::base(self.scenario);
        let mut worst = self.at(&point);
        loop {
            let before = worst.clone();
            for &id in &self.moving {
                let range = self.scenario.parameter(id).range.as_ref().expect("a moving parameter has a range");
                for end in [&range.low, &range.high] {
                    let kept = std::mem::replace(&mut point[id.0], end.clone());
                    let gain = self.at(&point);
                    if gain < worst {
                        worst = gain;
                    } else {
                        point[id.0] = kept;
                    }
                }
            }
            if worst == before {
                return (point, worst);
            }
        }
    }

    /// Proves the gain positive on the whole box; `false` if the limit is reached first.
    fn positive_everywhere(&self, limits: &Limits) -> bool {
        let whole: Vec<Interval> = self
            .scenario
            .parameters
            .iter()
            .map(|parameter| match &parameter.range {
                Some(range) => Interval::hull(&range.low, &range.high),
                None => Interval::hull(&parameter.base, &parameter.base),
            })
            .collect();
        let mut boxes = vec![whole];
        for _ in 0..BOXES {
            let Some(part) = boxes.pop() else { return true };
            if limits.interrupted() {
                return false;
            }
            let splits = self.ways.iter().map(|&way| self.examine(way, &part)).collect::<Vec<_>>();
            if splits.iter().any(Option::is_none) {
                continue;
            }
            // Split the widest effect of the first way; every way shares the box.
            let (dimension, part) = splits.into_iter().flatten().next().expect("there is a way to go on");
            let Interval { lo, hi } = part[dimension];
            let middle = lo + (hi - lo) / 2.0;
            if !(lo < middle && middle < hi) {
                return false;
            }
            for half in [Interval { lo, hi: middle }, Interval { lo: middle, hi }] {
                let mut part = part.clone();
                part[dimension] = half;
                boxes.push(part);
            }
        }
        boxes.is_empty()
    }

    /// `None` if the gain of a way is proved positive on the part; otherwise the parameter
    /// to split and the part. With one way only, monotone parameters are fixed at their
    /// worse end first.
    fn examine(&self, way: Register, part: &[Interval]) -> Option<(usize, Vec<Interval>)> {
        let mut part = part.to_vec();
        loop {
            let (values, gradient) = gradient(&self.program, way, &part, self.scenario.parameters.len());
            if values.lo > 0.0 {
                return None;
            }
            let mut fixed = false;
            let mut widest = (0.0, self.moving.first().map_or(0, |id| id.0));
            for &ParameterId(index) in &self.moving {
                let Interval { lo, hi } = part[index];
                let slope = gradient[index];
                if lo == hi {
                    continue;
                }
                let end = if slope.lo >= 0.0 {
                    Some(lo)
                } else if slope.hi <= 0.0 {
                    Some(hi)
                } else {
                    None
                };
                match end {
                    Some(end) if self.ways.len() == 1 => {
                        part[index] = Interval { lo: end, hi: end };
                        fixed = true;
                    }
                    _ => {
                        let effect = (hi - lo) * slope.lo.abs().max(slope.hi.abs());
                        if effect > widest.0 {
                            widest = (effect, index);
                        }
                    }
                }
            }
            if !fixed {
                return Some((widest.1, part));
            }
        }
    }
}

/// The expected payoff of a player from a node on, one register for each way in which the
/// decisions below (its own) can be made; `None` beyond [`WAYS`].
fn expectations(game: &ProcessGame, builder: &mut Builder, node: NodeId, player: usize) -> Option<Vec<Register>> {
    let ways = match game.form.node(node) {
        Node::Terminal(payoffs) => vec![payoffs[player]],
        Node::Decision { children, .. } => {
            let mut ways = Vec::new();
            for &child in children {
                ways.extend(expectations(game, builder, child, player)?);
            }
            ways
        }
        Node::Chance(actions) => {
            let mut sums = vec![builder.zero()];
            for action in actions {
                let branches = expectations(game, builder, action.child, player)?;
                let pairs = sums.iter().flat_map(|&sum| branches.iter().map(move |&branch| (sum, branch)));
                sums = pairs
                    .map(|(sum, branch)| {
                        let term = builder.multiply(action.probability, branch);
                        builder.add(sum, term)
                    })
                    .collect();
            }
            sums
        }
    };
    (ways.len() <= WAYS).then_some(ways)
}

/// An enclosure of a register over a box, with an enclosure of its gradient (reverse
/// accumulation). A clip that is partly active contributes any slope between 0 and 1.
fn gradient(program: &Program, target: Register, part: &[Interval], parameters: usize) -> (Interval, Vec<Interval>) {
    let values = program.evaluate(part);
    let mut adjoint = vec![Interval::ZERO; values.len()];
    let mut slopes = vec![Interval::ZERO; parameters];
    adjoint[target.index()] = Interval { lo: 1.0, hi: 1.0 };
    for (index, operation) in program.operations().iter().enumerate().rev() {
        let own = adjoint[index];
        if own == Interval::ZERO {
            continue;
        }
        let mut contribute = |register: &Register, amount: Interval| {
            adjoint[register.index()] = adjoint[register.index()].add(&amount);
        };
        match operation {
            Operation::Constant(_) => {}
            Operation::Parameter(parameter) => {
                let slope = &mut slopes[*parameter as usize];
                *slope = slope.add(&own);
            }
            Operation::Add(a, b) => {
                contribute(a, own);
                contribute(b, own);
            }
            Operation::Subtract(a, b) => {
                contribute(a, own);
                contribute(b, Interval::ZERO.subtract(&own));
            }
            Operation::Multiply(a, b) => {
                contribute(a, own.multiply(&values[b.index()]));
                contribute(b, own.multiply(&values[a.index()]));
            }
            Operation::Clip(a) => {
                let Interval { lo, hi } = values[a.index()];
                if lo >= 0.0 && hi <= 1.0 {
                    contribute(a, own);
                } else if hi > 0.0 && lo < 1.0 {
                    contribute(a, own.multiply(&Interval { lo: 0.0, hi: 1.0 }));
                }
            }
        }
    }
    let value = values[target.index()];
    (
        mean_value(program, target, part, &slopes)
            .map_or(value, |tighter| Interval { lo: value.lo.max(tighter.lo), hi: value.hi.min(tighter.hi) }),
        slopes,
    )
}

/// The mean value form: `f(m) + f'(X) (X - m)`.
fn mean_value(program: &Program, target: Register, part: &[Interval], slopes: &[Interval]) -> Option<Interval> {
    let middle: Vec<Interval> = part
        .iter()
        .map(|side| {
            let middle = (side.lo + (side.hi - side.lo) / 2.0).clamp(side.lo, side.hi);
            Interval { lo: middle, hi: middle }
        })
        .collect();
    let mut enclosure = program.evaluate(&middle)[target.index()];
    for ((side, centre), slope) in part.iter().zip(&middle).zip(slopes) {
        enclosure = enclosure.add(&slope.multiply(&side.subtract(centre)));
    }
    enclosure.lo.is_finite().then_some(enclosure)
}
