//! The reactive bargaining set (Granot 1994 \[Granot1994\]; Granot and Maschler 1997
//! \[GranotMaschler1997\]).
//!
//! The target chooses with whom it would counter before the objector names its coalition: a
//! payoff is in the set if for all `i` and `j` of a block there is a coalition `T` of `j` without
//! `i` that counters every objection of `i` against `j`: `e(T) >= 0` if some objecting coalition
//! is disjoint from it, and `e(T) >= e(S)` for each that is not. It holds the core and the kernel
//! and lies in the semireactive bargaining set.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{Defence, Objection};

use super::excesses::Excesses;

/// The most players.
pub const MOST_PLAYERS: usize = 16;

/// Whether a payoff is in the reactive bargaining set of the game's structure: the pair and its
/// strongest coalition that keep it out, or one counter for each pair.
///
/// For one pair the objecting coalitions are sorted by excess; a `T` with `0 <= e(T)` must be
/// disjoint from all of larger excess, which is one comparison with their union.
/// `O(n² 2^n n)` at worst; pairs that a kernel balances cost nothing.
///
/// # Errors
/// The threat, or why the payoff is no imputation.
pub fn reactive(game: &CoalitionalGame, payoff: &[Rational]) -> Result<Vec<Defence>, Objection> {
    if let Some(flaw) = game.flaw(payoff) {
        return Err(Objection::Flaw(flaw));
    }
    let excesses = Excesses::at(game, payoff);
    let best = excesses.surpluses();
    let mut defences = Vec::new();
    for (objector, target) in excesses.pairs() {
        let (own, theirs) = (best[objector][target], best[target][objector]);
        let counter = if excesses.rank(own) <= 0 {
            continue;
        } else if excesses.rank(Coalition::of(target)) >= 0 {
            Some(Coalition::of(target))
        } else if excesses.rank(theirs) >= excesses.rank(own) {
            Some(theirs)
        } else {
            fixed_counter(&excesses, objector, target)
        };
        match counter {
            Some(counter) => {
                let counters = vec![(counter, Rational::ONE)];
                defences.push(Defence { objector, target, coalition: None, counters });
            }
            None => return Err(Objection::Threat { objector, target, coalition: own }),
        }
    }
    Ok(defences)
}

/// A coalition of the target that counters all objections of the objector, if there is one.
fn fixed_counter(excesses: &Excesses, objector: usize, target: usize) -> Option<Coalition> {
    let others = excesses.game.grand().without(objector).without(target);
    let mut objecting: Vec<Coalition> =
        others.subsets().map(|some| some.with(objector)).filter(|&coalition| excesses.rank(coalition) > 0).collect();
    objecting.sort_by_key(|&coalition| std::cmp::Reverse(excesses.rank(coalition)));
    // unions[k]: of the first k, which have the largest excesses.
    let mut unions = vec![Coalition::EMPTY];
    for &coalition in &objecting {
        unions.push(unions.last().expect("never empty").union(coalition));
    }
    others.subsets().map(|some| some.with(target)).find(|&counter| {
        let rank = excesses.rank(counter);
        let larger = objecting.partition_point(|&coalition| excesses.rank(coalition) > rank);
        rank >= 0 && !counter.meets(unions[larger])
    })
}
