//! The strategic mode: backward induction.

use dashu::rational::RBig;

use super::process::{expectation, first_best};
use super::{Action, Node, Payoffs, Position, Process, Role, Situation, Stage};

/// What backward induction says of the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategic {
    /// The value of the process to each player.
    pub values: Payoffs,
    /// The selected moves from the root up to the first chance move or the end.
    pub path: Vec<(String, Action)>,
    /// The giver's selected move, where there is an inducement.
    pub inducement: Option<Action>,
    /// The selected answer to the first demand, after the giver's selected move.
    pub answer: Action,
    /// What conceding and refusing are worth to the owner there.
    pub concede: RBig,
    pub refuse: RBig,
    /// Whether the concession is made and, wherever its success leads, signed for at once.
    pub ratchet_proof: bool,
    /// The process's value to the demander less that of signing at once.
    pub demand: RBig,
    /// All nodes of the tree, terminal ones included.
    pub nodes: usize,
    pub terminals: usize,
}

impl Strategic {
    /// V(CONCEDE) − V(REFUSE) for the owner at its first move.
    pub fn margin(&self) -> RBig {
        &self.concede - &self.refuse
    }
}

impl Situation {
    /// Solves the process by backward induction.
    pub fn strategic(&self) -> Strategic {
        let process = Process::new(self);
        let root = Position::start();
        let (inducement, first) = match process.node(root.clone()) {
            Node::Decision { role: Role::Giver, player, moves } => {
                let (action, next) = select(&process, &player, moves);
                (Some(action), next)
            }
            _ => (None, root.clone()),
        };
        let Node::Decision { role: Role::Owner, player: owner, moves } = process.node(first.clone()) else {
            unreachable!("the owner answers the first demand");
        };
        let concede = value(&process, moves[0].1.clone())[&owner].clone();
        let refuse = value(&process, moves[1].1.clone())[&owner].clone();
        let (answer, second) = select(&process, &owner, moves);

        let values = value(&process, root.clone());
        let mut signed_at_once = process.end(root.clone());
        process.enact(&mut signed_at_once, &self.agreement);
        let demand = &values[self.demander()] - &value(&process, signed_at_once)[self.demander()];
        let (nodes, terminals) = count(&process, root.clone());
        Strategic {
            path: path(&process, root),
            inducement,
            answer,
            concede,
            refuse,
            ratchet_proof: answer == Action::Concede && signs(&process, second),
            demand,
            values,
            nodes,
            terminals,
        }
    }

    /// What the demander selects after the first success, by whether the inducement is offered
    /// and whether the window has closed meanwhile.
    pub fn reply(&self, offered: bool, window_closed: bool) -> Action {
        let process = Process::new(self);
        let mut position = Position::start().at(Stage::Reply);
        position.time = 1;
        position.successes = 1;
        position.offered = offered;
        position.world.succeeded.insert(self.demands[0].clone());
        position.world.window_closed = window_closed;
        let Node::Decision { player, moves, .. } = process.node(position) else {
            unreachable!("the demander answers a success");
        };
        select(&process, &player, moves).0
    }
}

/// The value of a position to each player.
pub fn value(process: &Process<'_>, position: Position) -> Payoffs {
    match process.node(position) {
        Node::End(payoffs) => payoffs,
        Node::Chance(branches) => {
            let lottery: Vec<(RBig, Payoffs)> =
                branches.into_iter().map(|(p, next)| (p, value(process, next))).collect();
            expectation(&lottery)
        }
        Node::Decision { player, moves, .. } => {
            let values: Vec<Payoffs> = moves.into_iter().map(|(_, next)| value(process, next)).collect();
            let own: Vec<RBig> = values.iter().map(|v| v[&player].clone()).collect();
            values[first_best(&own)].clone()
        }
    }
}

/// The move that the player selects, and where it leads.
fn select(process: &Process<'_>, player: &str, moves: Vec<(Action, Position)>) -> (Action, Position) {
    let own: Vec<RBig> = moves.iter().map(|(_, next)| value(process, next.clone())[player].clone()).collect();
    moves[first_best(&own)].clone()
}

/// The selected moves up to the first chance move or the end.
fn path(process: &Process<'_>, position: Position) -> Vec<(String, Action)> {
    match process.node(position) {
        Node::End(_) | Node::Chance(_) => Vec::new(),
        Node::Decision { player, moves, .. } => {
            let (action, next) = select(process, &player, moves);
            let mut selected = vec![(player, action)];
            selected.extend(path(process, next));
            selected
        }
    }
}

/// Whether the demander signs wherever selected play and chance lead it after a success.
fn signs(process: &Process<'_>, position: Position) -> bool {
    match process.node(position) {
        Node::End(_) => true,
        Node::Chance(branches) => branches
            .into_iter()
            .filter(|(probability, _)| *probability > RBig::ZERO)
            .all(|(_, next)| signs(process, next)),
        Node::Decision { role, player, moves } => {
            let (action, next) = select(process, &player, moves);
            let refused = role == Role::SatisfiedDemander && action != Action::Sign;
            !refused && signs(process, next)
        }
    }
}

/// How many nodes the tree from here has, and how many of them are terminal.
fn count(process: &Process<'_>, position: Position) -> (usize, usize) {
    let next: Vec<Position> = match process.node(position) {
        Node::End(_) => return (1, 1),
        Node::Chance(branches) => branches.into_iter().map(|(_, next)| next).collect(),
        Node::Decision { moves, .. } => moves.into_iter().map(|(_, next)| next).collect(),
    };
    let mut total = (1, 0);
    for position in next {
        let (nodes, terminals) = count(process, position);
        total.0 += nodes;
        total.1 += terminals;
    }
    total
}
