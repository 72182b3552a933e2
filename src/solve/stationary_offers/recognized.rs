//! Quota games with random proposers, where no offer fails. What a failed offer is worth does
//! not depend on who made it, so there is one order of thresholds: some players are bought by
//! every proposer, some tie at the price of the last partner, the others are never bought.

use crate::form::alternating_offers::AlternatingOffers;
use crate::numeric::lp::{LinearProgram, Relation, Row, solve};
use crate::numeric::mixed_radix::advance;
use crate::numeric::rational::Rational;
use crate::numeric::vertices::{Affine, Vertices, vertices};
use crate::solution::alternating_offers::{OfferEquilibria, OfferEquilibrium, Proposal};
use crate::solve::limits::{Limits, Spent};

use super::{Findings, MOST_EXTREME, continuation, may_be_pressed, starting, sum};

/// Up to so many groups of players, every order of thresholds is tried.
const MOST_GROUPS: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Cheap,
    Last,
    Dear,
}

/// What is assumed of a player: its rank, and whether its threshold is cut off at zero.
type Label = (Rank, bool);

/// Goes through all orders of thresholds: first those that do not tell apart players who are
/// alike, then the others.
pub(super) fn equilibria(game: &AlternatingOffers, chances: &[Rational], limits: &Limits) -> OfferEquilibria {
    let players = game.players.len();
    let alike = |a: usize, b: usize| {
        chances[a] == chances[b]
            && game.discounts[a] == game.discounts[b]
            && game.costs[a] == game.costs[b]
            && game.disagreement[a] == game.disagreement[b]
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for player in 0..players {
        match groups.iter_mut().find(|group| alike(group[0], player)) {
            Some(group) => group.push(player),
            None => groups.push(vec![player]),
        }
    }
    // Eraslan 2002, theorem 1.
    let unique = game.breakdown.is_zero()
        && game.costs.iter().all(Rational::is_zero)
        && game.discounts.iter().all(|discount| *discount < Rational::ONE);
    let mut search =
        Search { game, chances, findings: Findings::default(), spent: Spent::nothing_of(limits), whole: true };
    search.try_all(&groups, unique);
    if unique && !search.findings.equilibria.is_empty() {
        return search.findings.finish(true);
    }
    let singles: Vec<Vec<usize>> = (0..players).map(|player| vec![player]).collect();
    if groups.len() < players {
        search.try_all(&singles, unique);
    }
    let complete = search.whole || unique && !search.findings.equilibria.is_empty();
    search.findings.finish(complete)
}

struct Search<'a> {
    game: &'a AlternatingOffers,
    chances: &'a [Rational],
    findings: Findings,
    spent: Spent<'a>,
    /// That nothing was left out.
    whole: bool,
}

impl Search<'_> {
    /// Tries every labelling that gives each group one label; only until something is found if
    /// that is enough.
    fn try_all(&mut self, groups: &[Vec<usize>], first: bool) {
        if groups.len() > MOST_GROUPS {
            self.whole = false;
            return;
        }
        let options = |group: &Vec<usize>| {
            let ranks = [Rank::Last, Rank::Cheap, Rank::Dear];
            let pressed = may_be_pressed(self.game, group[0]);
            let mut options: Vec<Label> = ranks.map(|rank| (rank, false)).to_vec();
            options.extend(ranks.map(|rank| (rank, true)).into_iter().filter(|_| pressed));
            options
        };
        let options: Vec<Vec<Label>> = groups.iter().map(options).collect();
        let mut places = vec![0; groups.len()];
        let mut labels = vec![(Rank::Last, false); self.game.players.len()];
        loop {
            if !self.spent.node() {
                self.whole = false;
                return;
            }
            for (group, (&place, own)) in groups.iter().zip(places.iter().zip(&options)) {
                for &player in group {
                    labels[player] = own[place];
                }
            }
            self.try_one(&labels);
            if first && !self.findings.equilibria.is_empty() {
                return;
            }
            if !advance(&mut places, |turn| options[turn].len()) {
                return;
            }
        }
    }

    fn try_one(&mut self, labels: &[Label]) {
        let (game, players) = (self.game, self.game.players.len());
        let of = |rank: Rank| (0..players).filter(move |&player| labels[player].0 == rank);
        let (cheap, last) = (of(Rank::Cheap).count(), of(Rank::Last).count());
        if last == 0 || cheap >= game.quota || cheap + last < game.quota {
            return;
        }
        // How many of the last a proposer buys: one more if it is cheap itself.
        let open = game.quota - 1 - cheap;
        if open >= last && (open > last || of(Rank::Last).any(|player| self.chances[player].is_positive())) {
            return;
        }
        let number = |count: usize| Rational::from(count as i64);
        let expected = |player: usize| Affine::coordinate(players, player);
        let worth: Vec<Affine> = (0..players).map(|player| continuation(game, player, &expected(player))).collect();
        let zero = Affine::constant(players, Rational::ZERO);
        let price = |player: usize| if labels[player].1 { zero.clone() } else { worth[player].clone() };
        let cutoff = price(of(Rank::Last).next().expect("somebody is last"));
        // What a proposer keeps that is not cheap itself.
        let mut kept = Affine::constant(players, game.pie.clone());
        kept.add(&-&number(open), &cutoff);
        for player in of(Rank::Cheap) {
            kept.add(&-&Rational::ONE, &price(player));
        }
        let (mut equations, mut inequalities) = (Vec::new(), Vec::new());
        let mut bought = zero.clone();
        let mut shares: Vec<Option<Affine>> = vec![None; players];
        let mut cheap_proposes = Rational::ZERO;
        for (player, (rank, pressed)) in labels.iter().enumerate() {
            inequalities.push(if *pressed { zero.minus(&worth[player]) } else { worth[player].clone() });
            let chance = &self.chances[player];
            let mut rest = expected(player);
            rest.add(&-chance, &kept);
            match rank {
                Rank::Cheap => {
                    cheap_proposes = &cheap_proposes + chance;
                    inequalities.push(cutoff.minus(&price(player)));
                    // As a proposer it saves its own price and buys one more of the last.
                    rest.add(chance, &cutoff);
                    rest.add(&-&Rational::ONE, &price(player));
                    equations.push(rest);
                }
                Rank::Last => {
                    equations.push(price(player).minus(&cutoff));
                    inequalities.push(rest.clone());
                    bought.add(&Rational::ONE, &rest);
                    shares[player] = Some(rest);
                }
                Rank::Dear => {
                    inequalities.push(price(player).minus(&cutoff));
                    equations.push(rest);
                }
            }
        }
        bought.add(&-&(&number(open) + &cheap_proposes), &cutoff);
        equations.push(bought);
        match vertices(players, &equations, &inequalities, MOST_EXTREME) {
            Vertices::Of(points) => {
                let several = points.len() > 1;
                let built = points.iter().map(|point| self.equilibrium(labels, open, &price, &cutoff, &shares, point));
                let kept: Vec<OfferEquilibrium> = built.flatten().collect();
                // The partners of a family must be found for its extreme points, which then do
                // for what lies between them, but not beyond them.
                if several && kept.len() < points.len() {
                    self.whole = false;
                }
                self.findings.add(kept);
            }
            Vertices::Unlisted => self.whole = false,
        }
    }

    /// The equilibrium at these expected values, if each proposer can find its partners.
    fn equilibrium(
        &self,
        labels: &[Label],
        open: usize,
        price: &impl Fn(usize) -> Affine,
        cutoff: &Affine,
        shares: &[Option<Affine>],
        point: &[Rational],
    ) -> Option<OfferEquilibrium> {
        let (game, players) = (self.game, self.game.players.len());
        let prices: Vec<Rational> = (0..players).map(|player| price(player).at(point)).collect();
        let cutoff = cutoff.at(point);
        let last: Vec<usize> = (0..players).filter(|&player| labels[player].0 == Rank::Last).collect();
        let wanted = |proposer: usize| open + usize::from(labels[proposer].0 == Rank::Cheap);
        let partners = if cutoff.is_zero() {
            (0..players).map(|proposer| evenly(&last, proposer, wanted(proposer), players)).collect()
        } else {
            let bought: Vec<Rational> =
                shares.iter().map(|own| own.as_ref().map_or(Rational::ZERO, |own| &own.at(point) / &cutoff)).collect();
            self.matching(&last, &wanted, &bought)?
        };
        let failed = |player: usize| continuation(game, player, &Affine::coordinate(players, player)).at(point);
        let proposals = (0..players).map(|proposer| {
            let mut own = partners[proposer].clone();
            for player in 0..players {
                if player == proposer || labels[player].0 == Rank::Cheap {
                    own[player] = Rational::ONE;
                }
            }
            let mut values: Vec<Rational> = own.iter().zip(&prices).map(|(share, price)| share * price).collect();
            values[proposer] = Rational::ZERO;
            values[proposer] = &game.pie - &sum(values.clone());
            let mut thresholds = prices.clone();
            thresholds[proposer] = failed(proposer);
            Proposal { proposer, agreed: true, partners: own, thresholds, leaves: false, values, mixture: Vec::new() }
        });
        Some(starting(game, proposals.collect()))
    }

    /// With what probability each proposer buys each of the last: so many in all, and each of
    /// them bought as often as its value says.
    fn matching(
        &self,
        last: &[usize],
        wanted: &impl Fn(usize) -> usize,
        bought: &[Rational],
    ) -> Option<Vec<Vec<Rational>>> {
        let players = self.game.players.len();
        // Equal shares first, which is what symmetric players do.
        let even: Vec<Vec<Rational>> =
            (0..players).map(|proposer| evenly(last, proposer, wanted(proposer), players)).collect();
        let reached =
            |player: usize| sum(self.chances.iter().zip(&even).map(|(chance, own)| chance * &own[player]).collect());
        if last.iter().all(|&player| reached(player) == bought[player]) {
            return Some(even);
        }
        let place = |proposer: usize, player: usize| proposer * players + player;
        let mut program = LinearProgram::maximize(vec![Rational::ZERO; players * players]);
        for proposer in 0..players {
            let others = || last.iter().copied().filter(move |&player| player != proposer);
            let terms = others().map(|player| (place(proposer, player), Rational::ONE));
            program.rows.push(Row::new(terms, Relation::Equal, Rational::from(wanted(proposer) as i64)));
            for player in others() {
                program.rows.push(Row::new(
                    [(place(proposer, player), Rational::ONE)],
                    Relation::AtMost,
                    Rational::ONE,
                ));
            }
        }
        for &player in last {
            let proposers = (0..players).filter(|&proposer| proposer != player);
            let terms = proposers.map(|proposer| (place(proposer, player), self.chances[proposer].clone()));
            program.rows.push(Row::new(terms, Relation::Equal, bought[player].clone()));
        }
        let optimum = solve(&program).optimal()?;
        let among = |(player, share): (usize, &Rational)| {
            if last.contains(&player) { share.clone() } else { Rational::ZERO }
        };
        Some(optimum.primal.chunks(players).map(|own| own.iter().enumerate().map(among).collect()).collect())
    }
}

/// So many of the others on a list, each as likely.
fn evenly(list: &[usize], proposer: usize, count: usize, players: usize) -> Vec<Rational> {
    let others: Vec<usize> = list.iter().copied().filter(|&player| player != proposer).collect();
    let mut own = vec![Rational::ZERO; players];
    for &player in &others {
        own[player] = Rational::new(count.min(others.len()) as i64, others.len() as i64);
    }
    own
}
