//! The format of scenarios and games as data: every table and key, its kind, its default,
//! its meaning.
//!
//! One description serves four readers: the structural check of a file (unknown keys,
//! wrong kinds), the JSON Schema for editors, `concede check --explain`, and the reference
//! in the docs. A key that is not here does not exist.

use serde_json::{Map, Value as Json, json};

use super::diagnostic::{Diagnostic, nearest, shorten, suggest};
use super::document::{Node, Value};
use super::quantity::Domain;

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    /// A number, a fraction in a string, or `{ low, base, high, source, lever }`.
    Quantity(Domain),
    /// Free text.
    Text,
    /// A Boolean formula (see [`super::condition`]).
    Condition,
    Flag,
    /// A whole number from 1 to [`MAX_COUNT`].
    Count,
    /// The version of the format.
    Version,
    /// The name of something that the file declares.
    Name(Namespace),
    /// A list of such names.
    Names(Namespace),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `"immediate"` or `"on AGREEMENT"`.
    Effect,
    /// `"public"` or a list of players.
    Audience,
    Table(&'static [Key]),
    /// A table whose keys the file chooses.
    Map(MapKey, &'static Kind),
    /// A quantity, or a table of quantities.
    QuantityOrTable(Domain, &'static [Key]),
    /// An exact number without a range, as explicit games have.
    Number,
    /// A list of values of one kind.
    List(&'static Kind),
    /// Values of one kind in a list, or in a table that names them.
    ListOrMap(&'static Kind),
    /// Numbers in lists within lists, to a depth that the rest of the table says.
    Nested,
    /// A list of numbers, or the name of what follows.
    NumbersOrName,
}

/// More attempts than any negotiation allows; each one deepens the game tree.
pub const MAX_COUNT: u32 = 50;

/// What the keys of a map are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapKey {
    /// A new name: letters, digits, `_`, `-`.
    Declares(Namespace),
    Condition,
    /// A new name, any text.
    Label,
    /// The name of something that the file declares.
    Names(Namespace),
    /// The path of a quantity.
    Path,
    /// A name that the same table lists.
    Listed,
    /// The names of players, apart by spaces.
    Coalition,
}

/// Which names are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespace {
    Agreement,
    Concession,
    Inducement,
    Player,
    Ratification,
    Type,
}

impl Namespace {
    pub fn noun(self) -> &'static str {
        match self {
            Namespace::Agreement => "agreement",
            Namespace::Concession => "concession",
            Namespace::Inducement => "inducement",
            Namespace::Player => "player",
            Namespace::Ratification => "ratification",
            Namespace::Type => "type",
        }
    }
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub default: Default,
    /// One sentence for editors, `--explain` and the docs.
    pub meaning: &'static str,
}

/// What holds where a key is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    Required,
    /// The value, as it would be written.
    Is(&'static str),
    /// The thing is absent from the situation.
    Absent,
}
use self::Default::{Absent, Is, Required};

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
        name: "alternating_offers",
        kind: Kind::Table(ALTERNATING_OFFERS),
        default: Absent,
        meaning: "Players who propose by turns or by lot how to divide a pie, while time passes.",
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

const COALITIONAL: &[Key] = &[
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

const STOCHASTIC: &[Key] = &[
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

const CONCESSION: &[Key] = &[
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

const AGREEMENT: &[Key] = &[
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

const PROCESS: &[Key] = &[
    Key {
        name: "protocol",
        kind: Kind::Choice(&["demands"]),
        default: Is("\"demands\""),
        meaning: "The rules of play; `demands` is the demand process.",
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

/// Checks keys and kinds of a whole document against the format. A misspelt key is reported
/// and then taken for the key that it most likely stands for, so that nothing else is said
/// about its absence.
pub fn check(root: &mut Node, diagnostics: &mut Vec<Diagnostic>) {
    let keys = keys_of(root);
    check_table(root, keys, "the file", diagnostics);
}

/// The keys of the kind of file that this is: one with a game, or a scenario.
pub fn keys_of(root: &Node) -> &'static [Key] {
    if root.get("game").is_some() { GAME_FORMAT } else { FORMAT }
}

fn check_table(node: &mut Node, keys: &'static [Key], place: &str, diagnostics: &mut Vec<Diagnostic>) {
    let mut present: Vec<&str> = keys.iter().map(|key| key.name).filter(|name| node.get(name).is_some()).collect();
    let Value::Table(entries) = &mut node.value else { return };
    for entry in entries {
        if !keys.iter().any(|key| key.name == entry.key) {
            diagnostics.push(
                Diagnostic::error(format!("unknown key `{}` in {place}", shorten(&entry.key)))
                    .at(&entry.key_span, "not a key of this table")
                    .help(suggest(&entry.key, keys.iter().map(|key| key.name))),
            );
            let absent = keys.iter().map(|key| key.name).filter(|name| !present.contains(name));
            let Some(meant) = nearest(&entry.key, absent) else { continue };
            entry.key = meant.to_owned();
            present.push(meant);
        }
        if let Some(key) = keys.iter().find(|key| key.name == entry.key) {
            check_value(&mut entry.value, &key.kind, &entry.key, diagnostics);
        }
    }
    for key in keys.iter().filter(|key| key.default == Required) {
        if node.get(key.name).is_none() {
            diagnostics.push(
                Diagnostic::error(format!("`{}` is missing from {place}", key.name))
                    .at(&node.span, format!("needs `{}`", key.name))
                    .help(key.meaning),
            );
        }
    }
}

fn check_value(node: &mut Node, kind: &'static Kind, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let fits = match (kind, &mut node.value) {
        (Kind::Quantity(_), Value::Table(_)) => {
            check_table(node, QUANTITY, &format!("the quantity `{name}`"), diagnostics);
            return;
        }
        (Kind::QuantityOrTable(_, keys), Value::Table(entries)) => {
            let quantity =
                entries.is_empty() || entries.iter().any(|entry| QUANTITY.iter().any(|key| key.name == entry.key));
            let keys = if quantity { QUANTITY } else { keys };
            check_table(node, keys, &format!("`{name}`"), diagnostics);
            return;
        }
        (Kind::Table(keys), Value::Table(_)) => {
            check_table(node, keys, &format!("`{name}`"), diagnostics);
            return;
        }
        (Kind::Map(_, kind), Value::Table(entries)) => {
            for entry in entries {
                check_value(&mut entry.value, kind, &entry.key, diagnostics);
            }
            return;
        }
        (Kind::Quantity(_) | Kind::QuantityOrTable(..), Value::Number(_) | Value::Text(_)) => true,
        (Kind::Text | Kind::Condition | Kind::Effect | Kind::Name(_), Value::Text(_)) => true,
        (Kind::Choice(words), Value::Text(text)) => {
            if !words.contains(&text.as_str()) {
                diagnostics.push(
                    Diagnostic::error(format!("`{text}` is not a value of `{name}`"))
                        .at(&node.span, "")
                        .help(suggest(text, words.iter().copied())),
                );
            }
            return;
        }
        (Kind::Flag, Value::Flag(_)) => true,
        // Whether the text is a number is found where the number is read.
        (Kind::Number, Value::Number(_) | Value::Text(_)) => true,
        (Kind::Nested, Value::List(_)) => true,
        (Kind::NumbersOrName, Value::Text(_)) => true,
        (Kind::NumbersOrName, Value::List(_)) => {
            return check_value(node, &Kind::List(&Kind::Number), name, diagnostics);
        }
        (Kind::ListOrMap(kind), Value::Table(entries)) => {
            for entry in entries {
                check_value(&mut entry.value, kind, &entry.key, diagnostics);
            }
            return;
        }
        (Kind::List(kind) | Kind::ListOrMap(kind), Value::List(items)) => {
            for item in items {
                check_value(item, kind, name, diagnostics);
            }
            return;
        }
        (Kind::Count, Value::Number(text)) => text.parse::<u32>().is_ok_and(|count| (1..=MAX_COUNT).contains(&count)),
        (Kind::Version, Value::Number(text)) => {
            if text != "1" {
                diagnostics.push(
                    Diagnostic::error(format!("format {text} is not known"))
                        .at(&node.span, "")
                        .help("this version reads `format = 1`"),
                );
            }
            return;
        }
        (Kind::Audience, Value::Text(text)) => text == "public",
        (Kind::Names(_) | Kind::Audience, Value::List(items)) => {
            for item in items.iter().filter(|item| item.text().is_none()) {
                diagnostics.push(
                    Diagnostic::error(format!("`{name}` lists names; this is {}", item.value.kind()))
                        .at(&item.span, ""),
                );
            }
            return;
        }
        _ => false,
    };
    if !fits {
        diagnostics.push(
            Diagnostic::error(format!("`{name}` must be {}; this is {}", kind.expected(), node.value.kind()))
                .at(&node.span, format!("expected {}", kind.expected())),
        );
    }
}

impl Kind {
    /// What a value of this kind is, for an error message.
    pub fn expected(&self) -> &'static str {
        match self {
            Kind::Quantity(_) => "a quantity (12, 0.45, \"9/20\" or { low, base, high, source })",
            Kind::Text => "a text",
            Kind::Condition => "a condition in quotes (\"referendum & !treaty\")",
            Kind::Flag => "true or false",
            Kind::Count => "a whole number from 1 to 50",
            Kind::Version => "a whole number",
            Kind::Name(_) => "a name in quotes",
            Kind::Names(_) => "a list of names ([\"armenia\", \"turkey\"])",
            Kind::Choice(_) => "a word in quotes",
            Kind::Effect => "\"immediate\" or \"on AGREEMENT\"",
            Kind::Audience => "\"public\" or a list of players",
            Kind::Table(_) | Kind::Map(..) => "a table",
            Kind::QuantityOrTable(..) => "a quantity or a table of quantities",
            Kind::Number => "a number (12, 0.45 or \"9/20\")",
            Kind::ListOrMap(_) => "a list of lists, or a table of named lists",
            Kind::List(Kind::Text) => "a list of texts ([\"up\", \"down\"])",
            Kind::List(Kind::Number) => "a list of numbers ([12, 0.45, \"9/20\"])",
            Kind::List(Kind::List(_)) => "a list of lists",
            Kind::List(_) => "a list",
            Kind::NumbersOrName => "a list of numbers ([12, 0.45, \"9/20\"]), or a name",
            Kind::Nested => "numbers in nested lists ([[[3, 3], [0, 5]], [[5, 0], [1, 1]]])",
        }
    }
}

/// Every key of the format with its value in a document or its default, one per line.
pub fn explain(root: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    explain_table(root, keys_of(root), 0, &mut lines);
    lines
}

fn explain_table(node: &Node, keys: &'static [Key], depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    for key in keys {
        match (node.get(key.name), key.default) {
            (Some(value), _) => explain_value(value, &key.kind, key.name, depth, lines),
            (None, Is(default)) => {
                lines.push(format!("{indent}{} = {default}  (default)  # {}", key.name, key.meaning))
            }
            (None, Absent) => lines.push(format!("{indent}{}: none  (default)  # {}", key.name, key.meaning)),
            (None, Required) => {}
        }
    }
}

fn explain_value(node: &Node, kind: &'static Kind, name: &str, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    match (kind, &node.value) {
        (Kind::Table(keys), _) => {
            lines.push(format!("{indent}{name}"));
            explain_table(node, keys, depth + 1, lines);
        }
        (Kind::Map(_, kind), _) => {
            lines.push(format!("{indent}{name}"));
            for entry in node.entries() {
                explain_value(&entry.value, kind, &super::quantity::path_segment(&entry.key), depth + 1, lines);
            }
        }
        (_, value) => lines.push(format!("{indent}{name} = {}", value.written())),
    }
}

/// The reference of the format, in Markdown: a section per table.
pub fn reference() -> String {
    let mut text = String::from(
        "# Scenario files\n\nGenerated from the format itself (`CONCEDE_BLESS=1 cargo test --test format_reference` writes it anew).\n\n\
         A *quantity* is a number (`12`, `0.45`, read exactly), a fraction in a string (`\"9/20\"`), or a table with the keys below.\n\
         A *condition* is a Boolean formula over concessions (`referendum`, `referendum.failed`), agreements (`treaty`; `treaty.failed` once a ratification failed it, `treaty.BALLOT.failed` for one of them; `treaty.ended` once somebody left it), `window.closed` and `always`, with `!`, `&`, `|` and parentheses.\n\
         Paths name quantities, for `--set` and `--parameter`; keys that hold a formula are quoted in them: `players.armenia.payoffs.\"border & treaty\"`.\n",
    );
    reference_table(FORMAT, "The file", &mut text);
    reference_table(QUANTITY, "A quantity", &mut text);
    text.push_str(
        "\n# Game files\n\nA file may carry an explicit game in place of a scenario: one of the tables below `[game]`.\n\
         Numbers are integers, decimals or fractions in strings, all exact; players and strategies keep the order of the file.\n\n\
         ```toml\n[game.normal]\nplayers    = [\"row\", \"column\"]\nstrategies = [[\"top\", \"bottom\"], [\"left\", \"right\"]]\n\
         payoffs    = [[[\"3/2\", 1], [0, 0]],      # nested by player; innermost one payoff per player\n              [[0, 0],     [1, 2]]]\n```\n\n\
         ```toml\n[game.coalitional]\nplayers   = [\"a\", \"b\", \"c\"]\nworth     = { \"a b\" = 1, \"a c\" = 1, \"a b c\" = \"3/2\" }   # members in any order\n\
         default   = 0                            # of coalitions not listed; without it none may be missing\n\
         structure = [[\"a\", \"b\"], [\"c\"]]          # who has formed; the grand coalition otherwise\n\
         points    = { even = [\"1/2\", \"1/2\", 0] }  # judged by every set-valued concept\n\
         # or, in place of worth: voting = { quota = 51, weights = [50, 49, 1] }, bankruptcy = { estate = 200, claims = [100, 200, 300] },\n\
         # airport = { costs = [8, 11, 13] } (savings), assignment = { values = [[5, 8]] } (one seller, two buyers)\n```\n",
    );
    text.push_str(
        "\n```toml\n[game.bargaining]\nplayers      = [\"one\", \"two\"]\npoints       = [[0, 4], [3, 3], [4, 0]]  # feasible: their convex hull (hull = false for a discrete set)\n\
         disagreement = [0, 0]\n```\n\
         \n```toml\n[game.bargaining]\nplayers = [\"seller\", \"buyer\"]\n[game.bargaining.issues]                     # an outcome takes an option of each and pays the sum\n\
         price    = { low = [0, 3], high = [3, 0] }\ndelivery = { soon = [0, 2], late = [1, 0] }\n```\n",
    );
    text.push_str(
        "\n```toml\n[game.extensive]\nplayers = [\"entrant\", \"incumbent\"]\n[game.extensive.moves]                       # play begins with the first\n\
         entry  = { player = \"entrant\", actions = { out = [0, 2], enter = \"answer\" } }\n\
         answer = { player = \"incumbent\", actions = { fight = [-1, -1], accommodate = [1, 1] } }\n\
         # chance: deal = { chances = [\"1/2\", \"1/2\"], actions = { high = \"bet high\", low = \"bet low\" } }\n\
         # not told apart: \"call high\" = { player = \"two\", set = \"call\", actions = { … } }, \"call low\" = { player = \"two\", set = \"call\", actions = { … } }\n```\n",
    );
    text.push_str(
        "\n```toml\n[game.alternating_offers]\nplayers   = [\"one\", \"two\"]\ndiscounts = [0.9, 0.8]               # Rubinstein's game; `one` proposes first\n\
         # recognition = [\"1/2\", \"1/2\"]       # proposers by lot; with `quota`, the legislature of Baron and Ferejohn\n```\n",
    );
    reference_table(GAME_FORMAT, "The file", &mut text);
    text
}

fn reference_table(keys: &'static [Key], title: &str, text: &mut String) {
    text.push_str(&format!("\n## {title}\n\n| key | value | default | meaning |\n|---|---|---|---|\n"));
    for key in keys {
        let default = match key.default {
            Required => "required".to_owned(),
            Is(value) => value.to_owned(),
            Absent => "none".to_owned(),
        };
        text.push_str(&format!("| `{}` | {} | {default} | {} |\n", key.name, key.kind.expected(), key.meaning));
    }
    let below = |name: &str| {
        if title == "The file" { format!("[{name}]") } else { format!("{}.{name}]", title.trim_end_matches(']')) }
    };
    for key in keys {
        match &key.kind {
            Kind::Table(inner) | Kind::QuantityOrTable(_, inner) => reference_table(inner, &below(key.name), text),
            Kind::Map(_, Kind::Table(inner)) => reference_table(inner, &below(&format!("{}.NAME", key.name)), text),
            _ => {}
        }
    }
}

/// The JSON Schema (draft 2020-12) of a scenario or game file.
pub fn schema() -> Json {
    let mut object = Map::new();
    object.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    object.insert("title".into(), json!("concede scenario or game"));
    object.insert("type".into(), json!("object"));
    // Which of the two a file is, is plain from one key; so an editor shows the faults of that one.
    object.insert("if".into(), json!({ "required": ["game"] }));
    object.insert("then".into(), table_schema(GAME_FORMAT));
    object.insert("else".into(), table_schema(FORMAT));
    let mut number = json!({ "anyOf": [
        { "type": "number" },
        { "type": "string", "pattern": r"^\s*[+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*(/\s*[+-]?[0-9._]+([eE][+-]?[0-9]+)?\s*)?$" }
    ] });
    number["description"] = json!("An exact number: 12, 0.45, or a fraction in a string, \"9/20\".");
    let mut quantity = table_schema(QUANTITY);
    for end in ["low", "base", "high"] {
        let description = quantity["properties"][end]["description"].clone();
        quantity["properties"][end] = json!({ "$ref": "#/$defs/number", "description": description });
    }
    let nested =
        json!({ "type": "array", "items": { "anyOf": [{ "$ref": "#/$defs/number" }, { "$ref": "#/$defs/nested" }] } });
    object.insert(
        "$defs".into(),
        json!({ "number": number, "nested": nested, "quantity": { "anyOf": [{ "$ref": "#/$defs/number" }, quantity] } }),
    );
    Json::Object(object)
}

fn table_schema(keys: &'static [Key]) -> Json {
    let mut properties = Map::new();
    for key in keys {
        let mut property = kind_schema(&key.kind);
        let default = match key.default {
            Required => "Required.".to_owned(),
            Is(value) => format!("Default: {value}."),
            Absent => "Optional.".to_owned(),
        };
        property["description"] = json!(format!("{} {default}", key.meaning));
        properties.insert(key.name.to_owned(), property);
    }
    let required: Vec<&str> = keys.iter().filter(|key| key.default == Required).map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn kind_schema(kind: &'static Kind) -> Json {
    match kind {
        Kind::Quantity(_) => json!({ "$ref": "#/$defs/quantity" }),
        Kind::Text | Kind::Condition | Kind::Name(_) => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count => json!({ "type": "integer", "minimum": 1, "maximum": MAX_COUNT }),
        Kind::Version => json!({ "const": 1 }),
        Kind::Names(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Effect => json!({ "type": "string", "pattern": r"^(immediate|on\s+\S+)$" }),
        Kind::Audience => {
            json!({ "anyOf": [{ "const": "public" }, { "type": "array", "items": { "type": "string" } }] })
        }
        Kind::Table(keys) => table_schema(keys),
        Kind::Map(_, kind) => {
            json!({ "type": "object", "additionalProperties": kind_schema(kind) })
        }
        Kind::QuantityOrTable(_, keys) => {
            json!({ "anyOf": [{ "$ref": "#/$defs/quantity" }, table_schema(keys)] })
        }
        Kind::Number => json!({ "$ref": "#/$defs/number" }),
        Kind::List(kind) => json!({ "type": "array", "items": kind_schema(kind) }),
        Kind::ListOrMap(kind) => {
            let inner = kind_schema(kind);
            json!({ "anyOf": [{ "type": "array", "items": inner }, { "type": "object", "additionalProperties": inner }] })
        }
        Kind::NumbersOrName => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "$ref": "#/$defs/number" } }] })
        }
        Kind::Nested => json!({ "$ref": "#/$defs/nested" }),
    }
}
