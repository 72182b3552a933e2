//! What players remember, and where a part of a tree is a game of its own.

use super::extensive::{ExtensiveForm, InformationSetId, Node, NodeId};

/// An information set whose player has forgotten, if there is one: its nodes lie behind
/// different moves of the player itself (Kuhn 1953 \[Kuhn1953\]: with perfect recall they never
/// do). A path that meets a set twice is a case of it. Linear in nodes for each player.
pub fn forgotten(form: &ExtensiveForm) -> Option<InformationSetId> {
    let mut players: Vec<usize> = form.information_sets.iter().map(|set| set.player).collect();
    players.sort_unstable();
    players.dedup();
    players.into_iter().find_map(|player| {
        // The player's last move before each node; that move's set has one before in turn.
        let mut last: Vec<Option<(InformationSetId, usize)>> = vec![None; form.nodes.len()];
        for index in 0..form.nodes.len() {
            let id = NodeId(index as u32);
            for (action, child) in form.children(id).enumerate() {
                last[child.index()] = match form.node(id) {
                    // Who has no choice has no move to remember.
                    Node::Decision { information_set, children }
                        if children.len() > 1 && form.information_set(*information_set).player == player =>
                    {
                        Some((*information_set, action))
                    }
                    Node::Decision { .. } | Node::Chance(_) | Node::Terminal(_) => last[index],
                };
            }
        }
        let choices = form.information_sets.iter().enumerate().filter(|(_, set)| set.actions.len() > 1);
        let mut own = choices.filter(|(_, set)| set.player == player);
        let differs = own.find(|(_, set)| set.nodes.windows(2).any(|two| last[two[0].index()] != last[two[1].index()]));
        differs.map(|(set, _)| InformationSetId(set as u32))
    })
}

/// For each node whether a subgame begins there: it is no end, and every information set that
/// has a node in its subtree lies in it (Selten 1965 \[Selten1965\]). Linear in nodes, which must
/// come parents first.
pub fn subgame_roots(form: &ExtensiveForm) -> Vec<bool> {
    let count = form.nodes.len();
    // The subtree's last node; then the outermost nodes of all sets that it meets.
    let mut last: Vec<u32> = (0..count as u32).collect();
    let mut span: Vec<(u32, u32)> = (0..count as u32).map(|index| (index, index)).collect();
    let sets: Vec<(u32, u32)> = form
        .information_sets
        .iter()
        .map(|set| {
            let nodes = || set.nodes.iter().map(|node| node.0);
            (nodes().min().unwrap_or(0), nodes().max().unwrap_or(0))
        })
        .collect();
    let mut roots = vec![false; count];
    for index in (0..count).rev() {
        let node = &form.nodes[index];
        if let Node::Decision { information_set, .. } = node {
            let (low, high) = sets[information_set.index()];
            span[index] = (span[index].0.min(low), span[index].1.max(high));
        }
        for child in form.children(NodeId(index as u32)) {
            let (low, high) = span[child.index()];
            last[index] = last[index].max(last[child.index()]);
            span[index] = (span[index].0.min(low), span[index].1.max(high));
        }
        roots[index] =
            !matches!(node, Node::Terminal(_)) && span[index].0 >= index as u32 && span[index].1 <= last[index];
    }
    roots
}
