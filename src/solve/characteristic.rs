//! The worths of coalitions, from what they can do.
//!
//! * *Enactment*: the most that the members gain together by a package that needs nobody else,
//!   outsiders passive but for a spoiler.
//! * *Cover*: the most that the parts of a partition are worth, `O(3^n)`; the least superadditive
//!   game above the given one (Aumann and Drèze 1974 \[AumannDreze1974\]).
//! * *Maximin*: the value of the game of the coalition against all others who want its total small,
//!   with correlated mixtures on both sides, `v(S) = max_σ min_τ Σ_S u` (von Neumann and Morgenstern
//!   1944 \[VonNeumannMorgenstern1944\]; the α and the β game are the same then, and superadditive).
//! * *Threats*: with `δ(S)` the value of the zero-sum game of `Σ_S u - Σ_{N∖S} u`, and so
//!   `δ(N) = max Σ u`, the worth is `½ (δ(N) + δ(S))`. Its Shapley value is what Harsanyi's
//!   bargaining with variable threats ends in where utility is transferable (Harsanyi 1959
//!   \[Harsanyi1959\]), and the value of Kohlberg and Neyman 2021 \[KohlbergNeyman2021\]. For two
//!   players it is Nash's bargain with variable threats (Nash 1953 \[Nash1953\]).
//!
//! One matrix game per coalition ([`super::matrix_game`]) for the last two. All sum utilities across
//! players, so they rest on comparable scales.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::form::enactment::Enactment;
use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::Refusal;
use crate::solution::coalitional::{Derived, Proof, Rule};

use super::limits::Limits;
use super::matrix_game::{Optimum, optimum};

/// The most entries of all matrix games together: coalitions times profiles.
pub const MAX_ENTRIES: usize = 1 << 18;

/// What coalitions can do.
#[derive(Debug, Clone, Copy)]
pub enum Powers<'a> {
    Enactment(&'a Enactment),
    Strategies(&'a NormalGame),
}

impl Powers<'_> {
    fn players(&self) -> &[String] {
        match self {
            Powers::Enactment(game) => &game.players,
            Powers::Strategies(game) => &game.players,
        }
    }

    fn moves(&self, coalition: Coalition) -> Vec<usize> {
        match self {
            Powers::Enactment(game) => game.moves(coalition),
            Powers::Strategies(game) => game.moves(coalition),
        }
    }

    /// By player, where the moves of a coalition and of the rest add up to a place.
    fn payoffs(&self, place: usize) -> &[Rational] {
        match self {
            Powers::Enactment(game) => game.payoffs(place),
            Powers::Strategies(game) => &game.payoffs[place],
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        let size = match self {
            // Bounded where it was compiled.
            Powers::Enactment(_) => 0,
            Powers::Strategies(game) => u32::try_from(game.players.len())
                .ok()
                .and_then(|count| 1usize.checked_shl(count))
                .and_then(|coalitions| coalitions.checked_mul(game.payoffs.len()))
                .unwrap_or(usize::MAX),
        };
        match size <= MAX_ENTRIES {
            true => Ok(()),
            false => Err(Refusal::TooLarge {
                what: "profiles of all coalitions",
                size,
                limit: MAX_ENTRIES,
                instead: Some("maximin"),
            }),
        }
    }

    /// The value of a coalition's game against all others, by what each player's payoff counts.
    fn against(&self, coalition: Coalition, weight: impl Fn(usize) -> i64) -> Optimum {
        let everyone = Coalition::grand(self.players().len());
        let (own, others) = (self.moves(coalition), self.moves(everyone.minus(coalition)));
        let entry = |place: usize| {
            self.payoffs(place).iter().enumerate().fold(Rational::ZERO, |sum, (player, payoff)| match weight(player) {
                0 => sum,
                sign if sign > 0 => &sum + payoff,
                _ => &sum - payoff,
            })
        };
        let matrix: Vec<Vec<Rational>> =
            own.iter().map(|mine| others.iter().map(|theirs| entry(mine + theirs)).collect()).collect();
        let mut found = optimum(&matrix);
        found.rows.iter_mut().for_each(|(place, _)| *place = own[*place]);
        found.columns.iter_mut().for_each(|(place, _)| *place = others[*place]);
        found
    }
}

/// The most that each coalition gains by a package that it can enact.
pub fn enactment(situation: &Enactment) -> Derived {
    let mut proofs = Vec::new();
    let needs: Vec<Coalition> = situation.packages.iter().map(|package| situation.needs(package)).collect();
    for coalition in situation.grand().subsets() {
        let mut best = Proof { value: Rational::ZERO, own: vec![(0, Rational::ONE)], others: Vec::new() };
        for (package, needs) in situation.packages.iter().zip(&needs) {
            if !coalition.is_empty() && needs.within(coalition) {
                let paid = situation.paid(package, coalition);
                let total = coalition.players().fold(Rational::ZERO, |sum, player| &sum + &paid[player]);
                if total > best.value {
                    best = Proof { value: total, own: vec![(package.items, Rational::ONE)], others: Vec::new() };
                }
            }
        }
        proofs.push(best);
    }
    let worth = |coalition: Coalition| proofs[coalition.index()].value.clone();
    let game = CoalitionalGame::new(situation.players.clone(), worth);
    Derived { rule: Rule::Enactment, game, proofs }
}

/// The superadditive cover of a game by enactment.
pub fn cover(derived: &Derived) -> Derived {
    let game = &derived.game;
    let mut worth = game.worth.clone();
    for whole in game.grand().subsets().filter(|whole| whole.size() > 1) {
        // In increasing order, so that parts are known before the whole.
        let Some(first) = whole.players().next() else { continue };
        for part in whole.without(first).subsets().skip(1) {
            let apart = &worth[part.index()] + &worth[whole.minus(part).index()];
            if apart > worth[whole.index()] {
                worth[whole.index()] = apart;
            }
        }
    }
    let game = CoalitionalGame::new(game.players.clone(), |coalition| worth[coalition.index()].clone());
    Derived { rule: Rule::Cover, game, proofs: Vec::new() }
}

/// What each coalition can secure whatever the others do.
///
/// # Errors
/// If the game is too large or the search is stopped.
pub fn maximin(powers: Powers<'_>, limits: &Limits) -> Result<Derived, Refusal> {
    powers.check()?;
    let members = |coalition: Coalition| move |player: usize| i64::from(coalition.contains(player));
    let mut proofs = vec![nothing()];
    for coalition in Coalition::grand(powers.players().len()).subsets().skip(1) {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        proofs.push(proof(powers.against(coalition, members(coalition))));
    }
    let worth = |coalition: Coalition| proofs[coalition.index()].value.clone();
    let game = CoalitionalGame::new(powers.players().to_vec(), worth);
    Ok(Derived { rule: Rule::Maximin, game, proofs })
}

/// What each coalition can count on if all bargain with threats; the proofs are those of `δ`.
///
/// # Errors
/// If the game is too large or the search is stopped.
pub fn threats(powers: Powers<'_>, limits: &Limits) -> Result<Derived, Refusal> {
    powers.check()?;
    let everyone = Coalition::grand(powers.players().len());
    let sides = |coalition: Coalition| move |player: usize| if coalition.contains(player) { 1 } else { -1 };
    let mut proofs: Vec<Proof> = Vec::new();
    // A coalition's game is that of its complement, seen from the other side.
    let half = 1usize << (everyone.size() - 1);
    let mut upper = Vec::new();
    for coalition in everyone.subsets().take(half) {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        let one = proof(powers.against(coalition, sides(coalition)));
        upper.push(Proof { value: -&one.value, own: one.others.clone(), others: one.own.clone() });
        proofs.push(one);
    }
    proofs.extend(upper.into_iter().rev());
    let half = Rational::new(1, 2);
    let whole = proofs[everyone.index()].value.clone();
    let worth = |coalition: Coalition| &(&whole + &proofs[coalition.index()].value) * &half;
    let game = CoalitionalGame::new(powers.players().to_vec(), worth);
    Ok(Derived { rule: Rule::Threats, game, proofs })
}

fn proof(optimum: Optimum) -> Proof {
    Proof { value: optimum.value, own: optimum.rows, others: optimum.columns }
}

fn nothing() -> Proof {
    Proof { value: Rational::ZERO, own: vec![(0, Rational::ONE)], others: vec![(0, Rational::ONE)] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solve::shapley::shapley;

    fn game(players: &[&str], counts: &[usize], payoffs: &[&[i64]]) -> NormalGame {
        NormalGame {
            players: players.iter().map(|name| (*name).to_owned()).collect(),
            strategies: counts.iter().map(|count| (0..*count).map(|k| k.to_string()).collect()).collect(),
            payoffs: payoffs.iter().map(|one| one.iter().map(|&x| Rational::from(x)).collect::<Vec<_>>()).collect(),
        }
    }

    #[test]
    fn variable_threats_of_two_are_those_of_nash() {
        // Two threats of each; a pie of 6 if both agree, which does not pay against a threat.
        let payoffs: [&[i64]; 9] =
            [&[0, 1], &[4, -3], &[9, -9], &[-2, 2], &[1, 0], &[9, -9], &[-9, 9], &[-9, 9], &[3, 3]];
        let nash = game(&["a", "b"], &[3, 3], &payoffs);
        let derived = threats(Powers::Strategies(&nash), &Limits::default()).unwrap();
        assert_eq!(derived.game.worth[3], Rational::from(6));
        assert_eq!(derived.proofs[1].value, Rational::from(-1));
        assert_eq!(derived.proofs[2].value, Rational::ONE);
        assert_eq!(shapley(&derived.game), [Rational::new(5, 2), Rational::new(7, 2)]);
    }

    #[test]
    fn two_who_match_pennies_against_a_third_secure_more_together() {
        // Player c gets 1 if its penny matches both others'; a and b share the rest evenly.
        let win = |at: usize| i64::from(matches!(at, 0 | 7));
        let payoffs: Vec<Vec<i64>> = (0..8).map(|at| vec![1 - win(at), 1 - win(at), 2 * win(at)]).collect();
        let payoffs: Vec<&[i64]> = payoffs.iter().map(Vec::as_slice).collect();
        let game = game(&["a", "b", "c"], &[2, 2, 2], &payoffs);
        let derived = maximin(Powers::Strategies(&game), &Limits::default()).unwrap();
        // Together a and b never match.
        assert_eq!(derived.game.worth[0b011], Rational::from(2));
        assert_eq!(derived.game.worth[0b001], Rational::new(1, 2));
        assert_eq!(derived.game.worth[0b100], Rational::ZERO);
        assert_eq!(derived.game.worth[0b111], Rational::from(2));
    }
}
