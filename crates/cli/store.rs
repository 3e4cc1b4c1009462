//! The store that verbs work on, as it was typed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use serde_json::Value;
use tracie::report::visible;
use tracie::store::{Error, Reading, SCAN, Scoped, Store};

use crate::terminal::{self, say};
use crate::written::account_id;

/// Which store, and whose part of it.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// The store, as `tracie scan --store` made it
    #[arg(
        long,
        value_name = "FILE",
        env = "TRACIE_STORE",
        hide_env_values = true
    )]
    store: PathBuf,

    /// The account whose findings are meant, 12 digits
    #[arg(long, value_name = "ID", default_value = "000000000000", value_parser = account_id)]
    account_id: String,

    /// The region whose findings are meant
    #[arg(long, value_name = "NAME", default_value = "us-east-1")]
    region: String,
}

impl StoreArgs {
    /// Opens the store, which must be there. Findings whose time is over go.
    pub(crate) fn open(&self) -> anyhow::Result<Scoped> {
        let path = &self.store;
        anyhow::ensure!(
            is_there(path),
            "there is no store {}; `tracie scan --store {}` makes one",
            path.display(),
            path.display()
        );
        let here = open(path)?.scope(&self.account_id, &self.region);
        expire(&here).with_context(|| path.display().to_string())?;
        let lost = here.read(|it| losses(it, &path.display().to_string()))?;
        lost.iter().for_each(|line| say!("{line}"));
        Ok(here)
    }
}

/// Whether there is a store. An empty file is none yet, and would become one.
pub(crate) fn is_there(path: &Path) -> bool {
    fs::metadata(path).map_or_else(
        |error| error.kind() != io::ErrorKind::NotFound,
        |it| !it.is_file() || it.len() > 0,
    )
}

/// Opens a store, or makes one.
pub(crate) fn open(path: &Path) -> anyhow::Result<Store> {
    Ok(Store::open(path)?)
}

/// What was damaged on the disk since a scan stored it, a line for each batch of
/// it: which scan, and what to do.
pub(crate) fn losses(it: &Reading<'_>, store: &str) -> Result<Vec<String>, Error> {
    let batches = it.damaged()?.into_iter();
    let damaged = batches.map(|batch| Ok((it.record(SCAN, &batch.scan)?, batch)));
    let damaged = damaged.collect::<Result<Vec<_>, Error>>()?;
    let warning = terminal::warning("warning");
    let lines = damaged.into_iter().map(|(scan, batch)| {
        let started = scan.as_ref().and_then(|it| it.document["startedAt"].as_str());
        let targets = scan.as_ref().and_then(|it| it.document["targets"].as_array());
        let targets = targets.into_iter().flatten().filter_map(Value::as_str);
        let targets: Vec<&str> = targets.collect();
        format!(
            "{warning}: {store} is damaged: {} of {} that the scan of {} ({}) stored cannot be read \
             (batch {}: {}); scan that again, then `tracie findings scans --forget-damaged`",
            counted(batch.findings, "finding"),
            counted(batch.objects, "object"),
            visible(&targets.join(" ")),
            visible(started.unwrap_or(&batch.scan)),
            batch.batch,
            batch.reason,
        )
    });
    Ok(lines.collect())
}

/// How people read so many of something.
pub(crate) fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        more => format!("{more} {what}s"),
    }
}

/// Removes the findings whose time is over; where that cannot be, they go
/// another time.
pub(crate) fn expire(here: &Scoped) -> Result<(), Error> {
    match here.write(|it| it.expire_findings(Timestamp::now().as_millisecond())) {
        Ok(_) | Err(Error::ReadOnly | Error::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}
