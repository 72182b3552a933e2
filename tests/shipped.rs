//! Every scenario that ships: it solves, its report stands, its file fits the schema, and
//! where an expected result lies beside it, that is what comes out.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn files(directory: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

fn all(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(Path::new("scenarios"), ending, &mut found);
    assert!(!found.is_empty());
    found
}

fn run(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{errors}");
    // `check` may warn: a variant keeps numbers that its change leaves without effect.
    assert!(errors.is_empty() || arguments[0] == "check", "{arguments:?} warns: {errors}");
    output.stdout
}

#[test]
fn every_scenario_solves_and_its_report_is_verified() {
    for path in all(".toml") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let report = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("shipped-{name}.json"));
        run(&["check", path.to_str().unwrap()]);
        run(&["solve", path.to_str().unwrap()]);
        run(&["solve", path.to_str().unwrap(), "--format", "json", "-o", report.to_str().unwrap()]);
        let verified = run(&["verify", report.to_str().unwrap()]);
        assert!(String::from_utf8_lossy(&verified).contains(", 0 failed"), "{name}");
    }
}

#[test]
fn every_scenario_fits_the_schema_and_a_wrong_one_does_not() {
    let schema: Value = serde_json::from_slice(&run(&["schema"])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for path in all(".toml") {
        let document: Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let faults: Vec<String> = validator.iter_errors(&document).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
    }
    let mut wrong: Value = toml::from_str(&std::fs::read_to_string("scenarios/south-caucasus.toml").unwrap()).unwrap();
    wrong["process"]["sgin"] = Value::from(0.5);
    assert!(!validator.is_valid(&wrong));
    let game = "[game.normal]\nplayers = [\"a\"]\nstrategies = [[\"x\", \"y\"]]\npayoffs = [[\"1/2\"], [0.5]]\n";
    assert!(validator.is_valid(&toml::from_str(game).unwrap()));
    assert!(!validator.is_valid(&toml::from_str(&game.replace("payoffs", "payofs")).unwrap()));
    assert!(!validator.is_valid(&toml::from_str(&game.replace("0.5", "true")).unwrap()));
}

/// Whether a value says what is expected: objects may say more, lists of named things too.
fn says(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(_), Value::Object(fields)) => fields.iter().all(|(key, value)| says(&found[key], value)),
        (Value::Array(items), Value::Array(wanted)) if wanted.iter().all(|one| one.get("name").is_some()) => {
            wanted.iter().all(|one| items.iter().any(|item| says(item, one)))
        }
        _ => found == expected,
    }
}

#[test]
fn expected_results_come_out() {
    let mut checked = 0;
    for path in all(".expected.json") {
        let expected: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let scenario = path.to_string_lossy().replace(".expected.json", ".toml");
        let report: Value = serde_json::from_slice(&run(&["solve", &scenario, "--format", "json"])).unwrap();
        let solutions = report["solutions"].as_array().unwrap();
        for (concept, claims) in expected["solutions"].as_object().into_iter().flatten() {
            let found = solutions.iter().find(|one| one["concept"] == **concept);
            let found = found.unwrap_or_else(|| panic!("{scenario}: no {concept}"));
            for (field, value) in claims.as_object().unwrap() {
                assert!(says(&found[field], value), "{scenario}: {concept}.{field} is {}, not {value}", found[field]);
                checked += 1;
            }
        }
        let tests = report["verdict"]["tests"].as_array().map_or(&[][..], Vec::as_slice);
        let find = |id: &str| tests.iter().find(|test| test["id"] == id).unwrap_or_else(|| panic!("{id}"));
        if let Some(headline) = expected.get("headline") {
            assert_eq!(report["verdict"]["headline"], *headline, "{scenario}");
            checked += 1;
        }
        for (id, claims) in expected["tests"].as_object().into_iter().flatten() {
            for (field, value) in claims.as_object().unwrap() {
                assert_eq!(find(id)[field], *value, "{scenario}: {id}.{field}");
                checked += 1;
            }
        }
        for wanted in expected["switches"].as_array().into_iter().flatten() {
            let switches = find(wanted["test"].as_str().unwrap())["switches"].as_array().unwrap();
            let fits = |point: &Value| {
                wanted.as_object().unwrap().iter().all(|(field, value)| field == "test" || point[field] == *value)
            };
            assert!(switches.iter().any(fits), "{scenario}: {wanted} is not among {switches:#?}");
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} expectations were found");
}

/// The reports of the lead scenario, word for word. `CONCEDE_BLESS=1 cargo test` writes
/// them anew.
#[test]
fn the_lead_reports_are_golden() {
    let lead = "scenarios/south-caucasus.toml";
    let text = String::from_utf8(run(&["solve", lead])).unwrap();
    let mut json: Value = serde_json::from_slice(&run(&["solve", lead, "--format", "json"])).unwrap();
    // The certificate is long and is checked by `verify`.
    assert!(json.as_object_mut().unwrap().remove("certificate").is_some());
    let json = format!("{}\n", serde_json::to_string_pretty(&json).unwrap());
    for (name, now) in [("south-caucasus.txt", text), ("south-caucasus.json", json)] {
        let path = Path::new("tests/golden").join(name);
        if std::env::var_os("CONCEDE_BLESS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap();
        assert!(golden == now, "{} differs; CONCEDE_BLESS=1 writes it anew:\n{now}", path.display());
    }
}

#[test]
fn the_readme_shows_the_real_output() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let text = String::from_utf8(run(&["solve", "scenarios/south-caucasus.toml"])).unwrap();
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap();
    let kept: Vec<&str> = shown.lines().filter(|line| *line != "…").collect();
    assert!(kept.len() > 10);
    for line in kept {
        assert!(text.lines().any(|real| real == line), "the README shows a line that is not printed: {line}");
    }
}
