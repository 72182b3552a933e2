//! `[game.stochastic]`: states, who moves in each, and where actions lead.

use crate::form::stochastic::{MAX_STATES, State, Step, StochasticGame, Turn};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, shorten, suggest};
use crate::scenario::document::{Entry, Node, Value};

use super::{literal, names, number, quoted};

/// Reads the table. Every fault is reported.
pub(super) fn read(table: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<StochasticGame> {
    let faults = diagnostics.len();
    let listed = table.get("players")?;
    let stated = table.get("states")?;
    let players = names(listed, "player", diagnostics);
    if players.is_empty() {
        let none = Diagnostic::error("the game has no players").at(&listed.span, "");
        diagnostics.push(none.help("name them: players = [\"owner\", \"demander\"]"));
    }
    let count = stated.entries().len();
    if count == 0 || count > MAX_STATES {
        let wrong = Diagnostic::error(format!("{count} states")).at(&stated.span, "");
        diagnostics.push(wrong.help(format!("state from 1 to {MAX_STATES} of them, each as a table of its own")));
        return None;
    }
    let mut reader = Reader { players, states: stated.entries(), diagnostics };
    let discounts = match table.get("discounts") {
        Some(node) => reader.one_each(node, "discounts"),
        None => vec![Rational::ONE; reader.players.len()],
    };
    if let Some(node) = table.get("discounts")
        && discounts.iter().any(|discount| !discount.is_positive() || *discount > Rational::ONE)
    {
        let wrong = Diagnostic::error("a discount factor is above 0 and at most 1").at(&node.span, "");
        let remedy = "it is the worth of a payoff one period later, as a part of its worth now: 0.95";
        reader.diagnostics.push(wrong.help(remedy));
    }
    let start = table.get("start").map_or(Some(0), |node| reader.state(node));
    let states: Vec<Option<State>> = stated.entries().iter().map(|entry| reader.turn(entry)).collect();
    let players = reader.players;
    if diagnostics.len() > faults {
        return None;
    }
    Some(StochasticGame {
        players: players.into_iter().map(str::to_owned).collect(),
        discounts,
        states: states.into_iter().collect::<Option<_>>()?,
        start: start?,
    })
}

struct Reader<'a, 'd> {
    players: Vec<&'a str>,
    states: &'a [Entry],
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn one_each(&mut self, node: &Node, key: &str) -> Vec<Rational> {
        let players = self.players.len();
        let Value::List(items) = &node.value else { return vec![Rational::ONE; players] };
        if items.len() != players {
            let wrong =
                Diagnostic::error(format!("{} numbers for {players} players in `{}`", items.len(), shorten(key)));
            self.diagnostics.push(wrong.at(&node.span, "").help("give one number per player, in their order"));
            return vec![Rational::ONE; players];
        }
        items.iter().map(|item| number(item, self.diagnostics).unwrap_or(Rational::ONE)).collect()
    }

    fn state(&mut self, node: &Node) -> Option<usize> {
        let name = node.text()?;
        let place = self.states.iter().position(|state| state.key == name);
        if place.is_none() {
            let unknown = Diagnostic::error(format!("unknown state `{}`", shorten(name))).at(&node.span, "");
            let known = self.states.iter().map(|state| state.key.as_str());
            self.diagnostics.push(unknown.help(suggest(name, known)));
        }
        place
    }

    fn turn(&mut self, entry: &Entry) -> Option<State> {
        let table = &entry.value;
        let name = entry.key.clone();
        let turn = match (table.get("payoffs"), table.get("draws"), table.get("actions")) {
            (Some(payoffs), None, None) => Turn::End(self.one_each(payoffs, "payoffs")),
            (None, Some(draws), None) => {
                let listed = draws.entries().iter().map(|one| {
                    let chance = one.value.get("probability").and_then(|node| number(node, self.diagnostics));
                    Some((chance?, self.step(one)?))
                });
                let listed: Vec<(Rational, Step)> = listed.collect::<Option<_>>()?;
                let sum = listed.iter().fold(Rational::ZERO, |sum, (chance, _)| &sum + chance);
                if !sum.is_one() || listed.iter().any(|(chance, _)| chance.is_negative()) {
                    let wrong = Diagnostic::error(format!("probabilities that sum to {sum}")).at(&draws.span, "");
                    self.diagnostics.push(wrong.help("make them sum to 1, none below 0"));
                }
                Turn::Chance(listed)
            }
            (None, None, Some(actions)) => {
                let player = match table.get("mover") {
                    Some(mover) => self.player(mover)?,
                    None => {
                        let nobody = Diagnostic::error(format!("nobody moves in `{}`", shorten(&name)));
                        let help = "name who chooses among the actions: mover = \"owner\"";
                        self.diagnostics.push(nobody.at(&entry.key_span, "").help(help));
                        return None;
                    }
                };
                if actions.entries().is_empty() {
                    let none = Diagnostic::error(format!("`{}` has no action", shorten(&name)));
                    self.diagnostics.push(none.at(&actions.span, "").help("an end of the game has `payoffs`"));
                }
                let actions = actions.entries().iter().map(|one| self.step(one)).collect::<Option<_>>()?;
                Turn::Choice { player, actions }
            }
            _ => {
                let unclear = Diagnostic::error(format!("what happens in `{}` is not clear", shorten(&name)));
                let help = "give it `actions` with a `mover`, or `draws`, or `payoffs`, one of the three";
                self.diagnostics.push(unclear.at(&entry.key_span, "").help(help));
                return None;
            }
        };
        Some(State { name, turn })
    }

    fn player(&mut self, node: &Node) -> Option<usize> {
        let name = node.text()?;
        let place = self.players.iter().position(|player| *player == name);
        if place.is_none() {
            let unknown = Diagnostic::error(format!("unknown player `{}`", shorten(name))).at(&node.span, "");
            self.diagnostics.push(unknown.help(suggest(name, self.players.iter().copied())));
        }
        place
    }

    fn step(&mut self, entry: &Entry) -> Option<Step> {
        let to = entry.value.get("to").and_then(|node| self.state(node));
        let pays = match entry.value.get("pays") {
            Some(node) => self.one_each(node, "pays"),
            None => vec![Rational::ZERO; self.players.len()],
        };
        let waits = matches!(entry.value.get("waits").map(|node| &node.value), Some(Value::Flag(true)));
        Some(Step { name: entry.key.clone(), to: to?, pays, waits })
    }
}

/// A game as a file of its own.
pub fn write(title: &str, game: &StochasticGame) -> String {
    let list = |numbers: &[Rational]| numbers.iter().map(literal).collect::<Vec<_>>().join(", ");
    let players: Vec<String> = game.players.iter().map(|player| quoted(player)).collect();
    let mut text = format!(
        "[game]\ntitle = {}\n\n[game.stochastic]\nplayers   = [{}]\ndiscounts = [{}]\nstart     = {}\n",
        quoted(title),
        players.join(", "),
        list(&game.discounts),
        quoted(&game.states[game.start].name)
    );
    let step = |step: &Step, chance: String| {
        let to = quoted(&game.states[step.to].name);
        format!(
            "{} = {{ {chance}to = {to}, pays = [{}], waits = {} }}\n",
            quoted(&step.name),
            list(&step.pays),
            step.waits
        )
    };
    for state in &game.states {
        let name = quoted(&state.name);
        text.push_str(&format!("\n[game.stochastic.states.{name}]\n"));
        match &state.turn {
            Turn::End(payoffs) => text.push_str(&format!("payoffs = [{}]\n", list(payoffs))),
            Turn::Chance(draws) => {
                text.push_str(&format!("[game.stochastic.states.{name}.draws]\n"));
                for (chance, own) in draws {
                    text.push_str(&step(own, format!("probability = {}, ", literal(chance))));
                }
            }
            Turn::Choice { player, actions } => {
                text.push_str(&format!("mover = {}\n[game.stochastic.states.{name}.actions]\n", players[*player]));
                for own in actions {
                    text.push_str(&step(own, String::new()));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::form::Game;
    use crate::form::stochastic::StochasticGame;
    use crate::scenario::game::written::{self, remarks};

    fn game(text: &str) -> StochasticGame {
        match written::game(text) {
            Game::Stochastic(game) => game,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "[game.stochastic]\nplayers = [\"a\", \"b\"]\ndiscounts = [0.9, 1]\n\
                    [game.stochastic.states.one]\nmover = \"b\"\nactions = { stay = { to = \"one\", waits = true }, go = { to = \"draw\", pays = [1, \"-1/2\"] } }\n\
                    [game.stochastic.states.draw.draws]\nback = { to = \"one\", probability = 0.25 }\nout = { to = \"end\", probability = 0.75 }\n\
                    [game.stochastic.states.end]\npayoffs = [0, 3]\n";
        let own = game(text);
        assert_eq!(own.validate(), Ok(()));
        assert_eq!(game(&super::write("again", &own)), own);
    }

    #[test]
    fn every_fault_is_told() {
        let text = "[game.stochastic]\nplayers = [\"a\"]\n\
                    [game.stochastic.states.one]\nactions = { go = { to = \"two\" } }\n\
                    [game.stochastic.states.two]\nmover = \"b\"\nactions = { go = { to = \"three\" } }\n\
                    [game.stochastic.states.four]\ndraws = { go = { to = \"one\", probability = 0.5 } }\n\
                    [game.stochastic.states.five]\npayoffs = [1, 2]\n[game.stochastic.states.six]\n";
        assert_eq!(
            remarks(text),
            [
                "nobody moves in `one`",
                "unknown player `b`",
                "probabilities that sum to 1/2",
                "2 numbers for 1 players in `payoffs`",
                "what happens in `six` is not clear",
            ]
        );
    }
}
