//! Sequential equilibria of small trees by their supports (Kreps and Wilson 1982
//! \[KrepsWilson1982\]; the search is that of Porter, Nudelman and Shoham 2008
//! \[PorterNudelmanShoham2008\] carried over to trees).
//!
//! A support says which actions are used at each information set. It settles which sets play
//! reaches. At a set that it does not reach, let an unused action `z` tremble with weight
//! `c_z t^{k_z}`: as `t` vanishes, belief settles on nodes of least order. For every support, and for
//! the sets of nodes that some orders make least (a linear program), the mixtures and the beliefs
//! at unreached sets solve a system of polynomials:
//!
//! * at every set, all actions in use pay the same at its beliefs, and the others no more;
//! * nodes of least order whose ways take the same trembles are as likely, relative to each
//!   other, as chance and the mixtures on the way make them; where ways that differ do so in
//!   linearly independent manners, some `c` gives any odds between them.
//!
//! The set of sequential equilibria is closed, so that a piece's extreme points belong to it. The
//! answer is complete if no system is left open ([`crate::numeric::multivariate`]) and no odds are
//! bound. Supports are pruned where an action in use is worse than another at every node, whatever
//! is done at the sets that are not decided yet.
//!
//! Exponential in the number of actions of the tree.

use crate::form::extensive::{ChanceAction, ExtensiveGame, InformationSetId, Node, NodeId};
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::multivariate::{Multivariate, System};
use crate::numeric::rational::Rational;
use crate::numeric::span::Span;
use crate::solution::behaviour::{BehaviourEquilibrium, Belief};

use super::consistency::values;
use super::limits::Spent;

/// Larger trees are not gone through.
const MOST_NODES: usize = 400;
const MOST_SETS: usize = 40;

/// The most actions of a set, whose supports are all gone through.
const MOST_ACTIONS: usize = 8;

/// The most beliefs of which each may be zero.
const MOST_BELIEFS: usize = 8;

/// Sets with more nodes are not tried for every least set of nodes, nor more choices of these.
const MOST_ALIKE: usize = 6;
const CHOICES: usize = 4_096;

/// What was found.
#[derive(Debug, Default)]
pub struct BySupports {
    pub equilibria: Vec<BehaviourEquilibrium>,
    /// That there are no others but between these.
    pub complete: bool,
}

/// Goes through the supports of a tree with perfect recall. `None` if it is too large, or if
/// chance excludes some of its moves.
pub fn by_supports(game: &ExtensiveGame, spent: &mut Spent<'_>) -> Option<BySupports> {
    let form = &game.form;
    let certain = form.nodes.iter().all(|node| match node {
        Node::Chance(actions) => actions.iter().all(|action| game.value(action.probability).is_positive()),
        Node::Decision { .. } | Node::Terminal(_) => true,
    });
    let wide = form.information_sets.iter().any(|set| set.actions.len() > MOST_ACTIONS);
    if !certain || wide || form.nodes.len() > MOST_NODES || form.information_sets.len() > MOST_SETS {
        return None;
    }
    let search = Search { game, order: deepest_first(game) };
    let mut found = BySupports { equilibria: Vec::new(), complete: true };
    let open: Vec<Vec<bool>> = form.information_sets.iter().map(|set| vec![true; set.actions.len()]).collect();
    let mut ahead = vec![(0, open)];
    while let Some((decided, supports)) = ahead.pop() {
        if !spent.node() {
            found.complete = false;
            break;
        }
        if !search.may_be_best(&supports, decided) {
            continue;
        }
        let Some(&set) = search.order.get(decided) else {
            search.add(&supports, &mut found);
            continue;
        };
        // Pure ones first.
        let actions = form.information_sets[set].actions.len();
        let mut choices: Vec<u32> = (1..1u32 << actions).collect();
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.count_ones()));
        for choice in choices {
            let mut next = supports.clone();
            next[set] = (0..actions).map(|action| choice >> action & 1 == 1).collect();
            ahead.push((decided + 1, next));
        }
    }
    Some(found)
}

/// Information sets by how far below the root their nodes are.
fn deepest_first(game: &ExtensiveGame) -> Vec<usize> {
    let form = &game.form;
    let mut depth = vec![0usize; form.nodes.len()];
    for index in 0..form.nodes.len() {
        for child in form.children(NodeId(index as u32)) {
            depth[child.index()] = depth[index] + 1;
        }
    }
    let deepest = |set: &usize| form.information_sets[*set].nodes.iter().map(|node| depth[node.index()]).max();
    let mut order: Vec<usize> = (0..form.information_sets.len()).collect();
    order.sort_by_key(|set| std::cmp::Reverse(deepest(set)));
    order
}

/// The way to a node: its weight without trembles, and the unused actions on it.
#[derive(Debug, Clone)]
struct Way {
    weight: Multivariate,
    trembles: Vec<usize>,
}

struct Search<'a> {
    game: &'a ExtensiveGame,
    order: Vec<usize>,
}

impl Search<'_> {
    /// Whether no action in use at the sets decided is worse than another one at every node.
    fn may_be_best(&self, supports: &[Vec<bool>], decided: usize) -> bool {
        let form = &self.game.form;
        let players = form.players.len();
        let mut bounds: Vec<Vec<[Rational; 2]>> = vec![Vec::new(); form.nodes.len()];
        for index in (0..form.nodes.len()).rev() {
            bounds[index] = match &form.nodes[index] {
                Node::Terminal(payoffs) => payoffs
                    .iter()
                    .map(|&payoff| [self.game.value(payoff).clone(), self.game.value(payoff).clone()])
                    .collect(),
                Node::Chance(actions) => (0..players)
                    .map(|player| {
                        [0, 1].map(|side| {
                            actions.iter().fold(Rational::ZERO, |sum, action| {
                                let ahead = &bounds[action.child.index()][player][side];
                                &sum + &(self.game.value(action.probability) * ahead)
                            })
                        })
                    })
                    .collect(),
                Node::Decision { information_set, children } => {
                    let used = &supports[information_set.index()];
                    let mut ahead = children.iter().zip(used).filter(|(_, used)| **used).map(|(child, _)| child);
                    let first = ahead.next().map_or_else(Vec::new, |child| bounds[child.index()].clone());
                    ahead.fold(first, |mut sum, child| {
                        for (own, [least, most]) in sum.iter_mut().zip(&bounds[child.index()]) {
                            if *least < own[0] {
                                own[0] = least.clone();
                            }
                            if *most > own[1] {
                                own[1] = most.clone();
                            }
                        }
                        sum
                    })
                }
            };
        }
        self.order[..decided].iter().all(|&set| {
            let about = &form.information_sets[set];
            let of = |node: &NodeId, action: usize| {
                form.children(*node).nth(action).map(|child| &bounds[child.index()][about.player])
            };
            let worse = |action: usize, other: usize| {
                about.nodes.iter().all(|node| match (of(node, action), of(node, other)) {
                    (Some(own), Some(another)) => own[1] < another[0],
                    _ => false,
                })
            };
            let actions = 0..about.actions.len();
            let used = actions.clone().filter(|&action| supports[set][action]);
            used.into_iter().all(|action| !actions.clone().any(|other| worse(action, other)))
        })
    }

    /// Adds the equilibria of these supports.
    fn add(&self, supports: &[Vec<bool>], found: &mut BySupports) {
        let form = &self.game.form;
        let mut variables = 0;
        let mut equations = Vec::new();
        let mut mixtures: Vec<Vec<Option<Multivariate>>> = Vec::new();
        let mut trembles = 0;
        let mut numbers: Vec<Vec<usize>> = Vec::new();
        for used in supports {
            let alone = used.iter().filter(|used| **used).count() == 1;
            let mut mass = Multivariate::constant(Rational::from(-1));
            mixtures.push(
                used.iter()
                    .map(|used| {
                        let share = match (used, alone) {
                            (false, _) => return None,
                            (true, true) => Multivariate::constant(Rational::ONE),
                            (true, false) => {
                                variables += 1;
                                Multivariate::variable(variables - 1)
                            }
                        };
                        mass.add(&Rational::ONE, &share);
                        Some(share)
                    })
                    .collect(),
            );
            equations.push(mass);
            let number = |used: &bool| {
                trembles += usize::from(!used);
                trembles.saturating_sub(1)
            };
            numbers.push(used.iter().map(number).collect());
        }
        let mixed = variables;
        let ways = self.ways(&mixtures, &numbers);
        let worth = self.worth(&mixtures);
        let unreached: Vec<usize> = (0..supports.len())
            .filter(|&set| form.information_sets[set].nodes.iter().all(|node| !ways[node.index()].trembles.is_empty()))
            .collect();
        let Some(choices) = self.least(&unreached, &ways, trembles) else {
            found.complete = false;
            return;
        };
        for chosen in choices {
            let mut system =
                System { variables, equations: equations.clone(), inequalities: Vec::new(), zero: Vec::new() };
            let mut beliefs: Vec<Vec<Multivariate>> = form
                .information_sets
                .iter()
                .map(|set| {
                    let weight = |node: &NodeId| match ways[node.index()].trembles.is_empty() {
                        true => ways[node.index()].weight.clone(),
                        false => Multivariate::default(),
                    };
                    set.nodes.iter().map(weight).collect()
                })
                .collect();
            let mut bound = false;
            let mut span = Span::empty(trembles);
            for (&set, least) in unreached.iter().zip(&chosen) {
                bound |= !self.believe(set, least, &ways, &mut span, trembles, &mut system, &mut beliefs[set]);
            }
            self.best(supports, &worth, &beliefs, &mut system);
            // A belief of the limit may be zero though every tremble is positive.
            let beliefs_asked = system.variables - mixed;
            found.complete &= beliefs_asked <= MOST_BELIEFS;
            for case in 0..1u32 << beliefs_asked.min(MOST_BELIEFS) {
                let is_zero = |at: &usize| case >> at & 1 == 1;
                system.zero = (0..beliefs_asked.min(MOST_BELIEFS)).filter(is_zero).map(|at| mixed + at).collect();
                let solved = system.solve();
                found.complete &= !solved.open;
                for point in solved.points {
                    if point[..mixed].iter().any(|share| !share.is_positive()) {
                        continue;
                    }
                    // Odds that are not free may be another thing than what is asked.
                    if bound {
                        found.complete = false;
                        continue;
                    }
                    self.keep(&point, &mixtures, &beliefs, found);
                }
            }
        }
    }

    fn ways(&self, mixtures: &[Vec<Option<Multivariate>>], numbers: &[Vec<usize>]) -> Vec<Way> {
        let form = &self.game.form;
        let start = Way { weight: Multivariate::constant(Rational::ONE), trembles: Vec::new() };
        let mut ways = vec![start; form.nodes.len()];
        for index in 0..form.nodes.len() {
            let id = NodeId(index as u32);
            for (action, child) in form.children(id).enumerate() {
                let mut way = ways[index].clone();
                match form.node(id) {
                    Node::Chance(actions) => {
                        let chance = self.game.value(actions[action].probability).clone();
                        way.weight = way.weight.times(&Multivariate::constant(chance));
                    }
                    Node::Decision { information_set: InformationSetId(set), .. } => {
                        match &mixtures[*set as usize][action] {
                            Some(share) => way.weight = way.weight.times(share),
                            None => way.trembles.push(numbers[*set as usize][action]),
                        }
                    }
                    Node::Terminal(_) => {}
                }
                ways[child.index()] = way;
            }
        }
        ways
    }

    /// What each player expects from each node on.
    fn worth(&self, mixtures: &[Vec<Option<Multivariate>>]) -> Vec<Vec<Multivariate>> {
        let form = &self.game.form;
        let mut worth: Vec<Vec<Multivariate>> = vec![Vec::new(); form.nodes.len()];
        for index in (0..form.nodes.len()).rev() {
            let sum = |parts: &[(Multivariate, NodeId)]| -> Vec<Multivariate> {
                (0..form.players.len())
                    .map(|player| {
                        let mut sum = Multivariate::default();
                        for (share, child) in parts {
                            sum.add(&Rational::ONE, &share.times(&worth[child.index()][player]));
                        }
                        sum
                    })
                    .collect()
            };
            let own = match &form.nodes[index] {
                Node::Terminal(payoffs) => {
                    payoffs.iter().map(|&payoff| Multivariate::constant(self.game.value(payoff).clone())).collect()
                }
                Node::Chance(actions) => {
                    let part = |action: &ChanceAction| {
                        (Multivariate::constant(self.game.value(action.probability).clone()), action.child)
                    };
                    sum(&actions.iter().map(part).collect::<Vec<_>>())
                }
                Node::Decision { information_set, children } => {
                    let shares = mixtures[information_set.index()].iter().zip(children);
                    let parts = shares.filter_map(|(share, child)| Some((share.clone()?, *child)));
                    sum(&parts.collect::<Vec<_>>())
                }
            };
            worth[index] = own;
        }
        worth
    }

    /// For the unreached sets, every choice of nodes that some orders of trembles make least: all
    /// nodes where that is possible, since closures hold the rest. `None` if they are too many.
    fn least(&self, unreached: &[usize], ways: &[Way], trembles: usize) -> Option<Vec<Vec<Vec<usize>>>> {
        let nodes = |set: usize| self.game.form.information_sets[set].nodes.len();
        let all: Vec<Vec<usize>> = unreached.iter().map(|&set| (0..nodes(set)).collect()).collect();
        if self.ordered(unreached, &all, ways, trembles) {
            return Some(vec![all]);
        }
        let mut partial: Vec<Vec<Vec<usize>>> = vec![Vec::new()];
        for (place, &set) in unreached.iter().enumerate() {
            if nodes(set) > MOST_ALIKE {
                return None;
            }
            let mut next = Vec::new();
            for chosen in &partial {
                for bits in 1usize..1 << nodes(set) {
                    let mut longer = chosen.clone();
                    longer.push((0..nodes(set)).filter(|at| bits >> at & 1 == 1).collect());
                    if self.ordered(&unreached[..=place], &longer, ways, trembles) {
                        next.push(longer);
                    }
                }
                if next.len() > CHOICES {
                    return None;
                }
            }
            partial = next;
        }
        Some(partial)
    }

    /// Whether orders of trembles make the chosen nodes those of least order at their sets.
    fn ordered(&self, sets: &[usize], chosen: &[Vec<usize>], ways: &[Way], trembles: usize) -> bool {
        let mut program = LinearProgram::maximize(vec![Rational::ZERO; trembles]);
        for tremble in 0..trembles {
            program.rows.push(Row::new([(tremble, Rational::ONE)], Relation::AtLeast, Rational::ONE));
        }
        for (&set, least) in sets.iter().zip(chosen) {
            let nodes = &self.game.form.information_sets[set].nodes;
            for place in (0..nodes.len()).filter(|&place| place != least[0]) {
                let row = difference(ways, nodes[place], nodes[least[0]], trembles);
                let (relation, bound) = match least.contains(&place) {
                    true => (Relation::Equal, Rational::ZERO),
                    false => (Relation::AtLeast, Rational::ONE),
                };
                if row.iter().all(Rational::is_zero) {
                    if relation == Relation::AtLeast {
                        return false;
                    }
                    continue;
                }
                program.rows.push(Row::dense(&row, relation, bound));
            }
        }
        trembles == 0 || matches!(solve(&program), Outcome::Optimal(_))
    }

    /// Beliefs at an unreached set over its least nodes; whether all odds between ways that
    /// differ are free.
    #[expect(clippy::too_many_arguments, reason = "what a belief depends on, and what it adds to")]
    fn believe(
        &self,
        set: usize,
        least: &[usize],
        ways: &[Way],
        span: &mut Span,
        trembles: usize,
        system: &mut System,
        belief: &mut [Multivariate],
    ) -> bool {
        let nodes = &self.game.form.information_sets[set].nodes;
        let mut mass = Multivariate::constant(Rational::from(-1));
        for &place in least {
            belief[place] = match least.len() {
                1 => Multivariate::constant(Rational::ONE),
                _ => {
                    system.variables += 1;
                    Multivariate::variable(system.variables - 1)
                }
            };
            mass.add(&Rational::ONE, &belief[place]);
        }
        system.equations.push(mass);
        let mut free = true;
        let mut representatives: Vec<usize> = Vec::new();
        for &place in least {
            let same =
                |other: &&usize| difference(ways, nodes[place], nodes[**other], trembles).iter().all(Rational::is_zero);
            match representatives.iter().find(same) {
                Some(&other) => {
                    let (own, theirs) = (&ways[nodes[place].index()].weight, &ways[nodes[other].index()].weight);
                    system.equations.push(belief[place].times(theirs).minus(&belief[other].times(own)));
                }
                None => {
                    if let Some(&first) = representatives.first() {
                        free &= span.insert(&difference(ways, nodes[place], nodes[first], trembles));
                    }
                    representatives.push(place);
                }
            }
        }
        free
    }

    /// That actions in use pay the same, and others no more.
    fn best(
        &self,
        supports: &[Vec<bool>],
        worth: &[Vec<Multivariate>],
        beliefs: &[Vec<Multivariate>],
        system: &mut System,
    ) {
        let form = &self.game.form;
        for (set, about) in form.information_sets.iter().enumerate() {
            let Some(first) = supports[set].iter().position(|used| *used) else { continue };
            for other in (0..about.actions.len()).filter(|&other| other != first) {
                let mut gain = Multivariate::default();
                for (node, weight) in about.nodes.iter().zip(&beliefs[set]) {
                    let ahead = |action: usize| {
                        form.children(*node).nth(action).map(|child| &worth[child.index()][about.player])
                    };
                    if let (Some(own), Some(another)) = (ahead(first), ahead(other)) {
                        gain.add(&Rational::ONE, &weight.times(&own.minus(another)));
                    }
                }
                match supports[set][other] {
                    true => system.equations.push(gain),
                    false => system.inequalities.push(gain),
                }
            }
        }
    }

    /// Keeps an equilibrium unless it is known.
    fn keep(
        &self,
        point: &[Rational],
        mixtures: &[Vec<Option<Multivariate>>],
        beliefs: &[Vec<Multivariate>],
        found: &mut BySupports,
    ) {
        let share = |own: &Option<Multivariate>| own.as_ref().map_or(Rational::ZERO, |own| own.at(point));
        let profile: Vec<Vec<Rational>> = mixtures.iter().map(|own| own.iter().map(share).collect()).collect();
        let behaviour = profile.iter().cloned().map(Some).collect();
        if found.equilibria.iter().any(|known| known.behaviour == behaviour) {
            return;
        }
        let belief = |own: &Vec<Multivariate>| {
            let weights: Vec<Rational> = own.iter().map(|weight| weight.at(point)).collect();
            let total = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
            Belief { weights: weights.iter().map(|weight| weight / &total).collect(), ranges: Vec::new() }
        };
        let payoffs = values(self.game, &profile).swap_remove(0);
        let beliefs = beliefs.iter().map(belief).collect();
        found.equilibria.push(BehaviourEquilibrium { behaviour, payoffs, beliefs, intuitive: None });
    }
}

/// How often each tremble is taken on the way to one node more than on the way to another.
fn difference(ways: &[Way], node: NodeId, other: NodeId, trembles: usize) -> Vec<Rational> {
    let mut row = vec![Rational::ZERO; trembles];
    for (node, sign) in [(node, 1), (other, -1)] {
        for &tremble in &ways[node.index()].trembles {
            row[tremble] = &row[tremble] + &Rational::from(sign);
        }
    }
    row
}
