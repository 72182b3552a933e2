//! A page: a report for people who decide, as data. HTML and Markdown are rendered from it.
//!
//! Text that comes from a file is marked by [`foreign`]; renderers isolate it, so that
//! neither tags nor right-to-left letters in it change what stands around it.

pub mod agreement;
pub mod banner;
pub mod coalitional;
pub mod conflict;
pub mod game;
pub mod html;
pub mod inputs;
pub mod markdown;
pub mod play;
pub mod solutions;
pub mod uncertainty;
pub mod verdict;

use serde::Serialize;

use crate::numeric::rational::Rational;
use crate::report::phrases;

/// Unicode's isolates: what stands between them does not influence the order around them.
pub const ISOLATE: char = '\u{2068}';
pub const END_OF_ISOLATE: char = '\u{2069}';

/// The longest fraction that is printed in full.
const LONGEST_FRACTION: usize = 160;

/// A whole report.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    pub title: String,
    /// What is asked, or what kind of game it is.
    pub subtitle: String,
    pub banner: Option<Banner>,
    pub sections: Vec<Section>,
    /// Version, input, seed, command.
    pub footer: Vec<(String, String)>,
}

/// The answer, before anything else.
#[derive(Debug, Clone, Serialize)]
pub struct Banner {
    pub word: String,
    /// The headline's key, for its colour.
    pub key: &'static str,
    pub reason: String,
    /// The numbers that decide it.
    pub numbers: Vec<(Cell, String)>,
    pub about_numbers: String,
    /// What would change it, in a sentence each.
    pub changes: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Section {
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Heading {
        text: String,
    },
    Text {
        text: String,
    },
    List {
        items: Vec<String>,
    },
    /// Behind its caption if `folded`.
    Table {
        table: Table,
        folded: bool,
    },
    Figure {
        figure: Figure,
    },
    /// Lines as they are, behind a summary.
    Lines {
        summary: String,
        text: String,
    },
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Column {
    pub name: String,
    /// Set flush right.
    pub number: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cell {
    pub text: String,
    /// The exact number behind a rounded one.
    pub exact: Option<String>,
    /// What rows are ordered by, where that is not the text.
    pub order: Option<f64>,
    /// `yes`, `no`, `changed`, `code`: how it is set off.
    pub mark: Option<&'static str>,
}

/// A chart with the table that says the same.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    pub svg: String,
    pub caption: String,
    pub table: Table,
}

impl Section {
    pub fn new(id: &'static str, title: &str) -> Section {
        Section { id, title: title.to_owned(), blocks: Vec::new() }
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading { text: text.into() });
    }

    pub fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text { text: text.into() });
    }

    pub fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table { table, folded: false });
    }

    pub fn folded(&mut self, table: Table) {
        self.blocks.push(Block::Table { table, folded: true });
    }

    pub fn figure(&mut self, chart: Option<super::chart::Chart>) {
        if let Some(chart) = chart {
            let svg = chart.inline();
            self.blocks.push(Block::Figure { figure: Figure { svg, caption: chart.caption, table: chart.table } });
        }
    }
}

impl Table {
    /// Columns by name; a name that starts with `#` heads numbers.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Table {
        let column =
            |name: &&str| Column { name: name.trim_start_matches('#').to_owned(), number: name.starts_with('#') };
        Table { caption: caption.into(), columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    pub fn column(&mut self, name: impl Into<String>, number: bool) {
        self.columns.push(Column { name: name.into(), number });
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// All but the first rows, in a table of their own.
    pub fn split(&mut self, shown: usize, caption: impl FnOnce(usize) -> String) -> Option<Table> {
        (self.rows.len() > shown).then(|| {
            let rows = self.rows.split_off(shown);
            Table { caption: caption(rows.len()), columns: self.columns.clone(), rows }
        })
    }
}

impl Cell {
    /// A number rounded to so many decimals, with the exact one where that differs.
    pub fn number(value: &Rational, digits: usize) -> Cell {
        Cell::of(value, phrases::plain(value, digits))
    }

    /// [`Cell::number`] with its sign.
    pub fn signed(value: &Rational, digits: usize) -> Cell {
        Cell::of(value, phrases::signed(value, digits))
    }

    fn of(value: &Rational, text: String) -> Cell {
        let exact = value.to_string();
        let exact = match exact.chars().count() {
            _ if exact == text.trim_start_matches('+') => None,
            count if count > LONGEST_FRACTION => Some(format!("a fraction of {count} digits; JSON prints it")),
            _ => Some(exact),
        };
        Cell { text, exact, order: Some(value.to_f64()).filter(|order| order.is_finite()), mark: None }
    }

    pub fn maybe(value: Option<&Rational>, digits: usize) -> Cell {
        value.map_or_else(Cell::default, |value| Cell::number(value, digits))
    }

    /// The answer of a test.
    pub fn answer(holds: Option<bool>) -> Cell {
        let (text, mark) = match holds {
            Some(true) => ("yes", Some("yes")),
            Some(false) => ("no", Some("no")),
            None => ("–", None),
        };
        Cell { text: text.to_owned(), mark, ..Cell::default() }
    }

    pub fn marked(mut self, mark: &'static str) -> Cell {
        self.mark = Some(mark);
        self
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, ..Cell::default() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        text.to_owned().into()
    }
}

/// Text from a file, isolated. Characters that would break out of the isolate, and controls that
/// no document may hold, are replaced.
pub fn foreign(text: &str) -> String {
    let clean = text.chars().filter_map(|c| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\n' | '\t' | '\r' => Some(' '),
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => Some('\u{fffd}'),
        c => Some(c),
    });
    std::iter::once(ISOLATE).chain(clean).chain(std::iter::once(END_OF_ISOLATE)).collect()
}

/// Text whose names are not set off, with what runs from right to left in it isolated, so that
/// numbers and signs beside it stay in their order.
pub fn isolated_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // What comes after letters from right to left, and belongs to them if more of these follow.
    let mut between: Option<String> = None;
    for c in text.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        match (&mut between, runs_from_right_to_left(c)) {
            (None, true) => {
                out.push(ISOLATE);
                out.push(c);
                between = Some(String::new());
            }
            (Some(passed), true) => {
                out.push_str(passed);
                passed.clear();
                out.push(c);
            }
            (Some(passed), false) if c == ' ' => passed.push(c),
            (Some(passed), false) => {
                out.push(END_OF_ISOLATE);
                out.push_str(passed);
                out.push(c);
                between = None;
            }
            (None, false) => out.push(c),
        }
    }
    if let Some(passed) = between {
        out.push(END_OF_ISOLATE);
        out.push_str(&passed);
    }
    out
}

/// The blocks of the scripts that do (Hebrew to Arabic Extended, their presentation forms, and
/// those of the supplementary plane).
fn runs_from_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_leave_its_isolate() {
        assert_eq!(foreign("a\u{2069}\u{202e}b\u{0}\nc"), "\u{2068}ab\u{fffd} c\u{2069}");
    }

    #[test]
    fn what_runs_from_right_to_left_is_isolated_where_it_stands() {
        assert_eq!(isolated_runs("a שלום לך 3, \u{202e}b"), "a \u{2068}שלום לך\u{2069} 3, b");
        assert_eq!(isolated_runs("שלום "), "\u{2068}שלום\u{2069} ");
    }

    #[test]
    fn a_rounded_number_keeps_its_fraction() {
        let cell = Cell::signed(&"1/3".parse().unwrap(), 2);
        assert_eq!((cell.text.as_str(), cell.exact.as_deref()), ("+0.33", Some("1/3")));
        assert_eq!(Cell::signed(&Rational::from(3), 2).exact, None);
    }
}
