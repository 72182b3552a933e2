//! What can be agreed on: feasible points, the Pareto frontier, and the solutions on it, for two
//! of the players.

use crate::form::bargaining::BargainingProblem;
use crate::report::labels::Names;
use crate::report::page::{Cell, Table};
use crate::report::phrases;
use crate::solution::bargaining::{Enclosure, Frontier};

use super::{Anchor, Canvas, Chart, LINE, Scale, WIDTH, tick};

const LEFT: f64 = 52.0;
const TOP: f64 = 34.0;
const SIDE: f64 = 300.0;

/// Feasible points that are drawn at most.
const POINTS: usize = 600;

/// Markers nearer than this stand for one.
const NEAR: f64 = 9.0;

/// A solution by its name, with its payoffs.
pub type Solved<'a> = (&'a str, &'a [Enclosure]);

/// `None` for fewer than two players, or where all payoffs are the same.
pub fn chart(
    problem: &BargainingProblem,
    names: Names<'_>,
    frontier: Option<&Frontier>,
    solutions: &[Solved<'_>],
    [one, other]: [usize; 2],
) -> Option<Chart> {
    if problem.players.len() < 2 {
        return None;
    }
    let players: Vec<String> = problem.players.iter().map(|player| names.player(player)).collect();
    let pair = |payoffs: &[crate::numeric::rational::Rational]| (payoffs[one].to_f64(), payoffs[other].to_f64());
    let options = match problem.issues.as_slice() {
        [only] => &only.options[..only.options.len().min(POINTS)],
        _ => &[],
    };
    let feasible: Vec<(f64, f64)> = options.iter().map(|option| pair(&option.payoffs)).collect();
    let efficient: Vec<(f64, f64)> =
        frontier.iter().flat_map(|frontier| &frontier.points).map(|(payoff, _)| pair(payoff)).collect();
    let disagreement = pair(&problem.disagreement);
    let solved: Vec<(f64, f64)> =
        solutions.iter().map(|(_, payoff)| (payoff[one].middle().to_f64(), payoff[other].middle().to_f64())).collect();
    let all = || feasible.iter().chain(&efficient).chain(&solved).chain([&disagreement]);
    let span = |pick: fn(&(f64, f64)) -> f64| {
        all()
            .map(pick)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
    };
    let ((x_low, x_high), (y_low, y_high)) = (span(|point| point.0), span(|point| point.1));
    let x = Scale::with_room(x_low, x_high, LEFT, WIDTH - 12.0)?;
    let y = Scale::with_room(y_low, y_high, TOP + SIDE, TOP)?;
    let place = |point: &(f64, f64)| (x.at(point.0), y.at(point.1));

    let mut canvas = Canvas::default();
    for value in x.ticks(6) {
        canvas.line((x.at(value), TOP), (x.at(value), TOP + SIDE), "grid");
        canvas.text((x.at(value), TOP + SIDE + 18.0), "small soft", Anchor::Middle, &tick(value));
    }
    for value in y.ticks(6) {
        canvas.line((LEFT, y.at(value)), (WIDTH - 12.0, y.at(value)), "grid");
        canvas.text((LEFT - 7.0, y.at(value) + 4.0), "small soft", Anchor::End, &tick(value));
    }
    canvas.rectangle((LEFT, TOP), (WIDTH - 12.0, TOP + SIDE), "frame", "");
    let fitted = |name: &str| super::fitted(name, (WIDTH - 40.0) / 11.5);
    canvas.text((4.0, 16.0), "small", Anchor::Start, &fitted(&format!("↑ {}", players[other])));
    canvas.text((WIDTH - 12.0, TOP + SIDE + 38.0), "small", Anchor::End, &format!("{} →", fitted(&players[one])));
    let (x0, y0) = place(&disagreement);
    canvas.line((x0, TOP), (x0, TOP + SIDE), "axis dashed");
    canvas.line((LEFT, y0), (WIDTH - 12.0, y0), "axis dashed");
    for (option, point) in options.iter().zip(&feasible) {
        let hover = format!("{}: {} and {}", names.outcome(&option.name), option.payoffs[one], option.payoffs[other]);
        canvas.circle(place(point), 3.0, "dot", &hover);
    }
    let line: Vec<(f64, f64)> = efficient.iter().map(place).collect();
    if problem.players.len() == 2 && problem.lotteries {
        canvas.polyline(&line, false, "edge", "");
    }
    for point in &line {
        canvas.circle(*point, 4.0, "fill-one", "on the frontier");
    }
    let bottom = marks(&mut canvas, solutions, &solved.iter().map(place).collect::<Vec<_>>(), TOP + SIDE + 60.0);

    let mut table = Table::new("The solutions, and what each player gets", &["solution"]);
    for name in &players {
        table.column(name.clone(), true);
    }
    for (name, payoff) in solutions {
        let cells = payoff.iter().map(|payoff| match payoff.exact() {
            Some(value) => Cell::number(value, 3),
            None => Cell::from(format!("≈{}", phrases::plain(&payoff.middle(), 3))),
        });
        table.row(std::iter::once(Cell::from(*name)).chain(cells));
    }
    table.row(
        std::iter::once(Cell::from("no agreement"))
            .chain(problem.disagreement.iter().map(|value| Cell::number(value, 3))),
    );
    let others = match problem.players.len() {
        2 => String::new(),
        count => format!(
            " All {count} players are weighed: of the frontier in {count} dimensions this shows its corners, by two players."
        ),
    };
    Some(Chart {
        name: "frontier",
        title: "What can be agreed on".to_owned(),
        description: format!(
            "Payoffs of {} across and of {} up: {} feasible points, {} corners of the Pareto frontier, {} solutions.",
            players[one],
            players[other],
            feasible.len(),
            efficient.len(),
            solutions.len()
        ),
        caption: format!(
            "Grey: what is feasible; blue: corners of the Pareto frontier, where nobody gains without another's loss; numbered: the solutions; dashed: what each has without agreement.{others}"
        ),
        table,
        height: bottom,
        body: canvas.body,
    })
}

/// Numbered markers, those that fall together as one, with the legend below; where that ends.
fn marks(canvas: &mut Canvas, solutions: &[Solved<'_>], places: &[(f64, f64)], mut y: f64) -> f64 {
    let mut groups: Vec<((f64, f64), Vec<usize>)> = Vec::new();
    for (index, &place) in places.iter().enumerate() {
        let near = |(at, _): &&mut ((f64, f64), Vec<usize>)| (at.0 - place.0).hypot(at.1 - place.1) < NEAR;
        match groups.iter_mut().find(near) {
            Some((_, members)) => members.push(index),
            None => groups.push((place, vec![index])),
        }
    }
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (number, (place, members)) in groups.iter().enumerate() {
        let names: Vec<&str> = members.iter().map(|&index| solutions[index].0).collect();
        canvas.circle(*place, 8.0, "solution", &names.join(", "));
        // The number stands beside the marker where no other number or marker is, if it can.
        let beside = [(14.0, -6.0), (-14.0, -6.0), (14.0, 15.0), (-14.0, 15.0), (0.0, -14.0), (0.0, 22.0)];
        let beside = beside.map(|(right, down)| (place.0 + right, place.1 + down));
        let apart = |(x, y): &(f64, f64), from: &(f64, f64), far: f64| (x - from.0).hypot(y - from.1) > far;
        let free = |at: &&(f64, f64)| {
            let centre = (at.0, at.1 - 4.5);
            let markers =
                groups.iter().filter(|(other, _)| other != place).all(|(other, _)| apart(&centre, other, 13.0));
            markers && taken.iter().all(|other| apart(at, other, 14.0))
        };
        let at = *beside.iter().find(free).unwrap_or(&beside[0]);
        taken.push(at);
        canvas.text(at, "strong", Anchor::Middle, &(number + 1).to_string());
        canvas.text((8.0, y), "small", Anchor::Start, &(number + 1).to_string());
        y += LINE * canvas.lines((26.0, y), "small", Anchor::Start, &names.join(", "), WIDTH - 34.0) as f64 + 2.0;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::rational::Rational;

    #[test]
    fn solutions_that_fall_together_share_a_marker() {
        let number = |value: i64| Rational::from(value);
        let points = vec![
            ("left".to_owned(), vec![number(0), number(4)]),
            ("middle <b>".to_owned(), vec![number(3), number(3)]),
            ("right".to_owned(), vec![number(4), number(0)]),
        ];
        let players = vec!["one".to_owned(), "two".to_owned()];
        let problem = BargainingProblem::of_points(players.clone(), points, vec![number(0), number(0)]);
        let fair = [Enclosure::from(number(3)), Enclosure::from(number(3))];
        let mean = [Enclosure::from(number(4)), Enclosure::from(number(0))];
        let solutions: [Solved<'_>; 3] = [("Nash", &fair), ("egalitarian", &fair), ("mean", &mean)];
        let chart = chart(&problem, Names::default(), None, &solutions, [0, 1]).unwrap();
        let drawn = chart.inline();
        assert_eq!(drawn.matches("class=\"solution\"").count(), 2);
        assert!(drawn.contains("Nash, egalitarian\n") && drawn.contains("\nmean\n"), "{drawn}");
        assert_eq!(drawn.matches("class=\"dot\"").count(), 3, "one dot for each feasible point");
        assert!(!drawn.contains("<b>"));
        let cells: Vec<&str> = chart.table.rows[0].iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(cells, ["Nash", "3", "3"]);
        assert_eq!(chart.table.rows.len(), 4, "the solutions and no agreement");
    }
}
