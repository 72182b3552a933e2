//! The regimes of every situation, one system over all of them: the general way.

use crate::form::alternating_offers::AlternatingOffers;
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::numeric::vertices::{Affine, Vertices, vertices};
use crate::solution::alternating_offers::{OfferEquilibria, OfferEquilibrium, Proposal};
use crate::solve::limits::{Limits, Spent};

use super::{Findings, MOST_EXTREME, continuation, ends_for_sure, may_be_pressed, offers_may_fail, starting};

/// More regimes of one situation are not laid out.
const MOST_REGIMES: usize = 20_000;

/// What a threshold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Price {
    Continuation,
    Zero,
    Outside,
}

/// Whether a responder's acceptance is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bought {
    Surely,
    Maybe,
    Never,
}

/// How a situation is played, but for the numbers.
#[derive(Debug, Clone)]
struct Regime {
    agreed: bool,
    /// By player; the proposer's entries say nothing.
    prices: Vec<Price>,
    bought: Vec<Bought>,
}

/// Goes through all regimes.
pub(super) fn equilibria(game: &AlternatingOffers, limits: &Limits) -> OfferEquilibria {
    let system = System { game, situations: game.situations() };
    let mut findings = Findings::default();
    let mut complete = true;
    let mut spent = Spent::nothing_of(limits);
    let mut regimes: Vec<Vec<Regime>> = Vec::new();
    for &proposer in &system.situations {
        match system.regimes(proposer) {
            Some(own) => regimes.push(own),
            None => return findings.finish(false),
        }
    }
    let mut places = vec![0; regimes.len()];
    loop {
        if !spent.node() {
            complete = false;
            break;
        }
        let chosen: Vec<&Regime> = places.iter().zip(&regimes).map(|(&place, own)| &own[place]).collect();
        if system.ends(&chosen) {
            match system.solve(&chosen) {
                Some(found) => findings.add(found),
                None => complete = false,
            }
        }
        if !advance(&mut places, |turn| regimes[turn].len()) {
            break;
        }
    }
    // Where offers may fail and thresholds are cut off at zero, or some are left out, a proposer
    // may have to mix between agreement and delay, which is not looked for.
    let players = 0..game.players.len();
    let cut = game.quota < game.players.len() || players.clone().any(|player| may_be_pressed(game, player));
    let mixed = offers_may_fail(game) && (cut || game.outside.is_some());
    findings.finish(complete && !mixed)
}

struct System<'a> {
    game: &'a AlternatingOffers,
    situations: Vec<usize>,
}

impl System<'_> {
    fn dimension(&self) -> usize {
        self.situations.len() * self.game.players.len()
    }

    fn value(&self, situation: usize, player: usize) -> Affine {
        Affine::coordinate(self.dimension(), situation * self.game.players.len() + player)
    }

    fn responders(&self, proposer: usize) -> Vec<usize> {
        (0..self.game.players.len()).filter(|&player| player != proposer).collect()
    }

    /// `w_j(s)`.
    fn continuation(&self, situation: usize, player: usize) -> Affine {
        let mut expected = Affine::constant(self.dimension(), Rational::ZERO);
        for (next, chance) in self.game.next(situation).iter().enumerate() {
            if !chance.is_zero() {
                expected.add(chance, &self.value(next, player));
            }
        }
        continuation(self.game, player, &expected)
    }

    /// `o_j`, if the players have outside payoffs.
    fn outside(&self, player: usize) -> Option<Affine> {
        let own = self.game.outside.as_ref()?;
        Some(Affine::constant(self.dimension(), own[player].clone()))
    }

    /// Every regime of a situation; `None` if they are too many.
    fn regimes(&self, proposer: usize) -> Option<Vec<Regime>> {
        let game = self.game;
        let players = game.players.len();
        let responders = self.responders(proposer);
        let mut prices = vec![vec![Price::Continuation; players]];
        for &player in &responders {
            let mut options = vec![Price::Continuation];
            if may_be_pressed(game, player) {
                options.push(Price::Zero);
            }
            if game.outside.is_some() {
                options.push(Price::Outside);
            }
            prices = extended(&prices, player, &options)?;
        }
        let wanted = game.quota - 1;
        let mut bought = vec![vec![Bought::Never; players]];
        if wanted == responders.len() {
            for &player in &responders {
                bought[0][player] = Bought::Surely;
            }
        } else if wanted > 0 {
            for &player in &responders {
                bought = extended(&bought, player, &[Bought::Surely, Bought::Maybe, Bought::Never])?;
            }
            bought.retain(|own| {
                let count = |kind| responders.iter().filter(|&&player| own[player] == kind).count();
                let (surely, maybe) = (count(Bought::Surely), count(Bought::Maybe));
                if maybe == 0 { surely == wanted } else { surely < wanted && wanted < surely + maybe }
            });
        }
        let mut regimes = Vec::new();
        for prices in &prices {
            let agreed =
                bought.iter().map(|bought| Regime { agreed: true, prices: prices.clone(), bought: bought.clone() });
            regimes.extend(agreed);
            if offers_may_fail(game) {
                let bought = vec![Bought::Never; players];
                regimes.push(Regime { agreed: false, prices: prices.clone(), bought });
            }
            if regimes.len() > MOST_REGIMES {
                return None;
            }
        }
        Some(regimes)
    }

    /// Whether play ends for sure, wherever it is.
    fn ends(&self, chosen: &[&Regime]) -> bool {
        let ends = chosen.iter().enumerate().map(|(at, own)| own.agreed || self.leaves(at, own));
        ends_for_sure(self.game, ends.collect())
    }

    fn leaves(&self, situation: usize, regime: &Regime) -> bool {
        let responders = self.responders(self.situations[situation]);
        responders.iter().any(|&player| regime.prices[player] == Price::Outside)
    }

    /// What a failed offer leaves a player.
    fn failed(&self, situation: usize, regime: &Regime, player: usize) -> Affine {
        match self.outside(player) {
            Some(outside) if self.leaves(situation, regime) => outside,
            _ => self.continuation(situation, player),
        }
    }

    fn threshold(&self, situation: usize, regime: &Regime, player: usize) -> Affine {
        let zero = Affine::constant(self.dimension(), Rational::ZERO);
        match (regime.prices[player], self.outside(player)) {
            (Price::Outside, Some(outside)) if outside.constant.is_positive() => outside,
            (Price::Zero | Price::Outside, _) => zero,
            (Price::Continuation, _) => self.continuation(situation, player),
        }
    }

    /// The equilibria of these regimes: none, one, or the extreme ones of a family. `None` if
    /// they cannot be listed.
    fn solve(&self, chosen: &[&Regime]) -> Option<Vec<OfferEquilibrium>> {
        let (mut equations, mut inequalities) = (Vec::new(), Vec::new());
        for (situation, regime) in chosen.iter().enumerate() {
            self.lay_out(situation, regime, &mut equations, &mut inequalities);
        }
        match vertices(self.dimension(), &equations, &inequalities, MOST_EXTREME) {
            Vertices::Of(points) => Some(points.iter().map(|point| self.equilibrium(chosen, point)).collect()),
            Vertices::Unlisted => None,
        }
    }

    fn lay_out(&self, situation: usize, regime: &Regime, equations: &mut Vec<Affine>, inequalities: &mut Vec<Affine>) {
        let game = self.game;
        let proposer = self.situations[situation];
        let responders = self.responders(proposer);
        let value = |player: usize| self.value(situation, player);
        let price = |player: usize| self.threshold(situation, regime, player);
        for &player in &responders {
            let worth = self.continuation(situation, player);
            let outside = self.outside(player);
            match regime.prices[player] {
                Price::Continuation => {
                    inequalities.extend(outside.map(|outside| worth.minus(&outside)));
                    inequalities.push(worth);
                }
                Price::Zero => {
                    let zero = Affine::constant(self.dimension(), Rational::ZERO);
                    inequalities.push(zero.minus(&worth));
                    inequalities.extend(outside.map(|outside| worth.minus(&outside)));
                }
                Price::Outside => inequalities.extend(outside.map(|outside| outside.minus(&worth))),
            }
        }
        let pie = Affine::constant(self.dimension(), game.pie.clone());
        if !regime.agreed {
            for player in 0..game.players.len() {
                equations.push(value(player).minus(&self.failed(situation, regime, player)));
            }
            for partners in choices(&responders, game.quota - 1) {
                let mut lost = self.failed(situation, regime, proposer).minus(&pie);
                for player in partners {
                    lost.add(&Rational::ONE, &price(player));
                }
                inequalities.push(lost);
            }
            return;
        }
        let mut kept = pie;
        for &player in &responders {
            kept = kept.minus(&value(player));
        }
        equations.push(value(proposer).minus(&kept));
        inequalities.push(value(proposer).minus(&self.failed(situation, regime, proposer)));
        let of = |kind: Bought| responders.iter().copied().filter(move |&player| regime.bought[player] == kind);
        for player in of(Bought::Surely) {
            equations.push(value(player).minus(&price(player)));
        }
        equations.extend(of(Bought::Never).map(value));
        match of(Bought::Maybe).next() {
            None => {
                for player in of(Bought::Surely) {
                    inequalities.extend(of(Bought::Never).map(|other| price(other).minus(&price(player))));
                }
            }
            Some(first) => {
                let cutoff = price(first);
                equations.extend(of(Bought::Maybe).skip(1).map(|player| price(player).minus(&cutoff)));
                let open = game.quota - 1 - of(Bought::Surely).count();
                let mut paid = Affine::constant(self.dimension(), Rational::ZERO);
                paid.add(&-&Rational::from(open as i64), &cutoff);
                for player in of(Bought::Maybe) {
                    paid.add(&Rational::ONE, &value(player));
                    inequalities.push(value(player));
                    inequalities.push(cutoff.minus(&value(player)));
                }
                equations.push(paid);
                inequalities.extend(of(Bought::Surely).map(|player| cutoff.minus(&price(player))));
                inequalities.extend(of(Bought::Never).map(|player| price(player).minus(&cutoff)));
            }
        }
    }

    fn equilibrium(&self, chosen: &[&Regime], point: &[Rational]) -> OfferEquilibrium {
        let game = self.game;
        let proposals = chosen.iter().enumerate().map(|(situation, regime)| {
            let proposer = self.situations[situation];
            let maybe = regime.bought.iter().filter(|&&own| own == Bought::Maybe).count();
            let surely = regime.bought.iter().filter(|&&own| own == Bought::Surely).count();
            let values: Vec<Rational> =
                (0..game.players.len()).map(|player| self.value(situation, player).at(point)).collect();
            let threshold = |player: usize| self.threshold(situation, regime, player).at(point);
            let partner = |player: usize| match regime.bought[player] {
                _ if player == proposer => Rational::ONE,
                Bought::Surely => Rational::ONE,
                Bought::Never => Rational::ZERO,
                Bought::Maybe if threshold(player).is_zero() => {
                    Rational::new((game.quota - 1 - surely) as i64, maybe as i64)
                }
                Bought::Maybe => &values[player] / &threshold(player),
            };
            let players = 0..game.players.len();
            Proposal {
                proposer,
                agreed: regime.agreed,
                partners: players.clone().map(partner).collect(),
                thresholds: players
                    .map(|player| match player == proposer {
                        true => self.failed(situation, regime, player).at(point),
                        false => threshold(player),
                    })
                    .collect(),
                leaves: self.leaves(situation, regime),
                values: values.clone(),
                mixture: Vec::new(),
            }
        });
        starting(game, proposals.collect())
    }
}

/// Each list with every option in that place; `None` if they become too many.
fn extended<T: Copy>(lists: &[Vec<T>], place: usize, options: &[T]) -> Option<Vec<Vec<T>>> {
    if lists.len() * options.len() > MOST_REGIMES {
        return None;
    }
    let with = |list: &Vec<T>, option: T| {
        let mut own = list.clone();
        own[place] = option;
        own
    };
    Some(lists.iter().flat_map(|list| options.iter().map(move |&option| with(list, option))).collect())
}

/// All ways to choose so many.
fn choices(from: &[usize], count: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for (index, &one) in from.iter().enumerate() {
        let left = from.len() - index - 1;
        let mut next = Vec::new();
        for chosen in found {
            if chosen.len() < count {
                let mut with = chosen.clone();
                with.push(one);
                next.push(with);
            }
            if chosen.len() + left >= count {
                next.push(chosen);
            }
        }
        found = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_binomially_many() {
        assert_eq!(choices(&[1, 2, 3, 4], 2).len(), 6);
        assert_eq!(choices(&[1, 2], 0), [Vec::<usize>::new()]);
    }
}
