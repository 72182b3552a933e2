//! `concede concepts`.

use clap::Args;

use crate::report::table;
use crate::solve::CONCEPTS;

use super::{Outcome, print};

/// List every solution concept: id, name, game form, citation
#[derive(Debug, Args)]
pub struct Concepts {}

impl Concepts {
    pub fn run(self) -> Outcome {
        let mut table = table::bare();
        table.set_header(["id", "form", "name", "citation"]);
        for concept in CONCEPTS {
            table.add_row([concept.id, concept.form.key(), concept.name, concept.citation]);
        }
        print(&format!("{}\n", table::lines(&table)))
    }
}
