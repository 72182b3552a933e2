//! What the concepts of coalitional games answer, with what proves it.

use serde::{Deserialize, Serialize};

use crate::form::coalitional::{Coalition, CoalitionalGame, Flaw};
use crate::numeric::rational::Rational;

/// The answer of one concept, with the names that a report needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoalitionalAnswer {
    pub players: Vec<String>,
    pub finding: Finding,
}

impl CoalitionalAnswer {
    /// Whether every player, coalition and payoff vector in it is of a game of so many players:
    /// what a reader of foreign data asks.
    pub fn fits(&self, count: usize) -> bool {
        let player = |player: &usize| *player < count;
        let coalition = |coalition: &Coalition| coalition.within(Coalition::grand(count));
        let payoff = |payoff: &[Rational]| payoff.len() == count;
        let weights = |list: &[(Coalition, Rational)]| list.iter().all(|(one, _)| coalition(one));
        let promises = |list: &[(usize, Rational)]| list.iter().all(|(one, _)| player(one));
        let against =
            |objector: &usize, target: &usize, one: &Coalition| player(objector) && player(target) && coalition(one);
        let objection = |objection: &Objection| match objection {
            Objection::Flaw(Flaw::Inefficient { block }) => coalition(block),
            Objection::Flaw(Flaw::BelowAlone { player: one }) => player(one),
            Objection::Excess { coalition: one, .. } => coalition(one),
            Objection::Surplus { objector, target, coalition, .. }
            | Objection::Threat { objector, target, coalition } => against(objector, target, coalition),
            Objection::Justified { objector, target, coalition, promised } => {
                against(objector, target, coalition) && promises(promised)
            }
            Objection::Coalitional { coalition: one, promised } => coalition(one) && promises(promised),
        };
        let judgement = |judgement: &Judgement| {
            payoff(&judgement.payoff)
                && judgement.objection.iter().all(objection)
                && judgement.defences.iter().all(|defence| {
                    let one = defence.coalition.unwrap_or_default();
                    against(&defence.objector, &defence.target, &one) && weights(&defence.counters)
                })
        };
        let all = |points: &[Vec<Rational>]| points.iter().all(|point| payoff(point));
        self.players.len() == count
            && match &self.finding {
                Finding::Payoff(value) => {
                    value.payoff.as_ref().map_or(true, |amounts| payoff(amounts))
                        && value.rounds.iter().all(|round| {
                            promises(&round.bounds)
                                && round.weights.iter().all(|(first, second, _)| coalition(first) && coalition(second))
                        })
                }
                Finding::Power { raw, normalised } => payoff(raw) && normalised.iter().all(|shares| payoff(shares)),
                Finding::Core(core) => {
                    core.point.iter().all(|point| payoff(point))
                        && weights(&core.collection)
                        && core.vertices.iter().all(|vertices| all(vertices))
                        && core.points.iter().all(judgement)
                }
                Finding::Membership(membership) => {
                    membership.points.iter().all(judgement)
                        && membership.ranges.iter().all(|ranges| ranges.len() == count)
                        && membership.ends.iter().all(|ends| {
                            let pairs = ends.iter().flatten();
                            ends.len() == count && pairs.into_iter().all(|(least, most)| payoff(least) && payoff(most))
                        })
                        && membership.pieces.iter().flatten().all(|piece| all(piece))
                }
                Finding::Property(property) => match &property.witness {
                    Some(Witness::Pair(first, second)) => coalition(first) && coalition(second),
                    Some(Witness::Collection(collection)) => weights(collection),
                    None => true,
                },
                Finding::Dividends(dividends) => weights(dividends),
                Finding::Derived { derived, value } => {
                    payoff(value) && derived.game.is_consistent() && derived.game.count() == count
                }
            }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// One payoff vector.
    Payoff(Value),
    /// An index of power, raw and summing to one; the latter is missing where it would divide by
    /// zero.
    Power {
        raw: Vec<Rational>,
        normalised: Option<Vec<Rational>>,
    },
    Core(Core),
    Membership(Membership),
    Property(Property),
    /// The coalitions whose dividend is not zero.
    Dividends(Vec<(Coalition, Rational)>),
    /// A coalitional game that follows from another form, and its Shapley value.
    Derived {
        derived: Derived,
        value: Vec<Rational>,
    },
}

/// How the worths of coalitions follow from what they can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The best a coalition can enact while outsiders stay passive, but for a spoiler.
    Enactment,
    /// The same for coalitions that may act in parts: the superadditive cover.
    Cover,
    /// What a coalition secures whatever the others do (α).
    Maximin,
    /// Half of what all can get, and half of the value of the zero-sum game of the coalition's total
    /// against that of the others.
    Threats,
}

impl Rule {
    pub const ALL: [Rule; 4] = [Rule::Enactment, Rule::Cover, Rule::Maximin, Rule::Threats];

    pub fn key(self) -> &'static str {
        match self {
            Rule::Enactment => "enactment",
            Rule::Cover => "cover",
            Rule::Maximin => "maximin",
            Rule::Threats => "threats",
        }
    }

    /// How coalitions are valued by it, in words.
    pub fn words(self) -> &'static str {
        match self {
            Rule::Enactment => "by enactment (outsiders passive)",
            Rule::Cover => "by the superadditive cover",
            Rule::Maximin => "by maximin (outsiders do their worst)",
            Rule::Threats => "by threats",
        }
    }

    /// What a game with such worths is called in reports.
    pub fn game(self) -> &'static str {
        match self {
            Rule::Enactment => "the coalitional game by enactment",
            Rule::Cover => "the superadditive cover of the coalitional game by enactment",
            Rule::Maximin => "the coalitional game by maximin (α)",
            Rule::Threats => "the coalitional game by threats (Harsanyi, Kohlberg–Neyman)",
        }
    }
}

/// A coalitional game that follows from what coalitions can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    pub rule: Rule,
    pub game: CoalitionalGame,
    /// By the bits of the coalition, but for the cover, which follows from the game it covers.
    pub proofs: Vec<Proof>,
}

/// What proves a worth: the value of what a coalition does against the others. Joint actions are
/// numbered as the form's `moves` does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub value: Rational,
    /// The coalition secures the value by this mixture.
    pub own: Vec<(usize, Rational)>,
    /// The others allow no more by this one; nothing where they are passive.
    pub others: Vec<(usize, Rational)>,
}

/// Why an agreement on a package is not in the bargaining set without side payments. Packages by
/// their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackageObjection {
    /// Another one is better for somebody and worse for nobody.
    Better { package: usize },
    /// A player does better by what it can enact alone.
    Alone { player: usize, package: usize },
    /// A coalition does better for all its members by another package, and whatever the target can
    /// enact with whom falls short for somebody.
    Justified { objector: usize, target: usize, coalition: Coalition, package: usize },
}

/// One payoff vector, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    pub payoff: Result<Vec<Rational>, String>,
    /// For lexicographic concepts: what settled it.
    pub rounds: Vec<Round>,
}

/// One round of a lexicographic minimisation. The weighted indicators of its coalitions (the
/// first less the second) and of its bounds, which have some positive weight too, sum to
/// something that earlier rounds have settled; so nobody can lower the excess further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The least maximum of what was not settled.
    pub excess: Rational,
    /// A coalition, what it is compared with (the empty coalition but for the modiclus), its
    /// positive weight; the weights sum to one.
    pub weights: Vec<(Coalition, Coalition, Rational)>,
    /// Players who are held at what they get alone, with the positive weight of that bound.
    pub bounds: Vec<(usize, Rational)>,
}

/// The core or the least core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Core {
    pub empty: bool,
    /// The least that every coalition must be denied for the core to have a point; at most zero
    /// exactly if the core has one. `None` where there is no coalition to deny anything.
    pub epsilon: Option<Rational>,
    /// A point of the core, or of the least core.
    pub point: Option<Vec<Rational>>,
    /// Weights of coalitions that count every player alike. For the core every player is counted
    /// once, and the weighted worth exceeds what the structure divides if the core is empty, and
    /// equals it if not. For the least core the weights sum to one.
    pub collection: Vec<(Coalition, Rational)>,
    /// The extreme points, where they were asked for and are few.
    pub vertices: Option<Vec<Vec<Rational>>>,
    pub points: Vec<Judgement>,
}

/// What a set-valued concept says of points, and, where computed, of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub points: Vec<Judgement>,
    /// What each player can get in the set: closed segments in increasing order.
    pub ranges: Option<Vec<Vec<(Rational, Rational)>>>,
    /// Members of the set at which a player gets the ends of its segments, where the pieces do not
    /// show them.
    pub ends: Option<Vec<Vec<Ends>>>,
    /// Whether the ranges are all that can be had, not what was found within limits.
    pub complete: bool,
    /// The extreme points of each polytope of a finite union that is the set.
    pub pieces: Option<Vec<Vec<Vec<Rational>>>>,
    /// Why a part is missing that the concept could have.
    pub why: Option<String>,
}

/// The payoffs at which a player gets least and most.
pub type Ends = (Vec<Rational>, Vec<Rational>);

/// Whether a payoff vector belongs to a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub name: String,
    pub payoff: Vec<Rational>,
    /// What keeps it out, if it is no member.
    pub objection: Option<Objection>,
    /// Why objections do not keep it out, where there are some.
    pub defences: Vec<Defence>,
}

impl Judgement {
    pub fn member(&self) -> bool {
        self.objection.is_none()
    }
}

/// Why a payoff vector is not in a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Objection {
    /// It is not even an imputation (or not efficient, where only that is asked).
    Flaw(Flaw),
    /// A coalition would gain this much by leaving.
    Excess { coalition: Coalition, excess: Rational },
    /// A player has more over another, through this coalition, than the other over it.
    Surplus { objector: usize, target: usize, coalition: Coalition, surplus: Rational, against: Rational },
    /// A coalition objects against a player, and whatever the target threatens with falls short
    /// for one of the objecting coalitions.
    Threat { objector: usize, target: usize, coalition: Coalition },
    /// A justified objection of a player against another, with the payoffs promised to the
    /// coalition's members.
    Justified { objector: usize, target: usize, coalition: Coalition, promised: Vec<(usize, Rational)> },
    /// A justified objection of a coalition.
    Coalitional { coalition: Coalition, promised: Vec<(usize, Rational)> },
}

/// Why a player's objections against another are countered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defence {
    pub objector: usize,
    pub target: usize,
    /// The objecting coalition; every coalition of the objector without the target if `None`.
    pub coalition: Option<Coalition>,
    /// Coalitions of the target without the objector. One of them with weight one: it can always
    /// counter. Several: whatever the members are promised, one of them can.
    pub counters: Vec<(Coalition, Rational)>,
}

/// Whether the game has a property, with what proves or refutes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    pub holds: bool,
    pub witness: Option<Witness>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Witness {
    /// `v(S) + v(T) > v(S ∪ T) + v(S ∩ T)`.
    Pair(Coalition, Coalition),
    /// Weights of coalitions that count every player once.
    Collection(Vec<(Coalition, Rational)>),
}
