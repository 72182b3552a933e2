//! Checks of boxes that are claimed to hold one equilibrium, in exact interval arithmetic.
//!
//! Everything is computed from the payoffs and the box alone: that probabilities are positive,
//! that the Krawczyk operator of the indifference equations maps the box into its interior, so
//! that they hold at exactly one point of it, and that no strategy outside of the supports
//! gains anything there.

use crate::form::normal::NormalGame;
use crate::numeric::linear::{self, Solutions};
use crate::numeric::rational::Rational;
use crate::solution::{Enclosed, Equilibrium, Family};

use super::Check;
use super::range::{Range, maps_inside};

/// Checks of the enclosures, and of the members of families as far as they are exact.
pub fn check(game: &NormalGame, concept: &str, enclosed: &[Enclosed], families: &[Family]) -> Vec<Check> {
    let boxes = enclosed
        .iter()
        .enumerate()
        .map(|(index, one)| Check::new(format!("{concept} enclosure {}", index + 1), holds_one(game, one)));
    let members = families.iter().enumerate().filter_map(|(index, family)| {
        let exact = Equilibrium::try_from(&family.member).ok()?;
        let outcome = super::normal::is_equilibrium(game, &exact).and_then(|()| inside(&family.member, family));
        Some(Check::new(format!("{concept} family {}: its member", index + 1), outcome))
    });
    boxes.chain(members).collect()
}

fn inside(member: &Enclosed, family: &Family) -> Result<(), String> {
    let pairs = || member.profile.iter().flatten().zip(family.profile.iter().flatten());
    let fits = member.profile.iter().map(Vec::len).eq(family.profile.iter().map(Vec::len));
    match fits && pairs().all(|(one, all)| all[0] <= one[0] && one[1] <= all[1]) {
        true => Ok(()),
        false => Err("it lies outside of the family's bounds".to_owned()),
    }
}

/// The support of each player and, by player and strategy of it, the box.
struct Claim<'a> {
    game: &'a NormalGame,
    supports: Vec<Vec<usize>>,
    weights: Vec<Vec<Range>>,
}

impl Claim<'_> {
    /// The gain of `player` from one strategy over another, over mixtures of the others;
    /// where `towards` names another player and a strategy of its support, the derivative
    /// towards that strategy and away from the first one.
    fn gain(
        &self,
        weights: &[Vec<Range>],
        player: usize,
        [one, other]: [usize; 2],
        towards: Option<(usize, usize)>,
    ) -> Range {
        let mut sum = Range::exactly(&Rational::ZERO);
        let mut at: Vec<usize> = vec![0; self.supports.len()];
        loop {
            let mut chance = Range::exactly(&Rational::ONE);
            let mut profile: Vec<usize> = Vec::with_capacity(at.len());
            for (who, &place) in at.iter().enumerate() {
                profile.push(self.supports[who][place]);
                chance = match towards {
                    _ if who == player => chance,
                    Some((moved, to)) if who == moved && place == to => chance,
                    Some((moved, _)) if who == moved && place == 0 => chance.times(&Range::exactly(&-&Rational::ONE)),
                    Some((moved, _)) if who == moved => Range::exactly(&Rational::ZERO),
                    _ => chance.times(&weights[who][place]),
                };
            }
            let payoff = |strategy: usize| {
                let mut profile = profile.clone();
                profile[player] = strategy;
                &self.game.payoffs[self.game.index(&profile)][player]
            };
            sum = sum.plus(&chance.times(&Range::exactly(&(payoff(one) - payoff(other)))));
            let Some(next) = (0..at.len()).find(|&who| who != player && at[who] + 1 < self.supports[who].len()) else {
                return sum;
            };
            at[next] += 1;
            for earlier in at.iter_mut().take(next) {
                *earlier = 0;
            }
        }
    }

    /// By profile of all supports, of which the player's own part makes no difference.
    fn gains(&self, player: usize, [one, other]: [usize; 2]) -> Vec<Rational> {
        let mut profiles = vec![vec![]];
        for support in &self.supports {
            profiles = profiles
                .iter()
                .flat_map(|start: &Vec<usize>| {
                    support.iter().map(move |&strategy| start.iter().copied().chain([strategy]).collect())
                })
                .collect();
        }
        let payoff = |profile: &Vec<usize>, strategy: usize| {
            let mut profile = profile.clone();
            profile[player] = strategy;
            self.game.payoffs[self.game.index(&profile)][player].clone()
        };
        profiles.iter().map(|profile| &payoff(profile, one) - &payoff(profile, other)).collect()
    }
}

/// That a box holds exactly one equilibrium with its supports, which pays what it says.
///
/// # Errors
/// What is wrong, in words.
pub fn holds_one(game: &NormalGame, claimed: &Enclosed) -> Result<(), String> {
    proved(game, claimed, true)
}

/// The same of one that is regular: no strategy out of use ties with those in use.
///
/// # Errors
/// What is wrong, in words.
pub fn holds_regular(game: &NormalGame, claimed: &Enclosed) -> Result<(), String> {
    proved(game, claimed, false)
}

fn proved(game: &NormalGame, claimed: &Enclosed, ties: bool) -> Result<(), String> {
    let shape = claimed.profile.iter().map(Vec::len).eq(game.strategies.iter().map(Vec::len));
    if !shape || claimed.payoffs.len() != game.players.len() {
        return Err("the box does not fit the game".to_owned());
    }
    let supports: Vec<Vec<usize>> = claimed
        .profile
        .iter()
        .map(|mix| (0..mix.len()).filter(|&strategy| mix[strategy][1].is_positive()).collect())
        .collect();
    if supports.iter().any(Vec::is_empty) {
        return Err("somebody plays nothing".to_owned());
    }
    let weights: Vec<Vec<Range>> = claimed
        .profile
        .iter()
        .zip(&supports)
        .map(|(mix, support)| support.iter().map(|&s| Range { lo: mix[s][0].clone(), hi: mix[s][1].clone() }).collect())
        .collect();
    for (mix, (support, player)) in weights.iter().zip(supports.iter().zip(&game.players)) {
        if mix.iter().any(|weight| !weight.lo.is_positive() || weight.lo > weight.hi) {
            return Err(format!("a probability of {player} need not be positive"));
        }
        if support.len() == 1 && !(mix[0].lo.is_one() && mix[0].hi.is_one()) {
            return Err(format!("{player} need not play anything"));
        }
    }
    let claim = Claim { game, supports, weights };
    krawczyk(&claim)?;
    for player in 0..game.players.len() {
        let support = &claim.supports[player];
        for outside in (0..game.strategies[player].len()).filter(|strategy| !support.contains(strategy)) {
            let gain = claim.gain(&claim.weights, player, [outside, support[0]], None);
            let loses = gain.hi.is_negative() || ties && tied(&claim, player, outside);
            if !loses {
                let (who, what) = (&game.players[player], &game.strategies[player][outside]);
                return Err(format!("{who} may gain by deviating to `{what}`"));
            }
        }
    }
    for (player, [lo, hi]) in claimed.payoffs.iter().enumerate() {
        let own = claim.supports[player][0];
        let zero = pays(&claim, player, own);
        if zero.lo > *hi || zero.hi < *lo {
            return Err("the payoffs are not those of the box".to_owned());
        }
    }
    Ok(())
}

/// What a strategy of a player pays over the box.
fn pays(claim: &Claim<'_>, player: usize, strategy: usize) -> Range {
    let mut sum = Range::exactly(&Rational::ZERO);
    for (place, payoffs) in claim.game.payoffs.iter().enumerate() {
        let profile = claim.game.profile(place);
        if profile[player] != strategy {
            continue;
        }
        let chance = profile.iter().enumerate().filter(|(who, _)| *who != player).try_fold(
            Range::exactly(&Rational::ONE),
            |chance, (who, strategy)| {
                let at = claim.supports[who].iter().position(|known| known == strategy)?;
                Some(chance.times(&claim.weights[who][at]))
            },
        );
        if let Some(chance) = chance {
            sum = sum.plus(&chance.times(&Range::exactly(&payoffs[player])));
        }
    }
    sum
}

/// Whether a strategy outside of the support pays the same wherever all players are indifferent
/// between what they use: its gain is a combination of theirs, profile by profile of the supports.
fn tied(claim: &Claim<'_>, player: usize, outside: usize) -> bool {
    let gain = claim.gains(player, [outside, claim.supports[player][0]]);
    let supports = claim.supports.iter().enumerate();
    let indifferent: Vec<Vec<Rational>> = supports
        .flat_map(|(player, support)| support[1..].iter().map(move |&one| (player, [one, support[0]])))
        .map(|(player, pair)| claim.gains(player, pair))
        .collect();
    if indifferent.is_empty() {
        return gain.iter().all(Rational::is_zero);
    }
    let rows: Vec<Vec<Rational>> =
        (0..gain.len()).map(|place| indifferent.iter().map(|gains| gains[place].clone()).collect()).collect();
    !matches!(linear::solve(&rows, &gain), Solutions::Inconsistent { .. })
}

/// That the operator maps the box into its interior. The unknowns are the probabilities of each
/// support but the first.
fn krawczyk(claim: &Claim<'_>) -> Result<(), String> {
    let unknowns: Vec<(usize, usize)> = claim
        .supports
        .iter()
        .enumerate()
        .flat_map(|(player, support)| (1..support.len()).map(move |place| (player, place)))
        .collect();
    let centre: Vec<Rational> = unknowns.iter().map(|&(player, place)| claim.weights[player][place].middle()).collect();
    // The first probability of each player is what the others leave, over the box and at its
    // centre.
    let complete = |of: &dyn Fn(usize) -> Range| -> Vec<Vec<Range>> {
        let mut whole: Vec<Vec<Range>> = claim.supports.iter().map(|_| vec![Range::exactly(&Rational::ONE)]).collect();
        for (index, &(player, _)) in unknowns.iter().enumerate() {
            let value = of(index);
            whole[player][0] = whole[player][0].minus(&value);
            whole[player].push(value);
        }
        whole
    };
    let over = complete(&|index| {
        let (player, place) = unknowns[index];
        claim.weights[player][place].clone()
    });
    for (mix, stated) in over.iter().zip(&claim.weights) {
        if mix[0].lo > stated[0].hi || mix[0].hi < stated[0].lo {
            return Err("probabilities do not sum to one".to_owned());
        }
    }
    let middle = complete(&|index| Range::exactly(&centre[index]));
    let equation = |index: usize| {
        let (player, place) = unknowns[index];
        (player, [claim.supports[player][place], claim.supports[player][0]])
    };
    let slope = |weights: &[Vec<Range>], row: usize, column: usize| {
        let (player, pair) = equation(row);
        match unknowns[column].0 == player {
            true => Range::exactly(&Rational::ZERO),
            false => claim.gain(weights, player, pair, Some(unknowns[column])),
        }
    };
    let size = unknowns.len();
    let jacobian: Vec<Vec<Range>> =
        (0..size).map(|row| (0..size).map(|column| slope(&over, row, column)).collect()).collect();
    let exact: Vec<Vec<Rational>> =
        (0..size).map(|row| (0..size).map(|column| slope(&middle, row, column).lo).collect()).collect();
    let values: Vec<Rational> = (0..size)
        .map(|row| {
            let (player, pair) = equation(row);
            claim.gain(&middle, player, pair, None).lo
        })
        .collect();
    let sides: Vec<Range> = unknowns.iter().map(|&(player, place)| claim.weights[player][place].clone()).collect();
    maps_inside(&sides, &values, &exact, &jacobian)
}
