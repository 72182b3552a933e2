//! `concede verify`.

mod claims;

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::axiom::verdict::{Claim, check, check_equilibria};
use crate::axiom::worths::Behind;
use crate::axiom::{
    Check, action_graph, agreement, alternating_offers, assessment, bargaining, behaviour, coalitional, conflict,
    enclosure, facts, graph, normal, packages, proper, registers, stochastic, worths,
};
use crate::form::Game;
use crate::form::action_graph::ActionGraph;
use crate::form::alternating_offers::AlternatingOffers;
use crate::form::bargaining::BargainingProblem;
use crate::form::coalitional::CoalitionalGame;
use crate::form::normal::NormalGame;
use crate::form::stochastic::StochasticGame;
use crate::numeric::rational::Rational;
use crate::report::json::solutions::solution;
use crate::report::json::{
    alternating_offers as alternating_offers_json, bargaining as bargaining_json, game as game_json,
    normal as normal_json, stochastic as stochastic_json, wrong_decimal,
};
use crate::report::phrases::counted;
use crate::solution::alternating_offers::OfferFinding;
use crate::solution::certificate::{
    Certificate, CoalitionalCertificate, DerivedCertificate, GameCertificate, OfferCertificate, StationaryCertificate,
};
use crate::solution::coalitional::Finding;
use crate::solution::{Answer, Counts, Enclosed, Equilibrium, Solution};
use crate::solve::concept;
use crate::verdict::TestId;

use super::{Failure, Outcome, print};

use claims::{claim, claimed_behaviour, claimed_bounds, claimed_equilibria, claimed_stability, optional, summary};

/// Check every certificate of a saved JSON report again, by independent code
///
/// Strategies are checked for deviations that pay; the tests on the trees and their values are
/// computed anew from the games in the report; equilibria are checked against every deviation
/// and dominance is replayed, and the tests on plans are decided from them; security levels and
/// commitments are held against their proofs; worths of coalitions are found again from what they
/// can do, and whether the agreement stands against objections; that packages are efficient, and
/// which lottery over them is Nash's, follows from proofs; switching points are tried on both
/// sides; a counterexample to `robust` is evaluated; the headline and the summary are derived
/// again; `stable_state` and its margin, stable states, what holds players back there and (of up
/// to 10 states) which rankings would, are decided from the conflict laid out anew.
///
/// Not checked: that a stated completeness or list is whole, in particular that no switching
/// point, no mixed equilibrium (but of two players with up to 12 strategies together) and no
/// further dominance by mixtures is missing; that `robust` holds between the points that were
/// looked at; the share of ties that attempts; what a switching point says besides its place and
/// the answers around it; evidence beyond the numbers named here; indices, components and the
/// intuitive criterion; that a reduced normal form is that of its tree; of an action graph,
/// families of equilibria, mixtures of classes where more than 50,000 counts may come about, and
/// enclosures in which more than two actions of a class or more than one class are mixed, or whose
/// ends do not tell. Coalitional games of more than 12 players and conflicts of more than 256
/// states cannot be checked.
#[derive(Debug, Args)]
pub struct Verify {
    /// A report written by `concede solve --format json`, or - for stdin
    report: PathBuf,
    /// List every check, not only the ones that fail
    #[arg(short, long)]
    verbose: bool,
}

impl Verify {
    pub fn run(self) -> Outcome {
        let name = self.report.display().to_string();
        let bytes = match self.report.as_os_str() == "-" {
            true => {
                let mut bytes = Vec::new();
                std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
            }
            false => std::fs::read(&self.report),
        };
        let bytes = bytes.map_err(|error| Failure::Input(format!("reading `{name}`: {error}")))?;
        let report: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Failure::Input(format!("`{name}` is not a JSON report: {error}")))?;
        let checks = checks(&report).map_err(|what| Failure::Input(format!("`{name}`: {what}")))?;
        let mut text = String::new();
        for check in &checks {
            match &check.fault {
                Some(fault) => text.push_str(&format!("FAILED  {}: {fault}\n", check.claim)),
                None if self.verbose => text.push_str(&format!("ok      {}\n", check.claim)),
                None => {}
            }
        }
        let failed = checks.iter().filter(|check| check.fault.is_some()).count();
        text.push_str(&format!("{}, {failed} failed\n", counted(checks.len(), "check", "checks")));
        print(&text)?;
        match (failed, checks.is_empty()) {
            (0, false) => Ok(()),
            (0, true) => Err(Failure::Negative("the report holds nothing that can be checked".to_owned())),
            _ => Err(Failure::Negative("the report does not stand".to_owned())),
        }
    }
}

fn checks(report: &Value) -> Result<Vec<Check>, String> {
    if report["schema"] != crate::report::json::SCHEMA {
        return Err(format!("its schema is not {}", crate::report::json::SCHEMA));
    }
    if report["verdict"].is_null() {
        return game_checks(report);
    }
    let certificate = serde_json::from_value::<Certificate>(report["certificate"].clone())
        .map_err(|error| format!("its certificate cannot be read: {error}"))?;
    certificate.validate()?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let claims: Vec<Claim> = list(&report["verdict"]["tests"]).iter().map(claim).collect::<Result<_, _>>()?;
    let mut checks = check(&certificate, &claims, &summary(report, &certificate)?)?;
    // All but these are about every scenario.
    let special = |id: TestId| match id {
        TestId::Stationary => certificate.stationary.is_none(),
        TestId::Offers => certificate.offers.is_none(),
        _ => false,
    };
    let asked = TestId::ALL.iter().filter(|test| !special(test.id));
    checks.extend(asked.map(|test| {
        let told = claims.iter().any(|claim| claim.test == test.key);
        let fault = (!told).then(|| "the report leaves it out".to_owned());
        Check { claim: format!("`{}` is among the tests", test.key), fault }
    }));
    for claimed in claimed_equilibria(report)? {
        checks.extend(check_equilibria(&certificate, &claimed.concept, claimed.complete, &claimed.equilibria));
        if let Some(game) = &certificate.plans {
            checks.extend(enclosure::check(game, &claimed.concept, &claimed.enclosed, &claimed.families));
        }
    }
    for claimed in claimed_bounds(report)? {
        if let Some(game) = &certificate.plans {
            checks.extend(normal::check_correlated(game, &claimed.concept, &claimed.welfare, &claimed.payoffs));
        }
    }
    checks.extend(normal_checks(report, certificate.plans.as_ref())?);
    if let Some(packages) = &certificate.packages {
        let claim = |test: TestId| claims.iter().find(|claim| claim.test == test.key());
        let holds = |test: TestId| claim(test).and_then(|claim| claim.holds);
        let value = claim(TestId::Bargain).and_then(|claim| claim.value.as_ref());
        checks.push(packages::check_efficient(packages, holds(TestId::Efficient)));
        checks.push(packages::check_bargain(packages, holds(TestId::Bargain), value));
    }
    checks.extend(bargaining_checks(report, certificate.packages.as_ref().map(|packages| &packages.problem))?);
    if let Some(coalitions) = &certificate.coalitions {
        let stands = claims.iter().find(|claim| claim.test == "bargaining_set").and_then(|claim| claim.holds);
        let covered = coalitions.games.first().map(|first| &first.derived.game);
        checks.extend(derived_checks(report, Behind::Enactment(&coalitions.situation), &coalitions.games, covered));
        checks.push(agreement::check(coalitions, stands));
        for (package, member) in agreements(report) {
            checks.extend(agreement::check_packages(&coalitions.situation, package, member));
        }
    }
    if let Some(signalled) = &certificate.signalled {
        let base: Vec<Rational> = certificate.parameters.iter().map(|(_, base)| base.clone()).collect();
        let registers = registers::evaluate(&certificate.program, &base)?;
        let stated = signalled.assessments.iter();
        checks.extend(stated.map(|one| assessment::check(&signalled.tree.form, &registers, one)));
        checks.extend(
            signalled.mixed.iter().flat_map(|mixed| assessment::check_mixed(&signalled.tree.form, &registers, mixed)),
        );
        let test = report["verdict"]["tests"].as_array().into_iter().flatten().find(|one| one["id"] == "sequential");
        let evidence = test.and_then(|test| test["evidence"].as_array()).into_iter().flatten();
        let mixed = signalled.mixed.as_ref().map_or(0, |mixed| mixed.equilibria.len());
        let pure = signalled.assessments.len();
        if let Some(counted) = evidence.into_iter().find(|one| one["kind"] == "assessments") {
            let same = counted["pure"] == pure && counted["equilibria"] == pure + mixed;
            let fault = (!same).then(|| format!("the certificate holds {}", pure + mixed));
            checks.push(Check { claim: "`sequential` counts its equilibria".to_owned(), fault });
        }
        if let Some(holds) = test.and_then(|test| test["holds"].as_bool()) {
            checks.push(assessment::check_question(signalled, &registers, holds));
        }
    }
    if let Some(stationary) = &certificate.stationary {
        checks.extend(stationary_checks(report, stationary)?);
    }
    if let Some(conflict) = &certificate.conflict {
        let base: Vec<Rational> = certificate.parameters.iter().map(|(_, base)| base.clone()).collect();
        if let Some(claim) = claims.iter().find(|claim| claim.test == "stable_state")
            && let Some(holds) = claim.holds
        {
            checks.push(conflict::check_question(conflict, &base, holds, claim.value.as_ref())?);
        }
        checks.extend(conflict::check_states(conflict, &base, &claimed_stability(report, &conflict.players)?)?);
    }
    checks.extend(protocol_checks(report, certificate.offers.as_ref(), &claims)?);
    let unexplained =
        list(&report["verdict"]["tests"]).into_iter().find(|one| one["holds"].is_null() && !one["why"].is_string());
    checks.push(Check {
        claim: "a test without an answer says why".to_owned(),
        fault: unexplained.map(|one| format!("{} does not", one["id"])),
    });
    let owner = &report["players"][certificate.owner];
    checks.push(Check {
        claim: "the question is put to its owner".to_owned(),
        fault: (*owner != report["verdict"]["owner"]).then(|| format!("that is {owner}")),
    });
    let claim = "decimals are the exact numbers beside them, rounded".to_owned();
    checks.push(Check { claim, fault: wrong_decimal(&report["verdict"]) });
    Ok(checks)
}

/// The checks of alternating offers of packages, and that no test on demands is answered then.
fn protocol_checks(report: &Value, offers: Option<&OfferCertificate>, claims: &[Claim]) -> Result<Vec<Check>, String> {
    let claimed = claims.iter().find(|claim| claim.test == TestId::Offers.key());
    let Some(offers) = offers else {
        let fault = claimed.map(|_| "its certificate holds no offers".to_owned());
        return Ok(fault
            .map(|fault| Check { claim: "`offers` has a game".to_owned(), fault: Some(fault) })
            .into_iter()
            .collect());
    };
    let answered =
        TestId::OF_DEMANDS.iter().find(|id| claims.iter().any(|one| one.test == id.key() && one.holds.is_some()));
    let fault = answered.map(|id| format!("`{}` is answered", id.key()));
    let mut checks = vec![Check { claim: "where offers are made nothing is said of demands".to_owned(), fault }];
    let entry = report["solutions"].as_array().into_iter().flatten().find(|one| one["form"] == "alternating_offers");
    let Some(entry) = entry else {
        let fault =
            claimed.and_then(|claim| claim.holds).map(|_| "the equilibria it rests on are not there".to_owned());
        checks.push(Check { claim: "`offers` has its equilibria".to_owned(), fault });
        return Ok(checks);
    };
    let unreadable = |error| format!("the answer of `stationary` cannot be read: {error}");
    let read = alternating_offers_json::read(entry, &offers.game.players, &offers.game.packages).map_err(unreadable)?;
    if let OfferFinding::Stationary(found) = read {
        checks.extend(alternating_offers::check_stationary(&offers.game, &found.equilibria));
        checks.push(alternating_offers::check_some(&offers.game, found.complete, found.equilibria.len()));
        if let Some(holds) = claimed.and_then(|claim| claim.holds) {
            let value = claimed.and_then(|claim| claim.value.as_ref());
            checks.push(alternating_offers::check_question(offers, &found.equilibria, holds, value));
        }
    }
    Ok(checks)
}

/// The checks of the process without a last demand: its equilibria, and the test that rests on
/// them.
fn stationary_checks(report: &Value, stationary: &StationaryCertificate) -> Result<Vec<Check>, String> {
    let mut checks = markov_checks(report, &stationary.game)?;
    let solutions = report["solutions"].as_array().into_iter().flatten();
    let tests = report["verdict"]["tests"].as_array().into_iter().flatten();
    let entry = solutions.into_iter().find(|one| one["concept"] == "markov_perfect");
    let test = tests.into_iter().find(|one| one["id"] == "stationary");
    if let (Some(entry), Some(test)) = (entry, test)
        && let Some(holds) = test["holds"].as_bool()
    {
        let claimed = stochastic_json::read(entry)?;
        let value = optional(&test["exact"])?;
        let (exact, enclosed) = (&claimed.equilibria, &claimed.enclosed);
        checks.push(stochastic::check_question(stationary, exact, enclosed, holds, value.as_ref()));
    }
    Ok(checks)
}

/// The agreements that are judged without side payments: the package, and whether it stands.
fn agreements(report: &Value) -> impl Iterator<Item = (&str, bool)> {
    let tests = report["verdict"]["tests"].as_array().into_iter().flatten();
    let evidence = tests.flat_map(|test| test["evidence"].as_array().into_iter().flatten());
    let judged = evidence.filter(|one| one["kind"] == "standing" && one["worths"].is_null());
    judged.filter_map(|one| Some((one["package"].as_str()?, one["member"].as_bool()?)))
}

/// The checks of coalitional games that follow from another form, and that the report says the
/// same of them.
fn derived_checks(
    report: &Value,
    behind: Behind<'_>,
    games: &[DerivedCertificate],
    covered: Option<&CoalitionalGame>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut computed: Vec<Value> = Vec::new();
    for DerivedCertificate { derived, answers } in games {
        checks.push(worths::check(behind, derived, covered));
        for (id, answer) in answers {
            let Some(concept) = concept(id) else { continue };
            let own = matches!(answer.finding, Finding::Derived { .. });
            let game = (!own).then(|| derived.rule.game());
            let same = Solution { concept: concept.id, game, answer: Ok(Answer::Coalitional(answer.clone())) };
            computed.push(solution(&same));
            checks.extend(
                coalitional::check(&derived.game, id, answer)
                    .into_iter()
                    .map(|check| Check { claim: format!("{}, by {}", check.claim, derived.rule.key()), ..check }),
            );
        }
    }
    let printed = report["solutions"].as_array().into_iter().flatten();
    let about = printed.filter(|entry| entry["rule"].is_string() || entry["form"] == "coalitional").map(|entry| {
        let mut entry = entry.clone();
        // The form that the game itself follows from goes without saying.
        if entry["rule"].is_string()
            && let Some(fields) = entry.as_object_mut()
        {
            fields.remove("game");
        }
        entry
    });
    let strange = about.filter(|entry| entry["players"].is_array() && !computed.contains(entry)).count();
    let claim = "the report says of coalitional games what was computed".to_owned();
    checks.push(Check { claim, fault: (strange > 0).then(|| format!("{strange} answers are others")) });
    checks
}

/// The checks of what is agreed on by the solutions of a bargaining problem.
fn bargaining_checks(report: &Value, problem: Option<&BargainingProblem>) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    let claimed = report["solutions"].as_array().into_iter().flatten();
    for solution in claimed.filter(|one| one["form"] == "bargaining" && one["why"].is_null()) {
        let concept = solution["concept"].as_str().unwrap_or_default();
        let Some(problem) = problem else {
            return Err(format!("it claims `{concept}`, but its certificate holds no bargaining problem"));
        };
        let answer = bargaining_json::read(solution, problem)
            .map_err(|error| format!("the answer of `{concept}` cannot be read: {error}"))?;
        checks.extend(bargaining::check(concept, &answer));
    }
    Ok(checks)
}

/// The checks of a report on a game file.
fn game_checks(report: &Value) -> Result<Vec<Check>, String> {
    if !report["solutions"].is_array() {
        return Err("it holds neither a verdict nor solutions".to_owned());
    }
    if report["certificate"].is_null() {
        return Err("it carries no certificate, as reports on streamed trees do not: nothing can be checked".to_owned());
    }
    let certificate = serde_json::from_value::<GameCertificate>(report["certificate"].clone())
        .map_err(|error| format!("its certificate cannot be read: {error}"))?;
    certificate.validate()?;
    if report["form"] == "coalitional" && certificate.coalitional.is_none() {
        let most = coalitional::MOST_PLAYERS;
        return Err(format!("games of more than {most} players carry no certificate: it would be as long as the game"));
    }
    let mut checks = vec![stated(report, &certificate)];
    if let Some(certificate) = &certificate.coalitional {
        checks.extend(coalitional_checks(report, certificate));
    }
    if let (false, Some(game)) = (certificate.derived.is_empty(), &certificate.normal) {
        checks.extend(derived_checks(report, Behind::Strategies(game), &certificate.derived, None));
    }
    if report["form"] == "action_graph" && certificate.action_graph.is_none() {
        return Err("it is about an action graph, but its certificate holds none".to_owned());
    }
    if let Some(graph) = &certificate.action_graph {
        checks.extend(certificate.normal.as_ref().map(|table| action_graph::check_table(graph, table)));
        checks.extend(counted_checks(report, graph)?);
    }
    if let Some(game) = &certificate.stochastic {
        return markov_checks(report, game);
    }
    if let Some(game) = &certificate.alternating_offers {
        return offer_checks(report, game);
    }
    for claimed in claimed_equilibria(report)? {
        let Some(game) = &certificate.normal else {
            return Err("it claims equilibria, but its certificate holds no normal form".to_owned());
        };
        checks.extend(normal::check_equilibria(
            game,
            &claimed.concept,
            // A refinement leaves equilibria out on purpose.
            claimed.complete && !["perfect", "proper"].contains(&claimed.concept.as_str()),
            &claimed.equilibria,
            &claimed.regret,
        ));
        if claimed.concept == "proper" {
            checks.extend(proper::check(game, &claimed.equilibria, &claimed.trembles));
            checks.extend(proper::check_boxes(game, &claimed.enclosed, &claimed.families));
        }
        if !claimed.facts.is_empty() {
            let whole = claimed.is_whole_list();
            checks.push(facts::check(game, &claimed.concept, whole, &claimed.equilibria, &claimed.facts));
        }
        checks.extend(enclosure::check(game, &claimed.concept, &claimed.enclosed, &claimed.families));
        checks.push(claimed.exists());
    }
    for (concept, claim, equilibria) in claimed_behaviour(report)? {
        let Some(game) = &certificate.extensive else {
            return Err("it claims equilibria of a tree, but its certificate holds none".to_owned());
        };
        checks.extend(behaviour::check(game, &concept, claim, &equilibria));
    }
    if let Some(game) = &certificate.graph {
        let claimed = claimed_stability(report, &game.players)?;
        checks.extend(claimed.iter().flat_map(|(concept, answer)| graph::check(game, concept, answer)));
    }
    for claimed in claimed_bounds(report)? {
        let Some(game) = &certificate.normal else {
            return Err("it claims correlated equilibria, but its certificate holds no normal form".to_owned());
        };
        checks.extend(normal::check_correlated(game, &claimed.concept, &claimed.welfare, &claimed.payoffs));
    }
    checks.extend(normal_checks(report, certificate.normal.as_ref())?);
    checks.extend(bargaining_checks(report, certificate.bargaining.as_ref())?);
    checks.extend(certificate.normal.as_ref().map(|game| labels(report, game)));
    Ok(checks)
}

/// That strategies are called what they are called in the game.
fn labels(report: &Value, game: &NormalGame) -> Check {
    let printed = report["solutions"].as_array().into_iter().flatten();
    let mut named = printed.filter(|one| one["form"] == "normal" && one["strategies"].is_array());
    let other = named.find(|one| one["players"] != json!(game.players) || one["strategies"] != json!(game.strategies));
    let fault = other.map(|one| format!("those of {} are others", one["concept"]));
    Check { claim: "strategies bear the names of the game".to_owned(), fault }
}

/// That what a report says of its game is so of the game in its certificate.
fn stated(report: &Value, certificate: &GameCertificate) -> Check {
    let games = [
        certificate.coalitional.as_ref().map(|one| Game::Coalitional(one.game.clone())),
        certificate.bargaining.clone().map(Game::Bargaining),
        certificate.stochastic.clone().map(Game::Stochastic),
        certificate.action_graph.clone().map(|game| Game::ActionGraph(Box::new(game))),
        certificate.alternating_offers.clone().map(|game| Game::AlternatingOffers(Box::new(game))),
        certificate.graph.clone().map(|game| Game::Graph(Box::new(game))),
        certificate.extensive.clone().map(Game::Extensive),
        certificate.normal.clone().map(Game::Normal),
    ];
    // A tree travels with its reduced normal form.
    let game = games.into_iter().flatten().find(|game| report["form"] == game.form());
    let other = game.and_then(|game| game_json::inputs(&game).into_iter().find(|(key, value)| report[key] != *value));
    let fault = other.map(|(key, _)| format!("its `{key}` is another"));
    Check { claim: "the game is the one in the certificate".to_owned(), fault }
}

/// The checks of eliminations, security levels and commitments.
fn normal_checks(report: &Value, game: Option<&NormalGame>) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    for solution in report["solutions"].as_array().into_iter().flatten() {
        let concept = solution["concept"].as_str().unwrap_or_default();
        let said = |key: &str| solution[key].is_array();
        let Some(game) = game.filter(|_| said("eliminated") || said("levels") || said("leaders")) else { continue };
        let unread = |error: String| format!("the answer of `{concept}` cannot be read: {error}");
        if said("eliminated") {
            let reduction = normal_json::read_reduction(solution, game).map_err(unread)?;
            checks.push(normal::check_reduction(game, concept, &reduction));
        } else if said("levels") {
            checks.extend(normal::check_security(game, &normal_json::read_security(solution).map_err(unread)?));
        } else {
            let leaders = normal_json::read_commitments(solution, game).map_err(unread)?;
            checks.extend(leaders.iter().map(|one| normal::check_commitment(game, one)));
        }
    }
    Ok(checks)
}

/// The checks of what is claimed of an action-graph game without its normal form.
fn counted_checks(report: &Value, graph: &ActionGraph) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    let own = report["solutions"].as_array().into_iter().flatten().filter(|solution| solution["game"].is_null());
    for solution in own {
        let concept = solution["concept"].as_str().unwrap_or_default();
        let unreadable = |error| format!("the equilibria of `{concept}` cannot be read: {error}");
        if solution["counts"].is_array() {
            let claimed: Vec<Counts> = serde_json::from_value(solution["counts"].clone()).map_err(unreadable)?;
            checks.extend(action_graph::check_counts(graph, concept, solution["complete"] == true, &claimed));
        }
        if solution["equilibria"].is_array() {
            let exact: Vec<Equilibrium> = serde_json::from_value(solution["equilibria"].clone()).map_err(unreadable)?;
            // Null where there are none.
            let enclosed: Option<Vec<Enclosed>> =
                serde_json::from_value(solution["enclosed"].clone()).map_err(unreadable)?;
            checks.extend(action_graph::check_alike(graph, concept, &exact, &enclosed.unwrap_or_default()));
        }
    }
    Ok(checks)
}

/// The checks of Markov perfect equilibria.
fn markov_checks(report: &Value, game: &StochasticGame) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    let claimed = report["solutions"].as_array().into_iter().flatten();
    for solution in claimed.filter(|one| one["concept"] == "markov_perfect" && one["why"].is_null()) {
        let claimed = stochastic_json::read(solution)
            .map_err(|error| format!("the answer of `markov_perfect` cannot be read: {error}"))?;
        checks.extend(stochastic::check(game, &claimed.equilibria, &claimed.enclosed));
        let listed = claimed.equilibria.len() + claimed.enclosed.len();
        checks.push(stochastic::check_some(game, claimed.complete, listed));
    }
    Ok(checks)
}

/// The checks of equilibria of alternating offers.
fn offer_checks(report: &Value, game: &AlternatingOffers) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    let answered = report["solutions"].as_array().into_iter().flatten().filter(|one| one["why"].is_null());
    for solution in answered {
        let concept = solution["concept"].as_str().unwrap_or_default();
        let finding = alternating_offers_json::read(solution, &game.players, &game.packages)
            .map_err(|error| format!("the answer of `{concept}` cannot be read: {error}"))?;
        match finding {
            OfferFinding::Stationary(found) => {
                checks.extend(alternating_offers::check_stationary(game, &found.equilibria));
                checks.push(alternating_offers::check_some(game, found.complete, found.equilibria.len()));
            }
            OfferFinding::FirstPeriod { periods, equilibrium } => {
                checks.push(alternating_offers::check_first_period(game, periods, &equilibrium));
            }
        }
    }
    Ok(checks)
}

/// The answers in the certificate are checked, and that the report says the same.
fn coalitional_checks(report: &Value, certificate: &CoalitionalCertificate) -> Vec<Check> {
    let mut checks = Vec::new();
    let printed = report["solutions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let answered = printed.iter().filter(|entry| entry["form"] == "coalitional" && entry["players"].is_array());
    let proved = answered.clone().count() == certificate.answers.len();
    let claim = "every answer has its certificate".to_owned();
    checks.push(Check { claim, fault: (!proved).then(|| "some have none".to_owned()) });
    for (id, answer) in &certificate.answers {
        let fault = match concept(id) {
            Some(concept) => {
                let same =
                    Solution { concept: concept.id, game: None, answer: Ok(Answer::Coalitional(answer.clone())) };
                let same = solution(&same);
                (!answered.clone().any(|entry| *entry == same)).then(|| "it says something else".to_owned())
            }
            None => Some("there is no such concept".to_owned()),
        };
        checks.push(Check { claim: format!("the report on `{id}` says what was computed"), fault });
        checks.extend(coalitional::check(&certificate.game, id, answer));
    }
    checks
}
