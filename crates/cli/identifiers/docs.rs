//! `tracie identifiers docs`: the page on all identifiers, made from their
//! files.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::Args;
use tracie::identify::schema::{Category, Pattern};
use tracie::identify::{Selection, extras};

use super::catalog::{Entry, entries};
use super::words;
use crate::exit::Exit;

/// Print a page on all identifiers, in Markdown
///
/// It is docs/identifiers.md: print it anew after a change of an identifier file.
#[derive(Debug, Args)]
pub(crate) struct DocsArgs {}

const HEAD: &str = "\
# Identifiers

<!-- Made by `tracie identifiers docs` from the files under identifiers/: do not edit. -->

What Tracie can find. Each identifier is one file under `identifiers/`, with examples that are its
tests; `tracie identifiers show ID` tells all of it, and `tracie identifiers test ID TEXT` tries it.

* **Keyword**: whether one of the keywords must be near: in text within 30 characters on either
  side, in tables in the same cell or the name of the column, in JSON in the same value or a name on
  the path to it. Keywords are whole words in any case; a space in one also stands for `_`, `-` or
  nothing.
* **Checks**: what a value must satisfy beyond its form, such as a check digit.
* **Recommended**: whether a scan looks for it unless told otherwise, as Macie's recommended set
  does.
";

pub(crate) fn run(_: &DocsArgs) -> anyhow::Result<Exit> {
    // Written at once, so that a closed pipe is an error like any other.
    io::stdout().write_all(page(&all()?).as_bytes())?;
    Ok(Exit::Clean)
}

/// Managed identifiers, then extras.
fn all() -> anyhow::Result<Vec<Entry>> {
    let mut all = entries(Selection::All)?;
    let extras: Vec<String> = extras()?.iter().map(|it| it.id.clone()).collect();
    if !extras.is_empty() {
        all.extend(entries(Selection::Include(extras))?);
    }
    Ok(all)
}

/// The whole page.
fn page(entries: &[Entry]) -> String {
    let is_extra = |entry: &&Entry| entry.identifier.is_extra();
    let (extras, managed): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(is_extra);
    let mut page = HEAD.to_owned();
    for (category, heading) in [
        (Category::Credentials, "Credentials"),
        (Category::Financial, "Financial information"),
        (Category::Personal, "Personal and health information"),
    ] {
        let of_category = |entry: &&Entry| entry.identifier.category == category;
        let entries: Vec<&Entry> = managed.iter().copied().filter(of_category).collect();
        add_section(&mut page, heading, &entries);
    }
    if !extras.is_empty() {
        add_section(
            &mut page,
            "Extras: Tracie's own, which Macie does not have",
            &extras,
        );
    }
    page
}

fn add_section(page: &mut String, heading: &str, entries: &[&Entry]) {
    add(page, &format!("\n## {heading}\n"));
    add(
        page,
        "| id | finds | countries | severity | keyword | recommended |",
    );
    add(page, "|---|---|---|---|---|---|");
    for entry in entries {
        add(page, &row(entry));
    }
    for entry in entries {
        add_details(page, entry);
    }
}

fn row(entry: &Entry) -> String {
    let identifier = entry.identifier;
    let recommended = if identifier.recommended { "yes" } else { "" };
    let cells = [
        format!("[`{}`](#{})", identifier.id, anchor(&identifier.id)),
        escape(&identifier.name),
        words::countries(identifier),
        words::severity_in_short(&entry.info),
        keyword_rule(&identifier.patterns).to_owned(),
        recommended.to_owned(),
    ];
    format!("| {} |", cells.join(" | "))
}

/// The anchor that renderers of Markdown make of a heading.
fn anchor(id: &str) -> String {
    let kept = id
        .chars()
        .filter(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
    kept.collect::<String>().to_lowercase()
}

fn keyword_rule(patterns: &[Pattern]) -> &'static str {
    let armed = patterns
        .iter()
        .filter(|it| it.keyword && it.words.is_none())
        .count();
    match armed {
        0 => "no",
        n if n == patterns.len() => "yes",
        _ => "for some forms",
    }
}

fn add_details(page: &mut String, entry: &Entry) {
    let identifier = entry.identifier;
    add(
        page,
        &format!("\n### `{}`\n\n{}.", identifier.id, escape(&identifier.name)),
    );
    let confidence = words::confidence(identifier.confidence);
    add(
        page,
        &format!(
            "\n* Severity: {}; {confidence}",
            words::severity(&entry.info)
        ),
    );
    add(
        page,
        &format!("* Countries: {}", words::countries(identifier)),
    );
    let forms: Vec<String> = identifier.patterns.iter().map(form).collect();
    add(page, &format!("* Forms: {}", forms.join("; ")));
    for (what, words) in [
        ("Keywords", &identifier.keywords),
        ("Also spelt", &identifier.spellings),
    ] {
        if !words.is_empty() {
            let words: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
            add(page, &format!("* {what}: {}", words.join(", ")));
        }
    }
    if !identifier.notes.is_empty() {
        add(
            page,
            &format!("* Notes: {}", escape(identifier.notes.trim())),
        );
    }
}

/// A form with what its values must satisfy.
fn form(pattern: &Pattern) -> String {
    let name = match (&pattern.words, &*pattern.name) {
        (Some(_), _) => "by word lists".to_owned(),
        (None, "") => "one form".to_owned(),
        (None, name) => escape(name),
    };
    let mut said = words::checks(pattern);
    if pattern.keyword && pattern.words.is_none() {
        let needed = match pattern.named || pattern.serial.is_some() {
            true => "keyword needed in a name over it",
            false => "keyword needed",
        };
        said.insert(0, needed.to_owned());
    }
    match said.as_slice() {
        [] => name,
        said => format!("{name} ({})", said.join(", ")),
    }
}

/// Text in which nothing is taken for markup.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        if matches!(
            letter,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#'
        ) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

fn add(page: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_repository_is_current() {
        let current = page(&all().expect("the identifiers compile"));
        let committed = include_str!("../../../docs/identifiers.md");
        assert!(
            current == committed,
            "run `cargo run -- identifiers docs > docs/identifiers.md`"
        );
    }

    #[test]
    fn every_identifier_is_on_the_page_once() {
        let entries = all().expect("the identifiers compile");
        let page = page(&entries);
        for entry in &entries {
            let heading = format!("\n### `{}`\n", entry.identifier.id);
            assert_eq!(page.matches(&heading).count(), 1, "{}", entry.identifier.id);
        }
    }

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escape("a_b |\n  *c*"), r"a\_b \| \*c\*");
        assert_eq!(
            anchor("CREDIT_CARD_NUMBER_(NO_KEYWORD)"),
            "credit_card_number_no_keyword"
        );
    }
}
