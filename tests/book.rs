//! The book under docs/: its summary, its links, its pages on concepts, and every block of it.
//!
//! A block of `sh` runs, line by line, with the program's own name in front. What follows as
//! `text` is what it prints, `…` standing for lines that are left out; of `sh,own-files`, which
//! names files of the reader's, the options must exist. `toml` is a scenario or a
//! game that solves, or a part of the file that its `file=` names; `json` is JSON.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use concede::report::guide;
use concede::solve::CONCEPTS;

/// Every page, the summary left out.
fn pages() -> Vec<PathBuf> {
    let summary = std::fs::read_to_string("docs/SUMMARY.md").unwrap();
    links(&summary).into_iter().map(|link| Path::new("docs").join(link)).collect()
}

/// The targets of links to files.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|part| part.split(')').next());
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    files.map(|target| target.split('#').next().unwrap().to_owned()).collect()
}

#[test]
fn the_summary_names_every_page_and_every_link_leads_somewhere() {
    let pages = pages();
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        assert!(text.contains("# "), "{} has a title", page.display());
        let prose: String = text.split("```").step_by(2).collect();
        for link in links(&prose) {
            let target = page.parent().unwrap().join(&link);
            assert!(target.exists(), "{} links to {link}, which is not there", page.display());
        }
    }
    for folder in ["docs", "docs/cases", "docs/concepts", "docs/scale-out"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_page = path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("SUMMARY.md");
            assert!(!is_page || pages.contains(&path), "{} is not in the summary", path.display());
        }
    }
}

/// What the pages of a folder hold between `start` and a quotation mark, by file.
fn between(pages: &[PathBuf], start: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(page).unwrap();
        let values = text.split(start).skip(1).map(|part| part.split('"').next().unwrap().to_owned());
        found.extend(values.map(|value| (page.clone(), value)));
    }
    found
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
}

#[test]
fn the_book_builds_and_every_link_in_it_leads_somewhere() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book");
    // A page of an earlier build would hide that a link to it leads nowhere.
    let _ = std::fs::remove_dir_all(&out);
    let mut book = mdbook_driver::MDBook::load("docs").unwrap();
    book.config.build.build_dir = out.clone();
    book.build().unwrap();
    for page in pages() {
        let inside = page.strip_prefix("docs").unwrap().with_extension("html");
        let text = std::fs::read_to_string(out.join(&inside)).unwrap_or_else(|error| panic!("{inside:?}: {error}"));
        assert!(text.contains("<h1") && text.contains("</html>"), "{inside:?}");
    }
    let mut built = Vec::new();
    files(&out, "html", &mut built);
    let anchors = between(&built, " id=\"");
    let links = between(&built, " href=\"");
    let internal: Vec<_> = links.iter().filter(|(_, link)| !link.contains(':') && !link.starts_with('/')).collect();
    assert!(internal.len() > built.len());
    for (page, link) in internal {
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let folder = page.parent().unwrap();
        let target = if file.is_empty() { page.clone() } else { folder.join(file) };
        let target = target.canonicalize().unwrap_or_else(|_| panic!("{page:?} links to {link}"));
        let same = |(at, id): &(PathBuf, String)| id == anchor && at.canonicalize().is_ok_and(|at| at == target);
        assert!(anchor.is_empty() || anchors.iter().any(same), "{page:?} links to {link}");
    }
}

fn entry(bibliography: &str, key: &str) -> String {
    let start = bibliography.find(&format!("{{{key},")).unwrap_or_else(|| panic!("{key} is not in references.bib"));
    let line = bibliography[start..].lines().next().unwrap();
    let field = |name: &str| -> Option<String> {
        let from = line.find(&format!(" {name} = {{"))? + name.len() + 5;
        let mut depth = 1;
        let text: String = line[from..]
            .chars()
            .take_while(|c| {
                depth += match c {
                    '{' => 1,
                    '}' => -1,
                    _ => 0,
                };
                depth > 0
            })
            .filter(|c| *c != '{' && *c != '}')
            .collect();
        Some(text.replace("--", "–").replace("\\\"", "").replace("\\'", ""))
    };
    let place = field("journal").or_else(|| field("booktitle")).or_else(|| field("publisher")).unwrap_or_default();
    let words = [field("author"), field("title"), Some(place), field("volume"), field("pages"), field("year")];
    let words: Vec<String> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    format!("{} (`{key}` in references.bib).", words.join(", "))
}

#[test]
fn every_concept_has_its_page() {
    let bibliography = std::fs::read_to_string("references.bib").unwrap();
    let bless = std::env::var_os("CONCEDE_BLESS").is_some();
    let mut list = String::from(
        "<!-- Written from the registry: CONCEDE_BLESS=1 cargo test --test book -->\n\n# Solution concepts\n\n| concept | form | asks |\n|---|---|---|\n",
    );
    let mut written = vec![PathBuf::from("docs/concepts/README.md")];
    for concept in CONCEPTS {
        let output = concede(&["solve", guide::example(concept), "--concept", concept.id]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        // Of a scenario the verdict comes first; the answer is the part below the concept's name.
        let start = text.find(&format!("\n{}", concept.id)).map_or(0, |place| place + 1);
        let shown: Vec<&str> = text[start..].lines().take(40).collect();
        let page = guide::page(
            concept,
            &entry(&bibliography, concept.citation),
            &format!("…\n{}\n…", shown.join("\n").trim_end()),
        );
        let path = PathBuf::from(format!("docs/concepts/{}.md", concept.id));
        if bless {
            std::fs::write(&path, &page).unwrap();
        }
        let now = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(now == page, "{} differs; CONCEDE_BLESS=1 writes it anew", path.display());
        written.push(path);
        list.push_str(&format!(
            "| [{}]({}.md) | {} | {} |\n",
            concept.name,
            concept.id,
            concept.form.key(),
            concept.meaning
        ));
    }
    let summary = summary();
    if bless {
        std::fs::write("docs/concepts/README.md", &list).unwrap();
        std::fs::write("docs/SUMMARY.md", &summary).unwrap();
    }
    assert!(
        std::fs::read_to_string("docs/concepts/README.md").unwrap_or_default() == list,
        "the list of concepts differs; CONCEDE_BLESS=1 writes it anew"
    );
    assert!(
        std::fs::read_to_string("docs/SUMMARY.md").unwrap_or_default() == summary,
        "docs/SUMMARY.md differs; CONCEDE_BLESS=1 writes it anew"
    );
    for path in std::fs::read_dir("docs/concepts").unwrap().map(|entry| entry.unwrap().path()) {
        assert!(written.contains(&path), "{} is no concept's page", path.display());
    }
}

fn summary() -> String {
    let mut text = String::from(
        "# Summary

[concede](introduction.md)

- [Tutorial](tutorial.md)
- [Reports](reports.md)
- [How sure is the verdict?](uncertainty.md)
  - [On many machines](scale-out/README.md)
- [What a scenario means](model.md)
- [Scenario files](format.md)
- [The JSON report](json.md)
- [Negotiation profiles](profiles.md)
- [Cases](cases/README.md)
  - [AT&T, T-Mobile USA and the break fee of 2011](cases/att-t-mobile-2011.md)
  - [Boeing and its machinists, 2024](cases/boeing-2024.md)
  - [Colombia: the FARC's terms and the plebiscite of 2016](cases/colombia-2016.md)
  - [Cyprus: the two referendums of 2004](cases/cyprus-2004.md)
  - [Good Friday: Ireland's Articles 2 and 3, 1998](cases/good-friday-1998.md)
  - [Iran and the nuclear deal of 2015](cases/iran-2015.md)
  - [Prespa: the name of North Macedonia, 2018](cases/prespa-2018.md)
  - [South Caucasus: the referendum and the treaty of 2025](cases/south-caucasus.md)
- [Solution concepts](concepts/README.md)
",
    );
    for concept in CONCEPTS {
        text.push_str(&format!("  - [{}](concepts/{}.md)\n", concept.name, concept.id));
    }
    text.push_str("- [What was measured](performance.md)\n- [How this compares](comparison.md)\n");
    text
}

fn concede(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap()
}

/// A block: what its first line says, and its lines.
struct Block {
    kind: String,
    text: String,
    line: usize,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(kind) if !open => {
                open = true;
                found.push(Block { kind: kind.to_owned(), text: String::new(), line: index + 1 });
            }
            Some(_) => open = false,
            None if open => {
                let block = found.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    found
}

/// The words of a command as a shell divides them, quotes respected.
fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ('#', None) if word.is_none() => break,
            (' ', None) => found.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    found.extend(word);
    found
}

/// That a text has the lines of another, in order, `…` standing for any.
fn shows(printed: &str, wanted: &str) -> Result<(), String> {
    let mut lines = printed.lines().map(str::trim_end);
    let mut skipping = false;
    for want in wanted.lines().map(str::trim_end) {
        if want == "…" {
            skipping = true;
            continue;
        }
        let matches = |line: &str| match want.split_once('…') {
            Some((before, after)) => line.starts_with(before) && line.ends_with(after),
            None => line == want,
        };
        let found = if skipping { lines.any(matches) } else { lines.next().is_some_and(matches) };
        if !found {
            return Err(want.to_owned());
        }
        skipping = false;
    }
    Ok(())
}

#[test]
fn every_block_of_the_book_runs() {
    let root = std::env::current_dir().unwrap();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let name = page.to_string_lossy().replace(['/', '.'], "-");
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("book-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let mut printed = String::new();
        for block in blocks(&text) {
            let place = format!("{}:{}", page.display(), block.line);
            let (kind, file) = match block.kind.split_once(",file=") {
                Some((kind, file)) => (kind, Some(folder.join(file))),
                None => (block.kind.as_str(), None),
            };
            match (kind, file) {
                ("toml", Some(file)) => {
                    let before = std::fs::read_to_string(&file).unwrap_or_default();
                    std::fs::write(&file, format!("{before}{}\n", block.text)).unwrap();
                }
                ("toml", None) => {
                    let file = folder.join("block.toml");
                    // A part of a scenario is tried within the lead one.
                    let whole = block.text.contains("[game.") || block.text.contains("[scenario]");
                    let lead = std::fs::read_to_string("scenarios/south-caucasus.toml").unwrap();
                    let content = if whole { block.text.clone() } else { format!("{lead}\n{}", block.text) };
                    std::fs::write(&file, content).unwrap();
                    let output = concede(&["check", file.to_str().unwrap()]);
                    assert!(output.status.success(), "{place}: {}", String::from_utf8_lossy(&output.stderr));
                }
                ("json", _) => {
                    serde_json::from_str::<serde_json::Value>(&block.text)
                        .unwrap_or_else(|error| panic!("{place}: {error}"));
                }
                // Commands on files of the reader's own: that there are such commands and options.
                ("sh,own-files", _) => {
                    for words in block.text.lines().map(words) {
                        let help = concede(&[words[1].as_str(), "--help"]);
                        assert!(help.status.success(), "{place}: {words:?}");
                        let help = String::from_utf8_lossy(&help.stdout).into_owned();
                        let missing = words.iter().find(|word| word.starts_with("--") && !help.contains(word.as_str()));
                        assert_eq!(missing, None, "{place}");
                    }
                }
                ("sh" | "sh,fails", _) => {
                    printed.clear();
                    for line in block.text.lines() {
                        let words = words(line);
                        // Other programs are the reader's; `cargo` is what runs this test.
                        let Some(own) = words.iter().position(|word| word == "concede" || word.ends_with("/concede"))
                        else {
                            let others = ["cargo", "python3", "sbatch", "pip", "time", "curl"];
                            let known = words.first().is_none_or(|word| others.contains(&word.as_str()));
                            assert!(known, "{place}: `{line}` is not run");
                            continue;
                        };
                        let arguments: Vec<String> = words[own + 1..]
                            .iter()
                            .map(|word| match word.starts_with("scenarios/") || word.starts_with("docs/") {
                                true => root.join(word).to_string_lossy().into_owned(),
                                false => word.clone(),
                            })
                            .collect();
                        let output = Command::new(env!("CARGO_BIN_EXE_concede"))
                            .args(&arguments)
                            .current_dir(&folder)
                            .output()
                            .unwrap();
                        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
                        assert_eq!(output.status.success(), kind == "sh", "{place}: `{line}`\n{errors}");
                        printed.push_str(&String::from_utf8_lossy(&output.stdout));
                        printed.push_str(&errors);
                    }
                }
                ("text", _) => {
                    if let Err(missing) = shows(&printed, &block.text) {
                        panic!("{place}: `{missing}` is not what it prints:\n{printed}");
                    }
                }
                (other, _) => panic!("{place}: a block of `{other}` is not run; say sh, text, toml or json"),
            }
        }
    }
}

#[test]
fn the_tutorial_ends_in_the_lead_verdict() {
    let text = std::fs::read_to_string("docs/tutorial.md").unwrap();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tutorial-talks.toml");
    let parts = blocks(&text).into_iter().filter(|block| block.kind == "toml,file=talks.toml");
    std::fs::write(&file, parts.map(|block| block.text + "\n").collect::<String>()).unwrap();
    let verdict = |path: &str| -> serde_json::Value {
        let output = concede(&["solve", path, "--format", "json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["verdict"].clone()
    };
    assert_eq!(verdict(file.to_str().unwrap()), verdict("scenarios/south-caucasus.toml"));
}
