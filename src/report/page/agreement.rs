//! What could be agreed on: the bargaining problem with its frontier and its solutions.

use crate::form::bargaining::BargainingProblem;
use crate::numeric::rational::Rational;
use crate::report::chart::{Chart, frontier};
use crate::report::labels::Names;
use crate::solution::bargaining::{Bargain, Choice, Frontier, Mixture};
use crate::solution::{Answer, Solution};
use crate::solve::concept;

use super::{Cell, Section, Table, foreign};

/// Points that are listed before the rest is folded away, and how many are listed at all.
const LISTED: usize = 8;
const MOST: usize = 200;

/// What concepts answer about one bargaining problem.
struct Answers<'a> {
    problem: &'a BargainingProblem,
    /// By name.
    bargains: Vec<(&'static str, &'a Bargain)>,
    frontier: Option<&'a Frontier>,
}

impl<'a> Answers<'a> {
    fn among(solutions: &[&'a Solution]) -> Option<Answers<'a>> {
        let mut found: Option<Answers<'a>> = None;
        for solution in solutions {
            let Ok(Answer::Bargaining(answer)) = &solution.answer else { continue };
            let all = found.get_or_insert(Answers { problem: &answer.problem, bargains: Vec::new(), frontier: None });
            match &answer.choice {
                Choice::Bargain(bargain) => {
                    let name = concept(solution.concept).map_or(solution.concept, |concept| concept.name);
                    all.bargains.push((name, bargain));
                }
                Choice::Frontier(frontier) => all.frontier = Some(frontier),
            }
        }
        found
    }

    fn picture(&self, names: Names<'_>, pair: [usize; 2]) -> Option<Chart> {
        let solved: Vec<frontier::Solved<'_>> =
            self.bargains.iter().map(|(name, bargain)| (*name, bargain.payoff.as_slice())).collect();
        frontier::chart(self.problem, names, self.frontier, &solved, pair)
    }
}

/// The chart alone.
pub fn picture(
    solutions: &[&Solution],
    names: Names<'_>,
    pair: impl Fn(&BargainingProblem) -> [usize; 2],
) -> Option<Chart> {
    let answers = Answers::among(solutions)?;
    answers.picture(names, pair(answers.problem))
}

/// Everything that concepts answer about one bargaining problem; `pair` says which two players
/// the chart shows. `None` without such an answer.
pub fn section(
    title: &str,
    solutions: &[&Solution],
    names: Names<'_>,
    pair: impl Fn(&BargainingProblem) -> [usize; 2],
) -> Option<Section> {
    let answers = Answers::among(solutions)?;
    let problem = answers.problem;
    let players: Vec<String> = problem.players.iter().map(|player| names.player(player)).collect();
    let mut section = Section::new("agreement", title);
    section.figure(answers.picture(names, pair(problem)));
    if !answers.bargains.is_empty() {
        section.table(solved_table(problem, &players, names, &answers.bargains));
    }
    if let Some(frontier) = answers.frontier {
        frontier_tables(&mut section, problem, &players, names, frontier);
    }
    if let [only] = problem.issues.as_slice() {
        let count = only.options.len();
        let shown = if count > MOST { format!("The first {MOST} of {count}") } else { format!("All {count}") };
        let mut table =
            Table::new(format!("{shown} feasible points, net of what there is without agreement"), &["point"]);
        players.iter().for_each(|name| table.column(name.clone(), true));
        for option in only.options.iter().take(MOST) {
            let gains = option.payoffs.iter().zip(&problem.disagreement).map(|(worth, without)| worth - without);
            let cells = gains.map(|gain| {
                let cell = Cell::signed(&gain, 2);
                if gain.is_negative() { cell.marked("no") } else { cell }
            });
            table.row(std::iter::once(Cell::from(names.outcome(&option.name))).chain(cells));
        }
        section.folded(table);
    }
    Some(section)
}

fn solved_table(
    problem: &BargainingProblem,
    players: &[String],
    names: Names<'_>,
    bargains: &[(&'static str, &Bargain)],
) -> Table {
    let mut table = Table::new("What each solution picks, as gains over having no agreement", &["solution"]);
    players.iter().for_each(|name| table.column(name.clone(), true));
    table.column("by", false);
    for (name, bargain) in bargains {
        let gains = bargain.payoff.iter().zip(&problem.disagreement).map(|(payoff, without)| {
            let cell = Cell::signed(&(&payoff.middle() - without), 3);
            match payoff.exact() {
                Some(_) => cell,
                None => Cell { text: format!("≈{}", cell.text), exact: None, ..cell },
            }
        });
        let by = Cell::from(lottery(problem, names, &bargain.mixture));
        table.row(std::iter::once(Cell::from(*name)).chain(gains).chain([by]));
    }
    table
}

fn frontier_tables(
    section: &mut Section,
    problem: &BargainingProblem,
    players: &[String],
    names: Names<'_>,
    frontier: &Frontier,
) {
    let mut zone = Table::new("The zone of possible agreement", &["player", "#without", "#least", "#most"]);
    for ((name, without), (least, most)) in players.iter().zip(&problem.disagreement).zip(&frontier.zone) {
        zone.row([Cell::from(name.clone()), Cell::number(without, 3), Cell::number(least, 3), Cell::number(most, 3)]);
    }
    section.table(zone);
    let mut corners = Table::new("Corners of the Pareto frontier", &["by"]);
    players.iter().for_each(|name| corners.column(name.clone(), true));
    for (payoff, mixture) in frontier.points.iter().take(MOST) {
        let cells = payoff.iter().map(|value| Cell::number(value, 3));
        corners.row(std::iter::once(Cell::from(lottery(problem, names, mixture))).chain(cells));
    }
    if corners.rows.len() > LISTED {
        corners.caption = format!("{}: {}", corners.caption, frontier.points.len());
        section.folded(corners);
    } else {
        section.table(corners);
    }
}

/// A lottery over outcomes, its weights rounded.
fn lottery(problem: &BargainingProblem, names: Names<'_>, over: &Mixture) -> String {
    let label = |outcome: &[usize]| -> String {
        let parts = problem.issues.iter().zip(outcome).map(|(issue, &option)| match problem.issues.len() {
            1 => names.outcome(&issue.options[option].name),
            _ => format!("{} {}", foreign(&issue.name), foreign(&issue.options[option].name)),
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    match over.as_slice() {
        [(only, _)] => label(only),
        _ => {
            let hundred = Rational::from(100);
            let part = |(outcome, weight): &(Vec<usize>, Rational)| {
                format!("{} %: {}", crate::report::phrases::plain(&(weight * &hundred), 1), label(outcome))
            };
            over.iter().map(part).collect::<Vec<_>>().join("; ")
        }
    }
}
