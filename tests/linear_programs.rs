//! Linear programs: every answer against a check that shares no code with the solver, the
//! value against enumeration of vertices, and the classical hard cases.

use concede::axiom::linear::check;
use concede::numeric::lp::{LinearProgram, Outcome, Relation, Row, Sequence, generate_rows, solve};
use concede::numeric::rational::Rational;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

fn number(value: i64) -> Rational {
    Rational::from(value)
}

fn numbers(values: &[i64]) -> Vec<Rational> {
    values.iter().copied().map(number).collect()
}

fn program(objective: &[i64], rows: &[(&[i64], Relation, i64)], free: &[usize]) -> LinearProgram {
    let mut program = LinearProgram::maximize(numbers(objective));
    program.rows =
        rows.iter().map(|(row, relation, bound)| Row::dense(&numbers(row), *relation, number(*bound))).collect();
    free.iter().for_each(|&variable| program.free[variable] = true);
    program
}

/// Solves and checks.
fn checked(program: &LinearProgram) -> Outcome {
    let outcome = solve(program);
    check(program, &outcome).unwrap_or_else(|fault| panic!("{fault}: {program:?}\n{outcome:?}"));
    outcome
}

use Relation::{AtLeast, AtMost, Equal};

#[test]
fn degenerate_cases_have_their_answers() {
    let value = |program: &LinearProgram| match checked(program) {
        Outcome::Optimal(optimum) => Some(optimum.value),
        Outcome::Infeasible { .. } => None,
        Outcome::Unbounded { .. } => Some(number(i64::MAX)),
    };
    let (infinite, zero) = (Some(number(i64::MAX)), Some(Rational::ZERO));
    assert_eq!(value(&program(&[], &[], &[])), zero, "nothing at all");
    assert_eq!(value(&program(&[], &[(&[], AtMost, 0), (&[], Equal, 0)], &[])), zero);
    assert_eq!(value(&program(&[], &[(&[], AtMost, -1)], &[])), None);
    assert_eq!(value(&program(&[], &[(&[], Equal, 1)], &[])), None);
    assert_eq!(value(&program(&[], &[(&[], Equal, -1)], &[])), None);
    assert_eq!(value(&program(&[], &[(&[], AtLeast, 1)], &[])), None);
    assert_eq!(value(&program(&[0, -1], &[], &[])), zero, "no rows");
    assert_eq!(value(&program(&[1], &[], &[])), infinite);
    assert_eq!(value(&program(&[-1], &[], &[0])), infinite, "a free variable runs down");
    assert_eq!(value(&program(&[0], &[], &[0])), zero);
    assert_eq!(value(&program(&[1, 1], &[(&[1, 1], Equal, 2), (&[2, 2], Equal, 4)], &[])), Some(number(2)));
    assert_eq!(value(&program(&[1, 1], &[(&[1, 1], Equal, 2), (&[2, 2], Equal, 5)], &[])), None);
    assert_eq!(
        value(&program(&[1, 0], &[(&[0, 1], AtMost, -1)], &[])),
        None,
        "infeasible, though it would be unbounded"
    );
    assert_eq!(value(&program(&[1, 1], &[(&[1, -1], Equal, 0)], &[])), infinite);
    assert_eq!(value(&program(&[1, 1], &[(&[1, 1], AtMost, 3)], &[0, 1])), Some(number(3)));
    assert_eq!(value(&program(&[1, 2], &[(&[1, 1], AtMost, 3)], &[0, 1])), infinite);
    assert_eq!(
        value(&program(&[-1, -1], &[(&[1, 2], AtLeast, 4), (&[3, 1], AtLeast, 6)], &[])),
        Some(Rational::new(-14, 5))
    );
    assert_eq!(value(&program(&[1], &[(&[0], AtMost, 0), (&[1], AtMost, 7)], &[])), Some(number(7)));
    assert_eq!(value(&program(&[1, 0, 0], &[(&[1, 1, 1], Equal, 0)], &[])), zero, "one point");
}

#[test]
fn beale_does_not_cycle() {
    // Beale 1955: cycles under the largest coefficient alone.
    let fraction = Rational::new;
    let mut program = LinearProgram::maximize(vec![fraction(3, 4), number(-150), fraction(1, 50), number(-6)]);
    program.rows = vec![
        Row::dense(&[fraction(1, 4), number(-60), fraction(-1, 25), number(9)], AtMost, Rational::ZERO),
        Row::dense(&[fraction(1, 2), number(-90), fraction(-1, 50), number(3)], AtMost, Rational::ZERO),
        Row::dense(&numbers(&[0, 0, 1, 0]), AtMost, Rational::ONE),
    ];
    assert_eq!(checked(&program).optimal().unwrap().value, fraction(1, 20));
}

#[test]
fn klee_and_minty_cubes_are_climbed() {
    // Klee and Minty 1972, as in Chvátal 1983: max Σ 10^(n-j) x_j has value 100^(n-1).
    for size in 1..=10u32 {
        let ten = |power: u32| number(10).pow(power);
        let mut program = LinearProgram::maximize((1..=size).map(|j| ten(size - j)).collect());
        program.rows = (1..=size)
            .map(|i| {
                let terms =
                    (1..i).map(|j| (j as usize - 1, &ten(i - j) * &number(2))).chain([(i as usize - 1, Rational::ONE)]);
                Row::new(terms, AtMost, number(100).pow(i - 1))
            })
            .collect();
        assert_eq!(checked(&program).optimal().unwrap().value, number(100).pow(size - 1));
    }
}

/// The best value over all basic feasible solutions of a program with nonnegative variables
/// and a bounded polytope; `None` if there is none.
fn enumerate(program: &LinearProgram) -> Option<Rational> {
    let width = program.objective.len();
    let mut planes: Vec<(Vec<Rational>, Rational)> = (0..width)
        .filter(|&variable| !program.free[variable])
        .map(|variable| ((0..width).map(|index| number(i64::from(index == variable))).collect(), Rational::ZERO))
        .collect();
    planes.extend(program.rows.iter().map(|row| {
        let mut dense = vec![Rational::ZERO; width];
        row.coefficients().iter().for_each(|(variable, value)| dense[*variable] = value.clone());
        (dense, row.bound.clone())
    }));
    let mut best: Option<Rational> = None;
    for mask in 0u32..1 << planes.len() {
        if mask.count_ones() as usize != width {
            continue;
        }
        let chosen = (0..planes.len()).filter(|&index| mask >> index & 1 == 1).map(|index| planes[index].clone());
        let Some(point) = intersection(chosen.collect(), width) else { continue };
        let fits = point.iter().zip(&program.free).all(|(value, &free)| free || !value.is_negative());
        if fits && program.rows.iter().all(|row| row.holds(&point)) {
            let value = program.objective.iter().zip(&point).fold(Rational::ZERO, |sum, (a, b)| &sum + &(a * b));
            best = Some(best.map_or(value.clone(), |best| best.max(value)));
        }
    }
    best
}

fn intersection(mut planes: Vec<(Vec<Rational>, Rational)>, width: usize) -> Option<Vec<Rational>> {
    for column in 0..width {
        let pivot = (column..width).find(|&row| !planes[row].0[column].is_zero())?;
        planes.swap(column, pivot);
        let above = planes[column].clone();
        for (index, (row, bound)) in planes.iter_mut().enumerate() {
            if index != column && !row[column].is_zero() {
                let factor = &row[column] / &above.0[column];
                row.iter_mut().zip(&above.0).for_each(|(entry, above)| *entry = &*entry - &(&factor * above));
                *bound = &*bound - &(&factor * &above.1);
            }
        }
    }
    Some((0..width).map(|index| &planes[index].1 / &planes[index].0[index]).collect())
}

fn random(generator: &mut Pcg64, width: usize, height: usize, reach: i64, dense: f64) -> LinearProgram {
    let mut entry = |reach: i64| match generator.random_bool(dense) {
        true => number(generator.random_range(-reach..=reach)),
        false => Rational::ZERO,
    };
    let mut program = LinearProgram::maximize((0..width).map(|_| entry(reach)).collect());
    let rows: Vec<(Vec<Rational>, Rational)> =
        (0..height).map(|_| ((0..width).map(|_| entry(reach)).collect(), entry(3 * reach))).collect();
    program.rows = rows
        .into_iter()
        .map(|(row, bound)| {
            let relation = match generator.random_range(0..10) {
                0 => Equal,
                1..=3 => AtLeast,
                _ => AtMost,
            };
            Row::dense(&row, relation, bound)
        })
        .collect();
    for variable in 0..width {
        program.free[variable] = generator.random_bool(0.15);
    }
    program
}

#[test]
fn small_random_programs_agree_with_the_enumeration_of_vertices() {
    let mut generator = Pcg64::seed_from_u64(1);
    let mut kinds = [0; 3];
    for _ in 0..1500 {
        let (width, height) = (generator.random_range(1..=4), generator.random_range(0..=5));
        let mut program = random(&mut generator, width, height, 3, 0.8);
        match checked(&program) {
            Outcome::Optimal(optimum) => {
                kinds[0] += 1;
                // A polytope without lines has a vertex; with free variables there may be none.
                if let Some(best) = enumerate(&program) {
                    assert_eq!(best, optimum.value, "{program:?}");
                } else {
                    assert!(program.free.contains(&true));
                }
            }
            Outcome::Infeasible { .. } => {
                kinds[1] += 1;
                assert_eq!(enumerate(&program), None);
            }
            Outcome::Unbounded { .. } => {
                kinds[2] += 1;
                // A box makes it bounded, and feasible it stays.
                program.free.fill(false);
                let bounded = (0..width).map(|variable| Row::new([(variable, Rational::ONE)], AtMost, number(1000)));
                program.rows.extend(bounded);
                checked(&program);
            }
        }
    }
    assert!(kinds.iter().all(|&count| count > 100), "{kinds:?}");
}

#[test]
fn larger_random_programs_certify_themselves() {
    let mut generator = Pcg64::seed_from_u64(2);
    let mut kinds = [0; 3];
    for round in 0..160 {
        let (width, height) = (generator.random_range(10..=40), generator.random_range(5..=40));
        let reach = if round % 4 == 0 { 1_000_000_007 } else { 9 };
        let mut program = random(&mut generator, width, height, reach, 0.4);
        if round % 2 == 0 {
            // Feasible: bounds are moved to hold at a point; bounded: a row over all variables.
            let point: Vec<Rational> = (0..width).map(|_| number(generator.random_range(0..=4))).collect();
            program.rows.iter_mut().for_each(|row| row.bound = row.at(&point));
            program.free.fill(false);
            program.rows.push(Row::new((0..width).map(|variable| (variable, Rational::ONE)), AtMost, number(1000)));
        }
        kinds[match checked(&program) {
            Outcome::Optimal(_) => 0,
            Outcome::Infeasible { .. } => 1,
            Outcome::Unbounded { .. } => 2,
        }] += 1;
    }
    assert!(kinds[0] > 50 && kinds[1] > 5 && kinds[2] > 5, "{kinds:?}");
}

/// A cone cut by one plane, many of its rows alike, as in correlated equilibria of trees: nearly
/// every pivot is degenerate.
#[test]
fn ties_hold_nothing_up() {
    let mut generator = Pcg64::seed_from_u64(4);
    for _ in 0..4 {
        let width = 60;
        let mut program = LinearProgram::maximize((0..width).map(|_| number(generator.random_range(0..=2))).collect());
        for _ in 0..80 {
            let row: Vec<Rational> = (0..width)
                .map(|_| number(if generator.random_bool(0.2) { generator.random_range(-2..=1) } else { 0 }))
                .collect();
            program.rows.extend([1, 1, 2].map(|often| {
                let row: Vec<Rational> = row.iter().map(|entry| entry * &number(often)).collect();
                Row::dense(&row, AtMost, Rational::ZERO)
            }));
        }
        program.rows.push(Row::new((0..width).map(|variable| (variable, Rational::ONE)), Equal, Rational::ONE));
        assert!(matches!(checked(&program), Outcome::Optimal(_) | Outcome::Infeasible { .. }));
    }
}

#[test]
fn numbers_beyond_words_and_beyond_floats_are_exact() {
    let huge = number(10).pow(400);
    let mut program = LinearProgram::maximize(vec![huge.clone(), Rational::ONE]);
    program.rows.push(Row::dense(&[Rational::ONE, &Rational::ONE / &huge], AtMost, huge.clone()));
    program.rows.push(Row::dense(&[Rational::ONE, Rational::ZERO], AtMost, &huge - &Rational::ONE));
    let optimum = checked(&program).optimal().unwrap();
    assert_eq!(optimum.value, &huge * &huge);
    let mut generator = Pcg64::seed_from_u64(3);
    for _ in 0..10 {
        let mut program = random(&mut generator, 20, 20, i64::MAX / 4, 1.0);
        program.rows.push(Row::new((0..20).map(|variable| (variable, huge.clone())), AtMost, number(7)));
        checked(&program);
    }
}

#[test]
fn sequences_agree_with_fresh_solves() {
    let mut generator = Pcg64::seed_from_u64(4);
    for round in 0..60 {
        let size = if round % 2 == 0 { 4 } else { 16 };
        let mut sequence = Sequence::new(random(&mut generator, size, size, 5, 0.6));
        for _ in 0..8 {
            match generator.random_range(0..3) {
                0 => sequence.set_objective((0..size).map(|_| number(generator.random_range(-5..=5))).collect()),
                1 => {
                    let halves = generator.random_range(1..=2);
                    let bounds =
                        sequence.program().rows.iter().map(|_| Rational::new(generator.random_range(-3..=20), halves));
                    let bounds = bounds.collect();
                    sequence.set_bounds(bounds);
                }
                _ => sequence.add_row(random(&mut generator, size, 1, 5, 0.6).rows.remove(0)),
            }
            let outcome = sequence.solve();
            check(sequence.program(), &outcome).unwrap();
            let fresh = solve(sequence.program());
            match (&outcome, &fresh) {
                (Outcome::Optimal(a), Outcome::Optimal(b)) => assert_eq!(a.value, b.value),
                (Outcome::Infeasible { .. }, Outcome::Infeasible { .. }) => {}
                (Outcome::Unbounded { .. }, Outcome::Unbounded { .. }) => {}
                _ => panic!("{outcome:?} against {fresh:?}"),
            }
        }
    }
}

#[test]
fn generated_rows_reach_the_optimum_of_all_rows() {
    // max x + y over the polygon of tangents to the circle at 200 rational points.
    let tangents: Vec<Row> = (0..200)
        .map(|step| {
            let t = Rational::new(step, 100);
            let (square, one) = (&t * &t, Rational::ONE);
            Row::dense(&[&one - &square, &t * &number(2)], AtMost, &one + &square)
        })
        .collect();
    let start = LinearProgram::maximize(numbers(&[1, 1]));
    let mut asked = 0;
    let (program, outcome) = generate_rows(start.clone(), |point, ray| {
        asked += 1;
        let broken = |row: &&Row| match ray {
            None => !row.holds(point),
            Some(ray) => row.at(ray).is_positive() || !row.holds(point),
        };
        tangents.iter().find(broken).cloned().into_iter().collect()
    });
    check(&program, &outcome).unwrap();
    let whole = LinearProgram { rows: tangents, ..start };
    assert_eq!(outcome.optimal().unwrap().value, checked(&whole).optimal().unwrap().value);
    assert!(asked < 200);
}
