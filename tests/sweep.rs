//! Sweeps as a user meets them: files, shards, interruption, the tools beside them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const LEAD: &str = "scenarios/south-caucasus.toml";

fn concede(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap()
}

fn succeed(arguments: &[&str]) -> String {
    let output = concede(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn fail(arguments: &[&str]) -> String {
    let output = concede(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// An empty directory of its own for each test.
fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sweep").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_grid_says_what_solve_says_at_its_points() {
    let output = scratch("grid").join("grid.csv");
    let vary = "process.sign=0.5:0.95:2";
    succeed(&["sweep", LEAD, "--vary", vary, "--vary", "window.closes=0.1:0.1:1", "-o", text(&output)]);
    let rows = std::fs::read_to_string(&output).unwrap();
    let lines: Vec<Vec<&str>> = rows.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(&lines[0][..4], ["sample", "process.sign", "window.closes", "honoured"]);
    for row in &lines[1..] {
        let set = format!("process.sign={}", row[1]);
        let report: Value =
            serde_json::from_str(&succeed(&["solve", LEAD, "--format", "json", "--set", &set])).unwrap();
        for (column, name) in lines[0].iter().enumerate().skip(3).step_by(2).take(6) {
            let tests = report["verdict"]["tests"].as_array().unwrap();
            let test = tests.iter().find(|test| test["id"] == *name).unwrap();
            assert_eq!(row[column], test["holds"].to_string(), "{name}");
            let value: f64 = row[column + 1].parse().unwrap();
            assert!((value - test["value"].as_f64().unwrap()).abs() < 1e-6, "{name}");
        }
    }
    // -16971423/2500000, as the model's anchor has it.
    assert!(lines[1][6].starts_with("-6.788569"));
    assert_eq!(lines[1].last(), Some(&"not_rational"));
}

#[test]
fn shards_merge_to_the_same_bytes() {
    let directory = scratch("shards");
    for extension in ["csv", "parquet"] {
        let path = |name: &str| directory.join(format!("{name}.{extension}"));
        let sample = ["sweep", LEAD, "--sample", "3000", "--seed", "9", "--design", "latin", "--distribution", "pert"];
        let whole = path("whole");
        succeed(&[&sample[..], &["-o", text(&whole)]].concat());
        let shards: Vec<PathBuf> = (1..=3)
            .map(|index| {
                let shard = path(&format!("shard-{index}"));
                succeed(&[&sample[..], &["--shard", &format!("{index}/3"), "-o", text(&shard)]].concat());
                shard
            })
            .collect();
        let merged = path("merged");
        // In any order.
        succeed(&["merge", text(&shards[2]), text(&shards[0]), text(&shards[1]), "-o", text(&merged)]);
        assert!(std::fs::read(&whole).unwrap() == std::fs::read(&merged).unwrap(), "{extension}");
        let gap = fail(&["merge", text(&shards[0]), text(&shards[2]), "-o", text(&path("gap"))]);
        assert!(gap.contains("comes next"), "{gap}");
        let twice = fail(&["merge", text(&shards[0]), text(&shards[0]), "-o", text(&path("twice"))]);
        assert!(twice.contains("comes next"), "{twice}");
    }
    let other = directory.join("other.parquet");
    succeed(&["sweep", LEAD, "--sample", "3000", "--seed", "10", "--shard", "2/2", "-o", text(&other)]);
    let first = directory.join("shard-1.parquet");
    let mixed = fail(&["merge", text(&first), text(&other), "-o", text(&directory.join("mixed.parquet"))]);
    assert!(mixed.contains("different sweeps"), "{mixed}");
}

#[test]
fn a_sweep_that_was_killed_goes_on_to_the_same_bytes() {
    let directory = scratch("killed");
    for extension in ["csv", "parquet"] {
        let path = |name: &str| directory.join(format!("{name}.{extension}"));
        let sample = ["sweep", LEAD, "--sample", "40000", "--seed", "3"];
        succeed(&[&sample[..], &["-o", text(&path("whole"))]].concat());
        let output = path("killed");
        let parts = directory.join(format!("killed.{extension}.parts"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
            .args(sample)
            .args(["-o", text(&output)])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let finished = |parts: &Path| {
            let entries = std::fs::read_dir(parts).map(|entries| entries.flatten().collect::<Vec<_>>());
            entries.unwrap_or_default().iter().filter(|entry| text(&entry.path()).ends_with(".part")).count()
        };
        let started = Instant::now();
        while finished(&parts) < 2 && started.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let kept = finished(&parts);
        assert!(kept >= 2 && !output.exists(), "it was stopped half-way ({kept} parts)");
        let refused = fail(&["sweep", LEAD, "--sample", "40000", "--seed", "4", "-o", text(&output)]);
        assert!(refused.contains("another sweep"), "{refused}");
        let summary = succeed(&[&sample[..], &["-o", text(&output)]].concat());
        assert!(summary.starts_with("40,000 samples"), "{summary}");
        assert!(std::fs::read(&output).unwrap() == std::fs::read(path("whole")).unwrap(), "{extension}");
        assert!(!parts.exists(), "nothing is left behind");
    }
}

#[test]
fn a_distribution_and_rank_correlations_of_the_file_are_followed() {
    let directory = scratch("correlated");
    let file = directory.join("correlated.toml");
    let scenario = std::fs::read_to_string(LEAD).unwrap();
    let correlated = format!(
        "{scenario}\n[uncertainty.rank_correlations.\"process.sign\"]\n\"concessions.referendum.success\" = 0.8\n\"window.closes\" = -0.5\n"
    );
    std::fs::write(&file, correlated).unwrap();
    let output = directory.join("rows.csv");
    let over = ["--over", "process.sign", "--over", "concessions.referendum.success", "--over", "window.closes"];
    for design in ["random", "latin", "sobol"] {
        let sample = ["sweep", text(&file), "--sample", "4000", "--design", design, "--distribution", "triangular"];
        succeed(&[&sample[..], &over, &["-o", text(&output)]].concat());
        let rows = std::fs::read_to_string(&output).unwrap();
        let column = |index: usize| -> Vec<f64> {
            rows.lines().skip(1).map(|line| line.split(',').nth(index).unwrap().parse().unwrap()).collect()
        };
        let correlation = spearman(&column(1), &column(2));
        assert!((correlation - 0.8).abs() < 0.03, "{design}: {correlation}");
        let correlation = spearman(&column(1), &column(3));
        assert!((correlation + 0.5).abs() < 0.05, "{design}: {correlation}");
        // The mean of a triangular distribution.
        let mean = column(1).iter().sum::<f64>() / 4000.0;
        assert!((mean - (0.2 + 0.5 + 0.9) / 3.0).abs() < 0.01, "{design}: {mean}");
    }
    let contradictory = format!(
        "{scenario}\n[uncertainty.rank_correlations.\"process.sign\"]\n\"concessions.referendum.success\" = 0.9\n\"window.closes\" = 0.9\n[uncertainty.rank_correlations.\"window.closes\"]\n\"concessions.referendum.success\" = -0.9\n"
    );
    std::fs::write(&file, contradictory).unwrap();
    assert!(fail(&["sweep", text(&file), "--sample", "10"]).contains("contradict each other"));
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, row) in order.into_iter().enumerate() {
            ranks[row] = rank as f64 - (values.len() - 1) as f64 / 2.0;
        }
        ranks
    };
    let (a, b) = (ranks(a), ranks(b));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

#[test]
fn corners_and_bad_arguments() {
    let over = ["--over", "process.sign", "--over", "window.closes"];
    let summary = succeed(&[&["sweep", LEAD, "--vertices", "--format", "json"][..], &over].concat());
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["samples"], 4);
    for (arguments, message) in [
        (&["--vary", "process.sign=0.2"][..], "PATH=LO:HI:N"),
        (&["--vary", "process.sing=0.2:0.9:3"], "did you mean `process.sign`"),
        (&["--vary", "process.sign=0.2:1.9:3"], "not a probability"),
        (&["--vary", "process.sign=0.9:0.2:3"], "LO must lie below HI"),
        (&["--sample", "10", "-o", "rows.txt"], "neither .csv nor .parquet"),
        (&["--sample", "10", "--shard", "3/2", "-o", "rows.csv"], "--shard 3/2"),
    ] {
        let arguments = [&["sweep", LEAD][..], arguments].concat();
        let error = fail(&arguments);
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
}

#[test]
fn sensitivity_reports_bars_indices_and_boxes() {
    let effort = ["--samples", "2048", "--base", "256", "--trajectories", "20", "--format", "json"];
    let report: Value = serde_json::from_str(&succeed(&[&["sensitivity", LEAD][..], &effort].concat())).unwrap();
    assert_eq!(report["base"]["exact"], "-16971423/2500000");
    let bars = report["tornado"].as_array().unwrap();
    assert_eq!(bars[0]["parameter"], "process.sign", "the widest bar comes first");
    assert!(bars.iter().all(|bar| bar["flips"] == false), "no single number turns it at an end");
    let widest = report["morris"]["effects"]
        .as_array()
        .unwrap()
        .iter()
        .max_by(|a, b| a["mean_absolute"].as_f64().unwrap().total_cmp(&b["mean_absolute"].as_f64().unwrap()))
        .unwrap();
    assert_eq!(widest["parameter"], "process.sign");
    let boxes = report["samples"]["discovery"][1]["boxes"].as_array().unwrap();
    assert!(boxes[0]["words"].as_str().unwrap().contains("process.sign ≥"), "{boxes:?}");
    let again = succeed(&[&["sensitivity", LEAD][..], &effort].concat());
    assert_eq!(serde_json::from_str::<Value>(&again).unwrap(), report, "the same seed, the same estimates");
}

#[test]
fn a_map_meets_the_closed_form() {
    let map: Value = serde_json::from_str(&succeed(&[
        "threshold",
        LEAD,
        "--map",
        "concessions.referendum.cost.attempt",
        "process.sign",
        "--lines",
        "4",
        "--format",
        "json",
    ]))
    .unwrap();
    let test = map["tests"].as_array().unwrap().iter().find(|test| test["id"] == "expected_utility").unwrap();
    let points: Vec<&Value> = test["arcs"].as_array().unwrap().iter().flat_map(|arc| arc.as_array().unwrap()).collect();
    assert!(!points.is_empty());
    // E is affine in both: at a = 1 the boundary is where E(1, σ) = 0, and so on; the base's
    // σ* = 12525125/13735968 lies beyond the range, so the boundary leaves the window below a = 3.
    for point in points {
        let set = format!("concessions.referendum.cost.attempt={}", point["across"].as_str().unwrap());
        let report: Value = serde_json::from_str(&succeed(&[
            "threshold",
            LEAD,
            "--parameter",
            "process.sign",
            "--set",
            &set,
            "--format",
            "json",
        ]))
        .unwrap();
        let tests = report["tests"].as_array().unwrap();
        let own = tests.iter().find(|test| test["id"] == "expected_utility").unwrap();
        assert_eq!(own["switches"][0]["exact"], point["exact"]);
    }
    assert!(!test["events"].as_array().unwrap().is_empty(), "the boundary leaves the window");
}

#[test]
fn the_nearest_flip_flips_and_is_no_farther_than_one_number_alone() {
    let found: Value = serde_json::from_str(&succeed(&["threshold", LEAD, "--nearest", "--format", "json"])).unwrap();
    let (joint, base) = (&found["joint"], &found["base"]);
    assert_ne!(joint["headline"], *base);
    if let Some(single) = found["single"]["size"].as_f64() {
        assert!(joint["size"].as_f64().unwrap() <= single + 1e-9);
    }
    // The flip holds where it is said to hold.
    let mut arguments = vec!["solve".to_owned(), LEAD.to_owned(), "--format".to_owned(), "json".to_owned()];
    for change in joint["moves"].as_array().unwrap() {
        arguments.push("--set".to_owned());
        arguments.push(format!("{}={}", change["parameter"].as_str().unwrap(), change["to"].as_str().unwrap()));
    }
    let report: Value =
        serde_json::from_str(&succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
    let holds = |id: &str| {
        let tests = report["verdict"]["tests"].as_array().unwrap();
        tests.iter().find(|test| test["id"] == id).unwrap()["holds"].as_bool().unwrap()
    };
    let decisive = [holds("expected_utility"), holds("subgame_perfect")];
    assert!(decisive != [false, false], "one of the two turned: {decisive:?}");
}
