//! Sequential equilibria of trees (Kreps and Wilson 1982 \[KrepsWilson1982\]).
//!
//! A profile with beliefs is one if every mixture is best given the beliefs, and these are limits
//! of what Bayes' rule says of completely mixed profiles near it. One exists in every game with
//! perfect recall. We find
//!
//! * in signalling games, all ([`super::signalling`]);
//! * with perfect information, the subgame-perfect equilibria, which are the same;
//! * in other small trees, those of every support, mixed ones included
//!   ([`super::sequential_supports`]); all, where its systems are settled exactly;
//! * elsewhere, those among candidates: the extreme equilibria of two players with
//!   every pure continuation where their own moves keep them away, and all pure profiles,
//!   each tried for consistent beliefs ([`super::consistency`]). Others may exist.

use std::collections::HashMap;

use crate::form::extensive::{ExtensiveGame, NodeId};
use crate::form::recall::forgotten;
use crate::form::sequence::{SequenceError, sequence_form};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::solution::behaviour::{BehaviourEquilibria, BehaviourEquilibrium, Belief, Demand, LIMIT};
use crate::solution::{Answer, Refusal};

use super::behaviour_nash::{MOST_BRANCHED, at_most, played, refused, without_choice};
use super::consistency::{Consistency, consistency};
use super::extreme_equilibria::plans::extreme_plans;
use super::limits::{Limits, Spent};
use super::sequential_supports::{BySupports, by_supports};
use super::signalling::Signalling;
use super::subgame_equilibria;

/// The most profiles that are tried, and the most nodes that are visited for them.
const CANDIDATES: u64 = 20_000;
const VISITS: u64 = 50_000_000;

/// The most supports that are gone through, times the nodes of the tree.
const SUPPORTED: u64 = 20_000_000;

const PROPER: &str = "found among supports, pure profiles and extreme equilibria; mixed ones may be missing";
const OPEN: &str = "found among supports, pure profiles and extreme equilibria; of some the beliefs were not decided";

/// Sequential equilibria; see the module.
///
/// # Errors
/// If a player forgets.
pub fn sequential(game: &ExtensiveGame, limits: &Limits) -> Result<Answer, Refusal> {
    if let Some(set) = forgotten(&game.form) {
        let player = game.form.players[game.form.information_set(set).player].clone();
        return Err(refused(game, SequenceError::Forgets { player }));
    }
    if game.form.has_perfect_information() {
        let mut answer = subgame_equilibria::subgame_perfect(game, limits)?;
        if let Answer::Behaviour(found) = &mut answer {
            found.demand = Demand::Beliefs;
            let certain = || Belief { weights: vec![Rational::ONE], ranges: Vec::new() };
            for one in &mut found.equilibria {
                one.beliefs = one.behaviour.iter().map(|_| certain()).collect();
            }
        }
        return Ok(answer);
    }
    if let Some(signalling) = Signalling::of(game) {
        return signals(game, &signalling, limits);
    }
    let nodes = limits.nodes.min(SUPPORTED / game.form.nodes.len().max(1) as u64);
    let bounded = Limits { nodes, ..limits.clone() };
    match by_supports(game, &mut Spent::nothing_of(&bounded)) {
        Some(BySupports { equilibria, complete: true }) => {
            Ok(Answer::Behaviour(BehaviourEquilibria::of(game, Demand::Beliefs, equilibria, None)))
        }
        Some(BySupports { equilibria, .. }) => candidates(game, equilibria, limits),
        None => candidates(game, Vec::new(), limits),
    }
}

fn signals(game: &ExtensiveGame, signalling: &Signalling<'_>, limits: &Limits) -> Result<Answer, Refusal> {
    let form = sequence_form(game, NodeId::ROOT, &HashMap::new()).map_err(|error| refused(game, error))?;
    at_most(&form, MOST_BRANCHED, None)?;
    let (plans, complete) = extreme_plans(&form, limits);
    let mut equilibria = Vec::new();
    for plans in &plans {
        let mut one = played(game, &form, plans);
        if let Some(beliefs) = signalling.beliefs(&one.behaviour) {
            one.beliefs = beliefs;
            one.intuitive = signalling.intuitive(&one.behaviour);
            equilibria.push(one);
        }
    }
    let why = (!complete).then_some(LIMIT);
    Ok(Answer::Behaviour(BehaviourEquilibria::of(game, Demand::Beliefs, equilibria, why)))
}

/// The candidates that stand, after those that are known.
fn candidates(
    game: &ExtensiveGame,
    mut equilibria: Vec<BehaviourEquilibrium>,
    limits: &Limits,
) -> Result<Answer, Refusal> {
    let sets = &game.form.information_sets;
    let mut starts = vec![without_choice(game)];
    match sequence_form(game, NodeId::ROOT, &HashMap::new()) {
        Ok(form) if at_most(&form, MOST_BRANCHED, None).is_ok() => {
            let (plans, _) = extreme_plans(&form, limits);
            // Those that mix; the others are among the pure profiles.
            let extreme = plans.iter().map(|plans| played(game, &form, plans).behaviour);
            let mixes = |mixture: &Vec<Rational>| mixture.iter().any(|weight| weight.is_positive() && !weight.is_one());
            starts.extend(extreme.filter(|behaviour| behaviour.iter().flatten().any(mixes)));
        }
        Ok(_) | Err(SequenceError::Players) => {}
        Err(error @ SequenceError::Forgets { .. }) => return Err(refused(game, error)),
    }
    let mut why = PROPER;
    let most = CANDIDATES.min(VISITS / game.form.nodes.len().max(1) as u64);
    let mut spent = Spent::nothing_of(limits);
    'starts: for start in starts {
        let open: Vec<usize> = (0..sets.len()).filter(|&set| start[set].is_none()).collect();
        let mut chosen = vec![0; open.len()];
        loop {
            if spent.nodes() >= most || !spent.node() {
                why = LIMIT;
                break 'starts;
            }
            let mut profile: Vec<Vec<Rational>> =
                start.iter().map(|mixture| mixture.clone().unwrap_or_default()).collect();
            for (&set, &action) in open.iter().zip(&chosen) {
                profile[set] = vec![Rational::ZERO; sets[set].actions.len()];
                profile[set][action] = Rational::ONE;
            }
            match consistency(game, &profile, limits) {
                Consistency::Sequential(beliefs) => {
                    let payoffs = super::consistency::values(game, &profile).swap_remove(0);
                    let behaviour = profile.into_iter().map(Some).collect();
                    if equilibria.iter().all(|known| known.behaviour != behaviour) {
                        equilibria.push(BehaviourEquilibrium { behaviour, payoffs, beliefs, intuitive: None });
                    }
                }
                Consistency::Refuted => {}
                Consistency::Undecided => why = OPEN,
            }
            if !advance(&mut chosen, |at| sets[open[at]].actions.len()) {
                break;
            }
        }
    }
    Ok(Answer::Behaviour(BehaviourEquilibria::of(game, Demand::Beliefs, equilibria, Some(why))))
}
