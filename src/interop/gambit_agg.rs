//! Gambit's `.agg`: action-graph games (the format of Jiang, Leyton-Brown and Bhat 2011
//! \[JiangLeytonBrownBhat2011\]).
//!
//! ```text
//! #AGG
//! players, action nodes, function nodes
//! the size of each player's action set; the action sets
//! for each node: the number of its neighbours, and these
//! for each function node: its type (0 sum, 1 existence, 2 highest, 3 lowest; 10 0 [ weights ]
//!   weighted sum, 11 0 [ weights ] weighted existence)
//! for each action node: 0 and its payoffs in the lexicographical order of configurations,
//!   or 1, how many there are, and for each a configuration in brackets and a payoff
//! ```
//!
//! What follows `#` on a line is a comment. A function node among the neighbours of another stands
//! for the actions that it counts; both must be of the same type. Left out: types 12 and 13, and
//! defaults other than 0 of 10 and 11, which readers of the format take differently; and `.bagg`.

use std::collections::BTreeMap;

use crate::form::action_graph::{
    ActionGraph, Class, Configuration, MOST_CONFIGURATIONS, MOST_PLAYERS, MOST_STEPS, MOST_WEIGHT, Neighbour, Node,
    Rule,
};
use crate::form::{Game, TitledGame};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten};

/// Reads a game.
///
/// # Errors
/// The first fault.
pub fn read(source: &Source) -> Result<TitledGame, Vec<Diagnostic>> {
    let text = source.texts().first().map_or("", |text| text.text.as_str());
    let graph = game(&mut Words { text, at: 0, last: 0..0 }).map_err(|fault| vec![fault])?;
    Ok(TitledGame { title: String::new(), game: Game::ActionGraph(Box::new(graph)) })
}

/// The words of a file: brackets, and what white space, brackets and comments leave.
struct Words<'a> {
    text: &'a str,
    at: usize,
    last: Span,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start().len();
            if !self.text[self.at..].starts_with('#') {
                break;
            }
            let rest = &self.text[self.at..];
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
        let rest = &self.text[self.at..];
        let first = rest.chars().next()?;
        let bracket = |c: char| matches!(c, '[' | ']');
        let length = match bracket(first) {
            true => 1,
            false => rest.find(|c: char| c.is_whitespace() || bracket(c) || c == '#').unwrap_or(rest.len()),
        };
        self.last = self.at..self.at + length;
        self.at += length;
        Some(&rest[..length])
    }

    fn fault(&self, message: String, help: &str) -> Diagnostic {
        Diagnostic::error(message).at(&self.last, "").help(help)
    }

    fn word(&mut self, what: &str) -> Result<&'a str, Diagnostic> {
        match self.next() {
            Some(word) => Ok(word),
            None => Err(self.fault(
                format!("the file ends where {what} should come"),
                "a file lists players, nodes, action sets, neighbours, functions and payoffs, in this order",
            )),
        }
    }

    fn whole(&mut self, what: &str) -> Result<i64, Diagnostic> {
        let word = self.word(what)?;
        word.parse()
            .map_err(|_| self.fault(format!("`{}` is not a whole number", shorten(word)), &format!("expected {what}")))
    }

    /// A whole number from 0 to less than a bound.
    fn below(&mut self, bound: usize, what: &str) -> Result<usize, Diagnostic> {
        let number = self.whole(what)?;
        usize::try_from(number).ok().filter(|number| *number < bound).ok_or_else(|| {
            self.fault(format!("{number} is out of range"), &format!("{what} is from 0 to {}", bound.saturating_sub(1)))
        })
    }

    fn number(&mut self, what: &str) -> Result<Rational, Diagnostic> {
        let word = self.word(what)?;
        word.parse().map_err(|_| {
            self.fault(
                format!("`{}` is not a number", shorten(word)),
                &format!("expected {what}: write 12, -0.45 or 9/20"),
            )
        })
    }

    fn bracket(&mut self, bracket: &str) -> Result<(), Diagnostic> {
        let word = self.word(&format!("`{bracket}`"))?;
        match word == bracket {
            true => Ok(()),
            false => Err(self.fault(
                format!("`{}` stands where `{bracket}` should", shorten(word)),
                "a configuration and a list of weights stand in brackets: [ 1 0 2 ]",
            )),
        }
    }
}

/// A function node as it stands in the file.
struct Function {
    kind: i64,
    weights: Vec<i64>,
    span: Span,
}

fn game(words: &mut Words<'_>) -> Result<ActionGraph, Diagnostic> {
    let players = words.below(MOST_PLAYERS + 1, "the number of players")?;
    if players == 0 {
        return Err(words.fault("the game has no players".to_owned(), "the file begins with their number"));
    }
    let count = words.below(MOST_PLAYERS + 1, "the number of action nodes")?;
    let functions = words.below(MOST_PLAYERS + 1, "the number of function nodes")?;
    let mut sizes = Vec::new();
    for _ in 0..players {
        sizes.push(words.below(count + 1, "the size of an action set")?);
        if sizes.last() == Some(&0) {
            return Err(words.fault("a player has no action".to_owned(), "a player without a choice has one action"));
        }
    }
    let mut actions: Vec<Vec<usize>> = Vec::new();
    for size in sizes {
        let mut own = Vec::new();
        for _ in 0..size {
            let node = words.below(count, "an action node")?;
            if own.last().is_some_and(|last| *last >= node) {
                return Err(words.fault(format!("action {node} is out of order"), "an action set ascends"));
            }
            own.push(node);
        }
        actions.push(own);
    }
    let mut neighbours: Vec<Vec<usize>> = Vec::new();
    for _ in 0..count + functions {
        let size = words.below(count + functions + 1, "the number of a node's neighbours")?;
        neighbours.push((0..size).map(|_| words.below(count + functions, "a neighbour")).collect::<Result<_, _>>()?);
    }
    let functions = (0..functions).map(|_| function(words, count)).collect::<Result<Vec<_>, _>>()?;
    let counted = counted(&neighbours, &functions, count)?;
    let all = count + functions.len();
    for (function, counted) in functions.iter().zip(&counted) {
        let own = function.neighbour(counted, all);
        if own.of.iter().any(|(_, makes)| !(-MOST_WEIGHT..=MOST_WEIGHT).contains(makes)) {
            let large = Diagnostic::error(format!("a function node adds more than {MOST_WEIGHT} for an action"));
            return Err(large
                .at(&function.span, "")
                .help("state smaller weights; payoffs may depend on them in any way"));
        }
    }
    let neighbour = |&node: &usize| match node.checked_sub(count) {
        None => Neighbour { rule: Rule::Sum, of: vec![(node, 1)] },
        Some(function) => functions[function].neighbour(&counted[function], all),
    };
    let node = |(place, own): (usize, &Vec<usize>)| Node {
        name: format!("action {place}"),
        neighbours: own.iter().map(neighbour).collect(),
        payoffs: Vec::new(),
    };
    let nodes = neighbours[..count].iter().enumerate().map(node).collect();
    let names = (1..=players).map(|player| format!("player {player}")).collect();
    let mut graph = ActionGraph { players: names, actions, nodes };
    let (classes, mut left) = (graph.classes(), MOST_STEPS);
    for node in 0..count {
        graph.nodes[node].payoffs = payoffs(words, &graph, node, &classes, &mut left)?;
    }
    match words.next() {
        None => Ok(graph),
        Some(word) => Err(words.fault(
            format!("`{}` stands where the file should end", shorten(word)),
            "every action node has its payoffs; check their number, and that of the configurations",
        )),
    }
}

fn function(words: &mut Words<'_>, actions: usize) -> Result<Function, Diagnostic> {
    let kind = words.whole("the type of a function node")?;
    let span = words.last.clone();
    let weights = match kind {
        0..=3 => Vec::new(),
        10 | 11 => {
            if words.whole("a default value")? != 0 {
                let help = "readers disagree on whether it counts once or once for each player; add it to the payoffs' configurations";
                return Err(words.fault("a default value other than 0 of a sum is not read".to_owned(), help));
            }
            words.bracket("[")?;
            let mut weights = Vec::new();
            for _ in 0..actions {
                weights.push(words.whole("a weight for each action node")?);
                if kind == 11 && weights.last().is_some_and(|weight| *weight < 0) {
                    return Err(words.fault("a negative weight of an existence".to_owned(), "weights are at least 0"));
                }
            }
            words.bracket("]")?;
            weights
        }
        _ => {
            let help = "0 is a sum, 1 existence, 2 the highest, 3 the lowest, 10 a weighted sum, 11 weighted existence; 12 and 13 are taken differently by different readers";
            return Err(words.fault(format!("function nodes of type {kind} are not read"), help));
        }
    };
    Ok(Function { kind, weights, span })
}

impl Function {
    /// What it makes of choices, from how often it counts each action.
    fn neighbour(&self, counted: &BTreeMap<usize, i64>, nodes: usize) -> Neighbour {
        let none = i64::try_from(nodes).unwrap_or(i64::MAX);
        let rule = match self.kind {
            0 | 10 => Rule::Sum,
            1 | 11 => Rule::Exists,
            2 => Rule::Highest(none),
            _ => Rule::Lowest(none),
        };
        let makes = |(&action, &times): (&usize, &i64)| {
            let made = match rule {
                Rule::Sum | Rule::Exists => times.saturating_mul(self.weights.get(action).copied().unwrap_or(1)),
                Rule::Highest(_) | Rule::Lowest(_) => i64::try_from(action).unwrap_or(none),
            };
            (action, made)
        };
        Neighbour { rule, of: counted.iter().map(makes).collect() }
    }
}

/// How often each function node counts each action, itself or through others.
fn counted(
    neighbours: &[Vec<usize>],
    functions: &[Function],
    actions: usize,
) -> Result<Vec<BTreeMap<usize, i64>>, Diagnostic> {
    let mut known: Vec<Option<BTreeMap<usize, i64>>> = functions.iter().map(|_| None).collect();
    let mut left: Vec<usize> = (0..functions.len()).collect();
    while !left.is_empty() {
        let before = left.len();
        let mut later = Vec::new();
        for place in left {
            let own = &neighbours[actions + place];
            let through = || own.iter().filter_map(|node| node.checked_sub(actions));
            if through().any(|other| known[other].is_none()) {
                later.push(place);
                continue;
            }
            let alike = |other: usize| {
                functions[other].kind == functions[place].kind && functions[other].weights == functions[place].weights
            };
            if !through().all(alike) {
                let mixed = Diagnostic::error("a function node counts another of another type".to_owned());
                return Err(mixed.at(&functions[place].span, "").help("let it count the actions themselves"));
            }
            let mut times: BTreeMap<usize, i64> = BTreeMap::new();
            let mut add = |action: usize, count: i64| {
                let sum = times.entry(action).or_default();
                *sum = sum.saturating_add(count);
            };
            for &node in own {
                match node.checked_sub(actions) {
                    None => add(node, 1),
                    Some(other) => known[other].iter().flatten().for_each(|(&action, &count)| add(action, count)),
                }
            }
            known[place] = Some(times);
        }
        if later.len() == before {
            let circle = Diagnostic::error("function nodes count each other in a circle".to_owned());
            return Err(circle.at(&functions[later[0]].span, "").help("let each count actions in the end"));
        }
        left = later;
    }
    Ok(known.into_iter().map(Option::unwrap_or_default).collect())
}

fn payoffs(
    words: &mut Words<'_>,
    graph: &ActionGraph,
    node: usize,
    classes: &[Class],
    left: &mut usize,
) -> Result<Vec<(Configuration, Rational)>, Diagnostic> {
    let kind = words.whole("the type of a node's payoffs")?;
    let span = words.last.clone();
    let configurations = graph.configurations(node, classes, left).ok_or_else(|| {
        let many = Diagnostic::error(format!(
            "the payoffs of action {node} depend on more than {MOST_CONFIGURATIONS} configurations, or listing them takes too long"
        ));
        many.at(&span, "").help("give it fewer neighbours, or function nodes")
    })?;
    match kind {
        0 => configurations.into_iter().map(|one| Ok((one, words.number("the next payoff of a node")?))).collect(),
        1 => {
            let rows = words.below(MOST_CONFIGURATIONS, "the number of payoffs")?;
            let mut listed: BTreeMap<Configuration, Rational> = BTreeMap::new();
            for _ in 0..rows {
                words.bracket("[")?;
                let one: Configuration =
                    graph.nodes[node].neighbours.iter().map(|_| words.whole("a count")).collect::<Result<_, _>>()?;
                words.bracket("]")?;
                let payoff = words.number("the payoff of a configuration")?;
                if listed.insert(one.clone(), payoff).is_some() {
                    return Err(words.fault(format!("a second payoff for {one:?}"), "leave one out"));
                }
            }
            match configurations.into_iter().find(|one| !listed.contains_key(one)) {
                None => Ok(listed.into_iter().collect()),
                Some(missing) => {
                    let none = Diagnostic::error(format!("action {node} has no payoff for {missing:?}")).at(&span, "");
                    Err(none.help("this may come about: list every configuration that the players' actions allow"))
                }
            }
        }
        other => Err(words.fault(
            format!("payoffs of type {other} are not read"),
            "0 lists them in order, 1 with their configurations",
        )),
    }
}
