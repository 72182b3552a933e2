//! `concede completions`.

use clap::Args;
use clap_complete::Shell;

use super::{Outcome, command, print};

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  concede completions bash > ~/.local/share/bash-completion/completions/concede")]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "concede", &mut script);
        print(&String::from_utf8_lossy(&script))
    }
}
