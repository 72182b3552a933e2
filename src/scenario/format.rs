//! The format of scenarios and games as data: every table and key, its kind, its default,
//! its meaning.
//!
//! One description serves four readers: the structural check of a file (unknown keys,
//! wrong kinds), the JSON Schema for editors, `concede check --explain`, and the reference
//! in the docs. A key that is not here does not exist.

mod action_graph;
mod check;
mod coalitional;
mod concession;
mod game;
mod process;
mod reference;
mod schema;
mod situation;
mod stochastic;

use super::document::Node;
use super::quantity::Domain;

pub use self::check::check;
pub use self::game::GAME_FORMAT;
pub use self::reference::{explain, reference};
pub use self::schema::schema;
pub use self::situation::{FORMAT, QUANTITY};

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

/// The keys of the kind of file that this is: one with a game, or a scenario.
pub fn keys_of(root: &Node) -> &'static [Key] {
    if root.get("game").is_some() { GAME_FORMAT } else { FORMAT }
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
