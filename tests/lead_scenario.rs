//! The lead scenario's anchor values (the model, section 5; seed figures of the design).

use concede::numeric::rational::Rational;
use concede::numeric::root::Root;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::uncertainty::judge;
use concede::verdict::{Attempts, Derivation, Headline, PathKind, TestId, Verdict};

fn read(set: &[&str]) -> Scenario {
    let mut source =
        Source::new("south-caucasus.toml", std::fs::read_to_string("scenarios/south-caucasus.toml").unwrap());
    for line in set {
        source.push("--set".to_owned(), (*line).to_owned());
    }
    Scenario::read(&source).unwrap_or_else(|found| panic!("{found:#?}")).0
}

fn value(verdict: &Verdict, id: TestId) -> String {
    verdict.test(id).unwrap().value.as_ref().unwrap().to_string()
}

/// The exact switching points of a test along a path.
fn switches(scenario: &Scenario, verdict: &Verdict, id: TestId, path: &str) -> Vec<String> {
    let parameter = scenario.parameter_at(path).unwrap();
    let points = verdict.test(id).unwrap().switches.iter().filter(|point| point.parameter == parameter);
    points
        .map(|point| match &point.at {
            Root::Rational(value) => value.to_string(),
            Root::Isolated { .. } => format!("{:.9}", point.at.to_f64()),
        })
        .collect()
}

#[test]
fn the_anchor_values_come_out_exactly() {
    let scenario = read(&[]);
    let (compiled, verdict) = judge(&scenario).unwrap();
    let disagreement: Vec<String> = verdict.disagreement.iter().map(Rational::to_string).collect();
    assert_eq!(disagreement, ["36", "354/5", "48", "51", "37"]);
    assert_eq!(verdict.gain.to_string(), "4451/100");
    assert_eq!(value(&verdict, TestId::Honoured), "71873/2500");
    assert_eq!(value(&verdict, TestId::ExpectedUtility), "-16971423/2500000");
    assert_eq!(value(&verdict, TestId::SubgamePerfect), "-1613899749489/156250000000");
    assert_eq!(switches(&scenario, &verdict, TestId::ExpectedUtility, "process.sign"), ["12525125/13735968"]);
    assert_eq!((compiled.strategic.form.nodes.len(), compiled.strategic.form.terminals()), (407, 212));
    assert_eq!(verdict.headline, Headline::Conditional);
}

#[test]
fn the_path_of_play_is_none_refuse_hold_closed() {
    let (_, verdict) = judge(&read(&[])).unwrap();
    let evidence = &verdict.test(TestId::SubgamePerfect).unwrap().evidence;
    let Derivation::Path { steps, .. } = &evidence[0] else { panic!("the path of play comes first") };
    let played: Vec<String> = steps
        .iter()
        .filter_map(|step| match &step.kind {
            PathKind::Chose { player, action, .. } => Some(format!("{player} {action}")),
            _ => None,
        })
        .collect();
    assert_eq!(played, ["West NONE", "Armenia REFUSE", "Azerbaijan HOLD", "Turkey closed"]);
    // The West is indifferent, and it does not matter.
    assert_eq!((verdict.ties.count, verdict.ties.attempts), (1, Some(Attempts::None)));
}

#[test]
fn alone_the_referendum_is_attempted() {
    let scenario = read(&["process.demands = [\"referendum\"]"]);
    let (_, verdict) = judge(&scenario).unwrap();
    assert_eq!(value(&verdict, TestId::SubgamePerfect), "3632529/2500000");
    assert_eq!(verdict.test(TestId::SubgamePerfect).unwrap().holds, Some(true));
}

#[test]
fn the_smallest_inducement_that_stops_further_demands_is_found() {
    let scenario = read(&[]);
    let (_, verdict) = judge(&scenario).unwrap();
    let path = "inducements.west.amount";
    // The model's w* = 6.536 makes Baku sign while the window is open; with the window
    // closed it needs more, and only then is the demand ratchet-proof.
    assert_eq!(switches(&scenario, &verdict, TestId::SubgamePerfect, path), ["1634008167/250000000"]);
    assert_eq!(switches(&scenario, &verdict, TestId::RatchetProof, path), ["3761589/500000"]);
}

#[test]
fn re_optimised_play_flips_several_times() {
    let scenario = read(&[]);
    let (_, verdict) = judge(&scenario).unwrap();
    let path = "concessions.further_demand.cost.success";
    assert_eq!(switches(&scenario, &verdict, TestId::SubgamePerfect, path), ["742765997/24863000", "4530281/115000"]);
}
