//! Labels of players, strategies and actions, of which no two may be alike.

use std::collections::{HashMap, HashSet};

/// Labels told apart, as Gambit does it: an empty one becomes `_1`, `_2`, …, and of several
/// that are alike the k-th becomes `x_k`. Numbers that are taken are passed over.
pub fn told_apart(labels: Vec<String>) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for label in &labels {
        *counts.entry(label).or_default() += 1;
    }
    if counts.len() == labels.len() && !counts.contains_key("") {
        return labels;
    }
    let mut taken: HashSet<String> = labels.iter().cloned().collect();
    let mut next: HashMap<&str, usize> = HashMap::new();
    labels
        .iter()
        .map(|label| {
            if !label.is_empty() && counts[label.as_str()] == 1 {
                return label.clone();
            }
            let number = next.entry(label).or_insert(1);
            loop {
                let candidate = format!("{label}_{number}");
                *number += 1;
                if taken.insert(candidate.clone()) {
                    return candidate;
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_apart_and_no_label_is_taken_twice() {
        let told = |labels: &[&str]| told_apart(labels.iter().map(|&label| label.to_owned()).collect());
        assert_eq!(told(&["a", "b"]), ["a", "b"]);
        assert_eq!(told(&["", "", "x"]), ["_1", "_2", "x"]);
        assert_eq!(told(&["x", "x", "x_1"]), ["x_2", "x_3", "x_1"]);
    }
}
