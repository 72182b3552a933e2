//! Gambit's `.efg`: games in extensive form.
//!
//! ```text
//! EFG 2 R "title" { "one" "two" } "comment"
//! c "label" 1 "set" { "heads" 1/2 "tails" 1/2 } 0      chance: number of the set, its actions, outcome
//! p "label" 1 3 "set" { "left" "right" } 0             player 1 at its information set 3
//! t "label" 2 "outcome" { 5, -5 }                      the end
//! ```
//!
//! Nodes come in pre-order. A set's actions stand where it is first met and may be left out
//! or repeated later; so may an outcome's payoffs, which may stand anywhere. Outcome 0 is
//! none; payoffs along a path add up, so a terminal of the form read here holds their sum.
//! Text after the tree is ignored. Labels of nodes and outcomes name nothing that a solution
//! speaks of and are dropped. Linear in the size of the file (and in depth, for the sums).

pub mod streamed;

use std::collections::HashMap;
use std::rc::Rc;

use crate::form::extensive::{
    ChanceAction, ExtensiveForm, ExtensiveGame, InformationSet, InformationSetId, MAX_DEPTH, Node, NodeId,
};
use crate::form::{Game, MAX_PAYOFFS, TitledGame};
use crate::numeric::program::{Builder, Register};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten};

use super::gambit::{self, Kind, Tokens, counted, quoted};
use super::labels::told_apart;

/// Reads a game.
///
/// # Errors
/// What is wrong: everything that does not keep the rest from being read, and the first
/// fault that does.
pub fn read(source: &Source) -> Result<TitledGame, Vec<Diagnostic>> {
    gambit::read(source, game)
}

fn game(tokens: &mut Tokens<'_>) -> Result<TitledGame, Diagnostic> {
    let (title, players) = head(tokens)?;
    let mut reader = Reader::new(tokens, players);
    reader.tree()?;
    reader.pay();
    let Reader { form, labels, numbers, .. } = reader;
    let registers = numbers.finish().evaluate::<Rational>(&[]);
    Ok(TitledGame { title, game: Game::Extensive(ExtensiveGame { form, registers, labels }) })
}

/// The title and the players.
fn head(tokens: &mut Tokens<'_>) -> Result<(String, Vec<String>), Diagnostic> {
    tokens.header("EFG", "2")?;
    let title = tokens.text("the title")?;
    let players = told_apart(tokens.labels("the list of players", "a player's name in quotes")?);
    if players.is_empty() {
        let end = tokens.last();
        return Err(Diagnostic::error("the game has no players").at(&end, "").help("name at least one"));
    }
    if tokens.peeks_text()? {
        tokens.next()?; // a comment
    }
    Ok((title, players))
}

struct Reader<'t, 'a> {
    tokens: &'t mut Tokens<'a>,
    form: ExtensiveForm,
    labels: Vec<String>,
    /// Information sets by player and number.
    sets: HashMap<(usize, i64), InformationSetId>,
    /// What chance draws, by number.
    draws: HashMap<i64, Vec<(String, Register)>>,
    outcomes: HashMap<i64, Vec<Rational>>,
    /// The outcome of each node, and where it is named.
    earned: Vec<(i64, Span)>,
    numbers: Builder,
}

/// A node whose children are being read.
struct Open {
    node: usize,
    wanted: usize,
    children: Vec<NodeId>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn new(tokens: &'t mut Tokens<'a>, players: Vec<String>) -> Reader<'t, 'a> {
        Reader {
            tokens,
            form: ExtensiveForm { players, ..ExtensiveForm::default() },
            labels: Vec::new(),
            sets: HashMap::new(),
            draws: HashMap::new(),
            outcomes: HashMap::new(),
            earned: Vec::new(),
            numbers: Builder::default(),
        }
    }

    fn tree(&mut self) -> Result<(), Diagnostic> {
        let mut path: Vec<Open> = Vec::new();
        loop {
            let node = self.form.nodes.len();
            let wanted = self.node()?;
            if let Some(parent) = path.last_mut() {
                parent.children.push(NodeId(node as u32));
            }
            path.push(Open { node, wanted, children: Vec::new() });
            if path.len() > MAX_DEPTH {
                return Err(Diagnostic::error(format!("the tree is deeper than {MAX_DEPTH} moves"))
                    .at(&self.tokens.last(), "")
                    .help("such a game is better stated as a repeated or stochastic one"));
            }
            while let Some(done) = path.pop_if(|open| open.children.len() == open.wanted) {
                match &mut self.form.nodes[done.node] {
                    Node::Terminal(_) => {}
                    Node::Decision { children, .. } => *children = done.children,
                    Node::Chance(actions) => {
                        for (action, child) in actions.iter_mut().zip(done.children) {
                            action.child = child;
                        }
                    }
                }
            }
            if path.is_empty() {
                return Ok(());
            }
        }
    }

    /// Reads one node, childless as yet, and returns how many children it has.
    fn node(&mut self) -> Result<usize, Diagnostic> {
        const HELP: &str = "a node begins with `p` (a player moves), `c` (chance) or `t` (the end)";
        let (kind, span) = self.tokens.word("the next node", HELP)?;
        if !matches!(kind, "c" | "p" | "t") {
            return Err(Diagnostic::error(format!("`{}` begins no node", shorten(kind)))
                .at(&span, "expected a node")
                .help(HELP));
        }
        if (self.form.nodes.len() + 1).saturating_mul(self.form.players.len()) > MAX_PAYOFFS {
            return Err(Diagnostic::error("the game is too large")
                .at(&span, format!("more than {MAX_PAYOFFS} nodes times players"))
                .help("leave out parts of the tree that are not reached"));
        }
        self.tokens.text("the label of the node")?;
        let node = match kind {
            "c" => self.chance()?,
            "p" => self.decision(&span)?,
            _ => Node::Terminal(Vec::new()),
        };
        let children = match &node {
            Node::Terminal(_) => 0,
            Node::Chance(actions) => actions.len(),
            Node::Decision { information_set, .. } => self.form.information_set(*information_set).actions.len(),
        };
        self.form.nodes.push(node);
        let outcome = self.outcome()?;
        self.earned.push(outcome);
        Ok(children)
    }

    fn chance(&mut self) -> Result<Node, Diagnostic> {
        let (number, span) = self.whole("the number of the chance move")?;
        if let Some((_, open)) = self.definition()? {
            let mut actions = Vec::new();
            let mut sum = Rational::ZERO;
            let mut negative = false;
            while !self.tokens.peeks(&Kind::Close)? {
                let label = self.tokens.text("what chance may draw, in quotes")?;
                self.tokens.comma()?;
                let probability = self.tokens.number("its probability")?;
                self.tokens.comma()?;
                sum = &sum + &probability;
                negative |= probability.is_negative();
                actions.push((label, self.numbers.constant(probability)));
            }
            let close = self.tokens.expect(&Kind::Close, "`}`", "")?;
            let whole = open.start..close.end;
            if actions.is_empty() {
                return Err(Diagnostic::error("chance has nothing to draw here")
                    .at(&whole, "")
                    .help("list actions with their probabilities: { \"heads\" 1/2 \"tails\" 1/2 }"));
            }
            if negative || !sum.is_one() {
                let message = match negative {
                    true => "a probability is negative".to_owned(),
                    false => format!("the probabilities sum to {}, not to 1", shorten(&sum.to_string())),
                };
                self.tokens.fault(
                    Diagnostic::error(message)
                        .at(&whole, "")
                        .help("they must sum to exactly 1; write thirds as fractions: 1/3"),
                );
            }
            let labels = told_apart(actions.iter().map(|(label, _)| label.clone()).collect());
            let draw: Vec<(String, Register)> =
                labels.into_iter().zip(actions).map(|(label, (_, probability))| (label, probability)).collect();
            match self.draws.get(&number) {
                Some(before) if *before != draw => {
                    return Err(Diagnostic::error(format!("chance move {number} was something else before"))
                        .at(&whole, "not the same actions and probabilities")
                        .help("repeat them as they were, or give this move a number of its own"));
                }
                _ => self.draws.insert(number, draw),
            };
        }
        let Some(draw) = self.draws.get(&number) else {
            return Err(Diagnostic::error(format!("chance move {number} has no actions"))
                .at(&span, "first met here")
                .help("list them where it is first met: \"\" { \"heads\" 1/2 \"tails\" 1/2 }"));
        };
        let action = |(label, probability): &(String, Register)| ChanceAction {
            label: label.clone(),
            probability: *probability,
            child: NodeId::ROOT, // until the child is read
        };
        Ok(Node::Chance(draw.iter().map(action).collect()))
    }

    fn decision(&mut self, node: &Span) -> Result<Node, Diagnostic> {
        let players = self.form.players.len();
        let (player, at) = self.whole("the number of the player who moves")?;
        let Some(player) = usize::try_from(player).ok().filter(|player| (1..=players).contains(player)) else {
            return Err(Diagnostic::error(format!("there is no player {player}"))
                .at(&at, "")
                .help(format!("players are numbered from 1 to {players} as they are listed")));
        };
        let player = player - 1;
        let (number, span) = self.whole("the number of the information set")?;
        let known = self.sets.get(&(player, number)).copied();
        let id = NodeId(self.form.nodes.len() as u32);
        if let Some((label, open)) = self.definition()? {
            let mut actions = Vec::new();
            while !self.tokens.peeks(&Kind::Close)? {
                actions.push(self.tokens.text("an action in quotes")?);
                self.tokens.comma()?;
            }
            let close = self.tokens.expect(&Kind::Close, "`}`", "")?;
            let whole = open.start..close.end;
            let actions = told_apart(actions);
            if actions.is_empty() {
                return Err(Diagnostic::error("the player has no action here")
                    .at(&whole, "")
                    .help("a node without actions is an end: write `t`"));
            }
            match known {
                None => {
                    let set = InformationSetId(self.form.information_sets.len() as u32);
                    self.sets.insert((player, number), set);
                    self.form.information_sets.push(InformationSet { player, actions, nodes: vec![id] });
                    self.labels.push(label);
                    return Ok(Node::Decision { information_set: set, children: Vec::new() });
                }
                Some(set) if self.form.information_set(set).actions != actions => {
                    let before = shorten(&self.form.information_set(set).actions.join(", "));
                    return Err(Diagnostic::error(format!(
                        "information set {number} of player {} had other actions before",
                        player + 1
                    ))
                    .at(&whole, format!("before: {before}"))
                    .help("a player who cannot tell two nodes apart has the same actions at both"));
                }
                Some(_) => {}
            }
        }
        let Some(set) = known else {
            return Err(Diagnostic::error(format!("information set {number} of player {} has no actions", player + 1))
                .at(&(node.start..span.end), "first met here")
                .help("list them where it is first met: \"\" { \"left\" \"right\" }"));
        };
        self.form.information_sets[set.index()].nodes.push(id);
        Ok(Node::Decision { information_set: set, children: Vec::new() })
    }

    /// `"name" {`, of a set: the name and the brace, if they come.
    fn definition(&mut self) -> Result<Option<(String, Span)>, Diagnostic> {
        let name = match self.tokens.peeks_text()? {
            true => Some(self.tokens.text("a name")?),
            false => None,
        };
        if name.is_none() && !self.tokens.peeks(&Kind::Open)? {
            return Ok(None);
        }
        let open =
            self.tokens.expect(&Kind::Open, "the list of actions", "actions stand in braces: { \"a\" \"b\" }")?;
        Ok(Some((name.unwrap_or_default(), open)))
    }

    /// The outcome of a node, with its payoffs if they stand here.
    fn outcome(&mut self) -> Result<(i64, Span), Diagnostic> {
        let players = self.form.players.len();
        let (number, span) = self.whole("the number of the outcome (0 for none)")?;
        if self.tokens.peeks_text()? {
            self.tokens.next()?; // its name
        }
        if self.tokens.peeks(&Kind::Open)? {
            let open = self.tokens.expect(&Kind::Open, "`{`", "")?;
            let mut payoffs = Vec::new();
            while !self.tokens.peeks(&Kind::Close)? {
                payoffs.push(self.tokens.number("a payoff")?);
                self.tokens.comma()?;
            }
            let close = self.tokens.expect(&Kind::Close, "`}`", "")?;
            let whole = open.start..close.end;
            if payoffs.len() != players {
                self.tokens.fault(
                    Diagnostic::error(format!(
                        "{} for {}",
                        counted(payoffs.len(), "payoff"),
                        counted(players, "player")
                    ))
                    .at(&whole, "")
                    .help("give one payoff per player: { 1, -1 }"),
                );
                payoffs.resize(players, Rational::ZERO);
            }
            if number == 0 {
                self.tokens.fault(
                    Diagnostic::error("outcome 0 is no outcome and pays nothing")
                        .at(&whole, "")
                        .help("number outcomes from 1"),
                );
            }
            match self.outcomes.get(&number) {
                Some(before) if *before != payoffs => self.tokens.fault(
                    Diagnostic::error(format!("outcome {number} paid something else before"))
                        .at(&whole, "")
                        .help("repeat its payoffs as they were, or give this outcome a number of its own"),
                ),
                _ => {
                    self.outcomes.insert(number, payoffs);
                }
            }
        }
        Ok((number, span))
    }

    /// A whole number of either sign.
    fn whole(&mut self, what: &str) -> Result<(i64, Span), Diagnostic> {
        let (word, span) = self.tokens.word(what, "write a whole number")?;
        match word.parse() {
            Ok(number) => Ok((number, span)),
            Err(_) => Err(Diagnostic::error(format!("`{}` is not a whole number", shorten(word)))
                .at(&span, format!("expected {what}"))
                .help("write a whole number")),
        }
    }

    /// Gives every terminal the sum of the outcomes on its path.
    fn pay(&mut self) {
        let none = Rc::new(vec![Rational::ZERO; self.form.players.len()]);
        let parents = self.form.parents();
        let mut sums: Vec<Rc<Vec<Rational>>> = Vec::with_capacity(self.form.nodes.len());
        for (index, parent) in parents.iter().enumerate() {
            let above = parent.map_or_else(|| Rc::clone(&none), |(parent, _)| Rc::clone(&sums[parent.index()]));
            let (number, span) = &self.earned[index];
            let sum = match self.outcomes.get(number) {
                _ if *number == 0 => above,
                Some(payoffs) => Rc::new(above.iter().zip(payoffs).map(|(sum, payoff)| sum + payoff).collect()),
                None => {
                    self.tokens.fault(
                        Diagnostic::error(format!("outcome {number} has no payoffs"))
                            .at(span, "")
                            .help("give them once: a name and one payoff per player, \"win\" { 1, -1 }"),
                    );
                    above
                }
            };
            if let Node::Terminal(payoffs) = &mut self.form.nodes[index] {
                *payoffs = sum.iter().map(|payoff| self.numbers.constant(payoff.clone())).collect();
            }
            sums.push(sum);
        }
    }
}

/// The file of a game: an outcome for each terminal, information sets numbered for each
/// player in order of first visit.
pub fn write(title: &str, game: &ExtensiveGame) -> String {
    let form = &game.form;
    let players: Vec<String> = form.players.iter().map(|player| quoted(player)).collect();
    let mut text = format!("EFG 2 R {} {{ {} }}\n\"\"\n\n", quoted(title), players.join(" "));
    let mut numbers = vec![None; form.information_sets.len()];
    let mut next = vec![0usize; form.players.len()];
    let (mut draws, mut outcomes) = (0usize, 0usize);
    let mut ahead = vec![NodeId::ROOT];
    while let Some(id) = ahead.pop() {
        let children: Vec<NodeId> = form.children(id).collect();
        ahead.extend(children.into_iter().rev());
        match form.node(id) {
            Node::Terminal(payoffs) => {
                outcomes += 1;
                let payoffs: Vec<String> = payoffs.iter().map(|&payoff| game.value(payoff).to_string()).collect();
                text.push_str(&format!("t \"\" {outcomes} \"\" {{ {} }}\n", payoffs.join(", ")));
            }
            Node::Chance(actions) => {
                draws += 1;
                let actions: Vec<String> = actions
                    .iter()
                    .map(|action| format!("{} {}", quoted(&action.label), game.value(action.probability)))
                    .collect();
                text.push_str(&format!("c \"\" {draws} \"\" {{ {} }} 0\n", actions.join(" ")));
            }
            Node::Decision { information_set, .. } => {
                let set = form.information_set(*information_set);
                let number = *numbers[information_set.index()].get_or_insert_with(|| {
                    next[set.player] += 1;
                    next[set.player]
                });
                let actions: Vec<String> = set.actions.iter().map(|action| quoted(action)).collect();
                let label = quoted(game.labels.get(information_set.index()).map_or("", String::as_str));
                let player = set.player + 1;
                text.push_str(&format!("p \"\" {player} {number} {label} {{ {} }} 0\n", actions.join(" ")));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> ExtensiveGame {
        match read(&Source::new("test.efg", text)).unwrap().game {
            Game::Extensive(game) => game,
            other => panic!("an .efg file holds an extensive form, not {other:?}"),
        }
    }

    fn ends(game: &ExtensiveGame) -> Vec<String> {
        let end = |payoffs: &Vec<Register>| {
            payoffs.iter().map(|&payoff| game.value(payoff).to_string()).collect::<Vec<_>>().join(" ")
        };
        let terminals = game.form.nodes.iter();
        terminals
            .filter_map(|node| if let Node::Terminal(payoffs) = node { Some(end(payoffs)) } else { None })
            .collect()
    }

    #[test]
    fn payoffs_on_a_path_add_up_and_text_after_the_tree_is_ignored() {
        let game = tree(
            "EFG 2 R \"\" { \"a\" \"b\" }\r\np \"x\" 1 1 \"\" { \"l\" \"r\" } 1 \"fee\" { -1, 0.5 }\r\n\
             c \"x\" 1 \"\" { \"h\" 1/2 \"t\" .5 } 0\r\nt \"\" 2 \"\" { 3 4 }\r\nt \"\" 0\r\nt \"\" 2\r\nanything } goes",
        );
        assert_eq!(ends(&game), ["2 9/2", "-1 1/2", "2 9/2"]);
        assert_eq!(game.form.nodes.len(), 5);
    }

    #[test]
    fn a_set_is_known_again_with_or_without_its_actions() {
        let game = tree(
            "EFG 2 R \"\" { \"a\" \"a\" } p \"\" 1 7 \"first\" { \"\" \"\" } 0 p \"\" 2 7 { \"u\" \"d\" } 0 t \"\" 1 \"\" { 1, 2 } t \"\" 1 \
             p \"\" 2 7 \"\" { \"u\" \"d\" } 0 t \"\" 1 \"\" { 1 2 } p \"\" 2 7 0 t \"\" 0 t \"\" 0",
        );
        assert_eq!(game.form.players, ["a_1", "a_2"]);
        assert_eq!(game.labels, ["first", ""]);
        assert_eq!(game.form.information_sets[0].actions, ["_1", "_2"]);
        assert_eq!(game.form.information_sets[1].nodes, [NodeId(1), NodeId(4), NodeId(6)]);
        assert!(game.form.absent_minded().is_some(), "the last two lie on one path");
    }

    #[test]
    fn a_written_tree_is_read_as_it_was() {
        let game = tree(
            "EFG 2 R \"\" { \"a\" \"b\" } c \"\" 1 \"\" { \"h\" 1/3 \"t\" 2/3 } 0 p \"\" 1 1 \"one\" { \"l\" \"r\" } 0 t \"\" 1 \"\" { 1, 2 } \
             p \"\" 2 1 \"\" { \"x\" } 0 t \"\" 2 \"\" { 1/7, -3 } p \"\" 1 1 0 t \"\" 0 t \"\" 1",
        );
        let again = tree(&write("again", &game));
        assert_eq!(ends(&again), ends(&game));
        assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&game).unwrap());
    }
}
