//! Checks of coalitional games that follow from what coalitions can do.

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::form::enactment::Enactment;
use crate::form::normal::NormalGame;
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{Derived, Proof, Rule};

use super::Check;

/// What coalitions can do.
#[derive(Debug, Clone, Copy)]
pub enum Behind<'a> {
    Enactment(&'a Enactment),
    Strategies(&'a NormalGame),
}

impl Behind<'_> {
    fn players(&self) -> usize {
        match self {
            Behind::Enactment(situation) => situation.players.len(),
            Behind::Strategies(game) => game.players.len(),
        }
    }

    /// How many numbers joint actions have.
    fn places(&self) -> usize {
        match self {
            Behind::Enactment(situation) => 2 << situation.items.len(),
            Behind::Strategies(game) => game.payoffs.len(),
        }
    }

    /// Whether a number is a joint action of a coalition.
    fn can(&self, coalition: Coalition, place: usize) -> bool {
        match self {
            Behind::Enactment(situation) => {
                let items = situation.items.iter().enumerate();
                let allowed =
                    items.filter(|(bit, _)| place >> bit & 1 == 1).all(|(_, item)| item.needs.within(coalition));
                let spoils = place >> situation.items.len() == 1;
                allowed && (!spoils || situation.spoiler.is_some_and(|spoiler| coalition.contains(spoiler)))
            }
            Behind::Strategies(game) => {
                let profile = game.profile(place);
                (0..profile.len()).all(|player| coalition.contains(player) || profile[player] == 0)
            }
        }
    }

    fn pays(&self, place: usize) -> &[Rational] {
        match self {
            Behind::Enactment(situation) => {
                let bits = situation.items.len();
                let package = &situation.packages[situation.outcomes[place % (1 << bits)]];
                match (&package.spoiled, place >> bits) {
                    (Some(spoiled), 1) => spoiled,
                    _ => &package.gains,
                }
            }
            Behind::Strategies(game) => &game.payoffs[place],
        }
    }
}

/// The most coalitions times joint actions that are gone through.
const MOST: usize = 1 << 24;

/// That worths are what their rule says; `covered` is the game by enactment.
pub fn check(behind: Behind<'_>, derived: &Derived, covered: Option<&CoalitionalGame>) -> Check {
    let size = behind.places().checked_shl(behind.players() as u32);
    let outcome = if size.is_none_or(|size| size > MOST) {
        Err("it is too large to check".to_owned())
    } else {
        rule(behind, derived, covered)
    };
    Check::new(format!("the worths of coalitions by {}", derived.rule.key()), outcome)
}

fn rule(behind: Behind<'_>, derived: &Derived, covered: Option<&CoalitionalGame>) -> Result<(), String> {
    if derived.game.players.len() != behind.players() {
        return Err("its players are others".to_owned());
    }
    match (derived.rule, behind, covered) {
        (Rule::Enactment, Behind::Enactment(situation), _) => enacted(situation, derived),
        (Rule::Cover, Behind::Enactment(_), Some(covered)) => covers(covered, &derived.game),
        (Rule::Enactment | Rule::Cover, ..) => Err("strategies enact nothing".to_owned()),
        (Rule::Maximin, ..) => secured(behind, derived, i64::from),
        (Rule::Threats, ..) => secured(behind, derived, |inside| if inside { 1 } else { -1 }),
    }
}

fn coalitions(count: usize) -> impl Iterator<Item = Coalition> {
    (0..1u32 << count).map(Coalition)
}

fn enacted(situation: &Enactment, derived: &Derived) -> Result<(), String> {
    for coalition in coalitions(situation.players.len()) {
        let mut most = Rational::ZERO;
        for package in &situation.packages {
            let items = situation.items.iter().enumerate().filter(|(bit, _)| package.items >> bit & 1 == 1);
            let mut items = items.map(|(_, item)| item.needs);
            if !items.all(|needs| needs.within(coalition)) {
                continue;
            }
            let spoiled = situation.spoiler.is_some_and(|spoiler| !coalition.contains(spoiler));
            let paid = package.spoiled.as_ref().filter(|_| spoiled).unwrap_or(&package.gains);
            let total = coalition.players().fold(Rational::ZERO, |sum, player| &sum + &paid[player]);
            most = most.max(total);
        }
        if derived.game.worth(coalition) != &most {
            return Err(format!("{} can enact {most}", derived.game.name(coalition)));
        }
    }
    Ok(())
}

/// The cover is superadditive, above the game, and where it is above, two parts are as much.
fn covers(covered: &CoalitionalGame, cover: &CoalitionalGame) -> Result<(), String> {
    if covered.players != cover.players {
        return Err("it covers another game".to_owned());
    }
    for whole in coalitions(cover.players.len()) {
        let mut most = covered.worth(whole).clone();
        for part in coalitions(cover.players.len()).filter(|part| part.within(whole)) {
            let rest = whole.minus(part);
            if !part.is_empty() && !rest.is_empty() {
                most = most.max(cover.worth(part) + cover.worth(rest));
            }
        }
        if most != *cover.worth(whole) {
            return Err(format!("{} is worth {most}", cover.name(whole)));
        }
    }
    Ok(())
}

/// That the mixtures of each coalition and of the others prove the value of their game, and that
/// the worth is that, or for threats half of it and half of what all can get.
fn secured(behind: Behind<'_>, derived: &Derived, weight: impl Fn(bool) -> i64) -> Result<(), String> {
    let count = behind.players();
    let everyone = Coalition::grand(count);
    if derived.proofs.len() != 1 << count || derived.game.players.len() != count {
        return Err("not every coalition has a proof".to_owned());
    }
    let whole = &derived.proofs[everyone.index()].value;
    for coalition in coalitions(count) {
        let proof = &derived.proofs[coalition.index()];
        let others = everyone.minus(coalition);
        let entry = |place: usize| {
            let pays = behind.pays(place).iter().enumerate();
            pays.fold(Rational::ZERO, |sum, (player, payoff)| {
                &sum + &(&Rational::from(weight(coalition.contains(player))) * payoff)
            })
        };
        mixes(behind, coalition, &proof.own)?;
        mixes(behind, others, &proof.others)?;
        let against = |mixture: &[(usize, Rational)], place: usize| {
            mixture.iter().fold(Rational::ZERO, |sum, (mine, chance)| &sum + &(chance * &entry(mine + place)))
        };
        let low = (0..behind.places())
            .filter(|&place| behind.can(others, place))
            .all(|place| against(&proof.own, place) >= proof.value);
        let high = (0..behind.places())
            .filter(|&place| behind.can(coalition, place))
            .all(|place| against(&proof.others, place) <= proof.value);
        if !low || !high {
            return Err(format!("the value of {} is not proved", derived.game.name(coalition)));
        }
        let expected = worth(derived.rule, proof, whole);
        if !coalition.is_empty() && *derived.game.worth(coalition) != expected {
            return Err(format!("{} is worth {expected}", derived.game.name(coalition)));
        }
    }
    Ok(())
}

fn worth(rule: Rule, proof: &Proof, whole: &Rational) -> Rational {
    match rule {
        Rule::Threats => &(whole + &proof.value) / &Rational::from(2),
        Rule::Enactment | Rule::Cover | Rule::Maximin => proof.value.clone(),
    }
}

/// That weights are probabilities of joint actions of a coalition.
fn mixes(behind: Behind<'_>, coalition: Coalition, mixture: &[(usize, Rational)]) -> Result<(), String> {
    let mut total = Rational::ZERO;
    for (place, weight) in mixture {
        if *place >= behind.places() || weight.is_negative() || !behind.can(coalition, *place) {
            return Err("a mixture is not over the coalition's joint actions".to_owned());
        }
        total = &total + weight;
    }
    if total.is_one() { Ok(()) } else { Err(format!("a mixture sums to {total}")) }
}
