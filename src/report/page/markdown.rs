//! A page as Markdown (CommonMark, with the tables of GitHub's): charts become their tables.

use std::fmt::Write;

use super::{Block, Cell, END_OF_ISOLATE, ISOLATE, Page, Table, runs_from_right_to_left};

pub fn render(page: &Page) -> String {
    let mut text = String::new();
    write(&mut text, page).expect("writing to a string does not fail");
    text
}

fn write(out: &mut String, page: &Page) -> std::fmt::Result {
    writeln!(out, "# {}\n\n{}\n", escaped(&page.title), escaped(&page.subtitle))?;
    if let Some(banner) = &page.banner {
        writeln!(out, "> **{}**: {}\n", escaped(&banner.word), escaped(&banner.reason))?;
        for (number, words) in &banner.numbers {
            writeln!(out, "- **{}** {}", cell(number), escaped(words))?;
        }
        if !banner.numbers.is_empty() {
            writeln!(out, "\n{}\n", escaped(&banner.about_numbers))?;
        }
        if !banner.changes.is_empty() {
            writeln!(out, "**What would change it**\n")?;
        }
        for change in &banner.changes {
            writeln!(out, "- {}", escaped(change))?;
        }
        writeln!(out)?;
    }
    for section in &page.sections {
        writeln!(out, "## {}\n", escaped(&section.title))?;
        for block in &section.blocks {
            self::block(out, block)?;
        }
    }
    writeln!(out, "---\n")?;
    for (name, value) in &page.footer {
        writeln!(out, "- {}: {}", escaped(name), escaped(value))?;
    }
    Ok(())
}

fn block(out: &mut String, block: &Block) -> std::fmt::Result {
    match block {
        Block::Heading { text } => writeln!(out, "### {}\n", escaped(text)),
        Block::Text { text } => writeln!(out, "{}\n", escaped(text)),
        Block::List { items } => {
            for item in items {
                writeln!(out, "- {}", escaped(item))?;
            }
            writeln!(out)
        }
        Block::Table { table, .. } => self::table(out, table),
        Block::Figure { figure } => {
            writeln!(out, "{}\n", escaped(&figure.caption))?;
            self::table(out, &figure.table)
        }
        Block::Lines { summary, text } => {
            // A fence is longer than any run of backticks inside.
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            writeln!(out, "{}\n\n{fence}text\n{}\n{fence}\n", escaped(summary), text.trim_end())
        }
    }
}

fn table(out: &mut String, table: &Table) -> std::fmt::Result {
    if table.rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}\n", escaped(&table.caption))?;
    let names: Vec<String> = table.columns.iter().map(|column| escaped(&column.name)).collect();
    let rules: Vec<&str> = table.columns.iter().map(|column| if column.number { "---:" } else { "---" }).collect();
    writeln!(out, "| {} |\n| {} |", names.join(" | "), rules.join(" | "))?;
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}

/// What is marked as changed is bold; exact numbers stay in the HTML and the JSON.
fn cell(cell: &Cell) -> String {
    let text = escaped(&cell.text);
    match cell.mark {
        Some("changed") => format!("**{text}**"),
        _ => text,
    }
}

/// Text that stands for itself: what Markdown or HTML would read as markup is escaped, and
/// isolates go where nothing runs from right to left.
fn escaped(text: &str) -> String {
    let right_to_left = text.chars().any(runs_from_right_to_left);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ISOLATE | END_OF_ISOLATE if !right_to_left => {}
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::foreign;
    use super::*;

    #[test]
    fn markup_in_names_stands_for_itself() {
        assert_eq!(escaped(&foreign("a|b <i> *c* [d](e)")), "a\\|b &lt;i&gt; \\*c\\* \\[d\\](e)");
        assert_eq!(escaped(&foreign("שלום")), foreign("שלום"), "right-to-left names stay isolated");
    }

    #[test]
    fn a_fence_outlasts_the_backticks_it_holds() {
        let mut text = String::new();
        block(&mut text, &Block::Lines { summary: "s".into(), text: "a ```` b".into() }).unwrap();
        assert!(text.contains("\n`````text\na ```` b\n`````\n"), "{text}");
    }
}
