//! `concede merge`.

use std::path::PathBuf;

use clap::Args;

use super::rows::{self, FileFormat};
use super::{Failure, Outcome};

/// Join the shards of a sweep
///
/// The result is the file that the sweep would have written in one piece, byte for byte. The
/// shards may be named in any order; gaps and overlaps are errors.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  concede sweep FILE --sample 1000000 --shard 1/2 -o one.parquet
  concede sweep FILE --sample 1000000 --shard 2/2 -o two.parquet
  concede merge one.parquet two.parquet -o all.parquet")]
pub struct Merge {
    /// Files written by `concede sweep --shard`, all .csv or all .parquet
    #[arg(required = true)]
    shards: Vec<PathBuf>,
    /// Where to write the whole
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
}

impl Merge {
    pub fn run(self) -> Outcome {
        let format = FileFormat::of(&self.output)?;
        for shard in &self.shards {
            if FileFormat::of(shard)? != format {
                return Err(Failure::Input(format!(
                    "`{}` and `{}` are of different formats",
                    shard.display(),
                    self.output.display()
                )));
            }
            if shard == &self.output {
                return Err(Failure::Input(format!("`{}` would be overwritten by the merge", shard.display())));
            }
        }
        let shards: Vec<_> = self.shards.iter().map(PathBuf::as_path).collect();
        let mut unfinished = self.output.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        rows::merge(format, &shards, &unfinished)?;
        std::fs::rename(&unfinished, &self.output)
            .map_err(|error| Failure::Io { what: format!("writing `{}`", self.output.display()), error })
    }
}
