//! Why the headline is what it is, and what single numbers can do to it, in a sentence each.
//! Numbers and names stand in it, so that it can be understood alone.

use crate::numeric::rational::Rational;
use crate::scenario::quantity::ParameterId;
use crate::verdict::{Dependence, Headline, NoAnswer, SwitchingPoint, TestId};

use super::{HEADLINE_TESTS, Report, phrases};

/// The numbers that decide a verdict, in words that follow a gain of the owner.
pub const DECIDING: [(TestId, &str); 5] = [
    (TestId::Honoured, "against today, if it succeeds and the demander signs"),
    (TestId::ExpectedUtility, "against today, expected on the odds assumed"),
    (TestId::SubgamePerfect, "against refusing, if each side does what is best for it"),
    (TestId::Sequential, "against refusing, while intentions are hidden"),
    (TestId::Offers, "the chance that what is agreed on at once holds it"),
];

/// Why: what conceding brings on the odds assumed and against best play, or that it cannot pay.
/// `name` sets off the names of players.
pub fn why(report: &Report<'_>, name: impl Fn(&str) -> String) -> String {
    let (scenario, verdict) = (report.scenario, report.verdict);
    if verdict.test(TestId::Offers).is_some() {
        let words = match verdict.headline {
            Headline::Rational => "it is part of what the parties agree on at once, whoever proposes",
            Headline::NotRational => "it is no part of what the parties agree on at once, whoever proposes",
            Headline::Conditional => {
                let open = "what the parties agree on at once is not settled";
                let why = verdict.test(TestId::Offers).and_then(|test| test.why.as_ref());
                return why.map_or_else(|| open.to_owned(), |why| format!("{open}: {}", phrases::no_answer(why)));
            }
        };
        return words.to_owned();
    }
    let owner = name(&scenario.players[scenario.owner().0].name);
    let answer = |id: TestId| {
        let test = verdict.test(id);
        (test.and_then(|test| test.holds), test.and_then(|test| test.value.as_ref()))
    };
    // Who gains is said once. Names may be plural, so that no verb follows one.
    let said = std::cell::Cell::new(false);
    let brings = |value: &Rational| {
        let (what, whom) = if said.replace(true) { ("it", String::new()) } else { ("conceding", format!("{owner} ")) };
        let amount = phrases::plain(&value.abs(), 2);
        match (value.is_zero(), value.is_negative()) {
            (true, _) => format!("{what} changes nothing"),
            (_, true) => format!("{what} costs {whom}{amount}"),
            (_, false) => format!("{what} brings {whom}{amount}"),
        }
    };
    let mut clauses = Vec::new();
    let (honoured, most) = answer(TestId::Honoured);
    if verdict.headline != Headline::Rational {
        let all_well = "if it succeeds and is then signed";
        clauses.extend(most.map(|most| match honoured {
            Some(false) => format!("even {all_well}, {}", brings(most)),
            _ => format!("{all_well}, {}", brings(most)),
        }));
        if honoured == Some(false) && verdict.headline == Headline::NotRational {
            return clauses.join("; ");
        }
    }
    clauses.push(match answer(TestId::ExpectedUtility) {
        (Some(_), Some(value)) => format!("on the odds assumed {}", brings(value)),
        (Some(true), None) => "on the odds assumed it pays".to_owned(),
        (Some(false), None) => "on the odds assumed it does not pay".to_owned(),
        (None, _) => "the file does not say how likely a signature is".to_owned(),
    });
    let (played, value) = answer(TestId::SubgamePerfect);
    let best = "where each side does what is best for it,";
    let against = |value: &Rational| match (value.is_zero(), value.is_negative()) {
        (true, _) => "leaves it as well off as refusing".to_owned(),
        (_, true) => format!("leaves it {} worse off than refusing", phrases::plain(&value.abs(), 2)),
        (_, false) => format!("leaves it {} better off than refusing", phrases::plain(value, 2)),
    };
    clauses.push(match played {
        Some(true) => {
            let over = value.map_or_else(String::new, |value| format!(", which {}", against(value)));
            let then = match answer(TestId::RatchetProof).0 {
                Some(true) => ", and the agreement is then signed",
                Some(false) => ", but then the agreement might not be signed",
                None => "",
            };
            format!("{best} {owner} would concede{over}{then}")
        }
        Some(false) => {
            let over = value.map_or_else(String::new, |value| format!(", since conceding {}", against(value)));
            format!("{best} {owner} would refuse{over}")
        }
        None => format!("{best} the answer is open"),
    });
    clauses.join("; ")
}

/// What a headline says of the concession; of a conditional one, where it falls short.
pub fn meaning(report: &Report<'_>) -> String {
    let holds = |id: TestId| report.verdict.test(id).and_then(|test| test.holds);
    if report.verdict.test(TestId::Offers).is_some() {
        let words = match report.verdict.headline {
            Headline::Rational => "RATIONAL: what the parties agree on at once holds it, in every equilibrium.",
            Headline::NotRational => "NOT RATIONAL: what the parties agree on at once never holds it.",
            Headline::Conditional => match report.verdict.test(TestId::Offers).and_then(|test| test.why.as_ref()) {
                Some(NoAnswer::DependsOnOffer { on: Dependence::Lottery, .. }) => {
                    "CONDITIONAL: what the parties agree on at once is a lottery that holds it in some of its outcomes."
                }
                Some(NoAnswer::DependsOnOffer { on: Dependence::Proposer, .. }) => {
                    "CONDITIONAL: whether it is agreed on at once depends on who proposes first."
                }
                Some(NoAnswer::DependsOnOffer { on: Dependence::Equilibrium, .. }) => {
                    "CONDITIONAL: it is agreed on at once in some equilibria, and not in others."
                }
                _ => "CONDITIONAL: what the parties agree on at once is open.",
            },
        };
        return words.to_owned();
    }
    match report.verdict.headline {
        Headline::Rational => {
            "RATIONAL: it pays on the odds assumed, it is the owner's best move, and it is then signed.".to_owned()
        }
        Headline::NotRational if holds(TestId::Honoured) == Some(false) => {
            "NOT RATIONAL: it does not pay even if all goes well.".to_owned()
        }
        Headline::NotRational => {
            "NOT RATIONAL: it does not pay, and no single number within its range changes that.".to_owned()
        }
        Headline::Conditional => {
            let odds = match holds(TestId::ExpectedUtility) {
                Some(true) => None,
                Some(false) => Some("it loses on the odds assumed"),
                None => Some("whether it pays on the odds is open"),
            };
            let best = match (holds(TestId::SubgamePerfect), holds(TestId::RatchetProof)) {
                (Some(true), Some(true)) => None,
                (Some(true), _) => Some("it might not be signed once it is made"),
                (Some(false), _) => Some("it is not the owner's best move"),
                (None, _) => Some("whether it is the owner's best move is open"),
            };
            let short: Vec<&str> = odds.into_iter().chain(best).collect();
            let well = if holds(TestId::Honoured) == Some(true) { "it would pay if all went well, but " } else { "" };
            format!("CONDITIONAL: {well}{}.", short.join(", and "))
        }
    }
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
        (0, _) if open > 0 => "no single number, moved within its range, is known to change the verdict".to_owned(),
        (0, _) => "no single number, moved within its range, changes the verdict".to_owned(),
        (1, 1) => "only one number, moved within its range, would change the verdict".to_owned(),
        (count, 0) if !open_headline.is_empty() => format!(
            "{}, moved alone within its range, would change a test behind the verdict, and for {} of them it then depends on other numbers",
            if count == 1 { "one number".to_owned() } else { format!("each of {count} numbers") },
            open_headline.len()
        ),
        (1, _) => "no single number changes the verdict; one, moved within its range, would change a test behind it"
            .to_owned(),
        (count, 0) => format!(
            "no single number changes the verdict; {count} of them, moved alone within their ranges, would each change a test behind it"
        ),
        (count, turning) if count == turning => {
            format!("each of {count} numbers, moved alone within its range, would change the verdict")
        }
        (count, turning) => format!(
            "each of {count} numbers, moved alone within its range, would change a test behind the verdict, and {turning} of them the verdict itself"
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
            conditional.contains("conceding brings Government") && conditional.contains("on the odds assumed it "),
            "{conditional}"
        );
        let never = told(IIDA.replacen("success = 6", "success = 600", 1));
        assert!(never.starts_with("even if it succeeds and is then signed, conceding costs Government"), "{never}");
    }
}
