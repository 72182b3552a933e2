//! Signalling games: their sequential equilibria, all of them.
//!
//! Chance draws a type, the sender sees it and sends a message, the receiver sees the message (or
//! which of several it is) and acts. Every perfect Bayesian equilibrium is sequential here, since
//! types may tremble at any rates: off the path any belief is consistent (Kreps and Wilson 1982
//! \[KrepsWilson1982\]; Fudenberg and Tirole 1991 \[FudenbergTirole1991\]).
//!
//! So an equilibrium is sequential if, at each set of the receiver that play does not reach, the
//! actions in use are all best replies to one belief. On the set of equilibria this cuts out
//! faces, so that every sequential equilibrium is a mixture, type by type and set by set, of
//! extreme equilibria that are sequential: the search for these on the sequence form
//! ([`super::extreme_equilibria::plans`]) finds all, pooling, separating and in between. Whether
//! beliefs exist, and between what bounds each probability may lie, are linear programs.

use crate::form::extensive::{ExtensiveGame, Node, NodeId};
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use crate::numeric::rational::Rational;
use crate::solution::behaviour::{Behaviour, Belief};

/// A signalling game in a tree.
#[derive(Debug)]
pub struct Signalling<'a> {
    game: &'a ExtensiveGame,
    pub sender: usize,
    pub receiver: usize,
    /// With which chance nature comes to each node of the sender.
    pub types: Vec<Type>,
    /// Each set of the receiver, with what leads to its nodes.
    pub answers: Vec<Answers>,
}

/// A type of the sender.
#[derive(Debug)]
pub struct Type {
    pub node: NodeId,
    pub set: usize,
    pub prior: Rational,
}

/// A set at which the receiver answers.
#[derive(Debug)]
pub struct Answers {
    pub set: usize,
    /// For each of its nodes, the type and the message.
    pub sent: Vec<(usize, usize)>,
    /// By node and action, what sender and receiver expect.
    pub payoffs: Vec<Vec<[Rational; 2]>>,
}

impl<'a> Signalling<'a> {
    /// `None` unless the tree is a signalling game in which every type is possible.
    pub fn of(game: &'a ExtensiveGame) -> Option<Signalling<'a>> {
        let form = &game.form;
        let mut types = Vec::new();
        let mut ahead = vec![(NodeId::ROOT, Rational::ONE)];
        while let Some((id, prior)) = ahead.pop() {
            match form.node(id) {
                Node::Chance(actions) => {
                    let draws = actions.iter().rev();
                    ahead.extend(draws.map(|action| (action.child, &prior * game.value(action.probability))));
                }
                Node::Decision { information_set, .. } => {
                    let alone = form.information_set(*information_set).nodes.len() == 1;
                    if !alone || !prior.is_positive() {
                        return None;
                    }
                    types.push(Type { node: id, set: information_set.index(), prior });
                }
                Node::Terminal(_) => {}
            }
        }
        let sender = form.information_sets[types.first()?.set].player;
        if types.iter().any(|one| form.information_sets[one.set].player != sender) {
            return None;
        }
        let (mut receiver, mut answers): (Option<usize>, Vec<Answers>) = (None, Vec::new());
        for (number, one) in types.iter().enumerate() {
            for (message, child) in form.children(one.node).enumerate() {
                let Node::Decision { information_set, children } = form.node(child) else {
                    chance_only(game, child)?;
                    continue;
                };
                let player = form.information_set(*information_set).player;
                if player == sender || *receiver.get_or_insert(player) != player {
                    return None;
                }
                let of = |node: &NodeId| {
                    let payoffs = chance_only(game, *node)?;
                    Some([payoffs[sender].clone(), payoffs[player].clone()])
                };
                let payoffs = children.iter().map(of).collect::<Option<Vec<_>>>()?;
                let set = information_set.index();
                let known = answers.iter().position(|answer| answer.set == set).unwrap_or_else(|| {
                    answers.push(Answers { set, sent: Vec::new(), payoffs: Vec::new() });
                    answers.len() - 1
                });
                answers[known].sent.push((number, message));
                answers[known].payoffs.push(payoffs);
            }
        }
        // Nodes stand in their sets in the order of the walk, which is that of types and messages.
        let receiver = receiver?;
        let all = answers.iter().all(|answer| form.information_sets[answer.set].nodes.len() == answer.sent.len());
        all.then_some(Signalling { game, sender, receiver, types, answers })
    }

    /// Beliefs at every information set that make the behaviour sequential; `None` if there are
    /// none. Off the path, with the bounds of each probability.
    pub fn beliefs(&self, behaviour: &Behaviour) -> Option<Vec<Belief>> {
        let certain = |set: &crate::form::extensive::InformationSet| Belief {
            weights: vec![Rational::ONE; set.nodes.len()],
            ranges: Vec::new(),
        };
        let mut beliefs: Vec<Belief> = self.game.form.information_sets.iter().map(certain).collect();
        for answer in &self.answers {
            let joint: Vec<Rational> = answer.sent.iter().map(|&sent| self.sent(behaviour, sent)).collect();
            let total = joint.iter().fold(Rational::ZERO, |sum, weight| &sum + weight);
            beliefs[answer.set] = if total.is_positive() {
                Belief { weights: joint.iter().map(|weight| weight / &total).collect(), ranges: Vec::new() }
            } else {
                let mixture = behaviour[answer.set].as_ref()?;
                let used: Vec<usize> = (0..mixture.len()).filter(|&action| mixture[action].is_positive()).collect();
                supporting(answer, &used)?
            };
        }
        Some(beliefs)
    }

    /// The chance that a type comes up and sends a message.
    fn sent(&self, behaviour: &Behaviour, (kind, message): (usize, usize)) -> Rational {
        let one = &self.types[kind];
        let said = behaviour[one.set].as_ref().map_or(&Rational::ZERO, |mixture| &mixture[message]);
        &one.prior * said
    }

    /// Whether an equilibrium survives the intuitive criterion (Cho and Kreps 1987
    /// \[ChoKreps1987\]). At a set off the path, types are left out that lose whatever the
    /// receiver might answer, some belief making it best; the equilibrium fails if one of the
    /// others gains whatever the receiver answers to a belief in the others alone. `None` if a
    /// type reaches a set by several messages, for which it is not defined.
    pub fn intuitive(&self, behaviour: &Behaviour) -> Option<bool> {
        let once = |answer: &Answers| {
            (1..answer.sent.len()).all(|at| !answer.sent[..at].iter().any(|(kind, _)| *kind == answer.sent[at].0))
        };
        if !self.answers.iter().all(once) {
            return None;
        }
        let earned: Vec<Rational> = self.types.iter().map(|one| self.earned(behaviour, one)).collect();
        for answer in &self.answers {
            if answer.sent.iter().any(|&sent| self.sent(behaviour, sent).is_positive()) {
                continue;
            }
            let all: Vec<usize> = (0..answer.sent.len()).collect();
            let gains = |node: usize, action: usize| &answer.payoffs[node][action][0] - &earned[answer.sent[node].0];
            let possible = best_to_some(answer, &all);
            let kept: Vec<usize> = all
                .into_iter()
                .filter(|&node| possible.iter().any(|&action| !gains(node, action).is_negative()))
                .collect();
            if kept.is_empty() {
                continue;
            }
            let left = best_to_some(answer, &kept);
            if kept.iter().any(|&node| left.iter().all(|&action| gains(node, action).is_positive())) {
                return Some(false);
            }
        }
        Some(true)
    }

    /// What a type expects.
    fn earned(&self, behaviour: &Behaviour, one: &Type) -> Rational {
        let form = &self.game.form;
        let mut sum = Rational::ZERO;
        let Some(mixture) = &behaviour[one.set] else { return sum };
        for (weight, child) in mixture.iter().zip(form.children(one.node)).filter(|(weight, _)| !weight.is_zero()) {
            match form.node(child) {
                Node::Decision { information_set, children } => {
                    let answered = behaviour[information_set.index()].iter().flatten();
                    for (answer, &end) in answered.zip(children) {
                        if let Some(payoffs) = chance_only(self.game, end) {
                            sum = &sum + &(&(weight * answer) * &payoffs[self.sender]);
                        }
                    }
                }
                Node::Terminal(_) | Node::Chance(_) => {
                    if let Some(payoffs) = chance_only(self.game, child) {
                        sum = &sum + &(weight * &payoffs[self.sender]);
                    }
                }
            }
        }
        sum
    }
}

/// Expected payoffs from a node on at which nobody decides any more; `None` if somebody does.
fn chance_only(game: &ExtensiveGame, id: NodeId) -> Option<Vec<Rational>> {
    let mut sum = vec![Rational::ZERO; game.form.players.len()];
    let mut ahead = vec![(id, Rational::ONE)];
    while let Some((id, chance)) = ahead.pop() {
        match game.form.node(id) {
            Node::Terminal(payoffs) => {
                for (total, &payoff) in sum.iter_mut().zip(payoffs) {
                    *total = &*total + &(&chance * game.value(payoff));
                }
            }
            Node::Chance(actions) => {
                ahead.extend(actions.iter().map(|action| (action.child, &chance * game.value(action.probability))));
            }
            Node::Decision { .. } => return None,
        }
    }
    Some(sum)
}

/// The beliefs over some nodes to which all of some actions are best replies, as a program
/// without an objective.
fn program(answer: &Answers, nodes: &[usize], used: &[usize]) -> LinearProgram {
    let mut program = LinearProgram::maximize(vec![Rational::ZERO; nodes.len()]);
    let ones = vec![Rational::ONE; nodes.len()];
    program.rows.push(Row::dense(&ones, Relation::Equal, Rational::ONE));
    for &action in used {
        for other in (0..answer.payoffs[0].len()).filter(|&other| other != action) {
            let gain = |&node: &usize| &answer.payoffs[node][action][1] - &answer.payoffs[node][other][1];
            let gains: Vec<Rational> = nodes.iter().map(gain).collect();
            program.rows.push(Row::dense(&gains, Relation::AtLeast, Rational::ZERO));
        }
    }
    program
}

/// A belief to which all of some actions are best replies, with the bounds of all such.
fn supporting(answer: &Answers, used: &[usize]) -> Option<Belief> {
    let nodes: Vec<usize> = (0..answer.sent.len()).collect();
    let mut program = program(answer, &nodes, used);
    let mut ranges = Vec::new();
    let mut centre = vec![Rational::ZERO; nodes.len()];
    for at in 0..nodes.len() {
        let mut bounds = Vec::new();
        for sign in [-1, 1] {
            program.objective = vec![Rational::ZERO; nodes.len()];
            program.objective[at] = Rational::from(sign);
            let optimum = match solve(&program) {
                Outcome::Optimal(optimum) => optimum,
                Outcome::Infeasible { .. } | Outcome::Unbounded { .. } => return None,
            };
            for (sum, weight) in centre.iter_mut().zip(&optimum.primal) {
                *sum = &*sum + weight;
            }
            bounds.push(optimum.primal[at].clone());
        }
        if let [least, most] = &bounds[..] {
            ranges.push([least.clone(), most.clone()]);
        }
    }
    // The mean of points of the set is one of its points.
    let count = Rational::from(2 * nodes.len() as i64);
    Some(Belief { weights: centre.iter().map(|sum| sum / &count).collect(), ranges })
}

/// The actions that are best replies to some belief over some nodes.
fn best_to_some(answer: &Answers, nodes: &[usize]) -> Vec<usize> {
    let actions = 0..answer.payoffs[0].len();
    actions.filter(|&action| matches!(solve(&program(answer, nodes, &[action])), Outcome::Optimal(_))).collect()
}
