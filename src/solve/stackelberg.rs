//! Commitment: one player moves first and is believed (von Stackelberg 1934; strong
//! Stackelberg equilibrium, Leitmann 1978 \[Leitmann1978\]).
//!
//! The leader commits to a strategy, pure or mixed; the follower plays a best reply, of
//! several the one that the leader likes best. The optimal mixed commitment is found by one
//! linear program per reply `j`: among the mixtures against which `j` is a best reply, the
//! leader's best (Conitzer and Sandholm 2006 \[ConitzerSandholm2006\], theorem 2); polynomial.
//! Every reply's program is kept with its dual as the proof: no commitment that `j` answers
//! pays the leader more; a reply that answers nothing comes with what dominates it.
//!
//! With more than two players the followers play a game among themselves, whose equilibrium
//! would have to be selected, and the problem is NP-hard; the concept has no answer there.

use crate::form::normal::NormalGame;
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::{Commitment, Commitments, MixedCommitment, Refusal, ReplyBound};

use super::limits::Limits;

/// The most entries (own strategies times the square of replies) of all programs of a leader.
pub const MAX_ENTRIES: usize = 10_000_000;

/// The best commitments of either player as the leader.
///
/// # Errors
/// [`Refusal::Players`] unless there are two; [`Refusal::TooLarge`] beyond [`MAX_ENTRIES`].
pub fn stackelberg(game: &NormalGame, limits: &Limits) -> Result<Commitments, Refusal> {
    let [rows, columns] = game.counts()[..] else { return Err(Refusal::Players { only: 2 }) };
    let size = rows.saturating_mul(columns).saturating_mul(rows.max(columns));
    if size > MAX_ENTRIES {
        return Err(Refusal::TooLarge {
            what: "entries of its programs",
            size,
            limit: MAX_ENTRIES,
            instead: Some("pure_nash"),
        });
    }
    let mut leaders = Vec::new();
    for leader in 0..2 {
        leaders.push(commitment(game, leader, limits)?);
    }
    Ok(Commitments { leaders, players: game.players.clone(), strategies: game.strategies.clone() })
}

fn commitment(game: &NormalGame, leader: usize, limits: &Limits) -> Result<Commitment, Refusal> {
    let follower = 1 - leader;
    let (own, replies) = (game.strategies[leader].len(), game.strategies[follower].len());
    let place = |i: usize, j: usize| i * game.stride(leader) + j * game.stride(follower);
    let payoff = |i: usize, j: usize, player: usize| game.payoff(place(i, j), player);

    let answered = |i: usize| {
        let best = (0..replies).map(|j| payoff(i, j, follower)).max().expect("a player has a strategy");
        let tied = (0..replies).filter(|&j| payoff(i, j, follower) == best);
        let reply = tied.reduce(|best, j| if payoff(i, j, leader) > payoff(i, best, leader) { j } else { best });
        (i, reply.expect("the best reply is one"))
    };
    let pure = (0..own)
        .map(answered)
        .reduce(|best, next| if payoff(next.0, next.1, leader) > payoff(best.0, best.1, leader) { next } else { best });
    let pure = pure.expect("a player has a strategy");

    let mut bounds = Vec::with_capacity(replies);
    let mut best: Option<(usize, Rational, Vec<Rational>)> = None;
    for j in 0..replies {
        if limits.interrupted() {
            return Err(Refusal::Interrupted);
        }
        let mut program = LinearProgram::maximize((0..own).map(|i| payoff(i, j, leader).clone()).collect());
        let rivals: Vec<usize> = (0..replies).filter(|&k| k != j).collect();
        program.rows = rivals
            .iter()
            .map(|&k| {
                let terms = (0..own).map(|i| (i, payoff(i, k, follower) - payoff(i, j, follower)));
                Row::new(terms, Relation::AtMost, Rational::ZERO)
            })
            .collect();
        program.rows.push(Row::new((0..own).map(|i| (i, Rational::ONE)), Relation::Equal, Rational::ONE));
        let spread = |multipliers: &[Rational]| {
            let mut weights = vec![Rational::ZERO; replies];
            rivals.iter().zip(multipliers).for_each(|(&k, weight)| weights[k] = weight.clone());
            weights
        };
        bounds.push(match solve(&program) {
            Outcome::Optimal(optimum) => {
                if best.as_ref().is_none_or(|(_, value, _)| optimum.value > *value) {
                    best = Some((j, optimum.value.clone(), optimum.primal));
                }
                ReplyBound { value: Some(optimum.value), multipliers: spread(&optimum.dual) }
            }
            Outcome::Infeasible { certificate } => ReplyBound { value: None, multipliers: spread(&certificate) },
            Outcome::Unbounded { .. } => unreachable!("mixtures are bounded"),
        });
    }
    let (reply, value, mixture) = best.expect("some reply is a best one");
    let received = (0..own).fold(Rational::ZERO, |sum, i| &sum + &(&mixture[i] * payoff(i, reply, follower)));
    let mut payoffs = vec![value; 2];
    payoffs[follower] = received;
    Ok(Commitment {
        leader,
        pure: pure.0,
        pure_reply: pure.1,
        pure_payoffs: game.payoffs[place(pure.0, pure.1)].to_vec(),
        mixed: MixedCommitment { mixture, reply, payoffs, bounds },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_commitment_beats_a_pure_one() {
        // Conitzer and Sandholm 2006, section 1.
        let payoffs = [(2, 1), (4, 0), (1, 0), (3, 1)].map(|(a, b): (i64, i64)| vec![a.into(), b.into()]).to_vec();
        let two = || vec!["a".to_owned(), "b".to_owned()];
        let game = NormalGame { players: two(), strategies: vec![two(), two()], payoffs: payoffs.into() };
        let commitments = stackelberg(&game, &Limits::default()).unwrap();
        let row = &commitments.leaders[0];
        assert_eq!((row.pure, row.pure_reply), (1, 1));
        assert_eq!(row.pure_payoffs[0], Rational::from(3));
        assert_eq!(row.mixed.payoffs[0], Rational::new(7, 2));
        assert_eq!(row.mixed.mixture, [Rational::new(1, 2), Rational::new(1, 2)]);
    }
}
