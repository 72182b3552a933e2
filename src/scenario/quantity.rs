//! Quantities: the numbers of a scenario, each a parameter with a path, a range, a source.

use crate::numeric::rational::Rational;

use super::PlayerId;
use super::diagnostic::Span;

/// Which parameter: an index into [`super::Scenario::parameters`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterId(pub usize);

/// What a quantity measures, and so where it may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// In `[0, 1]`.
    Probability,
    /// In `[0, 1]`, per period.
    Discount,
    /// At least 0, in utility.
    Cost,
    /// Any utility.
    Utility,
    /// An addition to a probability, in `[-1, 1]`.
    Shift,
}

impl Domain {
    /// The least and greatest legal value, where there is one.
    pub fn bounds(self) -> (Option<Rational>, Option<Rational>) {
        match self {
            Domain::Probability | Domain::Discount => (Some(Rational::ZERO), Some(Rational::ONE)),
            Domain::Cost => (Some(Rational::ZERO), None),
            Domain::Utility => (None, None),
            Domain::Shift => (Some(Rational::from(-1)), Some(Rational::ONE)),
        }
    }

    pub fn holds(self, value: &Rational) -> bool {
        let (least, greatest) = self.bounds();
        least.is_none_or(|least| least <= *value) && greatest.is_none_or(|greatest| *value <= greatest)
    }

    /// "a probability, between 0 and 1", for an error message.
    pub fn describe(self) -> &'static str {
        match self {
            Domain::Probability => "a probability, between 0 and 1",
            Domain::Discount => "a discount factor, between 0 and 1",
            Domain::Cost => "a cost or an amount, at least 0",
            Domain::Utility => "a utility",
            Domain::Shift => "an addition to a probability, between -1 and 1",
        }
    }
}

/// How likely the values of a range are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    Uniform,
    /// With its mode at the base.
    Triangular,
    /// A beta distribution with its mode at the base, after the program evaluation and review
    /// technique.
    Pert,
}

impl Distribution {
    pub const ALL: [Distribution; 3] = [Distribution::Uniform, Distribution::Triangular, Distribution::Pert];

    pub fn key(self) -> &'static str {
        match self {
            Distribution::Uniform => "uniform",
            Distribution::Triangular => "triangular",
            Distribution::Pert => "pert",
        }
    }
}

/// That two quantities tend to be high together (or one high where the other is low).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankCorrelation {
    pub one: ParameterId,
    pub other: ParameterId,
    /// Spearman's coefficient.
    pub value: Rational,
}

/// A quantity of the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its TOML path: `concessions.referendum.cost.attempt`.
    pub path: String,
    pub domain: Domain,
    /// Today's estimate, exactly as written.
    pub base: Rational,
    /// `low <= base <= high`, where the file states a range.
    pub range: Option<Range>,
    pub source: Option<String>,
    /// Who can move it; `None` for a belief.
    pub lever: Option<PlayerId>,
    /// How a sample over its range is drawn, where the file says so.
    pub distribution: Option<Distribution>,
    /// False for a default that the file leaves out.
    pub given: bool,
    /// Where it stands in the source; empty for a default.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub low: Rational,
    pub high: Rational,
}

impl Range {
    pub fn width(&self) -> Rational {
        &self.high - &self.low
    }
}

impl Parameter {
    /// That nothing moves it: no range, and not under study.
    pub fn is_fixed(&self) -> bool {
        self.range.as_ref().is_none_or(|range| range.low == range.high)
    }

    /// Where switching points are looked for: the whole of `[0, 1]` for probabilities and
    /// discount factors, otherwise up to three range widths beyond the range, within the
    /// legal values. Without a range, the width is the size of the number itself (1 for 0).
    pub fn search_interval(&self) -> Range {
        if let (Some(low), Some(high)) = self.domain.bounds()
            && self.domain != Domain::Shift
        {
            return Range { low, high };
        }
        let own = Range { low: self.base.clone(), high: self.base.clone() };
        let range = self.range.as_ref().unwrap_or(&own);
        let width = match range.width() {
            width if width.is_positive() => width,
            _ if self.base.is_zero() => Rational::ONE,
            _ => self.base.abs(),
        };
        let reach = &width * &Rational::from(3);
        let (least, greatest) = self.domain.bounds();
        let low = &range.low - &reach;
        let high = &range.high + &reach;
        Range {
            low: least.map_or(low.clone(), |least| least.max(low)),
            high: greatest.map_or(high.clone(), |greatest| greatest.min(high)),
        }
    }
}

/// A TOML key as it stands in a path: quoted unless it is bare.
pub fn path_segment(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { key.to_owned() } else { format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")) }
}
