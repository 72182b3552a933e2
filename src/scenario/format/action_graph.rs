//! The table of action-graph games.

use super::Default::{Absent, Is, Required};
use super::{Key, Kind, MapKey};

pub(super) const ACTION_GRAPH: &[Key] = &[
    Key {
        name: "players",
        kind: Kind::Map(MapKey::Label, &Kind::Table(CLASS)),
        default: Required,
        meaning: "Who plays, by name: one player, or several who are alike.",
    },
    Key {
        name: "actions",
        kind: Kind::Map(MapKey::Label, &Kind::Table(ACTION)),
        default: Required,
        meaning: "What can be chosen, by name, and what it pays; several players may choose the same.",
    },
    Key {
        name: "totals",
        kind: Kind::Map(MapKey::Label, &Kind::Table(TOTAL)),
        default: Absent,
        meaning: "What counts several actions at once, by name.",
    },
];

const CLASS: &[Key] = &[
    Key { name: "count", kind: Kind::Number, default: Is("1"), meaning: "How many of them there are." },
    Key {
        name: "actions",
        kind: Kind::List(&Kind::Text),
        default: Required,
        meaning: "The actions that each of them may choose.",
    },
];

const ACTION: &[Key] = &[
    Key {
        name: "neighbours",
        kind: Kind::List(&Kind::Text),
        default: Is("the action itself"),
        meaning: "The actions and totals that its payoff depends on.",
    },
    Key {
        name: "payoffs",
        kind: Kind::List(&Kind::List(&Kind::Number)),
        default: Required,
        meaning: "Rows: how many choose each neighbour, oneself included, and then what the action pays.",
    },
];

const TOTAL: &[Key] = &[
    Key { name: "of", kind: Kind::List(&Kind::Text), default: Required, meaning: "The actions that it counts." },
    Key {
        name: "weights",
        kind: Kind::List(&Kind::Number),
        default: Is("1 for each"),
        meaning: "What one choice of each action counts: whole numbers.",
    },
    Key {
        name: "rule",
        kind: Kind::Choice(&["sum", "exists", "highest", "lowest"]),
        default: Is("sum"),
        meaning: "The sum of the weights of all choices, whether there is a positive one (1 or 0), or the highest or lowest.",
    },
    Key {
        name: "none",
        kind: Kind::Number,
        default: Is("0"),
        meaning: "What the highest or lowest is if nobody chooses any of the actions.",
    },
];
