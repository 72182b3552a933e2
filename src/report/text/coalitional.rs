//! Findings on coalitional games, as text.

use std::fmt::Write;

use crate::form::coalitional::{Coalition, Flaw};
use crate::numeric::rational::Rational;
use crate::solution::coalitional::{
    CoalitionalAnswer, Core, Derived, Finding, Judgement, Membership, Objection, Witness,
};

use super::DIM;

/// Coalitions that are listed before the rest is counted.
const LISTED: usize = 31;

/// The lines of a finding.
pub fn finding(out: &mut String, answer: &CoalitionalAnswer) -> std::fmt::Result {
    let names = Names(&answer.players);
    match &answer.finding {
        Finding::Payoff(value) => match &value.payoff {
            Ok(payoff) => writeln!(out, "    {}", names.payoff(payoff)),
            Err(why) => writeln!(out, "  no answer: {why}"),
        },
        Finding::Power { raw, normalised } => {
            writeln!(out, "    {}", names.payoff(raw))?;
            match normalised {
                Some(shares) => writeln!(out, "    {DIM}normalised {}{DIM:#}", names.payoff(shares)),
                None => Ok(()),
            }
        }
        Finding::Core(core) => names.core(out, core),
        Finding::Membership(membership) => names.membership(out, membership),
        Finding::Property(property) => {
            write!(out, "    {}", if property.holds { "yes" } else { "no" })?;
            match &property.witness {
                Some(Witness::Pair(first, second)) => {
                    write!(
                        out,
                        ": {} and {} are worth more than their union and what they share",
                        names.of(*first),
                        names.of(*second)
                    )?;
                }
                Some(Witness::Collection(collection)) => write!(out, ": {}", names.weights(collection))?,
                None => {}
            }
            writeln!(out)
        }
        Finding::Derived { derived, value } => names.derived(out, derived, value),
        Finding::Dividends(dividends) => {
            for (coalition, dividend) in dividends {
                writeln!(out, "    {}: {dividend}", names.of(*coalition))?;
            }
            Ok(())
        }
    }
}

struct Names<'a>(&'a [String]);

impl Names<'_> {
    fn of(&self, coalition: Coalition) -> String {
        let members: Vec<&str> = coalition.players().map(|player| self.0[player].as_str()).collect();
        format!("{{{}}}", members.join(", "))
    }

    fn payoff(&self, payoff: &[Rational]) -> String {
        let parts: Vec<String> =
            self.0.iter().zip(payoff).map(|(player, amount)| format!("{player} {amount}")).collect();
        parts.join(", ")
    }

    fn weights(&self, collection: &[(Coalition, Rational)]) -> String {
        let parts: Vec<String> =
            collection.iter().map(|(coalition, weight)| format!("{weight} {}", self.of(*coalition))).collect();
        parts.join(" + ")
    }

    fn core(&self, out: &mut String, core: &Core) -> std::fmt::Result {
        if core.empty {
            writeln!(out, "    empty: {} is worth more than there is", self.weights(&core.collection))?;
        }
        if let Some(epsilon) = &core.epsilon {
            writeln!(out, "    least excess {epsilon}")?;
        }
        if let Some(point) = &core.point {
            writeln!(out, "    for example {}", self.payoff(point))?;
        }
        for vertex in core.vertices.iter().flatten() {
            writeln!(out, "    {DIM}corner {}{DIM:#}", self.payoff(vertex))?;
        }
        self.judgements(out, &core.points)
    }

    fn derived(&self, out: &mut String, derived: &Derived, value: &[Rational]) -> std::fmt::Result {
        let coalitions = || derived.game.grand().subsets().skip(1);
        for coalition in coalitions().take(LISTED) {
            writeln!(out, "    {}: {}", self.of(coalition), derived.game.worth(coalition))?;
        }
        if coalitions().nth(LISTED).is_some() {
            writeln!(out, "    {DIM}… and {} more: --format json lists all{DIM:#}", coalitions().skip(LISTED).count())?;
        }
        writeln!(out, "    Shapley value: {}", self.payoff(value))?;
        writeln!(out, "    {DIM}utilities are summed across players{DIM:#}")
    }

    fn membership(&self, out: &mut String, membership: &Membership) -> std::fmt::Result {
        for (player, segments) in self.0.iter().zip(membership.ranges.iter().flatten()) {
            let parts: Vec<String> = segments
                .iter()
                .map(|(least, most)| if least == most { least.to_string() } else { format!("{least} to {most}") })
                .collect();
            match parts.is_empty() {
                true => writeln!(out, "    nothing for {player}: the set is empty")?,
                false if membership.complete => writeln!(out, "    {player} gets {}", parts.join(" or "))?,
                false => writeln!(out, "    {player} can get {}, perhaps more", parts.join(" or "))?,
            }
        }
        if let Some(pieces) = &membership.pieces {
            for piece in pieces.iter().take(LISTED) {
                let corners: Vec<String> = piece.iter().map(|corner| format!("({})", self.payoff(corner))).collect();
                writeln!(out, "    {DIM}part: all mixtures of {}{DIM:#}", corners.join(", "))?;
            }
            if let Some(more) = pieces.len().checked_sub(LISTED).filter(|&more| more > 0) {
                writeln!(out, "    {DIM}… and {more} more parts: --format json lists all{DIM:#}")?;
            }
        }
        self.judgements(out, &membership.points)?;
        match &membership.why {
            Some(why) => writeln!(out, "    {DIM}{why}{DIM:#}"),
            None => Ok(()),
        }
    }

    fn judgements(&self, out: &mut String, points: &[Judgement]) -> std::fmt::Result {
        for point in points {
            match &point.objection {
                None => writeln!(out, "    {}: in", point.name)?,
                Some(objection) => writeln!(out, "    {}: out; {}", point.name, self.objection(objection))?,
            }
        }
        Ok(())
    }

    fn objection(&self, objection: &Objection) -> String {
        let promises = |promised: &[(usize, Rational)]| {
            let parts: Vec<String> =
                promised.iter().map(|(player, amount)| format!("{} {amount}", self.0[*player])).collect();
            parts.join(", ")
        };
        match objection {
            Objection::Flaw(Flaw::Inefficient { block }) => {
                format!("{} does not divide exactly its worth", self.of(*block))
            }
            Objection::Flaw(Flaw::BelowAlone { player }) => format!("{} gets less than alone", self.0[*player]),
            Objection::Excess { coalition, excess } => format!("{} would gain {excess}", self.of(*coalition)),
            Objection::Surplus { objector, target, coalition, surplus, against } => format!(
                "{} has {surplus} over {} with {}, who has {against} in return",
                self.0[*objector],
                self.0[*target],
                self.of(*coalition)
            ),
            Objection::Threat { objector, target, coalition } => format!(
                "{} objects against {} with {}, and no threat in return is as good",
                self.0[*objector],
                self.0[*target],
                self.of(*coalition)
            ),
            Objection::Justified { objector, target, coalition, promised } => format!(
                "{} objects against {} with {}, promising {}, which cannot be countered",
                self.0[*objector],
                self.0[*target],
                self.of(*coalition),
                promises(promised)
            ),
            Objection::Coalitional { coalition, promised } => {
                format!("{} leaves, promising {}, which cannot be countered", self.of(*coalition), promises(promised))
            }
        }
    }
}
