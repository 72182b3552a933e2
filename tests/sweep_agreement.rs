//! The float path of a sweep and the exact path give the same verdicts.
//!
//! `CONCEDE_SWEEP_SAMPLES=100000 cargo test --release --test sweep_agreement` runs the full
//! size.

use std::path::{Path, PathBuf};

use concede::compile::{Compiled, compile};
use concede::numeric::rational::Rational;
use concede::scenario::Scenario;
use concede::scenario::diagnostic::Source;
use concede::scenario::quantity::Distribution;
use concede::uncertainty::sweep::design::{Design, Sampling, Spread, Vary};
use concede::uncertainty::sweep::{LANES, Outcome, Sweep};
use concede::verdict::TestId;
use concede::verdict::process_tests::{Schedules, Solved, holds, value};

fn samples() -> u64 {
    std::env::var("CONCEDE_SWEEP_SAMPLES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

fn scenario_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut ahead = vec![PathBuf::from("scenarios")];
    while let Some(directory) = ahead.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ahead.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> Option<Scenario> {
    let text = std::fs::read_to_string(path).unwrap();
    Scenario::read(&Source::new(path.display().to_string(), text)).ok().map(|(scenario, _)| scenario)
}

/// Judges `count` samples of a sweep, spread over its rows, on both paths.
fn compare(name: &str, sweep: &Sweep, count: u64) {
    let compiled = compile(&sweep.scenario, None).unwrap();
    let schedules = Schedules::new(&compiled);
    let mut worker = sweep.worker();
    let step = (sweep.design.rows / count).max(1);
    for block in (0..sweep.design.rows.div_ceil(step)).step_by(LANES) {
        let first = block * step;
        let mut outcomes = [Outcome::EMPTY; LANES];
        let rows = (sweep.design.rows - first).min(LANES as u64) as usize;
        sweep.judge(&mut worker, first, &mut outcomes[..rows]);
        for (lane, outcome) in outcomes[..rows].iter().enumerate() {
            let row = first + lane as u64;
            let mut parameters = Compiled::base(&sweep.scenario);
            for (&id, exact) in sweep.design.parameters.iter().zip(sweep.exact(row)) {
                parameters[id.0] = exact;
            }
            let solved: Solved<'_, Rational, fn(&Rational) -> i32> =
                Solved::new(&schedules, compiled.evaluate(&parameters), Rational::signum);
            for (index, test) in TestId::SWITCHING.into_iter().enumerate() {
                let exact = holds(&sweep.scenario, &compiled, &solved, test);
                assert_eq!(outcome.holds[index], exact, "{name}, sample {row}, {}", test.key());
                let (Some(float), Some(_)) = (outcome.values[index], exact) else { continue };
                if let Some(exact) = value(&sweep.scenario, &compiled, &solved, test) {
                    let off = (float - exact.to_f64()).abs();
                    assert!(off < 1e-9, "{name}, sample {row}, {}: {float} for {exact}", test.key());
                }
            }
        }
    }
}

#[test]
fn samples_of_every_shipped_scenario_agree_with_exact_arithmetic() {
    for path in scenario_files() {
        let Some(scenario) = read(&path) else { continue };
        let parameters = Design::ranged(&scenario);
        if parameters.is_empty() {
            continue;
        }
        for (spread, distribution) in [
            (Spread::Random, Distribution::Uniform),
            (Spread::Latin, Distribution::Pert),
            (Spread::Sobol, Distribution::Triangular),
        ] {
            let sampling = Sampling { rows: samples(), seed: 5, spread, distribution };
            let design = Design::sample(&scenario, parameters.clone(), &sampling).unwrap();
            compare(&path.display().to_string(), &Sweep::new(&scenario, design).unwrap(), samples());
        }
    }
}

#[test]
fn corners_agree_with_exact_arithmetic() {
    // At corners chances vanish, costs vanish, and payoffs tie.
    for path in scenario_files() {
        let Some(scenario) = read(&path) else { continue };
        let parameters: Vec<_> = Design::ranged(&scenario).into_iter().take(40).collect();
        if parameters.is_empty() {
            continue;
        }
        let design = Design::vertices(&scenario, parameters).unwrap();
        compare(&path.display().to_string(), &Sweep::new(&scenario, design).unwrap(), samples() / 2);
    }
}

#[test]
fn a_grid_through_a_tie_is_decided_exactly() {
    // E vanishes at σ* = 12525125/13735968 exactly, no float.
    let scenario = read(Path::new("scenarios/south-caucasus.toml")).unwrap();
    let parameter = scenario.parameter_at("process.sign").unwrap();
    let tie: Rational = "12525125/13735968".parse().unwrap();
    let near = Rational::new(1, 1 << 60);
    for (low, high) in [(tie.clone(), &tie + &near), (&tie - &near, tie.clone())] {
        let design = Design::grid(&[Vary { parameter, low, high, count: 3 }]).unwrap();
        compare("tie", &Sweep::new(&scenario, design).unwrap(), 3);
    }
}

#[test]
fn rescaling_a_players_utility_affinely_changes_no_verdict() {
    for path in scenario_files() {
        let Some(scenario) = read(&path) else { continue };
        let compiled = compile(&scenario, None).unwrap();
        let schedules = Schedules::new(&compiled);
        let verdicts = |parameters: &[Rational]| {
            let solved: Solved<'_, Rational, fn(&Rational) -> i32> =
                Solved::new(&schedules, compiled.evaluate(parameters), Rational::signum);
            TestId::SWITCHING.map(|test| holds(&scenario, &compiled, &solved, test))
        };
        let base = Compiled::base(&scenario);
        let before = verdicts(&base);
        for player in 0..scenario.players.len() {
            let scale = Rational::new(7 + player as i64, 3);
            let mut parameters = base.clone();
            for id in rescale::amounts(&scenario, player) {
                parameters[id.0] = &parameters[id.0] * &scale;
            }
            // A shift of every utility level: the constant term and the value of conflict.
            let shift = Rational::new(-11, 2);
            if let Some(levels) = rescale::levels(&scenario, player) {
                for id in levels {
                    parameters[id.0] = &parameters[id.0] + &shift;
                }
            }
            assert_eq!(verdicts(&parameters), before, "{}: player {player}", path.display());
        }
    }
}

mod rescale {
    use concede::scenario::condition::Condition;
    use concede::scenario::quantity::ParameterId;
    use concede::scenario::{ConflictValue, PlayerId, Scenario};

    /// Every amount in a player's utility.
    pub fn amounts(scenario: &Scenario, player: usize) -> Vec<ParameterId> {
        let own = &scenario.players[player];
        let mut ids: Vec<ParameterId> = own.payoffs.iter().map(|(_, id)| *id).collect();
        match own.conflict {
            ConflictValue::Plain(value) => ids.push(value),
            ConflictValue::Lottery { win, lose, cost, .. } => ids.extend([win, lose, cost]),
        }
        for concession in &scenario.concessions {
            if concession.owner == PlayerId(player) {
                ids.extend([concession.attempt_cost, concession.success_cost, concession.failure_cost]);
                ids.extend(concession.fallback.iter().map(|fallback| fallback.cost));
            }
            if concession.demanded_by == PlayerId(player) {
                ids.extend([concession.refused_cost, concession.failed_cost]);
            }
        }
        if let Some(spoiler) = scenario.window.as_ref().and_then(|window| window.spoiler.as_ref())
            && spoiler.player == PlayerId(player)
        {
            ids.push(spoiler.cost);
        }
        for inducement in &scenario.inducements {
            if inducement.from == PlayerId(player) {
                ids.push(inducement.cost);
            }
            if inducement.to == PlayerId(player) {
                ids.push(inducement.amount);
            }
        }
        // What a type puts in place of an amount is one too.
        for one in scenario.process.types.iter().flat_map(|one| &one.replacements) {
            if ids.contains(&one.0) {
                ids.push(one.1);
            }
        }
        ids.sort();
        ids.dedup();
        ids
    }

    /// The constant term and the levels of conflict; `None` where the file states no constant.
    pub fn levels(scenario: &Scenario, player: usize) -> Option<Vec<ParameterId>> {
        let own = &scenario.players[player];
        let constant = own.payoffs.iter().find(|(condition, _)| matches!(condition, Condition::Always))?.1;
        let mut ids = vec![constant];
        match own.conflict {
            ConflictValue::Plain(value) => ids.push(value),
            ConflictValue::Lottery { win, lose, .. } => ids.extend([win, lose]),
        }
        // A default stands in the program as a constant; a replaced level is two numbers.
        let movable = |id: &ParameterId| {
            let replaced = scenario.process.types.iter().flat_map(|one| &one.replacements);
            scenario.parameter(*id).given && !replaced.map(|pair| pair.0).any(|target| target == *id)
        };
        ids.iter().all(movable).then_some(ids)
    }
}
