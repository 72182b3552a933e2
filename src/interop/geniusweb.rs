//! Domains and profiles of GeniusWeb, in JSON.
//!
//! ```json
//! {"LinearAdditiveUtilitySpace": {
//!   "name": "buyer",
//!   "domain": {"name": "car", "issuesValues": {"colour": {"values": ["red", "blue"]}, "days": {"range": ["1", "9", "2"]}}},
//!   "issueWeights": {"colour": 0.75, "days": 0.25},
//!   "issueUtilities": {
//!     "colour": {"DiscreteValueSetUtilities": {"valueUtilities": {"red": 1, "blue": 0.5}}},
//!     "days": {"NumberValueSetUtilities": {"lowValue": 1, "lowUtility": 1, "highValue": 9, "highUtility": 0}}},
//!   "reservationBid": {"issuevalues": {"colour": "blue", "days": 9}}}}
//! ```
//!
//! An option is worth its utility as it stands, a number of a range what lies on the line
//! between the two ends; a reservation bid gives its utility as the reservation value, an issue
//! that it leaves out counts nothing. The older names `discreteutils` and `numberutils` are
//! read too. A file with `issuesValues` at its top is a domain.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::form::TitledGame;
use crate::numeric::rational::Rational;
use crate::scenario::diagnostic::{Diagnostic, Source, Span, shorten};

use super::profile::{MAX_VALUES, Part, Profile, Reservation, Topic, Worth, combine};

/// Reads a domain, or none, and the profiles, each in a text of its own.
///
/// # Errors
/// What is wrong, in every file.
pub fn read(source: &Source) -> Result<(TitledGame, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut parts = Vec::new();
    for text in source.texts() {
        match serde_json::from_str::<&RawValue>(&text.text) {
            Ok(raw) => {
                let mut file = File { text: &text.text, start: text.start, faults: &mut faults };
                parts.extend(file.part(raw));
            }
            Err(error) => {
                let before = text.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len);
                let at = before.sum::<usize>() + error.column().saturating_sub(1);
                let at = text.start + at.min(text.text.len());
                let broken = Diagnostic::error(format!("this is not JSON: {error}"));
                faults.push(broken.at(&(at..at), "").help("a profile of GeniusWeb is one JSON object"));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    combine(source, parts)
}

/// The entries of an object, in order, each value still as it is written.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries<'a>, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(InOrder).map(Entries)
    }
}

type Object<'a> = Vec<(String, &'a RawValue)>;

fn get<'a>(object: &Object<'a>, names: &[&str]) -> Option<&'a RawValue> {
    object.iter().find(|(key, _)| names.contains(&key.as_str())).map(|(_, value)| *value)
}

struct File<'a, 'f> {
    text: &'a str,
    start: usize,
    faults: &'f mut Vec<Diagnostic>,
}

impl<'a> File<'a, '_> {
    fn fault(&mut self, message: impl Into<String>, at: &RawValue, help: &str) {
        let span = self.span(at);
        self.faults.push(Diagnostic::error(message).at(&span, "").help(help));
    }

    /// Where a value stands: raw values borrow from the text.
    fn span(&self, raw: &RawValue) -> Span {
        let begin = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let begin = begin.min(self.text.len());
        let end = self.text.len().min(begin + raw.get().len());
        self.start + begin..self.start + end
    }

    /// The entries of an object, no key twice.
    fn object(&mut self, raw: &'a RawValue, what: &str) -> Option<Object<'a>> {
        let Ok(Entries(entries)) = serde_json::from_str::<Entries<'a>>(raw.get()) else {
            self.fault(format!("{what} must be an object"), raw, "write { \"…\": … }");
            return None;
        };
        let mut seen: HashMap<&str, ()> = HashMap::new();
        let mut twice = Vec::new();
        for (key, value) in &entries {
            if seen.insert(key, ()).is_some() {
                twice.push((key.clone(), *value));
            }
        }
        for (key, value) in twice {
            self.fault(format!("`{}` stands twice in {what}", shorten(&key)), value, "keep one of the two");
        }
        Some(entries)
    }

    fn part(&mut self, raw: &'a RawValue) -> Option<Part> {
        let top = self.object(raw, "the file")?;
        if let Some(values) = get(&top, &["issuesValues"]) {
            let issues = self.issues(values)?;
            let bare = |name| Worth { name, span: self.span(values), utility: Rational::ZERO };
            let topic = |(name, options): (String, Vec<String>)| Topic {
                name,
                span: self.span(values),
                weight: Rational::ZERO,
                options: options.into_iter().map(bare).collect(),
            };
            return Some(Part::Domain(issues.into_iter().map(topic).collect()));
        }
        let Some(space) = get(&top, &["LinearAdditiveUtilitySpace"]) else {
            let help = "a profile has \"LinearAdditiveUtilitySpace\" at its top, a domain \"issuesValues\"";
            self.fault("this is neither a profile nor a domain of GeniusWeb", raw, help);
            return None;
        };
        let space_entries = self.object(space, "the profile")?;
        let mut wanted = |names: &[&str]| {
            let found = get(&space_entries, names);
            if found.is_none() {
                self.fault(format!("`{}` is missing from the profile", names[0]), space, "see the example in the docs");
            }
            found
        };
        let (domain, weights, utilities) =
            (wanted(&["domain"]), wanted(&["issueWeights"]), wanted(&["issueUtilities"]));
        let domain = domain?;
        let domain_entries = self.object(domain, "the domain")?;
        let Some(values) = get(&domain_entries, &["issuesValues"]) else {
            self.fault("`issuesValues` is missing from the domain", domain, "the issues, each with its values");
            return None;
        };
        let issues = self.issues(values)?;
        let (weights, utilities) = (weights?, utilities?);
        let (weight_of, utility_of) =
            (self.object(weights, "`issueWeights`")?, self.object(utilities, "`issueUtilities`")?);
        for (object, what) in [(&weight_of, "weight"), (&utility_of, "utilities")] {
            for (key, value) in object.iter().filter(|(key, _)| !issues.iter().any(|(name, _)| name == key)) {
                let message = format!("{what} of `{}`, which is no issue of the domain", shorten(key));
                self.fault(message, value, "the issues are those of `issuesValues`");
            }
        }
        let mut topics = Vec::new();
        for (name, options) in issues {
            let weight = self.entry(&weight_of, &name, weights, "weight").and_then(|raw| self.number(raw));
            let options = match self.entry(&utility_of, &name, utilities, "utilities") {
                Some(raw) => self.worths(raw, options),
                None => Vec::new(),
            };
            let span = self.span(utilities);
            topics.push(Topic { name, span, weight: weight.unwrap_or(Rational::ZERO), options });
        }
        let reservation = match get(&space_entries, &["reservationBid"]).filter(|raw| raw.get() != "null") {
            Some(raw) => Reservation::Bid(self.bid(raw)?),
            None => Reservation::Value(Rational::ZERO),
        };
        Some(Part::Profile(Profile { topics, reservation, discount: None }))
    }

    /// An entry of a table by issue; a missing one is reported.
    fn entry(&mut self, object: &Object<'a>, issue: &str, table: &RawValue, what: &str) -> Option<&'a RawValue> {
        let found = get(object, &[issue]);
        if found.is_none() {
            let message = format!("no {what} of the issue `{}`", shorten(issue));
            self.fault(message, table, "every issue of the domain has a weight and utilities");
        }
        found
    }

    /// The issues of a domain with their options.
    fn issues(&mut self, raw: &'a RawValue) -> Option<Vec<(String, Vec<String>)>> {
        let entries = self.object(raw, "`issuesValues`")?;
        if entries.is_empty() {
            self.fault("there is no issue", raw, "name issues with their values");
        }
        let mut issues = Vec::new();
        for (name, raw) in entries {
            let values = self.object(raw, "an issue")?;
            let options = match (get(&values, &["values"]), get(&values, &["range"])) {
                (Some(list), None) => self.discrete(list),
                (None, Some(range)) => self.range(range),
                _ => {
                    let message = format!("the issue `{}` needs either values or a range", shorten(&name));
                    self.fault(message, raw, "write {\"values\": [\"…\"]} or {\"range\": [low, high, step]}");
                    None
                }
            };
            issues.push((name, options?));
        }
        Some(issues)
    }

    fn list(&mut self, raw: &'a RawValue) -> Option<Vec<&'a RawValue>> {
        let list = serde_json::from_str::<Vec<&'a RawValue>>(raw.get()).ok();
        if list.is_none() {
            self.fault("a list belongs here", raw, "write [ … ]");
        }
        list
    }

    fn discrete(&mut self, raw: &'a RawValue) -> Option<Vec<String>> {
        let mut seen = HashMap::new();
        let mut options = Vec::new();
        for item in self.list(raw)? {
            let Some(name) = word(item) else {
                self.fault("an option must be a text", item, "put it in quotes");
                continue;
            };
            if seen.insert(name.clone(), ()).is_some() {
                self.fault(format!("a second option `{}`", shorten(&name)), item, "each option once");
            }
            options.push(name);
        }
        if options.is_empty() {
            self.fault("this issue has no option", raw, "an issue that is settled has one option");
        }
        Some(options)
    }

    /// `[low, high, step]`: every number from low to high.
    fn range(&mut self, raw: &'a RawValue) -> Option<Vec<String>> {
        let items = self.list(raw)?;
        let numbers: Vec<Rational> = items.iter().filter_map(|item| self.number(item)).collect();
        let [low, high, step] = numbers.as_slice() else {
            self.fault("a range has three numbers", raw, "write [low, high, step]");
            return None;
        };
        if !step.is_positive() || high < low {
            self.fault("this range has no values", raw, "low ≤ high, and a step above zero");
            return None;
        }
        let most = Rational::from(MAX_VALUES as i64);
        if &(high - low) / step >= most {
            self.fault(format!("more than {MAX_VALUES} values of one issue"), raw, "a larger step would do");
            return None;
        }
        let mut options = Vec::new();
        let mut value = low.clone();
        while value <= *high {
            options.push(value.written());
            value = &value + step;
        }
        Some(options)
    }

    /// What each option of an issue is worth.
    fn worths(&mut self, raw: &'a RawValue, options: Vec<String>) -> Vec<Worth> {
        let span = self.span(raw);
        let worth = |name: String, utility: Rational| Worth { name, span: span.clone(), utility };
        let Some(kinds) = self.object(raw, "the utilities of an issue") else { return Vec::new() };
        if let Some(table) = get(&kinds, &["DiscreteValueSetUtilities", "discreteutils"]) {
            let Some(inner) = self.object(table, "`DiscreteValueSetUtilities`") else { return Vec::new() };
            let by_value = match get(&inner, &["valueUtilities"]) {
                Some(raw) => self.object(raw, "`valueUtilities`"),
                None => Some(inner),
            };
            let Some(by_value) = by_value else { return Vec::new() };
            let by_name: HashMap<&str, &'a RawValue> = by_value.iter().map(|(key, raw)| (key.as_str(), *raw)).collect();
            let known: HashMap<&str, ()> = options.iter().map(|name| (name.as_str(), ())).collect();
            for (key, value) in by_value.iter().filter(|(key, _)| !known.contains_key(key.as_str())) {
                let message = format!("a utility of `{}`, which is no option of the issue", shorten(key));
                self.fault(message, value, "the options are those of `issuesValues`");
            }
            let mut worths = Vec::new();
            for name in options {
                match by_name.get(name.as_str()) {
                    Some(raw) => {
                        let utility = self.number(raw).unwrap_or(Rational::ZERO);
                        worths.push(Worth { span: self.span(raw), name, utility });
                    }
                    None => {
                        let message = format!("no utility of the option `{}`", shorten(&name));
                        self.fault(message, table, "every option has a utility");
                    }
                }
            }
            return worths;
        }
        if let Some(line) = get(&kinds, &["NumberValueSetUtilities", "numberutils"]) {
            let Some(ends) = self.object(line, "`NumberValueSetUtilities`") else { return Vec::new() };
            let mut end = |name: &str| match get(&ends, &[name]) {
                Some(raw) => self.number(raw),
                None => {
                    self.fault(format!("`{name}` is missing"), line, "low and high, each with its utility");
                    None
                }
            };
            let (low, high) = (end("lowValue"), end("highValue"));
            let (Some(low), Some(high), Some(least), Some(most)) = (low, high, end("lowUtility"), end("highUtility"))
            else {
                return Vec::new();
            };
            let width = &high - &low;
            let rise = &most - &least;
            let along = |value: &Rational| match width.is_zero() {
                true => least.clone(),
                false => &least + &(&(&rise * &(value - &low)) / &width),
            };
            let mut worths = Vec::new();
            for name in options {
                match name.parse::<Rational>() {
                    Ok(value) => worths.push(worth(name, along(&value))),
                    Err(_) => {
                        let message =
                            format!("the option `{}` is no number, so no line gives its utility", shorten(&name));
                        self.fault(message, line, "discrete options need `DiscreteValueSetUtilities`");
                    }
                }
            }
            return worths;
        }
        let help = "`DiscreteValueSetUtilities` and `NumberValueSetUtilities` are read";
        self.fault("utilities of an unknown kind", raw, help);
        Vec::new()
    }

    fn bid(&mut self, raw: &'a RawValue) -> Option<Vec<(String, String, Span)>> {
        let entries = self.object(raw, "the reservation bid")?;
        let settled = match get(&entries, &["issuevalues"]) {
            Some(inner) => self.object(inner, "`issuevalues`")?,
            None => entries,
        };
        let mut bid = Vec::new();
        for (issue, value) in settled {
            match word(value).or_else(|| self.number(value).map(|number| number.written())) {
                Some(option) => bid.push((issue, option, self.span(value))),
                None => return None,
            }
        }
        Some(bid)
    }

    /// A number, bare or in quotes.
    fn number(&mut self, raw: &RawValue) -> Option<Rational> {
        let quoted = word(raw);
        let text = quoted.as_deref().unwrap_or(raw.get());
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.fault(format!("`{}` is not a number", shorten(text)), raw, "write a number such as 0.25");
        }
        number
    }
}

/// The text of a string.
fn word(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}
