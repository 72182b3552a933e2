//! A page as one HTML file that needs nothing else: style, script and charts are in it.

use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, Output, State, Value};

use crate::report::chart::palette;

use super::{END_OF_ISOLATE, ISOLATE, Page};

const TEMPLATE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Renders the page. Everything that a value holds is escaped, save the charts, which escape
/// what they hold themselves.
pub fn render(page: &Page) -> String {
    let mut environment = Environment::new();
    environment.set_formatter(write_escaped);
    environment.add_filter("attribute", |text: String| Value::from_safe_string(escaped(&text)));
    // The ending makes what macros return safe text, which is not escaped twice.
    environment.add_template("page.html", TEMPLATE).expect("the template is well-formed");
    let template = environment.get_template("page.html").expect("it was just added");
    let style = format!("{}{STYLE}{}", palette::variables(), palette::STYLE);
    let context = minijinja::context! {
        page => Value::from(Serde(page)),
        style => Value::from_safe_string(style),
        script => Value::from_safe_string(SCRIPT.to_owned()),
    };
    template.render(context).expect("a page is plain data that the template knows")
}

/// Every value that the template prints passes here.
fn write_escaped(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match value.kind() {
        ValueKind::Undefined | ValueKind::None => return Ok(()),
        _ => value.to_string(),
    };
    let written = if value.is_safe() { text } else { isolated(&escaped(&text)) };
    out.write_str(&written).map_err(Error::from)
}

/// Text as it may stand in an element or in a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Overrides of the order of letters, and embeddings, end with no name that holds them.
            '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}' => {}
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Isolates as elements; those without their other end, which only a file can bring in, go.
fn isolated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = 0usize;
    for c in text.chars() {
        match c {
            ISOLATE => {
                open += 1;
                out.push_str("<bdi>");
            }
            END_OF_ISOLATE if open > 0 => {
                open -= 1;
                out.push_str("</bdi>");
            }
            END_OF_ISOLATE => {}
            c => out.push(c),
        }
    }
    out.push_str(&"</bdi>".repeat(open));
    out
}
