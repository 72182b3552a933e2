//! Checks of claims about action-graph games: expected payoffs by going through how many choose
//! what, with multinomial chances.

use crate::form::action_graph::{ActionGraph, Class, Configuration, Neighbour, Rule};
use crate::numeric::rational::Rational;
use crate::solution::{Counts, Enclosed, Equilibrium};

use super::{Check, is_distribution};

/// Combinations of counts beyond which expected payoffs are taken from the report.
const MOST: usize = 50_000;

/// That claimed equilibria of classes whose members mix alike are equilibria, and that an
/// enclosure in which one class mixes two actions holds one. Larger games, and enclosures with more
/// unknowns, are taken from the report.
pub fn check_alike(graph: &ActionGraph, concept: &str, exact: &[Equilibrium], enclosed: &[Enclosed]) -> Vec<Check> {
    let classes = graph.classes();
    let fits = |mixes: &[usize]| {
        mixes.len() == classes.len() && mixes.iter().zip(&classes).all(|(&count, class)| count == class.actions.len())
    };
    let mut checks = Vec::new();
    for (index, one) in exact.iter().enumerate() {
        let claim = format!("{concept} {}", index + 1);
        let lengths: Vec<usize> = one.profile.iter().map(Vec::len).collect();
        let distributed = one.profile.iter().all(is_distribution);
        if !fits(&lengths) || one.payoffs.len() != classes.len() || !distributed {
            checks.push(Check::new(claim, Err("the mixtures do not fit the game".to_owned())));
            continue;
        }
        let Some(pays) = pays(graph, &classes, &one.profile) else { continue };
        checks.push(Check::new(claim, is_equilibrium(one, &pays)));
    }
    for (index, one) in enclosed.iter().enumerate() {
        let claim = format!("{concept}, enclosure {}", index + 1);
        let lengths: Vec<usize> = one.profile.iter().map(Vec::len).collect();
        if !fits(&lengths) {
            checks.push(Check::new(claim, Err("the mixtures do not fit the game".to_owned())));
        } else if let Some(verdict) = holds_one(graph, &classes, one) {
            checks.push(Check::new(claim, verdict));
        }
    }
    checks
}

fn is_equilibrium(one: &Equilibrium, pays: &[Vec<Rational>]) -> Result<(), String> {
    for ((mix, pays), payoff) in one.profile.iter().zip(pays).zip(&one.payoffs) {
        for (weight, pay) in mix.iter().zip(pays) {
            if pay > payoff {
                return Err("somebody gains by deviating".to_owned());
            }
            if pay < payoff && !weight.is_zero() {
                return Err("what is played pays less than is said".to_owned());
            }
        }
    }
    Ok(())
}

/// Whether the gain by the second of two actions changes its sign across the box, and nothing else
/// gains in it: an expected payoff changes by no more than the range of payoffs times the number of
/// players times the change of a probability. `None` where that does not decide.
fn holds_one(graph: &ActionGraph, classes: &[Class], one: &Enclosed) -> Option<Result<(), String>> {
    let used = |mix: &Vec<[Rational; 2]>| (0..mix.len()).filter(|&at| !mix[at][1].is_zero()).collect::<Vec<_>>();
    let supports: Vec<Vec<usize>> = one.profile.iter().map(used).collect();
    let mixer = supports.iter().position(|support| support.len() == 2)?;
    if supports.iter().map(Vec::len).sum::<usize>() != classes.len() + 1 {
        return None;
    }
    let [first, second] = [supports[mixer][0], supports[mixer][1]];
    let [lo, hi] = &one.profile[mixer][second];
    let at = |weight: &Rational| {
        let mut profile: Vec<Vec<Rational>> = one.profile.iter().map(|mix| vec![Rational::ZERO; mix.len()]).collect();
        for (mix, support) in profile.iter_mut().zip(&supports) {
            mix[support[0]] = Rational::ONE;
        }
        profile[mixer][first] = &Rational::ONE - weight;
        profile[mixer][second] = weight.clone();
        pays(graph, classes, &profile)
    };
    let (below, above) = (at(lo)?, at(hi)?);
    let gain = |pays: &[Vec<Rational>]| &pays[mixer][second] - &pays[mixer][first];
    if gain(&below).signum() * gain(&above).signum() >= 0 || !lo.is_positive() || *hi >= Rational::ONE {
        return Some(Err("the gain by its second action does not change its sign in it".to_owned()));
    }
    let payoffs = || graph.nodes.iter().flat_map(|node| &node.payoffs).map(|(_, payoff)| payoff);
    let range = payoffs().max()? - payoffs().min()?;
    let slack = &(&(hi - lo) * &range) * &Rational::from(4 * i64::try_from(graph.players.len()).ok()?);
    let elsewhere = below.iter().zip(&supports).flat_map(|(pays, support)| {
        let outside = (0..pays.len()).filter(|at| !support.contains(at));
        outside.map(|at| &pays[at] - &pays[support[0]])
    });
    elsewhere.map(|gain| (&gain + &slack).is_positive()).all(|open| !open).then_some(Ok(()))
}

/// By class and action, what it pays to a member where all members mix alike; `None` if that is too
/// much work.
fn pays(graph: &ActionGraph, classes: &[Class], profile: &[Vec<Rational>]) -> Option<Vec<Vec<Rational>>> {
    let expected = |class: usize, action: usize| {
        let chances: Vec<Vec<(Vec<usize>, Rational)>> = classes
            .iter()
            .enumerate()
            .map(|(place, own)| chances(own.players.len() - usize::from(place == class), &profile[place]))
            .collect::<Option<_>>()?;
        let total = chances.iter().try_fold(1_usize, |product, own| product.checked_mul(own.len()))?;
        if total > MOST {
            return None;
        }
        let mut sum = Rational::ZERO;
        for mut index in 0..total {
            let mut chance = Rational::ONE;
            let mut counts = Vec::with_capacity(classes.len());
            for own in &chances {
                let (count, weight) = &own[index % own.len()];
                index /= own.len();
                chance = &chance * weight;
                counts.push(count.clone());
            }
            counts[class][action] += 1;
            sum = &sum + &(&chance * payoff(graph, classes, &counts, classes[class].actions[action])?);
        }
        Some(sum)
    };
    let of = |(place, class): (usize, &Class)| (0..class.actions.len()).map(|own| expected(place, own)).collect();
    classes.iter().enumerate().map(of).collect()
}

/// How many of so many players choose each action, with the chances of each.
fn chances(players: usize, mix: &[Rational]) -> Option<Vec<(Vec<usize>, Rational)>> {
    let mut all = vec![(Vec::new(), players, Rational::ONE)];
    for (place, weight) in mix.iter().enumerate() {
        let last = place + 1 == mix.len();
        let mut longer = Vec::new();
        for (counts, left, chance) in &all {
            let (mut ways, mut power) = (Rational::ONE, Rational::ONE);
            for count in 0..=*left {
                if !power.is_zero() && (!last || count == *left) {
                    let counts = counts.iter().copied().chain([count]).collect::<Vec<_>>();
                    longer.push((counts, left - count, &(chance * &power) * &ways));
                }
                ways = &(&ways * &whole(left - count)) / &whole(count + 1);
                power = &power * weight;
            }
            if longer.len() > MOST {
                return None;
            }
        }
        all = longer;
    }
    Some(all.into_iter().map(|(counts, _, chance)| (counts, chance)).collect())
}

fn whole(count: usize) -> Rational {
    Rational::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// What a node pays where so many choose what, each number of the configuration by its meaning.
fn payoff<'a>(graph: &'a ActionGraph, classes: &[Class], counts: &[Vec<usize>], node: usize) -> Option<&'a Rational> {
    let chosen = |action: usize| -> i64 {
        let of = |(class, own): (&Class, &Vec<usize>)| {
            class.actions.iter().position(|&known| known == action).map_or(0, |place| own[place])
        };
        i64::try_from(classes.iter().zip(counts).map(of).sum::<usize>()).unwrap_or(i64::MAX)
    };
    let number = |neighbour: &Neighbour| {
        let made = || neighbour.of.iter().filter(|(action, _)| chosen(*action) > 0).map(|(_, makes)| *makes);
        match neighbour.rule {
            Rule::Sum => neighbour.of.iter().map(|(action, makes)| makes.saturating_mul(chosen(*action))).sum(),
            Rule::Exists => i64::from(made().any(|makes| makes > 0)),
            Rule::Highest(none) => made().filter(|makes| *makes != none).max().unwrap_or(none),
            Rule::Lowest(none) => made().filter(|makes| *makes != none).min().unwrap_or(none),
        }
    };
    let own = graph.nodes.get(node)?;
    let configuration: Configuration = own.neighbours.iter().map(number).collect();
    own.payoffs.iter().find(|(known, _)| *known == configuration).map(|(_, payoff)| payoff)
}

/// That nobody gains where so many play what.
pub fn check_counts(graph: &ActionGraph, concept: &str, claimed: &[Counts]) -> Vec<Check> {
    let classes = graph.classes();
    let judge = |one: &Counts| -> Result<(), String> {
        let fits = one.counts.len() == classes.len()
            && classes.iter().zip(&one.counts).all(|(class, counts)| {
                counts.len() == class.actions.len() && counts.iter().sum::<usize>() == class.players.len()
            });
        if !fits {
            return Err("the counts do not fit the game".to_owned());
        }
        for (place, class) in classes.iter().enumerate() {
            for from in (0..class.actions.len()).filter(|&from| one.counts[place][from] > 0) {
                let own = payoff(graph, &classes, &one.counts, class.actions[from]);
                let claimed = one.payoffs.get(place).and_then(|payoffs| payoffs.get(from)).and_then(Option::as_ref);
                if own.is_none() || own != claimed {
                    return Err("the payoffs are others".to_owned());
                }
                for to in (0..class.actions.len()).filter(|&to| to != from) {
                    let mut moved = one.counts.clone();
                    moved[place][from] -= 1;
                    moved[place][to] += 1;
                    if payoff(graph, &classes, &moved, class.actions[to]) > own {
                        return Err("somebody gains by deviating".to_owned());
                    }
                }
            }
        }
        Ok(())
    };
    let name = |index| format!("{concept} {}", index + 1);
    claimed.iter().enumerate().map(|(index, one)| Check::new(name(index), judge(one))).collect()
}
