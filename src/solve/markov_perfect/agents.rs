//! Mixtures of any number of states and actions at once.
//!
//! Each state in which somebody chooses is taken to be played by an agent of its own. Let a player
//! be indifferent over the supports of its agents, and let them mix evenly: that changes its values
//! nowhere. They solve `A V = r`, where a row of `A` and `r` depends on the mixture in that row's
//! state only, and is linear in it. So what one action of an agent gains over another,
//! `k + c V`, has the sign of
//!
//! ```text
//! det A · (k + c A⁻¹ r) = det [ A  r ]
//!                             [-c  k ]
//! ```
//!
//! as `det A` is positive where play ends or is discounted sooner or later. By rows this is linear
//! in the mixture of each agent of another player: the agents' indifference makes a system of
//! multilinear equations and inequalities, as supports of a normal form do, and the search for its
//! roots is the same ([`crate::solve::mixed_equilibria`]).

use crate::numeric::determinant::determinant;
use crate::numeric::interval::Interval;
use crate::numeric::linear::Solutions;
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::numeric::scaled::{Scaled, Values};
use crate::solution::stochastic::Opening;
use crate::solve::limits::Spent;
use crate::solve::mixed_equilibria::cells::{CellSearch, Narrowed};
use crate::solve::mixed_equilibria::indifference::Indifference;
use crate::solve::mixed_equilibria::multilinear::{Enclosure, Multilinear};
use crate::solve::mixed_equilibria::points::Holding;

use super::Boxed;
use super::component::{Component, Equation, Found};

/// More combinations of the mixing agents' actions are not laid out.
const MOST_PROFILES: usize = 4_096;

/// Cells of one combination of supports after which it is left open.
const MOST_CELLS: u64 = 1 << 16;

/// Cells into which mixtures that are not determined are divided to see that there are none.
const COARSE: usize = 64;

/// What a combination of supports holds.
#[derive(Default)]
pub(super) struct OfSupports {
    pub found: Vec<Found>,
    pub open: Option<Opening>,
}

impl OfSupports {
    fn open(opening: Opening) -> OfSupports {
        OfSupports { found: Vec::new(), open: Some(opening) }
    }
}

/// The equilibria of these supports.
pub(super) fn solve(component: &Component<'_>, supports: &[&[usize]], spent: &mut Spent<'_>) -> OfSupports {
    let supports: Vec<Vec<usize>> = supports.iter().map(|support| support.to_vec()).collect();
    let mixers: Vec<usize> = (0..supports.len()).filter(|&member| supports[member].len() > 1).collect();
    let state = mixers.first().map_or(component.members[0], |&member| component.members[member]);
    let mut profiles: usize = 1;
    for &mixer in &mixers {
        profiles = profiles.saturating_mul(supports[mixer].len());
    }
    if profiles > MOST_PROFILES {
        return OfSupports::open(Opening::Limit { state });
    }
    let agents = match Agents::new(component, &supports, &mixers) {
        Ok(agents) => agents,
        Err(opening) => return OfSupports::open(opening),
    };
    let all: Vec<Vec<usize>> =
        (0..supports.len()).map(|member| (0..component.actions(member).len()).collect()).collect();
    let gain = |member: usize, pair: [usize; 2]| agents.gain(member, pair);
    let Some(conditions) = Indifference::of(supports.clone(), &all, gain) else { return OfSupports::default() };
    let determined = conditions.rank == conditions.unknowns;
    if determined {
        match conditions.solve_linear(&[]) {
            Some(Solutions::Inconsistent { .. }) => return OfSupports::default(),
            Some(Solutions::Unique(vector)) => {
                let mut found = OfSupports::default();
                let mixtures = conditions.mixtures(&vector.rationals());
                if conditions.holds(&mixtures) {
                    agents.add_exact(&mixtures, &mut found);
                }
                return found;
            }
            Some(Solutions::Many { .. }) | None => {}
        }
    }
    if !determined || conditions.solve_linear(&[]).is_some() {
        return match nowhere(&conditions, spent) {
            true => OfSupports::default(),
            false => OfSupports::open(Opening::Mixtures { state }),
        };
    }
    let findings = CellSearch::new(&conditions).search(MOST_CELLS, || spent.node());
    let mut found = OfSupports::default();
    for root in &findings.roots {
        match conditions.holding(&root.root) {
            Holding::At(mixtures) => agents.add_exact(&mixtures, &mut found),
            Holding::Within => match agents.enclosed(&conditions, &root.root) {
                Some(boxed) => found.found.push(Found::Boxed(boxed)),
                None => found.open = Some(Opening::Mixtures { state }),
            },
            Holding::Nowhere => {}
            Holding::Open => found.open = Some(Opening::Mixtures { state }),
        }
    }
    if !findings.open.is_empty() {
        let cut = spent.exhausted() || findings.cells >= MOST_CELLS;
        found.open = Some(if cut { Opening::Limit { state } } else { Opening::Mixtures { state } });
    }
    found
}

/// Whether conditions that leave mixtures undetermined are seen to hold nowhere.
fn nowhere(conditions: &Indifference, spent: &mut Spent<'_>) -> bool {
    let search = CellSearch::new(conditions);
    let mut ahead = std::collections::VecDeque::from([search.root()]);
    while let Some(mut cell) = ahead.pop_front() {
        if !spent.node() {
            return false;
        }
        if !search.narrow(&mut cell) || search.relax(&mut cell) == Narrowed::Empty {
            continue;
        }
        if ahead.len() >= COARSE {
            return false;
        }
        ahead.extend(search.halves(cell));
    }
    true
}

struct Agents<'a> {
    component: &'a Component<'a>,
    supports: &'a [Vec<usize>],
    mixers: &'a [usize],
    /// By player and member: that play goes on for ever from there and pays nothing, undiscounted.
    idle: Vec<Vec<bool>>,
}

impl Agents<'_> {
    fn new<'a>(
        component: &'a Component<'a>,
        supports: &'a [Vec<usize>],
        mixers: &'a [usize],
    ) -> Result<Agents<'a>, Opening> {
        let mut idle = Vec::new();
        let even: Vec<Vec<Rational>> =
            (0..supports.len()).map(|member| even(component.actions(member).len(), &supports[member])).collect();
        for player in 0..component.game.players.len() {
            idle.push(component.idle(&even, player)?);
        }
        Ok(Agents { component, supports, mixers, idle })
    }

    /// The mixers whose mixtures a player's values depend on, by their places.
    fn axes(&self, player: usize) -> Vec<usize> {
        let others = |&place: &usize| self.component.mover(self.mixers[place]) != Some(player);
        (0..self.mixers.len()).filter(others).collect()
    }

    /// What an action of a member's mover gains by one action over another, times the determinant.
    fn gain(&self, member: usize, [one, other]: [usize; 2]) -> Multilinear {
        let player = self.component.mover(member).unwrap_or_default();
        let actions = self.component.actions(member);
        // -c and k.
        let mut border = Equation { coefficients: vec![Rational::ZERO; self.supports.len()], right: Rational::ZERO };
        self.component.take(&mut border, &Rational::ONE, &actions[one], player);
        self.component.take(&mut border, &Rational::from(-1), &actions[other], player);
        self.bordered(player, Some(&border))
    }

    /// The determinant of a player's equations, bordered by `-c` and `k` if these are given.
    fn bordered(&self, player: usize, border: Option<&Equation>) -> Multilinear {
        let members = self.supports.len();
        let axes = self.axes(player);
        let sizes: Vec<usize> = axes.iter().map(|&axis| self.supports[self.mixers[axis]].len()).collect();
        let fixed: Vec<Equation> = (0..members)
            .map(|member| match self.idle[player][member] {
                true => Equation::naught(members, member),
                false => {
                    let mixture = even(self.component.actions(member).len(), &self.supports[member]);
                    self.component.recursion(member, &mixture, player)
                }
            })
            .collect();
        // By axis and place in the support, the row of that state.
        let moving: Vec<Vec<Equation>> = axes
            .iter()
            .map(|&axis| {
                let member = self.mixers[axis];
                let row = |&action: &usize| match self.idle[player][member] {
                    true => Equation::naught(members, member),
                    false => {
                        let mixture = even(self.component.actions(member).len(), &[action]);
                        self.component.recursion(member, &mixture, player)
                    }
                };
                self.supports[member].iter().map(row).collect()
            })
            .collect();
        let mut places = vec![0; axes.len()];
        let mut values = Vec::new();
        loop {
            let mut rows: Vec<&Equation> = fixed.iter().collect();
            for ((&axis, &place), own) in axes.iter().zip(&places).zip(&moving) {
                rows[self.mixers[axis]] = &own[place];
            }
            rows.extend(border);
            values.push(determinant_of(&rows, border.is_some()));
            if !advance(&mut places, |axis| sizes[axis]) {
                return Multilinear { axes, sizes, values };
            }
        }
    }

    /// The mixtures of all members from those of the mixers.
    fn whole<T: Clone>(&self, mixtures: &[Vec<T>], zero: &T, one: &T) -> Vec<Vec<T>> {
        let mut whole: Vec<Vec<T>> = Vec::new();
        for (member, support) in self.supports.iter().enumerate() {
            let mut own = vec![zero.clone(); self.component.actions(member).len()];
            match self.mixers.iter().position(|&mixer| mixer == member) {
                Some(place) => {
                    for (&action, weight) in support.iter().zip(&mixtures[place]) {
                        own[action] = weight.clone();
                    }
                }
                None => support.iter().for_each(|&action| own[action] = one.clone()),
            }
            whole.push(own);
        }
        whole
    }

    fn add_exact(&self, mixtures: &[Vec<Rational>], found: &mut OfSupports) {
        let whole = self.whole(mixtures, &Rational::ZERO, &Rational::ONE);
        match self.component.standing(whole) {
            Ok(Some(one)) => found.found.push(one),
            Ok(None) => {}
            Err(opening) => found.open = Some(opening),
        }
    }

    /// The one equilibrium in a box of the unknowns, with bounds on its values.
    fn enclosed(&self, conditions: &Indifference, root: &[Interval]) -> Option<Vec<Boxed>> {
        let mixers = conditions.by_mixer(root);
        let members = self.supports.len();
        let mut values = vec![Vec::new(); members];
        for player in 0..self.component.game.players.len() {
            let whole = Enclosure::from(&self.bordered(player, None)).over(&mixers);
            for (member, own) in values.iter_mut().enumerate() {
                let mut border = Equation::naught(members, member);
                // -c.
                border.coefficients[member] = Rational::from(-1);
                let value = Enclosure::from(&self.bordered(player, Some(&border))).over(&mixers);
                own.push(ends(quotient(&value, &whole)?)?);
            }
        }
        let weights: Option<Vec<Vec<[Rational; 2]>>> = conditions
            .weights(root)
            .into_iter()
            .map(|own| own.into_iter().map(|weight| ends(weight.meet(&UNIT)?)).collect())
            .collect();
        let [zero, one] = [Rational::ZERO, Rational::ONE].map(|value| [value.clone(), value]);
        let mixtures = self.whole(&weights?, &zero, &one);
        Some(mixtures.into_iter().zip(values).map(|(mixture, values)| Boxed { mixture, values }).collect())
    }
}

const UNIT: Interval = Interval { lo: 0.0, hi: 1.0 };

fn ends(value: Interval) -> Option<[Rational; 2]> {
    Some([Rational::from_f64(value.lo)?, Rational::from_f64(value.hi)?])
}

/// An enclosure of a quotient; `None` unless the divisor is positive.
fn quotient(dividend: &Interval, divisor: &Interval) -> Option<Interval> {
    if divisor.lo <= 0.0 {
        return None;
    }
    let ends = [divisor.lo, divisor.hi];
    let least = ends.iter().map(|end| dividend.lo / end).fold(f64::INFINITY, f64::min);
    let most = ends.iter().map(|end| dividend.hi / end).fold(f64::NEG_INFINITY, f64::max);
    Some(Interval { lo: least.next_down(), hi: most.next_up() })
}

/// The same chance for each action of a support.
fn even(actions: usize, support: &[usize]) -> Vec<Rational> {
    let mut mixture = vec![Rational::ZERO; actions];
    for &action in support {
        mixture[action] = Rational::new(1, support.len() as i64);
    }
    mixture
}

/// The determinant of the coefficients, or of these and the right sides.
fn determinant_of(rows: &[&Equation], bordered: bool) -> Rational {
    let mut integers = Vec::new();
    let mut scale = Rational::ONE;
    for row in rows {
        let mut entries = row.coefficients.clone();
        entries.extend(bordered.then(|| row.right.clone()));
        let Scaled { denominator, values } = Scaled::new(&entries);
        match values {
            Values::Words(words) => integers.extend(words.into_iter().map(dashu::integer::IBig::from)),
            Values::Big(big) => integers.extend(big),
        }
        scale = &scale * &Rational::from_integers(denominator, dashu::integer::UBig::ONE);
    }
    let whole = Rational::from_integers(determinant(rows.len(), integers), dashu::integer::UBig::ONE);
    &whole / &scale
}
