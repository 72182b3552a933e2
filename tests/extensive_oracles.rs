//! Published extensive games with perfect information, by backward induction: entries of
//! the shared oracle file `bargaining.json`, category `extensive`, named in each test.

use concede::form::extensive::{ExtensiveForm, InformationSet, InformationSetId, Node, NodeId};
use concede::numeric::program::Builder;
use concede::numeric::rational::Rational;
use concede::solve::backward_induction::{Induction, Schedule, backward_induction};
use concede::solve::subgame_perfect::outcomes;

/// A tree as it is drawn.
enum Tree {
    Move(usize, Vec<(String, Tree)>),
    End(Vec<Rational>),
}

struct Game {
    form: ExtensiveForm,
    registers: Vec<Rational>,
    schedule: Schedule,
}

impl Game {
    fn new(players: usize, tree: &Tree) -> Game {
        let mut form = ExtensiveForm { players: (0..players).map(|i| i.to_string()).collect(), ..Default::default() };
        let mut builder = Builder::default();
        grow(tree, &mut form, &mut builder);
        let schedule = Schedule::new(&form).unwrap();
        Game { form, registers: builder.finish().evaluate::<Rational>(&[]), schedule }
    }

    fn solve(&self) -> Induction<Rational> {
        backward_induction(&self.form, &self.schedule, &self.registers, Rational::signum).unwrap()
    }

    fn payoffs(&self) -> Vec<String> {
        let induction = self.solve();
        (0..self.form.players.len())
            .map(|player| induction.value(&self.form, &self.registers, NodeId::ROOT, player).to_string())
            .collect()
    }
}

fn grow(tree: &Tree, form: &mut ExtensiveForm, builder: &mut Builder) -> NodeId {
    let id = NodeId(form.nodes.len() as u32);
    form.nodes.push(Node::Terminal(Vec::new()));
    form.nodes[id.index()] = match tree {
        Tree::End(payoffs) => Node::Terminal(payoffs.iter().map(|payoff| builder.constant(payoff.clone())).collect()),
        Tree::Move(player, branches) => {
            let set = InformationSetId(form.information_sets.len() as u32);
            let actions = branches.iter().map(|(label, _)| label.clone()).collect();
            form.information_sets.push(InformationSet { player: *player, actions, nodes: vec![id] });
            let children = branches.iter().map(|(_, branch)| grow(branch, form, builder)).collect();
            Node::Decision { information_set: set, children }
        }
    };
    id
}

fn end(payoffs: &[i64]) -> Tree {
    Tree::End(payoffs.iter().map(|&payoff| Rational::from(payoff)).collect())
}

fn choose(player: usize, branches: Vec<(&str, Tree)>) -> Tree {
    Tree::Move(player, branches.into_iter().map(|(label, tree)| (label.to_owned(), tree)).collect())
}

#[test]
fn entry_deterrence() {
    let tree = choose(
        0,
        vec![
            ("out", end(&[0, 2])),
            ("enter", choose(1, vec![("fight", end(&[-1, -1])), ("accommodate", end(&[1, 1]))])),
        ],
    );
    assert_eq!(Game::new(2, &tree).payoffs(), ["1", "1"]);
}

/// Rosenthal's centipede: the pots double from (4, 1) and change sides.
fn centipede(nodes: usize) -> Tree {
    let pots = |round: usize, taker: usize| {
        let (big, small) = (4i64 << round, 1i64 << round);
        if taker == 0 { end(&[big, small]) } else { end(&[small, big]) }
    };
    (0..nodes).rev().fold(pots(nodes, nodes % 2), |rest, round| {
        choose(round % 2, vec![("take", pots(round, round % 2)), ("pass", rest)])
    })
}

#[test]
fn the_centipede_is_taken_at_every_node() {
    for nodes in 1..=12 {
        let game = Game::new(2, &centipede(nodes));
        assert_eq!(game.payoffs(), ["4", "1"]);
        assert_eq!(game.solve().choice, vec![0; nodes]);
        assert!(game.solve().tied.is_empty());
    }
}

#[test]
fn the_integer_ultimatum_game_has_exactly_two_equilibrium_offers() {
    let offers = (0..=10i64)
        .map(|offer| {
            let answer = choose(1, vec![("accept", end(&[10 - offer, offer])), ("reject", end(&[0, 0]))]);
            (offer.to_string(), answer)
        })
        .collect();
    let game = Game::new(2, &Tree::Move(0, offers));
    let reached = outcomes(&game.form, &game.schedule, &game.registers, 0, |_, _| None, 100).unwrap();
    let mut payoffs: Vec<Vec<Rational>> = reached.into_iter().map(|outcome| outcome.payoffs).collect();
    payoffs.sort();
    assert_eq!(payoffs, [[9.into(), 1.into()], [10.into(), Rational::ZERO]]);
}

/// The chain store with a market per entrant: 2 without entry; fought -1 and -1,
/// accommodated 0 and 1/2.
fn chain_store(markets: usize, earned: i64, entrants: &mut Vec<Rational>) -> Tree {
    if markets == 0 {
        return Tree::End([vec![Rational::from(earned)], entrants.clone()].concat());
    }
    let mut next = |gain: i64, share: Rational| {
        entrants.push(share);
        let tree = chain_store(markets - 1, earned + gain, entrants);
        entrants.pop();
        tree
    };
    let (out, fight) = (next(2, Rational::ZERO), next(-1, Rational::from(-1)));
    let accommodate = next(0, Rational::new(1, 2));
    let mover = 1 + entrants.len();
    choose(mover, vec![("out", out), ("enter", choose(0, vec![("fight", fight), ("accommodate", accommodate)]))])
}

#[test]
fn the_chain_store_never_fights() {
    for markets in 1..=6 {
        let game = Game::new(1 + markets, &chain_store(markets, 0, &mut Vec::new()));
        assert_eq!(game.payoffs()[0], "0");
        assert!(game.solve().choice.iter().all(|&choice| choice == 1), "enter and accommodate everywhere");
    }
}

#[test]
fn the_agenda_setter_proposes_the_most_that_the_median_voter_accepts() {
    // Romer and Rosenthal 1978: ideal points 1 and m = 1/2, reversion q, on a grid of 1/20.
    for (reversion, proposal) in [("1/5", "4/5"), ("1/2", "1/2"), ("7/10", "7/10"), ("-2/5", "1")] {
        let (q, m): (Rational, Rational) = (reversion.parse().unwrap(), Rational::new(1, 2));
        let pays = |point: &Rational| Tree::End(vec![-&(&Rational::ONE - point).abs(), -&(&m - point).abs()]);
        let proposals: Vec<(String, Tree)> = (0..=20)
            .rev()
            .map(|step| {
                let point = Rational::new(step, 20);
                (point.to_string(), choose(1, vec![("accept", pays(&point)), ("reject", pays(&q))]))
            })
            .collect();
        let tree = Tree::Move(0, proposals);
        let game = Game::new(2, &tree);
        let outcome = game.solve();
        let reached = -outcome.value(&game.form, &game.registers, NodeId::ROOT, 0);
        assert_eq!((&Rational::ONE - &reached).to_string(), proposal, "reversion {reversion}");
    }
}
