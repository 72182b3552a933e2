//! The tables of explicit games, a table per form.

use super::Default::{Absent, Is, Required};
use super::action_graph::ACTION_GRAPH;
use super::coalitional::COALITIONAL;
use super::stochastic::STOCHASTIC;
use super::{Key, Kind, MapKey};

/// The top level of a file that carries an explicit game in place of a scenario.
pub const GAME_FORMAT: &[Key] = &[
    Key { name: "format", kind: Kind::Version, default: Is("1"), meaning: "Version of this format." },
    Key {
        name: "game",
        kind: Kind::Table(GAME),
        default: Required,
        meaning: "An explicit game in one of the forms below.",
    },
];

/// One table per form; [`super::game::FORMS`] reads them.
const GAME: &[Key] = &[
    Key {
        name: "title",
        kind: Kind::Text,
        default: Is("the name of the file"),
        meaning: "One line that names the game.",
    },
    Key {
        name: "action_graph",
        kind: Kind::Table(ACTION_GRAPH),
        default: Absent,
        meaning: "A simultaneous game in which payoffs depend on how many choose what, as an action graph.",
    },
    Key {
        name: "alternating_offers",
        kind: Kind::Table(ALTERNATING_OFFERS),
        default: Absent,
        meaning: "Players who propose by turns or by lot how to divide a pie, or one of several packages, while time passes.",
    },
    Key {
        name: "bargaining",
        kind: Kind::Table(BARGAINING_PROBLEM),
        default: Absent,
        meaning: "A bargaining problem.",
    },
    Key {
        name: "coalitional",
        kind: Kind::Table(COALITIONAL),
        default: Absent,
        meaning: "A coalitional game with transferable utility.",
    },
    Key {
        name: "extensive",
        kind: Kind::Table(EXTENSIVE),
        default: Absent,
        meaning: "A game in extensive form: a tree of moves.",
    },
    Key {
        name: "graph",
        kind: Kind::Table(GRAPH),
        default: Absent,
        meaning: "A conflict as a graph: states, moves, rankings.",
    },
    Key { name: "normal", kind: Kind::Table(NORMAL), default: Absent, meaning: "A game in normal form." },
    Key {
        name: "stochastic",
        kind: Kind::Table(STOCHASTIC),
        default: Absent,
        meaning: "A game that moves from state to state, one player choosing in each, with or without end.",
    },
];

const ALTERNATING_OFFERS: &[Key] = &[
    Key { name: "players", kind: Kind::List(&Kind::Text), default: Required, meaning: "Their names, in order." },
    Key {
        name: "pie",
        kind: Kind::Number,
        default: Is("1"),
        meaning: "What there is to divide; no share is negative.",
    },
    Key {
        name: "points",
        kind: Kind::ListOrMap(&Kind::List(&Kind::Number)),
        default: Absent,
        meaning: "In place of the pie: what can be proposed, with lotteries over it, as payoffs in the order of the players, in a list or by name. All must agree.",
    },
    Key {
        name: "turns",
        kind: Kind::List(&Kind::Text),
        default: Is("the players in order"),
        meaning: "Who proposes in the first period, in the second, and so on, and then over again.",
    },
    Key {
        name: "recognition",
        kind: Kind::List(&Kind::Number),
        default: Absent,
        meaning: "In place of turns: each player's probability of being the proposer, drawn anew in every period.",
    },
    Key {
        name: "quota",
        kind: Kind::Number,
        default: Is("all"),
        meaning: "How many must agree, the proposer included.",
    },
    Key {
        name: "discounts",
        kind: Kind::List(&Kind::Number),
        default: Is("1 for everybody"),
        meaning: "Worth of a payoff one period later, as a share of its worth now.",
    },
    Key {
        name: "breakdown",
        kind: Kind::Number,
        default: Is("0"),
        meaning: "Chance that a failed offer ends the talks.",
    },
    Key {
        name: "disagreement",
        kind: Kind::List(&Kind::Number),
        default: Is("0 for everybody"),
        meaning: "What each player gets if the talks break down, or end unagreed.",
    },
    Key {
        name: "costs",
        kind: Kind::List(&Kind::Number),
        default: Is("0 for everybody"),
        meaning: "What each player pays whenever an offer fails and the talks go on.",
    },
    Key {
        name: "outside",
        kind: Kind::List(&Kind::Number),
        default: Absent,
        meaning: "Of two players: what each gets if the one that rejects an offer leaves.",
    },
    Key {
        name: "periods",
        kind: Kind::Number,
        default: Is("without end"),
        meaning: "How many periods there are; after the last one everybody gets its disagreement payoff.",
    },
];

const BARGAINING_PROBLEM: &[Key] = &[
    Key { name: "players", kind: Kind::List(&Kind::Text), default: Required, meaning: "Their names, in order." },
    Key {
        name: "points",
        kind: Kind::ListOrMap(&Kind::List(&Kind::Number)),
        default: Absent,
        meaning: "What can be agreed on: payoffs in the order of the players, in a list or by name.",
    },
    Key {
        name: "issues",
        kind: Kind::Map(MapKey::Label, &Kind::Map(MapKey::Label, &Kind::List(&Kind::Number))),
        default: Absent,
        meaning: "Instead of points: what each option of each issue pays the players; an outcome takes one option of every issue and pays the sum.",
    },
    Key {
        name: "issue_weights",
        kind: Kind::Map(MapKey::Label, &Kind::List(&Kind::Number)),
        default: Is("1 everywhere"),
        meaning: "Factors of the payoffs of an issue, in the order of the players.",
    },
    Key {
        name: "disagreement",
        kind: Kind::List(&Kind::Number),
        default: Is("0 for everybody"),
        meaning: "What each player gets without agreement.",
    },
    Key {
        name: "hull",
        kind: Kind::Flag,
        default: Is("true for points, false for issues"),
        meaning: "Whether lotteries can be agreed on too, so that the feasible set is the convex hull.",
    },
    Key {
        name: "weights",
        kind: Kind::List(&Kind::Number),
        default: Is("1 for everybody"),
        meaning: "The bargaining weights of the asymmetric Nash solution, all positive.",
    },
];

const EXTENSIVE: &[Key] = &[
    Key { name: "players", kind: Kind::List(&Kind::Text), default: Required, meaning: "Their names, in order." },
    Key { name: "root", kind: Kind::Text, default: Is("the first move"), meaning: "The move with which play begins." },
    Key {
        name: "moves",
        kind: Kind::Map(MapKey::Label, &Kind::Table(MOVE)),
        default: Required,
        meaning: "Every node at which a player or chance moves, by a name of its own.",
    },
];

const MOVE: &[Key] = &[
    Key { name: "player", kind: Kind::Text, default: Absent, meaning: "Who moves; chance if it is left out." },
    Key {
        name: "set",
        kind: Kind::Text,
        default: Is("the name of the move"),
        meaning: "The information set: its player cannot tell moves of one set apart, and has the same actions at each.",
    },
    Key {
        name: "actions",
        kind: Kind::Map(MapKey::Label, &Kind::NumbersOrName),
        default: Required,
        meaning: "What each action leads to: a move by name, or the end with one payoff per player.",
    },
    Key {
        name: "chances",
        kind: Kind::List(&Kind::Number),
        default: Absent,
        meaning: "Where chance moves, the probability of each action, in their order; they sum to 1.",
    },
    Key {
        name: "pays",
        kind: Kind::List(&Kind::Number),
        default: Is("0 for everybody"),
        meaning: "What play earns by coming here, in addition to what it earns later.",
    },
];

const GRAPH: &[Key] = &[
    Key { name: "players", kind: Kind::List(&Kind::Text), default: Required, meaning: "Their names, in order." },
    Key {
        name: "options",
        kind: Kind::Map(MapKey::Listed, &Kind::List(&Kind::Text)),
        default: Absent,
        meaning: "By player, what it can do or leave; the states are the feasible combinations, numbered from 1 by their code (the first option of the file is bit 0).",
    },
    Key {
        name: "infeasible",
        kind: Kind::List(&Kind::Condition),
        default: Is("[]"),
        meaning: "Conditions over options under which a combination cannot be.",
    },
    Key {
        name: "one_way",
        kind: Kind::Map(MapKey::Listed, &Kind::Choice(&["on", "off"])),
        default: Is("{}"),
        meaning: "Options that may only be switched on, or only off.",
    },
    Key {
        name: "states",
        kind: Kind::List(&Kind::Text),
        default: Absent,
        meaning: "In place of options: the states, each in words.",
    },
    Key {
        name: "moves",
        kind: Kind::Map(MapKey::Listed, &Kind::Nested),
        default: Absent,
        meaning: "With listed states: each player's moves as pairs of state numbers.",
    },
    Key {
        name: "rankings",
        kind: Kind::Map(MapKey::Listed, &Kind::Nested),
        default: Is("{}"),
        meaning: "By player, the states from best to worst, ties in a list of their own.",
    },
    Key {
        name: "priorities",
        kind: Kind::Map(MapKey::Listed, &Kind::List(&Kind::Text)),
        default: Is("{}"),
        meaning: "In place of a ranking: statements over options, the most important first, such as \"accept & !insist\", \"modify if insist\", \"2 iff -5\" (options by number, negated). A state is better that satisfies the first statement on which two states differ.",
    },
    Key {
        name: "status_quo",
        kind: Kind::Number,
        default: Absent,
        meaning: "The number of the state where play begins.",
    },
    Key {
        name: "coalitions",
        kind: Kind::List(&Kind::List(&Kind::Text)),
        default: Is("[]"),
        meaning: "Groups of players that are also analysed as acting together.",
    },
    Key {
        name: "unseen",
        kind: Kind::Map(MapKey::Listed, &Kind::List(&Kind::Text)),
        default: Is("{}"),
        meaning: "Options that a player does not know of (a hypergame).",
    },
    Key {
        name: "convention",
        kind: Kind::Choice(&["legal", "each-once", "single-move"]),
        default: Is("\"legal\""),
        meaning: "How the others may answer a move: any sequence in which nobody moves twice in a row, one in which each moves at most once, or one move.",
    },
];

const NORMAL: &[Key] = &[
    Key { name: "players", kind: Kind::List(&Kind::Text), default: Required, meaning: "Their names, in order." },
    Key {
        name: "strategies",
        kind: Kind::List(&Kind::List(&Kind::Text)),
        default: Required,
        meaning: "The strategies of each player, in the order of the players.",
    },
    Key {
        name: "payoffs",
        kind: Kind::Nested,
        default: Required,
        meaning: "A list per strategy of the first player, in each a list per strategy of the second, and so on; innermost one payoff per player.",
    },
];
