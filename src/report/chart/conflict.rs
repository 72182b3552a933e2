//! The conflict as a graph: states on a circle, the improvements between them by player, and the
//! states that are stable.

use std::collections::VecDeque;
use std::f64::consts::TAU;

use crate::form::graph::GraphModel;
use crate::report::labels::Names;
use crate::report::page::{Cell, Table, foreign};

use super::palette::PLAYERS;
use super::{Anchor, Canvas, Chart, WIDTH};

/// States that are drawn at most.
const DRAWN: usize = 16;

const RADIUS: f64 = 13.0;

/// `stable` are the states that are stable for everybody in at least one sense, with the senses;
/// `marked` is the state in question, with what it is called.
pub fn chart(
    game: &GraphModel,
    stable: &[(usize, String)],
    marked: Option<(usize, &str)>,
    names: Names<'_>,
) -> Option<Chart> {
    if game.states() == 0 {
        return None;
    }
    let shown = selection(game, stable, marked);
    let centre = (WIDTH / 2.0, 192.0);
    let circle = if shown.len() == 1 { 0.0 } else { 156.0 };
    let place = |index: usize| {
        let angle = TAU * (index as f64 / shown.len() as f64 - 0.25);
        (centre.0 + circle * 1.15 * angle.cos(), centre.1 + circle * angle.sin())
    };
    let mut canvas = Canvas::default();
    let mut leads: Vec<Vec<String>> = vec![Vec::new(); shown.len()];
    for (player, name) in game.players.iter().enumerate() {
        let class = format!("move line-{}", PLAYERS[player % PLAYERS.len()]);
        for (from, &state) in shown.iter().enumerate() {
            for &target in game.moves[player].from(state) {
                let target = target as usize;
                if game.ranks[player][target] <= game.ranks[player][state] {
                    continue;
                }
                leads[from].push(format!("{} to {}", foreign(name), target + 1));
                if let Some(to) = shown.iter().position(|&other| other == target) {
                    let hover = format!("{} from {} to {}", foreign(name), state + 1, target + 1);
                    arrow(&mut canvas, place(from), place(to), player, &class, &hover);
                }
            }
        }
    }
    let mut table = Table::new("The states", &["#state", "in words", "stable by", "who would improve, and to where"]);
    for (index, &state) in shown.iter().enumerate() {
        let senses = stable.iter().find(|(held, _)| *held == state).map(|(_, senses)| senses.as_str());
        let mut class = String::from("node");
        if senses.is_some() {
            class.push_str(" stable");
        }
        if marked.is_some_and(|(held, _)| held == state) || game.status_quo == Some(state) {
            class.push_str(" here");
        }
        let at = place(index);
        let words = names.outcome(&game.describe(state));
        canvas.circle(at, RADIUS, "fill-paper node", "");
        canvas.circle(at, RADIUS, &class, &words);
        canvas.text((at.0, at.1 + 4.5), "strong", Anchor::Middle, &(state + 1).to_string());
        let special = [
            (game.status_quo == Some(state)).then_some("status quo"),
            marked.filter(|(held, _)| *held == state).map(|(_, words)| words),
        ];
        let special: Vec<&str> = special.into_iter().flatten().collect();
        if !special.is_empty() {
            let below = if at.1 > centre.1 { RADIUS + 15.0 } else { -RADIUS - 6.0 };
            // Towards the middle, so that it stays inside.
            let (x, anchor) = match at.0 - centre.0 {
                aside if aside < -60.0 => (at.0 - RADIUS, Anchor::Start),
                aside if aside > 60.0 => (at.0 + RADIUS, Anchor::End),
                _ => (at.0, Anchor::Middle),
            };
            canvas.text((x, at.1 + below), "small", anchor, &special.join(", "));
        }
        let named = if special.is_empty() { words } else { format!("{words} ({})", special.join(", ")) };
        table.row([
            Cell { order: Some(state as f64), ..Cell::from((state + 1).to_string()) },
            Cell::from(named),
            Cell::from(senses.unwrap_or("")),
            Cell::from(summary(&leads[index])),
        ]);
    }
    let mut y = 402.0;
    let mut x = 8.0;
    for (player, name) in game.players.iter().enumerate() {
        let name = super::fitted(&foreign(name), (WIDTH - 40.0) / 11.5);
        let width = super::width(&name) * 11.5 + 40.0;
        if x > 8.0 && x + width > WIDTH {
            (x, y) = (8.0, y + 18.0);
        }
        canvas.line((x, y - 4.0), (x + 18.0, y - 4.0), &format!("move line-{}", PLAYERS[player % PLAYERS.len()]));
        canvas.text((x + 23.0, y), "small", Anchor::Start, &name);
        x += width;
    }
    let left_out = match game.states() - shown.len() {
        0 => String::new(),
        count => format!(
            " {count} other states are left out: not reached by improvements from the status quo, or too far along."
        ),
    };
    Some(Chart {
        name: "conflict",
        title: "The conflict as a graph".to_owned(),
        description: format!(
            "{} of {} states on a circle, with an arrow for every move by which a player improves its lot; {} of those shown are stable for everybody in some sense.",
            shown.len(),
            game.states(),
            shown.iter().filter(|state| stable.iter().any(|(held, _)| held == *state)).count()
        ),
        caption: format!(
            "An arrow is a move that its player likes; green states are stable for everybody by at least one standard.{left_out}"
        ),
        table,
        height: y + 12.0,
        body: canvas.body,
    })
}

/// What matters: the state in question, the status quo and what improvements lead to from
/// there, nearest first, and the stable states; in the order of their numbers.
fn selection(game: &GraphModel, stable: &[(usize, String)], marked: Option<(usize, &str)>) -> Vec<usize> {
    if game.states() <= DRAWN {
        return (0..game.states()).collect();
    }
    let mut shown: Vec<usize> = Vec::new();
    let add = |shown: &mut Vec<usize>, state: usize| {
        let fresh = shown.len() < DRAWN && !shown.contains(&state);
        if fresh {
            shown.push(state);
        }
        fresh
    };
    marked.into_iter().for_each(|(state, _)| {
        add(&mut shown, state);
    });
    stable.iter().take(DRAWN / 2).for_each(|(state, _)| {
        add(&mut shown, *state);
    });
    let mut queue: VecDeque<usize> = game.status_quo.into_iter().chain([0]).take(1).collect();
    let mut seen = vec![false; game.states()];
    while let Some(state) = queue.pop_front() {
        if shown.len() >= DRAWN || std::mem::replace(&mut seen[state], true) {
            continue;
        }
        add(&mut shown, state);
        for player in 0..game.players.len() {
            let better = |&&target: &&u32| game.ranks[player][target as usize] > game.ranks[player][state];
            queue.extend(game.moves[player].from(state).iter().filter(better).map(|&target| target as usize));
        }
    }
    shown.sort_unstable();
    shown
}

/// A bent arrow from state to state; the bend differs by player, so that moves of several do not
/// hide each other.
fn arrow(canvas: &mut Canvas, from: (f64, f64), to: (f64, f64), player: usize, class: &str, hover: &str) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1.0);
    let bend = 10.0 + 7.0 * (player % PLAYERS.len()) as f64;
    let middle = ((from.0 + to.0) / 2.0 - dy / length * bend, (from.1 + to.1) / 2.0 + dx / length * bend);
    let towards = |point: (f64, f64), target: (f64, f64), by: f64| {
        let far = (target.0 - point.0).hypot(target.1 - point.1).max(1.0);
        (point.0 + (target.0 - point.0) / far * by, point.1 + (target.1 - point.1) / far * by)
    };
    let (start, end) = (towards(from, middle, RADIUS), towards(to, middle, RADIUS + 2.0));
    let back = towards(end, middle, 9.0);
    let (nx, ny) = ((back.1 - end.1) / 9.0 * 4.0, (end.0 - back.0) / 9.0 * 4.0);
    let show = |(x, y): (f64, f64)| format!("{x:.1} {y:.1}");
    let curve = format!("M{}Q{} {}", show(start), show(middle), show(end));
    let head = format!("M{}L{}L{}", show((back.0 + nx, back.1 + ny)), show(end), show((back.0 - nx, back.1 - ny)));
    canvas.path(curve + &head, class, hover);
}

/// The first few, and how many more.
fn summary(moves: &[String]) -> String {
    const LISTED: usize = 6;
    let mut words = moves[..moves.len().min(LISTED)].join("; ");
    if moves.len() > LISTED {
        words.push_str(&format!("; and {} more", moves.len() - LISTED));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::graph::{Convention, Layout, Moves};

    #[test]
    fn improvements_are_arrows_and_other_moves_are_not() {
        let moves = Moves::new([vec![1], vec![0]]);
        let game = GraphModel {
            players: vec!["a<b>".to_owned()],
            layout: Layout::Listed { labels: vec!["war".to_owned(), "peace".to_owned()] },
            moves: vec![moves],
            ranks: vec![vec![1, 2]],
            status_quo: Some(0),
            coalitions: Vec::new(),
            unseen: vec![Vec::new()],
            convention: Convention::Legal,
        };
        let chart = chart(&game, &[(1, "Nash".to_owned())], None, Names::default()).unwrap();
        let drawn = chart.inline();
        assert_eq!(drawn.matches("<path").count(), 1, "war to peace, not back");
        assert!(drawn.contains("from 1 to 2") && !drawn.contains("from 2 to 1"));
        assert!(!drawn.contains("a<b>"));
        assert_eq!(drawn.matches("node stable").count(), 1);
        assert_eq!(chart.table.rows[1][2].text, "Nash");
        assert!(chart.table.rows[0][1].text.contains("status quo"));
    }
}
