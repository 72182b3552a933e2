//! The registry: every solution concept with its definition, its source and who computes it.

use super::BargainingAxiom::*;
use super::characteristic::Powers;
use super::limits::Limits;
use super::mas_colell::Version;
use super::{Concept, Form, Solver};
use super::{
    aumann_dreze, banzhaf, bargaining_range, bargaining_set, behaviour_nash, characteristic, coalitional,
    coarse_correlated, convexity, core, correlated, dividends, dominance, egalitarian, equal_loss, finite_offers,
    gately, global_newton, graph_inverse, graph_reachability, graph_stability, kalai_smorodinsky, kernel, logit,
    markov_perfect, mas_colell, maximin, modiclus, nash, nash_bargaining, nucleolus, one_nash, owen, pareto_frontier,
    perfect, perles_maschler, proper, pure_counts, raiffa, reactive, semireactive, sequential, shapley, simplicial,
    stackelberg, stationary_offers, subgame_equilibria, superadditivity, symmetric_nash, tau, utilitarian,
};
use crate::form::bargaining::BargainingProblem;
use crate::form::normal::NormalGame;
use crate::solution::alternating_offers::OfferFinding;
use crate::solution::bargaining::{BargainingAnswer, Choice};
use crate::solution::coalitional::{Finding, Objection};
use crate::solution::graph::Stability;
use crate::solution::{Answer, Dominance, Refusal};

/// Every concept, by id.
pub const CONCEPTS: &[Concept] = &[
    Concept {
        id: "alpha",
        name: "coalitional game by maximin (α)",
        form: Form::Normal,
        meaning: "What each coalition secures whatever the others do, correlating within; and the Shapley value of that.",
        citation: "VonNeumannMorgenstern1944",
        solver: Solver::Normal(|game, limits| {
            characteristic::maximin(Powers::Strategies(game), limits).map(coalitional::derived)
        }),
    },
    Concept {
        id: "aumann_dreze",
        name: "Aumann–Drèze value",
        form: Form::Coalitional,
        meaning: "Every block divides its own worth by the Shapley value within it.",
        citation: "AumannDreze1974",
        solver: Solver::Coalitional(|game, _| Ok(coalitional::value(game, Ok(aumann_dreze::aumann_dreze(game))))),
    },
    Concept {
        id: "balancedness",
        name: "balancedness",
        form: Form::Coalitional,
        meaning: "No weighting of coalitions that counts every player once is worth more than the grand coalition.",
        citation: "Shapley1967",
        solver: Solver::Coalitional(|game, _| {
            Ok(coalitional::answer(game, Finding::Property(core::balancedness(game))))
        }),
    },
    Concept {
        id: "banzhaf",
        name: "Banzhaf value",
        form: Form::Coalitional,
        meaning: "What a player adds to a coalition of others on average, each coalition counted alike.",
        citation: "Banzhaf1965",
        solver: Solver::Coalitional(|game, _| {
            let (raw, normalised) = banzhaf::banzhaf(game);
            Ok(coalitional::answer(game, Finding::Power { raw, normalised }))
        }),
    },
    Concept {
        id: "bargaining_set",
        name: "bargaining set of Aumann, Davis and Maschler",
        form: Form::Coalitional,
        meaning: "Every objection of a player against another of its block has a counter-objection.",
        citation: "DavisMaschler1967",
        solver: Solver::Coalitional(|game, limits| {
            let mut judged = bargaining_set::judgements(game, limits)?;
            bargaining_range::describe(game, limits, &mut judged);
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "behaviour_nash",
        name: "Nash equilibrium in behaviour strategies",
        form: Form::Extensive,
        meaning: "Nobody gains by deviating alone; all extreme equilibria of two players, by the sequence form.",
        citation: "vonStengel1996",
        solver: Solver::Tree(behaviour_nash::behaviour_nash),
    },
    Concept {
        id: "coarse_correlated",
        name: "coarse correlated equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by turning the mediator down before it speaks; the ends of the set, with proofs.",
        citation: "MoulinVial1978",
        solver: Solver::Normal(|game, limits| {
            coarse_correlated::coarse_correlated(game, limits).map(Answer::Correlated)
        }),
    },
    Concept {
        id: "convexity",
        name: "convexity",
        form: Form::Coalitional,
        meaning: "A player's contribution does not fall when others join first.",
        citation: "Shapley1971",
        solver: Solver::Coalitional(|game, _| {
            Ok(coalitional::answer(game, Finding::Property(convexity::convexity(game))))
        }),
    },
    Concept {
        id: "core",
        name: "core",
        form: Form::Coalitional,
        meaning: "No coalition can improve upon what its members get.",
        citation: "Gillies1959",
        solver: Solver::Coalitional(|game, limits| {
            Ok(coalitional::answer(game, Finding::Core(core::core(game, limits)?)))
        }),
    },
    Concept {
        id: "correlated",
        name: "correlated equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by disobeying what a mediator tells it; the ends of the set, with proofs.",
        citation: "Aumann1987",
        solver: Solver::Normal(|game, limits| correlated::correlated(game, limits).map(Answer::Correlated)),
    },
    Concept {
        id: "dividends",
        name: "Harsanyi dividends",
        form: Form::Coalitional,
        meaning: "What each coalition is worth beyond the dividends of its parts.",
        citation: "Harsanyi1959",
        solver: Solver::Coalitional(|game, _| {
            coalitional::at_most(game, dividends::MOST_PLAYERS, "shapley")?;
            Ok(coalitional::answer(game, Finding::Dividends(dividends::dividends(game))))
        }),
    },
    Concept {
        id: "egalitarian",
        name: "egalitarian solution",
        form: Form::Bargaining,
        meaning: "Everybody gains the same over disagreement; lexicographic where somebody cannot.",
        citation: "Kalai1977",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(egalitarian::egalitarian(problem, limits)?);
                Ok(bargaining(problem, convention::EGALITARIAN, choice))
            },
            axioms: &[
                Efficiency,
                IndividualRationality,
                Symmetry,
                CommonScaleInvariance,
                IndependenceOfIrrelevantAlternatives,
            ],
        },
    },
    Concept {
        id: "equal_loss",
        name: "equal-loss solution",
        form: Form::Bargaining,
        meaning: "Everybody falls equally short of the most it could get; lexicographic and individually rational.",
        citation: "Chun1988",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(equal_loss::equal_loss(problem, limits)?);
                Ok(bargaining(problem, convention::EQUAL_LOSS, choice))
            },
            axioms: &[Efficiency, IndividualRationality, Symmetry, CommonScaleInvariance, RestrictedMonotonicity],
        },
    },
    Concept {
        id: "epsilon_core",
        name: "ε-core",
        form: Form::Coalitional,
        meaning: "No coalition but the blocks can improve upon what its members get by more than it costs to leave.",
        citation: "MaschlerPelegShapley1979",
        solver: Solver::Excess(|game, granted, limits| {
            Ok(coalitional::answer(game, Finding::Core(core::epsilon_core(game, granted, limits)?)))
        }),
    },
    Concept {
        id: "finite_offers",
        name: "subgame-perfect equilibrium of finitely many offers",
        form: Form::AlternatingOffers,
        meaning: "Offers that the next responders just accept, from the last period backwards.",
        citation: "Stahl1972",
        solver: Solver::AlternatingOffers(finite_offers::finite_offers),
    },
    Concept {
        id: "gately",
        name: "Gately value",
        form: Form::Coalitional,
        meaning: "Every player's leaving hurts the others as much, for what it costs itself, as anyone's.",
        citation: "Gately1974",
        solver: Solver::Coalitional(|game, _| Ok(coalitional::value(game, gately::gately(game)))),
    },
    Concept {
        id: "global_newton",
        name: "Nash equilibria by the global Newton method",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; where bonuses for some strategies lead as they fade, from several starts.",
        citation: "GovindanWilson2003",
        solver: Solver::Normal(|game, limits| global_newton::global_newton(game, limits).map(Answer::PathEquilibria)),
    },
    Concept {
        id: "graph_gmr",
        name: "general metarational stability",
        form: Form::Graph,
        meaning: "Every improvement can be answered, by any moves of the others, with a state no better than the start.",
        citation: "Howard1971",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::GeneralMetarational)),
    },
    Concept {
        id: "graph_inverse",
        name: "inverse graph model",
        form: Form::Graph,
        meaning: "Which rankings of a player, and what share of them, would make a state stable for it.",
        citation: "WangHipelFangDang2018",
        solver: Solver::Graph(graph_inverse::inverse_analysis),
    },
    Concept {
        id: "graph_nash",
        name: "Nash stability of a state",
        form: Form::Graph,
        meaning: "Nobody has a move of its own to a state that it ranks higher.",
        citation: "FangHipelKilgour1993",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::Nash)),
    },
    Concept {
        id: "graph_seq",
        name: "sequential stability",
        form: Form::Graph,
        meaning: "Every improvement can be answered, by improvements of the others, with a state no better than the start.",
        citation: "FraserHipel1979",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::Sequential)),
    },
    Concept {
        id: "graph_smr",
        name: "symmetric metarational stability",
        form: Form::Graph,
        meaning: "As general metarational, and the mover cannot escape the answer.",
        citation: "Howard1971",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::SymmetricMetarational)),
    },
    Concept {
        id: "graph_sseq",
        name: "symmetric sequential stability",
        form: Form::Graph,
        meaning: "As sequential, and the mover cannot escape the answer.",
        citation: "RegoVieira2017",
        solver: Solver::Graph(|game| graph_stability::stable_states(game, Stability::SymmetricSequential)),
    },
    Concept {
        id: "graph_status_quo",
        name: "status-quo analysis",
        form: Form::Graph,
        meaning: "The states that play may reach, by any moves and by improvements only.",
        citation: "LiKilgourHipel2005",
        solver: Solver::Graph(graph_reachability::status_quo_analysis),
    },
    Concept {
        id: "imputations",
        name: "imputations",
        form: Form::Coalitional,
        meaning: "Every block divides its worth, and nobody gets less than alone.",
        citation: "VonNeumannMorgenstern1944",
        solver: Solver::Coalitional(|game, limits| {
            let judged = coalitional::membership(game, limits, |payoff| {
                Some(game.flaw(payoff).map_or(Ok(Vec::new()), |flaw| Err(Objection::Flaw(flaw))))
            })?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "iterated_dominance",
        name: "iterated strict dominance",
        form: Form::Normal,
        meaning: "What is left when strictly dominated strategies go, mixed dominators included, again and again.",
        citation: "GilboaKalaiZemel1990",
        solver: Solver::Normal(|game, limits| reduction(game, Dominance::Strict, limits)),
    },
    Concept {
        id: "iterated_weak_dominance",
        name: "iterated weak dominance",
        form: Form::Normal,
        meaning: "The same for weakly dominated strategies, all of a round at once; the order matters here.",
        citation: "Moulin1979",
        solver: Solver::Normal(|game, limits| reduction(game, Dominance::Weak, limits)),
    },
    Concept {
        id: "kalai_smorodinsky",
        name: "Kalai–Smorodinsky solution",
        form: Form::Bargaining,
        meaning: "Everybody gets the same share of the most it could gain; lexicographic for three and more.",
        citation: "KalaiSmorodinsky1975",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(kalai_smorodinsky::kalai_smorodinsky(problem, limits)?);
                Ok(bargaining(problem, convention::KALAI_SMORODINSKY, choice))
            },
            axioms: &[
                Efficiency,
                IndividualRationality,
                Symmetry,
                ScaleInvariance,
                RestrictedMonotonicity,
                MidpointDomination,
            ],
        },
    },
    Concept {
        id: "kernel",
        name: "kernel",
        form: Form::Coalitional,
        meaning: "Any two players of a block can hurt each other alike, but for those held at what they get alone.",
        citation: "DavisMaschler1965",
        solver: Solver::Coalitional(|game, limits| {
            let judged = coalitional::membership(game, limits, |payoff| {
                Some(kernel::outside_kernel(game, payoff).map_or(Ok(Vec::new()), Err))
            })?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "least_core",
        name: "least core",
        form: Form::Coalitional,
        meaning: "The largest loss of a coalition, the blocks left out, is as small as it can be.",
        citation: "MaschlerPelegShapley1979",
        solver: Solver::Coalitional(|game, limits| {
            Ok(coalitional::answer(game, Finding::Core(core::least_core(game, limits)?)))
        }),
    },
    Concept {
        id: "logit",
        name: "limiting logit equilibrium",
        form: Form::Normal,
        meaning: "Better replies are likelier, and the more so the more precise the players are; where that path leads.",
        citation: "McKelveyPalfrey1995",
        solver: Solver::Normal(|game, limits| Ok(Answer::OneEquilibrium(logit::logit(game, limits)?))),
    },
    Concept {
        id: "markov_perfect",
        name: "Markov perfect equilibrium",
        form: Form::Stochastic,
        meaning: "Nobody gains by another action in any state, strategies looking at the state only.",
        citation: "MaskinTirole2001",
        solver: Solver::Stochastic(|game, limits| Answer::Markov(markov_perfect::markov_perfect(game, limits))),
    },
    Concept {
        id: "mas_colell",
        name: "bargaining set of Mas-Colell",
        form: Form::Coalitional,
        meaning: "Every objection of a coalition, weak ones included, has a counter-objection.",
        citation: "MasColell1989",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::at_most(game, mas_colell::MOST_PLAYERS, bargaining_set::instead(game))?;
            let judged = coalitional::membership(game, limits, |payoff| {
                Some(mas_colell::outside(game, payoff, Version::MasColell).map_or(Ok(Vec::new()), Err))
            })?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "mas_colell_shimomura",
        name: "bargaining set of Mas-Colell, after Shimomura",
        form: Form::Coalitional,
        meaning: "The same where an objection must give every member more.",
        citation: "Shimomura1997",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::at_most(game, mas_colell::MOST_PLAYERS, bargaining_set::instead(game))?;
            let judged = coalitional::membership(game, limits, |payoff| {
                Some(mas_colell::outside(game, payoff, Version::Shimomura).map_or(Ok(Vec::new()), Err))
            })?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "maximin",
        name: "security levels",
        form: Form::Normal,
        meaning: "What each player can be sure of, and what the others together can hold it to.",
        citation: "vonNeumann1928",
        solver: Solver::Normal(|game, limits| maximin::maximin(game, limits).map(Answer::Security)),
    },
    Concept {
        id: "modiclus",
        name: "modiclus",
        form: Form::Coalitional,
        meaning: "The differences of any two coalitions' excesses are as small as they can be, the largest first.",
        citation: "Sudholter1997",
        solver: Solver::Coalitional(|game, limits| coalitional::lexicographic(game, modiclus::modiclus(game, limits))),
    },
    Concept {
        id: "nash",
        name: "Nash equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; all extreme equilibria of two players; all isolated ones of more, and where others are.",
        citation: "Nash1951",
        solver: Solver::Normal(|game, limits| Ok(Answer::Equilibria(nash::studied(game, limits)))),
    },
    Concept {
        id: "nash_bargaining",
        name: "Nash bargaining solution",
        form: Form::Bargaining,
        meaning: "The greatest product of gains over disagreement, weighted where weights are given.",
        citation: "Nash1950",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(nash_bargaining::nash_bargaining(problem, limits)?);
                Ok(bargaining(problem, convention::NASH, choice))
            },
            axioms: &[
                Efficiency,
                IndividualRationality,
                Symmetry,
                ScaleInvariance,
                IndependenceOfIrrelevantAlternatives,
                MidpointDomination,
            ],
        },
    },
    Concept {
        id: "nucleolus",
        name: "nucleolus",
        form: Form::Coalitional,
        meaning: "The largest complaints are as small as they can be, one after the other, among imputations.",
        citation: "Schmeidler1969",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::lexicographic(game, nucleolus::nucleolus(game, limits))
        }),
    },
    Concept {
        id: "one_behaviour_nash",
        name: "one Nash equilibrium in behaviour strategies",
        form: Form::Extensive,
        meaning: "Nobody gains by deviating alone; of two players, the value where the sum is constant.",
        citation: "KollerMegiddoVonStengel1996",
        solver: Solver::Tree(behaviour_nash::one_behaviour_nash),
    },
    Concept {
        id: "one_nash",
        name: "one Nash equilibrium",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; a pure one if there is one, else a mixed one, exact or with a proved enclosure.",
        citation: "LemkeHowson1964",
        solver: Solver::Strategic {
            table: |game, limits| Ok(Answer::OneEquilibrium(one_nash::one_nash(game, limits)?)),
            graph: |game, limits| Ok(Answer::OneEquilibrium(symmetric_nash::one_symmetric_nash(game, limits)?)),
        },
    },
    Concept {
        id: "owen",
        name: "Owen value",
        form: Form::Coalitional,
        meaning: "Blocks, and players within them, get what they add when they arrive in a random order.",
        citation: "Owen1977",
        solver: Solver::Coalitional(|game, _| Ok(coalitional::value(game, Ok(owen::owen(game))))),
    },
    Concept {
        id: "pareto_frontier",
        name: "individually rational Pareto frontier",
        form: Form::Bargaining,
        meaning: "What cannot be improved for one without harming another, and leaves nobody below disagreement.",
        citation: "Thomson1994",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Frontier(pareto_frontier::pareto_frontier(problem, limits)?);
                Ok(bargaining(problem, convention::FRONTIER, choice))
            },
            axioms: &[],
        },
    },
    Concept {
        id: "perfect",
        name: "trembling-hand perfect equilibrium",
        form: Form::Normal,
        meaning: "An equilibrium that survives small mistakes; of two players, one in undominated mixtures.",
        citation: "Selten1975",
        solver: Solver::Normal(|game, limits| perfect::perfect(game, limits).map(Answer::Equilibria)),
    },
    Concept {
        id: "perles_maschler",
        name: "Perles–Maschler solution",
        form: Form::Bargaining,
        meaning: "Halves the frontier of two players by the length that makes solutions of sums superadditive.",
        citation: "PerlesMaschler1981",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(perles_maschler::perles_maschler(problem, limits)?);
                Ok(bargaining(problem, convention::PERLES_MASCHLER, choice))
            },
            axioms: &[Efficiency, IndividualRationality, Symmetry, ScaleInvariance, Superadditivity],
        },
    },
    Concept {
        id: "prekernel",
        name: "prekernel",
        form: Form::Coalitional,
        meaning: "Any two players of a block can hurt each other alike.",
        citation: "MaschlerPelegShapley1979",
        solver: Solver::Coalitional(|game, limits| {
            let judged = coalitional::membership(game, limits, |payoff| {
                Some(kernel::outside_prekernel(game, payoff).map_or(Ok(Vec::new()), Err))
            })?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "prenucleolus",
        name: "prenucleolus",
        form: Form::Coalitional,
        meaning: "The largest complaints are as small as they can be, one after the other, among all divisions.",
        citation: "Sobolev1975",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::lexicographic(game, nucleolus::prenucleolus(game, limits))
        }),
    },
    Concept {
        id: "proper",
        name: "proper equilibrium",
        form: Form::Normal,
        meaning: "An equilibrium that survives mistakes of which costlier ones are far less likely. Of two players the ends of the pieces that these make are listed; of more, some may stay undecided.",
        citation: "Myerson1978",
        solver: Solver::Normal(|game, limits| Ok(Answer::Equilibria(proper::proper(game, limits)))),
    },
    Concept {
        id: "pure_nash",
        name: "Nash equilibrium in pure strategies",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone, and nobody mixes.",
        citation: "Nash1951",
        solver: Solver::Strategic {
            table: |game, _| Ok(Answer::Equilibria(nash::pure_equilibria(game))),
            graph: |game, limits| Ok(Answer::Counts(pure_counts::pure_counts(game, limits))),
        },
    },
    Concept {
        id: "raiffa",
        name: "discrete Raiffa solution",
        form: Form::Bargaining,
        meaning: "Two players climb from disagreement by midpoints of their best proposals.",
        citation: "Raiffa1953",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(raiffa::raiffa(problem, limits)?);
                Ok(bargaining(problem, convention::RAIFFA, choice))
            },
            axioms: &[Efficiency, IndividualRationality, Symmetry, ScaleInvariance, MidpointDomination],
        },
    },
    Concept {
        id: "rationalizable",
        name: "rationalizability, with beliefs that may correlate",
        form: Form::Normal,
        meaning: "Best replies to beliefs in best replies, and so on: what iterated strict dominance leaves.",
        citation: "Pearce1984",
        solver: Solver::Normal(|game, limits| reduction(game, Dominance::Strict, limits)),
    },
    Concept {
        id: "reactive",
        name: "reactive bargaining set",
        form: Form::Coalitional,
        meaning: "Each player has one counter-objection that answers all of another's objections.",
        citation: "GranotMaschler1997",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::at_most(game, reactive::MOST_PLAYERS, "kernel")?;
            let judged = coalitional::membership(game, limits, |payoff| Some(reactive::reactive(game, payoff)))?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "semireactive",
        name: "semireactive bargaining set",
        form: Form::Coalitional,
        meaning: "Each objecting coalition is countered whatever it promises its members.",
        citation: "SudholterPotters2001",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::at_most(game, semireactive::MOST_PLAYERS, "kernel")?;
            let judged =
                coalitional::membership(game, limits, |payoff| Some(semireactive::semireactive(game, payoff)))?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
    Concept {
        id: "sequential",
        name: "sequential equilibrium",
        form: Form::Extensive,
        meaning: "Every move is best given beliefs that follow from play and its trembles; all of a signalling game.",
        citation: "KrepsWilson1982",
        solver: Solver::Tree(sequential::sequential),
    },
    Concept {
        id: "shapley",
        name: "Shapley value",
        form: Form::Coalitional,
        meaning: "What a player adds when all arrive in a random order.",
        citation: "Shapley1953",
        solver: Solver::Coalitional(|game, _| Ok(coalitional::value(game, Ok(shapley::shapley(game))))),
    },
    Concept {
        id: "simplicial",
        name: "Nash equilibria by simplicial subdivision",
        form: Form::Normal,
        meaning: "Nobody gains by deviating alone; where raising what somebody gains most by leads, from several starts.",
        citation: "vanderLaanTalmanvanderHeyden1987",
        solver: Solver::Normal(|game, limits| simplicial::simplicial(game, limits).map(Answer::PathEquilibria)),
    },
    Concept {
        id: "stackelberg",
        name: "commitment",
        form: Form::Normal,
        meaning: "What a leader gains by committing first, purely or mixed; of two players, either may lead.",
        citation: "ConitzerSandholm2006",
        solver: Solver::Normal(|game, limits| stackelberg::stackelberg(game, limits).map(Answer::Commitments)),
    },
    Concept {
        id: "stationary",
        name: "stationary subgame-perfect equilibrium",
        form: Form::AlternatingOffers,
        meaning: "Nobody gains by another offer or answer in any period, all periods alike being played alike.",
        citation: "Rubinstein1982",
        solver: Solver::AlternatingOffers(|game, limits| {
            stationary_offers::stationary_offers(game, limits).map(OfferFinding::Stationary)
        }),
    },
    Concept {
        id: "subgame_perfect",
        name: "subgame-perfect equilibrium",
        form: Form::Extensive,
        meaning: "Every move is best from there on, also where play never comes.",
        citation: "Selten1965",
        solver: Solver::Tree(subgame_equilibria::subgame_perfect),
    },
    Concept {
        id: "superadditivity",
        name: "superadditivity",
        form: Form::Coalitional,
        meaning: "Coalitions without a common member are worth no more apart than together.",
        citation: "VonNeumannMorgenstern1944",
        solver: Solver::Coalitional(|game, _| {
            Ok(coalitional::answer(game, Finding::Property(superadditivity::superadditivity(game)?)))
        }),
    },
    Concept {
        id: "symmetric_nash",
        name: "Nash equilibrium in which alike players mix alike",
        form: Form::ActionGraph,
        meaning: "Nobody gains by deviating alone, and players who may choose the same do so with the same probabilities.",
        citation: "Nash1951",
        solver: Solver::ActionGraph(|game, limits| {
            Ok(Answer::Equilibria(symmetric_nash::symmetric_nash(game, limits)?))
        }),
    },
    Concept {
        id: "tau",
        name: "τ-value",
        form: Form::Coalitional,
        meaning: "The efficient compromise between what players can hope for and what they can insist on.",
        citation: "Tijs1981",
        solver: Solver::Coalitional(|game, _| Ok(coalitional::value(game, tau::tau(game)))),
    },
    Concept {
        id: "threats",
        name: "coalitional game by threats, and the value of Harsanyi, Kohlberg and Neyman",
        form: Form::Normal,
        meaning: "Half of what all can get and half of what each coalition wins against the others; its Shapley value.",
        citation: "KohlbergNeyman2021",
        solver: Solver::Normal(|game, limits| {
            characteristic::threats(Powers::Strategies(game), limits).map(coalitional::derived)
        }),
    },
    Concept {
        id: "utilitarian",
        name: "utilitarian solution",
        form: Form::Bargaining,
        meaning: "The greatest sum of payoffs over the individually rational part.",
        citation: "Harsanyi1955",
        solver: Solver::Bargaining {
            solve: |problem, limits| {
                let choice = Choice::Bargain(utilitarian::utilitarian(problem, limits)?);
                Ok(bargaining(problem, convention::UTILITARIAN, choice))
            },
            axioms: &[
                Efficiency,
                IndividualRationality,
                Symmetry,
                CommonScaleInvariance,
                IndependenceOfIrrelevantAlternatives,
            ],
        },
    },
    Concept {
        id: "zhou",
        name: "bargaining set of Zhou, after Shimomura",
        form: Form::Coalitional,
        meaning: "The same where a counter-objection must overlap the objecting coalition properly.",
        citation: "Zhou1994",
        solver: Solver::Coalitional(|game, limits| {
            coalitional::at_most(game, mas_colell::MOST_PLAYERS, bargaining_set::instead(game))?;
            let judged = coalitional::membership(game, limits, |payoff| {
                Some(mas_colell::outside(game, payoff, Version::Zhou).map_or(Ok(Vec::new()), Err))
            })?;
            Ok(coalitional::answer(game, Finding::Membership(judged)))
        }),
    },
];

fn reduction(game: &NormalGame, dominance: Dominance, limits: &Limits) -> Result<Answer, Refusal> {
    let reduction = dominance::iterated(game, dominance, limits)?;
    Ok(Answer::Reduction { reduction, players: game.players.clone(), strategies: game.strategies.clone() })
}

fn bargaining(problem: &BargainingProblem, convention: &'static str, choice: Choice) -> Answer {
    Answer::Bargaining(BargainingAnswer { problem: problem.clone(), convention, choice })
}

/// The conventions that the solutions of bargaining problems rest on, as reports print them.
mod convention {
    pub const EGALITARIAN: &str = "equal gains over disagreement, lexicographically, over the individually rational part; free disposal makes no difference; compares gains across players";
    pub const EQUAL_LOSS: &str = "equal losses from the ideal payoffs, lexicographically, over the individually rational part; free disposal makes no difference; compares losses across players";
    pub const FRONTIER: &str = "individually rational part; free disposal makes no difference";
    pub const KALAI_SMORODINSKY: &str = "max-min ratio of gains to ideal gains, lexicographically, both over the individually rational part; free disposal makes no difference";
    pub const NASH: &str = "greatest product of gains over the individually rational part; players who cannot gain are left out; free disposal makes no difference";
    pub const PERLES_MASCHLER: &str = "over the strictly efficient, individually rational part";
    pub const RAIFFA: &str = "discrete steps from disagreement, with free disposal";
    pub const UTILITARIAN: &str = "greatest sum of payoffs over the individually rational part; ties broken by the lexicographic egalitarian order; sums payoffs across players";
}
