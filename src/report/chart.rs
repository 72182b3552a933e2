//! Charts as SVG, each with its title, a description and the table that says the same.
//!
//! Shapes carry classes and not colours, so that one chart fits light, dark and paper
//! ([`palette`]); what the pointer rests on tells the exact number. (plotters, which draws axes
//! well, can do neither.)

pub mod conflict;
pub mod frontier;
pub mod map;
pub mod palette;
pub mod shares;
pub mod strips;
pub mod tornado;
pub mod tree;

use svg::Document;
use svg::node::element::{Circle, Description, Group, Line, Path, Rectangle, Style, Text, Title};

use crate::numeric::rational::Rational;

use super::page::{END_OF_ISOLATE, ISOLATE, Table};
use super::phrases;

/// How wide every chart is drawn; a phone shows it at six sevenths of that.
pub const WIDTH: f64 = 420.0;

/// Lines that a text is broken into at most.
const LINES: usize = 4;

/// From line to line of a broken text.
pub const LINE: f64 = 14.5;

/// The mean width of a letter, and that of an East Asian one, in units of the font size.
const LETTER: f64 = 0.56;
const WIDE_LETTER: f64 = 1.0;

/// A finished chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its id in a page, and its name on the command line.
    pub name: &'static str,
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    pub caption: String,
    pub table: Table,
    height: f64,
    body: Group,
}

impl Chart {
    fn document(&self, style: Option<String>) -> Document {
        let (title, description) = (format!("chart-{}-title", self.name), format!("chart-{}-description", self.name));
        let mut document = Document::new()
            .set("viewBox", (0.0, 0.0, WIDTH, self.height))
            .set("class", "chart")
            .set("role", "img")
            .set("aria-labelledby", format!("{title} {description}"));
        if let Some(style) = style {
            document = document.set("width", 2.0 * WIDTH).set("height", 2.0 * self.height).add(Style::new(style));
        }
        document
            .add(Title::new(clean(&self.title)).set("id", title))
            .add(Description::new().set("id", description).add(svg::node::Text::new(clean(&self.description))))
            .add(self.body.clone())
    }

    /// For a page that has the style.
    pub fn inline(&self) -> String {
        self.document(None).to_string()
    }

    /// A file of its own, on white paper.
    pub fn standalone(&self) -> String {
        let style = format!("{}\nsvg {{ background: #ffffff; }}", palette::resolved());
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", self.document(Some(style)))
    }
}

/// What a chart is drawn on.
pub struct Canvas {
    body: Group,
}

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Default for Canvas {
    fn default() -> Canvas {
        Canvas { body: Group::new() }
    }
}

impl Canvas {
    fn add(&mut self, node: impl svg::Node) {
        let body = std::mem::replace(&mut self.body, Group::new());
        self.body = body.add(node);
    }

    pub fn text(&mut self, (x, y): (f64, f64), class: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.add(
            Text::new(clean(text)).set("x", round(x)).set("y", round(y)).set("class", class).set("text-anchor", anchor),
        );
    }

    /// A text that is broken into as many lines as it needs in the room it has, the first of them
    /// at its place; how many there are. What is longer even so is cut, and shows under the pointer.
    pub fn lines(&mut self, (x, y): (f64, f64), class: &str, anchor: Anchor, text: &str, room: f64) -> usize {
        let lines = broken(text, room / size(class));
        let body = std::mem::take(self);
        for (index, line) in lines.iter().enumerate() {
            self.text((x, y + LINE * index as f64), class, anchor, line);
        }
        let drawn = std::mem::replace(self, body).body;
        let cut = lines.last().is_some_and(|line| line.ends_with('…') && !text.ends_with('…'));
        self.add(if cut { drawn.add(Title::new(clean(text))) } else { drawn });
        lines.len()
    }

    /// Shapes that are pale together, so that no seams show where they meet.
    pub fn pale(&mut self, shapes: Canvas) {
        self.add(shapes.body.set("class", "pale"));
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let line = Line::new().set("x1", round(from.0)).set("y1", round(from.1)).set("x2", round(to.0));
        self.add(line.set("y2", round(to.1)).set("class", class));
    }

    /// A rectangle by two corners; `hover` shows under the pointer.
    pub fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), class: &str, hover: &str) {
        let shape = Rectangle::new()
            .set("x", round(from.0.min(to.0)))
            .set("y", round(from.1.min(to.1)))
            .set("width", round((to.0 - from.0).abs()))
            .set("height", round((to.1 - from.1).abs()))
            .set("class", class);
        self.add(if hover.is_empty() { shape } else { shape.add(Title::new(clean(hover))) });
    }

    pub fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str, hover: &str) {
        let shape = Circle::new().set("cx", round(x)).set("cy", round(y)).set("r", radius).set("class", class);
        self.add(if hover.is_empty() { shape } else { shape.add(Title::new(clean(hover))) });
    }

    /// A path in SVG's own words.
    pub fn path(&mut self, data: String, class: &str, hover: &str) {
        let shape = Path::new().set("d", data).set("class", class);
        self.add(if hover.is_empty() { shape } else { shape.add(Title::new(clean(hover))) });
    }

    /// A line through points, closed if it bounds an area.
    pub fn polyline(&mut self, points: &[(f64, f64)], closed: bool, class: &str, hover: &str) {
        if points.is_empty() {
            return;
        }
        let words: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", round(*x), round(*y))).collect();
        self.path(format!("M{}{}", words.join("L"), if closed { "Z" } else { "" }), class, hover);
    }
}

/// Where values lie on a line of pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// `None` where the values are not finite or do not differ.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Option<Scale> {
        let usable = low.is_finite() && high.is_finite() && (high - low).is_finite() && high > low;
        usable.then_some(Scale { low, high, from, to })
    }

    /// A scale with some room beyond the values.
    pub fn with_room(low: f64, high: f64, from: f64, to: f64) -> Option<Scale> {
        let room = if high > low { 0.06 * (high - low) } else { low.abs().max(1.0) * 0.1 };
        Scale::new(low - room, high + room, from, to)
    }

    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Round values inside, about `count` of them: multiples of 1, 2 or 5 times a power of ten.
    pub fn ticks(&self, count: usize) -> Vec<f64> {
        let raw = (self.high - self.low) / count.max(1) as f64;
        let magnitude = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * magnitude).into_iter().find(|step| *step >= raw);
        let step = step.unwrap_or(raw);
        if !(step.is_finite() && step > 0.0) {
            return Vec::new();
        }
        let (first, last) = ((self.low / step).ceil(), (self.high / step).floor());
        if !(last - first).is_finite() || last - first > 100.0 {
            return Vec::new();
        }
        (0..=(last - first) as usize).map(|index| (first + index as f64) * step).collect()
    }
}

/// A value on an axis.
pub fn tick(value: f64) -> String {
    Rational::from_f64(value).map_or_else(String::new, |value| phrases::plain(&value, 6))
}

/// Coordinates to a hundredth of a pixel: files stay small.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Text without characters that XML forbids.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// How wide a text is, in units of the font size; an estimate, since fonts differ.
pub fn width(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

fn letter(c: char) -> f64 {
    match c {
        ISOLATE | END_OF_ISOLATE => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => {
            WIDE_LETTER
        }
        '\u{1f000}'..='\u{3ffff}' => WIDE_LETTER,
        _ => LETTER,
    }
}

/// The text, or as much of its start as there is room for, isolates closed.
pub fn fitted(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let (mut out, mut used, mut open) = (String::new(), LETTER, 0usize);
    for c in text.chars() {
        used += letter(c);
        if used > room {
            break;
        }
        match c {
            ISOLATE => open += 1,
            END_OF_ISOLATE => open = open.saturating_sub(1),
            _ => {}
        }
        out.push(c);
    }
    out.extend(std::iter::repeat_n(END_OF_ISOLATE, open));
    out.push('…');
    out
}

/// The size of the letters of a class.
fn size(class: &str) -> f64 {
    if class.contains("small") { 11.5 } else { 13.0 }
}

/// How much of the height [`Canvas::lines`] takes.
pub fn height(text: &str, class: &str, room: f64) -> f64 {
    LINE * broken(text, room / size(class)).len() as f64
}

/// The text in lines no wider than there is room for, isolates closed and opened again where they
/// go on.
pub fn broken(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut open = 0usize;
    let end = |line: &mut String, open: usize| line.extend(std::iter::repeat_n(END_OF_ISOLATE, open));
    let mut words = text.split(' ');
    while let Some(word) = words.next() {
        let fresh = width(&line) == 0.0;
        if !fresh && width(&line) + LETTER + width(word) > room {
            if lines.len() + 1 == LINES {
                // The last line takes the rest, and is cut.
                let rest: Vec<&str> = std::iter::once(word).chain(words).collect();
                lines.push(fitted(&format!("{line} {}", rest.join(" ")), room));
                return lines;
            }
            end(&mut line, open);
            lines.push(std::mem::take(&mut line));
            line.extend(std::iter::repeat_n(ISOLATE, open));
        } else if !fresh {
            line.push(' ');
        }
        for c in word.chars() {
            match c {
                ISOLATE => open += 1,
                END_OF_ISOLATE => open = open.saturating_sub(1),
                _ => {}
            }
        }
        line.push_str(word);
        // A word wider than the room is a line, cut; what is isolated goes on in the next.
        if width(&line) > room {
            lines.push(fitted(&line, room));
            if lines.len() == LINES {
                return lines;
            }
            line = std::iter::repeat_n(ISOLATE, open).collect();
        }
    }
    if width(&line) > 0.0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::page::foreign;
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(Scale::new(0.0, 1.0, 0.0, 100.0).unwrap().ticks(5).len(), 6);
        let scale = Scale::new(-33.0, 41.0, 0.0, 100.0).unwrap();
        assert_eq!(scale.ticks(5), [-20.0, 0.0, 20.0, 40.0]);
        assert_eq!(scale.at(-33.0), 0.0);
        assert!(Scale::new(1.0, 1.0, 0.0, 1.0).is_none());
        assert!(Scale::new(0.0, f64::INFINITY, 0.0, 1.0).is_none());
    }

    #[test]
    fn a_cut_text_closes_its_isolates() {
        let cut = fitted(&foreign("a very long name indeed"), 5.0);
        assert_eq!(cut.matches(ISOLATE).count(), cut.matches(END_OF_ISOLATE).count());
        assert!(cut.ends_with('…') && width(&cut) <= 5.0, "{cut}");
    }

    #[test]
    fn a_broken_text_keeps_its_words_and_its_isolates() {
        let text = format!("cost for {} of dropping it", foreign("a player of a long name"));
        let lines = broken(&text, 9.0);
        assert!(lines.len() > 2, "{lines:?}");
        for line in &lines {
            assert!(width(line) <= 9.0, "{line}");
            assert_eq!(line.matches(ISOLATE).count(), line.matches(END_OF_ISOLATE).count(), "{line:?}");
        }
        let plain = |text: &str| text.replace([ISOLATE, END_OF_ISOLATE], "");
        assert_eq!(plain(&lines.join(" ")), plain(&text));
        let long = broken(&"word ".repeat(100), 9.0);
        assert_eq!(long.len(), LINES);
        assert!(long[LINES - 1].ends_with('…'), "{long:?}");
        let one = broken(&format!("{} tail", foreign(&"x".repeat(100))), 9.0);
        assert!(one.iter().all(|line| width(line) <= 9.0), "{one:?}");
        assert_eq!(one.last().map(|line| plain(line)).as_deref(), Some("tail"));
        let inside = broken(&foreign(&format!("{} tail", "x".repeat(100))), 9.0);
        assert_eq!(inside[1], foreign("tail"), "what follows a cut word is isolated as it was");
    }

    #[test]
    fn what_a_chart_says_is_escaped() {
        let mut canvas = Canvas::default();
        canvas.text((0.0, 0.0), "soft", Anchor::Start, "<b>&\"'");
        canvas.circle((0.0, 0.0), 1.0, "dot", "</title><script>");
        let drawn = canvas.body.to_string();
        assert!(!drawn.contains("<b>") && !drawn.contains("<script>"), "{drawn}");
    }
}
