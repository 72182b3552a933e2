//! Wrong input: every diagnostic is golden, and nothing panics, aborts or hangs.
//!
//! Each `malformed/NAME.toml` is wrong in one way that a person would be, and
//! `malformed/NAME.stderr` is what `concede check NAME.toml` says about it.
//! `CONCEDE_BLESS=1 cargo test --test malformed` writes these goldens anew; review the diff.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The longest that any input may take. Most take milliseconds; the slowest build a tree up
/// to its limit of nodes, on a machine that runs other tests at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a run of the binary came to.
struct Run {
    /// `None` if a signal or our patience ended it.
    code: Option<i32>,
    stdout: String,
    stderr: String,
    took: Duration,
}

impl Run {
    /// Fails unless the run ended by itself with one of these exit codes, and without a panic.
    #[track_caller]
    fn expect(&self, codes: &[i32], about: &str) -> &Run {
        let told = self.stderr.chars().take(2_000).collect::<String>();
        assert!(!self.stderr.contains("panicked at"), "{about}: it panics\n{told}");
        assert!(
            self.code.is_some_and(|code| codes.contains(&code)),
            "{about}: exit code {:?} after {:.1?}, expected one of {codes:?}\n{told}",
            self.code,
            self.took,
        );
        self
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("malformed")
}

/// Runs the binary among the malformed files, with `input` on its stdin.
fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>, input: &[u8]) -> Run {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_concede"))
        .args(arguments)
        .current_dir(directory())
        .env("NO_COLOR", "1")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary is built and can be run");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let stdout = child.stdout.take().expect("stdout is piped");
    let stderr = child.stderr.take().expect("stderr is piped");
    thread::scope(|scope| {
        scope.spawn(move || {
            // A binary that has read enough closes the pipe early; that is its right.
            let _ = stdin.write_all(input);
        });
        let stdout = scope.spawn(move || text_of(stdout));
        let stderr = scope.spawn(move || text_of(stderr));
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child can be waited for") {
                break status;
            }
            if started.elapsed() > PATIENCE {
                child.kill().expect("a running child can be killed");
            }
            thread::sleep(Duration::from_millis(2));
        };
        Run {
            code: status.code(),
            stdout: stdout.join().expect("reading a pipe does not panic"),
            stderr: stderr.join().expect("reading a pipe does not panic"),
            took: started.elapsed(),
        }
    })
}

fn text_of(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).expect("a pipe can be read");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Checks a scenario given on stdin.
fn check(input: impl AsRef<[u8]>) -> Run {
    run(["check", "-"], input.as_ref())
}

/// Whatever is wrong with the input, `check` and `solve` answer, or refuse, in good order.
#[track_caller]
fn survives(about: &str, input: impl AsRef<[u8]>) {
    for command in ["check", "solve"] {
        let run = run([command, "-"], input.as_ref());
        run.expect(&[0, 2, 3], &format!("{command} with {about}"));
        assert!(run.code == Some(0) || !run.stderr.is_empty(), "{command} with {about}: refused without a word");
    }
}

/// Splitmix64: small, seeded, and all the randomness that is needed here.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// A small valid scenario, for one change at a time.
const SMALL: &str = r#"[scenario]
title    = "A village on the border"
question = "handover"

[players.north]
payoffs = { always = 40, treaty = 20 }

[players.south]
payoffs = { treaty = 10, handover = 8 }

[concessions.handover]
owner       = "north"
demanded_by = "south"
success     = 0.6
cost        = { attempt = 2, success = 5 }

[agreements.treaty]
signatories = ["north", "south"]

[process]
agreement = "treaty"
demands   = ["handover"]
sign      = 0.5
"#;

/// The small scenario with one of its texts changed.
#[track_caller]
fn small_with(old: &str, new: &str) -> String {
    assert_eq!(SMALL.matches(old).count(), 1, "`{old}` stands once in the small scenario");
    SMALL.replace(old, new)
}

/// A valid scenario with this many concessions, all demanded, each with more lines of its own.
fn with_demands(count: usize, more: &str) -> String {
    let mut text = String::from("[scenario]\ntitle = \"Many\"\nquestion = \"c0\"\n[players.north]\n[players.south]\n");
    for index in 0..count {
        writeln!(text, "[concessions.c{index}]\nowner = \"north\"\ndemanded_by = \"south\"\n{more}").unwrap();
    }
    let demands: Vec<String> = (0..count).map(|index| format!("\"c{index}\"")).collect();
    writeln!(text, "[agreements.treaty]\nsignatories = [\"north\", \"south\"]").unwrap();
    writeln!(text, "[process]\nagreement = \"treaty\"\ndemands = [{}]", demands.join(", ")).unwrap();
    text
}

fn lead_scenario() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join("south-caucasus.toml");
    fs::read_to_string(path).expect("the lead scenario is part of the repository")
}

// --- golden diagnostics ---

#[test]
fn every_malformed_file_gets_its_golden_diagnostics() {
    let bless = std::env::var_os("CONCEDE_BLESS").is_some();
    let mut names: Vec<String> = fs::read_dir(directory())
        .expect("the malformed files are part of the repository")
        .map(|entry| entry.expect("a directory can be listed").file_name().into_string().expect("names are UTF-8"))
        .collect();
    names.sort();
    let files: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix(".toml")).collect();
    assert!(files.len() >= 45, "only {} malformed files are found", files.len());
    let mut failures = String::new();
    for orphan in names.iter().filter_map(|name| name.strip_suffix(".stderr")).filter(|name| !files.contains(name)) {
        writeln!(failures, "{orphan}.stderr belongs to no file").unwrap();
    }
    for name in files {
        let run = run(["check", &format!("{name}.toml")], b"");
        if run.code != Some(2) || !run.stdout.is_empty() || run.stderr.contains("panicked at") {
            writeln!(failures, "{name}: exit code {:?}, expected 2\n{}{}", run.code, run.stdout, run.stderr).unwrap();
            continue;
        }
        let golden = directory().join(format!("{name}.stderr"));
        if bless {
            fs::write(&golden, &run.stderr).expect("the goldens can be written");
            continue;
        }
        // A checkout may turn line ends into those of its system.
        let expected = fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n");
        if run.stderr != expected {
            writeln!(failures, "--- {name}: expected\n{expected}--- {name}: found\n{}", run.stderr).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}\nCONCEDE_BLESS=1 rewrites the goldens; review the diff");
}

#[test]
fn the_small_scenario_is_valid() {
    check(SMALL).expect(&[0], "the small scenario");
    survives("the small scenario", SMALL);
}

// --- any bytes at all ---

#[test]
fn random_bytes_are_refused() {
    let mut dice = Dice(1);
    for round in 0..40 {
        let length = 1 << (round % 13);
        let bytes: Vec<u8> = (0..length).map(|_| dice.next() as u8).collect();
        check(&bytes).expect(&[2], &format!("random bytes, round {round}"));
        let printable: Vec<u8> =
            bytes.iter().map(|byte| b"\n =[]{}\"'.,#_-+eE019abtf&|!()"[*byte as usize % 29]).collect();
        survives(&format!("random symbols, round {round}"), printable);
    }
}

#[test]
fn every_truncation_of_the_lead_scenario_is_survived() {
    let text = lead_scenario();
    for step in 0..200 {
        let end = text.len() * step / 200;
        // In the middle of a letter it is no UTF-8 any more, which is wrong too.
        check(&text.as_bytes()[..end]).expect(&[0, 2], &format!("the lead scenario, cut at byte {end}"));
    }
}

#[test]
fn small_slips_in_the_lead_scenario_are_survived() {
    let text = lead_scenario();
    let lines: Vec<&str> = text.lines().collect();
    let tokens: Vec<&str> =
        r#"0|1|-1|""|true|[]|{}|=|"|]|[|{ base = 1 }|"armenia"|"treaty"|"referendum"|"1/3"|1e9|nan|#|.|,|base"#
            .split('|')
            .chain(["\u{202e}", "\u{0}"])
            .collect();
    let mut dice = Dice(2);
    for round in 0..300 {
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for _ in 0..=dice.below(3) {
            let at = dice.below(changed.len());
            match dice.below(4) {
                0 => drop(changed.remove(at)),
                1 => {
                    let other = changed[dice.below(changed.len())].clone();
                    changed.insert(at, other);
                }
                2 => {
                    let other = dice.below(changed.len());
                    changed.swap(at, other);
                }
                _ => {
                    let mut words: Vec<&str> = changed[at].split_inclusive(' ').collect();
                    if !words.is_empty() {
                        let word = dice.below(words.len());
                        words[word] = dice.pick(&tokens);
                    }
                    changed[at] = words.concat();
                }
            }
        }
        check(changed.join("\n")).expect(&[0, 2, 3], &format!("slips of round {round}:\n{}", changed.join("\n")));
    }
}

#[test]
fn a_text_that_is_not_utf_8_is_refused() {
    for bytes in [&b"\xff"[..], b"\xef\xbb", b"[scenario]\ntitle = \"caf\xe9\"\n", b"\xff\xfe[\0s\0", b"\xed\xa0\x80"] {
        let run = check(bytes);
        run.expect(&[2], "a text that is not UTF-8");
        assert!(run.stderr.contains("UTF-8"), "{}", run.stderr);
    }
}

// --- files that are none ---

#[test]
fn an_empty_file_is_refused() {
    for text in ["", " ", "\n", "\n\n\n", "# nothing yet", "\u{feff}"] {
        check(text).expect(&[2], &format!("{text:?}"));
    }
}

#[test]
fn a_directory_and_a_missing_file_are_refused() {
    for name in [".", "..", "nothing-of-this-name.toml", "the-file-is-empty.toml/below"] {
        for command in ["check", "solve"] {
            let run = run([command, name], b"");
            run.expect(&[2], &format!("{command} {name:?}"));
            assert!(run.stderr.starts_with("error: reading"), "{}", run.stderr);
        }
    }
}

#[test]
fn an_unreadable_file_is_reported_once() {
    let run = run(["check", "nothing-of-this-name.toml"], b"");
    assert_eq!(run.stderr.lines().filter(|line| line.starts_with("error")).count(), 1, "{}", run.stderr);
}

#[test]
fn a_wrong_file_does_not_hide_the_others() {
    let run = run(["check", "nothing-of-this-name.toml", "the-question-names-nothing.toml", "-"], SMALL.as_bytes());
    run.expect(&[2], "two wrong files and a right one");
    assert!(run.stderr.contains("nothing-of-this-name.toml"), "{}", run.stderr);
    assert!(run.stderr.contains("hanover"), "{}", run.stderr);
    assert!(run.stdout.starts_with("<stdin>: ok"), "{}", run.stdout);
}

#[test]
fn a_file_of_ten_megabytes_is_refused() {
    for fill in [&b"#"[..], b"\n", b"[", b"a=1\n", b"\0", b"x = \"y\" # z\n"] {
        let bytes: Vec<u8> = fill.iter().copied().cycle().take(10_000_000).collect();
        let run = check(&bytes);
        run.expect(&[2], "ten megabytes");
        assert!(run.stderr.contains("bytes"), "{}", run.stderr);
    }
}

#[test]
fn a_flood_of_errors_is_refused_in_time() {
    for fill in [&b"#"[..], b"\n", b"[", b"=", b"\"", b"a\n", b"k = 1\n", b"[a]\n", b"\"\"\"", b"{", b"\xc3\xa9"] {
        let bytes: Vec<u8> = fill.iter().copied().cycle().take(400_000).collect();
        check(&bytes).expect(&[2], &format!("a flood of {:?}", String::from_utf8_lossy(fill)));
    }
    let keys: String = (0..50_000).map(|index| format!("key_{index} = {index}\n")).collect();
    let run = check(keys);
    run.expect(&[2], "fifty thousand unknown keys");
    assert!(run.stderr.lines().count() < 1_000, "no one reads {} lines", run.stderr.lines().count());
}

// --- much of a good thing ---

#[test]
fn more_concessions_than_any_negotiation_has_are_refused() {
    for count in [65, 1_000, 10_000] {
        let run = check(with_demands(count, ""));
        run.expect(&[2, 3], &format!("{count} concessions"));
        assert!(run.stderr.contains("64"), "{}", run.stderr);
    }
}

#[test]
fn as_many_demands_as_are_allowed_work() {
    survives("64 demands", with_demands(64, ""));
    survives("64 uncertain demands", with_demands(64, "success = { low = 0.1, base = 0.5, high = 0.9 }"));
    check(with_demands(64, "")).expect(&[0], "64 demands");
}

#[test]
fn as_many_agreements_and_players_as_are_allowed_work_or_reach_a_limit() {
    let agreements = |count: usize| -> String {
        (0..count).map(|index| format!("[agreements.a{index}]\nsignatories = [\"north\"]\n")).collect()
    };
    survives("9 agreements", format!("{SMALL}{}", agreements(8)));
    check(format!("{SMALL}{}", agreements(31))).expect(&[0, 3], "32 agreements");
    check(format!("{SMALL}{}", agreements(32))).expect(&[2, 3], "33 agreements");
    let players = |count: usize| -> String { (0..count).map(|index| format!("[players.p{index}]\n")).collect() };
    check(format!("{SMALL}{}", players(31))).expect(&[2, 3], "33 players");
    let signatories: Vec<String> = (0..30).map(|index| format!("\"p{index}\"")).collect();
    let signed = small_with("[\"north\", \"south\"]", &format!("[\"north\", \"south\", {}]", signatories.join(", ")));
    survives("32 signatories", format!("{signed}{}", players(30)));
    check(format!("{signed}{}", players(30))).expect(&[0], "32 signatories");
}

#[test]
fn many_types_work_or_reach_a_limit() {
    let types = |count: usize| -> String {
        (1..count).map(|index| format!("[process.types.t{index}]\nprior = \"1/{count}\"\n")).collect()
    };
    for count in [64, 1_000] {
        survives(&format!("{count} types"), format!("{SMALL}[process.types.rest]\n{}", types(count)));
    }
}

fn with_inducements(count: usize) -> String {
    let inducement = |index| format!("[inducements.i{index}]\nfrom = \"north\"\nto = \"south\"\namount = 1\n");
    let inducements: String = (0..count).map(inducement).collect();
    format!("{SMALL}{inducements}")
}

#[test]
fn many_inducements_work_or_reach_a_limit() {
    survives("8 inducements", with_inducements(8));
    check(with_inducements(24)).expect(&[0, 2, 3], "24 inducements");
}

#[test]
fn more_inducements_than_any_negotiation_has_are_refused() {
    for count in [65, 2_000] {
        check(with_inducements(count)).expect(&[2, 3], &format!("{count} inducements"));
    }
}

#[test]
fn thirty_attempts_at_each_of_several_concessions_work_or_reach_a_limit() {
    let thirty_at = |count| with_demands(count, "success = 0.5\nattempts = 30");
    survives("30 attempts at 1", thirty_at(1));
    survives("30 attempts at 2", thirty_at(2));
    for count in [3, 6] {
        check(thirty_at(count)).expect(&[0, 3], &format!("30 attempts at {count}"));
    }
}

fn with_attempts(attempts: &str) -> String {
    small_with("success     = 0.6", &format!("success     = 0.6\nattempts    = {attempts}"))
}

#[test]
fn many_attempts_work() {
    survives("50 attempts", with_attempts("50"));
    check(with_attempts("50")).expect(&[0], "50 attempts");
}

#[test]
fn more_attempts_than_anyone_makes_are_refused() {
    for attempts in ["1000", "10000", "4000000000"] {
        survives(&format!("{attempts} attempts"), with_attempts(attempts));
    }
}

#[test]
fn counts_that_are_none_are_refused() {
    for attempts in ["0", "-1", "1.5", "4294967296", "99999999999999999999999", "1e3", "inf", "\"2\"", "[2]", "\"\""] {
        check(with_attempts(attempts)).expect(&[2], &format!("attempts = {attempts}"));
    }
}

// --- depth ---

#[test]
fn deep_conditions_are_refused() {
    let deep = 100_000;
    let conditions = [
        format!("{}treaty{}", "(".repeat(deep), ")".repeat(deep)),
        "(".repeat(deep),
        ")".repeat(deep),
        format!("{}treaty", "!".repeat(deep)),
        vec!["treaty"; deep].join("&"),
        vec!["treaty"; deep].join("|"),
        vec!["!(treaty"; deep].join("&"),
        "treaty.".repeat(deep),
    ];
    for condition in conditions {
        let about: String = condition.chars().take(20).collect();
        check(small_with("treaty = 20", &format!("\"{condition}\" = 20"))).expect(&[2], &about);
        check(small_with(
            "sign      = 0.5",
            &format!("[agreements.other]\nsignatories = [\"north\"]\nrequires = \"{condition}\""),
        ))
        .expect(&[2], &about);
    }
}

#[test]
fn deep_values_and_keys_are_refused() {
    let deep = 100_000;
    let dotted = vec!["a"; deep].join(".");
    let texts = [
        format!("x = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("x = {}1{}", "{ a = ".repeat(deep), " }".repeat(deep)),
        format!("x = {}1{}", "[{ a = ".repeat(deep), " }]".repeat(deep)),
        format!("x = {}", "[".repeat(deep)),
        format!("x = {}", "{ a = ".repeat(deep)),
        format!("{dotted} = 1"),
        format!("[{dotted}]"),
        format!("[[{dotted}]]"),
        format!("[players.north.payoffs.{dotted}]"),
        format!("x = {{ {dotted} = 1 }}"),
    ];
    for text in texts {
        let about: String = text.chars().take(20).collect();
        check(format!("{SMALL}{text}\n")).expect(&[2], &about);
        check(format!("{text}\n")).expect(&[2], &about);
    }
}

// --- numbers ---

#[test]
fn numbers_that_are_none_are_refused() {
    let bare = "1e999999999 -1e999999999 1e-999999999 inf -inf +inf nan -nan 0x 01 1. .5 1e 1__0 _1 1_ --1 +-1 10-12 0,5 \
                1/2 50% true 1979-05-27 0xffffffffffffffffffffffffffff";
    let quoted = "/ 1/ /2 1/0 0/0 1/0e5 1/2/3 inf nan 1/inf 0x7f 1e99999 1/1e99999 ½ ٣ 1,5 1e5.5 --1 \
                  1e9223372036854775807 1e-9223372036854775808 1e99999999999999999999";
    let quoted = quoted.split(' ').chain(["", " ", "1 000"]).map(|text| format!("\"{text}\""));
    let wrong: Vec<String> = bare.split(' ').chain(["1 000"]).map(str::to_owned).chain(quoted).collect();
    for number in wrong {
        check(small_with("always = 40", &format!("always = {number}"))).expect(&[2], &format!("always = {number}"));
    }
    for long in ["9".repeat(100_000), format!("0.{}", "3".repeat(100_000)), "1/".repeat(100_000)] {
        for quote in ["", "\""] {
            let text = small_with("always = 40", &format!("always = {quote}{long}{quote}"));
            check(text).expect(&[2], "a number of a hundred thousand digits");
        }
    }
    let huge = format!("{}/{}", "7".repeat(50_000), "3".repeat(50_000));
    check(small_with("always = 40", &format!("always = \"{huge}\""))).expect(&[2], "a huge fraction");
}

#[test]
fn the_least_exponent_does_not_overflow() {
    let text = small_with("always = 40", "always = \"1.5e-9223372036854775808\"");
    check(text).expect(&[2], "the least exponent that fits a word, with a fraction");
}

#[test]
fn unusual_numbers_are_read() {
    let numbers = r#"1_000.5|0x7f|0o17|0b11|-0.0|+7|1e20|1e-20|" 6 / -4 "|"12345678901/98765432109""#;
    for number in numbers.split('|') {
        let text = small_with("always = 40", &format!("always = {number}"));
        survives(&format!("always = {number}"), &text);
        check(&text).expect(&[0], number);
    }
}

#[test]
fn numbers_of_extreme_size_are_solved_or_refused_in_time() {
    let huge = format!("\"{}/{}\"", "7".repeat(999), "3".repeat(998));
    for number in ["1e400", "1e-400", "-1e999", &huge] {
        survives(&format!("always = {number}"), small_with("always = 40", &format!("always = {number}")));
    }
    for number in ["1e400", "1e-400"] {
        for path in ["players.armenia.payoffs.border", "players.azerbaijan.payoffs.treaty"] {
            let setting = format!("{path}={number}");
            run(["solve", "-", "--set", &setting], lead_scenario().as_bytes()).expect(&[0, 2, 3], &setting);
        }
    }
}

// --- text ---

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let plain = run(["solve", "-"], SMALL.as_bytes());
    plain.expect(&[0], "the small scenario");
    for text in [SMALL.replace('\n', "\r\n"), format!("\u{feff}{SMALL}"), SMALL.trim_end().to_owned()] {
        let other = run(["solve", "-"], text.as_bytes());
        other.expect(&[0], "the small scenario, otherwise encoded");
        assert_eq!(other.stdout, plain.stdout);
    }
    // A lone carriage return ends no line.
    check(SMALL.replace('\n', "\r")).expect(&[2], "carriage returns alone");
}

#[test]
fn names_may_be_of_any_script() {
    for name in ["Հայաստան", "ایران", "مصر (Egypt)", "日本国", "🏳️‍🌈", "\\u202Enorth", "a\\tb", "\\u0000", "e\\u0301", ""]
    {
        let text = small_with("[players.north]", &format!("[players.north]\nname = \"{name}\""));
        survives(&format!("the name {name:?}"), &text);
        check(&text).expect(&[0], name);
    }
    // Keys too, where they are quoted, since conditions know letters of every script.
    let armenian = SMALL
        .replace("[players.north]", "[players.\"հյուսիս\"]")
        .replace("\"north\"", "\"հյուսիս\"")
        .replace("[concessions.handover]", "[concessions.\"تسليم\"]")
        .replace("handover = 8", "\"تسليم\" = 8")
        .replace("\"handover\"", "\"تسليم\"");
    check(&armenian).expect(&[0], "keys of other scripts");
    survives("an unknown key of another script", armenian.replace("demands   = [\"تسليم\"]", "demands   = [\"تسلم\"]"));
}

#[test]
fn names_of_any_length_are_survived() {
    let long = "a".repeat(200_000);
    let declared = SMALL.replace("[players.south]", &format!("[players.{long}]"));
    for text in [
        declared.replace("\"south\"", &format!("\"{long}b\"")),
        SMALL.replace("\"handover\"", &format!("\"{long}\"")),
        SMALL.replace("[process]", &format!("[{long}]\n[process]")),
        small_with("sign      = 0.5", &format!("protocol = \"{long}\"")),
        small_with("success     = 0.6", &format!("effect = \"{long}\"")),
        small_with("success     = 0.6", &format!("effect = \"on {long}\"")),
        small_with("treaty = 20", &format!("\"{long}\" = 20")),
    ] {
        let run = check(text);
        run.expect(&[2], "a name of two hundred thousand letters");
        assert!(run.stderr.len() < 20_000, "no one reads {} bytes", run.stderr.len());
    }
}

// --- the command line ---

#[test]
fn nonsense_in_set_is_refused() {
    let deep = format!("{}=1", vec!["a"; 10_000].join("."));
    let long = format!("process.sign={}", "9".repeat(10_000));
    let twice = "process.sign=0.5\nprocess.sign=0.6";
    let wrong = r#"
=
a
=1
a=
a=1
process.sign
process.sign=
process.sign=abc
process.sign=1.5
process.sign=-1
process.sign=nan
process.sign=1e999999999
process.sgin=0.5
process.sign.x=1
process.sign={}
process.sign=[]
process=1
players=3
scenario=[]
format=2
process.demands=[]
process.demands=["handover", "handover"]
scenario.question=apology
[process]=1
process.sign="""
"=1
'=1
process."sign=1
a b=1
players.north.payoffs.treaty & handover=7
players.north.payoffs."treaty &"=7
process.sign=0.5=0.6
process..sign=1
.=1"#;
    let wrong = wrong.split('\n').chain(["\u{202e}=1", "\u{1}=1", twice, &deep, &long]);
    for argument in wrong {
        let about: String = argument.chars().take(60).collect();
        for command in ["check", "solve"] {
            run([command, "-", "--set", argument], SMALL.as_bytes()).expect(&[2], &format!("--set {about}"));
        }
    }
    run(["check", "-", "--set"], SMALL.as_bytes()).expect(&[2], "--set without an argument");
}

#[test]
fn a_setting_that_sets_nothing_is_refused() {
    for argument in ["#=1", "# process.sign = 1"] {
        run(["check", "-", "--set", argument], SMALL.as_bytes()).expect(&[2], &format!("--set {argument:?}"));
    }
}

#[test]
fn a_thousand_settings_are_survived() {
    let mut arguments: Vec<OsString> = vec!["check".into(), "-".into()];
    for index in 0..1_000 {
        arguments.push("--set".into());
        arguments.push(format!("process.sign=\"{index}/1000\"").into());
    }
    run(&arguments, SMALL.as_bytes()).expect(&[0], "a thousand settings");
    arguments.extend(["--set".into(), "process.sing=1".into()]);
    run(&arguments, SMALL.as_bytes()).expect(&[2], "a thousand settings and a slip");
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_are_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = OsStr::from_bytes(b"process.sign=\xff");
    run([OsStr::new("check"), OsStr::new("-"), OsStr::new("--set"), bytes], SMALL.as_bytes()).expect(&[2], "--set");
    run([OsStr::new("check"), OsStr::from_bytes(b"\xff.toml")], b"").expect(&[2], "a file name");
}

// --- valid, although it looks wrong ---

#[test]
fn prerequisites_that_cannot_form_a_cycle_are_no_cycle() {
    let pair = |first: &str, second: &str| {
        with_demands(3, "")
            .replace("[concessions.c1]\n", &format!("[concessions.c1]\nrequires = \"{first}\"\n"))
            .replace("[concessions.c2]\n", &format!("[concessions.c2]\nrequires = \"{second}\"\n"))
    };
    for (first, second) in [("!c2", "!c1"), ("c0 | c2", "c1"), ("!c1", "always"), ("c0 & !c2", "c0.failed | !c1")] {
        check(pair(first, second)).expect(&[0], &format!("c1 requires {first}, c2 requires {second}"));
    }
    for (first, second) in [("c2", "c1"), ("c0 & c2", "c1"), ("c1", "always")] {
        check(pair(first, second)).expect(&[2], &format!("c1 requires {first}, c2 requires {second}"));
    }
}
