//! A tree in Gambit's `.efg`, node by node, from a file that is never held.
//!
//! What is kept is the path to the present node: how many branches are still to come, and what the
//! outcomes on the way pay. So players must see everything: an information set that is met twice
//! is refused, the numbers that were met being kept as ranges. Outcomes and moves of chance are
//! remembered up to `KEPT` of each; others must bring their definition wherever they stand, as
//! the files that Gambit writes do.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::form::extensive::Node;
use crate::numeric::program::{Builder, Register};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::Diagnostic;

use super::super::gambit::Tokens;
use super::{Reader, head};

/// The most outcomes and moves of chance that are known again by their number alone.
const KEPT: usize = 100_000;

/// Bytes that are asked for at a time.
const CHUNK: usize = 1 << 20;

/// The most bytes of a file that one node, or what stands before the tree, may take.
pub const MOST_OF_NODE: usize = 1 << 28;

/// A node in pre-order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamedNode {
    /// The probabilities of the branches that follow.
    Chance(Vec<Rational>),
    /// Who moves, and the actions, a branch for each.
    Decision { player: usize, actions: Vec<String> },
    /// By player, the sum of what is paid on the way here.
    End(Vec<Rational>),
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamFault {
    /// From 1.
    pub line: u64,
    pub message: String,
    pub help: Option<String>,
}

impl fmt::Display for StreamFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.message)?;
        self.help.iter().try_for_each(|help| write!(formatter, "; {help}"))
    }
}
impl std::error::Error for StreamFault {}

/// The nodes of a file, one after the other.
///
/// ```
/// use concede::interop::gambit_efg::streamed::{StreamedNode, TreeStream};
/// let file = "EFG 2 R \"offer\" { \"a\" \"b\" } p \"\" 1 1 \"\" { \"one\" } 0 t \"\" 1 \"\" { 1, 2 }";
/// let mut bytes = file.bytes();
/// let mut nodes = TreeStream::new(|into: &mut Vec<u8>, count| Ok(into.extend(bytes.by_ref().take(count)))).unwrap();
/// assert!(matches!(nodes.next_node().unwrap(), Some(StreamedNode::Decision { player: 0, .. })));
/// assert!(matches!(nodes.next_node().unwrap(), Some(StreamedNode::End(payoffs)) if payoffs.len() == 2));
/// assert_eq!(nodes.next_node(), Ok(None));
/// ```
pub struct TreeStream<F> {
    pub title: String,
    pub players: Vec<String>,
    text: Text<F>,
    /// For each open node, the branches to come and what its outcome and those above pay.
    path: Vec<(usize, Option<Vec<Rational>>)>,
    begun: bool,
    /// By player, ranges of the numbers of its sets.
    met: Vec<BTreeMap<i64, i64>>,
    outcomes: HashMap<i64, Vec<Rational>>,
    draws: HashMap<i64, Vec<(String, Register)>>,
    numbers: Builder,
}

impl<F: FnMut(&mut Vec<u8>, usize) -> Result<(), String>> TreeStream<F> {
    /// Reads the head of a file. `more` appends so many further bytes of it, or fewer at its end.
    ///
    /// # Errors
    /// If that is not the head of an `.efg`.
    pub fn new(more: F) -> Result<TreeStream<F>, StreamFault> {
        TreeStream::by(CHUNK, more)
    }

    fn by(chunk: usize, more: F) -> Result<TreeStream<F>, StreamFault> {
        let mut text = Text {
            more,
            chunk,
            most: MOST_OF_NODE,
            text: String::new(),
            rest: Vec::new(),
            at: 0,
            lines: 0,
            ended: false,
        };
        let (title, players) = text.read(head)?;
        Ok(TreeStream {
            title,
            text,
            path: Vec::new(),
            begun: false,
            met: vec![BTreeMap::new(); players.len()],
            players,
            outcomes: HashMap::new(),
            draws: HashMap::new(),
            numbers: Builder::default(),
        })
    }

    /// The next node; `None` after the last.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn next_node(&mut self) -> Result<Option<StreamedNode>, StreamFault> {
        if self.begun && self.path.is_empty() {
            return Ok(None);
        }
        self.begun = true;
        let (players, outcomes, draws, numbers) =
            (&mut self.players, &mut self.outcomes, &mut self.draws, &mut self.numbers);
        let (node, outcome) = self.text.read(|tokens| {
            let mut reader = Reader::new(tokens, std::mem::take(players));
            // What is known goes in, and comes back with what is new.
            let mut exchange = |reader: &mut Reader<'_, '_>| {
                std::mem::swap(&mut reader.outcomes, outcomes);
                std::mem::swap(&mut reader.draws, draws);
                std::mem::swap(&mut reader.numbers, numbers);
            };
            exchange(&mut reader);
            let read = reader.node();
            exchange(&mut reader);
            std::mem::swap(&mut reader.form.players, players);
            read?;
            let ((number, _), node) = match (reader.earned.pop(), reader.form.nodes.pop()) {
                (Some(outcome), Some(node)) => (outcome, node),
                _ => return Err(Diagnostic::error("there is no node")),
            };
            let set = reader.sets.into_iter().next().map(|((_, number), _)| number);
            Ok(((node, reader.form.information_sets.pop(), set), number))
        })?;
        let (node, set, number) = node;
        let above = self.path.last().and_then(|(_, sum)| sum.clone());
        let sum = match (outcome, self.outcomes.get(&outcome)) {
            (0, _) => above,
            (_, Some(pays)) => Some(match above {
                Some(above) => above.iter().zip(pays).map(|(sum, pays)| sum + pays).collect(),
                None => pays.clone(),
            }),
            (_, None) => {
                let help = "where a tree is read node by node, payoffs stand with an outcome, or before it";
                return Err(self.text.fault(format!("outcome {outcome} has no payoffs yet"), Some(help)));
            }
        };
        if self.outcomes.len() > KEPT {
            self.outcomes.remove(&outcome);
        }
        if let Some((left, _)) = self.path.last_mut() {
            *left -= 1;
        }
        let (branches, node) = match (node, set, number) {
            (Node::Decision { .. }, Some(set), Some(number)) => {
                if !meet(&mut self.met[set.player], number) {
                    return Err(self.text.fault(
                        format!("information set {number} of {} is met again", self.players[set.player]),
                        Some("a tree is read node by node only if players see everything; solve it as a whole"),
                    ));
                }
                (set.actions.len(), StreamedNode::Decision { player: set.player, actions: set.actions })
            }
            (Node::Chance(actions), ..) => {
                let known = |register| self.numbers.known_constant(register).cloned();
                let chances: Option<Vec<Rational>> = actions.iter().map(|action| known(action.probability)).collect();
                let Some(chances) = chances else {
                    return Err(self.text.fault("a probability is no number".to_owned(), None));
                };
                if self.draws.len() > KEPT {
                    self.draws.clear();
                    self.numbers = Builder::default();
                }
                (chances.len(), StreamedNode::Chance(chances))
            }
            (Node::Terminal(_) | Node::Decision { .. }, ..) => {
                let zero = || vec![Rational::ZERO; self.players.len()];
                (0, StreamedNode::End(sum.clone().unwrap_or_else(zero)))
            }
        };
        self.path.push((branches, sum));
        while self.path.pop_if(|(left, _)| *left == 0).is_some() {}
        Ok(Some(node))
    }
}

/// Notes a number; whether it is new.
fn meet(met: &mut BTreeMap<i64, i64>, number: i64) -> bool {
    let before = met.range(..=number).next_back().map(|(&first, &last)| (first, last));
    if before.is_some_and(|(_, last)| last >= number) {
        return false;
    }
    let first = match before {
        Some((first, last)) if last.checked_add(1) == Some(number) => first,
        _ => number,
    };
    let last = number.checked_add(1).and_then(|next| met.remove(&next)).unwrap_or(number);
    met.insert(first, last);
    true
}

/// A window on the file.
struct Text<F> {
    more: F,
    /// Bytes that are asked for at a time.
    chunk: usize,
    /// The most bytes of a window.
    most: usize,
    text: String,
    /// Bytes of a character that is not complete.
    rest: Vec<u8>,
    /// What is read of the window.
    at: usize,
    /// Line ends before the window.
    lines: u64,
    ended: bool,
}

impl<F: FnMut(&mut Vec<u8>, usize) -> Result<(), String>> Text<F> {
    /// Reads by a grammar that is tried again with more text if it came to the end of the window.
    fn read<T>(&mut self, mut grammar: impl FnMut(&mut Tokens<'_>) -> Result<T, Diagnostic>) -> Result<T, StreamFault> {
        loop {
            let window = &self.text[self.at..];
            let mut tokens = Tokens::new(window);
            let read = grammar(&mut tokens);
            if tokens.is_at_end() && !self.ended {
                self.fill()?;
                continue;
            }
            let fault = match read {
                Ok(read) if tokens.faults.is_empty() => {
                    self.at += tokens.position();
                    return Ok(read);
                }
                Ok(_) => tokens.faults.swap_remove(0),
                Err(error) => error,
            };
            let within = fault.labels.first().map_or(0, |label| label.span.start);
            self.at += within.min(window.len());
            return Err(self.fault(fault.message, fault.help.as_deref()));
        }
    }

    fn fault(&self, message: String, help: Option<&str>) -> StreamFault {
        let before = self.text.as_bytes()[..self.at].iter().filter(|&&byte| byte == b'\n').count();
        StreamFault { line: self.lines + before as u64 + 1, message, help: help.map(str::to_owned) }
    }

    /// Drops what is read and at least doubles the rest.
    fn fill(&mut self) -> Result<(), StreamFault> {
        self.lines += self.text.as_bytes()[..self.at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.text.drain(..self.at);
        self.at = 0;
        let room = self.most.saturating_sub(self.text.len());
        if room == 0 {
            self.at = self.text.len() - self.text.trim_start().len();
            let help = "is a quote or a brace left open? A file with longer nodes is solved as a whole";
            return Err(self.fault(format!("a node takes more than {} bytes", self.most), Some(help)));
        }
        let (wanted, before) = (self.chunk.max(self.text.len()).min(room), self.rest.len());
        (self.more)(&mut self.rest, wanted)
            .map_err(|error| self.fault(format!("the file cannot be read: {error}"), None))?;
        self.ended = self.rest.len() < before + wanted;
        let valid = match std::str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() && !self.ended => error.valid_up_to(),
            Err(_) => return Err(self.fault("this is not UTF-8 text".to_owned(), Some("save the file as UTF-8"))),
        };
        let first = self.text.is_empty() && self.lines == 0;
        let rest = self.rest.split_off(valid);
        let text = String::from_utf8(std::mem::replace(&mut self.rest, rest)).unwrap_or_default();
        self.text.push_str(match first {
            true => text.strip_prefix('\u{feff}').unwrap_or(&text),
            false => &text,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same however the file is cut.
    fn all(text: &str) -> Result<Vec<StreamedNode>, StreamFault> {
        let whole = by(text.len() + 1, text);
        for chunk in 1..text.len() {
            assert_eq!(by(chunk, text), whole, "{chunk} bytes at a time");
        }
        whole
    }

    fn by(chunk: usize, text: &str) -> Result<Vec<StreamedNode>, StreamFault> {
        let mut bytes = text.as_bytes();
        let more = |into: &mut Vec<u8>, count: usize| {
            let (now, later) = bytes.split_at(count.min(bytes.len()));
            into.extend_from_slice(now);
            bytes = later;
            Ok(())
        };
        let mut stream = TreeStream::by(chunk, more)?;
        let mut nodes = Vec::new();
        while let Some(node) = stream.next_node()? {
            nodes.push(node);
        }
        Ok(nodes)
    }

    const HEAD: &str = "EFG 2 R \"\" { \"a\" \"b\" } \"comment\"\n";

    #[test]
    fn outcomes_on_the_way_add_up_and_text_after_the_tree_is_ignored() {
        let nodes = all(&format!(
            "{HEAD}p \"\" 1 1 \"\" {{ \"l\" \"r\" }} 1 \"fee\" {{ -1, 0 }}\nc \"\" 1 \"\" {{ \"h\" 1/2 \"t\" 1/2 }} 0\n\
             t \"\" 2 \"\" {{ 3 4 }}\nt \"\" 0\nt \"\" 2\nanything }} goes",
        ));
        let ends: Vec<String> = nodes
            .unwrap()
            .into_iter()
            .filter_map(|node| match node {
                StreamedNode::End(pays) => Some(pays.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
                StreamedNode::Chance(_) | StreamedNode::Decision { .. } => None,
            })
            .collect();
        assert_eq!(ends, ["2 4", "-1 0", "2 4"]);
    }

    #[test]
    fn faults_name_their_line() {
        let twice = format!(
            "{HEAD}p \"\" 1 1 \"\" {{ \"l\" \"r\" }} 0\np \"\" 2 1 \"\" {{ \"l\" }} 0\nt \"\" 0\np \"\" 2 1 \"\" {{ \"l\" }} 0\nt \"\" 0\n"
        );
        let fault = all(&twice).unwrap_err();
        assert!(fault.message.contains("information set 1 of b is met again"), "{fault}");
        let fault = all(&format!("{HEAD}\n\nt \"\" 1\n")).unwrap_err();
        assert!(fault.to_string().contains("outcome 1 has no payoffs yet"), "{fault}");
        let fault = all(&format!("{HEAD}\np \"\" 1 1 \"\" {{ \"l\" }} 0\nx\n")).unwrap_err();
        assert_eq!(fault.line, 4, "{fault}");
        assert!(all("NFG 1 R").is_err() && all("").is_err());
        assert!(all(&format!("{HEAD}p \"\" 1 1 \"\" {{ \"l\" }} 0\n")).is_err(), "a branch is missing");
    }

    #[test]
    fn a_quote_left_open_does_not_take_the_file_in() {
        let text = format!("{HEAD}p \"\" 1 1 \"\" {{ \"l }} 0\n{}", "t 1 { 1 2 }\n".repeat(100));
        let mut taken = 0;
        let more = |into: &mut Vec<u8>, count: usize| {
            let end = (taken + count).min(text.len());
            into.extend_from_slice(&text.as_bytes()[taken..end]);
            taken = end;
            Ok(())
        };
        let mut stream = TreeStream::by(8, more).unwrap();
        stream.text.most = 20;
        let fault = stream.next_node().unwrap_err();
        assert_eq!((fault.line, fault.message.as_str()), (2, "a node takes more than 20 bytes"));
        drop(stream);
        assert!(taken < 200, "{taken}");
    }

    #[test]
    fn numbers_are_kept_as_ranges() {
        let mut met = BTreeMap::new();
        for number in [3, 1, 2, 5, 4, -7, i64::MAX, i64::MIN] {
            assert!(meet(&mut met, number));
            assert!(!meet(&mut met, number));
        }
        assert_eq!(met.len(), 4);
    }
}
