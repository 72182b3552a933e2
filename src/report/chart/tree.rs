//! The game tree as an outline: the path of play, and what breaks another one. A row is a move;
//! the players are told apart by colour and by name.

use crate::report::page::{Cell, Table};

use super::palette::PLAYERS;
use super::{Anchor, Canvas, Chart, LINE, WIDTH};

/// The height of a row of one line.
const ROW: f64 = 22.0;

/// How far a move stands to the right of the one that it hangs on, at most and all steps together.
const INDENT: f64 = 13.0;
const INDENTS: f64 = 150.0;

/// A row of the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub depth: usize,
    /// Who moves; `None` for chance.
    pub player: Option<usize>,
    pub words: String,
    /// What the right margin says: a payoff, or what a move would be worth.
    pub remark: Cell,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// On the path of play.
    Played,
    /// What would be played off the path.
    Would,
    /// A move that is not made, and not followed.
    Spurned,
    /// The move that breaks the claim.
    Breaks,
}

impl Role {
    fn words(self) -> &'static str {
        match self {
            Role::Played => "played",
            Role::Would => "would be played",
            Role::Spurned => "not played",
            Role::Breaks => "breaks it",
        }
    }
}

/// `owner` names whose payoffs the ends show; `left_out` counts the nodes that are not shown.
pub fn chart(rows: &[Row], owner: &str, left_out: usize, cut: bool) -> Option<Chart> {
    if rows.is_empty() {
        return None;
    }
    let mut canvas = Canvas::default();
    let mut table = Table::new("The moves, in the order of the tree", &["step", "move", "role", "worth"]);
    let deepest = rows.iter().map(|row| row.depth).max().unwrap_or(0);
    let indent = INDENT.min(INDENTS / deepest.max(1) as f64);
    let mut tops: Vec<f64> = Vec::new();
    let mut next = 6.0;
    for (index, row) in rows.iter().enumerate() {
        let y = next;
        tops.push(y);
        let x = 10.0 + indent * row.depth as f64;
        // The link to the row that it hangs on.
        if let Some(parent) = rows[..index].iter().rposition(|above| above.depth < row.depth) {
            let from = (10.0 + indent * rows[parent].depth as f64, tops[parent] + 17.0);
            let class = if row.role == Role::Played { "played" } else { "link" };
            canvas.path(format!("M{:.2} {:.2}V{:.2}H{:.2}", from.0, from.1, y + 10.0, x - 5.0), class, "");
        }
        let colour = row.player.map_or("dot".to_owned(), |player| format!("fill-{}", PLAYERS[player % PLAYERS.len()]));
        match row.role {
            Role::Spurned => canvas.circle((x, y + 10.0), 3.5, "node", ""),
            _ => canvas.circle((x, y + 10.0), 4.5, &colour, ""),
        }
        let remark = &row.remark.text;
        let room = if remark.is_empty() { 0.0 } else { super::width(remark) * 11.5 + 12.0 };
        let class = match row.role {
            Role::Played => "strong",
            Role::Would => "",
            Role::Spurned => "soft",
            Role::Breaks => "strong",
        };
        let lines = canvas.lines((x + 9.0, y + 14.5), class, Anchor::Start, &row.words, WIDTH - x - 15.0 - room);
        next += ROW + LINE * (lines - 1) as f64;
        if !remark.is_empty() {
            let class = if row.role == Role::Spurned { "small soft" } else { "small" };
            canvas.text((WIDTH - 4.0, y + 14.0), class, Anchor::End, remark);
        }
        table.row([
            Cell::from("· ".repeat(row.depth) + &(index + 1).to_string()),
            Cell::from(row.words.clone()),
            Cell::from(row.role.words()),
            row.remark.clone(),
        ]);
    }
    let mut caption = format!(
        "Bold is what happens; a number at an end is what it leaves {owner} with, elsewhere it is what the move is worth to its player."
    );
    if left_out > 0 {
        caption.push_str(&format!(
            " {left_out} other nodes of the tree are left out: nothing there is reached or decides."
        ));
    }
    if cut {
        caption.push_str(" The outline was cut short.");
    }
    Some(Chart {
        name: "tree",
        title: "How it plays out".to_owned(),
        description: format!(
            "An outline of the game tree in {} rows: the path of play, and what would follow otherwise.",
            rows.len()
        ),
        caption,
        table,
        height: next + 6.0,
        body: canvas.body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hang_on_the_row_above_that_is_less_deep() {
        let row = |depth, words: &str, role| Row {
            depth,
            player: Some(0),
            words: words.to_owned(),
            remark: Cell::from("would get 36"),
            role,
        };
        let rows =
            [row(0, "A REFUSE", Role::Played), row(1, "B HOLD", Role::Played), row(0, "A CONCEDE", Role::Spurned)];
        let chart = chart(&rows, "A", 5, false).unwrap();
        let drawn = chart.inline();
        assert_eq!(drawn.matches("<path").count(), 1, "only B's move hangs on another");
        assert!(drawn.contains("class=\"played\"") && drawn.contains("would get 36"), "{drawn}");
        assert!(chart.caption.contains("5 other nodes"));
        let roles: Vec<&str> = chart.table.rows.iter().map(|row| row[2].text.as_str()).collect();
        assert_eq!(roles, ["played", "played", "not played"]);
    }
}
