//! The tables of concessions and agreements.

use crate::scenario::quantity::Domain;

use super::Default::{Absent, Is, Required};
use super::{Key, Kind, MapKey, Namespace};

pub(super) const CONCESSION: &[Key] = &[
    Key { name: "name", kind: Kind::Text, default: Is("the key"), meaning: "The name that reports print." },
    Key { name: "owner", kind: Kind::Name(Namespace::Player), default: Required, meaning: "Who would make it." },
    Key { name: "demanded_by", kind: Kind::Name(Namespace::Player), default: Required, meaning: "Who demands it." },
    Key {
        name: "success",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("1"),
        meaning: "Chance that an attempt succeeds; 1 leaves no move to chance.",
    },
    Key {
        name: "cost",
        kind: Kind::Table(CONCESSION_COST),
        default: Is("{ attempt = 0, success = 0, failure = 0 }"),
        meaning: "What it costs its owner.",
    },
    Key {
        name: "audience_cost",
        kind: Kind::QuantityOrTable(Domain::Cost, AUDIENCE_COST),
        default: Is("0"),
        meaning: "What dropping the demand costs the demander, once refused or once an attempt failed.",
    },
    Key {
        name: "benefit",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "What each success is worth to its demander at once, whatever comes of the talks.",
    },
    Key {
        name: "effect",
        kind: Kind::Effect,
        default: Is("\"immediate\""),
        meaning: "`immediate`, or `on AGREEMENT`: held in escrow until that agreement is signed.",
    },
    Key {
        name: "requires",
        kind: Kind::Condition,
        default: Is("\"always\""),
        meaning: "What must hold before it can be demanded.",
    },
    Key { name: "attempts", kind: Kind::Count, default: Is("1"), meaning: "How often its owner may try." },
    Key {
        name: "fallback",
        kind: Kind::Table(FALLBACK),
        default: Absent,
        meaning: "A second route after a failed attempt, used once at most.",
    },
    Key {
        name: "reversible",
        kind: Kind::Table(REVERSIBLE),
        default: Absent,
        meaning: "That it can be undone, and at what cost; in the demand process once an agreement with `withdrawals` is in force.",
    },
    Key {
        name: "observable",
        kind: Kind::Audience,
        default: Is("\"public\""),
        meaning: "Who sees how an attempt ends; its owner and its demander always do.",
    },
];

const CONCESSION_COST: &[Key] = &[
    Key {
        name: "attempt",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "Paid when it is attempted.",
    },
    Key {
        name: "success",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "Paid when it succeeds; if in escrow, when its agreement is signed.",
    },
    Key {
        name: "failure",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "Paid when an attempt fails.",
    },
];

const AUDIENCE_COST: &[Key] = &[
    Key {
        name: "refused",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "Paid for signing although the demand was refused.",
    },
    Key {
        name: "failed",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "Paid for signing although the attempt failed.",
    },
];

const FALLBACK: &[Key] = &[
    Key {
        name: "success",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("1"),
        meaning: "Chance that the second route succeeds.",
    },
    Key { name: "cost", kind: Kind::Quantity(Domain::Cost), default: Is("0"), meaning: "Paid when it is taken." },
];

const REVERSIBLE: &[Key] = &[Key {
    name: "cost",
    kind: Kind::Quantity(Domain::Cost),
    default: Is("0"),
    meaning: "What undoing it costs its owner.",
}];

pub(super) const AGREEMENT: &[Key] = &[
    Key { name: "name", kind: Kind::Text, default: Is("the key"), meaning: "The name that reports print." },
    Key { name: "signatories", kind: Kind::Names(Namespace::Player), default: Required, meaning: "Who must sign it." },
    Key {
        name: "approvers",
        kind: Kind::Names(Namespace::Player),
        default: Is("[]"),
        meaning: "Who else must agree to it.",
    },
    Key {
        name: "requires",
        kind: Kind::Condition,
        default: Is("\"always\""),
        meaning: "What must hold before it can come into force.",
    },
    Key {
        name: "ratifications",
        kind: Kind::Map(MapKey::Declares(Namespace::Ratification), &Kind::Table(RATIFICATION)),
        default: Absent,
        meaning: "Ballots, parliaments or authorities that decide once it is signed; it comes into force if none of them fails it.",
    },
    Key {
        name: "withdrawals",
        kind: Kind::Map(MapKey::Names(Namespace::Player), &Kind::Table(WITHDRAWAL)),
        default: Absent,
        meaning: "Who may leave it again once it is in force; only the agreement of the process can be left.",
    },
];

const RATIFICATION: &[Key] = &[
    Key {
        name: "success",
        kind: Kind::Quantity(Domain::Probability),
        default: Required,
        meaning: "Chance that it says yes, drawn whatever the others say.",
    },
    Key {
        name: "cost",
        kind: Kind::Map(MapKey::Names(Namespace::Player), &Kind::Quantity(Domain::Utility)),
        default: Is("{}"),
        meaning: "By player, what is paid if it says no; below zero what is received, such as a break fee.",
    },
];

const WITHDRAWAL: &[Key] = &[
    Key {
        name: "chance",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("0"),
        meaning: "Stated belief that it leaves, for the tests that rest on stated beliefs.",
    },
    Key { name: "cost", kind: Kind::Quantity(Domain::Cost), default: Is("0"), meaning: "What leaving costs it." },
];
