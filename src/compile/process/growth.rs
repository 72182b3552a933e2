//! A tree as it grows: nodes, what each player has seen, and the information sets that follow.

use std::collections::HashMap;

use crate::compile::{Action, CompileError, MAX_NODES, Move};
use crate::form::extensive::{ChanceAction, InformationSet, InformationSetId, Node, NodeId};
use crate::numeric::program::Register;
use crate::scenario::PlayerId;
use crate::scenario::quantity::ParameterId;

use super::path::{Event, Path, What};
use super::{Made, Unroll};

/// A tree under construction.
#[derive(Default)]
pub(super) struct Growing {
    pub nodes: Vec<Node>,
    pub sets: Vec<InformationSet>,
    pub moves: Vec<Move>,
    pub actions: Vec<Vec<Action>>,
    /// What a player has seen, is asked and can do identifies its information set.
    pub known: HashMap<(PlayerId, Move, Vec<What>, Vec<Action>), InformationSetId>,
}

impl Unroll<'_> {
    pub(super) fn after(&self, path: &Path, what: What) -> Path {
        self.after_hidden(path, what, 0)
    }

    pub(super) fn after_hidden(&self, path: &Path, what: What, hidden_from: u32) -> Path {
        let mut path = path.clone();
        if self.secrets {
            path.history.push(Event { what, hidden_from });
        }
        path
    }

    /// The information set of a new node: the one of the same player with the same actions
    /// that has seen the same, or a new one.
    pub(super) fn information_set(
        &mut self,
        path: &Path,
        player: PlayerId,
        about: Move,
        actions: &[Action],
    ) -> InformationSetId {
        let next = InformationSetId(self.game.sets.len() as u32);
        if self.secrets {
            let visible = path.history.iter().filter(|event| event.hidden_from >> player.0 & 1 == 0);
            let seen: Vec<What> = visible.map(|event| event.what).collect();
            let set = *self.game.known.entry((player, about, seen, actions.to_vec())).or_insert(next);
            if set != next {
                return set;
            }
        }
        let labels = actions.iter().map(|action| self.label(*action)).collect();
        self.game.sets.push(InformationSet { player: player.0, actions: labels, nodes: Vec::new() });
        self.game.moves.push(about);
        self.game.actions.push(actions.to_vec());
        next
    }

    pub(super) fn reserve(&mut self) -> Made {
        if self.game.nodes.len() >= MAX_NODES {
            return Err(CompileError::TooLarge { limit: MAX_NODES });
        }
        self.game.nodes.push(Node::Terminal(Vec::new()));
        Ok(NodeId((self.game.nodes.len() - 1) as u32))
    }

    /// A player's move. A single action is no move and makes no node, except where a demander
    /// cannot sign: that it holds is what `ratchet_proof` must see.
    pub(super) fn decision(
        &mut self,
        path: Path,
        player: PlayerId,
        about: Move,
        actions: Vec<Action>,
        mut follow: impl FnMut(&mut Self, Path, Action) -> Made,
    ) -> Made {
        let unsigned = matches!(about, Move::Settle { .. }) && actions == [Action::Hold];
        if let ([only], false) = (&actions[..], unsigned) {
            let path = self.after(&path, What::Chose(player, *only));
            return follow(self, path, *only);
        }
        let id = self.reserve()?;
        let set = self.information_set(&path, player, about, &actions);
        self.game.sets[set.index()].nodes.push(id);
        let mut children = Vec::with_capacity(actions.len());
        for action in actions {
            children.push(follow(self, self.after(&path, What::Chose(player, action)), action)?);
        }
        self.game.nodes[id.index()] = Node::Decision { information_set: set, children };
        Ok(id)
    }

    pub(super) fn label(&self, action: Action) -> String {
        match action {
            Action::Demand(concession) | Action::Undo(concession) => {
                format!("{} {}", action.word(), self.scenario.concessions[concession.0].key)
            }
            _ => action.word().to_owned(),
        }
    }

    /// A yes-or-no draw; left out where it is certain and nothing could move it.
    pub(super) fn draw(
        &mut self,
        probability: ParameterId,
        yes: &str,
        no: &str,
        mut follow: impl FnMut(&mut Self, bool) -> Made,
    ) -> Made {
        let register = self.valuation.register(probability);
        let standing = self.valuation.stand_in(probability);
        let parameter = self.scenario.parameter(standing);
        let fixed = parameter.is_fixed() && self.studied != Some(standing);
        if fixed && parameter.base.is_zero() {
            return follow(self, false);
        }
        if fixed && parameter.base.is_one() {
            return follow(self, true);
        }
        let rest = self.builder.complement(register);
        self.chance(vec![(yes.to_owned(), register), (no.to_owned(), rest)], |unroll, index| follow(unroll, index == 0))
    }

    pub(super) fn chance(
        &mut self,
        branches: Vec<(String, Register)>,
        mut follow: impl FnMut(&mut Self, usize) -> Made,
    ) -> Made {
        let id = self.reserve()?;
        let mut actions = Vec::with_capacity(branches.len());
        for (index, (label, probability)) in branches.into_iter().enumerate() {
            let child = follow(self, index)?;
            actions.push(ChanceAction { label, probability, child });
        }
        self.game.nodes[id.index()] = Node::Chance(actions);
        Ok(id)
    }
}
