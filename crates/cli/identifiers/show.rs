//! `tracie identifiers show`.

use std::io::{self, Write};

use anyhow::Context as _;
use clap::Args;
use tracie::identify::Selection;
use tracie::identify::schema::{Identifier, Pattern};

use super::catalog::{Entry, entries};
use super::{document, words};
use crate::exit::Exit;
use crate::terminal;

/// Show all that is known of a managed identifier
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Its id, such as CREDIT_CARD_NUMBER
    id: String,

    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let found = entries(Selection::Include(vec![args.id.clone()]))?;
    let entry = found.first().context("the identifier is not compiled")?;
    let out = &mut anstream::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", document::of(entry))?;
    } else {
        write(out, entry)?;
    }
    Ok(Exit::Clean)
}

fn write(out: &mut impl Write, entry: &Entry) -> io::Result<()> {
    let identifier = entry.identifier;
    writeln!(out, "{}", terminal::strong(&identifier.id))?;
    writeln!(out, "{}\n", identifier.name)?;
    write_facts(out, entry)?;
    for (pattern, search) in entry.forms() {
        write_pattern(out, pattern, search)?;
    }
    write_list(out, "Notes", identifier.notes.trim().lines())?;
    write_list(out, "Sources", &identifier.references)?;
    write_examples(out, identifier)
}

fn write_facts(out: &mut impl Write, entry: &Entry) -> io::Result<()> {
    let identifier = entry.identifier;
    let recommended = if identifier.recommended { "yes" } else { "no" };
    let keywords = match identifier.keywords.as_slice() {
        [] => "none".into(),
        keywords => keywords.join(", "),
    };
    let spellings = identifier.spellings.join(", ");
    let facts = [
        ("category", words::category(identifier.category).to_owned()),
        ("countries", words::countries(identifier)),
        ("severity", words::severity(&entry.info)),
        ("recommended", recommended.to_owned()),
        (
            "confidence",
            words::confidence(identifier.confidence).to_owned(),
        ),
        ("keywords", keywords),
        ("also spelt", spellings),
    ];
    facts
        .iter()
        .filter(|(_, fact)| !fact.is_empty())
        .try_for_each(|(name, fact)| write_fact(out, name, fact))
}

fn write_pattern(out: &mut impl Write, pattern: &Pattern, search: &str) -> io::Result<()> {
    writeln!(out, "\n{}", terminal::strong(heading(pattern)))?;
    match (&pattern.words, &pattern.serial) {
        (Some(words), _) => write_fact(out, "detector", words)?,
        (None, Some(it)) => {
            let fact = format!(
                "{} characters of {}, the first of {}",
                it.length, it.rest, it.first
            );
            write_fact(out, "serial", &fact)?;
        }
        (None, None) => write_fact(out, "regex", &pattern.regex)?,
    }
    let keyword = match (pattern.keyword, pattern.named || pattern.serial.is_some()) {
        (true, true) => "one must stand in a name over it: its column, an element of its path",
        (true, false) => "one must be near",
        (false, _) => "not needed",
    };
    write_fact(out, "keyword", keyword)?;
    let checks = words::checks(pattern);
    if !checks.is_empty() {
        write_fact(out, "checks", &checks.join(", "))?;
    }
    write_fact(out, "search", search)
}

fn heading(pattern: &Pattern) -> String {
    match &*pattern.name {
        "" => "Form".into(),
        name => format!("Form: {name}"),
    }
}

fn write_fact(out: &mut impl Write, name: &str, fact: &str) -> io::Result<()> {
    writeln!(out, "  {} {fact}", terminal::faint(format!("{name:<12}")))
}

fn write_list(
    out: &mut impl Write,
    heading: &str,
    lines: impl IntoIterator<Item: AsRef<str>>,
) -> io::Result<()> {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_some() {
        writeln!(out, "\n{}", terminal::strong(heading))?;
    }
    lines.try_for_each(|line| writeln!(out, "  {}", line.as_ref()))
}

fn write_examples(out: &mut impl Write, identifier: &Identifier) -> io::Result<()> {
    let lines = |texts: &[String]| texts.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>();
    let found = "Found in (synthetic values, marked)";
    write_list(out, found, lines(&identifier.matches))?;
    write_list(out, "Not found in", lines(&identifier.no_match))
}
