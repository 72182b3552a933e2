//! The solution concepts, and the algorithms that compute them: one per file.

pub mod backward_induction;
pub mod dominance;
pub mod extreme_equilibria;
pub mod pure_nash;
pub mod subgame_perfect;

/// A solution concept: what is computed, not how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// As it stands in JSON and on the command line.
    pub id: &'static str,
    pub name: &'static str,
    pub form: Form,
    /// What it asks of an answer.
    pub meaning: &'static str,
    /// Keyed to references.bib.
    pub citation: &'static str,
}

/// The game form that a concept is defined on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Normal,
    Extensive,
}

impl Form {
    pub fn key(self) -> &'static str {
        match self {
            Form::Normal => "normal",
            Form::Extensive => "extensive",
        }
    }
}

/// Every concept, by id.
pub const CONCEPTS: &[Concept] = &[
    Concept {
        id: "iterated_dominance",
        name: "iterated strict dominance",
        form: Form::Normal,
        meaning: "What is left when strictly dominated strategies go, mixed dominators included, again and again.",
        citation: "GilboaKalaiZemel1990",
    },
    Concept {
        id: "iterated_weak_dominance",
        name: "iterated weak dominance",
        form: Form::Normal,
        meaning: "The same for weakly dominated strategies, all of a round at once; the order matters here.",
        citation: "Moulin1979",
    },
    Concept {
        id: "nash",
        name: "Nash equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; all extreme equilibria of two players, pure ones of more.",
        citation: "Nash1951",
    },
    Concept {
        id: "pure_nash",
        name: "Nash equilibrium in pure strategies",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone, and nobody mixes.",
        citation: "Nash1951",
    },
    Concept {
        id: "sequential",
        name: "sequential equilibrium, where types separate by their actions",
        form: Form::Extensive,
        meaning: "Every move is best given beliefs that follow from play, though types are hidden.",
        citation: "KrepsWilson1982",
    },
    Concept {
        id: "subgame_perfect",
        name: "subgame-perfect equilibrium",
        form: Form::Extensive,
        meaning: "Every move is best from there on, also where play never comes.",
        citation: "Selten1965",
    },
];

/// The concept of an id.
pub fn concept(id: &str) -> Option<&'static Concept> {
    CONCEPTS.iter().find(|concept| concept.id == id)
}
