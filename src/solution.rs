//! What a solution concept answers.

pub mod alternating_offers;
pub mod bargaining;
pub mod behaviour;
pub mod certificate;
pub mod coalitional;
pub mod graph;
pub mod stochastic;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::form::reduced::ReductionError;
use crate::form::sequence::SequenceError;
use crate::numeric::rational::Rational;

/// The answer of one concept for one game.
#[derive(Debug, Clone)]
pub struct Solution {
    /// The id in the registry of concepts.
    pub concept: &'static str,
    /// The game it was solved for, where that was derived from a scenario.
    pub game: Option<&'static str>,
    pub answer: Result<Answer, Refusal>,
}

#[derive(Debug, Clone)]
pub enum Answer {
    AlternatingOffers(alternating_offers::OfferAnswer),
    Bargaining(bargaining::BargainingAnswer),
    /// Of a tree, in behaviour strategies.
    Behaviour(behaviour::BehaviourEquilibria),
    Coalitional(coalitional::CoalitionalAnswer),
    /// Pure equilibria, by how many play what.
    Counts(CountsAnswer),
    Equilibria(Equilibria),
    /// One equilibrium of possibly many.
    OneEquilibrium(OneEquilibrium),
    /// What paths from several starts lead to.
    PathEquilibria(PathEquilibria),
    /// What iterated elimination leaves.
    Reduction {
        reduction: Reduction,
        players: Vec<String>,
        strategies: Vec<Vec<String>>,
    },
    Graph(graph::GraphAnswer),
    /// Equilibria in strategies that look at the state only.
    Markov(stochastic::MarkovEquilibria),
    /// Correlated equilibria of either notion, by their extremes.
    Correlated(CorrelatedSet),
    Commitments(Commitments),
    Security(Security),
    /// A strategy profile of a tree and what it pays.
    Strategy(TreeStrategy),
}

/// Equilibria in mixed strategies of a normal form.
#[derive(Debug, Clone)]
pub struct Equilibria {
    /// That these are all (extreme) ones of the kind that was asked for, with proof.
    pub complete: bool,
    pub equilibria: Vec<Equilibrium>,
    pub players: Vec<String>,
    /// The labels of each player's strategies.
    pub strategies: Vec<Vec<String>>,
    /// What is known of each equilibrium; empty where that was not asked.
    pub facts: Vec<EquilibriumFacts>,
    /// How the equilibria hang together, where they do not all stand alone and that was asked.
    pub components: Option<Components>,
    /// Equilibria whose probabilities are irrational, or not known to be rational.
    pub enclosed: Vec<Enclosed>,
    /// Sets of equilibria that are not isolated, of more than two players.
    pub families: Vec<Family>,
    /// Where there may be more.
    pub unresolved: Vec<Region>,
    /// Why each equilibrium is proper, where that was asked; without levels where it is regular.
    pub trembles: Vec<Trembles>,
    /// Equilibria of which it was not decided whether they are of the kind that was asked for.
    pub undecided: Vec<Equilibrium>,
}

/// Mixtures that strategies tremble by, by player and level, the equilibrium first. With `t`
/// small and positive the players play each level `t` times as often as the one before; a level
/// of zeros is skipped.
pub type Trembles = Vec<Vec<Vec<Rational>>>;

impl Equilibria {
    /// By player, the strategies in use in each equilibrium, each enclosed one, and each family.
    pub fn supports(&self) -> impl Iterator<Item = Vec<Vec<usize>>> {
        let exact = self.equilibria.iter().map(Equilibrium::support);
        let members = self.families.iter().map(|family| &family.member);
        exact.chain(self.enclosed.iter().chain(members).map(Enclosed::support))
    }
}

impl Equilibrium {
    /// By player, the strategies in use.
    pub fn support(&self) -> Vec<Vec<usize>> {
        let used = |mix: &Vec<Rational>| (0..mix.len()).filter(|&strategy| !mix[strategy].is_zero()).collect();
        self.profile.iter().map(used).collect()
    }
}

impl Enclosed {
    /// By player, the strategies in use.
    pub fn support(&self) -> Vec<Vec<usize>> {
        let used = |mix: &Vec<[Rational; 2]>| (0..mix.len()).filter(|&strategy| !mix[strategy][1].is_zero()).collect();
        self.profile.iter().map(used).collect()
    }
}

/// Pure equilibria of a game of alike players.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsAnswer {
    /// That these are all.
    pub complete: bool,
    /// Classes of players who are alike, by name, and how many they are.
    pub players: Vec<String>,
    pub sizes: Vec<usize>,
    /// By class.
    pub actions: Vec<Vec<String>>,
    pub equilibria: Vec<Counts>,
}

/// How many play what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Counts {
    /// By class and action.
    pub counts: Vec<Vec<usize>>,
    /// What each action pays to those who play it.
    pub payoffs: Vec<Vec<Option<Rational>>>,
    /// For how many profiles it stands, in digits.
    pub profiles: String,
}

/// A box of profiles that holds exactly one equilibrium of its supports: the strategies whose
/// ends are not both zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Enclosed {
    /// By player and strategy, bounds on the probability.
    pub profile: Vec<Vec<[Rational; 2]>>,
    /// By player.
    pub payoffs: Vec<[Rational; 2]>,
}

/// Exact where the ends of all bounds meet; the error says that some do not.
impl TryFrom<&Enclosed> for Equilibrium {
    type Error = ();

    fn try_from(one: &Enclosed) -> Result<Equilibrium, ()> {
        let meet = |[lo, hi]: &[Rational; 2]| (lo == hi).then(|| lo.clone()).ok_or(());
        Ok(Equilibrium {
            profile: one.profile.iter().map(|mix| mix.iter().map(meet).collect()).collect::<Result<_, _>>()?,
            payoffs: one.payoffs.iter().map(meet).collect::<Result<_, _>>()?,
        })
    }
}

/// A box of profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Region {
    /// By player and strategy, bounds on the probability.
    pub profile: Vec<Vec<[Rational; 2]>>,
}

/// Equilibria of the same supports that are not isolated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Family {
    /// Bounds on the probabilities of all of them, by player and strategy.
    pub profile: Vec<Vec<[Rational; 2]>>,
    /// The dimension of the set around its member.
    pub dimension: usize,
    /// A member, all of whose neighbourhoods hold others.
    pub member: Enclosed,
}

/// What is known of an equilibrium beyond that it is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquilibriumFacts {
    /// No player mixes.
    pub pure: bool,
    /// Every player would lose by any deviation.
    pub strict: bool,
    /// No strategy in use is weakly dominated. Open where a limit came first.
    pub undominated: Option<bool>,
    /// It Pareto-dominates every other equilibrium. Open where these are not all known.
    pub payoff_dominant: Option<bool>,
    /// In a 2 × 2 game with two strict equilibria: it risk-dominates the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_dominant: Option<bool>,
    /// +1 or -1 where the equilibrium is isolated and not degenerate; of more than two players
    /// known of strict ones only.
    pub index: Option<i8>,
}

/// Sets of extreme equilibria of two players, as places in their list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Components {
    /// The maximal Nash subsets: the strategies of each may be mixed player by player. `None`
    /// if there are too many to list.
    pub maximal: Option<Vec<Vec<usize>>>,
    /// The connected components of the set of all equilibria, each a union of these subsets.
    pub connected: Vec<Vec<usize>>,
}

/// One equilibrium of a normal form, or what comes near to it.
#[derive(Debug, Clone)]
pub struct OneEquilibrium {
    pub found: Found,
    /// Points on the way there, estimates; empty unless the way is part of the concept.
    pub path: Vec<LogitPoint>,
    pub players: Vec<String>,
    /// The labels of each player's strategies.
    pub strategies: Vec<Vec<String>>,
}

/// A logit quantal response equilibrium, in floats: an estimate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogitPoint {
    /// What payoffs are multiplied by: 0 for the even mixture.
    pub precision: f64,
    /// By player and strategy.
    pub profile: Vec<Vec<f64>>,
}

/// Equilibria of a normal form that paths lead to, each proved to be one; possibly not all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathEquilibria {
    pub players: Vec<String>,
    /// The labels of each player's strategies.
    pub strategies: Vec<Vec<String>>,
    /// The exact ones, in the order in which the paths come to them.
    pub equilibria: Vec<Equilibrium>,
    /// The others.
    pub enclosed: Vec<Enclosed>,
    /// The paths that were followed.
    pub paths: Vec<FollowedPath>,
    /// Where nothing is proved, the profile that came nearest, with what it lacks.
    pub nearest: Option<(Equilibrium, Rational)>,
}

/// A path and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FollowedPath {
    /// Places in the list of exact equilibria.
    pub equilibria: Vec<usize>,
    /// Places in the list of the others.
    pub enclosed: Vec<usize>,
    /// How many ends of it are not proved, and left out.
    pub unproved: usize,
    /// Why it was not followed to where it ends, if it was not.
    pub stopped: Option<PathStop>,
}

/// Why a path is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PathStop {
    /// A limit was reached, of steps or of those that were asked for.
    Limit,
    /// It is singular there, as far as floats can tell: several paths may meet.
    Singular,
}

/// What a search for one equilibrium ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Exactly an equilibrium.
    Equilibrium(Equilibrium),
    /// Where it is proved that there is one.
    Enclosed(Enclosed),
    /// No player gains more than `regret`, which is positive, by deviating alone.
    Approximate { profile: Equilibrium, regret: Rational },
}

impl Found {
    /// Of two, an equilibrium if one is, otherwise the one with the lesser regret; the first of
    /// equals.
    pub fn better(known: Option<Found>, other: Found) -> Found {
        match (known, other) {
            (None, other) => other,
            (Some(Found::Approximate { regret, .. }), other @ Found::Approximate { .. }) if matches!(&other, Found::Approximate { regret: of_other, .. } if *of_other < regret) => {
                other
            }
            (Some(Found::Approximate { .. }), other @ (Found::Equilibrium(_) | Found::Enclosed(_))) => other,
            (Some(known), _) => known,
        }
    }
}

/// Why a concept has no answer for a game.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is defined, or implemented, for so many players only.
    Players { only: usize },
    /// The game is beyond the size up to which it is computed; another concept still works.
    TooLarge { what: &'static str, size: usize, limit: usize, instead: Option<&'static str> },
    /// The extensive game has no reduced normal form to solve.
    Reduction(ReductionError),
    /// The extensive game has no sequence form to solve.
    Sequence(SequenceError),
    /// A limit was reached, or it was stopped, before there was an answer.
    Interrupted,
    /// What it would choose from is empty.
    Empty(&'static str),
    /// It is not defined for games of this kind; why.
    Undefined(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Players { only } => write!(formatter, "it is answered for {only} players only"),
            Refusal::TooLarge { what, size, limit, instead } => {
                write!(formatter, "the game has {size} {what}, and it is computed up to {limit}")?;
                match instead {
                    Some(concept) => write!(formatter, "; `{concept}` still works"),
                    None => Ok(()),
                }
            }
            Refusal::Reduction(error) => write!(formatter, "{error}"),
            Refusal::Sequence(error) => write!(formatter, "{error}"),
            Refusal::Interrupted => formatter.write_str("a limit was reached before there was an answer"),
            Refusal::Empty(what) | Refusal::Undefined(what) => write!(formatter, "{what}"),
        }
    }
}
impl std::error::Error for Refusal {}

/// A mixed profile with its payoffs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Equilibrium {
    /// One probability per strategy, by player.
    pub profile: Vec<Vec<Rational>>,
    pub payoffs: Vec<Rational>,
}

/// A pure behaviour strategy profile of an extensive game.
#[derive(Debug, Clone)]
pub struct TreeStrategy {
    /// Payoffs at the root, by player.
    pub payoffs: Vec<Rational>,
    /// The chosen action of each information set.
    pub choice: Vec<usize>,
    /// The path of play, chance branches nested.
    pub path: Vec<PathStep>,
}

/// One step of a path; chance branches nest by depth.
#[derive(Debug, Clone, PartialEq)]
pub struct PathStep {
    pub depth: usize,
    pub kind: PathKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PathKind {
    Chose {
        player: String,
        action: String,
        tied: bool,
    },
    Drew {
        label: String,
        probability: Rational,
    },
    /// One payoff per player.
    End {
        payoffs: Vec<Rational>,
    },
}

/// How strong the dominance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dominance {
    /// Better against every profile of the others.
    Strict,
    /// Never worse, better against some profile.
    Weak,
}

/// An eliminated strategy and what dominates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elimination {
    pub round: usize,
    pub player: usize,
    pub strategy: usize,
    /// The dominating mixture over the player's strategies.
    pub by: Vec<Rational>,
}

/// What iterated elimination leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// In order; within a round all are dominated at once.
    pub eliminations: Vec<Elimination>,
    /// The surviving strategies of each player.
    pub surviving: Vec<Vec<usize>>,
}

/// A profile with a weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Weighted {
    /// One strategy per player; where a player is left out, per other player.
    pub profile: Vec<usize>,
    pub weight: Rational,
}

/// A deviation that does not pay, as a term of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Incentive {
    pub player: usize,
    /// What the player was told to play; `None` in the coarse notion, where it is not told.
    pub played: Option<usize>,
    pub instead: usize,
    pub weight: Rational,
}

/// An end of the interval of a linear goal over correlated equilibria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Bound {
    pub value: Rational,
    /// Where it is attained.
    pub distribution: Vec<Weighted>,
    /// Why it goes no further: at every profile the goal (for the least, negated) is at most
    /// the value (negated) plus the weighted gains from these deviations, and the gains are
    /// nonpositive on average.
    pub proof: Vec<Incentive>,
}

/// The extremes of correlated equilibria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrelatedSet {
    /// The most that payoffs sum up to.
    pub welfare: Bound,
    /// The least and the most of each player.
    pub payoffs: Vec<[Bound; 2]>,
    pub players: Vec<String>,
    pub strategies: Vec<Vec<String>>,
}

/// What a player can be sure of or held to in pure strategies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct PureLevel {
    pub value: Rational,
    /// The profile at which it is met.
    pub profile: Vec<usize>,
}

/// A player's security level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct SecurityLevel {
    pub pure_maximin: PureLevel,
    pub pure_minmax: PureLevel,
    /// In mixed strategies, against correlated others: maximin and minmax at once.
    pub value: Rational,
    /// The mixture that secures it.
    pub strategy: Vec<Rational>,
    /// The others' joint mixture that allows no more.
    pub punishment: Vec<Weighted>,
}

/// The security level of every player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Security {
    pub levels: Vec<SecurityLevel>,
    pub players: Vec<String>,
    pub strategies: Vec<Vec<String>>,
}

/// The most that a leader gets where the follower gives one reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct ReplyBound {
    /// `None` where the reply is never a best one.
    pub value: Option<Rational>,
    /// One per reply. For every strategy of the leader, its payoff is at most the value plus
    /// the weighted gains of the follower from these replies; of a reply that is never best,
    /// the weighted gains are positive throughout.
    pub multipliers: Vec<Rational>,
}

/// An optimal mixed commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct MixedCommitment {
    pub mixture: Vec<Rational>,
    pub reply: usize,
    pub payoffs: Vec<Rational>,
    /// One per reply.
    pub bounds: Vec<ReplyBound>,
}

/// A leader's optimal commitments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Commitment {
    pub leader: usize,
    pub pure: usize,
    pub pure_reply: usize,
    pub pure_payoffs: Vec<Rational>,
    pub mixed: MixedCommitment,
}

/// The commitments of either player as the leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitments {
    pub leaders: Vec<Commitment>,
    pub players: Vec<String>,
    pub strategies: Vec<Vec<String>>,
}
