//! The page of a game file: its solutions as tables.

use crate::form::{Game, TitledGame};
use crate::numeric::rational::Rational;
use crate::report::labels::Names;
use crate::report::{GameReport, phrases};
use crate::solution::{Answer, Solution};
use crate::solve::concept;

use super::{Cell, Page, Section, Table, agreement, coalitional, conflict, foreign, solutions};

/// Strategy combinations that a table of payoffs lists.
const PROFILES: usize = 64;

/// The page; `footer` says what it was made from.
pub fn page(report: &GameReport<'_>, footer: Vec<(String, String)>) -> Page {
    let TitledGame { title, game } = report.titled;
    let all: Vec<&Solution> = report.solutions.iter().collect();
    let mut sections = vec![players(game)];
    match game {
        Game::Bargaining(_) => {
            sections.extend(agreement::section("The frontier and the solutions", &all, Names::default(), |_| [0, 1]));
        }
        Game::Coalitional(_) => sections.extend(coalitional::section("The solutions", &all, Names::default())),
        Game::Graph(graph) => sections.extend(conflict::section(graph, &all, None, Names::default())),
        Game::ActionGraph(_)
        | Game::AlternatingOffers(_)
        | Game::Extensive(_)
        | Game::Normal(_)
        | Game::Stochastic(_) => {}
    }
    // What has no picture and no table of its own.
    let gathered = |one: &Solution| {
        matches!(one.answer, Ok(Answer::Coalitional(_))) || matches!(game, Game::Bargaining(_)) && one.answer.is_ok()
    };
    let title_of_rest = match game {
        Game::Bargaining(_) | Game::Coalitional(_) => "Further",
        _ => "Concept by concept",
    };
    let mut rest = Section::new("solutions", title_of_rest);
    let told = report.solutions.iter().filter(|one| !gathered(one));
    told.for_each(|one| solutions::write(&mut rest, one));
    solutions::refusals(&mut rest, &all);
    sections.extend((!rest.blocks.is_empty()).then_some(rest));
    if !matches!(game, Game::Coalitional(_)) {
        sections.extend(coalitional::section("What coalitions are worth", &all, Names::default()));
    }
    sections.push(concepts(&all));
    Page { title: foreign(title), subtitle: phrases::game(game), banner: None, sections, footer }
}

/// Who plays, and what the game is.
fn players(game: &Game) -> Section {
    let mut section = Section::new("game", "The game");
    match game {
        Game::Normal(normal) => {
            let mut table = Table::new("Who can do what", &["player", "strategies"]);
            for (player, labels) in normal.players.iter().zip(&normal.strategies) {
                let shown: Vec<String> = labels.iter().take(40).map(|label| foreign(label)).collect();
                let more = if labels.len() > 40 { format!(", … ({} in all)", labels.len()) } else { String::new() };
                table.row([Cell::from(foreign(player)), Cell::from(format!("{}{more}", shown.join(", ")))]);
            }
            section.table(table);
            if normal.payoffs.len() <= PROFILES {
                let mut payoffs = Table::new("What every combination pays", &[]);
                normal.players.iter().for_each(|player| payoffs.column(foreign(player), false));
                normal.players.iter().for_each(|player| payoffs.column(format!("{} gets", foreign(player)), true));
                for place in 0..normal.payoffs.len() {
                    let profile = normal.profile(place);
                    let plays =
                        profile.iter().zip(&normal.strategies).map(|(&own, labels)| Cell::from(foreign(&labels[own])));
                    let pays = (0..profile.len()).map(|player| Cell::number(normal.payoff(place, player), 4));
                    payoffs.row(plays.chain(pays));
                }
                section.folded(payoffs);
            }
        }
        Game::ActionGraph(graph) => {
            let mut table = Table::new("Who can do what", &["players", "#how many", "actions"]);
            for class in graph.classes() {
                let labels: Vec<String> = graph.labels(&class.actions).iter().map(|label| foreign(label)).collect();
                table.row([
                    Cell::from(foreign(&class.name)),
                    Cell::from(class.players.len().to_string()),
                    Cell::from(labels.join(", ")),
                ]);
            }
            section.table(table);
        }
        Game::Coalitional(coalitional_game) => section.folded(coalitional::worths(coalitional_game)),
        Game::AlternatingOffers(game) => section.table(bargainers(&game.players, &game.disagreement)),
        Game::Bargaining(problem) => section.table(bargainers(&problem.players, &problem.disagreement)),
        Game::Stochastic(game) => {
            let mut table = Table::new("How patient the players are", &["player", "#discount factor"]);
            for (player, discount) in game.players.iter().zip(&game.discounts) {
                table.row([Cell::from(foreign(player)), Cell::number(discount, 4)]);
            }
            section.table(table);
        }
        Game::Extensive(tree) => {
            let mut table = Table::new("Who moves where", &["player", "#information sets", "actions"]);
            for (index, player) in tree.form.players.iter().enumerate() {
                let own: Vec<_> = tree.form.information_sets.iter().filter(|set| set.player == index).collect();
                let actions: Vec<String> = own
                    .iter()
                    .take(12)
                    .map(|set| set.actions.iter().map(|action| foreign(action)).collect::<Vec<_>>().join("/"))
                    .collect();
                table.row([
                    Cell::from(foreign(player)),
                    Cell::from(own.len().to_string()),
                    Cell::from(actions.join(", ")),
                ]);
            }
            section.table(table);
        }
        Game::Graph(graph) => {
            let mut table = Table::new("Who can move", &["player", "#moves"]);
            for (player, moves) in graph.players.iter().zip(&graph.moves) {
                table.row([Cell::from(foreign(player)), Cell::from(moves.count().to_string())]);
            }
            section.table(table);
        }
    }
    section
}

fn bargainers(players: &[String], disagreement: &[Rational]) -> Table {
    let mut table = Table::new("Who bargains", &["player", "#without agreement"]);
    for (player, without) in players.iter().zip(disagreement) {
        table.row([Cell::from(foreign(player)), Cell::number(without, 4)]);
    }
    table
}

/// What was asked, and where it is defined.
pub fn concepts(solutions: &[&Solution]) -> Section {
    let mut section = Section::new("concepts", "The concepts");
    let mut table = Table::new("What each asks of an answer", &["concept", "asks", "source", "id"]);
    let mut seen: Vec<&str> = Vec::new();
    for solution in solutions {
        let Some(known) = concept(solution.concept).filter(|known| !seen.contains(&known.id)) else { continue };
        seen.push(known.id);
        table.row([
            Cell::from(solutions::name(known.id)),
            Cell::from(known.meaning),
            Cell::from(known.citation).marked("code"),
            Cell::from(known.id).marked("code"),
        ]);
    }
    section.folded(table);
    section
}
