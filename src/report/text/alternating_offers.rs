//! Answers for games of alternating offers, as text.

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::solution::alternating_offers::{OfferAnswer, OfferEquilibrium, OfferFinding, Proposal};

use super::DIM;

/// Equilibria, and proposals of one, that are shown before the rest is counted.
const LISTED: usize = 12;

/// Writes an answer.
pub fn offers(out: &mut String, answer: &OfferAnswer) -> std::fmt::Result {
    match &answer.finding {
        OfferFinding::Stationary(found) => {
            let scope = if found.complete { "complete" } else { "there may be more" };
            let count = phrases::counted(found.equilibria.len(), "equilibrium", "equilibria");
            writeln!(out, "  {count}, by values ({scope})")?;
            for one in found.equilibria.iter().take(LISTED) {
                equilibrium(out, answer, one, |_| true)?;
            }
            if found.equilibria.len() > LISTED {
                writeln!(out, "    … and {} more: --format json lists all", found.equilibria.len() - LISTED)?;
            }
            for family in &found.families {
                let places: Vec<String> = family.iter().map(|place| (place + 1).to_string()).collect();
                writeln!(out, "  whatever lies between {} is one too", places.join(", "))?;
            }
        }
        OfferFinding::FirstPeriod { periods, equilibrium: first } => {
            let several = answer.first.iter().filter(|chance| chance.is_positive()).count() > 1;
            let whose = if several { ", for each who may propose in it" } else { "" };
            writeln!(out, "  {periods} periods; the first one{whose}")?;
            equilibrium(out, answer, first, |place| answer.first[place].is_positive())?;
            writeln!(
                out,
                "    {DIM}ties: an indifferent proposer agrees and draws evenly among equals; an indifferent responder \
                 accepts, and stays{DIM:#}"
            )?;
        }
    }
    Ok(())
}

/// What an equilibrium pays, and the proposals of it that are wanted, by their places.
fn equilibrium(
    out: &mut String,
    answer: &OfferAnswer,
    one: &OfferEquilibrium,
    wanted: impl Fn(usize) -> bool,
) -> std::fmt::Result {
    let players = &answer.players;
    let payoffs = players.iter().zip(&one.payoffs).map(|(player, payoff)| format!("{player} {}", number(payoff)));
    writeln!(out, "    pays {}", payoffs.collect::<Vec<_>>().join(", "))?;
    let proposals: Vec<&Proposal> =
        one.proposals.iter().enumerate().filter(|(place, _)| wanted(*place)).map(|(_, own)| own).collect();
    for own in proposals.iter().take(LISTED) {
        writeln!(out, "      {}", proposal(answer, own))?;
    }
    if proposals.len() > LISTED {
        writeln!(out, "      … and {} more proposers", proposals.len() - LISTED)?;
    }
    Ok(())
}

fn proposal(answer: &OfferAnswer, own: &Proposal) -> String {
    let players = &answer.players;
    let proposer = &players[own.proposer];
    let accepts = |player: usize| format!("{} from {} on", players[player], number(&own.thresholds[player]));
    let responders = || (0..players.len()).filter(|&player| player != own.proposer);
    let accept: Vec<String> = responders().map(accepts).collect();
    let refused = if own.leaves { "leaves otherwise" } else { "waits otherwise" };
    if !own.agreed {
        let then = if own.leaves { "and the other leaves" } else { "and waits" };
        return format!("{proposer} proposes what is refused, {then}; accepted by {}", accept.join(", "));
    }
    if !own.mixture.is_empty() {
        return format!("{proposer} proposes {}; accepted by {}", lottery(answer, own), accept.join(", "));
    }
    let offers: Vec<String> = responders()
        .filter(|&player| !own.partners[player].is_zero())
        .map(|player| {
            let often = &own.partners[player];
            let how = if often.is_one() { String::new() } else { format!(" with probability {}", number(often)) };
            format!("{} to {}{how}", number(&own.thresholds[player]), players[player])
        })
        .collect();
    let offers = if offers.is_empty() { "nothing to anybody".to_owned() } else { offers.join(", ") };
    let kept = number(&own.values[own.proposer]);
    match accept.as_slice() {
        [_] => format!("{proposer} keeps {kept} and offers {offers}, who accepts from there on and {refused}"),
        _ => format!("{proposer} keeps {kept} and offers {offers}; accepted by {}", accept.join(", ")),
    }
}

/// What is proposed and what it pays.
fn lottery(answer: &OfferAnswer, own: &Proposal) -> String {
    let parts = own.mixture.iter().map(|(place, weight)| match weight.is_one() {
        true => answer.packages[*place].clone(),
        false => format!("{} ({})", answer.packages[*place], number(weight)),
    });
    let paid = answer.players.iter().zip(&own.values).map(|(player, value)| format!("{player} {}", number(value)));
    format!("{}, which pays {}", parts.collect::<Vec<_>>().join(" or "), paid.collect::<Vec<_>>().join(", "))
}

fn number(value: &Rational) -> String {
    let exact = value.to_string();
    if exact.len() <= 12 { exact } else { phrases::plain(value, 6) }
}
