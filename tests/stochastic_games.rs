//! Markov perfect equilibria: the endless ratchet of the shared oracle file `bargaining.json`, its
//! closed forms with random parameters, all pure profiles of small games one by one, and the
//! demand process against backward induction on its tree.

use concede::axiom::stochastic::{check, check_some};
use concede::compile::compile;
use concede::compile::stationary::stationary_process;
use concede::form::stochastic::{State, Step, StochasticGame, Turn};
use concede::numeric::rational::Rational;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::solution::stochastic::{EnclosedMarkov, MarkovEquilibria, MarkovEquilibrium, Opening};
use concede::solve::limits::Limits;
use concede::solve::markov_perfect::markov_perfect;
use concede::uncertainty::judge;
use concede::verdict::{TestId, assess};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn number(text: &str) -> Rational {
    text.parse().unwrap()
}

fn scenario(text: &str) -> Scenario {
    match Scenario::read(&Source::new("test.toml", text)) {
        Ok((scenario, _)) => scenario,
        Err(faults) => panic!("{faults:?}"),
    }
}

/// The checked equilibria.
#[track_caller]
fn equilibria(game: &StochasticGame) -> MarkovEquilibria {
    assert_eq!(game.validate(), Ok(()));
    let found = markov_perfect(game, &Limits::default());
    let some = check_some(game, found.complete, found.count());
    for check in check(game, &found.equilibria, &found.enclosed).into_iter().chain([some]) {
        assert_eq!(check.fault, None, "{}\n{game:?}\n{found:?}", check.claim);
    }
    found
}

fn step(name: &str, to: usize, pays: [Rational; 2], waits: bool) -> Step {
    Step { name: name.to_owned(), to, pays: pays.to_vec(), waits }
}

fn zero() -> [Rational; 2] {
    [Rational::ZERO, Rational::ZERO]
}

/// Identical demands without end: the owner pays c for each and the demander gains b; a signature
/// is worth g and v, a refusal ends the talks.
fn ratchet(c: &Rational, b: &Rational, g: &Rational, v: &Rational, discounts: [Rational; 2]) -> StochasticGame {
    let state = |name: &str, turn: Turn| State { name: name.to_owned(), turn };
    let answer = vec![step("concede", 1, [-c, b.clone()], true), step("refuse", 3, zero(), false)];
    let settle = vec![step("sign", 2, zero(), false), step("demand", 0, zero(), false)];
    StochasticGame {
        players: vec!["owner".into(), "demander".into()],
        discounts: discounts.to_vec(),
        states: vec![
            state("demanded", Turn::Choice { player: 0, actions: answer }),
            state("met", Turn::Choice { player: 1, actions: settle }),
            state("signed", Turn::End(vec![g.clone(), v.clone()])),
            state("over", Turn::End(zero().to_vec())),
        ],
        start: 0,
    }
}

#[test]
fn stationary_ratchet_mpe() {
    let game = ratchet(&8.into(), &3.into(), &40.into(), &10.into(), [number("9/10"), number("97/100")]);
    let found = equilibria(&game);
    assert!(found.complete);
    assert_eq!(found.equilibria.len(), 1, "{found:?}");
    let one = &found.equilibria[0];
    assert_eq!(one.mixtures[0][0], number("100/127"));
    assert_eq!(one.mixtures[1][0], number("2/9"));
    assert_eq!(one.payoffs[0], Rational::ZERO);
}

/// The closed form wherever it gives probabilities.
#[test]
fn endless_ratchets_of_any_size() {
    let mut random = Pcg64::seed_from_u64(1);
    let mut mixed = 0;
    for _ in 0..60 {
        let mut amount = || Rational::from(random.random_range(1..60));
        let (c, b, g, v) = (amount(), amount(), amount(), amount());
        let mut discount = || Rational::new(random.random_range(50..100), 100);
        let (own, other) = (discount(), discount());
        let sign = &c / &(&own * &g);
        let concede = &v / &(&b + &(&other * &v));
        if sign >= Rational::ONE || concede >= Rational::ONE {
            continue;
        }
        mixed += 1;
        let found = equilibria(&ratchet(&c, &b, &g, &v, [own, other]));
        let fits = |one: &MarkovEquilibrium| one.mixtures[0][0] == concede && one.mixtures[1][0] == sign;
        assert_eq!(found.equilibria.iter().filter(|one| fits(one)).count(), 1, "{found:?}");
    }
    assert!(mixed > 10, "{mixed}");
}

/// A scenario of the same kind: there attempts cost at once and benefits come a period later.
const ENDLESS: &str = r#"
[scenario]
title = "A ratchet without end"
question = "slice"
[players.owner]
discount = 0.9
[players.owner.payoffs]
treaty = 40
[players.demander]
discount = 0.97
[players.demander.payoffs]
treaty = 10
[concessions.slice]
owner = "owner"
demanded_by = "demander"
cost = { attempt = 8 }
benefit = 3
audience_cost = 20
[agreements.treaty]
signatories = ["owner", "demander"]
[process]
agreement = "treaty"
demands = ["slice"]
endless = true
"#;

#[test]
fn a_scenario_without_a_last_demand_is_judged() {
    let scenario = scenario(ENDLESS);
    let (_, verdict) = judge(&scenario).unwrap();
    let test = verdict.test(TestId::Stationary).unwrap();
    assert_eq!(test.holds, Some(false));
    assert_eq!(test.value, Some(Rational::ZERO));
    let process = stationary_process(&scenario).unwrap();
    let found = equilibria(&process.game);
    // Before anything is conceded the owner is indifferent; from the first success on, it mixes.
    assert_eq!(found.equilibria.len(), 2, "{found:?}");
    let place = |action: &str| found.states.iter().rposition(|(_, _, actions)| actions.iter().any(|own| own == action));
    let (answer, settle) = (place("CONCEDE").unwrap(), place("SIGN").unwrap());
    assert_ne!(answer, process.question);
    for one in &found.equilibria {
        // 10 = q δ (3 + 10), and 8 = δ σ 40.
        assert_eq!(one.mixtures[answer][0], &Rational::from(10) / &number("12.61"));
        assert_eq!(one.mixtures[settle][0], number("2/9"));
    }
    // With a last demand it is made: the demander signs once it is met.
    assert_eq!(verdict.test(TestId::SubgamePerfect).unwrap().holds, Some(true));
}

#[test]
fn a_scenario_with_a_last_demand_has_no_such_test() {
    let (_, verdict) = judge(&scenario(&ENDLESS.replace("endless = true\n", ""))).unwrap();
    assert!(verdict.test(TestId::Stationary).is_none());
}

/// Where every period may bring conflict, an attempt is worth less by that risk.
#[test]
fn a_period_has_its_risk() {
    let risky = |hazard: &str, rule: &str| {
        let text = ENDLESS.replace("benefit = 3\n", "").replace("endless = true\n", "").replace(
            "[process]",
            &format!("[conflict]\nhazard = {hazard}\nper_period = {rule}\noverride = {{ treaty = 0 }}\n[process]"),
        );
        let text = text.replace("treaty = 40", "always = 20\ntreaty = 40");
        let scenario = scenario(&text);
        let compiled = compile(&scenario, None).unwrap();
        assess(&scenario, &compiled, &Limits::default()).test(TestId::SubgamePerfect).unwrap().value.clone().unwrap()
    };
    // Status quo 20 (1 - h) = 18; signed 60; conflict 0: -8 + δ ((1 - h) 42 - h 18).
    assert_eq!(risky("0.1", "false"), number("29.8"));
    assert_eq!(risky("0.1", "true"), number("24.4"));
}

/// On the way of a process that ends, both ways of solving it agree.
#[test]
fn the_lead_scenario_is_worth_the_same_by_its_tree_and_by_its_states() {
    for file in ["south-caucasus", "south-caucasus-escrow", "prespa-2018", "good-friday-1998"] {
        let text = std::fs::read_to_string(format!("scenarios/{file}.toml")).unwrap();
        let scenario = scenario(&text);
        let compiled = compile(&scenario, None).unwrap();
        let verdict = assess(&scenario, &compiled, &Limits::default());
        let by_tree = verdict.test(TestId::SubgamePerfect).unwrap().value.clone().unwrap();
        let process = stationary_process(&scenario).unwrap();
        let found = equilibria(&process.game);
        let owner = scenario.owner().0;
        let margin = |one: &MarkovEquilibrium| {
            let steps = process.game.states[process.question].steps();
            let worth = |action: usize| {
                let step = steps[action];
                &step.pays[owner] + &(&process.game.factor(step, owner) * &one.values[step.to][owner])
            };
            &worth(process.concede) - &worth(process.refuse)
        };
        let margins: Vec<Rational> = found.equilibria.iter().map(margin).collect();
        assert!(margins.contains(&by_tree), "{file}: {by_tree} is not among {margins:?}");
    }
}

/// Every pure profile of a small game, its values by long repetition, tried for deviations.
#[test]
fn pure_equilibria_are_all_found() {
    let mut random = Pcg64::seed_from_u64(2);
    for _ in 0..60 {
        let states = random.random_range(2..5);
        let mut step = |name: usize| Step {
            name: name.to_string(),
            to: random.random_range(0..states + 1),
            pays: (0..2).map(|_| Rational::from(random.random_range(-9..=9))).collect(),
            waits: true,
        };
        let mut list: Vec<State> = (0..states)
            .map(|state| State {
                name: state.to_string(),
                turn: Turn::Choice { player: state % 2, actions: (0..2).map(&mut step).collect() },
            })
            .collect();
        list.push(State { name: "end".to_owned(), turn: Turn::End(vec![1.into(), 2.into()]) });
        let game = StochasticGame {
            players: vec!["a".into(), "b".into()],
            discounts: vec![number("1/2"), number("3/5")],
            states: list,
            start: 0,
        };
        let pure =
            |one: &MarkovEquilibrium| one.mixtures.iter().flatten().all(|share| share.is_zero() || share.is_one());
        let found = equilibria(&game).equilibria.iter().filter(|one| pure(one)).count();
        assert_eq!(found, brute(&game), "{game:?}");
    }
}

fn brute(game: &StochasticGame) -> usize {
    let choosers = game.states.len() - 1;
    let factors = [0.5, 0.6];
    (0..1usize << choosers)
        .filter(|profile| {
            let mut values = vec![[0.0; 2]; game.states.len()];
            values[choosers] = [1.0, 2.0];
            let worth = |values: &[[f64; 2]], state: usize, action: usize, player: usize| {
                let step = game.states[state].steps()[action];
                step.pays[player].to_f64() + factors[player] * values[step.to][player]
            };
            for _ in 0..200 {
                for state in 0..choosers {
                    values[state] = [0, 1].map(|player| worth(&values, state, profile >> state & 1, player));
                }
            }
            (0..choosers).all(|state| {
                let player = state % 2;
                (0..2).all(|action| worth(&values, state, action, player) <= values[state][player] + 1e-9)
            })
        })
        .count()
}

/// Without discounting a loss can be put off for ever: what no single deviation gains, the whole
/// strategy does.
#[test]
fn nobody_accepts_less_than_going_on_for_ever() {
    let way = |name: &str, to: usize, waits: bool| Step { name: name.into(), to, pays: vec![Rational::ZERO], waits };
    let choice = Turn::Choice { player: 0, actions: vec![way("stay", 0, true), way("go", 1, false)] };
    let game = StochasticGame {
        players: vec!["alone".into()],
        discounts: vec![Rational::ONE],
        states: vec![
            State { name: "s".into(), turn: choice },
            State { name: "end".into(), turn: Turn::End(vec![(-3).into()]) },
        ],
        start: 0,
    };
    let found = equilibria(&game);
    assert_eq!(found.equilibria.len(), 1);
    assert!(found.equilibria[0].payoffs[0].is_zero());
    let mut folds = found.equilibria[0].clone();
    folds.mixtures[0].swap(0, 1);
    folds.values[0][0] = (-3).into();
    folds.payoffs[0] = (-3).into();
    assert!(check(&game, &[folds], &[])[0].fault.as_ref().is_some_and(|fault| fault.contains("for ever")));
}

/// Who stops first gets `a` and the others `b`; all wait for each other in turn.
fn waiting(players: usize, a: i64, b: i64, discount: &str) -> StochasticGame {
    let step = |name: &str, to: usize, waits: bool| Step {
        name: name.to_owned(),
        to,
        pays: vec![Rational::ZERO; players],
        waits,
    };
    let mut states: Vec<State> = (0..players)
        .map(|player| State {
            name: format!("turn of {player}"),
            turn: Turn::Choice {
                player,
                actions: vec![step("stop", players + player, false), step("wait", (player + 1) % players, true)],
            },
        })
        .collect();
    states.extend((0..players).map(|stopped| State {
        name: format!("{stopped} stopped"),
        turn: Turn::End((0..players).map(|player| if player == stopped { a.into() } else { b.into() }).collect()),
    }));
    StochasticGame {
        players: (0..players).map(|player| player.to_string()).collect(),
        discounts: vec![number(discount); players],
        states,
        start: 0,
    }
}

/// Whether the number between two bounds is a root of `f`, by its signs there.
fn crosses(f: impl Fn(&Rational) -> Rational, [lo, hi]: &[Rational; 2]) -> bool {
    f(lo).signum() * f(hi).signum() <= 0
}

/// Three players who wait for each other, all mixing: waiting is worth
/// `δ (p b + (1 - p) δ (p b + (1 - p) δ a)) = a`, which has an irrational root for most numbers.
#[test]
fn three_who_wait_for_each_other() {
    let mut irrational = 0;
    for (a, b, discount) in [(1, 4, "9/10"), (2, 5, "4/5"), (1, 2, "19/20"), (3, 7, "7/8")] {
        let found = equilibria(&waiting(3, a, b, discount));
        assert!(found.complete, "{:?}", found.open);
        let (a, b, discount) = (Rational::from(a), Rational::from(b), number(discount));
        let left = |p: &Rational| {
            let rest = &Rational::ONE - p;
            let last = &(p * &b) + &(&rest * &(&discount * &a));
            &(&discount * &(&(p * &b) + &(&rest * &(&discount * &last)))) - &a
        };
        let all_mix = |shares: &[[Rational; 2]]| shares.iter().all(|[lo, hi]| lo.is_positive() && *hi < Rational::ONE);
        let exact = found.equilibria.iter().map(|one| -> Vec<[Rational; 2]> {
            (0..3).map(|state| [one.mixtures[state][0].clone(), one.mixtures[state][0].clone()]).collect()
        });
        let enclosed = found.enclosed.iter().map(|one| (0..3).map(|state| one.mixtures[state][0].clone()).collect());
        let mixed: Vec<Vec<[Rational; 2]>> = exact.chain(enclosed).filter(|own: &Vec<_>| all_mix(own)).collect();
        assert_eq!(mixed.len(), 1, "{mixed:?}");
        assert!(mixed[0].iter().all(|ends| crosses(left, ends)), "{mixed:?}");
        irrational += found.enclosed.len();
    }
    assert!(irrational > 0);
}

/// A game with generic payoffs has an odd number of stationary equilibria (Herings and Peeters
/// 2004 \[HeringsPeeters2004\]): a list that left out one would be even.
#[test]
fn generic_games_have_oddly_many() {
    let mut random = Pcg64::seed_from_u64(8);
    let (mut mixing, mut enclosed) = (0, 0);
    for round in 0..90 {
        let players = 2 + round % 3;
        let states = players + usize::from(round % 5 == 0 && players < 4);
        // Stopping is better for the others than for who stops, waiting costs something.
        let mut list: Vec<State> = (0..states)
            .map(|state| {
                let mover = state % players;
                let mut some = |least: i64, most: i64| Rational::from(random.random_range(least..most));
                let stop = |name: &str, some: &mut dyn FnMut(i64, i64) -> Rational| Step {
                    name: name.to_owned(),
                    to: states,
                    pays: (0..players)
                        .map(|own| if own == mover { some(0, 30_000) } else { some(20_000, 90_000) })
                        .collect(),
                    waits: true,
                };
                let mut actions = vec![stop("stop", &mut some)];
                actions.push(Step {
                    name: "wait".to_owned(),
                    to: (state + 1) % states,
                    pays: (0..players).map(|_| some(-9_000, 2_000)).collect(),
                    waits: true,
                });
                if round % 7 == 0 && players < 4 {
                    actions.push(stop("give way", &mut some));
                }
                State { name: state.to_string(), turn: Turn::Choice { player: mover, actions } }
            })
            .collect();
        list.push(State { name: "end".to_owned(), turn: Turn::End((0..players as i64).map(Rational::from).collect()) });
        let game = StochasticGame {
            players: (0..players).map(|player| player.to_string()).collect(),
            discounts: (0..players as i64).map(|player| Rational::new(80 + 5 * player, 100)).collect(),
            states: list,
            start: 0,
        };
        let found = equilibria(&game);
        assert!(found.complete, "{round}: {:?}\n{game:?}", found.open);
        assert_eq!(found.count() % 2, 1, "{round}: {game:?}\n{found:?}");
        let mixes = |mixtures: &[Vec<Rational>]| {
            mixtures.iter().filter(|own| own.iter().any(|share| share.is_positive() && *share < Rational::ONE)).count()
        };
        mixing += found.equilibria.iter().filter(|one| mixes(&one.mixtures) > 0).count();
        enclosed += found.enclosed.len();
    }
    println!("{mixing} mixed and exact, {enclosed} enclosed");
    assert!(mixing > 0 && enclosed > 0, "{mixing} {enclosed}");
}

/// Where a way without discounting pays again and again, the answer names the state.
#[test]
fn what_has_no_value_is_named() {
    let mut game = waiting(2, 1, 2, "1");
    if let Turn::Choice { actions, .. } = &mut game.states[1].turn {
        actions[1].pays[0] = Rational::ONE;
    }
    let found = equilibria(&game);
    assert!(!found.complete);
    assert!(found.open.contains(&Opening::Unbounded { state: 1, player: 0 }), "{:?}", found.open);
}

/// What is no equilibrium between bounds, or is left out, is found out.
#[test]
fn false_bounds_are_found_out() {
    let game = waiting(3, 1, 4, "9/10");
    let found = equilibria(&game);
    let [one, ..] = found.enclosed.as_slice() else { panic!("{found:?}") };
    let fails = |changed: EnclosedMarkov| check(&game, &[], &[changed])[0].fault.is_some();
    let mut moved = one.clone();
    for ends in &mut moved.mixtures[0] {
        *ends = [&Rational::ONE - &ends[1], &Rational::ONE - &ends[0]];
    }
    assert!(fails(moved));
    let mut other = one.clone();
    other.values[1][0] = other.values[1][0].clone().map(|end| &end + &number("1/1000"));
    assert!(fails(other));
    let mut wide = one.clone();
    wide.mixtures[0] = vec![[number("1/100"), number("99/100")]; 2];
    assert!(fails(wide));
    assert!(check_some(&game, true, 0).fault.is_some());
}
