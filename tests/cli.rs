//! The command line as a user meets it: results on stdout, the rest on stderr, exit codes.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const LEAD: &str = "scenarios/south-caucasus.toml";

fn concede(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn report(arguments: &[&str]) -> Value {
    let output = concede(&[&["solve", LEAD, "--format", "json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn test<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["verdict"]["tests"].as_array().unwrap().iter().find(|test| test["id"] == id).unwrap()
}

/// A path in the directory that cargo keeps for tests.
fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn a_time_limit_leaves_a_verdict_that_says_what_it_left_out() {
    let output = concede(&["solve", LEAD, "--time-limit", "0", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("a limit was reached; "), "{}", stderr(&output));
    let partial: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(partial["verdict"]["complete"], false);
    let unstudied = partial["verdict"]["unstudied"].as_array().unwrap();
    assert!(unstudied.len() > 40, "{}", unstudied.len());
    // What is decided at the base values stands, and the headline claims no more than is known.
    assert_eq!(test(&partial, "expected_utility")["holds"], false);
    assert_eq!(partial["verdict"]["headline"], "conditional");
    let saved = scratch("partial.json");
    std::fs::write(&saved, &output.stdout).unwrap();
    let verified = concede(&["verify", saved.to_str().unwrap()]);
    assert_eq!(verified.status.code(), Some(0), "{}", stdout(&verified));
    let text = concede(&["solve", LEAD, "--time-limit", "0"]);
    assert!(stdout(&text).contains("Incomplete: a limit was reached; "), "{}", stdout(&text));
    let whole = report(&["--time-limit", "3600"]);
    assert_eq!(whole["verdict"]["complete"], true);
    assert_eq!(whole["verdict"]["unstudied"], serde_json::json!([]));
}

#[test]
fn set_changes_the_base_and_widens_a_range_with_a_warning() {
    let report = report(&["--set", "process.sign=0.95", "--set", "inducements.west.amount=10"]);
    assert_eq!(test(&report, "expected_utility")["holds"], true);
    assert_eq!(test(&report, "subgame_perfect")["holds"], true);
    let output = concede(&["solve", LEAD, "--set", "process.sign=0.95"]);
    assert!(stderr(&output).contains("leaves the range"), "{}", stderr(&output));
    assert!(stderr(&output).contains("--set"), "the warning points at its place");
}

#[test]
fn set_takes_fractions_names_and_quoted_paths_without_more_quoting() {
    let with = |set: &str| report(&["--set", set]);
    assert_eq!(test(&with("process.sign=19/20"), "expected_utility")["holds"], true);
    assert_eq!(with("concessions.referendum.effect=on treaty")["verdict"]["headline"], "conditional");
    let border = with("players.turkey.payoffs.\"border & !treaty\"=30");
    assert_ne!(border["verdict"], report(&[])["verdict"]);
}

#[test]
fn a_setting_declares_nothing_and_knows_a_formula_however_it_is_written() {
    let output = concede(&["solve", LEAD, "--set", "players.armenai.discount=0.5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `armenia`?"), "{}", stderr(&output));
    let verdict = |set: &str| report(&["--set", set])["verdict"].clone();
    let border = verdict("players.turkey.payoffs.\"border & !treaty\"=30");
    assert_eq!(verdict("players.turkey.payoffs.\"!treaty & border\"=30"), border);
}

#[test]
fn a_point_says_what_the_headline_becomes() {
    let sure = report(&["--set", "process.sign=0.95", "--set", "inducements.west.amount=10"]);
    assert_eq!(sure["verdict"]["headline"], "rational");
    let switches = test(&sure, "expected_utility")["switches"].as_array().unwrap();
    let sign = switches.iter().find(|point| point["parameter"] == "process.sign").unwrap();
    assert_eq!(sign["headline"], "conditional");
    let unsure = report(&["--set", "inducements.west.amount=10"]);
    let switches = test(&unsure, "expected_utility")["switches"].as_array().unwrap();
    let sign = switches.iter().find(|point| point["parameter"] == "process.sign").unwrap();
    assert_eq!(sign["headline"], "rational");
}

#[test]
fn a_prior_of_nothing_leaves_the_other_type() {
    let report = report(&["--set", "process.types.sincere.prior=0"]);
    let (typed, known) = (test(&report, "sequential"), test(&report, "subgame_perfect"));
    assert_eq!((&typed["holds"], &typed["exact"]), (&known["holds"], &known["exact"]));
}

#[test]
fn a_closed_pipe_does_not_hide_the_answer() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(["solve", LEAD, "--fail-unless", "rational"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_bad_set_is_reported_at_the_command_line() {
    let output = concede(&["solve", LEAD, "--set", "process.signn=0.5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `sign`?"), "{}", stderr(&output));
    let output = concede(&["solve", LEAD, "--set", "nonsense"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("PATH=VALUE"), "{}", stderr(&output));
}

#[test]
fn stdin_and_an_output_file_serve_as_well() {
    let path = scratch("report.json");
    let text = std::fs::read(LEAD).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(["solve", "-", "--format", "json", "-o", path.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&text).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    let written: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(written["verdict"], report(&[])["verdict"]);
}

#[test]
fn fail_unless_tells_by_its_exit_code() {
    assert_eq!(concede(&["solve", LEAD, "--fail-unless", "rational"]).status.code(), Some(1));
    assert_eq!(concede(&["solve", LEAD, "--fail-unless", "conditional"]).status.code(), Some(0));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(["solve", LEAD])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(stderr(&output).is_empty(), "{}", stderr(&output));
}

#[test]
fn output_is_plain_where_it_is_no_terminal_and_the_same_every_time() {
    let first = concede(&["solve", LEAD]);
    assert!(!stdout(&first).contains('\u{1b}'));
    for _ in 0..3 {
        assert_eq!(concede(&["solve", LEAD]).stdout, first.stdout);
    }
}

#[test]
fn concept_shows_what_was_asked_for_and_knows_its_names() {
    let text = stdout(&concede(&["solve", LEAD, "--concept", "pure_nash"]));
    assert!(text.contains("pure_nash of the normal form of plans"), "{text}");
    let output = concede(&["solve", LEAD, "--concept", "nahs"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `nash`?"));
    let json = report(&["--concept", "nash"]);
    let concepts: Vec<&Value> = json["solutions"].as_array().unwrap().iter().map(|one| &one["concept"]).collect();
    assert_eq!(concepts, ["nash"]);
}

#[test]
fn threshold_finds_every_switch_of_every_test() {
    let output = concede(&["threshold", LEAD, "--parameter", "process.sign", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let tests = answer["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 15, "all tests but `robust`, which looks at all parameters at once");
    let expected = tests.iter().find(|test| test["id"] == "expected_utility").unwrap();
    assert_eq!(expected["switches"][0]["exact"], "12525125/13735968");
    let output = concede(&["threshold", LEAD, "--parameter", "process.sing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `process.sign`?"));
}

#[test]
fn threshold_serves_a_quantity_without_a_range_and_one_left_to_its_default() {
    let output = concede(&["threshold", LEAD, "--parameter", "players.turkey.conflict.value"]);
    assert_eq!(output.status.code(), Some(0));
    let template = scratch("default.toml");
    let _ = std::fs::remove_file(&template);
    assert_eq!(concede(&["new", template.to_str().unwrap()]).status.code(), Some(0));
    let file = template.to_str().unwrap();
    let output = concede(&["threshold", file, "--parameter", "concessions.more.success", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["base"], "1");
    assert_eq!(answer["searched"], serde_json::json!(["0", "1"]));
}

#[test]
fn new_writes_a_scenario_that_solves_and_overwrites_nothing() {
    let path = scratch("fresh.toml");
    let _ = std::fs::remove_file(&path);
    let name = path.to_str().unwrap();
    assert_eq!(concede(&["new", name.trim_end_matches(".toml")]).status.code(), Some(0));
    assert_eq!(concede(&["solve", name]).status.code(), Some(0));
    assert_eq!(concede(&["new", name]).status.code(), Some(2));
}

#[test]
fn check_explains_and_counts_sources() {
    let output = concede(&["check", LEAD, "--explain"]);
    let text = stdout(&output);
    assert!(text.contains("0 without a source"), "{text}");
    assert!(text.contains("attempts = 1  (default)"), "{text}");
    assert!(text.contains("process.sign = 0.5  [0.2 … 0.9]"), "{text}");
    assert_eq!(concede(&["check", LEAD, "--require-sources"]).status.code(), Some(0));
    let textbook = "scenarios/textbook/powell-1996/red-line.toml";
    let output = concede(&["check", textbook, "--require-sources"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("has no source"));
}

#[test]
fn check_goes_through_every_file_whatever_is_wrong_with_one() {
    let broken = scratch("broken.toml");
    std::fs::write(&broken, "title = 1").unwrap();
    let output = concede(&["check", broken.to_str().unwrap(), LEAD]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("south-caucasus.toml: ok"));
}

#[test]
fn verify_accepts_what_solve_wrote_and_finds_what_was_changed() {
    let path = scratch("verified.json");
    let file = path.to_str().unwrap();
    assert_eq!(concede(&["solve", LEAD, "--format", "json", "-o", file]).status.code(), Some(0));
    let output = concede(&["verify", file]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains(" checks, 0 failed"));

    let text = std::fs::read_to_string(&path).unwrap();
    let changes = [
        // A value, an answer, a switching point, an equilibrium's payoff, a strategy.
        ("\"-16971423/2500000\"", "\"-16971423/2500001\""),
        (
            "\"id\": \"subgame_perfect\",\n        \"holds\": false",
            "\"id\": \"subgame_perfect\",\n        \"holds\": true",
        ),
        ("\"12525125/13735968\"", "\"12525125/13735969\""),
        // The headline, the summary, a test on plans, the counterexample of `robust`.
        ("\"headline\": \"conditional\"", "\"headline\": \"not_rational\""),
        ("\"gain\": \"4451/100\"", "\"gain\": \"4452/100\""),
        ("\"decisions\": 1", "\"decisions\": 2"),
        ("\"id\": \"dominant\",\n        \"holds\": false", "\"id\": \"dominant\",\n        \"holds\": true"),
        (
            "\"id\": \"some_equilibrium\",\n        \"holds\": true",
            "\"id\": \"some_equilibrium\",\n        \"holds\": false",
        ),
        ("\"players.armenia.conflict.win\": \"30\"", "\"players.armenia.conflict.win\": \"31\""),
        // The tests on packages, and answers withheld.
        ("\"id\": \"efficient\",\n        \"holds\": true", "\"id\": \"efficient\",\n        \"holds\": false"),
        ("\"id\": \"bargain\",\n        \"holds\": false", "\"id\": \"bargain\",\n        \"holds\": true"),
        ("\"id\": \"bargain\",\n        \"holds\": false", "\"id\": \"bargain\",\n        \"holds\": null"),
        ("\"id\": \"demand\",\n        \"holds\": false", "\"id\": \"demand\",\n        \"holds\": null"),
        ("\"id\": \"dominant\",\n        \"holds\": false", "\"id\": \"dominant\",\n        \"holds\": null"),
        ("\"exact\": \"-364874133/50000000\"", "\"exact\": \"777\""),
        ("\"id\": \"undominated\",\n        \"holds\": true", "\"id\": \"undominated\",\n        \"holds\": false"),
        (
            "\"id\": \"some_undominated_equilibrium\",\n        \"holds\": true",
            "\"id\": \"some_undominated_equilibrium\",\n        \"holds\": false",
        ),
        ("\"id\": \"robust\",\n        \"holds\": false", "\"id\": \"robust\",\n        \"holds\": null"),
        ("\"owner\": \"armenia\"", "\"owner\": \"turkey\""),
        // A rounded number beside an exact one, and what is told of a stable state.
        ("\"value\": -6.788569", "\"value\": -6.788568"),
        ("\"has_moves\": true", "\"has_moves\": false"),
    ];
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let output = concede(&["verify", file]);
        assert_eq!(output.status.code(), Some(1), "{from} → {to} went unnoticed");
        assert!(stdout(&output).contains("FAILED"));
    }
    let mut report: Value = serde_json::from_str(&text).unwrap();
    let choice = &mut report["certificate"]["strategic"]["choice"];
    let flipped: Vec<Value> =
        choice.as_array().unwrap().iter().map(|one| Value::from(1 - one.as_u64().unwrap().min(1))).collect();
    *choice = Value::Array(flipped);
    std::fs::write(&path, report.to_string()).unwrap();
    assert_eq!(concede(&["verify", file]).status.code(), Some(1));
    let mut report: Value = serde_json::from_str(&text).unwrap();
    let payoff = &mut report["solutions"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|one| one["concept"] == "nash")
        .unwrap()["equilibria"][0]["payoffs"][0];
    *payoff = Value::from("99");
    std::fs::write(&path, report.to_string()).unwrap();
    assert_eq!(concede(&["verify", file]).status.code(), Some(1));
}

#[test]
fn a_scenario_describes_its_bargaining_sets_where_that_is_asked() {
    let solved = |arguments: &[&str]| -> Vec<Value> {
        let output = concede(&[&["solve", LEAD, "--format", "json"], arguments].concat());
        let mut report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let solutions = report["solutions"].take();
        let about = solutions.as_array().unwrap().iter().filter(|one| one["concept"] == "bargaining_set");
        about.cloned().collect()
    };
    let (unasked, asked) = (solved(&[]), solved(&["--concept", "bargaining_set"]));
    assert!(!asked.is_empty() && unasked.len() == asked.len());
    assert!(unasked.iter().all(|one| one["ranges"].is_null()));
    assert_eq!(asked[0]["ranges"]["west"], serde_json::json!([["0", "849/100"]]));
}

#[test]
fn verify_refuses_what_is_no_report() {
    let path = scratch("nonsense.json");
    let file = path.to_str().unwrap();
    for text in [
        "",
        "{}",
        "[1",
        "{\"schema\": \"concede.report/1\"}",
        "{\"schema\": \"concede.report/1\", \"certificate\": {\"program\": [{\"add\": [5, 6]}]}}",
    ] {
        std::fs::write(&path, text).unwrap();
        let output = concede(&["verify", file]);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", stderr(&output));
    }
}

#[test]
fn every_subcommand_has_help_and_the_rest_of_the_tools_work() {
    for command in
        ["solve", "check", "threshold", "concepts", "convert", "verify", "new", "schema", "completions", "man"]
    {
        let output = concede(&[command, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(stdout(&output).contains("Usage:"), "{command}");
    }
    assert!(stdout(&concede(&["concepts"])).contains("subgame_perfect"));
    assert!(stdout(&concede(&["completions", "bash"])).contains("concede"));
    assert!(stdout(&concede(&["man"])).contains(".TH"));
    assert!(stdout(&concede(&["--version"])).contains(env!("CARGO_PKG_VERSION")));
    assert_eq!(concede(&["sovle"]).status.code(), Some(2));
}
