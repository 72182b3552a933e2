//! Checks of judgements on payoffs: objections that keep one out of a set, by the definition of the
//! objection, and why objections do not.

use crate::form::coalitional::{Coalition, CoalitionalGame, Flaw, sum};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{Defence, Judgement, Objection};

use super::Check;
use super::coalitional::{demand, divides};

/// Up to this many players the answer has a defence against every single objection.
const MOST_PLAYERS_FOR_LISTS: usize = 6;

/// Whether one judgement stands, where every coalition but the blocks is granted some excess (the
/// cores only).
pub(super) fn judged(game: &CoalitionalGame, concept: &str, granted: Option<&Rational>, point: &Judgement) -> Check {
    let outcome = match &point.objection {
        Some(objection) => stands(game, concept, &point.payoff, objection).and_then(|()| match objection {
            Objection::Excess { coalition, excess } => {
                let more = granted.is_some_and(|granted| excess > granted) && !game.structure.contains(coalition);
                demand(more, || "the coalition is granted that much".to_owned())
            }
            _ => Ok(()),
        }),
        None => belongs(game, concept, granted, &point.payoff, &point.defences),
    };
    let verdict = if point.member() { "in" } else { "not in" };
    Check::new(format!("`{}` is {verdict} `{concept}`", point.name), outcome)
}

/// That a payoff is a member: efficient, an imputation where that is asked, and what its concept
/// asks of it. Defences are checked one by one, and for few players that none is missing.
fn belongs(
    game: &CoalitionalGame,
    concept: &str,
    granted: Option<&Rational>,
    payoff: &[Rational],
    defences: &[Defence],
) -> Result<(), String> {
    divides(game, &game.structure, payoff)?;
    if !matches!(concept, "prekernel" | "core" | "epsilon_core" | "least_core") {
        let alone = (0..game.count()).all(|player| payoff[player] >= *game.alone(player));
        demand(alone, || "somebody gets less than alone".to_owned())?;
    }
    defences.iter().try_for_each(|defence| defends(game, payoff, defence))?;
    let excess = |coalition: Coalition| game.excess(coalition, payoff);
    match concept {
        "core" | "epsilon_core" | "least_core" => {
            let free = |coalition: &Coalition| !coalition.is_empty() && !game.structure.contains(coalition);
            game.grand().subsets().filter(free).try_for_each(|coalition| {
                let little = granted.is_some_and(|granted| excess(coalition) <= *granted);
                demand(little, || format!("{} would gain more than it is granted", game.name(coalition)))
            })
        }
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
            demand(excess(*coalition) == *claimed, || "the coalition would not gain so".to_owned())
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
