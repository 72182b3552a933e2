//! A normal form as a tree.
//!
//! Source: a normal form. Target: the extensive game in which the players move one after the
//! other, none seeing what the others did. Way back: the reduced normal form of the target is
//! the source, players and strategies in the same order. Linear in the size of the table.

use super::extensive::{ExtensiveForm, ExtensiveGame, InformationSet, InformationSetId, Node, NodeId};
use super::normal::NormalGame;
use crate::numeric::program::Builder;
use crate::numeric::rational::Rational;

/// The tree of a normal form.
pub fn simultaneous_moves(game: &NormalGame) -> ExtensiveGame {
    let sets = game.strategies.iter().enumerate().map(|(player, strategies)| InformationSet {
        player,
        actions: strategies.clone(),
        nodes: Vec::new(),
    });
    let mut form = ExtensiveForm { players: game.players.clone(), nodes: Vec::new(), information_sets: sets.collect() };
    let mut numbers = Builder::default();
    grow(game, &mut form, &mut numbers, 0, 0);
    let registers = numbers.finish().evaluate::<Rational>(&[]);
    ExtensiveGame { form, registers, labels: vec![String::new(); game.players.len()] }
}

/// Adds the node at which `player` moves, `profile` being the place of what came before.
fn grow(game: &NormalGame, form: &mut ExtensiveForm, numbers: &mut Builder, player: usize, profile: usize) -> NodeId {
    let id = NodeId(form.nodes.len() as u32);
    let Some(strategies) = game.strategies.get(player) else {
        let payoffs = game.payoffs[profile].iter().map(|payoff| numbers.constant(payoff.clone())).collect();
        form.nodes.push(Node::Terminal(payoffs));
        return id;
    };
    let set = InformationSetId(player as u32);
    form.nodes.push(Node::Decision { information_set: set, children: Vec::new() });
    form.information_sets[player].nodes.push(id);
    let stride = game.stride(player);
    let below =
        (0..strategies.len()).map(|own| grow(game, form, numbers, player + 1, profile + own * stride)).collect();
    form.nodes[id.index()] = Node::Decision { information_set: set, children: below };
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::reduced::reduced_normal_form;

    #[test]
    fn the_reduced_normal_form_leads_back() {
        let label = |count: usize| (0..count).map(|own| own.to_string()).collect::<Vec<_>>();
        let game = NormalGame {
            players: label(3),
            strategies: vec![label(2), label(3), label(1)],
            payoffs: (0..6).map(|index| (0..3).map(|player| Rational::new(index * 3 + player, 7)).collect()).collect(),
        };
        assert_eq!(reduced_normal_form(&simultaneous_moves(&game)).unwrap().game, game);
    }
}
