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
        let whole = play(&process, root.clone());
        let (inducement, first) = match process.node(root.clone()) {
            Node::Decision { role: Role::Giver, moves, .. } => {
                let selected = moves.into_iter().find(|(action, _)| *action == whole.path[0].1);
                let (action, next) = selected.expect("the selected move is there");
                (Some(action), next)
            }
            _ => (None, root.clone()),
        };
        let Node::Decision { role: Role::Owner, player: owner, moves } = process.node(first) else {
            unreachable!("the owner answers the first demand");
        };
        let [(_, attempted), (_, refused)] = moves.try_into().expect("the first answer is yes or no");
        let (attempted, refused) = (play(&process, attempted), play(&process, refused));
        let (concede, refuse) = (attempted.payoffs[&owner].clone(), refused.payoffs[&owner].clone());
        let answer = if concede >= refuse { Action::Concede } else { Action::Refuse };

        let signed_at_once = process.sign(&root);
        let demand = &whole.payoffs[self.demander()] - &play(&process, signed_at_once).payoffs[self.demander()];
        Strategic {
            path: whole.path,
            inducement,
            answer,
            concede,
            refuse,
            ratchet_proof: answer == Action::Concede && attempted.signs,
            demand,
            values: whole.payoffs,
            nodes: whole.nodes,
            terminals: whole.terminals,
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
        let answer = play(&process, position).path.into_iter().next();
        answer.expect("the demander answers a success").1
    }
}

/// Selected play from a position on.
struct Play {
    payoffs: Payoffs,
    /// The selected moves up to the first chance move or the end.
    path: Vec<(String, Action)>,
    /// Whether the demander signs wherever selected play and chance lead it after a success.
    signs: bool,
    /// All nodes from here on, and the terminal ones.
    nodes: usize,
    terminals: usize,
}

fn play(process: &Process<'_>, position: Position) -> Play {
    match process.node(position) {
        Node::End(payoffs) => Play { payoffs, path: Vec::new(), signs: true, nodes: 1, terminals: 1 },
        Node::Chance(branches) => {
            let (mut lottery, mut signs, mut nodes, mut terminals) = (Vec::new(), true, 1, 0);
            for (probability, next) in branches {
                let next = play(process, next);
                signs &= probability == RBig::ZERO || next.signs;
                nodes += next.nodes;
                terminals += next.terminals;
                lottery.push((probability, next.payoffs));
            }
            Play { payoffs: expectation(&lottery), path: Vec::new(), signs, nodes, terminals }
        }
        Node::Decision { role, player, moves } => {
            let mut next: Vec<(Action, Play)> =
                moves.into_iter().map(|(action, next)| (action, play(process, next))).collect();
            let own: Vec<RBig> = next.iter().map(|(_, play)| play.payoffs[&player].clone()).collect();
            let nodes = 1 + next.iter().map(|(_, play)| play.nodes).sum::<usize>();
            let terminals = next.iter().map(|(_, play)| play.terminals).sum();
            let (action, mut selected) = next.swap_remove(first_best(&own));
            let refused = role == Role::SatisfiedDemander && action != Action::Sign;
            selected.path.insert(0, (player, action));
            Play { signs: !refused && selected.signs, nodes, terminals, ..selected }
        }
    }
}
