//! Checks of answers on coalitional games, by their definitions.

use crate::form::coalitional::{Coalition, CoalitionalGame, sum};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{CoalitionalAnswer, Core, Finding, Judgement, Round, Witness};

use super::objections::judged;
use super::{Check, bargaining_set, values};

/// Up to this many players all coalitions are gone through for each claim.
pub const MOST_PLAYERS: usize = 12;

/// Up to this many players the corners of a core are found again.
const MOST_PLAYERS_FOR_CORNERS: usize = 5;

/// The checks that a concept's answer allows.
pub fn check(game: &CoalitionalGame, concept: &str, answer: &CoalitionalAnswer) -> Vec<Check> {
    let mut checks = Vec::new();
    if game.count() > MOST_PLAYERS {
        return checks;
    }
    match &answer.finding {
        Finding::Payoff(value) => {
            let claim = format!("`{concept}` is what its definition says");
            let outcome = match (&value.payoff, concept) {
                (Ok(payoff), "nucleolus" | "prenucleolus" | "modiclus") => {
                    is_lexicographic(game, concept, payoff, &value.rounds)
                }
                (Ok(payoff), "shapley" | "owen" | "gately" | "tau" | "aumann_dreze") => {
                    let blocks = if concept == "aumann_dreze" { &game.structure[..] } else { &[game.grand()] };
                    divides(game, blocks, payoff).and_then(|()| match values::value(game, concept)? {
                        Some(expected) => equal(&expected, payoff),
                        None => Ok(()),
                    })
                }
                (Err(_), "nucleolus" | "modiclus" | "prenucleolus") => {
                    let none = game.structure.iter().any(|&block| exceeds_alone(game, block));
                    demand(none && concept == "nucleolus", || "there is one".to_owned())
                }
                (Err(_), _) => demand(values::value(game, concept).is_err(), || "there is one".to_owned()),
                (Ok(_), _) => Ok(()),
            };
            checks.push(Check::new(claim, outcome));
        }
        Finding::Power { raw, normalised } => {
            let claim = format!("`{concept}` is what its definition says");
            let total = sum(game.grand(), raw);
            let shares: Option<Vec<Rational>> =
                (!total.is_zero()).then(|| raw.iter().map(|part| part / &total).collect());
            let outcome = equal(&values::by_swings(game), raw)
                .and_then(|()| demand(shares == *normalised, || "its shares do not sum to one".to_owned()));
            checks.push(Check::new(claim, outcome));
        }
        Finding::Core(core) => {
            let claim = format!("what `{concept}` says of itself is proved");
            let outcome = match concept {
                "core" => is_core(game, core),
                "epsilon_core" => {
                    taxed(game).ok_or("the game grants no excess".to_owned()).and_then(|taxed| is_core(&taxed, core))
                }
                _ => is_least_core(game, core),
            };
            checks.push(Check::new(claim, outcome));
            let granted = match concept {
                "core" => Some(Rational::ZERO),
                "epsilon_core" => game.epsilon.clone(),
                _ => core.epsilon.clone(),
            };
            checks.extend(judgements(game, concept, granted.as_ref(), &core.points));
        }
        Finding::Membership(membership) => {
            checks.extend(judgements(game, concept, None, &membership.points));
            if concept == "bargaining_set" {
                let outcome = bargaining_set::is_described(game, membership);
                checks.push(Check::new(format!("what `{concept}` says of itself fits"), outcome));
            }
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

/// Every point of the game is judged, and each judgement stands, with what the concept grants.
fn judgements(game: &CoalitionalGame, concept: &str, granted: Option<&Rational>, points: &[Judgement]) -> Vec<Check> {
    let told = |(name, payoff): &(String, Vec<Rational>)| {
        points.iter().any(|point| point.name == *name && point.payoff == *payoff)
    };
    let missing = game.points.iter().find(|point| !told(point));
    let outcome = missing.map_or(Ok(()), |(name, _)| Err(format!("`{name}` is not")));
    let judged = points.iter().map(|point| judged(game, concept, granted, point));
    judged.chain([Check::new(format!("all points are judged by `{concept}`"), outcome)]).collect()
}

/// Whether a block's players get more alone than they have to divide.
fn exceeds_alone(game: &CoalitionalGame, block: Coalition) -> bool {
    block.players().fold(Rational::ZERO, |sum, player| &sum + game.alone(player)) > *game.worth(block)
}

pub(super) fn demand(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

fn equal(expected: &[Rational], found: &[Rational]) -> Result<(), String> {
    demand(expected == found, || format!("it is {expected:?}, not {found:?}"))
}

pub(super) fn divides(game: &CoalitionalGame, blocks: &[Coalition], payoff: &[Rational]) -> Result<(), String> {
    blocks.iter().try_for_each(|&block| {
        demand(sum(block, payoff) == *game.worth(block), || format!("{} does not divide its worth", game.name(block)))
    })
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
    })?;
    match &core.vertices {
        Some(vertices) if game.count() <= MOST_PLAYERS_FOR_CORNERS => {
            let blocks: Vec<Vec<Rational>> = game.structure.iter().map(|&block| equation(game, block)).collect();
            let mut corners = Vec::new();
            gather_corners(game, &blocks, 1, &mut corners);
            let same = corners.len() == vertices.len() && corners.iter().all(|corner| vertices.contains(corner));
            demand(same, || "its corners are others".to_owned())
        }
        _ => Ok(()),
    }
}

/// The core's points at which the coalitions of some equations, with any further ones from a place
/// on, get just their worth, and which that settles.
fn gather_corners(game: &CoalitionalGame, equations: &[Vec<Rational>], from: u32, corners: &mut Vec<Vec<Rational>>) {
    let count = game.count();
    let echelon = eliminate(equations);
    if echelon.len() == count {
        // Each row has nothing left where an earlier one leads.
        let mut corner = vec![Rational::ZERO; count];
        for (lead, row) in echelon.iter().rev() {
            let others = (0..count).filter(|place| place != lead);
            corner[*lead] = others.fold(row[count].clone(), |rest, place| &rest - &(&row[place] * &corner[place]));
        }
        let inside = game.grand().subsets().all(|coalition| !game.excess(coalition, &corner).is_positive());
        if inside && !corners.contains(&corner) {
            corners.push(corner);
        }
        return;
    }
    for bits in from..=game.grand().0 {
        let next = equation(game, Coalition(bits));
        if reduce(&echelon, &next)[..count].iter().any(|entry| !entry.is_zero()) {
            let equations: Vec<Vec<Rational>> = equations.iter().cloned().chain([next]).collect();
            gather_corners(game, &equations, bits + 1, corners);
        }
    }
}

/// The indicator of a coalition, then its worth.
fn equation(game: &CoalitionalGame, coalition: Coalition) -> Vec<Rational> {
    let mut row = difference(game.count(), coalition, Coalition::EMPTY);
    row.push(game.worth(coalition).clone());
    row
}

/// The game in which every coalition but the blocks is worth less by what it costs to leave.
fn taxed(game: &CoalitionalGame) -> Option<CoalitionalGame> {
    let granted = game.epsilon.as_ref()?;
    let worth = |coalition: Coalition| match coalition.is_empty() || game.structure.contains(&coalition) {
        true => game.worth(coalition).clone(),
        false => game.worth(coalition) - granted,
    };
    let taxed = CoalitionalGame::new(game.players.clone(), worth);
    Some(CoalitionalGame { structure: game.structure.clone(), ..taxed })
}

/// No coalition but the blocks asks for more than is granted, and the weights of those that ask for
/// just that are balanced over the blocks, so that no division leaves all of them less.
fn is_least_core(game: &CoalitionalGame, core: &Core) -> Result<(), String> {
    let point = core.point.as_ref().ok_or("it has a point, but names none")?;
    divides(game, &game.structure, point)?;
    let free = |coalition: &Coalition| !coalition.is_empty() && !game.structure.contains(coalition);
    let Some(epsilon) = &core.epsilon else {
        return demand(!game.grand().subsets().any(|one| free(&one)), || "some coalition can complain".to_owned());
    };
    game.grand().subsets().filter(free).try_for_each(|coalition| {
        demand(game.excess(coalition, point) <= *epsilon, || {
            format!("the excess of {} is larger", game.name(coalition))
        })
    })?;
    demand(core.collection.iter().all(|(coalition, _)| free(coalition)), || "a block proves nothing".to_owned())?;
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
