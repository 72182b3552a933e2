//! The tests that are played on the demand process: its trees, solved.

use std::sync::OnceLock;

use crate::compile::{Action, Compiled, Move, ProcessGame};
use crate::form::extensive::{InformationSetId, Node, NodeId};
use crate::numeric::program::{Register, Ring};
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::solution::{Answer, Solution, TreeStrategy};
use crate::solve::backward_induction::{Induction, Players, Schedule, Undecided, backward_induction_watching, twins};
use crate::solve::subgame_perfect::outcomes;

use super::{Attempts, Derivation, NoAnswer, PathAbout, PathKind, PathStep, Test, TestId, Ties, signal_test};

/// Which tree of a compiled scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tree {
    Strategic,
    Behavioural,
    Typed,
    SigningAtOnce,
}

impl Tree {
    pub const ALL: [Tree; 4] = [Tree::Strategic, Tree::Behavioural, Tree::Typed, Tree::SigningAtOnce];
}

impl Compiled {
    pub fn tree(&self, tree: Tree) -> Option<&ProcessGame> {
        match tree {
            Tree::Strategic => Some(&self.strategic),
            Tree::Behavioural => self.behavioural.as_ref(),
            Tree::Typed => self.typed.as_ref(),
            Tree::SigningAtOnce => self.signing_at_once.as_ref(),
        }
    }
}

/// What the tests ask of a solved process, at one point or on a stretch of a parameter.
pub trait Play {
    /// That backward induction has an answer for the tree.
    fn decided(&self, tree: Tree) -> Result<(), NoAnswer>;
    /// The chosen action of an information set.
    fn choice(&self, tree: Tree, set: InformationSetId) -> usize;
    /// The sign of a register.
    fn sign(&self, register: Register) -> i32;
    /// The sign of the difference of a player's payoffs from two nodes on (of two trees).
    fn sign_of_difference(&self, a: (Tree, NodeId), b: (Tree, NodeId), player: usize) -> i32;
}

/// In which order each tree of a scenario is solved.
pub struct Schedules<'a> {
    pub compiled: &'a Compiled,
    /// By [`Tree`]; `None` for a tree that is absent.
    orders: [Option<Result<Schedule, Undecided>>; 4],
    /// Where each node of the typed tree has the same subtree in the strategic one.
    pub twins: Vec<Option<NodeId>>,
}

impl<'a> Schedules<'a> {
    pub fn new(compiled: &'a Compiled) -> Schedules<'a> {
        let orders = Tree::ALL.map(|tree| compiled.tree(tree).map(|game| Schedule::new(&game.form)));
        let twins = compiled.typed.as_ref().map_or_else(Vec::new, |game| twins(&game.form, &compiled.strategic.form));
        Schedules { compiled, orders, twins }
    }

    /// The order of a tree that is there and has one.
    pub fn order(&self, tree: Tree) -> Option<&Schedule> {
        self.orders[tree as usize].as_ref()?.as_ref().ok()
    }
}

/// The trees of a scenario, solved in some arithmetic; each when it is first asked about.
pub struct Solved<'a, T, S> {
    schedules: &'a Schedules<'a>,
    registers: Vec<T>,
    /// By [`Tree`]: whose payoffs are asked about wherever they are, beside those that
    /// choices depend on.
    watched: [Players; 4],
    sign: S,
    solutions: [Slot<T>; 4],
}

/// `None` for a tree that is absent.
type Slot<T> = OnceLock<Option<Result<Induction<T>, Undecided>>>;

impl<'a, T: Ring, S: Fn(&T) -> i32> Solved<'a, T, S> {
    pub fn new(schedules: &'a Schedules<'a>, registers: Vec<T>, sign: S) -> Solved<'a, T, S> {
        Solved::watching(schedules, registers, [Players::ALL; 4], sign)
    }

    /// Solves no more than what bears on choices and on the payoffs of the watched players.
    pub fn watching(
        schedules: &'a Schedules<'a>,
        registers: Vec<T>,
        watched: [Players; 4],
        sign: S,
    ) -> Solved<'a, T, S> {
        Solved { schedules, registers, watched, sign, solutions: Default::default() }
    }

    pub fn registers(&self) -> &[T] {
        &self.registers
    }

    fn solution(&self, tree: Tree) -> Option<&Result<Induction<T>, Undecided>> {
        let solve = || {
            let form = &self.schedules.compiled.tree(tree)?.form;
            Some(match self.schedules.orders[tree as usize].as_ref()? {
                Ok(schedule) => {
                    let watched = self.watched[tree as usize];
                    backward_induction_watching(form, schedule, &self.registers, watched, &self.sign)
                }
                Err(undecided) => Err(*undecided),
            })
        };
        self.solutions[tree as usize].get_or_init(solve).as_ref()
    }

    /// The solution of a tree that is there and decided.
    pub fn induction(&self, tree: Tree) -> Option<&Induction<T>> {
        self.solution(tree)?.as_ref().ok()
    }

    pub fn schedule(&self, tree: Tree) -> Option<&Schedule> {
        self.schedules.order(tree)
    }

    /// A player's payoff from a node on.
    pub fn value(&self, tree: Tree, node: NodeId, player: usize) -> &T {
        let form = &self.schedules.compiled.tree(tree).expect("only trees that are there are asked about").form;
        self.induction(tree).expect("only decided trees are asked about").value(form, &self.registers, node, player)
    }
}

impl<T: Ring, S: Fn(&T) -> i32> Play for Solved<'_, T, S> {
    fn decided(&self, tree: Tree) -> Result<(), NoAnswer> {
        match self.solution(tree) {
            None => Err(match tree {
                Tree::Strategic => unreachable!("every scenario has a strategic tree"),
                Tree::Behavioural => NoAnswer::NoStatedBelief,
                Tree::Typed => NoAnswer::NoTypes,
                Tree::SigningAtOnce => NoAnswer::CannotSignAtOnce,
            }),
            Some(Err(undecided)) => Err(no_answer(self.schedules.compiled, tree, *undecided)),
            Some(Ok(_)) => Ok(()),
        }
    }

    fn choice(&self, tree: Tree, set: InformationSetId) -> usize {
        self.induction(tree).expect("only decided trees are asked about").choice[set.index()]
    }

    fn sign(&self, register: Register) -> i32 {
        (self.sign)(&self.registers[register.index()])
    }

    fn sign_of_difference(&self, a: (Tree, NodeId), b: (Tree, NodeId), player: usize) -> i32 {
        (self.sign)(&self.value(a.0, a.1, player).subtract(self.value(b.0, b.1, player)))
    }
}

/// The reason behind an undecided tree, in the verdict's terms.
pub fn no_answer(compiled: &Compiled, tree: Tree, undecided: Undecided) -> NoAnswer {
    match undecided {
        Undecided::Entangled => NoAnswer::Entangled,
        Undecided::Signal(set) => {
            let form = &compiled.tree(tree).expect("an undecided tree is there").form;
            NoAnswer::Signals { player: form.players[form.information_set(set).player].clone() }
        }
    }
}

/// The owner's first moves on the path of play, one per information set: several only if
/// the owner or a giver of inducements knows its own type.
pub(super) fn questions(compiled: &Compiled, play: &impl Play, tree: Tree) -> Vec<InformationSetId> {
    let game = compiled.tree(tree).expect("only trees that are there are asked about");
    let mut found = Vec::new();
    let mut ahead = vec![NodeId::ROOT];
    while let Some(node) = ahead.pop() {
        match game.form.node(node) {
            Node::Chance(actions) => ahead
                .extend(actions.iter().filter(|action| play.sign(action.probability) > 0).map(|action| action.child)),
            Node::Decision { information_set, children } => match game.move_at(*information_set) {
                Move::Respond { .. } => found.push(*information_set),
                _ => ahead.push(children[play.choice(tree, *information_set)]),
            },
            Node::Terminal(_) => unreachable!("the first demand is always answered"),
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The owner's first move on the path of play: its first decision about the question.
fn question_node(compiled: &Compiled, play: &impl Play, tree: Tree) -> (NodeId, InformationSetId) {
    let game = compiled.tree(tree).expect("only trees that are there are asked about");
    let mut node = NodeId::ROOT;
    loop {
        node = match game.form.node(node) {
            // Every type meets the question; see [`questions`] where types do so differently.
            Node::Chance(actions) => {
                let possible = actions.iter().find(|action| play.sign(action.probability) > 0);
                possible.expect("some branch has a positive chance").child
            }
            Node::Decision { information_set, children } => match game.move_at(*information_set) {
                Move::Respond { .. } => return (node, *information_set),
                _ => children[play.choice(tree, *information_set)],
            },
            Node::Terminal(_) => unreachable!("the first demand is always answered"),
        };
    }
}

/// The child of a decision node by action.
fn child(game: &ProcessGame, node: NodeId, action: Action) -> NodeId {
    match game.form.node(node) {
        Node::Decision { information_set, children } => {
            let index = game.action(*information_set, action).expect("the first answer is CONCEDE or REFUSE");
            children[index]
        }
        _ => unreachable!("an answer is a decision"),
    }
}

/// Whether a test with switching points holds under some play. `None` if it has no answer.
pub fn holds(scenario: &Scenario, compiled: &Compiled, play: &impl Play, test: TestId) -> Option<bool> {
    let attempts = |tree: Tree| {
        play.decided(tree).ok()?;
        let game = compiled.tree(tree)?;
        let mut answers = questions(compiled, play, tree)
            .into_iter()
            .map(|set| game.actions[set.index()][play.choice(tree, set)] == Action::Concede);
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    };
    match test {
        TestId::Honoured => Some(play.sign(compiled.honoured) > 0),
        TestId::ExpectedUtility => {
            play.decided(Tree::Behavioural).ok()?;
            let game = compiled.tree(Tree::Behavioural)?;
            let (node, _) = question_node(compiled, play, Tree::Behavioural);
            let conceded = (Tree::Behavioural, child(game, node, Action::Concede));
            let refused = (Tree::Behavioural, child(game, node, Action::Refuse));
            Some(play.sign_of_difference(conceded, refused, scenario.owner().0) > 0)
        }
        TestId::SubgamePerfect => attempts(Tree::Strategic),
        TestId::Sequential => attempts(Tree::Typed),
        TestId::RatchetProof => {
            let attempted = attempts(Tree::Strategic)?;
            Some(attempted && settlements(compiled, play).iter().all(|&(_, set)| signs(compiled, play, set)))
        }
        TestId::Demand => {
            play.decided(Tree::SigningAtOnce).ok()?;
            play.decided(Tree::Strategic).ok()?;
            let demander = scenario.demander().0;
            let root = NodeId::ROOT;
            Some(play.sign_of_difference((Tree::Strategic, root), (Tree::SigningAtOnce, root), demander) > 0)
        }
        _ => None,
    }
}

fn signs(compiled: &Compiled, play: &impl Play, set: InformationSetId) -> bool {
    compiled.strategic.actions[set.index()][play.choice(Tree::Strategic, set)] == Action::Sign
}

/// The demanders' decisions that the first success reaches with positive probability, if
/// the owner concedes.
pub fn settlements(compiled: &Compiled, play: &impl Play) -> Vec<(NodeId, InformationSetId)> {
    let game = &compiled.strategic;
    let (question, _) = question_node(compiled, play, Tree::Strategic);
    let mut found = Vec::new();
    let mut ahead = vec![child(game, question, Action::Concede)];
    while let Some(node) = ahead.pop() {
        match game.form.node(node) {
            Node::Terminal(_) => {}
            Node::Chance(actions) => {
                ahead.extend(
                    actions.iter().rev().filter(|action| play.sign(action.probability) > 0).map(|action| action.child),
                );
            }
            Node::Decision { information_set, children } => {
                match game.move_at(*information_set) {
                    Move::Settle { .. } => found.push((node, *information_set)),
                    // What follows a refusal or a failure for good does not follow a success.
                    Move::Drop { .. } => continue,
                    _ => {}
                }
                ahead.push(children[play.choice(Tree::Strategic, *information_set)]);
            }
        }
    }
    found
}

/// All trees solved over exact rationals.
pub type Exact<'a> = Solved<'a, Rational, fn(&Rational) -> i32>;

/// All trees at the base values of the parameters.
pub fn at_base<'a>(scenario: &Scenario, schedules: &'a Schedules<'a>) -> Exact<'a> {
    Solved::new(schedules, schedules.compiled.evaluate(&Compiled::base(scenario)), Rational::signum)
}

/// The tests of this module at the base values, with values and evidence.
pub fn tests(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Vec<Test> {
    TestId::SWITCHING
        .iter()
        .map(|&id| match holds(scenario, compiled, solved, id) {
            Some(holds) => Test::answered(
                id,
                holds,
                value(scenario, compiled, solved, id),
                evidence(scenario, compiled, solved, id),
            ),
            None => {
                let signalled = (id == TestId::Sequential).then(|| signal_test::test(scenario, compiled, solved));
                signalled.flatten().unwrap_or_else(|| Test {
                    // Where types answer differently, how each of them plays says so.
                    evidence: match id == TestId::Sequential && solved.induction(Tree::Typed).is_some() {
                        true => evidence(scenario, compiled, solved, id),
                        false => Vec::new(),
                    },
                    ..Test::unanswered(id, why(solved, id))
                })
            }
        })
        .collect()
}

fn why(solved: &Exact<'_>, id: TestId) -> NoAnswer {
    let trees: &[Tree] = match id {
        TestId::ExpectedUtility => &[Tree::Behavioural],
        TestId::Sequential => &[Tree::Typed],
        TestId::Demand => &[Tree::SigningAtOnce, Tree::Strategic],
        _ => &[Tree::Strategic],
    };
    trees.iter().find_map(|&tree| solved.decided(tree).err()).unwrap_or(NoAnswer::DependsOnType)
}

/// The number behind a test, exactly.
pub fn value(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>, id: TestId) -> Option<Rational> {
    let (owner, demander) = (scenario.owner().0, scenario.demander().0);
    let margin = |tree: Tree| {
        let game = compiled.tree(tree)?;
        if questions(compiled, solved, tree).len() > 1 {
            return None;
        }
        let (node, set) = question_node(compiled, solved, tree);
        let nodes = &game.form.information_set(set).nodes;
        if let [_] = nodes.as_slice() {
            let conceded = solved.value(tree, child(game, node, Action::Concede), owner);
            return Some(conceded - solved.value(tree, child(game, node, Action::Refuse), owner));
        }
        // Over the types, at the prior: every node of the set is one type's question.
        let schedule = solved.schedule(tree)?;
        let values = schedule.action_values(&game.form, set, solved.registers(), solved.induction(tree)?);
        let concede = game.action(set, Action::Concede)?;
        let refuse = game.action(set, Action::Refuse)?;
        Some(&values[concede] - &values[refuse])
    };
    match id {
        TestId::Honoured => Some(solved.registers()[compiled.honoured.index()].clone()),
        TestId::ExpectedUtility => margin(Tree::Behavioural),
        TestId::SubgamePerfect => margin(Tree::Strategic),
        TestId::Sequential => margin(Tree::Typed),
        TestId::RatchetProof => settlements(compiled, solved)
            .iter()
            .filter_map(|&(node, set)| sign_margin(compiled, solved, node, set))
            .min(),
        TestId::Demand => {
            let now = solved.value(Tree::SigningAtOnce, NodeId::ROOT, demander);
            Some(solved.value(Tree::Strategic, NodeId::ROOT, demander) - now)
        }
        _ => None,
    }
}

/// What a demander gains by signing over the best of its other actions.
fn sign_margin(compiled: &Compiled, solved: &Exact<'_>, node: NodeId, set: InformationSetId) -> Option<Rational> {
    let game = &compiled.strategic;
    let Node::Decision { children, .. } = game.form.node(node) else { return None };
    let sign = game.action(set, Action::Sign)?;
    let player = game.form.information_set(set).player;
    let payoff = |action: usize| solved.value(Tree::Strategic, children[action], player);
    let other = (0..children.len()).filter(|&action| action != sign).map(payoff).max()?;
    Some(payoff(sign) - other)
}

fn evidence(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>, id: TestId) -> Vec<Derivation> {
    let tree = match id {
        TestId::Honoured => return vec![honoured_terms(scenario, compiled, solved)],
        TestId::ExpectedUtility => Tree::Behavioural,
        TestId::Sequential => Tree::Typed,
        TestId::Demand => {
            return compliance(scenario, compiled, solved).map(Derivation::Compliance).into_iter().collect();
        }
        _ => Tree::Strategic,
    };
    let game = compiled.tree(tree).expect("an answered test has its tree");
    let (node, _) = question_node(compiled, solved, tree);
    let conceded = child(game, node, Action::Concede);
    let mut evidence = Vec::new();
    match id {
        TestId::SubgamePerfect => {
            evidence.push(path(compiled, solved, tree, NodeId::ROOT, PathAbout::Equilibrium));
            if holds(scenario, compiled, solved, id) == Some(false) {
                evidence.push(path(compiled, solved, tree, conceded, PathAbout::IfConceded));
                evidence.extend(deviation(scenario, compiled, solved, node));
            }
        }
        TestId::RatchetProof if never_succeeds(scenario) => evidence.push(Derivation::NeverSucceeds),
        TestId::RatchetProof => {
            let failing = settlements(compiled, solved).into_iter().find(|&(_, set)| !signs(compiled, solved, set));
            if let Some((node, set)) = failing
                && let Some(margin) = sign_margin(compiled, solved, node, set)
            {
                let information_set = game.form.information_set(set);
                evidence.push(Derivation::Deviation {
                    player: game.form.players[information_set.player].clone(),
                    at: describe(scenario, game, set),
                    instead_of: Action::Sign.word().to_owned(),
                    action: information_set.actions[solved.choice(tree, set)].clone(),
                    gain: -&margin,
                });
            }
        }
        TestId::Sequential => {
            evidence.push(path(compiled, solved, tree, NodeId::ROOT, PathAbout::Equilibrium));
            evidence.extend(signal_test::beliefs(scenario, compiled, solved));
        }
        _ => evidence.push(path(compiled, solved, tree, conceded, PathAbout::IfConceded)),
    }
    evidence
}

/// Whether no attempt at the concession in question can succeed, nor its fallback.
fn never_succeeds(scenario: &Scenario) -> bool {
    let concession = &scenario.concessions[scenario.question.0];
    let fallback = concession.fallback.as_ref().map(|fallback| fallback.success);
    [Some(concession.success), fallback].into_iter().flatten().all(|id| scenario.parameter(id).base.is_zero())
}

/// The owner's refusal as a deviation from conceding.
fn deviation(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>, node: NodeId) -> Option<Derivation> {
    let game = &compiled.strategic;
    let owner = scenario.owner().0;
    let value = |action: Action| solved.value(Tree::Strategic, child(game, node, action), owner);
    let Node::Decision { information_set, .. } = game.form.node(node) else { return None };
    Some(Derivation::Deviation {
        player: game.form.players[owner].clone(),
        at: describe(scenario, game, *information_set),
        instead_of: Action::Concede.word().to_owned(),
        action: Action::Refuse.word().to_owned(),
        gain: value(Action::Refuse) - value(Action::Concede),
    })
}

/// `-a - w + δ (g - s)`, term by term.
fn honoured_terms(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Derivation {
    let about = &scenario.concessions[scenario.question.0];
    let base = |id| scenario.parameter(id).base.clone();
    let discount = base(scenario.players[about.owner.0].discount);
    let gain = &solved.registers()[compiled.gain.index()];
    let mut terms = vec![
        ("the attempt".to_owned(), -&base(about.attempt_cost)),
        ("the gain from the agreement, one period later".to_owned(), &discount * gain),
        ("the cost of success, one period later".to_owned(), -&(&discount * &base(about.success_cost))),
    ];
    let delay = base(scenario.players[about.owner.0].delay);
    if !delay.is_zero() {
        terms.insert(1, ("the period that it takes".to_owned(), -&delay));
    }
    Derivation::Terms(terms)
}

/// The compliance probability at which demanding pays for the demander:
/// `(U(sign now) - R) / (V(the owner complies) - R)`. `None` without an answer.
pub fn compliance(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Option<Rational> {
    solved.decided(Tree::SigningAtOnce).ok()?;
    solved.decided(Tree::Strategic).ok()?;
    let game = &compiled.strategic;
    let demander = scenario.demander().0;
    let (node, _) = question_node(compiled, solved, Tree::Strategic);
    let now = solved.value(Tree::SigningAtOnce, NodeId::ROOT, demander);
    let refused = solved.value(Tree::Strategic, child(game, node, Action::Refuse), demander);
    let complied = solved.value(Tree::Strategic, child(game, node, Action::Concede), demander);
    let gap = complied - refused;
    gap.is_positive().then(|| &(now - refused) / &gap)
}

/// Play from a node on, chance branches of positive probability nested.
fn path(compiled: &Compiled, solved: &Exact<'_>, tree: Tree, from: NodeId, about: PathAbout) -> Derivation {
    let game = compiled.tree(tree).expect("an answered test has its tree");
    let induction = solved.induction(tree).expect("an answered test has a decided tree");
    let mut steps = Vec::new();
    follow(game, solved.registers(), &chosen(induction), from, 0, &mut steps);
    Derivation::Path { about, steps }
}

/// What backward induction chose.
fn chosen(induction: &Induction<Rational>) -> impl Fn(InformationSetId) -> (usize, bool) + '_ {
    move |set| (induction.choice[set.index()], induction.tied.contains(&set))
}

/// The action of an information set, and whether another one is as good.
type Chosen<'a> = &'a dyn Fn(InformationSetId) -> (usize, bool);

/// Play from a node on as it is chosen.
pub(super) fn follow(
    game: &ProcessGame,
    registers: &[Rational],
    chosen: Chosen<'_>,
    from: NodeId,
    mut depth: usize,
    steps: &mut Vec<PathStep>,
) {
    let mut node = from;
    loop {
        match game.form.node(node) {
            Node::Terminal(payoffs) => {
                let payoffs = payoffs.iter().map(|register| registers[register.index()].clone()).collect();
                steps.push(PathStep { depth, kind: PathKind::End { payoffs } });
                return;
            }
            Node::Decision { information_set, children } => {
                let set = game.form.information_set(*information_set);
                let (choice, tied) = chosen(*information_set);
                let kind = PathKind::Chose {
                    player: game.form.players[set.player].clone(),
                    action: set.actions[choice].clone(),
                    tied,
                };
                steps.push(PathStep { depth, kind });
                node = children[choice];
            }
            Node::Chance(actions) => {
                let open: Vec<_> =
                    actions.iter().filter(|action| registers[action.probability.index()].is_positive()).collect();
                if let [only] = open[..] {
                    node = only.child;
                    continue;
                }
                for action in open {
                    let kind = PathKind::Drew {
                        label: action.label.clone(),
                        probability: registers[action.probability.index()].clone(),
                    };
                    steps.push(PathStep { depth, kind });
                    depth += 1;
                    follow(game, registers, chosen, action.child, depth, steps);
                    depth -= 1;
                }
                return;
            }
        }
    }
}

/// What a decision is about, in words that name only what the file names.
pub fn describe(scenario: &Scenario, game: &ProcessGame, set: InformationSetId) -> String {
    let concession = |id: crate::scenario::ConcessionId| scenario.concessions[id.0].key.as_str();
    match game.move_at(set) {
        Move::Signal(index) => format!("at the step `{}`", scenario.process.signals[index].key),
        Move::Induce(index) => {
            format!("offering the inducement `{}`", scenario.inducements[index].key)
        }
        Move::Respond { concession: id, again: false } => {
            format!("answering the demand for `{}`", concession(id))
        }
        Move::Respond { concession: id, again: true } => {
            format!("answering again after `{}` failed", concession(id))
        }
        Move::Drop { concession: id, failed: false } => {
            format!("after `{}` was refused", concession(id))
        }
        Move::Drop { concession: id, failed: true } => format!("after `{}` failed", concession(id)),
        Move::Settle { straight: true } => "after the first success".to_owned(),
        Move::Settle { straight: false } => "after a later success".to_owned(),
        Move::Spoil => "when the window closes".to_owned(),
        Move::Consent => "asked for consent".to_owned(),
        Move::Reverse { concession: id, left: false } => format!("with `{}` made and all in force", concession(id)),
        Move::Reverse { concession: id, left: true } => {
            format!("over `{}`, once the agreement has been left", concession(id))
        }
        Move::Withdraw { undone: false } => "with the agreement in force".to_owned(),
        Move::Withdraw { undone: true } => "with the agreement in force and a concession undone".to_owned(),
        Move::Link { agreement, signed } => {
            let key = &scenario.agreements[agreement.0].key;
            format!("over `{key}`, the main agreement {}", if signed { "signed" } else { "unsigned" })
        }
    }
}

/// Ties on the strategic tree, and whether the attempt depends on how they are broken.
pub fn ties(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>) -> Ties {
    const OUTCOMES: usize = 256;
    let game = &compiled.strategic;
    let Some(induction) = solved.induction(Tree::Strategic) else { return Ties::default() };
    let schedule = solved.schedule(Tree::Strategic).expect("a decided tree has its order");
    let question = |node: NodeId, action: usize| match game.form.node(node) {
        Node::Decision { information_set, .. } => {
            let asked = Move::Respond { concession: scenario.question, again: false };
            let attempt = game.actions[information_set.index()][action] == Action::Concede;
            (attempt && game.move_at(*information_set) == asked).then_some(0)
        }
        _ => None,
    };
    let reached = outcomes(&game.form, schedule, solved.registers(), 1, question, OUTCOMES);
    let attempts = reached.map(|outcomes| {
        let attempting = outcomes.iter().filter(|outcome| outcome.events[0]).count();
        match attempting {
            0 => Attempts::None,
            count if count == outcomes.len() => Attempts::All,
            _ => Attempts::Some,
        }
    });
    Ties { count: induction.tied.len(), attempts }
}

/// The solutions of the process's trees for the report.
pub fn solutions(compiled: &Compiled, solved: &Exact<'_>) -> Vec<Solution> {
    [
        (Tree::Strategic, "subgame_perfect", "the demand process, everybody choosing"),
        (Tree::Typed, "sequential", "the demand process with hidden types"),
    ]
    .into_iter()
    .filter_map(|(tree, concept, game)| {
        let process = compiled.tree(tree)?;
        let induction = solved.induction(tree)?;
        let mut path = Vec::new();
        follow(process, solved.registers(), &chosen(induction), NodeId::ROOT, 0, &mut path);
        let payoffs =
            (0..process.form.players.len()).map(|player| solved.value(tree, NodeId::ROOT, player).clone()).collect();
        let answer = Answer::Strategy(TreeStrategy { payoffs, choice: induction.choice.clone(), path });
        Some(Solution { concept, game: Some(game), answer: Ok(answer) })
    })
    .collect()
}
