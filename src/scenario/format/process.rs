//! The table of the process: demands, types, signals.

use crate::scenario::quantity::Domain;

use super::Default::{Absent, Is, Required};
use super::{Key, Kind, MapKey, Namespace};

pub(super) const PROCESS: &[Key] = &[
    Key {
        name: "protocol",
        kind: Kind::Choice(&["demands", "alternating_offers"]),
        default: Is("\"demands\""),
        meaning: "How the parties come to terms: `demands` is the demand process; by `alternating_offers` they propose packages to each other, and the headline rests on the test `offers`.",
    },
    Key {
        name: "offers",
        kind: Kind::Table(OFFERS),
        default: Is("{}"),
        meaning: "How `alternating_offers` are made. The parties are those of the bargaining problem; a round takes a period, with its discounting and cost of delay.",
    },
    Key {
        name: "agreement",
        kind: Kind::Name(Namespace::Agreement),
        default: Required,
        meaning: "What SIGN signs; all other agreements are linked to it and come last.",
    },
    Key {
        name: "demands",
        kind: Kind::Names(Namespace::Concession),
        default: Required,
        meaning: "The concessions in the order in which they are demanded.",
    },
    Key {
        name: "sign",
        kind: Kind::Quantity(Domain::Probability),
        default: Absent,
        meaning: "Stated belief that the demander signs after a success.",
    },
    Key {
        name: "endless",
        kind: Kind::Flag,
        default: Is("false"),
        meaning: "That there is no last demand: the last one on the list can be made again and again, each time at its cost; adds the test `stationary`.",
    },
    Key {
        name: "consent",
        kind: Kind::Names(Namespace::Player),
        default: Is("[]"),
        meaning: "Who is asked once more, at signing.",
    },
    Key {
        name: "types",
        kind: Kind::Map(MapKey::Declares(Namespace::Type), &Kind::Table(TYPE)),
        default: Absent,
        meaning: "Types of the informed player, which nobody else sees.",
    },
    Key {
        name: "signals",
        kind: Kind::Map(MapKey::Label, &Kind::Table(SIGNAL)),
        default: Absent,
        meaning: "Steps that players may take before the first demand, in this order and in public; they tell something where types are hidden, and are left out elsewhere.",
    },
    Key {
        name: "informed",
        kind: Kind::Name(Namespace::Player),
        default: Is("the demander of the first demand"),
        meaning: "Who has these types and sees its own.",
    },
];

const OFFERS: &[Key] = &[
    Key {
        name: "turns",
        kind: Kind::List(&Kind::Name(Namespace::Player)),
        default: Is("the parties in file order"),
        meaning: "Who proposes in the first period, in the second, and so on, and then over again.",
    },
    Key {
        name: "recognition",
        kind: Kind::Map(MapKey::Names(Namespace::Player), &Kind::Quantity(Domain::Probability)),
        default: Absent,
        meaning: "In place of turns: by party, the chance to propose, drawn anew in every period.",
    },
    Key {
        name: "breakdown",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("0"),
        meaning: "Chance that a failed offer ends the talks.",
    },
    Key {
        name: "breaks_into",
        kind: Kind::Choice(&["status_quo", "conflict"]),
        default: Is("\"status_quo\""),
        meaning: "What talks that break down end in.",
    },
    Key {
        name: "outside",
        kind: Kind::Map(MapKey::Names(Namespace::Player), &Kind::Quantity(Domain::Utility)),
        default: Absent,
        meaning: "Of two parties: the utility of each if the one that rejects an offer leaves.",
    },
];

const SIGNAL: &[Key] = &[
    Key { name: "by", kind: Kind::Name(Namespace::Player), default: Required, meaning: "Who may take the step." },
    Key {
        name: "cost",
        kind: Kind::Quantity(Domain::Cost),
        default: Is("0"),
        meaning: "What the step costs; a type may override it.",
    },
];

const TYPE: &[Key] = &[
    Key {
        name: "player",
        kind: Kind::Name(Namespace::Player),
        default: Is("the informed player"),
        meaning: "Whose type it is; several players may have types, drawn apart from each other.",
    },
    Key {
        name: "prior",
        kind: Kind::Quantity(Domain::Probability),
        default: Is("what the other types leave"),
        meaning: "Belief that the informed player is of this type; one type may leave it out.",
    },
    Key {
        name: "demands",
        kind: Kind::Names(Namespace::Concession),
        default: Is("those of the process"),
        meaning: "The demands that are made if it is of this type, the first one included.",
    },
    Key {
        name: "always_signs",
        kind: Kind::Flag,
        default: Is("false"),
        meaning: "That this type signs after a success, whatever else it could do.",
    },
    Key {
        name: "override",
        kind: Kind::Map(MapKey::Path, &Kind::Quantity(Domain::Utility)),
        default: Is("{}"),
        meaning: "Quantities that differ for this type, by path.",
    },
];
