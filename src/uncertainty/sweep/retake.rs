//! One sample, judged: floats decide where their error bounds allow it, and each comparison
//! that is closer than its bound is retaken exactly.
//!
//! Before rationals are touched, two payoffs are compared as expressions: the same register,
//! or chance nodes with the same chances over the same payoffs, are equal at every sample.
//! Exact registers and expected payoffs are computed on demand and kept for the sample.

use std::ops::Range;

use crate::numeric::program::Operation;
use crate::numeric::rational::Rational;
use crate::verdict::process_tests::Tree;

use super::tree::{FlatStep, FlatTree, Joint, Shape, Solved};
use super::{Engine, Outcome, Packet, Workspace};

/// Exact values of slots, for the sample under study.
pub(super) struct Memory {
    exact: Vec<Option<Rational>>,
    /// The slots that are filled in.
    touched: Vec<u32>,
    pub retakes: u64,
}

impl Memory {
    pub fn new(slots: usize) -> Memory {
        Memory { exact: vec![None; slots], touched: Vec::new(), retakes: 0 }
    }
}

/// One of the samples side by side.
pub(super) struct Lane<'a> {
    engine: &'a Engine,
    values: &'a mut [Packet],
    solved: &'a mut [Solved; 4],
    memory: &'a mut Memory,
    stack: &'a mut Vec<u32>,
    lane: usize,
    source: &'a dyn Fn(usize, usize) -> Rational,
}

/// What the owner answers at its first move.
struct Question {
    /// Its node, the first one found.
    node: u32,
    set: u32,
    /// `None` where the owner's answers differ.
    attempts: Option<bool>,
    /// That the owner answers at more than one information set.
    several: bool,
}

impl<'a> Lane<'a> {
    pub fn new(
        engine: &'a Engine,
        workspace: &'a mut Workspace,
        lane: usize,
        source: &'a dyn Fn(usize, usize) -> Rational,
    ) -> Lane<'a> {
        let Workspace { values, solved, memory, stack, .. } = workspace;
        for slot in memory.touched.drain(..) {
            memory.exact[slot as usize] = None;
        }
        Lane { engine, values, solved, memory, stack, lane, source }
    }

    /// All tests, in the order of [`crate::verdict::TestId::SWITCHING`]; the definitions are
    /// those of `verdict::process_tests`.
    pub fn judge(mut self) -> Outcome {
        let engine = self.engine;
        let mut outcome = Outcome::EMPTY;
        for tree in Tree::ALL {
            self.solve(tree);
        }
        let (honoured, sign) = self.margin_of(engine.honoured);
        outcome.holds[0] = Some(sign > 0);
        outcome.values[0] = Some(honoured);
        let owner = engine.owner as u32;
        if self.decided(Tree::Behavioural)
            && let Some(question) = self.question(Tree::Behavioural)
        {
            let (value, sign) = self.margin(Tree::Behavioural, &question, owner);
            outcome.holds[1] = Some(sign > 0);
            outcome.values[1] = Some(value);
        }
        if self.decided(Tree::Strategic)
            && let Some(question) = self.question(Tree::Strategic)
        {
            outcome.holds[2] = question.attempts;
            if !question.several {
                outcome.values[2] = Some(self.margin(Tree::Strategic, &question, owner).0);
            }
            let (all_sign, value) = self.settlements(&question);
            outcome.holds[3] = question.attempts.map(|attempts| attempts && all_sign);
            outcome.values[3] = value;
        }
        if self.decided(Tree::Typed)
            && self.valid_beliefs()
            && let Some(question) = self.question(Tree::Typed)
        {
            outcome.holds[4] = question.attempts;
            if question.attempts.is_some() && !question.several {
                outcome.values[4] = Some(self.joint_margin(Tree::Typed, &question, owner));
            }
        }
        if self.decided(Tree::SigningAtOnce) && self.decided(Tree::Strategic) {
            let root = |lane: &Lane<'_>, tree: Tree| {
                lane.tree(tree).slot(lane.solved[tree as usize].rows[0], engine.demander as u32)
            };
            let (value, sign) = self.difference(root(&self, Tree::Strategic), root(&self, Tree::SigningAtOnce));
            outcome.holds[5] = Some(sign > 0);
            outcome.values[5] = Some(value);
        }
        outcome
    }

    fn tree(&self, tree: Tree) -> &'a FlatTree {
        self.engine.trees[tree as usize].as_ref().expect("only trees that are there are asked about")
    }

    fn decided(&self, tree: Tree) -> bool {
        self.solved[tree as usize].decided
    }

    fn value(&self, slot: u32) -> f64 {
        self.values[slot as usize][self.lane]
    }

    // --- backward induction ---

    fn solve(&mut self, which: Tree) {
        let engine = self.engine;
        let Some(tree) = &engine.trees[which as usize] else { return };
        let lane = self.lane;
        for step in &tree.steps {
            match step {
                FlatStep::Chance { row, first, count, players, .. } => {
                    let (children, chances) = (tree.children_of(*first, *count), tree.chances_of(*first, *count));
                    let mut left = *players;
                    while left != 0 {
                        let player = left.trailing_zeros();
                        left &= left - 1;
                        let rows = &self.solved[which as usize].rows;
                        let mut sum = 0.0;
                        for (&child, &chance) in children.iter().zip(chances) {
                            let slot = tree.slot(rows[child as usize], player);
                            sum += self.values[chance as usize][lane] * self.values[slot as usize][lane];
                        }
                        self.values[tree.slot(*row, player) as usize][lane] = sum;
                    }
                }
                FlatStep::Decide { node, set, player, first, count, doubt } => {
                    let children = tree.children_of(*first, *count);
                    let slot = |solved: &[Solved; 4], child: u32| {
                        tree.slot(solved[which as usize].rows[child as usize], *player)
                    };
                    let mut choice = 0;
                    let mut best = slot(self.solved, children[0]);
                    for (action, &child) in children.iter().enumerate().skip(1) {
                        let other = slot(self.solved, child);
                        let gap = self.value(other) - self.value(best);
                        let better = if gap.abs() > *doubt { gap > 0.0 } else { self.retaken(other, best) > 0 };
                        if better {
                            (choice, best) = (action, other);
                        }
                    }
                    let solved = &mut self.solved[which as usize];
                    solved.choice[*set as usize] = choice as u32;
                    solved.rows[*node as usize] = solved.rows[children[choice] as usize];
                }
                FlatStep::DecideJointly(joint) => {
                    let choice = match &joint.weights {
                        Some(weights) => Some(self.best_by_weight(which, joint, weights)),
                        None => self.best_everywhere(which, joint),
                    };
                    let Some(choice) = choice else {
                        self.solved[which as usize].decided = false;
                        return;
                    };
                    let solved = &mut self.solved[which as usize];
                    solved.choice[joint.set as usize] = choice;
                    for &node in &joint.nodes {
                        let child = child(tree, node, choice);
                        solved.rows[node as usize] = solved.rows[child as usize];
                    }
                }
            }
        }
        self.solved[which as usize].decided = true;
    }

    /// The slot of a player's payoff after an action at a node.
    fn after(&self, which: Tree, node: u32, action: u32, player: u32) -> u32 {
        let tree = self.tree(which);
        tree.slot(self.solved[which as usize].rows[child(tree, node, action) as usize], player)
    }

    /// The first best action where chance alone shapes the belief.
    fn best_by_weight(&mut self, which: Tree, joint: &Joint, weights: &[Vec<u32>]) -> u32 {
        let mut choice = 0;
        for action in 1..joint.actions {
            let gap = self.weighed(which, joint, weights, action) - self.weighed(which, joint, weights, choice);
            let better = if gap.abs() > joint.doubt {
                gap > 0.0
            } else {
                self.exact_weighed_gap(which, joint, weights, action, choice).is_positive()
            };
            if better {
                choice = action;
            }
        }
        choice
    }

    fn weighed(&self, which: Tree, joint: &Joint, weights: &[Vec<u32>], action: u32) -> f64 {
        let terms = joint.nodes.iter().zip(weights).map(|(&node, way)| {
            let payoff = self.value(self.after(which, node, action, joint.player));
            way.iter().fold(payoff, |product, &chance| product * self.value(chance))
        });
        terms.sum()
    }

    fn exact_weighed_gap(&mut self, which: Tree, joint: &Joint, weights: &[Vec<u32>], a: u32, b: u32) -> Rational {
        let slots = |lane: &Self, node: u32, action: u32| lane.after(which, node, action, joint.player);
        let mut sum = Rational::ZERO;
        for (&node, way) in joint.nodes.iter().zip(weights) {
            let (a, b) = (slots(self, node, a), slots(self, node, b));
            if self.same(a, b) {
                continue;
            }
            self.memory.retakes += 1;
            let gap = &self.exact(a) - &self.exact(b);
            sum = &sum + &way.iter().fold(gap, |product, &chance| &product * &self.exact(chance));
        }
        sum
    }

    /// The first action that is best at every node of a set.
    fn best_everywhere(&mut self, which: Tree, joint: &Joint) -> Option<u32> {
        (0..joint.actions).find(|&action| {
            joint.nodes.iter().all(|&node| {
                (0..joint.actions).filter(|&other| other != action).all(|other| {
                    let own = self.after(which, node, action, joint.player);
                    let against = self.after(which, node, other, joint.player);
                    let gap = self.value(own) - self.value(against);
                    if gap.abs() > joint.doubt { gap > 0.0 } else { self.retaken(own, against) >= 0 }
                })
            })
        })
    }

    // --- what the tests ask ---

    /// The owner's first moves on the path of play.
    fn question(&mut self, which: Tree) -> Option<Question> {
        let tree = self.tree(which);
        let mut found: Option<Question> = None;
        self.stack.clear();
        self.stack.push(0);
        while let Some(node) = self.stack.pop() {
            match tree.nodes[node as usize] {
                Shape::Terminal => {}
                Shape::Chance { first, count } => self.visit_possible(tree, first..first + count),
                Shape::Decision { set, first, .. } => {
                    let choice = self.solved[which as usize].choice[set as usize];
                    let shape = &tree.sets[set as usize];
                    if !shape.answers {
                        self.stack.push(tree.children[(first + choice) as usize]);
                        continue;
                    }
                    let attempts = shape.concede == Some(choice);
                    match &mut found {
                        None => found = Some(Question { node, set, attempts: Some(attempts), several: false }),
                        Some(question) => {
                            question.several |= question.set != set;
                            if question.attempts != Some(attempts) {
                                question.attempts = None;
                            }
                        }
                    }
                }
            }
        }
        found
    }

    /// The owner's gain from conceding over refusing at a node.
    fn margin(&mut self, which: Tree, question: &Question, owner: u32) -> (f64, i32) {
        let shape = self.tree(which).sets[question.set as usize];
        let (Some(concede), Some(refuse)) = (shape.concede, shape.refuse) else {
            unreachable!("the first answer is CONCEDE or REFUSE")
        };
        let conceded = self.after(which, question.node, concede, owner);
        let refused = self.after(which, question.node, refuse, owner);
        self.difference(conceded, refused)
    }

    /// The same over the nodes of an information set, weighed by chance.
    fn joint_margin(&mut self, which: Tree, question: &Question, owner: u32) -> f64 {
        let tree = self.tree(which);
        let shape = tree.sets[question.set as usize];
        if let (FlatStep::DecideJointly(joint), Some(concede), Some(refuse)) =
            (&tree.steps[shape.step as usize], shape.concede, shape.refuse)
        {
            if let Some(weights) = &joint.weights {
                let gap = self.weighed(which, joint, weights, concede) - self.weighed(which, joint, weights, refuse);
                if gap.abs() > joint.doubt {
                    return gap;
                }
                return self.exact_weighed_gap(which, joint, weights, concede, refuse).to_f64();
            }
            let first = Question { node: joint.nodes[0], set: question.set, attempts: None, several: false };
            return self.margin(which, &first, owner).0;
        }
        self.margin(which, question, owner).0
    }

    /// Whether the demanders sign at all decisions that the first success reaches with positive
    /// probability, if the owner concedes, and by how much they prefer to at the closest.
    fn settlements(&mut self, question: &Question) -> (bool, Option<f64>) {
        let which = Tree::Strategic;
        let tree = self.tree(which);
        let concede = tree.sets[question.set as usize].concede.expect("the first answer is CONCEDE or REFUSE");
        let (mut all_sign, mut least) = (true, None);
        self.stack.clear();
        self.stack.push(child(tree, question.node, concede));
        while let Some(node) = self.stack.pop() {
            match tree.nodes[node as usize] {
                Shape::Terminal => {}
                Shape::Chance { first, count } => self.visit_possible(tree, first..first + count),
                Shape::Decision { set, first, count } => {
                    let choice = self.solved[which as usize].choice[set as usize];
                    let shape = tree.sets[set as usize];
                    if shape.settles {
                        all_sign &= shape.sign == Some(choice);
                        if let Some(sign) = shape.sign {
                            let own = self.after(which, node, sign, shape.player);
                            for other in (0..count).filter(|&action| action != sign) {
                                let other = self.after(which, node, other, shape.player);
                                let margin = self.difference(own, other).0;
                                if least.is_none_or(|least| margin < least) {
                                    least = Some(margin);
                                }
                            }
                        }
                    }
                    self.stack.push(tree.children[(first + choice) as usize]);
                }
            }
        }
        (all_sign, least)
    }

    /// That the priors of the types leave no negative rest. Sampled priors of several types
    /// may add up to more than 1; then nothing is believed and the test has no answer.
    fn valid_beliefs(&mut self) -> bool {
        let tree = self.tree(Tree::Typed);
        match tree.nodes[0] {
            Shape::Chance { first, count } => {
                (first..first + count).all(|index| self.sign(tree.chances[index as usize]) >= 0)
            }
            Shape::Terminal | Shape::Decision { .. } => true,
        }
    }

    // --- comparisons ---

    /// The sign of a slot.
    fn sign(&mut self, slot: u32) -> i32 {
        self.margin_of(slot).1
    }

    /// Puts the draws of positive probability on the stack, the first on top.
    fn visit_possible(&mut self, tree: &FlatTree, draws: Range<u32>) {
        for index in draws.rev() {
            if self.positive(tree.chances[index as usize]) {
                self.stack.push(tree.children[index as usize]);
            }
        }
    }

    fn positive(&mut self, slot: u32) -> bool {
        self.sign(slot) > 0
    }

    /// A slot's value and its sign.
    fn margin_of(&mut self, slot: u32) -> (f64, i32) {
        let value = self.value(slot);
        if value.abs() > self.engine.errors[slot as usize] {
            return (value, if value > 0.0 { 1 } else { -1 });
        }
        self.memory.retakes += 1;
        let exact = self.exact(slot);
        (exact.to_f64(), exact.signum())
    }

    /// The difference of two slots and its sign.
    fn difference(&mut self, a: u32, b: u32) -> (f64, i32) {
        let gap = self.value(a) - self.value(b);
        // The bounds were rounded up by more than this sum can lose.
        if gap.abs() > (self.engine.errors[a as usize] + self.engine.errors[b as usize]) * (1.0 + 1e-12) {
            return (gap, if gap > 0.0 { 1 } else { -1 });
        }
        if self.same(a, b) {
            return (0.0, 0);
        }
        self.memory.retakes += 1;
        let exact = &self.exact(a) - &self.exact(b);
        (exact.to_f64(), exact.signum())
    }

    /// The sign of a difference that is too small for floats.
    fn retaken(&mut self, a: u32, b: u32) -> i32 {
        if self.same(a, b) {
            return 0;
        }
        self.memory.retakes += 1;
        self.exact(a).cmp(&self.exact(b)) as i32
    }

    /// That two slots hold the same expression, as far as can be seen.
    fn same(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.simplest(a), self.simplest(b));
        if a == b {
            return true;
        }
        let (Some((left, first_a, count)), Some((right, first_b, other))) = (self.chance(a), self.chance(b)) else {
            return false;
        };
        let (player_a, player_b) = (self.whose(a), self.whose(b));
        count == other
            && (0..count).all(|index| {
                let (at, opposite) = ((first_a + index) as usize, (first_b + index) as usize);
                let (left_tree, right_tree) = (self.tree(left), self.tree(right));
                left_tree.chances[at] == right_tree.chances[opposite]
                    && self.same(
                        self.below(left, left_tree.children[at], player_a),
                        self.below(right, right_tree.children[opposite], player_b),
                    )
            })
    }

    /// A slot that holds the same value: that of a branch, where all branches of a chance
    /// node agree.
    fn simplest(&self, slot: u32) -> u32 {
        let Some((which, first, count)) = self.chance(slot) else { return slot };
        let (tree, player) = (self.tree(which), self.whose(slot));
        let branch = |index: u32| self.simplest(self.below(which, tree.children[(first + index) as usize], player));
        let common = branch(0);
        if (1..count).all(|index| branch(index) == common) { common } else { slot }
    }

    /// The slot of a player's payoff from a node on.
    fn below(&self, which: Tree, node: u32, player: u32) -> u32 {
        self.tree(which).slot(self.solved[which as usize].rows[node as usize], player)
    }

    /// The branches behind the slot of a chance node.
    fn chance(&self, slot: u32) -> Option<(Tree, u32, u32)> {
        let index = (slot as usize).checked_sub(self.engine.program.operations().len())?;
        let (tree, node, _) = self.engine.chances[index];
        let which = Tree::ALL[tree as usize];
        match self.tree(which).nodes[node as usize] {
            Shape::Chance { first, count } => Some((which, first, count)),
            Shape::Terminal | Shape::Decision { .. } => unreachable!("the slots past the program are chance nodes'"),
        }
    }

    fn whose(&self, slot: u32) -> u32 {
        self.engine.chances[slot as usize - self.engine.program.operations().len()].2
    }

    /// The exact value of a slot.
    fn exact(&mut self, slot: u32) -> Rational {
        if let Some(known) = &self.memory.exact[slot as usize] {
            return known.clone();
        }
        let value = match self.chance(slot) {
            Some((which, first, count)) => {
                let (tree, player) = (self.tree(which), self.whose(slot));
                let mut sum = Rational::ZERO;
                for index in first..first + count {
                    let chance = self.exact(tree.chances[index as usize]);
                    let payoff = self.exact(self.below(which, tree.children[index as usize], player));
                    sum = &sum + &(&chance * &payoff);
                }
                sum
            }
            None => {
                let engine = self.engine;
                match &engine.program.operations()[slot as usize] {
                    Operation::Constant(value) => value.clone(),
                    Operation::Parameter(index) => {
                        let place = engine.place[*index as usize].expect("fixed parameters are constants by now");
                        (self.source)(self.lane, place as usize)
                    }
                    Operation::Add(a, b) => &self.exact(a.0) + &self.exact(b.0),
                    Operation::Subtract(a, b) => &self.exact(a.0) - &self.exact(b.0),
                    Operation::Multiply(a, b) => &self.exact(a.0) * &self.exact(b.0),
                    Operation::Clip(a) => self.exact(a.0).clamp(Rational::ZERO, Rational::ONE),
                }
            }
        };
        self.memory.exact[slot as usize] = Some(value.clone());
        self.memory.touched.push(slot);
        value
    }
}

fn child(tree: &FlatTree, node: u32, action: u32) -> u32 {
    match tree.nodes[node as usize] {
        Shape::Decision { first, .. } => tree.children[(first + action) as usize],
        Shape::Terminal | Shape::Chance { .. } => unreachable!("actions are taken at decisions"),
    }
}
