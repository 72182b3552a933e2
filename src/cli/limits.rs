//! The limits of a search as arguments, and Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;

use crate::solve::limits::Limits;

use super::Failure;

/// What a search may use up.
#[derive(Debug, Args)]
pub struct LimitArguments {
    /// Stop after so many seconds, with what has been found
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Stop each search after so many nodes or pivots: the same on every machine
    #[arg(long, value_name = "N")]
    node_limit: Option<u64>,
    /// Keep at most so many answers of each search, which bounds the memory
    #[arg(long, value_name = "N")]
    answer_limit: Option<usize>,
    /// Use so many threads (all cores by default)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "not a number of seconds that can be waited for".to_owned())
}

impl LimitArguments {
    /// Whether a bound was stated that ends a search at the same place on every machine.
    pub fn is_counted(&self) -> bool {
        self.node_limit.is_some() || self.answer_limit.is_some()
    }

    /// Sets the number of threads of the whole process.
    pub fn set_threads(&self) -> Result<(), Failure> {
        let Some(threads) = self.threads else { return Ok(()) };
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .map_err(|error| Failure::Input(format!("--threads {threads}: {error}")))
    }

    /// The limits, from now on. Ctrl-C stops the search with what it has; a second one ends
    /// the process.
    pub fn start(&self) -> Limits {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        // Without a handler Ctrl-C ends the process as ever, which is no reason to refuse.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        Limits {
            nodes: self.node_limit.unwrap_or(u64::MAX),
            answers: self.answer_limit.unwrap_or(usize::MAX),
            deadline: self.time_limit.and_then(|limit| Instant::now().checked_add(limit)),
            stop,
            ..Limits::default()
        }
    }
}
