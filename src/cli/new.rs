//! `concede new`.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Outcome, print};

/// Write a commented scenario to start from
///
/// The template solves as it stands; change its names and numbers.
#[derive(Debug, Args)]
pub struct New {
    /// The name of the file, with or without .toml
    name: PathBuf,
}

const TEMPLATE: &str = include_str!("template.toml");

impl New {
    pub fn run(self) -> Outcome {
        let mut path = self.name;
        if path.extension().is_none_or(|extension| extension != "toml") {
            path.as_mut_os_string().push(".toml");
        }
        let shown = path.display().to_string();
        let mut file = std::fs::File::create_new(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Failure::Input(format!("`{shown}` exists; choose another name")),
            _ => Failure::Io { what: format!("writing `{shown}`"), error },
        })?;
        std::io::Write::write_all(&mut file, TEMPLATE.as_bytes())
            .map_err(|error| Failure::Io { what: format!("writing `{shown}`"), error })?;
        print(&format!("{shown} is written; next: concede solve {shown}\n"))
    }
}
