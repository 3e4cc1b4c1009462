//! `tracie extract`: the text of a file, as a scan sees it.

mod place;
mod writer;

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use tracie::Status;
use tracie::extract::{Index, Limits, Opened, Outcome, Reader};
use tracie::finding::mime;

use crate::exit::Exit;
use crate::limits::LimitArgs;
use writer::Writer;

/// Print the text of a file with its places, as a scan sees it
///
/// What stands in archives, and what is attached to mails, follows under its own name. What a scan
/// would not look at is told on standard error.
#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    /// The file; - is standard input
    file: PathBuf,

    /// Print the text alone, without places
    #[arg(long)]
    plain: bool,

    #[command(flatten)]
    limits: LimitArgs,
}

pub(crate) fn run(args: &ExtractArgs) -> anyhow::Result<Exit> {
    let name = args.file.display().to_string();
    let limits = args.limits.extract()?;
    let opened = open(args, &name, &limits)?;
    let Opened::Reader(reader) = opened else {
        if let Opened::Skipped { reason, remark, .. } = opened {
            say(&name, &format!("{}: {remark}", reason.code()));
        }
        return Ok(Exit::Partial);
    };
    let outcome = write(reader, &name, args.plain)?;
    Ok(tell(&name, &outcome))
}

fn open<'r>(args: &ExtractArgs, name: &str, limits: &Limits) -> anyhow::Result<Opened<'r>> {
    if args.file.as_os_str() == "-" {
        return Ok(Reader::open(io::stdin().lock(), name, limits));
    }
    let file = File::open(&args.file);
    let file = file.with_context(|| format!("cannot open {}", args.file.display()))?;
    // What is no file, such as a pipe, is read in order.
    let again = file
        .try_clone()
        .ok()
        .filter(|it| it.metadata().is_ok_and(|it| it.is_file()));
    Ok(match again {
        Some(again) => Reader::open_anywhere(file, Arc::new(again), name, limits),
        None => Reader::open(file, name, limits),
    })
}

/// Formats of records whose fields come without their names.
const RECORDS: [&str; 5] = [
    mime::ARROW,
    mime::AVRO,
    mime::ORC,
    mime::PARQUET,
    mime::SQLITE,
];

/// Bytes that are written at once.
const AT_ONCE: usize = 256 << 10;

fn write(mut reader: Reader<'_>, name: &str, plain: bool) -> anyhow::Result<Outcome> {
    let unread = || format!("cannot read {name}");
    let unwritten = "cannot write the text to standard output";
    // JSON has its names among its values, tables in their first rows.
    let names = RECORDS.contains(&reader.mime_type());
    let mut out = Writer::new(
        io::BufWriter::with_capacity(AT_ONCE, io::stdout().lock()),
        plain,
        names,
    );
    let mut index = Index::new();
    while let Some(piece) = reader.next_piece(index.release()).with_context(unread)? {
        let member = piece.member().and_then(|it| reader.member_path(it));
        index.build(piece);
        out.piece(&mut index, member).context(unwritten)?;
    }
    let flushed = out.finish().and_then(|mut out| out.flush());
    flushed.context(unwritten)?;
    Ok(reader.outcome())
}

/// Says what was not looked at.
fn tell(name: &str, outcome: &Outcome) -> Exit {
    let (Status::Partial(reason) | Status::Skipped(reason)) = outcome.status else {
        return Exit::Clean;
    };
    let remark = outcome.remark.as_deref().unwrap_or_default();
    say(name, &format!("{}: {remark}", reason.code()));
    Exit::Partial
}

fn say(name: &str, what: &str) {
    let name = tracie::report::visible(name);
    crate::terminal::say!("{name}: {}", tracie::report::visible(what));
}
