//! What a report was made from: version, input, seed, command.

use sha2::{Digest, Sha256};

use crate::report::page::foreign;
use crate::scenario::diagnostic::Source;

/// The lines of a page's footer. `words` are the command's, without the program.
pub fn lines(sources: &[&Source], seed: Option<u64>, words: &[String]) -> Vec<(String, String)> {
    let mut lines = vec![("Made by".to_owned(), format!("concede {}", env!("CARGO_PKG_VERSION")))];
    // What `--set` adds to a file stands in the command.
    for file in sources.iter().flat_map(|source| source.texts()).filter(|file| file.name != "--set") {
        lines.push(("Input".to_owned(), format!("{}, SHA-256 {}", foreign(&file.name), hash(&file.text))));
    }
    if let Some(seed) = seed {
        lines.push(("Seed".to_owned(), format!("{seed}, of the samples; all else is exact")));
    }
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    lines.push(("Command".to_owned(), foreign(&format!("concede {}", words.join(" ")))));
    lines
}

/// As `sha256sum` prints it (of a file without a byte order mark).
fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A word as a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn words_come_back_from_a_shell_as_they_were() {
        assert_eq!(quoted("process.sign=0.8"), "process.sign=0.8");
        assert_eq!(quoted("it's \"b & t\"=1"), r#"'it'\''s "b & t"=1'"#);
    }
}
