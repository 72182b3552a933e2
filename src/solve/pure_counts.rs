//! Pure equilibria of action-graph games, by how many of each class of alike players choose what
//! (Jiang, Leyton-Brown and Bhat 2011 \[JiangLeytonBrownBhat2011\]; Cheng, Reeves, Vorobeychik and
//! Wellman 2004 \[ChengReevesVorobeychikWellman2004\]: symmetric games of two actions have one).
//!
//! Players who are alike may change places, so that counts say all; each stands for as many
//! profiles as there are ways to say who is who. All counts are gone through: for `k` players
//! with `m` actions, `(k + m - 1)` over `(m - 1)`.

use dashu::integer::UBig;

use crate::form::action_graph::{ActionGraph, Class};
use crate::numeric::rational::Rational;
use crate::solution::{Counts, CountsAnswer};

use super::limits::{Limits, Spent};

/// Counts after which the rest is left out unless the limits say otherwise.
const MOST: u64 = 10_000_000;

/// All pure equilibria, as far as the limits allow: a node is a choice of counts.
pub fn pure_counts(graph: &ActionGraph, limits: &Limits) -> CountsAnswer {
    let classes = graph.classes();
    let mut answer = CountsAnswer {
        complete: true,
        players: classes.iter().map(|class| class.name.clone()).collect(),
        sizes: classes.iter().map(|class| class.players.len()).collect(),
        actions: classes.iter().map(|class| graph.labels(&class.actions)).collect(),
        equilibria: Vec::new(),
    };
    let mut spent = Spent::nothing_of(limits);
    let mut counts: Vec<Vec<usize>> = classes.iter().map(first).collect();
    loop {
        if !spent.node() || spent.nodes() > MOST || answer.equilibria.len() >= limits.answers {
            answer.complete = false;
            return answer;
        }
        match equilibrium(graph, &classes, &counts) {
            Ok(Some(payoffs)) => {
                let profiles = counts.iter().map(|own| arrangements(own)).product::<UBig>().to_string();
                answer.equilibria.push(Counts { counts: counts.clone(), payoffs, profiles });
            }
            Ok(None) => {}
            Err(Missing) => answer.complete = false,
        }
        if !counts.iter_mut().rev().any(|own| advance(own)) {
            return answer;
        }
    }
}

/// All choose the first action.
fn first(class: &Class) -> Vec<usize> {
    let mut counts = vec![0; class.actions.len()];
    counts[0] = class.players.len();
    counts
}

/// The next counts with the same sum; from the last back to the first, which it denies.
fn advance(counts: &mut [usize]) -> bool {
    let last = counts.len() - 1;
    let tail = std::mem::take(&mut counts[last]);
    match (0..last).rev().find(|&place| counts[place] > 0) {
        Some(place) => {
            counts[place] -= 1;
            counts[place + 1] = tail + 1;
            true
        }
        None => {
            counts[0] = tail;
            false
        }
    }
}

/// A configuration without a payoff: nobody can say whether somebody gains.
struct Missing;

/// By class and action, what it pays if it is in use.
type Payoffs = Vec<Vec<Option<Rational>>>;

/// What each action in use pays, if nobody gains by another.
fn equilibrium(graph: &ActionGraph, classes: &[Class], counts: &[Vec<usize>]) -> Result<Option<Payoffs>, Missing> {
    let pays = |action: usize, counts: &[Vec<usize>]| {
        graph.nodes[action].payoff(&graph.configuration(action, classes, counts)).cloned().ok_or(Missing)
    };
    let mut payoffs = Vec::with_capacity(classes.len());
    let mut moved = counts.to_vec();
    for (class, own) in classes.iter().enumerate() {
        let mut by_action = vec![None; own.actions.len()];
        for from in (0..own.actions.len()).filter(|&from| counts[class][from] > 0) {
            let payoff = pays(own.actions[from], counts)?;
            for to in (0..own.actions.len()).filter(|&to| to != from) {
                moved[class][from] -= 1;
                moved[class][to] += 1;
                let other = pays(own.actions[to], &moved)?;
                moved[class][from] += 1;
                moved[class][to] -= 1;
                if other > payoff {
                    return Ok(None);
                }
            }
            by_action[from] = Some(payoff);
        }
        payoffs.push(by_action);
    }
    Ok(Some(payoffs))
}

/// In how many ways so many can be told off to each action: a multinomial coefficient.
fn arrangements(counts: &[usize]) -> UBig {
    let mut ways = UBig::ONE;
    let mut players = 0_usize;
    for &count in counts {
        for place in 1..=count {
            players += 1;
            // The product of consecutive numbers so far is a multiple.
            ways = ways * UBig::from(players) / UBig::from(place);
        }
    }
    ways
}
