//! Checks of a verdict against the certificate that travels with it.

use crate::form::extensive::{Node, NodeId};
use crate::numeric::rational::Rational;
use crate::solution::Equilibrium;
use crate::solution::certificate::{Certificate, TreeCertificate};

use super::{Check, normal, tree};

/// A test as a report states it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub test: String,
    pub holds: Option<bool>,
    pub value: Option<Rational>,
    pub switches: Vec<ClaimedSwitch>,
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

/// Checks strategies, tests and switching points of a verdict.
///
/// A switching point is checked at three values: on it (where it is exact) and to either side,
/// 10⁻¹⁸ away at most. That the list of
/// switching points is complete is the solver's proof and is not repeated here.
pub fn check(certificate: &Certificate, claims: &[Claim]) -> Vec<Check> {
    let base: Vec<Rational> = certificate.parameters.iter().map(|(_, value)| value.clone()).collect();
    let registers = certificate.program.evaluate(&base);
    let mut checks = Vec::new();
    for (name, tree) in trees(certificate) {
        if let Some(tree) = tree {
            let outcome = tree::is_sequentially_rational(&tree.form, &registers, &tree.choice);
            checks.push(Check::new(format!("no deviation pays in the {name} game"), outcome));
        }
    }
    let strategies = Strategies::claimed(certificate);
    for claim in claims {
        let Some((holds, value)) = decide(certificate, &registers, &strategies, &claim.test) else { continue };
        let outcome = match (claim.holds, &claim.value) {
            (Some(claimed), _) if claimed != holds => Err(format!("the report says {claimed}, the games say {holds}")),
            (_, Some(claimed)) if value.as_ref().is_some_and(|value| value != claimed) => {
                Err(format!("the report says {claimed}, the games say another value"))
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
            if let Some(outcome) = check_switch(certificate, claim, point, index, &base) {
                checks.push(Check::new(format!("`{}` switches along {}", claim.test, point.parameter), outcome));
            }
        }
    }
    checks
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
    normal::check_equilibria(game, concept, complete || concept == "pure_nash", equilibria)
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
        let tree_certificate = trees(certificate)[tree].1?;
        let choice = strategies.0[tree].as_ref()?;
        let mut node = NodeId::ROOT;
        loop {
            if let Some(&(_, conceded, refused)) = tree_certificate.answers.iter().find(|(at, ..)| *at == node) {
                let set = match tree_certificate.form.node(node) {
                    Node::Decision { information_set, children } => children[choice[information_set.index()]],
                    _ => return None,
                };
                return Some((conceded, refused, set == conceded));
            }
            node = match tree_certificate.form.node(node) {
                Node::Decision { information_set, children } => children[choice[information_set.index()]],
                Node::Chance(actions) => actions.first()?.child,
                Node::Terminal(_) => return None,
            };
        }
    };
    let margin = |tree: usize| {
        let (conceded, refused, _) = answer(tree)?;
        Some(&player(tree, conceded, certificate.owner)? - &player(tree, refused, certificate.owner)?)
    };
    match test {
        "honoured" => {
            let value = registers[certificate.honoured.index()].clone();
            Some((value.is_positive(), Some(value)))
        }
        "expected_utility" => margin(1).map(|value| (value.is_positive(), Some(value))),
        "subgame_perfect" => Some((answer(0)?.2, margin(0))),
        "sequential" => Some((answer(2)?.2, None)),
        "ratchet_proof" => {
            let (conceded, _, attempted) = answer(0)?;
            let tree = certificate.strategic.as_ref()?;
            let signs = always_signs(tree, registers, strategies.0[0].as_ref()?, conceded);
            Some((attempted && signs, None))
        }
        "demand" => {
            let value =
                &player(0, NodeId::ROOT, certificate.demander)? - &player(3, NodeId::ROOT, certificate.demander)?;
            Some((value.is_positive(), Some(value)))
        }
        _ => None,
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
) -> Option<Result<(), String>> {
    // Half way to the nearest other switching point, and no further than this.
    let mut reach = Rational::new(1, 1_000_000_000_000_000_000);
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
        let registers = certificate.program.evaluate(&values);
        let strategies = Strategies::solved(certificate, &registers);
        decide(certificate, &registers, &strategies, &claim.test).map(|(holds, _)| holds)
    };
    let mut wanted = vec![("below", &point.lo - &reach, point.below), ("above", &point.hi + &reach, point.becomes)];
    if let Some(at_tie) = point.at_tie.filter(|_| point.lo == point.hi) {
        wanted.push(("on", point.lo.clone(), at_tie));
    }
    for (side, value, claimed) in wanted {
        let holds = at(value)?;
        if holds != claimed {
            return Some(Err(format!("{side} the point the report says {claimed}, the games say {holds}")));
        }
    }
    Some(Ok(()))
}
