//! Profiles of Genius and GeniusWeb: utilities worked out by hand, what is refused, and where.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use concede::form::Game;
use concede::form::bargaining::BargainingProblem;
use concede::interop::profile::Evaluations;
use concede::interop::{ProfileFormat, genius, geniusweb};
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::{Diagnostic, Source};

const DOMAIN: &str = r#"<negotiation_template>
  <utility_space number_of_issues="2">
    <objective index="0" etype="objective" type="objective" description="" name="any">
      <issue index="1" name="laptop" etype="discrete" type="discrete" vtype="discrete">
        <item index="1" value="Dell" cost="0"/>
        <item index="2" value="Mac" cost="0"/>
      </issue>
      <issue index="2" name="days" type="integer" lowerbound="1" upperbound="5"/>
    </objective>
  </utility_space>
</negotiation_template>
"#;

const SELLER: &str = r#"<utility_space type="any" number_of_issues="2">
  <objective index="0" etype="objective" type="objective" description="" name="any">
    <weight index="2" value="0.25"/>
    <weight index="1" value="0.75"/>
    <issue index="1" name="laptop" etype="discrete" type="discrete" vtype="discrete">
      <item index="1" value="Dell" evaluation="4"/>
      <item index="2" value="Mac" evaluation="3"/>
    </issue>
    <issue index="2" name="days" type="integer" lowerbound="1" upperbound="5">
      <evaluator ftype="linear" offset="0.5" slope="0.25"/>
    </issue>
  </objective>
  <discount_factor value="0.9"/>
  <reservation value="0.3"/>
</utility_space>
"#;

/// The options in another order.
const BUYER: &str = r#"<utility_space type="any" number_of_issues="2">
  <objective index="0" name="any">
    <weight index="1" value="0.6"/>
    <weight index="2" value="0.4"/>
    <issue index="1" name="laptop" type="discrete">
      <item index="1" value="Mac" evaluation="20"/>
      <item index="2" value="Dell" evaluation="5"/>
    </issue>
    <issue index="2" name="days" type="integer" lowerbound="1" upperbound="5">
      <evaluator ftype="linear" offset="1" slope="-0.25"/>
    </issue>
  </objective>
</utility_space>
"#;

fn joint(files: &[(&str, &str)]) -> Source {
    let mut source = Source::default();
    for (name, text) in files {
        source.push((*name).to_owned(), (*text).to_owned());
    }
    source
}

fn xml(files: &[(&str, &str)], evaluations: Evaluations) -> Result<(BargainingProblem, usize), Vec<Diagnostic>> {
    let (titled, warnings) = genius::read(&joint(files), evaluations)?;
    match titled.game {
        Game::Bargaining(problem) => Ok((problem, warnings.len())),
        other => panic!("{other:?}"),
    }
}

fn json(files: &[(&str, &str)]) -> Result<BargainingProblem, Vec<Diagnostic>> {
    match geniusweb::read(&joint(files))?.0.game {
        Game::Bargaining(problem) => Ok(problem),
        other => panic!("{other:?}"),
    }
}

fn numbers(list: &[&str]) -> Vec<Rational> {
    list.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn genius_divides_by_the_largest_evaluation_and_bounds_integers() {
    let files = [("domain.xml", DOMAIN), ("party/seller.xml", SELLER), ("buyer.xml", BUYER)];
    let (problem, warnings) = xml(&files, Evaluations::ByMaximum).unwrap();
    assert_eq!(problem.players, ["seller", "buyer"]);
    assert_eq!(problem.disagreement, numbers(&["0.3", "0"]));
    assert!(!problem.lotteries);
    assert_eq!(warnings, 1, "the discount factor is said to play no part");
    // Dell, day 1. Seller: 0.75 · 4/4 + 0.25 · 0.5. Buyer: 0.6 · 5/20 + 0.4 · 1.
    assert_eq!(problem.payoffs(&[0, 0]), numbers(&["0.875", "0.55"]));
    // Mac, day 3. Seller: 0.75 · 3/4 + 0.25 · (0.5 + 0.25 · 2). Buyer: 0.6 + 0.4 · (1 - 0.5).
    assert_eq!(problem.payoffs(&[1, 2]), numbers(&["0.8125", "0.8"]));
    // Mac, day 5: the seller's 0.5 + 0.25 · 4 is bounded by 1.
    assert_eq!(problem.payoffs(&[1, 4]), numbers(&["0.8125", "0.6"]));
}

#[test]
fn evaluations_as_written_are_neither_divided_nor_bounded() {
    let files = [("seller.xml", SELLER), ("buyer.xml", BUYER)];
    let (problem, _) = xml(&files, Evaluations::AsWritten).unwrap();
    // Mac, day 5. Seller: 0.75 · 3 + 0.25 · 1.5. Buyer: 0.6 · 20 + 0.4 · 0.
    assert_eq!(problem.payoffs(&[1, 4]), numbers(&["2.625", "12"]));
}

#[test]
fn what_is_wrong_with_a_genius_file_is_placed() {
    let refused = |seller: &str, wanted: &str, line: usize| {
        let files = [("domain.xml", DOMAIN), ("seller.xml", seller), ("buyer.xml", BUYER)];
        let source = joint(&files);
        let faults = xml(&files, Evaluations::ByMaximum).unwrap_err();
        let found = faults.iter().find(|fault| fault.message.contains(wanted));
        let found = found.unwrap_or_else(|| panic!("`{wanted}` is not among {faults:#?}"));
        let text = source.text_of(&found.labels[0].span);
        assert_eq!(text.name, "seller.xml", "{wanted}");
        let at = found.labels[0].span.start - text.start;
        assert_eq!(text.text[..at].matches('\n').count() + 1, line, "{wanted}");
        assert!(found.help.is_some(), "{wanted}");
    };
    refused(&SELLER.replace("evaluation=\"3\"", "evaluation=\"three\""), "`three` is not a number", 7);
    refused(&SELLER.replace(" evaluation=\"3\"", ""), "lacks `evaluation`", 7);
    refused(&SELLER.replace("evaluation=\"3\"", "evaluation=\"-3\""), "below zero", 7);
    refused(&SELLER.replace("\"Mac\"", "\"Mc\""), "`Mc` is no option of `laptop`", 7);
    refused(&SELLER.replace("\"Mac\"", "\"Dell\""), "a second option `Dell`", 7);
    refused(&SELLER.replace("<weight index=\"1\" value=\"0.75\"/>", ""), "`laptop` has no weight", 5);
    refused(&SELLER.replace("weight index=\"2\"", "weight index=\"7\""), "no issue with index 7", 3);
    refused(&SELLER.replace("upperbound=\"5\"", "upperbound=\"999999999999\""), "more than", 9);
    refused(&SELLER.replace("upperbound=\"5\"", "upperbound=\"4\""), "nothing is said of the option `5`", 9);
    refused(&SELLER.replace("type=\"integer\"", "type=\"real\""), "no end of options", 9);
    refused(&SELLER.replace("ftype=\"linear\"", "ftype=\"triangular\""), "`triangular` is not read", 10);
    refused(&SELLER.replace("name=\"days\"", "name=\"day\""), "`day` is not one of the others'", 9);
    let twice = |text: &str| SELLER.replace(text, &format!("{text}{text}"));
    refused(&twice("<reservation value=\"0.3\"/>"), "a second `reservation`", 14);
    refused(&twice("<evaluator ftype=\"linear\" offset=\"0.5\" slope=\"0.25\"/>"), "a second `evaluator`", 10);
    refused(&SELLER.replace("type=\"any\"", "type=\"nonlinear\""), "not additive", 1);
    refused(&SELLER.replace("</objective>", ""), "not well-formed XML", 15);
    refused("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", "not well-formed XML", 1);
    refused("<html/>", "`html` is no element of Genius", 1);
    let alone = xml(&[("domain.xml", DOMAIN), ("seller.xml", SELLER)], Evaluations::ByMaximum).unwrap_err();
    assert_eq!(alone[0].message, "one profile alone is no negotiation");
}

#[test]
fn deep_and_hostile_files_end_in_good_order() {
    for text in ["<a>".repeat(200_000), "<".repeat(10_000), "[".repeat(200_000), "{\"a\":".repeat(200_000)] {
        for format in [ProfileFormat::Genius, ProfileFormat::GeniusWeb] {
            assert!(format.read(&Source::new("x", text.as_str()), Evaluations::ByMaximum).is_err());
        }
    }
}

const WEB_SELLER: &str = r#"{
  "LinearAdditiveUtilitySpace": {
    "name": "seller",
    "domain": {"name": "car", "issuesValues": {
      "colour": {"values": ["red", "blue"]},
      "days": {"range": ["1", "9", "4"]}}},
    "issueWeights": {"colour": 0.75, "days": 0.25},
    "issueUtilities": {
      "colour": {"DiscreteValueSetUtilities": {"valueUtilities": {"red": 1, "blue": 0.5}}},
      "days": {"NumberValueSetUtilities": {"lowValue": 1, "lowUtility": 0, "highValue": 9, "highUtility": 1}}},
    "reservationBid": {"issuevalues": {"colour": "blue", "days": 5}}
  }
}
"#;

const WEB_BUYER: &str = r#"{"LinearAdditiveUtilitySpace": {
  "name": "buyer",
  "domain": {"name": "car", "issuesValues": {"days": {"range": [1, 9, 4]}, "colour": {"values": ["blue", "red"]}}},
  "issueWeights": {"days": 0.5, "colour": 0.5},
  "issueUtilities": {
    "colour": {"discreteutils": {"red": 0.2, "blue": 0.9}},
    "days": {"numberutils": {"lowValue": 1, "lowUtility": 1, "highValue": 9, "highUtility": 0.6}}}}}
"#;

#[test]
fn geniusweb_utilities_are_taken_as_they_stand() {
    let problem = json(&[("seller.json", WEB_SELLER), ("buyer.json", WEB_BUYER)]).unwrap();
    assert_eq!(problem.players, ["seller", "buyer"]);
    // Blue on day 5. Seller: 0.75 · 0.5 + 0.25 · 0.5, which is its reservation too.
    // Buyer: 0.5 · 0.9 + 0.5 · (1 - 0.4 · 4/8).
    assert_eq!(problem.payoffs(&[1, 1]), numbers(&["0.5", "0.85"]));
    assert_eq!(problem.disagreement, numbers(&["0.5", "0"]));
    // Red on day 9.
    assert_eq!(problem.payoffs(&[0, 2]), numbers(&["1", "0.4"]));
    let domain =
        r#"{"name": "car", "issuesValues": {"days": {"range": [1, 9, 4]}, "colour": {"values": ["blue", "red"]}}}"#;
    let ordered = json(&[("car.json", domain), ("seller.json", WEB_SELLER), ("buyer.json", WEB_BUYER)]).unwrap();
    assert_eq!(ordered.issues[0].name, "days");
    assert_eq!(ordered.payoffs(&[1, 0]), numbers(&["0.5", "0.85"]));
}

#[test]
fn what_is_wrong_with_a_geniusweb_file_is_placed() {
    let refused = |seller: &str, wanted: &str, line: usize| {
        let files = [("seller.json", seller), ("buyer.json", WEB_BUYER)];
        let source = joint(&files);
        let faults = json(&files).unwrap_err();
        let found = faults.iter().find(|fault| fault.message.contains(wanted));
        let found = found.unwrap_or_else(|| panic!("`{wanted}` is not among {faults:#?}"));
        let text = source.text_of(&found.labels[0].span);
        assert_eq!(text.name, "seller.json", "{wanted}");
        let at = found.labels[0].span.start - text.start;
        assert_eq!(text.text[..at].matches('\n').count() + 1, line, "{wanted}");
    };
    refused(&WEB_SELLER.replace("\"blue\": 0.5", "\"blue\": \"half\""), "`half` is not a number", 9);
    refused(&WEB_SELLER.replace("\"blue\": 0.5", "\"green\": 0.5"), "`green`, which is no option", 9);
    refused(&WEB_SELLER.replace(", \"blue\": 0.5", ""), "no utility of the option `blue`", 9);
    refused(&WEB_SELLER.replace(", \"days\": 0.25", ""), "no weight of the issue `days`", 7);
    refused(&WEB_SELLER.replace("\"red\", \"blue\"", "\"red\", \"red\""), "a second option `red`", 5);
    refused(&WEB_SELLER.replace("[\"1\", \"9\", \"4\"]", "[1, 9, 0]"), "no values", 6);
    refused(&WEB_SELLER.replace("[\"1\", \"9\", \"4\"]", "[1, 9, 0.0001]"), "more than", 6);
    refused(&WEB_SELLER.replace("\"days\": 5", "\"days\": 6"), "none of its options", 11);
    refused(&WEB_SELLER.replace("\"domain\"", "\"demesne\""), "`domain` is missing", 2);
    refused(&WEB_SELLER.replace("NumberValueSetUtilities", "Sums"), "unknown kind", 10);
    refused(&WEB_SELLER.replace("\"seller\",", "\"seller\""), "not JSON", 4);
    refused("{}", "neither a profile nor a domain", 1);
}

fn concede(arguments: &[&str], folder: &PathBuf) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn the_command_line_takes_profiles_together() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("profiles");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in
        [("domain.xml", DOMAIN), ("seller.xml", SELLER), ("buyer.xml", BUYER), ("buyer.json", WEB_BUYER)]
    {
        fs::write(folder.join(name), text).unwrap();
    }
    let solved = concede(&["solve", "domain.xml", "seller.xml", "buyer.xml", "--format", "json"], &folder);
    assert_eq!(solved.status.code(), Some(0), "{}", String::from_utf8_lossy(&solved.stderr));
    assert!(String::from_utf8_lossy(&solved.stderr).contains("seller.xml:13"), "the discount factor is placed");
    let report: serde_json::Value = serde_json::from_slice(&solved.stdout).unwrap();
    assert!(report["solutions"].as_array().unwrap().iter().any(|one| one["concept"] == "nash_bargaining"));
    // What is converted says the same.
    let toml =
        concede(&["convert", "domain.xml", "seller.xml", "buyer.xml", "--to", "toml", "-o", "domain.toml"], &folder);
    assert_eq!(toml.status.code(), Some(0), "{}", String::from_utf8_lossy(&toml.stderr));
    let again = concede(&["solve", "domain.toml", "--format", "json"], &folder);
    let again: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["solutions"], report["solutions"]);
    for refused in [
        &["solve", "seller.xml"][..],
        &["solve", "seller.xml", "buyer.json"],
        &["solve", "seller.xml", "buyer.xml", "--set", "a=1"],
        &["solve", "domain.toml", "seller.xml"],
        &["solve", "domain.toml", "--convention", "legal"],
    ] {
        let output = concede(refused, &folder);
        assert_eq!(output.status.code(), Some(2), "{refused:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
