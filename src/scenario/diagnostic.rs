//! Diagnostics: what is wrong with an input, where, and what to do about it.
//!
//! They are data; rendering them is the report's work.

use std::ops::Range;

/// Bytes of a [`Source`].
pub type Span = Range<usize>;

/// The texts that a scenario is read from: a file, then one text for each `--set`.
///
/// Spans count bytes through all of them in order, so that a diagnostic can point into
/// the command line as well as into the file.
#[derive(Debug, Clone, Default)]
pub struct Source {
    texts: Vec<Text>,
}

/// One text of a [`Source`].
#[derive(Debug, Clone)]
pub struct Text {
    /// A path, `<stdin>` or `--set`.
    pub name: String,
    pub text: String,
    /// Where its first byte stands in the source.
    pub start: usize,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        let mut source = Source::default();
        source.push(name.into(), text.into());
        source
    }

    /// Appends a text and returns its start.
    pub fn push(&mut self, name: String, text: String) -> usize {
        let start = self.texts.last().map_or(0, |last| last.start + last.text.len() + 1);
        self.texts.push(Text { name, text, start });
        start
    }

    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// The text that a span lies in.
    pub fn text_of(&self, span: &Span) -> &Text {
        self.texts
            .iter()
            .rev()
            .find(|text| text.start <= span.start)
            .expect("a span lies in its source, and a source has a first text at 0")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// One thing that is wrong, or worth a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; the first label is the primary one. Empty if no place can be named.
    pub labels: Vec<Label>,
    /// The likely fix.
    pub help: Option<String>,
}

/// A place and what is to be said at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

impl Diagnostic {
    pub fn error(message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, message: readable(message.into()), labels: Vec::new(), help: None }
    }

    pub fn warning(message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(message) }
    }

    pub fn at(mut self, span: &Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span: span.clone(), text: readable(text.into()) });
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(readable(help.into()));
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The longest name that is compared with others, and that a message repeats in full.
const LONGEST: usize = 60;

/// A text short enough for a message.
pub fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A message cut where nobody would read on.
fn readable(message: String) -> String {
    match message.char_indices().nth(10 * LONGEST) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}

/// The known name that a misspelt one most likely stands for.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // The distance costs the product of the lengths; nothing that long is a slip of the pen.
    if name.chars().nth(LONGEST).is_some() {
        return None;
    }
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1.max(candidate.chars().count() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "did you mean `x`?", or the list of what is known.
pub fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(candidate) = nearest(name, known.clone()) {
        return format!("did you mean `{candidate}`?");
    }
    let names: Vec<String> = known.into_iter().take(13).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "there is none to name here yet".to_owned(),
        13 => format!("known here: {}, …", names[..12].join(", ")),
        _ => format!("known here: {}", names.join(", ")),
    }
}
