//! Files of other programs, read and written: one format per file.
//!
//! Readers are liberal where no reader could be misled (commas, empty or repeated labels)
//! and strict where a number could be lost. What they refuse they place: every diagnostic
//! has a span and a remedy. Nothing is allocated on the word of a header.

pub mod csv;
mod gambit;
pub mod gambit_agg;
pub mod gambit_efg;
pub mod gambit_nfg;
pub mod genius;
pub mod geniusweb;
mod labels;
pub mod profile;

use crate::form::TitledGame;
use crate::scenario::diagnostic::{Diagnostic, Source};
use profile::Evaluations;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// A format of another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    GambitAgg,
    GambitEfg,
    GambitNfg,
}

impl Format {
    /// The format of a file by the end of its name, or by how it begins. `None` for TOML.
    pub fn of(name: &str, text: &str) -> Option<Format> {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("csv" | "tsv") => return Some(Format::Csv),
            Some("agg") => return Some(Format::GambitAgg),
            Some("efg") => return Some(Format::GambitEfg),
            Some("nfg") => return Some(Format::GambitNfg),
            Some("toml") => return None,
            _ => {}
        }
        match text.split_whitespace().next() {
            Some("#AGG") => Some(Format::GambitAgg),
            Some("EFG") => Some(Format::GambitEfg),
            Some("NFG") => Some(Format::GambitNfg),
            _ => None,
        }
    }

    /// Reads a file of this format.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(self, source: &Source) -> Result<TitledGame, Vec<Diagnostic>> {
        match self {
            Format::Csv => csv::read(source),
            Format::GambitAgg => gambit_agg::read(source),
            Format::GambitEfg => gambit_efg::read(source),
            Format::GambitNfg => gambit_nfg::read(source),
        }
    }
}

/// A format of negotiation profiles: a file for each party, and perhaps one for the domain,
/// make one bargaining problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileFormat {
    Genius,
    GeniusWeb,
}

impl ProfileFormat {
    /// The format of a file by the end of its name, or by how it begins.
    pub fn of(name: &str, text: &str) -> Option<ProfileFormat> {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("xml") => return Some(ProfileFormat::Genius),
            Some("json") => return Some(ProfileFormat::GeniusWeb),
            Some("agg" | "csv" | "efg" | "nfg" | "toml" | "tsv") => return None,
            _ => {}
        }
        match text.trim_start().chars().next() {
            Some('<') => Some(ProfileFormat::Genius),
            Some('{') => Some(ProfileFormat::GeniusWeb),
            _ => None,
        }
    }

    /// Reads the files of a negotiation, each a text of the source, with warnings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(
        self,
        source: &Source,
        evaluations: Evaluations,
    ) -> Result<(TitledGame, Vec<Diagnostic>), Vec<Diagnostic>> {
        match self {
            ProfileFormat::Genius => genius::read(source, evaluations),
            ProfileFormat::GeniusWeb => geniusweb::read(source),
        }
    }
}
