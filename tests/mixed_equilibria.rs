//! All equilibria of games with more than two players, against independent ways to find them.

use std::path::Path;

use concede::axiom::enclosure::holds_one;
use concede::axiom::normal::is_equilibrium;
use concede::form::Game;
use concede::form::normal::NormalGame;
use concede::form::reduced::reduced_normal_form;
use concede::form::symmetry::Symmetries;
use concede::interop::Format;
use concede::numeric::polynomial::Polynomial;
use concede::numeric::program::Ring;
use concede::numeric::rational::Rational;
use concede::numeric::root::{Root, isolate, sign_at};
use concede::numeric::stream::word;
use concede::scenario::diagnostic::Source;
use concede::solution::{Equilibria, Equilibrium, Found};
use concede::solve::extreme_equilibria::active_players;
use concede::solve::limits::Limits;
use concede::solve::logit::logit;
use concede::solve::mixed_equilibria::mixed_equilibria_under;
use concede::solve::nash::nash;
use concede::solve::one_nash::one_nash;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;

fn game(counts: &[usize], mut payoffs: impl FnMut(usize) -> Vec<Rational>) -> NormalGame {
    NormalGame {
        players: (0..counts.len()).map(|player| format!("player {player}")).collect(),
        strategies: counts.iter().map(|&count| (0..count).map(|index| index.to_string()).collect()).collect(),
        payoffs: (0..counts.iter().product()).map(&mut payoffs).collect(),
    }
}

fn random_game(seed: u64, counts: &[usize], range: i64) -> NormalGame {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let players = counts.len();
    game(counts, |_| (0..players).map(|_| random.random_range(-range..=range).into()).collect())
}

/// A random game in which players of the same class may change places: what one gets depends on its
/// class, on its strategy, and on how many of each class play each.
fn anonymous_game(seed: u64, counts: &[usize], classes: &[u64], range: u64) -> NormalGame {
    let strides: Vec<usize> = (0..counts.len()).map(|player| counts[player + 1..].iter().product()).collect();
    game(counts, |place| {
        let at: Vec<u64> = (0..counts.len()).map(|player| (place / strides[player] % counts[player]) as u64).collect();
        (0..counts.len())
            .map(|player| {
                let others = (0..counts.len()).filter(|&other| other != player);
                let mut others: Vec<u64> = others.map(|other| classes[other] * 16 + at[other]).collect();
                others.sort_unstable();
                let key = others.iter().fold(classes[player] * 16 + at[player], |key, other| key * 64 + other);
                ((word(seed, 0, key) % (2 * range + 1)) as i64 - range as i64).into()
            })
            .collect()
    })
}

fn soak(default: u64) -> u64 {
    std::env::var("CONCEDE_SOAK").map_or(default, |text| text.parse().expect("CONCEDE_SOAK is a count"))
}

/// Every equilibrium, each checked by code that shares nothing with the search.
fn found(game: &NormalGame) -> Equilibria {
    let found = nash(game, &Limits::default());
    for one in &found.equilibria {
        is_equilibrium(game, one).unwrap();
    }
    for one in &found.enclosed {
        holds_one(game, one).unwrap_or_else(|fault| panic!("{fault}: {one:?} of {:?}", game.payoffs));
    }
    found
}

/// The equilibria as floats, sorted.
fn floats(found: &Equilibria) -> Vec<Vec<f64>> {
    let exact = found.equilibria.iter().map(|one| one.profile.iter().flatten().map(Rational::to_f64).collect());
    let middle = |ends: &[Rational; 2]| (ends[0].to_f64() + ends[1].to_f64()) / 2.0;
    let enclosed = found.enclosed.iter().map(|one| one.profile.iter().flatten().map(middle).collect());
    let mut all: Vec<Vec<f64>> = exact.chain(enclosed).collect();
    all.sort_by(|a, b| {
        a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(a.len().cmp(&b.len()))
    });
    all
}

/// The mean payoff of a player who deviates to a strategy, from floats.
fn value(game: &NormalGame, profile: &[Vec<f64>], player: usize, strategy: usize) -> f64 {
    let chance =
        |at: &[usize]| -> f64 { (0..at.len()).filter(|&who| who != player).map(|who| profile[who][at[who]]).product() };
    (0..game.payoffs.len())
        .map(|place| (game.profile(place), place))
        .filter(|(at, _)| at[player] == strategy)
        .map(|(at, place)| chance(&at) * game.payoffs[place][player].to_f64())
        .sum()
}

/// The index of a regular equilibrium: the sign of the determinant of minus the derivative of
/// the gains in the support over its first strategy (Ritzberger 1994, "The theory of normal form
/// games from the differentiable viewpoint", International Journal of Game Theory 23).
fn index(game: &NormalGame, flat: &[f64]) -> i64 {
    let mut profile: Vec<Vec<f64>> = Vec::new();
    let mut rest = flat;
    for list in &game.strategies {
        let (own, others) = rest.split_at(list.len());
        profile.push(own.to_vec());
        rest = others;
    }
    let supports: Vec<Vec<usize>> =
        profile.iter().map(|mix| (0..mix.len()).filter(|&s| mix[s] > 1e-9).collect()).collect();
    let unknowns: Vec<(usize, usize, usize)> = supports
        .iter()
        .enumerate()
        .flat_map(|(player, support)| support[1..].iter().map(move |&s| (player, s, support[0])))
        .collect();
    let gain = |profile: &[Vec<f64>], (player, one, base): (usize, usize, usize)| {
        value(game, profile, player, one) - value(game, profile, player, base)
    };
    let mut rows: Vec<Vec<f64>> = unknowns
        .iter()
        .map(|&equation| {
            unknowns
                .iter()
                .map(|&(player, one, base)| {
                    // Multilinear: the difference of two corners is the derivative.
                    let mut corners = [profile.clone(), profile.clone()];
                    for (corner, to) in corners.iter_mut().zip([one, base]) {
                        corner[player].fill(0.0);
                        corner[player][to] = 1.0;
                    }
                    if equation.0 == player { 0.0 } else { gain(&corners[1], equation) - gain(&corners[0], equation) }
                })
                .collect()
        })
        .collect();
    let mut sign = 1;
    for column in 0..rows.len() {
        let pivot =
            (column..rows.len()).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs())).unwrap();
        if pivot != column {
            rows.swap(pivot, column);
            sign = -sign;
        }
        if rows[column][column] < 0.0 {
            sign = -sign;
        }
        let head = rows[column].clone();
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / head[column];
            for (entry, above) in row.iter_mut().zip(&head) {
                *entry -= factor * above;
            }
        }
    }
    sign
}

/// Random games of many shapes: all is proved, and the indices of all equilibria sum to one, as
/// they do in every game whose equilibria are regular (Ritzberger 1994, theorem 4).
#[test]
fn indices_sum_to_one() {
    let shapes: [&[usize]; 6] = [&[2, 2, 2], &[3, 2, 2], &[3, 3, 2], &[3, 3, 3], &[2, 2, 2, 2], &[2, 2, 2, 2, 2]];
    for seed in 0..soak(60) {
        let counts = shapes[seed as usize % shapes.len()];
        let game = random_game(seed, counts, 1_000_000);
        let found = found(&game);
        assert!(found.complete && found.families.is_empty(), "seed {seed} {counts:?}");
        let sum: i64 = floats(&found).iter().map(|one| index(&game, one)).sum();
        assert_eq!(sum, 1, "seed {seed} {counts:?}: {:?}", floats(&found));
    }
}

/// The same for the largest games that are solved completely as a matter of routine.
#[test]
fn indices_of_large_games_sum_to_one() {
    let shapes: [&[usize]; 5] = [&[4, 4, 4], &[3, 3, 3, 3], &[2, 2, 2, 2, 2, 2], &[5, 4, 3], &[5, 5, 5]];
    for (seed, counts) in (0..soak(5)).zip(shapes.iter().cycle()) {
        let game = random_game(seed, counts, 1_000_000);
        let found = found(&game);
        assert!(found.complete && found.families.is_empty(), "seed {seed} {counts:?}");
        let sum: i64 = floats(&found).iter().map(|one| index(&game, one)).sum();
        assert_eq!(sum, 1, "seed {seed} {counts:?}: {:?}", floats(&found));
    }
}

/// Coefficients `[1, x, y, xy]` of the gain of `player` from its second strategy, `x` and `y`
/// being the probabilities of the other players' second strategies.
fn bilinear(game: &NormalGame, player: usize) -> [Rational; 4] {
    let others: Vec<usize> = (0..3).filter(|&who| who != player).collect();
    let gain = |x: usize, y: usize| {
        let mut at = [0; 3];
        at[others[0]] = x;
        at[others[1]] = y;
        let mut payoff = |own: usize| {
            at[player] = own;
            game.payoffs[game.index(&at)][player].clone()
        };
        let (second, first) = (payoff(1), payoff(0));
        &second - &first
    };
    let [a, b, c, d] = [gain(0, 0), gain(1, 0), gain(0, 1), gain(1, 1)];
    let mixed = &(&d + &a) - &(&b + &c);
    [a.clone(), &b - &a, &c - &a, mixed]
}

/// The number of equilibria of a 2 × 2 × 2 game, by elimination; `None` if it is not generic.
///
/// Of three players who all mix, the first's gain `a + b q + c r + d q r` and the third's are
/// solved for `r` and `p` as quotients of linear functions of `q`; the second's then vanishes
/// where a quadratic polynomial in `q` does.
fn eliminated(game: &NormalGame) -> Option<usize> {
    let gains: Vec<[Rational; 4]> = (0..3).map(|player| bilinear(game, player)).collect();
    let at = |player: usize, x: &Rational, y: &Rational| {
        let [a, b, c, d] = &gains[player];
        &(&(a + &(b * x)) + &(c * y)) + &(&(d * x) * y)
    };
    let ends = [Rational::ZERO, Rational::ONE];
    let best = |gain: Rational, second: bool| match gain.signum() {
        0 => None,
        sign => Some((sign > 0) == second),
    };
    let mut count = 0;
    // Nobody mixes.
    for place in 0..8 {
        let s = [place >> 2 & 1, place >> 1 & 1, place & 1];
        let stands = [
            best(at(0, &ends[s[1]], &ends[s[2]]), s[0] == 1)?,
            best(at(1, &ends[s[0]], &ends[s[2]]), s[1] == 1)?,
            best(at(2, &ends[s[0]], &ends[s[1]]), s[2] == 1)?,
        ];
        count += usize::from(stands.iter().all(|&one| one));
    }
    // One does not: each of the other two makes the other indifferent.
    for alone in 0..3 {
        let [one, two] = match alone {
            0 => [1, 2],
            1 => [0, 2],
            _ => [0, 1],
        };
        for (own, pure) in ends.iter().enumerate() {
            // Of a player's gain in the other's probability: constant and slope.
            let line = |player: usize, other: usize| {
                let [a, b, c, d] = gains[player].clone();
                let alone_first = (0..3).find(|&who| who != player) == Some(alone);
                debug_assert_ne!(player, other);
                if alone_first {
                    (&a + &(&b * pure), &c + &(&d * pure))
                } else {
                    (&a + &(&c * pure), &b + &(&d * pure))
                }
            };
            let root = |(constant, slope): (Rational, Rational)| {
                if slope.is_zero() { None } else { Some(-&(&constant / &slope)) }
            };
            let (of_two, of_one) = (root(line(one, two))?, root(line(two, one))?);
            let inside = |x: &Rational| match (x.signum(), (&Rational::ONE - x).signum()) {
                (0, _) | (_, 0) => None,
                (a, b) => Some(a > 0 && b > 0),
            };
            let (first, second) = (inside(&of_one)?, inside(&of_two)?);
            let holds = best(at(alone, &of_one, &of_two), own == 1)?;
            count += usize::from(first && second && holds);
        }
    }
    // Everybody mixes: p, q, r of the three players' second strategies.
    let line = |constant: &Rational, slope: &Rational| Polynomial::new([constant.clone(), slope.clone()]);
    let [a, b, c, d] = &gains[0]; // a + b q + c r + d q r
    let (r_over, r_under) = (line(&-a, &-b), line(c, d));
    let [a, b, c, d] = &gains[2]; // a + b p + c q + d p q
    let (p_over, p_under) = (line(&-a, &-c), line(b, d));
    let [a, b, c, d] = &gains[1]; // a + b p + c r + d p r
    let term = |factor: &Rational, one: &Polynomial, two: &Polynomial| one.multiply(two).scale(factor);
    let quadratic = term(a, &p_under, &r_under)
        .add(&term(b, &p_over, &r_under))
        .add(&term(c, &p_under, &r_over))
        .add(&term(d, &p_over, &r_over));
    for root in isolate(&quadratic, &Rational::ZERO, &Rational::ONE) {
        let between = |over: &Polynomial, under: &Polynomial, root: &Root| {
            let rest = under.subtract(over);
            match (sign_at(over, root), sign_at(under, root), sign_at(&rest, root)) {
                (0, ..) | (_, 0, _) | (_, _, 0) => None,
                (over, under, rest) => Some(over * under > 0 && rest * under > 0),
            }
        };
        let (first, third) = (between(&p_over, &p_under, &root)?, between(&r_over, &r_under, &root)?);
        count += usize::from(first && third);
    }
    Some(count)
}

#[test]
fn two_strategies_of_three_players_agree_with_elimination() {
    let mut generic = 0;
    let mut counts = [0; 10];
    for seed in 0..soak(3_000) {
        let game = random_game(seed, &[2, 2, 2], [3, 10, 1_000][seed as usize % 3]);
        let Some(count) = eliminated(&game) else { continue };
        generic += 1;
        let found = found(&game);
        assert!(found.complete, "seed {seed}: {:?}", game.payoffs);
        assert_eq!(found.equilibria.len() + found.enclosed.len(), count, "seed {seed}: {:?}", game.payoffs);
        assert!(found.families.is_empty());
        counts[count] += 1;
    }
    assert!(generic > soak(3_000) / 3, "{generic} games were compared");
    println!("{generic} games, by number of equilibria: {counts:?}");
}

fn is_listed(found: &Equilibria, profile: &[f64]) -> bool {
    floats(found).iter().any(|one| one.iter().zip(profile).all(|(x, y)| (x - y).abs() < 1e-9))
}

/// Every game of Gambit's files with more than two players for which isolated equilibria were
/// found independently.
#[test]
fn gambits_games() {
    let shared = Path::new("../shared");
    let Ok(text) = std::fs::read_to_string(shared.join("oracles/gambit.json")) else {
        println!("skipped: no shared oracles here");
        return;
    };
    let oracle: Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for entry in oracle["games"].as_array().unwrap() {
        let listed = &entry["isolated_independent"];
        let file = entry["file"].as_str().unwrap();
        if entry["num_players"].as_u64() < Some(3) || listed.is_null() {
            continue;
        }
        let text = std::fs::read_to_string(shared.join(file)).unwrap();
        let source = Source::new(file, text.as_str());
        let game = match Format::of(file, &text).expect("the ending tells").read(&source).unwrap().game {
            Game::Normal(game) => game,
            Game::Extensive(tree) => reduced_normal_form(&tree).unwrap().game,
            other => panic!("{file} is no {}", other.form()),
        };
        let found = found(&game);
        assert!(found.complete, "{file}");
        let profiles = listed["profiles"].as_array().unwrap();
        for one in profiles {
            let number = |text: &Value| text.as_str().unwrap().parse::<f64>().unwrap();
            let mixes = one["decimal"].as_array().unwrap();
            let profile: Vec<f64> = mixes.iter().flat_map(|mix| mix.as_array().unwrap().iter().map(number)).collect();
            assert!(is_listed(&found, &profile), "{file}: {profile:?} is missing");
        }
        // With two players who choose, ends of families are listed too.
        if listed["complete_sweep"] == true && active_players(&game).len() > 2 {
            assert_eq!(found.equilibria.len() + found.enclosed.len(), profiles.len(), "{file}");
        }
        compared += 1;
    }
    assert!(compared > 20, "{compared} games were compared");
}

/// The constructed games of McKelvey and McLennan 1997, "The maximal number of regular totally
/// mixed Nash equilibria", Journal of Economic Theory 72: everyone's gain from its second strategy
/// is a product of linear functions, one of each other player's mixture, and no two share a root.
/// Everybody mixes where each gain vanishes by another player's mixture: once for each
/// permutation that leaves nobody in place. With three players there are nine equilibria in all.
#[test]
fn constructed_games_have_as_many_equilibria_as_there_can_be() {
    for (players, totally_mixed, all) in [(3, 2, Some(9)), (4, 9, None), (5, 44, None)] {
        let threshold = |of: usize| Rational::new(of as i64 + 1, players as i64 + 1);
        let game = game(&vec![2; players], |place| {
            let at: Vec<i64> = (0..players).map(|player| (place >> (players - 1 - player) & 1) as i64).collect();
            (0..players)
                .map(|player| {
                    let others = (0..players).filter(|&other| other != player);
                    let gain = others.fold(Rational::ONE, |product, other| {
                        &product * &(&Rational::from(at[other]) - &threshold(player))
                    });
                    if at[player] == 1 { gain } else { Rational::ZERO }
                })
                .collect()
        });
        let found = found(&game);
        assert!(found.complete && found.families.is_empty());
        let mixed = floats(&found).iter().filter(|one| one.iter().all(|&weight| weight > 0.0)).count();
        assert_eq!(mixed, totally_mixed, "{players} players");
        if let Some(all) = all {
            assert_eq!(found.equilibria.len() + found.enclosed.len(), all);
        }
    }
}

/// What a search for one equilibrium proves, and that the search for all lists it, or a family
/// that it lies in.
fn assert_is_one_of_all(game: &NormalGame, one: Found) {
    let all = found(game);
    let flat: Vec<f64> = match one {
        Found::Equilibrium(equilibrium) => {
            is_equilibrium(game, &equilibrium).unwrap();
            equilibrium.profile.iter().flatten().map(Rational::to_f64).collect()
        }
        Found::Enclosed(enclosed) => {
            holds_one(game, &enclosed).unwrap();
            enclosed.profile.iter().flatten().map(|[lo, _]| lo.to_f64()).collect()
        }
        Found::Approximate { regret, .. } => panic!("only up to {regret}: {:?}", game.payoffs),
    };
    assert!(all.complete && is_listed(&all, &flat), "{flat:?} of {:?}", game.payoffs);
}

#[test]
fn one_equilibrium_is_one_of_all() {
    let shapes: [&[usize]; 6] = [&[2, 2, 2], &[3, 2, 2], &[3, 3, 3], &[2, 2, 2, 2], &[3, 3, 2], &[2, 2, 2, 2, 2]];
    for seed in 0..soak(60) {
        let counts = shapes[seed as usize % shapes.len()];
        // Small ranges make ties and families.
        let game = random_game(seed, counts, [1_000_000, 100, 3][seed as usize / 6 % 3]);
        assert_is_one_of_all(&game, one_nash(&game, &Limits::default()).unwrap().found);
    }
}

#[test]
fn the_logit_path_leads_to_one_of_all() {
    let shapes: [&[usize]; 5] = [&[2, 2], &[2, 2, 2], &[3, 3, 3], &[2, 2, 2, 2], &[4, 3, 2]];
    for seed in 0..soak(40) {
        let game = random_game(seed, shapes[seed as usize % shapes.len()], 1_000_000);
        assert_is_one_of_all(&game, logit(&game, &Limits::default()).unwrap().found);
    }
}

#[test]
fn families_of_linear_conditions_have_exact_bounds() {
    // x and y are indifferent where the other plays its first strategy with probability 1/3; z
    // moves nobody, and likes its first strategy as well as the second while x and y mix, the
    // third where both play their first: 3 · 1/9 < 1.
    let game = game(&[2, 2, 3], |place| {
        let first = [place / 6, place / 3 % 2, place % 3].map(|at| i64::from(at == 0));
        let likes = if place % 3 < 2 { 1 } else { 3 * first[0] * first[1] };
        [first[0] * (3 * first[1] - 1), -first[1] * (3 * first[0] - 1), likes].map(Rational::from).to_vec()
    });
    let all = found(&game);
    assert!(all.complete && all.families.len() == 1, "{all:?}");
    let [zero, one, third] = [Rational::ZERO, Rational::ONE, Rational::new(1, 3)];
    let both = |value: &Rational| [value.clone(), value.clone()];
    let rest = &one - &third;
    let any = [zero.clone(), one];
    let mixed = vec![both(&third), both(&rest)];
    assert_eq!(all.families[0].profile, vec![mixed.clone(), mixed, vec![any.clone(), any, both(&zero)]]);
}

/// A search that looks at one choice of supports of each orbit finds what one finds that looks at
/// all.
#[test]
fn symmetries_change_nothing_but_the_time() {
    let shapes: [(&[usize], &[u64], usize); 5] = [
        (&[2, 2, 2], &[0, 0, 0], 6),
        (&[3, 3, 3], &[0, 0, 0], 6),
        (&[2, 2, 2, 2], &[0, 0, 0, 0], 24),
        (&[2, 2, 3], &[0, 0, 1], 2),
        (&[2, 2, 2, 2], &[0, 1, 0, 1], 4),
    ];
    let mut families = 0;
    for seed in 0..soak(40) {
        let (counts, classes, order) = shapes[seed as usize % shapes.len()];
        let game = anonymous_game(seed, counts, classes, [1_000_000, 2][seed as usize / 5 % 2]);
        let all: Vec<Vec<usize>> = counts.iter().map(|&count| (0..count).collect()).collect();
        let symmetries = Symmetries::of(&game, &all);
        assert_eq!(symmetries.order() % order, 0, "seed {seed}");
        let [short, long] = [symmetries, Symmetries::none(&all)]
            .map(|symmetries| mixed_equilibria_under(&symmetries, &game, &all, &Limits::default()));
        for one in &short.equilibria {
            is_equilibrium(&game, one).unwrap();
        }
        for one in &short.enclosed {
            holds_one(&game, one).unwrap();
        }
        assert_eq!(short.complete, long.complete, "seed {seed}");
        assert_eq!(short.equilibria, long.equilibria, "seed {seed}");
        assert_eq!(short.enclosed.len(), long.enclosed.len(), "seed {seed}");
        assert!(floats(&long).iter().all(|one| is_listed(&short, one)), "seed {seed}");
        let supports = |found: &Equilibria| {
            let members = found.families.iter().map(|family| (family.member.support(), family.dimension));
            let mut sorted: Vec<_> = members.collect();
            sorted.sort();
            sorted
        };
        assert_eq!(supports(&short), supports(&long), "seed {seed}");
        families += short.families.len();
    }
    assert!(families > 0);
}

/// Degenerate games by brute force: of three players with two strategies and payoffs −1, 0 or 1,
/// every point of a grid that is an equilibrium by the definition is listed or lies in the bounds of
/// a family, and every family has the member that it claims.
#[test]
fn no_equilibrium_of_a_degenerate_game_is_missed() {
    const PARTS: i64 = 6;
    let grid: Vec<Rational> = (0..=PARTS).map(|part| Rational::new(part, PARTS)).collect();
    let (mut degenerate, mut points) = (0, 0);
    for seed in 0..soak(60) {
        let game = random_game(seed, &[2, 2, 2], 1);
        let all = found(&game);
        if all.families.is_empty() {
            continue;
        }
        degenerate += 1;
        for family in &all.families {
            let inside = |([lo, hi], [least, most]): (&[Rational; 2], &[Rational; 2])| least <= lo && hi <= most;
            let both = family.member.profile.iter().flatten().zip(family.profile.iter().flatten());
            assert!(both.into_iter().all(inside), "seed {seed}");
            if let Ok(member) = Equilibrium::try_from(&family.member) {
                is_equilibrium(&game, &member).unwrap();
            }
        }
        if !all.complete {
            continue;
        }
        let gains: Vec<[Rational; 4]> = (0..3).map(|player| bilinear(&game, player)).collect();
        for place in 0..grid.len().pow(3) {
            let second = [place / 49, place / 7 % 7, place % 7].map(|at| &grid[at]);
            let stands = (0..3).all(|player| {
                let others: Vec<&Rational> =
                    (0..3).filter(|&other| other != player).map(|other| second[other]).collect();
                let [a, b, c, d] = &gains[player];
                let [x, y] = [others[0], others[1]];
                let gain = &(&(a + &(b * x)) + &(c * y)) + &(&(d * x) * y);
                match gain.signum() {
                    0 => true,
                    1 => second[player].is_one(),
                    _ => second[player].is_zero(),
                }
            });
            if !stands {
                continue;
            }
            points += 1;
            let profile: Vec<Vec<Rational>> =
                second.iter().map(|&weight| vec![&Rational::ONE - weight, weight.clone()]).collect();
            let support =
                |of: &Vec<Vec<Rational>>| -> Vec<bool> { of.iter().flatten().map(Rational::is_zero).collect() };
            let listed = all.equilibria.iter().any(|one| one.profile == profile);
            let within = all.families.iter().any(|family| {
                let bounds = family.profile.iter().flatten().zip(profile.iter().flatten());
                let used = family.member.profile.iter().flatten().map(|[_, hi]| hi.is_zero()).collect::<Vec<_>>();
                used == support(&profile) && bounds.into_iter().all(|([lo, hi], weight)| lo <= weight && weight <= hi)
            });
            assert!(listed || within, "seed {seed}: {profile:?} of {:?}", game.payoffs);
        }
    }
    assert!(degenerate > 20 && points > 500, "{degenerate} {points}");
}
