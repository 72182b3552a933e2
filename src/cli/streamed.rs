//! `concede solve --stream`: backward induction over a file that is never held.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::interop::gambit_efg::streamed::{StreamedNode, TreeStream};
use crate::solve::limits::Limits;
use crate::solve::streamed_induction::{Found, StreamedInduction, Visit};

use super::Failure;

/// Nodes between two looks at the clock.
const NODES: u64 = 4_096;

/// What backward induction finds in a file (`-` is stdin), with its title and players.
pub fn solve(file: &Path, limits: &Limits) -> Result<(String, Vec<String>, Found), Failure> {
    let name = if file.as_os_str() == "-" { "<stdin>".to_owned() } else { file.display().to_string() };
    let mut input: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(std::io::stdin().lock()),
        false => {
            let opened = File::open(file).map_err(|error| Failure::Input(format!("reading `{name}`: {error}")))?;
            Box::new(opened)
        }
    };
    let rejected = |error: &dyn std::fmt::Display| Failure::Input(format!("`{name}`, {error}"));
    let mut stream = TreeStream::new(|bytes: &mut Vec<u8>, count: usize| {
        let read = input.by_ref().take(count as u64).read_to_end(bytes);
        read.map(|_| ()).map_err(|error| error.to_string())
    })
    .map_err(|fault| rejected(&fault))?;
    let mut fold = StreamedInduction::new(stream.players.len());
    let mut count = 0u64;
    while let Some(node) = stream.next_node().map_err(|fault| rejected(&fault))? {
        count += 1;
        if count > limits.nodes || count.is_multiple_of(NODES) && limits.interrupted() {
            return Err(Failure::Limit(format!("a limit was reached after {count} nodes; the value is not known")));
        }
        if count.is_multiple_of(NODES) {
            limits.visited.store(count, Ordering::Relaxed);
        }
        let visited = match node {
            StreamedNode::Chance(chances) => fold.visit(Visit::Chance(&chances)),
            StreamedNode::End(payoffs) => fold.visit(Visit::End(&payoffs)),
            StreamedNode::Decision { player, actions } => {
                let visited = fold.visit(Visit::Decision { player, actions: actions.len() });
                fold.name(actions);
                visited
            }
        };
        visited.map_err(|misfit| rejected(&misfit))?;
    }
    let found = fold.finish().map_err(|misfit| rejected(&misfit))?;
    Ok((stream.title, stream.players, found))
}
