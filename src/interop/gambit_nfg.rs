//! Gambit's `.nfg`: games in normal form.
//!
//! ```text
//! NFG 1 R "title" { "one" "two" } { { "a" "b" } { "x" "y" } } "comment"
//! payoff version:   all payoffs of each profile, player 1's strategy varying fastest
//! outcome version:  { { "label" 1, 1 } … } and then an outcome's number for each profile, 0 for none
//! ```
//!
//! Strategies may be given by their numbers alone (`{ 2 2 }`) in either version. Linear in
//! the size of the file. Read exactly, `D` files too: 0.1 is one tenth.

use crate::form::normal::NormalGame;
use crate::form::payoffs::PayoffTable;
use crate::form::{Game, TitledGame};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source};

use super::gambit::{self, Kind, Tokens, counted, quoted};
use super::labels::told_apart;

/// Reads a game.
///
/// # Errors
/// What is wrong: every number that is none, or the first fault of another kind.
pub fn read(source: &Source) -> Result<TitledGame, Vec<Diagnostic>> {
    gambit::read(source, game)
}

fn game(tokens: &mut Tokens<'_>) -> Result<TitledGame, Diagnostic> {
    tokens.header("NFG", "1")?;
    let title = tokens.text("the title")?;
    let players = tokens.labels("the list of players", "a player's name in quotes")?;
    let strategies = strategies(tokens, players.len())?;
    let profiles = strategies.profiles(players.len())?;
    if tokens.peeks_text()? {
        tokens.next()?; // a comment
    }
    let players = told_apart(players);
    let payoffs = match tokens.peeks(&Kind::Open)? {
        true => outcome_version(tokens, players.len(), profiles)?,
        false => payoff_version(tokens, players.len(), profiles)?,
    };
    if let Some(surplus) = tokens.next()? {
        return Err(tokens.unexpected(
            Some(surplus),
            "the end of the file",
            &format!("the strategies make {profiles} profiles, and all of them have been read"),
        ));
    }
    // Labels are made only now that the file has proved as long as it promised.
    let strategies: Vec<Vec<String>> = strategies.labels();
    let mut game = NormalGame { payoffs: PayoffTable::zeros(profiles, players.len()), players, strategies };
    let mut payoffs = payoffs.into_iter();
    let mut profile = vec![0; game.players.len()];
    for _ in 0..profiles {
        let place = game.index(&profile);
        for (slot, payoff) in game.payoffs[place].iter_mut().zip(&mut payoffs) {
            *slot = payoff;
        }
        for (strategy, list) in profile.iter_mut().zip(&game.strategies) {
            *strategy += 1;
            if *strategy < list.len() {
                break;
            }
            *strategy = 0;
        }
    }
    Ok(TitledGame { title, game: Game::Normal(game) })
}

/// The strategies of every player, by name or by number, and where they stand.
enum Strategies {
    Named(Vec<Vec<String>>, std::ops::Range<usize>),
    Numbered(Vec<usize>, std::ops::Range<usize>),
}

fn strategies(tokens: &mut Tokens<'_>, players: usize) -> Result<Strategies, Diagnostic> {
    const HELP: &str = "give each player's strategies, { { \"a\" \"b\" } { \"x\" \"y\" } }, or their number, { 2 2 }";
    let open = tokens.expect(&Kind::Open, "the strategies", HELP)?;
    let named = tokens.peeks(&Kind::Open)?;
    let (mut lists, mut numbers) = (Vec::new(), Vec::new());
    while !tokens.peeks(&Kind::Close)? {
        match named {
            true => lists.push(told_apart(tokens.labels("the strategies of the next player", "a strategy in quotes")?)),
            false => numbers.push(tokens.count("a number of strategies")?.0),
        }
        tokens.comma()?;
    }
    let close = tokens.expect(&Kind::Close, "`}`", HELP)?;
    let span = open.start..close.end;
    let (found, empty) = match named {
        true => (lists.len(), lists.iter().position(Vec::is_empty)),
        false => (numbers.len(), numbers.iter().position(|&count| count == 0)),
    };
    if found != players {
        return Err(Diagnostic::error(format!("strategies of {}, but {players} named", counted(found, "player")))
            .at(&span, "")
            .help(HELP));
    }
    if let Some(player) = empty {
        return Err(Diagnostic::error(format!("player {} has no strategy", player + 1))
            .at(&span, "")
            .help("a player without a choice has one strategy"));
    }
    Ok(match named {
        true => Strategies::Named(lists, span),
        false => Strategies::Numbered(numbers, span),
    })
}

impl Strategies {
    fn profiles(&self, players: usize) -> Result<usize, Diagnostic> {
        let (counts, span) = match self {
            Strategies::Named(lists, span) => (lists.iter().map(Vec::len).collect(), span),
            Strategies::Numbered(numbers, span) => (numbers.clone(), span),
        };
        if players == 0 {
            return Err(Diagnostic::error("the game has no players").at(span, "").help("name at least one"));
        }
        let profiles = counts.iter().try_fold(1usize, |product, &count| product.checked_mul(count));
        // A file that is as long as it promises is no danger to the memory.
        profiles.filter(|profiles| profiles.checked_mul(players).is_some()).ok_or_else(|| {
            Diagnostic::error("the game is too large")
                .at(span, "more payoffs than can be counted")
                .help("leave out dominated strategies, or check these numbers")
        })
    }

    fn labels(self) -> Vec<Vec<String>> {
        match self {
            Strategies::Named(lists, _) => lists,
            Strategies::Numbered(numbers, _) => {
                numbers.into_iter().map(|count| (1..=count).map(|number| number.to_string()).collect()).collect()
            }
        }
    }
}

/// All payoffs in the order of the file.
fn payoff_version(tokens: &mut Tokens<'_>, players: usize, profiles: usize) -> Result<Vec<Rational>, Diagnostic> {
    let mut payoffs = Vec::new();
    for profile in 0..profiles {
        for player in 0..players {
            if tokens.peek()?.is_none() {
                let (needed, found) = (profiles * players, profile * players + player);
                return Err(tokens.unexpected(
                    None,
                    "the next payoff",
                    &format!("{profiles} profiles of {players} players need {needed} payoffs; the file has {found}"),
                ));
            }
            payoffs.push(tokens.number("a payoff")?);
            tokens.comma()?;
        }
    }
    Ok(payoffs)
}

/// All payoffs in the order of the file.
fn outcome_version(tokens: &mut Tokens<'_>, players: usize, profiles: usize) -> Result<Vec<Rational>, Diagnostic> {
    const HELP: &str = "an outcome is { \"label\" 3, 1/2 }: its label and one payoff per player";
    tokens.expect(&Kind::Open, "the outcomes", HELP)?;
    // Outcome 0 pays nothing to anybody.
    let mut outcomes = vec![vec![Rational::ZERO; players]];
    while !tokens.peeks(&Kind::Close)? {
        tokens.expect(&Kind::Open, "an outcome", HELP)?;
        if tokens.peeks_text()? {
            tokens.next()?; // its label
        }
        tokens.comma()?;
        let start = tokens.last().start;
        let mut payoffs = Vec::new();
        while !tokens.peeks(&Kind::Close)? {
            payoffs.push(tokens.number("a payoff of the outcome")?);
            tokens.comma()?;
        }
        let close = tokens.expect(&Kind::Close, "the end of the outcome", HELP)?;
        tokens.comma()?;
        if payoffs.len() != players {
            let found = counted(payoffs.len(), "payoff");
            tokens.fault(
                Diagnostic::error(format!("{found} for {}", counted(players, "player")))
                    .at(&(start..close.end), "")
                    .help(HELP),
            );
            payoffs.resize(players, Rational::ZERO);
        }
        outcomes.push(payoffs);
    }
    tokens.next()?;
    let mut all = Vec::new();
    for profile in 0..profiles {
        if tokens.peek()?.is_none() {
            return Err(tokens.unexpected(
                None,
                "the outcome of the next profile",
                &format!("the strategies make {profiles} profiles; the file has outcomes for {profile}"),
            ));
        }
        let (outcome, span) = tokens.count("the number of an outcome")?;
        tokens.comma()?;
        let Some(payoffs) = outcomes.get(outcome) else {
            let last = outcomes.len() - 1;
            tokens.fault(
                Diagnostic::error(format!("there is no outcome {outcome}"))
                    .at(&span, "")
                    .help(format!("outcomes are numbered from 1 to {last} as they stand; 0 is none")),
            );
            all.extend_from_slice(&outcomes[0]);
            continue;
        };
        all.extend_from_slice(payoffs);
    }
    Ok(all)
}

/// The payoff version of a game.
pub fn write(title: &str, game: &NormalGame) -> String {
    let list = |labels: &[String]| labels.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(" ");
    let mut text = format!("NFG 1 R {} {{ {} }}\n\n{{ ", quoted(title), list(&game.players));
    for (player, labels) in game.strategies.iter().enumerate() {
        let indent = if player == 0 { "" } else { "  " };
        text.push_str(&format!("{indent}{{ {} }}\n", list(labels)));
    }
    text.push_str("}\n\"\"\n\n");
    let mut profile = vec![0; game.strategies.len()];
    for _ in 0..game.payoffs.len() {
        let payoffs: Vec<String> = game.payoffs[game.index(&profile)].iter().map(Rational::to_string).collect();
        text.push_str(&payoffs.join(" "));
        text.push('\n');
        for (strategy, list) in profile.iter_mut().zip(&game.strategies) {
            *strategy += 1;
            if *strategy < list.len() {
                break;
            }
            *strategy = 0;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> NormalGame {
        let read = read(&Source::new("test.nfg", text)).unwrap();
        let Game::Normal(game) = read.game else { panic!("an .nfg file holds a normal form") };
        game
    }

    fn payoffs(game: &NormalGame) -> Vec<String> {
        game.payoffs.iter().flatten().map(Rational::to_string).collect()
    }

    #[test]
    fn the_first_players_strategy_varies_fastest() {
        let game = normal("NFG 1 R \"t\" { \"r\" \"c\" } { 2 3 } 1 2 3 4 5 6 7 8 9 10 11 12");
        assert_eq!(game.payoffs[game.index(&[1, 0])], [3.into(), 4.into()]);
        assert_eq!(game.payoffs[game.index(&[0, 1])], [5.into(), 6.into()]);
        assert_eq!(game.strategies, [vec!["1", "2"], vec!["1", "2", "3"]]);
    }

    #[test]
    fn either_body_goes_with_either_kind_of_strategies() {
        let expected = ["1", "1/2", "0", "0", "0", "0", "1", "1/2"];
        for strategies in ["{ { \"a\" \"b\" } { \"x\" \"y\" } }", "{ 2 2 }"] {
            for body in ["{ { \"win\" 1, 0.5 } { \"\" 0 0 } } 1 0 2 1", "1 .5 0 0 0, 0, 1e0 5/10", "{{1 +.5}} 1 0 0 1"]
            {
                for comment in ["", "\"a comment, { of any kind }\""] {
                    let text = format!("NFG 1 D \"\"\r\n{{ \"\" \"\" }}\r\n{strategies}\r\n{comment}\r\n{body}\r\n");
                    assert_eq!(payoffs(&normal(&text)), expected, "{text}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_exact_whatever_their_size() {
        let game = normal("NFG 1 R \"\" { \"\" } { 4 } 5000000000 100000000000000000000/3 +3 -2.50e-3");
        assert_eq!(payoffs(&game), ["5000000000", "100000000000000000000/3", "3", "-1/400"]);
    }

    #[test]
    fn a_written_game_is_read_as_it_was() {
        let game = normal(
            "NFG 1 R \"\" { \"a\" \"b\" \"c\" } { { \"x\" \"say \\\"y\\\"\" } { \"1\" \"2\" } { \"p\" } } 1 2 3 4/7 5 6 -7 8 9 1e30 11 12",
        );
        assert_eq!(normal(&write("with \"quotes\"", &game)), game);
    }
}
