//! Diagnostics as text, with the place underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::scenario::diagnostic::{Diagnostic, Severity, Source};

/// The most that are printed; a file with more has one cause.
const SHOWN: usize = 50;

/// A longer line is not shown, only its place; nobody reads it.
const LONGEST_LINE: usize = 400;

/// Renders diagnostics, plain; colour is added by `styled`.
pub fn render(source: &Source, diagnostics: &[Diagnostic], styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
        text.push_str(&renderer.render(&[group(source, diagnostic)]));
        text.push_str("\n\n");
    }
    if diagnostics.len() > SHOWN {
        text.push_str(&format!("… and {} more\n\n", diagnostics.len() - SHOWN));
    }
    text
}

fn group<'a>(source: &'a Source, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .elements(Vec::<Snippet<'a, annotate_snippets::Annotation<'a>>>::new());
    for text in source.texts() {
        let mut snippet = Snippet::source(text.text.as_str()).path(text.name.as_str());
        let mut any = false;
        for (index, label) in diagnostic.labels.iter().enumerate() {
            if !std::ptr::eq(source.text_of(&label.span), text) {
                continue;
            }
            any = true;
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let length = text.text.len();
            let start = (label.span.start - text.start).min(length);
            let end = (label.span.end - text.start).clamp(start, length);
            let mut annotation = kind.span(one_line(&text.text, start, end));
            if !label.text.is_empty() {
                annotation = annotation.label(label.text.as_str());
            }
            snippet = snippet.annotation(annotation);
        }
        if any && long_line(&text.text, diagnostic, text.start) {
            let at = diagnostic.labels[0].span.start.saturating_sub(text.start).min(text.text.len());
            let line = text.text[..at].matches('\n').count() + 1;
            group = group.element(Origin::path(text.name.as_str()).line(line));
        } else if any {
            group = group.element(snippet);
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// That some label stands on a line too long to show.
fn long_line(text: &str, diagnostic: &Diagnostic, start: usize) -> bool {
    diagnostic.labels.iter().any(|label| {
        let at = label.span.start.saturating_sub(start).min(text.len());
        let from = text[..at].rfind('\n').map_or(0, |index| index + 1);
        let to = text[at..].find('\n').map_or(text.len(), |index| at + index);
        to - from > LONGEST_LINE
    })
}

/// A place that spans lines (a whole table) is shown by its first line.
fn one_line(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    match text[start..end].find('\n') {
        Some(line) => start..start + line,
        None => start..end,
    }
}
