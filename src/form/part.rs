//! A part of a tree as a game of its own.

use std::collections::HashMap;

use super::extensive::{ChanceAction, ExtensiveForm, ExtensiveGame, InformationSet, InformationSetId, Node, NodeId};
use crate::numeric::program::Builder;
use crate::numeric::rational::Rational;

/// The game from `root` to its terminals and to the nodes whose payoffs `ends` states, and what
/// each of its information sets was before. Information sets that lie partly outside keep the
/// nodes inside. Linear in the part.
pub fn part(
    game: &ExtensiveGame,
    root: NodeId,
    ends: &HashMap<NodeId, Vec<Rational>>,
) -> (ExtensiveGame, Vec<InformationSetId>) {
    let mut form = ExtensiveForm { players: game.form.players.clone(), ..ExtensiveForm::default() };
    let mut numbers = Builder::default();
    let mut sets: HashMap<InformationSetId, InformationSetId> = HashMap::new();
    let mut before = Vec::new();
    // Nodes to copy, with the place of their parent and the action that leads to them.
    let mut ahead: Vec<(NodeId, Option<(usize, usize)>)> = vec![(root, None)];
    while let Some((id, parent)) = ahead.pop() {
        let place = NodeId(form.nodes.len() as u32);
        if let Some((parent, action)) = parent {
            match &mut form.nodes[parent] {
                Node::Terminal(_) => {}
                Node::Chance(actions) => actions[action].child = place,
                Node::Decision { children, .. } => children[action] = place,
            }
        }
        let stated = ends.get(&id).filter(|_| id != root);
        let node = match (stated, game.form.node(id)) {
            (Some(payoffs), _) => {
                Node::Terminal(payoffs.iter().map(|payoff| numbers.constant(payoff.clone())).collect())
            }
            (None, Node::Terminal(payoffs)) => {
                Node::Terminal(payoffs.iter().map(|&payoff| numbers.constant(game.value(payoff).clone())).collect())
            }
            (None, Node::Chance(actions)) => {
                let copied = actions.iter().map(|action| ChanceAction {
                    label: action.label.clone(),
                    probability: numbers.constant(game.value(action.probability).clone()),
                    child: NodeId::ROOT, // until the child is copied
                });
                Node::Chance(copied.collect())
            }
            (None, Node::Decision { information_set, children }) => {
                let set = *sets.entry(*information_set).or_insert_with(|| {
                    let InformationSet { player, actions, .. } = game.form.information_set(*information_set);
                    form.information_sets.push(InformationSet {
                        player: *player,
                        actions: actions.clone(),
                        nodes: Vec::new(),
                    });
                    before.push(*information_set);
                    InformationSetId(before.len() as u32 - 1)
                });
                form.information_sets[set.index()].nodes.push(place);
                Node::Decision { information_set: set, children: vec![NodeId::ROOT; children.len()] }
            }
        };
        if stated.is_none() {
            let children: Vec<NodeId> = game.form.children(id).collect();
            let numbered = children.into_iter().enumerate().rev();
            ahead.extend(numbered.map(|(action, child)| (child, Some((place.index(), action)))));
        }
        form.nodes.push(node);
    }
    let registers = numbers.finish().evaluate::<Rational>(&[]);
    let label = |set: &InformationSetId| game.labels.get(set.index()).cloned().unwrap_or_default();
    let labels = before.iter().map(label).collect();
    (ExtensiveGame { form, registers, labels }, before)
}
