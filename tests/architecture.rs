//! Imports point down only: cli, report, uncertainty, verdict, solve, axiom, solution, form,
//! numeric; scenario and compile feed in above form. See ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module with all that it may import of ours.
const ALLOWED: &[(&str, &[&str])] = &[
    ("numeric", &[]),
    ("form", &["numeric"]),
    // A scenario file may carry an explicit game, so reading one gives a form.
    ("scenario", &["form", "numeric"]),
    // Files of other programs are read into forms, with the diagnostics of `scenario`.
    ("interop", &["scenario", "form", "numeric"]),
    ("compile", &["scenario", "form", "numeric"]),
    ("solution", &["form", "numeric"]),
    ("axiom", &["solution", "form", "numeric"]),
    ("solve", &["solution", "form", "numeric"]),
    ("verdict", &["solve", "solution", "compile", "scenario", "form", "numeric"]),
    ("uncertainty", &["verdict", "solve", "solution", "compile", "scenario", "form", "numeric"]),
    ("report", &["uncertainty", "verdict", "solve", "solution", "compile", "scenario", "form", "numeric"]),
    (
        "cli",
        &[
            "report",
            "uncertainty",
            "verdict",
            "solve",
            "axiom",
            "solution",
            "compile",
            "interop",
            "scenario",
            "form",
            "numeric",
        ],
    ),
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module of a source file below src: its first directory or its name.
fn module(path: &Path) -> String {
    let below = path.strip_prefix("src").unwrap();
    below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_down_only() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 30, "the sources were found");
    let mut faults = Vec::new();
    for path in files {
        let own = module(&path);
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == own) else {
            assert!(own == "lib" || own == "main", "{own} is not in the list of modules");
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        // Documentation may point anywhere.
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for (index, _) in line.match_indices("crate::") {
                let rest = &line[index + "crate::".len()..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used != own && !allowed.contains(&used.as_str()) {
                    faults.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "imports that point up or sideways:\n{}", faults.join("\n"));
}

#[test]
fn only_the_document_names_toml_and_only_the_cli_prints() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        let code = || text.lines().filter(|line| !line.trim_start().starts_with("//"));
        if !name.ends_with("scenario/document.rs") {
            assert!(!code().any(|line| line.contains("toml::")), "{name} names the TOML crate");
        }
        if !name.starts_with("src/cli") {
            let prints = ["println!", "eprintln!", "print!(", "std::fs::", "std::io::"];
            assert!(!code().any(|line| prints.iter().any(|word| line.contains(word))), "{name} does input or output");
        }
    }
}
