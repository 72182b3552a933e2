//! What a saved report claims, read from its JSON.

use serde_json::Value;

use crate::axiom::plans::PlanClaims;
use crate::axiom::verdict::{Claim, ClaimedSwitch, Summary};
use crate::axiom::{Check, behaviour};
use crate::numeric::rational::Rational;
use crate::report::json::{graph as graph_json, normal as normal_json};
use crate::solution::behaviour::BehaviourEquilibrium;
use crate::solution::certificate::Certificate;
use crate::solution::graph::GraphAnswer;
use crate::solution::{Bound, Enclosed, Equilibrium, EquilibriumFacts, Family, Trembles};

pub(super) type ClaimedBehaviour = (String, behaviour::Claim, Vec<BehaviourEquilibrium>);

pub(super) fn claimed_behaviour(report: &Value) -> Result<Vec<ClaimedBehaviour>, String> {
    let mut claimed = Vec::new();
    for solution in report["solutions"].as_array().into_iter().flatten() {
        if !solution["behaviour_equilibria"].is_array() {
            continue;
        }
        let concept = solution["concept"].as_str().unwrap_or_default().to_owned();
        let equilibria = serde_json::from_value(solution["behaviour_equilibria"].clone())
            .map_err(|error| format!("the equilibria of `{concept}` cannot be read: {error}"))?;
        let claim = match concept.as_str() {
            "subgame_perfect" => behaviour::Claim::SubgamePerfect,
            "sequential" => behaviour::Claim::Sequential,
            _ => behaviour::Claim::Nash,
        };
        claimed.push((concept, claim, equilibria));
    }
    Ok(claimed)
}

pub(super) fn claimed_stability(report: &Value, players: &[String]) -> Result<Vec<(String, GraphAnswer)>, String> {
    let mut claimed = Vec::new();
    let answered = report["solutions"].as_array().into_iter().flatten();
    for solution in answered.filter(|one| one["form"] == "graph" && one["why"].is_null()) {
        let concept = solution["concept"].as_str().unwrap_or_default().to_owned();
        let answer = graph_json::read(solution, players)
            .map_err(|error| format!("the answer of `{concept}` cannot be read: {error}"))?;
        claimed.push((concept, answer));
    }
    Ok(claimed)
}

pub(super) struct ClaimedEquilibria {
    pub(super) concept: String,
    pub(super) complete: bool,
    pub(super) equilibria: Vec<Equilibrium>,
    /// What somebody may gain by deviating, by the report's own account.
    pub(super) regret: Rational,
    pub(super) enclosed: Vec<Enclosed>,
    pub(super) families: Vec<Family>,
    pub(super) facts: Vec<EquilibriumFacts>,
    pub(super) trembles: Vec<Trembles>,
}

impl ClaimedEquilibria {
    /// That not all of nothing is claimed of a concept that every finite game has.
    pub(super) fn exists(&self) -> Check {
        let always = ["nash", "perfect", "proper"].contains(&self.concept.as_str());
        let none = self.equilibria.is_empty() && self.enclosed.is_empty() && self.families.is_empty();
        let fault = (always && self.complete && none).then(|| "every finite game has one".to_owned());
        Check { claim: format!("{} is not claimed to be nowhere", self.concept), fault }
    }

    /// That everything is listed, and nothing else there is.
    pub(super) fn is_whole_list(&self) -> bool {
        self.complete && self.enclosed.is_empty() && self.families.is_empty()
    }
}

pub(super) fn claimed_equilibria(report: &Value) -> Result<Vec<ClaimedEquilibria>, String> {
    let mut claimed = Vec::new();
    for solution in report["solutions"].as_array().into_iter().flatten() {
        // Those of other forms are read where they are checked.
        let elsewhere = report["form"] == "action_graph" && solution["game"].is_null();
        if !solution["equilibria"].is_array() || solution["form"] != "normal" || elsewhere {
            continue;
        }
        let concept = solution["concept"].as_str().unwrap_or_default().to_owned();
        let equilibria = serde_json::from_value(solution["equilibria"].clone())
            .map_err(|error| format!("the equilibria of `{concept}` cannot be read: {error}"))?;
        let complete = solution["complete"].as_bool().unwrap_or(false);
        let regret = match &solution["regret"] {
            Value::Null => Rational::ZERO,
            regret => serde_json::from_value(regret.clone())
                .map_err(|error| format!("the regret of `{concept}` cannot be read: {error}"))?,
        };
        let unreadable = |error| format!("the equilibria of `{concept}` cannot be read: {error}");
        // Null where there are none.
        let enclosed: Option<_> = serde_json::from_value(solution["enclosed"].clone()).map_err(unreadable)?;
        let families: Option<_> = serde_json::from_value(solution["families"].clone()).map_err(unreadable)?;
        let facts: Option<_> = serde_json::from_value(solution["facts"].clone()).map_err(unreadable)?;
        let trembles: Option<_> = serde_json::from_value(solution["trembles"].clone()).map_err(unreadable)?;
        claimed.push(ClaimedEquilibria {
            concept,
            complete,
            equilibria,
            regret,
            enclosed: enclosed.unwrap_or_default(),
            families: families.unwrap_or_default(),
            facts: facts.unwrap_or_default(),
            trembles: trembles.unwrap_or_default(),
        });
    }
    Ok(claimed)
}

/// The ends of correlated equilibria: of the sum of payoffs, and of each player.
pub(super) struct ClaimedBounds {
    pub(super) concept: String,
    pub(super) welfare: Bound,
    pub(super) payoffs: Vec<[Bound; 2]>,
}

pub(super) fn claimed_bounds(report: &Value) -> Result<Vec<ClaimedBounds>, String> {
    let mut claimed = Vec::new();
    for solution in report["solutions"].as_array().into_iter().flatten() {
        if !solution["welfare"].is_object() {
            continue;
        }
        let concept = solution["concept"].as_str().unwrap_or_default().to_owned();
        let (welfare, payoffs) = normal_json::read_correlated(solution)
            .map_err(|error| format!("the bounds of `{concept}` cannot be read: {error}"))?;
        claimed.push(ClaimedBounds { concept, welfare, payoffs });
    }
    Ok(claimed)
}

pub(super) fn number(value: &Value) -> Result<Rational, String> {
    let text = value.as_str().ok_or("a number is not a string")?;
    text.parse().map_err(|error| format!("`{text}`: {error}"))
}

pub(super) fn optional(value: &Value) -> Result<Option<Rational>, String> {
    if value.is_null() { Ok(None) } else { number(value).map(Some) }
}

/// Weights by key.
pub(super) fn weights(value: &Value) -> Result<Vec<(String, Rational)>, String> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(key, weight)| Ok((key.clone(), number(weight)?))).collect()
}

pub(super) fn summary(report: &Value, certificate: &Certificate) -> Result<Summary, String> {
    let verdict = &report["verdict"];
    let ranges = report["parameters"].as_array().into_iter().flatten().map(|parameter| {
        let path = parameter["path"].as_str().ok_or("a parameter has no path")?.to_owned();
        Ok::<_, String>((path, optional(&parameter["low"])?.zip(optional(&parameter["high"])?)))
    });
    let disagreement = verdict["disagreement"].as_array().into_iter().flatten().map(number);
    Ok(Summary {
        complete: verdict["complete"] != false,
        headline: verdict["headline"].as_str().ok_or("it has no headline")?.to_owned(),
        disagreement: disagreement.collect::<Result<_, _>>()?,
        gain: number(&verdict["gain"])?,
        compliance: optional(&verdict["compliance"])?,
        tied: verdict["ties"]["decisions"].as_u64().ok_or("it does not count its ties")? as usize,
        ranges: ranges.collect::<Result<_, _>>()?,
        plans: plans(report, certificate)?,
    })
}

/// What the report says about the game of plans; `None` if its solutions are left out.
pub(super) fn plans(report: &Value, certificate: &Certificate) -> Result<Option<PlanClaims>, String> {
    let entry = |concept: &str| {
        report["solutions"].as_array().into_iter().flatten().find(|solution| solution["concept"] == concept)
    };
    let (Some(game), Some(nash), Some(reduction)) = (&certificate.plans, entry("nash"), entry("iterated_dominance"))
    else {
        return Ok(None);
    };
    let unreadable = |error| format!("the equilibria of `nash` cannot be read: {error}");
    let equilibria = serde_json::from_value(nash["equilibria"].clone()).map_err(unreadable)?;
    let enclosed: Option<Vec<Enclosed>> = serde_json::from_value(nash["enclosed"].clone()).map_err(unreadable)?;
    let families: Option<Vec<Family>> = serde_json::from_value(nash["families"].clone()).map_err(unreadable)?;
    let members = families.into_iter().flatten().map(|family| family.member);
    let enclosed = enclosed.into_iter().flatten().chain(members).collect();
    let eliminations = normal_json::read_reduction(reduction, game)?.eliminations;
    Ok(Some(PlanClaims { equilibria, enclosed, complete: nash["complete"] == true, eliminations }))
}

pub(super) fn claim(test: &Value) -> Result<Claim, String> {
    let mut switches = Vec::new();
    for point in test["switches"].as_array().into_iter().flatten() {
        let (lo, hi) = match (&point["exact"], &point["enclosure"]) {
            (Value::Null, bounds) => (number(&bounds[0])?, number(&bounds[1])?),
            (exact, _) => (number(exact)?, number(exact)?),
        };
        switches.push(ClaimedSwitch {
            parameter: point["parameter"].as_str().ok_or("a switching point has no parameter")?.to_owned(),
            lo,
            hi,
            below: point["below"].as_bool().ok_or("a switching point has no `below`")?,
            at_tie: point["at_tie"].as_bool(),
            becomes: point["becomes"].as_bool().ok_or("a switching point has no `becomes`")?,
        });
    }
    Ok(Claim {
        test: test["id"].as_str().ok_or("a test has no id")?.to_owned(),
        holds: test["holds"].as_bool(),
        value: optional(&test["exact"])?,
        switches,
        open: ["gaps", "holds_at_range_ends"].iter().any(|&key| !test[key].is_null()),
        worst: match test["evidence"].as_array().into_iter().flatten().find(|one| one["kind"] == "worst_case") {
            Some(evidence) => Some(weights(&evidence["settings"])?),
            None => None,
        },
    })
}
