//! Action-graph games, against their normal forms and published answers.

use std::process::Command;

use concede::axiom::action_graph::{check_alike, check_counts, check_table};
use concede::axiom::normal::is_equilibrium;
use concede::form::Game;
use concede::form::action_graph::{ActionGraph, MOST_STEPS, Neighbour, Node, Rule};
use concede::form::normal::NormalGame;
use concede::interop::Format;
use concede::numeric::rational::Rational;
use concede::numeric::stream::word;
use concede::scenario::diagnostic::Source;
use concede::solution::{Enclosed, Equilibria, Equilibrium};
use concede::solve::limits::Limits;
use concede::solve::nash::nash;
use concede::solve::pure_counts::pure_counts;
use concede::solve::pure_nash::pure_nash;
use concede::solve::symmetric_nash::symmetric_nash;

fn counts_itself(node: usize) -> Neighbour {
    Neighbour { rule: Rule::Sum, of: vec![(node, 1)] }
}

fn named(names: &[&str], neighbours: Vec<Vec<Neighbour>>) -> Vec<Node> {
    let node = |(name, neighbours): (&&str, Vec<Neighbour>)| Node {
        name: (*name).to_owned(),
        neighbours,
        payoffs: Vec::new(),
    };
    names.iter().zip(neighbours).map(node).collect()
}

/// The game with a payoff for every configuration that may come about.
fn filled(mut graph: ActionGraph, payoff: impl Fn(usize, &[i64]) -> Rational) -> ActionGraph {
    let (classes, mut left) = (graph.classes(), MOST_STEPS);
    for node in 0..graph.nodes.len() {
        let configurations = graph.configurations(node, &classes, &mut left).unwrap();
        graph.nodes[node].payoffs = configurations.into_iter().map(|one| (one.clone(), payoff(node, &one))).collect();
    }
    assert!(graph.is_sound() && graph.validate().is_ok());
    graph
}

fn alike(players: usize, actions: usize) -> (Vec<String>, Vec<Vec<usize>>) {
    ((1..=players).map(|player| format!("player {player}")).collect(), vec![(0..actions).collect(); players])
}

/// Random graphs of two classes: neighbours of every rule.
fn random(seed: u64) -> ActionGraph {
    let draw = |row: u64, column: u64, size: u64| (word(seed, row, column) % size) as usize;
    let nodes = 3;
    let neighbour = |node: u64, place: u64| {
        let of: Vec<(usize, i64)> = (0..nodes)
            .filter(|&other| draw(10 + node, 8 * place + other as u64, 3) > 0)
            .map(|other| (other, other as i64 + 1))
            .collect();
        let rule = [Rule::Sum, Rule::Exists, Rule::Highest(0), Rule::Lowest(0)][draw(20 + node, place, 4)];
        Neighbour { rule, of }
    };
    let neighbours =
        (0..nodes as u64).map(|node| (0..1 + draw(1, node, 2) as u64).map(|place| neighbour(node, place)).collect());
    let sets: [Vec<usize>; 2] = [vec![0, 1], [vec![1, 2], vec![0, 1, 2], vec![2]][draw(2, 0, 3)].clone()];
    let classes = [[0, 0, 0, 1], [0, 0, 1, 1]][draw(3, 0, 2)];
    let graph = ActionGraph {
        players: (1..=4).map(|player| format!("p{player}")).collect(),
        actions: classes.iter().map(|&class| sets[class].clone()).collect(),
        nodes: named(&["a", "b", "c"], neighbours.collect()),
    };
    let range = [200, 5][draw(4, 0, 2)];
    filled(graph, |node, one| {
        let key = one.iter().fold(node as u64, |key, &count| key * 16 + count as u64);
        Rational::from((word(seed, 99, key) % range) as i64)
    })
}

/// A profile of classes as one of players.
fn by_player<T: Clone>(graph: &ActionGraph, by_class: &[T]) -> Vec<T> {
    let mut all: Vec<Option<T>> = vec![None; graph.players.len()];
    for (class, value) in graph.classes().iter().zip(by_class) {
        class.players.iter().for_each(|&player| all[player] = Some(value.clone()));
    }
    all.into_iter().map(Option::unwrap).collect()
}

fn middle(ends: &[Rational; 2]) -> f64 {
    (ends[0].to_f64() + ends[1].to_f64()) / 2.0
}

fn points(found: &Equilibria) -> Vec<Vec<Vec<f64>>> {
    let exact = found
        .equilibria
        .iter()
        .map(|one| one.profile.iter().map(|mix| mix.iter().map(Rational::to_f64).collect()).collect());
    let boxes =
        found.enclosed.iter().map(|one| one.profile.iter().map(|mix| mix.iter().map(middle).collect()).collect());
    exact.chain(boxes).collect()
}

#[test]
fn counts_and_symmetric_equilibria_are_those_of_the_normal_form() {
    let (mut pure, mut mixed, mut complete) = (0, 0, 0);
    for seed in 0..150 {
        let graph = random(seed);
        let table: NormalGame = graph.normal_form(100_000).unwrap();
        let counted = pure_counts(&graph, &Limits::default());
        let profiles: usize = counted.equilibria.iter().map(|one| one.profiles.parse::<usize>().unwrap()).sum();
        assert!(counted.complete);
        assert_eq!(profiles, pure_nash(&table).len(), "seed {seed}");
        pure += profiles;

        let found = symmetric_nash(&graph, &Limits::default()).unwrap();
        for one in &found.equilibria {
            let (profile, payoffs) = (by_player(&graph, &one.profile), by_player(&graph, &one.payoffs));
            is_equilibrium(&table, &Equilibrium { profile, payoffs }).unwrap();
        }
        mixed += found.enclosed.len() + found.equilibria.len();
        // Where both searches are complete and nothing is in families, they agree.
        if !found.complete || !found.families.is_empty() {
            continue;
        }
        let all = nash(&table, &Limits::default());
        if !all.complete || !all.families.is_empty() {
            continue;
        }
        complete += 1;
        let classes = graph.classes();
        let symmetric = points(&all).into_iter().filter(|profile| {
            let same = |players: &Vec<usize>| {
                players
                    .iter()
                    .all(|&player| profile[player].iter().zip(&profile[players[0]]).all(|(a, b)| (a - b).abs() < 1e-9))
            };
            classes.iter().all(|class| same(&class.players))
        });
        let of_classes: Vec<Vec<Vec<f64>>> = points(&found).iter().map(|one| by_player(&graph, one)).collect();
        let mut listed = 0;
        for profile in symmetric {
            listed += 1;
            let near = |one: &Vec<Vec<f64>>| {
                one.iter().flatten().zip(profile.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-9)
            };
            assert!(of_classes.iter().any(near), "seed {seed}: {profile:?} is missing");
        }
        assert_eq!(listed, of_classes.len(), "seed {seed}");
    }
    assert!(pure > 100 && mixed > 100 && complete > 20, "{pure} {mixed} {complete}");
}

/// The volunteer's dilemma (Diekmann 1985, "Volunteer's dilemma", Journal of Conflict Resolution
/// 29): if anybody volunteers all get `b = 3`, less `c = 1` for volunteers.
fn volunteers() -> ActionGraph {
    let (names, actions) = alike(100, 2);
    let anybody = Neighbour { rule: Rule::Exists, of: vec![(0, 1)] };
    let nodes = named(&["volunteer", "silent"], vec![Vec::new(), vec![anybody]]);
    let graph = ActionGraph { players: names, actions, nodes };
    filled(graph, |node, one| Rational::from(if node == 0 { 2 } else { 3 * one[0] }))
}

/// In the one symmetric equilibrium each stays silent with probability `(c/b)^(1/(n - 1))`; the pure
/// ones have one volunteer.
#[test]
fn a_hundred_volunteers() {
    let graph = volunteers();
    let found = symmetric_nash(&graph, &Limits::default()).unwrap();
    assert!(found.complete && found.equilibria.is_empty() && found.families.is_empty());
    let [only] = found.enclosed.as_slice() else { panic!("{found:?}") };
    let silent = (1.0_f64 / 3.0).powf(1.0 / 99.0);
    let [lo, hi] = &only.profile[0][1];
    assert!(lo < hi && (lo.to_f64() - silent).abs() < 1e-12 && (hi.to_f64() - silent).abs() < 1e-12);
    let counted = pure_counts(&graph, &Limits::default());
    assert!(counted.complete);
    let [only] = counted.equilibria.as_slice() else { panic!("{counted:?}") };
    assert_eq!((only.counts.as_slice(), only.profiles.as_str()), (&[vec![1, 99]][..], "100"));
}

/// Rock, paper, scissors of ten, everybody against everybody: the even mixture is an equilibrium,
/// and more unknowns than one leave open whether there are others.
#[test]
fn several_unknowns_are_found_and_left_open() {
    let (names, actions) = alike(10, 3);
    let all = || (0..3).map(counts_itself).collect::<Vec<_>>();
    let graph = ActionGraph { players: names, actions, nodes: named(&["r", "p", "s"], vec![all(), all(), all()]) };
    let graph = filled(graph, |node, one| Rational::from(one[(node + 2) % 3] - one[(node + 1) % 3]));
    let found = symmetric_nash(&graph, &Limits::default()).unwrap();
    assert!(!found.complete && found.unresolved.len() == 1);
    let near = |one: &Vec<Vec<f64>>| one[0].iter().all(|weight| (weight - 1.0 / 3.0).abs() < 1e-9);
    assert!(points(&found).iter().any(near), "{found:?}");
}

/// Where everybody is indifferent, all mixtures are equilibria.
#[test]
fn indifference_is_a_family() {
    let (names, actions) = alike(12, 2);
    let graph = ActionGraph { players: names, actions, nodes: named(&["a", "b"], vec![Vec::new(), Vec::new()]) };
    let graph = filled(graph, |_, _| Rational::from(7));
    let found = symmetric_nash(&graph, &Limits::default()).unwrap();
    let [family] = found.families.as_slice() else { panic!("{found:?}") };
    assert!(found.complete && found.equilibria.len() == 2);
    assert_eq!((family.dimension, &family.profile[0][0]), (1, &[Rational::ZERO, Rational::ONE]));
}

fn agg(text: &str) -> Result<ActionGraph, String> {
    let source = Source::new("test.agg", text);
    let read = Format::of("test.agg", text).expect("the ending tells").read(&source);
    let titled = read.map_err(|faults| faults.into_iter().map(|one| one.message).collect::<Vec<_>>().join("; "))?;
    match titled.game {
        Game::ActionGraph(graph) => Ok(*graph),
        other => panic!("{}", other.form()),
    }
}

/// Three players, two of them alike; a sum of a sum, and the lowest, both ways to list payoffs.
const FILE: &str = "#AGG
# a comment
3 3 3
2 2 2   # sizes
0 1
0 1
1 2
1 0
2 1 4
1 5
2 0 1
2 3 2
2 0 1
0
0
3
0 10 20
1 3 # configurations
[ 1 3 ] 1/2
[ 2 3 ] 5
[ 3 3 ] -2.5e0
0 7 8
";

#[test]
fn gambits_files_are_read_exactly() {
    let graph = agg(FILE).unwrap();
    let table = graph.normal_form(100).unwrap();
    let pays = |at: [usize; 3]| table.payoffs[table.index(&at)].iter().map(Rational::to_string).collect::<Vec<_>>();
    // Node 0 counts itself: one, two. Node 1 counts itself and everybody. Node 2 sees the lowest
    // of 0 and 1.
    assert_eq!(pays([0, 0, 1]), ["20", "20", "7"]);
    assert_eq!(pays([0, 1, 0]), ["10", "5", "5"]);
    assert_eq!(pays([1, 1, 0]), ["-5/2", "-5/2", "-5/2"]);
    assert_eq!(pays([1, 1, 1]), ["5", "5", "8"]);
}

#[test]
fn faults_of_gambits_files_are_told() {
    let told = |from: &str, to: &str| agg(&FILE.replacen(from, to, 1)).unwrap_err();
    assert_eq!(told("0 7 8", "0 7"), "the file ends where the next payoff of a node should come");
    assert_eq!(told("0 7 8", "0 7 8 9"), "`9` stands where the file should end");
    assert_eq!(told("[ 2 3 ] 5", "[ 2 2 ] 5"), "action 1 has no payoff for [2, 3]");
    assert_eq!(told("[ 2 3 ] 5", "[ 1 3 ] 5"), "a second payoff for [1, 3]");
    assert_eq!(told("2 3 2\n", "2 5 2\n"), "a function node counts another of another type");
    assert_eq!(told("2 0 1\n2 3 2", "2 4 1\n2 3 2"), "function nodes count each other in a circle");
    assert_eq!(told("0\n0\n3\n", "0\n0\n12\n"), "function nodes of type 12 are not read");
    assert_eq!(told("0 1\n0 1\n", "1 0\n0 1\n"), "action 0 is out of order");
    assert_eq!(told("3 3 3", "99999999999 3 3"), "99999999999 is out of range");
}

#[test]
fn no_part_of_a_file_makes_it_panic() {
    for end in 0..FILE.len() {
        let _ = agg(&FILE[..end]);
        let _ = agg(&format!("{}{}", &FILE[..end], &FILE[(end + 3).min(FILE.len())..]));
    }
}

#[test]
fn falsified_claims_about_classes_are_found_out() {
    let graph = volunteers();
    let found = symmetric_nash(&graph, &Limits::default()).unwrap();
    let [one] = found.enclosed.as_slice() else { panic!("{found:?}") };
    let fault = |one: &Enclosed| check_alike(&graph, "nash", &[], std::slice::from_ref(one)).pop().unwrap().fault;
    assert_eq!(fault(one), None);
    let half = [Rational::new(1, 2), Rational::new(1, 2)];
    let mut other = one.clone();
    other.profile[0][0] = half.clone();
    assert!(fault(&other).unwrap().contains("sum to 1"));
    let mut other = one.clone();
    other.profile[0] = vec![half.clone(), half.clone()];
    other.payoffs[0] = [Rational::from(0), Rational::from(2)];
    assert!(fault(&other).unwrap().contains("pay the same"));
    let mut other = one.clone();
    other.payoffs[0] = half;
    assert!(fault(&other).unwrap().contains("something else"));

    // Counts that hang on a payoff which is not there.
    let counted = pure_counts(&graph, &Limits::default());
    let faults = |graph: &ActionGraph| {
        check_counts(graph, "pure_nash", true, &counted.equilibria)
            .into_iter()
            .filter(|check| check.fault.is_some())
            .count()
    };
    assert_eq!(faults(&graph), 0);
    let missed = check_counts(&graph, "pure_nash", true, &[]);
    assert!(missed.iter().any(|check| check.fault.as_ref().is_some_and(|fault| fault.contains("missing"))));
    let mut holed = graph.clone();
    holed.nodes[1].payoffs.remove(0);
    assert_eq!(faults(&holed), counted.equilibria.len());
    assert!(!pure_counts(&holed, &Limits::default()).complete);
}

#[test]
fn a_falsified_table_is_found_out() {
    for seed in 0..20 {
        let graph = random(seed);
        let table = graph.normal_form(100_000).unwrap();
        assert_eq!(check_table(&graph, &table).fault, None, "seed {seed}");
        let mut other = table.clone();
        let place = seed as usize % other.payoffs.len();
        other.payoffs[place][2] = Rational::from(1_000);
        assert!(check_table(&graph, &other).fault.unwrap().starts_with("another payoff of p3"));
        let mut other = table.clone();
        other.strategies[0].reverse();
        assert!(check_table(&graph, &other).fault.is_some());
    }
}

#[test]
fn what_adds_up_wrongly_is_not_sound() {
    let sound = volunteers();
    let mut twice = sound.clone();
    twice.nodes[1].neighbours[0].of.push((0, 1));
    let mut large = sound.clone();
    large.nodes[1].neighbours[0].of[0].1 = i64::MAX;
    assert!(sound.is_sound() && !twice.is_sound() && !large.is_sound());
}

/// Of many supports with several unknowns only so many are listed, and no pure equilibrium is lost.
#[test]
fn open_supports_are_bounded() {
    let (names, actions) = alike(2, 11);
    let nodes = (0..11).map(|_| (0..11).map(counts_itself).collect()).collect();
    let labels: Vec<String> = (0..11).map(|action| format!("a{action}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let graph = ActionGraph { players: names, actions, nodes: named(&labels, nodes) };
    let graph = filled(graph, |node, one| Rational::from(one[node]));
    let found = symmetric_nash(&graph, &Limits::default()).unwrap();
    assert!(!found.complete && found.unresolved.len() == 1_024, "{}", found.unresolved.len());
    let pure = found.equilibria.iter().filter(|one| one.profile[0].iter().any(Rational::is_one)).count();
    assert_eq!(pure, 11);
}

/// From a file through the report to its verification, without and with a normal form.
#[test]
fn reports_are_verified() {
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_concede")).args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let directory = std::env::temp_dir().join(format!("concede-action-graphs-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let (file, report) = (directory.join("small.agg"), directory.join("report.json"));
    std::fs::write(&file, FILE).unwrap();
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    for game in [path(&file), "docs/games/two-roads.toml".to_owned()] {
        let (code, _) = run(&["solve", &game, "--format", "json", "-o", &path(&report)]);
        assert_eq!(code, Some(0), "{game}");
        let (code, text) = run(&["verify", &path(&report)]);
        assert_eq!(code, Some(0), "{text}");
    }
    // Another table is found out.
    run(&["solve", &path(&file), "--format", "json", "-o", &path(&report)]);
    let text = std::fs::read_to_string(&report).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let pays = &mut value["certificate"]["normal"]["payoffs"][0][0];
    assert_eq!(*pays, "20");
    *pays = serde_json::json!("21");
    std::fs::write(&report, value.to_string()).unwrap();
    let (code, told) = run(&["verify", &path(&report)]);
    assert!(code == Some(1) && told.contains("FAILED  the normal form is that of the action graph"), "{told}");
    // A count that is no equilibrium is found out.
    run(&["solve", "docs/games/two-roads.toml", "--format", "json", "-o", &path(&report)]);
    let text = std::fs::read_to_string(&report).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let solutions = value["solutions"].as_array_mut().unwrap();
    let pure = solutions.iter_mut().find(|one| one["concept"] == "pure_nash").unwrap();
    assert_eq!(pure["counts"][0]["counts"][0], serde_json::json!([10, 10]));
    pure["counts"][0]["counts"][0] = serde_json::json!([9, 11]);
    std::fs::write(&report, value.to_string()).unwrap();
    assert_eq!(run(&["verify", &path(&report)]).0, Some(1));
    std::fs::remove_dir_all(&directory).unwrap();
}
