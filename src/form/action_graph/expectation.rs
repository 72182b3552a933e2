//! Expected payoffs of a node, by dynamic programming over configurations (Jiang, Leyton-Brown and
//! Bhat 2011 \[JiangLeytonBrownBhat2011\], section 4).
//!
//! The others choose one after another; what matters of those who have chosen is the configuration
//! so far. Where players of a class mix alike, an expected payoff costs O(players × configurations
//! × actions), and its derivatives by all mixtures twice as much, as a walk back.

use std::collections::BTreeMap;

use super::{ActionGraph, Class, Configuration, MOST_CONFIGURATIONS};
use crate::numeric::program::Ring;
use crate::numeric::rational::Rational;

/// The most transitions of all expectations of a game together.
const MOST_TRANSITIONS: usize = 10_000_000;

/// What an action pays to a member of a class, as a function of the mixture of each class.
#[derive(Debug, Clone)]
pub struct Expectation {
    stages: Vec<Stage>,
    /// By configuration after the last stage.
    payoffs: Vec<Rational>,
}

/// One more player has chosen.
#[derive(Debug, Clone)]
struct Stage {
    class: usize,
    /// By action of the class, where each configuration leads.
    next: Vec<Vec<usize>>,
    /// The number of configurations after it.
    size: usize,
}

impl Expectation {
    /// Its transitions are taken from what is `left`. `None` if there are too many, or a
    /// configuration has no payoff.
    fn new(graph: &ActionGraph, classes: &[Class], class: usize, node: usize, left: &mut usize) -> Option<Expectation> {
        let own = &graph.nodes[node];
        let mut reached: Vec<Configuration> = vec![own.contribution(node)];
        let mut stages = Vec::new();
        let mut total = 0;
        for (place, members) in classes.iter().enumerate() {
            let makes: Vec<Configuration> = members.actions.iter().map(|&action| own.contribution(action)).collect();
            for _ in usize::from(place == class)..members.players.len() {
                let transitions = reached.len() * makes.len();
                total += transitions;
                *left = left.checked_sub(transitions).filter(|_| total <= MOST_CONFIGURATIONS)?;
                let mut places: BTreeMap<Configuration, usize> = BTreeMap::new();
                let mut listed = Vec::new();
                let mut next = Vec::with_capacity(makes.len());
                for makes in &makes {
                    let mut leads = Vec::with_capacity(reached.len());
                    for one in &reached {
                        let joined = own.join(one, makes);
                        let place = *places.entry(joined).or_insert_with_key(|key| {
                            listed.push(key.clone());
                            listed.len() - 1
                        });
                        leads.push(place);
                    }
                    next.push(leads);
                }
                stages.push(Stage { class: place, next, size: listed.len() });
                reached = listed;
            }
        }
        let payoffs = reached.iter().map(|one| own.payoff(one).cloned()).collect::<Option<Vec<_>>>()?;
        Some(Expectation { stages, payoffs })
    }

    /// The expected payoff; `constant` is how a payoff is written in the arithmetic of the mixtures.
    pub fn value<T: Ring>(&self, mixtures: &[Vec<T>], constant: impl Fn(&Rational) -> T) -> T {
        let mut values: Vec<T> = self.payoffs.iter().map(&constant).collect();
        for stage in self.stages.iter().rev() {
            values = stage.back(&values, &mixtures[stage.class], &constant(&Rational::ZERO));
        }
        values.swap_remove(0)
    }

    /// The expected payoff, and by class and action how it changes with the probability.
    pub fn slopes<T: Ring>(&self, mixtures: &[Vec<T>], constant: impl Fn(&Rational) -> T) -> (T, Vec<Vec<T>>) {
        let zero = constant(&Rational::ZERO);
        let mut chances: Vec<Vec<T>> = vec![vec![constant(&Rational::ONE)]];
        for stage in &self.stages {
            let mut after = vec![zero.clone(); stage.size];
            if let Some(before) = chances.last() {
                for (leads, weight) in stage.next.iter().zip(&mixtures[stage.class]) {
                    for (chance, &to) in before.iter().zip(leads) {
                        after[to] = after[to].add(&chance.multiply(weight));
                    }
                }
            }
            chances.push(after);
        }
        let mut slopes: Vec<Vec<T>> = mixtures.iter().map(|mixture| vec![zero.clone(); mixture.len()]).collect();
        let mut values: Vec<T> = self.payoffs.iter().map(&constant).collect();
        for (stage, chances) in self.stages.iter().zip(&chances).rev() {
            for (leads, slope) in stage.next.iter().zip(&mut slopes[stage.class]) {
                for (chance, &to) in chances.iter().zip(leads) {
                    *slope = slope.add(&chance.multiply(&values[to]));
                }
            }
            values = stage.back(&values, &mixtures[stage.class], &zero);
        }
        (values.swap_remove(0), slopes)
    }

    /// The least and the most payoff where each class chooses among some of its actions.
    pub fn range(&self, supports: &[Vec<usize>]) -> [Rational; 2] {
        let end = |better: fn(Rational, Rational) -> Rational| {
            let mut values = self.payoffs.clone();
            for stage in self.stages.iter().rev() {
                let before = stage.next.first().map_or(0, Vec::len);
                let at = |place: usize| {
                    supports[stage.class].iter().map(|&own| values[stage.next[own][place]].clone()).reduce(better)
                };
                values = (0..before).filter_map(at).collect();
            }
            values.into_iter().next().unwrap_or(Rational::ZERO)
        };
        [end(Ord::min), end(Ord::max)]
    }
}

impl Stage {
    /// What the configurations before it are worth, from what those after it are.
    fn back<T: Ring>(&self, values: &[T], mixture: &[T], zero: &T) -> Vec<T> {
        let mut before = vec![zero.clone(); self.next.first().map_or(0, Vec::len)];
        for (leads, weight) in self.next.iter().zip(mixture) {
            for (value, &to) in before.iter_mut().zip(leads) {
                *value = value.add(&weight.multiply(&values[to]));
            }
        }
        before
    }
}

/// The game of classes whose players all mix alike.
#[derive(Debug, Clone)]
pub struct Alike {
    pub classes: Vec<Class>,
    /// By class, the names of its actions.
    pub labels: Vec<Vec<String>>,
    /// By class and action.
    pays: Vec<Vec<Expectation>>,
}

impl Alike {
    /// `None` if there are too many configurations, or it is interrupted.
    pub fn new(graph: &ActionGraph, interrupted: impl Fn() -> bool) -> Option<Alike> {
        let classes = graph.classes();
        let mut left = MOST_TRANSITIONS;
        let mut expected = |place: usize, node: usize| {
            if interrupted() { None } else { Expectation::new(graph, &classes, place, node, &mut left) }
        };
        let of = |(place, class): (usize, &Class)| class.actions.iter().map(|&node| expected(place, node)).collect();
        let pays = classes.iter().enumerate().map(of).collect::<Option<Vec<Vec<_>>>>()?;
        let labels = classes.iter().map(|class| graph.labels(&class.actions)).collect();
        Some(Alike { pays, labels, classes })
    }

    /// By class and action, what it pays against mixtures by class.
    pub fn pays<T: Ring>(&self, mixtures: &[Vec<T>], constant: impl Fn(&Rational) -> T) -> Vec<Vec<T>> {
        let of = |own: &Vec<Expectation>| own.iter().map(|one| one.value(mixtures, &constant)).collect();
        self.pays.iter().map(of).collect()
    }

    /// What one action pays, and how that changes with the mixture of each class.
    pub fn slopes<T: Ring>(
        &self,
        [class, action]: [usize; 2],
        mixtures: &[Vec<T>],
        constant: impl Fn(&Rational) -> T,
    ) -> (T, Vec<Vec<T>>) {
        self.pays[class][action].slopes(mixtures, constant)
    }

    /// The least and the most that each action pays where classes keep to some of their actions.
    pub fn ranges(&self, supports: &[Vec<usize>]) -> Vec<Vec<[Rational; 2]>> {
        self.pays.iter().map(|own| own.iter().map(|one| one.range(supports)).collect()).collect()
    }
}
