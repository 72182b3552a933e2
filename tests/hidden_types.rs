//! Hidden types on either side, signals before the demand, and the beliefs that they end in:
//! published trees, situations solved by hand, and `concede verify`'s own check.

use concede::axiom::assessment;
use concede::form::extensive::{ChanceAction, ExtensiveForm, InformationSet, InformationSetId, Node, NodeId};
use concede::numeric::program::Register;
use concede::numeric::rational::Rational;
use concede::numeric::root::Root;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::solution::certificate::AssessmentCertificate;
use concede::solve::assessments::{Assessments, assessments};
use concede::solve::backward_induction::Schedule;
use concede::solve::limits::Limits;
use concede::uncertainty::judge;
use concede::verdict::certify::certificate;
use concede::verdict::{Derivation, NoAnswer, Test, TestId, Verdict};

fn number(text: &str) -> Rational {
    text.parse().unwrap()
}

/// A tree as nested nodes.
enum Tree {
    End(Vec<i64>),
    Chance(Vec<(&'static str, Tree)>),
    /// The information set, by its place in the list of the game.
    Move(usize, Vec<Tree>),
}
use Tree::{Chance, End, Move};

struct Game {
    form: ExtensiveForm,
    registers: Vec<Rational>,
}

impl Game {
    /// `sets` lists, for each information set, its player and actions.
    fn new(players: usize, sets: &[(usize, &[&str])], tree: &Tree) -> Game {
        let set = |&(player, actions): &(usize, &[&str])| InformationSet {
            player,
            actions: actions.iter().map(|&one| one.to_owned()).collect(),
            nodes: Vec::new(),
        };
        let form = ExtensiveForm {
            players: (1..=players).map(|player| player.to_string()).collect(),
            nodes: Vec::new(),
            information_sets: sets.iter().map(set).collect(),
        };
        let mut game = Game { form, registers: Vec::new() };
        game.grow(tree);
        game
    }

    fn register(&mut self, value: Rational) -> Register {
        self.registers.push(value);
        serde_json::from_str(&(self.registers.len() - 1).to_string()).unwrap()
    }

    fn grow(&mut self, tree: &Tree) -> NodeId {
        let id = NodeId(self.form.nodes.len() as u32);
        self.form.nodes.push(Node::Terminal(Vec::new()));
        let node = match tree {
            End(payoffs) => Node::Terminal(payoffs.iter().map(|&own| self.register(own.into())).collect()),
            Chance(branches) => Node::Chance(
                branches
                    .iter()
                    .map(|(chance, below)| ChanceAction {
                        label: (*chance).to_owned(),
                        probability: self.register(number(chance)),
                        child: self.grow(below),
                    })
                    .collect(),
            ),
            Move(set, below) => {
                self.form.information_sets[*set].nodes.push(id);
                let children = below.iter().map(|one| self.grow(one)).collect();
                Node::Decision { information_set: InformationSetId(*set as u32), children }
            }
        };
        self.form.nodes[id.index()] = node;
        id
    }

    /// The equilibria, each checked by other means.
    fn solve(&self) -> Assessments {
        let schedule = Schedule::new(&self.form).unwrap();
        let found = assessments(&self.form, &schedule, &self.registers, &Limits::default());
        for one in &found.found {
            let stated = AssessmentCertificate {
                choice: one.choice.clone(),
                beliefs: one.beliefs.iter().map(|belief| (belief.set, belief.nodes.clone())).collect(),
            };
            assert_eq!(assessment::check(&self.form, &self.registers, &stated).fault, None, "{one:?}");
        }
        found
    }
}

/// Cho and Kreps 1987: both types drink beer, or both eat quiche; out of equilibrium the weak type
/// must be believed in with at least one half. The shared oracle file `bargaining.json` has it as
/// `beer_quiche`.
#[test]
fn beer_quiche() {
    let reply = |set: usize, duel: [i64; 2], none: [i64; 2]| Move(set, vec![End(duel.to_vec()), End(none.to_vec())]);
    // The strong type likes beer and the weak one quiche, for 1; no duel is worth 2. The duellist
    // wants to meet the weak type only.
    let strong = Move(0, vec![reply(2, [1, 0], [3, 1]), reply(3, [0, 0], [2, 1])]);
    let weak = Move(1, vec![reply(2, [0, 1], [2, 0]), reply(3, [1, 1], [3, 0])]);
    let tree = Chance(vec![("9/10", strong), ("1/10", weak)]);
    let drink: &[&str] = &["beer", "quiche"];
    let answer: &[&str] = &["duel", "none"];
    let game = Game::new(2, &[(0, drink), (0, drink), (1, answer), (1, answer)], &tree);
    let found = game.solve();
    assert!(found.complete);
    let mut payoffs: Vec<Rational> = found.found.iter().map(|one| one.values[0][0].clone()).collect();
    payoffs.sort();
    assert_eq!(payoffs, [number("21/10"), number("29/10")]);
    for one in &found.found {
        let off = one.beliefs.iter().find(|belief| !belief.reached).unwrap();
        assert_eq!(off.bounds[1], (number("1/2"), Rational::ONE));
        let on = one.beliefs.iter().find(|belief| belief.reached).unwrap();
        assert_eq!(on.nodes, [number("9/10"), number("1/10")]);
    }
}

/// Selten 1975: of the pure equilibria only (C, c, R) is sequential; the third player must believe
/// in the left node with at most one third.
#[test]
fn selten_horse() {
    let last = |left: [i64; 3], right: [i64; 3]| Move(2, vec![End(left.to_vec()), End(right.to_vec())]);
    let second = Move(1, vec![End(vec![1, 1, 1]), last([4, 4, 0], [0, 0, 1])]);
    let tree = Move(0, vec![last([3, 3, 2], [0, 0, 0]), second]);
    let game = Game::new(3, &[(0, &["D", "C"]), (1, &["c", "d"]), (2, &["L", "R"])], &tree);
    let found = game.solve();
    let [only] = found.found.as_slice() else { panic!("{found:?}") };
    assert_eq!(only.choice, [1, 0, 1]);
    assert_eq!(only.beliefs[0].bounds[0], (Rational::ZERO, number("1/3")));
}

fn judged(text: &str) -> (Scenario, Verdict) {
    let (scenario, _) = Scenario::read(&Source::new("test.toml", text)).unwrap_or_else(|faults| panic!("{faults:?}"));
    let (compiled, verdict) = judge(&scenario).unwrap();
    // What is claimed stands by other means, if it is of this kind.
    let certificate = certificate(&scenario, &compiled, &verdict.solutions);
    let registers = compiled.evaluate(&concede::compile::Compiled::base(&scenario));
    if let Some(signalled) = &certificate.signalled {
        for one in &signalled.assessments {
            assert_eq!(assessment::check(&signalled.tree.form, &registers, one).fault, None);
        }
        if let Some(mixed) = &signalled.mixed {
            for check in assessment::check_mixed(&signalled.tree.form, &registers, mixed) {
                assert_eq!(check.fault, None);
            }
        }
        if let Some(holds) = verdict.test(TestId::Sequential).unwrap().holds {
            assert_eq!(assessment::check_question(signalled, &registers, holds).fault, None);
        }
    }
    (scenario, verdict)
}

fn sequential(verdict: &Verdict) -> &Test {
    verdict.test(TestId::Sequential).unwrap()
}

/// The defender pays 6 for what is worth 8 with a treaty. A sincere partner gains 2 by the treaty
/// and signs; a pocketing one loses by it and holds. Both gain 4 by the concession.
const PARTNER: &str = r#"
[scenario]
title = "A gesture"
question = "opening"
[players.defender.payoffs]
treaty = 8
[players.partner.payoffs]
treaty = 2
opening = 4
[concessions.opening]
owner = "defender"
demanded_by = "partner"
cost = { success = 6 }
audience_cost = 3
[agreements.treaty]
signatories = ["defender", "partner"]
[process]
agreement = "treaty"
demands = ["opening"]
[process.signals.gesture]
by = "partner"
cost = 1
[process.types.sincere]
prior = 0.5
[process.types.pocketing]
override = { "players.partner.payoffs.treaty" = -1, "process.signals.gesture.cost" = COST }
"#;

/// A gesture that costs the pocketing partner more than it would gain tells the two apart; that
/// nobody makes it, and nobody is believed, is an equilibrium as well.
#[test]
fn a_dear_gesture_may_separate() {
    let (_, verdict) = judged(&PARTNER.replace("COST", "5"));
    let test = sequential(&verdict);
    assert_eq!(test.holds, None);
    assert_eq!(test.why, Some(NoAnswer::DependsOnSignal));
    let Some(Derivation::Assessments { pure: 2, attempting: 0, complete: true, .. }) = test.evidence.first() else {
        panic!("{:?}", test.evidence)
    };
    // After the gesture (or without it) the sincere type must be believed in with 3/4 to concede.
    let thresholds: Vec<&[Rational; 3]> = test
        .evidence
        .iter()
        .filter_map(|one| match one {
            Derivation::Belief { beliefs, .. } => {
                beliefs.iter().find(|(what, _)| what == "sincere").map(|(_, own)| own)
            }
            _ => None,
        })
        .collect();
    assert_eq!(thresholds.len(), 2, "{:?}", test.evidence);
    for [belief, least, most] in thresholds {
        assert!(least <= belief && belief <= most);
        assert!(*least == number("3/4") || *most == number("3/4"), "{least} {most}");
    }
}

/// A cheap gesture tells nothing in pure strategies, and at even odds nobody concedes then; where
/// the pocketing type makes it with 1/3 it half separates, and is rewarded with 1/4.
#[test]
fn a_cheap_gesture_tells_nothing() {
    let (_, verdict) = judged(&PARTNER.replace("COST", "1"));
    assert!(matches!(sequential(&verdict).why, Some(NoAnswer::SeveralBeliefs { attempting: 0, .. })));
    let (_, verdict) = judged(&PARTNER.replace("COST", "1").replace("prior = 0.5", "prior = 0.9"));
    // If the sincere partner is likely enough, all concede without a gesture; that with it only is
    // another equilibrium, in which it is made by all. In a third one the sincere type makes it with
    // probability 2/3 and without it the owner concedes with 5/6.
    let test = sequential(&verdict);
    assert_eq!(test.holds, None);
    assert!(matches!(test.why, Some(NoAnswer::SeveralBeliefs { .. })), "{:?}", test.why);
    let Some(Derivation::Assessments { equilibria: 5, pure: 3, attempting: 4, complete: true }) = test.evidence.first()
    else {
        panic!("{:?}", test.evidence)
    };
    let semi_separating = test.evidence.iter().any(|one| match one {
        Derivation::Equilibrium { profile, attempts: None, .. } => {
            let shares: Vec<&Rational> =
                profile.iter().flat_map(|(_, played)| played.iter().map(|(_, own)| own)).collect();
            shares == [&number("1/3"), &number("2/3"), &number("5/6"), &number("1/6")]
        }
        _ => false,
    });
    assert!(semi_separating, "{:?}", test.evidence);
}

/// At even odds a gesture that costs the pocketing type 2 half separates: it is made by every
/// sincere partner (6/2 > 1) and by the pocketing one with 1/3, so that the owner, believing in 3/4,
/// concedes with 1/2 (4/2 = 2).
#[test]
fn a_gesture_may_half_separate() {
    let (_, verdict) = judged(&PARTNER.replace("COST", "2"));
    let test = sequential(&verdict);
    let half = test.evidence.iter().any(|one| match one {
        Derivation::Equilibrium { profile, .. } => {
            let shares: Vec<&Rational> =
                profile.iter().flat_map(|(_, played)| played.iter().map(|(_, own)| own)).collect();
            shares == [&number("1/2"), &number("1/2"), &number("2/3"), &number("1/3")]
        }
        _ => false,
    });
    assert!(half, "{:?}", test.evidence);
}

/// Types on both sides: a genuine owner gains by the treaty, a stalling one has nothing from it
/// and refuses, whatever it believes of the partner.
#[test]
fn an_owner_has_types_too() {
    let text = PARTNER.replace("COST", "1").replace("prior = 0.5", "prior = 0.9")
        + "[process.types.genuine]\nplayer = \"defender\"\nprior = 0.5\n\
           [process.types.stalling]\nplayer = \"defender\"\noverride = { \"players.defender.payoffs.treaty\" = 0 }\n";
    let (scenario, verdict) = judged(&text);
    assert_eq!(scenario.types_by_player().len(), 2);
    let test = sequential(&verdict);
    assert_eq!((test.holds, &test.why), (None, &Some(NoAnswer::DependsOnType)));
}

/// Without signals and with types of one player nothing changes.
#[test]
fn types_of_one_player_are_answered_as_ever() {
    let text = PARTNER.replace("[process.signals.gesture]\nby = \"partner\"\ncost = 1\n", "");
    let text = text.replace(", \"process.signals.gesture.cost\" = COST", "");
    let (_, verdict) = judged(&text);
    let test = sequential(&verdict);
    assert_eq!((test.holds, test.value.clone()), (Some(false), Some(number("-2"))));
    // 8 μ - 6 is nothing at a belief of 3/4.
    let [Derivation::Path { .. }, Derivation::Belief { beliefs, .. }] = test.evidence.as_slice() else {
        panic!("{:?}", test.evidence)
    };
    assert_eq!(beliefs[0], ("sincere".to_owned(), [number("1/2"), Rational::ZERO, number("3/4")]));
}

#[test]
fn a_player_with_a_single_type_is_refused() {
    let text = PARTNER.replace("COST", "1") + "[process.types.genuine]\nplayer = \"defender\"\n";
    let faults = Scenario::read(&Source::new("test.toml", &text)).expect_err("one type is no uncertainty");
    assert_eq!(faults[0].message, "`genuine` is the only type of defender");
}

#[test]
fn a_belief_that_does_not_support_its_action_is_found_out() {
    let (scenario, _) = Scenario::read(&Source::new("test.toml", PARTNER.replace("COST", "5"))).unwrap();
    let compiled = concede::compile::compile(&scenario, None).unwrap();
    let signalled = certificate(&scenario, &compiled, &[]).signalled.unwrap();
    let registers = compiled.evaluate(&concede::compile::Compiled::base(&scenario));
    let stands = |one: &AssessmentCertificate| assessment::check(&signalled.tree.form, &registers, one).fault.is_none();
    assert!(signalled.assessments.iter().all(stands));
    let reversed = signalled.assessments.iter().cloned().map(|mut one| {
        one.beliefs.iter_mut().for_each(|(_, belief)| belief.reverse());
        one
    });
    assert!(!reversed.collect::<Vec<_>>().iter().all(stands));
}

/// Payoffs are moved on the core alone, up with one type and down with the other, which are as
/// likely: that changes nothing there.
#[test]
fn a_core_of_another_tree_is_found_out() {
    let (scenario, _) = Scenario::read(&Source::new("test.toml", PARTNER.replace("COST", "1"))).unwrap();
    let compiled = concede::compile::compile(&scenario, None).unwrap();
    let signalled = certificate(&scenario, &compiled, &[]).signalled.unwrap();
    let registers = compiled.evaluate(&concede::compile::Compiled::base(&scenario));
    let mut mixed = signalled.mixed.unwrap();
    let faults = |mixed: &_| -> Vec<Option<String>> {
        let checks = assessment::check_mixed(&signalled.tree.form, &registers, mixed);
        checks.into_iter().map(|check| check.fault).collect()
    };
    assert!(faults(&mixed).iter().all(Option::is_none));
    let Node::Chance(types) = mixed.core.form.node(NodeId::ROOT) else { panic!("types come first") };
    let mut ahead: Vec<(NodeId, i64)> = types.iter().zip([1, -1]).map(|(own, more)| (own.child, more)).collect();
    while let Some((node, more)) = ahead.pop() {
        if let Node::Terminal(payoffs) = mixed.core.form.node(node) {
            let paid = &mut mixed.core.registers[payoffs[0].index()];
            *paid = &*paid + &Rational::from(more);
        }
        ahead.extend(mixed.core.form.children(node).map(|child| (child, more)));
    }
    let told = |fault: &Option<String>| fault.as_ref().is_some_and(|fault| fault.contains("it pays otherwise"));
    assert!(!mixed.equilibria.is_empty() && faults(&mixed).iter().all(told));
}

/// By type: the belief in it, the least and the most under which the action stays best.
type Bounds = [(String, [Rational; 3])];

/// The words of the evidence of `sequential`: who believes what with which bounds.
fn beliefs(test: &Test) -> Vec<(&str, &Bounds)> {
    test.evidence
        .iter()
        .filter_map(|one| match one {
            Derivation::Belief { player, beliefs, .. } => Some((player.as_str(), beliefs.as_slice())),
            _ => None,
        })
        .collect()
}

fn points(text: &str, path: &str) -> Vec<Rational> {
    let (scenario, verdict) = judged(text);
    let switches = &sequential(&verdict).switches;
    let own = switches.iter().filter(|point| scenario.parameter(point.parameter).path == path);
    own.map(|point| match &point.at {
        Root::Rational(at) => at.clone(),
        other => panic!("{other:?}"),
    })
    .collect()
}

const OWNER: &str = r#"
[scenario]
title = "Is the owner genuine?"
question = "vote"
[players.owner.payoffs]
treaty = 20
[players.demander.payoffs]
treaty = { base = 10, low = 0, high = 20 }
vote = 1
[concessions.vote]
owner = "owner"
demanded_by = "demander"
cost = { attempt = 4 }
audience_cost = 50
[agreements.treaty]
signatories = ["owner", "demander"]
requires = "vote"
[process]
agreement = "treaty"
demands = ["vote"]
[process.types.genuine]
player = "owner"
prior = { base = 0.7, low = 0.1, high = 0.9 }
[process.types.stalling]
player = "owner"
override = { "players.demander.payoffs.treaty" = -15 }
"#;

/// The demander signs if it believes in a genuine owner with 3/5 (10 μ = 15 (1 - μ)). At 7/10 that both
/// concede is an equilibrium; that neither does is another, a yes being taken for a stalling owner's. In
/// between the demander signs with 1/5 (20 / 5 = 4), and of genuine owners 9/14 concede
/// (7/10 · 9/14 = 9/20, and 9/20 / (9/20 + 3/10) = 3/5).
#[test]
fn a_hidden_owner_tells_by_its_answer() {
    let (_, verdict) = judged(OWNER);
    let test = sequential(&verdict);
    assert_eq!(test.why, Some(NoAnswer::SeveralBeliefs { equilibria: 4, attempting: 1 }));
    let Some(Derivation::Assessments { pure: 2, complete: true, .. }) = test.evidence.first() else {
        panic!("{:?}", test.evidence)
    };
    let told = beliefs(test);
    let [(_, [genuine, _])] = told.as_slice() else { panic!("{:?}", test.evidence) };
    assert_eq!(*genuine, ("genuine".to_owned(), [number("7/10"), number("3/5"), Rational::ONE]));
    let mixed = test.evidence.iter().any(|one| match one {
        Derivation::Equilibrium { profile, .. } => {
            let shares: Vec<&Rational> = profile.iter().flat_map(|(_, own)| own.iter().map(|(_, own)| own)).collect();
            profile.iter().any(|(who, _)| who.starts_with("owner (genuine)"))
                && shares == [&number("9/14"), &number("5/14"), &number("1/5"), &number("4/5")]
        }
        _ => false,
    });
    assert!(mixed, "{:?}", test.evidence);
    // Below the threshold nobody is believed, and nobody concedes for sure.
    let (_, verdict) = judged(&OWNER.replace("base = 0.7", "base = 0.3"));
    assert!(matches!(sequential(&verdict).why, Some(NoAnswer::SeveralBeliefs { attempting: 0, .. }) | None));
}

const BOTH: &str = r#"
[scenario]
title = "Both sides"
question = "vote"
[players.owner.payoffs]
treaty = 20
[players.demander.payoffs]
treaty = 10
vote = 2
apology = 9
[concessions.vote]
owner = "owner"
demanded_by = "demander"
cost = { attempt = 4 }
audience_cost = 50
[concessions.apology]
owner = "owner"
demanded_by = "demander"
cost = { attempt = 12 }
audience_cost = 50
[agreements.treaty]
signatories = ["owner", "demander"]
requires = "vote"
[process]
agreement = "treaty"
demands = ["vote", "apology"]
informed = "demander"
[process.types.sincere]
prior = { base = 0.6, low = 0, high = 1 }
demands = ["vote"]
always_signs = true
[process.types.ratcheting]
[process.types.genuine]
player = "owner"
prior = { base = 0.8, low = 0, high = 1 }
[process.types.stalling]
player = "owner"
override = { "concessions.vote.cost.attempt" = 30 }
"#;

/// Types on both sides: conceding brings a genuine owner 16 with a sincere demander and 4 with one that
/// asks for the apology too, at 3/5 together 56/5, and a stalling one less than nothing.
#[test]
fn types_on_both_sides_answer_apart() {
    let (_, verdict) = judged(BOTH);
    let test = sequential(&verdict);
    assert_eq!((test.holds, &test.why), (None, &Some(NoAnswer::DependsOnType)));
    let attempts: Vec<(&str, bool)> = test
        .evidence
        .iter()
        .filter_map(|one| match one {
            Derivation::Belief { beliefs, action, .. } => Some((beliefs[0].0.as_str(), action == "CONCEDE")),
            _ => None,
        })
        .collect();
    assert_eq!(attempts.len(), 2, "{:?}", test.evidence);
    assert!(attempts.contains(&("sincere", true)) && attempts.contains(&("sincere", false)), "{attempts:?}");
    // A stalling owner that pays 10 only gains 10 or -2 with them, and concedes as well.
    let (_, verdict) = judged(&BOTH.replace("attempt\" = 30", "attempt\" = 10"));
    assert_eq!(sequential(&verdict).holds, Some(true));
}

const THIRD: &str = r#"
[scenario]
title = "A spoiler of unknown strength"
question = "vote"
[players.owner.payoffs]
treaty = 30
[players.demander.payoffs]
treaty = 10
[players.neighbour.payoffs]
treaty = -8
[concessions.vote]
owner = "owner"
demanded_by = "demander"
cost = { attempt = 6 }
audience_cost = 50
[agreements.treaty]
signatories = ["owner", "demander"]
requires = "vote"
[window]
closes = 1
spoiler = "neighbour"
spoil = { success = 1, cost = 3 }

[process]
agreement = "treaty"
demands = ["vote"]
informed = "neighbour"
[process.types.meek]
prior = { base = 0.4, low = 0, high = 1 }
override = { "window.spoil.cost" = 20 }
[process.types.fierce]
"#;

/// A neighbour that spoils if it is fierce: 24 μ - 6 (1 - μ), nothing at 1/5.
#[test]
fn a_third_party_has_types() {
    let (_, verdict) = judged(THIRD);
    let test = sequential(&verdict);
    assert_eq!((test.holds, test.value.clone()), (Some(true), Some(6.into())));
    let told = beliefs(test);
    let [(_, [meek, _])] = told.as_slice() else { panic!("{:?}", test.evidence) };
    assert_eq!(*meek, ("meek".to_owned(), [number("2/5"), number("1/5"), Rational::ONE]));
    assert_eq!(points(THIRD, "process.types.meek.prior"), [number("1/5")]);
}

const GRADUAL: &str = r#"
[scenario]
title = "Two gradual steps"
question = "opening"
[players.defender.payoffs]
treaty = 8
[players.partner.payoffs]
treaty = 2
opening = 4
[concessions.opening]
owner = "defender"
demanded_by = "partner"
cost = { success = 6 }
audience_cost = 3
[agreements.treaty]
signatories = ["defender", "partner"]
[process]
agreement = "treaty"
demands = ["opening"]
[process.signals.small]
by = "partner"
cost = 1
[process.signals.large]
by = "partner"
cost = 1
[process.types.sincere]
prior = 0.5
[process.types.pocketing]
override = { "players.partner.payoffs.treaty" = -1, "process.signals.small.cost" = 2, "process.signals.large.cost" = 3 }
"#;

/// Either step alone costs a pocketing partner less than the 4 that it would gain, both cost it 5: of the pure
/// equilibria one separates, by both steps, and in the other nobody is believed.
#[test]
fn only_both_steps_tell() {
    let (_, verdict) = judged(GRADUAL);
    let test = sequential(&verdict);
    assert_eq!(test.why, Some(NoAnswer::DependsOnSignal));
    let Some(Derivation::Assessments { pure: 2, attempting: 0, .. }) = test.evidence.first() else {
        panic!("{:?}", test.evidence)
    };
    let told = beliefs(test);
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().all(|(_, own)| own[0].1[1] == number("3/4") || own[0].1[2] == number("3/4")), "{told:?}");
    // Where the second step costs it 1 only, both together cost it less as well, and nothing tells.
    let (_, verdict) = judged(&GRADUAL.replace("large.cost\" = 3", "large.cost\" = 1"));
    let Some(Derivation::Assessments { attempting: 0, .. }) = sequential(&verdict).evidence.first() else {
        panic!("{:?}", sequential(&verdict).evidence)
    };
}

const RETRY: &str = r#"
[scenario]
title = "A second vote and a hidden partner"
question = "vote"
[players.owner.payoffs]
treaty = 24
[players.demander.payoffs]
treaty = 6
vote = 3
apology = 7
[concessions.vote]
owner = "owner"
demanded_by = "demander"
success = 0.5
attempts = 2
cost = { attempt = 2, success = 4, failure = 1 }
audience_cost = 50
[concessions.apology]
owner = "owner"
demanded_by = "demander"
cost = { attempt = 30 }
audience_cost = 50
[agreements.treaty]
signatories = ["owner", "demander"]
requires = "vote"
[process]
agreement = "treaty"
demands = ["vote", "apology"]
[process.types.sincere]
prior = { base = 0.6, low = 0, high = 1 }
demands = ["vote"]
always_signs = true
[process.types.pocketing]
override = { "players.demander.payoffs.treaty" = -1 }
"#;

/// A first vote that fails may be held again: sincere -2 + ½ 20 + ½ (-1 + 15/2) = 45/4, pocketing
/// -2 - ½ 4 - ½ (1 + 9/2) = -27/4; at 3/5 together 81/20, nothing at 3/8.
#[test]
fn a_second_vote_before_a_hidden_partner() {
    let (_, verdict) = judged(RETRY);
    let test = sequential(&verdict);
    assert_eq!((test.holds, test.value.clone()), (Some(true), Some(number("81/20"))));
    let told = beliefs(test);
    let [(_, [sincere, _])] = told.as_slice() else { panic!("{:?}", test.evidence) };
    assert_eq!(sincere.1, [number("3/5"), number("3/8"), Rational::ONE]);
    assert_eq!(points(RETRY, "process.types.sincere.prior"), [number("3/8")]);
}
