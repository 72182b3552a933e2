//! A page of the book for each solution concept, from the registry: what it asks, when to trust
//! it, an example that runs, the source.

use crate::report::phrases;
use crate::solve::{BargainingAxiom, Concept, Form, Solver};

/// When a concept's answer can be relied on, and when not.
pub fn trust(concept: &Concept) -> &'static str {
    match concept.id {
        "aumann_dreze" => {
            "Once blocks have formed and bargain only within themselves. It ignores what members could get elsewhere; compare the Owen value, which does not."
        }
        "balancedness" => {
            "Always: it is a property that is proved or refuted, by a balanced collection of coalitions. It holds exactly if the core has a point (Bondareva and Shapley)."
        }
        "banzhaf" => {
            "As a measure of influence in votes where coalitions form at random. It does not divide what there is: the numbers need not sum to the worth of all."
        }
        "bargaining_set" => {
            "Where players object and counter-object within blocks that have formed. It is never empty, so it answers where the core is empty; it may be large."
        }
        "coarse_correlated" => {
            "As an outer bound: players commit to a mediator before it speaks. What simple learning rules reach on average lies in it."
        }
        "convexity" => {
            "Always: it is proved or refuted by a pair of coalitions. Where it holds, the core is not empty and holds the Shapley value."
        }
        "core" => {
            "Where any group can walk away with its worth, at once and for good. If it is empty, no division is safe; it says nothing of which division comes about."
        }
        "correlated" => {
            "Where a mediator, or a signal that all see in part, can tell each what to do. Every Nash equilibrium lies in it, so what holds on its whole range holds for all of them."
        }
        "dividends" => {
            "As a description: the game taken apart, without loss. The Shapley value shares each dividend evenly."
        }
        "egalitarian" => {
            "Only where utilities of different players can be compared: a change of one player's unit changes the answer."
        }
        "equal_loss" => {
            "Only where utilities of different players can be compared, and where what one hoped for counts."
        }
        "gately" => {
            "For three or so players of whom each can disrupt the rest. It compares harm done with harm taken and may not exist."
        }
        "global_newton" => {
            "To come to several equilibria of a game too large for all, each with proof. Which ones depends on the bonuses; do not read more into it."
        }
        "graph_gmr" => {
            "For cautious players who fear any answer, even one that harms its author. It keeps many states stable."
        }
        "graph_inverse" => {
            "To see how much a stability rests on the rankings, and on which comparisons: a share near one hardly depends on them. The second table describes those rankings exactly, ties included."
        }
        "graph_nash" => "For players who look one move ahead, and no further. Few states pass.",
        "graph_seq" => {
            "For players who expect the others to answer only by what is good for them: sanctions are credible."
        }
        "graph_smr" => {
            "For players who also see that they could react to the answer. Between Nash and general metarational."
        }
        "graph_sseq" => {
            "For players who expect credible sanctions and see that they could react to them: the strictest of the four beside Nash."
        }
        "graph_status_quo" => {
            "To tell stable states that may come about from those that nobody can reach. It says where play may go, not where it will."
        }
        "imputations" => "Always: what every reasonable division satisfies. It excludes little.",
        "iterated_dominance" => {
            "Wherever it is common knowledge that nobody plays what is strictly worse. The order of elimination does not matter."
        }
        "iterated_weak_dominance" => {
            "With care: the order of elimination matters, here all of a round go at once. A strategy that it removes may be played in an equilibrium."
        }
        "epsilon_core" => {
            "Where leaving has a price that somebody can name: `epsilon` in the game. As the price grows the set does, from nothing to every division."
        }
        "kalai_smorodinsky" => {
            "Where the most that each could hope for counts as an argument. Units of utility do not matter."
        }
        "kernel" => {
            "As a particular part of the bargaining set; the balance of threats between any two compares utilities of different players."
        }
        "least_core" => {
            "Where the core is empty or large: the smallest subsidy, or tax on leaving, that would keep everybody in."
        }
        "logit" => {
            "As a model of play that is not quite precise, and to choose among equilibria by one rule. The path depends on the units of payoffs; only the equilibrium at its end is proved to be one."
        }
        "mas_colell" => {
            "Where whole coalitions object, members of other blocks included. It is never empty among divisions that may fall short of individual rationality."
        }
        "mas_colell_shimomura" => {
            "As the bargaining set of Mas-Colell, where nobody joins an objection without gaining by it."
        }
        "maximin" => "Against opponents who may be hostile, or not rational at all. Between others it is too cautious.",
        "modiclus" => "Where what coalitions can block counts as much as what they can make. Unique and always there.",
        "nash" => {
            "Where players know the game and each other's plans: it says that nobody regrets, not how they came to agree. With several equilibria it needs another reason for one of them."
        }
        "nash_bargaining" => {
            "Where parties can bind themselves and are not compared: units and origins of utility do not matter. It rests on the disagreement point; get that right first."
        }
        "nucleolus" => {
            "As the one division that treats the worst complaint best. Unique, and in the core where that is not empty."
        }
        "one_nash" => {
            "As one equilibrium of a game too large for all. Which one depends on the search; do not read more into it."
        }
        "owen" => "Where unions bargain as one and then divide among their members.",
        "pareto_frontier" => {
            "Always: whatever is agreed on off it could be bettered for all. It says nothing of where on it."
        }
        "perles_maschler" => {
            "For two players, where agreements made in parts should not be worse than in one. Built by cuts of equal length along the frontier."
        }
        "prekernel" => "As the kernel, without the guarantee that nobody gets less than alone.",
        "prenucleolus" => {
            "As the nucleolus, where individual rationality is not imposed; the same wherever the core is not empty."
        }
        "proper" => {
            "Where even mistakes are made with some care. Stricter than trembling-hand perfect, and still there in every game; but whether a strategy that nobody would use is in the game can matter."
        }
        "pure_nash" => "As Nash equilibria, where mixing makes no sense. There may be none.",
        "raiffa" => "For two players who climb by small steps from disagreement and never step back.",
        "rationalizable" => {
            "Wherever rationality is common knowledge and nothing else is: no coordination of beliefs is assumed."
        }
        "reactive" => "As a stricter bargaining set: a defence that does not wait to see the objection.",
        "semireactive" => {
            "Between the reactive and the bargaining set: a defence that sees the objecting coalition, not its promises."
        }
        "sequential" => {
            "Where one side knows its own intentions and the other does not. Several may exist, which differ in what is made of a step that nobody takes; where they differ in the answer, it says so."
        }
        "shapley" => "As a fair division by contributions. It need not be safe: it may lie outside of the core.",
        "simplicial" => {
            "Where the other ways to one equilibrium give out: it takes nothing of payoffs but their continuity. Each one listed is proved; which one depends on the start."
        }
        "stackelberg" => {
            "Where the leader really can commit, and is seen to. Mixed commitment takes ties to be broken for the leader."
        }
        "subgame_perfect" => {
            "Where everybody sees what happened and foresees what follows; threats and promises that would not be carried out do not count. Long chains of foresight ask much of people."
        }
        "superadditivity" => {
            "Always: it is proved or refuted by a pair of coalitions. Where it fails, the grand coalition need not form."
        }
        "symmetric_nash" => {
            "Where nothing tells alike players apart and nobody arranges who does what; however many they are. Asymmetric equilibria are left out on purpose: `pure_nash` counts them."
        }
        "tau" => "For games in which hopes and minimal rights are compatible; otherwise it does not exist.",
        "utilitarian" => "Only where utilities can be added across players: it may leave somebody with nothing.",
        "zhou" => {
            "As the bargaining set of Mas-Colell with fewer counter-objections allowed. It depends on overlapping coalitions."
        }
        _ => match concept.form {
            Form::ActionGraph => "Where many players are alike, and what pays depends on how many do what.",
            Form::AlternatingOffers => "Where offers alternate, time is costly, and strategies do not rest on history.",
            Form::Stochastic => "Where what was done matters only by the state that it led to.",
            Form::Bargaining => "Where the parties can bind themselves, and the disagreement point is right.",
            Form::Coalitional => "Where groups can make binding agreements and share what they get.",
            Form::Extensive => "Where everybody foresees what follows from each move.",
            Form::Graph => "Where only rankings of states are known, and moves can be answered.",
            Form::Normal => "Where players know the game and choose without seeing each other's choice.",
        },
    }
}

/// A file of the repository on which the concept has something to say.
pub fn example(concept: &Concept) -> &'static str {
    match (concept.id, concept.form) {
        ("subgame_perfect" | "sequential", _) => "scenarios/south-caucasus.toml",
        ("epsilon_core", _) => "docs/games/leaving-costs.toml",
        ("finite_offers", _) => "scenarios/textbook/stahl-1972/three-rounds.toml",
        (_, Form::ActionGraph) => "docs/games/two-roads.toml",
        (_, Form::AlternatingOffers) => "scenarios/textbook/rubinstein-1982/offers.toml",
        (_, Form::Bargaining) => "docs/games/two-partners.toml",
        (_, Form::Coalitional) => "scenarios/textbook/osborne-rubinstein-1994/my-aunt-and-i.toml",
        (_, Form::Extensive) => "scenarios/textbook/cho-kreps-1987/beer-quiche.toml",
        (_, Form::Stochastic) => "scenarios/textbook/maskin-tirole-2001/endless-ratchet.toml",
        (_, Form::Graph) => "scenarios/textbook/hipel-1993/elmira.toml",
        (_, Form::Normal) => "docs/games/meeting.toml",
    }
}

/// The page in Markdown. `source` is the bibliography's entry; `output` what the example prints.
pub fn page(concept: &Concept, source: &str, output: &str) -> String {
    let mut text = format!(
        "<!-- Written from the registry: CONCEDE_BLESS=1 cargo test --test book -->\n\n# {}\n\n`{}`, on games in {} form.\n\n{}\n\n## When to trust it\n\n{}\n",
        phrases::capital(concept.name),
        concept.id,
        concept.form.key(),
        concept.meaning,
        trust(concept)
    );
    if let Solver::Bargaining { axioms, .. } = &concept.solver
        && !axioms.is_empty()
    {
        let named: Vec<&str> = axioms.iter().map(|axiom| words(*axiom)).collect();
        text.push_str(&format!("\nFor two players who may agree on lotteries it satisfies: {}.\n", named.join("; ")));
    }
    text.push_str(&format!(
        "\n## Example\n\n```sh\nconcede solve {} --concept {}\n```\n\n```text\n{}\n```\n\n## Source\n\n{source}\n",
        example(concept),
        concept.id,
        output.trim_end()
    ));
    text
}

fn words(axiom: BargainingAxiom) -> &'static str {
    match axiom {
        BargainingAxiom::Efficiency => "efficiency",
        BargainingAxiom::IndividualRationality => "individual rationality",
        BargainingAxiom::Symmetry => "symmetry",
        BargainingAxiom::ScaleInvariance => "invariance to each player's unit and origin",
        BargainingAxiom::CommonScaleInvariance => "invariance to everybody's unit at once and to each player's origin",
        BargainingAxiom::IndependenceOfIrrelevantAlternatives => "independence of irrelevant alternatives",
        BargainingAxiom::RestrictedMonotonicity => "restricted monotonicity",
        BargainingAxiom::MidpointDomination => "midpoint domination",
        BargainingAxiom::Superadditivity => "superadditivity",
    }
}
