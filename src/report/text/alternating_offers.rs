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
    let players = &answer.players;
    match &answer.finding {
        OfferFinding::Stationary(found) => {
            let scope = if found.complete { "complete" } else { "there may be more" };
            let count = phrases::counted(found.equilibria.len(), "equilibrium", "equilibria");
            writeln!(out, "  {count}, by values ({scope})")?;
            for one in found.equilibria.iter().take(LISTED) {
                equilibrium(out, players, one)?;
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
            writeln!(out, "  {periods} periods; the first one, for each who might propose in it")?;
            equilibrium(out, players, first)?;
            writeln!(out, "    {DIM}ties: an indifferent proposer agrees, and draws evenly among equals{DIM:#}")?;
        }
    }
    Ok(())
}

fn equilibrium(out: &mut String, players: &[String], one: &OfferEquilibrium) -> std::fmt::Result {
    let payoffs = players.iter().zip(&one.payoffs).map(|(player, payoff)| format!("{player} {}", number(payoff)));
    writeln!(out, "    pays {}", payoffs.collect::<Vec<_>>().join(", "))?;
    for own in one.proposals.iter().take(LISTED) {
        writeln!(out, "      {}", proposal(players, own))?;
    }
    if one.proposals.len() > LISTED {
        writeln!(out, "      … and {} more proposers", one.proposals.len() - LISTED)?;
    }
    Ok(())
}

fn proposal(players: &[String], own: &Proposal) -> String {
    let proposer = &players[own.proposer];
    let accepts = |player: usize| format!("{} from {} on", players[player], number(&own.thresholds[player]));
    let responders = || (0..players.len()).filter(|&player| player != own.proposer);
    let accept: Vec<String> = responders().map(accepts).collect();
    let refused = if own.leaves { "leaves otherwise" } else { "waits otherwise" };
    if !own.agreed {
        let then = if own.leaves { "and the other leaves" } else { "and waits" };
        return format!("{proposer} proposes what is refused, {then}; accepted by {}", accept.join(", "));
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

fn number(value: &Rational) -> String {
    let exact = value.to_string();
    if exact.len() <= 12 { exact } else { phrases::plain(value, 6) }
}
