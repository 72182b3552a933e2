//! How it plays out: the path of play through the strategic tree, what would follow the
//! concession, and the moves that break it, as an outline.

use crate::compile::{Action, Compiled, Move};
use crate::form::extensive::{Node, NodeId};
use crate::numeric::rational::Rational;
use crate::report::chart::tree::{Role, Row};
use crate::report::labels::Names;
use crate::report::phrases;
use crate::scenario::Scenario;
use crate::verdict::process_tests::{Exact, Play, Schedules, Tree, at_base};

use super::{Cell, foreign};

/// Rows of an outline at most.
const ROWS: usize = 70;

/// Letters of a row before moves start a new one.
const LETTERS: usize = 44;

/// The outline of a tree.
pub struct Outline {
    pub rows: Vec<Row>,
    /// Nodes that are not shown.
    pub left_out: usize,
    pub cut: bool,
}

/// What is still to be written, the next last.
enum Task {
    Write(Row),
    Visit { node: NodeId, depth: usize, on_path: bool },
}

/// The outline of the strategic tree; `None` where backward induction has no answer.
pub fn outline(scenario: &Scenario, compiled: &Compiled) -> Option<Outline> {
    let schedules = Schedules::new(compiled);
    let solved = at_base(scenario, &schedules);
    solved.decided(Tree::Strategic).ok()?;
    let walk = Walk { scenario, compiled, solved: &solved };
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = 0;
    let mut tasks = vec![Task::Visit { node: NodeId::ROOT, depth: 0, on_path: true }];
    while let Some(task) = tasks.pop() {
        if rows.len() >= ROWS {
            break;
        }
        match task {
            Task::Write(row) => {
                seen += usize::from(row.role == Role::Spurned);
                rows.push(row);
            }
            Task::Visit { node, depth, on_path } => walk.visit(node, depth, on_path, &mut rows, &mut tasks, &mut seen),
        }
    }
    let cut = !tasks.is_empty();
    let left_out = compiled.strategic.form.nodes.len().saturating_sub(seen);
    Some(Outline { rows, left_out, cut })
}

struct Walk<'a> {
    scenario: &'a Scenario,
    compiled: &'a Compiled,
    solved: &'a Exact<'a>,
}

impl Walk<'_> {
    fn name(&self, player: usize) -> String {
        foreign(&self.scenario.players[player].name)
    }

    /// Follows play from a node to where it branches, and leaves the rest as tasks.
    fn visit(
        &self,
        mut node: NodeId,
        depth: usize,
        on_path: bool,
        rows: &mut Vec<Row>,
        tasks: &mut Vec<Task>,
        seen: &mut usize,
    ) {
        let game = &self.compiled.strategic;
        let mut moves: Option<Row> = None;
        loop {
            *seen += 1;
            match game.form.node(node) {
                Node::Terminal(payoffs) => {
                    let owner = self.scenario.owner().0;
                    let worth = &self.solved.registers()[payoffs[owner].index()];
                    let remark = Cell {
                        text: format!("{} {}", self.name(owner), phrases::plain(worth, 2)),
                        ..Cell::number(worth, 2)
                    };
                    let last = match &mut moves {
                        Some(row) => Some(row),
                        None => rows.last_mut().filter(|row| row.remark.text.is_empty()),
                    };
                    match last {
                        Some(row) => row.remark = remark,
                        None => {
                            let role = if on_path { Role::Played } else { Role::Would };
                            moves = Some(Row { depth, player: None, words: "the end".to_owned(), remark, role });
                        }
                    }
                    rows.extend(moves);
                    return;
                }
                Node::Chance(actions) => {
                    let open: Vec<_> = actions
                        .iter()
                        .filter(|action| self.solved.registers()[action.probability.index()].is_positive())
                        .collect();
                    if let [only] = open[..] {
                        node = only.child;
                        continue;
                    }
                    let depth = depth + usize::from(moves.is_some());
                    rows.extend(moves);
                    for action in open.into_iter().rev() {
                        let chance = phrases::plain(&self.solved.registers()[action.probability.index()], 4);
                        tasks.push(Task::Visit { node: action.child, depth: depth + 1, on_path });
                        tasks.push(Task::Write(Row {
                            depth,
                            player: None,
                            words: format!("{} ({chance})", foreign(&action.label)),
                            remark: Cell::default(),
                            role: if on_path { Role::Played } else { Role::Would },
                        }));
                    }
                    return;
                }
                Node::Decision { information_set, children } => {
                    let chosen = self.solved.choice(Tree::Strategic, *information_set);
                    let asked = game.move_at(*information_set);
                    let settles = matches!(asked, Move::Settle { straight: true })
                        && game.actions[information_set.index()][chosen] != Action::Sign;
                    let set = game.form.information_set(*information_set);
                    if !on_path && !settles {
                        let role = if on_path { Role::Played } else { Role::Would };
                        let words = format!(
                            "{} {}",
                            self.name(set.player),
                            Names::from(self.scenario).action(&set.actions[chosen])
                        );
                        match &mut moves {
                            Some(row) if row.words.chars().count() + words.chars().count() < LETTERS => {
                                row.words = format!("{} → {words}", row.words);
                            }
                            row => {
                                let fresh =
                                    Row { depth, player: Some(set.player), words, remark: Cell::default(), role };
                                rows.extend(row.replace(fresh));
                            }
                        }
                        node = children[chosen];
                        continue;
                    }
                    let depth = depth + usize::from(moves.is_some());
                    rows.extend(moves);
                    self.branch(node, children, chosen, depth, on_path, tasks);
                    return;
                }
            }
        }
    }

    /// A decision whose other moves are shown, each with what it would be worth to its player.
    fn branch(
        &self,
        node: NodeId,
        children: &[NodeId],
        chosen: usize,
        depth: usize,
        on_path: bool,
        tasks: &mut Vec<Task>,
    ) {
        let game = &self.compiled.strategic;
        let Node::Decision { information_set, .. } = game.form.node(node) else { return };
        let set = game.form.information_set(*information_set);
        let worth = |action: usize| self.solved.value(Tree::Strategic, children[action], set.player);
        let question = Move::Respond { concession: self.scenario.question, again: false };
        let asks = on_path && game.move_at(*information_set) == question;
        let row = |action: usize, role: Role, remark: Cell| {
            let words =
                format!("{} {}", self.name(set.player), Names::from(self.scenario).action(&set.actions[action]));
            Task::Write(Row { depth, player: Some(set.player), words, remark, role })
        };
        let valued = |words: &str, value: &Rational| Cell {
            text: format!("{words} {}", phrases::plain(value, 2)),
            ..Cell::number(value, 2)
        };
        // Tasks come off in reverse.
        let concede = game.action(*information_set, Action::Concede).filter(|&concede| asks && concede != chosen);
        if let Some(concede) = concede {
            tasks.push(Task::Visit { node: children[concede], depth: depth + 1, on_path: false });
            tasks.push(row(concede, Role::Spurned, valued("would get", worth(concede))));
        }
        tasks.push(Task::Visit { node: children[chosen], depth: depth + 1, on_path });
        let (role, remark) = match (on_path, asks) {
            (true, false) => (Role::Played, Cell::default()),
            (true, true) => (Role::Played, valued("gets", worth(chosen))),
            (false, _) => (Role::Breaks, valued("gets", worth(chosen))),
        };
        tasks.push(row(chosen, role, remark));
        for other in (0..children.len()).rev().filter(|&other| other != chosen && Some(other) != concede) {
            tasks.push(row(other, Role::Spurned, valued("would get", worth(other))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::scenario::diagnostic::Source;

    #[test]
    fn the_outline_holds_the_path_of_play_and_what_breaks_the_concession() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/south-caucasus.toml")).to_owned();
        let (scenario, _) = Scenario::read(&Source::new("lead".to_owned(), text)).unwrap();
        let compiled = compile(&scenario, None).unwrap();
        let outline = outline(&scenario, &compiled).unwrap();
        let played: Vec<String> = outline
            .rows
            .iter()
            .filter(|row| row.role == Role::Played)
            .map(|row| row.words.replace(['\u{2068}', '\u{2069}'], ""))
            .collect();
        assert_eq!(played, ["West NONE", "Armenia REFUSE", "Azerbaijan HOLD", "Turkey closed"]);
        let breaking: Vec<&str> =
            outline.rows.iter().filter(|row| row.role == Role::Breaks).map(|row| row.words.as_str()).collect();
        assert!(breaking.iter().all(|words| words.contains("DEMAND")) && !breaking.is_empty(), "{breaking:?}");
        let refuse = outline.rows.iter().find(|row| row.words.contains("REFUSE")).unwrap();
        assert_eq!(refuse.remark.text, "gets 36");
        assert!(outline.left_out > 200 && !outline.cut, "{}", outline.left_out);
    }
}
