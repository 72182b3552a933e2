//! Games on the command line: every format in, every format out, exit codes.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const LEAD: &str = "scenarios/south-caucasus.toml";

const TOML: &str = "[game]\ntitle = \"Battle of the sexes\"\n[game.normal]\nplayers = [\"row\", \"column\"]\n\
                    strategies = [[\"top\", \"bottom\"], [\"left\", \"right\"]]\n\
                    payoffs = [[[\"3/2\", 1], [0, 0]], [[0, 0], [1, 2]]]\n";

const NFG: &str = "NFG 1 R \"Dollars\" { \"a\" \"b\" } { { \"c\" \"d\" } { \"c\" \"d\" } }\n\
                   3000000000 3000000000 5000000000 0 0 5000000000 1000000000 1000000000\n";

const EFG: &str = "EFG 2 R \"Entry\" { \"entrant\" \"incumbent\" }\np \"\" 1 1 \"\" { \"out\" \"in\" } 0\n\
                   t \"\" 1 \"\" { 0, 2 }\np \"\" 2 1 \"\" { \"fight\" \"share\" } 0\nt \"\" 2 \"\" { -1, -1 }\n\
                   t \"\" 3 \"\" { 1, 1 }\n";

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read closes the pipe early; that is its right.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn succeed(arguments: &[&str], input: &str) -> String {
    let output = run(arguments, input);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A path in the directory that cargo keeps for tests.
fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[track_caller]
fn report(input: &str, arguments: &[&str]) -> Value {
    serde_json::from_str(&succeed(&[&["solve", "-", "--format", "json"], arguments].concat(), input)).unwrap()
}

fn solution<'a>(report: &'a Value, concept: &str) -> &'a Value {
    report["solutions"].as_array().unwrap().iter().find(|one| one["concept"] == concept).unwrap()
}

#[test]
fn stdin_is_told_apart_by_what_it_holds() {
    let toml = report(TOML, &[]);
    assert_eq!((&toml["title"], &toml["form"]), (&json!("Battle of the sexes"), &json!("normal")));
    assert_eq!(toml["schema"], "concede.report/1");
    assert!(toml["verdict"].is_null());
    assert_eq!(toml["players"], json!(["row", "column"]));
    let nash = solution(&toml, "nash");
    assert_eq!(nash["complete"], true);
    let mixed = json!({ "profile": [["2/3", "1/3"], ["2/5", "3/5"]], "payoffs": ["3/5", "2/3"] });
    assert!(nash["equilibria"].as_array().unwrap().contains(&mixed), "{nash}");
    let nfg = report(NFG, &["--concept", "pure_nash"]);
    let defect = json!([{ "profile": [["0", "1"], ["0", "1"]], "payoffs": ["1000000000", "1000000000"] }]);
    assert_eq!(solution(&nfg, "pure_nash")["equilibria"], defect);
    let efg = report(EFG, &["--concept", "pure_nash"]);
    assert_eq!(efg["form"], "extensive");
    assert_eq!(solution(&efg, "pure_nash")["game"], "the reduced normal form");
    assert_eq!(solution(&efg, "pure_nash")["equilibria"].as_array().unwrap().len(), 2);
}

#[test]
fn the_text_report_names_the_game_its_players_and_its_answers() {
    let text = succeed(&["solve", "-", "--concept", "nash"], TOML);
    for part in ["Battle of the sexes", "2 players, 2 × 2 strategies", "top, bottom", "nash", "2/3 top + 1/3 bottom"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn set_changes_a_payoff_and_is_refused_for_other_formats() {
    let set = report(TOML, &["--set", "game.normal.payoffs=[[[0, 0], [0, 0]], [[0, 0], [1, \"5/2\"]]]"]);
    assert!(set.to_string().contains("5/2"));
    let output = run(&["solve", "-", "--set", "a.b=1"], NFG);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--to toml"), "{}", stderr(&output));
}

#[test]
fn a_concept_of_another_form_names_those_that_fit() {
    let output = run(&["solve", "-", "--concept", "sequential"], TOML);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`pure_nash`"), "{}", stderr(&output));
    let output = run(&["solve", "-", "--fail-unless", "rational"], TOML);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_limit_gives_a_partial_answer_and_its_exit_code() {
    let output = run(&["solve", "-", "--time-limit", "0", "--format", "json"], TOML);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(solution(&report, "nash")["complete"], false);
    assert!(run(&["solve", "-", "--time-limit", "3600", "--threads", "1"], TOML).status.success());
    assert_eq!(run(&["solve", "-", "--time-limit", "-1"], TOML).status.code(), Some(2));
    assert_eq!(run(&["solve", "-", "--threads", "0"], TOML).status.code(), Some(2));
}

#[test]
fn a_report_on_a_game_stands_and_a_changed_one_falls() {
    for (name, text) in [("toml.json", TOML), ("nfg.json", NFG), ("efg.json", EFG)] {
        let path = scratch(name);
        let file = path.to_str().unwrap();
        succeed(&["solve", "-", "--format", "json", "-o", file], text);
        let checked = succeed(&["verify", file], "");
        assert!(checked.contains(" 0 failed"), "{checked}");
        let mut report: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let solutions = report["solutions"].as_array_mut().unwrap();
        let pure = solutions.iter_mut().find(|one| one["concept"] == "pure_nash").unwrap();
        pure["equilibria"][0]["payoffs"][0] = json!("77");
        std::fs::write(&path, report.to_string()).unwrap();
        assert_eq!(run(&["verify", file], "").status.code(), Some(1));
    }
}

#[test]
fn a_changed_security_level_commitment_or_elimination_falls() {
    let path = scratch("changed.json");
    let file = path.to_str().unwrap();
    succeed(&["solve", "-", "--format", "json", "-o", file], TOML);
    assert!(succeed(&["verify", file, "--verbose"], "").contains("ok      the eliminations of iterated_dominance"));
    let saved: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for (concept, place, value) in [
        ("maximin", "/levels/0/value", json!("77")),
        ("maximin", "/levels/1/pure_minmax/value", json!("-77")),
        ("stackelberg", "/leaders/0/mixed/payoffs/0", json!("77")),
        ("stackelberg", "/leaders/1/pure/reply", json!(9)),
        ("iterated_dominance", "/surviving", json!({})),
    ] {
        let mut report = saved.clone();
        let solutions = report["solutions"].as_array_mut().unwrap();
        let claimed = solutions.iter_mut().find(|one| one["concept"] == concept).unwrap();
        *claimed.pointer_mut(place).unwrap() = value;
        std::fs::write(&path, report.to_string()).unwrap();
        let output = run(&["verify", file], "");
        assert_eq!(output.status.code(), Some(1), "{concept} {place}");
    }
}

#[test]
fn check_takes_games_and_points_at_faults() {
    assert!(succeed(&["check", "-"], NFG).contains("ok, a normal form, 2 players"));
    assert!(succeed(&["check", "-"], EFG).contains("5 nodes"));
    assert!(succeed(&["check", "-", "--explain"], TOML).contains("strategies = [[\"top\", \"bottom\"]"));
    let output = run(&["check", "-"], &NFG.replace("5000000000 0", "five 0"));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("<stdin>:2:23"), "{}", stderr(&output));
}

#[test]
fn every_format_is_written_and_read_back_as_the_same_game() {
    let payoffs = |report: &Value| report["certificate"]["normal"]["payoffs"].clone();
    for input in [TOML, NFG, EFG] {
        let original = report(input, &["--concept", "pure_nash"]);
        for target in ["nfg", "toml", "efg"] {
            let written = succeed(&["convert", "-", "--to", target], input);
            let again = report(&written, &["--concept", "pure_nash"]);
            assert_eq!(payoffs(&again), payoffs(&original), "{target}:\n{written}");
            assert_eq!(again["title"], original["title"]);
        }
        let table = scratch("table.csv");
        let file = table.to_str().unwrap();
        succeed(&["convert", "-", "--to", "csv", "-o", file], input);
        let again: Value = serde_json::from_str(&succeed(&["solve", file, "--format", "json"], "")).unwrap();
        assert_eq!(payoffs(&again), payoffs(&original), "csv");
    }
}

#[test]
fn a_scenario_gives_its_plans_as_a_table_and_its_process_as_a_tree() {
    let lead: Value = serde_json::from_str(&succeed(&["solve", LEAD, "--format", "json"], "")).unwrap();
    let table = succeed(&["convert", LEAD, "--to", "nfg"], "");
    let game = report(&table, &["--concept", "pure_nash"]);
    assert_eq!(game["certificate"]["normal"]["payoffs"], lead["certificate"]["plans"]["payoffs"]);
    let tree = succeed(&["convert", LEAD, "--to", "efg"], "");
    assert!(tree.starts_with("EFG 2 R \""), "{tree}");
    assert!(succeed(&["check", "-"], &tree).contains("an extensive form"));
}

#[test]
fn a_command_for_scenarios_says_so_of_a_game() {
    let output = run(&["threshold", "-", "--parameter", "x"], TOML);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("holds a game"), "{}", stderr(&output));
}

#[test]
fn a_limit_on_answers_gives_those_that_fit() {
    let coordination = "NFG 1 R \"Meet\" { \"a\" \"b\" } { 3 3 }\n1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0 1 1\n";
    let output = run(&["solve", "-", "--concept", "nash", "--answer-limit", "2", "--format", "json"], coordination);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let nash = solution(&report, "nash");
    assert_eq!((nash["complete"].as_bool(), nash["equilibria"].as_array().unwrap().len()), (Some(false), 2));
}

#[test]
fn a_missing_equilibrium_of_a_small_game_is_missed() {
    let path = scratch("missing.json");
    let file = path.to_str().unwrap();
    succeed(&["solve", "-", "--format", "json", "-o", file], TOML);
    let mut report: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let solutions = report["solutions"].as_array_mut().unwrap();
    let nash = solutions.iter_mut().find(|one| one["concept"] == "nash").unwrap();
    // The mixed one goes; a check of pure ones alone would not notice.
    nash["equilibria"].as_array_mut().unwrap().retain(|one| one["profile"][0][0] == "1" || one["profile"][0][0] == "0");
    std::fs::write(&path, report.to_string()).unwrap();
    let output = run(&["verify", file], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("an extreme equilibrium is missing"));
}

/// Three who may not cast lots, with unequal weights.
const DISCRETE: &str = r#"
[game.bargaining]
players = ["a", "b", "c"]
points = [[6, 1, 1], [3, 3, 2], [1, 2, 6], [4, 2, 2]]
disagreement = [0, 0, 0]
weights = [1, 1, 4]
hull = false
"#;

/// Three who may.
const MIXED: &str = r#"
[game.bargaining]
players = ["a", "b", "c"]
points = [[6, 0, 0], [0, 6, 1], [0, 1, 6], [2, 2, 2]]
disagreement = [0, 0, 0]
"#;

/// Two who want to go together.
const BATTLE: &str = r#"
[game.normal]
players = ["a", "b"]
strategies = [["boxing", "theatre"], ["boxing", "theatre"]]
payoffs = [[[2, 1], [0, 0]], [[0, 0], [1, 2]]]
"#;

/// Two who may arm, each fearing most to be alone without.
const ARMS: &str = r#"
[game.graph]
players = ["a", "b"]
status_quo = 1

[game.graph.options]
a = ["x"]
b = ["y"]

[game.graph.rankings]
a = [2, 1, 4, 3]
b = [3, 1, 4, 2]
"#;

#[test]
fn a_changed_answer_on_a_game_falls() {
    let path = scratch("changed-answers.json");
    let file = path.to_str().unwrap();
    let changes: [(&str, &[(&str, Value)]); 4] = [
        (
            BATTLE,
            &[
                ("nash /strategies/0", json!(["theatre", "boxing"])),
                ("nash /facts/0/strict", json!(false)),
                ("nash /facts/0/undominated", json!(false)),
                ("nash /facts/0/payoff_dominant", json!(true)),
                ("nash /facts/0/index", json!(-1)),
            ],
        ),
        (
            ARMS,
            &[
                ("graph_seq /narration/0/stable", json!(false)),
                ("graph_seq /narration/0/improvements/0/answer", Value::Null),
                ("graph_gmr /narration/0/improvements/0/answer/0/player", json!("a")),
                ("graph_nash /without_moves/a", json!([1])),
                ("graph_smr /stable/b", json!([1])),
                ("graph_status_quo /reachable_by_improvements", json!([4])),
                ("graph_inverse /shares/0/graph_nash/a", json!("1/3")),
                ("graph_inverse /shares/1/no_higher/graph_seq/b", json!([])),
            ],
        ),
        (
            DISCRETE,
            &[
                ("certificate /bargaining/weights", json!(["4", "1", "1"])),
                ("egalitarian /payoff", json!(["6", "1", "1"])),
                ("pareto_frontier /points/0", Value::Null),
            ],
        ),
        (
            MIXED,
            &[
                ("kalai_smorodinsky /ideal/0", json!("7")),
                ("egalitarian /payoff/0", json!("3")),
                ("pareto_frontier /zone/a", json!(["0", "5"])),
                ("pareto_frontier /points/0", Value::Null),
            ],
        ),
    ];
    for (text, changes) in changes {
        succeed(&["solve", "-", "--format", "json", "-o", file], text);
        succeed(&["verify", file], "");
        let saved: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for (place, value) in changes {
            let (concept, pointer) = place.split_once(' ').unwrap();
            let mut report = saved.clone();
            if concept == "certificate" {
                *report["certificate"].pointer_mut(pointer).unwrap() = value.clone();
            } else {
                let solutions = report["solutions"].as_array_mut().unwrap();
                let claimed = solutions.iter_mut().find(|one| one["concept"] == concept).unwrap();
                let found = claimed.pointer_mut(pointer).unwrap_or_else(|| panic!("{place}"));
                *found = value.clone();
            }
            std::fs::write(&path, report.to_string()).unwrap();
            assert_ne!(run(&["verify", file], "").status.code(), Some(0), "{place}");
        }
    }
}
