//! A scenario: the situation that a file describes, validated, with exact quantities.
//!
//! Names are resolved to ids here; nothing past this module sees a TOML key.

pub mod condition;
pub mod diagnostic;
pub mod document;
pub mod format;
pub mod game;
pub mod overlay;
pub mod quantity;
mod validate;

use crate::form::TitledGame;
use crate::form::graph::Convention;
use condition::Condition;
use diagnostic::{Diagnostic, Source};
use quantity::{Parameter, ParameterId, RankCorrelation};

/// Which player, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlayerId(pub usize);

/// Which concession, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConcessionId(pub usize);

/// Which agreement, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgreementId(pub usize);

/// Which ratification, in file order over all agreements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RatificationId(pub usize);

/// More players, concessions or agreements than a negotiation has; sets of them are kept
/// in machine words.
pub const MAX_PLAYERS: usize = 32;
pub const MAX_CONCESSIONS: usize = 64;
pub const MAX_AGREEMENTS: usize = 32;
pub const MAX_INDUCEMENTS: usize = 16;
/// Every combination of their outcomes is looked at.
pub const MAX_RATIFICATIONS: usize = 8;

/// A validated scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub title: String,
    pub period: String,
    /// The concession to judge: the first demand.
    pub question: ConcessionId,
    pub players: Vec<Player>,
    pub concessions: Vec<Concession>,
    pub agreements: Vec<Agreement>,
    /// Of all agreements, in file order.
    pub ratifications: Vec<Ratification>,
    pub conflict: Conflict,
    pub window: Option<Window>,
    pub process: Process,
    pub inducements: Vec<Inducement>,
    /// `[bargaining] players`.
    pub bargaining_players: Option<Vec<PlayerId>>,
    /// Every quantity, defaults included.
    pub parameters: Vec<Parameter>,
    /// Each pair once.
    pub rank_correlations: Vec<RankCorrelation>,
    /// How others may answer a move in the conflict as a graph; no key of the file.
    pub convention: Convention,
}

#[derive(Debug, Clone)]
pub struct Player {
    pub key: String,
    pub name: String,
    pub discount: ParameterId,
    /// What each period of the process costs.
    pub delay: ParameterId,
    pub conflict: ConflictValue,
    /// Condition and utility; those whose condition holds are added up.
    pub payoffs: Vec<(Condition<Atom>, ParameterId)>,
}

/// Utility if conflict breaks out.
#[derive(Debug, Clone)]
pub enum ConflictValue {
    Plain(ParameterId),
    /// `p win + (1 - p) lose - cost`.
    Lottery {
        win_probability: ParameterId,
        win: ParameterId,
        lose: ParameterId,
        cost: ParameterId,
    },
}

#[derive(Debug, Clone)]
pub struct Concession {
    pub key: String,
    pub name: String,
    pub owner: PlayerId,
    pub demanded_by: PlayerId,
    /// Chance that an attempt succeeds.
    pub success: ParameterId,
    pub attempt_cost: ParameterId,
    pub success_cost: ParameterId,
    pub failure_cost: ParameterId,
    /// What each success is worth to the demander at once.
    pub benefit: Option<ParameterId>,
    /// The demander's cost of dropping the demand once refused.
    pub refused_cost: ParameterId,
    /// The demander's cost of dropping the demand after a failed attempt.
    pub failed_cost: ParameterId,
    /// The agreement that holds it in escrow, if one does.
    pub escrow: Option<AgreementId>,
    pub requires: Condition<Atom>,
    pub attempts: u32,
    pub fallback: Option<Fallback>,
    /// What undoing it costs, if it can be undone.
    pub reversible: Option<ParameterId>,
    /// Who sees how an attempt ends besides owner and demander; `None` is everybody.
    pub observers: Option<Vec<PlayerId>>,
}

/// A second route after a failed attempt.
#[derive(Debug, Clone)]
pub struct Fallback {
    pub success: ParameterId,
    pub cost: ParameterId,
}

#[derive(Debug, Clone)]
pub struct Agreement {
    pub key: String,
    pub name: String,
    pub signatories: Vec<PlayerId>,
    pub approvers: Vec<PlayerId>,
    pub requires: Condition<Atom>,
    /// What decides on it once it is signed; indices into [`Scenario::ratifications`].
    pub ratifications: Vec<RatificationId>,
    /// Who may leave it again.
    pub withdrawals: Vec<Withdrawal>,
}

/// A ballot, a parliament or an authority that decides on a signed agreement.
#[derive(Debug, Clone)]
pub struct Ratification {
    pub key: String,
    pub agreement: AgreementId,
    /// Chance of a yes.
    pub success: ParameterId,
    /// What each of these players pays after a no.
    pub costs: Vec<(PlayerId, ParameterId)>,
}

/// The right of a player to leave an agreement that is in force.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    pub player: PlayerId,
    /// The stated belief that it leaves.
    pub chance: ParameterId,
    pub cost: ParameterId,
}

impl Process {
    /// Who must consent before an agreement is in force, in the order in which they are asked.
    pub fn consenting<'a>(&'a self, agreement: &'a Agreement) -> impl Iterator<Item = PlayerId> + 'a {
        let extra = agreement
            .approvers
            .iter()
            .filter(|player| !self.consent.contains(player) && !agreement.signatories.contains(player));
        self.consent.iter().chain(extra).copied()
    }
}

impl Agreement {
    /// Signatories, then approvers, nobody twice.
    pub fn parties(&self) -> Vec<PlayerId> {
        let mut parties = self.signatories.clone();
        parties.extend(self.approvers.iter().filter(|player| !self.signatories.contains(player)));
        parties
    }
}

#[derive(Debug, Clone)]
pub struct Conflict {
    /// That it may break out in every period that an attempt takes.
    pub per_period: bool,
    pub hazard: ParameterId,
    pub add: Vec<(Condition<Atom>, ParameterId)>,
    pub replace: Vec<(Condition<Atom>, ParameterId)>,
}

#[derive(Debug, Clone)]
pub struct Window {
    pub closes: ParameterId,
    pub spoiler: Option<Spoiler>,
}

#[derive(Debug, Clone)]
pub struct Spoiler {
    pub player: PlayerId,
    pub success: ParameterId,
    pub cost: ParameterId,
}

#[derive(Debug, Clone)]
pub struct Process {
    pub protocol: Protocol,
    /// What SIGN signs.
    pub agreement: AgreementId,
    pub demands: Vec<ConcessionId>,
    /// The stated belief that the demander signs after a success.
    pub sign: Option<ParameterId>,
    pub consent: Vec<PlayerId>,
    /// That the last demand can be made again and again.
    pub endless: bool,
    pub types: Vec<Type>,
    /// Steps before the first demand, where types are hidden.
    pub signals: Vec<Signal>,
    /// Who has the types and sees its own; `None` is the demander of the first demand.
    pub informed: Option<PlayerId>,
}

/// How the parties come to terms.
#[derive(Debug, Clone)]
pub enum Protocol {
    /// The demand process.
    Demands,
    /// They propose packages to each other, and all must agree.
    AlternatingOffers(Offers),
}

/// How offers are made.
#[derive(Debug, Clone)]
pub struct Offers {
    pub order: OfferOrder,
    /// Chance that a failed offer ends the talks.
    pub breakdown: ParameterId,
    /// That the talks end in conflict then, not with the status quo.
    pub into_conflict: bool,
    /// Utilities if the party that rejects an offer leaves.
    pub outside: Vec<(PlayerId, ParameterId)>,
}

/// Who makes them.
#[derive(Debug, Clone)]
pub enum OfferOrder {
    /// These parties over and over; all of them in file order if none is named.
    Turns(Vec<PlayerId>),
    /// Each party by its chance, drawn anew in every period; others never.
    Recognition(Vec<(PlayerId, ParameterId)>),
}

/// A public step before the first demand.
#[derive(Debug, Clone)]
pub struct Signal {
    pub key: String,
    pub by: PlayerId,
    pub cost: ParameterId,
}

/// A type of an informed player.
#[derive(Debug, Clone)]
pub struct Type {
    pub key: String,
    /// Whose type it is; `None` is the informed player.
    pub player: Option<PlayerId>,
    /// `None` takes what the other types leave.
    pub prior: Option<ParameterId>,
    pub demands: Vec<ConcessionId>,
    pub always_signs: bool,
    /// The first parameter has the value of the second one for this type.
    pub replacements: Vec<(ParameterId, ParameterId)>,
}

#[derive(Debug, Clone)]
pub struct Inducement {
    pub key: String,
    pub from: PlayerId,
    pub to: PlayerId,
    pub amount: ParameterId,
    pub cost: ParameterId,
}

/// What a condition speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Atom {
    /// The concession is done (and in effect).
    Done(ConcessionId),
    /// An attempt at it failed and none has succeeded.
    Failed(ConcessionId),
    InForce(AgreementId),
    /// A ratification of the agreement failed.
    Rejected(AgreementId),
    /// This ratification failed.
    VotedDown(RatificationId),
    /// The agreement was in force and somebody left it.
    Ended(AgreementId),
    WindowClosed,
}

/// What a TOML file holds.
#[derive(Debug)]
pub enum Content {
    Scenario(Box<Scenario>),
    Game(TitledGame),
}

/// Reads and validates a TOML file of either kind.
///
/// # Errors
/// Every error and warning at once, in order of place, if there is an error.
/// Otherwise the content comes with its warnings.
pub fn read(source: &Source) -> Result<(Content, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut content = None;
    if let Some(mut root) = overlay::read(source, &mut diagnostics) {
        let key = |name: &str| root.entries().iter().find(|entry| entry.key == name);
        if let (Some(scenario), Some(game)) = (key("scenario"), key("game")) {
            let both = Diagnostic::error("the file holds a scenario and a game")
                .at(&game.key_span, "a game")
                .at(&scenario.key_span, "a scenario");
            diagnostics.push(both.help("keep one to a file"));
        } else if root.entries().is_empty() {
            diagnostics.push(
                Diagnostic::error("the file holds neither a scenario nor a game")
                    .at(&root.span, "nothing here")
                    .help("a scenario has a table `[scenario]`, a game one such as `[game.normal]`; `concede new` writes a scenario to begin with"),
            );
        } else {
            format::check(&mut root, &mut diagnostics);
            content = match root.get("game") {
                Some(table) => game::read(table, &source.texts()[0].name, &mut diagnostics).map(Content::Game),
                None => validate::read(&root, &mut diagnostics).map(|scenario| Content::Scenario(Box::new(scenario))),
            };
        }
    }
    diagnostics
        .sort_by_key(|diagnostic| (diagnostic.severity, diagnostic.labels.first().map_or(0, |label| label.span.start)));
    diagnostics.dedup();
    match content {
        Some(content) if !diagnostics.iter().any(Diagnostic::is_error) => Ok((content, diagnostics)),
        _ => Err(diagnostics),
    }
}

impl Scenario {
    /// Reads and validates a scenario.
    ///
    /// # Errors
    /// Every error and warning at once, in order of place, if there is an error.
    /// Otherwise the scenario comes with its warnings.
    pub fn read(source: &Source) -> Result<(Scenario, Vec<Diagnostic>), Vec<Diagnostic>> {
        match read(source)? {
            (Content::Scenario(scenario), warnings) => Ok((*scenario, warnings)),
            (Content::Game(_), _) => Err(vec![
                Diagnostic::error("the file holds a game where a scenario is needed")
                    .help("`concede solve` and `concede check` take games as well"),
            ]),
        }
    }

    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[id.0]
    }

    /// The quantity at a TOML path.
    pub fn parameter_at(&self, path: &str) -> Option<ParameterId> {
        let place = |same: &dyn Fn(&str) -> bool| self.parameters.iter().position(|one| same(&one.path));
        let wanted = normalized(path);
        // Formulas that a file keeps apart are told apart by how they are written.
        let found = place(&|known| known == path).or_else(|| place(&|known| normalized(known) == wanted));
        found.map(ParameterId)
    }

    /// The player who makes the concession in question.
    pub fn owner(&self) -> PlayerId {
        self.concessions[self.question.0].owner
    }

    /// The player who demands it.
    pub fn demander(&self) -> PlayerId {
        self.concessions[self.question.0].demanded_by
    }

    /// Who bargains over packages: the stated players, or else owner, demander and the parties to
    /// all agreements, in file order.
    pub fn bargaining_parties(&self) -> Vec<PlayerId> {
        let mut players = match &self.bargaining_players {
            Some(stated) => stated.clone(),
            None => {
                let mut players = vec![self.owner(), self.demander()];
                players.extend(self.agreements.iter().flat_map(|agreement| agreement.parties()));
                players
            }
        };
        players.sort();
        players.dedup();
        players
    }

    /// All agreements but the process's own, in file order.
    pub fn linked_agreements(&self) -> impl Iterator<Item = AgreementId> {
        (0..self.agreements.len()).map(AgreementId).filter(|&id| id != self.process.agreement)
    }

    /// The player whose type nature draws in the typed mode.
    pub fn informed(&self) -> PlayerId {
        self.process.informed.unwrap_or_else(|| self.demander())
    }

    /// Whose type one is.
    pub fn typed_player(&self, one: &Type) -> PlayerId {
        let stated = one.player.or(self.process.informed);
        // While a file is being checked its question may name nothing.
        let asked = || self.concessions.get(self.question.0).map_or(PlayerId(usize::MAX), |asked| asked.demanded_by);
        stated.unwrap_or_else(asked)
    }

    /// The places of the types by player, in the order of the file.
    pub fn types_by_player(&self) -> Vec<(PlayerId, Vec<usize>)> {
        let mut groups: Vec<(PlayerId, Vec<usize>)> = Vec::new();
        for (place, one) in self.process.types.iter().enumerate() {
            let player = self.typed_player(one);
            match groups.iter_mut().find(|(known, _)| *known == player) {
                Some((_, places)) => places.push(place),
                None => groups.push((player, vec![place])),
            }
        }
        groups
    }

    /// The quantities that the file states without saying where they come from.
    pub fn without_source(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.given && parameter.source.is_none())
    }
}

/// A path whose quoted formulas are written in one way, so that `"b&a"` finds `"a & b"`.
fn normalized(path: &str) -> String {
    let mut found = String::new();
    let mut rest = path.chars();
    while let Some(c) = rest.next() {
        if c != '"' && c != '\'' {
            if !c.is_whitespace() {
                found.push(c);
            }
            continue;
        }
        let mut quoted = String::new();
        while let Some(inner) = rest.next() {
            match inner {
                _ if inner == c => break,
                '\\' if c == '"' => quoted.extend(rest.next()),
                _ => quoted.push(inner),
            }
        }
        // The key of a type's override is a path itself.
        let is_path = quoted.contains(['"', '\'']);
        found.push_str(&if is_path { normalized(&quoted) } else { condition::canonical(&quoted) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn a_path_is_found_however_its_formula_is_written() {
        let known = r#"players.turkey.payoffs."border & !treaty""#;
        for written in [
            r#"players.turkey.payoffs."!treaty&border""#,
            "players.turkey.payoffs.'border & !treaty'",
            r#"players . turkey . payoffs . "(border) & !treaty""#,
        ] {
            assert_eq!(normalized(written), normalized(known), "{written}");
        }
        assert_ne!(normalized(r#"players.turkey.payoffs."border | !treaty""#), normalized(known));
        let nested = r#"process.types.a.override."players.x.payoffs.\"a & b\"""#;
        assert_eq!(normalized(nested), "process.types.a.override.players.x.payoffs.(a&b)");
    }
}
