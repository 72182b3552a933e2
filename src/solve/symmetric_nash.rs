//! Equilibria in which players who are alike mix alike (Nash 1951 \[Nash1951\], theorem 2: every
//! finite game has one).
//!
//! A mixture for each class of alike players is an equilibrium if no action pays a member more than
//! those that its class uses. With given supports these are polynomial equations and inequalities,
//! of as high a degree as there are players, in few unknowns however many players there are:
//!
//! * where no class uses more than one action, they are checked;
//! * where one class uses two and the others one, they are polynomials in one unknown, whose roots
//!   are isolated: every equilibrium is found, exactly or in a box that holds just one, and so are
//!   the intervals of those that are not isolated;
//! * with more unknowns, what Newton's method comes to from a few starts is proved by Krawczyk's
//!   operator, and the supports stay unresolved, unless payoffs rule them out.
//!
//! Expected payoffs are by dynamic programming over configurations
//! ([`crate::form::action_graph::expectation`]).

use crate::form::action_graph::ActionGraph;
use crate::form::action_graph::expectation::Alike;
use crate::numeric::interval::Interval;
use crate::numeric::krawczyk::{SquareSystem, isolate as isolate_near};
use crate::numeric::polynomial::Polynomial;
use crate::numeric::program::Ring;
use crate::numeric::rational::Rational;
use crate::numeric::root::{Root, between, isolate, sign_at};
use crate::numeric::stream::{unit, word};
use crate::solution::{Enclosed, Equilibria, Equilibrium, Family, Found, OneEquilibrium, Refusal, Region};

use super::limits::{Limits, Spent};

/// Choices of supports after which the rest is left out unless the limits say otherwise.
const CHOICES: u64 = 1 << 20;

/// Starts of Newton's method.
const STARTS: u64 = 8;

/// Choices of supports that are looked into and listed as unresolved, at most.
const MOST_UNRESOLVED: usize = 1_024;

/// The most actions of a class, so that sets of them can be listed.
const MOST_ACTIONS: usize = 30;

/// How wide the enclosure of a root is, at most.
fn narrow() -> Rational {
    Rational::new(1, 1 << 60)
}

/// By class, the actions in use.
type Supports = Vec<Vec<usize>>;

/// All that can be proved, with classes as players.
///
/// # Errors
/// If there are too many configurations.
pub fn symmetric_nash(graph: &ActionGraph, limits: &Limits) -> Result<Equilibria, Refusal> {
    let alike = classes(graph, limits)?;
    let mut search = Search { alike: &alike, found: nothing(&alike) };
    let mut spent = Spent::nothing_of(limits);
    let mut masks = vec![1_u64; alike.classes.len()];
    loop {
        let answers = search.found.equilibria.len() + search.found.enclosed.len();
        if !spent.node() || spent.nodes() > CHOICES || answers >= limits.answers {
            search.found.complete = false;
            break;
        }
        let supports = masks.iter().map(|mask| (0..MOST_ACTIONS).filter(|bit| mask >> bit & 1 == 1).collect());
        search.visit(supports.collect());
        let next = masks.iter_mut().zip(&alike.classes).rev().any(|(mask, class)| {
            *mask += 1;
            let carries = *mask >> class.actions.len() != 0;
            if carries {
                *mask = 1;
            }
            !carries
        });
        if !next {
            break;
        }
    }
    let Equilibria { complete, equilibria, enclosed, unresolved, .. } = &mut search.found;
    equilibria.sort_by(|one, other| other.profile.cmp(&one.profile));
    enclosed.sort_by(|one, other| other.profile.cmp(&one.profile));
    *complete &= unresolved.is_empty();
    Ok(search.found)
}

/// The first that is found.
///
/// # Errors
/// If there are too many configurations, or none is found within the limits.
pub fn one_symmetric_nash(graph: &ActionGraph, limits: &Limits) -> Result<OneEquilibrium, Refusal> {
    let all = symmetric_nash(graph, &Limits { answers: 1, ..limits.clone() })?;
    let exact = all.equilibria.into_iter().next().map(Found::Equilibrium);
    let found = exact
        .or_else(|| all.enclosed.into_iter().next().map(Found::Enclosed))
        .or_else(|| all.families.iter().find_map(|one| Equilibrium::try_from(&one.member).ok()).map(Found::Equilibrium))
        .ok_or(Refusal::Interrupted)?;
    Ok(OneEquilibrium { found, path: Vec::new(), players: all.players, strategies: all.strategies })
}

fn classes(graph: &ActionGraph, limits: &Limits) -> Result<Alike, Refusal> {
    let actions = graph.actions.iter().map(Vec::len).max().unwrap_or(0);
    if actions > MOST_ACTIONS {
        let (what, limit) = ("actions of a player", MOST_ACTIONS);
        return Err(Refusal::TooLarge { what, size: actions, limit, instead: Some("pure_nash") });
    }
    Alike::new(graph, || limits.interrupted()).ok_or_else(|| match limits.interrupted() {
        true => Refusal::Interrupted,
        false => Refusal::Undefined("payoffs depend on too many configurations for expected payoffs"),
    })
}

fn nothing(alike: &Alike) -> Equilibria {
    Equilibria {
        complete: true,
        equilibria: Vec::new(),
        players: alike.classes.iter().map(|class| class.name.clone()).collect(),
        strategies: alike.labels.clone(),
        facts: Vec::new(),
        components: None,
        enclosed: Vec::new(),
        families: Vec::new(),
        unresolved: Vec::new(),
        trembles: Vec::new(),
        undecided: Vec::new(),
    }
}

struct Search<'a> {
    alike: &'a Alike,
    found: Equilibria,
}

impl Search<'_> {
    fn visit(&mut self, supports: Supports) {
        let ranges = self.alike.ranges(&supports);
        let best = |own: &Vec<[Rational; 2]>| own.iter().map(|[least, _]| least.clone()).max();
        let beaten = ranges
            .iter()
            .zip(&supports)
            .any(|(own, support)| best(own).is_some_and(|best| support.iter().any(|&action| own[action][1] < best)));
        if beaten {
            return;
        }
        let unknowns: usize = supports.iter().map(|support| support.len() - 1).sum();
        match (unknowns, supports.iter().position(|support| support.len() == 2)) {
            (0, _) => self.pure(&supports),
            (1, Some(mixer)) => self.one_unknown(&supports, mixer),
            _ => self.several_unknowns(&supports),
        }
    }

    /// Mixtures in which everybody plays the first action of its support, but members of `mixer`
    /// their second with this probability.
    fn mixtures<T: Ring>(
        &self,
        supports: &Supports,
        mixer: Option<usize>,
        weight: &T,
        [zero, one]: [&T; 2],
    ) -> Vec<Vec<T>> {
        let classes = supports.iter().zip(&self.alike.classes).enumerate();
        classes
            .map(|(place, (support, class))| {
                let mut mixture = vec![zero.clone(); class.actions.len()];
                mixture[support[0]] = one.clone();
                if mixer == Some(place) {
                    mixture[support[0]] = one.subtract(weight);
                    mixture[support[1]] = weight.clone();
                }
                mixture
            })
            .collect()
    }

    fn exact(&self, supports: &Supports, profile: Vec<Vec<Rational>>) -> Equilibrium {
        let pays = self.alike.pays(&profile, Rational::clone);
        let payoffs = pays.iter().zip(supports).map(|(own, support)| own[support[0]].clone()).collect();
        Equilibrium { profile, payoffs }
    }

    fn pure(&mut self, supports: &Supports) {
        let profile = self.mixtures(supports, None, &Rational::ZERO, [&Rational::ZERO, &Rational::ONE]);
        let pays = self.alike.pays(&profile, Rational::clone);
        let stands = pays.iter().zip(supports).all(|(own, support)| own.iter().all(|pays| *pays <= own[support[0]]));
        if stands {
            let one = self.exact(supports, profile);
            self.found.equilibria.push(one);
        }
    }

    fn one_unknown(&mut self, supports: &Supports, mixer: usize) {
        let constant = |value: &Rational| Polynomial::constant(value.clone());
        let ends = [constant(&Rational::ZERO), constant(&Rational::ONE)];
        let mixtures = self.mixtures(supports, Some(mixer), &Polynomial::variable(), [&ends[0], &ends[1]]);
        let pays = self.alike.pays(&mixtures, constant);
        let gain = pays[mixer][supports[mixer][1]].subtract(&pays[mixer][supports[mixer][0]]);
        let bounds: Vec<Polynomial> = pays
            .iter()
            .zip(supports)
            .flat_map(|(own, support)| {
                let outside = (0..own.len()).filter(|action| !support.contains(action));
                outside.map(|action| own[action].subtract(&own[support[0]]))
            })
            .filter(|bound| !bound.is_zero())
            .collect();
        let holds = |root: &Root| bounds.iter().all(|bound| sign_at(bound, root) <= 0);
        let [zero, one] = [Rational::ZERO, Rational::ONE];
        if !gain.is_zero() {
            for root in isolate(&gain, &zero, &one).into_iter().filter(holds) {
                self.point(supports, mixer, root);
            }
            return;
        }
        // Members of the class are indifferent throughout; where nobody gains otherwise, all of it
        // is equilibria. Between two points at which some gain vanishes all keep their signs.
        let product = bounds.iter().fold(Polynomial::constant(Rational::ONE), |product, bound| product.multiply(bound));
        let mut points = vec![Root::Rational(zero.clone())];
        points.extend(isolate(&product, &zero, &one));
        points.push(Root::Rational(one));
        let mut covered = vec![false; points.len()];
        for place in 1..points.len() {
            let middle = between(&points[place - 1], &points[place]);
            if !holds(&Root::Rational(middle.clone())) {
                continue;
            }
            (covered[place - 1], covered[place]) = (true, true);
            let (lo, hi) = (points[place - 1].bounds().0.clone(), points[place].bounds().1.clone());
            let within = self.boxed(supports, mixer, [lo, hi]);
            let profile = self.mixtures(supports, Some(mixer), &middle, [&zero, &Rational::ONE]);
            let Equilibrium { profile, payoffs } = self.exact(supports, profile);
            let twice = |value: Rational| [value.clone(), value];
            let member = Enclosed {
                profile: profile.into_iter().map(|mix| mix.into_iter().map(twice).collect()).collect(),
                payoffs: payoffs.into_iter().map(twice).collect(),
            };
            self.found.families.push(Family { profile: within, dimension: 1, member });
        }
        let inner = points.into_iter().zip(covered).skip(1);
        let alone: Vec<Root> = inner
            .filter(|(root, covered)| !covered && holds(root) && root.bounds().0 < &Rational::ONE)
            .map(|(root, _)| root)
            .collect();
        alone.into_iter().for_each(|root| self.point(supports, mixer, root));
    }

    fn boxed(&self, supports: &Supports, mixer: usize, [lo, hi]: [Rational; 2]) -> Vec<Vec<[Rational; 2]>> {
        let ends = [Rational::ZERO, Rational::ONE];
        let [least, most] = [&lo, &hi].map(|weight| self.mixtures(supports, Some(mixer), weight, [&ends[0], &ends[1]]));
        let classes = least.into_iter().zip(most);
        let pair = |(one, other): (Rational, Rational)| if one <= other { [one, other] } else { [other, one] };
        classes.map(|(least, most)| least.into_iter().zip(most).map(pair).collect()).collect()
    }

    /// The equilibrium at which the second action of a class has the probability of a root.
    fn point(&mut self, supports: &Supports, mixer: usize, root: Root) {
        let mut root = root.rationalized();
        root.refine_to(&narrow());
        match root {
            Root::Rational(weight) => {
                let profile = self.mixtures(supports, Some(mixer), &weight, [&Rational::ZERO, &Rational::ONE]);
                let one = self.exact(supports, profile);
                self.found.equilibria.push(one);
            }
            Root::Isolated { lo, hi, .. } => {
                let profile = self.boxed(supports, mixer, [lo, hi]);
                let one = self.enclosed(supports, profile);
                self.found.enclosed.push(one);
            }
        }
    }

    fn enclosed(&self, supports: &Supports, profile: Vec<Vec<[Rational; 2]>>) -> Enclosed {
        let mixtures: Vec<Vec<Interval>> =
            profile.iter().map(|mix| mix.iter().map(|[lo, hi]| Interval::hull(lo, hi)).collect()).collect();
        let pays = self.alike.pays(&mixtures, |payoff| Interval::hull(payoff, payoff));
        let end = |value: f64| Rational::from_f64(value).unwrap_or(Rational::ZERO);
        let payoffs = pays.iter().zip(supports).map(|(own, support)| {
            let Interval { lo, hi } = own[support[0]];
            [end(lo), end(hi)]
        });
        Enclosed { payoffs: payoffs.collect(), profile }
    }

    fn several_unknowns(&mut self, supports: &Supports) {
        // There may be millions of them; those of fewer unknowns are still to be found.
        if self.found.unresolved.len() >= MOST_UNRESOLVED {
            self.found.complete = false;
            return;
        }
        let system = Indifference { alike: self.alike, supports };
        let mut known: Vec<Vec<Interval>> = Vec::new();
        for trial in 0..STARTS {
            let Some(found) = isolate_near(&system, &system.start(trial)) else { continue };
            let apart = |one: &Vec<Interval>| one.iter().zip(&found.root).any(|(a, b)| a.meet(b).is_none());
            if system.is_strict(&found.root) && known.iter().all(apart) {
                known.push(found.root);
            }
        }
        let end = |value: f64| Rational::from_f64(value.clamp(0.0, 1.0)).unwrap_or(Rational::ZERO);
        for root in known {
            let mixtures = system.mixtures(&root);
            let ends = |weight: &Interval| [end(weight.lo), end(weight.hi)];
            let profile = mixtures.iter().map(|mix| mix.iter().map(ends).collect()).collect();
            let one = self.enclosed(supports, profile);
            self.found.enclosed.push(one);
        }
        let ends = |(place, class): (usize, usize)| match supports[class].as_slice() {
            [only] => {
                if place == *only {
                    [Rational::ONE, Rational::ONE]
                } else {
                    [Rational::ZERO, Rational::ZERO]
                }
            }
            several if several.contains(&place) => [Rational::ZERO, Rational::ONE],
            _ => [Rational::ZERO, Rational::ZERO],
        };
        let whole = self
            .alike
            .classes
            .iter()
            .enumerate()
            .map(|(class, own)| (0..own.actions.len()).map(|place| ends((place, class))).collect());
        self.found.unresolved.push(Region { profile: whole.collect() });
    }
}

/// The equations of given supports, in the probabilities of all but the first action of each.
struct Indifference<'a> {
    alike: &'a Alike,
    supports: &'a Supports,
}

impl Indifference<'_> {
    /// The even mixtures, then others.
    fn start(&self, trial: u64) -> Vec<f64> {
        let mut start = Vec::new();
        for (class, support) in self.supports.iter().enumerate() {
            let weight =
                |place: usize| if trial == 0 { 1.0 } else { 0.05 + unit(word(trial, class as u64, place as u64)) };
            let total: f64 = (0..support.len()).map(weight).sum();
            start.extend((1..support.len()).map(|place| weight(place) / total));
        }
        start
    }

    fn mixtures(&self, unknowns: &[Interval]) -> Vec<Vec<Interval>> {
        let mut rest = unknowns;
        let classes = self.supports.iter().zip(&self.alike.classes);
        classes
            .map(|(support, class)| {
                let (own, others) = rest.split_at(support.len() - 1);
                rest = others;
                let mut mixture = vec![Interval::ZERO; class.actions.len()];
                mixture[support[0]] = own.iter().fold(Interval::point(1.0), |left, weight| left.subtract(weight));
                for (&action, weight) in support[1..].iter().zip(own) {
                    mixture[action] = *weight;
                }
                mixture
            })
            .collect()
    }

    /// Whether all of it are probabilities, and no other action pays as much.
    fn is_strict(&self, over: &[Interval]) -> bool {
        let mixtures = self.mixtures(over);
        let pays = self.alike.pays(&mixtures, constant);
        pays.iter().zip(self.supports).zip(&mixtures).all(|((own, support), mixture)| {
            let inside = support.iter().all(|&action| mixture[action].lo > 0.0);
            let mut outside = (0..own.len()).filter(|action| !support.contains(action));
            inside && outside.all(|action| own[action].subtract(&own[support[0]]).hi < 0.0)
        })
    }

    /// Of each action of a support but the first, its class and itself and the first.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let supports = self.supports.iter().enumerate();
        supports.flat_map(|(class, support)| support[1..].iter().map(move |&action| (class, action, support[0])))
    }
}

fn constant(value: &Rational) -> Interval {
    Interval::hull(value, value)
}

impl SquareSystem for Indifference<'_> {
    fn size(&self) -> usize {
        self.pairs().count()
    }

    fn values(&self, at: &[Interval]) -> Vec<Interval> {
        let pays = self.alike.pays(&self.mixtures(at), constant);
        self.pairs().map(|(class, action, first)| pays[class][action].subtract(&pays[class][first])).collect()
    }

    fn jacobian(&self, over: &[Interval]) -> Vec<Vec<Interval>> {
        let mixtures = self.mixtures(over);
        let slopes = |class, action| self.alike.slopes([class, action], &mixtures, constant).1;
        self.pairs()
            .map(|(class, action, first)| {
                let (one, other) = (slopes(class, action), slopes(class, first));
                let gain = |class: usize, action: usize| one[class][action].subtract(&other[class][action]);
                self.pairs().map(|(class, action, first)| gain(class, action).subtract(&gain(class, first))).collect()
            })
            .collect()
    }
}
