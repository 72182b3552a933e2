//! What Gambit's two formats share: tokens, texts, numbers.
//!
//! Tokens are `{`, `}`, `,`, texts in quotes (in which `\"` is a quote and any other
//! backslash is itself) and words, which run to the next of these or to white space. There
//! are no comments; texts may span lines.

use crate::form::TitledGame;
use crate::numeric::rational::{NumberError, Rational};
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten};

/// Bad numbers beyond this many are not listed; they have one cause.
const MAX_FAULTS: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Open,
    Close,
    Comma,
    Text(String),
    Word,
}

/// The tokens of a file, one ahead.
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    ahead: Option<Token>,
    /// A text runs to the end of the file.
    unclosed: bool,
    /// The last token that was taken.
    last: Span,
    /// What is wrong but does not keep the rest from being read.
    pub faults: Vec<Diagnostic>,
}

/// Reads a whole text by the grammar `game`: the game, or every fault that was met.
pub(super) fn read(
    source: &Source,
    game: impl FnOnce(&mut Tokens<'_>) -> Result<TitledGame, Diagnostic>,
) -> Result<TitledGame, Vec<Diagnostic>> {
    let text = source.texts().first().map_or("", |text| text.text.as_str());
    let mut tokens = Tokens::new(text);
    match game(&mut tokens) {
        Ok(game) if tokens.faults.is_empty() => Ok(game),
        Ok(_) => Err(tokens.faults),
        Err(error) => {
            tokens.faults.push(error);
            Err(tokens.faults)
        }
    }
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0, ahead: None, unclosed: false, last: 0..0, faults: Vec::new() }
    }

    /// Where the next token begins.
    pub fn position(&self) -> usize {
        self.ahead.as_ref().map_or(self.at, |token| token.span.start)
    }

    /// Whether the end of the text was seen, so that more text could change what was read.
    pub fn is_at_end(&self) -> bool {
        self.unclosed || self.text[self.at..].trim_start().is_empty()
    }

    /// Where the last token stands that was taken.
    pub fn last(&self) -> Span {
        self.last.clone()
    }

    /// How the file stands at a span.
    pub fn written(&self, span: &Span) -> &'a str {
        &self.text[span.clone()]
    }

    /// The next token without taking it; `None` at the end.
    pub fn peek(&mut self) -> Result<Option<&Token>, Diagnostic> {
        if self.ahead.is_none() {
            self.ahead = self.lex()?;
        }
        Ok(self.ahead.as_ref())
    }

    pub fn peeks(&mut self, kind: &Kind) -> Result<bool, Diagnostic> {
        Ok(self.peek()?.is_some_and(|token| token.kind == *kind))
    }

    pub fn peeks_text(&mut self) -> Result<bool, Diagnostic> {
        Ok(self.peek()?.is_some_and(|token| matches!(token.kind, Kind::Text(_))))
    }

    pub fn next(&mut self) -> Result<Option<Token>, Diagnostic> {
        self.peek()?;
        let token = self.ahead.take();
        if let Some(token) = &token {
            self.last = token.span.clone();
        }
        Ok(token)
    }

    /// Takes a comma if one comes.
    pub fn comma(&mut self) -> Result<(), Diagnostic> {
        if self.peeks(&Kind::Comma)? {
            self.next()?;
        }
        Ok(())
    }

    pub fn expect(&mut self, kind: &Kind, what: &str, help: &str) -> Result<Span, Diagnostic> {
        match self.next()? {
            Some(token) if token.kind == *kind => Ok(token.span),
            found => Err(self.unexpected(found, what, help)),
        }
    }

    /// A word, whatever it says.
    pub fn word(&mut self, what: &str, help: &str) -> Result<(&'a str, Span), Diagnostic> {
        match self.next()? {
            Some(Token { kind: Kind::Word, span }) => Ok((self.written(&span), span)),
            found => Err(self.unexpected(found, what, help)),
        }
    }

    pub fn text(&mut self, what: &str) -> Result<String, Diagnostic> {
        match self.next()? {
            Some(Token { kind: Kind::Text(text), .. }) => Ok(text),
            found => Err(self.unexpected(found, what, "texts stand in quotes: \"Player 1\"")),
        }
    }

    /// An exact number. One that cannot be read is a fault, and stands as 0.
    pub fn number(&mut self, what: &str) -> Result<Rational, Diagnostic> {
        let (word, span) = self.word(what, "write 12, -0.45 or 9/20")?;
        Ok(word.parse::<Rational>().unwrap_or_else(|error| {
            let help = match error {
                NumberError::Malformed => "write 12, -0.45, 1e-3 or 9/20".to_owned(),
                NumberError::ZeroDenominator | NumberError::NotFinite | NumberError::TooLong => {
                    format!("{error}; write a finite number")
                }
            };
            self.fault(
                Diagnostic::error(format!("`{}` is not a number", shorten(word)))
                    .at(&span, format!("expected {what}"))
                    .help(help),
            );
            Rational::ZERO
        }))
    }

    /// A whole number, at least 0.
    pub fn count(&mut self, what: &str) -> Result<(usize, Span), Diagnostic> {
        let (word, span) = self.word(what, "write a whole number")?;
        match word.parse::<usize>() {
            Ok(count) => Ok((count, span)),
            Err(_) => Err(Diagnostic::error(format!("`{}` is not a whole number", shorten(word)))
                .at(&span, format!("expected {what}"))
                .help("write a whole number, at least 0")),
        }
    }

    pub fn fault(&mut self, fault: Diagnostic) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault);
        }
    }

    /// The first word of the file and its version.
    pub fn header(&mut self, name: &str, version: &str) -> Result<(), Diagnostic> {
        let help = format!("such a file begins with `{name} {version} R \"title\"`");
        let (word, span) = self.word(&format!("`{name}`"), &help)?;
        if word != name {
            return Err(Diagnostic::error(format!("`{}` is not `{name}`", shorten(word))).at(&span, "").help(help));
        }
        let (word, span) = self.word("the version of the format", &help)?;
        if word != version {
            return Err(Diagnostic::error(format!("version {} of the format is not known", shorten(word)))
                .at(&span, "")
                .help(help));
        }
        let (word, span) = self.word("`R` or `D`", &help)?;
        if !matches!(word, "R" | "D") {
            return Err(Diagnostic::error(format!("`{}` is neither `R` nor `D`", shorten(word)))
                .at(&span, "")
                .help("`R` says that numbers are rational, `D` that they are decimals; they are read alike, exactly"));
        }
        Ok(())
    }

    /// `{ "one" "two" }`.
    pub fn labels(&mut self, what: &str, each: &str) -> Result<Vec<String>, Diagnostic> {
        self.expect(&Kind::Open, what, "such a list stands in braces: { \"one\" \"two\" }")?;
        let mut labels = Vec::new();
        while !self.peeks(&Kind::Close)? {
            labels.push(self.text(each)?);
            self.comma()?;
        }
        self.next()?;
        Ok(labels)
    }

    pub fn unexpected(&self, found: Option<Token>, what: &str, help: &str) -> Diagnostic {
        let Some(token) = found else {
            return Diagnostic::error(format!("the file ends where {what} should come"))
                .at(&self.last, "nothing after this")
                .help(help);
        };
        let shown = match &token.kind {
            Kind::Text(text) => format!("the text \"{}\"", shorten(text)),
            Kind::Open | Kind::Close | Kind::Comma | Kind::Word => format!("`{}`", shorten(self.written(&token.span))),
        };
        Diagnostic::error(format!("{shown} stands where {what} should"))
            .at(&token.span, format!("expected {what}"))
            .help(help)
    }

    fn lex(&mut self) -> Result<Option<Token>, Diagnostic> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start().len());
        let Some(first) = self.text[start..].chars().next() else { return Ok(None) };
        let (kind, end) = match first {
            '{' => (Kind::Open, start + 1),
            '}' => (Kind::Close, start + 1),
            ',' => (Kind::Comma, start + 1),
            '"' => self.lex_text(start)?,
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | '"');
                (Kind::Word, self.text[start..].find(ends).map_or(self.text.len(), |length| start + length))
            }
        };
        self.at = end;
        Ok(Some(Token { kind, span: start..end }))
    }

    fn lex_text(&mut self, start: usize) -> Result<(Kind, usize), Diagnostic> {
        let mut text = String::new();
        let mut characters = self.text[start + 1..].char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            match (character, characters.peek()) {
                ('"', _) => return Ok((Kind::Text(text), start + 1 + offset + 1)),
                ('\\', Some((_, '"'))) => {
                    characters.next();
                    text.push('"');
                }
                _ => text.push(character),
            }
        }
        self.unclosed = true;
        let line = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        Err(Diagnostic::error("the text that begins here does not end")
            .at(&(start..line), "no closing quote")
            .help("close it with a quote; a quote inside a text is written \\\""))
    }
}

/// "1 payoff", "2 payoffs".
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A text as it is written. A backslash at its end would swallow the closing quote in every
/// reader of the format, so a space parts them.
pub fn quoted(text: &str) -> String {
    let escaped = text.replace('"', "\\\"");
    let space = if text.ends_with('\\') { " " } else { "" };
    format!("\"{escaped}{space}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_is_read_as_it_was() {
        for text in ["", "plain", "a \"quote\"", "back\\slash", "a\\\"b", "two\nlines", "\"", "ümläut"] {
            let written = quoted(text);
            let mut tokens = Tokens::new(&written);
            assert_eq!(tokens.text("a text").unwrap(), text, "{written}");
            assert!(tokens.next().unwrap().is_none());
        }
        assert_eq!(quoted("end\\"), "\"end\\ \"");
    }
}
