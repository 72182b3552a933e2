//! Agreements and what coalitions object to them, as text.

use std::fmt::Write;

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::verdict::{Complaint, Standing};

use super::DIM;

/// One line on what an agreement pays, one on whether it stands.
pub fn standing(out: &mut String, standing: &Standing) -> std::fmt::Result {
    let by = standing.rule.map_or("without side payments", |rule| rule.words());
    let verdict = match &standing.objection {
        None => "stands".to_owned(),
        Some(objection) => format!("does not stand: {}", complaint(objection)),
    };
    writeln!(
        out,
        "    {by}, “{}” {verdict}  {DIM}gains {}{DIM:#}",
        standing.package,
        amounts(&standing.gains, phrases::signed)
    )
}

fn complaint(complaint: &Complaint) -> String {
    let number = |value: &Rational| phrases::plain(value, 2);
    match complaint {
        Complaint::Total { total, most } => {
            format!("it gains all together {}, and they are worth {}", number(total), number(most))
        }
        Complaint::Alone { player, gets, alone } => {
            format!("{player} gains {} and is worth {} alone", number(gets), number(alone))
        }
        Complaint::Justified { objector, target, members, promised, nearest, short } => format!(
            "{objector} objects against {target} with {}, promising {}; the nearest counter-objection, of {}, is {} short",
            set(members),
            amounts(promised, phrases::plain),
            set(nearest),
            number(short)
        ),
        Complaint::Better { package } => format!("“{package}” is better for somebody and worse for nobody"),
        Complaint::AlonePackage { player, package } => format!("{player} does better by “{package}”, alone"),
        Complaint::Package { objector, target, members, package } => format!(
            "{objector} objects against {target} with {} by “{package}”, better for each of them, and {target} has no answer",
            set(members)
        ),
    }
}

/// The members of a coalition.
pub fn set(members: &[String]) -> String {
    format!("{{{}}}", members.join(", "))
}

/// What each player gets.
pub fn amounts(amounts: &[(String, Rational)], number: impl Fn(&Rational, usize) -> String) -> String {
    let words: Vec<String> = amounts.iter().map(|(player, amount)| format!("{player} {}", number(amount, 2))).collect();
    words.join(", ")
}
