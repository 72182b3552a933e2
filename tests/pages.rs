//! Reports for people who decide: HTML, Markdown, charts, comparisons, watching.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use concede::report::labels;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::scenario::quantity::ParameterId;
use serde_json::Value;

const LEAD: &str = "scenarios/south-caucasus.toml";

fn concede(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap()
}

fn run(arguments: &[&str]) -> String {
    let output = concede(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn shipped(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            shipped(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

/// The charts of a page, each well-formed by an XML parser.
fn charts(html: &str) -> Vec<String> {
    let found: Vec<String> =
        html.split("<svg").skip(1).map(|part| format!("<svg{}</svg>", part.split("</svg>").next().unwrap())).collect();
    for chart in &found {
        let document = roxmltree::Document::parse(chart).unwrap_or_else(|error| panic!("{error}\n{chart}"));
        let root = document.root_element();
        assert!(root.children().any(|child| child.has_tag_name(("http://www.w3.org/2000/svg", "title"))), "{chart}");
        assert!(root.children().any(|child| child.has_tag_name(("http://www.w3.org/2000/svg", "desc"))), "{chart}");
    }
    found
}

#[test]
fn every_shipped_file_gives_a_page_that_stands_alone() {
    let mut files = Vec::new();
    shipped(Path::new("scenarios"), &mut files);
    assert!(files.len() > 10);
    for path in files {
        let path = path.to_str().unwrap();
        let html = run(&["solve", path, "--format", "html"]);
        assert!(html.len() < 1_000_000, "{path}: {} bytes", html.len());
        for outside in ["http:", "https:", "src=", "@import", "url("] {
            let without_names = html.replace("http://www.w3.org/2000/svg", "");
            assert!(!without_names.contains(outside), "{path} asks for `{outside}`");
        }
        assert_eq!(html.matches("<h1>").count(), 1, "{path}");
        let drawn = charts(&html);
        let figures = html.matches("<figure>").count();
        assert_eq!(drawn.len(), figures);
        assert_eq!(html.matches("The same as a table").count(), figures, "{path}: a table behind every chart");
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{path}: ids are unique");
        for link in html.split("href=\"#").skip(1).map(|part| part.split('"').next().unwrap()) {
            assert!(ids.contains(&link), "{path}: nothing at #{link}");
        }
        let markdown = run(&["solve", path, "--format", "markdown"]);
        assert!(markdown.starts_with("# ") && !markdown.contains('\u{2068}'), "{path}");
    }
}

#[test]
fn every_number_of_a_shipped_file_has_words_of_its_own() {
    let mut files = Vec::new();
    shipped(Path::new("scenarios"), &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let Ok((scenario, _)) = Scenario::read(&Source::new(file.display().to_string(), text)) else { continue };
        let given = (0..scenario.parameters.len()).map(ParameterId).filter(|&id| scenario.parameter(id).given);
        let mut words: Vec<String> = given.map(|id| labels::number(&scenario, id)).collect();
        let count = words.len();
        let path = |words: &&String| !words.contains(' ') || words.replace("AT&T", "").contains(['_', '&', '!', '`']);
        let paths: Vec<_> = words.iter().filter(path).collect();
        assert!(paths.is_empty(), "{file:?}: {paths:#?}");
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count, "{file:?}: no two numbers share their words");
    }
}

#[test]
fn the_lead_report_says_first_what_the_verdict_is_and_what_would_change_it() {
    let html = run(&["solve", LEAD, "--format", "html"]);
    // The list of sections names them all once more.
    let told = html.split("<nav").map(|part| part.split("</nav>").last().unwrap()).collect::<String>();
    let place = |text: &str| told.find(text).unwrap_or_else(|| panic!("`{text}` is missing"));
    let order = [
        "Is it rational for",
        "CONDITIONAL",
        "+28.75",
        "-6.79",
        "-10.33",
        "Nearest number that",
        "Nearest number that is only believed",
        "Advice: what a player can move",
        "Risks: what is only believed",
        "How it plays out",
        "The tests",
        "Which numbers move the margin",
        "Headlines over the ranges",
        "What they could agree on",
        "Which outcomes could last",
        "How a number was computed",
        "Assumptions and conventions",
        "Every number, and where it comes from",
        "SHA-256",
    ];
    let places: Vec<usize> = order.iter().map(|text| place(text)).collect();
    assert!(places.is_sorted(), "{places:?}");
    let names: Vec<String> = charts(&html)
        .iter()
        .map(|chart| chart.split("id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        .collect();
    for name in ["tree", "tornado", "strips", "map", "shares", "frontier", "conflict"] {
        assert!(names.contains(&format!("chart-{name}-title")), "{name} among {names:?}");
    }
    // The exact number behind the first rounded one, and the seed of the samples.
    assert!(html.contains("28.749") || html.contains("exact\" tabindex"), "exact numbers are at hand");
    assert!(html.contains("seed 1"));
    // All 56 numbers with their sources.
    let report: Value = serde_json::from_str(&run(&["solve", LEAD, "--format", "json"])).unwrap();
    for parameter in report["parameters"].as_array().unwrap() {
        let source = parameter["source"].as_str().unwrap();
        assert!(html.contains(&source.replace('\'', "&#39;")), "{source}");
    }
}

/// What nobody should be called: markup of HTML and of Markdown, quotes, letters from right to left
/// with an override and a stray end of an isolate.
const EVIL: &str = "</title><script>alert(1)</script>\" onload='x' & **b** [l](e) |c| `d` \u{202e}שלום\u{2069}";

/// The file with every title, name, period and source replaced by an evil one of its own.
fn hostile(text: &str) -> (String, usize) {
    let quoted = EVIL.replace('"', "\\\"");
    let (mut out, mut count) = (String::new(), 0);
    for line in text.lines() {
        let mut rest = line;
        let keys = ["title", "name", "period", "source"];
        let opening = |rest: &str| {
            let places = keys.iter().filter_map(|key| {
                let at = rest.find(key)?;
                let after = rest[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
                after.strip_prefix('"').map(|inner| rest.len() - inner.len())
            });
            places.min()
        };
        while let Some(start) = opening(rest) {
            let end = start + rest[start..].find('"').unwrap();
            count += 1;
            out.push_str(&format!("{}{count}{quoted}\"", &rest[..start]));
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        out.push('\n');
    }
    (out, count)
}

/// A page into which no markup of the file has got.
fn assert_inert(html: &str, about: &str) {
    assert_eq!(html.matches("<script").count(), 1, "{about}: our own script only");
    assert!(!html.contains("<b>"), "{about}");
    // Within a tag, quotes end attributes; none of the file's is left as it was.
    let prose: String = html.split("<svg").map(|part| part.split("</svg>").last().unwrap()).collect();
    assert!(!prose.contains("\" onload="), "{about}");
    for chart in charts(html) {
        assert_chart_is_inert(&chart);
    }
    assert!(!html.contains('\u{202e}'), "{about}: no override of the order of letters gets through");
    assert_eq!(html.matches("<bdi>").count(), html.matches("</bdi>").count(), "{about}");
    // Text from right to left stands in an isolate: in an element, or, where elements cannot be,
    // between the characters that do the same.
    for part in html.split("שלום").skip(1) {
        assert!(
            part.starts_with("</bdi>") || part.starts_with('\u{2069}') || part.starts_with('…'),
            "{about}: {}",
            part.chars().take(40).collect::<String>()
        );
    }
}

fn assert_chart_is_inert(chart: &str) {
    let document = roxmltree::Document::parse(chart).unwrap();
    for node in document.descendants() {
        assert!(!node.attributes().any(|one| one.name().starts_with("on")), "{chart}");
        assert!(!["script", "b"].contains(&node.tag_name().name()), "{chart}");
        let text = node.text().filter(|_| node.is_text()).unwrap_or("");
        assert_eq!(text.matches('\u{2068}').count(), text.matches('\u{2069}').count(), "{text:?}");
    }
}

fn assert_markdown_is_inert(markdown: &str, about: &str) {
    let outside: String = markdown.split("```").step_by(2).collect();
    for markup in ["<script", "</title", "**b**", "[l](e)", "|c|", "`d`"] {
        let raw = outside.match_indices(markup).filter(|(at, _)| !outside[..*at].ends_with('\\')).count();
        assert_eq!(raw, 0, "{about}: {markup}");
    }
    assert_eq!(outside.matches('\u{2068}').count(), outside.matches('\u{2069}').count(), "{about}");
    assert!(!outside.contains('\u{202e}'), "{about}");
}

#[test]
fn whatever_a_scenario_contains_is_escaped() {
    for file in [LEAD, "scenarios/cyprus-2004.toml", "scenarios/textbook/kreps-wilson-1982/gesture.toml"] {
        let (text, count) = hostile(&std::fs::read_to_string(file).unwrap());
        assert!(count > 2, "{file}: {count}");
        let path = scratch(&format!("hostile <b> & \"names\" {count}.toml"));
        std::fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        let html = run(&["solve", path, "--format", "html"]);
        // Every one of them is there, as text.
        for place in 1..=count {
            assert!(html.contains(&format!("{place}&lt;/title&gt;&lt;script&gt;")), "{file}: {place} of {count}");
        }
        assert_inert(&html, file);
        let title = html.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
        assert!(title.starts_with("<bdi>1&lt;/title&gt;&lt;script&gt;") && title.ends_with("</bdi>"), "{title}");
        let markdown = run(&["solve", path, "--format", "markdown"]);
        assert!(markdown.contains("&lt;script&gt;"));
        assert_markdown_is_inert(&markdown, file);
        for format in ["html", "markdown"] {
            let compared = run(&["compare", path, file, "--format", format]);
            match format {
                "html" => assert_inert(&compared, file),
                _ => assert_markdown_is_inert(&compared, file),
            }
        }
        for chart in ["tornado", "strips", "map", "shares", "tree", "frontier", "conflict"] {
            let drawn = concede(&["plot", path, "--chart", chart]);
            if drawn.status.success() {
                assert_chart_is_inert(&String::from_utf8(drawn.stdout).unwrap());
            }
        }
    }
}

#[test]
fn whatever_a_game_contains_is_escaped() {
    let name = |count: usize| format!("\"{count}{}\"", EVIL.replace('"', "\\\""));
    let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(name);
    let games = [
        (
            "normal.toml",
            format!(
                "[game]\ntitle = {e}\n[game.normal]\nplayers = [{a}, {b}]\nstrategies = [[{c}, \"x\"], [{d}, \"y\"]]\npayoffs = [[[2, 1], [0, 0]], [[0, 0], [1, 2]]]\n"
            ),
        ),
        (
            "normal.nfg",
            format!("NFG 1 R {e} {{ {a} {b} }} {{ {{ {c} \"x\" }} {{ {d} \"y\" }} }} \"\" 2 1 0 0 0 0 1 2\n"),
        ),
        (
            "tree.efg",
            format!(
                "EFG 2 R {e} {{ {a} {b} }}\np {c} 1 1 {d} {{ {c} \"x\" }} 0\nt {c} 1 {d} {{ 2, 1 }}\np \"\" 2 1 {d} {{ {c} \"y\" }} 0\nt \"\" 2 \"\" {{ 0, 0 }}\nt \"\" 3 \"\" {{ 1, 2 }}\n"
            ),
        ),
        (
            "bargaining.toml",
            format!(
                "[game]\ntitle = {e}\n[game.bargaining]\nplayers = [{a}, {b}]\npoints = {{ {c} = [0, 4], {d} = [3, 3], z = [5, 0] }}\ndisagreement = [0, 0]\n"
            ),
        ),
        (
            "offers.toml",
            format!("[game]\ntitle = {e}\n[game.alternating_offers]\nplayers = [{a}, {b}]\ndiscounts = [0.9, 0.8]\n"),
        ),
        (
            "graph.toml",
            format!(
                "[game]\ntitle = {e}\n[game.graph]\nplayers = [{a}, {b}]\n[game.graph.options]\n{a} = [\"x\"]\n{b} = [\"y\"]\n[game.graph.rankings]\n{a} = [1, 2, 3, 4]\n{b} = [4, 3, 2, 1]\n"
            ),
        ),
    ];
    for (file, text) in games {
        let path = scratch(&format!("hostile {file}"));
        std::fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        let html = run(&["solve", path, "--format", "html"]);
        assert!(html.contains("5&lt;/title&gt;&lt;script&gt;") && html.contains("1&lt;/title&gt;"), "{file}");
        assert_inert(&html, file);
        assert_markdown_is_inert(&run(&["solve", path, "--format", "markdown"]), file);
    }
}

#[test]
fn a_file_without_ranges_or_beliefs_leaves_out_what_it_cannot_show() {
    let html = run(&["solve", "scenarios/textbook/hipel-1993/elmira.toml", "--format", "html"]);
    assert!(html.contains("chart-conflict-title") && !html.contains("tornado"));
    let text = std::fs::read_to_string("scenarios/textbook/iida-1993/one-shot-referendum.toml").unwrap();
    let path = scratch("no-ranges.toml");
    std::fs::write(&path, text.replace("{ low = 0, base = \"1/2\", high = 1 }", "\"1/2\"")).unwrap();
    let html = run(&["solve", path.to_str().unwrap(), "--format", "html"]);
    assert!(!html.contains("tornado-title") && !html.contains("shares-title") && !html.contains("map-title"));
    assert!(html.contains("No number that has a range"));
}

#[test]
fn a_comparison_sets_off_what_differs() {
    let text = run(&["compare", LEAD, "--set", "process.sign=0.95; inducements.west.amount=10"]);
    let row = text.lines().find(|line| line.trim_start().starts_with("headline")).unwrap();
    assert!(row.contains("CONDITIONAL") && row.contains("RATIONAL ≠"), "{row}");
    let inputs: Vec<&str> = text.split("Inputs that differ").nth(1).unwrap().lines().collect();
    assert!(inputs.iter().any(|line| line.contains("process.sign") && line.contains("0.5") && line.contains("0.95")));
    assert!(inputs.iter().any(|line| line.contains("inducements.west.amount")));
    let json: Value =
        serde_json::from_str(&run(&["compare", LEAD, "scenarios/south-caucasus-escrow.toml", "--format", "json"]))
            .unwrap();
    assert_eq!(json["schema"], "concede.compare/1");
    assert_eq!(json["verdicts"].as_array().unwrap().len(), 2);
    for (index, file) in [LEAD, "scenarios/south-caucasus-escrow.toml"].iter().enumerate() {
        let alone: Value = serde_json::from_str(&run(&["solve", file, "--format", "json"])).unwrap();
        assert_eq!(json["verdicts"][index]["headline"], alone["verdict"]["headline"]);
        for test in alone["verdict"]["tests"].as_array().unwrap() {
            let beside = &json["verdicts"][index]["tests"][test["id"].as_str().unwrap()];
            assert_eq!(beside["holds"], test["holds"], "{}", test["id"]);
        }
    }
    let html = run(&["compare", LEAD, "--set", "process.sign=0.95", "--format", "html"]);
    assert!(html.contains("class=\"changed\""));
    let markdown = run(&["compare", LEAD, "--set", "process.sign=0.95", "--format", "markdown"]);
    assert!(markdown.contains("**0.95"), "{markdown}");
    let alone = concede(&["compare", LEAD]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&alone.stderr).contains("--set"));
}

#[test]
fn any_one_chart_is_a_file_of_its_own() {
    for chart in ["tornado", "strips", "map", "shares", "tree", "frontier", "conflict"] {
        let svg = run(&["plot", LEAD, "--chart", chart]);
        let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{chart}: {error}"));
        assert!(document.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")));
        assert!(svg.contains("<style>") && !svg.contains("var(--"), "{chart} brings its colours");
    }
    let mapped = run(&["plot", LEAD, "--chart", "map", "--axes", "process.sign", "window.closes"]);
    assert!(mapped.contains("chance that the window closes"), "{mapped}");
    run(&["plot", "scenarios/textbook/hipel-1993/elmira.toml", "--chart", "conflict"]);
    let other = concede(&["plot", "scenarios/textbook/hipel-1993/elmira.toml", "--chart", "tornado"]);
    assert_eq!(other.status.code(), Some(2));
    let ending = concede(&["plot", LEAD, "--chart", "shares", "-o", "shares.pdf"]);
    assert_eq!(ending.status.code(), Some(2));
    // Without fonts there are no letters to draw, and it says so.
    let path = scratch("shares.png");
    let drawn = concede(&["plot", LEAD, "--chart", "shares", "-o", path.to_str().unwrap()]);
    match drawn.status.code() {
        Some(0) => assert!(std::fs::read(&path).unwrap().starts_with(b"\x89PNG\r\n")),
        _ => assert!(String::from_utf8_lossy(&drawn.stderr).contains("no font is installed")),
    }
}

#[test]
fn watching_tells_what_a_save_changed() {
    let path = scratch("watched.toml");
    let text = std::fs::read_to_string("scenarios/textbook/iida-1993/one-shot-referendum.toml").unwrap();
    std::fs::write(&path, &text).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(["watch", path.to_str().unwrap(), "--saves", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(told.next().unwrap().unwrap().starts_with("watching"));
    // A save that is wrong is told of, and does not end it.
    std::fs::write(&path, text.replace("\"partner\"]", "\"prtner\"]")).unwrap();
    let wrong: String = told.by_ref().map(Result::unwrap).take_while(|line| !line.contains("1 error")).collect();
    assert!(wrong.contains("prtner"), "{wrong}");
    std::fs::write(&path, text.replacen("failure = 10", "failure = 1", 1)).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stdout).unwrap();
    let changed: Vec<&str> = said.lines().filter(|line| line.contains('→')).collect();
    assert!(
        changed.iter().any(|line| line.contains("expected_utility") && line.contains("no") && line.contains("yes")),
        "{said}"
    );
    assert!(changed.iter().any(|line| line.contains("concessions.referendum.cost.failure")), "{said}");
}

#[test]
fn watching_outlasts_a_broken_file_a_new_one_in_its_place_and_its_absence() {
    let folder = scratch("watched");
    std::fs::create_dir_all(&folder).unwrap();
    let (path, beside) = (folder.join("talks.toml"), folder.join("talks.toml.new"));
    let text = std::fs::read_to_string("scenarios/textbook/iida-1993/one-shot-referendum.toml").unwrap();
    std::fs::write(&path, "not a scenario").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(["watch", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(told.by_ref().any(|line| line.starts_with("watching")), "it goes on though the file is broken");
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    // As editors save: a new file takes the place of the old one.
    std::fs::write(&beside, &text).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    assert!(said.next().unwrap().starts_with("CONDITIONAL: "), "the first verdict has nothing before it");
    // Gone, and back with another number.
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, text.replacen("failure = 10", "failure = 1", 1)).unwrap();
    assert!(said.by_ref().any(|line| line.contains("concessions.referendum.cost.failure") && line.contains('→')));
    // Nothing but a remark is another save, which changes no answer.
    std::fs::write(&beside, text.replacen("failure = 10", "failure = 1", 1) + "# a remark\n").unwrap();
    std::fs::rename(&beside, &path).unwrap();
    assert!(said.any(|line| line.contains("no answer and no number changed")));
    child.kill().unwrap();
    child.wait().unwrap();
}
