//! Bargaining solutions against published answers (the shared oracle file `bargaining.json`,
//! category `axiomatic`; each test names its entry), closed forms, an obvious slow method, and
//! the axioms that the registry claims.

use concede::axiom::bargaining::check;
use concede::form::Game;
use concede::form::bargaining::{BargainingProblem, Issue, Settlement};
use concede::numeric::rational::Rational;
use concede::solution::bargaining::{Bargain, BargainingAnswer, Choice};
use concede::solution::{Answer, Refusal};
use concede::solve::limits::Limits;
use concede::solve::{BargainingAxiom, CONCEPTS, Form, Solver, concept, solve};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn rational(value: i64) -> Rational {
    Rational::from(value)
}

fn numbers(values: &[i64]) -> Vec<Rational> {
    values.iter().map(|&value| rational(value)).collect()
}

fn texts(values: &[&str]) -> Vec<Rational> {
    values.iter().map(|value| value.parse().unwrap()).collect()
}

fn of_points(points: Vec<Vec<Rational>>, disagreement: Vec<Rational>) -> BargainingProblem {
    let players = (0..disagreement.len()).map(|player| player.to_string()).collect();
    let named = points.into_iter().map(|point| (format!("{point:?}"), point)).collect();
    BargainingProblem::of_points(players, named, disagreement)
}

fn points(list: &[&[i64]], disagreement: &[i64]) -> BargainingProblem {
    of_points(list.iter().map(|point| numbers(point)).collect(), numbers(disagreement))
}

/// The checked answer of a concept.
fn answer(problem: &BargainingProblem, id: &str) -> Result<BargainingAnswer, Refusal> {
    let solutions = solve(&Game::Bargaining(problem.clone()), &[id.to_owned()], &Limits::default());
    let Answer::Bargaining(answer) = solutions.into_iter().next().expect("the concept fits").answer? else {
        panic!("{id} answers a bargaining problem");
    };
    for check in check(id, &answer) {
        assert_eq!(check.fault, None, "{} in {problem:?}\n{:?}", check.claim, answer.choice);
    }
    Ok(answer)
}

fn bargain(problem: &BargainingProblem, id: &str) -> Bargain {
    match answer(problem, id).unwrap().choice {
        Choice::Bargain(bargain) => bargain,
        Choice::Frontier(_) => panic!("{id} picks a point"),
    }
}

fn exact(problem: &BargainingProblem, id: &str) -> Vec<Rational> {
    let exact = |own: &concede::solution::bargaining::Enclosure| own.exact().expect("an exact answer").clone();
    bargain(problem, id).payoff.iter().map(exact).collect()
}

/// The concepts that pick a point.
fn choosing() -> Vec<&'static str> {
    let own = CONCEPTS.iter().filter(|one| one.form == Form::Bargaining && one.id != "pareto_frontier");
    own.map(|one| one.id).collect()
}

#[test]
fn nash_divide_dollar() {
    let problem = of_points(vec![numbers(&[1, 0]), numbers(&[0, 1])], texts(&["3/10", "1/10"]));
    for id in choosing() {
        assert_eq!(exact(&problem, id), texts(&["3/5", "2/5"]), "{id}");
    }
}

#[test]
fn nash_risk_aversion() {
    // u1 = √x with x = k²/n², so that all points are rational; u2 = 1 - x; the optimum x = 1/3.
    let n = 3_000;
    let point = |k: i64| vec![Rational::new(k, n), Rational::new(n * n - k * k, n * n)];
    let problem = of_points((0..=n).map(point).collect(), numbers(&[0, 0]));
    let found = exact(&problem, "nash_bargaining");
    let x = (&Rational::ONE - &found[1]).to_f64();
    // The points are up to 2/n apart.
    assert!((x - 1.0 / 3.0).abs() < 1e-3, "{x}");
}

#[test]
fn polygon_four_solutions() {
    let problem = points(&[&[0, 0], &[20, 0], &[4, 8], &[0, 9]], &[0, 0]);
    assert_eq!(exact(&problem, "nash_bargaining"), numbers(&[10, 5]));
    assert_eq!(exact(&problem, "kalai_smorodinsky"), texts(&["200/19", "90/19"]));
    assert_eq!(exact(&problem, "egalitarian"), texts(&["20/3", "20/3"]));
    assert_eq!(exact(&problem, "utilitarian"), numbers(&[20, 0]));
    assert_eq!(bargain(&problem, "utilitarian").ideal, numbers(&[20, 9]));
}

#[test]
fn circle_nash() {
    // Rational points of the circle, up to 2/n apart.
    let n = 2_000;
    let circle = (0..=n).map(|k| {
        let scale = n * n + k * k;
        vec![Rational::new(n * n - k * k, scale), Rational::new(2 * n * k, scale)]
    });
    let problem = of_points(circle.collect(), numbers(&[0, 0]));
    for id in ["nash_bargaining", "kalai_smorodinsky", "egalitarian", "perles_maschler", "raiffa", "equal_loss"] {
        for own in bargain(&problem, id).payoff {
            assert!((own.lo.to_f64() - 0.5f64.sqrt()).abs() < 1e-3, "{id} {own:?}");
        }
    }
    // With d = (0, 1/2) the ideal point is (√3/2, 1).
    let ideal =
        bargain(&BargainingProblem { disagreement: texts(&["0", "1/2"]), ..problem }, "kalai_smorodinsky").ideal;
    assert!((ideal[0].to_f64() - 0.75f64.sqrt()).abs() < 1e-6);
    assert_eq!(ideal[1], Rational::ONE);
}

#[test]
fn nash_variable_threats() {
    // A pie of 6 with the threats' payoff difference -1: d1 - d2 = -1.
    let problem = points(&[&[6, 0], &[0, 6]], &[0, 1]);
    assert_eq!(exact(&problem, "nash_bargaining"), texts(&["5/2", "7/2"]));
}

#[test]
fn issue_linkage() {
    let option = |name: &str, a, b| Settlement { name: name.to_owned(), payoffs: numbers(&[a, b]) };
    let issue =
        |name: &str, a, b| Issue { name: name.to_owned(), options: vec![option("no", 0, 0), option("yes", a, b)] };
    let of = |issues| BargainingProblem {
        players: vec!["a".to_owned(), "b".to_owned()],
        issues,
        lotteries: false,
        disagreement: numbers(&[0, 0]),
        weights: None,
    };
    for own in [issue("X", -3, 5), issue("Y", 5, -3)] {
        assert_eq!(exact(&of(vec![own]), "nash_bargaining"), numbers(&[0, 0]));
    }
    assert_eq!(exact(&of(vec![issue("X", -3, 5), issue("Y", 5, -3)]), "nash_bargaining"), numbers(&[2, 2]));
}

#[test]
fn nothing_to_agree_on_is_an_answer() {
    for id in CONCEPTS.iter().filter(|one| one.form == Form::Bargaining).map(|one| one.id) {
        let refused = answer(&points(&[&[1, -1], &[-2, 1]], &[0, 0]), id).unwrap_err();
        assert!(matches!(refused, Refusal::Empty(_)), "{id}");
    }
    let three = points(&[&[1, 1, 1]], &[0, 0, 0]);
    assert_eq!(answer(&three, "raiffa").unwrap_err(), Refusal::Players { only: 2 });
    let discrete = BargainingProblem { lotteries: false, ..points(&[&[1, 1]], &[0, 0]) };
    assert!(matches!(answer(&discrete, "perles_maschler").unwrap_err(), Refusal::Undefined(_)));
}

#[test]
fn every_solution_agrees_on_degenerate_sets() {
    // A single point, the disagreement point itself, the disagreement point on the frontier.
    type Case = (&'static [&'static [i64]], [i64; 2], [i64; 2]);
    let cases: [Case; 4] = [
        (&[&[3, 5]], [0, 0], [3, 5]),
        (&[&[0, 0]], [0, 0], [0, 0]),
        (&[&[4, 0], &[0, 4]], [1, 3], [1, 3]),
        (&[&[0, 0], &[1, 1], &[3, 3]], [1, 1], [3, 3]),
    ];
    for (list, disagreement, expected) in cases {
        for id in choosing() {
            assert_eq!(exact(&points(list, &disagreement), id), numbers(&expected), "{id} of {list:?}");
        }
    }
}

/// A random problem of two or more players, small numbers so that there are degenerate ones.
fn random(random: &mut Pcg64, players: usize) -> BargainingProblem {
    let count = random.random_range(1..9);
    let size = if random.random_bool(0.5) { 6 } else { 60 };
    let list = (0..count).map(|_| (0..players).map(|_| rational(random.random_range(-2..size))).collect()).collect();
    let mut problem = of_points(list, vec![Rational::ZERO; players]);
    if random.random_bool(0.25) {
        problem.weights = Some((0..players).map(|_| rational(random.random_range(1..5))).collect());
    }
    if random.random_bool(0.3) {
        let second = random_issue(random, players, size);
        problem.issues.push(second);
    }
    problem
}

fn random_issue(random: &mut Pcg64, players: usize, size: i64) -> Issue {
    let options = (0..random.random_range(1..4))
        .map(|option| Settlement {
            name: option.to_string(),
            payoffs: (0..players).map(|_| rational(random.random_range(-2..size))).collect(),
        })
        .collect();
    Issue { name: "second".to_owned(), options }
}

fn all_outcomes(problem: &BargainingProblem) -> Vec<Vec<Rational>> {
    let start = vec![vec![Rational::ZERO; problem.players.len()]];
    problem.issues.iter().fold(start, |partial, issue| {
        let add = |sum: &Vec<Rational>, own: &[Rational]| sum.iter().zip(own).map(|(a, b)| a + b).collect();
        partial.iter().flat_map(|sum| issue.options.iter().map(move |option| add(sum, &option.payoffs))).collect()
    })
}

#[test]
fn solutions_pass_their_checks_on_random_problems() {
    let mut generator = Pcg64::seed_from_u64(7);
    for round in 0..400 {
        let players = 1 + round % 4;
        let problem = random(&mut generator, players);
        for id in CONCEPTS.iter().filter(|one| one.form == Form::Bargaining).map(|one| one.id) {
            let _ = answer(&problem, id);
            let _ = answer(&BargainingProblem { lotteries: false, ..problem.clone() }, id);
        }
    }
}

#[test]
fn two_players_agree_with_a_search_over_all_segments() {
    let mut generator = Pcg64::seed_from_u64(11);
    for _ in 0..300 {
        let problem = BargainingProblem { weights: None, ..random(&mut generator, 2) };
        let Ok(_) = answer(&problem, "nash_bargaining") else { continue };
        let outcomes = all_outcomes(&problem);
        let (mut product, mut least, mut sum) = (Rational::ZERO, Rational::ZERO, Rational::ZERO);
        for a in &outcomes {
            for b in &outcomes {
                // Where the product and the lesser gain can be greatest on the segment: its ends, the
                // parabola's top, where gains are equal, and where the segment leaves the quadrant.
                let step: Vec<Rational> = a.iter().zip(b).map(|(from, to)| to - from).collect();
                let mut shares = vec![Rational::ZERO];
                let curve = &(&step[0] * &step[1]) * &rational(2);
                if !curve.is_zero() {
                    shares.push(-&(&(&(&a[0] * &step[1]) + &(&a[1] * &step[0])) / &curve));
                }
                for (numerator, denominator) in
                    [(&a[1] - &a[0], &step[0] - &step[1]), (-&a[0], step[0].clone()), (-&a[1], step[1].clone())]
                {
                    if !denominator.is_zero() {
                        shares.push(&numerator / &denominator);
                    }
                }
                for share in shares.iter().filter(|share| !share.is_negative() && **share <= Rational::ONE) {
                    let gain = |player: usize| &a[player] + &(share * &step[player]);
                    let (x, y) = (gain(0), gain(1));
                    if !x.is_negative() && !y.is_negative() {
                        product = product.max(&x * &y);
                        least = least.max(x.clone().min(y.clone()));
                        sum = sum.max(&x + &y);
                    }
                }
            }
        }
        let nash = exact(&problem, "nash_bargaining");
        assert_eq!(&nash[0] * &nash[1], product, "{problem:?}");
        let equal = exact(&problem, "egalitarian");
        assert_eq!(equal[0].clone().min(equal[1].clone()), least, "{problem:?}");
        let best = exact(&problem, "utilitarian");
        assert_eq!(&best[0] + &best[1], sum, "{problem:?}");
    }
}

#[test]
fn three_players_with_an_idle_third_play_as_two() {
    let mut generator = Pcg64::seed_from_u64(13);
    for _ in 0..100 {
        let two = random(&mut generator, 2);
        let mut three = two.clone();
        three.players.push("idle".to_owned());
        three.disagreement.push(Rational::ZERO);
        three.weights.iter_mut().for_each(|weights| weights.push(Rational::ONE));
        for option in three.issues.iter_mut().flat_map(|issue| &mut issue.options) {
            option.payoffs.push(Rational::ZERO);
        }
        for id in ["nash_bargaining", "kalai_smorodinsky", "egalitarian", "utilitarian", "equal_loss"] {
            match answer(&two, id) {
                Err(_) => assert!(answer(&three, id).is_err()),
                Ok(_) => {
                    let mut expected = exact(&two, id);
                    expected.push(Rational::ZERO);
                    // The third's gain of zero is the least in the egalitarian order, and fixed first.
                    assert_eq!(exact(&three, id), expected, "{id} of {two:?}");
                }
            }
        }
    }
}

#[test]
fn three_players_in_floats_find_no_better_product() {
    let mut generator = Pcg64::seed_from_u64(17);
    for _ in 0..60 {
        let problem = BargainingProblem { weights: None, ..random(&mut generator, 3) };
        let Ok(_) = answer(&problem, "nash_bargaining") else { continue };
        let nash = bargain(&problem, "nash_bargaining");
        let product: f64 = nash.payoff.iter().map(|own| own.middle().to_f64()).product();
        // Multiplicative ascent from the middle, over outcomes.
        let outcomes: Vec<Vec<f64>> =
            all_outcomes(&problem).iter().map(|own| own.iter().map(Rational::to_f64).collect()).collect();
        let mut shares = vec![1.0 / outcomes.len() as f64; outcomes.len()];
        let mut best: f64 = 0.0;
        for _ in 0..3_000 {
            let gains: Vec<f64> = (0..3)
                .map(|player| outcomes.iter().zip(&shares).map(|(own, share)| own[player] * share).sum())
                .collect();
            if gains.iter().any(|gain| *gain <= 0.0) {
                break;
            }
            best = best.max(gains.iter().product());
            let value = |own: &Vec<f64>| own.iter().zip(&gains).map(|(payoff, gain)| payoff / gain).sum::<f64>() / 3.0;
            for (share, own) in shares.iter_mut().zip(&outcomes) {
                *share *= value(own).max(0.0);
            }
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
        }
        assert!(best <= product * (1.0 + 1e-9) + 1e-9, "{best} > {product} in {problem:?}");
    }
}

/// What a solution gives the players, middle of its bounds; `None` where there is no answer.
fn picked(problem: &BargainingProblem, id: &str) -> Option<Vec<Rational>> {
    answer(problem, id).ok()?;
    Some(bargain(problem, id).payoff.iter().map(|own| own.middle()).collect())
}

/// Equal up to the width of enclosures, exactly where both are exact.
fn same(a: &[Rational], b: &[Rational]) -> bool {
    let width = Rational::new(1, 1_000_000_000);
    a.iter().zip(b).all(|(x, y)| x == y || (x - y).abs() < width)
}

fn at_least(a: &[Rational], b: &[Rational]) -> bool {
    let width = Rational::new(1, 1_000_000_000);
    a.iter().zip(b).all(|(x, y)| x >= y || y - x < width)
}

fn mapped(problem: &BargainingProblem, scale: &[i64; 2], shift: &[i64; 2]) -> BargainingProblem {
    let map = |payoffs: &[Rational], shifted: bool| -> Vec<Rational> {
        let one = |player: usize| {
            let scaled = &payoffs[player] * &rational(scale[player]);
            if shifted { &scaled + &rational(shift[player]) } else { scaled }
        };
        (0..2).map(one).collect()
    };
    let mut changed = problem.clone();
    changed.disagreement = map(&problem.disagreement, true);
    for (index, issue) in changed.issues.iter_mut().enumerate() {
        for option in &mut issue.options {
            option.payoffs = map(&option.payoffs, index == 0);
        }
    }
    changed
}

/// The problem whose points are the vertices of the individually rational frontier.
fn rational_part(problem: &BargainingProblem) -> Option<BargainingProblem> {
    let Choice::Frontier(frontier) = answer(problem, "pareto_frontier").ok()?.choice else { return None };
    Some(of_points(frontier.points.into_iter().map(|(own, _)| own).collect(), numbers(&[0, 0])))
}

/// Tries an axiom on a problem of two players; panics where it fails.
fn holds(axiom: BargainingAxiom, id: &str, problem: &BargainingProblem, generator: &mut Pcg64) {
    let Some(own) = picked(problem, id) else { return };
    let outcomes = all_outcomes(problem);
    let said = format!("{axiom:?} of {id} in {problem:?}");
    match axiom {
        // The checks of every answer include these.
        BargainingAxiom::Efficiency | BargainingAxiom::IndividualRationality => {}
        BargainingAxiom::Symmetry => {
            let mut swapped = problem.clone();
            swapped.disagreement.reverse();
            swapped.issues.iter_mut().flat_map(|issue| &mut issue.options).for_each(|one| one.payoffs.reverse());
            let mut other = picked(&swapped, id).unwrap();
            other.reverse();
            assert!(same(&own, &other), "{said}: {own:?} {other:?}");
        }
        BargainingAxiom::ScaleInvariance | BargainingAxiom::CommonScaleInvariance => {
            let first = generator.random_range(1..6);
            let second = if axiom == BargainingAxiom::ScaleInvariance { generator.random_range(1..6) } else { first };
            let shift = [generator.random_range(-9..9), generator.random_range(-9..9)];
            let changed = mapped(problem, &[first, second], &shift);
            let expected: Vec<Rational> = own
                .iter()
                .zip([first, second])
                .zip(shift)
                .map(|((own, scale), shift)| &(own * &rational(scale)) + &rational(shift))
                .collect();
            let other = picked(&changed, id).unwrap();
            assert!(same(&expected, &other), "{said}: {expected:?} {other:?}");
        }
        BargainingAxiom::IndependenceOfIrrelevantAlternatives => {
            // The hull of what is chosen and some of the outcomes.
            let mut part: Vec<Vec<Rational>> = outcomes.into_iter().filter(|_| generator.random_bool(0.5)).collect();
            part.push(own.clone());
            let part = BargainingProblem { weights: problem.weights.clone(), ..of_points(part, numbers(&[0, 0])) };
            let other = picked(&part, id).unwrap();
            assert!(same(&own, &other), "{said}: {own:?} {other:?}");
        }
        BargainingAxiom::RestrictedMonotonicity => {
            // A random point below the ideal point joins.
            let ideal = bargain(problem, id).ideal;
            let point = ideal.iter().map(|most| most * &Rational::new(generator.random_range(0..=8), 8)).collect();
            let mut larger = outcomes;
            larger.push(point);
            let larger = of_points(larger, numbers(&[0, 0]));
            // Mixed with what is not individually rational it may move the ideal point.
            if bargain(&larger, id).ideal != ideal {
                return;
            }
            let other = picked(&larger, id).unwrap();
            assert!(at_least(&other, &own), "{said}: {own:?} {other:?}");
        }
        BargainingAxiom::MidpointDomination => {
            let half: Vec<Rational> =
                bargain(problem, id).ideal.iter().map(|most| most * &Rational::new(1, 2)).collect();
            assert!(at_least(&own, &half), "{said}: {own:?}");
        }
        BargainingAxiom::Superadditivity => {
            // It speaks of sets of individually rational points, which their frontiers span.
            let second = random(generator, 2);
            let (Some(first), Some(second)) = (rational_part(problem), rational_part(&second)) else { return };
            let (own, other) = (picked(&first, id).unwrap(), picked(&second, id).unwrap());
            let mut sum = first;
            sum.issues.extend(second.issues);
            let both = picked(&sum, id).unwrap();
            let parts: Vec<Rational> = own.iter().zip(&other).map(|(a, b)| a + b).collect();
            assert!(at_least(&both, &parts), "{said} and {other:?}: {both:?} {parts:?}");
        }
    }
}

#[test]
fn every_solution_satisfies_the_axioms_that_its_record_claims() {
    let mut generator = Pcg64::seed_from_u64(23);
    for id in choosing() {
        let Solver::Bargaining { axioms, .. } = concept(id).unwrap().solver else { panic!("{id} is a solution") };
        assert!(axioms.contains(&BargainingAxiom::Efficiency), "{id}");
        for &axiom in axioms {
            for _ in 0..150 {
                let problem = random(&mut generator, 2);
                holds(axiom, id, &BargainingProblem { weights: None, ..problem }, &mut generator);
            }
        }
    }
}

/// A domain of issues with random utilities of three decimals.
fn domain(players: usize, sizes: &[usize]) -> BargainingProblem {
    let mut random = Pcg64::seed_from_u64(2024);
    let mut utility = || Rational::new(random.random_range(0..1_000), 1_000);
    let mut option =
        |name: usize| Settlement { name: name.to_string(), payoffs: (0..players).map(|_| utility()).collect() };
    let issues = sizes
        .iter()
        .enumerate()
        .map(|(index, &size)| Issue { name: format!("issue {index}"), options: (0..size).map(&mut option).collect() })
        .collect();
    BargainingProblem {
        players: (0..players).map(|player| player.to_string()).collect(),
        issues,
        lotteries: false,
        disagreement: vec![Rational::ZERO; players],
        weights: None,
    }
}

#[test]
fn large_domains_are_merged_not_listed() {
    for players in [2, 3] {
        for sizes in [&[10, 10, 10, 10][..], &[5, 5, 5, 5, 5, 5, 5, 5], &[12, 10, 10, 10, 8, 10, 6]] {
            let problem = domain(players, sizes);
            let start = std::time::Instant::now();
            let Choice::Frontier(frontier) = answer(&problem, "pareto_frontier").unwrap().choice else { panic!() };
            let took = start.elapsed();
            let start = std::time::Instant::now();
            let nash = exact(&problem, "nash_bargaining");
            println!(
                "{players} parties, {} outcomes: {} efficient in {took:?}, Nash in {:?}",
                problem.outcomes().unwrap(),
                frontier.points.len(),
                start.elapsed()
            );
            let product = |own: &[Rational]| own.iter().fold(Rational::ONE, |product, gain| &product * gain);
            assert_eq!(frontier.points.iter().map(|(own, _)| product(own)).max(), Some(product(&nash)));
        }
    }
}
