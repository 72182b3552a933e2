//! The table of games that move from state to state.

use super::Default::{Absent, Is, Required};
use super::{Key, Kind, MapKey};

pub(super) const STOCHASTIC: &[Key] = &[
    Key { name: "players", kind: Kind::List(&Kind::Text), default: Required, meaning: "Their names, in order." },
    Key {
        name: "discounts",
        kind: Kind::List(&Kind::Number),
        default: Is("1 for everybody"),
        meaning: "Worth of a payoff one period later, as a share of its worth now.",
    },
    Key {
        name: "states",
        kind: Kind::Map(MapKey::Label, &Kind::Table(STATE)),
        default: Required,
        meaning: "The states, by name.",
    },
    Key { name: "start", kind: Kind::Text, default: Is("the first state"), meaning: "Where play begins." },
];

const STATE: &[Key] = &[
    Key { name: "mover", kind: Kind::Text, default: Absent, meaning: "Who chooses among the actions." },
    Key {
        name: "actions",
        kind: Kind::Map(MapKey::Label, &Kind::Table(STEP)),
        default: Absent,
        meaning: "What the mover can do, by name; this, or `draws`, or `payoffs`.",
    },
    Key {
        name: "draws",
        kind: Kind::Map(MapKey::Label, &Kind::Table(DRAW)),
        default: Absent,
        meaning: "What chance can do, by name.",
    },
    Key {
        name: "payoffs",
        kind: Kind::List(&Kind::Number),
        default: Absent,
        meaning: "That the game is over, and what it then pays.",
    },
];

const TO: Key = Key { name: "to", kind: Kind::Text, default: Required, meaning: "The state that it leads to." };

const PAYS: Key = Key {
    name: "pays",
    kind: Kind::List(&Kind::Number),
    default: Is("0 for everybody"),
    meaning: "What it pays at once; a cost is negative.",
};

const WAITS: Key = Key {
    name: "waits",
    kind: Kind::Flag,
    default: Is("false"),
    meaning: "Whether a period passes, so that what follows is discounted.",
};

const STEP: &[Key] = &[TO, PAYS, WAITS];

const DRAW: &[Key] = &[
    Key { name: "probability", kind: Kind::Number, default: Required, meaning: "How likely it is." },
    TO,
    PAYS,
    WAITS,
];
