//! The text of a scenario file as a tree of values, each with its place and its literal.
//!
//! This is the only file that names the TOML crate. Derived deserialisation would stop at
//! the first error and turn `0.45` into a float; this tree keeps every span and every text.

use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostic, Span, Text};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub enum Value {
    /// The literal as it was written: `0.45`, `1_000`, `2e3`.
    Number(String),
    Text(String),
    Flag(bool),
    Date,
    List(Vec<Node>),
    Table(Vec<Entry>),
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

impl Value {
    /// The value on one line, as TOML would have it.
    pub fn written(&self) -> String {
        match self {
            Value::Number(text) => text.clone(),
            Value::Text(text) => format!("{text:?}"),
            Value::Flag(flag) => flag.to_string(),
            Value::Date => "a date".to_owned(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.value.written()).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Table(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|entry| format!("{} = {}", entry.key, entry.value.value.written())).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }

    /// What it is, for an error message.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::Flag(_) => "true or false",
            Value::Date => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The entries of a table; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The largest file that is read, in bytes. Scenarios are written by hand; a file beyond
/// this is some other file.
pub const MAX_BYTES: usize = 4 << 20;

/// `PATH=VALUE` as a line of TOML. A value that is no TOML value is taken as text, so that
/// `9/20` and `apology` need no quotes. `None` if there is no path or no value.
pub fn assignment(argument: &str) -> Option<String> {
    // The first `=` outside quotes divides.
    let mut quoted = false;
    let divide = argument.char_indices().find_map(|(index, c)| {
        quoted ^= c == '"';
        (c == '=' && !quoted).then_some(index)
    })?;
    let (path, value) = (argument[..divide].trim(), argument[divide + 1..].trim());
    if path.is_empty() || value.is_empty() {
        return None;
    }
    let line = format!("{path} = {value}");
    match DeTable::parse(&line) {
        // A comment sets nothing.
        Ok(table) if table.get_ref().is_empty() => return None,
        Ok(_) => return Some(line),
        Err(_) => {}
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    Some(format!("{path} = \"{escaped}\""))
}

/// Parses one text.
pub fn parse(text: &Text, diagnostics: &mut Vec<Diagnostic>) -> Node {
    if text.text.len() > MAX_BYTES {
        diagnostics.push(
            Diagnostic::error(format!("`{}` has {} bytes", text.name, text.text.len()))
                .help(format!("a scenario file has at most {MAX_BYTES} bytes; is this the right file?")),
        );
        return Node { span: text.start..text.start, value: Value::Table(Vec::new()) };
    }
    let (table, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let span = text.start + span.start..text.start + span.end;
        diagnostics.push(Diagnostic::error(format!("invalid TOML: {}", error.message())).at(&span, ""));
    }
    let span = table.span();
    Node { span: text.start + span.start..text.start + span.end, value: table_value(table.get_ref(), text.start) }
}

fn table_value(table: &DeTable<'_>, start: usize) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().clone().into_owned(),
            key_span: start + key.span().start..start + key.span().end,
            value: Node {
                span: start + value.span().start..start + value.span().end,
                value: value_of(value.get_ref(), start),
            },
        })
        .collect();
    // File order, whatever order the parser keeps.
    entries.sort_by_key(|entry| entry.key_span.start);
    Value::Table(entries)
}

fn value_of(value: &DeValue<'_>, start: usize) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Integer(integer) if integer.radix() == 10 => Value::Number(integer.as_str().to_owned()),
        DeValue::Integer(integer) => {
            let parsed = i64::from_str_radix(integer.as_str(), integer.radix());
            // Out of range: the text cannot be read as a decimal and says so later.
            Value::Number(parsed.map_or_else(|_| "out of range".to_owned(), |number| number.to_string()))
        }
        DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(list) => Value::List(
            list.iter()
                .map(|value| Node {
                    span: start + value.span().start..start + value.span().end,
                    value: value_of(value.get_ref(), start),
                })
                .collect(),
        ),
        DeValue::Table(table) => table_value(table, start),
    }
}
