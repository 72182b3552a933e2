//! Which profiles of two players are proper, by orderings of their strategies.
//!
//! Blume, Brandenburger and Dekel (1991 \[BlumeBrandenburgerDekel1991\], proposition 5): a profile
//! is proper if and only if it is the first level of a pair of lexicographic probability systems
//! of full support that respect preferences: of a player's strategies the better one, against the
//! other's system, occurs on an earlier level of the player's own.
//!
//! Let `P_i` be player `i`'s strategies in classes, better ones first, and `K(P_i)` the cone of
//! weights on the other's strategies against which a class is indifferent within and no worse
//! than the next one. A cone over an ordered field is spanned by the same rays as over the
//! rationals. So the other's trembles exist for given orderings if and only if for each class of
//! the other's there are weights in `K(P_i)` that are positive on the class and zero on all later
//! ones: one linear program for each class. These weights, one class after the other, are the
//! levels.
//!
//! The search refines orderings from what the profile itself decides, a block of ties at a time:
//! any subset of a block may be its best class. A block that is not refined yet asks less than
//! any refinement, which prunes.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::numeric::vertices::{Affine, Vertices, vertices};
use crate::solution::{Equilibrium, Trembles};

use super::super::extreme_equilibria::active_players;
use super::super::limits::Spent;
use super::certain;

/// The most strategies of a block whose subsets are gone through.
const BLOCK: usize = 16;

/// The most pairs of best classes that are gone through.
const SUPPORTS: usize = 4_096;

/// The most vertices of a polytope of mixtures.
const ENDS: usize = 1_000;

/// What is known of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is proper, by these trembles of all players.
    Proper(Trembles),
    Improper,
    /// A limit came first.
    Undecided,
}

/// A two-player game as the search sees it.
#[derive(Debug, Clone)]
pub struct Orderings<'a> {
    game: &'a NormalGame,
    /// The two players, where the game has so many.
    players: Vec<usize>,
    /// By player, own strategy and strategy of the other.
    payoffs: [Vec<Vec<Rational>>; 2],
}

/// Some strategies of one player, between those before and those after them.
#[derive(Debug, Clone)]
struct Class {
    members: Vec<usize>,
    /// All members are indifferent; otherwise they are still to be ordered.
    settled: bool,
}

/// Strategies in use.
type Support = BTreeSet<usize>;

/// The classes of both players.
type Ranking = [Vec<Class>; 2];

/// Weights for each class of both players.
type Levels = [Vec<Vec<Rational>>; 2];

/// One more inequality on the weights of a player: against them, the other's first strategy is
/// no worse than the second.
#[derive(Debug, Clone, Copy)]
struct Preference {
    of: usize,
    better: usize,
    worse: usize,
    /// The other way round too.
    indifferent: bool,
}

impl<'a> Orderings<'a> {
    /// Of the players who have a choice, two at most.
    pub fn of(game: &'a NormalGame) -> Orderings<'a> {
        let mut players = active_players(game);
        players.extend((0..game.players.len()).filter(|&player| game.strategies[player].len() == 1));
        players.truncate(2);
        let count = |side: usize| players.get(side).map_or(1, |&player| game.strategies[player].len());
        let stride = |side: usize| players.get(side).map_or(0, |&player| game.stride(player));
        let payoff = |side: usize, own: usize, other: usize| match players.get(side) {
            Some(&player) => game.payoff(own * stride(side) + other * stride(1 - side), player).clone(),
            None => Rational::ZERO,
        };
        let table = |side: usize| {
            let row = |own| (0..count(1 - side)).map(|other| payoff(side, own, other)).collect();
            (0..count(side)).map(row).collect::<Vec<Vec<Rational>>>()
        };
        Orderings { game, payoffs: [table(0), table(1)], players }
    }

    /// Whether an equilibrium is proper. Each linear program counts as a node.
    pub fn decide(&self, profile: &[Vec<Rational>], spent: &mut Spent<'_>) -> Decision {
        let profile = self.sides(profile);
        let root = [0, 1].map(|side| self.by_payoff(side, &profile[1 - side]));
        let mut found = None;
        let finished = self.search(root, Some(&profile), spent, |ranking, levels| {
            found = Some(self.trembles(&ranking, levels, &profile));
            ControlFlow::Break(())
        });
        match (found, finished) {
            (Some(trembles), _) => Decision::Proper(trembles),
            (None, Ok(())) => Decision::Improper,
            (None, Err(Exhausted)) => Decision::Undecided,
        }
    }

    /// The ends of the pieces that the proper equilibria make, with their trembles, from all
    /// extreme equilibria and the maximal Nash subsets that these make. `None` if the limits come
    /// first.
    ///
    /// The best classes of an ordering are the supports of an equilibrium, the first levels. So
    /// they are unions of supports of one maximal subset. For given orderings the proper
    /// equilibria on the best classes are the members of the cones there, a polytope for each
    /// player.
    pub fn all(
        &self,
        extreme: &[Equilibrium],
        subsets: &[Vec<usize>],
        spent: &mut Spent<'_>,
    ) -> Option<Vec<(Vec<Vec<Rational>>, Trembles)>> {
        let sides: Vec<[Vec<Rational>; 2]> = extreme.iter().map(|one| self.sides(&one.profile)).collect();
        let used = |mixture: &Vec<Rational>| -> Support {
            (0..mixture.len()).filter(|&own| !mixture[own].is_zero()).collect()
        };
        let mut supports: BTreeSet<[Support; 2]> = BTreeSet::new();
        for subset in subsets {
            let unions = [0, 1].map(|side| {
                let closed = |&at: &usize| self.with_copies(side, &used(&sides[at][side]));
                unions(subset.iter().map(closed).collect())
            });
            let [Some(rows), Some(columns)] = unions else { return None };
            supports
                .extend(rows.iter().flat_map(|row| columns.iter().map(move |column| [row.clone(), column.clone()])));
            if supports.len() > SUPPORTS {
                return None;
            }
        }
        let mut found: Vec<(Vec<Vec<Rational>>, Trembles)> = Vec::new();
        let mut listed = true;
        for support in supports {
            let within = |one: &&[Vec<Rational>; 2]| (0..2).all(|side| used(&one[side]).is_subset(&support[side]));
            let mut candidates = sides.iter().filter(within);
            // Orders below the best classes are known where the equilibrium is.
            let only = match (candidates.next(), candidates.next()) {
                (Some(only), None) => Some(only),
                _ => None,
            };
            let root = [0, 1].map(|side| {
                let best = Class { members: support[side].iter().copied().collect(), settled: true };
                let below = match only {
                    Some(profile) => self.by_payoff(side, &profile[1 - side]),
                    None => vec![self.class((0..self.payoffs[side].len()).collect(), side)],
                };
                let below = below.into_iter().map(|class| {
                    let rest = class.members.into_iter().filter(|own| !support[side].contains(own));
                    self.class(rest.collect(), side)
                });
                std::iter::once(best).chain(below.filter(|class| !class.members.is_empty())).collect()
            });
            let finished = self.search(root, None, spent, |ranking, levels| {
                let ends = [0, 1].map(|side| self.ends(&ranking, side));
                let [Some(rows), Some(columns)] = ends else {
                    listed = false;
                    return ControlFlow::Break(());
                };
                for row in &rows {
                    for column in &columns {
                        let profile = [row.clone(), column.clone()];
                        let trembles = self.trembles(&ranking, levels.clone(), &profile);
                        let whole: Vec<Vec<Rational>> = trembles.iter().map(|levels| levels[0].clone()).collect();
                        if found.iter().all(|(known, _)| *known != whole) {
                            found.push((whole, trembles));
                        }
                    }
                }
                ControlFlow::Continue(())
            });
            if finished.is_err() || !listed {
                return None;
            }
        }
        Some(found)
    }

    fn sides(&self, profile: &[Vec<Rational>]) -> [Vec<Rational>; 2] {
        [0, 1].map(|side| match self.players.get(side) {
            Some(&player) => profile[player].clone(),
            None => vec![Rational::ONE],
        })
    }

    /// Strategies with all that pay the same as one of them throughout.
    fn with_copies(&self, side: usize, support: &Support) -> Support {
        let payoffs = &self.payoffs[side];
        (0..payoffs.len()).filter(|&own| support.iter().any(|&used| payoffs[own] == payoffs[used])).collect()
    }

    /// The vertices of the mixtures on a player's best class that respect the other's ordering.
    fn ends(&self, ranking: &Ranking, side: usize) -> Option<Vec<Vec<Rational>>> {
        let best = &ranking[side][0].members;
        let classes = &ranking[1 - side];
        let pays = |theirs: usize| Affine {
            coefficients: best.iter().map(|&own| self.payoffs[1 - side][theirs][own].clone()).collect(),
            constant: Rational::ZERO,
        };
        let mut sum = Affine::constant(best.len(), Rational::from(-1));
        let mut equations = Vec::new();
        let mut inequalities: Vec<Affine> = Vec::new();
        for place in 0..best.len() {
            inequalities.push(Affine::coordinate(best.len(), place));
            sum.add(&Rational::ONE, &inequalities[place]);
        }
        equations.push(sum);
        for (at, class) in classes.iter().enumerate() {
            let first = pays(class.members[0]);
            equations.extend(class.members[1..].iter().map(|&other| pays(other).minus(&first)));
            inequalities.extend(classes.get(at + 1).map(|next| first.minus(&pays(next.members[0]))));
        }
        let Vertices::Of(vertices) = vertices(best.len(), &equations, &inequalities, ENDS) else { return None };
        let whole = |weights: Vec<Rational>| {
            let mut mixture = vec![Rational::ZERO; self.payoffs[side].len()];
            for (&own, weight) in best.iter().zip(weights) {
                mixture[own] = weight;
            }
            mixture
        };
        Some(vertices.into_iter().map(whole).collect())
    }

    fn value(&self, side: usize, own: usize, weights: &[Rational]) -> Rational {
        self.payoffs[side][own]
            .iter()
            .zip(weights)
            .filter(|(_, weight)| !weight.is_zero())
            .fold(Rational::ZERO, |sum, (payoff, weight)| &sum + &(payoff * weight))
    }

    /// Strategies with the same payoffs throughout are indifferent, and nothing is lost by that:
    /// classes between two of them are indifferent too.
    fn class(&self, members: Vec<usize>, side: usize) -> Class {
        let settled = members.iter().all(|&own| self.payoffs[side][own] == self.payoffs[side][members[0]]);
        Class { members, settled }
    }

    /// The blocks of strategies that pay the same against a mixture, best first.
    fn by_payoff(&self, side: usize, other: &[Rational]) -> Vec<Class> {
        let mut valued: Vec<(Rational, usize)> =
            (0..self.payoffs[side].len()).map(|own| (self.value(side, own, other), own)).collect();
        valued.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let blocks = valued.chunk_by(|a, b| a.0 == b.0);
        blocks.map(|block| self.class(block.iter().map(|(_, own)| *own).collect(), side)).collect()
    }

    /// Goes through the orderings that refine a first one and have levels, until told to stop.
    fn search(
        &self,
        root: Ranking,
        profile: Option<&[Vec<Rational>; 2]>,
        spent: &mut Spent<'_>,
        mut found: impl FnMut(Ranking, Levels) -> ControlFlow<()>,
    ) -> Result<(), Exhausted> {
        let mut open = vec![root];
        let mut finished = Ok(());
        while let Some(ranking) = open.pop() {
            let Some(levels) = self.levels(&ranking, &[], spent)? else { continue };
            // The block with the fewest choices.
            let blocks = (0..2).flat_map(|side| (0..ranking[side].len()).map(move |at| (side, at)));
            let unsettled = blocks.filter(|&(side, at)| !ranking[side][at].settled);
            let Some((side, at)) = unsettled.min_by_key(|&(side, at)| ranking[side][at].members.len()) else {
                match found(ranking, levels) {
                    ControlFlow::Break(()) => return Ok(()),
                    ControlFlow::Continue(()) => continue,
                }
            };
            match ranking[side][at].members.len() > BLOCK {
                true => finished = Err(Exhausted),
                false => open.extend(self.refinements(&ranking, side, at, profile, &levels, spent)?),
            }
        }
        finished
    }

    /// The ways to take a best class out of a block, the one that the present levels suggest
    /// last.
    fn refinements(
        &self,
        ranking: &Ranking,
        side: usize,
        at: usize,
        profile: Option<&[Vec<Rational>; 2]>,
        levels: &Levels,
        spent: &mut Spent<'_>,
    ) -> Result<Vec<Ranking>, Exhausted> {
        let members = &ranking[side][at].members;
        let count = members.len();
        // By member, which others may be as good, and which may be worse.
        let (mut alike, mut worse) = (vec![0u32; count], vec![0u32; count]);
        for one in 0..count {
            for other in (0..count).filter(|&other| other != one) {
                if self.payoffs[side][members[one]] == self.payoffs[side][members[other]] {
                    alike[one] |= 1 << other;
                    continue;
                }
                let preference =
                    |indifferent| Preference { of: side, better: members[one], worse: members[other], indifferent };
                if one < other && self.levels(ranking, &[preference(true)], spent)?.is_some() {
                    alike[one] |= 1 << other;
                    alike[other] |= 1 << one;
                }
                if self.levels(ranking, &[preference(false)], spent)?.is_some() {
                    worse[one] |= 1 << other;
                }
            }
        }
        let needed = match profile {
            Some(profile) if at == 0 => (0..count).filter(|&own| !profile[side][members[own]].is_zero()).collect(),
            _ => Vec::new(),
        };
        let needed = needed.into_iter().fold(0u32, |bits, own| bits | 1 << own);
        let guess = self.guess(members, side, &levels[1 - side]);
        let whole = u32::MAX >> (32 - count);
        let possible = |best: u32| {
            needed & !best == 0
                && (0..count).filter(|own| best >> own & 1 == 1).all(|own| {
                    let rest = whole & !best;
                    best & !(alike[own] | 1 << own) == 0 && rest & !worse[own] == 0
                })
        };
        let last = possible(guess).then_some(guess);
        let choices = (1..=whole).rev().filter(|&best| best != guess && possible(best)).chain(last);
        Ok(choices
            .map(|best| {
                let part = |inside: u32| -> Vec<usize> {
                    (0..count).filter(|own| best >> own & 1 == inside).map(|own| members[own]).collect()
                };
                let mut refined = ranking.clone();
                let mut parts = vec![Class { members: part(1), settled: true }];
                if best != whole {
                    parts.push(self.class(part(0), side));
                }
                refined[side].splice(at..=at, parts);
                refined
            })
            .collect())
    }

    /// The members of a block that are best against the other's levels, one after the other.
    fn guess(&self, members: &[usize], side: usize, levels: &[Vec<Rational>]) -> u32 {
        let value = |own: usize| levels.iter().map(|level| self.value(side, own, level)).collect::<Vec<_>>();
        let values: Vec<Vec<Rational>> = members.iter().map(|&own| value(own)).collect();
        let best = values.iter().max();
        (0..members.len()).filter(|&own| Some(&values[own]) == best).fold(0, |bits, own| bits | 1 << own)
    }

    /// Weights for each class of both players; `None` where a class has none.
    fn levels(
        &self,
        ranking: &Ranking,
        more: &[Preference],
        spent: &mut Spent<'_>,
    ) -> Result<Option<Levels>, Exhausted> {
        let mut levels: Levels = [Vec::new(), Vec::new()];
        for side in 0..2 {
            for class in 0..ranking[side].len() {
                let own = more.iter().filter(|one| one.of == side && !one.indifferent);
                // Strategies that are to be worse than a member of the class occur later.
                let mut excluded: Vec<Option<&Preference>> = vec![None];
                excluded.extend(own.filter(|one| ranking[side][class].members.contains(&one.better)).map(Some));
                let mut found = None;
                for without in excluded {
                    if !spent.node() {
                        return Err(Exhausted);
                    }
                    let Some(weights) = self.weights(ranking, side, class, without, more) else { return Ok(None) };
                    found.get_or_insert(weights);
                }
                levels[side].extend(found);
            }
        }
        Ok(Some(levels))
    }

    /// Weights of a player that are positive on a class, zero on all later ones, and respect the
    /// other's ordering. Positive on the better strategy alone, and zero on the worse one, where
    /// these are given.
    fn weights(
        &self,
        ranking: &Ranking,
        side: usize,
        class: usize,
        without: Option<&Preference>,
        more: &[Preference],
    ) -> Option<Vec<Rational>> {
        let support: Vec<usize> = ranking[side][..=class]
            .iter()
            .flat_map(|class| class.members.iter().copied())
            .filter(|&own| without.is_none_or(|one| one.worse != own))
            .collect();
        let other = 1 - side;
        let classes = &ranking[other];
        let mut program = LinearProgram::maximize(vec![Rational::from(-1); support.len()]);
        // Behind the weights, what a class of the other's is worth at least.
        program.objective.extend(classes.iter().map(|_| Rational::ZERO));
        program.free.extend(classes.iter().map(|_| true));
        let one = Rational::ONE;
        for (place, own) in support.iter().enumerate() {
            let positive = match without {
                None => ranking[side][class].members.contains(own),
                Some(preference) => preference.better == *own,
            };
            if positive {
                program.rows.push(Row::new([(place, one.clone())], Relation::AtLeast, one.clone()));
            }
        }
        let pays = |theirs: usize| {
            let payoffs = &self.payoffs[other][theirs];
            support.iter().enumerate().map(|(place, &own)| (place, payoffs[own].clone()))
        };
        let worth = |at: usize| (support.len() + at, Rational::from(-1));
        for (at, block) in classes.iter().enumerate() {
            let (equal, last) = (block.settled, at + 1 == classes.len());
            let relation = if equal { Relation::Equal } else { Relation::AtLeast };
            for &theirs in &block.members {
                if equal || !last {
                    program.rows.push(Row::new(pays(theirs).chain([worth(at)]), relation, Rational::ZERO));
                }
                if at > 0 && !equal {
                    program.rows.push(Row::new(pays(theirs).chain([worth(at - 1)]), Relation::AtMost, Rational::ZERO));
                }
            }
            if at > 0 && equal {
                let terms = [(support.len() + at, one.clone()), worth(at - 1)];
                program.rows.push(Row::new(terms, Relation::AtMost, Rational::ZERO));
            }
        }
        for preference in more.iter().filter(|one| one.of == other) {
            let minus = pays(preference.worse).map(|(place, payoff)| (place, -&payoff));
            let relation = if preference.indifferent { Relation::Equal } else { Relation::AtLeast };
            program.rows.push(Row::new(pays(preference.better).chain(minus), relation, Rational::ZERO));
        }
        let optimum = match solve(&program) {
            Outcome::Optimal(optimum) => optimum,
            Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => return None,
        };
        let weights = &optimum.primal[..support.len()];
        let total = weights.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
        let mut all = vec![Rational::ZERO; self.payoffs[side].len()];
        for (&own, weight) in support.iter().zip(weights) {
            all[own] = weight / &total;
        }
        Some(all)
    }

    /// The levels of all players: a profile on the best classes, and then the weights.
    fn trembles(&self, ranking: &Ranking, levels: Levels, profile: &[Vec<Rational>; 2]) -> Trembles {
        let mut trembles = certain(self.game);
        for (side, mut own) in levels.into_iter().enumerate() {
            let Some(&player) = self.players.get(side) else { continue };
            let covered = ranking[side][0].members.iter().all(|&own| !profile[side][own].is_zero());
            own.drain(..usize::from(covered));
            own.insert(0, profile[side].clone());
            trembles[player] = own;
        }
        trembles
    }
}

/// All unions of some of the sets; `None` if they are too many.
fn unions(sets: BTreeSet<Support>) -> Option<BTreeSet<Support>> {
    let mut all: BTreeSet<Support> = BTreeSet::new();
    for set in sets {
        let joined: Vec<Support> = all.iter().map(|known| known | &set).collect();
        all.extend(joined);
        all.insert(set);
        if all.len() > SUPPORTS {
            return None;
        }
    }
    Some(all)
}

/// The limits end the search.
#[derive(Debug, Clone, Copy)]
struct Exhausted;
