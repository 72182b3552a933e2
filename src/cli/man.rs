//! `concede man`.

use clap::Args;

use super::{Failure, Outcome, command, print};

/// Print the manual page
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  concede man | man -l -")]
pub struct Man {}

impl Man {
    pub fn run(self) -> Outcome {
        let mut page = Vec::new();
        clap_mangen::Man::new(command())
            .render(&mut page)
            .map_err(|error| Failure::Io { what: "rendering the manual page".to_owned(), error })?;
        print(&String::from_utf8_lossy(&page))
    }
}
