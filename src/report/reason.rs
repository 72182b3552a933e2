//! Why the headline is what it is, and what single numbers can do to it, in a sentence each.
//! Numbers and names stand in it, so that it can be understood alone.

use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{Headline, SwitchingPoint, TestId};

use super::{HEADLINE_TESTS, Report, phrases};

/// Why: what conceding brings at the stated beliefs and against best play, or that it cannot pay.
/// `name` sets off the names of players.
pub fn why(report: &Report<'_>, name: impl Fn(&str) -> String) -> String {
    let (scenario, verdict) = (report.scenario, report.verdict);
    if verdict.test(TestId::Offers).is_some() {
        let words = match verdict.headline {
            Headline::Rational => "it is part of what the parties agree on at once, whoever proposes",
            Headline::NotRational => "it is no part of what the parties agree on at once, whoever proposes",
            Headline::Conditional => {
                "whether it is part of what the parties agree on depends on the equilibrium or on who proposes"
            }
        };
        return words.to_owned();
    }
    let owner = name(&scenario.players[scenario.owner().0].name);
    let answer = |id: TestId| {
        let test = verdict.test(id);
        (test.and_then(|test| test.holds), test.and_then(|test| test.value.as_ref()))
    };
    // Who gains is said once.
    let said = std::cell::Cell::new(false);
    let brings = |value: &Rational| {
        let (what, whom) = if said.replace(true) { ("it", String::new()) } else { ("conceding", format!("{owner} ")) };
        let amount = phrases::plain(&value.abs(), 2);
        match (value.is_zero(), value.is_negative()) {
            (true, _) => format!("{what} changes nothing"),
            (_, true) => format!("{what} costs {whom}{amount}"),
            (_, false) => format!("{what} gains {whom}{amount}"),
        }
    };
    let mut clauses = Vec::new();
    let (honoured, most) = answer(TestId::Honoured);
    if verdict.headline != Headline::Rational {
        let all_well = "with success and a signature";
        clauses.extend(most.map(|most| match honoured {
            Some(false) => format!("even {all_well}, {}", brings(most)),
            _ => format!("{all_well}, {}", brings(most)),
        }));
        if honoured == Some(false) && verdict.headline == Headline::NotRational {
            return clauses.join("; ");
        }
    }
    clauses.push(match answer(TestId::ExpectedUtility) {
        (Some(_), Some(value)) => format!("at the stated beliefs {}", brings(value)),
        (Some(true), None) => "at the stated beliefs it pays".to_owned(),
        (Some(false), None) => "at the stated beliefs it does not pay".to_owned(),
        (None, _) => "no belief about signing is stated".to_owned(),
    });
    let (played, value) = answer(TestId::SubgamePerfect);
    let best = "if everybody plays its best";
    clauses.push(match played {
        Some(true) => {
            let over = value.map_or_else(String::new, |value| format!(" and {} against refusing", brings(value)));
            let then = match answer(TestId::RatchetProof).0 {
                Some(true) => ", and the agreement is then signed",
                Some(false) => ", but the agreement is not surely signed then",
                None => "",
            };
            format!("{best} it is done{over}{then}")
        }
        Some(false) => {
            let over = value.map_or_else(String::new, |value| format!(", since {} against refusing", brings(value)));
            format!("{best} it is not done{over}")
        }
        None => format!("whether it is done {best} is open"),
    });
    clauses.join("; ")
}

/// What single numbers can do to the answers, moved within their ranges.
pub fn turning(report: &Report<'_>) -> String {
    let verdict = report.verdict;
    let distinct = |mut parameters: Vec<ParameterId>| {
        parameters.sort();
        parameters.dedup();
        parameters
    };
    let tests = || verdict.tests.iter().filter(|test| HEADLINE_TESTS.contains(&test.id));
    let inside = || tests().flat_map(|test| &test.switches).filter(|point| point.inside);
    let at_ends = tests().flat_map(|test| test.holds_at_ends.iter().copied());
    let turns = distinct(inside().map(|point| point.parameter).chain(at_ends).collect());
    let other = |point: &&SwitchingPoint| point.headline.is_some_and(|headline| headline != verdict.headline);
    let headline = distinct(inside().filter(other).map(|point| point.parameter).collect()).len();
    let open_headline =
        distinct(inside().filter(|point| point.headline.is_none()).map(|point| point.parameter).collect());
    let gaps = distinct(tests().flat_map(|test| test.gaps.iter().copied()).collect());
    let open = gaps.iter().filter(|gap| !turns.contains(gap)).count();
    let mut words = match (turns.len(), headline) {
        (0, _) if open > 0 => "no single number, moved within its range, is known to change that".to_owned(),
        (0, _) => "no single number, moved within its range, changes that".to_owned(),
        (1, 1) => "one number, moved within its range, would change the verdict".to_owned(),
        (count, 0) if !open_headline.is_empty() => format!(
            "{}, moved alone within its range, would change a test behind it, and for {} of them the verdict then depends on other numbers",
            if count == 1 { "one number".to_owned() } else { format!("each of {count} numbers") },
            open_headline.len()
        ),
        (1, _) => {
            "no single number changes the verdict, but one, moved within its range, would change a test behind it"
                .to_owned()
        }
        (count, 0) => format!(
            "no single number changes the verdict, but each of {count}, moved alone within its range, would change a test behind it"
        ),
        (count, turning) if count == turning => {
            format!("each of {count} numbers, moved alone within its range, would change the verdict")
        }
        (count, turning) => format!(
            "each of {count} numbers, moved alone within its range, would change a test behind it, {turning} of them the verdict"
        ),
    };
    match open {
        0 => {}
        1 => words.push_str("; for one more number this is not known"),
        count => words.push_str(&format!("; for {count} more numbers this is not known")),
    }
    words
}

/// Both in one sentence, for a line of text.
pub fn line(report: &Report<'_>) -> String {
    // No number is moved where the parties make each other offers.
    match report.verdict.test(TestId::Offers) {
        Some(_) => format!("{}.", why(report, str::to_owned)),
        None => format!("{}; {}.", why(report, str::to_owned), turning(report)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::diagnostic::Source;
    use crate::uncertainty::judge;

    const IIDA: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/textbook/iida-1993/one-shot-referendum.toml"));

    fn told(text: String) -> String {
        let (scenario, _) = Scenario::read(&Source::new("file".to_owned(), text)).unwrap();
        let (compiled, verdict) = judge(&scenario).unwrap();
        line(&Report { scenario: &scenario, compiled: &compiled, verdict: &verdict, concepts: &[] })
    }

    #[test]
    fn the_reason_holds_the_numbers_that_decide() {
        let conditional = told(IIDA.to_owned());
        assert!(
            conditional.contains("conceding gains Government") && conditional.contains("at the stated beliefs it "),
            "{conditional}"
        );
        let never = told(IIDA.replacen("success = 6", "success = 600", 1));
        assert!(never.starts_with("even with success and a signature, conceding costs Government"), "{never}");
    }
}
