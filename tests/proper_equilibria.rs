//! Proper equilibria: published games, the definition tried with a small ε on random games, and
//! the theorem that they are backward induction where all is seen.

use std::collections::BTreeSet;

use concede::axiom::proper::{check, check_boxes};
use concede::form::Game;
use concede::form::extensive::ExtensiveGame;
use concede::form::normal::NormalGame;
use concede::form::reduced::reduced_normal_form;
use concede::interop::gambit_efg;
use concede::numeric::lp::{LinearProgram, Outcome, Relation, Row, solve};
use concede::numeric::rational::Rational;
use concede::scenario::diagnostic::Source;
use concede::solution::{Answer, Equilibria, Equilibrium};
use concede::solve::limits::Limits;
use concede::solve::nash::nash;
use concede::solve::perfect::perfect;
use concede::solve::proper::proper;
use concede::solve::subgame_equilibria::subgame_perfect;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn game(counts: &[usize], pay: impl FnMut(usize) -> Vec<Rational>) -> NormalGame {
    let size: usize = counts.iter().product();
    NormalGame {
        players: (0..counts.len()).map(|player| player.to_string()).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|own| own.to_string()).collect()).collect(),
        payoffs: (0..size).map(pay).collect(),
    }
}

fn bimatrix(rows: usize, payoffs: &[[i64; 2]]) -> NormalGame {
    game(&[rows, payoffs.len() / rows], |at| payoffs[at].map(Rational::from).to_vec())
}

/// The proper equilibria, each checked by its trembles.
fn checked(game: &NormalGame) -> Equilibria {
    let found = proper(game, &Limits::default());
    let boxes = check_boxes(game, &found.enclosed, &found.families);
    for check in check(game, &found.equilibria, &found.trembles).into_iter().chain(boxes) {
        assert_eq!(check.fault, None, "{}\n{game:?}", check.claim);
    }
    found
}

/// The profiles of a complete list, as text.
fn listed(found: &Equilibria) -> Vec<String> {
    assert!(found.complete && found.undecided.is_empty());
    let mixture = |mixture: &Vec<Rational>| mixture.iter().map(Rational::to_string).collect::<Vec<_>>().join(" ");
    found.equilibria.iter().map(|one| one.profile.iter().map(mixture).collect::<Vec<_>>().join(" | ")).collect()
}

/// Myerson 1978, section 1 and section 3: a third strategy that nobody wants makes (2, 2)
/// perfect, but not proper.
#[test]
fn costlier_mistakes_are_less_likely() {
    let two = bimatrix(2, &[[1, 1], [0, 0], [0, 0], [0, 0]]);
    assert_eq!(listed(&checked(&two)), ["1 0 | 1 0"]);
    let three = bimatrix(3, &[[1, 1], [0, 0], [-9, -9], [0, 0], [0, 0], [-7, -7], [-9, -9], [-7, -7], [-7, -7]]);
    assert_eq!(perfect(&three, &Limits::default()).unwrap().equilibria.len(), 2);
    assert_eq!(listed(&checked(&three)), ["1 0 0 | 1 0 0"]);
}

/// The battle of the sexes with an option outside (Kohlberg and Mertens 1986): staying out is
/// proper, since the tougher entry is the costlier mistake then; forward induction is another
/// matter. So is the mixed equilibrium of the battle behind, while other half-hearted threats are
/// perfect only.
#[test]
fn forward_induction_is_not_properness() {
    let game = bimatrix(3, &[[2, 2], [2, 2], [3, 1], [0, 0], [0, 0], [1, 3]]);
    assert_eq!(listed(&checked(&game)), ["1 0 0 | 1/4 3/4", "1 0 0 | 0 1", "0 1 0 | 1 0"]);
    assert_eq!(perfect(&game, &Limits::default()).unwrap().equilibria.len(), 3);
    // Without the strategy that staying out strictly dominates it is not even perfect to stay out.
    let without = bimatrix(2, &[[2, 2], [2, 2], [3, 1], [0, 0]]);
    assert_eq!(listed(&checked(&without)), ["0 1 | 1 0"]);
}

/// Matching pennies that nobody enters: what is proper off the path is its equilibrium, which is
/// no extreme equilibrium of the whole.
#[test]
fn a_proper_equilibrium_need_not_be_extreme() {
    let game = bimatrix(3, &[[5, 0], [5, 0], [1, -1], [-1, 1], [-1, 1], [1, -1]]);
    assert_eq!(listed(&checked(&game)), ["1 0 0 | 1/2 1/2"]);
    let extreme = nash(&game, &Limits::default());
    assert!(extreme.equilibria.iter().all(|one| one.profile[1].iter().any(Rational::is_one)));
}

#[test]
fn indifference_makes_everything_proper() {
    let game = bimatrix(3, &[[0, 0]; 12]);
    assert_eq!(checked(&game).equilibria.len(), 12);
    let alone = NormalGame {
        players: vec!["one".into()],
        strategies: vec![vec!["a".into(), "b".into(), "c".into()]],
        payoffs: [1, 1, 0].map(|pay| vec![Rational::from(pay)]).to_vec().into(),
    };
    assert_eq!(listed(&checked(&alone)), ["1 0 0", "0 1 0"]);
}

/// Three players who get 1 each if all choose alike, and nothing otherwise; and the regular
/// mixture between.
#[test]
fn of_three_players_regular_equilibria_are_proper() {
    let alike = game(&[2, 2, 2], |at| vec![Rational::from(i64::from(at == 0 || at == 7)); 3]);
    let found = checked(&alike);
    let pure = found
        .equilibria
        .iter()
        .filter(|one| one.profile.iter().all(|mixture| mixture[0].is_zero() || mixture[0].is_one()));
    assert_eq!(pure.count(), 2);
    // Two who agree on what the third does not care about: strictness is not needed.
    let idle = game(&[2, 2, 2], |at| {
        let agree = Rational::from(i64::from(at / 4 == at / 2 % 2));
        vec![agree.clone(), agree, Rational::ZERO]
    });
    let found = checked(&idle);
    assert!(found.equilibria.iter().any(|one| one.profile.iter().all(|mixture| mixture[0].is_one())));
    // Near (0, 1, 0) the second player does better by its own other strategy, whatever the trembles:
    // it loses where the first one trembles, unless the third trembles by half.
    let pays = [[0, 0, 0], [1, 2, 0], [2, 1, 2], [2, 1, 1], [2, 1, 1], [1, 0, 0], [1, 1, 1], [1, 0, 1]];
    let found = checked(&game(&[2, 2, 2], |at| pays[at].map(Rational::from).to_vec()));
    assert_eq!(found.equilibria.len(), 1);
    assert!(found.equilibria[0].profile.iter().map(|mixture| mixture[0].is_one()).eq([true, false, true]));
    // Weakly dominated: each of three would rather not veto.
    let veto = game(&[2, 2, 2], |at| vec![Rational::from(i64::from(at == 0)); 3]);
    let found = checked(&veto);
    assert!(found.equilibria.iter().all(|one| one.profile.iter().all(|mixture| mixture[0].is_one())));
    assert_eq!(found.equilibria.len(), 1);
}

/// The first strategy pays 1 if both others play it and loses 1 otherwise, the second pays nothing:
/// all mix where `2 p² = 1`, which is regular. A third strategy of one player that pays the opposite
/// of the first ties there, and nothing shows that it is proper.
#[test]
fn an_irrational_equilibrium_is_proper_if_it_is_regular() {
    let pays = |own: usize, others: [usize; 2]| {
        let both = if others == [0, 0] { 1 } else { -1 };
        Rational::from([both, 0, -both][own])
    };
    let of = |own: usize| {
        game(&[own, 2, 2], |at| {
            let [a, b, c] = [at / 4, at / 2 % 2, at % 2];
            vec![pays(a, [b, c]), pays(b, [a, c]), pays(c, [a, b])]
        })
    };
    let found = checked(&of(2));
    assert!(found.complete);
    assert_eq!((found.equilibria.len(), found.enclosed.len()), (2, 1));
    let [low, high] = &found.enclosed[0].profile[0][0];
    let half = Rational::new(1, 2);
    assert!(low * low < half && half < high * high);

    let tied = of(3);
    let all = nash(&tied, &Limits::default());
    assert!(!all.enclosed.is_empty());
    assert!(check_boxes(&tied, &all.enclosed, &[]).iter().any(|check| check.fault.is_some()));
    let found = checked(&tied);
    assert!(!found.complete && !found.unresolved.is_empty());
    assert_eq!((found.enclosed.len(), found.families.len()), (0, 0));
}

/// Two who agree on what the third does not care about, half-heartedly: whatever the third does,
/// they mix evenly. Families are not listed, unless as what is open; those in use of a dominated
/// strategy are not even that.
#[test]
fn of_three_players_families_stay_open() {
    let idle = game(&[2, 2, 2], |at| {
        let agree = Rational::from(i64::from(at / 4 == at / 2 % 2));
        vec![agree.clone(), agree, Rational::ZERO]
    });
    let all = nash(&idle, &Limits::default());
    assert!(check_boxes(&idle, &[], &all.families).iter().any(|check| check.fault.is_some()));
    let found = checked(&idle);
    assert!(found.families.is_empty() && !found.complete);
    assert_eq!(found.unresolved.len(), all.families.len());
    let veto = game(&[2, 2, 2], |at| vec![Rational::from(i64::from(at == 0)); 3]);
    assert!(!nash(&veto, &Limits::default()).families.is_empty());
    let found = checked(&veto);
    assert!(found.complete && found.unresolved.is_empty());
}

#[test]
fn trembles_that_prove_nothing_are_refused() {
    let game = bimatrix(3, &[[2, 2], [2, 2], [3, 1], [0, 0], [0, 0], [1, 3]]);
    let found = checked(&game);
    let fault = |equilibria: &[Equilibrium], trembles: &[Vec<Vec<Vec<Rational>>>]| {
        check(&game, equilibria, trembles).into_iter().find_map(|check| check.fault).unwrap()
    };
    let one = &found.equilibria[1..2];
    let mut swapped = found.trembles[1..2].to_vec();
    swapped[0][0].swap(1, 2);
    assert!(fault(one, &swapped).contains("worse mistake"));
    let mut short = found.trembles[1..2].to_vec();
    short[0][0].truncate(1);
    assert!(fault(one, &short).contains("never occurs"));
    assert!(fault(one, &[found.trembles[2].clone()]).contains("start elsewhere"));
    assert!(fault(one, &[Vec::new()]).contains("best reply"));
    assert!(fault(one, &[]).contains("0 of 1"));
}

/// Every ordered partition of strategies.
fn orderings(strategies: &[usize]) -> Vec<Vec<Vec<usize>>> {
    if strategies.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for bits in 1usize..1 << strategies.len() {
        let part = |inside: usize| -> Vec<usize> {
            strategies.iter().enumerate().filter(|(at, _)| bits >> at & 1 == inside).map(|(_, &own)| own).collect()
        };
        for mut rest in orderings(&part(0)) {
            rest.insert(0, part(1));
            all.push(rest);
        }
    }
    all
}

/// Whether for a small ε somebody can tremble around a mixture as the ordering of the own
/// strategies asks, such that the other's strategies rank as that ordering says. `pays` is the
/// other's, by its strategy and the own.
fn trembles(mixture: &[Rational], own: &[Vec<usize>], other: &[Vec<usize>], pays: &[Vec<Rational>]) -> bool {
    let (count, one) = (mixture.len(), Rational::ONE);
    let epsilon = Rational::new(1, 1 << 18);
    let near = Rational::new(1, 1 << 6);
    // The last variable is what every probability is at least.
    let mut objective = vec![Rational::ZERO; count];
    objective.push(one.clone());
    let mut program = LinearProgram::maximize(objective);
    program.rows.push(Row::new((0..count).map(|at| (at, one.clone())), Relation::Equal, one.clone()));
    for (at, weight) in mixture.iter().enumerate() {
        program.rows.push(Row::new(
            [(at, one.clone()), (count, Rational::from(-1))],
            Relation::AtLeast,
            Rational::ZERO,
        ));
        program.rows.push(Row::new([(at, one.clone())], Relation::AtMost, weight + &near));
        program.rows.push(Row::new([(at, one.clone())], Relation::AtLeast, weight - &near));
    }
    for pair in own.windows(2) {
        for (&better, &worse) in pair[0].iter().flat_map(|better| pair[1].iter().map(move |worse| (better, worse))) {
            program.rows.push(Row::new([(worse, one.clone()), (better, -&epsilon)], Relation::AtMost, Rational::ZERO));
        }
    }
    let mut compare = |better: usize, worse: usize, relation| {
        let terms = (0..count).map(|at| (at, &pays[better][at] - &pays[worse][at]));
        program.rows.push(Row::new(terms, relation, Rational::ZERO));
    };
    for (at, class) in other.iter().enumerate() {
        class[1..].iter().for_each(|&equal| compare(class[0], equal, Relation::Equal));
        if let Some(next) = other.get(at + 1) {
            compare(class[0], next[0], Relation::AtLeast);
        }
    }
    matches!(solve(&program), Outcome::Optimal(optimum) if optimum.value.is_positive())
}

/// Whether a profile of two players is proper, by the definition with one small ε.
fn by_definition(game: &NormalGame, profile: &[Vec<Rational>]) -> bool {
    let counts = game.counts();
    let pays = |player: usize| -> Vec<Vec<Rational>> {
        let at = |own: usize, other: usize| if player == 0 { [own, other] } else { [other, own] };
        (0..counts[player])
            .map(|own| {
                (0..counts[1 - player]).map(|other| game.payoff(game.index(&at(own, other)), player).clone()).collect()
            })
            .collect()
    };
    let pays = [pays(0), pays(1)];
    let respects = |player: usize, ordering: &Vec<Vec<usize>>| {
        let value = |own: usize| {
            let terms = pays[player][own].iter().zip(&profile[1 - player]);
            terms.fold(Rational::ZERO, |sum, (payoff, weight)| &sum + &(payoff * weight))
        };
        ordering
            .windows(2)
            .all(|pair| pair[0].iter().all(|&better| pair[1].iter().all(|&worse| value(better) >= value(worse))))
    };
    let orders = [0, 1].map(|player| {
        let all = orderings(&(0..counts[player]).collect::<Vec<_>>());
        all.into_iter().filter(|ordering| respects(player, ordering)).collect::<Vec<_>>()
    });
    orders[0].iter().any(|rows| {
        orders[1].iter().any(|columns| {
            trembles(&profile[0], rows, columns, &pays[1]) && trembles(&profile[1], columns, rows, &pays[0])
        })
    })
}

/// Games of up to 3 × 3 strategies with so few different payoffs that they tie everywhere.
#[test]
fn what_is_listed_is_what_the_definition_says() {
    let seeds = std::env::var("CONCEDE_PROPER_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    let (mut some, mut none) = (0, 0);
    for seed in 0..seeds {
        let mut random = Pcg64::seed_from_u64(seed);
        let counts = [random.random_range(2..=3usize), random.random_range(2..=3usize)];
        let most = random.random_range(1..=2i64);
        let game = game(&counts, |_| vec![random.random_range(0..=most).into(), random.random_range(0..=most).into()]);
        let found = checked(&game);
        assert!(found.complete && !found.equilibria.is_empty(), "seed {seed}: a proper equilibrium exists");
        for one in &found.equilibria {
            assert!(by_definition(&game, &one.profile), "seed {seed}: {one:?} of {game:?}");
        }
        let undominated: BTreeSet<Vec<Vec<Rational>>> =
            perfect(&game, &Limits::default()).unwrap().equilibria.into_iter().map(|one| one.profile).collect();
        for one in nash(&game, &Limits::default()).equilibria {
            let is_listed = found.equilibria.iter().any(|other| other.profile == one.profile);
            assert_eq!(is_listed, by_definition(&game, &one.profile), "seed {seed}: {one:?} of {game:?}");
            assert!(!is_listed || undominated.contains(&one.profile), "seed {seed}: a proper equilibrium is perfect");
            if is_listed { some += 1 } else { none += 1 }
        }
    }
    assert!(some > 0 && none > 0);
}

fn tree(text: &str) -> ExtensiveGame {
    match gambit_efg::read(&Source::new("test.efg", text)).unwrap_or_else(|found| panic!("{found:?}\n{text}")).game {
        Game::Extensive(game) => game,
        other => panic!("{other:?}"),
    }
}

/// A tree in which players see everything and no two ends pay the same.
fn random_tree(random: &mut Pcg64, depth: usize, sets: &mut [usize; 2], ends: &mut Vec<i64>) -> String {
    if depth == 0 || depth < 3 && random.random_range(0..3) == 0 {
        let at = random.random_range(0..ends.len());
        let (one, number) = (ends.swap_remove(at), ends.len());
        return format!("t \"\" {} \"\" {{ {one} {} }}\n", number + 1, (one * 37) % 101);
    }
    let player = random.random_range(0..2usize);
    sets[player] += 1;
    let own = format!("p \"\" {} {} \"\" {{ \"a\" \"b\" }} 0\n", player + 1, sets[player]);
    let first = random_tree(random, depth - 1, sets, ends);
    own + &first + &random_tree(random, depth - 1, sets, ends)
}

/// Kohlberg and Mertens 1986, proposition 0; van Damme 1984: a proper equilibrium of a normal form
/// makes a sequential one in every tree with that normal form.
#[test]
fn proper_equilibria_play_backward_induction() {
    for seed in 0..12 {
        let mut random = Pcg64::seed_from_u64(seed);
        let body = random_tree(&mut random, 3, &mut [0, 0], &mut (0..100).collect());
        let tree = tree(&format!("EFG 2 R \"random\" {{ \"1\" \"2\" }}\n{body}"));
        let Answer::Behaviour(expected) = subgame_perfect(&tree, &Limits::default()).unwrap() else { panic!() };
        let reduced = reduced_normal_form(&tree).unwrap();
        let found = checked(&reduced.game);
        assert!(!found.equilibria.is_empty());
        for one in &found.equilibria {
            assert!(expected.equilibria.iter().any(|other| other.payoffs == one.payoffs), "seed {seed}: {body}");
        }
    }
}
