//! Profiles of a multi-issue negotiation: what each party makes of every option of every
//! issue, a file per party. Together they are a bargaining problem.
//!
//! A party's utility of an outcome is the sum over the issues of `weight · utility of the
//! option`. Its reservation value is its disagreement payoff (0 if none is stated). A discount
//! factor is no part of a bargaining problem, which has no time: utilities are those of an
//! agreement at once, and a warning says so.

use std::collections::{HashMap, HashSet};

use crate::form::bargaining::{BargainingProblem, Issue, Settlement};
use crate::form::{Game, TitledGame};
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten, suggest};

use super::labels::told_apart;

/// What the evaluations of a Genius file mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Evaluations {
    /// Shares of the largest one of their issue, as Genius has it; integer issues are kept
    /// between 0 and 1.
    #[default]
    ByMaximum,
    /// Utilities as they stand, as NegMAS has it.
    AsWritten,
}

/// More values of one issue than anybody would list.
pub(super) const MAX_VALUES: u64 = 10_000;

/// What one file holds.
#[derive(Debug)]
pub(super) enum Part {
    /// Issues and their options.
    Domain(Vec<Topic>),
    Profile(Profile),
}

/// What one party wants.
#[derive(Debug)]
pub(super) struct Profile {
    pub topics: Vec<Topic>,
    pub reservation: Reservation,
    /// With its place, if it is not 1.
    pub discount: Option<Span>,
}

#[derive(Debug)]
pub(super) enum Reservation {
    Value(Rational),
    /// Issue and option by name, with the place of each.
    Bid(Vec<(String, String, Span)>),
}

/// An issue as one file has it.
#[derive(Debug)]
pub(super) struct Topic {
    pub name: String,
    pub span: Span,
    pub weight: Rational,
    pub options: Vec<Worth>,
}

#[derive(Debug)]
pub(super) struct Worth {
    pub name: String,
    pub span: Span,
    pub utility: Rational,
}

/// The problem of several files: a domain, if it is among them, and a profile per party.
///
/// # Errors
/// Everything in which the files do not fit together.
pub(super) fn combine(source: &Source, parts: Vec<Part>) -> Result<(TitledGame, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut warnings = Vec::new();
    let mut domain: Option<(usize, Vec<Topic>)> = None;
    let mut profiles = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        let start = source.texts()[index].start;
        match part {
            Part::Profile(profile) => profiles.push((index, profile)),
            Part::Domain(topics) if domain.is_none() => domain = Some((index, topics)),
            Part::Domain(_) => faults.push(
                Diagnostic::error("a second domain, where one is the most")
                    .at(&(start..start), "no weights and no evaluations here")
                    .help("name one domain, or none, and a profile for each party"),
            ),
        }
    }
    if profiles.len() < 2 {
        let text = source.texts().last().expect("a source has a text");
        let what = match profiles.len() {
            0 => "no profile: nobody says what the options are worth",
            _ => "one profile alone is no negotiation",
        };
        faults.push(
            Diagnostic::error(what)
                .at(&(text.start..text.start), "")
                .help("name the files of all parties: concede solve domain.xml one.xml two.xml"),
        );
        return Err(faults);
    }
    let title = match &domain {
        Some((index, _)) => stem(&source.texts()[*index].name).to_owned(),
        None => String::new(),
    };
    let order: Vec<(String, Vec<String>)> = {
        let topics = domain.as_ref().map_or(&profiles[0].1.topics, |(_, topics)| topics);
        let names = |topic: &Topic| topic.options.iter().map(|one| one.name.clone()).collect();
        topics.iter().map(|topic| (topic.name.clone(), names(topic))).collect()
    };
    let mut issues: Vec<Issue> = order
        .iter()
        .map(|(name, options)| Issue {
            name: name.clone(),
            options: options.iter().map(|one| Settlement { name: one.clone(), payoffs: Vec::new() }).collect(),
        })
        .collect();
    let mut disagreement = Vec::new();
    let mut players = Vec::new();
    let named: HashSet<&str> = order.iter().map(|(name, _)| name.as_str()).collect();
    for (index, profile) in &profiles {
        let by_name: HashMap<&str, &Topic> = profile.topics.iter().map(|topic| (topic.name.as_str(), topic)).collect();
        let text = &source.texts()[*index];
        let whole = text.start..text.start;
        for topic in profile.topics.iter().filter(|topic| !named.contains(topic.name.as_str())) {
            let other = Diagnostic::error(format!("the issue `{}` is not one of the others'", shorten(&topic.name)));
            let known = order.iter().map(|(name, _)| name.as_str());
            faults.push(other.at(&topic.span, "").help(suggest(&topic.name, known)));
        }
        for (issue, (name, _)) in issues.iter_mut().zip(&order) {
            match by_name.get(name.as_str()) {
                Some(topic) => settle(issue, topic, &mut faults),
                None => faults.push(
                    Diagnostic::error(format!("nothing is said of the issue `{}`", shorten(name)))
                        .at(&whole, "")
                        .help("each profile gives every issue its weight, and every option its worth"),
                ),
            }
        }
        disagreement.push(reserved(profile, &mut faults));
        players.push(stem(&text.name).to_owned());
        if let Some(place) = &profile.discount {
            warnings.push(
                Diagnostic::warning("a bargaining problem has no time, so the discount factor plays no part")
                    .at(place, "")
                    .help("utilities are those of an agreement at once"),
            );
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let problem =
        BargainingProblem { players: told_apart(players), issues, lotteries: false, disagreement, weights: None };
    Ok((TitledGame { title, game: Game::Bargaining(problem) }, warnings))
}

/// Adds what one party makes of the options of an issue.
fn settle(issue: &mut Issue, topic: &Topic, faults: &mut Vec<Diagnostic>) {
    let known: HashSet<&str> = issue.options.iter().map(|one| one.name.as_str()).collect();
    for other in topic.options.iter().filter(|one| !known.contains(one.name.as_str())) {
        let unknown = Diagnostic::error(format!(
            "`{}` is no option of `{}` in the other files",
            shorten(&other.name),
            shorten(&topic.name)
        ));
        let known = issue.options.iter().map(|one| one.name.as_str());
        faults.push(unknown.at(&other.span, "").help(suggest(&other.name, known)));
    }
    let by_name: HashMap<&str, &Worth> = topic.options.iter().map(|one| (one.name.as_str(), one)).collect();
    for option in &mut issue.options {
        match by_name.get(option.name.as_str()) {
            Some(worth) => option.payoffs.push(&topic.weight * &worth.utility),
            None => faults.push(
                Diagnostic::error(format!(
                    "nothing is said of the option `{}` of `{}`",
                    shorten(&option.name),
                    shorten(&topic.name)
                ))
                .at(&topic.span, "")
                .help("each profile says what every option is worth"),
            ),
        }
    }
}

/// What a party gets without an agreement.
fn reserved(profile: &Profile, faults: &mut Vec<Diagnostic>) -> Rational {
    let bid = match &profile.reservation {
        Reservation::Value(value) => return value.clone(),
        Reservation::Bid(bid) => bid,
    };
    let mut sum = Rational::ZERO;
    for (issue, option, span) in bid {
        let topic = profile.topics.iter().find(|topic| topic.name == *issue);
        let worth = topic.and_then(|topic| topic.options.iter().find(|one| one.name == *option));
        match (topic, worth) {
            (Some(topic), Some(worth)) => sum = &sum + &(&topic.weight * &worth.utility),
            _ => faults.push(
                Diagnostic::error(format!(
                    "the reservation bid settles `{}` by `{}`, which is none of its options",
                    shorten(issue),
                    shorten(option)
                ))
                .at(span, "")
                .help("a bid names an option of an issue"),
            ),
        }
    }
    sum
}

/// The name of a file without its folder and its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
