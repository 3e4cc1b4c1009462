//! `tracie identifiers list`.

use std::io::Write;

use clap::{Args, ValueEnum};
use tracie::identify::schema::Category;
use tracie::identify::{Selection, extras};

use super::catalog::{Entry, entries};
use super::{document, words};
use crate::exit::Exit;
use crate::terminal;

/// List managed identifiers: what they find, and how they are looked for
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only those of a category
    #[arg(long, value_enum, value_name = "CATEGORY")]
    category: Option<CategoryName>,

    /// Only those of a country, by its two letters
    #[arg(long, value_name = "CC")]
    country: Option<String>,

    /// Only those that Macie recommends
    #[arg(long)]
    recommended: bool,

    /// Tracie's own identifiers, which Macie does not have, instead of Macie's
    #[arg(long, conflicts_with = "recommended")]
    extras: bool,

    /// As JSON, with all that is known of each
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CategoryName {
    /// Keys, tokens, headers
    Credentials,
    /// Cards and bank accounts
    Financial,
    /// Personal and health information
    Personal,
}

const HEAD: [&str; 6] = [
    "ID",
    "CATEGORY",
    "COUNTRIES",
    "SEVERITY",
    "RECOMMENDED",
    "SEARCH",
];

fn selection(args: &ListArgs) -> anyhow::Result<Selection> {
    if args.extras {
        return Ok(Selection::Include(
            extras()?.iter().map(|it| it.id.clone()).collect(),
        ));
    }
    Ok(if args.recommended {
        Selection::Recommended
    } else {
        Selection::All
    })
}

pub(crate) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let mut entries = entries(selection(args)?)?;
    if let Some(country) = &args.country {
        check_country(&entries, country)?;
    }
    entries.retain(|entry| args.wants(entry));
    let out = &mut anstream::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", document::of_all(&entries))?;
    } else {
        write_table(out, &entries)?;
    }
    Ok(Exit::Clean)
}

impl ListArgs {
    fn wants(&self, entry: &Entry) -> bool {
        let identifier = entry.identifier;
        let category = self.category.map(Category::from);
        category.is_none_or(|category| category == identifier.category)
            && self
                .country
                .as_ref()
                .is_none_or(|country| is_of(entry, country))
    }
}

impl From<CategoryName> for Category {
    fn from(name: CategoryName) -> Category {
        match name {
            CategoryName::Credentials => Category::Credentials,
            CategoryName::Financial => Category::Financial,
            CategoryName::Personal => Category::Personal,
        }
    }
}

fn is_of(entry: &Entry, country: &str) -> bool {
    let mut countries = entry.identifier.countries.iter();
    countries.any(|it| it.eq_ignore_ascii_case(country))
}

fn check_country(entries: &[Entry], country: &str) -> anyhow::Result<()> {
    let mut known: Vec<&str> = entries
        .iter()
        .flat_map(|entry| &entry.identifier.countries)
        .map(String::as_str)
        .collect();
    known.sort_unstable();
    known.dedup();
    anyhow::ensure!(
        known.iter().any(|it| it.eq_ignore_ascii_case(country)),
        "no identifier is of the country `{country}`; there are some of {}",
        known.join(", ")
    );
    Ok(())
}

fn write_table(out: &mut impl Write, entries: &[Entry]) -> anyhow::Result<()> {
    let rows: Vec<[String; 6]> = entries.iter().map(row).collect();
    let mut widths = HEAD.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    writeln!(
        out,
        "{}",
        terminal::faint(line(&HEAD.map(String::from), &widths))
    )?;
    for row in &rows {
        writeln!(out, "{}", line(row, &widths))?;
    }
    Ok(())
}

fn row(entry: &Entry) -> [String; 6] {
    let identifier = entry.identifier;
    let recommended = if identifier.recommended { "yes" } else { "" };
    [
        identifier.id.clone(),
        words::category(identifier.category).into(),
        words::countries(identifier),
        words::severity_in_short(&entry.info),
        recommended.into(),
        words::searches_in_short(entry),
    ]
}

/// The cells, padded to the widths of their columns, but for the last.
fn line(cells: &[String; 6], widths: &[usize; 6]) -> String {
    let padded = cells.iter().zip(widths);
    let padded: Vec<String> = padded
        .map(|(cell, width)| format!("{cell:<width$}"))
        .collect();
    padded.join("  ").trim_end().to_owned()
}
