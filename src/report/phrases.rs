//! The words of a report for the data of a verdict.

use crate::form::Game;
use crate::numeric::rational::Rational;
use crate::scenario::Scenario;
use crate::verdict::{Attempts, Dependence, Headline, NoAnswer, Verdict};

/// What is said in place of flips where the parties make each other offers.
pub const OFFERS_NOT_STUDIED: &str =
    "not studied where offers are made; --set changes a number, and `concede compare` shows variants";

/// The headline in capitals.
pub fn headline(headline: Headline) -> &'static str {
    match headline {
        Headline::Rational => "RATIONAL",
        Headline::NotRational => "NOT RATIONAL",
        Headline::Conditional => "CONDITIONAL",
    }
}

/// Why a test has no answer, and what would give it one.
pub fn no_answer(why: &NoAnswer) -> String {
    match why {
        NoAnswer::NoStatedBelief => {
            "the file states no `process.sign`: how likely is it that the demander signs?".into()
        }
        NoAnswer::NoTypes => "the file states no `[process.types]`".into(),
        NoAnswer::Signals { player } => format!(
            "what {player} does best depends on what an informed player's earlier move tells; types that separate by their actions have an answer"
        ),
        NoAnswer::Entangled => "some players' information sets are each other's future".into(),
        NoAnswer::MixedBeyondTwoPlayers => {
            "the pure equilibria do not settle it, and there are more mixed ones of more than two players than are searched"
                .into()
        }
        NoAnswer::TooManyPlans => "the game of plans is too large to tabulate".into(),
        NoAnswer::TooManyPackages => {
            "too many players bargain, or over too many concessions and agreements; `[bargaining] players` narrows them"
                .into()
        }
        NoAnswer::TooManyCoalitions => {
            "there are too many coalitions, concessions and agreements; `efficient` and `bargain` need not go through coalitions"
                .into()
        }
        NoAnswer::LimitReached => "the limit that was asked for ended the search first".into(),
        NoAnswer::BoxLimit { boxes } => format!("neither proved nor refuted within {boxes} parts of the box of ranges"),
        NoAnswer::CannotSignAtOnce => "the agreement cannot come into force before the demand is met".into(),
        NoAnswer::DependsOnType => "some types attempt it and some do not".into(),
        NoAnswer::TooManyOptions => "the conflict has too many options to be laid out as a graph".into(),
        NoAnswer::DependsOnSignal => "it is attempted after some signals and not after others".into(),
        NoAnswer::SeveralBeliefs { equilibria, attempting } => format!(
            "{attempting} of {equilibria} equilibria attempt it: what is made of signals, and of their absence, decides"
        ),
        NoAnswer::AfterTheSignature => {
            "the process without a last demand is not laid out with ratifications or withdrawals".into()
        }
        NoAnswer::TooManyStates => "the process without a last demand has too many states".into(),
        NoAnswer::StationaryOpen => {
            "not every stationary equilibrium was found, and those that were leave it open".into()
        }
        NoAnswer::OtherProtocol => "no demands are made, but offers".into(),
        NoAnswer::DependsOnOffer { on, least, most } => {
            let on = match on {
                Dependence::Lottery => "a lottery is offered that holds it in some of its outcomes",
                Dependence::Proposer => "some of those who may propose first offer it, and others do not",
                Dependence::Equilibrium => "it is agreed on in some equilibria, and not in others",
            };
            format!("{on}: {}", chance(least, most))
        }
        NoAnswer::OffersOpen => {
            "not every stationary equilibrium of the offers was found; fewer parties or packages make it smaller".into()
        }
        NoAnswer::NotByItself => "the concession has prerequisites of its own".into(),
    }
}

/// The chance that something is agreed on at once, from the least to the most.
pub fn chance(least: &Rational, most: &Rational) -> String {
    let number = |value: &Rational| plain(value, 3);
    match least == most {
        true => format!("the chance that it is agreed on at once is {}", number(least)),
        false => format!("the chance that it is agreed on at once is between {} and {}", number(least), number(most)),
    }
}

/// How large a game is: "a normal form, 2 players, 2 × 3 strategies".
pub fn game(game: &Game) -> String {
    let players = match game.players().len() {
        1 => "1 player".to_owned(),
        count => format!("{count} players"),
    };
    match game {
        Game::ActionGraph(graph) => {
            let (nodes, classes) = (graph.nodes.len(), graph.classes().len());
            let classes = counted(classes, "class", "classes");
            format!("an action graph, {players} in {classes}, {nodes} actions, {} payoffs", graph.size())
        }
        Game::AlternatingOffers(game) => {
            let end = match game.periods {
                Some(periods) => format!("{periods} periods"),
                None => "no last period".to_owned(),
            };
            let rule = if game.quota == game.players.len() { "all".to_owned() } else { game.quota.to_string() };
            let what = match game.packages.len() {
                0 => format!("a pie of {}", game.pie),
                count => format!("{} and lotteries over them", counted(count, "point", "points")),
            };
            format!("alternating offers, {players}, {end}, {what}; {rule} must agree")
        }
        Game::Bargaining(problem) => {
            let count = match (problem.issues.as_slice(), problem.outcomes()) {
                ([only], _) => counted(only.options.len(), "point", "points"),
                (issues, Some(count)) => format!("{} issues, {count} outcomes", issues.len()),
                (issues, None) => format!("{} issues, more than 2^64 outcomes", issues.len()),
            };
            let lotteries = if problem.lotteries { "and lotteries over them" } else { "without lotteries" };
            format!("a bargaining problem, {players}, {count} {lotteries}")
        }
        Game::Coalitional(game) => {
            let blocks = if game.is_united() {
                String::new()
            } else {
                format!(", {}", counted(game.structure.len(), "block", "blocks"))
            };
            let coalitions = counted(game.worth.len() - 1, "coalition", "coalitions");
            format!("a coalitional form, {players}, {coalitions}{blocks}")
        }
        Game::Extensive(tree) => {
            let form = &tree.form;
            let (nodes, ends, sets) = (form.nodes.len(), form.terminals(), form.information_sets.len());
            let (nodes, sets) = (counted(nodes, "node", "nodes"), counted(sets, "information set", "information sets"));
            format!("an extensive form, {players}, {nodes} ({ends} terminal), {sets}")
        }
        Game::Graph(game) => {
            let states = counted(game.states(), "state", "states");
            format!("a conflict as a graph, {players}, {states}; {}", game.convention.meaning())
        }
        Game::Stochastic(game) => {
            format!("a stochastic game, {players}, {}", counted(game.states.len(), "state", "states"))
        }
        Game::Normal(game) => {
            let counts: Vec<String> = game.counts().iter().map(usize::to_string).collect();
            format!("a normal form, {players}, {} strategies", counts.join(" × "))
        }
    }
}

/// What ties mean for the verdict.
pub fn ties(count: usize, attempts: Option<Attempts>) -> String {
    let decisions = if count == 1 { "1 decision is".to_owned() } else { format!("{count} decisions are") };
    let share = match attempts {
        Some(Attempts::All) => "however ties are broken, every equilibrium attempts the concession",
        Some(Attempts::None) => "however ties are broken, no equilibrium attempts the concession",
        Some(Attempts::Some) => "the attempt DEPENDS on how ties are broken: some equilibria attempt it, some do not",
        None => "there are too many ways to break them to say whether the attempt depends on it",
    };
    format!("{decisions} tied; {share}")
}

/// The text with its first letter large, where that is a Latin one: the τ of the τ-value stays.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// "1 number", "3 numbers".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A number with a sign; see [`plain`].
pub fn signed(value: &Rational, digits: usize) -> String {
    let text = plain(value, digits);
    if value.is_positive() { format!("+{text}") } else { text }
}

/// Magnitudes outside these are written with a power of ten.
const PLAIN: std::ops::Range<i64> = -7..16;

/// A number with at most `digits` decimals, or, where it is smaller than 1, as many significant
/// digits, so that nothing but 0 is printed as 0; trailing zeros dropped.
pub fn plain(value: &Rational, digits: usize) -> String {
    if value.is_zero() {
        return "0".to_owned();
    }
    let magnitude = magnitude(value);
    if PLAIN.contains(&magnitude) {
        let zeros = usize::try_from(-1 - magnitude).unwrap_or(0);
        return trimmed(value.to_decimal(digits + zeros));
    }
    let power = Rational::from(10).pow(magnitude.unsigned_abs() as u32);
    let mantissa = if magnitude < 0 { value * &power } else { value / &power };
    format!("{}e{magnitude}", trimmed(mantissa.to_decimal(digits)))
}

/// The `m` with `10^m <= |value| < 10^(m + 1)`, for a value that is not 0.
fn magnitude(value: &Rational) -> i64 {
    let digits = |integer: String| integer.trim_start_matches('-').len() as i64;
    // Off by one at most, downwards.
    let guess = digits(value.numerator().to_string()) - digits(value.denominator().to_string()) - 1;
    let power = Rational::from(10).pow((guess + 1).unsigned_abs() as u32);
    let next = if guess + 1 < 0 { &Rational::ONE / &power } else { power };
    if value.abs() < next { guess } else { guess + 1 }
}

fn trimmed(text: String) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// What a limit left out of a verdict.
pub fn cut_short(scenario: &Scenario, verdict: &Verdict) -> String {
    let mut left_out = Vec::new();
    if !verdict.unstudied.is_empty() {
        let ranged = scenario.parameters.iter().filter(|parameter| !parameter.is_fixed()).count();
        left_out.push(format!(
            "{} of {ranged} numbers with a range were not studied, and each might turn a test",
            verdict.unstudied.len()
        ));
    }
    let open = verdict.tests.iter().filter(|test| test.why == Some(NoAnswer::LimitReached));
    let open: Vec<&str> = open.map(|test| test.id.key()).collect();
    if !open.is_empty() {
        left_out.push(format!("without an answer for that reason: {}", open.join(", ")));
    }
    left_out.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_zero_is_printed_as_zero() {
        let plain = |text: &str, digits| plain(&text.parse().unwrap(), digits);
        assert_eq!(plain("0", 2), "0");
        assert_eq!(plain("-6.788569", 2), "-6.79");
        assert_eq!(plain("0.0456", 2), "0.046");
        assert_eq!(plain("-1e-9", 3), "-1e-9");
        assert_eq!(plain("1e-7", 4), "0.0000001");
        assert_eq!(plain("123456789012345678", 2), "1.23e17");
        assert_eq!(plain("9999999", 2), "9999999");
        assert_eq!(plain("1/3", 4), "0.3333");
        assert_eq!(plain("99.999", 2), "100");
    }
}
