//! What a saved report carries so that its claims can be checked without any solver: the
//! games themselves, and the strategies claimed to solve them.

use serde::{Deserialize, Serialize};

use crate::form::action_graph::ActionGraph;
use crate::form::alternating_offers::AlternatingOffers;
use crate::form::bargaining::BargainingProblem;
use crate::form::coalitional::CoalitionalGame;
use crate::form::enactment::Enactment;
use crate::form::extensive::{ExtensiveForm, ExtensiveGame, InformationSetId, MAX_DEPTH, Node, NodeId};
use crate::form::graph::{Convention, GraphModel, GraphOption};
use crate::form::normal::NormalGame;
use crate::form::stochastic::StochasticGame;
use crate::numeric::program::{Operation, Program, Register};
use crate::numeric::rational::Rational;
use crate::solution::bargaining::Acceptance;
use crate::solution::behaviour::BehaviourEquilibrium;
use crate::solution::coalitional::{CoalitionalAnswer, Derived};

/// Everything that [`crate::axiom`] needs of a verdict.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Certificate {
    /// Path and base value of each parameter, by index.
    pub parameters: Vec<(String, Rational)>,
    pub program: Program,
    /// The claim of the test `honoured` is the sign of this register.
    pub honoured: Register,
    /// The owner's gain where everything is signed.
    pub gain: Register,
    /// Every player's status-quo utility.
    pub disagreement: Vec<Register>,
    /// Player indices.
    pub owner: usize,
    pub demander: usize,
    pub strategic: Option<TreeCertificate>,
    pub behavioural: Option<TreeCertificate>,
    pub typed: Option<TreeCertificate>,
    pub signing_at_once: Option<TreeCertificate>,
    pub plans: Option<NormalGame>,
    /// Whether each plan of the owner attempts the concession.
    pub attempting: Vec<bool>,
    /// What the parties could agree on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<PackageCertificate>,
    /// Equilibria of the typed process with their beliefs, where earlier moves shape these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signalled: Option<SignalledCertificate>,
    /// The process without a last demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stationary: Option<StationaryCertificate>,
    /// Alternating offers of packages, where the parties make them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<OfferCertificate>,
    /// What coalitions can enact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coalitions: Option<EnactmentCertificate>,
    /// The conflict as a graph, if it is small enough to be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<ConflictCertificate>,
}

/// A conflict with its utilities, and the state that is asked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConflictCertificate {
    pub players: Vec<String>,
    pub options: Vec<GraphOption>,
    /// The states, by the code of their options.
    pub codes: Vec<u64>,
    pub program: Program,
    /// By player, then state.
    pub utilities: Vec<Vec<Register>>,
    /// The state after the concession; `None` if there is none.
    pub honoured: Option<usize>,
    pub convention: Convention,
}

impl ConflictCertificate {
    fn validate(&self, parameters: usize) -> Result<(), String> {
        let (players, states) = (self.players.len(), self.codes.len());
        let steps = self.program.operations().len();
        let sound = self.options.len() <= 64
            && self.options.iter().all(|option| option.player < players)
            && self.codes.is_sorted()
            && self.utilities.len() == players
            && self.utilities.iter().all(|own| own.len() == states)
            && self.utilities.iter().flatten().all(|register| register.index() < steps)
            && self.honoured.is_none_or(|state| state < states);
        if !sound {
            return Err("its conflict does not hang together".to_owned());
        }
        hangs_on(&self.program, parameters)
    }
}

/// The bargaining problem of packages, the options of its one issue, with the question in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PackageCertificate {
    pub problem: BargainingProblem,
    /// The packages that hold the concession in question.
    pub asked: Vec<(usize, Acceptance)>,
    /// The lottery over packages that the Nash solution picks.
    pub nash: Vec<(usize, Rational)>,
}

impl PackageCertificate {
    fn validate(&self) -> Result<(), String> {
        self.problem.validate()?;
        let [issue] = self.problem.issues.as_slice() else {
            return Err("its packages are more than one issue".to_owned());
        };
        let (options, players) = (issue.options.len(), self.problem.players.len());
        let lottery = |lottery: &[(usize, Rational)]| lottery.iter().all(|(option, _)| *option < options);
        let accepted = |(option, acceptance): &(usize, Acceptance)| {
            *option < options
                && match acceptance {
                    Acceptance::Harms(player) => *player < players,
                    Acceptance::Efficient(weights) => weights.len() == players,
                    Acceptance::Dominated(mixture) => lottery(mixture),
                }
        };
        match self.asked.iter().all(accepted) && lottery(&self.nash) {
            true => Ok(()),
            false => Err("its packages are not those of its bargaining problem".to_owned()),
        }
    }
}

/// A tree with several strategies claimed for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignalledCertificate {
    /// With the strategy of the first one.
    pub tree: TreeCertificate,
    pub assessments: Vec<AssessmentCertificate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mixed: Option<MixedCertificate>,
}

/// Equilibria of a tree that mix somewhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MixedCertificate {
    /// What is left of the tree where what is best whatever is believed is cut off.
    pub core: ExtensiveGame,
    /// By information set of the whole tree, a mixture; and the same on the core, with beliefs.
    pub equilibria: Vec<(Vec<Vec<Rational>>, BehaviourEquilibrium)>,
}

/// A strategy with the beliefs that it rests on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssessmentCertificate {
    /// The action of each information set.
    pub choice: Vec<usize>,
    /// By node, at the information sets that need one.
    pub beliefs: Vec<(InformationSetId, Vec<Rational>)>,
}

/// A game of alternating offers with the question in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfferCertificate {
    pub game: AlternatingOffers,
    /// The packages that hold the concession in question.
    pub holding: Vec<usize>,
}

impl OfferCertificate {
    fn validate(&self) -> Result<(), String> {
        self.game.validate()?;
        match self.holding.iter().all(|&place| place < self.game.packages.len()) {
            true => Ok(()),
            false => Err("its offers do not hold the question".to_owned()),
        }
    }
}

/// A stochastic game with the question in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StationaryCertificate {
    pub game: StochasticGame,
    /// The state of the owner's first answer.
    pub question: usize,
    /// The place of CONCEDE in it.
    pub concede: usize,
    pub refuse: usize,
}

/// The game of a report on a game file, in the form that its solutions speak of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GameCertificate {
    /// The normal form; of an extensive game the reduced one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal: Option<NormalGame>,
    /// The tree, where something is claimed of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensive: Option<ExtensiveGame>,
    /// The conflict, if it is small enough to be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph: Option<GraphModel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bargaining: Option<BargainingProblem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_graph: Option<ActionGraph>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternating_offers: Option<AlternatingOffers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stochastic: Option<StochasticGame>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coalitional: Option<CoalitionalCertificate>,
    /// Coalitional games that follow from the normal form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedCertificate>,
}

/// A coalitional game with all that its solutions say, in the form in which it was computed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CoalitionalCertificate {
    pub game: CoalitionalGame,
    /// By the ids of the concepts.
    pub answers: Vec<(String, CoalitionalAnswer)>,
}

/// A coalitional game that follows from another form, with what its solutions say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DerivedCertificate {
    pub derived: Derived,
    /// By the ids of the concepts.
    pub answers: Vec<(String, CoalitionalAnswer)>,
}

impl DerivedCertificate {
    fn fits(&self) -> bool {
        let game = &self.derived.game;
        game.is_consistent() && self.answers.iter().all(|(_, answer)| answer.fits(game.count()))
    }
}

/// What coalitions can enact in a scenario, and the games that follow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnactmentCertificate {
    pub situation: Enactment,
    /// The packages that hold the concession in question.
    pub asked: Vec<usize>,
    /// By enactment first.
    pub games: Vec<DerivedCertificate>,
}

impl EnactmentCertificate {
    fn validate(&self) -> Result<(), String> {
        let count = self.situation.count();
        let fits = self.situation.is_consistent()
            && self.asked.iter().all(|&package| package < self.situation.packages.len())
            && self.games.iter().all(|one| one.fits() && one.derived.game.count() == count);
        if fits { Ok(()) } else { Err("its coalitional games are not about its situation".to_owned()) }
    }
}

impl GameCertificate {
    /// That every index points at something, so that checking cannot run astray.
    ///
    /// # Errors
    /// What does not fit.
    pub fn validate(&self) -> Result<(), String> {
        if self.normal.as_ref().is_some_and(|game| !rectangular(game)) {
            return Err("its game is not rectangular".to_owned());
        }
        if self.extensive.as_ref().is_some_and(|tree| !hangs_together(&tree.form, tree.registers.len())) {
            return Err("its tree is malformed".to_owned());
        }
        if let Some(problem) = &self.bargaining {
            problem.validate()?;
        }
        if let Some(game) = &self.stochastic {
            game.validate()?;
        }
        if self.action_graph.as_ref().is_some_and(|graph| !graph.is_sound()) {
            return Err("its action graph does not hang together".to_owned());
        }
        if let Some(game) = &self.alternating_offers {
            game.validate()?;
        }
        if self.graph.as_ref().is_some_and(|graph| !graph.is_sound()) {
            return Err("its conflict does not hang together".to_owned());
        }
        let count = self.normal.as_ref().map(|game| game.players.len());
        if !self.derived.iter().all(|one| one.fits() && Some(one.derived.game.count()) == count) {
            return Err("its coalitional games are not about its players".to_owned());
        }
        match &self.coalitional {
            Some(certificate) if !certificate.game.is_consistent() => {
                Err("its coalitional game is not consistent".to_owned())
            }
            Some(certificate)
                if !certificate.answers.iter().all(|(_, answer)| answer.fits(certificate.game.count())) =>
            {
                Err("its answers are not about the players of its game".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// That every step of a program refers to an earlier one, or to one of so many parameters.
fn hangs_on(program: &Program, parameters: usize) -> Result<(), String> {
    for (index, operation) in program.operations().iter().enumerate() {
        let fits = match operation {
            Operation::Constant(_) => true,
            Operation::Parameter(parameter) => (*parameter as usize) < parameters,
            Operation::Add(a, b) | Operation::Subtract(a, b) | Operation::Multiply(a, b) => {
                a.index() < index && b.index() < index
            }
            Operation::Clip(a) => a.index() < index,
        };
        if !fits {
            return Err(format!("step {index} of its program refers to nothing"));
        }
    }
    Ok(())
}

/// That a game has one payoff for each player and profile.
fn rectangular(game: &NormalGame) -> bool {
    let size = game.strategies.iter().try_fold(1usize, |size, list| size.checked_mul(list.len()));
    game.strategies.len() == game.players.len()
        && size == Some(game.payoffs.len())
        && game.payoffs.players() == game.players.len()
}

/// A tree with the strategies claimed for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TreeCertificate {
    pub form: ExtensiveForm,
    /// The chosen action of each information set.
    pub choice: Vec<usize>,
    /// The owner's first answers to the demand: the node, its child after CONCEDE, its
    /// child after REFUSE.
    pub answers: Vec<(NodeId, NodeId, NodeId)>,
    /// The information sets at which a demander decides whether to sign, with the index
    /// of SIGN.
    pub settlements: Vec<(usize, usize)>,
}

impl Certificate {
    /// That every index points at something, so that checking cannot run astray.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn validate(&self) -> Result<(), String> {
        let steps = self.program.operations().len();
        hangs_on(&self.program, self.parameters.len())?;
        let mut summary = self.disagreement.iter().chain([&self.honoured, &self.gain]);
        if summary.any(|register| register.index() >= steps) {
            return Err("its program does not hold the numbers of the summary".to_owned());
        }
        let trees = [&self.strategic, &self.behavioural, &self.typed, &self.signing_at_once];
        for tree in trees.into_iter().flatten() {
            tree.validate(steps, self.owner.max(self.demander))?;
        }
        if let Some(packages) = &self.packages {
            packages.validate()?;
        }
        if let Some(coalitions) = &self.coalitions {
            coalitions.validate()?;
        }
        if let Some(signalled) = &self.signalled {
            signalled.tree.validate(steps, self.owner.max(self.demander))?;
            let sound = |mixed: &MixedCertificate| hangs_together(&mixed.core.form, mixed.core.registers.len());
            if !signalled.mixed.as_ref().is_none_or(sound) {
                return Err("one of its trees is malformed".to_owned());
            }
        }
        if let Some(stationary) = &self.stationary {
            stationary.validate()?;
        }
        if let Some(conflict) = &self.conflict {
            conflict.validate(self.parameters.len())?;
        }
        if let Some(offers) = &self.offers {
            offers.validate()?;
        }
        if let Some(game) = &self.plans {
            if !rectangular(game) {
                return Err("its game of plans is not rectangular".to_owned());
            }
            if game.strategies.get(self.owner).is_none_or(|plans| plans.len() != self.attempting.len()) {
                return Err("its game of plans does not say which plans attempt".to_owned());
            }
        }
        Ok(())
    }
}

impl StationaryCertificate {
    fn validate(&self) -> Result<(), String> {
        self.game.validate()?;
        let actions = self.game.states.get(self.question).map_or(0, |state| state.steps().len());
        match self.concede < actions && self.refuse < actions && self.concede != self.refuse {
            true => Ok(()),
            false => Err("its stationary process does not hold the question".to_owned()),
        }
    }
}

impl TreeCertificate {
    fn validate(&self, steps: usize, player: usize) -> Result<(), String> {
        let form = &self.form;
        let in_range = player < form.players.len();
        let chosen = self.choice.len() == form.information_sets.len()
            && self.choice.iter().zip(&form.information_sets).all(|(choice, set)| *choice < set.actions.len());
        let answers = self.answers.iter().all(|(at, concede, refuse)| {
            let children: Vec<NodeId> = match form.nodes.get(at.index()) {
                Some(Node::Decision { children, .. }) => children.clone(),
                _ => Vec::new(),
            };
            children.contains(concede) && children.contains(refuse)
        });
        if in_range && chosen && hangs_together(form, steps) && answers {
            Ok(())
        } else {
            Err("one of its trees is malformed".to_owned())
        }
    }
}

/// That a form is a tree whose nodes, sets and registers (so many) are all there, parents first.
fn hangs_together(form: &ExtensiveForm, steps: usize) -> bool {
    let mut depth = vec![0; form.nodes.len()];
    // Every node but the root hangs on one parent: a tree, not a web of shared branches.
    let mut parents = vec![0; form.nodes.len()];
    for index in 0..form.nodes.len() {
        for child in form.children(NodeId(index as u32)) {
            if let Some(count) = parents.get_mut(child.index()) {
                *count += 1;
            }
        }
    }
    let hangs = parents.iter().enumerate().all(|(index, &count)| count == usize::from(index > 0));
    let sets = form.information_sets.iter().enumerate().all(|(index, set)| {
        let is_decision = |id: &NodeId| match form.nodes.get(id.index()) {
            Some(Node::Decision { information_set, .. }) => information_set.index() == index,
            _ => false,
        };
        set.player < form.players.len() && !set.nodes.is_empty() && set.nodes.iter().all(is_decision)
    });
    let nodes = form.nodes.iter().enumerate().all(|(index, node)| {
        let fits = match node {
            Node::Terminal(payoffs) => {
                payoffs.len() == form.players.len() && payoffs.iter().all(|register| register.index() < steps)
            }
            Node::Chance(actions) => {
                !actions.is_empty() && actions.iter().all(|action| action.probability.index() < steps)
            }
            Node::Decision { information_set, children } => form
                .information_sets
                .get(information_set.index())
                .is_some_and(|set| set.actions.len() == children.len() && set.nodes.contains(&NodeId(index as u32))),
        };
        let here = depth[index];
        fits && here < MAX_DEPTH
            && form.children(NodeId(index as u32)).all(|child| {
                let later = child.index() > index && child.index() < form.nodes.len();
                if later {
                    depth[child.index()] = here + 1;
                }
                later
            })
    });
    !form.nodes.is_empty() && hangs && sets && nodes
}
