//! The format in words: every key with its value in a file, and the reference of the docs.

use crate::scenario::document::Node;

use super::Default::{Absent, Is, Required};
use super::game::GAME_FORMAT;
use super::situation::{FORMAT, QUANTITY};
use super::{Key, Kind, keys_of};

/// Every key of the format with its value in a document or its default, one per line.
pub fn explain(root: &Node) -> Vec<String> {
    let mut lines = Vec::new();
    explain_table(root, keys_of(root), 0, &mut lines);
    lines
}

fn explain_table(node: &Node, keys: &'static [Key], depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    for key in keys {
        match (node.get(key.name), key.default) {
            (Some(value), _) => explain_value(value, &key.kind, key.name, depth, lines),
            (None, Is(default)) => {
                lines.push(format!("{indent}{} = {default}  (default)  # {}", key.name, key.meaning))
            }
            (None, Absent) => lines.push(format!("{indent}{}: none  (default)  # {}", key.name, key.meaning)),
            (None, Required) => {}
        }
    }
}

fn explain_value(node: &Node, kind: &'static Kind, name: &str, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    match (kind, &node.value) {
        (Kind::Table(keys), _) => {
            lines.push(format!("{indent}{name}"));
            explain_table(node, keys, depth + 1, lines);
        }
        (Kind::Map(_, kind), _) => {
            lines.push(format!("{indent}{name}"));
            for entry in node.entries() {
                explain_value(
                    &entry.value,
                    kind,
                    &crate::scenario::quantity::path_segment(&entry.key),
                    depth + 1,
                    lines,
                );
            }
        }
        (_, value) => lines.push(format!("{indent}{name} = {}", value.written())),
    }
}

/// The reference of the format, in Markdown: a section per table.
pub fn reference() -> String {
    let mut text = String::from(
        "# Scenario files\n\nGenerated from the format itself (`CONCEDE_BLESS=1 cargo test --test format_reference` writes it anew).\n\n\
         A *quantity* is a number (`12`, `0.45`, read exactly), a fraction in a string (`\"9/20\"`), or a table with the keys below.\n\
         A *condition* is a Boolean formula over concessions (`referendum`, `referendum.failed`), agreements (`treaty`; `treaty.failed` once a ratification failed it, `treaty.BALLOT.failed` for one of them; `treaty.ended` once somebody left it), `window.closed` and `always`, with `!`, `&`, `|` and parentheses.\n\
         Paths name quantities, for `--set` and `--parameter`; keys that hold a formula are quoted in them: `players.armenia.payoffs.\"border & treaty\"`.\n",
    );
    reference_table(FORMAT, "The file", &mut text);
    reference_table(QUANTITY, "A quantity", &mut text);
    text.push_str(
        "\n# Game files\n\nA file may carry an explicit game in place of a scenario: one of the tables below `[game]`.\n\
         Numbers are integers, decimals or fractions in strings, all exact; players and strategies keep the order of the file.\n\n\
         ```toml\n[game.normal]\nplayers    = [\"row\", \"column\"]\nstrategies = [[\"top\", \"bottom\"], [\"left\", \"right\"]]\n\
         payoffs    = [[[\"3/2\", 1], [0, 0]],      # nested by player; innermost one payoff per player\n              [[0, 0],     [1, 2]]]\n```\n\n\
         ```toml\n[game.coalitional]\nplayers   = [\"a\", \"b\", \"c\"]\nworth     = { \"a b\" = 1, \"a c\" = 1, \"a b c\" = \"3/2\" }   # members in any order\n\
         default   = 0                            # of coalitions not listed; without it none may be missing\n\
         structure = [[\"a\", \"b\"], [\"c\"]]          # who has formed; the grand coalition otherwise\n\
         points    = { even = [\"1/2\", \"1/2\", 0] }  # judged by every set-valued concept\n\
         # or, in place of worth: voting = { quota = 51, weights = [50, 49, 1] }, bankruptcy = { estate = 200, claims = [100, 200, 300] },\n\
         # airport = { costs = [8, 11, 13] } (savings), assignment = { values = [[5, 8]] } (one seller, two buyers)\n```\n",
    );
    text.push_str(
        "\n```toml\n[game.bargaining]\nplayers      = [\"one\", \"two\"]\npoints       = [[0, 4], [3, 3], [4, 0]]  # feasible: their convex hull (hull = false for a discrete set)\n\
         disagreement = [0, 0]\n```\n\
         \n```toml\n[game.bargaining]\nplayers = [\"seller\", \"buyer\"]\n[game.bargaining.issues]                     # an outcome takes an option of each and pays the sum\n\
         price    = { low = [0, 3], high = [3, 0] }\ndelivery = { soon = [0, 2], late = [1, 0] }\n```\n",
    );
    text.push_str(
        "\n```toml\n[game.extensive]\nplayers = [\"entrant\", \"incumbent\"]\n[game.extensive.moves]                       # play begins with the first\n\
         entry  = { player = \"entrant\", actions = { out = [0, 2], enter = \"answer\" } }\n\
         answer = { player = \"incumbent\", actions = { fight = [-1, -1], accommodate = [1, 1] } }\n\
         # chance: deal = { chances = [\"1/2\", \"1/2\"], actions = { high = \"bet high\", low = \"bet low\" } }\n\
         # not told apart: \"call high\" = { player = \"two\", set = \"call\", actions = { … } }, \"call low\" = { player = \"two\", set = \"call\", actions = { … } }\n```\n",
    );
    text.push_str(
        "\n```toml\n[game.alternating_offers]\nplayers   = [\"one\", \"two\"]\ndiscounts = [0.9, 0.8]               # Rubinstein's game; `one` proposes first\n\
         # recognition = [\"1/2\", \"1/2\"]       # proposers by lot; with `quota`, the legislature of Baron and Ferejohn\n```\n",
    );
    reference_table(GAME_FORMAT, "The file", &mut text);
    text
}

fn reference_table(keys: &'static [Key], title: &str, text: &mut String) {
    text.push_str(&format!("\n## {title}\n\n| key | value | default | meaning |\n|---|---|---|---|\n"));
    for key in keys {
        let default = match key.default {
            Required => "required".to_owned(),
            Is(value) => value.to_owned(),
            Absent => "none".to_owned(),
        };
        text.push_str(&format!("| `{}` | {} | {default} | {} |\n", key.name, key.kind.expected(), key.meaning));
    }
    let below = |name: &str| {
        if title == "The file" { format!("[{name}]") } else { format!("{}.{name}]", title.trim_end_matches(']')) }
    };
    for key in keys {
        match &key.kind {
            Kind::Table(inner) | Kind::QuantityOrTable(_, inner) => reference_table(inner, &below(key.name), text),
            Kind::Map(_, Kind::Table(inner)) => reference_table(inner, &below(&format!("{}.NAME", key.name)), text),
            _ => {}
        }
    }
}
