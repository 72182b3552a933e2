//! Tests of the verdict as values of arguments.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::verdict::TestId;

/// One of these tests, by its key.
pub fn one_of(tests: &'static [TestId]) -> impl TypedValueParser<Value = TestId> {
    PossibleValuesParser::new(tests.iter().map(|test| test.key()))
        .map(|key| *tests.iter().find(|test| test.key() == key).expect("nothing else is let through"))
}
