//! The table of coalitional games and their families.

use super::Default::{Absent, Is, Required};
use super::{Key, Kind, MapKey};

pub(super) const COALITIONAL: &[Key] = &[
    Key {
        name: "players",
        kind: Kind::List(&Kind::Text),
        default: Required,
        meaning: "Their names, in order, without spaces.",
    },
    Key {
        name: "worth",
        kind: Kind::Map(MapKey::Coalition, &Kind::Number),
        default: Absent,
        meaning: "What each coalition can secure for itself; the names of its members stand in any order, apart by spaces. This or one of the families below.",
    },
    Key {
        name: "default",
        kind: Kind::Number,
        default: Absent,
        meaning: "The worth of the coalitions that `worth` leaves out; without it none may be missing.",
    },
    Key {
        name: "voting",
        kind: Kind::Table(VOTING),
        default: Absent,
        meaning: "Weighted voting: a coalition whose weights reach the quota is worth 1, any other 0.",
    },
    Key {
        name: "bankruptcy",
        kind: Kind::Table(BANKRUPTCY),
        default: Absent,
        meaning: "A coalition is worth what is left of the estate when all others are paid in full.",
    },
    Key {
        name: "airport",
        kind: Kind::Table(AIRPORT),
        default: Absent,
        meaning: "Runways as a game of savings: a coalition is worth the sum of its costs less the largest; cost shares are costs less payoffs.",
    },
    Key {
        name: "assignment",
        kind: Kind::Table(ASSIGNMENT),
        default: Absent,
        meaning: "A market of pairs: a coalition is worth its best matching of sellers with buyers.",
    },
    Key {
        name: "structure",
        kind: Kind::List(&Kind::List(&Kind::Text)),
        default: Is("one block of all players"),
        meaning: "The coalitions that have formed: each player is in exactly one.",
    },
    Key {
        name: "points",
        kind: Kind::Map(MapKey::Label, &Kind::List(&Kind::Number)),
        default: Absent,
        meaning: "Payoff vectors, by name, that the set-valued concepts judge; one payoff per player.",
    },
    Key {
        name: "epsilon",
        kind: Kind::Number,
        default: Absent,
        meaning: "What it costs a coalition to leave, which makes the concept `epsilon_core`; negative where leaving is rewarded.",
    },
];

const VOTING: &[Key] = &[
    Key { name: "quota", kind: Kind::Number, default: Required, meaning: "The weight that is enough." },
    Key { name: "weights", kind: Kind::List(&Kind::Number), default: Required, meaning: "One weight per player." },
];

const BANKRUPTCY: &[Key] = &[
    Key { name: "estate", kind: Kind::Number, default: Required, meaning: "What there is to divide." },
    Key { name: "claims", kind: Kind::List(&Kind::Number), default: Required, meaning: "One claim per player." },
];

const AIRPORT: &[Key] = &[Key {
    name: "costs",
    kind: Kind::List(&Kind::Number),
    default: Required,
    meaning: "What the runway that each player needs costs.",
}];

const ASSIGNMENT: &[Key] = &[
    Key {
        name: "values",
        kind: Kind::List(&Kind::List(&Kind::Number)),
        default: Required,
        meaning: "A list per seller with what it makes with each buyer.",
    },
    Key {
        name: "sellers",
        kind: Kind::List(&Kind::Text),
        default: Is("the first players, one per list of `values`"),
        meaning: "The players whose lists these are, in order.",
    },
    Key {
        name: "buyers",
        kind: Kind::List(&Kind::Text),
        default: Is("the other players"),
        meaning: "The players that an entry of a list stands for, in order.",
    },
];
