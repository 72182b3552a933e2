//! Subgame-perfect equilibria of a tree, ties and all.
//!
//! A profile is subgame perfect if it is an equilibrium in every subgame (Selten 1965
//! \[Selten1965\]). From the last subgames up, each is solved with the subgames inside it replaced
//! by what their equilibria pay: a move of one player by comparing payoffs; anything else that
//! involves two players by the extreme equilibria of its sequence form
//! ([`super::extreme_equilibria::plans`]); what involves more by its reduced normal form.
//!
//! Equilibria of a subgame with equal payoffs for everybody make one *class*: it makes no
//! difference above which of them is played. A class keeps how it comes about as products of
//! choices, so that ties cost as much as there are different payoffs, not profiles. What is listed
//! are profiles in which every subgame is played at an extreme equilibrium. They are all, up to
//! mixing within a class, unless a subgame has equilibria that vary continuously and pay
//! somebody differently, for then the game above depends on the mixture; this is said.

use std::collections::HashMap;

use crate::form::extensive::{ExtensiveGame, InformationSetId, Node, NodeId};
use crate::form::part::part;
use crate::form::recall::subgame_roots;
use crate::form::reduced::reduced_while;
use crate::form::sequence::{SequenceError, sequence_form};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::solution::behaviour::{BehaviourEquilibria, BehaviourEquilibrium, Demand, LIMIT};
use crate::solution::{Answer, Refusal};

use super::behaviour_nash::{MOST_BRANCHED, at_most, refused, without_choice};
use super::extreme_equilibria::plans::extreme_plans;
use super::limits::Limits;
use super::{nash, unreduced};

/// The most profiles that are listed, and the most mixtures that they hold together.
const LISTED: usize = 1_000;
const HELD: usize = 2_000_000;

/// The most combinations of classes that are solved for one subgame.
const COMBINATIONS: usize = 20_000;

const CONTINUUM: &str = "a subgame has equilibria that vary continuously with different payoffs; listed are the \
                         profiles in which every subgame is played at an extreme one";
const MANY_IN_A_CONTINUUM: &str = "a subgame has equilibria that vary continuously with different payoffs; there are more \
                                   profiles in which every subgame is played at an extreme one than are listed";
const MANY: &str = "there are more than are listed; every payoff at the root is among these";
const MORE_THAN_TWO: &str =
    "a subgame involves more than two players at once, and not all its equilibria are known and exact";

/// Mixtures at some information sets.
type Mixtures = Vec<(InformationSetId, Vec<Rational>)>;

/// Equilibria of a subgame that pay everybody the same.
#[derive(Debug)]
struct Class {
    payoffs: Vec<Rational>,
    ways: Vec<Way>,
    /// How many profiles it stands for; no more are counted than fit.
    count: u128,
}

/// How a class comes about: the moves outside of the subgames within, and for each of these the
/// classes any of which may follow.
#[derive(Debug)]
struct Way {
    own: Mixtures,
    inner: Vec<(NodeId, Vec<usize>)>,
}

/// Every subgame-perfect equilibrium; see the module.
///
/// # Errors
/// If a player is absent-minded or forgets.
pub fn subgame_perfect(game: &ExtensiveGame, limits: &Limits) -> Result<Answer, Refusal> {
    let form = &game.form;
    let roots = subgame_roots(form);
    let subgames = roots.iter().filter(|&&root| root).count();
    let mut search = Search { game, limits, roots, classes: HashMap::new(), why: None };
    for index in (0..form.nodes.len()).rev().filter(|&index| search.roots[index]).collect::<Vec<_>>() {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        let id = NodeId(index as u32);
        let mut classes = search.solve(id)?;
        for class in &mut classes {
            class.count = class.ways.iter().fold(0, |sum: u128, way| sum.saturating_add(search.profiles(way)));
        }
        search.classes.insert(id, classes);
    }
    let equilibria = match form.node(NodeId::ROOT) {
        Node::Terminal(payoffs) => vec![BehaviourEquilibrium {
            behaviour: Vec::new(),
            payoffs: payoffs.iter().map(|&payoff| game.value(payoff).clone()).collect(),
            beliefs: Vec::new(),
            intuitive: None,
        }],
        Node::Chance(_) | Node::Decision { .. } => search.listed(),
    };
    Ok(Answer::Behaviour(BehaviourEquilibria::of(game, Demand::Subgames(subgames), equilibria, search.why)))
}

struct Search<'a> {
    game: &'a ExtensiveGame,
    limits: &'a Limits,
    roots: Vec<bool>,
    classes: HashMap<NodeId, Vec<Class>>,
    why: Option<&'static str>,
}

impl Search<'_> {
    /// What a child may pay: by class, or its payoffs where it is an end.
    fn payoffs(&self, id: NodeId) -> Vec<Vec<Rational>> {
        match self.game.form.node(id) {
            Node::Terminal(payoffs) => vec![payoffs.iter().map(|&payoff| self.game.value(payoff).clone()).collect()],
            Node::Chance(_) | Node::Decision { .. } => {
                self.classes.get(&id).into_iter().flatten().map(|class| class.payoffs.clone()).collect()
            }
        }
    }

    fn solve(&mut self, id: NodeId) -> Result<Vec<Class>, Refusal> {
        let form = &self.game.form;
        let closed = |child: NodeId| self.roots[child.index()] || matches!(form.node(child), Node::Terminal(_));
        match form.node(id) {
            Node::Decision { information_set, children } if children.iter().all(|&child| closed(child)) => {
                Ok(self.choose(*information_set, children))
            }
            Node::Chance(_) | Node::Decision { .. } | Node::Terminal(_) => self.combine(id),
        }
    }

    /// A single move: any class of a child that no other child must beat.
    fn choose(&mut self, set: InformationSetId, children: &[NodeId]) -> Vec<Class> {
        let player = self.game.form.information_set(set).player;
        let offers: Vec<Vec<Vec<Rational>>> = children.iter().map(|&child| self.payoffs(child)).collect();
        // What the mover gets after each action at least; an action is best only if it can pay as
        // much as every other one must.
        let least: Vec<Option<&Rational>> =
            offers.iter().map(|own| own.iter().map(|payoffs| &payoffs[player]).min()).collect();
        let highest = least.iter().max().copied().flatten();
        let mut classes = Vec::new();
        let mut varies = false;
        'actions: for (action, own) in offers.iter().enumerate() {
            for (class, payoffs) in own.iter().enumerate() {
                if highest.is_some_and(|highest| payoffs[player] < *highest) {
                    continue;
                }
                if self.limits.interrupted() {
                    self.why = Some(LIMIT);
                    break 'actions;
                }
                let mut inner = Vec::new();
                for (other, others) in offers.iter().enumerate() {
                    let allowed: Vec<usize> = match other == action {
                        true => vec![class],
                        false => (0..others.len()).filter(|&at| others[at][player] <= payoffs[player]).collect(),
                    };
                    if allowed.is_empty() {
                        break;
                    }
                    inner.push((children[other], allowed));
                }
                if inner.len() < children.len() {
                    continue;
                }
                // Ties: beside this class, another action that is as good for the mover alone.
                varies |= offers.iter().enumerate().any(|(other, others)| {
                    other != action && others.iter().any(|one| one[player] == payoffs[player] && one != payoffs)
                });
                let mut mixture = vec![Rational::ZERO; children.len()];
                mixture[action] = Rational::ONE;
                inner.retain(|(child, _)| self.roots[child.index()]);
                keep(&mut classes, payoffs.clone(), Way { own: vec![(set, mixture)], inner });
            }
        }
        let at_root = self.game.form.information_set(set).nodes.contains(&NodeId::ROOT);
        if varies && !at_root && self.why.is_none() {
            self.why = Some(CONTINUUM);
        }
        classes
    }

    /// Every combination of classes of the subgames within, solved.
    fn combine(&mut self, id: NodeId) -> Result<Vec<Class>, Refusal> {
        let within = self.within(id);
        let offers: Vec<Vec<Vec<Rational>>> = within.iter().map(|&child| self.payoffs(child)).collect();
        let mut classes = Vec::new();
        let mut chosen = vec![0; within.len()];
        if offers.iter().any(Vec::is_empty) {
            // A subgame of which no equilibrium is known; `why` says so.
            return Ok(classes);
        }
        for tried in 0.. {
            if tried >= COMBINATIONS || self.limits.interrupted() {
                self.why = Some(LIMIT);
                break;
            }
            let ends: HashMap<NodeId, Vec<Rational>> = within
                .iter()
                .zip(&offers)
                .zip(&chosen)
                .map(|((&child, offers), &at)| (child, offers[at].clone()))
                .collect();
            for (payoffs, own) in self.equilibria(id, &ends)? {
                let inner = within.iter().zip(&chosen).map(|(&child, &class)| (child, vec![class])).collect();
                keep(&mut classes, payoffs, Way { own, inner });
            }
            if !advance(&mut chosen, |at| offers[at].len()) {
                break;
            }
        }
        Ok(classes)
    }

    /// The outermost subgames within a subgame.
    fn within(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut ahead: Vec<NodeId> = self.game.form.children(id).collect();
        while let Some(next) = ahead.pop() {
            if self.roots[next.index()] {
                found.push(next);
            } else {
                ahead.extend(self.game.form.children(next));
            }
        }
        found.sort_unstable();
        found
    }

    /// The extreme equilibria of the part between a node and ends.
    fn equilibria(
        &mut self,
        id: NodeId,
        ends: &HashMap<NodeId, Vec<Rational>>,
    ) -> Result<Vec<(Vec<Rational>, Mixtures)>, Refusal> {
        let players = self.game.form.players.len();
        let form = match sequence_form(self.game, id, ends) {
            Ok(form) => form,
            Err(SequenceError::Players) => return self.several(id, ends),
            Err(error @ SequenceError::Forgets { .. }) => return Err(refused(self.game, error)),
        };
        if form.sides[0].player.is_none() {
            let one = [Rational::ONE];
            return Ok(vec![(form.payoffs([&one, &one], players), Mixtures::new())]);
        }
        at_most(&form, MOST_BRANCHED, None)?;
        let (plans, complete) = extreme_plans(&form, self.limits);
        if !complete {
            self.why = Some(LIMIT);
        }
        let found: Vec<_> = plans.iter().map(|[x, y]| form.payoffs([x, y], players)).collect();
        let varies = (0..plans.len()).any(|one| {
            (0..one).any(|two| {
                let shares = plans[one][0] == plans[two][0] || plans[one][1] == plans[two][1];
                shares && found[one] != found[two]
            })
        });
        if varies && id != NodeId::ROOT && self.why.is_none() {
            self.why = Some(CONTINUUM);
        }
        let mixtures =
            |[x, y]: &[Vec<Rational>; 2]| form.sides[0].behaviour(x).chain(form.sides[1].behaviour(y)).collect();
        Ok(found.into_iter().zip(plans.iter().map(mixtures)).collect())
    }

    /// The same for more than two players, by the reduced normal form.
    fn several(
        &mut self,
        id: NodeId,
        ends: &HashMap<NodeId, Vec<Rational>>,
    ) -> Result<Vec<(Vec<Rational>, Mixtures)>, Refusal> {
        if let Some(set) = crate::form::recall::forgotten(&self.game.form) {
            let player = self.game.form.players[self.game.form.information_set(set).player].clone();
            return Err(refused(self.game, SequenceError::Forgets { player }));
        }
        let (game, before) = part(self.game, id, ends);
        let reduced = reduced_while(&game, &|| !self.limits.interrupted()).map_err(unreduced)?;
        let found = nash::nash(&reduced.game, self.limits);
        // Irrational equilibria and families have no place among exact profiles.
        let exact = found.enclosed.is_empty() && found.families.is_empty() && found.unresolved.is_empty();
        if !(found.complete && exact) {
            self.why = Some(MORE_THAN_TWO);
        }
        let mut equilibria = Vec::new();
        for one in found.equilibria {
            let mut mixtures = Mixtures::new();
            for (place, set) in game.form.information_sets.iter().enumerate() {
                let own = InformationSetId(place as u32);
                let mut weights = vec![Rational::ZERO; set.actions.len()];
                for (plan, weight) in reduced.plans[set.player].iter().zip(&one.profile[set.player]) {
                    if let Some((_, action)) = plan.iter().find(|(set, _)| *set == own) {
                        weights[*action] = &weights[*action] + weight;
                    }
                }
                let sum = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
                if sum.is_positive() && set.actions.len() > 1 {
                    mixtures.push((before[place], weights.iter().map(|weight| weight / &sum).collect()));
                }
            }
            equilibria.push((one.payoffs, mixtures));
        }
        Ok(equilibria)
    }

    /// How many profiles a way stands for.
    fn profiles(&self, way: &Way) -> u128 {
        way.inner.iter().fold(1, |product: u128, (child, allowed)| {
            let classes = self.classes.get(child).map_or(&[] as &[Class], Vec::as_slice);
            let sum = allowed.iter().fold(0, |sum: u128, &class| sum.saturating_add(classes[class].count));
            product.saturating_mul(sum)
        })
    }

    /// The profiles of the whole game: of all classes if there is room, else of each as many as of
    /// the others, and what small ones leave goes to large ones.
    fn listed(&mut self) -> Vec<BehaviourEquilibrium> {
        let classes = self.classes.get(&NodeId::ROOT).map_or(&[] as &[Class], Vec::as_slice);
        let sets = self.game.form.information_sets.len();
        let room = LISTED.min(self.limits.answers).min(HELD / sets.max(1)).max(1) as u128;
        let mut equilibria = Vec::new();
        let mut short = false;
        let fair = fair_share(classes.iter().map(|class| class.count).collect(), room);
        for (place, class) in classes.iter().enumerate() {
            if self.limits.interrupted() {
                self.why = Some(LIMIT);
                break;
            }
            short |= class.count > fair;
            for number in 0..class.count.min(fair) {
                let mut behaviour = without_choice(self.game);
                for (set, mixture) in self.profile(place, number) {
                    behaviour[set.index()] = Some(mixture);
                }
                let payoffs = class.payoffs.clone();
                equilibria.push(BehaviourEquilibrium { behaviour, payoffs, beliefs: Vec::new(), intuitive: None });
            }
        }
        if short {
            self.why = match self.why {
                None => Some(MANY),
                Some(CONTINUUM) => Some(MANY_IN_A_CONTINUUM),
                other => other,
            };
        }
        equilibria
    }

    /// The profile of a number among those of a class of the whole game.
    fn profile(&self, class: usize, number: u128) -> Mixtures {
        let mut mixtures = Mixtures::new();
        let mut ahead = vec![(NodeId::ROOT, class, number)];
        while let Some((id, class, mut number)) = ahead.pop() {
            let Some(class) = self.classes.get(&id).and_then(|classes| classes.get(class)) else { continue };
            for way in &class.ways {
                let count = self.profiles(way);
                if number >= count {
                    number -= count;
                    continue;
                }
                mixtures.extend(way.own.iter().cloned());
                for (child, allowed) in &way.inner {
                    let classes = self.classes.get(child).map_or(&[] as &[Class], Vec::as_slice);
                    let sum = allowed.iter().fold(0, |sum: u128, &at| sum.saturating_add(classes[at].count)).max(1);
                    let mut rest = number % sum;
                    number /= sum;
                    for &at in allowed {
                        if rest < classes[at].count {
                            ahead.push((*child, at, rest));
                            break;
                        }
                        rest -= classes[at].count;
                    }
                }
                break;
            }
        }
        mixtures
    }
}

/// The most that each of several may take of what there is room for, if those that want less take
/// only that: at least one.
fn fair_share(mut wanted: Vec<u128>, room: u128) -> u128 {
    wanted.sort_unstable();
    let mut left = room;
    for (place, &count) in wanted.iter().enumerate() {
        let share = (left / (wanted.len() - place) as u128).max(1);
        if count > share {
            return share;
        }
        left = left.saturating_sub(count);
    }
    u128::MAX
}

fn keep(classes: &mut Vec<Class>, payoffs: Vec<Rational>, way: Way) {
    match classes.iter_mut().find(|class| class.payoffs == payoffs) {
        Some(class) => class.ways.push(way),
        None => classes.push(Class { payoffs, ways: vec![way], count: 0 }),
    }
}
