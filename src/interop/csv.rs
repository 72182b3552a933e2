//! Payoff matrices from spreadsheets, as text separated by commas, semicolons or tabs.
//!
//! Three layouts, told apart by what stands in them:
//!
//! ```text
//! row \ column, left,     right        a table of pairs: the row player's payoff, then the
//! top,          "3, 3",   "0; 5"       column player's; written 3, 3 or 3; 3 or 3 | 3 or 3 3
//! bottom,       (5  0),   1 1          or in parentheses
//!
//! ,     left, right                    a table of single numbers: the row player's payoffs.
//! top,  1,    -1                       A second one below a blank line holds the column
//! down, -1,   1                        player's; without it the game is zero-sum
//!
//! a, b, c, payoff a, payoff b, payoff c        a line for each profile, any number of players
//! x, l, u, 1,        1/2,      0
//! ```
//!
//! A table may come without its labels if its corner is a payoff; strategies are then
//! numbered. Numbers are exact: `0.1`, `-1/3`, `2e6`. A comma between digits is taken for a
//! separator of payoffs, never for a decimal point; where columns are separated by something
//! else, so that it may be either, the file is refused. Linear in the size of the file.

use std::collections::{HashMap, HashSet};

use crate::form::normal::NormalGame;
use crate::form::payoffs::PayoffTable;
use crate::form::{Game, TitledGame};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten};

use super::labels::told_apart;

/// Faults beyond this many are not listed; they have one cause.
const MAX_FAULTS: usize = 100;

struct Cell {
    text: String,
    span: Span,
}

type Row = Vec<Cell>;

/// Reads a game. Its title is empty: the format has no place for one.
///
/// # Errors
/// Every cell that cannot be read, or the first fault of another kind.
pub fn read(source: &Source) -> Result<TitledGame, Vec<Diagnostic>> {
    let text = source.texts().first().map_or("", |text| text.text.as_str());
    let mut faults = Vec::new();
    match game(text, &mut faults) {
        Ok(game) if faults.is_empty() => Ok(TitledGame { title: String::new(), game: Game::Normal(game) }),
        Ok(_) => Err(faults),
        Err(error) => {
            faults.push(error);
            Err(faults)
        }
    }
}

fn game(text: &str, faults: &mut Vec<Diagnostic>) -> Result<NormalGame, Diagnostic> {
    let separator = separator(text);
    let mut blocks = blocks(cells(text, separator)?);
    match (blocks.len(), blocks.first().and_then(|block| block.first())) {
        (1, Some(header)) if profile_header(header).is_some() => profiles(&blocks[0], faults),
        (1 | 2, Some(_)) => {
            let second = if blocks.len() == 2 { blocks.pop() } else { None };
            let first = blocks.pop().expect("one or two blocks");
            let first = Table::read(first, separator, faults)?;
            let second = second.map(|block| Table::read(block, separator, faults)).transpose()?;
            if !faults.is_empty() {
                // A stand-in: the faults are what is answered.
                return Ok(NormalGame { players: Vec::new(), strategies: Vec::new(), payoffs: PayoffTable::default() });
            }
            bimatrix(first, second)
        }
        (0, _) | (_, None) => Err(Diagnostic::error("the file is empty")
            .at(&(0..0), "")
            .help("a table has the column player's strategies in its first line and a strategy of the row player before each line of payoffs")),
        _ => Err(Diagnostic::error("a third table, where two are the most")
            .at(&whole(&blocks[2]), "")
            .help("one table of pairs, or one of each player's payoffs; more players need a line for each profile")),
    }
}

/// Tab, semicolon or comma: whatever parts the cells of the first line.
fn separator(text: &str) -> char {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut quoted = false;
    let bare: String = line
        .chars()
        .filter(|&c| {
            quoted ^= c == '"';
            !quoted
        })
        .collect();
    let counts: HashSet<usize> = bare.split(',').map(|cell| cell.matches(';').count()).collect();
    match (bare.contains('\t'), bare.contains(';'), bare.contains(',')) {
        (true, _, _) => '\t',
        (false, true, false) => ';',
        // `1;2,3;4` is two pairs; `1,5;2,5` is two cells of something.
        (false, true, true) if counts.len() > 1 => ';',
        _ => ',',
    }
}

/// The cells of every line, as RFC 4180 has them: a cell in quotes may hold separators, line
/// ends, and quotes written twice.
fn cells(text: &str, separator: char) -> Result<Vec<Row>, Diagnostic> {
    let mut rows = vec![Row::new()];
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let start = at + rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
        let (content, mut end) = match text[start..].strip_prefix('"') {
            Some(_) => quoted_cell(text, start)?,
            None => (String::new(), start),
        };
        let stop = text[end..].find([separator, '\n']).map_or(text.len(), |length| end + length);
        let tail = text[end..stop].trim();
        let span = start..start.max(end + text[end..stop].trim_end().len());
        let row = rows.last_mut().expect("there is always a line at hand");
        row.push(Cell { text: if content.is_empty() { tail.to_owned() } else { content + tail }, span });
        end = stop;
        match text[end..].chars().next() {
            None => return Ok(rows),
            Some('\n') => {
                rows.push(Row::new());
                at = end + 1;
            }
            Some(_) => at = end + separator.len_utf8(),
        }
    }
}

/// The content of a cell in quotes, and where it ends.
fn quoted_cell(text: &str, start: usize) -> Result<(String, usize), Diagnostic> {
    let mut content = String::new();
    let mut characters = text[start + 1..].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        if character != '"' {
            content.push(character);
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            content.push('"');
        } else {
            return Ok((content, start + 1 + offset + 1));
        }
    }
    let line = text[start..].find('\n').map_or(text.len(), |length| start + length);
    Err(Diagnostic::error("the quote that opens here does not close")
        .at(&(start..line), "no closing quote")
        .help("close it; a quote inside a cell is written twice"))
}

/// The tables: runs of lines that are not blank, without the blank columns on their right.
fn blocks(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let mut blocks: Vec<Vec<Row>> = vec![Vec::new()];
    for row in rows {
        match row.iter().all(|cell| cell.text.trim().is_empty()) {
            true => blocks.push(Vec::new()),
            false => blocks.last_mut().expect("there is always a block at hand").push(row),
        }
    }
    blocks.retain(|block| !block.is_empty());
    for block in &mut blocks {
        let filled = |row: &Row| row.iter().rposition(|cell| !cell.text.trim().is_empty()).map_or(0, |last| last + 1);
        let width = block.iter().map(filled).max().unwrap_or(0);
        for row in block {
            row.truncate(width);
        }
    }
    blocks
}

fn whole(block: &[Row]) -> Span {
    let first = block.first().and_then(|row| row.first()).map_or(0, |cell| cell.span.start);
    let last = block.last().and_then(|row| row.last()).map_or(first, |cell| cell.span.end);
    first..last
}

/// The numbers of a cell; `None` if some part of it is no number.
fn numbers(text: &str) -> Option<Vec<Rational>> {
    let inner = text.trim();
    let bracketed = [('(', ')'), ('[', ']'), ('{', '}')];
    let inner =
        bracketed.iter().find_map(|&(open, close)| inner.strip_prefix(open)?.strip_suffix(close)).unwrap_or(inner);
    // Spreadsheets write a minus sign where a keyboard writes a hyphen.
    let inner = inner.replace('\u{2212}', "-");
    let parts: Vec<&str> = match inner.find([';', '|']) {
        Some(_) => inner.split([';', '|']).collect(),
        None if inner.contains(',') => inner.split(',').collect(),
        None => inner.split_whitespace().collect(),
    };
    let numbers: Option<Vec<Rational>> = parts.iter().map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

/// The payoffs of a cell. What cannot be read is a fault.
fn payoffs(cell: &Cell, separator: char, faults: &mut Vec<Diagnostic>) -> Option<Vec<Rational>> {
    const HELP: &str = "write one payoff (3, -0.5, 1/3) or the pair of both players' (3; -0.5)";
    let fault = if cell.text.trim().is_empty() {
        Diagnostic::error("a cell without a payoff").at(&cell.span, "empty").help(HELP)
    } else if separator != ',' && either_comma(&cell.text) {
        Diagnostic::error(format!("`{}` may be one number or two", shorten(cell.text.trim())))
            .at(&cell.span, "a decimal comma, or a pair?")
            .help("write a decimal point for the one, (1, 5) for the other")
    } else {
        match numbers(&cell.text) {
            Some(payoffs) if payoffs.len() <= 2 => return Some(payoffs),
            Some(payoffs) => Diagnostic::error(format!("{} payoffs in a table for two players", payoffs.len()))
                .at(&cell.span, "")
                .help("more players need a line for each profile: a, b, c, payoff a, payoff b, payoff c"),
            None => Diagnostic::error(format!("`{}` is not a payoff", shorten(cell.text.trim())))
                .at(&cell.span, "")
                .help(HELP),
        }
    };
    if faults.len() < MAX_FAULTS {
        faults.push(fault);
    }
    None
}

/// Digits on both sides of a single comma, and nothing else.
fn either_comma(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.trim().trim_start_matches(['+', '-', '\u{2212}']).split_once(',').is_some_and(|(a, b)| digits(a) && digits(b))
}

/// A table of payoffs.
struct Table {
    players: Option<(String, String)>,
    rows: Vec<String>,
    columns: Vec<String>,
    /// By row, then column: one or two payoffs each.
    payoffs: Vec<Vec<Rational>>,
    span: Span,
}

impl Table {
    fn read(block: Vec<Row>, separator: char, faults: &mut Vec<Diagnostic>) -> Result<Table, Diagnostic> {
        let span = whole(&block);
        let corner = &block[0][0];
        let labelled = numbers(&corner.text).is_none() && !either_comma(&corner.text);
        let players =
            corner.text.split_once('\\').map(|(row, column)| (row.trim().to_owned(), column.trim().to_owned())).filter(
                |(row, column)| !row.is_empty() && !column.is_empty() && !column.contains('\\') && row != column,
            );
        let labels = usize::from(labelled);
        let width = block[0].len();
        if block.len() <= labels || width <= labels {
            return Err(Diagnostic::error("a table without payoffs")
                .at(&span, "")
                .help("the first line and the first column are labels; payoffs come below and to the right"));
        }
        let mut table = Table { players, rows: Vec::new(), columns: Vec::new(), payoffs: Vec::new(), span };
        for row in &block[labels..] {
            if row.len() != width {
                return Err(Diagnostic::error(format!("{} cells in a table of {width} columns", row.len()))
                    .at(&(row[0].span.start..row[row.len() - 1].span.end), "")
                    .help("every line has a cell for each column; a cell that holds a separator stands in quotes"));
            }
            table.rows.push(if labelled { row[0].text.clone() } else { (table.rows.len() + 1).to_string() });
            for cell in &row[labels..] {
                let Some(payoffs) = payoffs(cell, separator, faults) else { continue };
                if table.payoffs.first().is_some_and(|first| first.len() != payoffs.len()) {
                    return Err(Diagnostic::error("some cells hold one payoff, some two")
                        .at(&cell.span, "unlike the cells before")
                        .help("give the row player's payoffs alone, or pairs, throughout"));
                }
                table.payoffs.push(payoffs);
            }
        }
        table.columns = match labelled {
            true => block[0][1..].iter().map(|cell| cell.text.clone()).collect(),
            false => (1..=width).map(|number| number.to_string()).collect(),
        };
        table.rows = told_apart(table.rows);
        table.columns = told_apart(table.columns);
        Ok(table)
    }
}

fn bimatrix(first: Table, second: Option<Table>) -> Result<NormalGame, Diagnostic> {
    let pairs = first.payoffs.first().is_some_and(|payoffs| payoffs.len() == 2);
    let payoffs = match second {
        None if pairs => first.payoffs,
        None => first
            .payoffs
            .into_iter()
            .map(|mut own| {
                own.push(-&own[0]);
                own
            })
            .collect(),
        Some(second) => {
            if pairs || second.payoffs.first().is_some_and(|payoffs| payoffs.len() == 2) {
                return Err(Diagnostic::error("two tables, and one of them holds pairs")
                    .at(&second.span, "a second table")
                    .help("one table of pairs, or one table of single numbers for each player"));
            }
            if (&first.rows, &first.columns) != (&second.rows, &second.columns) {
                return Err(Diagnostic::error("the second table has other strategies than the first")
                    .at(&second.span, "the column player's payoffs")
                    .at(&first.span, "the row player's payoffs")
                    .help("both tables have the same labels in the same order"));
            }
            first.payoffs.into_iter().zip(second.payoffs).map(|(row, column)| [row, column].concat()).collect()
        }
    };
    let (row, column) = first.players.unwrap_or_else(|| ("row".to_owned(), "column".to_owned()));
    Ok(NormalGame { players: vec![row, column], strategies: vec![first.rows, first.columns], payoffs: payoffs.into() })
}

/// How a column of payoffs is headed in a list of profiles.
const PAYOFF: &str = "payoff ";

/// The players, if this is the first line of a list of profiles: their names, then
/// `payoff NAME` for each.
fn profile_header(header: &Row) -> Option<Vec<&str>> {
    let (names, payoffs) = header.split_at(header.len() / 2);
    let matched = names.iter().zip(payoffs).all(|(name, payoff)| {
        payoff.text.trim().strip_prefix(PAYOFF).is_some_and(|payoff| payoff.trim() == name.text.trim())
    });
    (matched && !names.is_empty() && header.len().is_multiple_of(2))
        .then(|| names.iter().map(|cell| cell.text.trim()).collect())
}

fn profiles(block: &[Row], faults: &mut Vec<Diagnostic>) -> Result<NormalGame, Diagnostic> {
    let players = profile_header(&block[0]).expect("the caller has looked");
    let count = players.len();
    let mut strategies: Vec<Vec<String>> = vec![Vec::new(); count];
    let mut known: Vec<HashMap<&str, usize>> = vec![HashMap::new(); count];
    let mut lines = Vec::new();
    for row in &block[1..] {
        let span = row[0].span.start..row[row.len() - 1].span.end;
        if row.len() != 2 * count {
            return Err(Diagnostic::error(format!("{} cells in a line of {}", row.len(), 2 * count))
                .at(&span, "")
                .help("each line has a strategy of every player and then everybody's payoffs"));
        }
        let profile: Vec<usize> = row[..count]
            .iter()
            .enumerate()
            .map(|(player, cell)| {
                *known[player].entry(&cell.text).or_insert_with(|| {
                    strategies[player].push(cell.text.clone());
                    strategies[player].len() - 1
                })
            })
            .collect();
        let mut payoffs = Vec::new();
        for cell in &row[count..] {
            match numbers(&cell.text).as_deref() {
                Some([payoff]) => payoffs.push(payoff.clone()),
                _ => {
                    payoffs.push(Rational::ZERO);
                    if faults.len() < MAX_FAULTS {
                        faults.push(
                            Diagnostic::error(format!("`{}` is not a payoff", shorten(cell.text.trim())))
                                .at(&cell.span, "expected one number")
                                .help("write 3, -0.5 or 1/3"),
                        );
                    }
                }
            }
        }
        lines.push((profile, payoffs, span));
    }
    let size = strategies.iter().try_fold(1usize, |product, own| product.checked_mul(own.len()));
    let players = told_apart(players.into_iter().map(str::to_owned).collect());
    let mut game = NormalGame {
        players,
        strategies: strategies.into_iter().map(told_apart).collect(),
        payoffs: PayoffTable::default(),
    };
    let mut first: HashMap<usize, Span> = HashMap::new();
    if size.is_none_or(|size| size > lines.len()) || lines.is_empty() {
        let size = size.map_or_else(|| "more than can be counted".to_owned(), |size| size.to_string());
        return Err(Diagnostic::error(format!("{} lines for {size} profiles", lines.len()))
            .at(&whole(&block[..1]), "")
            .help("every combination of the strategies that are named needs a line"));
    }
    for (profile, _, span) in &lines {
        if let Some(first) = first.insert(game.index(profile), span.clone()) {
            return Err(Diagnostic::error("a profile with two lines")
                .at(span, "again")
                .at(&first, "first")
                .help("remove one"));
        }
    }
    // As many lines as profiles, and no profile twice: all are there.
    game.payoffs = PayoffTable::zeros(lines.len(), count);
    for (profile, payoffs, _) in lines {
        let place = game.index(&profile);
        for (slot, payoff) in game.payoffs[place].iter_mut().zip(payoffs) {
            *slot = payoff;
        }
    }
    Ok(game)
}

/// A game as a table of pairs, or with other than two players as a list of profiles.
pub fn write(game: &NormalGame) -> String {
    let mut text = String::new();
    let mut line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    };
    let words = |index: usize| game.payoffs[index].iter().map(Rational::to_string).collect::<Vec<_>>();
    match (game.players.as_slice(), game.strategies.as_slice()) {
        ([row, column], [rows, columns]) if !row.contains('\\') && !column.contains('\\') => {
            line([&[format!("{row} \\ {column}")], columns.as_slice()].concat());
            for (own, label) in rows.iter().enumerate() {
                let pairs = (0..columns.len()).map(|other| words(game.index(&[own, other])).join("; "));
                line([label.clone()].into_iter().chain(pairs).collect());
            }
        }
        (players, _) => {
            let headed = players.iter().map(|player| format!("{PAYOFF}{player}"));
            line(players.iter().cloned().chain(headed).collect());
            for index in 0..game.payoffs.len() {
                let profile = game.profile(index);
                let chosen = profile.iter().zip(&game.strategies).map(|(&own, labels)| labels[own].clone());
                line(chosen.chain(words(index)).collect());
            }
        }
    }
    text
}

fn quoted(cell: &str) -> String {
    let plain = !cell.contains([',', ';', '\t', '"', '\n', '\r']) && cell.trim() == cell;
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(text: &str) -> NormalGame {
        match read(&Source::new("test.csv", text)).unwrap_or_else(|found| panic!("{text}\n{found:?}")).game {
            Game::Normal(game) => game,
            other => panic!("{other:?}"),
        }
    }

    fn fault(text: &str) -> String {
        read(&Source::new("test.csv", text)).unwrap_err()[0].message.clone()
    }

    fn payoffs(game: &NormalGame) -> Vec<String> {
        game.payoffs.iter().map(|pair| pair.iter().map(Rational::to_string).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn pairs_are_written_in_many_ways() {
        for text in [
            "us \\ them,left,right\ntop,\"3, 3\",\"0, 1/2\"\nbottom,\"(5, 0)\",\"1,1\"\n",
            "us \\ them;left;right\r\ntop;3 3;(0, 0.5)\r\nbottom;5, 0;1 | 1\r\n",
            "us\\them\tleft\tright\ntop\t3; 3\t0; .5\nbottom\t[5 0]\t1;1\t\t\n\n\n",
        ] {
            let game = game(text);
            assert_eq!(game.players, ["us", "them"], "{text}");
            assert_eq!(game.strategies, [["top", "bottom"], ["left", "right"]], "{text}");
            assert_eq!(payoffs(&game), ["3 3", "0 1/2", "5 0", "1 1"], "{text}");
        }
        assert_eq!(payoffs(&game("1;2,3;4\n5;6,7;8")), ["1 2", "3 4", "5 6", "7 8"]);
    }

    #[test]
    fn single_numbers_are_zero_sum_unless_a_second_table_follows() {
        let zero_sum = game(",left,right\ntop,1,\u{2212}1/2\nbottom,-1,1e3\n");
        assert_eq!(payoffs(&zero_sum), ["1 -1", "-1/2 1/2", "-1 1", "1000 -1000"]);
        assert_eq!(zero_sum.players, ["row", "column"]);
        let two = game("1,2\n3,4\n\n5,6\n7,8\n");
        assert_eq!(payoffs(&two), ["1 5", "2 6", "3 7", "4 8"]);
        assert_eq!(two.strategies, [["1", "2"], ["1", "2"]]);
    }

    #[test]
    fn more_players_have_a_line_for_each_profile_in_any_order() {
        let game = game("a,b,c,payoff a,payoff b,payoff c\nx,l,u,1,2,3\ny,l,u,4,5,6\ny,r,u,7,8,9\nx,r,u,0,0,1/3\n");
        assert_eq!(game.counts(), [2, 2, 1]);
        assert_eq!(payoffs(&game), ["1 2 3", "0 0 1/3", "4 5 6", "7 8 9"]);
    }

    #[test]
    fn a_written_game_is_read_as_it_was() {
        let labels = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        for (players, strategies) in [
            (labels(&["one", "two"]), vec![labels(&["a; b", "say \"c\""]), labels(&["1", "2,5", "x\ny"])]),
            (labels(&["one\\two", "b"]), vec![labels(&["a"]), labels(&["l", "r"])]),
            (labels(&["a", "b", "c"]), vec![labels(&["x", "y"]), labels(&["u"]), labels(&["p", "q"])]),
            (labels(&["alone"]), vec![labels(&["x", "y"])]),
        ] {
            let size: usize = strategies.iter().map(Vec::len).product();
            let value = |index: usize| Rational::new(index as i64 - 3, 1 + index as i64 % 3);
            let payoffs = (0..size).map(|index| (0..players.len()).map(|player| value(index + player)).collect());
            let original = NormalGame { players: players.clone(), strategies, payoffs: payoffs.collect() };
            assert_eq!(game(&write(&original)), original, "{}", write(&original));
        }
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        assert_eq!(fault(";a;b\nx;1,5;2\ny;3;4\n"), "`1,5` may be one number or two");
        assert_eq!(fault(",a,b\nx,1,2 3\n"), "some cells hold one payoff, some two");
        assert_eq!(fault(",a,b\nx,1\n"), "2 cells in a table of 3 columns");
        assert_eq!(fault(",a,b\nx,1,\n"), "a cell without a payoff");
        assert_eq!(fault(",a,b\nx,1,ten\n"), "`ten` is not a payoff");
        assert_eq!(fault(",a\nx,\"1\n"), "the quote that opens here does not close");
        assert_eq!(fault(",a\nx,1 2 3\n"), "3 payoffs in a table for two players");
        assert_eq!(fault(""), "the file is empty");
        assert_eq!(fault("a,b\n"), "a table without payoffs");
        assert_eq!(fault(",a\nx,1\n\n,b\nx,1\n"), "the second table has other strategies than the first");
        assert_eq!(fault("a,payoff a\nx,1\nx,2\n"), "a profile with two lines");
        assert_eq!(fault("a,b,payoff a,payoff b\nx,l,1,2\ny,r,2,2\n"), "2 lines for 4 profiles");
    }
}
