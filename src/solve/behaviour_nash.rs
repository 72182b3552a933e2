//! Nash equilibria of two-player trees in behaviour strategies, by the sequence form.
//!
//! With perfect recall behaviour strategies reach what mixed ones do (Kuhn 1953 \[Kuhn1953\]), and
//! the sequence form is linear in the tree where the normal form is exponential.

use std::collections::HashMap;

use crate::form::extensive::{ExtensiveGame, NodeId};
use crate::form::reduced::ReductionError;
use crate::form::sequence::{SequenceError, SequenceForm, sequence_form};
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::behaviour::{Behaviour, BehaviourEquilibria, BehaviourEquilibrium, Demand, LIMIT};
use crate::solution::{Answer, Refusal};

use super::extreme_equilibria::plans::{Plans, extreme_plans};
use super::limits::Limits;
use super::sequence_lemke::lemke;

/// The most sequences of both players for which all equilibria, one, and the value are computed:
/// the first two hold a table with about the square of that many entries.
pub(super) const MOST_BRANCHED: usize = 1_000;
const MOST_PIVOTED: usize = 1_500;
const MOST_PROGRAMMED: usize = 20_000;

/// Refuses more sequences than that.
pub(super) fn at_most(form: &SequenceForm, limit: usize, instead: Option<&'static str>) -> Result<(), Refusal> {
    let size = form.sides.iter().map(|side| side.sequences.len()).sum();
    if size <= limit { Ok(()) } else { Err(Refusal::TooLarge { what: "sequences of moves", size, limit, instead }) }
}

/// Every extreme equilibrium; see [`super::extreme_equilibria::plans`].
///
/// # Errors
/// If more than two players have a choice, or one of them forgets.
pub fn behaviour_nash(game: &ExtensiveGame, limits: &Limits) -> Result<Answer, Refusal> {
    let form = whole(game)?;
    at_most(&form, MOST_BRANCHED, Some("one_behaviour_nash"))?;
    let (plans, complete) = extreme_plans(&form, limits);
    let equilibria = plans.iter().map(|plans| played(game, &form, plans)).collect();
    let why = (!complete).then_some(LIMIT);
    Ok(Answer::Behaviour(BehaviourEquilibria::of(game, Demand::Nash, equilibria, why)))
}

/// One equilibrium, of possibly many: the value's where the sum is constant, else Lemke's.
///
/// # Errors
/// If more than two players have a choice, or one of them forgets, or the limits come first.
pub fn one_behaviour_nash(game: &ExtensiveGame, limits: &Limits) -> Result<Answer, Refusal> {
    let form = whole(game)?;
    let constant = form.constant_sum().is_some();
    at_most(&form, if constant { MOST_PROGRAMMED } else { MOST_PIVOTED }, Some("subgame_perfect"))?;
    let plans = if constant { minimax(&form) } else { lemke(&form, limits) };
    let plans = plans.ok_or(Refusal::Interrupted)?;
    let equilibrium = played(game, &form, &plans);
    let (demand, why) = match constant {
        true => (Demand::Value, "the value is unique; other strategies may be optimal too"),
        false => (Demand::Nash, "one equilibrium, of possibly many"),
    };
    Ok(Answer::Behaviour(BehaviourEquilibria::of(game, demand, vec![equilibrium], Some(why))))
}

fn whole(game: &ExtensiveGame) -> Result<SequenceForm, Refusal> {
    sequence_form(game, NodeId::ROOT, &HashMap::new()).map_err(|error| refused(game, error))
}

/// Why a tree is not solved: where a player forgets even that it has been there, that.
pub(super) fn refused(game: &ExtensiveGame, error: SequenceError) -> Refusal {
    match (&error, game.form.absent_minded()) {
        (SequenceError::Forgets { .. }, Some(set)) => {
            let player = game.form.players[game.form.information_set(set).player].clone();
            Refusal::Reduction(ReductionError::AbsentMinded { player })
        }
        (SequenceError::Forgets { .. } | SequenceError::Players, _) => Refusal::Sequence(error),
    }
}

/// Optimal plans of a game of constant sum. The first player's value `v` of the game with values
/// of the other's information sets is the most for which some plan secures it:
///
/// ```text
/// max v_∅   subject to   E x = e,  v_h(τ) <= Σ_σ a_στ x_σ + Σ_{h after τ} v_h
/// ```
///
/// and the multipliers of the inequalities are the other's plan (Koller, Megiddo and von Stengel
/// 1996 \[KollerMegiddoVonStengel1996\], section 3).
pub fn minimax(form: &SequenceForm) -> Option<Plans> {
    let [own, other] = &form.sides;
    let player = own.player?;
    let (sequences, sets) = (own.sequences.len(), other.sets.len());
    let root = sequences + sets;
    let mut objective = vec![Rational::ZERO; root + 1];
    objective[root] = Rational::ONE;
    let mut program = LinearProgram::maximize(objective);
    (sequences..=root).for_each(|value| program.free[value] = true);
    let one = || Rational::ONE;
    let minus = || Rational::from(-1);
    program.rows.push(Row::new([(0, one())], Relation::Equal, one()));
    for set in &own.sets {
        let actions = (set.first..set.first + set.actions).map(|sequence| (sequence, one()));
        program.rows.push(Row::new(actions.chain([(set.before, minus())]), Relation::Equal, Rational::ZERO));
    }
    let mut terms: Vec<Vec<(usize, Rational)>> = vec![Vec::new(); other.sequences.len()];
    for pair in &form.pairs {
        terms[pair.sequences[1]].push((pair.sequences[0], -&pair.payoffs[player]));
    }
    for (after, (place, terms)) in other.after().iter().zip(other.sequences.iter().zip(terms)) {
        let value = place.map_or(root, |(set, _)| sequences + set);
        let after = after.iter().map(|&set| (sequences + set, minus()));
        program.rows.push(Row::new(
            terms.into_iter().chain([(value, one())]).chain(after),
            Relation::AtMost,
            Rational::ZERO,
        ));
    }
    let optimum = solve(&program).optimal()?;
    let first = optimum.primal[..sequences].to_vec();
    let second = optimum.dual[own.sets.len() + 1..].to_vec();
    Some([first, second])
}

/// Plans as behaviour strategies, with what they pay.
pub fn played(game: &ExtensiveGame, form: &SequenceForm, plans: &Plans) -> BehaviourEquilibrium {
    let mut behaviour = without_choice(game);
    for (side, plan) in form.sides.iter().zip(plans) {
        for (set, mixture) in side.behaviour(plan) {
            behaviour[set.index()] = Some(mixture);
        }
    }
    let payoffs = form.payoffs([&plans[0], &plans[1]], game.form.players.len());
    BehaviourEquilibrium { behaviour, payoffs, beliefs: Vec::new(), intuitive: None }
}

/// What is played where there is no choice; open elsewhere.
pub fn without_choice(game: &ExtensiveGame) -> Behaviour {
    let sets = game.form.information_sets.iter();
    sets.map(|set| (set.actions.len() == 1).then(|| vec![Rational::ONE])).collect()
}
