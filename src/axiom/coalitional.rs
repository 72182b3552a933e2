//! Checks of answers on coalitional games, by their definitions.

use crate::form::coalitional::{Coalition, CoalitionalGame, Flaw, sum};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{CoalitionalAnswer, Core, Defence, Finding, Judgement, Objection, Round, Witness};

use super::Check;

/// Up to this many players all coalitions are gone through for each claim.
pub const MOST_PLAYERS: usize = 12;

/// Up to this many players all orders of arrival are gone through.
const MOST_PLAYERS_FOR_ORDERS: usize = 7;

/// Up to this many players the answer has a defence against every single objection.
const MOST_PLAYERS_FOR_LISTS: usize = 6;

/// The checks that a concept's answer allows.
pub fn check(game: &CoalitionalGame, concept: &str, answer: &CoalitionalAnswer) -> Vec<Check> {
    let mut checks = Vec::new();
    if game.count() > MOST_PLAYERS {
        return checks;
    }
    match &answer.finding {
        Finding::Payoff(value) => {
            if let Ok(payoff) = &value.payoff {
                let claim = format!("`{concept}` is what its definition says");
                match concept {
                    "nucleolus" | "prenucleolus" | "modiclus" => {
                        checks.push(Check::new(claim, is_lexicographic(game, concept, payoff, &value.rounds)));
                    }
                    "shapley" if game.count() <= MOST_PLAYERS_FOR_ORDERS => {
                        let expected = by_orders(game);
                        checks.push(Check::new(claim, equal(&expected, payoff)));
                    }
                    "shapley" | "owen" | "tau" | "gately" => {
                        checks.push(Check::new(claim, divides(game, &[game.grand()], payoff)));
                    }
                    "aumann_dreze" => checks.push(Check::new(claim, divides(game, &game.structure, payoff))),
                    _ => {}
                }
            }
        }
        Finding::Power { raw, .. } => {
            let claim = format!("`{concept}` is what its definition says");
            checks.push(Check::new(claim, equal(&by_swings(game), raw)));
        }
        Finding::Core(core) => {
            let claim = format!("what `{concept}` says of itself is proved");
            let outcome = if concept == "core" { is_core(game, core) } else { is_least_core(game, core) };
            checks.push(Check::new(claim, outcome));
            checks.extend(core.points.iter().map(|point| judged(game, concept, point)));
        }
        Finding::Membership(membership) => {
            checks.extend(membership.points.iter().map(|point| judged(game, concept, point)));
        }
        Finding::Property(property) => {
            let outcome = match &property.witness {
                Some(Witness::Pair(first, second)) => {
                    let together = game.worth(first.union(*second)) + game.worth(first.intersection(*second));
                    let apart = game.worth(*first) + game.worth(*second);
                    demand(!property.holds && apart > together, || "the coalitions show nothing".to_owned())
                }
                Some(Witness::Collection(collection)) => is_balanced(game, collection, &Rational::ONE).and_then(|()| {
                    let more = worth_of(game, collection) > *game.worth(game.grand());
                    demand(more != property.holds, || "the collection shows nothing".to_owned())
                }),
                None => Ok(()),
            };
            checks.push(Check::new(format!("`{concept}` is proved by its witness"), outcome));
        }
        // Checked against the form it follows from.
        Finding::Derived { .. } => {}
        Finding::Dividends(dividends) => {
            let outcome = game.grand().subsets().try_for_each(|coalition| {
                let parts = dividends.iter().filter(|(part, _)| part.within(coalition));
                let total = parts.fold(Rational::ZERO, |sum, (_, dividend)| &sum + dividend);
                demand(total == *game.worth(coalition), || {
                    format!("{} is not the sum of its parts", game.name(coalition))
                })
            });
            checks.push(Check::new("dividends sum to the worths", outcome));
        }
    }
    checks
}

fn demand(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

fn equal(expected: &[Rational], found: &[Rational]) -> Result<(), String> {
    demand(expected == found, || format!("it is {expected:?}, not {found:?}"))
}

fn divides(game: &CoalitionalGame, blocks: &[Coalition], payoff: &[Rational]) -> Result<(), String> {
    blocks.iter().try_for_each(|&block| {
        demand(sum(block, payoff) == *game.worth(block), || format!("{} does not divide its worth", game.name(block)))
    })
}

/// The average over all orders in which players may arrive.
fn by_orders(game: &CoalitionalGame) -> Vec<Rational> {
    fn arrive(game: &CoalitionalGame, present: Coalition, total: &mut [Rational]) -> i64 {
        let absent = game.grand().minus(present);
        if absent.is_empty() {
            return 1;
        }
        let mut orders = 0;
        for player in absent.players() {
            let after = arrive(game, present.with(player), total);
            let adds = game.worth(present.with(player)) - game.worth(present);
            total[player] = &total[player] + &(&adds * &Rational::from(after));
            // Each order of those present leads here; they are counted on the way back.
            orders += after;
        }
        orders
    }
    // One order of arrival at a time: the recursion visits a coalition once for each order of
    // its members.
    let mut total = vec![Rational::ZERO; game.count()];
    let orders = arrive(game, Coalition::EMPTY, &mut total);
    total.iter().map(|amount| amount / &Rational::from(orders)).collect()
}

/// The average over all coalitions of the others.
fn by_swings(game: &CoalitionalGame) -> Vec<Rational> {
    (0..game.count())
        .map(|player| {
            let others = game.grand().without(player);
            let adds = others.subsets().map(|some| game.worth(some.with(player)) - game.worth(some));
            let total = adds.fold(Rational::ZERO, |sum, adds| &sum + &adds);
            &total / &Rational::from(1 << others.size())
        })
        .collect()
}

/// That weights are positive and count every player so often.
fn is_balanced(game: &CoalitionalGame, collection: &[(Coalition, Rational)], often: &Rational) -> Result<(), String> {
    demand(collection.iter().all(|(_, weight)| weight.is_positive()), || "a weight is not positive".to_owned())?;
    (0..game.count()).try_for_each(|player| {
        let with = collection.iter().filter(|(coalition, _)| coalition.contains(player));
        let total = with.fold(Rational::ZERO, |sum, (_, weight)| &sum + weight);
        demand(total == *often, || format!("{} is counted {total} times, not {often}", game.players[player]))
    })
}

fn worth_of(game: &CoalitionalGame, collection: &[(Coalition, Rational)]) -> Rational {
    collection.iter().fold(Rational::ZERO, |sum, (coalition, weight)| &sum + &(weight * game.worth(*coalition)))
}

fn is_core(game: &CoalitionalGame, core: &Core) -> Result<(), String> {
    is_balanced(game, &core.collection, &Rational::ONE)?;
    let divided = game.structure.iter().fold(Rational::ZERO, |sum, &block| &sum + game.worth(block));
    let covered = worth_of(game, &core.collection);
    if core.empty {
        return demand(covered > divided, || "the collection is worth no more than there is".to_owned());
    }
    let point = core.point.as_ref().ok_or("it has a point, but names none")?;
    core.vertices.iter().flatten().chain([point]).try_for_each(|point| {
        divides(game, &game.structure, point)?;
        game.grand().subsets().try_for_each(|coalition| {
            demand(!game.excess(coalition, point).is_positive(), || format!("{} would gain", game.name(coalition)))
        })
    })
}

fn is_least_core(game: &CoalitionalGame, core: &Core) -> Result<(), String> {
    let point = core.point.as_ref().ok_or("it has a point, but names none")?;
    divides(game, &game.structure, point)?;
    let Some(epsilon) = &core.epsilon else {
        return Ok(());
    };
    let round = Round {
        excess: epsilon.clone(),
        weights: core.collection.iter().map(|(one, weight)| (*one, Coalition::EMPTY, weight.clone())).collect(),
        bounds: Vec::new(),
    };
    is_round(game, point, &round, &settled_by(game), |_, second| second.is_empty())
}

/// The indicators of the blocks.
fn settled_by(game: &CoalitionalGame) -> Vec<Vec<Rational>> {
    game.structure.iter().map(|&block| difference(game.count(), block, Coalition::EMPTY)).collect()
}

fn difference(count: usize, first: Coalition, second: Coalition) -> Vec<Rational> {
    let sign = |player| i64::from(first.contains(player)) - i64::from(second.contains(player));
    (0..count).map(|player| Rational::from(sign(player))).collect()
}

/// That a payoff is the lexicographic minimum, by the rounds that settle it (in the manner of
/// Kohlberg's criterion): in each nothing unsettled exceeds the round's excess, and what reaches
/// it is balanced over what earlier rounds have settled; in the end everything is.
fn is_lexicographic(
    game: &CoalitionalGame,
    concept: &str,
    payoff: &[Rational],
    rounds: &[Round],
) -> Result<(), String> {
    divides(game, &game.structure, payoff)?;
    if concept == "nucleolus" {
        let alone = (0..game.count()).all(|player| payoff[player] >= *game.alone(player));
        demand(alone, || "somebody gets less than alone".to_owned())?;
    }
    let mut settled = settled_by(game);
    for round in rounds {
        demand(round.bounds.is_empty() || concept == "nucleolus", || "bounds count for the nucleolus only".to_owned())?;
        is_round(game, payoff, round, &settled, |_, second| concept == "modiclus" || second.is_empty())?;
        settled.extend(round.weights.iter().map(|(first, second, _)| difference(game.count(), *first, *second)));
        settled.extend(
            round.bounds.iter().map(|(player, _)| difference(game.count(), Coalition::of(*player), Coalition::EMPTY)),
        );
    }
    let everyone = (0..game.count())
        .all(|player| depends(&settled, &difference(game.count(), Coalition::of(player), Coalition::EMPTY)));
    demand(everyone, || "some payoffs are not settled".to_owned())
}

fn is_round(
    game: &CoalitionalGame,
    payoff: &[Rational],
    round: &Round,
    settled: &[Vec<Rational>],
    allowed: impl Fn(Coalition, Coalition) -> bool,
) -> Result<(), String> {
    let count = game.count();
    let gap = |first, second| &game.excess(first, payoff) - &game.excess(second, payoff);
    let echelon = eliminate(settled);
    let mut total = Rational::ZERO;
    let mut indicator = vec![Rational::ZERO; count];
    let mut add = |vector: Vec<Rational>, weight: &Rational| {
        for (sum, entry) in indicator.iter_mut().zip(&vector) {
            *sum = &*sum + &(weight * entry);
        }
    };
    for (first, second, weight) in &round.weights {
        let tight = weight.is_positive() && allowed(*first, *second) && gap(*first, *second) == round.excess;
        demand(tight, || format!("{} is not at the largest excess", game.name(*first)))?;
        total = &total + weight;
        add(difference(count, *first, *second), weight);
    }
    for (player, weight) in &round.bounds {
        let tight = weight.is_positive() && payoff[*player] == *game.alone(*player);
        demand(tight, || format!("{} is not held at what it gets alone", game.players[*player]))?;
        add(difference(count, Coalition::of(*player), Coalition::EMPTY), weight);
    }
    demand(total.is_one(), || format!("the weights of a round sum to {total}"))?;
    demand(reduces(&echelon, &indicator), || "a round's coalitions are not balanced".to_owned())?;
    // Nothing unsettled is larger.
    let others: Vec<Coalition> = game.grand().subsets().filter(|&second| allowed(Coalition::EMPTY, second)).collect();
    game.grand().subsets().try_for_each(|first| {
        others.iter().try_for_each(|&second| {
            let small = gap(first, second) <= round.excess || reduces(&echelon, &difference(count, first, second));
            demand(small, || format!("the excess of {} is larger", game.name(first)))
        })
    })
}

/// Rows with a leading one each, in which earlier leading columns are zero.
fn eliminate(vectors: &[Vec<Rational>]) -> Vec<(usize, Vec<Rational>)> {
    let mut echelon: Vec<(usize, Vec<Rational>)> = Vec::new();
    for vector in vectors {
        let rest = reduce(&echelon, vector);
        if let Some(lead) = rest.iter().position(|entry| !entry.is_zero()) {
            let scaled = rest.iter().map(|entry| entry / &rest[lead]).collect();
            echelon.push((lead, scaled));
        }
    }
    echelon
}

fn reduce(echelon: &[(usize, Vec<Rational>)], vector: &[Rational]) -> Vec<Rational> {
    let mut rest = vector.to_vec();
    for (lead, row) in echelon {
        let factor = rest[*lead].clone();
        for (entry, other) in rest.iter_mut().zip(row) {
            *entry = &*entry - &(&factor * other);
        }
    }
    rest
}

fn reduces(echelon: &[(usize, Vec<Rational>)], vector: &[Rational]) -> bool {
    reduce(echelon, vector).iter().all(Rational::is_zero)
}

fn depends(vectors: &[Vec<Rational>], vector: &[Rational]) -> bool {
    reduces(&eliminate(vectors), vector)
}

fn judged(game: &CoalitionalGame, concept: &str, point: &Judgement) -> Check {
    let outcome = match &point.objection {
        Some(objection) => stands(game, concept, &point.payoff, objection),
        None => belongs(game, concept, &point.payoff, &point.defences),
    };
    let verdict = if point.member() { "in" } else { "not in" };
    Check::new(format!("`{}` is {verdict} `{concept}`", point.name), outcome)
}

/// That a payoff is a member: efficient, an imputation where that is asked, and what its concept
/// asks of it. Defences are checked one by one, and for few players that none is missing.
fn belongs(game: &CoalitionalGame, concept: &str, payoff: &[Rational], defences: &[Defence]) -> Result<(), String> {
    divides(game, &game.structure, payoff)?;
    if !matches!(concept, "prekernel" | "core" | "least_core") {
        let alone = (0..game.count()).all(|player| payoff[player] >= *game.alone(player));
        demand(alone, || "somebody gets less than alone".to_owned())?;
    }
    defences.iter().try_for_each(|defence| defends(game, payoff, defence))?;
    let excess = |coalition: Coalition| game.excess(coalition, payoff);
    match concept {
        "core" => game.grand().subsets().try_for_each(|coalition| {
            demand(!excess(coalition).is_positive(), || format!("{} would gain", game.name(coalition)))
        }),
        "kernel" | "prekernel" => pairs(game).into_iter().try_for_each(|(one, other)| {
            let surplus = |player, without| of(game, player, without).map(excess).max();
            let held = concept == "kernel" && payoff[other] == *game.alone(other);
            demand(held || surplus(one, other) <= surplus(other, one), || {
                format!("{} outweighs {}", game.players[one], game.players[other])
            })
        }),
        "bargaining_set" | "semireactive" | "reactive" if game.count() <= MOST_PLAYERS_FOR_LISTS => {
            pairs(game).into_iter().try_for_each(|(objector, target)| {
                of(game, objector, target).filter(|&one| excess(one).is_positive()).try_for_each(|one| {
                    let covered = defences.iter().any(|defence| {
                        (defence.objector, defence.target) == (objector, target)
                            && defence.coalition.is_none_or(|coalition| coalition == one)
                    });
                    demand(covered, || format!("nothing counters {}", game.name(one)))
                })
            })
        }
        _ => Ok(()),
    }
}

/// The ordered pairs of players of one block.
fn pairs(game: &CoalitionalGame) -> Vec<(usize, usize)> {
    let of = |block: &Coalition| {
        let block = *block;
        block.players().flat_map(move |one| block.without(one).players().map(move |other| (one, other)))
    };
    game.structure.iter().flat_map(of).collect()
}

/// All coalitions of one player without another.
fn of(game: &CoalitionalGame, player: usize, without: usize) -> impl Iterator<Item = Coalition> {
    game.grand().without(player).without(without).subsets().map(move |some| some.with(player))
}

/// That an objection keeps a payoff out, by the definition of the objection.
///
/// # Errors
/// What is wrong with it.
pub fn stands(game: &CoalitionalGame, concept: &str, payoff: &[Rational], objection: &Objection) -> Result<(), String> {
    let excess = |coalition: Coalition| game.excess(coalition, payoff);
    let between = |objector: usize, target: usize, coalition: Coalition| {
        let fits = coalition.contains(objector) && !coalition.contains(target);
        let together = game.structure.iter().any(|block| block.contains(objector) && block.contains(target));
        demand(fits && together, || "the coalition is not of the objector against the target".to_owned())
    };
    match objection {
        Objection::Flaw(Flaw::Inefficient { block }) => {
            demand(sum(*block, payoff) != *game.worth(*block), || "the block divides its worth".to_owned())
        }
        Objection::Flaw(Flaw::BelowAlone { player }) => {
            demand(payoff[*player] < *game.alone(*player), || "the player gets as much as alone".to_owned())
        }
        Objection::Excess { coalition, excess: claimed } => {
            let right = excess(*coalition) == *claimed && (claimed.is_positive() || concept != "core");
            demand(right, || "the coalition would not gain so".to_owned())
        }
        Objection::Surplus { objector, target, coalition, surplus, against } => {
            between(*objector, *target, *coalition)?;
            let theirs = of(game, *target, *objector).map(excess).max();
            let right = excess(*coalition) == *surplus && theirs.as_ref() == Some(against) && surplus > against;
            demand(right, || "the surplus is not larger".to_owned())?;
            let held = concept == "kernel" && payoff[*target] == *game.alone(*target);
            demand(!held, || "the target has nothing to lose".to_owned())
        }
        Objection::Threat { objector, target, coalition } => {
            between(*objector, *target, *coalition)?;
            let against: Vec<Coalition> = match concept {
                // Whatever the target prepares falls short for some objection.
                "reactive" => of(game, *objector, *target).filter(|&one| excess(one).is_positive()).collect(),
                _ => vec![*coalition],
            };
            let answers = |counter: Coalition, one: Coalition| {
                let theirs = excess(counter);
                if counter.meets(one) { theirs >= excess(one) } else { !theirs.is_negative() }
            };
            let countered =
                of(game, *target, *objector).any(|counter| against.iter().all(|&one| answers(counter, one)));
            let real = excess(*coalition).is_positive();
            demand(real && !countered, || "the threat can be countered".to_owned())
        }
        Objection::Justified { objector, target, coalition, promised } => {
            between(*objector, *target, *coalition)?;
            let after = pays(game, payoff, *coalition, promised)?;
            let more = coalition.players().all(|player| after[player] > payoff[player]);
            demand(more, || "somebody in the coalition gets no more".to_owned())?;
            let countered = of(game, *target, *objector).any(|counter| *game.worth(counter) >= sum(counter, &after));
            demand(!countered, || "the objection can be countered".to_owned())
        }
        Objection::Coalitional { coalition, promised } => {
            let after = pays(game, payoff, *coalition, promised)?;
            let more = coalition.players().filter(|&player| after[player] > payoff[player]).count();
            let least = if concept == "mas_colell" { 1 } else { coalition.size() };
            let fewer = coalition.players().any(|player| after[player] < payoff[player]);
            demand(more >= least && !fewer, || "the members do not gain".to_owned())?;
            let countered = game.grand().subsets().any(|counter| {
                let proper = counter.meets(*coalition) && !counter.within(*coalition) && !coalition.within(counter);
                (concept != "zhou" || proper) && *game.worth(counter) > sum(counter, &after)
            });
            demand(!countered, || "the objection can be countered".to_owned())
        }
    }
}

/// The payoffs after a coalition has promised its worth to its members.
fn pays(
    game: &CoalitionalGame,
    payoff: &[Rational],
    coalition: Coalition,
    promised: &[(usize, Rational)],
) -> Result<Vec<Rational>, String> {
    let members: Vec<usize> = promised.iter().map(|(player, _)| *player).collect();
    demand(members == coalition.players().collect::<Vec<_>>(), || "not every member is promised something".to_owned())?;
    let mut after = payoff.to_vec();
    for (player, amount) in promised {
        after[*player] = amount.clone();
    }
    demand(sum(coalition, &after) == *game.worth(coalition), || "the promises are not the worth".to_owned())?;
    Ok(after)
}

/// That a defence counters the objections that it says it does.
///
/// # Errors
/// What is wrong with it.
pub fn defends(game: &CoalitionalGame, payoff: &[Rational], defence: &Defence) -> Result<(), String> {
    let Defence { objector, target, coalition, counters } = defence;
    let excess = |coalition: Coalition| game.excess(coalition, payoff);
    let theirs = counters
        .iter()
        .all(|(counter, weight)| counter.contains(*target) && !counter.contains(*objector) && !weight.is_negative());
    demand(theirs, || "a counter is not the target's".to_owned())?;
    let others = game.grand().without(*objector).without(*target);
    others.subsets().map(|some| some.with(*objector)).filter(|&one| coalition.is_none_or(|it| it == one)).try_for_each(
        |objecting| {
            let gain = excess(objecting);
            if !gain.is_positive() {
                return Ok(());
            }
            let once = objecting.without(*objector).players().all(|player| {
                let with = counters.iter().filter(|(counter, _)| counter.contains(player));
                with.fold(Rational::ZERO, |sum, (_, weight)| &sum + weight) <= Rational::ONE
            });
            let apart = counters.iter().any(|(counter, weight)| {
                weight.is_positive() && !counter.meets(objecting) && !excess(*counter).is_negative()
            });
            let paid = counters
                .iter()
                .filter(|(counter, _)| counter.meets(objecting))
                .fold(Rational::ZERO, |sum, (counter, weight)| &sum + &(weight * &excess(*counter)));
            demand(apart || once && paid >= gain, || format!("{} is not countered", game.name(objecting)))
        },
    )
}
