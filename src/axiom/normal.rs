//! Checks of claims about normal forms.

use std::collections::BTreeMap;

use dashu::base::Gcd;
use dashu::integer::{IBig, UBig};

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Bound, Commitment, Dominance, Equilibrium, Incentive, Reduction, SecurityLevel, Weighted};

use super::{Check, extreme, is_distribution};

/// That a profile is one (probabilities), pays what it says, and that no pure deviation
/// pays more. Linear in the size of the game for each player.
///
/// # Errors
/// What is wrong, in words.
pub fn is_equilibrium(game: &NormalGame, equilibrium: &Equilibrium) -> Result<(), String> {
    is_approximate(game, equilibrium, &Rational::ZERO)
}

/// The same for a profile that no pure deviation improves by more than `regret`.
///
/// # Errors
/// What is wrong, in words.
pub fn is_approximate(game: &NormalGame, claimed: &Equilibrium, regret: &Rational) -> Result<(), String> {
    let Equilibrium { profile, payoffs } = claimed;
    let counts = game.counts();
    if profile.len() != counts.len() || profile.iter().zip(&counts).any(|(mix, &count)| mix.len() != count) {
        return Err("the profile does not fit the game".to_owned());
    }
    if payoffs.len() != counts.len() {
        return Err("the payoffs do not fit the game".to_owned());
    }
    let mut mixtures = Vec::with_capacity(counts.len());
    for (player, mix) in profile.iter().enumerate() {
        let weights = Weights::of(mix);
        if weights.parts.iter().any(|part| *part < IBig::ZERO)
            || weights.parts.iter().sum::<IBig>() != IBig::from(weights.whole.clone())
        {
            return Err(format!("{}'s mixture is no probability distribution", game.players[player]));
        }
        mixtures.push(weights);
    }
    for (player, mix) in profile.iter().enumerate() {
        let values = values(game, &mixtures, player);
        let mixed = mix.iter().zip(&values).filter(|(weight, _)| !weight.is_zero());
        let expected = mixed.fold(Rational::ZERO, |sum, (weight, value)| &sum + &(weight * value));
        if expected != payoffs[player] {
            return Err("the payoffs are not those of the profile".to_owned());
        }
        let bound = &expected + regret;
        if let Some(strategy) = values.iter().position(|value| *value > bound) {
            let (who, what) = (&game.players[player], &game.strategies[player][strategy]);
            return Err(format!("{who} gains by deviating to `{what}`"));
        }
    }
    Ok(())
}

/// That claimed equilibria are equilibria, up to the `regret` that is owned up to (zero as a
/// rule), and that no pure one is missing where all are claimed; of a small game of two, no
/// extreme one.
pub fn check_equilibria(
    game: &NormalGame,
    concept: &str,
    complete: bool,
    equilibria: &[Equilibrium],
    regret: &Rational,
) -> Vec<Check> {
    let mut checks: Vec<Check> = equilibria
        .iter()
        .enumerate()
        .map(|(index, one)| Check::new(format!("{concept} {}", index + 1), is_approximate(game, one, regret)))
        .collect();
    if complete {
        let missing = pure_equilibria(game).into_iter().find(|pure| {
            !equilibria.iter().any(|one| {
                one.profile.iter().zip(pure).all(|(mix, &strategy)| mix.get(strategy).is_some_and(Rational::is_one))
            })
        });
        let outcome = match missing {
            None => Ok(()),
            Some(pure) => Err(format!("the pure equilibrium {pure:?} is missing")),
        };
        checks.push(Check::new(format!("{concept} misses no pure equilibrium"), outcome));
    }
    // Pure equilibria alone are another claim.
    if complete
        && concept == "nash"
        && let Some(all) = extreme::extreme_equilibria(game)
    {
        let missing = all.iter().any(|profile| !equilibria.iter().any(|one| one.profile == *profile));
        let outcome = if missing { Err("an extreme equilibrium is missing".to_owned()) } else { Ok(()) };
        checks.push(Check::new("nash misses no extreme equilibrium", outcome));
    }
    checks
}

/// A mixture as integers over one denominator.
struct Weights {
    parts: Vec<IBig>,
    whole: UBig,
}

impl Weights {
    fn of(mix: &[Rational]) -> Weights {
        let mut whole = UBig::ONE;
        for weight in mix {
            let denominator = weight.denominator();
            let shared = (&whole).gcd(&denominator);
            whole *= denominator / shared;
        }
        let parts = mix.iter().map(|weight| weight.numerator() * IBig::from(&whole / weight.denominator())).collect();
        Weights { parts, whole }
    }
}

/// What each strategy of a player pays against the mixtures of the others: one pass over the
/// table.
fn values(game: &NormalGame, mixtures: &[Weights], player: usize) -> Vec<Rational> {
    let counts = game.counts();
    // By strategy, the sum of the numerators of each denominator that occurs.
    let mut sums: Vec<BTreeMap<UBig, IBig>> = vec![BTreeMap::new(); counts[player]];
    let mut profile = vec![0; counts.len()];
    for payoffs in &game.payoffs {
        let others = || (0..counts.len()).filter(|&other| other != player);
        if others().all(|other| !mixtures[other].parts[profile[other]].is_zero()) {
            let numerator = others()
                .fold(payoffs[player].numerator(), |product, other| product * &mixtures[other].parts[profile[other]]);
            *sums[profile[player]].entry(payoffs[player].denominator()).or_insert(IBig::ZERO) += numerator;
        }
        // The last player's strategy varies fastest.
        for place in (0..counts.len()).rev() {
            profile[place] += 1;
            if profile[place] < counts[place] {
                break;
            }
            profile[place] = 0;
        }
    }
    let whole = mixtures.iter().enumerate().filter(|(other, _)| *other != player);
    let whole = whole.fold(UBig::ONE, |product, (_, weights)| product * &weights.whole);
    let total = |sums: BTreeMap<UBig, IBig>| {
        sums.into_iter().fold(Rational::ZERO, |total, (denominator, numerator)| {
            &total + &Rational::from_integers(numerator, denominator * &whole)
        })
    };
    sums.into_iter().map(total).collect()
}

/// The pure equilibria, by the definition.
pub fn pure_equilibria(game: &NormalGame) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for index in 0..game.payoffs.len() {
        let profile = game.profile(index);
        let stands = (0..profile.len()).all(|player| {
            (0..game.strategies[player].len()).all(|strategy| {
                let mut other = profile.clone();
                other[player] = strategy;
                game.payoffs[game.index(&other)][player] <= game.payoffs[index][player]
            })
        });
        if stands {
            found.push(profile);
        }
    }
    found
}

/// That a bound on a goal (one number per profile) over the correlated equilibria of either
/// notion is one: its distribution is a correlated equilibrium that attains it, and its
/// proof holds at every profile. `least` says which end it is; `coarse` which notion.
///
/// # Errors
/// What is wrong, in words.
pub fn is_correlated_bound(
    game: &NormalGame,
    goal: &[Rational],
    bound: &Bound,
    least: bool,
    coarse: bool,
) -> Result<(), String> {
    is_correlated(game, &bound.distribution, coarse)?;
    let attained = bound
        .distribution
        .iter()
        .fold(Rational::ZERO, |sum, one| &sum + &(&one.weight * &goal[game.index(&one.profile)]));
    if attained != bound.value {
        return Err("the distribution does not attain the value".to_owned());
    }
    for Incentive { player, played, instead, weight } in &bound.proof {
        let count = game.strategies.get(*player).map_or(0, Vec::len);
        if weight.is_negative() || *instead >= count || played.is_some_and(|played| played >= count) {
            return Err("a term of the proof is none".to_owned());
        }
        if coarse && played.is_some() {
            return Err("the proof uses an incentive that the coarse notion lacks".to_owned());
        }
    }
    for (index, value) in goal.iter().enumerate() {
        let profile = game.profile(index);
        let mut cap = if least { -&bound.value } else { bound.value.clone() };
        for Incentive { player, played, instead, weight } in &bound.proof {
            if played.is_none_or(|played| profile[*player] == played) {
                let mut other = profile.clone();
                other[*player] = *instead;
                let gain = &game.payoffs[game.index(&other)][*player] - &game.payoffs[index][*player];
                cap = &cap + &(weight * &gain);
            }
        }
        if (if least { -value } else { value.clone() }) > cap {
            return Err(format!("the proof fails at the profile {profile:?}"));
        }
    }
    Ok(())
}

/// Checks the ends of the correlated equilibria of a game: of the sum of payoffs
/// and, least and most, of each player's.
pub fn check_correlated(game: &NormalGame, concept: &str, welfare: &Bound, payoffs: &[[Bound; 2]]) -> Vec<Check> {
    let coarse = concept == "coarse_correlated";
    let sum = |payoffs: &[Rational]| payoffs.iter().fold(Rational::ZERO, |sum, payoff| &sum + payoff);
    let total: Vec<Rational> = game.payoffs.iter().map(sum).collect();
    let mut checks = vec![Check::new(
        format!("{concept}: the best sum of payoffs"),
        is_correlated_bound(game, &total, welfare, false, coarse),
    )];
    if payoffs.len() != game.players.len() {
        checks.push(Check::new(format!("{concept}: the ends of every player"), Err("some are missing".to_owned())));
    }
    for (player, (name, [least, most])) in game.players.iter().zip(payoffs).enumerate() {
        let goal: Vec<Rational> = game.payoffs.iter().map(|payoffs| payoffs[player].clone()).collect();
        let outcome = is_correlated_bound(game, &goal, least, true, coarse)
            .and_then(|()| is_correlated_bound(game, &goal, most, false, coarse));
        checks.push(Check::new(format!("{concept}: the least and the most of {name}"), outcome));
    }
    checks
}

/// That weighted profiles are a distribution from which no deviation pays.
///
/// # Errors
/// What is wrong, in words.
pub fn is_correlated(game: &NormalGame, distribution: &[Weighted], coarse: bool) -> Result<(), String> {
    let mut total = Rational::ZERO;
    for one in distribution {
        let fits = one.profile.len() == game.strategies.len()
            && one.profile.iter().zip(&game.strategies).all(|(&strategy, list)| strategy < list.len());
        if !fits || one.weight.is_negative() {
            return Err("the distribution does not fit the game".to_owned());
        }
        total = &total + &one.weight;
    }
    if !total.is_one() {
        return Err("the weights do not sum to one".to_owned());
    }
    for (player, labels) in game.strategies.iter().enumerate() {
        let told: Vec<Option<usize>> = if coarse { vec![None] } else { (0..labels.len()).map(Some).collect() };
        for told in told {
            for (instead, label) in labels.iter().enumerate() {
                let mut gain = Rational::ZERO;
                for one in distribution.iter().filter(|one| told.is_none_or(|told| one.profile[player] == told)) {
                    let mut other = one.profile.clone();
                    other[player] = instead;
                    let here = &game.payoffs[game.index(&one.profile)][player];
                    gain = &gain + &(&one.weight * &(&game.payoffs[game.index(&other)][player] - here));
                }
                if gain.is_positive() {
                    return Err(format!("{} gains by playing `{label}` instead", game.players[player]));
                }
            }
        }
    }
    Ok(())
}

/// That eliminations can be replayed round by round: each mixture is one over strategies
/// that are left, and dominates against all that is left of the others; and that what is
/// said to survive is the rest, in which no pure strategy dominates another.
///
/// # Errors
/// What is wrong, in words.
pub fn eliminations_stand(game: &NormalGame, reduction: &Reduction, dominance: Dominance) -> Result<(), String> {
    let mut left: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
    let rounds = reduction.eliminations.iter().map(|gone| gone.round).max().unwrap_or(0);
    for round in 1..=rounds {
        let gone: Vec<_> = reduction.eliminations.iter().filter(|gone| gone.round == round).collect();
        for one in &gone {
            let label = &game.strategies[one.player][one.strategy];
            if !left[one.player].contains(&one.strategy) {
                return Err(format!("`{label}` is eliminated twice"));
            }
            let sum = one.by.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
            let among = one.by.iter().enumerate().all(|(strategy, weight)| {
                !weight.is_negative() && (weight.is_zero() || left[one.player].contains(&strategy))
            });
            if !sum.is_one() || !among {
                return Err(format!("what dominates `{label}` is no mixture of what is left"));
            }
            if !is_dominated(game, &left, one.player, one.strategy, &one.by, dominance) {
                return Err(format!("`{label}` is not dominated by that in round {round}"));
            }
        }
        for one in gone {
            left[one.player].retain(|&strategy| strategy != one.strategy);
        }
    }
    if left != reduction.surviving {
        return Err("the survivors are not what is left".to_owned());
    }
    for (player, own) in left.iter().enumerate() {
        for &strategy in own {
            for &other in own.iter().filter(|&&other| other != strategy) {
                let mut by = vec![Rational::ZERO; game.strategies[player].len()];
                by[other] = Rational::ONE;
                if is_dominated(game, &left, player, strategy, &by, dominance) {
                    return Err(format!("`{}` survives, though dominated", game.strategies[player][strategy]));
                }
            }
        }
    }
    Ok(())
}

/// Checks what a concept of dominance leaves.
pub fn check_reduction(game: &NormalGame, concept: &str, reduction: &Reduction) -> Check {
    let dominance = if concept == "iterated_weak_dominance" { Dominance::Weak } else { Dominance::Strict };
    Check::new(format!("the eliminations of {concept}"), eliminations_stand(game, reduction, dominance))
}

fn is_dominated(
    game: &NormalGame,
    left: &[Vec<usize>],
    player: usize,
    strategy: usize,
    by: &[Rational],
    dominance: Dominance,
) -> bool {
    let mut some = false;
    for index in 0..game.payoffs.len() {
        let mut profile = game.profile(index);
        if profile[player] != strategy || (0..left.len()).any(|other| !left[other].contains(&profile[other])) {
            continue;
        }
        let mut gain = -&game.payoffs[index][player];
        for (other, weight) in by.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
            profile[player] = other;
            gain = &gain + &(weight * &game.payoffs[game.index(&profile)][player]);
        }
        match dominance {
            Dominance::Strict if !gain.is_positive() => return false,
            Dominance::Weak if gain.is_negative() => return false,
            Dominance::Strict | Dominance::Weak => some |= gain.is_positive(),
        }
    }
    some
}

/// That a player's security level is one: its mixture earns at least the value against every
/// profile of the others, the punishment allows no strategy more, and the pure levels are
/// what the definitions give.
///
/// # Errors
/// What is wrong, in words.
pub fn is_security_level(game: &NormalGame, player: usize, level: &SecurityLevel) -> Result<(), String> {
    let own = game.strategies[player].len();
    if level.strategy.len() != own || !is_distribution(&level.strategy) {
        return Err("the strategy is no mixture".to_owned());
    }
    if !is_distribution(level.punishment.iter().map(|one| &one.weight)) {
        return Err("the punishment is no mixture".to_owned());
    }
    let payoff = |strategy: usize, others: &[usize]| {
        let mut profile = others.to_vec();
        profile.insert(player, strategy);
        game.payoffs[game.index(&profile)][player].clone()
    };
    let mut rest: Vec<Vec<usize>> = Vec::new();
    for index in 0..game.payoffs.len() {
        let mut profile = game.profile(index);
        if profile.remove(player) == 0 {
            rest.push(profile);
        }
    }
    for others in &rest {
        let earned = level.strategy.iter().enumerate().fold(Rational::ZERO, |sum, (strategy, weight)| {
            if weight.is_zero() { sum } else { &sum + &(weight * &payoff(strategy, others)) }
        });
        if earned < level.value {
            return Err(format!("the strategy earns less against {others:?}"));
        }
    }
    for strategy in 0..own {
        let mut allowed = Rational::ZERO;
        for one in &level.punishment {
            if !rest.contains(&one.profile) {
                return Err("the punishment does not fit the game".to_owned());
            }
            allowed = &allowed + &(&one.weight * &payoff(strategy, &one.profile));
        }
        if allowed > level.value {
            return Err(format!("the punishment allows `{}` more", game.strategies[player][strategy]));
        }
    }
    let worst = |strategy: usize| rest.iter().map(|others| payoff(strategy, others)).min();
    let best = |others: &Vec<usize>| (0..own).map(|strategy| payoff(strategy, others)).max();
    if (0..own).filter_map(worst).max().as_ref() != Some(&level.pure_maximin.value) {
        return Err("the pure maximin is another".to_owned());
    }
    if rest.iter().filter_map(best).min().as_ref() != Some(&level.pure_minmax.value) {
        return Err("the pure minmax is another".to_owned());
    }
    Ok(())
}

/// Checks the security level of each player.
pub fn check_security(game: &NormalGame, levels: &[SecurityLevel]) -> Vec<Check> {
    if levels.len() != game.players.len() {
        let claim = "every player has a security level".to_owned();
        return vec![Check::new(claim, Err(format!("{} of {} have one", levels.len(), game.players.len())))];
    }
    let check = |(player, level)| {
        let claim = format!("{}'s security level", game.players[player]);
        Check::new(claim, is_security_level(game, player, level))
    };
    levels.iter().enumerate().map(check).collect()
}

/// Checks a leader's commitments.
pub fn check_commitment(game: &NormalGame, commitment: &Commitment) -> Check {
    let leader = game.players.get(commitment.leader).map_or("nobody", String::as_str);
    Check::new(format!("{leader}'s commitment"), is_optimal_commitment(game, commitment))
}

/// That a commitment is optimal: its reply is a best one, the payoffs are these, and every
/// reply's bound holds and is no more than the leader gets; that no pure commitment does
/// better than the pure one.
///
/// # Errors
/// What is wrong, in words.
pub fn is_optimal_commitment(game: &NormalGame, commitment: &Commitment) -> Result<(), String> {
    if game.players.len() != 2 || commitment.leader > 1 {
        return Err("a commitment is one of two players".to_owned());
    }
    let (leader, follower) = (commitment.leader, 1 - commitment.leader);
    let (own, replies) = (game.strategies[leader].len(), game.strategies[follower].len());
    let payoff = |i: usize, j: usize, player: usize| {
        let profile = if leader == 0 { [i, j] } else { [j, i] };
        &game.payoffs[game.index(&profile)][player]
    };
    let mixed = &commitment.mixed;
    let plays = commitment.pure < own && commitment.pure_reply < replies && mixed.reply < replies;
    if !plays || mixed.payoffs.len() != 2 || commitment.pure_payoffs.len() != 2 {
        return Err("the commitment does not fit the game".to_owned());
    }
    if mixed.mixture.len() != own || !is_distribution(&mixed.mixture) {
        return Err("the commitment is no mixture".to_owned());
    }
    let expected = |j: usize, player: usize| {
        (0..own).fold(Rational::ZERO, |sum, i| &sum + &(&mixed.mixture[i] * payoff(i, j, player)))
    };
    let (value, received) = (expected(mixed.reply, leader), expected(mixed.reply, follower));
    if (0..replies).any(|j| expected(j, follower) > received) {
        return Err("the reply is not a best one".to_owned());
    }
    if mixed.payoffs[leader] != value || mixed.payoffs[follower] != received {
        return Err("the payoffs are others".to_owned());
    }
    if mixed.bounds.len() != replies {
        return Err("not every reply has a bound".to_owned());
    }
    for (j, bound) in mixed.bounds.iter().enumerate() {
        if bound.multipliers.len() != replies || bound.multipliers.iter().any(Rational::is_negative) {
            return Err(format!("the proof for reply {j} is none"));
        }
        if bound.value.as_ref().is_some_and(|bound| *bound > value) {
            return Err(format!("reply {j} would pay the leader more"));
        }
        for i in 0..own {
            let gains = (0..replies).fold(Rational::ZERO, |sum, k| {
                &sum + &(&bound.multipliers[k] * &(payoff(i, k, follower) - payoff(i, j, follower)))
            });
            let holds = match &bound.value {
                Some(bound) => *payoff(i, j, leader) <= bound + &gains,
                None => gains.is_positive(),
            };
            if !holds {
                return Err(format!("the proof for reply {j} fails at strategy {i}"));
            }
        }
    }
    let most = |i: usize| (0..replies).map(|j| payoff(i, j, follower)).max();
    let pairs = (0..own).flat_map(|i| (0..replies).map(move |j| (i, j)));
    let best = pairs.filter(|&(i, j)| Some(payoff(i, j, follower)) == most(i)).map(|(i, j)| payoff(i, j, leader)).max();
    let pure = payoff(commitment.pure, commitment.pure_reply, leader);
    if (0..2).any(|player| commitment.pure_payoffs[player] != *payoff(commitment.pure, commitment.pure_reply, player)) {
        return Err("the pure commitment pays something else".to_owned());
    }
    let replied = Some(payoff(commitment.pure, commitment.pure_reply, follower)) == most(commitment.pure);
    if replied && Some(pure) == best { Ok(()) } else { Err("the pure commitment is not the best".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Matching pennies, with a third player who watches.
    fn pennies() -> NormalGame {
        let pays = |first: i64| vec![Rational::new(first, 3), Rational::new(-first, 2), Rational::from(first)];
        NormalGame {
            players: ["a", "b", "c"].map(str::to_owned).to_vec(),
            strategies: vec![vec!["x".into(), "y".into()], vec!["x".into(), "y".into()], vec!["watch".into()]],
            payoffs: [1, -1, -1, 1].map(pays).to_vec().into(),
        }
    }

    fn claim(first: [i64; 2], second: [i64; 2], payoffs: [Rational; 3]) -> Equilibrium {
        let mix = |weights: [i64; 2]| weights.map(|weight| Rational::new(weight, 4)).to_vec();
        Equilibrium { profile: vec![mix(first), mix(second), vec![Rational::ONE]], payoffs: payoffs.to_vec() }
    }

    #[test]
    fn even_odds_alone_are_an_equilibrium_of_matching_pennies() {
        let zero = || [0, 0, 0].map(Rational::from);
        assert_eq!(is_equilibrium(&pennies(), &claim([2, 2], [2, 2], zero())), Ok(()));
        let fault = |claim: Equilibrium| is_equilibrium(&pennies(), &claim).unwrap_err();
        assert!(fault(claim([2, 2], [2, 2], [1, 0, 0].map(Rational::from))).contains("payoffs"));
        assert!(fault(claim([2, 2], [2, 3], zero())).contains("no probability"));
        assert!(fault(claim([-1, 5], [2, 2], zero())).contains("no probability"));
        assert!(fault(claim([2, 2], [3, 1], zero())).contains("a gains by deviating to `x`"));
        assert!(fault(Equilibrium { profile: vec![], payoffs: vec![] }).contains("fit"));
    }

    #[test]
    fn regret_bounds_what_a_deviation_gains() {
        // Against 3/4 of x, a gets 1/6 for x and −1/6 for y.
        let near = claim([2, 2], [3, 1], [0, 0, 0].map(Rational::from));
        assert_eq!(is_approximate(&pennies(), &near, &Rational::new(1, 6)), Ok(()));
        assert!(is_approximate(&pennies(), &near, &Rational::new(1, 7)).is_err());
    }
}
