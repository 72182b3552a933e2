//! The colours of pages and charts, light and dark, and how charts are drawn with them.

/// Each colour as `(name, light, dark)`. Text colours keep a contrast of 4.5 to 1 on their paper.
const COLOURS: &[(&str, &str, &str)] = &[
    ("paper", "#ffffff", "#15181c"),
    ("raised", "#f3f4f6", "#20252b"),
    ("ink", "#1b1f24", "#e6e8eb"),
    ("soft", "#59626d", "#a2acb8"),
    ("line", "#d5d9de", "#3a424b"),
    ("link", "#0b57a8", "#8ab8f5"),
    ("mark", "#fff1b8", "#55470e"),
    ("yes", "#3f9a6b", "#4caf7d"),
    ("yes-ink", "#1c6b43", "#7fd6a8"),
    ("no", "#cf6a4d", "#d97757"),
    ("no-ink", "#a33a1b", "#f2a389"),
    ("maybe", "#d3a021", "#d9ae3c"),
    ("maybe-ink", "#7a5800", "#ecc968"),
    ("one", "#2f6db5", "#7fb0ea"),
    ("two", "#b0552b", "#e59b73"),
    ("three", "#6d57a8", "#b5a1ea"),
    ("four", "#2b7f7f", "#6cc4c4"),
    ("five", "#8a3d78", "#d98cc6"),
    ("six", "#5f6b1f", "#b5c25e"),
];

/// The classes of players, by place; more players than these share them in turn.
pub const PLAYERS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// How the classes of charts look.
pub const STYLE: &str = "
.chart text { fill: var(--ink); stroke: var(--paper); stroke-width: 3px; paint-order: stroke; stroke-linejoin: round; font: 13px system-ui, -apple-system, \"Segoe UI\", \"Noto Sans\", \"DejaVu Sans\", Arial, sans-serif; }
.chart .small { font-size: 11.5px; }
.chart .soft { fill: var(--soft); }
.chart .strong { font-weight: 700; }
.chart .axis { stroke: var(--soft); stroke-width: 1; fill: none; }
.chart .grid { stroke: var(--line); stroke-width: 1; fill: none; }
.chart .yes { fill: var(--yes); }
.chart .no { fill: var(--no); }
.chart .maybe { fill: var(--maybe); }
.chart .open { fill: var(--line); }
.chart .pale { opacity: 0.45; }
.chart .edge { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.chart .dashed { stroke-dasharray: 4 3; }
.chart .now { fill: var(--ink); stroke: var(--paper); stroke-width: 1.5; }
.chart .dot { fill: var(--soft); }
.chart .frame { fill: none; stroke: var(--soft); stroke-width: 1; }
.chart .area { fill: var(--one); fill-opacity: 0.12; stroke: var(--one); stroke-width: 1.5; }
.chart .solution { fill: var(--two); stroke: var(--paper); stroke-width: 1.5; }
.chart .link { fill: none; stroke: var(--line); stroke-width: 1.2; }
.chart .played { fill: none; stroke: var(--ink); stroke-width: 2.2; }
.chart .fill-paper { fill: var(--paper); }
.chart .node { fill: var(--paper); stroke: var(--soft); stroke-width: 1.5; }
.chart .stable { fill: var(--yes); fill-opacity: 0.35; }
.chart .here { stroke: var(--ink); stroke-width: 3; }
.chart .fill-one { fill: var(--one); } .chart .fill-two { fill: var(--two); } .chart .fill-three { fill: var(--three); }
.chart .fill-four { fill: var(--four); } .chart .fill-five { fill: var(--five); } .chart .fill-six { fill: var(--six); }
.chart .line-one { stroke: var(--one); } .chart .line-two { stroke: var(--two); } .chart .line-three { stroke: var(--three); }
.chart .line-four { stroke: var(--four); } .chart .line-five { stroke: var(--five); } .chart .line-six { stroke: var(--six); }
.chart .move { fill: none; stroke-width: 1.8; }
";

/// The colours as custom properties: light, and dark where the reader prefers that; paper is
/// light.
pub fn variables() -> String {
    let set = |pick: fn(&(&str, &str, &'static str)) -> String| -> String { COLOURS.iter().map(pick).collect() };
    let light = set(|(name, light, _)| format!("--{name}: {light}; "));
    let dark = set(|(name, _, dark)| format!("--{name}: {dark}; "));
    format!(
        ":root {{ color-scheme: light dark; {light}}}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"
    )
}

/// The style of charts with the light colours written out, for a chart that stands alone.
pub fn resolved() -> String {
    let text = STYLE.replace("system-ui, -apple-system, ", "");
    COLOURS.iter().fold(text, |text, (name, light, _)| text.replace(&format!("var(--{name})"), light))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast ratio of the Web Content Accessibility Guidelines 2.2 between two colours.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| -> f64 {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_has_contrast_in_light_and_dark() {
        let colour = |wanted: &str| COLOURS.iter().find(|(name, ..)| *name == wanted).unwrap();
        for name in ["ink", "soft", "link", "yes-ink", "no-ink", "maybe-ink"] {
            for under in ["paper", "raised"] {
                let (text, paper) = (colour(name), colour(under));
                assert!(contrast(text.1, paper.1) >= 4.5, "{name} on {under}, light");
                assert!(contrast(text.2, paper.2) >= 4.5, "{name} on {under}, dark");
            }
        }
        // What is drawn needs 3 to 1.
        for name in PLAYERS.iter().chain(&["yes", "no"]) {
            assert!(contrast(colour(name).1, colour("paper").1) >= 3.0, "{name}, light");
            assert!(contrast(colour(name).2, colour("paper").2) >= 3.0, "{name}, dark");
        }
    }

    #[test]
    fn a_chart_that_stands_alone_needs_no_custom_properties() {
        assert!(!resolved().contains("var("));
    }
}
