//! The scenario file of a situation.

use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

use super::situation::key;
use super::{Audience, Effect, Formula, Prospect, Quantity, Situation};

impl Situation {
    /// The situation as a scenario file. Keys at their defaults are left out.
    pub fn to_toml(&self) -> String {
        let mut lines = vec![
            "[scenario]".to_owned(),
            format!("title = \"{}\"", self.title),
            format!("question = \"{}\"", self.demands[0]),
        ];
        self.write_players(&mut lines);
        self.write_concessions(&mut lines);
        self.write_agreements(&mut lines);
        self.write_conflict(&mut lines);
        self.write_window(&mut lines);
        self.write_process(&mut lines);
        self.write_inducement(&mut lines);
        lines.join("\n") + "\n"
    }

    fn write_players(&self, lines: &mut Vec<String>) {
        for player in &self.players {
            lines.push(format!("\n[players.{}]", player.name));
            lines.push(format!("discount = {}", quantity(&player.discount)));
            if player.delay != Quantity::zero() {
                lines.push(format!("delay = {}", quantity(&player.delay)));
            }
            match &player.conflict {
                None => {}
                Some(Prospect::Value(value)) => {
                    lines.push(format!("conflict = {{ value = {} }}", quantity(value)));
                }
                Some(Prospect::Lottery(lottery)) => {
                    lines.push(format!(
                        "conflict = {{ win_probability = {}, win = {}, lose = {}, cost = {} }}",
                        quantity(&lottery.win_probability),
                        quantity(&lottery.win),
                        quantity(&lottery.lose),
                        quantity(&lottery.cost)
                    ));
                }
            }
            lines.push(format!("[players.{}.payoffs]", player.name));
            for (condition, value) in &player.payoffs {
                lines.push(format!("{} = {}", key(condition), quantity(value)));
            }
        }
    }

    fn write_concessions(&self, lines: &mut Vec<String>) {
        for concession in &self.concessions {
            lines.push(format!("\n[concessions.{}]", concession.name));
            lines.push(format!("owner = \"{}\"", concession.owner));
            lines.push(format!("demanded_by = \"{}\"", concession.demanded_by));
            if concession.success != Quantity::one() {
                lines.push(format!("success = {}", quantity(&concession.success)));
            }
            let costs: Vec<String> = [
                ("attempt", &concession.attempt_cost),
                ("success", &concession.success_cost),
                ("failure", &concession.failure_cost),
            ]
            .into_iter()
            .filter(|(_, cost)| **cost != Quantity::zero())
            .map(|(name, cost)| format!("{name} = {}", quantity(cost)))
            .collect();
            if !costs.is_empty() {
                lines.push(format!("cost = {{ {} }}", costs.join(", ")));
            }
            match &concession.audience {
                Audience::Same(cost) if *cost == Quantity::zero() => {}
                Audience::Same(cost) => lines.push(format!("audience_cost = {}", quantity(cost))),
                Audience::Apart { refused, failed } => lines.push(format!(
                    "audience_cost = {{ refused = {}, failed = {} }}",
                    quantity(refused),
                    quantity(failed)
                )),
            }
            match &concession.effect {
                Effect::Immediate => {}
                Effect::On(agreement) => lines.push(format!("effect = \"on {agreement}\"")),
            }
            if concession.attempts != 1 {
                lines.push(format!("attempts = {}", concession.attempts));
            }
            if let Some(fallback) = &concession.fallback {
                lines.push(format!(
                    "fallback = {{ success = {}, cost = {} }}",
                    quantity(&fallback.success),
                    quantity(&fallback.cost)
                ));
            }
            if let Some(cost) = &concession.reversible {
                lines.push(format!("reversible = {{ cost = {} }}", quantity(cost)));
            }
        }
    }

    fn write_agreements(&self, lines: &mut Vec<String>) {
        for agreement in &self.agreements {
            lines.push(format!("\n[agreements.{}]", agreement.name));
            lines.push(format!("signatories = {}", names(&agreement.signatories)));
            if !agreement.approvers.is_empty() {
                lines.push(format!("approvers = {}", names(&agreement.approvers)));
            }
            for ratification in &agreement.ratifications {
                lines.push(format!("[agreements.{}.ratifications.{}]", agreement.name, ratification.name));
                lines.push(format!("success = {}", quantity(&ratification.success)));
                for (player, cost) in &ratification.costs {
                    lines.push(format!("cost.{player} = {}", quantity(cost)));
                }
            }
            for withdrawal in &agreement.withdrawals {
                lines.push(format!("[agreements.{}.withdrawals.{}]", agreement.name, withdrawal.player));
                lines.push(format!("chance = {}", quantity(&withdrawal.chance)));
                lines.push(format!("cost = {}", quantity(&withdrawal.cost)));
            }
        }
    }

    fn write_conflict(&self, lines: &mut Vec<String>) {
        let Some(conflict) = &self.conflict else {
            return;
        };
        lines.push("\n[conflict]".to_owned());
        lines.push(format!("hazard = {}", quantity(&conflict.hazard)));
        if !conflict.add.is_empty() {
            lines.push(format!("add = {}", conditional(&conflict.add)));
        }
        if !conflict.overrides.is_empty() {
            lines.push(format!("override = {}", conditional(&conflict.overrides)));
        }
    }

    fn write_window(&self, lines: &mut Vec<String>) {
        let Some(window) = &self.window else {
            return;
        };
        lines.push("\n[window]".to_owned());
        lines.push(format!("closes = {}", quantity(&window.closes)));
        if let Some(spoiler) = &window.spoiler {
            lines.push(format!("spoiler = \"{}\"", spoiler.player));
            lines.push(format!(
                "spoil = {{ success = {}, cost = {} }}",
                quantity(&spoiler.success),
                quantity(&spoiler.cost)
            ));
        }
    }

    fn write_process(&self, lines: &mut Vec<String>) {
        lines.push("\n[process]".to_owned());
        lines.push("protocol = \"demands\"".to_owned());
        lines.push(format!("agreement = \"{}\"", self.agreement));
        lines.push(format!("demands = {}", names(&self.demands)));
        if let Some(sign) = &self.sign {
            lines.push(format!("sign = {}", quantity(sign)));
        }
        for kind in &self.types {
            lines.push(format!("[process.types.{}]", kind.name));
            if let Some(prior) = &kind.prior {
                lines.push(format!("prior = {}", quantity(prior)));
            }
            if let Some(demands) = &kind.demands {
                lines.push(format!("demands = {}", names(demands)));
            }
            if kind.always_signs {
                lines.push("always_signs = true".to_owned());
            }
        }
    }

    fn write_inducement(&self, lines: &mut Vec<String>) {
        let Some(inducement) = &self.inducement else {
            return;
        };
        lines.push(format!("\n[inducements.{}]", inducement.name));
        lines.push(format!("from = \"{}\"", inducement.from));
        lines.push(format!("to = \"{}\"", inducement.to));
        lines.push(format!("amount = {}", quantity(&inducement.amount)));
        lines.push(format!("cost = {}", quantity(&inducement.cost)));
    }
}

/// Conditions and their quantities as an inline table.
fn conditional(terms: &[(Formula, Quantity)]) -> String {
    let entries: Vec<String> =
        terms.iter().map(|(condition, value)| format!("{} = {}", key(condition), quantity(value))).collect();
    format!("{{ {} }}", entries.join(", "))
}

fn names(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn quantity(quantity: &Quantity) -> String {
    match &quantity.range {
        None => literal(&quantity.base),
        Some((low, high)) => {
            format!("{{ low = {}, base = {}, high = {} }}", literal(low), literal(&quantity.base), literal(high))
        }
    }
}

/// An exact literal: an integer, a decimal, or a fraction in a string. A decimal needs at most six
/// places, and where the numerator ends in 3 or 7 the fraction is written anyway, for variety.
fn literal(value: &RBig) -> String {
    let (numerator, denominator) = (value.numerator(), value.denominator());
    if *denominator == UBig::ONE {
        return numerator.to_string();
    }
    let text = numerator.to_string();
    let scale = RBig::from(1_000_000);
    let millionths = value * &scale;
    if *millionths.denominator() != UBig::ONE || text.ends_with('3') || text.ends_with('7') {
        return format!("\"{numerator}/{denominator}\"");
    }
    let sign = if *value < RBig::ZERO { "-" } else { "" };
    let digits = millionths.numerator().max(&(-millionths.numerator())).to_string();
    let padded = format!("{digits:0>7}");
    let (whole, decimals) = padded.split_at(padded.len() - 6);
    assert!(*numerator != IBig::ZERO, "zero is an integer");
    format!("{sign}{whole}.{}", decimals.trim_end_matches('0'))
}
