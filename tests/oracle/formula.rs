//! Conditions: Boolean formulas over the state of the world.

use std::fmt;

/// A condition of a payoff term or of the conflict hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    Always,
    /// The concession has taken effect.
    Done(String),
    /// The concession was attempted, failed, and has not succeeded since.
    Failed(String),
    /// The agreement is in force.
    InForce(String),
    /// A ratification of the agreement said no.
    Rejected(String),
    /// This ratification of the agreement said no.
    RejectedBy(String, String),
    /// The agreement was in force and somebody left it.
    Ended(String),
    WindowClosed,
    Not(Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
}

impl Formula {
    pub fn done(concession: &str) -> Formula {
        Formula::Done(concession.to_owned())
    }

    pub fn failed(concession: &str) -> Formula {
        Formula::Failed(concession.to_owned())
    }

    pub fn in_force(agreement: &str) -> Formula {
        Formula::InForce(agreement.to_owned())
    }

    pub fn negate(self) -> Formula {
        Formula::Not(Box::new(self))
    }

    pub fn and(self, other: Formula) -> Formula {
        Formula::And(Box::new(self), Box::new(other))
    }

    pub fn or(self, other: Formula) -> Formula {
        Formula::Or(Box::new(self), Box::new(other))
    }

    /// How tightly the formula binds: `|`, then `&`, then everything else.
    fn precedence(&self) -> u8 {
        match self {
            Formula::Or(..) => 0,
            Formula::And(..) => 1,
            Formula::Always
            | Formula::Done(_)
            | Formula::Failed(_)
            | Formula::InForce(_)
            | Formula::Rejected(_)
            | Formula::RejectedBy(..)
            | Formula::Ended(_)
            | Formula::WindowClosed
            | Formula::Not(_) => 2,
        }
    }

    /// The text of an operand, in parentheses where it binds less tightly than `least`.
    fn operand(&self, least: u8) -> String {
        if self.precedence() < least { format!("({self})") } else { self.to_string() }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Formula::Always => write!(out, "always"),
            Formula::Done(concession) => write!(out, "{concession}"),
            Formula::Failed(concession) => write!(out, "{concession}.failed"),
            Formula::InForce(agreement) => write!(out, "{agreement}"),
            Formula::Rejected(agreement) => write!(out, "{agreement}.failed"),
            Formula::RejectedBy(agreement, ballot) => write!(out, "{agreement}.{ballot}.failed"),
            Formula::Ended(agreement) => write!(out, "{agreement}.ended"),
            Formula::WindowClosed => write!(out, "window.closed"),
            Formula::Not(inner) => write!(out, "!{}", inner.operand(2)),
            Formula::And(left, right) => write!(out, "{} & {}", left.operand(1), right.operand(2)),
            Formula::Or(left, right) => write!(out, "{} | {}", left.operand(0), right.operand(1)),
        }
    }
}
