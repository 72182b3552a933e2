//! Switching points: every value of one parameter at which a test changes its answer.

use crate::compile::plans::PlanGame;
use crate::compile::{Compiled, ProcessGame};
use crate::form::extensive::{InformationSetId, Node, NodeId};
use crate::form::normal::NormalGame;
use crate::form::payoffs::PayoffTable;
use crate::numeric::polynomial::Polynomial;
use crate::numeric::program::{Operation, Program, Register};
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, sign_at};
use crate::scenario::Scenario;
use crate::scenario::quantity::{ParameterId, Range};
use crate::solve::backward_induction::Players;
use crate::solve::limits::Limits;
use crate::verdict::plan_tests;
use crate::verdict::process_tests::{Exact, Play, Schedules, Solved, Tree, describe, holds, no_answer};
use crate::verdict::{Headline, NoAnswer, SwitchingPoint, TestId, Tight};

use super::along::{Along, Stretch, Twin, known, roots_between};

/// A compiled scenario, solved at its base values: where every study of a parameter starts.
pub struct Base<'a> {
    pub scenario: &'a Scenario,
    pub compiled: &'a Compiled,
    pub schedules: &'a Schedules<'a>,
    pub solved: &'a Exact<'a>,
    /// What a study may use up.
    pub limits: &'a Limits,
}

/// Where a parameter is studied. A prior stops where the other types' priors leave nothing.
pub fn search_interval(scenario: &Scenario, id: ParameterId) -> Range {
    let mut interval = scenario.parameter(id).search_interval();
    let all = &scenario.process.types;
    for (_, places) in scenario.types_by_player() {
        let types: Vec<_> = places.iter().map(|&place| &all[place]).collect();
        if !types.iter().any(|one| one.prior == Some(id)) {
            continue;
        }
        let residual = types.iter().position(|one| one.prior.is_none()).unwrap_or(types.len() - 1);
        let others = types.iter().enumerate().filter(|(index, one)| *index != residual && one.prior != Some(id));
        let taken = others
            .filter_map(|(_, one)| one.prior)
            .fold(Rational::ZERO, |sum, prior| &sum + &scenario.parameter(prior).base);
        interval.high = interval.high.min(&Rational::ONE - &taken);
    }
    interval
}

/// The stretches of a parameter between the points at which a clipped hazard reaches 0 or 1.
pub(super) fn stretches<'b>(
    program: &Program,
    registers: &'b [Rational],
    parameter: ParameterId,
    interval: &Range,
) -> Vec<Stretch<'b>> {
    let (lo, hi) = (Root::Rational(interval.low.clone()), Root::Rational(interval.high.clone()));
    let mut cuts = Vec::new();
    let whole = program.along(parameter.0 as u32, registers, |raw| {
        for level in [Rational::ZERO, Rational::ONE] {
            cuts.extend(roots_between(&(raw - &Polynomial::constant(level)), &lo, &hi));
        }
        raw.clone()
    });
    let clips = program
        .operations()
        .iter()
        .enumerate()
        .any(|(index, operation)| matches!(operation, Operation::Clip(_)) && whole[index].is_some());
    if !clips {
        return vec![Stretch { lo, hi, base: registers, polynomials: whole }];
    }
    cuts.sort();
    cuts.dedup();
    let mut from = lo;
    cuts.into_iter()
        .chain([hi])
        .map(|to| {
            let point = between(&from, &to);
            let polynomials = program.along(parameter.0 as u32, registers, |raw| raw.clipped_around(&point));
            let stretch = Stretch { lo: from.clone(), hi: to.clone(), base: registers, polynomials };
            from = to;
            stretch
        })
        .collect()
}

/// All trees solved along a stretch, by [`Tree`]; `None` for a tree that is absent, or
/// undecided at the base values.
type Solutions<'a> = [Option<Along<'a>>; 4];

fn solve<'b>(base: &Base<'b>, stretch: &'b Stretch<'b>) -> Solutions<'b> {
    let solve = |tree: Tree, twin: Option<Twin<'_>>| {
        let (induction, schedule) = (base.solved.induction(tree)?, base.schedules.order(tree)?);
        let form = &base.compiled.tree(tree)?.form;
        Some(Along::solve(form, schedule, induction, stretch, watched(base.scenario, tree), twin, base.limits))
    };
    let strategic = solve(Tree::Strategic, None);
    // A type that plays the full process repeats much of the strategic tree.
    let typed = match &strategic {
        Some(along) => solve(Tree::Typed, Some(Twin { along, nodes: &base.schedules.twins })),
        None => solve(Tree::Typed, None),
    };
    [strategic, solve(Tree::Behavioural, None), typed, solve(Tree::SigningAtOnce, None)]
}

/// A point of a stretch and what is chosen around it.
struct View<'a> {
    compiled: &'a Compiled,
    stretch: &'a Stretch<'a>,
    trees: &'a Solutions<'a>,
    point: Rational,
}

impl View<'_> {
    fn along(&self, tree: Tree) -> &Along<'_> {
        self.trees[tree as usize].as_ref().expect("only decided trees are asked about")
    }
}

impl Play for View<'_> {
    fn decided(&self, tree: Tree) -> Result<(), NoAnswer> {
        match &self.trees[tree as usize] {
            Some(along) => along.decided(&self.point).map_err(|undecided| no_answer(self.compiled, tree, undecided)),
            // The reason is only asked for at the base values.
            None => Err(NoAnswer::CannotSignAtOnce),
        }
    }

    fn choice(&self, tree: Tree, set: InformationSetId) -> usize {
        self.along(tree).choice_at(set, &self.point)
    }

    fn sign(&self, register: Register) -> i32 {
        match &self.stretch.polynomials[register.index()] {
            Some(polynomial) => polynomial.evaluate(&self.point).signum(),
            None => self.stretch.base[register.index()].signum(),
        }
    }

    fn sign_of_difference(&self, a: (Tree, NodeId), b: (Tree, NodeId), player: usize) -> i32 {
        let value = |(tree, node): (Tree, NodeId)| {
            known(&self.along(tree).payoffs_at(node, &self.point), player).evaluate(&self.point)
        };
        (&value(a) - &value(b)).signum()
    }
}

/// The players whose payoffs the tests compare, whoever moves.
fn watched(scenario: &Scenario, tree: Tree) -> Players {
    match tree {
        Tree::Strategic | Tree::SigningAtOnce => Players::of([scenario.demander().0]),
        Tree::Behavioural => Players::of([scenario.owner().0]),
        Tree::Typed => Players::of([]),
    }
}

/// What was found along one parameter.
#[derive(Debug, Clone, Default)]
pub struct Study {
    /// Ascending for each test.
    pub switches: Vec<(TestId, SwitchingPoint)>,
    /// Tests that have no answer somewhere along the parameter, so that switching points
    /// there may be missing.
    pub gaps: Vec<TestId>,
    /// Tests that hold at an end of the range at which the search ends too, and not beside it.
    pub holds_at_ends: Vec<TestId>,
    /// That a limit ended the study: it says nothing then, and every test has a gap.
    pub cut_short: bool,
}

impl Study {
    fn cut_short(tests: &[TestId]) -> Study {
        Study { gaps: tests.to_vec(), cut_short: true, ..Study::default() }
    }
}

/// Every switching point of the given tests (of [`TestId::SWITCHING`]) along a parameter,
/// within its search interval. Ends of the interval are not switching points.
///
/// The parameter must be compiled as a parameter ([`crate::compile::compile`]). Linear in the
/// size of the trees times the number of pieces that their payoffs fall into. What the limits
/// cut short is marked so.
pub fn process_switches(base: &Base<'_>, parameter: ParameterId, tests: &[TestId]) -> Study {
    let (scenario, compiled) = (base.scenario, base.compiled);
    let interval = search_interval(scenario, parameter);
    let mut study = Study::default();
    if interval.low >= interval.high {
        return study;
    }
    if base.limits.interrupted() {
        return Study::cut_short(tests);
    }
    let stretches = stretches(&base.compiled.program, base.solved.registers(), parameter, &interval);
    let solutions: Vec<Solutions<'_>> = stretches.iter().map(|stretch| solve(base, stretch)).collect();
    // Tests share critical points; each point is solved once.
    let mut points: Vec<(Root, OnPoint<'_>)> = Vec::new();
    let mut profiles: Vec<Profile> = Vec::new();
    for &test in tests {
        // A tree that was left unsolved for that reason is not looked at.
        if base.limits.interrupted() {
            return Study::cut_short(tests);
        }
        // Cells between critical points, each within one stretch.
        let mut cells: Vec<(usize, Root, Root)> = Vec::new();
        for (index, (stretch, trees)) in stretches.iter().zip(&solutions).enumerate() {
            let mut cuts = critical(base, stretch, trees, test);
            cuts.sort();
            cuts.dedup();
            let mut from = stretch.lo.clone();
            for to in cuts.into_iter().chain([stretch.hi.clone()]) {
                cells.push((index, from, to.clone()));
                from = to;
            }
        }
        let view = |(index, lo, hi): &(usize, Root, Root)| View {
            compiled,
            stretch: &stretches[*index],
            trees: &solutions[*index],
            point: between(lo, hi),
        };
        let mut on_point = |index: usize, at: &Root| {
            let place = points.iter().position(|(known, _)| known == at).unwrap_or_else(|| {
                points.push((at.clone(), OnPoint::new(base, &stretches[index], at)));
                points.len() - 1
            });
            points[place].1.holds(scenario, compiled, test)
        };
        let answers: Vec<Option<bool>> =
            cells.iter().map(|cell| holds(scenario, compiled, &view(cell), test)).collect();
        if answers.contains(&None) {
            study.gaps.push(test);
        }
        for (pair, answers) in cells.windows(2).zip(answers.windows(2)) {
            let (Some(below), Some(becomes)) = (answers[0], answers[1]) else { continue };
            let at = &pair[0].2;
            let at_tie = on_point(pair[0].0, at);
            if below != becomes || at_tie.is_some_and(|at_tie| at_tie != below) {
                let tight = tight(scenario, compiled, &view(&pair[0]), &view(&pair[1]), test);
                let point = switching_point(scenario, parameter, at.clone(), (below, at_tie, becomes), tight);
                study.switches.push((test, point));
            }
        }
        profiles.push((test, cells.iter().map(|(_, _, hi)| hi.clone()).zip(answers.iter().copied()).collect()));
        if let Some(range) = &scenario.parameter(parameter).range {
            let (first, last) = (&cells[0], &cells[cells.len() - 1]);
            let low = range.low == interval.low && answers[0] == Some(false);
            let high = range.high == interval.high && answers[answers.len() - 1] == Some(false);
            if low && on_point(first.0, &first.1) == Some(true) || high && on_point(last.0, &last.2) == Some(true) {
                study.holds_at_ends.push(test);
            }
        }
    }
    let headlines: Vec<Option<Headline>> =
        study.switches.iter().map(|(_, point)| headline_across(base, &study, &profiles, point)).collect();
    for ((_, point), headline) in study.switches.iter_mut().zip(headlines) {
        point.headline = headline;
    }
    study
}

/// A test's answers along a parameter, each up to an end.
type Profile = (TestId, Vec<(Root, Option<bool>)>);

/// The headline just across a point, on the side that the base is not on. The range of the
/// parameter, widened to the point, holds the base too: so where a test turns along it, moving
/// back would turn it again.
fn headline_across(base: &Base<'_>, study: &Study, profiles: &[Profile], point: &SwitchingPoint) -> Option<Headline> {
    let parameter = base.scenario.parameter(point.parameter);
    let start = Root::Rational(parameter.base.clone());
    let upwards = start < point.at;
    let profile = |test: TestId| profiles.iter().find(|(id, _)| *id == test).map(|(_, cells)| cells.as_slice());
    let across = |test: TestId| {
        let mut cells = profile(test)?.iter();
        cells.find(|(end, _)| if upwards { point.at < *end } else { point.at <= *end })?.1
    };
    let (mut low, mut high) = (start.clone().min(point.at.clone()), start.max(point.at.clone()));
    if let Some(range) = &parameter.range {
        low = low.min(Root::Rational(range.low.clone()));
        high = high.max(Root::Rational(range.high.clone()));
    }
    let may_turn = |test: TestId| {
        let Some(cells) = profile(test) else { return true };
        let mut from = None;
        let between = cells.iter().any(|(end, answer)| {
            let reached = from.replace(end).is_none_or(|from| *from < high);
            reached && low < *end && *answer != Some(false)
        });
        let on = study
            .switches
            .iter()
            .any(|(id, other)| *id == test && other.at_tie != Some(false) && low <= other.at && other.at <= high);
        between || on || study.holds_at_ends.contains(&test)
    };
    // Whatever else may turn a test across the point is not known here.
    let mut open = false;
    let headline = Headline::rule(&across, || {
        let turns = may_turn(TestId::ExpectedUtility) || may_turn(TestId::SubgamePerfect);
        open = !turns;
        turns
    });
    (!open).then_some(headline)
}

pub(super) fn switching_point(
    scenario: &Scenario,
    parameter: ParameterId,
    at: Root,
    (below, at_tie, becomes): (bool, Option<bool>, bool),
    tight: Option<Tight>,
) -> SwitchingPoint {
    let at = at.rationalized();
    let (above_low, below_high) = match &scenario.parameter(parameter).range {
        Some(range) => (at.cmp(&Root::Rational(range.low.clone())), at.cmp(&Root::Rational(range.high.clone()))),
        None => (std::cmp::Ordering::Less, std::cmp::Ordering::Less),
    };
    let inside = above_low.is_ge() && below_high.is_le();
    let holds_inside =
        inside && (at_tie == Some(true) || (below && above_low.is_gt()) || (becomes && below_high.is_lt()));
    SwitchingPoint { parameter, at, below, becomes, at_tie, inside, holds_inside, headline: None, tight }
}

/// Points of a stretch between which the answer of a test cannot change.
fn critical(base: &Base<'_>, stretch: &Stretch<'_>, trees: &Solutions<'_>, test: TestId) -> Vec<Root> {
    let (scenario, compiled) = (base.scenario, base.compiled);
    let along = |tree: Tree| trees[tree as usize].as_ref();
    // The roots of the difference of a player's payoffs from two nodes on, and its breaks.
    let difference = |a: (Tree, NodeId), b: (Tree, NodeId), player: usize| {
        let (Some(first), Some(second)) = (along(a.0), along(b.0)) else { return Vec::new() };
        let (first, second) = (first.pieces(a.1), second.pieces(b.1));
        let mut cuts: Vec<Root> = first.iter().chain(second.iter()).map(|piece| piece.end.clone()).collect();
        cuts.sort();
        cuts.dedup();
        let mut roots = Vec::new();
        let mut lo = stretch.lo.clone();
        for hi in &cuts {
            let part = |pieces: &[super::along::Piece]| {
                let index = pieces.partition_point(|piece| piece.end <= lo);
                std::sync::Arc::clone(&pieces[index].payoffs)
            };
            let gap = known(&part(&first), player) - known(&part(&second), player);
            roots.extend(roots_between(&gap, &lo, hi));
            lo = hi.clone();
        }
        cuts.pop();
        roots.extend(cuts);
        roots.extend([a.0, b.0].into_iter().filter_map(along).flat_map(Along::gap_ends).cloned());
        roots.retain(|root| stretch.lo < *root && *root < stretch.hi);
        roots
    };
    let root_pieces = |tree: Tree| {
        let Some(along) = along(tree) else { return Vec::new() };
        let mut ends: Vec<Root> = along.pieces(NodeId::ROOT).iter().map(|piece| piece.end.clone()).collect();
        ends.pop();
        ends
    };
    // Chances that vanish somewhere decide what is reached with positive probability.
    let vanishing = || {
        let mut roots = Vec::new();
        for node in &compiled.strategic.form.nodes {
            if let Node::Chance(actions) = node {
                for action in actions {
                    if let Some(polynomial) = &stretch.polynomials[action.probability.index()] {
                        roots.extend(roots_between(polynomial, &stretch.lo, &stretch.hi));
                    }
                }
            }
        }
        roots
    };
    match test {
        TestId::Honoured => match &stretch.polynomials[compiled.honoured.index()] {
            Some(polynomial) => roots_between(polynomial, &stretch.lo, &stretch.hi),
            None => Vec::new(),
        },
        TestId::ExpectedUtility => {
            let Some(game) = compiled.tree(Tree::Behavioural) else { return Vec::new() };
            // In this mode nobody moves before the first answer.
            let mut children = game.form.children(NodeId::ROOT);
            match (children.next(), children.next()) {
                (Some(conceded), Some(refused)) => {
                    difference((Tree::Behavioural, conceded), (Tree::Behavioural, refused), scenario.owner().0)
                }
                _ => unreachable!("an answer has two actions"),
            }
        }
        TestId::SubgamePerfect => root_pieces(Tree::Strategic),
        TestId::RatchetProof => root_pieces(Tree::Strategic).into_iter().chain(vanishing()).collect(),
        TestId::Sequential => root_pieces(Tree::Typed),
        TestId::Demand => {
            difference((Tree::Strategic, NodeId::ROOT), (Tree::SigningAtOnce, NodeId::ROOT), scenario.demander().0)
        }
        _ => Vec::new(),
    }
}

/// The trees solved anew on one point of a parameter.
enum OnPoint<'a> {
    Rational(Box<Exact<'a>>),
    /// Polynomials, compared at the point; they are valid there, since registers are
    /// continuous and the point is an end of the stretch.
    Algebraic(Box<Algebraic<'a>>),
}

type Algebraic<'a> = Solved<'a, Polynomial, Box<dyn Fn(&Polynomial) -> i32>>;

impl<'a> OnPoint<'a> {
    fn new(base: &Base<'a>, stretch: &Stretch<'_>, at: &Root) -> OnPoint<'a> {
        let watched = Tree::ALL.map(|tree| watched(base.scenario, tree));
        match at {
            Root::Rational(value) => {
                let mut registers = base.solved.registers().to_vec();
                for (register, polynomial) in registers.iter_mut().zip(&stretch.polynomials) {
                    if let Some(polynomial) = polynomial {
                        *register = polynomial.evaluate(value);
                    }
                }
                OnPoint::Rational(Box::new(Solved::watching(base.schedules, registers, watched, Rational::signum)))
            }
            Root::Isolated { .. } => {
                let registers =
                    (0..stretch.polynomials.len()).map(|index| stretch.polynomial(Register(index as u32))).collect();
                let at = at.clone();
                let solved: Algebraic<'a> = Solved::watching(
                    base.schedules,
                    registers,
                    watched,
                    Box::new(move |difference: &Polynomial| sign_at(difference, &at)),
                );
                OnPoint::Algebraic(Box::new(solved))
            }
        }
    }

    fn holds(&self, scenario: &Scenario, compiled: &Compiled, test: TestId) -> Option<bool> {
        match self {
            OnPoint::Rational(solved) => holds(scenario, compiled, solved.as_ref(), test),
            OnPoint::Algebraic(solved) => holds(scenario, compiled, solved.as_ref(), test),
        }
    }
}

/// The decision on the path of play that changes across a point, as deep in the tree as
/// there is one.
fn tight(scenario: &Scenario, compiled: &Compiled, left: &View<'_>, right: &View<'_>, test: TestId) -> Option<Tight> {
    let tree = match test {
        TestId::SubgamePerfect | TestId::RatchetProof => Tree::Strategic,
        TestId::Sequential => Tree::Typed,
        TestId::Demand => Tree::Strategic,
        _ => return None,
    };
    let game = compiled.tree(tree)?;
    let mut deepest: Option<(usize, InformationSetId)> = None;
    let mut ahead = vec![(0, NodeId::ROOT)];
    while let Some((depth, node)) = ahead.pop() {
        if let Node::Decision { information_set, children } = game.form.node(node) {
            let (a, b) = (left.choice(tree, *information_set), right.choice(tree, *information_set));
            if a != b && deepest.is_none_or(|(known, _)| depth > known) {
                deepest = Some((depth, *information_set));
            }
            // The question's answers are followed both ways: what comes after decides it.
            let asked = matches!(game.move_at(*information_set), crate::compile::Move::Respond { .. });
            for (action, child) in children.iter().enumerate() {
                if asked || action == a || action == b {
                    ahead.push((depth + 1, *child));
                }
            }
        } else {
            ahead.extend(game.form.children(node).map(|child| (depth + 1, child)));
        }
    }
    let (_, set) = deepest?;
    let information_set = game.form.information_set(set);
    let label = |game: &ProcessGame, choice: usize| game.form.information_set(set).actions[choice].clone();
    Some(Tight {
        player: game.form.players[information_set.player].clone(),
        at: describe(scenario, game, set),
        below: label(game, left.choice(tree, set)),
        above: label(game, right.choice(tree, set)),
    })
}

/// Switching points of the tests on the normal form of plans, along a parameter.
///
/// Complete where the answers depend on comparisons of pure profiles alone (every root of
/// every gain from a deviation is met); mixed dominators and mixed equilibria may add
/// switches that this scan, between those points, does not see.
pub fn plan_switches(base: &Base<'_>, parameter: ParameterId) -> Vec<(TestId, SwitchingPoint)> {
    let (scenario, compiled) = (base.scenario, base.compiled);
    let Some(plans) = PlanGame::new(scenario, &compiled.strategic) else { return Vec::new() };
    let interval = search_interval(scenario, parameter);
    if interval.low >= interval.high {
        return Vec::new();
    }
    let stretches = stretches(&base.compiled.program, base.solved.registers(), parameter, &interval);
    let mut cuts: Vec<Root> = Vec::new();
    for stretch in &stretches {
        let registers: Vec<Polynomial> =
            (0..base.solved.registers().len()).map(|index| stretch.polynomial(Register(index as u32))).collect();
        cuts.push(stretch.hi.clone());
        cuts.extend(deviation_roots(&plans, &compiled.strategic, &registers, stretch));
    }
    cuts.sort();
    cuts.dedup();
    let analyse = |value: &Rational| {
        let mut values = Compiled::base(scenario);
        values[parameter.0] = value.clone();
        plan_tests::analyse(scenario, &plans, plans.at(&compiled.strategic, &compiled.evaluate(&values)), base.limits)
    };
    let answers = |analysis: &plan_tests::Analysis| {
        plan_tests::TESTS.map(|test| plan_tests::holds(scenario, &plans, analysis, test))
    };
    let mut found = Vec::new();
    let mut lo = Root::Rational(interval.low.clone());
    let mut before = None;
    for pair in cuts.windows(2) {
        let (cut, next) = (&pair[0], &pair[1]);
        let left = before.take().unwrap_or_else(|| answers(&analyse(&between(&lo, cut))));
        let right = answers(&analyse(&between(cut, next)));
        // On an irrational cut the game of plans has no rational table.
        let on = match cut {
            Root::Rational(value) => answers(&analyse(value)),
            Root::Isolated { .. } => [None; 5],
        };
        for (index, test) in plan_tests::TESTS.into_iter().enumerate() {
            if let (Some(below), Some(becomes)) = (left[index], right[index])
                && (below != becomes || on[index].is_some_and(|on| on != below))
            {
                found
                    .push((test, switching_point(scenario, parameter, cut.clone(), (below, on[index], becomes), None)));
            }
        }
        before = Some(right);
        lo = cut.clone();
    }
    found
}

/// Every value at which some player's gain from a deviation between pure profiles vanishes.
fn deviation_roots(plans: &PlanGame, game: &ProcessGame, registers: &[Polynomial], stretch: &Stretch<'_>) -> Vec<Root> {
    let payoffs = plans.payoffs(game, registers);
    let shape = NormalGame {
        players: plans.players.clone(),
        strategies: plans.strategies.clone(),
        payoffs: PayoffTable::default(),
    };
    let counts = shape.counts();
    let mut roots: Vec<Root> = Vec::new();
    let mut seen: Vec<Polynomial> = Vec::new();
    for index in 0..payoffs.len() {
        let profile = shape.profile(index);
        for (player, &count) in counts.iter().enumerate() {
            for other in profile[player] + 1..count {
                let deviated = index + (other - profile[player]) * shape.stride(player);
                let gain = &payoffs[index][player] - &payoffs[deviated][player];
                if gain.degree() > 0 && !seen.contains(&gain) {
                    roots.extend(roots_between(&gain, &stretch.lo, &stretch.hi));
                    seen.push(gain);
                }
            }
        }
    }
    roots
}
