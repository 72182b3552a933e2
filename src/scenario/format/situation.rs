//! The tables of a scenario: who is there, what can be conceded and agreed on, what it is worth.

use crate::scenario::quantity::Domain;

use super::Default::{Absent, Is, Required};
use super::concession::{AGREEMENT, CONCESSION};
use super::process::PROCESS;
use super::{Key, Kind, MapKey, Namespace};

/// The top level of a scenario file.
pub const FORMAT: &[Key] = &[
    Key { name: "format", kind: Kind::Version, default: Is("1"), meaning: "Version of this format." },
    Key { name: "scenario", kind: Kind::Table(SCENARIO), default: Required, meaning: "What the file is about." },
    Key {
        name: "players",
        kind: Kind::Map(MapKey::Declares(Namespace::Player), &Kind::Table(PLAYER)),
        default: Required,
        meaning: "Who takes part, each with what the outcomes are worth to it.",
    },
    Key {
        name: "concessions",
        kind: Kind::Map(MapKey::Declares(Namespace::Concession), &Kind::Table(CONCESSION)),
        default: Required,
        meaning: "What can be given up, by whom, at whose demand.",
    },
    Key {
        name: "agreements",
        kind: Kind::Map(MapKey::Declares(Namespace::Agreement), &Kind::Table(AGREEMENT)),
        default: Required,
        meaning: "What can be signed, and who must sign it.",
    },
    Key {
        name: "conflict",
        kind: Kind::Table(CONFLICT),
        default: Absent,
        meaning: "The hazard that the situation ends in open conflict.",
    },
    Key {
        name: "window",
        kind: Kind::Table(WINDOW),
        default: Absent,
        meaning: "A window of opportunity that may close after each success.",
    },
    Key { name: "process", kind: Kind::Table(PROCESS), default: Required, meaning: "How the parties play." },
    Key {
        name: "inducements",
        kind: Kind::Map(MapKey::Declares(Namespace::Inducement), &Kind::Table(INDUCEMENT)),
        default: Absent,
        meaning: "Payments that a third party may offer for signing straight after the first success.",
    },
    Key {
        name: "bargaining",
        kind: Kind::Table(BARGAINING),
        default: Absent,
        meaning: "Overrides for the bargaining problem that follows from the scenario.",
    },
    Key {
        name: "uncertainty",
        kind: Kind::Table(UNCERTAINTY),
        default: Absent,
        meaning: "How the uncertain quantities go together in samples.",
    },
];

const SCENARIO: &[Key] = &[
    Key { name: "title", kind: Kind::Text, default: Required, meaning: "One line that names the situation." },
    Key {
        name: "period",
        kind: Kind::Text,
        default: Is("\"period\""),
        meaning: "What one period is; discount factors count these.",
    },
    Key {
        name: "question",
        kind: Kind::Name(Namespace::Concession),
        default: Required,
        meaning: "The concession to judge: the first demand of the process.",
    },
];

const PLAYER: &[Key] = &[
    Key { name: "name", kind: Kind::Text, default: Is("the key"), meaning: "The name that reports print." },
    Key {
        name: "discount",
        kind: Kind::Quantity(Domain::Discount),
        default: Is("1"),
        meaning: "Worth of a gain one period later, as a share of its worth now.",
    },
    Key {
        name: "delay",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "What each period of the process costs it; each attempt, by whomever, takes a period.",
    },
    Key {
        name: "conflict",
        kind: Kind::Table(CONFLICT_VALUE),
        default: Is("{ value = 0 }"),
        meaning: "Utility if conflict breaks out: a lottery (win_probability, win, lose, cost) or a plain value.",
    },
    Key {
        name: "payoffs",
        kind: Kind::Map(MapKey::Condition, &Kind::Quantity(Domain::Utility)),
        default: Is("{ always = 0 }"),
        meaning: "Condition to utility; the terms whose condition holds are added up.",
    },
];

const CONFLICT_VALUE: &[Key] = &[
    Key {
        name: "win_probability",
        kind: Kind::Quantity(Domain::Probability),
        default: Absent,
        meaning: "Chance of winning the conflict.",
    },
    Key { name: "win", kind: Kind::Quantity(Domain::Utility), default: Is("0"), meaning: "Utility after winning it." },
    Key { name: "lose", kind: Kind::Quantity(Domain::Utility), default: Is("0"), meaning: "Utility after losing it." },
    Key {
        name: "cost",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "What fighting costs, either way.",
    },
    Key {
        name: "value",
        kind: Kind::Quantity(Domain::Utility),
        default: Absent,
        meaning: "Utility in conflict, in place of the lottery.",
    },
];

const CONFLICT: &[Key] = &[
    Key {
        name: "hazard",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("0"),
        meaning: "Chance of conflict at the end of the process.",
    },
    Key {
        name: "per_period",
        kind: Kind::Flag,
        default: Is("false"),
        meaning: "That conflict may also break out in every period that an attempt takes, with the hazard of the state before it, and then ends the process.",
    },
    Key {
        name: "add",
        kind: Kind::Map(MapKey::Condition, &Kind::Quantity(Domain::Shift)),
        default: Is("{}"),
        meaning: "Added to the hazard where the condition holds; the sum is clipped to [0, 1].",
    },
    Key {
        name: "override",
        kind: Kind::Map(MapKey::Condition, &Kind::Quantity(Domain::Probability)),
        default: Is("{}"),
        meaning: "Replaces the hazard where the condition holds; the last one that holds counts.",
    },
];

const WINDOW: &[Key] = &[
    Key {
        name: "closes",
        kind: Kind::Quantity(Domain::Probability),
        default: Required,
        meaning: "Chance that the window closes, drawn after each success while it is open.",
    },
    Key {
        name: "spoiler",
        kind: Kind::Name(Namespace::Player),
        default: Absent,
        meaning: "Who may spoil the process when the window closes.",
    },
    Key {
        name: "spoil",
        kind: Kind::Table(SPOIL),
        default: Is("{ success = 1, cost = 0 }"),
        meaning: "How well a spoil works and what it costs the spoiler.",
    },
];

const SPOIL: &[Key] = &[
    Key {
        name: "success",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("1"),
        meaning: "Chance that a spoil works; then nothing is signed.",
    },
    Key { name: "cost", kind: Kind::Quantity(Domain::Cost), default: Is("0"), meaning: "What spoiling costs." },
];

const INDUCEMENT: &[Key] = &[
    Key { name: "from", kind: Kind::Name(Namespace::Player), default: Required, meaning: "Who offers it." },
    Key { name: "to", kind: Kind::Name(Namespace::Player), default: Required, meaning: "Who receives it." },
    Key {
        name: "amount",
        kind: Kind::Quantity(Domain::Cost),
        default: Required,
        meaning: "What it is worth to the receiver.",
    },
    Key { name: "cost", kind: Kind::Quantity(Domain::Cost), default: Is("0"), meaning: "What it costs the giver." },
];

const BARGAINING: &[Key] = &[Key {
    name: "players",
    kind: Kind::Names(Namespace::Player),
    default: Is("the parties to the package"),
    meaning: "Who bargains.",
}];

const UNCERTAINTY: &[Key] = &[Key {
    name: "rank_correlations",
    kind: Kind::Map(MapKey::Path, &Kind::Map(MapKey::Path, &Kind::Quantity(Domain::Shift))),
    default: Is("{}"),
    meaning: "Spearman's rank correlation of pairs of quantities, by path and path.",
}];

/// The keys of a quantity that is written as a table.
pub const QUANTITY: &[Key] = &[
    Key { name: "low", kind: Kind::Quantity(Domain::Utility), default: Absent, meaning: "Lower end of its range." },
    Key { name: "base", kind: Kind::Quantity(Domain::Utility), default: Required, meaning: "Today's estimate." },
    Key { name: "high", kind: Kind::Quantity(Domain::Utility), default: Absent, meaning: "Upper end of its range." },
    Key { name: "source", kind: Kind::Text, default: Absent, meaning: "Where the number comes from." },
    Key {
        name: "lever",
        kind: Kind::Name(Namespace::Player),
        default: Absent,
        meaning: "The player that can move it; without one it is a belief.",
    },
    Key {
        name: "distribution",
        kind: Kind::Choice(&["uniform", "triangular", "pert"]),
        default: Absent,
        meaning: "How samples over its range are drawn; without one as `concede sweep --distribution` says.",
    },
];
