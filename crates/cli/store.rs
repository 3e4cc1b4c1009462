//! The store that verbs work on, as it was typed.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use tracie::store::{Error, Scoped, Store};

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
            path.exists(),
            "there is no store {}; `tracie scan --store {}` makes one",
            path.display(),
            path.display()
        );
        let here = open(path)?.scope(&self.account_id, &self.region);
        expire(&here).with_context(|| path.display().to_string())?;
        Ok(here)
    }
}

/// Opens a store, or makes one.
pub(crate) fn open(path: &Path) -> anyhow::Result<Store> {
    Ok(Store::open(path)?)
}

/// Removes the findings whose time is over; where that cannot be, they go
/// another time.
pub(crate) fn expire(here: &Scoped) -> Result<(), Error> {
    match here.write(|it| it.expire_findings(Timestamp::now().as_millisecond())) {
        Ok(_) | Err(Error::ReadOnly | Error::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}
