//! Checks of claims about action-graph games: expected payoffs by going through how many choose
//! what, with multinomial chances.

use std::collections::HashMap;

use dashu::integer::UBig;

use crate::form::action_graph::{ActionGraph, Class, Configuration, Neighbour, Rule};
use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Counts, Enclosed, Equilibrium};

use super::{Check, is_distribution};

/// Combinations of counts up to which an answer is gone through for what it misses.
const MAX_COUNTS: usize = 10_000;

/// Players up to which the profiles that counts stand for are counted.
const MAX_COUNTED: usize = 10_000;

/// Combinations of counts beyond which expected payoffs are taken from the report.
const MOST: usize = 50_000;

/// Why a claim is not confirmed.
enum Open {
    Fault(String),
    /// That is not decided here.
    Undecided,
}

fn fault<T>(what: &str) -> Result<T, Open> {
    Err(Open::Fault(what.to_owned()))
}

/// What is wrong where a configuration that comes about has no payoff.
const MISSING: &str = "the game has no payoff for what may come about";

/// That a normal form is the one of the graph: players, strategies, and each payoff.
pub fn check_table(graph: &ActionGraph, table: &NormalGame) -> Check {
    let judge = || -> Result<(), String> {
        let named = |own: &Vec<usize>| own.iter().map(|&action| graph.nodes[action].name.clone()).collect::<Vec<_>>();
        if table.players != graph.players || !table.strategies.iter().cloned().eq(graph.actions.iter().map(named)) {
            return Err("its players or strategies are others".to_owned());
        }
        let classes = graph.classes();
        let mut home = vec![0; graph.players.len()];
        for (place, class) in classes.iter().enumerate() {
            class.players.iter().for_each(|&player| home[player] = place);
        }
        // Players who are alike may change places: what is paid is looked up once for each count.
        let mut known: HashMap<Vec<Vec<usize>>, Vec<Vec<Option<&Rational>>>> = HashMap::new();
        for place in 0..table.payoffs.len() {
            let profile = table.profile(place);
            let mut counts: Vec<Vec<usize>> = classes.iter().map(|class| vec![0; class.actions.len()]).collect();
            profile.iter().zip(&home).for_each(|(&own, &class)| counts[class][own] += 1);
            let pays = known.entry(counts).or_insert_with_key(|counts| {
                let of =
                    |class: &Class| class.actions.iter().map(|&node| payoff(graph, &classes, counts, node)).collect();
                classes.iter().map(of).collect()
            });
            for (player, &own) in profile.iter().enumerate() {
                if pays[home[player]][own] != Some(table.payoff(place, player)) {
                    let names: Vec<&str> =
                        profile.iter().zip(&table.strategies).map(|(&own, list)| list[own].as_str()).collect();
                    return Err(format!("another payoff of {} at {}", table.players[player], names.join(", ")));
                }
            }
        }
        Ok(())
    };
    Check::new("the normal form is that of the action graph", judge())
}

/// That claimed equilibria of classes whose members mix alike are equilibria, and that an
/// enclosure in which one class mixes two actions holds one. Larger games, and enclosures with more
/// unknowns, are taken from the report.
pub fn check_alike(graph: &ActionGraph, concept: &str, exact: &[Equilibrium], enclosed: &[Enclosed]) -> Vec<Check> {
    let classes = graph.classes();
    let judged = exact.iter().enumerate().map(|(index, one)| {
        let lengths = one.profile.iter().map(Vec::len);
        (
            format!("{concept} {}", index + 1),
            fits(&classes, lengths, one.payoffs.len()).and_then(|()| {
                if !one.profile.iter().all(is_distribution) {
                    return fault("the mixtures are no probabilities");
                }
                is_equilibrium(one, &pays(graph, &classes, &one.profile)?)
            }),
        )
    });
    let boxes = enclosed.iter().enumerate().map(|(index, one)| {
        let lengths = one.profile.iter().map(Vec::len);
        let holds = fits(&classes, lengths, one.payoffs.len()).and_then(|()| holds_one(graph, &classes, one));
        (format!("{concept}, enclosure {}", index + 1), holds)
    });
    let told = |(claim, judged): (String, Result<(), Open>)| match judged {
        Ok(()) => Some(Check::new(claim, Ok(()))),
        Err(Open::Fault(what)) => Some(Check::new(claim, Err(what))),
        Err(Open::Undecided) => None,
    };
    judged.chain(boxes).filter_map(told).collect()
}

/// That there is a mixture and a payoff for each class.
fn fits(classes: &[Class], lengths: impl Iterator<Item = usize>, payoffs: usize) -> Result<(), Open> {
    match lengths.eq(classes.iter().map(|class| class.actions.len())) && payoffs == classes.len() {
        true => Ok(()),
        false => fault("the mixtures do not fit the game"),
    }
}

fn is_equilibrium(one: &Equilibrium, pays: &[Vec<Rational>]) -> Result<(), Open> {
    for ((mix, pays), payoff) in one.profile.iter().zip(pays).zip(&one.payoffs) {
        for (weight, pay) in mix.iter().zip(pays) {
            if pay > payoff {
                return fault("somebody gains by deviating");
            }
            if pay < payoff && !weight.is_zero() {
                return fault("what is played pays less than is said");
            }
        }
    }
    Ok(())
}

/// Whether the gain by the second of two actions changes its sign across the box, nothing else
/// gains in it, and what it pays is as said: an expected payoff changes by no more than the range
/// of payoffs times the number of players times the change of a probability.
fn holds_one(graph: &ActionGraph, classes: &[Class], one: &Enclosed) -> Result<(), Open> {
    let within = |[lo, hi]: &[Rational; 2]| !lo.is_negative() && lo <= hi && *hi <= Rational::ONE;
    if !one.profile.iter().flatten().all(within) || one.payoffs.iter().any(|[lo, hi]| lo > hi) {
        return fault("its bounds are not those of probabilities and payoffs");
    }
    let used = |mix: &Vec<[Rational; 2]>| (0..mix.len()).filter(|&at| !mix[at][1].is_zero()).collect::<Vec<_>>();
    let supports: Vec<Vec<usize>> = one.profile.iter().map(used).collect();
    if supports.iter().any(Vec::is_empty) {
        return fault("a class plays nothing in it");
    }
    let Some(mixer) = supports.iter().position(|support| support.len() == 2) else { return Err(Open::Undecided) };
    if supports.iter().map(Vec::len).sum::<usize>() != classes.len() + 1 {
        return Err(Open::Undecided);
    }
    let [first, second] = [supports[mixer][0], supports[mixer][1]];
    let [lo, hi] = &one.profile[mixer][second];
    // One number says it all: the others follow from it.
    let follows = one.profile.iter().zip(&supports).enumerate().all(|(place, (mix, support))| match place == mixer {
        true => mix[first] == [&Rational::ONE - hi, &Rational::ONE - lo],
        false => mix[support[0]] == [Rational::ONE, Rational::ONE],
    });
    if !follows {
        return fault("its probabilities do not sum to 1");
    }
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
    for pays in [&below, &above] {
        let paid = pays.iter().zip(&supports).map(|(pays, support)| &pays[support[0]]);
        if paid.zip(&one.payoffs).any(|(pays, [least, most])| pays < least || pays > most) {
            return fault("what is played pays something else than is said");
        }
    }
    let payoffs = || graph.nodes.iter().flat_map(|node| &node.payoffs).map(|(_, payoff)| payoff);
    let (Some(most), Some(least)) = (payoffs().max(), payoffs().min()) else { return fault(MISSING) };
    let players = whole(graph.players.len());
    let slack = &(&(hi - lo) * &(most - least)) * &(&Rational::from(4) * &players);
    let mut open = false;
    for (pays, support) in below.iter().zip(&supports) {
        for at in (0..pays.len()).filter(|at| !support.contains(at)) {
            let gain = &pays[at] - &pays[support[0]];
            if gain > slack {
                return fault("somebody gains by deviating");
            }
            open |= (&gain + &slack).is_positive();
        }
    }
    let gain = |pays: &[Vec<Rational>]| &pays[mixer][second] - &pays[mixer][first];
    let ends = [gain(&below), gain(&above)];
    if ends.iter().any(|gain| gain.abs() > slack) && ends[0].signum() * ends[1].signum() >= 0 {
        return fault("nothing in it makes the two actions pay the same");
    }
    let crosses = match ends[0].signum() * ends[1].signum() {
        // At an end, which must not be one at which a single action is played.
        0 => lo.is_positive() && *hi < Rational::ONE,
        // Equal signs are those of a root of even order, or of none.
        sign => sign < 0,
    };
    match crosses && !open {
        true => Ok(()),
        false => Err(Open::Undecided),
    }
}

/// By class and action, what it pays to a member where all members mix alike; undecided if that is
/// too much work.
fn pays(graph: &ActionGraph, classes: &[Class], profile: &[Vec<Rational>]) -> Result<Vec<Vec<Rational>>, Open> {
    let expected = |class: usize, action: usize| -> Result<Rational, Open> {
        let chances: Vec<Vec<(Vec<usize>, Rational)>> = classes
            .iter()
            .enumerate()
            .map(|(place, own)| chances(own.players.len() - usize::from(place == class), &profile[place]))
            .collect::<Option<_>>()
            .ok_or(Open::Undecided)?;
        let total = chances.iter().try_fold(1_usize, |product, own| product.checked_mul(own.len()));
        let total = total.filter(|total| *total <= MOST).ok_or(Open::Undecided)?;
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
            let Some(pays) = payoff(graph, classes, &counts, classes[class].actions[action]) else {
                return fault(MISSING);
            };
            sum = &sum + &(&chance * pays);
        }
        Ok(sum)
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
            Rule::Highest(none) => made().max().unwrap_or(none),
            Rule::Lowest(none) => made().min().unwrap_or(none),
        }
    };
    let own = graph.nodes.get(node)?;
    let configuration: Configuration = own.neighbours.iter().map(number).collect();
    let place = own.payoffs.binary_search_by(|(known, _)| known.cmp(&configuration)).ok()?;
    Some(&own.payoffs[place].1)
}

/// That nobody gains where so many play what, that as many profiles are of the kind, and, where all
/// are claimed and there are few enough to go through, that none is missing.
pub fn check_counts(graph: &ActionGraph, concept: &str, complete: bool, claimed: &[Counts]) -> Vec<Check> {
    let classes = graph.classes();
    let judge = |one: &Counts| -> Result<(), String> {
        let fits = one.counts.len() == classes.len()
            && classes.iter().zip(&one.counts).all(|(class, counts)| {
                counts.len() == class.actions.len() && counts.iter().sum::<usize>() == class.players.len()
            });
        if !fits {
            return Err("the counts do not fit the game".to_owned());
        }
        let few = classes.iter().all(|class| class.players.len() <= MAX_COUNTED);
        if few && arrangements(&one.counts).to_string() != one.profiles {
            return Err("it stands for another number of profiles".to_owned());
        }
        stands(graph, &classes, &one.counts, Some(&one.payoffs))
    };
    let name = |index| format!("{concept} {}", index + 1);
    let each = claimed.iter().enumerate();
    let mut checks: Vec<Check> = each.map(|(index, one)| Check::new(name(index), judge(one))).collect();
    if let (true, Some(all)) = (complete, all_counts(&classes)) {
        let listed = |counts: &Vec<Vec<usize>>| claimed.iter().any(|one| one.counts == *counts);
        let missing = all.iter().find(|counts| !listed(counts) && stands(graph, &classes, counts, None).is_ok());
        let outcome = missing.map_or(Ok(()), |counts| Err(format!("{counts:?} is missing")));
        checks.push(Check::new(format!("{concept} misses none"), outcome));
    }
    checks
}

/// That nobody gains where so many play what, which pays what is claimed.
fn stands(
    graph: &ActionGraph,
    classes: &[Class],
    counts: &[Vec<usize>],
    claimed: Option<&[Vec<Option<Rational>>]>,
) -> Result<(), String> {
    for (place, class) in classes.iter().enumerate() {
        for from in (0..class.actions.len()).filter(|&from| counts[place][from] > 0) {
            let own = payoff(graph, classes, counts, class.actions[from]);
            let said = |claimed: &[Vec<Option<Rational>>]| claimed.get(place)?.get(from)?.clone();
            if own.is_none() || claimed.is_some_and(|claimed| said(claimed).as_ref() != own) {
                return Err("the payoffs are others".to_owned());
            }
            for to in (0..class.actions.len()).filter(|&to| to != from) {
                let mut moved = counts.to_vec();
                moved[place][from] -= 1;
                moved[place][to] += 1;
                match payoff(graph, classes, &moved, class.actions[to]) {
                    None => return Err(MISSING.to_owned()),
                    other if other > own => return Err("somebody gains by deviating".to_owned()),
                    Some(_) => {}
                }
            }
        }
    }
    Ok(())
}

/// How many profiles have these counts: factorials of the classes over those of the counts.
fn arrangements(counts: &[Vec<usize>]) -> UBig {
    let factorial = |of: usize| (1..=of).fold(UBig::ONE, |product, one| product * UBig::from(one));
    let ways = |own: &Vec<usize>| own.iter().fold(factorial(own.iter().sum()), |ways, &count| ways / factorial(count));
    counts.iter().map(ways).fold(UBig::ONE, |product, ways| product * ways)
}

/// Every way in which so many of each class may choose; `None` if they are too many.
fn all_counts(classes: &[Class]) -> Option<Vec<Vec<Vec<usize>>>> {
    let mut all: Vec<Vec<Vec<usize>>> = vec![Vec::new()];
    for class in classes {
        let mut own: Vec<Vec<usize>> = vec![Vec::new()];
        for place in 0..class.actions.len() {
            let last = place + 1 == class.actions.len();
            own = own
                .into_iter()
                .flat_map(|start| {
                    let left = class.players.len() - start.iter().sum::<usize>();
                    let least = if last { left } else { 0 };
                    (least..=left).map(move |count| start.iter().copied().chain([count]).collect())
                })
                .take(MAX_COUNTS + 1)
                .collect();
        }
        if all.len().saturating_mul(own.len()) > MAX_COUNTS {
            return None;
        }
        let longer = |start: &Vec<Vec<usize>>| -> Vec<Vec<Vec<usize>>> {
            own.iter().map(|own| start.iter().cloned().chain([own.clone()]).collect()).collect()
        };
        all = all.iter().flat_map(longer).collect();
    }
    Some(all)
}
