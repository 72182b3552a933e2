//! Sweeps: the verdict at many values of the parameters, as fast as floats and as right as
//! rationals.
//!
//! The compiled program and trees are solved at each sample in double precision. A bound on
//! the rounding error of every payoff is computed once, for the whole box of values that the
//! sweep covers ([`bounds`]); a comparison that is closer than its bound is retaken over exact
//! rationals (`retake`), and only that comparison. So every verdict is the one that exact
//! arithmetic gives, at the price of floats (a filter in the sense of Fortune and Van Wyk
//! 1996 \[FortuneVanWyk1996\]). Nothing is allocated per sample, apart from retakes.
//!
//! A sample is a world in which the numbers are known, so its headline is that of the scenario
//! with no ranges left: `rational` if `expected_utility`, `subgame_perfect` and
//! `ratchet_proof` hold, `not_rational` if `honoured` fails or both of the first two fail, and
//! `conditional` otherwise. (The clause "no single parameter inside its range turns either" of
//! a report's headline speaks of ranges, and so of the file, not of a sample.)
//!
//! Cost per sample: one pass over the program and one over each tree.

pub mod axis;
pub mod bounds;
pub mod design;
pub mod part;
mod retake;
mod tree;

use std::array::from_fn;

use crate::compile::{CompileError, Compiled, compile};
use crate::numeric::interval::Interval;
use crate::numeric::program::{Operation, Program, Register};
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::scenario::quantity::ParameterId;
use crate::verdict::process_tests::{Schedules, Tree};
use crate::verdict::{Headline, TestId};

use bounds::Bound;
use design::Design;
use retake::Lane;
use tree::FlatTree;

/// How many samples go through the program side by side.
pub const LANES: usize = 8;

/// One number for each of the samples side by side.
pub type Packet = [f64; LANES];

/// The verdict at one sample, in the order of [`TestId::SWITCHING`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// `None` where the test has no answer.
    pub holds: [Option<bool>; 6],
    /// The number behind each test, in double precision; `None` where there is none.
    pub values: [Option<f64>; 6],
}

impl Outcome {
    pub const EMPTY: Outcome = Outcome { holds: [None; 6], values: [None; 6] };

    pub fn holds(&self, test: TestId) -> Option<bool> {
        TestId::SWITCHING.iter().position(|&known| known == test).and_then(|index| self.holds[index])
    }

    pub fn value(&self, test: TestId) -> Option<f64> {
        TestId::SWITCHING.iter().position(|&known| known == test).and_then(|index| self.values[index])
    }

    /// The headline with every number known (see the module's documentation).
    pub fn headline(&self) -> Headline {
        point_headline(|test| self.holds(test))
    }
}

/// The rule of the headline where no ranges are left.
pub fn point_headline(holds: impl Fn(TestId) -> Option<bool>) -> Headline {
    let decisive = [TestId::ExpectedUtility, TestId::SubgamePerfect].map(&holds);
    if decisive == [Some(true); 2] && holds(TestId::RatchetProof) == Some(true) {
        Headline::Rational
    } else if holds(TestId::Honoured) == Some(false) || decisive == [Some(false); 2] {
        Headline::NotRational
    } else {
        Headline::Conditional
    }
}

/// A parameter that a sweep moves, and between what values.
#[derive(Debug, Clone)]
pub struct Moving {
    pub parameter: ParameterId,
    pub low: Rational,
    pub high: Rational,
}

/// A step of the program in floats; its result goes to a slot.
#[derive(Debug, Clone, Copy)]
enum Instruction {
    /// The moving parameter with this index.
    Input(u32),
    Add(u32, u32),
    Subtract(u32, u32),
    Multiply(u32, u32),
    Clip(u32),
}

/// A compiled scenario made ready for many evaluations.
///
/// Numbers live in slots: first the registers of the program, then the expected payoffs of
/// the trees' chance nodes.
pub struct Engine {
    moving: Vec<Moving>,
    /// The program with everything else fixed at its base value.
    program: Program,
    /// For each parameter of the scenario, its place among the moving ones.
    place: Vec<Option<u32>>,
    instructions: Vec<(u32, Instruction)>,
    constants: Vec<(u32, f64)>,
    slots: usize,
    /// A bound on the error of each slot.
    errors: Vec<f64>,
    trees: [Option<FlatTree>; 4],
    /// For each slot of a chance node, its tree and node, and whose payoff it is.
    chances: Vec<(u8, u32, u32)>,
    honoured: u32,
    owner: usize,
    demander: usize,
}

/// What an evaluation works in; one for each thread.
pub struct Workspace {
    /// By moving parameter: its values in the samples side by side.
    pub inputs: Vec<Packet>,
    values: Vec<Packet>,
    solved: [tree::Solved; 4],
    memory: retake::Memory,
    stack: Vec<u32>,
}

impl Workspace {
    /// How many comparisons have been retaken exactly so far.
    pub fn retakes(&self) -> u64 {
        self.memory.retakes
    }
}

impl Engine {
    /// Prepares a compiled scenario; what does not move stays at its base value.
    ///
    /// The scenario must have been compiled so that the moving parameters are parameters (see
    /// [`design::Design::prepare`]).
    pub fn new(scenario: &Scenario, compiled: &Compiled, moving: Vec<Moving>) -> Engine {
        let schedules = Schedules::new(compiled);
        let mut place = vec![None; scenario.parameters.len()];
        for (index, one) in moving.iter().enumerate() {
            place[one.parameter.0] = Some(index as u32);
        }
        let fixed =
            |index: u32| place[index as usize].is_none().then(|| scenario.parameters[index as usize].base.clone());
        let (specialized, moved) = compiled.program.specialize(fixed);
        // Only what the trees and `honoured` need.
        let mut wanted: Vec<Register> = vec![compiled.honoured];
        for game in Tree::ALL.into_iter().filter_map(|tree| compiled.tree(tree)) {
            wanted.extend(tree::registers(&game.form));
        }
        wanted.sort_unstable();
        wanted.dedup();
        let targets: Vec<Register> = wanted.iter().map(|register| moved[register.index()]).collect();
        let (program, sliced) = specialized.slice(&targets);
        let mut slot_of = vec![u32::MAX; compiled.program.operations().len()];
        for (register, slot) in wanted.iter().zip(&sliced) {
            slot_of[register.index()] = slot.0;
        }

        let registers = program.operations().len();
        let mut chances = Vec::new();
        let needed = [scenario.owner().0, scenario.demander().0];
        let mut trees = Tree::ALL.map(|tree| {
            let (game, schedule) = (compiled.tree(tree)?, schedules.order(tree)?);
            let first = registers + chances.len();
            let flat = FlatTree::new(game, schedule, &slot_of, first, needed);
            chances.extend(flat.chance_slots().map(|(node, player)| (tree as u8, node, player)));
            Some(flat)
        });

        let sides: Vec<Interval> = scenario
            .parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| match place[index] {
                Some(place) => Interval::hull(&moving[place as usize].low, &moving[place as usize].high),
                None => Interval::hull(&parameter.base, &parameter.base),
            })
            .collect();
        let mut bounds: Vec<Bound> = bounds::of_program(&program, &sides);
        for tree in trees.iter_mut().flatten() {
            tree.bound(&mut bounds);
        }

        let mut instructions = Vec::new();
        let mut constants = Vec::new();
        for (slot, operation) in program.operations().iter().enumerate() {
            let instruction = match operation {
                Operation::Constant(value) => {
                    constants.push((slot as u32, value.to_f64()));
                    continue;
                }
                Operation::Parameter(index) => {
                    Instruction::Input(place[*index as usize].expect("fixed parameters are constants by now"))
                }
                Operation::Add(a, b) => Instruction::Add(a.0, b.0),
                Operation::Subtract(a, b) => Instruction::Subtract(a.0, b.0),
                Operation::Multiply(a, b) => Instruction::Multiply(a.0, b.0),
                Operation::Clip(a) => Instruction::Clip(a.0),
            };
            instructions.push((slot as u32, instruction));
        }
        Engine {
            moving,
            place,
            instructions,
            constants,
            slots: registers + chances.len(),
            errors: bounds.iter().map(|bound| bound.error).collect(),
            honoured: slot_of[compiled.honoured.index()],
            program,
            trees,
            chances,
            owner: scenario.owner().0,
            demander: scenario.demander().0,
        }
    }

    pub fn moving(&self) -> &[Moving] {
        &self.moving
    }

    pub fn workspace(&self) -> Workspace {
        let mut values = vec![[0.0; LANES]; self.slots];
        for &(slot, value) in &self.constants {
            values[slot as usize] = [value; LANES];
        }
        Workspace {
            inputs: vec![[0.0; LANES]; self.moving.len()],
            values,
            solved: from_fn(|tree| self.trees[tree].as_ref().map_or_else(Default::default, tree::Solved::new)),
            memory: retake::Memory::new(self.slots),
            stack: Vec::new(),
        }
    }

    /// Judges the samples that stand in [`Workspace::inputs`], as many as there are outcomes
    /// (at most [`LANES`]).
    ///
    /// `exact` gives the exact value of a moving parameter (second argument) in a sample
    /// (first); the input is the float nearest to it, or next to that.
    pub fn judge(&self, workspace: &mut Workspace, exact: &dyn Fn(usize, usize) -> Rational, outcomes: &mut [Outcome]) {
        self.run(&workspace.inputs, &mut workspace.values);
        for (lane, outcome) in outcomes.iter_mut().enumerate() {
            *outcome = Lane::new(self, workspace, lane, exact).judge();
        }
    }

    /// The program over all lanes.
    fn run(&self, inputs: &[Packet], values: &mut [Packet]) {
        for &(slot, instruction) in &self.instructions {
            let value = |slot: u32| values[slot as usize];
            let result: Packet = match instruction {
                Instruction::Input(index) => inputs[index as usize],
                Instruction::Add(a, b) => {
                    let (a, b) = (value(a), value(b));
                    from_fn(|lane| a[lane] + b[lane])
                }
                Instruction::Subtract(a, b) => {
                    let (a, b) = (value(a), value(b));
                    from_fn(|lane| a[lane] - b[lane])
                }
                Instruction::Multiply(a, b) => {
                    let (a, b) = (value(a), value(b));
                    from_fn(|lane| a[lane] * b[lane])
                }
                Instruction::Clip(a) => value(a).map(|value| value.clamp(0.0, 1.0)),
            };
            values[slot as usize] = result;
        }
    }
}

/// A scenario with the samples at which it is to be judged.
pub struct Sweep {
    /// As compiled: what the design moves has the range in which it moves.
    pub scenario: Scenario,
    pub design: Design,
    pub engine: Engine,
}

/// What one thread needs to judge samples.
pub struct Worker {
    workspace: Workspace,
    /// Sample by sample.
    codes: Vec<i64>,
}

impl Worker {
    /// The value of a moving parameter in one of the samples judged last.
    pub fn value(&self, lane: usize, moving: usize) -> f64 {
        self.workspace.inputs[moving][lane]
    }

    /// How many comparisons have been retaken exactly so far.
    pub fn retakes(&self) -> u64 {
        self.workspace.retakes()
    }
}

impl Sweep {
    /// # Errors
    /// If the game tree is too large.
    pub fn new(scenario: &Scenario, design: Design) -> Result<Sweep, CompileError> {
        let scenario = design.prepare(scenario);
        let compiled = compile(&scenario, None)?;
        let engine = Engine::new(&scenario, &compiled, design.moving());
        Ok(Sweep { scenario, design, engine })
    }

    pub fn worker(&self) -> Worker {
        Worker { workspace: self.engine.workspace(), codes: vec![0; LANES * self.design.axes.len()] }
    }

    /// Judges as many samples from `first` on as there are outcomes, at most [`LANES`].
    pub fn judge(&self, worker: &mut Worker, first: u64, outcomes: &mut [Outcome]) {
        self.judge_codes(worker, outcomes, |lane, codes| self.design.codes(first + lane as u64, codes));
    }

    /// Judges points of the unit cube, one after the other in `points`: each coordinate a
    /// quantile of its parameter, rank correlations left aside.
    pub fn judge_quantiles(&self, worker: &mut Worker, points: &[f64], outcomes: &mut [Outcome]) {
        let count = self.design.axes.len();
        self.judge_codes(worker, outcomes, |lane, codes| {
            for ((code, axis), &unit) in codes.iter_mut().zip(&self.design.axes).zip(&points[lane * count..]) {
                *code = axis.code(unit);
            }
        });
    }

    /// Judges the samples whose codes `fill` writes, one for each axis of the design.
    pub fn judge_codes(&self, worker: &mut Worker, outcomes: &mut [Outcome], fill: impl Fn(usize, &mut [i64])) {
        let Worker { workspace, codes } = worker;
        let count = self.design.axes.len();
        for lane in 0..LANES {
            let codes = &mut codes[lane * count..][..count];
            // Lanes without a sample repeat the last one.
            fill(lane.min(outcomes.len().saturating_sub(1)), codes);
            for (moving, (code, axis)) in codes.iter().zip(&self.design.axes).enumerate() {
                workspace.inputs[moving][lane] = axis.float(*code);
            }
        }
        let codes = &*codes;
        let exact = |lane: usize, moving: usize| self.design.axes[moving].exact(codes[lane * count + moving]);
        self.engine.judge(workspace, &exact, outcomes);
    }

    /// The exact values of a sample's moving parameters.
    pub fn exact(&self, row: u64) -> Vec<Rational> {
        let mut codes = vec![0; self.design.axes.len()];
        self.design.codes(row, &mut codes);
        codes.iter().zip(&self.design.axes).map(|(&code, axis)| axis.exact(code)).collect()
    }
}
