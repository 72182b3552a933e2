//! Quantities: numbers with ranges, and how they hang together.

use crate::numeric::rational::Rational;
use crate::scenario::PlayerId;
use crate::scenario::diagnostic::{Span, shorten, suggest};
use crate::scenario::document::{Node, Value};
use crate::scenario::format::Namespace;
use crate::scenario::quantity::{Distribution, Domain, Parameter, ParameterId, Range, RankCorrelation, path_segment};

use super::Reader;

impl<'a> Reader<'a> {
    /// The quantity at `key` of a table, or its default.
    pub(super) fn quantity(
        &mut self,
        table: &Node,
        path: &str,
        key: &str,
        domain: Domain,
        default: i64,
    ) -> ParameterId {
        let path = format!("{path}.{}", path_segment(key));
        match table.get(key) {
            Some(node) => self.given(node, path, domain),
            None => self.default(path, domain, default),
        }
    }

    pub(super) fn default(&mut self, path: String, domain: Domain, value: i64) -> ParameterId {
        self.parameters.push(Parameter {
            path,
            domain,
            base: Rational::from(value),
            range: None,
            source: None,
            lever: None,
            distribution: None,
            given: false,
            span: 0..0,
        });
        ParameterId(self.parameters.len() - 1)
    }

    pub(super) fn given(&mut self, node: &Node, path: String, domain: Domain) -> ParameterId {
        let number = |reader: &mut Self, node: Option<&Node>| node.and_then(|node| reader.number(node, &path, domain));
        let (base, range) = match &node.value {
            Value::Table(_) => {
                let base = number(self, node.get("base"));
                let low = number(self, node.get("low"));
                let high = number(self, node.get("high"));
                (base.clone(), self.range(node, &path, base, low, high))
            }
            _ => (number(self, Some(node)), None),
        };
        let source = node.get("source").and_then(Node::text).map(str::to_owned);
        let lever = node.get("lever").and_then(|lever| self.name(lever, Namespace::Player)).map(PlayerId);
        let drawn = node.get("distribution").and_then(Node::text);
        let distribution = drawn.and_then(|word| Distribution::ALL.into_iter().find(|known| known.key() == word));
        if let (Some(word), None) = (node.get("distribution"), node.get("low").or_else(|| node.get("high"))) {
            self.error(
                format!("`{path}` has a distribution but no range"),
                &word.span,
                "nothing to draw from",
                "give `low` and `high` too",
            );
        }
        // An unreadable base has been reported; a stand-in lets the reading go on.
        let base = base.unwrap_or(Rational::ZERO);
        self.parameters.push(Parameter {
            path,
            domain,
            base,
            range,
            source,
            lever,
            distribution,
            given: true,
            span: node.span.clone(),
        });
        ParameterId(self.parameters.len() - 1)
    }

    fn range(
        &mut self,
        node: &Node,
        path: &str,
        base: Option<Rational>,
        low: Option<Rational>,
        high: Option<Rational>,
    ) -> Option<Range> {
        for (end, other) in [("low", "high"), ("high", "low")] {
            if let Some(entry) = node.get(end)
                && node.get(other).is_none()
            {
                self.error(
                    format!("`{path}` has `{end}` but no `{other}`"),
                    &entry.span,
                    "half a range",
                    "give both ends, or none",
                );
            }
        }
        let (low, high) = (low?, high?);
        let base = base?;
        if low <= base && base <= high {
            return Some(Range { low, high });
        }
        let span = node.get("base").map_or(node.span.clone(), |node| node.span.clone());
        let message = if low > high {
            format!("the range of `{path}` is upside down: low {} is above high {}", low.written(), high.written())
        } else {
            format!(
                "the base {} of `{path}` lies outside its range [{}, {}]",
                base.written(),
                low.written(),
                high.written()
            )
        };
        self.error(message, &span, "", "the order is low ≤ base ≤ high");
        None
    }

    fn number(&mut self, node: &Node, path: &str, domain: Domain) -> Option<Rational> {
        let (Value::Number(text) | Value::Text(text)) = &node.value else {
            if !matches!(node.value, Value::Table(_)) {
                return None; // the structural check has said so
            }
            self.error(
                format!("`{path}` holds a table where a number belongs"),
                &node.span,
                "",
                "write 12, 0.45 or \"9/20\"",
            );
            return None;
        };
        match text.parse::<Rational>() {
            Err(error) => {
                let shown = shorten(text);
                self.error(
                    format!("`{shown}` is not a number"),
                    &node.span,
                    &error.to_string(),
                    "write 12, 0.45 or \"9/20\"",
                );
                None
            }
            Ok(value) if !domain.holds(&value) => {
                let help = match domain {
                    Domain::Probability | Domain::Discount
                        if value >= Rational::from(2) && value <= Rational::from(100) =>
                    {
                        let share = &value / &Rational::from(100);
                        format!("for {} per cent write {}", text.trim(), share.written())
                    }
                    Domain::Probability | Domain::Discount if value.is_positive() => "it is at most 1".to_owned(),
                    _ => "check the sign and the size".to_owned(),
                };
                let shown = shorten(text.trim());
                self.error(format!("{shown} is not {}", domain.describe()), &node.span, path, help);
                None
            }
            Ok(value) => Some(value),
        }
    }

    /// The quantity at a path that the file names.
    pub(super) fn quantity_named(&mut self, path: &str, span: &Span) -> Option<ParameterId> {
        let wanted = crate::scenario::normalized(path);
        let written = self.parameters.iter().position(|parameter| parameter.path == path);
        let found = written.or_else(|| {
            self.parameters.iter().position(|parameter| crate::scenario::normalized(&parameter.path) == wanted)
        });
        if found.is_none() {
            let help = suggest(path, self.parameters.iter().map(|parameter| parameter.path.as_str()));
            self.error(format!("unknown quantity `{path}`"), span, "not a path of this file", help);
        }
        found.map(ParameterId)
    }

    /// `[uncertainty] rank_correlations`, once everything that it may name has been read.
    pub(super) fn rank_correlations(&mut self) -> Vec<RankCorrelation> {
        let table = self.root.get("uncertainty").and_then(|node| node.get("rank_correlations"));
        let mut found: Vec<RankCorrelation> = Vec::new();
        for row in table.map_or(&[][..], Node::entries) {
            let one = self.quantity_named(&row.key, &row.key_span);
            for cell in row.value.entries() {
                let other = self.quantity_named(&cell.key, &cell.key_span);
                let value = self.number(&cell.value, "rank_correlations", Domain::Shift);
                let (Some(one), Some(other), Some(value)) = (one, other, value) else { continue };
                let same = |known: &RankCorrelation| {
                    [(known.one, known.other), (known.other, known.one)].contains(&(one, other))
                };
                if one == other {
                    self.error(
                        format!("`{}` is correlated with itself", cell.key),
                        &cell.key_span,
                        "",
                        "name two different quantities",
                    );
                } else if found.iter().any(same) {
                    self.error(
                        format!("the correlation of `{}` and `{}` is given twice", row.key, cell.key),
                        &cell.key_span,
                        "again",
                        "keep one of the two",
                    );
                } else {
                    found.push(RankCorrelation { one, other, value });
                }
            }
        }
        found
    }
}
