//! The reduced normal form of an extensive game.
//!
//! Source: an extensive game. Target: the normal form over each player's reduced strategies,
//! chance integrated out exactly. A reduced strategy says what to do at the information sets
//! that it does not itself rule out; strategies of the full normal form that differ only at
//! the others are one (Kuhn 1953 \[Kuhn1953\]). Way back: [`ReducedNormalForm::plans`].
//!
//! The order is the one of Gambit: walk the tree depth first; at the first visit to an own
//! information set branch over its actions in order, at a later visit do what was chosen.
//!
//! Players may forget (imperfect recall): pure strategies and their payoffs are defined all
//! the same, though behaviour strategies then reach other outcomes than mixed ones do. Where
//! a path meets an information set twice (absent-mindedness), the normal form loses even
//! single-player optima (Piccione and Rubinstein 1997 \[PiccioneRubinstein1997\]), so it is
//! refused.
//!
//! Listing costs the size of the tree for each strategy, the table one step for each
//! profile and each terminal that it reaches.

use std::fmt;

use super::MAX_PAYOFFS;
use super::extensive::{ExtensiveForm, ExtensiveGame, InformationSetId, Node, NodeId};
use super::normal::NormalGame;
use super::payoffs::PayoffTable;
use crate::numeric::rational::Rational;

/// A reduced strategy: the action chosen at each information set, in the order of the walk.
pub type Plan = Vec<(InformationSetId, usize)>;

/// The most nodes that are visited to list a player's strategies, and the most choices that
/// they hold together: guards for time and memory.
const MAX_VISITS: usize = 200_000_000;
const MAX_CHOICES: usize = 20_000_000;

/// A normal form and what its strategies do in the tree that it comes from.
#[derive(Debug, Clone)]
pub struct ReducedNormalForm {
    pub game: NormalGame,
    /// By player and strategy.
    pub plans: Vec<Vec<Plan>>,
}

/// Why a game has no reduced normal form here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReductionError {
    /// A path meets an information set of this player twice.
    AbsentMinded { player: String },
    /// The table would be larger than the memory should hold.
    TooLarge { limit: usize },
    /// It was told to stop.
    Interrupted,
}

impl fmt::Display for ReductionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReductionError::AbsentMinded { player } => write!(
                formatter,
                "{player} is absent-minded: a path meets one of its information sets twice, so strategies of the \
                 normal form do not describe what it can do; give the second visit a set of its own"
            ),
            ReductionError::TooLarge { limit } => write!(
                formatter,
                "its reduced normal form has more than {limit} payoffs, or takes too long to list; \
                 solve it as a tree, or merge moves that do not matter"
            ),
            ReductionError::Interrupted => formatter.write_str("time was up before its normal form was there"),
        }
    }
}
impl std::error::Error for ReductionError {}

/// The reduced normal form of a game.
///
/// # Errors
/// If a player is absent-minded, or the table has more than [`MAX_PAYOFFS`] payoffs.
pub fn reduced_normal_form(game: &ExtensiveGame) -> Result<ReducedNormalForm, ReductionError> {
    reduced_while(game, &|| true)
}

/// The same as long as `go_on` says so.
///
/// # Errors
/// The same, and [`ReductionError::Interrupted`].
pub fn reduced_while(game: &ExtensiveGame, go_on: &dyn Fn() -> bool) -> Result<ReducedNormalForm, ReductionError> {
    let form = &game.form;
    if let Some(set) = form.absent_minded() {
        let player = form.players[form.information_set(set).player].clone();
        return Err(ReductionError::AbsentMinded { player });
    }
    let too_large = ReductionError::TooLarge { limit: MAX_PAYOFFS };
    let mut left = MAX_PAYOFFS / form.players.len().max(1);
    let mut plans = Vec::new();
    for player in 0..form.players.len() {
        if !go_on() {
            return Err(ReductionError::Interrupted);
        }
        let own = reduced_strategies(form, player, left).ok_or_else(|| too_large.clone())?;
        left /= own.len();
        plans.push(own);
    }
    let strategies: Vec<Vec<String>> = plans.iter().map(|own| labels(form, own)).collect();
    let profiles = strategies.iter().map(Vec::len).product();
    let payoffs = PayoffTable::zeros(profiles, form.players.len());
    let normal = NormalGame { players: form.players.clone(), strategies, payoffs };
    let mut reduced = ReducedNormalForm { game: normal, plans };
    let everything = reduced.plans.iter().map(|own| (0..own.len()).collect()).collect::<Vec<_>>();
    let mut integration = Integration { game, plans: &reduced.plans, table: &mut reduced.game, go_on };
    match integration.add(NodeId::ROOT, &Rational::ONE, &everything) {
        true => Ok(reduced),
        false => Err(ReductionError::Interrupted),
    }
}

/// The reduced strategies of a player, in Gambit's order. `None` if there are more than
/// `limit`, or if listing them takes too long.
pub fn reduced_strategies(form: &ExtensiveForm, player: usize, limit: usize) -> Option<Vec<Plan>> {
    let mut plans = Vec::new();
    let mut chosen = vec![None; form.information_sets.len()];
    // The choices of the plan at hand, by first visit; beyond them, first actions.
    let mut plan: Plan = Vec::new();
    let (mut visits, mut choices) = (0, 0);
    loop {
        for &(set, action) in &plan {
            chosen[set.index()] = Some(action);
        }
        // The walk meets every set of `plan`: the way to each depends only on the choices
        // before it, and those are as they were when it was added.
        let mut ahead = vec![NodeId::ROOT];
        while let Some(id) = ahead.pop() {
            visits += 1;
            match form.node(id) {
                Node::Decision { information_set, children }
                    if form.information_set(*information_set).player == player =>
                {
                    let action = *chosen[information_set.index()].get_or_insert_with(|| {
                        plan.push((*information_set, 0));
                        0
                    });
                    ahead.push(children[action]);
                }
                Node::Terminal(_) => {}
                Node::Decision { .. } | Node::Chance(_) => {
                    let children: Vec<NodeId> = form.children(id).collect();
                    ahead.extend(children.into_iter().rev());
                }
            }
        }
        choices += plan.len();
        if plans.len() == limit || visits > MAX_VISITS || choices > MAX_CHOICES {
            return None;
        }
        plans.push(plan.clone());
        for &(set, _) in &plan {
            chosen[set.index()] = None;
        }
        // The next plan in order: the last choice that has a further action takes it.
        loop {
            let Some((set, action)) = plan.pop() else { return Some(plans) };
            if action + 1 < form.information_set(set).actions.len() {
                plan.push((set, action + 1));
                break;
            }
        }
    }
}

/// The labels of the actions chosen, in the order of the walk, told apart.
fn labels(form: &ExtensiveForm, plans: &[Plan]) -> Vec<String> {
    let label = |plan: &Plan| -> String {
        if plan.is_empty() {
            return "no move".to_owned();
        }
        let words: Vec<&str> =
            plan.iter().map(|&(set, action)| form.information_set(set).actions[action].as_str()).collect();
        words.join("; ")
    };
    let mut labels: Vec<String> = plans.iter().map(label).collect();
    // Labels that hold the separator could run together.
    let distinct: std::collections::HashSet<&String> = labels.iter().collect();
    if distinct.len() < labels.len() {
        for (index, label) in labels.iter_mut().enumerate() {
            label.push_str(&format!(" ({})", index + 1));
        }
    }
    labels
}

/// The walk that adds every terminal to the profiles that may reach it.
struct Integration<'a> {
    game: &'a ExtensiveGame,
    plans: &'a [Vec<Plan>],
    table: &'a mut NormalGame,
    go_on: &'a dyn Fn() -> bool,
}

impl Integration<'_> {
    /// `reaching[player]` are the strategies that come to this node if the others let them.
    /// Whether all was added.
    fn add(&mut self, id: NodeId, chance: &Rational, reaching: &[Vec<usize>]) -> bool {
        if !(self.go_on)() {
            return false;
        }
        match self.game.form.node(id) {
            Node::Terminal(payoffs) => {
                let weighted: Vec<Rational> = payoffs.iter().map(|&payoff| chance * self.game.value(payoff)).collect();
                if weighted.iter().any(|payoff| !payoff.is_zero()) {
                    self.spread(&weighted, reaching);
                }
            }
            Node::Chance(actions) => {
                for action in actions {
                    let chance = chance * self.game.value(action.probability);
                    if !chance.is_zero() && !self.add(action.child, &chance, reaching) {
                        return false;
                    }
                }
            }
            Node::Decision { information_set, children } => {
                let player = self.game.form.information_set(*information_set).player;
                let mut narrowed = reaching.to_vec();
                for (action, &child) in children.iter().enumerate() {
                    let choice = (*information_set, action);
                    let takes = |strategy: &usize| self.plans[player][*strategy].contains(&choice);
                    narrowed[player] = reaching[player].iter().copied().filter(takes).collect();
                    if !narrowed[player].is_empty() && !self.add(child, chance, &narrowed) {
                        return false;
                    }
                }
            }
        }
        true
    }

    fn spread(&mut self, payoffs: &[Rational], reaching: &[Vec<usize>]) {
        let mut places = vec![0];
        for (own, labels) in reaching.iter().zip(&self.table.strategies) {
            places = places.iter().flat_map(|place| own.iter().map(move |own| place * labels.len() + own)).collect();
        }
        for place in places {
            for (sum, payoff) in self.table.payoffs[place].iter_mut().zip(payoffs) {
                *sum = &*sum + payoff;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::extensive::{ChanceAction, InformationSet};
    use crate::numeric::program::Register;

    /// Chance deals high or low; the first player, who sees it, bets or passes; the second,
    /// who does not, calls or folds.
    fn poker() -> ExtensiveGame {
        let values = ["1/2", "1", "-1", "2", "-2"].map(|text| text.parse().unwrap()).to_vec();
        let end = |a: u32, b: u32| Node::Terminal(vec![Register(a), Register(b)]);
        let moves = |set: u32, children: &[u32]| Node::Decision {
            information_set: InformationSetId(set),
            children: children.iter().map(|&child| NodeId(child)).collect(),
        };
        let deal = |label: &str, child: u32| ChanceAction {
            label: label.to_owned(),
            probability: Register(0),
            child: NodeId(child),
        };
        let set = |player: usize, actions: [&str; 2], nodes: &[u32]| InformationSet {
            player,
            actions: actions.map(str::to_owned).to_vec(),
            nodes: nodes.iter().map(|&node| NodeId(node)).collect(),
        };
        let nodes = vec![
            Node::Chance(vec![deal("high", 1), deal("low", 6)]),
            moves(0, &[2, 5]),
            moves(1, &[3, 4]),
            end(3, 4),
            end(1, 2),
            end(1, 2),
            moves(2, &[7, 10]),
            moves(1, &[8, 9]),
            end(4, 3),
            end(1, 2),
            end(2, 1),
        ];
        let information_sets =
            vec![set(0, ["bet", "pass"], &[1]), set(1, ["call", "fold"], &[2, 7]), set(0, ["bet", "pass"], &[6])];
        let form = ExtensiveForm { players: vec!["one".into(), "two".into()], nodes, information_sets };
        ExtensiveGame { form, registers: values, labels: vec![String::new(); 3] }
    }

    #[test]
    fn chance_is_integrated_out() {
        let reduced = reduced_normal_form(&poker()).unwrap();
        assert_eq!(reduced.game.strategies[0], ["bet; bet", "bet; pass", "pass; bet", "pass; pass"]);
        assert_eq!(reduced.game.strategies[1], ["call", "fold"]);
        let first: Vec<String> = reduced.game.payoffs.iter().map(|payoffs| payoffs[0].to_string()).collect();
        assert_eq!(first, ["0", "1", "1/2", "0", "-1/2", "1", "0", "0"]);
        assert_eq!(reduced.plans[0][1], [(InformationSetId(0), 0), (InformationSetId(2), 1)]);
    }

    #[test]
    fn sets_that_a_strategy_rules_out_are_left_open() {
        // The first player moves, and again only after `in`.
        let mut game = poker();
        game.form.nodes = vec![
            Node::Decision { information_set: InformationSetId(0), children: vec![NodeId(1), NodeId(2)] },
            Node::Terminal(vec![Register(1), Register(2)]),
            Node::Decision { information_set: InformationSetId(2), children: vec![NodeId(3), NodeId(4)] },
            Node::Terminal(vec![Register(3), Register(4)]),
            Node::Terminal(vec![Register(4), Register(3)]),
        ];
        let reduced = reduced_normal_form(&game).unwrap();
        assert_eq!(reduced.game.strategies, [vec!["bet", "pass; bet", "pass; pass"], vec!["no move"]]);
    }

    #[test]
    fn an_absent_minded_player_has_no_reduced_normal_form() {
        let mut game = poker();
        game.form.nodes[6] =
            Node::Decision { information_set: InformationSetId(1), children: vec![NodeId(7), NodeId(10)] };
        let error = reduced_normal_form(&game).unwrap_err();
        assert_eq!(error, ReductionError::AbsentMinded { player: "two".to_owned() });
    }

    #[test]
    fn a_game_that_is_too_large_is_refused_at_once() {
        // Sixty moves in sequence of one player after another: 2^30 strategies each.
        let mut game = poker();
        game.form.nodes.clear();
        game.form.information_sets.clear();
        let mut grow = |depth: u32| {
            let id = game.form.nodes.len() as u32;
            game.form.information_sets.push(InformationSet {
                player: (depth % 2) as usize,
                actions: vec!["a".to_owned(), "b".to_owned()],
                nodes: vec![NodeId(id)],
            });
            let children = vec![NodeId(id + 1), NodeId(id + 2)];
            game.form.nodes.push(Node::Decision { information_set: InformationSetId(depth), children });
            game.form.nodes.push(Node::Terminal(vec![Register(1), Register(2)]));
        };
        (0..60).for_each(&mut grow);
        game.form.nodes.push(Node::Terminal(vec![Register(1), Register(2)]));
        // A player who gets out at once or goes on has 31 strategies; one who is asked at
        // every step by chance has 2^60.
        let reduced = reduced_normal_form(&game).unwrap();
        assert_eq!(reduced.game.counts(), [31, 31]);
        let chance = |child: u32, next: u32| {
            let draw = |label: &str, child: u32| ChanceAction {
                label: label.to_owned(),
                probability: Register(0),
                child: NodeId(child),
            };
            Node::Chance(vec![draw("now", child), draw("later", next)])
        };
        game.form.nodes.clear();
        for step in 0..60 {
            game.form.information_sets[step as usize].player = 0;
            game.form.nodes.push(chance(4 * step + 1, 4 * step + 4));
            let children = vec![NodeId(4 * step + 2), NodeId(4 * step + 3)];
            game.form.nodes.push(Node::Decision { information_set: InformationSetId(step), children });
            game.form.nodes.push(Node::Terminal(vec![Register(1), Register(2)]));
            game.form.nodes.push(Node::Terminal(vec![Register(2), Register(1)]));
        }
        game.form.nodes.push(Node::Terminal(vec![Register(1), Register(2)]));
        assert_eq!(reduced_normal_form(&game).unwrap_err(), ReductionError::TooLarge { limit: MAX_PAYOFFS });
    }
}
