//! The protocol of alternating offers: `[process.offers]`.

use crate::numeric::rational::Rational;
use crate::scenario::document::{Node, Value};
use crate::scenario::format::Namespace;
use crate::scenario::quantity::{Domain, ParameterId, path_segment};
use crate::scenario::{OfferOrder, Offers, PlayerId, Protocol, Scenario};

use super::Reader;
use super::rules::list;

impl Reader<'_> {
    /// `process.protocol`, with how its offers are made.
    pub(super) fn protocol(&mut self, node: &Node) -> Protocol {
        let offers = node.get("offers");
        if node.get("protocol").and_then(Node::text) != Some("alternating_offers") {
            if let Some(offers) = offers {
                let help = "set protocol = \"alternating_offers\" in [process], or remove the table";
                self.error("`offers` are made by another protocol", &offers.span, "", help);
            }
            return Protocol::Demands;
        }
        let nothing = Node { span: node.span.clone(), value: Value::Table(Vec::new()) };
        let node = offers.unwrap_or(&nothing);
        let by_player = |reader: &mut Self, key: &str, domain: Domain| -> Vec<(PlayerId, ParameterId)> {
            let mut found = Vec::new();
            for entry in node.get(key).map_or(&[][..], Node::entries) {
                let path = format!("process.offers.{key}.{}", path_segment(&entry.key));
                let value = reader.given(&entry.value, path, domain);
                found.extend(reader.key_of_player(entry).map(|player| (player, value)));
            }
            found
        };
        let order = match (node.get("turns"), node.get("recognition")) {
            (turns, Some(recognition)) => {
                if let Some(turns) = turns {
                    self.error(
                        "proposers come in turn, or are drawn",
                        &turns.span,
                        "in turn",
                        "keep one of the two: `turns` or `recognition`",
                    );
                }
                let chances = by_player(self, "recognition", Domain::Probability);
                let sum = chances.iter().fold(Rational::ZERO, |sum, (_, id)| &sum + &self.parameters[id.0].base);
                if !sum.is_one() {
                    self.error(
                        format!("chances to propose that sum to {}", sum.written()),
                        &recognition.span,
                        "",
                        "make them sum to 1",
                    );
                }
                OfferOrder::Recognition(chances)
            }
            (turns, None) => {
                let Some(Value::List(items)) = turns.map(|turns| &turns.value) else {
                    return self.offers(node, OfferOrder::Turns(Vec::new()), by_player);
                };
                // A party may come up several times in a turn.
                let named = items.iter().filter_map(|item| self.name(item, Namespace::Player)).map(PlayerId);
                OfferOrder::Turns(named.collect())
            }
        };
        self.offers(node, order, by_player)
    }

    fn offers(
        &mut self,
        node: &Node,
        order: OfferOrder,
        by_player: impl Fn(&mut Self, &str, Domain) -> Vec<(PlayerId, ParameterId)>,
    ) -> Protocol {
        let breakdown = self.quantity(node, "process.offers", "breakdown", Domain::Probability, 0);
        let into_conflict = node.get("breaks_into").and_then(Node::text) == Some("conflict");
        let outside = by_player(self, "outside", Domain::Utility);
        Protocol::AlternatingOffers(Offers { order, breakdown, into_conflict, outside })
    }

    /// Only parties make offers; outside payoffs are for two.
    pub(super) fn check_offers(&mut self, scenario: &Scenario) {
        let Protocol::AlternatingOffers(offers) = &scenario.process.protocol else { return };
        let parties = scenario.bargaining_parties();
        let (key, named): (&str, Vec<PlayerId>) = match &offers.order {
            OfferOrder::Turns(turns) => ("turns", turns.clone()),
            OfferOrder::Recognition(chances) => ("recognition", chances.iter().map(|(player, _)| *player).collect()),
        };
        let outside = offers.outside.iter().map(|(player, _)| *player);
        for (key, player) in
            named.into_iter().map(|player| (key, player)).chain(outside.map(|player| ("outside", player)))
        {
            if !parties.contains(&player) {
                let span = self.span_of(&["process", "offers", key]);
                let names: Vec<&str> = parties.iter().filter_map(|one| self.players.get(one.0).copied()).collect();
                let help = format!("the parties are {}; `[bargaining] players` names others", list(&names));
                self.error(format!("`{}` does not bargain", self.players[player.0]), &span, "", help);
            }
        }
        if !offers.outside.is_empty() && (parties.len() != 2 || offers.outside.len() != 2) {
            let span = self.span_of(&["process", "offers", "outside"]);
            self.error(
                "outside payoffs are for two parties, one each",
                &span,
                "",
                "name both parties; where more bargain, `breakdown` with `breaks_into` works for any number",
            );
        }
    }
}
