//! The verdict: is the concession rational for its owner, by every test, and why.
//!
//! Reasons are data ([`Derivation`]); reports write the prose.

pub mod bargain_tests;
pub mod certify;
pub mod coalition_test;
pub mod offers_test;
pub mod plan_tests;
pub mod process_tests;
pub mod signal_test;
pub mod stability_test;
pub mod stationary_test;

use crate::compile::{Compiled, plans::PlanGame};
use crate::numeric::rational::Rational;
use crate::numeric::root::Root;
use crate::scenario::quantity::ParameterId;
use crate::scenario::{ConcessionId, PlayerId, Protocol, Scenario};
use crate::solution::Solution;
use crate::solution::coalitional::Rule;
use crate::solution::graph::Stability;
pub use crate::solution::{PathKind, PathStep};
use crate::solve::limits::Limits;

use process_tests::{Exact, Schedules};

/// A test of the verdict (the model's section 4), in the order in which reports print them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TestId {
    Honoured,
    ExpectedUtility,
    Undominated,
    SomeEquilibrium,
    SomeUndominatedEquilibrium,
    EveryEquilibrium,
    Dominant,
    SubgamePerfect,
    Sequential,
    RatchetProof,
    Robust,
    Efficient,
    BargainingSet,
    Bargain,
    StableState,
    Demand,
    Stationary,
    Offers,
}

/// What a test claims.
#[derive(Debug)]
pub struct TestRecord {
    pub id: TestId,
    /// As it stands in JSON and on the command line.
    pub key: &'static str,
    pub claim: &'static str,
    /// What its value measures.
    pub measures: &'static str,
}

impl TestId {
    /// Every test with its record.
    pub const ALL: [TestRecord; 18] = [
        TestRecord {
            id: TestId::Honoured,
            key: "honoured",
            claim: "worth it if it succeeds and the demander signs",
            measures: "the owner's net gain then",
        },
        TestRecord {
            id: TestId::ExpectedUtility,
            key: "expected_utility",
            claim: "beats the status quo at the stated beliefs",
            measures: "the owner's expected gain over the status quo",
        },
        TestRecord {
            id: TestId::Undominated,
            key: "undominated",
            claim: "survives iterated strict dominance",
            measures: "",
        },
        TestRecord {
            id: TestId::SomeEquilibrium,
            key: "some_equilibrium",
            claim: "played in some Nash equilibrium of plans",
            measures: "",
        },
        TestRecord {
            id: TestId::SomeUndominatedEquilibrium,
            key: "some_undominated_equilibrium",
            claim: "played in one without weakly dominated plans",
            measures: "",
        },
        TestRecord {
            id: TestId::EveryEquilibrium,
            key: "every_equilibrium",
            claim: "played in every Nash equilibrium of plans",
            measures: "",
        },
        TestRecord { id: TestId::Dominant, key: "dominant", claim: "part of a dominant plan", measures: "" },
        TestRecord {
            id: TestId::SubgamePerfect,
            key: "subgame_perfect",
            claim: "backward induction attempts it",
            measures: "the owner's gain from conceding over refusing",
        },
        TestRecord {
            id: TestId::Sequential,
            key: "sequential",
            claim: "attempted though the demander's type is hidden",
            measures: "the owner's gain from conceding over refusing, at the prior",
        },
        TestRecord {
            id: TestId::RatchetProof,
            key: "ratchet_proof",
            claim: "attempted, and the demander then signs",
            measures: "the demander's gain from signing over its next best, after a success",
        },
        TestRecord {
            id: TestId::Robust,
            key: "robust",
            claim: "beats the status quo everywhere in the ranges",
            measures: "the least expected gain found in the ranges",
        },
        TestRecord {
            id: TestId::Efficient,
            key: "efficient",
            claim: "part of an efficient package that harms no party",
            measures: "",
        },
        TestRecord {
            id: TestId::BargainingSet,
            key: "bargaining_set",
            claim: "agreed on by all, it stands against every coalition's objection",
            measures: "",
        },
        TestRecord {
            id: TestId::Bargain,
            key: "bargain",
            claim: "part of the package that the parties would bargain for (Nash)",
            measures: "how likely the Nash package holds it",
        },
        TestRecord {
            id: TestId::StableState,
            key: "stable_state",
            claim: "once it is made and all is signed, that state is stable",
            measures: "how far every utility may move before that changes",
        },
        TestRecord {
            id: TestId::Demand,
            key: "demand",
            claim: "demanding it pays for the demander",
            measures: "the demander's gain over signing at once",
        },
        TestRecord {
            id: TestId::Stationary,
            key: "stationary",
            claim: "attempted for sure in every stationary equilibrium, no demand being the last",
            measures: "the owner's least gain from conceding over refusing",
        },
        TestRecord {
            id: TestId::Offers,
            key: "offers",
            claim: "part of what is agreed on at once in every stationary equilibrium of alternating offers",
            measures: "how likely it is that, at least",
        },
    ];

    /// The tests whose switching points every verdict lists.
    pub const SWITCHING: [TestId; 6] = [
        TestId::Honoured,
        TestId::ExpectedUtility,
        TestId::SubgamePerfect,
        TestId::RatchetProof,
        TestId::Sequential,
        TestId::Demand,
    ];

    /// The tests that play the demand process.
    pub const OF_DEMANDS: [TestId; 11] = [
        TestId::ExpectedUtility,
        TestId::Undominated,
        TestId::SomeEquilibrium,
        TestId::SomeUndominatedEquilibrium,
        TestId::EveryEquilibrium,
        TestId::Dominant,
        TestId::SubgamePerfect,
        TestId::Sequential,
        TestId::RatchetProof,
        TestId::Robust,
        TestId::Demand,
    ];

    pub fn record(self) -> &'static TestRecord {
        &TestId::ALL[self as usize]
    }

    pub fn key(self) -> &'static str {
        self.record().key
    }
}

/// The short answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Headline {
    Rational,
    NotRational,
    Conditional,
}

impl Headline {
    /// The rule of the headline, given what is known of each test, and whether some single
    /// parameter inside its range may turn `expected_utility` or `subgame_perfect`.
    ///
    /// Rational if `expected_utility`, `subgame_perfect` and `ratchet_proof` hold. Otherwise not
    /// rational if `honoured` fails, or if `expected_utility` and `subgame_perfect` both
    /// fail and no single parameter inside its range turns either. Otherwise conditional,
    /// also where one of these has no answer.
    pub fn rule(holds: &impl Fn(TestId) -> Option<bool>, may_turn: impl FnOnce() -> bool) -> Headline {
        let rational = [TestId::ExpectedUtility, TestId::SubgamePerfect, TestId::RatchetProof];
        if rational.iter().all(|&id| holds(id) == Some(true)) {
            return Headline::Rational;
        }
        if holds(TestId::Honoured) == Some(false) {
            return Headline::NotRational;
        }
        let fails = |id: TestId| holds(id) == Some(false);
        if fails(TestId::ExpectedUtility) && fails(TestId::SubgamePerfect) && !may_turn() {
            return Headline::NotRational;
        }
        Headline::Conditional
    }

    /// The rule where the parties make each other offers: what the test `offers` says.
    pub fn of_offers(holds: Option<bool>) -> Headline {
        match holds {
            Some(true) => Headline::Rational,
            Some(false) => Headline::NotRational,
            None => Headline::Conditional,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Headline::Rational => "rational",
            Headline::NotRational => "not_rational",
            Headline::Conditional => "conditional",
        }
    }
}

/// The answer to the scenario's question.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub concession: ConcessionId,
    pub owner: PlayerId,
    pub headline: Headline,
    /// In the order of [`TestId::ALL`].
    pub tests: Vec<Test>,
    /// The owner's gain where everything is signed.
    pub gain: Rational,
    /// Every player's status-quo utility.
    pub disagreement: Vec<Rational>,
    /// What is true of the ties that backward induction met.
    pub ties: Ties,
    /// The least compliance probability at which demanding pays, if there is one.
    pub compliance: Option<Rational>,
    /// The solutions of the derived games.
    pub solutions: Vec<Solution>,
    /// Parameters with a range whose study a limit cut short.
    pub unstudied: Vec<ParameterId>,
}

/// One test with its answer.
#[derive(Debug, Clone)]
pub struct Test {
    pub id: TestId,
    /// `None` where the test has no answer; `why` then says so.
    pub holds: Option<bool>,
    pub why: Option<NoAnswer>,
    pub value: Option<Rational>,
    pub evidence: Vec<Derivation>,
    /// Filled in by [`crate::uncertainty`].
    pub switches: Vec<SwitchingPoint>,
    /// Parameters along which the list of switching points may lack some, since somewhere on
    /// the way the test has no answer.
    pub gaps: Vec<ParameterId>,
    /// Ends of ranges, where the search ends too, at which the test holds though it does not
    /// just inside.
    pub holds_at_ends: Vec<ParameterId>,
}

/// What it depends on whether a concession is part of what is agreed on at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependence {
    /// On chance: some offer is a lottery that holds it in part.
    Lottery,
    /// On who proposes.
    Proposer,
    /// On which equilibrium is played.
    Equilibrium,
}

/// Why a test has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// The file states no `process.sign`.
    NoStatedBelief,
    /// The file states no types.
    NoTypes,
    /// The types may send signals; the player and its move where a belief is needed.
    Signals { player: String },
    /// Players cannot tell what others know in any order.
    Entangled,
    /// Mixed equilibria of more than two players that are too many, or singular.
    MixedBeyondTwoPlayers,
    /// The game of plans is too large to tabulate.
    TooManyPlans,
    /// There are too many sets of concessions and agreements.
    TooManyPackages,
    /// There are too many coalitions and packages.
    TooManyCoalitions,
    /// A limit that was asked for ended the search.
    LimitReached,
    /// Neither a proof nor a counterexample within the limit of boxes.
    BoxLimit { boxes: usize },
    /// The agreement cannot come into force before the demand is met.
    CannotSignAtOnce,
    /// Some types attempt it, some do not.
    DependsOnType,
    /// The conflict has more options than are laid out as a graph.
    TooManyOptions,
    /// It is attempted after some signals and not after others.
    DependsOnSignal,
    /// The equilibria of the typed game differ in whether they attempt it.
    SeveralBeliefs { equilibria: usize, attempting: usize },
    /// Ratifications and withdrawals are not laid out by states.
    AfterTheSignature,
    /// The process without a last demand has too many states.
    TooManyStates,
    /// No stationary equilibrium was found, or not all of them.
    StationaryOpen,
    /// The parties make each other offers, and no demands.
    OtherProtocol,
    /// What is agreed on at once holds it with some chance, or in some equilibria only.
    DependsOnOffer { on: Dependence, least: Rational, most: Rational },
    /// Not every stationary equilibrium of the offers was found.
    OffersOpen,
    /// Concession and signature exclude each other, or wait for something else.
    NotByItself,
}

/// A reason, as data.
#[derive(Debug, Clone)]
pub enum Derivation {
    /// Play as the solution has it, from the start or from a given point.
    Path { about: PathAbout, steps: Vec<PathStep> },
    /// The move that breaks the claim: at this point the player does better otherwise.
    Deviation { player: String, at: String, instead_of: String, action: String, gain: Rational },
    /// The formula behind a value, term by term; the value is the sum.
    Terms(Vec<(String, Rational)>),
    /// A strategy that dominates another.
    Dominated { player: String, strategy: String, by: Vec<(String, Rational)> },
    /// An equilibrium of plans, and whether it attempts; `None` where that is left to chance.
    Equilibrium {
        profile: Vec<(String, Vec<(String, Rational)>)>,
        attempts: Option<bool>,
        subgame_perfect: Option<bool>,
    },
    /// How many equilibria there are, how many of them attempt, whether these are all that are
    /// extreme or isolated, and whether they are all pure.
    Count { equilibria: usize, attempting: usize, complete: bool, pure: bool },
    /// The least and the most probability of an attempt over the correlated equilibria of
    /// plans.
    Correlated { least: Rational, most: Rational },
    /// The worst point of the box of ranges that was found, as changes to the base values,
    /// and what is true of it.
    Worst { about: Worst, settings: Vec<(ParameterId, Rational)> },
    /// What bargaining over packages ends in by a solution, or an efficient package; with the
    /// gains of the parties over the status quo.
    Package {
        concept: Option<&'static str>,
        mixture: Vec<(String, Rational)>,
        gains: Vec<(String, Rational)>,
        exact: bool,
    },
    /// A package that is not agreed on: who loses by it, or what is better for all.
    Spurned { package: String, losers: Vec<(String, Rational)>, better: Vec<(String, Rational)> },
    /// Whether an agreement stands against all coalitions.
    Standing(Standing),
    /// How the gains of a package could be divided so that they do.
    Division { rule: Rule, package: String, payoff: Vec<(String, Rational)> },
    /// Two coalitions that are worth more apart than together, by enactment.
    Apart { parts: [Vec<String>; 2], apart: Rational, together: Rational },
    /// The share of compliance at which demanding pays.
    Compliance(Rational),
    /// What a player believes where it must infer it, what it does, and between which beliefs in
    /// each thing it goes on doing it: thing, belief, least, most.
    Belief { player: String, at: String, reached: bool, action: String, beliefs: Vec<(String, [Rational; 3])> },
    /// How many equilibria in strategies that look at the state only there are, and how many of
    /// them attempt.
    Stationary { equilibria: usize, attempting: usize, complete: bool },
    /// How many equilibria in stationary offers there are.
    Offers { equilibria: usize, complete: bool },
    /// What a proposer offers in one (nothing that is accepted if the lottery is empty), and what
    /// everybody gains then.
    Offer { proposer: String, mixture: Vec<(String, Rational)>, gains: Vec<(String, Rational)> },
    /// How many equilibria with their beliefs there are, and how many of them attempt.
    /// How many of them are pure; the others mix.
    Assessments { equilibria: usize, pure: usize, attempting: usize, complete: bool },
    /// The concession cannot succeed, so that no success is followed by anything.
    NeverSucceeds,
    /// Backward induction attempts, by a strategy that is none of the plans.
    BeyondPlans,
    /// How stable a state of the conflict is; `measured` unless the conflict is too large for
    /// margins.
    Stability { state: String, senses: Vec<Sense>, measured: bool },
}

/// An agreement of all players on a package, and what is objected to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How coalitions were valued; `None` where nothing is divided and they choose among packages.
    pub rule: Option<Rule>,
    pub package: String,
    pub gains: Vec<(String, Rational)>,
    pub objection: Option<Complaint>,
}

/// What is objected to an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Complaint {
    /// All together could gain more (or cannot gain as much).
    Total { total: Rational, most: Rational },
    /// A player is worth more alone.
    Alone { player: String, gets: Rational, alone: Rational },
    /// A justified objection; the coalition of the target that comes nearest to a counter-objection
    /// falls short.
    Justified {
        objector: String,
        target: String,
        members: Vec<String>,
        promised: Vec<(String, Rational)>,
        nearest: Vec<String>,
        short: Rational,
    },
    /// Another package is better for somebody and worse for nobody.
    Better { package: String },
    /// A player does better by what it enacts alone.
    AlonePackage { player: String, package: String },
    /// A justified objection by another package.
    Package { objector: String, target: String, members: Vec<String>, package: String },
}

/// A sense of stability, and the moves that break it: who would move where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sense {
    pub stability: Stability,
    pub leaves: Vec<(String, String)>,
    /// How far utilities may move, each by itself, before that changes; `None` where they may
    /// move at will, or where nothing was measured.
    pub margin: Option<Rational>,
}

/// What is known of the worst point of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Worst {
    /// The claim fails at the base values already.
    FailsAtBase,
    /// It holds at the base values and fails there.
    FailsThere,
    /// It holds in the whole box, with proof.
    HoldsEverywhere,
}

/// Which stretch of play a path shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathAbout {
    Equilibrium,
    /// What would follow the concession.
    IfConceded,
}

/// Ties in backward induction on the strategic tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Decisions at which two actions are equally good.
    pub count: usize,
    /// Over all ways to break ties: does every equilibrium attempt, or none? `None` if the
    /// ways are too many to follow.
    pub attempts: Option<Attempts>,
}

/// How many subgame-perfect equilibria attempt the concession.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attempts {
    All,
    Some,
    None,
}

/// A value of a parameter at which a test changes its answer.
#[derive(Debug, Clone)]
pub struct SwitchingPoint {
    pub parameter: ParameterId,
    pub at: Root,
    /// Just below the point.
    pub below: bool,
    /// Just above the point.
    pub becomes: bool,
    /// On the point; `None` where that was not decided.
    pub at_tie: Option<bool>,
    /// Within the stated range, ends included.
    pub inside: bool,
    /// That the test holds somewhere in the stated range next to the point, or on it.
    pub holds_inside: bool,
    /// The headline just across the point, seen from the base; `None` where that depends on
    /// what other parameters could do there too.
    pub headline: Option<Headline>,
    /// The decision that is indifferent there, where one is.
    pub tight: Option<Tight>,
}

/// An indifference behind a switching point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tight {
    pub player: String,
    /// What the player decides about.
    pub at: String,
    pub below: String,
    pub above: String,
}

/// The verdict at the base values, without switching points and without `robust`, which
/// look at other values (see [`crate::uncertainty::judge`]).
pub fn assess(scenario: &Scenario, compiled: &Compiled, limits: &Limits) -> Verdict {
    let schedules = Schedules::new(compiled);
    let solved = process_tests::at_base(scenario, &schedules);
    assess_solved(scenario, compiled, &solved, limits)
}

/// The same, where the trees are solved already.
pub fn assess_solved(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>, limits: &Limits) -> Verdict {
    if matches!(scenario.process.protocol, Protocol::AlternatingOffers(_)) {
        return assess_offers(scenario, compiled, solved, limits);
    }
    let plans = PlanGame::new(scenario, &compiled.strategic);
    let mut solutions = process_tests::solutions(compiled, solved);
    solutions.extend(signal_test::solution(compiled, solved));
    let mut tests = process_tests::tests(scenario, compiled, solved);
    tests.extend(plan_tests::tests(scenario, compiled, solved, plans.as_ref(), limits, &mut solutions));
    tests.extend(agreement_tests(scenario, limits, &mut solutions));
    tests.extend(stationary_test::test(scenario, &mut solutions));
    let holds = |id: TestId| tests.iter().find(|test| test.id == id).and_then(|test| test.holds);
    // Were its strategies plans, they would be an equilibrium of plans.
    if (holds(TestId::SubgamePerfect), holds(TestId::SomeEquilibrium)) == (Some(true), Some(false))
        && let Some(test) = tests.iter_mut().find(|test| test.id == TestId::SomeEquilibrium)
    {
        test.evidence.push(Derivation::BeyondPlans);
    }
    Verdict {
        ties: process_tests::ties(scenario, compiled, solved),
        compliance: process_tests::compliance(scenario, compiled, solved),
        ..of_tests(scenario, compiled, solved, tests, solutions)
    }
}

/// The verdict where the parties make each other offers: nobody plays the demand process.
fn assess_offers(scenario: &Scenario, compiled: &Compiled, solved: &Exact<'_>, limits: &Limits) -> Verdict {
    let mut solutions = Vec::new();
    let mut tests = process_tests::tests(scenario, compiled, solved);
    tests.retain(|test| test.id == TestId::Honoured);
    tests.extend(TestId::OF_DEMANDS.map(|id| Test::unanswered(id, NoAnswer::OtherProtocol)));
    tests.extend(agreement_tests(scenario, limits, &mut solutions));
    tests.extend(offers_test::test(scenario, limits, &mut solutions));
    of_tests(scenario, compiled, solved, tests, solutions)
}

/// The tests on what the parties could agree on, whatever the protocol.
fn agreement_tests(scenario: &Scenario, limits: &Limits, solutions: &mut Vec<Solution>) -> Vec<Test> {
    let mut tests = bargain_tests::tests(scenario, limits, solutions);
    tests.push(coalition_test::test(scenario, limits, solutions));
    tests.push(stability_test::test(scenario, solutions));
    tests
}

/// A verdict of these tests, its headline still to come, where nobody plays the demand process.
fn of_tests(
    scenario: &Scenario,
    compiled: &Compiled,
    solved: &Exact<'_>,
    mut tests: Vec<Test>,
    solutions: Vec<Solution>,
) -> Verdict {
    let registers = solved.registers();
    tests.sort_by_key(|test| test.id);
    Verdict {
        concession: scenario.question,
        owner: scenario.owner(),
        headline: Headline::Conditional,
        tests,
        gain: registers[compiled.gain.index()].clone(),
        disagreement: compiled.disagreement.iter().map(|register| registers[register.index()].clone()).collect(),
        ties: Ties::default(),
        compliance: None,
        solutions,
        unstudied: Vec::new(),
    }
}

impl Test {
    pub fn answered(id: TestId, holds: bool, value: Option<Rational>, evidence: Vec<Derivation>) -> Test {
        Test {
            id,
            holds: Some(holds),
            why: None,
            value,
            evidence,
            switches: Vec::new(),
            gaps: Vec::new(),
            holds_at_ends: Vec::new(),
        }
    }

    pub fn unanswered(id: TestId, why: NoAnswer) -> Test {
        Test {
            id,
            holds: None,
            why: Some(why),
            value: None,
            evidence: Vec::new(),
            switches: Vec::new(),
            gaps: Vec::new(),
            holds_at_ends: Vec::new(),
        }
    }

    /// That some value inside the range of one parameter makes the test hold, or that this
    /// could not be ruled out.
    fn may_turn_inside(&self) -> bool {
        let turns = self.switches.iter().any(|point| point.holds_inside);
        turns || !self.holds_at_ends.is_empty() || !self.gaps.is_empty()
    }
}

impl Verdict {
    /// That no limit that was asked for cut anything short.
    pub fn is_complete(&self) -> bool {
        let limited = |test: &Test| test.why == Some(NoAnswer::LimitReached);
        self.unstudied.is_empty() && !self.tests.iter().any(limited)
    }

    pub fn test(&self, id: TestId) -> Option<&Test> {
        self.tests.iter().find(|test| test.id == id)
    }

    /// The headline at the base values; see [`Headline::rule`].
    pub fn headline(&self) -> Headline {
        let holds = |id: TestId| self.test(id).and_then(|test| test.holds);
        if let Some(test) = self.test(TestId::Offers) {
            return Headline::of_offers(test.holds);
        }
        let may_turn = |id: TestId| self.test(id).is_some_and(Test::may_turn_inside);
        Headline::rule(&holds, || may_turn(TestId::ExpectedUtility) || may_turn(TestId::SubgamePerfect))
    }
}
