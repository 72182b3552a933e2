//! Domains and profiles of Genius, in XML (Lin et al. 2014 \[LinKrausBaarslagEtAl2014\]).
//!
//! ```xml
//! <utility_space type="any" number_of_issues="2">
//!   <objective index="0" name="any">
//!     <weight index="1" value="0.75"/>
//!     <issue index="1" name="price" type="discrete">
//!       <item index="1" value="low" evaluation="4"/>
//!     </issue>
//!     <issue index="2" name="days" type="integer" lowerbound="1" upperbound="9">
//!       <evaluator ftype="linear" offset="0" slope="0.125"/>
//!     </issue>
//!   </objective>
//!   <reservation value="0.3"/>
//! </utility_space>
//! ```
//!
//! An option is worth its evaluation divided by the largest one of its issue; a value `v` of an
//! integer issue is worth `offset + slope (v - lowerbound)`, no less than 0 and no more than 1.
//! With [`Evaluations::AsWritten`] nothing is divided and nothing is bounded. (Since 2014 Genius
//! itself leaves an issue alone whose evaluations are all at most 1; write those as they are.)
//! A file without weights and evaluations is a domain. Real-valued issues, nested objectives and
//! utilities that are not additive are refused.

use std::collections::{HashMap, HashSet};

use roxmltree::{Document, Node};

use crate::form::TitledGame;
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten};

use super::profile::{Evaluations, MAX_VALUES, Part, Profile, Reservation, Topic, Worth, combine};

/// Reads a domain, or none, and the profiles, each in a text of its own.
///
/// # Errors
/// What is wrong, in every file.
pub fn read(source: &Source, evaluations: Evaluations) -> Result<(TitledGame, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut parts = Vec::new();
    for text in source.texts() {
        match Document::parse(&text.text) {
            Ok(document) => {
                let mut file = File { start: text.start, evaluations, faults: &mut faults };
                parts.extend(file.part(document.root_element()));
            }
            Err(error) => {
                let place = error.pos();
                let at = text.start + offset(&text.text, place.row, place.col);
                let broken = Diagnostic::error(format!("this is not well-formed XML: {error}"));
                faults.push(broken.at(&(at..at), "").help("a Genius file is XML without a document type"));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    combine(source, parts)
}

/// The byte at a row and a column, both from 1.
fn offset(text: &str, row: u32, column: u32) -> usize {
    let line = text.split_inclusive('\n').take(row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let within = text[line..].char_indices().nth(column.saturating_sub(1) as usize);
    within.map_or(text.len(), |(at, _)| line + at)
}

struct File<'a> {
    start: usize,
    evaluations: Evaluations,
    faults: &'a mut Vec<Diagnostic>,
}

impl File<'_> {
    fn fault(&mut self, message: impl Into<String>, span: Span, help: &str) {
        self.faults.push(Diagnostic::error(message).at(&span, "").help(help));
    }

    /// The opening tag of an element.
    fn span(&self, node: Node) -> Span {
        let range = node.range();
        let text = node.document().input_text();
        let end = text[range.clone()].find('>').map_or(range.end, |at| range.start + at + 1);
        self.start + range.start..self.start + end
    }

    /// What the file holds; `None` after a fault, which is reported.
    fn part(&mut self, root: Node) -> Option<Part> {
        let space = root.descendants().find(|node| node.has_tag_name("utility_space"));
        let Some(space) = space else {
            let message = format!("`{}` is no element of Genius", shorten(root.tag_name().name()));
            self.fault(message, self.span(root), "a domain or a profile has an element utility_space");
            return None;
        };
        let issues: Vec<Node> = space.descendants().filter(|node| node.has_tag_name("issue")).collect();
        let Some(holder) = issues.first().and_then(Node::parent) else {
            self.fault("there is no issue", self.span(space), "an element issue for each thing to settle");
            return None;
        };
        if space.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("nonlinear")) {
            self.fault("these utilities are not additive", self.span(space), "only weighted sums over issues are read");
            return None;
        }
        if let Some(other) = issues.iter().find(|issue| issue.parent() != Some(holder)) {
            self.fault(
                "this issue belongs to another objective than the first one",
                self.span(*other),
                "keep all issues in one objective",
            );
            return None;
        }
        let weights: Vec<Node> = holder.children().filter(|node| node.has_tag_name("weight")).collect();
        let valued = |node: &Node| node.has_attribute("evaluation") || node.has_tag_name("evaluator");
        let is_domain = weights.is_empty() && !holder.descendants().any(|node| valued(&node));
        let topics = self.topics(&issues, &weights, is_domain);
        if is_domain {
            return Some(Part::Domain(topics));
        }
        let value = |file: &mut Self, name: &str| {
            let mut nodes = root.descendants().filter(|node| node.has_tag_name(name));
            let node = nodes.next()?;
            file.no_second(nodes.next(), name);
            Some((file.number(node, "value")?, file.span(node)))
        };
        let reservation = value(self, "reservation").map_or(Rational::ZERO, |(value, _)| value);
        let discount = value(self, "discount_factor").filter(|(value, _)| !value.is_one() && !value.is_zero());
        Some(Part::Profile(Profile {
            topics,
            reservation: Reservation::Value(reservation),
            discount: discount.map(|(_, span)| span),
        }))
    }

    fn topics(&mut self, issues: &[Node], weights: &[Node], is_domain: bool) -> Vec<Topic> {
        let index = |node: &Node| node.attribute("index").map(str::trim).map(str::to_owned);
        let indices: HashSet<Option<String>> = issues.iter().map(index).collect();
        let mut by_index: HashMap<Option<String>, Node> = HashMap::new();
        for weight in weights {
            let own = index(weight);
            let twice = by_index.insert(own.clone(), *weight).is_some();
            if twice || !indices.contains(&own) {
                let message = match (&own, twice) {
                    (None, _) => "a weight without an index".to_owned(),
                    (Some(own), true) => format!("a second weight of the issue with index {}", shorten(own)),
                    (Some(own), false) => format!("there is no issue with index {}", shorten(own)),
                };
                self.fault(message, self.span(*weight), "one weight for each issue, by its index");
            }
        }
        let mut topics: Vec<Topic> = Vec::new();
        let mut names = HashSet::new();
        for issue in issues {
            let span = self.span(*issue);
            let name = issue.attribute("name").unwrap_or_default().trim().to_owned();
            if !names.insert(name.clone()) || name.is_empty() {
                let message = match name.is_empty() {
                    true => "an issue without a name".to_owned(),
                    false => format!("a second issue `{}`", shorten(&name)),
                };
                self.fault(message, span.clone(), "profiles name issues alike; reports could not tell them apart");
            }
            let weight = match by_index.get(&index(issue)) {
                Some(weight) => self.number(*weight, "value"),
                None if is_domain => None,
                None => {
                    let message = format!("the issue `{}` has no weight", shorten(&name));
                    self.fault(message, span.clone(), "write <weight index=\"…\" value=\"…\"/> beside it");
                    None
                }
            };
            let options = self.options(*issue, is_domain);
            topics.push(Topic { name, span, weight: weight.unwrap_or(Rational::ZERO), options });
        }
        topics
    }

    fn options(&mut self, issue: Node, is_domain: bool) -> Vec<Worth> {
        let items: Vec<Node> = issue.children().filter(|node| node.has_tag_name("item")).collect();
        let kind = issue.attribute("vtype").or(issue.attribute("type")).or(issue.attribute("etype"));
        if items.is_empty() {
            return match kind.map(str::to_ascii_lowercase).as_deref() {
                Some("integer") => self.integers(issue, is_domain),
                Some("real") => {
                    let help = "write the values that can be agreed on as items";
                    self.fault("a real-valued issue has no end of options", self.span(issue), help);
                    Vec::new()
                }
                _ => {
                    let help = "an item for each option, or type=\"integer\" with its bounds";
                    self.fault("this issue has no option", self.span(issue), help);
                    Vec::new()
                }
            };
        }
        let mut options: Vec<Worth> = Vec::new();
        let mut names = HashSet::new();
        for item in items {
            let span = self.span(item);
            let name = item.attribute("value").unwrap_or_default().trim().to_owned();
            if !names.insert(name.clone()) || name.is_empty() {
                let message = match name.is_empty() {
                    true => "an option without a value".to_owned(),
                    false => format!("a second option `{}`", shorten(&name)),
                };
                self.fault(message, span.clone(), "each option of an issue has a value of its own");
            }
            let utility =
                if is_domain { Rational::ZERO } else { self.number(item, "evaluation").unwrap_or(Rational::ZERO) };
            if utility.is_negative() && self.evaluations == Evaluations::ByMaximum {
                let help = "evaluations are shares of the largest; --evaluations as-written takes them as utilities";
                self.fault("an evaluation below zero", span.clone(), help);
            }
            options.push(Worth { name, span, utility });
        }
        if self.evaluations == Evaluations::ByMaximum
            && let Some(most) = options.iter().map(|one| one.utility.clone()).max().filter(Rational::is_positive)
        {
            for one in &mut options {
                one.utility = &one.utility / &most;
            }
        }
        options
    }

    /// The values of an integer issue.
    fn integers(&mut self, issue: Node, is_domain: bool) -> Vec<Worth> {
        let span = self.span(issue);
        let bounds = issue.children().find(|node| node.has_tag_name("range")).unwrap_or(issue);
        let mut bound = |name: &str| {
            let found = bounds.attribute(name).and_then(|text| text.trim().parse::<i64>().ok());
            if found.is_none() {
                self.fault(format!("`{name}` is no whole number"), span.clone(), "an integer issue has two bounds");
            }
            found
        };
        let (Some(lower), Some(upper)) = (bound("lowerbound"), bound("upperbound")) else { return Vec::new() };
        if upper < lower || upper.abs_diff(lower) >= MAX_VALUES {
            let message = format!("from {lower} to {upper} there are no values, or more than {MAX_VALUES}");
            self.fault(message, span, "check the bounds");
            return Vec::new();
        }
        let mut evaluators = issue.children().filter(|node| node.has_tag_name("evaluator"));
        let (first, second) = (evaluators.next(), evaluators.next());
        self.no_second(second, "evaluator");
        let line = match first {
            None if is_domain => Some((Rational::ZERO, Rational::ZERO)),
            None => {
                self.fault("this issue has no evaluator", span.clone(), "write <evaluator ftype=\"linear\" …/> in it");
                None
            }
            Some(evaluator) => match evaluator.attribute("ftype").map(str::to_ascii_lowercase).as_deref() {
                Some("linear") | None => self.number(evaluator, "offset").zip(self.number(evaluator, "slope")),
                Some("constant") => self.number(evaluator, "offset").map(|offset| (offset, Rational::ZERO)),
                Some(other) => {
                    let message = format!("an evaluator of the type `{}` is not read", shorten(other));
                    let place = self.span(evaluator);
                    self.fault(message, place, "linear and constant ones are, with an offset and a slope");
                    None
                }
            },
        };
        let Some((offset, slope)) = line else { return Vec::new() };
        (lower..=upper)
            .map(|value| {
                let utility = &offset + &(&slope * &Rational::from(value - lower));
                let utility = match self.evaluations {
                    Evaluations::ByMaximum => utility.max(Rational::ZERO).min(Rational::ONE),
                    Evaluations::AsWritten => utility,
                };
                Worth { name: value.to_string(), span: span.clone(), utility }
            })
            .collect()
    }

    /// Of two that say different things neither is the one that is meant.
    fn no_second(&mut self, second: Option<Node>, name: &str) {
        if let Some(second) = second {
            let span = self.span(second);
            self.fault(format!("a second `{name}`"), span, "keep the one that is meant");
        }
    }

    /// A number in an attribute. `None` (reported) where there is none.
    fn number(&mut self, node: Node, name: &str) -> Option<Rational> {
        let Some(attribute) = node.attribute_node(name) else {
            let message = format!("`{}` lacks `{name}`", node.tag_name().name());
            self.fault(message, self.span(node), "write a number such as 4 or 0.25");
            return None;
        };
        match attribute.value().trim().parse() {
            Ok(number) => Some(number),
            Err(_) => {
                let range = attribute.range_value();
                let message = format!("`{}` is not a number", shorten(attribute.value()));
                let place = self.start + range.start..self.start + range.end;
                self.fault(message, place, "write a number such as 4 or 0.25");
                None
            }
        }
    }
}
