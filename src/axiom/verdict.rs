//! Checks of a verdict against the certificate that travels with it.

use crate::form::extensive::{Node, NodeId};
use crate::numeric::rational::Rational;
use crate::solution::Equilibrium;
use crate::solution::certificate::{Certificate, TreeCertificate};

use super::headline::{ClaimedRange, headline};
use super::plans::PlanClaims;
use super::{Check, normal, plans, registers, tree};

/// A test as a report states it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub test: String,
    pub holds: Option<bool>,
    pub value: Option<Rational>,
    pub switches: Vec<ClaimedSwitch>,
    /// That along some parameter it has no answer somewhere, or holds at an end of a range.
    pub open: bool,
    /// The worst point of the ranges, as changes to the base values, where one is named.
    pub worst: Option<Vec<(String, Rational)>>,
}

/// The rest of a verdict, as a report states it.
#[derive(Debug, Clone)]
pub struct Summary {
    /// That no limit kept an answer from the report.
    pub complete: bool,
    pub headline: String,
    pub disagreement: Vec<Rational>,
    pub gain: Rational,
    pub compliance: Option<Rational>,
    /// Decisions of the strategic tree at which two actions are equally good.
    pub tied: usize,
    pub ranges: Vec<ClaimedRange>,
    pub plans: Option<PlanClaims>,
}

/// A switching point as a report states it.
#[derive(Debug, Clone)]
pub struct ClaimedSwitch {
    pub parameter: String,
    /// Bounds of the point; equal where it is exact.
    pub lo: Rational,
    pub hi: Rational,
    pub below: bool,
    pub at_tie: Option<bool>,
    pub becomes: bool,
}

/// Checks strategies, tests, switching points and the headline of a verdict.
///
/// A switching point is checked at three values: on it (where it is exact) and to either side,
/// 10⁻¹⁸ of it away at most. That the list of switching points is complete is the solver's proof and
/// is not repeated here.
///
/// # Errors
/// If the numbers get too large to go on.
pub fn check(certificate: &Certificate, claims: &[Claim], summary: &Summary) -> Result<Vec<Check>, String> {
    let base: Vec<Rational> = certificate.parameters.iter().map(|(_, value)| value.clone()).collect();
    let registers = registers::evaluate(&certificate.program, &base)?;
    let mut checks = Vec::new();
    for (name, tree) in trees(certificate) {
        if let Some(tree) = tree {
            let outcome = tree::is_sequentially_rational(&tree.form, &registers, &tree.choice);
            checks.push(Check::new(format!("no deviation pays in the {name} game"), outcome));
        }
    }
    let strategies = Strategies::claimed(certificate);
    for claim in claims {
        if let Some(outcome) = check_plans(certificate, claim, summary) {
            checks.push(Check::new(format!("`{}`", claim.test), outcome));
        }
        if claim.test == "robust"
            && let Some(worst) = &claim.worst
        {
            let outcome = check_worst(certificate, claim, worst, summary, &base)?;
            checks.push(Check::new("`robust` at its worst point", outcome));
        }
        if claim.test == "sequential" && claim.holds.is_some() && apart(certificate, &registers, &strategies) {
            let outcome = Err("some types of the owner attempt it and others do not".to_owned());
            checks.push(Check::new("`sequential` and its value", outcome));
        }
        let Some((holds, value)) = decide(certificate, &registers, &strategies, &claim.test) else { continue };
        let outcome = match (claim.holds, &claim.value) {
            (Some(claimed), _) if claimed != holds => Err(format!("the report says {claimed}, the games say {holds}")),
            (None, _) => Err(format!("the report gives no answer, the games say {holds}")),
            (_, Some(claimed)) if value.as_ref().is_some_and(|value| value != claimed) => {
                Err("the report says one value, the games another".to_owned())
            }
            _ => Ok(()),
        };
        checks.push(Check::new(format!("`{}` and its value", claim.test), outcome));
        for point in &claim.switches {
            let Some(index) = certificate.parameters.iter().position(|(path, _)| *path == point.parameter) else {
                checks.push(Check::new(
                    format!("`{}` along {}", claim.test, point.parameter),
                    Err("unknown parameter".to_owned()),
                ));
                continue;
            };
            if let Some(outcome) = check_switch(certificate, claim, point, index, &base)? {
                checks.push(Check::new(format!("`{}` switches along {}", claim.test, point.parameter), outcome));
            }
        }
    }
    checks.extend(check_summary(certificate, claims, summary, &registers, &strategies));
    Ok(checks)
}

/// `None` where the test is not on plans, or where the claims do not settle it.
fn check_plans(certificate: &Certificate, claim: &Claim, summary: &Summary) -> Option<Result<(), String>> {
    let (game, plans) = (certificate.plans.as_ref()?, summary.plans.as_ref()?);
    match plans::decide(game, certificate.owner, &certificate.attempting, plans, &claim.test) {
        Err(fault) => Some(Err(fault)),
        Ok(None) => None,
        Ok(Some(holds)) => Some(match claim.holds {
            Some(claimed) if claimed != holds => {
                Err(format!("the report says {claimed}, the game of plans says {holds}"))
            }
            None if summary.complete => Err(format!("the report gives no answer, the game of plans says {holds}")),
            None => Ok(()),
            Some(_) => Ok(()),
        }),
    }
}

/// The worst point must lie in the ranges and give the value; a failure needs no more proof.
fn check_worst(
    certificate: &Certificate,
    claim: &Claim,
    worst: &[(String, Rational)],
    summary: &Summary,
    base: &[Rational],
) -> Result<Result<(), String>, String> {
    let mut values = base.to_vec();
    for (path, value) in worst {
        let place = certificate.parameters.iter().position(|(known, _)| known == path);
        let range = summary.ranges.iter().find(|(known, _)| known == path).and_then(|(_, range)| range.as_ref());
        match (place, range) {
            (Some(index), Some((low, high))) if low <= value && value <= high => values[index] = value.clone(),
            _ => return Ok(Err(format!("{path} leaves its range at the worst point"))),
        }
    }
    let registers = registers::evaluate(&certificate.program, &values)?;
    let strategies = Strategies::solved(certificate, &registers);
    let Some((holds, value)) = decide(certificate, &registers, &strategies, "expected_utility") else {
        return Ok(Ok(()));
    };
    Ok(if claim.holds == Some(true) && !holds {
        Err("it fails at the worst point of the report".to_owned())
    } else if claim.holds == Some(false) && holds {
        Err("it holds at the point that is said to refute it".to_owned())
    } else if claim.value.is_some() && claim.value != value {
        Err("the worst value is another one".to_owned())
    } else {
        Ok(())
    })
}

fn check_summary(
    certificate: &Certificate,
    claims: &[Claim],
    summary: &Summary,
    registers: &[Rational],
    strategies: &Strategies,
) -> Vec<Check> {
    let agree = |what: &str, same: bool| {
        let outcome = if same { Ok(()) } else { Err("the report says otherwise".to_owned()) };
        Check::new(what, outcome)
    };
    let follows = headline(claims, &summary.ranges);
    let outcome = match summary.headline == follows {
        true => Ok(()),
        false => Err(format!("the report says {}, its tests say {follows}", summary.headline)),
    };
    let disagreement = certificate.disagreement.iter().map(|register| &registers[register.index()]);
    let mut checks = vec![
        Check::new("the headline follows from the tests", outcome),
        agree("the status quo", disagreement.eq(&summary.disagreement)),
        agree("the gain where everything is signed", registers[certificate.gain.index()] == summary.gain),
    ];
    if let Some(compliance) = compliance(certificate, registers, strategies) {
        checks.push(agree("the compliance at which demanding pays", compliance == summary.compliance));
    }
    if let Some(tree) = certificate.strategic.as_ref().filter(|tree| tree.form.has_perfect_information()) {
        let tied = tree::ties(&tree.form, registers, &tree.choice);
        checks.push(agree("the number of tied decisions", tied == summary.tied));
    }
    checks
}

/// `(U(sign now) - R) / (V(complied) - R)`; `None` if the trees do not say.
fn compliance(certificate: &Certificate, registers: &[Rational], strategies: &Strategies) -> Option<Option<Rational>> {
    let (strategic, at_once) = (certificate.strategic.as_ref()?, certificate.signing_at_once.as_ref()?);
    let (own, now) = (strategies.0[0].as_ref()?, strategies.0[3].as_ref()?);
    let (at, ..) = answer(strategic, registers, own)?;
    let value = |node: NodeId| tree::payoffs(&strategic.form, registers, own, node)[certificate.demander].clone();
    let now = tree::payoffs(&at_once.form, registers, now, NodeId::ROOT)[certificate.demander].clone();
    let &(_, conceded, refused) = strategic.answers.iter().find(|(node, ..)| *node == at)?;
    let refused = value(refused);
    let gap = &value(conceded) - &refused;
    Some(gap.is_positive().then(|| &(&now - &refused) / &gap))
}

/// Checks equilibria of the game of plans, and that no pure one is missing from a list
/// that claims to be complete.
pub fn check_equilibria(
    certificate: &Certificate,
    concept: &str,
    complete: bool,
    equilibria: &[Equilibrium],
) -> Vec<Check> {
    let Some(game) = &certificate.plans else { return Vec::new() };
    normal::check_equilibria(game, concept, complete || concept == "pure_nash", equilibria, &Rational::ZERO)
}

fn trees(certificate: &Certificate) -> [(&'static str, Option<&TreeCertificate>); 4] {
    [
        ("strategic", certificate.strategic.as_ref()),
        ("behavioural", certificate.behavioural.as_ref()),
        ("typed", certificate.typed.as_ref()),
        ("signing-at-once", certificate.signing_at_once.as_ref()),
    ]
}

/// A choice per information set of each tree; `None` for a tree that is absent.
struct Strategies([Option<Vec<usize>>; 4]);

impl Strategies {
    fn claimed(certificate: &Certificate) -> Strategies {
        Strategies(trees(certificate).map(|(_, tree)| tree.map(|tree| tree.choice.clone())))
    }

    fn solved(certificate: &Certificate, registers: &[Rational]) -> Strategies {
        Strategies(trees(certificate).map(|(_, tree)| tree.and_then(|tree| tree::solve(&tree.form, registers))))
    }
}

/// Whether a test holds under given strategies, with its value where that is one number.
/// `None` for tests that are not of the trees, or whose tree is absent.
fn decide(
    certificate: &Certificate,
    registers: &[Rational],
    strategies: &Strategies,
    test: &str,
) -> Option<(bool, Option<Rational>)> {
    let player = |tree: usize, node: NodeId, player: usize| -> Option<Rational> {
        let form = &trees(certificate)[tree].1?.form;
        Some(tree::payoffs(form, registers, strategies.0[tree].as_ref()?, node)[player].clone())
    };
    let answer = |tree: usize| {
        let (certificate, choice) = (trees(certificate)[tree].1?, strategies.0[tree].as_ref()?);
        answer(certificate, registers, choice)
    };
    let margin = |tree: usize| {
        let (_, conceded, refused, _) = answer(tree)?;
        Some(&player(tree, conceded, certificate.owner)? - &player(tree, refused, certificate.owner)?)
    };
    match test {
        "honoured" => {
            let value = registers[certificate.honoured.index()].clone();
            Some((value.is_positive(), Some(value)))
        }
        "expected_utility" => margin(1).map(|value| (value.is_positive(), Some(value))),
        "subgame_perfect" => Some((answer(0)?.3, margin(0))),
        "sequential" if apart(certificate, registers, strategies) => None,
        "sequential" => Some((answer(2)?.3, typed_margin(certificate, registers, strategies))),
        "ratchet_proof" => {
            let (_, conceded, _, attempted) = answer(0)?;
            let tree = certificate.strategic.as_ref()?;
            let choice = strategies.0[0].as_ref()?;
            let signs = always_signs(tree, registers, choice, conceded);
            Some((attempted && signs, least_sign_margin(tree, registers, choice, conceded)))
        }
        "demand" => {
            let value =
                &player(0, NodeId::ROOT, certificate.demander)? - &player(3, NodeId::ROOT, certificate.demander)?;
            Some((value.is_positive(), Some(value)))
        }
        _ => None,
    }
}

/// Whether the owner's first answers in the typed tree, those that play comes to, are not the same.
fn apart(certificate: &Certificate, registers: &[Rational], strategies: &Strategies) -> bool {
    let (Some(tree), Some(choice)) = (&certificate.typed, &strategies.0[2]) else { return false };
    let (mut some, mut others) = (false, false);
    let mut ahead = vec![NodeId::ROOT];
    while let Some(node) = ahead.pop() {
        match tree.form.node(node) {
            Node::Decision { information_set, children } => {
                let chosen = children[choice[information_set.index()]];
                match tree.answers.iter().find(|(at, ..)| *at == node) {
                    Some((_, conceded, _)) if chosen == *conceded => some = true,
                    Some(_) => others = true,
                    None => ahead.push(chosen),
                }
            }
            Node::Chance(actions) => {
                let open = actions.iter().filter(|action| registers[action.probability.index()].is_positive());
                ahead.extend(open.map(|action| action.child));
            }
            Node::Terminal(_) => {}
        }
    }
    some && others
}

/// The owner's first answer on the path of play: the node, its children after CONCEDE and after
/// REFUSE, and whether it concedes.
fn answer(tree: &TreeCertificate, registers: &[Rational], choice: &[usize]) -> Option<(NodeId, NodeId, NodeId, bool)> {
    let mut node = NodeId::ROOT;
    loop {
        let asked = tree.answers.iter().find(|(at, ..)| *at == node);
        node = match tree.form.node(node) {
            Node::Decision { information_set, children } => {
                let chosen = children[choice[information_set.index()]];
                if let Some(&(at, conceded, refused)) = asked {
                    return Some((at, conceded, refused, chosen == conceded));
                }
                chosen
            }
            Node::Chance(actions) => {
                actions.iter().find(|action| registers[action.probability.index()].is_positive())?.child
            }
            Node::Terminal(_) => return None,
        };
    }
}

/// The owner's gain from conceding where it cannot tell types apart, over all of them; `None`
/// where it can.
fn typed_margin(certificate: &Certificate, registers: &[Rational], strategies: &Strategies) -> Option<Rational> {
    let (tree, choice) = (certificate.typed.as_ref()?, strategies.0[2].as_ref()?);
    let (at, ..) = answer(tree, registers, choice)?;
    let Node::Decision { information_set, .. } = tree.form.node(at) else { return None };
    let nodes = &tree.form.information_set(*information_set).nodes;
    if nodes.len() < 2 {
        return None;
    }
    let value = |node: NodeId| tree::payoffs(&tree.form, registers, choice, node)[certificate.owner].clone();
    nodes.iter().try_fold(Rational::ZERO, |sum, node| {
        let &(_, conceded, refused) = tree.answers.iter().find(|(at, ..)| at == node)?;
        let gain = &value(conceded) - &value(refused);
        Some(&sum + &(&gain * &tree::chance(&tree.form, registers, *node)))
    })
}

/// The least that a demander gains by signing, over its best other action, at a settlement that is
/// reached with positive probability from a node on.
fn least_sign_margin(
    tree: &TreeCertificate,
    registers: &[Rational],
    choice: &[usize],
    node: NodeId,
) -> Option<Rational> {
    match tree.form.node(node) {
        Node::Terminal(_) => None,
        Node::Chance(actions) => {
            let open = actions.iter().filter(|action| registers[action.probability.index()].is_positive());
            open.filter_map(|action| least_sign_margin(tree, registers, choice, action.child)).min()
        }
        Node::Decision { information_set, children } => {
            let index = information_set.index();
            let later = least_sign_margin(tree, registers, choice, children[choice[index]]);
            let sign = tree.settlements.iter().find(|(set, _)| *set == index).map(|&(_, sign)| sign);
            let here = sign.filter(|&sign| sign < children.len()).and_then(|sign| {
                let player = tree.form.information_set(*information_set).player;
                let value =
                    |action: usize| tree::payoffs(&tree.form, registers, choice, children[action])[player].clone();
                let other = (0..children.len()).filter(|&action| action != sign).map(value).max()?;
                Some(&value(sign) - &other)
            });
            here.into_iter().chain(later).min()
        }
    }
}

/// That every settlement reached with positive probability from a node on is a signature.
fn always_signs(tree: &TreeCertificate, registers: &[Rational], choice: &[usize], node: NodeId) -> bool {
    match tree.form.node(node) {
        Node::Terminal(_) => true,
        Node::Chance(actions) => actions
            .iter()
            .filter(|action| registers[action.probability.index()].is_positive())
            .all(|action| always_signs(tree, registers, choice, action.child)),
        Node::Decision { information_set, children } => {
            let index = information_set.index();
            let chosen = choice[index];
            let signs = tree.settlements.iter().find(|(set, _)| *set == index).is_none_or(|&(_, sign)| chosen == sign);
            signs && always_signs(tree, registers, choice, children[chosen])
        }
    }
}

/// `None` where the tree of the test cannot be solved again without a theory of beliefs.
fn check_switch(
    certificate: &Certificate,
    claim: &Claim,
    point: &ClaimedSwitch,
    index: usize,
    base: &[Rational],
) -> Result<Option<Result<(), String>>, String> {
    // Half way to the nearest other switching point, and no further than this, which for a small
    // one is so much less.
    let mut reach = Rational::new(1, 1_000_000_000_000_000_000);
    let size = point.lo.abs().min(point.hi.abs());
    if size.is_positive() && size < Rational::ONE {
        reach = &reach * &size;
    }
    for other in claim.switches.iter().filter(|other| other.parameter == point.parameter) {
        for gap in [&other.lo - &point.hi, &point.lo - &other.hi] {
            if gap.is_positive() {
                reach = reach.min(&gap * &Rational::new(1, 2));
            }
        }
    }
    let at = |value: Rational| {
        let mut values = base.to_vec();
        values[index] = value;
        let registers = registers::evaluate(&certificate.program, &values)?;
        let strategies = Strategies::solved(certificate, &registers);
        Ok::<_, String>(decide(certificate, &registers, &strategies, &claim.test).map(|(holds, _)| holds))
    };
    let mut wanted = vec![("below", &point.lo - &reach, point.below), ("above", &point.hi + &reach, point.becomes)];
    if let Some(at_tie) = point.at_tie.filter(|_| point.lo == point.hi) {
        wanted.push(("on", point.lo.clone(), at_tie));
    }
    for (side, value, claimed) in wanted {
        let Some(holds) = at(value)? else { return Ok(None) };
        if holds != claimed {
            return Ok(Some(Err(format!("{side} the point the report says {claimed}, the games say {holds}"))));
        }
    }
    Ok(Some(Ok(())))
}
