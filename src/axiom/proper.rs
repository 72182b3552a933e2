//! Checks that equilibria are proper, from the trembles that a report gives for them.
//!
//! Let each level be played `t` times as often as the one before. A player's strategies are
//! compared by what they pay, coefficient by coefficient in `t`, and of two that differ the
//! better one must occur on an earlier level; then the trembles are ε-proper for any ε once `t` is
//! small (Myerson 1978 \[Myerson1978\]). Where no levels are given the equilibrium must be regular:
//! every best reply in use, and the Jacobian of the supports' equations nonsingular.

use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::{Enclosed, Equilibrium, Family, Trembles};

use super::Check;
use super::enclosure::holds_regular;

/// The most levels that are multiplied out, over all players.
const LEVELS: usize = 2_000;

/// Checks each equilibrium with its trembles.
pub fn check(game: &NormalGame, equilibria: &[Equilibrium], trembles: &[Trembles]) -> Vec<Check> {
    if equilibria.len() != trembles.len() {
        let fault = format!("{} of {} have trembles", trembles.len(), equilibria.len());
        return vec![Check::new("proper: every equilibrium has trembles", Err(fault))];
    }
    let check = |(at, (one, trembles)): (usize, (&Equilibrium, &Trembles))| {
        let outcome = match trembles.is_empty() {
            true => is_regular(game, one),
            false => are_proper(game, one, trembles),
        };
        Check::new(format!("proper {} survives trembles", at + 1), outcome)
    };
    equilibria.iter().zip(trembles).enumerate().map(check).collect()
}

/// Checks that equilibria in boxes are regular, which is all that shows of them that they are
/// proper, and that no families are listed.
pub fn check_boxes(game: &NormalGame, enclosed: &[Enclosed], families: &[Family]) -> Vec<Check> {
    let regular = |(at, one): (usize, &Enclosed)| {
        Check::new(format!("proper enclosure {} is regular", at + 1), holds_regular(game, one))
    };
    let mut checks: Vec<Check> = enclosed.iter().enumerate().map(regular).collect();
    if !families.is_empty() {
        let fault = "nothing shows that its members are proper".to_owned();
        checks.push(Check::new("proper: no family is listed", Err(fault)));
    }
    checks
}

/// That trembles start from the equilibrium, are of full support, and punish worse mistakes more.
fn are_proper(game: &NormalGame, one: &Equilibrium, trembles: &Trembles) -> Result<(), String> {
    let counts = game.counts();
    let fits = |(levels, &count): (&Vec<Vec<Rational>>, &usize)| {
        levels.iter().all(|level| level.len() == count && !level.iter().any(Rational::is_negative))
    };
    if trembles.len() != counts.len() || !trembles.iter().zip(&counts).all(fits) {
        return Err("the trembles do not fit the game".to_owned());
    }
    if trembles.iter().map(Vec::len).sum::<usize>() > LEVELS {
        return Err(format!("there are more than {LEVELS} levels"));
    }
    if trembles.iter().zip(&one.profile).any(|(levels, mixture)| levels.first() != Some(mixture)) {
        return Err("the trembles start elsewhere".to_owned());
    }
    for (player, levels) in trembles.iter().enumerate() {
        let occurs = |strategy: usize| levels.iter().position(|level| level[strategy].is_positive());
        let paid = payoffs(game, trembles, player);
        for better in 0..counts[player] {
            let label = &game.strategies[player][better];
            let Some(early) = occurs(better) else {
                return Err(format!("`{label}` of {} never occurs", game.players[player]));
            };
            for worse in (0..counts[player]).filter(|&worse| paid[better] > paid[worse]) {
                if occurs(worse).is_some_and(|late| late <= early) {
                    let other = &game.strategies[player][worse];
                    return Err(format!(
                        "{} makes the worse mistake `{other}` as often as `{label}`",
                        game.players[player]
                    ));
                }
            }
        }
    }
    Ok(())
}

/// What each strategy of a player pays: coefficients that ascend by power of `t`.
fn payoffs(game: &NormalGame, trembles: &Trembles, player: usize) -> Vec<Vec<Rational>> {
    let others: usize = (0..trembles.len()).filter(|&other| other != player).map(|other| trembles[other].len()).sum();
    let mut sums = vec![vec![Rational::ZERO; others + 1]; game.strategies[player].len()];
    for index in 0..game.payoffs.len() {
        let profile = game.profile(index);
        // The probability of the others' strategies, term by term.
        let mut terms = vec![(0, game.payoffs[index][player].clone())];
        for (other, levels) in trembles.iter().enumerate().filter(|(other, _)| *other != player) {
            let chances: Vec<(usize, &Rational)> =
                levels.iter().map(|level| &level[profile[other]]).enumerate().filter(|one| !one.1.is_zero()).collect();
            terms = terms
                .iter()
                .flat_map(|(power, weight)| chances.iter().map(move |(more, chance)| (power + more, weight * *chance)))
                .collect();
        }
        for (power, weight) in terms {
            let sum = &mut sums[profile[player]][power];
            *sum = &*sum + &weight;
        }
    }
    sums
}

/// That no best reply is unused, and that the equations of the supports have one solution nearby.
fn is_regular(game: &NormalGame, one: &Equilibrium) -> Result<(), String> {
    let support: Vec<Vec<usize>> = one
        .profile
        .iter()
        .map(|mixture| (0..mixture.len()).filter(|&own| mixture[own].is_positive()).collect())
        .collect();
    for (player, mixture) in one.profile.iter().enumerate() {
        for unused in (0..mixture.len()).filter(|&own| !mixture[own].is_positive()) {
            if pays(game, &one.profile, player, &[(player, unused)]) >= one.payoffs[player] {
                return Err(format!("`{}` is a best reply that is not in use", game.strategies[player][unused]));
            }
        }
    }
    let unknowns: Vec<(usize, usize)> = support
        .iter()
        .enumerate()
        .flat_map(|(player, used)| used.iter().skip(1).map(move |&own| (player, own)))
        .collect();
    let mut rows: Vec<Vec<Rational>> = Vec::new();
    for &(player, own) in &unknowns {
        let entry = |&(other, theirs): &(usize, usize)| {
            if other == player {
                return Rational::ZERO;
            }
            let (base, start) = (support[player][0], support[other][0]);
            let value = |own, theirs| pays(game, &one.profile, player, &[(player, own), (other, theirs)]);
            &(&value(own, theirs) - &value(own, start)) - &(&value(base, theirs) - &value(base, start))
        };
        rows.push(unknowns.iter().map(entry).collect());
    }
    // Elimination: singular if a column has no pivot.
    for step in 0..rows.len() {
        let Some(pivot) = (step..rows.len()).find(|&row| !rows[row][step].is_zero()) else {
            return Err("the equations of its supports are singular".to_owned());
        };
        rows.swap(step, pivot);
        let (above, below) = rows.split_at_mut(step + 1);
        for row in below {
            let factor = &row[step] / &above[step][step];
            for (entry, upper) in row.iter_mut().zip(&above[step]) {
                *entry = &*entry - &(&factor * upper);
            }
        }
    }
    Ok(())
}

/// What a player gets if some strategies are fixed and the others mix.
fn pays(game: &NormalGame, profile: &[Vec<Rational>], player: usize, fixed: &[(usize, usize)]) -> Rational {
    let mut sum = Rational::ZERO;
    for index in 0..game.payoffs.len() {
        let mut term = game.payoffs[index][player].clone();
        for (who, &own) in game.profile(index).iter().enumerate() {
            match fixed.iter().find(|(player, _)| *player == who) {
                Some((_, strategy)) if *strategy == own => {}
                Some(_) => term = Rational::ZERO,
                None => term = &term * &profile[who][own],
            }
        }
        sum = &sum + &term;
    }
    sum
}
