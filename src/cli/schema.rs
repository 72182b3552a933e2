//! `concede schema`.

use clap::Args;

use crate::scenario::format;

use super::{Outcome, print};

/// Print the JSON Schema of scenario files, for editors
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  concede schema > concede.schema.json       then, as the first line of a scenario for editors with taplo:
                                             #:schema ./concede.schema.json")]
pub struct Schema {}

impl Schema {
    pub fn run(self) -> Outcome {
        let schema = serde_json::to_string_pretty(&format::schema()).expect("a schema is plain data");
        print(&format!("{schema}\n"))
    }
}
