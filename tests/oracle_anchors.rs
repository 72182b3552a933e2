//! The oracle alone against the published numbers of the lead scenario, the closed forms, and
//! laws that every situation obeys.

mod oracle;

use dashu::rational::RBig;
use oracle::{
    Action, Agreement, Audience, Concession, Conflict, Effect, Fallback, Formula, Inducement, Lottery, Player,
    Prospect, Quantity, Situation, Spoiler, Type, Window, World, generate, number,
};

/// The referendum on the constitution.
fn lead() -> Situation {
    let referendum = || Formula::done("referendum");
    let treaty = || Formula::in_force("treaty");
    let border = || Formula::in_force("border");
    let untreatied = |condition: Formula| condition.and(treaty().negate());
    let player = |name: &str, discount: Quantity, conflict: Prospect, payoffs| Player {
        name: name.to_owned(),
        discount,
        delay: Quantity::zero(),
        conflict: Some(conflict),
        payoffs,
    };
    let players = vec![
        player(
            "armenia",
            Quantity::between("0.85", "0.92", "0.97"),
            Prospect::Lottery(Box::new(Lottery {
                win_probability: Quantity::between("0.05", "0.15", "0.30"),
                win: Quantity::between("30", "40", "60"),
                lose: Quantity::between("0", "4", "10"),
                cost: Quantity::between("5", "9.4", "15"),
            })),
            vec![
                (Formula::Always, Quantity::between("40", "45", "55")),
                (treaty(), Quantity::between("12", "20", "30")),
                (border(), Quantity::between("8", "12", "20")),
                (border().and(treaty()), Quantity::between("2", "6", "10")),
            ],
        ),
        player(
            "azerbaijan",
            Quantity::between("0.93", "0.97", "0.995"),
            Prospect::Lottery(Box::new(Lottery {
                win_probability: Quantity::between("0.70", "0.85", "0.95"),
                win: Quantity::between("75", "80", "90"),
                lose: Quantity::between("10", "20", "40"),
                cost: Quantity::between("2", "5", "15"),
            })),
            vec![
                (Formula::Always, Quantity::between("60", "72", "85")),
                (treaty(), Quantity::between("1", "3", "12")),
                (referendum(), Quantity::between("4", "8", "12")),
                (Formula::done("apology"), Quantity::between("1", "3", "5")),
                (Formula::done("further_demand"), Quantity::between("3", "6", "10")),
            ],
        ),
        player(
            "turkey",
            Quantity::between("0.90", "0.95", "0.98"),
            Prospect::Value(Quantity::between("30", "40", "50")),
            vec![
                (Formula::Always, Quantity::between("45", "50", "55")),
                (border(), Quantity::between("12", "20", "30")),
                (treaty(), Quantity::between("2", "5", "8")),
                (untreatied(border()), Quantity::between("-60", "-30", "-15")),
            ],
        ),
        player(
            "russia",
            Quantity::between("0.90", "0.95", "0.98"),
            Prospect::Value(Quantity::between("45", "55", "65")),
            vec![
                (Formula::Always, Quantity::between("45", "50", "60")),
                (treaty(), Quantity::between("-15", "-8", "-3")),
                (border(), Quantity::between("-20", "-10", "-5")),
            ],
        ),
        player(
            "west",
            Quantity::between("0.85", "0.92", "0.97"),
            Prospect::Value(Quantity::between("10", "25", "35")),
            vec![
                (Formula::Always, Quantity::between("35", "40", "45")),
                (treaty(), Quantity::between("8", "15", "25")),
                (border(), Quantity::between("5", "10", "15")),
            ],
        ),
    ];
    let concession = |name: &str| Concession {
        name: name.to_owned(),
        owner: "armenia".to_owned(),
        demanded_by: "azerbaijan".to_owned(),
        success: Quantity::one(),
        attempt_cost: Quantity::zero(),
        success_cost: Quantity::between("4", "8", "15"),
        failure_cost: Quantity::zero(),
        audience: Audience::Same(Quantity::between("0", "6", "12")),
        effect: Effect::Immediate,
        attempts: 1,
        fallback: None,
        reversible: None,
    };
    let concessions = vec![
        Concession {
            success: Quantity::between("0.30", "0.45", "0.60"),
            attempt_cost: Quantity::between("1", "3", "6"),
            success_cost: Quantity::between("5", "10", "18"),
            failure_cost: Quantity::between("8", "15", "25"),
            ..concession("referendum")
        },
        concession("apology"),
        Concession { success_cost: Quantity::between("8", "15", "40"), ..concession("further_demand") },
    ];
    let agreement = |name: &str, signatories: &[&str]| Agreement {
        name: name.to_owned(),
        signatories: signatories.iter().map(|name| (*name).to_owned()).collect(),
        approvers: Vec::new(),
        ratifications: Vec::new(),
        withdrawals: Vec::new(),
    };
    Situation {
        title: "The referendum".to_owned(),
        players,
        concessions,
        agreements: vec![agreement("treaty", &["armenia", "azerbaijan"]), agreement("border", &["turkey"])],
        conflict: Some(Conflict {
            hazard: Quantity::between("0.08", "0.20", "0.35"),
            add: vec![
                (untreatied(referendum()), Quantity::between("-0.10", "-0.05", "0")),
                (untreatied(Formula::failed("referendum")), Quantity::between("0", "0.05", "0.10")),
                (untreatied(Formula::WindowClosed), Quantity::between("0", "0.05", "0.10")),
            ],
            overrides: vec![(treaty(), Quantity::between("0.01", "0.03", "0.08"))],
        }),
        window: Some(Window {
            closes: Quantity::between("0.02", "0.10", "0.30"),
            spoiler: Some(Spoiler {
                player: "russia".to_owned(),
                success: Quantity::between("0.30", "0.60", "0.90"),
                cost: Quantity::between("2", "6", "15"),
            }),
        }),
        inducement: Some(Inducement {
            name: "west".to_owned(),
            from: "west".to_owned(),
            to: "azerbaijan".to_owned(),
            amount: Quantity::between("0", "2", "12"),
            cost: Quantity::between("1", "4", "8"),
        }),
        agreement: "treaty".to_owned(),
        demands: ["referendum", "apology", "further_demand"].map(str::to_owned).to_vec(),
        sign: Some(Quantity::between("0.20", "0.50", "0.90")),
        types: vec![
            Type {
                name: "sincere".to_owned(),
                prior: Some(Quantity::between("0", "0.5", "1")),
                demands: Some(vec!["referendum".to_owned()]),
                always_signs: true,
            },
            Type { name: "ratcheting".to_owned(), prior: None, demands: None, always_signs: false },
        ],
    }
}

/// An owner who pays for concessions and gets `gain` from a treaty, and a demander who gets 1 from
/// each concession and nothing from the treaty. Nothing is discounted and nothing is uncertain.
fn bare(gain: &str, costs: &[String]) -> Situation {
    let names: Vec<String> = (1..=costs.len()).map(|index| format!("demand_{index}")).collect();
    let player = |name: &str, payoffs| Player {
        name: name.to_owned(),
        discount: Quantity::one(),
        delay: Quantity::zero(),
        conflict: None,
        payoffs,
    };
    let benefits = names.iter().map(|name| (Formula::done(name), Quantity::one())).collect();
    let concession = |(name, cost): (&String, &String)| Concession {
        name: name.clone(),
        owner: "owner".to_owned(),
        demanded_by: "demander".to_owned(),
        success: Quantity::one(),
        attempt_cost: Quantity::zero(),
        success_cost: Quantity::exact(cost),
        failure_cost: Quantity::zero(),
        audience: Audience::Same(Quantity::zero()),
        effect: Effect::Immediate,
        attempts: 1,
        fallback: None,
        reversible: None,
    };
    Situation {
        title: "bare".to_owned(),
        players: vec![
            player("owner", vec![(Formula::in_force("treaty"), Quantity::exact(gain))]),
            player("demander", benefits),
        ],
        concessions: names.iter().zip(costs).map(concession).collect(),
        agreements: vec![Agreement {
            name: "treaty".to_owned(),
            signatories: vec!["owner".to_owned(), "demander".to_owned()],
            approvers: Vec::new(),
            ratifications: Vec::new(),
            withdrawals: Vec::new(),
        }],
        conflict: None,
        window: None,
        inducement: None,
        agreement: "treaty".to_owned(),
        demands: names,
        sign: Some(Quantity::one()),
        types: Vec::new(),
    }
}

/// Whether a value rounds to a decimal in its last place.
fn assert_rounds(value: &RBig, decimal: &str) {
    let places = decimal.split_once('.').expect("a decimal").1.len();
    let half_unit = number(&format!("0.{}5", "0".repeat(places)));
    let error = value - number(decimal);
    assert!(-&half_unit <= error && error <= half_unit, "{value} is not {decimal}");
}

#[test]
fn the_disagreement_point_of_the_lead_scenario() {
    let players = ["armenia", "azerbaijan", "turkey", "russia", "west"];
    let disagreement = players.map(|player| lead().disagreement(player));
    assert_eq!(disagreement, ["36", "70.8", "48", "51", "37"].map(number));
}

#[test]
fn an_honoured_referendum_is_worth_it() {
    assert_eq!(lead().honoured(), number("71873/2500"));
}

#[test]
fn the_referendum_is_not_worth_it_at_the_stated_beliefs() {
    let lead = lead();
    assert_eq!(lead.expected_utility(), Some(number("-16971423/2500000")));
    let indifferent = lead.with("process.sign", number("12525125/13735968"));
    assert_eq!(indifferent.expected_utility(), Some(RBig::ZERO));
}

#[test]
fn backward_induction_refuses_the_referendum() {
    let solution = lead().strategic();
    assert_eq!(solution.margin(), number("-1613899749489/156250000000"));
    let path: Vec<String> = solution.path.iter().map(|(player, action)| format!("{player} {action}")).collect();
    assert_eq!(path, ["west NONE", "armenia REFUSE", "azerbaijan HOLD", "turkey closed"]);
    assert_eq!((solution.nodes, solution.terminals), (407, 212));
    assert_eq!(solution.inducement, Some(Action::None));
    assert_eq!(solution.answer, Action::Refuse);
    assert_eq!(solution.refuse, number("36"));
    assert!(!solution.ratchet_proof);
    assert_eq!(lead().reply(false, false), Action::Demand);
    assert_eq!(lead().reply(false, true), Action::Demand);
}

#[test]
fn a_single_demand_is_met() {
    let mut single = lead();
    single.demands.truncate(1);
    let solution = single.strategic();
    assert_rounds(&solution.margin(), "1.453012");
    assert_eq!(solution.answer, Action::Concede);
    assert!(solution.ratchet_proof);
}

#[test]
fn an_inducement_stops_the_ratchet() {
    let lead = lead();
    let paid = |amount: &str| lead.with("inducements.west.amount", number(amount));
    assert_eq!(paid("6.5355").reply(true, false), Action::Demand);
    assert_eq!(paid("6.5365").reply(true, false), Action::Sign);
}

#[test]
fn a_certain_ratchet_follows_its_closed_form() {
    for seed in 0_u64..200 {
        let mut draw = seed * 2_654_435_761 % 1_000_003;
        let mut next = |modulus: u64| {
            draw = draw * 48_271 % 2_147_483_647;
            draw % modulus
        };
        let gain = next(20);
        let costs: Vec<u64> = (0..=next(4)).map(|_| next(9)).collect();
        // R_n = c_n; R_k = c_k + R_{k+1} if R_{k+1} ≤ g, else c_k.
        let ratchet = costs
            .iter()
            .rev()
            .fold(None, |later: Option<u64>, cost| Some(cost + later.filter(|later| *later <= gain).unwrap_or(0)));
        let ratchet = ratchet.expect("there is a demand");
        let texts: Vec<String> = costs.iter().map(u64::to_string).collect();
        let solution = bare(&gain.to_string(), &texts).strategic();
        assert_eq!(solution.answer == Action::Concede, ratchet <= gain, "{gain} {costs:?}");
        assert_eq!(solution.margin(), RBig::from(gain) - RBig::from(ratchet), "{gain} {costs:?}");
    }
}

#[test]
fn second_chances_are_worth_what_they_are_by_hand() {
    let mut situation = bare("100", &["2".to_owned()]);
    situation.players[0].discount = Quantity::exact("1/2");
    situation.concessions[0] = Concession {
        success: Quantity::exact("1/2"),
        attempt_cost: Quantity::one(),
        failure_cost: Quantity::exact("4"),
        attempts: 2,
        fallback: Some(Fallback { success: Quantity::exact("1/3"), cost: Quantity::exact("3") }),
        ..situation.concessions[0].clone()
    };
    // Fall back at time 2: −3/4 + 1/3 · 98/8 = 10/3. Try again at time 1, then fall back:
    // −1/2 + 1/2 · 98/4 + 1/2 · (−4/4 + 10/3) = 155/12, more than falling back first.
    // From the start: −1 + 1/2 · 98/2 + 1/2 · (−4/2 + 155/12) = 695/24.
    assert_eq!(situation.expected_utility(), Some(number("695/24")));
}

#[test]
fn second_chances_are_in_the_tree() {
    let mut situation = bare("100", &["2".to_owned()]);
    situation.concessions[0] = Concession {
        success: Quantity::exact("1/2"),
        attempts: 2,
        fallback: Some(Fallback { success: Quantity::exact("1/3"), cost: Quantity::exact("3") }),
        ..situation.concessions[0].clone()
    };
    // Eleven answers of the demander with two ends each: to a refusal and to a success at once,
    // four where the owner then tries again before it falls back, four where it falls back before
    // it tries again, one where it gives up. Four nodes of the owner and five of nature.
    let solution = situation.strategic();
    assert_eq!((solution.nodes, solution.terminals), (11 * 3 + 4 + 5, 11 * 2));
}

#[test]
fn an_answer_that_needs_a_belief_is_withheld() {
    let both = |last_cost: &str| {
        let mut situation = bare("10", &["1", "2", last_cost].map(str::to_owned));
        let kind = |name: &str, count: usize, prior| Type {
            name: name.to_owned(),
            prior,
            demands: Some(situation.demands[..count].to_vec()),
            always_signs: false,
        };
        situation.types = vec![kind("modest", 2, Some(Quantity::exact("1/2"))), kind("greedy", 3, None)];
        situation.typed()
    };
    // The owner meets the second demand of either type, and loses 1 + 2 to the modest one and
    // 1 + 2 + 3 to the greedy one.
    assert_eq!(both("3"), Some(number("11/2")));
    // Meeting the second demand of the greedy type would cost 2 + 9 more, over the gain of 10.
    assert_eq!(both("9"), None);
}

#[test]
fn escrow_has_its_closed_form() {
    let mut situation = bare("100", &["20".to_owned()]);
    situation.players[0].discount = Quantity::exact("9/10");
    situation.concessions[0] = Concession {
        success: Quantity::exact("3/5"),
        attempt_cost: Quantity::exact("9"),
        failure_cost: Quantity::exact("5"),
        effect: Effect::On("treaty".to_owned()),
        ..situation.concessions[0].clone()
    };
    // σ* = [a/δ + (1 − π)f] / (π(g − s)) = (10 + 2) / 48.
    situation.sign = Some(Quantity::exact("1/4"));
    assert_eq!(situation.expected_utility(), Some(RBig::ZERO));
}

#[test]
fn the_expected_utility_of_one_attempt_follows_its_closed_form() {
    let mut compared = 0;
    for seed in 0..5000 {
        let situation = generate(seed);
        // The form knows no ballots after the signature, and nobody who leaves.
        let plain = |agreement: &Agreement| agreement.ratifications.is_empty() && agreement.withdrawals.is_empty();
        if !situation.agreements.iter().all(plain) {
            continue;
        }
        let (question, owner) = (situation.question(), situation.owner());
        let again = question.attempts > 1 || question.fallback.is_some();
        let Some(expected) = situation.expected_utility() else { continue };
        if again || question.effect != Effect::Immediate {
            continue;
        }
        let gain = |succeeded: bool, failed: bool, closed: bool, signed: bool| {
            let mut world = World { window_closed: closed, ..World::default() };
            if succeeded {
                world.succeeded.insert(question.name.clone());
            }
            if failed {
                world.failed.insert(question.name.clone());
            }
            if signed {
                world.in_force = situation.agreements.iter().map(|a| a.name.clone()).collect();
            }
            situation.utility(owner, &world) - situation.disagreement(owner)
        };
        let sign = &situation.sign.as_ref().expect("there is an answer").base;
        let success = &question.success.base;
        let closes = situation.window.as_ref().map_or(RBig::ZERO, |w| w.closes.base.clone());
        let spoiler = situation.window.as_ref().and_then(|window| window.spoiler.as_ref());
        let spoils = spoiler.map_or(RBig::ZERO, |spoiler| spoiler.success.base.clone());
        let spoiled = &closes * spoils;
        let unsigned = RBig::ONE - sign;
        let after_success = (RBig::ONE - &closes) * sign * gain(true, false, false, true)
            + (RBig::ONE - &closes) * &unsigned * gain(true, false, false, false)
            + (&closes - &spoiled) * sign * gain(true, false, true, true)
            + (&spoiled + (&closes - &spoiled) * &unsigned) * gain(true, false, true, false)
            - &question.success_cost.base;
        let after_failure = gain(false, true, false, false) - &question.failure_cost.base;
        let later = success * after_success + (RBig::ONE - success) * after_failure;
        let discount = &situation.player(owner).discount.base;
        let now = &question.attempt_cost.base + &situation.player(owner).delay.base;
        assert_eq!(expected, discount * later - now, "seed {seed}");
        compared += 1;
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn an_owner_sure_to_face_the_ratchet_plays_as_if_it_knew() {
    let mut compared = 0;
    for seed in 0..300 {
        let mut situation = generate(seed);
        if situation.types.is_empty() {
            continue;
        }
        for kind in &mut situation.types {
            let prior = if kind.always_signs { Quantity::zero() } else { Quantity::one() };
            kind.prior = Some(prior);
        }
        assert_eq!(situation.typed(), Some(situation.strategic().margin()), "seed {seed}");
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn every_selected_answer_agrees_with_its_margin() {
    for seed in 0..300 {
        let solution = generate(seed).strategic();
        let concedes = solution.margin() >= RBig::ZERO;
        assert_eq!(solution.answer == Action::Concede, concedes, "seed {seed}");
    }
}

#[test]
fn a_quantity_is_found_by_every_path_that_carries_a_range() {
    for seed in 0..300 {
        let situation = generate(seed);
        for path in situation.paths() {
            let base = situation.quantity(&path).base;
            assert_eq!(situation.with(&path, base.clone()), situation, "{path}");
            assert_ne!(situation.with(&path, base + RBig::ONE), situation, "{path}");
        }
    }
}

#[test]
fn a_scenario_file_carries_its_numbers_exactly() {
    let text = lead().to_toml();
    for line in [
        "question = \"referendum\"",
        "discount = { low = \"17/20\", base = \"23/25\", high = \"97/100\" }",
        "\"border & !treaty\" = { low = -60, base = -30, high = -15 }",
        "demands = [\"referendum\", \"apology\", \"further_demand\"]",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}
