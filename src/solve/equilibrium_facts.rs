//! What is worth knowing of equilibria once they are found: which are strict, which use
//! dominated strategies, which dominates the others in payoff or in risk, what index they
//! have, and how they hang together.
//!
//! * **Strict**: every player's strategy is its only best reply.
//! * **Undominated**: no strategy in use is weakly dominated, by a mixture or a pure one.
//! * **Payoff-dominant**: it Pareto-dominates every other equilibrium (Harsanyi and Selten
//!   1988 \[HarsanyiSelten1988\]). Payoffs on a maximal Nash subset are greatest at extreme
//!   points, so that it is enough to compare these.
//! * **Risk-dominant**, in 2 × 2 games with two strict equilibria: the product of what the
//!   players lose by deviating is the larger one (Harsanyi and Selten 1988, section 3.9).
//! * **Index** of an equilibrium with supports of equal size `k`, no other best replies and
//!   nonsingular payoff matrices on the supports: `(-1)^(k+1)` times the signs of the
//!   determinants of these, the payoffs being positive (Shapley 1974 \[Shapley1974\]). In a
//!   nondegenerate game the indices add up to 1. Of more than two players only strict
//!   equilibria are given theirs, which is 1.
//! * **Maximal Nash subsets** `S × T`: every strategy of the hull of `S` forms an equilibrium
//!   with every one of the hull of `T` (Winkels 1979 \[Winkels1979\]). They are
//!   the maximal bicliques of the graph whose edges are the extreme equilibria (Avis,
//!   Rosenberg, Savani and von Stengel 2010 \[AvisRosenbergSavanivonStengel2010\], section 2),
//!   and here the closed sets of its neighbourhoods under intersection. The *connected*
//!   components of the set of equilibria are those of the graph.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::form::normal::NormalGame;
use crate::numeric::determinant::determinant_sign;
use crate::numeric::dictionary::Integers;
use crate::numeric::rational::Rational;
use crate::solution::{Components, Dominance, Equilibria, Equilibrium, EquilibriumFacts};

use super::dominance::dominator;
use super::extreme_equilibria::active_players;
use super::extreme_equilibria::bimatrix::Bimatrix;
use super::limits::Limits;

/// The most maximal Nash subsets that are listed: there can be exponentially many.
const MOST_SUBSETS: usize = 4_096;

/// The largest game in which dominated strategies are looked for, in profiles.
const MOST_PROFILES: usize = 100_000;

/// The facts on each of a list of equilibria.
///
/// Quadratic in the strategies for each equilibrium, and a linear program for each strategy in
/// use. What the limits cut short is left open.
pub fn facts(game: &NormalGame, found: &Equilibria, limits: &Limits) -> Vec<EquilibriumFacts> {
    let active = active_players(game);
    let bimatrix = match active[..] {
        [row, column] => Some((row, column, Bimatrix::between(game, row, column))),
        _ => None,
    };
    let undominated = undominated(game, &found.equilibria, limits);
    let listed = found.complete && found.enclosed.is_empty() && found.families.is_empty();
    let payoff_dominant = listed.then(|| payoff_dominant(&found.equilibria));
    let mut facts: Vec<EquilibriumFacts> = found
        .equilibria
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let pure = pure_profile(one);
            let strict = pure.as_ref().is_some_and(|profile| is_strict(game, profile));
            EquilibriumFacts {
                strict,
                pure: pure.is_some(),
                undominated: undominated[at],
                payoff_dominant: payoff_dominant.map(|dominant| dominant == Some(at)),
                risk_dominant: None,
                index: match &bimatrix {
                    Some((row, column, integers)) => index(integers, &one.profile[*row], &one.profile[*column]),
                    None => strict.then_some(1),
                },
            }
        })
        .collect();
    let strict: Vec<usize> = (0..facts.len()).filter(|&at| facts[at].strict).collect();
    if let ([row, column], [one, other]) = (&active[..], &strict[..])
        && [row, column].iter().all(|&&player| game.strategies[player].len() == 2)
    {
        let [first, second] = [one, other].map(|&at| deviation_losses(game, &found.equilibria[at], [*row, *column]));
        facts[*one].risk_dominant = Some(first > second);
        facts[*other].risk_dominant = Some(second > first);
    }
    facts
}

/// The pure profile that a mixed one is, if it is one.
fn pure_profile(equilibrium: &Equilibrium) -> Option<Vec<usize>> {
    equilibrium.profile.iter().map(|mix| mix.iter().position(Rational::is_one)).collect()
}

fn is_strict(game: &NormalGame, profile: &[usize]) -> bool {
    let at = game.index(profile);
    (0..profile.len()).all(|player| {
        let (stride, own) = (game.stride(player), profile[player]);
        let line = at - own * stride;
        (0..game.strategies[player].len())
            .filter(|&strategy| strategy != own)
            .all(|strategy| game.payoff(line + strategy * stride, player) < game.payoff(at, player))
    })
}

/// Whether each equilibrium does without weakly dominated strategies.
fn undominated(game: &NormalGame, equilibria: &[Equilibrium], limits: &Limits) -> Vec<Option<bool>> {
    let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    let mut known: BTreeMap<(usize, usize), Option<bool>> = BTreeMap::new();
    let mut dominated = |player: usize, strategy: usize| {
        *known.entry((player, strategy)).or_insert_with(|| {
            if game.payoffs.len() > MOST_PROFILES || limits.interrupted() {
                return None;
            }
            let mut pure = vec![Rational::ZERO; all[player].len()];
            pure[strategy] = Rational::ONE;
            Some(dominator(game, &all, player, &pure, Dominance::Weak).is_some())
        })
    };
    equilibria
        .iter()
        .map(|one| {
            let mut open = false;
            for (player, mix) in one.profile.iter().enumerate() {
                for strategy in (0..mix.len()).filter(|&strategy| !mix[strategy].is_zero()) {
                    match dominated(player, strategy) {
                        Some(true) => return Some(false),
                        Some(false) => {}
                        None => open = true,
                    }
                }
            }
            (!open).then_some(true)
        })
        .collect()
}

/// The equilibrium that pays every player at least as much as each other one, and some player
/// more.
fn payoff_dominant(equilibria: &[Equilibrium]) -> Option<usize> {
    let first = equilibria.first()?;
    let highest: Vec<&Rational> = (0..first.payoffs.len())
        .map(|player| equilibria.iter().map(|one| &one.payoffs[player]).max().expect("there is an equilibrium"))
        .collect();
    let mut best = (0..equilibria.len())
        .filter(|&at| equilibria[at].payoffs.iter().zip(&highest).all(|(payoff, &highest)| payoff == highest));
    match (best.next(), best.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The product of what two players lose by deviating alone from a pure equilibrium of two
/// strategies each.
fn deviation_losses(game: &NormalGame, equilibrium: &Equilibrium, players: [usize; 2]) -> Rational {
    let profile = pure_profile(equilibrium).expect("a strict equilibrium is pure");
    let at = game.index(&profile);
    let loss = |player: usize| {
        let mut deviation = profile.clone();
        deviation[player] = 1 - profile[player];
        game.payoff(at, player) - game.payoff(game.index(&deviation), player)
    };
    &loss(players[0]) * &loss(players[1])
}

/// The index of an equilibrium, where it has one by determinants.
fn index(game: &Bimatrix, x: &[Rational], y: &[Rational]) -> Option<i8> {
    let support = |mix: &[Rational]| (0..mix.len()).filter(|&at| !mix[at].is_zero()).collect::<Vec<_>>();
    let (rows, columns) = (support(x), support(y));
    let size = rows.len();
    if columns.len() != size {
        return None;
    }
    let a = |i: usize, j: usize| j * game.rows + i;
    let b = |i: usize, j: usize| i * game.columns + j;
    let best_rows = best_replies(game.rows, &columns, y, a, &game.a);
    let best_columns = best_replies(game.columns, &rows, x, |j, i| b(i, j), &game.b);
    if best_rows != size || best_columns != size {
        return None;
    }
    let sign = |integers: &Integers, place: &dyn Fn(usize, usize) -> usize| {
        let cells = rows.iter().flat_map(|&i| columns.iter().map(move |&j| (i, j)));
        determinant_sign(size, cells.map(|(i, j)| integers.at(place(i, j))).collect())
    };
    let signs = sign(&game.a, &a) * sign(&game.b, &b);
    let parity = if size % 2 == 1 { 1 } else { -1 };
    (signs != 0).then_some((signs * parity) as i8)
}

/// How many of a player's pure strategies are best replies to a mixture of the other's.
fn best_replies(
    count: usize,
    support: &[usize],
    mix: &[Rational],
    place: impl Fn(usize, usize) -> usize,
    payoffs: &Integers,
) -> usize {
    let value = |own: usize| {
        support.iter().fold(Rational::ZERO, |sum, &other| {
            let payoff = Rational::from_integers(payoffs.at(place(own, other)), dashu::integer::UBig::ONE);
            &sum + &(&payoff * &mix[other])
        })
    };
    let values: Vec<Rational> = (0..count).map(value).collect();
    let highest = values.iter().max().expect("a player has a strategy");
    values.iter().filter(|value| *value == highest).count()
}

/// How all extreme equilibria between two players hang together; `None` if each stands alone,
/// or unless exactly two players have a choice.
///
/// Output-polynomial: each closed set is met once for each vertex of the smaller side.
pub fn components(game: &NormalGame, found: &Equilibria) -> Option<Components> {
    let [row, column] = active_players(game)[..] else { return None };
    // The graph: mixtures of either player, an edge for each equilibrium.
    let number = |player: usize| {
        let distinct: BTreeSet<&Vec<Rational>> = found.equilibria.iter().map(|one| &one.profile[player]).collect();
        distinct.into_iter().enumerate().map(|(at, mix)| (mix, at)).collect::<BTreeMap<_, _>>()
    };
    let (mut numbers, mut others) = ((row, number(row)), (column, number(column)));
    if numbers.1.len() > others.1.len() {
        std::mem::swap(&mut numbers, &mut others);
    }
    let mut edges: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); numbers.1.len()];
    for (at, one) in found.equilibria.iter().enumerate() {
        edges[numbers.1[&one.profile[numbers.0]]].insert(others.1[&one.profile[others.0]], at);
    }
    let connected = connected(&edges, others.1.len());
    if connected.iter().all(|component| component.len() == 1) {
        return None;
    }
    Some(Components { maximal: maximal(&edges, others.1.len()), connected })
}

/// The equilibria of each connected component.
fn connected(edges: &[BTreeMap<usize, usize>], others: usize) -> Vec<Vec<usize>> {
    let mut component_of = vec![None; others];
    let mut components: Vec<Vec<usize>> = Vec::new();
    for neighbours in edges {
        // Everything that this vertex touches becomes one component.
        let touched: BTreeSet<usize> = neighbours.keys().filter_map(|&other| component_of[other]).collect();
        let own = touched.first().copied().unwrap_or_else(|| {
            components.push(Vec::new());
            components.len() - 1
        });
        for &merged in touched.iter().skip(1) {
            let moved = std::mem::take(&mut components[merged]);
            components[own].extend(moved);
            for slot in component_of.iter_mut().filter(|slot| **slot == Some(merged)) {
                *slot = Some(own);
            }
        }
        for (&other, &edge) in neighbours {
            component_of[other] = Some(own);
            components[own].push(edge);
        }
    }
    ordered(components)
}

/// The equilibria of each maximal biclique; `None` if there are too many.
fn maximal(edges: &[BTreeMap<usize, usize>], others: usize) -> Option<Vec<Vec<usize>>> {
    type Set = Vec<u64>;
    let sets: Vec<Set> = edges
        .iter()
        .map(|neighbours| {
            let mut set = vec![0; others.div_ceil(64)];
            neighbours.keys().for_each(|&other| set[other / 64] |= 1 << (other % 64));
            set
        })
        .collect();
    let meet = |a: &Set, b: &Set| a.iter().zip(b).map(|(a, b)| a & b).collect::<Set>();
    let mut closed: Vec<Set> = Vec::new();
    let mut known: HashSet<Set> = HashSet::new();
    for set in &sets {
        let mut fresh = vec![set.clone()];
        fresh.extend(closed.iter().map(|other| meet(set, other)));
        for candidate in fresh {
            if candidate.iter().any(|&word| word != 0) && known.insert(candidate.clone()) {
                closed.push(candidate);
            }
        }
        if closed.len() > MOST_SUBSETS {
            return None;
        }
    }
    let subset = |closed: &Set| {
        let inside = |set: &Set| closed.iter().zip(set).all(|(a, b)| a & !b == 0);
        let owners = sets.iter().zip(edges).filter(|(set, _)| inside(set));
        owners
            .flat_map(|(_, neighbours)| {
                neighbours.iter().filter(|(other, _)| closed[*other / 64] >> (*other % 64) & 1 == 1).map(|(_, &at)| at)
            })
            .collect::<Vec<usize>>()
    };
    Some(ordered(closed.iter().map(subset).collect()))
}

fn ordered(mut lists: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    lists.retain(|list| !list.is_empty());
    lists.iter_mut().for_each(|list| list.sort_unstable());
    lists.sort_unstable();
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solve::nash::nash;

    fn game(payoffs: &[&[(i64, i64)]]) -> NormalGame {
        let labels = |count: usize| (0..count).map(|index| index.to_string()).collect();
        NormalGame {
            players: vec!["row".into(), "column".into()],
            strategies: vec![labels(payoffs.len()), labels(payoffs[0].len())],
            payoffs: payoffs.iter().flat_map(|row| row.iter()).map(|&(a, b)| vec![a.into(), b.into()]).collect(),
        }
    }

    #[test]
    fn the_stag_hunt_pays_at_one_end_and_is_safe_at_the_other() {
        // Stag 9, hare 8 or 7: the hunt dominates in payoff, the hare in risk.
        let game = game(&[&[(9, 9), (0, 8)], &[(8, 0), (7, 7)]]);
        let found = nash(&game, &Limits::default());
        let facts = facts(&game, &found, &Limits::default());
        let stag = found.equilibria.iter().position(|one| one.payoffs[0] == Rational::from(9)).unwrap();
        let hare = found.equilibria.iter().position(|one| one.profile[0][1].is_one()).unwrap();
        assert_eq!((facts[stag].payoff_dominant, facts[stag].risk_dominant), (Some(true), Some(false)));
        assert_eq!((facts[hare].payoff_dominant, facts[hare].risk_dominant), (Some(false), Some(true)));
        let mut indices: Vec<i8> = facts.iter().filter_map(|one| one.index).collect();
        indices.sort_unstable();
        assert_eq!(indices, [-1, 1, 1]);
        assert!(facts[stag].strict && facts[hare].strict && facts.iter().filter(|one| one.pure).count() == 2);
        assert!(facts.iter().all(|one| one.undominated == Some(true)));
        assert_eq!(components(&game, &found), None);
    }

    #[test]
    fn an_empty_threat_is_weakly_dominated_and_part_of_a_component() {
        // Entry deterrence (Selten 1978): out against any mixture that fights enough.
        let game = game(&[&[(0, 2), (0, 2)], &[(-1, -1), (1, 1)]]);
        let found = nash(&game, &Limits::default());
        let facts = facts(&game, &found, &Limits::default());
        let enters = found.equilibria.iter().position(|one| one.profile[0][1].is_one()).unwrap();
        for (at, one) in facts.iter().enumerate() {
            assert_eq!(one.undominated, Some(at == enters));
        }
        let components = components(&game, &found).unwrap();
        assert_eq!(components.connected.len(), 2);
        assert_eq!(components.maximal.as_ref(), Some(&components.connected));
        assert_eq!(facts[enters].index, Some(1));
    }

    #[test]
    fn maximal_subsets_may_meet_in_a_connected_component() {
        // Nothing matters to the row player where the column player plays left or right.
        let game = game(&[&[(1, 1), (1, 1)], &[(1, 1), (0, 0)]]);
        let found = nash(&game, &Limits::default());
        let components = components(&game, &found).unwrap();
        assert_eq!(components.connected, [vec![0, 1, 2]]);
        assert_eq!(components.maximal.unwrap().len(), 2);
    }

    #[test]
    fn the_indices_of_a_nondegenerate_game_add_up_to_one() {
        let game = game(&[&[(3, 1), (0, 5), (2, 4)], &[(1, 3), (4, 0), (5, 2)], &[(2, 6), (3, 3), (1, 1)]]);
        let found = nash(&game, &Limits::default());
        let indices: Vec<Option<i8>> = facts(&game, &found, &Limits::default()).iter().map(|one| one.index).collect();
        assert_eq!(indices.iter().map(|index| i32::from(index.unwrap())).sum::<i32>(), 1);
    }
}
