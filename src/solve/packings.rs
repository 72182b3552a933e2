//! Packings of a set by its subsets, with weights: the vertices of `{λ >= 0 : Σ_{B∋k} λ_B <= 1}`.
//!
//! With the idle part of every member as a singleton of its own, a vertex is a minimal balanced
//! collection, one whose only weights that count every member once are positive
//! (Shapley 1967 \[Shapley1967\]), each singleton of it being either used or idle. There are 1, 2,
//! 6, 42 and 1292 of them for up to five members (counted in arXiv 2507.05898).

use crate::form::coalitional::Coalition;
use crate::numeric::rational::Rational;

/// The most members: there are 200,214 minimal balanced collections of six.
pub const MOST_MEMBERS: usize = 5;

/// Subsets with their weights.
pub type Packing = Vec<(Coalition, Rational)>;

/// The vertices but for zero, in a fixed order.
///
/// # Panics
/// If there are more than [`MOST_MEMBERS`] members.
pub fn packings(members: usize) -> Vec<Packing> {
    assert!(members <= MOST_MEMBERS, "whoever asks has looked at the size");
    let mut found = Vec::new();
    for collection in minimal_balanced(members) {
        let (single, joint): (Packing, Packing) = collection.into_iter().partition(|(part, _)| part.size() == 1);
        // Those of the singletons that are used.
        for used in Coalition::grand(single.len()).subsets() {
            let mut packing: Packing = used.players().map(|index| single[index].clone()).collect();
            packing.extend(joint.iter().cloned());
            if !packing.is_empty() {
                packing.sort();
                found.push(packing);
            }
        }
    }
    found.sort();
    found
}

/// The minimal balanced collections on a set. Goes through the linearly independent collections:
/// `O(n² C(2^n, n))`.
fn minimal_balanced(members: usize) -> Vec<Packing> {
    let mut found = Vec::new();
    extend(&mut Span { members, rows: Vec::new() }, &mut Vec::new(), 1, &mut found);
    found
}

/// Adds the collections that begin with some coalitions and go on with later ones.
fn extend(span: &mut Span, chosen: &mut Vec<Coalition>, from: u32, found: &mut Vec<Packing>) {
    let everybody = Coalition::grand(span.members);
    for bits in from..=everybody.0 {
        let next = Coalition(bits);
        let (rest, combined) = span.reduce(next);
        let Some(lead) = rest.iter().position(|entry| !entry.is_zero()) else { continue };
        span.rows.push(Row { lead, vector: rest, combined });
        chosen.push(next);
        let (rest, combined) = span.reduce(everybody);
        if rest.iter().all(Rational::is_zero) {
            // The combination is of the coalitions less the whole, so weights come out negated. With
            // more coalitions they would be the same.
            let weights: Vec<Rational> = combined.iter().take(chosen.len()).map(|weight| -weight).collect();
            if weights.iter().all(Rational::is_positive) {
                found.push(chosen.iter().copied().zip(weights).collect());
            }
        } else if chosen.len() < span.members {
            extend(span, chosen, bits + 1, found);
        }
        chosen.pop();
        span.rows.pop();
    }
}

/// Independent indicators, reduced one by one.
struct Span {
    members: usize,
    rows: Vec<Row>,
}

/// What is left of an indicator after the earlier rows, as a combination of the coalitions so far.
struct Row {
    lead: usize,
    vector: Vec<Rational>,
    combined: Vec<Rational>,
}

impl Span {
    /// What is left of a coalition's indicator, and how it is combined of the coalitions of the rows
    /// and, last, itself.
    fn reduce(&self, coalition: Coalition) -> (Vec<Rational>, Vec<Rational>) {
        let entry = |player| Rational::from(i64::from(coalition.contains(player)));
        let mut vector: Vec<Rational> = (0..self.members).map(entry).collect();
        let mut combined = vec![Rational::ZERO; self.rows.len()];
        combined.push(Rational::ONE);
        for row in &self.rows {
            let factor = &vector[row.lead] / &row.vector[row.lead];
            if factor.is_zero() {
                continue;
            }
            for (entry, other) in vector.iter_mut().zip(&row.vector) {
                *entry = &*entry - &(&factor * other);
            }
            for (entry, other) in combined.iter_mut().zip(&row.combined) {
                *entry = &*entry - &(&factor * other);
            }
        }
        (vector, combined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_minimal_balanced_collections_as_published() {
        // arXiv 2507.05898.
        let counts: Vec<usize> = (1..=4).map(|members| minimal_balanced(members).len()).collect();
        assert_eq!(counts, [1, 2, 6, 42]);
    }

    #[test]
    fn three_members_are_packed_in_parts_or_in_halves_of_pairs() {
        let found = packings(3);
        let halves: Packing = [0b011, 0b101, 0b110].map(|bits| (Coalition(bits), Rational::new(1, 2))).to_vec();
        assert!(found.contains(&halves));
        // Every other is of disjoint parts: of one, two or three of the members.
        assert_eq!(found.len(), 1 + 7 + 6 + 1);
    }
}
