//! What concepts answer, as tables.

use crate::numeric::rational::Rational;
use crate::report::phrases;
use crate::report::text::solutions::solution as in_words;
use crate::solution::{Answer, Equilibria, Equilibrium, EquilibriumFacts, Found, PathKind, Solution};
use crate::solve::concept;

use super::{Block, Cell, Section, Table, foreign, isolated_runs};

/// Rows of a table at most.
const MOST: usize = 500;

/// Decimals of payoffs and weights.
const DIGITS: usize = 4;

/// The name of a concept for a heading.
pub fn name(id: &str) -> String {
    phrases::capital(concept(id).map_or(id, |concept| concept.name))
}

/// What has no answer, each reason once.
pub fn refusals(section: &mut Section, solutions: &[&Solution]) {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for solution in solutions {
        let Err(refusal) = &solution.answer else { continue };
        let (why, asked) = (refusal.to_string(), name(solution.concept));
        match found.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) if names.contains(&asked) => {}
            Some((_, names)) => names.push(asked),
            None => found.push((why, vec![asked])),
        }
    }
    if found.is_empty() {
        return;
    }
    section.heading("Without an answer");
    let items = found.into_iter().map(|(why, names)| format!("{}: {}.", names.join(", "), foreign(&why)));
    section.blocks.push(Block::List { items: items.collect() });
}

/// Writes one answer below a heading of its own. Answers that other sections gather (bargaining,
/// coalitional, graph) are told in words only.
pub fn write(section: &mut Section, solution: &Solution) {
    let Ok(answer) = &solution.answer else { return };
    section.heading(name(solution.concept));
    if let Some(concept) = concept(solution.concept) {
        section.text(concept.meaning);
    }
    match answer {
        Answer::Equilibria(found) => {
            equilibria(section, found);
            let told = found.enclosed.is_empty() && found.families.is_empty() && found.unresolved.is_empty();
            if !(told && found.undecided.is_empty()) {
                words(section, solution, "In words".to_owned());
            }
        }
        Answer::OneEquilibrium(one) => {
            let (equilibrium, caption) = match &one.found {
                Found::Equilibrium(equilibrium) => (Some(equilibrium), "One equilibrium, of possibly many".to_owned()),
                Found::Enclosed(_) => (None, String::new()),
                Found::Approximate { profile, regret } => (
                    Some(profile),
                    format!(
                        "No equilibrium was found; here nobody gains more than {} by deviating",
                        phrases::plain(regret, 6)
                    ),
                ),
            };
            if let Some(equilibrium) = equilibrium {
                section.table(profiles(&one.players, &one.strategies, std::slice::from_ref(equilibrium), &[], caption));
            }
            if equilibrium.is_none() || !one.path.is_empty() {
                words(section, solution, "In words".to_owned());
            }
        }
        Answer::PathEquilibria(found) => {
            let shown = &found.equilibria[..found.equilibria.len().min(MOST)];
            if !shown.is_empty() {
                let caption = "Equilibria that paths lead to, of possibly more".to_owned();
                section.table(profiles(&found.players, &found.strategies, shown, &[], caption));
            }
            words(section, solution, "In words".to_owned());
        }
        Answer::Reduction { reduction, players, strategies } => {
            let mut table = Table::new("What goes, and why", &["#round", "player", "strategy", "dominated by"]);
            for gone in reduction.eliminations.iter().take(MOST) {
                let labels = &strategies[gone.player];
                table.row([
                    Cell::from(gone.round.to_string()),
                    Cell::from(foreign(&players[gone.player])),
                    Cell::from(foreign(&labels[gone.strategy])),
                    Cell::from(mixture(labels, &gone.by)),
                ]);
            }
            if table.rows.is_empty() {
                section.text("No strategy is eliminated.");
            } else {
                section.table(table);
            }
            let mut kept = Table::new("What is left", &["player", "strategies"]);
            for ((player, labels), left) in players.iter().zip(strategies).zip(&reduction.surviving) {
                let left: Vec<String> = left.iter().map(|&strategy| foreign(&labels[strategy])).collect();
                kept.row([Cell::from(foreign(player)), Cell::from(left.join(", "))]);
            }
            section.table(kept);
        }
        Answer::Correlated(set) => {
            let mut table = Table::new(
                format!("Over all of them; payoffs sum to {} at most", phrases::plain(&set.welfare.value, DIGITS)),
                &["player", "#least", "#most"],
            );
            for (player, [least, most]) in set.players.iter().zip(&set.payoffs) {
                table.row([
                    Cell::from(foreign(player)),
                    Cell::number(&least.value, DIGITS),
                    Cell::number(&most.value, DIGITS),
                ]);
            }
            section.table(table);
        }
        Answer::Commitments(commitments) => {
            let mut table =
                Table::new("Who moves first, and what the other replies", &["leader", "kind", "plays", "reply"]);
            commitments.players.iter().for_each(|player| table.column(foreign(player), true));
            for one in &commitments.leaders {
                let (own, replies) = (&commitments.strategies[one.leader], &commitments.strategies[1 - one.leader]);
                let leader = foreign(&commitments.players[one.leader]);
                let pays = |payoffs: &[Rational]| {
                    payoffs.iter().map(|payoff| Cell::number(payoff, DIGITS)).collect::<Vec<_>>()
                };
                let pure =
                    [leader.clone(), "pure".to_owned(), foreign(&own[one.pure]), foreign(&replies[one.pure_reply])];
                table.row(pure.into_iter().map(Cell::from).chain(pays(&one.pure_payoffs)));
                let mixed =
                    [leader, "mixed".to_owned(), mixture(own, &one.mixed.mixture), foreign(&replies[one.mixed.reply])];
                table.row(mixed.into_iter().map(Cell::from).chain(pays(&one.mixed.payoffs)));
            }
            section.table(table);
        }
        Answer::Security(security) => {
            let mut table = Table::new(
                "What each player can be sure of",
                &["player", "#secures", "by", "#in pure strategies", "#is held to, in pure strategies"],
            );
            for ((player, labels), level) in security.players.iter().zip(&security.strategies).zip(&security.levels) {
                table.row([
                    Cell::from(foreign(player)),
                    Cell::number(&level.value, DIGITS),
                    Cell::from(mixture(labels, &level.strategy)),
                    Cell::number(&level.pure_maximin.value, DIGITS),
                    Cell::number(&level.pure_minmax.value, DIGITS),
                ]);
            }
            section.table(table);
        }
        Answer::Strategy(strategy) => {
            let payoffs: Vec<String> = strategy.payoffs.iter().map(|payoff| phrases::plain(payoff, DIGITS)).collect();
            section.text(format!("It pays {}.", payoffs.join(", ")));
            let mut table = Table::new("The path of play", &["step", "who", "what", "#chance"]);
            for (index, step) in strategy.path.iter().take(MOST).enumerate() {
                let number = format!("{}{}", "· ".repeat(step.depth.min(40)), index + 1);
                let (who, what, chance) = match &step.kind {
                    PathKind::Chose { player, action, tied } => {
                        let tie = if *tied { " (tied)" } else { "" };
                        (foreign(player), format!("{}{tie}", foreign(action)), Cell::default())
                    }
                    PathKind::Drew { label, probability } => {
                        ("chance".to_owned(), foreign(label), Cell::number(probability, DIGITS))
                    }
                    PathKind::End { payoffs } => {
                        let payoffs: Vec<String> =
                            payoffs.iter().map(|payoff| phrases::plain(payoff, DIGITS)).collect();
                        ("end".to_owned(), payoffs.join(", "), Cell::default())
                    }
                };
                table.row([Cell::from(number), Cell::from(who), Cell::from(what), chance]);
            }
            section.table(table);
        }
        Answer::AlternatingOffers(_)
        | Answer::Bargaining(_)
        | Answer::Behaviour(_)
        | Answer::Coalitional(_)
        | Answer::Counts(_)
        | Answer::Graph(_)
        | Answer::Markov(_) => words(section, solution, "In words".to_owned()),
    }
}

/// The text report's lines on an answer, folded away.
pub fn words(section: &mut Section, solution: &Solution, summary: String) {
    let mut text = String::new();
    in_words(&mut text, solution).expect("writing to a string does not fail");
    let plain = anstream::adapter::strip_str(&text).to_string();
    // The heading stands above already.
    let lines: Vec<&str> = plain.trim_end().lines().skip(1).collect();
    section.blocks.push(Block::Lines { summary, text: isolated_runs(&lines.join("\n")) });
}

fn equilibria(section: &mut Section, found: &Equilibria) {
    let scope = match (found.complete, found.enclosed.is_empty() && found.families.is_empty()) {
        (true, true) => "these are all",
        (true, false) => "all but those told in words",
        (false, _) => "there may be more",
    };
    let caption = format!("{}; {scope}", phrases::counted(found.equilibria.len(), "equilibrium", "equilibria"));
    if found.equilibria.is_empty() {
        section.text(format!("None; {scope}."));
        return;
    }
    let shown = &found.equilibria[..found.equilibria.len().min(MOST)];
    section.table(profiles(&found.players, &found.strategies, shown, &found.facts, caption));
    if found.equilibria.len() > MOST {
        section.text(format!("{} more are in the JSON.", found.equilibria.len() - MOST));
    }
    if let Some(components) = &found.components {
        let sets: Vec<String> = components
            .connected
            .iter()
            .take(40)
            .map(|set| {
                let places: Vec<String> = set.iter().take(40).map(|place| (place + 1).to_string()).collect();
                format!("{{{}}}", places.join(", "))
            })
            .collect();
        section.text(format!("By place in the table these hang together: {}.", sets.join(" ")));
    }
}

/// One row per profile: what each player with a choice plays, what it pays, what is known.
fn profiles(
    players: &[String],
    strategies: &[Vec<String>],
    equilibria: &[Equilibrium],
    facts: &[EquilibriumFacts],
    caption: String,
) -> Table {
    let mut table = Table::new(caption, &["#place"]);
    let choosing: Vec<usize> = (0..players.len()).filter(|&player| strategies[player].len() > 1).collect();
    choosing.iter().for_each(|&player| table.column(format!("{} plays", foreign(&players[player])), false));
    players.iter().for_each(|player| table.column(format!("{} gets", foreign(player)), true));
    if !facts.is_empty() {
        table.column("it is", false);
    }
    for (place, one) in equilibria.iter().enumerate() {
        let number = Cell { order: Some(place as f64), ..Cell::from((place + 1).to_string()) };
        let plays = choosing.iter().map(|&player| Cell::from(mixture(&strategies[player], &one.profile[player])));
        let pays = one.payoffs.iter().map(|payoff| Cell::number(payoff, DIGITS));
        let known = facts.get(place).map(|facts| Cell::from(known(facts)));
        table.row(std::iter::once(number).chain(plays).chain(pays).chain(known));
    }
    table
}

fn known(facts: &EquilibriumFacts) -> String {
    let words = [
        (facts.pure, "pure"),
        (facts.strict, "strict"),
        (facts.payoff_dominant == Some(true), "payoff-dominant"),
        (facts.risk_dominant == Some(true), "risk-dominant"),
        (facts.undominated == Some(false), "uses a weakly dominated strategy"),
    ];
    let words: Vec<&str> = words.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect();
    words.join(", ")
}

/// A mixed strategy, weights as exact fractions.
fn mixture(labels: &[String], weights: &[Rational]) -> String {
    let used: Vec<(&String, &Rational)> = labels.iter().zip(weights).filter(|(_, weight)| !weight.is_zero()).collect();
    match used.as_slice() {
        [(label, _)] => foreign(label),
        _ => used
            .iter()
            .map(|(label, weight)| {
                let exact = weight.to_string();
                let shown = if exact.len() > 24 { phrases::plain(weight, DIGITS) } else { exact };
                format!("{shown} {}", foreign(label))
            })
            .collect::<Vec<_>>()
            .join(" + "),
    }
}
