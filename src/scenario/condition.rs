//! Conditions: Boolean formulas over what has been done, what is in force, and the window.
//!
//! Grammar: `or := and ('|' and)*`, `and := not ('&' not)*`,
//! `not := '!' not | '(' or ')' | name | name '.failed' | 'window.closed' | 'always'`.

use std::fmt;
use std::ops::Range;

/// A formula over atoms of type `A` (names while reading, ids afterwards).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition<A> {
    Always,
    Atom(A),
    Not(Box<Condition<A>>),
    And(Box<Condition<A>>, Box<Condition<A>>),
    Or(Box<Condition<A>>, Box<Condition<A>>),
}

/// An atom as it is written, with its place in the formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// `referendum`, `referendum.failed`, `window.closed`.
    pub text: String,
    pub span: Range<usize>,
}

/// Deeper nesting than any analyst writes; a guard for the stack.
pub const MAX_DEPTH: usize = 64;
/// Longer than any analyst writes; a guard for the stack too, since `a & b & …` nests.
pub const MAX_ATOMS: usize = 256;

/// Why a text is not a formula, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionError {
    pub at: Range<usize>,
    pub reason: ConditionReason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionReason {
    Empty,
    ExpectedName,
    ExpectedOperator,
    UnclosedParenthesis,
    TooDeep,
    TooLong,
}

impl fmt::Display for ConditionReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConditionReason::Empty => formatter.write_str("the condition is empty; write `always` for no condition"),
            ConditionReason::ExpectedName => formatter.write_str("a name, `!` or `(` is expected here"),
            ConditionReason::ExpectedOperator => formatter.write_str("`&`, `|` or the end is expected here"),
            ConditionReason::UnclosedParenthesis => formatter.write_str("this parenthesis is never closed"),
            ConditionReason::TooDeep => write!(formatter, "nested more than {MAX_DEPTH} deep"),
            ConditionReason::TooLong => {
                write!(formatter, "more than {MAX_ATOMS} names in one condition")
            }
        }
    }
}

impl<A> Condition<A> {
    /// Two-valued evaluation.
    pub fn holds(&self, atom: &impl Fn(&A) -> bool) -> bool {
        match self {
            Condition::Always => true,
            Condition::Atom(name) => atom(name),
            Condition::Not(inner) => !inner.holds(atom),
            Condition::And(left, right) => left.holds(atom) && right.holds(atom),
            Condition::Or(left, right) => left.holds(atom) || right.holds(atom),
        }
    }

    /// Kleene's three-valued evaluation; `None` is "could be either".
    pub fn could_hold(&self, atom: &impl Fn(&A) -> Option<bool>) -> Option<bool> {
        match self {
            Condition::Always => Some(true),
            Condition::Atom(name) => atom(name),
            Condition::Not(inner) => inner.could_hold(atom).map(|value| !value),
            Condition::And(left, right) => match (left.could_hold(atom), right.could_hold(atom)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Condition::Or(left, right) => match (left.could_hold(atom), right.could_hold(atom)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
        }
    }

    /// Every atom, left to right.
    pub fn atoms(&self) -> Vec<&A> {
        match self {
            Condition::Always => Vec::new(),
            Condition::Atom(name) => vec![name],
            Condition::Not(inner) => inner.atoms(),
            Condition::And(left, right) | Condition::Or(left, right) => {
                let mut atoms = left.atoms();
                atoms.extend(right.atoms());
                atoms
            }
        }
    }

    /// The same formula over other atoms; `None` if one has no counterpart.
    pub fn translate<B>(&self, atom: &mut impl FnMut(&A) -> Option<B>) -> Option<Condition<B>> {
        Some(match self {
            Condition::Always => Condition::Always,
            Condition::Atom(name) => Condition::Atom(atom(name)?),
            Condition::Not(inner) => Condition::Not(Box::new(inner.translate(atom)?)),
            // Both sides are visited before either is given up, so that every unknown name is met.
            Condition::And(left, right) => {
                let (left, right) = (left.translate(atom), right.translate(atom));
                Condition::And(Box::new(left?), Box::new(right?))
            }
            Condition::Or(left, right) => {
                let (left, right) = (left.translate(atom), right.translate(atom));
                Condition::Or(Box::new(left?), Box::new(right?))
            }
        })
    }
}

impl Condition<Name> {
    /// A text that is the same for formulas that differ only in spaces, in needless parentheses
    /// or in the order of the operands of `&` and `|`.
    fn ordered(&self) -> String {
        fn operands(condition: &Condition<Name>, conjunction: bool, list: &mut Vec<String>) {
            match (condition, conjunction) {
                (Condition::And(left, right), true) | (Condition::Or(left, right), false) => {
                    operands(left, conjunction, list);
                    operands(right, conjunction, list);
                }
                _ => list.push(condition.ordered()),
            }
        }
        let joined = |conjunction: bool| {
            let mut list = Vec::new();
            operands(self, conjunction, &mut list);
            list.sort();
            list.dedup();
            match list.len() {
                1 => list.swap_remove(0),
                _ => format!("({})", list.join(if conjunction { "&" } else { "|" })),
            }
        };
        match self {
            Condition::Always => "always".to_owned(),
            Condition::Atom(name) => name.text.clone(),
            Condition::Not(inner) => format!("!{}", inner.ordered()),
            Condition::And(..) => joined(true),
            Condition::Or(..) => joined(false),
        }
    }

    /// Reads a formula. Spans count bytes of `text`.
    pub fn parse(text: &str) -> Result<Condition<Name>, ConditionError> {
        let mut reader = Reader { text, at: 0, atoms: 0 };
        reader.skip_space();
        if reader.at == text.len() {
            return Err(ConditionError { at: 0..text.len(), reason: ConditionReason::Empty });
        }
        let condition = reader.or(0)?;
        match reader.peek() {
            None => Ok(condition),
            Some(_) => Err(reader.error_here(ConditionReason::ExpectedOperator)),
        }
    }
}

/// A text that is the same for all ways to write a formula that differ only in spaces, needless
/// parentheses, or the order of operands. What is no formula only loses its spaces.
pub fn canonical(text: &str) -> String {
    match Condition::parse(text) {
        Ok(condition) => condition.ordered(),
        Err(_) => text.chars().filter(|c| !c.is_whitespace()).collect(),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    atoms: usize,
}

impl Reader<'_> {
    fn or(&mut self, depth: usize) -> Result<Condition<Name>, ConditionError> {
        let mut left = self.and(depth)?;
        while self.take('|') {
            left = Condition::Or(Box::new(left), Box::new(self.and(depth)?));
        }
        Ok(left)
    }

    fn and(&mut self, depth: usize) -> Result<Condition<Name>, ConditionError> {
        let mut left = self.not(depth)?;
        while self.take('&') {
            left = Condition::And(Box::new(left), Box::new(self.not(depth)?));
        }
        Ok(left)
    }

    fn not(&mut self, depth: usize) -> Result<Condition<Name>, ConditionError> {
        if depth > MAX_DEPTH {
            return Err(self.error_here(ConditionReason::TooDeep));
        }
        if self.take('!') {
            return Ok(Condition::Not(Box::new(self.not(depth + 1)?)));
        }
        let open = self.at;
        if self.take('(') {
            let inner = self.or(depth + 1)?;
            return match self.take(')') {
                true => Ok(inner),
                false if self.peek().is_none() => {
                    Err(ConditionError { at: open..open + 1, reason: ConditionReason::UnclosedParenthesis })
                }
                false => Err(self.error_here(ConditionReason::ExpectedOperator)),
            };
        }
        self.name()
    }

    fn name(&mut self) -> Result<Condition<Name>, ConditionError> {
        let start = self.at;
        let length =
            self.text[start..].find(|c: char| !(is_name_character(c) || c == '.')).unwrap_or(self.text.len() - start);
        if length == 0 {
            return Err(self.error_here(ConditionReason::ExpectedName));
        }
        self.at += length;
        let span = start..self.at;
        self.skip_space();
        self.atoms += 1;
        if self.atoms > MAX_ATOMS {
            return Err(ConditionError { at: span, reason: ConditionReason::TooLong });
        }
        match &self.text[span.clone()] {
            "always" => Ok(Condition::Always),
            text => Ok(Condition::Atom(Name { text: text.to_owned(), span })),
        }
    }

    fn take(&mut self, symbol: char) -> bool {
        let found = self.peek() == Some(symbol);
        if found {
            self.at += symbol.len_utf8();
            self.skip_space();
        }
        found
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn error_here(&self, reason: ConditionReason) -> ConditionError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        ConditionError { at: self.at..end, reason }
    }
}

/// Letters and digits of any script, `_` and `-`.
pub fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, done: &[&str]) -> bool {
        Condition::parse(text).unwrap().holds(&|name: &Name| done.contains(&name.text.as_str()))
    }

    #[test]
    fn not_binds_tighter_than_and_and_tighter_than_or() {
        assert!(value("a | b & !c", &["a", "c"]));
        assert!(!value("(a | b) & !c", &["a", "c"]));
        assert!(value("!(a & b) & always", &["a"]));
        assert!(value(" vote.failed&!treaty ", &["vote.failed"]));
    }

    #[test]
    fn the_order_of_operands_makes_no_other_formula() {
        assert_eq!(canonical("!b & a"), canonical("(a)&! b"));
        assert_eq!(canonical("c | (a & b)"), canonical("b & a | c"));
        assert_eq!(canonical("a & (b & c)"), canonical("c & a & b"));
        assert_ne!(canonical("a & (b | c)"), canonical("a & b | c"));
        assert_ne!(canonical("!(a & b)"), canonical("!a & b"));
    }

    #[test]
    fn errors_name_their_place() {
        let error = |text: &str| Condition::parse(text).unwrap_err();
        assert_eq!(error("a & ").at, 4..4);
        assert_eq!(error("a b").reason, ConditionReason::ExpectedOperator);
        assert_eq!(error("x & (a | b").at, 4..5);
        assert_eq!(error("").reason, ConditionReason::Empty);
        assert_eq!(error("a == b").at, 2..3);
        assert_eq!(error(&"(".repeat(100_000)).reason, ConditionReason::TooDeep);
        assert_eq!(error(&"!".repeat(100_000)).reason, ConditionReason::TooDeep);
        assert_eq!(error(&vec!["a"; 10_000].join("&")).reason, ConditionReason::TooLong);
    }

    #[test]
    fn three_valued_evaluation_is_decided_where_it_can_be() {
        let condition = Condition::parse("(a | b) & !c").unwrap();
        let with = |c: Option<bool>| {
            condition.could_hold(&|name: &Name| match name.text.as_str() {
                "a" => None,
                "b" => Some(true),
                _ => c,
            })
        };
        assert_eq!((with(Some(false)), with(Some(true)), with(None)), (Some(true), Some(false), None));
    }
}
