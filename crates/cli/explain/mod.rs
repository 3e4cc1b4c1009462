//! `tracie explain`: what came near at a place, and what became of it.

mod content;
mod document;
mod excerpt;
mod reading;
mod story;
mod wanted;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tracie::finding::detection::Origin;
use tracie::identify::explain::{Explainer, Verdict};
use tracie::identify::{extras, managed};
use tracie::{IdentifierInfo, Selection};

pub(crate) use self::content::{Content, ReadAs};
pub(crate) use self::document::of as document;
pub(crate) use self::reading::{Reading, read};
use self::story::Story;
pub(crate) use self::wanted::Wanted;
use self::wanted::{PlaceArgs, places};
use crate::allow_list::AllowArgs;
use crate::exit::Exit;
use crate::scan::customs_in;
use crate::terminal;

/// Tell why something is found at a place, or why not
///
/// All identifiers are tried, also those that a scan leaves out by default. Of each whose form is
/// there it is told whether it is found, and if not, at which step it was rejected: by what stands
/// around it, a check of the value, or for want of a keyword.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// The file; `-` is standard input
    file: PathBuf,

    #[command(flatten)]
    look: LookArgs,

    /// Only this managed identifier; may be repeated
    #[arg(long, value_name = "ID")]
    include_identifier: Vec<String>,

    /// Custom identifiers too; may be repeated
    #[arg(long, value_name = "FILE")]
    custom: Vec<PathBuf>,

    #[command(flatten)]
    allow: AllowArgs,

    /// Tell also of what is rejected within something that is found
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    place: PlaceArgs,
}

/// How explanations are made and shown.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LookArgs {
    /// As what to read it [default: as its content and name say]
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub(crate) read_as: Option<ReadAs>,

    /// Show values as they are; else only their shape and their last four characters
    #[arg(long)]
    pub(crate) reveal: bool,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const EXAMPLES: &str = "\
Examples:
  tracie explain notes.txt --line 12
  tracie explain people.csv --row 3 --column 2
  tracie explain letter.docx
  tracie explain orders.jsonl --record 7 --path '$.customer.id'";

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let explainer = args.explainer()?;
    let content = match args.file.to_str() {
        Some("-") => Content::of(Some("-"), args.look.read_as)?,
        _ => Content::file(&args.file, args.look.read_as),
    };
    let wanted = Wanted::from(&args.place);
    let mut reading = read(&explainer, &content, &wanted)?;
    anyhow::ensure!(
        reading.reached,
        "{} has nothing at {wanted}; {}{}",
        content.name,
        reading
            .unread
            .as_deref()
            .map_or(String::new(), |why| format!("{why}; ")),
        match wanted.counting(reading.mime_type) {
            Some(counting) => counting.to_owned(),
            None if matches!(wanted, Wanted::Everything) => {
                format!(
                    "it is read as {}, and there is no text in it",
                    reading.mime_type
                )
            }
            None => format!(
                "it is read as {}, which has {}",
                reading.mime_type,
                places(reading.mime_type)
            ),
        }
    );
    let hidden = match args.all || args.look.json {
        true => 0,
        false => reading.hide_within_matches(),
    };
    show(&explainer, &reading, args.look, true)?;
    if hidden > 0 {
        let more = match hidden {
            1 => "1 more was rejected within what is found: --all tells of it".to_owned(),
            n => format!("{n} more were rejected within what is found: --all tells of them"),
        };
        writeln!(anstream::stdout(), "{}", terminal::faint(more))?;
    }
    Ok(Exit::Clean)
}

impl ExplainArgs {
    fn explainer(&self) -> anyhow::Result<Explainer> {
        Ok(self.identifiers()?.with_lists(self.allow.lists()?)?)
    }

    fn identifiers(&self) -> anyhow::Result<Explainer> {
        let customs = customs_in(&self.custom)?;
        if !self.include_identifier.is_empty() {
            let only = Selection::Include(self.include_identifier.clone());
            return Ok(Explainer::new(&only, &customs)?);
        }
        let all = managed()?.iter().chain(extras()?);
        Ok(Explainer::of(all, &customs)?)
    }
}

/// Writes what was told to standard output.
pub(crate) fn show(
    explainer: &Explainer,
    reading: &Reading,
    look: LookArgs,
    marks_left_out: bool,
) -> anyhow::Result<()> {
    let out = &mut anstream::stdout().lock();
    if look.json {
        let document = document::of(explainer, reading, look.reveal);
        writeln!(out, "{document:#}")?;
        return Ok(());
    }
    let story = Story {
        explainer,
        reveal: look.reveal,
        marks_left_out,
    };
    story.write(out, &reading.told)?;
    writeln!(out, "{}", sum(explainer, reading))?;
    if let Some(remark) = &reading.remark {
        writeln!(out, "{}", terminal::faint(remark))?;
    }
    Ok(())
}

/// What it came to, in a line.
fn sum(explainer: &Explainer, reading: &Reading) -> String {
    let of = match explainer.identifiers() {
        [one] => one.id.clone(),
        all => format!("any of {} identifiers", all.len()),
    };
    if reading.told.is_empty() {
        // The expressions of custom identifiers match within words too.
        let managed = |it: &Arc<IdentifierInfo>| matches!(it.origin, Origin::Managed(_));
        return match explainer.identifiers().iter().any(managed) {
            true => format!("no whole word or number there has the form of {of}"),
            false => format!("nothing there has the form of {of}"),
        };
    }
    let count = |test: fn(&Verdict) -> bool| {
        let verdicts = reading.told.iter().map(|it| &it.explanation.verdict);
        verdicts.filter(|it| test(it)).count()
    };
    let found = count(Verdict::counts);
    let allowed = count(|it| it.allowed_by().is_some());
    let gave_way = count(Verdict::is_accepted) - found - allowed;
    let rejected = count(|it| it.step().is_some());
    let some = |n: usize, what: &str| match n {
        0 => String::new(),
        n => format!("{n} {what}, "),
    };
    let (allowed, gave_way) = (some(allowed, "allowed"), some(gave_way, "gave way"));
    format!("{found} found, {allowed}{gave_way}{rejected} rejected; looked for {of}")
}
